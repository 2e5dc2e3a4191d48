"""Figures of sensitivity regions, checked by the data in them."""

from __future__ import annotations

import pytest

from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots import anchor_map_plot, region_plot, render
from fsqca.robustness import find_regions, map_anchors
from tests.robustness.test_regions import SETS, solution


@pytest.fixture(scope="module")
def regions():
    return find_regions(solution(), SETS)


def bars(axes):
    found = [patch for patch in axes.patches if patch.get_gid() == "interval"]
    return [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in found]


def test_bars_are_the_intervals_and_lines_today(regions):
    figure = region_plot(regions)
    shown = [interval for axes in figure.axes for interval in bars(axes)]
    order = [one for one in regions.regions if one.parameter != "frequency cut-off" and not one.set]
    order += [one for one in regions.regions if one.parameter == "frequency cut-off"]
    order += [one for one in regions.regions if one.set]
    for (left, right), one in zip(shown, order, strict=True):
        assert (left, right) == pytest.approx((one.lower, one.upper))
    today = [line.get_xdata()[0] for axes in figure.axes for line in axes.lines if line.get_gid() == "today"]
    assert today == [one.today for one in order]
    assert [axes.get_ylabel() for axes in figure.axes] == ["cut-off", "cases", "A", "B", "Y"]


def test_the_figure_is_as_wide_as_a_column_and_can_be_rendered(regions):
    figure = regions.plot()
    assert figure.get_figwidth() == pytest.approx(3.46)
    assert render(figure, "png").startswith(b"\x89PNG")


def test_a_frequency_without_an_end_is_drawn_with_an_arrow():
    from dataclasses import replace

    found = find_regions(solution())
    endless = replace(found.regions[2], upper=float("inf"), above=found.regions[0].below)
    figure = region_plot(replace(found, regions=(*found.regions[:2], endless)))
    assert ">" in [line.get_marker() for line in figure.axes[1].lines]


def test_one_of_several_solutions_has_to_be_named():
    found = find_regions([solution(), solution("parsimonious")])
    with pytest.raises(ArgumentError) as error:
        region_plot(found)
    assert str(error.value) == "solution must say which of 'conservative', 'parsimonious' is meant."
    assert "parsimonious" in found.plot("parsimonious").get_suptitle()


def test_strips_of_a_map_of_anchors_are_drawn_where_they_are():
    found = map_anchors(solution(), SETS, "A crossover", "Y crossover", lines=3)
    axes = found.plot().axes[0]
    drawn = [one for one in axes.collections if (one.get_gid() or "").startswith("solution")]
    ends = [one.get_paths()[0].get_extents() for one in drawn]
    for box, strip in zip(ends, found.strips, strict=True):
        assert (box.x0, box.x1) == pytest.approx((strip.low, strip.high))
    assert [one.get_gid() for one in drawn] == [f"solution {strip.solution + 1}" for strip in found.strips]
    (cross,) = {
        (line.get_xdata()[0], line.get_ydata()[0]) for line in axes.lines if line.get_gid() == "today"
    }
    assert cross == (4.0, 3.5)


@pytest.mark.parametrize(
    ("plot", "message"),
    [
        (region_plot, "regions must be what find_regions() returns, not str."),
        (anchor_map_plot, "anchors must be what map_anchors() returns, not str."),
    ],
)
def test_other_things_are_refused(plot, message):
    with pytest.raises(ArgumentTypeError) as error:
        plot("A")
    assert str(error.value) == message
