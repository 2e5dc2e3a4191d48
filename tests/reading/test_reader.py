"""Options that belong to a kind of source, arguments of the wrong type, and libraries that are missing."""

import importlib

import pandas as pd
import polars as pl
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, MissingExtraError
from tests.bad_input.helpers import message


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("data.csv", {"sheet": "A"}, "sheet has no meaning for a text file. Leave it out."),
        ("data.xlsx", {"separator": ";"}, "separator has no meaning for an Excel file. Leave it out."),
        ("data.sav", {"decimal": ","}, "decimal has no meaning for an SPSS file. Leave it out."),
        ("data.dta", {"sheet": "A"}, "sheet has no meaning for a Stata file. Leave it out."),
        ("data.parquet", {"encoding": "utf-8"}, "encoding has no meaning for a Parquet file. Leave it out."),
        ("data.csv", {"separator": ";;"}, "separator is ';;', but it must be one sign, such as ';'."),
        ("data.csv", {"decimal": "comma"}, "decimal is 'comma', but it must be one of '.', ','."),
        (
            "data.xls",
            {},
            "'data.xls' is a workbook of Excel 2003 or older. Save it as .xlsx or as CSV UTF-8.",
        ),
        (
            "data.doc",
            {},
            (
                "'data.doc' ends with '.doc', which is none of the known endings: '.csv', '.txt', '.tsv', "
                "'.tab', '.dat', '.xlsx', '.xlsm', '.sav', '.zsav', '.dta', '.parquet', '.pq'. Rename the "
                "file, or read it yourself and pass the frame."
            ),
        ),
    ],
)
def test_options_and_endings_that_do_not_fit_are_refused(tmp_path, name, options, expected):
    (tmp_path / name).write_text("q1\n1\n")
    assert message(ArgumentError, lambda: fq.read(tmp_path / name, **options)) == expected


def test_an_option_for_files_has_no_meaning_for_a_frame():
    frame = pd.DataFrame({"q1": [1]})
    assert message(ArgumentError, lambda: fq.read(frame, sheet="A")) == (
        "sheet has no meaning for a frame. Leave it out."
    )


def test_a_file_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    (tmp_path / "survey.csv").write_text("q1\n1\n")
    path = tmp_path / "survy.csv"
    assert message(ArgumentError, lambda: fq.read(str(path))) == (
        f"There is no file {str(path)!r}. Files there that can be read: 'survey.csv'."
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"cases": 0}, "cases must be a name, not 0."),
        (
            {"missing_codes": {"q1": [None]}},
            (
                "missing_codes['q1'] must hold numbers or texts, not None. "
                'Write for example missing_codes={"*": [-99], "q1": [8, 9]}.'
            ),
        ),
        (
            {"missing_codes": True},
            (
                "missing_codes must hold numbers or texts, not True. "
                'Write for example missing_codes={"*": [-99], "q1": [8, 9]}.'
            ),
        ),
    ],
)
def test_arguments_of_the_wrong_type_are_refused(options, expected):
    frame = pd.DataFrame({"q1": [1]})
    assert message(ArgumentTypeError, lambda: fq.read(frame, **options)) == expected


def test_cases_and_groups_are_two_columns():
    frame = pd.DataFrame({"q1": [1, 2], "q2": [1, 2]})
    assert message(ArgumentError, lambda: fq.read(frame, cases="q1", group="q1")) == (
        "cases and group are both 'q1'. A case has a name of its own; a group has several cases."
    )


def test_a_frame_without_rows_or_with_columns_twice_is_refused():
    assert message(DataError, lambda: fq.read(pd.DataFrame({"q1": []}))) == (
        "a pandas DataFrame has no cases (rows)."
    )
    assert message(DataError, lambda: fq.read(pd.DataFrame([[1, 2]], columns=["a", "a"]))) == (
        "a pandas DataFrame has duplicate columns: 'a'. Rename or drop them."
    )


@pytest.mark.parametrize(
    ("name", "module", "expected"),
    [
        (
            "data.xlsx",
            "openpyxl",
            (
                "Reading an Excel file needs openpyxl, which is not installed. "
                'Install it with: python -m pip install "fsqca[excel]"'
            ),
        ),
        (
            "data.sav",
            "pyreadstat",
            (
                "Reading an SPSS file needs pyreadstat, which is not installed. "
                'Install it with: python -m pip install "fsqca[spss]"'
            ),
        ),
        (
            "data.dta",
            "pyreadstat",
            (
                "Reading a Stata file needs pyreadstat, which is not installed. "
                'Install it with: python -m pip install "fsqca[stata]"'
            ),
        ),
        (
            "data.parquet",
            "pyarrow",
            (
                "Reading a Parquet file needs pyarrow, which is not installed. "
                'Install it with: python -m pip install "fsqca[parquet]"'
            ),
        ),
    ],
)
def test_a_library_that_is_missing_is_named_with_the_line_that_installs_it(
    tmp_path, monkeypatch, name, module, expected
):
    (tmp_path / name).write_text("x")
    without(monkeypatch, module)
    assert message(MissingExtraError, lambda: fq.read(tmp_path / name)) == expected


def test_a_frame_of_another_library_needs_narwhals(monkeypatch):
    without(monkeypatch, "narwhals")
    assert message(MissingExtraError, lambda: fq.read(pl.DataFrame({"q1": [1]}))) == (
        "Taking a polars DataFrame needs narwhals, which is not installed. "
        'Install it with: python -m pip install "fsqca[frames]"'
    )


def without(monkeypatch, module):
    """Make a library look as if it were not installed."""

    def refuse(name):
        if name.split(".")[0] == module:
            raise ImportError(name)
        return importlib.import_module(name)

    monkeypatch.setattr("fsqca._checks.import_module", refuse)
