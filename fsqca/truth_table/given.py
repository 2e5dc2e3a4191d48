"""Truth tables given as frames: configurations, codes and levels at the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from fsqca._checks import unknown_names
from fsqca._frames import MOST_LEVELS
from fsqca._types import Floats, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, TooLargeError
from fsqca.truth_table.coding import CODES, REMAINDER

#: In a cell of a condition: any value; as a code: the row may be covered and need not be.
DONT_CARE = "-"
#: Configurations that rows with don't-care cells may stand for.
MOST_SPREAD = 100_000


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


def spread(frame: pd.DataFrame, names: Sequence[str], out: str, given: object) -> pd.DataFrame:
    """Return the frame with a row for every configuration that a row with don't-care cells stands for.

    Parameters
    ----------
    frame : DataFrame
        With ``"-"`` in a cell of a condition where any value is meant.
    names : sequence of str
        The conditions.
    out : str
        Column of the codes.
    given : mapping or None
        Condition -> number of values, as the caller gave it.
    """
    own = [name for name in names if name in frame.columns and (frame[name] == DONT_CARE).any()]
    if not own:
        return frame
    frame = frame.copy()
    free = np.column_stack([frame[name] == DONT_CARE for name in own])
    values: list[range] = []
    for name in own:
        try:
            numbers = pd.to_numeric(frame[name].where(frame[name] != DONT_CARE, 0))
        except (TypeError, ValueError):
            raise DataError(
                f"Condition {name!r} in frame must hold whole numbers 0, 1, 2, ..., or {DONT_CARE!r} for any."
            ) from None
        frame[name] = numbers
        top = numbers.max()
        seen = int(top) + 1 if np.isfinite(top) and 1 <= top < MOST_LEVELS else 2
        wanted = given.get(name) if isinstance(given, Mapping) else None
        if isinstance(wanted, int | np.integer) and not isinstance(wanted, bool):
            seen = max(seen, int(wanted))
        values.append(range(seen))
    sizes = np.where(free, [len(own_values) for own_values in values], 1).astype(object).prod(axis=1)
    if sizes.sum() > MOST_SPREAD:
        raise TooLargeError(
            f"The rows with {DONT_CARE!r} stand for {sizes.sum()} configurations; at most {MOST_SPREAD} are "
            "written out. Name the values of more conditions."
        )
    parts: list[pd.DataFrame] = []
    for position in range(len(frame)):
        line = frame.iloc[[position]]
        if not free[position].any():
            parts.append(line)
            continue
        open_names = [name for name, is_free in zip(own, free[position], strict=True) if is_free]
        axes = [options for options, is_free in zip(values, free[position], strict=True) if is_free]
        grid = pd.DataFrame(list(product(*axes)), columns=open_names)
        fixed = line.drop(columns=[*grid.columns, *(c for c in ("n", "consistency", "pri") if c in line)])
        parts.append(grid.merge(fixed, how="cross"))
    together = pd.concat(parts, ignore_index=True).reindex(columns=frame.columns)
    written = pd.Series(np.concatenate([[free[i].any()] * len(part) for i, part in enumerate(parts)]))
    codes = together[out].map(lambda value: code_of(value, out)) if out in together else together.index
    for alike in together.groupby(list(names), sort=False).groups.values():
        if written[alike].any() and len({codes[i] for i in alike}) > 1:
            shown = together.loc[alike[0], list(names)].to_dict()
            raise DataError(
                f"frame codes the configuration {shown} as {codes[alike[0]]!r} and, by a row with "
                f"{DONT_CARE!r}, as {next(codes[i] for i in alike if codes[i] != codes[alike[0]])!r}."
            )
    # The same configuration again, by a row with don't-care cells, says nothing new.
    order = together.index[np.argsort(written.to_numpy(), kind="stable")]
    again = together.loc[order].duplicated(list(names)).reindex(together.index) & written
    return together[~again].reset_index(drop=True)


def code_of(value: object, column: str) -> str:
    """Return a code as text; 1 and 0 may be numbers."""
    if isinstance(value, str) and value == DONT_CARE:
        return REMAINDER
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
    outside = (numbers < 0) | (numbers > 1) if name != "n" else (numbers < 0) | np.isinf(numbers)
    outside &= ~np.isnan(numbers)
    if outside.any():
        allowed = "numbers of cases or sums of weights" if name == "n" else "between 0 and 1"
        raise DataError(
            f"Column {name!r} in frame holds {numbers[outside][0]:g}, but its values must be {allowed}."
        )
    return numbers


def is_whole(value: object) -> bool:
    """Return whether a value is a whole number, numpy's included."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
