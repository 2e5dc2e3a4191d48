"""How fast fsqca is, in one command.

    python -m benchmarks            every row of the table
    python -m benchmarks truth      the rows with "truth" in their names

Times are medians over repeated runs in one process. Machines differ, so each time is also given as a
multiple of a fixed piece of numpy work measured in the same run ("units"), and beside the goal that was
set for this library on a quiet core. Every minimization that is timed is verified: each model covers
every positive row and no row to be avoided, and sampled prime implicants cannot be shortened.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

import fsqca as fq
from benchmarks import tables
from fsqca.minimization.cubes import matches
from fsqca.truth_table.sums import all_corners, configuration_sums


def unit() -> float:
    """Return the seconds of a fixed piece of numpy work: sorting a million numbers and summing them."""
    numbers = np.random.default_rng(0).random(1_000_000)
    times = []
    for _ in range(7):
        start = time.perf_counter()
        np.sort(numbers).sum()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def median_time(work: Callable[[], object], seconds: float = 1.0) -> tuple[float, object]:
    """Return the median seconds of one call and the result, over at least 3 calls (1 if a call is slow)."""
    times: list[float] = []
    result: object = None
    work()  # warm-up: imports and caches
    while len(times) < 3 or (sum(times) < seconds and len(times) < 200):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
        if times[0] > 5 * seconds:
            break
    return statistics.median(times), result


def truth_table(on: np.ndarray, off: np.ndarray) -> fq.TruthTable:
    names = [f"X{i}" for i in range(on.shape[1])]
    frame = pd.DataFrame(np.concatenate([on, off]), columns=names)
    frame["out"] = ["1"] * len(on) + ["0"] * len(off)
    return fq.TruthTable.from_frame(frame, names)


def overlaps(cubes: np.ndarray, others: np.ndarray) -> bool:
    """Return whether a cube of one table has a configuration in common with a cube of the other."""
    together = (cubes[:, None, :] == others) | (cubes[:, None, :] < 0) | (others < 0)
    return bool(together.all(axis=2).any())


def verify(on: np.ndarray, off: np.ndarray, solution: fq.Solution, *, primes: bool = True) -> None:
    """Raise if a model misses a positive row or touches one to avoid, or an implicant can be shortened."""
    for model in solution.models:
        assert matches(model.cubes, on).any(axis=0).all(), "a positive row is not covered"
        assert not overlaps(model.cubes, off), "a row to avoid is covered"
    cubes = solution.implicant_cubes[: None if primes else 0]
    sample = cubes[np.random.default_rng(0).permutation(len(cubes))[:50]]
    for cube in sample:
        for column in np.flatnonzero(cube >= 0):
            shorter = cube.copy()
            shorter[column] = -1
            assert overlaps(shorter[None], off), "an implicant is not prime"


def minimization_rows() -> list[tuple[str, float | None, Callable[[], tuple[float, str]]]]:
    rows: list[tuple[str, float | None, Callable[[], tuple[float, str]]]] = []

    def parsimonious(make: Callable[..., tuple[np.ndarray, np.ndarray]], k: int, n: int, seed: int):
        def run() -> tuple[float, str]:
            on, off = make(k, n, seed)
            table = truth_table(on, off)
            seconds, solution = median_time(lambda: fq.minimize(table, "parsimonious"))
            verify(on, off, solution)
            more = "" if solution.n_models_exact else "at least "
            found = f"{len(solution.implicant_cubes)} implicants, {more}{solution.n_models} models"
            return seconds, f"{found} of {solution.bounds[1]}"

        return run

    for k, goal in ((8, 0.002), (12, 0.015), (16, 0.050), (24, 0.150), (32, 0.600)):
        rows.append(
            (f"parsimonious, structured, k={k} n=30", goal, parsimonious(tables.structured, k, 30, 1))
        )
    for k, goal in ((8, None), (16, None), (24, None)):
        rows.append((f"parsimonious, random, k={k} n=30", goal, parsimonious(tables.random, k, 30, 1)))
    for k, goal in ((10, 0.080), (12, 0.080), (16, 0.300)):
        rows.append(
            (f"parsimonious, structured, k={k} n=100", goal, parsimonious(tables.structured, k, 100, 1))
        )
    for k, goal in ((8, 2.0), (10, None)):
        rows.append((f"parsimonious, random, k={k} n=100", goal, parsimonious(tables.random, k, 100, 6)))

    def conservative() -> tuple[float, str]:
        on, off = tables.structured(20, 300, 1)
        table = truth_table(on, off)
        seconds, solution = median_time(lambda: fq.minimize(table, "conservative"))
        verify(on, solution.problem.outside(), solution)
        return seconds, f"{len(solution.implicant_cubes)} implicants, {solution.n_models} models"

    def intermediate() -> tuple[float, str]:
        on, off = tables.structured(20, 30, 1)
        table = truth_table(on, off)
        expected = dict.fromkeys(table.conditions, "+")
        seconds, solution = median_time(lambda: fq.minimize(table, "intermediate", expectations=expected))
        between = np.concatenate([own.between for model in solution.models for own in model.derivations])
        verify(on, solution.problem.outside(between), solution, primes=solution.n_models == 1)
        return seconds, f"{solution.n_models} models"

    def floor() -> tuple[float, str]:
        on, off = tables.structured(20, 100, 1)
        seconds, implicants = median_time(lambda: fq.minimization.prime_implicants(on, off))
        return seconds, f"{len(implicants)} implicants"

    rows.append(("conservative, structured, k=20 n=300", None, conservative))
    rows.append(("intermediate, structured, k=20 n=30", None, intermediate))
    rows.append(("prime_implicants, structured, k=20 n=100", 0.25, floor))
    return rows


def truth_table_rows() -> list[tuple[str, float | None, Callable[[], tuple[float, str]]]]:
    def survey() -> tuple[float, str]:
        rng = np.random.default_rng(0)
        data = pd.DataFrame(rng.random((534, 6)), columns=[*"ABCDE", "Y"])
        seconds, table = median_time(lambda: fq.build_truth_table(data, "Y"))
        return seconds, f"{len(table.numbers)} rows"

    def million() -> tuple[float, str]:
        rng = np.random.default_rng(0)
        values, outcome = rng.random((1_000_000, 8)), rng.random(1_000_000)
        corners = all_corners((2,) * 8)
        seconds, sums = median_time(lambda: configuration_sums(values, outcome, corners, (2,) * 8))
        return seconds, f"{len(sums.n)} rows"

    return [
        ("truth table from a DataFrame, N=534 k=5", 0.005, survey),
        ("truth table from arrays, N=1e6 k=8, all rows", 2.0, million),
    ]


def import_row() -> tuple[float, str]:
    """Return the seconds that importing fsqca adds to importing numpy and pandas, in fresh interpreters."""
    code = (
        "import time, numpy, pandas; start = time.perf_counter(); import fsqca; "
        "print(time.perf_counter() - start)"
    )
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    return statistics.median(times), "fresh interpreters"


def main(wanted: str) -> None:
    rows = [
        ("import fsqca on top of numpy and pandas", 0.050, import_row),
        *truth_table_rows(),
        *minimization_rows(),
    ]
    reference = unit()
    print(f"fixed numpy work (1 unit): {reference * 1000:.1f} ms\n")
    print(f"{'work':<48}{'time':>11}{'goal':>10}{'time/goal':>11}{'units':>9}   result")
    for name, goal, run in rows:
        if wanted not in name:
            continue
        seconds, result = run()
        shown_goal = f"{goal * 1000:.0f} ms" if goal else "-"
        share = f"{seconds / goal:.2f}" if goal else "-"
        print(
            f"{name:<48}{seconds * 1000:>8.1f} ms{shown_goal:>10}{share:>11}"
            f"{seconds / reference:>9.2f}   {result}",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
