"""The steps of a study on robustness are the calls of the library, group by group."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from fsqca import Direct, calibrate
from fsqca.errors import ArgumentError
from fsqca.groups import compare_groups
from fsqca.robustness import (
    assess_robustness,
    bootstrap,
    find_regions,
    leave_one_out,
    permutation_test,
    propagate_error,
    validate,
)
from fsqca.study import Study, StudyError, verify_bundle
from fsqca.study.robustness_steps import STEPS, StepResult, do_step
from tests.study.helpers import DATA, TEXT, changed, write_study

ROBUSTNESS = """
[robustness]
sensitivity = true
n_resamples = 40
leave_one_out = true
permutations = 30
seed = 7

[robustness.sweep]
pri = [0.4, 0.5]

[robustness.validation]
folds = 2
repeats = 3

[robustness.measurement_error]
n_draws = 20
reliability = { skill = 0.8, trust = 0.9, success = 0.9 }

[[robustness.test_sets]]
name = "stricter"
consistency = 0.9
pri = 0.6

[[robustness.test_sets]]
name = "other anchors"
calibration.SKILL = { method = "direct", full_out = 2.5, crossover = 3.5, full_in = 5.5, why = "a guess" }
"""
COMPARISON = "\n[groups.comparison]\npermutations = 20\nn_resamples = 10\n"
WHOLE = TEXT + COMPARISON + ROBUSTNESS
RELIABILITY = {"skill": 0.8, "trust": 0.9, "success": 0.9}


def run(folder, text=WHOLE, data=DATA):
    return Study.from_toml(write_study(folder, text, data)).run(progress=False)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return run(tmp_path_factory.mktemp("steps"))


@pytest.fixture(scope="module")
def regions(result):
    return result.data.data["region"]


def same(one, other):
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("group", ["north", "south", "All cases"])
def test_every_step_is_the_same_call_for_every_group(result, regions, group):
    solution = result.solutions["SUCCESS"][group].parsimonious
    strata = regions if group == "All cases" else None
    found = {step: own.get(group) for step, own in result.robustness_results.items()}
    same(found["sensitivity"].table, find_regions(solution, result.calibrated).table)
    drawn = bootstrap(solution, 40, groups=strata, seed=7)
    same(found["resampling"].cases, drawn.cases)
    same(found["resampling"].fit, drawn.fit)
    same(found["leave_one_out"].cases, leave_one_out(solution).cases)
    shuffled = permutation_test(solution, n_permutations=30, seed=7, groups=strata)
    same(found["permutation"].table, shuffled.table)
    same(found["validation"].folds, validate(solution, folds=2, repeats=3, groups=strata, seed=7).folds)
    drawn = propagate_error(solution, result.calibrated, reliability=RELIABILITY, n_draws=20, seed=7)
    same(found["measurement_error"].models, drawn.models)


def test_the_protocol_takes_each_test_set_as_a_whole_and_tells_the_regions(result):
    solution = result.solutions["SUCCESS"]["south"].parsimonious
    raw = result.calibrated.raw
    stricter = result.truth_tables["SUCCESS"]["south"].recode(consistency=0.9, pri=0.6)
    anchors = {name: (name.lower(), Direct(2, 4, 6)) for name in ("SKILL", "TRUST", "SUCCESS")}
    anchors["SKILL"] = ("skill", Direct(2.5, 3.5, 5.5))
    other = calibrate(raw, anchors, missing="drop").data.loc[result.groups["south"].index]
    from fsqca import build_truth_table, solve

    table = build_truth_table(other, "SUCCESS", ["SKILL", "TRUST"], consistency=0.8, pri=0.5)
    expected = assess_robustness(
        solution,
        {
            "stricter": solve(stricter, {"SKILL": "+"}).parsimonious,
            "other anchors": solve(table, {"SKILL": "+"}).parsimonious,
        },
    )
    found = result.robustness_results["protocol"]["south"]
    same(found.tests, expected.tests)
    same(found.cases, expected.cases)
    assert found.regions is result.robustness_results["sensitivity"]["south"]


def test_a_test_set_also_replaces_the_cut_offs_of_a_group(tmp_path):
    text = TEXT + '\n[cutoffs.by_group.north]\npri = 0.55\n[[robustness.test_sets]]\nname = "x"\npri = 0.99\n'
    found = run(tmp_path, text).robustness["protocol_tests"]
    assert found.loc[("north", "P1", "x"), "expression"].tolist() == ["SKILL*TRUST"]


def test_the_comparison_holds_the_analyses_of_the_study_against_each_other(result, regions):
    own = result.robustness_results["comparison"]
    found = own["comparison"]
    expected = compare_groups(
        result.calibrated,
        "SUCCESS",
        ["SKILL", "TRUST"],
        by=regions,
        expectations={"SKILL": "+"},
        consistency=0.8,
        pri=0.5,
    )
    assert found.kind == expected.kind == "intermediate"
    assert found.settings.own == expected.settings.own
    for name in ("table", "terms", "patterns", "cross_fit", "rows", "rows_apart"):
        same(getattr(found, name), getattr(expected, name))
    same(found.negation.table, expected.negation.table)
    same(own["test"].table, expected.test(20, n_bootstrap=10, seed=7).table)
    assert found.analyses["north"].solutions["SUCCESS"] is result.solutions["SUCCESS"]["north"]
    assert found.pooled.solutions["SUCCESS"] is result.solutions["SUCCESS"]["All cases"]


def test_the_comparison_can_be_of_another_solution_without_a_test_and_without_a_pooled_analysis(tmp_path):
    text = changed("negated = true\n", "", TEXT) + (
        '\n[groups]\npooled = ""\n[groups.comparison]\nsolution = "conservative"\n'
    )
    result = run(tmp_path, text)
    own = result.robustness_results["comparison"]
    assert list(own) == ["comparison"]
    assert own["comparison"].kind == "conservative"
    assert own["comparison"].pooled.n_cases == 11
    assert "group_test" not in result.robustness
    assert result.provenance.seed is None


def test_cases_without_a_group_are_compared_with_none_and_drawn_as_a_group_of_their_own(tmp_path):
    text = TEXT + COMPARISON + "\n[robustness]\nn_resamples = 5\n"
    result = run(tmp_path, text, DATA.replace("G,south", "G,").replace("H,south", "H,"))
    found = result.robustness_results["comparison"]["comparison"]
    assert found.unlabelled == ("G", "H")
    assert found.pooled.n_cases == 9
    drawn = result.robustness_results["resampling"]["All cases"]
    assert drawn.settings.n_cases == 11
    assert "Drawn within groups: north 6, no group 2, south 3." in str(drawn)


def test_the_number_of_workers_decides_no_result(result, tmp_path):
    pytest.importorskip("joblib")
    two = run(tmp_path, changed("seed = 7", "seed = 7\nn_jobs = 2", WHOLE))
    for name, frame in result.robustness.items():
        same(two.robustness[name], frame)


def test_every_step_is_written_and_verified(result, tmp_path):
    study = result.study
    frames = set(result.robustness)
    assert {name.split("_")[0] for name in frames} == {
        "group", "groups", "leave", "measurement", "permutation", "protocol", "resampling", "sensitivity",
        "sweep", "validation",
    }  # fmt: skip
    folder = result.write(tmp_path / "out")
    assert frames <= {path.stem for path in (folder / "tables").glob("*.csv")}
    summary = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert set(summary["robustness"]) == frames
    assert summary["robustness"]["sensitivity"][0]["parameter"] == "consistency cut-off"
    assert verify_bundle(study.bundle(tmp_path / "a.zip")).same
    other = Study.from_toml(changed("seed = 7", "seed = 8", WHOLE))
    again = Study.from_toml(write_study(tmp_path, changed("seed = 7", "seed = 7\nn_jobs = 2", WHOLE)))
    assert other != study
    assert again.to_plain()["robustness"]["n_jobs"] == 2
    assert result.provenance.seed == 7


def test_another_seed_is_found_by_verification_and_other_workers_are_no_difference(result, tmp_path):
    from fsqca.study.verification import compare_results

    recorded = result.to_dict()
    recorded["settings"]["robustness"]["n_jobs"] = 4
    assert compare_results(recorded, result).same
    recorded["settings"]["robustness"]["seed"] = 8
    assert list(compare_results(recorded, result).table.index) == ["settings.robustness.seed"]


def test_nothing_of_single_cases_is_written_where_the_study_says_so(tmp_path):
    data = DATA
    for case in "ABCDEFGHIJKL":
        data = data.replace(f"\n{case},", f"\nSecret{case},")
    text = changed("folds = 2", "folds = 2", WHOLE) + "\n[output]\nmemberships = false\n"
    result = run(tmp_path, text, data)
    assert "Secret" in result.robustness["leave_one_out_cases"].to_csv()
    folder = result.write(tmp_path / "out")
    names = {path.stem for path in (folder / "tables").glob("*.csv")}
    assert not {name for name in names if name.endswith("_cases")}
    assert {"sensitivity", "protocol_tests", "group_fit_across", "resampling_terms"} <= names
    for path in folder.rglob("*"):
        assert path.is_dir() or "Secret" not in path.read_text(encoding="utf-8"), path.name
    assert "Secret" not in result.page().to_html()


def test_steps_are_off_unless_they_are_asked_for(tmp_path):
    result = run(tmp_path, TEXT + "\n[robustness]\nseed = 3\n")
    assert (result.robustness, result.robustness_results) == ({}, {})


def test_another_solution_can_be_looked_at(tmp_path):
    found = run(tmp_path, TEXT + '\n[robustness]\nsensitivity = true\nsolution = "conservative"\n')
    assert set(found.robustness["sensitivity"]["solution"]) == {"conservative"}


def test_a_group_whose_data_do_not_allow_a_step_has_a_note(tmp_path):
    text = TEXT + "\n[robustness.validation]\nfolds = 2\nrepeats = 1\n"
    result = run(tmp_path, text, DATA.replace("G,south", "G,north").replace("H,south", "H,north"))
    assert set(result.robustness_results["validation"]) == {"north", "All cases"}
    assert (
        "validation, south: not done. The truth table has 3 cases, but resampling needs at least 4."
        in result.notes
    )


def test_where_no_group_allows_it_there_is_an_error_with_its_line(tmp_path):
    data = "\n".join(DATA.splitlines()[:4]) + "\n"
    text = changed('group = "region"\n', "", TEXT) + "\n[robustness.validation]\nrepeats = 1\n"
    with pytest.raises(StudyError) as caught:
        run(tmp_path, text, data)
    assert str(caught.value) == (
        "study.toml, line 47 (robustness.validation): All cases: The truth table has 3 cases, but resampling "
        "needs at least 4."
    )


def test_without_a_model_what_needs_one_is_left_out_with_a_note(tmp_path):
    result = run(tmp_path, changed("consistency = 0.8\n", "consistency = 1\n", WHOLE))
    assert set(result.robustness_results["protocol"]) == {"south"}
    assert "protocol, north: not done, because there is no parsimonious model." in result.notes
    assert "measurement_error, All cases: not done, because there is no parsimonious model." in result.notes
    assert set(result.robustness_results["permutation"]) == {"north", "south", "All cases"}


def test_a_group_called_pooled_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(StudyError) as caught:
        run(tmp_path, TEXT + "\n[groups.comparison]\n", DATA.replace("north", "pooled"))
    assert str(caught.value) == (
        "study.toml, line 48 (groups.comparison): A group is called 'pooled', the name of all groups "
        "together in a comparison. Give it another name in [groups.names]."
    )


def test_memberships_can_be_looked_at_without_a_calibration(tmp_path):
    pairs = [(a, b) for a in (0.1, 0.3, 0.6, 0.9) for b in (0.2, 0.4, 0.7, 0.8)]
    data = "A,B,Y\n" + "\n".join(f"{a},{b},{min(a, b)}" for a, b in pairs)
    head = 'title = "m"\n[data]\nfile = "firms.csv"\n[analysis]\noutcome = "Y"\nconditions = ["A", "B"]\n'
    steps = ROBUSTNESS[: ROBUSTNESS.index("[robustness.measurement_error]")]
    result = run(tmp_path, head + steps, data)
    assert set(result.robustness["sensitivity"]["set"]) == {""}
    with pytest.raises(StudyError, match="the data hold memberships"):
        Study.from_toml(head + "[robustness.measurement_error]\n")


def test_calibrations_that_learn_do_so_in_every_resample(tmp_path):
    direct = 'method = "direct"\ncolumn = "skill"\nfull_out = 2\ncrossover = 4\nfull_in = 6'
    quantiles = 'method = "quantiles"\ncolumn = "skill"\nfull_out = 0.1\ncrossover = 0.45\nfull_in = 0.9'
    result = run(tmp_path, changed(direct, quantiles, WHOLE))
    for group in ("north", "All cases"):
        drawn = result.robustness_results["resampling"][group]
        assert drawn.settings.recalibrated == ("SKILL",)
        # All cases teach the anchors, so all of them are drawn, within their groups.
        assert drawn.settings.n_cases == 11
        assert "Drawn within groups: north 6, south 5." in str(drawn)
    assert result.robustness_results["validation"]["All cases"].settings.recalibrated == ("SKILL",)
    left = result.robustness_results["leave_one_out"]["All cases"]
    assert left.settings.recalibrated == ("SKILL",)


def test_a_step_may_give_frames_alone(result):
    assert set(STEPS) == set(result.robustness_results)
    found = do_step("sweep", result)
    assert isinstance(found, StepResult)
    assert found.results == {}
    assert repr(found) == "<StepResult: sweep>"


def test_one_group_cannot_be_compared(tmp_path):
    data = DATA.replace("south", "north")
    with pytest.raises(StudyError, match="There is one group only, 'north', so there is nothing to compare"):
        run(tmp_path, TEXT + "\n[groups.comparison]\n", data)


def test_a_wrong_setting_names_the_group(result):
    from dataclasses import replace

    low = replace(
        result.study.robustness.measurement_error,
        error="joint",
        reliability={"skill": 0.05, "trust": 0.05, "success": 0.05},
    )
    robustness = replace(result.study.robustness, measurement_error=low)
    wrong = replace(result, study=replace(result.study, robustness=robustness))
    with pytest.raises(ArgumentError, match=r"^north: The reliabilities are too low"):
        do_step("measurement_error", wrong)
