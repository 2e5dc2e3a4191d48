"""The search for necessary conditions, compared with R QCA's superSubset().

R lists every conjunction that passes; we list those that are not part of a longer one listed. R decides on
consistency and coverage alone whether a disjunction has a part that passes, and filters by RoN afterwards
(without a tolerance); we decide on all three.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from fsqca.expressions import Expression, parse
from fsqca.fit import pof
from fsqca.necessity import find_necessary
from tests.conformance import corpus

TOLERANCE = "difference: RoN equals the cut-off up to rounding, R drops it"
PARTS = "difference: the only parts that pass R's check fail on RoN, so we list the disjunction"
LONGEST = "difference A16: R also lists parts of longer conjunctions, we list the longest"
NAN = "difference A1: 0/0 is NaN, R has 0"


def _cases(*relations: str) -> list:
    chosen = [p for p in corpus.cases("necessity") if p.values[0].get("absent")]
    return chosen + [
        p
        for p in corpus.cases("necessity")
        if not p.values[0].get("absent") and p.values[0]["args"].get("relation") in relations
    ]


def _expected(case: dict) -> dict[Expression, dict]:
    """Return R's rows; where nothing was found R stops with an error."""
    expected = case["expected"]
    if "error" in expected:
        assert expected["error"].startswith("There are no combinations")
    return {parse(row["expr"]): row for row in expected.get("rows", [])}


def _is_part(shorter: Expression, longer: Expression) -> bool:
    """Whether a conjunction is a proper part of another."""
    return set(shorter.literal_terms[0]) < set(longer.literal_terms[0])


@pytest.mark.parametrize("case", _cases("necessity"))
def test_what_is_found_is_what_r_finds_by_the_same_rules(case: dict) -> None:
    corpus.require(case)
    args, theirs = case["args"], _expected(case)
    cuts = {"consistency": args["incl_cut"], "coverage": args.get("cov_cut") or 0.0}
    ron = args.get("ron_cut") or 0.0
    depth = args.get("depth") or len(args["conditions"])

    def search(ron: float) -> dict[Expression, np.ndarray]:
        found = find_necessary(
            corpus.frame(case),
            args["outcome"],
            args["conditions"],
            **cuts,
            ron=ron,
            depth=depth,
            missing="drop",
        )
        return dict(zip(found.expressions, found.values, strict=True))

    ours = search(ron)
    conjunctions = [e for e in theirs if len(e.terms) == 1 and len(e.literal_terms[0]) > 1]
    shorter = {e for e in conjunctions if any(_is_part(e, other) for other in conjunctions)}
    outcomes = {LONGEST} if shorter else set()
    assert set(theirs) - shorter <= set(ours)
    for expression in set(theirs) - shorter:
        row, numbers = theirs[expression], ours[expression]
        for name, value in zip(("inclN", "covN", "RoN"), numbers, strict=True):
            if np.isnan(value):
                assert corpus.number(row[name]) == 0.0
                outcomes.add(NAN)
            else:
                assert value == pytest.approx(corpus.number(row[name]), abs=1e-6)
    without_ron = search(0.0)
    for expression in set(ours) - set(theirs):
        terms = expression.terms
        parts = (
            parse(" + ".join(map(str, part)))
            for size in range(1, len(terms))
            for part in combinations(terms, size)
        )
        if ours[expression][2] < ron + 1e-9:
            outcomes.add(TOLERANCE)
        else:
            assert len(terms) > 1
            assert any(part in without_ron and part not in ours for part in parts)
            outcomes.add(PARTS)
    corpus.ran("necessity", "; ".join(sorted(outcomes)) or "equal to R")


@pytest.mark.parametrize("case", _cases("necessity"))
def test_every_row_of_r_has_the_numbers_of_pof(case: dict) -> None:
    corpus.require(case)
    data = corpus.frame(case)
    for expression, row in _expected(case).items():
        fit = pof(data, f"{expression} <= {case['args']['outcome']}", missing="drop").table.iloc[-1]
        for name, column in (("inclN", "consistency"), ("covN", "coverage"), ("RoN", "ron")):
            expected = corpus.number(row[name])
            assert fit[column] == pytest.approx(expected, abs=1e-6) or (
                np.isnan(fit[column]) and expected == 0
            )


@pytest.mark.parametrize("case", _cases("sufficiency", "sufnec", "necsuf"))
def test_rows_of_other_relations_have_the_numbers_of_pof(case: dict) -> None:
    corpus.require(case)
    if case["expected"].get("error", "").startswith("undefined columns"):
        corpus.ran("necessity", "not comparable: R stops with an internal error")
        return
    data, outcome = corpus.frame(case), case["args"]["outcome"]
    rows = _expected(case)
    for expression, row in rows.items():
        fit = pof(data, f"{expression} => {outcome}", missing="drop").table.iloc[-1]
        columns = {"inclS": "consistency", "PRI": "pri", "covS": "raw_coverage", "inclN": "raw_coverage"}
        for name in row.keys() & columns.keys():
            assert fit[columns[name]] == pytest.approx(corpus.number(row[name]), abs=1e-6)
    if case["args"]["relation"] == "necsuf":
        cut = case["args"]["incl_cut"]
        depth = case["args"].get("depth") or len(case["args"]["conditions"])
        found = find_necessary(
            data,
            outcome,
            case["args"]["conditions"],
            consistency=cut,
            coverage=cut,
            depth=depth,
            missing="drop",
        )
        assert len(found.table) == len(rows) == 0
    corpus.ran("necessity", "numbers equal to R" if rows else "nothing found, as in R")
