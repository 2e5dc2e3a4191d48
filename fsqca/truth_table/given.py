"""Truth tables given as frames: configurations, codes and levels at the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fsqca._checks import unknown_names
from fsqca._frames import MOST_LEVELS
from fsqca._types import Floats, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.truth_table.coding import CODES


def given_levels(
    names: Sequence[str], seen: Sequence[int], given: Mapping[str, int] | None
) -> tuple[int, ...]:
    """Return the number of values of each condition: as given, else as seen."""
    if given is None:
        return tuple(seen)
    if not isinstance(given, Mapping):
        raise ArgumentTypeError(
            f'levels must be a mapping of condition to number of values such as {{"A": 3}}, not {given!r}.'
        )
    unknown = [name for name in given if name not in names]
    if unknown:
        raise unknown_names("condition", unknown, names, "the truth table (in levels)")
    for name, shown in zip(names, seen, strict=True):
        number = given.get(name, shown)
        if not is_whole(number):
            raise ArgumentTypeError(f"levels[{name!r}] must be a whole number, not {number!r}.")
        if number < 2:
            raise ArgumentError(f"levels[{name!r}] is {number!r}, but a condition has at least 2 values.")
        if number < shown:
            raise ArgumentError(
                f"levels[{name!r}] is {number}, but the table holds the value {shown - 1}, which needs "
                f"{shown} values."
            )
    return tuple(int(given.get(name, shown)) for name, shown in zip(names, seen, strict=True))


def given_corners(frame: pd.DataFrame, names: Sequence[str]) -> Ints:
    """Return the configurations that a frame spells out, shape (n_rows, n_conditions)."""
    unknown = [name for name in names if name not in frame.columns]
    if unknown:
        raise unknown_names("condition", unknown, list(frame.columns), "frame")
    columns: list[Floats] = []
    for name in names:
        dtype = frame[name].dtype
        if not pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_complex_dtype(dtype):
            raise DataError(
                f"Condition {name!r} in frame is not numeric ({str(dtype)!r}), "
                "but a configuration holds whole numbers 0, 1, 2, ...."
            )
        column = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        # The comparisons are all False for NaN.
        wrong = column[~((column >= 0) & (column == np.floor(column)) & np.isfinite(column))]
        if len(wrong):
            raise DataError(
                f"Condition {name!r} in frame holds {', '.join(f'{value:g}' for value in wrong[:3])}, "
                "but a configuration holds whole numbers 0, 1, 2, .... "
                "To make a truth table from data, call build_truth_table()."
            )
        if column.max() >= MOST_LEVELS:
            raise DataError(
                f"Condition {name!r} in frame holds {column.max():.15g}, "
                f"but a condition has at most {MOST_LEVELS} values."
            )
        columns.append(column)
    return np.column_stack(columns).astype(np.int64)


def code_of(value: object, column: str) -> str:
    """Return a code as text; 1 and 0 may be numbers."""
    text = (
        str(int(value))
        if isinstance(value, int | float | np.integer | np.floating) and value in (0, 1)
        else str(value)
    )
    if text not in CODES:
        raise DataError(f"{column} holds {value!r}, but a code is one of '1', '0', 'C', '?'.")
    return text


def optional_numbers(frame: pd.DataFrame, name: str) -> Floats:
    """Return the numbers in a column, NaN for every row where the frame has no such column."""
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    try:
        numbers = pd.to_numeric(frame[name]).to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise DataError(
            f"Column {name!r} in frame must hold numbers, or NaN where they are unknown."
        ) from None
    outside = (
        (numbers < 0) | (numbers > 1) if name != "n" else (numbers < 0) | ~(numbers == np.floor(numbers))
    )
    outside &= ~np.isnan(numbers)
    if outside.any():
        allowed = "whole numbers of cases" if name == "n" else "between 0 and 1"
        raise DataError(
            f"Column {name!r} in frame holds {numbers[outside][0]:g}, but its values must be {allowed}."
        )
    return numbers


def is_whole(value: object) -> bool:
    """Return whether a value is a whole number, numpy's included."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
