"""A table in every format: what it holds, and what hostile names can do to it (nothing)."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

from fsqca.errors import ArgumentError, MissingExtraError
from fsqca.report import article_table, from_frame, write_tables
from fsqca.report.article.cells import clean
from fsqca.report.article.latex import escape
from fsqca.report.article.layout import PORTRAIT_WIDTH, column_widths, is_wide
from fsqca.report.article.sheets import harmless
from tests.report import solutions as made
from tests.report.article import hostile
from tests.report.article.test_table import spanned
from tests.report.test_html_chart import parse

docx = pytest.importorskip("docx")


def word(table, tmp_path, **options):
    return docx.Document(str(write_tables(tmp_path / "t.docx", [table], overwrite=True, **options)))


# ---------------------------------------------------------------------- HTML


def test_html_has_a_caption_and_scopes_for_every_header():
    tree = parse(spanned().to_html())
    scopes = [attrs.get("scope") for tag, attrs in tree.tags if tag == "th"]
    assert scopes == ["colgroup", "colgroup", "col", "col", "col", "col", "col", "rowgroup", "row", "row"]
    assert [tag for tag, _ in tree.tags].count("caption") == 1
    assert "Note." in tree.text


def test_signs_of_a_chart_are_told_in_words_in_html():
    tree = parse(article_table(made.neutral_permutations().chart()).to_html())
    labels = [attrs["aria-label"] for tag, attrs in tree.tags if attrs.get("role") == "img"]
    assert labels.count("core condition, present") == 3
    assert labels.count("peripheral condition, absent") == 3


def test_hostile_names_are_text_in_html():
    tree = parse(hostile.table().to_html().replace("<bdi>", "").replace("</bdi>", ""))
    assert "script" not in [tag for tag, _ in tree.tags]
    for name in hostile.NAMES[:4]:
        assert name in tree.text


# ---------------------------------------------------------------------- Markdown


def test_markdown_is_a_table_with_pipes():
    lines = spanned().to_markdown().splitlines()
    assert lines[0] == "**Fit**"
    assert lines[2] == "| Term | Sales: Consistency | Sales: PRI | Service: Consistency | Service: PRI |"
    assert lines[3] == "| :--- | ---: | ---: | ---: | ---: |"
    assert lines[4] == "| **Model 1** |  |  |  |  |"
    assert lines[5] == r"| A\*B | 0.912 | 0.800 | 0.750 | – |"
    assert lines[6] == "| Solution | **0.900** | 0.800 | 0.700 | 0.500 |"
    assert lines[-1] == "*Note.* Synthetic data."


def test_hostile_names_break_no_row_of_markdown():
    table = hostile.table()
    rows = [line for line in table.to_markdown().splitlines() if line.startswith("|")]
    pipes = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    assert pipes == {table.n_columns + 1}
    assert "<script>" not in table.to_markdown().replace(r"\<script\>", "")


# ---------------------------------------------------------------------- LaTeX


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"a\b{c}", r"a\textbackslash{}b\{c\}"),
        ("$5 & 50 % #1_2^3", r"\$5 \& 50 \% \#1\_2\textasciicircum{}3"),
        ("~A*B", r"\ensuremath{{\sim}}A*B"),
        ("a < b > c | d", r"a \ensuremath{<} b \ensuremath{>} c \ensuremath{|} d"),
        ("--- ''", "-{-}{-} '{'}"),
        ('"`', r"{\char34}\textasciigrave{}"),
        ("≥ 0.8", r"\ensuremath{\geq} 0.8"),
    ],
)
def test_letters_with_a_meaning_in_latex_are_escaped(text, latex):
    assert escape(text) == latex


def test_latex_has_booktabs_lines_and_says_what_it_needs():
    text = spanned().to_latex(label="tab:fit")
    assert text.splitlines()[0] == r"% Needs in the preamble: \usepackage{booktabs}"
    assert r"\caption{Fit}\label{tab:fit}" in text
    assert (
        r"\multicolumn{2}{c}{Sales} & \multicolumn{2}{c@{}}{Service} \\\cmidrule(lr){2-3}\cmidrule(lr){4-5}"
        in text
    )
    assert r"A*B & 0.912 & 0.800 & 0.750 & \textendash{} \\" in text
    assert [text.count(rule) for rule in (r"\toprule", r"\bottomrule", r"\begin{table}")] == [1, 1, 1]


def test_signs_are_macros_that_the_fragment_defines():
    text = article_table(made.neutral_permutations().chart()).to_latex()
    assert r"\providecommand{\corepresent}" in text
    assert r"A & \corepresent{} & \corepresent{} \\" in text
    assert r"\peripheralabsent{}" in text


def test_a_row_that_begins_with_a_star_or_a_bracket_is_not_read_as_an_option():
    text = hostile.table().to_latex()
    assert not re.search(r"(\\\\|rule|addlinespace)\s*[*\[]", text)


def test_letters_beyond_latin_ask_for_another_engine():
    assert "XeLaTeX or LuaLaTeX" in hostile.table().to_latex()
    assert "XeLaTeX" not in spanned().to_latex()


def test_many_rows_run_over_pages():
    frame = made.pd.DataFrame({"v": range(300)}, index=[f"T{i}" for i in range(300)])
    text = from_frame(frame, title="Long").to_latex()
    assert r"\begin{longtable}" in text
    assert r"\endhead" in text


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_the_fragments_compile(tmp_path):
    latin = from_frame(
        made.pd.DataFrame({"v": [name for name in hostile.NAMES if name.isascii()]}), title=hostile.NAMES[2]
    )
    chart = article_table(made.neutral_permutations().chart())
    long = from_frame(made.pd.DataFrame({"v": range(60)}), title="Long")
    write_tables(tmp_path / "t.tex", [latin, spanned(), chart, long])
    (tmp_path / "m.tex").write_text(
        r"\documentclass{article}\usepackage{booktabs,array,longtable,pdflscape}"
        r"\begin{document}\input{t.tex}\end{document}"
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "m.tex"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]


# ---------------------------------------------------------------------- spreadsheets


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+A", "'+A"),
        ("-A", "'-A"),
        ("@A", "'@A"),
        (" =A", "' =A"),
        ("＝A", "'＝A"),
        ("-0.5", "-0.5"),
        ("+3", "+3"),
        ("~A*B", "~A*B"),
        ("A=B", "A=B"),
    ],
)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text, safe):
    assert harmless(text) == safe


def test_no_cell_of_a_csv_file_runs_and_numbers_stay_numbers():
    rows = list(csv.reader(io.StringIO(hostile.table().to_csv())))
    assert not any(one.startswith(("=", "+", "@")) for row in rows for one in row)
    assert not any(re.match(r"-(?!\d)", one) for row in rows for one in row)
    body = rows[3 : 3 + 3]
    assert [row[-2:] for row in body] == [["0.500", "0"], ["0.500", "1"], ["0.500", "2"]]


def test_no_cell_of_an_excel_file_is_a_formula_and_numbers_keep_all_digits(tmp_path):
    path = write_tables(tmp_path / "t.xlsx", [hostile.table(), spanned(), spanned()])
    book = openpyxl.load_workbook(path)
    assert not [
        one.value for sheet in book for row in sheet.iter_rows() for one in row if one.data_type == "f"
    ]
    texts = [one.value for row in book.worksheets[0].iter_rows() for one in row]
    assert "=cmd|' /C calc'!A0" in texts
    assert book.sheetnames == ["Table 1. Hostile names", "Table 2. Fit", "Table 3. Fit"]
    cells = [one for row in book["Table 2. Fit"].iter_rows() for one in row if one.value == 0.91234]
    assert [one.number_format for one in cells] == ["0.000"]


def test_sheets_with_the_same_long_title_get_names_of_their_own(tmp_path):
    table = spanned().with_title("a/b: " + "long " * 10)
    path = write_tables(tmp_path / "t.xlsx", [table, table], numbered=False)
    names = openpyxl.load_workbook(path).sheetnames
    assert len(set(names)) == 2
    assert all(len(name) <= 31 and "/" not in name for name in names)


def test_a_text_that_excel_would_cut_is_refused(tmp_path):
    table = from_frame(made.pd.DataFrame({"v": ["x" * 40_000]}), title="T")
    with pytest.raises(ArgumentError) as caught:
        table.save(tmp_path / "t.xlsx")
    assert str(caught.value) == (
        "A cell of the table has 40000 letters, but a cell of Excel holds at most 32767: "
        f"{'x' * 40!r}.... Nothing was written. Save it as .docx, .html, .md or .csv."
    )
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------- Word


def test_word_has_a_real_table_with_a_repeated_header_and_the_notes_beneath(tmp_path):
    document = word(spanned(), tmp_path)
    (table,) = document.tables
    assert [one.text for one in table.rows[1].cells] == ["Term", "Consistency", "PRI", "Consistency", "PRI"]
    assert table.rows[0].cells[1]._tc is table.rows[0].cells[2]._tc
    repeated = [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows]
    assert repeated == [True, True, False, False, False]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts == ["Fit", "Note. Synthetic data."]


def test_word_has_three_strong_or_thin_lines_and_no_others(tmp_path):
    (table,) = word(spanned(), tmp_path).tables
    edges = {
        number: sorted({edge.tag.rpartition("}")[2] for edge in row._tr.xpath(".//w:tcBorders/*")})
        for number, row in enumerate(table.rows)
    }
    # The first row has the upper line and those below its spans; the last but one none; the last both.
    assert edges == {0: ["bottom", "top"], 1: ["bottom"], 2: [], 3: [], 4: ["bottom", "top"]}


def test_wide_tables_lie_on_a_page_of_their_own(tmp_path):
    wide = from_frame(made.pd.DataFrame({f"A long header {i}": [0.123456] for i in range(14)}), title="Wide")
    assert is_wide(wide)
    assert not is_wide(spanned())
    path = write_tables(tmp_path / "t.docx", [spanned(), wide, spanned()])
    sections = docx.Document(str(path)).sections
    assert [one.page_width > one.page_height for one in sections] == [False, True, False]


def test_columns_fit_their_page_whatever_is_in_them():
    assert sum(column_widths(hostile.table(), PORTRAIT_WIDTH)) <= PORTRAIT_WIDTH + 1e-9


def test_signs_have_a_font_that_has_them_in_every_script(tmp_path):
    document = word(article_table(made.neutral_permutations().chart()), tmp_path)
    runs = [run for row in document.tables[0].rows for one in row.cells for run in one.paragraphs[0].runs]
    signs = [run for run in runs if run.text in "●⊗"]
    assert sorted({(run.text, run.font.size.pt) for run in signs}) == [("⊗", 7.0), ("●", 7.0), ("●", 13.0)]
    for run in signs:
        fonts = run._r.rPr.rFonts
        assert {value for key, value in fonts.attrib.items()} == {"Segoe UI Symbol"}


def test_numbers_of_tables_are_fields_that_count_on(tmp_path):
    path = write_tables(tmp_path / "t.docx", [spanned(), spanned()])
    document = docx.Document(str(path))
    fields = document.element.body.xpath(".//w:fldSimple/@w:instr")
    assert fields == [r" SEQ Table \* ARABIC "] * 2
    captions = ["".join(one.text for one in p._p.iter("{*}t")) for p in document.paragraphs if p.text]
    assert captions[0] == "Table 1. Fit"


def test_hostile_names_are_text_in_word(tmp_path):
    document = word(hostile.table(), tmp_path)
    texts = [one.text for row in document.tables[0].rows for one in row.cells]
    for name in hostile.NAMES[:8]:
        assert name in texts
    assert clean(hostile.NAMES[8]) in texts
    right = document.tables[0]._tbl.xpath(".//w:r[w:rPr/w:rtl]/w:t")
    assert {one.text for one in right} == {"العربية"}


def test_the_same_table_gives_the_same_word_file(tmp_path):
    one = write_tables(tmp_path / "a.docx", [spanned()]).read_bytes()
    two = write_tables(tmp_path / "b.docx", [spanned()]).read_bytes()
    assert one == two
    assert zipfile.ZipFile(io.BytesIO(one)).testzip() is None


def test_too_many_columns_for_word_are_refused(tmp_path):
    table = from_frame(made.pd.DataFrame({f"c{i}": [1] for i in range(70)}), title="Many")
    with pytest.raises(ArgumentError) as caught:
        table.to_docx(tmp_path / "t.docx")
    assert str(caught.value) == (
        "The table 'Many' has 70 columns, but Word takes at most 63. Nothing was written. Make several "
        "tables, or save it as .html or .xlsx."
    )
    assert list(tmp_path.iterdir()) == []


def test_three_hundred_terms_are_written_whole(tmp_path):
    frame = made.pd.DataFrame({"consistency": [0.9] * 300}, index=[f"A{i}*~B{i}" for i in range(300)])
    document = word(from_frame(frame, title="Terms"), tmp_path)
    assert len(document.tables[0].rows) == 301


def test_a_missing_library_is_named_with_the_line_that_installs_it(tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtraError) as caught:
        spanned().save(tmp_path / "t.docx")
    assert str(caught.value) == (
        "Writing a Word document needs docx, which is not installed. "
        'Install it with: python -m pip install "fsqca[word]"'
    )
