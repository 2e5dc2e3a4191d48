"""The two scans behind the truth table of a source: which configurations have cases, and their sums.

Each scan is a task that turns a chunk into a part; parts add up, over chunks, partitions and machines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from fsqca._frames import MOST_LEVELS, SCALE_VALUES, Sets
from fsqca._types import Bools, Floats, Ints
from fsqca.sources import Chunk
from fsqca.sources.memberships import Reader
from fsqca.truth_table.settings import CROSSOVER_STEP, Crossover
from fsqca.truth_table.sums import (
    ConfigurationSums,
    assign_corners,
    configuration_sums,
    corners_of_rows,
    observed_corners,
    row_numbers,
)

if TYPE_CHECKING:
    from fsqca.expressions import Expression

#: Values outside the allowed range that are kept to be shown.
SHOWN = 3
#: Up to so many logically possible configurations, those with cases are found by counting.
FEW_CONFIGURATIONS = 1 << 20


@dataclass(frozen=True, eq=False)
class Seen:
    """What the first scan sees of the columns, and the configurations that have cases.

    Attributes
    ----------
    rows, n_cases : int
        Rows read, and cases that are complete and have a weight.
    missing, infinite : ndarray of int, shape (n_columns,)
    incomplete, weightless, bad_weights : int
    fractional : ndarray of bool, shape (n_sets,)
    lowest, highest : ndarray of float, shape (n_sets,)
    left_out : ndarray of float, shape (n_sets,)
        The highest whole number in cases left out for a missing value; see `Taken`.
    below, above : ndarray of int, shape (n_sets,)
        Values below 0, and above 1.
    examples : tuple of (list below 0, list above 1), one per set
    distinct : tuple of frozenset, one per set
        Some of the values, `SCALE_VALUES` at least where there are so many.
    at_half : ndarray of int, shape (n_conditions,)
    crossover : int
        Cases with a membership of exactly 0.5 in a condition.
    corners : ndarray of int, shape (n_rows, n_conditions)
    """

    rows: int
    n_cases: int
    missing: Ints
    infinite: Ints
    incomplete: int
    weightless: int
    bad_weights: int
    fractional: Bools
    lowest: Floats
    highest: Floats
    left_out: Floats
    below: Ints
    above: Ints
    examples: tuple[tuple[list[float], list[float]], ...]
    distinct: tuple[frozenset[float], ...]
    at_half: Ints
    crossover: int
    corners: Ints

    def __add__(self, other: Seen) -> Seen:
        """Return what both parts show."""
        return Seen(
            self.rows + other.rows,
            self.n_cases + other.n_cases,
            self.missing + other.missing,
            self.infinite + other.infinite,
            self.incomplete + other.incomplete,
            self.weightless + other.weightless,
            self.bad_weights + other.bad_weights,
            self.fractional | other.fractional,
            np.minimum(self.lowest, other.lowest),
            np.maximum(self.highest, other.highest),
            np.maximum(self.left_out, other.left_out),
            self.below + other.below,
            self.above + other.above,
            tuple(
                ((low + more_low)[:SHOWN], (high + more_high)[:SHOWN])
                for (low, high), (more_low, more_high) in zip(self.examples, other.examples, strict=True)
            ),
            tuple(
                one if len(one) >= SCALE_VALUES else one | two
                for one, two in zip(self.distinct, other.distinct, strict=True)
            ),
            self.at_half + other.at_half,
            self.crossover + other.crossover,
            _distinct_corners(np.concatenate([self.corners, other.corners])),
        )


@dataclass(frozen=True)
class Look:
    """The first scan."""

    reader: Reader
    n_conditions: int
    crossover: Crossover

    def __call__(self, chunk: Chunk) -> Seen:
        """Return what a chunk shows."""
        taken = self.reader.take(chunk)
        values, n_sets = taken.values, len(self.reader.sets)
        columns = [values[:, place] for place in range(n_sets)]
        some = len(values) > 0
        with np.errstate(invalid="ignore"):
            fractional = np.array([bool((each != np.floor(each)).any()) for each in columns])
        outside = [(each[each < 0], each[each > 1]) for each in columns]
        conditions = values[:, : self.n_conditions]
        half = conditions == 0.5
        on_crossover = half.any(axis=1)
        return Seen(
            rows=len(next(iter(chunk.values()))),
            n_cases=len(values),
            missing=taken.missing,
            infinite=taken.infinite,
            incomplete=taken.incomplete,
            weightless=taken.weightless,
            bad_weights=taken.bad_weights,
            fractional=fractional,
            lowest=np.array([each.min() if some else np.inf for each in columns]),
            highest=np.array([each.max() if some else -np.inf for each in columns]),
            left_out=taken.left_out,
            below=np.array([len(low) for low, _ in outside], dtype=np.int64),
            above=np.array([len(high) for _, high in outside], dtype=np.int64),
            examples=tuple((low[:SHOWN].tolist(), high[:SHOWN].tolist()) for low, high in outside),
            distinct=tuple(
                _some_values(each, bool(part)) for each, part in zip(columns, fractional, strict=True)
            ),
            at_half=half.sum(axis=0),
            crossover=int(on_crossover.sum()),
            corners=self._corners(conditions, half, on_crossover),
        )

    def _corners(self, conditions: Floats, half: Bools, on_crossover: Bools) -> Ints:
        """Return the configurations of the cases; of none where a column is no set."""
        if self.crossover not in ("above", "below") and on_crossover.any():
            conditions = conditions[~on_crossover]
        elif on_crossover.any():
            conditions = np.where(half, 1.0 if self.crossover == "above" else 0.0, conditions)
        # Comparisons with NaN are False, so that nothing undefined gets through.
        if not len(conditions) or not (conditions.min() >= 0 and conditions.max() < MOST_LEVELS):
            return np.empty((0, self.n_conditions), dtype=np.int64)
        levels = np.maximum(2, np.floor(conditions.max(axis=0)) + 1).astype(int)
        # Whether a set of values 0 and 1 here is fuzzy elsewhere makes no difference to a case's corner.
        whole = conditions == np.floor(conditions)
        corners = np.where(whole, conditions, conditions > 0.5).astype(np.int64)
        if levels.astype(float).prod() > FEW_CONFIGURATIONS:
            return observed_corners(corners, levels.tolist())[0]
        # Counting needs no sorting, which would take longer than all else.
        numbers = row_numbers(corners, levels.tolist()).astype(np.int64)
        present = np.flatnonzero(np.bincount(numbers))
        return corners_of_rows(present.tolist(), levels.tolist())


@dataclass(frozen=True, eq=False)
class Kept:
    """The cases of a source, where their ids were asked for.

    Attributes
    ----------
    ids : ndarray of object, shape (n_cases,)
    position : ndarray of int, shape (n_cases,)
        Position of each case's row in the table, -1 for a case that belongs to no configuration.
    membership, outcome : ndarray of float, shape (n_cases,)
        Membership in its own configuration, and in the outcome.
    """

    ids: npt.NDArray[np.object_]
    position: Ints
    membership: Floats
    outcome: Floats

    def __add__(self, other: Kept) -> Kept:
        """Return the cases of both parts, in their order."""
        return Kept(
            np.concatenate([self.ids, other.ids]),
            np.concatenate([self.position, other.position]),
            np.concatenate([self.membership, other.membership]),
            np.concatenate([self.outcome, other.outcome]),
        )


@dataclass(frozen=True, eq=False)
class Totals:
    """What the second scan adds up: the sums, and a few facts about the cases behind them."""

    rows: int
    n_cases: int
    sums: ConfigurationSums
    in_outcome: int
    out_of_outcome: int
    kept: Kept | None

    def __add__(self, other: Totals) -> Totals:
        """Return the totals of both parts."""
        kept = self.kept + other.kept if self.kept is not None and other.kept is not None else None
        return Totals(
            self.rows + other.rows,
            self.n_cases + other.n_cases,
            self.sums + other.sums,
            self.in_outcome + other.in_outcome,
            self.out_of_outcome + other.out_of_outcome,
            kept,
        )


@dataclass(frozen=True)
class Prepare:
    """From a chunk to checked memberships after the rule for exactly 0.5; shared by all later scans."""

    reader: Reader
    n_conditions: int
    crossover: Crossover
    fuzzy: tuple[bool, ...]
    levels: tuple[int, ...]
    outcome: Expression

    def __call__(self, chunk: Chunk) -> tuple[Floats, Floats, Floats | None, Any]:
        """Return conditions (n_cases, n_conditions), outcome, weights and ids of the cases of a chunk."""
        taken = self.reader.take(chunk)
        used = [self.reader.sets.index(name) for name in self.outcome.used]
        sets = Sets(
            self.outcome.used,
            taken.values[:, used],
            pd.RangeIndex(len(taken.values)),
            tuple(self.fuzzy[place] for place in used),
            tuple(self.levels[place] for place in used),
            (),
        )
        y = self.outcome.evaluate_terms(sets).max(axis=1)
        conditions = taken.values[:, : self.n_conditions]
        weights, ids = taken.weights, taken.ids
        half = conditions == 0.5
        if self.crossover in ("above", "below"):
            step = CROSSOVER_STEP if self.crossover == "above" else -CROSSOVER_STEP
            conditions = np.where(half, 0.5 + step, conditions)
        elif self.crossover == "drop" and half.any():
            stay = ~half.any(axis=1)
            conditions, y = conditions[stay], y[stay]
            weights = None if weights is None else weights[stay]
            ids = None if ids is None else ids[stay]
        return conditions, y, weights, ids


@dataclass(frozen=True)
class AddUp:
    """The second scan: the sums of the configurations that have cases, or of any others."""

    prepare: Prepare
    corners: Ints

    def __call__(self, chunk: Chunk) -> Totals:
        """Return the totals of a chunk."""
        conditions, y, weights, ids = self.prepare(chunk)
        levels = self.prepare.levels[: self.prepare.n_conditions]
        return Totals(
            rows=len(next(iter(chunk.values()))),
            n_cases=len(y),
            sums=configuration_sums(conditions, y, self.corners, levels, weights),
            in_outcome=int((y > 0.5).sum()),
            out_of_outcome=int((y < 0.5).sum()),
            kept=None if ids is None else self._kept(conditions, y, ids, levels),
        )

    def _kept(self, conditions: Floats, y: Floats, ids: Any, levels: tuple[int, ...]) -> Kept:
        own, on_crossover = assign_corners(conditions, levels)
        position = np.searchsorted(row_numbers(self.corners, levels), row_numbers(own, levels))
        two_valued = np.asarray(levels) == 2
        literals = np.where(two_valued, np.where(own == 1, conditions, 1.0 - conditions), 1.0)
        return Kept(ids, np.where(on_crossover, -1, position).astype(np.int64), literals.min(axis=1), y)


def _some_values(column: Floats, fractional: bool) -> frozenset[float]:
    """Return some values of a set of whole numbers, `SCALE_VALUES` at least where there are so many."""
    found: set[float] = set()
    rest = np.empty(0) if fractional else column
    while len(rest) and len(found) < SCALE_VALUES:
        found.add(float(rest[0]))
        rest = rest[rest != rest[0]]
        if np.isnan(rest[:1]).any():
            break
    return frozenset(found)


def _distinct_corners(corners: Ints) -> Ints:
    if not len(corners):
        return corners
    levels = np.maximum(2, corners.max(axis=0) + 1)
    return observed_corners(corners, levels.tolist())[0]
