"""Which cases are in each run: strata, and blocks of a fixed size that do not depend on workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from fsqca._types import Floats, Ints

#: How runs are made.
Method: TypeAlias = Literal["leave-one-out", "bootstrap", "subsample"]
#: Runs of a block at most, and cases times runs of it.
BLOCK_RUNS, BLOCK_CELLS = 250, 200_000


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Runs and the cases in them.

    Attributes
    ----------
    method : {"leave-one-out", "bootstrap", "subsample"}
    n_cases : int
    n_runs : int
    strata : tuple of ndarray of int
        Positions of the cases of each group; one group of all cases where none are given.
    sizes : tuple of int
        Cases drawn from each group.
    seed : int or None
    """

    method: Method
    n_cases: int
    n_runs: int
    strata: tuple[Ints, ...]
    sizes: tuple[int, ...]
    seed: int | None

    @property
    def block_runs(self) -> int:
        """Runs of one block; a function of the number of cases alone, so that a seed says all."""
        return max(1, min(BLOCK_RUNS, BLOCK_CELLS // self.n_cases))

    @property
    def n_blocks(self) -> int:
        """Number of blocks."""
        return -(-self.n_runs // self.block_runs)

    def block(self, number: int) -> Ints:
        """Return the cases in each run of a block, shape (n_runs, n_drawn).

        A case that is drawn twice is there twice. Each block has a random stream of its own: the child of the
        seed with the number of the block.
        """
        start = number * self.block_runs
        runs = min(self.block_runs, self.n_runs - start)
        if self.method == "leave-one-out":
            every = np.arange(self.n_cases - 1)
            return every + (every >= np.arange(start, start + runs)[:, None])
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(number,)))
        parts = []
        for members, size in zip(self.strata, self.sizes, strict=True):
            if self.method == "bootstrap":
                parts.append(members[rng.integers(0, len(members), (runs, size))])
            else:
                order = rng.permuted(np.broadcast_to(members, (runs, len(members))), axis=1)
                parts.append(np.sort(order[:, :size], axis=1))
        return np.hstack(parts)

    def counts(self, drawn: Ints) -> Ints:
        """Return how often each case is in each run, shape (n_runs, n_cases)."""
        runs = len(drawn)
        cells = (drawn + np.arange(runs)[:, None] * self.n_cases).ravel()
        return np.bincount(cells, minlength=runs * self.n_cases).reshape(runs, self.n_cases).astype(np.int64)


def in_runs(counts: Ints, weights: Floats | None) -> Floats:
    """Return how much each case counts in each run, shape (n_runs, n_cases)."""
    return counts.astype(np.float64) if weights is None else counts * weights
