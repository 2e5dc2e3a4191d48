"""Combinations of literals, level by level, extended only where all their parts allow it.

The search is that of frequent itemsets: what holds for a combination only if it holds for every part of it
is looked for in combinations whose parts all have it (Agrawal & Srikant 1994). A level is made and judged in
blocks, so that memory stays bounded; only the combinations that may be extended are kept.

References
----------
Agrawal, R., & Srikant, R. (1994). Fast algorithms for mining association rules. Proceedings of the 20th
International Conference on Very Large Data Bases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from fsqca._types import Bools, Floats, Ints
from fsqca.errors import TooLargeError

#: The search stops with an error where one level would have to look at more combinations than this.
MOST_CANDIDATES = 5_000_000
#: Combinations made and judged at once, and memberships held at once while they are judged.
MOST_IN_BLOCK, MOST_NUMBERS = 50_000, 200_000

#: Combinations (n, size) -> which pass (n,), which may be extended (n,), their numbers (n, m).
Judge = Callable[[Ints], tuple[Bools, Bools, Floats]]


def levelwise(
    literals: Ints, owner: Ints, depth: int, judge: Judge
) -> Iterator[tuple[tuple[int, ...], Floats]]:
    """Yield the combinations of two literals and more that pass, with their numbers.

    `literals`, ascending, may stand in combinations; `owner` is the condition of every literal there is.
    A combination is looked at if every combination that is one literal shorter may be extended, and has at
    most one literal of each condition.
    """
    members: Ints = literals[:, np.newaxis]
    for size in range(2, depth + 1):
        known = np.sort(_keys(members, len(owner))) if size > 2 else None
        kept: list[Ints] = []
        for block in _extended(members, literals, owner):
            candidates = block if known is None else block[_all_parts_known(block, known, len(owner))]
            if not len(candidates):
                continue
            passes, extendable, numbers = judge(candidates)
            for position in np.flatnonzero(passes).tolist():
                yield tuple(candidates[position].tolist()), numbers[position]
            if size < depth:
                kept.append(candidates[extendable])
        if not sum(map(len, kept)):
            return
        members = np.concatenate(kept)


def _extended(members: Ints, literals: Ints, owner: Ints) -> Iterator[Ints]:
    """Yield each combination with each literal of a later condition added, (n, size + 1), in blocks."""
    first = np.searchsorted(owner[literals], owner[members[:, -1]], side="right")
    counts = len(literals) - first
    total = int(counts.sum())
    if total > MOST_CANDIDATES:
        raise TooLargeError(
            f"There are {total} combinations of {members.shape[1] + 1} conditions to look at, more than "
            f"{MOST_CANDIDATES}. Take a smaller depth or fewer conditions."
        )
    ends = np.cumsum(counts)
    start = 0
    while start < len(members):
        done = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + MOST_IN_BLOCK, side="right")))
        number = counts[start:stop]
        left = np.repeat(np.arange(start, stop), number)
        within = np.arange(int(number.sum())) - np.repeat(np.cumsum(number) - number, number)
        right = literals[within + first[left]]
        yield np.column_stack((members[left], right)).astype(np.int64)
        start = stop


def _all_parts_known(block: Ints, known: npt.NDArray[np.generic], n_literals: int) -> Bools:
    """Return which combinations have all their parts, one literal shorter, among the sorted keys."""
    good = np.ones(len(block), dtype=bool)
    for left_out in range(block.shape[1] - 1):  # without its last literal it is what was extended
        keys = _keys(np.delete(block, left_out, axis=1), n_literals)
        place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        good &= np.asarray(known[place] == keys)
    return good


def _keys(members: Ints, n_literals: int) -> npt.NDArray[np.generic]:
    """Return one sortable key per combination."""
    size = members.shape[1]
    if n_literals**size < 2**62:
        return np.asarray(members @ (n_literals ** np.arange(size - 1, -1, -1, dtype=np.int64)))
    rows = np.ascontiguousarray(members.astype(">i8"))
    return rows.view(f"S{8 * size}").ravel()


def memberships_in(x: Floats, members: Ints, operation: np.ufunc) -> Iterator[tuple[slice, Floats]]:
    """Yield memberships in combinations, (n, n_cases), in blocks, each with its place.

    `x` (n_literals, n_cases) are memberships in literals; `operation` is the minimum or the maximum.
    """
    step = max(1, MOST_NUMBERS // x.shape[1])
    for start in range(0, len(members), step):
        part = members[start : start + step]
        combined = x[part[:, 0]]
        for column in part.T[1:]:
            operation(combined, x[column], out=combined)
        yield slice(start, start + len(part)), combined
