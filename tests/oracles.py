"""Brute force for small truth tables, written to be read rather than to be fast.

Nothing here imports fsqca. A row is a tuple of values, one per condition; a cube is such a tuple in which -1
stands for a condition that is not in the term. Everything is found by enumerating the whole space.

The numbers A10, A15, ... are those of the project's decisions.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

ABSENT = -1

Row = tuple[int, ...]
Cube = tuple[int, ...]
Model = frozenset[Cube]
#: Expected values of a condition, by its position.
Simple = Mapping[int, frozenset[int]]
#: A conjunction of expected values: position of the condition -> values.
Conjunction = Mapping[int, frozenset[int]]

TOLERANCE = 1e-9
NEAR = 0.005


# --- the space ---


def all_rows(levels: Sequence[int]) -> list[Row]:
    """Return every configuration, in row-number order (the last condition varies fastest)."""
    return list(itertools.product(*(range(n) for n in levels)))


def row_number(row: Row, levels: Sequence[int]) -> int:
    """Return 1 + the mixed-radix value of a configuration, the first condition most significant."""
    value = 0
    for digit, n in zip(row, levels, strict=True):
        value = value * n + digit
    return 1 + value


def row_of(number: int, levels: Sequence[int]) -> Row:
    """Return the configuration with this number."""
    rest = number - 1
    digits = []
    for n in reversed(levels):
        rest, digit = divmod(rest, n)
        digits.append(digit)
    return tuple(reversed(digits))


@functools.cache
def _all_cubes(levels: tuple[int, ...]) -> dict[Cube, frozenset[Row]]:
    """Return every cube, (levels + 1)^k of them, with the rows that it covers."""
    rows = all_rows(levels)
    cubes = itertools.product(*(range(-1, n) for n in levels))
    return {cube: frozenset(row for row in rows if covers(cube, row)) for cube in cubes}


def covers(cube: Cube, row: Row) -> bool:
    """Return whether the row has every literal of the cube."""
    return all(literal in (ABSENT, value) for literal, value in zip(cube, row, strict=True))


def covered(model: Iterable[Cube], levels: Sequence[int]) -> frozenset[Row]:
    """Return all rows of the space that at least one of the cubes covers."""
    cubes = _all_cubes(tuple(levels))
    return frozenset().union(*(cubes[cube] for cube in model))


def n_literals(cube: Cube) -> int:
    """Return how many conditions the cube names."""
    return sum(literal != ABSENT for literal in cube)


# --- prime implicants ---


def prime_implicants(on: Iterable[Row], off: Iterable[Cube], levels: Sequence[int]) -> set[Cube]:
    """Return the maximal cubes that cover no row of `off` (rows or cubes) and at least one row of `on`."""
    levels = tuple(levels)
    forbidden = covered(off, levels)
    implicants = {cube: rows for cube, rows in _all_cubes(levels).items() if not rows & forbidden}
    wanted = frozenset(on)
    candidates = {cube: rows for cube, rows in implicants.items() if rows & wanted}
    # A cube in a larger implicant is in a larger candidate, since the larger one covers the same wanted row.
    return {
        cube for cube, rows in candidates.items() if not any(rows < larger for larger in candidates.values())
    }


def term_order(cube: Cube) -> tuple[int, ...]:
    """Return the sort key of A15: fewer literals, then by condition: higher values first, absent last."""
    return (n_literals(cube), *(1 if literal == ABSENT else -literal for literal in cube))


def model_order(model: Model) -> tuple[object, ...]:
    """Return the sort key of models: number of terms, then their terms in order."""
    return (len(model), tuple(sorted(term_order(cube) for cube in model)))


# --- covers ---


def irredundant_covers(columns: Mapping[Cube, frozenset[Row]], positive: Iterable[Row]) -> set[Model]:
    """Return every set of cubes that covers all positive rows and from which no cube can be left out.

    Row by row, each partial cover is extended by every cube that covers the row (Petrick 1956); what contains
    another partial cover is dropped.
    """
    partial: set[Model] = {frozenset()}
    for row in sorted(positive):
        here = [cube for cube, rows in columns.items() if row in rows]
        extended: set[Model] = set()
        for model in partial:
            if any(cube in model for cube in here):
                extended.add(model)
            else:
                extended.update(model | {cube} for cube in here)
        partial = minimal_sets(extended)
    return partial


def minimal_sets(sets: set[Model]) -> set[Model]:
    """Return the sets that contain no other of the sets."""
    kept: list[Model] = []
    for candidate in sorted(sets, key=len):
        if not any(smaller <= candidate for smaller in kept):
            kept.append(candidate)
    return set(kept)


def minimum_covers(columns: Mapping[Cube, frozenset[Row]], positive: Iterable[Row]) -> set[Model]:
    """Return every cover with the fewest cubes."""
    covers_ = irredundant_covers(columns, positive)
    fewest = min((len(model) for model in covers_), default=0)
    return {model for model in covers_ if len(model) == fewest}


# --- solutions ---


@dataclass(frozen=True)
class Table:
    """A truth table: the code of each row; what is not listed, or coded "?", is a remainder."""

    levels: tuple[int, ...]
    codes: tuple[tuple[Row, str], ...]

    def rows(self, code: str) -> frozenset[Row]:
        """Return the rows with this code; "?" gives all remainders, listed or not."""
        if code == "?":
            decided = {row for row, c in self.codes if c != "?"}
            return frozenset(row for row in all_rows(self.levels) if row not in decided)
        return frozenset(row for row, c in self.codes if c == code)

    def recoded(self, rows: Iterable[Row], code: str) -> Table:
        """Return the table with these rows coded `code`."""
        codes = dict(self.codes)
        codes.update(dict.fromkeys(rows, code))
        return Table(self.levels, tuple(sorted(codes.items())))


@dataclass(frozen=True)
class Solution:
    """What a minimization must return, as whole sets."""

    primes: frozenset[Cube]
    models: frozenset[Model]
    #: Rows of each prime implicant's line in the chart.
    chart: Mapping[Cube, frozenset[Row]]

    @property
    def essential(self) -> frozenset[Cube]:
        """The cubes that are in every model."""
        return frozenset.intersection(*self.models) if self.models else frozenset()


def _allowed(table: Table, kind: str, include_c: bool) -> frozenset[Row]:
    allowed = table.rows("1")
    if include_c:
        allowed |= table.rows("C")
    if kind == "parsimonious":
        allowed |= table.rows("?")
    return allowed


def _solve(table: Table, allowed: frozenset[Row], ties: str, row_dominance: bool = False) -> Solution:
    positive = table.rows("1")
    if not positive:
        return Solution(frozenset(), frozenset(), {})
    avoid = [row for row in all_rows(table.levels) if row not in allowed]
    primes = prime_implicants(positive, avoid, table.levels)
    chart = {cube: _all_cubes(table.levels)[cube] & positive for cube in primes}
    if row_dominance:
        chart = {
            cube: rows for cube, rows in chart.items() if not any(rows < other for other in chart.values())
        }
    find = {"minimum": minimum_covers, "irredundant": irredundant_covers}[ties]
    return Solution(frozenset(chart), frozenset(find(chart, positive)), chart)


def minimize(
    table: Table,
    kind: str,
    *,
    include_c: bool = False,
    ties: str = "minimum",
    row_dominance: bool = False,
) -> Solution:
    """Return the conservative or parsimonious solution."""
    return _solve(table, _allowed(table, kind, include_c), ties, row_dominance)


def simplifying_assumptions(table: Table, model: Model) -> frozenset[Row]:
    """Return the rows that a model covers and that are not positive."""
    return covered(model, table.levels) - table.rows("1")


# --- intermediate solutions ---


@dataclass(frozen=True)
class Pair:
    """The intermediate models of one conservative and one parsimonious model."""

    conservative: Model
    parsimonious: Model
    models: frozenset[Model]
    primes: frozenset[Cube]
    easy: frozenset[Row]
    difficult: frozenset[Row]


def weakened(term: Cube, parsimonious: Cube, simple: Simple, conjunctions: Sequence[Conjunction]) -> Cube:
    """Return the term without the literals that the expectations speak against (A10).

    Only literals that are not in the parsimonious term can go: those whose value a simple expectation does
    not name, and, for each conjunctural expectation, all that it names unless every one is as expected.
    """
    free = {i for i, literal in enumerate(term) if literal != ABSENT and parsimonious[i] == ABSENT}
    drop = {i for i in free if i in simple and term[i] not in simple[i]}
    for expected in conjunctions:
        named = free & set(expected)
        if not all(term[i] in expected[i] for i in named):
            drop |= named
    return tuple(ABSENT if i in drop else literal for i, literal in enumerate(term))


def contains(larger: Cube, smaller: Cube) -> bool:
    """Return whether every literal of `larger` is in `smaller`, so that `larger` covers it."""
    return all(a in (ABSENT, b) for a, b in zip(larger, smaller, strict=True))


def intermediate(
    table: Table,
    simple: Simple,
    conjunctions: Sequence[Conjunction] = (),
    *,
    include_c: bool = False,
    ties: str = "minimum",
    row_dominance: bool = False,
) -> list[Pair]:
    """Return the pairs of conservative and parsimonious models, in the order of A15, with what each gives.

    A pair without easy counterfactuals gives all conservative models, not only its own.
    """
    options = {"include_c": include_c, "ties": ties, "row_dominance": row_dominance}
    conservative = sorted(minimize(table, "conservative", **options).models, key=model_order)
    parsimonious = sorted(minimize(table, "parsimonious", **options).models, key=model_order)
    pairs = []
    for c, p in itertools.product(conservative, parsimonious):
        assumptions = simplifying_assumptions(table, p)
        weaker = {weakened(t, s, simple, conjunctions) for t in c for s in p if contains(s, t)}
        easy = assumptions & covered(weaker, table.levels)
        allowed = _allowed(table, "conservative", include_c) | easy
        found = _solve(table, allowed, ties, row_dominance)
        pairs.append(Pair(c, p, found.models, found.primes, easy, assumptions - easy))
    return pairs


# --- truth tables from data ---


@dataclass(frozen=True)
class TableRow:
    """What one configuration of a truth table must hold."""

    configuration: Row
    n: int
    consistency: float
    pri: float
    cases: tuple[object, ...]
    deviant: tuple[object, ...]


def literal_membership(value: float, level: int, fuzzy: bool) -> float:
    """Return a case's membership in one literal: x or 1 - x for fuzzy sets, 1 or 0 otherwise."""
    if fuzzy:
        return value if level == 1 else 1 - value
    return 1.0 if value == level else 0.0


def truth_table(
    cases: Sequence[object],
    values: Sequence[Sequence[float]],
    outcome: Sequence[float],
) -> tuple[tuple[int, ...], dict[int, TableRow]]:
    """Return the levels and, by row number, every configuration that has a case.

    A case belongs to the configuration in which its membership exceeds 0.5; a case with a membership of
    exactly 0.5 belongs to none, and still enters all sums.
    """
    columns = list(zip(*values, strict=True))
    fuzzy = [any(v != int(v) for v in column) for column in columns]
    levels = tuple(2 if f else max(2, int(max(c)) + 1) for f, c in zip(fuzzy, columns, strict=True))

    def membership(case: int, configuration: Row) -> float:
        return min(
            literal_membership(v, level, f)
            for v, level, f in zip(values[case], configuration, fuzzy, strict=True)
        )

    rows = {}
    for configuration in all_rows(levels):
        x = [membership(i, configuration) for i in range(len(cases))]
        members = [i for i in range(len(cases)) if x[i] > 0.5]
        if not members:
            continue
        rows[row_number(configuration, levels)] = TableRow(
            configuration,
            len(members),
            consistency(x, outcome),
            pri(x, outcome),
            tuple(cases[i] for i in members),
            tuple(cases[i] for i in members if outcome[i] < 0.5),
        )
    return levels, rows


def code(
    row: TableRow, *, cutoff: float, pri_cutoff: float, frequency: int, contradiction: float | None
) -> str:
    """Return the code of a row: "1", "0", "C" or "?"."""
    if row.n < frequency:
        return "?"
    if row.consistency >= cutoff - TOLERANCE:
        return "1" if row.pri >= pri_cutoff - TOLERANCE else "0"
    if contradiction is not None and row.consistency >= contradiction - TOLERANCE:
        return "C"
    return "0"


# --- parameters of fit ---


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else float("nan")


def consistency(x: Sequence[float], y: Sequence[float]) -> float:
    """Return sum min(x, y) / sum x."""
    return _ratio(fsum(map(min, x, y)), fsum(x))


def pri(x: Sequence[float], y: Sequence[float]) -> float:
    """Return (sum min(x, y) - b) / (sum x - b), b = sum min(x, y, 1 - y).

    NaN where the difference below the line is only rounding.
    """
    both = fsum(min(a, b, 1 - b) for a, b in zip(x, y, strict=True))
    below = fsum(x) - both
    return _ratio(fsum(map(min, x, y)) - both, below if below > 1e-12 else 0.0)


def coverage(x: Sequence[float], y: Sequence[float]) -> float:
    """Return sum min(x, y) / sum y."""
    return _ratio(fsum(map(min, x, y)), fsum(y))


def unique_coverage(terms: Sequence[Sequence[float]], t: int, y: Sequence[float]) -> float:
    """Return the coverage of a model less that of the model without term `t`."""
    whole = [max(values) for values in zip(*terms, strict=True)]
    others = [term for i, term in enumerate(terms) if i != t]
    rest = [max(values) for values in zip(*others, strict=True)] if others else [0.0] * len(y)
    return coverage(whole, y) - coverage(rest, y)
