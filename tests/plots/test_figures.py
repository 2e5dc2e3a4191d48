"""Calibration curves, histograms, fit side by side and charts, checked by the data in them."""

from __future__ import annotations

import sys
import warnings

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Circle

import fsqca as fq
from fsqca.calibration import IndirectPolynomial
from fsqca.errors import ArgumentError, ArgumentTypeError, MissingExtraError, UnknownNameError
from fsqca.plots import (
    calibration_panel,
    calibration_plot,
    chart_plot,
    fit_plot,
    membership_histograms,
    nca_plot,
    necessity_plot,
    raw_membership_plot,
    render,
    xy_plot,
)
from fsqca.plots._labels import text_width
from fsqca.report import configuration_charts
from tests.plots.frames import memberships
from tests.report import solutions as made


@pytest.fixture
def calibrated():
    raw = pd.DataFrame(
        {
            "score": [1.0, 2.0, 4.0, 6.0, 7.0],
            "size": [3.0, 80.0, 120.0, 500.0, 90.0],
            "grade": ["low", "mid", "mid", "high", "low"],
        }
    )
    return fq.calibrate(
        raw,
        {
            "S": ("score", fq.Direct(2, 4, 6)),
            "L": ("size", fq.Crisp(100)),
            "G": ("grade", fq.Lookup({"low": 0.1, "mid": 0.6, "high": 1.0})),
            "R": ("score", lambda values: values / values.max()),
            "M": ("score", lambda values: np.array([0.1, 0.2, 0.3, 0.4, 0.5])),
        },
    )


def by_gid(artists, gid):
    return [artist for artist in artists if artist.get_gid() == gid]


def test_a_calibration_without_values_below_0_has_its_curve_where_it_has_values():
    raw = pd.DataFrame({"income": [200.0, 900, 1500, 2500, 3500, 5000, 8000, 20000]})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sets = fq.calibrate(raw, {"POLY": ("income", IndirectPolynomial(1000, 3000, 9000))})
    bars, curve = calibration_plot(sets).axes
    (line,) = by_gid(curve.lines, "curve")
    assert (line.get_xdata().min(), line.get_xdata().max()) == (200, 20000)
    # The long formula is cut so that every line of the title fits its panel.
    lines = bars.get_title(loc="left").split("\n")
    assert lines[0] == "POLY from income"
    assert lines[-1].endswith("…")
    assert all(text_width(one, 7.5) <= 1.75 for one in lines)


def test_the_curve_runs_through_the_memberships_and_the_anchors_are_marked(calibrated):
    bars, curve = calibration_plot(calibrated, ["S"]).axes
    (line,) = by_gid(curve.lines, "curve")
    x, y = line.get_data()
    assert np.interp(4.0, x, y) == pytest.approx(0.5, abs=1e-3)
    assert [float(by_gid(curve.lines, f"anchor {anchor}")[0].get_xdata()[0]) for anchor in (2, 4, 6)] == [
        2,
        4,
        6,
    ]
    (dots,) = by_gid(curve.collections, "cases")
    assert len(dots.get_offsets()) == 5
    assert sum(bar.get_height() for bar in bars.patches) == 5
    assert bars.get_title(loc="left") == "S from score\ndirect: 2\u00a0/ 4\u00a0/ 6"


def test_a_crisp_set_shows_its_threshold(calibrated):
    _, curve = calibration_plot(calibrated, ["L"]).axes
    assert by_gid(curve.lines, "anchor 100")


def test_a_table_of_grades_has_a_bar_and_a_dot_per_grade_and_no_curve(calibrated):
    bars, curve = calibration_plot(calibrated, ["G"]).axes
    assert [label.get_text() for label in bars.get_xticklabels()] == ["low", "mid", "high"]
    assert [bar.get_height() for bar in bars.patches] == [2, 2, 1]
    assert by_gid(curve.lines, "cases")[0].get_ydata().tolist() == [0.1, 0.6, 1.0]
    assert not by_gid(curve.lines, "curve")


def test_a_function_that_depends_on_all_values_has_a_curve_only_where_it_agrees_with_the_cases(calibrated):
    # Beyond the highest score the function divides by a higher maximum, so its values there would be wrong.
    for name in ("R", "M"):
        _, curve = calibration_plot(calibrated, [name]).axes
        assert not by_gid(curve.lines, "curve")
        assert len(by_gid(curve.collections, "cases")[0].get_offsets()) == 5


def test_many_scores_are_binned_without_losing_any():
    rng = np.random.default_rng(3)
    sets = fq.calibrate(pd.DataFrame({"A": rng.uniform(1, 7, 300)}), {"A": fq.Direct(2, 4, 6)})
    bars, _ = calibration_plot(sets).axes
    assert sum(bar.get_height() for bar in bars.patches) == 300


def test_unknown_sets_and_other_results_are_refused(calibrated):
    with pytest.raises(UnknownNameError) as caught:
        calibration_plot(calibrated, ["X"])
    assert str(caught.value) == (
        "There is no set 'X' in the calibration. Available: 'S', 'L', 'G', 'R', 'M'."
    )
    with pytest.raises(ArgumentTypeError) as caught:
        calibration_plot(memberships())
    assert str(caught.value) == "calibrated must be what calibrate() returns, not DataFrame."


def test_histograms_count_every_case_and_show_those_on_the_crossover():
    figure = membership_histograms(memberships())
    first, second, _ = figure.axes
    assert sum(bar.get_height() for bar in first.patches) == 8
    hatched = [bar for bar in first.patches if bar.get_hatch()]
    assert [bar.get_height() for bar in hatched] == [1]
    assert first.get_title(loc="left") == "A   (50% above 0.5, 1 at 0.5)"
    assert second.get_title(loc="left") == "B   (50% above 0.5)"


def test_multi_value_sets_have_a_bar_per_value():
    figure = membership_histograms(pd.DataFrame({"M": [0, 2, 2, 1], "C": [0, 1, 1, 1]}))
    assert [bar.get_height() for bar in figure.axes[0].patches] == [1, 1, 2]
    assert figure.axes[0].get_title(loc="left") == "M   (3 values)"
    assert figure.axes[1].get_title(loc="left") == "C   (crisp)"


def test_fit_has_a_marker_per_group_and_term():
    fit = fq.pof(memberships(), "A*B + ~A => Y")
    other = fq.pof(memberships(), "B*A => Y")
    figure = fit_plot({"one": fit, "two": other})
    panel = figure.axes[0]
    marks = {artist.get_gid(): artist.get_offsets().tolist() for artist in panel.collections}
    assert [place[0] for place in marks["one"]] == pytest.approx(fit.table["consistency"].tolist())
    # B*A is the term A*B, on the same line.
    assert [round(place[1]) for place in marks["two"]] == [0, 2]
    assert [label.get_text() for label in panel.get_yticklabels()] == ["A*B", "~A", "solution"]


@pytest.mark.parametrize("fits", [{}, {str(number): None for number in range(6)}, [1]])
def test_fit_needs_one_to_five_groups(fits):
    made_fits = {name: fq.pof(memberships(), "A => Y") for name in fits} if isinstance(fits, dict) else fits
    with pytest.raises((ArgumentError, ArgumentTypeError)):
        fit_plot(made_fits)


def test_fit_does_not_mix_relations():
    fits = {"a": fq.pof(memberships(), "A => Y"), "b": fq.pof(memberships(), "A <= Y")}
    with pytest.raises(ArgumentError) as caught:
        fit_plot(fits)
    assert str(caught.value) == "fits mixes sufficiency and necessity: plot one of them at a time."


# ---- the configuration chart


def circles(figure, legend=False):
    return [
        patch
        for patch in figure.axes[0].patches
        if isinstance(patch, Circle) and patch.get_gid().startswith("legend") == legend
    ]


def test_a_chart_has_a_circle_per_literal_and_per_entry_of_the_legend():
    figure = made.neutral_permutations().chart().plot()
    assert len(circles(figure)) == 6
    assert [circle.get_gid() for circle in circles(figure, legend=True)] == [
        "legend core condition, present",
        "legend peripheral condition, present",
        "legend peripheral condition, absent",
    ]


def test_core_circles_are_larger_and_absent_ones_are_open_and_crossed():
    figure = made.neutral_permutations().chart().plot()
    size = {circle.get_gid(): circle.radius for circle in circles(figure)}
    assert size["core condition, present"] > size["peripheral condition, present"]
    assert size["peripheral condition, present"] == size["peripheral condition, absent"]
    for circle in circles(figure):
        assert circle.get_fill() == circle.get_gid().endswith("present") or circle.get_facecolor()[3] == 0
    strokes = [
        line for line in figure.axes[0].lines if line.get_xdata()[0] != 0.1 and len(line.get_xdata()) == 2
    ]
    assert len([line for line in strokes if line.get_ydata()[0] != line.get_ydata()[1]]) == 2 * 3


def test_ambiguous_rings_are_dashed_and_values_written():
    figure = made.ambiguous().chart().plot()
    dashed = [circle for circle in circles(figure) if circle.get_linestyle() != "solid"]
    assert {circle.get_gid() for circle in dashed} == {"ambiguous core condition, absent"}
    texts = [text.get_text() for text in made.many_values().chart().plot().axes[0].texts]
    assert "2" in texts
    assert "n" in texts


def test_the_numbers_of_a_chart_are_those_of_its_models():
    groups = made.with_data()
    texts = [text.get_text() for text in configuration_charts(groups).plot().axes[0].texts]
    for solutions in groups.values():
        for value in solutions.intermediate.model.fit.values[-1, :3]:
            assert f"{value:.3f}" in texts
    assert "first" in texts
    assert "Solution PRI" in texts


def test_every_text_of_a_chart_lies_inside_the_figure_and_meets_no_other():
    groups = {"A group with quite a long name": made.neutral_permutations(), **made.with_data()}
    figure = configuration_charts(groups).plot()
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.axes[0].texts]
    for position, box in enumerate(boxes):
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert box.y1 <= figure.bbox.y1
        assert not any(box.overlaps(other) for other in boxes[position + 1 :])


def test_a_chart_without_configurations_says_why():
    figure = made.nothing().chart().plot()
    assert "No row is positive" in " ".join(figure.texts[0].get_text().split())


def test_only_charts_are_drawn_as_charts():
    with pytest.raises(ArgumentTypeError) as caught:
        chart_plot(3)
    assert str(caught.value) == "chart must be a ConfigurationChart, made by solutions.chart(), not int."


# ---- all figures


def figures():
    sets = fq.calibrate(pd.DataFrame({"A": [1.0, 3.0, 5.0]}), {"A": fq.Direct(2, 4, 6)})
    return {
        "xy": lambda: xy_plot(memberships(), "A => Y", title="t", label="deviant"),
        "calibration": lambda: calibration_plot(sets),
        "panel": lambda: calibration_panel(sets),
        "raw memberships": lambda: raw_membership_plot(sets),
        "histograms": lambda: membership_histograms(memberships()),
        "fit": lambda: fit_plot({"a group": fq.pof(memberships(), "A => Y")}, title="t"),
        "necessity": lambda: necessity_plot(fq.find_necessary(memberships(), "Y", ["A"], ron=0.3), title="t"),
        "ceilings": lambda: nca_plot(fq.nca(memberships(), "Y", ["A"], permutations=9, seed=1), title="t"),
        "chart": lambda: made.core_and_peripheral().chart().plot(),
    }


@pytest.mark.parametrize("name", list(figures()))
def test_the_same_figure_gives_the_same_file_and_no_setting_of_the_user_changes(name, monkeypatch):
    before = dict(mpl.rcParams)
    first = render(figures()[name](), "svg")
    monkeypatch.setitem(mpl.rcParams, "font.size", 30.0)
    monkeypatch.setitem(mpl.rcParams, "axes.facecolor", "black")
    assert render(figures()[name](), "svg") == first
    monkeypatch.undo()
    assert dict(mpl.rcParams) == before
    assert "matplotlib.pyplot" not in sys.modules


@pytest.mark.parametrize("name", list(figures()))
def test_every_figure_can_be_shown_in_a_notebook_and_saved_as_pdf(name):
    figure = figures()[name]()
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert render(figure, "pdf").startswith(b"%PDF")


@pytest.mark.parametrize("name", list(figures()))
def test_text_is_at_least_six_points(name):
    figure = figures()[name]()
    figure.draw_without_rendering()
    from matplotlib.text import Text

    sizes = [
        text.get_fontsize() for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()
    ]
    assert min(sizes) >= 5.5


def test_without_matplotlib_the_message_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError) as caught:
        xy_plot(memberships(), "A => Y")
    assert str(caught.value) == (
        "xy_plot() needs matplotlib, which is not installed. Install it with: python -m pip install "
        '"fsqca[plots]"'
    )
