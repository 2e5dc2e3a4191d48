"""Boolean algebra on crisp and multi-value sets: shortest forms against brute force, expansion, inclusion."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsqca.errors import ArgumentError, ArgumentTypeError, ExpressionError, TooLargeError, UnknownNameError
from fsqca.expressions import Expression, equivalent, is_subset, parse, simplifications
from fsqca.expressions.inclusion import cubes_of, left_out
from tests.strategies import NAMES, fuzzy_frames, multi_value_texts, two_valued_texts


def truth(expression: Expression, levels: dict[str, int]) -> list[bool]:
    """Evaluate on a frame with every configuration, the way data are evaluated."""
    rows = pd.DataFrame(list(product(*map(range, levels.values()))), columns=list(levels))
    return [value == 1.0 for value in parse(expression, levels).evaluate(rows)]


def brute_force(expression: Expression, levels: dict[str, int]) -> set[Expression]:
    """Return all smallest sums of prime implicants, by trying all of them."""
    wanted = np.array(truth(expression, levels))
    if not wanted.any():
        return {parse("0")}
    cubes = {}
    for cube in product(*(range(-1, number) for number in levels.values())):
        literals = [f"{name}{{{v}}}" for name, v in zip(levels, cube, strict=True) if v >= 0]
        covered = np.array(truth(parse("*".join(literals) or "1"), levels))
        if not (covered & ~wanted).any():
            cubes[cube] = (covered, "*".join(literals) or "1")

    def contains(one: tuple, other: tuple) -> bool:
        return one != other and all(a in (-1, b) for a, b in zip(one, other, strict=True))

    primes = [c for c in cubes if not any(contains(other, c) for other in cubes)]
    for size in range(1, len(primes) + 1):
        found = {
            parse(" + ".join(cubes[c][1] for c in chosen))
            for chosen in combinations(primes, size)
            if (np.logical_or.reduce([cubes[c][0] for c in chosen]) == wanted).all()
        }
        if found:
            return found
    raise AssertionError("the primes must cover everything")


@settings(max_examples=40, deadline=None)
@given(two_valued_texts(NAMES[:3]))
def test_shortest_forms_of_two_valued_sets_are_those_of_brute_force(text: str) -> None:
    levels = dict.fromkeys(NAMES[:3], 2)
    found = simplifications(text)
    assert set(found) == brute_force(parse(text), levels)
    assert len(set(found)) == len(found)


LITERALS = st.sampled_from(["R{0}", "R{1}", "~R{2}", "R{0,2}", "A", "~A", "B"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(LITERALS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_shortest_forms_of_multi_value_sets_are_those_of_brute_force(terms: list) -> None:
    levels = {"R": 3, "A": 2, "B": 2}
    text = " + ".join("*".join(term) for term in terms)
    assert set(simplifications(text, levels)) == brute_force(parse(text, levels), levels)


@settings(max_examples=25, deadline=None)
@given(two_valued_texts(depth=2))
def test_shortest_forms_of_four_sets_are_those_of_brute_force(text: str) -> None:
    assert set(simplifications(text)) == brute_force(parse(text), dict.fromkeys(NAMES, 2))


SIX = ("A", "B", "C", "D", "E", "F")
SPACES = st.lists(st.integers(2, 3), min_size=1, max_size=6).map(lambda n: dict(zip(SIX, n, strict=False)))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_boolean_function_stays_the_same_up_to_six_sets(data: st.DataObject) -> None:
    levels = data.draw(SPACES)
    expression = parse(data.draw(multi_value_texts(levels, depth=2)), levels)
    wanted = truth(expression, levels)
    simple, expanded = expression.simplify(), expression.expand()
    assert truth(simple, levels) == wanted
    assert truth(expanded, levels) == wanted
    assert len(expanded.terms) == sum(wanted)
    assert truth(expression.negate(), levels) == [not inside for inside in wanted]
    assert truth(parse(str(expression), levels), levels) == wanted
    for form in expression.factorize(first=True):
        assert truth(parse(form, levels), levels) == wanted
    assert equivalent(expression, simple)
    assert equivalent(expression, expanded)
    assert is_subset(expression & "A{0}", expression)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_inclusion_of_multi_value_expressions_is_that_of_the_configurations(data: st.DataObject) -> None:
    levels = data.draw(SPACES)
    texts = [data.draw(multi_value_texts(levels, depth=2)) for _ in range(2)]
    left, right = (truth(parse(text, levels), levels) for text in texts)
    assert is_subset(*texts, levels) == all(b or not a for a, b in zip(left, right, strict=True))
    assert equivalent(*texts, levels) == (left == right)
    cubes = cubes_of(parse(texts[0], levels).literal_terms, levels)
    found = left_out(cubes, levels)
    assert (found is None) == all(left)
    if found is not None:
        assert found.keys() == levels.keys()
        case = pd.DataFrame([found])
        assert parse(texts[0], levels).evaluate(case).item() == 0.0


@settings(max_examples=60, deadline=None)
@given(fuzzy_frames(), two_valued_texts())
def test_a_case_without_memberships_of_one_half_stays_on_its_side_of_it(frame, text: str) -> None:
    data = frame[(frame != 0.5).all(axis=1)]
    expression = parse(text, NAMES)
    if data.empty:
        return
    inside = expression.evaluate(data) > 0.5
    assert (expression.simplify().evaluate(data) > 0.5).equals(inside.rename(str(expression.simplify())))
    assert ((expression.expand().evaluate(data) > 0.5) == inside).all()


@settings(max_examples=60, deadline=None)
@given(two_valued_texts())
def test_simplify_and_expand_keep_what_is_covered(text: str) -> None:
    expression, levels = parse(text), dict.fromkeys(NAMES, 2)
    wanted = truth(expression, levels)
    assert truth(expression.simplify(), levels) == wanted
    assert truth(expression.expand(NAMES), levels) == wanted
    assert len(expression.expand(NAMES).terms) == sum(wanted)
    assert equivalent(expression, expression.simplify())
    assert expression.simplify().simplify() == expression.simplify()


@settings(max_examples=60, deadline=None)
@given(two_valued_texts(depth=2), two_valued_texts(depth=2))
def test_inclusion_and_equivalence_are_those_of_the_configurations(one: str, other: str) -> None:
    levels = dict.fromkeys(NAMES, 2)
    left, right = truth(parse(one), levels), truth(parse(other), levels)
    assert is_subset(one, other) == all(b or not a for a, b in zip(left, right, strict=True))
    assert equivalent(one, other) == (left == right)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("A*B + A*~B", None, ["A"]),
        ("A*~A", None, ["0"]),
        ("A + ~A", None, ["1"]),
        ("0", None, ["0"]),
        ("1", None, ["1"]),
        ("~A*B + ~B*C + A*~C", None, ["A*~B + ~A*C + B*~C", "A*~C + ~A*B + ~B*C"]),
        ("B{0}*~A{0,1}*D + B{1}", {"A": 3, "B": 2, "C": 4, "D": 2}, ["B + A{2}*D"]),
        ("R{0} + R{1}", {"R": 3}, ["R{1} + R{0}"]),
        ("R{0} + R{1} + R{2}", {"R": 3}, ["1"]),
        ("R{0} + R{1} + R{2}", None, ["1"]),
        ("R{0} + R{1} + R{2}", {"R": 4}, ["R{2} + R{1} + R{0}"]),
        ("A{0} + A{1}", None, ["1"]),
        ("C*A + B", ["A", "B", "C"], ["B + A*C"]),
    ],
)
def test_shortest_forms_by_hand(text: str, names, expected: list[str]) -> None:
    found = [str(result) for result in simplifications(text, names)]
    assert found == expected
    assert str(parse(text).simplify(names)) == expected[0]


def test_configurations_come_in_the_order_of_truth_table_rows() -> None:
    assert str(parse("A + ~B").expand()) == "~A*~B + A*~B + A*B"
    assert str(parse("A").expand(["A", "B"])) == "A*~B + A*B"
    assert str(parse("R{1}*~A").expand({"R": 3, "A": 2, "B": 2})) == "R{1}*~A*~B + R{1}*~A*B"
    assert str(parse("A*~A").expand()) == "0"
    assert str(parse("1").expand(["A"])) == "~A + A"


def test_the_highest_value_mentioned_decides_where_nothing_else_is_known() -> None:
    assert equivalent("R{0} + R{1} + R{2}", "1")
    assert not equivalent("R{0} + R{1} + R{2}", "1", {"R": 4})
    assert equivalent(parse("R{0} + R{1}", {"R": 2}), "1")
    assert not equivalent(parse("R{0} + R{1}", {"R": 3}), "1")
    with pytest.raises(ExpressionError, match="R is ambiguous"):
        is_subset("R{2}", "R")
    with pytest.raises(UnknownNameError):
        equivalent("A", "B", ["A"])


def test_a_simplified_expression_keeps_its_names_and_numbers_of_values() -> None:
    simple = parse("A*B + A*~B", {"A": 2, "B": 2, "R": 3}).simplify()
    assert (str(simple), simple.names, simple.levels) == ("A", ("A", "B", "R"), (2, 2, 3))


def test_many_sets_are_compared_without_a_table() -> None:
    wide = " + ".join(f"A{i}*B{i}" for i in range(40))
    assert not equivalent(wide, "A1")
    assert is_subset("A7*B7*C + A39*B39", wide)
    chain = " + ".join(f"A{i}*~A{i + 1}" for i in range(30))
    turned = " + ".join(f"~A{i}*A{i + 1}" for i in range(30))
    assert is_subset("A0*~A30", chain)
    assert not is_subset("~A0*A30", chain)
    assert equivalent(f"{chain} + ~A0*A30", f"{turned} + A0*~A30")


def test_many_sets_are_simplified_where_each_is_asked_for_one_value() -> None:
    wide = [f"A{i}*~B{i}*R{i}{{2}}" for i in range(15)]
    text = " + ".join([*wide, "A3*~B3*R3{2}*A4", "~B0*R0{2}"])
    assert simplifications(text) == (parse(" + ".join(["~B0*R0{2}", *wide[1:]])),)


def test_tables_that_would_be_too_large_are_refused() -> None:
    wide = " + ".join(f"A{i}*~A{i + 1}" for i in range(25))
    with pytest.raises(TooLargeError) as caught:
        parse(wide).simplify()
    assert str(caught.value) == (
        "Boolean algebra on this expression would need a table of 67108864 cells, more than 20000000. "
        "Work on parts with fewer sets (up to 15 two-valued ones), or take absorb(), which drops terms "
        "inside other terms however many sets there are."
    )
    with pytest.raises(TooLargeError, match="The expression covers 131072 configurations of 18 sets"):
        parse("A").expand(["A", *(f"B{i}" for i in range(17))])


def test_a_comparison_that_would_take_too_long_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = parse("1").expand(["A", "B", "C"])
    assert is_subset("1", everything)
    monkeypatch.setattr("fsqca.expressions.inclusion.MOST_STEPS", 3)
    with pytest.raises(TooLargeError) as caught:
        is_subset("1", everything)
    assert str(caught.value) == (
        "Comparing what the expressions cover would take too long. Work on parts with fewer sets."
    )


def test_more_ties_than_asked_for_are_not_cut_off_silently() -> None:
    cycle = "~A*B + ~B*C + A*~C"
    with pytest.raises(TooLargeError) as caught:
        simplifications(cycle, max_results=1)
    assert str(caught.value) == (
        "There are more than 1 shortest forms. "
        "Ask for more with max_results, or take one with expression.simplify()."
    )


def test_absorption_drops_terms_inside_others() -> None:
    assert str(parse("A + A*B + ~A*B").absorb()) == "A + ~A*B"
    assert str(parse("1 + A").absorb()) == "1"
    assert str(parse("A*~A").absorb()) == "A*~A"


@pytest.mark.parametrize("n_values", [2, 3, 4])
def test_a_value_of_every_kind_is_needed_to_leave_a_set_out(n_values: int) -> None:
    values = [f"R{{{value}}}*A" for value in range(n_values)]
    assert str(parse(" + ".join(values), {"R": n_values, "A": 2}).simplify()) == "A"
    assert len(parse(" + ".join(values[:-1]), {"R": n_values, "A": 2}).simplify().terms) == n_values - 1


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: simplifications("A", max_results=0),
            ArgumentError,
            "max_results is 0, but it must be at least 1.",
        ),
        (
            lambda: equivalent(3, "A"),
            ArgumentTypeError,
            "An expression must be a string or an Expression, not 3.",
        ),
        (
            lambda: parse("A").expand(5),
            ArgumentTypeError,
            (
                "names must be a sequence of the names of sets, or a mapping of them to their numbers of "
                "values, not 5."
            ),
        ),
        (
            lambda: parse("A").simplify(["B"]),
            UnknownNameError,
            "There is no set 'A' in names. Available: 'B'.",
        ),
        (
            lambda: parse("A{7}").simplify({"A": 3}),
            ExpressionError,
            "A{7} asks for the value 7, but 'A' has 3 values: 0, 1, 2.",
        ),
    ],
)
def test_bad_arguments_are_refused(call, error, message: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
