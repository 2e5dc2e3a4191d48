"""Ranges of cut-offs and anchors against SetMethods: rob.inclrange(), rob.ncutrange(), rob.calibrange().

They step away from the cut-off and stop at the first step at which the first model differs. Ours are exact
and compare the whole set of tied models, so each end lies within one of their steps; where it does not, the
case is listed with its reason.
"""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest

import fsqca as fq
from fsqca.robustness import Region, find_regions
from tests.conformance import corpus
from tests.conformance.terms import expected_warnings
from tests.conformance.test_setmethods_enhanced import table_of
from tests.conformance.test_theory import of

TOPIC = "setmethods: ranges"


def number_in(call: str, name: str) -> float:
    return float(re.search(rf"{name} = ([\d.]+)", call)[1])


def ours(case: dict, parameter: str) -> tuple[Region, fq.Solution]:
    kind = "parsimonious" if 'include = "?"' in case["call"] else "conservative"
    solution = fq.minimize(table_of(case), kind)
    return find_regions(solution).region(parameter), solution


def reference(case: dict) -> tuple[float, float] | None:
    """Return the lower and the upper bound, NaN where none was found, None where the program stopped."""
    if "error" in case["expected"]:
        return None
    (lower,), (upper,) = case["expected"]["result"]["data"]
    return corpus.number(lower), corpus.number(upper)


@pytest.mark.parametrize("case", of("setmethods", "rob.inclrange"))
def test_the_exact_interval_of_consistency_lies_within_one_step_of_the_reference(case: dict) -> None:
    corpus.require(case)
    region, _ = ours(case, "consistency cut-off")
    check(case, region, number_in(case["call"], "step"), number_in(case["call"], "incl.cut"))


@pytest.mark.parametrize("case", of("setmethods", "rob.ncutrange"))
def test_the_exact_interval_of_frequency_lies_within_one_step_of_the_reference(case: dict) -> None:
    corpus.require(case)
    region, _ = ours(case, "frequency cut-off")
    check(case, region, 1.0, number_in(case["call"], "n.cut"))


@pytest.mark.parametrize("case", of("setmethods", "rob.calibrange"))
def test_the_exact_intervals_of_anchors_reach_as_far_as_the_reference_looked(case: dict) -> None:
    corpus.require(case)
    raw = corpus.frame({"data": {"csv": case["data"]["raw"]}})
    # The raw scores hold a misspelt case, and an empty line under its right name.
    raw = raw.dropna().rename(index={"Humgary": "Hungary"})
    solution, sets = calibrated_solution(case, raw)
    regions = find_regions(solution, sets)
    step, runs = number_in(case["call"], "step"), number_in(case["call"], "max.runs")
    lower, upper = case["expected"]["result"]["data"]
    names = ("full_out", "crossover", "full_in")
    for name, low, high in zip(names, lower, upper, strict=True):
        region = regions.region(f"DEVELOPED {name}")
        for end, bound, sign in ((region.lower, low, -1), (region.upper, high, 1)):
            at = corpus.number(bound)
            assert math.isnan(at), "the corpus holds no case with a bound; compare it here"
            assert (end - region.today) * sign >= 0
            # No bound: the first model stayed over all steps, or the thresholds would have crossed.
            looked = region.today + sign * step * runs
            kind = (region.below if sign < 0 else region.above).kind
            assert kind == "anchors" or (end - looked) * sign >= 0
    corpus.ran(TOPIC)


def calibrated_solution(case: dict, raw: pd.DataFrame) -> tuple[fq.Solution, fq.Calibrated]:
    """Return the solution of a case with one condition calibrated anew, and that calibration."""
    call = case["call"]
    anchors = [float(text) for text in re.search(r"test.thresholds = c\(([^)]*)\)", call)[1].split(",")]
    name = re.search(r'test.cond.raw = "(\w+)"', call)[1]
    names = re.findall(r'"([^"]+)"', re.search(r"conditions = c\(([^)]*)\)", call)[1])
    outcome = re.search(r'outcome = "([^"]+)"', call)[1]
    sets = fq.calibrate(raw, {name: fq.Direct(*anchors)}, snap=1e-4)
    data = corpus.frame(case).loc[sets.data.index].assign(**{name: sets.data[name]})
    with expected_warnings():
        table = fq.build_truth_table(data, outcome, names, consistency=number_in(call, "incl.cut"))
    return fq.minimize(table, "parsimonious"), sets


#: Cases in which the reference program stops, because a cut-off that it tries leaves no negative row.
STOPS = {"sm-pub-0291", "sm-pub-0292", "sm-pub-0373", "sm-pub-0374", "sm-pub-0375"}


def check(case: dict, region: Region, step: float, today: float) -> None:
    """Compare an exact interval with a range found in steps."""
    assert region.today == today
    found = reference(case)
    if found is None:
        assert case["id"] in STOPS
        corpus.ran(TOPIC, "deliberate difference: R stops, computed here")
        return
    runs = number_in(case["call"], "max.runs")
    for end, bound, sign in ((region.lower, found[0], -1), (region.upper, found[1], 1)):
        if math.isnan(bound):
            # Never another first model: as far as it looked, or to the least cut-off.
            assert (end - (today + sign * step * runs)) * sign >= 0
        else:
            assert 0 <= (end - bound) * sign <= step + 1e-9
    corpus.ran(TOPIC)
