"""Coincidence Analysis: minimal disjunctions of minimally sufficient conjunctions.

References
----------
Baumgartner, M. (2009). Inferring causal complexity. Sociological Methods & Research, 38(1), 71-101.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fsqca._types import Floats

#: Disjunctions that are looked at, at most, for one outcome.
MAX_STEPS = 200_000
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Disjunctions:
    """Minimal disjunctions, and whether they are all there are.

    Attributes
    ----------
    models : tuple of tuples of int
        Positions of the conjunctions; fewest first.
    complete : bool
    """

    models: tuple[tuple[int, ...], ...]
    complete: bool


def minimal_disjunctions(
    memberships: Floats,
    outcome: Floats,
    coverage: float,
    *,
    max_models: int = 1000,
    max_steps: int = MAX_STEPS,
) -> Disjunctions:
    """Return the disjunctions of conjunctions that reach a coverage and of which no part reaches it.

    Parameters
    ----------
    memberships : ndarray of float in [0, 1], shape (n_cases, m)
        Memberships in the conjunctions.
    outcome : ndarray of float in [0, 1], shape (n_cases,)
    coverage : float in (0, 1]
        The coverage ``sum min(x, y) / sum y`` to reach, with x the largest membership in a part.
    max_models : int, default 1000
        How many to list.
    max_steps : int, default 200 000
        How many disjunctions to look at.

    Returns
    -------
    Disjunctions

    Notes
    -----
    Coverage never falls as conjunctions are added, so a disjunction is minimal where it falls below the
    cut-off whichever conjunction is taken out. The search adds conjunctions in order; a branch ends where
    all that are left do not reach the cut-off, or where a conjunction adds nothing of its own.

    Examples
    --------
    >>> x = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 0.0]])
    >>> minimal_disjunctions(x, np.ones(3), 1.0).models
    ((0, 1), (0, 2))
    """
    total = float(outcome.sum())
    n_conjunctions = memberships.shape[1]
    if total <= 0 or n_conjunctions == 0:
        return Disjunctions((), True)
    overlap = np.minimum(memberships, outcome[:, np.newaxis])
    needed = coverage * total - _TOLERANCE * total
    # The overlap of all conjunctions from each one on.
    rest = np.zeros((n_conjunctions + 1, len(outcome)))
    for position in range(n_conjunctions - 1, -1, -1):
        rest[position] = np.maximum(rest[position + 1], overlap[:, position])
    found: list[tuple[int, ...]] = []
    stack: list[tuple[tuple[int, ...], int]] = [((), 0)]
    steps = 0
    while stack:
        chosen, first = stack.pop()
        own = overlap[:, list(chosen)].max(axis=1, initial=0.0)
        for position in range(n_conjunctions - 1, first - 1, -1):
            steps += 1
            if steps > max_steps:
                return _in_order(found, max_models, complete=False)
            if float(np.maximum(own, rest[position]).sum()) < needed:
                continue
            together = (*chosen, position)
            columns = overlap[:, list(together)]
            others = _without_each(columns)
            whole = columns.max(axis=1)
            if ((whole[:, np.newaxis] - others) <= 0).all(axis=0).any():
                continue
            if float(whole.sum()) >= needed:
                if (others.sum(axis=0) < needed).all():
                    found.append(together)
            else:
                stack.append((together, position + 1))
    return _in_order(found, max_models, complete=True)


def _without_each(columns: Floats) -> Floats:
    """Return the largest value of each line without each of the columns, shape (n, m)."""
    n_columns = columns.shape[1]
    if n_columns == 1:
        return np.zeros_like(columns)
    ordered = np.sort(columns, axis=1)
    largest, second = ordered[:, -1:], ordered[:, -2:-1]
    # Where two columns share the largest value, the second largest is the same.
    result: Floats = np.where(columns == largest, second, largest)
    return result


def _in_order(found: list[tuple[int, ...]], max_models: int, *, complete: bool) -> Disjunctions:
    models = sorted(found, key=lambda model: (len(model), model))
    return Disjunctions(tuple(models[:max_models]), complete and len(models) <= max_models)
