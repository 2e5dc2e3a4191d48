"""Groups held against each other."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.groups import GroupComparison, compare_groups
from fsqca.groups.terms import relation
from tests.groups.frames import planted
from tests.strategies import fuzzy_frames

CUTS = {"consistency": 0.8, "pri": 0.5, "frequency": 2}


def compared(other: bool = False, **options: object) -> GroupComparison:
    return compare_groups(planted(1, other=other), "Y", by="unit", **{**CUTS, **options})  # type: ignore[arg-type]


def test_each_group_is_analysed_as_it_would_be_alone() -> None:
    data = planted(1, other=True)
    comparison = compare_groups(data, "Y", by="unit", **CUTS)
    for name, part in data.groupby("unit"):
        alone = fq.build_truth_table(part.drop(columns="unit"), "Y", **CUTS)
        own = comparison.tables[str(name)]
        pd.testing.assert_frame_equal(own.table, alone.table)
        found = comparison.solutions[str(name)]
        assert [str(m.expression) for m in found] == [
            str(m.expression) for m in fq.minimize(alone, "parsimonious")
        ]


def test_the_planted_recipes_come_out_and_are_told_apart() -> None:
    comparison = compared(other=True)
    assert comparison.table.loc["east", "expression"] == "C + A*B"
    assert comparison.table.loc["west", "expression"] == "A*B"
    terms = comparison.terms.set_index(["group", "term"])["relation"]
    assert terms["east", "A*B"] == "identical"
    assert terms["east", "C"] == "unique"


def test_the_negated_outcome_is_analysed_too() -> None:
    negation = compared().negation
    assert negation.outcome == "~Y"
    assert negation.negation.outcome == "Y"
    assert set(negation.table["expression"]) == {"~A*~C + ~B*~C"}


def test_patterns_gather_terms_by_their_core_and_take_names() -> None:
    data = planted(1)
    comparison = compare_groups(data, "Y", by="unit", expectations={"A": "+", "B": "+", "C": "+"}, **CUTS)
    assert comparison.kind == "intermediate"
    patterns = comparison.patterns
    assert patterns["n_groups"].tolist() == [2, 2]
    named = comparison.named({"B*A": "joint", "P1": "single"})
    assert named.patterns.set_index("core")["name"].to_dict() == {"C": "single", "A*B": "joint"}
    with pytest.raises(fq.FsqcaError, match="There is no pattern 'P9' in the comparison"):
        comparison.named({"P9": "none"})


def test_cross_fit_is_the_fit_of_the_solution_in_the_other_group() -> None:
    data = planted(1, other=True)
    comparison = compare_groups(data, "Y", by="unit", **CUTS)
    across = comparison.cross_fit
    for source in ("east", "west"):
        for target in ("east", "west"):
            part = data[data["unit"] == target].drop(columns="unit")
            fit = comparison.solutions[source].model.fit_on(part).table
            own = across[(across["source"] == source) & (across["target"] == target)].set_index("term")
            for term in fit.index:
                np.testing.assert_allclose(
                    own.loc[term, ["consistency", "pri", "coverage"]].astype(float),
                    fit.loc[term, ["consistency", "pri", "raw_coverage"]].astype(float),
                )


def test_cases_gained_and_lost_are_those_with_the_outcome_that_only_one_solution_covers() -> None:
    data = planted(1, other=True)
    comparison = compare_groups(data, "Y", by="unit", **CUTS)
    across = comparison.cross_fit.set_index(["source", "target", "term"])
    here = data[data["unit"] == "west"]
    own = here[["A", "B"]].min(axis=1)
    foreign = np.maximum(own, here["C"])
    gained = here.index[(here["Y"] > 0.5) & (foreign > 0.5) & (own <= 0.5)]
    assert across.loc[("east", "west", "solution"), "gained"] == tuple(gained)
    assert across.loc[("east", "west", "solution"), "lost"] == ()
    there = data[data["unit"] == "east"]
    lost = there.index[(there["Y"] > 0.5) & (there[["A", "B"]].min(axis=1) <= 0.5) & (there["C"] > 0.5)]
    assert across.loc[("west", "east", "solution"), "lost"] == tuple(lost)


def test_rows_coded_differently_name_the_reason_and_the_cases() -> None:
    apart = compared(other=True).rows_apart
    row = apart.loc[2]
    assert (row["A"], row["B"], row["C"]) == (0, 0, 1)
    assert (row["east"], row["west"], row["kind"]) == ("1", "0", "coded differently")
    assert row["why"].startswith("east: positive with consistency 0.")
    assert "west: negative, consistency" in row["why"]
    assert len(row["cases"]) > 0


def test_settings_of_one_group_hold_there_only() -> None:
    comparison = compared(settings={"west": {"consistency": 0.9}, "pooled": {"frequency": 5}})
    assert comparison.tables["east"].settings.coding.consistency == 0.8
    assert comparison.tables["west"].settings.coding.consistency == 0.9
    assert comparison.pooled.tables["Y"].settings.coding.frequency == 5
    assert "Cut-offs, west: consistency 0.9, PRI 0.5, frequency 2." in comparison.notes


def test_labels_may_be_a_series_in_another_order_or_an_array() -> None:
    data = planted(1)
    labels = data["unit"].sample(frac=1, random_state=0)
    sets = data.drop(columns="unit")
    for by in (labels, data["unit"].to_numpy(), data["unit"].tolist(), data["unit"].astype("category")):
        comparison = compare_groups(sets, "Y", by=by, **CUTS)
        pd.testing.assert_frame_equal(comparison.table, compared().table)


def test_groups_may_come_apart_as_a_mapping() -> None:
    data = planted(1, other=True)
    parts = {str(name): part.drop(columns="unit") for name, part in data.groupby("unit")}
    comparison = compare_groups(parts, "Y", **CUTS)
    pd.testing.assert_frame_equal(comparison.table, compared(other=True).table)


def test_weights_count_as_repeated_cases() -> None:
    data = planted(1, n=40)
    data["w"] = np.tile([1, 2, 3, 1], 20)
    repeated = data.loc[data.index.repeat(data["w"])].reset_index(drop=True)
    weighted = compare_groups(data, "Y", by="unit", weights="w", **CUTS)
    plain = compare_groups(repeated.drop(columns="w"), "Y", by="unit", **CUTS)
    for frame in ("rows", "terms"):
        one, other = getattr(weighted, frame), getattr(plain, frame)
        pd.testing.assert_frame_equal(one, other, check_dtype=False)


def test_a_group_with_one_case_or_a_constant_outcome_is_a_result() -> None:
    data = planted(1, n=30, groups=("east", "north", "west"))
    data.loc[data["unit"] == "north", "Y"] = 0.9
    data = data.drop(index=data.index[31:60])
    comparison = compare_groups(data, "Y", by="unit", **CUTS)
    assert comparison.groups == ("east", "north", "west")
    assert comparison.table.loc["north", "expression"] == ""
    assert "no model" in comparison.table.loc["north", "reason"]
    assert "north" in str(comparison)


def test_a_condition_missing_in_one_group_gives_that_group_a_reason() -> None:
    data = planted(1, n=30)
    data.loc[data["unit"] == "west", "C"] = np.nan
    comparison = compare_groups(data, "Y", by="unit", missing="drop", **CUTS)
    assert comparison.usable == ("east",)
    assert comparison.analyses["west"].reason
    with pytest.raises(fq.FsqcaError, match="Fewer than two groups could be analysed"):
        comparison.test(10)


def test_fifty_groups_are_compared() -> None:
    data = planted(1, n=8, groups=tuple(f"g{i:02}" for i in range(50)))
    comparison = compare_groups(data, "Y", by="unit", consistency=0.8, frequency=1)
    assert len(comparison.groups) == 50
    assert comparison.patterns["n_groups"].max() > 10
    assert len(str(comparison)) > 1000


NO_COLUMN = "There is no column 'units' in data. Available: 'A', 'B', 'C', 'Y', 'unit'. Did you mean 'unit'?"
NO_GROUPS = (
    "by is missing: name the column that holds the groups, or give one label per case as a Series or an "
    "array."
)
NO_LABELS = "by must be a column name, or one label per case as a Series, a list or an array, not int."
ONE_GROUP = (
    "by makes 1 group: all cases are in 'east'. There is nothing to compare: name a column with at least two "
    "labels, or use build_truth_table() and solve()."
)
OWN_NAME = "A group is named 'pooled', the name of all groups together here. Rename the group."


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("units", NO_COLUMN),
        (["east"] * 3, "by has 3 labels, but data have 240 cases."),
        (None, NO_GROUPS),
        (7, NO_LABELS),
        (["east"] * 240, ONE_GROUP),
        (["pooled"] * 120 + ["west"] * 120, OWN_NAME),
    ],
)
def test_labels_that_make_no_groups_are_refused(by: object, message: str) -> None:
    with pytest.raises(fq.FsqcaError) as error:
        compare_groups(planted(1), "Y", ["A", "B", "C"], by=by)
    assert str(error.value) == message


def test_cases_without_a_label_are_named_or_dropped_and_counted() -> None:
    data = planted(1)
    data.loc[["case 3", "case 9"], "unit"] = None
    with pytest.raises(fq.FsqcaError) as error:
        compare_groups(data, "Y", by="unit")
    assert str(error.value) == (
        "by has no label for 2 cases: 'case 3', 'case 9'. Give each a group, or leave these cases out with "
        'missing="drop".'
    )
    comparison = compare_groups(data, "Y", by="unit", missing="drop", **CUTS)
    assert comparison.unlabelled == ("case 3", "case 9")
    assert "Left out because they have no label: 2 cases ('case 3', 'case 9')." in comparison.notes


def test_a_series_that_lacks_cases_is_refused() -> None:
    data = planted(1)
    with pytest.raises(fq.FsqcaError, match="by has no entry for 1 case of data: 'case 0'"):
        compare_groups(data.drop(columns="unit"), "Y", by=data["unit"].iloc[1:])


def test_unknown_settings_are_refused() -> None:
    with pytest.raises(fq.FsqcaError, match="There is no group 'wets' in settings"):
        compared(settings={"wets": {"frequency": 3}})
    with pytest.raises(fq.FsqcaError, match=r"settings\['west'\] has 'freq', but what may differ"):
        compared(settings={"west": {"freq": 3}})


def test_shared_case_ids_across_frames_are_refused() -> None:
    part = planted(1, n=10).drop(columns="unit")
    with pytest.raises(fq.FsqcaError, match="The groups share case ids: 'case 0'"):
        compare_groups({"a": part, "b": part}, "Y")


def test_a_comparison_prints_renders_and_can_be_pickled() -> None:
    comparison = compared(other=True)
    assert repr(comparison) == "<GroupComparison for Y: 2 groups, 240 cases, parsimonious solutions>"
    assert "Patterns across groups" in str(comparison)
    assert "<table" in comparison._repr_html_()
    again = pickle.loads(pickle.dumps(comparison))
    pd.testing.assert_frame_equal(again.table, comparison.table)


def test_names_with_markup_are_escaped() -> None:
    data = planted(1)
    data["unit"] = data["unit"].replace({"east": "<b>east</b>"})
    html = compare_groups(data, "Y", by="unit", **CUTS)._repr_html_()
    assert "<b>east</b>" not in html
    assert "&lt;b&gt;east" in html


def test_relations_of_terms() -> None:
    assert relation((1, -1, -1), (1, -1, -1)) == "identical"
    assert relation((1, 0, -1), (1, -1, -1)) == "nested"
    assert relation((1, -1, -1), (1, 0, -1)) == "nested"
    assert relation((1, 0, -1), (1, -1, 1)) == "overlapping"
    assert relation((1, 0, -1), (1, 1, -1)) == "unique"
    assert relation((1, -1, -1), (-1, 1, -1)) == "unique"


@settings(max_examples=25, deadline=None)
@given(frame=fuzzy_frames(), bits=st.lists(st.integers(0, 1), min_size=13, max_size=13))
def test_the_order_of_cases_does_not_matter(frame: pd.DataFrame, bits: list[int]) -> None:
    labels = pd.Series([f"g{bit}" for bit in bits[: len(frame)]], index=frame.index)
    if labels.nunique() < 2:
        return
    options = {"by": labels, "crossover": "above", "frequency": 1}
    one = compare_groups(frame, "Y", **options)  # type: ignore[arg-type]
    other = compare_groups(frame.iloc[::-1], "Y", **options)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.rows, other.rows)
    pd.testing.assert_frame_equal(one.terms, other.terms)


def test_charts_stand_side_by_side_with_shared_patterns_under_the_same_number() -> None:
    options = {"expectations": {"A": "+", "B": "+", "C": "+"}, **CUTS}
    chart = compare_groups(planted(1, other=True), "Y", by="unit", **options).chart(pooled=True)  # type: ignore[arg-type]
    assert chart.groups == ("east", "west", "pooled")
    labels = {(column.group, column.term): column.label for column in chart.columns}
    assert labels["east", "A*B"] == labels["west", "A*B"]
