"""The figure of a solution against its test set, checked by what is drawn in it."""

from __future__ import annotations

import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, ModelAmbiguityError, UnknownNameError
from fsqca.plots import render, robustness_plot
from fsqca.robustness import assess_robustness


@pytest.fixture
def data() -> pd.DataFrame:
    """Synthetic memberships of six cases."""
    return pd.DataFrame(
        {
            "A": [0.9, 0.8, 0.7, 0.2, 0.1, 0.3],
            "B": [0.8, 0.3, 0.9, 0.9, 0.2, 0.6],
            "Y": [0.9, 0.6, 0.8, 0.7, 0.1, 0.2],
        },
        index=["Ash", "Elm", "Fir", "Oak", "Yew", "Box"],
    )


def gids(artists, start):
    return [artist for artist in artists if (artist.get_gid() or "").startswith(start)]


def test_each_case_stands_at_its_memberships_and_shaky_and_possible_ones_are_named(data):
    own = assess_robustness("A", ["A*B", "A + B"], data=data, outcome="Y")
    figure = own.plot()
    (axes,) = figure.axes
    places = {
        kind: sorted(map(tuple, gids(axes.collections, kind)[0].get_offsets().data.round(3).tolist()))
        for kind in ("typical", "deviant", "none")
    }
    assert places == {
        "typical": [(0.2, 0.9), (0.7, 0.7), (0.8, 0.3), (0.9, 0.8)],
        "deviant": [(0.3, 0.6)],
        "none": [(0.1, 0.2)],
    }
    assert {text.get_text() for text in gids(axes.texts, "case ")} == {"Elm", "Oak", "Box"}
    assert [text.get_text() for text in gids(axes.texts, "area ")] == [
        "robust 2",
        "shaky 1",
        "possible 2",
        "outside 1",
    ]
    assert len(gids(axes.collections, "ranges")[0].get_segments()) == 6
    assert figure.get_size_inches()[0] == pytest.approx(3.46)
    assert render(figure, "png").startswith(b"\x89PNG")


def test_cases_can_be_named_and_ranges_left_out(data):
    own = assess_robustness("A", ["A*B"], data=data, outcome="Y").model
    (axes,) = robustness_plot(own, label=["Yew"], ranges=False).axes
    assert [text.get_text() for text in gids(axes.texts, "case ")] == ["Yew"]
    assert gids(axes.collections, "ranges") == []


def test_many_moved_cases_of_many_are_not_named_unless_asked_for(data):
    many = pd.concat([data] * 15)
    many.index = [f"case {i}" for i in range(len(many))]
    own = assess_robustness("A", ["A*B", "A + B"], data=many, outcome="Y")
    (axes,) = own.plot().axes
    assert gids(axes.texts, "case ") == []
    assert gids(axes.collections, "ranges") == []


def test_messages_of_the_figure(data):
    rows = pd.DataFrame({"A": [0, 0, 1, 1], "B": [0, 1, 0, 1], "C": [1, 0, 0, 1], "Y": [0, 1, 1, 1]})
    tied = fq.minimize(fq.build_truth_table(rows, "Y"), "parsimonious")
    several = assess_robustness(tied, ["A"])
    with pytest.raises(ModelAmbiguityError) as error:
        robustness_plot(several)
    assert str(error.value) == (
        "3 tied models were assessed ('P1', 'P2', 'P3'): name the one to draw, model='P1'."
    )
    assert robustness_plot(several, "P2").axes[0].get_xlabel() == "P2: A + ~C"
    with pytest.raises(ArgumentError) as error:
        robustness_plot(several, "P4")
    assert str(error.value) == "There is no model 'P4' in the assessment. Models: 'P1', 'P2', 'P3'."
    with pytest.raises(ArgumentTypeError) as error:
        robustness_plot(tied)
    assert str(error.value) == (
        "assessment must be a RobustnessAssessment, made by assess_robustness(), not Solution."
    )
    with pytest.raises(UnknownNameError, match="label names cases that are not plotted: 'Pine'"):
        robustness_plot(assess_robustness("A", ["A*B"], data=data, outcome="Y"), label=["Pine"])
