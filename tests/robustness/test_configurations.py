"""Named configurations against shuffled outcomes, the setting of Braumoeller (2015)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.robustness import configuration_test, permutation_test, simulate_data


@pytest.fixture(scope="module")
def data():
    return simulate_data("A*B", 30, conditions=["A", "B", "C"], noise=0.1, seed=1)


def test_numbers_are_those_of_the_data(data):
    test = configuration_test(data, "Y", ["A*B", "C"], n_permutations=100, seed=1)
    overlap = np.minimum(data["A"], data["B"])
    assert test.table.loc["A*B", "counterexamples"] == int((overlap > data["Y"] + 1e-9).sum())
    fit = fq.pof(data, "A*B => Y").table
    assert test.table.loc["A*B", "consistency"] == pytest.approx(fit.loc["A*B", "consistency"])


def test_p_values_of_crisp_configurations_are_those_of_the_hypergeometric_distribution():
    crisp = simulate_data("A*B", 40, conditions=["A", "B"], fuzzy=False, noise=0.4, seed=2)
    test = configuration_test(crisp, "Y", ["A*B", "A*~B"], n_permutations=4000, seed=3)
    for text, line in test.table.iterrows():
        inside = fq.parse(text).evaluate(crisp) > 0.5
        hits = int(crisp.loc[inside, "Y"].sum())
        exact = hypergeom.sf(hits - 1, 40, int(crisp["Y"].sum()), int(inside.sum()))
        # In crisp sets few counterexamples and a high consistency are the same thing.
        assert line["counterexamples_p"] == line["consistency_p"]
        assert line["consistency_p"] == pytest.approx(
            exact, abs=4 * np.sqrt(exact * (1 - exact) / 4000) + 1e-3
        )


def test_the_number_of_configurations_looked_at_enters_the_p_values(data):
    few = configuration_test(data, "Y", ["A*B", "C"], n_permutations=200, seed=1)
    many = configuration_test(data, "Y", ["A*B", "C"], n_tests=8, n_permutations=200, seed=1)
    plain = configuration_test(
        data, "Y", ["A*B", "C"], n_tests=8, adjust="bonferroni", n_permutations=200, seed=1
    )
    p = few.table["consistency_p"]
    assert few.table.loc["A*B", "consistency_p_adjusted"] == pytest.approx(2 * p["A*B"])
    assert many.table.loc["A*B", "consistency_p_adjusted"] == pytest.approx(8 * p["A*B"])
    assert plain.table.loc["C", "consistency_p_adjusted"] == min(1.0, 8 * p["C"])


def test_the_rows_of_a_truth_table_get_about_the_p_values_of_the_permutation_test(data):
    solution = fq.minimize(fq.build_truth_table(data, "Y", ["A", "B"]), "parsimonious")
    rows = permutation_test(solution, n_permutations=3000, seed=1).rows
    own = configuration_test(data, "Y", ["~A*~B", "~A*B", "A*~B", "A*B"], n_permutations=3000, seed=2)
    assert own.table["consistency_p"].to_numpy() == pytest.approx(rows["p"].to_numpy(), abs=0.04)


def test_a_configuration_without_members_is_undefined_and_no_evidence():
    frame = pd.DataFrame({"A": [0, 0, 0, 0], "B": [1, 0, 1, 0], "Y": [1, 0, 1, 0]})
    test = configuration_test(frame, "Y", ["A", "B"], n_permutations=50, seed=1)
    assert test.table.loc["A", ["consistency", "consistency_p", "counterexamples_p_adjusted"]].isna().all()
    assert "No case has a membership above 0 in A: undefined." in test.notes
    assert (
        "More consistent than shuffled outcomes make it at an adjusted level of 5 %: none."
        in test.paragraph()
    )


def test_results_print(data):
    test = configuration_test(data, "Y", "A*B", n_tests=8, n_permutations=300, seed=1)
    assert repr(test) == "<ConfigurationTest Y: 1 configuration of 8 looked at, 30 cases, 300 shuffles>"
    assert str(test).splitlines()[0] == "Configurations for Y: 300 shuffles, 30 cases, seed 1"
    assert str(test).endswith("P values adjusted by Holm for 8 configurations looked at.")
    assert "Counterexamples" in test._repr_html_()
    assert "at an adjusted level of 5 %: A*B." in test.paragraph()


def test_cases_with_missing_values_are_left_out_only_where_that_is_asked_for(data):
    holed = data.copy()
    holed.iloc[0, 0] = np.nan
    with pytest.raises(DataError):
        configuration_test(holed, "Y", "A*B", n_permutations=10, seed=1)
    test = configuration_test(holed, "Y", "A*B", n_permutations=10, seed=1, missing="drop")
    assert (test.n_cases, test.dropped) == (29, ("S01",))
    assert "1 case left out for missing values." in test.notes


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"configurations": []}, ArgumentError, "configurations is empty: give at least one expression."),
        (
            {"configurations": 3},
            ArgumentTypeError,
            'configurations must be expressions such as ["A*B", "~C"], not 3.',
        ),
        (
            {"configurations": ["A", "B"], "n_tests": 1},
            ArgumentError,
            ("n_tests is 1, but 2 configurations are tested: it is the number that the whole analysis looked "
            "at, at least those given."),
        ),
        (
            {"adjust": "Holm"},
            ArgumentError,
            "adjust is 'Holm', but it must be one of 'holm', 'bonferroni'. Did you mean 'holm'?",
        ),
        ({"n_permutations": 0}, ArgumentError, "n_permutations is 0, but it must be at least 1."),
    ],
)  # fmt: skip
def test_bad_arguments_are_refused_with_a_sentence(data, arguments, error, message):
    whole = {"configurations": ["A*B"], "n_permutations": 10, "seed": 1, **arguments}
    with pytest.raises(error) as caught:
        configuration_test(data, "Y", **whole)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ([1, 1, 1], "The outcome Y is 1 for all 3 cases, so shuffling it changes nothing."),
        ([1], "There is one case only, so there is nothing to shuffle."),
    ],
)
def test_an_outcome_that_cannot_be_shuffled_is_refused(outcome, message):
    frame = pd.DataFrame({"A": [0, 1, 1][: len(outcome)], "Y": outcome})
    with pytest.raises(DataError) as caught:
        configuration_test(frame, "Y", "A", n_permutations=10, seed=1)
    assert str(caught.value) == message


def test_a_configuration_that_uses_a_set_of_the_outcome_is_refused(data):
    with pytest.raises(ArgumentError) as caught:
        configuration_test(data, "~Y", ["A*B", "Y*B"], n_permutations=10, seed=1)
    assert str(caught.value) == (
        "The configuration 'Y*B' uses 'Y', which the outcome '~Y' uses too. A set cannot explain itself: "
        "take it out of the configuration."
    )
