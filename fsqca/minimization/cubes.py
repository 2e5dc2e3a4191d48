"""Cubes: conjunctions as rows of small integers, -1 where a condition is not in the conjunction.

A cube stands for all configurations that agree with it. Sets of configurations are kept as lists of cubes, so
the logical remainders, of which there may be billions, are counted, intersected and subtracted without being
enumerated.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fsqca._types import Bools, Ints
from fsqca.minimization.sharp import Code, Coding, difference

#: "not in the conjunction"
FREE = -1


def as_cubes(rows: object, argument: str, n_conditions: int | None = None) -> Ints:
    """Return `rows` as an integer array of shape (n, k), or raise."""
    from fsqca.errors import ArgumentError

    try:
        array = np.asarray(rows)
    except ValueError as error:
        raise ArgumentError(f"{argument} must be a table: all its rows must have the same length.") from error
    if array.size == 0:
        width = array.shape[1] if array.ndim == 2 else (n_conditions or 0)
        return np.empty((0, width), dtype=np.int64)
    if array.ndim != 2:
        raise ArgumentError(
            f"{argument} must be a table of shape (rows, conditions), not of shape {array.shape}."
        )
    if array.dtype == bool or not np.issubdtype(array.dtype, np.number) or np.iscomplexobj(array):
        raise ArgumentError(f"{argument} must hold whole numbers, not {array.dtype}.")
    whole = np.isfinite(array) & (np.round(array) == array)
    if not whole.all():
        raise ArgumentError(f"{argument} must hold whole numbers, but holds {float(array[~whole][0])!r}.")
    return array.astype(np.int64)


def matches(cubes: Ints, rows: Ints) -> Bools:
    """Return which cubes contain which configurations, shape (n_cubes, n_rows).

    `rows` may themselves be cubes; then the answer is whether the cube contains the whole of the other.
    """
    result = np.ones((len(cubes), len(rows)), dtype=bool)
    for column in range(cubes.shape[1]):
        literal = cubes[:, column]
        used = np.flatnonzero(literal >= 0)
        if len(used):
            result[used] &= literal[used, None] == rows[None, :, column]
    return result


def meet(cubes: Ints, others: Ints) -> Bools:
    """Return which cubes have a configuration in common with which others, shape (n_cubes, n_others)."""
    result = np.ones((len(cubes), len(others)), dtype=bool)
    for column in range(cubes.shape[1]):
        one, other = cubes[:, None, column], others[None, :, column]
        result &= (one == other) | (one == FREE) | (other == FREE)
    return result


def order(cubes: Ints) -> Ints:
    """Return the positions that sort cubes as solutions list them.

    Fewer literals first; then condition by condition: present (highest value first) before negated, and
    either before "not in the conjunction".
    """
    literals = (cubes >= 0).sum(axis=1)
    keys = [-cubes[:, column] for column in range(cubes.shape[1] - 1, -1, -1)]
    return np.lexsort([*keys, literals]).astype(np.int64)


def complement(cubes: Ints, levels: Sequence[int]) -> Ints:
    """Return disjoint cubes that hold every configuration outside all of `cubes`, shape (n, k)."""
    return subtract(np.full((1, len(levels)), FREE), cubes, levels)


def subtract(cubes: Ints, others: Ints, levels: Sequence[int]) -> Ints:
    """Return disjoint cubes that hold what is in any of `cubes` and in none of `others`, shape (n, k)."""
    coding = Coding(levels)
    gone = coding.encode(others)
    parts: list[Code] = []
    for cube in coding.encode(cubes):
        parts.extend(difference(cube, gone, coding))
        gone.append(cube)
    return coding.decode(parts)


def size(cubes: Ints, levels: Sequence[int]) -> int:
    """Return the number of configurations in cubes that do not overlap."""
    total = 0
    for cube in cubes.tolist():
        number = 1
        for value, n_levels in zip(cube, levels, strict=True):
            if value == FREE:
                number *= n_levels
        total += number
    return total


def configurations(cubes: Ints, levels: Sequence[int]) -> Ints:
    """Return every configuration in cubes that do not overlap, shape (n, k), in no particular order."""
    blocks: list[Ints] = []
    for cube in cubes:
        free = np.flatnonzero(cube == FREE)
        block = np.tile(cube, (size(cube[None], levels), 1))
        if len(free):
            grid = np.indices([int(levels[column]) for column in free.tolist()]).reshape(len(free), -1)
            block[:, free] = grid.T
        blocks.append(block)
    return np.concatenate(blocks) if blocks else np.empty((0, len(levels)), dtype=np.int64)
