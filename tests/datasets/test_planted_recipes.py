"""The planted recipes can be found in the packaged data, in each function and pooled.

The truth tables are made here with a few lines of numpy, independently of the library.
"""

from itertools import product

import numpy as np
import pytest

from fsqca.datasets import digital_service, digital_service_constructs

CONDITIONS = ["TF", "AD", "AG", "RB", "CF"]
ROWS = np.array(list(product([0, 1], repeat=5)))
PLANTED = (ROWS[:, 0] == 1) & (ROWS[:, 1:4].sum(axis=1) >= 2)
GROUPS = [("service operations", 3), ("service sales", 3), (None, 5)]


def memberships(function):
    """Return the memberships in conditions (n, 5) and outcome (n,) of the cases with all scores."""
    data = digital_service()
    data["CF3"] = 8 - data["CF3"]
    scores = {}
    for construct, items in digital_service_constructs().items():
        answers = data[list(items)]
        scores[construct] = answers.mean(axis=1).where(answers.notna().mean(axis=1) >= 0.5)
    table = np.column_stack([scores[name] for name in [*CONDITIONS, "DSO"]])
    if function is not None:
        table = table[(data["function"] == function).to_numpy()]
    table = table[~np.isnan(table).any(axis=1)]
    fuzzy = 1 / (1 + np.exp(-np.log(19) * (table - 4) / 2))
    conditions = np.where(table[:, :5] == 4, 0.501, fuzzy[:, :5])
    return conditions, fuzzy[:, 5]


def rows_of(conditions, outcome):
    """Return n, consistency and PRI of the 32 rows."""
    inside = np.stack([np.where(row == 1, conditions, 1 - conditions).min(axis=1) for row in ROWS])
    both = np.minimum(inside, outcome).sum(axis=1)
    shared = np.minimum(inside, np.minimum(outcome, 1 - outcome)).sum(axis=1)
    total = inside.sum(axis=1)
    return (inside > 0.5).sum(axis=1), both / total, (both - shared) / (total - shared)


@pytest.mark.parametrize(("function", "frequency"), GROUPS)
@pytest.mark.parametrize("negated", [False, True])
def test_every_row_with_enough_cases_has_the_planted_code(function, frequency, negated):
    conditions, outcome = memberships(function)
    n, consistency, pri = rows_of(conditions, 1 - outcome if negated else outcome)
    observed = n >= frequency
    positive = (consistency >= 0.80) & (pri >= 0.50)
    expected = ~PLANTED if negated else PLANTED
    assert positive[observed].tolist() == expected[observed].tolist()


@pytest.mark.parametrize(("function", "frequency"), GROUPS)
def test_every_planted_row_has_enough_cases(function, frequency):
    n, _, _ = rows_of(*memberships(function))
    assert (n[PLANTED] >= frequency).all()


@pytest.mark.parametrize(("function", "frequency"), GROUPS)
def test_the_codes_lie_clear_of_the_cut_offs(function, frequency):
    n, consistency, pri = rows_of(*memberships(function))
    margin = np.where(
        PLANTED, np.minimum(consistency - 0.80, pri - 0.50), np.maximum(0.80 - consistency, 0.50 - pri)
    )
    assert margin[n >= frequency].min() > 0.05


@pytest.mark.parametrize(("function", "frequency"), GROUPS)
def test_the_three_planted_recipes_are_the_only_shortest_solution(function, frequency):
    n, consistency, pri = rows_of(*memberships(function))
    observed = n >= frequency
    positive = ROWS[observed & (consistency >= 0.80) & (pri >= 0.50)]
    negative = ROWS[observed & ~((consistency >= 0.80) & (pri >= 0.50))]
    terms = [np.array(term) for term in product([-1, 0, 1], repeat=5)]
    safe = {tuple(term) for term in terms if not covers(term, negative).any()}
    primes = [term for term in safe if covers(term, positive).any() and not shorter(term) & safe]
    covering = [[term for term in primes if covers(term, row[None]).all()] for row in positive]
    needed = {found[0] for found in covering if len(found) == 1}
    assert needed == {(1, 1, 1, -1, -1), (1, 1, -1, 1, -1), (1, -1, 1, 1, -1)}
    assert all(needed & set(found) for found in covering)


def covers(term, rows):
    return ((np.array(term) == -1) | (rows == term)).all(axis=1)


def shorter(term):
    """Return the terms with one condition less."""
    return {(*term[:place], -1, *term[place + 1 :]) for place, value in enumerate(term) if value != -1}
