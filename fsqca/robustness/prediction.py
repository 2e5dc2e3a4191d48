"""Find a solution in one part of the cases, and measure it in the other part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from fsqca._checks import check_choice, check_count, check_fraction, counted
from fsqca._types import Floats, Ints
from fsqca.errors import ArgumentError
from fsqca.minimization.limits import Limits
from fsqca.minimization.solution import Solution
from fsqca.robustness.blocks import gathered
from fsqca.robustness.contributions import FitPlan, run_sums
from fsqca.robustness.draws import Draws
from fsqca.robustness.found import Found
from fsqca.robustness.lost_variation import Failure, learnt_sides
from fsqca.robustness.prediction_result import (
    MEASURES,
    Fold,
    Validation,
    ValidationSettings,
    validation_frames,
)
from fsqca.robustness.preparing import check_solution, job_of, learnt_names, prepared
from fsqca.robustness.recalibration import LearntRuns
from fsqca.robustness.rerun import Cube
from fsqca.robustness.run_checks import check_progress, read_groups, read_seed
from fsqca.robustness.running import Runner
from fsqca.truth_table.sums import assign_corners, observed_corners, row_numbers

Scheme: TypeAlias = Literal["k-fold", "hold-out"]


def validate(
    solution: Solution,
    method: Scheme = "k-fold",
    *,
    folds: int = 5,
    repeats: int = 20,
    share: float = 0.7,
    groups: object = None,
    data: object = None,
    calibrated: object = None,
    seed: object = None,
    progress: bool | None = None,
) -> Validation:
    """Return how well solutions found in one part of the cases fit in the other part.

    Parameters
    ----------
    solution : Solution
        Of a truth table with data behind it. Its cut-offs, expectations and other settings are used in each
        part; the solution itself is only what the results are compared with.
    method : {"k-fold", "hold-out"}, default "k-fold"
        "k-fold": the cases are dealt into `folds` parts, and each part is measured with the solution of the
        others; "hold-out": a random `share` of the cases is solved, and the rest measured. Both `repeats`
        times.
    folds : int >= 2, default 5
    repeats : int >= 1, default 20
    share : float in (0, 1), default 0.7
        Share of the cases that a hold-out solves.
    groups : str, Series or sequence, optional
        The group of each case, as for :func:`fsqca.robustness.bootstrap`; every part then holds the groups in
        the same proportions, as far as whole cases allow.
    data : DataFrame, optional
        Where `groups` is the name of a column: the data that have it, indexed by case ids.
    calibrated : Calibrated, optional
        The calibration that the truth table was made of. Anchors are then learnt in the part that is solved
        and applied as they are to the part that is measured. Without it the other part has had a say in the
        anchors, where these were learnt from all cases.
    seed : int, numpy.random.Generator, numpy.random.SeedSequence or None
        As for :func:`fsqca.robustness.bootstrap`.
    progress : bool, optional
        Whether to show a progress bar. Default: from two seconds on, in a terminal or a notebook.

    Returns
    -------
    Validation
        Ctrl-C ends the work; what was done until then is returned and marked as partial.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If an argument is not allowed, or the truth table has no cases behind it.
    DataError
        If there are too few cases, groups are missing, or `calibrated` does not give the memberships of the
        truth table.

    Notes
    -----
    Optimism is the fit in the cases that gave the solution minus the fit in the other cases. Where models are
    tied, their mean is reported and the lowest and highest beside it. A part without a solution has no fit;
    the share of parts with one is reported. Cut-offs are kept: a frequency cut-off asks more of fewer cases.

    A function of your own that looks at all values it is given, such as their ranks, learns nothing that
    could be kept, and sees the part that is measured alone; write it as a calibrator with ``fit``.

    References
    ----------
    Stone, M. (1974). Cross-validatory choice and assessment of statistical predictions. Journal of the Royal
    Statistical Society, Series B, 36(2), 111-147.

    Examples
    --------
    >>> import numpy as np, pandas as pd, fsqca as fq
    >>> from fsqca.robustness import validate
    >>> rng = np.random.default_rng(1)
    >>> data = pd.DataFrame(rng.random((80, 2)), columns=["A", "B"])
    >>> data["Y"] = np.clip(np.minimum(data["A"], data["B"]) + rng.normal(0.1, 0.1, 80), 0, 1)
    >>> solution = fq.minimize(fq.build_truth_table(data, "Y", pri=0.5))
    >>> found = validate(solution, folds=4, repeats=5, seed=1)
    >>> found.table[["inside", "outside", "optimism"]].round(3)
                  inside  outside  optimism
    measure
    consistency    0.972    0.972     0.000
    pri            0.905    0.894     0.011
    raw_coverage   0.769    0.768     0.001
    """
    check_choice("method", method, ("k-fold", "hold-out"))
    check_progress(progress)
    folds, repeats = check_count("folds", folds, least=2), check_count("repeats", repeats)
    share = check_fraction("share", share, inclusive=False)
    solution = check_solution(solution, 4)
    entropy = read_seed(seed)
    recalibration, cases = prepared(solution, calibrated)
    strata = read_groups(groups, data, cases)
    members = tuple(strata.values()) or (np.arange(len(cases)),)
    _check_sizes(members, tuple(strata), method, folds, share)
    number = len(cases)
    job = job_of(solution, Draws("bootstrap", number, 1, members, (number,), entropy), recalibration)
    solver = _Solver(Runner(job))
    each = folds if method == "k-fold" else 1

    def measured() -> Iterator[Fold]:
        for repeat in range(repeats):
            rng = np.random.default_rng(np.random.SeedSequence(entropy, spawn_key=(repeat,)))
            parts = _parts(rng, members, number, method, folds, share)
            for part in range(each):
                yield solver.fold(repeat, part, parts == part)

    total = repeats * each
    with Limits(progress=progress) as limits:
        done, _ = gathered(measured(), total, limits, "validation")
    settings = ValidationSettings(
        method=method,
        folds=folds if method == "k-fold" else None,
        repeats=repeats,
        share=share if method == "hold-out" else None,
        n_parts=total,
        n_done=len(done),
        n_cases=number,
        groups={name: len(own) for name, own in strata.items()},
        seed=entropy,
        recalibrated=learnt_names(recalibration),
    )
    return Validation(solution, settings, validation_frames(solution, done))


def _check_sizes(
    members: tuple[Ints, ...], names: tuple[str, ...], method: Scheme, folds: int, share: float
) -> None:
    for place, own in enumerate(members):
        whom = f"the group {names[place]!r} has" if names else "there are"
        size = counted(len(own), "case")
        if method == "k-fold" and len(own) < folds:
            raise ArgumentError(
                f"folds is {folds}, but {whom} {size}, so that {'it' if names else 'they'} would be "
                f"missing in some parts. Take fewer folds{', or join small groups' if names else ''}."
            )
        if method == "hold-out" and not 0 < round(share * len(own)) < len(own):
            raise ArgumentError(
                f"share is {share:g}, but {whom} {size}, of which none would be "
                f"{'solved' if round(share * len(own)) == 0 else 'left to measure'}. Take another share"
                f"{', or join small groups' if names else ''}."
            )


def _parts(
    rng: np.random.Generator, members: tuple[Ints, ...], number: int, method: Scheme, folds: int, share: float
) -> Ints:
    """Return the part in which each case is measured; of a hold-out 0 for measured and 1 for solved."""
    parts = np.zeros(number, dtype=np.int64)
    dealt = 0
    for own in members:
        order = rng.permutation(own)
        if method == "hold-out":
            parts[order[: round(share * len(own))]] = 1
        else:
            # The next group goes on where this one ends, so that parts do not differ by more than needed.
            parts[order] = (dealt + np.arange(len(own))) % folds
            dealt += len(own)
    return parts


@dataclass(frozen=True, eq=False)
class _Solver:
    """Solves one part and measures in the other."""

    runner: Runner

    def fold(self, repeat: int, part: int, measured: np.ndarray) -> Fold:
        """Return what the solution of the other cases says of those measured (n_cases,)."""
        train, test = np.flatnonzero(~measured), np.flatnonzero(measured)
        first, second = self._memberships(train, test)
        table = self.runner.rerun.table
        failures = list(first.failures) + list(second.failures)
        if not failures:
            present = np.ones(first.outcome.shape, dtype=bool) if first.weights is None else first.weights > 0
            failures = learnt_sides(
                first.values, first.outcome, present, table.conditions, self.runner.varies()
            )
        if failures:
            return self._failed(repeat, part, train, test, failures)
        corners, codes = self._coded(train, first)
        (found, *_), _ = self.runner.finder.models_of(corners, codes)
        terms = sorted(found.terms)
        models = sorted((sorted(model) for model in found.models), key=lambda m: (len(m), m))
        return Fold(
            repeat=repeat,
            part=part,
            n_train=len(train),
            n_test=len(test),
            found=found,
            models=tuple(tuple(model) for model in models),
            terms=tuple(terms),
            inside=self._fit(models, first),
            outside=self._fit(models, second),
            terms_inside=self._fit([[term] for term in terms], first),
            terms_outside=self._fit([[term] for term in terms], second),
            failure=None,
        )

    def _failed(self, repeat: int, part: int, train: Ints, test: Ints, failures: list[Failure]) -> Fold:
        nothing = np.empty((0, len(MEASURES)))
        return Fold(
            repeat, part, len(train), len(test), Found(frozenset(), 0, True), (), (),
            nothing, nothing, nothing, nothing, failures[0][1:],
        )  # fmt: skip

    def _memberships(self, train: Ints, test: Ints) -> tuple[LearntRuns, LearntRuns]:
        if self.runner.job.recalibration is not None:
            return self.runner.job.recalibration.frozen(train, test)
        evidence = self.runner.rerun.table.evidence
        assert evidence is not None
        first, second = (
            LearntRuns(
                evidence.sets.values[None, part],
                evidence.outcome[None, part],
                None if evidence.weights is None else evidence.weights[None, part],
                [],
                0,
            )
            for part in (train, test)
        )
        return first, second

    def _coded(self, train: Ints, made: LearntRuns) -> tuple[Ints, Ints]:
        """Return the rows of the part that is solved, and their codes (1, n_rows)."""
        table = self.runner.rerun.table
        if self.runner.job.recalibration is None:
            # From sums, which also know of conditions that are not defined everywhere.
            inside = np.zeros(self.runner.n_cases)
            inside[train] = 1.0 if made.weights is None else made.weights[0]
            return table.corners, self.runner.codes_of(inside[None, :])
        own, on_crossover = assign_corners(made.values[0], table.level_counts)
        counted_in = ~on_crossover
        if made.weights is not None:
            counted_in &= made.weights[0] > 0
        corners, _ = observed_corners(own[counted_in], table.level_counts)
        numbers = tuple(int(number) for number in row_numbers(corners, table.level_counts))
        sums = run_sums(made.values, made.outcome, corners, table.level_counts, made.weights)
        return corners, self.runner.coded(sums, numbers)

    def _fit(self, models: list[list[Cube]], made: LearntRuns) -> Floats:
        """Return consistency, PRI and coverage of models, shape (n_models, 3)."""
        if not models:
            return np.empty((0, len(MEASURES)))
        plan = FitPlan.of(models, self.runner.rerun.table.level_counts, by_term=False)
        columns = plan.contributions(made.values[0], made.outcome[0])
        weights = np.ones(len(columns)) if made.weights is None else made.weights[0]
        return plan.values((weights @ columns)[None, :]).reshape(-1, len(MEASURES))
