"""Memberships in expressions: minimum, maximum, 1 - x, and the laws that hold for them."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from fsqca._frames import take_sets
from fsqca.errors import DataError, ExpressionError, UnknownNameError
from fsqca.expressions import parse
from fsqca.expressions.evaluation import BLOCK, evaluate_whole
from tests.strategies import fuzzy_frames, two_valued_texts

FUZZY = pd.DataFrame({"A": [0.2, 0.9], "B": [0.6, 0.7], "C": [1, 0]}, index=["x", "y"])
MULTI = pd.DataFrame({"R": [0, 1, 2], "A": [0.1, 0.8, 0.4]}, index=["x", "y", "z"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A", [0.2, 0.9]),
        ("~A", [0.8, 0.1]),
        ("A*B", [0.2, 0.7]),
        ("A + B", [0.6, 0.9]),
        ("A*~A", [0.2, 0.1]),
        ("A + ~A", [0.8, 0.9]),
        ("A{0,1}", [0.8, 0.9]),
        ("~A{0,1}", [0.2, 0.1]),
        ("A{1}", [0.2, 0.9]),
        ("A{0}", [0.8, 0.1]),
        ("~A{0}", [0.2, 0.9]),
        ("C", [1.0, 0.0]),
        ("C{0,1}", [1.0, 1.0]),
        ("~C*A + B*C", [0.6, 0.9]),
        ("1", [1.0, 1.0]),
        ("0", [0.0, 0.0]),
        ("1 + A", [1.0, 1.0]),
    ],
)
def test_two_valued_sets(text: str, expected: list[float]) -> None:
    result = parse(text).evaluate(FUZZY)
    assert result.to_list() == pytest.approx(expected)
    assert list(result.index) == ["x", "y"]
    assert result.name == str(parse(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R{0}", [1, 0, 0]),
        ("R{1,2}", [0, 1, 1]),
        ("~R{1}", [1, 0, 1]),
        ("~R{0,1,2}", [0, 0, 0]),
        ("R{1}*A + R{2}*~A", [0, 0.8, 0.6]),
    ],
)
def test_multi_value_sets(text: str, expected: list[float]) -> None:
    assert parse(text).evaluate(MULTI).to_list() == pytest.approx(expected)


def test_terms_are_evaluated_one_by_one() -> None:
    expression = parse("A*B + ~C + A{1}*C")
    sets = take_sets(FUZZY, ["A", "B", "C"])
    assert expression.evaluate_terms(sets).tolist() == pytest.approx(
        np.array([[0.2, 0.0, 0.2], [0.7, 1.0, 0.0]])
    )
    assert parse("0").evaluate_terms(sets).shape == (2, 0)


def test_an_expression_that_knows_of_more_values_than_the_cases_show_is_evaluated() -> None:
    shown = MULTI.iloc[:2]
    assert parse("R{2}", {"R": 3}).evaluate(shown).to_list() == [0.0, 0.0]
    with pytest.raises(ExpressionError) as caught:
        parse("R{2}").evaluate(shown)
    assert str(caught.value) == "R{2} asks for the value 2, but 'R' has 2 values in the data: 0, 1."


@pytest.mark.parametrize(
    ("text", "data", "error", "message"),
    [
        (
            "R",
            MULTI,
            ExpressionError,
            "R is ambiguous: 'R' has 3 values in the data (0, 1, 2). Say which is meant, for example `R{1}`.",
        ),
        (
            "A*R{2} + ~R*A",
            MULTI.assign(R=[0, 1, 2]),
            ExpressionError,
            "~R is ambiguous: 'R' has 3 values (0, 1, 2). Say which is meant, for example `R{0}`.",
        ),
        (
            "R{7}",
            MULTI,
            ExpressionError,
            "R{7} asks for the value 7, but 'R' has 3 values in the data: 0, 1, 2.",
        ),
        (
            "A{2}",
            MULTI,
            ExpressionError,
            "A{2} asks for the value 2, but 'A' has 2 values in the data: 0, 1.",
        ),
        (
            "A*Z",
            FUZZY,
            UnknownNameError,
            "There is no set 'Z' in data. Available: 'A', 'B', 'C'.",
        ),
        (
            "A",
            FUZZY.assign(A=[0.2, np.nan]),
            DataError,
            (
                "1 case of data has missing values in 'A': 'y'. "
                'Fill them in, or pass missing="drop" to leave these cases out.'
            ),
        ),
        (
            "A",
            FUZZY.assign(A=[0.2, 1.5]),
            DataError,
            (
                "Column 'A' in data is not calibrated: 1 value lies outside the allowed range (between 0 "
                "and 1), for example 1.5 in cases 'y'. Turn raw scores into memberships with calibrate()."
            ),
        ),
        (
            "A",
            FUZZY.assign(A=["low", "high"]),
            DataError,
            (
                "Column 'A' in data is not numeric ('str'). Calibrate text with Lookup({...}), convert it "
                "with pandas.to_numeric, or leave the column out."
            ),
        ),
    ],
)
def test_what_does_not_fit_the_data_is_refused(text: str, data: pd.DataFrame, error, message: str) -> None:
    with pytest.raises(error) as caught:
        parse(text).evaluate(data)
    assert str(caught.value).replace("('object')", "('str')") == message


def test_a_literal_without_braces_is_refused_also_beside_an_equal_one_with() -> None:
    with pytest.raises(ExpressionError, match="R is ambiguous"):
        parse("R{1}*A + R").evaluate(MULTI)


def test_memberships_of_many_cases_are_those_of_the_same_cases_in_parts() -> None:
    rng = np.random.default_rng(0)
    data = pd.DataFrame(rng.random((2 * BLOCK + 3, 2)).round(2), columns=["A", "B"])
    data["R"] = rng.integers(0, 4, len(data))
    expression = parse("A*~B*R{1,2} + ~R{0}*B + ~A")
    r = data["R"]
    by_hand = np.maximum.reduce(
        [
            np.minimum(np.minimum(data["A"], 1 - data["B"]), r.isin([1, 2])),
            np.minimum(r != 0, data["B"]),
            1 - data["A"],
        ]
    )
    assert expression.evaluate(data).tolist() == by_hand.tolist()
    terms = expression.evaluate_terms(take_sets(data, ["A", "B", "R"]))
    assert terms.max(axis=1).tolist() == by_hand.tolist()


def test_little_more_is_held_than_the_result() -> None:
    n_cases, names = 20 * BLOCK, list("ABCDEF")
    data = pd.DataFrame(np.random.default_rng(0).random((n_cases, len(names))), columns=names)
    expression = parse("A*~B*C + ~A*D + E*~F*~C + ~D*B + A*B*C*D*E*F")
    sets = take_sets(data, names)
    tracemalloc.start()
    result = evaluate_whole(expression, sets)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    n_literals, n_terms = 11, 5
    assert peak - result.nbytes < 8 * BLOCK * (n_literals + n_terms + 3)
    tracemalloc.start()
    expression.evaluate(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # The checked copy of the sets, and a third of that while it is checked.
    assert peak < 1.4 * 8 * data.size


def test_the_data_are_not_changed() -> None:
    before = FUZZY.copy()
    parse("~A*B + C").evaluate(FUZZY)
    pd.testing.assert_frame_equal(FUZZY, before)


@settings(max_examples=60, deadline=None)
@given(fuzzy_frames(), two_valued_texts())
def test_double_negation_keeps_every_membership(data: pd.DataFrame, text: str) -> None:
    expression = parse(text)
    assert (~~expression).evaluate(data).to_list() == pytest.approx(expression.evaluate(data).to_list())


@settings(max_examples=60, deadline=None)
@given(fuzzy_frames(), two_valued_texts(depth=2), two_valued_texts(depth=2))
def test_de_morgan_holds_for_memberships(data: pd.DataFrame, one: str, other: str) -> None:
    e, f = parse(one), parse(other)
    left = (~(e & f)).evaluate(data)
    right = np.maximum(1 - e.evaluate(data), 1 - f.evaluate(data))
    assert left.to_list() == pytest.approx(right.to_list())
    left = (~(e | f)).evaluate(data)
    right = np.minimum(1 - e.evaluate(data), 1 - f.evaluate(data))
    assert left.to_list() == pytest.approx(right.to_list())


@settings(max_examples=60, deadline=None)
@given(fuzzy_frames(), two_valued_texts(depth=2), two_valued_texts(depth=2))
def test_and_or_not_are_minimum_maximum_and_one_minus(data: pd.DataFrame, one: str, other: str) -> None:
    e, f = parse(one), parse(other)
    x, y = e.evaluate(data).to_numpy(), f.evaluate(data).to_numpy()
    assert (e & f).evaluate(data).to_list() == pytest.approx(list(np.minimum(x, y)))
    assert (e | f).evaluate(data).to_list() == pytest.approx(list(np.maximum(x, y)))
    assert (~e).evaluate(data).to_list() == pytest.approx(list(1 - x))


@settings(max_examples=60, deadline=None)
@given(fuzzy_frames(), two_valued_texts(depth=2))
def test_absorption_and_factoring_keep_every_membership(data: pd.DataFrame, text: str) -> None:
    expression = parse(text)
    memberships = expression.evaluate(data).to_list()
    assert expression.absorb().evaluate(data).to_list() == pytest.approx(memberships)
    for form in expression.factorize():
        assert parse(form) == expression
