"""Minimum covers: the smallest sets of prime implicants that cover every positive row, counted and listed.

1. Prime implicants that cover the same rows are one class; a model count is then a product of class sizes,
and nothing needs
   listing to be counted.
2. A row whose covering classes include those of another row is covered whenever the other is, and is set
aside. 3. Branch on the row with the fewest classes: the first class taken, or the first left out and the
second taken, and so on, so
   that every cover arises exactly once. At every node classes are restricted to the rows still uncovered,
   equal ones are merged, and independent parts are solved apart and multiplied.
4. A branch is cut where the rows still uncovered need more implicants than are left, and a class is set aside
where taking it
   would leave too much. The bound is the dual of the covering linear programme: weights on rows of which no
   class holds more than 1 in total. The fewest implicants of large charts are proved beforehand by integer
   programming.
5. Nodes that were met before are remembered, so counting does not repeat itself, and listing walks only
branches that lead
   to a minimum cover.

Implicants that another dominates are never dropped: they can be part of a tied minimum model.

Worst case: exponential in the number of rows (minimum set cover). The work is bounded by a number of steps,
so the same input gives the same answer on every machine; where the bound is hit the result says so.

References
----------
Petrick, S. R. (1956). A direct determination of the irredundant forms of a Boolean function. AFCRC-TR-56-110.
McCluskey, E. J. (1956). Minimization of Boolean functions. Bell System Technical Journal, 35(6), 1417-1444.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

import numpy as np

from fsqca._types import Bools, Floats
from fsqca.minimization.hitting_sets import iterate_hitting_sets

#: Classes looked at, over all nodes, before the search stops and says so: some ten seconds.
MAX_WORK = 1_000_000
#: Irredundant covers (of classes) walked through before the search stops and says so.
MAX_COVERS = 100_000
#: Cores with at least this many rows are bounded by the linear programme.
_LP_ROWS = 20
#: The programme is solved again for parts with at least this many classes, once a share of the classes has
#: gone.
_LP_CLASSES = 40
_LP_SHRINK = 0.8
#: Seconds given to the integer programme that proves the size of large cores.
_PROOF_SECONDS = 60.0
#: Allowance for rounding where sums of weights are compared with whole numbers.
_SLACK = 1e-6

#: What a class carries: how many implicants are in it (counting), or which (listing).
Load = TypeVar("Load", int, tuple[int, ...])


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


class _OutOfWork(Exception):  # noqa: N818  (never leaves this module)
    """The search met its bound."""


def minimum_covers(chart: Bools, max_models: int = 1000, max_work: int = MAX_WORK) -> Covers:
    """Return all covers with the fewest prime implicants, at most `max_models` of them listed.

    Parameters
    ----------
    chart : ndarray of bool, shape (n_implicants, n_rows)
        Which implicant covers which positive row; every row must be covered by some implicant.
    max_models : int
        How many models to list. All are counted where the bound on work allows.
    max_work : int
        Bound on the work of the search: classes looked at, over all its nodes.

    Examples
    --------
    >>> chart = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool)
    >>> minimum_covers(chart).models
    ((0, 1), (0, 2), (1, 2))
    """
    classes = _classes(chart)
    rows = (1 << chart.shape[1]) - 1
    counts = {mask: len(members) for mask, members in classes.items()}
    core, merged, covering = _reduce(rows, counts)
    if any(over == 0 for over in covering.values()):
        raise ValueError("A row of the chart is covered by no prime implicant.")
    dual = _Dual(core, merged)
    search = _Search(max_work)
    lower, upper = dual.bound(core), len(_greedy(core, merged))
    if lower < upper and core.bit_count() >= _LP_ROWS:
        lower, upper = _proved_size(core, merged, lower, upper)
    try:
        fewest, number = search.count(rows, counts, upper, dual)
    except _OutOfWork:
        return _bounded(dual, rows, classes, lower, upper, max_models, max_work)
    search.max_work = sys.maxsize  # what was counted is only looked up again
    found = _expanded(search.walk(rows, classes, fewest, dual), max_models)
    return Covers(tuple(sorted(found)), number, True, fewest, fewest)


def irredundant_covers(chart: Bools, max_models: int = 1000, max_covers: int = MAX_COVERS) -> Covers:
    """Return all covers from which no prime implicant can be taken out, of any size.

    These are the minimal hitting sets of the rows' sets of implicants. At most `max_models` are listed; the
    number is exact where all could be walked through.
    """
    classes = _classes(chart)
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
            found.extend(_expanded(iter([groups]), max_models - len(found)))
    ordered = sorted(found, key=lambda model: (len(model), model))
    return Covers(tuple(ordered), number, exact, smallest if exact else 1, smallest)


def _classes(chart: Bools) -> dict[int, tuple[int, ...]]:
    """Return the implicants by the rows that they cover: bit mask of rows -> positions of implicants."""
    if chart.shape[1] == 0:
        return {}
    packed = np.packbits(chart, axis=1, bitorder="little")
    distinct, inverse = np.unique(packed, axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    by = np.argsort(inverse, kind="stable")
    bounds = np.searchsorted(inverse[by], np.arange(len(distinct) + 1))
    classes = {
        int.from_bytes(distinct[i].tobytes(), "little"): tuple(by[bounds[i] : bounds[i + 1]].tolist())
        for i in range(len(distinct))
    }
    classes.pop(0, None)
    return dict(sorted(classes.items(), key=lambda item: item[1]))


def _restrict(rows: int, classes: Mapping[int, Load]) -> dict[int, Load]:
    """Return the classes restricted to the rows, equal ones merged."""
    merged: dict[int, Load] = {}
    for mask, load in classes.items():
        part = mask & rows
        if part:
            merged[part] = merged[part] + load if part in merged else load
    return merged


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _reduce(rows: int, classes: Mapping[int, Load]) -> tuple[int, dict[int, Load], dict[int, int]]:
    """Return the rows not covered as a matter of course, the classes on them, and each row's classes."""
    merged = _restrict(rows, classes)
    covering = dict.fromkeys(_bits(rows), 0)
    for position, mask in enumerate(merged):
        bit = 1 << position
        for row in _bits(mask):
            covering[row] |= bit
    kept: list[tuple[int, int]] = []
    for row, over in sorted(covering.items(), key=lambda item: (item[1].bit_count(), item[0])):
        if not any(over & other == other for _, other in kept):
            kept.append((row, over))
    if len(kept) == len(covering):
        return rows, merged, covering
    core = sum(1 << row for row, _ in kept)
    # Restricting to fewer rows can make classes equal, which changes their positions.
    again = _restrict(core, merged)
    return core, again, _covering(core, again)


def _covering(rows: int, classes: Mapping[int, Load]) -> dict[int, int]:
    covering = dict.fromkeys(_bits(rows), 0)
    for position, mask in enumerate(classes):
        bit = 1 << position
        for row in _bits(mask):
            covering[row] |= bit
    return covering


def _components(rows: int, classes: Mapping[int, Load]) -> list[int]:
    """Return the parts of the rows that no class connects."""
    parts: list[int] = []
    for mask in classes:
        joined = mask
        apart: list[int] = []
        for part in parts:
            if part & joined:
                joined |= part
            else:
                apart.append(part)
        parts = [*apart, joined]
    alone = rows
    for part in parts:
        alone &= ~part
    return parts if not alone else [*parts, alone]


class _Dual:
    """Weights on rows, no class holding more than 1 in total: a lower bound for every part of the rows."""

    def __init__(self, rows: int, classes: Mapping[int, Load]) -> None:
        self.n_classes = len(classes)
        self.tables = _byte_tables(_dual_weights(rows, classes))
        self.span = (1 << 8 * len(self.tables)) - 1
        self.known: dict[int, float] = {}

    def weight(self, rows: int) -> float:
        """Return the total weight of the rows."""
        known = self.known.get(rows)
        if known is None:
            # Rows beyond the tables have no weight.
            octets = (rows & self.span).to_bytes(len(self.tables), "little")
            known = sum(table[octet] for table, octet in zip(self.tables, octets, strict=True) if octet)
            self.known[rows] = known
        return known

    def bound(self, rows: int) -> int:
        """Return a proved lower bound of the number of implicants that cover the rows."""
        return math.ceil(self.weight(rows) - _SLACK)

    def affordable(self, rows: int, classes: Mapping[int, Load], limit: int) -> dict[int, Load]:
        """Return the classes that can be in a cover of the rows with at most `limit` implicants."""
        least = self.weight(rows) - (limit - 1) - _SLACK
        if least <= 0:
            return dict(classes)
        weight = self.weight
        return {mask: load for mask, load in classes.items() if weight(mask & rows) >= least}


class _Search:
    """Counts and lists minimum covers of one chart, remembering what was counted."""

    def __init__(self, max_work: int) -> None:
        self.max_work = max_work
        self.work = 0
        self.memory: dict[object, tuple[int, int]] = {}
        self.too_small: dict[object, int] = {}

    def count(self, rows: int, classes: Mapping[int, int], limit: int, dual: _Dual) -> tuple[int, int]:
        """Return fewest implicants and the number of such covers; (limit + 1, 0) if more than `limit`."""
        if rows == 0:
            return 0, 1
        if limit <= 0 or dual.bound(rows) > limit:
            return limit + 1, 0
        self.work += len(classes)
        if self.work > self.max_work:
            raise _OutOfWork
        core, merged, covering, dual = _tightened(rows, classes, limit, dual)
        if 0 in covering.values():
            return limit + 1, 0
        key = (core, frozenset(merged.items()))
        if key in self.memory:
            fewest, number = self.memory[key]
            return (fewest, number) if fewest <= limit else (limit + 1, 0)
        if self.too_small.get(key, -1) >= limit:
            return limit + 1, 0
        parts = _components(core, merged)
        if len(parts) > 1:
            fewest, number = self._count_parts(parts, merged, limit, dual)
        else:
            fewest, number = self._count_branches(core, merged, covering, limit, dual)
        if number:
            self.memory[key] = fewest, number
        else:
            self.too_small[key] = max(limit, self.too_small.get(key, -1))
        return fewest, number

    def _count_parts(
        self, parts: Sequence[int], merged: Mapping[int, int], limit: int, dual: _Dual
    ) -> tuple[int, int]:
        bounds = [max(1, dual.bound(part)) for part in parts]
        total, number, ahead = 0, 1, sum(bounds)
        for part, least in sorted(zip(parts, bounds, strict=True), key=lambda item: item[0].bit_count()):
            ahead -= least
            fewest, some = self.count(part, merged, limit - total - ahead, dual)
            if some == 0:
                return limit + 1, 0
            total += fewest
            number *= some
        return (total, number) if total <= limit else (limit + 1, 0)

    def _count_branches(
        self, core: int, merged: Mapping[int, int], covering: Mapping[int, int], limit: int, dual: _Dual
    ) -> tuple[int, int]:
        best, number = limit, 0
        left = dict(merged)
        for mask in _branches(merged, covering):
            load = left.pop(mask)
            fewest, some = self.count(core & ~mask, left, best - 1, dual)
            if some:
                if fewest + 1 < best:
                    best, number = fewest + 1, 0
                number += some * load
        return (best, number) if number else (limit + 1, 0)

    def walk(
        self, rows: int, classes: Mapping[int, tuple[int, ...]], fewest: int, dual: _Dual
    ) -> Iterator[list[tuple[int, ...]]]:
        """Yield the covers with exactly `fewest` implicants, as groups of which one member each is taken."""
        if rows == 0:
            if fewest == 0:
                yield []
            return
        if self._least(rows, classes, fewest, dual) != fewest:
            return
        core, merged, covering, dual = _tightened(rows, classes, fewest, dual)
        parts = _components(core, merged)
        if len(parts) > 1:
            yield from self._walk_parts(parts, merged, fewest, dual)
            return
        left = dict(merged)
        for mask in _branches(merged, covering):
            group = left.pop(mask)
            for rest in self.walk(core & ~mask, left, fewest - 1, dual):
                yield [group, *rest]

    def _walk_parts(
        self, parts: Sequence[int], merged: Mapping[int, tuple[int, ...]], fewest: int, dual: _Dual
    ) -> Iterator[list[tuple[int, ...]]]:
        if not parts:
            yield []
            return
        first, others = parts[0], parts[1:]
        own = self._least(first, merged, fewest, dual)
        for some in self.walk(first, merged, own, dual):
            for rest in self._walk_parts(others, merged, fewest - own, dual):
                yield some + rest

    def _least(self, rows: int, classes: Mapping[int, tuple[int, ...]], limit: int, dual: _Dual) -> int:
        return self.count(rows, {mask: len(group) for mask, group in classes.items()}, limit, dual)[0]


def _tightened(
    rows: int, classes: Mapping[int, Load], limit: int, dual: _Dual
) -> tuple[int, dict[int, Load], dict[int, int], _Dual]:
    """Return rows, classes and bound without what cannot be in a cover with at most `limit` implicants.

    Fewer classes allow a stronger bound, and that sets more classes aside; large problems repeat this while
    it pays.
    """
    core, merged, covering = _reduce(rows, dual.affordable(rows, classes, limit))
    while (
        len(merged) >= _LP_CLASSES
        and len(merged) < _LP_SHRINK * dual.n_classes
        and 0 not in covering.values()
    ):
        dual = _Dual(core, merged)
        if dual.bound(core) > limit:
            return core, merged, dict.fromkeys(covering, 0), dual
        core, merged, covering = _reduce(core, dual.affordable(core, merged, limit))
    return core, merged, covering, dual


def _branches(merged: Mapping[int, Load], covering: Mapping[int, int]) -> list[int]:
    """Return the classes over the row with the fewest, the widest class first."""
    masks = list(merged)
    over = min(covering.values(), key=int.bit_count)
    return sorted((masks[position] for position in _bits(over)), key=lambda mask: (-mask.bit_count(), mask))


def _byte_tables(weights: Mapping[int, float]) -> list[list[float]]:
    """Return for every eight rows the total weight of each of their 256 subsets."""
    tables: list[list[float]] = []
    for start in range(0, max(weights, default=-1) + 1, 8):
        table = [0.0]
        for row in range(start, start + 8):
            own = weights.get(row, 0.0)
            table += [total + own for total in table]
        tables.append(table)
    return tables


def _greedy(rows: int, classes: Mapping[int, int]) -> list[int]:
    """Return a cover, by taking the class that covers most of what is left."""
    chosen: list[int] = []
    while rows:
        best = max(classes, key=lambda mask: ((mask & rows).bit_count(), -mask))
        chosen.append(best)
        rows &= ~best
    return chosen


def _dual_weights(rows: int, classes: Mapping[int, Load]) -> dict[int, float]:
    """Return weights on rows of which no class holds more than 1 in total (a feasible dual solution)."""
    own = list(_bits(rows))
    if len(own) < _LP_ROWS:
        weights = dict.fromkeys(own, 1.0)
        for mask in classes:
            width = mask.bit_count()
            for row in _bits(mask):
                weights[row] = min(weights[row], 1.0 / width)
        return weights
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    matrix = csr_array(_matrix(own, classes))
    solved = linprog(  # type: ignore[call-overload]  # the stubs do not know of sparse matrices
        -np.ones(len(own)), A_ub=matrix, b_ub=np.ones(len(classes)), bounds=(0, None), method="highs"
    )
    if solved.x is None:
        return dict.fromkeys(own, 0.0)
    weights_found = np.maximum(solved.x, 0.0)
    # Rounding in the solver must not make the bound invalid.
    weights_found /= max(1.0, float((matrix @ weights_found).max()))
    return dict(zip(own, weights_found.tolist(), strict=True))


def _matrix(own: Sequence[int], classes: Mapping[int, Load]) -> Floats:
    """Return the chart of the classes over the rows `own`, shape (n_classes, n_rows)."""
    width = (own[-1] + 8) // 8 if own else 1
    span = (1 << 8 * width) - 1
    packed = np.frombuffer(
        b"".join((mask & span).to_bytes(width, "little") for mask in classes), dtype=np.uint8
    )
    bits = np.unpackbits(packed.reshape(len(classes), width), axis=1, bitorder="little")
    return bits[:, own].astype(np.float64)


def _expanded(groups: Iterator[list[tuple[int, ...]]], max_models: int) -> list[tuple[int, ...]]:
    """Return at most `max_models` models, one member taken of each group."""
    found: list[tuple[int, ...]] = []
    for one in groups:
        for model in product(*one):
            if len(found) >= max_models:
                return found
            found.append(tuple(sorted(model)))
    return found


def _bounded(
    dual: _Dual,
    rows: int,
    classes: Mapping[int, tuple[int, ...]],
    lower: int,
    upper: int,
    max_models: int,
    max_work: int,
) -> Covers:
    """Return what can be said where counting met its bound: the proved size, and models found on the way."""
    core, merged, _ = _reduce(rows, {mask: len(group) for mask, group in classes.items()})
    if lower < upper:
        lower, upper = _proved_size(core, merged, lower, upper)
    budget = [max_work]
    found: list[tuple[int, ...]] = []
    number = 0
    for groups in _dive(dual, rows, classes, upper, budget):
        number += math.prod(len(group) for group in groups)
        if len(found) < max_models:
            found.extend(_expanded(iter([groups]), max_models - len(found)))
        if len(found) >= max_models and number > max_models:
            break
    if not found:
        chosen = _cover_by_programme(core, merged)
        if chosen is not None and len(chosen) == upper:
            groups = [next(classes[mask] for mask in classes if mask & core == part) for part in chosen]
            found = [tuple(sorted(group[0] for group in groups))]
            number = 1
    return Covers(tuple(sorted(set(found))), number, False, lower, upper)


def _proved_size(rows: int, classes: Mapping[int, int], lower: int, upper: int) -> tuple[int, int]:
    """Return proved bounds of the size of a minimum cover by integer programming."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    widest = _not_dominated(classes)
    matrix = _matrix(list(_bits(rows)), widest).T
    solved = milp(
        np.ones(len(widest)),
        constraints=LinearConstraint(matrix, lb=1.0),
        integrality=np.ones(len(widest), dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"time_limit": _PROOF_SECONDS},
    )
    if solved.x is not None:
        upper = min(upper, round(float(np.round(solved.x).sum())))
    if solved.status == 0:
        return upper, upper
    if solved.mip_dual_bound is not None and math.isfinite(solved.mip_dual_bound):
        lower = max(lower, math.ceil(solved.mip_dual_bound - 1e-6))
    return min(lower, upper), upper


def _not_dominated(classes: Mapping[int, Load]) -> dict[int, Load]:
    """Return the classes that are not part of another: enough to find the fewest, not to find all models."""
    kept: dict[int, Load] = {}
    for mask in sorted(classes, key=int.bit_count, reverse=True):
        if not any(mask & other == mask for other in kept):
            kept[mask] = classes[mask]
    return kept


def _cover_by_programme(rows: int, classes: Mapping[int, int]) -> list[int] | None:
    """Return one minimum cover of the core found by integer programming."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    masks = list(_not_dominated(classes))
    solved = milp(
        np.ones(len(masks)),
        constraints=LinearConstraint(_matrix(list(_bits(rows)), dict.fromkeys(masks, 1)).T, lb=1.0),
        integrality=np.ones(len(masks), dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"time_limit": _PROOF_SECONDS},
    )
    return None if solved.x is None else [masks[i] for i in np.flatnonzero(solved.x > 0.5)]


def _dive(
    dual: _Dual, rows: int, classes: Mapping[int, tuple[int, ...]], left_over: int, budget: list[int]
) -> Iterator[list[tuple[int, ...]]]:
    """Yield covers with `left_over` implicants, depth first, until the budget of work is used up."""
    if rows == 0:
        if left_over == 0:
            yield []
        return
    budget[0] -= len(classes)
    if budget[0] < 0 or left_over <= 0 or dual.bound(rows) > left_over:
        return
    core, merged, covering, dual = _tightened(rows, classes, left_over, dual)
    if 0 in covering.values():
        return
    left = dict(merged)
    for mask in _branches(merged, covering):
        group = left.pop(mask)
        for rest in _dive(dual, core & ~mask, left, left_over - 1, budget):
            yield [group, *rest]
