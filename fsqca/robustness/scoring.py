"""How a solution compares with a truth that is known.

A model makes a false claim where it is no submodel of the truth: where a term of it has a literal that no
term of the truth has beside its others, or where two terms of it would have to come from the same one
(Baumgartner & Ambühl 2020). Sets are compared over all configurations.

References
----------
Baumgartner, M., & Ambühl, M. (2020). Causal modeling with multi-value and fuzzy-set Coincidence Analysis.
Political Science Research and Methods, 8(3), 526-542.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fsqca._types import Bools, Ints
from fsqca.minimization import cubes as _cubes
from fsqca.robustness.rerun import ModelSet
from fsqca.robustness.truth import Truth

#: What is looked at in every run, before the single terms.
QUANTITIES = (
    "some solution",
    "one model",
    "exact",
    "exact among models",
    "correct",
    "complete",
    "false claim",
    "within truth",
    "covers truth",
)
MEANINGS = {
    "some solution": "there is at least one model",
    "one model": "there is one model and no tied one",
    "exact": "there is one model, and it says the same as the truth",
    "exact among models": "a model says the same as the truth",
    "correct": "a model makes no false claim: it is a submodel of the truth",
    "complete": "a model has all of the truth: the truth is a submodel of it",
    "false claim": "there are models, and each makes a false claim",
    "within truth": "there are models, and where one holds the truth holds too",
    "covers truth": "there are models, and where the truth holds each of them holds too",
}


def quantities(truth: Truth) -> tuple[str, ...]:
    """Return the names of what is looked at, the terms of the truth last."""
    return (*QUANTITIES, *(f"term {term}" for term in truth.terms))


def score(truth: Truth, models: ModelSet) -> Bools:
    """Return whether each of :func:`quantities` holds for a solution.

    Several models are read as alternatives, one of which holds: the solution is correct where one of them is.
    A term of the truth is found where every model has it.
    """
    listed = [np.array(sorted(model), dtype=np.int64) for model in models.models if model]
    terms = [tuple(cube) in models.certain_terms and bool(listed) for cube in truth.cubes.tolist()]
    if not listed:
        return np.array([False] * len(QUANTITIES) + terms)
    holds = [_cubes.matches(model, truth.corners).any(axis=0) for model in listed]
    same = [bool((own == truth.true).all()) for own in holds]
    correct = any(submodel(model, truth.cubes) for model in listed)
    one = models.n_models == 1
    return np.array(
        [
            True,
            one,
            one and same[0],
            any(same),
            correct,
            any(submodel(truth.cubes, model) for model in listed),
            not correct,
            all(bool((own <= truth.true).all()) for own in holds),
            all(bool((own >= truth.true).all()) for own in holds),
            *terms,
        ]
    )


def submodel(model: Ints, other: Ints) -> bool:
    """Return whether a model comes from another one by leaving out literals and terms.

    Examples
    --------
    >>> truth = np.array([[1, 1, -1], [-1, -1, 1]])  # A*B + C
    >>> submodel(np.array([[1, -1, -1], [-1, -1, 1]]), truth)  # A + C
    True
    >>> submodel(np.array([[1, -1, 1]]), truth)  # A*C
    False
    """
    from scipy.optimize import linear_sum_assignment

    if len(model) > len(other):
        return False
    literal = model != _cubes.FREE
    fits = ((model[:, None, :] == other[None, :, :]) | ~literal[:, None, :]).all(axis=2)
    rows, columns = linear_sum_assignment(fits, maximize=True)
    return bool(fits[rows, columns].all())


@dataclass(frozen=True, eq=False)
class Scores:
    """Counts of what held in simulated studies.

    Attributes
    ----------
    counts : ndarray of int, shape (n_quantities,)
    n : int
        Studies simulated.
    """

    counts: Ints
    n: int
