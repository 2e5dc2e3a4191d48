"""A small synthetic study for tests: twelve firms, two conditions, one outcome, two regions."""

from __future__ import annotations

from pathlib import Path

import pytest

from fsqca.study import Study, StudyError

DATA = """firm,region,skill,trust,success
A,north,6.5,6.0,6.5
B,north,6.0,2.0,5.0
C,north,5.5,5.0,6.0
D,north,2.0,6.5,2.5
E,north,1.5,1.5,1.0
F,north,2.5,5.5,3.0
G,south,6.5,5.5,5.5
H,south,5.0,1.0,6.0
I,south,4.5,6.0,5.0
J,south,3.0,6.0,2.0
K,south,1.0,2.0,1.5
L,south,,2.5,2.5
"""

TEXT = """title = "Twelve firms"

[data]
file = "firms.csv"
cases = "firm"
group = "region"

[calibration]
missing = "drop"

[calibration.sets.SKILL]
method = "direct"
column = "skill"
full_out = 2
crossover = 4
full_in = 6
why = "points of the scale"

[calibration.sets.TRUST]
method = "direct"
column = "trust"
full_out = 2
crossover = 4
full_in = 6
why = "points of the scale"

[calibration.sets.SUCCESS]
method = "direct"
column = "success"
full_out = 2
crossover = 4
full_in = 6
why = "points of the scale"

[analysis]
outcome = "SUCCESS"
conditions = ["SKILL", "TRUST"]
negated = true

[cutoffs]
consistency = 0.8
pri = 0.5

[[expectations]]
expect = "SKILL"
why = "skilled firms succeed"
"""


def write_study(folder: Path, text: str = TEXT, data: str = DATA) -> Path:
    """Write a study and its data into a folder and return the path of the study file."""
    (folder / "firms.csv").write_text(data, encoding="utf-8")
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def changed(old: str, new: str, text: str = TEXT) -> str:
    """Return the text of the study with a part replaced, which must be there."""
    assert old in text
    return text.replace(old, new, 1)


def complaint(text: str) -> str:
    """Return what is said of a study text that is wrong."""
    with pytest.raises(StudyError) as caught:
        Study.from_toml(text)
    return str(caught.value)
