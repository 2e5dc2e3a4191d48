"""Further measures of fit: values by hand, bounds, and how they relate to the standard ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsqca import metrics
from tests.strategies import memberships

X, Y = [0.2, 0.6, 0.8], [0.4, 0.5, 0.9]
MEASURES = [
    metrics.haesebrouck_consistency,
    metrics.product,
    metrics.symmetric_consistency,
    metrics.set_coincidence,
    metrics.contrapositive_consistency,
    metrics.contrapositive_coverage,
]
pairs = st.lists(st.tuples(memberships, memberships), min_size=1, max_size=10).map(np.array)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        # min 0.2 0.5 0.8 = 1.5; excess of the second case sqrt(0.1 * 0.6)
        (metrics.haesebrouck_consistency, 1.5 / (1.5 + np.sqrt(0.06))),
        # consistency 1.5 / 1.6, PRI (1.5 - 0.8) / (1.6 - 0.8)
        (metrics.product, 1.5 / 1.6 * 0.7 / 0.8),
        # for y 1.5 - 0.8, for not-y 0.2 + 0.5 + 0.1 - 0.8
        (metrics.symmetric_consistency, 1.0),
        (metrics.set_coincidence, 1.5 / 1.9),
        # not-x 0.8 0.4 0.2, not-y 0.6 0.5 0.1, min 0.6 0.4 0.1
        (metrics.contrapositive_consistency, 1.1 / 1.2),
        (metrics.contrapositive_coverage, 1.1 / 1.4),
    ],
)
def test_values_are_those_computed_by_hand(measure, expected):
    assert measure(X, Y) == pytest.approx(expected)
    assert measure(np.column_stack([X, X]), Y) == pytest.approx([expected, expected])


def test_the_same_inconsistency_costs_haesebrouck_more_where_membership_is_high():
    rest = [0.5] * 5
    low, high = ([0.3, *rest], [0.1, 0.5, *rest[1:]]), ([0.9, *rest], [0.7, 0.5, *rest[1:]])
    loss = [
        metrics.sufficiency_consistency(x, y) - metrics.haesebrouck_consistency(x, y) for x, y in (low, high)
    ]
    assert 0 < loss[0] < loss[1]
    assert metrics.haesebrouck_consistency([1, 1, 1, 0], [1, 1, 0, 1]) == pytest.approx(2 / 3)


def test_what_is_undefined_is_nan():
    assert np.isnan(metrics.haesebrouck_consistency([0, 0], [1, 0]))
    assert np.isnan(metrics.product([0.4, 0.3], [0.5, 0.5]))
    assert np.isnan(metrics.symmetric_consistency([0.4, 0.3], [0.5, 0.5]))
    assert np.isnan(metrics.set_coincidence([0, 0], [0, 0]))
    assert np.isnan(metrics.contrapositive_consistency([0, 1], [1, 1]))
    assert np.isnan(metrics.contrapositive_coverage([1, 1], [0, 1]))


@given(pairs)
def test_every_measure_lies_between_0_and_1(values):
    for measure in MEASURES:
        value = measure(values[:, 0], values[:, 1])
        assert np.isnan(value) or -1e-9 <= value <= 1 + 1e-9


@given(pairs)
def test_measures_keep_their_place_beside_the_standard_ones(values):
    x, y = values.T
    plain = metrics.sufficiency_consistency(x, y)
    assert np.isnan(plain) or metrics.haesebrouck_consistency(x, y) <= plain + 1e-12
    own, other = metrics.symmetric_consistency(x, y), metrics.symmetric_consistency(x, 1 - y)
    if not np.isnan(own) and not np.isnan(other):
        assert own + other == pytest.approx(1.0)
        pri = metrics.pri(x, y)
        assert np.isnan(pri) or own >= pri - 1e-9
    assert metrics.set_coincidence(x, y) == pytest.approx(metrics.set_coincidence(y, x), nan_ok=True)
    assert metrics.contrapositive_consistency(x, y) == pytest.approx(
        metrics.sufficiency_consistency(1 - y, 1 - x), nan_ok=True
    )
    assert metrics.contrapositive_coverage(x, y) == pytest.approx(
        metrics.sufficiency_coverage(1 - y, 1 - x), nan_ok=True
    )


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=10).map(np.array))
def test_with_crisp_sets_haesebrouck_and_symmetric_consistency_are_the_standard_one(values):
    x, y = values.T
    plain = metrics.sufficiency_consistency(x, y)
    assert metrics.haesebrouck_consistency(x, y) == pytest.approx(plain, nan_ok=True)
    assert metrics.symmetric_consistency(x, y) == pytest.approx(plain, nan_ok=True)
