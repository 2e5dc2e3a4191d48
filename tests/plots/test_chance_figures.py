"""Figures of chance, power and recovery: what is drawn is what the results hold."""

from __future__ import annotations

import numpy as np
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.robustness import permutation_test, power, recovery_study, simulate_data

pytest.importorskip("matplotlib")
plots = pytest.importorskip("fsqca.plots")


@pytest.fixture(scope="module")
def test_of_it():
    data = simulate_data("A*B", 40, conditions=["A", "B", "C"], blur=0.5, seed=1)
    solution = fq.minimize(fq.build_truth_table(data, "Y", consistency=0.6), "parsimonious")
    return permutation_test(solution, n_permutations=200, seed=1)


@pytest.fixture(scope="module")
def plan():
    return power("A*B", n=(20, 80), conditions=["A", "B", "C"], n_simulations=50, seed=1)


def by_id(figure, name):
    """Return the offsets of the markers with this id."""
    (found,) = [own for own in figure.axes[0].collections if own.get_gid() == name]
    return np.asarray(found.get_offsets())


def test_every_shuffle_with_a_solution_is_a_dot_and_the_observed_one_a_diamond(test_of_it):
    figure = plots.chance_plot(test_of_it)
    shuffled = test_of_it.solution_shuffles
    assert by_id(figure, "shuffles") == pytest.approx(shuffled[~np.isnan(shuffled[:, 0])])
    assert by_id(figure, "observed")[0] == pytest.approx(test_of_it.observed)
    without = int(np.isnan(shuffled[:, 0]).sum())
    assert figure.axes[0].get_title("left") == f"{without} of 200 shuffles gave no solution"
    assert plots.render(figure, "png")


def test_without_any_solution_there_is_an_empty_figure_that_says_so():
    data = simulate_data("A*B", 40, noise=1.0, seed=1)
    solution = fq.minimize(fq.build_truth_table(data, "Y", consistency=1.0), "parsimonious")
    test = permutation_test(solution, n_permutations=50, seed=1)
    figure = plots.chance_plot(test)
    assert figure.axes[0].get_title("left") == "50 of 50 shuffles gave no solution"
    assert plots.render(figure, "png")
    assert plots.render(plots.row_chance_plot(test), "png")


def test_rows_are_drawn_by_consistency_and_filled_where_chance_does_not_explain_them(test_of_it):
    figure = plots.row_chance_plot(test_of_it)
    rows = test_of_it.rows.sort_values("consistency", ascending=False, kind="stable")
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == [f"{row} ({out})" for row, out in zip(rows.index, rows["out"], strict=True)]
    sure = rows["p_westfall_young"] <= 0.05
    assert by_id(figure, "observed, p at most 0.05")[:, 0] == pytest.approx(rows.loc[sure, "consistency"])
    assert by_id(figure, "observed, p above")[:, 0] == pytest.approx(rows.loc[~sure, "consistency"])
    assert plots.render(figure, "png")


def test_without_a_row_there_is_nothing_to_draw():
    data = simulate_data("A*B", 20, seed=1)
    solution = fq.minimize(fq.build_truth_table(data, "Y", frequency=21), "parsimonious")
    test = permutation_test(solution, n_permutations=10, seed=1)
    with pytest.raises(ArgumentError) as caught:
        plots.row_chance_plot(test)
    assert str(caught.value) == "No row has enough cases, so there is nothing to draw."


def test_power_curves_are_those_of_the_table(plan):
    figure = plots.power_plot(plan, quantities=["exact", "correct"])
    curves = {line.get_label(): line.get_ydata() for line in figure.axes[0].get_lines()}
    for name in ("exact", "correct"):
        own = plan.table[plan.table["quantity"] == name]
        assert curves[name] == pytest.approx(own["power"].to_numpy())
    assert plots.render(figure, "png")


def test_recovery_curves_are_told_apart_by_what_varies():
    study = recovery_study("A*B", n=(20, 80), noise=(0.0, 0.5), n_simulations=50, seed=1)
    figure = plots.recovery_plot(study, quantity="correct")
    curves = {line.get_label(): line.get_ydata() for line in figure.axes[0].get_lines()}
    rates = study.rates
    assert set(curves) == {"noise 0", "noise 0.5"}
    assert curves["noise 0.5"] == pytest.approx(rates.loc[rates["noise"] == 0.5, "correct"].to_numpy())
    assert plots.render(figure, "png")


def test_two_difficulties_at_once_are_refused():
    study = recovery_study("A*B", n=20, noise=(0.0, 0.5), skew=(0.0, 0.5), n_simulations=5, seed=1)
    with pytest.raises(ArgumentError) as caught:
        plots.recovery_plot(study)
    assert str(caught.value) == (
        "'noise', 'skew' vary, but curves can show one of them. Draw a study of one, with the others at one "
        "value."
    )
    with pytest.raises(ArgumentError) as caught:
        plots.recovery_plot(study, by="noise")
    assert str(caught.value) == (
        "'skew' vary too, but curves can show one of them. Draw a study of 'noise' alone."
    )


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("chance_plot", "test must be the result of permutation_test(), not int."),
        ("row_chance_plot", "test must be the result of permutation_test(), not int."),
        ("power_plot", "plan must be the result of power(), not int."),
        ("recovery_plot", "study must be the result of recovery_study(), not int."),
    ],
)
def test_other_things_are_refused(function, message):
    with pytest.raises(ArgumentTypeError) as caught:
        getattr(plots, function)(3)
    assert str(caught.value) == message


def test_an_unknown_quantity_is_refused_with_the_known_ones(plan):
    with pytest.raises(ArgumentError) as caught:
        plots.power_plot(plan, quantities=["exactly"])
    assert str(caught.value).startswith("quantities is 'exactly', but it must be one of 'some solution', ")
