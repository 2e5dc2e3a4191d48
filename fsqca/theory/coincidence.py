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
MAX_STEPS = 1_000_000
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
    consistency: float = 0.0,
    max_models: int = 1000,
    max_steps: int = MAX_STEPS,
) -> Disjunctions:
    """Return the disjunctions of conjunctions that reach a coverage and of which no part reaches it.

    Parameters
    ----------
    memberships : ndarray of float in [0, 1], shape (n_cases, m)
        Memberships in the conjunctions.
    outcome : ndarray of float in [0, 1], shape (n_cases,)
        Both may be multiplied by a weight per case.
    coverage : float in (0, 1]
        The coverage ``sum min(x, y) / sum y`` to reach, with x the largest membership in a part.
    consistency : float in [0, 1], default 0
        The consistency ``sum min(x, y) / sum x`` that a disjunction has to reach too. A disjunction is
        minimal with respect to coverage alone.
    max_models : int, default 1000
        How many to list.
    max_steps : int, default 1 000 000
        How many disjunctions to look at.

    Returns
    -------
    Disjunctions

    Notes
    -----
    Coverage never falls as conjunctions are added, so a disjunction is minimal where it falls below the
    cut-off whichever conjunction is taken out. The search adds conjunctions in order; a branch ends where
    all that are left do not reach the cut-off, or where a conjunction adds nothing of its own. It ends too
    where no addition can lift the consistency to its cut-off: what is added to ``sum x`` is at least what is
    added to ``sum min(x, y)``.

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
    stack: list[tuple[int, ...]] = [()]
    steps = 0
    while stack:
        chosen = stack.pop()
        first = chosen[-1] + 1 if chosen else 0
        steps += n_conjunctions - first
        if steps > max_steps:
            return _in_order(found, max_models, complete=False)
        added = overlap[:, first:]
        columns = overlap[:, list(chosen)]
        own = columns.max(axis=1, initial=0.0)[:, np.newaxis]
        whole = np.maximum(own, added)
        reaches = whole.sum(axis=0) >= needed
        # A conjunction that adds nothing of its own to the others can always be taken out.
        useful = (added > own).any(axis=0)
        minimal = np.full(added.shape[1], float(own.sum()) < needed)
        for others in _without_each(columns).T[:, :, np.newaxis]:
            without = np.maximum(others, added)
            useful &= (whole > without).any(axis=0)
            minimal &= without.sum(axis=0) < needed
        common, size = whole.sum(axis=0), _union(memberships, chosen, first).sum(axis=0)
        most = np.maximum(whole, rest[first + 1 :].T).sum(axis=0)
        consistent = common >= (consistency - _TOLERANCE) * size
        hopeful = most >= (consistency - _TOLERANCE) * (size + most - common)
        minimal &= consistent
        found += [(*chosen, first + int(at)) for at in np.flatnonzero(useful & reaches & minimal)]
        more = useful & ~reaches & hopeful & (most >= needed)
        stack += [(*chosen, first + int(at)) for at in np.flatnonzero(more)]
    return _in_order(found, max_models, complete=True)


def _union(memberships: Floats, chosen: tuple[int, ...], first: int) -> Floats:
    """Return the memberships in the chosen conjunctions together with each one from `first` on."""
    own = memberships[:, list(chosen)].max(axis=1, initial=0.0)[:, np.newaxis]
    result: Floats = np.maximum(own, memberships[:, first:])
    return result


def _without_each(columns: Floats) -> Floats:
    """Return the largest value of each line without each of the columns, shape (n, m)."""
    if columns.shape[1] <= 1:
        return np.zeros_like(columns)
    ordered = np.sort(columns, axis=1)
    largest, second = ordered[:, -1:], ordered[:, -2:-1]
    # Where two columns share the largest value, the second largest is the same.
    result: Floats = np.where(columns == largest, second, largest)
    return result


def _in_order(found: list[tuple[int, ...]], max_models: int, *, complete: bool) -> Disjunctions:
    models = sorted(found, key=lambda model: (len(model), model))
    return Disjunctions(tuple(models[:max_models]), complete and len(models) <= max_models)
