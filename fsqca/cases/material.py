"""What cases are chosen from: memberships in terms, conjuncts, rows and the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._checks import counted, listed, unknown_names
from fsqca._frames import Sets, calibration_of, take_sets
from fsqca._types import Bools, Floats, Ints, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, ModelAmbiguityError, UnknownNameError
from fsqca.expressions import Expression, as_expression
from fsqca.expressions.evaluation import disjunction, literal_memberships
from fsqca.expressions.literal import Literal
from fsqca.fit.cases import CaseMemberships
from fsqca.fit.relation import ARROW, Kind, read_relation
from fsqca.minimization.models import Model
from fsqca.minimization.solution import Solution
from fsqca.truth_table.sums import assign_corners, row_numbers

if TYPE_CHECKING:
    import pandas as pd


#: The value of a condition that is not defined for a case.
UNDEFINED = -1


@dataclass(frozen=True, slots=True, eq=False)
class CaseMaterial:
    """Memberships of cases in everything that a choice of cases looks at.

    Attributes
    ----------
    expression : str
    outcome : str
    relation : "sufficiency" or "necessity"
    model : str
        The name of the model, "" for an expression.
    labels : tuple of str, length n_terms
    used : tuple of tuple of str
        The conditions of each term.
    known : CaseMemberships
        Memberships in the terms and in the outcome.
    conjuncts : tuple of tuple of str
        The conjuncts of each term.
    conjunct_memberships : tuple of ndarray of float, each of shape (n_cases, n_conjuncts)
    conditions : tuple of str
        The conditions that make the rows of the truth table.
    corners : ndarray of int, shape (n_cases, n_conditions)
        The configuration that each case is in; -1 for a condition that is not defined for the case.
    assigned : ndarray of bool, shape (n_cases,)
        Whether the case is in a row: no condition is exactly 0.5.
    rows : tuple of int, length n_cases
        Number of the row of each case.
    row_memberships : ndarray of float, shape (n_cases,)
        Membership of each case in the row that it is in.
    dropped : tuple
        Cases left out because a value was missing.
    calibration : DataFrame or None
    """

    expression: str
    outcome: str
    relation: Kind
    model: str
    labels: tuple[str, ...]
    used: tuple[tuple[str, ...], ...]
    known: CaseMemberships
    conjuncts: tuple[tuple[str, ...], ...]
    conjunct_memberships: tuple[Floats, ...]
    conditions: tuple[str, ...]
    corners: Ints
    assigned: Bools
    rows: tuple[int, ...]
    row_memberships: Floats
    dropped: tuple[Any, ...]
    calibration: pd.DataFrame | None


def read_model(source: object, model: str | int | None) -> Model | Expression | str:
    """Return the model that is meant, or the expression as it stands."""
    if isinstance(source, Solution):
        return _one_model(source, model)
    if model is not None:
        raise ArgumentError("model chooses a model of a solution, and what was given is not a solution.")
    if isinstance(source, Model | Expression | str):
        return source
    hint = ""
    if hasattr(source, "parsimonious"):
        hint = " Choose one of its solutions first, for example solutions.intermediate."
    raise ArgumentTypeError(
        'solution must be a Solution, a Model, an Expression or a string such as "A*~B + C", not '
        f"{type(source).__name__}.{hint}"
    )


def _one_model(solution: Solution, wanted: str | int | None) -> Model:
    names = [one.name for one in solution.models]
    if not names:
        raise ModelAmbiguityError(f"The solution has no model. {' '.join(solution.advice)}".rstrip())
    if wanted is None:
        if len(names) > 1:
            raise ModelAmbiguityError(
                f"The solution has {len(names)} models: {listed(names)}. Which cases are typical depends on "
                f"the model: name one with model={names[0]!r}, and look at the others too."
            )
        return solution.models[0]
    if isinstance(wanted, str) and wanted in names:
        return solution.models[names.index(wanted)]
    if isinstance(wanted, int) and not isinstance(wanted, bool) and 0 <= wanted < len(names):
        return solution.models[wanted]
    raise unknown_names("model", [wanted], names, "the solution")


def material_of(
    source: object,
    data: object,
    outcome: str | Expression | None,
    relation: Kind,
    model: str | int | None,
    conditions: tuple[str, ...] | None,
    missing: Missing,
) -> CaseMaterial:
    """Return what cases are chosen from, or say what is missing."""
    chosen = read_model(source, model)
    if isinstance(chosen, Model):
        if relation == "necessity":
            raise ArgumentError(
                "relation is 'necessity', but a model is about sufficiency. "
                "Pass the necessary expression as text, with data and outcome."
            )
        if data is None:
            if outcome is not None or conditions is not None:
                raise ArgumentError(
                    "outcome and conditions are those of the model's truth table unless data are given."
                )
            return behind(chosen)
        expression = chosen.expression
        target = as_expression(chosen.truth_table.settings.outcome if outcome is None else outcome)
        conditions = conditions or chosen.truth_table.conditions
        name = chosen.name
    else:
        name = ""
        expression, target, relation = read_text(chosen, outcome, relation)
        if data is None:
            raise ArgumentError("data is missing: an expression alone has no cases behind it.")
    return _from_data(expression, target, relation, name, data, conditions, missing)


def read_text(
    source: Expression | str, outcome: str | Expression | None, relation: Kind
) -> tuple[Expression, Expression, Kind]:
    """Return expression, outcome and relation of a relation in text, or of an expression and an outcome."""
    if isinstance(source, str) and any(match.group(1) for match in ARROW.finditer(source)):
        if outcome is not None:
            raise ArgumentError("outcome is given twice: it stands on the right of the arrow already.")
        return read_relation(source)
    if outcome is None:
        raise ArgumentError(
            'outcome is missing: name it, or write a relation such as "A*B + C => Y" or "A + B <= Y".'
        )
    return as_expression(source), as_expression(outcome), relation


def _from_data(
    expression: Expression,
    target: Expression,
    relation: Kind,
    name: str,
    data: object,
    conditions: tuple[str, ...] | None,
    missing: Missing,
) -> CaseMaterial:
    shared = [one for one in expression.used if one in target.used]
    if shared:
        raise ArgumentError(
            f"{listed(shared)} {'stands' if len(shared) == 1 else 'stand'} in the expression and in the "
            "outcome. A set cannot explain itself: name another outcome."
        )
    if not expression.used:
        raise ArgumentError(f"The expression {str(expression)!r} names no set, so no case is typical of it.")
    wanted = tuple(dict.fromkeys(conditions or expression.used))
    also = [one for one in wanted if one in target.used]
    if also:
        raise ArgumentError(f"conditions name {listed(also)}, which the outcome uses: take it out.")
    names = tuple(dict.fromkeys((*wanted, *expression.used, *target.used)))
    sets = take_sets(data, names, missing=missing)
    places = [names.index(one) for one in wanted]
    values, levels = sets.values[:, places], tuple(sets.levels[place] for place in places)
    corners, on_crossover = assign_corners(values, levels)
    return _material(
        expression,
        expression.evaluate_terms(sets),
        disjunction(target.evaluate_terms(sets)),
        str(target),
        relation,
        name,
        sets,
        wanted,
        corners,
        ~on_crossover,
        tuple(int(number) for number in row_numbers(corners, levels)),
        row_memberships(values, corners, levels),
        sets.dropped,
        calibration_of(data),
    )


def behind(model: Model) -> CaseMaterial:
    """Return the cases behind the truth table of a model."""
    table = model.truth_table
    if table.evidence is None:
        raise DataError(
            "The model's truth table does not hold its cases. Pass the data: select_cases(model, data)."
        )
    own = table.evidence
    inside = own.position >= 0
    corners = np.zeros((len(own.outcome), len(table.conditions)), dtype=np.int64)
    corners[inside] = table.corners[own.position[inside]]
    corners[np.isnan(own.sets.values)] = UNDEFINED
    numbers = tuple(table.numbers[at] if at >= 0 else 0 for at in own.position.tolist())
    return _material(
        model.expression,
        model.memberships(),
        own.outcome,
        table.settings.outcome,
        "sufficiency",
        model.name,
        own.sets,
        table.conditions,
        corners,
        inside,
        numbers,
        row_memberships(own.sets.values, corners, table.level_counts),
        table.dropped,
        table.calibration,
    )


def _material(
    expression: Expression,
    terms: Floats,
    y: Floats,
    outcome: str,
    relation: Kind,
    name: str,
    sets: Sets,
    conditions: tuple[str, ...],
    corners: Ints,
    assigned: Bools,
    rows: tuple[int, ...],
    row_memberships: Floats,
    dropped: tuple[Any, ...],
    calibration: pd.DataFrame | None,
) -> CaseMaterial:
    memberships = [_conjuncts(term, sets, expression.known_levels) for term in expression.literal_terms]
    return CaseMaterial(
        expression=str(expression),
        outcome=outcome,
        relation=relation,
        model=name,
        labels=tuple(map(str, expression.terms)),
        used=tuple(tuple(dict.fromkeys(one.name for one in term)) for term in expression.literal_terms),
        known=CaseMemberships(tuple(sets.cases), terms, y),
        conjuncts=tuple(tuple(map(str, term)) for term in expression.literal_terms),
        conjunct_memberships=tuple(memberships),
        conditions=conditions,
        corners=corners,
        assigned=assigned,
        rows=rows,
        row_memberships=row_memberships,
        dropped=dropped,
        calibration=calibration,
    )


def _conjuncts(term: tuple[Literal, ...], sets: Sets, levels: dict[str, int]) -> Floats:
    """Return the memberships in each conjunct; a condition not defined for a case asks nothing of it."""
    result = np.ones((len(sets.values), len(term)))
    for at, one in enumerate(term):
        known = ~np.isnan(sets.column(one.name))
        result[:, at] = np.where(known, literal_memberships(one, sets, levels.get(one.name)), 1.0)
    return result


def row_memberships(values: Floats, corners: Ints, levels: tuple[int, ...]) -> Floats:
    """Return the membership of each case in its own configuration, shape (n_cases,)."""
    two_valued = np.asarray(levels) == 2
    own = np.where(
        two_valued, np.where(corners == 1, values, 1.0 - values), (corners == values).astype(float)
    )
    result: Floats = np.where(np.isnan(values), 1.0, own).min(axis=1, initial=1.0)
    return result


def term_positions(material: CaseMaterial, term: object) -> list[int]:
    """Return the positions of the term asked for, or of all terms."""
    labels = list(material.labels)
    if term is None:
        return list(range(len(labels)))
    if isinstance(term, int) and not isinstance(term, bool):
        if not 0 <= term < len(labels):
            raise ArgumentError(
                f"term is {term}, but there {'is' if len(labels) == 1 else 'are'} "
                f"{counted(len(labels), 'term')}: 0 to {len(labels) - 1}."
            )
        return [term]
    if not isinstance(term, str | Expression):
        raise ArgumentTypeError(f"term must be a term, its position or None, not {term!r}.")
    wanted = as_expression(term)
    found = [at for at, label in enumerate(labels) if as_expression(label) == wanted]
    if not found:
        raise UnknownNameError(f"There is no term {str(wanted)!r}. The terms: {listed(labels, 30)}.")
    return found


def conjunct_positions(material: CaseMaterial, term: int, focal: object) -> list[int]:
    """Return the positions of the focal conjunct in a term, or of all its conjuncts; [] where it has none."""
    own = list(material.conjuncts[term])
    if focal is None:
        return list(range(len(own)))
    if not isinstance(focal, str | Expression):
        raise ArgumentTypeError(f"focal must be a conjunct such as 'A' or '~B', or None, not {focal!r}.")
    wanted = as_expression(focal)
    return [at for at, label in enumerate(own) if as_expression(label) == wanted]
