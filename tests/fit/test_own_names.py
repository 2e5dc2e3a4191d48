"""A set may be called as a row of a result table is: the two are told apart."""

from __future__ import annotations

import pandas as pd
import pytest

import fsqca as fq
from fsqca.plots import fit_plot
from fsqca.report import cases_by_term

DATA = pd.DataFrame(
    {
        "solution": [0.9, 0.8, 0.2, 0.1, 0.3],
        "theory": [0.7, 0.1, 0.9, 0.3, 0.2],
        "Y": [0.9, 0.7, 0.3, 0.2, 0.6],
    },
    index=list("abcde"),
)


def test_a_term_called_solution_stands_in_backticks_beside_the_row_of_the_solution():
    fit = fq.pof(DATA, "solution + ~theory => Y")
    assert list(fit.table.index) == ["`solution`", "~theory", "solution"]
    plain = fq.pof(DATA.rename(columns={"solution": "A"}), "A + ~theory => Y")
    assert fit.table.loc["`solution`"].tolist() == plain.table.loc["A"].tolist()
    assert list(fit.memberships.columns) == ["`solution`", "~theory", "solution", "Y"]
    assert set(fit.cases["term"]) == {"`solution`", "~theory", "solution"}
    assert fq.parse(fit.table.index[0]) == fq.parse("solution")
    assert fit.relation == "solution + ~theory => Y"
    empty = fq.pof(DATA.assign(solution=0), "solution => Y")
    assert empty.notes[0].startswith("Consistency and PRI are undefined for '`solution`', 'solution':")


def test_an_outcome_called_solution_does_too():
    memberships = fq.pof(DATA, "theory => solution").memberships
    assert list(memberships.columns) == ["theory", "solution", "`solution`"]
    assert memberships["`solution`"].tolist() == DATA["solution"].tolist()


def test_a_model_with_such_a_term_has_one_row_for_each():
    model = fq.minimize(fq.build_truth_table(DATA, "Y"), "parsimonious").model
    assert str(model.expression) == "solution"
    assert list(model.table.index) == ["`solution`", "solution"]
    assert fq.minimize(fq.build_truth_table(DATA, "Y"), "parsimonious").table["term"].tolist() == [
        "`solution`",
        "solution",
    ]
    assert list(cases_by_term(model).index) == ["`solution`", "solution"]
    labels = [text.get_text() for text in fit_plot({"all": model.fit}).axes[0].get_yticklabels()]
    assert labels == ["`solution`", "solution"]


def test_terms_called_as_a_row_of_a_theory_evaluation_are_told_apart():
    data = DATA.rename(columns={"solution": "T", "theory": "S"})
    found = fq.evaluate_theory("T", "T*S + ~T*~S", data, "Y").model
    assert list(found.table.index[:4]) == ["`T`*`S`", "~`T`*~`S`", "solution", "theory"]
    assert found.table.index.is_unique
    assert found.memberships.columns.is_unique
    data = DATA.rename(columns={"solution": "outcome"})
    found = fq.evaluate_theory("theory", "outcome + theory", data, "Y").model
    assert list(found.memberships.columns[:2]) == ["`outcome`", "`theory`"]
    assert found.memberships.columns.is_unique


@pytest.mark.parametrize("name", ["rows", "edited", "out"])
def test_a_condition_called_as_a_column_of_a_truth_table_is_refused(name):
    with pytest.raises(fq.errors.DataError) as caught:
        fq.build_truth_table(DATA.rename(columns={"theory": name}), "Y")
    assert str(caught.value) == (
        f"A condition cannot be named '{name}', because a truth table has a column of its own by that name. "
        "Rename it, for example with data.rename(columns=str.upper)."
    )
