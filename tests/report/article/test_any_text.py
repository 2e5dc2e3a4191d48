"""Whatever the text: every format holds it as text, and it can be read back."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsqca.report.article import ArticleTable, Cell, Row
from fsqca.report.article.cells import clean
from fsqca.report.article.sheets import harmless, tables_xlsx
from fsqca.report.article.word import document
from tests.report.test_html_chart import parse

docx = pytest.importorskip("docx")

#: Any code points, also those that are no letters, and many that are marks somewhere.
TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=()), st.sampled_from("<>&\"'\\{}$#%_^~=+-@|*`[]\x00\x07\n\t\u202e")
    )
)


def table(text):
    return ArticleTable(
        "T", ((Cell("h"), Cell("x")),), (Row((Cell("row"), Cell(text))),), ("left", "left"), (text,)
    )


@given(TEXTS)
def test_html_shows_the_text_and_nothing_of_it_is_markup(text):
    markup = table(text).to_html()
    tree = parse(markup)
    tags = {"div", "table", "caption", "span", "thead", "tbody", "tr", "th", "td", "em", "bdi"}
    assert {tag for tag, _ in tree.tags} <= tags
    assert clean(text) in tree.text


@given(TEXTS)
def test_csv_can_be_read_back_and_no_cell_runs(text):
    rows = list(csv.reader(io.StringIO(table(text).to_csv(), newline="")))
    assert rows[2] == ["row", harmless(clean(text))]
    assert not any(re.match(r"\s*[=+@]", one) and not re.fullmatch(r"[+-]?\d.*", one) for one in rows[2])


@settings(max_examples=25)
@given(TEXTS)
def test_excel_and_word_hold_the_text(text):
    sheet = openpyxl.load_workbook(io.BytesIO(tables_xlsx([table(text)]))).active
    held = sheet.cell(3, 2)
    assert (held.value or "") == clean(text)
    assert held.data_type != "f"
    read = docx.Document(io.BytesIO(document([table(text)])))
    assert read.tables[0].cell(1, 1).text == clean(text)


@given(TEXTS)
def test_latex_has_no_command_and_no_mark_of_the_text_in_it(text):
    latex = table(text).to_latex()
    cell = latex.split("\nrow & ")[1].split(" \\\\\n")[0]
    # What we write: commands without arguments, escaped marks, and groups.
    ours = (
        r"\\(textbackslash|textasciicircum|textasciigrave|textendash|textemdash|dots|textbullet|allowbreak|char34)\b(\{\})?"
        r"|\\ensuremath\{(\{\\sim\}|[<>|−-]|\\[a-zA-Z]+)\}|\\[{}$&#%_-]|\{\\char34\}|\{[-'?]\}|\{\}|~"
    )
    assert not re.search(r"[\\{}$&#%_^~]", re.sub(ours, "", cell))
