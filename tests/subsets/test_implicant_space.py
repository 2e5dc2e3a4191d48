"""Numbers of terms: subsets, supersets, to and from expressions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsqca.errors import ArgumentError, ArgumentTypeError, ExpressionError, TooLargeError, UnknownNameError
from fsqca.subsets import find_subsets, find_supersets, numbered_term, term_number

LEVELS = {"A": 2, "B": 3, "C": 2}
SIZE = 3 * 4 * 3


def literals(number: int) -> frozenset:
    return frozenset(numbered_term(number, LEVELS).literal_terms[0])


@given(st.sets(st.integers(1, SIZE), min_size=1, max_size=4))
def test_subsets_have_the_same_literals_and_more(rows: set[int]) -> None:
    expected = [n for n in range(1, SIZE + 1) if any(literals(row) < literals(n) for row in rows)]
    assert find_subsets(rows, LEVELS) == expected
    assert find_subsets(list(rows), [2, 3, 2]) == expected


@given(st.sets(st.integers(1, SIZE), min_size=1, max_size=4))
def test_supersets_have_some_of_the_literals_or_all(rows: set[int]) -> None:
    expected = [n for n in range(2, SIZE + 1) if any(literals(n) <= literals(row) for row in rows)]
    assert find_supersets(rows, LEVELS) == expected


@given(st.integers(1, SIZE))
def test_a_term_and_its_number_belong_together(number: int) -> None:
    term = numbered_term(number, LEVELS)
    assert term_number(term, LEVELS) == number
    assert term_number(str(term), LEVELS) == number


def test_numbers_beyond_64_bits_are_exact() -> None:
    levels = [2] * 60
    row = term_number("X0*X59", {f"X{i}": 2 for i in range(60)})
    assert row == 2 * 3**59 + 2 + 1
    assert find_supersets(row, levels) == [3, 2 * 3**59 + 1, row]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: find_subsets([3, 40], [2, 2]),
            ArgumentError,
            "rows has 40, but the implicant space of 2 conditions has the rows 1 to 9.",
        ),
        (lambda: find_subsets(0, [2, 2]), ArgumentError, "rows is 0, but it must be at least 1."),
        (lambda: find_subsets(1.5, [2, 2]), ArgumentTypeError, "rows must be a whole number, not 1.5."),
        (lambda: find_supersets(1, [1, 2]), ArgumentError, "levels is 1, but it must be at least 2."),
        (
            lambda: find_supersets(1, []),
            ArgumentError,
            "levels is empty: give the number of values of at least one condition.",
        ),
        (
            lambda: find_supersets(1, "22"),
            ArgumentTypeError,
            "levels must be a list of whole numbers or a mapping, not '22'.",
        ),
        (
            lambda: find_subsets(1, [2] * 20),
            TooLargeError,
            f"Row 1 has {3**20} subsets, more than 5000000, which are not listed.",
        ),
        (
            lambda: term_number("A + B{1}", LEVELS),
            ExpressionError,
            "'A + B{1}' is not one term: ask for one conjunction at a time.",
        ),
        (
            lambda: term_number("A*~A", LEVELS),
            ExpressionError,
            "'A*~A' has no number: a term with a number has one value of each condition.",
        ),
        (
            lambda: term_number("Q", LEVELS),
            UnknownNameError,
            "There is no condition 'Q' in levels. Available: 'A', 'B', 'C'.",
        ),
        (
            lambda: term_number("B{3}", LEVELS),
            ExpressionError,
            "B{3} asks for the value 3, but 'B' has 3 values.",
        ),
        (
            lambda: term_number("A*~B", LEVELS),
            ExpressionError,
            "~B is ambiguous: 'B' has 3 values (0, 1, 2). Say which is meant, for example `B{0}`.",
        ),
        (
            lambda: term_number("A", [2, 3]),
            ArgumentTypeError,
            (
                "levels must be a mapping of the conditions to their numbers of values, "
                'such as {"A": 2, "B": 3}, not [2, 3].'
            ),
        ),
        (
            lambda: numbered_term(3, [2, 3]),
            ArgumentTypeError,
            (
                "levels must be a mapping of the conditions to their numbers of values, "
                'such as {"A": 2, "B": 3}, not [2, 3].'
            ),
        ),
    ],
)
def test_what_has_no_number_is_refused(call, error, message) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


def test_the_size_of_the_space_is_the_product_of_values_and_absence() -> None:
    assert find_subsets(1, LEVELS) == list(range(2, math.prod([3, 4, 3]) + 1))
