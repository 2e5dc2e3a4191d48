"""Factored forms: all ways to write common literals once, each the same expression."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsqca.errors import ArgumentError, TooLargeError
from fsqca.expressions import Expression, parse
from tests.strategies import multi_value_expressions, two_valued_texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A*B + A*C + D", ["A*(B + C) + D"]),
        ("A*B + C", ["A*B + C"]),
        ("A + A*B", ["A + A*B"]),
        ("A*B + A*C + B*C", ["A*(B + C) + B*C", "A*B + C*(A + B)", "B*(A + C) + A*C"]),
        ("A*B*C + A*B*D + A*E", ["A*(B*(C + D) + E)", "A*B*(C + D) + A*E"]),
        ("A*C + A*D + B*D + B*C", ["(A + B)*(C + D)"]),
        ("E*A*C + E*A*D + E*B*C + E*B*D", ["E*(A + B)*(C + D)"]),
        ("A*C*E + A*C*F + B*D*E + B*D*F", ["(A*C + B*D)*(E + F)"]),
        ("B*~C + ~E*B + C*~D*E", ["B*(~C + ~E) + C*E*~D"]),
        ("R{1}*`x y` + R{1}*Z", ["R{1}*(`x y` + Z)"]),
        ("0", ["0"]),
        ("1", ["1"]),
        ("1 + A*B + A*C", ["1 + A*(B + C)"]),
    ],
)
def test_factored_forms(text: str, expected: list[str]) -> None:
    found = parse(text).factorize()
    assert found[0] == expected[0]
    assert set(expected) <= set(found)
    assert parse(text).factorize(first=True)[0] in found


def test_all_forms_are_listed() -> None:
    assert parse("A*B + A*C + B*C").factorize() == ["A*(B + C) + B*C", "A*B + C*(A + B)", "B*(A + C) + A*C"]
    assert parse("A*B + A*C + B*D").factorize() == ["A*(B + C) + B*D", "B*(A + D) + A*C"]
    assert parse("A*C + A*D + B*C + B*D").factorize() == ["(A + B)*(C + D)"]


def flat(form: str) -> list[str]:
    """Return the literals written in a form."""
    return [
        part for part in form.replace("(", "*").replace(")", "*").replace("+", "*").split("*") if part.strip()
    ]


@settings(max_examples=150, deadline=None)
@given(two_valued_texts())
def test_every_form_is_the_same_expression_and_the_shortest_comes_first(text: str) -> None:
    expression = parse(text)
    try:
        forms = expression.factorize()
    except TooLargeError:
        forms = expression.factorize(first=True)
    assert all(parse(form, expression.names) == expression for form in forms)
    assert len(set(forms)) == len(forms)
    sizes = [len(flat(form)) for form in forms]
    assert sizes == sorted(sizes)
    assert sizes[0] <= len(flat(str(expression)))


@settings(max_examples=100, deadline=None)
@given(multi_value_expressions())
def test_every_form_of_a_multi_value_expression_is_the_same_expression(expression: Expression) -> None:
    for form in expression.factorize():
        assert parse(form, expression.names) == expression


TERMS = st.sets(st.sampled_from("ABCDE"), min_size=1, max_size=3).map(lambda term: "*".join(sorted(term)))


@settings(max_examples=100, deadline=None)
@given(st.lists(TERMS, min_size=1, max_size=5, unique=True))
def test_there_are_parentheses_where_two_terms_share_a_literal_and_have_a_rest(
    terms: list[str],
) -> None:
    sets = [set(term.split("*")) for term in terms]
    shared = any(one & other and one & other not in (one, other) for one, other in combinations(sets, 2))
    forms = parse(" + ".join(terms)).factorize()
    assert all(("(" in form) == shared for form in forms)


def test_more_forms_than_asked_for_are_not_cut_off_silently() -> None:
    expression = parse("A*B + A*C + B*C")
    with pytest.raises(TooLargeError) as caught:
        expression.factorize(2)
    assert str(caught.value) == (
        "There are more than 2 factored forms. Ask for more with max_results, or take one with "
        "expression.factorize(first=True)."
    )
    assert expression.factorize(2, first=True) == ["A*(B + C) + B*C"]
    with pytest.raises(ArgumentError) as refused:
        expression.factorize(0)
    assert str(refused.value) == "max_results is 0, but it must be at least 1."
