"""A truth table as integers: the rows to cover, the rows that may be covered, and what to avoid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from fsqca._checks import listed
from fsqca._types import Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, TooLargeError
from fsqca.expressions import Expression, as_expression
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.translation import cubes_of
from fsqca.truth_table.coding import CONTRADICTION, NEGATIVE, POSITIVE, REMAINDER
from fsqca.truth_table.sums import corners_of_rows, row_numbers
from fsqca.truth_table.table import TruthTable

Excludable: TypeAlias = "int | str | Expression"

#: Remainders that can be assumed to be sufficient at most.
MAX_ASSUMED = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What a minimization has to do, as integers.

    Attributes
    ----------
    names : tuple of str
    levels : tuple of int
    positive : ndarray of int, shape (p, k)
        Rows to cover, in row order.
    positive_rows : tuple of int
        Their row numbers.
    optional : ndarray of int, shape (c, k)
        Contradictions that may be covered.
    avoid : ndarray of int, shape (q, k)
        Rows and cubes that must not be covered, -1 for any value.
    assumed : ndarray of int, shape (a, k)
        Remainders among the positive rows: assumed to be sufficient, without a case.
    """

    names: tuple[str, ...]
    levels: tuple[int, ...]
    positive: Ints
    positive_rows: tuple[int, ...]
    optional: Ints
    avoid: Ints
    assumed: Ints

    @property
    def evident(self) -> Ints:
        """The positive rows without those assumed, shape (p, k)."""
        if len(self.assumed) == 0:
            return self.positive
        return self.positive[~_cubes.matches(self.assumed, self.positive).any(axis=0)]

    def outside(self, cubes: Ints | None = None) -> Ints:
        """Return all configurations but the positive rows, the optional rows or else `cubes`, as cubes."""
        rows = np.concatenate([self.positive, self.optional])
        if cubes is None:
            return _cubes.complement(rows, self.levels)
        beyond = ~_cubes.matches(cubes, rows).any(axis=0)
        others = _cubes.complement(np.concatenate([cubes, rows[beyond]]), self.levels)
        # Where implicants only have to be consistent, cubes may hold rows to avoid.
        within = self.avoid[_cubes.meet(cubes, self.avoid).any(axis=0)]
        return np.concatenate([others, within]) if len(within) else others


def pose(
    table: TruthTable,
    rows: Sequence[int],
    expressions: Sequence[Expression],
    contradictions: bool,
    assumed: tuple[Sequence[int], Sequence[Expression]] = ((), ()),
) -> Problem:
    """Return the problem that a truth table poses, after exclusions.

    Parameters
    ----------
    table : TruthTable
    rows : sequence of int
        Rows to be coded "0", observed or not.
    expressions : sequence of Expression
        Expressions all of whose remainders are coded "0".
    contradictions : bool
        Whether contradictions may be covered though they need not be.
    assumed : tuple of sequences
        Rows, and expressions all of whose remainders, are coded "1".
    """
    codes = table.codes
    excluded = (
        np.isin(np.asarray(table.numbers, dtype=object), rows) if rows else np.zeros(len(codes), dtype=bool)
    )
    positive = (codes == POSITIVE) & ~excluded
    optional = (codes == CONTRADICTION) & ~excluded & contradictions
    negative = ((codes == NEGATIVE) | (codes == CONTRADICTION) | excluded) & ~optional
    avoid = [table.corners[negative]]
    unobserved = [row for row in rows if row not in table.numbers]
    if unobserved:
        avoid.append(corners_of_rows(unobserved, table.level_counts))
    for expression in expressions:
        own = cubes_of(expression, table.conditions, table.level_counts, "exclude")
        kept = np.concatenate([table.corners[positive], table.corners[optional]])
        avoid.append(_cubes.subtract(own, kept, table.level_counts))
    to_avoid = np.concatenate(avoid)
    added = _assumed(table, *assumed, to_avoid)
    corners = np.concatenate([table.corners[positive], added])
    numbers = row_numbers(corners, table.level_counts)
    order = np.argsort(numbers, kind="stable")
    return Problem(
        names=table.conditions,
        levels=table.level_counts,
        positive=corners[order],
        positive_rows=tuple(int(numbers[position]) for position in order),
        optional=table.corners[optional],
        avoid=to_avoid,
        assumed=added,
    )


def _assumed(table: TruthTable, rows: Sequence[int], expressions: Sequence[Expression], avoid: Ints) -> Ints:
    """Return the remainders that are assumed to be positive, each once."""
    codes = dict(zip(table.numbers, table.codes, strict=True))
    observed = [row for row in rows if codes.get(row, REMAINDER) != REMAINDER]
    if observed:
        raise ArgumentError(
            f"assume names rows that are not remainders: {listed(observed)}. What the data say of a row "
            "is not assumed; recode the table, or leave the row out."
        )
    parts = [corners_of_rows(rows, table.level_counts)] if rows else []
    parts += [cubes_of(each, table.conditions, table.level_counts, "assume") for each in expressions]
    if not parts:
        return np.empty((0, len(table.conditions)), dtype=np.int64)
    seen = table.corners[table.codes != REMAINDER]
    cubes = _cubes.subtract(np.concatenate(parts), seen, table.level_counts)
    number = _cubes.size(cubes, table.level_counts)
    if number > MAX_ASSUMED:
        raise TooLargeError(
            f"assume means {number} remainders; at most {MAX_ASSUMED} can be. Name fewer of them: each has "
            "to be covered like a row with cases."
        )
    corners = _cubes.configurations(cubes, table.level_counts)
    both = corners[_cubes.matches(avoid, corners).any(axis=0)]
    if len(both):
        numbers = sorted(int(row) for row in row_numbers(both, table.level_counts))
        raise ArgumentError(
            f"Rows are both assumed and excluded: {listed(numbers)}. A remainder is sufficient or it is not."
        )
    return corners


def read_rows(
    given: object, table: TruthTable, argument: str = "exclude"
) -> tuple[list[int], list[Expression]]:
    """Return row numbers and expressions, such as those to exclude, checked."""
    items: Sequence[object]
    if isinstance(given, str | Expression | int | np.integer):
        items = [given]
    elif isinstance(given, Iterable) and not isinstance(given, Mapping | bytes):
        items = list(given)
    else:
        raise ArgumentTypeError(f"{argument} must hold row numbers or expressions, not {given!r}.")
    rows: list[int] = []
    expressions: list[Expression] = []
    for item in items:
        if isinstance(item, str | Expression):
            number = isinstance(item, str) and item.strip().isdecimal()
            expression = as_expression("1" if number else item)
            if isinstance(item, str) and not expression.used:
                raise ArgumentError(
                    f"{argument} holds {item!r}, which names no condition. "
                    "A row number is written without quotes, such as 1."
                )
            expressions.append(expression)
        elif isinstance(item, int | np.integer) and not isinstance(item, bool):
            rows.append(int(item))
        else:
            raise ArgumentTypeError(f"{argument} must hold row numbers or expressions, but holds {item!r}.")
    outside = [row for row in rows if not 1 <= row <= table.n_configurations]
    if outside:
        raise ArgumentError(
            f"{argument} names rows that do not exist: {listed(outside)}. "
            f"Rows are numbered 1 to {table.n_configurations}."
        )
    return rows, expressions


def read_include(include: object) -> bool:
    """Return whether contradictions are included."""
    items = list(include) if isinstance(include, Iterable) and not isinstance(include, str) else [include]
    wrong = [item for item in items if item != CONTRADICTION]
    if wrong:
        raise ArgumentError(
            f"include holds {listed(wrong)}, but only 'C' (contradictions) can be included. "
            'Remainders are used by solution="parsimonious" and solution="intermediate".'
        )
    return bool(items)
