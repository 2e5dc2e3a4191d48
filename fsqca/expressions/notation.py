"""Notations: how a text becomes tokens, and tokens become terms.

Our own notation has a sign for everything. What other programs write is read on request: products without a
sign, which the names of the sets tell apart, and small letters for a negation.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias
from typing import Literal as OneOf

from fsqca.errors import ArgumentError
from fsqca.expressions.literal import Literal, Terms, distinct, multiply, negated

if TYPE_CHECKING:
    from lark import Lark, Token

Notation: TypeAlias = OneOf["fsqca", "R", "case"]
NOTATIONS = ("fsqca", "R", "case")
#: No set has a value of more digits than this; see `fsqca._frames.MOST_LEVELS`.
MOST_DIGITS = 4
_MIXED = (
    'With notation="case" a name is all capitals (present) or all small letters (absent). '
    "Say with names which sets there are."
)


class Misplaced(Exception):  # noqa: N818  (never leaves this package)
    """A token that the grammar allows and the language does not: the token, and what to do."""


@functools.cache
def grammar(notation: Notation) -> Lark:
    """Return the parser of a notation; it gives the terms."""
    from importlib.resources import files

    from lark import Lark, Transformer, v_args

    @v_args(inline=True)
    class ToTerms(Transformer[Any, Terms]):
        """Build terms while reading, so that deep nesting needs no recursion."""

        def disjunction(self, *parts: Terms) -> Terms:
            return distinct(term for part in parts for term in part)

        def conjunction(self, *parts: Terms) -> Terms:
            return functools.reduce(multiply, parts)

        def negation(self, part: Terms) -> Terms:
            return negated(part)

        def constant(self, number: Any) -> Terms:
            if number not in ("0", "1"):
                raise Misplaced(
                    number,
                    "Only 1 (always present) and 0 (never present) stand alone; "
                    "a name that begins with a digit goes in backticks.",
                )
            return ((),) if number == "1" else ()

        def literal(self, name: Any, *values: Any) -> Terms:
            given = [value for value in values if value is not None]
            for value in given:
                if len(value.lstrip("0")) > MOST_DIGITS:
                    raise Misplaced(value, "The values of a set are 0, 1, 2, ... up to 9999.")
            numbers = tuple(sorted(set(map(int, given))))
            return ((Literal(name_of(name), numbers or (1,), braces=bool(numbers)),),)

    file = "grammar.lark" if notation == "fsqca" else "grammar_other.lark"
    # The basic lexer reads the text into tokens before grammar comes in, so every complaint is about a whole
    # token.
    return Lark(
        files("fsqca.expressions").joinpath(file).read_text(encoding="utf-8"),
        parser="lalr",
        lexer="basic",
        transformer=ToTerms(),
        maybe_placeholders=True,
        import_paths=[_grammars],
    )


def _grammars(_base: str | None, path: str) -> tuple[str, str]:
    """Return the text of a grammar that another one imports."""
    from importlib.resources import files

    return path, files("fsqca.expressions").joinpath(path).read_text(encoding="utf-8")


def name_of(token: Any) -> str:
    """Return the name of a set that a token is."""
    return str(token) if token.type == "NAME" else str(token)[1:-1].replace("``", "`")


def tokens(text: str, notation: Notation, names: Sequence[str] | None) -> Iterator[Token]:
    """Yield the tokens of a text; words that stand for several sets, or for the absence of one, taken apart.

    Parameters
    ----------
    text : str
    notation : {"fsqca", "R", "case"}
    names : sequence of str or None
        The sets that there are, where that is known.
    """
    stream = grammar(notation).lex(text)
    if notation == "fsqca":
        return stream
    if notation == "R":
        return _taken_apart(stream, {name: name for name in names or ()}, case=False)
    folded: dict[str, str] = {}
    for name in names or ():
        if folded.setdefault(name.upper(), name) != name:
            raise ArgumentError(
                f"names has {folded[name.upper()]!r} and {name!r}, which differ in small and capital letters "
                'only. notation="case" cannot tell them apart; rename one, or write negations with ~.'
            )
    return _taken_apart(stream, folded, case=True)


def _taken_apart(stream: Iterable[Token], names: dict[str, str], *, case: bool) -> Iterator[Token]:
    """Yield tokens with one name each; `names` holds the sets, with `case` by their names in capitals."""
    from lark import Token

    waiting: Token | None = None
    for token in stream:
        if waiting is not None and token.type in ("LBRACE", "LSQB"):
            raise Misplaced(
                waiting, "A set with values is written in capitals; the values say which are meant."
            )
        waiting = None
        if token.type not in ("NAME", "QUOTED"):
            yield token
            continue
        word, place = name_of(token), int(token.start_pos or 0)
        whole = token.type == "QUOTED" or not names
        pieces = [(0, word)] if whole else _pieces(word, names, token, case=case)
        for offset, piece in pieces:
            name, at = piece, place + offset
            if case:
                name = names.get(piece.upper(), piece if names else piece.upper())
                if piece.islower():
                    waiting = Token("NAME", piece, at)
                    yield Token("_NOT", "~", at)
                elif not piece.isupper() and not names:
                    raise Misplaced(token, _MIXED)
            yield Token("NAME", name, at)


def _pieces(word: str, names: dict[str, str], token: Token, *, case: bool) -> list[tuple[int, str]]:
    """Return the names that a word is made of, with their places in it; the word itself where it is none."""

    def known(piece: str) -> bool:
        if not case:
            return piece in names
        return piece.upper() in names and (piece.islower() or piece.isupper() or piece in names.values())

    if known(word):
        return [(0, word)]
    # ways[i] is the number of ways to read the word from place i on, 2 standing for more.
    size = len(word)
    longest = max(map(len, names))
    ways = [0] * size + [1]
    for start in reversed(range(size)):
        ends = range(start + 1, min(start + longest, size) + 1)
        ways[start] = min(2, sum(ways[end] for end in ends if known(word[start:end])))

    def path(pick: int) -> list[tuple[int, str]]:
        """Return a way to read the word: where it branches first by `pick`, later by the longest name."""
        found, start = [], 0
        while start < size:
            within = range(start + 1, min(start + longest, size) + 1)
            ends = [end for end in within if ways[end] and known(word[start:end])]
            end = ends[pick]
            pick = pick if len(ends) == 1 else -1
            found.append((start, word[start:end]))
            start = end
        return found

    if ways[0] > 1:
        one, other = ("*".join(piece for _, piece in path(pick)) for pick in (-1, 0))
        raise Misplaced(token, f"It can be read as {one} and as {other}. Write the sign * where it belongs.")
    return path(0) if ways[0] else [(0, word)]


def read(text: str, notation: Notation, names: Sequence[str] | None) -> tuple[Terms, list[str]]:
    """Return the terms of a text and its names in the order written.

    Raises
    ------
    lark.exceptions.UnexpectedInput
        Where the text does not follow the grammar.
    Misplaced
        Where a token follows the grammar and still is none of the language.
    """
    from lark.exceptions import VisitError

    parser = grammar(notation).parse_interactive("")
    order: list[str] = []
    try:
        for token in tokens(text, notation, names):
            if token.type in ("NAME", "QUOTED"):
                order.append(name_of(token))
            parser.feed_token(token)
        result: Any = parser.feed_eof()  # type: ignore[no-untyped-call]
    except VisitError as error:
        if isinstance(error.orig_exc, Misplaced):
            raise error.orig_exc from None
        raise
    terms: Terms = result
    return terms, order
