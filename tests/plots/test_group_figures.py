"""Figures of groups."""

from __future__ import annotations

import pytest

import fsqca as fq
from fsqca.groups import compare_groups
from fsqca.plots import group_difference_plot, group_fit_plot, group_rows_plot, render
from tests.groups.frames import planted

CUTS = {"consistency": 0.8, "pri": 0.5, "frequency": 2}


def test_the_heat_map_shows_code_and_number_of_cases_of_every_row() -> None:
    comparison = compare_groups(planted(1, other=True), "Y", by="unit", **CUTS)
    figure = group_rows_plot(comparison, title="Rows")
    texts = {text.get_text() for text in figure.axes[0].texts}
    rows = comparison.rows
    assert texts == {f"{out} ({n:g})" for out, n in zip(rows["out"], rows["n"], strict=True)}
    assert render(figure, "png")[:4] == b"\x89PNG"


def test_dumbbells_have_one_line_per_group_with_a_model() -> None:
    comparison = compare_groups(planted(1, n=40, groups=("a", "b", "c")), "Y", by="unit", **CUTS)
    figure = group_fit_plot(comparison)
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["a", "b", "c"]
    assert len(figure.axes) == 3


def test_differences_show_every_term_or_row() -> None:
    test = compare_groups(planted(1, n=30, other=True), "Y", by="unit", **CUTS).test(
        50, n_bootstrap=20, seed=1
    )
    terms = group_difference_plot(test)
    assert len(terms.axes[0].get_yticks()) == len(test.terms)
    rows = group_difference_plot(test, what="rows")
    assert len(rows.axes[0].get_yticks()) == len(test.rows)
    with pytest.raises(fq.FsqcaError, match='what is \'cases\', but it must be "terms" or "rows"'):
        group_difference_plot(test, what="cases")


def test_other_things_are_refused() -> None:
    for draw in (group_rows_plot, group_fit_plot):
        with pytest.raises(fq.FsqcaError, match="comparison must be what compare_groups"):
            draw(3)  # type: ignore[operator]


def test_more_contrasts_than_panels_are_said_to_be_left_out():
    data = planted(6, n=20, other=True, groups=tuple(f"region {i}" for i in range(9)))
    test = compare_groups(data, "Y", by="unit", pri=0.5).test(60, n_bootstrap=10, seed=1, progress=False)
    figure = group_difference_plot(test)
    assert len(figure.axes) == 6
    assert figure.get_supxlabel() == (
        "filled: family-wise p < 0.05; 6 of 9 contrasts, those with the smallest p"
    )
    least = test.terms.groupby("first")["p_family"].min()
    shown = {panel.get_title().replace("\n", " ").split(" minus")[0] for panel in figure.axes}
    assert least[list(shown)].max() <= least.drop(list(shown)).min()
    assert render(figure, "png")[:4] == b"\x89PNG"


def test_each_of_twelve_groups_has_a_mark_of_its_own_and_more_are_told_from_the_own_only():
    for number, entries in ((12, 12), (13, 2)):
        data = planted(6, n=12, groups=tuple(f"r{i:02}" for i in range(number)))
        figure = group_fit_plot(compare_groups(data, "Y", by="unit", pri=0.5))
        handles = figure.legends[0].legend_handles
        assert len(handles) == entries
        assert len({(mark.get_marker(), mark.get_color()) for mark in handles}) == entries
        assert render(figure, "png")[:4] == b"\x89PNG"
