r"""Further measures of fit, beside the standard ones, each with its source.

All take memberships x, (n,) or (n, m), and y, (n,), and read "x is sufficient for y".
"""

from __future__ import annotations

import numpy as np

from fsqca._types import ArrayLike, Floats
from fsqca.metrics.additive import ROUNDING, beside, plain, pri_of_sums, ratio, sums, total
from fsqca.metrics.checks import checked


def haesebrouck_consistency(
    x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None
) -> float | Floats:
    r"""Return Haesebrouck's consistency, in which an inconsistency weighs more where membership in x is high.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition, term or solution; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.
    weights : array_like of float >= 0, shape (n_cases,), optional
        How much each case counts. Default: every case counts once.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; 1 where x <= y in every case, never above the standard consistency, NaN where x is 0 in
        every case.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        As :func:`fsqca.metrics.sufficiency_consistency`.

    Notes
    -----
    .. math:: \frac{\sum_i \min(x_i, y_i)}{\sum_i (\min(x_i, y_i) + \sqrt{\max(x_i - y_i, 0) \, x_i})}

    What x has beyond y counts as the geometric mean of this excess and of x, which is at least the excess.
    With crisp sets it equals the standard consistency.

    References
    ----------
    Haesebrouck, T. (2015). Pitfalls in QCA's consistency measure. Journal of Comparative Politics, 8(2).

    Examples
    --------
    >>> from fsqca.metrics import haesebrouck_consistency
    >>> round(haesebrouck_consistency([0.2, 0.6, 0.8], [0.4, 0.5, 0.9]), 4)
    0.8596
    """
    left, right, by = checked(x, y, weights)
    outcome = beside(left, right)
    overlap = np.minimum(left, outcome)
    excess = np.sqrt(np.maximum(left - outcome, 0.0) * left)
    return plain(ratio(total(overlap, by), total(overlap + excess, by)))


def product(x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None) -> float | Floats:
    r"""Return PRODUCT: consistency times PRI, one number that is high only where both are.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition, term or solution; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.
    weights : array_like of float >= 0, shape (n_cases,), optional
        How much each case counts. Default: every case counts once.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; NaN where PRI is undefined.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        As :func:`fsqca.metrics.sufficiency_consistency`.

    References
    ----------
    Oana, I.-E., & Schneider, C. Q. (2018). SetMethods: An add-on R package for advanced QCA. The R Journal,
    10(1), 507-533.

    Examples
    --------
    >>> from fsqca.metrics import product
    >>> round(product([0.2, 0.6, 0.8], [0.4, 0.5, 0.9]), 4)
    0.8203
    """
    left, right, by = checked(x, y, weights)
    sum_x, sum_xy, sum_both = sums(left, right, by)
    return plain(ratio(sum_xy, sum_x) * pri_of_sums(sum_x, sum_xy, sum_both))


def symmetric_consistency(x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None) -> float | Floats:
    r"""Return symmetric consistency: PRI made symmetric, so that its values for y and for not-y add up to 1.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition, term or solution; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.
    weights : array_like of float >= 0, shape (n_cases,), optional
        How much each case counts. Default: every case counts once.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1], never below PRI; NaN where all membership in x lies in y and in not-y alike.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        As :func:`fsqca.metrics.sufficiency_consistency`.

    Notes
    -----
    .. math:: \frac{\sum_i \min(x_i, y_i) - b}{(\sum_i \min(x_i, y_i) - b) + (\sum_i \min(x_i, 1 - y_i) - b)},
              \quad b = \sum_i \min(x_i, y_i, 1 - y_i)

    The program fs/QCA shows it as "SYM consist". Its guide describes it in words, as a symmetrical version of
    PRI; the formula here is PRI with a denominator that is the same for y and for not-y.

    References
    ----------
    Ragin, C. C. (2018). User's guide to fuzzy-set/qualitative comparative analysis 3.0. Department of
    Sociology, University of California, Irvine.

    Examples
    --------
    >>> from fsqca.metrics import symmetric_consistency
    >>> round(symmetric_consistency([0.2, 0.6, 0.8], [0.4, 0.5, 0.9]), 4)
    1.0
    """
    left, right, by = checked(x, y, weights)
    _, for_y, both = sums(left, right, by)
    _, for_not_y, _ = sums(left, 1.0 - right, by)
    ours, other = for_y - both, for_not_y - both
    small = ROUNDING * np.maximum(for_y, for_not_y)
    whole = np.where(ours + other <= small, 0.0, ours + other)
    return plain(ratio(np.maximum(ours, 0.0), whole))


def set_coincidence(x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None) -> float | Floats:
    r"""Return how far x and y are the same set: what they share, relative to what either holds.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition, term or solution; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.
    weights : array_like of float >= 0, shape (n_cases,), optional
        How much each case counts. Default: every case counts once.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; 1 where x equals y in every case, NaN where both are 0 in every case. The same for x and y
        exchanged.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        As :func:`fsqca.metrics.sufficiency_consistency`.

    Notes
    -----
    .. math:: \sum_i \min(x_i, y_i) / \sum_i \max(x_i, y_i)

    References
    ----------
    Ragin, C. C. (2008). Redesigning social inquiry: Fuzzy sets and beyond. University of Chicago Press.

    Examples
    --------
    >>> from fsqca.metrics import set_coincidence
    >>> round(set_coincidence([0.2, 0.6, 0.8], [0.4, 0.5, 0.9]), 4)
    0.7895
    """
    left, right, by = checked(x, y, weights)
    outcome = beside(left, right)
    return plain(ratio(total(np.minimum(left, outcome), by), total(np.maximum(left, outcome), by)))


def contrapositive_consistency(
    x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None
) -> float | Floats:
    r"""Return the consistency of the contrapositive: how far not-y is a subset of not-x.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition, term or solution; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.
    weights : array_like of float >= 0, shape (n_cases,), optional
        How much each case counts. Default: every case counts once.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; NaN where y is 1 in every case.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        As :func:`fsqca.metrics.sufficiency_consistency`.

    Notes
    -----
    .. math:: \sum_i \min(1 - x_i, 1 - y_i) / \sum_i (1 - y_i)

    "x is sufficient for y" and "not-y is sufficient for not-x" say the same, but the standard consistency
    looks at the cases with x and this one at the cases without y. Where y is very frequent, consistency is
    high for almost any x, and this measure is not.

    References
    ----------
    De Souter, L. (2024). Evaluating Boolean relationships in configurational comparative methods. Journal of
    Causal Inference, 12(1).

    Examples
    --------
    >>> from fsqca.metrics import contrapositive_consistency
    >>> round(contrapositive_consistency([1, 1, 1, 0, 0], [1, 1, 0, 1, 0]), 4)
    0.5
    """
    left, right, by = checked(x, y, weights)
    absent = 1.0 - right
    overlap = np.minimum(1.0 - left, beside(left, absent))
    return plain(ratio(total(overlap, by), total(absent, by)))


def contrapositive_coverage(
    x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None
) -> float | Floats:
    r"""Return the coverage of the contrapositive: how much of not-x lies in not-y.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition, term or solution; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.
    weights : array_like of float >= 0, shape (n_cases,), optional
        How much each case counts. Default: every case counts once.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; NaN where x is 1 in every case.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        As :func:`fsqca.metrics.sufficiency_consistency`.

    Notes
    -----
    .. math:: \sum_i \min(1 - x_i, 1 - y_i) / \sum_i (1 - x_i)

    References
    ----------
    De Souter, L. (2024). Evaluating Boolean relationships in configurational comparative methods. Journal of
    Causal Inference, 12(1).

    Examples
    --------
    >>> from fsqca.metrics import contrapositive_coverage
    >>> round(contrapositive_coverage([1, 1, 1, 0, 0], [1, 1, 0, 1, 0]), 4)
    0.5
    """
    left, right, by = checked(x, y, weights)
    absent = 1.0 - left
    overlap = np.minimum(absent, beside(left, 1.0 - right))
    return plain(ratio(total(overlap, by), total(absent, by)))


__all__ = [
    "contrapositive_consistency",
    "contrapositive_coverage",
    "haesebrouck_consistency",
    "product",
    "set_coincidence",
    "symmetric_consistency",
]
