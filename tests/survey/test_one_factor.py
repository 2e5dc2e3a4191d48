"""The one-factor model against known populations, a closed form, and where it has no solution."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsqca.errors import DataError, MissingExtraError
from fsqca.survey import cronbach_alpha, one_factor
from tests.bad_input.helpers import message

NOT_DETERMINED = "do not determine a one-factor model"


def answers_with(correlations, sd=1.0, n=60, seed=4):
    """Return answers whose correlations and standard deviations are exactly those given."""
    random = np.random.default_rng(seed)
    raw = random.normal(size=(n, len(correlations)))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw, rowvar=False))).T
    return 4 + (white @ np.linalg.cholesky(correlations).T) * sd


def population(loadings):
    loadings = np.asarray(loadings)
    return np.outer(loadings, loadings) + np.diag(1 - loadings**2)


@given(st.lists(st.floats(0.3, 0.95), min_size=3, max_size=8))
@settings(max_examples=40)
def test_the_loadings_of_a_population_are_found_again(loadings):
    loadings = np.array(loadings)
    model = one_factor(answers_with(population(loadings)))
    np.testing.assert_allclose(model.loadings, loadings, atol=1e-4)
    common = loadings.sum() ** 2
    assert model.composite_reliability == pytest.approx(common / (common + (1 - loadings**2).sum()), abs=1e-4)
    assert model.ave == pytest.approx((loadings**2).mean(), abs=1e-4)
    assert model.omega == pytest.approx(model.composite_reliability, abs=1e-4)
    assert model.reason == ""


def test_omega_is_that_of_the_items_as_they_are():
    loadings, sd = np.array([0.9, 0.7, 0.5, 0.6]), np.array([1.0, 2.0, 0.5, 1.5])
    answers = answers_with(population(loadings), sd)
    raw = (sd * loadings).sum() ** 2
    assert one_factor(answers).omega == pytest.approx(raw / answers.sum(axis=1).var(ddof=1), abs=1e-6)
    assert one_factor(answers).composite_reliability == pytest.approx(
        one_factor(answers / sd).composite_reliability
    )


@given(st.floats(0.3, 0.9), st.integers(3, 7))
@settings(max_examples=20)
def test_omega_is_alpha_where_all_items_measure_alike(loading, n_items):
    answers = answers_with(population([loading] * n_items))
    assert one_factor(answers).omega == pytest.approx(cronbach_alpha(answers), abs=1e-5)


def test_three_items_have_the_solution_in_closed_form():
    random = np.random.default_rng(8)
    checked = 0
    for _ in range(40):
        factor = random.normal(size=(40, 1))
        answers = factor * random.uniform(0.5, 1, 3) + 0.7 * random.normal(size=(40, 3))
        a, b, c = np.corrcoef(answers, rowvar=False)[np.triu_indices(3, 1)]
        squared = np.array([a * b / c, a * c / b, b * c / a])
        model = one_factor(answers)
        if squared.max() > 1:
            assert model.heywood == (int(np.argmax(squared)),)
        elif squared.max() < 0.99:
            np.testing.assert_allclose(model.loadings, np.sqrt(squared), atol=1e-4)
            checked += 1
    assert checked > 20


def test_the_same_answers_give_the_same_loadings():
    answers = answers_with(population([0.8, 0.7, 0.6, 0.5]))
    assert one_factor(answers).loadings.tolist() == one_factor(answers).loadings.tolist()


def test_an_item_that_was_not_turned_has_a_negative_loading():
    answers = answers_with(population([0.8, 0.7, 0.6, 0.5])) * [1, 1, 1, -1]
    np.testing.assert_allclose(one_factor(answers).loadings, [0.8, 0.7, 0.6, -0.5], atol=1e-4)


def test_a_heywood_case_is_said_and_gives_no_reliability():
    correlations = np.array([[1, 0.9, 0.8], [0.9, 1, 0.5], [0.8, 0.5, 1]])
    model = one_factor(answers_with(correlations))
    assert model.heywood == (0,)
    np.testing.assert_allclose(model.loadings, [1, 0.9, 0.8], atol=1e-9)
    assert np.isnan([model.omega, model.composite_reliability, model.ave]).all()
    assert model.reason == "an error variance is estimated at 0 (Heywood case)"


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        pytest.param([[1], [2], [3]], "one item does not determine a one-factor model", id="one item"),
        pytest.param([[1, 2], [2, 2], [3, 4]], f"two items {NOT_DETERMINED}", id="two items"),
        pytest.param(
            [[1, 2, 3], [2, 2, 1], [4, 5, 4]],
            "3 complete cases are too few for a one-factor model of 3 items",
            id="too few cases",
        ),
        pytest.param(
            np.empty((0, 3)), "0 complete cases are too few for a one-factor model of 3 items", id="no case"
        ),
        pytest.param(
            [[1, 2, 3], [2, 2, 1], [4, 2, 4], [5, 2, 5]],
            "an item has the same answer in all complete cases",
            id="constant item",
        ),
        pytest.param(
            [[1, 2, 3], [2, 2, 4], [4, 5, 9], [5, 1, 6]],
            "an item follows exactly from the others (the correlations are singular)",
            id="an item is the sum of the others",
        ),
    ],
)
def test_a_model_without_a_solution_is_nan_with_the_reason(answers, reason):
    model = one_factor(answers)
    assert model.reason == reason
    assert np.isnan([*model.loadings, model.omega, model.composite_reliability, model.ave]).all()
    assert model.heywood == ()


def test_missing_answers_are_refused():
    assert message(DataError, lambda: one_factor([[1, 2, np.nan]])) == (
        "answers has missing or infinite values in rows 0. Leave incomplete cases out."
    )


def test_statsmodels_is_named_where_it_is_missing(monkeypatch):
    def refuse(name):
        raise ImportError(name)

    monkeypatch.setattr("fsqca._checks.import_module", refuse)
    answers = answers_with(population([0.8, 0.7, 0.6]))
    assert message(MissingExtraError, lambda: one_factor(answers)) == (
        "A one-factor model needs statsmodels, which is not installed. "
        'Install it with: python -m pip install "fsqca[statistics]"'
    )
