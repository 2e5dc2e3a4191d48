"""Charts of several outcomes side by side: what they share has the same number and stands first."""

from __future__ import annotations

import pytest

from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots import chart_plot
from fsqca.report import combine_charts
from tests.report import solutions as made


def neutral():
    """A*B*C and A*~B*~C around the core A."""
    return made.neutral_permutations().chart()


def other():
    """A*B*C around the core A again, and ~A*~C around a core of its own."""
    return made.solve_rows(
        "ABC", ["111 1", "010 1", "000 1", "011 0", "001 0", "100 0", "101 0", "110 0"]
    ).chart()


def labels(chart):
    return [(column.group, column.label, column.term) for column in chart.columns]


def test_neutral_permutations_share_a_number_across_charts_and_terms_share_a_letter():
    both = combine_charts({"One": neutral(), "Two": neutral()})
    assert labels(both) == [
        ("One", "1a", "A*B*C"),
        ("One", "1b", "A*~B*~C"),
        ("Two", "1a", "A*B*C"),
        ("Two", "1b", "A*~B*~C"),
    ]
    assert both.notes[0] == (
        "Configurations with the same number have the same core conditions; with the same letter too, "
        "or none, they are the same term."
    )


def test_what_charts_share_stands_first_and_has_the_first_numbers():
    one = made.solve_rows("AB", ["10 1", "01 1", "00 0", "11 0"]).chart()
    two = made.solve_rows("AB", ["01 1", "00 0", "11 0", "10 0"]).chart()
    both = combine_charts({"One": one, "Two": two})
    assert labels(both) == [("One", "1", "~A*B"), ("One", "2", "A*~B"), ("Two", "1", "~A*B")]


def test_by_term_only_the_same_term_shares_a_number():
    both = combine_charts({"One": neutral(), "Two": neutral()}, align="term")
    assert [label for _, label, _ in labels(both)] == ["1", "2", "1", "2"]
    assert both.notes[0] == "Configurations with the same number are the same term."


def test_without_aligning_each_chart_keeps_its_numbers():
    both = combine_charts({"One": neutral(), "Two": other()}, align="none")
    own = [column.label for column in (*neutral().columns, *other().columns)]
    assert [label for _, label, _ in labels(both)] == own


def test_nothing_shared_is_said():
    one = made.solve_rows("AB", ["10 1", "01 0", "00 0", "11 0"]).chart()
    two = made.solve_rows("AB", ["01 1", "10 0", "00 0", "11 0"]).chart()
    assert combine_charts({"One": one, "Two": two}).notes[0] == (
        "No two groups share the core conditions of a configuration."
    )


def test_charts_with_other_conditions_say_what_is_not_among_theirs():
    both = combine_charts({"One": neutral(), "Two": made.many_values().chart()})
    assert both.conditions == ("A", "B", "C", "D")
    assert "One: D is not among the conditions." in both.notes
    assert "Two: B, C are not among the conditions." in both.notes
    assert all(len(column.cells) == 4 for column in both.columns)


def test_fit_and_models_travel_along_and_the_chart_can_be_drawn():
    parts = {name: one.chart() for name, one in made.with_data().items()}
    both = combine_charts(parts)
    assert both.fit["group"].tolist() == ["first", "first", "second", "second"]
    assert [name for name, _ in both.settings] == ["first", "second"]
    assert len(chart_plot(both).axes) == 1
    assert "first" in both.to_text()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: combine_charts({}), ArgumentError, "charts is empty: name at least one chart."),
        (
            lambda: combine_charts([neutral()]),
            ArgumentTypeError,
            'charts must be a mapping of names to charts, such as {"Sales": chart}, not list.',
        ),
        (
            lambda: combine_charts({"One": made.nothing()}),
            ArgumentTypeError,
            "charts['One'] must be a ConfigurationChart, made by solutions.chart(), not Solutions.",
        ),
        (
            lambda: combine_charts({"One": neutral()}, align="rows"),
            ArgumentError,
            "align is 'rows', but it must be one of 'core', 'term', 'none'.",
        ),
    ],
)
def test_what_cannot_be_combined_is_refused(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
