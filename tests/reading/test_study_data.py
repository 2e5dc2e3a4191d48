"""What `read` gives back: printing, pickling, and its way through the other functions."""

import pickle
from dataclasses import replace

import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, UnknownNameError
from tests.bad_input.helpers import message

FRAME = pd.DataFrame(
    {
        "firm": ["Alba", "Brno", "Cork", "Dola"],
        "team": ["x", "y", "x", "y"],
        "A": [0.9, 0.2, 0.7, 0.1],
        "B": [0.8, 0.9, 0.1, 0.2],
        "Y": [0.9, 0.3, 0.8, -99],
    }
)


@pytest.fixture
def study():
    return fq.read(FRAME, cases="firm", group="team", missing_codes={"*": [-99]})


def test_repr_is_one_line_with_the_sizes(study):
    assert repr(study) == "<StudyData: 4 cases, 4 columns, group 'team', 1 missing value>"


def test_str_is_a_codebook_with_what_is_missing(study):
    assert str(study) == (
        "StudyData: 4 cases, 4 columns, group 'team', 1 missing value (from a pandas DataFrame)\n"
        "\n"
        "          type  n missing      values\n"
        "column                               \n"
        "team      text  4       0        x, y\n"
        "A       number  4       0  0.1 to 0.9\n"
        "B       number  4       0  0.1 to 0.9\n"
        "Y       number  3       1  0.3 to 0.9\n"
        "\n"
        "Missing values\n"
        "              code  n columns\n"
        "declared                     \n"
        "missing_codes  -99  1       Y"
    )


def test_labels_are_printed_where_there_are_some(study):
    labelled = replace(study, labels={"A": "Foresight"}, value_labels={"A": {0: "no", 1: "yes"}})
    assert "A       Foresight  number  4       0  0 = no, 1 = yes" in str(labelled)


def test_html_is_escaped_and_holds_both_tables():
    frame = pd.DataFrame({"<b>q</b>": [1, None]})
    html = fq.read(frame)._repr_html_()
    assert "<b>q</b>" not in html
    assert html.count("<table") == 2


def test_notes_are_printed():
    assert str(fq.read(FRAME.assign(q=[1, 2, 3, 99]))).endswith(
        "Note: Column 'q' has values that may stand for no answer: 99. If they do, pass missing_codes={'q': "
        "[99]}."
    )


def test_the_codebook_says_how_many_texts_there_are():
    study = fq.read(pd.DataFrame({"word": list("abcdefgh"), "none": [None] * 8}))
    assert study.table["values"].tolist() == ["8 different", ""]


def test_it_is_frozen_and_can_be_pickled(study):
    again = pickle.loads(pickle.dumps(study))
    pd.testing.assert_frame_equal(again.data, study.data)
    assert again.settings == study.settings
    with pytest.raises(AttributeError):
        study.notes = ()


def test_it_is_taken_where_data_are_taken(study):
    calibrated = fq.calibrate(study, {"A": fq.Direct(0.1, 0.5, 0.9)})
    assert calibrated.data.index.tolist() == study.data.index.tolist()
    table = fq.build_truth_table(study, "Y", ["A", "B"], missing="drop")
    assert table.dropped == ("Dola",)
    fit = fq.pof(study, "A => Y", missing="drop")
    plain = fq.pof(study.data, "A => Y", missing="drop")
    pd.testing.assert_frame_equal(fit.table, plain.table)
    assert fit.calibration is None
    assert fq.find_necessary(study, "B", ["A"]).calibration is None


def test_groups_that_were_not_named_are_refused():
    assert message(ArgumentError, lambda: fq.read(FRAME).groups) == (
        "These data have no groups. Name the column when reading: read(..., group=...)."
    )


def test_a_column_that_is_not_there_has_no_labels(study):
    assert message(UnknownNameError, lambda: study.labelled("C")) == (
        "There is no column 'C' in a pandas DataFrame. Available: 'team', 'A', 'B', 'Y'."
    )


def test_cases_without_a_group_draw_a_note():
    study = fq.read(FRAME.assign(team=["x", None, "y", "y"]), cases="firm", group="team")
    assert study.notes[0] == "1 case has no group: 'Brno'."


def test_groups_travel_with_the_scores(study):
    scores = fq.score_constructs(study, {"K": ["A", "B"]}, scale=(0, 1))
    assert scores.by_group().index.tolist() == [("K", "x"), ("K", "y")]
    pd.testing.assert_frame_equal(scores.by_group(), scores.by_group(study.data["team"]))
