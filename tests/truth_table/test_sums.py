"""The array floor: sums per configuration, which add over cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsqca.truth_table import configuration_sums
from tests import oracles
from tests.truth_table.frames import random_frame

PARTS = ("n", "m", "my", "mn", "myn")
LEVELS = (2, 3, 2)


def arrays(seed: int, n_cases: int = 30) -> tuple[np.ndarray, np.ndarray]:
    data = random_frame(seed, ("fuzzy", 3, "crisp"), n_cases)
    return data[list("ABC")].to_numpy(), data["Y"].to_numpy()


def every_corner(levels: tuple[int, ...]) -> np.ndarray:
    return np.array(oracles.all_rows(levels))


@pytest.mark.parametrize("seed", range(10))
def test_sums_of_every_configuration_are_those_taken_case_by_case(seed):
    values, y = arrays(seed)
    sums = configuration_sums(values, y, every_corner(LEVELS), LEVELS)
    for i, row in enumerate(oracles.all_rows(LEVELS)):
        x = [
            min(
                oracles.literal_membership(v, level, f)
                for v, level, f in zip(case, row, (True, False, False), strict=True)
            )
            for case in values.tolist()
        ]
        expected = (
            sum(m > 0.5 for m in x),
            sum(x),
            sum(map(min, x, y)),
            sum(map(min, x, 1 - y)),
            sum(map(min, x, y, 1 - y)),
        )
        assert [getattr(sums, part)[i] for part in PARTS] == pytest.approx(expected, abs=1e-10)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_the_sums_of_the_parts_add_up_to_those_of_the_whole(seed, data):
    values, y = arrays(seed)
    part = np.array(data.draw(st.lists(st.booleans(), min_size=len(y), max_size=len(y))))
    corners = every_corner(LEVELS)
    whole = configuration_sums(values, y, corners, LEVELS)
    added = configuration_sums(values[part], y[part], corners, LEVELS) + configuration_sums(
        values[~part], y[~part], corners, LEVELS
    )
    for name in PARTS:
        np.testing.assert_allclose(getattr(added, name), getattr(whole, name), atol=1e-10)


@pytest.mark.parametrize("seed", range(5))
def test_a_selection_of_configurations_has_the_same_sums_as_in_all_of_them(seed):
    values, y = arrays(seed)
    corners = every_corner(LEVELS)
    some = np.sort(np.random.default_rng(seed).choice(len(corners), 5, replace=False))
    whole, chosen = (configuration_sums(values, y, c, LEVELS) for c in (corners, corners[some]))
    for name in PARTS:
        np.testing.assert_allclose(getattr(chosen, name), getattr(whole, name)[some], atol=1e-12)


def test_sums_for_the_negated_outcome_come_for_free():
    values, y = arrays(3)
    corners = every_corner(LEVELS)
    one, other = (
        configuration_sums(values, y, corners, LEVELS),
        configuration_sums(values, 1 - y, corners, LEVELS),
    )
    np.testing.assert_allclose(one.mn, other.my, atol=1e-12)
    np.testing.assert_allclose(one.myn, other.myn, atol=1e-12)


def test_many_cases_are_summed_as_few_are():
    values, y = arrays(2, 50)
    corners = every_corner(LEVELS)
    few = configuration_sums(values, y, corners, LEVELS)
    many = configuration_sums(np.tile(values, (1000, 1)), np.tile(y, 1000), corners, LEVELS)
    for name in PARTS:
        np.testing.assert_allclose(getattr(many, name), 1000 * getattr(few, name), rtol=1e-9)


def test_every_case_is_in_one_configuration_at_most():
    values, y = arrays(9, 200)
    sums = configuration_sums(values, y, every_corner(LEVELS), LEVELS)
    assert sums.n.sum() == 200


def test_no_cases_give_sums_of_nothing_and_undefined_ratios():
    sums = configuration_sums(np.empty((0, 3)), np.empty(0), every_corner(LEVELS), LEVELS)
    assert sums.n.tolist() == [0] * 12
    assert np.isnan(sums.consistency()).all()
    assert np.isnan(sums.pri()).all()


def test_sums_of_different_configurations_are_not_added():
    values, y = arrays(1)
    corners = every_corner(LEVELS)
    with pytest.raises(ValueError, match="same configurations"):
        configuration_sums(values, y, corners, LEVELS) + configuration_sums(values, y, corners[:3], LEVELS)
