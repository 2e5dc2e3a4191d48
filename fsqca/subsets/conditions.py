"""The door of a search: an outcome, its conditions, and the memberships in every literal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._checks import check_count, counted, listed
from fsqca._frames import Sets, as_frame, case_weights, check_text_names, take_sets
from fsqca._types import ArrayLike, Floats, Ints, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression, Literal
from fsqca.expressions.columns import column_name, expression_or_column
from fsqca.expressions.evaluation import disjunction, literal_memberships
from fsqca.metrics.additive import total

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Search:
    """What a search for necessary or sufficient combinations looks at.

    Attributes
    ----------
    outcome : Expression
    names : tuple of str
        The conditions.
    literals : tuple of Literal
        Every value of every condition, present before negated.
    owner : ndarray of int, shape (n_literals,)
        The position of the condition of each literal, ascending.
    x : ndarray of float in [0, 1], shape (n_literals, n_cases)
    y : ndarray of float in [0, 1], shape (n_cases,)
    weights : ndarray of float, shape (n_cases,), or None
    dropped : tuple
        The cases left out because a value was missing.
    """

    outcome: Expression
    names: tuple[str, ...]
    literals: tuple[Literal, ...]
    owner: Ints
    x: Floats
    y: Floats
    weights: Floats | None
    dropped: tuple[Any, ...]

    def sum_of(self, rows: Floats) -> Floats:
        """Return the sum over cases of each row of (n, n_cases), weighted where there are weights."""
        return np.asarray(rows.sum(axis=1) if self.weights is None else rows @ self.weights)

    @property
    def sum_y(self) -> float:
        """Return the sum of the memberships in the outcome."""
        return float(total(self.y, self.weights))

    def label(self, members: Sequence[int], sign: str) -> str:
        """Return the text of a combination of literals."""
        return sign.join(str(self.literals[position]) for position in members)


def open_search(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str] | str | None,
    weights: ArrayLike | str | None,
    missing: Missing,
) -> Search:
    """Return a search with everything checked."""
    frame = as_frame(data)
    expression = expression_or_column(outcome, frame.columns, "outcome")
    if not expression.used:
        raise ArgumentError(f"outcome is {str(expression)!r}, which names no set: name a column of the data.")
    aside = weights if isinstance(weights, str) else None
    names = _conditions(frame, expression, conditions, aside)
    sets = take_sets(data, (*names, *expression.used), missing=missing)
    literals, owner = _literals(sets, names)
    return Search(
        expression,
        names,
        literals,
        owner,
        np.array([literal_memberships(literal, sets) for literal in literals]),
        disjunction(expression.evaluate_terms(sets)),
        case_weights(data, weights, sets.cases),
        sets.dropped,
    )


def check_depth(depth: object, names: Sequence[str]) -> int:
    """Return the depth as an int, or raise: each condition stands at most once in a combination."""
    number = check_count("depth", depth)
    if number > len(names):
        raise ArgumentError(
            f"depth is {number}, but there {'is' if len(names) == 1 else 'are'} "
            f"{counted(len(names), 'condition')}, and a combination holds each of them at most once. "
            f"Take a depth of at most {len(names)}."
        )
    return number


def _conditions(
    frame: pd.DataFrame, outcome: Expression, conditions: Sequence[str] | str | None, aside: str | None
) -> tuple[str, ...]:
    """Return the names of the conditions, or raise."""
    if conditions is None:
        names = tuple(name for name in frame.columns if name not in outcome.used and name != aside)
        if not names:
            raise ArgumentError(
                f"data has no columns besides those of the outcome {outcome}, so there is no condition."
            )
        check_text_names(names)
        return names
    if isinstance(conditions, str):
        conditions = (conditions,)
    if not isinstance(conditions, Iterable):
        raise ArgumentTypeError(
            f'conditions must be a list of column names such as ["A", "B"], not {conditions!r}.'
        )
    chosen: tuple[str, ...] = tuple(column_name(name, frame.columns) for name in conditions)
    check_text_names(chosen)
    if not chosen:
        raise ArgumentError(
            "conditions is empty. Name at least one column, or leave it out to take all others."
        )
    twice = [name for name in dict.fromkeys(chosen) if chosen.count(name) > 1]
    if twice:
        raise ArgumentError(f"conditions has {listed(twice)} more than once. Name each condition once.")
    both = [name for name in chosen if name in outcome.used]
    if both:
        raise ArgumentError(
            f"conditions has {listed(both)}, which the outcome {str(outcome)!r} uses. "
            "A set cannot be a condition of its own; leave it out of conditions."
        )
    return chosen


def _literals(sets: Sets, names: Sequence[str]) -> tuple[tuple[Literal, ...], Ints]:
    """Return every literal of every condition, present before negated, and the position of its condition."""
    literals: list[Literal] = []
    owner: list[int] = []
    for position, name in enumerate(names):
        levels = sets.levels[position]
        values = range(levels - 1, -1, -1)
        literals += [Literal(name, (value,), braces=levels > 2) for value in values]
        owner += [position] * levels
    return tuple(literals), np.array(owner)
