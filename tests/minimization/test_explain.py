"""Explanations are true: witnesses block, rows are covered, and bounds are proved by what is shown."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from benchmarks import tables
from fsqca.minimization.cubes import matches
from fsqca.truth_table.sums import corners_of_rows
from tests import oracles
from tests.minimization import strategies
from tests.minimization.test_consistency import data
from tests.minimization.test_limits import table_of

KINDS = st.sampled_from(["conservative", "intermediate", "parsimonious"])


def solved(table: oracles.Table, kind: str) -> fq.Solution:
    own = strategies.truth_table(table)
    first = own.conditions[0]
    expected = {first: (1,)} if kind == "intermediate" else None
    return fq.minimize(own, kind, expectations=expected)


@settings(max_examples=80)
@given(strategies.tables(codes="10C?"), KINDS)
def test_every_literal_of_an_implicant_is_blocked_by_a_row(table: oracles.Table, kind):
    solution = solved(table, kind)
    levels = solution.problem.levels
    for cube, term in zip(solution.implicant_cubes, solution.prime_implicants, strict=True):
        found = solution.explain(term)
        assert found["rows"]["row"].tolist() == [
            row for row, hit in solution.chart.loc[str(term)].items() if hit
        ]
        blocks = found["blocks"]
        columns = np.flatnonzero(cube >= 0)
        assert len(blocks) == len(columns)
        for column, row, code in zip(columns, blocks["row"], blocks["code"], strict=True):
            corner = corners_of_rows([row], levels)
            shorter = cube.copy()
            shorter[column] = -1
            assert matches(shorter[None], corner).all()
            assert not matches(cube[None], corner).any()
            codes = solution.truth_table.table["out"]
            if code in ("negative", "contradiction"):
                assert codes[row] == {"negative": "0", "contradiction": "C"}[code]
            else:
                assert kind != "parsimonious"
                assert row not in codes.index or codes[row] == "?"


@settings(max_examples=60)
@given(strategies.tables(codes="10C?"), KINDS)
def test_every_row_is_explained(table: oracles.Table, kind):
    solution = solved(table, kind)
    for row in range(1, solution.truth_table.n_configurations + 1):
        found = solution.explain(row)
        corner = corners_of_rows([row], solution.problem.levels)
        covering = matches(solution.implicant_cubes, corner)[:, 0] if len(solution.implicant_cubes) else []
        assert found["implicants"]["implicant"].tolist() == [
            str(term) for term, hit in zip(solution.prime_implicants, covering, strict=True) if hit
        ]
        used = [model.name for model in solution.models if matches(model.cubes, corner).any()]
        assumed = any("simplifying assumption" in sentence for sentence in found.sentences)
        assert assumed == (bool(used) and row not in solution.problem.positive_rows)
        assert str(found).startswith(f"Row {row} (")


@settings(max_examples=60)
@given(strategies.tables(), KINDS)
def test_the_bound_that_is_shown_proves_the_size(table: oracles.Table, kind):
    solution = solved(table, kind)
    for model in solution.models:
        found = solution.explain(model)
        assert found["terms"]["term"].tolist() == [str(term) for term in model.terms]
        bound = found["bound"]
        if kind == "intermediate":
            continue
        weights = dict(zip(bound["row"], bound["weight"], strict=True))
        for _, line in solution.chart.iterrows():
            assert sum(weights.get(row, 0.0) for row, hit in line.items() if hit) <= 1 + 1e-6
        proved = math.ceil(sum(weights.values()) - 1e-6)
        assert proved <= len(model)
        if found.sentences[1].startswith("No model has fewer"):
            assert proved == len(model)
        else:
            assert "was proved by trying all that could" in found.sentences[1]


def example() -> fq.TruthTable:
    frame = pd.DataFrame(
        {
            "A": [0.9, 0.8, 0.2, 0.1, 0.7],
            "B": [0.7, 0.1, 0.9, 0.3, 0.2],
            "C": [0.8, 0.7, 0.6, 0.1, 0.1],
            "Y": [0.9, 0.8, 0.3, 0.2, 0.6],
        },
        index=["Ash", "Elm", "Fir", "Oak", "Yew"],
    )
    return fq.build_truth_table(frame, "Y", consistency=0.8, pri=0.5)


def test_what_is_said_of_an_implicant():
    found = fq.minimize(example(), "parsimonious").explain("A")
    assert str(found) == (
        "A in the parsimonious solution\n"
        "A is a prime implicant: it covers 3 positive rows, and its literal cannot be dropped.\n"
        "It rests on 1 simplifying assumption.\n"
        "It alone covers rows 5, 8, so it is in every model.\n"
        "It is in 1 model of 1: P1.\n"
        "\n"
        "rows:\n"
        "  configuration cases\n"
        "5       A*~B*~C   Yew\n"
        "6        A*~B*C   Elm\n"
        "8         A*B*C   Ash\n"
        "\n"
        "blocks:\n"
        "  row configuration      code\n"
        "A   1      ~A*~B*~C  negative"
    )
    assert repr(found).startswith("<Explanation of A in the parsimonious solution: A is a prime implicant")
    assert "<table" in found._repr_html_()
    assert found.table["what"].tolist() == ["rows"] * 3 + ["blocks"]


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("A*B", "A*B is an implicant, but not a prime one: A holds all of it."),
        ("C", "C is not an implicant: it covers row 4, a negative row that may not be covered."),
        ("~A*B*~C", "~A*B*~C is not in the chart: it covers no positive row."),
    ],
)
def test_what_is_said_of_a_term_that_is_no_prime_implicant(what, sentence):
    assert fq.minimize(example(), "parsimonious").explain(what).sentences == (sentence,)


def test_what_is_said_of_rows():
    solution = fq.minimize(example(), "parsimonious")
    first = {row: solution.explain(row).sentences for row in range(1, 9)}
    assert first[7] == (
        "It has no case: a logical remainder.",
        "It is a simplifying assumption of 1 model: P1.",
    )
    assert first[2] == (
        "It has no case: a logical remainder.",
        "No model uses it, as none becomes simpler by it.",
    )
    assert first[8][0].startswith("It is positive: its consistency of ")
    assert first[8][1] == "1 prime implicant covers it."
    assert re.match(r"It is negative: its (PRI|consistency) of 0\.\d{3} is below the cut-off of", first[4][0])
    excluded = fq.minimize(example(), "parsimonious", exclude=(8, 7))
    assert excluded.explain(8).sentences[0] == (
        "It is coded 1 in the truth table, and was excluded, so it is treated as negative."
    )
    assert excluded.explain(7).sentences == (
        "It has no case and was excluded, so it is treated as negative.",
        "No model may cover it.",
    )
    few = fq.minimize(example().recode(frequency=2), "parsimonious")
    assert few.explain(8).sentences[0] == "It has 1 case, fewer than the frequency cut-off of 2: a remainder."


def test_what_is_said_of_a_model():
    solution = fq.minimize(example(), "parsimonious")
    found = solution.explain("P1")
    assert (
        found.sentences
        == (
            "1 term covers the 3 positive rows.",
            "No model has fewer: of rows 5 no implicant covers two, so they need 1 term.",
        )
        or found.sentences[0] == "1 term covers the 3 positive rows."
    )
    assert solution.explain(solution.model).sentences == found.sentences
    tied = fq.minimize(example(), "parsimonious", ties="irredundant")
    assert tied.explain("P1").sentences[1] == (
        "Each term has a row that only it covers, so none can be taken out."
    )


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (9, "There is no row 9. Rows are numbered 1 to 8."),
        (0, "There is no row 0. Rows are numbered 1 to 8."),
        (
            "A + B",
            (
                "what is 'A + B', which is not one conjunction with one value of each condition. Explain one "
                "term at a time."
            ),
        ),
        (
            None,
            'what must be a term such as "A*~B", a row number, a model or its name such as "P1", not None.',
        ),
    ],
)
def test_what_cannot_be_explained_is_refused(what, message):
    with pytest.raises(fq.FsqcaError, match=f"^{re.escape(message)}$"):
        fq.minimize(example(), "parsimonious").explain(what)


def test_many_conditions_are_no_obstacle():
    solution = fq.minimize(table_of(*tables.structured(32, 30, 1)), "parsimonious")
    found = solution.explain(solution.prime_implicants[-1])
    assert len(found["blocks"]) == len(solution.prime_implicants[-1].literal_terms[0])
    assert solution.explain("P1").sentences
    assert solution.explain(12345).sentences[0] == "It has no case: a logical remainder."


def coded(codes: dict[int, str], levels: tuple[int, ...]) -> fq.TruthTable:
    """Return a truth table of the rows given."""
    names = list("ABCDE"[: len(levels)])
    frame = pd.DataFrame(corners_of_rows(list(codes), levels), columns=names)
    return fq.TruthTable.from_frame(
        frame.assign(out=list(codes.values())), names, levels=dict(zip(names, levels, strict=True))
    )


def test_an_observed_row_is_named_before_a_remainder():
    # Without B the term holds rows 5 to 8; what is not positive is kept as cubes that start with a remainder.
    solution = fq.minimize(coded({7: "1", 8: "1", 6: "0"}, (2, 2, 2)))
    blocks = solution.explain("A*B")["blocks"].set_index("literal")
    assert blocks.loc["B", ["row", "code"]].tolist() == [6, "negative"]
    assert blocks.loc["A", "code"] == "remainder"


def test_an_excluded_row_with_few_cases_is_called_excluded():
    solution = fq.minimize(coded({3: "1", 4: "?"}, (4,)), "parsimonious", exclude=4)
    assert solution.explain("A{2}")["blocks"]["code"].tolist() == ["excluded remainder"]


def test_implicants_of_a_pair_without_a_listed_model_are_explained():
    data = pd.DataFrame(
        {
            "A": [0.3, 0.3, 0.69, 0.62, 0.68, 0.78, 0.94, 0.24],
            "B": [0.9, 0.2, 0.8, 0.1, 0.3, 0.7, 0.6, 0.4],
            "C": [0.2, 0.9, 0.1, 0.7, 0.8, 0.3, 0.6, 0.7],
            "Y": [0.9, 0.8, 0.85, 0.1, 0.9, 0.2, 0.57, 0.3],
        }
    )
    solution = fq.minimize(
        fq.build_truth_table(data, "Y", consistency=0.7),
        "intermediate",
        expectations={"A": "+", "B": "+"},
        model_coverage=1.0,
    )
    assert solution.models == ()
    assert len(solution.prime_implicants)
    for term in solution.prime_implicants:
        assert "is a prime implicant" in solution.explain(term).sentences[0]


def test_a_model_of_a_pair_is_not_said_to_be_the_smallest_of_all():
    table = coded({1: "1", 4: "1", 8: "0", 13: "1"}, (2, 2, 2, 2))
    solution = fq.minimize(table, "intermediate", expectations={"A": "-", "B": "-", "C": "-"})
    assert sorted(map(len, solution.models)) == [2, 3, 3]
    for model in solution.models:
        sentences = solution.explain(model).sentences
        assert not any(sentence.startswith("No model has fewer") for sentence in sentences)
        (c, p), *_ = model.origins
        assert any(sentence.startswith(f"No model of {c} with {p} has fewer:") for sentence in sentences)


@given(strategies.tables(codes="10C?"), st.integers(1, 3))
@settings(max_examples=60)
def test_the_bound_holds_for_implicants_that_were_not_made(table: oracles.Table, most):
    own = strategies.truth_table(table)
    every = fq.minimize(own, "parsimonious")
    solution = fq.minimize(own, "parsimonious", max_implicants=most)
    for model in solution.models[:2]:
        bound = solution.explain(model)["bound"]
        held = every.chart[bound["row"].tolist()].to_numpy(dtype=float) @ bound["weight"].to_numpy(
            dtype=float
        )
        assert (held <= 1 + 1e-6).all()


@pytest.mark.parametrize("seed", range(60))
def test_the_bound_holds_for_implicants_that_only_have_to_be_consistent(seed):
    table = fq.build_truth_table(data(seed, n=25), "Y", consistency=0.85)
    solution = fq.minimize(table, "parsimonious", implicant_consistency=0.8)
    for model in solution.models[:2]:
        bound = solution.explain(model)["bound"]
        held = solution.chart[bound["row"].tolist()].to_numpy(dtype=float) @ bound["weight"].to_numpy(
            dtype=float
        )
        assert (held <= 1 + 1e-6).all()


def test_a_contradiction_that_may_be_covered_is_no_remainder():
    solution = fq.minimize(coded({1: "0", 2: "C", 3: "1"}, (4,)), include="C")
    assert solution.explain(2).sentences[-1] == "It may be covered, but no model uses it."


def only_consistent() -> fq.Solution:
    """A solution whose implicants only have to be consistent; row 3 is negative and covered all the same."""
    frame = pd.DataFrame(
        {"A": [1, 1, 1, 0, 1, 1, 0, 1], "B": [1, 0, 1, 0, 1, 1, 1, 1], "Y": [1, 0.22, 1, 0, 1, 1, 0.11, 1]}
    )
    table = fq.build_truth_table(frame, "Y", consistency=0.7)
    return fq.minimize(table, "parsimonious", implicant_consistency=0.8)


def test_rows_and_terms_are_explained_where_implicants_only_have_to_be_consistent():
    solution = only_consistent()
    assert [str(model.expression) for model in solution.models] == ["A", "B"]
    assert solution.explain(3).sentences == (
        "It is negative: its consistency of 0.220 is below the cut-off of 0.7.",
        "It is covered in 1 model, as an implicant only has to reach a consistency of 0.8 here: P1.",
    )
    assert solution.explain(1).sentences[-1] == "No model covers it."
    assert solution.explain("A*B").sentences == (
        "A*B is an implicant, but not a prime one: A holds all of it.",
    )
    frame = pd.DataFrame({"A": [0.9, 0.8, 0.7, 0.1], "B": [0.8, 0.9, 0.1, 0.9], "Y": [0.9, 0.9, 0.2, 0.3]})
    other = fq.minimize(fq.build_truth_table(frame, "Y"), "parsimonious", implicant_consistency=0.95)
    assert other.explain("A").sentences == (
        "A was left out: its consistency of 0.800 is below the 0.95 asked for.",
    )


def test_a_model_of_another_solution_is_refused():
    table = coded({1: "0", 2: "0", 3: "1"}, (2, 2))
    other = fq.minimize(table, "conservative").models[0]
    message = (
        "what is the model C1, which is not one of this parsimonious solution. Explain it in the solution "
        "that it is from."
    )
    with pytest.raises(fq.errors.ArgumentError, match=re.escape(message)):
        fq.minimize(table, "parsimonious").explain(other)


def test_one_term_is_the_least_there_is():
    solution = fq.minimize(coded({1: "0", 4: "1"}, (2, 2)), "conservative")
    assert solution.explain("C1").sentences == (
        "1 term covers the 1 positive row.",
        "No model has fewer: one term is the least that covers a row.",
    )


def test_a_row_coded_by_hand_is_explained_by_the_hand_and_the_solution_says_so():
    data = pd.DataFrame({"A": [0.9, 0.8, 0.2], "B": [0.7, 0.1, 0.9], "Y": [0.9, 0.7, 0.3]})
    table = fq.build_truth_table(data, "Y").edit(2, "1", why="a known exception")
    solution = fq.minimize(table, "parsimonious")
    assert solution.explain(2).sentences[0] == (
        'It was coded 1 by hand, where the cut-offs say 0: "a known exception"'
    )
    assert "1 row coded by hand, whatever the cut-offs say: row 2" in str(solution)
