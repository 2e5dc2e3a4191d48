"""SPSS and Stata: labels, declared missing values, and files that cannot be read."""

import numpy as np
import pandas as pd
import pyreadstat
import pytest

import fsqca as fq
from fsqca.errors import DataError
from tests.bad_input.helpers import message

NAN = np.nan


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
