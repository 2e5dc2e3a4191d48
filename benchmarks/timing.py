"""How benchmarks take time and memory."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

Result = TypeVar("Result")


def unit() -> float:
    """Return the seconds of a fixed piece of numpy work: sorting a million numbers and summing them."""
    numbers = np.random.default_rng(0).random(1_000_000)
    times = []
    for _ in range(7):
        start = time.perf_counter()
        np.sort(numbers).sum()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def median_time(work: Callable[[], Result], seconds: float = 1.0) -> tuple[float, Result]:
    """Return the median seconds of one call and the result, over at least 3 calls (1 if a call is slow)."""
    times: list[float] = []
    result = work()  # warm-up: imports and caches
    while len(times) < 3 or (sum(times) < seconds and len(times) < 200):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
        if times[0] > 5 * seconds:
            break
    return statistics.median(times), result


def peak_megabytes() -> float:
    """Return the largest memory that this process has had so far, in MB; NaN where it is not told."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
