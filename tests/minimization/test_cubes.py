"""Cubes against enumeration: what is in one set of configurations and not in another."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsqca.minimization.cubes import complement, configurations, matches, order, size, subtract
from fsqca.minimization.sharp import Coding


def rows_in(cubes: np.ndarray, levels: tuple[int, ...]) -> set[tuple[int, ...]]:
    """Return the configurations in cubes, by looking at each there is."""
    return {
        row
        for row in itertools.product(*map(range, levels))
        if any(all(own in (-1, value) for own, value in zip(cube, row, strict=True)) for cube in cubes)
    }


@st.composite
def two_sets(draw):
    levels = tuple(draw(st.lists(st.integers(1, 5), min_size=1, max_size=5)))
    line = st.tuples(*(st.integers(-1, number - 1) for number in levels))

    def cubes() -> np.ndarray:
        lines = draw(st.lists(line, max_size=6))
        return np.array(lines, dtype=np.int64).reshape(len(lines), len(levels))

    return cubes(), cubes(), levels


@given(two_sets())
def test_a_difference_holds_what_is_in_the_first_only_and_each_once(drawn):
    cubes, others, levels = drawn
    parts = subtract(cubes, others, levels)
    expected = rows_in(cubes, levels) - rows_in(others, levels)
    assert rows_in(parts, levels) == expected
    assert size(parts, levels) == len(expected)
    listed = list(map(tuple, configurations(parts, levels).tolist()))
    assert sorted(listed) == sorted(expected)


@given(two_sets())
def test_a_complement_holds_everything_else_once(drawn):
    cubes, _, levels = drawn
    parts = complement(cubes, levels)
    everything = set(itertools.product(*map(range, levels)))
    assert rows_in(parts, levels) == everything - rows_in(cubes, levels)
    assert size(parts, levels) == len(rows_in(parts, levels))


@given(two_sets())
def test_a_cube_matches_the_configurations_in_it(drawn):
    cubes, _, levels = drawn
    rows = np.array(list(itertools.product(*map(range, levels))), dtype=np.int64)
    for cube, line in zip(cubes, matches(cubes, rows), strict=True):
        assert {tuple(row) for row in rows[line].tolist()} == rows_in(cube[None], levels)


@given(two_sets())
def test_cubes_written_as_bits_come_back(drawn):
    cubes, _, levels = drawn
    coding = Coding(levels)
    assert coding.decode(coding.encode(cubes)).tolist() == cubes.tolist()


@pytest.mark.parametrize("k", [16, 40, 100])
def test_one_configuration_leaves_one_part_for_each_condition(k):
    row = np.arange(k)[None] % 3
    parts = complement(row, (3,) * k)
    assert len(parts) == 2 * k
    assert size(parts, (3,) * k) == 3**k - 1
    assert not matches(parts, row).any()


def test_the_complement_of_nothing_is_everything_and_of_everything_nothing():
    nothing = np.empty((0, 3), dtype=np.int64)
    assert complement(nothing, (2, 2, 2)).tolist() == [[-1, -1, -1]]
    assert complement(np.full((1, 3), -1), (2, 2, 2)).shape == (0, 3)


def test_terms_come_in_the_documented_order():
    cubes = np.array([[0, -1], [-1, -1], [2, 1], [1, -1], [-1, 0], [1, 0]])
    assert cubes[order(cubes)].tolist() == [[-1, -1], [1, -1], [0, -1], [-1, 0], [2, 1], [1, 0]]
