"""The rows of a truth table against sums taken case by case."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from tests import oracles
from tests.truth_table.frames import KINDS, crossover_allowed, random_frame

FRAMES = [
    pytest.param(seed, kinds, n, outcome, id=f"{'-'.join(map(str, kinds))}-{n}-{outcome}-{seed}")
    for seed, (kinds, n, outcome) in enumerate(
        itertools.product(
            [
                ("fuzzy",),
                ("fuzzy", "fuzzy"),
                ("fuzzy", "fuzzy", "fuzzy", "fuzzy"),
                ("crisp", "crisp", "crisp"),
                ("ties", "ties", "ties"),
                (3, 3),
                ("fuzzy", 3, "crisp"),
                (4, "ties", 3),
                ("fuzzy", "crisp", "ties", 3, "fuzzy"),
            ],
            (1, 7, 40),
            ("fuzzy", "crisp"),
        )
    )
]
CUT_OFFS = [
    {},
    {"consistency": 0.9, "pri": 0.6},
    {"consistency": 0.7, "frequency": 2},
    {"consistency": 0.95, "contradiction": 0.6},
    {"consistency": 0.9, "contradiction": 0.5, "frequency": 3, "pri": 0.5},
]


def expected_table(
    data: pd.DataFrame, **cut_offs: float
) -> tuple[dict[int, oracles.TableRow], dict[int, str]]:
    conditions = [name for name in data.columns if name != "Y"]
    _, rows = oracles.truth_table(list(data.index), data[conditions].to_numpy().tolist(), data["Y"].tolist())
    codes = {
        number: oracles.code(
            row,
            cutoff=cut_offs.get("consistency", 0.8),
            pri_cutoff=cut_offs.get("pri", 0.0),
            frequency=cut_offs.get("frequency", 1),
            contradiction=cut_offs.get("contradiction"),
        )
        for number, row in rows.items()
    }
    return rows, codes


@pytest.mark.parametrize(("seed", "kinds", "n", "outcome"), FRAMES)
def test_every_row_holds_the_sums_taken_case_by_case(seed, kinds, n, outcome):
    data = random_frame(seed, kinds, n, outcome)
    with crossover_allowed():
        table = fq.build_truth_table(data, "Y").table
    rows, _ = expected_table(data)
    assert table.index.tolist() == sorted(rows)
    assert table.index.name == "row"
    conditions = list(data.columns[:-1])
    for number, row in rows.items():
        got = table.loc[number]
        assert tuple(got[conditions]) == row.configuration
        assert got["n"] == row.n
        assert got["consistency"] == pytest.approx(row.consistency, abs=1e-12)
        assert got["pri"] == pytest.approx(row.pri, abs=1e-9, nan_ok=True)
        assert got["cases"] == row.cases


@pytest.mark.parametrize("cut_offs", CUT_OFFS, ids=str)
@pytest.mark.parametrize(("seed", "kinds", "n", "outcome"), FRAMES[::3])
def test_codes_follow_the_documented_rule(seed, kinds, n, outcome, cut_offs):
    data = random_frame(seed, kinds, n, outcome)
    with crossover_allowed():
        table = fq.build_truth_table(data, "Y", **cut_offs)
    _, codes = expected_table(data, **cut_offs)
    assert table.table["out"].to_dict() == codes


@pytest.mark.parametrize(("seed", "kinds", "n", "outcome"), FRAMES)
def test_deviant_cases_are_members_of_their_row_without_the_outcome(seed, kinds, n, outcome):
    data = random_frame(seed, kinds, n, outcome)
    with crossover_allowed():
        deviant = fq.build_truth_table(data, "Y").deviant_cases
    rows, _ = expected_table(data)
    expected = [(number, case) for number in sorted(rows) for case in rows[number].deviant]
    assert list(deviant.columns) == ["row", "case", "membership", "outcome"]
    assert list(zip(deviant["row"], deviant["case"], strict=True)) == expected
    assert (deviant["outcome"].to_numpy() == data["Y"].loc[list(deviant["case"])].to_numpy()).all()
    assert (deviant["membership"] > 0.5).all()


def test_the_membership_of_a_deviant_case_is_that_in_its_configuration():
    data = pd.DataFrame({"A": [0.9, 0.2], "B": [0.3, 0.6], "Y": [0.1, 0.9]}, index=["x", "y"])
    deviant = fq.build_truth_table(data, "Y").deviant_cases
    assert deviant.to_dict("records") == [{"row": 3, "case": "x", "membership": 0.7, "outcome": 0.1}]


@pytest.mark.parametrize("kinds", [("fuzzy", "crisp", 3), ("fuzzy", "fuzzy", "fuzzy")])
def test_the_complete_table_lists_every_configuration_once(kinds):
    data = random_frame(11, kinds, 15)
    table = fq.build_truth_table(data, "Y")
    complete = table.complete()
    levels = tuple(table.levels.values())
    conditions = list(data.columns[:-1])
    assert complete.index.tolist() == list(range(1, len(oracles.all_rows(levels)) + 1))
    assert [tuple(row) for row in complete[conditions].to_numpy()] == oracles.all_rows(levels)
    observed = complete.loc[table.table.index]
    pd.testing.assert_frame_equal(observed, table.table, check_dtype=False)
    remainders = complete.drop(table.table.index)
    assert (remainders["out"] == "?").all()
    assert (remainders["n"] == 0).all()
    assert (remainders["cases"] == ()).all()


def test_remainders_of_the_complete_table_have_the_consistency_of_partial_memberships():
    data = random_frame(5, ("fuzzy", "fuzzy", "fuzzy", "fuzzy"), 6)
    table = fq.build_truth_table(data, "Y")
    complete = table.complete()
    values, y = data[list("ABCD")].to_numpy().tolist(), data["Y"].tolist()
    remainders = [number for number in complete.index if complete.loc[number, "out"] == "?"]
    assert remainders
    for number in remainders:
        row = oracles.row_of(number, (2, 2, 2, 2))
        x = [
            min(oracles.literal_membership(v, level, True) for v, level in zip(case, row, strict=True))
            for case in values
        ]
        assert complete.loc[number, "consistency"] == pytest.approx(oracles.consistency(x, y), abs=1e-12)
        assert complete.loc[number, "pri"] == pytest.approx(oracles.pri(x, y), abs=1e-9, nan_ok=True)


def test_a_pri_that_is_undefined_on_paper_is_not_a_number():
    # Every membership in ~A*B is 1 - 0.7, which in floating point exceeds the outcome of 0.3 by 6e-17;
    # on paper sum x equals sum min(x, y, 1 - y) and PRI is 0 / 0.
    data = pd.DataFrame({"A": [0.7, 0.7], "B": [0.9, 0.8], "Y": [0.3, 0.3]})
    complete = fq.build_truth_table(data, "Y").complete()
    row = oracles.row_number((0, 1), (2, 2))
    assert complete.loc[row, "n"] == 0
    assert np.isnan(complete.loc[row, "pri"])
    assert np.isnan(fq.metrics.pri(1 - data["A"], data["Y"]))


@pytest.mark.parametrize("outcome", ["Y", "~Y", "A1 + ~Y", "Y*A1"])
def test_the_outcome_may_be_any_expression(outcome):
    data = random_frame(3, ("fuzzy", "fuzzy", "fuzzy"), 30)
    data["A1"] = data["A"].to_numpy()[::-1]
    y, a = data["Y"], data["A1"]
    values = {"Y": y, "~Y": 1 - y, "A1 + ~Y": np.maximum(a, 1 - y), "Y*A1": np.minimum(a, y)}[outcome]
    direct = data[["A", "B", "C"]].assign(Z=values)
    got = fq.build_truth_table(data, outcome, ["A", "B", "C"]).table
    pd.testing.assert_frame_equal(got, fq.build_truth_table(direct, "Z").table)


@pytest.mark.parametrize(("outcome", "accepted"), [("Y{0}", {0}), ("Y{1,2}", {1, 2}), ("~Y{1}", {0, 2})])
def test_values_of_a_multi_value_outcome_make_a_crisp_outcome(outcome, accepted):
    data = random_frame(3, (3, "fuzzy"), 40)
    data["Y"] = np.arange(40) % 3
    direct = data[["A", "B"]].assign(Z=[float(value in accepted) for value in data["Y"]])
    got = fq.build_truth_table(data, outcome).table
    pd.testing.assert_frame_equal(got, fq.build_truth_table(direct, "Z").table)


def test_conditions_are_all_columns_but_those_of_the_outcome_in_the_order_of_the_data():
    data = random_frame(1, ("fuzzy", "crisp", 3), 20)
    table = fq.build_truth_table(data[["C", "Y", "A", "B"]], "~Y")
    assert table.conditions == ("C", "A", "B")
    assert table.levels == {"C": 3, "A": 2, "B": 2}


def test_levels_are_not_compressed_where_a_middle_value_is_absent():
    data = pd.DataFrame({"A": [0, 3, 3, 0], "B": [0, 1, 0, 1], "Y": [0, 1, 1, 0]})
    table = fq.build_truth_table(data, "Y")
    assert table.levels == {"A": 4, "B": 2}
    assert table.table.index.tolist() == [1, 2, 7, 8]


def test_the_frame_is_not_changed():
    data = random_frame(2, ("ties", "fuzzy", 3), 25)
    before = data.copy(deep=True)
    for crossover in ("above", "below", "drop"):
        fq.build_truth_table(data, "Y", crossover=crossover).complete()
    pd.testing.assert_frame_equal(data, before)


@pytest.mark.parametrize("seed", range(10))
def test_permuting_the_cases_changes_only_the_order_of_case_ids(seed):
    kinds = tuple(np.random.default_rng(seed).permutation(np.array(KINDS, dtype=object))[:3])
    data = random_frame(seed, kinds, 40)
    shuffled = data.sample(frac=1, random_state=seed)
    with crossover_allowed():
        one, other = fq.build_truth_table(data, "Y").table, fq.build_truth_table(shuffled, "Y").table
    columns = ["out", "n", "consistency", "pri", "near"]
    pd.testing.assert_frame_equal(one[columns], other[columns])
    assert one["cases"].map(sorted).to_dict() == other["cases"].map(sorted).to_dict()


@pytest.mark.parametrize("seed", range(10))
def test_reordering_the_conditions_only_renumbers_the_rows(seed):
    kinds = tuple(np.random.default_rng(seed + 50).permutation(np.array(KINDS, dtype=object))[:4])
    data = random_frame(seed, kinds, 40)
    conditions = list(data.columns[:-1])
    with crossover_allowed():
        one = fq.build_truth_table(data, "Y", conditions).table
        other = fq.build_truth_table(data, "Y", conditions[::-1]).table
    key = [*conditions, "out", "n", "cases", "near"]
    assert set(map(tuple, one[key].to_numpy())) == set(map(tuple, other[key].to_numpy()))
    values = [frame.set_index(conditions)[["consistency", "pri"]].sort_index() for frame in (one, other)]
    pd.testing.assert_frame_equal(*values)


@pytest.mark.parametrize("seed", range(5))
def test_negating_a_condition_mirrors_the_rows(seed):
    data = random_frame(seed, ("fuzzy", "fuzzy", "crisp"), 40)
    mirrored = data.assign(B=1 - data["B"])
    one, other = fq.build_truth_table(data, "Y").table, fq.build_truth_table(mirrored, "Y").table
    other = other.assign(B=1 - other["B"]).sort_values(["A", "B", "C"])
    one = one.sort_values(["A", "B", "C"])
    pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True), rtol=1e-12)


def test_a_case_in_no_row_but_its_own_leaves_the_other_rows_alone():
    data = random_frame(4, ("crisp", "crisp", "crisp"), 20)
    data = data[(data["A"] == 0) | (data["B"] == 0)]
    more = pd.concat([data, pd.DataFrame({"A": 1.0, "B": 1.0, "C": 1.0, "Y": 0.0}, index=["new"])])
    one, other = fq.build_truth_table(data, "Y").table, fq.build_truth_table(more, "Y").table
    assert other.index.difference(one.index).tolist() == [8]
    pd.testing.assert_frame_equal(other.drop(8), one)
