"""From a truth table to the map of its codings and solutions over all cut-offs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Unpack

import numpy as np

from fsqca._checks import check_choice, check_count, check_fraction
from fsqca._types import Ints
from fsqca.cutoffs.cells import AXES, ORDER, Cell, CellSpace, axes_of, cell_ranges, cell_space
from fsqca.cutoffs.result import CutoffMap
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, TooLargeError
from fsqca.minimization import minimize
from fsqca.minimization.analysis import SolveOptions
from fsqca.minimization.expectations import ExpectationsLike
from fsqca.minimization.limits import Limits
from fsqca.minimization.settings import Kind
from fsqca.minimization.solution import Solution
from fsqca.truth_table.history import last_codes
from fsqca.truth_table.table import TruthTable

#: Cells that are looked at at most.
MOST_CELLS = 1_000_000


def map_cutoffs(
    table: TruthTable,
    solution: Kind = "parsimonious",
    *,
    expectations: ExpectationsLike | None = None,
    frequency: tuple[int, int] | None = None,
    consistency: tuple[float, float] | None = None,
    pri: tuple[float, float] | None = None,
    max_codings: int = 1000,
    **options: Unpack[SolveOptions],
) -> CutoffMap:
    """Return every coding of a truth table over all cut-offs, and the solution of each.

    Parameters
    ----------
    table : TruthTable
        Made from data. Its own cut-offs are "today's".
    solution : {"conservative", "intermediate", "parsimonious"}, default "parsimonious"
    expectations : mapping or sequence of expressions, optional
        Directional expectations, as for :func:`fsqca.minimize`.
    frequency, consistency, pri : tuple of two numbers, optional
        Least and highest cut-off to look at. Default: all there are. Cells that the range touches are looked
        at whole.
    max_codings : int, default 1000
        Distinct pairs of positive and negative rows that are minimized at most, those nearest to today's
        cut-offs first; 0 maps the codings alone. What was not minimized is marked, and a note says so.
    **options
        Further options of :func:`fsqca.minimize`, such as `exclude`, `ties` or `time_limit` (for each
        minimization).

    Returns
    -------
    CutoffMap

    Raises
    ------
    DataError
        If the table has no sums behind it and cannot be coded again.
    TooLargeError
        If there are more than 1 000 000 cells.

    Notes
    -----
    A cut-off acts only where it passes the value of a row, so the map is exact and has no step: its cells are
    the intervals between the values of the rows. A value passes cut-offs up to 1e-9 above it, as in coding;
    values that differ by less than 1e-12 differ by rounding and count as one. The lower cut-off for
    contradictions stays as it is, and consistency cut-offs are those above it. Rows coded by hand keep their
    code everywhere.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> data = pd.DataFrame(
    ...     {"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.7, 0.3, 0.2]}
    ... )
    >>> cutoffs = fq.build_truth_table(data, "Y").map_cutoffs()
    >>> cutoffs
    <CutoffMap parsimonious for Y: 24 cells, 5 codings, 5 solutions>
    >>> cutoffs.ranges.query("what == 'solution'")["interval"].tolist()
    ['1', '(0.545455, 0.923077]', '[0, 0.857143]']
    """
    if not isinstance(table, TruthTable):
        raise ArgumentTypeError(
            f"table must be a TruthTable, such as build_truth_table() returns, not {type(table).__name__}."
        )
    if table.sums is None:
        raise DataError(
            "This truth table has no sums behind it, so it cannot be coded with other cut-offs: "
            "make it with build_truth_table()."
        )
    check_choice("solution", solution, ("conservative", "parsimonious", "intermediate"))
    unknown = [name for name in options if name not in SolveOptions.__annotations__]
    if unknown:
        raise ArgumentTypeError(f"map_cutoffs() has no option {unknown[0]!r}.")
    max_codings = check_count("max_codings", max_codings, least=0)
    coding = table.settings.coding
    ranges: list[tuple[float, float] | None] = [
        _range("frequency", frequency),
        _range("consistency", consistency),
        _range("pri", pri),
    ]
    axes = axes_of(table.n, table.consistency, table.pri, coding)
    within = cell_ranges(axes, ranges)
    for name, (first, last) in zip(AXES, within, strict=True):
        if first >= last:
            raise ArgumentError(f"{name} holds no cut-off that is possible.")
    number = int(np.prod([last - first for first, last in within]))
    if number > MOST_CELLS:
        raise TooLargeError(
            f"The cut-offs fall into {number} cells; at most {MOST_CELLS} are looked at. Narrow them, for "
            "example with consistency=(0.7, 0.95) or frequency=(1, 5)."
        )
    by_hand = {table.numbers.index(row): code for row, code in last_codes(table).items()}
    space = cell_space(axes, table.consistency, coding, by_hand, within)
    today = space.cell_of((coding.frequency, coding.consistency, coding.pri))
    progress, options["progress"] = options.get("progress"), False
    found, solution_of, posed = _solutions(
        table, space, _order(space, today), solution, expectations, max_codings, options, progress
    )
    return CutoffMap(table, solution, space, today, found, solution_of, posed, max_codings)


def _range(name: str, given: object) -> tuple[float, float] | None:
    """Return a range of cut-offs, checked."""
    if given is None:
        return None
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 2:
        example = "(1, 5)" if name == "frequency" else "(0.7, 0.95)"
        raise ArgumentTypeError(
            f"{name} must be the least and the highest cut-off such as {example}, not {given!r}."
        )
    if name == "frequency":
        low, high = (float(check_count(f"{name}[{i}]", value)) for i, value in enumerate(given))
    else:
        low, high = (check_fraction(f"{name}[{i}]", value) for i, value in enumerate(given))
    if low > high:
        raise ArgumentError(f"{name} is {given!r}, but the least cut-off must not be above the highest.")
    return low, high


def _order(space: CellSpace, today: Cell | None) -> list[tuple[int, Cell]]:
    """Return the codings by distance from today's cell in cells, each with its nearest cell."""
    centre = (0, 0, 0) if today is None else today
    steps = sum(np.abs(grid - at) for grid, at in zip(np.indices(space.coding_of.shape), centre, strict=True))
    flat = space.coding_of.ravel()
    order = np.argsort(np.asarray(steps).ravel(), kind="stable")
    _, first = np.unique(flat[order], return_index=True)
    places = [np.unravel_index(order[i], space.coding_of.shape) for i in np.sort(first)]
    cells = [(int(place[0]), int(place[1]), int(place[2])) for place in places]
    return [(int(space.coding_of[cell]), cell) for cell in cells]


def _solutions(
    table: TruthTable,
    space: CellSpace,
    order: list[tuple[int, Cell]],
    kind: Kind,
    expectations: ExpectationsLike | None,
    most: int,
    options: SolveOptions,
    progress: bool | None,
) -> tuple[tuple[Solution, ...], Ints, int]:
    """Return the distinct solutions, which coding has which (-1: none), and how many problems there are."""
    solution_of = np.full(len(space.codings), -1, dtype=np.int64)
    contradictory = ORDER.index("C")
    aside = bool(options.get("include"))
    problems: dict[bytes, int] = {}
    known: dict[tuple[object, ...], int] = {}
    found: list[Solution] = []
    posed: set[bytes] = set()
    if kind == "intermediate" and expectations is None:
        most = max(most, 1)  # minimize() says what is missing
    with Limits(progress=progress) as limits:
        for done, (coding, cell) in enumerate(order):
            codes = space.codings[coding]
            key = (codes if aside else np.where(codes == contradictory, ORDER.index("0"), codes)).tobytes()
            posed.add(key)
            if key not in problems:
                if len(problems) >= most:
                    continue
                limits.show("Minimizing", done / len(order))
                one = _minimized(table, space, coding, cell, kind, expectations, options)
                terms = (one.n_models, one.n_models_exact, *(model.cubes.tobytes() for model in one.models))
                if terms not in known:
                    known[terms] = len(found)
                    found.append(one)
                problems[key] = known[terms]
            solution_of[coding] = problems[key]
    return tuple(found), solution_of, len(posed)


def _minimized(
    table: TruthTable,
    space: CellSpace,
    coding: int,
    cell: Cell,
    kind: Kind,
    expectations: ExpectationsLike | None,
    options: SolveOptions,
) -> Solution:
    frequency, consistency, pri = space.cut_offs(cell)
    cut_offs = replace(table.settings.coding, frequency=frequency, consistency=consistency, pri=pri)
    codes = space.codes(coding)
    coded = replace(table, settings=replace(table.settings, coding=cut_offs), codes=codes)
    return minimize(coded, kind, expectations=expectations, **options)
