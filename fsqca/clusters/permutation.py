"""Whether the distance between clusters is larger than with shuffled labels.

Labels are shuffled over the cases, or, in a panel, within strata: the periods within each unit, and the units
within each period. The sizes of the clusters stay what they are. The p value of a distance is the share of
samples in which it is at least the observed one, the observed sample counted among them (Phipson & Smyth
2010). For single clusters, the deviation from the pooled value is divided by its standard deviation over the
samples, and compared with the largest such number of any cluster of the same term (Westfall & Young 1993): so
the chance that any cluster of a term gets a small p without cause stays at that p.

References
----------
Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero: Calculating exact p-values when
permutations are randomly drawn. Statistical Applications in Genetics and Molecular Biology, 9(1), 39.

Westfall, P. H., & Young, S. S. (1993). Resampling-based multiple testing: Examples and methods for p-value
adjustment. Wiley.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fsqca._types import Floats, Ints
from fsqca.clusters.sums import distances, fits_by
from fsqca.errors import TooLargeError
from fsqca.fit.relation import Kind

#: Labels held at once, and values kept for one test.
MOST_LABELS, MOST_VALUES = 2_000_000, 60_000_000
#: Numbers that should be equal may differ by rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class ClusterTest:
    """P values of distances and of clusters.

    Attributes
    ----------
    distance : ndarray of float, shape (2 * n_sets,)
        First the consistencies, then the coverages; NaN where the distance is undefined.
    cluster : ndarray of float, shape (2 * n_sets, n_clusters)
        Family-wise over the clusters of a row; NaN where the value of the cluster is undefined.
    """

    distance: Floats
    cluster: Floats


def shuffled(labels: Ints, strata: Ints, number: int, random: np.random.Generator) -> Ints:
    """Return labels shuffled within strata, shape (number, n_cases)."""
    slots = np.argsort(strata, kind="stable")
    # A random order of the cases of each stratum, stratum by stratum.
    order = np.argsort(strata + random.random((number, len(labels))), axis=1)
    result = np.empty((number, len(labels)), dtype=np.int64)
    np.put_along_axis(result, order, np.broadcast_to(labels[slots], result.shape), axis=1)
    return result


def cluster_test(
    labels: Ints,
    n_clusters: int,
    strata: Ints,
    parts: tuple[Floats, Floats, Floats],
    pooled: Floats,
    kind: Kind,
    permutations: int,
    random: np.random.Generator,
) -> ClusterTest:
    """Return the p values of the distances between clusters and of each cluster.

    Parameters
    ----------
    labels, strata : ndarray of int, shape (n_cases,)
    n_clusters : int
    parts : tuple of three ndarray of float, each of shape (n_sets, n_cases)
        See :func:`fsqca.clusters.sums.parts_of`.
    pooled : ndarray of float, shape (2 * n_sets,)
        Consistency and coverage over all cases.
    kind : {"sufficiency", "necessity"}
    permutations : int
    random : numpy.random.Generator

    Raises
    ------
    TooLargeError
        If the test would need more than 60 million numbers.
    """
    n_rows, n_cases = 2 * len(parts[0]), len(labels)
    size = n_rows * n_clusters * (permutations + 1)
    if size > MOST_VALUES:
        raise TooLargeError(
            f"The test of {n_clusters} clusters with {permutations} permutations would hold {size} numbers, "
            f"and at most {MOST_VALUES} are held. Ask for fewer permutations, or for fewer terms."
        )
    fits = np.empty((permutations + 1, n_rows, n_clusters))
    fits[0] = fits_by(labels[np.newaxis], n_clusters, parts, kind)[0]
    step = max(1, MOST_LABELS // n_cases)
    for start in range(1, permutations + 1, step):
        number = min(step, permutations + 1 - start)
        sample = shuffled(labels, strata, number, random)
        fits[start : start + number] = fits_by(sample, n_clusters, parts, kind)
    own = distances(fits)
    # The observed sample is the first of the samples that are counted.
    distance = (own >= own[0] - ROUNDING).sum(axis=0) / (permutations + 1)
    return ClusterTest(np.where(np.isnan(own[0]), np.nan, distance), _by_cluster(fits, pooled))


def _by_cluster(fits: Floats, pooled: Floats) -> Floats:
    """Return the family-wise p value of each cluster, shape (n_rows, n_clusters)."""
    result = np.full(fits.shape[1:], np.nan)
    for row, whole in enumerate(pooled.tolist()):
        away = np.abs(fits[:, row] - whole)
        known = ~np.isnan(away)
        away = np.where(known, away, 0.0)
        count = np.maximum(known.sum(axis=0), 1)
        # Around the pooled value, not around the mean of the samples: what is tested is the distance from it.
        spread = np.sqrt((away**2).sum(axis=0) / count)
        scaled = np.divide(away, spread, out=np.zeros_like(away), where=spread > ROUNDING)
        largest = scaled.max(axis=1)
        p = (largest[:, np.newaxis] >= scaled[0] - 1e-9).sum(axis=0) / len(fits)
        result[row] = np.where(known[0], p, np.nan)
    return result
