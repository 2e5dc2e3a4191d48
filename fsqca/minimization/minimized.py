"""One minimization as integers: prime implicants, their chart, its covers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fsqca._checks import counted, listed
from fsqca._types import Bools, Ints
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.chart_classes import classes_of
from fsqca.minimization.consistent import consistent_implicants
from fsqca.minimization.cover_bounds import not_dominated
from fsqca.minimization.covers import Covers, irredundant_covers, minimum_covers
from fsqca.minimization.demands import Demands
from fsqca.minimization.limits import Limits
from fsqca.minimization.primes import WORD, bounded_prime_implicants
from fsqca.minimization.problem import Problem
from fsqca.minimization.row_bounds import rows_apart
from fsqca.minimization.settings import SolutionSettings

#: Share of the time that making prime implicants gets; the rest is for the models.
_MAKING = 0.4
#: Models checked for the consistency and coverage asked of them, at least.
MAX_CHECKED = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Minimized:
    """Prime implicants, their chart, and the covers found.

    Attributes
    ----------
    cubes : ndarray of int, shape (m, k)
    chart : ndarray of bool, shape (m, p)
    covers : Covers
    all_implicants : bool
        Whether the implicants are all there are.
    uncovered : tuple of int
        Positive rows that no implicant covers that reaches the consistency asked for.
    fell_short : int
        Models left out because they do not reach the consistency or coverage asked for.
    """

    cubes: Ints
    chart: Bools
    covers: Covers
    all_implicants: bool
    uncovered: tuple[int, ...] = ()
    fell_short: int = 0

    def models(self) -> list[Ints]:
        """Return the terms of every model listed, each of shape (n_terms, k)."""
        return [self.cubes[list(model)] for model in self.covers.models]

    def essential(self) -> Ints:
        """Return the implicants that are in every model."""
        if self.covers.complete and self.covers.models:
            everywhere = set(self.covers.models[0]).intersection(*self.covers.models)
            return self.cubes[sorted(everywhere)]
        if not self.all_implicants:
            return self.cubes[:0]
        alone = self.chart[:, self.chart.sum(axis=0) == 1].any(axis=1)
        return self.cubes[alone]


def minimized(
    problem: Problem,
    avoid: Ints,
    settings: SolutionSettings,
    limits: Limits,
    demands: Demands | None = None,
    implicants: tuple[Ints, bool] | None = None,
) -> Minimized:
    """Return prime implicants that avoid `avoid`, and the models that they make.

    Where the prime implicants (and whether they are all) are known already, they are `implicants`.
    Where `demands` are made, the implicants of a parsimonious solution are instead the shortest conjunctions
    that are consistent enough; those of other kinds, and models, are left out where they fall short.
    """
    only_consistent = (
        demands is not None and demands.implicant_consistency > 0 and settings.solution == "parsimonious"
    )
    if demands is not None and only_consistent:
        cubes, all_implicants = consistent_implicants(
            problem.positive,
            demands.values,
            demands.outcome,
            problem.levels,
            demands.implicant_consistency,
            limits,
            demands.weights,
        )
    else:
        if implicants is None:
            with limits.part(_MAKING):
                implicants = bounded_prime_implicants(problem.positive, avoid, limits)
        cubes, all_implicants = implicants
        if demands is not None:
            cubes = cubes[demands.implicants(cubes)]
    chart = _cubes.matches(cubes, problem.positive)
    if settings.row_dominance:
        kept = _not_dominated(chart)
        cubes, chart = cubes[kept], chart[kept]
    uncovered = np.flatnonzero(~chart.any(axis=0))
    if len(uncovered):
        rows = tuple(problem.positive_rows[position] for position in uncovered)
        # Where not all implicants were made, others may cover them.
        bounds = (0, 0) if all_implicants else (1, len(problem.positive))
        return Minimized(cubes, chart, Covers((), 0, all_implicants, *bounds), all_implicants, uncovered=rows)
    wanted = settings.max_models
    if demands is not None and demands.of_models:
        wanted = max(wanted, MAX_CHECKED)
    if settings.ties == "minimum":
        covers = minimum_covers(chart, wanted, limits=limits)
    else:
        covers = irredundant_covers(chart, wanted, limits=limits)
    if not all_implicants:
        # Implicants that only have to be consistent may cover rows to avoid, and rows that these keep apart.
        least = 1 if only_consistent else len(rows_apart(problem.positive, avoid))
        covers = _of_some_implicants(covers, least, settings)
    if demands is None or not demands.of_models:
        return Minimized(cubes, chart, covers, all_implicants)
    kept_models = demands.models(cubes, covers.models)
    short = len(covers.models) - len(kept_models)
    covers = replace(
        covers,
        models=tuple(kept_models[: settings.max_models]),
        n_models=len(kept_models),
        exact=covers.complete,
        products=(),
    )
    return Minimized(cubes, chart, covers, all_implicants, fell_short=short)


def _of_some_implicants(covers: Covers, least: int, settings: SolutionSettings) -> Covers:
    """Return what covers by some of the prime implicants say of covers by all, which have `least` terms."""
    lower = min(least, covers.upper)
    if settings.ties == "irredundant" or lower == covers.upper:
        return replace(covers, exact=False, lower=lower)
    # Other implicants may make a smaller model.
    return replace(covers, lower=lower).only_one()


def _not_dominated(chart: Bools) -> Ints:
    """Return the positions of the implicants whose rows are no proper subset of those of another."""
    classes = classes_of(chart)
    return np.sort([position for mask in not_dominated(list(classes)) for position in classes[mask]])


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
    if shown == 0:
        advice.append("Whether there is a model is not known.")
    elif exact:
        advice.append(f"Only {shown} of {number} models are listed; raise max_models to see more.")
    elif settings.ties == "minimum" and bounds[0] < bounds[1] and shown == 1:
        lower, upper = bounds
        advice.append(
            f"The list is not complete, {unknown} The fewest terms of a model lie between {lower} and "
            f"{upper} (proved bounds); the model listed has {upper}, and as that may not be the fewest, "
            "others of this size are not listed."
        )
    else:
        lie = (
            f" The fewest terms of a model lie between {bounds[0]} and {bounds[1]} (proved bounds)."
            if settings.ties == "minimum" and bounds[0] < bounds[1]
            else ""
        )
        advice.append(
            f"The list is not complete: {counted(shown, 'model')} of at least {number} "
            f"{'is' if shown == 1 else 'are'} listed, {unknown}{lie}"
        )
    return advice


def limit_advice(
    all_implicants: bool, limits: Limits, settings: SolutionSettings, exact: bool, n_conditions: int
) -> list[str]:
    """Return which limits of the caller's were met, and what can be done."""
    advice: list[str] = []
    by_length = ", shortest first" if n_conditions <= WORD else ""
    if limits.met and not (all_implicants and exact):
        advice.append(
            f"The time limit of {settings.time_limit:g} s was met; raise time_limit to go on further."
        )
    if not all_implicants:
        advice.append(
            "Not all prime implicants were made, so a model with other, or with fewer, terms may exist. "
            f"At most {settings.max_implicants} are made{by_length}; raise max_implicants (memory grows "
            "with it), use fewer conditions, or exclude impossible remainders."
        )
    return advice


def demand_advice(found: Minimized, settings: SolutionSettings) -> list[str]:
    """Return what the consistency and coverage asked for left out."""
    advice: list[str] = []
    one = len(found.uncovered) == 1
    if found.uncovered and not found.all_implicants:
        advice.append(
            f"{'Row' if one else 'Rows'} {listed(found.uncovered, 20)} {'is' if one else 'are'} covered by "
            "none of the implicants that were made, so no model was found."
        )
    elif found.uncovered:
        advice.append(
            f"{'Row' if one else 'Rows'} {listed(found.uncovered, 20)} {'is' if one else 'are'} covered by "
            f"no implicant with a consistency of at least {settings.implicant_consistency:g}, so the "
            "solution has no model. Lower implicant_consistency, or raise the consistency cut-off of the "
            "truth table."
        )
    if found.fell_short:
        models = counted(found.fell_short, "model")
        advice.append(
            f"{models} {'was' if found.fell_short == 1 else 'were'} left out for a consistency below "
            f"{settings.model_consistency:g} or a coverage below {settings.model_coverage:g}."
        )
        if not found.covers.models:
            left = "No model" if found.covers.exact else "None of the models looked at"
            advice.append(f"{left} is left; lower model_consistency or model_coverage.")
    return advice
