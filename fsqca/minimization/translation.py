"""Names at the door: expressions to cubes, cubes to expressions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from fsqca._checks import unknown_names
from fsqca._types import Ints
from fsqca.expressions.levels import check_literal
from fsqca.minimization.cubes import FREE

if TYPE_CHECKING:
    from fsqca.expressions import Expression


def expression_of(cubes: Iterable[Sequence[int]], names: Sequence[str], levels: Sequence[int]) -> Expression:
    """Return the disjunction of cubes as an expression, literals in the order of the conditions."""
    from fsqca.expressions import Expression, Literal

    terms = tuple(
        tuple(
            Literal(name, (int(value),), braces=n_levels > 2)
            for name, n_levels, value in zip(names, levels, cube, strict=True)
            if value != FREE
        )
        for cube in cubes
    )
    return Expression(terms, tuple(names), tuple(int(n) for n in levels))


def term_values(
    expression: Expression, names: Sequence[str], levels: Sequence[int], argument: str
) -> list[dict[int, frozenset[int]]]:
    """Return each term of an expression as condition -> the values that it allows.

    A term that contradicts itself (``A*~A``) has a condition without any value.
    """
    unknown = [name for name in expression.used if name not in names]
    if unknown:
        raise unknown_names("condition", unknown, list(names), f"the truth table (in {argument})")
    found: list[dict[int, frozenset[int]]] = []
    for term in expression.literal_terms:
        allowed: dict[int, frozenset[int]] = {}
        for literal in term:
            column = list(names).index(literal.name)
            n_levels = levels[column]
            check_literal(literal, n_levels, f" (in {argument})")
            values = frozenset(literal.values)
            if literal.negated:
                values = frozenset(range(n_levels)) - values
            allowed[column] = allowed.get(column, values) & values
        found.append(allowed)
    return found


def cubes_of(expression: Expression, names: Sequence[str], levels: Sequence[int], argument: str) -> Ints:
    """Return the configurations in an expression as cubes (they may overlap), shape (n, k)."""
    cubes: list[list[int]] = []
    for allowed in term_values(expression, names, levels, argument):
        for values in product(*(sorted(options) for options in allowed.values())):
            cube = [FREE] * len(names)
            for column, value in zip(allowed, values, strict=True):
                cube[column] = value
            cubes.append(cube)
    return np.array(cubes, dtype=np.int64).reshape(len(cubes), len(names))
