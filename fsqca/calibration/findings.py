"""What stands out in the memberships of one set, as a pure function on an array."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from fsqca._checks import counted
from fsqca._types import Bools, Floats, Ints

#: Memberships computed at an anchor may miss it by rounding.
TOLERANCE: Final = 1e-9


class Finding(NamedTuple):
    """One thing that stands out: its kind, in words, and a mask of the cases it is about."""

    kind: str
    words: str
    cases: Bools


@dataclass(frozen=True, slots=True)
class DiagnosisSettings:
    """The limits from which on something is a finding; see :meth:`Calibrated.diagnose`."""

    skewed: tuple[float, float]
    crowded: float
    ceiling: float
    floor: float
    side: float
    tie: float
    distinct: int
    many: int


def look_at_two_valued(values: Floats, limits: DiagnosisSettings) -> tuple[dict[str, object], list[Finding]]:
    """Return the numbers of a fuzzy or crisp set, and what stands out in them."""
    n, (places, counts) = len(values), np.unique(values, return_counts=True)
    above, below, half = values > 0.5, values < 0.5, values == 0.5
    low, high = values <= limits.floor + TOLERANCE, values >= limits.ceiling - TOLERANCE
    share = float(above.mean())
    skewed = not limits.skewed[0] - TOLERANCE <= share <= limits.skewed[1] + TOLERANCE
    fuzzy = bool((values != np.floor(values)).any())
    found = []
    if len(places) == 1:
        words = f"every case has the membership {places[0]:g}: a constant, not a condition"
        found.append(Finding("constant", words, np.ones(n, dtype=bool)))
    else:
        if skewed:
            words = f"{share:.0%} of the cases are more in than out of the set"
            found.append(Finding("skewed", words, above if share < 0.5 else ~above))
        for side, where in ((above, "above"), (below, "below")):
            if side.mean() < limits.side - TOLERANCE:
                found.append(Finding("side", _thin(int(side.sum()), n, f"{where} 0.5"), side))
        if fuzzy and high.mean() > limits.crowded:
            words = f"{high.mean():.0%} of the cases have a membership of at least {limits.ceiling:g}"
            found.append(Finding("ceiling", words, high))
        if fuzzy and low.mean() > limits.crowded:
            words = f"{low.mean():.0%} of the cases have a membership of at most {limits.floor:g}"
            found.append(Finding("floor", words, low))
    if half.any():
        found.append(Finding("crossover", f"{counted(int(half.sum()), 'case')} at exactly 0.5", half))
    if fuzzy and len(places) > 1 and n >= limits.many:
        found += _ties(values, places, counts, limits)
    row: dict[str, object] = {
        "n": n,
        "above_half": share,
        "skewed": skewed,
        "at_0": float((values == 0).mean()),
        "at_1": float((values == 1).mean()),
        "floor": float(low.mean()),
        "ceiling": float(high.mean()),
        "at_half": int(half.sum()),
        "distinct": len(places),
        "largest_tie": int(counts.max()),
    }
    return row, found


def _ties(values: Floats, places: Floats, counts: Ints, limits: DiagnosisSettings) -> list[Finding]:
    """Return the finding that many cases share a membership."""
    most = int(counts.max())
    share = most / len(values)
    if share <= limits.tie + TOLERANCE and len(places) >= limits.distinct:
        return []
    at = float(places[int(counts.argmax())])
    words = (
        f"{counted(len(places), 'different membership')} among {len(values)} cases, "
        f"{counted(most, 'case')} ({share:.0%}) at {at:.3g}"
    )
    return [Finding("ties", words, values == at)]


def look_at_multi_value(values: Floats, limits: DiagnosisSettings) -> tuple[dict[str, object], list[Finding]]:
    """Return the numbers of a multi-value set, and what stands out in them."""
    n, levels = len(values), int(values.max()) + 1
    counts = np.bincount(values.astype(np.int64), minlength=levels)
    present = np.flatnonzero(counts)
    found = []
    if len(present) == 1:
        words = "every case has the same value: a constant, not a condition"
        found.append(Finding("constant", words, np.ones(n, dtype=bool)))
    else:
        empty = [f"no case has the value {level}" for level in np.flatnonzero(counts == 0)]
        if empty:
            found.append(Finding("side", ", ".join(empty), np.zeros(n, dtype=bool)))
        found += [
            Finding("side", _thin(int(counts[level]), n, f"at {level}"), values == level)
            for level in present
            if counts[level] / n < limits.side - TOLERANCE
        ]
    shares = dict.fromkeys(("above_half", "at_0", "at_1", "floor", "ceiling"), math.nan)
    row: dict[str, object] = {"n": n, **shares, "skewed": False, "at_half": 0, "distinct": len(present)}
    row["largest_tie"] = int(counts.max())
    row["finding"] = "multi-value set: " + ", ".join(f"{count} at {i}" for i, count in enumerate(counts))
    return row, found


def _thin(number: int, n: int, where: str) -> str:
    if number == 0:
        return f"no case is {where}"
    return f"only {number} of {n} cases {'is' if number == 1 else 'are'} {where}"
