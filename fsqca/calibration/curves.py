"""The curves from raw scores to memberships, as pure functions on arrays.

Every function takes raw values of shape (n,), returns memberships of shape (n,), keeps NaN, and snaps nothing
to 0 or 1. Anchors are given as *out* (full non-membership), *cross* (crossover) and *full* (full membership);
where *out* lies above *full* the curve falls. The functions trust their anchors; the calibrators check them.

References
----------
Ragin, C. C. (2008). *Redesigning social inquiry: Fuzzy sets and beyond*. University of Chicago Press, ch. 5.

Dusa, A. (2019). *QCA with R: A comprehensive resource*. Springer, ch. 4.

Cheli, B., & Lemmi, A. (1995). A "totally" fuzzy and relative approach to the multidimensional analysis of
poverty. *Economic Notes*, 24(1), 115-134.
"""

from __future__ import annotations

import numpy as np

from fsqca._types import Floats


def sigmoid(log_odds: Floats) -> Floats:
    """Return 1 / (1 + exp(-z)) without overflow for log-odds `z` of any size.

    Examples
    --------
    >>> sigmoid(np.array([-1e4, 0.0, 1e4]))
    array([0. , 0.5, 1. ])
    """
    with np.errstate(under="ignore"):
        small = np.exp(-np.abs(log_odds))
        result: Floats = np.where(log_odds >= 0, 1.0, small) / (1.0 + small)
    return result


def logistic(raw: Floats, out: float, cross: float, full: float, log_odds: float) -> Floats:
    """Return memberships by the direct method: log-odds are linear on either side of the crossover.

    Parameters
    ----------
    raw : ndarray of float, shape (n,)
    out, cross, full : float
        Anchors in raw units, strictly ordered, rising or falling.
    log_odds : float greater than 0
        Log-odds of membership at `full`; at `out` they are ``-log_odds``.

    Examples
    --------
    >>> logistic(np.array([2.0, 4.0, 6.0]), 2, 4, 6, 3.0).round(4)
    array([0.0474, 0.5   , 0.9526])
    """
    direction = 1.0 if full > out else -1.0
    with np.errstate(over="ignore", under="ignore"):
        deviation = (raw - cross) * direction
        spread = np.where(deviation >= 0, abs(full - cross), abs(cross - out))
        return sigmoid(deviation / spread * log_odds)


def power(
    raw: Floats, out: float, cross: float, full: float, below: float = 1.0, above: float = 1.0
) -> Floats:
    """Return memberships by two power curves that meet at the crossover; straight lines where they are 1.

    Parameters
    ----------
    raw : ndarray of float, shape (n,)
    out, cross, full : float
        Anchors in raw units, strictly ordered, rising or falling; exactly 0 beyond `out`, exactly 1 beyond
        `full`.
    below, above : float greater than 0
        Powers below and above the crossover: 1 straight, less than 1 steep at the outer anchor, more than 1
        flat there.

    Examples
    --------
    >>> power(np.array([1.0, 3.0, 4.0, 5.0, 9.0]), 2, 4, 6)
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    direction = 1.0 if full > out else -1.0
    with np.errstate(over="ignore", under="ignore"):
        # + 0.0 turns -0.0 into 0.0
        from_out = np.clip((raw - out) / (cross - out), 0.0, 1.0) + 0.0
        to_full = np.clip((full - raw) / (full - cross), 0.0, 1.0) + 0.0
        upper = (raw - cross) * direction > 0
        result: Floats = np.where(upper, 1.0 - 0.5 * to_full**above, 0.5 * from_out**below)
    return result


def bell(first: Floats, second: Floats, inverted: bool) -> Floats:
    """Return two curves joined: the smaller membership, or the larger one where the bell is inverted."""
    result: Floats = np.maximum(first, second) if inverted else np.minimum(first, second)
    return result


def steps(raw: Floats, thresholds: Floats) -> Floats:
    """Return how many of the sorted thresholds each value reaches (value >= threshold).

    With sorted data as thresholds, this is their empirical distribution function as counts.

    Examples
    --------
    >>> steps(np.array([1.0, 3.0, np.nan, 9.0]), np.array([3.0, 5.0]))
    array([ 0.,  1., nan,  2.])
    """
    reached = np.searchsorted(thresholds, raw, side="right").astype(np.float64)
    result: Floats = np.where(np.isnan(raw), np.nan, reached)
    return result


def relative(raw: Floats, reference: Floats) -> Floats:
    """Return totally fuzzy and relative memberships: max(0, (E(x) - E(min)) / (1 - E(min))).

    Parameters
    ----------
    raw : ndarray of float, shape (n,)
    reference : ndarray of float, sorted, without NaN, with at least two different values
        Its empirical distribution function is E.

    Examples
    --------
    >>> relative(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]))
    array([0. , 0.5, 1. ])
    """
    # Counts instead of shares, so that the middle of three equal groups is exactly 0.5.
    lowest = np.searchsorted(reference, reference[0], side="right")
    result: Floats = np.maximum(0.0, (steps(raw, reference) - lowest) / (reference.size - lowest))
    return result


def empirical(raw: Floats, out: float, cross: float, full: float, reference: Floats) -> Floats:
    """Return memberships that follow the empirical distribution F of `reference` between the anchors.

    With rising anchors: 0 up to `out`, F(x) / F(cross) / 2 up to the crossover, 1 - (1 - F(x)) / (1 -
    F(cross)) / 2 up to `full`, then 1; mirrored where they fall. NaN where the formula is 0/0, which can only
    happen for a value that lies on a side of the crossover on which `reference` has no value.

    Parameters
    ----------
    raw : ndarray of float, shape (n,)
    out, cross, full : float
    reference : ndarray of float, sorted, without NaN
        The values seen between the outer anchors, both included.

    Examples
    --------
    >>> empirical(np.array([0.0, 2.0, 3.0, 4.0, 9.0]), 1, 3, 5, np.array([2.0, 3.0, 4.0, 5.0]))
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    low, high = min(out, full), max(out, full)
    at_or_below, n = steps(raw, reference), reference.size
    at_cross = np.float64(np.searchsorted(reference, cross, side="right"))
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = 0.5 * (at_or_below / at_cross)
        upper = 1.0 - 0.5 * ((n - at_or_below) / (n - at_cross))
    middle = np.where(raw < cross, lower, np.where(raw > cross, upper, 0.5))
    rising = np.where(raw <= low, 0.0, np.where(raw >= high, 1.0, middle))
    result: Floats = np.where(np.isnan(raw), np.nan, rising if full > out else 1.0 - rising)
    return result
