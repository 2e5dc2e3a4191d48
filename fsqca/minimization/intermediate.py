"""Intermediate solutions: easy counterfactuals, term by term, for every pair of models.

References
----------
Ragin, C. C., & Sonnett, J. (2005). Between complexity and parsimony: Limited diversity, counterfactual
cases, and comparative analysis. In S. Kropp & M. Minkenberg (Eds.), Vergleichen in der Politikwissenschaft
(pp. 180-197). VS Verlag.

Ragin, C. C. (2008). Redesigning Social Inquiry. University of Chicago Press, ch. 9.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fsqca._checks import counted, listed
from fsqca._types import Ints
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.demands import Demands
from fsqca.minimization.expectations import Expectations
from fsqca.minimization.limits import Limits
from fsqca.minimization.minimized import Minimized, count_advice, demand_advice, limit_advice, minimized
from fsqca.minimization.models import Derivation, Model
from fsqca.minimization.primes import many_prime_implicants
from fsqca.minimization.problem import Problem
from fsqca.minimization.settings import SolutionSettings
from fsqca.minimization.solution import Solution
from fsqca.truth_table.table import TruthTable

#: Pairs of a conservative and a parsimonious model from which intermediate models are derived at most.
MAX_PAIRS = 20_000
#: Sets of weakened terms that are minimized side by side, and the prime implicants of all of them, at most.
MOST_SIDE_BY_SIDE = 64
SIDE_BY_SIDE = 20_000


def intermediate_solution(
    table: TruthTable,
    problem: Problem,
    settings: SolutionSettings,
    expectations: Expectations,
    limits: Limits,
    demands: Demands | None = None,
) -> Solution:
    """Return the models of every pair of a conservative and a parsimonious model.

    The rows of a pair's intermediate solution are the positive ones and those of the weakened conservative
    terms. Their complement is taken as cubes, so remainders are not enumerated here either.
    """
    # Of models something is asked at the end only: the two that lead to one need not reach it.
    of_parts = demands and replace(demands, model_consistency=0.0, model_coverage=0.0)
    conservative = minimized(problem, problem.outside(), settings, limits, of_parts)
    parsimonious = minimized(
        problem, problem.avoid, replace(settings, solution="parsimonious"), limits, of_parts
    )
    for part in (conservative, parsimonious):
        if part.uncovered:
            return _without_model(table, problem, settings, part, limits)
    pairs, all_pairs = _pairs(conservative, parsimonious, expectations)
    solved = _solved(problem, pairs, settings, limits, demands)
    found: dict[bytes, tuple[Ints, list[Derivation]]] = {}
    in_time = True
    for pair in pairs:
        made = solved.get(pair.between.tobytes())
        if made is None:
            in_time = False
            continue
        for own in made.models():
            found.setdefault(own.tobytes(), (own, []))[1].append(pair)
    cubes = _union([part.cubes for part in solved.values()])
    rank = {cube.tobytes(): position for position, cube in enumerate(cubes)}
    ordered = sorted(
        found.values(), key=lambda item: (len(item[0]), [rank[cube.tobytes()] for cube in item[0]])
    )
    models = tuple(
        Model(f"I{number}", own, table, problem, tuple(origins))
        for number, (own, origins) in enumerate(ordered[: settings.max_models], start=1)
    )
    pairs_known = all_pairs and in_time and conservative.covers.complete and parsimonious.covers.complete
    exact = pairs_known and all(part.covers.complete for part in solved.values())
    number = (
        len(ordered) if exact else max([len(ordered), *(part.covers.n_models for part in solved.values())])
    )
    with_model = [part for part in solved.values() if not part.uncovered] or list(solved.values())
    # Terms of any solution lie in parsimonious ones, so no pair has a smaller model than the parsimonious.
    # Those that only have to be consistent are others.
    least = 1 if settings.implicant_consistency > 0 else parsimonious.covers.lower
    if pairs_known:
        least = min(part.covers.lower for part in with_model)
    bounds = least, min(part.covers.upper for part in with_model)
    advice = [sentence for part in solved.values() for sentence in demand_advice(part, settings)]
    if not expectations:
        advice.append(
            "No expectation is given, so no counterfactual is easy and the models are the conservative ones."
        )
    idle = [problem.names[column] for column in expectations.idle(problem.levels)]
    if idle:
        advice.append(f"Every value of {listed(idle, 10)} is expected, so nothing follows for it.")
    everything = (conservative, parsimonious, *solved.values())
    all_implicants = all(part.all_implicants for part in everything)
    if all_pairs and in_time and not exact and all(part.covers.exact for part in everything):
        unknown = (
            f"and the exact number is not known, because max_models ({settings.max_models}) left out "
            "models that they are made from; raise it to see all."
        )
        advice += count_advice(len(models), number, exact, bounds, settings, unknown)
    else:
        advice += count_advice(len(models), number, exact, bounds, settings)
    advice += limit_advice(all_implicants, limits, settings, exact, len(problem.names))
    if not all_pairs:
        advice.append(
            f"Models were derived from the first {MAX_PAIRS} pairs of "
            f"{counted(conservative.covers.n_models, 'conservative model')} and "
            f"{counted(parsimonious.covers.n_models, 'parsimonious model')}."
        )
    return Solution(
        settings=settings,
        truth_table=table,
        problem=problem,
        models=models,
        n_models=number,
        n_models_exact=exact,
        bounds=bounds,
        advice=tuple(advice),
        implicant_cubes=cubes,
        # Where pairs are missing, a model of theirs may lack any implicant.
        essential_cubes=_in_all([part.essential() for part in solved.values()]) if pairs_known else cubes[:0],
        all_prime_implicants=all_implicants,
    )


def _solved(
    problem: Problem,
    pairs: list[Derivation],
    settings: SolutionSettings,
    limits: Limits,
    demands: Demands | None,
) -> dict[bytes, Minimized]:
    """Return what each distinct set of weakened terms leads to, at least the first, as far as time allows.

    Several are minimized side by side as long as that takes little memory.
    """
    distinct = {pair.between.tobytes(): pair.between for pair in pairs}
    waiting = list(distinct.items())
    solved: dict[bytes, Minimized] = {}
    most = SIDE_BY_SIDE
    while waiting and not (solved and limits.out_of_time):
        limits.show("Pairs of models", len(solved) / len(distinct))
        number = min(MOST_SIDE_BY_SIDE, max(1, SIDE_BY_SIDE // most))
        some, waiting = waiting[:number], waiting[number:]
        avoided = [problem.outside(between) for _, between in some]
        implicants: list[tuple[Ints, bool] | None] = [None]
        if number > 1:
            implicants = [*many_prime_implicants(problem.positive, avoided, limits)]
        for (key, _), avoid, own in zip(some, avoided, implicants, strict=True):
            # What a limit cut short for all of them together is made again for this one alone.
            known = own if own is not None and own[1] else None
            solved[key] = minimized(problem, avoid, settings, limits, demands, known)
            most = max(1, len(solved[key].cubes))
    return solved


def _without_model(
    table: TruthTable, problem: Problem, settings: SolutionSettings, part: Minimized, limits: Limits
) -> Solution:
    """Return a solution without models, as the implicants of a part do not cover every positive row."""
    every = part.all_implicants
    return Solution(
        settings=settings,
        truth_table=table,
        problem=problem,
        models=(),
        n_models=0,
        n_models_exact=every,
        bounds=(part.covers.lower, part.covers.upper),
        advice=(
            *demand_advice(part, settings),
            *limit_advice(every, limits, settings, every, len(problem.names)),
        ),
        implicant_cubes=part.cubes,
        essential_cubes=part.cubes[:0],
        all_prime_implicants=every,
    )


def _pairs(
    conservative: Minimized, parsimonious: Minimized, expectations: Expectations
) -> tuple[list[Derivation], bool]:
    """Return the weakened terms of every pair of models, and whether there are pairs beyond the limit."""
    weakened: dict[tuple[int, int], tuple[int, ...] | None] = {}

    def between(term: int, core: int) -> tuple[int, ...] | None:
        key = (term, core)
        if key not in weakened:
            own, other = conservative.cubes[term], parsimonious.cubes[core]
            inside = bool(((other == _cubes.FREE) | (other == own)).all())
            weakened[key] = expectations.weaken(own.tolist(), other.tolist()) if inside else None
        return weakened[key]

    pairs: list[Derivation] = []
    n_conditions = conservative.cubes.shape[1]
    for c, terms in enumerate(conservative.covers.models, start=1):
        for p, cores in enumerate(parsimonious.covers.models, start=1):
            if len(pairs) == MAX_PAIRS:
                return pairs, False
            made = {cube for term in terms for core in cores if (cube := between(term, core)) is not None}
            cubes = np.array(sorted(made), dtype=np.int64).reshape(len(made), n_conditions)
            pairs.append(Derivation(f"C{c}", f"P{p}", _without_parts(cubes), parsimonious.cubes[list(cores)]))
    return pairs, True


def _without_parts(cubes: Ints) -> Ints:
    """Return the cubes that lie in no other of them."""
    inside = _cubes.matches(cubes, cubes)
    # A free condition in the inner cube is not contained in a named one of the outer.
    for column in range(cubes.shape[1]):
        inside &= (cubes[:, None, column] == _cubes.FREE) | (cubes[None, :, column] != _cubes.FREE)
    np.fill_diagonal(inside, False)
    kept: Ints = cubes[~inside.any(axis=0)]
    return kept


def _union(parts: list[Ints]) -> Ints:
    distinct = np.unique(np.concatenate(parts), axis=0)
    ordered: Ints = distinct[_cubes.order(distinct)]
    return ordered


def _in_all(parts: list[Ints]) -> Ints:
    common = set(map(tuple, parts[0].tolist())).intersection(
        *(set(map(tuple, part.tolist())) for part in parts[1:])
    )
    cubes = np.array(sorted(common), dtype=np.int64).reshape(len(common), parts[0].shape[1])
    ordered: Ints = cubes[_cubes.order(cubes)]
    return ordered
