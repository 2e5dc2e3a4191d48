"""A set named by a user: a column of the data as it is called, or an expression."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fsqca._checks import listed
from fsqca.errors import ArgumentError, ExpressionError
from fsqca.expressions.expression import Expression
from fsqca.expressions.literal import IDENTIFIER, Literal
from fsqca.expressions.parser import parse


def expression_or_column(given: object, columns: Collection[object], argument: str) -> Expression:
    """Return the expression that a text stands for; a column is found with or without backticks.

    A column name that is no expression by itself, such as "GDP per head", is that column. A name that is one
    too, such as "A*B" beside columns "A" and "B", is refused: it would be a guess.

    Examples
    --------
    >>> expression_or_column("GDP per head", ["GDP per head", "A"], "outcome")
    Expression('`GDP per head`')
    >>> expression_or_column("~A", ["GDP per head", "A"], "outcome")
    Expression('~A')
    """
    if not isinstance(given, str) or given not in columns or not given.strip():
        return parse(given)  # type: ignore[arg-type]
    if IDENTIFIER.fullmatch(given):
        return parse(given)
    column = parse(str(Literal(given)))
    try:
        other = parse(given)
    except ExpressionError:
        return column
    if other.used and other != column and all(name in columns for name in other.used):
        raise ArgumentError(
            f"{argument} has {given!r}, which is a column of the data and also an expression of "
            f"{listed(other.used)}. Write {str(column)!r} for the column, or rename it."
        )
    return column


def column_of(expression: Expression) -> str | None:
    """Return the name of the set if the expression is this set and nothing more, else None."""
    terms = expression.literal_terms
    if len(terms) == 1 and len(terms[0]) == 1:
        (literal,) = terms[0]
        if literal.bare and literal.values == (1,):
            return literal.name
    return None


def column_name(given: Any, columns: Collection[object]) -> Any:
    """Return what is meant by the name of a column with or without backticks; anything else as it is."""
    if isinstance(given, str) and given not in columns and given.strip().startswith("`"):
        try:
            name = column_of(parse(given))
        except ExpressionError:
            return given
        return given if name is None else name
    return given
