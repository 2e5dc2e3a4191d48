"""The codes of a truth table as a function of one number: where they are, and where they may change.

One column of memberships, that of a condition or that of the outcome, depends on a number t; everything else
stays. With m the membership of a case in a row, y that in the outcome and c, p the cut-offs, a row is

- consistent where sum(min(m, y) - c m) >= 0, and
- passes the PRI cut-off where sum(min(m, y) - min(m, y, 1 - y) - p (m - min(m, y, 1 - y))) >= 0.

Each summand is, for fixed y, a function of m that rises to m = y and falls from there (or is 0 and then
falls), and for fixed m a function of y that does not fall. Where the membership of a case is monotone in t
between two values of t, its summand lies between bounds that need its two end values only; their sums enclose
the whole row. A row whose bounds have one sign has no root between the two values: that is proved, not
sampled.

Numpy only: no frames, no names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from fsqca._types import Bools, Floats, Ints
from fsqca.metrics import pri_of_sums, ratio
from fsqca.truth_table.coding import (
    CONTRADICTION,
    NEGATIVE,
    POSITIVE,
    REMAINDER,
    TOLERANCE,
    Coding,
)
from fsqca.truth_table.settings import CROSSOVER_STEP, Crossover
from fsqca.truth_table.sums import literal_memberships

Test: TypeAlias = Literal["consistency", "pri", "contradiction"]
#: Numbers held at once: rows x cases.
_BLOCK = 4_000_000


class RefusedError(Exception):
    """There is no truth table at this value; the message says why, and `at` the value where it is known."""

    at: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The table at one value.

    Attributes
    ----------
    own : ndarray of int, shape (n_cases,)
        Row of each case, -1 where it belongs to none.
    n : ndarray of float, shape (n_rows,)
    passes : ndarray of bool, shape (3, n_rows)
        Whether rows in play reach the cut-offs of consistency, PRI and the lower one of contradictions.
    consistency, pri : ndarray of float, shape (n_rows,)
        NaN for rows that are not in play.
    codes : ndarray of str, shape (n_rows,)
    """

    own: Ints
    n: Floats
    passes: Bools
    consistency: Floats
    pri: Floats
    codes: npt.NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class MovingTable:
    """A truth table with one column that depends on a number.

    Attributes
    ----------
    curve : callable
        From the number to the memberships in the moving set, shape (n_cases,); for an outcome to the
        memberships in the whole outcome. May raise :class:`RefusedError`.
    spread : callable or None
        For an outcome that is not monotone in the moving set: how far it may lie beyond its end values.
    values : ndarray of float, shape (n_cases, n_conditions)
        Memberships in the conditions, after the crossover rule; the moving column is not used.
    outcome : ndarray of float, shape (n_cases,)
        Membership in the outcome; not used where the outcome moves.
    weights : ndarray of float, shape (n_cases,), or None
    levels : tuple of int
    column : int or None
        Position of the moving condition, None where the outcome moves.
    coding : Coding
    crossover : the crossover rule
    by_hand : dict of row number to code
    """

    curve: Callable[[float], Floats]
    values: Floats
    outcome: Floats
    weights: Floats | None
    levels: tuple[int, ...]
    column: int | None
    coding: Coding
    crossover: Crossover
    by_hand: dict[int, str] = field(default_factory=dict)
    spread: Callable[[float, float], Floats] | None = None
    #: Made once: corners of all rows that a case can be in, the group of each case, what each row needs.
    corners: Ints = field(init=False, repr=False)
    _group: Ints = field(init=False, repr=False)
    _given: dict[int, str] = field(init=False, repr=False)
    _others: Floats | None = field(init=False, repr=False)
    _w: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        from fsqca.truth_table.sums import observed_corners, row_numbers

        put = object.__setattr__
        two = np.asarray(self.levels) == 2
        fixed = [j for j in range(len(self.levels)) if j != self.column]
        on_crossover = ((self.values[:, fixed] == 0.5) & two[fixed]).any(axis=1)
        corners = np.where(two, self.values > 0.5, self.values)
        if self.column is not None:
            corners[:, self.column] = 0
        corners = np.nan_to_num(corners).astype(np.int64)
        distinct, position = observed_corners(corners[~on_crossover], self.levels)
        group = np.full(len(corners), -1, dtype=np.int64)
        group[~on_crossover] = position
        if self.column is not None:
            n_levels = self.levels[self.column]
            distinct = np.repeat(distinct, n_levels, axis=0)
            distinct[:, self.column] = np.tile(np.arange(n_levels), len(distinct) // n_levels)
        put(self, "corners", distinct)
        put(self, "_group", group)
        numbers = [int(number) for number in row_numbers(distinct, self.levels)]
        put(self, "_given", {i: self.by_hand[n] for i, n in enumerate(numbers) if n in self.by_hand})
        weights = np.ones(len(corners)) if self.weights is None else self.weights
        if self.crossover == "drop":
            weights = np.where(on_crossover, 0.0, weights)
        put(self, "_w", weights)
        put(self, "_others", None)
        if len(distinct) * len(corners) <= 2 * _BLOCK:
            put(self, "_others", self._make_others(np.arange(len(distinct))))

    def _make_others(self, rows: Ints) -> Floats:
        """Return the memberships in rows without the moving condition, shape (n_rows, n_cases)."""
        result = np.ones((len(rows), len(self.values)))
        for j, n_levels in enumerate(self.levels):
            if j != self.column:
                literals = literal_memberships(self.values[:, j], n_levels)
                np.minimum(result, literals[self.corners[rows, j]], out=result)
        return result

    def _in_rows(self, rows: Ints, moving: Floats | None) -> Floats:
        """Return the memberships in rows, shape (n_rows, n_cases)."""
        others = self._make_others(rows) if self._others is None else self._others[rows]
        if self.column is None or moving is None:
            return others
        literals = literal_memberships(moving, self.levels[self.column])
        result: Floats = np.minimum(others, literals[self.corners[rows, self.column]])
        return result

    # ------------------------------------------------------------------ at one value

    def at(self, value: float) -> Snapshot:
        """Return the table at a value, as :func:`fsqca.build_truth_table` makes it there."""
        moving = self.curve(value)
        y = moving if self.column is None else self.outcome
        own, weights = self._group, self._w
        if self.column is not None:
            moving, own, weights = self._assigned(moving)
        inside = own >= 0
        n: Floats = np.bincount(own[inside], weights=weights[inside], minlength=len(self.corners)).astype(
            float
        )
        rows = np.flatnonzero(n >= self.coding.frequency - TOLERANCE)
        consistency, pri = np.full(len(n), np.nan), np.full(len(n), np.nan)
        consistency[rows], pri[rows] = self._fit(rows, moving, y, weights)
        passes = np.zeros((3, len(n)), dtype=bool)
        coding = self.coding
        passes[0] = consistency >= coding.consistency - TOLERANCE
        passes[1] = (pri >= coding.pri - TOLERANCE) | (coding.pri == 0)
        if coding.contradiction is not None:
            passes[2] = consistency >= coding.contradiction - TOLERANCE
        return Snapshot(own, n, passes, consistency, pri, self.coded(n, passes))

    def _assigned(self, moving: Floats) -> tuple[Floats, Ints, Floats]:
        """Return memberships after the crossover rule, the row of each case, and the weights."""
        assert self.column is not None
        n_levels, weights = self.levels[self.column], self._w
        if n_levels > 2:
            level = moving.astype(np.int64)
            if (level >= n_levels).any() or (level < 0).any() or (level != moving).any():
                raise RefusedError("the set would have other values")
            return moving, np.where(self._group < 0, -1, self._group * n_levels + level), weights
        exact = moving == 0.5
        if exact.any():
            if self.crossover == "raise":
                raise RefusedError("a case has a membership of exactly 0.5, which crossover='raise' refuses")
            if self.crossover in ("above", "below"):
                step = CROSSOVER_STEP if self.crossover == "above" else -CROSSOVER_STEP
                moving = np.where(exact, 0.5 + step, moving)
                exact = np.zeros_like(exact)
            elif self.crossover == "drop":
                weights = np.where(exact, 0.0, weights)
        own = np.where((self._group < 0) | exact, -1, self._group * 2 + (moving > 0.5))
        return moving, own, weights

    def _fit(self, rows: Ints, moving: Floats, y: Floats, weights: Floats) -> tuple[Floats, Floats]:
        """Return consistency and PRI of rows."""
        sums = np.empty((3, len(rows)))
        step = max(1, _BLOCK // max(1, len(self.values)))
        for start in range(0, len(rows), step):
            part = slice(start, start + step)
            m = self._in_rows(rows[part], moving)
            my = np.minimum(m, y)
            sums[0, part], sums[1, part] = _total(m, weights), _total(my, weights)
            sums[2, part] = _total(np.minimum(my, 1.0 - y), weights)
        return ratio(sums[1], sums[0]), pri_of_sums(sums[0], sums[1], sums[2])

    def coded(self, n: Floats, passes: Bools) -> npt.NDArray[np.str_]:
        """Return the codes of rows with these numbers of cases that pass these cut-offs."""
        codes = np.where(passes[0] & passes[1], POSITIVE, NEGATIVE).astype("<U1")
        codes[~passes[0] & passes[2]] = CONTRADICTION
        codes[n < self.coding.frequency - TOLERANCE] = REMAINDER
        for row, code in self._given.items():
            if n[row] > 0:
                codes[row] = code
        return codes

    # ------------------------------------------------------------------ between two values

    @property
    def tests(self) -> list[tuple[Test, float]]:
        """The cut-offs that rows are compared with, each with the least value that passes."""
        coding = self.coding
        found: list[tuple[Test, float]] = [("consistency", coding.consistency - TOLERANCE)]
        if coding.pri > 0:
            found.append(("pri", coding.pri - TOLERANCE))
        if coding.contradiction is not None:
            found.append(("contradiction", coding.contradiction - TOLERANCE))
        return found

    def pairs(self, snapshot: Snapshot) -> Ints:
        """Return what is to be decided, rows in play x tests, shape (n_pairs, 2)."""
        free = snapshot.n >= self.coding.frequency - TOLERANCE
        free[list(self._given)] = False
        rows = np.flatnonzero(free)
        return np.array([(row, test) for row in rows for test in range(len(self.tests))]).reshape(-1, 2)

    def undecided(self, low: float, high: float, pairs: Ints) -> Ints:
        """Return the pairs whose test may change its result between two values that no side change parts."""
        ends = self.curve(low), self.curve(high)
        weights = self._w
        if self.column is None:
            floor, roof = np.minimum(*ends), np.maximum(*ends)
            if self.spread is not None:
                room = self.spread(low, high)
                floor, roof = np.maximum(roof - room, 0.0), np.minimum(floor + room, 1.0)
            ends = floor, roof
        elif self.levels[self.column] == 2:
            always = (ends[0] == 0.5) & (ends[1] == 0.5)
            if always.any() and self.crossover in ("above", "below", "drop"):
                _, _, weights = self._assigned(np.where(always, 0.5, 0.0))
                step = {"above": CROSSOVER_STEP, "below": -CROSSOVER_STEP}.get(self.crossover, 0.0)
                ends = (
                    np.where(always, 0.5 + step, ends[0]),
                    np.where(always, 0.5 + step, ends[1]),
                )
        left = [
            self._open(test, pairs[pairs[:, 1] == test], ends, weights) for test in range(len(self.tests))
        ]
        result: Ints = np.concatenate(left) if left else pairs
        return result

    def _open(self, test: int, pairs: Ints, ends: tuple[Floats, Floats], weights: Floats) -> Ints:
        name, cut = self.tests[test]
        keep = np.zeros(len(pairs), dtype=bool)
        step = max(1, _BLOCK // max(1, len(self.values)))
        for start in range(0, len(pairs), step):
            part = slice(start, start + step)
            rows = pairs[part, 0]
            if self.column is None:
                m = self._in_rows(rows, None)
                low, high = _summand(name, m, ends[0], cut), _summand(name, m, ends[1], cut)
            else:
                first, second = self._in_rows(rows, ends[0]), self._in_rows(rows, ends[1])
                low = np.minimum(
                    _summand(name, first, self.outcome, cut), _summand(name, second, self.outcome, cut)
                )
                top = np.clip(self.outcome, np.minimum(first, second), np.maximum(first, second))
                high = _summand(name, top, self.outcome, cut)
            below, above = _total(low, weights), _total(high, weights)
            slack = 1e-13 * (1.0 + float(weights.sum()))
            constant = above - below <= slack
            keep[part] = (below < slack) & (above > -slack) & ~constant
        return pairs[keep]

    def margin(self, value: float, row: int, test: int) -> float:
        """Return by how much a row passes a test at a value that is no side change; NaN where undefined."""
        moving = self.curve(value)
        y, weights = (moving if self.column is None else self.outcome), self._w
        if self.column is not None:
            moving, _, weights = self._assigned(moving)
        consistency, pri = self._fit(np.array([row]), moving, y, weights)
        name, cut = self.tests[test]
        return float((pri if name == "pri" else consistency)[0]) - cut


def _summand(test: Test, m: Floats, y: Floats, cut: float) -> Floats:
    """Return what each case adds to the margin of a test, times its denominator."""
    my = np.minimum(m, y)
    if test != "pri":
        result: Floats = my - cut * m
        return result
    both = np.minimum(my, 1.0 - y)
    margins: Floats = my - both - cut * (m - both)
    return margins


def _total(memberships: Floats, weights: Floats) -> Floats:
    # A matrix product would start threads for nothing.
    total: Floats = np.einsum("ij,j->i", memberships, weights)
    return total


def lines_of_passes(tests: Sequence[tuple[Test, float]]) -> list[int]:
    """Return the line of :attr:`Snapshot.passes` that belongs to each test."""
    order = ("consistency", "pri", "contradiction")
    return [order.index(name) for name, _ in tests]
