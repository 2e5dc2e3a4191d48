"""The model of a table: what it holds, what it refuses, how it prints."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from fsqca.report import ArticleTable, from_frame
from fsqca.report.article import Cell, Row, Sign
from fsqca.report.article.cells import cell, clean


def spanned():
    """Return a table with a header of two rows, a heading, and a line above its last row."""
    return ArticleTable(
        "Fit",
        (
            (Cell(""), Cell("Sales", span=2), Cell("Service", span=2)),
            (Cell("Term"), Cell("Consistency"), Cell("PRI"), Cell("Consistency"), Cell("PRI")),
        ),
        (
            Row((Cell("Model 1", span=5),), heading=True),
            Row((Cell("A*B"), cell(0.91234), cell(0.8), cell(0.75), cell(float("nan")))),
            Row((Cell("Solution"), cell(0.9, bold=True), cell(0.8), cell(0.7), cell(0.5)), rule=True),
        ),
        ("left", "right", "right", "right", "right"),
        ("Synthetic data.",),
    )


@pytest.mark.parametrize(
    ("value", "text", "number"),
    [
        (0.8996, "0.900", 0.8996),
        (-0.5, "−0.500", -0.5),
        (-0.0001, "0.000", -0.0001),
        (np.float64(2.0), "2.000", 2.0),
        (np.int64(-12), "−12", -12),
        (float("nan"), "–", None),
        (float("inf"), "∞", None),
        (pd.NA, "–", None),
        (None, "", None),
        (True, "yes", None),
        (np.bool_(False), "no", None),
        (("a", 1), "a, 1", None),
        ("text", "text", None),
    ],
)
def test_values_become_cells_and_numbers_stay_behind_their_text(value, text, number):
    assert (cell(value).text, cell(value).value) == (text, number)


def test_breaks_become_spaces_and_what_is_no_letter_is_marked():
    assert clean("a\r\nb\tc\u2028d") == "a b c d"
    assert clean("a\x00b\x07c\ud800d\u202ee\ufffef") == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"


def test_a_table_prints_as_text_with_its_notes():
    assert str(spanned()) == "\n".join(
        [
            "Fit",
            "─" * 48,
            "                Sales              Service",
            "Term      Consistency    PRI  Consistency    PRI",
            "─" * 48,
            "Model 1",
            "A*B             0.912  0.800        0.750      –",
            "─" * 48,
            "Solution        0.900  0.800        0.700  0.500",
            "─" * 48,
            "Note. Synthetic data.",
        ]
    )


def test_the_repr_is_one_line_with_sizes():
    assert repr(spanned()) == "<ArticleTable 'Fit': 2 rows, 5 columns, 1 note>"


def test_the_frame_holds_numbers_and_joins_headers_and_headings():
    frame = spanned().table
    assert frame.columns.tolist() == [
        "group",
        "Term",
        "Sales: Consistency",
        "Sales: PRI",
        "Service: Consistency",
        "Service: PRI",
    ]
    assert frame["group"].tolist() == ["Model 1", "Model 1"]
    assert frame["Sales: Consistency"].tolist() == [0.91234, 0.9]
    assert frame["Service: PRI"].tolist() == ["–", 0.5]


def test_a_table_can_be_pickled_and_compared():
    assert pickle.loads(pickle.dumps(spanned())) == spanned()


def test_title_and_notes_can_be_changed():
    made = spanned().with_title("Other").with_notes("One more.")
    assert (made.title, made.notes) == ("Other", ("Synthetic data.", "One more."))
    assert spanned().title == "Fit"


def test_rows_that_do_not_cover_the_columns_are_refused():
    with pytest.raises(ArgumentError) as caught:
        ArticleTable("T", ((Cell("a"),),), (Row((Cell("x", span=3),)),), ("left",))
    assert str(caught.value) == "A row of the table 'T' covers 3 columns, but the table has 1."


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: from_frame([], title="T"), ArgumentTypeError, "frame must be a pandas DataFrame, not list."),
        (
            lambda: from_frame(pd.DataFrame({"a": [1]}), title=" "),
            ArgumentError,
            "title is empty: say what the table shows.",
        ),
        (
            lambda: from_frame(pd.DataFrame({"a": [1]}), title="T", notes=[1]),
            ArgumentTypeError,
            "notes must be sentences, not 1.",
        ),
        (
            lambda: from_frame(pd.DataFrame({"a": [1]}), title="T", formats={"b": 2}),
            UnknownNameError,
            "There is no column 'b' in the frame (formats). Available: 'a'.",
        ),
        (
            lambda: from_frame(pd.DataFrame({"a": [1.5]}), title="T", formats={"a": "%d"}),
            ArgumentError,
            (
                "formats holds '%d', which is not a format for the number 1.5. Write it as in "
                'format(0.5, ".1%"), or give the number of decimals.'
            ),
        ),
    ],
)
def test_what_makes_no_table_is_refused(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


def test_a_frame_keeps_its_index_its_levels_and_its_formats():
    frame = pd.DataFrame(
        {("DSO", "pri"): [0.5, 0.25], ("DSO", "n"): [3, 4], ("~DSO", "raw_coverage"): [1.0, 0.0]},
        index=pd.Index(["x", "y"], name="term"),
    )
    made = from_frame(frame, title="T", formats={("~DSO", "raw_coverage"): ".0%", ("DSO", "pri"): 1})
    assert [[one.text for one in row] for row in made.head] == [
        ["", "DSO", "~DSO"],
        ["Term", "PRI", "N", "Raw coverage"],
    ]
    assert [[one.text for one in row.cells] for row in made.body] == [
        ["x", "0.5", "3", "100%"],
        ["y", "0.2", "4", "0%"],
    ]
    assert made.align == ("left", "right", "right", "right")


def test_neighbouring_rows_with_the_same_value_form_a_group():
    frame = pd.DataFrame({"g": ["a", "a", "b"], "v": [1, 2, 3]})
    made = from_frame(frame, title="T", groups="g")
    assert [(row.heading, row.cells[0].text) for row in made.body] == [
        (True, "a"),
        (False, "1"),
        (False, "2"),
        (True, "b"),
        (False, "3"),
    ]


def test_signs_have_words_and_a_plain_form():
    assert [Sign(*one).text for one in [("core", True), ("core", False), ("peripheral", True)]] == [
        "●",
        "⊗",
        "•",
    ]
    assert (Sign("peripheral", False).text, Sign("ambiguous core", True).text) == ("×", "●?")
    assert Sign("core", True, "2").text == "●2"
    assert Sign("ambiguous core", False).words == "ambiguous core condition, absent"
    assert Sign("core", True, "n").words == "core condition, value n"
