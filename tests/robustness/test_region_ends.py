"""The exact ends of regions against truth tables built afresh at very many values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.calibration import Calibrator
from fsqca.robustness import find_regions
from fsqca.robustness.anchor_parameters import anchor_parameters
from fsqca.robustness.anchor_regions import anchor_line
from fsqca.robustness.calibrated_table import calibrated_table
from fsqca.robustness.pieces import outwards
from fsqca.robustness.rerun import Rerun
from tests.robustness.dense_grids import models_with, random_study

#: An end is accurate to this share of the range of the raw scores.
ACCURACY = 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_models_are_the_same_inside_a_region_and_others_beyond_its_ends(seed):
    sets, table = random_study(seed)
    kind = ("conservative", "parsimonious")[seed % 2]
    solution = fq.minimize(table, kind)
    rerun = Rerun(solution)
    regions = find_regions(solution, sets, reach=0.5)
    for name in regions.sets:
        scores = sets.raw[name].to_numpy(dtype=float)
        for parameter in anchor_parameters(name, sets.calibrators[name]):
            region = regions.region(parameter.label)
            room = ACCURACY * (scores.max() - scores.min())

            def same(value, name=name, parameter=parameter):
                return models_with(rerun, table, sets, name, parameter.moved(float(value))) == rerun.today

            inside = [*np.linspace(region.lower, region.upper, 12)[1:-1], region.lower + room]
            inside += [region.upper - room, *scores[:10]]
            assert all(same(value) for value in inside if region.lower < value < region.upper)
            for end, closed, what, sign in (
                (region.lower, region.lower_closed, region.below, -1),
                (region.upper, region.upper_closed, region.above, 1),
            ):
                if what.kind == "models":
                    beyond = end if not closed and end in scores else end + sign * room
                    assert not same(beyond)


@pytest.mark.parametrize("seed", range(20, 40))
def test_the_moving_table_has_the_codes_of_a_table_built_afresh(seed):
    sets, table = random_study(seed)
    own = calibrated_table(table, sets)
    draw = np.random.default_rng(seed)
    for name in own.sets:
        for parameter in own.parameters(name):
            line = anchor_line(own, parameter, 0.5)
            rerun = Rerun(fq.minimize(table, "conservative"))
            values = [parameter.today, *draw.uniform(line.low, line.high, 3)]
            values += [one for one in own.scores(name)[:3] if line.low < one < line.high]
            for value in values:
                snapshot = line.table.at(float(value))
                moved = rerun.models(line.table.corners, snapshot.codes)
                assert moved == models_with(rerun, table, sets, name, parameter.moved(float(value)))


@pytest.mark.parametrize("seed", range(40, 52))
def test_what_the_bounds_decide_is_the_same_everywhere_between(seed):
    sets, table = random_study(seed, crossover="unassigned", pri=0.5, contradiction=0.6)
    own = calibrated_table(table, sets)
    draw = np.random.default_rng(seed)
    for name in own.sets:
        for parameter in own.parameters(name):
            line = anchor_line(own, parameter, 0.5)
            marks = np.unique(np.clip([line.low, *line.events, line.high], line.low, line.high))
            wide = np.flatnonzero(np.diff(marks) > 1e-3)
            for place in draw.choice(wide, min(3, len(wide)), replace=False):
                low, high = marks[place] + 1e-6, marks[place + 1] - 1e-6
                pairs = line.table.pairs(line.table.at((low + high) / 2))
                left = {tuple(pair) for pair in line.table.undecided(low, high, pairs).tolist()}
                decided = [pair for pair in pairs.tolist() if tuple(pair) not in left]
                margins = [
                    [line.table.margin(value, *pair) >= 0 for pair in decided]
                    for value in np.linspace(low, high, 9)
                ]
                assert all(one == margins[0] for one in margins)


@dataclass(frozen=True)
class Kinked(Calibrator):
    """A calibration of one's own: straight between two ends, with a half-way step."""

    start: float
    end: float
    why: str = ""

    def __call__(self, raw):
        return np.clip((np.asarray(raw) - self.start) / (self.end - self.start), 0, 1)


def test_numbers_of_a_calibrator_of_ones_own_are_moved_and_marked_as_sampled():
    draw = np.random.default_rng(5)
    scores = pd.DataFrame(draw.uniform(0, 10, (25, 3)), columns=["A", "B", "Y"])
    scores["Y"] = scores[["A", "Y"]].mean(axis=1)
    sets = fq.calibrate(scores, {"A": Kinked(1, 9), "B": fq.Direct(2, 5, 8), "Y": Kinked(2, 8)})
    table = fq.build_truth_table(sets, "Y")
    solution = fq.minimize(table, "conservative")
    rerun = Rerun(solution)
    regions = find_regions(solution, sets, sets=["A", "Y"])
    assert [one.parameter for one in regions.regions if one.set] == ["A start", "A end", "Y start", "Y end"]
    assert not any(one.proved for one in regions.regions if one.set)
    for one in regions.regions[3:]:
        parameter = next(
            p for p in anchor_parameters(one.set, sets.calibrators[one.set]) if p.label == one.parameter
        )
        for value in np.linspace(one.lower, one.upper, 9)[1:-1]:
            assert models_with(rerun, table, sets, one.set, parameter.moved(float(value))) == rerun.today
        for end, what, sign in ((one.lower, one.below, -1), (one.upper, one.above, 1)):
            if what.kind == "models":
                beyond = parameter.moved(end + sign * 1e-5)
                assert models_with(rerun, table, sets, one.set, beyond) != rerun.today


def test_every_piece_has_the_codes_of_all_its_values_also_where_a_row_comes_back():
    came_back = 0
    for seed in range(60, 72):
        sets, table = random_study(seed, crossover="unassigned")
        own = calibrated_table(table, sets)
        draw = np.random.default_rng(seed)
        for name in table.conditions:
            for parameter in own.parameters(name):
                line = anchor_line(own, parameter, 0.5)
                room = 1e-6 * line.scale
                low, high = line.low + room, line.high - room
                pieces = list(outwards(line.table, low, high, line.events, line.search(1e-7)))
                ends = np.array([piece.end for piece in pieces])
                for value in draw.uniform(low, high, 25):
                    piece = pieces[int(np.searchsorted(ends, value))]
                    if min(abs(value - piece.start), abs(value - piece.end)) > room:
                        assert (line.table.at(float(value)).codes == piece.snapshot.codes).all()
                for before, middle, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
                    codes = [one.snapshot.codes for one in (before, middle, after)]
                    apart = (codes[0] != codes[1]) & (codes[0] == codes[2])
                    alike = (before.snapshot.own == after.snapshot.own).all()
                    came_back += bool(alike and apart.any() and middle.end > middle.start)
    assert came_back > 0


def test_where_scores_lie_on_the_crossover_the_value_itself_can_end_the_region():
    # Two cases lie on the crossover and are in no row. Above it they are in the first one.
    scores = pd.DataFrame({"A": [2, 4, 4, 6, 7], "Y": [1.0, 2.0, 6.0, 6.0, 7.0]}, index=list("abcde"))
    sets = fq.calibrate(scores, {"A": fq.Direct(2, 4, 6), "Y": fq.Direct(1, 3.5, 7)})
    with pytest.warns(fq.errors.CrossoverWarning, match="2 cases with a membership of exactly 0.5"):
        table = fq.build_truth_table(sets, "Y", consistency=0.6, frequency=2)
    region = find_regions(fq.minimize(table, "parsimonious"), sets).region("A crossover")
    assert (region.upper, region.upper_closed) == (4.0, True)
    assert region.above.text == (
        "b moves into row 1, c moves into row 1; row 1 turns from ? to 0 (n = 3); 1 goes, A comes"
    )
