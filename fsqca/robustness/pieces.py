"""From today's value outwards: the pieces in which no code changes, one after the other.

The values at which a case changes sides cut the line into segments. In a segment the rows keep their cases,
and a code changes only at a root of consistency - cut-off or PRI - cut-off. Rows that the bounds of
:mod:`fsqca.robustness.moving_table` cannot decide are looked at again in both halves, down to brackets of
`resolution`; there Brent's method finds each root between two results that differ.

References
----------
Brent, R. P. (1973). Algorithms for Minimization without Derivatives. Prentice-Hall, ch. 4.

Moore, R. E. (1966). Interval Analysis. Prentice-Hall.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from fsqca._types import Floats, Ints
from fsqca.robustness.moving_table import MovingTable, RefusedError, Snapshot, lines_of_passes

#: Brackets that are looked at in one direction at most.
MOST_BRACKETS = 50_000


class UnresolvedError(Exception):
    """The bounds leave too much open; holds the value up to which everything is decided."""

    def __init__(self, at: float) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A stretch of values in which no code changes; see :func:`outwards`.

    Attributes
    ----------
    start, end : float
        From near to far; equal for a single value.
    end_in : bool
        Whether `end` itself belongs to it.
    snapshot : Snapshot
        The table in it.
    """

    start: float
    end: float
    end_in: bool
    snapshot: Snapshot


@dataclass(slots=True)
class Search:
    """How finely is looked, and what was met on the way.

    Attributes
    ----------
    resolution : float
        Brackets narrower than this are not halved again.
    root : float
        Accuracy of a root.
    sampled : bool
        Whether a case may change sides between the values given.
    brackets : int
        Brackets of that width met so far.
    open : list of float
        Brackets of that width in which both ends agree.
    roots : list of float
    """

    resolution: float
    root: float
    sampled: bool = False
    brackets: int = 0
    open: list[float] = field(default_factory=list)
    roots: list[float] = field(default_factory=list)

    def grazes(self) -> tuple[float, ...]:
        """Return where the bounds stay open without a root: a row may touch a cut-off there, and turn back.

        Beside a root the bounds stay open too, in a run of neighbouring brackets; such runs are left out.
        """
        marks = sorted([(at, True) for at in self.open] + [(at, False) for at in self.roots])
        found: list[float] = []
        run: list[tuple[float, bool]] = []
        for mark in [*marks, (np.inf, False)]:
            if run and mark[0] - run[-1][0] > 3 * self.resolution:
                if all(no_root for _, no_root in run):
                    found.append(run[len(run) // 2][0])
                run = []
            run.append(mark)
        return tuple(found)


def outwards(
    table: MovingTable, today: float, stop: float, events: Floats, search: Search
) -> Iterator[Piece]:
    """Yield the pieces from beside today's value to `stop`, the nearest first.

    Parameters
    ----------
    table : MovingTable
    today, stop : float
        `stop` may lie on either side; it belongs to what is looked at.
    events : ndarray of float
        Values at which a case may change sides, in any order.
    search : Search

    Raises
    ------
    RefusedError
        Where there is no table.
    UnresolvedError
        If more than `MOST_BRACKETS` brackets stay open.
    """
    up = stop > today
    inside = np.unique(events[(events > min(today, stop)) & (events < max(today, stop))])
    marks = [*(inside if up else inside[::-1]).tolist(), stop]
    position = today
    for mark in marks:
        # Nearer to a mark than this, a membership beside 0.5 may be 0.5 by rounding.
        room = max(10 * search.root, 16 * float(np.spacing(max(abs(position), abs(mark)))))
        sign = 1 if up else -1
        near, far = position + sign * room, mark - sign * room
        if (far - near) * sign > 0:
            yield from _segment(table, near, far, search)
        try:
            snapshot = table.at(mark)
        except RefusedError as error:
            error.at = mark
            raise
        yield Piece(mark, mark, True, snapshot)
        position = mark


def _segment(table: MovingTable, near: float, far: float, search: Search) -> Iterator[Piece]:
    """Yield the pieces of a segment between two marks."""
    if search.sampled:
        first, last = table.at(near), table.at(far)
        if not np.array_equal(first.own, last.own):
            middle = (near + far) / 2
            if abs(far - near) > 10 * search.root and middle not in (near, far):
                yield from _segment(table, near, middle, search)
                yield from _segment(table, middle, far, search)
            else:
                yield Piece(near, near, True, first)
                yield Piece(far, far, True, last)
            return
    middle, start = (near + far) / 2, near
    for low, high, pairs in _brackets(table, near, far, table.pairs(table.at(middle)), search):
        first, last = table.at(low), table.at(high)
        lines = np.array(lines_of_passes(table.tests))[pairs[:, 1]]
        differ = first.passes[lines, pairs[:, 0]] != last.passes[lines, pairs[:, 0]]
        if not differ.any():
            search.open.append((low + high) / 2)
            continue
        for root, group in _roots(table, low, high, pairs[differ], search):
            rows, tests = group[:, 0], np.array(lines_of_passes(table.tests))[group[:, 1]]
            passing = first.passes[tests, rows]
            after = first.passes.copy()
            after[tests, rows] = ~passing
            # At the root itself every row concerned just passes.
            at_root = first.passes.copy()
            at_root[tests, rows] = True
            search.roots.append(root)
            yield Piece(start, root, bool(passing.all()), _with(table, first, first.passes))
            if passing.any() and not passing.all():
                yield Piece(root, root, True, _with(table, first, at_root))
            first, start = _with(table, last, after), root
    yield Piece(start, far, True, table.at(far))


def _with(table: MovingTable, snapshot: Snapshot, passes: np.ndarray) -> Snapshot:
    return Snapshot(
        snapshot.own,
        snapshot.n,
        passes,
        snapshot.consistency,
        snapshot.pri,
        table.coded(snapshot.n, passes),
    )


def _brackets(
    table: MovingTable, near: float, far: float, pairs: Ints, search: Search
) -> Iterator[tuple[float, float, Ints]]:
    """Yield the brackets in which a test may change its result, the nearest first."""
    waiting = [(near, far, pairs)]
    while waiting:
        low, high, these = waiting.pop()
        these = table.undecided(low, high, these) if len(these) else these
        if not len(these):
            continue
        middle = (low + high) / 2
        if abs(high - low) <= search.resolution or middle in (low, high):
            search.brackets += 1
            if search.brackets > MOST_BRACKETS:
                raise UnresolvedError(low)
            yield low, high, these
            continue
        waiting.append((middle, high, these))
        waiting.append((low, middle, these))


def _roots(
    table: MovingTable, low: float, high: float, pairs: Ints, search: Search
) -> list[tuple[float, Ints]]:
    """Return the roots in a bracket, the nearest first, each with the pairs that change there."""
    from scipy.optimize import brentq

    found = []
    for row, test in pairs.tolist():

        def margin(value: float, row: int = row, test: int = test) -> float:
            return table.margin(value, row, test)

        at_low, at_high = margin(low), margin(high)
        if at_low * at_high < 0:
            root = float(brentq(margin, low, high, xtol=search.root, rtol=4 * np.finfo(float).eps))
        else:
            # An end just passes: a margin of exactly 0, or less than rounding away from it.
            root = low if abs(at_low) <= abs(at_high) else high
        found.append((root, (row, test)))
    found.sort(key=lambda one: abs(one[0] - low))
    groups: list[tuple[float, list[tuple[int, int]]]] = []
    for root, pair in found:
        if groups and abs(root - groups[-1][0]) <= search.root:
            groups[-1][1].append(pair)
        else:
            groups.append((root, [pair]))
    return [(root, np.array(group)) for root, group in groups]


__all__ = ["MOST_BRACKETS", "Piece", "RefusedError", "Search", "UnresolvedError", "outwards"]
