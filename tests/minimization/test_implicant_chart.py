"""The chart as an object: what is essential, dominated, and left in the cyclic core."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import fsqca as fq
from benchmarks import tables
from fsqca.minimization.covers import minimum_covers
from fsqca.minimization.implicant_chart import ImplicantChart
from tests.minimization.test_covers import charts
from tests.minimization.test_limits import table_of


def chart_of(covers: np.ndarray) -> ImplicantChart:
    terms = tuple(f"T{i}" for i in range(len(covers)))
    return ImplicantChart(terms, tuple(range(1, covers.shape[1] + 1)), covers, "a chart")


@given(charts())
def test_what_the_chart_says_is_so_by_definition(covers):
    chart = chart_of(covers)
    assert chart.row_counts.tolist() == covers.sum(axis=1).tolist()
    assert chart.column_counts.tolist() == covers.sum(axis=0).tolist()
    alone = [row for row in range(covers.shape[1]) if covers[:, row].sum() == 1]
    assert chart.essential_rows == tuple(row + 1 for row in alone)
    assert chart.essential == tuple(f"T{i}" for i in range(len(covers)) if covers[i, alone].any())
    lines = [frozenset(np.flatnonzero(line)) for line in covers]
    for i, line in enumerate(lines):
        assert (f"T{i}" in chart.dominated) == (bool(line) and any(line < other for other in lines))
    for term, other in chart.dominated.items():
        assert lines[int(term[1:])] < lines[int(other[1:])]
    columns = [frozenset(np.flatnonzero(covers[:, row])) for row in range(covers.shape[1])]
    for row, other in chart.dominated_rows.items():
        assert columns[other - 1] <= columns[row - 1]
    kept = [row for row in range(covers.shape[1]) if row + 1 not in chart.dominated_rows]
    for row in range(covers.shape[1]):
        assert any(columns[other] <= columns[row] for other in kept)
    for group in chart.equivalent:
        assert len({lines[int(term[1:])] for term in group}) == 1


@given(charts())
def test_the_core_is_what_is_left_to_choose(covers):
    chart = chart_of(covers)
    core = chart.cyclic_core.to_numpy(dtype=bool)
    size = minimum_covers(covers).upper
    if core.size:
        # Nothing in it is sure any more.
        assert (core.sum(axis=0) >= 2).all()
        assert chart_of(core).dominated == {}
        assert chart_of(core).dominated_rows == {}
        assert 0 < minimum_covers(core).upper <= size
    else:
        assert core.shape == (0, 0)


def test_text_frames_and_page_of_an_example():
    rows = pd.DataFrame(
        [[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]], columns=["A", "B", "C"]
    ).assign(out=list("0000111"))
    solution = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B", "C"]), "parsimonious")
    chart = solution.implicant_chart
    assert repr(chart) == "<ImplicantChart: 1 prime implicant, 3 positive rows, 1 essential>"
    assert str(chart) == (
        "Parsimonious solution: 1 prime implicant, 3 positive rows\n"
        "   4 6 8\n"
        "C  x x x\n"
        "Essential: C.\n"
        "No cyclic core: the rules of the chart alone give a minimum model."
    )
    pd.testing.assert_frame_equal(chart.frame, solution.chart)
    assert chart.table.to_dict("records") == [
        {
            "term": "C",
            "literals": 1,
            "rows": 3,
            "alone": 3,
            "essential": True,
            "dominated_by": "",
            "core": False,
        }
    ]
    assert "\u25cf" in chart._repr_html_()


@pytest.mark.parametrize("kind", ["conservative", "intermediate", "parsimonious"])
def test_every_kind_of_solution_has_one_and_it_draws(kind):
    pytest.importorskip("matplotlib")
    table = table_of(*tables.structured(6, 24, 3))
    expected = {"X0": "+"} if kind == "intermediate" else None
    chart = fq.minimize(table, kind, expectations=expected).implicant_chart
    figure = chart.plot()
    stream = io.BytesIO()
    figure.savefig(stream, format="svg")
    assert stream.tell() > 1000
    [axes] = figure.axes
    assert [tick.get_text() for tick in axes.get_yticklabels()] == list(chart.terms)


def test_large_charts_say_what_is_not_shown_and_are_not_drawn():
    pytest.importorskip("matplotlib")
    chart = fq.minimize(table_of(*tables.structured(16, 60, 1)), "parsimonious").implicant_chart
    more = len(chart.terms) - 40
    assert f"Not shown: {more} prime implicants," in str(chart)
    with pytest.raises(fq.FsqcaError, match="can be told apart in a figure"):
        chart.plot()


def test_no_positive_row_gives_an_empty_chart():
    rows = pd.DataFrame({"A": [0, 1], "B": [0, 1], "out": list("00")})
    chart = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B"])).implicant_chart
    assert chart.frame.shape == (0, 0)
    assert chart.essential == ()
    assert chart.cyclic_core.empty
    with pytest.raises(fq.FsqcaError, match="nothing to draw"):
        chart.plot()


def test_rows_that_no_implicant_covers_are_named():
    chart = chart_of(np.array([[False, False, True], [False, True, True]]))
    assert chart.uncovered_rows == (1,)
    assert chart.dominated_rows == {3: 2}
    assert chart.cyclic_core.empty
    assert str(chart).endswith(
        "Essential: T1.\n1 prime implicant dominated by another.\nNo prime implicant covers row 1, so there "
        "is no model."
    )


def test_a_solution_without_consistent_implicants_has_a_chart():
    data = pd.DataFrame(
        {"A": [0.3, 0.38, 0.62, 0.02], "B": [0.3, 0.64, 0.49, 0.45], "Y": [0.27, 0.43, 0.51, 0.49]}
    )
    solution = fq.minimize(fq.build_truth_table(data, "Y"), "parsimonious", implicant_consistency=0.95)
    assert solution.models == ()
    assert solution.implicant_chart.uncovered_rows == (2,)
    assert solution.implicant_chart.cyclic_core.empty


def some_implicants_only() -> fq.Solution:
    """A solution of which the one prime implicant that was made over row 15 is not the only one there is."""
    codes = {
        2: "1",
        3: "0",
        4: "1",
        5: "1",
        6: "1",
        7: "1",
        8: "0",
        9: "1",
        10: "1",
        11: "0",
        12: "1",
        13: "0",
    }
    codes |= {14: "0", 15: "1", 16: "1"}
    corners = [[int(bit) for bit in f"{row - 1:04b}"] for row in codes]
    frame = pd.DataFrame(corners, columns=list("ABCD")).assign(out=list(codes.values()))
    table = fq.TruthTable.from_frame(frame, list("ABCD"))
    solution = fq.minimize(table, max_implicants=1)
    assert not solution.all_prime_implicants
    assert "A*B*C" in map(str, solution.prime_implicants)
    assert "A*B*C" not in map(str, fq.minimize(table).essential)
    return solution


def test_none_is_essential_where_not_all_prime_implicants_were_made():
    chart = some_implicants_only().implicant_chart
    assert chart.essential == chart.essential_rows == ()
    assert not chart.table["essential"].any()
    assert (
        "There may be other prime implicants, so which are essential, and what the fewest terms are, is not "
        "known."
    ) in str(chart)
    assert "No cyclic core." in str(chart)


def test_an_implicant_is_not_said_to_be_in_every_model_where_others_may_exist():
    sentences = some_implicants_only().explain("A*B*C").sentences
    assert (
        "It alone covers rows 15, 16, of those that were made; there may be others, so it need not be in "
        "every model."
    ) in sentences


def test_literals_are_counted_whatever_the_conditions_are_called():
    frame = pd.DataFrame({"R*D": [1, 0, 1], "B": [1, 1, 0], "out": ["1", "0", "0"]})
    solution = fq.minimize(fq.TruthTable.from_frame(frame, ["R*D", "B"]), "parsimonious")
    assert solution.implicant_chart.table[["term", "literals"]].to_numpy().tolist() == [["`R*D`*B", 2]]
