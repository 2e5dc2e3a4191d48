"""Why a row has its code: the rule that decided, the cases that hold it back, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted
from fsqca._types import Ints
from fsqca.truth_table.coding import NEGATIVE, POSITIVE, REMAINDER, TOLERANCE
from fsqca.truth_table.defined import UNDEFINED
from fsqca.truth_table.history import last_codes, rows_alike, unedited_codes
from fsqca.truth_table.row_codes import codes_along, distances_of, nothing_about_cut_offs
from fsqca.truth_table.row_shares import case_shares, pattern_of
from fsqca.truth_table.sums import corners_of_rows

if TYPE_CHECKING:
    from fsqca.truth_table.table import TruthTable

#: Cases that a printed explanation spells out.
_SHOWN_CASES = 10


@dataclass(frozen=True, eq=False, repr=False)
class RowReason:
    """Why a row of a truth table has its code.

    Made by :meth:`fsqca.TruthTable.why`.

    Attributes
    ----------
    row : int
        Row number.
    configuration : str
        Such as ``"A*~B"``.
    code : {"1", "0", "C", "?"}
    sentences : tuple of str
        Which rule decided the code, and what holds the row back.
    distances : DataFrame
        One line per cut-off: ``cut_off``, ``at`` (the cut-off), ``value`` (of the row), ``distance`` (value -
        cut-off) and ``passes``.
    along : DataFrame
        What the cut-offs would make of the row if one of them were moved and the others stayed: ``cut_off``,
        ``interval`` (of cut-offs, exact up to the tolerance of 1e-9), ``above``, ``to`` (its ends), ``code``,
        ``today`` (whether the present cut-off lies in it).
    cases : DataFrame
        One line per case with a membership above 0, those that hold the row back most first; empty where the
        memberships are not at hand (data that were scanned, a table without data): ``case``,
        ``membership``, ``outcome``, ``in_row`` (membership above 0.5), ``inconsistency`` (membership -
        min(membership, outcome)), ``share`` (of the sum of that column), ``consistency_loss`` and
        ``pri_loss`` (what it takes from the consistency and from the PRI: the columns add up to 1 -
        consistency and to 1 - PRI), ``consistency_without`` and ``pri_without`` (the values of the row if the
        case were not in the data).

    Notes
    -----
    With m the membership of a case in the row and y that in the outcome, 1 - consistency is sum (m - min(m,
    y)) / sum m, and 1 - PRI is sum (m - min(m, y)) / sum (m - min(m, y, 1 - y)). The numerators are the same,
    so each case has the same share of both. What a row would be without a case says where to look, not what
    to leave out.
    """

    row: int
    configuration: str
    code: str
    sentences: tuple[str, ...]
    distances: pd.DataFrame
    along: pd.DataFrame
    cases: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """The cases, as :attr:`cases`."""
        return self.cases.copy()

    def __repr__(self) -> str:
        return f"<RowReason of row {self.row}: coded {self.code}, {counted(len(self.cases), 'case')}>"

    def _caption(self) -> str:
        return f"Row {self.row} ({self.configuration}) is coded {self.code}"

    def _frames(self) -> list[tuple[str, pd.DataFrame]]:
        along = self.along[["cut_off", "interval", "code", "today"]].assign(
            today=["*" if today else "" for today in self.along["today"]]
        )
        held = self.cases.loc[self.cases["inconsistency"] > 0]
        distances = self.distances.assign(cut_off=self.distances["cut_off"].replace("pri", "PRI"))
        along["cut_off"] = along["cut_off"].replace("pri", "PRI")
        return [
            ("Distances to the cut-offs", distances.set_index("cut_off")),
            ("If one cut-off were another", along.set_index("cut_off")),
            ("Cases that hold it back", held.head(_SHOWN_CASES).set_index("case")),
        ]

    def _notes(self) -> list[str]:
        left = int((self.cases["inconsistency"] > 0).sum()) - _SHOWN_CASES
        return [f"{counted(left, 'more case')} in .cases."] if left > 0 else []

    def __str__(self) -> str:
        parts = [self._caption(), *self.sentences]
        for title, frame in self._frames():
            if len(frame):
                parts += ["", f"{title}:", _display.text_table(frame.rename_axis(None))]
        return "\n".join(parts + self._notes())

    def _repr_html_(self) -> str:
        tables = "".join(
            _display.html_table(frame.rename_axis(None), caption=title)
            for title, frame in self._frames()
            if len(frame)
        )
        head = _display.html_heading(self._caption()) + _display.html_notes(self.sentences)
        return head + tables + _display.html_notes(self._notes())


def why_row(table: TruthTable, row: int) -> RowReason:
    """Return why a row has its code."""
    (number,) = table._check_rows([row], "row")
    corner = corners_of_rows([number], table.level_counts)
    position = table.numbers.index(number) if number in table.numbers else None
    cases, sums = case_shares(table, corner)
    code = REMAINDER if position is None else str(table.codes[position])
    if position is None or table.sums is None:
        distances, along = nothing_about_cut_offs()
    else:
        values = (float(table.n[position]), float(table.consistency[position]), float(table.pri[position]))
        distances = distances_of(*values, table.settings.coding)
        along = codes_along(*values, table.settings.coding)
    sentences = [code_sentence(table, number)]
    if number in last_codes(table) and table.sums is not None:
        sentences.append("Cut-offs do not move it now; what follows is what they would say of it.")
    if table.evidence is None and table.sums is not None:
        known = (
            "The memberships of the cases are not known"
            if table.scan is None
            else f"Memberships were not kept when {table.scan.source.label} was scanned"
        )
        sentences.append(f"{known}, so nothing is said of the cases that hold it back.")
    if sums is not None and len(cases) and sums[0] > sums[1]:
        sentences += _held_back(cases, position is not None)
    return RowReason(
        number, configuration_text(table, corner[0]), code, tuple(sentences), distances, along, cases
    )


def code_sentence(table: TruthTable, row: int) -> str:
    """Return in a sentence which rule decided the code of a row."""
    if row not in table.numbers:
        return "No case belongs to it: it is a logical remainder, whatever the cut-offs."
    position = table.numbers.index(row)
    by_hand = last_codes(table)
    if row in by_hand:
        alike = rows_alike(table, row)
        change = [c for c in table.changes if c.row in alike and c.outcome == table.settings.outcome][-1]
        said = unedited_codes(table)[position]
        source = "the cut-offs say" if table.sums is not None else "the table came with"
        return f'It was coded {change.after} by hand, where {source} {said}: "{change.why}"'
    code, coding = str(table.codes[position]), table.settings.coding
    if table.sums is None:
        return "It came with this code: the table has no sums behind it, so the cut-offs are not known."
    n, value, pri = table.n[position], table.consistency[position], table.pri[position]
    if code == REMAINDER and table.settings.weights is not None:
        return (
            f"Its cases have a sum of weights of {n:.6g}, which misses the frequency cut-off of "
            f"{coding.frequency} by {_by(n, coding.frequency)}: it counts as a remainder."
        )
    if code == REMAINDER:
        return (
            f"It has {counted(int(n), 'case')}, {coding.frequency - int(n)} fewer than the frequency cut-off "
            f"of {coding.frequency}: it counts as a remainder."
        )
    if code == POSITIVE:
        by_pri = (
            f", and its PRI of {pri:.3f} reaches the cut-off of {coding.pri:g} by {_by(pri, coding.pri)}"
            if coding.pri > 0
            else ""
        )
        return (
            f"Its consistency of {value:.3f} reaches the cut-off of {coding.consistency:g} by "
            f"{_by(value, coding.consistency)}{by_pri}."
        )
    if np.isnan(value):
        return "Its consistency is undefined, as no case has any membership, so it reaches no cut-off."
    if code == NEGATIVE and value >= coding.consistency - TOLERANCE:
        failed = (
            "its PRI is undefined (0 / 0) and reaches no cut-off above 0"
            if np.isnan(pri)
            else f"its PRI of {pri:.3f} misses the cut-off of {coding.pri:g} by {_by(pri, coding.pri)}"
        )
        return (
            f"Its consistency of {value:.3f} reaches the cut-off of {coding.consistency:g} by "
            f"{_by(value, coding.consistency)}, but {failed}."
        )
    missed = (
        f"Its consistency of {value:.3f} misses the cut-off of {coding.consistency:g} by "
        f"{_by(value, coding.consistency)}"
    )
    if coding.contradiction is None:
        return f"{missed}."
    lower = f"the lower cut-off of {coding.contradiction:g} by {_by(value, coding.contradiction)}"
    return f"{missed} and {'misses' if code == NEGATIVE else 'reaches'} {lower}."


def configuration_text(table: TruthTable, corner: Ints) -> str:
    """Return a configuration as an expression, such as ``"A*~B*C{2}"``."""
    from fsqca.expressions import Expression, Literal

    literals = tuple(
        Literal(name, (int(value),), False, levels > 2)
        for name, value, levels in zip(
            table.conditions, pattern_of(table, corner), table.level_counts, strict=True
        )
        if value != UNDEFINED
    )
    return str(Expression((literals,), table.conditions))


def _by(value: float, cut_off: float) -> str:
    """Return a distance in as many digits as it takes to differ from 0."""
    distance = abs(value - cut_off)
    if distance <= TOLERANCE:
        return "0 (they are equal)"
    return f"{distance:.3f}" if distance >= 0.0005 else f"{distance:.1e}"


def _held_back(cases: pd.DataFrame, observed: bool) -> list[str]:
    """Return which cases hold a row back."""
    share = cases["share"].cumsum()
    half = int(np.searchsorted(share.to_numpy(), 0.5 - TOLERANCE)) + 1
    first = ", ".join(str(case) for case in cases["case"].head(min(half, 3)))
    outside = float(cases.loc[~cases["in_row"], "share"].sum())
    parts = [
        (
            f"{counted(half, 'case')} {'makes' if half == 1 else 'make'} up {share.iloc[half - 1]:.0%} of "
            f"its inconsistency: {first}{' and others' if half > 3 else ''}."
        )
    ]
    if observed and outside >= 0.5:
        parts.append(
            f"{outside:.0%} of its inconsistency comes from cases that belong to other rows: their partial "
            "memberships enter the sums."
        )
    return parts
