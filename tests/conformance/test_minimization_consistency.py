"""Minimization under consistency constraints (R's pi.cons, sol.cons) against R QCA."""

from __future__ import annotations

import pytest

import fsqca as fq
from tests.conformance import corpus
from tests.conformance.solutions import Case, check_fit, check_models, check_primes
from tests.conformance.terms import as_list, literals

TOPIC = "minimization_consistency"


def demands(ours: Case) -> dict[str, float]:
    names = {"pi_cons": "implicant_consistency", "sol_cons": "model_consistency", "sol_cov": "model_coverage"}
    return {name: float(ours.given[key]) for key, name in names.items() if ours.given.get(key)}


@pytest.mark.parametrize("case", corpus.cases(TOPIC))
def test_every_part_of_the_solution(case):
    corpus.require(case)
    ours = Case(case)
    wanted = demands(ours)
    assert wanted
    solution = ours.minimize(**wanted)
    if "error" in ours.expected:
        assert ours.expected["error"] == "There are no solutions, given these constraints."
        assert solution.models == ()
        assert "no implicant with a consistency of at least" in solution.advice[0]
        corpus.ran(TOPIC, "deliberate difference: no model is a result with advice")
        return
    if ours.kind == "conservative" and not solution.models:
        check_left_alone(ours, solution)
        return
    check_models(ours, solution)
    if ours.kind == "conservative":
        check_primes(ours, solution)
    else:
        theirs = {literals(term) for term in as_list(ours.expected["primes"])}
        assert {literals(term) for term in solution.prime_implicants} == theirs
    check_fit(ours, ours.expected["fit"], ours.expected["models"], solution.models)
    ours.tally(TOPIC)


def check_left_alone(ours: Case, solution: fq.Solution) -> None:
    """R does not act on pi.cons here: its implicants below it stay, as ours do without the demand."""
    cut = demands(ours)["implicant_consistency"]
    theirs = {term: values["inclS"] for term, values in ours.expected["fit"]["terms"].items()}
    assert min(theirs.values()) < cut
    assert {literals(term) for term in solution.prime_implicants} <= {
        literals(term) for term, value in theirs.items() if value >= cut
    }
    check_models(ours, ours.minimize())
    check_primes(ours, ours.minimize())
    corpus.ran(TOPIC, "deliberate difference: R leaves implicants below pi.cons in a conservative solution")


def test_no_case_is_lost():
    assert len(corpus.synthetic_cases(TOPIC)) == 23
