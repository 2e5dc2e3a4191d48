"""What must not reach numpy or pandas: ragged tables, wrong levels, names that are not text."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError

DATA = pd.DataFrame({"A": [0.9, 0.2], "B": [0.3, 0.8], "Y": [0.8, 0.1]})


def whole(message: str) -> str:
    return f"^{re.escape(message)}$"


def test_rows_of_different_length_are_refused():
    with pytest.raises(
        ArgumentError, match=whole("on must be a table: all its rows must have the same length.")
    ):
        fq.minimization.prime_implicants([[1, 0], [1]], [[0, 0]])


@pytest.mark.parametrize("levels", [2, [2, "a"], [2, 0]])
def test_levels_that_are_not_numbers_of_values_are_refused(levels):
    message = f"levels must hold the number of values of each condition, not {levels!r}."
    with pytest.raises(ArgumentTypeError, match=whole(message)):
        fq.minimization.prime_implicants([[1, 0]], [[0, 1]], levels)


def test_necessary_conditions_are_named_in_a_list():
    message = 'conditions must be a list of column names such as ["A", "B"], not 3.'
    with pytest.raises(ArgumentTypeError, match=whole(message)):
        fq.find_necessary(DATA, "Y", 3)


@pytest.mark.parametrize(("data", "conditions"), [(DATA.rename(columns={"A": 1}), None), (DATA, [1])])
def test_conditions_have_names_that_are_text(data, conditions):
    message = (
        "Columns used as conditions must have names that are text, not 1. "
        "Rename them with data.rename(columns=str)."
    )
    with pytest.raises(DataError, match=whole(message)):
        fq.find_necessary(data, "Y", conditions)


def test_a_constant_is_no_outcome():
    with pytest.raises(
        ArgumentError, match=whole("outcome is '1', which names no set: name a column of the data.")
    ):
        fq.find_necessary(DATA, "1")


def test_a_table_without_data_has_no_cut_off_to_be_near():
    frame = pd.DataFrame({"A": [0, 1], "out": ["0", "1"], "n": [4, 5], "consistency": [0.2, 0.801]})
    assert fq.TruthTable.from_frame(frame, ["A"]).table["near"].tolist() == ["", ""]
