"""Parameters of fit of relations: the table, unique coverage, what is undefined, and what is refused."""

from __future__ import annotations

import pickle
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsqca import metrics
from fsqca._frames import take_sets
from fsqca.errors import ArgumentTypeError, DataError, ExpressionError, UnknownNameError
from fsqca.expressions import parse
from fsqca.fit import SOLUTION, fit_terms, pof
from tests.strategies import fuzzy_frames, two_valued_texts

DATA = pd.DataFrame(
    {"A": [0.9, 0.7, 0.2, 0.1], "B": [0.1, 0.8, 0.6, 0.3], "Y": [0.8, 0.9, 0.4, 0.2]}, index=list("wxyz")
)


def test_sufficiency_has_a_row_per_term_and_one_for_the_solution() -> None:
    table = pof(DATA, "A*B + A*~B => Y").table
    assert list(table.index) == ["A*B", "A*~B", "solution"]
    assert list(table.columns) == ["consistency", "pri", "raw_coverage", "unique_coverage"]
    assert table.loc["A*~B"].to_list() == pytest.approx(
        [1.3 / 1.4, (1.3 - 0.6) / (1.4 - 0.6), 1.3 / 2.3, 0.7 / 2.3]
    )
    assert table["unique_coverage"].isna().to_list() == [False, False, True]
    assert table.loc["solution", "raw_coverage"] == pytest.approx(1.8 / 2.3)


def test_necessity_has_consistency_coverage_and_ron() -> None:
    table = pof(DATA, "A + B <= Y").table
    assert list(table.index) == ["A", "B", "solution"]
    assert list(table.columns) == ["consistency", "coverage", "ron"]
    assert table.loc["A"].to_list() == pytest.approx([1.8 / 2.3, 1.8 / 1.9, 2.1 / 2.2])


def test_a_single_term_has_a_solution_row_too_and_its_unique_coverage_is_its_raw_coverage() -> None:
    table = pof(DATA, "A => Y").table
    assert list(table.index) == ["A", "solution"]
    assert table.loc["A", "unique_coverage"] == table.loc["A", "raw_coverage"]
    assert np.isnan(table.loc["solution", "unique_coverage"])


def test_a_term_written_twice_is_one_term() -> None:
    assert list(pof(DATA, "A*B + B*A => Y").table.index) == ["A*B", "solution"]


@pytest.mark.parametrize(("one", "other"), [("A => Y", "A -> Y"), ("A + ~B <= Y", "A + ~B <- Y")])
def test_both_kinds_of_arrow_are_the_same(one: str, other: str) -> None:
    assert pof(DATA, one).relation == pof(DATA, other).relation == one
    pd.testing.assert_frame_equal(pof(DATA, one).table, pof(DATA, other).table)


def test_the_outcome_may_be_any_expression() -> None:
    fit = pof(DATA, "A => ~Y + B*Y")
    outcome = parse("~Y + B*Y").evaluate(DATA)
    assert fit.table.loc["A", "consistency"] == pytest.approx(
        metrics.sufficiency_consistency(DATA["A"], outcome)
    )


def test_names_in_backticks_may_hold_an_arrow() -> None:
    fit = pof(DATA.rename(columns={"A": "a => b"}), "`a => b` => Y")
    assert fit.relation == "`a => b` => Y"
    assert fit.table.iloc[0].to_list() == pof(DATA, "A => Y").table.iloc[0].to_list()


def test_anything_with_a_frame_called_data_is_data() -> None:
    pd.testing.assert_frame_equal(pof(SimpleNamespace(data=DATA), "A => Y").table, pof(DATA, "A => Y").table)


def test_constants_are_conditions() -> None:
    table = pof(DATA, "1 => Y").table
    assert table.loc["1", "consistency"] == pytest.approx(2.3 / 4)
    assert list(pof(DATA, "0 => Y").table.index) == ["solution"]
    assert pof(DATA, "0 => Y").notes == (
        "Consistency and PRI are undefined for 'solution': no case has a membership above 0 in it.",
    )


def test_a_fit_prints_as_the_table_of_an_article() -> None:
    assert str(pof(DATA, "A + B <= Y")) == (
        "A + B <= Y\n"
        "necessity, 4 cases\n"
        "\n"
        "         consistency coverage    RoN\n"
        "A              0.783    0.947  0.955\n"
        "B              0.652    0.833  0.880\n"
        "solution       0.957    0.846  0.778"
    )
    assert repr(pof(DATA, "A*B => Y")) == "<Fit A*B => Y: 1 term, 4 cases, consistency 1.000, coverage 0.478>"
    assert repr(pof(DATA, "A <= Y")) == "<Fit A <= Y: 1 term, 4 cases, consistency 0.783, coverage 0.947>"
    html = pof(DATA, "A + B <= Y")._repr_html_()
    assert "A + B &lt;= Y (necessity, 4 cases)" in html
    assert '<td style="text-align:right">0.955</td>' in html


def test_a_fit_is_frozen_survives_pickling_and_hands_out_copies() -> None:
    fit = pof(DATA, "A => Y")
    with pytest.raises(AttributeError):
        fit.relation = "B => Y"  # type: ignore[misc]
    table = fit.table
    table.iloc[0, 0] = 7.0
    assert fit.table.iloc[0, 0] < 1.0
    again = pickle.loads(pickle.dumps(fit))
    pd.testing.assert_frame_equal(again.table, fit.table)
    assert (again.relation, again.kind, again.n_cases, again.missing) == ("A => Y", "sufficiency", 4, "raise")


@pytest.mark.parametrize(
    ("data", "relation", "notes"),
    [
        (
            {"A": [0.0, 0.0], "B": [1.0, 0.2], "Y": [0.4, 0.8]},
            "A + B => Y",
            ["Consistency and PRI are undefined for 'A': no case has a membership above 0 in it."],
        ),
        (
            {"A": [0.4, 0.3], "Y": [0.5, 0.5]},
            "A => ~Y",
            [
                (
                    "PRI is undefined for 'A', 'solution': "
                    "all membership in it lies in ~Y and in its negation alike."
                )
            ],
        ),
        (
            {"A": [0.4, 0.3], "Y": [0.0, 0.0]},
            "A => Y",
            ["Coverage is undefined: no case has a membership above 0 in the outcome Y."],
        ),
        (
            {"A": [0.4, 0.3], "Y": [0.0, 0.0]},
            "A <= Y",
            ["Consistency is undefined: no case has a membership above 0 in the outcome Y."],
        ),
        (
            {"A": [1, 1], "Y": [1, 1]},
            "A <= Y",
            ["RoN is undefined for 'A', 'solution': every case is a full member of it and of Y."],
        ),
        (
            {"A": [0, 0], "Y": [1, 1]},
            "A <= Y",
            ["Coverage is undefined for 'A', 'solution': no case has a membership above 0 in it."],
        ),
        (
            {"A": [0.4, 0.3], "Y": [0.2, 1.0]},
            "A*Y => Y",
            ["'Y' stands on both sides of the arrow: part of the fit is true by definition."],
        ),
    ],
)
def test_undefined_numbers_are_nan_with_the_reason(data: dict, relation: str, notes: list[str]) -> None:
    fit = pof(pd.DataFrame(data), relation)
    assert list(fit.notes) == notes
    assert str(fit).endswith("\n".join(notes))
    assert np.isnan(fit.values).any()


def test_cases_with_missing_values_stop_or_are_left_out_and_named() -> None:
    data = DATA.assign(A=[0.9, np.nan, 0.2, 0.1], C=[np.nan] * 3 + [0.3])
    with pytest.raises(DataError) as caught:
        pof(data, "A => Y")
    assert str(caught.value) == (
        "1 case of data has missing values in 'A': 'x'. "
        'Fill them in, or pass missing="drop" to leave these cases out.'
    )
    fit = pof(data, "A => Y", missing="drop")
    assert (fit.dropped, fit.n_cases, fit.missing) == (("x",), 3, "drop")
    assert fit.notes == ("1 case with missing values left out: 'x'.",)
    pd.testing.assert_frame_equal(fit.table, pof(DATA.drop("x"), "A => Y").table)


@pytest.mark.parametrize(
    ("relation", "error", "message"),
    [
        (
            "A*B",
            ExpressionError,
            (
                "The relation has no arrow:\n    A*B\n"
                'Write "A*~B + C => Y" for sufficiency or "A + ~B <= Y" for necessity, '
                "with the outcome on the right."
            ),
        ),
        (
            "A => B => Y",
            ExpressionError,
            (
                "The relation has 2 arrows:\n    A => B => Y\n           ^^\n"
                "Ask for one relation at a time: => for sufficiency, <= for necessity."
            ),
        ),
        (
            "A <=> Y",
            ExpressionError,
            (
                "The relation has one arrow in both directions:\n    A <=> Y\n      ^^^\n"
                "Ask for one relation at a time: => for sufficiency, <= for necessity."
            ),
        ),
        (
            "A => ",
            ExpressionError,
            (
                "The relation has nothing on the right of its arrow:\n    A => \n"
                'The left side is the condition, the right side the outcome: "A*~B + C => Y".'
            ),
        ),
        (
            "A*(B => Y",
            ExpressionError,
            "The expression ends too early:\n    A*(B \n        ^\nExpected *, + or ).",
        ),
        ("A => Q", UnknownNameError, "There is no set 'Q' in data. Available: 'A', 'B', 'Y'."),
        (
            "A{2} => Y",
            ExpressionError,
            "A{2} asks for the value 2, but 'A' has 2 values in the data: 0, 1.",
        ),
        (7, ArgumentTypeError, 'relation must be a string such as "A*~B + C => Y", not 7.'),
    ],
)
def test_what_is_no_relation_is_refused(relation, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        pof(DATA, relation)
    assert str(caught.value) == message


def test_columns_that_are_no_sets_are_refused() -> None:
    with pytest.raises(DataError, match="Column 'A' in data is not numeric"):
        pof(DATA.assign(A=["a", "b", "c", "d"]), "A => Y")
    with pytest.raises(DataError, match="Column 'Y' in data is not calibrated"):
        pof(DATA.assign(Y=[0.5, 3.0, 1.0, 0.0]), "A => Y")
    with pytest.raises(ArgumentTypeError, match="data must be a pandas DataFrame"):
        pof([1, 2], "A => Y")


def test_a_column_that_the_relation_does_not_use_does_not_matter() -> None:
    data = DATA.assign(text=list("abcd"), empty=np.nan)
    pd.testing.assert_frame_equal(pof(data, "A => Y").table, pof(DATA, "A => Y").table)


# ---- properties


def slow_unique_coverage(x: np.ndarray, y: np.ndarray, term: int) -> float:
    """The definition, one term against all others."""
    own = np.minimum(x[:, term], y)
    others = [np.minimum(x[:, other], y) for other in range(x.shape[1]) if other != term]
    most = np.max(others, axis=0) if others else np.zeros(len(y))
    return (own.sum() - np.minimum(own, most).sum()) / y.sum()


@settings(max_examples=60, deadline=None)
@given(fuzzy_frames(), st.lists(two_valued_texts(depth=1), min_size=1, max_size=4))
def test_unique_coverage_is_what_no_other_term_covers(data: pd.DataFrame, texts: list[str]) -> None:
    expression = parse(" + ".join(texts))
    fit = pof(data, f"{expression} => Y")
    x = expression.evaluate_terms(take_sets(data, expression.used))
    y = data["Y"].to_numpy()
    for position, value in enumerate(fit.table["unique_coverage"].iloc[:-1]):
        assert value == pytest.approx(slow_unique_coverage(x, y, position), abs=1e-12)
        assert -1e-12 <= value <= fit.table["raw_coverage"].iloc[position] + 1e-12


@settings(max_examples=60, deadline=None)
@given(fuzzy_frames(), two_valued_texts(depth=2))
def test_every_row_is_what_the_formulas_say_of_its_expression(data: pd.DataFrame, text: str) -> None:
    expression = parse(text)
    y = data["Y"]
    for relation, numbers in (
        ("=>", (metrics.sufficiency_consistency, metrics.pri, metrics.sufficiency_coverage)),
        ("<=", (metrics.necessity_consistency, metrics.necessity_coverage, metrics.ron)),
    ):
        values = pof(data, f"{text} {relation} Y").values
        for row, part in zip(values, (*expression.terms, expression), strict=True):
            x = part.evaluate(data)
            for value, function in zip(row, numbers, strict=False):
                assert value == pytest.approx(function(x, y), abs=1e-12, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(fuzzy_frames(), two_valued_texts(depth=1), two_valued_texts(depth=1))
def test_sufficiency_one_way_is_necessity_the_other_way(data: pd.DataFrame, one: str, other: str) -> None:
    there = pof(data, f"{one} => {other}").table.loc[SOLUTION]
    back = pof(data, f"{other} <= {one}").table.loc[SOLUTION]
    assert there["consistency"] == pytest.approx(back["consistency"], nan_ok=True)
    assert there["raw_coverage"] == pytest.approx(back["coverage"], nan_ok=True)
    same = pof(data, f"{one} <= {other}").table.loc[SOLUTION]
    assert there["consistency"] == pytest.approx(same["coverage"], nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(fuzzy_frames(), two_valued_texts())
def test_numbers_lie_between_0_and_1(data: pd.DataFrame, text: str) -> None:
    for arrow in ("=>", "<="):
        values = pof(data, f"{text} {arrow} Y").values
        assert ((values >= -1e-12) & (values <= 1 + 1e-12) | np.isnan(values)).all()


def test_memberships_known_already_give_the_same_fit() -> None:
    x = np.column_stack((DATA["A"], 1 - DATA["B"]))
    fit = fit_terms(x, DATA["Y"].to_numpy(), ("A", "~B"), "A + ~B => Y", "sufficiency")
    pd.testing.assert_frame_equal(fit.table, pof(DATA, "A + ~B => Y").table)
    assert x.tolist() == np.column_stack((DATA["A"], 1 - DATA["B"])).tolist()


@settings(max_examples=40, deadline=None)
@given(fuzzy_frames(), two_valued_texts(depth=1))
def test_names_of_sets_and_the_order_of_cases_do_not_matter(data: pd.DataFrame, text: str) -> None:
    new = {"A": "alpha", "B": "beta", "C": "gamma", "D": "delta", "Y": "out"}
    renamed = data.rename(columns=new).iloc[::-1]
    words = "".join(new.get(letter, letter) for letter in text)
    for arrow in ("=>", "<="):
        fit, other = pof(data, f"{text} {arrow} Y"), pof(renamed, f"{words} {arrow} out")
        assert other.values == pytest.approx(fit.values, abs=1e-12, nan_ok=True)
        assert other.memberships["out"].tolist() == data["Y"].tolist()[::-1]
