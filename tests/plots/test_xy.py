"""XY plots, checked by the data in them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, UnknownNameError
from fsqca.plots import case_kinds, render, xy_by_group, xy_by_term, xy_plot
from fsqca.plots.xy import AREA, LARGEST
from tests.plots.frames import drawn, memberships, model, text_of
from tests.report import solutions as made


@pytest.mark.parametrize(
    ("x", "y", "sufficiency", "necessity"),
    [
        (0.6, 0.8, "typical", "deviant in degree"),
        (0.8, 0.6, "deviant in degree", "typical"),
        (0.7, 0.7, "typical", "typical"),
        (0.8, 0.3, "deviant in kind", "irrelevant"),
        (0.3, 0.8, "not covered", "deviant in kind"),
        (0.2, 0.1, "irrelevant", "irrelevant"),
        (0.5, 0.9, "ambiguous", "ambiguous"),
        (0.9, 0.5, "ambiguous", "ambiguous"),
        (0.5, 0.5, "ambiguous", "ambiguous"),
    ],
)
def test_kinds_of_cases(x, y, sufficiency, necessity):
    assert case_kinds([x], [y]).tolist() == [sufficiency]
    assert case_kinds([x], [y], "necessity").tolist() == [necessity]


def test_rounding_does_not_make_a_case_deviant():
    assert case_kinds([0.1 + 0.2 + 0.3], [0.6]).tolist() == ["typical"]


def test_kinds_agree_with_those_of_the_model():
    found = model()
    for term, own in found.cases.groupby("term"):
        position = [str(one) for one in found.terms].index(term)
        kinds = case_kinds(found.memberships()[:, position], found.truth_table.evidence.outcome)
        inside = found.memberships()[:, position] > 0.5
        assert sorted(kinds[inside]) == sorted(own["kind"])


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (
            [0.1],
            [0.1, 0.2],
            "x and y must be of one dimension and of the same length, not of shapes (1,) and (2,).",
        ),
        ([1.5], [0.1], "x must hold memberships between 0 and 1."),
        ([0.5], [np.nan], "y must hold memberships between 0 and 1."),
    ],
)
def test_kinds_refuse_what_is_no_membership(x, y, message):
    with pytest.raises(ArgumentError) as caught:
        case_kinds(x, y)
    assert str(caught.value) == message


def test_every_case_has_a_marker_of_its_kind():
    figure = xy_plot(memberships(), "A => Y")
    assert isinstance(figure, Figure)
    (axes,) = figure.axes
    counts = {"typical": 2, "deviant in degree": 1, "deviant in kind": 1}
    assert drawn(axes) == {**counts, "not covered": 2, "irrelevant": 1, "ambiguous": 1}
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("A", "Y")
    places = {tuple(place) for artist in axes.collections for place in artist.get_offsets().tolist()}
    assert places == set(zip(memberships()["A"], memberships()["Y"], strict=True))


def test_the_fit_stands_in_the_corner():
    axes = xy_plot(memberships(), "A => Y").axes[0]
    fit = fq.pof(memberships(), "A => Y").table.loc["solution"]
    assert text_of(axes, "fit") == (
        f"Consistency {fit['consistency']:.3f}, PRI {fit['pri']:.3f}\ncoverage {fit['raw_coverage']:.3f}, n "
        f"= 8"
    )
    necessity = fq.pof(memberships(), "A <= Y").table.loc["solution"]
    axes = xy_plot(memberships(), "A <= Y").axes[0]
    assert text_of(axes, "fit") == (
        f"Consistency {necessity['consistency']:.3f}, coverage {necessity['coverage']:.3f}\n"
        f"RoN {necessity['ron']:.3f}, n = 8"
    )


def test_the_diagonal_and_the_lines_at_one_half_are_drawn():
    axes = xy_plot(memberships(), "A => Y").axes[0]
    lines = [np.column_stack(line.get_data()).tolist() for line in axes.lines]
    assert [[0, 0], [1, 1]] in lines
    assert [[0, 0.5], [1, 0.5]] in lines
    assert [[0.5, 0], [0.5, 1]] in lines


def test_cases_at_one_place_are_one_marker_whose_area_counts_them():
    data = pd.DataFrame({"A": [0.8] * 4 + [0.7] + [0.6] * 30, "Y": [0.9] * 4 + [0.8] + [0.7] * 30})
    (typical,) = [
        artist for artist in xy_plot(data, "A => Y").axes[0].collections if artist.get_gid() == "typical"
    ]
    areas = dict(zip(map(tuple, typical.get_offsets().tolist()), typical.get_sizes().tolist(), strict=True))
    assert areas == {(0.8, 0.9): 4 * AREA, (0.7, 0.8): AREA, (0.6, 0.7): LARGEST * AREA}


def test_a_model_is_plotted_whole_or_term_by_term():
    found = model()
    assert xy_plot(found).axes[0].get_xlabel() == "A + B"
    assert xy_plot(found, term="B").axes[0].get_xlabel() == "B"
    assert xy_plot(found, term=1).axes[0].get_xlabel() == "B"
    own = found.fit.table.loc["B"]
    text = text_of(xy_plot(found, term="B").axes[0], "fit")
    assert text.startswith(f"Consistency {own['consistency']:.3f}, PRI {own['pri']:.3f}")


def test_deviant_cases_are_labelled_on_request():
    axes = xy_plot(memberships(), "A => Y", label="deviant").axes[0]
    assert [text.get_text() for text in axes.texts if (text.get_gid() or "").startswith("case")] == ["d"]
    axes = xy_plot(memberships(), "A => Y", label=["a", "h"]).axes[0]
    assert [text.get_text() for text in axes.texts if (text.get_gid() or "").startswith("case")] == ["a", "h"]


def test_labels_of_crowded_cases_do_not_meet():
    data = pd.DataFrame(
        {"A": np.linspace(0.7, 0.75, 8), "Y": [0.2] * 8}, index=[f"case{i}" for i in range(8)]
    )
    figure = xy_plot(data, "A => Y", label="deviant")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [
        # An annotation's own extent would take its line in.
        Text.get_window_extent(text, canvas.get_renderer())
        for text in figure.axes[0].texts
        if (text.get_gid() or "").startswith("case")
    ]
    assert len(boxes) == 8
    for position, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[position + 1 :])


def test_a_plot_can_be_drawn_into_given_axes():
    figure = Figure()
    axes = figure.subplots()
    assert xy_plot(memberships(), "A => Y", axes=axes, title="Here") is figure
    assert axes.get_title(loc="left") == "Here"
    assert sum(drawn(axes).values()) == 8


def test_dollar_signs_in_names_are_text():
    data = memberships().rename(columns={"A": "cost$", "B": "x$y"})
    figure = xy_plot(data, "`cost$`*`x$y` => Y")
    assert figure.axes[0].get_xlabel() == "`cost$`*`x$y`"
    render(figure, "svg")


def test_a_long_expression_is_broken_into_lines():
    data = memberships().assign(LONGNAME=0.6, OTHERLONGNAME=0.7, THIRDLONGNAME=0.4)
    relation = "A*LONGNAME*OTHERLONGNAME + B*THIRDLONGNAME*LONGNAME + ~A*THIRDLONGNAME => Y"
    label = xy_plot(data, relation).axes[0].get_xlabel()
    assert label.count("\n") >= 1
    assert " ".join(label.split()) == str(fq.parse(relation.split(" =>")[0]))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: xy_plot(memberships()),
            ArgumentError,
            'relation is missing: with data, say what to plot, for example "A*B => Y" or "A <= Y".',
        ),
        (
            lambda: xy_plot(model(), "A => Y"),
            ArgumentError,
            "relation is given together with a model, which has one of its own: leave it out, or pass data.",
        ),
        (
            lambda: xy_plot(memberships(), "A => Y", term="A"),
            ArgumentError,
            "term is only for a model: with data, write the term into the relation.",
        ),
        (lambda: xy_plot(model(), term=5), ArgumentError, "term is 5, but P1 has 2 terms: 0 to 1."),
        (
            lambda: xy_plot(model(), term="A*B"),
            UnknownNameError,
            "P1 has no term 'A*B'. Its terms: 'A', 'B'.",
        ),
        (
            lambda: xy_plot(made.core_and_peripheral().intermediate.model),
            DataError,
            "The model's truth table has no data behind it, so there are no cases to plot.",
        ),
        (
            lambda: xy_plot(memberships(), "A => Y", label="most"),
            ArgumentError,
            'label is \'most\', but it must be "deviant", "all" or a list of case ids.',
        ),
        (
            lambda: xy_plot(memberships(), "A => Y", label=["z"]),
            UnknownNameError,
            "label names cases that are not plotted: 'z'.",
        ),
        (
            lambda: xy_by_term("A"),
            ArgumentTypeError,
            "model must be a Model, one of the .models of a solution, not str.",
        ),
        (
            lambda: xy_by_group([]),
            ArgumentTypeError,
            'groups must be a mapping such as {"all cases": data}, not list.',
        ),
        (lambda: xy_by_group({}), ArgumentError, "groups is empty: name at least one group of cases."),
    ],
)
def test_what_cannot_be_plotted_is_refused(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


def test_terms_have_a_panel_each_and_the_model_one():
    figure = xy_by_term(model())
    assert [axes.get_xlabel() for axes in figure.axes] == ["A", "B", "P1, all terms together"]
    assert len(xy_by_term(model(), whole=False).axes) == 2
    render(figure, "png", dpi=50)


def test_groups_have_a_panel_each():
    figure = xy_by_group({"one": memberships(), "two": memberships().iloc[:5]}, "A => Y")
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["one", "two"]
    assert [sum(drawn(axes).values()) for axes in figure.axes] == [8, 5]
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == [
        "typical",
        "deviant in degree",
        "deviant in kind",
        "not covered",
        "irrelevant",
        "ambiguous",
    ]
    render(figure, "png", dpi=50)
