"""The minimal necessary disjunctions (SUIN candidates): those that pass while no part of them passes.

SUIN: a sufficient but unnecessary part of a factor that is insufficient but necessary for the outcome
(Mahoney, Kimball & Koivu 2009). A disjunction becomes more consistent with every literal, so it is extended
only as long as it does not pass. Of the last level, those are left aside whose literals together cannot reach
the cut-off of consistency: what a disjunction has in common with the outcome is at most the sum of what its
literals have.

References
----------
Mahoney, J., Kimball, E., & Koivu, K. L. (2009). The logic of historical explanation in the social sciences.
Comparative Political Studies, 42(1), 114-146.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fsqca._types import Bools, Floats, Ints
from fsqca.necessity.numbers import necessity_numbers
from fsqca.subsets.conditions import Search
from fsqca.subsets.cutoffs import passes, reaches
from fsqca.subsets.levelwise import levelwise


def minimal_disjunctions(
    search: Search, single: Floats, cuts: Sequence[float], depth: int
) -> Iterator[tuple[tuple[int, ...], Floats]]:
    """Yield the minimal disjunctions of at least two literals with their numbers, shorter ones first.

    `single` (n_literals, 3) are the numbers of the literals, `cuts` the cut-offs of consistency, coverage and
    RoN.
    """

    def judge(members: Ints) -> tuple[Bools, Bools, Floats]:
        numbers = np.full((len(members), 3), np.nan)
        worth = np.ones(len(members), dtype=bool)
        if members.shape[1] == depth:
            # An undefined sum stays undefined and is not worth a look: nothing passes then.
            worth = reaches(single[members, 0].sum(axis=1), cuts[0])
        numbers[worth] = necessity_numbers(search, members[worth], np.maximum)
        good = passes(numbers, cuts)
        return good, ~good, numbers

    literals = np.flatnonzero(~passes(single, cuts))
    yield from levelwise(literals, search.owner, depth, judge)
