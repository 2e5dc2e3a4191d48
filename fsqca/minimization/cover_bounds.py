"""How many implicants a cover needs at least and at most: linear and integer programmes.

The lower bound is a feasible dual of the covering linear programme: weights on rows of which no class
holds more than 1 in total, so that every class covers at most a weight of 1. It bounds every part of the
rows at once, and tells which classes can be in a cover of a given size (those that leave little enough
weight behind).

References
----------
Balas, E., & Ho, A. (1980). Set covering algorithms using cutting planes, heuristics, and subgradient
optimization.
Mathematical Programming Study, 12, 37-60 (fixing by reduced costs).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, partial, reduce
from operator import or_

import numpy as np

from fsqca._types import Bools, Floats, Words
from fsqca.minimization.chart_classes import MANY, Load, bit_table, bits, words_of
from fsqca.minimization.limits import Limits

#: Cores with at least this many rows are bounded by programmes, smaller ones by a simple rule.
LP_ROWS = 20
#: Seconds given to the integer programme that proves the size of large cores.
PROOF_SECONDS = 10.0
#: Allowance for rounding where sums of weights are compared with whole numbers.
SLACK = 1e-6

#: Classes compared with the others at once.
_CHUNK = 64


class Dual:
    """Weights on rows, no class holding more than 1 in total: a lower bound for every part of the rows."""

    def __init__(self, rows: int, classes: Mapping[int, Load]) -> None:
        self.n_classes = len(classes)
        self._masks = list(classes)
        weights = self._best_weights(list(bits(rows)))
        self.tables = _byte_tables(weights)
        self.rows = list(weights)
        self.weights = np.array(list(weights.values()))
        self.span = (1 << 8 * len(self.tables)) - 1
        self.known: dict[int, float] = {}

    @cached_property
    def widest(self) -> list[int]:
        """The classes that are not part of another."""
        return not_dominated(self._masks)

    def _best_weights(self, own: Sequence[int]) -> dict[int, float]:
        if len(own) < LP_ROWS:
            weights = dict.fromkeys(own, 1.0)
            for mask in self._masks:
                width = mask.bit_count()
                for row in bits(mask):
                    weights[row] = min(weights[row], 1.0 / width)
            return weights
        # A class that is part of another asks nothing more.
        found = covering_weights(chart_matrix(own, self.widest), np.ones(len(own)))
        return dict(zip(own, found.tolist(), strict=True))

    def weight(self, rows: int) -> float:
        """Return the total weight of the rows."""
        known = self.known.get(rows)
        if known is None:
            # Rows beyond the tables have no weight.
            octets = (rows & self.span).to_bytes(len(self.tables), "little")
            known = sum(table[octet] for table, octet in zip(self.tables, octets, strict=True) if octet)
            self.known[rows] = known
        return known

    def bound(self, rows: int) -> int:
        """Return a proved lower bound of the number of implicants that cover the rows."""
        return math.ceil(self.weight(rows) - SLACK)

    def affordable(self, rows: int, classes: Mapping[int, Load], limit: int) -> dict[int, Load]:
        """Return the classes that can be in a cover of the rows with at most `limit` implicants."""
        least = self.weight(rows) - (limit - 1) - SLACK
        if least <= 0:
            return dict(classes)
        if len(classes) >= MANY:
            held = bit_table(classes, self.rows) @ (self.weights * [rows >> row & 1 for row in self.rows])
            pairs = zip(classes.items(), (held >= least).tolist(), strict=True)
            return {mask: load for (mask, load), enough in pairs if enough}
        weight = self.weight
        return {mask: load for mask, load in classes.items() if weight(mask & rows) >= least}


def covering_weights(chart: Floats, wanted: Floats) -> Floats:
    """Return weights on rows, no class holding more than 1 in total, with the largest sum over rows wanted.

    Parameters
    ----------
    chart : ndarray of float, shape (n_classes, n_rows)
        The classes, 1 where one covers a row.
    wanted : ndarray of float, shape (n_rows,)
        1 for rows that count, 0 for others.

    Returns
    -------
    ndarray of float, shape (n_rows,)
        0 everywhere (a bound that says nothing) should the solver fail.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csc_array

    # Without integer variables this is a linear programme, and this door to the solver costs less than the
    # other.
    matrix = csc_array(chart)
    solved = milp(
        -wanted,
        constraints=LinearConstraint(matrix, ub=1.0),
        bounds=Bounds(0, 1),
        options={"presolve": False},
    )
    if solved.x is None:
        return np.zeros(chart.shape[1])
    weights = np.maximum(solved.x, 0.0)
    # Rounding in the solver must not make the bound invalid.
    weights /= max(1.0, float((matrix @ weights).max()))
    return np.asarray(weights)


def _byte_tables(weights: Mapping[int, float]) -> list[list[float]]:
    """Return for every eight rows the total weight of each of their 256 subsets."""
    tables: list[list[float]] = []
    for start in range(0, max(weights, default=-1) + 1, 8):
        table = [0.0]
        for row in range(start, start + 8):
            own = weights.get(row, 0.0)
            table += [total + own for total in table]
        tables.append(table)
    return tables


def chart_matrix(own: Sequence[int], classes: Collection[int]) -> Floats:
    """Return the chart of the classes over the rows `own`, shape (n_classes, n_rows)."""
    return bit_table(classes, own).astype(np.float64)


def greedy_cover(rows: int, classes: Mapping[int, Load]) -> list[int]:
    """Return a cover, by taking the class that covers most of what is left; none of it can be taken out."""
    chosen: list[int] = []
    left = rows
    while left:
        best = max(classes, key=lambda mask: ((mask & left).bit_count(), -mask))
        chosen.append(best)
        left &= ~best
    for mask in list(chosen):
        others = reduce(or_, (other for other in chosen if other != mask), 0)
        if others & rows == rows:
            chosen.remove(mask)
    return chosen


def proved_size(
    rows: int, widest: list[int], lower: int, cover: list[int], limits: Limits
) -> tuple[int, list[int]]:
    """Return a proved lower bound and the smallest cover known, by integer programming.

    Parameters
    ----------
    rows : int
        The rows to cover, as a bit mask.
    widest : list of int
        The classes that are not part of another, as bit masks of rows.
    lower : int
        A lower bound already proved.
    cover : list of int
        A cover already known.
    limits : Limits
        The time that is left.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    seconds = min(PROOF_SECONDS, 0.5 * limits.seconds_left)
    if seconds <= 0:
        return lower, cover
    programme = partial(
        milp,
        np.ones(len(widest)),
        constraints=LinearConstraint(chart_matrix(list(bits(rows)), widest).T, lb=1.0),
        integrality=np.ones(len(widest), dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds},
    )
    solved = limits.aside(programme, "Fewest terms", seconds)
    if solved.x is not None:
        chosen = [widest[position] for position in np.flatnonzero(solved.x > 0.5)]
        covered = 0
        for mask in chosen:
            covered |= mask
        if covered & rows == rows and len(chosen) < len(cover):
            cover = chosen
    if solved.status == 0:
        return len(cover), cover
    if solved.mip_dual_bound is not None and math.isfinite(solved.mip_dual_bound):
        lower = max(lower, math.ceil(solved.mip_dual_bound - SLACK))
    return min(lower, len(cover)), cover


def not_dominated(masks: Sequence[int]) -> list[int]:
    """Return the classes that are not part of another: enough to find the fewest, not to find all models."""
    ordered = sorted(masks, key=lambda mask: (-mask.bit_count(), mask))
    words = words_of(ordered).view(np.uint64)
    left = np.arange(len(ordered))
    kept: list[int] = []
    while len(left):
        # The widest that are left can only be part of one another; what is part of them is not left any more.
        some, left = left[:_CHUNK], left[_CHUNK:]
        inside = parts_of(words[some], words[some])
        some = some[~np.triu(inside, 1).any(axis=0)]
        kept.extend(some.tolist())
        if len(left):
            left = left[~parts_of(words[left], words[some]).any(axis=0)]
    return [ordered[position] for position in kept]


def parts_of(inner: Words, outer: Words) -> Bools:
    """Return which of the inner masks are part of which of the outer ones, shape (n_outer, n_inner)."""
    beyond = inner[None, :, 0] & ~outer[:, None, 0]
    for word in range(1, inner.shape[1]):
        beyond |= inner[None, :, word] & ~outer[:, None, word]
    result: Bools = beyond == 0
    return result
