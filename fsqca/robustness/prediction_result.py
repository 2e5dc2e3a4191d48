"""The result of a validation: fit in the cases that gave a solution, and in the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed
from fsqca._types import Floats
from fsqca.minimization.solution import Solution
from fsqca.robustness.found import Found
from fsqca.robustness.preparing import todays_fits
from fsqca.robustness.rerun import Cube, Rerun
from fsqca.robustness.resampling_frames import model_text
from fsqca.robustness.resampling_result import for_outcome, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: What is measured of each model.
MEASURES = ("consistency", "pri", "raw_coverage")
_SHOWN = 15


@dataclass(frozen=True, slots=True)
class ValidationSettings:
    """What a validation was told.

    Attributes
    ----------
    method : {"k-fold", "hold-out"}
    folds : int or None
    repeats : int
    share : float or None
        Share of the cases that a hold-out solves.
    n_parts, n_done : int
        Parts to be measured, and those that were: fewer where Ctrl-C ended the work.
    n_cases : int
    groups : dict of str to int
        Cases of each group, {} where none are given.
    seed : int
    recalibrated : tuple of str
        Sets whose calibration was learnt in the part that is solved.
    """

    method: str
    folds: int | None
    repeats: int
    share: float | None
    n_parts: int
    n_done: int
    n_cases: int
    groups: dict[str, int]
    seed: int
    recalibrated: tuple[str, ...]

    @property
    def partial(self) -> bool:
        """Whether the work ended before all parts were measured."""
        return self.n_done < self.n_parts


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """One part that was solved, and the other part that was measured.

    Attributes
    ----------
    repeat, part : int
        From 0 on.
    n_train, n_test : int
        Cases solved and measured.
    found : Found
    models, terms : tuple
        Models as tuples of terms, and the terms that are in any of them.
    inside, outside : ndarray of float, shape (n_models, 3)
        Fit in the cases solved and in those measured.
    terms_inside, terms_outside : ndarray of float, shape (n_terms, 3)
    failure : tuple of str or None
        Reason and detail.
    """

    repeat: int
    part: int
    n_train: int
    n_test: int
    found: Found
    models: tuple[tuple[Cube, ...], ...]
    terms: tuple[Cube, ...]
    inside: Floats
    outside: Floats
    terms_inside: Floats
    terms_outside: Floats
    failure: tuple[str, str] | None


@dataclass(frozen=True, eq=False, repr=False)
class Validation:
    """How well solutions found in one part of the cases fit in the other part.

    Made by :func:`fsqca.robustness.validate`.

    Attributes
    ----------
    solution : Solution
        The solution in all cases.
    settings : ValidationSettings
    """

    solution: Solution
    settings: ValidationSettings
    _frames: dict[str, pd.DataFrame] = field(repr=False)

    @property
    def partial(self) -> bool:
        """Whether the work ended before all parts were done."""
        return self.settings.partial

    @property
    def table(self) -> pd.DataFrame:
        """The fit over parts: index ``measure``.

        ``all_cases`` (of the solution in all cases, the mean of tied models), ``inside`` and ``outside``
        (means over the parts that have a solution, in the cases that gave it and in the others), ``sd``,
        ``lowest`` and ``highest`` (standard deviation over parts, least and largest of any tied model,
        outside), ``optimism`` (the mean of inside minus outside) and ``n`` (parts in which it is defined
        outside). A parameter that is undefined outside is left out of the means of both.
        """
        return self._frames["table"].copy()

    @property
    def folds(self) -> pd.DataFrame:
        """One line per part: what was solved, and how it fits.

        ``repeat`` and ``part`` (1, 2, ...), ``n_solved``, ``n_measured``, ``n_models``, ``models`` (tuple of
        texts), and for each measure ``inside_...`` and ``outside_...`` (means of tied models), with
        ``outside_..._lowest`` and ``outside_..._highest``; ``failure`` ("" where there is none).
        """
        return self._frames["folds"].copy()

    @property
    def terms(self) -> pd.DataFrame:
        """The terms over parts: index ``term``.

        ``initial`` (bool: in a model of the solution in all cases), ``in_some`` and ``in_all`` (share of the
        parts in which it is in one, or in all, of the tied models), and for each measure the means
        ``inside_...`` and ``outside_...`` over the parts that have it.
        """
        return self._frames["terms"].copy()

    @property
    def failures(self) -> pd.DataFrame:
        """Parts that could not be solved: ``repeat``, ``part``, ``reason``, ``detail``."""
        return self._frames["failures"].copy()

    @property
    def exists(self) -> float:
        """Share of the parts, failed ones included, in which there is a solution."""
        return float((self._frames["folds"]["n_models"] > 0).mean())

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        settings = self.settings
        notes: list[str] = []
        if settings.partial:
            notes.append(
                f"Partial: the work was stopped after {settings.n_done} of {settings.n_parts} parts."
            )
        notes.append(f"A solution exists in {percent(self.exists)} of the parts.")
        failed = len(self._frames["failures"])
        if failed:
            notes.append(
                f"{counted(failed, 'part')} could not be solved and {'has' if failed == 1 else 'have'} no "
                "solution; .failures has the reasons."
            )
        if settings.recalibrated:
            notes.append(
                "Learnt in the part that is solved, and kept in the other: "
                f"{listed(settings.recalibrated, 10)}."
            )
        else:
            notes.append("The calibration is that of all cases.")
        tied = int((self._frames["folds"]["n_models"] > 1).sum())
        if tied:
            notes.append(
                f"{counted(tied, 'part')} {'has' if tied == 1 else 'have'} tied models; means are over all "
                "of them."
            )
        notes.append(f"Seed: {settings.seed}.")
        return tuple(notes)

    def paragraph(self) -> str:
        """Return the result in plain sentences for an article."""
        settings = self.settings
        outcome = self.solution.truth_table.settings.outcome
        times = "once" if settings.repeats == 1 else f"{settings.repeats} times"
        how = (
            f"The {settings.n_cases} cases were dealt into {settings.folds} parts {times}, and the "
            f"{self.solution.kind} solution for {outcome} of the other parts was measured in each part"
            if settings.method == "k-fold"
            else f"A random {settings.share:.0%} of the {settings.n_cases} cases was solved {times}, and the "
            f"{self.solution.kind} solution for {outcome} measured in the rest"
        )
        anchors = (
            "anchors were learnt in the cases solved"
            if settings.recalibrated
            else "the calibration was that of all cases"
        )
        table = self._frames["table"]
        words = {"consistency": "consistency", "pri": "PRI", "raw_coverage": "coverage"}
        numbers = ", ".join(
            f"{words[str(name)]} {line['inside']:.3f} and {line['outside']:.3f}"
            for name, line in table.iterrows()
            if line["n"] > 0
        )
        sentences = [f"{how}; {anchors}.", f"A solution existed in {percent(self.exists)} of the parts."]
        if numbers:
            sentences.append(f"In the cases that gave the solution and in the others, on average: {numbers}.")
            first = table.loc["consistency"]
            if first["n"] > 0:
                sentences.append(f"The optimism of consistency is {round(first['optimism'], 3) + 0.0:.3f}.")
        return " ".join(sentences)

    def plot(self) -> Figure:
        """Return the result as a figure, see :func:`fsqca.plots.validation_plot`."""
        from fsqca.plots import validation_plot

        return validation_plot(self)

    def __repr__(self) -> str:
        line = self._frames["table"].loc["consistency"]
        return (
            f"<Validation {self.settings.method} of the {self.solution.kind} solution"
            f"{for_outcome(self.solution)}: {counted(self.settings.n_done, 'part')}, a solution in "
            f"{percent(self.exists)}, consistency {line['inside']:.3f} inside and "
            f"{line['outside']:.3f} outside"
            f"{', partial' if self.settings.partial else ''}>"
        )

    def _head(self) -> str:
        settings = self.settings
        how = (
            f"{settings.folds} folds, {counted(settings.repeats, 'repeat')}"
            if settings.method == "k-fold"
            else f"hold-out, {settings.share:.0%} solved, {counted(settings.repeats, 'repeat')}"
        )
        return f"Validation of the {self.solution.kind} solution{for_outcome(self.solution)}: {how}"

    def _parts(self) -> list[tuple[str, pd.DataFrame]]:
        table = self.table.rename(columns=lambda name: name.replace("_", " ")).rename_axis(None)
        table.index = pd.Index([str(one).replace("pri", "PRI").replace("_", " ") for one in table.index])
        terms = self.terms.rename_axis(None)
        terms["initial"] = ["yes" if one else "" for one in terms["initial"]]
        kept = ["initial", "in_some", "in_all", "inside_consistency", "outside_consistency"]
        shown = terms[kept].rename(columns=lambda name: name.replace("_", " "))
        return [("Fit", table), ("Terms", shown)] if len(shown) else [("Fit", table)]

    def __str__(self) -> str:
        texts = [
            f"{head}\n{_display.text_table(frame, max_rows=_SHOWN).replace('.table', '.terms')}"
            for head, frame in self._parts()
        ]
        return "\n\n".join([self._head(), *texts, "\n".join(self.notes)])

    def _repr_html_(self) -> str:
        tables = "".join(
            _display.html_table(frame.head(_SHOWN), caption=head) for head, frame in self._parts()
        )
        return _display.html_heading(self._head()) + tables + _display.html_notes(self.notes)


def validation_frames(solution: Solution, folds: Sequence[Fold]) -> dict[str, pd.DataFrame]:
    """Return the frames of a validation."""
    rerun = Rerun(solution)
    return {
        "table": _summary(solution, folds),
        "folds": _fold_frame(rerun, folds),
        "terms": _term_frame(rerun, folds),
        "failures": pd.DataFrame(
            [(one.repeat + 1, one.part + 1, *one.failure) for one in folds if one.failure is not None],
            columns=["repeat", "part", "reason", "detail"],
        ),
    }


def _summary(solution: Solution, folds: Sequence[Fold]) -> pd.DataFrame:
    inside = np.array([_mean(one.inside) for one in folds]).reshape(-1, len(MEASURES))
    outside = np.array([_mean(one.outside) for one in folds]).reshape(-1, len(MEASURES))
    every = np.concatenate([one.outside for one in folds]) if folds else np.empty((0, len(MEASURES)))
    today = _mean(todays_fits(solution))
    lines = []
    for place in range(len(MEASURES)):
        both = ~np.isnan(inside[:, place]) & ~np.isnan(outside[:, place])
        first, second = inside[both, place], outside[both, place]
        own = every[~np.isnan(every[:, place]), place]
        some = len(second) > 0
        lines.append(
            (
                today[place],
                first.mean() if some else np.nan,
                second.mean() if some else np.nan,
                second.std(ddof=1) if len(second) > 1 else np.nan,
                own.min() if len(own) else np.nan,
                own.max() if len(own) else np.nan,
                (first - second).mean() if some else np.nan,
                len(second),
            )
        )
    columns = ["all_cases", "inside", "outside", "sd", "lowest", "highest", "optimism", "n"]
    return pd.DataFrame(lines, columns=columns, index=pd.Index(MEASURES, name="measure", dtype=object))


def _mean(values: Floats) -> Floats:
    """Return the mean over models, NaN where there is none or it is undefined."""
    return values.mean(axis=0) if len(values) else np.full(len(MEASURES), np.nan)


def _fold_frame(rerun: Rerun, folds: Sequence[Fold]) -> pd.DataFrame:
    lines = []
    for one in folds:
        line: dict[str, object] = {
            "repeat": one.repeat + 1,
            "part": one.part + 1,
            "n_solved": one.n_train,
            "n_measured": one.n_test,
            "n_models": one.found.n_models,
            "models": tuple(model_text(rerun, frozenset(model)) for model in one.models),
        }
        inside, outside = _mean(one.inside), _mean(one.outside)
        for place, name in enumerate(MEASURES):
            own = one.outside[:, place]
            line[f"inside_{name}"] = inside[place]
            line[f"outside_{name}"] = outside[place]
            line[f"outside_{name}_lowest"] = own.min() if len(own) else np.nan
            line[f"outside_{name}_highest"] = own.max() if len(own) else np.nan
        line["failure"] = "" if one.failure is None else one.failure[0]
        lines.append(line)
    return pd.DataFrame(lines)


def _term_frame(rerun: Rerun, folds: Sequence[Fold]) -> pd.DataFrame:
    some: dict[Cube, int] = dict.fromkeys(rerun.today.terms, 0)
    every: dict[Cube, int] = {}
    fits: dict[Cube, list[Floats]] = {}
    for one in folds:
        for place, term in enumerate(one.terms):
            some[term] = some.get(term, 0) + 1
            fits.setdefault(term, []).append(
                np.concatenate([one.terms_inside[place], one.terms_outside[place]])
            )
        for term in one.found.certain_terms:
            every[term] = every.get(term, 0) + 1
    today = rerun.today.terms
    text = {term: str(rerun.expression(term)) for term in some}
    order = sorted(some, key=lambda term: (term not in today, -some[term], text[term]))
    number = max(1, len(folds))
    frame = pd.DataFrame(
        {
            "initial": [term in today for term in order],
            "in_some": [some[term] / number for term in order],
            "in_all": [every.get(term, 0) / number for term in order],
        },
        index=pd.Index([text[term] for term in order], name="term", dtype=object),
    )
    means = np.full((len(order), 2 * len(MEASURES)), np.nan)
    for place, term in enumerate(order):
        values = np.array(fits.get(term, [])).reshape(-1, 2 * len(MEASURES))
        known = ~np.isnan(values)
        counts = known.sum(axis=0)
        sums = np.where(known, values, 0.0).sum(axis=0)
        means[place, counts > 0] = sums[counts > 0] / counts[counts > 0]
    for place, name in enumerate(MEASURES):
        frame[f"inside_{name}"] = means[:, place]
        frame[f"outside_{name}"] = means[:, len(MEASURES) + place]
    return frame
