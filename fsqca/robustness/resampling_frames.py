"""The frames of many runs: terms, models, rows, fit and cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

from fsqca._types import Bools, Floats, Ints
from fsqca.robustness.contributions import FitPlan
from fsqca.robustness.found import Found
from fsqca.robustness.rerun import Cube, ModelKey, Rerun
from fsqca.robustness.running import FOUND_MEASURES, Block
from fsqca.truth_table.coding import CODES, REMAINDER
from fsqca.truth_table.sums import corners_of_rows

#: Columns of the frame of the fit.
FIT_COLUMNS = [
    "solution", "model", "term", "measure", "value", "mean", "sd", "low", "high", "bca_low", "bca_high", "n",
]  # fmt: skip


def model_text(rerun: Rerun, model: ModelKey) -> str:
    """Return a model as text, its terms in the documented order."""
    from fsqca.minimization import cubes as _cubes
    from fsqca.minimization.translation import expression_of

    if not model:
        return "0"
    cubes = np.array(sorted(model), dtype=np.int64).reshape(len(model), -1)
    ordered = cubes[_cubes.order(cubes)].tolist()
    return str(expression_of(ordered, rerun.table.conditions, rerun.table.level_counts))


def tally(blocks: Sequence[Block]) -> dict[Found, int]:
    """Return in how many runs each set of models was found, the most frequent first."""
    counts: dict[Found, int] = {}
    for block in blocks:
        numbers = np.bincount(block.which[block.which >= 0], minlength=len(block.found))
        for models, number in zip(block.found, numbers.tolist(), strict=True):
            if number:
                counts[models] = counts.get(models, 0) + number
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def term_frame(rerun: Rerun, counts: Mapping[Found, int], n_runs: int) -> pd.DataFrame:
    """Return how often each term is found: index ``term``; columns as :attr:`Resampling.terms`."""
    some: dict[Cube, int] = dict.fromkeys(_ordered(rerun.today.terms), 0)
    every: dict[Cube, int] = dict.fromkeys(some, 0)
    for models, number in counts.items():
        for cube in models.terms:
            some[cube] = some.get(cube, 0) + number
        for cube in models.certain_terms:
            every[cube] = every.get(cube, 0) + number
    today, certain = rerun.today.terms, rerun.today.certain_terms
    words = {
        cube: "all models" if cube in certain else "some models" if cube in today else "" for cube in some
    }
    rank = {"all models": 0, "some models": 1, "": 2}
    order = sorted(some, key=lambda cube: (rank[words[cube]], -some[cube], -every.get(cube, 0)))
    return pd.DataFrame(
        {
            "initial": [words[cube] for cube in order],
            "in_some": [some[cube] / n_runs for cube in order],
            "in_all": [every.get(cube, 0) / n_runs for cube in order],
            "n_some": [some[cube] for cube in order],
            "n_all": [every.get(cube, 0) for cube in order],
        },
        index=pd.Index([str(rerun.expression(cube)) for cube in order], name="term", dtype=object),
    )


def _ordered(cubes: frozenset[Cube]) -> list[Cube]:
    from fsqca.minimization import cubes as _cubes

    if not cubes:
        return []
    array = np.array(sorted(cubes), dtype=np.int64)
    return [tuple(cube) for cube in array[_cubes.order(array)].tolist()]


def model_frame(rerun: Rerun, counts: Mapping[Found, int], n_runs: int) -> pd.DataFrame:
    """Return how often each model is found: index ``model``; columns as :attr:`Resampling.models`."""
    found: dict[ModelKey, int] = dict.fromkeys(rerun.today.models, 0)
    alone: dict[ModelKey, int] = {}
    for models, number in counts.items():
        for model in models.models:
            found[model] = found.get(model, 0) + number
        if len(models.models) == 1 and models.n_models == 1 and models.exact:
            (only,) = models.models
            alone[only] = alone.get(only, 0) + number
    today = rerun.today.models
    text = {model: model_text(rerun, model) for model in found}
    order = sorted(found, key=lambda model: (model not in today, -found[model], text[model]))
    return pd.DataFrame(
        {
            "initial": [model in today for model in order],
            "found": [found[model] / n_runs for model in order],
            "alone": [alone.get(model, 0) / n_runs for model in order],
            "n_found": [found[model] for model in order],
            "n_alone": [alone.get(model, 0) for model in order],
        },
        index=pd.Index([text[model] for model in order], name="model", dtype=object),
    )


def row_frame(rerun: Rerun, blocks: Sequence[Block], n_runs: int) -> pd.DataFrame:
    """Return how often each row has each code: index ``row``; columns as :attr:`Resampling.rows`."""
    table = rerun.table
    counts: dict[int, Ints] = {number: np.zeros(len(CODES), dtype=np.int64) for number in table.numbers}
    failed = 0
    for block in blocks:
        good = block.which >= 0
        failed += int((~good).sum())
        for place, number in enumerate(block.numbers):
            own = np.bincount(block.codes[good, place], minlength=len(CODES))
            counts[number] = counts.get(number, np.zeros(len(CODES), dtype=np.int64)) + own
    numbers = sorted(counts)
    array = np.array([counts[number] for number in numbers], dtype=np.int64).reshape(-1, len(CODES))
    # Where a row is not observed in a block it is a remainder there.
    array[:, CODES.index(REMAINDER)] += n_runs - failed - array.sum(axis=1)
    today = dict(zip(table.numbers, table.codes.tolist(), strict=True))
    codes = [today.get(number, REMAINDER) for number in numbers]
    texts = [
        str(rerun.expression(corner)) for corner in corners_of_rows(numbers, table.level_counts).tolist()
    ]
    frame = pd.DataFrame(
        {"configuration": texts, "out": codes}, index=pd.Index(numbers, name="row"), dtype=object
    )
    for place, code in enumerate(CODES):
        frame[f"coded_{code}"] = array[:, place] / n_runs
    frame["failed"] = failed / n_runs
    kept = np.array([array[line, CODES.index(code)] for line, code in enumerate(codes)], dtype=np.float64)
    frame["changed"] = (n_runs - failed - kept) / n_runs
    return frame


def intervals(values: Floats, level: float) -> Floats:
    """Return number, mean, standard deviation and percentile interval of each column, shape (5, n_columns).

    Undefined values are left out; where fewer than two are left, the standard deviation is NaN.
    """
    result = np.full((5, values.shape[1]), np.nan)
    tails = ((1 - level) / 2, (1 + level) / 2)
    for place, column in enumerate(values.T):
        own = column[~np.isnan(column)]
        result[0, place] = len(own)
        if len(own):
            result[1, place] = own.mean()
            result[3:, place] = np.quantile(own, tails)
        if len(own) > 1:
            result[2, place] = own.std(ddof=1)
    return result


def bca_intervals(
    values: Floats, today: Floats, without: Floats, level: float, groups: Sequence[Ints]
) -> Floats:
    """Return bias-corrected and accelerated intervals, shape (2, n_columns); NaN where they are undefined.

    Parameters
    ----------
    values : ndarray of float, shape (n_runs, n_columns)
        In the resamples.
    today : ndarray of float, shape (n_columns,)
        In the data.
    without : ndarray of float, shape (n_cases, n_columns)
        Without each case.
    level : float
    groups : sequence of ndarray of int
        Positions of the cases of each group that is drawn from by itself; one of all cases where there are
        none. The acceleration then comes from deviations within groups, since a case stands only for its own.

    References
    ----------
    Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical Association,
    82(397), 171-185.
    """
    normal = NormalDist()
    result = np.full((2, values.shape[1]), np.nan)
    for place in range(values.shape[1]):
        own = values[:, place]
        jackknife = without[:, place]
        if np.isnan(own).any() or np.isnan(jackknife).any() or np.isnan(today[place]) or not len(own):
            continue
        # Equal values count half, so that ties do not pull to one side.
        below = ((own < today[place]).sum() + 0.5 * (own == today[place]).sum()) / len(own)
        if not 0 < below < 1:
            continue
        bias = normal.inv_cdf(float(below))
        deviation = _within(jackknife, groups)
        squares = float((deviation**2).sum())
        if squares <= 1e-20:
            continue
        acceleration = float((deviation**3).sum()) / (6 * squares**1.5)
        at = []
        for share in ((1 - level) / 2, (1 + level) / 2):
            z = bias + normal.inv_cdf(share)
            at.append(normal.cdf(bias + z / (1 - acceleration * z)))
        result[:, place] = np.quantile(own, at)
    return result


def _within(jackknife: Floats, groups: Sequence[Ints]) -> Floats:
    """Return how far each value lies below the mean of its group, in shares of what a case counts there."""
    result = np.empty(len(jackknife))
    for own in groups:
        result[own] = (jackknife[own].mean() - jackknife[own]) * (len(own) - 1) / len(own)
    return result


def fit_lines(
    plan: FitPlan, names: Sequence[str], terms: Sequence[Sequence[str]]
) -> list[tuple[str, str, str, str]]:
    """Return solution, model, term and measure of each value of a plan."""
    return [
        ("initial", names[model], "solution" if place < 0 else terms[model][place], measure)
        for model, place, measure in plan.labels
    ]


def found_lines() -> list[tuple[str, str, str, str]]:
    """Return the same for the fit of the solution found again."""
    words = ("mean of the tied models", "lowest of the tied models", "highest of the tied models")
    return [("re-found", word, "solution", measure) for word in words for measure in FOUND_MEASURES]


def joined(blocks: Sequence[Block]) -> tuple[Floats, Floats, Bools]:
    """Return fit of the initial solution, fit of that found again, and which runs did not fail."""
    fit = np.concatenate([block.fit for block in blocks])
    found = np.concatenate([block.found_fit.reshape(len(block.which), -1) for block in blocks])
    return fit, found, np.concatenate([block.which for block in blocks]) >= 0


def failure_frame(blocks: Sequence[Block], names: Sequence[object] | None = None) -> pd.DataFrame:
    """Return the runs that failed: index ``resample`` (1, 2, ...); columns ``reason`` and ``detail``."""
    lines = sorted(
        {run: (reason, detail) for block in blocks for run, reason, detail in block.failures}.items()
    )
    return pd.DataFrame(
        [words for _, words in lines],
        columns=["reason", "detail"],
        index=pd.Index([run + 1 if names is None else names[run] for run, _ in lines], name="resample"),
        dtype=object,
    )
