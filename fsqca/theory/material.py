"""What a theory is held against: models, cases and their memberships, from whatever the caller has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from fsqca._checks import listed, unknown_names
from fsqca._frames import Sets, calibration_of, case_weights, take_sets
from fsqca._types import ArrayLike, Floats, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError, TooLargeError, UnknownNameError
from fsqca.expressions import Expression, as_expression, parse
from fsqca.expressions.algebra import covered
from fsqca.minimization.models import Model
from fsqca.minimization.solution import Solution
from fsqca.minimization.translation import expression_of
from fsqca.theory.areas import AREAS
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    import pandas as pd

Evaluated = Literal["solution", "model", "expression"]
#: Terms of an area that are multiplied out; beyond, its configurations are listed, up to this number.
MOST_PRODUCTS, MOST_CONFIGURATIONS = 500, 4096


@dataclass(frozen=True, slots=True)
class Material:
    """A theory, models, and cases with memberships in all sets that they use."""

    theory: Expression
    outcome: Expression
    models: tuple[tuple[str, Expression], ...]
    sets: Sets
    outcome_membership: Floats
    evaluated: Evaluated
    dropped: tuple[Any, ...]
    advice: tuple[str, ...]
    calibration: pd.DataFrame | None
    weights: Floats | None = None
    weighted_by: str | None = None

    def theory_membership(self) -> Floats:
        """Return the memberships of the cases in the theory."""
        result: Floats = self.theory.evaluate_terms(self.sets).max(axis=1, initial=0.0)
        return result

    def area_expressions(self, model: Expression) -> dict[str, Expression | None]:
        """Return the simplified expression of each area, None where it is too large to write out."""
        known = model.known_levels
        used = {*self.theory.used, *model.used}
        levels = {
            name: max(number, known.get(name, 2))
            for name, number in zip(self.sets.names, self.sets.levels, strict=True)
            if name in used
        }
        return {
            area: _simplified(self.theory, model, area.startswith("T"), area.endswith("*S"), levels)
            for area in AREAS
        }


def _simplified(
    theory: Expression, model: Expression, in_theory: bool, in_model: bool, levels: dict[str, int]
) -> Expression | None:
    """Return an area in its shortest form, by multiplying out if that is little work, else from a table."""
    sizes = [
        len(part.terms) if inside else math.prod(max(1, len(term)) for term in part.literal_terms)
        for part, inside in ((theory, in_theory), (model, in_model))
    ]
    try:
        if math.prod(sizes) <= MOST_PRODUCTS:
            left = theory if in_theory else ~theory
            right = model if in_model else ~model
            return (left & right).absorb().simplify(levels)
        if math.prod(levels.values()) > MOST_CONFIGURATIONS:
            return None
        inside = covered(parse(theory, levels), levels) == in_theory
        inside &= covered(parse(model, levels), levels) == in_model
        return expression_of(np.argwhere(inside).tolist(), tuple(levels), tuple(levels.values())).simplify()
    except TooLargeError:
        return None


def material_of(
    theory: object,
    results: object,
    data: object,
    outcome: object,
    missing: Missing,
    weights: ArrayLike | str | None = None,
) -> Material:
    """Return what is needed to hold a theory against results, or say what is missing."""
    expected = _expression(theory, "theory")
    if not expected.used:
        raise ArgumentError(
            f"theory is {str(expected)!r}, which names no set. Write what theory expects to be "
            "sufficient for "
            'the outcome, for example "A*B + ~C".'
        )
    table, evaluated, models, advice = _read_results(results)
    target = _target(outcome, table)
    shared = [name for name in expected.used if name in target.used]
    if shared:
        raise ArgumentError(
            f"The theory {str(expected)!r} uses {listed(shared)}, which "
            f"{'is' if len(shared) == 1 else 'are'} in "
            f"the outcome {str(target)!r}. A set cannot explain itself: take it out of the theory."
        )
    if data is None:
        if weights is not None:
            raise ArgumentError(
                "weights go with data, and none are passed: the cases behind the truth table have the "
                "weights that it was built with. Pass the cases too, for example data=sets."
            )
        return _from_table(expected, target, table, evaluated, models, advice)
    inside = [name for _, model in models for name in model.used if name in target.used]
    if inside:
        raise ArgumentError(
            f"The outcome {str(target)!r} uses {listed(dict.fromkeys(inside))}, which the results use too. "
            "A set cannot explain itself: name another outcome."
        )
    names = dict.fromkeys([*expected.used, *(n for _, model in models for n in model.used), *target.used])
    sets = take_sets(data, tuple(names), missing=missing)
    y: Floats = target.evaluate_terms(sets).max(axis=1, initial=0.0)
    return Material(
        expected,
        target,
        models,
        sets,
        y,
        evaluated,
        sets.dropped,
        advice,
        calibration_of(data),
        case_weights(data, weights, sets.cases),
        weights if weights is None or isinstance(weights, str) else "an array",
    )


def _expression(value: object, argument: str) -> Expression:
    if not isinstance(value, str | Expression):
        raise ArgumentTypeError(
            f'{argument} must be a string such as "A*~B + C" or an Expression, not {value!r}.'
        )
    return as_expression(value)


def _read_results(
    results: object,
) -> tuple[TruthTable | None, Evaluated, tuple[tuple[str, Expression], ...], tuple[str, ...]]:
    if isinstance(results, Solution):
        models = tuple((model.name, model.expression) for model in results.models)
        return results.truth_table, "solution", models, results.advice
    if isinstance(results, Model):
        return results.truth_table, "model", ((results.name, results.expression),), ()
    if isinstance(results, str | Expression):
        return None, "expression", (("S", as_expression(results)),), ()
    raise ArgumentTypeError(
        "results must be a Solution, a Model, an Expression or a string such as "
        f'"A*~B + C", not {type(results).__name__}.'
    )


def _target(outcome: object, table: TruthTable | None) -> Expression:
    if outcome is not None:
        target = _expression(outcome, "outcome")
        if not target.used:
            raise ArgumentError(f"outcome is {str(target)!r}, which names no set.")
        return target
    if table is not None and table.outcome is not None:
        return table.outcome
    why = (
        "an expression says nothing of it"
        if table is None
        else "the truth table has no data behind it and names none"
    )
    raise ArgumentError(f'outcome is not known, because {why}: name it, for example outcome="Y".')


def _from_table(
    theory: Expression,
    target: Expression,
    table: TruthTable | None,
    evaluated: Evaluated,
    models: tuple[tuple[str, Expression], ...],
    advice: tuple[str, ...],
) -> Material:
    """Return the material where the cases are those behind the truth table."""
    if table is None:
        raise ArgumentError(
            "data is needed to evaluate an expression: pass the cases, for example data=sets."
        )
    evidence = table.evidence
    if evidence is None:
        raise ArgumentError(
            "data is needed, because the truth table has no data behind it: pass the cases, for example "
            "data=sets."
        )
    if table.outcome is None or target != table.outcome:
        raise ArgumentError(
            f"outcome is {str(target)!r}, but the truth table is that of {table.settings.outcome!r}. To "
            "evaluate another outcome pass the cases too, for example data=sets."
        )
    unknown = [name for name in theory.used if name not in table.conditions]
    if unknown:
        error = unknown_names("condition", unknown, table.conditions, "the truth table")
        raise UnknownNameError(
            f"{error} A theory may use other sets of the data if the cases are passed: data=sets."
        )
    return Material(
        theory,
        target,
        models,
        evidence.sets,
        evidence.outcome,
        evaluated,
        table.dropped,
        advice,
        table.calibration,
        evidence.weights,
        table.settings.weights,
    )
