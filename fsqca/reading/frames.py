"""Frames of any make: pandas as it is, others (polars, pyarrow, ...) through narwhals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from fsqca._checks import import_extra
from fsqca.errors import ArgumentTypeError

#: A float holds whole numbers up to this one exactly.
LARGEST = 2.0**53


def frame_of(source: object) -> pd.DataFrame:
    """Return a pandas frame of the same values; a pandas frame is copied."""
    if isinstance(source, pd.DataFrame):
        return source.copy()
    kind = f"{type(source).__module__.split('.')[0]} {type(source).__name__}"
    if isinstance(source, (dict, list, tuple, pd.Series)) or type(source).__module__.split(".")[0] == "numpy":
        raise ArgumentTypeError(
            f"source must be the path of a file or a data frame, not {type(source).__name__}. "
            "Make a frame of it: pandas.DataFrame(source)."
        )
    narwhals: Any = import_extra("narwhals", "frames", f"Taking a {kind}")
    try:
        frame = narwhals.from_native(source)
    except TypeError:
        raise ArgumentTypeError(
            "source must be the path of a file or a data frame (pandas, polars, pyarrow, ...), not "
            f"{type(source).__name__}."
        ) from None
    if isinstance(frame, narwhals.LazyFrame):
        raise ArgumentTypeError(f"source is a lazy frame ({kind}). Collect it first: source.collect().")
    import_extra("pyarrow", "frames", f"Taking a {kind}")  # narwhals asks for it in most conversions
    made: pd.DataFrame = frame.to_pandas()
    for name, kind in frame.schema.items():
        if frame[name].null_count() > 0 and (kind.is_integer() or kind == narwhals.Boolean):
            made[name] = unrounded(made[name], frame[name].to_list)
    return made


def unrounded(column: pd.Series[Any], values: Callable[[], list[Any]]) -> pd.Series[Any]:
    """Return a column of whole numbers or truth values with gaps so that no value has become another one.

    With missing values, large whole numbers are rounded as floats, and truth values are objects.
    """
    if pd.api.types.is_object_dtype(column.dtype):
        return column.astype("boolean")
    if pd.api.types.is_float_dtype(column.dtype) and column.abs().max() >= LARGEST:
        dtype = "UInt64" if column.min() >= 0 else "Int64"
        return pd.Series(values(), index=column.index, dtype=dtype)
    return column
