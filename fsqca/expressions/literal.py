"""Literals and terms: what expressions are made of, and the laws that keep every membership.

Everything here is exact for fuzzy memberships: the distributive law, De Morgan's laws, and that a term or
literal written twice counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from fsqca.errors import TooLargeError

#: A name that needs no backticks.
IDENTIFIER = re.compile(r"[^\W\d]\w*")
#: Multiplying out a product of sums stops with an error beyond this number of terms.
MOST_TERMS = 100_000


@dataclass(frozen=True, slots=True)
class Literal:
    """One set in a term: present, absent, or with certain values.

    Parameters
    ----------
    name : str
        The name of the set.
    values : tuple of int
        The values that it has: ``(1,)`` for a bare ``A``, ``(0,)`` for a bare ``~A``, ``(1, 2)`` for
        ``A{1,2}``.
    negated : bool, default False
        Whether it has none of the values: ``~A{1,2}``. A bare ``~A`` is not negated, it has the value 0.
    braces : bool, default False
        Whether it prints with its values in braces. Says nothing on what it means: ``A{1}`` equals ``A``.

    Examples
    --------
    >>> Literal("A", (1,)) == Literal("A", (1,), braces=True)
    True
    >>> str(Literal("A", (1, 2), negated=True, braces=True))
    '~A{1,2}'
    """

    name: str
    values: tuple[int, ...] = (1,)
    negated: bool = False
    braces: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        name = self.name if IDENTIFIER.fullmatch(self.name) else "`" + self.name.replace("`", "``") + "`"
        if self.bare:
            return name if self.values == (1,) else f"~{name}"
        return f"{'~' if self.negated else ''}{name}{{{','.join(map(str, self.values))}}}"

    @property
    def bare(self) -> bool:
        """Whether it prints without braces, as ``A`` or ``~A``."""
        return not self.braces and not self.negated and self.values in ((0,), (1,))

    def negate(self) -> Literal:
        """Return the literal that holds where this one does not."""
        if self.bare:
            return Literal(self.name, (1 - self.values[0],))
        return Literal(self.name, self.values, not self.negated, braces=True)


#: Terms as the rest of the library hands them over: a disjunction of conjunctions.
Terms = tuple[tuple[Literal, ...], ...]


# ---- disjunctions of conjunctions


def distinct(items: Iterable[Iterable[Literal]]) -> Terms:
    """Return the terms without repeated terms and repeated literals, in the order written."""
    found: dict[frozenset[Literal], tuple[Literal, ...]] = {}
    for item in items:
        term = tuple(dict.fromkeys(item))
        found.setdefault(frozenset(term), term)
        if len(found) > MOST_TERMS:
            raise TooLargeError(
                f"The expression has more than {MOST_TERMS} terms when it is multiplied out. "
                "Simplify its parts first, or work with the parts one by one."
            )
    return tuple(found.values())


def multiply(left: Terms, right: Terms) -> Terms:
    """Return the conjunction of two disjunctions, multiplied out."""
    return distinct((*first, *second) for first in left for second in right)


def add(left: Terms, right: Terms) -> Terms:
    """Return the disjunction of two disjunctions."""
    return distinct((*left, *right))


def negated(terms: Terms) -> Terms:
    """Return the negation of a disjunction by De Morgan's laws, multiplied out."""
    result: Terms = ((),)
    for term in terms:
        result = multiply(result, tuple((literal.negate(),) for literal in term))
    return result
