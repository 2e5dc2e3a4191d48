"""Tables out of the ordinary: no model, no row, contradictions, orders of events, outcomes as expressions."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.robustness import bootstrap, leave_one_out, subsample, validate
from tests.robustness.problems import calibrated, solved, survey


def without(data, case, make):
    again = make(data.drop(index=case))
    return {frozenset(map(str, model.terms)) for model in again.models}


def check_every_case(data, make):
    """Compare leaving out with solving again, by the names of models."""
    solution = make(data)
    initial = {frozenset(map(str, model.terms)) for model in solution.models}
    cases = leave_one_out(solution).cases
    for case in data.index:
        assert cases.loc[case, "models_changed"] == (without(data, case, make) != initial)
    return cases


def test_conditions_that_are_not_defined_everywhere_are_left_out_alike():
    rng = np.random.default_rng(8)
    data = pd.DataFrame({"A": rng.integers(0, 2, 40), "B": rng.integers(0, 2, 40)}, dtype=float)
    data["A_before_B"] = np.where(data["A"] * data["B"] == 1, rng.integers(0, 2, 40).astype(float), np.nan)
    data["Y"] = (data["A_before_B"].fillna(0) + (rng.random(40) < 0.1)).clip(0, 1)

    def make(frame):
        table = fq.build_truth_table(
            frame, "Y", ["A", "B", "A_before_B"], consistency=0.75, frequency=2, defined={"A_before_B": "A*B"}
        )
        return fq.minimize(table, "parsimonious")

    check_every_case(data, make)
    drawn = bootstrap(make(data), 50, seed=1)
    assert drawn.rows["failed"].max() < 0.5


@pytest.mark.parametrize("options", [{"include": "C"}, {"exclude": ["A*B*C"]}, {"ties": "irredundant"}])
def test_options_of_minimization_hold_in_every_resample(options):
    data = calibrated(survey(50)).data.replace(0.5, 0.51)

    def make(frame):
        table = fq.build_truth_table(frame, "Y", consistency=0.85, contradiction=0.7, frequency=2)
        return fq.minimize(table, "parsimonious", **options)

    check_every_case(data, make)


def test_an_outcome_that_is_an_expression_is_learnt_again():
    raw = survey(50)
    sets = calibrated(raw)
    table = fq.build_truth_table(sets, "~Y", ["A", "B"], pri=0.5, frequency=2, crossover="above")
    found = leave_one_out(fq.minimize(table), calibrated=sets)
    for case in raw.index[:10]:
        other = calibrated(raw.drop(index=case))
        again = fq.minimize(
            fq.build_truth_table(other, "~Y", ["A", "B"], pri=0.5, frequency=2, crossover="above")
        )
        own = np.array([model.fit.values[-1, 0] for model in again.models])
        assert found.cases.loc[case, "consistency"] == pytest.approx(own.mean())


@pytest.mark.parametrize(
    "resample", [leave_one_out, lambda s: bootstrap(s, 30, seed=1), lambda s: subsample(s, 0.5, 30)]
)
def test_a_solution_without_a_model_is_a_result(resample):
    rng = np.random.default_rng(1)
    data = pd.DataFrame(rng.random((30, 3)).round(3), columns=[*"ABY"]).replace(0.5, 0.51)
    solution = fq.minimize(fq.build_truth_table(data, "Y", consistency=0.99))
    assert solution.n_models == 0
    found = resample(solution)
    assert found.same == found.none
    assert set(found.fit["solution"]) == {"re-found"}
    assert str(found)
    assert found._repr_html_()
    assert found.paragraph()
    assert validate(solution, repeats=1, seed=1).exists < 1


def test_a_table_without_a_row_has_no_model_in_any_resample():
    data = pd.DataFrame({"A": [0.5] * 6, "Y": [0.1, 0.2, 0.7, 0.8, 0.4, 0.9]})
    with pytest.warns(fq.errors.CrossoverWarning):
        table = fq.build_truth_table(data, "Y")
    found = bootstrap(fq.minimize(table), 20, seed=1)
    assert found.none == pytest.approx(1 - len(found.failures) / 20)
    assert len(found.rows) == 0


def test_results_can_be_pickled():
    solution = solved(calibrated(survey(60)))
    for found in (
        leave_one_out(solution),
        bootstrap(solution, 20, seed=1),
        validate(solution, repeats=1, seed=1),
    ):
        again = pickle.loads(pickle.dumps(found))
        assert str(again) == str(found)


def test_results_hold_for_one_condition_and_many_cases_in_parts(monkeypatch):
    import fsqca.robustness.all_runs as all_runs
    import fsqca.robustness.running as running

    solution = solved(calibrated(survey(90)))
    whole = bootstrap(solution, 60, seed=1)
    left = leave_one_out(solution)
    monkeypatch.setattr(running, "_KEPT", 700)
    monkeypatch.setattr(all_runs, "_LEFT_OUT", 7)
    for name in ("terms", "models", "rows", "cases"):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(bootstrap(solution, 60, seed=1), name))
        pd.testing.assert_frame_equal(getattr(left, name), getattr(leave_one_out(solution), name))
