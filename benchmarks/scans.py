"""Truth tables from any amount of data: how time grows, and a Parquet file of any number of rows.

    python -m benchmarks scaling                truth tables from arrays and frames, N = 1e3..1e7, k = 4..16
    python -m benchmarks parquet --rows 1e8     writes a Parquet file in pieces and builds a table of it

Times are given on the clock and as time of the processor (all threads together), which does not grow where a
machine is busy with other work.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import fsqca as fq
from benchmarks.timing import Result, peak_megabytes
from fsqca.sources import Chunk, source_of
from fsqca.truth_table.sums import assign_corners, configuration_sums, observed_corners

#: Rows of synthetic memberships that are made and written at once.
PIECE = 2_000_000


class Nothing:
    """What is left of a chunk that was only read."""

    def __add__(self, other: Nothing) -> Nothing:
        return self


def only_read(chunk: Chunk) -> Nothing:
    return Nothing()


def memberships(n_cases: int, k: int, seed: int) -> np.ndarray:
    """Return synthetic memberships of two decimals, none of them 0.5, shape (n_cases, k + 1)."""
    values = np.random.default_rng(seed).random((n_cases, k + 1)).round(2)
    return np.where(values == 0.5, 0.51, values)


def observed_sums(values: np.ndarray) -> int:
    """Return the number of configurations with cases, having computed their sums."""
    conditions, outcome = values[:, :-1], values[:, -1]
    levels = (2,) * conditions.shape[1]
    corners, _ = observed_corners(assign_corners(conditions, levels)[0], levels)
    return len(configuration_sums(conditions, outcome, corners, levels).n)


def show_scaling() -> None:
    """Print how the time of a truth table grows with the cases and with the conditions."""
    print(f"{'':>32}{'arrays':>13}{'frame':>26}")
    print(
        f"{'cases':>12}{'conditions':>12}{'rows':>8}{'clock':>13}{'processor':>13}{'clock':>13}{'processor':>13}"
        f"{'peak so far':>14}"
    )
    for n_cases in (1_000, 10_000, 100_000, 1_000_000, 10_000_000):
        line(n_cases, 5)
    for k in (4, 8, 12, 16):
        line(20_000, k)


def line(n_cases: int, k: int) -> None:
    values = memberships(n_cases, k, 1)
    data = pd.DataFrame(values, columns=[*names(k), "Y"])
    arrays, rows = timed(lambda: observed_sums(values))
    frame, _ = timed(lambda: fq.build_truth_table(data, "Y"))
    times = "".join(f"{seconds * 1000:>10.1f} ms" for seconds in (*arrays, *frame))
    print(f"{n_cases:>12,}{k:>12}{rows:>8}{times}{peak_megabytes():>11.0f} MB", flush=True)


def timed(work: Callable[[], Result]) -> tuple[tuple[float, float], Result]:
    """Return the least seconds on the clock and of the processor over three calls, one if a call is slow."""
    clock, processor = [], []
    for _ in range(3):
        start, used = time.perf_counter(), time.process_time()
        result = work()
        clock.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
        if clock[0] > 5:
            break
    return (min(clock), min(processor)), result


def names(k: int) -> list[str]:
    return [f"X{i}" for i in range(k)]


def show_parquet(n_rows: int, k: int = 5) -> None:
    """Write so many rows of synthetic memberships to a temporary folder, and build their truth table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "synthetic.parquet"
        columns = [*names(k), "Y"]
        schema = pa.schema([(name, pa.float64()) for name in columns])
        start = time.perf_counter()
        with pq.ParquetWriter(path, schema) as writer:
            for seed, first in enumerate(range(0, n_rows, PIECE)):
                values = memberships(min(PIECE, n_rows - first), k, seed)
                arrays = [pa.array(values[:, j]) for j in range(k + 1)]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=PIECE // 2)
        size = path.stat().st_size / 1e9
        print(f"written: {n_rows:,} rows, {k} conditions, {size:.2f} GB, {time.perf_counter() - start:.0f} s")
        print(f"peak memory until here: {peak_megabytes():.0f} MB", flush=True)
        source = source_of(path)
        assert source is not None
        (clock, processor), _ = timed(lambda: source.scan(dict.fromkeys(columns, True), only_read))
        print(f"reading it once, all columns: {clock:.1f} s, processor {processor:.1f} s", flush=True)
        (whole, work), table = timed(lambda: fq.build_truth_table(path, "Y"))
        print(
            f"truth table, two scans: {whole:.1f} s, processor {work:.1f} s ({n_rows / work / 1e6:.1f} "
            "million rows "
            f"a second of the processor), {work / processor:.1f} times the reading; "
            f"peak memory {peak_megabytes():.0f} MB"
        )
        print(repr(table))
