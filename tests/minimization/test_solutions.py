"""Conservative and parsimonious solutions against brute force: whole sets of models, charts, assumptions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import TooLargeError
from tests import oracles
from tests.minimization.strategies import (
    NAMES,
    SPACES,
    chart_of,
    cubes,
    models,
    random_table,
    rows_of,
    tables,
    truth_table,
)

KINDS = ("conservative", "parsimonious")
MANY = 100_000


@pytest.mark.parametrize("ties", ["minimum", "irredundant"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("levels", SPACES, ids=str)
def test_models_chart_and_essential_terms_are_those_of_brute_force(levels, kind, ties):
    conditions = NAMES[: len(levels)]
    for seed in range(8):
        table = random_table(seed, levels, contradictions=seed % 2 == 1)
        include_c = seed % 4 == 3
        expected = oracles.minimize(table, kind, include_c=include_c, ties=ties)
        if len(expected.models) > 2000:
            continue
        options = {"include": ("C",) if include_c else (), "ties": ties, "max_models": MANY}
        solution = fq.minimize(truth_table(table), kind, **options)
        assert models(solution, conditions) == set(expected.models)
        assert len(solution.models) == solution.n_models == len(expected.models)
        assert solution.complete
        assert solution.n_models_exact
        assert chart_of(solution, table) == dict(expected.chart)
        assert set(cubes(solution.essential, conditions)) == expected.essential


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("levels", SPACES, ids=str)
def test_row_dominance_drops_what_a_larger_prime_implicant_makes_superfluous(levels, kind):
    conditions = NAMES[: len(levels)]
    for seed in range(8):
        table = random_table(seed + 30, levels)
        for ties in ("minimum", "irredundant"):
            expected = oracles.minimize(table, kind, ties=ties, row_dominance=True)
            if len(expected.models) > 2000:
                continue
            solution = fq.minimize(truth_table(table), kind, ties=ties, row_dominance=True, max_models=MANY)
            assert models(solution, conditions) == set(expected.models)
            assert chart_of(solution, table) == dict(expected.chart)


@pytest.mark.parametrize("include", [(), ("C",)])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("levels", SPACES, ids=str)
def test_simplifying_assumptions_are_the_rows_covered_without_being_positive(levels, kind, include):
    conditions = NAMES[: len(levels)]
    for seed in range(6):
        table = random_table(seed + 60, levels, contradictions=True)
        solution = fq.minimize(truth_table(table), kind, include=include, max_models=50)
        union = set()
        for model in solution.models:
            expected = oracles.simplifying_assumptions(table, frozenset(cubes(model.terms, conditions)))
            assert rows_of(model.simplifying_assumptions, table) == expected
            union |= expected
            if kind == "conservative":
                assert expected <= (table.rows("C") if include else set())
        assert rows_of(solution.simplifying_assumptions, table) == union


@settings(max_examples=200, deadline=None)
@given(
    tables(codes="10C?"), st.sampled_from(KINDS), st.booleans(), st.sampled_from(["minimum", "irredundant"])
)
def test_every_model_covers_all_positive_rows_and_no_row_to_avoid(table, kind, include_c, ties):
    include = ("C",) if include_c else ()
    solution = fq.minimize(truth_table(table), kind, include=include, ties=ties, max_models=200)
    allowed = table.rows("1") | (table.rows("C") if include_c else set())
    if kind == "parsimonious":
        allowed |= table.rows("?")
    assert bool(solution.models) == bool(table.rows("1"))
    for model in solution.models:
        rows = oracles.covered(cubes(model.terms, NAMES[: len(table.levels)]), table.levels)
        assert table.rows("1") <= rows <= allowed


@settings(max_examples=60, deadline=None)
@given(tables())
def test_minimum_models_are_the_smallest_of_the_irredundant_ones(table):
    conditions = NAMES[: len(table.levels)]
    few = fq.minimize(truth_table(table), "parsimonious", max_models=MANY)
    all_of_them = fq.minimize(truth_table(table), "parsimonious", ties="irredundant", max_models=MANY)
    irredundant = models(all_of_them, conditions)
    fewest = min(map(len, irredundant), default=0)
    assert models(few, conditions) == {model for model in irredundant if len(model) == fewest}


@pytest.mark.parametrize("kind", KINDS)
def test_no_positive_row_gives_no_model_and_advice(kind):
    table = oracles.Table((2, 2), (((0, 0), "0"), ((1, 1), "C")))
    solution = fq.minimize(truth_table(table), kind, include=("C",))
    assert solution.models == ()
    assert solution.n_models == 0
    assert solution.prime_implicants == ()
    assert solution.essential == ()
    assert solution.complete
    assert solution.chart.empty
    assert solution.simplifying_assumptions.empty
    assert any("positive" in sentence for sentence in solution.advice)
    assert isinstance(str(solution), str)
    with pytest.raises(fq.FsqcaError):
        solution.model  # noqa: B018


@pytest.mark.parametrize("observed", [(), (((0, 0), "1"),), (((0, 0), "1"), ((1, 1), "C"))])
def test_no_row_to_avoid_gives_the_empty_term_and_advice(observed):
    table = oracles.Table((2, 2), (((0, 1), "1"), *observed))
    solution = fq.minimize(truth_table(table), "parsimonious", include=("C",))
    assert solution.n_models == 1
    assert str(solution.model.expression) == "1"
    assert [str(term) for term in solution.model.terms] == ["1"]
    assert [str(term) for term in solution.prime_implicants] == ["1"]
    assert solution.advice
    rest = {row for row in oracles.all_rows((2, 2)) if (row, "1") not in table.codes}
    assert rows_of(solution.simplifying_assumptions, table) == rest


def test_all_rows_positive_give_the_empty_term_in_a_conservative_solution_too():
    table = oracles.Table((2, 2), tuple((row, "1") for row in oracles.all_rows((2, 2))))
    assert str(fq.minimize(truth_table(table)).model.expression) == "1"


def test_the_only_model_is_given_and_several_are_an_error_with_their_number():
    one = oracles.Table((2, 2), (((1, 1), "1"), ((0, 1), "0"), ((1, 0), "0")))
    assert str(fq.minimize(truth_table(one), "parsimonious").model.expression) == "A*B"
    # A cycle of six rows around two negative ones has two minimum covers of three terms each.
    rows = [row for row in oracles.all_rows((2, 2, 2)) if 0 < sum(row) < 3]
    cycle = oracles.Table((2, 2, 2), (*((row, "1") for row in rows), ((0, 0, 0), "0"), ((1, 1, 1), "0")))
    solution = fq.minimize(truth_table(cycle))
    assert solution.n_models == 2
    with pytest.raises(fq.FsqcaError, match="2 "):
        solution.model  # noqa: B018
    assert fq.minimize(truth_table(cycle), ties="irredundant").n_models == 5


def test_a_cap_on_models_is_said_and_the_number_is_known():
    table = truth_table(random_table(0, (2, 2, 2, 2, 2)))
    whole = fq.minimize(table, "parsimonious", ties="irredundant", max_models=MANY)
    assert whole.n_models > 3
    capped = fq.minimize(table, "parsimonious", ties="irredundant", max_models=3)
    assert len(capped.models) == 3
    assert not capped.complete
    assert capped.advice
    assert not capped.n_models_exact or capped.n_models == whole.n_models
    assert capped.n_models <= whole.n_models
    assert set(map(str, capped.essential)) <= set(map(str, whole.essential))


@pytest.mark.parametrize("kind", KINDS)
def test_a_capped_list_of_minimum_models_holds_true_models_only(kind):
    for seed in range(40):
        table = random_table(seed + 500, (2, 2, 2, 2, 2))
        expected = oracles.minimize(table, kind)
        capped = fq.minimize(truth_table(table), kind, max_models=2)
        got = models(capped, NAMES[:5])
        assert got <= expected.models
        assert len(got) == min(2, len(expected.models))
        assert capped.complete == (len(expected.models) <= 2)
        if capped.n_models_exact:
            assert capped.n_models == len(expected.models)
        assert set(cubes(capped.essential, NAMES[:5])) <= expected.essential


def sparse_table(seed: int, k: int, n: int) -> fq.TruthTable:
    """Return a table of n random rows of k two-valued conditions, the outcome related to three of them."""
    rng = np.random.default_rng(seed)
    rows = np.unique(rng.integers(0, 2, (n, k)), axis=0)
    out = np.where((rows[:, :3].sum(axis=1) >= 2) ^ (rng.random(len(rows)) < 0.15), "1", "0")
    names = [f"C{i}" for i in range(k)]
    return fq.TruthTable.from_frame(pd.DataFrame(rows, columns=names).assign(out=out), names)


@pytest.mark.parametrize("ties", ["minimum", "irredundant"])
def test_models_counted_without_listing_are_as_many_as_listed(ties):
    counted = 0
    for seed in range(12):
        table = sparse_table(seed, 6, 24)
        whole = fq.minimize(table, "parsimonious", ties=ties, max_models=MANY)
        assert whole.complete
        assert len(whole.models) == whole.n_models
        few = fq.minimize(table, "parsimonious", ties=ties, max_models=1)
        assert len(few.models) == 1
        assert few.models[0].terms in {model.terms for model in whole.models}
        assert few.complete == (whole.n_models == 1)
        assert few.n_models == whole.n_models if few.n_models_exact else few.n_models <= whole.n_models
        counted += few.n_models_exact
    assert counted


def test_a_large_table_is_solved_with_an_honest_number_of_models():
    table = sparse_table(3, 12, 60)
    solution = fq.minimize(table, "parsimonious", max_models=10)
    assert solution.models
    sizes = {len(model.terms) for model in solution.models}
    assert len(sizes) == 1
    assert solution.n_models >= len(solution.models)
    assert solution.complete == (solution.n_models_exact and solution.n_models == len(solution.models))
    positive = table.table.index[table.table["out"] == "1"]
    for model in solution.models:
        own = solution.chart.loc[[str(term) for term in model.terms], positive]
        assert own.any(axis=0).all()
        # No term can be left out of a minimum model.
        assert all(not own.drop(term).any(axis=0).all() for term in own.index)


def test_too_many_assumptions_are_refused_with_their_number():
    names = [f"X{i}" for i in range(60)]
    frame = pd.DataFrame([[1] * 60, [0] * 60], columns=names).assign(out=["1", "0"])
    solution = fq.minimize(fq.TruthTable.from_frame(frame, names), "parsimonious")
    assert solution.n_models == 60
    number = str(2**59 - 1)
    with pytest.raises(TooLargeError, match=number):
        solution.models[0].simplifying_assumptions  # noqa: B018
    with pytest.raises(TooLargeError):
        solution.simplifying_assumptions  # noqa: B018


def test_just_enough_assumptions_are_listed():
    names = [f"X{i}" for i in range(20)]
    frame = pd.DataFrame([[1] * 20, [0] * 20], columns=names).assign(out=["1", "0"])
    solution = fq.minimize(fq.TruthTable.from_frame(frame, names), "parsimonious")
    assumed = solution.models[0].simplifying_assumptions
    assert len(assumed) == 2**19 - 1
    assert (assumed["X0"] == 1).all()
    assert assumed.index.is_monotonic_increasing
    assert assumed.index[0] == 2**19 + 1
    assert assumed.index.is_unique


def test_one_listed_model_is_not_the_model_where_there_may_be_more():
    # Two parsimonious models, ~A and ~B, lead to an intermediate model each; with max_models=1 the second
    # parsimonious model is not listed, so that only one intermediate model is derived.
    table = truth_table(oracles.Table((2, 2), (((0, 0), "1"), ((1, 1), "0"))))
    whole = fq.minimize(table, "intermediate", expectations={"A": "+"})
    assert [str(model.expression) for model in whole.models] == ["~B", "~A*~B"]
    short = fq.minimize(table, "intermediate", expectations={"A": "+"}, max_models=1)
    assert (len(short.models), short.n_models, short.n_models_exact, short.complete) == (1, 1, False, False)
    (advice,) = short.advice
    assert advice == (
        "The list is not complete: 1 model of at least 1 is listed, and the exact number is not known, "
        "because max_models (1) left out models that they are made from; raise it to see all."
    )
    with pytest.raises(fq.FsqcaError) as caught:
        short.model  # noqa: B018
    assert str(caught.value) == (
        "The intermediate solution has at least 1 model; whether there are more is not known, as not all "
        "of them were looked for. Raise max_models, or take the one listed from .models and say so."
    )
