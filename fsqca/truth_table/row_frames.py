"""The rows of a truth table as tidy frames: observed, complete, with their cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from fsqca._checks import listed
from fsqca._types import CaseId, Floats, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, TooLargeError
from fsqca.truth_table.coding import REMAINDER, near_cut_offs
from fsqca.truth_table.defined import UNDEFINED
from fsqca.truth_table.given import DONT_CARE
from fsqca.truth_table.history import edit_marks
from fsqca.truth_table.scan import deviant_of
from fsqca.truth_table.sums import all_corners, corners_of_rows

if TYPE_CHECKING:
    from fsqca.truth_table.table import TruthTable

#: More configurations than this are not listed by `TruthTable.complete()`.
MAX_COMPLETE_ROWS = 1 << 20


def row_frame(
    table: TruthTable,
    numbers: Sequence[int],
    corners: Ints,
    n: Floats,
    consistency: Floats,
    pri: Floats,
    codes: npt.NDArray[np.str_],
    cases: Sequence[tuple[CaseId, ...]],
) -> pd.DataFrame:
    """Return rows as `TruthTable.table` has them."""
    columns: dict[str, object] = {name: corners[:, j] for j, name in enumerate(table.conditions)}
    columns["out"] = np.asarray(codes, dtype=object)
    whole = table.settings.weights is None and not np.isnan(n).any()
    columns["n"] = n.astype(np.int64) if whole else n
    columns["consistency"] = consistency
    columns["pri"] = pri
    columns["cases"] = pd.Series(list(cases), dtype=object).to_numpy()
    # A table without data was coded elsewhere, by cut-offs that are not known here.
    near = near_cut_offs(consistency, pri, table.settings.coding) if table.sums is not None else [""] * len(n)
    columns["near"] = np.asarray(near, dtype=object)
    marks = edit_marks(table)
    if marks:
        columns["edited"] = [marks.get(number, "") for number in numbers]
    return pd.DataFrame(columns, index=pd.Index(list(numbers), name="row"))


def observed_frame(table: TruthTable) -> pd.DataFrame:
    """Return the configurations as the cases have them; see `TruthTable.observed`."""
    frame = table._table.copy()
    frame["rows"] = pd.Series([(number,) for number in table.numbers], index=frame.index, dtype=object)
    if not table.settings.defined:
        return frame
    members: dict[int, list[int]] = {}
    for position, head in enumerate(table._heads):
        members.setdefault(head, []).append(table.numbers[position])
    kept = list(members)
    frame = frame.iloc[kept].copy()
    for column, name in enumerate(table.conditions):
        own = table._patterns[kept, column]
        if (own == UNDEFINED).any():
            cells = [DONT_CARE if value == UNDEFINED else int(value) for value in own]
            frame[name] = pd.Series(cells, index=frame.index, dtype=object)
    frame["rows"] = pd.Series([tuple(members[head]) for head in kept], index=frame.index, dtype=object)
    return frame


def complete_frame(table: TruthTable) -> pd.DataFrame:
    """Return all configurations, logical remainders included; see `TruthTable.complete`."""
    if table.n_configurations > MAX_COMPLETE_ROWS:
        raise TooLargeError(
            f"The complete truth table has {table.n_configurations} rows; at most "
            f"{MAX_COMPLETE_ROWS} are listed. "
            "Minimization does not need them: logical remainders are never enumerated."
        )
    corners = all_corners(table.level_counts)
    at = np.asarray(table.numbers, dtype=np.int64) - 1
    total = len(corners)
    n, consistency, pri = np.zeros(total), np.full(total, np.nan), np.full(total, np.nan)
    sums = table._sums_of(corners)
    if sums is not None:
        consistency, pri = sums.consistency(), sums.pri()
    codes = np.full(total, REMAINDER)
    n[at], consistency[at], pri[at], codes[at] = table.n, table.consistency, table.pri, table.codes
    cases: list[tuple[CaseId, ...]] = [()] * total
    for position, own in zip(at.tolist(), table._cases, strict=True):
        cases[position] = own
    return row_frame(table, range(1, total + 1), corners, n, consistency, pri, codes, cases)


def deviant_frame(table: TruthTable) -> pd.DataFrame:
    """Return the deviant cases for consistency; see `TruthTable.deviant_cases`."""
    columns = ["row", "case", "membership", "outcome"]
    if table.scan is not None:
        return deviant_of(table)
    if table.evidence is None:
        return pd.DataFrame(columns=columns)
    sets, y, position = table.evidence.sets, table.evidence.outcome, table.evidence.position
    deviant = np.flatnonzero((position >= 0) & (y < 0.5))
    deviant = deviant[np.argsort(position[deviant], kind="stable")]
    corners = table.corners[position[deviant]]
    two_valued = np.asarray(table.level_counts) == 2
    own = sets.values[deviant]
    literal = np.where(two_valued, np.where(corners == 1, own, 1.0 - own), 1.0)
    literal[np.isnan(own)] = 1.0  # not defined for the case
    numbers = np.asarray(table.numbers, dtype=object)[position[deviant]]
    return pd.DataFrame(
        {
            "row": [int(number) for number in numbers],
            "case": list(sets.cases[deviant]),
            "membership": literal.min(axis=1) if len(deviant) else np.empty(0),
            "outcome": y[deviant],
        },
        columns=columns,
    )


def configuration_frame(table: TruthTable, rows: Sequence[int]) -> pd.DataFrame:
    """Return the configurations with these row numbers; see `TruthTable.configurations`."""
    numbers = table._check_rows(rows, "rows")
    corners = corners_of_rows(numbers, table.level_counts)
    return pd.DataFrame(
        corners,
        columns=list(table.conditions),
        index=pd.Index(numbers, name="row", dtype=object if not numbers else None),
    )


def checked_rows(table: TruthTable, rows: Iterable[object], argument: str) -> list[int]:
    """Return row numbers as a list, or raise."""
    if not np.iterable(rows):
        raise ArgumentTypeError(f"{argument} must be a list of row numbers such as [1, 8], not {rows!r}.")
    numbers: list[int] = []
    for row in rows:
        if isinstance(row, bool) or not isinstance(row, int | np.integer):
            raise ArgumentTypeError(f"{argument} must hold row numbers such as 1 or 8, not {row!r}.")
        numbers.append(int(row))
    outside = [row for row in numbers if not 1 <= row <= table.n_configurations]
    if outside:
        raise ArgumentError(
            f"{argument} names rows that do not exist: {listed(outside)}. Rows are numbered 1 to "
            f"{table.n_configurations}."
        )
    return numbers


def cases_by_row(position: Ints, cases: pd.Index[Any], n_rows: int) -> list[tuple[CaseId, ...]]:
    """Return the ids of the cases in each row, in the order of the data."""
    order = np.argsort(position, kind="stable")
    bounds = np.searchsorted(position[order], np.arange(n_rows + 1))
    # As objects: dates in nanoseconds would come out of an array of their own as integers.
    ids = cases.astype(object).to_numpy()[order]
    return [tuple(ids[bounds[row] : bounds[row + 1]].tolist()) for row in range(n_rows)]
