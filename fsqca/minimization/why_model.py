"""Why a model cannot be smaller.

Some positive rows need an implicant each, as no implicant covers two of them; or weights on the rows, of
which no implicant covers more than 1 in all, add up to more than one implicant less could cover.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.cover_bounds import SLACK, covering_weights
from fsqca.minimization.explanation import Explanation, avoided, only_consistent, text_of
from fsqca.minimization.limits import Limits
from fsqca.minimization.models import Model
from fsqca.minimization.primes import bounded_prime_implicants
from fsqca.minimization.row_bounds import rows_apart

if TYPE_CHECKING:
    from fsqca.minimization.solution import Solution


def why_model(solution: Solution, model: Model) -> Explanation:
    """Return what each term of a model covers alone, and why no model has fewer terms."""
    problem = solution.problem
    own = _cubes.matches(model.cubes, problem.positive)
    alone = own & (own.sum(axis=0) == 1)
    lines = []
    for cube, covers, only in zip(model.cubes, own, alone, strict=True):
        rows = [row for row, hit in zip(problem.positive_rows, only, strict=True) if hit]
        lines.append((text_of(solution, cube), int(covers.sum()), listed(rows, 20) if rows else ""))
    terms = pd.DataFrame(lines, columns=["term", "rows", "only_it_covers"])
    size = len(model.cubes)
    subject = f"{model.name}: {model.expression}"
    many = counted(len(problem.positive), "positive row")
    sentences = [f"{counted(size, 'term')} cover{'s' if size == 1 else ''} the {many}."]
    if solution.settings.ties == "irredundant":
        sentences.append("Each term has a row that only it covers, so none can be taken out.")
        return Explanation(subject, tuple(sentences), {"terms": terms})
    constrained = only_consistent(solution)
    avoid, fewer = avoided(solution), "No model has fewer"
    known = solution.all_prime_implicants
    chart = solution._chart
    if solution.kind == "intermediate":
        # Models are the smallest of a pair of models; those of other pairs can be smaller.
        pair = model.derivations[0]
        avoid = problem.outside(pair.between)
        fewer = f"No model of {pair.conservative} with {pair.parsimonious} has fewer"
    # Implicants that only have to be consistent may cover rows that are avoided otherwise.
    apart = [] if constrained else rows_apart(problem.positive, avoid)
    rows = [problem.positive_rows[position] for position in apart]
    bound = pd.DataFrame({"row": pd.Series(rows, dtype=object), "weight": np.ones(len(rows))})
    if size == 1:
        sentences.append("No model has fewer: one term is the least that covers a row.")
        return Explanation(subject, tuple(sentences), {"terms": terms, "bound": bound})
    if len(apart) == size:
        sentences.append(
            f"{fewer}: of rows {listed(rows, 30)} no implicant covers two, so they need "
            f"{counted(size, 'term')}."
        )
        return Explanation(subject, tuple(sentences), {"terms": terms, "bound": bound})
    if solution.kind == "intermediate":
        limits = Limits(max_implicants=solution.settings.max_implicants, progress=False)
        cubes, known = bounded_prime_implicants(problem.positive, avoid, limits)
        chart = _cubes.matches(cubes, problem.positive)
    if not known:
        sentences.append(
            "Not all prime implicants were made: that there is no smaller model is not proved beyond "
            f"{counted(max(1, len(apart)), 'term')}."
        )
        return Explanation(subject, tuple(sentences), {"terms": terms, "bound": bound})
    weights = covering_weights(np.unique(chart, axis=0).astype(np.float64), np.ones(chart.shape[1]))
    least = math.ceil(weights.sum() - SLACK)
    used = np.flatnonzero(weights > SLACK)
    bound = pd.DataFrame(
        {"row": [problem.positive_rows[position] for position in used], "weight": weights[used]}
    )
    proved = solution.bounds == (size, size) or (solution.kind == "intermediate" and solution.n_models_exact)
    if least >= size:
        sentences.append(
            f"{fewer}: with these weights on the rows no prime implicant covers more than 1 in "
            f"all, and together they weigh {weights.sum():.2f}, so {counted(size, 'term')} are needed."
        )
    elif proved:
        sentences.append(
            f"Weights on the rows prove that {least} terms are needed; that no {size - 1} suffice was proved "
            "by trying all that could."
        )
    else:
        sentences.append(
            f"Whether a model has fewer is not known: at least {counted(solution.bounds[0], 'term')} "
            f"{'is' if solution.bounds[0] == 1 else 'are'} needed."
        )
    return Explanation(subject, tuple(sentences), {"terms": terms, "bound": bound})
