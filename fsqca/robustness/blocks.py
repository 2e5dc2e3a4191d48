"""Random work in blocks of a fixed size, each with a random stream of its own.

What a block gives depends on the seed and its place only, so that the number of workers changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from fsqca._checks import import_extra
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
    tasks = zip(streams, sizes, strict=True)
    done, interrupted = gathered(in_workers(work, tasks, n_jobs), len(sizes), limits, stage)
    return Blocks(done, sum(sizes[: len(done)]), interrupted)


def gathered(parts: Iterable[Part], total: int, limits: Limits, stage: str) -> tuple[list[Part], bool]:
    """Return all of `total` parts in their order, and whether Ctrl-C ended the work before the last one.

    Where nothing is done yet, the interrupt goes on to the caller.
    """
    done: list[Part] = []
    try:
        limits.show(stage, 0.0)
        for part in parts:
            done.append(part)
            limits.show(stage, len(done) / total)
    except KeyboardInterrupt:
        if not done:
            raise
    return done, len(done) < total


def in_workers(work: Callable[..., Part], tasks: Iterable[tuple[object, ...]], n_jobs: int) -> Iterator[Part]:
    """Yield what `work(*task)` gives for each task, in their order, from one process or from several."""
    tasks = list(tasks)
    if n_jobs == 1 or len(tasks) == 1:
        for task in tasks:
            yield work(*task)
        return
    joblib = import_extra("joblib", "parallel", f"n_jobs={n_jobs}")
    yield from joblib.Parallel(n_jobs=n_jobs, return_as="generator")(
        joblib.delayed(work)(*task) for task in tasks
    )
