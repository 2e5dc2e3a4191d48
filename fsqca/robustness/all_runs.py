"""All blocks of runs of one analysis, in one process or in several; Ctrl-C keeps what is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from fsqca._checks import import_extra
from fsqca.minimization.limits import Limits
from fsqca.robustness.blocks import gathered, in_workers
from fsqca.robustness.running import Block, Job, Runner

#: Cases left out in one go.
_LEFT_OUT = 1000


def run_all(job: Job, n_jobs: int, progress: bool | None, stage: str) -> list[Block]:
    """Return all blocks in order; Ctrl-C ends early with those that are done."""
    total = job.draws.n_blocks
    with Limits(progress=progress) as limits:
        found, _ = gathered(_blocks(job, n_jobs, total), total, limits, stage)
    return found


def _blocks(job: Job, n_jobs: int, total: int) -> Iterator[Block]:
    if n_jobs == 1 or total == 1:
        runner = Runner(job)
        yield from map(runner.block, range(total))
        return
    joblib = import_extra("joblib", "parallel", f"n_jobs={n_jobs}")
    # Each task has a memory of its own for what was minimized; so there are few of them.
    size = max(1, -(-total // (4 * max(1, joblib.effective_n_jobs(n_jobs)))))
    tasks = [(job, range(start, min(start + size, total))) for start in range(0, total, size)]
    yield from chain.from_iterable(in_workers(run_some, tasks, n_jobs))


def run_some(job: Job, numbers: Sequence[int]) -> list[Block]:
    """Return some blocks; what a worker does."""
    runner = Runner(job)
    return [runner.block(number) for number in numbers]


def leave_out_all(job: Job, progress: bool | None) -> list[Block]:
    """Return the analysis without each case in turn, the calibration kept; Ctrl-C ends early."""
    runner = Runner(job)
    starts = range(0, runner.n_cases, _LEFT_OUT)
    parts = (runner.without(slice(start, min(start + _LEFT_OUT, runner.n_cases))) for start in starts)
    with Limits(progress=progress) as limits:
        found, _ = gathered(parts, len(starts), limits, "leave-one-out")
    return found
