"""Groups that are small, lopsided or oddly named, and what the test makes of ties."""

from __future__ import annotations

import itertools
import pickle
from math import comb

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.groups import compare_groups
from fsqca.groups.permuting import family_wise, p_values
from tests.groups.frames import planted

CUTS = {"consistency": 0.8, "pri": 0.5, "frequency": 2}


def lacking_a_value() -> pd.DataFrame:
    """Return groups with a condition of three values, of which the west has two."""
    rng = np.random.default_rng(0)
    data = planted(1, n=60)
    data["M"] = rng.integers(0, 3, 120)
    data.loc[(data["unit"] == "west") & (data["M"] == 2), "M"] = 1
    data["Y"] = np.where(data["M"] == 0, 0.9, 0.1)
    return data[["A", "M", "Y", "unit"]]


def test_a_value_that_a_group_lacks_is_a_remainder_there() -> None:
    comparison = compare_groups(lacking_a_value(), "Y", by="unit", pri=0.5)
    assert {name: table.level_counts for name, table in comparison.tables.items()} == {
        "east": (2, 3),
        "west": (2, 3),
    }
    assert comparison.table["expression"].tolist() == ["M{0}", "M{0}", "M{0}"]
    assert comparison.terms["relation"].tolist() == ["identical", "identical"]
    rows = {name: set(table.numbers) for name, table in comparison.tables.items()}
    assert rows == {"east": {1, 2, 3, 4, 5, 6}, "west": {1, 2, 4, 5}}
    apart = comparison.rows_apart
    assert apart.loc[[3, 6], "west"].tolist() == ["?", "?"]
    assert apart.loc[[3, 6], "kind"].tolist() == ["too few cases", "too few cases"]
    test = comparison.test(99, n_bootstrap=20, seed=1, progress=False)
    assert test.solutions["value"].tolist() == [0.0, 0.0, 0.0]
    assert pickle.loads(pickle.dumps(comparison)).table.equals(comparison.table)


def test_ties_count_as_at_least_as_large_in_crisp_data() -> None:
    data = pd.DataFrame({"A": [1.0] * 20, "Y": [1.0] * 9 + [0.0] + [1.0] * 2 + [0.0] * 8})
    data["unit"] = ["east"] * 10 + ["west"] * 10
    test = compare_groups(data, "Y", ["A"], by="unit").test(20_000, n_bootstrap=0, seed=3, resolve=False)
    row = test.rows.set_index("row").loc[2]
    assert row["difference"] == pytest.approx(9 / 10 - 2 / 10)
    # Of 11 cases with the outcome the first ten draw 9 or more, or 2 or fewer: a hypergeometric number.
    chance = sum(comb(11, k) * comb(9, 10 - k) for k in (1, 2, 9, 10)) / comb(20, 10)
    assert row["p"] == pytest.approx(chance, rel=0.3)


def test_single_precision_hides_no_tie() -> None:
    observed = np.array([[0.7, 0.9]])
    null = np.abs(np.repeat(observed[None], 9, axis=0)).astype(np.float32)
    assert p_values(observed, null, 1e-6).tolist() == [[1.0, 1.0]]
    assert family_wise(observed.ravel(), null.reshape(9, -1).astype(float), 1e-6).tolist() == [1.0, 1.0]


def test_differences_that_are_rounding_alone_are_never_found() -> None:
    observed = np.array([0.4, 3e-16])
    null = np.stack([np.linspace(0, 0.3, 99), np.full(99, 1e-17)], axis=1)
    assert family_wise(observed, null, 1e-6).tolist() == [0.01, 1.0]


def test_step_down_p_values_are_those_of_their_definition() -> None:
    rng = np.random.default_rng(4)
    null = np.abs(rng.normal(size=(199, 5))) * [1, 2, 3, 1, 1]
    observed = np.array([2.5, 1.0, 7.0, 0.2, 1.8])
    scale = np.sqrt((np.vstack([observed, null]) ** 2).mean(axis=0))
    seen, samples = observed / scale, null / scale
    order = sorted(range(5), key=lambda i: -seen[i])
    expected, so_far = {}, 0.0
    for place, at in enumerate(order):
        rest = order[place:]
        b = sum(max(sample[rest]) >= seen[at] - 1e-12 for sample in samples)
        so_far = max(so_far, (b + 1) / 200)
        expected[at] = so_far
    np.testing.assert_allclose(family_wise(observed, null), [expected[i] for i in range(5)])


def test_whole_solutions_are_compared_as_the_formulas_say() -> None:
    data = planted(1, other=True, n=60)
    comparison = compare_groups(data, "Y", by="unit", **CUTS)
    value = comparison.test(19, n_bootstrap=0, seed=1).solutions["value"]
    parts = {str(name): part for name, part in data.groupby("unit")}
    models = {name: comparison.solutions[name].model for name in parts}
    fits = {
        (source, target): models[source].fit_on(parts[target]).table.loc["solution"]
        for source, target in itertools.product(parts, parts)
    }
    for measure, column in (("consistency lost", "consistency"), ("coverage lost", "raw_coverage")):
        lost = [
            fits[target, target][column] - fits[source, target][column]
            for source, target in (("east", "west"), ("west", "east"))
        ]
        assert value[measure] == pytest.approx(np.mean(lost))
    x = [models[name].expression.evaluate(data).to_numpy() for name in parts]
    assert value["distance of solutions"] == pytest.approx(1 - np.minimum(*x).sum() / np.maximum(*x).sum())


def test_labels_may_stand_in_the_index_beside_the_case_ids() -> None:
    data = planted(1)
    comparison = compare_groups(data.set_index("unit", append=True), "Y", by="unit", **CUTS)
    pd.testing.assert_frame_equal(comparison.table, compare_groups(data, "Y", by="unit", **CUTS).table)


def test_labels_may_be_numbers_words_of_truth_or_categories_in_their_order() -> None:
    data = planted(1, n=30)
    numbers = compare_groups(data.assign(unit=(data["unit"] == "east") * 1), "Y", by="unit")
    assert numbers.groups == ("0", "1")
    truth = compare_groups(data.assign(unit=data["unit"] == "east"), "Y", by="unit")
    assert truth.groups == ("False", "True")
    ordered = pd.Categorical(data["unit"], ["west", "east", "nobody"])
    assert compare_groups(data.assign(unit=ordered), "Y", by="unit").groups == ("west", "east")


def test_calibrated_sets_say_where_labels_go() -> None:
    data = planted(1, n=30)
    sets = fq.calibrate(data, {name: fq.Piecewise(0, 0.5, 1) for name in "ABCY"})
    with pytest.raises(fq.FsqcaError) as error:
        compare_groups(sets, "Y", by="unit")
    assert str(error.value) == (
        "There is no column 'unit' in data. Available: 'A', 'B', 'C', 'Y'. Calibrated sets hold no other "
        "columns: pass the labels as a Series, such as by=raw['unit']."
    )
    comparison = compare_groups(sets, "Y", by=data["unit"])
    assert comparison.groups == ("east", "west")


def test_groups_with_the_names_of_columns_keep_columns_of_their_own() -> None:
    data = planted(1, n=40, other=True)
    data["unit"] = data["unit"].map({"east": "A", "west": "cases"})
    comparison = compare_groups(data, "Y", by="unit", **CUTS)
    apart = comparison.rows_apart
    assert list(apart.columns) == ["A", "B", "C", "A (group)", "cases (group)", "kind", "cases", "why"]
    assert apart["A"].isin([0, 1]).all()
    assert apart["A (group)"].isin(["0", "1", "?"]).all()
    named = compare_groups(data.assign(unit=data["unit"].map({"A": "core", "cases": "x"})), "Y", by="unit")
    assert list(named.patterns.columns) == ["name", "core", "n_groups", "core (group)", "x", "within"]
    assert "A (group)" in str(comparison)


def test_cases_left_out_are_named_by_group() -> None:
    data = planted(1, n=40)
    data.loc["case 3", "A"] = np.nan
    data.loc["case 50", "B"] = 0.5
    comparison = compare_groups(data, "Y", by="unit", missing="drop", crossover="above", **CUTS)
    assert "east: left out because a membership is missing: 1 case ('case 3')." in comparison.notes
    assert (
        "west: 1 case with a membership of exactly 0.5 in a condition ('case 50'), treated as "
        "crossover='above' says." in comparison.notes
    )


def test_no_model_in_any_group_is_a_result_with_a_test() -> None:
    data = planted(1, n=30).assign(Y=0.0)
    comparison = compare_groups(data, "Y", by="unit", **CUTS)
    assert comparison.table["expression"].tolist() == ["", "", ""]
    for frame in (comparison.terms, comparison.pairs, comparison.patterns, comparison.cross_fit):
        assert frame.empty
    test = comparison.test(60, n_bootstrap=20, seed=1)
    assert test.terms.empty
    assert test.solutions.loc["coverage lost"].isna().all()
    assert "No row is shown to differ" in test.verdict
    assert "<table" in test._repr_html_()


def test_no_model_in_one_group_leaves_the_rest_to_compare() -> None:
    data = planted(1, n=40)
    data.loc[data["unit"] == "west", "Y"] = 0.0
    comparison = compare_groups(data, "Y", by="unit", **CUTS)
    assert comparison.table.loc["west", "reason"].startswith("No row is positive")
    test = comparison.test(60, n_bootstrap=20, seed=1)
    assert np.isnan(test.solutions.loc["consistency lost", "value"])
    assert test.solutions.loc["distance of solutions", "value"] == 1.0
    assert np.isnan(test.terms.query("measure == 'coverage'")["p"]).all()


def test_a_group_without_weight_has_a_reason() -> None:
    data = planted(1, n=30)
    comparison = compare_groups(data, "Y", ["A", "B", "C"], by="unit", weights=[0] * 30 + [1] * 30)
    assert comparison.usable == ("west",)
    assert comparison.analyses["east"].reason.startswith("weights is 0 for every case")
    assert any("over the groups that could be analysed" in note for note in comparison.notes)


def test_more_groups_than_are_sensible_are_still_a_result() -> None:
    data = planted(1, n=15)
    comparison = compare_groups(data, "Y", ["A", "B", "C"], by=[f"g{i}" for i in range(30)])
    assert len(comparison.groups) == 30
    with pytest.raises(fq.FsqcaError, match="has one case only"):
        comparison.test(10)


def test_expressions_may_be_the_outcome() -> None:
    data = planted(1, n=60)
    negated = compare_groups(data, "~Y", ["A", "B", "C"], by="unit", **CUTS)
    plain = compare_groups(data, "Y", by="unit", **CUTS)
    pd.testing.assert_frame_equal(negated.table, plain.negation.table)
    pd.testing.assert_frame_equal(negated.negation.table, plain.table)
    both = compare_groups(data, "A*Y", by="unit", **CUTS)
    assert both.settings.conditions == ("B", "C")
    assert both.negation.negation.outcome == both.outcome


def test_names_with_markup_and_operators_do_no_harm() -> None:
    data = planted(1, n=40).rename(columns={"A": "my cond (a)"})
    data["unit"] = data["unit"].map({"east": "E $x_1$ {b}", "west": "W*~B + C"})
    comparison = compare_groups(data, "Y", by="unit", **CUTS)
    assert comparison.groups == ("E $x_1$ {b}", "W*~B + C")
    assert "`my cond (a)`*B" in comparison.terms["term"].tolist()
    assert comparison.named({"`my cond (a)`*B": "joint"}).patterns["name"].tolist().count("joint") == 1


def test_too_few_shuffles_to_find_anything_are_said_to_be() -> None:
    comparison = compare_groups(planted(4, other=True), "Y", by="unit", **CUTS)
    few = comparison.test(19, n_bootstrap=0, seed=1).verdict
    assert "19 shuffles cannot give an adjusted p below 0.05 in all of this: make at least 60." in few
    assert "cannot give" not in comparison.test(60, n_bootstrap=0, seed=1).verdict


def test_what_is_asked_of_memberships_cannot_be_asked_of_shuffles() -> None:
    comparison = compare_groups(planted(4, n=30), "Y", by="unit", model_consistency=0.5, **CUTS)
    with pytest.raises(fq.FsqcaError) as error:
        comparison.test(10)
    assert str(error.value) == (
        "The solutions were made with 'model_consistency', which asks something of the data beyond the rows "
        "of the truth table and cannot be asked again of each shuffle. Compare the groups without it, or "
        "test rows and terms only with resolve=False."
    )
    assert comparison.test(10, n_bootstrap=0, resolve=False, seed=1).solutions["p"].isna().all()


def test_a_spawned_seed_is_not_passed_off_as_a_number() -> None:
    comparison = compare_groups(planted(4, n=20), "Y", by="unit", **CUTS)
    spawned = np.random.SeedSequence(5).spawn(2)[1]
    one, other = (comparison.test(30, n_bootstrap=0, seed=spawned) for _ in range(2))
    pd.testing.assert_frame_equal(one.table, other.table)
    assert one.settings.seed is None
    assert comparison.test(30, n_bootstrap=0, seed=np.random.SeedSequence(5)).settings.seed == 5


def test_an_interrupted_bootstrap_keeps_the_shuffles_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from fsqca.groups import differences

    real = differences.bootstrap_sums

    def cut(*arguments):  # type: ignore[no-untyped-def]
        yield next(real(*arguments))
        raise KeyboardInterrupt

    monkeypatch.setattr(differences, "bootstrap_sums", cut)
    test = compare_groups(planted(4, n=30), "Y", by="unit", **CUTS).test(100, n_bootstrap=2000, seed=1)
    assert test.interrupted
    assert (test.n_done, test.n_resampled) == (100, 500)
    assert (
        "Interrupted after 100 of 100 shuffles and 500 of 2000 resamples: the result is partial."
        in test.notes
    )


def test_frames_that_are_handed_out_can_be_changed_without_harm() -> None:
    comparison = compare_groups(planted(4, n=30), "Y", by="unit", **CUTS)
    test = comparison.test(20, n_bootstrap=0, seed=1)
    of_comparison = ("table", "terms", "pairs", "patterns", "cross_fit", "rows", "rows_apart")
    of_test = ("table", "terms", "rows", "solutions")
    for result, names in ((comparison, of_comparison), (test, of_test)):
        for name in names:
            before, changed = getattr(result, name), getattr(result, name)
            changed[changed.columns[0]] = "changed"
            pd.testing.assert_frame_equal(getattr(result, name), before)


def test_expectations_of_one_group_turn_the_comparison_to_intermediate_solutions() -> None:
    data = planted(1, n=40)
    own = {"east": {"expectations": {"A": "+"}}}
    assert compare_groups(data, "Y", by="unit", settings=own, **CUTS).kind == "intermediate"
    assert compare_groups(data, "Y", by="unit", **CUTS).kind == "parsimonious"


def test_weights_given_as_a_column_of_the_data_are_no_condition() -> None:
    data = planted(1, n=30).assign(w=2.0)
    for weights in ("w", data["w"]):
        comparison = compare_groups(data, "Y", by="unit", weights=weights)
        assert comparison.settings.conditions == ("A", "B", "C")
        assert comparison.tables["east"].n.sum() == 60


def test_whole_numbers_beside_missing_labels_read_as_whole_numbers() -> None:
    data = planted(1, n=30).assign(unit=[np.nan, *[1.0] * 29, *[2.0] * 30])
    comparison = compare_groups(data, "Y", by="unit", missing="drop")
    assert comparison.groups == ("1", "2")
    assert comparison.unlabelled == ("case 0",)


def test_a_difference_in_conditions_alone_is_not_explained_away() -> None:
    test = compare_groups(planted(1, n=30), "Y", by="unit", **CUTS).test(60, n_bootstrap=0, seed=1)
    assert any("says that labels matter and not why" in note for note in test.notes)


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"consistency": 3}, "settings['west']: consistency is 3, but it must be between 0 and 1."),
        ({"frequency": "two"}, "settings['west']: frequency must be a whole number, not 'two'."),
        ({"expectations": {"Z": "+"}}, "settings['west']: There is no condition 'Z' in the truth table"),
        ({"negated_expectations": {"A": 1}}, "settings['west']: expectations['A'] is 1, but it must be '+'"),
    ],
)
def test_wrong_settings_of_a_group_are_mistakes_and_not_findings(
    own: dict[str, object], message: str
) -> None:
    with pytest.raises(fq.FsqcaError) as error:
        compare_groups(planted(1, n=20), "Y", by="unit", settings={"west": own})
    assert str(error.value).startswith(message)


@pytest.mark.parametrize("name", ["group", "row", "kind", "why"])
def test_conditions_with_the_names_of_columns_are_refused(name: str) -> None:
    data = planted(1, n=20).rename(columns={"A": name})
    for conditions in (None, [name, "B"]):
        with pytest.raises(fq.FsqcaError) as error:
            compare_groups(data, "Y", conditions, by="unit")
        assert str(error.value) == (
            f"A condition cannot be named {name!r} here, because comparisons of groups have a column of "
            "their own by that name. Rename it, for example with data.rename(columns=str.upper)."
        )


def test_rows_are_numbered_in_text_and_html() -> None:
    comparison = compare_groups(planted(1, n=60, other=True), "Y", by="unit", **CUTS)
    test = comparison.test(20, n_bootstrap=0, seed=1)
    number = comparison.rows_apart.index[-1]
    for result in (comparison, test):
        html = result._repr_html_()
        title = "Rows coded differently" if result is comparison else "Consistency of rows"
        part = html[html.index(title) :]
        assert ">row</th>" in part
        assert f">{number}</th>" in part or f">{number}</td>" in part
        assert "row" in str(result)[str(result).index(title) :].splitlines()[1:3][-1].split()
