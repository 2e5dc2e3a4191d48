"""Numbers of terms: every conjunction of literals as a row of the implicant space, and who is part of whom.

In the implicant space a condition with L values has L + 1 digits: 0 where it is not in the term, and 1 + its
value otherwise. The number of a term is 1 + the mixed-radix number of its digits, the first condition most
significant. With two conditions A and B of two values: 1 is the empty term, 2 is ~B, 3 is B, 4 is ~A, 5 is
~A*~B, ..., 9 is A*B.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from fsqca._checks import check_count, counted, listed, unknown_names
from fsqca._types import Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, ExpressionError, TooLargeError
from fsqca.expressions import Expression, Literal, parse
from fsqca.expressions.levels import check_literal

#: More rows than this are not listed.
MOST_ROWS = 5_000_000


def find_subsets(rows: int | Iterable[int], levels: Sequence[int] | Mapping[str, int]) -> list[int]:
    """Return the terms that are subsets of one of the given terms: the same literals and at least one more.

    Parameters
    ----------
    rows : int or iterable of int >= 1
        Numbers of terms in the implicant space.
    levels : sequence of int >= 2, or mapping of str to int
        The number of values of each condition, in order; 2 for crisp and fuzzy sets.

    Returns
    -------
    list of int
        Numbers of terms, ascending. A given term is among them only if it is a subset of another given one.

    Raises
    ------
    ArgumentError
        If a row is not a term of the implicant space.
    TooLargeError
        If a term has more than five million subsets.

    Examples
    --------
    >>> from fsqca.subsets import find_subsets
    >>> find_subsets(3, [2, 2])  # B contains ~A*B and A*B
    [6, 9]
    """
    numbers, bases = _given(rows, levels)
    found: set[int] = set()
    for number in numbers:
        digits = _digits(number, bases)
        free = [base for digit, base in zip(digits, bases, strict=True) if digit == 0]
        if math.prod(free) > MOST_ROWS:
            raise TooLargeError(
                f"Row {number} has {math.prod(free)} subsets, more than {MOST_ROWS}, which are not listed."
            )
        choices = [range(base) if digit == 0 else (digit,) for digit, base in zip(digits, bases, strict=True)]
        # The first choice in every place is the term itself; the others have more literals.
        found.update(_numbers(choices, bases)[1:].tolist())
    return sorted(found)


def find_supersets(rows: int | Iterable[int], levels: Sequence[int] | Mapping[str, int]) -> list[int]:
    """Return the terms that contain one of the given terms: some or all of its literals.

    Parameters
    ----------
    rows : int or iterable of int >= 1
        Numbers of terms in the implicant space.
    levels : sequence of int >= 2, or mapping of str to int
        The number of values of each condition, in order; 2 for crisp and fuzzy sets.

    Returns
    -------
    list of int
        Numbers of terms, ascending, the given ones among them. The empty term (row 1), which contains every
        term, is left out.

    Raises
    ------
    ArgumentError
        If a row is not a term of the implicant space.

    Examples
    --------
    >>> from fsqca.subsets import find_supersets
    >>> find_supersets(9, [2, 2])  # A*B is contained in B, in A and in itself
    [3, 7, 9]
    """
    numbers, bases = _given(rows, levels)
    found: set[int] = set()
    for number in numbers:
        choices = [(0, digit) if digit else (0,) for digit in _digits(number, bases)]
        if 2 ** sum(map(bool, _digits(number, bases))) > MOST_ROWS:
            raise TooLargeError(f"Row {number} has more than {MOST_ROWS} supersets, which are not listed.")
        found.update(_numbers(choices, bases).tolist())
    return sorted(found - {1})


def term_number(term: str | Expression, levels: Mapping[str, int]) -> int:
    """Return the number of a term in the implicant space of the conditions in `levels`.

    Parameters
    ----------
    term : str or Expression
        One term with one value of each condition that it names.
    levels : mapping of str to int
        The number of values of each condition, in the order of the digits.

    Returns
    -------
    int
        1 for the empty term, at most the product of the numbers of values + 1.

    Raises
    ------
    ArgumentTypeError
        If `levels` is not a mapping.
    ExpressionError
        If it is not one term of single values, a value is not one of the condition, or a bare name stands for
        a condition of more than two values.
    UnknownNameError
        If it names a condition that `levels` does not have.

    Examples
    --------
    >>> from fsqca.subsets import term_number
    >>> term_number("A*~C", {"A": 2, "B": 2, "C": 2})
    20
    """
    bases = _named_bases(levels)
    expression = parse(term)
    if len(expression.literal_terms) != 1:
        raise ExpressionError(f"{str(expression)!r} is not one term: ask for one conjunction at a time.")
    unknown = [name for name in expression.used if name not in levels]
    if unknown:
        raise unknown_names("condition", unknown, list(levels), "levels")
    digits = dict.fromkeys(levels, 0)
    for literal in expression.literal_terms[0]:
        if literal.negated or len(literal.values) != 1 or digits[literal.name]:
            raise ExpressionError(
                f"{str(expression)!r} has no number: a term with a number has one value of each condition."
            )
        if literal.values[0] >= levels[literal.name]:
            raise ExpressionError(
                f"{literal} asks for the value {literal.values[0]}, but {literal.name!r} has "
                f"{levels[literal.name]} values."
            )
        if literal.bare:
            check_literal(literal, levels[literal.name])
        digits[literal.name] = literal.values[0] + 1
    number = 0
    for digit, base in zip(digits.values(), bases, strict=True):
        number = number * base + digit
    return number + 1


def numbered_term(number: int, levels: Mapping[str, int]) -> Expression:
    """Return the term of a number, the counterpart of :func:`term_number`.

    Parameters
    ----------
    number : int >= 1
        The number of a term in the implicant space.
    levels : mapping of str to int
        The number of values of each condition, in the order of the digits.

    Returns
    -------
    Expression
        One term; the empty term, printed ``1``, for number 1.

    Raises
    ------
    ArgumentError
        If there is no term of this number.

    Examples
    --------
    >>> from fsqca.subsets import numbered_term
    >>> print(numbered_term(20, {"A": 2, "B": 2, "C": 2}))
    A*~C
    """
    _named_bases(levels)
    (checked,), bases = _given(number, levels)
    pairs = zip(levels.items(), _digits(checked, bases), strict=True)
    literals = tuple(
        Literal(name, (digit - 1,), braces=count > 2) for (name, count), digit in pairs if digit > 0
    )
    return Expression((literals,), tuple(levels))


def _bases(levels: Sequence[int] | Mapping[str, int]) -> list[int]:
    """Return the number of digits of each condition."""
    if isinstance(levels, (str, bytes)) or not isinstance(levels, (Mapping, Sequence, np.ndarray)):
        raise ArgumentTypeError(f"levels must be a list of whole numbers or a mapping, not {levels!r}.")
    values = list(levels.values() if isinstance(levels, Mapping) else levels)
    if not values:
        raise ArgumentError("levels is empty: give the number of values of at least one condition.")
    return [check_count("levels", value, least=2) + 1 for value in values]


def _named_bases(levels: object) -> list[int]:
    """Return the number of digits of each condition where their names are needed too."""
    if not isinstance(levels, Mapping):
        raise ArgumentTypeError(
            "levels must be a mapping of the conditions to their numbers of values, such as "
            f'{{"A": 2, "B": 3}}, not {levels!r}.'
        )
    return _bases(levels)


def _given(
    rows: int | Iterable[int], levels: Sequence[int] | Mapping[str, int]
) -> tuple[list[int], list[int]]:
    """Return the numbers and the numbers of digits, checked."""
    bases = _bases(levels)
    several: list[object] = [*rows] if isinstance(rows, Iterable) else [rows]
    numbers = [check_count("rows", row) for row in several]
    most = math.prod(bases)
    beyond = [number for number in numbers if number > most]
    if beyond:
        raise ArgumentError(
            f"rows has {listed(beyond)}, but the implicant space of {counted(len(bases), 'condition')} "
            f"has the rows 1 to {most}."
        )
    return numbers, bases


def _digits(number: int, bases: Sequence[int]) -> list[int]:
    rest = number - 1
    digits: list[int] = []
    for base in reversed(bases):
        rest, digit = divmod(rest, base)
        digits.append(digit)
    return digits[::-1]


def _numbers(choices: Sequence[Sequence[int]], bases: Sequence[int]) -> Ints:
    """Return the numbers of all terms with one of the choices in each place, ascending per place."""
    # Beyond some forty conditions the numbers exceed 64 bits: Python's own integers take over.
    kind: type = np.int64 if math.prod(bases) < 2**62 else object
    numbers: Ints = np.zeros(1, dtype=kind)
    for chosen, base in zip(choices, bases, strict=True):
        numbers = (numbers[:, np.newaxis] * base + np.asarray(list(chosen), dtype=kind)).ravel()
    return numbers + 1


__all__ = ["find_subsets", "find_supersets", "numbered_term", "term_number"]
