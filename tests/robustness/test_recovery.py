"""Known truths are found the better, the more cases and the less noise there are."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from fsqca.robustness import power, recovery_study, simulate_data
from fsqca.robustness.recovery import Study
from fsqca.robustness.rerun import model_set
from fsqca.robustness.scoring import QUANTITIES, quantities, score, submodel
from fsqca.robustness.truth import truth_of

CONDITIONS = ["A", "B", "C", "D"]


@pytest.fixture(scope="module")
def study():
    return recovery_study(
        "A*B + ~C", n=(25, 100, 400), conditions=CONDITIONS, noise=(0.0, 0.2, 0.6), blur=0.3, pri=0.5,
        n_simulations=100, seed=1,
    )  # fmt: skip


def of(study, quantity):
    """Return the rates of a quantity, sizes down and noise across."""
    return study.rates.pivot_table(index="n", columns="noise", values=quantity).to_numpy()


# ------------------------------------------------------------------ the end-to-end check


@pytest.mark.parametrize("quantity", ["exact", "correct", "complete", "term A*B", "term ~C"])
def test_recovery_rises_with_the_number_of_cases_and_falls_with_noise(study, quantity):
    rates = of(study, quantity)
    error = 0.11  # two standard errors of a difference are at most 0.14, here far less
    assert (np.diff(rates, axis=0) > -error).all()
    assert (np.diff(rates, axis=1) < error).all()
    assert rates[-1, 0] - rates[0, -1] > 0.25


def test_many_cases_without_noise_give_exactly_the_truth(study):
    assert of(study, "exact")[-1, 0] > 0.95
    assert of(study, "false claim")[-1, 0] < 0.05


def test_exact_is_correct_and_complete_and_false_claims_are_the_rest(study):
    rates = study.rates
    assert (rates["exact"] <= rates["correct"]).all()
    assert (rates["exact"] <= rates["complete"]).all()
    assert (rates["exact"] <= rates["exact among models"]).all()
    assert (rates["correct"] + rates["false claim"]).to_numpy() == pytest.approx(rates["some solution"])


@pytest.mark.parametrize("kind", ["conservative", "parsimonious", "intermediate"])
def test_a_study_is_what_an_analysis_of_simulated_data_is(kind):
    truth = truth_of("A*B + ~C", CONDITIONS)
    expectations = {"A": "+", "B": "+", "C": "-"} if kind == "intermediate" else None
    study = recovery_study(
        truth.expression, n=60, conditions=CONDITIONS, noise=0.1, solution=kind, expectations=expectations,
        n_simulations=1, seed=8,
    )  # fmt: skip
    stream = np.random.default_rng(np.random.SeedSequence(8).spawn(1)[0].spawn(1)[0])
    from fsqca.robustness.simulation import design_of

    values, outcome, _ = design_of(truth, noise=0.1).draw(stream, 60)
    data = pd.DataFrame(values, columns=CONDITIONS).assign(Y=outcome)
    solution = fq.minimize(fq.build_truth_table(data, "Y"), kind, expectations=expectations)
    expected = score(truth, model_set(solution))
    assert study.counts[0].tolist() == expected.astype(int).tolist()


def test_limited_diversity_costs_recovery():
    rates = recovery_study(
        "A*B + ~C", n=200, conditions=CONDITIONS, limited_diversity=(0.0, 0.5), pri=0.5, n_simulations=100,
        solution="conservative", seed=1,
    ).rates  # fmt: skip
    assert rates["exact"].iloc[0] > rates["exact"].iloc[1] + 0.3


# ------------------------------------------------------------------ what is compared


def models_of(text):
    rows = pd.DataFrame(truth_of(text, ["A", "B", "C"]).corners, columns=list("ABC"))
    rows["out"] = np.where(truth_of(text, ["A", "B", "C"]).true, "1", "0")
    return model_set(fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B", "C"]), "parsimonious"))


@pytest.mark.parametrize(
    ("found", "holds"),
    [
        ("A*B + C", {"some solution", "one model", "exact", "exact among models", "correct", "complete",
                     "within truth", "covers truth", "term A*B", "term C"}),
        ("A + C", {"some solution", "one model", "correct", "covers truth", "term C"}),
        ("C", {"some solution", "one model", "correct", "within truth", "term C"}),
        ("A*C", {"some solution", "one model", "false claim", "within truth"}),
        ("~A", {"some solution", "one model", "false claim"}),
        ("A*B + C + ~A*~B", {"some solution", "one model", "complete", "false claim", "covers truth",
                             "term A*B", "term C"}),
    ],
)  # fmt: skip
def test_a_solution_is_compared_with_the_truth_as_it_would_be_by_hand(found, holds):
    truth = truth_of("A*B + C", ["A", "B", "C"])
    names = quantities(truth)
    got = {name for name, yes in zip(names, score(truth, models_of(found)), strict=True) if yes}
    assert got == holds


def test_no_solution_makes_no_claim_and_finds_nothing():
    truth = truth_of("A*B", ["A", "B"])
    table = fq.build_truth_table(simulate_data("A*B", 20, noise=1.0, seed=1), "Y", consistency=1.0)
    models = model_set(fq.minimize(table, "parsimonious"))
    assert not any(models.models)
    assert not score(truth, models).any()


def test_two_terms_cannot_come_from_the_same_one():
    truth = np.array([[1, 1, -1]])
    assert not submodel(np.array([[1, -1, -1], [-1, 1, -1]]), truth)
    assert submodel(np.array([[-1, 1, -1]]), truth)


def test_every_quantity_has_its_place_in_the_table(study):
    table = study.table
    assert set(table["quantity"]) == {*QUANTITIES, "term A*B", "term ~C"}
    assert len(table) == 9 * 11
    inside = (table["low"] <= table["rate"] + 1e-12) & (table["rate"] <= table["high"] + 1e-12)
    assert inside.all()
    assert table["standard_error"].to_numpy() == pytest.approx(
        np.sqrt(table["rate"] * (1 - table["rate"]) / 100)
    )


# ------------------------------------------------------------------ power


@pytest.fixture(scope="module")
def plan():
    return power("A*B", n=(20, 60, 200), conditions=["A", "B", "C"], pri=0.5, n_simulations=100, seed=1)


def test_power_is_the_recovery_of_one_design(plan):
    study = recovery_study(
        "A*B", n=(20, 60, 200), conditions=["A", "B", "C"], noise=0.1, blur=0.5, pri=0.5, n_simulations=100,
        seed=1,
    )  # fmt: skip
    assert plan.table["power"].tolist() == study.table["rate"].tolist()
    exact = plan.table[plan.table["quantity"] == "exact"]["power"].tolist()
    assert exact[0] < exact[-1]
    assert exact[-1] > 0.9


def test_the_smallest_number_is_the_first_from_which_all_larger_ones_reach_the_power(plan):
    frame = plan.smallest_n(0.9)
    exact = plan.table[plan.table["quantity"] == "exact"].set_index("n")["power"]
    reached = [n for n in exact.index if (exact.loc[n:] >= 0.9).all()]
    assert frame.loc["exact", "n"] == min(reached)
    assert frame.loc["exact", "power"] == exact[min(reached)]
    assert frame.loc["exact", "low"] < frame.loc["exact", "power"]


def test_a_power_that_is_not_reached_is_missing():
    weak = power("A*B", n=(10, 20), conditions=CONDITIONS, noise=0.8, n_simulations=50, seed=1)
    assert weak.smallest_n(0.9)["n"].isna().all()
    assert (
        "The power for finding exactly the hypothesised solution does not reach 0.9 and stay there at any of "
        "the numbers of cases looked at (10, 20)."
    ) in weak.paragraph(0.9)


def test_several_values_of_a_difficulty_are_refused_for_power():
    with pytest.raises(ArgumentTypeError) as caught:
        power("A*B", noise=(0.1, 0.2), seed=1)
    assert str(caught.value) == (
        "'noise' must be one value here: power() goes through numbers of cases only. recovery_study() goes "
        "through several."
    )


# ------------------------------------------------------------------ how it runs and looks


def test_the_number_of_workers_changes_nothing():
    pytest.importorskip("joblib")
    one = recovery_study("A*B", n=(20, 40), n_simulations=120, seed=1)
    two = recovery_study("A*B", n=(20, 40), n_simulations=120, seed=1, n_jobs=2)
    assert np.array_equal(one.counts, two.counts)


def test_an_interrupted_study_returns_what_is_done_and_says_so(monkeypatch):
    whole, calls = Study.__call__, []

    def call(self, random, number):
        calls.append(number)
        if len(calls) > 3:
            raise KeyboardInterrupt
        return whole(self, random, number)

    monkeypatch.setattr(Study, "__call__", call)
    study = recovery_study("A*B", n=(20, 40, 80), n_simulations=100, seed=1)
    assert study.partial
    assert study.designs["n"].tolist() == [20, 40]
    assert study.n_simulations.tolist() == [100, 50]
    assert study.notes[-1] == "Interrupted: 150 of 300 studies were simulated."
    assert "(interrupted)" in repr(study)


def test_results_print_as_one_line_a_table_html_and_sentences(study, plan):
    assert repr(study) == "<RecoveryStudy A*B + ~C: 9 combinations, 100 studies each, parsimonious>"
    assert repr(plan) == "<PowerAnalysis A*B: n = 20, 60, 200, 100 studies each, parsimonious>"
    assert str(study).splitlines()[0] == (
        "Recovery of A*B + ~C by the parsimonious solution: 9 combinations, 100 studies each, seed 1"
    )
    assert str(plan).splitlines()[0] == (
        "Power to find A*B by the parsimonious solution: 100 synthetic studies for each n, seed 1"
    )
    assert "false claim" in study._repr_html_()
    assert "Assumed: noise 0.1, blur 0.5, skew 0, limited diversity 0, correlation 0." in plan._repr_html_()
    assert study.paragraph().endswith("These rates hold for the truth, the data and the cut-offs assumed.")
    assert plan.paragraph().endswith("The numbers hold for these assumptions only.")


def test_results_can_be_pickled(study, plan):
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(study)).table, study.table)
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(plan)).table, plan.table)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"n": (3, 50), "frequency": 5},
            ArgumentError,
            ("n is 3, fewer than the frequency cut-off of 5 cases: no configuration could ever have enough "
            "cases. Take more cases or a lower frequency."),
        ),
        ({"n": ()}, ArgumentError, "n is empty: give at least one number of cases."),
        (
            {"n": "many"},
            ArgumentTypeError,
            "n must be a number of cases or several such as (50, 100), not 'many'.",
        ),
        ({"n": 0}, ArgumentError, "n is 0, but it must be at least 1."),
        ({"noise": ()}, ArgumentError, "noise is empty: give at least one value."),
        (
            {"noise": (0.1, 2)},
            ArgumentError,
            "noise is 2, but it must be between 0 and 1. Did you mean 0.02?",
        ),
        ({"n_simulations": 0}, ArgumentError, "n_simulations is 0, but it must be at least 1."),
        (
            {"solution": "complex"},
            ArgumentError,
            "solution is 'complex', but it must be one of 'conservative', 'intermediate', 'parsimonious'.",
        ),
        (
            {"truth": "A*E", "conditions": ["A", "B"]},
            UnknownNameError,
            "There is no condition 'E' in conditions. Available: 'A', 'B'.",
        ),
        (
            {"truth": "A*~A"},
            ArgumentError,
            ("The truth A*~A contradicts itself: it holds in no configuration, so no case would have the "
            "outcome."),
        ),
        (
            {"consistency": 80},
            ArgumentError,
            "consistency is 80, but it must be between 0 and 1. Did you mean 0.8?",
        ),
    ],
)  # fmt: skip
def test_bad_arguments_are_refused_with_a_sentence(arguments, error, message):
    with pytest.raises(error) as caught:
        recovery_study(**{"truth": "A*B", "n": 20, "n_simulations": 5, "seed": 1, **arguments})
    assert str(caught.value) == message


def test_so_much_limited_diversity_that_cases_cannot_be_drawn_is_refused():
    with pytest.raises(ArgumentError) as caught:
        simulate_data("A*B", 5, skew=0.999999, limited_diversity=0.75, seed=2)
    assert str(caught.value) == (
        "limited_diversity is 0.75, and the configurations that are left are so rare under this skew and "
        "correlation that 5 cases could not be drawn. Lower one of them."
    )
