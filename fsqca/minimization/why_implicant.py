"""Why a term is a prime implicant, or is not.

An implicant is prime because each of its literals is needed: without it a row to avoid would be covered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed
from fsqca._types import Ints
from fsqca.errors import ArgumentError
from fsqca.expressions import Expression
from fsqca.metrics import sufficiency_consistency
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.explanation import (
    Explanation,
    avoided,
    models_with,
    named,
    only_consistent,
    text_of,
    why_avoided,
)
from fsqca.minimization.models import term_memberships
from fsqca.minimization.translation import cubes_of
from fsqca.truth_table.coding import CONTRADICTION, NEGATIVE, REMAINDER, TOLERANCE
from fsqca.truth_table.sums import corners_of_rows

if TYPE_CHECKING:
    from fsqca.minimization.solution import Solution


def why_implicant(solution: Solution, expression: Expression) -> Explanation:
    """Return why a term is a prime implicant of the solution, or is not."""
    problem = solution.problem
    cubes = cubes_of(expression, problem.names, problem.levels, "what")
    if len(cubes) != 1:
        raise ArgumentError(
            f"what is {str(expression)!r}, which is not one conjunction with one value of each condition. "
            "Explain one term at a time."
        )
    cube = cubes[0]
    name = text_of(solution, cube)
    covered = _cubes.matches(cube[None], problem.positive)[0]
    rows = [row for row, hit in zip(problem.positive_rows, covered, strict=True) if hit]
    frames = {"rows": _rows_frame(solution, rows)}
    subject = f"{name} in the {solution.kind} solution"
    known = (solution.implicant_cubes == cube).all(axis=1)
    if not known.any():
        return Explanation(subject, _why_not(solution, cube, rows), frames)
    constrained = only_consistent(solution)
    if not constrained:
        frames["blocks"] = _blocks(solution, cube)
    # Where it only has to be consistent it may hold rows that speak against it, which are no assumptions.
    beyond, against = _beyond(solution, cube)
    models = models_with(solution, cube)
    alone = solution._chart[:, covered].sum(axis=0) == 1
    only = [row for row, sole in zip(rows, alone, strict=True) if sole]
    literals = int((cube != _cubes.FREE).sum())
    if constrained:
        reason = f"no part of it has a consistency of {solution.settings.implicant_consistency:g}."
    elif literals > 1:
        reason = "none of its literals can be dropped."
    else:
        reason = "its literal cannot be dropped." if literals else "it has no literal to drop."
    sentences = [f"{name} is a prime implicant: it covers {counted(len(rows), 'positive row')}, and {reason}"]
    if not constrained and len(frames["blocks"]) < literals:
        sentences.append(
            "What bars dropping a literal is not shown for each, as no model is listed of the pair of models "
            "that it is from."
        )
    sentences.append(
        f"It rests on {counted(beyond, 'simplifying assumption')}."
        if beyond
        else "It rests on no assumption."
    )
    if against:
        sentences.append(
            f"It also covers {'row' if len(against) == 1 else 'rows'} {listed(against, 20)}, which "
            f"{'is' if len(against) == 1 else 'are'} not positive."
        )
    if not only:
        sentences.append("Every row that it covers is covered by another prime implicant too.")
    else:
        so = (
            "so it is in every model."
            if solution._all_known
            else "of those that were made; there may be others, so it need not be in every model."
        )
        sentences.append(f"It alone covers {'row' if len(only) == 1 else 'rows'} {listed(only, 20)}, {so}")
    shown = f"{counted(len(models), 'model')} of {len(solution.models)}"
    listing = "" if solution.complete else " listed"
    sentences.append(f"It is in {shown}{listing}{f': {named(models)}' if models else ''}.")
    return Explanation(subject, tuple(sentences), frames)


def _beyond(solution: Solution, cube: Ints) -> tuple[int, list[int]]:
    """Return how many assumptions a term rests on, and the observed rows in it that are to be avoided."""
    table, problem = solution.truth_table, solution.problem
    observed = table.codes != REMAINDER
    inside = observed & _cubes.matches(cube[None], table.corners)[0]
    inside &= _cubes.matches(problem.avoid, table.corners).any(axis=0)
    against = [table.numbers[position] for position in np.flatnonzero(inside)]
    left = _cubes.subtract(cube[None], problem.evident, problem.levels)
    return _cubes.size(left, problem.levels) - len(against), against


def _rows_frame(solution: Solution, rows: list[int]) -> pd.DataFrame:
    table = solution.truth_table
    cases = {row: table.cases(row) for row in rows if row in table.numbers} if table.evidence else {}
    return pd.DataFrame(
        {
            "row": pd.Series(rows, dtype=object),
            "configuration": [
                text_of(solution, corner) for corner in corners_of_rows(rows, solution.problem.levels)
            ]
            if rows
            else [],
            "cases": [", ".join(map(str, cases.get(row) or ())) for row in rows],
        }
    )


def _blocks(solution: Solution, cube: Ints) -> pd.DataFrame:
    """Return for each literal a row that the implicant would cover without it, and may not."""
    lines: list[tuple[str, int, str, str]] = []
    avoid = _avoided_by_any(solution, cube)
    # An observed row says more than a remainder, and cubes of rows to avoid do not tell them apart.
    table = solution.truth_table
    seen = table.corners[np.isin(table.codes, [NEGATIVE, CONTRADICTION])]
    avoid = np.concatenate([seen[_cubes.matches(avoid, seen).any(axis=0)], avoid])
    avoid = avoid[np.argsort((avoid == _cubes.FREE).sum(axis=1), kind="stable")]
    for column in np.flatnonzero(cube != _cubes.FREE):
        shorter = cube.copy()
        shorter[column] = _cubes.FREE
        meets = _cubes.meet(shorter[None], avoid)[0]
        literal = np.full(len(cube), _cubes.FREE)
        literal[column] = cube[column]
        if not meets.any():
            continue  # only the pair of models that it is from bars it, and that is not listed
        chosen = avoid[np.argmax(meets)]
        common = np.where(shorter == _cubes.FREE, chosen, shorter)
        row, kind = why_avoided(solution, common)
        corner = corners_of_rows([row], solution.problem.levels)[0]
        lines.append((text_of(solution, literal), row, text_of(solution, corner), kind))
    return pd.DataFrame(lines, columns=["literal", "row", "configuration", "code"])


def _avoided_by_any(solution: Solution, cube: Ints) -> Ints:
    """Return what an implicant may not cover; for an intermediate one, in the pair of models it is from."""
    if solution.kind != "intermediate":
        return avoided(solution)
    seen: set[bytes] = set()
    for model in solution.models:
        for own in model.derivations:
            if own.between.tobytes() in seen:
                continue
            seen.add(own.between.tobytes())
            avoid = solution.problem.outside(own.between)
            if _is_prime(cube, avoid):
                return avoid
    return solution.problem.avoid


def _is_prime(cube: Ints, avoid: Ints) -> bool:
    if _cubes.meet(cube[None], avoid)[0].any():
        return False
    for column in np.flatnonzero(cube != _cubes.FREE):
        shorter = cube.copy()
        shorter[column] = _cubes.FREE
        if not _cubes.meet(shorter[None], avoid)[0].any():
            return False
    return True


def _why_not(solution: Solution, cube: Ints, rows: list[int]) -> tuple[str, ...]:
    name = text_of(solution, cube)
    constrained = only_consistent(solution)
    avoid = avoided(solution)
    hit = avoid[_cubes.meet(cube[None], avoid)[0]]
    if len(hit) and not constrained:
        hit = hit[np.argsort((hit == _cubes.FREE).sum(axis=1), kind="stable")]
        row, kind = why_avoided(solution, np.where(cube == _cubes.FREE, hit[0], cube))
        return (f"{name} is not an implicant: it covers row {row}, a {kind} row that may not be covered.",)
    if not rows:
        return (f"{name} is not in the chart: it covers no positive row.",)
    own = solution.implicant_cubes
    wider = own[((own == cube) | (own == _cubes.FREE)).all(axis=1)]
    if len(wider):
        return (
            f"{name} is an implicant, but not a prime one: {text_of(solution, wider[0])} holds all of it.",
        )
    evidence, cut = solution.truth_table.evidence, solution.settings.implicant_consistency
    if cut > 0 and evidence is not None:
        x = term_memberships(solution.truth_table, cube[None])
        value = float(np.ravel(sufficiency_consistency(x, evidence.outcome, weights=evidence.weights))[0])
        if not value >= cut - TOLERANCE:
            return (f"{name} was left out: its consistency of {value:.3f} is below the {cut:g} asked for.",)
    begin = f"{name} covers no row that may not be covered"
    if constrained:
        begin = f"{name} is consistent enough"
    return (
        f"{begin}, but is not among the prime implicants of this "
        "solution: "
        + (
            "not all of them were made."
            if not solution.all_prime_implicants
            else "of an intermediate solution these are only those that easy counterfactuals allow."
            if solution.kind == "intermediate"
            else "it was set aside by an option of the minimization."
        ),
    )
