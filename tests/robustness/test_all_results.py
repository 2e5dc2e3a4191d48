"""What every result of this subpackage can do, whoever made it."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca import robustness as rb
from tests.robustness.problems import calibrated, solved, survey

SETS = calibrated(survey(50))
SOLUTION = solved(SETS, frequency=1)
MAKERS = {
    "find_regions": lambda: rb.find_regions(SOLUTION, SETS, sets="A"),
    "map_anchors": lambda: rb.map_anchors(SOLUTION, SETS, "A crossover", "Y crossover", lines=3),
    "assess_robustness": lambda: rb.assess_robustness(SOLUTION, consistency=(0.75, 0.9)),
    "assess_robustness().model": lambda: rb.assess_robustness(SOLUTION, frequency=2).models[0],
    "ambiguity_of": lambda: rb.ambiguity_of({"today": SOLUTION}),
    "leave_one_out": lambda: rb.leave_one_out(SOLUTION),
    "bootstrap": lambda: rb.bootstrap(SOLUTION, 20, seed=1, calibrated=SETS),
    "subsample": lambda: rb.subsample(SOLUTION, 0.8, 20, seed=1),
    "validate": lambda: rb.validate(SOLUTION, folds=3, repeats=2, seed=1),
    "propagate_error": lambda: rb.propagate_error(
        SOLUTION, SETS, reliability=dict.fromkeys("ABCY", 0.9), n_draws=10, seed=1
    ),
    "permutation_test": lambda: rb.permutation_test(SOLUTION, n_permutations=30, seed=1),
    "configuration_test": lambda: rb.configuration_test(SETS, "Y", ["A*B"], n_permutations=30, seed=1),
    "random_solutions": lambda: rb.random_solutions(SOLUTION, n_draws=30, seed=1),
    "recovery_study": lambda: rb.recovery_study("A*B", n=(20, 40), n_simulations=5, seed=1),
    "power": lambda: rb.power("A*B", n=(20, 40), n_simulations=5, seed=1),
}
#: Results of draws say whether they are partial; those of a search have no draws.
WITHOUT_DRAWS = (
    "find_regions",
    "map_anchors",
    "assess_robustness",
    "assess_robustness().model",
    "ambiguity_of",
)


@pytest.fixture(scope="module", params=MAKERS)
def result(request):
    return request.param, MAKERS[request.param]()


def frames_of(result):
    """Return the names of the frames that a result hands out."""
    names = [name for name in dir(type(result)) if not name.startswith("_")]
    properties = [name for name in names if isinstance(getattr(type(result), name), property)]
    return [name for name in properties if isinstance(getattr(result, name), pd.DataFrame)]


def test_a_result_cannot_be_changed(result):
    own = result[1]
    with pytest.raises(FrozenInstanceError):
        setattr(own, fields(own)[0].name, None)


def test_a_result_is_one_line_a_printed_table_and_html(result):
    own = result[1]
    assert repr(own).startswith((f"<{type(own).__name__} ", f"<{type(own).__name__}: "))
    assert "\n" not in repr(own)
    assert str(own).count("\n") >= 2
    assert "<table" in own._repr_html_()
    assert isinstance(own.table, pd.DataFrame)


def test_a_result_survives_pickling_with_every_frame(result):
    own = result[1]
    again = pickle.loads(pickle.dumps(own))
    assert (repr(again), str(again)) == (repr(own), str(own))
    for name in frames_of(own):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(own, name))


def test_what_is_done_to_a_frame_is_not_done_to_the_result(result):
    own = result[1]
    names = frames_of(own)
    assert "table" in names
    for name in names:
        before = getattr(own, name)
        handed = getattr(own, name)
        handed["spoilt"] = 1
        pd.testing.assert_frame_equal(getattr(own, name), before)


def test_arrays_of_a_result_cannot_be_written_to(result):
    own = result[1]
    for field in fields(own):
        value = getattr(own, field.name)
        if isinstance(value, np.ndarray):
            with pytest.raises(ValueError, match="read-only"):
                value[...] = 0


def test_a_result_of_draws_says_whether_it_is_partial(result):
    name, own = result
    if name not in WITHOUT_DRAWS:
        assert own.partial is False


def test_a_result_that_has_a_figure_draws_it(result):
    pytest.importorskip("matplotlib")
    from matplotlib.figure import Figure

    name, own = result
    without = ("assess_robustness().model", "ambiguity_of", "propagate_error", "configuration_test")
    if name not in (*without, "random_solutions"):
        assert isinstance(own.plot(), Figure)


def test_an_analysis_without_cases_in_memory_is_refused_by_every_re_run():
    rows = pd.DataFrame({"A": [0, 1], "out": ["0", "1"]})
    given = fq.minimize(fq.TruthTable.from_frame(rows, ["A"]), "conservative")
    for make in (
        lambda: rb.bootstrap(given, 5, seed=1),
        lambda: rb.leave_one_out(given),
        lambda: rb.validate(given, seed=1),
        lambda: rb.permutation_test(given, seed=1),
        lambda: rb.random_solutions(given, seed=1),
        lambda: rb.propagate_error(given, SETS, reliability={"A": 1}, seed=1),
        lambda: rb.find_regions(given),
        lambda: rb.map_anchors(given, SETS, "A crossover", "Y crossover"),
    ):
        with pytest.raises(fq.FsqcaError, match=r"build_truth_table\(\)|not made from data"):
            make()
