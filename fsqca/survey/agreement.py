"""Whether the respondents of a case agree: intraclass correlations and within-group agreement.

Arrays only. Whatever cannot be computed is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fsqca._checks import check_count
from fsqca._types import ArrayLike
from fsqca.errors import ArgumentError, DataError
from fsqca.survey.reliability import as_floats, complete_answers

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Intraclass:
    """Intraclass correlations of a one-way analysis of variance.

    Attributes
    ----------
    icc1 : float, at most 1
        Share of the variance of one answer that lies between cases.
    icc2 : float, at most 1
        Reliability of the mean of a case.
    f, p : float
        The test of no differences between cases.
    size : float
        Respondents per case; for cases of different size, the mean that the analysis of variance uses.
    """

    icc1: float
    icc2: float
    f: float
    p: float
    size: float


def intraclass(values: ArrayLike, cases: ArrayLike) -> Intraclass:
    r"""Return ICC(1) and ICC(2) of respondents within cases.

    Parameters
    ----------
    values : array_like of float, shape (n_respondents,)
        Answers or scores without missing values.
    cases : array_like, shape (n_respondents,)
        The case of each respondent.

    Returns
    -------
    Intraclass
        NaN for fewer than two cases, where no case has two respondents, and where all values are the same.

    Raises
    ------
    DataError
        If the arrays differ in length, values are missing or infinite, or a respondent has no case.

    Notes
    -----
    With the mean squares between and within the J cases, of sizes :math:`n_j` and N in all [1]_

    .. math::

       ICC(1) = \frac{MSB - MSW}{MSB + (k - 1) MSW}, \quad ICC(2) = \frac{MSB - MSW}{MSB}, \quad
       k = \frac{1}{J - 1} \left(N - \frac{\sum n_j^2}{N}\right)

    They are negative where respondents of the same case differ more than respondents of different cases.
    ICC(2) is that of a case of size k. For cases of equal size they are ICC(1,1) and ICC(1,k) of Shrout and
    Fleiss [2]_.

    References
    ----------
    .. [1] Bliese, P. D. (2000). Within-group agreement, non-independence, and reliability: Implications for
    data
       aggregation and analysis. In K. J. Klein and S. W. J. Kozlowski (eds.), Multilevel theory, research,
       and methods in organizations. Jossey-Bass.
    .. [2] Shrout, P. E. and Fleiss, J. L. (1979). Intraclass correlations: Uses in assessing rater
    reliability.
       Psychological Bulletin, 86(2), 420-428.

    Examples
    --------
    >>> found = intraclass([1, 2, 4, 5, 6, 7], ["a", "a", "b", "b", "c", "c"])
    >>> round(found.icc1, 3), round(found.icc2, 3), round(found.f, 1)
    (0.924, 0.961, 25.3)
    """
    y = as_floats("values", values)
    if y.ndim != 1 or len(y) != len(np.asarray(cases)):
        raise DataError("values and cases must be one-dimensional and of the same length.")
    if not np.isfinite(y).all():
        raise DataError("values has missing or infinite values. Leave these respondents out.")
    ids: dict[object, int] = {}
    given = np.asarray(cases).tolist()
    if any(case is None or case != case for case in given):
        raise DataError("cases has missing values. Leave respondents without a case out.")
    member = np.array([ids.setdefault(case, len(ids)) for case in given], dtype=np.int64)
    sizes = np.bincount(member, minlength=len(ids))
    n, n_cases = len(y), len(sizes)
    if n_cases < 2 or n <= n_cases:
        return Intraclass(NAN, NAN, NAN, NAN, NAN)
    size = (n - float((sizes**2).sum()) / n) / (n_cases - 1)
    means = np.bincount(member, weights=y) / sizes
    within = float(((y - means[member]) ** 2).sum()) / (n - n_cases)
    between = float((sizes * (means - y.mean()) ** 2).sum()) / (n_cases - 1)
    tiny = 1e-24 * max(1.0, float(np.abs(y).max()) ** 2)
    within, between = (0.0 if each < tiny else each for each in (within, between))
    if between == 0.0 and within == 0.0:
        return Intraclass(NAN, NAN, NAN, NAN, size)
    from scipy.special import fdtrc  # loaded only where it is needed, to keep the import of fsqca light

    f = between / within if within > 0 else float("inf")
    p = float(fdtrc(n_cases - 1, n - n_cases, f)) if within > 0 else 0.0
    icc2 = (between - within) / between if between > 0 else NAN
    return Intraclass((between - within) / (between + (size - 1) * within), icc2, f, p, size)


def within_group_agreement(answers: ArrayLike, points: int) -> float:
    r"""Return rwg(j), the agreement of the respondents of one case on the items of a construct.

    Parameters
    ----------
    answers : array_like of float, shape (n_respondents, n_items)
        Complete answers of the respondents of one case.
    points : int, at least 2
        Number of points of the scale.

    Returns
    -------
    float in [0, 1]
        NaN for fewer than two respondents. 0 where the respondents differ more than random answers would, as
        is usual [2]_: the formula then leaves its range.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If `points` is not a whole number of at least 2.
    DataError
        If the array is not two-dimensional or has missing or infinite values.

    Notes
    -----
    With the mean :math:`\bar s^2` of the variances of the J items and the variance of random answers to a
    scale of A points, :math:`\sigma^2 = (A^2 - 1) / 12` [1]_

    .. math::

       r_{wg(J)} = \frac{J (1 - \bar s^2 / \sigma^2)}{J (1 - \bar s^2 / \sigma^2) + \bar s^2 / \sigma^2}

    Answers that are all at one end of the scale agree as well: a leaning that all respondents share counts as
    agreement, and the number rises with the number of items.

    References
    ----------
    .. [1] James, L. R., Demaree, R. G. and Wolf, G. (1984). Estimating within-group interrater reliability
    with
       and without response bias. Journal of Applied Psychology, 69(1), 85-98.
    .. [2] LeBreton, J. M. and Senter, J. L. (2008). Answers to 20 questions about interrater reliability and
       interrater agreement. Organizational Research Methods, 11(4), 815-852.

    Examples
    --------
    >>> round(within_group_agreement([[4, 5], [5, 5], [4, 6]], points=7), 3)
    0.957
    """
    points = check_count("points", points)
    if points < 2:
        raise ArgumentError(f"points is {points}, but a scale has at least 2 points.")
    values = complete_answers(answers)
    if len(values) < 2:
        return NAN
    ratio = float(values.var(axis=0, ddof=1).mean()) / ((points**2 - 1) / 12.0)
    if ratio >= 1.0:
        return 0.0
    share: float = values.shape[1] * (1.0 - ratio)
    return share / (share + ratio)
