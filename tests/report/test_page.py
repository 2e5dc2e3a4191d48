"""The page: everything inside it, everything escaped, one part after the other."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from fsqca.errors import ArgumentError, ArgumentTypeError, MissingExtraError
from fsqca.plots import membership_histograms, render
from fsqca.report import Chart, Heading, Note, Page, Picture, Section, Table, Text, write_page
from tests.report import solutions as made
from tests.report.test_html_chart import parse

NASTY = "<script>alert(\"1\")</script> & 'x'"


def figure():
    return membership_histograms(pd.DataFrame({"A": [0.1, 0.5, 0.9]}))


def full_page():
    frame = pd.DataFrame({NASTY: [1.0, np.nan], "pri": [0.25, 0.5]}, index=pd.Index([NASTY, "b"], name=NASTY))
    return Page(
        NASTY,
        (
            Section(NASTY, (NASTY, Heading(NASTY), Note(NASTY), Table(frame, NASTY, (NASTY,)))),
            Section(
                "Figures", (Picture(figure(), NASTY, NASTY), Chart(made.core_and_peripheral().chart(), NASTY))
            ),
            Section("Folded", (Table(frame, NASTY, folded=True),)),
        ),
        subtitle=NASTY,
        notice=(NASTY,),
        footer=(NASTY,),
    )


def test_everything_is_escaped():
    markup = full_page().to_html()
    assert markup.count("<script") == 1
    assert "alert(&#34;1&#34;)" in markup or "alert(&quot;1&quot;)" in markup
    assert parse_page(markup).text.count("<script>alert(\"1\")</script> & 'x'") >= 12


def parse_page(markup):
    plain = r"<!DOCTYPE html>|<style>.*?</style>|<script>.*?</script>"
    return parse(re.sub(plain, "", markup, flags=re.DOTALL))


def test_nothing_is_loaded_from_elsewhere():
    markup = full_page().to_html()
    outside = re.sub(r"base64,[A-Za-z0-9+/=]+", "", markup)
    assert not re.search(r"https?:|//[a-z]|@import|url\(|<link|<script |<iframe|<object", outside)
    for tag, attrs in parse_page(markup).tags:
        assert attrs.get("src", "data:").startswith("data:"), tag
        assert attrs.get("href", "#").startswith("#"), tag


def test_no_script_but_our_own_may_run():
    markup = full_page().to_html()
    (script,) = re.findall(r"<script>(.*?)</script>", markup, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        f"style-src 'unsafe-inline'; script-src 'sha256-{digest}'\">"
    ) in markup


def test_a_link_skips_to_the_content():
    tree = parse_page(full_page().to_html())
    links = [attrs for tag, attrs in tree.tags if tag == "a"]
    assert links[0] == {"class": "skip", "href": "#content"}
    assert [attrs for tag, attrs in tree.tags if tag == "main"] == [{"id": "content", "tabindex": "-1"}]


def test_tables_and_figures_are_numbered_apart_and_folded_tables_as_an_appendix():
    page = replace(full_page(), numbered=True)
    assert page.numbers() == [["", "", "", "1"], ["1", "2"], ["A1"]]
    text = parse_page(page.to_html()).text
    for label in ("Table 1. ", "Figure 1. ", "Table 2. ", "Show Table A1. "):
        assert label in text
    assert "Table 1." not in parse_page(full_page().to_html()).text


def test_figures_inside_load_nothing_either():
    picture = Picture(figure(), "caption", "words").to_html()
    drawing = base64.b64decode(re.search(r"base64,([^\"]+)", picture).group(1)).decode()
    assert drawing.lstrip().startswith("<?xml")
    references = re.findall(r'(?:href|src)="([^"]*)"', drawing)
    assert all(reference.startswith("#") for reference in references)


def test_every_link_has_its_place():
    tree = parse_page(full_page().to_html())
    places = {attrs["id"] for _, attrs in tree.tags if "id" in attrs}
    links = {attrs["href"][1:] for tag, attrs in tree.tags if tag == "a"}
    assert links == {"content", "s1", "s2", "s3"}
    assert links <= places
    assert len([attrs["id"] for _, attrs in tree.tags if "id" in attrs]) == len(places)


def test_headings_go_down_one_level_at_a_time():
    tags = [tag for tag, _ in parse_page(full_page().to_html()).tags if re.fullmatch(r"h\d", tag)]
    assert tags[0] == "h1"
    assert tags.count("h1") == 1
    assert all(int(after[1]) <= int(before[1]) + 1 for before, after in pairwise(tags))


def test_tables_scroll_in_a_box_of_their_own_and_have_captions_and_heads():
    frame = pd.DataFrame({"n": [3], "term": ["A*B"]}, index=pd.Index([7], name="row"))
    markup = Table(frame, "What it shows", ("A note.",)).to_html()
    tree = parse(markup)
    assert markup.startswith('<div class="part"><div class="scroll" role="region" tabindex="0"')
    assert "<caption><span>What it shows</span></caption>" in markup
    assert [attrs["scope"] for tag, attrs in tree.tags if tag == "th"] == ["col", "col", "col", "row"]
    assert '<td class="number">3</td><td>A*B</td>' in markup
    assert '<p class="note">A note.</p>' in markup


def test_a_shadow_and_a_hint_say_that_there_is_more_beyond_the_edge_of_a_phone():
    page = Page("Results").to_html()
    assert "no-repeat local" in page
    assert ".hint { display: none; }" in page
    hint = '<p class="hint">Swipe sideways to see the whole figure.</p>'
    wide, narrow = (Picture(Figure(figsize=(inches, 2)), "c", "a").to_html() for inches in (7.0, 3.0))
    assert wide.startswith(f'<figure class="wide">{hint}')
    assert "hint" not in narrow


def test_a_triangle_of_numbers_with_empty_cells_is_aligned_as_numbers():
    frame = pd.DataFrame({"TF": ["", 0.25]}, index=["TF", "AD"], dtype=object)
    assert '<td class="number">0.250</td>' in Table(frame, "c").to_html()


def test_an_index_that_only_counts_is_left_out():
    markup = Table(pd.DataFrame({"x": [1.5]}), "c").to_html()
    assert '<th scope="row">' not in markup
    assert '<td class="number">1.500</td>' in markup


def test_outer_levels_stand_once_beside_their_rows_and_columns():
    frame = pd.concat(
        {"g": pd.DataFrame({"x": [1, 2]}, index=["a", "b"]), "h": pd.DataFrame({"x": [3]}, index=["a"])}
    )
    markup = Table(frame, "c").to_html()
    assert '<th scope="rowgroup" rowspan="2">g</th><th scope="row">a</th>' in markup
    assert '<th scope="row">h</th><th scope="row">a</th>' in markup
    wide = pd.concat({"g": frame, "h": frame}, axis=1)
    head = Table(wide, "c").to_html().split("<tbody>")[0]
    assert '<th scope="colgroup" colspan="1">g</th><th scope="colgroup" colspan="1">h</th>' in head
    parse(Table(wide, "c").to_html())


def test_values_are_shown_in_words():
    frame = pd.DataFrame(
        {
            "b": [True, False],
            "t": [("x", "y"), ()],
            "i": pd.array([1, pd.NA], dtype="Int64"),
            "f": [0.12345, np.nan],
        }
    )
    body = Table(frame, "c", digits=2).to_html().split("<tbody>")[1]
    assert "<td>yes</td><td>x, y</td>" in body
    assert '<td class="number">0.12</td>' in body
    assert '<td class="number">-</td><td class="number">-</td>' in body


def test_an_image_is_taken_as_it_is():
    image = render(figure(), "png")
    picture = Picture(image, "caption", "words").to_html()
    assert base64.b64decode(re.search(r"image/png;base64,([^\"]+)", picture).group(1)) == image
    width = int(re.search(r'width="(\d+)"', picture).group(1))
    assert width == int(re.search(r'width="(\d+)"', Picture(figure(), "caption", "words").to_html()).group(1))


def test_light_dark_print_and_phone_are_provided_for():
    markup = full_page().to_html()
    for needed in (
        "prefers-color-scheme: dark",
        "@media print",
        'name="viewport" content="width=device-width',
        'lang="en"',
        "max-width: 40rem",
    ):
        assert needed in markup


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Page(""), ArgumentError, "title of the page is empty."),
        (lambda: Section(" "), ArgumentError, "title of a section is empty."),
        (
            lambda: Section("a", "text"),
            ArgumentTypeError,
            "parts must be a tuple of parts, not one text: write (text,).",
        ),
        (
            lambda: Section("a", (3,)),
            ArgumentTypeError,
            "parts holds int; allowed are str, Text, Heading, Note, Table, Picture and Chart.",
        ),
        (lambda: Page("a", (3,)), ArgumentTypeError, "sections must hold Section, not int."),
        (
            lambda: Page("a", notice="b"),
            ArgumentTypeError,
            "notice must be a tuple, not one text: write ('b',).",
        ),
        (lambda: Table([1], "c"), ArgumentTypeError, "frame must be a pandas DataFrame, not list."),
        (
            lambda: Table(pd.DataFrame({"a": [1]}), ""),
            ArgumentError,
            "caption is empty: say what the table shows.",
        ),
        (
            lambda: Picture(b"GIF", "c", "a"),
            ArgumentError,
            'figure holds bytes that are not a PNG image; make them with fsqca.plots.render(figure, "png").',
        ),
        (
            lambda: Picture(b"\x89PNG", "c", ""),
            ArgumentError,
            "caption and alt must both be given: one says what the figure shows, the other replaces it.",
        ),
        (lambda: write_page("x.html", "text"), ArgumentTypeError, "page must be a Page, not str."),
    ],
)
def test_wrong_parts_are_refused(make, error, message):
    with pytest.raises(error) as caught:
        make()
    assert str(caught.value) == message


def test_a_text_in_a_section_is_a_paragraph():
    assert Section("a", ("b",)).parts == (Text("b"),)


def test_a_page_is_written_and_replaced_whole(tmp_path):
    path = write_page(tmp_path / "new" / "page.html", Page("First"))
    assert path == tmp_path / "new" / "page.html"
    write_page(path, Page("Ä second"))
    assert "<h1>Ä second</h1>" in path.read_text(encoding="utf-8")
    assert [entry.name for entry in path.parent.iterdir()] == ["page.html"]


def test_without_jinja2_the_message_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingExtraError) as caught:
        Page("a").to_html()
    assert str(caught.value) == (
        "A report page needs jinja2, which is not installed. Install it with: python -m pip install "
        '"fsqca[report]"'
    )
