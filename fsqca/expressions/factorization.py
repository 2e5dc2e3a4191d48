"""Factored forms: literals that terms have in common, written once before a parenthesis.

Only the distributive law is used, ``A*B + A*C = A*(B + C)``, which holds for fuzzy memberships: a factored
form is a shorter way to write the same terms, not a simplification.
"""

from __future__ import annotations

from itertools import combinations

from fsqca.expressions.expression import Expression, Literal, Terms


def factorizations(expression: Expression) -> list[str]:
    """Return factored forms, the shortest first; see :meth:`Expression.factorize`."""
    forms = {_factored(expression.literal_terms, factor) for factor in _factors(expression.literal_terms)}
    if not forms:
        return [str(expression)]
    return [text for _, text in sorted(forms)]


def _factors(terms: Terms) -> list[tuple[Literal, ...]]:
    """Return what at least two terms have in common, each leaving a rest, in the order of the terms."""
    factors: dict[tuple[Literal, ...], None] = {}
    for one, other in combinations(terms, 2):
        common = tuple(literal for literal in one if literal in other)
        if common and len(common) < min(len(one), len(other)):
            factors[common] = None
    return list(factors)


def _factored(terms: Terms, factor: tuple[Literal, ...]) -> tuple[int, str]:
    """Return the number of literals and the text with one factor taken out and the rest factored in turn."""
    inside = [term for term in terms if set(factor) < set(term)]
    rests = tuple(tuple(literal for literal in term if literal not in factor) for term in inside)
    n_rest, rest = _shortest(rests)
    n_literals = len(factor) + n_rest
    parts: list[str] = []
    outside = tuple(term for term in terms if term not in inside)
    before = tuple(term for term in outside if terms.index(term) < terms.index(inside[0]))
    after = tuple(term for term in outside if term not in before)
    product = "*".join(map(str, factor)) + f"*({rest})"
    if not _factors(outside):
        # Nothing more to take out: every other term stays where it stood.
        parts = [*_texts(before), product, *_texts(after)]
        n_literals += sum(map(len, outside))
    else:
        n_outside, text = _shortest(outside)
        parts = [product, text]
        n_literals += n_outside
    return n_literals, " + ".join(parts)


def _shortest(terms: Terms) -> tuple[int, str]:
    """Return the number of literals and the text with the factor taken out first that saves most."""
    factors = _factors(terms)
    if not factors:
        return sum(map(len, terms)), " + ".join(_texts(terms))
    saved = [len(factor) * (sum(set(factor) < set(term) for term in terms) - 1) for factor in factors]
    return _factored(terms, factors[saved.index(max(saved))])


def _texts(terms: Terms) -> list[str]:
    return ["*".join(map(str, term)) if term else "1" for term in terms]
