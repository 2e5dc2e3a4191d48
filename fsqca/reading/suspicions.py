"""Values that may stand for no answer although nobody declared them missing: notes, never changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import listed

#: Usual codes for no answer.
USUAL_CODES = (
    *range(-999, -994),
    *range(-99, -94),
    -88,
    -77,
    -66,
    -9,
    -8,
    -7,
    66,
    77,
    88,
    *range(95, 100),
    *range(995, 1000),
    9999,
)
#: A column whose other values lie within this span looks like a response scale.
SCALE_SPAN = 10
_LABEL = re.compile(
    r"\b(don'?t know|do not know|refus\w*|no answer|not applicable|not answered|no response|missing|n/?a)\b",
    re.IGNORECASE,
)


def undeclared_notes(frame: pd.DataFrame, value_labels: Mapping[str, Mapping[Any, str]]) -> list[str]:
    """Return a note on values labelled as no answer, and on values far off a response scale."""
    notes = []
    for name in frame.columns:
        column = frame[name]
        labelled = {
            value: label for value, label in value_labels.get(name, {}).items() if _LABEL.search(label)
        }
        present = [value for value in labelled if bool((column == value).fillna(False).any())]
        if present:
            shown = ", ".join(f"{value!r} ({labelled[value]})" for value in present[:5])
            notes.append(
                f"Column {name!r} has values labelled as no answer that are not declared missing: {shown}. "
                f"To leave them out, pass missing_codes={{{name!r}: [{listed(present)}]}}."
            )
            continue
        odd = _off_scale(column)
        if odd:
            notes.append(
                f"Column {name!r} has values that may stand for no answer: {listed(odd)}. If they do, "
                f"pass missing_codes={{{name!r}: [{listed(odd)}]}}."
            )
    return notes


def _off_scale(column: pd.Series[Any]) -> list[int]:
    """Return usual codes for no answer that lie far off the few other whole numbers of a column."""
    kinds = pd.api.types
    if not kinds.is_any_real_numeric_dtype(column.dtype) or kinds.is_bool_dtype(column.dtype):
        return []
    values = np.unique(column.dropna().to_numpy(dtype=np.float64))
    odd = np.isin(values, USUAL_CODES)
    rest = values[~odd]
    if len(rest) < 2 or (rest != np.floor(rest)).any() or np.ptp(rest) > SCALE_SPAN or rest.min() < 0:
        return []
    far = (values < 0) | (values > rest.max() + SCALE_SPAN)
    return [int(value) for value in values[odd & far]]
