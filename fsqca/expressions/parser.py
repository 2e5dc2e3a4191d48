"""From text to an expression, and what is wrong with the text where it is none."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fsqca._checks import listed, unknown_names
from fsqca.errors import ArgumentError, ArgumentTypeError, ExpressionError
from fsqca.expressions.expression import Expression, combined
from fsqca.expressions.literal import Literal, Terms, add, multiply, negated

if TYPE_CHECKING:
    from lark import Lark

#: What may follow a token (or the beginning of the text), in words.
_OPERAND = "a set name, ~, (, 1 or 0"
_VALUE = "a value such as 0, 1 or 2"
#: What people write who know another program or language.
_HINTS = {
    "!": "Negation is written ~.",
    "-": "Negation is written ~; a name with a hyphen goes in backticks; an arrow belongs in pof().",
    "=": "An arrow belongs in pof(); values of a multi-value set are written A{1}.",
    "<": "An arrow belongs in pof().",
    ">": "An arrow belongs in pof().",
    "[": "Values of a multi-value set are written A{1}.",
    ".": "A name with a dot goes in backticks.",
    "`": "A name in backticks ends with a backtick and is not empty.",
}


def parse(text: str | Expression, names: Sequence[str] | Mapping[str, int] | None = None) -> Expression:
    r"""Return the set expression that a text stands for.

    Parameters
    ----------
    text : str or Expression
        Sets joined by ``*`` (and; also ``&``, ``·``) and ``+`` (or; also ``|``), with ``~`` (not) before a
        name or a parenthesis, and parentheses. ``A{1}`` or ``A{1,2}`` names values of a multi-value set. A
        name that is not an identifier goes in backticks. ``1`` is always present, ``0`` never. An Expression
        is returned as it is, checked against `names`.
    names : sequence of str, or mapping of str to int, optional
        The sets that may occur; they order the literals of a term. A mapping also gives each its number of
        values. Default: any name, in the order of first appearance.

    Returns
    -------
    Expression
        A disjunction of terms: products are multiplied out and negations pushed inwards, nothing else is
        changed.

    Raises
    ------
    ExpressionError
        If the text does not follow the rules above, with the place marked; or if a literal does not fit the
        number of values of its set.
    UnknownNameError
        If a set is not among `names`.
    ArgumentTypeError
        If `text` is neither a string nor an Expression.

    Examples
    --------
    >>> from fsqca.expressions import parse
    >>> print(parse("A*(B + ~C)"))
    A*B + A*~C
    >>> print(parse("~(A + B{1,2})"))
    ~A*~B{1,2}
    >>> print(parse("B*A + `GDP per head`", names=["A", "B", "GDP per head"]))
    A*B + `GDP per head`
    >>> print(parse("A{1}*R{2}", names={"A": 2, "R": 3}))
    A*R{2}
    >>> parse("A*(B + C")
    Traceback (most recent call last):
    ...
    fsqca.errors.ExpressionError: The expression ends too early:
        A*(B + C
                ^
    Expected *, + or ).
    """
    if isinstance(text, Expression):
        return text if names is None else _named(text.literal_terms, names, text.names)
    if not isinstance(text, str):
        raise ArgumentTypeError(f"An expression must be a string or an Expression, not {text!r}.")
    if not text.strip():
        raise ExpressionError(
            'The expression is empty. Write for example "A*~B + C"; "1" is always present, "0" never.'
        )
    terms = _terms(text)
    return _named(terms, names, _names_in(text))


def as_expression(
    value: str | Expression, names: Sequence[str] | Mapping[str, int] | None = None
) -> Expression:
    """Return the expression that a string or an Expression stands for; the same as :func:`parse`."""
    return parse(value, names)


def _named(terms: Terms, names: Sequence[str] | Mapping[str, int] | None, order: Sequence[str]) -> Expression:
    """Return the expression of these terms with the given names, or else its own in this order."""
    seen = {literal.name for term in terms for literal in term}
    own = tuple(name for name in dict.fromkeys(order) if name in seen)
    if names is None:
        return combined(terms, own, {})
    known = _known_names(names)
    unknown = [name for name in own if name not in known]
    if unknown:
        raise unknown_names("set", unknown, known, "names")
    return combined(terms, known, dict(names) if isinstance(names, Mapping) else {})


def _names_in(text: str) -> list[str]:
    """Return the names in a text in the order written."""
    return [_name(token) for token in _grammar().lex(text) if token.type in ("NAME", "QUOTED")]


def _name(token: Any) -> str:
    return str(token) if token.type == "NAME" else str(token)[1:-1].replace("``", "`")


def _known_names(names: Sequence[str] | Mapping[str, int]) -> tuple[str, ...]:
    known = (names,) if isinstance(names, str) else tuple(names)
    twice = [name for name in dict.fromkeys(known) if known.count(name) > 1]
    if twice:
        raise ArgumentError(f"names has {listed(twice)} more than once. Name each set once.")
    return known


@functools.cache
def _grammar() -> Lark:
    from importlib.resources import files

    from lark import Lark, Transformer, v_args

    @v_args(inline=True)
    class ToTerms(Transformer[Any, Terms]):
        """Build terms while reading, so that deep nesting needs no recursion."""

        def disjunction(self, *parts: Terms) -> Terms:
            return functools.reduce(add, parts)

        def conjunction(self, *parts: Terms) -> Terms:
            return functools.reduce(multiply, parts)

        def negation(self, part: Terms) -> Terms:
            return negated(part)

        def constant(self, number: Any) -> Terms:
            if number not in ("0", "1"):
                raise _Misplaced(number)
            return ((),) if number == "1" else ()

        def literal(self, name: Any, *values: Any) -> Terms:
            numbers = tuple(sorted({int(value) for value in values if value is not None}))
            return ((Literal(_name(name), numbers or (1,), braces=bool(numbers)),),)

    text = files("fsqca.expressions").joinpath("grammar.lark").read_text(encoding="utf-8")
    # The basic lexer reads the text into tokens before grammar comes in, so every complaint is about a whole
    # token.
    return Lark(text, parser="lalr", lexer="basic", transformer=ToTerms(), maybe_placeholders=True)


class _Misplaced(Exception):  # noqa: N818  (never leaves this module)
    """A number other than 0 and 1 stands where a set should be."""


def _terms(text: str) -> Terms:
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken, VisitError

    try:
        result: Any = _grammar().parse(text)
    except UnexpectedCharacters as error:
        place = int(error.pos_in_stream or 0)
        sign = text[place]
        what = f"Unexpected {sign!r} in the expression"
        raise _error(text, place, what, _HINTS.get(sign)) from None
    except UnexpectedToken as error:
        ended = error.token.type == "$END"
        place = len(text.rstrip()) if ended else int(error.token.start_pos or 0)
        unexpected = f"Unexpected {str(error.token)!r} in the expression"
        what = "The expression ends too early" if ended else unexpected
        expected = _expected(text, place)
        if error.token.type in ("NAME", "QUOTED", "NUMBER") and "*" in expected:
            expected += " A name with a space goes in backticks."
        raise _error(text, place, what, expected) from None
    except (VisitError, _Misplaced) as error:
        number = error.args[0] if isinstance(error, _Misplaced) else error.orig_exc.args[0]
        raise _error(
            text,
            int(number.start_pos),
            f"Unexpected {str(number)!r} in the expression",
            "Only 1 (always present) and 0 (never present) stand alone; "
            "a name that begins with a digit goes in backticks.",
        ) from None
    terms: Terms = result
    return terms


def _expected(text: str, place: int) -> str:
    """Return in words what could have stood at this place, from the tokens before it."""
    before = [token.type for token in _grammar().lex(text[:place])]
    last = before[-1] if before else ""
    if last in ("LBRACE", "COMMA"):
        return f"Expected {_VALUE}."
    if last == "NUMBER" and before.count("LBRACE") > before.count("RBRACE"):
        return "Expected a comma or }."
    if last in ("", "LPAR", "_AND", "_OR", "_NOT"):
        return f"Expected {_OPERAND}."
    closing = ")" if before.count("LPAR") > before.count("RPAR") else "the end of the text"
    return f"Expected *, + or {closing}."


def _error(text: str, place: int, what: str, then: str | None) -> ExpressionError:
    # One line whatever the text holds, so that the mark stands under the right sign.
    line = "".join(" " if sign.isspace() else sign for sign in text)
    return ExpressionError(f"{what}:\n    {line}\n    {' ' * place}^" + (f"\n{then}" if then else ""))
