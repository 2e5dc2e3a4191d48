"""Intermediate solutions against brute force: every pair, what it assumes, and what it gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from tests import oracles
from tests.minimization.strategies import (
    NAMES,
    SMALL_SPACES,
    cubes,
    models,
    random_table,
    rows_of,
    tables,
    truth_table,
)

SPACES = [levels for levels in SMALL_SPACES if len(levels) > 1]


def literal(condition: int, value: int, levels: tuple[int, ...]) -> str:
    """Return a literal as a user types it."""
    if levels[condition] == 2:
        return ("" if value else "~") + NAMES[condition]
    return f"{NAMES[condition]}{{{value}}}"


def random_expectations(rng: np.random.Generator, levels: tuple[int, ...]):
    """Return simple expectations, and conjunctural ones (each two or more conditions)."""
    simple = {
        i: frozenset(map(int, rng.choice(n, 1 if n == 2 else int(rng.integers(1, n)), replace=False)))
        for i, n in enumerate(levels)
        if rng.random() < 0.6
    }
    conjunctions = []
    for _ in range(int(rng.integers(0, 3))):
        size = int(rng.integers(2, len(levels) + 1))
        where = rng.choice(len(levels), size, replace=False)
        conjunctions.append({int(i): frozenset({int(rng.integers(levels[i]))}) for i in where})
    return simple, conjunctions


def as_mapping(simple, levels):
    """Return simple expectations as a mapping: signs for two-valued conditions, else tuples of values."""
    words = {0: "-", 1: "+"}
    return {
        NAMES[i]: words[next(iter(values))] if levels[i] == 2 else tuple(sorted(values))
        for i, values in simple.items()
    }


def as_expressions(simple, conjunctions, levels):
    """Return all expectations as expressions."""
    texts = [literal(i, value, levels) for i, values in simple.items() for value in sorted(values)]
    texts += ["*".join(literal(i, next(iter(v)), levels) for i, v in sorted(c.items())) for c in conjunctions]
    return tuple(texts)


def origins(pairs: list[oracles.Pair]) -> dict[oracles.Model, set[tuple[str, str]]]:
    """Return for every intermediate model the pairs that give it."""
    conservative = list(dict.fromkeys(pair.conservative for pair in pairs))
    parsimonious = list(dict.fromkeys(pair.parsimonious for pair in pairs))
    found: dict[oracles.Model, set[tuple[str, str]]] = {}
    for pair in pairs:
        name = (
            f"C{conservative.index(pair.conservative) + 1}",
            f"P{parsimonious.index(pair.parsimonious) + 1}",
        )
        for model in pair.models:
            found.setdefault(model, set()).add(name)
    return found


def check(table: oracles.Table, expectations, simple, conjunctions, **options) -> None:
    include = ("C",) if options.get("include_c") else ()
    ties = options.get("ties", "minimum")
    pairs = oracles.intermediate(table, simple, conjunctions, **options)
    solution = fq.minimize(
        truth_table(table),
        "intermediate",
        expectations=expectations,
        include=include,
        ties=ties,
        max_models=100_000,
        row_dominance=options.get("row_dominance", False),
    )
    conditions = NAMES[: len(table.levels)]
    expected = origins(pairs)
    got = {frozenset(cubes(model.terms, conditions)): set(model.origins) for model in solution.models}
    assert got == expected
    assert len(solution.models) == len(expected)
    easy = {pair: pair.easy for pair in pairs}
    assert rows_of(solution.easy, table) == frozenset().union(*easy.values())
    assert rows_of(solution.difficult, table) == frozenset().union(*(pair.difficult for pair in pairs))
    for model in solution.models:
        own = frozenset(cubes(model.terms, conditions))
        of_model = [pair for pair in pairs if own in pair.models]
        assert rows_of(model.easy, table) == frozenset().union(*(pair.easy for pair in of_model))
        assert rows_of(model.difficult, table) == frozenset().union(*(pair.difficult for pair in of_model))
        assert rows_of(model.simplifying_assumptions, table) == oracles.simplifying_assumptions(table, own)
    everywhere = frozenset.intersection(*expected) if expected else frozenset()
    assert set(cubes(solution.essential, conditions)) == everywhere


@pytest.mark.parametrize("levels", SPACES, ids=str)
def test_simple_expectations_as_a_mapping(levels):
    for seed in range(12):
        simple, _ = random_expectations(np.random.default_rng(seed), levels)
        if simple:
            check(random_table(seed, levels), as_mapping(simple, levels), simple, [])


@pytest.mark.parametrize("levels", SPACES, ids=str)
def test_simple_and_conjunctural_expectations_as_expressions(levels):
    for seed in range(14):
        simple, conjunctions = random_expectations(np.random.default_rng(seed + 200), levels)
        texts = as_expressions(simple, conjunctions, levels)
        if texts:
            check(random_table(seed + 200, levels), texts, simple, conjunctions)


@pytest.mark.parametrize("include_c", [False, True])
@pytest.mark.parametrize("levels", [(2, 2, 2, 2), (3, 3), (2, 3, 2, 2)], ids=str)
def test_contradictions_are_avoided_or_used_as_in_the_other_solutions(levels, include_c):
    for seed in range(15):
        simple, conjunctions = random_expectations(np.random.default_rng(seed + 400), levels)
        texts = as_expressions(simple, conjunctions, levels)
        if texts:
            table = random_table(seed + 400, levels, contradictions=True)
            check(table, texts, simple, conjunctions, include_c=include_c)


@pytest.mark.parametrize("row_dominance", [False, True])
@pytest.mark.parametrize("levels", [(2, 2, 2), (2, 2, 2, 2), (3, 3)], ids=str)
def test_irredundant_models_and_row_dominance_hold_for_every_step(levels, row_dominance):
    done = 0
    for seed in range(12):
        simple, conjunctions = random_expectations(np.random.default_rng(seed + 600), levels)
        texts = as_expressions(simple, conjunctions, levels)
        table = random_table(seed + 600, levels)
        tied = [
            oracles.minimize(table, kind, ties="irredundant") for kind in ("conservative", "parsimonious")
        ]
        if texts and np.prod([len(solution.models) for solution in tied]) <= 40:
            check(table, texts, simple, conjunctions, ties="irredundant", row_dominance=row_dominance)
            check(table, texts, simple, conjunctions, row_dominance=row_dominance)
            done += 1
    assert done


@settings(max_examples=120, deadline=None)
@given(tables(spaces=[(2, 2, 2), (2, 2, 2, 2), (2, 3), (3, 3)], max_positive=6), st.integers(0, 10**6))
def test_drawn_tables_and_expectations(table, seed):
    simple, conjunctions = random_expectations(np.random.default_rng(seed), table.levels)
    texts = as_expressions(simple, conjunctions, table.levels)
    if texts:
        check(table, texts, simple, conjunctions)


@settings(max_examples=80, deadline=None)
@given(tables(spaces=[(2, 2, 2), (2, 2, 2, 2), (3, 2, 2)], max_positive=7), st.integers(0, 10**6))
def test_conservative_rows_lie_in_intermediate_rows_and_those_in_parsimonious_ones(table, seed):
    simple, _ = random_expectations(np.random.default_rng(seed), table.levels)
    if not simple or not table.rows("1"):
        return
    names = NAMES[: len(table.levels)]
    solutions = fq.solve(truth_table(table), as_mapping(simple, table.levels))

    def rows(model):
        return oracles.covered(cubes(model.terms, names), table.levels)

    for model in solutions.intermediate.models:
        for c, p in model.origins:
            conservative = solutions.conservative.models[int(c[1:]) - 1]
            parsimonious = solutions.parsimonious.models[int(p[1:]) - 1]
            assert rows(conservative) <= rows(model) <= rows(parsimonious)


@pytest.mark.parametrize("expectations", [{}, {"A": None, "B": None}, {"A": None}, ()])
def test_no_expectation_gives_the_conservative_models(expectations):
    for seed in range(10):
        table = truth_table(random_table(seed, (2, 2, 2, 2)))
        conservative = fq.minimize(table, "conservative")
        intermediate = fq.minimize(table, "intermediate", expectations=expectations)
        assert models(intermediate, "ABCD") == models(conservative, "ABCD")
        assert intermediate.easy.empty


def test_leaving_the_expectations_out_is_an_error_that_says_so():
    with pytest.raises(fq.FsqcaError, match="expectations"):
        fq.minimize(truth_table(random_table(1, (2, 2))), "intermediate")


def test_words_and_expressions_say_the_same():
    for seed in range(10):
        table = truth_table(random_table(seed, (2, 2, 2, 2)))
        one = fq.minimize(table, "intermediate", expectations={"A": "+", "B": "-", "C": None})
        other = fq.minimize(table, "intermediate", expectations=("A", fq.parse("~B")))
        assert [model.terms for model in one.models] == [model.terms for model in other.models]
        assert [model.origins for model in one.models] == [model.origins for model in other.models]


def test_a_disjunction_is_two_expectations_and_is_not_simplified():
    # A + ~A*B is A + B to a Boolean algebra; as expectations they differ.
    differs = 0
    for seed in range(60):
        table = random_table(seed, (2, 2, 2))
        mixed = [{0: frozenset({0}), 1: frozenset({1})}]
        check(table, ("A + ~A*B",), {0: frozenset({1})}, mixed)
        check(table, ("A", "~A*B"), {0: frozenset({1})}, mixed)
        simplified = oracles.intermediate(table, {0: frozenset({1}), 1: frozenset({1})})
        differs += [p.models for p in simplified] != [
            p.models for p in oracles.intermediate(table, {0: frozenset({1})}, mixed)
        ]
    assert differs


def test_r_style_text_is_read_by_position():
    read = fq.minimization.expectations_from_r("1,0,-,-", ["A", "B", "C", "D"])
    assert list(read) == ["A", "B", "C", "D"]
    assert read["C"] is None
    for seed in range(10):
        table = truth_table(random_table(seed, (2, 2, 2, 2)))
        one = fq.minimize(table, "intermediate", expectations=read)
        other = fq.minimize(table, "intermediate", expectations={"A": "+", "B": "-"})
        assert [model.terms for model in one.models] == [model.terms for model in other.models]


@pytest.mark.parametrize("text", ["1,0", "1,0,-,-", "1,0,x", "", "A,B,C", "+,-,1"])
def test_r_style_text_that_does_not_fit_is_refused(text):
    with pytest.raises(fq.FsqcaError):
        fq.minimization.expectations_from_r(text, ["A", "B", "C"])


@pytest.mark.parametrize(
    "expectations",
    [{"X": "+"}, {"A": 1}, {"A": "high"}, {"A": "1"}, ("X",), ("A*",), {"A": (5,)}, ("A{3}",), 3],
)
def test_an_expectation_that_cannot_be_meant_is_refused(expectations):
    table = truth_table(random_table(1, (2, 2)))
    with pytest.raises(fq.FsqcaError):
        fq.minimize(table, "intermediate", expectations=expectations)


def test_a_sign_for_a_multi_value_condition_is_refused_with_the_way_out():
    table = truth_table(random_table(1, (3, 3)))
    with pytest.raises(fq.FsqcaError, match="A"):
        fq.minimize(table, "intermediate", expectations={"A": "+"})


def test_the_three_solutions_at_once_are_those_one_by_one():
    for seed in range(10):
        table = truth_table(random_table(seed, (2, 2, 2, 2), contradictions=True))
        for options in ({}, {"ties": "irredundant"}, {"include": ("C",)}):
            together = fq.solve(table, {"A": "+", "C": "-"}, **options)
            for kind in ("conservative", "intermediate", "parsimonious"):
                extra = {"expectations": {"A": "+", "C": "-"}} if kind == "intermediate" else {}
                alone = fq.minimize(table, kind, **extra, **options)
                got = getattr(together, kind)
                assert [m.terms for m in got.models] == [m.terms for m in alone.models]
                assert [m.origins for m in got.models] == [m.origins for m in alone.models]


def test_a_list_that_is_cut_short_says_only_what_is_true_of_all_models():
    capped = 0
    for seed in range(60):
        levels = SPACES[seed % len(SPACES)]
        table = random_table(seed + 7000, levels)
        texts = as_expressions(*random_expectations(np.random.default_rng(seed), levels), levels)
        if not texts or not table.rows("1"):
            continue
        whole = fq.minimize(truth_table(table), "intermediate", expectations=texts, max_models=100_000)
        short = fq.minimize(truth_table(table), "intermediate", expectations=texts, max_models=1)
        names = NAMES[: len(levels)]
        assert whole.complete
        assert models(short, names) <= models(whole, names)
        assert not short.complete or models(short, names) == models(whole, names)
        assert short.n_models == whole.n_models if short.n_models_exact else short.n_models <= whole.n_models
        assert set(map(str, short.essential)) <= set(map(str, whole.essential))
        assert short.complete or short.advice
        capped += not short.complete
    assert capped


@pytest.mark.parametrize("sign", [None, "+", "-"])
@pytest.mark.parametrize("width", [10, 30, 66])
def test_conditions_that_are_always_present_stay_unless_their_absence_is_expected(width, sign):
    # 2**66 configurations and more: what the small table gives, with or without the constant conditions.
    constants = [f"K{i}" for i in range(width)]
    done = 0
    for seed in range(12):
        small = random_table(seed, (2, 2, 2, 2))
        if not small.rows("1") or not small.rows("0"):
            continue
        frame = pd.DataFrame([row for row, _ in small.codes], columns=list("ABCD")).assign(
            **dict.fromkeys(constants, 1), out=[code for _, code in small.codes]
        )
        simple = {0: frozenset({1}), 1: frozenset({0})}
        pairs = oracles.intermediate(small, simple)
        if not all(
            any(oracles.contains(s, t) for s in p.parsimonious) for p in pairs for t in p.conservative
        ):
            # A conservative term that lies in no single parsimonious term is not weakened.
            continue
        done += 1
        conditions = ["A", "B", "C", "D", *constants]
        solution = fq.minimize(
            fq.TruthTable.from_frame(frame, conditions),
            "intermediate",
            expectations={"A": "+", "B": "-", **dict.fromkeys(constants, sign)},
        )
        tail = (oracles.ABSENT if sign == "-" else 1,) * width
        expected = {frozenset((*cube, *tail) for cube in model) for pair in pairs for model in pair.models}
        assert models(solution, conditions) == expected
    assert done


def test_an_expectation_may_be_written_as_a_word():
    table = truth_table(random_table(7, (2, 2, 2)))
    signs = fq.minimize(table, "intermediate", expectations={"A": "+", "B": "-"})
    words = fq.minimize(table, "intermediate", expectations={"A": "present", "B": "absent"})
    assert words.settings == signs.settings
    assert [model.expression for model in words.models] == [model.expression for model in signs.models]


def test_pairs_side_by_side_give_what_each_gives_alone(monkeypatch):
    from fsqca.minimization import intermediate

    rng = np.random.default_rng(5)
    rows = np.unique(rng.integers(0, 2, (30, 6)), axis=0)
    frame = pd.DataFrame(rows, columns=list("ABCDEF")).assign(out=rng.choice(["1", "0"], len(rows)))
    table = fq.TruthTable.from_frame(frame, list("ABCDEF"))
    expectations = {"A": "+", "B": "-", "C": "+"}

    def solved() -> fq.Solution:
        return fq.minimize(table, "intermediate", expectations=expectations)

    together = solved()
    assert len({own.between.tobytes() for model in together for own in model.derivations}) > 1
    monkeypatch.setattr(intermediate, "MOST_SIDE_BY_SIDE", 1)
    alone = solved()
    assert [str(model.expression) for model in together] == [str(model.expression) for model in alone]
    assert [model.origins for model in together] == [model.origins for model in alone]
    assert (together.n_models, together.complete, together.bounds) == (
        alone.n_models,
        alone.complete,
        alone.bounds,
    )
    assert (together.implicant_cubes == alone.implicant_cubes).all()
    assert together.advice == alone.advice
