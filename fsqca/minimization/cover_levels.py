"""All covers of a known smallest size, level by level: many partial covers at once.

A partial cover is the rows still open and the classes taken. At each level every partial cover branches on
one of its open rows, the one that fewest classes can still close, and takes each of these classes in turn.
Weights on rows of which no class holds more than 1 (dual solutions of the covering programme, see
`cover_bounds`) say what cannot be completed: several of them, each found for some partial cover, bound all
of them by one matrix product. So that each cover arises once, a class may not be taken where a class of the
same cover that comes before it would close the same row.

It is quicker than the search of `cover_search` where there are few terms and very many classes; where parts
of a chart are independent, or covers are too many to hold, that search is quicker.

Worst case: exponential in the size of the cover; given up where a level holds too many partial covers.

References
----------
Balas, E., & Ho, A. (1980). Set covering algorithms using cutting planes, heuristics, and subgradient
optimization. Mathematical Programming Study, 12, 37-60 (fixing by reduced costs).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from fsqca._types import Bools, Ints
from fsqca.minimization.chart_classes import bit_table, bits
from fsqca.minimization.cover_bounds import covering_weights, not_dominated
from fsqca.minimization.limits import Limits, OutOfWork

#: Partial covers held at once.
MAX_PARTIAL = 150_000
#: Programmes solved at a level of at least this many partial covers, and how many.
_MANY = 300
_PROGRAMMES = 10
#: Partial covers looked at together; bounds memory.
_BATCH = 2048
#: Weights are single numbers of 32 bits here; sums of them are rounded by no more than this.
_ROUNDING = 1e-4

Singles = npt.NDArray[np.float32]


def covers_of_size(
    rows: int, classes: Mapping[int, tuple[int, ...]], size: int, limits: Limits
) -> list[list[tuple[int, ...]]]:
    """Return all covers with `size` classes, where no smaller cover exists.

    Parameters
    ----------
    rows : int
        The rows to cover, as a bit mask.
    classes : mapping of int to tuple of int
        The classes, as bit masks of rows, with their implicants.
    size : int
        The fewest classes that cover the rows.
    limits : Limits
        The time that is left.

    Returns
    -------
    list of list of tuple of int
        Each cover as the groups of implicants that its classes hold.

    Raises
    ------
    OutOfWork
        If there are too many partial covers, or time is up.
    """
    own = list(bits(rows))
    masks = list(classes)
    chart = bit_table(masks, own).astype(np.float32)
    widest = bit_table(not_dominated(masks), own).astype(np.float64)
    weights = covering_weights(widest, np.ones(len(own)))[:, None].astype(np.float32)
    open_rows = np.ones((1, len(own)), dtype=np.float32)
    taken = np.empty((1, 0), dtype=np.int64)
    closed = np.empty((1, 0), dtype=np.int64)
    for depth in range(size):
        limits.show("Models", depth / size)
        if len(open_rows) >= _MANY:
            weights = _more_weights(open_rows, weights, widest, size - depth, limits)
            kept = (open_rows @ weights).max(axis=1) <= size - depth + _ROUNDING
            open_rows, taken, closed = open_rows[kept], taken[kept], closed[kept]
        parts: list[tuple[Singles, Ints, Ints]] = []
        held = 0
        for start in range(0, len(open_rows), _BATCH):
            limits.check()
            some = slice(start, start + _BATCH)
            parts.append(
                _next_level(open_rows[some], taken[some], closed[some], chart, weights, size - depth - 1)
            )
            held += len(parts[-1][0])
            if held > MAX_PARTIAL:
                raise OutOfWork
        if not held:
            return []
        open_rows, taken, closed = (np.concatenate(column) for column in zip(*parts, strict=True))
    done = taken[~open_rows.any(axis=1)]
    groups = list(classes.values())
    return [[groups[position] for position in cover] for cover in done.tolist()]


def _next_level(
    open_rows: Singles, taken: Ints, closed: Ints, chart: Singles, weights: Singles, left: int
) -> tuple[Singles, Ints, Ints]:
    """Return the partial covers with one class more that `left` further classes may complete."""
    # Each partial cover is bounded by the weights that weigh most on its open rows.
    best = np.argmax(open_rows @ weights, axis=1)
    own = open_rows * weights[:, best].T
    able = own @ chart.T >= (own.sum(axis=1) - left - _ROUNDING)[:, None]
    choices = np.where(open_rows > 0, able.astype(np.float32) @ chart, np.inf)
    row = choices.argmin(axis=1)
    pairs: list[tuple[Ints, Ints]] = []
    for one in np.unique(row):
        nodes, over = np.flatnonzero(row == one), np.flatnonzero(chart[:, one])
        found, position = np.divmod(np.flatnonzero(able[np.ix_(nodes, over)]), len(over))
        pairs.append((nodes[found], over[position]))
    which, position = (np.concatenate(column) for column in zip(*pairs, strict=True))
    first = np.ones(len(which), dtype=bool)
    for step in range(taken.shape[1]):
        # A class that comes before the one taken must not close the row that it was taken for.
        earlier = position < taken[which, step]
        first[earlier] &= chart[position[earlier], closed[which[earlier], step]] == 0
    which, position = which[first], position[first]
    rest = open_rows[which] * (1 - chart[position])
    enough = (rest @ weights).max(axis=1) <= left + _ROUNDING
    which, position = which[enough], position[enough]
    return (
        rest[enough],
        np.column_stack([taken[which], position]),
        np.column_stack([closed[which], row[which]]),
    )


def _more_weights(
    open_rows: Singles, weights: Singles, widest: npt.NDArray[np.float64], left: int, limits: Limits
) -> Singles:
    """Return the weights and further ones, each the best for some partial cover; useless ones left out."""
    rng = np.random.default_rng(len(open_rows))
    alive: Bools = np.ones(len(open_rows), dtype=bool)
    for _ in range(_PROGRAMMES):
        limits.check()
        candidates = np.flatnonzero(alive)
        if len(candidates) < _MANY:
            break
        chosen = open_rows[rng.choice(candidates)].astype(np.float64)
        new = covering_weights(widest, chosen).astype(np.float32)
        cut = alive & (open_rows @ new > left + _ROUNDING)
        if cut.sum() >= 0.01 * len(candidates):
            weights = np.column_stack([weights, new])
            alive &= ~cut
    return weights
