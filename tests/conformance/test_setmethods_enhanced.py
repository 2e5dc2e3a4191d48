"""Excluded rows against SetMethods: esa(), minimize() of its table, and LR.intersect().

esa() sets to 0 every row outside a necessary condition, also observed ones. We take out remainders on a claim
and name the observed rows that speak against it; given as row numbers they are excluded too.
"""

from __future__ import annotations

import re

import pytest

import fsqca as fq
from tests.conformance import corpus
from tests.conformance.solutions import MANY
from tests.conformance.terms import as_list, expected_warnings, model_sets, term_set
from tests.conformance.test_theory import of

TOPIC = "setmethods: enhanced standard analysis"


def table_of(case: dict, outcome: str | None = None) -> fq.TruthTable:
    call = case["call"]
    names = re.findall(r'"([^"]+)"', re.search(r"conditions = c\(([^)]*)\)", call)[1])
    target = outcome or re.search(r'outcome = "([^"]+)"', call)[1]
    cut = float(re.search(r"incl.cut = ([\d.]+)", call)[1])
    frequency = int(re.search(r"n.cut = (\d+)", call)[1])
    with expected_warnings():
        return fq.build_truth_table(corpus.frame(case), target, names, consistency=cut, frequency=frequency)


def claims(call: str) -> dict[str, list[str]]:
    """Return what is claimed in a call of esa()."""
    found = {}
    for name in ("nec_cond", "untenable_LR", "contrad_rows"):
        match = re.search(rf'{name} = (c\([^)]*\)|"[^"]*")', call)
        found[name] = re.findall(r'"([^"]*)"', match[1]) if match else []
    return found


def rows_in(expression: str, table: fq.TruthTable) -> set[int]:
    complete = table.complete()
    member = fq.parse(expression).evaluate(complete[list(table.conditions)])
    return set(member.index[member == 1])


def taken_out(case: dict, table: fq.TruthTable) -> set[int]:
    """Return the rows that esa() sets to 0, read from its documentation."""
    given = claims(case["call"])
    every = set(range(1, table.n_configurations + 1))
    remainders = every - set(table.table.index[table.table["out"] != "?"])
    out: set[int] = {int(row) for row in given["contrad_rows"]}
    for claim in given["nec_cond"]:
        out |= every - rows_in(claim, table)
    for claim in given["untenable_LR"]:
        out |= remainders & rows_in(claim, table)
    return out


@pytest.mark.parametrize("case", of("setmethods", "esa"))
def test_the_rows_that_esa_sets_to_0(case: dict) -> None:
    corpus.require(case)
    table, given = table_of(case), claims(case["call"])
    complete = table.complete()["out"]
    out = taken_out(case, table)
    result = {key: set(as_list(rows)) for key, rows in case["expected"]["result"].items()}
    assert set(complete.index[complete == "1"]) - out == result["OUT1"]
    assert set(complete.index[complete == "0"]) | out == result["OUT0"]
    assert set(complete.index[complete == "?"]) - out == result["remainders"]
    analysis = fq.enhanced_standard_analysis(
        table, necessary=given["nec_cond"], impossible=given["untenable_LR"]
    )
    excluded = analysis.excluded
    ours = set(excluded.index[excluded["reason"].isin(["contradicts necessity", "impossible"])])
    remainders = set(complete.index[complete == "?"])
    assert ours == out & remainders - {int(row) for row in given["contrad_rows"]}
    observed = out - remainders - {int(row) for row in given["contrad_rows"]}
    positive = {row for row in observed if complete[row] == "1"}
    named = {
        int(row)
        for sentence in analysis.advice
        if "the data speak against it" in sentence
        for row in re.findall(r"\d+", sentence.split("against it:")[1])
    }
    assert positive <= named
    corpus.ran(
        TOPIC,
        "rows equal to R; observed rows against the claim stay and are named"
        if positive
        else "rows equal to R",
    )


@pytest.mark.parametrize("case", of("setmethods", "esa+minimize"))
def test_the_models_after_esa(case: dict) -> None:
    corpus.require(case)
    table = table_of(case)
    solution = fq.minimize(table, "parsimonious", exclude=sorted(taken_out(case, table)), max_models=MANY)
    if "error" in case["expected"]:
        assert case["expected"]["error"].startswith("All truth table configurations are used")
        assert str(solution.model.expression) == "1"
        corpus.ran(TOPIC, "deliberate difference A19: the empty term")
        return
    assert solution.complete
    theirs = case["expected"]["result"]["models"]
    assert {term_set(model.terms) for model in solution.models} == model_sets(theirs)
    corpus.ran(TOPIC, "models equal to R")


def minimized(table: fq.TruthTable, call: str) -> fq.Solution:
    """Return the solution that a call of minimize() asks for."""
    expectations = re.search(r"dir.exp = c\(([^)]*)\)", call)
    if expectations:
        given = tuple(re.findall(r'"([^"]+)"', expectations[1]))
        return fq.minimize(table, "intermediate", expectations=given, max_models=MANY)
    return fq.minimize(table, "parsimonious", max_models=MANY)


@pytest.mark.parametrize("case", of("setmethods", "LR.intersect"))
def test_the_rows_of_lr_intersect(case: dict) -> None:
    corpus.require(case)
    first, second = case["call"].split("soln <- ")
    outcomes = re.findall(r'outcome = "([^"]+)"', case["call"])
    positive = minimized(table_of(case, outcomes[0]), first)
    other = minimized(table_of(case, outcomes[1]), second)
    easy = positive.kind == other.kind == "intermediate"
    name = "easy" if easy else "simplifying_assumptions"
    if easy:
        both = set(positive.easy.index) & set(other.easy.index)
    else:
        both = set(fq.coherence(positive, other).used_by_both.index)
    pairs = [
        set(getattr(own, name).index) & set(getattr(against, name).index)
        for own in positive.models
        for against in other.models
    ]
    assert both == set().union(*pairs)
    if "error" in case["expected"]:
        assert case["expected"]["error"] == "object 'M1' not found"
        corpus.ran("setmethods: LR.intersect", "deliberate difference: R stops, computed here")
        return
    theirs = {int(row) for row in as_list(case["expected"]["result"])}
    assert theirs in pairs
    if theirs != both:
        corpus.ran("setmethods: LR.intersect", "deliberate difference: R takes one pair of tied models")
        return
    corpus.ran("setmethods: LR.intersect", "equal to R")
