"""Leave out each case in turn: which rows, terms and models hang on it, and how much fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fsqca.minimization.solution import Solution
from fsqca.robustness.all_runs import leave_out_all, run_all
from fsqca.robustness.draws import Draws
from fsqca.robustness.found import Found
from fsqca.robustness.preparing import (
    check_run,
    check_solution,
    finished,
    fit_frame,
    job_of,
    learnt_names,
    prepared,
    rows_of,
    todays_fit,
)
from fsqca.robustness.rerun import Rerun
from fsqca.robustness.resampling_frames import joined
from fsqca.robustness.resampling_result import Resampling, ResamplingSettings
from fsqca.robustness.running import Block, Job
from fsqca.truth_table.coding import CODES, REMAINDER


def leave_one_out(
    solution: Solution, *, calibrated: object = None, n_jobs: int = 1, progress: bool | None = None
) -> Resampling:
    """Return what becomes of a solution without each case in turn.

    Parameters
    ----------
    solution : Solution
        Of a truth table with data behind it. Cut-offs, expectations and all other settings are kept.
    calibrated : Calibrated, optional
        The calibration that the truth table was made of, where it is to be learnt anew without the case; see
        :func:`fsqca.robustness.bootstrap`. Default: the calibration is kept.
    n_jobs : int, default 1
        Number of workers where the calibration is learnt anew; more than 1 needs joblib.
    progress : bool, optional
        Whether to show a progress bar. Default: from two seconds on, in a terminal or a notebook.

    Returns
    -------
    Resampling
        ``.cases`` ranks the cases: those without which models change first, then by the largest change of a
        parameter of fit.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If the truth table has no cases behind it, or an argument is not allowed.
    DataError
        If there is one case only, or `calibrated` does not give the memberships of the truth table.

    Notes
    -----
    With the calibration kept, the sums behind rows and fit add over cases: what a case adds is taken away,
    and the data are not passed again. The result is exact, as if the truth table had been built without the
    case. The jackknife gives the bias (n - 1) (mean - value) and the standard error, the square root of
    (n - 1) / n times the sum of squared deviations from the mean (Efron & Tibshirani 1993).

    References
    ----------
    Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall.

    Examples
    --------
    >>> import pandas as pd, fsqca as fq
    >>> from fsqca.robustness import leave_one_out
    >>> data = pd.DataFrame(
    ...     {"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.7, 0.3, 0.2]},
    ...     index=["Ash", "Elm", "Fir", "Oak"],
    ... )
    >>> found = leave_one_out(fq.minimize(fq.build_truth_table(data, "Y")))
    >>> found.cases[["row", "models_changed", "gone", "new", "rows_changed"]]
         row  models_changed gone   new rows_changed
    case
    Ash    4            True    A  A*~B    4: 1 -> ?
    Elm    3            True    A   A*B    3: 1 -> ?
    Oak    1           False                1: 0 -> ?
    Fir    2           False                2: 0 -> ?
    """
    _, _, workers = check_run(1, 0.95, n_jobs, progress)
    solution = check_solution(solution)
    recalibration, cases = prepared(solution, calibrated)
    number = len(cases)
    draws = Draws("leave-one-out", number, number, (np.arange(number),), (number,), None)
    job = job_of(solution, draws, recalibration)
    if recalibration is None:
        blocks = leave_out_all(job, progress)
    else:
        blocks = run_all(job, workers, progress, "leave-one-out")
    done = sum(len(block.which) for block in blocks)
    settings = ResamplingSettings(
        method="leave-one-out",
        n_resamples=number,
        n_done=done,
        n_cases=number,
        size=number - 1,
        share=None,
        groups={},
        level=1.0,
        seed=None,
        recalibrated=learnt_names(recalibration),
    )
    fit = _jackknife(job, blocks)
    return finished(job, blocks, settings, fit, _cases(job, blocks, cases[:done]), list(cases))


def _jackknife(job: Job, blocks: Sequence[Block]) -> pd.DataFrame:
    """Return the parameters of fit without each case: least and largest, bias and standard error."""
    frame = fit_frame(job, blocks, 1.0, None).drop(columns=["sd", "bca_low", "bca_high"])
    initial, _, good = joined(blocks)
    values = initial[good]
    number, width = len(values), len(frame) - values.shape[1]
    # A solution found again jumps from model to model, for which the jackknife means nothing.
    bias, error = np.full((2, len(frame)), np.nan)
    if number > 1:
        mean = values.mean(axis=0)
        bias[: len(frame) - width] = (number - 1) * (mean - frame["value"].to_numpy()[: len(frame) - width])
        error[: len(frame) - width] = np.sqrt(((values - mean) ** 2).sum(axis=0) * (number - 1) / number)
    at = len(frame.columns) - 1
    frame.insert(at, "jackknife_bias", bias)
    frame.insert(at + 1, "jackknife_se", error)
    return frame


def _cases(job: Job, blocks: Sequence[Block], cases: pd.Index) -> pd.DataFrame:
    rerun = Rerun(job.solution)
    table = job.solution.truth_table
    today = dict(zip(table.numbers, table.codes.tolist(), strict=True))
    changed, sets = [], []
    for block in blocks:
        places = {number: place for place, number in enumerate(block.numbers)}
        numbers = sorted({*today, *places})
        at = np.array([places.get(number, -1) for number in numbers])
        remainder = CODES.index(REMAINDER)
        codes = np.full((len(block.which), len(numbers)), remainder, dtype=np.int64)
        codes[:, at >= 0] = block.codes[:, at[at >= 0]]
        before = np.array([CODES.index(today.get(number, REMAINDER)) for number in numbers])
        for own, which in zip(codes, block.which.tolist(), strict=True):
            other = np.flatnonzero((own != before) & (which >= 0))
            changed.append(", ".join(f"{numbers[i]}: {CODES[before[i]]} -> {CODES[own[i]]}" for i in other))
            sets.append(None if which < 0 else block.found[which])
    fit, found, _ = joined(blocks)
    now = todays_fit(job)
    both = ~np.isnan(fit) & ~np.isnan(now)
    change = np.where(both, np.abs(np.where(both, fit - now, 0.0)), 0.0).max(axis=1, initial=0.0)
    differences = {models: _difference(rerun, models) for models in set(sets) if models is not None}
    nothing = (False, "", "")
    texts = [nothing if models is None else differences[models] for models in sets]
    frame = pd.DataFrame(
        {
            "row": pd.array(rows_of(job.solution, cases), dtype=object),
            "models_changed": [text[0] for text in texts],
            "n_models": [0 if models is None else models.n_models for models in sets],
            "gone": [text[1] for text in texts],
            "new": [text[2] for text in texts],
            "rows_changed": changed,
            "consistency": found[:, 0],
            "pri": found[:, 1],
            "raw_coverage": found[:, 2],
            "change": change,
        },
        index=pd.Index(cases, name="case"),
    )
    order = np.lexsort((-frame["change"].to_numpy(), ~frame["models_changed"].to_numpy(dtype=bool)))
    return frame.iloc[order]


def _difference(rerun: Rerun, models: Found) -> tuple[bool, str, str]:
    """Return whether the models differ from the initial ones, the terms gone, and the new ones."""
    gone, new = rerun.today.terms - models.terms, models.terms - rerun.today.terms
    texts = [", ".join(sorted(str(rerun.expression(cube)) for cube in cubes)) for cubes in (gone, new)]
    return models != Found.of(rerun.today), texts[0], texts[1]
