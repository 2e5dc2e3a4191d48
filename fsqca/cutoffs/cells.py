"""The cells of the space of cut-offs, frequency x consistency x PRI, and the coding in each.

Cut-offs act only where they pass the value of a row. The values of n rows cut each axis into at most n + 1
intervals, and every point of a cell, one interval of each axis, gives the same codes.

Numpy only: no frames, no names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from fsqca._types import Bools, Floats, Ints
from fsqca.truth_table.coding import CONTRADICTION, NEGATIVE, POSITIVE, REMAINDER, TOLERANCE, Coding
from fsqca.truth_table.cutoff_values import CutOffAxis, fraction_axis, frequency_axis

#: Codes as small numbers, in the order of this text.
ORDER = REMAINDER + NEGATIVE + CONTRADICTION + POSITIVE
#: A cell by its position on each axis, and a range of cells of one axis: first and last.
Cell: TypeAlias = tuple[int, int, int]
Span: TypeAlias = tuple[int, int]
#: The cut-offs, in the order of the axes.
AXES = ("frequency", "consistency", "pri")


@dataclass(frozen=True, slots=True, eq=False)
class CellSpace:
    """The cells looked at, and the coding in each.

    Attributes
    ----------
    axes : tuple of CutOffAxis
        Of frequency, consistency and PRI.
    first : tuple of int
        The first cell looked at on each axis.
    coding_of : ndarray of int, shape (n_frequency, n_consistency, n_pri)
        Position of each cell's coding in `codings`.
    codings : ndarray of uint8, shape (n_codings, n_rows)
        Distinct codings, as positions in "?0C1".
    """

    axes: tuple[CutOffAxis, CutOffAxis, CutOffAxis]
    first: tuple[int, int, int]
    coding_of: Ints
    codings: npt.NDArray[np.uint8]

    def cell_of(self, cut_offs: tuple[float, float, float]) -> Cell | None:
        """Return the cell that cut-offs lie in, None for one that was not looked at."""
        place = [
            axis.cell_of(value) - start
            for axis, value, start in zip(self.axes, cut_offs, self.first, strict=True)
        ]
        inside = all(0 <= at < size for at, size in zip(place, self.coding_of.shape, strict=True))
        return (place[0], place[1], place[2]) if inside else None

    def codes(self, coding: int) -> npt.NDArray[np.str_]:
        """Return a coding as codes, shape (n_rows,)."""
        codes: npt.NDArray[np.str_] = np.array(list(ORDER))[self.codings[coding]]
        return codes

    def bounds(self, axis: int) -> Floats:
        """Return lower and upper end of the cells looked at on an axis, shape (n_cells, 2)."""
        start = self.first[axis]
        result: Floats = self.axes[axis].bounds[start : start + self.coding_of.shape[axis]]
        return result

    def cut_offs(self, cell: Cell) -> tuple[int, float, float]:
        """Return one point of a cell: frequency, consistency and PRI cut-offs."""
        points = [
            axis.cut_offs()[start + at] for axis, start, at in zip(self.axes, self.first, cell, strict=True)
        ]
        return int(points[0]), float(points[1]), float(points[2])

    def span(self, axis: int, first: int, last: int) -> str:
        """Return neighbouring cells of an axis as one interval."""
        start = self.first[axis]
        return self.axes[axis].span(start + first, start + last)


def axes_of(
    n: Floats, consistency: Floats, pri: Floats, coding: Coding
) -> tuple[CutOffAxis, CutOffAxis, CutOffAxis]:
    """Return the axes of frequency, consistency and PRI cut-offs of a table's rows."""
    return (
        frequency_axis(n),
        fraction_axis(consistency, low=coding.contradiction),
        fraction_axis(pri, undefined_passes=True),
    )


def cell_ranges(
    axes: tuple[CutOffAxis, CutOffAxis, CutOffAxis], ranges: list[tuple[float, float] | None]
) -> list[Span]:
    """Return the first cell and the one after the last that ranges of cut-offs touch."""
    result = []
    for axis, wanted in zip(axes, ranges, strict=True):
        first, last = (0, axis.n_cells - 1) if wanted is None else map(axis.cell_of, wanted)
        result.append((first, min(last, axis.n_cells - 1) + 1))
    return result


def cell_space(
    axes: tuple[CutOffAxis, CutOffAxis, CutOffAxis],
    consistency: Floats,
    coding: Coding,
    by_hand: dict[int, str],
    within: list[Span],
) -> CellSpace:
    """Return the coding in every cell.

    Parameters
    ----------
    axes : tuple of CutOffAxis
    consistency : ndarray of float, shape (n_rows,)
    coding : Coding
        Whose lower cut-off for contradictions holds everywhere.
    by_hand : dict
        Position of a row -> its code, whatever the cut-offs.
    within : list of tuple
        First cell and the one after the last on each axis.
    """
    ranks = axes[1].rank, axes[2].rank
    free = np.ones(len(consistency), dtype=bool)
    free[list(by_hand)] = False
    failed = np.full(len(consistency), ORDER.index(NEGATIVE), dtype=np.uint8)
    if coding.contradiction is not None:
        failed[consistency >= coding.contradiction - TOLERANCE] = ORDER.index(CONTRADICTION)
    sizes = [stop - start for start, stop in within]
    coding_of = np.empty(sizes, dtype=np.int64)
    known: dict[bytes, int] = {}
    for f, frequency in enumerate(range(*within[0])):
        kept = axes[0].rank >= frequency
        top = _highest_alike(ranks, kept & free, failed == ORDER.index(CONTRADICTION), within[1:])
        distinct, position = np.unique(top, return_inverse=True)
        ids = []
        for cell in distinct.tolist():
            fit, pri = within[1][0] + cell // sizes[2], within[2][0] + cell % sizes[2]
            codes = np.where(ranks[0] >= fit, np.uint8(ORDER.index(NEGATIVE)), failed)
            codes[(ranks[0] >= fit) & (ranks[1] >= pri)] = ORDER.index(POSITIVE)
            codes[~kept] = ORDER.index(REMAINDER)
            for row, code in by_hand.items():
                codes[row] = ORDER.index(code)
            ids.append(known.setdefault(codes.tobytes(), len(known)))
        coding_of[f] = np.array(ids, dtype=np.int64)[position.reshape(sizes[1:])]
    codings = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(len(known), len(consistency))
    starts = tuple(int(ends[0]) for ends in within)
    return CellSpace(axes, (starts[0], starts[1], starts[2]), coding_of, codings)


def _highest_alike(
    ranks: tuple[Ints, Ints], moved: Bools, contradictory: Bools, within: Sequence[tuple[int, int]]
) -> Ints:
    """Return for each cell of a plane, consistency x PRI, the highest cell with the same coding.

    Going up, rows only turn from positive to something else, and from "0" to "C". Two cells with the same
    coding therefore agree with the cell at the higher consistency and the higher PRI of the two, and with
    every cell between: the cells of a coding have a highest one, and steps up to neighbours lead to it.

    Parameters
    ----------
    ranks : tuple of ndarray of int, shape (n_rows,)
        Last cell that each row passes, of consistency and of PRI.
    moved : ndarray of bool, shape (n_rows,)
        Rows whose code the two cut-offs act on: neither remainders nor coded by hand.
    contradictory : ndarray of bool, shape (n_rows,)
        Rows that are coded "C" where their consistency does not pass.
    within : sequence of tuple
        First cell and the one after the last of consistency and of PRI.

    Returns
    -------
    ndarray of int, shape (n_consistency, n_pri)
        Positions in the plane, row by row.
    """
    (fit, fit_end), (pri, pri_end) = within
    n_fit, n_pri = fit_end - fit, pri_end - pri
    # The highest PRI cell at which a step up in consistency changes a code, and the other way round.
    by_fit, by_pri = np.full(n_fit, -1, dtype=np.int64), np.full(n_pri, -1, dtype=np.int64)
    for row in np.flatnonzero(moved):
        own_fit, own_pri = int(ranks[0][row]), int(ranks[1][row])
        if fit <= own_fit < fit_end:
            reach = pri_end if contradictory[row] else own_pri
            by_fit[own_fit - fit] = max(by_fit[own_fit - fit], reach)
        if pri <= own_pri < pri_end:
            by_pri[own_pri - pri] = max(by_pri[own_pri - pri], own_fit)
    by_fit[-1], by_pri[-1] = pri_end, fit_end
    cells = np.arange(n_pri)
    top = np.empty((n_fit, n_pri), dtype=np.int64)
    for c in range(n_fit - 1, -1, -1):
        up = pri + cells > by_fit[c]
        base = np.where(up, top[min(c + 1, n_fit - 1)], c * n_pri + cells) if up.any() else c * n_pri + cells
        stop = up | (fit + c <= by_pri)
        ends = np.minimum.accumulate(np.where(stop, cells, n_pri)[::-1])[::-1]
        top[c] = base[ends]
    return top


def runs_around(region: Bools, cell: Cell) -> list[Span]:
    """Return the first and last cell of the run through a cell along each axis, in a region."""
    result = []
    for axis in range(3):
        line = region[tuple(slice(None) if k == axis else cell[k] for k in range(3))]
        outside = np.flatnonzero(~line)
        before, after = outside[outside < cell[axis]], outside[outside > cell[axis]]
        result.append(
            (
                int(before[-1]) + 1 if len(before) else 0,
                int(after[0]) - 1 if len(after) else len(line) - 1,
            )
        )
    return result


def largest_box(region: Bools, cell: Cell, widths: tuple[Floats, Floats, Floats]) -> list[Span]:
    """Return the box of largest volume that holds a cell and lies in a region: first and last cell per axis.

    Boxes of the same volume are told apart by the number of cells. Every box is looked at: for each range of
    frequencies and of consistencies the range of PRI is as long as it can be.
    """
    f0, c0, p0 = cell
    (f_low, f_high), (c_low, c_high), _ = runs_around(region, cell)
    best: tuple[float, int, list[Span]] = (-1.0, -1, [])
    sums = [np.concatenate([[0.0], np.cumsum(width)]) for width in widths]
    for f1 in range(f0, f_low - 1, -1):
        for f2 in range(f0, f_high + 1):
            plane = np.asarray(region[f1 : f2 + 1].all(axis=0), dtype=bool)
            left, right = _runs(plane[c_low : c_high + 1, p0::-1]), _runs(plane[c_low : c_high + 1, p0:])
            at = c0 - c_low
            # The least reach of all lines from today's outwards, down and up.
            down_left, up_left = np.minimum.accumulate(left[at::-1]), np.minimum.accumulate(left[at:])
            down_right, up_right = np.minimum.accumulate(right[at::-1]), np.minimum.accumulate(right[at:])
            p1 = p0 - np.minimum(down_left[:, None], up_left[None, :]) + 1
            p2 = p0 + np.minimum(down_right[:, None], up_right[None, :]) - 1
            valid = (p1 <= p0) & (p2 >= p0)
            c1 = c0 - np.arange(len(down_left))[:, None]
            c2 = c0 + np.arange(len(up_left))[None, :]
            volume = (
                (sums[0][f2 + 1] - sums[0][f1])
                * (sums[1][c2 + 1] - sums[1][c1])
                * (sums[2][np.minimum(p2 + 1, len(sums[2]) - 1)] - sums[2][p1.clip(0)])
            )
            number = (f2 - f1 + 1) * (c2 - c1 + 1) * (p2 - p1 + 1)
            score = np.where(valid, volume, -1.0)
            top = np.flatnonzero((score >= score.max() - 1e-15).ravel() & valid.ravel())
            if not len(top):
                continue
            i = top[np.argmax(number.ravel()[top])]
            a, b = np.unravel_index(i, score.shape)
            found = (float(score[a, b]), int(number[a, b]))
            if found[0] > best[0] + 1e-15 or (abs(found[0] - best[0]) <= 1e-15 and found[1] > best[1]):
                box = [(f1, f2), (c0 - int(a), c0 + int(b)), (int(p1[a, b]), int(p2[a, b]))]
                best = (*found, box)
    return best[2]


def _runs(lines: Bools) -> Ints:
    """Return how many entries of each line are True from its beginning on."""
    first = np.argmin(lines, axis=1)
    runs: Ints = np.where(lines.all(axis=1), lines.shape[1], first)
    return runs
