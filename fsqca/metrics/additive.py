"""The sums behind the parameters of fit, and their quotients. Nothing here is checked.

These functions serve modules that work on memberships already checked.
"""

from __future__ import annotations

import numpy as np

from fsqca._types import Floats

#: A difference of two sums that is this small, relative to them, is rounding and counts as 0.
ROUNDING = 1e-12


def ratio(numerator: Floats | float, denominator: Floats | float) -> Floats:
    """Return the quotient as an array of the broadcast shape, NaN where the denominator is 0. Unchecked."""
    top, bottom = np.broadcast_arrays(np.asarray(numerator, np.float64), np.asarray(denominator, np.float64))
    quotient = np.full(bottom.shape, np.nan)
    np.divide(top, bottom, out=quotient, where=bottom != 0)
    return quotient


def pri_of_sums(sum_x: Floats | float, sum_xy: Floats | float, sum_both: Floats | float) -> Floats:
    """Return PRI from sum x, sum min(x, y) and sum min(x, y, 1 - y), NaN where it is undefined. Unchecked.

    The denominator is a difference. 1 - 0.9 is not exactly 0.1 in floating point, so what is 0 on paper may
    be 1e-17 here, and a quotient of two such remnants would be any number: differences below 1e-12 of sum x
    count as 0.
    """
    x, xy, both = (np.asarray(item, np.float64) for item in (sum_x, sum_xy, sum_both))
    return ratio(xy - both, np.where(x - both <= ROUNDING * x, 0.0, x - both))


def total(values: Floats, weights: Floats | None = None) -> Floats:
    """Return the sum over cases of values (n,) or (n, m), weighted where there are weights. Unchecked."""
    return np.asarray(values.sum(axis=0) if weights is None else weights @ values)


def beside(x: Floats, y: Floats) -> Floats:
    """Return y as it stands beside x: (n,) for x (n,), (n, 1) for x (n, m). Unchecked."""
    return y if x.ndim == 1 else y[:, np.newaxis]


def sums(x: Floats, y: Floats, weights: Floats | None = None) -> tuple[Floats, Floats, Floats]:
    """Return sum x, sum min(x, y) and sum min(x, y, 1 - y) over the cases of x, (n,) or (n, m). Unchecked."""
    outcome = beside(x, y)
    overlap = np.minimum(x, outcome)
    both = np.minimum(overlap, 1.0 - outcome)
    return total(x, weights), total(overlap, weights), total(both, weights)


def ron_of(x: Floats, y: Floats, weights: Floats | None = None) -> Floats:
    """Return the relevance of necessity of x, (n,) or (n, m), NaN where it is undefined. Unchecked."""
    return ratio(total(1.0 - x, weights), total(1.0 - np.minimum(x, beside(x, y)), weights))


def plain(values: Floats) -> float | Floats:
    """Return a number for an array without dimensions, and any other array as it is."""
    return values if values.ndim else float(values)
