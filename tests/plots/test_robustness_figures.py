"""Figures of resampling and validation, checked by the data in them."""

from __future__ import annotations

import numpy as np
import pytest

from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots import (
    fit_intervals_plot,
    influence_plot,
    render,
    row_codes_plot,
    term_retention_plot,
    validation_plot,
)
from fsqca.robustness import bootstrap, leave_one_out, validate
from tests.robustness.problems import calibrated, solved, survey


@pytest.fixture(scope="module")
def solution():
    return solved(calibrated(survey(80)))


@pytest.fixture(scope="module")
def resamples(solution):
    return bootstrap(solution, 200, seed=1)


def by_gid(artists, gid):
    return [artist for artist in artists if artist.get_gid() == gid]


def test_bars_of_retention_show_shares_in_all_and_in_some_models(resamples):
    figure = term_retention_plot(resamples, most=4, title="Retention")
    panel = figure.axes[0]
    bars = [bar for box in panel.containers for bar in box if box.get_label() == "in all tied models"]
    assert [bar.get_width() for bar in bars] == pytest.approx(resamples.terms["in_all"].head(4).tolist())
    left = len(resamples.terms) - 4
    assert panel.get_xlabel().endswith(f"{left} less frequent terms are not shown")
    bold = [text.get_text() for text in panel.get_yticklabels() if text.get_fontweight() == "bold"]
    assert len(bold) == min(4, (resamples.terms["initial"] != "").sum())
    assert figure.get_suptitle() == "Retention"
    assert render(figure, "png").startswith(b"\x89PNG")


def test_stacked_bars_of_rows_add_up_to_the_whole(resamples):
    panel = row_codes_plot(resamples).axes[0]
    total = np.zeros(len(resamples.rows))
    for box in panel.containers:
        total += [bar.get_width() for bar in box]
    np.testing.assert_allclose(total, 1.0)
    labels = [text.get_text() for text in panel.get_yticklabels()]
    assert sorted(labels) == sorted(f"{row} ({out})" for row, out in resamples.rows["out"].items())
    assert len(row_codes_plot(resamples, most=3).axes[0].get_yticklabels()) == 3


def test_intervals_are_those_of_the_frame(resamples):
    figure = fit_intervals_plot(resamples)
    fit = resamples.fit
    own = fit[(fit["model"] == "P1") & (fit["measure"] == "consistency") & (fit["term"] == "solution")].iloc[
        0
    ]
    (line,) = by_gid(figure.axes[0].lines, "interval solution")
    assert line.get_xdata() == pytest.approx([own["low"], own["high"]])
    (marker,) = by_gid(figure.axes[0].lines, "value solution")
    assert marker.get_xdata() == pytest.approx([own["value"]])
    with pytest.raises(ArgumentError) as caught:
        fit_intervals_plot(resamples, model="P9")
    assert str(caught.value).startswith("model is 'P9', but it must be one of 'P1'")


def test_influence_is_drawn_of_leave_one_out_alone(solution, resamples):
    found = leave_one_out(solution)
    panel = influence_plot(found, most=5).axes[0]
    shown = found.cases.head(5)
    drawn = np.sort(np.concatenate([line.get_xdata() for line in panel.lines]))
    np.testing.assert_allclose(drawn, np.sort(shown["change"]))
    with pytest.raises(ArgumentError) as caught:
        influence_plot(resamples)
    assert str(caught.value) == (
        "resampling is a bootstrap; the influence of single cases is drawn from leave_one_out()."
    )


def test_every_part_of_a_validation_has_its_dots(solution):
    found = validate(solution, repeats=2, seed=1)
    panel = validation_plot(found).axes[0]
    (dots,) = by_gid(panel.lines, "outside consistency")
    values = found.folds["outside_consistency"].dropna()
    np.testing.assert_allclose(dots.get_ydata(), values)
    (mean,) = by_gid(panel.lines, "mean inside pri")
    assert mean.get_ydata() == pytest.approx([found.table.loc["pri", "inside"]] * 2)


@pytest.mark.parametrize("draw", [term_retention_plot, row_codes_plot, fit_intervals_plot, influence_plot])
def test_other_results_are_refused(draw):
    with pytest.raises(ArgumentTypeError) as caught:
        draw("text")
    assert str(caught.value) == (
        "resampling must be the result of leave_one_out(), bootstrap() or subsample(), not str."
    )
