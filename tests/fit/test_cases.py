"""The cases behind a fit: memberships, kinds of cases, and weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, UnknownNameError
from fsqca.fit import pof
from tests.strategies import fuzzy_frames, two_valued_texts

DATA = pd.DataFrame(
    {
        "A": [0.6, 0.9, 0.8, 0.1, 0.2, 0.3, 0.5],
        "B": [0.1, 0.2, 0.3, 0.2, 0.1, 0.8, 0.2],
        "Y": [0.8, 0.7, 0.3, 0.9, 0.1, 0.9, 0.9],
    },
    index=list("abcdefg"),
)


def test_every_case_has_a_kind_for_every_term_and_for_the_solution() -> None:
    cases = pof(DATA, "A + B => Y").cases
    assert list(cases.columns) == ["case", "term", "membership", "outcome", "kind", "unique"]
    assert len(cases) == 3 * len(DATA)
    of = {term: group.set_index("case")["kind"].to_dict() for term, group in cases.groupby("term")}
    assert of["solution"] == {
        "a": "typical",
        "b": "deviant for consistency in degree",
        "c": "deviant for consistency in kind",
        "d": "deviant for coverage",
        "e": "irrelevant",
        "f": "typical",
        "g": "ambiguous",
    }
    assert of["A"]["f"] == "covered by another term"
    assert of["B"]["a"] == "covered by another term"
    assert of["B"]["d"] == "deviant for coverage"
    unique = cases[cases["unique"]].groupby("term")["case"].agg("".join).to_dict()
    assert unique == {"A": "abc", "B": "f", "solution": "abcf"}


def test_kinds_of_cases_of_necessity_are_on_the_other_side_of_the_diagonal() -> None:
    kinds = pof(DATA, "A <= Y").cases.query("term == 'A'").set_index("case")["kind"]
    assert kinds.to_dict() == {
        "a": "deviant for consistency in degree",
        "b": "typical",
        "c": "irrelevant",
        "d": "deviant for consistency in kind",
        "e": "irrelevant",
        "f": "deviant for consistency in kind",
        "g": "ambiguous",
    }


def test_memberships_stand_side_by_side() -> None:
    frame = pof(DATA, "A*B + ~A => ~Y").memberships
    assert list(frame.columns) == ["A*B", "~A", "solution", "~Y"]
    assert list(frame.index) == list("abcdefg")
    assert frame["A*B"].tolist() == np.minimum(DATA["A"], DATA["B"]).tolist()
    assert frame["solution"].tolist() == frame[["A*B", "~A"]].max(axis=1).tolist()


def test_a_fit_of_a_model_says_where_its_cases_are() -> None:
    data = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "Y": [1, 1, 0, 0]})
    model = fq.minimize(fq.build_truth_table(data, "Y")).model
    with pytest.raises(DataError) as caught:
        model.fit.cases  # noqa: B018
    assert str(caught.value) == (
        "This fit does not know its cases. Take that of pof(data, relation), or of model.fit_on(data)."
    )
    assert len(model.fit_on(data).cases) == 8


@settings(max_examples=40)
@given(fuzzy_frames(), st.lists(two_valued_texts(depth=1), min_size=1, max_size=3))
def test_every_case_has_one_kind_and_terms_agree_with_the_solution(data: pd.DataFrame, texts: list) -> None:
    cases = pof(data, f"{' + '.join(texts)} => Y").cases
    whole = cases[cases["term"] == "solution"].set_index("case")
    for _, row in cases[cases["term"] != "solution"].iterrows():
        other = whole.loc[row["case"]]
        assert row["membership"] <= other["membership"]
        if row["kind"] == "deviant for coverage":
            assert other["kind"] in ("deviant for coverage", "ambiguous")
        if row["kind"] == "covered by another term":
            assert other["membership"] > 0.5
            assert other["outcome"] > 0.5


# ---- weights


def test_whole_weights_are_cases_repeated() -> None:
    weights = [2, 1, 0, 3, 1, 1, 2]
    again = DATA.loc[np.repeat(DATA.index, weights)].reset_index(drop=True)
    for relation in ("A + B*~A => Y", "A + B <= Y"):
        fit = pof(DATA, relation, weights=weights)
        assert fit.values == pytest.approx(pof(again, relation).values, nan_ok=True)
        assert fit.n_cases == 7
        assert fit.notes == ("Cases are weighted: weights from 0 to 3, sum 10.",)
        assert "7 cases with weights" in str(fit)


def test_weights_may_be_a_column_a_series_or_an_array() -> None:
    weights = [2.0, 1, 0, 3, 1, 1, 2]
    expected = pof(DATA, "A => Y", weights=weights).values
    column = DATA.assign(w=weights)
    series = pd.Series(weights, index=DATA.index).sample(frac=1, random_state=1)
    for given_weights, data in (("w", column), (series, DATA), (np.array(weights), DATA)):
        assert pof(data, "A => Y", weights=given_weights).values == pytest.approx(expected, nan_ok=True)


def test_cases_left_out_take_their_weights_along() -> None:
    data = DATA.assign(A=[0.6, np.nan, 0.8, 0.1, 0.2, 0.3, 0.5])
    weights = np.arange(1.0, 8.0)
    fit = pof(data, "A => Y", weights=weights, missing="drop")
    expected = pof(DATA.drop("b"), "A => Y", weights=np.delete(weights, 1))
    assert fit.values == pytest.approx(expected.values, nan_ok=True)


@settings(max_examples=30)
@given(fuzzy_frames(), st.data())
def test_dropping_missing_cases_equals_dropping_them_by_hand(data: pd.DataFrame, draw: st.DataObject) -> None:
    gone = draw.draw(st.sets(st.sampled_from(list(data.index)), max_size=len(data) - 1))
    holes = data.copy()
    holes.loc[list(gone), "A"] = np.nan
    for relation in ("A + ~B => Y", "A + ~B <= Y"):
        fit = pof(holes, relation, missing="drop")
        by_hand = pof(data.drop(index=list(gone)), relation)
        assert fit.values == pytest.approx(by_hand.values, nan_ok=True)
        assert set(fit.dropped) == gone


@pytest.mark.parametrize(
    ("weights", "error", "message"),
    [
        ("w", UnknownNameError, "There is no column 'w' in data. Available: 'A', 'B', 'Y'."),
        (
            [1.0],
            ArgumentError,
            "weights has 1 value, but there are 7 cases: give one weight per case.",
        ),
        (
            pd.Series([1.0, 2.0], index=["a", "b"]),
            ArgumentError,
            (
                "weights has no value for 5 cases of data: 'c', 'd', 'e', 'f', 'g'. "
                "Its index must hold the case ids; pass weights.to_numpy() to go by position."
            ),
        ),
        (
            pd.Series([1.0, 2.0], index=["a", "a"]),
            ArgumentError,
            "weights has the same case id more than once in its index.",
        ),
        (
            pd.Series(["2", "one", 1, 1, 1, 1, 1], index=list("abcdefg"), dtype=object),
            ArgumentTypeError,
            "weights must hold numbers only, but it has '2', 'one'.",
        ),
        (
            pd.Series([1, None, 1, 1, 1, 1, pd.NA], index=list("abcdefg"), dtype=object),
            ArgumentError,
            (
                "weights has 2 values that are missing (NaN) (position 1, 6). "
                "Give such cases a weight of 0 or more, or leave them out."
            ),
        ),
        (
            [1e308] * 7,
            ArgumentError,
            (
                "weights has 1e+308 as its largest value, but it must be between 1e-200 and 1e+200: "
                "sums beyond are not exact. Only proportions matter, so multiply all weights by one number."
            ),
        ),
        (
            [5e-324] * 7,
            ArgumentError,
            (
                "weights has 4.94066e-324 as its largest value, but it must be between 1e-200 and 1e+200: "
                "sums beyond are not exact. Only proportions matter, so multiply all weights by one number."
            ),
        ),
    ],
)
def test_weights_that_do_not_fit_the_cases_are_refused(weights, error, message) -> None:
    with pytest.raises(error) as caught:
        pof(DATA, "A => Y", weights=weights)
    assert str(caught.value) == message
    with pytest.raises(error):
        fq.find_necessary(DATA, "Y", weights=weights)
    with pytest.raises(error):
        fq.find_sufficient(DATA, "Y", weights=weights)


def test_a_column_of_text_is_no_weight() -> None:
    with pytest.raises(ArgumentTypeError) as caught:
        pof(DATA.assign(w=list("klmnopq")), "A => Y", weights="w")
    assert str(caught.value) == "weights must hold numbers only, but it has 'k', 'l', 'm' and 4 more."


def test_weights_of_the_cases_that_are_left_must_not_all_be_0() -> None:
    data = DATA.assign(A=[np.nan, 0.9, 0.8, 0.1, 0.2, 0.3, 0.5])
    with pytest.raises(ArgumentError, match=r"^weights are 0 in every case"):
        pof(data, "A => Y", weights=[1, 0, 0, 0, 0, 0, 0], missing="drop")


def test_reasons_do_not_count_cases_without_weight() -> None:
    data = pd.DataFrame({"A": [0.0, 0.9, 0.0], "B": [1, 0, 1], "Y": [0, 0.8, 0]})
    weights = [1, 0, 2]
    weighted = "Cases are weighted: weights from 0 to 2, sum 3."
    assert pof(data, "A => Y", weights=weights).notes == (
        (
            "Consistency and PRI are undefined for 'A', 'solution': no case with a weight above 0 has a "
            "membership above 0 in it."
        ),
        "Coverage is undefined: no case with a weight above 0 has a membership above 0 in the outcome Y.",
        weighted,
    )
    assert pof(data, "B <= ~Y", weights=weights).notes == (
        (
            "RoN is undefined for 'B', 'solution': every case with a weight above 0 is a full member of it "
            "and of ~Y."
        ),
        weighted,
    )
    assert fq.find_necessary(data, "~Y", "A", weights=weights).notes == (
        "Coverage is undefined for 'A': no case with a weight above 0 has a membership above 0 in it.",
        "RoN is undefined for '~A': every case with a weight above 0 is a full member of it and of ~Y.",
        weighted,
    )
    assert fq.find_necessary(data, "Y", "B", weights=weights).notes[0] == (
        "Consistency is undefined: no case with a weight above 0 has a membership above 0 in Y."
    )


def test_rounding_at_the_crossover_makes_no_member() -> None:
    data = pd.DataFrame({"A": [1.1 - 0.6, 0.8], "B": [0.1, 0.2], "Y": [0.9, 0.9]}, index=["a", "b"])
    assert data.loc["a", "A"] > 0.5
    cases = pof(data, "A + B => Y").cases.set_index(["term", "case"])
    assert cases.loc[("A", "a"), ["kind", "unique"]].tolist() == ["ambiguous", False]
    assert cases.loc[("solution", "a"), ["kind", "unique"]].tolist() == ["ambiguous", False]
    assert cases.loc[("B", "a"), "kind"] == "deviant for coverage"
    assert cases.loc[("A", "b"), ["kind", "unique"]].tolist() == ["typical", True]
