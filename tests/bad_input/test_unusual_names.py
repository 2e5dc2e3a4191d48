"""Names and case ids of any kind go through the whole chain, escaped in HTML, and come back as they were."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ExpressionError
from tests.bad_input.helpers import DATA, message

NAMES = [
    "GDP per head",
    "größe",
    "日本",
    "A*B",
    "~A",
    "it's",
    'say "x"',
    "back`tick",
    "a{1}",
    "1x",
    "A+B",
    "=>",
    "A <= B",
    "x<b>&y",
    "A.B",
    " lead",
    "a,b",
    "solution",
    "term",
    "row",
    "model",
    "1",
]
INDEXES = {
    "ints": pd.Index(range(5)),
    "floats": pd.Index([0.5, 1.5, 2.5, 3.5, 4.5]),
    "tuples": pd.Index([("a", i) for i in range(5)], tupleize_cols=False),
    "several levels": pd.MultiIndex.from_tuples([("a", i) for i in range(5)], names=["group", "case"]),
    "timestamps": pd.DatetimeIndex(pd.date_range("2020", periods=5), dtype="datetime64[ns]"),
    "zoned timestamps": pd.date_range("2020", periods=5, tz="UTC"),
    "periods": pd.period_range("2020", periods=5, freq="Y"),
    "categories": pd.CategoricalIndex(list("abcde")),
    "mixed": pd.Index(["a", 1, None, (1, 2), pd.Timestamp("2020")], dtype=object),
    "named like a set": pd.Index(list("abcde"), name="A"),
}


def backticks(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def run(frame: pd.DataFrame, outcome: str) -> tuple[fq.TruthTable, fq.Solutions]:
    """Return what the whole chain gives, after printing, pickling and refitting everything."""
    table = fq.build_truth_table(frame, outcome)
    solutions = fq.solve(table, {table.conditions[0]: "+"})
    necessity = fq.find_necessary(frame, outcome, depth=2)
    for result in (table, solutions, necessity):
        assert str(pickle.loads(pickle.dumps(result))) == str(result)
        assert "\n" not in repr(result)
        assert result._repr_html_().startswith("<div")
    for solution in (solutions.conservative, solutions.intermediate, solutions.parsimonious):
        for model in solution.models:
            again = fq.pof(frame, f"{model.expression} => {outcome}")
            np.testing.assert_array_equal(again.values, model.fit.values)
            np.testing.assert_array_equal(model.fit_on(frame).values, model.fit.values)
            assert fq.parse(str(model.expression)) == model.expression
    return table, solutions


@pytest.mark.parametrize("name", NAMES)
def test_a_condition_can_have_any_name(name):
    plain = run(DATA, "Y")[1]
    _, solutions = run(DATA.rename(columns={"A": name}), "Y")
    (term,) = solutions.parsimonious.model.terms
    assert term.used == (name,)
    np.testing.assert_array_equal(
        solutions.parsimonious.model.fit.values, plain.parsimonious.model.fit.values
    )
    assert list(solutions.parsimonious.chart.index) == [str(term)]
    # Beside the row of the solution as a whole.
    label = "`solution`" if name == "solution" else str(term)
    line = next(line for line in str(solutions.parsimonious).splitlines() if line.startswith(label + " "))
    assert line.endswith("a, b, e")


@pytest.mark.parametrize("name", NAMES)
def test_an_outcome_can_have_any_name(name):
    table, _ = run(DATA.rename(columns={"Y": name}), backticks(name))
    assert table.conditions == ("A", "B")
    np.testing.assert_array_equal(table.consistency, fq.build_truth_table(DATA, "Y").consistency)


def test_in_an_expression_a_name_with_a_space_outside_backticks_is_refused_with_the_way_out():
    frame = DATA.rename(columns={"Y": "GDP per head"})
    assert message(ExpressionError, lambda: fq.build_truth_table(frame, "~GDP per head")) == (
        "Unexpected 'per' in the expression:\n    ~GDP per head\n         ^\n"
        "Expected *, + or the end of the text. A name with a space goes in backticks."
    )


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_case_ids_of_any_kind_come_back_as_they_were(index):
    frame = DATA.set_axis(index)
    table, solutions = run(frame, "Y")
    ids = list(index)
    assert {row: table.cases(row) for row in (1, 2, 3, 4)} == {
        1: (ids[3],),
        2: (ids[2],),
        3: (ids[1], ids[4]),
        4: (ids[0],),
    }
    assert solutions.conservative.model.cases["case"].tolist() == [ids[0], ids[1], ids[4]]
    gap = frame.astype(float).copy()
    gap.iloc[2, 0] = np.nan
    assert fq.build_truth_table(gap, "Y", missing="drop").dropped == (ids[2],)


def test_names_and_case_ids_are_escaped_in_html():
    frame = DATA.rename(columns={"A": "<b>&", "Y": "<u>"}).set_axis(["<i>", "b", "c", "d", "e"])
    table, solutions = run(frame, "`<u>`")
    necessity = fq.find_necessary(frame, "`<u>`")
    excluded = fq.minimize(table, "parsimonious", exclude="`<b>&`")
    for result in (table, solutions, necessity, solutions.parsimonious.model.fit, excluded):
        page = result._repr_html_()
        assert "&lt;u&gt;" in page
        assert not any(tag in page for tag in ("<b>", "<i>", "<u>"))
        assert "&" not in page.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").replace(
            "&#x27;", ""
        ).replace("&quot;", "")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("~A", "1")])
def test_a_truth_table_finds_an_outcome_with_and_without_backticks(name):
    data = DATA.rename(columns={"Y": name})
    if name in ("A*B", "A+B"):
        data = data.rename(columns={"A": "C"})
    conditions = [column for column in data.columns if column != name]
    plain = fq.build_truth_table(data, name, conditions)
    pd.testing.assert_frame_equal(plain.table, fq.build_truth_table(data, backticks(name), conditions).table)


def test_an_outcome_that_is_a_column_and_an_expression_of_others_is_refused():
    with pytest.raises(fq.errors.ArgumentError) as caught:
        fq.build_truth_table(DATA.rename(columns={"Y": "~A"}), "~A", ["B"])
    assert str(caught.value) == (
        "outcome has '~A', which is a column of the data and also an expression of 'A'. "
        "Write '`~A`' for the column, or rename it."
    )
