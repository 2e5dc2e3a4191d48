"""The report of a study: complete, made from the numbers, and silent where nothing may be said."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from dataclasses import replace

import docx
import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, MissingExtraError
from fsqca.report import OutputExistsError, Page, Section, Table, study_report, write_report
from fsqca.report.chapters import CHAPTERS, Material, chapters
from fsqca.report.chapters.across import comparison_of
from fsqca.report.chapters.cases import every_case
from fsqca.study import Study
from tests.report.test_page import parse_page
from tests.study.helpers import DATA, TEXT, changed, write_study

CAUSAL = r"\b(cause[sd]?|causal|effects? of|leads? to|because of|impact|determines?|drives?)\b"
HOSTILE = '<b>&"x"\x01\''


def run(folder, text=TEXT, data=DATA):
    folder.mkdir(exist_ok=True)
    return Study.from_toml(write_study(folder, text, data)).run(progress=False)


def text_of(page):
    return " ".join(parse_page(page.to_html()).text.split())


def words(content):
    """Return all text of a Word document."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    text = TEXT + "\n[robustness.sweep]\npri = [0.4, 0.5]\n"
    return run(tmp_path_factory.mktemp("study"), text)


@pytest.fixture(scope="module")
def page(result):
    return study_report(result)


@pytest.fixture(scope="module")
def text(page):
    return text_of(page)


def test_the_chapters_stand_in_the_order_of_an_article(page):
    assert [section.title for section in page.sections] == [
        "Data and missing answers",
        "Descriptive statistics",
        "Calibration",
        "Necessary conditions",
        "Truth tables",
        "Sufficient conditions: the three solutions",
        "Cases: typical and deviant",
        "Groups compared",
        "The negated outcome",
        "Robustness",
        "Checklist",
        "Settings, versions and references",
    ]
    assert len(CHAPTERS) == 13


def test_sentences_hold_the_numbers_of_the_results(result, text):
    for outcome in ("SUCCESS", "~SUCCESS"):
        for name in result.groups:
            found = result.solutions[outcome][name]
            assert f"{name}: {' '.join(fq.report.describe_solutions(found).split())}" in text
            necessity = fq.report.describe_necessity(result.necessity[outcome][name])
            assert f"{name}: {necessity}" in text
    fit = result.across["SUCCESS"]["intermediate"]["north", "south"].table.loc["solution"]
    assert (
        f"from north, in south: consistency {fit['consistency']:.3f}, coverage {fit['raw_coverage']:.3f}"
    ) in text
    assert f"SHA-256 {result.provenance.data_sha256}" in text or result.provenance.data_sha256 in text
    for one in ("skilled firms succeed", "points of the scale"):
        assert one in text


def test_no_sentence_speaks_of_causes(page):
    said = [
        part.text
        for section in page.sections
        if section.title not in ("Checklist", "Settings, versions and references")
        for part in section.parts
        if hasattr(part, "text")
    ]
    assert len(said) > 30
    assert not [one for one in said if re.search(CAUSAL, one, re.IGNORECASE)]


def test_each_row_says_what_decided_it(result, text):
    table = result.truth_tables["SUCCESS"]["All cases"]
    for row in table.observed.index:
        assert table.why(int(row)).sentences[0] in text


def test_every_case_is_listed_with_its_row_and_its_recipes(result):
    frame = every_case(Material(result))
    assert list(frame.index) == list("ABCDEFGHIJK")
    south = result.solutions["SUCCESS"]["south"].intermediate.models[0].cases
    assert {case for case, recipes in frame["recipes"].items() if recipes and case >= "G"} == set(
        south["case"]
    )
    for case, row in frame["row"].items():
        table = result.truth_tables["SUCCESS"]["north" if case < "G" else "south"]
        assert case in table.observed.loc[row, "cases"]


def test_the_comparison_of_groups_is_made_of_the_analyses_of_the_study(result):
    own = comparison_of(Material(result))
    again = (
        fq.groups.compare_groups(
            {name: result.groups[name] for name in ("north", "south")},
            "SUCCESS",
            ["SKILL", "TRUST"],
            expectations={"SKILL": "+"},
            consistency=0.8,
            pri=0.5,
        )
        if hasattr(fq, "groups")
        else None
    )
    assert own.groups == ("north", "south")
    assert own.solutions["north"] is result.solutions["SUCCESS"]["north"].intermediate
    assert set(own.terms["group"]) <= {"north", "south"}
    if again is not None:
        assert again.patterns.equals(own.patterns)


def test_a_study_of_memberships_alone_has_a_report(tmp_path):
    data = "firm,A,B,Y\na,0.9,0.2,0.8\nb,0.8,0.9,0.9\nc,0.1,0.8,0.3\nd,0.2,0.1,0.1\n"
    study = (
        'title = "Four"\n[data]\nfile = "firms.csv"\ncases = "firm"\n[analysis]\noutcome = "Y"\n'
        'conditions = ["A", "B"]\n'
    )
    result = run(tmp_path, study, data)
    text = text_of(study_report(result))
    assert "The data hold set memberships already" in text
    assert "The negated outcome was not analysed." in text
    assert "No test of robustness is part of this study" in text
    assert "All cases: The" not in text
    assert "Groups compared" not in text


def test_without_a_model_the_report_says_so(tmp_path):
    result = run(tmp_path, changed("consistency = 0.8", "consistency = 1.0"))
    text = text_of(study_report(result))
    assert "None of the three solutions has a model." in text
    assert "There is no model, so no case is in a recipe for SUCCESS." in text


def test_one_cases_are_not_named_where_the_study_forbids_it(tmp_path):
    secret = DATA
    for letter in "ABCDEFGHIJKL":
        secret = secret.replace(f"\n{letter},", f"\nSecret{letter},")
    secret = secret.replace("SecretD,north,2.0", "SecretD,north,4.0")
    result = run(tmp_path, TEXT + "\n[output]\nmemberships = false\n", secret)
    page = study_report(result)
    assert "Secret" not in page.to_html()
    assert "Secret" not in words(page.to_docx())
    assert "The study does not allow single cases to be shown" in text_of(page)


def test_hostile_names_are_text_in_the_page_and_in_the_document(tmp_path):
    data = DATA.replace("\nA,", "\n<b>&'x',").replace("north", "<i>north</i>")
    result = run(tmp_path, changed('"Twelve firms"', '"<script>alert(1)</script> & firms"'), data)
    page = study_report(result)
    markup = page.to_html()
    assert markup.count("<script") == 1
    assert "<i>north" not in markup
    assert "<b>&" not in markup
    content = page.to_docx()
    assert "<script>alert(1)</script> & firms" in words(content)
    assert "<i>north</i>" in words(content)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<script>" not in parts.read("word/document.xml")


def test_hostile_names_of_sets_groups_and_cases_are_text(tmp_path):
    data = (
        "firm,unit,A<b>,B & "
        "'c',Y\n<i>a,<u>e</u>,0.9,0.2,0.8\nb,<u>e</u>,0.8,0.9,0.9\nc,<u>e</u>,0.1,0.8,0.3\n"
        "d,w,0.2,0.1,0.1\ne,w,0.9,0.8,0.9\nf,w,0.3,0.9,0.2\n"
    )
    study = (
        'title = "<h1>t</h1>"\n[data]\nfile = "firms.csv"\ncases = "firm"\ngroup = "unit"\n[analysis]\n'
        'outcome = "Y"\nconditions = ["A<b>", "B & \'c\'"]\nnegated = true\n'
    )
    result = run(tmp_path, study, data)
    page = study_report(result)
    markup = page.to_html()
    for tag in ("<b>", "<i>", "<u>", "<h1>t"):
        assert tag not in markup
    assert "A<b>" in text_of(page)
    assert "A<b>" in words(page.to_docx())
    assert "<" in str(result.checklist())


def test_many_tied_models_are_told_and_those_left_out_too(tmp_path):
    rows = [
        "1,1,0,0,0,1",
        "1,0,1,0,0,1",
        "0,1,1,0,1,1",
        "0,0,1,1,0,1",
        "0,1,0,1,0,1",
        "1,0,0,1,1,1",
        "0,0,0,0,0,0",
    ]
    data = "\n".join(["A,B,C,D,E,Y", *rows, "1,1,1,1,1,0", "1,0,0,0,0,0", ""])
    study = (
        'title = "Ties"\n[data]\nfile = "firms.csv"\n[analysis]\noutcome = "Y"\n'
        'conditions = ["A", "B", "C", "D", "E"]\n[solutions]\ntypes = ["conservative", "parsimonious"]\n'
    )
    result = run(tmp_path, study, data)
    models = result.solutions["Y"]["All cases"].parsimonious.models
    assert len(models) > 3
    page = study_report(result)
    text = text_of(page)
    assert f"The parsimonious solution has {len(models)} tied models" in text
    assert f"{len(models)} models tie; the cases of the first 3 are shown." in text
    assert "Where models tie, the recipes are those of the first model." in text
    assert "have tied models; all are reported." in text
    assert page.to_docx().startswith(b"PK")


def test_the_document_has_the_same_chapters_numbers_and_pictures_as_the_page(page):
    document = docx.Document(io.BytesIO(page.to_docx()))
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    titles = [f"{number}. {section.title}" for number, section in enumerate(page.sections, start=1)]
    assert heads == [*titles, "Appendix: further tables"]
    captions = set(re.findall(r"(Table A?\d+|Figure \d+)\. ", parse_page(page.to_html()).text))
    xml = document.element.xml
    fields = re.findall(r" SEQ (Table|TableA|Figure) \\\* ARABIC ", xml)
    assert len(fields) == len(captions)
    assert fields.count("Figure") == len(document.inline_shapes) == page.to_html().count("<img ")
    described = re.findall(r'<wp:docPr [^>]*descr="([^"]+)"', xml)
    assert len(described) == len(document.inline_shapes)
    assert all(table.rows[0]._tr.trPr is not None for table in document.tables)


def test_a_report_is_the_same_file_each_time(result):
    assert study_report(result).to_docx() == study_report(result).to_docx()


REST = "The whole table is on the page of the report (.html) and in the tables that the study writes."


@pytest.mark.parametrize(
    ("shape", "printed", "said"),
    [
        ((120, 2), False, "120 rows: too long for print."),
        ((401, 2), True, "401 rows: too long for print."),
        ((2, 70), True, "71 columns: more than the 63 that Word takes."),
    ],
)
def test_a_table_that_no_document_can_hold_is_left_out_and_said(shape, printed, said):
    frame = pd.DataFrame(np.zeros(shape), index=pd.Index(range(shape[0]), name="case"))
    frame.columns = [f"c{i}" for i in range(shape[1])]
    page = Page("p", (Section("s", (Table(frame, "All of them", printed=printed),)),), numbered=True)
    # python-docx does not read fields, so the number itself is not in this text.
    assert f"Table . All of them\n{said} {REST}" in words(page.to_docx())
    assert ('<div class="part unprinted">' in page.to_html()) is not printed


def test_a_report_is_written_by_the_ending_of_its_name(result, tmp_path):
    page = result.report(tmp_path / "a.html")
    assert page == (tmp_path / "a.html").absolute()
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    document = write_report(result, tmp_path / "a.docx", unit="firm")
    assert "12 firms" in words(document.read_bytes())
    with pytest.raises(OutputExistsError) as caught:
        result.report(page)
    assert str(caught.value) == (
        f"There is a file '{page}' already. Nothing was written. Choose another name, or allow it to be "
        "replaced with --force (force=True)."
    )
    assert result.report(page, force=True) == page


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        (
            "a.pdf",
            ArgumentError,
            "path ends in '.pdf', but a report is a page (.html) or a Word document (.docx): 'a.pdf'.",
        ),
        (
            "a",
            ArgumentError,
            "path ends in '', but a report is a page (.html) or a Word document (.docx): 'a'.",
        ),
    ],
)
def test_another_ending_is_refused(result, name, error, message):
    with pytest.raises(error) as caught:
        write_report(result, name)
    assert str(caught.value) == message


def test_something_that_is_no_result_is_refused():
    with pytest.raises(ArgumentTypeError) as caught:
        study_report("study.toml")
    assert str(caught.value) == "result must be what Study.run() returns, not str."


@pytest.mark.parametrize(
    ("module", "name", "message"),
    [
        (
            "jinja2",
            "a.html",
            (
                "A report page needs jinja2, which is not installed. Install it with: python -m "
                'pip install "fsqca[report]"'
            ),
        ),
        (
            "docx",
            "a.docx",
            (
                "Writing a Word document needs docx, which is not installed. Install it with: "
                'python -m pip install "fsqca[word]"'
            ),
        ),
    ],
)
def test_what_is_not_installed_is_named_with_its_extra(result, tmp_path, monkeypatch, module, name, message):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError) as caught:
        result.report(tmp_path / name)
    assert str(caught.value) == message


def test_without_matplotlib_the_report_says_that_figures_are_left_out(result, monkeypatch):
    monkeypatch.setattr("fsqca.report.of_study.find_spec", lambda name: None)
    page = study_report(result)
    assert page.footer == ('Figures are left out: they need the extra "plots".',)
    assert page.to_html().count("<img ") == 0


def test_figures_can_be_left_out(result):
    page = study_report(result, figures=False)
    assert page.to_html().count("<img ") == 0
    assert page.footer == ()
    assert set(chapters(Material(result))) == set(CHAPTERS) - {"constructs"}


EVERY_STEP = """
[robustness]
sensitivity = true
n_resamples = 20
leave_one_out = true
permutations = 20

[robustness.sweep]
pri = [0.4, 0.5]

[robustness.validation]
folds = 2
repeats = 2

[[robustness.test_sets]]
name = "stricter"
consistency = 0.85
"""


@pytest.fixture(scope="module")
def tested(tmp_path_factory):
    return run(tmp_path_factory.mktemp("tested"), TEXT + EVERY_STEP)


def test_steps_of_robustness_have_captions_notes_and_no_internal_names(tested):
    text = text_of(study_report(tested))
    for words_of_a_step in (
        "Ranges in which the models stay the same",
        "RCC_rank: 1 is best, 4 worst.",
        "Parameters of fit without each case",
        "p, Westfall-Young",
        "outside PRI",
    ):
        assert words_of_a_step in text
    for internal in ("Leave one out models", "raw_coverage", "westfall young", "rf cov", "inside pri"):
        assert internal not in text


def test_what_all_paragraphs_of_a_step_end_with_is_said_once(tested):
    text = text_of(study_report(tested))
    assert text.count("Parameters that move together can change the solution sooner.") == 1
    assert text.count("nor of causes.") == 1


def test_no_step_names_a_case_where_the_study_forbids_it(tmp_path):
    secret = DATA
    for letter in "ABCDEFGHIJKL":
        secret = secret.replace(f"\n{letter},", f"\nSecret{letter},")
    result = run(tmp_path, TEXT + EVERY_STEP + "\n[output]\nmemberships = false\n", secret)
    frames = dict(result.robustness)
    frames["sensitivity"] = frames["sensitivity"].assign(above="SecretA moves from row 3 to 4")
    frames["sensitivity_changes"] = frames["sensitivity_changes"].assign(why="SecretB moves")
    page = study_report(replace(result, robustness=frames))
    assert "Ranges in which the models stay the same" in text_of(page)
    assert "Secret" not in page.to_html()
    assert "Secret" not in words(page.to_docx())


def test_a_step_of_ones_own_names_no_case_where_the_study_forbids_it(tmp_path):
    result = run(tmp_path, TEXT + "\n[output]\nmemberships = false\n", DATA.replace("\nA,", "\nSecretA,"))
    own = {
        "own": pd.DataFrame({"told": ["see SecretA", "none"], "n": [1, 2]}, index=["x", "y"]),
        "own_list": pd.DataFrame({"n": [1]}, index=["SecretA"]),
    }
    page = study_report(replace(result, robustness=own))
    assert "Secret" not in page.to_html()
    assert [list(one.frame.columns) for one in page.sections[-3].parts if isinstance(one, Table)] == [["n"]]


def test_three_groups_with_models_have_a_report(tmp_path):
    rows = DATA.strip().splitlines()
    third = [row.replace("north", "west").replace(",", "2,", 1) for row in rows if ",north," in row]
    result = run(tmp_path, TEXT, "\n".join([*rows, *third]) + "\n")
    assert len(result.across["SUCCESS"]["intermediate"]) == 9
    assert "of 9 pairs of a solution and a group, consistency between" in text_of(study_report(result))


def test_the_rule_for_cases_on_the_crossover_is_told(tmp_path):
    data = DATA.replace("\nD,north,2.0", "\nD,north,4.0")
    text = text_of(study_report(run(tmp_path, TEXT, data)))
    assert "They belong to no row of a truth table." in text


def test_a_step_that_could_not_be_done_is_told_where_the_step_is(tmp_path):
    result = run(tmp_path, TEXT + EVERY_STEP)
    result = replace(result, notes=(*result.notes, "protocol, Tiny: not done, because there is no model."))
    page = study_report(result)
    assert "protocol, Tiny" not in text_of(page)
    assert "Tiny: not done, because there is no model." in text_of(page)


def test_names_of_sets_stand_in_truth_tables_as_they_are(tmp_path):
    result = run(tmp_path, TEXT.replace("SKILL", "pri_n"), DATA)
    markup = study_report(result).to_html()
    assert re.search(r"<th[^>]*>pri_n</th>", markup)
    assert "PRI n" not in markup


SETS = """title = "t"
[data]
file = "firms.csv"
[analysis]
outcome = "Y"
conditions = ["A", "B"]
"""


@pytest.mark.parametrize(
    ("rows", "variant"),
    [
        ("1,1,1\n1,0,0\n0,1,0\n0,0,0\n", "crisp-set"),
        ("0.9,1,1\n1,0,0\n0,1,0\n0,0,0\n", "fuzzy-set"),
        ("2,1,1\n1,0,0\n0,1,0\n0,0,0\n", "multi-value"),
    ],
)
def test_the_subtitle_says_which_kind_of_analysis_it_is(tmp_path, rows, variant):
    page = study_report(run(tmp_path, SETS, f"A,B,Y\n{rows}"), figures=False)
    assert page.subtitle == f"Report of a {variant} Qualitative Comparative Analysis"


def test_a_set_of_several_values_has_no_mean_membership(tmp_path):
    result = run(tmp_path, SETS, "A,B,Y\n2,1,1\n1,0,0\n0,1,0\n0,0,0\n")
    page = study_report(result)
    (table,) = (one for one in page.sections[1].parts if isinstance(one, Table))
    assert table.frame.loc["A", ["mean", "sd", "above_half"]].isna().all()
    assert table.frame.loc["A", ["min", "max"]].tolist() == [0, 2]
    assert table.frame.loc["B", "above_half"] == 0.5
    assert "only its ends are given." in text_of(page)
    assert "nan" not in text_of(page).split()


def test_counts_stay_whole_where_a_group_has_no_model(tmp_path):
    text = changed("consistency = 0.8\n", "consistency = 1\n") + "\n[robustness]\nn_resamples = 5\n"
    frame = run(tmp_path, text).robustness["resampling_terms"]
    assert all(pd.api.types.is_integer_dtype(frame[name]) for name in ("n_some", "n_all"))


def test_long_lists_of_cases_are_searched_and_not_printed(tested):
    frame = pd.DataFrame({"row": range(101)}, index=pd.Index([f"c{n}" for n in range(101)], name="case"))
    page = study_report(replace(tested, robustness={"own_list": frame}), figures=False)
    (table,) = (one for one in page.sections[-3].parts if isinstance(one, Table))
    assert (table.printed, table.search) == (False, "Find a case")


def test_a_note_is_kept_where_the_name_of_a_case_is_only_part_of_a_word(tested):
    material = Material(tested)
    assert material.names_a_case("without A, the models change")
    assert not material.names_a_case("without Ash, the models change")
