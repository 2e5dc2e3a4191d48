"""Draw the cases again: the bootstrap of respondents, and subsamples."""

from __future__ import annotations

import numpy as np

from fsqca._checks import check_fraction, counted
from fsqca._types import Ints
from fsqca.errors import ArgumentError
from fsqca.minimization.solution import Solution
from fsqca.robustness.all_runs import run_all
from fsqca.robustness.draws import Draws, Method
from fsqca.robustness.preparing import (
    check_run,
    check_solution,
    finished,
    fit_frame,
    influence_frame,
    job_of,
    learnt_names,
    prepared,
    without_each_case,
)
from fsqca.robustness.resampling_result import Resampling, ResamplingSettings
from fsqca.robustness.run_checks import read_groups, read_seed


def bootstrap(
    solution: Solution,
    n_resamples: int = 1000,
    *,
    groups: object = None,
    data: object = None,
    calibrated: object = None,
    seed: object = None,
    level: float = 0.95,
    n_jobs: int = 1,
    progress: bool | None = None,
) -> Resampling:
    """Return what becomes of a solution when the cases are drawn again with replacement.

    Parameters
    ----------
    solution : Solution
        Of a truth table with data behind it. Cut-offs, expectations and all other settings are kept.
    n_resamples : int >= 1, default 1000
        How many resamples, each of as many cases as the data have.
    groups : str, Series or sequence, optional
        The group of each case: a column of `data`, a Series indexed by case ids, or one value per case. Cases
        are then drawn within groups, so that every group keeps its size.
    data : DataFrame, optional
        Where `groups` is the name of a column: the data that have it, indexed by case ids.
    calibrated : Calibrated, optional
        The calibration that the truth table was made of. Calibrators that learn from the data
        (:class:`Quantiles`, :class:`Ranks`, :class:`Empirical`, :class:`Indirect`, thresholds found in the
        data, calibrators and functions of your own) are then applied anew to the raw scores of each
        resample. All cases that were calibrated are drawn, also those not in the truth table. Default:
        the calibration is kept.
    seed : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Start of the random stream. The same seed gives the same resamples, on any number of workers. None: a
        new one, which `settings.seed` holds.
    level : float in (0, 1), default 0.95
        Level of the intervals.
    n_jobs : int, default 1
        Number of workers, -1 for all processors; more than 1 needs joblib
        (``python -m pip install "fsqca[parallel]"``).
    progress : bool, optional
        Whether to show a progress bar. Default: from two seconds on, in a terminal or a notebook.

    Returns
    -------
    Resampling
        Ctrl-C ends the work; what was done until then is returned and marked as partial.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If an argument is not allowed, or the truth table has no cases behind it.
    DataError
        If there is one case only, groups are missing, or `calibrated` does not give the memberships of the
        truth table.

    Notes
    -----
    Weights go with their cases. Resamples that cannot be analysed count as failed, with their reason: anchors
    that are not in order, a side of the outcome without a case, a condition that is constant though it is not
    in the data.

    The bootstrap asks how much the solution depends on which cases happened to be drawn from a population.
    For cases chosen for what they are it is a measure of sensitivity and no inference.

    References
    ----------
    Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical Association,
    82(397), 171-185.

    Examples
    --------
    >>> import numpy as np, pandas as pd, fsqca as fq
    >>> from fsqca.robustness import bootstrap
    >>> rng = np.random.default_rng(1)
    >>> data = pd.DataFrame(rng.random((60, 2)), columns=["A", "B"])
    >>> data["Y"] = np.clip(np.minimum(data["A"], data["B"]) + 0.2, 0, 1)
    >>> solution = fq.minimize(fq.build_truth_table(data, "Y", pri=0.5))
    >>> found = bootstrap(solution, 200, seed=7)
    >>> round(found.same, 3)
    0.725
    >>> found.terms
             initial  in_some  in_all  n_some  n_all
    term
    A*B   all models    0.725   0.725     145    145
    B                   0.260   0.260      52     52
    A                   0.025   0.025       5      5
    """
    number, level, workers = check_run(n_resamples, level, n_jobs, progress)
    return _resampled(
        "bootstrap",
        check_solution(solution),
        number,
        None,
        groups,
        data,
        calibrated,
        seed,
        level,
        workers,
        progress,
    )


def subsample(
    solution: Solution,
    share: float = 0.8,
    n_resamples: int = 1000,
    *,
    groups: object = None,
    data: object = None,
    calibrated: object = None,
    seed: object = None,
    level: float = 0.95,
    n_jobs: int = 1,
    progress: bool | None = None,
) -> Resampling:
    """Return what becomes of a solution in random parts of the cases, drawn without replacement.

    Parameters
    ----------
    solution : Solution
    share : float in (0, 1), default 0.8
        Share of the cases in each subsample, rounded to whole cases; with groups the share of each.
    n_resamples : int >= 1, default 1000
    groups, data, calibrated, seed, level, n_jobs, progress
        As for :func:`bootstrap`.

    Returns
    -------
    Resampling

    Raises
    ------
    ArgumentError, ArgumentTypeError, DataError
        As :func:`bootstrap`; also if `share` leaves no case, or every case, of the data or of a group.

    Notes
    -----
    Cut-offs are kept. A frequency cut-off of 5 asks more of 80 cases than of 100.

    Examples
    --------
    >>> import numpy as np, pandas as pd, fsqca as fq
    >>> from fsqca.robustness import subsample
    >>> rng = np.random.default_rng(1)
    >>> data = pd.DataFrame(rng.random((60, 2)), columns=["A", "B"])
    >>> data["Y"] = np.clip(np.minimum(data["A"], data["B"]) + 0.2, 0, 1)
    >>> solution = fq.minimize(fq.build_truth_table(data, "Y", pri=0.5))
    >>> subsample(solution, 0.5, 100, seed=7).settings.size
    30
    """
    number, level, workers = check_run(n_resamples, level, n_jobs, progress)
    share = check_fraction("share", share, inclusive=False)
    return _resampled(
        "subsample",
        check_solution(solution),
        number,
        share,
        groups,
        data,
        calibrated,
        seed,
        level,
        workers,
        progress,
    )


def _resampled(
    method: Method,
    solution: Solution,
    n_resamples: int,
    share: float | None,
    groups: object,
    data: object,
    calibrated: object,
    seed: object,
    level: float,
    n_jobs: int,
    progress: bool | None,
) -> Resampling:
    entropy = read_seed(seed)
    recalibration, cases = prepared(solution, calibrated)
    strata = read_groups(groups, data, cases)
    members = tuple(strata.values()) or (np.arange(len(cases)),)
    sizes = _sizes(members, tuple(strata), share)
    draws = Draws(method, len(cases), n_resamples, members, sizes, entropy)
    job = job_of(solution, draws, recalibration)
    blocks = run_all(job, n_jobs, progress, method)
    settings = ResamplingSettings(
        method=method,
        n_resamples=n_resamples,
        n_done=sum(len(block.which) for block in blocks),
        n_cases=len(cases),
        size=sum(sizes),
        share=share,
        groups={name: len(own) for name, own in strata.items()},
        level=level,
        seed=entropy,
        recalibrated=learnt_names(recalibration),
    )
    correctable = method == "bootstrap" and recalibration is None
    fit = fit_frame(job, blocks, level, without_each_case(job) if correctable else None)
    return finished(job, blocks, settings, fit, influence_frame(solution, cases, blocks))


def _sizes(members: tuple[Ints, ...], names: tuple[str, ...], share: float | None) -> tuple[int, ...]:
    """Return how many cases are drawn from each group."""
    if share is None:
        return tuple(len(own) for own in members)
    sizes = tuple(round(share * len(own)) for own in members)
    for place, (own, size) in enumerate(zip(members, sizes, strict=True)):
        whom = f"the group {names[place]!r}" if names else "the data"
        if size == 0:
            raise ArgumentError(
                f"share is {share:g}, which leaves no case of {whom} ({counted(len(own), 'case')}). "
                "Take a larger share, or join small groups."
            )
    if all(size == len(own) for own, size in zip(members, sizes, strict=True)):
        total = counted(sum(sizes), "case")
        raise ArgumentError(
            f"share is {share:g}, which leaves out no case ({total}), so that every subsample is the "
            "data. Take a smaller share."
        )
    return sizes
