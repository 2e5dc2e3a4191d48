"""Which configuration a case is in, and the additive sums behind the rows of a truth table.

Everything a truth table says about a configuration is a function of four sums over cases and a count:

=====================  ==========================================================
``n``                  cases with a membership above 0.5 in the configuration
``m``                  sum of m, the membership in the configuration
``my``                 sum of min(m, y), y the membership in the outcome
``mn``                 sum of min(m, 1 - y)
``myn``                sum of min(m, y, 1 - y)
=====================  ==========================================================

Consistency is my / m and PRI is (my - myn) / (m - myn) (Ragin 2006; Schneider & Wagemann 2012); with mn in
place of my they are those for the negated outcome. The sums add over cases, so a partition of the data, a
weight per case or leaving a case out never needs the data again.

Numpy only: no frames, no names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fsqca._types import Bools, Floats, Ints
from fsqca.metrics import pri_of_sums, ratio

#: Memberships held at once, so that a chunk of cases stays in the processor's cache.
_CHUNK_CELLS = 1 << 17


@dataclass(frozen=True, slots=True)
class ConfigurationSums:
    """Sums over cases, one entry per configuration.

    Attributes
    ----------
    corners : ndarray of int, shape (n_rows, n_conditions)
        The configurations, in ascending row number.
    n : ndarray of int, or of float where cases have weights, shape (n_rows,)
        Number of cases with a membership above 0.5, or the sum of their weights.
    m, my, mn, myn : ndarray of float, shape (n_rows,)
        Sums of the membership m, of min(m, y), min(m, 1 - y) and min(m, y, 1 - y).
    """

    corners: Ints
    n: Ints | Floats
    m: Floats
    my: Floats
    mn: Floats
    myn: Floats

    def __add__(self, other: ConfigurationSums) -> ConfigurationSums:
        """Return the sums over both sets of cases; the configurations must be the same."""
        if self.corners.shape != other.corners.shape or not (self.corners == other.corners).all():
            raise ValueError("Sums can be added only where they belong to the same configurations.")
        return ConfigurationSums(
            self.corners,
            self.n + other.n,
            self.m + other.m,
            self.my + other.my,
            self.mn + other.mn,
            self.myn + other.myn,
        )

    def consistency(self) -> Floats:
        """Return the sufficiency consistency of each configuration, NaN where no case has any membership."""
        return ratio(self.my, self.m)

    def pri(self) -> Floats:
        """Return the PRI of each configuration, NaN where it is undefined (0 / 0)."""
        return pri_of_sums(self.m, self.my, self.myn)


def literal_memberships(column: Floats, n_levels: int) -> Floats:
    """Return memberships in each value of one condition, shape (n_levels, n_cases).

    A two-valued set gives (1 - x, x). A multi-value set gives 1.0 where the case has the value, else 0.0.
    NaN, a condition that is not defined for the case, asks nothing of it: 1.0 in every value.
    """
    if n_levels == 2:
        literals: Floats = np.stack([1.0 - column, column])
    else:
        has: Bools = column[None, :] == np.arange(n_levels, dtype=np.float64)[:, None]
        literals = has.astype(np.float64)
    undefined = np.isnan(column)
    if undefined.any():
        literals[:, undefined] = 1.0
    return literals


def assign_corners(values: Floats, levels: Sequence[int]) -> tuple[Ints, Bools]:
    """Return the corner of each case, and which cases have none.

    Parameters
    ----------
    values : ndarray of float, shape (n_cases, n_conditions)
        Fuzzy memberships in [0, 1] or whole numbers.
    levels : sequence of int, length n_conditions
        Number of values of each condition.

    Returns
    -------
    corners : ndarray of int, shape (n_cases, n_conditions)
        The configuration in which the case has a membership above 0.5.
    on_crossover : ndarray of bool, shape (n_cases,)
        Cases with a membership of exactly 0.5 in a two-valued condition: they exceed 0.5 in no configuration,
        and their corner is meaningless.
    """
    two_valued = np.asarray(levels) == 2
    corners = np.where(two_valued, values > 0.5, values).astype(np.int64)
    on_crossover: Bools = ((values == 0.5) & two_valued).any(axis=1)
    return corners, on_crossover


def row_numbers(corners: Ints, levels: Sequence[int]) -> npt.NDArray[np.object_] | Ints:
    """Return 1 + the mixed-radix number of each configuration, the first condition most significant.

    Numbers that do not fit 63 bits come back as Python integers in an object array.
    """
    total = 1
    for n_levels in levels:
        total *= int(n_levels)
    numbers = np.zeros(len(corners), dtype=np.int64 if total < 2**62 else object)
    for position, n_levels in enumerate(levels):
        numbers = numbers * int(n_levels) + corners[:, position]
    return numbers + 1


def corners_of_rows(numbers: Sequence[int], levels: Sequence[int]) -> Ints:
    """Return the configurations with these row numbers, shape (n_rows, n_conditions)."""
    corners = np.empty((len(numbers), len(levels)), dtype=np.int64)
    rest = [int(number) - 1 for number in numbers]
    for position in range(len(levels) - 1, -1, -1):
        n_levels = int(levels[position])
        corners[:, position] = [number % n_levels for number in rest]
        rest = [number // n_levels for number in rest]
    return corners


def all_corners(levels: Sequence[int]) -> Ints:
    """Return every configuration in row order, shape (product of levels, n_conditions)."""
    grids = np.indices(tuple(int(n) for n in levels)).reshape(len(levels), -1)
    return np.ascontiguousarray(grids.T, dtype=np.int64)


def observed_corners(corners: Ints, levels: Sequence[int]) -> tuple[Ints, Ints]:
    """Return the distinct configurations in row order, and for every case the position of its own.

    Returns
    -------
    distinct : ndarray of int, shape (n_rows, n_conditions)
    position : ndarray of int, shape (n_cases,)
    """
    numbers = row_numbers(corners, levels)
    _, first, position = np.unique(numbers, return_index=True, return_inverse=True)
    return corners[first], position.reshape(-1).astype(np.int64)


def configuration_sums(
    values: Floats, outcome: Floats, corners: Ints, levels: Sequence[int], weights: Floats | None = None
) -> ConfigurationSums:
    """Return the sums of the given configurations over all cases.

    Parameters
    ----------
    values : ndarray of float, shape (n_cases, n_conditions)
        Fuzzy memberships in [0, 1] or whole numbers for multi-value conditions.
    outcome : ndarray of float, shape (n_cases,)
        Membership in the outcome, in [0, 1].
    corners : ndarray of int, shape (n_rows, n_conditions)
        The configurations asked about, distinct and in ascending row number.
    levels : sequence of int, length n_conditions
    weights : ndarray of float, shape (n_cases,), optional
        A weight of at least 0 per case; a case of weight 2 enters every sum as two cases do.

    Returns
    -------
    ConfigurationSums

    Notes
    -----
    Configurations share their beginnings: the memberships in the first j conditions are computed once for all
    configurations that agree there, so all 2^k configurations cost about 2^(k+1) minima per case, not k 2^k.
    Cases are taken in chunks that fit the cache; memory does not grow with the number of cases.

    Examples
    --------
    >>> values = np.array([[0.9, 0.2], [0.3, 0.8]])
    >>> sums = configuration_sums(values, np.array([0.7, 0.1]), np.array([[0, 1], [1, 0]]), (2, 2))
    >>> sums.n.tolist(), sums.m.round(2).tolist(), sums.my.round(2).tolist()
    ([1, 1], [0.8, 1.0], [0.2, 0.8])
    """
    n_cases, n_conditions = values.shape
    n_rows = len(corners)
    totals = np.zeros((4, n_rows))
    if n_rows and n_cases:
        parents, steps = shared_prefixes(corners)
        chunk = max(128, min(1 << 14, _CHUNK_CELLS // n_rows))
        for start in range(0, n_cases, chunk):
            stop = min(start + chunk, n_cases)
            y = outcome[start:stop]
            membership: Floats = np.ones((1, stop - start))
            for position in range(n_conditions):
                literals = literal_memberships(values[start:stop, position], int(levels[position]))
                membership = np.minimum(membership[parents[position]], literals[steps[position]])
            own = None if weights is None else weights[start:stop]
            totals[0] += _total(membership, own)
            with_negation = np.minimum(membership, 1.0 - y)
            totals[2] += _total(with_negation, own)
            totals[3] += _total(np.minimum(with_negation, y, out=with_negation), own)
            totals[1] += _total(np.minimum(membership, y, out=membership), own)
    return ConfigurationSums(corners, _count_cases(values, corners, levels, weights), *totals)


def _total(memberships: Floats, weights: Floats | None) -> Floats:
    """Return the sum of each row, weighted by case; a matrix product would start threads for nothing."""
    total: Floats = memberships.sum(axis=1) if weights is None else np.einsum("ij,j->i", memberships, weights)
    return total


def _count_cases(
    values: Floats, corners: Ints, levels: Sequence[int], weights: Floats | None
) -> Ints | Floats:
    """Return how many cases, or how much weight, exceed 0.5 in each configuration: those whose own it is."""
    own, on_crossover = assign_corners(values, levels)
    numbers = row_numbers(own[~on_crossover], levels)
    wanted = row_numbers(corners, levels)
    position = np.searchsorted(wanted, numbers)
    found = position < len(wanted)
    found[found] = wanted[position[found]] == numbers[found]
    if weights is None:
        return np.bincount(position[found], minlength=len(corners)).astype(np.int64)
    own_weights = weights[~on_crossover][found]
    return np.bincount(position[found], weights=own_weights, minlength=len(corners)).astype(np.float64)


def shared_prefixes(corners: Ints) -> tuple[list[Ints], list[Ints]]:
    """Return, for each condition, which shorter prefix every prefix extends and with which value."""
    n_rows, n_conditions = corners.shape
    group = np.zeros(n_rows, dtype=np.int64)
    parents: list[Ints] = []
    steps: list[Ints] = []
    for position in range(n_conditions):
        pairs = group * (int(corners[:, position].max()) + 1) + corners[:, position]
        _, first, inverse = np.unique(pairs, return_index=True, return_inverse=True)
        parents.append(group[first])
        steps.append(corners[first, position])
        group = inverse.reshape(-1).astype(np.int64)
    return parents, steps
