"""A study is settings all the way down: it is written, read back, changed, and shown."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.calibration import Function
from fsqca.errors import ArgumentTypeError
from fsqca.examples.digital_service_orientation import CONDITIONS, OUTCOME, POOLED, study_file
from fsqca.study import (
    AnalysisSection,
    CalibrationSection,
    ConstructsSection,
    CutoffsSection,
    DataSection,
    Expectation,
    FilterSection,
    GroupsSection,
    NecessitySection,
    OutputSection,
    OwnCutoffs,
    RobustnessSection,
    SolutionsSection,
    Study,
    SweepSection,
    Untenable,
)
from tests.study.helpers import TEXT, write_study

WHOLE = Study(
    title='A "whole" study: ä, # and \\',
    description="Two\nlines",
    data=DataSection(
        file="data.xlsx",
        cases="id",
        group="country",
        sheet="Sheet 1",
        decimal=",",
        missing_codes={"*": [-99], "q1": ["no answer", 8]},
        filters=(
            FilterSection(column="year", least=1990, most=2000, why="no earlier data"),
            FilterSection(column="kind", keep=["a", "b"]),
            FilterSection(column="kind", leave_out="c"),
        ),
    ),
    constructs=ConstructsSection(
        items={"A": ["a1", "a2"], "Y": ["y1"]}, reverse=["a2"], scale=(0, 10), scales={"Y": (1, 5)}
    ),
    calibration=CalibrationSection(
        sets={
            "A": fq.Direct(2, 4.5, 6, why="why"),
            "B": fq.Crisp(10, 20, why="law"),
            "C": fq.Lookup({"low": 0.0, "high": 1.0}, why="words"),
            "D": fq.Quantiles(0.1, 0.5, 0.9, why="relative"),
            "E": Function(abs, why="plain"),
            "Y": fq.Piecewise(1, 2, 3, below=2, why="why"),
        },
        columns={"B": "size of firm"},
        as_is=("F",),
        missing="drop",
        snap=0.001,
    ),
    analysis=AnalysisSection(outcome="Y", conditions=["A", "B", "C", "F"], negated=True, missing="drop"),
    cutoffs=CutoffsSection(
        consistency=0.85,
        pri=0.6,
        frequency=2,
        contradiction=0.7,
        crossover="below",
        by_group={"Norway, Sweden": OwnCutoffs(frequency=1), "All": OwnCutoffs(pri=0.65)},
    ),
    groups=GroupsSection(pooled="All", names={"1": "Norway, Sweden"}),
    expectations=(
        Expectation(expect="A", why="because"),
        Expectation(expect="A*~F", outcome="~Y"),
        Expectation(expect="B{1,2}"),
    ),
    untenable=(Untenable(exclude="~A*F", why="impossible"), Untenable(exclude=3, group="All", outcome="~Y")),
    solutions=SolutionsSection(
        types=("parsimonious",), include_contradictions=True, ties="irredundant", max_models=10
    ),
    necessity=NecessitySection(consistency=0.95, ron=0.5, depth=2),
    robustness=RobustnessSection(sweep=SweepSection(consistency=(0.8, 0.9), frequency=(1, 2)), seed=7),
    output=OutputSection(folder="out", memberships=False),
)


@pytest.mark.parametrize("study", [WHOLE, Study.from_toml(TEXT)], ids=["whole", "small"])
def test_a_study_is_written_and_read_back_without_a_change_of_meaning(study):
    text = study.to_toml()
    again = Study.from_toml(text)
    assert again == study
    assert again.to_toml() == text
    assert pickle.loads(pickle.dumps(study)) == study


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip)


@given(
    title=words,
    why=words,
    names=st.lists(words, min_size=2, max_size=5, unique=True),
    anchors=st.lists(
        st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 6)), min_size=3, max_size=3, unique=True
    ).map(sorted),
    consistency=st.floats(0, 1),
)
def test_whatever_texts_and_numbers_are_in_it(title, why, names, anchors, consistency):
    backticked = "`" + names[0].replace("`", "``") + "`"
    try:
        fq.parse(backticked)
    except fq.FsqcaError:
        return
    sets = {name: fq.Direct(*anchors, why=why) for name in names}
    if any(not each.why.strip() for each in sets.values()):
        return
    study = Study(
        title=title,
        data=DataSection(file="a.csv"),
        calibration=CalibrationSection(sets=sets, strict=False),
        analysis=AnalysisSection(outcome=backticked, conditions=names[1:]),
        cutoffs=CutoffsSection(consistency=consistency),
    )
    assert Study.from_toml(study.to_toml()) == study


def test_settings_cannot_be_changed_but_replaced():
    study = Study.from_toml(TEXT)
    with pytest.raises(FrozenInstanceError):
        study.title = "other"
    with pytest.raises(FrozenInstanceError):
        study.cutoffs.pri = 0.9
    other = replace(study, cutoffs=replace(study.cutoffs, pri=0.9))
    assert (other.cutoffs.pri, study.cutoffs.pri) == (0.9, 0.5)
    assert other != study


def test_where_it_came_from_is_no_part_of_what_it_says(tmp_path):
    study = Study.from_toml(write_study(tmp_path))
    assert study == Study.from_toml(TEXT)
    assert study.data_path == tmp_path / "firms.csv"
    assert study.output_path == tmp_path / "study_results"


def test_cut_offs_of_a_group_replace_those_of_all():
    assert WHOLE.cutoffs.of("Norway, Sweden") == {
        "consistency": 0.85, "pri": 0.6, "frequency": 1, "contradiction": 0.7, "crossover": "below",
    }  # fmt: skip
    assert WHOLE.cutoffs.of("All")["pri"] == 0.65
    assert "contradiction" not in CutoffsSection().of("x")


def test_expectations_are_those_of_the_outcome_asked_for():
    assert Study.from_toml(TEXT).expectations_of("SUCCESS") == {"SKILL": "+"}
    assert Study.from_toml(TEXT).expectations_of("~SUCCESS") == {}
    assert WHOLE.expectations_of("Y") == ("A", "B{1,2}")
    assert WHOLE.expectations_of("~Y") == ("A*~F",)


def test_untenable_assumptions_hold_for_the_outcome_and_group_they_name():
    assert WHOLE.untenable_for("Y", "All") == ("~A*F",)
    assert WHOLE.untenable_for("~Y", "All") == ("~A*F", 3)
    assert WHOLE.untenable_for("~Y", "Norway, Sweden") == ("~A*F",)


def test_a_lambda_cannot_be_written():
    study = Study(
        title="A",
        data=DataSection(file="a.csv"),
        calibration=CalibrationSection(
            sets={"A": Function(lambda x: x, why="x"), "Y": fq.Direct(1, 2, 3, why="x")}
        ),
        analysis=AnalysisSection(outcome="Y", conditions=("A",)),
    )
    with pytest.raises(ArgumentTypeError) as caught:
        study.to_toml()
    assert str(caught.value).startswith("A lambda cannot be written as plain data, because it has no place")


def test_a_study_is_one_line_and_a_table():
    study = Study.from_toml(TEXT)
    assert repr(study) == "<Study 'Twelve firms': SUCCESS by 2 conditions, from firms.csv>"
    assert study.table.loc["calibration.sets.SKILL.full_out", "value"] == 2
    assert study.table.loc["expectations[1].why", "value"] == "skilled firms succeed"
    assert study.table.loc["cutoffs.crossover", "value"] == "unassigned"
    assert str(study).startswith("Twelve firms\n\n")
    assert "analysis.conditions" in study._repr_html_()


def test_a_plan_says_what_a_run_would_do(tmp_path):
    plan = Study.from_toml(write_study(tmp_path)).check()
    assert repr(plan) == "<StudyPlan: 12 cases, 3 analyses>"
    assert plan.groups == (("north", 6), ("south", 6), ("All cases", 12))
    assert str(plan).split("\n")[:8] == [
        "Twelve firms: study and data fit together.",
        "",
        "Outcome: SUCCESS, ~SUCCESS. Conditions: SKILL, TRUST.",
        "Calibration: SKILL direct, TRUST direct, SUCCESS direct.",
        "",
        "            n consistency    pri frequency   crossover",
        "group                                                 ",
        "north       6       0.800  0.500         1  unassigned",
    ]
    assert plan.table["frequency"].tolist() == [1, 1, 1]
    assert "All cases" in plan._repr_html_()


def test_the_names_of_the_example_are_those_of_its_study_file():
    study = Study.from_toml(study_file())
    assert study.outcomes == (OUTCOME, f"~{OUTCOME}")
    assert study.analysis.conditions == CONDITIONS
    assert study.groups.pooled == POOLED
    assert study.data_path.is_file()
    assert all(each.why for each in study.expectations)
