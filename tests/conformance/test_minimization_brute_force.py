"""The brute force of the other tests against R QCA: what our results are compared with is right itself."""

from __future__ import annotations

from math import prod

import pytest

from tests import oracles
from tests.conformance import corpus
from tests.conformance.solutions import is_mixed, named, oracle_table, simple_and_conjunctural
from tests.conformance.terms import as_list, build, from_rows, model_sets, term_set

TOPICS = ("conservative", "parsimonious", "intermediate", "multivalue", "contradictions", "exclude")
#: Cubes beyond which enumerating takes too long.
SMALL = 1100


@pytest.mark.parametrize("topic", TOPICS)
def test_brute_force_gives_what_r_gives(topic):
    compared = 0
    for case in corpus.synthetic_cases(f"minimization_{topic}"):
        given, expected = case["args"]["minimize"], case["expected"]
        if "error" in expected or given.get("first_min"):
            continue
        table = from_rows(expected["rows"], build(case).levels)
        if prod(n + 1 for n in table.levels.values()) > SMALL:
            continue
        compare(oracle_table(table), list(table.levels), given, expected)
        compared += 1
    assert compared > 5


def compare(table: oracles.Table, conditions: list[str], given: dict, expected: dict) -> None:
    include = as_list(given.get("include") or [])
    options = {
        "include_c": "C" in include,
        "ties": "irredundant" if given.get("all_sol") else "minimum",
        "row_dominance": bool(given.get("row_dom")),
    }

    def terms(cubes):
        return frozenset(named(cube, conditions) for cube in cubes)

    def numbers(rows):
        return {oracles.row_number(row, table.levels) for row in rows}

    solution = oracles.minimize(table, "parsimonious" if "?" in include else "conservative", **options)
    assert {terms(model) for model in solution.models} == model_sets(expected["models"])
    assert terms(solution.primes) == term_set(as_list(expected["primes"]))
    texts = as_list(given.get("dir_exp") or [])
    if not texts or is_mixed(texts):
        return
    theirs = {(term_set(p["c_sol"]), term_set(p["p_sol"])): p for p in expected["i_sol"].values()}
    pairs = oracles.intermediate(table, *simple_and_conjunctural(texts, conditions), **options)
    assert len(pairs) == expected["n_i_sol"]
    ours = {(terms(pair.conservative), terms(pair.parsimonious)): pair for pair in pairs}
    assert set(theirs) <= set(ours)
    for key, pair in theirs.items():
        assert {terms(model) for model in ours[key].models} == model_sets(pair["models"])
        assert terms(ours[key].primes) == term_set(as_list(pair["primes"]))
        assert numbers(ours[key].easy) == set(as_list(pair["EC"]))
        assert numbers(ours[key].difficult) == set(as_list(pair["DC"]))
