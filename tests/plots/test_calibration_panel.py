"""A whole calibration in one figure, and raw scores against memberships, checked by the data in them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.text import Text

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from fsqca.plots import (
    calibration_panel,
    calibration_plot,
    membership_histograms,
    raw_membership_plot,
    render,
)
from fsqca.plots._figures import BLUE, VERMILLION
from fsqca.plots.calibration_panel import BAR
from tests.plots.frames import memberships

LONG = "perceived_organizational_support_for_digital_innovation_in_service_operations_2021"


class OwnSteps(fq.Calibrator):
    """A calibrator of one's own, without anchors."""

    def __call__(self, raw):
        return np.clip(np.floor(np.asarray(raw)) / 7, 0, 1)


def raw(n=80):
    rng = np.random.default_rng(11)
    return pd.DataFrame(
        {
            "score": np.round(np.clip(rng.normal(4.2, 1.4, n), 1, 7) * 4) / 4,
            "income": rng.lognormal(10, 1, n),
            "item": rng.integers(1, 8, n),
            "grade": rng.choice(["none", "some courses", "a long programme", "yearly"], n),
            "town": rng.choice([f"town {i}" for i in range(12)], n),
        }
    )


KINDS = {
    "rising": ("score", fq.Direct(2, 4, 6)),
    "falling": ("score", fq.Direct(6, 4, 2)),
    "piecewise": ("score", fq.Piecewise(2, 4, 6)),
    "bell": ("score", fq.Bell(1, 2, 3, 5, 6, 7)),
    "inverted bell": ("score", fq.PiecewiseBell(3.9, 3, 2, 6.5, 5.5, 4.1)),
    "empirical": ("score", fq.Empirical(2, 4, 6)),
    "quantiles": ("income", fq.Quantiles(0.1, 0.5, 0.9)),
    "ranks": ("income", fq.Ranks()),
    "crisp": ("item", fq.Crisp(4)),
    "multi-value": ("item", fq.Crisp(3, 5)),
    "codes": ("item", fq.Lookup({i: (i - 1) / 6 for i in range(1, 8)})),
    "grades": ("grade", fq.Lookup({"none": 0, "some courses": 0.3, "a long programme": 0.7, "yearly": 1})),
    "towns": ("town", fq.Lookup({f"town {i}": i / 11 for i in range(12)})),
    "own class": ("item", OwnSteps()),
    "own function": ("item", lambda values: values / values.max()),
    "undefined elsewhere": ("income", lambda values: np.sqrt(values - values.min()) / 1e4),
    "constant": ("item", lambda values: values * 0 + 1.0),
    "beyond": ("income", fq.Direct(1e5, 3e5, 9e7)),
    LONG: ("score", fq.Direct(2, 4, 6)),
    "x" * 90: ("score", fq.Direct(2, 4, 6)),
}


@pytest.fixture(scope="module")
def everything():
    return fq.calibrate(raw(), KINDS)


def parts(figure, name):
    """Return the axes of a set: curve, raw scores, memberships."""
    named = {axes.get_gid(): axes for axes in figure.axes}
    return tuple(named[f"{what} of {name}"] for what in ("curve", "raw scores", "memberships"))


def by_gid(artists, gid):
    return [artist for artist in artists if artist.get_gid() == gid]


def cases_drawn(axes):
    return {artist.get_gid(): len(artist.get_offsets()) for artist in axes.collections}


def lengths(axes, direction):
    return [getattr(bar, f"get_{direction}")() for bar in axes.patches]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_calibration_shows_all_cases_three_times(everything, name):
    figure = calibration_panel(everything, [name])
    curve, above, side = parts(figure, name)
    assert sum(lengths(above, "height")) == 80
    assert sum(lengths(side, "width")) == 80
    column, _ = KINDS[name]
    pairs = pd.DataFrame({"raw": everything.raw[column], "membership": everything.data[name]})
    assert sum(cases_drawn(curve).values()) == len(pairs.drop_duplicates())
    assert len(figure.axes) == 3


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("rising", True), ("falling", True), ("bell", True), ("inverted bell", True), ("ranks", True),
        ("crisp", True), ("own class", True), ("codes", False), ("grades", False), ("own function", False),
        ("undefined elsewhere", False),
    ],
)  # fmt: skip
def test_there_is_a_curve_where_the_calibration_has_values_between_the_scores(everything, name, drawn):
    curve, _, _ = parts(calibration_panel(everything, [name]), name)
    lines = by_gid(curve.lines, "curve")
    assert len(lines) == drawn
    if drawn and name != "crisp":
        x, y = lines[0].get_data()
        seen = everything.raw[KINDS[name][0]].to_numpy(float)
        assert np.abs(np.interp(seen, x, y) - everything.data[name]).max() < 0.05 or name in (
            "ranks",
            "own class",
        )


def test_a_curve_is_drawn_as_far_as_it_is_defined():
    sets = fq.calibrate(pd.DataFrame({"A": [1.0, 2.0, 4.0]}), {"A": lambda values: np.log2(values) / 2})
    curve, _, _ = parts(calibration_panel(sets), "A")
    (line,) = by_gid(curve.lines, "curve")
    x, y = line.get_data()
    # Below 1 and above 4 the function is no membership.
    assert np.isnan(y[x < 1]).all()
    assert np.isnan(y[x > 4]).all()
    assert np.isfinite(y[(x > 1) & (x < 4)]).all()


def test_anchors_are_marked_over_both_panels_of_raw_scores_with_crossovers_dashed(everything):
    curve, above, _ = parts(calibration_panel(everything, ["bell"]), "bell")
    for axes in (curve, above):
        lines = {
            float(line.get_xdata()[0]): line.get_color()
            for line in axes.lines
            if "anchor" in str(line.get_gid())
        }
        assert sorted(lines) == [1, 2, 3, 5, 6, 7]
        assert len({lines[place] for place in (2, 6)}) == 1
        assert lines[2] != lines[1]


def test_an_anchor_far_beyond_the_scores_is_named_at_the_edge(everything):
    curve, _, _ = parts(calibration_panel(everything, ["beyond"]), "beyond")
    (text,) = by_gid(curve.texts, "far anchors")
    assert text.get_text() == "90M →"


def test_cases_at_exactly_one_half_have_their_own_marker_bar_and_number(everything):
    curve, _, side = parts(calibration_panel(everything, ["rising"]), "rising")
    half = int((everything.data["rising"] == 0.5).sum())
    assert half > 0
    assert cases_drawn(curve)["cases at 0.5"] == 1
    assert [bar.get_width() for bar in side.patches if bar.get_hatch()] == [half]
    share = (everything.data["rising"] > 0.5).mean()
    (text,) = by_gid(side.texts, "shares")
    assert text.get_text() == f"{share:.0%} > 0.5\n{half} at 0.5"


def test_a_multi_value_set_has_a_bar_and_a_tick_per_value(everything):
    curve, _, side = parts(calibration_panel(everything, ["multi-value"]), "multi-value")
    assert lengths(side, "width") == everything.data["multi-value"].value_counts().sort_index().tolist()
    assert [label.get_text() for label in curve.get_yticklabels()] == ["0", "1", "2"]
    assert by_gid(side.texts, "shares")[0].get_text() == "3 values"


def test_the_legend_explains_what_is_drawn_and_nothing_else(everything):
    def legend(names):
        return [text.get_text() for text in calibration_panel(everything, names).legends[0].get_texts()]

    assert legend(["rising"]) == [
        "calibration curve", "cases (n = 80)", "cases at exactly 0.5", "anchors (crossover dashed)",
    ]  # fmt: skip
    assert legend(["grades"]) == ["cases (n = 80)"]


def test_thousands_of_cases_are_few_dots_and_none_is_lost():
    rng = np.random.default_rng(5)
    scores = pd.DataFrame({"A": [*rng.normal(4, 1, 4999), 4.0]})
    sets = fq.calibrate(scores, {"A": fq.Direct(2, 4, 6)})
    figure = calibration_panel(sets)
    curve, above, side = parts(figure, "A")
    assert sum(lengths(above, "height")) == sum(lengths(side, "width")) == 5000
    dots = cases_drawn(curve)
    assert dots["cases"] < 1000
    assert dots["cases at 0.5"] == 1
    assert len(render(figure, "pdf")) < 200_000


def overlapping(texts, renderer):
    """Return pairs of texts that lie on each other."""
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    return [
        (first, second)
        for position, (first, box) in enumerate(boxes)
        for second, other in boxes[position + 1 :]
        if box.padded(-1).overlaps(other.padded(-1))
    ]


def visible_texts(figure):
    figure.draw_without_rendering()
    return [
        text
        for text in figure.findobj(Text)
        if text.get_text().strip() and text.get_visible() and text.get_window_extent().width > 0
    ]


@pytest.mark.parametrize("number", [1, 2, 6, 20])
def test_no_text_meets_another_or_leaves_the_page_for_1_to_20_sets(everything, number):
    names = [*KINDS][-number:]
    figure = calibration_panel(everything, names)
    canvas = FigureCanvasAgg(figure)
    ticks = {
        label
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for label in axis.get_ticklabels()
        # Leaning labels have boxes that are larger than they are.
        if not axis.get_visible() or label.get_rotation() or not axes.get_gid().startswith("curve")
    }
    texts = [text for text in visible_texts(figure) if text not in ticks]
    assert overlapping(texts, canvas.get_renderer()) == []
    for text in texts:
        box = text.get_window_extent()
        assert box.x0 >= -0.5, text
        assert box.x1 <= figure.bbox.x1 + 0.5, text
        assert box.y0 >= -0.5, text
        assert box.y1 <= figure.bbox.y1 + 0.5, text


def test_twenty_sets_fit_on_a_page(everything):
    width, height = calibration_panel(everything).get_size_inches()
    assert width <= 7.1
    assert height <= 10.2


@pytest.mark.parametrize("draw", [calibration_plot, raw_membership_plot, membership_histograms])
def test_titles_of_neighbours_do_not_meet(everything, draw):
    names = ["inverted bell", LONG, "x" * 90]
    figure = draw(everything, names)
    figure.draw_without_rendering()
    titles = [axes._left_title for axes in figure.axes if axes.get_title(loc="left")]
    assert len(titles) == len(names)
    assert overlapping(titles, FigureCanvasAgg(figure).get_renderer()) == []


def test_raw_scores_against_memberships_show_every_pair(everything):
    figure = raw_membership_plot(everything, ["rising", "grades"])
    first, second = figure.axes
    pairs = {tuple(place) for artist in first.collections for place in artist.get_offsets().tolist()}
    assert pairs == set(zip(everything.raw["score"], everything.data["rising"], strict=True))
    assert first.get_title(loc="left") == "rising\ndirect: 2\u00a0/ 4\u00a0/ 6"
    assert next(label.get_text() for label in second.get_xticklabels()) == "none"


def test_colours_differ_in_grey_as_well():
    greys = sorted(
        np.dot(to_rgb(colour), (0.299, 0.587, 0.114)) for colour in (BLUE, VERMILLION, BAR, "white")
    )
    assert np.diff(greys).min() > 0.05


@pytest.mark.parametrize("draw", [calibration_panel, calibration_plot, raw_membership_plot])
def test_bad_arguments_are_refused(everything, draw):
    with pytest.raises(ArgumentTypeError) as caught:
        draw(memberships())
    assert str(caught.value) == "calibrated must be what calibrate() returns, not DataFrame."
    with pytest.raises(ArgumentTypeError) as caught:
        draw(everything, "rising")
    assert str(caught.value) == "sets must be a list of names, not one text: write ['rising']."
    with pytest.raises(ArgumentError) as caught:
        draw(everything, [])
    assert str(caught.value) == "sets is empty: name at least one set."
    with pytest.raises(UnknownNameError):
        draw(everything, ["raising"])


def test_a_saved_figure_has_text_that_can_be_edited_and_a_rendered_one_looks_alike_everywhere(
    tmp_path, everything
):
    figure = calibration_panel(everything, ["rising"])
    figure.savefig(tmp_path / "figure.svg")
    figure.savefig(tmp_path / "figure.pdf")
    svg = (tmp_path / "figure.svg").read_text(encoding="utf-8")
    assert "<text" in svg
    assert ">rising</text>" in svg
    pdf = (tmp_path / "figure.pdf").read_bytes()
    assert b"/Type42" in pdf or b"/CIDFontType2" in pdf
    assert b"/Subtype /Type3" not in pdf
    assert b"<text" not in render(figure, "svg")


@pytest.mark.parametrize("draw", [calibration_panel, calibration_plot])
@pytest.mark.parametrize("start", [0, 1e9, 12345670])
def test_ticks_of_raw_scores_tell_the_scores_apart(draw, start):
    scores = pd.DataFrame({"A": start + np.arange(1.0, 8.0)})
    figure = draw(fq.calibrate(scores, {"A": fq.Direct(start + 2, start + 4, start + 6)}))
    labels = [
        [tick.get_text() for tick in axes.get_xticklabels() if tick.get_text()]
        for axes in figure.axes
        if axes.get_xlabel() == "raw score"
    ]
    assert labels
    assert all(len(set(texts)) == len(texts) for texts in labels)
    assert all(sum(map(len, texts)) <= 30 for texts in labels)
