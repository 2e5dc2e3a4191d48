"""The figures of a theory and of a causal chain, checked by what is drawn in them."""

from __future__ import annotations

import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots import chain_plot, render, theory_plot
from fsqca.plots._layers import depths, layered
from fsqca.theory import AREAS


@pytest.fixture
def data() -> pd.DataFrame:
    frame = pd.DataFrame(
        {"A": [1, 1, 1, 0, 0, 0, 1, 0], "B": [1, 1, 0, 1, 1, 0, 0, 0], "Y": [1, 0, 1, 1, 1, 0, 0, 1]}
    )
    return frame.astype(float)


def gid(artists, name):
    return [artist for artist in artists if artist.get_gid() == name]


def test_the_bars_of_the_areas_are_as_long_as_their_cases_are_many(data):
    found = fq.evaluate_theory("A", "B", pd.concat([data, data.iloc[:2]], ignore_index=True), "Y")
    (axes,) = theory_plot(found).axes
    lengths = {area: sum(bar.get_width() for bar in gid(axes.patches, area)) for area in AREAS}
    cases = found.model.table.loc[list(AREAS), "cases"]
    for area in AREAS:
        assert lengths[area] / lengths["T*S"] == pytest.approx(cases[area] / cases["T*S"])
    texts = [text.get_text() for text in gid(axes.texts, "T*S count")]
    assert texts == ["2 covered most likely", "2 inconsistent most likely"]


def test_one_of_several_models_has_to_be_named(data):
    solution = fq.minimize(
        fq.build_truth_table(data, "Y", ["A", "B"], consistency=0.9), "parsimonious", ties="irredundant"
    )
    assert theory_plot(fq.evaluate_theory("A", solution).models[0]).axes
    rows = pd.DataFrame({"A": [0, 0, 1, 1], "B": [0, 1, 0, 1], "C": [1, 0, 0, 1], "Y": [0, 1, 1, 1]})
    several = fq.evaluate_theory("A", fq.minimize(fq.build_truth_table(rows, "Y"), "parsimonious"))
    with pytest.raises(ArgumentError) as error:
        theory_plot(several)
    assert str(error.value) == (
        "The theory was held against 3 models ('P1', 'P2', 'P3'): name the one to draw, model='P1'."
    )
    with pytest.raises(ArgumentError) as error:
        theory_plot(several, "P9")
    assert str(error.value) == "There is no model 'P9' in the evaluation. Models: 'P1', 'P2', 'P3'."
    assert theory_plot(several, "P2").axes
    with pytest.raises(ArgumentTypeError, match="evaluation must be a TheoryEvaluation"):
        theory_plot("A")


def test_a_chain_has_a_box_for_each_set_and_a_dot_for_each_conjunction():
    frame = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "Y": [0, 1, 0, 0]})
    chain = fq.find_causal_chain(frame, "A, B < Y", strict=True)
    assert chain.sentence == "A*~B => Y"
    figure = chain_plot(chain)
    (axes,) = figure.axes
    centre = {}
    for name in ("A", "B", "Y"):
        (box,) = gid(axes.patches, name)
        centre[name] = box.get_x() + box.get_width() / 2
    assert centre["A"] == pytest.approx(centre["B"])
    assert centre["A"] < centre["Y"]
    assert len(gid(axes.lines, "conjunction")) == 1
    assert len(gid(axes.patches, "absent")) == 1
    assert len(gid(axes.patches, "present")) == 2
    assert render(figure, "png") == render(chain_plot(chain), "png")


def test_an_absent_outcome_and_values_have_boxes_of_their_own():
    frame = pd.DataFrame({"M": [0, 1, 2, 2], "A": [1, 0, 0, 0], "B": [0, 0, 1, 1]})
    (axes,) = chain_plot(fq.find_causal_chain(frame, "M < A, B", outcomes=["~A", "B"], strict=True)).axes
    assert gid(axes.patches, "~A")
    assert gid(axes.patches, "M{2}")
    spaced = pd.DataFrame({"A": [1, 0], "it works": [0, 1]})
    chain = fq.find_causal_chain(spaced, [["A"], ["it works"]], outcomes="~`it works`", strict=True)
    (axes,) = chain_plot(chain).axes
    assert "~it works" in [text.get_text() for text in axes.texts]


def test_circles_are_drawn_and_a_chain_without_a_model_is_refused():
    chain = fq.find_causal_chain(pd.DataFrame({"A": [1, 0, 1, 0], "B": [1, 0, 1, 0], "C": [1, 1, 0, 0]}))
    (axes,) = chain_plot(chain).axes
    assert any("closes a circle" in text.get_text() for text in axes.texts)
    with pytest.raises(ArgumentError) as error:
        chain_plot(fq.find_causal_chain(pd.DataFrame({"A": [1, 1, 0, 0], "Y": [1, 0, 1, 0]})))
    assert (
        str(error.value)
        == "No set has a model, so there is no chain to draw. See chain.notes for the reasons."
    )
    with pytest.raises(ArgumentTypeError, match="chain must be a CausalChain"):
        chain_plot("A => B")


def test_layers_put_causes_before_effects_and_nodes_of_a_layer_apart():
    edges = [("A", "B"), ("B", "C"), ("A", "C"), ("C", "A"), ("D", "C")]
    level = dict.fromkeys("ABCD", 0)
    layer = depths(list("ABCD"), edges, level)
    assert layer == {"A": 0, "B": 1, "C": 2, "D": 0}
    place, bends = layered(layer, edges)
    assert len(bends["A", "C"]) == 1
    assert abs(place["A"][1] - place["D"][1]) >= 1 - 1e-9
