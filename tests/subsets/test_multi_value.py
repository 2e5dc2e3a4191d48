"""Searches over crisp, fuzzy and multi-value conditions together, against brute force."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca import metrics
from fsqca.expressions import parse

LITERALS = {
    "R": ["R{0}", "R{1}", "R{2}"],
    "A": ["A", "~A"],
    "S": ["S{0}", "S{1}", "S{2}", "S{3}"],
    "B": ["B", "~B"],
}
PARTS = [
    part
    for size in range(1, 5)
    for names in combinations(LITERALS, size)
    for part in product(*(LITERALS[name] for name in names))
]


def sample(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    data = pd.DataFrame(
        {
            "R": rng.integers(0, 3, 12),
            "A": rng.random(12).round(1),
            "S": rng.integers(0, 4, 12),
            "B": rng.integers(0, 2, 12),
            "Y": rng.random(12).round(1),
        }
    )
    data.loc[0, ["R", "S"]] = [2, 3]
    data.loc[1, ["A", "Y"]] = [0.3, 0.7]
    return data


def passing(data: pd.DataFrame, sign: str, functions: tuple, cuts: tuple) -> set[frozenset[str]]:
    found = set()
    for part in PARTS:
        x = parse(sign.join(part)).evaluate(data)
        numbers = [function(x, data["Y"]) for function in functions]
        if all(number >= cut - 1e-9 for number, cut in zip(numbers, cuts, strict=True) if cut > 0):
            found.add(frozenset(part))
    return found


def split(labels: list[str]) -> set[frozenset[str]]:
    return {frozenset(label.replace(" + ", "*").split("*")) for label in labels}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("cuts", [(0.5, 0.4, 0.5), (0.7, 0.0, 0.5), (0.9, 0.0, 0.0)])
def test_searches_find_what_brute_force_finds(seed: int, cuts: tuple[float, float, float]) -> None:
    data = sample(seed)
    good = passing(
        data, "*", (metrics.sufficiency_consistency, metrics.pri, metrics.sufficiency_coverage), cuts
    )
    found = fq.find_sufficient(data, "Y", consistency=cuts[0], pri=cuts[1], coverage=cuts[2])
    assert split(found.labels) == {part for part in good if not any(other < part for other in good)}

    necessity = (metrics.necessity_consistency, metrics.necessity_coverage, metrics.ron)
    down = {part for part in passing(data, "*", necessity, cuts) if len(part) > 1}
    up = passing(data, " + ", necessity, cuts)
    result = fq.find_necessary(data, "Y", consistency=cuts[0], coverage=cuts[1], ron=cuts[2], depth=4)
    of = {
        kind: split([label for label, own in zip(result.labels, result.kinds, strict=True) if own == kind])
        for kind in ("condition", "conjunction", "disjunction")
    }
    assert of["condition"] == {part for part in up if len(part) == 1}
    assert of["conjunction"] == {part for part in down if not any(part < other for other in down)}
    assert of["disjunction"] == {
        part for part in up if len(part) > 1 and not any(other < part for other in up)
    }
