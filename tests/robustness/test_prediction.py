"""Validation: solved in one part, measured in the other, nothing of the other part known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError
from fsqca.robustness import validate
from fsqca.robustness.draws import Draws
from fsqca.robustness.prediction import _parts, _Solver
from fsqca.robustness.preparing import job_of
from fsqca.robustness.recalibration import recalibration_of
from fsqca.robustness.running import Runner
from tests.robustness.problems import calibrated, solved, survey


def one_fold(solution, measured, sets=None):
    number = len(measured)
    recalibration = None if sets is None else recalibration_of(solution.truth_table, sets)
    draws = Draws("bootstrap", number, 1, (np.arange(number),), (number,), 0)
    return _Solver(Runner(job_of(solution, draws, recalibration))).fold(0, 0, measured)


def check_fold(fold, again, test):
    """Compare a fold with a solution found by hand, measured in a frame of memberships."""
    expected = {frozenset(map(tuple, model.cubes.tolist())): model for model in again.models}
    assert {frozenset(model) for model in fold.models} == set(expected)
    for model, inside, outside in zip(fold.models, fold.inside, fold.outside, strict=True):
        own = expected[frozenset(model)]
        np.testing.assert_allclose(inside, own.fit.values[-1, :3], atol=1e-9)
        np.testing.assert_allclose(outside, own.fit_on(test).values[-1, :3], atol=1e-9)


@pytest.mark.parametrize("kind", ["conservative", "parsimonious", "intermediate"])
def test_the_solution_of_one_part_is_measured_in_the_other(kind):
    data = calibrated(survey(61)).data.clip(0.01, 0.99).replace(0.5, 0.51)
    measured = np.random.default_rng(1).random(61) < 0.3
    fold = one_fold(solved(data, kind), measured)
    again = solved(data[~measured], kind)
    assert (fold.n_train, fold.n_test) == ((~measured).sum(), measured.sum())
    check_fold(fold, again, data[measured])


def test_weights_count_in_both_parts():
    data = calibrated(survey(60)).data.replace(0.5, 0.51)
    weights = pd.Series(np.random.default_rng(2).uniform(0.2, 3, 60), index=data.index)
    measured = np.arange(60) % 3 == 0
    fold = one_fold(solved(data, weights=weights), measured)
    again = solved(data[~measured], weights=weights[~measured])
    for model, outside in zip(fold.models, fold.outside, strict=True):
        text = str(
            next(m for m in again.models if set(map(tuple, m.cubes.tolist())) == set(model)).expression
        )
        fit = fq.pof(data[measured], f"{text} => Y", weights=weights[measured])
        np.testing.assert_allclose(outside, fit.values[-1, :3], atol=1e-9)


def test_anchors_are_learnt_in_the_part_that_is_solved_and_kept_in_the_other():
    raw = survey(60)
    sets = calibrated(raw)
    measured = np.arange(60) % 4 == 1
    fold = one_fold(solved(sets), measured, sets)
    learnt = calibrated(raw[~measured])
    test = learnt.apply(raw[measured]).data
    test[["A", "B", "C"]] = test[["A", "B", "C"]].replace(0.5, 0.501)
    check_fold(fold, solved(learnt), test)


def test_every_case_is_measured_once_in_each_repeat_and_groups_are_spread():
    groups = (np.arange(20), np.arange(20, 63))
    parts = _parts(np.random.default_rng(0), groups, 63, "k-fold", 5, 0.7)
    assert np.bincount(parts).tolist() == [13, 13, 13, 12, 12]
    assert np.bincount(parts[:20]).tolist() == [4] * 5
    half = _parts(np.random.default_rng(0), groups, 63, "hold-out", 5, 0.7)
    assert (half[:20].sum(), half[20:].sum()) == (14, 30)


def test_optimism_is_inside_minus_outside_over_the_parts_that_define_both():
    found = validate(solved(calibrated(survey(70))), repeats=4, seed=3)
    folds, table = found.folds, found.table
    assert len(folds) == 20
    both = folds[["inside_consistency", "outside_consistency"]].dropna()
    assert table.loc["consistency", "n"] == len(both)
    assert table.loc["consistency", "inside"] == pytest.approx(both["inside_consistency"].mean())
    difference = both["inside_consistency"] - both["outside_consistency"]
    assert table.loc["consistency", "optimism"] == pytest.approx(difference.mean())
    assert table.loc["consistency", "highest"] == folds["outside_consistency_highest"].max()
    assert found.exists == (folds["n_models"] > 0).mean()
    assert (found.terms["in_all"] <= found.terms["in_some"]).all()
    first = found.terms.index[0]
    having = [any(first in model.split(" + ") for model in models) for models in folds["models"]]
    assert found.terms["in_some"].iloc[0] == pytest.approx(np.mean(having))


def test_the_fit_where_there_is_nothing_to_find_is_worse_outside():
    rng = np.random.default_rng(5)
    noise = pd.DataFrame(rng.random((120, 5)).round(3), columns=[*"ABCDY"]).replace(0.5, 0.51)
    found = validate(solved(noise, consistency=0.75, pri=0.55), repeats=6, seed=1)
    assert found.table.loc["pri", "optimism"] > 0.05


def test_a_seed_gives_the_same_parts_and_a_hold_out_has_one_part_a_repeat():
    solution = solved(calibrated(survey(70)))
    one = validate(solution, "hold-out", share=0.5, repeats=7, seed=2)
    pd.testing.assert_frame_equal(
        one.folds, validate(solution, "hold-out", share=0.5, repeats=7, seed=2).folds
    )
    assert one.folds["n_solved"].tolist() == [35] * 7
    assert not one.folds.equals(validate(solution, "hold-out", share=0.5, repeats=7, seed=4).folds)


def test_a_part_that_cannot_be_solved_is_a_failure_with_its_reason():
    data = pd.DataFrame({"A": [0.0, 1.0] * 10, "B": [0.0, 0.0, 1.0, 1.0] * 5, "Y": [0.0] * 19 + [1.0]})
    found = validate(solved(data, frequency=1), folds=5, repeats=2, seed=1)
    assert found.failures["reason"].tolist() == ["no case has the outcome"] * 2
    assert found.folds["failure"].ne("").sum() == 2
    assert "2 parts could not be solved and have no solution; .failures has the reasons." in found.notes


def test_an_interrupt_returns_the_parts_that_are_done(monkeypatch):
    solution = solved(calibrated(survey(70)))
    whole = _Solver.fold

    def fold(self, repeat, part, measured):
        if (repeat, part) == (1, 2):
            raise KeyboardInterrupt
        return whole(self, repeat, part, measured)

    monkeypatch.setattr(_Solver, "fold", fold)
    found = validate(solution, repeats=3, seed=1)
    assert found.settings.partial
    assert found.notes[0] == "Partial: the work was stopped after 7 of 15 parts."
    assert repr(found).endswith(", partial>")


def test_the_result_reads_as_sentences():
    found = validate(solved(calibrated(survey(70))), repeats=2, seed=3)
    line = found.table.loc["consistency"]
    assert found.paragraph().startswith(
        "The 70 cases were dealt into 5 parts 2 times, and the parsimonious solution for Y of the other "
        "parts was "
        "measured in each part; the calibration was that of all cases. A solution existed in 100% of the "
        "parts. In "
        "the cases that gave the solution and in the others, on average: consistency "
        f"{line['inside']:.3f} and {line['outside']:.3f}, PRI "
    )
    assert str(found).startswith("Validation of the parsimonious solution for Y: 5 folds, 2 repeats\n\nFit\n")
    assert found._repr_html_().count("<table") == 2


def test_groups_too_small_for_the_parts_are_refused():
    solution = solved(calibrated(survey(40)))
    groups = ["x"] * 3 + ["y"] * 37
    with pytest.raises(ArgumentError) as caught:
        validate(solution, groups=groups)
    assert str(caught.value) == (
        "folds is 5, but the group 'x' has 3 cases, so that it would be missing in some parts. Take fewer "
        "folds, or "
        "join small groups."
    )
    with pytest.raises(ArgumentError) as caught:
        validate(solution, folds=50)
    assert str(caught.value) == (
        "folds is 50, but there are 40 cases, so that they would be missing in some parts. Take fewer folds."
    )
    with pytest.raises(ArgumentError) as caught:
        validate(solution, "hold-out", share=0.95, groups=groups)
    assert str(caught.value) == (
        "share is 0.95, but the group 'x' has 3 cases, of which none would be left to measure. Take another "
        "share, "
        "or join small groups."
    )
