"""The result of leaving out, of the bootstrap and of subsampling."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed
from fsqca.minimization.solution import Solution
from fsqca.robustness.draws import Method

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Lines of each part of a printed result.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ResamplingSettings:
    """What a resampling was told.

    Attributes
    ----------
    method : {"leave-one-out", "bootstrap", "subsample"}
    n_resamples : int
        Resamples asked for; of leave-one-out the number of cases.
    n_done : int
        Resamples done: fewer where Ctrl-C ended the work.
    n_cases : int
        Cases that are drawn from.
    size : int
        Cases in each resample.
    share : float or None
        Share of the cases in each subsample.
    groups : dict of str to int
        Cases of each group; every resample has as many (the bootstrap) or the same share (subsampling). {}:
        no groups.
    level : float
        Level of the intervals.
    seed : int or None
        Passed again as `seed`, it gives the same resamples.
    recalibrated : tuple of str
        Sets that were calibrated anew in each resample.
    """

    method: Method
    n_resamples: int
    n_done: int
    n_cases: int
    size: int
    share: float | None
    groups: dict[str, int]
    level: float
    seed: int | None
    recalibrated: tuple[str, ...]

    @property
    def partial(self) -> bool:
        """Whether the work ended before all resamples were done."""
        return self.n_done < self.n_resamples


@dataclass(frozen=True, eq=False, repr=False)
class Resampling:
    """What becomes of a solution when cases are left out or drawn again.

    Made by :func:`fsqca.robustness.leave_one_out`, :func:`fsqca.robustness.bootstrap` and
    :func:`fsqca.robustness.subsample`.

    Attributes
    ----------
    solution : Solution
        The initial solution.
    settings : ResamplingSettings
    same : float in [0, 1]
        Share of resamples with every initial model and no other.
    none : float in [0, 1]
        Share of resamples without any model, because no row is positive.

    Notes
    -----
    All shares are of all resamples done. A resample that failed counts as one in which nothing was found; it
    is listed in :attr:`failures`.
    """

    solution: Solution
    settings: ResamplingSettings
    same: float
    none: float
    notes: tuple[str, ...]
    _frames: dict[str, pd.DataFrame] = field(repr=False)

    # ------------------------------------------------------------------ frames

    @property
    def terms(self) -> pd.DataFrame:
        """How often each term is found.

        Index ``term``, those of the initial solution first; ``initial`` ("all models", "some models" or ""
        for a term that the initial solution does not have), ``in_some`` and ``in_all`` (share of resamples in
        which it is in at least one of the tied models, or in all), ``n_some`` and ``n_all`` (numbers).
        """
        return self._frames["terms"].copy()

    @property
    def models(self) -> pd.DataFrame:
        """How often each model is found.

        Index ``model``, the initial ones first; ``initial`` (bool), ``found`` and ``alone`` (share of
        resamples in which it is one of the models, or the only one), ``n_found`` and ``n_alone``.
        """
        return self._frames["models"].copy()

    @property
    def rows(self) -> pd.DataFrame:
        """How often each row has each code.

        Index ``row``; ``configuration``, ``out`` (the initial code), ``coded_1``, ``coded_0``, ``coded_C``,
        ``coded_?`` and ``failed`` (shares of resamples, together 1), ``changed`` (share with another code
        than the initial).
        """
        return self._frames["rows"].copy()

    @property
    def fit(self) -> pd.DataFrame:
        """The parameters of fit over resamples.

        ``solution`` ("initial": the initial terms measured in each resample; "re-found": the solution of each
        resample measured in it), ``model``, ``term`` ("solution": the model as a whole), ``measure``,
        ``value`` (in the data), ``mean``, ``sd``, ``low`` and ``high`` (percentile interval), ``bca_low`` and
        ``bca_high`` (bias-corrected and accelerated; of the bootstrap of the initial terms with the
        calibration kept) and ``n`` (resamples in which it is defined). Of leave-one-out ``low`` and ``high``
        are the least and the largest value, and ``jackknife_bias`` and ``jackknife_se`` (of the initial
        terms; for a solution found again, which jumps, they mean nothing) stand in place of ``sd`` and the
        intervals.
        """
        return self._frames["fit"].copy()

    @property
    def cases(self) -> pd.DataFrame:
        """How much hangs on each case, the most influential first.

        Of leave-one-out: index ``case``; ``row``, ``models_changed``, ``n_models``, ``gone`` and ``new``
        (terms that are in no model, or are new, without the case), ``rows_changed`` (such as ``"27: 1 ->
        0"``), ``consistency``, ``pri`` and ``raw_coverage`` (of the solution found without it, the mean of
        tied models) and ``change`` (largest change of a parameter of fit of the initial solution). Ranked by
        changes of models, then by `change`.

        Of the others: ``row``, ``absent`` (resamples without the case), ``same_absent`` and ``same_present``
        (share with the initial models and no other, among resamples without and with it), ``difference`` and
        ``se``, its standard error: of many cases some differ by two or three of them by chance.
        """
        return self._frames["cases"].copy()

    @property
    def failures(self) -> pd.DataFrame:
        """Resamples that failed: index ``resample`` (1, 2, ...; of leave-one-out the case left out).

        Columns ``reason`` (in a few words, the same for alike failures) and ``detail``.
        """
        return self._frames["failures"].copy()

    @property
    def partial(self) -> bool:
        """Whether the work ended before all resamples were done."""
        return self.settings.partial

    @property
    def table(self) -> pd.DataFrame:
        """The same as :attr:`terms`."""
        return self.terms

    # ------------------------------------------------------------------ words

    @property
    def _name(self) -> str:
        words = {"leave-one-out": "Leave-one-out", "bootstrap": "Bootstrap", "subsample": "Subsampling"}
        return words[self.settings.method]

    def paragraph(self) -> str:
        """Return the result in plain sentences for an article."""
        settings = self.settings
        outcome = self.solution.truth_table.settings.outcome
        what = {
            "leave-one-out": f"Each of the {settings.n_cases} cases was left out in turn",
            "bootstrap": f"{settings.n_done} resamples of {settings.size} cases were drawn with replacement",
            "subsample": (
                f"{settings.n_done} subsamples of {settings.size} of {settings.n_cases} cases were drawn "
                "without replacement"
            ),
        }[settings.method]
        if settings.groups:
            what += f" within {counted(len(settings.groups), 'group')}"
        kept = (
            f"the sets {listed(settings.recalibrated, 10)} were calibrated anew each time"
            if settings.recalibrated
            else "the calibration was kept"
        )
        runs = "runs" if settings.method == "leave-one-out" else "resamples"
        sentences = [
            f"{what}, and the {self.solution.kind} solution for {outcome} was found again; {kept}.",
            (
                f"The initial models, and no others, were found in {percent(self.same)} of the {runs}."
                if self.solution.models
                else f"The analysis itself has no model, and {percent(self.same)} of the {runs} had none."
            ),
        ]
        terms = self._frames["terms"]
        own = terms[terms["initial"] != ""]
        if len(own):
            each = ", ".join(
                f"{term} in {percent(share)}" for term, share in zip(own.index, own["in_some"], strict=True)
            )
            sentences.append(f"The initial terms were in at least one model: {each}.")
        fit = self._frames["fit"]
        whole = fit[
            (fit["solution"] == "initial") & (fit["term"] == "solution") & (fit["measure"] == "consistency")
        ]
        if len(whole) and settings.method != "leave-one-out":
            first = whole.iloc[0]
            kind = "percentile interval" if settings.method == "bootstrap" else "percentile range"
            sentences.append(
                f"The consistency of {first['model']} is {first['value']:.3f} ({settings.level:.0%} {kind} "
                f"{first['low']:.3f} to {first['high']:.3f})."
            )
        cases = self._frames["cases"]
        if settings.method == "leave-one-out" and len(cases):
            number = int(cases["models_changed"].sum())
            if number:
                sentences.append(
                    f"Without {counted(number, 'case')} the models change: "
                    f"{listed(cases.index[cases['models_changed']], 10)}."
                )
            elif self.solution.models:
                sentences.append("The models hang on no single case.")
        if len(self._frames["failures"]):
            sentences.append(
                f"{counted(len(self._frames['failures']), 'resample')} failed and "
                f"{'counts' if len(self._frames['failures']) == 1 else 'count'} as finding nothing."
            )
        return " ".join(sentences)

    def plot(self) -> Figure:
        """Return the retention of terms as a figure, see :func:`fsqca.plots.term_retention_plot`."""
        from fsqca.plots import term_retention_plot

        return term_retention_plot(self)

    # ------------------------------------------------------------------ how it looks

    def __repr__(self) -> str:
        settings = self.settings
        failed = len(self._frames["failures"])
        return (
            f"<Resampling {settings.method} of the {self.solution.kind} solution"
            f"{for_outcome(self.solution)}: {counted(settings.n_done, 'resample')}, {failed} failed, "
            f"initial models in {percent(self.same)}{', partial' if settings.partial else ''}>"
        )

    def _head(self) -> str:
        settings = self.settings
        size = "" if settings.method == "leave-one-out" else f" of {settings.size} cases"
        return (
            f"{self._name} of the {self.solution.kind} solution{for_outcome(self.solution)}: "
            f"{counted(settings.n_done, 'resample')}{size}"
        )

    def _parts(self) -> list[tuple[str, pd.DataFrame, str]]:
        """Return heading, frame and what is left out of the view, for each part that is printed."""
        terms = self._frames["terms"][["initial", "in_some", "in_all"]]
        terms = terms.rename(columns={"in_some": "in some model", "in_all": "in all models"})
        models = self._frames["models"][["initial", "found", "alone"]].copy()
        models["initial"] = ["yes" if one else "" for one in models["initial"]]
        fit = self._frames["fit"]
        fit = fit[fit["term"] == "solution"].drop(columns=["term", "n"])
        average = fit.loc[fit["model"] == "mean of the tied models", "mean"].to_numpy()
        lowest = fit.loc[fit["model"] == "lowest of the tied models", "mean"].to_numpy()
        if np.allclose(average, lowest, rtol=0, atol=1e-12, equal_nan=True):
            fit = fit[~fit["model"].isin(["lowest of the tied models", "highest of the tied models"])]
        fit = fit.dropna(axis=1, how="all").set_index("solution").rename_axis(None)
        fit["measure"] = [one.replace("pri", "PRI").replace("_", " ") for one in fit["measure"]]
        fit.columns = [name.replace("_", " ") for name in fit.columns]
        rows = self._frames["rows"]
        rows = rows[rows["changed"] > 0].sort_values("changed", ascending=False, kind="stable")
        rows = rows.rename(columns=lambda name: str(name).replace("_", " "))
        cases = self._frames["cases"]
        if self.settings.method == "leave-one-out":
            cases = cases[["row", "models_changed", "gone", "new", "rows_changed", "change"]].copy()
            cases["models_changed"] = ["yes" if one else "" for one in cases["models_changed"]]
        cases = cases.rename(columns=lambda name: str(name).replace("_", " "))
        found = [
            ("Terms", terms, "terms"),
            ("Models", models, "models"),
            ("Fit of the models", fit, "fit"),
            ("Rows that change their code", rows, "rows"),
            ("Most influential cases", cases.head(5), "cases"),
        ]
        if len(self._frames["failures"]):
            reasons = self._frames["failures"]["reason"].value_counts()
            found.append(
                ("Resamples that failed", reasons.to_frame("resamples").rename_axis("reason"), "failures")
            )
        return [(head, frame, name) for head, frame, name in found if len(frame)]

    def _left(self, frame: pd.DataFrame, name: str) -> str:
        left = len(frame) - _SHOWN
        return f"... and {left} more in .{name}" if left > 0 else ""

    def __str__(self) -> str:
        texts = [self._head()]
        for head, frame, name in self._parts():
            body = _display.text_table(frame.head(_SHOWN))
            texts.append("\n".join(filter(None, [head, body, self._left(frame, name)])))
        return "\n\n".join([*texts, "\n".join(self.notes)])

    def _repr_html_(self) -> str:
        tables = "".join(
            _display.html_table(
                frame.head(_SHOWN), caption=head, notes=filter(None, [self._left(frame, name)])
            )
            for head, frame, name in self._parts()
        )
        return _display.html_heading(self._head()) + tables + _display.html_notes(self.notes)


def for_outcome(solution: Solution) -> str:
    """Return the outcome of a solution as it stands in a heading."""
    outcome = solution.truth_table.settings.outcome
    return f" for {outcome}" if outcome else ""


def percent(share: float) -> str:
    """Return a share in percent: 0 and 100 only where it is exactly that."""
    text = f"{share:.1%}"
    if text == "100.0%":
        return "100%" if share == 1 else "more than 99.9%"
    if text == "0.0%":
        return "0%" if share == 0 else "less than 0.1%"
    return text


def resampling_notes(
    settings: ResamplingSettings,
    *,
    failed: int,
    warned: int,
    by_hand: int,
    listed_fit: int,
    n_models: int,
    short: int,
) -> tuple[str, ...]:
    """Return what a reader should know of a resampling."""
    notes: list[str] = []
    if settings.partial:
        notes.append(
            f"Partial: the work was stopped after {settings.n_done} of {settings.n_resamples} resamples."
        )
    notes.append("Shares are of all resamples done; one that failed counts as finding nothing.")
    if failed:
        notes.append(f"{counted(failed, 'resample')} failed; .failures has the reasons.")
    if settings.recalibrated:
        notes.append(f"Calibrated anew in each resample: {listed(settings.recalibrated, 10)}.")
    else:
        notes.append("The calibration is kept: anchors are those of the initial analysis in every resample.")
    if settings.groups:
        sizes = ", ".join(f"{name} {number}" for name, number in settings.groups.items())
        notes.append(f"Drawn within groups: {sizes}.")
    if settings.method == "subsample":
        notes.append(
            "Subsamples are smaller than the data and cut-offs are kept, so that a frequency cut-off "
            "makes more remainders. Their percentiles describe subsamples; they are no confidence "
            "intervals."
        )
    if warned:
        notes.append(f"A calibrator warned in {counted(warned, 'resample')}.")
    if by_hand:
        notes.append(
            f"{counted(by_hand, 'row')} coded by hand "
            f"{'keeps its code' if by_hand == 1 else 'keep their codes'} "
            "wherever observed."
        )
    if listed_fit < n_models:
        notes.append(f"Intervals of fit are given for the first {listed_fit} of {n_models} tied models.")
    if short:
        notes.append(
            f"In {counted(short, 'resample')} not all models were listed or their number is not proved; "
            "they were compared by those listed."
        )
    if settings.seed is not None:
        notes.append(f"Seed: {settings.seed}.")
    return tuple(notes)
