"""Data that cannot be used as they are: every message is a whole sentence that says the way out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import (
    ArgumentError,
    ArgumentTypeError,
    DataError,
    ExpressionError,
    UncalibratedWarning,
    UnknownNameError,
)
from tests.bad_input.helpers import DATA, data, message

MISSING = data(A=[0.1, np.nan, 0.3, np.nan, 0.2])
NOT_NUMERIC = (
    "Column 'A' in data is not numeric ({!r}). "
    "Calibrate text with Lookup({{...}}), convert it with pandas.to_numeric, or leave the column out."
)


def build(frame: object) -> fq.TruthTable:
    return fq.build_truth_table(frame, "Y")


USES = {
    "build_truth_table": build,
    "pof": lambda frame: fq.pof(frame, "A*B => Y"),
    "find_necessary": lambda frame: fq.find_necessary(frame, "Y", ["A", "B"]),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize(
    ("frame", "error", "text"),
    [
        (
            DATA["A"],
            ArgumentTypeError,
            "data must be a pandas DataFrame or the result of calibrate(), not Series.",
        ),
        (
            None,
            ArgumentTypeError,
            "data must be a pandas DataFrame or the result of calibrate(), not NoneType.",
        ),
        (DATA.iloc[:0], DataError, "data has no cases (rows)."),
        (DATA[[]], DataError, "data has no columns."),
        (
            DATA.set_axis(["A", "A", "Y"], axis=1),
            DataError,
            "data has duplicate columns: 'A'. Rename or drop them.",
        ),
        (
            DATA.set_axis(list("aabbc")),
            DataError,
            (
                "data has duplicate case ids: 'a', 'b'. "
                "Give each case an id of its own, for example with data.reset_index(drop=True)."
            ),
        ),
        (
            data(A=[0.5, 1.2, 0.1, 0.2, 0.3]),
            DataError,
            (
                "Column 'A' in data is not calibrated: 1 value lies outside the allowed range "
                "(between 0 and 1), "
                "for example 1.2 in cases 'b'. Turn raw scores into memberships with calibrate()."
            ),
        ),
        (
            data(Y=[10.5, 90, 30, 40, 50]),
            DataError,
            (
                "Column 'Y' in data is not calibrated: 5 values lie outside the allowed range "
                "(between 0 and 1), "
                "for example 10.5, 90, 30 in cases 'a', 'b', 'c' and 2 more. "
                "Turn raw scores into memberships with calibrate()."
            ),
        ),
        (
            data(A=[1, -1, 0, 1, -2]),
            DataError,
            (
                "Column 'A' in data is not calibrated: 2 values lie outside the allowed range "
                "(0, 1, 2, ... for a crisp or multi-value set), for example -1, -2 in cases 'b', 'e'. "
                "Turn raw scores into memberships with calibrate()."
            ),
        ),
        (
            MISSING,
            DataError,
            (
                "2 cases of data have missing values in 'A': 'b', 'd'. "
                'Fill them in, or pass missing="drop" to leave these cases out.'
            ),
        ),
        (
            data(A=pd.array([1, 0, None, 1, 0], dtype="Int64")),
            DataError,
            (
                "1 case of data has missing values in 'A': 'c'. "
                'Fill them in, or pass missing="drop" to leave these cases out.'
            ),
        ),
        (
            data(B=pd.array([0.1, 0.2, None, 0.4, 0], dtype="Float64")),
            DataError,
            (
                "1 case of data has missing values in 'B': 'c'. "
                'Fill them in, or pass missing="drop" to leave these cases out.'
            ),
        ),
        (
            data(A=np.nan),
            DataError,
            (
                "5 cases of data have missing values in 'A': 'a', 'b', 'c', 'd', 'e'. "
                'Fill them in, or pass missing="drop" to leave these cases out.'
            ),
        ),
        (
            data(A=[0.1, np.inf, 0.2, -np.inf, 0.4]),
            DataError,
            "Column 'A' in data has infinite values, in cases 'b', 'd'.",
        ),
        (data(A=list("vwxyz")).astype({"A": object}), DataError, NOT_NUMERIC.format("object")),
        (
            data(A=pd.date_range("2020", periods=5)).astype({"A": "datetime64[ns]"}),
            DataError,
            NOT_NUMERIC.format("datetime64[ns]"),
        ),
        (data(A=pd.Categorical([0, 1, 0, 1, 1])), DataError, NOT_NUMERIC.format("category")),
        (data(A=[1j] * 5), DataError, NOT_NUMERIC.format("complex128")),
        (
            data(A=pd.to_timedelta(range(5), unit="s")).astype({"A": "timedelta64[ns]"}),
            DataError,
            NOT_NUMERIC.format("timedelta64[ns]"),
        ),
    ],
)
def test_data_that_cannot_be_used_are_refused_everywhere_with_the_same_words(use, frame, error, text):
    assert message(error, lambda: use(frame)) == text


def test_text_columns_are_refused():
    frame = data(A=list("vwxyz"))
    assert message(DataError, lambda: build(frame)) == NOT_NUMERIC.format(str(frame["A"].dtype))


def test_several_columns_that_are_not_numeric_are_all_named():
    frame = data(A=pd.Categorical([0, 1, 0, 1, 1]), B=[1j] * 5)
    assert message(DataError, lambda: build(frame)) == (
        "Columns 'A', 'B' in data are not numeric ('category', 'complex128'). "
        "Calibrate text with Lookup({...}), convert it with pandas.to_numeric, or leave the column out."
    )


@pytest.mark.parametrize(
    ("use", "text"),
    [
        (
            lambda: fq.build_truth_table(DATA, "Z"),
            "There is no outcome 'Z' in data. Available: 'A', 'B', 'Y'.",
        ),
        (
            lambda: fq.build_truth_table(DATA, "~Z*Q"),
            "There are no outcomes 'Z', 'Q' in data. Available: 'A', 'B', 'Y'.",
        ),
        (
            lambda: fq.build_truth_table(DATA, "Y", ["A", "Q"]),
            "There is no condition 'Q' in data. Available: 'A', 'B', 'Y'.",
        ),
        (
            lambda: fq.build_truth_table(DATA.rename(columns={"A": "income"}), "Y", ["incme"]),
            "There is no condition 'incme' in data. Available: 'income', 'B', 'Y'. Did you mean 'income'?",
        ),
        (lambda: fq.pof(DATA, "A*Q => Y"), "There is no set 'Q' in data. Available: 'A', 'B', 'Y'."),
        (lambda: fq.find_necessary(DATA, "Z"), "There is no set 'Z' in data. Available: 'A', 'B', 'Y'."),
    ],
)
def test_unknown_columns_are_named_with_those_available(use, text):
    assert message(UnknownNameError, use) == text


def test_dropping_cases_with_missing_values_says_which():
    table = fq.build_truth_table(MISSING, "Y", missing="drop")
    assert table.dropped == ("b", "d")
    assert table.table["n"].sum() == 3
    assert table.advice == ("2 cases left out because of missing values: 'b', 'd'.",)
    assert "2 cases left out because of missing values: 'b', 'd'." in str(table)
    solution = fq.minimize(table)
    assert solution.fit.dropped == ("b", "d")
    assert fq.pof(MISSING, "A => Y", missing="drop").dropped == ("b", "d")
    assert fq.pof(MISSING, "B => Y", missing="drop").dropped == ()
    assert fq.find_necessary(MISSING, "Y", missing="drop").dropped == ("b", "d")


def test_a_column_without_any_value_leaves_no_case():
    assert message(DataError, lambda: fq.build_truth_table(data(A=np.nan), "Y", missing="drop")) == (
        "No case of data is left after dropping those with a missing value in 'A'."
    )


def test_the_rule_for_missing_values_is_one_of_two_words():
    assert message(ArgumentError, lambda: fq.build_truth_table(DATA, "Y", missing="dropp")) == (
        "missing is 'dropp', but it must be one of 'raise', 'drop'. Did you mean 'drop'?"
    )


@pytest.mark.parametrize(
    ("scores", "levels", "span"),
    [
        ([1, 7, 3, 4, 5], 8, "from 1 to 7"),
        ([1, 5, 3, 4, 5], 6, "from 1 to 5"),
        ([0, 10, 3, 4, 5], 11, "up to 10"),
    ],
)
def test_a_response_scale_as_a_condition_draws_a_warning(scores, levels, span):
    with pytest.warns(UncalibratedWarning) as warned:
        fq.build_truth_table(data(A=scores), "Y")
    assert [str(one.message) for one in warned] == [
        (
            f"Column 'A' in data holds whole numbers {span} and is read as a multi-value set with {levels} "
            "values. "
            "If it is a raw score, calibrate it first with calibrate()."
        )
    ]
    assert warned[0].filename == __file__


@pytest.mark.parametrize(
    "values", [[0, 1, 2, 3, 1], [1, 2, 3, 1, 2], [4, 4, 4, 4, 4], [0, 1, 1, 0, 1], [0, 6, 1, 2, 1]]
)
def test_a_multi_value_set_draws_none(values):
    assert fq.build_truth_table(data(A=values), "Y").levels["A"] == max(2, max(values) + 1)


@pytest.mark.parametrize("outcome", ["Y", "~Y"])
def test_a_response_scale_as_an_outcome_is_refused_with_both_ways_out(outcome):
    frame = data(Y=[1, 2, 3, 1, 2])
    assert message(ExpressionError, lambda: fq.build_truth_table(frame, outcome)) == (
        f"The outcome {outcome!r} is not one set: the column 'Y' holds whole numbers up to 3. "
        "Write which of them is meant, for example 'Y{3}', or turn raw scores into memberships with "
        "calibrate()."
    )
    assert fq.build_truth_table(frame, "Y{3}").table["n"].sum() == 5


@pytest.mark.parametrize("values", [[0, 1, 2, 3, 25_000_000_000], [0, 1, 2, 3, 1e300]])
def test_whole_numbers_that_no_set_has_are_refused(values):
    assert message(DataError, lambda: build(data(A=values))) == (
        f"Column 'A' in data holds whole numbers up to {max(values):.15g}; read as a multi-value set "
        "it would "
        "have more than 10000 values. Turn raw scores into memberships with calibrate()."
    )
    frame = pd.DataFrame({"A": values, "out": [1, 0, 0, 0, 0]})
    assert message(DataError, lambda: fq.TruthTable.from_frame(frame, ["A"])) == (
        f"Condition 'A' in frame holds {max(values):.15g}, but a condition has at most 10000 values."
    )


def test_memberships_outside_by_rounding_are_shown_in_full_and_can_be_clipped():
    frame = data(A=[1.0000000000000002, -1e-17, 0.3, 0.4, 1.0])
    assert message(DataError, lambda: build(frame)) == (
        "Column 'A' in data is not calibrated: 2 values lie outside the allowed range (between 0 and 1), "
        "for example 1.0000000000000002, -1e-17 in cases 'a', 'b'. "
        "The difference is one of rounding: data['A'].clip(0, 1) takes it away."
    )
    assert build(frame.assign(A=frame["A"].clip(0, 1))).table["n"].sum() == 5


def test_columns_of_true_and_false_are_crisp_sets():
    crisp = fq.build_truth_table(data(A=[1, 1, 0, 0, 1]), "Y")
    for values in (
        [True, True, False, False, True],
        pd.array([True, True, False, False, True], dtype="boolean"),
    ):
        pd.testing.assert_frame_equal(fq.build_truth_table(data(A=values), "Y").table, crisp.table)


def test_anchors_out_of_order_are_refused_before_the_chain_begins():
    def chain() -> fq.Solution:
        sets = fq.calibrate(DATA * 10, {"A": fq.Direct(2, 1, 3), "Y": fq.Direct(1, 2, 3)})
        return fq.minimize(fq.build_truth_table(sets, "Y"))

    assert message(ArgumentError, chain).startswith(
        "The anchors of Direct are 2 / 1 / 3 (full_out, crossover, full_in), but they must be "
        "strictly ordered:"
    )


def test_the_chain_from_scores_to_models_runs():
    scores = DATA * 6 + 1
    sets = fq.calibrate(scores, {name: fq.Direct(2, 4.1, 6) for name in scores})
    table = fq.build_truth_table(sets, "Y")
    assert str(fq.minimize(table, "parsimonious").model.expression) == "A"
    assert fq.pof(sets, "A => Y").table.loc["solution", "consistency"] > 0.9
    assert list(fq.find_necessary(sets, "Y").table.index) == ["A"]
