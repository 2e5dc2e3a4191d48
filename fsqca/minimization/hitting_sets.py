"""Minimal hitting sets: the combinatorial heart of minimization.

A hitting set of a family of sets ("edges") meets every edge; it is minimal when none of its members can be
taken out, which is so exactly when every member has an edge of its own, one that no other member meets.

The method is Berge multiplication, edge by edge: a set that already meets the next edge stays; any other is
extended by each element of that edge, and an extension is kept where every member still has an edge of its
own. Each minimal hitting set arises exactly once, so nothing has to be compared or absorbed afterwards.

Worst case: the number of intermediate sets can exceed the number of final ones by more than any polynomial;
on truth tables it stays close to it when short edges come first.

References
----------
Berge, C. (1989). Hypergraphs: Combinatorics of Finite Sets. North-Holland, ch. 2.
Murakami, K., & Uno, T. (2014). Efficient algorithms for dualizing large-scale hypergraphs. Discrete Applied
Mathematics, 170, 83-94 (the criterion that every member keeps an edge of its own).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fsqca._types import Bools, Ints, Words
from fsqca.minimization.limits import Limits

#: Sets extended at once; bounds the memory of a step.
_BATCH = 1 << 15
#: Sets followed at once, for each prime implicant asked for: several rows lead to the same implicant.
_SETS_PER_IMPLICANT = 4
#: Sets followed at once when there is no more time to follow all.
_IN_A_HURRY = 4000
_ONE = np.uint64(1)
_ZERO = np.uint64(0)


def minimal_edges(edges: Words) -> Words:
    """Return the edges of which no other edge is a part, smallest first, each once.

    Parameters
    ----------
    edges : ndarray of uint64, shape (n_edges,)
        Bit masks.
    """
    ordered = np.sort(edges)
    new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    rest = ordered[new]
    kept: list[Words] = [rest[:0]]
    while len(rest):
        sizes = np.bitwise_count(rest)
        smallest = sizes == sizes.min()
        group = rest[smallest]
        kept.append(group)
        rest = rest[~smallest]
        if len(rest):
            rest = rest[~_contains_any(rest, group)]
    return np.concatenate(kept)


def _contains_any(sets: Words, parts: Words) -> Bools:
    """Return which of the sets contain at least one of the parts."""
    if len(parts) > 1 and np.bitwise_count(parts[0]) == 1:
        # Parts of one element: one mask answers for all of them.
        together = np.bitwise_or.reduce(parts)
        meets: Bools = (sets & together) != 0
        return meets
    result = np.zeros(len(sets), dtype=bool)
    step = max(1, (1 << 20) // max(1, len(sets)))
    for start in range(0, len(parts), step):
        some = parts[start : start + step, None]
        result |= ((sets[None, :] & some) == some).any(axis=0)
    return result


def minimal_hitting_sets(families: Sequence[Words], limits: Limits | None = None) -> tuple[Ints, Words, bool]:
    """Return the minimal hitting sets of many families at once.

    Parameters
    ----------
    families : sequence of ndarray of uint64
        For each family its edges as bit masks, minimal ones only (see `minimal_edges`), smallest first.
    limits : Limits, optional
        Where more sets arise than it allows, or time is up, only the smallest of each family are followed
        further, and only one where all the time is up; every family keeps at least one.

    Returns
    -------
    family : ndarray of int, shape (n_sets,)
        Which family each set belongs to.
    sets : ndarray of uint64, shape (n_sets,)
        The minimal hitting sets as bit masks.
    complete : bool
        Whether these are all.
    """
    longest = max((len(edges) for edges in families), default=0)
    table = np.zeros((longest, len(families)), dtype=np.uint64)
    for position, edges in enumerate(families):
        table[: len(edges), position] = edges
    family = np.arange(len(families), dtype=np.int64)
    sets = np.zeros(len(families), dtype=np.uint64)
    complete = True
    for step in range(longest):
        if limits is not None:
            limits.show("Prime implicants", step / longest)
            share = _share(len(sets), len(families), limits)
            if share:
                complete = False
                family, sets = _smallest(family, sets, share)
        edge = table[step, family]
        missed = ((edge & sets) == 0) & (edge != 0)
        if not missed.any():
            continue
        which = np.flatnonzero(missed)
        grown = [(family[~missed], sets[~missed])]
        for start in range(0, len(which), _BATCH):
            if start and limits is not None and limits.out_of_time:
                complete = False
                break
            some = which[start : start + _BATCH]
            grown.append(_extend(table[:step], family[some], sets[some], edge[some]))
        family = np.concatenate([part[0] for part in grown])
        sets = np.concatenate([part[1] for part in grown])
    if not complete:
        # Sets that were left out may have been the only ones of a family that can be completed.
        lost = np.setdiff1d(np.arange(len(families)), family)
        family = np.concatenate([family, lost])
        own = [_one_hitting_set(families[position]) for position in lost.tolist()]
        sets = np.concatenate([sets, np.array(own, dtype=np.uint64)])
    return family, sets, complete


def _share(n_sets: int, n_families: int, limits: Limits) -> int:
    """Return how many sets each family may keep, 0 where all of them fit."""
    if limits.out_of_time:
        share = 1 if limits.overdue else max(1, _IN_A_HURRY // n_families)
        return share if n_sets > share * n_families else 0
    room = _SETS_PER_IMPLICANT * limits.max_implicants
    return max(1, room // n_families) if n_sets > max(room, n_families) else 0


def _smallest(family: Ints, sets: Words, share: int) -> tuple[Ints, Words]:
    """Return of each family the `share` sets with the fewest members."""
    by = np.lexsort((sets, np.bitwise_count(sets), family))
    family, sets = family[by], sets[by]
    first = np.searchsorted(family, family)
    kept = np.arange(len(family)) - first < share
    return family[kept], sets[kept]


def _one_hitting_set(edges: Words) -> int:
    """Return one minimal hitting set: of all elements, each taken out where no edge needs it."""
    chosen = int(np.bitwise_or.reduce(edges)) if len(edges) else 0
    masks = [int(edge) for edge in edges]
    left = chosen
    while left:
        bit = left & -left
        left ^= bit
        if all(edge & chosen & ~bit for edge in masks):
            chosen ^= bit
    return chosen


def _extend(earlier: Words, family: Ints, sets: Words, edge: Words) -> tuple[Ints, Words]:
    """Return the sets extended by each element of their edge, where every member keeps an edge of its own.

    A member's own edges are those of which it is the only member. Adding an element that lies in all own
    edges of a member would leave that member without one; these elements are collected first, so that no
    failing extension is ever made.
    """
    forbidden = np.zeros_like(sets)
    met = earlier[:, family] & sets
    alone = np.where((met & (met - _ONE)) == 0, met, _ZERO)
    left = sets.copy()
    everything = ~_ZERO
    edges = earlier[:, family]
    while left.any():
        member = left & (~left + _ONE)
        common = np.bitwise_and.reduce(np.where(alone == member, edges, everything), axis=0)
        forbidden |= np.where(member != 0, common & ~member, _ZERO)
        left &= left - (left != 0).astype(np.uint64)
    allowed = edge & ~forbidden
    families: list[Ints] = []
    results: list[Words] = []
    present = int(np.bitwise_or.reduce(allowed)) if len(allowed) else 0
    while present:
        bit = np.uint64(present & -present)
        present &= present - 1
        has = (allowed & bit) != 0
        families.append(family[has])
        results.append(sets[has] | bit)
    if not results:
        return family[:0], sets[:0]
    return np.concatenate(families), np.concatenate(results)


def _minimal_integers(edges: Sequence[int]) -> list[int]:
    kept: list[int] = []
    for edge in sorted(set(edges), key=int.bit_count):
        if not any(edge & part == part for part in kept):
            kept.append(edge)
    return kept


def _forbidden(chosen: int, earlier: Sequence[int]) -> int:
    """Return the elements that would leave a member of `chosen` without an edge of its own."""
    common: dict[int, int] = {}
    for edge in earlier:
        met = edge & chosen
        if met & (met - 1) == 0:
            common[met] = common.get(met, -1) & edge
    forbidden = 0
    for member, shared in common.items():
        forbidden |= shared & ~member
    return forbidden


def iterate_hitting_sets(edges: Sequence[int]) -> Iterator[int]:
    """Yield the minimal hitting sets of one family one at a time, depth first, in bounded memory.

    Parameters
    ----------
    edges : sequence of int
        Bit masks of any width, none of them 0.

    Examples
    --------
    >>> sorted(iterate_hitting_sets([0b011, 0b110]))
    [2, 5]
    """
    ordered = _minimal_integers(edges)
    # Each level: the edges met so far, the elements chosen, and those of the next edge still to be tried.
    levels: list[tuple[int, int, int]] = []
    position = chosen = 0
    while True:
        while position < len(ordered) and ordered[position] & chosen:
            position += 1
        if position == len(ordered):
            yield chosen
        else:
            levels.append((position, chosen, ordered[position] & ~_forbidden(chosen, ordered[:position])))
        while levels and not levels[-1][2]:
            levels.pop()
        if not levels:
            return
        at, before, left = levels.pop()
        bit = left & -left
        levels.append((at, before, left ^ bit))
        position, chosen = at + 1, before | bit
