"""Memberships of exactly 0.5 in a condition, and missing values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, CrossoverWarning, DataError
from tests.truth_table.frames import random_frame

DATA = pd.DataFrame(
    {"A": [0.9, 0.8, 0.5, 0.1, 0.2], "B": [0.7, 0.1, 0.9, 0.5, 0.3], "Y": [0.9, 0.7, 0.5, 0.2, 0.5]},
    index=["a", "b", "half", "other half", "e"],
)


def build(data: pd.DataFrame = DATA, **options: object) -> fq.TruthTable:
    return fq.build_truth_table(data, "Y", **options)


def test_by_default_such_a_case_is_in_no_row_and_a_warning_names_it():
    with pytest.warns(CrossoverWarning, match="'half', 'other half'") as warned:
        table = build()
    assert len(warned) == 1
    assert warned[0].filename == __file__
    assert table.table["cases"].to_dict() == {1: ("e",), 3: ("b",), 4: ("a",)}
    assert table.table["n"].tolist() == [1, 1, 1]
    assert table.crossover_cases == ("half", "other half")


def test_by_default_such_a_case_still_enters_every_sum():
    with pytest.warns(CrossoverWarning):
        table = build().table
    # Memberships in A*B are 0.7, 0.1, 0.5, 0.1, 0.2, and none exceeds the outcome.
    assert table.loc[4, "consistency"] == pytest.approx(1.0)
    # In ~A*~B: 0.1, 0.2, 0.1, 0.5, 0.7 against 0.9, 0.7, 0.5, 0.2, 0.5.
    assert table.loc[1, "consistency"] == pytest.approx((0.1 + 0.2 + 0.1 + 0.2 + 0.5) / 1.6)


def test_no_row_without_a_case_is_made():
    data = pd.DataFrame({"A": [0.9, 0.5], "B": [0.7, 0.9], "Y": [0.9, 0.7]})
    with pytest.warns(CrossoverWarning):
        table = build(data)
    assert table.table.index.tolist() == [4]


@pytest.mark.parametrize(("rule", "value"), [("above", 0.501), ("below", 0.499)])
def test_above_and_below_move_the_membership_in_conditions_only(rule, value):
    moved = DATA.assign(A=DATA["A"].replace(0.5, value), B=DATA["B"].replace(0.5, value))
    table = build(crossover=rule)
    pd.testing.assert_frame_equal(table.table, build(moved).table)
    assert table.crossover_cases == ("half", "other half")
    assert table.settings.crossover == rule


def test_drop_leaves_the_case_out_of_everything():
    table = build(crossover="drop")
    pd.testing.assert_frame_equal(table.table, build(DATA.drop(["half", "other half"])).table)
    assert table.crossover_cases == ("half", "other half")


def test_drop_with_no_case_left_is_refused():
    with pytest.raises(DataError) as error:
        build(pd.DataFrame({"A": [0.5, 0.5], "B": [0.1, 0.2], "Y": [0.1, 0.2]}), crossover="drop")
    assert str(error.value) == "No case is left: every case has a membership of exactly 0.5 in a condition."


def test_raise_names_the_cases_and_the_columns():
    with pytest.raises(DataError) as error:
        build(crossover="raise")
    assert str(error.value) == (
        "2 cases have a membership of exactly 0.5 in 'A', 'B': 'half', 'other half'. "
        'Change the calibration, or choose crossover="unassigned", "above", "below" or "drop".'
    )


@pytest.mark.parametrize("rule", ["unassigned", "raise", "above", "below", "drop"])
def test_no_rule_has_an_effect_where_nothing_is_exactly_a_half(rule):
    data = random_frame(6, ("fuzzy", 3, "crisp"), 30)
    table = build(data, crossover=rule)
    pd.testing.assert_frame_equal(table.table, build(data).table)
    assert table.crossover_cases == ()


def test_an_outcome_of_exactly_a_half_is_left_alone_and_not_deviant():
    data = DATA.drop(["half", "other half"])
    table = build(data)
    assert table.crossover_cases == ()
    assert table.deviant_cases.empty


def test_a_rule_that_does_not_exist_is_refused():
    with pytest.raises(ArgumentError) as error:
        build(crossover="up")
    assert str(error.value) == (
        "crossover is 'up', but it must be one of 'unassigned', 'raise', 'above', 'below', 'drop'."
    )


def test_every_case_on_the_crossover_gives_a_table_without_rows():
    data = pd.DataFrame({"A": [0.5, 0.5], "B": [0.1, 0.2], "Y": [0.1, 0.2]})
    with pytest.warns(CrossoverWarning):
        table = build(data)
    assert len(table.table) == 0
    solution = fq.minimize(table)
    assert solution.models == ()
    assert solution.advice


def test_a_missing_value_stops_with_the_case_named():
    data = DATA.drop(["half", "other half"]).copy()
    data.loc["b", "A"] = np.nan
    with pytest.raises(DataError) as error:
        build(data)
    assert str(error.value) == (
        "1 case of data has missing values in 'A': 'b'. "
        'Fill them in, or pass missing="drop" to leave these cases out.'
    )


def test_missing_cases_can_be_dropped_and_are_listed():
    data = DATA.drop(["half", "other half"]).copy()
    data.loc["b", "Y"] = np.nan
    table = build(data, missing="drop")
    assert table.dropped == ("b",)
    pd.testing.assert_frame_equal(table.table, build(data.drop("b")).table)


def test_a_missing_value_in_a_column_that_is_not_used_does_not_matter():
    data = DATA.drop(["half", "other half"]).assign(C=np.nan)
    table = fq.build_truth_table(data, "Y", ["A", "B"])
    assert table.dropped == ()
    assert table.table["n"].sum() == 3
