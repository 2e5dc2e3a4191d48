"""One minimization as integers: prime implicants, their chart, its covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fsqca._checks import counted
from fsqca._types import Bools, Ints
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.covers import Covers, irredundant_covers, minimum_covers
from fsqca.minimization.primes import prime_implicants
from fsqca.minimization.problem import Problem
from fsqca.minimization.settings import SolutionSettings


@dataclass(frozen=True, slots=True, eq=False)
class Minimized:
    """Prime implicants, their chart, and the covers found."""

    cubes: Ints
    chart: Bools
    covers: Covers

    def models(self) -> list[Ints]:
        """Return the terms of every model listed, each of shape (n_terms, k)."""
        return [self.cubes[list(model)] for model in self.covers.models]

    def essential(self) -> Ints:
        """Return the implicants that are in every model."""
        if self.covers.complete and self.covers.models:
            everywhere = set(self.covers.models[0]).intersection(*self.covers.models)
            return self.cubes[sorted(everywhere)]
        alone = self.chart[:, self.chart.sum(axis=0) == 1].any(axis=1)
        return self.cubes[alone]


def minimized(problem: Problem, avoid: Ints, settings: SolutionSettings) -> Minimized:
    """Return prime implicants that avoid `avoid`, and the models that they make."""
    cubes = prime_implicants(problem.positive, avoid, problem.levels)
    chart = _cubes.matches(cubes, problem.positive)
    if settings.row_dominance:
        kept = ~_dominated(chart)
        cubes, chart = cubes[kept], chart[kept]
    find = minimum_covers if settings.ties == "minimum" else irredundant_covers
    return Minimized(cubes, chart, find(chart, settings.max_models))


def _dominated(chart: Bools) -> Bools:
    """Return which implicants cover a proper subset of the rows of another."""
    sizes = chart.sum(axis=1)
    distinct, position = np.unique(chart, axis=0, return_inverse=True)
    own = distinct.sum(axis=1)
    common = distinct.astype(np.int64) @ distinct.astype(np.int64).T
    proper = ((common == own[:, None]) & (own[None, :] > own[:, None])).any(axis=1)
    result: Bools = proper[position.reshape(-1)] & (sizes > 0)
    return result


def count_advice(
    shown: int,
    number: int,
    exact: bool,
    bounds: tuple[int, int],
    settings: SolutionSettings,
    unknown: str = "and the exact number was not determined within the bounds of the search.",
) -> list[str]:
    """Return what a reader should know about the number of models and its bounds.

    Parameters
    ----------
    shown : int
        Models listed.
    number : int
        Models there are, or at least.
    exact : bool
        Whether `number` is exact.
    bounds : tuple of int
        Proved bounds of the number of terms of a minimum model.
    settings : SolutionSettings
    unknown : str
        Why the number is not exact.
    """
    advice: list[str] = []
    if exact and number == shown:
        if number > 1:
            advice.append(
                f"There are {number} tied models; the data do not tell them apart. Report all of them, "
                "or how many there are."
            )
        return advice
    if exact:
        advice.append(f"Only {shown} of {number} models are listed; raise max_models to see more.")
    else:
        advice.append(
            f"The list is not complete: {counted(shown, 'model')} of at least {number} "
            f"{'is' if shown == 1 else 'are'} listed, {unknown}"
        )
    lower, upper = bounds
    if settings.ties == "minimum" and lower < upper:
        advice.append(
            f"The fewest terms of a model lie between {lower} and {upper} (proved bounds); the models "
            f"listed have {upper}."
        )
    return advice
