"""Bad input from files, lazy frames and engines: clear errors, nothing half made."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, UnknownNameError
from tests.bad_input.helpers import DATA, message
from tests.truth_table.engines import LIGHT, SOURCES
from tests.truth_table.frames import random_frame

pytestmark = pytest.mark.usefixtures("small_chunks")


def written(folder: Path, frame: pd.DataFrame = DATA) -> Path:
    path = folder / "synthetic.parquet"
    frame.to_parquet(path, index=False)
    return path


def refused(error: type[Exception], data: object, **options: object) -> str:
    return message(error, lambda: fq.build_truth_table(data, "Y", **options))


BAD = {
    "a missing value": (
        DATA.assign(A=[0.9, None, 0.2, None, 0.7]),
        {},
        DataError,
        (
            "2 cases of data have missing values in 'A'. Fill them in, or pass missing=\"drop\" to leave "
            "these cases "
            "out."
        ),
    ),
    "only missing values": (
        DATA.assign(A=[0.9, None, None, None, 0.7], B=[None, 0.1, 0.2, 0.3, None]),
        {"missing": "drop"},
        DataError,
        "No case of data is left after dropping those with a missing value in 'A', 'B'.",
    ),
    "a raw score": (
        DATA.assign(B=[1.5, 4.0, -6.25, 2.0, 7.0]),
        {},
        DataError,
        (
            "Column 'B' in data is not calibrated: 5 values lie outside the allowed range (between 0 "
            "and 1), for "
            "example -6.25, 1.5, 4. Turn raw scores into memberships with calibrate()."
        ),
    ),
    "a rounding error": (
        DATA.assign(B=[1.0000000000000002, 0.1, 0.2, 0.3, 0.4]),
        {},
        DataError,
        (
            "Column 'B' in data is not calibrated: 1 value lies outside the allowed range (between 0 "
            "and 1), for "
            "example 1.0000000000000002. The difference is one of rounding: data['B'].clip(0, 1) takes "
            "it away."
        ),
    ),
    "a negative whole number": (
        DATA.assign(B=[1, 0, -9, 1, 0]),
        {},
        DataError,
        (
            "Column 'B' in data is not calibrated: 1 value lies outside the allowed range (0, 1, 2, ... "
            "for a crisp or "
            "multi-value set), for example -9. Turn raw scores into memberships with calibrate()."
        ),
    ),
    "large whole numbers": (
        DATA.assign(B=[1, 0, 20000, 1, 0]),
        {},
        DataError,
        (
            "Column 'B' in data holds whole numbers up to 20000; read as a multi-value set it would have "
            "more than "
            "10000 values. Turn raw scores into memberships with calibrate()."
        ),
    ),
    "a half, refused": (
        DATA.assign(B=[0.5, 0.1, 0.5, 0.3, 0.2]),
        {"crossover": "raise"},
        DataError,
        (
            "2 cases have a membership of exactly 0.5 in 'B'. Change the calibration, or choose "
            'crossover="unassigned", "above", "below" or "drop".'
        ),
    ),
    "a half everywhere, dropped": (
        DATA.assign(B=[0.5] * 5),
        {"crossover": "drop"},
        DataError,
        "No case is left: every case has a membership of exactly 0.5 in a condition.",
    ),
    "a column that is not there": (
        DATA,
        {"conditions": ["A", "BB"]},
        UnknownNameError,
        "There is no condition 'BB' in data. Available: 'A', 'B', 'Y'. Did you mean 'B'?",
    ),
    "weights that are not there": (
        DATA,
        {"weights": "w"},
        UnknownNameError,
        "There is no column 'w' in data (in weights). Available: 'A', 'B', 'Y'.",
    ),
    "negative weights": (
        DATA.assign(w=[1.0, -1.0, 1.0, -2.0, 0.5]),
        {"weights": "w"},
        DataError,
        (
            "weights holds 2 values that are negative, infinite or missing (column 'w'). A weight must be "
            "a number of "
            "at least 0; a case of weight 0 is left out."
        ),
    ),
    "missing weights": (
        DATA.assign(w=[1.0, None, 1.0, 2.0, 0.5]),
        {"weights": "w", "missing": "drop"},
        DataError,
        (
            "weights holds 1 value that is negative, infinite or missing (column 'w'). A weight must be a "
            "number of at "
            "least 0; a case of weight 0 is left out."
        ),
    ),
    "weights of 0": (
        DATA.assign(w=[0.0] * 5),
        {"weights": "w"},
        DataError,
        "weights is 0 for every case, so no case is left. Give at least one case a weight above 0.",
    ),
    "an array of weights": (
        DATA,
        {"weights": np.ones(5)},
        ArgumentTypeError,
        None,
    ),
    "a condition that is the outcome": (
        DATA,
        {"conditions": ["A", "Y"]},
        ArgumentError,
        (
            "The outcome 'Y' uses 'Y', which is also among the conditions. A set cannot explain itself: "
            "take it out of "
            "the conditions."
        ),
    ),
    "an id that stands for two cases": (
        DATA.assign(id=list("abcda")),
        {"cases": "id"},
        DataError,
        (
            "data has duplicate case ids in the column 'id': 'a'. Give each case an id of its own, or "
            "leave cases= out."
        ),
    ),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("source", LIGHT)
def test_bad_input_is_refused_in_the_same_words_whatever_the_source(source, name, tmp_path):
    frame, options, error, expected = BAD[name]
    made = SOURCES[source](written(tmp_path, frame))
    found = refused(error, made, **options)
    if expected is None:
        assert found.startswith("weights must be the name of a column where data are ")
    else:
        assert found == expected


def test_infinite_values_are_refused_with_their_number(tmp_path):
    assert refused(DataError, written(tmp_path, DATA.assign(A=[0.1, np.inf, 0.2, 0.3, np.inf]))) == (
        "Column 'A' in data has infinite values, in 2 cases."
    )


@pytest.mark.parametrize("make", [pl.DataFrame, pl.LazyFrame, pa.table])
def test_no_rows_are_refused(make):
    empty = make({"A": pa.array([], pa.float64()), "Y": pa.array([], pa.float64())})
    assert refused(DataError, empty).endswith(") have no cases (rows).")


def test_a_column_of_text_is_refused_with_its_type(tmp_path):
    path = written(tmp_path, DATA.assign(B=["low", "high", "low", "low", "high"]))
    text = refused(DataError, pl.scan_parquet(path))
    assert text == (
        "Column 'B' in data is not numeric ('String'). Calibrate text with Lookup({...}), convert it with "
        "pandas.to_numeric, or leave the column out."
    )


def test_a_multi_value_outcome_without_a_value_is_refused(tmp_path):
    path = written(tmp_path, DATA.assign(Y=[0, 1, 2, 1, 0]))
    assert refused(fq.FsqcaError, path).startswith(
        "The outcome 'Y' is not one set: the column 'Y' holds whole"
    )


def test_a_file_that_is_not_there_or_of_another_kind_is_refused(tmp_path):
    absent = tmp_path / "absent.parquet"
    assert refused(ArgumentError, absent) == (
        f"data is the path {str(absent)!r}, but there is no such file. Folder: {str(tmp_path)!r}."
    )
    (tmp_path / "data.xlsx").write_bytes(b"")
    assert refused(ArgumentError, str(tmp_path / "data.xlsx")) == (
        "data is the path 'data.xlsx', but files that are taken in pieces end with '.parquet', '.pq', "
        "'.csv', "
        "'.txt', '.tsv', '.tab', '.dat'. Read any other with fsqca.read(), and pass what it returns."
    )


def test_a_parquet_file_cut_short_is_refused(tmp_path):
    path = written(tmp_path, random_frame(1, ("fuzzy", "fuzzy"), 3000))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert refused(DataError, path).startswith("'synthetic.parquet' cannot be read as Parquet: ")


def test_damaged_data_inside_a_parquet_file_are_refused(tmp_path):
    path = tmp_path / "synthetic.parquet"
    table = pa.Table.from_pandas(random_frame(1, ("fuzzy", "fuzzy"), 3000), preserve_index=False)
    pq.write_table(table, path, compression="zstd", row_group_size=500)
    broken = bytearray(path.read_bytes())
    middle = len(broken) // 2
    broken[middle - 2000 : middle + 2000] = bytes(4000)
    path.write_bytes(bytes(broken))
    text = refused(DataError, path)
    assert text.startswith("'synthetic.parquet' could not be read to the end (")
    assert text.endswith(
        "). Nothing was made of the part that was read. Look at the data, or write them again."
    )


def test_a_file_that_changes_between_the_scans_is_refused(tmp_path, monkeypatch):
    from fsqca.truth_table import source_tables

    path = written(tmp_path, random_frame(1, ("fuzzy", "fuzzy"), 3000))
    check = source_tables._check_seen

    def change(*arguments: object) -> None:
        check(*arguments)
        os.utime(path, ns=(1, 1))

    monkeypatch.setattr(source_tables, "_check_seen", change)
    assert refused(DataError, path) == (
        "'synthetic.parquet' changed while it was read. Nothing was made of it. Wait until it is "
        "written, then "
        "build the table again."
    )


def test_a_query_that_gives_other_rows_each_time_is_refused():
    import duckdb

    relation = duckdb.sql(
        "select random() as A, random() as Y from range(20000) where random() < 0.5", alias="sample"
    )
    text = refused(DataError, relation)
    assert text.startswith("a DuckDB relation changed while it was read: the first scan met ")
    assert text.endswith(" a query with a random sample must be written to a file first.")


def test_a_text_cell_far_down_a_csv_file_is_refused_with_its_row(tmp_path, monkeypatch):
    monkeypatch.setattr("fsqca.sources.text_files.HEAD_BYTES", 1000)
    frame = random_frame(1, ("fuzzy", "fuzzy"), 3000).astype(object)
    frame.iloc[2499, 1] = "high"
    frame.to_csv(tmp_path / "synthetic.csv", index=False)
    assert refused(DataError, tmp_path / "synthetic.csv") == (
        "Column 'B' of 'synthetic.csv' holds 'high' (data row 2500), but its first rows hold numbers "
        "with the "
        "decimal mark '.'. Mend these cells, or read the file with fsqca.read(), which takes missing_codes."
    )


def test_blanks_and_words_for_missing_values_in_a_csv_file_are_missing(tmp_path, monkeypatch):
    monkeypatch.setattr("fsqca.sources.text_files.HEAD_BYTES", 1000)
    frame = random_frame(1, ("fuzzy", "fuzzy"), 3000).astype(object)
    for row, word in ((1500, "NA"), (2000, "-"), (2100, ""), (2200, "Null"), (2300, " n/a ")):
        frame.iloc[row, 0] = word
    frame.to_csv(tmp_path / "synthetic.csv", index=False)
    table = fq.build_truth_table(tmp_path / "synthetic.csv", "Y", missing="drop")
    assert table.scan.n_missing == 5
    assert refused(DataError, tmp_path / "synthetic.csv").startswith(
        "5 cases of data have missing values in 'A'."
    )


def test_a_csv_file_without_rows_or_with_long_lines_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("fsqca.sources.text_files.HEAD_BYTES", 100)
    (tmp_path / "synthetic.csv").write_text("A,B,Y\n")
    assert refused(DataError, tmp_path / "synthetic.csv") == (
        "'synthetic.csv' has names of columns but no rows below them."
    )
    (tmp_path / "synthetic.csv").write_text("A,B,Y\n" + "0.1,0.2,0.3\n" * 50 + "0.1,0.2,0.3,0.4\n")
    assert refused(DataError, tmp_path / "synthetic.csv").startswith(
        "'synthetic.csv' could not be read to the end (ParserError: "
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_csv_file_cut_short_is_refused(encoding, tmp_path, monkeypatch):
    monkeypatch.setattr("fsqca.sources.text_files.HEAD_BYTES", 100)
    text = "A,B,Y\n" + "0.1,0.2,0.3\n" * 50 + "0.1,0."
    (tmp_path / "synthetic.csv").write_text(text, encoding=encoding)
    assert refused(DataError, tmp_path / "synthetic.csv") == (
        "The last line of 'synthetic.csv' has 2 fields, but the header has 3: the file may have been "
        "cut short. "
        "Write it again."
    )


def test_what_can_be_read_only_once_is_refused():
    table = pa.Table.from_pandas(DATA)
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches())
    assert refused(ArgumentTypeError, reader) == (
        "data is a pyarrow RecordBatchReader, which can be read only once, and a truth table needs two "
        "scans. Pass a "
        "pyarrow Dataset or Table, or the path of a Parquet file."
    )


def test_other_parts_of_a_library_are_no_data():
    assert refused(ArgumentTypeError, pl.Series([1, 2])) == (
        "data must be a data frame, a lazy frame, or the path of a Parquet or CSV file, not a polars Series."
    )
    assert refused(ArgumentTypeError, pa.array([1, 2])).startswith(
        "data must be a data frame, a lazy frame, "
    )


def test_two_columns_of_the_same_name_are_refused():
    table = pa.Table.from_arrays([pa.array([0.1]), pa.array([0.2]), pa.array([0.3])], names=["A", "A", "Y"])
    assert refused(DataError, table) == "a pyarrow Table has duplicate columns: 'A'. Rename or drop them."


def test_a_decimal_point_far_down_a_csv_file_of_decimal_commas_is_refused_as_read_does(tmp_path, monkeypatch):
    monkeypatch.setattr("fsqca.sources.text_files.HEAD_BYTES", 100)
    text = "A;B;Y\n" + "0,1;0,2;0,3\n" * 50 + "0.4;0,2;0,3\n1.234,5;0,2;0,3\n1.000;0,1;0,2\n"
    (tmp_path / "synthetic.csv").write_text(text)
    assert refused(DataError, tmp_path / "synthetic.csv") == (
        "Column 'A' of 'synthetic.csv' holds '0.4', '1.234,5', '1.000' (data row 51, 52, 53), but its first "
        "rows hold numbers with the decimal mark ','. Mend these cells, or read the file with fsqca.read(), "
        "which takes missing_codes."
    )


def test_truth_values_with_blanks_in_a_csv_file_are_read_as_those_without(tmp_path):
    cells = ["True", "false", "", "TRUE", "False", "true"]
    rows = [f"{cell},0.{place}2,0.{place}3" for place, cell in enumerate(cells, 1)]
    (tmp_path / "synthetic.csv").write_text("\n".join(["A,B,Y", *rows]) + "\n")
    table = fq.build_truth_table(tmp_path / "synthetic.csv", "Y", missing="drop")
    assert table.scan.n_missing == 1
    frame = fq.read(tmp_path / "synthetic.csv").data
    expected = fq.build_truth_table(frame.dropna().astype(float), "Y").table
    columns = ["A", "B", "n", "consistency", "pri"]
    pd.testing.assert_frame_equal(table.table[columns], expected[columns])


def test_a_lazy_frame_of_a_file_cut_short_or_gone_or_of_a_column_that_is_not_there_is_refused(tmp_path):
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    text = refused(DataError, pl.scan_parquet(path))
    assert text.startswith("a polars LazyFrame cannot be read (ComputeError: ")
    assert text.endswith(" Look at the file that it scans and at the columns that it asks for.")
    path.unlink()
    assert refused(DataError, pl.scan_parquet(path)).startswith(
        "a polars LazyFrame cannot be read (FileNotFound"
    )
    lazy = pl.from_pandas(DATA).lazy().with_columns(other=pl.col("elsewhere"))
    assert refused(DataError, lazy).startswith(
        'a polars LazyFrame cannot be read (ColumnNotFoundError: unable to find column "elsewhere"'
    )


def test_a_folder_without_a_parquet_file_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    assert refused(DataError, tmp_path / "empty") == (
        "The folder 'empty' holds no Parquet file. Name another one, or a file."
    )
