"""Intersection and union of what may be a text, an expression, a model or a solution."""

from __future__ import annotations

from typing import TypeAlias

from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions.expression import Expression
from fsqca.expressions.parser import parse

#: A text, an Expression, or a result that has one: a Model (`.expression`), a Solution with one (`.model`).
Part: TypeAlias = object


def intersection(*parts: Part) -> Expression:
    """Return what is in all of several expressions, models or solutions: their conjunction.

    Parameters
    ----------
    *parts : str, Expression, Model or Solution
        A solution must have one model; take one of `solution.models` where there are several.

    Returns
    -------
    Expression
        Multiplied out, without the terms that another one contains. The membership of a case in it is the
        minimum of its memberships in the parts. Terms such as ``A*~A`` are kept, as they are not empty in
        fuzzy sets; where the sets are crisp ``.simplify()`` takes them away.

    Raises
    ------
    ArgumentError
        If there is no part.
    ArgumentTypeError
        If a part is none of the four.
    ModelAmbiguityError
        If a solution has several models, or none.
    TooLargeError
        If multiplying out gives more than 100 000 terms.

    Examples
    --------
    >>> from fsqca.expressions import intersection
    >>> both = intersection("A + B*C", "A + ~C")
    >>> print(both)
    A + B*C*~C
    >>> print(both.simplify())
    A
    """
    first, *others = _expressions(parts)
    for other in others:
        first = (first & other).absorb()
    return first.absorb()


def union(*parts: Part) -> Expression:
    """Return what is in any of several expressions, models or solutions: their disjunction.

    Parameters
    ----------
    *parts : str, Expression, Model or Solution
        A solution must have one model; take one of `solution.models` where there are several.

    Returns
    -------
    Expression
        All terms, without those that another one contains. The membership of a case in it is the maximum of
        its memberships in the parts.

    Raises
    ------
    ArgumentError
        If there is no part.
    ArgumentTypeError
        If a part is none of the four.
    ModelAmbiguityError
        If a solution has several models, or none.

    Examples
    --------
    >>> from fsqca.expressions import union
    >>> print(union("A*B + C", "A", "~C*D"))
    C + A + ~C*D
    """
    first, *others = _expressions(parts)
    for other in others:
        first = first | other
    return first.absorb()


def _expressions(parts: tuple[Part, ...]) -> list[Expression]:
    if not parts:
        raise ArgumentError("There is nothing to join. Give at least one expression.")
    return [_expression(part) for part in parts]


def _expression(part: Part) -> Expression:
    if isinstance(part, (str, Expression)):
        return parse(part)
    found = getattr(part, "expression", None)
    if found is None:
        found = getattr(getattr(part, "model", None), "expression", None)
    if not isinstance(found, Expression):
        raise ArgumentTypeError(
            f"What is joined must be strings, Expressions, models or solutions, not {part!r}."
        )
    return found
