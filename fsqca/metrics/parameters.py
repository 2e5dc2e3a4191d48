"""The standard parameters of fit: consistency, PRI, coverage and the relevance of necessity (RoN)."""

from __future__ import annotations

from fsqca._types import ArrayLike, Floats
from fsqca.metrics.additive import plain, pri_of_sums, ratio, ron_of, sums, total
from fsqca.metrics.checks import checked


def sufficiency_consistency(
    x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None
) -> float | Floats:
    r"""Return how far x is a subset of y: the consistency of "x is sufficient for y".

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition, term or solution; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.
    weights : array_like of float >= 0, shape (n_cases,), optional
        How much each case counts; a weight of 3 is the case three times. Default: every case counts once.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; 1 where x <= y in every case, NaN where x is 0 in every case.

    Raises
    ------
    ArgumentError
        If the lengths differ, an array is empty, a value is missing or outside [0, 1], a weight is missing or
        negative, or all weights are 0.
    ArgumentTypeError
        If an array holds anything but numbers.

    Notes
    -----
    .. math:: \sum_i \min(x_i, y_i) / \sum_i x_i

    A high value does not mean that x and not-y hardly ever go together: a fuzzy x can be consistent with y
    and with not-y at once. :func:`pri` tells such cases apart. The same number is the coverage of x as a
    necessary condition, :func:`necessity_coverage`.

    References
    ----------
    Ragin, C. C. (2006). Set relations in social research: Evaluating their consistency and coverage.
    Political Analysis, 14(3), 291-310.

    Ragin, C. C. (2008). Redesigning social inquiry: Fuzzy sets and beyond. University of Chicago Press.

    Examples
    --------
    >>> from fsqca.metrics import sufficiency_consistency
    >>> round(sufficiency_consistency([0.2, 0.6, 0.8], [0.4, 0.5, 0.9]), 4)
    0.9375
    >>> sufficiency_consistency([0.0, 0.0], [0.3, 0.9])
    nan
    """
    left, right, by = checked(x, y, weights)
    sum_x, sum_xy, _ = sums(left, right, by)
    return plain(ratio(sum_xy, sum_x))


def pri(x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None) -> float | Floats:
    r"""Return the proportional reduction in inconsistency: how much better x fits y than not-y.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition, term or solution; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.
    weights : array_like of float >= 0, shape (n_cases,), optional
        How much each case counts; a weight of 3 is the case three times. Default: every case counts once.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; NaN where the membership of every case in x lies in both y and not-y (also where x is 0
        throughout).

    Raises
    ------
    ArgumentError
        If the lengths differ, an array is empty, a value is missing or outside [0, 1], a weight is missing or
        negative, or all weights are 0.
    ArgumentTypeError
        If an array holds anything but numbers.

    Notes
    -----
    .. math:: \frac{\sum_i \min(x_i, y_i) - \sum_i \min(x_i, y_i, 1 - y_i)}
              {\sum_i x_i - \sum_i \min(x_i, y_i, 1 - y_i)}

    With crisp sets PRI equals consistency. PRI is used for sufficiency only.

    References
    ----------
    Ragin, C. C. (2006). Set relations in social research: Evaluating their consistency and coverage.
    Political Analysis, 14(3), 291-310.

    Schneider, C. Q., & Wagemann, C. (2012). Set-theoretic methods for the social sciences. Cambridge
    University Press.

    Examples
    --------
    >>> from fsqca.metrics import pri
    >>> round(pri([0.2, 0.6, 0.8], [0.4, 0.5, 0.9]), 4)
    0.875
    >>> pri([0.1, 0.4], [0.5, 0.5])
    nan
    """
    left, right, by = checked(x, y, weights)
    return plain(pri_of_sums(*sums(left, right, by)))


def sufficiency_coverage(x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None) -> float | Floats:
    r"""Return the share of the outcome that x accounts for: the (raw) coverage of a sufficient x.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition, term or solution; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.
    weights : array_like of float >= 0, shape (n_cases,), optional
        How much each case counts; a weight of 3 is the case three times. Default: every case counts once.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; NaN where y is 0 in every case.

    Raises
    ------
    ArgumentError
        If the lengths differ, an array is empty, a value is missing or outside [0, 1], a weight is missing or
        negative, or all weights are 0.
    ArgumentTypeError
        If an array holds anything but numbers.

    Notes
    -----
    .. math:: \sum_i \min(x_i, y_i) / \sum_i y_i

    Coverage speaks of empirical weight and says nothing where consistency is low. The same number is the
    consistency of x as a necessary condition, :func:`necessity_consistency`: one number under two names.

    References
    ----------
    Ragin, C. C. (2006). Set relations in social research: Evaluating their consistency and coverage.
    Political Analysis, 14(3), 291-310.

    Ragin, C. C. (2008). Redesigning social inquiry: Fuzzy sets and beyond. University of Chicago Press.

    Examples
    --------
    >>> from fsqca.metrics import sufficiency_coverage
    >>> round(sufficiency_coverage([0.2, 0.6, 0.8], [0.4, 0.5, 0.9]), 4)
    0.8333
    """
    left, right, by = checked(x, y, weights)
    return plain(ratio(sums(left, right, by)[1], total(right, by)))


def necessity_consistency(x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None) -> float | Floats:
    r"""Return how far x is a superset of y: the consistency of "x is necessary for y".

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition or expression; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.
    weights : array_like of float >= 0, shape (n_cases,), optional
        How much each case counts; a weight of 3 is the case three times. Default: every case counts once.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; 1 where x >= y in every case, NaN where y is 0 in every case.

    Raises
    ------
    ArgumentError
        If the lengths differ, an array is empty, a value is missing or outside [0, 1], a weight is missing or
        negative, or all weights are 0.
    ArgumentTypeError
        If an array holds anything but numbers.

    Notes
    -----
    .. math:: \sum_i \min(x_i, y_i) / \sum_i y_i

    A condition that is nearly always present is consistent with being necessary for anything; read this
    number together with :func:`ron`. The same number is the coverage of x as a sufficient condition,
    :func:`sufficiency_coverage`: one number under two names.

    References
    ----------
    Ragin, C. C. (2006). Set relations in social research: Evaluating their consistency and coverage.
    Political Analysis, 14(3), 291-310.

    Ragin, C. C. (2008). Redesigning social inquiry: Fuzzy sets and beyond. University of Chicago Press.

    Examples
    --------
    >>> from fsqca.metrics import necessity_consistency
    >>> round(necessity_consistency([0.2, 0.6, 0.8], [0.4, 0.5, 0.9]), 4)
    0.8333
    >>> necessity_consistency([0.2, 0.6], [0.0, 0.0])
    nan
    """
    left, right, by = checked(x, y, weights)
    return plain(ratio(sums(left, right, by)[1], total(right, by)))


def necessity_coverage(x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None) -> float | Floats:
    r"""Return how far x is not much larger than y: the coverage of a necessary x.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition or expression; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.
    weights : array_like of float >= 0, shape (n_cases,), optional
        How much each case counts; a weight of 3 is the case three times. Default: every case counts once.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; NaN where x is 0 in every case.

    Raises
    ------
    ArgumentError
        If the lengths differ, an array is empty, a value is missing or outside [0, 1], a weight is missing or
        negative, or all weights are 0.
    ArgumentTypeError
        If an array holds anything but numbers.

    Notes
    -----
    .. math:: \sum_i \min(x_i, y_i) / \sum_i x_i

    A low value means that x is much larger than y. A high value does not rule out triviality, because it is
    high also where x and y are both nearly constant; :func:`ron` is low there. The same number is the
    consistency of x as a sufficient condition, :func:`sufficiency_consistency`.

    References
    ----------
    Ragin, C. C. (2006). Set relations in social research: Evaluating their consistency and coverage.
    Political Analysis, 14(3), 291-310.

    Ragin, C. C. (2008). Redesigning social inquiry: Fuzzy sets and beyond. University of Chicago Press.

    Examples
    --------
    >>> from fsqca.metrics import necessity_coverage
    >>> round(necessity_coverage([0.2, 0.6, 0.8], [0.4, 0.5, 0.9]), 4)
    0.9375
    """
    left, right, by = checked(x, y, weights)
    sum_x, sum_xy, _ = sums(left, right, by)
    return plain(ratio(sum_xy, sum_x))


def ron(x: ArrayLike, y: ArrayLike, *, weights: ArrayLike | None = None) -> float | Floats:
    r"""Return the relevance of necessity: low where x is so often present that its necessity is trivial.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition or expression; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.
    weights : array_like of float >= 0, shape (n_cases,), optional
        How much each case counts; a weight of 3 is the case three times. Default: every case counts once.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; NaN where x and y are 1 in every case.

    Raises
    ------
    ArgumentError
        If the lengths differ, an array is empty, a value is missing or outside [0, 1], a weight is missing or
        negative, or all weights are 0.
    ArgumentTypeError
        If an array holds anything but numbers.

    Notes
    -----
    .. math:: \sum_i (1 - x_i) / \sum_i (1 - \min(x_i, y_i))

    RoN says nothing on whether x is a superset of y: read it only where :func:`necessity_consistency` is
    high.

    References
    ----------
    Schneider, C. Q., & Wagemann, C. (2012). Set-theoretic methods for the social sciences. Cambridge
    University Press.

    Examples
    --------
    >>> from fsqca.metrics import ron
    >>> round(ron([0.2, 0.6, 0.8], [0.4, 0.5, 0.9]), 4)
    0.9333
    >>> ron([1.0, 1.0, 1.0], [0.4, 0.5, 0.9])
    0.0
    """
    left, right, by = checked(x, y, weights)
    return plain(ron_of(left, right, by))
