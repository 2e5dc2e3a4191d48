"""The compact view of tied models stands for exactly the models, each once."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from benchmarks import tables
from fsqca.minimization.ambiguity import merge
from fsqca.minimization.covers import minimum_covers
from tests import oracles
from tests.minimization import strategies
from tests.minimization.test_covers import all_covers, charts, smallest
from tests.minimization.test_limits import table_of


def models_of(products) -> list[tuple[int, ...]]:
    return sorted(tuple(sorted(model)) for groups in products for model in itertools.product(*groups))


@given(charts())
def test_merged_products_stand_for_every_model_once(chart):
    found = minimum_covers(chart, 10**6)
    assert models_of(merge(found.products)) == smallest(all_covers(chart))
    singles = [tuple((i,) for i in model) for model in found.models]
    assert models_of(merge(singles)) == smallest(all_covers(chart))
    assert len(merge(singles)) <= len(singles)


@given(strategies.tables(), st.sampled_from(["minimum", "irredundant"]), st.sampled_from([1, 10**5]))
def test_shares_are_those_of_the_models(table: oracles.Table, ties, most):
    truth_table = strategies.truth_table(table)
    solution = fq.minimize(truth_table, "parsimonious", ties=ties, max_models=most)
    whole = fq.minimize(truth_table, "parsimonious", ties=ties, max_models=10**5)
    view = solution.ambiguity
    if ties == "minimum" or solution.complete:
        # Counted, not listed: the shares are those of all models.
        assert view.exact
        assert view.n_models == whole.n_models
        expected = pd.Series([str(term) for model in whole.models for term in model.terms]).value_counts()
        assert dict(zip(view.table["term"], view.table["models"], strict=True)) == expected.to_dict()
    assert view.products["models"].sum() == view.n_models
    assert set(view.in_all) == set(view.table["term"][view.table["role"] == "all"])


def test_many_models_are_a_few_lines():
    solution = fq.minimize(table_of(*tables.structured(12, 100, 1)), "parsimonious")
    view = solution.ambiguity
    assert (view.n_models, view.exact) == (42_121, True)
    assert sum(math.prod(map(len, groups)) for groups in view.groups) == 42_121
    assert len(view.groups) < 10_114 / 3
    assert len(str(view).splitlines()) < 40
    assert "more products in .products." in str(view)
    assert "42121 tied models" in view._repr_html_()


def test_shared_literals_stand_before_the_bracket():
    rows = pd.DataFrame([(1, 1, 1, "1"), (0, 1, 1, "0"), (1, 0, 0, "0")], columns=["A", "B", "C", "out"])
    solution = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B", "C"]), "parsimonious")
    assert solution.ambiguity.products.to_dict("records") == [{"product": "A*[B | C]", "models": 2}]
    assert repr(solution.ambiguity) == "<Ambiguity: 2 models as 1 product, 0 terms in all>"


def test_one_model_and_none():
    rows = pd.DataFrame({"A": [0, 1], "B": [0, 0], "out": ["0", "1"]})
    one = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B"]), "parsimonious").ambiguity
    assert one.in_all == ("A",)
    assert str(one).startswith("Parsimonious solution: 1 model\n")
    rows["out"] = "0"
    none = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B"]), "parsimonious").ambiguity
    assert none.n_models == 0
    assert none.table.empty
    assert none.in_all == ()
    assert "0 model" in str(none)


def test_an_alternative_that_holds_another_is_spelt_out():
    # In one pair of models B*D is not prime and C is kept, in another it is.
    frame = pd.DataFrame([(0, 0, 0, 0), (0, 0, 1, 1), (0, 1, 1, 1), (1, 1, 1, 1)], columns=list("ABCD"))
    table = fq.TruthTable.from_frame(frame.assign(out="1"), list("ABCD"))
    solution = fq.minimize(table, "intermediate", expectations={"C": "-"}, exclude=10)
    products = solution.ambiguity.products["product"].tolist()
    assert "~A*D + ~A*~B*~C + [B*D | B*C*D]" in products


def test_terms_that_are_in_no_model_are_not_made():
    solution = fq.minimize(table_of(*tables.random(12, 40, 1)), "parsimonious", max_models=2)
    assert solution.ambiguity.table["term"].tolist()
    assert str(solution.ambiguity)
    assert "prime_implicants" not in vars(solution)


def test_where_models_are_missing_nothing_is_said_of_all_of_them():
    chart = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    rows = pd.DataFrame({"A": [0, 0, 1, 1], "B": [0, 1, 0, 1], "C": [1, 0, 0, 1], "out": list("0111")})
    table = fq.TruthTable.from_frame(rows, ["A", "B", "C"])
    full = fq.minimize(table, "parsimonious")
    assert full.chart.to_numpy().sum() == chart.sum()
    cut = dataclasses.replace(full, models=full.models[:1], n_models=1, n_models_exact=False, products=())
    assert "1 prime implicant in none of the models listed." in str(cut.ambiguity)
    assert "of those that are listed" in str(cut.ambiguity)
