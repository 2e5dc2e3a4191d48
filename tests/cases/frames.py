"""Synthetic data that the tests of cases share."""

from __future__ import annotations

import numpy as np
import pandas as pd

import fsqca as fq

CASES = ["Ash", "Elm", "Fir", "Oak", "Yew", "Box", "Asp", "Bay"]


def small() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "A": [0.9, 0.7, 0.8, 0.2, 0.1, 0.3, 0.6, 0.9],
            "B": [0.8, 0.9, 0.7, 0.3, 0.8, 0.7, 0.8, 0.2],
            "Y": [0.9, 0.7, 0.2, 0.8, 0.1, 0.1, 0.6, 0.2],
        },
        index=CASES,
    )


def drawn(seed: int, n: int = 40, conditions: str = "ABCD") -> pd.DataFrame:
    """Return random memberships with two decimals; none is exactly 0.5."""
    random = np.random.default_rng(seed)
    values = random.beta(0.7, 0.7, (n, len(conditions) + 1)).round(2)
    values[values == 0.5] = 0.51
    frame = pd.DataFrame(values, columns=[*conditions, "Y"], index=[f"c{i}" for i in range(n)])
    frame["Y"] = np.clip(frame[list(conditions[:2])].min(axis=1) * 0.7 + 0.4 * frame["Y"], 0, 1).round(2)
    frame.loc[frame["Y"] == 0.5, "Y"] = 0.49
    return frame


def solution(kind: str = "conservative") -> fq.Solution:
    return fq.minimize(fq.build_truth_table(small(), "Y", consistency=0.7), kind)
