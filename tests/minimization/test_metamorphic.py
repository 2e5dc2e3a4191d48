"""What must not change, or change in a known way, where brute force does not reach: 20 to 32 conditions."""

from __future__ import annotations

import numpy as np
import pytest

import fsqca as fq
from benchmarks import tables
from fsqca.minimization.cubes import matches
from tests.minimization.test_limits import table_of

CASES = [(20, 30, 1), (24, 30, 2), (28, 30, 3), (32, 30, 4), (20, 60, 5)]
Cubes = set[tuple[int, ...]]


def solved(on: np.ndarray, off: np.ndarray) -> fq.Solution:
    solution = fq.minimize(table_of(on, off), "parsimonious", max_models=10**5)
    assert solution.complete
    return solution


def as_set(cubes: np.ndarray) -> Cubes:
    return set(map(tuple, cubes.tolist()))


def models(solution: fq.Solution) -> set[frozenset[tuple[int, ...]]]:
    return {frozenset(as_set(model.cubes)) for model in solution.models}


def changed(cubes: Cubes, how) -> Cubes:
    return {tuple(how(np.array(cube)).tolist()) for cube in cubes}


@pytest.mark.parametrize(("k", "n", "seed"), CASES)
def test_conditions_in_another_order_give_the_same_in_that_order(k, n, seed):
    on, off = tables.structured(k, n, seed)
    by = np.random.default_rng(seed).permutation(k)
    one, two = solved(on, off), solved(on[:, by], off[:, by])
    assert changed(as_set(one.implicant_cubes), lambda cube: cube[by]) == as_set(two.implicant_cubes)
    assert {frozenset(changed(set(model), lambda cube: cube[by])) for model in models(one)} == models(two)


@pytest.mark.parametrize(("k", "n", "seed"), CASES)
def test_a_condition_coded_the_other_way_round_turns_its_literals_round(k, n, seed):
    on, off = tables.structured(k, n, seed)
    flips = np.random.default_rng(seed).integers(0, 2, k)
    one, two = solved(on, off), solved(on ^ flips, off ^ flips)

    def turned(cube: np.ndarray) -> np.ndarray:
        return np.where(cube < 0, cube, cube ^ flips)

    assert changed(as_set(one.implicant_cubes), turned) == as_set(two.implicant_cubes)
    assert {frozenset(changed(set(model), turned)) for model in models(one)} == models(two)


@pytest.mark.parametrize(("k", "n", "seed"), CASES)
def test_the_order_of_rows_does_not_matter(k, n, seed):
    on, off = tables.structured(k, n, seed)
    one, two = solved(on, off), solved(on[::-1], off[::-1])
    assert one.implicant_cubes.tolist() == two.implicant_cubes.tolist()
    assert [str(model.expression) for model in one.models] == [str(model.expression) for model in two.models]


@pytest.mark.parametrize(("k", "n", "seed"), CASES[:4])
def test_a_condition_that_never_varies_is_in_no_implicant(k, n, seed):
    # It tells no positive row from a row to avoid, so a literal of it can always be dropped.
    on, off = tables.structured(k - 1, n, seed)
    wider = [np.column_stack([rows, np.ones(len(rows), dtype=int)]) for rows in (on, off)]
    one, two = solved(on, off), solved(*wider)
    assert changed(as_set(one.implicant_cubes), lambda cube: np.append(cube, -1)) == as_set(
        two.implicant_cubes
    )
    assert one.n_models == two.n_models


@pytest.mark.parametrize(("k", "n", "seed"), CASES[:4])
def test_a_condition_given_twice_stands_in_for_itself(k, n, seed):
    # The two tell the same rows apart: a minimal set of literals has one of them where it had the one.
    on, off = tables.structured(k - 1, n, seed)
    one, two = solved(on, off), solved(np.column_stack([on, on[:, 0]]), np.column_stack([off, off[:, 0]]))
    expected: Cubes = set()
    for cube in one.implicant_cubes:
        expected.add((*cube.tolist(), -1))
        if cube[0] >= 0:
            expected.add((-1, *cube[1:].tolist(), int(cube[0])))
    assert as_set(two.implicant_cubes) == expected
    uses = [sum(1 for term in model if term[0] >= 0) for model in models(one)]
    assert two.n_models == sum(2**number for number in uses)


@pytest.mark.parametrize(("k", "n", "seed"), CASES)
def test_a_positive_row_that_every_model_covers_leaves_every_model(k, n, seed):
    # More rows to cover and none more to avoid: old implicants stay prime, covers need no fewer terms, and
    # what covered every row still does.
    on, off = tables.structured(k, n, seed)
    one = solved(on, off)
    rng = np.random.default_rng(seed)
    base = one.models[0].cubes[0]
    candidates = np.where(base >= 0, base, rng.integers(0, 2, (4000, k)))
    near = np.repeat(on, k, axis=0) ^ np.tile(np.eye(k, dtype=int), (len(on), 1))
    candidates = np.concatenate([candidates, near])
    known = as_set(np.concatenate([on, off]))
    covered = np.all([matches(model.cubes, candidates).any(axis=0) for model in one.models], axis=0)
    new = [row for row in candidates[covered] if tuple(row.tolist()) not in known][:1]
    assert new
    two = solved(np.concatenate([on, new]), off)
    assert as_set(one.implicant_cubes) <= as_set(two.implicant_cubes)
    assert models(one) <= models(two)
    assert one.bounds == two.bounds


@pytest.mark.parametrize(("k", "n", "seed"), CASES)
def test_a_further_negative_row_changes_no_conservative_solution(k, n, seed):
    # A conservative solution covers positive rows only, so it avoids whatever else there may be already.
    on, off = tables.structured(k, n, seed)
    known = as_set(np.concatenate([on, off]))
    rows = np.random.default_rng(seed).integers(0, 2, (5, k))
    new = [row for row in rows if tuple(row.tolist()) not in known]
    assert new
    one, two = (fq.minimize(table_of(on, avoid)) for avoid in (off, np.concatenate([off, new])))
    assert one.implicant_cubes.tolist() == two.implicant_cubes.tolist()
    assert models(one) == models(two)


@pytest.mark.parametrize(("k", "n", "seed"), CASES[:4])
def test_two_valued_conditions_as_multi_value_ones_give_the_same(k, n, seed):
    on, off = tables.structured(k, n, seed)
    two = fq.minimization.prime_implicants(on, off, [3] * k)
    assert two.tolist() == solved(on, off).implicant_cubes.tolist()


@pytest.mark.parametrize(("k", "n", "seed"), CASES[:4])
def test_a_subset_of_the_remainders_gives_terms_inside_the_parsimonious_ones(k, n, seed):
    on, off = tables.structured(k, n, seed)
    table = table_of(on, off)
    for kind, expected in (("conservative", None), ("intermediate", dict.fromkeys(table.conditions, "+"))):
        own = fq.minimize(table, kind, expectations=expected, max_models=20)
        wide = solved(on, off).implicant_cubes
        for cube in own.implicant_cubes:
            assert ((wide == cube) | (wide < 0)).all(axis=1).any()
