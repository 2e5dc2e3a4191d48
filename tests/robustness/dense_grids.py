"""What the exact search is compared with: the truth table built afresh at very many values."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

import fsqca as fq
from fsqca.robustness.rerun import ModelSet, Rerun

#: Ways to make sets of scores from 0 to 10, each with numbers that can be moved.
CALIBRATORS = (
    lambda low, mid, high: fq.Direct(low, mid, high),
    lambda low, mid, high: fq.Direct(high, mid, low),
    lambda low, mid, high: fq.Piecewise(low, mid, high),
    lambda low, mid, high: fq.Piecewise(high, mid, low, below=2.0, above=0.5),
    lambda low, mid, high: fq.Crisp(mid),
    lambda low, mid, high: fq.Crisp(low, high),
    lambda low, mid, high: fq.Bell(low - 4, low - 2, low, mid, high, high + 2),
    lambda low, mid, high: fq.PiecewiseBell(low - 4, low - 2, low, mid, high, high + 2),
    lambda low, mid, high: fq.PiecewiseBell(mid, low - 1, low - 2, high + 2, high + 1, mid),
)


def random_study(seed: int, **options: object) -> tuple[fq.Calibrated, fq.TruthTable]:
    """Return a calibration of random scores, synthetic, and a truth table of it."""
    draw = np.random.default_rng(seed)
    n, k = int(draw.integers(8, 40)), int(draw.integers(1, 4))
    names = [*["A", "B", "C"][:k], "Y"]
    scores = pd.DataFrame(draw.uniform(0, 10, (n, k + 1)), columns=names)
    scores["Y"] = (scores["Y"] + scores[names[:-1]].max(axis=1)) / 2
    if draw.random() < 0.5:
        scores = scores.round(0)
    made = {}
    for name in names:
        make = CALIBRATORS[draw.integers(4 if name == "Y" else len(CALIBRATORS))]
        low, mid, high = np.sort(draw.choice(np.arange(2, 9), 3, replace=False)).tolist()
        made[name] = make(float(low), float(mid), float(high))
    sets = fq.calibrate(scores, made)
    rules = ("unassigned", "above", "below", "drop")
    settings = {
        "consistency": float(draw.choice([0.7, 0.8, 0.9])),
        "pri": float(draw.choice([0.0, 0.5])),
        "frequency": int(draw.integers(1, 3)),
        "contradiction": [None, 0.6][draw.integers(2)],
        "crossover": rules[draw.integers(4)],
        "outcome": ["Y", "~Y"][draw.integers(2)],
        **options,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sets, fq.build_truth_table(sets, settings.pop("outcome"), names[:-1], **settings)


def models_with(
    rerun: Rerun, table: fq.TruthTable, sets: fq.Calibrated, name: str, calibrator: object
) -> ModelSet:
    """Return the models of the truth table built afresh with another calibrator for one set."""
    settings, coding = table.settings, table.settings.coding
    made = {**sets.calibrators, name: calibrator}
    columns = sets.settings.columns
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = fq.calibrate(sets.raw, {one: (columns[one], made[one]) for one in made}).data
        fresh = fq.build_truth_table(
            data.loc[:, [*table.conditions, *table.outcome.used]],
            settings.outcome,
            list(table.conditions),
            consistency=coding.consistency,
            pri=coding.pri,
            frequency=coding.frequency,
            contradiction=coding.contradiction,
            crossover=settings.crossover,
        )
    return rerun.models(fresh.corners, fresh.codes)
