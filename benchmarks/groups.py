"""The test of groups: 10 000 shuffles of labels, each coded and minimized anew, and how often it errs."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import fsqca as fq
from benchmarks.resamples import survey
from fsqca import datasets
from fsqca.groups import GroupComparison, compare_groups

SHUFFLES = 10_000
#: Simulated surveys for the rates: the standard error of a rate of 0.05 is 0.015 with 200 of them.
SURVEYS, FEW = 200, 199


def compared(kind: str) -> GroupComparison:
    """Return the two functions of the synthetic survey compared: N = 531 with a score in every set, k = 5."""
    sets, table = survey(learn=False)
    study = fq.read(datasets.digital_service_file(), cases="respondent", group="function")
    return compare_groups(
        sets,
        "DSO",
        list(table.conditions),
        by=study.groups.reindex(sets.data.index),
        pri=0.5,
        frequency=5,
        crossover="above",
        expectations=dict.fromkeys(table.conditions, "+"),
        solution=kind,  # type: ignore[arg-type]
    )


def shuffled(kind: str) -> Callable[[], tuple[float, str]]:
    """Return the time of one test, without its imports and without the analyses of the groups."""

    def run() -> tuple[float, str]:
        comparison = compared(kind)
        comparison.test(10, n_bootstrap=0, seed=1, progress=False)  # imports
        start = time.perf_counter()
        test = comparison.test(SHUFFLES, n_bootstrap=0, seed=1, progress=False)
        seconds = time.perf_counter() - start
        return seconds, f"{test.n_solutions} sets of models met"

    return run


def rates() -> tuple[float, str]:
    """Return the time of many simulated tests, and how often each family is found to differ.

    Synthetic surveys of 2 x 120 respondents; with no difference between the functions, and with a planted
    one.
    """
    start = time.perf_counter()
    words = []
    for difference in (0.0, 1.0):
        found = np.zeros(3)
        for seed in range(SURVEYS):
            table = simulated(seed, difference).test(FEW, n_bootstrap=0, seed=seed, progress=False).table
            pooled = (table["what"] != "term") | (table["basis"] == "pooled")
            small = table[pooled & (table["p_family"] < 0.05)]
            found += [(small["what"] == what).any() for what in ("solution", "term", "row")]
        shares = ", ".join(f"{share:.3f}" for share in found / SURVEYS)
        words.append(f"difference {difference:g}: {shares}")
    return time.perf_counter() - start, f"found in solutions, terms, rows; {'; '.join(words)}"


def simulated(seed: int, difference: float, n: int = 120) -> GroupComparison:
    """Return the two functions of another synthetic survey compared."""
    answers = datasets.simulate_digital_service(seed, n, n, difference=difference)
    scores = fq.score_constructs(
        answers,
        datasets.digital_service_constructs(),
        reverse=datasets.digital_service_reverse_items(),
        scale=(1, 7),
    )
    sets = fq.calibrate(scores.data, dict.fromkeys(scores.data, fq.Direct(2, 4, 6)), missing="drop")
    return compare_groups(
        sets,
        "DSO",
        ["TF", "AD", "AG", "RB"],
        by=answers["function"].reindex(sets.data.index),
        pri=0.5,
        frequency=2,
        crossover="above",
    )
