"""Tables of cases and sweeps of the cut-offs, recomputed by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.report import cases_by_term, compare_fits, describe_sweep, sweep_cut_offs
from tests.report import solutions as made


@pytest.fixture
def table():
    data = pd.DataFrame(
        {
            "A": [0.9, 0.8, 0.9, 0.7, 0.1, 0.2, 0.1, 0.3],
            "B": [0.2, 0.1, 0.8, 0.9, 0.9, 0.7, 0.1, 0.2],
            "Y": [1.0, 0.9, 0.8, 0.2, 0.9, 0.8, 0.1, 0.0],
        },
        index=list("abcdefgh"),
    )
    return fq.build_truth_table(data, "Y", consistency=0.7)


def test_cases_are_counted_by_kind_and_listed(table):
    model = fq.minimize(table, "parsimonious").model
    assert str(model.expression) == "A + B"
    frame = cases_by_term(model, examples=2)
    # A: a 0.9 <= 1.0 and b 0.8 <= 0.9 typical, c 0.9 > 0.8 deviant in degree, d 0.7 with Y 0.2 deviant in
    # kind.
    assert frame.loc["A"].to_dict() == {
        "cases": 4,
        "typical": 2,
        "deviant_in_degree": 1,
        "deviant_in_kind": 1,
        "ambiguous": 0,
        "only_here": 2,
        "most_typical": ("a", "b"),
        "most_deviant": ("d",),
    }
    # As a whole c counts in A (0.9), d in B (0.9): six cases, each once.
    whole = frame.loc["solution"]
    assert whole["cases"] == 6
    assert whole["typical"] + whole["deviant_in_degree"] + whole["deviant_in_kind"] == 6
    assert whole["only_here"] is pd.NA


def test_cases_need_data():
    with pytest.raises(DataError) as caught:
        cases_by_term(made.core_and_peripheral().intermediate.model)
    assert str(caught.value) == "The model's truth table has no data behind it, so it has no cases."
    with pytest.raises(ArgumentTypeError):
        cases_by_term("A*B")


def test_a_sweep_tries_every_combination_as_a_new_table_would(table):
    frame = sweep_cut_offs(table, consistency=(0.7, 0.95), frequency=(1, 2, 3))
    assert len(frame) == 6
    for _, row in frame.iterrows():
        coded = table.recode(consistency=row["consistency"], frequency=int(row["frequency"]))
        found = fq.minimize(coded, "parsimonious")
        assert row["positive_rows"] == (coded.table["out"] == "1").sum()
        assert row["n_models"] == found.n_models
        assert row["models"] == "; ".join(str(model.expression) for model in found.models)
    own = frame[(frame["consistency"] == 0.7) & (frame["frequency"] == 1)].iloc[0]
    assert own["same"]
    assert own["among"]


def test_a_sweep_without_a_model_has_nan_and_is_not_the_same(table):
    row = sweep_cut_offs(table, consistency=(1.0,)).iloc[0]
    assert row["positive_rows"] == 0
    assert row["n_models"] == 0
    assert not row["same"]
    assert not row["among"]
    assert np.isnan(row["solution_coverage"])


def test_a_sweep_needs_cut_offs(table):
    with pytest.raises(ArgumentError) as caught:
        sweep_cut_offs(table, pri=())
    assert str(caught.value) == "consistency, pri and frequency must each hold at least one cut-off."


def test_a_sweep_in_words(table):
    assert describe_sweep(sweep_cut_offs(table), table) == (
        "The only combination of cut-offs gives the same models."
    )
    text = describe_sweep(sweep_cut_offs(table, consistency=(0.6, 0.7, 1.0), frequency=(1, 2)), table)
    assert text == (
        "Of 6 combinations of cut-offs, 4 give the same models as those of the analysis. Changing one "
        "cut-off at a time, they change with consistency at 1."
    )


def test_fits_of_several_groups_stand_below_each_other(table):
    fit = fq.minimize(table, "parsimonious").model.fit
    frame = compare_fits({"one": fit, "two": fit})
    assert frame.index.names == ["group", "term"]
    assert frame.loc[("two", "solution"), "n"] == 8
    pd.testing.assert_frame_equal(frame.loc["one"].drop(columns="n"), fit.table)
    with pytest.raises(ArgumentError):
        compare_fits({})
