"""What a truth table was made with, and the cases behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from fsqca._frames import Sets
from fsqca._types import CaseId, Floats, Ints, Missing
from fsqca.truth_table.coding import Coding

Crossover: TypeAlias = Literal["unassigned", "raise", "above", "below", "drop"]

#: How far "above" and "below" move a membership of exactly 0.5 (Fiss 2011).
CROSSOVER_STEP = 0.001


@dataclass(frozen=True, slots=True)
class TableSettings:
    """The settings that made a truth table.

    Attributes
    ----------
    outcome : str
        The outcome as an expression, "" for a table that has no data behind it.
    conditions : tuple of str
    coding : Coding
        The cut-offs.
    crossover : {"unassigned", "raise", "above", "below", "drop"} or None
        What was done with memberships of exactly 0.5.
    missing : {"raise", "drop"} or None
        What was done with missing values.
    defined : tuple of pairs of str
        Conditions that are not defined everywhere, each with the expression where it is.
    weights : str or None
        The column of the weights, "an array" for numbers without a name, None where every case counts once.
    source : str or None
        What was scanned in pieces, such as ``"'survey.parquet'"``; None for data in memory.
    """

    outcome: str
    conditions: tuple[str, ...]
    coding: Coding
    crossover: Crossover | None = None
    missing: Missing | None = None
    defined: tuple[tuple[str, str], ...] = ()
    weights: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The cases behind a truth table, as arrays.

    Attributes
    ----------
    sets : Sets
        Memberships in the conditions, after the crossover rule.
    outcome : ndarray of float, shape (n_cases,)
        Membership in the outcome.
    position : ndarray of int, shape (n_cases,)
        Position of each case's row in the table, -1 for a case that belongs to no configuration.
    weights : ndarray of float, shape (n_cases,), or None
        Weights of the cases, None where every case counts once.
    weightless : tuple
        Ids of the cases left out because their weight is 0.
    """

    sets: Sets
    outcome: Floats
    position: Ints
    weights: Floats | None = None
    weightless: tuple[CaseId, ...] = ()
