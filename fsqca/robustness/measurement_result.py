"""What :func:`fsqca.robustness.propagate_error` returns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed
from fsqca._frames import kept_frame
from fsqca._types import Floats, Ints
from fsqca.minimization.solution import Solution
from fsqca.minimization.translation import expression_of
from fsqca.robustness.error_models import ErrorModel
from fsqca.robustness.measurement_words import WORDS, propagation_paragraph
from fsqca.robustness.rerun import ModelSet, model_set
from fsqca.truth_table.coding import CODES, REMAINDER
from fsqca.truth_table.sums import corners_of_rows

#: Lines of a table that are printed.
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class PropagationSettings:
    """What was asked.

    Attributes
    ----------
    error : {"true_score", "joint", "remeasure", "items", "subset", "answers"}
    n_draws : int
        Draws that were asked for.
    seed : int
        Passed again as `seed`, it gives the same draws.
    level : float
        Level of the intervals of fit.
    share : float or None
        Share of the items of a subset.
    model : str
        The model whose fit was followed.
    fixed : tuple of str
        Sets that stayed as they are.
    """

    error: ErrorModel
    n_draws: int
    seed: int
    level: float
    share: float | None
    model: str
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Draws:
    """What is kept of the draws.

    Attributes
    ----------
    models : tuple of ModelSet
    rows : tuple of (ndarray, ndarray)
        Row numbers and codes of the observed configurations of each draw.
    fits : ndarray of float, shape (n_draws, 3)
        Consistency, PRI and coverage of the model followed.
    moved, turned : ndarray of int, shape (n_cases,)
        In how many draws each case was in another row, and on another side of 0.5 in the outcome.
    """

    models: tuple[ModelSet, ...]
    rows: tuple[tuple[Ints, npt.NDArray[np.str_]], ...]
    fits: Floats
    moved: Ints
    turned: Ints


@dataclass(frozen=True, eq=False, repr=False)
class ErrorPropagation:
    """How often terms and models are found again when scores are drawn with their measurement error.

    Made by :func:`fsqca.robustness.propagate_error`.

    Attributes
    ----------
    settings : PropagationSettings
    solution : Solution
        The solution that error was carried through to.
    draws : Draws
    observed_fit : tuple of float
        Consistency, PRI and coverage of the model followed, in the scores as observed.
    stopped : str
        Why there are fewer draws than were asked for, "" where there are not.
    n_minimized : int
        Number of distinct truth tables met.
    """

    settings: PropagationSettings
    solution: Solution
    draws: Draws
    observed_fit: tuple[float, float, float]
    stopped: str = ""
    n_minimized: int = 0

    @property
    def n_draws(self) -> int:
        """Number of draws made."""
        return len(self.draws.models)

    @property
    def complete(self) -> bool:
        """Whether all draws asked for were made."""
        return not self.stopped

    @property
    def partial(self) -> bool:
        """Whether the work ended before all draws were made."""
        return not self.complete

    @property
    def same(self) -> float:
        """Share of draws with exactly the models of the solution, in [0, 1]."""
        today = model_set(self.solution)
        return sum(own == today for own in self.draws.models) / self.n_draws

    @property
    def without_model(self) -> float:
        """Share of draws in which no row is sufficient, in [0, 1]."""
        return sum(not own.models for own in self.draws.models) / self.n_draws

    @property
    @kept_frame
    def terms(self) -> pd.DataFrame:
        """One row per term met, the most frequent first.

        Columns ``term``, ``share`` (of the draws with the term in some model), ``certain`` (in every model)
        and ``initial`` (whether it is in a model of the solution).
        """
        some: Counter[tuple[int, ...]] = Counter()
        every: Counter[tuple[int, ...]] = Counter()
        for own, number in Counter(self.draws.models).items():
            for cube in own.terms:
                some[cube] += number
            for cube in own.certain_terms:
                every[cube] += number
        today = model_set(self.solution).terms
        for cube in today:
            some[cube] += 0
        rows = [
            {
                "term": self._text([cube]),
                "share": some[cube] / self.n_draws,
                "certain": every[cube] / self.n_draws,
                "initial": cube in today,
            }
            for cube in some
        ]
        return _ordered(rows, ["term", "share", "certain", "initial"], ["share", "certain"], "term")

    @property
    @kept_frame
    def models(self) -> pd.DataFrame:
        """One row per model met, the most frequent first.

        Columns ``model``, ``share`` (of the draws in which it is one of the models), ``alone`` (in which it
        is the only one) and ``initial`` (whether it is a model of the solution).
        """
        some: Counter[frozenset[tuple[int, ...]]] = Counter()
        alone: Counter[frozenset[tuple[int, ...]]] = Counter()
        for own, number in Counter(self.draws.models).items():
            for key in own.models:
                some[key] += number
                if own.n_models == 1:
                    alone[key] += number
        today = model_set(self.solution).models
        for key in today:
            some[key] += 0
        rows = [
            {
                "model": self._text(key),
                "share": some[key] / self.n_draws,
                "alone": alone[key] / self.n_draws,
                "initial": key in today,
            }
            for key in some
        ]
        return _ordered(rows, ["model", "share", "alone", "initial"], ["share", "alone"], "model")

    def _text(self, cubes: object) -> str:
        from fsqca.minimization.cubes import order

        problem = self.solution.problem
        array = np.array(sorted(cubes), dtype=np.int64).reshape(-1, len(problem.names))  # type: ignore[call-overload]
        return str(expression_of(array[order(array)].tolist(), problem.names, problem.levels))

    @property
    @kept_frame
    def rows(self) -> pd.DataFrame:
        """One row per configuration that was observed, today or in a draw; index ``row``.

        Columns the conditions, ``out`` (the code today, "?" where it was not observed), ``coded_1``,
        ``coded_0``, ``coded_C`` and ``coded_?`` (shares of the draws with this code; not observed counts as
        "?"), and ``kept`` (share of the draws with the code of today).
        """
        table = self.solution.truth_table
        counts: Counter[tuple[int, str]] = Counter()
        for numbers, codes in self.draws.rows:
            counts.update(zip((int(number) for number in numbers), map(str, codes), strict=True))
        today = dict(zip(table.numbers, map(str, table.codes), strict=True))
        seen = sorted({*today, *(number for number, _ in counts)})
        frame = pd.DataFrame(
            corners_of_rows(seen, table.level_counts),
            index=pd.Index(seen, name="row"),
            columns=list(table.conditions),
        )
        out = [today.get(number, REMAINDER) for number in seen]
        frame["out"] = pd.Series(out, index=frame.index, dtype=object)
        shares = np.array([[counts[number, code] for code in CODES] for number in seen]) / self.n_draws
        shares[:, CODES.index(REMAINDER)] += 1.0 - shares.sum(axis=1)
        for position, code in enumerate(CODES):
            frame[f"coded_{code}"] = shares[:, position].round(12)
        own = [CODES.index(code) for code in frame["out"]]
        frame["kept"] = shares[np.arange(len(seen)), own].round(12)
        return frame

    @property
    @kept_frame
    def fit(self) -> pd.DataFrame:
        """The fit of the model followed: index ``consistency``, ``pri``, ``raw_coverage``.

        Columns ``observed``, ``low``, ``median``, ``high`` (quantiles over the draws, of the level asked
        for) and ``undefined`` (draws in which it is).
        """
        tail = (1.0 - self.settings.level) / 2.0
        rows = []
        for observed, values in zip(self.observed_fit, self.draws.fits.T, strict=True):
            known = values[~np.isnan(values)]
            quantiles = (
                np.quantile(known, [tail, 0.5, 1.0 - tail]).tolist() if len(known) else [float("nan")] * 3
            )
            rows.append([observed, *quantiles, int(np.isnan(values).sum())])
        return pd.DataFrame(
            rows,
            index=pd.Index(["consistency", "pri", "raw_coverage"], name="parameter"),
            columns=["observed", "low", "median", "high", "undefined"],
        )

    @property
    @kept_frame
    def cases(self) -> pd.DataFrame:
        """One row per case, those that change row most often first.

        Columns ``case``, ``row`` (today, missing for a case in none), ``moved`` (share of the draws in
        another row or in none) and ``outcome_changed`` (share of the draws on another side of 0.5 in the
        outcome).
        """
        table = self.solution.truth_table
        evidence = table.evidence
        assert evidence is not None
        row = pd.array(
            [None if at < 0 else table.numbers[at] for at in evidence.position.tolist()],
            dtype="Int64" if max(table.numbers, default=0) < 2**62 else "object",
        )
        frame = pd.DataFrame(
            {
                "case": list(evidence.sets.cases),
                "row": row,
                "moved": self.draws.moved / self.n_draws,
                "outcome_changed": self.draws.turned / self.n_draws,
            }
        )
        return frame.sort_values(["moved", "outcome_changed"], ascending=False, kind="stable").reset_index(
            drop=True
        )

    @property
    def table(self) -> pd.DataFrame:
        """The terms: see :attr:`terms`."""
        return self.terms

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        notes = []
        if self.stopped:
            notes.append(
                f"Partial: {self.n_draws} of {counted(self.settings.n_draws, 'draw')}, because "
                f"{self.stopped}."
            )
        if self.without_model:
            notes.append(
                f"No model in {100 * self.without_model:.1f} % of the draws: no row is sufficient there."
            )
        several = sum(own.n_models > 1 for own in self.draws.models)
        if several:
            notes.append(f"Several tied models in {100 * several / self.n_draws:.1f} % of the draws.")
        if self.settings.fixed:
            notes.append(f"Taken as measured without error: {listed(self.settings.fixed, 20)}.")
        if self.solution.truth_table.changes:
            notes.append("Rows whose code was changed by hand keep it in draws in which they have a case.")
        if len(self.solution.models) > 1:
            notes.append(f"The fit is that of {self.settings.model}.")
        return tuple(notes)

    def paragraph(self, *, limits: bool = True) -> str:
        """Return the result in words, for a report.

        Parameters
        ----------
        limits : bool, default True
            Whether to end with what the shares do not say. Leave it out only where the report says so
            elsewhere.
        """
        return propagation_paragraph(self, limits=limits)

    @property
    def _caption(self) -> str:
        outcome = self.solution.truth_table.settings.outcome
        return (
            f"Measurement error, {self.solution.kind} solution for {outcome}: "
            f"{counted(self.n_draws, 'draw')} of {WORDS[self.settings.error]}"
        )

    def _shown(self) -> list[tuple[str, pd.DataFrame]]:
        def cut(frame: pd.DataFrame) -> pd.DataFrame:
            first = frame.columns[0]
            shown = frame.head(_SHOWN).set_index(first).rename_axis(index=None)
            shown["initial"] = ["yes" if flag else "" for flag in shown["initial"]]
            return shown

        fit = self.fit.rename_axis(index=None).rename(index={"pri": "PRI", "raw_coverage": "raw coverage"})
        return [
            ("Terms, share of draws", cut(self.terms)),
            ("Models, share of draws", cut(self.models)),
            (f"Fit of {self.settings.model}, {100 * self.settings.level:g} % of the draws", fit),
        ]

    def _remarks(self) -> list[str]:
        cases = self.cases
        moved = cases[cases["moved"] > 0.5]
        remarks = [f"The same models in {100 * self.same:.1f} % of the draws."]
        left = len(self.terms) - _SHOWN
        if left > 0:
            remarks.append(f"{counted(left, 'more term')} in .terms.")
        left = len(self.models) - _SHOWN
        if left > 0:
            remarks.append(f"{counted(left, 'more model')} in .models.")
        if len(moved):
            remarks.append(
                f"{counted(len(moved), 'case')} in another row in most draws: {listed(moved['case'], 10)}."
            )
        return [*remarks, *self.notes]

    def __repr__(self) -> str:
        partial = "" if self.complete else f" of {self.settings.n_draws} (partial)"
        return (
            f"<ErrorPropagation {self.settings.error}: {counted(self.n_draws, 'draw')}{partial}, the same "
            f"models in {100 * self.same:.1f} %>"
        )

    def __str__(self) -> str:
        parts = [self._caption, ""]
        for head, frame in self._shown():
            parts += [head, _display.text_table(frame), ""]
        return "\n".join([*parts, *self._remarks()])

    def _repr_html_(self) -> str:
        tables = "".join(_display.html_table(frame, caption=head) for head, frame in self._shown())
        return _display.html_heading(self._caption) + tables + _display.html_notes(self._remarks())


def _ordered(rows: list[dict[str, object]], columns: list[str], by: list[str], last: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values([*by, last], ascending=[*[False] * len(by), True]).reset_index(drop=True)
