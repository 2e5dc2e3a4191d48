"""What holds of every Necessary Condition Analysis, and its permutation test."""

from __future__ import annotations

import pickle
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsqca import nca
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, UnknownNameError
from tests.strategies import memberships

frames = st.lists(st.tuples(memberships, memberships), min_size=2, max_size=12).map(
    lambda rows: pd.DataFrame(rows, columns=["X", "Y"])
)


@given(frames)
def test_effect_sizes_lie_between_0_and_1(data):
    effects = nca(data, "Y").table["effect_size"].to_numpy()
    assert (np.isnan(effects) | ((effects >= 0) & (effects <= 1))).all()


@given(frames)
def test_no_case_lies_above_the_steps_and_they_never_fall(data):
    (ceiling,) = nca(data, "Y").ceilings
    heights = ceiling.height(data["X"].to_numpy(), "CE-FDH")
    assert (data["Y"] <= heights).all()
    grid = np.linspace(-0.1, 1.1, 50)
    assert (np.diff(ceiling.height(grid, "CE-FDH")) >= 0).all()
    assert (np.diff(ceiling.peers_x) > 0).all()
    assert (np.diff(ceiling.peers_y) > 0).all()
    assert np.isnan(ceiling.slope) or ceiling.slope > 0


@given(frames)
def test_the_empty_zone_is_what_a_fine_grid_counts(data):
    (ceiling,) = nca(data, "Y", scope={"X": (0, 1), "Y": (0, 1)}).ceilings
    grid = (np.arange(20_000) + 0.5) / 20_000
    assert ceiling.effect[0] == pytest.approx(1 - ceiling.height(grid, "CE-FDH").mean(), abs=1e-3)
    if not np.isnan(ceiling.slope):
        line = np.clip(ceiling.height(grid, "CR-FDH"), 0, 1)
        assert ceiling.effect[1] == pytest.approx(1 - line.mean(), abs=1e-3)
        expected = np.polyfit(ceiling.peers_x, ceiling.peers_y, 1)
        if len(ceiling.peers_x) > 1 and np.ptp(ceiling.peers_x) > 0.01:
            assert [ceiling.slope, ceiling.intercept] == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(frames, st.floats(0.5, 20), st.floats(-5, 5))
def test_the_units_of_measurement_do_not_matter(data, factor, shift):
    moved = data * factor + shift
    first, second = nca(data, "Y"), nca(moved, "Y")
    assert second.table["effect_size"].tolist() == pytest.approx(
        first.table["effect_size"].tolist(), abs=1e-6, nan_ok=True
    )


@given(frames)
def test_what_more_of_the_outcome_needs_never_falls(data):
    result = nca(data, "Y")
    for ceiling in ("CE-FDH", "CR-FDH"):
        needs = result.bottleneck(ceiling)["X"].fillna(-1.0).to_numpy()
        assert (needs[1:] >= needs[:-1] - 1e-9).all()


@given(frames)
def test_every_case_has_what_its_outcome_needs_by_the_steps(data):
    result = nca(data, "Y")
    needs = result.bottleneck(unit="actual", levels=sorted(set(data["Y"])))["X"]
    for x, y in data.itertuples(index=False):
        assert np.isnan(needs[y]) or x >= needs[y]


# ---- the permutation test


def test_the_p_value_comes_near_that_of_all_permutations():
    rng = np.random.default_rng(3)
    data = pd.DataFrame({"X": rng.random(6).round(2), "Y": rng.random(6).round(2)}).assign(
        Y=lambda frame: np.minimum(frame["X"], frame["Y"] + 0.2)
    )
    observed = nca(data, "Y").table["effect_size"].to_numpy()
    effects = np.array(
        [
            nca(data.assign(Y=list(order)), "Y").table["effect_size"].to_numpy()
            for order in permutations(data["Y"])
        ]
    )
    exact = (np.nan_to_num(effects, nan=-1) >= observed - 1e-12).mean(axis=0)
    found = nca(data, "Y", permutations=20_000, seed=1).table["p"].to_numpy()
    assert found == pytest.approx(exact, abs=0.015)


def test_the_same_seed_gives_the_same_p_and_another_condition_does_not_change_it():
    rng = np.random.default_rng(5)
    data = pd.DataFrame(rng.random((30, 3)), columns=["A", "B", "Y"])
    both = nca(data, "Y", permutations=300, seed=7).table["p"]
    alone = nca(data, "Y", ["B"], permutations=300, seed=7).table["p"]
    assert both.loc["B"].tolist() == alone.loc["B"].tolist()
    assert both.loc["B"].tolist() != nca(data, "Y", ["B"], permutations=300, seed=8).table["p"].tolist()


def test_p_is_never_0_and_is_1_over_1_plus_n_where_no_sample_comes_near():
    x = np.arange(40.0)
    p = nca(pd.DataFrame({"X": x, "Y": x}), "Y", permutations=99, seed=1).table["p"]
    assert p.tolist() == [0.01, 0.01]


@settings(max_examples=20)
@given(frames)
def test_p_lies_in_its_bounds_or_is_undefined_with_the_effect(data):
    table = nca(data, "Y", permutations=19, seed=2).table
    for effect, p in table[["effect_size", "p"]].to_numpy(float):
        assert np.isnan(p) if np.isnan(effect) else 0.05 <= p <= 1.0


# ---- the door


def test_cases_with_missing_values_stop_or_are_left_out_and_named():
    data = pd.DataFrame({"X": [1.0, np.nan, 3.0, 4.0], "Y": [1.0, 2.0, 2.0, 4.0]}, index=list("abcd"))
    with pytest.raises(DataError, match="1 case of data has missing values in 'X': 'b'"):
        nca(data, "Y")
    result = nca(data, "Y", missing="drop")
    assert result.dropped == ("b",)
    assert result.cases == ("a", "c", "d")
    assert result.notes == ("1 case with missing values left out: 'b'.",)
    pd.testing.assert_frame_equal(result.table, nca(data.drop("b"), "Y").table)


DATA = pd.DataFrame({"A": [0.1, 0.7, 0.9], "B": [0.3, 0.3, 0.6], "Y": [0.2, 0.5, 0.8]})


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"permutations": 100},
            ArgumentError,
            (
                "seed is missing: a permutation test needs one, so that its p values can be had again. "
                "Pass any whole number, for example seed=1."
            ),
        ),
        ({"permutations": -1}, ArgumentError, "permutations is -1, but it must be at least 0."),
        (
            {"conditions": ["Q"]},
            UnknownNameError,
            "There is no column 'Q' in data. Available: 'A', 'B', 'Y'.",
        ),
        (
            {"conditions": ["A", "~Y"]},
            ArgumentError,
            (
                "conditions has '~Y', which uses a set of the outcome 'Y'. "
                "Leave it out: it is related to the outcome by definition."
            ),
        ),
        (
            {"conditions": ["A", "A"]},
            ArgumentError,
            "conditions has 'A' more than once. Name each once.",
        ),
        (
            {"conditions": []},
            ArgumentError,
            "conditions is empty. Name at least one column, or leave it out to take all others.",
        ),
        (
            {"conditions": 3},
            ArgumentTypeError,
            'conditions must be a list of column names such as ["A", "B"], not 3.',
        ),
        (
            {"scope": {"A": (0.5, 1)}},
            ArgumentError,
            ("scope of 'A' is (0.5, 1), but its values run from 0.1 to 0.9. The scope must hold every case."),
        ),
        (
            {"scope": {"A": (1, 0)}},
            ArgumentError,
            "scope of 'A' is (1, 0), but low must be below high.",
        ),
        (
            {"scope": {"A": 1}},
            ArgumentTypeError,
            "scope of 'A' must be a pair (low, high), not 1.",
        ),
        (
            {"scope": {"Q": (0, 1)}},
            UnknownNameError,
            "There is no condition or outcome 'Q' in this analysis. Available: 'Y', 'A', 'B'.",
        ),
        (
            {"scope": "unit"},
            ArgumentTypeError,
            "scope must be a mapping such as {\"A\": (0, 1)}, not 'unit'.",
        ),
    ],
)
def test_what_cannot_be_analysed_is_refused(options, error, message):
    with pytest.raises(error) as caught:
        nca(DATA, "Y", **options)
    assert str(caught.value) == message


def test_levels_of_a_bottleneck_must_lie_in_the_range():
    result = nca(DATA, "Y")
    with pytest.raises(ArgumentError) as caught:
        result.bottleneck(levels=[50, 120])
    assert str(caught.value) == "levels has 120.0, but the levels of the outcome run from 0 to 100."
    with pytest.raises(ArgumentError, match=r"^ceiling is 'ols', but it must be one of 'CE-FDH', 'CR-FDH'"):
        result.bottleneck("ols")
    with pytest.raises(ArgumentTypeError, match=r"^levels must be a list of numbers, not '50'"):
        result.bottleneck(levels="50")


def test_the_result_prints_and_can_be_pickled():
    result = nca(DATA, "Y", permutations=99, seed=1)
    assert repr(result) == "<NecessaryConditionAnalysis of Y: 2 conditions, 3 cases>"
    text = str(result)
    assert text.startswith("Necessary condition analysis of Y, 3 cases\n")
    assert "Bottlenecks (CE-FDH, percent of the range)" in text
    assert "p values: 99 permutations, seed 1, (1 + b) / (1 + n)." in text
    assert "effect size d" in result._repr_html_()
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(result)).table, result.table)
