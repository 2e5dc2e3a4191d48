"""Permutation tests: against exact distributions, from scratch, under no association, and with bad input."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.robustness import permutation_test, simulate_data
from fsqca.robustness.shuffling import Shuffle, shuffles


@pytest.fixture(scope="module")
def data():
    return simulate_data("A*B + ~C", 60, conditions=["A", "B", "C"], noise=0.1, blur=0.5, seed=3)


@pytest.fixture(scope="module")
def solution(data):
    return fq.minimize(fq.build_truth_table(data, "Y", consistency=0.85, pri=0.5), "parsimonious")


@pytest.fixture(scope="module")
def test_of_it(solution):
    return permutation_test(solution, n_permutations=400, seed=1)


def null_data(seed, n=24, k=2):
    return simulate_data("A*B", n, conditions=list("ABC")[:k], noise=1.0, seed=seed)


# ------------------------------------------------------------------ what is computed


def test_p_values_of_crisp_rows_are_those_of_the_hypergeometric_distribution():
    data = simulate_data("A*B", 40, conditions=["A", "B"], fuzzy=False, noise=0.4, seed=2)
    table = fq.build_truth_table(data, "Y", consistency=0.6)
    test = permutation_test(fq.minimize(table, "parsimonious"), n_permutations=4000, seed=5)
    assert len(test.rows) == 4
    for line in test.rows.itertuples():
        hits = round(line.consistency * line.n)
        exact = hypergeom.sf(hits - 1, 40, int(data["Y"].sum()), int(line.n))
        assert line.p == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 4000) + 1 / 4001)


@pytest.mark.parametrize("kind", ["conservative", "parsimonious", "intermediate"])
@pytest.mark.parametrize("pri", [0.0, 0.5])
def test_every_shuffle_gives_what_an_analysis_from_scratch_of_shuffled_data_gives(data, kind, pri):
    expectations = {"A": "+", "B": "+"} if kind == "intermediate" else None
    settings = {"consistency": 0.8, "pri": pri, "frequency": 2}
    solution = fq.minimize(fq.build_truth_table(data, "Y", **settings), kind, expectations=expectations)
    test = permutation_test(solution, n_permutations=25, seed=4)
    stream = np.random.default_rng(np.random.SeedSequence(4).spawn(1)[0])
    for number, order in enumerate(shuffles(stream, 25, len(data))):
        shuffled = data.assign(Y=data["Y"].to_numpy()[order])
        again = fq.minimize(fq.build_truth_table(shuffled, "Y", **settings), kind, expectations=expectations)
        rows = again.truth_table.table.loc[test.rows.index, "consistency"].to_numpy()
        assert test.row_shuffles[number] == pytest.approx(rows)
        fits = [model.fit.values[-1][[0, 2]] for model in again.models]
        if not fits:
            assert np.isnan(test.solution_shuffles[number]).all()
        else:
            largest = max(fit.prod() for fit in fits)
            assert test.solution_shuffles[number].prod() == pytest.approx(largest)


def test_the_observed_numbers_are_those_of_table_terms_and_model(solution, test_of_it):
    table = solution.truth_table.table
    assert test_of_it.rows["consistency"].to_numpy() == pytest.approx(table["consistency"].to_numpy())
    assert test_of_it.rows["out"].tolist() == table["out"].tolist()
    fit = solution.model.fit.table
    terms = test_of_it.terms
    assert terms[["consistency", "coverage"]].to_numpy() == pytest.approx(
        fit.iloc[:-1][["consistency", "raw_coverage"]].to_numpy()
    )
    assert list(terms.index) == list(fit.index[:-1])
    assert test_of_it.observed == pytest.approx(fit.iloc[-1][["consistency", "raw_coverage"]].to_numpy(float))
    assert test_of_it.models.loc["P1", "consistency"] == pytest.approx(test_of_it.observed[0])


def test_weights_enter_every_sum_and_stay_with_the_conditions(data):
    weights = np.linspace(0.5, 2.0, len(data))
    table = fq.build_truth_table(data, "Y", consistency=0.8, weights=weights)
    solution = fq.minimize(table, "conservative")
    test = permutation_test(solution, n_permutations=20, seed=1)
    assert test.rows["consistency"].to_numpy() == pytest.approx(table.consistency)
    values = solution.models[0].fit.values[-1]
    assert test.models["coverage"].iloc[0] == pytest.approx(values[2])
    assert "Weights stay with the conditions of a case while its outcome is shuffled." in test.notes
    stream = np.random.default_rng(np.random.SeedSequence(1).spawn(1)[0])
    order = shuffles(stream, 20, len(data))[0]
    shuffled = data.assign(Y=data["Y"].to_numpy()[order])
    again = fq.build_truth_table(shuffled, "Y", consistency=0.8, weights=weights)
    assert test.row_shuffles[0] == pytest.approx(again.consistency)


def test_without_weights_a_term_has_one_p_value_for_consistency_and_coverage(test_of_it):
    assert test_of_it.terms["p"].tolist() == test_of_it.terms["p_coverage"].tolist()


def test_multi_value_conditions_are_tested_too():
    data = simulate_data("R{2}*A", 60, conditions=["R", "A"], levels={"R": 3}, noise=0.05, seed=1)
    table = fq.build_truth_table(data, "Y", consistency=0.8)
    test = permutation_test(fq.minimize(table, "parsimonious"), n_permutations=200, seed=1)
    assert test.rows["consistency"].to_numpy() == pytest.approx(table.consistency)
    assert test.p < 0.05


def test_rows_with_too_few_cases_are_not_tested(data):
    table = fq.build_truth_table(data, "Y", consistency=0.8, frequency=8)
    test = permutation_test(fq.minimize(table, "conservative"), n_permutations=20, seed=1)
    assert list(test.rows.index) == [row for row, n in table.table["n"].items() if n >= 8]
    assert 0 < len(test.rows) < len(table.numbers)


def test_groups_keep_the_outcomes_of_a_group_together():
    groups = np.array([0, 1, 0, 2, 1, 0, 2, 2])
    order = shuffles(np.random.default_rng(1), 200, 8, groups)
    assert (np.sort(order, axis=1) == np.arange(8)).all()
    assert (groups[order] == groups).all()
    assert len(np.unique(order, axis=0)) > 30


def test_shuffles_without_groups_give_every_order_about_equally_often():
    order = shuffles(np.random.default_rng(1), 6000, 3)
    _, counts = np.unique(order, axis=0, return_counts=True)
    assert len(counts) == 6
    assert (abs(counts - 1000) < 120).all()


def test_an_association_between_groups_alone_is_not_found_within_them():
    random = np.random.default_rng(3)
    group = np.repeat([0.0, 1.0], 40)
    noise = random.random((80, 2)) * 0.4
    data = pd.DataFrame(
        {"A": 0.3 + 0.3 * group + noise[:, 0] - 0.1, "Y": 0.3 + 0.3 * group + noise[:, 1] - 0.1}
    )
    data = data.clip(0, 1)
    solution = fq.minimize(fq.build_truth_table(data, "Y", consistency=0.8), "parsimonious")
    over_all = permutation_test(solution, n_permutations=199, seed=1)
    within = permutation_test(solution, n_permutations=199, seed=1, groups=pd.Series(group, index=data.index))
    assert over_all.terms["p"].iloc[0] < 0.02
    assert within.terms["p"].iloc[0] > 0.05
    assert within.n_groups == 2
    assert "within 2 groups" in within.paragraph()


# ------------------------------------------------------------------ what the numbers mean


def test_under_no_association_p_values_are_at_most_five_percent_in_about_five_percent_of_studies():
    whole, terms, family, searched = [], [], [], []
    for seed in range(300):
        table = fq.build_truth_table(null_data(seed), "Y", consistency=0.7)
        test = permutation_test(fq.minimize(table, "parsimonious"), n_permutations=99, seed=seed)
        if not np.isnan(test.p):
            whole.append(test.p)
        else:
            whole.append(1.0)
        searched.append(test.terms["p_search"].min() if len(test.terms) else 1.0)
        family.append(test.rows["p_westfall_young"].min())
        terms.append(test.rows["p"].iloc[0])
    # Standard errors are 0.013; a test that is valid has about 0.05, or less where no solution is found.
    assert 0.01 < np.mean(np.array(whole) <= 0.05) < 0.085
    assert 0.01 < np.mean(np.array(searched) <= 0.05) < 0.085
    assert 0.02 < np.mean(np.array(family) <= 0.05) < 0.085
    assert 0.02 < np.mean(np.array(terms) <= 0.05) < 0.085


def test_a_planted_solution_is_found(test_of_it):
    assert test_of_it.p == 1 / 401
    assert (test_of_it.terms["p_westfall_young"] <= 0.05).all()
    assert (test_of_it.rows.loc[test_of_it.rows["out"] == "1", "p_westfall_young"] <= 0.05).mean() > 0.5
    assert test_of_it.whole.loc["one as consistent and as covering", "count"] == 0


def test_searching_is_taken_into_account_so_that_as_good_is_no_rarer_than_the_solution(test_of_it):
    frame = test_of_it.terms
    assert ((frame["as_good"] >= 0) & (frame["as_good"] <= test_of_it.whole["share"].iloc[0])).all()


def test_a_term_that_was_found_is_compared_with_the_best_that_shuffles_find(test_of_it):
    assert test_of_it.terms["p_search"].tolist() == [1 / 401] * 2
    products = test_of_it.solution_shuffles.prod(axis=1)
    observed = test_of_it.observed.prod()
    assert test_of_it.models["p_search"].iloc[0] == ((products >= observed).sum() + 1) / 401


def test_corrections_never_lower_a_p_value(test_of_it):
    for frame in (test_of_it.rows, test_of_it.terms):
        for column in ("p_westfall_young", "p_holm", "p_bh", "p_by"):
            assert (frame[column] >= frame["p"] - 1e-12).all(), column


def test_the_share_with_a_solution_is_that_of_the_shuffles(test_of_it):
    some = ~np.isnan(test_of_it.solution_shuffles[:, 0])
    line = test_of_it.whole.loc["a solution"]
    assert line["count"] == some.sum()
    assert line["p"] == pytest.approx((some.sum() + 1) / 401)
    assert line["low"] < line["share"] < line["high"]


# ------------------------------------------------------------------ how it runs


def test_the_same_seed_gives_the_same_numbers_and_another_one_others(solution, test_of_it):
    again = permutation_test(solution, n_permutations=400, seed=1)
    other = permutation_test(solution, n_permutations=400, seed=2)
    pd.testing.assert_frame_equal(again.table, test_of_it.table)
    assert not np.array_equal(other.row_shuffles, test_of_it.row_shuffles)


def test_more_shuffles_begin_with_the_same_ones(solution):
    few = permutation_test(solution, n_permutations=250, seed=1)
    more = permutation_test(solution, n_permutations=500, seed=1)
    assert np.array_equal(more.row_shuffles[:250], few.row_shuffles)


def test_the_number_of_workers_changes_nothing(solution):
    pytest.importorskip("joblib")
    one = permutation_test(solution, n_permutations=600, seed=1)
    two = permutation_test(solution, n_permutations=600, seed=1, n_jobs=2)
    pd.testing.assert_frame_equal(one.table, two.table)
    assert np.array_equal(one.solution_shuffles, two.solution_shuffles, equal_nan=True)


def test_joblib_is_asked_for_where_it_is_missing(solution, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "joblib", None)
    with pytest.raises(fq.FsqcaError) as caught:
        permutation_test(solution, n_permutations=600, seed=1, n_jobs=2)
    assert str(caught.value) == (
        "n_jobs=2 needs joblib, which is not installed. Install it with: "
        'python -m pip install "fsqca[parallel]"'
    )


def interrupted_after(monkeypatch, blocks):
    whole, calls = Shuffle.__call__, []

    def call(self, random, number):
        calls.append(number)
        if len(calls) > blocks:
            raise KeyboardInterrupt
        return whole(self, random, number)

    monkeypatch.setattr(Shuffle, "__call__", call)


def test_an_interrupted_run_returns_what_is_done_and_says_so(solution, monkeypatch):
    interrupted_after(monkeypatch, 2)
    test = permutation_test(solution, n_permutations=1000, seed=1)
    assert test.partial
    assert (test.n_permutations, test.n_wanted, len(test.row_shuffles)) == (500, 1000, 500)
    assert test.notes[0] == "Interrupted after 500 of 1000 shuffles; the numbers are those of 500."
    assert test.paragraph().endswith("The run was interrupted: 1000 shuffles had been asked for.")
    assert "500 shuffles (interrupted)" in repr(test)


def test_a_run_interrupted_before_anything_is_done_stops(solution, monkeypatch):
    interrupted_after(monkeypatch, 0)
    with pytest.raises(KeyboardInterrupt):
        permutation_test(solution, n_permutations=1000, seed=1)


def test_every_distinct_table_is_minimized_once(monkeypatch):
    from fsqca.robustness.found import Finder

    tables = []
    whole = Finder._minimized

    def counted(finder, corners, kinds):
        tables.extend((corners.tobytes(), kind.tobytes()) for kind in kinds)
        return whole(finder, corners, kinds)

    monkeypatch.setattr(Finder, "_minimized", counted)
    solution = fq.minimize(fq.build_truth_table(null_data(1), "Y", consistency=0.7), "parsimonious")
    permutation_test(solution, n_permutations=1000, seed=1)
    assert 1 < len(tables) <= 16
    assert len(tables) == len(set(tables))


# ------------------------------------------------------------------ how it looks


def test_a_result_prints_as_one_line_a_table_and_html(test_of_it):
    assert repr(test_of_it) == (
        "<PermutationTest Y: 60 cases, 400 shuffles, 8 rows, 2 terms, p of the solution 0.002>"
    )
    lines = str(test_of_it).splitlines()
    assert lines[0] == "Permutation test of the parsimonious solution for Y: 400 shuffles, 60 cases, seed 1"
    titles = ["Shuffled outcomes with", "Terms", "Rows with enough cases"]
    assert [line for line in lines if line in titles] == titles
    markup = test_of_it._repr_html_()
    assert "one as consistent and as covering" in markup
    assert "Westfall-Young" in markup


def test_the_tidy_table_holds_rows_terms_models_and_the_solution(test_of_it):
    table = test_of_it.table
    assert table["kind"].value_counts().to_dict() == {"row": 8, "term": 2, "model": 1, "solution": 1}
    assert table["p"].iloc[-1] == test_of_it.p
    table["p"] = 0.0
    assert test_of_it.table["p"].iloc[-1] == test_of_it.p


def test_the_paragraph_says_what_the_numbers_say_and_no_more(test_of_it):
    text = test_of_it.paragraph()
    assert text.startswith(
        "The outcome was shuffled 400 times over 60 cases (seed 1), and every shuffle went through the same "
        "cut-offs and the same parsimonious minimization. "
    )
    assert "came from 0 of 400 shuffles (p = 0.002)" in text
    assert text.endswith(
        "The test compares with an outcome that is unrelated to all conditions together; it says nothing of "
        "which condition matters, nor of causes."
    )


def test_a_result_can_be_pickled(test_of_it):
    again = pickle.loads(pickle.dumps(test_of_it))
    pd.testing.assert_frame_equal(again.table, test_of_it.table)


# ------------------------------------------------------------------ findings and mistakes


def test_without_a_positive_row_there_is_a_result_with_the_reason():
    table = fq.build_truth_table(null_data(1), "Y", consistency=0.99)
    solution = fq.minimize(table, "parsimonious")
    assert not solution.models
    test = permutation_test(solution, n_permutations=50, seed=1)
    assert np.isnan(test.p)
    assert np.isnan(test.observed).all()
    assert test.notes[0].startswith("There is no solution to test: p values of the solution are undefined. ")
    assert "The analysis itself gave no solution, so there is no solution to test." in test.paragraph()
    assert test.rows["p"].notna().all()
    assert len(test.terms) == len(test.models) == 0
    assert "p of the solution undefined" in repr(test)
    assert str(test)
    assert test._repr_html_()
    assert test.table["kind"].tolist() == ["row"] * 4 + ["solution"]


def test_without_a_row_with_enough_cases_there_is_a_result_with_the_reason():
    solution = fq.minimize(fq.build_truth_table(null_data(1), "Y", frequency=100), "parsimonious")
    test = permutation_test(solution, n_permutations=50, seed=1)
    assert len(test.rows) == 0
    assert test.whole.loc["a solution", "count"] == 0
    assert "No row has enough cases, so that there are no rows to test." in test.notes
    assert str(test)


def test_too_few_shuffles_for_the_number_of_rows_are_pointed_out(solution, test_of_it):
    test = permutation_test(solution, n_permutations=99, seed=1)
    assert (
        "With 99 shuffles no p value is below 0.01, and none that is corrected by Holm for 8 rows below "
        "0.08. Take more shuffles."
    ) in test.notes
    assert test_of_it.notes == ()


def test_conditions_that_are_not_defined_everywhere_ask_nothing_there():
    data = simulate_data("A*B", 60, conditions=["A", "B", "C"], noise=0.1, seed=4)
    data.loc[data["A"] < 0.5, "C"] = np.nan
    data["A"] = (data["A"] > 0.5).astype(float)
    table = fq.build_truth_table(data, "Y", ["A", "B", "C"], defined={"C": "A"}, consistency=0.7)
    test = permutation_test(fq.minimize(table, "parsimonious"), n_permutations=50, seed=1)
    assert test.rows["consistency"].to_numpy() == pytest.approx(table.consistency)


def test_rows_and_expressions_that_were_excluded_stay_excluded_in_shuffles(data):
    table = fq.build_truth_table(data, "Y", consistency=0.7)
    solution = fq.minimize(table, "parsimonious", exclude=["A", "~A"])
    whole = fq.minimize(table, "parsimonious", exclude=list(range(1, 9)))
    assert permutation_test(solution, n_permutations=30, seed=1).whole["count"].iloc[0] > 0
    assert permutation_test(whole, n_permutations=30, seed=1).whole["count"].iloc[0] == 0


def test_codes_changed_by_hand_are_pointed_out(data):
    table = fq.build_truth_table(data, "Y", consistency=0.85, pri=0.5)
    row = int(table.table.index[table.table["out"] == "0"][0])
    edited = table.edit(row, "1", why="knowledge of the cases")
    test = permutation_test(fq.minimize(edited, "conservative"), n_permutations=20, seed=1)
    assert (
        "Codes were changed by hand, which shuffles do not repeat: the p value of the solution compares "
        "unlike things and is a guide only."
    ) in test.notes


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"n_permutations": 0}, ArgumentError, "n_permutations is 0, but it must be at least 1."),
        ({"n_permutations": 2.5}, ArgumentTypeError, "n_permutations must be a whole number, not 2.5."),
        (
            {"seed": None},
            ArgumentError,
            (
                "seed is missing: random draws need one, so that the numbers can be had again. Pass any "
                "whole number, for example seed=1."
            ),
        ),
        (
            {"seed": "one"},
            ArgumentTypeError,
            (
                "seed must be a whole number, a numpy.random.Generator or a numpy.random.SeedSequence, not "
                "'one'."
            ),
        ),
        ({"seed": -1}, ArgumentError, "seed is -1, but it must be at least 0."),
        ({"progress": "yes"}, ArgumentTypeError, "progress must be True, False or None, not 'yes'."),
        ({"n_jobs": -3}, ArgumentError, "n_jobs is -3, but it must be at least 1, or -1 for all processors."),
        ({"n_jobs": 0}, ArgumentError, "n_jobs is 0, but it must be at least 1, or -1 for all processors."),
        (
            {"groups": [1, 2]},
            ArgumentError,
            "groups has 2 values, but there are 60 cases: give one value per case.",
        ),
        (
            {"groups": "country"},
            ArgumentError,
            (
                "groups is 'country', the name of a column, but a truth table keeps only its sets. Pass the "
                "data that have the column as data=, or pass the column itself, such as "
                "groups=data['country']."
            ),
        ),
        (
            {"groups": pd.Series([1], index=["S01"])},
            ArgumentError,
            (
                "groups has no value for 59 cases: 'S02', 'S03', 'S04', 'S05', 'S06' and 54 more. Its index "
                "must hold the case ids; pass groups.to_numpy() to go by position."
            ),
        ),
        (
            {"groups": [None] + ["x"] * 59},
            DataError,
            (
                "groups is missing for 1 case: 'S01'. Give every case a group, or leave these cases out of "
                "the truth table."
            ),
        ),
        (
            {"groups": list(range(60))},
            DataError,
            (
                "Within every one of the 60 groups all cases have the same outcome Y, so shuffling it there "
                "changes nothing. Take larger groups."
            ),
        ),
    ],
)
def test_bad_arguments_are_refused_with_a_sentence(solution, arguments, error, message):
    with pytest.raises(error) as caught:
        permutation_test(solution, **{"n_permutations": 10, "seed": 1, **arguments})
    assert str(caught.value) == message


def test_an_outcome_that_is_the_same_for_all_cases_is_refused():
    data = pd.DataFrame({"A": [0.9, 0.1, 0.7], "Y": [0.8, 0.8, 0.8]})
    solution = fq.minimize(fq.build_truth_table(data, "Y"), "parsimonious")
    with pytest.raises(DataError) as caught:
        permutation_test(solution, seed=1)
    assert str(caught.value) == ("The outcome Y is 0.8 for all 3 cases, so shuffling it changes nothing.")


def test_one_case_is_refused():
    solution = fq.minimize(fq.build_truth_table(pd.DataFrame({"A": [0.9], "Y": [0.8]}), "Y"), "parsimonious")
    with pytest.raises(DataError) as caught:
        permutation_test(solution, seed=1)
    assert str(caught.value) == "There is one case only, so there is nothing to shuffle."


def test_a_table_without_cases_is_refused():
    rows = pd.DataFrame({"A": [0, 1], "out": ["0", "1"]})
    solution = fq.minimize(fq.TruthTable.from_frame(rows, ["A"]), "parsimonious")
    with pytest.raises(ArgumentError) as caught:
        permutation_test(solution, seed=1)
    assert str(caught.value) == (
        "The truth table has no cases behind it whose outcome could be shuffled, because it was not made "
        "from data."
    )


def test_a_solution_that_looked_at_the_data_during_minimization_is_refused(data):
    table = fq.build_truth_table(data, "Y", consistency=0.8)
    solution = fq.minimize(table, "parsimonious", implicant_consistency=0.7)
    with pytest.raises(ArgumentError) as caught:
        permutation_test(solution, seed=1)
    assert str(caught.value) == (
        "The solution was minimized with 'implicant_consistency'. That looks at the data during "
        "minimization, which shuffles cannot repeat: test a solution without."
    )


def test_other_things_than_a_solution_are_refused_with_the_way_out(data):
    table = fq.build_truth_table(data, "Y")
    with pytest.raises(ArgumentTypeError) as caught:
        permutation_test(fq.solve(table), seed=1)
    assert str(caught.value) == (
        "solution must be the result of minimize(), not Solutions. Of the result of solve() pass one, such "
        "as .parsimonious."
    )
    with pytest.raises(ArgumentTypeError) as caught:
        permutation_test(table, seed=1)
    assert str(caught.value) == "solution must be the result of minimize(), not TruthTable."


def test_a_table_that_was_restored_from_a_file_is_refused_with_the_way_out(data):
    table = fq.build_truth_table(data, "Y", crossover="above")
    again = fq.minimize(fq.TruthTable.from_json(table.to_json()), "parsimonious")
    with pytest.raises(ArgumentError) as caught:
        permutation_test(again, seed=1)
    assert str(caught.value) == (
        "The truth table has no cases behind it whose outcome could be shuffled, because it was restored "
        "from a file, which keeps sums and not cases: build it anew from the data."
    )


def test_groups_can_be_named_by_a_column_of_data(data):
    solution = fq.minimize(fq.build_truth_table(data, "Y", crossover="above"), "parsimonious")
    country = pd.Series(["north", "south"] * (len(data) // 2), index=data.index)
    named, given = (
        permutation_test(solution, n_permutations=20, seed=1, **groups).rows
        for groups in ({"groups": "country", "data": data.assign(country=country)}, {"groups": country})
    )
    pd.testing.assert_frame_equal(named, given)
