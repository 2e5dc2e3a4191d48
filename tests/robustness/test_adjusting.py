"""P values of shuffles and their corrections, against naive versions and published numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import false_discovery_control

from fsqca.robustness.adjusting import bonferroni, false_discovery, holm, joint_p, p_values, step_down, wilson

NAN = float("nan")
shuffles = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 30), st.integers(1, 5)),
    elements=st.integers(0, 6).map(lambda v: v / 6),
)


def naive_step_down(shuffled, observed):
    """Westfall and Young's p values written as they are described, one comparison at a time."""
    everything = [list(observed), *map(list, shuffled)]
    total, k = len(everything), len(observed)
    p = [
        [sum(other[j] >= own[j] - 1e-12 for other in everything) / total for j in range(k)]
        for own in everything
    ]
    order = sorted(range(k), key=lambda j: p[0][j])
    result, largest = [0.0] * k, 0.0
    for place, column in enumerate(order):
        rest = order[place:]
        share = sum(min(own[j] for j in rest) <= p[0][column] + 1e-12 for own in p) / total
        largest = max(largest, share)
        result[column] = largest
    return result


def naive_joint(shuffled, observed):
    """Count, for every arrangement, those that reach both of its numbers."""
    points = [tuple(observed), *map(tuple, shuffled)]
    defined = [point for point in points if not any(np.isnan(point))]
    rank = [
        (sum(a >= point[0] and b >= point[1] for a, b in defined), -round(point[0] * point[1], 12))
        for point in defined
    ]
    return rank[0][0] - 1, sum(own <= rank[0] for own in rank) / len(points)


def test_a_p_value_counts_the_observed_arrangement():
    assert p_values(np.array([[0.1], [0.5], [0.9]]), np.array([0.5])).tolist() == [0.75]


def test_a_p_value_is_never_zero_and_is_undefined_where_the_statistic_is():
    p = p_values(np.zeros((9, 2)), np.array([1.0, NAN]))
    assert p[0] == 0.1
    assert np.isnan(p[1])


@given(shuffles, st.randoms(use_true_random=False))
def test_step_down_p_values_are_those_of_the_naive_version(shuffled, random):
    observed = np.array([random.randint(0, 6) / 6 for _ in range(shuffled.shape[1])])
    got = step_down(shuffled, observed)
    assert got == pytest.approx(naive_step_down(shuffled, observed))
    assert (got >= p_values(shuffled, observed) - 1e-12).all()


def test_a_single_claim_is_not_corrected():
    shuffled = np.random.default_rng(1).random((99, 1))
    observed = np.array([0.9])
    assert step_down(shuffled, observed) == pytest.approx(p_values(shuffled, observed))


def test_copies_of_a_claim_cost_nothing_in_step_down_and_much_by_holm():
    shuffled = np.repeat(np.random.default_rng(1).random((99, 1)), 5, axis=1)
    observed = np.full(5, 0.97)
    p = p_values(shuffled, observed)
    assert step_down(shuffled, observed) == pytest.approx(p)
    assert holm(p) == pytest.approx(5 * p)


def test_undefined_statistics_are_left_out_of_the_family():
    shuffled = np.random.default_rng(2).random((50, 3))
    shuffled[:, 1] = NAN
    got = step_down(shuffled, np.array([0.9, NAN, 0.5]))
    alone = step_down(shuffled[:, [0, 2]], np.array([0.9, 0.5]))
    assert got[[0, 2]] == pytest.approx(alone)
    assert np.isnan(got[1])


def test_holm_with_twenty_configurations_gives_the_documented_numbers():
    """The example in the manual of QCAfalsePositive: three p values, twenty configurations looked at."""
    assert holm(np.array([0.00243, 0.027, 0.09]), 20).round(4).tolist() == [0.0486, 0.513, 1.0]


def test_bonferroni_multiplies_and_stops_at_one():
    assert bonferroni(np.array([0.01, NAN, 0.4]), 10)[[0, 2]].tolist() == pytest.approx([0.1, 1.0])
    assert bonferroni(np.array([0.01, NAN, 0.4]))[0] == pytest.approx(0.02)


@pytest.mark.parametrize("method", ["bh", "by"])
def test_false_discoveries_are_controlled_among_the_defined_claims(method):
    p = np.array([0.01, NAN, 0.03, 0.5])
    got = false_discovery(p, method)
    assert got[[0, 2, 3]] == pytest.approx(false_discovery_control(p[[0, 2, 3]], method=method))
    assert np.isnan(got[1])


@given(arrays.arrays(np.float64, st.tuples(st.integers(1, 30), st.just(2)), elements=st.integers(0, 5)))
def test_the_joint_p_value_is_that_of_the_naive_version(shuffled):
    shuffled = np.where(shuffled == 5, np.nan, shuffled)
    observed = np.array([3.0, 2.0])
    count, p = joint_p(shuffled, observed)
    assert (count, p) == (
        pytest.approx(naive_joint(shuffled, observed)[0]),
        pytest.approx(naive_joint(shuffled, observed)[1]),
    )


def test_the_share_that_reach_both_is_too_small_too_often_and_the_joint_p_value_is_not():
    random = np.random.default_rng(7)
    shares, ps = [], []
    for _ in range(1000):
        points = random.random((100, 2))
        count, p = joint_p(points[1:], points[0])
        shares.append((count + 1) / 100)
        ps.append(p)
    assert np.mean(np.array(shares) <= 0.05) > 0.15
    assert abs(np.mean(np.array(ps) <= 0.05) - 0.05) < 0.02


def test_wilsons_interval_is_the_published_formula_and_undefined_for_nothing():
    low, high = wilson(3, 20)
    z, share = 1.959963984540054, 0.15
    middle = (share + z * z / 40) / (1 + z * z / 20)
    half = z * np.sqrt(share * (1 - share) / 20 + z * z / 1600) / (1 + z * z / 20)
    assert (low, high) == (pytest.approx(middle - half), pytest.approx(middle + half))
    assert np.isnan(wilson(0, 0)).all()
