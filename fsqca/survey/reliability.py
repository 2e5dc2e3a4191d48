"""How well the items of a construct agree: Cronbach's alpha, its interval, and the part of each item.

Arrays only. Answers are an array (n_cases, n_items) without missing values, reverse-worded items already
turned. Whatever cannot be computed is NaN.
"""

from __future__ import annotations

import numpy as np

from fsqca._checks import check_fraction, check_number
from fsqca._types import ArrayLike, Floats
from fsqca.errors import ArgumentError, DataError


def cronbach_alpha(answers: ArrayLike) -> float:
    r"""Return Cronbach's alpha of the answers to the items of one construct.

    Parameters
    ----------
    answers : array_like of float, shape (n_cases, n_items)
        Complete answers.

    Returns
    -------
    float, at most 1
        NaN for one item, for fewer than two cases, and where the sum of the items is the same in all cases.

    Raises
    ------
    DataError
        If the array is not two-dimensional or has missing or infinite values.

    Notes
    -----
    With k items, the variance :math:`s_i^2` of each and the variance :math:`s_t^2` of their sum [1]_

    .. math:: \alpha = \frac{k}{k - 1} \left(1 - \frac{\sum_i s_i^2}{s_t^2}\right)

    Alpha rises with the number of items, and it does not show that the items measure one thing. It is
    negative where items speak against each other, most often because a reverse-worded item was not turned.

    References
    ----------
    .. [1] Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika,
    16(3),
       297-334.

    Examples
    --------
    >>> round(cronbach_alpha([[1, 2], [2, 2], [4, 5], [5, 4]]), 3)
    0.911
    """
    values = complete_answers(answers)
    n_cases, n_items = values.shape
    total = values.sum(axis=1)
    if n_items < 2 or n_cases < 2 or is_constant(total):
        return float("nan")
    within = float(values.var(axis=0, ddof=1).sum())
    return float(n_items / (n_items - 1) * (1.0 - within / float(total.var(ddof=1))))


def feldt_interval(
    alpha: float, n_cases: int, n_items: int, *, confidence: float = 0.95
) -> tuple[float, float]:
    r"""Return the confidence interval of Cronbach's alpha.

    Parameters
    ----------
    alpha : float, at most 1
        Alpha of the sample.
    n_cases : int
        Cases with complete answers.
    n_items : int
        Items of the construct.
    confidence : float in (0, 1)
        Level of confidence.

    Returns
    -------
    tuple of two floats
        Lower and upper limit; NaN where alpha is NaN or where there are fewer than two cases or items.

    Raises
    ------
    ArgumentError
        If `confidence` is not between 0 and 1, or alpha is above 1.

    Notes
    -----
    :math:`(1 - \alpha) / (1 - \hat\alpha)` follows the F distribution with n - 1 and (n - 1)(k - 1) degrees
    of freedom [1]_, so with the level of confidence c the limits are [2]_

    .. math:: 1 - (1 - \hat\alpha) F_{(1 + c) / 2}, \quad 1 - (1 - \hat\alpha) F_{(1 - c) / 2}

    This holds for normal scores and items with equal true scores and equal error variances; answers on a
    scale of a few points meet it only roughly.

    References
    ----------
    .. [1] Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability
    coefficient
       twenty. Psychometrika, 30(3), 357-370.
    .. [2] Feldt, L. S., Woodruff, D. J. and Salih, F. A. (1987). Statistical inference for coefficient alpha.
       Applied Psychological Measurement, 11(1), 93-103.

    Examples
    --------
    >>> low, high = feldt_interval(0.85, n_cases=89, n_items=7)
    >>> round(low, 4), round(high, 4)
    (0.7971, 0.8932)
    """
    check_fraction("confidence", confidence, inclusive=False)
    if alpha == alpha and check_number("alpha", alpha) > 1.0:
        raise ArgumentError(f"alpha is {alpha:g}, but alpha is at most 1.")
    if alpha != alpha or n_cases < 2 or n_items < 2:
        return float("nan"), float("nan")
    from scipy.special import fdtri  # loaded only where it is needed, to keep the import of fsqca light

    numerator = float(n_cases - 1)
    denominator = numerator * (n_items - 1)
    upper = float(fdtri(numerator, denominator, (1.0 + confidence) / 2.0))
    lower = float(fdtri(numerator, denominator, (1.0 - confidence) / 2.0))
    return 1.0 - (1.0 - alpha) * upper, 1.0 - (1.0 - alpha) * lower


def mean_inter_item_correlation(answers: ArrayLike) -> float:
    """Return the mean of Pearson's correlations over all pairs of items.

    Parameters
    ----------
    answers : array_like of float, shape (n_cases, n_items)
        Complete answers.

    Returns
    -------
    float in [-1, 1]
        NaN for one item, for fewer than two cases, and where an item has the same answer in all cases.

    Examples
    --------
    >>> round(mean_inter_item_correlation([[1, 2], [2, 2], [4, 5], [5, 4]]), 4)
    0.852
    """
    values = complete_answers(answers)
    n_cases, n_items = values.shape
    if n_items < 2 or n_cases < 2 or any(is_constant(column) for column in values.T):
        return float("nan")
    correlations = np.atleast_2d(np.corrcoef(values, rowvar=False))
    return float(correlations[np.triu_indices(n_items, k=1)].mean())


def item_total_correlations(answers: ArrayLike) -> Floats:
    """Return the correlation of each item with the sum of the other items (corrected item-total correlation).

    Parameters
    ----------
    answers : array_like of float, shape (n_cases, n_items)
        Complete answers.

    Returns
    -------
    ndarray of float in [-1, 1], shape (n_items,)
        NaN where the item, or the sum of the others, is the same in all cases.

    Examples
    --------
    >>> item_total_correlations([[1, 2], [2, 2], [4, 5], [5, 4]]).round(4).tolist()
    [0.852, 0.852]
    """
    values = complete_answers(answers)
    n_items = values.shape[1]
    result = np.full(n_items, np.nan)
    for item in range(n_items):
        rest = np.delete(values, item, axis=1).sum(axis=1)
        if n_items > 1 and not is_constant(values[:, item]) and not is_constant(rest):
            result[item] = np.corrcoef(values[:, item], rest)[0, 1]
    return result


def alphas_if_deleted(answers: ArrayLike) -> Floats:
    """Return, for each item, Cronbach's alpha of the other items.

    Parameters
    ----------
    answers : array_like of float, shape (n_cases, n_items)
        Complete answers. The same cases serve for every item.

    Returns
    -------
    ndarray of float, shape (n_items,)
        All NaN where there are fewer than three items.

    Examples
    --------
    >>> alphas_if_deleted([[1, 2, 3], [2, 2, 1], [4, 5, 4], [5, 4, 5]]).round(3).tolist()
    [0.852, 0.855, 0.911]
    """
    values = complete_answers(answers)
    return np.array([cronbach_alpha(np.delete(values, item, axis=1)) for item in range(values.shape[1])])


def complete_answers(answers: ArrayLike) -> Floats:
    """Return the answers as an array of two dimensions without missing or infinite values."""
    values = as_floats("answers", answers)
    if values.ndim != 2:
        raise DataError(
            "answers must have two dimensions, cases in rows and items in columns, "
            f"but has shape {values.shape}."
        )
    if not np.isfinite(values).all():
        rows = np.flatnonzero(~np.isfinite(values).all(axis=1))
        raise DataError(
            f"answers has missing or infinite values in rows {', '.join(map(str, rows[:5].tolist()))}"
            f"{' and others' if len(rows) > 5 else ''}. Leave incomplete cases out."
        )
    return values


def as_floats(name: str, values: ArrayLike) -> Floats:
    """Return numbers as an array, or raise if they are none."""
    try:
        result: Floats = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(
            f"{name} must be an array of numbers, with rows of the same length. Turn texts into numbers "
            "first."
        ) from error
    return result


def is_constant(column: Floats) -> bool:
    """Whether all values are the same, up to rounding: their mean need not be exact."""
    if len(column) < 2:
        return True
    return bool(np.ptp(column) <= 1e-12 * max(1.0, float(np.abs(column).max())))
