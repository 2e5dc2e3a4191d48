"""What every case adds to the sums behind codes and parameters of fit, and codes and fit from such sums.

Sums add over cases. So the truth table and the fit of any resample, or without a case, are matrix products of
how often each case is in it with what each case adds; the data are passed once. Numpy only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fsqca._types import Floats, Ints
from fsqca.metrics import pri_of_sums, ratio
from fsqca.minimization.cubes import FREE
from fsqca.minimization.models import cube_memberships
from fsqca.truth_table.coding import CODES, Coding, code_rows
from fsqca.truth_table.sums import assign_corners, literal_memberships, row_numbers, shared_prefixes

#: Memberships held at once, so that a chunk of runs stays in the processor's cache.
CHUNK_CELLS = 1 << 17
#: Position of each code in `CODES`; codes travel as small integers.
NUMBER_OF = {code: number for number, code in enumerate(CODES)}
#: A difference of sums that is this small, relative to what is taken away, is rounding and counts as 0.
REST = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class RowSums:
    """Sums of rows in many runs, each of shape (n_runs, n_rows): see :class:`ConfigurationSums`."""

    n: Floats
    m: Floats
    my: Floats
    myn: Floats

    def codes(self, coding: Coding) -> Ints:
        """Return the codes as positions in `CODES`, shape (n_runs, n_rows)."""
        return numbers_of(
            code_rows(self.n, ratio(self.my, self.m), pri_of_sums(self.m, self.my, self.myn), coding)
        )


def numbers_of(codes: npt.NDArray[np.str_]) -> Ints:
    """Return codes as positions in `CODES`."""
    numbers = np.zeros(codes.shape, dtype=np.int64)
    for code, number in NUMBER_OF.items():
        numbers[codes == code] = number
    return numbers


def row_contributions(memberships: Floats, outcome: Floats, own: Floats) -> Floats:
    """Return what each case adds to the sums of rows, shape (n_cases, 4 n_rows): n, m, my and myn.

    Parameters
    ----------
    memberships : ndarray of float, shape (n_cases, n_rows)
    outcome : ndarray of float, shape (n_cases,)
    own : ndarray of float, shape (n_cases, n_rows)
        1 where the case belongs to the row, else 0.
    """
    y = outcome[:, None]
    overlap = np.minimum(memberships, y)
    return np.hstack((own, memberships, overlap, np.minimum(overlap, 1.0 - y)))


def row_sums(totals: Floats) -> RowSums:
    """Return sums of shape (n_runs, 4 n_rows), such as a product with `row_contributions`, by name."""
    return RowSums(*np.split(totals, 4, axis=1))


def weighed(counts: Floats, contributions: Floats) -> Floats:
    """Return the sums of each run, shape (n_runs, n_sums).

    Parameters
    ----------
    counts : ndarray of float, shape (n_runs, n_cases)
        How often each case is in a run, times its weight.
    contributions : ndarray of float, shape (n_cases, n_sums)
    """
    product: Floats = counts @ contributions
    return product


def less_each(total: Floats, contributions: Floats, weights: Floats) -> Floats:
    """Return the total (n_sums,) without each case in turn, shape (n_cases, n_sums)."""
    rest: Floats = total - contributions * weights[:, None]
    rest[np.abs(rest) <= REST * np.abs(total)] = 0.0
    return rest


def run_sums(
    values: Floats, outcome: Floats, corners: Ints, levels: Sequence[int], weights: Floats | None
) -> RowSums:
    """Return the sums of rows where every run has memberships of its own.

    Parameters
    ----------
    values : ndarray of float, shape (n_runs, n_cases, n_conditions)
    outcome : ndarray of float, shape (n_runs, n_cases)
    corners : ndarray of int, shape (n_rows, n_conditions)
        In ascending row number.
    levels : sequence of int, length n_conditions
    weights : ndarray of float, shape (n_runs, n_cases), or None
    """
    n_runs, n_cases, n_conditions = values.shape
    n_rows = len(corners)
    totals = np.zeros((3, n_runs, n_rows))
    if n_rows:
        parents, steps = shared_prefixes(corners)
        chunk = max(1, CHUNK_CELLS // (n_rows * n_cases))
        for start in range(0, n_runs, chunk):
            part = slice(start, min(start + chunk, n_runs))
            y = outcome[part].ravel()
            shape = (n_rows, part.stop - start, n_cases)
            flat = values[part].reshape(-1, n_conditions)
            own = None if weights is None else weights[part]
            membership: Floats = np.ones((1, len(y)))
            for place in range(n_conditions):
                literals = literal_memberships(flat[:, place], int(levels[place]))
                membership = np.minimum(membership[parents[place]], literals[steps[place]])
            totals[0, part] = _by_run(membership, shape, own)
            np.minimum(membership, y, out=membership)
            totals[1, part] = _by_run(membership, shape, own)
            np.minimum(membership, 1.0 - y, out=membership)
            totals[2, part] = _by_run(membership, shape, own)
    return RowSums(_numbers_of_cases(values, corners, levels, weights), *totals)


def _by_run(memberships: Floats, shape: tuple[int, int, int], weights: Floats | None) -> Floats:
    parts = memberships.reshape(shape)
    total: Floats = parts.sum(axis=2).T if weights is None else np.einsum("rbn,bn->br", parts, weights)
    return total


def _numbers_of_cases(values: Floats, corners: Ints, levels: Sequence[int], weights: Floats | None) -> Floats:
    n_runs, n_cases, n_conditions = values.shape
    flat = values.reshape(-1, n_conditions)
    own, on_crossover = assign_corners(flat, levels)
    known = row_numbers(corners, levels)
    numbers = row_numbers(own, levels)
    place = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
    inside = (known[place] == numbers) & ~on_crossover
    run = np.repeat(np.arange(n_runs), n_cases)
    cells = run[inside] * len(corners) + place[inside]
    share = None if weights is None else weights.ravel()[inside]
    counts = np.bincount(cells, weights=share, minlength=n_runs * len(corners))
    return counts.reshape(n_runs, len(corners)).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class FitPlan:
    """The parameters of fit of terms and models as quotients of sums over cases.

    Attributes
    ----------
    cubes : ndarray of int, shape (n_terms, k)
        The distinct terms.
    models : tuple of tuple of int
        The terms of each model, as positions in `cubes`.
    levels : tuple of int
    by_term : bool
        Whether the fit of terms is wanted too, or that of models only.
    """

    cubes: Ints
    models: tuple[tuple[int, ...], ...]
    levels: tuple[int, ...]
    by_term: bool = True

    @classmethod
    def of(
        cls, models: Sequence[Iterable[tuple[int, ...]]], levels: tuple[int, ...], *, by_term: bool = True
    ) -> FitPlan:
        """Return the plan for models given as sequences of terms."""
        place: dict[tuple[int, ...], int] = {}
        members = [tuple(place.setdefault(tuple(cube), len(place)) for cube in model) for model in models]
        cubes = np.array(list(place), dtype=np.int64).reshape(len(place), len(levels))
        return cls(cubes, tuple(members), levels, by_term)

    @property
    def n_sums(self) -> int:
        """Number of sums that a case adds to."""
        return 1 + sum(3 + 4 * len(members) * self.by_term for members in self.models)

    @property
    def labels(self) -> list[tuple[int, int, str]]:
        """Model, place of the term in it (-1 for the model) and measure, in the order of the values."""
        found: list[tuple[int, int, str]] = []
        for number, members in enumerate(self.models):
            if self.by_term:
                measures = ("consistency", "pri", "raw_coverage", "unique_coverage")
                found.extend((number, place, name) for place in range(len(members)) for name in measures)
            found.extend((number, -1, measure) for measure in ("consistency", "pri", "raw_coverage"))
        return found

    def contributions(self, values: Floats, outcome: Floats) -> Floats:
        """Return what each case adds, shape (n_cases, n_sums): that to sum y first, then by model and term.

        Parameters
        ----------
        values : ndarray of float, shape (n_cases, k)
        outcome : ndarray of float, shape (n_cases,)
        """
        x = cube_memberships(values, self.cubes, self.levels)
        y = outcome[:, None]
        overlap = np.minimum(x, y)
        both = np.minimum(overlap, 1.0 - y)
        parts = [y]
        for members in self.models:
            at = list(members)
            if self.by_term:
                parts += [x[:, at], overlap[:, at], both[:, at], _alone(overlap[:, at])]
            # The minimum with y of a maximum is the maximum of the minima.
            parts += [items[:, at].max(axis=1, keepdims=True, initial=0.0) for items in (x, overlap, both)]
        return np.hstack(parts)

    def values(self, sums: Floats) -> Floats:
        """Return the parameters of fit, shape (n_runs, n_values), from sums (n_runs, n_sums)."""
        y = sums[:, :1]
        parts: list[Floats] = []
        at = 1

        def take(width: int) -> Floats:
            nonlocal at
            at += width
            return sums[:, at - width : at]

        for members in self.models:
            width = len(members)
            if self.by_term:
                x, xy, xyn, own = (take(width) for _ in range(4))
                four = [ratio(xy, x), pri_of_sums(x, xy, xyn), ratio(xy, y), ratio(own, y)]
                parts.append(np.stack(four, axis=2).reshape(len(sums), -1))
            x, xy, xyn = (take(1) for _ in range(3))
            parts += [ratio(xy, x), pri_of_sums(x, xy, xyn), ratio(xy, y)]
        return np.hstack(parts) if parts else np.empty((len(sums), 0))


def model_sums(
    planes: Floats,
    outcome: Floats,
    models: Sequence[Iterable[tuple[int, ...]]],
    levels: Sequence[int],
    weights: Floats | None,
) -> Floats:
    """Return the sums of a plan for models alone, shape (n_runs, 1 + 3 n_models), for memberships by run.

    The same as from :meth:`FitPlan.contributions`, for many calls with few runs each.

    Parameters
    ----------
    planes : ndarray of float, shape (n_conditions, n_runs, n_cases)
        Memberships, all defined.
    outcome : ndarray of float, shape (n_runs, n_cases)
    models : sequence of models, each of terms
    levels : sequence of int, length n_conditions
    weights : ndarray of float, shape (n_runs, n_cases), or None
    """
    literals: dict[tuple[int, int], Floats] = {}

    def literal(place: int, value: int) -> Floats:
        if (place, value) not in literals:
            plane = planes[place]
            if levels[place] == 2:
                literals[place, value] = plane if value else 1.0 - plane
            else:
                literals[place, value] = (plane == value).astype(np.float64)
        return literals[place, value]

    columns = [outcome]
    negated = 1.0 - outcome
    for model in models:
        whole = np.zeros(outcome.shape)
        for cube in model:
            term: Floats = np.ones(outcome.shape)
            for place, value in enumerate(cube):
                if value != FREE:
                    term = np.minimum(term, literal(place, value))
            np.maximum(whole, term, out=whole)
        overlap = np.minimum(whole, outcome)
        columns += [whole, overlap, np.minimum(overlap, negated)]
    if weights is None:
        return np.stack([column.sum(axis=1) for column in columns], axis=1)
    return np.stack([(column * weights).sum(axis=1) for column in columns], axis=1)


def _alone(overlap: Floats) -> Floats:
    """Return the part of each overlap that no other term of the model has."""
    n_cases, n_terms = overlap.shape
    if n_terms < 2:
        return overlap
    result = np.zeros_like(overlap)
    cases = np.arange(n_cases)
    top = overlap.argmax(axis=1)
    others = overlap.copy()
    others[cases, top] = 0.0
    result[cases, top] = overlap[cases, top] - others.max(axis=1)
    return result
