"""Data and solutions for tests of resampling; all data are synthetic."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

import fsqca as fq


def survey(n: int = 80, seed: int = 3) -> pd.DataFrame:
    """Return raw scores of n synthetic respondents."""
    rng = np.random.default_rng(seed)
    raw = pd.DataFrame(rng.normal(4, 1.5, (n, 3)).clip(1, 7).round(1), columns=["A", "B", "C"])
    raw["Y"] = (np.minimum(raw["A"], raw["B"]) + rng.normal(0.6, 0.7, n)).clip(1, 7).round(1)
    return raw.set_index(pd.Index([f"R{i}" for i in range(n)]))


def calibrated(raw: pd.DataFrame, **options: object) -> fq.Calibrated:
    """Return sets with anchors from quantiles."""
    return fq.calibrate(raw, {name: fq.Quantiles(0.1, 0.5, 0.9) for name in raw}, **options)


def solved(data: object, kind: str = "parsimonious", **options: object) -> fq.Solution:
    """Return the solution for Y."""
    settings = {"consistency": 0.8, "pri": 0.5, "frequency": 2, "crossover": "above", **options}
    table = fq.build_truth_table(data, "Y", **settings)
    return fq.minimize(table, kind, expectations={} if kind == "intermediate" else None)


@st.composite
def memberships(draw: st.DrawFn) -> pd.DataFrame:
    """Return a frame of two or three fuzzy or crisp conditions and an outcome."""
    n = draw(st.integers(4, 12))
    names = [*"ABC"[: draw(st.integers(2, 3))], "Y"]
    grid = draw(st.sampled_from([(0.0, 1.0), (0.0, 0.2, 0.4, 0.6, 0.9, 1.0), (0.1, 0.3, 0.45, 0.7, 0.95)]))
    rows = draw(st.lists(st.tuples(*[st.sampled_from(grid)] * len(names)), min_size=n, max_size=n))
    return pd.DataFrame(rows, columns=names, index=[f"c{i}" for i in range(n)])
