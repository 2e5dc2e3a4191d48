"""Measures of fit beyond the standard ones: those that come with the library, by name, and the user's own."""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

import numpy as np

from fsqca import metrics
from fsqca._checks import listed
from fsqca._types import Floats
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from fsqca.fit.relation import Kind

#: ``function(x, y)`` with memberships (n_cases,) gives one number; with weights it is called as
#: ``function(x, y, weights=w)``.
Measure: TypeAlias = Callable[..., Any]

#: Kind of relation -> name -> function. That x is necessary for y says that y is sufficient for x: there y is
#: the antecedent, whose share the antecedent-adjusted measures hold at one half, and x the consequent, whose
#: share is the prevalence. The measures that are not symmetric change places in pairs.
MEASURES: dict[Kind, dict[str, Measure]] = {
    "sufficiency": {
        "haesebrouck_consistency": metrics.haesebrouck_consistency,
        "product": metrics.product,
        "symmetric_consistency": metrics.symmetric_consistency,
        "set_coincidence": metrics.set_coincidence,
        "contrapositive_consistency": metrics.contrapositive_consistency,
        "contrapositive_coverage": metrics.contrapositive_coverage,
        "prevalence_adjusted_consistency": metrics.prevalence_adjusted_consistency,
        "antecedent_adjusted_coverage": metrics.antecedent_adjusted_coverage,
        "antecedent_adjusted_contrapositive_consistency": (
            metrics.antecedent_adjusted_contrapositive_consistency
        ),
        "prevalence_adjusted_contrapositive_coverage": metrics.prevalence_adjusted_contrapositive_coverage,
    },
    "necessity": {
        "set_coincidence": metrics.set_coincidence,
        "contrapositive_consistency": metrics.contrapositive_coverage,
        "contrapositive_coverage": metrics.contrapositive_consistency,
        "prevalence_adjusted_consistency": metrics.antecedent_adjusted_coverage,
        "antecedent_adjusted_coverage": metrics.prevalence_adjusted_consistency,
        "antecedent_adjusted_contrapositive_consistency": metrics.prevalence_adjusted_contrapositive_coverage,
        "prevalence_adjusted_contrapositive_coverage": metrics.antecedent_adjusted_contrapositive_consistency,
    },
}


def chosen_measures(measures: object, kind: Kind, taken: Iterable[str]) -> dict[str, Measure]:
    """Return name -> function for what a user asks for, or raise.

    `measures` is a name, a function, a list of these, or a mapping of names to functions or names; `taken`
    are the columns that are there already.
    """
    found: dict[str, Measure] = {}
    for name, measure in _pairs(measures):
        if isinstance(measure, str):
            label, function = name or measure, _by_name(measure, kind)
        elif callable(measure):
            label, function = name or getattr(measure, "__name__", ""), measure
            if not label or label == "<lambda>":
                raise ArgumentError(
                    "measures has a function without a name. Name its column with a mapping: "
                    '{"my measure": function}.'
                )
        else:
            raise ArgumentTypeError(
                f"measures has {measure!r}, which is neither the name of a measure nor a function of "
                "memberships x and y."
            )
        if label in found or label in taken:
            raise ArgumentError(
                f"measures has {label!r}, but the table has a column of this name already. "
                'Give it another name with a mapping: {"another name": ...}.'
            )
        found[label] = function
    return found


def _pairs(measures: object) -> list[tuple[str, Any]]:
    if measures is None:
        return []
    if isinstance(measures, str) or callable(measures):
        return [("", measures)]
    if isinstance(measures, Mapping):
        strange = [name for name in measures if not isinstance(name, str) or not name]
        if strange:
            raise ArgumentTypeError(f"measures must have names that are text, not {listed(strange)}.")
        return list(measures.items())
    if isinstance(measures, Iterable):
        return [("", measure) for measure in measures]
    raise ArgumentTypeError(
        f"measures must be a name, a function, a list of these or a mapping, not {measures!r}."
    )


def _by_name(name: str, kind: Kind) -> Measure:
    known = MEASURES[kind]
    if name in known:
        return known[name]
    if any(name in others for others in MEASURES.values()):
        raise ArgumentError(
            f"The measure {name!r} is not defined for {kind}. Available for {kind}: {listed(known, 20)}."
        )
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise UnknownNameError(
        f"There is no measure {name!r} for {kind}. Available: {listed(known, 20)}, "
        f"or a function of memberships x and y.{hint}"
    )


def measured(
    measures: Mapping[str, Measure], x: Floats, y: Floats, rows: Iterable[str], weights: Floats | None
) -> Floats:
    """Return the values of measures, shape (n_rows, n_measures), for the columns of x (n_cases, n_rows)."""
    result = np.empty((x.shape[1], len(measures)))
    for column, (name, function) in enumerate(measures.items()):
        if weights is not None and not _takes_weights(function):
            raise ArgumentError(
                f"The measure {name!r} takes no weights, but the cases are weighted. "
                "Give the function a third argument: def measure(x, y, weights=None)."
            )
        for row, (label, memberships) in enumerate(zip(rows, x.T, strict=True)):
            # A copy: a function that writes into its arguments must not change those of the next measure.
            given = memberships.copy(), y.copy()
            value = function(*given) if weights is None else function(*given, weights=weights.copy())
            result[row, column] = _number(name, label, value)
    return result


def _takes_weights(function: Measure) -> bool:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # some built-in functions have no signature
        return True
    return any(p.name == "weights" or p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters)


def _number(name: str, label: str, value: object) -> float:
    shape = np.shape(value) if isinstance(value, (np.ndarray, list, tuple)) or hasattr(value, "shape") else ()
    if shape:
        raise ArgumentError(
            f"The measure {name!r} returned an array of shape {shape} for {label!r}, but it must return one "
            "number for the memberships x and y, each of shape (n_cases,)."
        )
    plain = value.item() if isinstance(value, (np.ndarray, np.generic)) else value
    if isinstance(plain, bool) or not isinstance(plain, numbers.Real):
        raise ArgumentTypeError(
            f"The measure {name!r} returned {plain!r} for {label!r}, but it must return one number "
            "(NaN where it is undefined)."
        )
    return float(plain)
