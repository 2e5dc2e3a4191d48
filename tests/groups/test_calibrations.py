"""Common anchors against own anchors."""

from __future__ import annotations

import pandas as pd
import pytest

import fsqca as fq
from fsqca.groups import compare_calibrations
from tests.groups.frames import planted


def raw() -> pd.DataFrame:
    data = planted(7, n=60)
    scores = data[["A", "B", "C", "Y"]] * 6 + 1
    scores.loc[data["unit"] == "west"] += 1.5
    return scores.assign(unit=data["unit"])


ANCHORS = {name: fq.Quantiles(0.1, 0.5, 0.9) for name in ("A", "B", "C", "Y")}


def test_learnt_anchors_are_learnt_in_each_group() -> None:
    data = raw()
    choice = compare_calibrations(data, ANCHORS, "Y", by="unit", crossover="above", frequency=2)
    west = data[data["unit"] == "west"].drop(columns="unit")
    own = fq.calibrate(west, ANCHORS).data
    pd.testing.assert_frame_equal(choice.own_sets["west"].data, own)
    moved = choice.memberships.set_index(["group", "set"])
    common = fq.calibrate(data.drop(columns="unit"), ANCHORS).data.loc[own.index]
    assert moved.loc[("west", "A"), "shift"] == pytest.approx((own["A"] - common["A"]).mean())
    assert moved.loc[("west", "A"), "shift"] < 0 < moved.loc[("east", "A"), "shift"]
    sides = ((own["A"] > 0.5) != (common["A"] > 0.5)).sum()
    assert moved.loc[("west", "A"), "n_sides"] >= sides > 0


def test_rows_and_models_stand_side_by_side() -> None:
    choice = compare_calibrations(raw(), ANCHORS, "Y", by="unit", crossover="above", frequency=2)
    assert list(choice.models.columns) == ["common", "own", "same"]
    assert list(choice.models.index) == ["east", "west", "pooled"]
    assert (choice.rows["common"] != choice.rows["own"]).all()
    assert "Common anchors against own anchors" in str(choice)
    assert "<table" in choice._repr_html_()


def test_given_own_anchors_hold_in_their_group() -> None:
    fixed = {name: fq.Direct(2, 4, 6, why="scale points") for name in ANCHORS}
    shifted = {name: fq.Direct(3.5, 5.5, 7.5, why="own scale") for name in ANCHORS}
    choice = compare_calibrations(raw(), fixed, "Y", by="unit", own={"west": shifted}, crossover="above")
    assert choice.anchors.loc["A", "common"] == choice.anchors.loc["A", "east"]
    assert choice.anchors.loc["A", "common"] != choice.anchors.loc["A", "west"]
    assert (choice.memberships.query("group == 'east'")["largest_change"] == 0).all()


def test_fixed_anchors_without_own_ones_are_refused() -> None:
    fixed = {name: fq.Direct(2, 4, 6) for name in ANCHORS}
    with pytest.raises(fq.FsqcaError, match="The calibrators come out the same in every group"):
        compare_calibrations(raw(), fixed, "Y", by="unit")


def test_unknown_groups_and_sets_are_named() -> None:
    with pytest.raises(fq.FsqcaError, match="There is no group 'wset' in own"):
        compare_calibrations(raw(), ANCHORS, "Y", by="unit", own={"wset": {}})
    with pytest.raises(fq.FsqcaError, match="There is no set 'D' in the calibrators, named in own"):
        compare_calibrations(raw(), ANCHORS, "Y", by="unit", own={"west": {"D": fq.Crisp(3)}})


def test_cases_without_a_label_or_a_score_are_named() -> None:
    data = raw()
    data.loc["case 3", "unit"] = None
    data.loc["case 70", "A"] = None
    choice = compare_calibrations(
        data, ANCHORS, "Y", by="unit", crossover="above", frequency=2, missing="drop"
    )
    assert choice.common.unlabelled == choice.own.unlabelled == ("case 3",)
    assert "Left out because they have no label: 1 case ('case 3')." in choice.notes
    assert any("'case 70'" in note for note in choice.notes)


def test_groups_keep_the_order_of_their_categories_under_both_kinds_of_anchors() -> None:
    data = raw()
    data["unit"] = pd.Categorical(data["unit"], ["west", "east"])
    choice = compare_calibrations(data, ANCHORS, "Y", by="unit", crossover="above", frequency=2)
    assert choice.common.groups == choice.own.groups == ("west", "east")


def test_weights_may_be_a_column_of_the_raw_scores() -> None:
    data = raw().assign(w=[1.0, 2.0, 3.0] * 40)
    choice = compare_calibrations(data, ANCHORS, "Y", by="unit", crossover="above", weights="w")
    assert choice.common.tables["east"].n.sum() == data.loc[data["unit"] == "east", "w"].sum()
    assert choice.own.tables["west"].n.sum() == data.loc[data["unit"] == "west", "w"].sum()


def test_a_group_that_cannot_be_calibrated_by_itself_is_named() -> None:
    data = raw()
    data.loc[data["unit"] == "west", "A"] = 3.0
    with pytest.raises(
        fq.FsqcaError, match=r"Group 'west' cannot be calibrated by itself\. Set 'A': The quantiles"
    ):
        compare_calibrations(data, ANCHORS, "Y", by="unit", crossover="above")
