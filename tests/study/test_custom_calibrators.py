"""A calibration of one's own is named in study files like a built-in one, and results say where it is "
"from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from fsqca.calibration import Calibrator, register, registry
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


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    """Register the calibration for one test."""
    monkeypatch.setattr(registry, "_registered", dict(registry._registered))
    register(Steps.name, Steps)


STEPS = changed(DIRECT, f'method = "{Steps.name}"\ncolumn = "skill"\nthresholds = [3, 4, 5]', TEXT)


def halved(raw):
    """Return a membership for a percentage."""
    return np.asarray(raw) / 10


def test_a_registered_calibration_runs_and_shows_in_the_results(tmp_path):
    study = Study.from_toml(write_study(tmp_path, STEPS))
    assert study.calibration.sets["SKILL"] == Steps((3, 4, 5), why="points of the scale")
    assert Study.from_toml(study.to_toml()) == study
    result = study.run(progress=False)
    assert result.groups["All cases"]["SKILL"].tolist()[:4] == [1.0, 1.0, 1.0, 0.0]
    assert result.calibrated.table.loc["SKILL", "method"] == Steps.name
    assert result.provenance.calibrators == {Steps.name: f"the module {Steps.__module__}"}
    assert verify_bundle(study.bundle(tmp_path / "a.zip")).same


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


def test_where_the_package_is_not_installed_its_calibration_is_not_known(tmp_path):
    text = changed(DIRECT, 'method = "likert"\ncolumn = "skill"\npoints = 7', TEXT)
    assert complaint(text).startswith(
        "The text, line 12 (calibration.sets.SKILL.method): There is no calibrator 'likert' in fsqca or the "
        "installed packages. Available: 'direct', "
    )
