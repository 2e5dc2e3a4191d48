"""A truth that is known: a hypothesised expression over conditions, checked, as cubes and configurations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fsqca._checks import check_count, listed, unknown_names
from fsqca._frames import check_text_names
from fsqca._types import Bools, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, TooLargeError
from fsqca.expressions import Expression, parse
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.translation import cubes_of, expression_of
from fsqca.truth_table.sums import all_corners

#: Configurations at most: those of 16 fuzzy or crisp conditions.
MAX_CONFIGURATIONS = 1 << 16


@dataclass(frozen=True, eq=False)
class Truth:
    """A hypothesised solution.

    Attributes
    ----------
    expression : Expression
        In its shortest form.
    conditions : tuple of str
        Those in the expression and any others that are to be looked at.
    levels : tuple of int
    cubes : ndarray of int, shape (n_terms, n_conditions)
    corners : ndarray of int, shape (n_configurations, n_conditions)
        Every configuration.
    true : ndarray of bool, shape (n_configurations,)
        Whether the expression holds there.
    """

    expression: Expression
    conditions: tuple[str, ...]
    levels: tuple[int, ...]
    cubes: Ints
    corners: Ints
    true: Bools

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms as texts."""
        return tuple(map(str, self.expression.terms))


def truth_of(
    truth: str | Expression,
    conditions: Sequence[str] | None = None,
    levels: Mapping[str, int] | None = None,
) -> Truth:
    """Return the truth behind an expression, or raise where it cannot be one.

    Raises
    ------
    ArgumentError
        If the expression holds in no configuration or in all of them.
    UnknownNameError
        If it uses conditions that are not among `conditions`.
    """
    if not isinstance(truth, str | Expression):
        raise ArgumentTypeError(f'truth must be an expression such as "A*B + C", not {truth!r}.')
    expression = parse(truth)
    names = expression.used if conditions is None else _names(conditions)
    unknown = [name for name in expression.used if name not in names]
    if unknown:
        raise unknown_names("condition", unknown, list(names), "conditions")
    counts = _levels(names, expression, levels)
    total = 1
    for count in counts:
        total *= count
    if total > MAX_CONFIGURATIONS:
        raise TooLargeError(
            f"{len(names)} conditions have {total} configurations; at most {MAX_CONFIGURATIONS} can be "
            "looked at. Leave out conditions that are in no term."
        )
    corners = all_corners(counts)
    true = np.any(_cubes.matches(cubes_of(expression, names, counts, "truth"), corners), axis=0)
    if not true.any():
        raise ArgumentError(
            f"The truth {expression} contradicts itself: it holds in no configuration, so no case would have "
            "the outcome."
        )
    if true.all():
        raise ArgumentError(
            f"The truth {expression} holds in every configuration, so every case would have the outcome and "
            "nothing could be found."
        )
    shortest = expression.simplify(dict(zip(names, counts, strict=True)))
    cubes = cubes_of(shortest, names, counts, "truth")
    own = cubes_of(expression, names, counts, "truth")
    if set(map(tuple, own.tolist())) == set(map(tuple, cubes.tolist())) and len(own) == len(cubes):
        # What is shortest already stays in the order in which it was written.
        shortest, cubes = expression, own
    if len(cubes) != len(shortest.literal_terms):
        # A literal with several values, such as A{1,2}, stands for as many terms.
        shortest = expression_of(cubes.tolist(), names, counts)
    return Truth(shortest, tuple(names), counts, cubes, corners, np.asarray(true, dtype=bool))


def _names(conditions: Sequence[str]) -> tuple[str, ...]:
    if isinstance(conditions, str) or not isinstance(conditions, Sequence):
        raise ArgumentTypeError(f'conditions must be a list of names such as ["A", "B"], not {conditions!r}.')
    check_text_names(conditions)
    twice = sorted({name for name in conditions if list(conditions).count(name) > 1})
    if twice:
        raise ArgumentError(f"conditions names {listed(twice)} more than once.")
    return tuple(conditions)


def _levels(
    names: Sequence[str], expression: Expression, levels: Mapping[str, int] | None
) -> tuple[int, ...]:
    given = {} if levels is None else dict(levels)
    unknown = [name for name in given if name not in names]
    if unknown:
        raise unknown_names("condition", unknown, list(names), "conditions")
    known = expression.known_levels
    mentioned = {
        literal.name: max(literal.values) + 1 for term in expression.literal_terms for literal in term
    }
    result = []
    for name in names:
        count = given.get(name) or known.get(name) or max(2, mentioned.get(name, 2))
        count = check_count(f"levels[{name!r}]", count, least=2)
        result.append(count)
    return tuple(result)
