"""A run does what the same calls in Python do, and says with what and from what."""

from __future__ import annotations

import csv
import io
import json
import pickle

import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.report import OutputExistsError
from fsqca.study import Study, StudyError, register_step, robustness_steps
from fsqca.study.provenance import file_sha256, values_sha256
from tests.study.helpers import DATA, TEXT, changed, write_study


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("study")


@pytest.fixture(scope="module")
def result(folder):
    return Study.from_toml(write_study(folder)).run(progress=False)


@pytest.fixture(scope="module")
def sets():
    scores = pd.read_csv(io.StringIO(DATA), index_col="firm")
    scores.index = scores.index.astype(object)
    specs = {
        name.upper(): (name, fq.Direct(2, 4, 6, why="points of the scale"))
        for name in ("skill", "trust", "success")
    }
    return fq.calibrate(scores, specs, missing="drop"), scores["region"]


def run(folder, text: str, data: str = DATA):
    return Study.from_toml(write_study(folder, text, data)).run(progress=False)


@pytest.mark.parametrize("outcome", ["SUCCESS", "~SUCCESS"])
@pytest.mark.parametrize("group", ["north", "south", "All cases"])
def test_every_analysis_is_that_of_the_same_calls(result, sets, outcome, group):
    calibrated, region = sets
    data = calibrated.data
    if group != "All cases":
        data = data[region.loc[data.index] == group]
    pd.testing.assert_frame_equal(result.groups[group], data)
    necessity = fq.find_necessary(data, outcome, ["SKILL", "TRUST"])
    pd.testing.assert_frame_equal(result.necessity[outcome][group].all_conditions, necessity.all_conditions)
    table = fq.build_truth_table(data, outcome, ["SKILL", "TRUST"], consistency=0.8, pri=0.5)
    pd.testing.assert_frame_equal(result.truth_tables[outcome][group].table, table.table)
    solutions = fq.solve(table, {"SKILL": "+"} if outcome == "SUCCESS" else {})
    pd.testing.assert_frame_equal(result.solutions[outcome][group].table, solutions.table)


def test_each_groups_solution_is_evaluated_in_the_others(result):
    pairs = result.across["SUCCESS"]["parsimonious"]
    assert list(pairs) == [("north", "north"), ("north", "south"), ("south", "north"), ("south", "south")]
    model = result.solutions["SUCCESS"]["north"].parsimonious
    expected = model.fit_on(result.groups["south"]).table
    pd.testing.assert_frame_equal(pairs["north", "south"].table, expected)


def test_cases_without_a_score_are_left_out_and_named(result):
    assert result.calibrated.dropped == ("L",)
    assert result.heads() == [
        "12 cases in firms.csv; analysed: north 6, south 5, All cases 11.",
        "Left out for missing values: 1 case ('L').",
    ]


def test_a_result_is_one_line_a_text_and_a_page(result):
    assert repr(result) == "<StudyResult 'Twelve firms': SUCCESS, ~SUCCESS; 12 cases, 3 analyses>"
    assert str(result).startswith("Twelve firms\n12 cases in firms.csv")
    assert str(result.charts["SUCCESS"]) in str(result)
    assert "<table" in result._repr_html_()
    assert "The negated outcome" in result.page().to_html()
    assert result.settings is result.study


def test_the_table_holds_every_model_of_every_analysis(result):
    table = result.table
    assert list(table.columns[:5]) == ["outcome", "group", "solution", "model", "term"]
    own = table[(table["outcome"] == "SUCCESS") & (table["group"] == "south")].drop(
        columns=["outcome", "group"]
    )
    pd.testing.assert_frame_equal(
        own.reset_index(drop=True), result.solutions["SUCCESS"]["south"].table, check_dtype=False
    )


def test_a_result_can_be_pickled(result):
    again = pickle.loads(pickle.dumps(result))
    assert str(again) == str(result)


def test_the_provenance_has_versions_and_fingerprints(result, folder):
    own = result.provenance
    assert set(own.versions) == {"python", "fsqca", "numpy", "pandas", "scipy"}
    assert own.versions["fsqca"] == fq.__version__
    assert own.data_sha256 == file_sha256(folder / "firms.csv")
    assert own.columns == ("region", "skill", "trust", "success")
    assert own.values_sha256 == values_sha256(result.data.data[list(own.columns)])
    assert (own.calibrators, own.seed) == ({}, None)
    assert own.date.endswith("Z")
    assert own.table.loc["data file", "value"] == "firms.csv"
    assert "sha256" in str(own)
    assert repr(own) == (
        f"<Provenance: fsqca {fq.__version__}, firms.csv, values {own.values_sha256[:12]}, {own.date}>"
    )
    assert own.data_sha256 in own._repr_html_()


def test_the_fingerprint_of_values_is_that_of_the_values_not_of_the_file(tmp_path):
    one = run(tmp_path, TEXT)
    other = run(tmp_path, TEXT, DATA.replace("6.5", "6.50").replace("\n", "\r\n"))
    changed_value = run(tmp_path, TEXT, DATA.replace("A,north,6.5", "A,north,6.4"))
    assert one.provenance.data_sha256 != other.provenance.data_sha256
    assert one.provenance.values_sha256 == other.provenance.values_sha256
    assert one.provenance.values_sha256 != changed_value.provenance.values_sha256


def test_warnings_become_notes_of_the_result(tmp_path):
    result = run(tmp_path, TEXT, DATA.replace("D,north,2.0", "D,north,4.0"))
    notes = [each for each in result.notes if "exactly 0.5" in each and "1 case" in each]
    said = "1 case with a membership of exactly 0.5 in a condition belongs to no configuration"
    assert [note[: note.index(said)] for note in notes] == ["north: ", "All cases: "]
    assert f"Note: {notes[0]}" in str(result)


def test_filters_leave_cases_out_and_say_so(tmp_path):
    filters = """
[[data.filters]]
column = "region"
keep = "north"
why = "only the north was asked twice"

[[data.filters]]
column = "skill"
least = 2
"""
    text = changed('group = "region"\n', "", TEXT) + filters
    result = run(tmp_path, text)
    assert result.data.data.index.tolist() == ["A", "B", "C", "D", "F"]
    assert result.notes[:2] == (
        "Filter of region: 6 cases left out (only the north was asked twice).",
        "Filter of skill: 1 case left out.",
    )
    assert list(result.groups) == ["All cases"]
    assert result.across == {}


def test_a_case_without_a_group_counts_in_the_pooled_analysis_only(tmp_path):
    result = run(tmp_path, TEXT, DATA.replace("K,south", "K,"))
    assert {name: len(part) for name, part in result.groups.items()} == {
        "north": 6, "south": 4, "All cases": 11,
    }  # fmt: skip
    assert "1 case without a group, counted in 'All cases' only: 'K'." in result.notes


def test_the_pooled_analysis_can_be_left_out(tmp_path):
    result = run(tmp_path, TEXT + '\n[groups]\npooled = ""\n')
    assert list(result.groups) == ["north", "south"]


def test_data_that_hold_memberships_are_taken_as_they_are(tmp_path):
    data = "case,A,B,Y\na,1,0.9,1\nb,0.8,0.2,0.9\nc,0.1,0.7,0.2\nd,0.2,0.1,0.1\n"
    text = (
        'title = "Four"\n[data]\nfile = "firms.csv"\ncases = "case"\n'
        '[analysis]\noutcome = "Y"\nconditions = ["A", "B"]\n'
    )
    result = run(tmp_path, text, data)
    assert (result.calibrated, result.scores) == (None, None)
    assert str(result.solutions["Y"]["All cases"].parsimonious.model.expression) == "A"


def test_some_sets_can_be_taken_as_they_are_beside_calibrated_ones(tmp_path):
    data = DATA.replace("success\n", "success,PUBLIC\n").replace("\n", ",1\n").replace("PUBLIC,1", "PUBLIC")
    data = data.replace("5.0,1\n", "5.0,0\n")
    text = changed('missing = "drop"', 'missing = "drop"\nas_is = ["PUBLIC"]')
    result = run(tmp_path, changed('["SKILL", "TRUST"]', '["SKILL", "PUBLIC"]', text), data)
    assert list(result.groups["All cases"]) == ["SKILL", "TRUST", "SUCCESS", "PUBLIC"]


def test_untenable_remainders_are_used_by_no_solution(tmp_path):
    text = TEXT + '\n[[untenable]]\nexclude = "~SKILL"\noutcome = "~SUCCESS"\nwhy = "theory"\n'
    result = run(tmp_path, text)
    settings = result.solutions["~SUCCESS"]["south"].parsimonious.settings
    assert settings.exclude == ("~SKILL",)
    assert result.solutions["SUCCESS"]["south"].parsimonious.settings.exclude == ()


def test_progress_is_told_step_by_step(tmp_path):
    told = []
    text = TEXT + "\n[robustness.sweep]\npri = [0.4, 0.5]\n"
    Study.from_toml(write_study(tmp_path, text)).run(progress=lambda *step: told.append(step))
    assert told[0] == ("data and calibration", 0, 2)
    assert told[1] == ("SUCCESS, north", 1, 8)
    assert told[-2:] == [("robustness: sweep", 7, 8), ("done", 8, 8)]


def test_all_is_written_into_a_folder_that_runs_again(result, tmp_path):
    written = result.write(tmp_path / "out")
    names = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    assert {"study.toml", "results.json", "summary.txt", "tables/solutions_not_success.csv"} <= names
    summary = json.loads((written / "results.json").read_text(encoding="utf-8"))
    fit = summary["results"]["SUCCESS"]["north"]["solutions"]["parsimonious"]["models"][0]
    model = result.solutions["SUCCESS"]["north"].parsimonious.model
    assert fit["expression"] == str(model.expression)
    assert fit["fit"]["solution"]["consistency"] == model.fit.table.loc["solution", "consistency"]
    for name, frame in result.tables().items():
        pd.testing.assert_frame_equal(
            pd.read_csv(written / "tables" / f"{name}.csv"), pd.read_csv(io.StringIO(frame.to_csv()))
        )
    again = Study.from_toml(written / "study.toml").run(progress=False)
    assert again.to_dict()["results"] == result.to_dict()["results"]


def test_a_folder_in_use_is_left_alone(result, tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(OutputExistsError):
        result.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    result.write(tmp_path, force=True)
    assert (tmp_path / "mine.txt").read_text() == "precious"


def test_nothing_of_single_cases_is_written_where_the_study_says_so(tmp_path):
    secret = DATA
    for letter in "ABCDEFGHIJKL":
        secret = secret.replace(f"\n{letter},", f"\nSecret{letter},")
    text = TEXT + "\n[output]\nmemberships = false\n"
    result = run(tmp_path, text, secret.replace("SecretD,north,2.0", "SecretD,north,4.0"))
    assert "SecretL" in str(result)
    written = result.write(tmp_path / "out")
    for path in written.rglob("*"):
        if path.is_file():
            assert "Secret" not in path.read_text(encoding="utf-8"), path
    assert "Secret" not in result.page().to_html()


def test_long_and_odd_names_make_files_of_their_own(tmp_path):
    long = "x" * 300
    text = TEXT + f'\n[groups.names]\nnorth = "{long}1/../"\nsouth = "{long}2"\n'
    written = run(tmp_path, text).write(tmp_path / "out")
    assert len(list((written / "tables").glob("truth_table_success_*"))) == 3


def test_the_sweep_is_that_of_the_report(tmp_path):
    text = TEXT + "\n[robustness.sweep]\npri = [0.4, 0.5]\nfrequency = [1, 2]\n"
    result = run(tmp_path, text)
    expected = fq.report.sweep_cut_offs(
        result.truth_tables["SUCCESS"]["south"], pri=(0.4, 0.5), frequency=(1, 2)
    )
    found = result.robustness["sweep"].xs("south", level="group").rename_axis(None)
    pd.testing.assert_frame_equal(found, expected)
    assert "sweep" in result.tables()


def test_a_step_that_is_registered_runs_and_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(robustness_steps, "_registered", dict(robustness_steps._registered))

    def permute(result):
        n = result.study.robustness.permutations
        return {"permutation": pd.DataFrame({"p": [1 / (1 + n)]}, index=pd.Index(["SKILL"], name="term"))}

    register_step("permutation", permute)
    result = run(tmp_path, TEXT + "\n[robustness]\npermutations = 99\nseed = 5\n")
    assert result.robustness["permutation"].loc["SKILL", "p"] == 0.01
    assert result.provenance.seed == 5
    assert result.to_dict()["robustness"]["permutation"] == [{"term": "SKILL", "p": 0.01}]


def test_only_steps_that_study_files_know_can_be_registered():
    with pytest.raises(ArgumentError) as caught:
        register_step("magic", print)
    assert str(caught.value) == (
        "There is no step 'magic'. A study file can ask for 'sweep', 'sensitivity', 'resampling', "
        "'leave_one_out', 'permutation', 'validation', 'measurement_error', 'protocol', 'comparison'."
    )
    with pytest.raises(ArgumentTypeError) as caught:
        register_step("protocol", "x")
    assert str(caught.value) == "The step 'protocol' must be a function, not 'x'."


def test_a_group_that_loses_all_its_cases_is_refused(tmp_path):
    data = DATA.replace("L,south,,", "L,west,,")
    with pytest.raises(StudyError) as caught:
        run(tmp_path, TEXT, data)
    assert str(caught.value) == (
        "study.toml, line 6 (data.group): No case of the group 'west' has a membership in every set."
    )


def test_a_check_finds_what_scoring_and_calibration_would(tmp_path):
    items = DATA.replace("firm,region,skill", "firm,region,SKILL1")
    constructs = """
[constructs]
scale = [1, 5]

[constructs.items]
skill = ["SKILL1"]
"""
    study = Study.from_toml(write_study(tmp_path, TEXT + constructs, items))
    with pytest.raises(StudyError, match="but the scale runs from 1 to 5") as caught:
        study.check()
    assert caught.value.problems[0].line is not None


def test_a_check_finds_rows_that_the_truth_table_does_not_have(tmp_path):
    text = TEXT + "\n[[untenable]]\nexclude = 99\n"
    study = Study.from_toml(write_study(tmp_path, text, DATA))
    with pytest.raises(StudyError, match="There is no row 99: the rows are numbered 1 to 4"):
        study.check()


def test_no_text_of_a_table_runs_as_a_formula(tmp_path):
    result = run(tmp_path, TEXT, DATA.replace("A,north", "=1+1,north").replace("B,north", "@b,north"))
    folder = result.write(tmp_path / "written")
    for path in (folder / "tables").glob("*.csv"):
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines()):
            for cell in row:
                assert not cell.startswith(("=", "@", "+")), (path.name, cell)
    assert "'=1+1" in (folder / "tables" / "memberships.csv").read_text(encoding="utf-8")
