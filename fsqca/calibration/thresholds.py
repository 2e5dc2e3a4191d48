"""Thresholds found in the data, by hierarchical clustering or by the largest gaps: suggestions, as numbers.

References
----------
Dusa, A. (2019). *QCA with R: A comprehensive resource*. Springer, ch. 4.

Cronqvist, L., & Berg-Schlosser, D. (2009). Multi-value QCA (mvQCA). In B. Rihoux & C. C. Ragin (Eds.),
*Configurational comparative methods* (pp. 69-86). Sage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np

from fsqca._checks import check_choice, check_count, counted
from fsqca._types import ArrayLike, Floats
from fsqca.calibration.calibrator import (
    Calibrator,
    anchors_text,
    as_numbers,
    check_why,
    number_text,
    warn_of_calibration,
)
from fsqca.calibration.clusters import UPDATES, borders
from fsqca.calibration.grades import Crisp
from fsqca.errors import DataError, TooLargeError

Linkage: TypeAlias = Literal["complete", "average", "single", "weighted", "ward"]
LINKAGES: Final = tuple(UPDATES)

#: Clustering needs the distances between all pairs of cases, 200 MB for this number of cases.
MOST_CASES: Final = 5_000
#: Gaps that differ by less than this share of the range are the same but for rounding.
SAME: Final = 1e-9


def find_thresholds(
    raw: ArrayLike,
    n: int = 1,
    *,
    method: Literal["cluster", "gap"] = "cluster",
    linkage: Linkage = "complete",
) -> tuple[float, ...]:
    """Return thresholds that divide raw scores where they cluster, or at their largest gaps.

    They are a suggestion: they describe this sample, not the concept. Look at them, and give a reason for
    those you use.

    Parameters
    ----------
    raw : array_like of float, shape (n_cases,)
        Raw scores; missing ones are left out.
    n : int, default 1
        Number of thresholds; at least 1 and less than the number of different raw scores.
    method : "cluster" or "gap", default "cluster"
        By hierarchical clustering of the cases into n + 1 groups, or at the n largest gaps between
        neighbouring scores.
    linkage : "complete", "average", "single", "weighted" or "ward", default "complete"
        How far two groups of cases are apart, for ``method="cluster"``: their largest distance, their mean
        distance, their smallest distance, the mean of the distances of the parts last joined, or by the
        growth of the sum of squares.

    Returns
    -------
    tuple of float
        In rising order, each halfway between the two scores on its sides; use them as ``Crisp(*thresholds)``,
        or choose anchors with them.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If `n`, `method` or `linkage` is not allowed.
    DataError
        If there are not more different scores than thresholds, or the largest gaps are not unique.
    TooLargeError
        If more than 5,000 cases are to be clustered (with complete and single linkage: cases with different
        scores).

    Warns
    -----
    CalibrationWarning
        Where distances are equal, so that the clusters depend on which pair is joined first: the lowest
        (which is what you get) and the highest give other thresholds.

    Notes
    -----
    With ``"complete"`` the result is that of ``findTh()`` in the R package QCA; R's names for the others are
    "average", "single", "mcquitty" (``"weighted"``) and "ward.D2" (``"ward"``). Its "centroid", "median" and
    "ward.D" assume squared distances and are left out.

    References
    ----------
    Dusa, A. (2019). *QCA with R: A comprehensive resource*. Springer, ch. 4.

    Examples
    --------
    >>> from fsqca.calibration import find_thresholds
    >>> scores = [1, 2, 3, 11, 12, 14, 30, 33]
    >>> find_thresholds(scores, 2)
    (7.0, 22.0)
    >>> find_thresholds(scores, method="gap")
    (22.0,)
    """
    n = check_count("n", n)
    check_choice("method", method, ("cluster", "gap"))
    check_choice("linkage", linkage, LINKAGES)
    numbers = as_numbers(raw)
    values: Floats = np.sort(numbers[~np.isnan(numbers)])
    distinct = len(np.unique(values))
    if distinct <= n:
        what = (
            "there are no raw scores."
            if not distinct
            else f"the only raw score is {number_text(float(values[0]))}."
            if len(values) == 1
            else f"all {counted(len(values), 'raw score')} are {number_text(float(values[0]))}."
            if distinct == 1
            else f"there are only {distinct} different raw scores. Ask for at most {distinct - 1}."
        )
        raise DataError(f"{counted(n, 'threshold')} cannot be found: {what}")
    if method == "gap":
        return gap_thresholds(values, n)
    found, other = cluster_thresholds(values, n, linkage)
    if other:
        warn_of_calibration(
            f"Clustering into {n + 1} groups gives {anchors_text(found)}; {anchors_text(other)} would do "
            "as well, because distances are equal: which pair of clusters is joined first decides. "
            "Choose thresholds by their meaning."
        )
    return found


def gap_thresholds(values: Floats, n: int) -> tuple[float, ...]:
    """Return the middles of the n largest gaps between values without NaN, more than n of them different."""
    distinct = np.unique(values)
    gaps = np.diff(distinct)
    order = np.argsort(-gaps, kind="stable")
    smallest = gaps[order[n - 1]]
    if n < len(gaps) and smallest - gaps[order[n]] <= SAME * (distinct[-1] - distinct[0]):
        tied = np.flatnonzero(np.abs(gaps - smallest) <= SAME * (distinct[-1] - distinct[0]))
        places = ", ".join(number_text(float(distinct[i] + distinct[i + 1]) / 2) for i in tied[:5])
        more = f" and {len(tied) - 5} more" if len(tied) > 5 else ""
        raise DataError(
            f"The largest gaps do not give {counted(n, 'threshold')}: {len(tied)} gaps of "
            f"{number_text(float(smallest))} are equally large (at {places}{more}). "
            "Ask for another number, or choose among them with Crisp(...)."
        )
    return _halfway(distinct, np.sort(order[:n]))


def cluster_thresholds(
    values: Floats, n: int, linkage: Linkage = "complete"
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the thresholds between n + 1 clusters, and others that are as good: () where there are none.

    Parameters
    ----------
    values : ndarray of float, shape (n_cases,)
        Without NaN, more than n of them different.
    """
    values = np.sort(values)
    if linkage in ("complete", "single"):
        # Equal scores join first, at distance 0, and their number plays no part in these distances.
        values = np.unique(values)
    if len(values) > MOST_CASES:
        raise TooLargeError(
            f"{len(values):,} raw scores are too many to cluster, because the distances between all pairs "
            f"are needed; the limit is {MOST_CASES:,}. "
            'Cluster a sample of the cases, or use method="gap".'
        )
    found = _halfway(values, borders(values, n + 1, linkage))
    for lowest in (False, True):
        other = _halfway(values, borders(values, n + 1, linkage, exact=False, lowest=lowest))
        if other != found:
            return found, other
    return found, ()


def _halfway(values: Floats, positions: Iterable[int]) -> tuple[float, ...]:
    return tuple(float(values[i] + values[i + 1]) / 2 for i in positions)


@dataclass(frozen=True, slots=True)
class ClusterThresholds(Calibrator):
    """A calibrator that takes the thresholds of :class:`Crisp` from clusters of the data it sees.

    Clusters describe the sample, not the concept. The thresholds found are shown in the table; report that
    they were found in the data.

    Parameters
    ----------
    n : int, default 1
        Number of thresholds: one gives a crisp set, several give a multi-value set.
    linkage : "complete", "average", "single", "weighted" or "ward", default "complete"
        See :func:`find_thresholds` (keyword only).
    why : str, default ""
        The reason (keyword only).

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If a setting is not allowed.
    DataError
        From `fit`, if there are not more different raw scores than thresholds.

    Examples
    --------
    >>> from fsqca.calibration import ClusterThresholds
    >>> ClusterThresholds(2).fit([1, 2, 3, 11, 12, 14, 30, 33])
    Crisp(7, 22, why='')
    """

    n: int = 1
    linkage: Linkage = field(default="complete", kw_only=True)
    why: str = field(default="", kw_only=True)
    name = "cluster_thresholds"

    def __post_init__(self) -> None:
        object.__setattr__(self, "n", check_count("n", self.n))
        check_choice("linkage", self.linkage, LINKAGES)
        check_why(self.why)

    def fit(self, raw: ArrayLike) -> Crisp:
        """Return the crisp or multi-value calibration with the thresholds found."""
        return Crisp(*find_thresholds(raw, self.n, linkage=self.linkage), why=self.why)

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the number of thresholds reached, with thresholds found in the same values."""
        return self.fit(raw)(raw)

    def describe(self) -> str:
        """Return the settings as text."""
        return f"{self.n}, {self.linkage} linkage"


@dataclass(frozen=True, slots=True)
class LargestGap(Calibrator):
    """A calibrator that puts the thresholds of :class:`Crisp` into the largest gaps of the data it sees.

    Gaps describe the sample, not the concept. The thresholds found are shown in the table; report that they
    were found in the data.

    Parameters
    ----------
    n : int, default 1
        Number of thresholds: one gives a crisp set, several give a multi-value set.
    why : str, default ""
        The reason (keyword only).

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If `n` is not a whole number of at least 1.
    DataError
        From `fit`, if there are not more different raw scores than thresholds, or several gaps are equally
        large.

    Examples
    --------
    >>> from fsqca.calibration import LargestGap
    >>> LargestGap().fit([1, 2, 3, 11, 12, 14, 30, 33])
    Crisp(22, why='')
    """

    n: int = 1
    why: str = field(default="", kw_only=True)
    name = "largest_gap"

    def __post_init__(self) -> None:
        object.__setattr__(self, "n", check_count("n", self.n))
        check_why(self.why)

    def fit(self, raw: ArrayLike) -> Crisp:
        """Return the crisp or multi-value calibration with the thresholds found."""
        return Crisp(*find_thresholds(raw, self.n, method="gap"), why=self.why)

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the number of thresholds reached, with thresholds found in the same values."""
        return self.fit(raw)(raw)

    def describe(self) -> str:
        """Return the number of thresholds."""
        return str(self.n)
