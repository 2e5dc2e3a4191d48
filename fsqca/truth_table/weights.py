"""A weight per case: how many cases of the population, or how much of one, it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed, unknown_names
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError


def weights_of(weights: object, frame: pd.DataFrame) -> pd.Series[float]:
    """Return the weights of the cases of a frame, or raise.

    Parameters
    ----------
    weights : str, or array_like of shape (n_cases,)
        A column of the frame, a Series with the same case ids, or numbers in the order of the cases.
    frame : DataFrame
    """
    if isinstance(weights, str):
        if weights not in frame.columns:
            raise unknown_names("column", [weights], list(frame.columns), "data (in weights)")
        series = frame[weights]
    elif isinstance(weights, pd.Series):
        if (
            len(weights) != len(frame)
            or not weights.index.is_unique
            or not weights.index.isin(frame.index).all()
        ):
            raise ArgumentError(
                f"weights is a Series of {len(weights)} whose index does not hold each of the "
                f"{counted(len(frame), 'case')} of data once. Give it the ids of the cases."
            )
        series = weights.reindex(frame.index)
    else:
        if not isinstance(weights, Sequence | np.ndarray):
            raise ArgumentTypeError(
                f"weights must be the name of a column or one number per case, not {type(weights).__name__}."
            )
        values: Any = np.asarray(weights)
        if values.shape != (len(frame),):
            raise ArgumentError(
                f"weights has the shape {values.shape}, but data have {counted(len(frame), 'case')}: give "
                "one number per case."
            )
        series = pd.Series(values, index=frame.index)
    if not pd.api.types.is_numeric_dtype(series.dtype) or pd.api.types.is_complex_dtype(series.dtype):
        raise DataError(f"weights must be numbers, but they are of type {str(series.dtype)!r}.")
    numbers = pd.Series(series.to_numpy(dtype=np.float64, na_value=np.nan), index=frame.index)
    bad = ~(numbers >= 0) | np.isinf(numbers)
    if bad.any():
        raise not_weights(
            int(bad.sum()), f": {listed(numbers[bad][:3].tolist())} in cases {listed(frame.index[bad], 3)}"
        )
    if not (numbers > 0).any():
        raise no_weight()
    return numbers


def whole_or_sum(value: float) -> float | int:
    """Return a number of cases as a whole number, a sum of weights that is none as it is."""
    return int(value) if float(value).is_integer() else float(value)


def not_weights(number: int, shown: str) -> DataError:
    """Return the error for weights that are negative, infinite or missing."""
    return DataError(
        f"weights holds {counted(number, 'value')} that {'is' if number == 1 else 'are'} negative, "
        f"infinite or missing{shown}. A weight must be a number of at least 0; a case of weight 0 is left "
        "out."
    )


def no_weight() -> DataError:
    """Return the error for weights that are all 0."""
    return DataError(
        "weights is 0 for every case, so no case is left. Give at least one case a weight above 0."
    )
