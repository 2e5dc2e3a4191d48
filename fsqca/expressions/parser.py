"""From text to an expression, and what is wrong with the text where it is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fsqca._checks import check_choice, check_count, listed, unknown_names
from fsqca.errors import ArgumentError, ArgumentTypeError, ExpressionError, UnknownNameError
from fsqca.expressions.expression import Expression, combined
from fsqca.expressions.literal import Terms
from fsqca.expressions.notation import NOTATIONS, Misplaced, Notation, read, tokens

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
    "[": 'Values of a multi-value set are written A{1}; notation="R" reads A[1].',
    ".": "A name with a dot goes in backticks.",
    "`": "A name in backticks ends with a backtick and is not empty.",
}


def parse(
    text: str | Expression,
    names: Sequence[str] | Mapping[str, int] | None = None,
    *,
    notation: Notation = "fsqca",
) -> Expression:
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
    notation : {"fsqca", "R", "case"}, default "fsqca"
        What else is read. ``"R"``: values in square brackets, ``A[1]``; names with dots; products without a
        sign, ``A(B + C)``, ``A ~B``, ``A{1}B{0}`` and, where `names` says which sets there are, ``AB``.
        ``"case"``: all that, and small letters negate, as in older R, Tosmana and cna: ``A*b`` is ``A*~b`` of
        the sets A and B. Names are then found among `names` whatever their case; without `names` they are in
        capitals.

    Returns
    -------
    Expression
        A disjunction of terms: products are multiplied out and negations pushed inwards, nothing else is
        changed. It prints in our own notation.

    Raises
    ------
    ExpressionError
        If the text does not follow the rules above, with the place marked; or if a literal does not fit the
        number of values of its set.
    UnknownNameError
        If a set is not among `names`.
    ArgumentError
        If `names` has a name twice or a set with fewer than two values, or `notation` is none of the three.
    ArgumentTypeError
        If `text` is neither a string nor an Expression, or `names` are not text.
    TooLargeError
        If multiplying out gives more than 100 000 terms.

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
    >>> print(parse("AB + ~A[1]C", names=["A", "B", "C"], notation="R"))
    A*B + ~A{1}*C
    >>> print(parse("A*b + aC", names=["A", "B", "C"], notation="case"))
    A*~B + ~A*C
    >>> parse("A*(B + C")
    Traceback (most recent call last):
    ...
    fsqca.errors.ExpressionError: The expression ends too early:
        A*(B + C
                ^
    Expected *, + or ).
    """
    check_choice("notation", notation, NOTATIONS)
    known = None if names is None else _known_names(names)
    levels = _known_levels(names) if isinstance(names, Mapping) else {}
    if isinstance(text, Expression):
        return text if known is None else _named(text.literal_terms, text.names, known, levels)
    if not isinstance(text, str):
        raise ArgumentTypeError(f"An expression must be a string or an Expression, not {text!r}.")
    if not text.strip():
        raise ExpressionError(
            'The expression is empty. Write for example "A*~B + C"; "1" is always present, "0" never.'
        )
    return _named(*_read(text, notation, known), known, levels)


def as_expression(
    value: str | Expression, names: Sequence[str] | Mapping[str, int] | None = None
) -> Expression:
    """Return the expression that a string or an Expression stands for; the same as :func:`parse`."""
    return parse(value, names)


def _named(
    terms: Terms, order: Sequence[str], known: tuple[str, ...] | None, levels: Mapping[str, int]
) -> Expression:
    """Return the expression of these terms with the known names, or else its own in this order."""
    seen = {literal.name for term in terms for literal in term}
    own = tuple(name for name in dict.fromkeys(order) if name in seen)
    if known is None:
        return combined(terms, own, {})
    unknown = [name for name in own if name not in known]
    if unknown:
        error = unknown_names("set", unknown, known, "names")
        if all(name.islower() and name.upper() in known for name in unknown):
            hint = ' If small letters mean negation, pass notation="case" to parse().'
            error = UnknownNameError(f"{error}{hint}")
        raise error
    return combined(terms, known, levels)


def _known_names(names: Sequence[str] | Mapping[str, int]) -> tuple[str, ...]:
    if not isinstance(names, Iterable):
        raise ArgumentTypeError(
            "names must be a sequence of the names of sets, or a mapping of them to their numbers of values, "
            f"not {names!r}."
        )
    known = (names,) if isinstance(names, str) else tuple(names)
    other = [name for name in known if not isinstance(name, str)]
    if other:
        raise ArgumentTypeError(f"The names of sets are text, but names has {listed(other)}.")
    if "" in known:
        raise ArgumentError("names has an empty name. The name of a set has at least one sign.")
    if len(set(known)) < len(known):
        twice = [name for name in dict.fromkeys(known) if known.count(name) > 1]
        raise ArgumentError(f"names has {listed(twice)} more than once. Name each set once.")
    return known


def _known_levels(names: Mapping[str, int]) -> dict[str, int]:
    return {name: check_count(f"The number of values of {name!r}", n, least=2) for name, n in names.items()}


def _read(text: str, notation: Notation, names: Sequence[str] | None) -> tuple[Terms, list[str]]:
    """Return the terms of a text and its names in the order written, or raise with the place marked."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    try:
        return read(text, notation, names)
    except UnexpectedCharacters as error:
        place = int(error.pos_in_stream or 0)
        sign = text[place]
        raise _error(text, place, f"Unexpected {sign!r} in the expression", _HINTS.get(sign)) from None
    except UnexpectedToken as error:
        ended = error.token.type == "$END"
        place = len(text.rstrip()) if ended else int(error.token.start_pos or 0)
        unexpected = f"Unexpected {str(error.token)!r} in the expression"
        what = "The expression ends too early" if ended else unexpected
        expected = _expected(text, place, notation, names)
        if error.token.type in ("NAME", "QUOTED", "NUMBER") and "*" in expected:
            digit = place > 0 and text[place - 1].isdigit() and error.token.type == "NAME"
            which = "that begins with a digit" if digit else "with a space"
            expected += f" A name {which} goes in backticks."
        raise _error(text, place, what, expected) from None
    except Misplaced as error:
        token, then = error.args
        what = f"Unexpected {str(token)!r} in the expression"
        raise _error(text, int(token.start_pos or 0), what, then) from None


def _expected(text: str, place: int, notation: Notation, names: Sequence[str] | None) -> str:
    """Return in words what could have stood at this place, from the tokens before it."""
    before = [token.type for token in tokens(text[:place], notation, names)]
    last = before[-1] if before else ""
    bracket = "RSQB" if before.count("LSQB") > before.count("RSQB") else "RBRACE"
    if last in ("LBRACE", "LSQB", "COMMA"):
        return f"Expected {_VALUE}."
    if last == "NUMBER" and len(before) > 1 and before[-2] in ("LBRACE", "LSQB", "COMMA"):
        return f"Expected a comma or {']' if bracket == 'RSQB' else '}'}."
    if last in ("", "LPAR", "_AND", "_OR", "_NOT"):
        return f"Expected {_OPERAND}."
    closing = ")" if before.count("LPAR") > before.count("RPAR") else "the end of the text"
    return f"Expected *, + or {closing}."


def _error(text: str, place: int, what: str, then: str | None) -> ExpressionError:
    # One line whatever the text holds, so that the mark stands under the right sign.
    line = "".join(" " if sign.isspace() else sign for sign in text)
    return ExpressionError(f"{what}:\n    {line}\n    {' ' * place}^" + (f"\n{then}" if then else ""))
