"""The maximal necessary conjunctions: those that pass and are not part of a longer one that passes.

A conjunction is at most as consistent with being necessary as any of its parts, so only consistent ones are
extended. Coverage and RoN may rise when a literal is added: they are applied to what was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from fsqca._types import Bools, Floats, Ints
from fsqca.necessity.numbers import necessity_numbers
from fsqca.subsets.conditions import Search
from fsqca.subsets.cutoffs import passes, reaches
from fsqca.subsets.levelwise import levelwise


def maximal_conjunctions(
    search: Search, single: Floats, cuts: Sequence[float], depth: int
) -> Iterator[tuple[tuple[int, ...], Floats]]:
    """Yield the maximal conjunctions of at least two literals with their numbers, shorter ones first.

    `single` (n_literals, 3) are the numbers of the literals, `cuts` the cut-offs of consistency, coverage and
    RoN.
    """

    def judge(members: Ints) -> tuple[Bools, Bools, Floats]:
        numbers = necessity_numbers(search, members, np.minimum)
        return passes(numbers, cuts), reaches(numbers[:, 0], cuts[0]), numbers

    consistent = np.flatnonzero(reaches(single[:, 0], cuts[0]))
    passing = dict(levelwise(consistent, search.owner, depth, judge))
    maximal = _not_part_of_another(passing)
    for members, numbers in passing.items():
        if members in maximal:
            yield members, numbers


def _not_part_of_another(passing: dict[tuple[int, ...], Floats]) -> set[tuple[int, ...]]:
    """Return the combinations of which no longer one is there, going down from the longest size by size."""
    of_size: dict[int, set[tuple[int, ...]]] = {}
    for members in passing:
        of_size.setdefault(len(members), set()).add(members)
    maximal: set[tuple[int, ...]] = set()
    parts: set[tuple[int, ...]] = set()
    for size in range(max(of_size, default=0), 1, -1):
        here = of_size.get(size, set())
        maximal |= here - parts
        parts = {part for members in here | parts for part in combinations(members, size - 1)}
    return maximal
