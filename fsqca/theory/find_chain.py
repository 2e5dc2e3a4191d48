"""Every set as an outcome in turn: the models of each, by a truth table or by Coincidence Analysis.

References
----------
Baumgartner, M. (2009). Inferring causal complexity. Sociological Methods & Research, 38(1), 71-101.

Dusa, A. (2019). QCA with R. Springer.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from fsqca._checks import (
    caller_level,
    check_choice,
    check_count,
    check_fraction,
    counted,
    listed,
    unknown_names,
)
from fsqca._frames import Sets, as_frame, case_weights, check_text_names, take_sets
from fsqca._types import ArrayLike, Floats, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError, CrossoverWarning, UncalibratedWarning
from fsqca.expressions import Expression, Literal, as_expression
from fsqca.expressions.evaluation import disjunction
from fsqca.fit import fit_terms
from fsqca.minimization.consistent import consistent_implicants
from fsqca.minimization.limits import Limits
from fsqca.minimization.settings import MAX_IMPLICANTS
from fsqca.minimization.solver import minimize
from fsqca.minimization.translation import expression_of
from fsqca.theory.chain import CausalChain, ChainOutcome, ChainSettings, Method
from fsqca.theory.coincidence import minimal_disjunctions
from fsqca.theory.ordering import Ordering, read_ordering
from fsqca.truth_table.building import table_of
from fsqca.truth_table.coding import POSITIVE, REMAINDER
from fsqca.truth_table.sums import assign_corners, observed_corners

#: From an outcome and its conditions to models, whether they are all, and why there are none.
_Search = Callable[
    [Expression, tuple[str, ...], Sets, Floats, ChainSettings, Floats | None],
    tuple[tuple[Expression, ...], bool, str],
]
#: Cut-offs are compared with this tolerance.
_TOLERANCE = 1e-9


def find_causal_chain(
    data: object,
    ordering: Ordering | None = None,
    *,
    names: Sequence[str] | None = None,
    outcomes: str | Iterable[str] | None = None,
    strict: bool = False,
    method: Method = "truth_table",
    consistency: float = 1.0,
    model_consistency: float | None = None,
    model_coverage: float | None = None,
    frequency: int = 1,
    max_models: int = 1000,
    weights: ArrayLike | str | None = None,
    missing: Missing = "raise",
) -> CausalChain:
    """Return the models of every set as an outcome of the others, and the causal chain that they make.

    Parameters
    ----------
    data : DataFrame or Calibrated
        Memberships: fuzzy, crisp or multi-value sets.
    ordering : str or sequence, optional
        What may come before what, ``"A, B < C < Y"`` or ``[["A", "B"], ["C"], ["Y"]]``: a set of an earlier
        level can be a condition of a later one, not the other way round. Sets that are not named come first.
        Default: every set can be a condition of every other.
    names : sequence of str, optional
        The sets. Default: all columns but that of the weights.
    outcomes : str or sequence of str, optional
        What is to be explained, literals such as ``"Y"``, ``"~A"`` or ``"C{0}"``. Default: every two-valued
        set, and every value but 0 of a multi-value set.
    strict : bool, default False
        Whether sets of the same level cannot be conditions of each other.
    method : {"truth_table", "coincidence"}, default "truth_table"
        "truth_table": every irredundant parsimonious model of the outcome's truth table, which covers all
        positive rows. "coincidence": every minimal disjunction of minimally sufficient conjunctions that
        reaches the coverage asked for, as in Coincidence Analysis.
    consistency : float in [0, 1], default 1
        The consistency of a positive row; with "coincidence" that of a conjunction, above 0.
    model_consistency : float in [0, 1], optional
        The consistency of a model. Default: 0, nothing; with "coincidence" the same as `consistency`.
    model_coverage : float in [0, 1], optional
        The coverage of a model. Default: 0, nothing; with "coincidence" 1.
    frequency : int, default 1
        Cases of a row that is not a remainder, for "truth_table"; where cases have weights, their sum.
    max_models : int, default 1000
        Models to list of each outcome.
    weights : str or array_like of float >= 0, shape (n_cases,), optional
        How much each case counts: a column of the data, a Series with the case ids as index, or one number
        per case. Cases of weight 0 are left out. Default: every case counts once.
    missing : {"raise", "drop"}, default "raise"
        What to do with cases that have a missing value.

    Returns
    -------
    CausalChain

    Raises
    ------
    ArgumentError
        If the ordering names a set twice, an outcome is not a single literal, there are fewer than two sets,
        or weights are missing, negative, all 0 or not one per case.
    UnknownNameError
        If a set is not in the data.

    Notes
    -----
    A model of a two-valued set C over A and B says which combinations of A and B are sufficient for C in
    these data, and how much of C they cover. Neither is a cause: that A comes before C is said by the
    ordering, not by the data.

    With "coincidence" a conjunction counts if a case has a membership above 0.5 in it, its consistency
    reaches the cut-off and that of no part of it does. A disjunction is listed if its coverage reaches the
    cut-off, that of no part of it does, and its consistency reaches its own cut-off.

    References
    ----------
    Baumgartner, M. (2009). Inferring causal complexity. Sociological Methods & Research, 38(1), 71-101.

    Examples
    --------
    >>> data = pd.DataFrame(
    ...     {"A": [0, 1, 0, 1, 0, 1, 0, 1], "B": [0, 0, 1, 1, 0, 0, 1, 1], "C": [0, 0, 0, 0, 1, 1, 1, 1]}
    ... )
    >>> data["D"] = data[["A", "B"]].max(axis=1)
    >>> data["E"] = data[["C", "D"]].max(axis=1)
    >>> chain = find_causal_chain(data, "A, B, C < D < E", strict=True)
    >>> chain.sentence
    'A + B => D; C + D => E (1 of 2)'
    >>> chain.exogenous
    ('A', 'B', 'C')
    >>> chain.table[["outcome", "expression", "coverage"]]
      outcome expression  coverage
    0       D      A + B       1.0
    1       E      C + D       1.0
    2       E  A + B + C       1.0
    """
    check_choice("method", method, ("truth_table", "coincidence"))
    if not isinstance(strict, bool | np.bool_):
        raise ArgumentTypeError(f"strict must be True or False, not {strict!r}.")
    frame = as_frame(data)
    chosen = _names(names, frame, weights if isinstance(weights, str) else None)
    levels = read_ordering(ordering, chosen)
    sets = take_sets(frame, chosen, missing=missing)
    sets, own_weights, weightless = _weighted(sets, case_weights(frame, weights, sets.cases))
    targets = _outcomes(outcomes, sets)
    coincidence = method == "coincidence"
    settings = ChainSettings(
        names=tuple(chosen),
        levels=levels,
        ordered=ordering is not None,
        strict=bool(strict),
        method=method,
        consistency=_cut("consistency", consistency, 1.0, positive=coincidence),
        model_consistency=_cut("model_consistency", model_consistency, consistency if coincidence else 0.0),
        model_coverage=_cut(
            "model_coverage", model_coverage, 1.0 if coincidence else 0.0, positive=coincidence
        ),
        frequency=check_count("frequency", frequency),
        max_models=check_count("max_models", max_models),
        missing=missing,
        weights=weights if weights is None or isinstance(weights, str) else "an array",
    )
    _warn_of_crossovers(sets)
    search = _by_coincidence if coincidence else _by_truth_table
    place = {name: number for number, level in enumerate(levels) for name in level}
    found = []
    for target in sorted(targets, key=lambda one: place[one.used[0]]):
        own = target.used[0]
        last = place[own] - 1 if strict else place[own]
        conditions = tuple(name for name in chosen if place[name] <= last and name != own)
        found.append(_explained(target, place[own], conditions, sets, settings, search, own_weights))
    return CausalChain(settings, tuple(found), len(sets.cases), sets.dropped, weightless)


def _weighted(sets: Sets, weights: Floats | None) -> tuple[Sets, Floats | None, tuple[object, ...]]:
    """Return the sets and weights of the cases that count, and the ids of those of weight 0."""
    if weights is None or weights.all():
        return sets, weights, ()
    counts = weights > 0
    kept = replace(sets, values=sets.values[counts], cases=sets.cases[counts])
    return kept, weights[counts], tuple(sets.cases[~counts])


def _names(names: object, frame: pd.DataFrame, weights: str | None) -> list[str]:
    if names is None:
        chosen = [name for name in frame.columns if name != weights]
    elif isinstance(names, str) or not isinstance(names, Iterable):
        raise ArgumentTypeError(f'names must be a list of columns such as ["A", "B", "Y"], not {names!r}.')
    else:
        chosen = list(names)
    twice = [name for name in dict.fromkeys(chosen) if chosen.count(name) > 1]
    if twice:
        raise ArgumentError(f"names has {listed(twice)} more than once. Name each set once.")
    unknown = [name for name in chosen if name not in frame.columns]
    if unknown:
        raise unknown_names("set", unknown, list(frame.columns), "the data (in names)")
    check_text_names(chosen)
    if len(chosen) < 2:
        raise ArgumentError(
            f"A causal chain needs at least two sets, but there is {counted(len(chosen), 'set')}: "
            f"{listed(chosen)}."
        )
    return chosen


def _outcomes(outcomes: object, sets: Sets) -> list[Expression]:
    """Return what is to be explained: literals, each as an expression."""
    n_levels = dict(zip(sets.names, sets.levels, strict=True))
    if outcomes is None:
        return [
            Expression(((Literal(name, (value,), braces=number > 2),),), (name,), (number,))
            for name, number in n_levels.items()
            for value in range(1, number)
        ]
    given = [outcomes] if isinstance(outcomes, str | Expression) else outcomes
    if not isinstance(given, Iterable):
        raise ArgumentTypeError(f'outcomes must be a list such as ["Y", "~A"], not {outcomes!r}.')
    found: dict[Expression, None] = {}
    for one in given:
        target = as_expression(one)
        if len(target.terms) != 1 or len(target.literal_terms[0]) != 1:
            raise ArgumentError(
                f"outcomes holds {str(target)!r}, but an outcome of a causal chain is one set, such as "
                "'Y', '~Y' or 'C{2}'."
            )
        if target.used[0] not in n_levels:
            raise unknown_names("set", list(target.used), sets.names, "the data (in outcomes)")
        target.evaluate_terms(sets)
        found.setdefault(target)
    if not found:
        raise ArgumentError("outcomes is empty: name at least one, or leave it out to take every set.")
    return list(found)


def _cut(name: str, value: float | None, default: float, *, positive: bool = False) -> float:
    number = check_fraction(name, default if value is None else value)
    if positive and number <= 0:
        raise ArgumentError(f'{name} is {number:g}, but it must be above 0 where method="coincidence".')
    return number


def _warn_of_crossovers(sets: Sets) -> None:
    two_valued = np.asarray(sets.levels) == 2
    touched = sets.cases[((sets.values == 0.5) & two_valued).any(axis=1)]
    if len(touched):
        warnings.warn(
            f"{counted(len(touched), 'case')} with a membership of exactly 0.5 "
            f"{'belongs' if len(touched) == 1 else 'belong'} to no configuration where that set is a "
            f"condition: {listed(touched)}. They still enter every sum. "
            "Change the calibration if they should count.",
            CrossoverWarning,
            stacklevel=caller_level(),
        )


def _explained(
    target: Expression,
    level: int,
    conditions: tuple[str, ...],
    sets: Sets,
    settings: ChainSettings,
    search: _Search,
    weights: Floats | None,
) -> ChainOutcome:
    """Return the models of one outcome, or why there are none."""
    y = disjunction(target.evaluate_terms(sets))
    why = ""
    if not conditions:
        why = "No set comes before it in the ordering."
    elif not (y > 0.5).any():
        why = "It is present (membership above 0.5) in no case."
    elif not (y < 0.5).any():
        where = (
            "present (membership above 0.5) in every"
            if (y > 0.5).all()
            else "absent (membership below 0.5) in no"
        )
        why = f"It is {where} case, so nothing sets its presence apart."
    if why:
        return ChainOutcome(target, level, conditions, (), (), True, why)
    models, complete, why = search(target, conditions, sets, y, settings, weights)
    fits = tuple(
        fit_terms(
            model.evaluate_terms(sets),
            y,
            tuple(map(str, model.terms)),
            f"{model} => {target}",
            missing=settings.missing,
            dropped=sets.dropped,
            weights=weights,
        )
        for model in models
    )
    return ChainOutcome(target, level, conditions, models, fits, complete, "" if models else why)


def _by_truth_table(
    target: Expression,
    conditions: tuple[str, ...],
    sets: Sets,
    y: Floats,
    settings: ChainSettings,
    weights: Floats | None,
) -> tuple[tuple[Expression, ...], bool, str]:
    frame = pd.DataFrame(sets.values, index=sets.cases, columns=list(sets.names))
    with warnings.catch_warnings():
        # Said once, for all outcomes together.
        warnings.simplefilter("ignore", CrossoverWarning)
        warnings.simplefilter("ignore", UncalibratedWarning)
        table = table_of(
            frame,
            target,
            conditions,
            consistency=settings.consistency,
            frequency=settings.frequency,
            weights=weights,
            least=dict(zip(sets.names, sets.levels, strict=True)),
        )
    solution = minimize(
        table,
        "parsimonious",
        ties="irredundant",
        max_models=settings.max_models,
        model_consistency=settings.model_consistency,
        model_coverage=settings.model_coverage,
    )
    models = tuple(model.expression for model in solution.models)
    eligible = table.consistency[table.codes != REMAINDER]
    if not (table.codes == POSITIVE).any():
        highest = f": the highest is {np.nanmax(eligible):.3f}" if len(eligible) else ""
        why = (
            f"No configuration of its conditions reaches a consistency of {settings.consistency:g}{highest}."
        )
        return (), True, why
    if models and not models[0].used:
        return (
            (),
            True,
            "No configuration is negative, so the conditions do not set its presence apart from its absence.",
        )
    return models, solution.complete, " ".join(solution.advice)


def _by_coincidence(
    target: Expression,
    conditions: tuple[str, ...],
    sets: Sets,
    y: Floats,
    settings: ChainSettings,
    weights: Floats | None,
) -> tuple[tuple[Expression, ...], bool, str]:
    at = [sets.names.index(name) for name in conditions]
    values, levels = sets.values[:, at], tuple(sets.levels[i] for i in at)
    corners, on_crossover = assign_corners(values, levels)
    observed, _ = observed_corners(corners[~on_crossover], levels)
    if not len(observed):
        return (), True, "No case belongs to a configuration of its conditions."
    with Limits(None, MAX_IMPLICANTS, None) as limits:
        cubes, all_found = consistent_implicants(
            observed, values, y, levels, settings.consistency, limits, weights
        )
    if not len(cubes):
        return (), all_found, f"No conjunction reaches a consistency of {settings.consistency:g}."
    terms = expression_of(cubes.tolist(), conditions, levels)
    x = terms.evaluate_terms(sets)
    if weights is not None:
        # Only sums of minima and maxima are compared: these are weighted where x and y are.
        x, y = x * weights[:, np.newaxis], y * weights
    found = minimal_disjunctions(
        x,
        y,
        settings.model_coverage,
        consistency=settings.model_consistency,
        max_models=settings.max_models,
    )
    models = tuple(expression_of(cubes[list(model)].tolist(), conditions, levels) for model in found.models)
    complete = all_found and found.complete
    if models:
        return models, complete, ""
    whole = np.minimum(x.max(axis=1), y).sum() / y.sum()
    if whole < settings.model_coverage - _TOLERANCE:
        start = (
            "The only sufficient conjunction covers"
            if len(cubes) == 1
            else f"All {len(cubes)} sufficient conjunctions together cover"
        )
        why = f"{start} {whole:.3f} of it, less than {settings.model_coverage:g}."
    elif complete:
        why = (
            f"No minimal disjunction with a coverage of {settings.model_coverage:g} reaches a consistency of "
            f"{settings.model_consistency:g}."
        )
    else:
        why = "No model was found among the disjunctions looked at, which are not all there are."
    return (), complete, why
