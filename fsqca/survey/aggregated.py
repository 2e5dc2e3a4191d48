"""Cases made of respondents: what `aggregate` gives back, how it prints, and what it says of the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed
from fsqca._display import html_table, text_table
from fsqca._types import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Aggregated:
    """Cases made of respondents; made by `aggregate`, taken wherever data are taken.

    Attributes
    ----------
    data : pandas.DataFrame, shape (n_cases, n_columns)
        One row per case, NaN where a case has fewer than `min_respondents` with a value.
    agreement : pandas.DataFrame
        Index ``column``; ``cases`` and ``respondents`` with a value, ``per_case`` (respondents per case,
        mean), ``icc1``, ``icc2``, ``f``, ``p`` (see `fsqca.survey.intraclass`), and for constructs on a
        scale of whole numbers ``rwg_mean``, ``rwg_median`` over cases and ``rwg_share`` (share of cases of
        at least 0.70; see `fsqca.survey.within_group_agreement`).
    cases : pandas.DataFrame
        Index the case; ``respondents``, and for each construct ``rwg_...``.
    left_out : tuple
        Ids of respondents without a case.
    notes : tuple of str
        The rule, and what was counted.
    columns : tuple of str
    rule : str
        ``"mean"`` or ``"median"``.
    min_respondents : int
    """

    data: pd.DataFrame
    agreement: pd.DataFrame
    cases: pd.DataFrame
    left_out: tuple[Any, ...]
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    rule: str
    min_respondents: int

    @property
    def table(self) -> pd.DataFrame:
        """The table of an article: one row per column, as in `agreement`."""
        return self.agreement.copy()

    def __repr__(self) -> str:
        people = counted(int(self.cases["respondents"].sum()), "respondent")
        return (
            f"<Aggregated: {people} in {counted(len(self.data), 'case')}, "
            f"{counted(len(self.columns), 'column')}, {self.rule}>"
        )

    def __str__(self) -> str:
        lines = [repr(self)[1:-1], "", "Agreement of respondents within cases", text_table(self._shown()), ""]
        return "\n".join([*lines, *self.notes])

    def _shown(self) -> pd.DataFrame:
        """Return the table without empty columns, and small p values as an article writes them."""
        shown = self.agreement.dropna(axis="columns", how="all")
        if "p" not in shown:
            return shown
        return shown.assign(p=["<0.001" if p < 0.001 else p for p in shown["p"].tolist()])

    def _repr_html_(self) -> str:
        caption = f"{repr(self)[1:-1]}: agreement of respondents within cases"
        return html_table(self._shown(), caption=caption, notes=self.notes)


def rule_note(rule: str, least: int) -> str:
    """Return the rule in words."""
    return (
        f"The value of a case is the {rule} of its respondents who have a value, where there "
        f"{'is' if least == 1 else 'are'} at least {least}."
    )


def who_is_left(left_out: Sequence[object], index: pd.Index[Any], sizes: Ints) -> list[str]:
    """Return how many respondents have no case, and which cases rest on one respondent."""
    notes = []
    if left_out:
        verb = "has no case and was" if len(left_out) == 1 else "have no case and were"
        notes.append(f"{counted(len(left_out), 'respondent')} {verb} left out: {listed(left_out)}.")
    alone = index[sizes == 1]
    if len(alone) > 0:
        verb = "rests" if len(alone) == 1 else "rest"
        notes.append(f"{counted(len(alone), 'case')} {verb} on one respondent: {listed(alone)}.")
    return notes


def lost_values(chosen: Sequence[str], made: Floats, index: pd.Index[Any], least: int) -> list[str]:
    """Return which cases have no value in which column."""
    notes = []
    for name, column in zip(chosen, made.T, strict=True):
        lost = index[np.isnan(column)]
        if len(lost) > 0:
            notes.append(
                f"No {name} for {counted(len(lost), 'case')} with fewer than {least} "
                f"{'respondent' if least == 1 else 'respondents'} who {'has' if least == 1 else 'have'} a "
                f"value: {listed(lost)}."
            )
    return notes


def not_alike(table: pd.DataFrame) -> list[str]:
    """Return the columns in which respondents of a case are no more alike than others."""
    low = table.index[table["icc1"] <= 0].tolist()
    if not low:
        return []
    return [
        (
            f"ICC(1) of {', '.join(map(str, low))} is not positive: respondents of a case are no more alike "
            "than respondents of different cases, so the value of a case says little about it."
        )
    ]


def undefined_agreement(table: pd.DataFrame) -> list[str]:
    """Return the columns that lack an intraclass correlation, and why."""
    empty = table.index[table["icc1"].isna()].tolist()
    alike = table.index[table["icc1"].notna() & table["icc2"].isna()].tolist()
    notes = [
        (
            f"ICC(2) of {', '.join(map(str, alike))} is undefined: all cases have the same mean, so there is "
            "no variance between cases that could be reliable."
        )
    ]
    notes = notes if alike else []
    if not empty:
        return notes
    return [
        *notes,
        (
            f"ICC of {', '.join(map(str, empty))} is undefined: it needs two cases, a case with two "
            "respondents, and values that are not all the same."
        ),
    ]
