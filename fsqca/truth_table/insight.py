"""What stands out in a truth table: tidy frames, and notes in plain words."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import check_fraction, counted, listed
from fsqca.truth_table.coding import POSITIVE
from fsqca.truth_table.contradictory_rows import contradictory_rows, deviant_by_row, separating_columns
from fsqca.truth_table.insight_frames import (
    diversity,
    frequencies,
    gaps,
    largest_rows,
    near_rows,
    simultaneous_subsets,
)
from fsqca.truth_table.observed_rows import observed_rows
from fsqca.truth_table.settings import TableSettings
from fsqca.truth_table.table import TruthTable

#: Gaps of each measure that a printed insight spells out.
_SHOWN_GAPS = 3
_TITLES = {
    "frequencies": "Rows and cases kept at every frequency cut-off",
    "gaps": "Largest gaps in consistency and PRI",
    "near": "Rows near a cut-off",
    "simultaneous": "Rows consistent for the outcome and its negation",
    "contradictions": "Rows with cases with and cases without the outcome",
    "separating": "Columns that separate the cases of these rows",
    "deviant": "Deviant cases (in the row, without the outcome)",
    "diversity": "Limited diversity",
    "largest": "Largest rows",
}


@dataclass(frozen=True, eq=False, repr=False)
class TableInsight:
    """What stands out in a truth table.

    Made by :meth:`fsqca.TruthTable.insight`.

    Attributes
    ----------
    settings : TableSettings
        Those of the table.
    frequencies : DataFrame
        One line per range of frequency cut-offs that keep the same rows: ``frequency_from``,
        ``frequency_to``, ``rows``, ``share_of_rows``, ``cases``, ``share_of_cases`` (of all cases in the
        analysis, NaN where their number is not known), ``today``. Where cases have weights, sums of weights.
    gaps : DataFrame
        One line per gap between neighbouring values, from the highest down: ``measure`` ("consistency" or
        "pri"), ``above``, ``below``, ``gap``, ``rank`` (1: the largest of its measure), ``rows_above``,
        ``rows_below``, ``today`` (whether the present cut-off lies in it). Remainders are left out.
    near : DataFrame
        Rows near a cut-off: ``row``, ``cut_off``, ``at``, ``value``, ``distance``, ``code``,
        ``code_otherwise`` (on the other side of this cut-off).
    simultaneous : DataFrame
        Rows consistent for the outcome and its negation: index the row number, ``n``, ``consistency``,
        ``pri``, ``negated_consistency``, ``negated_pri``, ``code``, ``negated_code``, ``told_apart``.
    contradictions : DataFrame
        Rows that hold cases with and cases without the outcome: index the row number, ``code``, ``n``,
        ``with_outcome``, ``without_outcome``, ``undecided`` (case ids), ``consistency``, ``pri``.
    separating : DataFrame
        For each of these rows and each further column of the data given: ``row``, ``column``, ``separates``,
        ``misplaced``, ``rule``, ``missing``, ``by_chance``. Empty where no data were given.
    deviant : DataFrame
        Deviant cases for consistency by row: index the row number, ``code``, ``n``, ``deviant``, ``share``,
        ``cases``.
    diversity : DataFrame
        How much of what is possible was observed: index ``what``, column ``value``.
    largest : DataFrame
        Rows by number of cases, the largest first: ``row``, ``n``, ``share``, ``cumulated``, ``code``.
    notes : tuple of str
        What they mean, in plain words.

    References
    ----------
    Schneider, C. Q., & Wagemann, C. (2012). Set-Theoretic Methods for the Social Sciences. Cambridge
    University Press.

    Examples
    --------
    >>> import fsqca as fq
    >>> data = pd.DataFrame(
    ...     {"A": [0.9, 0.8, 0.7, 0.1], "Y": [0.9, 0.7, 0.2, 0.2], "size": [4, 5, 1, 2]},
    ...     index=["Ash", "Elm", "Fir", "Oak"],
    ... )
    >>> insight = fq.build_truth_table(data, "Y", ["A"]).insight(data)
    >>> insight.contradictions[["with_outcome", "without_outcome"]].loc[2].tolist()
    [('Ash', 'Elm'), ('Fir',)]
    >>> insight.separating[["row", "column", "separates", "rule"]].values.tolist()
    [[2, 'size', True, '> 2.5']]
    """

    settings: TableSettings
    frequencies: pd.DataFrame
    gaps: pd.DataFrame
    near: pd.DataFrame
    simultaneous: pd.DataFrame
    contradictions: pd.DataFrame
    separating: pd.DataFrame
    deviant: pd.DataFrame
    diversity: pd.DataFrame
    largest: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The frames by name."""
        return {one.name: getattr(self, one.name).copy() for one in fields(self) if one.name in _TITLES}

    @property
    def table(self) -> pd.DataFrame:
        """How many lines each frame has: ``what``, ``title``, ``lines``."""
        lines = [(name, _TITLES[name], len(frame)) for name, frame in self.frames.items()]
        return pd.DataFrame(lines, columns=["what", "title", "lines"])

    def __repr__(self) -> str:
        outcome = f" for {self.settings.outcome}" if self.settings.outcome else ""
        return (
            f"<TableInsight{outcome}: {counted(len(self.near), 'value')} near a cut-off, "
            f"{counted(len(self.simultaneous), 'simultaneous subset row')}, "
            f"{counted(len(self.contradictions), 'contradictory row')}>"
        )

    def _shown(self) -> list[tuple[str, pd.DataFrame]]:
        """The frames as they are printed, those without a line left out."""
        parts: list[tuple[str, pd.DataFrame]] = []
        for name, whole in self.frames.items():
            frame = whole
            if name == "gaps":
                frame = frame[(frame["rank"] <= _SHOWN_GAPS) | frame["today"].astype(bool)]
            elif name == "largest":
                frame = frame.head(5)
            elif name == "separating":
                frame = frame[frame["separates"].astype(bool)]
            for column in ("today", "told_apart"):
                if column in frame:
                    frame = frame.assign(**{column: ["*" if mark else "" for mark in frame[column]]})
            if "n" in frame:
                frame = frame.assign(n=[f"{value:g}" for value in frame["n"]])
            if name == "diversity":
                frame = frame.assign(
                    value=[
                        f"{value:.3f}" if str(what).startswith("share") else f"{value:.15g}"
                        for what, value in frame["value"].items()
                    ]
                )
            for column in ("measure", "cut_off"):
                if column in frame:
                    frame = frame.assign(**{column: frame[column].replace("pri", "PRI")})
            frame = frame.rename(columns={"pri": "PRI", "negated_pri": "negated_PRI"})
            if len(frame):
                first = frame.columns[0]
                indexed = frame if frame.index.name in ("row", "what") else frame.set_index(first)
                parts.append((_TITLES[name], indexed.rename_axis(None)))
        return parts

    def _caption(self) -> str:
        outcome = f" for {self.settings.outcome}" if self.settings.outcome else ""
        return f"What stands out in the truth table{outcome}"

    def __str__(self) -> str:
        parts = [self._caption(), *self.notes]
        for title, frame in self._shown():
            parts += ["", f"{title}:", _display.text_table(frame, width=32)]
        return "\n".join(parts)

    def _repr_html_(self) -> str:
        tables = "".join(_display.html_table(frame, caption=title) for title, frame in self._shown())
        return _display.html_heading(self._caption()) + _display.html_notes(self.notes) + tables


def insight_of(table: TruthTable, data: object, near: float) -> TableInsight:
    """Return what stands out in a truth table."""
    near = check_fraction("near", near)
    whole = table
    table = observed_rows(table)
    frames = {
        "frequencies": frequencies(table),
        "gaps": gaps(table),
        "near": near_rows(table, near),
        "simultaneous": simultaneous_subsets(table),
        "contradictions": contradictory_rows(table),
        "separating": pd.DataFrame(
            columns=["row", "column", "separates", "misplaced", "rule", "missing", "by_chance"]
        )
        if data is None
        else separating_columns(table, data),
        "deviant": deviant_by_row(table),
        "diversity": diversity(table, whole),
        "largest": largest_rows(table),
    }
    notes = _notes(table, frames, near, data is not None)
    if len(table.numbers) < len(whole.numbers):
        notes.append("Rows that stand for the same observed configuration are named by the first of them.")
    return TableInsight(table.settings, **frames, notes=tuple(notes))


def _notes(table: TruthTable, frames: dict[str, pd.DataFrame], near: float, with_data: bool) -> list[str]:
    notes = []
    if table.sums is None:
        notes.append("The table has no sums behind it, so nothing is said about its cut-offs.")
    if table.scan is not None and table.scan.kept is None:
        notes.append(
            f"Which cases are in a row was not kept when {table.scan.source.label} was scanned, so nothing "
            'is said about them. Build the table with cases="column of the ids" to keep them.'
        )
    elif table.evidence is None and table.scan is None:
        notes.append("The table has no data behind it, so nothing is said about its cases.")
    notes += _frequency_notes(table, frames["frequencies"])
    notes += _gap_notes(table, frames["gaps"])
    moved = frames["near"]
    moved = moved[moved["code"] != moved["code_otherwise"]]
    if len(moved):
        notes.append(
            f"{counted(len(set(moved['row'])), 'row')} would be coded otherwise if a cut-off moved by "
            f"{near:g}: {listed(dict.fromkeys(moved['row']), 10)}."
        )
    both = frames["simultaneous"]
    if len(both):
        left = both.index[~both["told_apart"].astype(bool)]
        notes.append(
            f"{counted(len(both), 'row')} {'is' if len(both) == 1 else 'are'} consistent for the outcome and "
            f"for its negation: {listed(both.index, 10)}. "
            + (
                f"The PRI cut-off does not tell them apart in {'row' if len(left) == 1 else 'rows'} "
                f"{listed(left, 10)}."
                if len(left)
                else "The PRI cut-off tells them apart."
            )
        )
    contradictory, separating = frames["contradictions"], frames["separating"]
    positive = contradictory.index[contradictory["code"] == POSITIVE]
    if len(contradictory):
        notes.append(
            f"{counted(len(contradictory), 'row')} {'holds' if len(contradictory) == 1 else 'hold'} cases "
            f"with and cases without the outcome: {listed(contradictory.index, 10)}"
            + (f"; coded 1: {listed(positive, 10)}." if len(positive) else "; none of them is coded 1.")
        )
    if with_data and len(contradictory) and len(separating):
        found = separating[separating["separates"].astype(bool)]
        tried, some = len(set(separating["column"])), len(set(found["column"]))
        notes.append(
            f"{counted(tried, 'further column')} {'was' if tried == 1 else 'were'} looked at; "
            f"{counted(some, 'column')} separate{'s' if some == 1 else ''} the cases of some row without an "
            "error. With few cases many columns do so by chance: see by_chance, and ask whether theory "
            "speaks for it."
        )
    notes.append(_diversity_note(table, frames["diversity"]["value"]))
    return notes


def _frequency_notes(table: TruthTable, frame: pd.DataFrame) -> list[str]:
    if not len(frame) or table.sums is None:
        return []
    today = frame[frame["today"].astype(bool)]
    if not len(today):
        return ["The frequency cut-off keeps no row."]
    one, cut_off = today.iloc[0], table.settings.coding.frequency
    rows, share = counted(int(one["rows"]), "row"), float(one["share_of_cases"])
    if np.isnan(share):
        return [f"The frequency cut-off of {cut_off} keeps {rows}."]
    what = "the cases" if table.settings.weights is None else "the weight of the cases"
    return [f"The frequency cut-off of {cut_off} keeps {rows} and {share:.0%} of {what}."]


def _gap_notes(table: TruthTable, frame: pd.DataFrame) -> list[str]:
    notes = []
    coding = table.settings.coding
    measures = (("consistency", "consistency", coding.consistency), ("pri", "PRI", coding.pri))
    for measure, word, cut_off in measures:
        own = frame[frame["measure"] == measure] if len(frame) else frame
        if not len(own):
            continue
        largest = own[own["rank"] == 1].iloc[0]
        text = (
            f"The largest gap in {word} lies between {largest['below']:.3f} "
            f"({_rows(largest['rows_below'])}) and {largest['above']:.3f} ({_rows(largest['rows_above'])})"
        )
        here = own[own["today"].astype(bool)]
        if table.sums is None or (measure == "pri" and coding.pri == 0):
            notes.append(f"{text}.")
        elif len(here):
            one = here.iloc[0]
            place = (
                "today's cut-off lies in it"
                if one["rank"] == 1
                else f"today's cut-off of {cut_off:g} lies in gap {one['rank']} by size, of {one['gap']:.3f}"
            )
            notes.append(f"{text}; {place}.")
        else:
            one_side = f"today's cut-off of {cut_off:g} lies in no gap: all values are on one side of it"
            notes.append(f"{text}; {one_side}.")
    return notes


def _rows(rows: tuple[int, ...]) -> str:
    return f"{'row' if len(rows) == 1 else 'rows'} {listed(rows, 5)}"


def _diversity_note(table: TruthTable, values: pd.Series) -> str:
    share = float(values["share observed"])
    text = (
        f"{values['observed configurations']:.0f} of {table.n_configurations} possible configurations were "
        f"observed ({f'{share:.0%}' if share >= 0.01 else f'{share:.1e} of all'})"
    )
    half = values["rows that hold half of the cases"]
    if np.isnan(half):
        return f"{text}."
    return f"{text}; {counted(int(half), 'row')} {'holds' if half == 1 else 'hold'} half of the cases."
