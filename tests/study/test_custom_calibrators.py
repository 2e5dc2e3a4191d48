"""A calibration of one's own is named in study files like a built-in one, and results say where it is "
"from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from fsqca.calibration import Calibrator, Function, register, registry
from fsqca.errors import ArgumentTypeError
from fsqca.study import Study, verify_bundle
from tests.study.helpers import TEXT, changed, complaint, write_study

ROOT = Path(__file__).parents[2]
DIRECT = 'method = "direct"\ncolumn = "skill"\nfull_out = 2\ncrossover = 4\nfull_in = 6'


@dataclass(frozen=True)
class Steps(Calibrator):
    """Memberships that rise by equal steps."""

    thresholds: tuple
    why: str = ""
    name = "steps of the study tests"

    def __call__(self, raw):
        return np.searchsorted(self.thresholds, raw, side="right") / len(self.thresholds)


@pytest.fixture
def registered(monkeypatch):
    """Register the calibration for one test: names are listed in messages that other tests look at."""
    monkeypatch.setattr(registry, "_registered", dict(registry._registered))
    register(Steps.name, Steps)


STEPS = changed(DIRECT, f'method = "{Steps.name}"\ncolumn = "skill"\nthresholds = [3, 4, 5]', TEXT)


def halved(raw, most=10):
    """Return a membership for a score from 0 to `most`."""
    return np.asarray(raw) / most


CHECKS = """
[robustness]
sensitivity = true
n_resamples = 10
leave_one_out = true
permutations = 9

[robustness.validation]
folds = 2
repeats = 1

[robustness.measurement_error]
n_draws = 5
reliability = { skill = SKILL, trust = 0.9, success = 0.9 }

[[robustness.test_sets]]
name = "other curve"
calibration.SKILL = { method = "direct", full_out = 2, crossover = 4, full_in = 6 }

[[robustness.test_sets]]
name = "own for trust"
calibration.TRUST = OWN
"""


def checked(text, own, skill="0.9"):
    """Return the text of a study with every check of robustness."""
    return text + CHECKS.replace("OWN", own).replace("SKILL, ", f"{skill}, ")


def assert_all_checks(result):
    """Assert that every check was done for all cases, with the calibration in the place of a built-in one."""
    found = {step: own["All cases"] for step, own in result.robustness_results.items()}
    assert set(found) == {
        "sensitivity", "resampling", "leave_one_out", "permutation", "validation", "measurement_error",
        "protocol",
    }  # fmt: skip
    for step in ("resampling", "leave_one_out", "validation"):
        assert found[step].settings.recalibrated == ("SKILL",)
    assert [own.test for own in found["protocol"].alternatives] == ["other curve", "own for trust"]
    assert found["protocol"].regions is found["sensitivity"]
    assert found["measurement_error"].complete


@pytest.mark.usefixtures("registered")
def test_a_registered_calibration_goes_through_every_check(tmp_path):
    own = f'{{ method = "{Steps.name}", thresholds = [3, 4, 5] }}'
    study = Study.from_toml(write_study(tmp_path, checked(STEPS, own)))
    result = study.run(progress=False)
    assert_all_checks(result)
    regions = result.robustness_results["sensitivity"]["All cases"]
    assert [one.parameter for one in regions.regions if one.set == "SKILL"] == [
        "SKILL threshold 1", "SKILL threshold 2", "SKILL threshold 3",
    ]  # fmt: skip
    assert Steps.name in result.page().to_html()
    assert Steps.name in (result.write(tmp_path / "out") / "tables" / "calibration.csv").read_text()
    assert verify_bundle(study.bundle(tmp_path / "a.zip")).same


def test_a_function_goes_through_every_check(tmp_path):
    own = f'{{ method = "function", function = "{__name__}:halved", keywords = {{ most = 8 }} }}'
    text = changed(
        DIRECT,
        f'method = "function"\ncolumn = "skill"\nfunction = "{__name__}:halved"\nkeywords = {{ most = 8 }}',
        TEXT,
    )
    result = Study.from_toml(write_study(tmp_path, checked(text, own))).run(progress=False)
    assert_all_checks(result)
    regions = result.robustness_results["sensitivity"]["All cases"]
    assert [one.parameter for one in regions.regions if one.set == "SKILL"] == ["SKILL most"]


def test_a_lambda_cannot_go_into_a_file_but_runs_in_python_and_says_what_to_do(tmp_path):
    study = Study.from_toml(write_study(tmp_path, checked(TEXT, '{ method = "crisp", thresholds = [4] }')))
    sets = study.calibration.sets | {"SKILL": Function(lambda raw: raw / 8, why="a share")}
    own = replace(study, calibration=replace(study.calibration, sets=sets))
    with pytest.raises(ArgumentTypeError) as caught:
        own.to_toml()
    assert str(caught.value) == (
        "A lambda cannot be written as plain data, because it has no place from which it could be imported "
        "again. Define it with a name in a module of its own, or make it a subclass of "
        "fsqca.calibration.Calibrator and register it."
    )
    assert_all_checks(own.run(progress=False))


@pytest.mark.usefixtures("registered")
def test_a_registered_calibration_runs_and_shows_in_the_results(tmp_path):
    study = Study.from_toml(write_study(tmp_path, STEPS))
    assert study.calibration.sets["SKILL"] == Steps((3, 4, 5), why="points of the scale")
    assert Study.from_toml(study.to_toml()) == study
    result = study.run(progress=False)
    assert result.groups["All cases"]["SKILL"].tolist()[:4] == [1.0, 1.0, 1.0, 0.0]
    assert result.calibrated.table.loc["SKILL", "method"] == Steps.name
    assert result.provenance.calibrators == {Steps.name: f"the module {Steps.__module__}"}
    assert verify_bundle(study.bundle(tmp_path / "a.zip")).same


@pytest.mark.usefixtures("registered")
def test_a_setting_that_it_does_not_take_has_its_line():
    text = STEPS.replace("thresholds = [3, 4, 5]", "threshold = [3, 4, 5]")
    assert complaint(text) == (
        "The text, line 14 (calibration.sets.SKILL.threshold): There is no key 'threshold' here. Did you "
        "mean "
        "'thresholds'? Allowed: 'method', 'column', 'thresholds', 'why'."
    )


def test_a_function_is_named_by_its_place(tmp_path):
    place = f"{__name__}:halved"
    text = changed(DIRECT, f'method = "function"\ncolumn = "skill"\nfunction = "{place}"', TEXT)
    result = Study.from_toml(write_study(tmp_path, text)).run(progress=False)
    assert result.groups["All cases"]["SKILL"].tolist()[:2] == [0.65, 0.6]
    assert f'function = "{place}"' in result.study.to_toml()


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return a folder with the package of the examples installed."""
    folder = tmp_path_factory.mktemp("installed")
    options = "--quiet --no-index --no-deps --no-build-isolation --disable-pip-version-check --target"
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", *options.split(), str(folder),
            str(ROOT / "examples" / "custom_calibration_package"),
        ],
        check=True,
        capture_output=True,
        text=True,
    )  # fmt: skip
    return folder


def fsqca(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(installed), str(ROOT)])}
    return subprocess.run(
        [sys.executable, "-m", "fsqca", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def test_a_study_file_uses_the_calibration_of_an_installed_package(installed, tmp_path):
    path = write_study(tmp_path, changed(DIRECT, 'method = "likert"\ncolumn = "skill"\npoints = 7', TEXT))
    done = fsqca(installed, "run", str(path), "--output", str(tmp_path / "out"), "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert results["calibration"]["SKILL"]["method"] == "likert"
    assert results["calibration"]["SKILL"]["anchors"] == "1 to 7"
    assert results["settings"]["calibration"]["sets"]["SKILL"] == {
        "method": "likert", "column": "skill", "points": 7, "why": "points of the scale",
    }  # fmt: skip
    assert results["provenance"]["calibrators"] == {"likert": "likert-sets 1.0.0"}
    packed = str(tmp_path / "a.zip")
    assert fsqca(installed, "bundle", str(path), "--output", packed, "-q").returncode == 0
    verified = fsqca(installed, "run", "--verify", packed)
    assert (verified.returncode, verified.stdout.split(":")[0]) == (0, "Identical")


def test_the_calibration_of_an_installed_package_goes_through_every_check(installed, tmp_path):
    text = changed(DIRECT, 'method = "likert"\ncolumn = "skill"', TEXT)
    path = write_study(tmp_path, checked(text, '{ method = "likert", points = 7 }'))
    done = fsqca(installed, "run", str(path), "--output", str(tmp_path / "out"), "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))["robustness"]
    own = [line for line in results["sensitivity"] if line["set"] == "SKILL"]
    assert {line["parameter"] for line in own} == {"SKILL points"}
    assert len(results["measurement_error_terms"]) > 0
    assert {line["test"] for line in results["protocol_tests"]} == {"other curve", "own for trust"}


def test_where_the_package_is_not_installed_its_calibration_is_not_known(tmp_path):
    text = changed(DIRECT, 'method = "likert"\ncolumn = "skill"\npoints = 7', TEXT)
    assert complaint(text).startswith(
        "The text, line 12 (calibration.sets.SKILL.method): There is no calibrator 'likert' in fsqca or the "
        "installed packages. Available: 'direct', "
    )
