"""The formulas of the parameters of fit, what is undefined, and what is refused."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsqca import metrics
from fsqca.errors import ArgumentError, ArgumentTypeError
from tests.strategies import memberships

X, Y = [0.2, 0.6, 0.8, 1.0], [0.4, 0.5, 0.9, 0.0]
FUNCTIONS = [getattr(metrics, name) for name in metrics.__all__]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (metrics.sufficiency_consistency, 1.5 / 2.6),
        (metrics.necessity_coverage, 1.5 / 2.6),
        (metrics.sufficiency_coverage, 1.5 / 1.8),
        (metrics.necessity_consistency, 1.5 / 1.8),
        (metrics.pri, (1.5 - 0.8) / (2.6 - 0.8)),
        (metrics.ron, 1.4 / 2.5),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_formula_by_hand(function, expected: float) -> None:
    assert function(X, Y) == pytest.approx(expected, abs=1e-15)
    assert isinstance(function(X, Y), float)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_columns_give_one_number_each(function) -> None:
    x = np.column_stack((X, Y, np.zeros(4)))
    together = function(x, Y)
    assert together.shape == (3,)
    for column, value in zip(x.T, together, strict=True):
        assert function(column, Y) == pytest.approx(value, abs=1e-15, nan_ok=True)


@pytest.mark.parametrize(
    ("function", "x", "y"),
    [
        (metrics.sufficiency_consistency, [0.0, 0.0], [0.3, 1.0]),
        (metrics.necessity_coverage, [0.0, 0.0], [0.3, 1.0]),
        (metrics.sufficiency_coverage, [0.3, 1.0], [0.0, 0.0]),
        (metrics.necessity_consistency, [0.3, 1.0], [0.0, 0.0]),
        (metrics.pri, [0.0, 0.0], [0.3, 1.0]),
        (metrics.pri, [0.5, 0.2], [0.5, 0.5]),
        (metrics.pri, [0.1, 0.1], [0.9, 0.9]),
        (metrics.ron, [1.0, 1.0], [1.0, 1.0]),
    ],
)
def test_zero_divided_by_zero_is_undefined_and_says_nothing(function, x: list, y: list) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if function is metrics.pri and y == [0.9, 0.9]:
            assert min(0.1, 1 - 0.9) != 0.1  # rounding, which must not become a PRI of 1
        assert math.isnan(function(x, y))


def test_tiny_memberships_are_not_rounded_away() -> None:
    assert metrics.sufficiency_consistency([1e-13], [1.0]) == 1.0
    assert metrics.pri([1e-13], [1.0]) == 1.0


def test_booleans_and_integers_are_memberships() -> None:
    assert metrics.sufficiency_consistency([True, False], [1, 0]) == 1.0


@pytest.mark.parametrize(
    ("x", "y", "error", "message"),
    [
        (
            [0.1, 0.2],
            [0.1],
            ArgumentError,
            "x has 2 cases and y has 1 case, but they must be the same cases.",
        ),
        ([], [], ArgumentError, "x is empty: there is no case to take a parameter of fit over."),
        (
            [0.1, np.nan],
            [0.1, 0.2],
            ArgumentError,
            "x has 1 value that is missing (NaN) (position 1). Leave these cases out in x and y alike.",
        ),
        (
            [0.1, 0.2],
            [0.1, 7.0],
            ArgumentError,
            (
                "y has 1 value that is outside [0, 1]: 7.0 (position 1). "
                "Turn raw scores into memberships with calibrate()."
            ),
        ),
        (
            [[0.1, 1.5], [-0.2, 0.2]],
            [0.1, 0.2],
            ArgumentError,
            (
                "x has 2 values that are outside [0, 1]: 1.5, -0.2 (position (0, 1), (1, 0)). "
                "Turn raw scores into memberships with calibrate()."
            ),
        ),
        (["0.1", "0.2"], [0.1, 0.2], ArgumentTypeError, "x must hold numbers, not text such as '0.1'."),
        ([0.1, None], [0.1, 0.2], ArgumentTypeError, "x must hold numbers only, but it has None."),
        ([0.1, 0.2], [[0.1], [0.2]], ArgumentError, "y has shape (2, 1), but it must be (n,)."),
        (0.3, [0.2], ArgumentError, "x has shape (), but it must be (n,) or (n, m)."),
    ],
)
def test_what_is_not_memberships_is_refused(x, y, error: type[Exception], message: str) -> None:
    for function in FUNCTIONS:
        with pytest.raises(error) as caught:
            function(x, y)
        assert str(caught.value) == message


pairs = st.lists(st.tuples(memberships, memberships), min_size=1, max_size=20)


@given(pairs)
def test_every_number_lies_between_0_and_1_or_is_undefined(cases: list) -> None:
    x, y = zip(*cases, strict=True)
    for function in FUNCTIONS:
        value = function(x, y)
        assert math.isnan(value) or -1e-12 <= value <= 1 + 1e-12


@given(pairs)
def test_sufficiency_one_way_is_necessity_the_other_way(cases: list) -> None:
    x, y = zip(*cases, strict=True)
    assert metrics.sufficiency_consistency(x, y) == pytest.approx(
        metrics.necessity_consistency(y, x), nan_ok=True
    )
    assert metrics.sufficiency_consistency(x, y) == pytest.approx(
        metrics.necessity_coverage(x, y), nan_ok=True
    )
    assert metrics.sufficiency_coverage(x, y) == pytest.approx(metrics.necessity_coverage(y, x), nan_ok=True)


@given(pairs)
def test_a_case_outside_both_sets_changes_no_parameter_of_sufficiency(cases: list) -> None:
    x, y = zip(*cases, strict=True)
    for function in (metrics.sufficiency_consistency, metrics.pri, metrics.sufficiency_coverage):
        assert function((*x, 0.0), (*y, 0.0)) == pytest.approx(function(x, y), abs=1e-9, nan_ok=True)


@given(pairs)
def test_a_subset_is_fully_consistent(cases: list) -> None:
    x, y = zip(*((min(pair), max(pair)) for pair in cases), strict=True)
    if any(x):
        assert metrics.sufficiency_consistency(x, y) == pytest.approx(1.0)
        value = metrics.pri(x, y)
        assert math.isnan(value) or value == pytest.approx(1.0)
