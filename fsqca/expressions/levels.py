"""How many values a set has, and whether the literals of an expression agree with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fsqca._checks import listed
from fsqca.errors import ExpressionError
from fsqca.expressions.literal import Literal, Terms


def check_literal(literal: Literal, levels: int, where: str = "") -> None:
    """Raise if a literal does not fit a set with this number of values."""
    beyond = [value for value in literal.values if value >= levels]
    if beyond:
        values = f"{'values' if len(beyond) > 1 else 'value'} {listed(beyond)}"
        raise ExpressionError(
            f"{literal} asks for the {values}, but {literal.name!r} has {levels} values{where}: "
            f"{listed(range(levels), 10)}."
        )
    if literal.bare and levels > 2:
        name = str(Literal(literal.name))
        wanted = f"{name}{{1}}" if literal.values == (1,) else f"{name}{{0}}"
        raise ExpressionError(
            f"{literal} is ambiguous: {literal.name!r} has {levels} values{where} "
            f"({listed(range(levels), 10)}). Say which is meant, for example `{wanted}`."
        )


def mentioned_levels(terms: Iterable[Iterable[Literal]]) -> dict[str, int]:
    """Return the least number of values each set must have: 2, or the highest value mentioned + 1."""
    levels: dict[str, int] = {}
    for term in terms:
        for literal in term:
            levels[literal.name] = max(levels.get(literal.name, 2), *(value + 1 for value in literal.values))
    return levels


def fitted(terms: Terms, levels: Mapping[str, int]) -> Terms:
    """Return the terms checked against the known numbers of values.

    ``A{1}`` of a two-valued set becomes ``A``. Where nothing is known of a set, a bare ``A`` beside an
    ``A{2}`` is refused all the same: A has three values then.
    """
    if not levels and not any(literal.braces for term in terms for literal in term):
        return terms
    known = {**mentioned_levels(terms), **levels}
    for term in terms:
        for literal in term:
            check_literal(literal, known[literal.name])
    return tuple(
        tuple(bare(literal) if levels.get(literal.name) == 2 else literal for literal in term)
        for term in terms
    )


def bare(literal: Literal) -> Literal:
    """Return a literal of a two-valued set as ``A`` or ``~A``; ``A{0,1}`` stays as it is."""
    if literal.bare or len(literal.values) != 1:
        return literal
    return Literal(literal.name, (1 - literal.values[0] if literal.negated else literal.values[0],))
