"""P values of shuffles, and what becomes of them where several claims are tested at once.

Numpy and scipy only.

References
----------
Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero: Calculating exact p-values when
permutations are randomly drawn. Statistical Applications in Genetics and Molecular Biology, 9(1), 39.

Westfall, P. H., & Young, S. S. (1993). Resampling-based multiple testing. Wiley.

Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics,
6(2), 65-70.

Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate: A practical and powerful approach
to multiple testing. Journal of the Royal Statistical Society B, 57(1), 289-300.

Benjamini, Y., & Yekutieli, D. (2001). The control of the false discovery rate in multiple testing under
dependency. The Annals of Statistics, 29(4), 1165-1188.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from fsqca._types import Floats, Ints

Adjustment: TypeAlias = Literal["holm", "bonferroni"]
#: Statistics that should be equal may differ by rounding.
DECIMALS = 12


def at_least(shuffled: Floats, observed: Floats) -> Ints:
    """Return how many shuffles reach the observed value of each column.

    Parameters
    ----------
    shuffled : ndarray of float, shape (n_shuffles, n_columns)
        A statistic that is undefined in a shuffle, NaN, does not reach it.
    observed : ndarray of float, shape (n_columns,)
    """
    counts: Ints = (np.round(shuffled, DECIMALS) >= np.round(observed, DECIMALS)).sum(axis=0)
    return counts


def p_values(shuffled: Floats, observed: Floats) -> Floats:
    """Return (b + 1) / (m + 1) for each column, b of m shuffles reaching the observed value; NaN for NaN.

    Examples
    --------
    >>> p_values(np.array([[0.2], [0.9], [0.4]]), np.array([0.9])).tolist()
    [0.5]
    """
    p = (at_least(shuffled, observed) + 1) / (len(shuffled) + 1)
    return np.where(np.isnan(observed), np.nan, p)


def step_down(shuffled: Floats, observed: Floats) -> Floats:
    """Return the p values of Westfall and Young (1993), step-down with the smallest p value.

    Every arrangement, the observed one among them, has a p value for each column: the share of arrangements
    that reach its value. The p value of a claim is compared with the smallest p value, in every arrangement,
    among the claims that are not more significant. Dependence between the columns is kept, and columns of
    different spread count alike.

    Parameters
    ----------
    shuffled : ndarray of float, shape (n_shuffles, n_columns)
    observed : ndarray of float, shape (n_columns,)

    Returns
    -------
    ndarray of float, shape (n_columns,)
        Never smaller than the p values themselves; NaN where a statistic is undefined.
    """
    result = np.full(len(observed), np.nan)
    known = np.flatnonzero(~np.isnan(observed))
    if not len(known):
        return result
    everything = np.round(np.vstack([observed[known], shuffled[:, known]]), DECIMALS)
    total = len(everything)
    # The share of arrangements with a value at least as large; an undefined one is smaller than any.
    filled = np.where(np.isnan(everything), -np.inf, everything)
    ordered = np.sort(filled, axis=0)
    counts = np.empty(filled.shape, dtype=np.int64)
    for column in range(len(known)):
        counts[:, column] = total - np.searchsorted(ordered[:, column], filled[:, column], side="left")
    order = np.argsort(counts[0], kind="stable")
    smallest = np.minimum.accumulate(counts[:, order[::-1]], axis=1)[:, ::-1]
    reached = (smallest <= counts[0, order]).sum(axis=0) / total
    result[known[order]] = np.maximum.accumulate(reached)
    return result


def holm(p: Floats, n_tests: int | None = None) -> Floats:
    """Return the p values of Holm (1979); `n_tests` counts claims that were tested and are not listed.

    Claims that are not listed count as less significant than all listed ones.

    Examples
    --------
    >>> holm(np.array([0.00243, 0.027, 0.09]), n_tests=20).round(4).tolist()
    [0.0486, 0.513, 1.0]
    """
    result = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    tests = len(order) if n_tests is None else n_tests
    factors = tests - np.arange(len(order))
    result[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * factors))
    return result


def bonferroni(p: Floats, n_tests: int | None = None) -> Floats:
    """Return the p values times the number of tests, at most 1."""
    tests = int((~np.isnan(p)).sum()) if n_tests is None else n_tests
    return np.where(np.isnan(p), np.nan, np.minimum(1.0, p * tests))


def false_discovery(p: Floats, method: Literal["bh", "by"]) -> Floats:
    """Return the p values that control the false discovery rate: "bh" or, under any dependence, "by"."""
    from scipy.stats import false_discovery_control

    result = np.full(len(p), np.nan)
    known = ~np.isnan(p)
    if known.any():
        result[known] = false_discovery_control(p[known], method=method)
    return result


def joint_p(shuffled: Floats, observed: Floats) -> tuple[int, float]:
    """Return how many shuffles reach two statistics at once, and the p value of reaching both.

    The share of shuffles that reach both is not a p value: also without any association it is small more
    often than it says, since few points of a cloud have many others above them on both axes. It is therefore
    computed for every arrangement, the observed one among them, and the p value is the share of arrangements
    for which it is as small as for the observed one; where it is the same, the product of both decides.

    Parameters
    ----------
    shuffled : ndarray of float, shape (n_shuffles, 2)
        NaN where a shuffle has no solution.
    observed : ndarray of float, shape (2,)
    """
    everything = np.round(np.vstack([observed, shuffled]), DECIMALS)
    known = everything[~np.isnan(everything).any(axis=1)]
    points, inverse, weight = np.unique(known, axis=0, return_inverse=True, return_counts=True)
    above = np.empty(len(points), dtype=np.int64)
    chunk = max(1, 2_000_000 // len(points))
    for start in range(0, len(points), chunk):
        some = points[start : start + chunk]
        reach = (points[None, :, 0] >= some[:, None, 0]) & (points[None, :, 1] >= some[:, None, 1])
        above[start : start + chunk] = reach @ weight
    depth = above[inverse.reshape(-1)]
    product = known.prod(axis=1).round(DECIMALS)
    # The observed point comes first, and counts itself; arrangements without a solution are reached by all.
    extreme = (depth < depth[0]) | ((depth == depth[0]) & (product >= product[0]))
    return int(depth[0]) - 1, float(extreme.sum() / len(everything))


def wilson(count: int, total: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of Wilson (1927) for a share, NaN for a share of nothing."""
    if total == 0:
        return float("nan"), float("nan")
    from scipy.stats import binomtest

    interval = binomtest(count, total).proportion_ci(confidence, method="wilson")
    return float(interval.low), float(interval.high)
