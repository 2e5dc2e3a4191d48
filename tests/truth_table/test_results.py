"""Truth tables as results: from a frame, pickled, printed, and what is refused."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, DataError, TooLargeError, UnknownNameError
from tests.truth_table.frames import random_frame

FRAME = pd.DataFrame({"A": [1, 0, 1], "B": [1, 0, 0], "out": ["1", "0", "?"]})


def test_a_frame_of_codes_becomes_a_table_without_data():
    table = fq.TruthTable.from_frame(FRAME, ["A", "B"])
    assert table.table["out"].to_dict() == {1: "0", 3: "?", 4: "1"}
    assert table.table[["n", "consistency", "pri"]].isna().all().all()
    assert table.levels == {"A": 2, "B": 2}
    assert table.deviant_cases.empty


def test_the_numbers_that_a_frame_has_are_kept():
    frame = FRAME.assign(n=[3, 2, 1], consistency=[0.9, 0.2, 1.0], pri=[0.8, 0.1, np.nan])
    table = fq.TruthTable.from_frame(frame, ["A", "B"]).table
    assert table.loc[4, ["n", "consistency", "pri"]].tolist() == [3, 0.9, 0.8]
    assert np.isnan(table.loc[3, "pri"])


def test_levels_can_be_higher_than_the_frame_shows():
    table = fq.TruthTable.from_frame(FRAME, ["A", "B"], levels={"B": 3})
    assert table.levels == {"A": 2, "B": 3}
    assert table.table.index.tolist() == [1, 4, 5]


def test_levels_that_are_given_are_not_doubted():
    # Only the values 1 to 4 of A were observed: a warning about raw scores would be an error here.
    frame = pd.DataFrame({"A": [1, 2, 3, 4], "out": ["1", "0", "1", "0"]})
    assert fq.TruthTable.from_frame(frame, ["A"], levels={"A": 5}).levels == {"A": 5}


def test_the_column_of_codes_can_have_another_name_and_hold_numbers():
    frame = pd.DataFrame({"A": [1, 0], "OUT": [1, 0]})
    assert fq.TruthTable.from_frame(frame, ["A"], "OUT").table["out"].to_dict() == {1: "0", 2: "1"}


def test_a_table_built_from_data_survives_being_taken_as_a_frame():
    data = random_frame(7, ("fuzzy", 3, "crisp"), 30)
    table = fq.build_truth_table(data, "Y", consistency=0.9, contradiction=0.6, frequency=2)
    again = fq.TruthTable.from_frame(table.table, ["A", "B", "C"], levels=table.levels)
    columns = ["A", "B", "C", "out", "n", "consistency", "pri"]
    pd.testing.assert_frame_equal(again.table[columns], table.table[columns], check_dtype=False)


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (FRAME.replace({"out": {"?": "x"}}), {}, "out holds 'x', but a code is one of '1', '0', 'C', '?'."),
        (FRAME, {"levels": {"A": 1}}, "levels['A'] is 1, but a condition has at least 2 values."),
        (
            FRAME.replace({"A": {1: 2}}),
            {"levels": {"A": 2}},
            "levels['A'] is 2, but the table holds the value 2, which needs 3 values.",
        ),
        (
            pd.concat([FRAME, FRAME.iloc[:1]]),
            {},
            "frame has more than one row for the same configuration: {'A': 1, 'B': 1}.",
        ),
    ],
)
def test_a_frame_that_is_no_truth_table_is_refused(frame, options, message):
    with pytest.raises(fq.FsqcaError) as error:
        fq.TruthTable.from_frame(frame, ["A", "B"], **options)
    assert str(error.value) == message


def test_a_table_without_data_cannot_be_coded_again():
    with pytest.raises(DataError) as error:
        fq.TruthTable.from_frame(FRAME, ["A", "B"]).recode(consistency=0.9)
    assert str(error.value) == (
        "This truth table has no data behind it, so its rows cannot be coded again: "
        "change the column `out` of the frame and call TruthTable.from_frame."
    )


@pytest.mark.parametrize("kinds", [("fuzzy", "fuzzy"), ("crisp", 3)])
def test_a_table_survives_pickling(kinds):
    table = fq.build_truth_table(random_frame(3, kinds, 20), "Y", consistency=0.9)
    again = pickle.loads(pickle.dumps(table))
    pd.testing.assert_frame_equal(again.table, table.table)
    pd.testing.assert_frame_equal(again.complete(), table.complete())
    assert again.settings == table.settings
    assert (
        again.recode(consistency=0.5).table["out"].to_dict()
        == table.recode(consistency=0.5).table["out"].to_dict()
    )


def test_a_table_of_too_many_configurations_is_not_listed_but_is_made():
    rng = np.random.default_rng(1)
    data = pd.DataFrame(rng.integers(0, 2, (20, 30)), columns=[f"C{i}" for i in range(30)]).assign(
        Y=rng.integers(0, 2, 20)
    )
    table = fq.build_truth_table(data, "Y")
    assert table.table["n"].sum() == 20
    with pytest.raises(TooLargeError, match="1073741824 rows"):
        table.complete()


def test_row_numbers_beyond_64_bits_are_exact():
    data = pd.DataFrame(np.ones((1, 70)), columns=[f"C{i}" for i in range(70)]).assign(Y=1.0)
    assert fq.build_truth_table(data, "Y").table.index.tolist() == [2**70]


def test_the_repr_is_one_line_and_the_text_is_the_table():
    table = fq.build_truth_table(random_frame(3, ("fuzzy", "fuzzy"), 20), "Y")
    assert "\n" not in repr(table)
    assert "consistency" in str(table)
    assert all(name in str(table) for name in ("A", "B", "Y"))
    assert table._repr_html_().startswith("<div")


def test_names_are_escaped_in_html():
    data = random_frame(3, ("fuzzy", "fuzzy"), 20).rename(columns={"A": "<b>A</b>"})
    assert "<b>A</b>" not in fq.build_truth_table(data, "Y")._repr_html_()


def test_an_outcome_among_its_own_conditions_is_refused():
    with pytest.raises(ArgumentError) as error:
        fq.build_truth_table(random_frame(3, ("fuzzy", "fuzzy"), 20), "~Y", ["A", "Y"])
    assert str(error.value) == (
        "The outcome '~Y' uses 'Y', which is also among the conditions. "
        "A set cannot explain itself: take it out of the conditions."
    )


def test_a_condition_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(UnknownNameError) as error:
        fq.build_truth_table(random_frame(3, ("fuzzy", "fuzzy"), 20), "Y", ["A", "b"])
    assert str(error.value) == "There is no condition 'b' in data. Available: 'A', 'B', 'Y'."


def test_raw_scores_are_refused():
    data = random_frame(3, ("fuzzy", "fuzzy"), 20).assign(A=[1.5 + i for i in range(20)])
    with pytest.raises(
        DataError, match="Column 'A' in data is not calibrated: 20 values lie outside the allowed range"
    ):
        fq.build_truth_table(data, "Y")


def test_a_multi_value_outcome_needs_a_value():
    data = random_frame(3, ("fuzzy", "fuzzy"), 21).assign(Y=[i % 3 for i in range(21)])
    with pytest.raises(ValueError, match=r"Y\{"):
        fq.build_truth_table(data, "Y")
