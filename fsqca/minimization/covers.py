"""Covers of a prime implicant chart: every smallest one, or every one from which nothing can be taken out.

Minimum covers are counted exactly before they are listed, so their number is known also where it is too
large to list. The work is bounded by a number of steps, the proof of the size of large charts by seconds,
and all of it by the caller's time limit; where a bound is hit the result says so, with proved bounds of the
size of a model and the least number of models.

Worst case: minimum set cover, exponential in the number of rows.

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
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any, TypeAlias

import numpy as np

from fsqca._types import Bools, Ints
from fsqca.minimization.chart_classes import bits, classes_of, components, only_classes, reduce_rows, sizes
from fsqca.minimization.cover_bounds import Dual, greedy_cover, proved_size
from fsqca.minimization.cover_levels import covers_of_size
from fsqca.minimization.cover_search import Search, dive
from fsqca.minimization.hitting_sets import iterate_hitting_sets
from fsqca.minimization.limits import Limits, OutOfWork

#: Work of the search before it stops and says so (see `cover_search.effort`): some ten seconds.
MAX_WORK = 1_000_000
#: Irredundant covers (of classes) walked through before the search stops and says so.
MAX_COVERS = 100_000

#: Work after which a chart is no easy one.
_FIRST_WORK = 5_000
#: Products listed at least, however few models are asked for: they tell how the models differ.
_PRODUCTS = 1000
#: Share of the time left that counting gets; the rest is for finding some models where it does not suffice.
_COUNTING = 0.8

#: One implicant of each group, whichever: so many models at once. Groups hold positions of implicants.
Product: TypeAlias = "tuple[tuple[int, ...], ...]"


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
    products : tuple of Product
        The same models, and with them those that differ only in equivalent implicants, as products of
        groups: all of them where they were all held, at least as many as models were asked for.
    """

    models: tuple[tuple[int, ...], ...]
    n_models: int
    exact: bool
    lower: int
    upper: int
    products: tuple[Product, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every model is listed."""
        return self.exact and self.n_models == len(self.models)

    def only_one(self) -> Covers:
        """Return these covers where their size is not proved: one, as not more can be said than that."""
        products = tuple(tuple(group[:1] for group in groups) for groups in self.products[:1])
        return replace(self, models=self.models[:1], n_models=1, exact=False, products=products)


def minimum_covers(
    chart: Bools, max_models: int = 1000, max_work: int = MAX_WORK, limits: Limits | None = None
) -> Covers:
    """Return all covers with the fewest prime implicants, at most `max_models` of them listed.

    Parameters
    ----------
    chart : ndarray of bool, shape (n_implicants, n_rows)
        Which implicant covers which positive row; every row must be covered by some implicant.
    max_models : int
        How many models to list. All are counted where the bound on work allows.
    max_work : int
        Bound on the work of the search, see `cover_search.effort`.
    limits : Limits, optional
        The time that is left. Default: no limit.

    Examples
    --------
    >>> import numpy as np
    >>> chart = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool)
    >>> minimum_covers(chart).models
    ((0, 1), (0, 2), (1, 2))
    """
    limits = limits or Limits(progress=False)
    sure, core, classes = _without_essential(chart)
    cover = greedy_cover(core, classes)
    lower = min(1, len(cover))
    own: list[list[tuple[int, ...]]] | None
    try:
        limits.check()
        dual = Dual(core, classes)
        lower = sum(max(1, dual.bound(part)) for part in components(core, classes))
        with limits.part(_COUNTING):
            own, number, lower, cover = _counted(
                core, classes, lower, cover, dual, max_models, max_work, limits
            )
    except OutOfWork:
        own, number = None, 0
    if own is None:
        found = [[classes[mask] for mask in cover]]
        if lower == len(cover) and not limits.out_of_time:
            found = _found_on_the_way(dual, core, classes, cover, max_models, max_work, limits) or found
        bounds = len(sure) + lower, len(sure) + len(cover)
        return _unfinished([[*sure, *groups] for groups in found], bounds, max_models)
    products = tuple((*sure, *groups) for groups in own)
    listed = tuple(sorted(_expanded(products, max_models)))
    size = len(products[0])
    return Covers(listed, math.prod(len(group) for group in sure) * number, True, size, size, products)


def _counted(
    core: int,
    classes: dict[int, tuple[int, ...]],
    lower: int,
    cover: list[int],
    dual: Dual,
    max_models: int,
    max_work: int,
    limits: Limits,
) -> tuple[list[list[tuple[int, ...]]] | None, int, int, list[int]]:
    """Return minimum covers of classes, the number of models, the least size proved, and the smallest cover.

    The covers are all of them, or at least `max_models`; None where they could not be counted. Sizes are
    tried from the lower bound on: by the search, and where it soon has too much to do, level by level. Where
    that is too much too, an integer programme proves the size, and the search is given more work.
    """
    search = Search(min(max_work, _FIRST_WORK), limits)
    counts = sizes(classes)
    number = 0
    apart = len(components(core, classes)) > 1
    try:
        while lower <= len(cover) and not number:
            try:
                number = search.count(core, counts, lower, dual)[1]
            except OutOfWork:
                if apart:
                    break  # parts that no class connects are what the search is good at
                found = covers_of_size(core, classes, lower, dual, limits)
                if found:
                    return found, sum(math.prod(map(len, groups)) for groups in found), lower, cover
            lower += 0 if number else 1
    except OutOfWork:
        pass
    if not number:
        lower, cover = proved_size(core, dual.widest, lower, cover, limits)
        search.max_work = max_work
        try:
            lower, number = search.count(core, counts, len(cover), dual)
        except OutOfWork:
            return None, 0, lower, cover
    search.max_work = sys.maxsize  # what was counted is only looked up again
    search.limits = Limits(progress=False)
    covers = list(islice(search.walk(core, classes, lower, dual), max(_PRODUCTS, max_models)))
    return covers, number, lower, cover


def irredundant_covers(
    chart: Bools, max_models: int = 1000, max_covers: int = MAX_COVERS, limits: Limits | None = None
) -> Covers:
    """Return all covers from which no prime implicant can be taken out, of any size.

    These are the minimal hitting sets of the rows' sets of implicants. At most `max_models` are listed; the
    number is exact where all could be walked through.
    """
    limits = limits or Limits(progress=False)
    classes = classes_of(chart)
    masks = list(classes)
    edges = [sum(1 << i for i, mask in enumerate(masks) if mask >> row & 1) for row in range(chart.shape[1])]
    found: list[tuple[int, ...]] = []
    products: list[Product] = []
    number = 0
    exact = True
    smallest = chart.shape[0]
    for steps, chosen in enumerate(iterate_hitting_sets(edges), start=1):
        if steps > max_covers or (number and limits.out_of_time):
            exact = False
            break
        limits.show("Models", steps / max_covers)
        groups = tuple(classes[masks[i]] for i in bits(chosen))
        smallest = min(smallest, len(groups))
        number += math.prod(len(group) for group in groups)
        if len(found) < max_models:
            products.append(groups)
            found.extend(_expanded([groups], max_models - len(found)))
    ordered = sorted(found, key=lambda model: (len(model), model))
    lower = smallest if exact else 1
    return Covers(tuple(ordered), number, exact, lower, smallest, tuple(products))


def occurrences(chart: Bools, covers: Covers, max_work: int = MAX_WORK) -> Ints | None:
    """Return in how many minimum models each implicant is, listed or not; None where that is too much work.

    Parameters
    ----------
    chart : ndarray of bool, shape (n_implicants, n_rows)
    covers : Covers
        Its minimum covers, counted exactly.
    max_work : int
        Bound on the work of the search.

    Returns
    -------
    ndarray of int or of object (numbers beyond 64 bits), shape (n_implicants,)

    Notes
    -----
    A class of implicants is in as many models as there are minimum covers of the rows that it leaves, with
    one implicant less; each of its members is in as many, as a minimum model has one of a class at most.
    """
    if not covers.exact:
        return None
    result = np.zeros(len(chart), dtype=object)
    if sum(math.prod(map(len, groups)) for groups in covers.products) == covers.n_models:
        for groups in covers.products:
            times = math.prod(map(len, groups))
            for group in groups:
                result[list(group)] += times // len(group)
        return _whole_numbers(result)
    sure, core, classes = _without_essential(chart)
    for group in sure:
        result[list(group)] = covers.n_models // len(group)
    certain = math.prod(len(group) for group in sure)
    fewest = covers.upper - len(sure)
    dual = Dual(core, classes)
    search = Search(max_work, Limits(progress=False))
    counts = sizes(classes)
    try:
        for mask, group in classes.items():
            others = {other: load for other, load in counts.items() if other != mask}
            least, number = search.count(core & ~mask, others, fewest - 1, dual)
            result[list(group)] = certain * number if least == fewest - 1 else 0
    except OutOfWork:
        return None
    return _whole_numbers(result)


def _whole_numbers(result: Any) -> Ints:
    """Return numbers as 64-bit integers where they fit, else as Python's own."""
    fits = max(result.tolist(), default=0) < 2**63
    return result.astype(np.int64) if fits else result  # type: ignore[no-any-return]


def _unfinished(groups: list[list[tuple[int, ...]]], bounds: tuple[int, int], max_models: int) -> Covers:
    """Return covers of the size of the upper bound that were found before a bound of the search was met."""
    products = tuple(map(tuple, groups))
    found = tuple(sorted(_expanded(products, max_models)))
    if bounds[0] < bounds[1]:
        return Covers(found, 0, False, *bounds, products).only_one()
    return Covers(found, sum(math.prod(map(len, one)) for one in products), False, *bounds, products)


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


def _expanded(products: Iterable[Product], max_models: int) -> list[tuple[int, ...]]:
    """Return at most `max_models` models, one member taken of each group."""
    models = (tuple(sorted(model)) for groups in products for model in product(*groups))
    return list(islice(models, max_models))


def _found_on_the_way(
    dual: Dual,
    core: int,
    classes: Mapping[int, tuple[int, ...]],
    cover: list[int],
    max_models: int,
    max_work: int,
    limits: Limits,
) -> list[list[tuple[int, ...]]]:
    """Return covers of the size of `cover`, where not all could be counted."""
    budget = [max_work]
    found: list[list[tuple[int, ...]]] = []
    number = 0
    for groups in dive(dual, core, classes, len(cover), budget, limits):
        found.append(groups)
        number += math.prod(len(group) for group in groups)
        if number > max_models:
            break
    return found
