"""The initial solution and the test solutions: memberships of the same cases, from whatever is given."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fsqca._checks import counted, listed, unknown_names
from fsqca._frames import Sets, take_sets
from fsqca._types import Floats, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError, TooLargeError
from fsqca.expressions import Expression, as_expression, parse
from fsqca.expressions.algebra import covered
from fsqca.expressions.evaluation import disjunction
from fsqca.minimization.analysis import Solutions
from fsqca.minimization.models import Model
from fsqca.minimization.solution import Solution
from fsqca.minimization.translation import expression_of
from fsqca.truth_table.table import TruthTable

#: Configurations of the conditions up to which the core is read off a table of them.
_MOST_CONFIGURATIONS = 4096


@dataclass(frozen=True, eq=False, slots=True)
class Alternative:
    """One test solution: a model, and the memberships of the cases in it.

    Attributes
    ----------
    test : str
        The name of the test, such as ``"consistency 0.75"``.
    model : str
        The name of the model, "" for an expression.
    expression : Expression
        The constant 0 where the test has no model.
    memberships : ndarray of float in [0, 1], shape (n_cases,)
    """

    test: str
    model: str
    expression: Expression
    memberships: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Initial:
    """The initial solution: its models, and the cases with their memberships.

    Attributes
    ----------
    models : tuple of (str, Expression, ndarray)
        Name, expression and memberships of every model that is assessed.
    outcome : str
    membership : ndarray of float in [0, 1], shape (n_cases,)
        In the outcome.
    cases : tuple
    weights : ndarray of float or None
    solution : Solution or None
        Where it is one, it can be done again.
    table : TruthTable or None
    sets : Sets
        The sets of the cases.
    dropped : tuple
    """

    models: tuple[tuple[str, Expression, Floats], ...]
    outcome: str
    membership: Floats
    cases: tuple[Any, ...]
    weights: Floats | None
    solution: Solution | None
    table: TruthTable | None
    sets: Sets
    dropped: tuple[Any, ...] = ()

    def memberships_in(self, expression: Expression, argument: str) -> Floats:
        """Return the memberships of the cases in an expression."""
        unknown = [name for name in expression.used if name not in self.sets.names]
        if unknown:
            raise unknown_names(
                "set", unknown, self.sets.names, f"the initial solution's data (in {argument})"
            )
        return disjunction(expression.evaluate_terms(self.sets))


def read_initial(
    initial: object, data: object, outcome: object, model: str | None, missing: Missing
) -> Initial:
    """Return the initial solution with its cases, or say what is missing."""
    refuse_solutions(initial, "initial")
    if isinstance(initial, str | Expression):
        if model is not None:
            raise ArgumentError(
                "model names a model of a Solution, but initial is an expression: leave it out."
            )
        return _from_data((("initial", as_expression(initial)),), data, outcome, missing, None, None)
    if not isinstance(initial, Solution | Model):
        raise ArgumentTypeError(
            "initial must be a Solution, a Model, an Expression or a string such as "
            f'"A*~B + C", not {type(initial).__name__}.'
        )
    models = initial.models if isinstance(initial, Solution) else (initial,)
    if isinstance(initial, Solution) and not models:
        raise ArgumentError(
            f"initial has no model, so there is nothing to test. {' '.join(initial.advice)}".rstrip()
        )
    if model is not None:
        names = [own.name for own in models]
        if model not in names:
            raise ArgumentError(
                f"There is no model {model!r} in the initial solution. Models: {listed(names, 20)}."
            )
        models = (models[names.index(model)],)
    solution = initial if isinstance(initial, Solution) else None
    table = initial.truth_table
    if table.evidence is None:
        named = tuple((own.name, own.expression) for own in models)
        return _from_data(named, data, outcome, missing, solution, table)
    if outcome is not None and str(as_expression(str(outcome))) != table.settings.outcome:
        raise ArgumentError(
            f"outcome is {str(outcome)!r}, but the initial solution is one of {table.settings.outcome!r}. "
            "Leave outcome out, or make a solution of the other outcome."
        )
    evidence = table.evidence
    return Initial(
        tuple((own.name, own.expression, disjunction(own.memberships())) for own in models),
        table.settings.outcome,
        evidence.outcome,
        tuple(evidence.sets.cases),
        evidence.weights,
        solution,
        table,
        evidence.sets,
        table.dropped,
    )


def _from_data(
    models: Sequence[tuple[str, Expression]],
    data: object,
    outcome: object,
    missing: Missing,
    solution: Solution | None,
    table: TruthTable | None,
) -> Initial:
    if data is None:
        raise ArgumentError(
            "data is missing: an expression, or a solution of a truth table without data, has no cases. "
            'Pass the memberships and the outcome: assess_robustness(..., data=data, outcome="Y").'
        )
    if outcome is None and table is not None and table.settings.outcome:
        outcome = table.settings.outcome
    if not isinstance(outcome, str | Expression):
        raise ArgumentError('outcome is missing: name it together with data, for example outcome="Y".')
    target = as_expression(outcome)
    shared = [name for _, model in models for name in model.used if name in target.used]
    if shared:
        raise ArgumentError(
            f"The outcome {str(target)!r} uses {listed(dict.fromkeys(shared))}, which the initial "
            "solution uses too. A set cannot explain itself: name another outcome."
        )
    used = dict.fromkeys([*(name for _, model in models for name in model.used), *target.used])
    sets = take_sets(data, list(used), missing=missing)
    y = disjunction(target.evaluate_terms(sets))
    own = tuple((name, model, disjunction(model.evaluate_terms(sets))) for name, model in models)
    return Initial(own, str(target), y, tuple(sets.cases), None, solution, table, sets, sets.dropped)


def refuse_solutions(value: object, argument: str) -> None:
    """Raise where the three solutions are given instead of one."""
    if isinstance(value, Solutions):
        raise ArgumentTypeError(
            f"{argument} holds the three solutions of a truth table: pass one of them, .conservative, "
            ".intermediate or .parsimonious."
        )


def read_tests(tests: object, initial: Initial, data: object, missing: Missing) -> tuple[Alternative, ...]:
    """Return the test solutions that were given, every tied model as one of its own."""
    one = isinstance(tests, str | Expression | Solution | Model | Solutions)
    if isinstance(tests, Mapping):
        named: Iterable[tuple[object, object]] = tests.items()
    elif one:
        named = [("test 1", tests)]
    elif isinstance(tests, Iterable) and not hasattr(tests, "columns"):
        named = [(f"test {position}", test) for position, test in enumerate(tests, start=1)]
    else:
        raise ArgumentTypeError(
            "tests must be a list of Solutions, Models or expressions, or a dict that gives each a name, "
            f"not {type(tests).__name__}."
        )
    found: list[Alternative] = []
    for label, test in named:
        found += _read_test(str(label), test, initial, data, missing)
    if not found:
        raise ArgumentError(
            "tests is empty: give at least one test solution, or leave tests out and say which settings "
            "to try, for example consistency=(0.75, 0.85)."
        )
    return tuple(found)


def _read_test(
    label: str, test: object, initial: Initial, data: object, missing: Missing
) -> list[Alternative]:
    refuse_solutions(test, label)
    if isinstance(test, str | Expression):
        expression = as_expression(test)
        return [Alternative(label, "", expression, _elsewhere(expression, label, initial, data, missing))]
    if not isinstance(test, Solution | Model):
        raise ArgumentTypeError(
            f"{label} must be a Solution, a Model, an Expression or a string such as "
            f'"A*~B + C", not {type(test).__name__}.'
        )
    outcome = test.truth_table.settings.outcome
    if outcome and outcome != initial.outcome:
        raise ArgumentError(
            f"{label} is a solution for {outcome!r}, the initial solution is one for {initial.outcome!r}. "
            "Compare solutions of the same outcome."
        )
    if isinstance(test, Model):
        return [_of_model(label, test, initial, data, missing)]
    if not test.models:
        return [empty_alternative(label, initial)]
    return [_of_model(label, model, initial, data, missing) for model in test.models]


def empty_alternative(label: str, initial: Initial) -> Alternative:
    """Return the test solution of a test without a model: nothing is sufficient."""
    return Alternative(label, "", parse("0"), np.zeros(len(initial.cases)))


def _of_model(label: str, model: Model, initial: Initial, data: object, missing: Missing) -> Alternative:
    evidence = model.truth_table.evidence
    if evidence is None:
        memberships = _elsewhere(model.expression, label, initial, data, missing)
    else:
        memberships = in_order(disjunction(model.memberships()), list(evidence.sets.cases), initial, label)
    return Alternative(label, model.name, model.expression, memberships)


def in_order(memberships: Floats, cases: Sequence[Any], initial: Initial, label: str) -> Floats:
    """Return memberships in the order of the initial solution's cases."""
    if tuple(cases) == initial.cases:
        return memberships
    where = {case: position for position, case in enumerate(cases)}
    absent = [case for case in initial.cases if case not in where]
    if absent:
        raise ArgumentError(
            f"{counted(len(absent), 'case')} of the initial solution "
            f"{'is' if len(absent) == 1 else 'are'} not in {label}: {listed(absent)}. Initial and test "
            "solutions must be of the same cases; a test without some cases is a question of its own."
        )
    further = len(cases) - len(initial.cases)
    if further > 0:
        own = set(initial.cases)
        raise ArgumentError(
            f"{label} has {counted(further, 'case')} that the initial solution does not have: "
            f"{listed(case for case in cases if case not in own)}. Initial and test solutions must be of "
            "the same cases."
        )
    return memberships[[where[case] for case in initial.cases]]


def _elsewhere(
    expression: Expression, label: str, initial: Initial, data: object, missing: Missing
) -> Floats:
    """Return the memberships of the initial solution's cases in an expression, from its sets or the data."""
    if all(name in initial.sets.names for name in expression.used) or data is None:
        return initial.memberships_in(expression, label)
    sets = take_sets(data, expression.used, missing=missing)
    absent = [case for case in initial.cases if case not in sets.cases]
    if absent:
        raise ArgumentError(
            f"{counted(len(absent), 'case')} of the initial solution "
            f"{'has' if len(absent) == 1 else 'have'} no membership in {str(expression)!r} ({label}): "
            f"{listed(absent)}."
        )
    where = {case: position for position, case in enumerate(sets.cases)}
    return disjunction(expression.evaluate_terms(sets))[[where[case] for case in initial.cases]]


def intersection(expressions: Sequence[Expression], known: Mapping[str, int]) -> Expression | None:
    """Return what expressions have in common, simplified as crisp sets; None where it is too large to write.

    Examples
    --------
    >>> print(intersection([parse("A*B + C"), parse("A + C*D")], {}))
    A*B + A*C + C*D
    """
    levels = dict(known)
    for expression in expressions:
        for name in expression.used:
            levels[name] = max(levels.get(name, 2), expression.known_levels.get(name, 2))
    used = {name for expression in expressions for name in expression.used}
    levels = {name: number for name, number in levels.items() if name in used}
    distinct = list(dict.fromkeys(expressions))
    try:
        if math.prod(levels.values()) <= _MOST_CONFIGURATIONS:
            inside = np.ones(tuple(levels.values()), dtype=bool)
            for expression in distinct:
                inside &= covered(parse(expression, levels), levels)
            return expression_of(
                np.argwhere(inside).tolist(), tuple(levels), tuple(levels.values())
            ).simplify()
        core = distinct[0]
        for expression in distinct[1:]:
            core = (core & expression).absorb()
        return core.simplify(levels)
    except TooLargeError:
        return None
