"""What each command does, prints and writes."""

from __future__ import annotations

import json
import zipfile

import pandas as pd
import pytest

import fsqca as fq
from fsqca.cli import main
from fsqca.cli import new as new_command
from fsqca.study import Study
from tests.study.helpers import DATA, TEXT, changed, write_study


@pytest.fixture
def study(tmp_path):
    return write_study(tmp_path)


@pytest.fixture
def wrong(tmp_path):
    return write_study(tmp_path, changed("pri = 0.5", "prii = 0.5"))


WRONG = (
    "study.toml, line 42 (cutoffs.prii): There is no key 'prii' here. Did you mean 'pri'? Allowed: "
    "'consistency', 'pri', 'frequency', 'contradiction', 'crossover', 'by_group'."
)


def call(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main([str(each) for each in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_check_says_what_a_run_would_do(study, capsys):
    code, out, err = call(capsys, "check", study)
    assert (code, err) == (0, "")
    assert out == f"{Study.from_toml(study).check()}\n"
    code, out, _ = call(capsys, "check", study, "--json")
    plain = json.loads(out)
    assert (plain["ok"], plain["n_cases"], plain["groups"]["north"]) == (True, 12, 6)
    assert call(capsys, "check", study, "--quiet") == (0, "", "")


@pytest.mark.parametrize(
    "command", ["check", "run", "table", "minimize", "calibrate", "report", "export-r", "bundle"]
)
def test_a_wrong_study_has_code_1_and_its_line(wrong, capsys, command, tmp_path):
    before = sorted(tmp_path.iterdir())
    assert call(capsys, command, wrong) == (1, "", f"Error: {WRONG}\n")
    assert sorted(tmp_path.iterdir()) == before


def test_check_gives_problems_as_json(wrong, capsys):
    code, out, err = call(capsys, "check", wrong, "--json")
    assert (code, err) == (1, "")
    (problem,) = json.loads(out)["problems"]
    assert (problem["line"], problem["path"]) == (42, ["cutoffs", "prii"])


@pytest.mark.parametrize("command", ["check", "run", "table", "report", "export-r", "bundle"])
def test_a_study_that_is_not_there_is_a_wrong_command(command, capsys, tmp_path):
    code, out, err = call(capsys, command, tmp_path / "no.toml")
    assert (code, out) == (2, "")
    assert err.endswith(
        f"Error: There is no study file '{tmp_path}/no.toml'. To make one from a data file: fsqca new DATA.\n"
    )


def test_run_prints_results_and_writes_them_beside_the_study(study, capsys, tmp_path):
    code, out, err = call(capsys, "run", study)
    assert (code, err) == (0, "")
    assert out.startswith(f"{Study.from_toml(study).run(progress=False)}\n")
    folder = tmp_path / "study_results"
    assert out.endswith(f"\n\nTables (CSV), results (JSON) and the study file are in {folder}\n")
    assert (folder / "tables" / "solutions_success.csv").is_file()


def test_run_leaves_a_folder_in_use_alone(study, capsys, tmp_path):
    assert main(["run", str(study), "-q"]) == 0
    mine = tmp_path / "study_results" / "mine.txt"
    mine.write_text("precious")
    code, _, err = call(capsys, "run", study)
    assert code == 2
    assert err.startswith(f"Error: The folder '{tmp_path}/study_results' is not empty: it holds 5 files")
    assert call(capsys, "run", study, "--force", "-q")[0] == 0
    assert mine.read_text() == "precious"


def test_run_prints_json_alone_on_the_standard_output(study, capsys, tmp_path):
    code, out, err = call(capsys, "run", study, "--json", "--output", tmp_path / "out")
    assert code == 0
    assert json.loads(out)["title"] == "Twelve firms"
    assert err == f"\nTables (CSV), results (JSON) and the study file are in {tmp_path}/out\n"


def test_run_can_write_nothing(study, capsys, tmp_path):
    before = sorted(tmp_path.iterdir())
    assert call(capsys, "run", study, "--no-files")[0] == 0
    assert sorted(tmp_path.iterdir()) == before
    code, _, err = call(capsys, "run", study, "--no-files", "--force")
    assert (code, err.split("\n")[-2]) == (2, "Error: --no-files excludes --output and --force.")


def test_verbose_tells_every_step(study, capsys):
    code, _, err = call(capsys, "run", study, "--no-files", "--verbose")
    assert code == 0
    steps = [line.split("  ", 2)[-1].split("  ")[-1] for line in err.strip().split("\n")]
    assert steps[:2] == ["data and calibration", "SUCCESS, north"]
    assert steps[-1] == "done"


def test_a_bundle_is_written_and_verified(study, capsys, tmp_path):
    code, out, err = call(capsys, "bundle", study)
    packed = tmp_path / "study.zip"
    assert (code, err) == (0, "")
    assert out == (f"All that a replication needs is in {packed}\nTo compare: fsqca run --verify study.zip\n")
    code, out, err = call(capsys, "run", "--verify", packed)
    assert (code, out.split(":")[0], err) == (0, "Identical", "")
    assert call(capsys, "bundle", study)[0] == 2
    assert call(capsys, "bundle", study, "--force")[0] == 0


def test_what_differs_is_listed_with_code_1(study, capsys, tmp_path):
    packed = tmp_path / "small.zip"
    assert main(["bundle", str(study), "--no-data", "-o", str(packed), "-q"]) == 0
    with zipfile.ZipFile(packed) as archive:
        assert "data/firms.csv" not in archive.namelist()
    code, _, err = call(capsys, "run", "--verify", packed)
    assert (code, err.startswith("Error: 'small.zip' holds only a fingerprint of the data.")) == (1, True)
    assert call(capsys, "run", "--verify", packed, "--data", tmp_path / "firms.csv")[0] == 0
    (tmp_path / "firms.csv").write_text(DATA.replace("A,north,6.5", "A,north,5.5"))
    code, out, _ = call(capsys, "run", "--verify", packed, "--data", tmp_path / "firms.csv", "--json")
    plain = json.loads(out)
    assert (code, plain["same"]) == (1, False)
    assert plain["differences"][0]["place"] == "values of the data (sha256)"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--verify", "--force"],
            "--verify writes nothing, so it takes no --output, --report, --force or --no-files.",
        ),
        (["--data", "x.csv"], "--data belongs to --verify. A study file names its data itself."),
    ],
)
def test_options_that_exclude_each_other_are_refused(study, capsys, arguments, said):
    code, out, err = call(capsys, "run", study, *arguments)
    assert (code, out, err.split("\n")[-2]) == (2, "", f"Error: {said}")


def test_table_prints_every_truth_table_or_that_of_a_group(study, capsys, tmp_path):
    code, out, _ = call(capsys, "table", study, "--group", "south", "-o", tmp_path / "t.csv")
    assert code == 0
    tables = Study.from_toml(study).run(progress=False).truth_tables
    assert out == (
        f"south, SUCCESS\n{tables['SUCCESS']['south']}\n\nsouth, ~SUCCESS\n{tables['~SUCCESS']['south']}\n\n"
        f"The truth table is in {tmp_path}/t.csv\n"
    )
    written = pd.read_csv(tmp_path / "t.csv", index_col=["outcome", "group", "row"])
    assert written.loc[("SUCCESS", "south"), "n"].tolist() == tables["SUCCESS"]["south"].table["n"].tolist()
    code, _, err = call(capsys, "table", study, "--group", "west")
    assert (code, err.split("\n")[-2]) == (
        2,
        "Error: There is no group 'west' in the study. Available: 'north', 'south', 'All cases'.",
    )


def test_the_command_line_changes_settings_for_every_group(tmp_path, capsys):
    text = TEXT + '\n[cutoffs.by_group."All cases"]\nfrequency = 4\n'
    path = write_study(tmp_path, text)
    code, out, _ = call(
        capsys, "table", path, "--json", "--outcome", "~SUCCESS", "--group", "All cases", "--frequency", 9
    )
    rows = json.loads(out)
    assert code == 0
    assert {row["out"] for row in rows} == {"?"}
    assert {row["outcome"] for row in rows} == {"~SUCCESS"}


def test_a_cut_off_out_of_its_range_is_a_wrong_command(study, capsys):
    code, _, err = call(capsys, "minimize", study, "--consistency", "80")
    assert (code, err.split("\n")[-2]) == (
        2,
        "Error: consistency is 80, but it must be between 0 and 1. Did you mean 0.8?",
    )


def test_minimize_gives_the_solutions_asked_for(study, capsys, tmp_path):
    code, out, _ = call(
        capsys, "minimize", study, "--group", "north", "--outcome", "SUCCESS", "--solution", "intermediate",
        "-o", tmp_path / "m.csv",
    )  # fmt: skip
    solution = Study.from_toml(study).run(progress=False).solutions["SUCCESS"]["north"].intermediate
    assert code == 0
    assert out == f"north, SUCCESS\n{solution}\n\nThe models are in {tmp_path}/m.csv\n"
    assert pd.read_csv(tmp_path / "m.csv")["term"].tolist() == solution.table["term"].tolist()


def test_single_steps_work_on_data_without_a_study(tmp_path, capsys):
    (tmp_path / "firms.csv").write_text(DATA)
    sets = tmp_path / "sets.csv"
    code, out, _ = call(
        capsys, "calibrate", tmp_path / "firms.csv", "--cases", "firm", "--missing", "drop",
        "--set", "SKILL:skill=2,4,6", "--set", "Y:success=2,4,6", "--set", "trust=6,4,2", "-o", sets,
    )  # fmt: skip
    assert code == 0
    assert out.startswith("Calibration of 3 sets, 11 cases")
    frame = pd.read_csv(sets, index_col="firm")
    assert frame.loc["A", "trust"] == pytest.approx(float(fq.Direct(6, 4, 2)([6.0])[0]))
    code, out, _ = call(
        capsys, "minimize", sets, "--outcome", "Y", "--consistency", "0.8", "--expect", "SKILL",
        "--solution", "intermediate", "--json",
    )  # fmt: skip
    table = fq.build_truth_table(frame, "Y", ["SKILL", "trust"], consistency=0.8)
    expected = fq.minimize(table, "intermediate", expectations={"SKILL": "+"})
    assert code == 0
    assert [row["term"] for row in json.loads(out)] == expected.table["term"].tolist()
    code, out, _ = call(capsys, "table", sets, "--outcome", "~Y", "--conditions", "trust, SKILL", "--json")
    assert list(json.loads(out)[0])[:5] == ["outcome", "group", "row", "trust", "SKILL"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["calibrate"], "For a data file, say how a set is made: --set NAME=2,4,6."),
        (
            ["calibrate", "--set", "A=1,2"],
            "--set 'A=1,2' is not of the form NAME=OUT,CROSSOVER,IN, such as TF=2,4,6.",
        ),
        (["table"], "For a data file, name the outcome: --outcome Y."),
    ],
)
def test_a_data_file_needs_what_a_study_would_say(tmp_path, capsys, arguments, said):
    (tmp_path / "firms.csv").write_text(DATA)
    code, _, err = call(capsys, arguments[0], tmp_path / "firms.csv", *arguments[1:])
    assert (code, err.split("\n")[-2]) == (2, f"Error: {said}")


def test_warnings_are_notes_without_a_place_in_the_code(tmp_path, capsys):
    path = write_study(tmp_path, TEXT, DATA.replace("D,north,2.0", "D,north,4.0"))
    code, _, err = call(capsys, "table", path, "--group", "north", "--outcome", "SUCCESS")
    assert code == 0
    assert err.startswith("Note: north: 1 case with a membership of exactly 0.5 in a condition belongs to no")
    assert call(capsys, "table", path, "--quiet")[2] == ""


def test_a_report_is_one_page(study, capsys, tmp_path):
    code, out, _ = call(capsys, "report", study)
    page = tmp_path / "study.html"
    assert (code, out) == (0, f"Open in a browser: {page}\n")
    assert "<title>Twelve firms</title>" in page.read_text(encoding="utf-8")
    code, _, err = call(capsys, "report", study)
    assert (code, err) == (
        2,
        (
            f"Error: There is a file {str(page)!r} already. Nothing was written. Choose another name, or "
            "allow it to be replaced with --force (force=True).\n"
        ),
    )


def test_a_report_is_a_word_document_where_its_name_says_so(study, capsys, tmp_path):
    path = tmp_path / "report.docx"
    assert call(capsys, "report", study, "-o", path) == (0, f"The report is in: {path}\n", "")
    assert path.read_bytes().startswith(b"PK")
    code, _, err = call(capsys, "report", study, "-o", tmp_path / "report.pdf")
    assert code == 1
    assert err == (
        "Error: path ends in '.pdf', but a report is a page (.html) or a Word document (.docx): "
        f"'{tmp_path}/report.pdf'.\n"
    )


def test_run_writes_reports_beside_the_results(study, capsys, tmp_path):
    page = tmp_path / "all.html"
    code, out, _ = call(capsys, "run", study, "--no-files", "--report", page)
    assert code == 0
    assert out.endswith(f"The report is in {page}\n")
    assert "<title>Twelve firms</title>" in page.read_text(encoding="utf-8")
    code, _, err = call(capsys, "run", study, "--no-files", "--report", page)
    assert code == 2
    assert "already" in err


def test_check_holds_a_study_against_reporting_standards(study, capsys):
    code, out, _ = call(capsys, "check", study, "--checklist")
    assert code == 0
    made = Study.from_toml(study).run(progress=False).checklist()
    assert out == f"{Study.from_toml(study).check()}\n\n{made}\n"
    _, out, _ = call(capsys, "check", study, "--checklist", "--json")
    items = json.loads(out)["checklist"]
    assert len(items) == len(made.items)
    assert items[0]["status"] == "missing"


def test_a_script_for_r_is_written_or_printed(study, capsys, tmp_path):
    code, out, _ = call(capsys, "export-r", study)
    assert (code, out) == (0, f"analysis.R and its data are in {tmp_path}/study_r\n")
    code, out, _ = call(capsys, "export-r", study, "--script")
    assert out == (tmp_path / "study_r" / "analysis.R").read_text(encoding="utf-8")


def test_new_writes_a_study_that_checks_and_runs(tmp_path, capsys):
    data = tmp_path / "firms.csv"
    data.write_text(DATA)
    code, out, _ = call(
        capsys, "new", data, "--outcome", "success", "--group", "region", "--reason", "a start",
        "--title", "Firms", "--yes",
    )  # fmt: skip
    path = tmp_path / "firms.toml"
    assert (code, out) == (
        0,
        f"{path}\nNext: read it, then: fsqca check {path}\n",
    )
    assert call(capsys, "check", path)[0] == 0
    assert call(capsys, "run", path, "-q")[0] == 0
    assert call(capsys, "new", data, "--yes")[0] == 2
    assert Study.from_toml(path).title == "Firms"


def test_new_can_print(tmp_path, capsys):
    (tmp_path / "firms.csv").write_text(DATA)
    code, out, _ = call(capsys, "new", tmp_path / "firms.csv", "-o", "-", "--reason", "a start")
    assert code == 0
    assert Study.from_toml(out).analysis.outcome == "success"


def test_new_asks_in_a_terminal(tmp_path, capsys, monkeypatch):
    (tmp_path / "firms.csv").write_text(DATA)
    answers = {
        "Title": "Asked",
        "Outcome": "trust",
        "Conditions, with commas": "skill",
        "Group column": "region",
    }
    asked = []

    def prompt(text, **options):
        asked.append(text)
        return answers[text]

    monkeypatch.setattr(new_command.sys, "stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr(new_command.click, "prompt", prompt)
    assert call(capsys, "new", tmp_path / "firms.csv", "--reason", "a start")[0] == 0
    study = Study.from_toml(tmp_path / "firms.toml")
    assert asked == list(answers)
    assert (study.title, study.analysis.outcome, study.analysis.conditions, study.data.group) == (
        "Asked", "trust", ("skill",), "region",
    )  # fmt: skip


def test_new_refuses_what_is_no_data_file(tmp_path, capsys):
    code, _, err = call(capsys, "new", tmp_path / "no.csv")
    assert (code, err.split("\n")[-2]) == (2, f"Error: There is no file '{tmp_path}/no.csv'.")


@pytest.mark.parametrize("command", ["run", "check", "bundle", "report", "export-r"])
def test_a_data_file_in_the_place_of_a_study_file_is_answered_with_the_way_out(tmp_path, capsys, command):
    data = tmp_path / "firms.csv"
    data.write_text(DATA)
    code, _, err = call(capsys, command, data)
    said = f"firms.csv is a data file, not a study file. To make a study file from it: fsqca new {data}"
    assert (code, err.splitlines()[-1]) == (2, f"Error: {said}")


def test_a_bundle_that_is_to_be_run_is_answered_with_verify(study, tmp_path, capsys):
    packed = tmp_path / "own.zip"
    assert call(capsys, "bundle", study, "-o", packed)[0] == 0
    code, _, err = call(capsys, "run", packed)
    assert (code, err.splitlines()[-1].endswith(f"fsqca run --verify {packed}")) == (2, True)


def test_a_folder_that_cannot_be_written_is_named(study, tmp_path, capsys, monkeypatch):
    (tmp_path / "taken").write_text("")
    code, _, err = call(capsys, "run", study, "-o", tmp_path / "taken" / "deep", "--quiet")
    assert code == 1
    assert err == (
        f"Error: {str(tmp_path / 'taken')!r} is a file, not a folder. Nothing was written. Choose another "
        "folder.\n"
    )

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied", str(tmp_path / "shut" / ".out.x8"))

    monkeypatch.setattr("fsqca.report.writing.tempfile.TemporaryDirectory", refuse)
    code, _, err = call(capsys, "run", study, "-o", tmp_path / "shut" / "out", "--quiet")
    assert code == 1
    assert err == (
        f"Error: The folder {str(tmp_path / 'shut')!r} cannot be written into: Permission denied. "
        "Nothing was written. Choose a folder that you may write into with --output.\n"
    )


def test_items_are_not_taken_for_memberships(tmp_path, capsys):
    data = tmp_path / "items.csv"
    data.write_text("case,T1,T2,Y1,Y2\na,1,2,3,4\nb,5,5,6,7\n")
    code, _, err = call(capsys, "table", data, "--outcome", "Y1")
    said = (
        "Error: items.csv holds answers to items of 'T', 'Y', not memberships. Make a study file, which "
        f"scores and calibrates them: fsqca new {data}; or name columns of memberships with --conditions."
    )
    assert (code, err.splitlines()[-1]) == (2, said)
