"""Cases left out for a missing value do not change what the sets are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq

# Only case e has M = 2, and it is left out.
DATA = pd.DataFrame(
    {
        "M": [0, 1, 1, 0, 2],
        "A": [0.9, 0.8, 0.2, 0.1, np.nan],
        "Y": [0.9, 0.7, 0.3, 0.2, 0.8],
    },
    index=list("abcde"),
)


def test_a_value_that_only_cases_left_out_hold_stays_a_value_of_the_set():
    table = fq.build_truth_table(DATA, "Y", missing="drop")
    assert table.levels == {"M": 3, "A": 2}
    assert table.n_configurations == 6
    assert table.dropped == ("e",)
    assert list(table.numbers) == [1, 2, 3, 4]
    filled = fq.build_truth_table(DATA.fillna(0.4), "Y")
    assert filled.levels == table.levels


@pytest.mark.parametrize("make", [pl.from_pandas, lambda frame: pl.from_pandas(frame).lazy()])
def test_it_does_in_data_that_are_scanned_too(make):
    scanned = fq.build_truth_table(make(DATA), "Y", missing="drop")
    table = fq.build_truth_table(DATA, "Y", missing="drop")
    assert scanned.levels == table.levels
    assert scanned.numbers == table.numbers
    # A case of weight 0 is as one that is not there.
    weighted = DATA.assign(w=[1, 1, 1, 1, 0])
    for data in (weighted, make(weighted)):
        assert fq.build_truth_table(data, "Y", weights="w", missing="drop").levels == {"M": 2, "A": 2}


def test_an_expression_may_name_such_a_value_and_its_fit_is_undefined():
    fit = fq.pof(DATA, "M{2}*A => Y", missing="drop")
    assert np.isnan(fit.table.loc["M{2}*A", "consistency"])
    assert fit.notes[0].startswith("Consistency and PRI are undefined for 'M{2}*A', 'solution': no case")
    names = fq.find_necessary(DATA, "Y", missing="drop").single_labels
    assert "M{2}" in names


def test_values_that_are_no_values_of_a_set_do_not_count_in_a_case_left_out():
    odd = DATA.assign(M=[0.0, 1.0, 1.0, 0.0, 2.5])
    assert fq.build_truth_table(odd, "Y", missing="drop").levels == {"M": 2, "A": 2}


def test_a_condition_that_is_not_defined_everywhere_keeps_its_values_too():
    data = DATA.assign(
        M=[0, 1, np.nan, np.nan, 2], A=[0.9, 0.8, 0.2, 0.1, 0.7], N=[1, 0, np.nan, np.nan, np.nan]
    )
    options = {"conditions": ["A", "M", "N"], "missing": "drop"}
    table = fq.build_truth_table(data, "Y", defined={"M": "A", "N": "A"}, **options)
    assert table.dropped == ("e",)
    assert table.levels == {"A": 2, "M": 3, "N": 2}


@given(st.lists(st.integers(0, 3), min_size=2, max_size=8), st.data())
def test_a_set_has_the_same_values_whichever_cases_are_left_out(values, draw):
    data = pd.DataFrame({"M": values, "A": 1, "Y": 1})
    data.loc[0, "A"] = 0
    gone = draw.draw(st.sets(st.integers(0, len(values) - 1), max_size=len(values) - 1))
    holes = data.astype(float)
    holes.loc[list(gone), "A"] = np.nan
    table = fq.build_truth_table(holes, "Y", missing="drop")
    assert table.levels["M"] == max(2, max(values) + 1)


def test_designs_chains_and_ceilings_keep_such_values_too():
    data = DATA.assign(B=[0.7, 0.2, 0.9, 0.3, 0.6])
    for protocol in ("2019", "2006"):
        contexts = ["B"]
        result = fq.two_step(
            data, "Y", ["B"], ["M", "A"], protocol=protocol, contexts=contexts, missing="drop"
        )
        assert result.second[0].table.levels["M"] == 3
    first = fq.two_step(data, "Y", ["M", "A"], ["B"], protocol="2006", missing="drop").first
    assert first.table.levels["M"] == 3
    chain = fq.find_causal_chain(
        data, "M, A < Y", names=["M", "A", "Y"], outcomes=["Y"], consistency=0.8, missing="drop"
    )
    table = fq.build_truth_table(data, "Y", ["M", "A"], missing="drop")
    solution = fq.minimize(table, "parsimonious")
    assert [str(model) for model in chain.outcomes[-1].models] == [str(m.expression) for m in solution.models]
    result = fq.nca(data, "Y", ["A", "M{2}"], missing="drop")
    assert result.ceilings[1].x.tolist() == [0.0] * 4
