"""Synthetic data for the tests of truth tables: seeded frames of every kind of condition."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from fsqca.errors import CrossoverWarning

#: What the columns of a random frame may be: a fuzzy set, one with memberships of exactly 0.5, a crisp set,
#: or a set with that many values.
KINDS = ("fuzzy", "ties", "crisp", 3, 4)


def random_frame(seed: int, kinds: Sequence[str | int], n_cases: int, outcome: str = "fuzzy") -> pd.DataFrame:
    """Return a frame with conditions A, B, ... of these kinds and an outcome Y related to the first."""
    rng = np.random.default_rng(seed)
    columns = {name: _column(rng, kind, n_cases) for name, kind in zip("ABCDEFGH", kinds, strict=False)}
    first = columns["A"] / max(1.0, columns["A"].max())
    y = np.clip(0.7 * first + 0.5 * rng.random(n_cases) - 0.1, 0, 1).round(2)
    columns["Y"] = (y > 0.5).astype(float) if outcome == "crisp" else y
    return pd.DataFrame(columns, index=[f"case {i}" for i in range(n_cases)])


def _column(rng: np.random.Generator, kind: str | int, n_cases: int) -> np.ndarray:
    if kind == "crisp":
        return rng.integers(0, 2, n_cases).astype(float)
    if kind == "ties":
        return rng.choice([0.0, 0.2, 0.4, 0.5, 0.6, 0.8, 1.0], n_cases)
    if kind == "fuzzy":
        column = rng.random(n_cases).round(2)
        return np.where(column == 0.5, 0.51, column)
    return rng.integers(0, int(kind), n_cases).astype(float)


@contextlib.contextmanager
def crossover_allowed() -> Iterator[None]:
    """Let the warning about memberships of exactly 0.5 pass; every other warning stays an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CrossoverWarning)
        yield
