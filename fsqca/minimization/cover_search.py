"""The search for minimum covers: counting first, then listing.

Branch on the row with the fewest classes: the first class taken, or the first left out and the second
taken, and so on, so that every cover arises exactly once. At every node classes are restricted to the
rows still uncovered, equal ones are merged, and parts that no class connects are solved apart and
multiplied. A branch is cut where the rows still uncovered need more implicants than are left, and a
class is set aside where taking it would leave too much. Nodes that were met before are remembered, so
counting does not repeat itself, and listing walks only branches that lead to a minimum cover.

Worst case: exponential in the number of rows (minimum set cover), bounded by an amount of work.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from fsqca.minimization.chart_classes import Load, bits, components, only_classes, reduce_rows, sizes
from fsqca.minimization.cover_bounds import Dual
from fsqca.minimization.limits import Limits, OutOfWork

#: The programme is solved again for parts with at least this many classes, once a share of them has gone.
_LP_CLASSES = 40
_LP_SHRINK = 0.8


class Search:
    """Counts and lists minimum covers of one chart, remembering what was counted."""

    def __init__(self, max_work: int, limits: Limits) -> None:
        self.max_work = max_work
        self.limits = limits
        self.work = 0
        self.memory: dict[object, tuple[int, int]] = {}
        self.too_small: dict[object, int] = {}

    def count(self, rows: int, classes: Mapping[int, int], limit: int, dual: Dual) -> tuple[int, int]:
        """Return fewest implicants and the number of such covers; (limit + 1, 0) if more than `limit`."""
        if rows == 0:
            return 0, 1
        if limit <= 0 or dual.bound(rows) > limit:
            return limit + 1, 0
        self.work += effort(rows, classes)
        if self.work > self.max_work:
            raise OutOfWork
        self.limits.check()
        self.limits.show("Models", self.work / self.max_work)
        core, merged, covering, dual = tightened(rows, classes, limit, dual)
        if 0 in covering.values():
            return limit + 1, 0
        key = (core, frozenset(merged.items()))
        if key in self.memory:
            fewest, number = self.memory[key]
            return (fewest, number) if fewest <= limit else (limit + 1, 0)
        if self.too_small.get(key, -1) >= limit:
            return limit + 1, 0
        if sure := only_classes(merged, covering):
            fewest, number = self._count_rest(sure, core, merged, limit, dual)
        elif len(parts := components(core, merged)) > 1:
            fewest, number = self._count_parts(parts, merged, limit, dual)
        else:
            fewest, number = self._count_branches(core, merged, covering, limit, dual)
        if number:
            self.memory[key] = fewest, number
        else:
            self.too_small[key] = max(limit, self.too_small.get(key, -1))
        return fewest, number

    def _count_rest(
        self, sure: list[int], core: int, merged: Mapping[int, int], limit: int, dual: Dual
    ) -> tuple[int, int]:
        if len(sure) > limit:
            return limit + 1, 0
        left = dict(merged)
        certain = math.prod(left.pop(mask) for mask in sure)
        fewest, some = self.count(_beyond(core, sure), left, limit - len(sure), dual)
        return (len(sure) + fewest, certain * some) if some else (limit + 1, 0)

    def _count_parts(
        self, parts: Sequence[int], merged: Mapping[int, int], limit: int, dual: Dual
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
        self, core: int, merged: Mapping[int, int], covering: Mapping[int, int], limit: int, dual: Dual
    ) -> tuple[int, int]:
        best, number = limit, 0
        left = dict(merged)
        for mask in branches(merged, covering):
            load = left.pop(mask)
            fewest, some = self.count(core & ~mask, left, best - 1, dual)
            if some:
                if fewest + 1 < best:
                    best, number = fewest + 1, 0
                number += some * load
        return (best, number) if number else (limit + 1, 0)

    def walk(
        self, rows: int, classes: Mapping[int, tuple[int, ...]], fewest: int, dual: Dual
    ) -> Iterator[list[tuple[int, ...]]]:
        """Yield the covers with exactly `fewest` implicants, as groups of which one member each is taken."""
        if rows == 0:
            if fewest == 0:
                yield []
            return
        if self._least(rows, classes, fewest, dual) != fewest:
            return
        core, merged, covering, dual = tightened(rows, classes, fewest, dual)
        if sure := only_classes(merged, covering):
            groups = [merged.pop(mask) for mask in sure]
            for rest in self.walk(_beyond(core, sure), merged, fewest - len(sure), dual):
                yield groups + rest
            return
        parts = components(core, merged)
        if len(parts) > 1:
            yield from self._walk_parts(parts, merged, fewest, dual)
            return
        left = dict(merged)
        for mask in branches(merged, covering):
            group = left.pop(mask)
            for rest in self.walk(core & ~mask, left, fewest - 1, dual):
                yield [group, *rest]

    def _walk_parts(
        self, parts: Sequence[int], merged: Mapping[int, tuple[int, ...]], fewest: int, dual: Dual
    ) -> Iterator[list[tuple[int, ...]]]:
        if not parts:
            yield []
            return
        first, others = parts[0], parts[1:]
        own = self._least(first, merged, fewest, dual)
        for some in self.walk(first, merged, own, dual):
            for rest in self._walk_parts(others, merged, fewest - own, dual):
                yield some + rest

    def _least(self, rows: int, classes: Mapping[int, tuple[int, ...]], limit: int, dual: Dual) -> int:
        return self.count(rows, sizes(classes), limit, dual)[0]


def _beyond(rows: int, taken: Sequence[int]) -> int:
    """Return the rows that the classes taken leave uncovered."""
    for mask in taken:
        rows &= ~mask
    return rows


def effort(rows: int, classes: Mapping[int, Load]) -> int:
    """Return the work of one node: every class is looked at, and every row is compared with the others."""
    return len(classes) + rows.bit_count() ** 2 // 16


def tightened(
    rows: int, classes: Mapping[int, Load], limit: int, dual: Dual
) -> tuple[int, dict[int, Load], dict[int, int], Dual]:
    """Return rows, classes and bound without what cannot be in a cover with at most `limit` implicants.

    Fewer classes allow a stronger bound, and that sets more classes aside; large problems repeat this while
    it pays.
    """
    core, merged, covering = reduce_rows(rows, dual.affordable(rows, classes, limit))
    while (
        len(merged) >= _LP_CLASSES
        and len(merged) < _LP_SHRINK * dual.n_classes
        and 0 not in covering.values()
    ):
        dual = Dual(core, merged)
        if dual.bound(core) > limit:
            return core, merged, dict.fromkeys(covering, 0), dual
        core, merged, covering = reduce_rows(core, dual.affordable(core, merged, limit))
    return core, merged, covering, dual


def branches(merged: Mapping[int, Load], covering: Mapping[int, int]) -> list[int]:
    """Return the classes over the row with the fewest, the widest class first."""
    masks = list(merged)
    over = min(covering.values(), key=int.bit_count)
    return sorted((masks[position] for position in bits(over)), key=lambda mask: (-mask.bit_count(), mask))


def dive(
    dual: Dual,
    rows: int,
    classes: Mapping[int, tuple[int, ...]],
    left_over: int,
    budget: list[int],
    limits: Limits,
) -> Iterator[list[tuple[int, ...]]]:
    """Yield covers with `left_over` implicants, depth first, until work or time is used up."""
    if rows == 0:
        if left_over == 0:
            yield []
        return
    budget[0] -= effort(rows, classes)
    if budget[0] < 0 or limits.out_of_time or left_over <= 0 or dual.bound(rows) > left_over:
        return
    core, merged, covering, dual = tightened(rows, classes, left_over, dual)
    if 0 in covering.values():
        return
    left = dict(merged)
    for mask in branches(merged, covering):
        group = left.pop(mask)
        for rest in dive(dual, core & ~mask, left, left_over - 1, budget, limits):
            yield [group, *rest]
