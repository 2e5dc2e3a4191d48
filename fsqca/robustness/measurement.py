"""Measurement error carried through: scores drawn again, calibrated, coded and minimized again.

References
----------
Lord, F. M., & Novick, M. R. (1968). Statistical theories of mental test scores. Addison-Wesley.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fsqca._checks import check_count, check_fraction, listed
from fsqca._frames import Sets
from fsqca._types import Bools, Floats, Ints
from fsqca.calibration import Calibrated
from fsqca.calibration.apply import applied
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, FsqcaError
from fsqca.expressions.evaluation import disjunction
from fsqca.metrics.additive import pri_of_sums, ratio, sums, total
from fsqca.minimization.limits import Limits
from fsqca.minimization.models import Model, cube_memberships
from fsqca.minimization.solution import Solution
from fsqca.robustness.error_models import ErrorModel
from fsqca.robustness.measurement_input import ScoreDraw, draws_of_scores, table_behind
from fsqca.robustness.measurement_result import Draws, ErrorPropagation, PropagationSettings
from fsqca.robustness.rerun import ModelSet, Rerun
from fsqca.survey import ConstructScores
from fsqca.truth_table.coding import code_rows
from fsqca.truth_table.settings import CROSSOVER_STEP, Evidence
from fsqca.truth_table.sums import assign_corners, configuration_sums, observed_corners, row_numbers
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    import pandas as pd

#: Row of a case that belongs to no configuration.
_NOWHERE = -1


def propagate_error(
    solution: Solution,
    sets: Calibrated,
    *,
    reliability: Mapping[str, float] | pd.Series[float] | None = None,
    items: ConstructScores | None = None,
    error: ErrorModel | None = None,
    share: float = 0.5,
    n_draws: int = 1000,
    seed: int | np.random.Generator | None = None,
    model: str | None = None,
    level: float = 0.95,
    time_limit: float | None = None,
    progress: bool | None = None,
) -> ErrorPropagation:
    """Return what remains of a solution when its scores are drawn again with their measurement error.

    Every draw makes new scores of all cases, calibrates them with the same anchors, builds and codes the
    truth table with the same cut-offs, and minimizes it with the same settings.

    Parameters
    ----------
    solution : Solution
        Of a truth table that was built from `sets`, or from some of its cases.
    sets : Calibrated
        With the raw scores and the calibrators. Calibrators do not learn anew.
    reliability : mapping or Series of str to float in (0, 1], optional
        The reliability of each raw score, such as Cronbach's alpha or omega: a dict, or a column of
        ``scores.reliability``. 1 for a score without error.
    items : ConstructScores, optional
        The answers behind the scores, instead of `reliability`.
    error : {"true_score", "joint", "remeasure", "items", "subset", "answers"}, optional
        What is drawn. With `reliability` "true_score" (default): the true value of each score given its
        observed one, score by score; "joint": all true scores of a case given all its observed ones;
        "remeasure": what another measurement would give. With `items` "items" (default): items drawn with
        replacement, the same for all cases; "subset": some of the items; "answers": each case's own answers
        drawn with replacement.
    share : float in (0, 1), default 0.5
        Share of the items of each construct that a "subset" has, rounded up; never all of them.
    n_draws : int, default 1000
    seed : int or numpy.random.Generator
        Needed, so that the draws can be had again.
    model : str, optional
        The model whose fit is followed. Default: the first.
    level : float in (0, 1), default 0.95
        Level of the intervals of fit.
    time_limit : float, optional
        Seconds after which no further draw is made.
    progress : bool, optional
        Whether to show a bar. Default: where somebody sees it, from two seconds on.

    Returns
    -------
    ErrorPropagation
        Frames ``.terms``, ``.models``, ``.rows``, ``.fit`` and ``.cases``. After Ctrl-C, or at the time
        limit, it holds the draws made so far, and ``.complete`` is False.

    Raises
    ------
    ArgumentError
        If both or neither of `reliability` and `items` are given, a reliability is missing or not in (0, 1],
        the seed is missing, or the solution cannot be done again.
    DataError
        If there are fewer than two cases, or a score that is the same in all cases has a reliability below 1.

    Notes
    -----
    "true_score": with mean m, variance v and reliability r of a score, its true value given x is drawn from a
    normal distribution with mean ``m + r (x - m)`` and variance ``r (1 - r) v`` (Kelley's regression; exact
    where true scores and errors are normal and errors have the same variance for everybody). "remeasure" adds
    a new error of variance ``(1 - r) v`` to it. Mean and variance are those of the cases of the truth table.

    Both draw each score by itself, so drawn scores are less closely related than the observed ones: their
    correlation is ``sqrt(r1 r2)`` times that observed, with "remeasure" ``r1 r2`` times. Fit then tends to
    come out lower. "joint" uses the relations between the scores, and its draws correlate as true scores do,
    ``1 / sqrt(r1 r2)`` times what was observed; it relies on the reliabilities, and on normality, more
    heavily. It is the better choice where reliabilities are known well, as for constructs of one
    questionnaire, because it keeps the relations between the sets; the default asks less.

    Sets of the same raw column share its draw.
    Drawn scores are not cut off at the ends of a response scale. Sets that are not in `sets` stay as they
    are.

    The shares describe error of measurement alone: not the choice of cases, cut-offs or anchors. They are no
    probabilities that a model is true.

    References
    ----------
    Lord, F. M., & Novick, M. R. (1968). Statistical theories of mental test scores. Addison-Wesley.

    Examples
    --------
    Synthetic scores of eight cases:

    >>> import pandas as pd
    >>> import fsqca as fq
    >>> scores = pd.DataFrame(
    ...     {
    ...         "A": [6, 5.5, 6, 2, 1.5, 2, 5, 1],
    ...         "B": [6, 2, 5, 6, 2, 1, 5.5, 5],
    ...         "Y": [6, 2, 5, 2, 1, 2, 6, 1.5],
    ...     }
    ... )
    >>> sets = fq.calibrate(scores, {name: fq.Direct(2, 4, 6) for name in scores})
    >>> solution = fq.minimize(fq.build_truth_table(sets, "Y"), "parsimonious")
    >>> alpha = {"A": 0.9, "B": 0.9, "Y": 0.9}
    >>> own = propagate_error(solution, sets, reliability=alpha, n_draws=50, seed=1)
    >>> own
    <ErrorPropagation true_score: 50 draws, the same models in 96.0 %>
    """
    table = table_behind(solution, sets)
    evidence = table.evidence
    assert evidence is not None  # checked
    n_draws = check_count("n_draws", n_draws)
    level = check_fraction("level", level, inclusive=False)
    random, shown_seed = _random(seed)
    followed = _followed(solution, model)
    kind, drawn, fixed = draws_of_scores(table, sets, reliability, items, error, share)
    world = _World(table, evidence, sets, drawn, followed)
    rerun = Rerun(solution)
    made: list[_OneDraw] = []
    stopped = ""
    with Limits(time_limit, progress=progress) as limits:
        try:
            for position in range(n_draws):
                if limits.out_of_time:
                    stopped = "the time limit was met"
                    break
                limits.show("Measurement error", position / n_draws)
                made.append(world.draw(random, rerun))
        except KeyboardInterrupt:
            if not made:
                raise
            stopped = "it was interrupted"
    if not made:
        raise ArgumentError(f"No draw was made within time_limit ({time_limit:g} s). Raise it.")
    settings = PropagationSettings(
        kind, n_draws, shown_seed, level, share if kind == "subset" else None, followed.name, fixed
    )
    return ErrorPropagation(
        settings,
        solution,
        Draws(
            tuple(own.models for own in made),
            tuple((own.numbers, own.codes) for own in made),
            np.array([own.fit for own in made]),
            np.sum([np.unpackbits(own.moved, count=len(evidence.outcome)) for own in made], axis=0),
            np.sum([np.unpackbits(own.turned, count=len(evidence.outcome)) for own in made], axis=0),
        ),
        world.observed_fit,
        stopped,
        rerun.n_minimized,
    )


def _random(seed: object) -> tuple[np.random.Generator, int | None]:
    if isinstance(seed, np.random.Generator):
        return seed, None
    if seed is None:
        raise ArgumentError(
            "seed is missing: the draws need one, so that they can be had again. Pass any whole number, "
            "for example seed=1, or a numpy.random.Generator."
        )
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise ArgumentTypeError(f"seed must be a whole number or a numpy.random.Generator, not {seed!r}.")
    number = check_count("seed", seed, least=0)
    return np.random.default_rng(number), number


def _followed(solution: Solution, name: str | None) -> Model:
    if not solution.models:
        raise ArgumentError(f"The solution has no model to follow. {' '.join(solution.advice)}".rstrip())
    if name is None:
        return solution.models[0]
    names = [own.name for own in solution.models]
    if name not in names:
        raise ArgumentError(f"There is no model {name!r} in the solution. Models: {listed(names, 20)}.")
    return solution.models[names.index(name)]


@dataclass(frozen=True, eq=False, slots=True)
class _OneDraw:
    """What is kept of a draw; cases that changed row, or side of the outcome, as packed bits."""

    models: ModelSet
    numbers: Ints
    codes: npt.NDArray[np.str_]
    fit: tuple[float, float, float]
    moved: npt.NDArray[np.uint8]
    turned: npt.NDArray[np.uint8]


class _World:
    """The arrays that every draw starts from."""

    def __init__(
        self,
        table: TruthTable,
        evidence: Evidence,
        sets: Calibrated,
        drawn: ScoreDraw,
        followed: Model,
    ) -> None:
        self.table, self.evidence, self.drawn, self.followed = table, evidence, drawn, followed
        self.sets = sets
        self.names = table.conditions
        assert table.outcome is not None
        self.outcome = table.outcome
        wanted = dict.fromkeys([*table.conditions, *self.outcome.used])
        self.made = [name for name in wanted if name in sets.calibrators]
        self.cases = evidence.sets.cases
        self.levels = np.asarray(table.level_counts)
        today = np.asarray(table.numbers, dtype=object)
        self.rows = np.array(
            [_NOWHERE if at < 0 else today[at] for at in evidence.position.tolist()], dtype=object
        )
        self.outcome_levels = tuple(
            dict(zip(table.conditions, table.level_counts, strict=True)).get(name, self._levels_of(name))
            for name in self.outcome.used
        )
        self.observed_fit = self._fit(evidence.sets.values, evidence.outcome, evidence.weights)

    def _levels_of(self, name: str) -> int:
        column = self.sets.data[name].to_numpy(dtype=np.float64)
        return max(2, int(column.max()) + 1) if (column == np.floor(column)).all() else 2

    def draw(self, random: np.random.Generator, rerun: Rerun) -> _OneDraw:
        """Return what one draw of all scores leads to."""
        scores = self.drawn(random)
        columns = {
            name: self._memberships(name, scores[self.sets.settings.columns[name]])
            for name in self.made
            if self.sets.settings.columns[name] in scores
        }
        values = self.evidence.sets.values.copy()
        for position, name in enumerate(self.names):
            if name in columns:
                values[:, position] = columns[name]
        y = self._outcome(columns)
        weights, kept = self.evidence.weights, np.ones(len(y), dtype=bool)
        exact: Bools = (values == 0.5) & (self.levels == 2)
        rule = self.table.settings.crossover
        if rule in ("above", "below"):
            values = np.where(exact, 0.5 + (CROSSOVER_STEP if rule == "above" else -CROSSOVER_STEP), values)
        elif rule == "drop":
            kept = np.asarray(~exact.any(axis=1), dtype=bool)
        corners, on_crossover = assign_corners(values, self.table.level_counts)
        numbers = row_numbers(corners, self.table.level_counts).astype(object)
        numbers[on_crossover | ~kept] = _NOWHERE
        belongs = kept & ~on_crossover
        distinct, _ = observed_corners(corners[belongs], self.table.level_counts)
        own_weights = None if weights is None else weights[kept]
        found = configuration_sums(values[kept], y[kept], distinct, self.table.level_counts, own_weights)
        codes = code_rows(found.n, found.consistency(), found.pri(), self.table.settings.coding)
        return _OneDraw(
            rerun.models(distinct, codes),
            np.asarray(row_numbers(distinct, self.table.level_counts)),
            codes,
            self._fit(values[kept], y[kept], own_weights),
            np.packbits(numbers != self.rows),
            np.packbits((y > 0.5) != (self.evidence.outcome > 0.5)),
        )

    def _memberships(self, name: str, scores: Floats) -> Floats:
        calibrator, snap = self.sets.calibrators[name], self.sets.settings.snap
        try:
            return applied(name, calibrator, scores, self.cases, snap)
        except FsqcaError as error:
            column = self.sets.settings.columns[name]
            raise DataError(
                f"The calibrator {calibrator.method!r} of the set {name!r} does not take drawn scores, which "
                "lie between and beyond the values that were observed. Keep "
                f"{column!r} as it is with the reliability 1, or calibrate it with a calibrator that takes "
                f"any number. It said: {error}"
            ) from error

    def _outcome(self, columns: Mapping[str, Floats]) -> Floats:
        used = self.outcome.used
        if not any(name in columns for name in used):
            return self.evidence.outcome
        values = np.column_stack([columns[name] if name in columns else self._fixed(name) for name in used])
        fuzzy = tuple(bool((column != np.floor(column)).any()) for column in values.T)
        sets = Sets(used, values, self.cases, fuzzy, self.outcome_levels, ())
        return disjunction(self.outcome.evaluate_terms(sets))

    def _fixed(self, name: str) -> Floats:
        fixed: Floats = self.sets.data[name].reindex(self.cases).to_numpy(dtype=np.float64)
        return fixed

    def _fit(self, values: Floats, y: Floats, weights: Floats | None) -> tuple[float, float, float]:
        """Return consistency, PRI and coverage of the model that is followed."""
        x = disjunction(cube_memberships(values, self.followed.cubes, self.table.level_counts))
        sum_x, sum_xy, sum_both = sums(x, y, weights)
        return (
            float(ratio(sum_xy, sum_x)),
            float(pri_of_sums(sum_x, sum_xy, sum_both)),
            float(ratio(sum_xy, float(total(y, weights)))),
        )


__all__ = ["propagate_error"]
