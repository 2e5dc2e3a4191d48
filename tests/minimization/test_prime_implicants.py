"""Prime implicants against brute force: the array function and those of a solution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.minimization import prime_implicants
from tests import oracles
from tests.minimization.strategies import NAMES, SPACES, cubes, random_table, tables, truth_table

KINDS = ("conservative", "parsimonious")


def as_arrays(on, off, k):
    return np.array(on, dtype=int).reshape(-1, k), np.array(off, dtype=int).reshape(-1, k)


@pytest.mark.parametrize("levels", SPACES, ids=str)
def test_the_array_function_finds_all_and_only_the_prime_implicants_in_order(levels):
    for seed in range(25):
        table = random_table(seed, levels)
        on, off = sorted(table.rows("1")), sorted(table.rows("0"))
        if not on:
            continue
        got = prime_implicants(*as_arrays(on, off, len(levels)), levels)
        expected = sorted(oracles.prime_implicants(on, off, levels), key=oracles.term_order)
        assert [tuple(row) for row in got.tolist()] == expected


@st.composite
def rows_and_cubes(draw):
    levels = draw(st.sampled_from(SPACES))
    cube = st.tuples(*(st.integers(-1, n - 1) for n in levels))
    off = draw(st.lists(cube.filter(lambda c: oracles.n_literals(c) > 0), max_size=5))
    avoided = oracles.covered(off, levels)
    free = [row for row in oracles.all_rows(levels) if row not in avoided]
    on = draw(st.lists(st.sampled_from(free), min_size=1, max_size=10, unique=True)) if free else []
    return levels, on, off


@settings(max_examples=300, deadline=None)
@given(rows_and_cubes())
def test_off_may_hold_cubes(case):
    levels, on, off = case
    if not on:
        return
    got = prime_implicants(*as_arrays(on, off, len(levels)), levels)
    expected = sorted(oracles.prime_implicants(on, off, levels), key=oracles.term_order)
    assert [tuple(row) for row in got.tolist()] == expected


@settings(max_examples=100, deadline=None)
@given(rows_and_cubes(), st.randoms(use_true_random=False))
def test_the_order_and_repetition_of_rows_do_not_matter(case, random):
    levels, on, off = case
    if not on:
        return
    first = prime_implicants(*as_arrays(on, off, len(levels)), levels)
    on, off = on + random.choices(on, k=3), off + off[:2]
    random.shuffle(on)
    random.shuffle(off)
    np.testing.assert_array_equal(prime_implicants(*as_arrays(on, off, len(levels)), levels), first)


def test_levels_are_two_or_more_where_they_are_not_given():
    on, off = as_arrays([(1, 1)], [(0, 0)], 2)
    np.testing.assert_array_equal(prime_implicants(on, off), [[1, -1], [-1, 1]])
    # With off = A{1}, the third value of A is free, but one literal holds one value only.
    np.testing.assert_array_equal(prime_implicants(*as_arrays([(0,)], [(1,)], 1), (3,)), [[0]])


def test_nothing_to_avoid_gives_the_empty_term():
    np.testing.assert_array_equal(prime_implicants(*as_arrays([(0, 1), (1, 1)], [], 2)), [[-1, -1]])


def test_no_row_to_cover_gives_no_prime_implicant():
    got = prime_implicants(*as_arrays([], [(0, 1)], 2))
    assert got.shape == (0, 2)


def test_a_cube_that_holds_everything_leaves_no_row_to_cover():
    with pytest.raises(fq.FsqcaError, match=r"on|off"):
        prime_implicants(*as_arrays([(0, 1)], [(-1, -1)], 2))


def test_a_row_that_is_both_wanted_and_avoided_is_refused():
    with pytest.raises(fq.FsqcaError, match=r"\(0, 1\)|\[0, 1\]|0, 1"):
        prime_implicants(*as_arrays([(0, 1)], [(0, 1), (1, 1)], 2))
    with pytest.raises(fq.FsqcaError):
        prime_implicants(*as_arrays([(0, 1)], [(-1, 1)], 2))


@pytest.mark.parametrize(
    ("on", "off", "levels"),
    [
        ([[0, 2]], [[1, 1]], (2, 2)),
        ([[0, -1]], [[1, 1]], (2, 2)),
        ([[0, 1]], [[1, 1, 1]], (2, 2)),
        ([[0, 1]], [[1, -2]], (2, 2)),
        ([[0.5, 1]], [[1, 1]], (2, 2)),
        ([[0, 1]], [[1, 1]], (2, 2, 2)),
        ([[0, 1]], [[1, 1]], (2, 1)),
    ],
)
def test_arrays_that_are_no_rows_are_refused(on, off, levels):
    with pytest.raises(fq.FsqcaError):
        prime_implicants(np.array(on), np.array(off), levels)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("levels", SPACES, ids=str)
def test_prime_implicants_of_a_solution_are_those_of_brute_force(kind, levels):
    for seed in range(12):
        table = random_table(seed + 100, levels, contradictions=True)
        for include, include_c in [((), False), (("C",), True)]:
            solution = fq.minimize(truth_table(table), kind, include=include, max_models=5)
            expected = oracles.minimize(table, kind, include_c=include_c).primes
            assert cubes(solution.prime_implicants, NAMES[: len(levels)]) == sorted(
                expected, key=oracles.term_order
            )


@settings(max_examples=150, deadline=None)
@given(tables(codes="10C?"), st.sampled_from(KINDS))
def test_every_prime_implicant_covers_a_positive_row_and_nothing_to_avoid(table, kind):
    solution = fq.minimize(truth_table(table), kind, max_models=1)
    avoided = table.rows("0") | table.rows("C") | (table.rows("?") if kind == "conservative" else frozenset())
    for term in cubes(solution.prime_implicants, NAMES[: len(table.levels)]):
        rows = oracles.covered([term], table.levels)
        assert rows & table.rows("1")
        assert not rows & avoided


@pytest.mark.parametrize("k", [12, 20, 40, 63, 64, 65])
def test_many_conditions_are_no_obstacle(k):
    # Too many rows to enumerate: check that a term avoids the negative rows and that every literal is needed.
    rng = np.random.default_rng(k)
    rows = np.unique(rng.integers(0, 2, (16 if k < 50 else 8, k)), axis=0)
    on, off = rows[::2], rows[1::2]
    got = prime_implicants(on, off, (2,) * k)
    assert len(np.unique(got, axis=0)) == len(got) > 0

    def meets(term, some):
        care = term >= 0
        return (some[:, care] == term[care]).all(axis=1).any()

    for term in got[:: max(1, len(got) // 300)]:
        assert meets(term, on)
        assert not meets(term, off)
        for i in np.flatnonzero(term >= 0):
            larger = term.copy()
            larger[i] = -1
            assert meets(larger, off)


@pytest.mark.parametrize("k", [62, 63, 64, 65, 66, 130])
def test_conditions_that_do_not_vary_change_nothing_at_any_width(k):
    for seed, levels in enumerate([(2, 2, 2, 2), (3, 2, 3), (2, 2, 2, 2, 2)] * 3):
        table = random_table(seed, levels)
        on, off = sorted(table.rows("1")), sorted(table.rows("0"))
        if not on or not off:
            continue
        places = np.sort(np.random.default_rng(seed).choice(k, len(levels), replace=False))
        wide_on, wide_off = np.ones((len(on), k), dtype=int), np.ones((len(off), k), dtype=int)
        wide_on[:, places], wide_off[:, places] = on, off
        wide_levels = np.full(k, 2)
        wide_levels[places] = levels
        got = prime_implicants(wide_on, wide_off, wide_levels.tolist())
        expected = np.full((0, k), -1)
        for cube in sorted(oracles.prime_implicants(on, off, levels), key=oracles.term_order):
            term = np.full(k, -1)
            term[places] = cube
            expected = np.vstack([expected, term])
        np.testing.assert_array_equal(got, expected)
