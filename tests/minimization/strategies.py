"""Random truth tables for the tests of minimization, seeded or drawn by hypothesis, and their way into fsqca.

The oracle speaks of cubes (tuples with -1), fsqca of names; the functions at the end translate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from hypothesis import strategies as st

import fsqca as fq
from tests import oracles

NAMES = "ABCDEFGH"

#: Numbers of values of the conditions: two-valued up to five conditions, three-valued up to four, and mixed.
SPACES = [
    (2,),
    (2, 2),
    (2, 2, 2),
    (2, 2, 2, 2),
    (2, 2, 2, 2, 2),
    (3,),
    (3, 3),
    (3, 3, 3),
    (3, 3, 3, 3),
    (2, 3),
    (4, 2, 3),
    (2, 3, 2, 2),
    (5, 2, 2),
]
#: The smaller ones, for whatever enumerates pairs of models.
SMALL_SPACES = [space for space in SPACES if np.prod(space) <= 32]


def random_table(seed: int, levels: Sequence[int], *, contradictions: bool = False) -> oracles.Table:
    """Return a table with random codes; how full it is and how many rows are positive vary with the seed."""
    rng = np.random.default_rng([seed, *levels])
    rows = oracles.all_rows(levels)
    size = int(rng.integers(1, min(len(rows), 24) + 1))
    observed = [rows[i] for i in sorted(rng.choice(len(rows), size, replace=False))]
    positive = rng.uniform(0.1, 0.7)
    weights = np.array([positive, 1 - positive, 0.25 if contradictions else 0.0, 0.1])
    codes = rng.choice(["1", "0", "C", "?"], size, p=weights / weights.sum())
    # More than nine positive rows make too many irredundant covers for brute force.
    extra = [i for i, code in enumerate(codes) if code == "1"][9:]
    codes[extra] = "0"
    return oracles.Table(tuple(levels), tuple(zip(observed, map(str, codes), strict=True)))


@st.composite
def tables(
    draw: st.DrawFn,
    spaces: Sequence[tuple[int, ...]] = SMALL_SPACES,
    codes: str = "10?",
    max_positive: int = 8,
) -> oracles.Table:
    """Return a table in one of the spaces, each row with a code; at most `max_positive` are positive."""
    levels = draw(st.sampled_from(spaces))
    rows = oracles.all_rows(levels)
    drawn = draw(st.lists(st.sampled_from(codes), min_size=len(rows), max_size=len(rows)))
    positive = [i for i, code in enumerate(drawn) if code == "1"]
    for i in positive[max_positive:]:
        drawn[i] = "0"
    return oracles.Table(levels, tuple(zip(rows, drawn, strict=True)))


def truth_table(table: oracles.Table, names: Sequence[str] = NAMES) -> fq.TruthTable:
    """Return the table as fsqca takes it."""
    conditions = list(names[: len(table.levels)])
    frame = pd.DataFrame([row for row, _ in table.codes], columns=conditions)
    frame["out"] = [code for _, code in table.codes]
    return fq.TruthTable.from_frame(
        frame, conditions, levels=dict(zip(conditions, table.levels, strict=True))
    )


def cube(term: fq.Expression | str, conditions: Sequence[str]) -> oracles.Cube:
    """Return the cube of a term, read from its text."""
    literals = {}
    for literal in str(term).split("*"):
        if literal == "1":
            continue
        name, brace, value = literal.partition("{")
        negated = name.startswith("~")
        literals[name.removeprefix("~")] = int(value.removesuffix("}")) if brace else 1 - negated
    assert set(literals) <= set(conditions), term
    return tuple(literals.get(name, oracles.ABSENT) for name in conditions)


def cubes(terms: Iterable[fq.Expression | str], conditions: Sequence[str]) -> list[oracles.Cube]:
    """Return the cubes of the terms, in their order."""
    return [cube(term, conditions) for term in terms]


def models(solution: fq.Solution, conditions: Sequence[str]) -> set[oracles.Model]:
    """Return the models of a solution as sets of cubes."""
    return {frozenset(cubes(model.terms, conditions)) for model in solution.models}


def rows_of(frame: pd.DataFrame, table: oracles.Table) -> frozenset[oracles.Row]:
    """Return the configurations of a frame, having checked that its row numbers belong to them."""
    rows = [tuple(int(value) for value in row) for row in frame[list(NAMES[: len(table.levels)])].to_numpy()]
    assert frame.index.tolist() == [oracles.row_number(row, table.levels) for row in rows]
    assert frame.index.name == "row"
    assert frame.index.is_monotonic_increasing
    return frozenset(rows)


def chart_of(solution: fq.Solution, table: oracles.Table) -> dict[oracles.Cube, frozenset[oracles.Row]]:
    """Return the prime implicant chart: each prime implicant with the positive rows that it covers."""
    conditions = NAMES[: len(table.levels)]
    chart = solution.chart
    return {
        cube(term, conditions): frozenset(
            oracles.row_of(int(number), table.levels) for number in line.index[line]
        )
        for term, line in chart.iterrows()
    }
