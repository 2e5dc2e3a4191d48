"""Many runs of one analysis: draw cases, add up, code the rows, minimize once per distinct table, measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from fsqca._types import Bools, Floats, Ints
from fsqca.minimization.models import cube_memberships
from fsqca.minimization.solution import Solution
from fsqca.robustness.contributions import (
    NUMBER_OF,
    FitPlan,
    RowSums,
    less_each,
    model_sums,
    row_contributions,
    row_sums,
    run_sums,
    weighed,
)
from fsqca.robustness.draws import Draws, in_runs
from fsqca.robustness.found import Finder, Found
from fsqca.robustness.lost_variation import Failure, learnt_sides, missing_sides
from fsqca.robustness.recalibration import Recalibration
from fsqca.robustness.rerun import Cube, Rerun
from fsqca.truth_table.history import last_codes
from fsqca.truth_table.sums import assign_corners, observed_corners, row_numbers

#: The fit of the solution found again, one entry each along the last axis.
FOUND_MEASURES = ("consistency", "pri", "raw_coverage")
#: Contributions kept at once; where there are more, cases are taken in parts.
_KEPT = 1 << 24
#: Contributions to the fit held at once where every run has its own.
_FIT_CELLS = 1 << 19


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What is run, by whichever worker.

    Attributes
    ----------
    solution : Solution
    draws : Draws
    plan : FitPlan
        The fit of the initial solution.
    recalibration : Recalibration or None
    """

    solution: Solution
    draws: Draws
    plan: FitPlan
    recalibration: Recalibration | None


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """The rows of some runs and their codes, which runs did not fail, and the fit of the initial solution."""

    numbers: tuple[int, ...]
    corners: Ints
    codes: Ints
    good: Bools
    fit: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What some consecutive runs found.

    Attributes
    ----------
    start : int
        The first run.
    numbers : tuple of int
        Row numbers.
    codes : ndarray of int, shape (n_runs, n_rows)
        Positions in `CODES`, -1 in a run that failed.
    found : list of Found
    which : ndarray of int, shape (n_runs,)
        Position in `found`, -1 for a run that failed.
    fit : ndarray of float, shape (n_runs, n_values)
        Of the initial solution.
    found_fit : ndarray of float, shape (n_runs, 3, 3)
        Of the solution found again: mean, least and largest of its models; consistency, PRI and coverage.
    failures : list of Failure
    warned : int
    absent, absent_same, same : ndarray of int, shape (n_cases,), twice, and int
        In how many runs that did not fail a case is absent; in how many of them every initial model and no
        other is found; and the number of the latter runs, with the case or without.
    """

    start: int
    numbers: tuple[int, ...]
    codes: Ints
    found: list[Found]
    which: Ints
    fit: Floats
    found_fit: Floats
    failures: list[Failure]
    warned: int
    absent: Ints
    absent_same: Ints
    same: int


@dataclass(eq=False)
class Runner:
    """Runs blocks one after the other and remembers what they have in common."""

    job: Job
    rerun: Rerun = field(init=False)
    finder: Finder = field(init=False)
    _plans: dict[Found, FitPlan] = field(default_factory=dict, init=False)
    _columns: dict[Found, Floats] = field(default_factory=dict, init=False)
    _whole: Floats | None = field(default=None, init=False)
    _total: Floats | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.rerun = Rerun(self.job.solution)
        self.finder = Finder(self.rerun)

    def block(self, number: int) -> Block:
        """Return what a block of runs found."""
        start = number * self.job.draws.block_runs
        drawn = self.job.draws.block(number)
        if self.job.recalibration is not None:
            return self._learnt(start, drawn, self.job.recalibration)
        return self._fixed(start, drawn)

    # ------------------------------------------------------------------ the calibration stays

    def _fixed(self, start: int, drawn: Ints) -> Block:
        table = self.rerun.table
        evidence = table.evidence
        assert evidence is not None
        counts = self.job.draws.counts(drawn)
        shares = in_runs(counts, evidence.weights)
        totals = self._totals(shares)
        width = 4 * len(table.numbers)
        failures = missing_sides(counts > 0, evidence.sets.values, evidence.outcome, table.conditions)
        good = np.ones(len(drawn), dtype=bool)
        good[[run for run, _, _ in failures]] = False
        codes = self.coded(row_sums(totals[:, :width]), table.numbers)

        def found_sums(models: Found, runs: Ints) -> Floats:
            return weighed(shares[runs], self._columns_of(models))

        fit = self.job.plan.values(totals[:, width:])
        return self._block(
            Coded(table.numbers, table.corners, codes, good, fit), found_sums, start, failures, counts
        )

    def _contributions(self) -> Iterator[tuple[slice, Floats]]:
        """Yield what the cases add to rows and to the fit of the initial solution, in parts."""
        n_cases = self.n_cases
        step = max(1, _KEPT // (4 * len(self.rerun.table.numbers) + self.job.plan.n_sums))
        if step >= n_cases and self._whole is None:
            self._whole = self._added(slice(0, n_cases))
        if self._whole is not None:
            yield slice(0, n_cases), self._whole
            return
        for begin in range(0, n_cases, step):
            part = slice(begin, min(begin + step, n_cases))
            yield part, self._added(part)

    def _added(self, part: slice) -> Floats:
        """Return what some cases add to rows and to the fit of the initial solution."""
        if self._whole is not None:
            return self._whole[part]
        table = self.rerun.table
        evidence = table.evidence
        assert evidence is not None
        values, y = evidence.sets.values[part], evidence.outcome[part]
        memberships = cube_memberships(values, table._patterns, table.level_counts)
        own = (evidence.position[part, None] == np.asarray(table._heads)).astype(np.float64)
        return np.hstack((row_contributions(memberships, y, own), self.job.plan.contributions(values, y)))

    @property
    def n_cases(self) -> int:
        """Number of cases behind the truth table."""
        evidence = self.rerun.table.evidence
        assert evidence is not None
        return len(evidence.outcome)

    def _totals(self, shares: Floats) -> Floats:
        totals: Floats | None = None
        for part, columns in self._contributions():
            own = weighed(shares[:, part], columns)
            totals = own if totals is None else totals + own
        assert totals is not None
        return totals

    def codes_of(self, shares: Floats) -> Ints:
        """Return the codes of the initial rows where each case counts so much, (n_runs, n_cases)."""
        width = 4 * len(self.rerun.table.numbers)
        return self.coded(row_sums(self._totals(shares)[:, :width]), self.rerun.table.numbers)

    def without(self, part: slice) -> Block:
        """Return the analysis without each of some cases in turn, from sums over the data."""
        table = self.rerun.table
        evidence = table.evidence
        assert evidence is not None
        weights = np.ones(self.n_cases) if evidence.weights is None else evidence.weights
        if self._total is None:
            self._total = self._totals(weights[None, :])[0]
        own = weights[part]
        totals = less_each(self._total, self._added(part), own)
        width = 4 * len(table.numbers)
        codes = self.coded(row_sums(totals[:, :width]), table.numbers)
        fit = self.job.plan.values(totals[:, width:])

        def found_sums(models: Found, runs: Ints) -> Floats:
            columns = self._columns_of(models)
            return less_each(weights @ columns, columns[part][runs], own[runs])

        good = np.ones(len(codes), dtype=bool)
        coded = Coded(table.numbers, table.corners, codes, good, fit)
        return self._block(coded, found_sums, part.start, [], np.ones((1, 0), dtype=np.int64))

    def fit_without(self, part: slice) -> Floats:
        """Return the fit of the initial solution without each of some cases, the calibration kept."""
        evidence = self.rerun.table.evidence
        assert evidence is not None
        weights = np.ones(self.n_cases) if evidence.weights is None else evidence.weights
        columns = self.job.plan.contributions(evidence.sets.values, evidence.outcome)
        return self.job.plan.values(less_each(weights @ columns, columns[part], weights[part]))

    def fit_today(self) -> Floats:
        """Return the fit of the initial solution in the data, shape (n_values,)."""
        evidence = self.rerun.table.evidence
        assert evidence is not None
        weights = np.ones(self.n_cases) if evidence.weights is None else evidence.weights
        columns = self.job.plan.contributions(evidence.sets.values, evidence.outcome)
        today: Floats = self.job.plan.values((weights @ columns)[None, :])[0]
        return today

    def _columns_of(self, models: Found) -> Floats:
        if models not in self._columns:
            evidence = self.rerun.table.evidence
            assert evidence is not None
            self._columns[models] = self._plan_of(models).contributions(
                evidence.sets.values, evidence.outcome
            )
        return self._columns[models]

    def _plan_of(self, models: Found) -> FitPlan:
        if models not in self._plans:
            self._plans[models] = FitPlan.of(_terms(models), self.rerun.table.level_counts, by_term=False)
        return self._plans[models]

    # ------------------------------------------------------------------ anchors are learnt again

    def _learnt(self, start: int, drawn: Ints, recalibration: Recalibration) -> Block:
        table = self.rerun.table
        made = recalibration.runs(drawn)
        present = np.ones(drawn.shape, dtype=bool) if made.weights is None else made.weights > 0
        failures = list(made.failures)
        already = {run for run, _, _ in failures}
        if self.job.draws.method != "leave-one-out":
            lost = learnt_sides(made.values, made.outcome, present, table.conditions, self.varies())
            failures += [one for one in lost if one[0] not in already]
        good = np.ones(len(drawn), dtype=bool)
        good[[run for run, _, _ in failures]] = False
        runs = np.flatnonzero(good)
        values, outcome = made.values[runs], made.outcome[runs]
        weights = None if made.weights is None else made.weights[runs]
        own, on_crossover = assign_corners(values.reshape(-1, values.shape[2]), table.level_counts)
        kept = ~on_crossover & present[runs].ravel()
        corners, _ = observed_corners(own[kept], table.level_counts)
        numbers = tuple(int(number) for number in row_numbers(corners, table.level_counts))
        codes = np.full((len(drawn), len(numbers)), -1, dtype=np.int64)
        fit = np.full((len(drawn), len(self.job.plan.labels)), np.nan)
        if len(runs):
            codes[runs] = self.coded(run_sums(values, outcome, corners, table.level_counts, weights), numbers)
            fit[runs] = self.job.plan.values(_sums_by_run(self.job.plan, values, outcome, weights))
        place = np.full(len(drawn), -1)
        place[runs] = np.arange(len(runs))

        planes = np.ascontiguousarray(values.transpose(2, 0, 1))

        def found_sums(models: Found, wanted: Ints) -> Floats:
            at = place[wanted]
            own = None if weights is None else weights[at]
            return model_sums(planes[:, at], outcome[at], _terms(models), table.level_counts, own)

        counts = self.job.draws.counts(drawn)
        coded = Coded(numbers, corners, codes, good, fit)
        return self._block(coded, found_sums, start, failures, counts, made.warned)

    def varies(self) -> Bools:
        """Return whether each condition varies, and whether there are cases with and without the outcome."""
        evidence = self.rerun.table.evidence
        assert evidence is not None
        y = evidence.outcome
        return np.append(np.ptp(evidence.sets.values, axis=0) > 0, [(y > 0.5).any(), (y < 0.5).any()])

    # ------------------------------------------------------------------ what both have in common

    def coded(self, sums: RowSums, numbers: tuple[int, ...]) -> Ints:
        """Return the codes, those changed by hand on top of the others."""
        codes = sums.codes(self.rerun.table.settings.coding)
        by_hand = last_codes(self.rerun.table)
        for place, number in enumerate(numbers):
            if number in by_hand:
                codes[sums.n[:, place] > 0, place] = NUMBER_OF[by_hand[number]]
        return codes

    def _block(
        self,
        coded: Coded,
        found_sums: Callable[[Found, Ints], Floats],
        start: int,
        failures: list[Failure],
        counts: Ints,
        warned: int = 0,
    ) -> Block:
        codes, good = coded.codes, coded.good
        codes[~good] = -1
        coded.fit[~good] = np.nan
        found, which = self.finder.models_of(coded.corners, codes)
        which = np.where(good, which, -1)
        found_fit = np.full((len(codes), 3, len(FOUND_MEASURES)), np.nan)
        for number, models in enumerate(found):
            runs = np.flatnonzero(which == number)
            if len(runs) and models.models:
                values = self._plan_of(models).values(found_sums(models, runs)).reshape(len(runs), -1, 3)
                found_fit[runs] = np.stack(
                    [values.mean(axis=1), values.min(axis=1), values.max(axis=1)], axis=1
                )
        today = self.finder.today
        is_today = np.array([*(models == today for models in found), False])
        same = is_today[which] & good
        absent = (counts == 0) & good[:, None] if len(counts) == len(good) else np.zeros((1, 0), dtype=bool)
        return Block(
            start=start,
            numbers=coded.numbers,
            codes=codes,
            found=found,
            which=which,
            fit=coded.fit,
            found_fit=found_fit,
            failures=[(start + run, reason, detail) for run, reason, detail in failures],
            warned=warned,
            absent=absent.sum(axis=0),
            absent_same=(absent & same[: len(absent), None]).sum(axis=0),
            same=int(same.sum()),
        )


def _terms(found: Found) -> list[list[Cube]]:
    """Return the terms of each model, in an order of their own."""
    return [sorted(model) for model in found.models]


def _sums_by_run(plan: FitPlan, values: Floats, outcome: Floats, weights: Floats | None) -> Floats:
    """Return the sums of a plan where every run has memberships of its own, shape (n_runs, n_sums)."""
    n_runs, n_cases, width = values.shape
    n_sums = plan.n_sums
    result = np.empty((n_runs, n_sums))
    step = max(1, _FIT_CELLS // (n_cases * n_sums))
    for start in range(0, n_runs, step):
        part = slice(start, min(start + step, n_runs))
        columns = plan.contributions(values[part].reshape(-1, width), outcome[part].ravel())
        by_run = columns.reshape(-1, n_cases, n_sums)
        result[part] = (
            by_run.sum(axis=1) if weights is None else np.einsum("bnp,bn->bp", by_run, weights[part])
        )
    return result
