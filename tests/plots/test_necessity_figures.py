"""Figures of necessity: the chart of candidates and ceiling lines, checked by the data in them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from fsqca.plots import nca_plot, necessity_plot, render

DATA = pd.DataFrame(
    {
        "A": [0.9, 0.7, 0.2, 0.3],
        "B": [1.0, 0.9, 0.9, 1.0],
        "C": [0.1, 0.8, 0.6, 0.4],
        "Y": [0.8, 0.7, 0.1, 0.3],
    }
)


def by_gid(artists, gid):
    return [artist for artist in artists if artist.get_gid() == gid]


def test_every_candidate_has_a_marker_in_three_panels_that_says_whether_it_passes():
    found = fq.find_necessary(DATA, "Y", depth=2)
    figure = necessity_plot(found)
    assert [panel.get_title() for panel in figure.axes] == ["consistency", "coverage", "RoN"]
    labels = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert labels == [*found.single_labels, *(label for label in found.labels if label not in "AB")]
    verdicts = found.verdicts["verdict"]
    assert set(verdicts) == {"relevant", "trivial"}
    for column, panel in zip(("consistency", "coverage", "ron"), figure.axes, strict=True):
        for kind in ("relevant", "trivial"):
            (dots,) = by_gid(panel.collections, kind)
            expected = found.table.loc[verdicts[verdicts == kind].index, column]
            assert sorted(dots.get_offsets()[:, 0]) == pytest.approx(sorted(expected))
    assert by_gid(figure.axes[0].lines, "cut-off")[0].get_xdata()[0] == 0.9
    assert by_gid(figure.axes[2].lines, "trivial below")[0].get_xdata()[0] == 0.5
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["cut-off", "passes", "passes, trivial (low RoN)", "does not pass", "trivial below"]
    assert render(figure, "png").startswith(b"\x89PNG")


def test_only_what_passes_is_drawn_on_demand_and_nothing_is_an_error():
    found = fq.find_necessary(DATA, "Y")
    figure = necessity_plot(found, rows="passing", title="Necessary")
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == list(found.labels)
    assert figure.get_suptitle() == "Necessary"
    nothing = fq.find_necessary(DATA, "Y", ron=1.0)
    with pytest.raises(ArgumentError) as caught:
        necessity_plot(nothing, rows="passing")
    assert str(caught.value) == 'Nothing passes, so there is nothing to draw. Pass rows="all".'


def test_what_is_no_result_or_too_much_is_refused():
    pair = fq.find_necessary(DATA, "Y", negated=True)
    with pytest.raises(ArgumentTypeError) as caught:
        necessity_plot(pair)
    assert str(caught.value) == (
        "necessity must be the result of find_necessary(), not NecessityPair. "
        "Of a pair pass .outcome or .negated."
    )
    many = pd.DataFrame(np.random.default_rng(1).random((5, 32)), columns=[f"X{i}" for i in range(32)])
    with pytest.raises(ArgumentError) as caught:
        necessity_plot(fq.find_necessary(many, "X0"))
    assert str(caught.value) == (
        "There are 62 expressions to draw, but at most 60 fit. Raise a cut-off, lower the depth, or pass "
        'rows="passing".'
    )


def test_ceiling_lines_run_where_the_analysis_says():
    data = pd.DataFrame({"X": [1, 2, 3, 4, 5], "Y": [1, 3, 2, 5, 4]})
    figure = nca_plot(fq.nca(data, "Y", permutations=99, seed=1))
    (panel,) = figure.axes
    (steps,) = by_gid(panel.lines, "CE-FDH")
    assert list(zip(*steps.get_data(), strict=True)) == [(1, 1), (1, 1), (2, 3), (4, 5), (5, 5)]
    (line,) = by_gid(panel.lines, "CR-FDH")
    assert np.array(line.get_data()) == pytest.approx(np.array([[1, 35 / 9], [9 / 7, 5]]))
    (cases,) = by_gid(panel.collections, "cases")
    assert cases.get_offsets().tolist() == data.to_numpy().tolist()
    title = panel.get_title(loc="left").split("\n")
    assert title[0].startswith("CE-FDH: d = 0.500, p = ")
    assert title[1].startswith("CR-FDH: d = 0.335, p = ")


def test_each_condition_has_a_panel_or_one_is_chosen():
    analysis = fq.nca(DATA, "Y")
    assert [panel.get_xlabel() for panel in nca_plot(analysis).axes] == ["A", "B", "C"]
    figure = nca_plot(analysis, "C", title="One of three")
    assert [panel.get_xlabel() for panel in figure.axes] == ["C"]
    assert figure.get_suptitle() == "One of three"
    with pytest.raises(UnknownNameError) as caught:
        nca_plot(analysis, "Q")
    assert str(caught.value) == "There is no condition 'Q' in the analysis. Available: 'A', 'B', 'C'."
    with pytest.raises(ArgumentTypeError) as caught:
        nca_plot(DATA)
    assert str(caught.value) == "analysis must be the result of nca(), not DataFrame."


def test_without_a_line_or_with_a_constant_the_figure_says_so():
    data = DATA.assign(A=0.5, C=1 - DATA["Y"])
    figure = nca_plot(fq.nca(data, "Y"))
    assert figure.axes[0].get_title(loc="left").startswith("CE-FDH: d = undefined")
    assert not by_gid(figure.axes[2].lines, "CR-FDH")
    assert render(figure, "svg")
