"""Consistency and coverage in every cluster, and how far clusters lie apart: the arrays.

Numpy only: no frames, no names. Nothing here is checked.

References
----------
Garcia-Castro, R., & Ariño, M. A. (2016). A general approach to panel data set-theoretic research. Journal of
Advances in Management Sciences & Information Systems, 2.
"""

from __future__ import annotations

import numpy as np

from fsqca._types import Floats, Ints
from fsqca.fit.relation import Kind
from fsqca.metrics.additive import ratio


def parts_of(x: Floats, y: Floats, weights: Floats | None) -> tuple[Floats, Floats, Floats]:
    """Return what is summed over cases: min(x, y), x and y, each of shape (n_sets, n_cases)."""
    overlap, own = np.minimum(x, y[:, np.newaxis]).T, x.T
    outcome = np.broadcast_to(y, own.shape)
    if weights is None:
        return overlap, own, outcome
    return overlap * weights, own * weights, outcome * weights


def sums_by(labels: Ints, number: int, values: Floats) -> Floats:
    """Return the sums of values over cases, by cluster.

    Parameters
    ----------
    labels : ndarray of int, shape (n_samples, n_cases)
        The cluster of each case, 0, 1, ..., in each sample.
    number : int
        How many clusters there are.
    values : ndarray of float, shape (n_sets, n_cases)

    Returns
    -------
    ndarray of float, shape (n_samples, n_sets, number)
    """
    n_samples = len(labels)
    flat = (labels + number * np.arange(n_samples)[:, np.newaxis]).ravel()
    result = np.empty((n_samples, len(values), number))
    for position, one in enumerate(values):
        spread = np.broadcast_to(one, labels.shape).ravel()
        result[:, position] = np.bincount(flat, weights=spread, minlength=n_samples * number).reshape(
            n_samples, number
        )
    return result


def fits_by(labels: Ints, number: int, parts: tuple[Floats, Floats, Floats], kind: Kind) -> Floats:
    """Return consistency and coverage by cluster, shape (n_samples, 2 * n_sets, number), NaN for 0 / 0.

    The first half of the rows holds the consistency of each set, the second half its coverage.
    """
    overlap, own, outcome = (sums_by(labels, number, values) for values in parts)
    in_x, in_y = ratio(overlap, own), ratio(overlap, outcome)
    first, second = (in_x, in_y) if kind == "sufficiency" else (in_y, in_x)
    return np.concatenate([first, second], axis=1)


def distances(fits: Floats) -> Floats:
    """Return the Euclidean distance of the values' shares from equal shares, over the last axis.

    With b_1, ..., b_J the values that are defined: ``sqrt(sum_j (b_j / sum b - 1 / J) ** 2)``. It is 0 where
    all are equal, and NaN where fewer than two are defined or all are 0.
    """
    known = ~np.isnan(fits)
    number = known.sum(axis=-1, keepdims=True)
    shares = ratio(np.nan_to_num(fits), np.nansum(fits, axis=-1, keepdims=True))
    away = np.where(known, shares - 1.0 / np.maximum(number, 1), 0.0)
    result: Floats = np.where(number[..., 0] > 1, np.sqrt((away**2).sum(axis=-1)), np.nan)
    return result
