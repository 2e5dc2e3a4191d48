"""The minimal sufficient conjunctions: those that pass while no part of them passes.

Coverage never rises when a literal is added to a conjunction. Consistency and PRI may rise or fall, so a
conjunction is extended unless it passes, its coverage is below the cut-off, or it has nothing in common with
the outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fsqca._types import Bools, Floats, Ints
from fsqca.metrics.additive import pri_of_sums, ratio
from fsqca.subsets.conditions import Search
from fsqca.subsets.cutoffs import passes, reaches
from fsqca.subsets.levelwise import levelwise, memberships_in


def sufficiency_numbers(search: Search, members: Ints) -> Floats:
    """Return consistency, PRI and coverage of conjunctions (n, size) as sufficient, shape (n, 3)."""
    result = np.empty((len(members), 3))
    sum_y, absent = search.sum_y, 1.0 - search.y
    for place, combined in memberships_in(search.x, members, np.minimum):
        sum_x = search.sum_of(combined)
        overlap = np.minimum(combined, search.y, out=combined)
        sum_xy = search.sum_of(overlap)
        sum_both = search.sum_of(np.minimum(overlap, absent, out=overlap))
        result[place] = np.column_stack(
            (ratio(sum_xy, sum_x), pri_of_sums(sum_x, sum_xy, sum_both), ratio(sum_xy, sum_y))
        )
    return result


def minimal_conjunctions(
    search: Search, cuts: Sequence[float], depth: int
) -> Iterator[tuple[tuple[int, ...], Floats]]:
    """Yield the conjunctions, single literals first, that reach all cut-offs while no part of them does.

    `cuts` are the cut-offs of consistency, PRI and coverage.
    """

    def judge(members: Ints) -> tuple[Bools, Bools, Floats]:
        numbers = sufficiency_numbers(search, members)
        good = passes(numbers, cuts)
        # A conjunction without a case in the outcome never reaches a consistency above 0.
        hopeful = (numbers[:, 2] > 0.0) & reaches(numbers[:, 2], cuts[2])
        return good, ~good & hopeful, numbers

    everything = np.arange(len(search.literals))
    good, hopeful, numbers = judge(everything[:, np.newaxis])
    for position in np.flatnonzero(good).tolist():
        yield (position,), numbers[position]
    yield from levelwise(everything[hopeful], search.owner, depth, judge)
