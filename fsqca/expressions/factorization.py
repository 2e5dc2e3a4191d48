"""Factored forms: literals that terms have in common, written once before a parenthesis.

Only the distributive law is used, ``A*B + A*C = A*(B + C)``, which holds for fuzzy memberships: a factored
form is a shorter way to write the same terms, not a simplification. A term that is a factor and nothing else
stays outside: ``A + A*B`` has no factored form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from fsqca._checks import check_count
from fsqca.errors import TooLargeError
from fsqca.expressions.expression import Expression
from fsqca.expressions.literal import Literal

Factor = frozenset[Literal]
#: What is left of terms when factors have been taken out, with the places of the terms in the expression.
Rests = tuple[tuple[int, tuple[Literal, ...]], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a sum: a term as it is, or a product with sums in it.

    `place` is that of its first term in the expression, `size` the number of literals written, `head` the
    literals before the parentheses (empty where there are parentheses only), and `sums` what stands in these.
    """

    place: int
    size: int
    head: tuple[Literal, ...]
    sums: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "*".join([*map(str, self.head), *(f"({text})" for text in self.sums)]) or "1"


#: A sum, its items in the order of the expression.
Form = tuple[Item, ...]


def factorizations(expression: Expression, max_results: int = 1000, *, first: bool = False) -> list[str]:
    """Return factored forms, the shortest first; see :meth:`Expression.factorize`."""
    rests = tuple(enumerate(expression.literal_terms))
    if not rests:
        return ["0"]
    factoring = _Factoring(expression, check_count("max_results", max_results))
    forms = [factoring.greedy(rests)] if first else factoring.forms(rests)
    return [text for _, text in sorted((_size(form), _sum(form)) for form in forms)]


class _Factoring:
    """The factored forms of the terms met so far in one expression."""

    def __init__(self, expression: Expression, most: int) -> None:
        literals = {literal for term in expression.literal_terms for literal in term}
        place = {name: position for position, name in enumerate(expression.names)}
        order = sorted(
            literals, key=lambda one: (place[one.name], [-value for value in one.values], one.negated)
        )
        self.rank = {literal: position for position, literal in enumerate(order)}
        self.most = most
        self.known: dict[Rests, frozenset[Form]] = {}

    def forms(self, rests: Rests) -> frozenset[Form]:
        """Return every form: what two terms have in common, taken out of all terms that have it."""
        if rests in self.known:
            return self.known[rests]
        found: set[Form] = set()
        for factor in _candidates(rests):
            place, head, inside, outside = self.taken_out(rests, factor)
            for inner in self.forms(inside):
                for others in self.forms(outside):
                    form = _merged((_item(place, head, inner), *others))
                    if form is not None:
                        found.add(form)
                    if len(found) > self.most:
                        raise TooLargeError(
                            f"There are more than {self.most} factored forms. Ask for more with max_results, "
                            "or take one with expression.factorize(first=True)."
                        )
        result = frozenset(found) or frozenset({_plain(rests)})
        self.known[rests] = result
        return result

    def greedy(self, rests: Rests) -> Form:
        """Return one form: what terms have in common with the most frequent literal is taken out first."""
        factor = _most_frequent([term for _, term in rests])
        if factor is None:
            return _plain(rests)
        place, head, inside, outside = self.taken_out(rests, factor)
        form = (_item(place, head, self.greedy(inside)), *self.greedy(outside))
        return _merged(form) or _in_order(form)

    def taken_out(self, rests: Rests, factor: Factor) -> tuple[int, tuple[Literal, ...], Rests, Rests]:
        """Return the place of the first term that has the factor and more, the factor, rests, other terms.

        What is left of the terms comes in the order of its literals: the same sum is always written the same.
        """
        inside = [(place, term) for place, term in rests if factor < set(term)]
        outside = [(place, term) for place, term in rests if not factor < set(term)]
        place, term = inside[0]
        head = tuple(literal for literal in term if literal in factor)
        left = [tuple(literal for literal in term if literal not in factor) for _, term in inside]
        left.sort(key=lambda term: [self.rank[literal] for literal in term])
        return place, head, tuple(enumerate(left)), tuple(outside)


def _candidates(rests: Rests) -> set[Factor]:
    """Return what at least two terms have in common, each leaving a rest."""
    pairs = combinations([frozenset(term) for _, term in rests], 2)
    return {one & other for one, other in pairs if one & other and one & other not in (one, other)}


def _most_frequent(terms: Iterable[tuple[Literal, ...]]) -> Factor | None:
    """Return what the terms with the most frequent literal have in common; None where nothing is shared."""
    terms = list(terms)
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


# ---- putting forms together


def _plain(rests: Rests) -> Form:
    return tuple(Item(place, len(term), term) for place, term in rests)


def _item(place: int, head: tuple[Literal, ...], inner: Form) -> Item:
    """Return the product of literals and a sum; of a sum that is itself a product of sums, all of these."""
    product = len(inner) == 1 and inner[0].sums and not inner[0].head
    return Item(place, len(head) + _size(inner), head, inner[0].sums if product else (_sum(inner),))


def _merged(items: Iterable[Item]) -> Form | None:
    """Return a sum in order; ``A*(C + D) + B*(C + D)`` becomes ``(A + B)*(C + D)``.

    None where what comes together has literals in common: they were not taken out, and another form has them
    before the parentheses.
    """
    form: list[Item] = []
    alike: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        if item.sums and item.head:
            alike.setdefault(item.sums, []).append(item)
        else:
            form.append(item)
    for sums, group in alike.items():
        if len(group) == 1:
            form.append(group[0])
            continue
        group.sort(key=lambda item: item.place)
        n_heads = sum(len(item.head) for item in group)
        if len({literal for item in group for literal in item.head}) < n_heads:
            return None
        heads = " + ".join("*".join(map(str, item.head)) for item in group)
        size = n_heads + group[0].size - len(group[0].head)
        form.append(Item(group[0].place, size, (), tuple(sorted((heads, *sums)))))
    return _in_order(form)


def _in_order(items: Iterable[Item]) -> Form:
    return tuple(sorted(items, key=lambda item: item.place))


def _size(form: Form) -> int:
    return sum(item.size for item in form)


def _sum(form: Form) -> str:
    return " + ".join(map(str, form))
