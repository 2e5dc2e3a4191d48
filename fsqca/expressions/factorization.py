"""Factored forms: literals that terms have in common, written once before a parenthesis.

Only the distributive law is used, ``A*B + A*C = A*(B + C)``, which holds for fuzzy memberships: a factored
form is a shorter way to write the same terms, not a simplification.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from fsqca.expressions.expression import Expression
from fsqca.expressions.literal import Literal, Terms

#: Up to this many terms every common factor is tried first in turn; beyond it only the most frequent one.
FEW_TERMS = 16

Factor = frozenset[Literal]


def factorizations(expression: Expression) -> list[str]:
    """Return factored forms, the shortest first; see :meth:`Expression.factorize`."""
    terms = expression.literal_terms
    forms = {_factored(terms, factor) for factor in _candidates(terms)}
    if not forms:
        return [str(expression)]
    return [text for _, text in sorted(forms)]


def _candidates(terms: Terms) -> set[Factor]:
    """Return what at least two terms have in common, each leaving a rest."""
    if len(terms) > FEW_TERMS:
        factor = _most_frequent(terms)
        return {factor} if factor else set()
    pairs = combinations(map(frozenset, terms), 2)
    return {one & other for one, other in pairs if one & other and one & other not in (one, other)}


def _most_frequent(terms: Terms) -> Factor | None:
    """Return what the terms with the most frequent literal have in common; None where nothing is shared."""
    counts = Counter(literal for term in terms for literal in term)
    for literal, count in counts.most_common():
        if count < 2:
            return None
        # A term that is the literal and nothing else would leave no rest in the parenthesis.
        holders = [frozenset(term) for term in terms if literal in term and len(term) > 1]
        common = frozenset[Literal]().union(*holders).intersection(*holders)
        for factor in (common, frozenset((literal,))):
            if sum(factor < holder for holder in holders) > 1:
                return factor
    return None


def _factored(terms: Terms, factor: Factor) -> tuple[int, str]:
    """Return the number of literals and the text with one factor taken out and the rest factored in turn."""
    inside = [position for position, term in enumerate(terms) if factor < set(term)]
    first = inside[0]
    rests = tuple(tuple(literal for literal in terms[i] if literal not in factor) for i in inside)
    n_rest, rest = _shorter(rests)
    head = "*".join(str(literal) for literal in terms[first] if literal in factor)
    outside = [i for i in range(len(terms)) if i not in set(inside)]
    # Terms before the first that was taken in stay before it, unless there is more to take out of the others.
    others = tuple(terms[i] for i in outside)
    if _most_frequent(others) is None:
        before = [_text(terms[i]) for i in outside if i < first]
        after = [_text(terms[i]) for i in outside if i > first]
        n_others = sum(map(len, others))
    else:
        n_others, text = _shorter(others)
        before, after = [], [text]
    return len(factor) + n_rest + n_others, " + ".join([*before, f"{head}*({rest})", *after])


def _shorter(terms: Terms) -> tuple[int, str]:
    """Return the number of literals and the text with the most frequent factor taken out first."""
    factor = _most_frequent(terms)
    if factor is None:
        return sum(map(len, terms)), " + ".join(map(_text, terms))
    return _factored(terms, factor)


def _text(term: tuple[Literal, ...]) -> str:
    return "*".join(map(str, term)) or "1"
