"""Data frames at the door: which columns, which cases, which values may enter.

Rules for data (missing values, uncalibrated columns, duplicate names) live here and nowhere else.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from fsqca._checks import caller_level, check_choice, counted, listed, unknown_names
from fsqca._types import ArrayLike, Bools, Floats, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, UncalibratedWarning
from fsqca.metrics.checks import check_weights

T = TypeVar("T")

#: A column of whole numbers with more values than this draws a warning: it may be a raw score.
MANY_LEVELS = 7
#: So does one with at least this many values, none of them 0: it may be a response scale 1, 2, 3, ....
SCALE_VALUES = 4
#: A column of whole numbers with more values than this is a raw score and refused.
MOST_LEVELS = 10_000
#: Libraries whose frames `read` turns into those of pandas.
OTHER_FRAMES = ("polars", "pyarrow", "narwhals")


@dataclass(frozen=True, slots=True)
class Sets:
    """Columns of memberships taken out of a frame, checked.

    Attributes
    ----------
    names : tuple of str, length n_sets
    values : ndarray of float, shape (n_cases, n_sets)
        Fuzzy memberships in [0, 1], or whole numbers 0, 1, 2, ... for crisp and multi-value sets.
    cases : pandas.Index, length n_cases
    fuzzy : tuple of bool
        Whether a column has a fractional part anywhere.
    levels : tuple of int
        Number of values of each set: 2 for fuzzy and crisp, highest value + 1 for multi-value sets. A value
        counts also where only cases that are left out hold it.
    dropped : tuple
        Ids of the cases left out because a value was missing.
    """

    names: tuple[str, ...]
    values: Floats
    cases: pd.Index[Any]
    fuzzy: tuple[bool, ...]
    levels: tuple[int, ...]
    dropped: tuple[Any, ...]

    def column(self, name: str) -> Floats:
        """Return the memberships in one set, shape (n_cases,)."""
        column: Floats = self.values[:, self.names.index(name)]
        return column


def as_frame(data: object, argument: str = "data") -> pd.DataFrame:
    """Return the frame that `data` is or holds (`Calibrated.data`, `StudyData.data`).

    It is checked for emptiness and duplicates.
    """
    frame = data if isinstance(data, pd.DataFrame) else getattr(data, "data", None)
    library = type(data).__module__.split(".")[0]
    if library in OTHER_FRAMES:
        raise ArgumentTypeError(
            f"{argument} is a {library} {type(data).__name__}. Turn it into one of pandas first: "
            f"fsqca.read({argument})."
        )
    if not isinstance(frame, pd.DataFrame):
        raise ArgumentTypeError(
            f"{argument} must be a pandas DataFrame or the result of calibrate(), not {type(data).__name__}."
        )
    if len(frame) == 0:
        raise DataError(f"{argument} has no cases (rows).")
    if frame.shape[1] == 0:
        raise DataError(f"{argument} has no columns.")
    if not frame.columns.is_unique:
        twice = list(dict.fromkeys(frame.columns[frame.columns.duplicated()]))
        raise DataError(f"{argument} has duplicate columns: {listed(twice)}. Rename or drop them.")
    if not frame.index.is_unique:
        twice = list(dict.fromkeys(frame.index[frame.index.duplicated()]))
        raise DataError(
            f"{argument} has duplicate case ids: {listed(twice)}. "
            "Give each case an id of its own, for example with data.reset_index(drop=True)."
        )
    return frame


def calibration_of(data: object) -> pd.DataFrame | None:
    """Return the table of the calibration that `data` comes with, None for a plain frame."""
    # Other results hold data and a table too; only a calibration holds calibrators.
    table = getattr(data, "table", None) if hasattr(data, "calibrators") else None
    return table if isinstance(table, pd.DataFrame) else None


def case_weights(data: object, weights: ArrayLike | str | None, cases: pd.Index[Any]) -> Floats | None:
    """Return the weights of the cases kept, in their order, None where there are none.

    `weights` is a column of the data, a Series indexed by case ids, or one number per case of the data.
    """
    if weights is None:
        return None
    frame = as_frame(data)
    if isinstance(weights, str):
        if weights not in frame.columns:
            raise unknown_names("column", [weights], list(frame.columns), "data")
        weights = frame[weights]
    if isinstance(weights, pd.Series):
        if not weights.index.is_unique:
            raise ArgumentError("weights has the same case id more than once in its index.")
        without = frame.index[~frame.index.isin(weights.index)]
        if len(without):
            raise ArgumentError(
                f"weights has no value for {counted(len(without), 'case')} of data: {listed(without)}. "
                "Its index must hold the case ids; pass weights.to_numpy() to go by position."
            )
        # Objects, so that text is refused with what it holds and not turned into numbers.
        weights = weights.reindex(frame.index).astype(object)
        weights = weights.where(weights.notna(), np.nan).to_numpy()
    checked = check_weights(weights, len(frame))
    if checked is None:  # pragma: no cover - there are weights
        return None
    # Cases may have been left out; what is left must still have something to sum over.
    return check_weights(checked[frame.index.get_indexer(cases)], len(cases))


def kept_frame(make: Callable[[T], pd.DataFrame]) -> Callable[[T], pd.DataFrame]:
    """Return a getter that makes the frame once and hands out copies, so that a result stays what it is."""
    name = f"_kept_{make.__name__}"

    @wraps(make)
    def get(result: T) -> pd.DataFrame:
        own = vars(result)
        if name not in own:
            own[name] = make(result)
        frame: pd.DataFrame = own[name]
        return frame.copy()

    return get


R = TypeVar("R")


def frames_copied(*names: str) -> Callable[[type[R]], type[R]]:
    """Return a class decorator for results that hold frames: these attributes hand out copies.

    Goes above ``@dataclass(frozen=True)`` without slots. None stays None.
    """

    def change(result: type[R]) -> type[R]:
        for name in names:

            def get(own: R, name: str = name) -> pd.DataFrame | None:
                frame: pd.DataFrame | None = vars(own)[name]
                return None if frame is None else frame.copy()

            def keep(own: R, frame: pd.DataFrame | None, name: str = name) -> None:
                vars(own)[name] = frame

            setattr(result, name, property(get, keep))
        return result

    return change


def check_text_names(names: Iterable[object]) -> None:
    """Raise if a condition has a name that an expression cannot hold."""
    not_text = [name for name in names if not isinstance(name, str)]
    if not_text:
        raise DataError(
            f"Columns used as conditions must have names that are text, not {listed(not_text)}. "
            "Rename them with data.rename(columns=str)."
        )


def numeric_columns(
    frame: pd.DataFrame,
    names: Sequence[str],
    *,
    missing: Missing = "raise",
    argument: str = "data",
    kind: str = "column",
) -> tuple[Floats, pd.Index[Any], tuple[Any, ...]]:
    """Return the values (n_cases, n_names) of numeric columns, the case ids kept, and those dropped.

    Unknown and non-numeric columns, infinities and (with ``missing="raise"``) missing values are refused,
    with the columns and the cases named. The frame is not changed.
    """
    check_choice("missing", missing, ("raise", "drop"))
    unknown = [name for name in names if name not in frame.columns]
    if unknown:
        raise unknown_names(kind, unknown, list(frame.columns), argument)
    not_numeric = [
        name
        for name in names
        if not pd.api.types.is_numeric_dtype(frame[name].dtype)
        or pd.api.types.is_complex_dtype(frame[name].dtype)
    ]
    if not_numeric:
        raise not_numbers({name: str(frame[name].dtype) for name in not_numeric}, argument)
    values = np.column_stack([frame[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in names])
    infinite: Bools = np.isinf(values)
    if infinite.any():
        column = names[int(np.flatnonzero(infinite.any(axis=0))[0])]
        cases = frame.index[infinite[:, list(names).index(column)]]
        raise DataError(f"Column {column!r} in {argument} has infinite values, in cases {listed(cases)}.")
    absent: Bools = np.isnan(values)
    incomplete = np.asarray(absent.any(axis=1), dtype=bool)
    if not incomplete.any():
        return values, frame.index, ()
    cases = frame.index[incomplete]
    if missing == "raise":
        columns = [name for name, some in zip(names, absent.T, strict=True) if some.any()]
        raise DataError(
            f"{counted(len(cases), 'case')} of {argument} {'has' if len(cases) == 1 else 'have'} "
            "missing values in "
            f'{listed(columns)}: {listed(cases)}. Fill them in, or pass missing="drop" to leave these '
            "cases out."
        )
    if incomplete.all():
        columns = [name for name, some in zip(names, absent.T, strict=True) if some.any()]
        raise DataError(
            f"No case of {argument} is left after dropping those with a missing value in {listed(columns)}."
        )
    return values[~incomplete], frame.index[~incomplete], tuple(cases)


def not_numbers(types: dict[str, str], argument: str) -> DataError:
    """Return the error for columns whose types are not numeric."""
    plural, verb = ("", "is") if len(types) == 1 else ("s", "are")
    return DataError(
        f"Column{plural} {listed(types)} in {argument} {verb} not numeric ({listed(types.values())}). "
        "Calibrate text with Lookup({...}), convert it with pandas.to_numeric, or leave the column out."
    )


def take_sets(
    data: object,
    names: Sequence[str],
    *,
    missing: Missing = "raise",
    argument: str = "data",
    kind: str = "set",
    least: Mapping[str, int] | None = None,
) -> Sets:
    """Return checked memberships of the named sets.

    A warning points at the first line outside the package.

    A column with a fractional part anywhere is fuzzy and must lie in [0, 1]; a column of whole numbers 0, 1,
    2, ... is a crisp or multi-value set. Anything else has not been calibrated and is refused by name.
    How many values a multi-value set has does not depend on which cases are left out for a missing value;
    `least` says how many some have where cases were left out before.
    """
    frame = as_frame(data, argument)
    names = list(names)
    values, cases, dropped = numeric_columns(frame, names, missing=missing, argument=argument, kind=kind)
    fuzzy: list[bool] = []
    levels: list[int] = []
    for name, column in zip(names, values.T, strict=True):
        fractional = bool((column != np.floor(column)).any())
        outside = (column < 0) | (column > 1) if fractional else column < 0
        if outside.any():
            raise _not_calibrated(name, argument, column[outside], cases[outside], fractional)
        lowest, highest = float(column.min()), float(column.max())
        if dropped and not fractional:
            highest = max(highest, highest_whole(_present(frame, name, dropped)))
        if least is not None and not fractional:
            highest = max(highest, least.get(name, 0) - 1.0)
        few = fractional or lowest <= 0 or len(np.unique(column)) < SCALE_VALUES
        n_levels = number_of_levels(name, argument, lowest, highest, fractional=fractional, scale=not few)
        fuzzy.append(fractional)
        levels.append(n_levels)
    return Sets(tuple(names), values, cases, tuple(fuzzy), tuple(levels), dropped)


def _present(frame: pd.DataFrame, name: str, cases: Sequence[Any]) -> Floats:
    """Return the values of a numeric column in some cases, NaN where they are missing."""
    column = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    values: Floats = column[frame.index.get_indexer(pd.Index(cases))]
    return values


def highest_whole(values: Floats) -> float:
    """Return the highest whole number among values of cases that are left out, -infinity where none is."""
    with np.errstate(invalid="ignore"):
        whole = values[np.isfinite(values) & (values == np.floor(values))]
    return float(whole.max(initial=-np.inf))


def number_of_levels(
    name: str, argument: str, lowest: float, highest: float, *, fractional: bool, scale: bool
) -> int:
    """Return how many values a set has; warn or raise where it looks like a raw score.

    `scale` says that a column of whole numbers above 0 has `SCALE_VALUES` different ones or more.
    """
    if fractional:
        return 2
    if highest >= MOST_LEVELS:
        raise DataError(
            f"Column {name!r} in {argument} holds whole numbers up to {highest:.15g}; read as a "
            f"multi-value set it would have more than {MOST_LEVELS} values. "
            "Turn raw scores into memberships with calibrate()."
        )
    n_levels = max(2, int(highest) + 1)
    if n_levels > MANY_LEVELS or scale:
        span = f"from {lowest:.0f} to {n_levels - 1}" if lowest > 0 else f"up to {n_levels - 1}"
        warnings.warn(
            f"Column {name!r} in {argument} holds whole numbers {span} and is read as a multi-value set "
            f"with {n_levels} values. If it is a raw score, calibrate it first with calibrate().",
            UncalibratedWarning,
            stacklevel=caller_level(),
        )
    return n_levels


def _not_calibrated(
    name: str, argument: str, values: Floats, cases: pd.Index[Any], fractional: bool
) -> DataError:
    """Return the error for a column with values that no set has."""
    rounding = fractional and bool(((values > -1e-9) & (values < 1 + 1e-9)).all())
    places = f" in cases {listed(cases, 3)}"
    shown = values[:3].tolist()
    return not_calibrated(
        name, argument, len(values), shown, places, fractional=fractional, rounding=rounding
    )


def not_calibrated(
    name: str,
    argument: str,
    number: int,
    examples: Sequence[float],
    places: str,
    *,
    fractional: bool,
    rounding: bool,
) -> DataError:
    """Return the error for a column with so many values that no set has, some of them shown."""
    allowed = "between 0 and 1" if fractional else "0, 1, 2, ... for a crisp or multi-value set"
    # A value of 1.0000000000000002 must not be shown as 1.
    shown = ", ".join(repr(value) if rounding else f"{value:g}" for value in examples)
    way_out = (
        f"The difference is one of rounding: {argument}[{name!r}].clip(0, 1) takes it away."
        if rounding
        else "Turn raw scores into memberships with calibrate()."
    )
    return DataError(
        f"Column {name!r} in {argument} is not calibrated: {counted(number, 'value')} "
        f"{'lies' if number == 1 else 'lie'} outside the allowed range ({allowed}), for example "
        f"{shown}{places}. {way_out}"
    )
