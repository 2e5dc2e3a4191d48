r"""Measures of Coincidence Analysis that hold the share of the outcome, or of the antecedent, at one half.

Consistency is high for any x where nearly every case has y. Each measure here is what the standard or the
contrapositive one would be if half of the cases had y (prevalence-adjusted) or x (antecedent-adjusted), by
Bayes' rule. With fuzzy sets, sums of memberships stand for the numbers of cases.

All take memberships x, (n,) or (n, m), and y, (n,), and read "x is sufficient for y".
"""

from __future__ import annotations

import numpy as np

from fsqca._types import ArrayLike, Floats
from fsqca.metrics.additive import beside, plain, ratio, total
from fsqca.metrics.checks import checked


def prevalence_adjusted_consistency(
    x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None
) -> float | Floats:
    r"""Return what consistency would be if half of the cases had the outcome (PA-consistency).

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
        In [0, 1]; the standard consistency where y and not-y have the same sum. NaN where x is 0 in every
        case, and where y or not-y is: nothing can be said of a half of cases that nobody has seen.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        As :func:`fsqca.metrics.sufficiency_consistency`.

    Notes
    -----
    .. math:: \frac{p}{p + q},
              \quad p = \frac{\sum_i \min(x_i, y_i)}{\sum_i y_i},
              \quad q = \frac{\sum_i \min(x_i, 1 - y_i) - b}{\sum_i (1 - y_i)},
              \quad b = \sum_i \min(x_i, 1 - x_i, y_i, 1 - y_i)

    p is the share of y that lies in x (sensitivity), q the share of not-y that does (false positives). By
    Bayes' rule, p / (p + q) is the share of x that lies in y if y and not-y are equally frequent. b takes out
    what fuzzy sets would count twice; with crisp sets it is 0.
    Where y is very frequent, consistency is high for almost any x, and this measure is not.

    References
    ----------
    De Souter, L., & Baumgartner, M. (2025). New sufficiency and necessity measures for model building with
    Coincidence Analysis. Zenodo. https://doi.org/10.5281/zenodo.13619580

    Examples
    --------
    >>> from fsqca.metrics import prevalence_adjusted_consistency
    >>> round(prevalence_adjusted_consistency([1, 1, 1, 0, 0], [1, 1, 0, 1, 0]), 4)
    0.5714
    """
    left, right, by = checked(x, y, weights)
    return _balanced(left, beside(left, right), total(right, by), total(1.0 - right, by), by)


def antecedent_adjusted_coverage(
    x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None
) -> float | Floats:
    r"""Return what coverage would be if half of the cases had x (AA-coverage).

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
        In [0, 1]; the standard coverage where x and not-x have the same sum. NaN where y is 0 in every case,
        and where x or not-x is.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        As :func:`fsqca.metrics.sufficiency_consistency`.

    Notes
    -----
    .. math:: \frac{p}{p + q},
              \quad p = \frac{\sum_i \min(x_i, y_i)}{\sum_i x_i},
              \quad q = \frac{\sum_i \min(1 - x_i, y_i) - b}{\sum_i (1 - x_i)},
              \quad b = \sum_i \min(x_i, 1 - x_i, y_i, 1 - y_i)

    p is the share of x that lies in y, q the share of not-x that does. By Bayes' rule, p / (p + q) is the
    share of y that lies in x if x and not-x are equally frequent. b takes out
    what fuzzy sets would count twice; with crisp sets it is 0.
    Where x is very frequent, coverage is high for almost any x, and this measure is not.

    References
    ----------
    De Souter, L., & Baumgartner, M. (2025). New sufficiency and necessity measures for model building with
    Coincidence Analysis. Zenodo. https://doi.org/10.5281/zenodo.13619580

    Examples
    --------
    >>> from fsqca.metrics import antecedent_adjusted_coverage
    >>> round(antecedent_adjusted_coverage([1, 1, 1, 0, 0], [1, 1, 0, 1, 0]), 4)
    0.5714
    """
    left, right, by = checked(x, y, weights)
    return _balanced(beside(left, right), left, total(left, by), total(1.0 - left, by), by)


def antecedent_adjusted_contrapositive_consistency(
    x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None
) -> float | Floats:
    r"""Return what contrapositive consistency would be if half of the cases had x (AAC-consistency).

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
        In [0, 1]; the contrapositive consistency where x and not-x have the same sum. NaN where y is 1 in
        every case, and where x or not-x is 0 in every case.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        As :func:`fsqca.metrics.sufficiency_consistency`.

    Notes
    -----
    .. math:: \frac{p}{p + q},
              \quad p = \frac{\sum_i \min(1 - x_i, 1 - y_i)}{\sum_i (1 - x_i)},
              \quad q = \frac{\sum_i \min(x_i, 1 - y_i) - b}{\sum_i x_i},
              \quad b = \sum_i \min(x_i, 1 - x_i, y_i, 1 - y_i)

    p is the share of not-x that lies in not-y, q the share of x that does. By Bayes' rule, p / (p + q) is
    the share of not-y that lies in not-x if x and not-x are equally frequent. b takes out
    what fuzzy sets would count twice; with crisp sets it is 0.
    Where x is rare, contrapositive consistency is high for almost any x, and this measure is not.

    References
    ----------
    De Souter, L., & Baumgartner, M. (2025). New sufficiency and necessity measures for model building with
    Coincidence Analysis. Zenodo. https://doi.org/10.5281/zenodo.13619580

    Examples
    --------
    >>> from fsqca.metrics import antecedent_adjusted_contrapositive_consistency
    >>> round(antecedent_adjusted_contrapositive_consistency([1, 1, 1, 0, 0], [1, 1, 0, 1, 0]), 4)
    0.6
    """
    left, right, by = checked(x, y, weights)
    absent = 1.0 - left
    return _balanced(beside(left, 1.0 - right), absent, total(absent, by), total(left, by), by)


def prevalence_adjusted_contrapositive_coverage(
    x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None
) -> float | Floats:
    r"""Return what contrapositive coverage would be if half of the cases had the outcome (PAC-coverage).

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
        In [0, 1]; the contrapositive coverage where y and not-y have the same sum. NaN where x is 1 in every
        case, and where y or not-y is 0 in every case.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        As :func:`fsqca.metrics.sufficiency_consistency`.

    Notes
    -----
    .. math:: \frac{p}{p + q},
              \quad p = \frac{\sum_i \min(1 - x_i, 1 - y_i)}{\sum_i (1 - y_i)},
              \quad q = \frac{\sum_i \min(1 - x_i, y_i) - b}{\sum_i y_i},
              \quad b = \sum_i \min(x_i, 1 - x_i, y_i, 1 - y_i)

    p is the share of not-y that lies in not-x (specificity), q the share of y that does. By Bayes' rule,
    p / (p + q) is the share of not-x that lies in not-y if y and not-y are equally frequent. b takes out
    what fuzzy sets would count twice; with crisp sets it is 0.
    Where y is rare, contrapositive coverage is high for almost any x, and this measure is not.

    References
    ----------
    De Souter, L., & Baumgartner, M. (2025). New sufficiency and necessity measures for model building with
    Coincidence Analysis. Zenodo. https://doi.org/10.5281/zenodo.13619580

    Examples
    --------
    >>> from fsqca.metrics import prevalence_adjusted_contrapositive_coverage
    >>> round(prevalence_adjusted_contrapositive_coverage([1, 1, 1, 0, 0], [1, 1, 0, 1, 0]), 4)
    0.6
    """
    left, right, by = checked(x, y, weights)
    absent = 1.0 - right
    return _balanced(1.0 - left, beside(left, absent), total(absent, by), total(right, by), by)


def _balanced(
    given: Floats, group: Floats, sum_group: Floats, sum_rest: Floats, weights: Floats | None
) -> float | Floats:
    """Return the share of `given` that would lie in `group` if the group and the rest were equally large."""
    both = np.minimum(given, group)
    other = np.minimum(given, 1.0 - group)
    # With the identity given = both + other - shared, the measure is the unadjusted one in balanced data.
    shared = np.minimum(both, np.minimum(1.0 - given, 1.0 - group))
    within = ratio(total(both, weights), sum_group)
    beyond = ratio(np.maximum(total(other - shared, weights), 0.0), sum_rest)
    return plain(ratio(within, within + beyond))


__all__ = [
    "antecedent_adjusted_contrapositive_consistency",
    "antecedent_adjusted_coverage",
    "prevalence_adjusted_consistency",
    "prevalence_adjusted_contrapositive_coverage",
]
