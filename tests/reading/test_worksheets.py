"""Excel workbooks: types, sheets, and what cannot be read."""

import datetime

import numpy as np
import openpyxl
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, DataError, UnknownNameError
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


def test_rows_without_a_value_between_others_are_left_out_with_a_note(workbook):
    rows = [["firm", "q1"], ["Alba", 1], [None, None], [None, None], ["Brno", 2], [None, None]]
    study = fq.read(workbook(Answers=rows), cases="firm")
    assert study.data["q1"].tolist() == [1, 2]
    assert study.notes == ("2 rows without a value were left out (rows 3, 4).",)
