"""Shuffled labels: exact small cases, error rates, power, and what the verdict says."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.groups import compare_groups
from fsqca.groups.permuting import family_wise, p_values
from fsqca.metrics import sufficiency_consistency, sufficiency_coverage
from tests.groups.frames import planted

CUTS = {"consistency": 0.8, "pri": 0.5, "frequency": 2}


def test_differences_are_those_of_the_formulas() -> None:
    data = planted(2, n=40, other=True)
    test = compare_groups(data, "Y", by="unit", **CUTS).test(20, n_bootstrap=0, seed=1)
    parts = dict(iter(data.groupby("unit")))
    for record in test.terms.to_dict("records"):
        x = {name: fq.parse(record["term"]).evaluate(part).to_numpy() for name, part in parts.items()}
        measure = sufficiency_consistency if record["measure"] == "consistency" else sufficiency_coverage
        values = {name: measure(x[name], parts[name]["Y"].to_numpy()) for name in parts}
        assert record["difference"] == pytest.approx(values["east"] - values["west"])
    tables = {
        name: fq.build_truth_table(part.drop(columns="unit"), "Y", **CUTS).table
        for name, part in parts.items()
    }
    for record in test.rows.to_dict("records"):
        if all(record["row"] in table.index for table in tables.values()):
            values = [tables[name].loc[record["row"], "consistency"] for name in ("east", "west")]
            assert record["difference"] == pytest.approx(values[0] - values[1])


def test_a_p_value_is_near_that_of_all_ways_to_deal_out_the_labels() -> None:
    data = planted(8, n=5, noise=0.3)
    comparison = compare_groups(data, "Y", by="unit", frequency=1)
    test = comparison.test(4000, n_bootstrap=0, seed=5, resolve=False)
    x = data[["A", "B", "C"]].to_numpy()
    row = int(test.rows["row"].iloc[0])
    corner = np.array([(row - 1) >> 2 & 1, (row - 1) >> 1 & 1, (row - 1) & 1])
    m = np.where(corner == 1, x, 1 - x).min(axis=1)
    my = np.minimum(m, data["Y"].to_numpy())

    def size(first: list[int]) -> float:
        inside = np.zeros(10, dtype=bool)
        inside[first] = True
        return abs(my[inside].sum() / m[inside].sum() - my[~inside].sum() / m[~inside].sum())

    seen = size(list(range(5)))
    all_ways = [size(list(way)) for way in itertools.combinations(range(10), 5)]
    exact = np.mean(np.array(all_ways) >= seen - 1e-12)
    assert 0.02 < exact < 0.98
    assert test.rows["p"].iloc[0] == pytest.approx(exact, abs=0.03)


def test_without_a_difference_few_groups_are_told_apart() -> None:
    found = {"solution": 0, "row": 0, "term": 0}
    runs = 40
    for seed in range(runs):
        data = planted(1000 + seed, n=50, noise=0.15)
        table = compare_groups(data, "Y", by="unit", **CUTS).test(99, n_bootstrap=0, seed=seed).table
        for what in found:
            own = table[table["what"] == what]
            if what == "term":
                own = own[own["basis"] == "pooled"]
            found[what] += bool((own["p_family"] < 0.05).any())
    # At a true rate of 0.05, 7 of 40 or more has a probability below 0.004.
    assert max(found.values()) <= 6, found


def test_a_planted_difference_is_found_and_more_surely_with_more_cases() -> None:
    rates = []
    for n in (15, 60):
        found = 0
        for seed in range(8):
            data = planted(2000 + seed, n=n, other=True)
            test = compare_groups(data, "Y", by="unit", **CUTS).test(99, n_bootstrap=0, seed=seed)
            found += bool((test.solutions["p_family"] < 0.05).any())
        rates.append(found)
    assert rates[1] == 8
    assert rates[0] <= rates[1]


def test_the_verdict_says_what_differs_and_no_more() -> None:
    differ = compare_groups(planted(4, other=True), "Y", by="unit", **CUTS).test(199, n_bootstrap=0, seed=1)
    assert differ.verdict.startswith(
        "The solutions of the groups differ by more than shuffled labels explain in "
    )
    assert "rows differ between groups with the family-wise error rate at 0.05: 1, 2" in differ.verdict
    same = compare_groups(planted(4), "Y", by="unit", **CUTS).test(199, n_bootstrap=0, seed=1)
    assert "are not shown to differ by more than shuffled labels explain" in same.verdict
    assert "not shown to be absent" in same.verdict


def test_the_same_seed_gives_the_same_result_and_more_shuffles_begin_alike() -> None:
    comparison = compare_groups(planted(4, n=30), "Y", by="unit", **CUTS)
    one, other = comparison.test(120, n_bootstrap=60, seed=3), comparison.test(120, n_bootstrap=60, seed=3)
    pd.testing.assert_frame_equal(one.table, other.table)
    longer = comparison.test(700, n_bootstrap=0, seed=3)
    np.testing.assert_array_equal(longer.whole_null[:120], one.whole_null)
    drawn = comparison.test(50, n_bootstrap=0)
    again = comparison.test(50, n_bootstrap=0, seed=drawn.settings.seed)
    pd.testing.assert_frame_equal(drawn.table, again.table)


def test_bootstrap_intervals_hold_the_difference_and_shrink_with_more_cases() -> None:
    widths = []
    for n in (30, 200):
        terms = compare_groups(planted(5, n=n), "Y", by="unit", **CUTS).test(9, n_bootstrap=400, seed=1).terms
        assert ((terms["low"] <= terms["difference"]) & (terms["difference"] <= terms["high"])).all()
        widths.append((terms["high"] - terms["low"]).mean())
    assert widths[1] < widths[0]


def test_more_than_two_groups_are_each_held_against_all_others() -> None:
    data = planted(6, n=60, other=True, groups=("a", "b", "c"))
    test = compare_groups(data, "Y", by="unit", **CUTS).test(199, n_bootstrap=50, seed=1)
    assert test.sides == (("a", "the other groups"), ("b", "the other groups"), ("c", "the other groups"))
    rest = data[data["unit"] != "a"]
    own = data[data["unit"] == "a"]
    term = test.terms.query("first == 'a' and term == 'C' and measure == 'coverage'").iloc[0]
    expected = sufficiency_coverage(own["C"].to_numpy(), own["Y"].to_numpy()) - sufficiency_coverage(
        rest["C"].to_numpy(), rest["Y"].to_numpy()
    )
    assert term["difference"] == pytest.approx(expected)
    assert test.solutions["p"].min() < 0.05


def test_an_interrupt_returns_what_is_done_marked_as_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    from fsqca.groups import differences

    real = differences.shuffled

    def cut(group, n, seed):  # type: ignore[no-untyped-def]
        blocks = real(group, n, seed)
        yield next(blocks)
        raise KeyboardInterrupt

    monkeypatch.setattr(differences, "shuffled", cut)
    test = compare_groups(planted(4, n=30), "Y", by="unit", **CUTS).test(2000, n_bootstrap=0, seed=1)
    assert test.interrupted
    assert test.n_done == 500
    assert "Interrupted after 500 of 2000 shuffles: the result is partial." in test.notes
    assert "(interrupted)" in repr(test)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_permutations": 0}, "n_permutations is 0, but it must be at least 1."),
        ({"n_bootstrap": -1}, "n_bootstrap is -1, but it must be at least 0."),
        ({"level": 1.0}, "level is 1, but it must be greater than 0 and less than 1."),
        ({"seed": 1.5}, "seed must be a whole number, a numpy SeedSequence or None, not float."),
        ({"seed": -2}, "seed is -2, but it must be at least 0."),
        ({"resolve": "yes"}, "resolve must be True or False, not 'yes'."),
    ],
)
def test_wrong_arguments_are_refused(options: dict[str, object], message: str) -> None:
    comparison = compare_groups(planted(4, n=20), "Y", by="unit", **CUTS)
    with pytest.raises(fq.FsqcaError) as error:
        comparison.test(**options)  # type: ignore[arg-type]
    assert str(error.value) == message


def test_a_group_with_one_case_cannot_be_tested() -> None:
    data = planted(4, n=20)
    data = data.drop(index=data.index[21:])
    with pytest.raises(fq.FsqcaError) as error:
        compare_groups(data, "Y", by="unit", frequency=1).test(10)
    assert str(error.value) == (
        "Group 'west' has one case only. A test needs at least two cases in every group: leave the group "
        "out, or join it with another."
    )


def test_family_wise_p_values_are_never_below_plain_ones() -> None:
    rng = np.random.default_rng(0)
    null = np.abs(rng.normal(size=(500, 6)))
    observed = np.array([0.1, 3.0, 1.0, 2.0, np.nan, 0.5])
    plain, family = p_values(observed, null), family_wise(observed, null)
    known = ~np.isnan(observed)
    assert (family[known] >= plain[known] - 1e-12).all()
    assert np.isnan(family[4])
    assert family[1] < 0.05
