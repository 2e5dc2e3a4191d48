"""Seeded truth tables for the benchmarks: configurations drawn at random, outcomes structured or random."""

from __future__ import annotations

import numpy as np


def observed_rows(n_conditions: int, n_rows: int, seed: int) -> np.ndarray:
    """Return distinct configurations, shape (n_rows, n_conditions)."""
    rng = np.random.default_rng(seed)
    rows = np.unique(rng.integers(0, 2, (3 * n_rows + 20, n_conditions)), axis=0)
    while len(rows) < n_rows:
        rows = np.unique(np.concatenate([rows, rng.integers(0, 2, (n_rows, n_conditions))]), axis=0)
    return rows[rng.permutation(len(rows))[:n_rows]]


def structured(n_conditions: int, n_rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return positive and negative rows: the outcome follows three recipes, 5 % of rows turned over."""
    rows = observed_rows(n_conditions, n_rows, seed)
    a, b, c, d = (rows[:, i].astype(bool) for i in range(4))
    out = (a & b) | (c & ~d) | (b & d)
    turned = np.random.default_rng(seed + 1).random(len(rows)) < 0.05
    out ^= turned
    return rows[out], rows[~out]


def random(n_conditions: int, n_rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return positive and negative rows of a table whose outcome is drawn by lot: the hardest case."""
    rows = observed_rows(n_conditions, n_rows, seed)
    out = np.random.default_rng(seed + 1).random(len(rows)) < 0.5
    return rows[out], rows[~out]
