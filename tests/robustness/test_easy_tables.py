"""Intermediate solutions of many small tables at once: the models that minimize() finds for each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.robustness.found import Finder, Found
from fsqca.robustness.rerun import Rerun
from fsqca.truth_table.sums import all_corners

LEVELS = [(2, 2), (2, 2, 2), (3, 2, 2), (2, 2, 2, 2), (4, 3), (2, 2, 2, 2, 2)]


def begun(levels: tuple[int, ...], expectations: object, **options: object) -> fq.Solution:
    """Return an intermediate solution over so many values, from a table with one positive row."""
    names = [f"X{i}" for i in range(len(levels))]
    frame = pd.DataFrame(all_corners(levels), columns=names).assign(out="?")
    frame.loc[0, "out"] = "1"
    table = fq.TruthTable.from_frame(frame, names, levels=dict(zip(names, levels, strict=True)))
    return fq.minimize(table, "intermediate", expectations=expectations, **options)  # type: ignore[arg-type]


def expected_values(data: st.DataObject, levels: tuple[int, ...]) -> object:
    """Return simple or conjunctural expectations."""
    literals = []
    for at, number in enumerate(levels):
        value = data.draw(st.integers(-1, number - 1))
        if value >= 0:
            literals.append((at, value))
    texts = [f"X{at}{{{value}}}" for at, value in literals]
    if data.draw(st.booleans()) and len(texts) > 1:
        return ("*".join(texts[:2]), *texts[2:])
    return tuple(texts)


@given(data=st.data())
@settings(max_examples=60)
def test_intermediate_models_of_many_tables_at_once_are_those_of_each_alone(data: st.DataObject) -> None:
    levels = data.draw(st.sampled_from(LEVELS))
    solution = begun(
        levels, expected_values(data, levels), max_models=data.draw(st.sampled_from([1, 3, 1000]))
    )
    finder = Finder(Rerun(solution))
    assert finder._small is not None
    corners = all_corners(levels)
    row = st.lists(st.integers(0, 3), min_size=len(corners), max_size=len(corners))
    codes = np.array(data.draw(st.lists(row, min_size=1, max_size=4)))
    found, which = finder.models_of(corners, codes)
    for run, own in enumerate(codes):
        alone = Found.of(Rerun(solution).models(corners, np.array(["1", "0", "C", "?"])[own]))
        assert found[which[run]] == alone


def test_random_tables_of_five_conditions_are_solved_alike() -> None:
    levels = (2, 2, 2, 2, 2)
    solution = begun(levels, {"X0": "+", "X1": "+", "X2": "-", "X3": None, "X4": "+"})
    corners = all_corners(levels)
    rng = np.random.default_rng(2)
    codes = rng.choice([0, 1, 3], p=[0.3, 0.35, 0.35], size=(150, 32))
    found, which = Finder(Rerun(solution)).models_of(corners, codes)
    alone = Rerun(solution)
    several = 0
    for run, own in enumerate(codes):
        expected = Found.of(alone.models(corners, np.array(["1", "0", "C", "?"])[own]))
        several += expected.n_models > 1
        assert found[which[run]] == expected
    assert several > 20


def test_expectations_of_conditions_with_spaces_and_several_values_are_read_again() -> None:
    frame = pd.DataFrame({"my cond": [0, 1, 2, 2], "B": [1, 1, 0, 1], "out": ["0", "1", "0", "1"]})
    table = fq.TruthTable.from_frame(frame, ["my cond", "B"])
    solution = fq.minimize(table, "intermediate", expectations={"my cond": (1, 2), "B": "+"})
    rerun = Rerun(solution)
    assert rerun.models(table.corners, table.codes) == rerun.today
    found, _ = Finder(rerun).models_of(table.corners, np.array([[1, 0, 1, 0]]))
    assert found == [Found.of(rerun.today)]


@pytest.mark.parametrize("asked", ["implicant_consistency", "model_consistency", "model_coverage"])
def test_what_is_asked_of_the_data_is_not_left_out(asked: str) -> None:
    data = pd.DataFrame({"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.9, 0.3, 0.2]})
    table = fq.build_truth_table(data, "Y")
    solution = fq.minimize(table, "parsimonious", **{asked: 0.5})  # type: ignore[arg-type]
    assert Finder(Rerun(solution))._small is None
