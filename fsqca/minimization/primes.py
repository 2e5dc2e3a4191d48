"""Prime implicants as minimal hitting sets: from positive rows and rows to avoid, not from remainders.

A conjunction that covers the positive row p is p with some literals dropped. It avoids a row n exactly if it
keeps a literal on which p and n differ. So the shortest conjunctions that cover p and avoid every forbidden
row keep the minimal sets of conditions that meet, for each forbidden row, the set of conditions on which it
differs from p. The cost follows the number of observed rows, not 2^k. Forbidden rows may be cubes;
multi-value conditions need nothing extra.

Worst case: the number of prime implicants itself, which can grow as 3^k / k.

References
----------
Quine, W. V. (1955). A way to simplify truth functions. American Mathematical Monthly, 62(9), 627-631.

McCluskey, E. J. (1956). Minimization of Boolean functions. Bell System Technical Journal, 35(6), 1417-1444.

Thiem, A., & Dusa, A. (2013). Boolean minimization in social science research. Social Science Computer
Review, 31(4), 505-521.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from fsqca._checks import listed
from fsqca._types import Ints, Words
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.hitting_sets import iterate_hitting_sets, minimal_edges, minimal_hitting_sets
from fsqca.minimization.limits import Limits

#: Cells of the table (positive rows x forbidden rows) compared at once.
_CELLS = 1 << 22
#: Conditions that fit a machine word; beyond, Python integers take over.
WORD = 64


def prime_implicants(on: npt.ArrayLike, off: npt.ArrayLike, levels: Sequence[int] | None = None) -> Ints:
    """Return every prime implicant of "not off" that covers a row of `on`.

    Parameters
    ----------
    on : array_like of int, shape (p, k)
        Positive configurations, values 0, 1, 2, ....
    off : array_like of int, shape (q, k)
        Configurations to avoid; -1 means any value, so a row may be a cube.
    levels : sequence of int, length k, optional
        Number of values of each condition, used to check `on` and `off`. Default: highest value seen + 1, at
        least 2.

    Returns
    -------
    ndarray of int, shape (m, k)
        Prime implicants, -1 for a condition that is not in the term. Fewer literals first; then condition by
        condition: present (highest value first) before negated, either before "not in the term".

    Raises
    ------
    ArgumentError
        If shapes or values do not fit, or a row of `on` lies inside `off`.

    Notes
    -----
    Literals are single values: a term says ``A{1}`` or nothing about A. Without any row in `off` the only
    prime implicant is the empty term (all -1).

    Examples
    --------
    >>> prime_implicants([[1, 1], [1, 0]], [[0, 0], [0, 1]]).tolist()
    [[1, -1]]
    >>> prime_implicants([[1, 1, 1]], [[0, -1, 1], [1, 0, 0]]).tolist()
    [[1, 1, -1], [1, -1, 1]]
    """
    positive = _cubes.as_cubes(on, "on")
    forbidden = _cubes.as_cubes(off, "off", positive.shape[1])
    if len(positive) == 0:
        return np.empty((0, forbidden.shape[1]), dtype=np.int64)
    if positive.shape[1] != forbidden.shape[1]:
        raise ArgumentError(f"on has {positive.shape[1]} conditions, but off has {forbidden.shape[1]}.")
    if positive.shape[1] == 0:
        raise ArgumentError("on has no conditions (columns).")
    _check_values(positive, forbidden, levels)
    return bounded_prime_implicants(positive, forbidden)[0]


def bounded_prime_implicants(
    positive: Ints, forbidden: Ints, limits: Limits | None = None
) -> tuple[Ints, bool]:
    """Return prime implicants as far as the limits allow, and whether these are all.

    Where they are not all, they are the shortest ones found, and every positive row is covered.

    Parameters
    ----------
    positive : ndarray of int, shape (p, k)
        Positive configurations, at least one.
    forbidden : ndarray of int, shape (q, k)
        Configurations and cubes to avoid.
    limits : Limits, optional
        Default: none.
    """
    return many_prime_implicants(positive, [forbidden], limits)[0]


def many_prime_implicants(
    positive: Ints, avoided: Sequence[Ints], limits: Limits | None = None
) -> list[tuple[Ints, bool]]:
    """Return the same for the same positive rows and several sets of what to avoid, all looked for at once.

    Parameters
    ----------
    positive : ndarray of int, shape (p, k)
    avoided : sequence of ndarray of int, each of shape (q, k)
    limits : Limits, optional
        The limits of all of them together.
    """
    positive = np.unique(positive, axis=0)
    if positive.shape[1] > WORD:
        return [_wide(positive, forbidden, limits) for forbidden in avoided]
    families: list[Words] = []
    for forbidden in avoided:
        step = max(1, _CELLS // max(1, len(forbidden)))
        for start in range(0, len(positive), step):
            families.extend(_edges(positive[start : start + step], forbidden))
    family, kept, complete = minimal_hitting_sets(families, limits)
    by = np.argsort(family, kind="stable")
    family, kept = family[by], kept[by]
    bounds = np.searchsorted(family, len(positive) * np.arange(len(avoided) + 1)).tolist()
    found: list[tuple[Ints, bool]] = []
    for start, stop in pairwise(bounds):
        terms = _distinct(positive, family[start:stop] % len(positive), kept[start:stop])
        if limits is not None and len(terms) > limits.max_implicants:
            found.append((_shortest(terms, positive, limits.max_implicants), False))
        else:
            found.append((terms, complete))
    return found


def _shortest(terms: Ints, positive: Ints, number: int) -> Ints:
    """Return the first terms, and the first one over each row that they leave uncovered."""
    chosen = terms[:number]
    left = positive[~_cubes.matches(chosen, positive).any(axis=0)]
    more: list[Ints] = []
    while len(left):
        over = terms[np.argmax(_cubes.matches(terms, left[:1])[:, 0])][None]
        more.append(over)
        left = left[~_cubes.matches(over, left)[0]]
    return np.concatenate([chosen, *more])[_cubes.order(np.concatenate([chosen, *more]))]


def _check_values(positive: Ints, forbidden: Ints, levels: Sequence[int] | None) -> None:
    if (positive < 0).any():
        raise ArgumentError(
            f"on must hold configurations (values 0, 1, 2, ...), but holds {int(positive.min())}."
        )
    if len(forbidden) and forbidden.min() < -1:
        raise ArgumentError(
            f"off must hold values 0, 1, 2, ... or -1 for any, but holds {int(forbidden.min())}."
        )
    if levels is None:
        return
    if not isinstance(levels, Sequence | np.ndarray) or not all(
        isinstance(number, int | np.integer) and number >= 1 for number in levels
    ):
        raise ArgumentTypeError(f"levels must hold the number of values of each condition, not {levels!r}.")
    if len(levels) != positive.shape[1]:
        raise ArgumentError(f"levels has {len(levels)} numbers for {positive.shape[1]} conditions.")
    for name, table in (("on", positive), ("off", forbidden)):
        too_high = (table >= np.asarray(levels)).any(axis=0)
        if too_high.any():
            column = int(np.flatnonzero(too_high)[0])
            raise ArgumentError(
                f"{name} holds the value {int(table[:, column].max())} in condition {column}, "
                f"which has {int(levels[column])} values (0 to {int(levels[column]) - 1})."
            )


def _edges(positive: Ints, forbidden: Ints) -> list[Words]:
    """Return, for each positive row, the minimal sets of conditions on which forbidden rows differ."""
    masks = np.zeros((len(positive), len(forbidden)), dtype=np.uint64)
    for column in range(positive.shape[1]):
        named = np.flatnonzero(forbidden[:, column] >= 0)
        differs = positive[:, column, None] != forbidden[None, named, column]
        masks[:, named] |= differs.astype(np.uint64) << np.uint64(column)
    inside = (masks == 0).any(axis=1)
    if inside.any():
        raise _covered_by_off(positive[inside])
    return [minimal_edges(row) for row in masks]


def _covered_by_off(rows: Ints) -> ArgumentError:
    return ArgumentError(
        f"on and off overlap: {listed([row.tolist() for row in rows], 3)} "
        f"{'is' if len(rows) == 1 else 'are'} in both. "
        "A configuration is positive or to be avoided, not both."
    )


def _distinct(positive: Ints, row: Ints, kept: Words) -> Ints:
    """Return the terms (row restricted to the kept conditions), each once, in the documented order."""
    n_conditions = positive.shape[1]
    highest = positive.max(axis=0)
    # A term as one number per word: (literals, then per condition highest value first, absent last).
    widths = [int(value + 1).bit_length() for value in highest]
    words: list[Words] = [np.bitwise_count(kept).astype(np.uint64)]
    room = 64 - 7
    for column in range(n_conditions):
        if widths[column] > room:
            words.append(np.zeros(len(kept), dtype=np.uint64))
            room = 64
        has = (kept >> np.uint64(column)) & np.uint64(1)
        rank = (highest[column] - positive[:, column]).astype(np.uint64)[row]
        code = np.where(has == 1, rank, np.uint64(highest[column] + 1))
        words[-1] = (words[-1] << np.uint64(widths[column])) | code
        room -= widths[column]
    if len(words) == 1:
        _, first = np.unique(words[0], return_index=True)
    else:
        by = np.lexsort(words[::-1])
        new = np.zeros(len(by), dtype=bool)
        new[:1] = True
        for word in words:
            ordered = word[by]
            new[1:] |= ordered[1:] != ordered[:-1]
        first = by[new]
    terms = positive[row[first]]
    literals = kept[first]
    for column in range(n_conditions):
        terms[(literals >> np.uint64(column)) & np.uint64(1) == 0, column] = _cubes.FREE
    return terms


def _wide(positive: Ints, forbidden: Ints, limits: Limits | None) -> tuple[Ints, bool]:
    """Return prime implicants over more conditions than a word has bits, and whether all."""
    terms: set[tuple[int, ...]] = set()
    complete = True
    cubes_to_avoid = forbidden.tolist()
    for done, row in enumerate(positive.tolist()):
        edges = {
            sum(1 << column for column, value in enumerate(cube) if value >= 0 and value != row[column])
            for cube in cubes_to_avoid
        }
        if 0 in edges:
            raise _covered_by_off(np.array([row]))
        share = sys.maxsize if limits is None else max(1, limits.max_implicants // len(positive))
        for number, kept in enumerate(iterate_hitting_sets(list(edges))):
            if number and (number >= share or (limits is not None and limits.out_of_time)):
                complete = False
                break
            terms.add(tuple(value if kept >> column & 1 else _cubes.FREE for column, value in enumerate(row)))
        if limits is not None:
            limits.show("Prime implicants", done / len(positive))
    result = np.array(sorted(terms), dtype=np.int64)
    return result[_cubes.order(result)], complete
