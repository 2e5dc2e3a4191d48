"""Heterotrait-monotrait ratios and the first unrotated factor, by other routes and at their limits."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from statsmodels.multivariate.pca import PCA

from fsqca.errors import DataError
from fsqca.survey import first_factor_share, htmt
from tests.bad_input.helpers import message
from tests.survey.test_one_factor import answers_with

questionnaires = arrays(np.int64, st.tuples(st.integers(5, 12), st.just(5)), elements=st.integers(1, 7)).map(
    lambda answers: answers.astype(float)
)


def mean_correlation(pairs, absolute):
    found = [stats.pearsonr(a, b).statistic for a, b in pairs]
    return np.mean(np.abs(found) if absolute else found)


@given(questionnaires, st.booleans())
def test_htmt_is_the_ratio_of_mean_correlations_over_pairs_of_items(answers, absolute):
    first, second = answers[:, :3], answers[:, 3:]
    found = htmt(first, second, absolute=absolute)
    if not all(np.ptp(column) for column in answers.T):
        assert math.isnan(found)
        return
    between = mean_correlation(itertools.product(first.T, second.T), absolute)
    within = [mean_correlation(itertools.combinations(block.T, 2), absolute) for block in (first, second)]
    if min(within) <= 1e-9:
        assert math.isnan(found) or min(within) > 0
    else:
        assert found == pytest.approx(between / math.sqrt(within[0] * within[1]), rel=1e-6)


def test_htmt_of_a_population_is_the_correlation_of_the_constructs():
    # Items with equal loadings: the ratio is the correlation between the two factors.
    loading, between = 0.8, 0.6
    correlations = np.full((5, 5), loading**2)
    correlations[:3, 3:] = correlations[3:, :3] = between * loading**2
    np.fill_diagonal(correlations, 1)
    answers = answers_with(correlations)
    assert htmt(answers[:, :3], answers[:, 3:]) == pytest.approx(between)


def test_htmt_takes_correlations_with_their_signs_unless_told_otherwise():
    answers = answers_with(
        np.array([[1, 0.5, 0.2, -0.2], [0.5, 1, -0.2, 0.2], [0.2, -0.2, 1, 0.5], [-0.2, 0.2, 0.5, 1]])
    )
    assert htmt(answers[:, :2], answers[:, 2:]) == pytest.approx(0, abs=1e-12)
    assert htmt(answers[:, :2], answers[:, 2:], absolute=True) == pytest.approx(0.4)
    turned = answers_with(
        np.array([[1, 0.5, -0.2, -0.2], [0.5, 1, -0.2, -0.2], [-0.2, -0.2, 1, 0.5], [-0.2, -0.2, 0.5, 1]])
    )
    assert htmt(turned[:, :2], turned[:, 2:]) == pytest.approx(-0.4)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param([[1], [2], [4]], [[1, 2], [2, 1], [4, 5]], id="one item"),
        pytest.param([[1, 3], [2, 3], [4, 3]], [[1, 2], [2, 1], [4, 5]], id="constant item"),
        pytest.param([[1, 3], [2, 2], [3, 1]], [[1, 2], [2, 1], [4, 5]], id="items speak against each other"),
    ],
)
def test_htmt_is_nan_where_it_is_undefined(first, second):
    assert math.isnan(htmt(first, second))
    assert math.isnan(htmt(second, first))


def test_htmt_needs_the_answers_of_the_same_cases():
    assert message(DataError, lambda: htmt([[1, 2]], [[1, 2], [2, 1]])) == (
        "first has 1 case and second 2. Pass the answers of the same cases."
    )


def test_the_first_factor_is_the_first_principal_component_of_statsmodels():
    random = np.random.default_rng(3)
    for _ in range(10):
        answers = random.normal(size=(30, 1)) + random.normal(size=(30, 6))
        roots = PCA(answers, standardize=True).eigenvals
        assert first_factor_share(answers) == pytest.approx(roots[0] / roots.sum())


def test_items_that_do_not_correlate_share_out_the_variance_evenly():
    assert first_factor_share(answers_with(np.eye(5))) == pytest.approx(1 / 5)


def test_items_that_are_the_same_have_one_factor():
    assert first_factor_share([[1, 1], [2, 2], [5, 5]]) == pytest.approx(1)


@pytest.mark.parametrize("answers", [[[1], [2], [3]], [[1, 2], [2, 1]], [[1, 3], [2, 3], [4, 3]]])
def test_the_share_of_the_first_factor_is_nan_where_it_is_undefined(answers):
    assert math.isnan(first_factor_share(answers))
