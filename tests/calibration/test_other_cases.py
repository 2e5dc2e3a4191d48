"""Anchors learnt on some cases and applied to others; strict mode; sets of one's own in tables and plots."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.calibration import (
    Calibrator,
    Direct,
    Empirical,
    Function,
    Indirect,
    Lookup,
    Quantiles,
    Ranks,
    calibrate,
)
from fsqca.errors import ArgumentError, DataError, UnknownNameError
from fsqca.plots import calibration_plot


@dataclass(frozen=True)
class ShareOfMaximum(Calibrator):
    """It learns anew whenever it is asked to, which applying must not do."""

    maximum: float | None = None
    why: str = ""
    name = "share of maximum"

    def fit(self, raw):
        return replace(self, maximum=float(np.nanmax(raw)))

    def __call__(self, raw):
        return np.clip(np.asarray(raw) / (self.maximum or np.nanmax(raw)), 0, 1)


SPECS = {
    "D": ("score", Direct(2, 4, 6)),
    "Q": ("score", Quantiles(0.25, 0.5, 0.75)),
    "R": ("score", Ranks()),
    "E": ("score", Empirical(1, 3, 5)),
    "I": ("score", Indirect([2, 3, 4], [0, 0.4, 0.6, 1])),
    "S": ("score", ShareOfMaximum()),
    "G": ("grade", Lookup({"low": 0, "high": 1})),
}


@pytest.fixture
def first():
    return pd.DataFrame(
        {"score": [1.0, 2, 3, 4, 5], "grade": ["low", "high", "low", "high", "high"]}, index=list("abcde")
    )


@pytest.fixture
def sets(first):
    return calibrate(first, SPECS)


def test_the_same_cases_get_the_same_memberships(first, sets):
    again = sets.apply(first)
    pd.testing.assert_frame_equal(again.data, sets.data)
    assert again.calibrators == sets.calibrators
    pd.testing.assert_frame_equal(again.table, sets.table)


def test_each_case_gets_its_membership_whatever_other_cases_there_are(first, sets):
    for case in first.index:
        pd.testing.assert_frame_equal(sets.apply(first.loc[[case]]).data, sets.data.loc[[case]])


def test_scores_beyond_those_seen_are_placed_by_the_anchors_learnt(sets):
    new = pd.DataFrame({"grade": ["high"] * 2, "score": [-100.0, 100.0]}, index=["low", "high"])
    data = sets.apply(new).data.round(6)
    assert data.loc["low"].tolist() == [0, 0, 0, 0, 0, 0, 1]
    assert data.loc["high"].tolist() == [1, 1, 1, 1, 1, 1, 1]


def test_a_calibrator_that_would_learn_anew_does_not(sets):
    assert sets.apply(pd.DataFrame({"score": [2.0], "grade": ["low"]})).data["S"].tolist() == [0.4]


def test_the_result_can_be_applied_and_used_like_any_other(first, sets):
    assert sets.apply(first).apply(first).data.equals(sets.data)
    assert fq.pof(sets.apply(first), "D => G").table.equals(fq.pof(sets, "D => G").table)


def test_missing_values_are_handled_as_in_calibrate_and_as_the_first_time(first):
    holes = pd.DataFrame({"A": [1.0, None, 3.0]}, index=["x", "y", "z"])
    strict = calibrate(first, {"A": ("score", Direct(2, 4, 6))})
    renamed = holes.rename(columns={"A": "score"})
    with pytest.raises(DataError, match=r"^1 case of data has missing values in 'score': 'y'\."):
        strict.apply(renamed)
    assert strict.apply(renamed, missing="drop").dropped == ("y",)
    dropping = calibrate(first, {"A": ("score", Direct(2, 4, 6))}, missing="drop")
    assert dropping.apply(renamed).dropped == ("y",)


def test_snap_is_kept_and_can_be_given_anew(first):
    sets = calibrate(first, {"A": ("score", Direct(2, 4, 6))}, snap=0.2)
    assert sets.apply(first).data["A"].tolist() == sets.data["A"].tolist()
    assert sets.apply(first, snap=0.01).data["A"].iloc[0] == pytest.approx(0.0120, abs=1e-4)
    with pytest.raises(ArgumentError, match=r"^snap is 0\.7, but it must be"):
        sets.apply(first, snap=0.7)


def test_a_column_that_is_not_there_and_a_grade_that_is_not_listed_are_refused(sets):
    with pytest.raises(UnknownNameError, match=r"^There is no column 'grade' in data\."):
        sets.apply(pd.DataFrame({"score": [1.0]}))
    with pytest.raises(DataError) as raised:
        sets.apply(pd.DataFrame({"score": [1.0], "grade": ["middle"]}))
    assert str(raised.value) == (
        "Set 'G': 1 raw value has no membership in Lookup: 'middle' (1 case). Listed: 'low', 'high'. "
        "Add what is "
        "missing to the Lookup, or correct the data."
    )


def test_strict_asks_for_every_reason_at_once(first):
    with pytest.raises(ArgumentError) as raised:
        calibrate(
            first,
            {
                "A": ("score", Direct(2, 4, 6)),
                "B": ("score", Direct(2, 4, 6, why="points of the scale")),
                "C": ("score", lambda raw: raw / 5),
                "E": ("score", Direct(2, 4, 6, why="  ")),
            },
            strict=True,
        )
    assert str(raised.value) == (
        "strict=True asks for the reason of every calibration, but 3 sets have none: 'A', 'C', 'E'. "
        "Give it as "
        'why, such as Direct(2, 4, 6, why="points of the response scale"), and for a function as '
        'Function(your_function, why="...").'
    )


def test_strict_passes_where_every_set_has_a_reason(first):
    sets = calibrate(
        first,
        {
            "A": ("score", Direct(2, 4, 6, why="points of the scale")),
            "Q": ("score", Quantiles(0.25, 0.5, 0.75, why="no outside standard")),
            "F": ("score", Function(lambda raw: raw / 5, why="share of the maximum")),
        },
        strict=True,
    )
    assert sets.settings.strict
    assert "" not in sets.table["why"].tolist()
    assert sets.apply(first).settings.strict


def test_one_reason_missing_is_said_in_the_singular(first):
    with pytest.raises(ArgumentError, match=r"but 1 set has none: 'A'\."):
        calibrate(first, {"A": ("score", Direct(2, 4, 6))}, strict=True)


def test_a_calibration_of_ones_own_is_in_the_table_and_in_the_figure_like_a_built_in_one(first):
    sets = calibrate(first, {"S": ("score", ShareOfMaximum(why="market leader"))}, strict=True)
    assert sets.table.loc["S"].tolist() == ["score", "share of maximum", "maximum=5", "market leader"]
    bars, curve = calibration_plot(sets).axes
    assert bars.get_title(loc="left").split() == [
        "S",
        "from",
        "score",
        "share",
        "of",
        "maximum:",
        "maximum=5",
    ]
    (line,) = [artist for artist in curve.lines if artist.get_gid() == "curve"]
    assert np.interp(2.5, *line.get_data()) == pytest.approx(0.5)


def test_an_indirect_calibration_shows_its_anchors_in_the_figure(first):
    sets = calibrate(first, {"I": SPECS["I"]})
    _, curve = calibration_plot(sets).axes
    anchors = [line.get_xdata()[0] for line in curve.lines if str(line.get_gid()).startswith("anchor")]
    assert anchors == pytest.approx(list(sets.calibrators["I"].anchors))
