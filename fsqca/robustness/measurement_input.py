"""What is needed to draw scores again: the table, the raw scores, and how much of them is error."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from fsqca._checks import check_choice, check_fraction, check_number, counted, listed
from fsqca._types import Floats
from fsqca.calibration import Calibrated
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.minimization.solution import Solution
from fsqca.robustness.error_models import (
    BY_ITEMS,
    BY_RELIABILITY,
    Draw,
    ErrorModel,
    answers_drawn,
    items_drawn,
    joint_true_scores,
    remeasured,
    true_scores,
)
from fsqca.survey import ConstructScores
from fsqca.truth_table.table import TruthTable

#: Draws of all raw scores: column -> scores, shape (n_cases,).
ScoreDraw: TypeAlias = Callable[[np.random.Generator], dict[Any, Floats]]


def table_behind(solution: object, sets: object) -> TruthTable:
    """Return the truth table of a solution that can be done again from raw scores, or say why it cannot."""
    if not isinstance(solution, Solution):
        hint = (
            " Pass one of its three solutions, such as .parsimonious."
            if hasattr(solution, "parsimonious")
            else ""
        )
        raise ArgumentTypeError(f"solution must be a Solution, not {type(solution).__name__}.{hint}")
    if not isinstance(sets, Calibrated):
        raise ArgumentTypeError(
            "sets must be the result of calibrate(), which holds the raw scores and the calibrators, not "
            f"{type(sets).__name__}."
        )
    table = solution.truth_table
    if table.evidence is None or table.outcome is None:
        raise ArgumentError(
            "The truth table of the solution has no data behind it, so scores cannot be carried through "
            "to it. Build it with build_truth_table() from sets in memory."
        )
    if table.settings.defined:
        raise ArgumentError(
            "Measurement error cannot be carried through conditions that are not defined everywhere."
        )
    own = solution.settings
    if own.implicant_consistency or own.model_consistency or own.model_coverage:
        raise ArgumentError(
            "The solution asks for a consistency or coverage of its implicants or models; minimize "
            "without implicant_consistency, model_consistency and model_coverage to carry error through."
        )
    cases = table.evidence.sets.cases
    absent = [case for case in cases if case not in sets.raw.index]
    if absent:
        raise ArgumentError(
            f"{counted(len(absent), 'case')} of the truth table {'is' if len(absent) == 1 else 'are'} not "
            f"in sets: {listed(absent)}. Pass the calibration that the table was built from."
        )
    needed = list(dict.fromkeys([*table.conditions, *table.outcome.used]))
    if not any(name in sets.calibrators for name in needed):
        raise ArgumentError(
            f"None of the sets of the truth table ({listed(needed, 20)}) is in sets "
            f"({listed(sets.calibrators, 20)}). Pass the calibration that the table was built from."
        )
    _check_memberships(table, sets, cases)
    return table


def _check_memberships(table: TruthTable, sets: Calibrated, cases: pd.Index[Any]) -> None:
    """Raise where the table was not built from these memberships."""
    evidence = table.evidence
    assert evidence is not None
    for name in table.conditions:
        if name in sets.data.columns:
            own = sets.data[name].reindex(cases).to_numpy(dtype=np.float64)
            other = np.abs(own - evidence.sets.column(name)) > 0.0011  # the crossover rule moves 0.5 by 0.001
            if other.any():
                raise ArgumentError(
                    f"The memberships in {name!r} are not those of the truth table, in "
                    f"{counted(int(other.sum()), 'case')}: {listed(cases[other])}. Pass the calibration "
                    "that the table was built from."
                )


def draws_of_scores(
    table: TruthTable,
    sets: Calibrated,
    reliability: object,
    items: object,
    error: object,
    share: object,
) -> tuple[ErrorModel, ScoreDraw, tuple[str, ...]]:
    """Return the error model, how the raw scores are drawn, and the sets that stay as they are."""
    if (reliability is None) == (items is None):
        given = (
            "Neither reliability nor items is" if reliability is None else "Both reliability and items are"
        )
        raise ArgumentError(
            f"{given} given. Give one: reliability={{...}}, the reliability of each score, or items=, the "
            "result of score_constructs()."
        )
    allowed = BY_RELIABILITY if items is None else BY_ITEMS
    if error is not None and error in (*BY_RELIABILITY, *BY_ITEMS) and error not in allowed:
        needed = "items" if items is None else "reliability"
        raise ArgumentError(f"error is {error!r}, which needs {needed}. Allowed here: {listed(allowed)}.")
    kind: Any = allowed[0] if error is None else check_choice("error", error, allowed)
    evidence = table.evidence
    assert evidence is not None and table.outcome is not None  # noqa: PT018
    names = list(dict.fromkeys([*table.conditions, *table.outcome.used]))
    made = [name for name in names if name in sets.calibrators and not _kept_text(sets, name, reliability)]
    fixed = tuple(name for name in names if name not in made)
    cases = evidence.sets.cases
    columns = dict.fromkeys(sets.settings.columns[name] for name in made)
    raw = {column: _raw_scores(sets, column, cases) for column in columns}
    if items is None:
        return kind, _by_reliability(raw, reliability, kind), fixed
    return kind, _one_by_one(_by_items(raw, items, kind, share, cases)), fixed


def _kept_text(sets: Calibrated, name: str, reliability: object) -> bool:
    """Return whether the raw values of a set are text that is said to be measured without error."""
    column = sets.settings.columns[name]
    if pd.api.types.is_numeric_dtype(sets.raw[column].dtype):
        return False
    return isinstance(reliability, Mapping | pd.Series) and reliability.get(column) == 1


def _one_by_one(draws: Mapping[Any, Draw]) -> ScoreDraw:
    return lambda random: {column: draw(random) for column, draw in draws.items()}


def _raw_scores(sets: Calibrated, column: Any, cases: pd.Index[Any]) -> Floats:
    scores = sets.raw[column].loc[cases]
    if not pd.api.types.is_numeric_dtype(scores.dtype):
        raise DataError(
            f"The raw column {column!r} is not numeric, so it has no error of measurement that could be "
            "drawn. Keep it as it is with the reliability 1."
        )
    values: Floats = scores.to_numpy(dtype=np.float64)
    return values


def _by_reliability(raw: Mapping[Any, Floats], reliability: object, kind: str) -> ScoreDraw:
    if not isinstance(reliability, Mapping | pd.Series):
        raise ArgumentTypeError(
            'reliability must be a dict such as {"A": 0.85}, or a Series such as '
            'scores.reliability["alpha"], '
            f"not {type(reliability).__name__}."
        )
    given: Mapping[Any, Any] = reliability.to_dict() if isinstance(reliability, pd.Series) else reliability
    without = [column for column in raw if column not in given]
    if without:
        raise ArgumentError(
            f"reliability has no value for {listed(without, 20)}. Give one for every raw score; 1 for a "
            "score that is measured without error."
        )
    numbers: dict[Any, float] = {}
    for column, scores in raw.items():
        value = given[column]
        if isinstance(value, float) and math.isnan(value):
            raise ArgumentError(f"The reliability of {column!r} is missing (NaN). Give a number in (0, 1].")
        number = check_number(f"reliability[{column!r}]", value)
        if not 0.0 < number <= 1.0:
            raise ArgumentError(
                f"reliability[{column!r}] is {number:g}, but it must be greater than 0 and at most 1."
            )
        if len(scores) < 2:
            raise DataError(
                f"There is {counted(len(scores), 'case')}, but measurement error needs the variance of "
                "scores over at least two."
            )
        if number < 1.0 and np.ptp(scores) == 0:
            raise DataError(
                f"The score {column!r} is {scores[0]:g} in all cases, so it has no variance of which a "
                "share could be error. Give it the reliability 1 to keep it as it is."
            )
        numbers[column] = number
    if kind == "joint":
        return _jointly(raw, numbers)
    how = true_scores if kind == "true_score" else remeasured
    return _one_by_one({column: how(scores, numbers[column]) for column, scores in raw.items()})


def _jointly(raw: Mapping[Any, Floats], reliabilities: Mapping[Any, float]) -> ScoreDraw:
    draw = joint_true_scores(
        np.column_stack(list(raw.values())), np.array([reliabilities[one] for one in raw])
    )
    if draw is None:
        raise ArgumentError(
            "The reliabilities are too low for the correlations of the scores: there are no true scores "
            "that could "
            'have given them. Check the reliabilities, or draw each score by itself with error="true_score".'
        )
    columns = list(raw)
    return lambda random: dict(zip(columns, draw(random).T, strict=True))


def _by_items(
    raw: Mapping[Any, Floats], items: object, kind: str, share: object, cases: pd.Index[Any]
) -> dict[object, Draw]:
    if not isinstance(items, ConstructScores):
        raise ArgumentTypeError(
            f"items must be the result of score_constructs(), not {type(items).__name__}."
        )
    part = check_fraction("share", share, inclusive=False)
    constructs = dict(items.constructs)
    without = [column for column in raw if column not in constructs]
    if without:
        raise ArgumentError(
            f"items has no construct for the raw scores {listed(without, 20)}. Its constructs: "
            f"{listed(constructs, 20)}."
        )
    absent = [case for case in cases if case not in items.answers.index]
    if absent:
        raise ArgumentError(
            f"{counted(len(absent), 'case')} of the truth table {'has' if len(absent) == 1 else 'have'} "
            f"no answers in items: {listed(absent)}."
        )
    drawn: dict[object, Draw] = {}
    for column, scores in raw.items():
        own = list(constructs[column])
        if len(own) < 2:
            raise DataError(
                f"The construct {column!r} has one item, so its items say nothing of its error. Use "
                "reliability instead."
            )
        known = items.data[column].loc[cases].to_numpy(dtype=np.float64)
        other = ~np.isclose(known, scores, rtol=0.0, atol=1e-9)
        if other.any():
            raise ArgumentError(
                f"The scores of {column!r} in items are not those in sets, in "
                f"{counted(int(other.sum()), 'case')}: {listed(cases[other])}. Pass the scores that were "
                "calibrated."
            )
        answers = items.answers[own].loc[cases].to_numpy(dtype=np.float64)
        if kind == "answers":
            drawn[column] = answers_drawn(scores, answers)
        elif kind == "items":
            drawn[column] = items_drawn(scores, answers, len(own), replace=True)
        else:
            size = min(len(own) - 1, math.ceil(part * len(own) - 1e-9))
            drawn[column] = items_drawn(scores, answers, size, replace=False)
    return drawn
