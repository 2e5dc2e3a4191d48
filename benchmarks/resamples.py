"""Thousands of re-runs of one analysis: the bootstrap with the calibration kept, and with it learnt again."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import fsqca as fq
from fsqca import datasets
from fsqca.robustness import bootstrap, leave_one_out

RUNS = 10_000


def survey(learn: bool) -> tuple[fq.Calibrated, fq.TruthTable]:
    """Return the synthetic survey (N = 531 with a score in all of six sets) and its truth table, k = 5."""
    study = fq.read(datasets.digital_service_file(), cases="respondent", group="function")
    scores = fq.score_constructs(
        study,
        datasets.digital_service_constructs(),
        reverse=datasets.digital_service_reverse_items(),
        scale=(1, 7),
    )
    calibrator = fq.Quantiles(0.1, 0.5, 0.9) if learn else fq.Direct(2, 4, 6)
    sets = fq.calibrate(scores.data, dict.fromkeys(scores.data, calibrator), missing="drop")
    conditions = ["TF", "AD", "AG", "RB", "CF"]
    table = fq.build_truth_table(
        sets, "DSO", conditions, consistency=0.8, pri=0.5, frequency=5, crossover="above"
    )
    return sets, table


def resampled(kind: str, *, learn: bool = False) -> Callable[[], tuple[float, str]]:
    """Return the time of one bootstrap, and how it compares with building and solving table after table."""

    def run() -> tuple[float, str]:
        sets, table = survey(learn)
        expected = dict.fromkeys(table.conditions, "+") if kind == "intermediate" else None
        solution = fq.minimize(table, kind, expectations=expected)
        calibrated = sets if learn else None
        bootstrap(solution, 10, seed=1, calibrated=calibrated)  # imports
        start = time.perf_counter()
        found = bootstrap(solution, RUNS, seed=1, calibrated=calibrated, progress=False)
        seconds = time.perf_counter() - start
        one = _one_by_one(sets, solution, kind, learn)
        words = f"{len(found.models)} models; {one * RUNS / seconds:.0f} times as fast as one by one"
        return seconds, words

    return run


def _one_by_one(sets: fq.Calibrated, solution: fq.Solution, kind: str, learn: bool, runs: int = 20) -> float:
    """Return the seconds of a run by calibrate(), build_truth_table() and minimize(), over some runs."""
    rng = np.random.default_rng(1)
    settings = solution.truth_table.settings
    coding = settings.coding
    start = time.perf_counter()
    for _ in range(runs):
        drawn = rng.integers(0, len(sets.data), len(sets.data))
        data = sets.data.iloc[drawn].reset_index(drop=True)
        if learn:
            raw = sets.raw.iloc[drawn].reset_index(drop=True)
            data = fq.calibrate(raw, sets.settings.given).data
        table = fq.build_truth_table(
            data,
            settings.outcome,
            list(settings.conditions),
            consistency=coding.consistency,
            pri=coding.pri,
            frequency=coding.frequency,
            crossover="above",
        )
        expected = dict.fromkeys(table.conditions, "+") if kind == "intermediate" else None
        for model in fq.minimize(table, kind, expectations=expected).models:
            assert model.fit is not None
    return (time.perf_counter() - start) / runs


def left_out() -> tuple[float, str]:
    """Return the time of leaving out every case."""
    _, table = survey(learn=False)
    solution = fq.minimize(table, "parsimonious")
    leave_one_out(solution)
    start = time.perf_counter()
    found = leave_one_out(solution, progress=False)
    return (
        time.perf_counter() - start,
        f"models change without {int(found.cases['models_changed'].sum())} cases",
    )
