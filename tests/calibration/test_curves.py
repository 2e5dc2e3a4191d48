"""The curves as mathematics: bounds, order, anchors, mirror images, extreme values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsqca.calibration import Bell, Crisp, Direct, Empirical, Piecewise, PiecewiseBell, Ranks
from fsqca.calibration import curves as array_floor
from tests.calibration import strategies as draw


@given(draw.calibrators, draw.raw_scores)
def test_memberships_lie_between_0_and_1(calibrator, raw):
    memberships = calibrator(raw)
    assert memberships.shape == raw.shape
    assert memberships.dtype == np.float64
    assert ((memberships >= 0) & (memberships <= 1)).all()


@given(draw.curves, draw.raw_scores)
def test_more_of_the_raw_score_never_means_less_membership_in_a_rising_set(calibrator, raw):
    memberships = calibrator(np.sort(raw))
    steps = np.diff(memberships) * (1 if calibrator.full_in > calibrator.full_out else -1)
    assert (steps >= -1e-12).all()


@given(draw.direct)
def test_direct_meets_its_anchors(calibrator):
    at_anchors = calibrator(calibrator.anchors)
    np.testing.assert_allclose(at_anchors, [1 - calibrator.idm, 0.5, calibrator.idm], rtol=0, atol=1e-12)
    assert at_anchors[1] == 0.5


@given(draw.piecewise)
def test_piecewise_meets_its_anchors_exactly(calibrator):
    assert calibrator(calibrator.anchors).tolist() == [0.0, 0.5, 1.0]


@given(draw.piecewise_bell)
def test_a_piecewise_bell_meets_its_anchors_exactly(calibrator):
    assert calibrator(calibrator.anchors).tolist() == [0.0, 0.5, 1.0, 1.0, 0.5, 0.0]


@given(draw.bell)
def test_a_bell_is_nowhere_further_in_than_each_of_its_sides(calibrator):
    left = Direct(calibrator.out1, calibrator.crossover1, calibrator.in1, idm=calibrator.idm)
    right = Direct(calibrator.out2, calibrator.crossover2, calibrator.in2, idm=calibrator.idm)
    raw = np.linspace(min(calibrator.anchors), max(calibrator.anchors), 50)
    pick = np.maximum if calibrator.inverted else np.minimum
    assert calibrator(raw).tolist() == pick(left(raw), right(raw)).tolist()


@given(draw.three, draw.idm, draw.raw_scores)
def test_a_falling_set_is_the_negation_of_the_rising_one_with_the_same_anchors(anchors, idm, raw):
    rising, falling = Direct(*anchors, idm=idm), Direct(*anchors[::-1], idm=idm)
    np.testing.assert_allclose(falling(raw), 1 - rising(raw), rtol=0, atol=1e-12)


@given(draw.three, draw.powers, draw.powers, draw.raw_scores)
def test_a_falling_piecewise_set_is_the_negation_with_the_powers_exchanged(anchors, below, above, raw):
    rising = Piecewise(*anchors, below=below, above=above)
    falling = Piecewise(*anchors[::-1], below=above, above=below)
    np.testing.assert_allclose(falling(raw), 1 - rising(raw), rtol=0, atol=1e-12)


@given(draw.six, draw.idm, draw.raw_scores)
def test_an_inverted_bell_is_the_negation_of_the_bell(six, idm, raw):
    out1, cross1, in1, in2, cross2, out2 = six
    np.testing.assert_allclose(
        Bell(in1, cross1, out1, out2, cross2, in2, idm=idm)(raw),
        1 - Bell(*six, idm=idm)(raw),
        rtol=0,
        atol=1e-12,
    )


@given(draw.six, draw.powers, draw.powers, draw.raw_scores)
def test_an_inverted_piecewise_bell_is_the_negation_of_the_bell(six, below, above, raw):
    out1, cross1, in1, in2, cross2, out2 = six
    inverted = PiecewiseBell(in1, cross1, out1, out2, cross2, in2, below=above, above=below)
    np.testing.assert_allclose(
        inverted(raw), 1 - PiecewiseBell(*six, below=below, above=above)(raw), rtol=0, atol=1e-12
    )


@given(draw.three, draw.raw_scores)
def test_ragin_is_direct_with_log_odds_of_exactly_3(anchors, raw):
    ragin = Direct.ragin(*anchors)
    assert ragin == Direct(*anchors, idm=0.9525741268224334)
    memberships = ragin([anchors[0], anchors[2]])
    np.testing.assert_allclose(np.log(memberships / (1 - memberships)), [-3, 3], rtol=0, atol=1e-12)
    full_in_side = (raw - anchors[1]) * (1 if anchors[2] > anchors[1] else -1) >= 0
    spread = np.where(full_in_side, anchors[2] - anchors[1], anchors[1] - anchors[0])
    exponent = np.clip(-3 * (raw - anchors[1]) / spread, -700, 700)
    np.testing.assert_allclose(ragin(raw), 1 / (1 + np.exp(exponent)), rtol=0, atol=1e-12)


@given(draw.calibrators, draw.raw_scores, st.randoms(use_true_random=False))
def test_the_order_of_cases_does_not_matter(calibrator, raw, random):
    order = random.sample(range(len(raw)), len(raw))
    assert calibrator(raw[order]).tolist() == calibrator(raw)[order].tolist()


@given(draw.raw_scores.filter(lambda raw: len(set(raw)) > 1), st.randoms(use_true_random=False))
def test_the_order_of_cases_does_not_matter_where_the_data_are_learnt_from(raw, random):
    order = random.sample(range(len(raw)), len(raw))
    middle = float((raw.min() + raw.max()) / 2)
    learning = [Ranks()]
    if raw.min() < middle < raw.max():
        learning.append(Empirical(raw.min(), middle, raw.max()))
    for calibrator in learning:
        assert calibrator(raw[order]).tolist() == calibrator(raw)[order].tolist()


@given(draw.raw_scores.filter(lambda raw: len(set(raw)) > 1))
def test_ranks_run_from_0_to_1_and_keep_the_order(raw):
    memberships = Ranks()(raw)
    assert memberships[raw.argmin()] == 0
    assert memberships[raw.argmax()] == 1
    assert (np.diff(memberships[raw.argsort()]) >= 0).all()


@given(draw.three, draw.raw_scores)
def test_empirical_memberships_are_bounded_ordered_and_half_at_the_crossover(anchors, raw):
    raw = np.append(raw, anchors[1])
    memberships = Empirical(*anchors)(raw)
    rising = 1 if anchors[2] > anchors[0] else -1
    assert ((memberships >= 0) & (memberships <= 1)).all()
    assert memberships[-1] == 0.5
    assert (np.diff(memberships[raw.argsort()]) * rising >= -1e-12).all()


@pytest.mark.parametrize(
    "calibrator",
    [
        Direct(2, 4, 6), Direct.ragin(6, 4, 2), Piecewise(2, 4, 6, below=3), Bell(1, 2, 3, 4, 5, 6),
        PiecewiseBell(1, 2, 3, 4, 5, 6), Crisp(3, 5), Empirical(1, 4, 9), Ranks(),
    ],
    ids=lambda calibrator: calibrator.name,
)  # fmt: skip
def test_missing_stays_missing_and_touches_nobody_else(calibrator):
    raw = np.array([3.0, np.nan, 5.0, 7.0])
    memberships = calibrator(raw)
    assert np.isnan(memberships).tolist() == [False, True, False, False]
    assert memberships[[0, 2, 3]].tolist() == calibrator(raw[[0, 2, 3]]).tolist()


def test_extreme_scores_and_anchors_raise_no_warning():
    extreme = np.array([-1e308, -1.0, 0.0, 1.0, 1e308])
    with np.errstate(all="raise"):
        assert Direct(-1e-300, 0, 1e-300)(extreme).tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]
        assert Piecewise(1e-300, 0, -1e-300)(extreme).tolist() == [1.0, 1.0, 0.5, 0.0, 0.0]
        assert Direct(-8e307, 0, 8e307)(extreme)[[0, 4]].round(2).tolist() == [0.02, 0.98]


def test_the_tails_are_small_and_not_snapped():
    low, high = Direct(2, 4, 6)([-10, 18])
    assert 0 < low < 1e-8
    assert 1 - 1e-8 < high < 1


def test_memberships_of_exactly_zero_carry_no_minus_sign():
    for calibrator in (Piecewise(2, 4, 6), Piecewise(6, 4, 2), PiecewiseBell(1, 2, 3, 4, 5, 6)):
        memberships = calibrator([-5.0, 1.0, 2.0, 6.0, 60.0])
        assert not np.signbit(memberships).any()


def test_the_sigmoid_is_that_of_the_textbook_where_the_textbook_does_not_overflow():
    log_odds = np.linspace(-30, 30, 61)
    assert array_floor.sigmoid(log_odds) == pytest.approx(
        [1 / (1 + math.exp(-z)) for z in log_odds], abs=1e-15
    )
