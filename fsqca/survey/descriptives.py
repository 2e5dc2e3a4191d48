"""What a column of answers or scores looks like: one row of a table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fsqca._types import ArrayLike, Floats
from fsqca.errors import DataError
from fsqca.survey.reliability import as_floats

NAN = float("nan")


def describe(values: ArrayLike, low: float, high: float) -> dict[str, float | int]:
    r"""Return the descriptives of one item or score.

    Parameters
    ----------
    values : array_like of float, shape (n_cases,)
        NaN where there is no value.
    low, high : float
        Ends of the scale.

    Returns
    -------
    dict
        ``n``, ``missing``, ``mean``, ``sd`` (n - 1), ``min``, ``median``, ``max``, ``skewness``,
        ``kurtosis``, ``floor`` and ``ceiling`` (shares of the values at the lowest and the highest point of
        the scale).

    Raises
    ------
    DataError
        If the values are not one-dimensional, no numbers, or infinite.

    Notes
    -----
    With the moments :math:`m_r = \sum (x - \bar x)^r / n`, skewness and (excess) kurtosis are the adjusted
    ones that SPSS, SAS and Excel report [1]_ (type 2):

    .. math::

       G_1 = \frac{\sqrt{n (n - 1)}}{n - 2} \frac{m_3}{m_2^{3/2}}, \quad
       G_2 = \frac{n - 1}{(n - 2)(n - 3)} \left[(n + 1) \left(\frac{m_4}{m_2^2} - 3\right) + 6\right]

    Skewness is NaN for fewer than three values, kurtosis for fewer than four, and both where all values are
    the same. A normal distribution has 0 in both.

    References
    ----------
    .. [1] Joanes, D. N. and Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis. Journal
    of
       the Royal Statistical Society, Series D, 47(1), 183-189.

    Examples
    --------
    >>> row = describe([1, 2, 2, 7], 1, 7)
    >>> round(row["skewness"], 3), round(row["kurtosis"], 3), row["floor"], row["ceiling"]
    (1.813, 3.483, 0.25, 0.25)
    """
    column = as_floats("values", values)
    if column.ndim != 1 or np.isinf(column).any():
        raise DataError("values must be one-dimensional and finite, with NaN where there is no value.")
    given = column[~np.isnan(column)]
    n = len(given)
    some = n > 0
    skewness, kurtosis = _shape(given)
    return {
        "n": n,
        "missing": len(column) - n,
        "mean": float(given.mean()) if some else NAN,
        "sd": float(given.std(ddof=1)) if n > 1 else NAN,
        "min": float(given.min()) if some else NAN,
        "median": float(np.median(given)) if some else NAN,
        "max": float(given.max()) if some else NAN,
        "skewness": skewness,
        "kurtosis": kurtosis,
        "floor": float((given <= low + 1e-9).mean()) if some else NAN,
        "ceiling": float((given >= high - 1e-9).mean()) if some else NAN,
    }


def _shape(given: Floats) -> tuple[float, float]:
    """Return adjusted skewness and excess kurtosis, NaN where undefined."""
    n = len(given)
    if n < 3 or np.ptp(given) <= 1e-12 * max(1.0, float(np.abs(given).max())):
        return NAN, NAN
    column: pd.Series[float] = pd.Series(given)
    return float(column.skew()), float(column.kurt()) if n > 3 else NAN  # type: ignore[arg-type]
