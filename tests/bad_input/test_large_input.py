"""Large input: many conditions, many cases, many models. Nothing is timed; it only has to come to an end."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import TooLargeError
from tests.bad_input.helpers import message


def random_data(seed: int, n_cases: int, n_conditions: int, crisp: bool) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = rng.random((n_cases, n_conditions + 1)).round(2)
    values[values == 0.5] = 0.51
    names = [f"C{i}" for i in range(n_conditions)]
    return pd.DataFrame((values > 0.5).astype(float) if crisp else values, columns=[*names, "Y"])


@pytest.mark.parametrize("crisp", [False, True])
def test_forty_conditions_and_thirty_cases_have_parsimonious_models(crisp):
    data = random_data(0, 30, 40, crisp)
    table = fq.build_truth_table(data, "Y", consistency=0.7)
    assert 1 < len(table.table) <= 30
    solution = fq.minimize(table, "parsimonious", max_models=20)
    assert 1 <= len(solution.models) <= 20
    positive = set(table.table.index[table.table["out"] == "1"])
    others = table.configurations(sorted(set(table.numbers) - positive))
    for model in solution.models:
        expression = model.expression
        assert (expression.evaluate(table.configurations(sorted(positive))) == 1).all()
        assert (expression.evaluate(others) == 0).all()
    assert message(TooLargeError, table.complete).startswith(f"The complete truth table has {2**40} rows;")
    assert "more models in .models and .table; .ambiguity" in str(solution) or len(solution.models) <= 5


def test_a_hundred_thousand_cases_go_through_the_whole_chain():
    data = random_data(1, 100_000, 5, crisp=False)
    table = fq.build_truth_table(data, "Y")
    assert table.table["n"].sum() == 100_000
    assert len(str(table)) < 10_000
    assert len(table._repr_html_()) < 25_000
    solutions = fq.solve(table, {"C0": "+"})
    assert solutions.truth_table is table
    fit = fq.pof(data, "C0*C1 => Y")
    assert fit.n_cases == 100_000
    assert len(fq.find_necessary(data, "Y").all_conditions) == 10


def test_a_thousand_models_are_printed_as_the_first_few_and_a_number():
    # Two rows that differ everywhere: every single literal is a model, and there are 1000 conditions.
    names = [f"C{i}" for i in range(1000)]
    frame = pd.DataFrame([[1] * 1000, [0] * 1000], columns=names).assign(out=["1", "0"])
    solution = fq.minimize(fq.TruthTable.from_frame(frame, names), "parsimonious", max_models=1000)
    assert repr(solution) == ("<Solution parsimonious: 1000 models, 1000 prime implicants, 1 positive row>")
    lines = str(solution).splitlines()
    assert lines[0] == "Parsimonious solution: 1000 models"
    assert [line for line in lines if line.startswith("P")][1:] == [f"P{i}: C{i - 1}" for i in range(1, 6)]
    assert lines[-2:] == [
        (
            "There are 1000 tied models; the data do not tell them apart. "
            "Report all of them, or how many there are."
        ),
        "995 more models in .models and .table; .ambiguity shows how they differ.",
    ]
    assert len(solution._repr_html_()) < 10_000
    again = pickle.loads(pickle.dumps(solution))
    assert [model.expression for model in again.models] == [model.expression for model in solution.models]
