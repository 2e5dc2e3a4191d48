"""One factor behind the items of a construct: loadings, omega, composite reliability, AVE.

Arrays only; the model is fitted by statsmodels. Whatever cannot be computed is NaN, and the reason is said.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from fsqca._checks import import_extra
from fsqca._types import ArrayLike, Floats
from fsqca.survey.reliability import complete_answers, is_constant

#: An error variance of a standardised item below this is a Heywood case.
HEYWOOD = 0.005
#: The likelihood is at its maximum where no slope is steeper than this.
FLAT = 1e-5


@dataclass(frozen=True, slots=True)
class OneFactor:
    """A one-factor model of the items of one construct.

    Attributes
    ----------
    loadings : ndarray of float, shape (n_items,)
        Standardised loadings, turned so that their sum is not negative.
    error_variances : ndarray of float, shape (n_items,)
        Of the standardised items: 1 - loading squared.
    omega : float
        McDonald's omega of the sum of the items as they are.
    composite_reliability : float
        Of the sum of the standardised items.
    ave : float
        Average variance extracted: mean of the squared standardised loadings.
    heywood : tuple of int
        Position of an item whose error variance is estimated at 0. The factor is then this item itself: its
        loading is 1, the others' are their correlations with it, and omega, composite reliability and AVE are
        NaN.
    reason : str
        Why something is NaN; empty where nothing is.
    """

    loadings: Floats
    error_variances: Floats
    omega: float
    composite_reliability: float
    ave: float
    heywood: tuple[int, ...] = ()
    reason: str = ""


def one_factor(answers: ArrayLike) -> OneFactor:
    r"""Return the one-factor model of complete answers, fitted by maximum likelihood.

    Parameters
    ----------
    answers : array_like of float, shape (n_cases, n_items)
        Complete answers, reverse-worded items already turned.

    Returns
    -------
    OneFactor
        All NaN, with the reason, for fewer than three items (two correlations at most cannot determine the
        loadings), for constant or linearly dependent items, for too few cases, and where the likelihood has
        no maximum that could be found.

    Raises
    ------
    DataError
        If the array is not two-dimensional or has missing or infinite values.
    MissingExtraError
        If statsmodels is not installed.

    Notes
    -----
    With standardised loadings :math:`\lambda_i` and standard deviations :math:`s_i`, omega [1]_, composite
    reliability and AVE [2]_ are

    .. math::

       \omega = \frac{(\sum s_i \lambda_i)^2}{(\sum s_i \lambda_i)^2 + \sum s_i^2 (1 - \lambda_i^2)}, \quad
       CR = \frac{(\sum \lambda_i)^2}{(\sum \lambda_i)^2 + \sum (1 - \lambda_i^2)}, \quad
       AVE = \frac{1}{k} \sum \lambda_i^2

    Omega belongs to the mean of the items as `score_constructs` computes it; composite reliability to the
    mean of standardised items. Each construct has a model of its own, so the numbers differ somewhat from
    those of a model of all constructs together. The model treats answers as continuous and normal. It is not
    tested here whether one factor fits.

    References
    ----------
    .. [1] McDonald, R. P. (1999). Test theory: A unified treatment. Lawrence Erlbaum.
    .. [2] Fornell, C. and Larcker, D. F. (1981). Evaluating structural equation models with unobservable
       variables and measurement error. Journal of Marketing Research, 18(1), 39-50.

    Examples
    --------
    >>> answers = [[1, 2, 1], [2, 1, 3], [4, 5, 4], [5, 4, 6], [7, 6, 5], [3, 4, 4], [6, 7, 7]]
    >>> model = one_factor(answers)
    >>> model.loadings.round(3).tolist()
    [0.978, 0.895, 0.878]
    >>> round(model.omega, 3), round(model.composite_reliability, 3), round(model.ave, 3)
    (0.943, 0.941, 0.843)
    """
    values = complete_answers(answers)
    n_cases, n_items = values.shape
    reason = _not_identified(values)
    if reason:
        return _undefined(n_items, reason)
    correlations = np.asarray(np.corrcoef(values, rowvar=False), dtype=np.float64)
    if float(np.linalg.eigvalsh(correlations)[0]) < 1e-9:
        return _undefined(n_items, "an item follows exactly from the others (the correlations are singular)")
    loadings, errors, converged = _fit(correlations, n_cases)
    # At the edge the search ends before the edge is reached: it then counts from further off.
    limit = HEYWOOD if converged else 10 * HEYWOOD
    nan = float("nan")
    if errors.min() < limit or (loadings**2).max() > 1.0 - HEYWOOD:
        item = int(np.argmin(errors))
        edge = correlations[item] * (-1.0 if correlations[item].sum() < 0 else 1.0)
        reason = "an error variance is estimated at 0 (Heywood case)"
        return OneFactor(edge, 1.0 - edge**2, nan, nan, nan, (item,), reason)
    if not converged:
        return _undefined(
            n_items, "the likelihood of the one-factor model has no maximum that could be found"
        )
    errors = 1.0 - loadings**2
    sd = values.std(axis=0, ddof=1)
    return OneFactor(
        loadings,
        errors,
        _share(sd * loadings, sd**2 * errors),
        _share(loadings, errors),
        float((loadings**2).mean()),
    )


def _share(loadings: Floats, errors: Floats) -> float:
    common = float(loadings.sum()) ** 2
    return common / (common + float(errors.sum()))


def _not_identified(values: Floats) -> str:
    n_cases, n_items = values.shape
    if n_items < 3:
        few = "one item does" if n_items == 1 else "two items do"
        return f"{few} not determine a one-factor model"
    if n_cases <= n_items:
        return f"{n_cases} complete cases are too few for a one-factor model of {n_items} items"
    if any(is_constant(column) for column in values.T):
        return "an item has the same answer in all complete cases"
    return ""


def _undefined(n_items: int, reason: str) -> OneFactor:
    nan = float("nan")
    return OneFactor(np.full(n_items, nan), np.full(n_items, nan), nan, nan, nan, (), reason)


def _fit(correlations: Floats, n_cases: int) -> tuple[Floats, Floats, bool]:
    """Return loadings, error variances and whether the likelihood is at a maximum: the best of two starts.

    The starts are fixed, so that the same answers give the same loadings (statsmodels draws one otherwise).
    """
    factor = import_extra("statsmodels.multivariate.factor", "statistics", "A one-factor model")
    n_items = len(correlations)
    roots, vectors = np.linalg.eigh(correlations)
    first = np.clip(vectors[:, -1] * np.sqrt(roots[-1]), -0.95, 0.95)
    even = np.full(n_items, 0.7) * np.where(vectors[:, -1] >= 0, 1.0, -1.0)
    fits = []
    for start in (first, even):
        model = factor.Factor(endog=None, n_factor=1, corr=correlations, nobs=n_cases, method="ml")
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")  # what they say is said in `reason`
            fitted = model.fit(start=(start[:, None], 1.0 - start**2), opt={"gtol": 1e-8, "maxiter": 1000})
        result = fitted.mle_retvals
        converged = bool(np.abs(result.jac).max() < FLAT)
        fits.append((float(result.fun), fitted.loadings[:, 0], fitted.uniqueness, converged))
    _, loadings, errors, converged = min(fits, key=lambda each: each[0])
    sign = -1.0 if loadings.sum() < 0 else 1.0
    return sign * np.asarray(loadings, dtype=np.float64), np.asarray(errors, dtype=np.float64), converged
