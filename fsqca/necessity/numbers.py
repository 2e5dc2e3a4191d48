"""Consistency, coverage and relevance of necessity of many combinations at once."""

from __future__ import annotations

import numpy as np

from fsqca._types import Floats, Ints
from fsqca.metrics.additive import ratio
from fsqca.subsets.conditions import Search
from fsqca.subsets.levelwise import memberships_in


def necessity_numbers(search: Search, members: Ints, operation: np.ufunc) -> Floats:
    """Return consistency, coverage and RoN of combinations of literals (n, size), shape (n, 3).

    `operation` is the minimum for conjunctions and the maximum for disjunctions.
    """
    result = np.empty((len(members), 3))
    sum_y = search.sum_y
    for place, combined in memberships_in(search.x, members, operation):
        overlap = np.minimum(combined, search.y)
        sum_xy = search.sum_of(overlap)
        sum_x = search.sum_of(combined)
        # 1 - x summed, not n minus the sum of x: where every case is a full member it must be exactly 0.
        absent = search.sum_of(np.subtract(1.0, combined, out=combined))
        outside = search.sum_of(np.subtract(1.0, overlap, out=overlap))
        result[place] = np.column_stack((ratio(sum_xy, sum_y), ratio(sum_xy, sum_x), ratio(absent, outside)))
    return result
