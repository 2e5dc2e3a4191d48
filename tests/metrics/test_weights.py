"""Weights of cases: a case of weight 3 counts as three cases, and what is no weight is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsqca import metrics
from fsqca.errors import ArgumentError, ArgumentTypeError
from tests.strategies import memberships

FUNCTIONS = [getattr(metrics, name) for name in metrics.__all__]
weighted = st.lists(st.tuples(memberships, memberships, st.integers(0, 4)), min_size=1, max_size=8).filter(
    lambda rows: any(weight for *_, weight in rows)
)


@pytest.mark.parametrize("function", FUNCTIONS, ids=metrics.__all__)
@given(rows=weighted)
def test_whole_weights_are_cases_repeated(function, rows):
    x, y, w = np.array(rows).T
    repeated = w.astype(int)
    expected = function(np.repeat(x, repeated), np.repeat(y, repeated))
    assert function(x, y, weights=w) == pytest.approx(expected, abs=1e-9, nan_ok=True)
    both = function(np.column_stack([x, 1 - x]), y, weights=w)
    assert both[0] == pytest.approx(expected, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("function", FUNCTIONS, ids=metrics.__all__)
@given(rows=weighted, factor=st.floats(0.01, 100))
def test_only_the_proportions_of_weights_matter(function, rows, factor):
    x, y, w = np.array(rows).T
    once = function(x, y, weights=w)
    assert function(x, y, weights=w * factor) == pytest.approx(once, abs=1e-9, nan_ok=True)
    assert function(x, y, weights=np.full(len(y), factor)) == pytest.approx(
        function(x, y), abs=1e-9, nan_ok=True
    )


@pytest.mark.parametrize(
    ("weights", "error", "message"),
    [
        (
            [1, 2],
            ArgumentError,
            "weights has 2 values, but there are 3 cases: give one weight per case.",
        ),
        (
            [1, np.nan, 2],
            ArgumentError,
            (
                "weights has 1 value that is missing (NaN) (position 1). "
                "Give such cases a weight of 0 or more, or leave them out."
            ),
        ),
        (
            [1, -2, -0.5],
            ArgumentError,
            (
                "weights has 2 values that are negative: -2.0, -0.5 (position 1, 2). "
                "Give such cases a weight of 0 or more, or leave them out."
            ),
        ),
        (
            [1, np.inf, 1],
            ArgumentError,
            (
                "weights has 1 value that is infinite: inf (position 1). "
                "Give such cases a weight of 0 or more, or leave them out."
            ),
        ),
        ([0, 0, 0], ArgumentError, "weights are 0 in every case, so there is nothing to sum over."),
        (
            [[1, 2, 3]],
            ArgumentError,
            "weights has shape (1, 3), but it must be (n,): one weight per case.",
        ),
        (["a", "b", "c"], ArgumentTypeError, "weights must hold numbers, not text such as 'a'."),
    ],
)
def test_what_is_no_weight_is_refused(weights, error, message):
    for function in FUNCTIONS:
        with pytest.raises(error) as caught:
            function([0.1, 0.2, 0.3], [0.2, 0.2, 0.4], weights=weights)
        assert str(caught.value) == message
