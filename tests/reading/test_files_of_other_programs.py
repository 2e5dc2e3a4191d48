"""Excel, SPSS, Stata, Parquet and frames of other libraries: labels, declared missing values, refusals."""

import datetime
import importlib

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyreadstat
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, MissingExtraError, UnknownNameError
from tests.bad_input.helpers import message

NAN = np.nan


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes sheets of rows and returns the path."""

    def write(**sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "data.xlsx"
        book.save(path)
        return path

    return write


SURVEY = pd.DataFrame(
    {
        "firm": ["NA", "Brno", "Cork", "Dola"],
        "q1": [1.0, 8.0, 9.0, NAN],
        "team": [1.0, 2.0, 1.0, 2.0],
        "word": ["x", "", "none", "y"],
    }
)


@pytest.fixture
def sav(tmp_path):
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(
        SURVEY,
        str(path),
        column_labels={"q1": "We watch technology", "team": "Function"},
        variable_value_labels={
            "q1": {1: "disagree", 7: "agree", 8: "don't know"},
            "team": {1: "sales", 2: "service"},
        },
        missing_ranges={"q1": [{"lo": 8, "hi": 9}], "word": ["none"]},
    )
    return path


@pytest.fixture
def dta(tmp_path):
    path = tmp_path / "survey.dta"
    frame = SURVEY.assign(q1=pd.Series([1, "a", "b", None], dtype=object), word=["x", "", "z", "y"])
    pyreadstat.write_dta(
        frame,
        str(path),
        column_labels={"q1": "We watch technology"},
        variable_value_labels={"q1": {1: "disagree", "a": "don't know"}},
        missing_user_values={"q1": ["a", "b"]},
    )
    return path


# Excel


def test_a_worksheet_is_read_with_its_types(workbook):
    rows = [
        ["firm", "q1", "half", "since", "word", "yes"],
        ["NA", 5, 0.5, datetime.datetime(2020, 5, 1), "x", True],
        ["Brno", None, "NA", datetime.datetime(2021, 5, 1), None, False],
        [None] * 6,
    ]
    study = fq.read(workbook(Answers=rows, Empty=[]), cases="firm")
    assert study.data.index.tolist() == ["NA", "Brno"]
    assert study.table["type"].tolist() == ["number", "number", "date", "text", "truth value"]
    assert study.table.loc["since", "values"] == "2020-05-01 to 2021-05-01"
    np.testing.assert_array_equal(study.data["half"], [0.5, NAN])
    assert study.settings.sheet == "Answers"
    assert study.missing[["column", "declared", "n"]].values.tolist() == [
        ["q1", "file: blank or -", 1],
        ["half", "file: no number", 1],
        ["word", "file: blank or -", 1],
    ]


def test_numbers_stored_as_text_are_read_with_a_note(workbook):
    study = fq.read(workbook(A=[["q1", "q2"], [5, "1,5"], ["6", "2,25"]]))
    assert study.data.to_dict("list") == {"q1": [5, 6], "q2": [1.5, 2.25]}
    assert study.notes == ("Column 'q1': 1 number stored as text was read.",)


def test_several_sheets_are_refused_and_one_can_be_named(workbook):
    path = workbook(A=[["q1"], [5]], B=[["q2"], [6]])
    assert message(ArgumentError, lambda: fq.read(path)) == (
        "'data.xlsx' has several sheets: 'A', 'B'. Name one: sheet='A'."
    )
    assert fq.read(path, sheet="B").data["q2"].tolist() == [6]
    assert message(UnknownNameError, lambda: fq.read(path, sheet="C")) == (
        "There is no sheet 'C' in 'data.xlsx'. Available: 'A', 'B'."
    )


def test_formulas_that_were_never_computed_are_refused(workbook):
    assert message(DataError, lambda: fq.read(workbook(A=[["q1", "q2"], [5, "=A2*2"]]))) == (
        "Sheet 'A' of 'data.xlsx' has formulas that were never computed, in cells 'B2'. Open the file in "
        "Excel and save it, or replace the formulas by their values."
    )


def test_a_workbook_without_values_is_refused(workbook):
    assert message(DataError, lambda: fq.read(workbook(A=[]))) == "'data.xlsx' has no sheet with values."
    assert message(DataError, lambda: fq.read(workbook(A=[], B=[["q"], [1]]), sheet="A")) == (
        "Sheet 'A' of 'data.xlsx' has no values."
    )


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "data.xlsx"
    path.write_text("q1,q2\n1,2\n")
    assert message(DataError, lambda: fq.read(path)) == (
        "'data.xlsx' is no Excel workbook that can be read, or it has a password. Open it in Excel and "
        "save it as .xlsx without one."
    )


# SPSS and Stata


def test_spss_labels_and_declared_missing_values_are_kept(sav):
    study = fq.read(sav, cases="firm", group="team")
    assert study.data.index.tolist() == ["NA", "Brno", "Cork", "Dola"]
    np.testing.assert_array_equal(study.data["q1"], [1, NAN, NAN, NAN])
    assert study.data["word"].isna().tolist() == [False, True, True, False]
    assert study.labels == {"q1": "We watch technology", "team": "Function"}
    assert study.value_labels["q1"] == {1: "disagree", 7: "agree", 8: "don't know"}
    assert study.missing.values.tolist() == [
        ["q1", 8, "don't know", "file: declared", 1],
        ["q1", 9, "", "file: declared", 1],
        ["q1", "", "", "empty", 1],
        ["word", "", "", "file: blank or -", 1],
        ["word", "none", "", "file: declared", 1],
    ]
    assert study.groups.tolist() == ["sales", "service", "sales", "service"]
    assert study.labelled("q1").tolist()[0] == "disagree"
    assert study.notes == ()


def test_stata_labels_and_extended_missing_values_are_kept(dta):
    study = fq.read(dta, cases="firm")
    np.testing.assert_array_equal(study.data["q1"].to_numpy(dtype=float), [1, NAN, NAN, NAN])
    assert pd.api.types.is_numeric_dtype(study.data["q1"].dtype)
    assert study.labels == {"q1": "We watch technology"}
    assert study.missing.values.tolist() == [
        ["q1", ".a", "don't know", "file: declared", 1],
        ["q1", ".b", "", "file: declared", 1],
        ["q1", "", "", "empty", 1],
        ["word", "", "", "file: blank or -", 1],
    ]


def test_stata_integers_with_both_kinds_of_missing_values_are_read_rightly(tmp_path):
    path = tmp_path / "integers.dta"
    frame = pd.DataFrame({"q1": pd.Series([1, "a", None, 7], dtype=object), "q2": [1, 2, 3, 4]})
    pyreadstat.write_dta(frame, str(path), missing_user_values={"q1": ["a"]})
    study = fq.read(path)
    np.testing.assert_array_equal(study.data["q1"].to_numpy(dtype=float), [1, NAN, NAN, 7])
    assert study.missing[["code", "n"]].values.tolist() == [[".a", 1], ["", 1]]


def test_a_stata_file_of_pandas_is_read(tmp_path):
    path = tmp_path / "pandas.dta"
    frame = pd.DataFrame({"id": [3, 1], "q1": [1.5, NAN]})
    frame.to_stata(path, write_index=False, variable_labels={"q1": "Label"})
    study = fq.read(path, cases="id")
    assert study.data.index.tolist() == [3, 1]
    assert study.labels == {"q1": "Label"}


def test_values_labelled_as_no_answer_that_are_not_declared_draw_a_note(tmp_path):
    path = tmp_path / "labels.sav"
    labels = {"q1": {1: "low", 9: "Don't know"}}
    pyreadstat.write_sav(pd.DataFrame({"q1": [1, 2, 9.0]}), str(path), variable_value_labels=labels)
    assert fq.read(path).notes == (
        (
            "Column 'q1' has values labelled as no answer that are not declared missing: 9 (Don't know). "
            "To leave them out, pass missing_codes={'q1': [9]}."
        ),
    )
    study = fq.read(path, missing_codes={"q1": [9]})
    assert study.notes == ()
    assert study.missing.values.tolist() == [["q1", 9, "Don't know", "missing_codes", 1]]


def test_case_numbers_of_spss_are_whole(tmp_path):
    path = tmp_path / "ids.sav"
    pyreadstat.write_sav(pd.DataFrame({"id": [3.0, 1.0], "q1": [1.0, 2.0]}), str(path))
    study = fq.read(path, cases="id")
    assert study.data.index.tolist() == [3, 1]
    assert str(study.data.index.dtype) == "int64"


@pytest.mark.parametrize("name", ["data.sav", "data.dta"])
def test_a_file_with_the_wrong_ending_is_refused(tmp_path, name):
    (tmp_path / name).write_text("q1,q2\n1,2\n")
    text = message(DataError, lambda: fq.read(tmp_path / name))
    assert text.startswith(f"'{name}' cannot be read: ")
    assert text.endswith(
        ". Make sure that the file is whole and that its ending is right; for letters that look wrong pass "
        "encoding='cp1252'."
    )


# Parquet and frames


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
    assert message(ArgumentTypeError, lambda: fq.build_truth_table(pl.DataFrame({"A": [1]}), "A")) == (
        "data is a polars DataFrame. Turn it into one of pandas first: fsqca.read(data)."
    )


# What belongs to a kind of file, and what is not there


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
