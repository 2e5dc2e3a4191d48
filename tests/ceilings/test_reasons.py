"""Why a bottleneck has no number, and columns whose names are no identifiers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca import nca
from fsqca.errors import ArgumentError

DATA = pd.DataFrame(
    {"GDP per head": [1.0, 2, 3, 4, 5], "Z": [5, 4, 3, 2, 1], "C": 7, "more-growth": [1, 3, 2, 5, 4]}
)


def test_a_number_that_is_missing_has_one_of_three_reasons():
    result = nca(DATA, "more-growth", scope={"more-growth": (1, 9)})
    reasons = result.bottleneck_reasons(unit="actual", levels=[1, 3, 9])
    assert reasons["GDP per head"].tolist() == ["not necessary", "", "not reachable"]
    assert reasons["C"].tolist() == ["no line"] * 3
    line = result.bottleneck_reasons("CR-FDH", levels=[0, 100])
    assert line["GDP per head"].tolist() == ["not necessary", "not reachable"]
    numbers = result.bottleneck("CR-FDH", levels=[0, 100])
    assert numbers.index.equals(line.index)
    assert list(numbers.columns) == list(line.columns)


def test_a_single_peer_has_steps_but_no_line():
    data = pd.DataFrame({"X": [0.0, 1.0, 0.5], "Y": [1.0, 0.0, 0.5]})
    result = nca(data, "Y")
    assert result.bottleneck_reasons(levels=[50]).loc[50.0, "X"] == "not necessary"
    assert result.bottleneck_reasons("CR-FDH", levels=[50]).loc[50.0, "X"] == "no line"
    assert np.isnan(result.bottleneck("CR-FDH", levels=[50]).loc[50.0, "X"])


def test_what_prints_tells_no_line_from_not_necessary():
    text = str(nca(DATA, "more-growth"))
    assert "no line" in text.splitlines()[-4]
    assert "The effect size is undefined for 'C': the condition or the outcome has only one value." in text


def test_a_column_is_found_with_and_without_backticks():
    plain = nca(DATA, "more-growth", ["GDP per head"], scope={"GDP per head": (0, 6)})
    ticked = nca(DATA, "`more-growth`", ["`GDP per head`"], scope={"`GDP per head`": (0, 6)})
    assert ticked.conditions == plain.conditions == ("GDP per head",)
    assert ticked.outcome == plain.outcome == "more-growth"
    pd.testing.assert_frame_equal(ticked.table, plain.table)
    with pytest.raises(ArgumentError, match=r"^conditions has 'GDP per head' more than once"):
        nca(DATA, "more-growth", ["GDP per head", "`GDP per head`"])


def test_necessary_and_sufficient_conditions_are_found_by_such_names_too():
    data = pd.DataFrame(
        {"GDP per head": [0.9, 0.7, 0.2], "more-growth": [0.8, 0.6, 0.1], "B": [0.1, 0.6, 0.3]}
    )
    for search in (fq.find_necessary, fq.find_sufficient):
        plain = search(data, "more-growth", ["GDP per head", "B"])
        ticked = search(data, "`more-growth`", ["`GDP per head`", "B"])
        assert plain.outcome == ticked.outcome == "`more-growth`"
        assert plain.conditions == ticked.conditions == ("GDP per head", "B")
        pd.testing.assert_frame_equal(plain.table, ticked.table)
    assert "`GDP per head`" in fq.find_necessary(data, "more-growth").table.index


@pytest.mark.parametrize("search", [nca, fq.find_necessary, fq.find_sufficient])
def test_a_name_that_is_a_column_and_an_expression_of_others_is_refused(search):
    data = pd.DataFrame({"A": [0.9, 0.2], "B": [0.8, 0.4], "A*B": [0.8, 0.2], "C": [0.3, 0.4]})
    with pytest.raises(ArgumentError) as caught:
        search(data, "A*B", ["C"])
    assert str(caught.value) == (
        "outcome has 'A*B', which is a column of the data and also an expression of 'A', 'B'. "
        "Write '`A*B`' for the column, or rename it."
    )
    assert search(data, "`A*B`", ["C"]).outcome in ("A*B", "`A*B`")
