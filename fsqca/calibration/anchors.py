"""The anchors of any calibrator, read from its settings: for diagnoses and figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from fsqca.calibration.calibrator import Calibrator

THREE: Final = ("full_out", "crossover", "full_in")
SIX: Final = ("out1", "crossover1", "in1", "in2", "crossover2", "out2")


def named_anchors(calibrator: Calibrator) -> dict[str, float]:
    """Return the anchors of a calibrator by name, in raw units; empty where it has none.

    The three anchors of a curve, the six of a bell, or the `thresholds` of a crisp or multi-value set; else
    what a calibrator of one's own has as `anchors`: a dict of name to number, or numbers. Whatever is not a
    finite number is no anchor.

    Examples
    --------
    >>> from fsqca.calibration import Crisp, Direct
    >>> named_anchors(Direct(2, 4, 6))
    {'full_out': 2.0, 'crossover': 4.0, 'full_in': 6.0}
    >>> named_anchors(Crisp(10, 50))
    {'threshold 1': 10.0, 'threshold 2': 50.0}
    """
    for names in (THREE, SIX):
        values = [_number(_attribute(calibrator, name)) for name in names]
        if not any(math.isnan(value) for value in values):
            return dict(zip(names, values, strict=True))
    for attribute, word in (("thresholds", "threshold"), ("anchors", "anchor")):
        given = _attribute(calibrator, attribute)
        if isinstance(given, Mapping):
            named = {str(name): _number(value) for name, value in given.items()}
        else:
            try:
                found = [_number(value) for value in given]  # type: ignore[attr-defined]
            except TypeError:
                continue
            named = {f"{word} {i}" if len(found) > 1 else word: value for i, value in enumerate(found, 1)}
        named = {name: value for name, value in named.items() if not math.isnan(value)}
        if named:
            return named
    return {}


def _attribute(calibrator: Calibrator, name: str) -> object:
    """Return an attribute, None where there is none or a property of one's own fails."""
    try:
        return getattr(calibrator, name, None)
    except Exception:
        return None


def _number(value: object) -> float:
    """Return a finite number, else NaN."""
    if isinstance(value, (str, bool)):
        return math.nan
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return math.nan
    return number if math.isfinite(number) else math.nan
