"""Which cases are in each run: seeds, strata, and blocks of a fixed size that do not depend on workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed, unknown_names
from fsqca._frames import as_frame
from fsqca._types import Floats, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError

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


def read_seed(seed: object) -> int:
    """Return a whole number that stands for the seed and gives the same runs when it is passed again."""
    if seed is None:
        entropy = np.random.SeedSequence().entropy
        assert isinstance(entropy, int)
        return entropy
    if isinstance(seed, np.random.Generator):
        return int.from_bytes(seed.bytes(16), "little")
    if isinstance(seed, np.random.SeedSequence):
        return int.from_bytes(seed.generate_state(4).astype("<u4").tobytes(), "little")
    if isinstance(seed, bool | np.bool_) or not isinstance(seed, int | np.integer):
        raise ArgumentTypeError(
            "seed must be a whole number, a numpy.random.Generator, a numpy.random.SeedSequence or None, "
            f"not {seed!r}."
        )
    if seed < 0:
        raise ArgumentError(f"seed is {int(seed)}, but it must be at least 0.")
    return int(seed)


def read_groups(groups: object, data: object, cases: pd.Index) -> dict[str, Ints]:
    """Return the positions of the cases of each group, {} where no groups are given.

    Parameters
    ----------
    groups : str, Series or sequence, optional
        A column of `data`, a Series indexed by case ids, or one value per case.
    data : DataFrame, optional
    cases : Index
        The ids of the cases.
    """
    if groups is None:
        return {}
    if isinstance(groups, str):
        if data is None:
            raise ArgumentError(
                f"groups is {groups!r}, the name of a column, but a truth table keeps only its sets. Pass "
                "the "
                "data that have the column as data=, or pass the column itself, such as "
                f"groups=data[{groups!r}]."
            )
        frame = as_frame(data)
        if groups not in frame.columns:
            raise unknown_names("column", [groups], list(frame.columns), "data (in groups)")
        groups = frame[groups]
    if isinstance(groups, pd.Series):
        if not groups.index.is_unique:
            raise ArgumentError("groups has the same case id more than once in its index.")
        without = cases[~cases.isin(groups.index)]
        if len(without):
            raise ArgumentError(
                f"groups has no value for {counted(len(without), 'case')}: {listed(without)}. "
                "Its index must hold the case ids; pass groups.to_numpy() to go by position."
            )
        values = groups.reindex(cases)
    else:
        if isinstance(groups, bytes) or not isinstance(
            groups, Sequence | np.ndarray | pd.Index | pd.Categorical
        ):
            raise ArgumentTypeError(
                "groups must be the name of a column, a Series or one value per case, not "
                f"{type(groups).__name__}."
            )
        if len(groups) != len(cases):
            raise ArgumentError(
                f"groups has {counted(len(groups), 'value')}, but there are {counted(len(cases), 'case')}: "
                "give one value per case."
            )
        values = pd.Series(list(groups), index=cases)
    absent = values.isna()
    if absent.any():
        raise DataError(
            f"groups is missing for {counted(int(absent.sum()), 'case')}: {listed(cases[absent])}. Give "
            "every "
            "case a group, or leave these cases out of the truth table."
        )
    codes, names = pd.factorize(values, sort=False)
    return {str(name): np.flatnonzero(codes == number) for number, name in enumerate(names)}


def in_runs(counts: Ints, weights: Floats | None) -> Floats:
    """Return how much each case counts in each run, shape (n_runs, n_cases)."""
    return counts.astype(np.float64) if weights is None else counts * weights
