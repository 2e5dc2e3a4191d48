"""Two anchors moved together, against tables built afresh."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from fsqca.robustness import map_anchors
from fsqca.robustness.anchor_parameters import with_anchor
from fsqca.robustness.rerun import Rerun
from tests.robustness.dense_grids import models_with, random_study
from tests.robustness.test_regions import SETS, TABLE, solution


def fresh(rerun, table, sets, first, second, x, y):
    """Return the models of a table built afresh with two anchors moved, None where it is refused."""
    made = dict(sets.calibrators)
    try:
        for label, value in ((first, x), (second, y)):
            name, _, anchor = label.partition(" ")
            made[name] = with_anchor(made[name], anchor, float(value))
    except ArgumentError:
        return None
    columns = sets.settings.columns
    other = fq.calibrate(sets.raw, {one: (columns[one], made[one]) for one in made})
    name = first.partition(" ")[0]
    return models_with(rerun, table, other, name, made[name])


@pytest.mark.parametrize("seed", [1, 3, 6, 9, 14])
def test_every_strip_has_the_models_of_its_values(seed):
    sets, table = random_study(seed)
    own = fq.minimize(table, "conservative")
    rerun = Rerun(own)
    labels = [
        one.label
        for name in (*table.conditions, "Y")
        for one in fq.robustness.anchor_parameters.anchor_parameters(name, sets.calibrators[name])
    ]
    draw = np.random.default_rng(seed)
    for _ in range(3):
        first, second = draw.choice(labels, 2, replace=False).tolist()
        found = map_anchors(own, sets, first, second, lines=4)
        for strip in found.strips:
            low, high = strip.low, strip.high
            for x in low + (high - low) * np.array([0.03, 0.37, 0.81]):
                if high - low < 1e-3 or strip.solution < 0:
                    continue
                models = fresh(rerun, table, sets, first, second, x, strip.second)
                assert models == found.model_sets[strip.solution]


def test_the_line_of_today_holds_the_region_of_the_first_anchor():
    regions = fq.robustness.find_regions(solution(), SETS)
    region = regions.region("A crossover")
    found = map_anchors(solution(), SETS, "A crossover", "Y crossover", lines=3)
    line = [one for one in found.strips if one.second == 3.5]
    today = next(one for one in line if one.low <= 4 <= one.high)
    assert today.solution == 0
    assert today.low == pytest.approx(max(region.lower, found.ranges[0][0]), abs=1e-4)
    assert today.high == pytest.approx(min(region.upper, found.ranges[0][1]), abs=1e-4)


def test_within_one_set_there_is_no_table_where_anchors_would_cross():
    found = map_anchors(
        solution(), SETS, "A full_in", "A crossover", lines=3, first_range=(4.5, 8.0), second_range=(4.0, 6.0)
    )
    top = [one for one in found.strips if one.second == 6.0]
    assert (top[0].low, top[0].solution) == (4.5, -1)
    assert top[0].high == pytest.approx(6.0, abs=1e-6)
    assert "In some places there is no truth table: a value is refused." in found.notes


def test_the_map_prints_its_solutions_and_what_it_does_not_know():
    found = map_anchors(solution(), SETS, "A crossover", "Y crossover", lines=3)
    assert repr(found).startswith("<AnchorMap A crossover x Y crossover: 4 lines, ")
    assert str(found).startswith("A crossover, Y crossover and the conservative solution for Y\n")
    assert found.notes[0] == (
        "Exact along A crossover; Y crossover takes 4 values from 1.4 to 6.4, and between them "
        "nothing is known. A single value on a line, where a score lies on the anchor, is not shown."
    )
    assert found.table["share"].sum() == pytest.approx(1.0)
    assert found.table["today"].tolist()[:1] == [True]
    assert set(found.strips_table["solution"]) <= {*found.table.index, "no table"}
    assert found._repr_html_().count("<tr") == min(len(found.table), 10) + 1


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: map_anchors(TABLE, SETS, "A crossover", "Y crossover"),
            ArgumentTypeError,
            "solution must be a Solution, such as minimize() returns, not TruthTable.",
        ),
        (
            lambda: map_anchors(solution(), SETS, "A crossover", "A crossover"),
            ArgumentError,
            "first and second are both 'A crossover'. Name two anchors.",
        ),
        (
            lambda: map_anchors(solution(), SETS, "A crossover", "B"),
            UnknownNameError,
            (
                "There is no anchor 'B' in the calibration (in second). Available: 'A full_out', 'A "
                "crossover', 'A full_in', 'B threshold', 'Y full_out', 'Y crossover', 'Y full_in'."
            ),
        ),
        (
            lambda: map_anchors(solution(), SETS, "A crossover", "Y crossover", first_range=(5, 6)),
            ArgumentError,
            "first_range is (5, 6), but it must hold today's value of A crossover, 4.",
        ),
        (
            lambda: map_anchors(solution(), SETS, "A crossover", "Y crossover", second_range=3),
            ArgumentTypeError,
            "second_range must be two numbers such as (3.5, 4.5), not 3.",
        ),
    ],
)
def test_bad_input_is_refused_with_a_sentence(call, kind, message):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(kind) as error:
            call()
    assert str(error.value) == message
