"""Contexts: what the first of two steps finds, and how it enters the second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import unknown_names
from fsqca._types import Floats
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression, Literal, as_expression

if TYPE_CHECKING:
    from fsqca.minimization.expectations import ExpectationsLike


@dataclass(frozen=True, slots=True)
class Context:
    """A remote condition, or combination of them, with its place in the second step.

    Attributes
    ----------
    expression : Expression
        Over the remote conditions.
    column : str
        The condition of the second truth table that holds it: the remote condition itself for a single
        literal, else ``context_1``, ``context_2``, ....
    literal : Literal
        How it is present there, such as ``context_1``, ``A`` or ``~A``.
    """

    expression: Expression
    column: str
    literal: Literal

    @property
    def present(self) -> Expression:
        """The context as an expression over the conditions of the second step."""
        return Expression(((self.literal,),), (self.column,))

    def __str__(self) -> str:
        return str(self.expression)

    @property
    def combined(self) -> bool:
        """Whether it is more than one literal, so that the second step has a set of its own for it."""
        return self.column not in self.expression.used

    @property
    def label(self) -> str:
        """The context with its name in the second step, where it has one of its own."""
        return f"{self.column} = {self.expression}" if self.combined else str(self.expression)


def make_contexts(expressions: Sequence[Expression], taken: Sequence[str]) -> tuple[Context, ...]:
    """Return contexts with names of their own, none of them taken."""
    found: list[Context] = []
    number = 0
    for expression in expressions:
        terms = expression.literal_terms
        only = terms[0][0] if len(terms) == 1 and len(terms[0]) == 1 else None
        if only is not None and len(only.values) == 1 and not only.negated:
            found.append(Context(expression, only.name, only))
            continue
        number += 1
        while f"context_{number}" in taken:
            number += 1
        found.append(Context(expression, f"context_{number}", Literal(f"context_{number}")))
    return tuple(found)


def given_contexts(given: object, remote: Sequence[str]) -> list[Expression]:
    """Return the contexts that a researcher names, checked."""
    items = [given] if isinstance(given, str | Expression) else given
    if not isinstance(items, Sequence) or not all(isinstance(item, str | Expression) for item in items):
        raise ArgumentTypeError(
            f'contexts must be a list of expressions over the remote conditions such as ["A + B"], '
            f"not {given!r}."
        )
    if not items:
        raise ArgumentError(
            "contexts is empty. Name at least one, or leave it out to take what step 1 finds."
        )
    found: list[Expression] = []
    for item in items:
        expression = as_expression(item)
        if not expression.used:
            raise ArgumentError(f"contexts holds {str(expression)!r}, which names no remote condition.")
        unknown = [name for name in expression.used if name not in remote]
        if unknown:
            raise unknown_names("remote condition", unknown, list(remote), "the analysis (in contexts)")
        if expression not in found:
            found.append(expression)
    return found


def frame_of(contexts: Sequence[Context], data: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that hold contexts: remote conditions as they are, combinations as memberships."""
    columns = {
        one.column: one.expression.evaluate(data) if one.combined else data[one.column] for one in contexts
    }
    return pd.DataFrame(columns, index=data.index)


def memberships(contexts: Sequence[Context], data: pd.DataFrame) -> Floats:
    """Return the memberships of the cases in the contexts, shape (n_cases, n_contexts)."""
    columns = [one.expression.evaluate(data).to_numpy() for one in contexts]
    return np.column_stack(columns) if columns else np.empty((len(data), 0))


def with_contexts(
    expectations: ExpectationsLike | None, contexts: Sequence[Context], proximate: Sequence[str]
) -> ExpectationsLike:
    """Return directional expectations in which each context is expected to contribute when present.

    What is given goes first: a context that it names keeps what is said there. What is said of contexts of
    another table is left out.
    """
    here = {*(one.column for one in contexts), *proximate}
    if expectations is None or isinstance(expectations, Mapping):
        own = {column: _expected(column, contexts) for column in dict.fromkeys(c.column for c in contexts)}
        return {**own, **{name: value for name, value in (expectations or {}).items() if name in here}}
    items = [as_expression(item) for item in as_list(expectations)]
    named = {name for item in items for name in item.used}
    mine = [one.present for one in contexts if one.column not in named]
    return [*(item for item in items if here.issuperset(item.used)), *mine]


def as_list(expectations: ExpectationsLike) -> list[str | Expression]:
    """Return expectations that are expressions as a list."""
    if isinstance(expectations, str | Expression):
        return [expectations]
    return list(expectations)


def _expected(column: str, contexts: Sequence[Context]) -> str | tuple[int, ...] | None:
    literals = [one.literal for one in contexts if one.column == column]
    values = {value for literal in literals for value in literal.values}
    if not all(literal.bare for literal in literals):
        return tuple(sorted(values))
    return None if len(values) == 2 else "+" if values == {1} else "-"


def in_own_words(term: Expression, contexts: Sequence[Context]) -> Expression:
    """Return a term of the second step over the remote and proximate conditions themselves."""
    combined = {one.column: one.expression for one in contexts if one.combined}
    result: Expression | None = None
    for literal in term.literal_terms[0]:
        part = Expression(((literal,),), (literal.name,))
        if literal.name in combined:
            part = combined[literal.name] if literal.values == (1,) else ~combined[literal.name]
        result = part if result is None else result & part
    return term if result is None else result.absorb()
