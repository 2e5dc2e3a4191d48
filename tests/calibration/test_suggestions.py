"""Suggested anchors: the rules, their marks, and what they do to a truth table."""

from __future__ import annotations

import pickle
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.calibration import find_thresholds, suggest_anchors
from fsqca.calibration.anchor_rules import (
    NoAnchorsError,
    cluster_anchors,
    gap_anchors,
    label_anchors,
    quantile_anchors,
)
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, UnknownNameError


@pytest.fixture
def scores():
    rng = np.random.default_rng(7)
    n = 60
    frame = pd.DataFrame(np.clip(rng.normal(4, 1.5, (n, 3)), 1, 7).round(2), columns=["A", "B", "Y"])
    frame["Y"] = ((frame["A"] + frame["B"]) / 2).round(2)
    frame.index = [f"c{i}" for i in range(n)]
    return frame


@pytest.fixture
def sets(scores):
    return fq.calibrate(scores, {name: fq.Direct(2, 4.005, 6) for name in scores})


# ---- the rules


@pytest.mark.parametrize(
    ("scale", "anchors"),
    [
        ((1, 7), (2, 4, 6)),
        ((1, 5), (2, 3, 4)),
        ((1, 6), (2, 3.5, 5)),
        ((0, 10), (1, 5, 9)),
        ((-3, 3), (-2, 0, 2)),
    ],
)
def test_scale_labels_are_those_next_to_the_ends_and_the_middle(scale, anchors):
    assert label_anchors(*scale) == anchors


def test_a_scale_of_four_labels_has_only_ends():
    found = suggest_anchors(pd.DataFrame({"A": [1, 2, 3, 4]}), scale=(1, 4)).table.loc["A"]
    assert np.isnan(found.loc["scale labels", "crossover"])
    assert found.loc["scale labels", "note"] == (
        "the scale has fewer than five labels; its ends are the anchors there are"
    )
    assert found.loc["scale ends", ["full_out", "crossover", "full_in"]].tolist() == [1, 2.5, 4]


def test_quantiles_are_those_of_the_calibrator_that_takes_them(scores):
    values = scores["A"].to_numpy()
    direct = fq.Quantiles(0.1, 0.5, 0.9).fit(values)
    assert quantile_anchors(values, (0.1, 0.5, 0.9)) == direct.anchors


@given(st.lists(st.integers(0, 40), min_size=4, max_size=12, unique=True))
def test_clusters_are_four_runs_of_neighbours_and_equal_values_change_nothing(numbers):
    values = np.array(numbers, dtype=float)
    anchors, others = cluster_anchors(values)
    ordered = np.sort(values)
    middles = (ordered[:-1] + ordered[1:]) / 2
    for found in filter(None, (anchors, others)):
        assert set(np.searchsorted(found, values)) == {0, 1, 2, 3}
        # A border lies halfway between two neighbours.
        assert set(found) <= set(middles)
    assert cluster_anchors(np.repeat(values, 3)) == (anchors, others)


@given(st.lists(st.integers(0, 40), min_size=4, max_size=12, unique=True))
def test_the_three_widest_gaps_are_no_narrower_than_any_other(numbers):
    values = np.array(numbers, dtype=float)
    ordered = np.sort(values)
    gaps = {(a + b) / 2: b - a for a, b in pairwise(ordered)}
    try:
        anchors = gap_anchors(values)
    except NoAnchorsError:
        widths = sorted(gaps.values(), reverse=True)
        assert widths[2] == widths[3]
        return
    assert min(gaps[one] for one in anchors) > max([0, *(w for m, w in gaps.items() if m not in anchors)])


@pytest.mark.parametrize(
    ("rule", "values", "reason"),
    [
        (
            cluster_anchors, [1, 1, 2, 9],
            "three borders need at least four different raw values, and there are 3",
        ),
        (gap_anchors, [1, 2, 3, 4, 5], "more than three gaps are as wide as the third widest"),
        (gap_anchors, [5, 5, 5], "three borders need at least four different raw values, and there are 1"),
        (
            lambda values: quantile_anchors(values, (0.1, 0.5, 0.9)), [1, 1, 1, 1, 9],
            "the anchors 1 / 1 / 5.8 do not rise: too many raw values are equal",
        ),
    ],
)  # fmt: skip
def test_a_rule_that_gives_no_anchors_says_why(rule, values, reason):
    with pytest.raises(NoAnchorsError) as caught:
        rule(np.array(values, dtype=float))
    assert str(caught.value) == reason


@pytest.mark.filterwarnings("ignore::fsqca.errors.CalibrationWarning")
@given(st.lists(st.integers(0, 40), min_size=4, max_size=30).filter(lambda own: len(set(own)) > 3))
def test_clusters_and_gaps_are_the_thresholds_found_in_the_data(numbers):
    found = suggest_anchors(pd.DataFrame({"A": numbers}), quantiles=[])
    assert found.anchors["A", "clusters"] == find_thresholds(numbers, 3)
    if found.anchors["A", "largest gaps"] is None:
        with pytest.raises(DataError, match="are equally large"):
            find_thresholds(numbers, 3, method="gap")
    else:
        assert found.anchors["A", "largest gaps"] == find_thresholds(numbers, 3, method="gap")


def test_other_clusters_that_would_do_as_well_are_named():
    found = suggest_anchors(pd.DataFrame({"A": [1, 2, 3, 4, 5], "B": [1, 2, 5, 6, 20]}), quantiles=[])
    assert found.anchors["A", "clusters"] == (2.5, 3.5, 4.5)
    assert found.others == {("A", "clusters"): (1.5, 2.5, 3.5), ("B", "clusters"): (1.5, 3.5, 13.0)}
    assert found.table.loc[("A", "clusters"), "note"] == (
        "1.5 / 2.5 / 3.5 would do as well, because distances are equal"
    )
    assert (
        "Distances are equal, so that other clusters would do as well: 1.5 / 2.5 / 3.5 for 'A', "
        "1.5 / 3.5 / 13 for 'B'."
    ) in str(found).splitlines()


def test_clusters_of_too_many_values_are_not_computed():
    with pytest.raises(NoAnchorsError) as caught:
        cluster_anchors(np.sqrt(np.arange(5001.0)))
    assert str(caught.value) == "there are more than 5,000 different raw values"


# ---- side by side


def test_suggestions_stand_side_by_side_with_their_effect(scores):
    found = suggest_anchors(scores, ["A"], scale=(1, 7), quantiles=[(0.1, 0.5, 0.9)])
    table = found.table.loc["A"]
    assert table.index.tolist()[:3] == ["scale labels", "scale ends", "quantiles 0.1 / 0.5 / 0.9"]
    row = table.loc["scale labels"]
    values = fq.Direct(2, 4, 6)(scores["A"])
    assert row["above_half"] == (values > 0.5).mean()
    assert row["at_half"] == (values == 0.5).sum()
    other = fq.Direct(1, 4, 7)(scores["A"])
    pair = found.correlations.set_index(["suggestion", "other"]).loc[("scale labels", "scale ends")]
    assert pair["correlation"] == pytest.approx(np.corrcoef(values, other)[0, 1])
    own = found.correlations.query("suggestion == 'scale labels'")["correlation"]
    assert row["correlation"] == own.min()


def test_a_suggestion_without_a_reason_says_so_in_the_table_of_the_calibration(scores):
    found = suggest_anchors(scores, scale=(1, 7))
    taken = {name: found.calibrator(name, "scale labels") for name in "AB"}
    table = fq.calibrate(scores, taken).table
    assert table["why"].tolist() == ["suggested by scale labels; give a substantive reason"] * 2
    assert table["anchors"].tolist() == ["2 / 4 / 6"] * 2
    assert found.calibrator("A", "scale labels", "  ").why == taken["A"].why
    assert found.table["why"].iloc[0] == taken["A"].why


def test_a_reason_of_ones_own_stands_with_where_the_anchors_came_from(scores):
    found = suggest_anchors(scores, scale=(1, 7))
    own = found.calibrator("A", "scale labels", "4 is the neutral label")
    assert own.why == "4 is the neutral label (anchors suggested by scale labels)"


def test_a_falling_set_has_the_anchors_turned_round(scores):
    found = suggest_anchors(scores, scale=(1, 7), idm=0.9)
    assert found.calibrator("A", "scale labels", falling=True).anchors == (6, 4, 2)
    assert found.calibrator("A", "scale labels").idm == 0.9


def test_skewed_suggestions_are_noted():
    found = suggest_anchors(pd.DataFrame({"A": [1, 1, 1, 1, 1, 2, 1, 1, 1, 7]}), scale=(1, 7))
    assert found.table.loc[("A", "scale labels"), "note"] == "skewed: 10% of the cases above 0.5"


def test_the_print_says_that_a_reason_is_needed(scores):
    text = str(suggest_anchors(scores, ["A"], quantiles=[(0.1, 0.5, 0.9)]))
    assert text.splitlines()[0] == "Suggested anchors for 1 variable, 60 cases"
    assert text.endswith(
        "These are suggestions from numbers alone. An anchor needs a substantive reason: what the value "
        "means.\nLabels of a response scale are suggested where it is given: scale=(1, 7)."
    )


def test_the_suggestions_are_one_line_escaped_and_can_be_pickled():
    found = suggest_anchors(pd.DataFrame({"<A>": [1, 2.5, 4, 7, 7.5]}), quantiles=[(0.1, 0.5, 0.9)])
    assert repr(found) == "AnchorSuggestions(1 variable, 5 cases; 3 suggestions)"
    assert "&lt;A&gt;" in found._repr_html_()
    assert "<A>" not in found._repr_html_()
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(found)).table, found.table)


def test_cases_without_a_value_are_refused_or_left_out_and_listed():
    frame = pd.DataFrame({"A": [1, 2, None, 4, 7]}, index=list("vwxyz"))
    with pytest.raises(DataError):
        suggest_anchors(frame)
    found = suggest_anchors(frame, missing="drop")
    assert found.dropped == ("x",)
    assert str(found).endswith("Left out for missing values: 1 case ('x').")


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"columns": "A"}, ArgumentTypeError, "columns must be a list of names, not one text: write ['A']."),
        ({"columns": []}, ArgumentError, "columns is empty: name at least one variable."),
        ({"columns": ["A", "A"]}, ArgumentError, "columns names a variable twice."),
        (
            {"columns": ["Z"]}, UnknownNameError,
            "There is no column 'Z' in data. Available: 'A', 'B'.",
        ),
        (
            {"scale": 7}, ArgumentTypeError,
            "The scale of 'A' must be its lowest and its highest label, such as (1, 7), not 7.",
        ),
        (
            {"scale": {"A": (1.5, 7)}}, ArgumentTypeError,
            "The scale of 'A' must be its lowest and its highest label, such as (1, 7), not (1.5, 7).",
        ),
        (
            {"scale": (0, 100)}, ArgumentError,
            (
                "The scale of 'A' is (0, 100), but a response scale has 3 to 11 labels, given as the lowest "
                "and the highest."
            ),
        ),
        (
            {"scale": (7, 1)}, ArgumentError,
            (
                "The scale of 'A' is (7, 1), but a response scale has 3 to 11 labels, given as the lowest "
                "and the highest."
            ),
        ),
        (
            {"scale": (1, 5)}, DataError,
            (
                "The scale of 'A' goes from 1 to 5, but 1 value lies outside, for example 7 in cases 3. "
                "Correct the data or the scale."
            ),
        ),
        (
            {"scale": {"C": (1, 7)}}, UnknownNameError,
            "There is no variable 'C' in columns. Available: 'A', 'B'.",
        ),
        (
            {"quantiles": (0.1, 0.5, 0.9)}, ArgumentTypeError,
            (
                "quantiles must be a list of three probabilities each, such as [(0.1, 0.5, 0.9)], "
                "not (0.1, 0.5, 0.9)."
            ),
        ),
        (
            {"quantiles": [(10, 50, 90)]}, ArgumentError,
            "quantiles is 10, but it must be greater than 0 and less than 1. Did you mean 0.1?",
        ),
        (
            {"quantiles": [(0.9, 0.5, 0.1)]}, ArgumentError,
            "quantiles 0.9 / 0.5 / 0.1 fall, but they must rise.",
        ),
    ],
)  # fmt: skip
def test_bad_settings_are_refused(settings, error, message):
    frame = pd.DataFrame({"A": [1, 2, 4, 7], "B": [1, 2, 4, 5]})
    with pytest.raises(error) as caught:
        suggest_anchors(frame, **settings)
    assert str(caught.value) == message


def test_text_is_refused():
    with pytest.raises(DataError) as caught:
        suggest_anchors(pd.DataFrame({"A": ["low", "high"]}))
    assert str(caught.value).startswith("Column 'A' in data is not numeric")


def test_unknown_suggestions_and_those_without_anchors_are_refused():
    found = suggest_anchors(pd.DataFrame({"A": [1, 2, 3, 4, 5]}), quantiles=[(0.1, 0.5, 0.9)])
    with pytest.raises(UnknownNameError) as caught:
        found.calibrator("A", "cluster")
    assert str(caught.value) == (
        "There is no suggestion 'cluster' in those for 'A'. Available: 'quantiles 0.1 / 0.5 / 0.9', "
        "'clusters', 'largest gaps'. Did you mean 'clusters'?"
    )
    with pytest.raises(UnknownNameError):
        found.calibrator("B", "clusters")
    with pytest.raises(DataError) as caught:
        found.calibrator("A", "largest gaps")
    assert str(caught.value) == (
        "There are no anchors by largest gaps for 'A': more than three gaps are as wide as the third widest. "
        "Those that have some: 'quantiles 0.1 / 0.5 / 0.9', 'clusters'."
    )


# ---- the truth table


def test_the_effect_is_that_of_truth_tables_built_by_hand(scores, sets):
    found = suggest_anchors(scores, ["A"], quantiles=[(0.1, 0.6, 0.9)])
    effects = found.effects(sets, "Y", consistency=0.75)
    suggestion = "quantiles 0.1 / 0.6 / 0.9"
    changed = sets.data.assign(A=found.calibrator("A", suggestion)(scores["A"]))
    before = fq.build_truth_table(sets.data, "Y", consistency=0.75)
    after = fq.build_truth_table(changed, "Y", consistency=0.75)
    row = effects.table.loc[("A", suggestion)]
    assert row["reference"] == "as calibrated"
    assert row["rows"] == len(after.table)
    assert row["rows_1"] == (after.table["out"] == "1").sum()
    assert row["above_half"] == (changed["A"] > 0.5).mean()
    change = (after.table["consistency"] - before.table["consistency"]).dropna()
    assert row["consistency_change"] == pytest.approx(change[change.abs().idxmax()])
    assert row["rows_recoded"] == (after.table["out"] != before.table["out"].reindex(after.table.index)).sum()

    def places(table):
        return {case: number for number in table.numbers for case in table.cases(number)}

    moved = {case for case in scores.index if places(before).get(case) != places(after).get(case)}
    assert moved
    own = effects.moved.query("suggestion == @suggestion")
    assert set(own["case"]) == moved
    assert row["cases_moved"] == len(moved)
    first = own.iloc[0]
    assert (first["from_row"], first["to_row"]) == (
        places(before)[first["case"]],
        places(after)[first["case"]],
    )
    side = effects.rows.query("suggestion == @suggestion")
    assert side["consistency"].dropna().tolist() == after.table["consistency"].tolist()
    assert side["n_reference"].sum() == before.table["n"].sum()


def test_the_calibration_itself_comes_first_and_changes_nothing(scores, sets):
    effects = suggest_anchors(scores, ["A"], scale=(1, 7)).effects(sets, "Y")
    first = effects.table.loc[("A", "as calibrated")]
    assert first[["rows_recoded", "consistency_change", "cases_moved"]].tolist() == [0, 0, 0]
    assert effects.table.index[0] == ("A", "as calibrated")


def test_cases_at_exactly_one_half_are_counted_without_a_warning(scores):
    coarse = scores.round(0)
    sets = fq.calibrate(coarse, {name: fq.Direct(2, 4.5, 6) for name in coarse})
    effects = suggest_anchors(coarse, ["A"], scale=(1, 7), quantiles=[]).effects(sets, "Y")
    row = effects.table.loc[("A", "scale labels")]
    assert row["unassigned"] == (coarse["A"] == 4).sum() > 0
    lost = effects.moved.query("suggestion == 'scale labels'")
    assert lost["to_row"].isna().sum() == row["unassigned"]


def test_the_outcome_can_be_the_set_that_changes_and_then_no_case_moves(scores, sets):
    effects = suggest_anchors(scores, ["Y"], scale=(1, 7)).effects(sets, "~Y", ["A", "B"])
    table = effects.table.loc["Y"]
    assert (table["cases_moved"] == 0).all()
    assert (table["consistency_change"].drop("as calibrated") != 0).any()


def test_a_variable_that_is_not_calibrated_yet_is_compared_with_its_first_suggestion(scores, sets):
    others = sets.data[["B", "Y"]]
    effects = suggest_anchors(scores, ["A"], scale=(1, 7)).effects(others, "Y")
    assert set(effects.table["reference"]) == {"scale labels"}
    assert effects.conditions == ("B", "A")
    assert effects.table.index[0] == ("A", "scale labels")


def test_a_set_of_another_name_and_a_falling_set_keep_name_and_direction(scores):
    sets = fq.calibrate(scores, {"LOW": ("A", fq.Direct(6, 4, 2)), "Y": fq.Direct(2, 4.005, 6)})
    effects = suggest_anchors(scores, ["A"], scale=(1, 7), quantiles=[]).effects(sets, "Y")
    row = effects.table.loc[("LOW", "scale labels")]
    assert row[["rows_recoded", "consistency_change", "cases_moved"]].tolist() == [0, 0, 0]


def test_sets_that_three_anchors_cannot_stand_in_for_are_named(scores):
    sets = fq.calibrate(
        scores,
        {
            "A": fq.Direct(2, 4.005, 6),
            "MID": ("A", fq.Bell(1, 2, 3, 5, 6, 7)),
            "B": fq.Crisp(3, 5),
            "Y": fq.Direct(2, 4.005, 6),
        },
    )
    effects = suggest_anchors(scores, ["A", "B"], scale=(1, 7)).effects(sets, "Y")
    assert effects.skipped == {
        "MID": "three anchors cannot stand in for a bell",
        "B": "three anchors cannot stand in for a multi-value set",
    }
    assert "Not compared: MID, because three anchors cannot stand in for a bell." in str(effects)


def test_a_variable_whose_name_another_set_has_leaves_that_set_alone(scores):
    sets = fq.calibrate(scores, {"A": ("B", fq.Direct(2, 4.005, 6)), "Y": fq.Direct(2, 4.005, 6)})
    effects = suggest_anchors(scores, ["A", "B"], scale=(1, 7)).effects(sets, "Y")
    assert effects.skipped == {"A": "the set of that name is made of 'B'"}
    assert set(effects.table["reference"]) == {"as calibrated"}
    expected = fq.build_truth_table(sets, "Y")
    assert effects.table.loc[("A", "as calibrated"), "rows"] == len(expected.table)


def test_effects_are_refused_where_no_suggestion_belongs_to_a_set(scores, sets):
    found = suggest_anchors(scores, ["A"], scale=(1, 7))
    with pytest.raises(ArgumentError) as caught:
        found.effects(sets, "Y", ["B"])
    assert str(caught.value) == (
        "No suggestion belongs to a set of this analysis. Variables with suggestions: 'A'; sets of the "
        "analysis: 'B', 'Y'."
    )


def test_cases_without_raw_values_are_refused(scores, sets):
    found = suggest_anchors(scores.iloc[2:], ["A"], scale=(1, 7))
    with pytest.raises(DataError) as caught:
        found.effects(sets, "Y")
    assert str(caught.value) == (
        "2 cases of sets have no raw values among the suggestions: 'c0', 'c1'. Make both from the same data."
    )


def test_effects_read_well_and_can_be_pickled(scores, sets):
    effects = suggest_anchors(scores, ["A"], scale=(1, 7), quantiles=[]).effects(sets, "Y", pri=0.5)
    assert repr(effects).startswith("AnchorEffects(Y; 1 set, ")
    text = str(effects)
    assert text.startswith("Suggested anchors and the truth table of Y (A, B)\n")
    assert text.endswith(
        "Cut-offs: consistency >= 0.8, PRI >= 0.5, frequency >= 1. One set is changed at a time, the others "
        "stay as they are.\nCompared with: as calibrated."
    )
    assert "<table" in effects._repr_html_()
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(effects)).rows, effects.rows)
