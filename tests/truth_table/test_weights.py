"""A weight per case counts as that many cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from tests.bad_input.helpers import DATA, message
from tests.truth_table.frames import crossover_allowed, random_frame


def numbers(table: fq.TruthTable) -> pd.DataFrame:
    return table.table.drop(columns="cases").astype({"n": float})


@given(st.integers(0, 10**6), st.data())
def test_whole_weights_are_repeated_rows(seed, data):
    frame = random_frame(seed, ("ties", "crisp", "fuzzy"), 12)
    weights = data.draw(st.lists(st.integers(0, 4), min_size=12, max_size=12).filter(any))
    repeated = frame.loc[frame.index.repeat(weights)].reset_index(drop=True)
    with crossover_allowed():
        weighted = fq.build_truth_table(frame, "Y", weights=weights, frequency=2)
        expected = fq.build_truth_table(repeated, "Y", frequency=2)
    pd.testing.assert_frame_equal(numbers(weighted), numbers(expected), rtol=0, atol=1e-9)
    pd.testing.assert_frame_equal(numbers(weighted.negate()), numbers(expected.negate()), rtol=0, atol=1e-9)
    pd.testing.assert_frame_equal(
        weighted.complete().drop(columns="cases").astype({"n": float}),
        expected.complete().drop(columns="cases").astype({"n": float}),
        rtol=0,
        atol=1e-9,
    )
    for expression in ("A", "A*~B + C", "~A*C + B"):
        np.testing.assert_allclose(
            weighted.fit_of(expression).values, expected.fit_of(expression).values, rtol=0, atol=1e-9
        )


@pytest.mark.parametrize("scale", [0.1, 3.0])
def test_a_common_factor_changes_n_and_nothing_else(scale):
    frame = random_frame(4, ("fuzzy", 3, "crisp"), 60)
    weights = np.random.default_rng(1).random(60) + 0.1
    one = fq.build_truth_table(frame, "Y", weights=weights).table
    other = fq.build_truth_table(frame, "Y", weights=weights * scale).table
    np.testing.assert_allclose(other["n"], scale * one["n"])
    np.testing.assert_allclose(other["consistency"], one["consistency"])
    np.testing.assert_allclose(other["pri"], one["pri"])


def test_the_frequency_cut_off_is_compared_with_the_sum_of_weights():
    weights = [0.1, 0.9, 1.0, 0.25, 0.25]
    table = fq.build_truth_table(DATA, "Y", weights=weights)
    # Ten times 0.1 is 0.9999999999999999, and passes.
    assert table.table["n"].to_dict() == {1: 0.25, 2: 1.0, 3: pytest.approx(1.15), 4: 0.1}
    assert table.table["out"].to_dict() == {1: "?", 2: "0", 3: "1", 4: "?"}
    tenths = pd.DataFrame({"A": [0.9] * 10, "B": [0.8] * 10, "Y": [0.9] * 10})
    assert fq.build_truth_table(tenths, "Y", weights=[0.1] * 10).table["out"].tolist() == ["1"]


def test_weights_may_be_a_column_a_series_or_an_array():
    weights = pd.Series([1.0, 2.0, 0.5, 1.5, 3.0], index=DATA.index)
    expected = fq.build_truth_table(DATA, "Y", weights=weights.to_numpy())
    for given_data, weighted_by in ((DATA.assign(w=weights), "w"), (DATA, weights[::-1])):
        table = fq.build_truth_table(given_data, "Y", weights=weighted_by)
        pd.testing.assert_frame_equal(table.table, expected.table)
    assert expected.settings.weights == "an array"
    assert fq.build_truth_table(DATA.assign(w=weights), "Y", weights="w").settings.weights == "w"


def test_the_result_says_that_it_is_weighted_and_what_was_left_out():
    table = fq.build_truth_table(DATA.assign(w=[1, 1, 2, 0, 1]), "Y", weights="w")
    assert table.evidence.weightless == ("d",)
    assert table.advice == (
        (
            "Weighted by 'w': n is the sum of the weights of the cases, and the frequency cut-off is "
            "compared with "
            "it. fit_of() gives the weighted fit of a model."
        ),
        "1 case of weight 0 left out: 'd'.",
    )


def test_weights_stay_with_their_cases_where_cases_are_dropped():
    data = DATA.assign(w=[1.0, 2.0, 3.0, 4.0, 5.0])
    data.loc["b", "A"] = np.nan
    data.loc["c", "A"] = 0.5
    table = fq.build_truth_table(data, "Y", weights="w", missing="drop", crossover="drop")
    assert table.table["n"].to_dict() == {1: 4.0, 3: 5.0, 4: 1.0}


@pytest.mark.parametrize(
    ("weights", "error", "expected"),
    [
        (
            [1, -2, 1, 1, np.nan],
            DataError,
            (
                "weights holds 2 values that are negative, infinite or missing: -2.0, nan in cases 'b', "
                "'e'. A weight "
                "must be a number of at least 0; a case of weight 0 is left out."
            ),
        ),
        (
            [0] * 5,
            DataError,
            "weights is 0 for every case, so no case is left. Give at least one case a weight above 0.",
        ),
        (
            [1, 2],
            ArgumentError,
            "weights has the shape (2,), but data have 5 cases: give one number per case.",
        ),
        (
            ["a"] * 5,
            DataError,
            "weights must be numbers, but they are of type 'str'.",
        ),
        (
            3,
            ArgumentTypeError,
            "weights must be the name of a column or one number per case, not int.",
        ),
        (
            pd.Series([1.0] * 5),
            ArgumentError,
            (
                "weights is a Series of 5 whose index does not hold each of the 5 cases of data once. Give "
                "it the ids "
                "of the cases."
            ),
        ),
        (
            "A",
            ArgumentError,
            (
                "'A' is given as weights or cases, and also used as a set. Take it out of the "
                "conditions and the "
                "outcome."
            ),
        ),
    ],
)
def test_weights_that_are_none_are_refused(weights, error, expected):
    found = message(error, lambda: fq.build_truth_table(DATA, "Y", ["A", "B"], weights=weights))
    assert found == expected


def test_a_column_of_weights_that_does_not_exist_is_refused():
    assert message(fq.FsqcaError, lambda: fq.build_truth_table(DATA, "Y", weights="v")) == (
        "There is no column 'v' in data (in weights). Available: 'A', 'B', 'Y'."
    )


def test_what_is_made_of_a_weighted_table_is_that_of_repeated_rows():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.random((30, 4)).round(2), columns=["A", "B", "C", "Y"]).replace(0.5, 0.51)
    frame["Y"] = np.clip(0.7 * frame["A"] + 0.3 * frame["Y"], 0, 1).round(2)
    weights = rng.integers(1, 4, len(frame))
    repeated = frame.loc[frame.index.repeat(weights)].reset_index(drop=True)
    options = {"consistency": 0.8, "pri": 0.4}
    weighted, plain = (
        fq.build_truth_table(frame, "Y", weights=weights.astype(float), **options),
        fq.build_truth_table(repeated, "Y", **options),
    )
    for wanted in ({}, {"implicant_consistency": 0.85}, {"model_coverage": 0.3}):
        one, other = (fq.minimize(table, "parsimonious", **wanted) for table in (weighted, plain))
        assert [str(model.expression) for model in one] == [str(model.expression) for model in other]
        pd.testing.assert_frame_equal(one.table, other.table)
        pd.testing.assert_frame_equal(one.fit.table, other.fit.table)
    row = int(weighted.table.index[0])
    lost, again = (table.why(row).cases for table in (weighted, plain))
    assert lost["share"].sum() == pytest.approx(1)
    assert lost["inconsistency"].sum() == pytest.approx(again["inconsistency"].sum())


def tenths(**cut_offs) -> fq.TruthTable:
    """Return a table with a row of ten cases of weight 0.1, and one of weight 0.8."""
    data = pd.DataFrame({"A": [0.9] * 10 + [0.2], "Y": [0.9] * 7 + [0.2] * 3 + [0.1]})
    return fq.build_truth_table(data, "Y", weights=[0.1] * 10 + [0.8], **cut_offs)


def test_a_sum_of_weights_that_rounding_leaves_below_a_whole_number_is_that_number():
    table = tenths(consistency=0.5)
    assert table.n.tolist()[1] < 1
    assert table.codes.tolist() == ["?", "1"]
    assert table.map_cutoffs(max_codings=0).at(frequency=1)["positive"] == 1
    assert table.insight().frequencies[["frequency_from", "rows"]].values.tolist() == [[1, 1]]
    reason = table.why(2)
    assert bool(reason.distances.set_index("cut_off").loc["frequency", "passes"])
    along = reason.along[reason.along["cut_off"] == "frequency"]
    assert along[["interval", "code", "today"]].values.tolist() == [
        ["1", "1", True],
        ["2 or more", "?", False],
    ]
    assert tenths(consistency=0.99).nearest_cutoffs().table["rows"].tolist() == [(2,)]
    both = tenths(consistency=0.4).insight().simultaneous
    assert both.index.tolist() == [2]


def test_a_row_of_too_little_weight_is_explained_by_its_weight():
    table = tenths(frequency=3)
    assert [table.why(row).sentences[0] for row in (1, 2)] == [
        f"Its cases have a sum of weights of {n}, which misses the frequency cut-off of 3 by {by}: it counts "
        "as a remainder."
        for n, by in (("0.8", "2.200"), ("1", "2.000"))
    ]


def test_the_share_of_the_cases_that_a_frequency_cut_off_keeps_is_a_share_of_their_weight():
    insight = tenths().insight()
    assert insight.frequencies["share_of_cases"].tolist() == [pytest.approx(1 / 1.8)]
    assert insight.notes[0] == "The frequency cut-off of 1 keeps 1 row and 56% of the weight of the cases."
