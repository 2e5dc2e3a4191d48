"""Covers of a prime implicant chart: every smallest one, or every one from which nothing can be taken out.

Minimum covers are counted exactly before they are listed, so their number is known also where it is too
large to list. The work is bounded by a number of steps, and the proof of the size of large charts by
seconds; where a bound is hit the result says so, with proved bounds of the size of a model and the least
number of models.

References
----------
Petrick, S. R. (1956). A direct determination of the irredundant forms of a Boolean function. AFCRC-
TR-56-110.
McCluskey, E. J. (1956). Minimization of Boolean functions. Bell System Technical Journal, 35(6),
1417-1444.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from fsqca._types import Bools
from fsqca.minimization.chart_classes import classes_of, only_classes, reduce_rows
from fsqca.minimization.cover_bounds import LP_ROWS, Dual, greedy_cover, proved_size
from fsqca.minimization.cover_search import OutOfWork, Search, dive
from fsqca.minimization.hitting_sets import iterate_hitting_sets

#: Work of the search before it stops and says so (see `cover_search.effort`): some ten seconds.
MAX_WORK = 1_000_000
#: Irredundant covers (of classes) walked through before the search stops and says so.
MAX_COVERS = 100_000


@dataclass(frozen=True, slots=True)
class Covers:
    """Covers of a chart.

    Attributes
    ----------
    models : tuple of tuple of int
        Positions of prime implicants, ascending, in lexicographic order of the tuples.
    n_models : int
        Number of models, listed or not; the least number known where `exact` is False.
    exact : bool
        Whether `n_models` is exact.
    lower, upper : int
        Proved bounds of the number of implicants in a minimum model; equal where it is proved.
    """

    models: tuple[tuple[int, ...], ...]
    n_models: int
    exact: bool
    lower: int
    upper: int

    @property
    def complete(self) -> bool:
        """Whether every model is listed."""
        return self.exact and self.n_models == len(self.models)


def minimum_covers(chart: Bools, max_models: int = 1000, max_work: int = MAX_WORK) -> Covers:
    """Return all covers with the fewest prime implicants, at most `max_models` of them listed.

    Parameters
    ----------
    chart : ndarray of bool, shape (n_implicants, n_rows)
        Which implicant covers which positive row; every row must be covered by some implicant.
    max_models : int
        How many models to list. All are counted where the bound on work allows.
    max_work : int
        Bound on the work of the search, see `cover_search.effort`.

    Examples
    --------
    >>> import numpy as np
    >>> chart = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool)
    >>> minimum_covers(chart).models
    ((0, 1), (0, 2), (1, 2))
    """
    sure, core, classes = _without_essential(chart)
    certain = math.prod(len(group) for group in sure)
    dual = Dual(core, classes)
    search = Search(max_work)
    lower, cover = dual.bound(core), greedy_cover(core, classes)
    if lower < len(cover) and core.bit_count() >= LP_ROWS:
        lower, cover = proved_size(core, classes, lower, cover)
    counts = {mask: len(group) for mask, group in classes.items()}
    try:
        fewest, number = search.count(core, counts, len(cover), dual)
    except OutOfWork:
        groups, number = _found_on_the_way(dual, core, classes, cover, max_models, max_work)
        found = _expanded((sure + own for own in groups), max_models)
        bounds = len(sure) + lower, len(sure) + len(cover)
        return Covers(tuple(sorted(found)), certain * number, False, *bounds)
    search.max_work = sys.maxsize  # what was counted is only looked up again
    found = _expanded((sure + own for own in search.walk(core, classes, fewest, dual)), max_models)
    size = len(sure) + fewest
    return Covers(tuple(sorted(found)), certain * number, True, size, size)


def irredundant_covers(chart: Bools, max_models: int = 1000, max_covers: int = MAX_COVERS) -> Covers:
    """Return all covers from which no prime implicant can be taken out, of any size.

    These are the minimal hitting sets of the rows' sets of implicants. At most `max_models` are listed; the
    number is exact where all could be walked through.
    """
    classes = classes_of(chart)
    masks = list(classes)
    edges = [sum(1 << i for i, mask in enumerate(masks) if mask >> row & 1) for row in range(chart.shape[1])]
    found: list[tuple[int, ...]] = []
    number = 0
    exact = True
    smallest = chart.shape[0]
    for steps, chosen in enumerate(iterate_hitting_sets(edges), start=1):
        if steps > max_covers:
            exact = False
            break
        groups = [classes[masks[i]] for i in range(len(masks)) if chosen >> i & 1]
        smallest = min(smallest, len(groups))
        number += math.prod(len(group) for group in groups)
        if len(found) < max_models:
            found.extend(_expanded([groups], max_models - len(found)))
    ordered = sorted(found, key=lambda model: (len(model), model))
    return Covers(tuple(ordered), number, exact, smallest if exact else 1, smallest)


def _without_essential(chart: Bools) -> tuple[list[tuple[int, ...]], int, dict[int, tuple[int, ...]]]:
    """Return the groups of which every model has a member, and the rows and classes that are left."""
    sure: list[tuple[int, ...]] = []
    rows, classes, covering = reduce_rows((1 << chart.shape[1]) - 1, classes_of(chart))
    if 0 in covering.values():
        raise ValueError("A row of the chart is covered by no prime implicant.")
    while taken := only_classes(classes, covering):
        for mask in taken:
            sure.append(classes.pop(mask))
            rows &= ~mask
        rows, classes, covering = reduce_rows(rows, classes)
    return sure, rows, classes


def _expanded(groups: Iterable[list[tuple[int, ...]]], max_models: int) -> list[tuple[int, ...]]:
    """Return at most `max_models` models, one member taken of each group."""
    found: list[tuple[int, ...]] = []
    for one in groups:
        for model in product(*one):
            if len(found) >= max_models:
                return found
            found.append(tuple(sorted(model)))
    return found


def _found_on_the_way(
    dual: Dual,
    core: int,
    classes: Mapping[int, tuple[int, ...]],
    cover: list[int],
    max_models: int,
    max_work: int,
) -> tuple[list[list[tuple[int, ...]]], int]:
    """Return covers of the size of `cover`, where not all could be counted, and how many models at least."""
    budget = [max_work]
    found: list[list[tuple[int, ...]]] = []
    number = 0
    for groups in dive(dual, core, classes, len(cover), budget):
        found.append(groups)
        number += math.prod(len(group) for group in groups)
        if number > max_models:
            break
    if not found:
        found = [[classes[mask] for mask in cover]]
        number = math.prod(len(group) for group in found[0])
    return found, number
