"""Seeded truth tables for the benchmarks: configurations drawn at random, outcomes structured or random."""

from __future__ import annotations

import numpy as np
import pandas as pd

import fsqca as fq


def observed_rows(n_conditions: int, n_rows: int, seed: int, levels: int = 2) -> np.ndarray:
    """Return distinct configurations, shape (n_rows, n_conditions); all there are where these are fewer."""
    n_rows = min(n_rows, levels**n_conditions)
    rng = np.random.default_rng(seed)
    rows = np.unique(rng.integers(0, levels, (3 * n_rows + 20, n_conditions)), axis=0)
    while len(rows) < n_rows:
        rows = np.unique(np.concatenate([rows, rng.integers(0, levels, (n_rows, n_conditions))]), axis=0)
    return rows[rng.permutation(len(rows))[:n_rows]]


def structured(n_conditions: int, n_rows: int, seed: int, levels: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Return positive and negative rows: the outcome follows three recipes, 5 % of rows turned over.

    In a multi-value condition every value but 0 counts as present.
    """
    rows = observed_rows(n_conditions, n_rows, seed, levels)
    a, b, c, d = (rows[:, i].astype(bool) for i in range(4))
    out = (a & b) | (c & ~d) | (b & d)
    turned = np.random.default_rng(seed + 1).random(len(rows)) < 0.05
    out ^= turned
    return rows[out], rows[~out]


def random(n_conditions: int, n_rows: int, seed: int, levels: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Return positive and negative rows of a table whose outcome is drawn by lot: the hardest case."""
    rows = observed_rows(n_conditions, n_rows, seed, levels)
    out = np.random.default_rng(seed + 1).random(len(rows)) < 0.5
    return rows[out], rows[~out]


#: Kinds of tables by name.
KINDS = {"structured": structured, "random": random}


def truth_table(on: np.ndarray, off: np.ndarray, levels: int = 2) -> fq.TruthTable:
    """Return the truth table of positive and negative rows, conditions X0, X1, ...."""
    names = [f"X{i}" for i in range(on.shape[1])]
    frame = pd.DataFrame(np.concatenate([on, off]), columns=names)
    frame["out"] = ["1"] * len(on) + ["0"] * len(off)
    return fq.TruthTable.from_frame(frame, names, levels=dict.fromkeys(names, levels))
