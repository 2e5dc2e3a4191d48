"""What each calibrator does with raw values, by worked examples."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from fsqca.calibration import (
    Bell,
    Calibrator,
    ClusterThresholds,
    Crisp,
    Direct,
    Empirical,
    Function,
    Indirect,
    IndirectPolynomial,
    LargestGap,
    LogitPolynomial,
    Lookup,
    Piecewise,
    PiecewiseBell,
    Quantiles,
    Ranks,
)
from fsqca.calibration.direct import RAGIN_IDM, log_odds_of

#: calibrator -> raw values -> memberships, by hand
WORKED = [
    # ln(.95/.05) = 2.944..; halfway to full membership: 1 / (1 + exp(-1.472)) = .813
    (Direct(2, 4, 6), [2, 3, 4, 5, 6], [0.05, 0.18661, 0.5, 0.81339, 0.95]),
    # the two sides have their own scale
    (Direct(0, 4, 5), [2, 4.5], [0.18661, 0.81339]),
    (Direct(2, 4, 6, idm=0.9), [2, 3, 5, 6], [0.1, 0.25, 0.75, 0.9]),
    (Direct(6, 4, 2), [2, 6], [0.95, 0.05]),
    (Direct.ragin(2, 4, 6), [3, 5], [0.18243, 0.81757]),
    (Piecewise(2, 4, 8), [1, 2, 3, 4, 6, 8, 9], [0, 0, 0.25, 0.5, 0.75, 1, 1]),
    (Piecewise(2, 4, 8, below=2, above=2), [3, 6], [0.125, 0.875]),
    (Piecewise(8, 4, 2, below=2), [9, 8, 6, 4, 3, 2, 1], [0, 0, 0.125, 0.5, 0.75, 1, 1]),
    (PiecewiseBell(1, 3, 5, 6, 8, 10), [0, 2, 3, 5, 6, 7, 9, 10], [0, 0.25, 0.5, 1, 1, 0.75, 0.25, 0]),
    (PiecewiseBell(5, 3, 1, 10, 8, 6), [0, 2, 3, 5, 6, 7, 9, 10], [1, 0.75, 0.5, 0, 0, 0.25, 0.75, 1]),
    (PiecewiseBell(1, 2, 4, 4, 7, 9), [2, 3, 4, 5.5, 7], [0.5, 0.75, 1, 0.75, 0.5]),
    (PiecewiseBell(4, 2, 1, 9, 7, 4), [2, 3, 4, 5.5, 7], [0.5, 0.25, 0, 0.25, 0.5]),
    (Bell(1, 2, 3, 5, 6, 7), [1, 2, 3, 5, 6, 7], [0.05, 0.5, 0.95, 0.95, 0.5, 0.05]),
    (Bell(3, 2, 1, 7, 6, 5), [1, 2, 3, 5, 6, 7], [0.95, 0.5, 0.05, 0.05, 0.5, 0.95]),
    (Crisp(3), [2.9, 3, 4], [0, 1, 1]),
    (Crisp(2, 4, 6), [1, 2, 4, 5, 9], [0, 1, 2, 2, 3]),
    (Crisp(100), [1, 2], [0, 0]),
    (Lookup({"no": 0, "rather": 0.67, "yes": 1}), ["yes", "no", "rather"], [1, 0, 0.67]),
    (Lookup({1: 0, 2: 0.33, 3: 1}), [3.0, 1.0, 2.0], [1, 0, 0.33]),
    (Lookup({"north": 0, "south": 1, "east": 2}), ["east", "north"], [2, 0]),
    (Lookup({True: 1, False: 0}), [True, False], [1, 0]),
    # E = .25, .5, .75, 1 at 3, 4, 5, 9: (E - .25) / .75
    (Ranks(), [9, 5, 4, 3], [1, 2 / 3, 1 / 3, 0]),
    (Ranks(), [3, 3, 5, 9], [0, 0, 0.5, 1]),
    # between 1 and 5 lie 2, 3, 4, 5: F(3) = .5
    (Empirical(1, 3, 5), [0, 2, 3, 4, 5, 9], [0, 0.25, 0.5, 0.75, 1, 1]),
    (Empirical(5, 3, 1), [0, 2, 3, 4, 5, 9], [1, 0.75, 0.5, 0.25, 0, 0]),
    (Quantiles(0.25, 0.5, 0.75), [1, 2, 3, 4, 5], [0.00276, 0.05, 0.5, 0.95, 0.99724]),
    # by symmetry the crossover is 3; the slope 1.7783 solves sum x (g - m) = 0 by bisection
    (Indirect({1: 0, 2: 0.2, 4: 0.8, 5: 1}), [1, 2, 4, 5], [0.027744, 0.144513, 0.855487, 0.972256]),
    (LogitPolynomial((-2, 0, 0, 1)), [0, 2, 4], [0.119204, 0.5, 0.880797]),
    (ClusterThresholds(2), [1, 2, 11, 12, 30], [0, 0, 1, 1, 2]),
    (LargestGap(), [1, 2, 11, 12, 30], [0, 0, 0, 0, 1]),
    (Quantiles(0.75, 0.5, 0.25), [1, 2, 3, 4, 5], [0.99724, 0.95, 0.5, 0.05, 0.00276]),
]


@pytest.mark.parametrize(("calibrator", "raw", "memberships"), WORKED)
def test_worked_examples(calibrator, raw, memberships):
    np.testing.assert_allclose(calibrator(raw), memberships, rtol=0, atol=5e-6)


@pytest.mark.parametrize(("calibrator", "raw", "memberships"), WORKED)
def test_a_list_an_array_and_a_series_give_the_same_array(calibrator, raw, memberships):
    from_list = calibrator(raw)
    for same in (np.array(raw), pd.Series(raw, index=[f"c{i}" for i in range(len(raw))])):
        result = calibrator(same)
        assert isinstance(result, np.ndarray)
        assert result.tolist() == from_list.tolist()


@pytest.mark.parametrize("calibrator", [example[0] for example in WORKED])
def test_calibrators_are_frozen_hashable_equal_by_value_and_survive_pickling(calibrator):
    copy = pickle.loads(pickle.dumps(calibrator))
    assert copy == calibrator
    assert hash(copy) == hash(calibrator)
    assert repr(copy) == repr(calibrator)
    with pytest.raises(AttributeError):
        calibrator.why = "other"


def test_every_calibrator_carries_its_reason():
    reason = "points of the scale"
    for calibrator in (
        Direct(2, 4, 6, why=reason), Direct.ragin(2, 4, 6, reason), Piecewise(2, 4, 6, why=reason),
        Bell(1, 2, 3, 4, 5, 6, why=reason), PiecewiseBell(1, 2, 3, 4, 5, 6, why=reason), Crisp(3, why=reason),
        Lookup({"a": 1}, why=reason), Ranks(why=reason), Empirical(1, 2, 3, why=reason),
        Function(abs, reason),
        Indirect([2], [0, 1], why=reason), IndirectPolynomial(2, why=reason),
        LogitPolynomial((1,), why=reason),
        Indirect({1: 0, 2: 0.4, 3: 0.6}, why=reason).fit([1, 2, 3]), ClusterThresholds(why=reason),
        ClusterThresholds(why=reason).fit([1, 2, 9]),
        LargestGap(why=reason), LargestGap(why=reason).fit([1, 5]),
        Quantiles(0.1, 0.5, 0.9, why=reason), Quantiles(0.1, 0.5, 0.9, why=reason).fit(range(9)),
        Ranks(why=reason).fit([1, 2]), Empirical(1, 2, 3, why=reason).fit([1, 2]),
    ):  # fmt: skip
        assert calibrator.why == reason


@pytest.mark.parametrize(
    ("calibrator", "text"),
    [
        (Direct(2, 4, 6), "2 / 4 / 6"),
        (Direct(0.1 + 0.2, 0.5, 1, idm=0.9), "0.3 / 0.5 / 1 (idm 0.9)"),
        (Direct.ragin(21291.5, 9163, 1890), "21291.5 / 9163 / 1890 (log-odds 3)"),
        (Piecewise(2, 4, 6), "2 / 4 / 6"),
        (Piecewise(2, 4, 6, below=2), "2 / 4 / 6 (below 2, above 1)"),
        (Bell(1, 2, 3, 4, 5, 6), "1 / 2 / 3 / 4 / 5 / 6"),
        (PiecewiseBell(3, 2, 1, 6, 5, 4, above=0.5), "3 / 2 / 1 / 6 / 5 / 4 (inverted) (below 1, above 0.5)"),
        (Crisp(3, 5), "3 / 5"),
        (Lookup({"low": 0, "high": 0.75}), "low = 0, high = 0.75"),
        (Lookup({1.0: 0, 2: 1}), "1 = 0, 2 = 1"),
        (Ranks(), ""),
        (Ranks().fit([1, 7, 3]), "1 to 7"),
        (Quantiles(0.1, 0.5, 0.9, idm=0.8), "0.1 / 0.5 / 0.9 (idm 0.8)"),
        (Empirical(1, 3, 5), "1 / 3 / 5"),
    ],
)
def test_the_anchors_read_as_text(calibrator, text):
    assert calibrator.describe() == text


def test_the_scale_of_ragin_is_exactly_3():
    assert log_odds_of(RAGIN_IDM) == 3.0


def test_the_raw_values_are_never_changed():
    raw = np.array([3.0, 1.0, 2.0])
    for calibrator in (Ranks(), Empirical(0, 2, 4), Direct(2, 4, 6), Crisp(2), Quantiles(0.1, 0.5, 0.9)):
        calibrator(raw)
        assert raw.tolist() == [3.0, 1.0, 2.0]


def test_ranks_start_at_the_lowest_value_present_and_not_at_the_value_1():
    # With E(1) = 0 in place of E(min) = .25 the lowest case would get .25.
    assert Ranks()([2, 3, 4, 5]).tolist() == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_fitted_ranks_place_new_cases_among_the_cases_seen():
    fitted = Ranks().fit([1, 2, 3, 4, 5])
    assert fitted.fit([100, 200]) is fitted
    assert fitted([0, 3, 3.5, 99]).tolist() == [0.0, 0.5, 0.5, 1.0]


def test_quantiles_resolve_to_concrete_anchors():
    assert Quantiles(0.1, 0.5, 0.9).fit([0, 10, 20, 30, 40]) == Direct(4, 20, 36)
    assert Quantiles(0.1, 0.5, 0.9).fit([0, np.nan, 10, 20, 30, 40]) == Direct(4, 20, 36)


def test_empirical_works_without_cases_beyond_the_outer_anchors():
    # R stops here, because removing no case is carried out there as removing every case.
    assert Empirical(1, 3, 5)([1, 2, 3, 4, 5]).tolist() == pytest.approx([0, 1 / 3, 0.5, 0.75, 1])


def test_empirical_works_with_every_case_beyond_the_outer_anchors():
    assert Empirical(3, 4, 5)([1, 2, 8, 9]).tolist() == [0, 0, 1, 1]


def test_fitted_empirical_keeps_the_distribution_it_has_seen():
    fitted = Empirical(0, 2, 4).fit([1, 2, 3, 4])
    assert fitted.fit([9, 9]) is fitted
    assert fitted([1.5, 3.5]).tolist() == [0.25, 0.75]


def test_lookup_keeps_missing_values_missing():
    memberships = Lookup({"a": 1})(pd.Series(["a", None, np.nan, pd.NA]))
    assert np.isnan(memberships).tolist() == [False, True, True, True]


def test_nullable_columns_with_missing_values_are_read():
    assert np.isnan(Direct(2, 4, 6)(pd.array([4, pd.NA], dtype="Int64"))).tolist() == [False, True]
    assert Crisp(1)(pd.Series([True, False])).tolist() == [1, 0]


def test_a_subclass_has_the_name_of_its_class_unless_it_says_otherwise():
    class Halves(Calibrator):
        def __call__(self, raw):
            return np.full(len(raw), 0.5)

    assert Halves().name == "Halves"
    assert Halves().describe() == ""
    assert Halves().fit([1]).why == ""


def test_a_subclass_without_a_call_cannot_be_made():
    class Nothing(Calibrator):
        pass

    with pytest.raises(TypeError, match="abstract"):
        Nothing()


def test_thresholds_of_crisp_are_sorted_and_count_as_often_as_they_are_given():
    assert Crisp(5, 3) == Crisp(3, 5)
    assert Crisp(5, 3, 5)([2, 3, 4, 5]).tolist() == [0, 1, 1, 3]


def test_masked_raw_values_are_missing():
    masked = np.ma.MaskedArray([2.0, 4.0, 6.0], mask=[False, True, False])
    np.testing.assert_allclose(Direct(2, 4, 6)(masked), [0.05, np.nan, 0.95])
