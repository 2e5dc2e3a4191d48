"""Why a row has its code, and what covers it in which models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import counted
from fsqca._types import Ints
from fsqca.errors import ArgumentError
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.explanation import Explanation, models_with, named, only_consistent, text_of
from fsqca.minimization.models import difficult_cubes, easy_cubes
from fsqca.truth_table.coding import NEGATIVE, POSITIVE, REMAINDER, TOLERANCE
from fsqca.truth_table.history import last_codes
from fsqca.truth_table.sums import corners_of_rows
from fsqca.truth_table.why import code_sentence

if TYPE_CHECKING:
    from fsqca.minimization.solution import Solution


def why_row(solution: Solution, row: int) -> Explanation:
    """Return why a row has its code, and what covers it."""
    table, problem = solution.truth_table, solution.problem
    if not 1 <= row <= table.n_configurations:
        raise ArgumentError(f"There is no row {row}. Rows are numbered 1 to {table.n_configurations}.")
    corner = corners_of_rows([row], problem.levels)
    subject = f"Row {row} ({text_of(solution, corner[0])}) in the {solution.kind} solution"
    sentences = [_code_sentence(solution, row, corner)]
    covering = solution.implicant_cubes[_cubes.matches(solution.implicant_cubes, corner)[:, 0]]
    lines = []
    for cube in covering:
        models = models_with(solution, cube)
        lines.append((text_of(solution, cube), len(models), named(models)))
    frame = pd.DataFrame(lines, columns=["implicant", "models", "which"])
    used = [model.name for model in solution.models if _cubes.matches(model.cubes, corner).any()]
    if row in problem.positive_rows:
        sentences.append(
            f"{counted(len(covering), 'prime implicant')} covers it."
            if len(covering) == 1
            else f"{len(covering)} prime implicants cover it."
        )
    elif used and _avoided_elsewhere(solution, corner):
        sentences.append(
            f"It is covered in {counted(len(used), 'model')}, as an implicant only has to reach a "
            f"consistency of {solution.settings.implicant_consistency:g} here: {named(used)}."
        )
    elif used:
        kinds = []
        for word, frames in (
            ("easy", _cubes_of(solution, "easy")),
            ("difficult", _cubes_of(solution, "difficult")),
        ):
            if len(frames) and _cubes.matches(frames, corner).any():
                kinds.append(word)
        described = f" ({' and '.join(kinds)})" if kinds else ""
        sentences.append(
            f"It is a simplifying assumption{described} of {counted(len(used), 'model')}: {named(used)}."
        )
    elif _cubes.matches(problem.avoid, corner).any():
        sentences.append("No model covers it." if only_consistent(solution) else "No model may cover it.")
    elif _cubes.matches(problem.optional, corner).any():
        sentences.append("It may be covered, but no model uses it.")
    else:
        sentences.append(
            "No model uses it: a conservative solution uses no remainder."
            if solution.kind == "conservative"
            else "No model uses it, as none becomes simpler by it."
            if solution.kind == "parsimonious"
            else "No model uses it: it is no easy counterfactual, or makes no model simpler."
        )
    return Explanation(subject, tuple(sentences), {"implicants": frame})


def _avoided_elsewhere(solution: Solution, corner: Ints) -> bool:
    """Return whether a row is avoided unless implicants only have to be consistent."""
    return only_consistent(solution) and bool(_cubes.matches(solution.problem.avoid, corner).any())


def _cubes_of(solution: Solution, kind: str) -> Ints:

    if solution.kind != "intermediate":
        return np.empty((0, len(solution.problem.names)), dtype=np.int64)
    make = easy_cubes if kind == "easy" else difficult_cubes
    return make(solution._derivations, solution.problem)


def _code_sentence(solution: Solution, row: int, corner: Ints) -> str:
    table, problem = solution.truth_table, solution.problem
    if len(problem.assumed) and _cubes.matches(problem.assumed, corner).any():
        return "It is a remainder that is assumed to be sufficient, and is treated as positive."
    if row not in table.numbers:
        if _cubes.matches(problem.avoid, corner).any():
            return "It has no case and was excluded, so it is treated as negative."
        return "It has no case: a logical remainder."
    position = table.numbers.index(row)
    code, coding = str(table.codes[position]), table.settings.coding
    n, value, pri = table.n[position], table.consistency[position], table.pri[position]
    if row in solution.settings.exclude:
        return f"It is coded {code} in the truth table, and was excluded, so it is treated as negative."
    if row in last_codes(table):
        return code_sentence(table, row)
    if table.sums is None:
        return f"It is coded {code} in the truth table, which was given without data behind it."
    if code == REMAINDER:
        return (
            f"It has {counted(int(n), 'case')}, fewer than the frequency cut-off of {coding.frequency}: a "
            "remainder."
        )
    if code == POSITIVE:
        by_pri = f" and its PRI of {pri:.3f} the cut-off of {coding.pri:g}" if coding.pri > 0 else ""
        return (
            f"It is positive: its consistency of {value:.3f} reaches the cut-off of {coding.consistency:g}"
            f"{by_pri}."
        )
    if code == NEGATIVE and value >= coding.consistency - TOLERANCE:
        return f"It is negative: its PRI of {pri:.3f} is below the cut-off of {coding.pri:g}."
    if code == NEGATIVE:
        return f"It is negative: its consistency of {value:.3f} is below the cut-off of {_lower(coding)}."
    return (
        f"It is a contradiction: its consistency of {value:.3f} is below the cut-off of "
        f"{coding.consistency:g} and reaches the lower one of {coding.contradiction:g}."
    )


def _lower(coding: object) -> str:
    contradiction = getattr(coding, "contradiction", None)
    return f"{contradiction if contradiction is not None else getattr(coding, 'consistency', 0.0):g}"
