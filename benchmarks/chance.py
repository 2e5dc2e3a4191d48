"""Permutation tests and simulated studies, as rows of the table of benchmarks."""

from __future__ import annotations

import time
from collections.abc import Callable

import fsqca as fq
from fsqca.minimization.settings import Kind
from fsqca.robustness import permutation_test, recovery_study, simulate_data


def shuffling(
    kind: Kind, n: int = 534, k: int = 5, shuffles: int = 10_000
) -> Callable[[], tuple[float, str]]:
    """Return a run of a permutation test, once, in one process."""

    def run() -> tuple[float, str]:
        names = list("ABCDEFGH"[:k])
        data = simulate_data("A*B + C*~D", n, conditions=names, noise=0.1, blur=0.5, seed=1)
        table = fq.build_truth_table(data, "Y", consistency=0.85, pri=0.5, frequency=3)
        expectations = {"A": "+", "B": "+"} if kind == "intermediate" else None
        solution = fq.minimize(table, kind, expectations=expectations)
        permutation_test(solution, n_permutations=250, seed=2)  # warm-up: imports
        start = time.perf_counter()
        test = permutation_test(solution, n_permutations=shuffles, seed=1)
        seconds = time.perf_counter() - start
        return seconds, f"{test.whole['share'].iloc[0]:.3f} of the shuffles with a solution, p {test.p:.2g}"

    return run


def recovering(n: int = 534, studies: int = 1000) -> tuple[float, str]:
    """Return the time of simulated studies, each drawn, coded and minimized."""
    start = time.perf_counter()
    study = recovery_study(
        "A*B + C*~D", n, conditions=list("ABCDE"), noise=0.1, blur=0.5, pri=0.5, n_simulations=studies, seed=1
    )
    seconds = time.perf_counter() - start
    return seconds, f"{study.rates['exact'].iloc[0]:.3f} exact"
