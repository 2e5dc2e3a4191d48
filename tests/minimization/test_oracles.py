"""The brute force itself, on examples small enough to do by hand and by definition."""

from __future__ import annotations

import itertools

import pytest

from tests import oracles
from tests.minimization.strategies import random_table


def test_rows_are_numbered_with_the_last_condition_fastest():
    for levels in [(2, 2, 2), (3, 2), (2, 4, 3)]:
        rows = oracles.all_rows(levels)
        assert [oracles.row_number(row, levels) for row in rows] == list(range(1, len(rows) + 1))
        assert [oracles.row_of(number, levels) for number in range(1, len(rows) + 1)] == rows


def test_prime_implicants_of_a_function_and_its_consensus():
    # A*B + ~A*C has the consensus B*C.
    levels = (2, 2, 2)
    on = [row for row in oracles.all_rows(levels) if (row[0] and row[1]) or (not row[0] and row[2])]
    off = [row for row in oracles.all_rows(levels) if row not in on]
    assert oracles.prime_implicants(on, off, levels) == {(1, 1, -1), (0, -1, 1), (-1, 1, 1)}


def test_nothing_to_avoid_gives_the_empty_term():
    assert oracles.prime_implicants([(0, 1)], [], (2, 2)) == {(-1, -1)}


def test_a_cube_to_avoid_stands_for_all_its_rows():
    assert oracles.prime_implicants([(1, 1)], [(0, -1)], (2, 2)) == {(1, -1)}


@pytest.mark.parametrize("seed", range(40))
def test_minimum_and_irredundant_covers_by_definition(seed):
    table = random_table(seed, (2, 2, 2, 2))
    solution = oracles.minimize(table, "parsimonious")
    positive = table.rows("1")
    assert len(solution.primes) <= 14, "too many subsets to try: take another seed"
    cover = [
        frozenset(some)
        for size in range(1, len(solution.primes) + 1)
        for some in itertools.combinations(solution.primes, size)
        if positive <= frozenset().union(*(solution.chart[cube] for cube in some))
    ]
    irredundant = {model for model in cover if not any(model - {cube} in cover for cube in model)}
    fewest = min(map(len, cover), default=0)
    if positive:
        assert oracles.minimize(table, "parsimonious", ties="irredundant").models == irredundant
        assert solution.models == {model for model in cover if len(model) == fewest}
    else:
        assert not solution.models


def test_terms_are_ordered_by_literals_then_present_before_negated_before_absent():
    terms = [(0, -1, 1), (-1, 1, -1), (1, -1, 0), (1, 1, 1), (2, -1, 0), (-1, -1, 0), (0, -1, -1)]
    assert sorted(terms, key=oracles.term_order) == [
        (0, -1, -1),
        (-1, 1, -1),
        (-1, -1, 0),
        (2, -1, 0),
        (1, -1, 0),
        (0, -1, 1),
        (1, 1, 1),
    ]


def test_expectations_act_together_on_a_term():
    # Term ~A*B*~C*D against D: a simple expectation for A, and B*C expected together.
    term, kept = (0, 1, 0, 1), (-1, -1, -1, 1)
    simple = {0: frozenset({1})}
    both = [{1: frozenset({1}), 2: frozenset({1})}]
    assert oracles.weakened(term, kept, simple, []) == (-1, 1, 0, 1)
    assert oracles.weakened(term, kept, {}, both) == (0, -1, -1, 1)
    assert oracles.weakened(term, kept, simple, both) == (-1, -1, -1, 1)
    # C is in the parsimonious term, so of the conjunction only B counts, and B is as expected.
    assert oracles.weakened(term, (-1, -1, 0, 1), {}, both) == term


def test_expected_literals_stay_and_unexpected_ones_go():
    # One positive row A*B and one negative row ~A*~B: the parsimonious models are A and B.
    table = oracles.Table((2, 2), (((1, 1), "1"), ((0, 0), "0")))
    met = oracles.intermediate(table, {0: frozenset({1}), 1: frozenset({1})})
    assert [pair.parsimonious for pair in met] == [frozenset({(1, -1)}), frozenset({(-1, 1)})]
    assert [pair.models for pair in met] == [frozenset({frozenset({(1, 1)})})] * 2
    assert [pair.difficult for pair in met] == [{(1, 0)}, {(0, 1)}]
    against = oracles.intermediate(table, {1: frozenset({0})})
    # B can go where A stays; where B is the parsimonious term there is no expectation for A.
    assert [pair.models for pair in against] == [
        frozenset({frozenset({(1, -1)})}),
        frozenset({frozenset({(1, 1)})}),
    ]
    assert [pair.easy for pair in against] == [{(1, 0)}, frozenset()]


def test_sums_of_a_row_by_hand():
    levels, rows = oracles.truth_table(["a", "b", "c"], [[0.9, 0.2], [0.3, 0.8], [0.5, 0.9]], [0.7, 0.1, 1.0])
    assert levels == (2, 2)
    assert sorted(rows) == [2, 3]
    assert rows[3].cases == ("a",)
    assert rows[3].consistency == pytest.approx((0.7 + 0.1 + 0.1) / (0.8 + 0.2 + 0.1))
    assert rows[2].deviant == ("b",)
