"""The values at which cut-offs act.

A cut-off changes a code only where it passes the value of a row: between two neighbouring values every
cut-off gives the same codes. An axis of cut-offs therefore falls into finitely many intervals, its cells,
and what holds in a cell holds for every cut-off in it.

Numpy only: no frames, no names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fsqca._types import Floats, Ints
from fsqca.truth_table.coding import TOLERANCE

#: Values of rows that differ by no more than this differ by rounding, and are one value.
SAME = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class CutOffAxis:
    """The cells of one cut-off.

    Cell 0 is ``[low, values[0]]``, cell j ``(values[j - 1], values[j]]``, and the last one ``(values[-1],
    high]``; it has no end of its own among the values, and is missing where ``values[-1]`` is `high`.

    Attributes
    ----------
    low, high : float
        The least and the highest cut-off that there is. Those of the frequency are whole numbers above 0,
        without an upper end.
    values : ndarray of float, shape (n_values,)
        The values of rows at which the codes change, ascending.
    acts : ndarray of float, shape (n_values,)
        The highest cut-off that each value still passes: the value + 1e-9 for consistency and PRI.
    rank : ndarray of int, shape (n_rows,)
        A row passes the cut-offs of the cells 0 to its rank; -1 for a row that passes none.
    open_low : bool
        Whether `low` itself is no cut-off (the lower cut-off of contradictions).
    """

    low: float
    high: float
    values: Floats
    acts: Floats
    rank: Ints
    open_low: bool = False

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.values) + int(len(self.values) == 0 or self.values[-1] < self.high)

    @property
    def bounds(self) -> Floats:
        """Lower and upper end of each cell, shape (n_cells, 2)."""
        ends = [*self.values.tolist(), self.high][: self.n_cells]
        return np.column_stack([[self.low, *ends[:-1]], ends])

    def cell_of(self, cut_off: float) -> int:
        """Return the cell that a cut-off lies in."""
        return int(np.searchsorted(self.acts, cut_off, side="left"))

    def cut_offs(self) -> Floats:
        """Return one cut-off in each cell: its upper end, shape (n_cells,)."""
        if not np.isfinite(self.high):
            return np.array([*self.values, (self.values[-1] if len(self.values) else self.low) + 1])
        # Where two values lie nearer than the tolerance, a value itself is still passed by the one below.
        lower = np.concatenate([[-np.inf], self.acts[:-1]]) if len(self.acts) else np.empty(0)
        own = np.where(self.values > lower, self.values, self.acts)
        return np.array([*own, self.high][: self.n_cells])

    def text(self, cell: int) -> str:
        """Return a cell as an interval, such as ``(0.712, 0.85]``."""
        return self.span(cell, cell)

    def span(self, first: int, last: int) -> str:
        """Return neighbouring cells as one interval."""
        low, high = self.bounds[first][0], self.bounds[last][1]
        if not np.isfinite(self.high):
            start = int(low) + 1
            if np.isinf(high):
                return f"{start} or more"
            return str(start) if int(high) == start else f"{start} to {int(high)}"
        bracket = "[" if first == 0 and not self.open_low else "("
        return f"{bracket}{low:.6g}, {high:.6g}]"


def fraction_axis(values: Floats, *, low: float | None = None, undefined_passes: bool = False) -> CutOffAxis:
    """Return the cells of a consistency or PRI cut-off.

    Parameters
    ----------
    values : ndarray of float, shape (n_rows,)
        Consistency or PRI of the rows, NaN where undefined.
    low : float, optional
        A lower cut-off that every cut-off has to exceed.
    undefined_passes : bool
        Whether an undefined value passes a cut-off of 0, as an undefined PRI does.
    """
    start = 0.0 if low is None else low
    plain = np.nan_to_num(values, nan=0.0 if undefined_passes else -1.0)
    plain = np.where(np.isnan(values), plain, np.clip(plain, 0.0, 1.0))
    in_play = plain >= 0.0 if low is None else plain > low + SAME
    distinct, group = _grouped(plain[in_play])
    rank = np.full(len(values), -1, dtype=np.int64)
    rank[in_play] = group
    high = distinct >= 1.0 - TOLERANCE
    # What comes within the tolerance of 1 passes every cut-off.
    values_in_play = np.where(high, 1.0, distinct)
    if high.sum() > 1:
        keep = int(np.flatnonzero(high)[0])
        rank = np.minimum(rank, keep)
        values_in_play = values_in_play[: keep + 1]
    return CutOffAxis(start, 1.0, values_in_play, _highest_passed(values_in_play), rank, low is not None)


def frequency_axis(n: Floats) -> CutOffAxis:
    """Return the cells of the frequency cut-off, a whole number of at least 1."""
    # Sums of weights carry a rounding error: ten times 0.1 passes a cut-off of 1, as in coding.
    whole = np.floor(n + TOLERANCE)
    distinct, group = _grouped(whole[whole >= 1])
    rank = np.full(len(n), -1, dtype=np.int64)
    rank[whole >= 1] = group
    return CutOffAxis(0.0, np.inf, distinct, distinct, rank)


def _grouped(values: Floats) -> tuple[Floats, Ints]:
    """Return the distinct values, ascending, and the position of each value's own among them."""
    if not len(values):
        return np.empty(0), np.empty(0, dtype=np.int64)
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    starts = np.concatenate([[True], np.diff(ordered) > SAME])
    group = np.cumsum(starts) - 1
    position = np.empty(len(values), dtype=np.int64)
    position[order] = group
    last = np.flatnonzero(np.concatenate([starts[1:], [True]]))
    return ordered[last], position


def _highest_passed(values: Floats) -> Floats:
    """Return the highest cut-off that each value passes, as floating-point comparison has it."""
    acts = values + TOLERANCE
    while (high := acts - TOLERANCE > values).any():
        acts[high] = np.nextafter(acts[high], 0.0)
    while (more := np.nextafter(acts, 2.0) - TOLERANCE <= values).any():
        acts[more] = np.nextafter(acts[more], 2.0)
    return np.minimum(acts, 1.0)
