"""Excluding rows: by number (also observed ones) and by expression (remainders only)."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from tests import oracles
from tests.minimization.strategies import NAMES, SMALL_SPACES, models, random_table, tables, truth_table

KINDS = ("conservative", "parsimonious")
SPACES = [levels for levels in SMALL_SPACES if len(levels) > 1]


def numbers(rows, table):
    return [oracles.row_number(row, table.levels) for row in rows]


def same(solution: fq.Solution, expected: oracles.Solution, table: oracles.Table) -> bool:
    return models(solution, NAMES[: len(table.levels)]) == set(expected.models)


@settings(max_examples=150, deadline=None)
@given(tables(spaces=SPACES, codes="10C?"), st.sampled_from(KINDS), st.data())
def test_an_excluded_row_is_negative_whatever_it_was(table, kind, data):
    rows = data.draw(st.lists(st.sampled_from(oracles.all_rows(table.levels)), max_size=4, unique=True))
    solution = fq.minimize(truth_table(table), kind, exclude=numbers(rows, table), max_models=10_000)
    recoded = table.recoded(rows, "0")
    assert same(solution, oracles.minimize(recoded, kind), recoded)
    assert list(solution.chart.columns) == sorted(numbers(recoded.rows("1"), table))


@settings(max_examples=150, deadline=None)
@given(tables(spaces=[(2, 2, 2), (2, 2, 2, 2), (3, 2, 2)], codes="10C?"), st.data())
def test_an_excluded_expression_makes_its_remainders_negative_and_leaves_coded_rows(table, data):
    names = NAMES[: len(table.levels)]
    cube = st.tuples(*(st.integers(-1, n - 1) for n in table.levels)).filter(any_literal)
    terms = data.draw(st.lists(cube, min_size=1, max_size=3))
    text = " + ".join(term_text(term, names, table.levels) for term in terms)
    recoded = table.recoded(oracles.covered(terms, table.levels) & table.rows("?"), "0")
    given_ = data.draw(
        st.sampled_from([text, (text,), (fq.parse(text, dict(zip(names, table.levels, strict=True))),)])
    )
    solution = fq.minimize(truth_table(table), "parsimonious", exclude=given_, max_models=10_000)
    assert same(solution, oracles.minimize(recoded, "parsimonious"), recoded)


def any_literal(cube):
    return oracles.n_literals(cube) > 0


def term_text(cube, names, levels):
    parts = []
    for name, value, n in zip(names, cube, levels, strict=True):
        if value >= 0:
            parts.append(f"{name}{{{value}}}" if n > 2 else ("" if value else "~") + name)
    return "*".join(parts)


@pytest.mark.parametrize("kind", KINDS)
def test_rows_and_expressions_act_together(kind):
    for seed in range(20):
        table = random_table(seed, (2, 2, 2, 2))
        row = sorted(table.rows("1"))[:1]
        remainders = {r for r in table.rows("?") if r[0] == 1 and r[3] == 0}
        solution = fq.minimize(truth_table(table), kind, exclude=[*numbers(row, table), "A*~D"])
        assert same(solution, oracles.minimize(table.recoded({*row, *remainders}, "0"), kind), table)


def test_a_bare_number_or_text_is_taken_too():
    table = truth_table(random_table(3, (2, 2, 2, 2)))
    for bare in (5, "A*~B", fq.parse("A*~B")):
        one, other = (fq.minimize(table, "parsimonious", exclude=e, max_models=100) for e in (bare, (bare,)))
        assert [m.terms for m in one.models] == [m.terms for m in other.models]


@pytest.mark.parametrize(
    ("exclude", "expected"),
    [
        # Only X1 keeps the positive row away from both the negative row and the excluded remainders.
        ("X0*~X1", ["X1"]),
        ("~X0*~X1", ["X0", "X1"]),
        # The positive row itself is in X0 and stays; every other row of X0 is excluded.
        ("X0", ["*".join(f"X{i}" for i in range(1, 60))]),
    ],
)
def test_remainders_excluded_by_expression_are_never_enumerated(exclude, expected):
    names = [f"X{i}" for i in range(60)]
    frame = pd.DataFrame([[1] * 60, [0] * 60], columns=names).assign(out=["1", "0"])
    table = fq.TruthTable.from_frame(frame, names)
    solution = fq.minimize(table, "parsimonious", exclude=exclude)
    assert [str(model.expression) for model in solution.models] == expected


def test_expressions_act_on_intermediate_solutions():
    for seed in range(15):
        table = random_table(seed, (2, 2, 2, 2))
        remainders = {r for r in table.rows("?") if r[1] == 1 and r[2] == 1}
        pairs = oracles.intermediate(table.recoded(remainders, "0"), {0: frozenset({1}), 3: frozenset({0})})
        solution = fq.minimize(
            truth_table(table),
            "intermediate",
            expectations={"A": "+", "D": "-"},
            exclude="B*C",
            max_models=10_000,
        )
        assert models(solution, "ABCD") == {model for pair in pairs for model in pair.models}


@pytest.mark.parametrize("exclude", [0, 17, [3, 99], "X", "A*", "A{2}", 2.5, [None], True])
def test_what_is_no_row_and_no_expression_is_refused(exclude):
    table = truth_table(random_table(3, (2, 2, 2, 2)))
    with pytest.raises(fq.FsqcaError):
        fq.minimize(table, "parsimonious", exclude=exclude)


def test_excluding_every_positive_row_gives_no_model_and_advice():
    table = random_table(3, (2, 2, 2, 2))
    solution = fq.minimize(truth_table(table), exclude=numbers(table.rows("1"), table))
    assert solution.models == ()
    assert solution.advice


def test_the_truth_table_is_not_changed():
    table = truth_table(random_table(3, (2, 2, 2, 2)))
    before = table.table.copy()
    fq.minimize(table, "parsimonious", exclude=[1, 2, "A"])
    assert table.table.equals(before)


def test_a_row_number_in_quotes_is_refused_with_the_way_out():
    frame = pd.DataFrame({"A": [1, 0], "B": [1, 0], "out": ["1", "0"]})
    table = fq.TruthTable.from_frame(frame, ["A", "B"])
    message = (
        "exclude holds '3', which names no condition. A row number is written without quotes, such as 1."
    )
    with pytest.raises(fq.errors.ArgumentError, match=re.escape(message)):
        fq.minimize(table, exclude="3")
