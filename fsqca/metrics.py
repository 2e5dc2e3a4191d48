"""Parameters of fit: consistency, PRI, coverage and relevance of necessity, from arrays of memberships.

With x the memberships in a condition, term or solution and y those in the outcome, and all sums over cases:

=============================================== ========================================================
sufficiency consistency = necessity coverage    sum min(x, y) / sum x
sufficiency coverage = necessity consistency    sum min(x, y) / sum y
PRI                                             (sum min(x, y) - b) / (sum x - b), b = sum min(x, y, 1 - y)
relevance of necessity (RoN)                    sum (1 - x) / sum (1 - min(x, y))
=============================================== ========================================================

The public functions check what they are given. `ratio`, `pri_of_sums` and `sums` do not: they serve modules
that work on memberships already checked.
"""

from __future__ import annotations

import numbers

import numpy as np

from fsqca._checks import counted, listed
from fsqca._types import ArrayLike, Bools, Floats
from fsqca.errors import ArgumentError, ArgumentTypeError

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


def sums(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Return sum x, sum min(x, y) and sum min(x, y, 1 - y) over the cases of x, (n,) or (n, m). Unchecked."""
    outcome = y if x.ndim == 1 else y[:, np.newaxis]
    overlap = np.minimum(x, outcome)
    both = np.minimum(overlap, 1.0 - outcome)
    return np.asarray(x.sum(axis=0)), np.asarray(overlap.sum(axis=0)), np.asarray(both.sum(axis=0))


def _memberships(name: str, values: ArrayLike, shapes: tuple[int, ...]) -> Floats:
    """Return a checked float array, or raise with the argument, the offending values and where they are."""
    array = np.asarray(values)
    if array.dtype.kind not in "biufO":
        raise ArgumentTypeError(f"{name} must hold numbers, not {_kind(array)}.")
    if array.dtype.kind == "O":
        strange = [item for item in array.ravel().tolist() if not isinstance(item, numbers.Real)]
        if strange:
            raise ArgumentTypeError(f"{name} must hold numbers only, but it has {listed(strange, 3)}.")
    if array.ndim not in shapes:
        allowed = " or ".join("(n,)" if ndim == 1 else "(n, m)" for ndim in shapes)
        raise ArgumentError(f"{name} has shape {array.shape}, but it must be {allowed}.")
    if array.shape[0] == 0:
        raise ArgumentError(f"{name} is empty: there is no case to take a parameter of fit over.")
    result = array.astype(np.float64)
    _refuse(name, result, np.isnan(result), "missing (NaN)", "Leave these cases out in x and y alike.")
    _refuse(
        name,
        result,
        ~((result >= 0.0) & (result <= 1.0)),
        "outside [0, 1]",
        "Turn raw scores into memberships with calibrate().",
    )
    return result


def _kind(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> str:
    return (
        f"text such as {array.ravel()[0].item()!r}"
        if array.dtype.kind in "US" and array.size
        else str(array.dtype)
    )


def _refuse(name: str, array: Floats, bad: Bools, what: str, hint: str) -> None:
    if not bad.any():
        return
    positions = [
        place[0] if len(place) == 1 else place for place in (tuple(map(int, i)) for i in np.argwhere(bad))
    ]
    number = len(positions)
    examples = "" if np.isnan(array[bad]).all() else f": {listed(array[bad].tolist(), 3)}"
    raise ArgumentError(
        f"{name} has {counted(number, 'value')} that {'is' if number == 1 else 'are'} {what}{examples} "
        f"(position {listed(positions, 3)}). {hint}"
    )


def _checked(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    left, right = _memberships("x", x, (1, 2)), _memberships("y", y, (1,))
    if len(left) != len(right):
        raise ArgumentError(
            f"x has {counted(len(left), 'case')} and y has {counted(len(right), 'case')}, "
            "but they must be the same cases."
        )
    return left, right


def _plain(values: Floats) -> float | Floats:
    return values if values.ndim else float(values)


def sufficiency_consistency(x: ArrayLike, y: ArrayLike) -> float | Floats:
    r"""Return how far x is a subset of y: the consistency of "x is sufficient for y".

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition, term or solution; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; 1 where x <= y in every case, NaN where x is 0 in every case.

    Raises
    ------
    ArgumentError
        If the lengths differ, an array is empty, or a value is missing or outside [0, 1].
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
    left, right = _checked(x, y)
    sum_x, sum_xy, _ = sums(left, right)
    return _plain(ratio(sum_xy, sum_x))


def pri(x: ArrayLike, y: ArrayLike) -> float | Floats:
    r"""Return the proportional reduction in inconsistency: how much better x fits y than not-y.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition, term or solution; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; NaN where the membership of every case in x lies in both y and not-y (also where x is 0
        throughout).

    Raises
    ------
    ArgumentError
        If the lengths differ, an array is empty, or a value is missing or outside [0, 1].
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
    left, right = _checked(x, y)
    return _plain(pri_of_sums(*sums(left, right)))


def sufficiency_coverage(x: ArrayLike, y: ArrayLike) -> float | Floats:
    r"""Return the share of the outcome that x accounts for: the (raw) coverage of a sufficient x.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition, term or solution; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; NaN where y is 0 in every case.

    Raises
    ------
    ArgumentError
        If the lengths differ, an array is empty, or a value is missing or outside [0, 1].
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
    left, right = _checked(x, y)
    return _plain(ratio(sums(left, right)[1], right.sum()))


def necessity_consistency(x: ArrayLike, y: ArrayLike) -> float | Floats:
    r"""Return how far x is a superset of y: the consistency of "x is necessary for y".

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition or expression; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; 1 where x >= y in every case, NaN where y is 0 in every case.

    Raises
    ------
    ArgumentError
        If the lengths differ, an array is empty, or a value is missing or outside [0, 1].
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
    left, right = _checked(x, y)
    return _plain(ratio(sums(left, right)[1], right.sum()))


def necessity_coverage(x: ArrayLike, y: ArrayLike) -> float | Floats:
    r"""Return how far x is not much larger than y: the coverage of a necessary x.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition or expression; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; NaN where x is 0 in every case.

    Raises
    ------
    ArgumentError
        If the lengths differ, an array is empty, or a value is missing or outside [0, 1].
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
    left, right = _checked(x, y)
    sum_x, sum_xy, _ = sums(left, right)
    return _plain(ratio(sum_xy, sum_x))


def ron(x: ArrayLike, y: ArrayLike) -> float | Floats:
    r"""Return the relevance of necessity: low where x is so often present that its necessity is trivial.

    Parameters
    ----------
    x : array_like of float in [0, 1], shape (n_cases,) or (n_cases, m)
        Memberships in a condition or expression; each column of a two-dimensional array is one.
    y : array_like of float in [0, 1], shape (n_cases,)
        Memberships in the outcome.

    Returns
    -------
    float or ndarray of float, shape (m,)
        In [0, 1]; NaN where x and y are 1 in every case.

    Raises
    ------
    ArgumentError
        If the lengths differ, an array is empty, or a value is missing or outside [0, 1].
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
    left, right = _checked(x, y)
    overlap = np.minimum(left, right if left.ndim == 1 else right[:, np.newaxis])
    return _plain(ratio((1.0 - left).sum(axis=0), (1.0 - overlap).sum(axis=0)))


__all__ = [
    "necessity_consistency",
    "necessity_coverage",
    "pri",
    "ron",
    "sufficiency_consistency",
    "sufficiency_coverage",
]
