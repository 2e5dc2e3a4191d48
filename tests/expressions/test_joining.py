"""Intersection and union of texts, expressions, models and solutions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, ModelAmbiguityError
from fsqca.expressions import intersection, parse, union
from tests.strategies import fuzzy_frames, two_valued_texts


@settings(max_examples=60, deadline=None)
@given(fuzzy_frames(), st.lists(two_valued_texts(depth=2), min_size=1, max_size=3))
def test_memberships_are_the_minimum_and_the_maximum_of_those_of_the_parts(data, texts: list[str]) -> None:
    parts = [parse(text).evaluate(data).to_numpy() for text in texts]
    both, either = intersection(*texts).evaluate(data), union(*texts).evaluate(data)
    assert both.to_list() == pytest.approx(list(np.minimum.reduce(parts)))
    assert either.to_list() == pytest.approx(list(np.maximum.reduce(parts)))


@pytest.mark.parametrize(
    ("parts", "common", "together"),
    [
        (("A",), "A", "A"),
        (("A + A*B",), "A", "A"),
        (("A + B*C", "A + ~C"), "A + B*C*~C", "A + B*C + ~C"),
        (("A", "B", "~A"), "A*~A*B", "A + B + ~A"),
        (("A", "1"), "A", "1"),
        (("A", "0"), "0", "A"),
        (("R{1}*A", parse("R{2}")), "R{1}*R{2}*A", "R{1}*A + R{2}"),
    ],
)
def test_parts_are_joined_by_laws_that_hold_for_fuzzy_sets(parts: tuple, common: str, together: str) -> None:
    assert intersection(*parts) == parse(common)
    assert union(*parts) == parse(together)


def solution_of(rows: dict) -> fq.Solution:
    frame = pd.DataFrame(rows)
    return fq.minimize(fq.TruthTable.from_frame(frame, [c for c in frame if c != "out"]), "conservative")


def test_models_and_solutions_of_one_model_are_taken() -> None:
    solution = solution_of({"A": [1, 1, 0], "B": [1, 0, 0], "out": ["1", "1", "0"]})
    assert str(intersection(solution, "B")) == "A*B"
    assert str(union(solution.model, "B")) == "A + B"


def test_a_solution_with_several_models_is_refused() -> None:
    frame = parse("~A*B + ~B*C + A*~C").expand().table.astype(int)
    solution = solution_of({**frame.to_dict("list"), "out": ["1"] * len(frame)})
    assert solution.n_models == 2
    with pytest.raises(ModelAmbiguityError):
        intersection(solution, "A")
    assert len(intersection(*solution.models).simplify().terms) == 3


@pytest.mark.parametrize("join", [intersection, union])
def test_what_is_no_expression_is_refused(join) -> None:
    with pytest.raises(ArgumentTypeError) as caught:
        join("A", 3)
    assert str(caught.value) == "What is joined must be strings, Expressions, models or solutions, not 3."
    with pytest.raises(ArgumentError) as nothing:
        join()
    assert str(nothing.value) == "There is nothing to join. Give at least one expression."
