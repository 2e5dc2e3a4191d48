"""Agreement of respondents: a published worked example, other routes of computation, and limits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.survey import cronbach_alpha, intraclass, within_group_agreement
from tests.bad_input.helpers import message

# Six targets, four judges: table 2 of Shrout and Fleiss (1979), whose ICC(1,1) is .17 and ICC(1,4) is .44.
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)

groups = st.lists(
    st.lists(st.integers(1, 7).map(float), min_size=1, max_size=6), min_size=2, max_size=6
).filter(lambda cases: any(len(case) > 1 for case in cases))


def flat(cases):
    values = [value for case in cases for value in case]
    return values, [place for place, case in enumerate(cases) for _ in case]


def test_the_worked_example_of_shrout_and_fleiss():
    found = intraclass(*flat(SHROUT_FLEISS))
    assert (round(found.icc1, 2), round(found.icc2, 2)) == (0.17, 0.44)
    assert (round(found.f, 2), found.size) == (1.79, 4)


@given(groups)
def test_f_and_p_are_those_of_the_analysis_of_variance_of_scipy(cases):
    found = intraclass(*flat(cases))
    within = sum(np.var(case) * len(case) for case in cases)
    # With equal means scipy's F can be a rounding below 0, which has no p.
    if within > 1e-9 and np.ptp([np.mean(case) for case in cases]) > 1e-9:
        expected = stats.f_oneway(*cases)
        assert found.f == pytest.approx(expected.statistic, abs=1e-9)
        assert found.p == pytest.approx(expected.pvalue, abs=1e-9)
        if found.f > 1e-9:
            assert found.icc2 == pytest.approx(1 - 1 / found.f)
            k = found.size
            assert found.icc1 == pytest.approx((found.f - 1) / (found.f + k - 1))


@given(groups, st.floats(0.5, 3), st.floats(-5, 5))
def test_stretching_and_shifting_changes_nothing(cases, factor, shift):
    values, members = flat(cases)
    one, other = intraclass(values, members), intraclass(np.array(values) * factor + shift, members)
    assert other.icc1 == pytest.approx(one.icc1, abs=1e-7, nan_ok=True)


@given(groups)
def test_icc2_follows_from_icc1_by_spearman_and_brown(cases):
    found = intraclass(*flat(cases))
    if found.icc1 == found.icc1 and found.icc2 == found.icc2 and found.icc1 > -0.99 / (found.size - 1):
        k = found.size
        assert k * found.icc1 / (1 + (k - 1) * found.icc1) == pytest.approx(found.icc2, abs=1e-6, rel=1e-6)


def test_icc2_of_one_way_is_alpha_where_judges_have_the_same_mean():
    centred = SHROUT_FLEISS - SHROUT_FLEISS.mean(axis=0)
    n, k = centred.shape
    mean_square_error = (1 - cronbach_alpha(centred)) * centred.mean(axis=1).var(ddof=1) * k
    within = mean_square_error * (n - 1) * (k - 1) / (n * (k - 1))
    between = centred.mean(axis=1).var(ddof=1) * k
    assert intraclass(*flat(centred)).icc2 == pytest.approx((between - within) / between)


@pytest.mark.parametrize(
    ("values", "cases"),
    [
        pytest.param([1, 2, 3], ["a", "a", "a"], id="one case"),
        pytest.param([1, 2, 3], ["a", "b", "c"], id="one respondent per case"),
        pytest.param([4, 4, 4, 4], ["a", "a", "b", "b"], id="all the same"),
        pytest.param([], [], id="nobody"),
    ],
)
def test_what_is_undefined_is_nan(values, cases):
    found = intraclass(values, cases)
    assert math.isnan(found.icc1)
    assert math.isnan(found.icc2)
    assert math.isnan(found.f)


def test_respondents_who_agree_perfectly_have_one():
    found = intraclass([1, 1, 4, 4], ["a", "a", "b", "b"])
    assert (found.icc1, found.icc2, found.f, found.p) == (1, 1, math.inf, 0)


def test_cases_with_equal_means_have_a_negative_icc1_and_no_icc2():
    found = intraclass([1, 3, 1, 3], ["a", "a", "b", "b"])
    assert found.icc1 == -1
    assert math.isnan(found.icc2)
    assert found.f == 0


def test_values_and_cases_must_fit():
    assert message(DataError, lambda: intraclass([1, 2], ["a"])) == (
        "values and cases must be one-dimensional and of the same length."
    )
    assert message(DataError, lambda: intraclass([1, np.nan], ["a", "b"])) == (
        "values has missing or infinite values. Leave these respondents out."
    )


# rwg(j)


@given(st.integers(2, 7), st.integers(1, 6), st.floats(0.05, 0.95))
def test_rwg_of_many_items_is_that_of_one_stepped_up_by_spearman_and_brown(points, n_items, ratio):
    half = math.sqrt(ratio * (points**2 - 1) / 12 / 2)  # two respondents at +-half have variance 2 half^2
    answers = np.array([[1 + half] * n_items, [1 - half] * n_items])
    one = 1 - ratio
    expected = n_items * one / (1 + (n_items - 1) * one)
    assert within_group_agreement(answers, points) == pytest.approx(expected)


def test_rwg_of_the_same_answers_is_one_and_of_opposite_ones_is_zero():
    assert within_group_agreement([[4, 5], [4, 5]], 7) == 1.0
    assert within_group_agreement([[1, 1], [7, 7]], 7) == 0.0


def test_one_respondent_has_no_rwg():
    assert math.isnan(within_group_agreement([[4, 5]], 7))


def test_a_scale_of_one_point_is_refused():
    assert message(ArgumentError, lambda: within_group_agreement([[1], [1]], 1)) == (
        "points is 1, but a scale has at least 2 points."
    )


def test_respondents_without_a_case_are_refused():
    for cases in (["a", None, "a", "b"], [1.0, np.nan, 1.0, 2.0]):
        with pytest.raises(DataError) as raised:
            intraclass([1, 2, 3, 4], cases)
        assert str(raised.value) == "cases has missing values. Leave respondents without a case out."


@pytest.mark.parametrize("answers", [[1, 2, 3], [[1, np.nan], [2, 3]], [["a"], ["b"]], [[1], [2, 3]]])
def test_answers_of_a_case_must_be_complete_numbers(answers):
    with pytest.raises(DataError, match=r"^answers (must|has)"):
        within_group_agreement(answers, 7)


def test_points_of_a_scale_are_a_whole_number():
    with pytest.raises(ArgumentTypeError) as raised:
        within_group_agreement([[1, 2], [2, 3]], 2.5)
    assert str(raised.value) == "points must be a whole number, not 2.5."
