"""The membership of cases in terms and expressions: minimum, maximum, 1 - x."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from fsqca._frames import Sets, as_frame, take_sets
from fsqca._types import Floats, Missing
from fsqca.expressions.expression import Expression
from fsqca.expressions.levels import check_literal
from fsqca.expressions.literal import Literal

if TYPE_CHECKING:
    import pandas as pd

#: Cases evaluated at a time: the literals of so many fit into the cache of a processor.
BLOCK = 16_384


def literal_memberships(literal: Literal, sets: Sets, known: int | None = None) -> Floats:
    """Return the memberships of the cases in one literal, shape (n_cases,).

    `known` is the number of values where the expression knows of more than these cases show.
    """
    position = sets.names.index(literal.name)
    column: Floats = sets.values[:, position]
    levels = sets.levels[position]
    if known is not None and not sets.fuzzy[position]:
        levels = max(levels, known)
    check_literal(literal, levels, " in the data")
    if levels > 2:
        inside = np.isin(column, literal.values)
        return (~inside if literal.negated else inside).astype(np.float64)
    # Of a two-valued set X{0,1} is X + ~X, which need not be 1 in a fuzzy set.
    parts = [column if value == 1 else 1.0 - column for value in literal.values]
    membership: Floats = np.maximum(*parts) if len(parts) == 2 else parts[0]
    return 1.0 - membership if literal.negated else membership


def evaluate_terms(expression: Expression, sets: Sets) -> Floats:
    """Return the memberships of the cases in each term, shape (n_cases, n_terms)."""
    result = np.empty((len(sets.values), len(expression.literal_terms)))
    for part, memberships in _in_blocks(expression, sets):
        result[part] = memberships
    return result


def evaluate_whole(expression: Expression, sets: Sets) -> Floats:
    """Return the memberships of the cases in the expression, shape (n_cases,); no term is kept."""
    result = np.empty(len(sets.values))
    for part, memberships in _in_blocks(expression, sets):
        result[part] = disjunction(memberships)
    return result


def _in_blocks(expression: Expression, sets: Sets) -> Iterator[tuple[slice, Floats]]:
    """Yield slices of the cases and their memberships in each term, so that little is held at a time."""
    for start in range(0, len(sets.values), BLOCK):
        part = slice(start, start + BLOCK)
        yield part, _block(expression, replace(sets, values=sets.values[part]))


def _block(expression: Expression, sets: Sets) -> Floats:
    levels = expression.known_levels
    literals = {literal for term in expression.literal_terms for literal in term}
    # A literal written with braces equals one without, but only one of them fits a multi-value set: check
    # both.
    for literal in (literal for term in expression.literal_terms for literal in term if literal.bare):
        literals.discard(literal)
        literals.add(literal)
    memberships = {
        literal: literal_memberships(literal, sets, levels.get(literal.name)) for literal in literals
    }
    # Written column by column.
    result = np.ones((len(sets.values), len(expression.literal_terms)), order="F")
    for position, term in enumerate(expression.literal_terms):
        for literal in term:
            np.minimum(result[:, position], memberships[literal], out=result[:, position])
    return result


def disjunction(terms: Floats) -> Floats:
    """Return the maximum over terms (n_cases, n_terms), 0 where there is no term; shape (n_cases,)."""
    result: Floats = terms.max(axis=1, initial=0.0)
    return result


def evaluate(expression: Expression, data: object) -> pd.Series[float]:
    """Return the membership of each case in the expression; see :meth:`Expression.evaluate`."""
    import pandas as pd

    sets = sets_of(data, expression.used)
    return pd.Series(evaluate_whole(expression, sets), index=sets.cases, name=str(expression), copy=False)


def sets_of(data: object, names: Sequence[str], *, missing: Missing = "raise") -> Sets:
    """Return the checked columns that expressions use; the constants 1 and 0 use none."""
    if names:
        return take_sets(data, names, missing=missing)
    frame = as_frame(data)
    return Sets((), np.empty((len(frame), 0)), frame.index, (), (), ())
