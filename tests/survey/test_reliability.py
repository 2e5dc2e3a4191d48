"""Cronbach's alpha and its company against published values, closed cases and other routes of computation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.survey import (
    alphas_if_deleted,
    cronbach_alpha,
    feldt_interval,
    item_total_correlations,
    mean_inter_item_correlation,
)

# Ten guests of a restaurant answer three questions on a scale from 1 to 3: the worked example of the
# tutorial "How to Calculate Cronbach's Alpha in Python" (statology.org), alpha 0.7734375, [0.336, 0.939].
RESTAURANT = np.array(
    [[1, 2, 2, 3, 2, 2, 3, 3, 2, 3], [1, 1, 1, 2, 3, 3, 2, 3, 3, 3], [1, 1, 2, 1, 2, 3, 3, 3, 2, 3]]
).T

questionnaires = arrays(
    np.int64, st.tuples(st.integers(4, 12), st.integers(3, 6)), elements=st.integers(1, 7)
).map(lambda answers: answers.astype(float))


def test_alpha_of_a_published_worked_example():
    assert cronbach_alpha(RESTAURANT) == pytest.approx(0.7734375, abs=1e-12)


def test_interval_of_the_same_example():
    low, high = feldt_interval(0.7734375, n_cases=10, n_items=3)
    assert (round(low, 3), round(high, 3)) == (0.336, 0.939)


@pytest.mark.parametrize(
    ("alpha", "n_cases", "n_items", "low", "high"),
    [
        (0.913, 873, 20, 0.9044024, 0.9211588),  # statswiki of the MRC Cognition and Brain Sciences Unit
        (0.85, 89, 7, 0.7971, 0.8932),  # manual page of ci.cronbach in the R package statpsych 2.0
    ],
)
def test_interval_agrees_with_published_ones(alpha, n_cases, n_items, low, high):
    digits = len(str(low)) - 2
    found = feldt_interval(alpha, n_cases=n_cases, n_items=n_items)
    assert tuple(round(limit, digits) for limit in found) == (low, high)


@given(st.floats(-1, 0.99), st.integers(2, 500), st.integers(2, 30), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_interval_is_the_range_of_alphas_that_an_f_test_does_not_reject(alpha, n_cases, n_items, confidence):
    low, high = feldt_interval(alpha, n_cases, n_items, confidence=confidence)
    f = stats.f(n_cases - 1, (n_cases - 1) * (n_items - 1))
    assert f.sf((1 - low) / (1 - alpha)) == pytest.approx((1 - confidence) / 2, rel=1e-6)
    assert f.cdf((1 - high) / (1 - alpha)) == pytest.approx((1 - confidence) / 2, rel=1e-6)


def test_interval_covers_the_true_alpha_about_as_often_as_it_says():
    # Three parallel items with true score and error of the same variance: alpha is 3 * 0.5 / (1 + 2 * 0.5).
    random = np.random.default_rng(11)
    covered = 0
    for _ in range(1000):
        answers = random.normal(size=(40, 1)) + random.normal(size=(40, 3))
        low, high = feldt_interval(cronbach_alpha(answers), 40, 3)
        covered += low <= 0.75 <= high
    assert 930 <= covered <= 970


@given(questionnaires)
def test_alpha_follows_from_the_covariance_matrix(answers):
    covariances = np.cov(answers, rowvar=False)
    k = len(covariances)
    whole, diagonal = covariances.sum(), np.trace(covariances)
    if whole < 1e-9:
        assert math.isnan(cronbach_alpha(answers))
    else:
        between = (whole - diagonal) / (k * (k - 1))
        expected = k * between / (diagonal / k + (k - 1) * between)
        assert cronbach_alpha(answers) == pytest.approx(expected, abs=1e-9)


@given(questionnaires)
def test_alpha_follows_from_the_analysis_of_variance(answers):
    n, k = answers.shape
    cases = k * ((answers.mean(axis=1) - answers.mean()) ** 2).sum() / (n - 1)
    residual = answers - answers.mean(axis=1, keepdims=True) - answers.mean(axis=0) + answers.mean()
    error = (residual**2).sum() / ((n - 1) * (k - 1))
    if cases > 1e-9:
        assert cronbach_alpha(answers) == pytest.approx(1 - error / cases, abs=1e-9)


@given(questionnaires, st.floats(0.1, 10), st.floats(-5, 5))
@settings(deadline=None)
def test_stretching_and_shifting_the_scale_changes_nothing(answers, factor, shift):
    moved = factor * answers + shift
    for statistic in (cronbach_alpha, mean_inter_item_correlation):
        assert statistic(moved) == pytest.approx(statistic(answers), abs=1e-6, nan_ok=True)


@given(questionnaires)
def test_item_statistics_are_those_of_the_questionnaire_without_the_item(answers):
    correlations, alphas = item_total_correlations(answers), alphas_if_deleted(answers)
    for item in range(answers.shape[1]):
        others = [column for place, column in enumerate(answers.T) if place != item]
        assert alphas[item] == pytest.approx(cronbach_alpha(np.array(others).T), abs=1e-12, nan_ok=True)
        if np.ptp(answers[:, item]) and np.ptp(sum(others)):
            expected = stats.pearsonr(answers[:, item], sum(others)).statistic
            assert correlations[item] == pytest.approx(expected, abs=1e-9)
        else:
            assert math.isnan(correlations[item])


@given(questionnaires)
def test_mean_correlation_is_the_mean_over_pairs(answers):
    k = answers.shape[1]
    if all(np.ptp(column) for column in answers.T):
        pairs = [
            stats.pearsonr(answers[:, i], answers[:, j]).statistic for i in range(k) for j in range(i + 1, k)
        ]
        assert mean_inter_item_correlation(answers) == pytest.approx(np.mean(pairs), abs=1e-9)
    else:
        assert math.isnan(mean_inter_item_correlation(answers))


def test_identical_items_have_alpha_one():
    column = np.array([1.0, 4, 2, 7, 5])
    assert cronbach_alpha(np.column_stack([column] * 4)) == pytest.approx(1.0)


def test_uncorrelated_items_have_alpha_zero():
    assert cronbach_alpha([[1, 1], [1, 2], [2, 1], [2, 2]]) == pytest.approx(0.0)


def test_standardised_items_follow_spearman_and_brown():
    answers = stats.zscore(RESTAURANT, ddof=1)
    r = mean_inter_item_correlation(RESTAURANT)
    assert cronbach_alpha(answers) == pytest.approx(3 * r / (1 + 2 * r))


def test_an_item_turned_the_wrong_way_makes_alpha_negative():
    assert cronbach_alpha(RESTAURANT[:, :2] * [1, -1]) < 0


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([[1], [2], [3]], id="one item"),
        pytest.param([[1, 2]], id="one case"),
        pytest.param(np.empty((0, 3)), id="no case"),
        pytest.param([[4, 4], [4, 4], [4, 4]], id="all answers the same"),
        pytest.param([[1, 7], [3, 5], [6, 2]], id="items cancel out"),
        pytest.param([[0.1, 0.6], [0.3, 0.4], [0.5, 0.2]], id="items cancel out up to rounding"),
    ],
)
def test_alpha_is_nan_where_it_is_undefined(answers):
    assert math.isnan(cronbach_alpha(answers))


def test_alpha_with_one_constant_item_is_defined_and_its_correlations_are_not():
    answers = np.column_stack([RESTAURANT, np.full(10, 2)])
    two_thirds = 3 / 2 * (1 - RESTAURANT.var(axis=0, ddof=1).sum() / RESTAURANT.sum(axis=1).var(ddof=1))
    assert cronbach_alpha(answers) == pytest.approx(two_thirds * (4 / 3) / (3 / 2))
    assert math.isnan(mean_inter_item_correlation(answers))
    assert np.isnan(item_total_correlations(answers)).tolist() == [False, False, False, True]


def test_two_items_have_no_alpha_if_one_is_deleted():
    assert np.isnan(alphas_if_deleted(RESTAURANT[:, :2])).all()


@pytest.mark.parametrize("arguments", [(float("nan"), 10, 3), (0.8, 1, 3), (0.8, 10, 1)])
def test_interval_is_nan_where_alpha_is_undefined(arguments):
    assert all(math.isnan(limit) for limit in feldt_interval(*arguments))


def test_missing_answers_are_refused():
    with pytest.raises(DataError) as caught:
        cronbach_alpha([[1, 2], [np.nan, 3], [2, np.inf]])
    assert str(caught.value) == (
        "answers has missing or infinite values in rows 1, 2. Leave incomplete cases out."
    )


def test_one_column_of_answers_must_still_be_a_table():
    with pytest.raises(DataError) as caught:
        cronbach_alpha([1, 2, 3])
    assert str(caught.value) == (
        "answers must have two dimensions, cases in rows and items in columns, but has shape (3,)."
    )


def test_confidence_in_percent_is_refused_with_a_hint():
    with pytest.raises(ArgumentError) as caught:
        feldt_interval(0.8, 100, 4, confidence=95)
    assert str(caught.value) == (
        "confidence is 95, but it must be greater than 0 and less than 1. Did you mean 0.95?"
    )


@pytest.mark.parametrize("answers", [[["a", "b"], ["c", "d"]], [[1], [2, 3]]])
def test_answers_that_are_no_numbers_are_refused(answers):
    with pytest.raises(DataError) as raised:
        cronbach_alpha(answers)
    assert str(raised.value) == (
        "answers must be an array of numbers, with rows of the same length. Turn texts into numbers first."
    )


def test_an_interval_needs_an_alpha():
    with pytest.raises(ArgumentError) as raised:
        feldt_interval(2.0, 10, 3)
    assert str(raised.value) == "alpha is 2, but alpha is at most 1."
    with pytest.raises(ArgumentTypeError):
        feldt_interval("high", 10, 3)
