"""Many small tables at once: the models that minimize() finds for each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.robustness.found import Finder, Found
from fsqca.robustness.rerun import Rerun
from fsqca.robustness.small_tables import SmallTables
from fsqca.truth_table.sums import all_corners
from tests.robustness.problems import calibrated, solved, survey


@pytest.mark.parametrize("kind", ["conservative", "parsimonious", "intermediate"])
@given(data=st.data())
def test_models_of_many_tables_at_once_are_those_of_each_alone(kind, data):
    levels = data.draw(st.sampled_from([(2, 2), (2, 2, 2), (3, 2, 2), (2, 2, 2, 2), (4, 3)]))
    corners = all_corners(levels)
    names = [f"X{i}" for i in range(len(levels))]
    frame = pd.DataFrame(corners, columns=names).assign(out="?")
    frame.loc[0, "out"] = "1"
    table = fq.TruthTable.from_frame(frame, names, levels=dict(zip(names, levels, strict=True)))
    directions = st.sampled_from(["+", "-", None])
    expected = {name: data.draw(directions) for name, n in zip(names, levels, strict=True) if n == 2}
    solution = fq.minimize(table, kind, expectations=expected if kind == "intermediate" else None)
    finder = Finder(Rerun(solution))
    assert finder._small is not None
    row = st.lists(st.integers(0, 3), min_size=len(corners), max_size=len(corners))
    codes = np.array(data.draw(st.lists(row, min_size=1, max_size=4)))
    found, which = finder.models_of(corners, codes)
    for run, own in enumerate(codes):
        expected = Found.of(Rerun(solution).models(corners, np.array(["1", "0", "C", "?"])[own]))
        assert found[which[run]] == expected


def test_too_many_conjunctions_are_left_to_minimize():
    assert SmallTables.over((2,) * 6) is not None
    assert SmallTables.over((2,) * 7) is None


def test_a_run_that_failed_has_no_models():
    solution = solved(calibrated(survey()))
    table = solution.truth_table
    codes = np.array([[-1] * len(table.numbers), [0] * len(table.numbers)])
    found, which = Finder(Rerun(solution)).models_of(table.corners, codes)
    assert which.tolist() == [-1, 0]
    assert found[0].n_models == 1
