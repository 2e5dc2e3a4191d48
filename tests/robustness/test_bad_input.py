"""What cannot be resampled is refused with the reason and the way out."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, MissingExtraError, UnknownNameError
from fsqca.robustness import bootstrap, leave_one_out, subsample, validate
from tests.robustness.problems import calibrated, solved, survey

DOORS = [leave_one_out, bootstrap, subsample, validate]


def refused(error, function, *args, **options):
    with pytest.raises(error) as caught:
        function(*args, **options)
    return str(caught.value)


@pytest.fixture(scope="module")
def sets():
    return calibrated(survey(40))


@pytest.mark.parametrize("door", DOORS)
def test_a_table_without_cases_behind_it_is_refused(door, tmp_path):
    rows = pd.DataFrame({"A": [0, 1], "B": [0, 1], "out": ["0", "1"]})
    given = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B"]))
    assert refused(ArgumentError, door, given) == (
        "This truth table has no data behind it, so there are no cases to leave out or to draw. Build it "
        "from data "
        "with build_truth_table()."
    )
    path = tmp_path / "sets.csv"
    pd.DataFrame({"A": [0.2, 0.9], "B": [0.1, 0.8], "Y": [0.3, 0.9]}).to_csv(path, index=False)
    scanned = fq.minimize(fq.build_truth_table(str(path), "Y"))
    message = refused(ArgumentError, door, scanned)
    assert message.startswith("The truth table was made by scanning ")
    assert message.endswith(
        ", which keeps sums and not the cases, so none of them can be left out or drawn again. Read the "
        "data, or a "
        "sample of them, with fsqca.read() and build the truth table from what it returns."
    )


@pytest.mark.parametrize("door", DOORS)
def test_a_table_that_was_restored_from_a_file_has_no_cases_and_says_so(door, sets):
    again = fq.minimize(fq.TruthTable.from_json(solved(sets).truth_table.to_json()), "parsimonious")
    assert refused(ArgumentError, door, again) == (
        "This truth table was restored from a file, which keeps sums and not the cases, so there are none to "
        "leave out or to draw. Build it anew from the data with build_truth_table()."
    )


@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_solution_is_refused(door, sets):
    table = solved(sets).truth_table
    assert refused(ArgumentTypeError, door, table) == (
        "solution must be a Solution, made by minimize(), not TruthTable."
    )
    assert refused(ArgumentTypeError, door, fq.solve(table)) == (
        "solution is three solutions. Pass one of them: .conservative, .intermediate or .parsimonious."
    )


def test_one_case_cannot_be_resampled():
    one = fq.minimize(fq.build_truth_table(pd.DataFrame({"A": [0.9], "Y": [0.8]}), "Y"))
    for door in (leave_one_out, bootstrap, subsample):
        assert refused(DataError, door, one) == "The truth table has 1 case, but resampling needs at least 2."
    assert refused(DataError, validate, one) == "The truth table has 1 case, but resampling needs at least 4."


def test_numbers_of_resamples_shares_and_levels_are_checked(sets):
    solution = solved(sets)
    assert refused(ArgumentError, bootstrap, solution, 0) == "n_resamples is 0, but it must be at least 1."
    assert refused(ArgumentTypeError, bootstrap, solution, 10.5) == (
        "n_resamples must be a whole number, not 10.5."
    )
    assert refused(ArgumentError, subsample, solution, 1.0) == (
        "share is 1, but it must be greater than 0 and less than 1."
    )
    assert refused(ArgumentError, bootstrap, solution, level=95) == (
        "level is 95, but it must be greater than 0 and less than 1. Did you mean 0.95?"
    )
    assert refused(ArgumentError, validate, solution, folds=1) == "folds is 1, but it must be at least 2."
    assert refused(ArgumentError, validate, solution, "kfold") == (
        "method is 'kfold', but it must be one of 'k-fold', 'hold-out'. Did you mean 'k-fold'?"
    )
    assert refused(ArgumentError, bootstrap, solution, n_jobs=0) == (
        "n_jobs is 0, but it must be at least 1, or -1 for all processors."
    )
    assert refused(ArgumentTypeError, bootstrap, solution, n_jobs="2") == (
        "n_jobs must be a whole number, not '2'."
    )
    assert refused(ArgumentTypeError, leave_one_out, solution, progress="yes") == (
        "progress must be True, False or None, not 'yes'."
    )


@pytest.mark.parametrize("seed", ["1", 1.0, True, np.random.RandomState(1)])
def test_a_seed_of_the_wrong_type_is_refused(seed, sets):
    for door in (bootstrap, subsample, validate):
        assert refused(ArgumentTypeError, door, solved(sets), seed=seed) == (
            "seed must be a whole number, a numpy.random.Generator, a numpy.random.SeedSequence or None, "
            f"not {seed!r}."
        )


def test_a_negative_seed_is_refused(sets):
    assert (
        refused(ArgumentError, bootstrap, solved(sets), seed=-1) == "seed is -1, but it must be at least 0."
    )


def test_groups_are_checked(sets):
    solution = solved(sets)
    cases = sets.data.index
    assert refused(ArgumentError, bootstrap, solution, groups="g") == (
        "groups is 'g', the name of a column, but a truth table keeps only its sets. Pass the data that "
        "have the "
        "column as data=, or pass the column itself, such as groups=data['g']."
    )
    frame = pd.DataFrame({"group": "x"}, index=cases)
    assert refused(UnknownNameError, bootstrap, solution, groups="grop", data=frame) == (
        "There is no column 'grop' in data (in groups). Available: 'group'. Did you mean 'group'?"
    )
    assert refused(ArgumentError, bootstrap, solution, groups=["x", "y"]) == (
        "groups has 2 values, but there are 40 cases: give one value per case."
    )
    assert refused(ArgumentTypeError, bootstrap, solution, groups=3) == (
        "groups must be the name of a column, a Series or one value per case, not int."
    )
    some = pd.Series("x", index=cases[:39])
    assert refused(ArgumentError, bootstrap, solution, groups=some) == (
        "groups has no value for 1 case: 'R39'. Its index must hold the case ids; pass groups.to_numpy() to "
        "go by "
        "position."
    )
    gaps = pd.Series(["x"] * 39 + [None], index=cases)
    assert refused(DataError, bootstrap, solution, groups=gaps) == (
        "groups is missing for 1 case: 'R39'. Give every case a group, or leave these cases out of the "
        "truth table."
    )
    twice = pd.Series("x", index=[*cases, cases[0]])
    assert refused(ArgumentError, bootstrap, solution, groups=twice) == (
        "groups has the same case id more than once in its index."
    )


def test_a_calibration_that_is_not_that_of_the_table_is_refused(sets):
    solution = solved(sets)
    assert refused(ArgumentTypeError, bootstrap, solution, calibrated=sets.data) == (
        "calibrated must be the result of calibrate(), not DataFrame: it keeps the raw scores and the "
        "calibrators "
        "from which anchors are learnt again."
    )
    other = fq.calibrate(survey(40), {name: fq.Quantiles(0.2, 0.5, 0.8) for name in "ABCY"})
    message = refused(DataError, bootstrap, solution, calibrated=other)
    assert message.startswith("calibrated does not give the memberships of the truth table: in the set 'A' ")
    assert message.endswith("Pass the calibration that the truth table was made of.")
    fewer = calibrated(survey(40).iloc[:30])
    assert refused(DataError, bootstrap, solution, calibrated=fewer) == (
        "calibrated does not hold 10 cases of the truth table: 'R30', 'R31', 'R32', 'R33', 'R34' and 5 "
        "more. Pass "
        "the calibration that the truth table was made of."
    )
    foreign = fq.calibrate(pd.DataFrame({"Z": [1, 2, 3]}), {"Z": fq.Ranks()})
    assert refused(ArgumentError, bootstrap, solution, calibrated=foreign) == (
        "calibrated holds 'Z', none of which is a condition or in the outcome of the truth table."
    )


def test_fixed_anchors_have_nothing_to_learn_again():
    fixed = fq.calibrate(survey(40), {name: fq.Direct(1.93, 4.03, 6.07) for name in "ABCY"})
    found = bootstrap(solved(fixed), 20, seed=1, calibrated=fixed)
    assert found.settings.recalibrated == ()
    pd.testing.assert_frame_equal(found.terms, bootstrap(solved(fixed), 20, seed=1).terms)


def test_demands_on_the_data_cannot_be_repeated(sets):
    solution = fq.minimize(solved(sets).truth_table, model_consistency=0.5)
    assert refused(ArgumentError, bootstrap, solution) == (
        "The solution was made with 'model_consistency', which asks something of the data beyond the rows of "
        "the "
        "truth table and cannot be asked again of each resample. Minimize without it."
    )


def test_more_workers_need_joblib(monkeypatch, sets):
    monkeypatch.setitem(sys.modules, "joblib", None)
    assert refused(MissingExtraError, bootstrap, solved(sets), 600, n_jobs=2) == (
        "n_jobs=2 needs joblib, which is not installed. Install it with: "
        'python -m pip install "fsqca[parallel]"'
    )
    assert bootstrap(solved(sets), 10, n_jobs=1, seed=1).settings.n_done == 10
