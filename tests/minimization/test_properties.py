"""What must not matter, what must mirror, and the order in which things come."""

from __future__ import annotations

import itertools
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from tests import oracles
from tests.minimization.strategies import (
    NAMES,
    SMALL_SPACES,
    cubes,
    models,
    random_table,
    tables,
    truth_table,
)

KINDS = ("conservative", "intermediate", "parsimonious")
BINARY = [(2, 2), (2, 2, 2), (2, 2, 2, 2)]


def solve(table: oracles.Table, kind: str, names=NAMES, sign: int = 1, **options) -> fq.Solution:
    """Return a solution; an intermediate one expects the second condition present (sign -1: absent)."""
    if kind == "intermediate":
        options["expectations"] = {names[1]: (1,) if table.levels[1] > 2 else {1: "+", -1: "-"}[sign]}
    return fq.minimize(truth_table(table, names), kind, max_models=10_000, **options)


@settings(max_examples=60, deadline=None)
@given(tables(codes="10C?", spaces=[s for s in SMALL_SPACES if len(s) > 1]), st.sampled_from(KINDS))
def test_other_names_give_the_same_solution_under_those_names(table, kind):
    names = ["Zeta", "alpha", "M1", "b", "Q"]
    one, other = solve(table, kind), solve(table, kind, names)
    k = len(table.levels)
    assert [cubes(m.terms, NAMES[:k]) for m in one.models] == [
        cubes(m.terms, names[:k]) for m in other.models
    ]
    assert [m.origins for m in one.models] == [m.origins for m in other.models]


@settings(max_examples=60, deadline=None)
@given(
    tables(codes="10C?", spaces=[s for s in SMALL_SPACES if len(s) > 1]), st.sampled_from(KINDS), st.randoms()
)
def test_another_order_of_the_conditions_gives_the_same_models(table, kind, random):
    k = len(table.levels)
    order = random.sample(range(k), k)
    turned = oracles.Table(
        tuple(table.levels[i] for i in order),
        tuple((tuple(row[i] for i in order), code) for row, code in table.codes),
    )
    names = [NAMES[i] for i in order]
    options = {"expectations": {"B": (1,) if table.levels[1] > 2 else "+"}} if kind == "intermediate" else {}
    one = fq.minimize(truth_table(table), kind, max_models=10_000, **options)
    other = fq.minimize(truth_table(turned, names), kind, max_models=10_000, **options)
    assert models(one, NAMES[:k]) == models(other, NAMES[:k])


@settings(max_examples=60, deadline=None)
@given(tables(codes="10C?", spaces=BINARY), st.sampled_from(KINDS), st.integers(0, 3))
def test_negating_a_condition_mirrors_the_solution(table, kind, where):
    where %= len(table.levels)

    def flip(row):
        return tuple(1 - v if i == where and v >= 0 else v for i, v in enumerate(row))

    mirrored = oracles.Table(table.levels, tuple(sorted((flip(row), code) for row, code in table.codes)))
    names = NAMES[: len(table.levels)]
    one = models(solve(table, kind), names)
    other = models(solve(mirrored, kind, sign=-1 if where == 1 else 1), names)
    assert {frozenset(map(flip, model)) for model in one} == other


@settings(max_examples=60, deadline=None)
@given(
    tables(codes="10C?", spaces=[s for s in SMALL_SPACES if len(s) > 1]), st.sampled_from(KINDS), st.randoms()
)
def test_the_order_of_rows_in_a_frame_does_not_matter(table, kind, random):
    shuffled = oracles.Table(table.levels, tuple(random.sample(table.codes, len(table.codes))))
    one, other = solve(table, kind), solve(shuffled, kind)
    assert [m.terms for m in one.models] == [m.terms for m in other.models]
    assert one.prime_implicants == other.prime_implicants


@settings(max_examples=60, deadline=None)
@given(tables(codes="10C", spaces=[(2, 2, 2), (2, 2, 2, 2), (3, 3)]))
def test_without_remainders_all_kinds_are_one(table):
    names = NAMES[: len(table.levels)]
    assert len({frozenset(models(solve(table, kind), names)) for kind in KINDS}) == 1


@settings(max_examples=60, deadline=None)
@given(tables(codes="10", spaces=[(2, 2, 2), (2, 2, 2, 2)], max_positive=16))
def test_a_solution_without_remainders_is_the_negation_of_that_of_the_other_rows(table):
    # Duality: where every row is coded, the models of "1" and those of "0" divide the space between them.
    swap = {"1": "0", "0": "1"}
    other = oracles.Table(table.levels, tuple((row, swap[code]) for row, code in table.codes))
    names = NAMES[: len(table.levels)]
    every = set(oracles.all_rows(table.levels))
    for one, two in itertools.product(
        models(solve(table, "conservative"), names), models(solve(other, "conservative"), names)
    ):
        assert oracles.covered(one, table.levels) == every - oracles.covered(two, table.levels)


@settings(max_examples=60, deadline=None)
@given(tables(spaces=[(2, 2, 2), (2, 2, 2, 2), (3, 3)]), st.sampled_from(["conservative", "parsimonious"]))
def test_a_condition_that_nobody_varies_is_in_no_parsimonious_term(table, kind):
    # A constant condition added in front: conservative terms all hold it, parsimonious ones never do.
    longer = oracles.Table((2, *table.levels), tuple(((1, *row), code) for row, code in table.codes))
    k = len(table.levels)
    short, long = models(solve(table, kind), NAMES[:k]), models(solve(longer, kind), NAMES[: k + 1])
    first = 1 if kind == "conservative" else -1
    assert long == {frozenset((first, *cube) for cube in model) for model in short}


@pytest.mark.parametrize("ties", ["minimum", "irredundant"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("levels", [s for s in SMALL_SPACES if len(s) > 1], ids=str)
def test_terms_models_rows_and_prime_implicants_come_in_the_documented_order(levels, kind, ties):
    conditions = NAMES[: len(levels)]
    for seed in range(8):
        table = random_table(seed + 900, levels)
        solution = solve(table, kind, ties=ties)
        primes = cubes(solution.prime_implicants, conditions)
        assert primes == sorted(primes, key=oracles.term_order)
        listed = [cubes(model.terms, conditions) for model in solution.models]
        assert listed == [sorted(terms, key=oracles.term_order) for terms in listed]
        order = [oracles.model_order(frozenset(terms)) for terms in listed]
        assert order == sorted(order)
        assert len(set(order)) == len(order)
        essential = cubes(solution.essential, conditions)
        assert essential == sorted(essential, key=oracles.term_order)
        assert cubes(solution.chart.index, conditions) == primes
        assert list(solution.chart.columns) == sorted(solution.chart.columns)
        assert all(len(set(terms)) == len(terms) for terms in listed)


def test_the_expression_of_a_model_is_its_terms_in_order():
    for seed in range(20):
        for kind in KINDS:
            for model in solve(random_table(seed, (2, 3, 2, 2)), kind).models:
                assert str(model.expression) == " + ".join(map(str, model.terms))
                assert all(isinstance(term, fq.Expression) and len(term.terms) == 1 for term in model.terms)


@pytest.mark.parametrize("kind", KINDS)
def test_running_twice_gives_the_same(kind):
    table = random_table(5, (2, 2, 2, 2, 2))
    one, other = solve(table, kind, ties="irredundant"), solve(table, kind, ties="irredundant")
    assert [m.terms for m in one.models] == [m.terms for m in other.models]
    assert str(one) == str(other)


@pytest.mark.parametrize("touched", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_solutions_survive_pickling_before_and_after_their_parts_were_made(kind, touched):
    solution = solve(random_table(5, (2, 2, 3)), kind)
    assert solution.models
    if touched:
        _ = solution.prime_implicants, solution.chart, solution.simplifying_assumptions, str(solution)
    again = pickle.loads(pickle.dumps(solution))
    assert [m.terms for m in again.models] == [m.terms for m in solution.models]
    assert [m.origins for m in again.models] == [m.origins for m in solution.models]
    assert again.prime_implicants == solution.prime_implicants
    assert again.chart.equals(solution.chart)
    assert again.simplifying_assumptions.equals(solution.simplifying_assumptions)
    assert str(again) == str(solution)


@pytest.mark.parametrize("kind", KINDS)
def test_solutions_are_frozen_and_print(kind):
    solution = solve(random_table(5, (2, 2, 2, 2)), kind)
    assert solution.models
    with pytest.raises(AttributeError):
        solution.models = ()
    with pytest.raises(AttributeError):
        solution.models[0].terms = ()
    assert "\n" not in repr(solution)
    assert "\n" not in repr(solution.models[0])
    assert all(str(term) in str(solution) for term in solution.models[0].terms)
    assert isinstance(solution._repr_html_(), str)
    assert solution.settings is not None


@pytest.mark.parametrize(
    "options",
    [
        {"solution": "complex"},
        {"ties": "all"},
        {"max_models": 0},
        {"max_models": -1},
        {"include": ("?",)},
        {"include": ("X",)},
        {"include": 3},
    ],
)
def test_an_option_that_does_not_exist_is_refused(options):
    with pytest.raises(fq.FsqcaError):
        fq.minimize(truth_table(random_table(1, (2, 2))), **options)


def test_only_truth_tables_are_minimized():
    with pytest.raises(fq.FsqcaError, match="TruthTable"):
        fq.minimize(truth_table(random_table(1, (2, 2))).table)
