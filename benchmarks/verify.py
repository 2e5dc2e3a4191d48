"""Checks of what was timed, written without the code that is checked.

A conjunction is a row of integers, -1 for a condition that is not in it. Two of the checks do more than look
at what was returned:

- Prime implicants made by chance (a positive row from which literals are dropped in random order as long as
  no row to avoid is covered) must all be among those returned.
- The number of covers with m implicants is, by inclusion and exclusion over the sets S of positive rows that
  are left out, the sum of (-1)^|S| C(f(S), m), where f(S) is the number of implicants that cover no row of S.
  That gives the size of the smallest models and their number without a search, for up to 22 rows.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

import fsqca as fq

#: Positive rows (after leaving out those that are covered with another) up to which models are counted.
COUNTED_ROWS = 22
#: Cells of the chart up to which an integer program is asked for the size of the smallest models.
PROGRAM_CELLS = 400_000


def contain(cubes: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return which cubes contain which rows, shape (n_cubes, n_rows)."""
    inside = np.ones((len(cubes), len(rows)), dtype=bool)
    for cube, row in zip(cubes.T, rows.T, strict=True):
        inside &= (cube[:, None] < 0) | (cube[:, None] == row)
    return inside


def overlaps(cubes: np.ndarray, others: np.ndarray) -> bool:
    """Return whether a cube of one table has a configuration in common with a cube of the other."""
    together = np.ones((len(cubes), len(others)), dtype=bool)
    for one, other in zip(cubes.T, others.T, strict=True):
        together &= (one[:, None] < 0) | (other < 0) | (one[:, None] == other)
    return bool(together.any())


def check_models(on: np.ndarray, off: np.ndarray, models: list[np.ndarray]) -> None:
    """Raise if a model misses a positive row, covers one to avoid, has a superfluous term, or comes twice."""
    for cubes in models:
        chart = contain(cubes, on)
        assert chart.any(axis=0).all(), "a positive row is not covered"
        assert not overlaps(cubes, off), "a row to avoid is covered"
        assert chart[:, chart.sum(axis=0) == 1].any(axis=1).all(), "a term can be taken out of a model"
    distinct = {frozenset(map(tuple, cubes.tolist())) for cubes in models}
    assert len(distinct) == len(models), "a model is listed twice"


def check_primes(
    on: np.ndarray, off: np.ndarray, cubes: np.ndarray, *, complete: bool = True, samples: int = 50
) -> None:
    """Raise if an implicant can be shortened or covers nothing, or one made by chance is not among them."""
    rng = np.random.default_rng(0)
    known = set(map(tuple, cubes.tolist()))
    assert len(known) == len(cubes), "an implicant is listed twice"
    sample = cubes[rng.permutation(len(cubes))[:samples]]
    assert contain(sample, on).any(axis=1).all(), "an implicant covers no positive row"
    assert not overlaps(sample, off), "an implicant covers a row to avoid"
    for cube in sample:
        assert tuple(shortened(cube, off, rng).tolist()) == tuple(cube.tolist()), "an implicant is not prime"
    if complete:
        for row in on[rng.integers(0, len(on), samples)]:
            assert tuple(shortened(row, off, rng).tolist()) in known, "a prime implicant is missing"


def shortened(cube: np.ndarray, off: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the cube without the literals that can be dropped, tried in random order."""
    cube = cube.copy()
    for column in rng.permutation(np.flatnonzero(cube >= 0)):
        value, cube[column] = cube[column], -1
        if overlaps(cube[None], off):
            cube[column] = value
    return cube


def hardest_rows(chart: np.ndarray) -> np.ndarray:
    """Return the chart (implicants x rows) without the rows that are covered wherever another row is."""
    columns = np.unique(chart.T, axis=0)
    columns = columns[np.argsort(columns.sum(axis=1), kind="stable")]
    kept: list[np.ndarray] = []
    for column in columns:
        if not any((column[other]).all() for other in kept):
            kept.append(column)
    return np.array(kept, dtype=bool).T


def smallest_covers(chart: np.ndarray) -> tuple[int, int] | None:
    """Return the size of the smallest covers and their number (modulo 2^64); None beyond 22 rows."""
    hard = hardest_rows(chart)
    n_rows = hard.shape[1]
    if n_rows > COUNTED_ROWS:
        return None
    masks = hard @ (1 << np.arange(n_rows))
    inside = np.bincount(masks, minlength=1 << n_rows)
    for bit in range(n_rows):  # from "exactly these rows" to "only among these rows"
        halves = inside.reshape(-1, 2, 1 << bit)
        halves[:, 1] += halves[:, 0]
    odd = (n_rows - np.bitwise_count(np.arange(1 << n_rows))) % 2 == 1
    for size in range(1, n_rows + 1):
        ways = [math.comb(number, size) % 2**64 for number in range(len(chart) + 1)]
        terms = np.array(ways, dtype=np.uint64)[inside]
        with np.errstate(over="ignore"):
            number = terms[~odd].sum(dtype=np.uint64) - terms[odd].sum(dtype=np.uint64)
        if number:
            return size, int(number)
    raise AssertionError("a positive row is covered by no implicant")


def size_by_program(chart: np.ndarray, seconds: float) -> tuple[int, int] | None:
    """Return bounds of the size of the smallest covers, from an integer program; None for large charts."""
    lines = np.unique(hardest_rows(chart), axis=0)
    if lines.size > PROGRAM_CELLS:
        return None
    found = milp(
        np.ones(len(lines)),
        constraints=LinearConstraint(lines.T.astype(float), lb=1),
        integrality=np.ones(len(lines)),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds},
    )
    if found.x is None or found.mip_dual_bound is None:
        return None
    return math.ceil(found.mip_dual_bound - 1e-6), round(found.fun)


def verify(
    on: np.ndarray, off: np.ndarray, solution: fq.Solution, *, primes: bool = True, seconds: float = 10
) -> str:
    """Raise if a solution is wrong; return what was confirmed of the size and the number of its models.

    Parameters
    ----------
    on, off : ndarray of int
        The positive rows, and the rows and cubes to avoid.
    solution : Solution
        Of ``ties="minimum"``.
    primes : bool, default True
        Whether its implicants are those of `on` and `off`; not so where an intermediate solution has several
        models, whose rows to avoid differ.
    seconds : float, default 10
        For an integer program, where models are too many to be counted by inclusion and exclusion.
    """
    check_models(on, off, [model.cubes for model in solution.models])
    if not primes:
        return "valid"
    check_primes(on, off, solution.implicant_cubes, complete=solution.all_prime_implicants)
    lower, upper = solution.bounds
    assert all(len(model.cubes) == upper for model in solution.models), "a model is not of the size stated"
    if not solution.all_prime_implicants:
        return "valid"
    chart = contain(solution.implicant_cubes, on)
    counted = smallest_covers(chart)
    if counted is not None:
        size, number = counted
        assert lower <= size <= upper, f"the smallest models have {size} terms, not {lower} to {upper}"
        if not solution.n_models_exact:
            return "size"
        assert (size, number) == (upper, solution.n_models % 2**64), f"there are {number} models of {size}"
        return "size and number"
    program = size_by_program(chart, seconds)
    if program is None:
        return "valid"
    assert lower <= program[1], f"a model of {program[1]} terms exists, below the lower bound {lower}"
    assert program[0] <= upper, f"no model has {upper} terms: at least {program[0]}"
    return "size" if program[0] == program[1] == upper else "valid"
