"""Measures with the share of the outcome or of the antecedent held at one half: values, bounds, meaning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsqca import metrics
from tests.strategies import memberships

# Measure adjusted -> the plain measure, and whether it is y (or x) whose share is held at one half.
ADJUSTED = {
    "prevalence_adjusted_consistency": (metrics.sufficiency_consistency, "y"),
    "antecedent_adjusted_coverage": (metrics.sufficiency_coverage, "x"),
    "antecedent_adjusted_contrapositive_consistency": (metrics.contrapositive_consistency, "x"),
    "prevalence_adjusted_contrapositive_coverage": (metrics.contrapositive_coverage, "y"),
}
pairs = st.lists(st.tuples(memberships, memberships), min_size=1, max_size=10).map(np.array)
crisp = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=12).map(np.array)


def written_out(name, x, y):
    """The fraction of the paper: the penalty is weighted by the odds of what is held at one half."""
    both = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y)).sum()
    yes, no = np.minimum(x, y).sum(), np.minimum(1 - x, 1 - y).sum()
    without_y, without_x = np.minimum(x, 1 - y).sum() - both, np.minimum(1 - x, y).sum() - both
    kept, penalty, odds = {
        "prevalence_adjusted_consistency": (yes, without_y, (y, 1 - y)),
        "antecedent_adjusted_coverage": (yes, without_x, (x, 1 - x)),
        "antecedent_adjusted_contrapositive_consistency": (no, without_y, (1 - x, x)),
        "prevalence_adjusted_contrapositive_coverage": (no, without_x, (1 - y, y)),
    }[name]
    if not odds[0].sum() or not odds[1].sum():
        return np.nan
    below = kept + odds[0].sum() / odds[1].sum() * penalty
    return kept / below if below else np.nan


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Of 10 cases with y, 8 have x; of 2 without y, 1 has x: 0.8 / (0.8 + 0.5).
        ("prevalence_adjusted_consistency", 0.8 / 1.3),
        # Of 9 cases with x, 8 have y; of 3 without x, 2 have y.
        ("antecedent_adjusted_coverage", (8 / 9) / (8 / 9 + 2 / 3)),
        # Of 3 cases without x, 1 is without y; of 9 with x, 1 is.
        ("antecedent_adjusted_contrapositive_consistency", (1 / 3) / (1 / 3 + 1 / 9)),
        # Of 2 cases without y, 1 is without x; of 10 with y, 2 are.
        ("prevalence_adjusted_contrapositive_coverage", 0.5 / (0.5 + 0.2)),
    ],
)
def test_values_are_those_of_the_four_counts(name, expected):
    x = np.repeat([1, 1, 0, 0], [8, 1, 2, 1])
    y = np.repeat([1, 0, 1, 0], [8, 1, 2, 1])
    measure = getattr(metrics, name)
    assert measure(x, y) == pytest.approx(expected)
    assert measure(np.column_stack([x, x]), y) == pytest.approx([expected, expected])
    assert measure([1, 1, 0, 0], [1, 0, 1, 0], weights=[8, 1, 2, 1]) == pytest.approx(expected)


@pytest.mark.parametrize("name", ADJUSTED)
def test_fuzzy_values_are_those_computed_by_hand(name):
    # min(x, y) 0.2 0.5 0.8, min(x, not-y) 0.2 0.5 0.1, min(not-x, y) 0.4 0.4 0.2,
    # min(not-x, not-y) 0.6 0.4 0.1, of all four 0.2 0.4 0.1; sums x 1.6, not-x 1.4, y 1.8, not-y 1.2
    expected = {
        "prevalence_adjusted_consistency": 1.5 / (1.5 + 1.8 / 1.2 * (0.8 - 0.7)),
        "antecedent_adjusted_coverage": 1.5 / (1.5 + 1.6 / 1.4 * (1.0 - 0.7)),
        "antecedent_adjusted_contrapositive_consistency": 1.1 / (1.1 + 1.4 / 1.6 * (0.8 - 0.7)),
        "prevalence_adjusted_contrapositive_coverage": 1.1 / (1.1 + 1.2 / 1.8 * (1.0 - 0.7)),
    }
    assert getattr(metrics, name)([0.2, 0.6, 0.8], [0.4, 0.5, 0.9]) == pytest.approx(expected[name])


def test_a_condition_unrelated_to_a_frequent_outcome_gets_one_half():
    x = [1, 1, 1, 1, 0, 0, 0, 0]
    y = [1, 1, 1, 0, 1, 1, 1, 0]
    assert metrics.sufficiency_consistency(x, y) == 0.75
    for name in ADJUSTED:
        assert getattr(metrics, name)(x, y) == pytest.approx(0.5)


@pytest.mark.parametrize("name", ADJUSTED)
@given(values=pairs)
def test_every_value_is_in_0_to_1_and_that_of_the_fraction_written_out(name, values):
    x, y = values.T
    value = getattr(metrics, name)(x, y)
    assert np.isnan(value) or 0.0 <= value <= 1.0
    assert value == pytest.approx(written_out(name, x, y), abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("name", ADJUSTED)
@given(values=pairs)
def test_where_the_shares_are_equal_the_adjusted_measure_is_the_plain_one(name, values):
    plain, held = ADJUSTED[name]
    x, y = values.T
    # Cases mirrored in what is held at one half: its sum and that of its negation are then the same.
    if held == "y":
        x, y = np.concatenate([x, x[::-1]]), np.concatenate([y, 1 - y])
    else:
        x, y = np.concatenate([x, 1 - x]), np.concatenate([y, y[::-1]])
    assert getattr(metrics, name)(x, y) == pytest.approx(plain(x, y), abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("name", ADJUSTED)
@given(values=crisp)
def test_weights_that_balance_crisp_cases_turn_the_plain_measure_into_the_adjusted_one(name, values):
    plain, held = ADJUSTED[name]
    x, y = values.T
    group = y if held == "y" else x
    if 0 < group.sum() < len(group):
        balance = np.where(group == 1, 1 / group.sum(), 1 / (1 - group).sum())
        assert getattr(metrics, name)(x, y) == pytest.approx(plain(x, y, weights=balance), nan_ok=True)
    else:
        assert np.isnan(getattr(metrics, name)(x, y))


@given(pairs)
def test_of_the_converse_and_of_the_contrapositive_the_measures_change_places(values):
    x, y = values.T
    close = {"abs": 1e-9, "nan_ok": True}
    consistency, coverage = metrics.prevalence_adjusted_consistency, metrics.antecedent_adjusted_coverage
    assert consistency(y, x) == pytest.approx(coverage(x, y), **close)
    assert metrics.antecedent_adjusted_contrapositive_consistency(x, y) == pytest.approx(
        consistency(1 - y, 1 - x), **close
    )
    assert metrics.prevalence_adjusted_contrapositive_coverage(x, y) == pytest.approx(
        coverage(1 - y, 1 - x), **close
    )


def test_what_is_undefined_is_nan():
    for name in ADJUSTED:
        measure = getattr(metrics, name)
        held = ADJUSTED[name][1]
        for constant in ([0, 0, 0], [1, 1, 1]):
            varied = [1, 0, 1]
            assert np.isnan(measure(*((varied, constant) if held == "y" else (constant, varied))))
