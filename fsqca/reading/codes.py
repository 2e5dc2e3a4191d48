"""Codes that stand for no answer: checked, taken out, and counted."""

from __future__ import annotations

import numbers
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed, unknown_names
from fsqca._types import Bools
from fsqca.errors import ArgumentTypeError
from fsqca.reading.cells import MissingCount

Code: TypeAlias = float | int | str
#: Codes for all columns, or for each column ("*": for all).
MissingCodes: TypeAlias = Mapping[str, Code | Iterable[Code]] | Iterable[Code] | Code

EVERY = "*"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def check_codes(codes: object) -> dict[str, tuple[Code, ...]]:
    """Return the codes of each column as tuples, those for all columns under ``"*"``."""
    if codes is None:
        return {}
    given = codes if isinstance(codes, Mapping) else {EVERY: codes}
    result: dict[str, tuple[Code, ...]] = {}
    for column, values in given.items():
        alone = isinstance(values, (str, numbers.Real)) or not isinstance(values, Iterable)
        row: tuple[Any, ...] = (values,) if alone else tuple(values)  # type: ignore[arg-type]
        wrong = [
            value for value in row if isinstance(value, bool) or not isinstance(value, (str, numbers.Real))
        ]
        if wrong:
            where = "missing_codes" if column == EVERY else f"missing_codes[{column!r}]"
            raise ArgumentTypeError(
                f"{where} must hold numbers or texts, not {listed(wrong)}. "
                'Write for example missing_codes={"*": [-99], "q1": [8, 9]}.'
            )
        result[column] = tuple(dict.fromkeys(row))
    return result


def check_columns_of_codes(codes: Mapping[str, Sequence[Code]], columns: Sequence[object]) -> None:
    """Raise if codes are given for a column that does not exist."""
    unknown = [name for name in codes if name != EVERY and name not in columns]
    if unknown:
        raise unknown_names("column", unknown, list(columns), "the data (missing_codes)")


def text_codes(codes: Mapping[str, Sequence[Code]], columns: Iterable[str]) -> dict[str, list[str]]:
    """Return the codes of each column that are texts: applied before cells become numbers."""
    return {name: [code for code in codes_of(codes, name) if isinstance(code, str)] for name in columns}


def codes_of(codes: Mapping[str, Sequence[Code]], name: object) -> list[Code]:
    """Return the codes that hold for a column: its own and those for all columns."""
    own = codes.get(name, ()) if name != EVERY else ()  # type: ignore[call-overload]
    return list(dict.fromkeys([*codes.get(EVERY, ()), *own]))


def take_out(
    frame: pd.DataFrame,
    codes: Mapping[str, Sequence[Code]],
    value_labels: Mapping[str, Mapping[Any, str]],
) -> tuple[pd.DataFrame, list[MissingCount]]:
    """Return the frame with codes replaced by missing values, and how often each was there."""
    found: list[MissingCount] = []
    replaced: dict[Any, pd.Series[Any]] = {}
    for name in frame.columns:
        column = frame[name]
        for code in codes_of(codes, name):
            hit = _hits(column, code)
            if hit.any():
                label = value_labels.get(name, {}).get(code, "")
                found.append(MissingCount(name, code, label, "missing_codes", int(hit.sum())))
                column = column.mask(hit)
        if column is not frame[name]:
            replaced[name] = column
    if replaced:
        frame = frame.copy()
        for name, column in replaced.items():
            frame[name] = column
    return frame, found


def _hits(column: pd.Series[Any], code: Code) -> Bools:
    """Return where a code stands in a column: as a number among numbers, among words also as it is written.

    A number is no date, and no truth value.
    """
    dtype = column.dtype
    if pd.api.types.is_bool_dtype(dtype):
        return np.zeros(len(column), dtype=bool)
    if pd.api.types.is_numeric_dtype(dtype):
        same = column == code if not isinstance(code, str) else column.isin([])
    elif pd.api.types.is_datetime64_any_dtype(dtype):
        same = column == code if isinstance(code, str) and _DATE.match(code) else column.isin([])
    else:
        # Beside words, cells of a worksheet or of a frame may be numbers.
        written = [] if isinstance(code, str) else [_written(code)]
        plain = column.map(lambda value: value if _is_plain(value) else None, na_action="ignore")
        same = plain.notna() & plain.astype(object).isin([code, *written])
    return same.fillna(False).to_numpy(dtype=bool)


def _written(code: float) -> str:
    return str(int(code)) if float(code).is_integer() else f"{code:.15g}"


def _is_plain(value: object) -> bool:
    return isinstance(value, (str, numbers.Real)) and not isinstance(value, (bool, np.bool_))


def unused_notes(codes: Mapping[str, Sequence[Code]], found: Sequence[MissingCount]) -> list[str]:
    """Return a note on each code that occurs nowhere where it was declared."""
    notes = []
    for name, values in codes.items():
        unused = [
            code
            for code in values
            if not any(each.code == code and name in (EVERY, each.column) for each in found)
        ]
        if unused:
            where = "any column" if name == EVERY else f"column {name!r}"
            notes.append(f"{counted(len(unused), 'missing code')} not found in {where}: {listed(unused)}.")
    return notes
