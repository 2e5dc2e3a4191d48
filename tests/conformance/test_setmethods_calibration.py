"""What SetMethods says about calibrated sets: skewness and cases at the crossover."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from fsqca.calibration import Function, calibrate
from tests.conformance import corpus

TOPIC = "setmethods: calibrated sets"


def of(function: str) -> list:
    """Return the cases of one function; where the classic data are absent, their placeholder."""
    return [
        parameter
        for parameter in corpus.cases("setmethods")
        if parameter.values[0].get("absent") or parameter.values[0]["args"]["fn"] == function
    ]


def sets_of(case: dict) -> pd.DataFrame:
    """Return the columns that the R call names, in its order."""
    names = re.findall(r'"(\w+)"', case["call"])
    return corpus.frame(case)[names]


def diagnosis(memberships: pd.DataFrame) -> pd.DataFrame:
    sets = calibrate(memberships, {name: Function(lambda values: values) for name in memberships})
    found = sets.diagnose()
    return getattr(found, "table", found)


@pytest.mark.parametrize("case", of("skew.check"))
def test_the_share_of_cases_above_one_half_is_that_of_skew_check(case: dict) -> None:
    corpus.require(case)
    shown = diagnosis(sets_of(case))
    lines = [
        f"Set {name} - Cases > 0.5 / Total number of cases: "
        f"{row['above_half'] * row['n']:.0f} / {row['n']} = {round(100 * row['above_half'], 2):g} %"
        for name, row in shown.iterrows()
    ]
    assert lines == case["expected"]["result"]
    corpus.ran(TOPIC)


@pytest.mark.parametrize("case", of("ambig.cases"))
def test_the_cases_at_one_half_are_those_of_ambig_cases(case: dict) -> None:
    corpus.require(case)
    memberships, result = sets_of(case), case["expected"]["result"]
    assert list(diagnosis(memberships)["at_half"]) == list((memberships == 0.5).sum())
    # R lists them column by column, with the position of the case and of the set, both from 1.
    places = [
        [row + 1, column + 1]
        for column in range(memberships.shape[1])
        for row in range(len(memberships))
        if memberships.iloc[row, column] == 0.5
    ]
    if isinstance(result, list):
        assert result == ["There are no cases with fuzzy-set scores of 0.5."]
        assert places == []
    else:
        assert result["data"] == places
        assert result["row_names"] == [memberships.index[row - 1] for row, _ in places]
    corpus.ran(TOPIC)
