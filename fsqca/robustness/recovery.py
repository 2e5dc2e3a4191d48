"""How well an analysis finds a truth that is known: many synthetic studies, each analysed as planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import check_choice, check_count, counted, listed
from fsqca._types import Bools
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.minimization import minimize
from fsqca.minimization.limits import Limits
from fsqca.minimization.settings import Kind
from fsqca.robustness.blocks import run_blocks
from fsqca.robustness.recovery_result import DESIGN, PowerAnalysis, RecoveryStudy
from fsqca.robustness.rerun import ModelSet, Rerun
from fsqca.robustness.run_checks import check_draws
from fsqca.robustness.scoring import quantities, score
from fsqca.robustness.simulation import Design, design_of
from fsqca.robustness.truth import Truth, truth_of
from fsqca.truth_table.coding import Coding, code_rows
from fsqca.truth_table.sums import assign_corners, configuration_sums, observed_corners
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    from fsqca.expressions import Expression
    from fsqca.minimization.expectations import ExpectationsLike

#: Studies that are simulated together, with a random stream of their own.
BLOCK = 50


@dataclass(frozen=True, eq=False)
class Study:
    """A block of synthetic studies of one size, for :func:`fsqca.robustness.blocks.run_blocks`."""

    design: Design
    n: int
    coding: Coding
    rerun: Rerun
    _scores: dict[ModelSet, Bools] = field(default_factory=dict, repr=False)

    def __call__(self, random: np.random.Generator, number: int) -> Bools:
        """Return what held in each of `number` studies, shape (number, n_quantities)."""
        return np.stack([self._once(random) for _ in range(number)])

    def _once(self, random: np.random.Generator) -> Bools:
        values, outcome, _ = self.design.draw(random, self.n)
        levels = self.design.truth.levels
        corners, _ = observed_corners(assign_corners(values, levels)[0], levels)
        sums = configuration_sums(values, outcome, corners, levels)
        codes = code_rows(sums.n, sums.consistency(), sums.pri(), self.coding)
        models = self.rerun.models(corners, codes)
        if models not in self._scores:
            self._scores[models] = score(self.design.truth, models)
        return self._scores[models]


def recovery_study(
    truth: str | Expression,
    n: int | Sequence[int] = (50, 100, 200),
    *,
    conditions: Sequence[str] | None = None,
    noise: float | Sequence[float] = 0.0,
    blur: float | Sequence[float] = 0.0,
    skew: float | Mapping[str, float] | Sequence[float] = 0.0,
    limited_diversity: float | Sequence[float] = 0.0,
    correlation: float | Sequence[float] = 0.0,
    levels: Mapping[str, int] | None = None,
    fuzzy: bool = True,
    solution: Kind = "parsimonious",
    expectations: ExpectationsLike | None = None,
    consistency: float = 0.8,
    pri: float = 0.0,
    frequency: int = 1,
    n_simulations: int = 200,
    seed: object = None,
    n_jobs: int = 1,
    progress: bool | None = None,
) -> RecoveryStudy:
    """Return how often an analysis finds a known truth, over a grid of sizes and difficulties.

    For every combination of `n`, `noise`, `blur`, `skew`, `limited_diversity` and `correlation`, synthetic
    studies are drawn as :func:`simulate_data` does, coded by the same cut-offs and minimized.

    Parameters
    ----------
    truth : str or Expression
    n : int or sequence of int, default (50, 100, 200)
        Cases of a study.
    conditions, levels, fuzzy
        As in :func:`simulate_data`.
    noise, blur, skew, limited_diversity, correlation : float or sequence of float, default 0
        As in :func:`simulate_data`; a sequence is gone through. `skew` may be a mapping, which is one value.
    solution : {"parsimonious", "intermediate", "conservative"}, default "parsimonious"
    expectations : optional
        Directional expectations of an intermediate solution, as in :func:`fsqca.minimize`.
    consistency, pri, frequency
        Cut-offs, as in :func:`fsqca.build_truth_table`.
    n_simulations : int, at least 1, default 200
        Studies for every combination.
    seed : int, numpy.random.Generator or numpy.random.SeedSequence
        Needed, so that the numbers can be had again.
    n_jobs : int, default 1
        Processes to work in, -1 for one per core; more than one needs joblib. The numbers are the same.
    progress : bool, optional

    Returns
    -------
    RecoveryStudy
        Ctrl-C returns what is done, marked as such.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If an argument is out of its range, the truth holds nowhere or everywhere, or a study has fewer cases
        than the frequency cut-off.
    UnknownNameError
        If the truth uses a condition that is not in `conditions`.

    Notes
    -----
    *Correct* is a solution of which a model is a submodel of the truth, so that it claims nothing that is
    false, though it may not claim all; *complete* one that claims all. The test with data from a known truth
    is described by Baumgartner and Thiem (2020).

    References
    ----------
    .. [1] Baumgartner, M., & Thiem, A. (2020). Often trusted but never (properly) tested: Evaluating
       Qualitative Comparative Analysis. Sociological Methods & Research, 49(2), 279-311.

    Examples
    --------
    >>> from fsqca.robustness import recovery_study
    >>> study = recovery_study("A*B", n=(20, 80), conditions=["A", "B", "C"], n_simulations=50, seed=1)
    >>> study
    <RecoveryStudy A*B: 2 combinations, 50 studies each, parsimonious>
    """
    known = truth_of(truth, conditions, levels)
    coding = Coding(consistency=consistency, pri=pri, frequency=frequency)
    sizes = _sizes(n, coding.frequency)
    rerun = _rerun(known, solution, expectations)
    grid = list(
        product(
            sizes,
            _several("noise", noise),
            _several("blur", blur),
            _several("skew", skew),
            _several("limited_diversity", limited_diversity),
            _several("correlation", correlation),
        )
    )
    designs = [
        design_of(
            known,
            noise=own[1],
            blur=own[2],
            skew=own[3],
            limited_diversity=own[4],
            correlation=own[5],
            fuzzy=fuzzy,
        )
        for own in grid
    ]
    wanted, start, jobs = check_draws("n_simulations", n_simulations, seed, n_jobs, progress)
    streams = np.random.SeedSequence(start).spawn(len(grid))
    counts: list[list[int]] = []
    done: list[int] = []
    with Limits(progress=progress) as limits:
        for position, (own, design, stream) in enumerate(zip(grid, designs, streams, strict=True)):
            stage = f"Simulating {own[0]} cases ({position + 1} of {len(grid)})"
            work = Study(design, own[0], coding, rerun)
            try:
                blocks = run_blocks(work, wanted, stream, limits, size=BLOCK, stage=stage, n_jobs=jobs)
            except KeyboardInterrupt:
                if not counts:
                    raise
                break
            counts.append(np.concatenate(blocks.parts).sum(axis=0).tolist())
            done.append(blocks.n_done)
            if blocks.partial:
                break
    columns = [[_shown(value) for value in own] for own in grid[: len(done)]]
    return RecoveryStudy(
        truth=known.expression,
        conditions=known.conditions,
        levels=known.levels,
        fuzzy=fuzzy,
        settings=rerun.solution.settings,
        coding=coding,
        seed=start,
        n_wanted=wanted,
        n_combinations=len(grid),
        quantities=quantities(known),
        designs=pd.DataFrame(columns, columns=list(DESIGN)),
        counts=np.array(counts, dtype=np.int64),
        n_simulations=np.array(done, dtype=np.int64),
    )


def power(
    truth: str | Expression,
    n: int | Sequence[int] = (50, 100, 200, 400),
    *,
    conditions: Sequence[str] | None = None,
    noise: float = 0.1,
    blur: float = 0.5,
    skew: float | Mapping[str, float] = 0.0,
    limited_diversity: float = 0.0,
    correlation: float = 0.0,
    levels: Mapping[str, int] | None = None,
    fuzzy: bool = True,
    solution: Kind = "parsimonious",
    expectations: ExpectationsLike | None = None,
    consistency: float = 0.8,
    pri: float = 0.0,
    frequency: int = 1,
    n_simulations: int = 500,
    seed: object = None,
    n_jobs: int = 1,
    progress: bool | None = None,
) -> PowerAnalysis:
    """Return how probably a planned analysis finds a hypothesised solution, by number of cases.

    Parameters
    ----------
    truth : str or Expression
        The solution that theory leads to expect, such as ``"A*B + ~C"``.
    n : int or sequence of int, default (50, 100, 200, 400)
        Numbers of cases that are thought of.
    conditions, noise, blur, skew, limited_diversity, correlation, levels, fuzzy
        As in :func:`simulate_data`; each is one value here, :func:`recovery_study` goes through several.
        By default one case in ten has an outcome that has nothing to do with its conditions (`noise`), and
        the log-odds of every outcome carry an error with a standard deviation of 0.5 (`blur`). These are
        assumptions to be replaced by what is known of the field.
    solution, expectations, consistency, pri, frequency
        The planned analysis, as in :func:`recovery_study`.
    n_simulations : int, at least 1, default 500
        Synthetic studies for every number of cases.
    seed : int, numpy.random.Generator or numpy.random.SeedSequence
        Needed, so that the numbers can be had again.
    n_jobs, progress
        As in :func:`recovery_study`.

    Returns
    -------
    PowerAnalysis

    Raises
    ------
    ArgumentError, ArgumentTypeError, UnknownNameError
        As :func:`recovery_study`.

    Notes
    -----
    The numbers hold for the truth, the data and the analysis that were assumed, and for no others.

    Examples
    --------
    >>> from fsqca.robustness import power
    >>> plan = power("A*B", n=(30, 60), conditions=["A", "B", "C"], n_simulations=50, seed=1)
    >>> plan
    <PowerAnalysis A*B: n = 30, 60, 50 studies each, parsimonious>
    """
    several = {
        "noise": noise,
        "blur": blur,
        "skew": skew,
        "limited_diversity": limited_diversity,
        "correlation": correlation,
    }
    lists = [
        name
        for name, value in several.items()
        if isinstance(value, Iterable) and not isinstance(value, str | Mapping)
    ]
    if lists:
        raise ArgumentTypeError(
            f"{listed(lists)} must be one value here: power() goes through numbers of cases only. "
            "recovery_study() goes through several."
        )
    study = recovery_study(
        truth,
        n,
        conditions=conditions,
        noise=noise,
        blur=blur,
        skew=skew,
        limited_diversity=limited_diversity,
        correlation=correlation,
        levels=levels,
        fuzzy=fuzzy,
        solution=solution,
        expectations=expectations,
        consistency=consistency,
        pri=pri,
        frequency=frequency,
        n_simulations=n_simulations,
        seed=seed,
        n_jobs=n_jobs,
        progress=progress,
    )
    return PowerAnalysis(study)


def _rerun(truth: Truth, solution: object, expectations: ExpectationsLike | None) -> Rerun:
    """Return the planned minimization, of the truth itself."""
    kind = check_choice("solution", solution, ("conservative", "intermediate", "parsimonious"))
    frame = pd.DataFrame(truth.corners, columns=list(truth.conditions))
    out = "out"
    while out in truth.conditions:
        out += "_"
    frame[out] = np.where(truth.true, "1", "0")
    levels = dict(zip(truth.conditions, truth.levels, strict=True))
    table = TruthTable.from_frame(frame, list(truth.conditions), out, levels=levels)
    return Rerun(minimize(table, kind, expectations=expectations, progress=False))  # type: ignore[arg-type]


def _sizes(n: object, frequency: int) -> list[int]:
    given = [n] if isinstance(n, int | float | np.integer) else n
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise ArgumentTypeError(f"n must be a number of cases or several such as (50, 100), not {n!r}.")
    sizes = [check_count("n", one) for one in given]
    if not sizes:
        raise ArgumentError("n is empty: give at least one number of cases.")
    few = [size for size in sizes if size < frequency]
    if few:
        raise ArgumentError(
            f"n is {listed(few)}, fewer than the frequency cut-off of {counted(frequency, 'case')}: no "
            "configuration could ever have enough cases. Take more cases or a lower frequency."
        )
    return sizes


def _several(argument: str, value: object) -> list[object]:
    if isinstance(value, Mapping) or not isinstance(value, Iterable) or isinstance(value, str):
        return [value]
    if isinstance(value, np.ndarray) and value.ndim > 1:
        return [value]
    values = list(value)
    if not values:
        raise ArgumentError(f"{argument} is empty: give at least one value.")
    return values


def _shown(value: object) -> object:
    """Return a setting as it stands in a table."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {number:g}" for name, number in value.items())
    return "a matrix" if isinstance(value, np.ndarray) else value
