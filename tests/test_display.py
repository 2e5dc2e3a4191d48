"""How tables look in a notebook: aligned, escaped, limited, in a box of their own."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import fsqca as fq
from fsqca._display import MAX_ROWS, html_table
from fsqca._html_table import is_number

RIGHT, LEFT = "text-align:right", "text-align:left"


def cells(markup: str, tag: str) -> list[tuple[str, str]]:
    """Return the style and the text of every cell of a kind."""
    found = re.findall(rf"<{tag}\b([^>]*)>(.*?)</{tag}>", markup)
    return [("".join(re.findall(r'style="([^"]*)"', attributes)), text) for attributes, text in found]


def aligned(markup: str) -> dict[str, str]:
    """Return how each header and cell with a text is aligned."""
    return {
        text: RIGHT if RIGHT in style else LEFT if LEFT in style else "center" if "center" in style else ""
        for tag in ("th", "td")
        for style, text in cells(markup, tag)
        if text
    }


def test_numbers_stand_to_the_right_below_their_header_and_text_to_the_left():
    frame = pd.DataFrame({"n": [3, 12], "share": [0.5, None], "why": ["a", "b"]}, index=["x", "y"])
    assert aligned(html_table(frame)) == {
        "n": RIGHT, "3": RIGHT, "12": RIGHT,
        "share": RIGHT, "0.500": RIGHT, "-": RIGHT,
        "why": LEFT, "a": LEFT, "b": LEFT,
        "x": LEFT, "y": LEFT,
    }  # fmt: skip


def test_a_triangle_of_numbers_with_empty_cells_is_aligned_as_numbers():
    frame = pd.DataFrame({"TF": ["", 0.25], "AD": ["", ""]}, index=["TF", "AD"], dtype=object)
    assert aligned(html_table(frame))["0.250"] == RIGHT


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2.5], True),
        ([0.5, float("nan"), None, ""], True),
        ([pd.NA, 1], True),
        ([True, False], False),
        (["1", "0"], False),
        ([1, "a"], False),
        ([(1, 2)], False),
        (["", None], False),
        ([], False),
    ],
)
def test_a_column_is_of_numbers_if_nothing_else_but_empty_cells_is_in_it(values, expected):
    assert is_number(values) is expected


def test_everything_is_escaped():
    name = "<script>alert('1')</script>"
    frame = pd.DataFrame({name: [name]}, index=pd.Index([name], name=name))
    markup = html_table(frame, caption=name, notes=[name])
    assert "<script" not in markup
    assert markup.count("&lt;script&gt;") == 6


def test_a_table_is_limited_and_says_what_is_left_out():
    markup = html_table(pd.DataFrame({"a": range(10_000), "b": "z" * 500}, index=range(1, 10_001)))
    assert markup.count("<tr>") == MAX_ROWS + 1
    assert "... and 9940 more rows (see .table)" in markup
    assert max(len(text) for _, text in cells(markup, "td")) == 80
    assert len(markup) < 20_000


def test_a_wide_table_scrolls_in_a_box_of_its_own():
    markup = html_table(pd.DataFrame([range(40)], index=["x"]))
    assert '<div style="overflow-x:auto;max-width:100%"><table class="fsqca-table"' in markup


def test_an_outer_level_of_the_index_stands_once_beside_its_rows():
    index = pd.MultiIndex.from_tuples([("TF", "a"), ("TF", "b"), ("AD", "a")], names=["set", "rule"])
    markup = html_table(pd.DataFrame({"n": [1, 2, 3]}, index=index))
    assert [text for _, text in cells(markup, "th")] == ["set", "rule", "n", "TF", "a", "b", "AD", "a"]
    assert '<th scope="rowgroup" rowspan="2"' in markup


def test_headers_of_several_columns_span_them():
    frame = pd.DataFrame([[1, 2, 3]], index=["x"])
    frame.columns = pd.MultiIndex.from_tuples([("ops", "n"), ("ops", "m"), ("sales", "n")])
    markup = html_table(frame)
    assert aligned(markup)["ops"] == "center"
    assert '<th scope="colgroup" colspan="2"' in markup


def test_no_colour_is_set_so_that_light_and_dark_pages_show_it():
    markup = html_table(pd.DataFrame({"n": [1]}, index=["x"]), caption="c", notes=["n"])
    assert not re.search(r"color|background|#[0-9a-f]{3}", markup)


def test_the_reason_of_a_calibration_is_shown_whole():
    why = "points of the response scale, " * 8
    sets = fq.calibrate(pd.DataFrame({"A": [1.0, 5.0]}), {"A": fq.Direct(2, 4, 6, why=why)})
    assert why in sets._repr_html_()
