"""A first study file: what can be seen in the data is filled in, and it reads and runs once reasons are "
"given."""

from __future__ import annotations

import tomllib

import pytest

from fsqca import datasets
from fsqca.errors import ArgumentError, UnknownNameError
from fsqca.study import Study, StudyError, study_text_for
from fsqca.study.new import look_at
from tests.study.helpers import DATA


@pytest.fixture
def firms(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text(DATA)
    return path


def test_items_cases_and_groups_are_seen():
    seen = look_at(datasets.digital_service_file())
    assert seen.cases == "respondent"
    assert "function" in seen.groups
    assert {name: len(items) for name, items in seen.constructs.items()} == {
        "TF": 4, "AD": 4, "AG": 4, "RB": 4, "CF": 4, "DSO": 5,
    }  # fmt: skip
    assert not seen.calibrated


def test_the_file_for_a_survey_has_constructs_points_of_the_scale_and_the_last_construct_as_outcome():
    text = study_text_for(datasets.digital_service_file(), group="function", reason="labels of the scale")
    study = Study.from_toml(text)
    assert study.analysis.outcome == "DSO"
    assert study.analysis.conditions == ("TF", "AD", "AG", "RB", "CF")
    assert 'outcome = "DSO"  # taken because it is the last one; change it if that is wrong' in text
    assert study.constructs.scale == (1, 7)
    assert study.calibration.sets["TF"].describe() == "2 / 4 / 6"
    assert (study.data.cases, study.data.group) == ("respondent", "function")


def test_a_run_asks_for_the_reasons_first(firms):
    text = study_text_for(firms, outcome="success")
    with pytest.raises(StudyError) as caught:
        Study.from_toml(text)
    assert [problem.path for problem in caught.value.problems] == [
        ("calibration", "sets", name) for name in ("skill", "trust", "success")
    ]
    assert "has no reason for its anchors" in str(caught.value)


def test_with_reasons_it_runs(firms, tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(study_text_for(firms, outcome="success", group="region", reason="a start"))
    result = Study.from_toml(path).run(progress=False)
    assert list(result.groups) == ["north", "south", "All cases"]
    assert result.study.title == "Study of success"


def test_every_line_that_is_commented_out_is_right_when_taken_in(firms):
    text = study_text_for(firms, outcome="success", group="region", reason="a start")
    lines = [line.removeprefix("# ") if _is_setting(line) else line for line in text.split("\n")]
    study = Study.from_toml("\n".join(lines))
    assert [each.expect for each in study.expectations] == ["skill", "trust"]
    assert study.untenable[0].exclude == "skill*trust"
    assert study.robustness.sweep.consistency == (0.75, 0.8, 0.85)
    assert study.cutoffs.by_group["All cases"].frequency == 5
    assert study.robustness.wanted() == {
        "sweep": "sweep", "sensitivity": "sensitivity", "resampling": "n_resamples",
        "leave_one_out": "leave_one_out", "permutation": "permutations", "validation": "validation",
        "measurement_error": "measurement_error", "protocol": "test_sets",
    }  # fmt: skip
    assert study.groups.comparison.permutations == 2000


def _is_setting(line: str) -> bool:
    keys = """expect exclude consistency frequency sensitivity n_resamples leave_one_out permutations seed pri
        folds repeats n_draws error reliability why"""
    words = line.removeprefix("# ").split(" = ")[0]
    return line.startswith(("# [", '# name = "stricter"')) or words in keys.split()


def test_data_that_hold_memberships_are_not_calibrated(tmp_path):
    path = tmp_path / "sets.csv"
    path.write_text("case,A,B,Y\na,1,0.9,1\nb,0.8,0.2,0.9\nc,0.1,0.7,0.2\n")
    text = study_text_for(path)
    assert "# The data hold memberships between 0 and 1, so there is no [calibration]." in text
    study = Study.from_toml(text)
    assert study.calibration is None
    assert (study.analysis.outcome, study.analysis.conditions) == ("Y", ("A", "B"))


def test_memberships_beside_raw_values_are_taken_as_they_are(tmp_path):
    path = tmp_path / "mixed.csv"
    path.write_text("case,size,public,Y\na,10,1,0.9\nb,200,0,0.8\nc,3000,1,0.2\n")
    study = Study.from_toml(study_text_for(path, reason="a start"))
    assert study.calibration.as_is == ("public", "Y")
    assert list(study.calibration.sets) == ["size"]


@pytest.mark.parametrize("name", ['say "yes"', "Größe", "a b", "x=1 # y", "back\\slash", "it's"])
def test_odd_names_are_written_so_that_they_read_back(tmp_path, name):
    path = tmp_path / "odd.csv"
    quoted = '"' + name.replace('"', '""') + '"'
    path.write_text(f"case,{quoted},Y\na,10,1\nb,20,5\nc,30,9\n", encoding="utf-8")
    text = study_text_for(path, outcome="Y", reason="a start")
    assert tomllib.loads(text)["analysis"]["conditions"] == [name]
    assert Study.from_toml(text).calibration.sets.keys() == {name, "Y"}


def test_the_data_are_named_from_where_the_study_file_will_be(firms, tmp_path):
    (tmp_path / "studies").mkdir()
    text = study_text_for(firms, outcome="success", folder=tmp_path / "studies")
    assert tomllib.loads(text)["data"]["file"] == "../firms.csv"


def test_what_is_not_there_is_refused(firms, tmp_path):
    with pytest.raises(ArgumentError) as caught:
        study_text_for(firms, outcome="sucess")
    assert str(caught.value) == (
        "outcome is 'sucess', but it must be one of 'skill', 'trust', 'success'. Did you mean 'success'?"
    )
    with pytest.raises(UnknownNameError) as group:
        study_text_for(firms, group="area")
    assert str(group.value) == (
        "There is no column 'area' in firms.csv. Available: 'region', 'skill', 'trust', 'success'."
    )
    with pytest.raises(ArgumentError) as folder:
        study_text_for(tmp_path)
    assert str(folder.value) == f"{str(tmp_path)!r} is a folder, not a data file. Name the file in it."
    texts = tmp_path / "texts.csv"
    texts.write_text("case,kind\na,x\nb,y\n")
    with pytest.raises(ArgumentError) as nothing:
        study_text_for(texts)
    assert str(nothing.value) == (
        "texts.csv has 0 columns of numbers that could be a set (none), but an analysis needs an outcome "
        "and at "
        "least one condition."
    )


def test_an_outcome_with_spaces_and_signs_reads_back(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("case,=SUM(A1),service sales\na,0.1,0.9\nb,0.8,0.2\n")
    study = Study.from_toml(study_text_for(path))
    assert study.analysis.outcome == "`service sales`"
    assert study.analysis.conditions == ("=SUM(A1)",)
