"""A bundle holds all that a replication needs, and a replication says identical or what differs."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from fsqca.errors import ArgumentError, DataError
from fsqca.report import OutputExistsError
from fsqca.study import Study, verification, verify_bundle
from tests.study.helpers import DATA, TEXT, write_study

ROOT = Path(__file__).parents[2]


@pytest.fixture
def study(tmp_path):
    (tmp_path / "own").mkdir()
    return Study.from_toml(write_study(tmp_path / "own", "# kept\n" + TEXT))


@pytest.fixture
def packed(study, tmp_path):
    return study.bundle(tmp_path / "replication.zip")


def rewritten(path: Path, changes: dict[str, bytes | None]) -> Path:
    """Return a copy of a bundle with files changed, added (or left out: None)."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()} | changes
    other = path.with_name("other.zip")
    with zipfile.ZipFile(other, "w") as archive:
        for name, content in files.items():
            if content is not None:
                archive.writestr(name, content)
    return other


def held(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode("utf-8")


def test_a_bundle_holds_study_data_results_and_a_script(packed, study):
    with zipfile.ZipFile(packed) as archive:
        names = set(archive.namelist())
        assert archive.read("data/firms.csv") == study.data_path.read_bytes()
    assert {"study.toml", "rerun.py", "README.txt", "results/results.json", "results/summary.txt"} <= names
    text = held(packed, "study.toml")
    assert text.startswith("# kept\n")
    assert 'file = "data/firms.csv"' in text
    assert "fsqca run --verify replication.zip" in held(packed, "README.txt")


def test_a_run_of_the_same_study_is_identical(packed):
    checked = verify_bundle(packed)
    assert checked.same
    assert len(checked.table) == 0
    assert str(checked) == f"Identical: {checked.n_values} values compared, tolerance 1e-09."
    assert checked.n_values > 500
    assert repr(checked) == f"<Verification: identical, {checked.n_values} values compared>"
    assert "Identical" in checked._repr_html_()


def test_a_changed_value_is_found_and_what_follows_from_it(packed):
    other = rewritten(packed, {"data/firms.csv": DATA.replace("A,north,6.5", "A,north,5.5").encode()})
    checked = verify_bundle(other)
    assert not checked.same
    assert checked.table.index[0] == "values of the data (sha256)"
    place = "results.SUCCESS.north.necessity.SKILL.consistency"
    assert place in checked.table.index
    row = checked.table.loc[place]
    assert row["recorded"] != row["found"]
    assert str(checked).startswith(f"{len(checked.table)} differences: ")


def test_a_changed_setting_is_found(packed):
    text = held(packed, "study.toml").replace("pri = 0.5", "pri = 0.4")
    checked = verify_bundle(rewritten(packed, {"study.toml": text.encode()}))
    assert checked.table.loc["settings.cutoffs.pri"].tolist() == [0.5, 0.4]


def test_a_difference_in_the_last_digits_is_none(packed):
    results = json.loads(held(packed, "results/results.json"))
    fit = results["results"]["SUCCESS"]["north"]["necessity"]["SKILL"]
    fit["consistency"] += 1e-12
    assert verify_bundle(rewritten(packed, {"results/results.json": json.dumps(results).encode()})).same
    fit["consistency"] += 1e-6
    checked = verify_bundle(rewritten(packed, {"results/results.json": json.dumps(results).encode()}))
    assert checked.table.index.tolist() == ["results.SUCCESS.north.necessity.SKILL.consistency"]


def test_other_versions_are_told_and_are_no_difference(packed):
    results = json.loads(held(packed, "results/results.json"))
    results["provenance"]["versions"]["numpy"] = "1.0"
    checked = verify_bundle(rewritten(packed, {"results/results.json": json.dumps(results).encode()}))
    assert checked.same
    (note,) = checked.notes
    assert note.startswith("numpy was 1.0, it is ")


def test_without_the_data_only_their_fingerprint_is_held(study, tmp_path):
    packed = study.bundle(tmp_path / "small.zip", include_data=False)
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
    assert not [name for name in names if name.startswith("data/")]
    assert "results/tables/memberships.csv" not in names
    assert "results/tables/scores.csv" not in names
    assert study.run(progress=False).provenance.values_sha256 in held(packed, "results/results.json")
    with pytest.raises(ArgumentError) as caught:
        verify_bundle(packed)
    assert str(caught.value) == (
        "'small.zip' holds only a fingerprint of the data. Name the data file: --data firms.csv "
        "(data='firms.csv')."
    )
    assert verify_bundle(packed, data=study.data_path).same


def test_without_the_data_no_case_is_named(tmp_path):
    secret = "\n".join(f"Secret{line}" for line in DATA.split("\n"))
    secret = (
        secret.removeprefix("Secret").removesuffix("Secret").replace("SecretD,north,2.0", "SecretD,north,4.0")
    )
    study = Study.from_toml(write_study(tmp_path, TEXT, secret))
    packed = study.bundle(tmp_path / "small.zip", include_data=False)
    with zipfile.ZipFile(packed) as archive:
        for name in archive.namelist():
            assert b"Secret" not in archive.read(name), name
    assert verify_bundle(packed, data=study.data_path).same


def test_data_that_only_look_the_same_are_told_apart(study, tmp_path):
    packed = study.bundle(tmp_path / "small.zip", include_data=False)
    same_values = tmp_path / "same.csv"
    same_values.write_text(DATA.replace("6.5", "6.50"))
    checked = verify_bundle(packed, data=same_values)
    assert checked.same
    assert checked.notes == (
        "same.csv is not the recorded file byte by byte; its values are compared below.",
    )
    other = tmp_path / "other.csv"
    other.write_text(DATA.replace("A,north,6.5", "A,north,6.4"))
    assert not verify_bundle(packed, data=other).same


def test_the_script_in_the_bundle_runs_the_study_again(packed, tmp_path):
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(folder / "rerun.py")],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stdout.split(":")[0]) == (0, "Identical"), done.stderr


def test_the_same_study_gives_the_same_bundle_but_for_the_date(study, tmp_path):
    one, other = (study.bundle(tmp_path / name) for name in ("one.zip", "other.zip"))
    with zipfile.ZipFile(one) as first, zipfile.ZipFile(other) as second:
        for name in first.namelist():
            if name not in ("results/results.json", "README.txt"):
                assert first.read(name) == second.read(name)
                assert first.getinfo(name).date_time == (1980, 1, 1, 0, 0, 0)


def test_a_bundle_that_is_there_is_not_replaced_unless_allowed(study, packed):
    before = packed.read_bytes()
    with pytest.raises(OutputExistsError) as caught:
        study.bundle(packed)
    assert str(caught.value) == (
        f"There is a file {str(packed)!r} already. Choose another name, or allow it to be replaced with "
        "--force (force=True)."
    )
    assert packed.read_bytes() == before
    assert study.bundle(packed, force=True) == packed


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/evil.txt", "a/../../evil.txt", "..\\evil.txt", "C:\\evil.txt", "a/.."]
)
def test_a_file_that_would_leave_the_folder_is_refused(packed, tmp_path, name):
    other = rewritten(packed, {name: b"evil"})
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(DataError) as caught:
        verify_bundle(other)
    assert str(caught.value) == (
        f"'other.zip' holds {name!r}, which would be written outside its folder or is no plain file. A "
        f"bundle "
        "of fsqca never does; nothing was read."
    )
    assert sorted(tmp_path.rglob("*")) == before


def test_a_link_is_refused(packed):
    other = packed.with_name("link.zip")
    with zipfile.ZipFile(packed) as archive, zipfile.ZipFile(other, "w") as changed:
        for name in archive.namelist():
            changed.writestr(name, archive.read(name))
        entry = zipfile.ZipInfo("data/link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        changed.writestr(entry, "/etc/passwd")
    with pytest.raises(DataError, match=r"^'link.zip' holds 'data/link', which would be written outside"):
        verify_bundle(other)


def test_a_study_that_reads_outside_the_bundle_is_refused(packed):
    text = held(packed, "study.toml").replace("data/firms.csv", "../../etc/passwd.csv")
    with pytest.raises(DataError) as caught:
        verify_bundle(rewritten(packed, {"study.toml": text.encode()}))
    assert str(caught.value) == (
        "The study of 'other.zip' reads '../../etc/passwd.csv', which lies outside the bundle. Nothing was "
        "read."
    )


def test_a_bundle_that_is_too_large_is_refused(packed, monkeypatch):
    monkeypatch.setattr(verification, "MOST_BYTES", 1000)
    with pytest.raises(DataError, match=r"^'replication.zip' would unpack to more than 1e-06 GB"):
        verify_bundle(packed)
    monkeypatch.setattr(verification, "MOST_FILES", 3)
    with pytest.raises(DataError, match=r"^'replication.zip' holds \d+ files, more than the 3 of any bundle"):
        verify_bundle(packed)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("study.toml", "it has no study.toml"),
        ("results/results.json", "it has no results/results.json"),
    ],
)
def test_a_zip_that_is_no_bundle_is_refused(packed, missing, said):
    with pytest.raises(DataError) as caught:
        verify_bundle(rewritten(packed, {missing: None}))
    assert str(caught.value) == (
        f"'other.zip' is no bundle of fsqca: {said}. Bundles are written with fsqca bundle."
    )


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"settings": 3}', b"\xff"])
def test_results_that_cannot_be_read_are_refused(packed, content):
    with pytest.raises(DataError, match=r"^results/results.json in 'other.zip' "):
        verify_bundle(rewritten(packed, {"results/results.json": content}))


def test_what_is_no_zip_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    path.write_text("no zip")
    with pytest.raises(DataError) as caught:
        verify_bundle(path)
    assert str(caught.value) == f"{str(path)!r} cannot be read as a bundle: File is not a zip file."
    with pytest.raises(ArgumentError) as missing:
        verify_bundle(tmp_path / "b.zip")
    assert str(missing.value) == f"There is no bundle {str(tmp_path / 'b.zip')!r}."
    with pytest.raises(ArgumentError) as folder:
        verify_bundle(tmp_path)
    assert str(folder.value) == f"{str(tmp_path)!r} is a folder, not a bundle. Name the ZIP file."


def test_a_number_changed_in_a_table_or_in_the_summary_is_told(packed):
    table = "results/tables/necessity_success.csv"
    lines = held(packed, table).splitlines()
    cells = lines[1].split(",")
    cells[2] = "0.111"
    content = "\n".join([lines[0], ",".join(cells), *lines[2:], ""]).encode()
    found = verify_bundle(rewritten(packed, {table: content})).table
    assert found.index.tolist() == [f"{table}[2][3]"]
    assert found["recorded"].tolist() == ["0.111"]
    summary = held(packed, "results/summary.txt").replace("Twelve", "Dozen", 1).encode()
    found = verify_bundle(rewritten(packed, {"results/summary.txt": summary})).table
    assert found.to_dict("index") == {
        "results/summary.txt": {"recorded": "Dozen firms", "found": "Twelve firms"}
    }


def test_a_table_that_is_not_there_or_should_not_be_is_told(packed):
    changes = {"results/tables/scores2.csv": b"a", "results/tables/memberships.csv": None}
    found = verify_bundle(rewritten(packed, changes)).table
    assert found.to_dict("index") == {
        "results/tables/memberships.csv": {"recorded": "no file", "found": "a file"},
        "results/tables/scores2.csv": {"recorded": "a file", "found": "no file"},
    }


def test_last_digits_of_a_table_make_no_difference(packed):
    table = "results/tables/memberships.csv"
    content = held(packed, table)
    assert "0.9499999999999998" in content
    changes = {table: content.replace("0.9499999999999998", "0.95").encode()}
    assert verify_bundle(rewritten(packed, changes)).same


def test_the_summary_of_another_version_is_not_compared(packed):
    plain = json.loads(held(packed, "results/results.json"))
    plain["provenance"]["versions"]["fsqca"] = "0.0.1"
    changes = {"results/results.json": json.dumps(plain).encode(), "results/summary.txt": b"other words"}
    checked = verify_bundle(rewritten(packed, changes))
    assert checked.same
    assert (
        "results/summary.txt has other words in this version of fsqca and was not compared." in checked.notes
    )


def test_results_record_every_setting_those_at_their_default_too(packed):
    settings = json.loads(held(packed, "results/results.json"))["settings"]
    assert settings["cutoffs"] == {
        "consistency": 0.8,
        "pri": 0.5,
        "frequency": 1,
        "crossover": "unassigned",
        "by_group": {},
    }
    assert settings["solutions"]["ties"] == "minimum"
    assert settings["necessity"]["consistency"] == 0.9
