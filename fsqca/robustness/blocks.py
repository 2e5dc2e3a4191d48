"""Random work in blocks of a fixed size, each with a random stream of its own.

What a block gives depends on the seed and its place only, so that the number of workers changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from fsqca._checks import check_count, import_extra
from fsqca.errors import ArgumentError
from fsqca.minimization.limits import Limits

Part = TypeVar("Part")


@dataclass(frozen=True)
class Blocks(Generic[Part]):
    """What the blocks that were done gave, in their order.

    Attributes
    ----------
    parts : list
    n_done : int
        Draws in them.
    partial : bool
        Whether the run was interrupted before the last block.
    """

    parts: list[Part]
    n_done: int
    partial: bool


def check_jobs(n_jobs: object) -> int:
    """Return the number of processes, -1 for one for every core."""
    return -1 if n_jobs == -1 and not isinstance(n_jobs, bool) else check_count("n_jobs", n_jobs)


def check_seed(seed: object) -> int:
    """Return the seed, or raise where there is none: without it the numbers cannot be had again."""
    if seed is None:
        raise ArgumentError(
            "seed is missing: random draws need one, so that the numbers can be had again. Pass any whole "
            "number, for example seed=1."
        )
    return check_count("seed", seed, least=0)


def run_blocks(
    work: Callable[[np.random.Generator, int], Part],
    total: int,
    seed: np.random.SeedSequence,
    limits: Limits,
    *,
    size: int,
    stage: str,
    n_jobs: int = 1,
) -> Blocks[Part]:
    """Return what `work(random, number)` gives for all blocks.

    Ctrl-C ends the run after what is done; it is heard by the caller only where nothing is.
    """
    sizes = [min(size, total - start) for start in range(0, total, size)]
    streams = [np.random.default_rng(own) for own in seed.spawn(len(sizes))]
    done: list[Part] = []
    interrupted = False
    try:
        for part in _parts(work, streams, sizes, n_jobs):
            done.append(part)
            limits.show(stage, len(done) / len(sizes))
    except KeyboardInterrupt:
        if not done:
            raise
        interrupted = True
    return Blocks(done, sum(sizes[: len(done)]), interrupted and len(done) < len(sizes))


def _parts(
    work: Callable[[np.random.Generator, int], Part],
    streams: list[np.random.Generator],
    sizes: list[int],
    n_jobs: int,
) -> Iterator[Part]:
    if n_jobs == 1 or len(sizes) == 1:
        yield from map(work, streams, sizes)
        return
    joblib = import_extra("joblib", "parallel", f"n_jobs={n_jobs}")
    tasks = (joblib.delayed(work)(stream, number) for stream, number in zip(streams, sizes, strict=True))
    yield from joblib.Parallel(n_jobs=n_jobs, return_as="generator")(tasks)
