"""The cases of all groups as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from fsqca._types import Bools, Floats, Ints
from fsqca.minimization.models import cube_memberships
from fsqca.truth_table.table import TruthTable


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Memberships of the cases of all groups that could be analysed, each group as it was calibrated.

    Attributes
    ----------
    groups : tuple of str
    values : ndarray of float, shape (n_cases, n_conditions)
    y : ndarray of float, shape (n_cases,)
    group : ndarray of int, shape (n_cases,)
        Position of each case's group.
    weights : ndarray of float, shape (n_cases,), or None
    cases : Index, length n_cases
    levels : tuple of int
    """

    groups: tuple[str, ...]
    values: Floats
    y: Floats
    group: Ints
    weights: Floats | None
    cases: pd.Index[Any]
    levels: tuple[int, ...]

    def memberships(self, cubes: Ints) -> Floats:
        """Return the memberships in terms, shape (n_cases, n_terms)."""
        return cube_memberships(self.values, cubes, self.levels)

    def of(self, name: str) -> Bools:
        """Return which cases are in a group, or all of them for a name that is no group."""
        if name not in self.groups:
            return np.ones(len(self.y), dtype=bool)
        return np.asarray(self.group == self.groups.index(name))


def pool(tables: Mapping[str, TruthTable]) -> Pool:
    """Return the cases of the tables of several groups together."""
    parts = [table.evidence for table in tables.values()]
    known = [part for part in parts if part is not None]
    weighted = any(part.weights is not None for part in known)
    weights = [np.ones(len(part.outcome)) if part.weights is None else part.weights for part in known]
    levels = np.array([table.level_counts for table in tables.values()]).max(axis=0)
    return Pool(
        groups=tuple(tables),
        values=np.concatenate([part.sets.values for part in known]),
        y=np.concatenate([part.outcome for part in known]),
        group=np.repeat(np.arange(len(known)), [len(part.outcome) for part in known]),
        weights=np.concatenate(weights) if weighted else None,
        cases=known[0].sets.cases.append([part.sets.cases for part in known[1:]]),
        levels=tuple(int(number) for number in levels),
    )
