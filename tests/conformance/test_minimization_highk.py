"""Seven to twelve conditions against R QCA."""

from __future__ import annotations

import pytest

from tests.conformance import corpus
from tests.conformance.solutions import check

TOPIC = "minimization_highk"


@pytest.mark.parametrize("case", corpus.cases(TOPIC))
def test_every_part_of_the_solution(case):
    check(case, TOPIC)
