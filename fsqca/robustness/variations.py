"""Test solutions made by doing the analysis again with other cut-offs and other calibrations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd

from fsqca._checks import check_count, check_fraction, counted, listed, unknown_names
from fsqca._frames import as_frame
from fsqca._types import Missing
from fsqca.calibration import Calibrated, calibrate
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions.evaluation import disjunction
from fsqca.minimization.models import term_memberships
from fsqca.minimization.solution import Solution
from fsqca.robustness.alternatives import Alternative, Initial, empty_alternative, in_order
from fsqca.robustness.rerun import Rerun, solve_again
from fsqca.truth_table.building import build_truth_table
from fsqca.truth_table.table import TruthTable

#: More re-runs than this are refused, because a report could not list them.
_MOST_RUNS = 5000


@dataclass(frozen=True, slots=True)
class _Setting:
    """One value of one setting: what it is called in a label, and what it is."""

    name: str
    value: Any

    @property
    def label(self) -> str:
        shown = self.value[0] if self.name == "calibration" else f"{self.value:g}"
        return f"{self.name} {shown}"


def varied(
    initial: Initial,
    data: object,
    consistency: object,
    pri: object,
    frequency: object,
    calibrations: Mapping[str, object] | None,
    missing: Missing,
    *,
    combine: bool,
) -> tuple[Alternative, ...]:
    """Return the test solutions of other settings; today's own values are not counted as a test."""
    solution = initial.solution
    if solution is None:
        raise ArgumentError(
            "Settings can be varied only where initial is a Solution, which knows how it was made. Pass "
            "the Solution (with model= to choose one of its models), or the test solutions themselves as "
            "tests."
        )
    if calibrations is not None and (not isinstance(calibrations, Mapping) or not calibrations):
        raise ArgumentTypeError(
            "calibrations must be a dict that gives each calibration a name, such as "
            f'{{"stricter": {{"A": Direct(3, 5, 6)}}}}, not {calibrations!r}.'
        )
    coding = solution.truth_table.settings.coding
    lists = [
        [
            _Setting("consistency", check_fraction("consistency", one))
            for one in _several("consistency", consistency)
        ],
        [_Setting("PRI", check_fraction("pri", one)) for one in _several("pri", pri)],
        [_Setting("frequency", check_count("frequency", one)) for one in _several("frequency", frequency)],
        [_Setting("calibration", one) for one in (calibrations or {}).items()],
    ]
    today = {"consistency": coding.consistency, "PRI": coding.pri, "frequency": coding.frequency}
    lists = [[one for one in own if today.get(one.name) != one.value] for own in lists]
    if not any(lists):
        raise ArgumentError(
            f"No setting to test differs from today's ({coding.describe()}): give other values of "
            "consistency, pri, frequency or calibrations, or tests."
        )
    if any(lists[:3]) and solution.truth_table.sums is None and not lists[3]:
        raise ArgumentError(
            "The cut-offs of this truth table cannot be varied, because it has no data behind it. Pass "
            "test solutions as tests."
        )
    runs = list(_together(lists) if combine else ((one,) for own in lists for one in own))
    if len(runs) > _MOST_RUNS:
        raise ArgumentError(
            f"The settings make {len(runs)} combinations, more than {_MOST_RUNS}. Give fewer values, or "
            "combine=False to vary one setting at a time."
        )
    rerun = Rerun(solution)
    tables: dict[object, TruthTable] = {None: solution.truth_table}
    found: list[Alternative] = []
    for run in runs:
        own = {one.name: one.value for one in run}
        name, how = own.get("calibration", (None, None))
        if name not in tables:
            tables[name] = _recalibrated(solution, name, how, data, missing, initial)
        table = tables[name].recode(
            consistency=own.get("consistency"), pri=own.get("PRI"), frequency=own.get("frequency")
        )
        found += _solved(rerun, table, ", ".join(one.label for one in run), initial)
    return tuple(found)


def _several(name: str, values: object) -> Sequence[Any]:
    if values is None:
        return ()
    if isinstance(values, str) or not isinstance(values, Sequence):
        tolist = getattr(values, "tolist", None)
        values = tolist() if tolist is not None else [values]
        values = values if isinstance(values, list) else [values]
    if not values:
        raise ArgumentError(f"{name} is empty: give the values to test, for example {name}=(1, 2).")
    return list(dict.fromkeys(values))


def _together(lists: Sequence[Sequence[_Setting]]) -> Iterator[tuple[_Setting, ...]]:
    """Yield every combination of settings, today's value of each among them, without today's own."""
    for chosen in product(*([None, *own] for own in lists)):
        run = tuple(one for one in chosen if one is not None)
        if run:
            yield run


def _recalibrated(
    solution: Solution, name: str, how: object, data: object, missing: Missing, initial: Initial
) -> TruthTable:
    """Return the truth table of other memberships under the settings of the initial one."""
    settings = solution.truth_table.settings
    if settings.defined:
        raise ArgumentError(
            "calibrations cannot be varied where conditions are not defined everywhere; pass test "
            "solutions as tests."
        )
    if isinstance(how, Mapping):
        how = _calibrated_anew(name, how, data)
    if not isinstance(how, pd.DataFrame | Calibrated):
        raise ArgumentTypeError(
            f"calibrations[{name!r}] must be a frame of memberships, the result of calibrate(), or a dict "
            f"of calibrators for some of the sets, not {type(how).__name__}."
        )
    frame = as_frame(how, f"calibrations[{name!r}]")
    absent = [case for case in initial.cases if case not in frame.index]
    if absent:
        raise ArgumentError(
            f"{counted(len(absent), 'case')} of the initial solution "
            f"{'is' if len(absent) == 1 else 'are'} not in calibrations[{name!r}]: {listed(absent)}. Give "
            "memberships of the same cases."
        )
    frame = frame.loc[list(initial.cases)]
    weights = None if initial.weights is None else pd.Series(initial.weights, index=frame.index)
    coding = settings.coding
    return build_truth_table(
        frame,
        settings.outcome,
        list(settings.conditions),
        consistency=coding.consistency,
        pri=coding.pri,
        frequency=coding.frequency,
        contradiction=coding.contradiction,
        crossover=settings.crossover or "unassigned",
        missing=missing,
        weights=weights,
    )


def _calibrated_anew(name: str, how: Mapping[str, object], data: object) -> Calibrated:
    """Return the data calibrated by today's calibrators but for those given."""
    if not isinstance(data, Calibrated):
        raise ArgumentError(
            f"calibrations[{name!r}] gives calibrators, but the raw scores are not known: pass the result "
            "of calibrate() behind the initial solution as data."
        )
    unknown = [own for own in how if own not in data.calibrators]
    if unknown:
        raise unknown_names("set", unknown, list(data.calibrators), "data")
    specs: dict[str, Any] = {}
    for own, calibrator in data.calibrators.items():
        given = how.get(own, calibrator)
        specs[own] = given if isinstance(given, tuple) else (data.settings.columns[own], given)
    return calibrate(data.raw, specs, missing=data.settings.missing, snap=data.settings.snap)


def _solved(rerun: Rerun, table: TruthTable, label: str, initial: Initial) -> list[Alternative]:
    """Return every model of a table as a test solution."""
    settings = rerun.solution.settings
    demanding = settings.implicant_consistency or settings.model_consistency or settings.model_coverage
    if demanding or table.level_counts != rerun.table.level_counts or settings.exclude or settings.assume:
        solution = solve_again(settings, table)
    else:
        solution = rerun.models(table.corners, table.codes).solution
    if not solution.models:
        return [empty_alternative(label, initial)]
    if table.evidence is None:  # scanned: the cases are those of the data that were given
        return [
            Alternative(label, model.name, model.expression, initial.memberships_in(model.expression, label))
            for model in solution.models
        ]
    cases = list(table.evidence.sets.cases)
    return [
        Alternative(
            label,
            model.name,
            model.expression,
            in_order(disjunction(term_memberships(table, model.cubes)), cases, initial, label),
        )
        for model in solution.models
    ]
