"""The example package in examples/ is installed, found by name, and used like a built-in calibration."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "examples" / "custom_calibration_package"

#: What a user runs: nothing of the package is imported by name.
SCRIPT = """
import json, sys
import matplotlib
matplotlib.use("Agg")
import pandas as pd
import fsqca as fq
from fsqca.calibration import available, by_name, from_dict

assert "likert" in available()
assert "likert_sets" not in sys.modules
scores = pd.DataFrame({"trust": [1.0, 2.5, 3.0, 4.0, 5.0]}, index=list("abcde"))
Likert = by_name("likert")
sets = fq.calibrate(scores, {"TRUSTING": ("trust", Likert(why="labels of the scale"))}, strict=True)
plain = sets.calibrators["TRUSTING"].to_dict()
bars, curve = fq.plots.calibration_plot(sets).axes
try:
    fq.calibrate(scores, {"TRUSTING": ("trust", Likert(points=4))})
except fq.FsqcaError as error:
    refused = str(error)
print(json.dumps({
    "module": sys.modules["likert_sets"].__file__,
    "memberships": sets.data["TRUSTING"].tolist(),
    "table": sets.table.loc["TRUSTING"].tolist(),
    "plain": plain,
    "same": from_dict(json.loads(json.dumps(plain))) == sets.calibrators["TRUSTING"],
    "title": bars.get_title(loc="left"),
    "curves": [line.get_gid() for line in curve.lines].count("curve"),
    "other cases": sets.apply(pd.DataFrame({"trust": [2.0, 6.0]})).data["TRUSTING"].tolist(),
    "refused": refused,
}))
"""


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """Return a folder into which the package has been installed, without network and without dependencies."""
    folder = tmp_path_factory.mktemp("installed")
    options = "--quiet --no-index --no-deps --no-build-isolation --disable-pip-version-check --target"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options.split(), str(folder), str(PACKAGE)],
        check=True,
        capture_output=True,
        text=True,
    )
    return folder


def test_the_installed_package_offers_its_calibration_like_a_built_in_one(target):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(target), str(ROOT)])}
    shown = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=environment, check=False
    )
    assert shown.returncode == 0, shown.stderr
    found = json.loads(shown.stdout)
    assert Path(found.pop("module")).is_relative_to(target)
    assert found == {
        "memberships": [0.0, 0.375, 0.5, 0.75, 1.0],
        "table": ["trust", "likert", "1 to 5", "labels of the scale"],
        "plain": {"method": "likert", "points": 5, "why": "labels of the scale"},
        "same": True,
        "title": "TRUSTING from trust\nlikert: 1 to 5",
        "curves": 1,
        "other cases": [0.25, 1.0],
        "refused": (
            "Set 'TRUSTING': A score is 5, but the response scale runs from 1 to 4. "
            "Correct the data, or give another number of points."
        ),
    }


def test_the_entry_point_names_the_class_that_is_there(target):
    (package,) = [found for found in distributions(path=[str(target)]) if found.name == "likert-sets"]
    (entry,) = package.entry_points
    assert (entry.group, entry.name, entry.value) == ("fsqca.calibrators", "likert", "likert_sets:Likert")
