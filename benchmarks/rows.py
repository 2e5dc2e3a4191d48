"""The rows of the table of ``python -m benchmarks``."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

import fsqca as fq
from benchmarks import chance, groups, resamples, tables
from benchmarks.timing import median_time
from benchmarks.verify import verify
from fsqca.expressions import equivalent, simplifications
from fsqca.truth_table.sums import all_corners, configuration_sums


@dataclass(frozen=True)
class Row:
    """One row: what is timed, the goal in seconds, and what other programs are reported to take.

    `run` returns the median seconds and a few words about the result.
    """

    name: str
    goal: float | None
    run: Callable[[], tuple[float, str]]
    r: str = ""
    python: str = ""


def parsimonious(kind: str, k: int, n: int, seed: int, levels: int = 2) -> Callable[[], tuple[float, str]]:
    def run() -> tuple[float, str]:
        on, off = tables.KINDS[kind](k, n, seed, levels)
        table = tables.truth_table(on, off, levels)
        seconds, solution = median_time(lambda: fq.minimize(table, "parsimonious"))
        confirmed = verify(on, off, solution)
        more = "" if solution.n_models_exact else "at least "
        found = f"{len(solution.implicant_cubes)} implicants, {more}{solution.n_models} models"
        return seconds, f"{found} of {solution.bounds[1]} (confirmed: {confirmed})"

    return run


def conservative() -> tuple[float, str]:
    on, off = tables.structured(20, 300, 1)
    table = tables.truth_table(on, off)
    seconds, solution = median_time(lambda: fq.minimize(table, "conservative"))
    confirmed = verify(on, solution.problem.outside(), solution)
    found = f"{len(solution.implicant_cubes)} implicants, {solution.n_models} models"
    return seconds, f"{found} (confirmed: {confirmed})"


def intermediate() -> tuple[float, str]:
    on, off = tables.structured(20, 30, 1)
    table = tables.truth_table(on, off)
    expected = dict.fromkeys(table.conditions, "+")
    seconds, solution = median_time(lambda: fq.minimize(table, "intermediate", expectations=expected))
    between = np.concatenate([own.between for model in solution.models for own in model.derivations])
    confirmed = verify(on, solution.problem.outside(between), solution, primes=solution.n_models == 1)
    return seconds, f"{solution.n_models} models (confirmed: {confirmed})"


def array_floor() -> tuple[float, str]:
    on, off = tables.structured(20, 100, 1)
    seconds, implicants = median_time(lambda: fq.minimization.prime_implicants(on, off))
    return seconds, f"{len(implicants)} implicants"


def survey() -> tuple[float, str]:
    rng = np.random.default_rng(0)
    data = pd.DataFrame(rng.random((534, 6)), columns=[*"ABCDE", "Y"])
    seconds, table = median_time(lambda: fq.build_truth_table(data, "Y"))
    return seconds, f"{len(table.numbers)} rows"


def necessity(find: str, **options: object) -> Callable[[], tuple[float, str]]:
    def run() -> tuple[float, str]:
        rng = np.random.default_rng(0)
        data = pd.DataFrame(rng.random((1000, 13)).round(2), columns=[*(f"X{i}" for i in range(12)), "Y"])
        seconds, found = median_time(lambda: getattr(fq, find)(data, "Y", **options))
        for label, numbers in list(zip(found.labels, found.values, strict=True))[
            :: max(1, len(found.labels) // 50)
        ]:
            arrow = "=>" if find == "find_sufficient" else "<="
            assert abs(fq.pof(data, f"{label} {arrow} Y").values[-1, 0] - numbers[0]) < 1e-9
        return seconds, f"{len(found.labels)} expressions (sample confirmed by pof)"

    return run


def ceilings() -> tuple[float, str]:
    rng = np.random.default_rng(0)
    data = pd.DataFrame(rng.random((300, 2)), columns=["X", "Y"])
    seconds, result = median_time(lambda: fq.nca(data, "Y", permutations=10_000, seed=1))
    return seconds, f"p = {result.table['p'].iloc[0]:.3f}"


def million() -> tuple[float, str]:
    rng = np.random.default_rng(0)
    values, outcome = rng.random((1_000_000, 8)), rng.random(1_000_000)
    corners = all_corners((2,) * 8)
    seconds, sums = median_time(lambda: configuration_sums(values, outcome, corners, (2,) * 8))
    return seconds, f"{len(sums.n)} rows"


#: Seven sets, one of them with four values; ten literals.
RECIPE = "A*~B*C + ~A*D + E*~F*R{1,2} + ~R{3}*B"


def memberships() -> tuple[float, str]:
    rng = np.random.default_rng(0)
    data = pd.DataFrame(rng.random((1_000_000, 6)), columns=list("ABCDEF"))
    data["R"] = rng.integers(0, 4, len(data))
    expression = fq.parse(RECIPE)
    seconds, result = median_time(lambda: expression.evaluate(data))
    tracemalloc.start()
    expression.evaluate(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.equals(by_hand(data))
    size = 8 * data.size
    return seconds, f"peak {peak / 2**20:.0f} MB, of which the checked copy of the sets {size / 2**20:.0f} MB"


def by_hand(data: pd.DataFrame) -> pd.Series:
    """Return the memberships in `RECIPE`, written out."""
    a, b, c, d, e, f, r = (data[name] for name in data)
    terms = [
        np.minimum(np.minimum(a, 1 - b), c),
        np.minimum(1 - a, d),
        np.minimum(np.minimum(e, 1 - f), r.isin([1, 2])),
        np.minimum(r != 3, b),
    ]
    return pd.Series(np.maximum.reduce(terms), index=data.index)


def language(k: int, n: int) -> Callable[[], tuple[float, str]]:
    def run() -> tuple[float, str]:
        rng = np.random.default_rng(1)
        names = [f"X{i}" for i in range(k)]
        terms = [
            "*".join(
                ("~" if rng.random() < 0.5 else "") + name for name in rng.choice(names, 3, replace=False)
            )
            for _ in range(n)
        ]
        text = " + ".join(terms)
        seconds, simple = median_time(lambda: simplifications(text))
        assert all(equivalent(text, result) for result in simple)
        return seconds, f"{len(simple)} results of {len(simple[0].terms)} terms (confirmed: equivalent)"

    return run


def importing() -> tuple[float, str]:
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


def regions() -> tuple[float, str]:
    """Sensitivity regions of the parsimonious solution of the flagship example, one solution type."""
    from fsqca.examples.digital_service_orientation import OUTCOME, POOLED, analyse
    from fsqca.robustness import find_regions

    analysis = analyse()
    solution = analysis.solutions[OUTCOME][POOLED].parsimonious
    seconds, found = median_time(lambda: find_regions(solution, analysis.sets))
    return seconds, f"{len(found.regions)} intervals, all proved: {all(one.proved for one in found.regions)}"


def all_rows() -> list[Row]:
    """Return every row, in the order of the table."""
    past_a_minute = "> 60 s"
    rows = [
        Row("import fsqca on top of numpy and pandas", 0.050, importing),
        Row("truth table from a DataFrame, N=534 k=5", 0.005, survey),
        Row("truth table from arrays, N=1e6 k=8, all rows", 2.0, million),
        Row("memberships in 4 terms of 7 sets, N=1e6", 0.5, memberships),
        Row("all shortest forms of 10 terms, k=6", None, language(6, 10)),
        Row("all shortest forms of 20 terms, k=10", None, language(10, 20)),
        Row("necessity, N=1000 k=12, depth 4", 2.0, necessity("find_necessary", depth=4)),
        Row(
            "necessity, N=1000 k=12, depth 4, all consistent",
            2.0,
            necessity("find_necessary", depth=4, consistency=0.0),
        ),
        Row("sufficient subsets, N=1000 k=12, all depths", None, necessity("find_sufficient")),
        Row("NCA of one condition, N=300, 10 000 permutations", None, ceilings),
        *(
            Row(f"10 000 shuffles, {kind}, N=534 k=5", None, chance.shuffling(kind))
            for kind in ("conservative", "parsimonious", "intermediate")
        ),
        Row("1000 simulated studies, parsimonious, N=534 k=5", None, chance.recovering),
        Row("regions of 18 anchors and 3 cut-offs, N=531 k=5", 5.0, regions),
    ]

    def add(
        kind: str,
        k: int,
        n: int,
        goal: float | None,
        r: str = "",
        python: str = "",
        seed: int = 1,
        levels: int = 2,
    ) -> None:
        three = ", 3 values" if levels == 3 else ""
        other = (
            f", seed {seed}" if (kind, seed) not in (("structured", 1), ("random", 1), ("random", 6)) else ""
        )
        name = f"parsimonious, {kind}, k={k} n={n}{three}{other}"
        rows.append(Row(name, goal, parsimonious(kind, k, n, seed, levels), r, python))

    add("structured", 8, 30, 0.002, "0.8 s")
    add("structured", 12, 30, 0.015, "6.6 s", past_a_minute)
    add("structured", 16, 30, 0.050, past_a_minute, past_a_minute)
    add("structured", 24, 30, 0.150, "", past_a_minute)
    add("structured", 32, 30, 0.600, "refused", past_a_minute)
    add("random", 8, 30, None)
    add("random", 10, 30, None, "107 GB", past_a_minute)
    add("random", 16, 30, None, "", past_a_minute)
    add("random", 24, 30, None, "", past_a_minute)
    add("structured", 10, 100, 0.080, "", past_a_minute)
    add("structured", 12, 100, 0.080, "", past_a_minute)
    for seed in (1, 2, 3):
        add("structured", 16, 100, 0.300, "", past_a_minute, seed=seed)
    add("random", 8, 100, 2.0, "wrong", seed=6)
    add("random", 10, 100, None, "", past_a_minute, seed=6)
    for kind, k in (("structured", 8), ("structured", 16), ("structured", 32), ("random", 8), ("random", 16)):
        add(kind, k, 30, None, levels=3)
    for kind, k in (("structured", 10), ("random", 8)):
        add(kind, k, 100, None, levels=3)
    rows += [
        Row("conservative, structured, k=20 n=300", None, conservative),
        Row("intermediate, structured, k=20 n=30", None, intermediate),
        Row("prime_implicants, structured, k=20 n=100", 0.25, array_floor),
        Row("leave-one-out, N=531 k=5", None, resamples.left_out),
        Row("bootstrap, 10 000 runs, N=531 k=5", 1.0, resamples.resampled("parsimonious")),
        Row("bootstrap, intermediate, 10 000 runs, N=531 k=5", None, resamples.resampled("intermediate")),
        Row(
            "bootstrap, quantiles learnt again, 10 000 runs",
            10.0,
            resamples.resampled("parsimonious", learn=True),
        ),
        Row("groups, 10 000 shuffles, N=531 k=5", 2.0, groups.shuffled("parsimonious")),
        Row("groups, intermediate, 10 000 shuffles, N=531 k=5", 2.0, groups.shuffled("intermediate")),
        Row("groups, how often differences are found", None, groups.rates),
    ]
    return rows
