"""Order conditions: which of two events came first."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed, unknown_names
from fsqca._frames import as_frame
from fsqca.errors import ArgumentError, DataError


def before(
    times: pd.DataFrame, first: str, second: str, *, ties: Literal["raise"] | int = "raise"
) -> pd.Series[float]:
    """Return whether one event came before another: 1.0, 0.0, or NaN where one of them did not happen.

    Parameters
    ----------
    times : DataFrame
        When each event happened: dates, years or ranks; missing where it did not happen.
    first, second : str
        Columns of the two events.
    ties : {"raise", 0, 1}, default "raise"
        What to make of two events at the same time: refuse it, or the value to give.

    Returns
    -------
    Series of float
        Named ``first_before_second``; a condition for ``build_truth_table(..., defined=...)``.

    Raises
    ------
    UnknownNameError
        If there is no such column.
    DataError
        If two events are at the same time and `ties` is "raise", or their times cannot be compared.

    Examples
    --------
    >>> times = pd.DataFrame({"allies": [1998, 2001, None], "strike": [2000, 1999, 2003]}, index=list("xyz"))
    >>> before(times, "allies", "strike")
    x    1.0
    y    0.0
    z    NaN
    Name: allies_before_strike, dtype: float64
    """
    frame = as_frame(times, "times")
    if isinstance(ties, bool) or ties not in ("raise", 0, 1):
        raise ArgumentError(f"ties is {ties!r}, but it must be 'raise', 0 or 1.")
    unknown = [name for name in dict.fromkeys((first, second)) if name not in frame.columns]
    if unknown:
        raise unknown_names("event", unknown, list(frame.columns), "times")
    if first == second:
        raise ArgumentError(f"first and second are both {first!r}: an order needs two events.")
    one, other = frame[first], frame[second]
    both = (one.notna() & other.notna()).to_numpy()
    try:
        earlier = (one[both] < other[both]).to_numpy(dtype=bool)
        tied = (one[both] == other[both]).to_numpy(dtype=bool)
    except TypeError:
        raise DataError(
            f"The times in {first!r} and {second!r} cannot be compared ({one.dtype}, {other.dtype}). Make "
            "both numbers, or both dates with pandas.to_datetime."
        ) from None
    if tied.any() and ties == "raise":
        cases = frame.index[both][tied]
        raise DataError(
            f"{first!r} and {second!r} happened at the same time in {counted(len(cases), 'case')}: "
            f"{listed(cases)}. Say what that means with ties=0 or ties=1, or give more exact times."
        )
    values = np.full(len(frame), np.nan)
    values[both] = np.where(tied, float(ties) if ties != "raise" else 0.0, earlier)
    return pd.Series(values, index=frame.index, name=f"{first}_before_{second}")
