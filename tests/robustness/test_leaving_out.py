"""Leaving out each case: the same as building the table without it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.robustness import leave_one_out
from tests.robustness.problems import calibrated, memberships, solved, survey

KINDS = ["conservative", "parsimonious", "intermediate"]


def rebuilt(data, case, kind, **options):
    return solved(data.drop(index=case), kind, **options)


def check_without(found, data, kind, **options):
    """Compare with a table built again, case by case."""
    solution = found.solution
    initial = {str(term) for model in solution.models for term in model.terms}
    today = dict(zip(solution.truth_table.numbers, solution.truth_table.codes.tolist(), strict=True))
    for case in data.index:
        own = options | ({"weights": options["weights"].drop(case)} if "weights" in options else {})
        again = rebuilt(data, case, kind, **own)
        line = found.cases.loc[case]
        table = again.truth_table
        codes = dict(zip(table.numbers, table.codes.tolist(), strict=True))
        changes = [
            f"{row}: {today[row]} -> {codes.get(row, '?')}"
            for row in sorted(today)
            if today[row] != codes.get(row, "?")
        ]
        assert line["rows_changed"] == ", ".join(changes)
        terms = {str(term) for model in again.models for term in model.terms}
        assert line["gone"] == ", ".join(sorted(initial - terms))
        assert line["new"] == ", ".join(sorted(terms - initial))
        assert line["n_models"] == again.n_models
        assert line["models_changed"] == (
            {str(m.expression) for m in again.models} != {str(m.expression) for m in solution.models}
        )
        fits = np.array([model.fit.values[-1, :3] for model in again.models]).reshape(-1, 3)
        expected = fits.mean(axis=0) if len(fits) else np.full(3, np.nan)
        np.testing.assert_allclose(
            line[["consistency", "pri", "raw_coverage"]].to_numpy(dtype=float), expected, atol=1e-9
        )


@pytest.mark.parametrize("kind", KINDS)
@given(data=memberships())
def test_leaving_a_case_out_of_sums_is_building_the_table_without_it(kind, data):
    check_without(leave_one_out(solved(data, kind)), data, kind)


@given(data=memberships(), weights=st.lists(st.sampled_from([0.5, 1.0, 2.0, 3.5]), min_size=12, max_size=12))
def test_weights_go_with_their_cases(data, weights):
    own = pd.Series(weights[: len(data)], index=data.index)
    check_without(leave_one_out(solved(data, weights=own)), data, "parsimonious", weights=own)


def test_multi_value_conditions_are_left_out_alike():
    rng = np.random.default_rng(4)
    data = pd.DataFrame({"A": rng.integers(0, 3, 60), "B": rng.integers(0, 2, 60)}, dtype=float)
    data["Y"] = ((data["A"] == 2) | ((data["A"] == 1) & (data["B"] == 1))).astype(float)
    data.loc[:5, "Y"] = 1 - data.loc[:5, "Y"]
    check_without(leave_one_out(solved(data, consistency=0.7)), data, "parsimonious", consistency=0.7)


def test_the_fit_of_the_initial_terms_without_a_case_has_its_range_and_jackknife_error():
    sets = calibrated(survey(40)).data.clip(0.01, 0.49).add(calibrated(survey(40)).data.gt(0.5) * 0.5)
    found = leave_one_out(solved(sets))
    values = [found.solution.models[0].fit_on(sets.drop(index=case)).values[0, 0] for case in sets.index]
    line = found.fit.iloc[0]
    assert line["measure"] == "consistency"
    assert (line["low"], line["high"]) == pytest.approx((min(values), max(values)))
    n = len(values)
    assert line["jackknife_se"] == pytest.approx(
        np.sqrt((n - 1) / n * ((values - np.mean(values)) ** 2).sum())
    )
    assert line["jackknife_bias"] == pytest.approx((n - 1) * (np.mean(values) - line["value"]))
    assert found.fit.query("solution == 're-found'")["jackknife_se"].isna().all()


def test_cases_are_ranked_by_changes_of_models_and_then_of_fit():
    found = leave_one_out(solved(calibrated(survey(60)), consistency=0.85))
    cases = found.cases
    assert 0 < cases["models_changed"].sum() < len(cases)
    changed = cases["models_changed"].to_numpy()
    assert (np.diff(changed.astype(int)) <= 0).all()
    for part in (cases[changed], cases[~changed]):
        assert (np.diff(part["change"]) <= 0).all()


def test_anchors_are_learnt_again_without_the_case():
    raw = survey(30)
    sets = calibrated(raw)
    found = leave_one_out(solved(sets), calibrated=sets)
    assert found.settings.recalibrated == ("A", "B", "C", "Y")
    for case in raw.index:
        again = solved(calibrated(raw.drop(index=case)))
        line = found.cases.loc[case]
        assert line["n_models"] == again.n_models
        fits = np.array([model.fit.values[-1, :3] for model in again.models])
        assert line["consistency"] == pytest.approx(fits[:, 0].mean())


def test_a_row_coded_by_hand_keeps_its_code():
    sets = calibrated(survey(60))
    table = solved(sets).truth_table
    row = next(n for n, code in zip(table.numbers, table.codes, strict=True) if code == "0")
    edited = table.edit(row, "1", why="known from interviews")
    found = leave_one_out(fq.minimize(edited))
    assert found.rows.loc[row, "coded_1"] == 1.0
    assert "1 row coded by hand keeps its code wherever observed." in found.notes


def test_the_result_says_what_was_done():
    data = pd.DataFrame(
        {"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.7, 0.3, 0.2]},
        index=["Ash", "Elm", "Fir", "Oak"],
    )
    found = leave_one_out(fq.minimize(fq.build_truth_table(data, "Y")))
    assert repr(found) == (
        "<Resampling leave-one-out of the conservative solution for Y: 4 resamples, 0 failed, initial "
        "models in "
        "50.0%>"
    )
    assert found.paragraph() == (
        "Each of the 4 cases was left out in turn, and the conservative solution for Y was found again; the "
        "calibration was kept. The initial models, and no others, were found in 50.0% of the runs. The "
        "initial terms were in at least one model: A in 50.0%. Without 2 cases the models change: 'Ash', "
        "'Elm'."
    )
    assert "Most influential cases" in str(found)
    assert found._repr_html_().count("<table") == 5
