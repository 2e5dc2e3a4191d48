"""Regions of cut-offs against the codes and models at very many cut-offs."""

from __future__ import annotations

import numpy as np
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError
from fsqca.robustness import find_regions
from fsqca.robustness.rerun import Rerun
from tests.robustness.dense_grids import random_study


def recoded(table: fq.TruthTable, name: str, value: float) -> fq.TruthTable:
    return table.recode(**{name: int(value) if name == "frequency" else float(value)})


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("include", [(), ("C",)])
def test_every_cut_off_keeps_the_models_inside_its_region_and_no_further(seed, include):
    _, table = random_study(seed)
    contradictory = table.settings.coding.contradiction is not None
    solution = fq.minimize(table, "parsimonious", include=include)
    rerun = Rerun(solution)
    regions = find_regions(solution)
    assert len(regions.regions) == 3 + contradictory
    for region in regions.regions:
        name = region.parameter.removesuffix(" cut-off").lower()
        if name == "frequency":
            values = np.arange(1, min(region.upper, 20) + 1)
            beyond = [region.upper + 1] if region.above.kind == "models" else []
        else:
            low = table.settings.coding.contradiction or 0.0
            top = table.settings.coding.consistency if name == "contradiction" else 1.0
            values = (
                np.linspace(0, top, 60)[:-1] if name == "contradiction" else np.linspace(low, top, 60)[1:]
            )
            values = [value for value in values if region.contains(value)]
            beyond = [region.upper + 1e-6] if region.above.kind == "models" else []
            beyond += [region.lower - 1e-6] if region.below.kind == "models" else []
            values = [*values, region.upper] if region.upper_closed else values
        for value in values:
            if region.contains(value):
                other = recoded(table, name, value)
                assert rerun.models(other.corners, other.codes) == rerun.today
        for value in beyond:
            other = recoded(table, name, value)
            assert rerun.models(other.corners, other.codes) != rerun.today


def test_the_joint_region_is_that_of_the_map_of_cut_offs():
    _, table = random_study(1)
    solution = fq.minimize(table, "parsimonious")
    joint = find_regions(solution).joint()
    assert joint.region.equals(table.map_cutoffs("parsimonious").region)


def test_the_joint_region_of_several_solutions_asks_which():
    _, table = random_study(2)
    regions = find_regions([fq.minimize(table, "parsimonious"), fq.minimize(table, "conservative")])
    with pytest.raises(ArgumentError) as error:
        regions.joint()
    assert str(error.value) == "solution must say which of 'parsimonious', 'conservative' is meant."
    assert regions.joint("conservative").kind == "conservative"
