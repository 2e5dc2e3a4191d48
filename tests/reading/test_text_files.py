"""Text files: separators, decimal marks, what is missing, and files that cannot be read without guessing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError, DataError, UnknownNameError
from tests.bad_input.helpers import message

NAN = np.nan


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a text file and returns its path."""

    def write(text, name="data.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


# Separators and decimal marks


@pytest.mark.parametrize(
    ("text", "separator", "decimal"),
    [
        pytest.param("firm,size,q1\nAlba,1.5,5\nBrno,2,7\n", ",", ".", id="comma and point"),
        pytest.param("firm;size;q1\nAlba;1,5;5\nBrno;2;7\n", ";", ",", id="semicolon and comma"),
        pytest.param("firm;size;q1\nAlba;1.5;5\nBrno;2;7\n", ";", ".", id="semicolon and point"),
        pytest.param("firm\tsize\tq1\nAlba\t1,5\t5\nBrno\t2\t7\n", "\t", ",", id="tab and comma"),
        pytest.param('firm,size,q1\nAlba,"1,5",5\nBrno,2,7\n', ",", ",", id="comma and comma in quotes"),
        pytest.param("sep=;\r\nfirm;size;q1\r\nAlba;1,5;5\r\nBrno;2;7\r\n", ";", ",", id="Excel's hint"),
        pytest.param("\n firm , size , q1 \n\n Alba , 1.5 , 5 \nBrno,2,7\n\n", ",", ".", id="blanks"),
    ],
)
def test_separator_and_decimal_mark_are_found(write, text, separator, decimal):
    study = fq.read(write(text), cases="firm")
    assert study.data.index.tolist() == ["Alba", "Brno"]
    assert study.data["size"].tolist() == [1.5, 2.0]
    assert study.data["q1"].tolist() == [5, 7]
    assert (study.settings.separator, study.settings.decimal) == (separator, decimal)
    assert study.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read_as_they_say(write, encoding):
    study = fq.read(write("firm,q1\nŠkoda,5\nCôte,2\n", encoding=encoding), cases="firm")
    assert study.data.index.tolist() == ["Škoda", "Côte"]


def test_an_encoding_that_is_named_is_used(write):
    study = fq.read(write("firm,q1\nCôte,5\n", encoding="cp1252"), cases="firm", encoding="cp1252")
    assert study.data.index.tolist() == ["Côte"]


def test_a_separator_that_is_named_is_used(write):
    study = fq.read(write("A B\n0.5 1\n0.25 0\n", "data.dat"), separator=" ")
    assert study.data.to_dict("list") == {"A": [0.5, 0.25], "B": [1, 0]}


def test_columns_between_spaces_are_read_where_the_separator_says_so(write):
    path = write("A   B Y\n0.5   1 0\n 0.25 0 1 \n", "data.dat")
    assert message(DataError, lambda: fq.read(path)) == (
        "The columns of 'data.dat' seem to be separated by spaces (3 columns). If they are, "
        "pass separator=' '."
    )
    assert fq.read(path, separator=" ").data.to_dict("list") == {"A": [0.5, 0.25], "B": [1, 0], "Y": [0, 1]}
    words = fq.read(write("full name\nAlba Inc\nBrno Ltd\n"))
    assert words.data["full name"].tolist() == ["Alba Inc", "Brno Ltd"]


def test_a_separator_inside_quotation_marks_is_text(write):
    study = fq.read(write('firm,note\n"Alba, Inc.","says ""yes"""\n'), cases="firm")
    assert study.data.to_dict("index") == {"Alba, Inc.": {"note": 'says "yes"'}}


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.integers(-1000, 1000)), min_size=2, max_size=8))
def test_a_file_with_decimal_commas_reads_as_the_one_with_points(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("marks")
    frame = pd.DataFrame(rows, columns=["x", "n"]).assign(half=0.5)
    frame.to_csv(folder / "points.csv", index=False)
    frame.to_csv(folder / "commas.csv", index=False, sep=";", decimal=",")
    points, commas = fq.read(folder / "points.csv"), fq.read(folder / "commas.csv")
    pd.testing.assert_frame_equal(points.data, commas.data)
    np.testing.assert_array_equal(points.data["x"].to_numpy(), frame["x"].to_numpy())


def test_a_path_may_begin_in_the_home_folder(write, tmp_path, monkeypatch):
    write("q1\n5\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert fq.read("~/data.csv").data["q1"].tolist() == [5]


# What is missing


def test_blanks_and_hyphens_are_missing_in_every_column_and_counted(write):
    study = fq.read(write("firm,q1,word\n-,5,yes\nBrno,-,-\nCork,,\n"), cases="firm")
    assert study.data.index.tolist() == ["-", "Brno", "Cork"]
    np.testing.assert_array_equal(study.data["q1"], [5, NAN, NAN])
    assert study.data["word"].isna().tolist() == [False, True, True]
    assert study.missing.to_dict("records") == [
        {"column": "q1", "code": "-", "label": "", "declared": "file: blank or -", "n": 1},
        {"column": "q1", "code": "", "label": "", "declared": "file: blank or -", "n": 1},
        {"column": "word", "code": "-", "label": "", "declared": "file: blank or -", "n": 1},
        {"column": "word", "code": "", "label": "", "declared": "file: blank or -", "n": 1},
    ]


def test_na_is_missing_among_numbers_and_a_word_among_words(write):
    study = fq.read(write("country,q1,code\nNA,NA,NA\nDE,5,DE\nnan,n/a,FR\n"), cases="country")
    assert study.data.index.tolist() == ["NA", "DE", "nan"]
    np.testing.assert_array_equal(study.data["q1"], [NAN, 5, NAN])
    assert study.data["code"].tolist() == ["NA", "DE", "FR"]
    assert study.missing[["column", "code", "declared", "n"]].values.tolist() == [
        ["q1", "NA", "file: no number", 1],
        ["q1", "n/a", "file: no number", 1],
    ]


def test_codes_hold_for_all_columns_or_for_one(write):
    text = "firm,q1,q2,q3\n-99,8,8,x\nBrno,-99,5,y\nCork,9,-99,5\n"
    study = fq.read(write(text), cases="firm", missing_codes={"*": [-99], "q1": [8, 9], "q3": ["x", "y"]})
    assert study.data.index.tolist() == ["-99", "Brno", "Cork"]
    np.testing.assert_array_equal(study.data["q1"], [NAN, NAN, NAN])
    np.testing.assert_array_equal(study.data["q2"], [8, 5, NAN])
    np.testing.assert_array_equal(study.data["q3"], [NAN, NAN, 5])
    assert study.missing[["column", "code", "n"]].values.tolist() == [
        ["q1", -99, 1],
        ["q1", 8, 1],
        ["q1", 9, 1],
        ["q2", -99, 1],
        ["q3", "x", 1],
        ["q3", "y", 1],
    ]
    assert study.settings.missing_codes == (("*", (-99,)), ("q1", (8, 9)), ("q3", ("x", "y")))


@pytest.mark.parametrize("codes", [-99, [-99], {"*": -99}])
def test_one_code_for_all_columns_can_be_written_in_three_ways(write, codes):
    study = fq.read(write("q1,q2\n-99,1\n2,-99\n"), missing_codes=codes)
    assert study.data.isna().to_numpy().tolist() == [[True, False], [False, True]]


def test_codes_are_found_in_text_too(write):
    study = fq.read(write("q1\nagree\n99\nn.a.\nrather\n"), missing_codes=[99, "n.a."])
    assert study.data["q1"].isna().tolist() == [False, True, True, False]


def test_codes_that_occur_nowhere_draw_a_note(write):
    study = fq.read(write("q1,q2\n1,2\n2,3\n"), missing_codes={"*": [-99], "q1": [8, 2]})
    assert study.notes == (
        "1 missing code not found in any column: -99.",
        "1 missing code not found in column 'q1': 8.",
    )


def test_values_far_off_a_response_scale_draw_a_note_and_stay(write):
    study = fq.read(write("q1,share\n1,97\n7,98\n99,99\n4,88\n"))
    assert study.data["q1"].tolist() == [1, 7, 99, 4]
    assert study.notes == (
        (
            "Column 'q1' has values that may stand for no answer: 99. If they do, pass missing_codes={'q1': "
            "[99]}."
        ),
    )
    assert fq.read(write("q1\n-1\n0\n1\n2\n")).notes == ()


# Names of cases, and columns that are not numbers


def test_cases_of_a_file_are_numbered_from_one_without_a_column_of_names(write):
    assert fq.read(write("q1\n5\n6\n")).data.index.tolist() == [1, 2]


def test_a_first_column_without_a_name_holds_the_case_names(write):
    frame = pd.DataFrame({"q1": [5, 6]}, index=["NA", "Brno"])
    study = fq.read(write(frame.to_csv()))
    assert study.data.index.tolist() == ["NA", "Brno"]
    assert study.notes == ("The first column has no name and was taken as the case names.",)


def test_a_first_column_that_looks_like_case_names_draws_a_note(write):
    study = fq.read(write("firm,q1\nAlba,5\nBrno,6\n"))
    assert study.data.index.tolist() == [1, 2]
    assert study.notes == (
        "Column 'firm' is different in every row. If it names the cases, pass cases='firm'.",
    )


def test_case_names_are_numbers_only_where_all_are(write):
    assert fq.read(write("id,q1\n3,5\n1,6\n"), cases="id").data.index.tolist() == [3, 1]
    assert fq.read(write("id,q1\n3,5\nA1,6\n"), cases="id").data.index.tolist() == ["3", "A1"]
    assert fq.read(write("id,q1\n03,5\n1,6\n"), cases="id").data.index.tolist() == ["03", "1"]


def test_numbers_that_would_lose_digits_stay_text(write):
    study = fq.read(write("q1,zip,long\n5,01067,12345678901234567\n6,10115,2\n"))
    assert study.data["zip"].tolist() == ["01067", "10115"]
    assert study.data["long"].tolist() == ["12345678901234567", "2"]
    assert study.notes == (
        "Column 'zip' is kept as text: some numbers start with 0, for example '01067'.",
        (
            "Column 'long' is kept as text: some numbers have more than 15 digits, for example "
            "'12345678901234567'."
        ),
    )


def test_a_column_of_text_that_is_mostly_numbers_draws_a_note(write):
    study = fq.read(write("q1\n5\n6\nrefused\n7\n"))
    assert study.data["q1"].tolist() == ["5", "6", "refused", "7"]
    assert study.notes == (
        (
            "Column 'q1' is text: 1 of 4 cells is no number ('refused'). If they stand for no answer, "
            "pass missing_codes={'q1': ['refused']}."
        ),
    )
    assert fq.read(write("q1\n5\n6\nrefused\n7\n"), missing_codes={"q1": ["refused"]}).data["q1"].sum() == 18


def test_numbers_with_a_sign_or_spaces_are_text_with_a_note(write):
    study = fq.read(write("q1;share;sales\n1;45%;1 200\n2;50 %;900\n"))
    assert study.notes == (
        (
            "Column 'share' is text: its numbers are written with a sign or with spaces, for example '45%', "
            "'50 %'. Save them as plain numbers."
        ),
        (
            "Column 'sales' is text: its numbers are written with a sign or with spaces, for example "
            "'1 200', '900'. Save them as plain numbers."
        ),
    )
    assert fq.read(write("q1;day\n1;01.05.2020\n2;02.05.2020\n")).notes == ()


def test_true_and_false_are_truth_values(write):
    study = fq.read(write("A,B\nTRUE,true\nFALSE,\n"))
    assert study.data["A"].tolist() == [True, False]
    assert study.data["B"].isna().tolist() == [False, True]
    assert study.table["type"].tolist() == ["truth value", "truth value"]


def test_columns_without_name_and_value_are_left_out_with_a_note(write):
    study = fq.read(write("q1,q2,\n1,2,\n3,4,\n"))
    assert study.data.columns.tolist() == ["q1", "q2"]
    assert study.notes == ("1 column without a name and without a value left out.",)


# Files that cannot be read without guessing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "a;b\n1,5;2\n2.5;3\n",
            "Some numbers in 'data.csv' have a decimal comma and others a decimal point: '1,5' in column 'a',"
            " '2.5' in column 'a'. Write all of them in one way.",
            id="both marks",
        ),
        pytest.param(
            "a;b\n1,500;2\n2,250;3\n",
            "Column 'a' in 'data.csv' has numbers such as '1,500': the comma may be a decimal mark or a "
            "thousands separator. Pass decimal=',' or decimal='.' to say which mark decimals have, and save "
            "the numbers without thousands separators.",
            id="commas that may be thousands",
        ),
        pytest.param(
            "a;b\n1.500;2\n2.250;3\n",
            "Column 'a' in 'data.csv' has numbers such as '1.500': the point may be a decimal mark or a "
            "thousands separator. Pass decimal=',' or decimal='.' to say which mark decimals have, and save "
            "the numbers without thousands separators.",
            id="points that may be thousands",
        ),
        pytest.param(
            "a;b\n1.500,25;2\n2,5;3\n",
            "Column 'a' in 'data.csv' has numbers with thousands separators, for example '1.500,25'. Save the"
            " numbers without them.",
            id="thousands",
        ),
        pytest.param(
            "a,b\n1,5,2\n2,5,3\n",
            "Every line of 'data.csv' has 3 fields, but the header has 2 (separator ','). If the numbers have"
            " a decimal comma, save the file with ';' between the columns. If the first column has no name, "
            "give it one. Text that holds the separator must be in quotation marks.",
            id="decimal commas between commas",
        ),
        pytest.param(
            "a,b\n1,2\n\n2,5,3\n",
            "Line 4 of 'data.csv' has 3 fields, but the header has 2 (separator ','). If the numbers have a "
            "decimal comma, save the file with ';' between the columns. If the first column has no name, "
            "give it one. Text that holds the separator must be in quotation marks.",
            id="one line too long",
        ),
        pytest.param(
            "a;b,c;d\n1;2,3;4\n",
            "The columns of 'data.csv' may be separated by ',' (2 columns) or ';' (3 columns). Pass the right"
            " one: separator=...",
            id="two separators",
        ),
        pytest.param(
            "a,,b\n1,2,3\n",
            "Column 2 of 'data.csv' has no name. Every column but the first, which may hold the case names, "
            "must have one in the first row.",
            id="no name",
        ),
        pytest.param(
            "a,b,a\n1,2,3\n",
            "'data.csv' has several columns of the same name: 'a'. Rename them.",
            id="name twice",
        ),
        pytest.param(
            "1,2\n3,4\n",
            "The first row of 'data.csv' holds only numbers ('1', '2'). It must hold the names of the "
            "columns.",
            id="no header",
        ),
        pytest.param("a,b\n", "'data.csv' has names of columns but no rows below them.", id="no rows"),
        pytest.param(" \n", "'data.csv' is empty.", id="empty"),
        pytest.param(
            'a,b\n1,"2\n3,4\n',
            "Line 3 of 'data.csv' cannot be read: unexpected end of data. Look for a quotation mark that is "
            "not closed, or that stands inside a cell.",
            id="open quotation",
        ),
        pytest.param(
            "a\0b\n",
            "'data.csv' is no text file: it holds zero bytes. Name the file with its right ending.",
            id="not text",
        ),
    ],
)
def test_a_file_that_would_need_a_guess_is_refused(write, text, expected):
    assert message(DataError, lambda: fq.read(write(text))) == expected


def test_thousands_that_are_decimals_are_read_where_the_mark_is_named(write):
    assert fq.read(write("a;b\n1,500;2\n2,250;3\n"), decimal=",").data["a"].tolist() == [1.5, 2.25]
    assert fq.read(write("a;b\n1.500;2\n2.250;3\n"), decimal=".").data["a"].tolist() == [1.5, 2.25]


def test_numbers_against_the_mark_that_is_named_are_refused(write):
    assert message(DataError, lambda: fq.read(write("a;b\n1,5;2\n"), decimal=".")) == (
        "Column 'a' in 'data.csv' has numbers with a comma, for example '1,5', but decimal is '.'. Correct "
        "the numbers, or pass the decimal mark that was used."
    )
    assert message(DataError, lambda: fq.read(write("a;b\n1.5;2\n"), decimal=",")) == (
        "Column 'a' in 'data.csv' has numbers with a point, for example '1.5', but decimal is ','. Correct "
        "the numbers, or pass the decimal mark that was used."
    )


def test_another_encoding_is_refused_with_the_line(write):
    path = write("firm,q1\nAlba,1\nCôte,5\n", encoding="cp1252")
    assert message(DataError, lambda: fq.read(path)) == (
        "'data.csv' is not written in utf-8: line 3 has a byte that this encoding does not have. Files of "
        "Excel on Windows are often encoding='cp1252'; pass the encoding, or save the file as CSV UTF-8."
    )
    assert message(ArgumentError, lambda: fq.read(path, encoding="latin-x")) == (
        "encoding is 'latin-x', which Python does not know. Try 'utf-8' or 'cp1252'."
    )


def test_case_names_must_be_there_and_unique(write):
    assert message(DataError, lambda: fq.read(write("firm,q1\nAlba,5\n,6\n"), cases="firm")) == (
        "The column of case names, 'firm', of data.csv is empty in 1 row (data row 2). Give each case a name."
    )
    assert message(DataError, lambda: fq.read(write("firm,q1\nAlba,5\nAlba,6\n"), cases="firm")) == (
        "The column of case names, 'firm', of data.csv has names that stand for several rows: 'Alba'. Give "
        "each row a name of its own; where rows are respondents, read them without cases= and use "
        "aggregate() to come to cases."
    )
    assert message(DataError, lambda: fq.read(write("firm\nAlba\nBrno\n"), cases="firm")) == (
        "data.csv has no column but the case names."
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {"cases": "frm"},
            "cases: There is no column 'frm' in data.csv. Available: 'firm', 'q1'. Did you mean 'firm'?",
        ),
        (
            {"group": "q2"},
            "group: There is no column 'q2' in data.csv. Available: 'firm', 'q1'.",
        ),
        (
            {"missing_codes": {"q2": [8]}},
            "There is no column 'q2' in the data (missing_codes). Available: 'firm', 'q1'.",
        ),
    ],
)
def test_columns_that_do_not_exist_are_refused(write, options, expected):
    path = write("firm,q1\nAlba,5\nBrno,6\n")
    assert message(UnknownNameError, lambda: fq.read(path, **options)) == expected


# Nothing is lost without a word


def test_rows_without_a_value_are_left_out_with_a_note(write):
    study = fq.read(write("q1,q2\n1,2\n,\n3,4\n , \n"))
    assert study.data["q1"].tolist() == [1, 3]
    assert study.notes == ("2 rows without a value were left out (lines 3, 5).",)
    study = fq.read(write("firm;q1\n\nAlba;2\n;\n\n"), cases="firm")
    assert study.notes == ("1 row without a value was left out (line 4).",)


@pytest.mark.parametrize(("written", "named"), [("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le")])
def test_the_mark_of_the_encoding_is_no_part_of_the_first_name(write, written, named):
    path = write("firm,q1\nCôte,5\n", encoding=written)
    assert fq.read(path, cases="firm", encoding=named).data.index.tolist() == ["Côte"]


def test_a_separator_that_makes_one_column_of_a_row_of_names_draws_a_note(write):
    study = fq.read(write("q1,q2\n1,2\n"), separator=";")
    assert " ".join(study.notes) == (
        "With the separator ';' there is one column, 'q1,q2'. If its name is a row of names, "
        "pass separator=','."
    )


@pytest.mark.parametrize("separator", ['"', "\n", "\r", "", ";;"])
def test_a_separator_that_cannot_be_one_is_refused(write, separator):
    text = message(ArgumentError, lambda: fq.read(write("q1,q2\n1,2\n"), separator=separator))
    assert text == f"separator is {separator!r}, but it must be one sign, such as ';'."


def test_an_encoding_that_is_no_text_is_refused(write):
    text = message(fq.errors.ArgumentTypeError, lambda: fq.read(write("q1\n1\n"), encoding=8))
    assert text == "encoding must be a name, not 8."


def test_numbers_too_large_to_compute_with_stay_text(write):
    study = fq.read(write("q1,q2\n1e400,1\n2,2\n"))
    assert study.data["q1"].tolist() == ["1e400", "2"]
    assert study.notes[0] == (
        "Column 'q1' is kept as text: some numbers are too large to compute with, for example '1e400'."
    )
