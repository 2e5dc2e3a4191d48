"""What is checked before an analysis is run many times, and how its blocks become a result."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fsqca._checks import check_count, check_fraction, counted, listed
from fsqca._types import CaseId, Floats, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.minimization.analysis import Solutions
from fsqca.minimization.solution import Solution
from fsqca.robustness.contributions import FitPlan
from fsqca.robustness.draws import Draws
from fsqca.robustness.found import Found
from fsqca.robustness.recalibration import Recalibration, recalibration_of
from fsqca.robustness.rerun import Rerun
from fsqca.robustness.resampling_frames import (
    FIT_COLUMNS,
    bca_intervals,
    failure_frame,
    fit_lines,
    found_lines,
    intervals,
    joined,
    model_frame,
    row_frame,
    tally,
    term_frame,
)
from fsqca.robustness.resampling_result import Resampling, ResamplingSettings, resampling_notes
from fsqca.robustness.run_checks import asked_of_data, check_jobs, check_progress
from fsqca.robustness.running import Block, Job, Runner
from fsqca.truth_table.history import last_codes

#: Initial models whose fit is measured in every resample.
MODELS_WITH_FIT = 20
#: Cases times values of fit for which intervals are corrected by the jackknife.
_MOST_JACKKNIFE = 1 << 25


def check_solution(solution: object, least: int = 2) -> Solution:
    """Return a solution whose cases can be drawn again, or raise."""
    if isinstance(solution, Solutions):
        raise ArgumentTypeError(
            "solution is three solutions. Pass one of them: .conservative, .intermediate or .parsimonious."
        )
    if not isinstance(solution, Solution):
        raise ArgumentTypeError(
            f"solution must be a Solution, made by minimize(), not {type(solution).__name__}."
        )
    table = solution.truth_table
    if table.scan is not None or (table.evidence is None and table.settings.source is not None):
        raise ArgumentError(
            f"The truth table was made by scanning {table.settings.source}, which keeps sums and not the "
            "cases, so none of them can be left out or drawn again. Read the data, or a sample of them, "
            "with fsqca.read() and build the truth table from what it returns."
        )
    if table.evidence is None and table.sums is not None:
        raise ArgumentError(
            "This truth table was restored from a file, which keeps sums and not the cases, so there are "
            "none to leave out or to draw. Build it anew from the data with build_truth_table()."
        )
    if table.evidence is None:
        raise ArgumentError(
            "This truth table has no data behind it, so there are no cases to leave out or to draw. "
            "Build it from data with build_truth_table()."
        )
    asked = asked_of_data(solution.settings)
    if asked:
        raise ArgumentError(
            f"The solution was made with {listed(asked)}, which {'asks' if len(asked) == 1 else 'ask'} "
            "something of the data beyond the rows of the truth table and cannot be asked again of each "
            "resample. Minimize without "
            f"{'it' if len(asked) == 1 else 'them'}."
        )
    number = len(table.evidence.outcome)
    if number < least:
        raise DataError(
            f"The truth table has {counted(number, 'case')}, but resampling needs at least {least}."
        )
    return solution


def check_run(n_resamples: object, level: object, n_jobs: object, progress: object) -> tuple[int, float, int]:
    """Return the checked number of resamples, level and number of workers."""
    check_progress(progress)
    number = check_count("n_resamples", n_resamples)
    return number, check_fraction("level", level, inclusive=False), check_jobs(n_jobs)


def initial_plan(solution: Solution) -> FitPlan:
    """Return the plan for the fit of the initial models."""
    models = [[tuple(cube) for cube in model.cubes.tolist()] for model in solution.models[:MODELS_WITH_FIT]]
    return FitPlan.of(models, solution.truth_table.level_counts)


def prepared(solution: Solution, calibrated: object) -> tuple[Recalibration | None, pd.Index]:
    """Return how anchors are learnt again, and the cases that are drawn from."""
    evidence = solution.truth_table.evidence
    assert evidence is not None
    recalibration = None if calibrated is None else recalibration_of(solution.truth_table, calibrated)
    return recalibration, evidence.sets.cases if recalibration is None else recalibration.cases


def positions_in(table_numbers: Sequence[int], position: Ints) -> list[int | None]:
    """Return the row of each case, None for a case that belongs to no configuration."""
    return [None if place < 0 else table_numbers[place] for place in position.tolist()]


def rows_of(solution: Solution, cases: pd.Index) -> list[int | None]:
    """Return the row of each of some cases in the initial truth table."""
    table = solution.truth_table
    evidence = table.evidence
    assert evidence is not None
    rows = positions_in(table.numbers, evidence.position)
    own = dict(zip(evidence.sets.cases, rows, strict=True))
    return [own.get(case) for case in cases]


def without_each_case(job: Job) -> Floats | None:
    """Return the fit of the initial solution without each case, None where that is too much to keep."""
    runner = Runner(job)
    if runner.n_cases * len(job.plan.labels) > _MOST_JACKKNIFE:
        return None
    return runner.fit_without(slice(0, runner.n_cases))


def todays_fit(job: Job) -> Floats:
    """Return the fit of the initial solution in the data, shape (n_values,)."""
    return Runner(job).fit_today()


def finished(
    job: Job,
    blocks: Sequence[Block],
    settings: ResamplingSettings,
    fit: pd.DataFrame,
    cases: pd.DataFrame,
    names: Sequence[CaseId] | None = None,
) -> Resampling:
    """Return the result that blocks make together."""
    rerun = Rerun(job.solution)
    counts = tally(blocks)
    runs = settings.n_done
    failures = failure_frame(blocks, names)
    frames = {
        "terms": term_frame(rerun, counts, runs),
        "models": model_frame(rerun, counts, runs),
        "rows": row_frame(rerun, blocks, runs),
        "fit": fit,
        "cases": cases,
        "failures": failures,
    }
    short = sum(number for models, number in counts.items() if not models.complete)
    return Resampling(
        solution=job.solution,
        settings=settings,
        same=sum(number for models, number in counts.items() if models == Found.of(rerun.today)) / runs,
        none=sum(number for models, number in counts.items() if not models.models) / runs,
        notes=resampling_notes(
            settings,
            failed=len(failures),
            warned=sum(block.warned for block in blocks),
            by_hand=len(last_codes(job.solution.truth_table)),
            listed_fit=len(job.plan.models),
            n_models=len(job.solution.models),
            short=short,
        ),
        _frames=frames,
    )


def fit_frame(job: Job, blocks: Sequence[Block], level: float, jackknife: Floats | None) -> pd.DataFrame:
    """Return the parameters of fit over resamples, see :attr:`Resampling.fit`."""
    initial, found, good = joined(blocks)
    models = job.solution.models[: len(job.plan.models)]
    lines = fit_lines(job.plan, [m.name for m in models], [[str(t) for t in m.terms] for m in models])
    today = todays_fit(job)
    bca = np.full((2, len(lines)), np.nan)
    if jackknife is not None:
        bca = bca_intervals(initial[good], today, jackknife, level, job.draws.strata)
    first = _numbers(lines, today, intervals(initial[good], level), bca)
    others = found_lines()
    values = todays_models(job)
    second = _numbers(others, values, intervals(found[good], level), np.full((2, len(others)), np.nan))
    return pd.concat([first, second], ignore_index=True)


def todays_fits(solution: Solution) -> Floats:
    """Return consistency, PRI and coverage of all initial models in the data, shape (n_models, 3)."""
    fits = [model.fit.values[-1, :3] for model in solution.models if model.fit is not None]
    return np.array(fits, dtype=np.float64).reshape(-1, 3)


def todays_models(job: Job) -> Floats:
    """Return mean, least and largest fit of all initial models in the data, shape (9,)."""
    fits = todays_fits(job.solution)
    if not len(fits):
        return np.full(9, np.nan)
    return np.concatenate([fits.mean(axis=0), fits.min(axis=0), fits.max(axis=0)])


def _numbers(
    lines: list[tuple[str, str, str, str]], values: Floats, numbers: Floats, bca: Floats
) -> pd.DataFrame:
    n, mean, sd, low, high = numbers
    frame = pd.DataFrame(lines, columns=FIT_COLUMNS[:4], dtype=object)
    columns = (values, mean, sd, low, high, *bca)
    for name, column in zip(FIT_COLUMNS[4:-1], columns, strict=True):
        frame[name] = column
    frame["n"] = n.astype(np.int64)
    return frame


def influence_frame(solution: Solution, cases: pd.Index, blocks: Sequence[Block]) -> pd.DataFrame:
    """Return how often the initial models are found without and with each case."""
    absent = sum(block.absent for block in blocks)
    absent_same = sum(block.absent_same for block in blocks)
    same = sum(block.same for block in blocks)
    good = sum(int((block.which >= 0).sum()) for block in blocks)
    absent, absent_same = np.asarray(absent), np.asarray(absent_same)
    with np.errstate(divide="ignore", invalid="ignore"):
        without = np.where(absent > 0, absent_same / absent, np.nan)
        present = good - absent
        with_it = np.where(present > 0, (same - absent_same) / present, np.nan)
        error = np.sqrt(without * (1 - without) / absent + with_it * (1 - with_it) / present)
    frame = pd.DataFrame(
        {
            "row": pd.array(rows_of(solution, cases), dtype=object),
            "absent": absent,
            "same_absent": without,
            "same_present": with_it,
            "difference": without - with_it,
            "se": error,
        },
        index=pd.Index(cases, name="case"),
    )
    order = np.argsort(-np.nan_to_num(frame["difference"].abs().to_numpy()), kind="stable")
    return frame.iloc[order]


def job_of(solution: Solution, draws: Draws, recalibration: Recalibration | None) -> Job:
    """Return the work of resampling a solution."""
    return Job(solution, draws, initial_plan(solution), recalibration)


def learnt_names(recalibration: Recalibration | None) -> tuple[str, ...]:
    """Return the sets that are calibrated anew."""
    return () if recalibration is None else tuple(recalibration.given)
