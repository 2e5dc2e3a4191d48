"""All covers of a known smallest size, level by level: many partial covers at once.

A partial cover is the rows still open and the classes taken. At each level every partial cover branches on
one of its open rows, the one that fewest classes can still close, and takes each of these classes in turn.
Weights on rows of which no class holds more than 1 (dual solutions of the covering programme, see
`cover_bounds`) say what cannot be completed: several of them, each found for some partial cover, bound all
of them by one matrix product. So that each cover arises once, a class may not be taken where a class of the
same cover that comes before it would close the same row.

Only the widest classes, those that are part of no other, are searched. Each other class stands under one
widest class that holds it. Putting for each class of a smallest cover the one that it stands under gives a
smallest cover again, so every smallest cover is found by narrowing one of widest classes, and only once.

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

from fsqca._types import Bools, Ints, Words
from fsqca.minimization.chart_classes import bit_table, bits, classes_of, words_of
from fsqca.minimization.cover_bounds import Dual, covering_weights, not_dominated, parts_of
from fsqca.minimization.limits import Limits, OutOfWork

#: Partial covers held at once.
MAX_PARTIAL = 150_000
#: Comparisons of a row of a partial cover with a class before the search stops: a few seconds.
MAX_COMPARISONS = 2 * 10**10
#: Further weights are looked for at a level of at least this many partial covers, and as long as they cut off
#: so many.
_MANY = 400
_WORTH = 100
#: How many times in a row they may cut off fewer before the looking ends.
_TRIES = 2
#: Partial covers looked at together; bounds memory.
_BATCH = 1024
#: Weights are single numbers of 32 bits here; sums of them are rounded by no more than this.
_ROUNDING = 1e-4

Singles = npt.NDArray[np.float32]


def covers_of_size(
    rows: int, classes: Mapping[int, tuple[int, ...]], size: int, dual: Dual, limits: Limits
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
    dual : Dual
        Of these rows and classes.
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
    weights = np.array([dual.weight(1 << row) for row in own], dtype=np.float32)
    wide = _covers_of_widest(bit_table(dual.widest, own), weights, size, limits)
    if not len(wide):
        return []
    groups = list(classes.values())
    return [
        [groups[position] for position in cover]
        for cover in _narrowed(wide, list(classes), dual.widest, rows)
    ]


def _covers_of_widest(table: npt.NDArray[np.uint8], weights: Singles, size: int, limits: Limits) -> Ints:
    """Return the covers of `size` lines of a table of 0 and 1, shape (n_covers, size)."""
    chart = table.astype(np.float32)
    weights = weights[:, None]
    open_rows = np.ones((1, table.shape[1]), dtype=np.float32)
    taken = np.empty((1, 0), dtype=np.int64)
    closed = np.empty((1, 0), dtype=np.int64)
    compared = 0
    for depth in range(size):
        limits.show("Models", depth / size)
        if len(open_rows) >= _MANY:
            weights = _more_weights(open_rows, weights, table, size - depth, limits)
            kept = (open_rows @ weights).max(axis=1) <= size - depth + _ROUNDING
            open_rows, taken, closed = open_rows[kept], taken[kept], closed[kept]
        parts: list[tuple[Singles, Ints, Ints]] = []
        held = 0
        for start in range(0, len(open_rows), _BATCH):
            limits.check()
            some = slice(start, start + _BATCH)
            compared += len(open_rows[some]) * chart.size
            parts.append(
                _next_level(open_rows[some], taken[some], closed[some], chart, weights, size - depth - 1)
            )
            held += len(parts[-1][0])
            if held > MAX_PARTIAL or compared > MAX_COMPARISONS:
                raise OutOfWork
        if not held:
            return np.empty((0, size), dtype=np.int64)
        open_rows, taken, closed = (np.concatenate(column) for column in zip(*parts, strict=True))
    return taken[~open_rows.any(axis=1)]


def _next_level(
    open_rows: Singles, taken: Ints, closed: Ints, chart: Singles, weights: Singles, left: int
) -> tuple[Singles, Ints, Ints]:
    """Return the partial covers with one class more that `left` further classes may complete."""
    # Each partial cover is bounded by the weights that weigh most on its open rows.
    best = np.argmax(open_rows @ weights, axis=1)
    own = open_rows * weights[:, best].T
    held = own @ chart.T
    # No class holds more than `most` of the weight that is open; with `left` more at `most` each, a class
    # has to hold the rest.
    most = held.max(axis=1)
    able = held >= (own.sum(axis=1) - left * most - _ROUNDING)[:, None]
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
    open_rows: Singles, weights: Singles, table: npt.NDArray[np.uint8], left: int, limits: Limits
) -> Singles:
    """Return the weights and further ones, each the best for some partial cover; useless ones left out."""
    rng = np.random.default_rng(len(open_rows))
    alive: Bools = np.ones(len(open_rows), dtype=bool)
    idle = 0
    while idle < _TRIES:
        limits.check()
        candidates = np.flatnonzero(alive)
        if len(candidates) < _MANY:
            break
        new = _best_weights(table, open_rows[rng.choice(candidates)] > 0)
        cut = alive & (open_rows @ new > left + _ROUNDING)
        if cut.sum() < _WORTH:
            idle += 1
            continue
        idle = 0
        weights = np.column_stack([weights, new])
        alive &= ~cut
    return weights


def _best_weights(table: npt.NDArray[np.uint8], wanted: Bools) -> Singles:
    """Return weights on the rows wanted, no class holding more than 1, with the largest sum."""
    part = not_dominated(list(classes_of(table[:, wanted] > 0)))
    some = bit_table(part, range(int(wanted.sum()))).astype(np.float64)
    weights = np.zeros(len(wanted), dtype=np.float32)
    weights[wanted] = covering_weights(some, np.ones(some.shape[1]))
    return weights


def _narrowed(wide: Ints, masks: list[int], widest: list[int], rows: int) -> list[list[int]]:
    """Return all covers by classes of which each stands under the widest class at its place.

    Parameters
    ----------
    wide : ndarray of int, shape (n_covers, size)
        Smallest covers of widest classes, as positions in `widest`.
    masks, widest : list of int
        All classes, and the widest ones, as bit masks of rows.
    rows : int
        The rows to cover.

    Raises
    ------
    OutOfWork
        If there are too many of them.
    """
    used = np.unique(wide)
    wide = np.searchsorted(used, wide)
    words = words_of([*masks, *(widest[position] for position in used), rows]).view(np.uint64)
    own, over, everything = words[: len(masks)], words[len(masks) : -1], words[-1]
    # Each class stands under the first of the widest classes used that holds it; others are in no cover.
    holds = np.concatenate([parts_of(own, over[start : start + 1]) for start in range(len(over))])
    above = np.where(holds.any(axis=0), holds.argmax(axis=0), len(over))
    below = np.argsort(above, kind="stable")
    bounds = np.searchsorted(above[below], np.arange(len(over) + 1))
    # What the classes of a cover from each place on can close.
    later = np.zeros((len(wide), wide.shape[1] + 1, words.shape[1]), dtype=np.uint64)
    for place in range(wide.shape[1] - 1, -1, -1):
        later[:, place] = later[:, place + 1] | over[wide[:, place]]
    cover = np.arange(len(wide))
    open_rows: Words = np.tile(everything, (len(wide), 1))
    taken = np.empty((len(wide), 0), dtype=np.int64)
    for place in range(wide.shape[1]):
        holder = wide[cover, place]
        number = bounds[holder + 1] - bounds[holder]
        which = np.repeat(np.arange(len(cover)), number)
        if len(which) > 20 * MAX_PARTIAL:
            raise OutOfWork
        step = np.arange(len(which)) - np.repeat(np.cumsum(number) - number, number)
        chosen = below[bounds[holder[which]] + step]
        needed = (open_rows & ~later[cover, place + 1])[which]
        fits = ~(needed & ~own[chosen]).any(axis=1)
        which, chosen = which[fits], chosen[fits]
        if len(which) > MAX_PARTIAL:
            raise OutOfWork
        cover = cover[which]
        open_rows = open_rows[which] & ~own[chosen]
        taken = np.column_stack([taken[which], chosen])
    listed: list[list[int]] = taken.tolist()
    return listed
