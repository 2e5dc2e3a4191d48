"""Parameters of fit of models against sums taken case by case."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from tests import oracles
from tests.minimization.strategies import cube, random_table, truth_table
from tests.truth_table.frames import crossover_allowed, random_frame

KINDS = ("conservative", "intermediate", "parsimonious")
FRAMES = [
    ("fuzzy", "fuzzy", "fuzzy"),
    ("fuzzy", "crisp", "fuzzy", "ties"),
    (3, "fuzzy", "crisp"),
    ("crisp", "crisp", "crisp", "crisp"),
]


def memberships(term: fq.Expression, data: pd.DataFrame) -> list[float]:
    conditions = [name for name in data.columns if name != "Y"]
    literals = [(name, v) for name, v in zip(conditions, cube(term, conditions), strict=True) if v >= 0]
    fuzzy = {name: bool((data[name] % 1).any()) for name in conditions}
    return [
        min((oracles.literal_membership(case[name], v, fuzzy[name]) for name, v in literals), default=1.0)
        for case in data.to_dict("records")
    ]


def solve(data: pd.DataFrame, kind: str, **options) -> fq.Solution:
    with crossover_allowed():
        table = fq.build_truth_table(data, "Y", consistency=0.75)
    if kind == "intermediate":
        options["expectations"] = ("B",)
    return fq.minimize(table, kind, **options)


def check_fit(fit: fq.Fit, terms: tuple[fq.Expression, ...], data: pd.DataFrame) -> None:
    y = data["Y"].tolist()
    x = [memberships(term, data) for term in terms]
    table = fit.table
    assert list(table.columns) == ["consistency", "pri", "raw_coverage", "unique_coverage"]
    assert table.index.tolist() == [*map(str, terms), "solution"]
    for i, term in enumerate(terms):
        assert table.loc[str(term)].tolist() == pytest.approx(
            [
                oracles.consistency(x[i], y),
                oracles.pri(x[i], y),
                oracles.coverage(x[i], y),
                oracles.unique_coverage(x, i, y),
            ],
            abs=1e-9,
            nan_ok=True,
        )
    whole = [max(values) for values in zip(*x, strict=True)]
    assert table.loc["solution"].tolist() == pytest.approx(
        [oracles.consistency(whole, y), oracles.pri(whole, y), oracles.coverage(whole, y), np.nan],
        abs=1e-9,
        nan_ok=True,
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("kinds", FRAMES, ids=str)
def test_the_fit_of_a_model_is_that_taken_case_by_case(kinds, kind):
    for seed in range(6):
        data = random_frame(seed, kinds, 50)
        for model in solve(data, kind).models:
            check_fit(model.fit, model.terms, data)


def test_unique_coverage_of_the_only_term_is_its_raw_coverage():
    data = pd.DataFrame({"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.7, 0.3, 0.2]})
    model = fq.minimize(fq.build_truth_table(data, "Y"), "parsimonious").model
    assert str(model.expression) == "A"
    assert model.fit.table.loc["A", "unique_coverage"] == model.fit.table.loc["A", "raw_coverage"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_fit_on_other_data_is_that_of_the_same_terms_there(kind):
    data, other = random_frame(1, FRAMES[0], 50), random_frame(2, FRAMES[0], 30)
    solution = solve(data, kind)
    assert solution.models
    for model in solution.models:
        check_fit(model.fit_on(other), model.terms, other)
        check_fit(model.fit_on(data), model.terms, data)


def test_a_table_without_data_gives_models_without_fit():
    solution = fq.minimize(truth_table(random_table(5, (2, 2, 2, 2))), "parsimonious")
    assert solution.models
    assert all(model.fit is None for model in solution.models)


def test_the_fit_for_a_negated_outcome_uses_the_negation():
    data = random_frame(9, FRAMES[0], 60)
    mirrored = data.assign(Y=1 - data["Y"])
    one = fq.minimize(fq.build_truth_table(data, "~Y", consistency=0.75), "parsimonious")
    assert one.models
    for model in one.models:
        check_fit(model.fit, model.terms, mirrored)


def test_moved_memberships_enter_the_fit_too():
    data = random_frame(9, ("ties", "ties", "ties"), 60)
    table = fq.build_truth_table(data, "Y", crossover="above", consistency=0.75)
    moved = data.assign(**{name: data[name].replace(0.5, 0.501) for name in "ABC"})
    solution = fq.minimize(table, "parsimonious")
    assert solution.models
    for model in solution.models:
        check_fit(model.fit, model.terms, moved)


@pytest.mark.parametrize("kind", KINDS)
def test_permuting_the_cases_changes_nothing(kind):
    data = random_frame(5, FRAMES[1], 60)
    one, other = solve(data, kind), solve(data.sample(frac=1, random_state=1), kind)
    assert [m.terms for m in one.models] == [m.terms for m in other.models]
    for a, b in zip(one.models, other.models, strict=True):
        pd.testing.assert_frame_equal(a.fit.table, b.fit.table, rtol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
def test_models_with_data_survive_pickling(kind):
    data = random_frame(1, FRAMES[0], 50)
    solution = solve(data, kind)
    again = pickle.loads(pickle.dumps(solution))
    for a, b in zip(solution.models, again.models, strict=True):
        pd.testing.assert_frame_equal(a.fit.table, b.fit.table)
        pd.testing.assert_frame_equal(a.easy, b.easy)


def test_terms_keep_their_literals_in_the_order_of_the_conditions_in_other_data():
    rng = np.random.default_rng(3)
    data = pd.DataFrame(
        0.01 + 0.48 * rng.random((40, 4)) + 0.5 * rng.integers(0, 2, (40, 4)), columns=["D", "C", "B", "Y"]
    )
    solution = fq.minimize(fq.build_truth_table(data, "Y", ["B", "C", "D"], consistency=0.7), "conservative")
    model = solution.models[0]
    assert model.fit_on(data).table.index.tolist() == model.fit.table.index.tolist()
    pd.testing.assert_frame_equal(model.fit_on(data).table, model.fit.table)


def test_the_table_of_a_model_is_that_of_its_fit_and_undefined_without_data():
    data = pd.DataFrame(
        {"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.7, 0.3, 0.2]}, index=list("wxyz")
    )
    table = fq.build_truth_table(data, "Y")
    model = fq.minimize(table).model
    assert model.truth_table is table
    pd.testing.assert_frame_equal(model.table, model.fit.table)
    bare = fq.minimize(fq.TruthTable.from_frame(table.table[["A", "B", "out"]], ["A", "B"])).model
    assert bare.fit is None
    assert bare.table.index.equals(model.table.index)
    assert list(bare.table.columns) == list(model.table.columns)
    assert bare.table.isna().all(axis=None)


def test_the_fit_in_other_data_is_weighted_where_weights_are_given():
    data = pd.DataFrame(
        {"A": [0.9, 0.8, 0.3, 0.2], "B": [0.7, 0.2, 0.9, 0.1], "Y": [0.8, 0.9, 0.3, 0.2], "w": [1, 3, 2, 1]}
    )
    solution = fq.minimize(fq.build_truth_table(data, "Y", ["A", "B"], weights="w"), "parsimonious")
    for one in (solution, solution.model):
        pd.testing.assert_frame_equal(one.fit_on(data, weights="w").table, solution.model.fit.table)
        assert not one.fit_on(data).table.equals(solution.model.fit.table)
