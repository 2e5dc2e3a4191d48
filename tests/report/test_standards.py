"""The checklist: read from the study, each item with its source and the line that adds it."""

from __future__ import annotations

import pickle
import tomllib

import pytest

from fsqca.report import check_standards
from fsqca.report.standards import ITEMS, SOURCES
from fsqca.study import Study
from tests.study.helpers import DATA, TEXT, changed, write_study


def checked(folder, text=TEXT, data=DATA):
    folder.mkdir(exist_ok=True)
    return Study.from_toml(write_study(folder, text, data)).run(progress=False).checklist()


def status(checklist, words):
    (found,) = (one for one in checklist.items if words in one.item)
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return checked(tmp_path_factory.mktemp("study"))


def test_every_item_has_a_status_a_reason_and_a_source(made):
    assert len(made.items) == len(ITEMS) == 27
    for one in made.items:
        assert one.status in ("present", "missing", "not applicable")
        assert one.reason.endswith(".")
        assert one.sources
        assert set(one.sources) <= set(SOURCES)
        assert bool(one.add) == (one.status == "missing"), one
    assert {source for one in made.items for source in one.sources} == set(SOURCES)


def test_what_is_missing_from_a_small_study_is_named(made):
    missing = list(made.missing["item"])
    assert missing == [
        "Say what the study asks, and why by configurations",
        "Give directional expectations with reasons",
        "Try other cut-offs",
        "Hold the solution against test solutions",
        "Report the ranges in which the solution stays the same",
        "Look at the fit outside the sample",
    ]
    assert made.counts["missing"] == 6
    assert made.summary == (
        f"Items that published standards ask for: 27; present: {made.counts['present']}, missing: 6, not "
        f"applicable: {made.counts['not applicable']}. That an item is present says that the study "
        "reports it, "
        "not that the choice was a good one."
    )


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        ("Say what the study asks", '"Twelve firms"', '"Twelve firms"\ndescription = "Why firms succeed."'),
        (
            "Try other cut-offs",
            "[[expectations]]",
            "[robustness.sweep]\npri = [0.4, 0.5]\n\n[[expectations]]",
        ),
        (
            "directional expectations",
            "[[expectations]]",
            '[[expectations]]\noutcome = "~SUCCESS"\nexpect = "~SKILL"\nwhy = "w"\n\n[[expectations]]',
        ),
    ],
)
def test_what_is_added_is_present(tmp_path, made, words, old, new):
    assert status(made, words).status == "missing"
    assert status(checked(tmp_path, changed(old, new)), words).status == "present"


@pytest.mark.parametrize(
    ("words", "old", "new", "reason"),
    [
        ("negated outcome", "negated = true", "negated = false", "The negated outcome is not analysed."),
        ("PRI cut-off", "pri = 0.5\n", "", "There is no PRI cut-off."),
        ("cases of each recipe", "[cutoffs]", "[output]\nmemberships = false\n\n[cutoffs]",
         "The study does not allow single cases to be shown."),
        ("all three solutions", "[cutoffs]", '[solutions]\ntypes = ["parsimonious"]\n\n[cutoffs]',
         "Not reported: 'conservative', 'intermediate'."),
    ],
)  # fmt: skip
def test_what_is_taken_out_is_missing(tmp_path, made, words, old, new, reason):
    assert status(made, words).status == "present"
    found = status(checked(tmp_path, changed(old, new)), words)
    assert (found.status, found.reason) == ("missing", reason)


def test_memberships_at_the_crossover_ask_for_a_rule(tmp_path):
    data = DATA.replace("D,north,2.0", "D,north,4.0")
    words = "exactly 0.5"
    found = status(checked(tmp_path / "a", TEXT, data), words)
    assert (found.status, found.reason) == (
        "missing",
        "Up to 1 case of an analysis with exactly 0.5 in a condition; they belong to no row.",
    )
    ruled = changed("pri = 0.5", 'pri = 0.5\ncrossover = "above"')
    assert status(checked(tmp_path / "b", ruled, data), words).status == "present"


def test_anchors_read_off_the_sample_are_named(tmp_path):
    text = changed(
        'method = "direct"\ncolumn = "skill"\nfull_out = 2\ncrossover = 4\nfull_in = 6',
        'method = "ranks"\ncolumn = "skill"',
    )
    found = status(checked(tmp_path, text), "Take anchors from")
    assert (found.status, found.reason) == ("missing", "The calibration of 'SKILL' is read off the sample.")


ROBUSTNESS = ("Try other cut-offs", "test solutions", "Report the ranges", "Look at the fit")


@pytest.mark.parametrize("words", ROBUSTNESS)
def test_the_lines_for_robustness_add_the_step(tmp_path, made, words):
    line = status(made, words).add
    assert line.endswith("# at the top")
    assert status(checked(tmp_path / "top", f"{line}\n{TEXT}"), words).status == "present"
    begun = f"{TEXT}\n[robustness]\nn_resamples = 5\n"
    line = status(checked(tmp_path / "begun", begun), words).add
    assert line.endswith("# in [robustness]")
    assert status(checked(tmp_path / "table", f"{begun}{line}\n"), words).status == "present"


def test_memberships_in_the_data_are_given_a_reason_by_their_line(tmp_path):
    data = "a b,B,Y\n1,1,1\n1,0,0\n0,1,0\n0,0,0\n"
    text = 'title = "t"\n[data]\nfile = "firms.csv"\n[analysis]\noutcome = "Y"\nconditions = ["a b", "B"]\n'
    words = "Give anchors"
    found = status(checked(tmp_path / "a", text, data), words)
    assert found.add == (
        'calibration = { as_is = ["B", "Y"], sets."a b" = { method = "crisp", thresholds = [1], '
        'why = "..." } }  # and so on for the others'
    )
    again = f"{found.add}\n{text}"
    found = status(checked(tmp_path / "b", again, data), words)
    assert (found.status, found.reason) == (
        "missing",
        "The memberships of 'B', 'Y' are in the data, so the study does not say how they were made.",
    )
    own = text.replace(
        "[analysis]",
        f'[calibration]\nas_is = ["Y"]\n{found.add}\n[calibration.sets."a b"]\nmethod = "crisp"\n'
        'thresholds = [1]\nwhy = "w"\n[analysis]',
    )
    assert status(checked(tmp_path / "c", own, data), words).reason.startswith("The memberships of 'Y' are")


def test_the_lines_for_the_study_file_are_toml(tmp_path):
    poor = (
        'title = "t"\n[data]\nfile = "firms.csv"\n[[data.filters]]\ncolumn = "skill"\nleast = 1\n'
        '[analysis]\noutcome = "success"\nconditions = ["skill", "trust", "third"]\n'
    )
    data = "skill,trust,third,success\n0.9,0.2,0.5,0.8\n1,0.9,0.1,0.9\n1,0.1,0.4,0.2\n"
    found = [*checked(tmp_path / "a", poor, data).items, *checked(tmp_path / "b").items]
    lines = {one.add for one in found if one.add and not one.add.startswith("from fsqca.")}
    assert len(lines) >= 8
    for line in lines:
        assert tomllib.loads(line), line
    assert 'conditions = ["skill", "trust"]  # in [analysis]: fewer' in lines


@pytest.mark.parametrize("place", ["top", "own table"])
def test_expectations_are_there_once_their_line_is_added(tmp_path, place):
    expectations = '[[expectations]]\nexpect = "SKILL"\nwhy = "skilled firms succeed"\n'
    bare = changed(expectations, "").replace("negated = true\n", "")
    found = status(checked(tmp_path / "a", bare), "directional expectations")
    text = f"{found.add}\n{bare}" if place == "top" else f"{bare}\n{expectations}"
    assert status(checked(tmp_path / "b", text), "directional expectations").status == "present"


def test_it_prints_as_text_as_html_and_as_a_table(made):
    text = str(made)
    assert made.to_text() == text
    assert text.startswith("Checklist: Twelve firms\nItems that published standards ask for: 27;")
    assert "[ ] Try other cut-offs\n    No other cut-offs were tried. (" in text
    assert "    To add it: robustness.sweep.consistency = [0.75, 0.8, 0.85]  # at the top" in text
    assert made.to_html() == made._repr_html_()
    assert "&quot;" in made.to_html()
    assert made.article().n_rows == 27
    assert repr(made) == (
        f"<Checklist 'Twelve firms': {made.counts['present']} present, 6 missing, "
        f"{made.counts['not applicable']} not applicable>"
    )
    assert list(made.table.columns) == ["item", "status", "reason", "add", "sources"]


def test_it_carries_its_settings_and_can_be_pickled(made):
    again = pickle.loads(pickle.dumps(made))
    assert again.items == made.items
    assert made.settings.title == "Twelve firms"


def test_the_function_and_the_method_give_the_same(tmp_path, made):
    result = Study.from_toml(write_study(tmp_path)).run(progress=False)
    assert check_standards(result).items == result.checklist().items == made.items
