"""Synthetic data with a known truth: what each setting does, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from fsqca.robustness import simulate_data
from fsqca.robustness.truth import truth_of


def test_without_noise_the_truth_holds_exactly():
    data = simulate_data("A*B + ~C", 200, conditions=["A", "B", "C", "D"], seed=1)
    assert data.columns.tolist() == ["A", "B", "C", "D", "Y"]
    assert data["Y"].to_numpy() == pytest.approx(fq.parse("A*B + ~C").evaluate(data).to_numpy())
    assert data.index[0] == "S001"


def test_the_same_seed_gives_the_same_data_and_another_one_others():
    one, again, other = (simulate_data("A*B", 20, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, again)
    assert not one.equals(other)


def test_noise_is_the_share_of_cases_with_an_outcome_of_another_case():
    clean = simulate_data("A*B", 4000, seed=1)
    noisy = simulate_data("A*B", 4000, noise=0.3, seed=1)
    assert (clean["Y"] != noisy["Y"]).mean() == pytest.approx(0.3, abs=0.03)
    assert noisy["Y"].isin(clean["Y"]).all()


def test_noise_of_one_leaves_no_association():
    data = simulate_data("A", 5000, noise=1.0, seed=1)
    assert abs(np.corrcoef(data["A"], data["Y"])[0, 1]) < 0.05


def test_blur_is_the_standard_deviation_of_an_error_in_log_odds():
    data = simulate_data("A", 5000, blur=0.7, seed=1)
    odds = np.log(data / (1 - data))
    inside = (data["A"] > 1e-3) & (data["A"] < 1 - 1e-3)
    assert (odds["Y"] - odds["A"])[inside].std() == pytest.approx(0.7, abs=0.03)


@pytest.mark.parametrize(("skew", "share"), [(0.6, 0.8), (-0.6, 0.2), (0.0, 0.5)])
def test_skew_sets_the_share_of_cases_that_are_more_in_than_out(skew, share):
    data = simulate_data("A*B", 4000, skew=skew, seed=1)
    assert (data["A"] > 0.5).mean() == pytest.approx(share, abs=0.03)
    single = simulate_data("A*B", 4000, skew={"B": skew}, seed=1)
    assert (single["B"] > 0.5).mean() == pytest.approx(share, abs=0.03)
    assert (single["A"] > 0.5).mean() == pytest.approx(0.5, abs=0.03)


def test_limited_diversity_leaves_that_share_of_the_configurations_without_cases():
    data = simulate_data("A*B", 2000, conditions=list("ABCD"), limited_diversity=0.5, seed=1)
    assert len(data) == 2000
    assert len(fq.build_truth_table(data, "Y").numbers) == 8


def test_correlation_is_that_of_the_scores():
    data = simulate_data("A*B", 5000, correlation=0.6, raw=True, seed=1)
    assert data[["A_raw", "B_raw"]].corr().iloc[0, 1] == pytest.approx(0.6, abs=0.03)
    matrix = [[1, -0.4], [-0.4, 1]]
    data = simulate_data("A*B", 5000, correlation=matrix, raw=True, seed=1)
    assert data[["A_raw", "B_raw"]].corr().iloc[0, 1] == pytest.approx(-0.4, abs=0.03)


def test_the_raw_scores_give_the_memberships_back_with_the_documented_anchors():
    data = simulate_data("A*B", 50, blur=0.3, skew={"A": 0.6}, raw=True, seed=1)
    assert data.columns.tolist() == ["A", "B", "Y", "A_raw", "B_raw", "Y_raw"]
    step = 9.814798
    crossovers = {"A": 50 + 10 * -0.8416212, "B": 50.0, "Y": 50.0}
    for name, middle in crossovers.items():
        again = fq.Direct(middle - step, middle, middle + step)(data[f"{name}_raw"].to_numpy())
        assert again == pytest.approx(data[name].to_numpy(), abs=1e-6)


def test_conditions_can_have_several_values_in_about_equal_shares():
    data = simulate_data("R{2}*A", 3000, conditions=["R", "A"], levels={"R": 3}, seed=1)
    assert data["R"].value_counts(normalize=True).to_numpy() == pytest.approx([1 / 3] * 3, abs=0.03)
    assert (data.loc[data["R"] != 2, "Y"] == 0).all()
    assert data["R"].dtype == np.int64


def test_crisp_data_are_zeros_and_ones():
    data = simulate_data("A*~B", 100, fuzzy=False, noise=0.2, seed=1)
    assert set(np.unique(data)) == {0.0, 1.0}


def test_a_truth_is_brought_to_its_shortest_form():
    truth = truth_of("A*B + A*~B + C", ["A", "B", "C"])
    assert truth.expression == fq.parse("A + C")
    assert truth.true.sum() == 6


def test_a_literal_with_several_values_stands_for_as_many_terms():
    truth = truth_of("R{1,2}", levels={"R": 4})
    assert truth.terms == ("R{1}", "R{2}")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"truth": "A*E", "conditions": ["A", "B"]},
            UnknownNameError,
            "There is no condition 'E' in conditions. Available: 'A', 'B'.",
        ),
        (
            {"truth": "A*~A"},
            ArgumentError,
            (
                "The truth A*~A contradicts itself: it holds in no configuration, so no case would have the "
                "outcome."
            ),
        ),
        (
            {"truth": "A + ~A"},
            ArgumentError,
            (
                "The truth A + ~A holds in every configuration, so every case would have the outcome and "
                "nothing could be found."
            ),
        ),
        ({"truth": 3}, ArgumentTypeError, 'truth must be an expression such as "A*B + C", not 3.'),
        ({"n": 0}, ArgumentError, "n is 0, but it must be at least 1."),
        ({"noise": 10}, ArgumentError, "noise is 10, but it must be between 0 and 1. Did you mean 0.1?"),
        ({"blur": -1}, ArgumentError, "blur is -1, but it must be at least 0."),
        ({"skew": 1}, ArgumentError, "skew is 1, but it must be greater than -1 and less than 1."),
        (
            {"skew": {"D": 0.1}},
            UnknownNameError,
            "There is no condition 'D' in the truth (in skew). Available: 'A', 'B'.",
        ),
        (
            {"limited_diversity": 1},
            ArgumentError,
            "limited_diversity is 1, but then no configuration would have cases.",
        ),
        (
            {"correlation": -1},
            ArgumentError,
            (
                "correlation is -1 between all 2 conditions, but no scores can be correlated like that (the "
                "matrix is not positive definite)."
            ),
        ),
        (
            {"correlation": [[1, 0.5]]},
            ArgumentTypeError,
            "correlation must be a number or a matrix of 2 x 2 numbers, not [[1, 0.5]].",
        ),
        (
            {"correlation": [[1, 0.5], [0.2, 1]]},
            ArgumentError,
            "correlation must be symmetric with ones on the diagonal.",
        ),
        ({"outcome": "A"}, ArgumentError, "outcome is 'A', which is also one of the conditions."),
        ({"fuzzy": 1}, ArgumentTypeError, "fuzzy must be True or False, not 1."),
        (
            {"seed": 1.5},
            ArgumentTypeError,
            "seed must be a whole number, a numpy.random.Generator or a numpy.random.SeedSequence, not 1.5.",
        ),
        (
            {"conditions": "AB"},
            ArgumentTypeError,
            'conditions must be a list of names such as ["A", "B"], not \'AB\'.',
        ),
        ({"conditions": ["A", "B", "A"]}, ArgumentError, "conditions names 'A' more than once."),
        ({"levels": {"A": 1}}, ArgumentError, "levels['A'] is 1, but it must be at least 2."),
    ],
)
def test_bad_arguments_are_refused_with_a_sentence(arguments, error, message):
    with pytest.raises(error) as caught:
        simulate_data(**{"truth": "A*B", "n": 10, "seed": 1, **arguments})
    assert str(caught.value) == message
