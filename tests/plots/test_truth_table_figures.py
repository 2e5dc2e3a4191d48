"""Figures of a truth table and of its cut-offs, checked by the data in them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import fsqca as fq
from fsqca.cutoffs import map_cutoffs
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots import (
    contradictions_plot,
    cutoff_gaps_plot,
    cutoff_map_plot,
    diversity_plot,
    frequency_plot,
    render,
    simultaneous_plot,
)
from fsqca.truth_table.showing import shown
from tests.plots.frames import drawn
from tests.truth_table.frames import random_frame

OF_TABLES = (contradictions_plot, cutoff_gaps_plot, diversity_plot, frequency_plot, simultaneous_plot)


@pytest.fixture
def table():
    data = random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30)
    return fq.build_truth_table(data, "Y", consistency=0.85, pri=0.6, frequency=3)


def by_gid(artists, gid):
    return [artist for artist in artists if artist.get_gid() == gid]


def texts(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_the_steps_of_a_frequency_plot_are_the_shares_kept(table):
    figure = frequency_plot(table)
    (axes,) = figure.axes
    (line,) = by_gid(axes.lines, "share_of_cases")
    frame = table.insight().frequencies
    assert line.get_ydata().tolist() == np.repeat(frame["share_of_cases"], 2).tolist()
    assert [line.get_xdata()[0] for line in by_gid(axes.lines, "today")] == [3]
    assert texts(figure) == ["today, 3: 87% of cases"]
    assert texts(frequency_plot(table.recode(frequency=9))) == ["today, 9: no row is kept"]


def test_the_gaps_plot_has_a_marker_per_row_and_the_largest_gaps(table):
    figure = cutoff_gaps_plot(table)
    consistency, pri = figure.axes
    marks = drawn(consistency)
    kept = table.table.query("out != '?'")
    assert marks["coded 1"] == (kept["out"] == "1").sum()
    assert marks["coded 0"] == (kept["out"] == "0").sum()
    assert [line.get_xdata()[0] for line in by_gid(consistency.lines, "today")] == [0.85]
    assert [line.get_xdata()[0] for line in by_gid(pri.lines, "today")] == [0.6]
    gaps = table.insight().gaps
    largest = gaps[(gaps["measure"] == "pri") & (gaps["rank"] <= 3)]["gap"]
    assert [text.get_text() for text in pri.texts] == [f"{gap:.3f}" for gap in largest]
    assert len(by_gid(pri.patches, "gap")) == 3


def test_rows_near_a_cut_off_are_ringed_and_the_lower_cut_off_is_shown():
    data = random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30)
    table = fq.build_truth_table(data, "Y", consistency=0.85, contradiction=0.8)
    consistency, pri = cutoff_gaps_plot(table).axes
    assert drawn(consistency)["near"] == 1
    assert "near" not in drawn(pri)
    assert [line.get_xdata()[0] for line in by_gid(consistency.lines, "today")] == [0.85, 0.8]
    assert by_gid(pri.lines, "today") == []


def test_simultaneous_subset_rows_are_named(table):
    figure = simultaneous_plot(table)
    assert texts(figure) == [str(row) for row in table.insight().simultaneous.index] == ["8"]
    assert sum(drawn(figure.axes[0]).values()) == len(table.numbers)


def test_the_bars_of_contradictions_are_the_cases_by_outcome(table):
    axes = contradictions_plot(table).axes[0]
    with_outcome = sum(bar.get_width() for bar in by_gid(axes.patches, "with the outcome"))
    without = sum(bar.get_width() for bar in by_gid(axes.patches, "without the outcome"))
    y = table.evidence.outcome
    assert (with_outcome, without) == ((y > 0.5).sum(), (y < 0.5).sum())
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [f"{row}  coded {table.table.loc[row, 'out']}" for row in shown(table).index]


def test_the_bars_of_diversity_are_the_cases_of_the_rows(table):
    bars, line = diversity_plot(table).axes
    heights = [bar.get_height() for bar in bars.patches]
    assert sorted(heights, reverse=True) == sorted(table.n.tolist(), reverse=True)
    assert len(by_gid(bars.patches, "too few cases: remainder")) == (table.codes == "?").sum()
    (cumulated,) = by_gid(line.lines, "cumulated")
    assert cumulated.get_ydata()[-1] == pytest.approx(1)


@pytest.mark.parametrize("plot", OF_TABLES)
def test_figures_of_tables_are_drawn_without_a_warning_also_for_large_ones(plot):
    table = fq.build_truth_table(random_frame(3, ("fuzzy",) * 5, 150), "Y", frequency=2)
    figure = plot(table)
    FigureCanvasAgg(figure).draw()
    assert render(figure, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("plot", OF_TABLES)
def test_figures_of_tables_take_a_table(plot):
    with pytest.raises(ArgumentTypeError) as error:
        plot(pd.DataFrame())
    assert str(error.value) == (
        "table must be a TruthTable, such as build_truth_table() returns, not DataFrame."
    )


@pytest.mark.parametrize(
    ("plot", "message"),
    [
        (frequency_plot, "The truth table does not know how many cases its rows have."),
        (diversity_plot, "The truth table does not know how many cases its rows have."),
        (
            cutoff_gaps_plot,
            "The truth table has no row with a consistency that is not a remainder.",
        ),
        (
            simultaneous_plot,
            (
                "The truth table has no sums behind it, so what its rows say of the negated outcome is not "
                "known."
            ),
        ),
        (
            contradictions_plot,
            "The truth table has no data behind it, so the outcomes of its cases are not known.",
        ),
    ],
)
def test_what_a_table_without_data_cannot_show_is_said(plot, message):
    table = fq.TruthTable.from_frame(pd.DataFrame({"A": [0, 1], "out": ["0", "1"]}), ["A"])
    with pytest.raises(ArgumentError) as error:
        plot(table)
    assert str(error.value) == message


def test_the_map_has_a_panel_per_frequency_and_marks_today(table):
    found = map_cutoffs(table)
    figure = cutoff_map_plot(found)
    panels = [axes for axes in figure.axes if axes.get_title(loc="left")]
    assert [axes.get_title(loc="left") for axes in panels] == [
        "frequency 1 to 2",
        "frequency 3",
        "frequency 4",
        "frequency 5",
    ]
    marked = [axes for axes in panels if by_gid(axes.lines, "today")]
    assert [axes.get_title(loc="left") for axes in marked] == ["frequency 3"]
    mark = by_gid(marked[0].lines, "today")[0]
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (0.85, 0.6)
    assert "S1" in [text.get_text() for text in marked[0].texts]
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend[0].startswith("S1 (today): " + str(found.solutions[0].models[0].expression))
    FigureCanvasAgg(figure).draw()
    assert found.plot().axes[0].get_title(loc="left") == "frequency 1 to 2"


def test_areas_of_the_same_grey_have_patterns_that_cover_their_cells_alone(table):
    found = map_cutoffs(table)
    figure = cutoff_map_plot(found)
    panels = [axes for axes in figure.axes if axes.get_title(loc="left")]
    patterns = [[patch.get_hatch() for patch in by_gid(axes.patches, "pattern")] for axes in panels]
    assert any(patterns)
    for axes, own in zip(panels, patterns, strict=True):
        assert len(set(own)) == len(own)
        boxes = [patch.get_path().get_extents() for patch in by_gid(axes.patches, "pattern")]
        assert all(0 <= box.x0 <= box.x1 <= 1 and 0 <= box.y0 <= box.y1 <= 1 for box in boxes)


def test_the_colours_of_a_panel_are_the_solutions_of_the_cells(table):
    found = map_cutoffs(table)
    axes = cutoff_map_plot(found).axes[1]
    (mesh,) = by_gid(axes.collections, "solutions")
    assert np.asarray(mesh.get_array()).reshape(found.solution_in[1].T.shape).tolist() == (
        found.solution_in[1].T.tolist()
    )


def test_what_was_not_minimized_stands_in_the_legend(table):
    figure = cutoff_map_plot(map_cutoffs(table, max_codings=2), consistency=(0.0, 1.0))
    assert "not minimized" in [text.get_text() for text in figure.legends[0].get_texts()]


def test_a_map_that_cannot_be_drawn_is_refused(table):
    with pytest.raises(ArgumentError) as error:
        cutoff_map_plot(map_cutoffs(table, max_codings=0))
    assert str(error.value) == "No coding was minimized, so there is no solution to show. Raise max_codings."
    with pytest.raises(ArgumentTypeError) as error:
        cutoff_map_plot(table)
    assert str(error.value) == ("cutoffs must be a CutoffMap, such as map_cutoffs() returns, not TruthTable.")
    with pytest.raises(ArgumentError) as error:
        cutoff_map_plot(map_cutoffs(table, max_codings=1), pri=(0.5, 0.5))
    assert str(error.value) == "pri is (0.5, 0.5), but the second value must be above the first."


def test_a_table_that_was_scanned_shows_the_outcomes_of_its_cases_where_their_ids_were_kept():
    data = random_frame(7, ("fuzzy", "crisp"), 30)
    data = data.assign(id=[f"c{number}" for number in range(len(data))])
    source = pa.Table.from_pandas(data, preserve_index=False)
    conditions = ["A", "B"]
    scanned = fq.build_truth_table(source, "Y", conditions, cases="id")
    shown = contradictions_plot(scanned).axes[0]
    expected = contradictions_plot(fq.build_truth_table(data, "Y", conditions)).axes[0]
    widths = [bar.get_width() for bar in expected.patches]
    assert [bar.get_width() for bar in shown.patches] == widths
    assert sum(widths) == len(data)
    with pytest.raises(ArgumentError) as error:
        contradictions_plot(fq.build_truth_table(source, "Y", conditions))
    assert str(error.value) == (
        "The outcomes of the cases were not kept when a pyarrow Table was scanned. Build the table with "
        'cases="column of the ids" to keep them.'
    )
    with pytest.raises(ArgumentError) as error:
        contradictions_plot(fq.TruthTable.from_json(scanned.to_json()))
    assert str(error.value) == (
        "The truth table has no data behind it, so the outcomes of its cases are not known. JSON does not "
        "keep them."
    )
