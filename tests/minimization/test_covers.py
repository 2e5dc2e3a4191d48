"""Covers of a chart by definition: every subset of up to a dozen prime implicants is tried."""

from __future__ import annotations

import functools
import operator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsqca.minimization.chart_classes import classes_of
from fsqca.minimization.cover_bounds import greedy_cover
from fsqca.minimization.covers import irredundant_covers, minimum_covers, occurrences

MANY = 10**6


def all_covers(chart: np.ndarray) -> list[tuple[int, ...]]:
    """Return every set of implicants that covers every row, smaller sets first."""
    m, n = chart.shape
    lines = [sum(1 << row for row in np.flatnonzero(line).tolist()) for line in chart]
    whole = (1 << n) - 1
    subsets = [tuple(i for i in range(m) if number >> i & 1) for number in range(1 << m)]
    found = [s for s in subsets if functools.reduce(operator.or_, (lines[i] for i in s), 0) == whole]
    return sorted(found, key=lambda s: (len(s), s))


def smallest(covers: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return [cover for cover in covers if len(cover) == len(covers[0])]


def irredundant(covers: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    known = set(covers)
    return [
        cover for cover in covers if not any(cover[:i] + cover[i + 1 :] in known for i in range(len(cover)))
    ]


@st.composite
def charts(draw, max_implicants=9, max_rows=20):
    m, n = draw(st.integers(1, max_implicants)), draw(st.integers(1, max_rows))
    density = draw(st.sampled_from([0.15, 0.3, 0.5, 0.8]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    chart = rng.random((m, n)) < density
    # Every row is covered, some lines and rows are alike.
    chart[rng.integers(0, m, n), np.arange(n)] = True
    if draw(st.booleans()):
        chart = np.hstack([chart, chart[:, : n // 2]])
    if draw(st.booleans()) and m < max_implicants:
        chart = np.vstack([chart, chart[: max_implicants - m]])
    return chart


@settings(max_examples=300, deadline=None)
@given(charts())
def test_minimum_covers_are_all_covers_of_the_smallest_size(chart):
    expected = smallest(all_covers(chart))
    found = minimum_covers(chart, MANY)
    assert list(found.models) == expected
    assert (found.n_models, found.exact, found.complete) == (len(expected), True, True)
    assert (found.lower, found.upper) == (len(expected[0]), len(expected[0]))


@settings(max_examples=300, deadline=None)
@given(charts())
def test_irredundant_covers_are_all_covers_that_need_every_implicant(chart):
    expected = irredundant(all_covers(chart))
    found = irredundant_covers(chart, MANY)
    assert list(found.models) == expected
    assert (found.n_models, found.exact, found.complete) == (len(expected), True, True)


@settings(max_examples=150, deadline=None)
@given(charts(), st.integers(1, 5), st.sampled_from([1, 3, 10, 10**6]))
def test_whatever_the_bounds_what_is_said_is_true(chart, max_models, max_nodes):
    expected = smallest(all_covers(chart))
    found = minimum_covers(chart, max_models, max_nodes)
    assert len(found.models) <= max_models
    assert found.lower <= len(expected[0]) <= found.upper
    assert found.n_models >= len(found.models)
    if found.exact:
        assert found.n_models == len(expected)
        assert len(found.models) == min(max_models, len(expected))
    if found.lower == found.upper:
        assert set(found.models) <= set(expected)
        assert found.n_models <= len(expected)
    if found.complete:
        assert list(found.models) == expected
    covers = set(all_covers(chart))
    assert set(found.models) <= covers
    assert len({len(model) for model in found.models}) <= 1


@pytest.mark.parametrize("n", [1, 7, 8, 9, 15, 16, 17, 63, 64, 65, 200])
def test_one_implicant_that_covers_every_row_is_the_only_cover(n):
    chart = np.zeros((4, n), dtype=bool)
    chart[2] = True
    chart[0, 1::2] = True
    found = minimum_covers(chart)
    assert found.models == ((2,),)
    assert found.n_models == 1


@pytest.mark.parametrize("blocks", [1, 5, 12, 40])
def test_independent_parts_multiply_without_being_listed(blocks):
    # Each block of three rows and three implicants has three minimum covers of two.
    block = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool)
    chart = np.kron(np.eye(blocks, dtype=bool), block).astype(bool)
    found = minimum_covers(chart, 7)
    assert (found.n_models, found.exact) == (3**blocks, True)
    assert found.lower == found.upper == 2 * blocks
    assert len(found.models) == min(7, 3**blocks)
    assert all(
        chart[list(model)].any(axis=0).all() and len(set(model)) == 2 * blocks for model in found.models
    )


def test_alike_implicants_multiply_too():
    chart = np.repeat(np.eye(6, dtype=bool), 10, axis=0)
    found = minimum_covers(chart, 3)
    assert (found.n_models, found.exact, len(found.models)) == (10**6, True, 3)


@pytest.mark.parametrize("seed", range(12))
def test_the_size_of_a_large_chart_is_that_of_an_integer_program(seed):
    from scipy.optimize import Bounds, LinearConstraint, milp

    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(20, 80)), int(rng.integers(10, 50))
    chart = rng.random((m, n)) < rng.uniform(0.05, 0.3)
    chart[rng.integers(0, m, n), np.arange(n)] = True
    program = milp(
        np.ones(m),
        integrality=np.ones(m),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(chart.T.astype(float), 1),
    )
    found = minimum_covers(chart, 50)
    assert found.lower == found.upper == round(program.fun)
    assert all(chart[list(model)].any(axis=0).all() and len(model) == found.lower for model in found.models)


def test_more_models_than_64_bits_hold_are_counted_and_so_is_each_implicant():
    chart = np.repeat(np.eye(20, dtype=bool), 10, axis=0)
    found = minimum_covers(chart, 5)
    assert found.n_models == 10**20
    assert occurrences(chart, found).tolist() == [10**19] * 200


def test_a_thousand_rows_need_no_recursion():
    found = irredundant_covers(np.eye(1100, dtype=bool))
    assert found.models == (tuple(range(1100)),)


@given(charts())
def test_a_cover_found_in_haste_has_nothing_to_spare(chart):
    classes = classes_of(chart)
    whole = (1 << chart.shape[1]) - 1
    cover = greedy_cover(whole, classes)
    assert functools.reduce(operator.or_, cover) == whole
    for mask in cover:
        others = functools.reduce(operator.or_, (other for other in cover if other != mask), 0)
        assert others != whole
