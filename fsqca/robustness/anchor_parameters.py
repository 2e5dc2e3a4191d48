"""The numbers of a calibrator that can be moved: which they are, how far, and what is known of the curve."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import Field, dataclass, fields, is_dataclass, replace
from typing import Any, Literal, TypeAlias, TypeGuard

import numpy as np

from fsqca._types import Floats
from fsqca.calibration.anchors import named_anchors
from fsqca.calibration.bells import Bell, PiecewiseBell
from fsqca.calibration.calibrator import Calibrator, Function
from fsqca.calibration.direct import Direct
from fsqca.calibration.grades import Crisp
from fsqca.calibration.piecewise import Piecewise

#: Calibrators whose memberships are monotone in each anchor, case by case, and change sides at raw values.
PROVED = (Direct, Piecewise, Bell, PiecewiseBell, Crisp)
#: Why a search ends where it does: another anchor, or the end of the values looked at.
Stop: TypeAlias = Literal["anchors", "search"]


@dataclass(frozen=True, slots=True)
class AnchorParameter:
    """One number of a calibrator.

    Attributes
    ----------
    set : str
        The calibrated set.
    name : str
        Such as ``"crossover"`` or ``"threshold 2"``.
    today : float
        Its value.
    calibrator : Calibrator
    proved : bool
        Whether the membership of every case is monotone in it and the values at which a case changes sides
        are known; otherwise both are sampled.
    """

    set: str
    name: str
    today: float
    calibrator: Calibrator
    proved: bool

    @property
    def label(self) -> str:
        """The set and the number, such as ``"TF crossover"``."""
        return f"{self.set} {self.name}"

    @property
    def side_changes(self) -> bool:
        """Whether a case can change sides where a raw value is passed: crossovers and thresholds."""
        return self.name.startswith(("crossover", "threshold"))

    def moved(self, value: float) -> Calibrator:
        """Return the calibrator with the number at another value; raises what the calibrator raises."""
        return with_anchor(self.calibrator, self.name, value)

    def limits(self, raw: Floats, reach: float) -> tuple[tuple[float, Stop], tuple[float, Stop]]:
        """Return the lowest and the highest value to look at, each with the reason to stop there.

        Parameters
        ----------
        raw : ndarray of float
            Raw scores, without NaN.
        reach : float
            How far beyond the raw scores the search goes, in widths of their range.
        """
        low, high = float(raw.min()), float(raw.max())
        span = high - low or max(abs(high), 1.0)
        low, high = low - reach * span, high + reach * span
        if not low <= self.today <= high:
            away = max(abs(self.today), 1.0) * (reach or 1.0)
            low, high = self.today - away, self.today + away
        below: tuple[float, Stop] = (low, "search")
        above: tuple[float, Stop] = (high, "search")
        if self.proved:
            # Sorted by value; of equal ones that come first which come first by name.
            found = named_anchors(self.calibrator)
            order = sorted(found, key=lambda name: found[name])
            place = order.index(self.name)
            if place > 0 and found[order[place - 1]] >= low:
                below = (found[order[place - 1]], "anchors")
            if place < len(order) - 1 and found[order[place + 1]] <= high:
                above = (found[order[place + 1]], "anchors")
        return below, above


def anchor_parameters(name: str, calibrator: Calibrator) -> tuple[AnchorParameter, ...]:
    """Return the numbers of a calibrator that can be moved; empty where it has none.

    They are its anchors. A calibrator of one's own that names no anchors is asked for the fields of its
    dataclass that hold a finite number, and a function for those that functools.partial has bound by name.

    Examples
    --------
    >>> [one.label for one in anchor_parameters("A", Direct(2, 4, 6))]
    ['A full_out', 'A crossover', 'A full_in']
    """
    proved = type(calibrator) in PROVED
    found = named_anchors(calibrator)
    found = {anchor: value for anchor, value in found.items() if _can_move(calibrator, anchor, value)}
    if isinstance(calibrator, Function):
        found = {name: float(value) for name, value in _bound(calibrator).items() if _is_number(value)}
    elif not found and not type(calibrator).__module__.startswith("fsqca."):
        found = _numeric_fields(calibrator)
    return tuple(AnchorParameter(name, anchor, value, calibrator, proved) for anchor, value in found.items())


def with_anchor(calibrator: Calibrator, name: str, value: float) -> Calibrator:
    """Return a calibrator with one of its numbers at another value."""
    word, _, number = name.partition(" ")
    if type(calibrator) is Crisp:
        thresholds = list(calibrator.thresholds)
        thresholds[int(number or 1) - 1] = value
        return Crisp(*thresholds, why=calibrator.why)
    if isinstance(calibrator, Function) and name in _bound(calibrator):
        partial = calibrator.function
        assert isinstance(partial, functools.partial)
        own = functools.partial(partial.func, *partial.args, **{**partial.keywords, name: value})
        return replace(calibrator, function=own)
    settings = {field.name for field in fields_of(calibrator)}
    if name in settings:
        return _replaced(calibrator, name, value)
    for attribute in (f"{word}s", "anchors"):
        if attribute not in settings:
            continue
        given = getattr(calibrator, attribute)
        changed: object
        if isinstance(given, Mapping):
            changed = {**given, name: value}
        else:
            values = list(given)
            values[int(number or 1) - 1] = value
            changed = tuple(values) if isinstance(given, tuple) else values
        return _replaced(calibrator, attribute, changed)
    raise ValueError(f"{name!r} is no field of {type(calibrator).__name__}.")


def fields_of(calibrator: object) -> tuple[Field[Any], ...]:
    """Return the fields of a dataclass, none of anything else."""
    return fields(calibrator) if is_dataclass(calibrator) else ()


def _replaced(calibrator: Any, field: str, value: object) -> Calibrator:
    changed: Calibrator = replace(calibrator, **{field: value})
    return changed


def _can_move(calibrator: Calibrator, name: str, value: float) -> bool:
    """Return whether a number can be set again: it is a field, and not derived from others."""
    try:
        return named_anchors(with_anchor(calibrator, name, value)).get(name) == value
    except Exception:
        return False


def _bound(calibrator: Function) -> Mapping[str, object]:
    """Return the arguments that functools.partial has bound to a function by name."""
    function = calibrator.function
    return function.keywords if isinstance(function, functools.partial) else {}


def _numeric_fields(calibrator: Calibrator) -> dict[str, float]:
    values = {field.name: getattr(calibrator, field.name) for field in fields_of(calibrator) if field.init}
    return {name: float(value) for name, value in values.items() if _is_number(value)}


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def sample_points(raw: Floats, low: float, high: float, number: int = 400) -> Floats:
    """Return the values between two ends at which a curve of unknown shape is looked at: raw scores too."""
    inside = raw[(raw > low) & (raw < high)]
    if inside.size > number:
        inside = inside[np.linspace(0, inside.size - 1, number).astype(int)]
    points: Floats = np.unique(np.concatenate([np.linspace(low, high, number + 2)[1:-1], inside]))
    return points


__all__ = [
    "PROVED",
    "AnchorParameter",
    "anchor_parameters",
    "sample_points",
    "with_anchor",
]
