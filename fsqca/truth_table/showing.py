"""How a truth table is printed: caption, rows by code and consistency, notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import counted
from fsqca.truth_table.facts import facts_of
from fsqca.truth_table.given import DONT_CARE
from fsqca.truth_table.history import history_notes

if TYPE_CHECKING:
    from fsqca.truth_table.table import TruthTable


def caption(table: TruthTable) -> str:
    """Return what the table is of."""
    outcome = f" for {table.settings.outcome}" if table.settings.outcome else ""
    known = facts_of(table)
    cases = "" if known is None else f"{counted(known.n_cases, 'case')}, "
    return (
        f"Truth table{outcome}: conditions {', '.join(table.conditions)}; "
        f"{cases}{len(table.numbers)} of {table.n_configurations} configurations observed"
    )


def printed_notes(table: TruthTable) -> list[str]:
    """Return the cut-offs, what is not defined everywhere, changes by hand, and advice."""
    notes = [f"Cut-offs: {table.settings.coding.describe()}."] if table.sums is not None else []
    notes += [
        f'{name} is defined only where {where}; a row with "{DONT_CARE}" stands for every value of it.'
        for name, where in table.settings.defined
    ]
    return notes + history_notes(table) + list(table.advice)


def shown(table: TruthTable) -> pd.DataFrame:
    """Return the table as it is printed: by code (positive rows first), then by consistency."""
    rank = {"1": 0, "C": 1, "0": 2, "?": 3}
    frame, codes, fit, numbers = table._table, table.codes, table.consistency, list(table.numbers)
    if table.settings.defined:
        frame = table.observed
        at = [numbers.index(number) for number in frame.index]
        codes, fit, numbers = codes[at], fit[at], list(frame.index)
        frame.index = pd.Index([row_label(own) for own in frame.pop("rows")])
    order = sorted(
        range(len(frame)),
        key=lambda i: (
            rank[str(codes[i])],
            -np.nan_to_num(fit[i], nan=-1.0),
            numbers[i],
        ),
    )
    rows = frame.iloc[order]
    empty = [name for name in ("cases", "near") if not any(len(value) for value in rows[name])]
    # The name of the index goes into the corner, so that the head takes one line.
    return rows.drop(columns=empty).rename(columns={"pri": "PRI"}).rename_axis(index=None, columns="row")


def row_label(numbers: Sequence[int], most: int = 4) -> str:
    """Return the numbers of the rows that one observed configuration stands for."""
    shown = ", ".join(map(str, numbers[:most]))
    return shown if len(numbers) <= most else f"{shown}, ... ({len(numbers)})"
