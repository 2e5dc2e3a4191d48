"""Minimization under a consistency constraint (R's pi.cons): not here yet, its cases are counted."""

from __future__ import annotations

import pytest

from tests.conformance import corpus

TOPIC = "minimization_consistency"


@pytest.mark.parametrize("case", corpus.cases(TOPIC))
def test_cases_with_a_consistency_constraint_are_counted(case):
    corpus.require(case)
    assert "pi_cons" in case["args"]["minimize"]
    corpus.ran(TOPIC, "counted only (consistency-constrained minimization)")


def test_no_case_is_lost():
    assert len(corpus.synthetic_cases(TOPIC)) == 23
