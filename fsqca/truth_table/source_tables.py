"""From a file, lazy frame or engine to a truth table: two scans, and only sums are held."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import caller_level, counted, listed, unknown_names
from fsqca._frames import SCALE_VALUES, Sets, not_calibrated, not_numbers, number_of_levels
from fsqca._types import Missing
from fsqca.errors import ArgumentTypeError, CrossoverWarning, DataError
from fsqca.sources import Source
from fsqca.sources.collecting import frame_of_source
from fsqca.sources.memberships import Reader, without_data
from fsqca.truth_table.coding import Coding, code_rows
from fsqca.truth_table.conditions import condition_names
from fsqca.truth_table.scan import Scan, check_same
from fsqca.truth_table.scanning import AddUp, Look, Prepare, Seen
from fsqca.truth_table.settings import Crossover, TableSettings
from fsqca.truth_table.sums import row_numbers
from fsqca.truth_table.table import TruthTable
from fsqca.truth_table.weights import no_weight, not_weights

if TYPE_CHECKING:
    from fsqca.calibration import Calibrated


def table_of_source(
    source: Source,
    outcome: object,
    conditions: Sequence[str] | None,
    *,
    coding: Coding,
    crossover: Crossover,
    missing: Missing,
    weights: object,
    cases: str | None,
    calibrators: object,
) -> TruthTable:
    """Return the truth table of a source; see :func:`fsqca.build_truth_table`."""
    from fsqca.truth_table.building import check_outcome, named

    calibrated = None if calibrators is None else without_data(calibrators)
    _check_weights(source, weights)
    assert weights is None or isinstance(weights, str)
    beside = _beside(source, weights, cases)
    _check_raw(source, calibrated)
    known = _sets(source, calibrated, beside)
    target, names = named(outcome, conditions, known, beside, all_sets=_all_sets(source, calibrated))
    sets = tuple(dict.fromkeys([*names, *target.used]))
    reader = Reader(sets, calibrated, weights, cases)
    _check_numbers(source, reader)

    seen = source.scan(reader.needed(source), Look(reader, len(names), crossover))
    if seen is None:
        raise DataError(f"data ({source.label}) have no cases (rows).")
    _check_seen(seen, reader, names, missing, crossover)
    levels = _levels(seen, sets)
    fuzzy = tuple(bool(each) for each in seen.fractional)
    places = [sets.index(name) for name in target.used]
    nothing = np.empty((0, len(places)))
    check_outcome(
        target,
        Sets(
            target.used,
            nothing,
            pd.RangeIndex(0),
            tuple(fuzzy[place] for place in places),
            tuple(levels[place] for place in places),
            (),
        ),
    )
    if seen.crossover and crossover == "unassigned":
        warnings.warn(
            f"{counted(seen.crossover, 'case')} with a membership of exactly 0.5 in a condition "
            f"{'belongs' if seen.crossover == 1 else 'belong'} to no configuration. They still enter "
            "every sum. "
            'Choose crossover="above", "below", "drop" or "raise", or change the calibration.',
            CrossoverWarning,
            stacklevel=caller_level(),
        )
    own_levels = levels[: len(names)]
    prepare = Prepare(reader, len(names), crossover, fuzzy, levels, target)
    totals = source.scan(reader.needed(source), AddUp(prepare, seen.corners))
    check_same(source, seen.rows, 0 if totals is None else totals.rows)
    assert totals is not None
    left_out = seen.crossover if crossover == "drop" else 0
    check_same(source, seen.n_cases - left_out, totals.n_cases)
    if len(totals.sums.n) and not (totals.sums.n > 0).all():
        raise DataError(
            f"{source.label} changed while it was read: a configuration had cases in the first scan and "
            "none in the next one. Nothing was made of it. Wait until the data are written, then build "
            "the table again."
        )
    consistency, pri = totals.sums.consistency(), totals.sums.pri()
    scan = Scan(
        source=source,
        prepare=prepare,
        n_rows=seen.rows,
        n_cases=totals.n_cases,
        n_missing=seen.incomplete,
        n_weightless=seen.weightless,
        n_crossover=seen.crossover,
        in_outcome=totals.in_outcome,
        out_of_outcome=totals.out_of_outcome,
        constant=tuple(
            name
            for place, name in enumerate(names)
            if seen.n_cases > 1 and seen.lowest[place] == seen.highest[place]
        ),
        kept=totals.kept,
    )
    if scan.kept is not None:
        _check_ids(scan, cases)
    return TruthTable(
        settings=TableSettings(
            str(target), tuple(names), coding, crossover, missing, weights=weights, source=source.label
        ),
        level_counts=own_levels,
        numbers=tuple(int(number) for number in row_numbers(seen.corners, own_levels)),
        corners=seen.corners,
        n=totals.sums.n.astype(np.float64),
        consistency=consistency,
        pri=pri,
        codes=code_rows(totals.sums.n, consistency, pri, coding),
        sums=totals.sums,
        outcome=target,
        calibration=None if calibrated is None else calibrated.table,
        scan=scan,
    )


def read_used(
    source: Source,
    outcome: object,
    conditions: Sequence[str] | None,
    weights: object,
    cases: str | None,
    calibrators: object,
) -> pd.DataFrame:
    """Return the columns of a source that a table needs, in memory; all where not all are named or known."""
    from fsqca.expressions import Expression
    from fsqca.expressions.columns import expression_or_column

    _check_weights(source, weights)
    names = list(source.kinds)
    if conditions is not None and calibrators is None and isinstance(outcome, str | Expression):
        target = expression_or_column(outcome, names, "outcome")
        beside = [str(name) for name in (weights, cases) if name is not None]
        used = list(dict.fromkeys([*condition_names(conditions), *target.used, *beside]))
        names = used if set(used) <= set(names) else names
    return frame_of_source(source, names, cases)


def _check_weights(source: Source, weights: object) -> None:
    if weights is not None and not isinstance(weights, str):
        raise ArgumentTypeError(
            f"weights must be the name of a column where data are {source.label}, not "
            f"{type(weights).__name__}: "
            "an array has no rows to go with."
        )


def _beside(source: Source, weights: str | None, cases: str | None) -> tuple[str, ...]:
    """Return the columns that are no sets: those of weights and of ids."""
    for argument, name in (("weights", weights), ("cases", cases)):
        if name is not None and name not in source.kinds:
            raise unknown_names("column", [name], list(source.kinds), f"data (in {argument})")
    if weights is not None and source.kinds[weights]:
        raise DataError(f"weights must be numbers, but they are of type {source.kinds[weights]!r}.")
    return tuple(name for name in (weights, cases) if name is not None)


def _check_raw(source: Source, calibrated: Calibrated | None) -> None:
    columns = list(calibrated.settings.columns.values()) if calibrated is not None else []
    unknown = [name for name in dict.fromkeys(columns) if name not in source.kinds]
    if unknown:
        raise unknown_names("column", unknown, list(source.kinds), "data (in calibrators)")


def _sets(source: Source, calibrated: Calibrated | None, beside: Sequence[str]) -> list[str]:
    """Return the sets that are conditions where none are named: those calibrated, or else all columns."""
    if calibrated is not None:
        return list(calibrated.calibrators)
    return [name for name in source.kinds if name not in beside]


def _all_sets(source: Source, calibrated: Calibrated | None) -> list[str]:
    made = list(calibrated.calibrators) if calibrated is not None else []
    return list(dict.fromkeys([*made, *source.kinds]))


def _check_numbers(source: Source, reader: Reader) -> None:
    """Raise if a column of text is to be a set, or goes to a calibrator of numbers."""
    texts: dict[str, str] = {}
    for name in reader.sets:
        calibrator = reader.calibrated.calibrators.get(name) if reader.calibrated is not None else None
        column = name if calibrator is None else str(reader.calibrated.settings.columns[name])  # type: ignore[union-attr]
        if source.kinds[column] and not (calibrator is not None and calibrator.takes_text):
            texts[column] = source.kinds[column]
    if texts:
        raise not_numbers(texts, "data")


def _check_seen(
    seen: Seen, reader: Reader, names: Sequence[str], missing: Missing, crossover: Crossover
) -> None:
    """Raise where the data cannot be used as they are."""
    if seen.bad_weights:
        raise not_weights(seen.bad_weights, f" (column {reader.weights!r})")
    if seen.rows == seen.weightless:
        raise no_weight()
    for column, number in zip(reader.columns, seen.infinite.tolist(), strict=True):
        if number:
            raise DataError(f"Column {column!r} in data has infinite values, in {counted(number, 'case')}.")
    columns = [name for name, some in zip(reader.columns, seen.missing.tolist(), strict=True) if some]
    if seen.incomplete and missing == "raise":
        raise DataError(
            f"{counted(seen.incomplete, 'case')} of data {'has' if seen.incomplete == 1 else 'have'} missing "
            f'values in {listed(columns)}. Fill them in, or pass missing="drop" to leave these cases out.'
        )
    if not seen.n_cases:
        raise DataError(
            f"No case of data is left after dropping those with a missing value in {listed(columns)}."
        )
    for place, name in enumerate(reader.sets):
        fractional = bool(seen.fractional[place])
        below, above = int(seen.below[place]), int(seen.above[place]) if fractional else 0
        if below + above:
            low, high = seen.examples[place]
            rounding = fractional and seen.lowest[place] > -1e-9 and seen.highest[place] < 1 + 1e-9
            examples = [*low, *(high if fractional else [])][:3]
            raise not_calibrated(
                name, "data", below + above, examples, "", fractional=fractional, rounding=bool(rounding)
            )
    if seen.crossover and crossover == "raise":
        at_half = [name for name, some in zip(names, seen.at_half.tolist(), strict=True) if some]
        raise DataError(
            f"{counted(seen.crossover, 'case')} {'has' if seen.crossover == 1 else 'have'} a membership of "
            f'exactly 0.5 in {listed(at_half)}. Change the calibration, or choose crossover="unassigned", '
            '"above", "below" or "drop".'
        )
    if seen.crossover == seen.n_cases and crossover == "drop":
        raise DataError("No case is left: every case has a membership of exactly 0.5 in a condition.")


def _levels(seen: Seen, sets: Sequence[str]) -> tuple[int, ...]:
    return tuple(
        number_of_levels(
            name,
            "data",
            float(seen.lowest[place]),
            float(max(seen.highest[place], seen.left_out[place])),
            fractional=bool(seen.fractional[place]),
            scale=bool(seen.lowest[place] > 0) and len(seen.distinct[place]) >= SCALE_VALUES,
        )
        for place, name in enumerate(sets)
    )


def _check_ids(scan: Scan, column: str | None) -> None:
    """Raise if ids are missing or stand for several cases."""
    assert scan.kept is not None
    ids = pd.Series(scan.kept.ids, dtype=object)
    if ids.isna().any():
        raise DataError(
            f"The column of case ids, {column!r}, is empty in {counted(int(ids.isna().sum()), 'row')}. "
            "Give each case an id."
        )
    if not ids.is_unique:
        twice = list(dict.fromkeys(ids[ids.duplicated()]))
        raise DataError(
            f"data has duplicate case ids in the column {column!r}: {listed(twice)}. Give each case an id "
            "of its own, or leave cases= out."
        )
