"""How well a case, or a pair of cases, serves a case study: one number each, lower is better.

The ideas are those of Schneider and Rohlfing: a typical case is a high member of the set, and its membership
in the outcome is close to that in the set; a deviant case is far from the diagonal; two cases that are
compared should differ where a difference is expected and be alike elsewhere. The numbers are those that the
package SetMethods reports.

Numpy only: no frames, no names. Nothing here is checked.

References
----------
Schneider, C. Q., & Rohlfing, I. (2013). Combining QCA and process tracing in set-theoretic multi-method
research. Sociological Methods & Research, 42(4), 559-597.

Schneider, C. Q., & Rohlfing, I. (2019). Set-theoretic multimethod research: The role of test corridors and
conjunctions for case selection. Swiss Political Science Review, 25(3).

Oana, I.-E., & Schneider, C. Q. (2018). SetMethods: An add-on R package for advanced QCA. The R Journal,
10(1), 507-533.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from fsqca._types import Bools, Floats, Ints

#: Scores are sums of memberships: those that differ by less are tied.
DECIMALS = 9


# ---- single cases


def typical(x: Floats, y: Floats) -> Floats:
    """Return 2|y - x| + (1 - x): close to the diagonal, and a high member."""
    score: Floats = 2.0 * np.abs(y - x) + (1.0 - x)
    return score


def typical_of_conjunct(focal: Floats, term: Floats, y: Floats) -> Floats:
    """Return 2|y - f| + |f - t| + (1 - f), f the focal conjunct and t the whole term."""
    score: Floats = 2.0 * np.abs(y - focal) + np.abs(focal - term) + (1.0 - focal)
    return score


def deviant_for_consistency(x: Floats, y: Floats) -> Floats:
    """Return (1 - (x - y)) + (1 - x): far below the diagonal, and a high member.

    The same number ranks the cases that deviate for the relevance of a necessary condition.
    """
    score: Floats = (1.0 - (x - y)) + (1.0 - x)
    return score


def deviant_for_coverage(row: Floats) -> Floats:
    """Return 1 - w, w the membership in the truth table row that the case is in."""
    return 1.0 - row


def deviant_for_necessity(x: Floats, y: Floats) -> Floats:
    """Return 1 - (y - x): far above the diagonal."""
    return 1.0 - (y - x)


# ---- pairs: the first index is that of the first case


def typical_and_typical(
    focal: tuple[Floats, Floats], others: tuple[Floats, Floats], y: tuple[Floats, Floats]
) -> Floats:
    """Return (0.5 - (f1 - f2)) + (0.5 - (y1 - y2)) + |c1 - c2| + 2|y1 - f1| + 2|y2 - f2|."""
    (f1, f2), (c1, c2), (y1, y2) = focal, others, y
    contrast: Floats = (0.5 - (f1 - f2)) + (0.5 - (y1 - y2))
    return contrast + np.abs(c1 - c2) + 2.0 * np.abs(y1 - f1) + 2.0 * np.abs(y2 - f2)


def typical_and_irrelevant(
    focal: tuple[Floats, Floats], y: tuple[Floats, Floats], others: tuple[Floats, Floats] | None = None
) -> Floats:
    """Return (1 - (f1 - f2)) + (1 - (y1 - y2)) + |c1 - c2| + 2|y1 - f1| + |y2 - f2|.

    The part on the complementary conjuncts is left out where there are none.
    """
    (f1, f2), (y1, y2) = focal, y
    score: Floats = (1.0 - (f1 - f2)) + (1.0 - (y1 - y2)) + 2.0 * np.abs(y1 - f1) + np.abs(y2 - f2)
    return score if others is None else score + np.abs(others[0] - others[1])


def alike_in_x(x: tuple[Floats, Floats], y: tuple[Floats, Floats]) -> Floats:
    """Return |x1 - x2| + (1 - (y1 - y2)) + (1 - x1) + (1 - x2).

    For a case with and a case without the outcome that should be the same, high members: typical and deviant
    for consistency or relevance (x the membership in the term), deviant for coverage and irrelevant (x the
    membership in the row that both are in).
    """
    (x1, x2), (y1, y2) = x, y
    score: Floats = np.abs(x1 - x2) + (1.0 - (y1 - y2)) + (1.0 - x1) + (1.0 - x2)
    return score


def alike_in_y(x: tuple[Floats, Floats], y: tuple[Floats, Floats]) -> Floats:
    """Return (1 - (x1 - x2)) + |y1 - y2|: typical and deviant for the consistency of necessity."""
    (x1, x2), (y1, y2) = x, y
    score: Floats = (1.0 - (x1 - x2)) + np.abs(y1 - y2)
    return score


# ---- order


def clean_corridor(focal: Floats, others: Floats, y: Floats) -> Bools:
    """Return whether no complementary conjunct lies in the corridor from the focal conjunct to the outcome.

    The complementary conjuncts are taken together, by their minimum.
    """
    between: Bools = (focal < others) & (others < y)
    return ~between


def ranks(keys: Sequence[npt.NDArray[Any]], groups: Ints | None = None) -> tuple[Ints, Ints]:
    """Return the order of the items by these keys, lower first, and the rank of each, ties alike.

    Parameters
    ----------
    keys : sequence of ndarray, shape (n,)
        The most important first. Floats are tied where they agree to nine decimals.
    groups : ndarray of int, shape (n,), optional
        Ranks start anew in every group; the order goes by group first.

    Returns
    -------
    order : ndarray of int, shape (n,)
        Positions of the items, best first.
    rank : ndarray of int, shape (n,)
        1 + the number of items of the group that are better, by position of the item.

    Examples
    --------
    >>> order, rank = ranks([np.array([0.3, 0.1, 0.3, 0.7])])
    >>> order.tolist(), rank.tolist()
    ([1, 0, 2, 3], [2, 1, 2, 4])
    """
    n = len(keys[0])
    columns = [np.round(key, DECIMALS) if key.dtype.kind == "f" else key.astype(np.int64) for key in keys]
    group = np.zeros(n, dtype=np.int64) if groups is None else groups
    order = np.lexsort((*reversed(columns), group)).astype(np.int64)
    place = np.arange(n)
    new_group = np.ones(n, dtype=bool)
    new_group[1:] = group[order][1:] != group[order][:-1]
    new_value = new_group.copy()
    for column in columns:
        new_value[1:] |= column[order][1:] != column[order][:-1]
    first = np.maximum.accumulate(np.where(new_group, place, 0))
    shared = np.maximum.accumulate(np.where(new_value, place, 0))
    rank = np.empty(n, dtype=np.int64)
    rank[order] = shared - first + 1
    return order, rank
