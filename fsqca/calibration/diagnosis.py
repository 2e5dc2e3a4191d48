"""What may trouble an analysis in calibrated sets: skewness, ceilings, floors, ties at the crossover."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pandas as pd

from fsqca._checks import counted
from fsqca._types import Floats

#: A set is skewed if fewer or more than these shares of the cases are more in than out (Oana et al. 2021).
SKEWED: Final = (0.2, 0.8)
#: A ceiling or a floor is put into words where more than this share of the cases is there (our limit).
CROWDED: Final = 0.5
#: Memberships from which on a case counts as at the ceiling, and up to which as at the floor.
CEILING: Final = 0.95
FLOOR: Final = 0.05
#: Memberships computed at an anchor may miss it by rounding.
TOLERANCE: Final = 1e-9

COLUMNS: Final = (
    "n", "above_half", "skewed", "at_0", "at_1", "floor", "ceiling", "at_half", "distinct", "finding",
)  # fmt: skip


def diagnose(memberships: pd.DataFrame) -> pd.DataFrame:
    """Return the diagnosis of each column; see :meth:`Calibrated.diagnose`."""
    rows = [_row(memberships.iloc[:, i].to_numpy(dtype=np.float64)) for i in range(memberships.shape[1])]
    index = pd.Index(list(memberships.columns), name="set", dtype=object)
    return pd.DataFrame(rows, index=index, columns=pd.Index(COLUMNS))


def _row(values: Floats) -> dict[str, object]:
    n, distinct = len(values), len(np.unique(values))
    if values.max() > 1:
        return _multi_value_row(values, n, distinct)
    above = float((values > 0.5).mean())
    floor = float((values <= FLOOR + TOLERANCE).mean())
    ceiling = float((values >= CEILING - TOLERANCE).mean())
    at_half = int((values == 0.5).sum())
    skewed = not SKEWED[0] - TOLERANCE <= above <= SKEWED[1] + TOLERANCE
    fuzzy = bool((values != np.floor(values)).any())
    findings = []
    if distinct == 1:
        findings.append(f"every case has the membership {values[0]:g}: a constant, not a condition")
    elif skewed:
        findings.append(f"skewed: {above:.0%} of the cases are more in than out of the set")
    if distinct > 1 and fuzzy and ceiling > CROWDED:
        findings.append(f"ceiling: {ceiling:.0%} of the cases have a membership of at least {CEILING}")
    if distinct > 1 and fuzzy and floor > CROWDED:
        findings.append(f"floor: {floor:.0%} of the cases have a membership of at most {FLOOR}")
    if at_half:
        findings.append(f"{counted(at_half, 'case')} at exactly 0.5")
    return {
        "n": n,
        "above_half": above,
        "skewed": skewed,
        "at_0": float((values == 0).mean()),
        "at_1": float((values == 1).mean()),
        "floor": floor,
        "ceiling": ceiling,
        "at_half": at_half,
        "distinct": distinct,
        "finding": "; ".join(findings) or "nothing stands out",
    }


def _multi_value_row(values: Floats, n: int, distinct: int) -> dict[str, object]:
    levels = int(values.max()) + 1
    counts = np.bincount(values.astype(np.int64), minlength=levels)
    finding = "multi-value set: " + ", ".join(f"{count} at {level}" for level, count in enumerate(counts))
    if distinct == 1:
        finding += "; every case has the same value: a constant, not a condition"
    elif (counts == 0).any():
        finding += "; " + ", ".join(f"no case has the value {level}" for level in np.flatnonzero(counts == 0))
    shares = dict.fromkeys(("above_half", "at_0", "at_1", "floor", "ceiling"), math.nan)
    return {"n": n, **shares, "skewed": False, "at_half": 0, "distinct": distinct, "finding": finding}
