"""Excluded rows against R QCA, and the rows that R's findRows() lists, read off our results."""

from __future__ import annotations

import pytest

import fsqca as fq
from tests import oracles
from tests.conformance import corpus
from tests.conformance.solutions import MANY, check, oracle_table
from tests.conformance.terms import as_list, build, outcome_of

TOPIC = "minimization_exclude"
#: Contradictory simplifying assumptions that R does not list, by case.
R_MISSES = {"min-pub-exclu-0020": [42]}


@pytest.mark.parametrize("case", corpus.cases(TOPIC))
def test_every_part_of_the_solution(case):
    check(case, TOPIC)


@pytest.mark.parametrize("case", corpus.cases(TOPIC))
def test_rows_of_find_rows(case):
    corpus.require(case)
    found = case["expected"]["find_rows"]
    expected = {key: sorted(as_list(rows)) for key, rows in found["results"].items()}
    table, negated = build(case), build(case, negation(outcome_of(case["args"])))
    both = fq.coherence(parsimonious(table), parsimonious(negated))
    ours = {
        # Contradictory simplifying assumptions: made for the outcome and for its negation.
        "type2": sorted(both.used_by_both.index),
        # Simultaneous subset relations: rows that are sufficient for both.
        "type3": sorted(both.sufficient_for_both.index),
    }
    if "expression" in found:
        analysis = fq.enhanced_standard_analysis(table, impossible=found["expression"], negated=negated)
        excluded = analysis.excluded
        impossible = set(excluded.index[excluded["reason"] == "impossible"])
        inside = rows_in(found["expression"], table)
        assert impossible == {row for row in inside if table.complete().loc[row, "out"] == "?"}
        # To R a row with fewer cases than the frequency cut-off is observed; to us it is a remainder.
        ours["type1"] = sorted(impossible - seen(case))
        ours["type1_observed"] = sorted(inside)
        ours["type0"] = sorted({*ours["type1"], *ours["type2"], *ours["type3"]})
    missed = R_MISSES.get(case["id"], [])
    if missed:
        # A tied model of the negated outcome assumes them too, as brute force confirms.
        expected["type2"] = sorted([*expected["type2"], *missed])
        assert set(missed) <= assumed_by_brute_force(table) & assumed_by_brute_force(negated)
    assert {key: ours[key] for key in expected} == expected
    corpus.ran(TOPIC + " findRows", "equal to R" + ("; but for a row that R misses" if missed else ""))


def negation(outcome: str) -> str:
    return outcome.removeprefix("~") if outcome.startswith("~") else f"~{outcome}"


def parsimonious(table: fq.TruthTable) -> fq.Solution:
    """Return the parsimonious solution with all its models."""
    return fq.minimize(table, "parsimonious", max_models=MANY)


def assumed_by_brute_force(table: fq.TruthTable) -> set[int]:
    """Return the same by enumerating everything."""
    rows = oracle_table(table)
    models = oracles.minimize(rows, "parsimonious").models
    assumptions = frozenset().union(*(oracles.simplifying_assumptions(rows, model) for model in models))
    return {oracles.row_number(row, rows.levels) for row in assumptions}


def rows_in(expression: str, table: fq.TruthTable) -> set[int]:
    """Return the configurations that are in an expression."""
    complete = table.complete()
    member = fq.parse(expression).evaluate(complete[list(table.levels)])
    return set(member.index[member == 1])


def seen(case: dict) -> set[int]:
    """Return the configurations that R calls observed: a membership of exactly 0.5 counts as absent."""
    conditions = case["args"]["conditions"]
    table = build(case)
    levels = list(table.levels.values())
    data = corpus.frame(case)[conditions]
    rows = set()
    for values in data.itertuples(index=False):
        corner = tuple(int(v > 0.5) if n == 2 else int(v) for v, n in zip(values, levels, strict=True))
        rows.add(oracles.row_number(corner, levels))
    return rows
