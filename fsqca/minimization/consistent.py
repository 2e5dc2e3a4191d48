"""Conjunctions that are consistent enough with the data, whether or not they cover a negative row.

Minimization under a consistency constraint asks of an implicant that it reaches a consistency over all
cases, not that it avoids rows coded negative. The implicants are then the shortest conjunctions of literals
of a positive row that reach it. Consistency neither rises nor falls steadily as literals are added, so
conjunctions are built condition by condition, and a branch is cut only where no longer conjunction in it can
reach the cut-off: each case's membership in a longer one lies between its membership in the longest and in
the present one, and the best of all such memberships bounds the consistency.

Worst case: every conjunction of every positive row, 2^k for each; a time limit ends the search.

References
----------
Dusa, A. (2019). QCA with R. Springer, ch. 8 (the consistency of prime implicants as a constraint).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fsqca._types import Bools, Floats, Ints
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.limits import Limits
from fsqca.truth_table.coding import TOLERANCE
from fsqca.truth_table.sums import literal_memberships

#: Memberships held at once for one batch of conjunctions.
_CELLS = 1 << 21


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    """Conjunctions over the conditions before `column`, their memberships, and the rows that they cover."""

    cubes: Ints
    memberships: Floats
    covers: Bools
    column: int


def consistent_implicants(
    positive: Ints,
    values: Floats,
    outcome: Floats,
    levels: tuple[int, ...],
    cut: float,
    limits: Limits,
    weights: Floats | None = None,
) -> tuple[Ints, bool]:
    """Return the shortest conjunctions of literals of a positive row that reach a consistency.

    Parameters
    ----------
    positive : ndarray of int, shape (p, k)
        Positive configurations.
    values : ndarray of float, shape (n, k)
        Memberships of the cases in the conditions, or values of multi-value conditions.
    outcome : ndarray of float, shape (n,)
    levels : tuple of int, length k
    cut : float
        The consistency to reach, in (0, 1].
    limits : Limits
    weights : ndarray of float, shape (n,), optional
        A weight per case.

    Returns
    -------
    cubes : ndarray of int, shape (m, k)
        Conjunctions of at least one literal that reach the cut-off and of which no part does.
    complete : bool
        Whether these are all.
    """
    n_conditions = positive.shape[1]
    literals = [literal_memberships(values[:, column], levels[column]) for column in range(n_conditions)]
    lowest = _lowest(positive, literals)
    ones = np.ones(len(outcome)) if weights is None else weights
    start = _Batch(
        np.full((1, n_conditions), _cubes.FREE, dtype=np.int64),
        np.ones((1, len(outcome))),
        np.ones((1, len(positive)), dtype=bool),
        0,
    )
    stack = [start]
    found: list[Ints] = []
    size = max(1, _CELLS // max(1, len(outcome)))
    while stack:
        if limits.out_of_time:
            return _shortest(found, n_conditions), False
        batch = stack.pop()
        if batch.column == n_conditions:
            continue
        longer = _longer(batch, positive, literals)
        passing = _consistency(longer.memberships, outcome, ones) >= cut - TOLERANCE
        passing &= (longer.cubes != _cubes.FREE).any(axis=1)
        found.append(longer.cubes[passing])
        # The longest conjunction to come has a literal of each condition that is left.
        least = np.minimum(longer.memberships, lowest[longer.column])
        best = np.clip(outcome, least, longer.memberships)
        alive = ~passing & (_consistency(best, outcome, ones) >= cut - TOLERANCE)
        which = np.flatnonzero(alive)
        for first in range(0, len(which), size):
            some = which[first : first + size]
            stack.append(
                _Batch(longer.cubes[some], longer.memberships[some], longer.covers[some], longer.column)
            )
    return _shortest(found, n_conditions), True


def _longer(batch: _Batch, positive: Ints, literals: list[Floats]) -> _Batch:
    """Return the conjunctions without and with each literal of the next condition that a row has."""
    column = batch.column
    parts = [(batch.cubes, batch.memberships, batch.covers)]
    for value in np.unique(positive[:, column]).tolist():
        covers = batch.covers & (positive[:, column] == value)
        some = covers.any(axis=1)
        cubes = batch.cubes[some]
        cubes[:, column] = value
        parts.append((cubes, np.minimum(batch.memberships[some], literals[column][value]), covers[some]))
    cubes, memberships, covered = (np.concatenate(part) for part in zip(*parts, strict=True))
    return _Batch(cubes, memberships, covered, column + 1)


def _lowest(positive: Ints, literals: list[Floats]) -> Floats:
    """Return the lowest membership of each case in the literals of positive rows from each condition on."""
    lowest = np.ones((len(literals) + 1, literals[0].shape[1]))
    for column in range(len(literals) - 1, -1, -1):
        own = literals[column][np.unique(positive[:, column])].min(axis=0)
        lowest[column] = np.minimum(lowest[column + 1], own)
    return lowest


def _consistency(memberships: Floats, outcome: Floats, ones: Floats) -> Floats:
    """Return sum min(x, y) / sum x of each line; -1 where it is not defined, which reaches no cut-off."""
    total = memberships @ ones
    common = np.minimum(memberships, outcome) @ ones
    result: Floats = np.divide(common, total, out=np.full(len(total), -1.0), where=total > 0)
    return result


def _shortest(found: list[Ints], n_conditions: int) -> Ints:
    """Return the conjunctions of which no part was found too, in the documented order."""
    cubes = np.concatenate(found) if found else np.empty((0, n_conditions), dtype=np.int64)
    cubes = cubes[_cubes.order(cubes)]
    kept: list[int] = []
    for position in range(len(cubes)):
        shorter = cubes[kept]
        if not ((shorter == _cubes.FREE) | (shorter == cubes[position])).all(axis=1).any():
            kept.append(position)
    return cubes[kept]
