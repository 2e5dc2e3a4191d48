"""The indirect method: grades by threshold, value or case; what it resolves to; what it refuses."""

from __future__ import annotations

import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize as scipy_minimize

from fsqca.calibration import Direct, Indirect, IndirectPolynomial, LogitPolynomial, calibrate
from fsqca.calibration.indirect_polynomial import polynomial
from fsqca.calibration.logit import fractional_logit, separated, separated_by_line
from fsqca.errors import ArgumentError, ArgumentTypeError, CalibrationWarning, DataError, MissingExtraError

INCOME = [300, 900, 1400, 2600, 3500, 4200, 6100, 8800]
CUTS, GRADES = [1000, 2000, 4000, 8000], [0, 0.2, 0.4, 0.8, 1]
BY_CASE = [0, 0, 0.2, 0.4, 0.4, 0.8, 0.8, 1]


def log_likelihood(line, raw, grades):
    """Return the quasi-log-likelihood of a line of log-odds, straight from its definition."""
    log_odds = line[0] + line[1] * raw
    memberships = 1 / (1 + np.exp(-log_odds))
    return np.sum(grades * np.log(memberships) + (1 - grades) * np.log(1 - memberships))


def test_the_curve_is_the_maximum_of_the_likelihood():
    raw, grades = np.array(INCOME) / 1000, np.array(BY_CASE)
    found = scipy_minimize(lambda line: -log_likelihood(line, raw, grades), [0.0, 0.0], tol=1e-12).x
    expected = 1 / (1 + np.exp(-(found[0] + found[1] * raw)))
    np.testing.assert_allclose(Indirect(CUTS, GRADES)(INCOME), expected, rtol=0, atol=1e-6)


def test_grades_by_threshold_by_value_and_by_case_are_one_calibration_where_they_say_the_same():
    by_threshold = Indirect(CUTS, GRADES).fit(INCOME)
    assert Indirect(dict(zip(INCOME, BY_CASE, strict=True))).fit(INCOME) == by_threshold
    assert Indirect(INCOME, BY_CASE, by="value").fit(INCOME) == by_threshold
    assert Indirect(INCOME, BY_CASE, by="case").fit([]) == by_threshold
    assert isinstance(by_threshold, Direct)


def test_a_raw_score_equal_to_a_cut_point_reaches_it():
    on_the_cut = Indirect([2, 3, 4], [0, 0.4, 0.6, 1]).fit([1, 2, 3, 4])
    assert on_the_cut == Indirect({1: 0, 2: 0.4, 3: 0.6, 4: 1}).fit([1, 2, 3, 4])


def test_the_outer_anchors_have_the_memberships_of_direct():
    anchors = Indirect(CUTS, GRADES).fit(INCOME).anchors
    np.testing.assert_allclose(Direct(*anchors)(anchors), [0.05, 0.5, 0.95], rtol=0, atol=1e-12)


def test_falling_grades_give_a_falling_set_that_is_the_negation():
    falling = Indirect(CUTS, [1 - grade for grade in GRADES])
    assert falling.fit(INCOME).full_in < falling.fit(INCOME).full_out
    np.testing.assert_allclose(falling(INCOME), 1 - Indirect(CUTS, GRADES)(INCOME), rtol=0, atol=1e-9)


def test_the_beta_regression_gives_a_curve_of_its_own():
    logit, beta = Indirect(CUTS, GRADES)(INCOME), Indirect(CUTS, GRADES, model="beta")(INCOME)
    assert 1e-3 < np.abs(logit - beta).max() < 0.2
    assert (np.diff(beta) > 0).all()


def test_grades_within_0_and_1_are_not_squeezed_for_the_beta_regression():
    # Without grades of 0 and 1 the likelihood of the beta distribution is maximized as it stands.
    from scipy.stats import beta as beta_distribution

    raw, grades = np.array(INCOME) / 1000, np.clip(BY_CASE, 0.05, 0.95)

    def minus_log_likelihood(parameters):
        mean = 1 / (1 + np.exp(-(parameters[0] + parameters[1] * raw)))
        precision = np.exp(parameters[2])
        return -beta_distribution.logpdf(grades, mean * precision, (1 - mean) * precision).sum()

    best = scipy_minimize(minus_log_likelihood, [-2.0, 0.5, 2.0], method="Nelder-Mead", tol=1e-10).x
    expected = 1 / (1 + np.exp(-(best[0] + best[1] * raw)))
    ours = Indirect(raw, grades, by="case", model="beta")(raw)
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-4)


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from([0, 0.2, 0.4, 0.6, 0.8, 1])), min_size=4, max_size=25
    )
)
@pytest.mark.filterwarnings("ignore::fsqca.errors.CalibrationWarning")
def test_the_regression_is_the_stationary_point_or_is_refused_as_separated(cases):
    raw, grades = np.array([float(x) for x, _ in cases]), np.array([float(g) for _, g in cases])
    assume(len(set(raw)) > 1 and len(set(grades)) > 1)
    # Separated: no case with a grade above 0 lies below one with a grade below 1, or the other way round.
    up, down = raw[grades > 0], raw[grades < 1]
    if up.min() >= down.max() or up.max() <= down.min():
        with pytest.raises(DataError, match="separated perfectly"):
            Indirect(raw, grades, by="case").fit(raw)
        return
    if abs(np.sum((raw - raw.mean()) * grades)) < 1e-9:
        with pytest.raises(DataError, match="neither rise nor fall"):
            Indirect(raw, grades, by="case").fit(raw)
        return
    memberships = Indirect(raw, grades, by="case")(raw)
    # At the maximum, residuals sum to 0 and are uncorrelated with the raw scores.
    assert abs(np.sum(grades - memberships)) < 1e-5
    assert abs(np.sum((grades - memberships) * raw)) < 1e-3


@given(st.floats(-1e4, 1e4), st.floats(0.01, 1e4))
def test_the_unit_of_the_raw_scores_does_not_matter(shift, scale):
    raw = np.array(INCOME, dtype=float)
    there = Indirect(raw, BY_CASE, by="case")(raw)
    moved = raw * scale + shift
    np.testing.assert_allclose(Indirect(moved, BY_CASE, by="case")(moved), there, rtol=0, atol=1e-6)


def test_the_table_shows_the_anchors_found_and_the_grades_they_come_from():
    scores = pd.DataFrame({"income": INCOME})
    sets = calibrate(scores, {"RICH": ("income", Indirect(CUTS, GRADES, why="official brackets"))})
    row = sets.table.loc["RICH"]
    assert row["method"] == "direct"
    assert row["why"] == "official brackets"
    assert row["anchors"].startswith("286.34")
    assert row["anchors"].endswith(
        " (indirect grades 0 / 0.2 / 0.4 / 0.8 / 1 from 1000 / 2000 / 4000 / 8000)"
    )


@pytest.mark.parametrize(
    ("calibrator", "text"),
    [
        (Indirect([2, 3], [0, 0.5, 1]), "grades 0 / 0.5 / 1 from 2 / 3"),
        (Indirect({3: 1, 1: 0, 2: 0.5}), "1 = 0, 2 = 0.5, 3 = 1"),
        (Indirect([1, 2, 3], [0, 0.5, 1], by="case", model="beta"), "grades of 3 cases, beta regression"),
        (IndirectPolynomial(2, 4.5), "2 / 4.5"),
        (LogitPolynomial((-2, 0.5, -1.25, 3)), "log-odds -2 + 0.5 ln x - 1.25 sqrt x + 3 x"),
    ],
)
def test_the_settings_read_as_text(calibrator, text):
    assert calibrator.describe() == text


def test_series_of_the_same_cases_are_taken_and_others_refused():
    raw, grades = pd.Series(INCOME, index=list("abcdefgh")), pd.Series(BY_CASE, index=list("abcdefgh"))
    assert Indirect(raw, grades, by="case") == Indirect(INCOME, BY_CASE, by="case")
    with pytest.raises(DataError) as raised:
        Indirect(raw, grades[::-1], by="case")
    assert str(raised.value) == (
        "Indirect is given raw scores and grades of different cases, or in another order: 'a', 'b', "
        "'c', 'd', "
        "'e' and 3 more and 'h', 'g', 'f', 'e', 'd' and 3 more. Take both from one data frame."
    )


BAD = [
    (lambda: Indirect([1, 2]), ArgumentError,
     ("Indirect needs grades, such as Indirect([10, 20], [0, 0.5, 1]) with cut-points or Indirect({1: "
     "0, 2: 0.5, "
     "3: 1}) with a grade for each raw value.")),
    (lambda: Indirect({1: 0, 2: 1}, [0, 1]), ArgumentError,
     "Indirect is given a dict of raw value to grade and grades besides; give one of them."),
    (lambda: Indirect([1, 2], [0, 1]), ArgumentError,
     ("Indirect is given 2 cut-points and 2 grades, but it needs one more grade than cut-points, and "
     "at least one "
     "cut-point.")),
    (lambda: Indirect([1, 2], [0, 0.5, 1], by="value"), ArgumentError,
     ("Indirect is given 2 raw values and 3 grades, but it needs one grade for each raw value, and at "
     "least two.")),
    (lambda: Indirect([1], [0, 0.5], by="case"), ArgumentError,
     "Indirect is given 1 case and 2 grades, but it needs one grade for each case, and at least two."),
    (lambda: Indirect([], [0]), ArgumentError,
     ("Indirect is given 0 cut-points and 1 grade, but it needs one more grade than cut-points, and "
     "at least one "
     "cut-point.")),
    (lambda: Indirect([2, 1], [0, 0.5, 1]), ArgumentError,
     "The thresholds of Indirect are 2 / 1, but they must be strictly rising."),
    (lambda: Indirect([1, 1], [0, 0.5, 1]), ArgumentError,
     "The thresholds of Indirect are 1 / 1, but they must be strictly rising."),
    (lambda: Indirect([1, 2], [0, 0.5, 1.2]), ArgumentError,
     "Indirect grade 3 is 1.2, but it must be between 0 and 1."),
    (lambda: Indirect([1, 2], [0, 50, 100]), ArgumentError,
     "Indirect grade 2 is 50, but it must be between 0 and 1. Did you mean 0.5?"),
    (lambda: Indirect([1, 2], [0.5, 0.5, 0.5]), ArgumentError,
     "Every grade of Indirect is 0.5, but grades must differ; give at least two, such as 0 and 1."),
    (lambda: Indirect([1, 2], [0, 1, 0.5]), ArgumentError,
     ("The grades of Indirect are 0 / 1 / 0.5 from low to high raw values, but they must rise "
     "throughout, or fall "
     "throughout, because the curve does. Assign such memberships with Lookup({...}), or describe a "
     "middle range "
     "with Bell(...).")),
    (lambda: Indirect({1: 0, 3: 0.4, 2: 0.6}), ArgumentError,
     ("The grades of Indirect are 0 / 0.6 / 0.4 from low to high raw values, but they must rise "
     "throughout, or fall "
     "throughout, because the curve does. Assign such memberships with Lookup({...}), or describe a "
     "middle range "
     "with Bell(...).")),
    (lambda: Indirect([1, 1], [0, 1], by="value"), ArgumentError,
     "Indirect has two grades for the raw value 1."),
    (lambda: Indirect([1, float("nan")], [0, 1], by="case"), ArgumentError,
     "Indirect raw score 2 is nan, but it must be a finite number."),
    (lambda: Indirect(["low", "high"], [0, 1], by="case"), ArgumentTypeError,
     "Indirect raw score 1 must be a number, not 'low'."),
    (lambda: Indirect("12", [0, 0.5, 1]), ArgumentTypeError,
     "Indirect takes points and grades as sequences of numbers, not '12'."),
    (lambda: Indirect([1, 2], [0, 0.5, 1], by="cases"), ArgumentError,
     "by is 'cases', but it must be one of 'threshold', 'value', 'case'. Did you mean 'case'?"),
    (lambda: Indirect([1, 2], [0, 0.5, 1], model="probit"), ArgumentError,
     "model is 'probit', but it must be one of 'logit', 'beta'."),
    (lambda: IndirectPolynomial(), ArgumentError,
     "IndirectPolynomial needs at least one threshold, for example IndirectPolynomial(2, 4, 6)."),
    (lambda: IndirectPolynomial([2, 4]), ArgumentTypeError,
     "IndirectPolynomial takes its thresholds one by one: IndirectPolynomial(*[2, 4])."),
    (lambda: IndirectPolynomial(4, 2), ArgumentError,
     "The thresholds of IndirectPolynomial are 4 / 2, but they must be strictly rising."),
    (lambda: LogitPolynomial(()), ArgumentError,
     "LogitPolynomial is given 0 coefficients, but it takes 1 to 5: of 1, ln x, sqrt x, x and x^2."),
    (lambda: LogitPolynomial(3), ArgumentTypeError,
     "The coefficients of LogitPolynomial must be a sequence of numbers, not 3."),
]  # fmt: skip


@pytest.mark.parametrize(("make", "error", "message"), BAD, ids=[bad[2][:50] for bad in BAD])
def test_settings_that_cannot_be_meant_are_refused(make, error, message):
    with pytest.raises(error) as raised:
        make()
    assert str(raised.value) == message


NO_CURVE = [
    (Indirect([2, 3], [0, 0.5, 1]), [],
     "Indirect has nothing to learn from: there are no raw values."),
    (Indirect([2, 3], [0, 0.5, 1]), [4, 4, 4],
     ("Indirect has no curve: all 3 raw values are 4. A set without variation cannot be calibrated by "
     "regression; "
     "use Direct(...).")),
    (Indirect([20, 30], [0, 0.5, 1]), [1, 2, 3],
     "Indirect has no curve: all 3 cases have the grade 0. Choose thresholds within the data, from 1 to 3."),
    (Indirect({1: 0, 2: 0.5, 3: 1}), [1, 2, 4, 5],
     ("Indirect has no grade for 2 raw values: 4.0, 5.0. Grade every raw value that occurs, or give "
     "cut-points.")),
    (Indirect([2], [0, 1]), [1, 2, 3],
     ("Indirect has no curve: the grades are separated perfectly, because one raw score divides all "
     "cases with "
     "grade 0 from all with grade 1 (0 cases with a grade between), and the slope of the regression "
     "is infinite. "
     "Use more grades between 0 and 1, model='beta', or Crisp(threshold) if the difference is one in kind.")),
    (Indirect([2, 3], [0, 0.5, 1]), [1, 2, 3],
     ("Indirect has no curve: the grades are separated perfectly, because one raw score divides all "
     "cases with "
     "grade 0 from all with grade 1 (1 case with a grade between), and the slope of the regression "
     "is infinite. "
     "Use more grades between 0 and 1, model='beta', or Crisp(threshold) if the difference is one in kind.")),
    (Indirect([1, 2, 3, 4], [0.2, 0.8, 0.8, 0.2], by="case"), [1],
     ("Indirect has no curve: the grades neither rise nor fall with the raw scores (4 cases). Check "
     "that grades and "
     "raw scores belong to the same cases.")),
    (IndirectPolynomial(2, 4), [3, -1, -2],
     ("IndirectPolynomial cannot take 2 raw values below 0, for example -1, because it uses "
     "logarithms and square "
     "roots. Use Indirect(...), which takes any number, or measure from another zero.")),
    (IndirectPolynomial(20, 40), [1, 2, 3],
     ("IndirectPolynomial has no curve: all 3 cases have the grade 0. Choose thresholds within the "
     "data, from 1 to "
     "3.")),
    (LogitPolynomial((0, 1)), [-0.5],
     ("LogitPolynomial cannot take 1 raw value below 0, for example -0.5, because it uses logarithms "
     "and square "
     "roots. Use Indirect(...), which takes any number, or measure from another zero.")),
]  # fmt: skip


@pytest.mark.parametrize(("calibrator", "raw", "message"), NO_CURVE, ids=[bad[2][:50] for bad in NO_CURVE])
def test_cases_that_give_no_curve_are_refused(calibrator, raw, message):
    with pytest.raises(DataError) as raised:
        calibrator(raw)
    assert str(raised.value) == message


def test_an_error_of_the_regression_names_the_set():
    with pytest.raises(DataError, match=r"^Set 'RICH': Indirect has no curve: all 2 raw values are 4\."):
        calibrate(pd.DataFrame({"RICH": [4.0, 4.0]}), {"RICH": Indirect([2, 3], [0, 0.5, 1])})


def test_a_beta_regression_without_statsmodels_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "statsmodels.othermod.betareg", None)
    with pytest.raises(MissingExtraError) as raised:
        Indirect(CUTS, GRADES, model="beta")(INCOME)
    assert str(raised.value) == (
        "A beta regression needs statsmodels, which is not installed. "
        'Install it with: python -m pip install "fsqca[statistics]"'
    )


def test_missing_raw_values_are_not_learnt_from_and_stay_missing():
    memberships = Indirect(CUTS, GRADES)([*INCOME, float("nan")])
    np.testing.assert_array_equal(memberships[:-1], Indirect(CUTS, GRADES)(INCOME))
    assert np.isnan(memberships[-1])


def test_the_polynomial_says_what_its_memberships_depend_on():
    with pytest.warns(CalibrationWarning) as caught:
        IndirectPolynomial(2, 3).fit([1, 2, 3, 4, 5])
    assert [str(warning.message) for warning in caught] == [
        (
            "IndirectPolynomial(2 / 3): the grades are separated perfectly, so that the regression has no "
            "finite estimate and the memberships of these cases depend on when it was stopped. "
            "Indirect(...) has a curve that only rises or only falls."
        )
    ]
    assert caught[0].filename == __file__


def test_the_polynomial_says_where_memberships_fall_although_raw_scores_rise():
    raw = np.array([14, 5, 13, 7, 9, 23, 9, 15, 29, 29, 22, 17])
    with pytest.warns(CalibrationWarning) as caught:
        curve = IndirectPolynomial(6, 9, 27).fit(raw)
    assert [str(warning.message) for warning in caught] == [
        (
            "IndirectPolynomial(6 / 9 / 27): some memberships fall where raw scores rise. "
            "Indirect(...) has a curve that only rises or only falls."
        )
    ]
    assert (np.diff(curve(np.unique(raw))) < 0).any()


def test_a_raw_score_of_0_counts_as_a_small_positive_one():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CalibrationWarning)
        assert IndirectPolynomial(2, 4).fit([0, 1, 2, 3, 4, 5, 6, 3.5]) == IndirectPolynomial(2, 4).fit(
            [1e-5, 1, 2, 3, 4, 5, 6, 3.5]
        )


def test_with_fewer_than_five_raw_values_the_last_terms_are_left_out():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CalibrationWarning)
        curve = IndirectPolynomial(2, 3).fit([1, 2, 3, 1, 2, 3])
    assert len(curve.coefficients) == 3
    np.testing.assert_allclose(curve([1, 2, 3]), [0, 0, 0.5], rtol=0, atol=1e-4)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from([0, 0.5, 1])), min_size=3, max_size=12),
)
def test_separation_is_that_of_the_definition_in_one_dimension(cases):
    raw, grades = np.array([float(x) for x, _ in cases]), np.array([float(g) for _, g in cases])
    assume(len(set(raw)) > 1)
    design = np.column_stack([np.ones_like(raw), raw])
    up, down = raw[grades > 0], raw[grades < 1]
    if not up.size or not down.size:
        expected = True
    else:
        expected = bool(up.min() >= down.max() or up.max() <= down.min())
    assert separated(design, grades) == separated_by_line(raw, grades) == expected


def test_a_constant_is_the_mean_of_the_grades():
    grades = np.array([0, 0.2, 1.0])
    fit = fractional_logit(np.ones((3, 1)), grades)
    np.testing.assert_allclose(fit.memberships, 0.4, rtol=0, atol=1e-12)
    assert fit.converged


def test_the_iteration_says_when_it_was_stopped():
    raw = np.arange(1.0, 7.0)
    fit = fractional_logit(polynomial(raw), (raw > 3).astype(float), tolerance=1e-12, max_iterations=3)
    assert not fit.converged


def test_a_step_that_leads_away_from_the_maximum_is_halved():
    # Full steps run away from these synthetic data to memberships of 0 and 1; the maximum is finite.
    raw = np.array(
        [1045, 1839, 8220, 8436, 11190, 13848, 16490, 18161, 18822, 19191, 30382, 33456], dtype=float
    )
    grades = np.repeat([0, 0.333, 0.667, 1], 3)
    design = polynomial(raw)
    assert not separated(design, grades)
    fit = fractional_logit(design, grades)
    assert fit.converged
    # At the maximum the residuals are orthogonal to every column.
    scaled = design / np.abs(design).max(axis=0)
    np.testing.assert_allclose(scaled.T @ (grades - fit.memberships), 0, rtol=0, atol=1e-6)


def test_a_beta_regression_whose_maximum_is_not_found_is_refused(monkeypatch):
    monkeypatch.setattr("fsqca.calibration.indirect._flat", lambda gradient, n: False)
    with pytest.raises(DataError) as raised:
        Indirect(CUTS, GRADES, model="beta")(INCOME)
    assert str(raised.value) == (
        "Indirect has no curve: the beta regression of 8 cases did not converge. Use model='logit', take "
        "logarithms of very skewed raw scores, or choose anchors with Direct(...)."
    )


def test_a_beta_regression_that_starts_too_far_off_is_found_by_another_way():
    # The first search fails on these very skewed synthetic scores.
    generator = np.random.default_rng(0)
    raw = generator.lognormal(9, 1, 300)
    grades = np.array([0, 0.2, 0.5, 0.8, 1])[np.searchsorted(np.quantile(raw, [0.2, 0.4, 0.6, 0.8]), raw)]
    memberships = Indirect(raw, grades, by="case", model="beta")(raw)
    assert (np.diff(memberships[np.argsort(raw)]) >= 0).all()
    assert np.corrcoef(memberships, grades)[0, 1] > 0.9


def test_a_crossover_outside_the_raw_scores_is_said_with_the_name_of_the_set():
    frame = pd.DataFrame({"x": [1.0, 2, 3, 4]})
    with pytest.warns(CalibrationWarning) as caught:
        calibrate(frame, {"A": ("x", Indirect([2, 3, 4], [0, 0.1, 0.2, 0.2]))})
    (shown,) = (str(warning.message) for warning in caught)
    assert shown.startswith("Set 'A': The crossover that Indirect finds, 5.5")
    assert shown.endswith(
        ", lies outside the raw scores, 1 to 4, so that all 4 cases are on one side of it. Check "
        "that grades and "
        "raw scores belong together, and that there are grades on both sides of 0.5."
    )
    assert caught[0].filename == __file__


def test_a_warning_outside_calibrate_names_no_set_also_after_calibrate_has_failed():
    with pytest.raises(DataError, match=r"^Set 'A': "):
        calibrate(pd.DataFrame({"A": [1.0, 1.0]}), {"A": Indirect([2], [0, 1])})
    with pytest.warns(CalibrationWarning, match=r"^The crossover that Indirect finds"):
        Indirect([2, 3, 4], [0, 0.1, 0.2, 0.2]).fit([1, 2, 3, 4])


def test_the_maximum_is_found_where_r_stops_far_from_it():
    # Synthetic. For these, glm() of R 4.2.2 reports convergence with memberships of 0 and 1 only.
    raw = np.array(
        [
            0.8, 11.0, 16.8, 17.0, 19.5, 26.9, 27.3, 31.0, 33.7, 40.2, 42.1, 42.8, 42.8, 53.7, 58.2, 58.4,
            58.5, 59.3, 59.9, 82.0, 93.8, 96.1, 96.3, 96.5, 99.0,
        ]
    )  # fmt: skip
    with pytest.warns(CalibrationWarning, match="some memberships fall where raw scores rise"):
        memberships = IndirectPolynomial(27.3, 42.8, 59.9)(raw)
    assert memberships[:7].max() < 0.03
    assert 0.2 < memberships[7:13].min() <= memberships[7:13].max() < 0.4
    assert 0.45 < memberships[13:19].min() <= memberships[13:19].max() < 0.75
    assert memberships[19:].min() > 0.999
