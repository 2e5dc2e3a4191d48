"""A relation in text, such as ``"A*~B + C => Y"``: its two sides and what it claims."""

from __future__ import annotations

import re
from typing import Literal

from fsqca.errors import ArgumentTypeError, ExpressionError
from fsqca.expressions import Expression, parse

Kind = Literal["sufficiency", "necessity"]

ARROWS: dict[str, Kind] = {"=>": "sufficiency", "->": "sufficiency", "<=": "necessity", "<-": "necessity"}
#: An arrow in the first group; a name in backticks, which may hold an arrow, matches without a group.
ARROW = re.compile(r"`(?:[^`]|``)*`|(<=>|<->|=>|->|<=|<-)")


def read_relation(relation: object) -> tuple[Expression, Expression, Kind]:
    """Return left side, right side and kind of a relation in text."""
    if not isinstance(relation, str):
        raise ArgumentTypeError(f'relation must be a string such as "A*~B + C => Y", not {relation!r}.')
    arrows = [match for match in ARROW.finditer(relation) if match.group(1)]
    line = "".join(" " if sign.isspace() else sign for sign in relation)
    if not arrows:
        raise ExpressionError(
            f"The relation has no arrow:\n    {line}\n"
            'Write "A*~B + C => Y" for sufficiency or "A + ~B <= Y" for necessity, '
            "with the outcome on the right."
        )
    double = next((match for match in arrows if match.group(1) not in ARROWS), None)
    if len(arrows) > 1 or double:
        wrong = double or arrows[1]
        what = "one arrow in both directions" if double else f"{len(arrows)} arrows"
        raise ExpressionError(
            f"The relation has {what}:\n    {line}\n    {' ' * wrong.start()}{'^' * len(wrong.group(1))}\n"
            "Ask for one relation at a time: => for sufficiency, <= for necessity."
        )
    arrow = arrows[0]
    sides = relation[: arrow.start()], relation[arrow.end() :]
    for side, where in zip(sides, ("left", "right"), strict=True):
        if not side.strip():
            raise ExpressionError(
                f"The relation has nothing on the {where} of its arrow:\n    {line}\n"
                'The left side is the condition, the right side the outcome: "A*~B + C => Y".'
            )
    return parse(sides[0]), parse(sides[1]), ARROWS[arrow.group(1)]
