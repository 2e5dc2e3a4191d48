"""Minimization under a consistency constraint (R's pi.cons): not here yet, its cases are counted."""

from __future__ import annotations

from tests.conformance import corpus

TOPIC = "minimization_consistency"


def test_cases_with_a_consistency_constraint_are_counted():
    cases = corpus.synthetic_cases(TOPIC)
    assert len(cases) == 23
    assert all("pi_cons" in case["args"]["minimize"] for case in cases)
    for _ in cases:
        corpus.ran(TOPIC, "counted only (consistency-constrained minimization)")
