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
