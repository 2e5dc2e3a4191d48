"""UpSet plots and Venn diagrams: every case counted once, every combination in its place."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.plots import upset_plot, venn_plot
from fsqca.plots.venn import ellipses, middles
from tests.plots.frames import memberships, model


def random_sets(number, n=200, seed=0):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.random((n, number)).round(2), columns=[f"S{i}" for i in range(number)])
    return frame.assign(Y=rng.random(n).round(2))


def expected(frame):
    """Return combination in words -> number of cases and of those with the outcome."""
    names = [name for name in frame.columns if name != "Y"]
    words = [" and ".join(name for name in names if row[name] > 0.5) or "none" for _, row in frame.iterrows()]
    outcome = frame["Y"].to_numpy() > 0.5
    return {
        word: (
            words.count(word),
            sum(own for own, other in zip(outcome, words, strict=True) if other == word),
        )
        for word in dict.fromkeys(words)
    }


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_every_combination_has_a_region_and_a_point_that_lies_in_it(number):
    shapes = ellipses(number)
    found = middles(shapes)
    assert set(found) == set(product((False, True), repeat=number)) - {(False,) * number}
    for key, (x, y) in found.items():
        assert tuple(bool(shape.holds(np.array(x), np.array(y))) for shape in shapes) == key


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_a_venn_diagram_counts_every_case_once(number):
    frame = random_sets(number)
    axes = venn_plot(frame, outcome="Y").axes[0]
    drawn = {text.get_gid(): text.get_text() for text in axes.texts}
    assert drawn == {word: f"{own}/{whole}" for word, (whole, own) in expected(frame).items()}


def test_an_upset_plot_counts_every_case_once_and_says_what_it_leaves_out():
    frame = random_sets(6, n=120)
    wanted = expected(frame)
    figure = upset_plot(frame, outcome="Y", most=10)
    drawn = {text.get_gid(): int(text.get_text()) for text in figure.axes[0].texts}
    assert len(drawn) == 11
    assert all(wanted[word][0] == number for word, number in drawn.items())
    left = len(wanted) - len(drawn)
    cases = len(frame) - sum(drawn.values())
    first, second = figure.get_supxlabel().split("\n")
    halves = int((frame.drop(columns="Y") == 0.5).any(axis=1).sum())
    assert second == f"{halves} cases have memberships of exactly 0.5 in a set: outside of it."
    assert first == f"Not shown: {left} further combinations with {cases} cases."
    assert len(figure.axes[0].containers) == 2


def test_bars_are_in_order_of_size_and_dark_where_the_outcome_is():
    frame = random_sets(3)
    wanted = expected(frame)
    axes = upset_plot(frame, outcome="Y").axes[0]
    dark = [bar.get_height() for bar in axes.containers[0]]
    order = [text.get_gid() for text in axes.texts]
    assert order[-1] == "none"
    sizes = [wanted[word][0] for word in order[:-1]]
    assert sizes == sorted(sizes, reverse=True)
    assert dark == [wanted[word][1] for word in order]


def test_the_terms_of_a_model_are_the_sets():
    figure = upset_plot(model())
    rows = [label.get_text() for label in figure.axes[2].get_yticklabels()]
    assert rows == ["A", "B"]
    counts = {text.get_gid(): text.get_text() for text in figure.axes[0].texts}
    data = memberships().replace(0.5, 0.501)
    assert counts["A and B"] == str(int(((data["A"] > 0.5) & (data["B"] > 0.5)).sum()))


def test_memberships_of_one_half_count_as_outside_and_are_named():
    frame = pd.DataFrame({"A": [0.5, 0.9], "B": [0.7, 0.8]})
    figure = venn_plot(frame)
    assert {text.get_gid(): text.get_text() for text in figure.axes[0].texts} == {"B": "1", "A and B": "1"}
    assert "1 case has a membership of exactly 0.5 in a set: outside of it." in figure.texts[
        0
    ].get_text().replace("\n", " ")


def test_figures_have_the_width_of_a_journal():
    assert venn_plot(random_sets(3)).get_figwidth() == pytest.approx(3.46)
    assert upset_plot(random_sets(3)).get_figwidth() == pytest.approx(7.08)
    assert upset_plot(random_sets(3), width=12).get_figwidth() == pytest.approx(12 / 2.54)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: venn_plot(random_sets(6)),
            ArgumentError,
            (
                "source has 7 sets; at most 5 can be told apart in a Venn diagram. Draw fewer, or use "
                "upset_plot()."
            ),
        ),
        (
            lambda: upset_plot(random_sets(40), outcome="Y"),
            ArgumentError,
            (
                "source has 40 sets; at most 30 can be told apart in an UpSet plot. Draw fewer: a "
                "DataFrame with some of them will do."
            ),
        ),
        (
            lambda: upset_plot(pd.DataFrame({"A": [0.2]})),
            ArgumentError,
            "source has 1 set, so there is no overlap to draw.",
        ),
        (
            lambda: upset_plot(pd.DataFrame({"A": [0.2, 3.0], "B": [0.1, np.nan]}, index=["x", "y"])),
            DataError,
            "The column 'A' has 1 values that are missing or not in [0, 1], in cases 'y'.",
        ),
        (
            lambda: upset_plot(pd.DataFrame({"A": ["a"], "B": [0.1]})),
            DataError,
            "The column 'A' does not hold memberships in [0, 1].",
        ),
        (
            lambda: venn_plot(model(), outcome="Y"),
            ArgumentError,
            "outcome is only for data: a model has an outcome of its own. Leave it out.",
        ),
        (
            lambda: venn_plot(random_sets(3), outcome="Z"),
            ArgumentError,
            "outcome is 'Z', but the columns are 'S0', 'S1', 'S2', 'Y'.",
        ),
        (
            lambda: venn_plot(fq.minimize(model().truth_table)),
            ArgumentTypeError,
            "source is a solution: pass one of its .models, or .model where there is only one.",
        ),
        (
            lambda: venn_plot(random_sets(2), width="wide"),
            ArgumentError,
            'width is \'wide\', but it must be "column", "page" or a number of centimetres.',
        ),
        (
            lambda: venn_plot(random_sets(2), width=1),
            ArgumentError,
            "width is 1, but it must be between 4 and 60 centimetres.",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["Y", "digital service orientation of the whole firm", "long name " * 20])
@pytest.mark.parametrize("width", ["column", "page"])
def test_the_legend_of_an_upset_plot_stays_inside_the_figure(name, width):
    frame = random_sets(3).rename(columns={"Y": name})
    figure = upset_plot(frame, outcome=name, width=width)
    figure.draw_without_rendering()
    box = figure.legends[0].get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.width + 1
    assert [text.get_text().replace("\n", " ")[:7] for text in figure.legends[0].get_texts()] == [
        "above 0",
        "0.5 or ",
    ]


def test_an_upset_plot_explains_no_bar_that_is_not_there():
    frame = random_sets(3).assign(Y=0.9)
    (legend,) = upset_plot(frame, outcome="Y").legends
    assert [text.get_text() for text in legend.get_texts()] == ["above 0.5 in Y"]
