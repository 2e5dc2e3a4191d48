"""Rules that read three anchors off numbers alone: quantiles, scale labels, clusters, gaps.

Each rule takes raw values of shape (n,) without NaN and returns three rising anchors (full non-membership,
crossover, full membership), or raises :class:`NoAnchorsError` with the reason. None of them knows what the
numbers mean, so none gives a reason for its anchors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np

from fsqca._types import Floats
from fsqca.calibration.thresholds import MOST_CASES, cluster_thresholds, gap_thresholds
from fsqca.errors import DataError, TooLargeError

Anchors: TypeAlias = tuple[float, float, float]


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


def cluster_anchors(values: Floats) -> tuple[Anchors, Anchors | None]:
    """Return the borders of four clusters by complete linkage, and others that are as good, if there are.

    They are those of :func:`fsqca.calibration.find_thresholds`.

    Examples
    --------
    >>> cluster_anchors(np.array([1.0, 1.2, 3.0, 3.3, 5.0, 5.1, 9.0]))
    ((2.1, 4.15, 7.05), None)
    """
    _check_distinct(values)
    try:
        found, other = cluster_thresholds(values, 3)
    except TooLargeError:
        raise NoAnchorsError(f"there are more than {MOST_CASES:,} different raw values") from None
    return _rising(found, "clusters touch"), (other[0], other[1], other[2]) if other else None


def gap_anchors(values: Floats) -> Anchors:
    """Return the middles of the three widest gaps between neighbouring raw values.

    They are those of :func:`fsqca.calibration.find_thresholds`.

    Examples
    --------
    >>> gap_anchors(np.array([1.0, 2.0, 5.0, 6.0, 8.0, 12.0, 13.0]))
    (3.5, 7.0, 10.0)
    """
    _check_distinct(values)
    try:
        return _rising(gap_thresholds(values, 3), "gaps touch")
    except DataError:
        raise NoAnchorsError("more than three gaps are as wide as the third widest") from None


def _check_distinct(values: Floats) -> None:
    distinct = len(np.unique(values))
    if distinct < 4:
        raise NoAnchorsError(
            f"three borders need at least four different raw values, and there are {distinct}"
        )


def _rising(values: Iterable[float], reason: str) -> Anchors:
    """Return anchors that rise strictly, or raise."""
    low, middle, high = (float(value) for value in values)
    if not low < middle < high:
        raise NoAnchorsError(f"the anchors {low:.6g} / {middle:.6g} / {high:.6g} do not rise: {reason}")
    return (low, middle, high)
