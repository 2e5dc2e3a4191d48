"""Calibrations of one's own go through every check of robustness like the built-in ones."""

from __future__ import annotations

import functools
import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.calibration import Calibrator
from fsqca.errors import ArgumentError, DataError
from fsqca.robustness import (
    assess_robustness,
    bootstrap,
    find_regions,
    leave_one_out,
    permutation_test,
    propagate_error,
    validate,
)

RELIABILITY = {"a": 0.9, "b": 0.9, "y": 0.9}


@dataclass(frozen=True)
class Line(Calibrator):
    """Memberships that rise evenly between two scores; those of the data where none are given."""

    low: float | None = None
    high: float | None = None
    why: str = ""
    name = "line"

    def fit(self, raw):
        low = float(np.min(raw)) if self.low is None else self.low
        return Line(low, float(np.max(raw)) if self.high is None else self.high, why=self.why)

    def __call__(self, raw):
        own = self.fit(raw)
        return np.clip((np.asarray(raw, dtype=float) - own.low) / (own.high - own.low), 0, 1)


@dataclass(frozen=True)
class Label(Calibrator):
    """Memberships of the labels of a scale, which knows no other values."""

    points: int = 7
    why: str = ""

    def __call__(self, raw):
        scores = np.asarray(raw, dtype=float)
        if (scores < 1).any() or (scores > self.points).any():
            raise ValueError(f"a score outside 1 to {self.points}")
        return (scores - 1) / (self.points - 1)


def share(raw, most=7.0):
    """Return a membership for a score from 1 to `most`."""
    return np.clip((np.asarray(raw, dtype=float) - 1) / (most - 1), 0, 1)


KINDS = {
    "a lambda": lambda raw: np.clip((raw - 1) / 6, 0, 1),
    "a function": share,
    "a function with bound settings": functools.partial(share, most=7.0),
    "a class that learns": Line(),
    "a class with settings": Line(1.0, 7.0),
}


@pytest.fixture(scope="module")
def raw():
    random = np.random.default_rng(1)
    frame = pd.DataFrame(np.clip(random.normal(4, 1.5, (80, 2)), 1, 7).round(1), columns=["a", "b"])
    frame.iloc[0, 0], frame.iloc[1, 0] = 1.0, 7.0
    frame["y"] = np.clip(frame.min(axis=1) + random.normal(0, 0.6, 80), 1, 7).round(1)
    return frame


def analysed(raw, how):
    direct = fq.Direct(2, 4, 6)
    sets = fq.calibrate(raw, {"A": ("a", how), "B": ("b", direct), "Y": ("y", direct)})
    table = fq.build_truth_table(sets, "Y", consistency=0.7, pri=0.3, frequency=2, crossover="above")
    return sets, fq.minimize(table, "parsimonious")


@pytest.fixture(scope="module")
def builtin(raw):
    """The same memberships by a calibrator of the library."""
    return analysed(raw, fq.Piecewise(1, 4, 7))


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_check_gives_what_the_same_curve_of_the_library_gives(raw, builtin, kind):
    known_sets, known = builtin
    sets, solution = analysed(raw, KINDS[kind])
    np.testing.assert_allclose(sets.data, known_sets.data, atol=1e-12)
    drawn = {"reliability": RELIABILITY, "n_draws": 15, "seed": 1, "progress": False}
    for error in ("true_score", "joint"):
        found = propagate_error(solution, sets, error=error, **drawn)
        expected = propagate_error(known, known_sets, error=error, **drawn)
        pd.testing.assert_frame_equal(found.models, expected.models)
        pd.testing.assert_frame_equal(found.fit, expected.fit)
    shuffled = [permutation_test(one, n_permutations=9, seed=1).table for one in (solution, known)]
    pd.testing.assert_frame_equal(*shuffled)
    others = {"other": {"A": fq.Direct(2, 4, 6)}, "for B": {"B": KINDS[kind]}}
    curves = {"other": {"A": fq.Direct(2, 4, 6)}, "for B": {"B": fq.Piecewise(1, 4, 7)}}
    found = assess_robustness(solution, calibrations=others, data=sets)
    expected = assess_robustness(known, calibrations=curves, data=known_sets)
    assert found.models[0].core == expected.models[0].core
    # Whatever is one's own may look at the other cases, so it is applied anew in every resample.
    again = bootstrap(solution, 15, calibrated=sets, seed=1)
    assert again.settings.recalibrated == ("A",)
    assert leave_one_out(solution, calibrated=sets).settings.recalibrated == ("A",)
    assert validate(solution, repeats=1, calibrated=sets, seed=1).settings.recalibrated == ("A",)
    if kind != "a class that learns":
        pd.testing.assert_frame_equal(again.rows, bootstrap(known, 15, seed=1).rows)


def test_a_class_that_learns_does_so_in_every_resample(raw):
    sets, solution = analysed(raw, Line())
    fixed_sets, fixed = analysed(raw, Line(1.0, 7.0))
    own = bootstrap(solution, 40, calibrated=sets, seed=1).fit
    other = bootstrap(fixed, 40, calibrated=fixed_sets, seed=1).fit
    assert not own["mean"].equals(other["mean"])


@pytest.mark.parametrize(
    ("how", "parameters"),
    [
        (Line(1.0, 7.0), ["A low", "A high"]),
        (Line(), ["A low", "A high"]),
        (functools.partial(share, most=7.0), ["A most"]),
    ],
)
def test_regions_move_the_numbers_of_a_calibration_of_ones_own(raw, how, parameters):
    sets, solution = analysed(raw, how)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        regions = find_regions(solution, sets)
    own = [one for one in regions.regions if one.set == "A"]
    assert [one.parameter for one in own] == parameters
    assert not any(one.proved for one in own)
    assert "sampled, not proved" in regions.paragraph()
    for region in own:
        name = region.parameter.removeprefix("A ")
        for value, stays in ((region.upper - 0.01, True), (region.upper + 0.01, False)):
            if region.above.kind in ("search", "anchors"):
                continue
            moved = {"low": 1.0, "high": 7.0, name: value}
            again = (
                functools.partial(share, most=value) if name == "most" else Line(moved["low"], moved["high"])
            )
            found = [str(model.expression) for model in analysed(raw, again)[1].models]
            assert (found == [str(model.expression) for model in solution.models]) is stays


def test_a_function_without_numbers_is_left_out_with_the_reason(raw):
    sets, solution = analysed(raw, share)
    assert find_regions(solution, sets).left_out == {
        "A": "its calibrator 'share' has no number that could be moved"
    }


def test_a_calibration_that_knows_some_values_only_says_what_to_do_about_drawn_scores(raw):
    sets, solution = analysed(raw, Label())
    with pytest.raises(DataError) as caught:
        propagate_error(solution, sets, reliability=RELIABILITY, n_draws=50, seed=1)
    assert str(caught.value) == (
        "The calibrator 'Label' of the set 'A' does not take drawn scores, which lie between and beyond the "
        "values that were observed. Keep 'a' as it is with the reliability 1, or calibrate it with a "
        "calibrator that takes any number. It said: Set 'A': the calibrator 'Label' failed with ValueError: "
        "a score outside 1 to 7."
    )
    for error in ("true_score", "joint"):
        kept = propagate_error(
            solution, sets, reliability=RELIABILITY | {"a": 1}, error=error, n_draws=10, seed=1
        )
        assert kept.n_draws == 10


def test_grades_that_are_looked_up_stay_exactly_as_they_are_without_error(raw):
    grades = fq.Lookup({value: float(share(value)) for value in sorted(set(raw["a"]))})
    sets, solution = analysed(raw, grades)
    kept = {"reliability": RELIABILITY | {"a": 1}, "n_draws": 10, "seed": 1}
    found = propagate_error(solution, sets, **kept)
    expected = propagate_error(*reversed(analysed(raw, Line(1.0, 7.0))), **kept)
    pd.testing.assert_frame_equal(found.fit, expected.fit)


def test_text_stays_as_it_is_where_it_is_measured_without_error(raw):
    words = raw.assign(a=np.where(raw["a"] > 4, "yes", "no"))
    sets, solution = analysed(words, lambda answers: np.where(answers == "yes", 0.9, 0.1))
    with pytest.raises(DataError) as caught:
        propagate_error(solution, sets, reliability=RELIABILITY, n_draws=5, seed=1)
    assert str(caught.value) == (
        "The raw column 'a' is not numeric, so it has no error of measurement that could be drawn. Keep it "
        "as it is with the reliability 1."
    )
    found = propagate_error(solution, sets, reliability=RELIABILITY | {"a": 1}, n_draws=5, seed=1)
    assert "Taken as measured without error: 'A'." in found.notes


def test_without_a_reliability_there_is_an_error(raw):
    sets, solution = analysed(raw, Line())
    with pytest.raises(ArgumentError, match="reliability has no value for 'a'"):
        propagate_error(solution, sets, reliability={"b": 0.9, "y": 0.9}, n_draws=5, seed=1)
