"""How often random data give a solution, by cut-offs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.robustness import permutation_test, random_solutions, simulate_data


@pytest.fixture(scope="module")
def table():
    data = simulate_data("A*B", 30, conditions=["A", "B"], seed=1)
    return fq.build_truth_table(data, "Y", consistency=0.8, pri=0.5)


def test_the_rate_of_one_crisp_condition_is_the_one_computed_by_hand():
    """With one condition everywhere present there is one row; it is positive where enough outcomes are 1."""
    data = pd.DataFrame({"A": [1] * 20, "Y": [1] * 10 + [0] * 10})
    own = fq.build_truth_table(data, "Y", consistency=0.6)
    random = random_solutions(own, n_draws=4000, seed=1)
    exact = binom.sf(11, 20, 0.5)  # at least 12 of 20
    assert random.rate == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 4000))


def test_rates_fall_with_both_cut_offs(table):
    random = random_solutions(table, n_draws=300, seed=1)
    wide = random.table.pivot_table(index="frequency", columns="consistency", values="rate").to_numpy()
    assert (np.diff(wide, axis=0) <= 0).all()
    assert (np.diff(wide, axis=1) <= 0).all()
    assert wide.max() > wide.min()


def test_drawing_the_outcome_alone_agrees_with_shuffling_it(table):
    random = random_solutions(table, resample="outcome", n_draws=2000, seed=1)
    test = permutation_test(fq.minimize(table, "conservative"), n_permutations=2000, seed=2)
    # Drawn with replacement, the outcome varies a little more than shuffled.
    assert random.rate == pytest.approx(test.whole.loc["a solution", "share"], abs=0.08)


def test_the_recommended_cut_off_is_the_lowest_that_keeps_random_data_out(table):
    random = random_solutions(table, n_draws=500, seed=1)
    frame, rates = random.recommended(0.05), random.table
    for frequency, line in frame.iterrows():
        own = rates[rates["frequency"] == frequency]
        passing = own.loc[own["p"] <= 0.05, "consistency"]
        assert line["consistency"] == passing.min()
    assert random.recommended(0.0001)["consistency"].isna().all()


def test_results_print_and_say_what_they_are_not(table):
    random = random_solutions(table, n_draws=200, seed=1)
    assert repr(random).startswith("<RandomSolutions Y: 200 draws, 0.")
    assert str(random).splitlines()[0] == (
        "Share of random data with a solution for Y, by frequency and consistency cut-off: 200 draws, seed 1"
    )
    assert "frequency 5" in random._repr_html_()
    assert random.paragraph().endswith("it does not say whether the solution found is due to chance.")
    assert random.table["today"].sum() == 1


def test_the_number_of_workers_changes_nothing(table):
    pytest.importorskip("joblib")
    one = random_solutions(table, n_draws=250, seed=1)
    two = random_solutions(table, n_draws=250, seed=1, n_jobs=2)
    assert np.array_equal(one.largest, two.largest)


def test_cut_offs_are_added_to_those_of_the_table(table):
    random = random_solutions(table, consistency=[0.9], frequency=3, n_draws=10, seed=1)
    assert random.consistencies == (0.8, 0.9)
    assert random.frequencies == (1, 3)


def test_bad_arguments_are_refused_with_a_sentence(table):
    with pytest.raises(ArgumentTypeError) as caught:
        random_solutions("table", seed=1)
    assert str(caught.value) == "solution must be the result of minimize() or build_truth_table(), not str."
    with pytest.raises(ArgumentError) as caught:
        random_solutions(table, consistency=[80], seed=1)
    assert str(caught.value) == "consistency is 80, but it must be between 0 and 1. Did you mean 0.8?"
    with pytest.raises(ArgumentError) as caught:
        random_solutions(table, n_draws=0, seed=1)
    assert str(caught.value) == "n_draws is 0, but it must be at least 1."
    with pytest.raises(ArgumentError) as caught:
        random_solutions(table, resample="rows", seed=1)
    assert str(caught.value) == "resample is 'rows', but it must be one of 'all', 'outcome'."


def test_weights_are_refused():
    data = simulate_data("A*B", 30, seed=1)
    weighted = fq.build_truth_table(data, "Y", weights=np.ones(30))
    with pytest.raises(ArgumentError) as caught:
        random_solutions(weighted, seed=1)
    assert str(caught.value) == (
        "Random data with weights are not drawn: build the truth table without weights."
    )
