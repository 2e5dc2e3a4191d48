"""Whether two constructs are told apart: heterotrait-monotrait ratios; and one factor behind everything.

Arrays only. Whatever cannot be computed is NaN.
"""

from __future__ import annotations

import math

import numpy as np

from fsqca._checks import counted
from fsqca._types import ArrayLike, Floats
from fsqca.errors import DataError
from fsqca.survey.reliability import complete_answers, is_constant


def htmt(first: ArrayLike, second: ArrayLike, *, absolute: bool = False) -> float:
    r"""Return the heterotrait-monotrait ratio of correlations of two constructs.

    Parameters
    ----------
    first, second : array_like of float, shape (n_cases, n_items)
        Complete answers of the same cases to the items of each construct, reverse-worded items already
        turned.
    absolute : bool
        Take the absolute values of all correlations.

    Returns
    -------
    float
        At least 0 with `absolute`; without it, negative where the items of the two constructs correlate
        negatively on average: judge its size. NaN where a construct has one item, an item is constant, or the
        mean correlation within a construct is not positive.

    Raises
    ------
    DataError
        If an array is not two-dimensional, has missing or infinite values, or the cases differ in number.

    Notes
    -----
    With the mean correlation :math:`\bar r_{AB}` of an item of A with one of B, and the mean correlation
    within each construct [1]_

    .. math:: HTMT = \frac{\bar r_{AB}}{\sqrt{\bar r_{AA} \bar r_{BB}}}

    The correlations are taken with their signs, as published. Where some are negative they cancel out, and
    the ratio may look small although the constructs are close; the variant with absolute values does not
    have this fault. Values above 0.85, or above 0.90 for constructs that are close in theory, speak against
    discriminant validity [1]_.

    References
    ----------
    .. [1] Henseler, J., Ringle, C. M. and Sarstedt, M. (2015). A new criterion for assessing discriminant
       validity in variance-based structural equation modeling. Journal of the Academy of Marketing Science,
       43(1), 115-135.

    Examples
    --------
    >>> first = [[1, 2], [2, 2], [4, 5], [5, 4]]
    >>> second = [[2, 1], [1, 3], [5, 5], [3, 4]]
    >>> round(htmt(first, second), 3)
    1.063
    """
    a, b = complete_answers(first), complete_answers(second)
    if len(a) != len(b):
        raise DataError(
            f"first has {counted(len(a), 'case')} and second {len(b)}. Pass the answers of the same cases."
        )
    k, m = a.shape[1], b.shape[1]
    both = np.column_stack([a, b])
    if k < 2 or m < 2 or any(is_constant(column) for column in both.T):
        return float("nan")
    correlations: Floats = np.asarray(np.corrcoef(both, rowvar=False), dtype=np.float64)
    if absolute:
        correlations = np.abs(correlations)
    between = float(correlations[:k, k:].mean())
    within_a = float(correlations[:k, :k][np.triu_indices(k, 1)].mean())
    within_b = float(correlations[k:, k:][np.triu_indices(m, 1)].mean())
    if within_a <= 1e-12 or within_b <= 1e-12:
        return float("nan")
    return between / math.sqrt(within_a * within_b)


def first_factor_share(answers: ArrayLike) -> float:
    """Return the share of the variance of all items that the first unrotated component carries.

    Parameters
    ----------
    answers : array_like of float, shape (n_cases, n_items)
        Complete answers to the items of all constructs.

    Returns
    -------
    float in (0, 1]
        Largest root of the correlations divided by the number of items. NaN for fewer than two items or three
        cases, and where an item is constant.

    Notes
    -----
    This is Harman's single-factor check [1]_ by principal components. It is weak. A share below one half
    does not show that there is no common method variance, since several constructs always share out the
    variance; a share above one half may come from constructs that belong together. Marker variables,
    separate sources and separate times of measurement say more.

    References
    ----------
    .. [1] Podsakoff, P. M., MacKenzie, S. B., Lee, J.-Y. and Podsakoff, N. P. (2003). Common method biases in
       behavioral research: A critical review of the literature and recommended remedies. Journal of Applied
       Psychology, 88(5), 879-903.

    Examples
    --------
    >>> round(first_factor_share([[1, 2, 7], [2, 2, 3], [4, 5, 6], [5, 4, 2]]), 3)
    0.676
    """
    values = complete_answers(answers)
    n_cases, n_items = values.shape
    if n_items < 2 or n_cases < 3 or any(is_constant(column) for column in values.T):
        return float("nan")
    roots = np.linalg.eigvalsh(np.asarray(np.corrcoef(values, rowvar=False), dtype=np.float64)).tolist()
    return float(roots[-1] / n_items)
