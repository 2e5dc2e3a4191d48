"""Shuffled group labels: rows, terms and whole solutions under no difference between groups.

Numpy only, but for the minimizations, one per distinct table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fsqca._types import Floats, Ints
from fsqca.groups.pool import Pool
from fsqca.metrics.additive import ratio
from fsqca.robustness.found import Finder, Found
from fsqca.robustness.rerun import Rerun
from fsqca.truth_table.coding import CODES, code_rows

#: Shuffles at once, and the unit of the random numbers: results do not depend on how the work is cut.
BLOCK = 500
#: Differences below this are rounding; where shuffles are kept in single precision, below SINGLE.
ROUNDING, SINGLE = 1e-9, 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """What each case adds to the sums of every row and term.

    Attributes
    ----------
    rows : ndarray of float, shape (n_cases, 4 * n_rows)
        Count, membership m, min(m, y) and min(m, y, 1 - y) of each row, in four stretches.
    corners : ndarray of int, shape (n_rows, n_conditions)
    terms : ndarray of float, shape (n_cases, 2 * n_terms + 1)
        Membership x and min(x, y) of each term, and y, weighted.
    """

    rows: Floats
    corners: Ints
    terms: Floats

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.corners)

    @property
    def n_terms(self) -> int:
        """Number of terms."""
        return int((self.terms.shape[1] - 1) // 2)


def contributions(pool: Pool, corners: Ints, cubes: Ints) -> Contributions:
    """Return what each case adds to the sums of rows (n_rows, k) and terms (n_terms, k)."""
    m = pool.memberships(corners)
    y = pool.y[:, None]
    my = np.minimum(m, y)
    count = (m > 0.5).astype(np.float64)
    x = pool.memberships(cubes)
    rows = np.concatenate([count, m, my, np.minimum(my, 1.0 - y)], axis=1)
    terms = np.concatenate([x, np.minimum(x, y), y], axis=1)
    if pool.weights is not None:
        rows, terms = rows * pool.weights[:, None], terms * pool.weights[:, None]
    return Contributions(rows, corners, terms)


def row_values(sums: Floats, n_rows: int) -> tuple[Floats, Floats, Floats]:
    """Return count, consistency and PRI of rows from their sums (..., 4 * n_rows)."""
    n, m, my, myn = (sums[..., i * n_rows : (i + 1) * n_rows] for i in range(4))
    below = m - myn
    # What is 0 on paper may be a remnant of rounding.
    pri = ratio(my - myn, np.where(below <= 1e-12 * m, 0.0, below))
    return n, ratio(my, m), pri


def term_values(sums: Floats, n_terms: int) -> tuple[Floats, Floats]:
    """Return consistency and coverage of terms from their sums (..., 2 * n_terms + 1)."""
    x, xy, y = sums[..., :n_terms], sums[..., n_terms : 2 * n_terms], sums[..., -1:]
    return ratio(xy, x), ratio(xy, np.broadcast_to(y, xy.shape))


def contrasts(sums: Floats) -> tuple[Floats, Floats]:
    """Return the sums of the two sides of every contrast, from sums by group (..., n_groups, m).

    Two groups: the first against the second. More: each group against all others together.
    """
    if sums.shape[-2] == 2:
        return sums[..., 0:1, :], sums[..., 1:2, :]
    return sums, sums.sum(axis=-2, keepdims=True) - sums


def shuffled(group: Ints, n: int, seed: np.random.SeedSequence) -> Iterator[Ints]:
    """Yield shuffled labels in blocks, shape (block, n_cases); a block has a seed of its own."""
    blocks = -(-n // BLOCK)
    for number, child in enumerate(seed.spawn(blocks)):
        size = min(BLOCK, n - number * BLOCK)
        rng = np.random.default_rng(child)
        yield rng.permuted(np.broadcast_to(group, (BLOCK, len(group))), axis=1)[:size]


def group_sums(labels: Ints, n_groups: int, values: Floats) -> Floats:
    """Return the sums by group, shape (n_shuffles, n_groups, m), of labels (n_shuffles, n_cases)."""
    made = np.empty((len(labels), n_groups, values.shape[1]))
    for position in range(n_groups):
        made[:, position] = (labels == position).astype(np.float64) @ values
    return made


class Resolver:
    """Solves shuffled groups again and keeps what every distinct solution adds to the sums of a case."""

    def __init__(self, pool: Pool, reruns: list[Rerun], corners: Ints) -> None:
        self.pool = pool
        self.finders = [Finder(rerun) for rerun in reruns]
        self.corners = corners
        self._position: dict[Found, int] = {}
        self._x: list[Floats] = []
        self._xy: list[Floats] = []

    def positions(self, sums: Floats) -> Ints:
        """Return which solution each group has in each shuffle, shape (n_shuffles, n_groups)."""
        n_rows = len(self.corners)
        made = np.empty(sums.shape[:2], dtype=np.int64)
        for at, finder in enumerate(self.finders):
            n, consistency, pri = row_values(sums[:, at], n_rows)
            coding = finder.rerun.table.settings.coding
            texts = code_rows(n.ravel(), consistency.ravel(), pri.ravel(), coding).reshape(n.shape)
            codes = np.zeros(texts.shape, dtype=np.int64)
            for number, code in enumerate(CODES):
                codes[texts == code] = number
            found, which = finder.models_of(self.corners, codes)
            made[:, at] = np.array([self._add(each) for each in found])[which]
        return made

    def _add(self, found: Found) -> int:
        if found not in self._position:
            self._position[found] = len(self._x)
            x, xy = self._memberships(found)
            self._x.append(x)
            self._xy.append(xy)
        return self._position[found]

    def _memberships(self, found: Found) -> tuple[Floats, Floats]:
        """Return the membership of each case in the solution and its overlap, averaged over tied models."""
        x, xy = np.zeros(len(self.pool.y)), np.zeros(len(self.pool.y))
        for model in sorted(sorted(terms) for terms in found.models):
            cubes = np.array(model, dtype=np.int64).reshape(len(model), -1)
            own = self.pool.memberships(cubes).max(axis=1, initial=0.0)
            x += own
            xy += np.minimum(own, self.pool.y)
        number = max(1, len(found.models))
        return x / number, xy / number

    @property
    def n_solutions(self) -> int:
        """How many distinct sets of models were met."""
        return len(self._x)

    def transfer(self, labels: Ints, found: Ints) -> Floats:
        """Return what is lost when solutions cross groups, shape (n_shuffles, 3).

        The mean over ordered pairs of groups of: consistency of a group's own solution in it minus that of
        the other's solution in it; the same for coverage; and, over unordered pairs, the distance of the two
        solutions, 1 - sum min / sum max over all cases.
        """
        weights = np.ones(len(self.pool.y)) if self.pool.weights is None else self.pool.weights
        x_all, xy_all = np.array(self._x) * weights, np.array(self._xy) * weights
        n_groups = len(self.finders)
        consistency = np.empty((len(labels), n_groups, n_groups))
        coverage = np.empty_like(consistency)
        masks = [(labels == target).astype(np.float64) for target in range(n_groups)]
        outcome = self.pool.y * weights
        for source in range(n_groups):
            x, xy = x_all[found[:, source]], xy_all[found[:, source]]
            for target, mask in enumerate(masks):
                sum_xy = np.einsum("ij,ij->i", mask, xy)
                consistency[:, source, target] = ratio(sum_xy, np.einsum("ij,ij->i", mask, x))
                coverage[:, source, target] = ratio(sum_xy, mask @ outcome)
        own_con = np.einsum("bii->bi", consistency)[:, None, :] - consistency
        own_cov = np.einsum("bii->bi", coverage)[:, None, :] - coverage
        apart = ~np.eye(n_groups, dtype=bool)
        return np.stack(
            [
                _mean(own_con[:, apart]),
                _mean(own_cov[:, apart]),
                _mean(self._distances(found, weights)),
            ],
            axis=1,
        )

    def _distances(self, found: Ints, weights: Floats) -> Floats:
        """Return the distance of the solutions of every pair of groups, shape (n_shuffles, n_pairs)."""
        x = np.array(self._x)
        known: dict[tuple[int, int], float] = {}
        n_groups = found.shape[1]
        columns = []
        for one in range(n_groups):
            for other in range(one + 1, n_groups):
                pairs, back = np.unique(np.sort(found[:, [one, other]], axis=1), axis=0, return_inverse=True)
                values = []
                for a, b in pairs.tolist():
                    if (a, b) not in known:
                        together = float(weights @ np.maximum(x[a], x[b]))
                        shared = float(weights @ np.minimum(x[a], x[b]))
                        known[a, b] = 0.0 if a == b else (1.0 - shared / together if together > 0 else np.nan)
                    values.append(known[a, b])
                columns.append(np.array(values)[back.reshape(-1)])
        return np.stack(columns, axis=1)


def _mean(values: Floats) -> Floats:
    """Return the mean of each row over what is defined, NaN where nothing is."""
    known = ~np.isnan(values)
    return ratio(np.where(known, values, 0.0).sum(axis=1), known.sum(axis=1).astype(np.float64))


def p_values(observed: Floats, null: Floats, rounding: float = ROUNDING) -> Floats:
    """Return (b + 1) / (m + 1), b how often a shuffle is at least as large; NaN where observed is undefined.

    `null` is (n_shuffles, ...). A shuffle that is undefined counts as not as large. Numbers closer than
    `rounding` are equal, so that ties, which are the rule in crisp sets, count.
    """
    larger = (null >= observed - rounding).sum(axis=0)
    p = (larger + 1.0) / (len(null) + 1.0)
    return np.where(np.isnan(observed), np.nan, p)


def family_wise(observed: Floats, null: Floats, rounding: float = ROUNDING) -> Floats:
    """Return p-values with control of the family-wise error rate by the step-down maximum (Westfall & Young).

    Each difference is measured in units of its spread under shuffling, so that rows with few cases do not
    drown the others; the observed labels are one of the ways to deal them out and count in the spread.
    `observed` (m,), `null` (n_shuffles, m). Numbers closer than `rounding` are equal.
    """
    usable = ~np.isnan(observed) & ~np.isnan(null).all(axis=0)
    adjusted = np.full(len(observed), np.nan)
    if not usable.any():
        return adjusted
    everything = np.concatenate([observed[None, usable], null[:, usable]])
    spread = np.sqrt(np.nanmean(everything**2, axis=0))
    # No more than rounding: such differences are 0 in every shuffle.
    spread[spread <= rounding] = 1.0
    seen = observed[usable] / spread
    shuffled_values = np.where(np.isnan(null[:, usable]), 0.0, null[:, usable]) / spread
    order = np.argsort(-seen, kind="stable")
    near = rounding / spread[order]
    # Running maximum from the least extreme to the most extreme difference.
    running = np.maximum.accumulate(shuffled_values[:, order[::-1]], axis=1)[:, ::-1]
    larger = (running >= seen[order] - near).sum(axis=0)
    stepped = np.maximum.accumulate((larger + 1.0) / (len(null) + 1.0))
    own = np.empty(len(seen))
    own[order] = stepped
    adjusted[np.flatnonzero(usable)] = own
    return adjusted


def bootstrap_sums(
    group: Ints, n: int, seed: np.random.SeedSequence, values: Floats, n_groups: int
) -> Iterator[Floats]:
    """Yield sums by group of resampled cases, groups keeping their sizes, in blocks (block, n_groups, m)."""
    members = [np.flatnonzero(group == position) for position in range(n_groups)]
    for number, child in enumerate(seed.spawn(-(-n // BLOCK))):
        size = min(BLOCK, n - number * BLOCK)
        rng = np.random.default_rng(child)
        made = np.empty((size, n_groups, values.shape[1]))
        for position, own in enumerate(members):
            counts = rng.multinomial(len(own), np.full(len(own), 1.0 / len(own)), size=BLOCK)[:size]
            made[:, position] = counts.astype(np.float64) @ values[own]
        yield made
