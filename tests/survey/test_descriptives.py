"""Descriptives of items and scores against scipy, and where they are undefined."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fsqca.errors import DataError
from fsqca.survey import describe


@given(st.lists(st.integers(1, 7), min_size=4, max_size=30).filter(lambda answers: len(set(answers)) > 1))
def test_skewness_and_kurtosis_are_the_adjusted_ones_of_scipy(answers):
    row = describe(answers, 1, 7)
    assert row["skewness"] == pytest.approx(stats.skew(answers, bias=False), abs=1e-9)
    assert row["kurtosis"] == pytest.approx(stats.kurtosis(answers, bias=False), abs=1e-9)


@given(st.lists(st.one_of(st.integers(1, 7), st.just(math.nan)), min_size=1, max_size=20))
def test_counts_and_shares_add_up(answers):
    row = describe(answers, 1, 7)
    given_answers = [answer for answer in answers if answer == answer]
    assert row["n"] + row["missing"] == len(answers)
    if given_answers:
        assert row["floor"] == given_answers.count(1) / len(given_answers)
        assert row["ceiling"] == given_answers.count(7) / len(given_answers)
        assert (row["min"], row["max"]) == (min(given_answers), max(given_answers))


@pytest.mark.parametrize(
    ("answers", "defined"),
    [
        ([], set()),
        ([math.nan], set()),
        ([4], {"mean", "min", "median", "max", "floor", "ceiling"}),
        ([4, 5], {"mean", "sd", "min", "median", "max", "floor", "ceiling"}),
        ([4, 5, 7], {"mean", "sd", "min", "median", "max", "skewness", "floor", "ceiling"}),
        ([0.1 + 0.2, 0.3, 0.3, 0.3], {"mean", "sd", "min", "median", "max", "floor", "ceiling"}),
    ],
)
def test_what_too_few_or_equal_answers_leave_undefined_is_nan(answers, defined):
    row = describe(np.array(answers, dtype=float), 1, 7)
    statistics = set(row) - {"n", "missing"}
    assert {name for name in statistics if row[name] == row[name]} == defined


@pytest.mark.parametrize("values", [[[1, 2]], [1, np.inf], ["a"]])
def test_values_that_are_no_column_of_numbers_are_refused(values):
    with pytest.raises(DataError, match=r"^values must be"):
        describe(values, 1, 7)
