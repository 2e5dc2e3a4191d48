"""A frame in memory at the door of a truth table: weights, case ids, and sets calibrated on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import unknown_names
from fsqca._frames import as_frame, calibration_of
from fsqca._types import CaseId, Floats, Missing
from fsqca.truth_table.weights import weights_of


@dataclass(frozen=True, slots=True)
class Opened:
    """A frame whose rows count, and what goes with it.

    Attributes
    ----------
    frame : DataFrame
        Without cases of weight 0.
    sets : list of str
        Columns that are conditions where none are named.
    beside : tuple of str
        Columns of weights and ids, which are no sets.
    weights : Series or None
    weightless, dropped : tuple
        Ids of the cases left out for a weight of 0, or for a missing raw value while calibrating.
    calibration : DataFrame or None
    """

    frame: pd.DataFrame
    sets: list[str]
    beside: tuple[str, ...]
    weights: pd.Series[float] | None
    weightless: tuple[CaseId, ...]
    dropped: tuple[CaseId, ...]
    calibration: pd.DataFrame | None

    def weights_of(self, cases: pd.Index[Any]) -> Floats | None:
        """Return the weights of some of the cases, in their order."""
        if self.weights is None:
            return None
        return np.asarray(self.weights.reindex(cases), dtype=np.float64)


def open_frame(
    data: object, weights: object, cases: str | None, calibrators: object, missing: Missing
) -> Opened:
    """Return a frame with its weights taken out and its sets made."""
    frame = as_frame(data)
    if cases is not None:
        if cases not in frame.columns:
            raise unknown_names("column", [cases], list(frame.columns), "data (in cases)")
        frame = as_frame(frame.set_index(cases))
    beside: tuple[str, ...] = (weights,) if isinstance(weights, str) else ()
    own = None if weights is None else weights_of(weights, frame)
    weightless: tuple[CaseId, ...] = ()
    if own is not None and (own == 0).any():
        weightless = tuple(own.index[own == 0])
        frame, own = frame[own > 0], own[own > 0]
    sets = [name for name in frame.columns if name not in beside]
    if calibrators is None:
        return Opened(frame, sets, beside, own, weightless, (), calibration_of(data))
    from fsqca.calibration import Calibrated, calibrate

    made = (
        calibrators.apply(frame, missing=missing)
        if isinstance(calibrators, Calibrated)
        else calibrate(frame, calibrators, missing=missing)  # type: ignore[arg-type]
    )
    # Columns that are sets already stay at hand.
    others = frame.loc[made.data.index, [name for name in frame.columns if name not in made.data.columns]]
    whole = pd.concat([made.data, others], axis=1)
    return Opened(whole, list(made.data.columns), beside, own, weightless, made.dropped, made.table)
