"""Parameters of fit, compared with R QCA's pof() number by number."""

from __future__ import annotations

import numpy as np
import pytest

from fsqca import metrics
from fsqca.expressions import parse
from fsqca.fit import SOLUTION, fit_terms, pof
from tests.conformance import corpus

#: R's column -> ours, by kind of relation.
COLUMNS = {
    "sufficiency": {"inclS": "consistency", "PRI": "pri", "covS": "raw_coverage", "covU": "unique_coverage"},
    "necessity": {"inclN": "consistency", "RoN": "ron", "covN": "coverage"},
}
SINGLE = "difference A11: unique coverage of a single term is its raw coverage, R has NA"
TWICE = "difference: a term written twice is one term, R has two rows"


def agree(ours: float, theirs: object) -> bool:
    """Equal to 1e-6, undefined where R is; R sets what is below 1e-5 to 0, we do not."""
    expected = corpus.number(theirs)
    return ours == pytest.approx(expected, abs=1.1e-5 if expected == 0 else 1e-6, nan_ok=True)


@pytest.mark.parametrize(
    "case", [p for p in corpus.cases("fit") if "relation" not in p.values[0].get("args", {})]
)
def test_every_relation_has_the_numbers_of_r(case: dict) -> None:
    corpus.require(case)
    kind = case["expected"]["relation"]
    fit = pof(corpus.frame(case), case["args"]["expression"], missing="drop")
    table = fit.table
    assert fit.kind == kind
    rows = {parse(label): table.loc[label] for label in fit.labels}
    theirs = [row for row in case["expected"]["rows"] if row["term"] != "expression"]
    whole = [row for row in case["expected"]["rows"] if row["term"] == "expression"]
    terms = [parse(row["term"]) for row in theirs]
    assert set(terms) == set(rows)
    assert bool(whole) == (len(theirs) > 1)
    for row in theirs:
        term = parse(row["term"])
        for name, column in COLUMNS[kind].items():
            if name == "covU" and len(theirs) == 1:
                assert row["covU"] == "NA"
                assert rows[term]["unique_coverage"] == pytest.approx(rows[term]["raw_coverage"], nan_ok=True)
            elif name == "covU" and terms.count(term) > 1:
                assert agree(0.0, row["covU"])  # each copy takes the other's place
            else:
                assert agree(rows[term][column], row[name]), (term, column, rows[term][column], row[name])
    solution = table.loc[SOLUTION] if fit.labels.count(SOLUTION) == 0 else table.iloc[-1]
    for row in whole or theirs:
        for name, column in COLUMNS[kind].items():
            if name == "covU":
                assert row["covU"] == "NA"
                assert np.isnan(solution["unique_coverage"])
            else:
                assert agree(solution[column], row[name])
    if len(set(terms)) < len(terms):
        corpus.ran("fit", TWICE)
    elif kind == "sufficiency" and len(theirs) == 1:
        corpus.ran("fit", SINGLE)
    else:
        corpus.ran("fit")


@pytest.mark.parametrize(
    "case", [p for p in corpus.cases("fit") if "relation" in p.values[0].get("args", {})]
)
def test_vectors_have_the_numbers_of_r(case: dict) -> None:
    kind = case["expected"]["relation"]
    given, y = case["data"]["inline"]["x"], case["data"]["inline"]["y"]
    columns = given if isinstance(given, dict) else {case["expected"]["rows"][0]["term"]: given}
    table = np.array([[corpus.number(value) for value in column] for column in (*columns.values(), y)]).T
    table = table[~np.isnan(table).any(axis=1)]  # R leaves out cases with a missing value
    x, outcome = table[:, :-1], table[:, -1]
    fit = fit_terms(x, outcome, tuple(columns), "x => y" if kind == "sufficiency" else "x <= y", kind)
    if kind == "sufficiency":
        floor = {
            "inclS": metrics.sufficiency_consistency(x, outcome),
            "PRI": metrics.pri(x, outcome),
            "covS": metrics.sufficiency_coverage(x, outcome),
        }
    else:
        floor = {
            "inclN": metrics.necessity_consistency(x, outcome),
            "RoN": metrics.ron(x, outcome),
            "covN": metrics.necessity_coverage(x, outcome),
        }
    for position, row in enumerate(case["expected"]["rows"]):
        for name, column in COLUMNS[kind].items():
            value = fit.table[column].iloc[position]
            if name == "covU" and len(columns) == 1:
                assert row["covU"] == "NA"
                assert value == pytest.approx(fit.table["raw_coverage"].iloc[position], nan_ok=True)
            else:
                assert agree(value, row[name])
            if name in floor:
                assert floor[name][position] == pytest.approx(value, abs=1e-12, nan_ok=True)
    corpus.ran("fit", SINGLE if kind == "sufficiency" and len(columns) == 1 else "equal to R")
