"""Intermediate solutions against R QCA, pair by pair."""

from __future__ import annotations

import pytest

from tests.conformance import corpus
from tests.conformance.solutions import check

TOPIC = "minimization_intermediate"


@pytest.mark.parametrize("case", corpus.cases(TOPIC))
def test_every_part_of_the_solution(case):
    check(case, TOPIC)
