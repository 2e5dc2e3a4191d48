"""Parquet and frames of every make give the same data."""

import datetime

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import fsqca as fq
from fsqca.errors import ArgumentTypeError, DataError
from tests.bad_input.helpers import message

NAN = np.nan


def test_parquet_is_read_as_it_is(tmp_path):
    frame = pd.DataFrame({"firm": ["NA", "Brno"], "q1": [5.0, None]})
    frame.to_parquet(tmp_path / "data.parquet")
    study = fq.read(tmp_path / "data.parquet", cases="firm")
    assert study.data.index.tolist() == ["NA", "Brno"]
    assert study.missing.values.tolist() == [["q1", "", "", "empty", 1]]
    frame.set_index("firm").to_parquet(tmp_path / "indexed.parquet")
    assert fq.read(tmp_path / "indexed.parquet").data.index.tolist() == ["NA", "Brno"]


def test_a_file_that_is_not_parquet_is_refused(tmp_path):
    (tmp_path / "data.parquet").write_text("q1,q2\n1,2\n")
    text = message(DataError, lambda: fq.read(tmp_path / "data.parquet"))
    assert text.startswith("'data.parquet' cannot be read as Parquet: ")


COLUMNS = {"firm": ["NA", "Brno", "Cork"], "q1": [5, None, -99], "word": ["NA", "y", None]}


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (pd.DataFrame, "a pandas DataFrame"),
        (pl.DataFrame, "a polars DataFrame"),
        (pa.table, "a pyarrow Table"),
    ],
)
def test_frames_of_every_make_give_the_same_data(make, kind):
    study = fq.read(make(COLUMNS), cases="firm", missing_codes=-99)
    assert study.data.index.tolist() == ["NA", "Brno", "Cork"]
    np.testing.assert_array_equal(study.data["q1"].to_numpy(dtype=float), [5, NAN, NAN])
    assert study.data["word"].isna().tolist() == [False, False, True]
    assert study.data["word"].iloc[0] == "NA"
    assert study.missing[["column", "code", "n"]].values.tolist() == [
        ["q1", -99, 1],
        ["q1", "", 1],
        ["word", "", 1],
    ]
    assert study.settings.source == kind


def test_a_frame_keeps_its_index_and_is_not_changed():
    frame = pd.DataFrame({"q1": [5, -99]}, index=["a", "b"])
    before = frame.copy(deep=True)
    study = fq.read(frame, missing_codes=[-99])
    assert study.data.index.tolist() == ["a", "b"]
    pd.testing.assert_frame_equal(frame, before)


def test_columns_need_not_be_named_by_text():
    study = fq.read(pd.DataFrame({1: [5, -99], "q": [1, 2]}), missing_codes=[-99])
    np.testing.assert_array_equal(study.data[1], [5, NAN])
    assert study.missing["column"].tolist() == [1]


def test_dates_categories_and_durations_are_kept_as_they_are():
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2020-01-01", None]),
            "kind": pd.Categorical(["a", None]),
            "date": [datetime.date(2020, 1, 1), None],
            "span": pd.to_timedelta([1, 2], unit="D"),
        }
    )
    study = fq.read(frame, missing_codes=[-99, "b"])
    pd.testing.assert_frame_equal(study.data, frame)
    assert study.missing["column"].tolist() == ["day", "kind", "date"]


def test_nullable_and_truth_value_columns_keep_their_type():
    frame = pd.DataFrame({"q1": pd.array([5, -99, None], dtype="Int64"), "A": [True, False, True]})
    study = fq.read(frame, missing_codes=[-99, 1])
    assert str(study.data["q1"].dtype) == "Int64"
    assert study.data["q1"].isna().tolist() == [False, True, True]
    assert study.data["A"].tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            pl.LazyFrame({"q1": [1]}),
            "source is a lazy frame (polars LazyFrame). Collect it first: source.collect().",
        ),
        (
            {"q1": [1]},
            (
                "source must be the path of a file or a data frame, not dict. Make a frame of it: "
                "pandas.DataFrame(source)."
            ),
        ),
        (
            np.ones((2, 2)),
            (
                "source must be the path of a file or a data frame, not ndarray. "
                "Make a frame of it: pandas.DataFrame(source)."
            ),
        ),
        (
            object(),
            "source must be the path of a file or a data frame (pandas, polars, pyarrow, ...), not object.",
        ),
    ],
)
def test_what_is_no_frame_is_refused(source, expected):
    assert message(ArgumentTypeError, lambda: fq.read(source)) == expected


def test_a_frame_of_another_library_is_sent_to_read():
    assert message(ArgumentTypeError, lambda: fq.find_necessary(pl.DataFrame({"A": [1]}), "A")) == (
        "data is a polars DataFrame. Turn it into one of pandas first: fsqca.read(data)."
    )


# Missing codes in columns of every type


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(pd.Series([1, -99, 3], dtype=object), id="numbers as objects"),
        pytest.param(pd.Series([1, -99, "refused"], dtype=object), id="numbers beside words"),
        pytest.param(pd.Series([1, -99, 3], dtype="category"), id="categories that are numbers"),
        pytest.param(pd.Series(["1", "-99", "3"], dtype="category"), id="categories that are texts"),
        pytest.param(pd.Series([1, -99, 3], dtype="Int64"), id="whole numbers with gaps"),
        pytest.param(pd.Series(["1", "-99", "3"]), id="texts"),
    ],
)
def test_a_code_is_found_in_a_column_of_every_type(values):
    study = fq.read(pd.DataFrame({"q1": values, "q2": [-99, 1, 2]}), missing_codes=-99)
    assert study.data["q1"].isna().tolist() == [False, True, False]
    assert study.missing[["column", "code", "n"]].values.tolist() == [["q1", -99, 1], ["q2", -99, 1]]


def test_a_number_is_no_date_and_no_truth_value():
    dates = pd.to_datetime(["1999-01-01", "2020-01-01"])
    frame = pd.DataFrame(
        {"date": dates, "truth": [True, False], "mixed": pd.Series([True, "x"], dtype=object)}
    )
    study = fq.read(frame, missing_codes=[2020, 1999, 99, 1, 0])
    assert study.data.isna().to_numpy().sum() == 0
    assert study.notes == ("5 missing codes not found in any column: 2020, 1999, 99, 1, 0.",)


def test_a_date_can_stand_for_no_answer():
    frame = pd.DataFrame({"date": pd.to_datetime(["1900-01-01", "2020-01-01"])})
    assert fq.read(frame, missing_codes="1900-01-01").data["date"].isna().tolist() == [True, False]


def test_a_code_of_many_digits_is_found_in_text():
    frame = pd.DataFrame({"q1": ["0012", "9999999"], "q2": ["x", "0.123456789"]})
    study = fq.read(frame, missing_codes=[9999999, 0.123456789])
    assert study.data.isna().to_numpy().tolist() == [[False, False], [True, True]]


def test_codes_can_be_given_for_a_column_whose_name_is_a_number():
    study = fq.read(pd.DataFrame({1: [5, -99], 2: [-99, 5]}), missing_codes={1: [-99]})
    assert study.data[1].isna().tolist() == [False, True]
    assert study.data[2].tolist() == [-99, 5]


# Values that must not become others


@pytest.mark.parametrize("make", [pl.DataFrame, pa.table])
def test_large_whole_numbers_keep_their_digits_beside_missing_ones(make):
    study = fq.read(make({"id": [2**53 + 1, None, 3], "yes": [True, None, False], "q1": [1, None, 2]}))
    assert study.data["id"].tolist() == [2**53 + 1, pd.NA, 3]
    assert study.table["type"].tolist() == ["number", "truth value", "number"]
    assert study.data["q1"].dtype == "float64"
    assert study.missing["n"].tolist() == [1, 1, 1]


def test_large_whole_numbers_keep_their_digits_in_parquet(tmp_path):
    pl.DataFrame({"id": [2**53 + 1, None, 3]}).write_parquet(tmp_path / "data.parquet")
    study = fq.read(tmp_path / "data.parquet")
    assert study.data["id"].tolist() == [2**53 + 1, pd.NA, 3]
    assert study.data.index.tolist() == [1, 2, 3]


def test_case_names_that_are_large_or_infinite_numbers_stay_what_they_are():
    frame = pd.DataFrame({"id": [1e300, 2e300, float("inf")], "q1": [1, 2, 3]})
    assert fq.read(frame, cases="id").data.index.tolist() == [1e300, 2e300, float("inf")]


def test_case_names_that_are_lists_are_refused():
    frame = pd.DataFrame({"id": [[1], [2]], "q1": [1, 2]})
    text = message(DataError, lambda: fq.read(frame, cases="id"))
    assert text == (
        "The column of case names, 'id', of a pandas DataFrame has [1], [2], which cannot name a case. "
        "Take texts or numbers as case names."
    )


def test_complex_numbers_are_read_without_a_warning():
    assert fq.read(pd.DataFrame({"z": [1j, 2.0]})).data["z"].tolist() == [1j, 2 + 0j]
