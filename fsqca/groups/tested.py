"""The result of a test of groups: differences with intervals and p-values, and what they allow to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed
from fsqca._display import html_heading, html_notes, html_table, text_table
from fsqca._types import Floats

#: What is measured of whole solutions, in the order of the numbers.
MEASURES = ("consistency lost", "coverage lost", "distance of solutions")
#: P-values from here on are called chance.
ALPHA = 0.05
#: With fewer shuffles no adjusted p-value of the three measures together can be below ALPHA.
ENOUGH = 60


@dataclass(frozen=True, slots=True)
class DifferenceSettings:
    """The settings of a test.

    Attributes
    ----------
    outcome : str
    solution : str
        Which solution was compared.
    groups : tuple of str
    sizes : tuple of int
        Cases by group.
    n_permutations, n_bootstrap : int
        As asked for.
    resolve : bool
        Whether shuffles were coded and minimized anew.
    level : float
        Of the intervals.
    seed : int or None
        What all random numbers come from; drawn by the system where none was given. None for a SeedSequence
        that no single number stands for.
    """

    outcome: str
    solution: str
    groups: tuple[str, ...]
    sizes: tuple[int, ...]
    n_permutations: int
    n_bootstrap: int
    level: float
    seed: int | None
    resolve: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Differences of several quantities, each of shape (n_contrasts, m).

    Attributes
    ----------
    difference, low, high : ndarray of float
        The difference, first side minus second, and its interval; NaN where it is undefined.
    p, p_family : ndarray of float
        Under shuffled labels, and with control of the family-wise error rate.
    """

    difference: Floats
    low: Floats
    high: Floats
    p: Floats
    p_family: Floats


@dataclass(frozen=True, eq=False, repr=False)
class GroupTest:
    """Differences between groups, held against shuffled labels.

    Made by :meth:`GroupComparison.test`.

    Attributes
    ----------
    settings : DifferenceSettings
    sides : tuple of pairs of str
        The contrasts: the two groups, or with more groups each against all others.
    row_numbers : tuple of int
    rows_side, term_side : Side
        Of the consistency of rows; of the consistency, then the coverage, of terms.
    term_labels : tuple of str
    basis : tuple of str
        "pooled" for a term of the pooled solution, "groups" for one found in a group only.
    whole, whole_p : ndarray of float, shape (3,)
        What is lost when solutions cross groups, with p-values; see :attr:`solutions`.
    whole_null : ndarray of float, shape (n_done, 3)
    n_solutions : int
        Distinct sets of models met while shuffling.
    n_done, n_resampled : int
        Shuffles and bootstrap resamples done.
    interrupted : bool
    """

    settings: DifferenceSettings
    sides: tuple[tuple[str, str], ...]
    row_numbers: tuple[int, ...]
    rows_side: Side
    term_labels: tuple[str, ...]
    basis: tuple[str, ...]
    term_side: Side
    whole: Floats
    whole_p: Floats
    whole_null: Floats
    n_solutions: int
    n_done: int
    n_resampled: int
    interrupted: bool

    @property
    def rows(self) -> pd.DataFrame:
        """One row per contrast and configuration: the difference in consistency.

        Columns ``row``, ``first``, ``second``, ``difference`` (consistency in the first minus that in the
        second), ``low`` and ``high`` (bootstrap interval), ``p`` and ``p_family`` (family: all rows).
        """
        return self._frame(self.rows_side, [("row", list(self.row_numbers))])

    @property
    def terms(self) -> pd.DataFrame:
        """One row per contrast, measure and term: as `rows`, with ``term``, ``measure`` and ``basis``.

        A term with basis "groups" was found in one group and not in the pooled data. It was chosen because
        it fits that group, so its p-value is too small rather than too large.
        """
        number = len(self.term_labels)
        heads = [
            ("term", [*self.term_labels, *self.term_labels]),
            ("measure", ["consistency"] * number + ["coverage"] * number),
            ("basis", [*self.basis, *self.basis]),
        ]
        return self._frame(self.term_side, heads)

    @property
    def solutions(self) -> pd.DataFrame:
        """The whole analysis: one row per measure; columns ``value``, ``chance``, ``p``, ``p_family``.

        "consistency lost" and "coverage lost": the mean over ordered pairs of groups of a group's own
        solution's fit in it minus the fit of the other group's solution there. "distance of solutions": the
        mean over pairs of 1 - sum min(S1, S2) / sum max(S1, S2) over all cases. ``chance`` is the mean under
        shuffled labels, every shuffle coded and minimized anew. ``p_family`` by Holm over the three.
        """
        if np.isnan(self.whole_null).all():
            chance = np.full(len(MEASURES), np.nan)
        else:
            chance = np.array([_mean(self.whole_null[:, i]) for i in range(len(MEASURES))])
        return pd.DataFrame(
            {"value": self.whole, "chance": chance, "p": self.whole_p, "p_family": holm(self.whole_p)},
            index=pd.Index(MEASURES, name="measure"),
        )

    @property
    def table(self) -> pd.DataFrame:
        """The frame `solutions`, then `terms` and `rows`, one below the other, with a column ``what``."""
        whole = self.solutions.reset_index().rename(columns={"value": "difference"})
        parts = [
            whole.assign(what="solution"),
            self.terms.assign(what="term"),
            self.rows.assign(what="row", measure="consistency"),
        ]
        columns = ["what", "row", "term", "measure", "basis", "first", "second"]
        columns += ["difference", "low", "high", "p", "p_family"]
        return pd.concat([part.reindex(columns=columns) for part in parts], ignore_index=True)

    def _frame(self, side: Side, heads: Sequence[tuple[str, Sequence[object]]]) -> pd.DataFrame:
        columns: dict[str, list[object]] = {name: [] for name, _ in heads}
        columns |= {name: [] for name in ("first", "second", "difference", "low", "high", "p", "p_family")}
        for at, (first, second) in enumerate(self.sides):
            number = side.difference.shape[1]
            for name, values in heads:
                columns[name] += values
            columns["first"] += [first] * number
            columns["second"] += [second] * number
            for name in ("difference", "low", "high", "p", "p_family"):
                columns[name] += getattr(side, name)[at].tolist()
        return pd.DataFrame(columns)

    @property
    def verdict(self) -> str:
        """What the numbers allow to say, and no more.

        Whole solutions, terms of the pooled solution and rows are each judged with the family-wise error rate
        at 0.05; terms found in a group only are left out, as their p-values are too small.
        """
        rows, terms, whole = self.rows, self.terms, self.solutions
        firm = terms[terms["basis"] == "pooled"]
        parts: list[str] = []
        any_found = 0
        if not whole["p"].isna().all():
            apart = whole.index[whole["p_family"] < ALPHA].tolist()
            any_found += bool(apart)
            parts.append(
                f"The solutions of the groups differ by more than shuffled labels explain in {_words(apart)}."
                if apart
                else "The solutions of the groups are not shown to differ by more than shuffled labels "
                f"explain (least adjusted p {_least(whole)})."
            )
        for frame, noun, name in ((firm, "term of the pooled solution", "term"), (rows, "row", "row")):
            known = frame.dropna(subset=["p_family"])
            if known.empty:
                continue
            small = known[known["p_family"] < ALPHA]
            apart = list(dict.fromkeys(small[name].astype(str)))
            if name == "term":
                # In what a term differs matters: a recipe can be as consistent and cover less.
                measures = small.groupby("term", sort=False)["measure"].unique()
                apart = [f"{term} ({_words(list(measures[term]))})" for term in apart]
            any_found += bool(apart)
            number = counted(len(apart), noun, "terms of the pooled solution" if name == "term" else None)
            parts.append(
                f"{_upper(number)} {'differs' if len(apart) == 1 else 'differ'} between "
                f"groups with the family-wise error rate at {ALPHA:g}: {', '.join(apart[:8])}"
                f"{f' and {len(apart) - 8} more' if len(apart) > 8 else ''}."
                if apart
                else f"No {noun} is shown to differ between groups (least adjusted p {_least(known)})."
            )
        missed = len(parts) > any_found
        if self.n_done < ENOUGH:
            parts.append(
                f"{counted(self.n_done, 'shuffle')} cannot give an adjusted p below {ALPHA:g} in all of "
                f"this: make at least {ENOUGH}."
            )
        if missed:
            parts.append(
                "Differences that are not found are not shown to be absent: with these numbers of cases "
                "small ones would be missed."
            )
        return " ".join(parts)

    @property
    def notes(self) -> tuple[str, ...]:
        """How the test was made, and what a reader should know."""
        made = self.settings
        sizes = ", ".join(f"{name} {size}" for name, size in zip(made.groups, made.sizes, strict=True))
        met = (
            f"{counted(self.n_solutions, 'distinct set')} of models met" if made.resolve else "not minimized"
        )
        first = (
            f"{self.n_done} shuffles of the labels, groups keeping their sizes ({sizes}); "
            f"{met}; {self.n_resampled} bootstrap resamples within groups, {made.level:.0%} intervals; "
            f"seed {made.seed}."
        )
        notes = [first]
        if self.interrupted:
            done = f"{self.n_done} of {made.n_permutations} shuffles"
            if self.n_done == made.n_permutations:
                done += f" and {self.n_resampled} of {made.n_bootstrap} resamples"
            notes.append(f"Interrupted after {done}: the result is partial.")
        chosen = [
            label for label, basis in zip(self.term_labels, self.basis, strict=True) if basis == "groups"
        ]
        if chosen:
            notes.append(
                f"Not in the pooled solution, but in that of a group: {listed(chosen, 6)}. Such terms were "
                "chosen by the data of the group, so their p-values are too small, and their intervals, "
                "which do not repeat the choice, lie too far from 0."
            )
        notes.append(
            "A difference says that labels matter and not why: groups that differ in their conditions alone "
            "can differ in consistency and coverage too."
        )
        undefined = int(np.isnan(self.rows_side.difference).sum())
        if undefined:
            notes.append(
                f"{counted(undefined, 'difference')} of rows undefined: no case of a side has any membership."
            )
        return tuple(notes)

    def __repr__(self) -> str:
        return (
            f"<GroupTest for {self.settings.outcome}: {counted(len(self.settings.groups), 'group')}, "
            f"{self.n_done} shuffles{' (interrupted)' if self.interrupted else ''}>"
        )

    @property
    def _head(self) -> str:
        made = self.settings
        return f"Test of {counted(len(made.groups), 'group')} for {made.outcome}, {made.solution} solutions"

    def _blocks(self) -> list[tuple[str, pd.DataFrame]]:
        return [
            ("Whole solutions", self.solutions.rename_axis(index=None)),
            ("Terms", self.terms.set_index("term").rename_axis(index=None)),
            ("Consistency of rows", self.rows.set_index("row")),
        ]

    def __str__(self) -> str:
        parts = [self._head, self.verdict]
        for title, frame in self._blocks():
            parts += [f"{title}\n{text_table(frame)}"]
        return "\n\n".join([*parts, "\n".join(self.notes)])

    def _repr_html_(self) -> str:
        blocks = "".join(html_table(frame, caption=title) for title, frame in self._blocks())
        return html_heading(self._head) + html_notes([self.verdict]) + blocks + html_notes(self.notes)


def holm(p: Floats) -> Floats:
    """Return p-values adjusted by Holm (1979), NaN where they are undefined.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, np.nan])).tolist()
    [0.02, 0.04, nan]
    """
    adjusted = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    stepped = np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)) if len(order) else p[order]
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _least(frame: pd.DataFrame) -> str:
    return f"{frame['p_family'].min():.3f}"


def _words(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
