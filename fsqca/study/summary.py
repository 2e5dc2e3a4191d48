"""A result as plain data for JSON: settings, provenance, and every number that an article could print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fsqca.report.of_cases import without_cases

if TYPE_CHECKING:
    from fsqca.minimization import Solution
    from fsqca.study.result import StudyResult
    from fsqca.truth_table import TruthTable

#: Columns that hold ids of cases; left out where nothing of single cases may be written.
OF_CASES = ("cases",)


def result_summary(result: StudyResult) -> dict[str, Any]:
    """Return a result as plain data: texts, numbers, lists and dicts; NaN is None."""
    study = result.study
    calibrated = result.calibrated
    of_cases = study.output.memberships
    summary = {
        "title": study.title,
        "settings": study.to_plain(defaults=True),
        "provenance": None if result.provenance is None else result.provenance.to_dict(),
        "notes": list(result.notes) if of_cases else [],
        "n_cases": len(result.data.data),
        "groups": {name: len(part) for name, part in result.groups.items()},
        "left_out": [] if calibrated is None or not of_cases else list(calibrated.dropped),
        "n_left_out": 0 if calibrated is None else len(calibrated.dropped),
        "calibration": {} if calibrated is None else calibrated.table.to_dict("index"),
        "reliability": {} if result.scores is None else result.scores.reliability.to_dict("index"),
        "results": {
            outcome: {
                name: {
                    "necessity": result.necessity[outcome][name].all_conditions.to_dict("index"),
                    "truth_table": _rows(result.truth_tables[outcome][name], of_cases),
                    "solutions": {
                        kind: _solution(getattr(result.solutions[outcome][name], kind))
                        for kind in study.solutions.types
                    },
                }
                for name in result.groups
            }
            for outcome in study.outcomes
        },
        "across": {
            outcome: {
                kind: [
                    {"from": source, "in": target, "terms": fit.table.to_dict("index")}
                    for (source, target), fit in pairs.items()
                ]
                for kind, pairs in kinds.items()
            }
            for outcome, kinds in result.across.items()
        },
        "robustness": {
            name: frame.reset_index().to_dict("records")
            for name, frame in (result.robustness if of_cases else without_cases(result.robustness)).items()
        },
    }
    plain: dict[str, Any] = as_json(summary)
    return plain


def _rows(table: TruthTable, of_cases: bool) -> list[dict[Any, Any]]:
    frame = table.table.reset_index()
    kept = frame if of_cases else frame.drop(columns=[name for name in OF_CASES if name in frame.columns])
    return kept.to_dict("records")


def _solution(solution: Solution) -> dict[str, Any]:
    return {
        "n_models": solution.n_models,
        "complete": solution.complete,
        "advice": list(solution.advice) if isinstance(solution.advice, tuple) else solution.advice,
        "models": [
            {
                "expression": str(model.expression),
                "fit": {} if model.fit is None else model.fit.table.to_dict("index"),
            }
            for model in solution.models
        ],
    }


def as_json(value: Any) -> Any:
    """Return a value as JSON holds it: numpy numbers as plain ones, NaN and missing values as None.

    Examples
    --------
    >>> as_json({"n": np.int64(3), "fit": [np.nan, 0.5], 2: ("a", pd.NA)})
    {'n': 3, 'fit': [None, 0.5], '2': ['a', None]}
    """
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if abs(value) != float("inf") else str(value)
    return str(value)
