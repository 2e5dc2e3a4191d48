"""Parameters of fit, compared with QCAfit() of SetMethods.

QCAfit() passes its numbers through format(digits = 3), so they agree if they differ by at most half a unit of
the third decimal.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

import fsqca as fq
from tests.conformance import corpus
from tests.conformance.terms import expected_warnings

TOPIC = "setmethods: QCAfit"
#: SetMethods' column -> ours.
COLUMNS = {
    "sufficiency": {
        "Cons.Suf": "consistency",
        "Cov.Suf": "raw_coverage",
        "PRI": "pri",
        "Cons.Suf(H)": "haesebrouck_consistency",
        "PRODUCT": "product",
    },
    "necessity": {"Cons.Nec": "consistency", "Cov.Nec": "coverage", "RoN": "ron"},
}
ROUNDED = "equal to SetMethods as rounded"


def agree(ours: float, theirs: object) -> bool:
    expected = corpus.number(theirs)
    if np.isnan(ours) or np.isnan(expected):
        return bool(np.isnan(ours) and np.isnan(expected))
    return abs(ours - expected) <= 0.0005 + 1e-9


def rows_of(case: dict) -> list[tuple[str, dict[str, object]]]:
    result = case["expected"]["result"]
    return [
        (name, dict(zip(result["columns"], numbers, strict=True)))
        for name, numbers in zip(result["row_names"], result["data"], strict=True)
    ]


def cases() -> list:
    return [
        p
        for p in corpus.cases("setmethods")
        if p.values[0].get("absent") or p.values[0]["args"]["fn"] == "QCAfit"
    ]


@pytest.mark.parametrize("case", cases())
def test_numbers_are_those_of_qcafit(case: dict) -> None:
    corpus.require(case)
    call, data = case["call"], corpus.frame(case)
    kind = "sufficiency" if "necessity = FALSE" in call else "necessity"
    if "minimize(" in call:
        outcome = re.search(r'outcome = "([^"]+)"', call)[1]
    else:
        outcome = re.findall(r'data\[\["([^"]+)"\]\]', call)[-1]
    if "neg.out = TRUE" in call:
        outcome = f"~{outcome}"
    measures = ["haesebrouck_consistency", "product"] if kind == "sufficiency" else None
    arrow = "=>" if kind == "sufficiency" else "<="
    with expected_warnings():
        for name, row in rows_of(case):
            if name.startswith("solution_formula"):
                expression = " + ".join(own for own, _ in rows_of(case) if own != name)
            else:
                expression = name
            fit = fq.pof(data, f"{expression} {arrow} {outcome}", measures=measures, missing="drop")
            values = fit.table.iloc[-1]
            for column, number in row.items():
                assert agree(values[COLUMNS[kind][column]], number), (name, column)
    corpus.ran(TOPIC, ROUNDED)
