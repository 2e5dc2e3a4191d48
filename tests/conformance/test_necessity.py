"""The searches for necessary and sufficient expressions, compared with R QCA's superSubset(), and the
arithmetic of terms, compared with its findSubsets() and findSupersets().

R lists every conjunction that passes; we list those that are not part of a longer one listed. R decides on
consistency and coverage alone whether a disjunction has a part that passes, and filters by RoN afterwards
(without a tolerance); we decide on all three.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from fsqca.expressions import Expression, parse
from fsqca.fit import pof
from fsqca.necessity import find_necessary
from fsqca.subsets import find_subsets, find_sufficient, find_supersets
from tests.conformance import corpus

TOLERANCE = "difference: RoN equals the cut-off up to rounding, R drops it"
PARTS = "difference: the only parts that pass R's check fail on RoN, so we list the disjunction"
LONGEST = "difference A16: R also lists parts of longer conjunctions, we list the longest"
PRI_TOLERANCE = "difference: PRI equals the cut-off up to rounding, R drops it"
PRI_PARTS = "difference: the only parts that pass R's check fail on PRI, so we list the conjunction"
EARLY = "difference: R ends its search after a size without a finding, we go on"
NECSUF = "difference: R stops with an internal error, we list what is found"
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


def _size(expression: Expression) -> int:
    return max(len(expression.terms), *(len(term) for term in expression.literal_terms))


def _beyond_the_end(expression: Expression, theirs: dict[Expression, dict]) -> bool:
    """Whether R, which stops after a size of at least 4 without a finding, did not come to this size."""
    sizes = {_size(other) for other in theirs}
    return any(size not in sizes for size in range(4, _size(expression)))


@pytest.mark.parametrize("case", _cases("necessity"))
def test_what_is_found_is_what_r_finds_by_the_same_rules(case: dict) -> None:
    corpus.require(case)
    args, theirs = case["args"], _expected(case)
    cuts = {"consistency": args["incl_cut"], "coverage": args.get("cov_cut") or 0.0}
    ron = args.get("ron_cut") or 0.0
    depth = _depth(args)

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
        elif _beyond_the_end(expression, theirs):
            outcomes.add(EARLY)
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


def _depth(args: dict) -> int:
    return min(args.get("depth") or len(args["conditions"]), len(args["conditions"]))


@pytest.mark.parametrize("case", _cases("sufficiency", "sufnec"))
def test_sufficient_conjunctions_are_those_of_r(case: dict) -> None:
    corpus.require(case)
    args, theirs = case["args"], _expected(case)
    coverage = args["incl_cut"] if args["relation"] == "sufnec" else args.get("cov_cut") or 0.0
    pri = args.get("pri_cut") or 0.0

    def search(pri: float) -> dict[Expression, np.ndarray]:
        found = find_sufficient(
            corpus.frame(case),
            args["outcome"],
            args["conditions"],
            consistency=args["incl_cut"],
            coverage=coverage,
            pri=pri,
            depth=_depth(args),
            missing="drop",
        )
        return dict(zip(found.expressions, found.values, strict=True))

    ours = search(pri)
    outcomes = set()
    for expression, row in theirs.items():
        columns = {"inclS": 0, "PRI": 1, "covS": 2, "inclN": 2}
        for name in row.keys() & columns.keys():
            value, expected = ours[expression][columns[name]], corpus.number(row[name])
            if np.isnan(value):
                assert expected == 0.0
                outcomes.add(NAN)
            else:
                assert value == pytest.approx(expected, abs=1e-6)
    without_pri = search(0.0)
    for expression in set(ours) - set(theirs):
        if ours[expression][1] < pri + 1e-9:
            outcomes.add(PRI_TOLERANCE)
        elif _beyond_the_end(expression, theirs):
            outcomes.add(EARLY)
        else:
            shorter = [e for e in without_pri if e not in ours and _is_part(e, expression)]
            assert shorter
            outcomes.add(PRI_PARTS)
    corpus.ran("necessity: sufficiency", "; ".join(sorted(outcomes)) or "equal to R")


@pytest.mark.parametrize("case", _cases("necsuf"))
def test_necessary_and_sufficient_at_once_is_necessity_with_a_coverage_as_high(case: dict) -> None:
    corpus.require(case)
    args = case["args"]
    found = find_necessary(
        corpus.frame(case),
        args["outcome"],
        args["conditions"],
        consistency=args["incl_cut"],
        coverage=args["incl_cut"],
        depth=_depth(args),
        missing="drop",
    )
    if case["expected"].get("error", "").startswith("undefined columns"):
        # R stops with this message as soon as it has found something.
        assert len(found.table) > 0
        corpus.ran("necessity: necsuf", NECSUF)
        return
    assert set(found.expressions) == set(_expected(case)) == set()
    corpus.ran("necessity: necsuf")


def _space(function: str) -> list:
    return [p for p in corpus.cases("necessity") if p.values[0].get("args", {}).get("fn") == function]


@pytest.mark.parametrize(
    ("case", "function"),
    [pytest.param(p.values[0], find_subsets, id=p.id) for p in _space("findSubsets")]
    + [pytest.param(p.values[0], find_supersets, id=p.id) for p in _space("findSupersets")],
)
def test_rows_of_the_implicant_space_are_those_of_r(case: dict, function: Callable) -> None:
    given = case["data"]["inline"]
    levels = [digits - 1 for digits in given["noflevels"]]
    rows = case["expected"]["rows"]
    assert function(given["rows"], levels) == (rows if isinstance(rows, list) else [rows])
    corpus.ran(f"necessity: {case['args']['fn']}")
