"""The nearest cut-offs at which some row is positive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted
from fsqca.errors import DataError
from fsqca.truth_table.coding import POSITIVE, TOLERANCE, Coding, code_rows
from fsqca.truth_table.history import last_codes
from fsqca.truth_table.observed_rows import observed_rows
from fsqca.truth_table.table import TruthTable
from fsqca.truth_table.weights import whole_or_sum

#: What the result is, and what it is not.
WHAT_IF = (
    "These are what-ifs, not advice. A cut-off that was chosen because it gives a solution makes the "
    "consistency of that solution say little. It needs a reason from theory, from the cases or from a gap "
    "in the values; without one, the finding is that no row is sufficient. Look at the conditions and the "
    "calibration first."
)


@dataclass(frozen=True, eq=False, repr=False)
class NearestCutOffs:
    """The nearest cut-offs that give a positive row.

    Made by :meth:`fsqca.TruthTable.nearest_cutoffs`.

    Attributes
    ----------
    coding : Coding
        Today's cut-offs.
    positive_rows : tuple of int
        The rows that are positive today.
    table : DataFrame
        One line per combination of which no other one is nearer in one cut-off and as near in the others:
        ``frequency``, ``consistency``, ``pri``, ``contradiction`` (NaN for none), how far each is
        below today's (``frequency_by``, ``consistency_by``, ``pri_by``), ``positive`` (the number of positive
        rows), ``rows`` (their numbers) and ``cases`` (how many cases they hold,
        the sum of weights where cases have weights). Empty where some row is
        positive today, and where no cut-offs would make any row positive.
    """

    coding: Coding
    positive_rows: tuple[int, ...]
    table: pd.DataFrame

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        if self.positive_rows:
            n = len(self.positive_rows)
            return (
                (
                    f"{counted(n, 'row')} {'is' if n == 1 else 'are'} positive at today's cut-offs "
                    f"({self.coding.describe()}), so nothing was looked for."
                ),
            )
        if not len(self.table):
            return ("No cut-offs would make a row positive.",)
        gone = (
            ("Where contradiction is '-', today's lower cut-off would have to be lower or go.",)
            if self.coding.contradiction is not None and self.table["contradiction"].isna().any()
            else ()
        )
        return (*gone, WHAT_IF)

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        return f"<NearestCutOffs: {counted(len(self.table), 'combination')}>"

    def _caption(self) -> str:
        return f"Nearest cut-offs with a positive row; today: {self.coding.describe()}"

    def _shown(self) -> pd.DataFrame:
        empty = [] if self.table["contradiction"].notna().any() else ["contradiction"]
        return self.table.drop(columns=empty).rename(columns={"pri": "PRI", "pri_by": "PRI_by"})

    def __str__(self) -> str:
        body = [_display.text_table(self._shown(), digits=4)] if len(self.table) else []
        return "\n".join([self._caption(), *body, *self.notes])

    def _repr_html_(self) -> str:
        if not len(self.table):
            return _display.html_heading(self._caption()) + _display.html_notes(self.notes)
        return _display.html_table(self._shown(), caption=self._caption(), notes=self.notes, digits=4)


def nearest_cutoffs(table: TruthTable) -> NearestCutOffs:
    """Return the nearest cut-offs that give a positive row."""
    if table.sums is None:
        raise DataError(
            "This truth table has no sums behind it, so it cannot be coded with other cut-offs: "
            "make it with build_truth_table()."
        )
    table = observed_rows(table)
    coding = table.settings.coding
    positive = tuple(
        number for number, code in zip(table.numbers, table.codes, strict=True) if code == POSITIVE
    )
    lines = [] if positive else _combinations(table)
    columns = ["frequency", "consistency", "pri", "contradiction"]
    columns += ["frequency_by", "consistency_by", "pri_by", "positive", "rows", "cases"]
    frame = pd.DataFrame(lines, columns=columns)
    frame["contradiction"] = frame["contradiction"].astype(np.float64)
    return NearestCutOffs(coding, positive, frame)


def _combinations(table: TruthTable) -> list[tuple[object, ...]]:
    """Return the combinations of cut-offs that are Pareto-nearest, those with the most positive rows first.

    A row is positive wherever frequency, consistency and PRI are at or below its own, so the nearest point at
    which it is positive lowers each cut-off that it fails to its own value, and no other.
    """
    coding = table.settings.coding
    by_hand = last_codes(table)
    found: dict[tuple[int, float, float], tuple[float, float, float]] = {}
    for i, number in enumerate(table.numbers):
        n, value, pri = np.floor(table.n[i] + TOLERANCE), float(table.consistency[i]), float(table.pri[i])
        if number in by_hand or np.isnan(value) or n < 1:
            continue
        frequency = min(coding.frequency, int(n))
        own_pri = 0.0 if np.isnan(pri) else max(pri, 0.0)
        consistency = coding.consistency if value >= coding.consistency - TOLERANCE else value
        least_pri = coding.pri if coding.pri == 0 or pri >= coding.pri - TOLERANCE else own_pri
        point = (frequency, consistency, least_pri)
        found[point] = (
            coding.frequency - frequency,
            coding.consistency - consistency,
            coding.pri - least_pri,
        )
    lines: list[tuple[object, ...]] = []
    distances = np.array(list(found.values())).reshape(-1, 3)
    for (frequency, consistency, pri), away in found.items():
        # Values that differ within the tolerance are the same cut-off.
        nearer = (distances <= np.array(away) + TOLERANCE).all(axis=1)
        if (nearer & (distances < np.array(away) - TOLERANCE).any(axis=1)).any():
            continue
        lower = coding.contradiction
        lower = None if lower is None or lower >= consistency else lower
        chosen = Coding(consistency, pri, frequency, lower)
        codes = code_rows(table.n, table.consistency, table.pri, chosen)
        fixed = np.isin(np.asarray(table.numbers, dtype=object), list(by_hand))
        rows = np.flatnonzero((codes == POSITIVE) & ~fixed)
        numbers = tuple(table.numbers[position] for position in rows)
        if any(line[8] == numbers for line in lines):
            continue
        shown = float("nan") if lower is None else lower
        lines.append(
            (
                *(frequency, consistency, pri, shown),
                *away,
                len(rows),
                numbers,
                whole_or_sum(table.n[rows].sum()),
            )
        )
    return sorted(lines, key=lambda line: (line[4], line[5], line[6]))
