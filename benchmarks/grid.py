"""Parsimonious solutions over a grid of sizes, each cell in a process of its own, with its memory.

A cell is a kind of table, the number of values and of conditions, and the number of observed rows. In the
process of a cell nothing has been solved before, so the largest memory of the process is that of the cell;
what Python and its libraries take before is given apart.
"""

from __future__ import annotations

import inspect
import itertools
import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import fsqca as fq
from benchmarks import tables
from benchmarks.timing import peak_megabytes
from benchmarks.verify import verify

CONDITIONS = (4, 6, 8, 10, 12, 16, 20, 24, 32)
ROWS = (30, 100, 300)
#: Cells below this many seconds are run three times.
QUICK = 0.5


@dataclass(frozen=True)
class Cell:
    """One cell of the grid."""

    kind: str
    levels: int
    conditions: int
    rows: int

    @property
    def name(self) -> str:
        """What the cell is called."""
        values = "" if self.levels == 2 else f", {self.levels} values"
        return f"{self.kind}, k={self.conditions} n={self.rows}{values}"


@dataclass(frozen=True)
class Measured:
    """What was measured of a cell; `peak` in MB, `start` of it taken before."""

    seconds: float
    implicants: int
    all_implicants: bool
    models: int
    exact: bool
    lower: int
    upper: int
    start: float
    peak: float
    confirmed: str


def cells() -> Iterator[Cell]:
    """Yield the cells: two values, then three values beside them; each number of rows at most all rows."""
    for levels, kind in itertools.product((2, 3), tables.KINDS):
        for k in CONDITIONS:
            for n in sorted({min(n, levels**k) for n in ROWS if levels == 2 or n < 300}):
                yield Cell(kind, levels, k, n)


def measure(cell: Cell, seconds: float) -> Measured:
    """Return what solving a cell takes in this process; raise if the solution is wrong."""
    import scipy.optimize  # noqa: F401  (its import is not what is timed)

    on, off = tables.KINDS[cell.kind](cell.conditions, cell.rows, 1, cell.levels)
    table = tables.truth_table(on, off, cell.levels)
    bounded = {"time_limit": seconds} if "time_limit" in inspect.signature(fq.minimize).parameters else {}
    start = peak_megabytes()
    times: list[float] = []
    while not times or (times[0] < QUICK and len(times) < 3):
        begin = time.perf_counter()
        solution = fq.minimize(table, "parsimonious", **bounded)
        times.append(time.perf_counter() - begin)
    peak = peak_megabytes()
    confirmed = verify(on, off, solution, seconds=seconds)
    return Measured(
        statistics.median(times),
        len(solution.implicant_cubes),
        solution.all_prime_implicants,
        solution.n_models,
        solution.n_models_exact,
        *solution.bounds,
        start,
        peak,
        confirmed,
    )


def measured_apart(cell: Cell, seconds: float) -> Measured | str:
    """Return what solving a cell takes in a process of its own, or in words why there is nothing."""
    command = [sys.executable, "-m", "benchmarks.grid", json.dumps(asdict(cell)), str(seconds)]
    patience = 10 * seconds + 120  # verifying takes time too
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=patience)
    except subprocess.TimeoutExpired:
        return f"no answer in {patience:.0f} s"
    if done.returncode:
        return (done.stderr.strip().splitlines() or [f"ended with code {done.returncode}"])[-1]
    return Measured(**json.loads(done.stdout))


def show(wanted: str, seconds: float) -> None:
    """Print the cells with `wanted` in their names, one a line, as they are measured."""
    print(f"parsimonious solutions, time limit {seconds:g} s\n")
    print(
        f"{'table':<34}{'time':>11}{'implicants':>12}{'models':>15}{'terms':>8}{'peak':>9}{'added':>9}"
        "   confirmed"
    )
    starts: list[float] = []
    for cell in cells():
        if wanted not in cell.name:
            continue
        got = measured_apart(cell, seconds)
        if isinstance(got, str):
            print(f"{cell.name:<34}{got}", flush=True)
            continue
        starts.append(got.start)
        print(line(cell, got), flush=True)
    if starts and not math.isnan(starts[0]):
        print(f"\npeak: memory of the process; {statistics.median(starts):.0f} MB of it before solving.")
    print(
        ">=: at least so many implicants or models; terms: proved bounds of the size of the smallest model."
    )


def line(cell: Cell, got: Measured) -> str:
    implicants = f"{'' if got.all_implicants else '>= '}{got.implicants}"
    models = (
        f"{'' if got.exact else '>= '}{got.models:.3g}"
        if got.models >= 10**9
        else (f"{'' if got.exact else '>= '}{got.models}")
    )
    terms = f"{got.upper}" if got.lower == got.upper else f"{got.lower}-{got.upper}"
    return (
        f"{cell.name:<34}{got.seconds * 1000:>8.1f} ms{implicants:>12}{models:>15}{terms:>8}"
        f"{got.peak:>6.0f} MB{got.peak - got.start:>6.0f} MB   {got.confirmed}"
    )


if __name__ == "__main__":
    result = measure(Cell(**json.loads(sys.argv[1])), float(sys.argv[2]))
    print(json.dumps(asdict(result)))
