"""Agglomerative clustering of numbers on a line, with a rule for equal distances.

On a line, the two nearest clusters are neighbours, for every linkage offered here: the distance of neighbours
is smaller than that of clusters with another one between them. Where several pairs of neighbours are equally
near, the lowest pair is joined first, so that the result does not depend on how a program searches.

References
----------
Lance, G. N., & Williams, W. T. (1967). A general theory of classificatory sorting strategies: 1. Hierarchical
systems. *The Computer Journal*, 9(4), 373-380.

Murtagh, F., & Legendre, P. (2014). Ward's hierarchical agglomerative clustering method: Which algorithms
implement Ward's criterion? *Journal of Classification*, 31(3), 274-295.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np

from fsqca._types import Floats

#: Distances that differ by less than this share of the largest one are equal but for rounding.
SAME: Final = 1e-10

#: From the distances of two clusters i and j to all clusters k, the distance between i and j, and the sizes
#: of i, j and k: the distances of their union to all clusters (Lance & Williams 1967).
Update: TypeAlias = Callable[[Floats, Floats, float, float, float, Floats], Floats]

UPDATES: Final[dict[str, Update]] = {
    "complete": lambda to_i, to_j, between, n_i, n_j, n_k: np.maximum(to_i, to_j),
    "average": lambda to_i, to_j, between, n_i, n_j, n_k: (n_i * to_i + n_j * to_j) / (n_i + n_j),
    "single": lambda to_i, to_j, between, n_i, n_j, n_k: np.minimum(to_i, to_j),
    "weighted": lambda to_i, to_j, between, n_i, n_j, n_k: (to_i + to_j) / 2.0,
    # Of squared distances.
    "ward": lambda to_i, to_j, between, n_i, n_j, n_k: (
        ((n_i + n_k) * to_i + (n_j + n_k) * to_j - n_k * between) / (n_i + n_j + n_k)
    ),
}


def borders(
    values: Floats, groups: int, linkage: str, *, exact: bool = True, lowest: bool = True
) -> list[int]:
    """Return after which of the sorted values another cluster begins, in rising order.

    Parameters
    ----------
    values : ndarray of float, shape (n,), sorted
    groups : int
        Number of clusters, at most the number of different values.
    linkage : str
        One of :data:`UPDATES`.
    exact : bool, default True
        Whether distances that are equal but for rounding count as different.
    lowest : bool, default True
        Whether of equally near pairs the lowest is joined first, or else the highest.

    Examples
    --------
    >>> borders(np.array([1.0, 1.0, 2.0, 9.0, 10.0]), 2, "complete")
    [2]
    >>> borders(np.array([1.0, 2.0, 3.0, 4.0]), 3, "complete")  # 1 and 2 are joined before 3 and 4
    [1, 2]
    >>> borders(np.array([1.0, 2.0, 3.0, 4.0]), 3, "complete", lowest=False)
    [0, 1]
    """
    n = len(values)
    update = UPDATES[linkage]
    distances = np.abs(values[:, None] - values[None, :])
    if linkage == "ward":
        distances *= distances
    margin = 0.0 if exact else SAME * float(distances.max())
    sizes = np.ones(n)
    # The first case of each cluster stands for it; `near` holds how far the next cluster above is.
    heads = np.arange(n)
    near = distances[heads[:-1], heads[1:]].copy()
    while len(heads) > groups:
        ties = np.flatnonzero(near <= near.min() + margin)
        place = int(ties[0] if lowest else ties[-1])
        i, j = heads[place], heads[place + 1]
        joined = update(distances[i], distances[j], distances[i, j], sizes[i], sizes[j], sizes)
        distances[i], distances[:, i] = joined, joined
        sizes[i] += sizes[j]
        heads = np.delete(heads, place + 1)
        near = np.delete(near, place)
        if place > 0:
            near[place - 1] = distances[heads[place - 1], i]
        if place < len(near):
            near[place] = distances[i, heads[place + 1]]
    return [int(head) - 1 for head in heads[1:]]
