"""Weights of the cases in both steps of a two-step QCA."""

from __future__ import annotations

import pandas as pd

from fsqca._checks import counted, listed
from fsqca._frames import case_weights
from fsqca._types import ArrayLike
from fsqca.errors import ArgumentError


def own_weights_of(
    data: object, weights: ArrayLike | str | None, frame: pd.DataFrame
) -> tuple[pd.Series[float] | None, pd.DataFrame, list[str]]:
    """Return the weights, called as their column, the cases that have one above 0, and what to say of it."""
    if isinstance(weights, str) and weights in frame.columns:
        raise ArgumentError(
            f"weights is {weights!r}, which is also used as a condition or outcome. Take it out there."
        )
    numbers = case_weights(data, weights, frame.index)
    if numbers is None:
        return None, frame, []
    series = pd.Series(numbers, index=frame.index, name=weights if isinstance(weights, str) else None)
    none = series.index[series == 0]
    said = [f"{counted(len(none), 'case')} of weight 0 left out: {listed(none)}."] if len(none) else []
    return series[series > 0], frame[(series > 0).to_numpy()], said


def weighted(
    frame: pd.DataFrame, weights: pd.Series[float] | None
) -> tuple[pd.DataFrame, pd.Series[float] | str | None]:
    """Return a frame with the column of the weights, and what to call them; nothing where there are none."""
    if weights is None or weights.name is None:
        return frame, weights
    return frame.assign(**{str(weights.name): weights}), str(weights.name)
