"""Rules that read three anchors off numbers alone: quantiles, scale labels, clusters, gaps.

Each rule takes raw values of shape (n,) without NaN and returns three rising anchors (full non-membership,
crossover, full membership), or raises :class:`NoAnchorsError` with the reason. None of them knows what the
numbers mean, so none gives a reason for its anchors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np

from fsqca._types import Floats

Anchors: TypeAlias = tuple[float, float, float]

#: Clusters of more different values than this are not computed: their distances would not fit in memory.
MOST_DISTINCT: Final = 5000
#: Gaps are equally wide if they differ by less than this share of the range.
EQUAL: Final = 1e-9


class NoAnchorsError(Exception):
    """A rule gives no anchors for these values; the message says why."""


def quantile_anchors(values: Floats, probabilities: Sequence[float]) -> Anchors:
    """Return quantiles, interpolated linearly.

    Examples
    --------
    >>> quantile_anchors(np.arange(11.0), (0.1, 0.5, 0.9))
    (1.0, 5.0, 9.0)
    """
    return _rising(np.quantile(values, list(probabilities)), "too many raw values are equal")


def label_anchors(low: int, high: int) -> Anchors:
    """Return the labels next to the ends of a response scale, with its middle as the crossover.

    Examples
    --------
    >>> label_anchors(1, 7), label_anchors(1, 6)
    ((2.0, 4.0, 6.0), (2.0, 3.5, 5.0))
    """
    if high - low < 4:
        raise NoAnchorsError("the scale has fewer than five labels; its ends are the anchors there are")
    return (float(low + 1), (low + high) / 2, float(high - 1))


def cluster_anchors(values: Floats) -> Anchors:
    """Return the borders of four clusters: complete linkage of distances, each border halfway.

    Examples
    --------
    >>> cluster_anchors(np.array([1.0, 1.2, 3.0, 3.3, 5.0, 5.1, 9.0]))
    (2.1, 4.15, 7.05)
    """
    distinct = np.unique(values)
    _check_distinct(distinct)
    if len(distinct) > MOST_DISTINCT:
        raise NoAnchorsError(f"there are more than {MOST_DISTINCT} different raw values")
    # With equal distances between neighbours the clusters would follow from the order of computation.
    if np.ptp(np.diff(distinct)) <= EQUAL * np.ptp(distinct):
        raise NoAnchorsError("the raw values are evenly spaced, so there are no clusters")
    from scipy.cluster.hierarchy import fcluster, linkage

    # Equal values join first, at distance 0, so that clusters of the different values are those of the cases.
    groups = fcluster(linkage(distinct.reshape(-1, 1), "complete"), 4, criterion="maxclust")
    borders = np.flatnonzero(np.diff(groups))
    if len(borders) != 3:
        raise NoAnchorsError("equal distances do not allow exactly four clusters")
    return _rising((distinct[borders] + distinct[borders + 1]) / 2, "clusters touch")


def gap_anchors(values: Floats) -> Anchors:
    """Return the middles of the three widest gaps between neighbouring raw values.

    Examples
    --------
    >>> gap_anchors(np.array([1.0, 2.0, 5.0, 6.0, 8.0, 12.0, 13.0]))
    (3.5, 7.0, 10.0)
    """
    distinct = np.unique(values)
    _check_distinct(distinct)
    gaps, middles = np.diff(distinct), (distinct[:-1] + distinct[1:]) / 2
    order = np.argsort(-gaps, kind="stable")
    if len(order) > 3 and gaps[order[2]] - gaps[order[3]] <= EQUAL * np.ptp(distinct):
        raise NoAnchorsError("more than three gaps are as wide as the third widest")
    return _rising(np.sort(middles[order[:3]]), "gaps touch")


def _check_distinct(distinct: Floats) -> None:
    if len(distinct) < 4:
        raise NoAnchorsError(
            f"three borders need at least four different raw values, and there are {len(distinct)}"
        )


def _rising(values: Floats, reason: str) -> Anchors:
    """Return anchors that rise strictly, or raise."""
    low, middle, high = (float(value) for value in values)
    if not low < middle < high:
        raise NoAnchorsError(f"the anchors {low:.6g} / {middle:.6g} / {high:.6g} do not rise: {reason}")
    return (low, middle, high)
