"""Synthetic groups with planted recipes."""

from __future__ import annotations

import numpy as np
import pandas as pd


def planted(
    seed: int,
    n: int = 120,
    other: bool = False,
    noise: float = 0.08,
    groups: tuple[str, ...] = ("east", "west"),
) -> pd.DataFrame:
    """Return groups in which A*B or C leads to Y; with `other`, only A*B does in the last group."""
    rng = np.random.default_rng(seed)
    parts = []
    for name in groups:
        x = rng.beta(0.7, 0.7, size=(n, 3)).round(3)
        x[x == 0.5] = 0.51
        path = np.minimum(x[:, 0], x[:, 1])
        if not (other and name == groups[-1]):
            path = np.maximum(path, x[:, 2])
        y = np.clip(path + rng.normal(0, noise, n), 0, 1).round(3)
        parts.append(pd.DataFrame({"A": x[:, 0], "B": x[:, 1], "C": x[:, 2], "Y": y, "unit": name}))
    data = pd.concat(parts, ignore_index=True)
    data.index = pd.Index([f"case {i}" for i in range(len(data))])
    return data
