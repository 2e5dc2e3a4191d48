"""A truth table as integers: the rows to cover, the rows that may be covered, and what to avoid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from fsqca._checks import listed
from fsqca._types import Ints
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression, as_expression
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.translation import cubes_of
from fsqca.truth_table.coding import CONTRADICTION, NEGATIVE, POSITIVE
from fsqca.truth_table.sums import corners_of_rows
from fsqca.truth_table.table import TruthTable

Excludable: TypeAlias = "int | str | Expression"


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
    """

    names: tuple[str, ...]
    levels: tuple[int, ...]
    positive: Ints
    positive_rows: tuple[int, ...]
    optional: Ints
    avoid: Ints

    def outside(self, cubes: Ints | None = None) -> Ints:
        """Return all configurations but the positive rows, the optional rows or else `cubes`, as cubes."""
        parts = [self.positive, self.optional, *([] if cubes is None else [cubes])]
        return _cubes.complement(np.concatenate(parts), self.levels)


def pose(
    table: TruthTable, rows: Sequence[int], expressions: Sequence[Expression], contradictions: bool
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
    return Problem(
        names=table.conditions,
        levels=table.level_counts,
        positive=table.corners[positive],
        positive_rows=tuple(number for number, keep in zip(table.numbers, positive, strict=True) if keep),
        optional=table.corners[optional],
        avoid=np.concatenate(avoid),
    )


def read_exclude(exclude: object, table: TruthTable) -> tuple[list[int], list[Expression]]:
    """Return the row numbers and the expressions to exclude, checked."""
    items: Sequence[object]
    if isinstance(exclude, str | Expression | int | np.integer):
        items = [exclude]
    elif isinstance(exclude, Iterable) and not isinstance(exclude, Mapping | bytes):
        items = list(exclude)
    else:
        raise ArgumentTypeError(f"exclude must hold row numbers or expressions, not {exclude!r}.")
    rows: list[int] = []
    expressions: list[Expression] = []
    for item in items:
        if isinstance(item, str | Expression):
            expression = as_expression(item)
            if isinstance(item, str) and not expression.used:
                raise ArgumentError(
                    f"exclude holds {item!r}, which names no condition. "
                    "A row number is written without quotes, such as 1."
                )
            expressions.append(expression)
        elif isinstance(item, int | np.integer) and not isinstance(item, bool):
            rows.append(int(item))
        else:
            raise ArgumentTypeError(f"exclude must hold row numbers or expressions, but holds {item!r}.")
    outside = [row for row in rows if not 1 <= row <= table.n_configurations]
    if outside:
        raise ArgumentError(
            f"exclude names rows that do not exist: {listed(outside)}. "
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
