"""Shuffled outcomes run through an analysis: sums of rows, terms and models, and the solutions found.

The memberships in the conditions stay, so that configurations and their numbers of cases stay; the outcome is
shuffled over the cases, and every minimum with it is taken anew. Arrays only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from fsqca._types import Bools, Floats, Ints
from fsqca.metrics import pri_of_sums, ratio
from fsqca.minimization.models import term_memberships
from fsqca.robustness.contributions import numbers_of
from fsqca.robustness.found import Finder, Found
from fsqca.robustness.rerun import ModelSet, Rerun
from fsqca.truth_table.coding import Coding, code_rows

#: Shuffles that are done together, with a random stream of their own.
BLOCK = 250


@dataclass(frozen=True)
class Shuffled:
    """What a block of shuffles gives.

    Attributes
    ----------
    rows : ndarray of float, shape (n_shuffles, n_rows)
        Consistency of each row.
    terms, models : ndarray of float, shape (n_shuffles, n_terms or n_models, 2)
        Consistency and coverage of the observed terms and models.
    solutions : ndarray of float, shape (n_shuffles, 2)
        Consistency and coverage of the solution of each shuffle, NaN where there is none.
    as_good : ndarray of bool, shape (n_shuffles, n_terms)
        Whether the solution of the shuffle has a term as consistent and as covering.
    products : ndarray of float, shape (n_shuffles,)
        The largest product of consistency and coverage of a term of the solution, NaN where there is none.
    """

    rows: Floats
    terms: Floats
    models: Floats
    solutions: Floats
    as_good: Bools
    products: Floats


def shuffles(random: np.random.Generator, number: int, n_cases: int, groups: Ints | None = None) -> Ints:
    """Return the positions of the cases in random order, within groups, shape (number, n_cases)."""
    if groups is None:
        return random.permuted(np.broadcast_to(np.arange(n_cases), (number, n_cases)), axis=1)
    places = np.argsort(groups, kind="stable")
    drawn = np.argsort(groups + random.random((number, n_cases)), axis=1)
    result = np.empty((number, n_cases), dtype=np.int64)
    result[:, places] = drawn
    return result


def overlaps(memberships: Floats, outcomes: Floats, weights: Floats | None) -> Floats:
    """Return the sums of min(m, y) of every set with every outcome, shape (n_outcomes, n_sets).

    Parameters
    ----------
    memberships : ndarray of float, shape (n_sets, n_cases)
    outcomes : ndarray of float, shape (n_outcomes, n_cases)
    weights : ndarray of float, shape (n_cases,), or None
    """
    result = np.empty((len(outcomes), len(memberships)))
    room = np.empty(outcomes.shape)
    for position, own in enumerate(memberships):
        np.minimum(own, outcomes, out=room)
        result[:, position] = room.sum(axis=1) if weights is None else np.einsum("ij,j->i", room, weights)
    return result


def _totals(sets: Floats, weights: Floats | None) -> Floats:
    totals: Floats = sets.sum(axis=1) if weights is None else np.einsum("ij,j->i", sets, weights)
    return totals


@dataclass(frozen=True, eq=False)
class Shuffle:
    """A block of shuffles of one analysis, for :func:`fsqca.robustness.blocks.run_blocks`.

    Attributes
    ----------
    finder : Finder
        The analysis, which remembers the models of every table met.
    rows : ndarray of float, shape (n_rows, n_cases)
        Memberships in the rows with enough cases.
    corners : ndarray of int, shape (n_rows, n_conditions)
    n : ndarray, shape (n_rows,)
    coding : Coding
    terms, models : ndarray of float, shape (n_terms or n_models, n_cases)
        Memberships in the observed terms and models.
    observed : ndarray of float, shape (n_terms, 2)
        Consistency and coverage of the observed terms.
    outcome : ndarray of float, shape (n_cases,)
    weights : ndarray of float, shape (n_cases,), or None
    groups : ndarray of int, shape (n_cases,), or None
    """

    finder: Finder
    rows: Floats
    corners: Ints
    n: Floats | Ints
    coding: Coding
    terms: Floats
    models: Floats
    observed: Floats
    outcome: Floats
    weights: Floats | None
    groups: Ints | None

    def __call__(self, random: np.random.Generator, number: int) -> Shuffled:
        """Return what `number` shuffles give."""
        order = shuffles(random, number, len(self.outcome), self.groups)
        return self.run(self.outcome[order])

    def run(self, outcomes: Floats) -> Shuffled:
        """Return what these outcomes give, shape (n_outcomes, n_cases)."""
        sums = partial(overlaps, outcomes=outcomes, weights=self.weights)
        m, my = _totals(self.rows, self.weights), sums(self.rows)
        consistency = ratio(my, m)
        pri = np.full(consistency.shape, np.nan)
        if self.coding.pri > 0:
            both = overlaps(self.rows, np.minimum(outcomes, 1.0 - outcomes), self.weights)
            pri = pri_of_sums(m, my, both)
        n: Floats = np.broadcast_to(self.n.astype(np.float64), consistency.shape)
        codes = code_rows(n, consistency, pri, self.coding)
        amount = _totals(outcomes, self.weights)
        terms, models = (
            fits(sums(own), _totals(own, self.weights), amount) for own in (self.terms, self.models)
        )
        return Shuffled(consistency, terms, models, *self._solutions(codes, outcomes, amount))

    def _solutions(
        self, codes: npt.NDArray[np.str_], outcomes: Floats, amount: Floats
    ) -> tuple[Floats, Bools, Floats]:
        """Return the fit of the solutions, whether each has a term as good, and its best term."""
        found = np.full((len(outcomes), 2), np.nan)
        products = np.full(len(outcomes), np.nan)
        as_good = np.zeros((len(outcomes), len(self.terms)), dtype=bool)
        distinct, which = self.finder.models_of(self.corners, numbers_of(codes))
        for position, models in enumerate(distinct):
            if not any(models.models):
                continue
            here = np.flatnonzero(which == position)
            terms, whole = memberships_of(self.finder.rerun, models)
            fit = fits(
                overlaps(whole, outcomes[here], self.weights), _totals(whole, self.weights), amount[here]
            )
            found[here] = best(fit)
            fit = fits(
                overlaps(terms, outcomes[here], self.weights), _totals(terms, self.weights), amount[here]
            )
            products[here] = fit.prod(axis=2).max(axis=1)
            if len(self.terms):
                reach: Bools = fit[:, :, None, :] >= self.observed - 1e-12
                as_good[here] = np.any(np.all(reach, axis=3), axis=1)
        return found, as_good, products


def fits(overlap: Floats, sizes: Floats, amount: Floats) -> Floats:
    """Return consistency and coverage, shape (n_outcomes, n_sets, 2)."""
    return np.stack([ratio(overlap, sizes), ratio(overlap, amount[:, None])], axis=2)


def best(fit: Floats) -> Floats:
    """Return consistency and coverage of the model with the largest product of both, one per outcome.

    The same rule holds for the observed outcome and for shuffled ones, so that ties favour neither.
    """
    score = np.nan_to_num(fit.prod(axis=2), nan=-1.0).round(12)
    chosen: Floats = fit[np.arange(len(fit)), score.argmax(axis=1)]
    return chosen


def memberships_of(rerun: Rerun, models: ModelSet | Found) -> tuple[Floats, Floats]:
    """Return the memberships of the cases in the terms and in the models, each shape (n_sets, n_cases)."""
    cubes = sorted(models.terms)
    place = {cube: position for position, cube in enumerate(cubes)}
    terms = np.ascontiguousarray(term_memberships(rerun.table, np.array(cubes, dtype=np.int64)).T)
    ordered = sorted(tuple(sorted(place[cube] for cube in model)) for model in models.models)
    whole = np.stack([terms[list(model)].max(axis=0) for model in ordered])
    return terms, whole
