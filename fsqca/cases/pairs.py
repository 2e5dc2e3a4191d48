"""The best pairs of cases for a comparison: what each pair holds constant, and where it differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fsqca._types import Bools, Floats, Ints
from fsqca.cases import formulas, singles
from fsqca.cases.material import CaseMaterial, conjunct_positions
from fsqca.cases.singles import inside, is_weakest, label_of, membership, outside
from fsqca.errors import TooLargeError
from fsqca.fit.kinds import TOLERANCE

if TYPE_CHECKING:
    import pandas as pd

#: Pairs that are looked at for one term; more are refused with the number.
MAX_PAIRS = 20_000_000


def crossed(first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Return every pair of a first and a second case."""
    check_size(len(first) * len(second))
    return np.repeat(first, len(second)), np.tile(second, len(first))


def check_size(n_pairs: int) -> None:
    """Raise where there are more pairs than anyone would look at."""
    if n_pairs > MAX_PAIRS:
        raise TooLargeError(
            f"There are {n_pairs} pairs to compare, and at most {MAX_PAIRS} are. "
            "Choose cases first, and pass only their rows of the data."
        )


def both(values: Floats, first: Ints, second: Ints) -> tuple[Floats, Floats]:
    """Return the values of the first and of the second cases."""
    return values[first], values[second]


def words(first: Bools, second: Bools, names: tuple[str, str]) -> tuple[list[str], Ints]:
    """Return for each pair which of the two it holds for, and the order of these words: both first."""
    order: Ints = np.where(first & second, 0, np.where(first, 1, np.where(second, 2, 3)))
    texts = ("both", names[0], names[1], "neither")
    return [texts[at] for at in order.tolist()], order


def typical_typical(material: CaseMaterial, positions: list[int], focal: object, n: int) -> pd.DataFrame:
    """Return pairs of typical cases of a term, for each of its conjuncts."""
    y, parts = material.known.outcome, []
    for at in positions:
        x = membership(material, at)
        where = np.flatnonzero(singles.is_typical(material, at))
        check_size(len(where) ** 2)
        once = singles.covered_once(material, at)
        # The more typical case of the term stands first; of two alike, the higher member.
        score = formulas.typical(x[where], y[where])
        order, _ = formulas.ranks([~once[where], score, -(x[where] + y[where])])
        ordered = where[order]
        early, late = np.triu_indices(len(ordered), 1)
        for own in conjunct_positions(material, at, focal):
            f, others = singles.conjunct(material, at, own)
            a, b = _higher_first(
                ordered[early], ordered[late], score_of=(once, formulas.typical(x, y), f + y)
            )
            parts.append(_conjunct_pairs(material, at, own, a, b, n, f, others, once))
    return singles.together(parts)


def _higher_first(first: Ints, second: Ints, score_of: tuple[Bools, Floats, Floats]) -> tuple[Ints, Ints]:
    """Return the pairs, those whose cases are equally typical with the higher member first."""
    once, score, height = score_of
    tied = (once[first] == once[second]) & (np.abs(score[first] - score[second]) < 10.0**-formulas.DECIMALS)
    swap = tied & (height[second] > height[first])
    return np.where(swap, second, first), np.where(swap, first, second)


def _conjunct_pairs(
    material: CaseMaterial,
    at: int,
    own: int,
    a: Ints,
    b: Ints,
    n: int,
    f: Floats,
    others: Floats,
    once: Bools,
) -> pd.DataFrame:
    y = material.known.outcome
    score = formulas.typical_and_typical(both(f, a, b), both(others, a, b), both(y, a, b))
    weakest = is_weakest(f, others)
    rank = 1 + 2 * (~weakest[a]).astype(np.int64) + (~weakest[b]).astype(np.int64)
    clean = formulas.clean_corridor(f, others, y)
    below = f <= y + TOLERANCE
    names = ("first", "second")
    clean_words, clean_order = words(clean[a], clean[b], names)
    below_words, below_order = words(below[a], below[b], names)
    once_words, once_order = words(once[a], once[b], names)
    columns = {
        "first": a,
        "second": b,
        "term": label_of(material, at),
        "focal": material.conjuncts[at][own],
        "pair_rank": rank,
        "clean": clean_words,
        "consistent": below_words,
        "covered_once": once_words,
        "score": score,
    }
    return singles.best_rows(material, columns, [rank, clean_order, below_order, once_order, score], n)


def typical_irrelevant(material: CaseMaterial, positions: list[int], focal: object, n: int) -> pd.DataFrame:
    """Return pairs of a typical case and one that lacks the outcome and, of the term, only the conjunct."""
    y, parts = material.known.outcome, []
    uncovered = outside(material.known.solution)
    for at in positions:
        once = singles.covered_once(material, at)
        where = np.flatnonzero(singles.is_typical(material, at))
        for own in conjunct_positions(material, at, focal):
            f, others = singles.conjunct(material, at, own)
            without = np.flatnonzero(outside(f) & inside(others) & outside(y))
            a, b = crossed(where, without)
            score = formulas.typical_and_irrelevant(both(f, a, b), both(y, a, b), both(others, a, b))
            weakest = is_weakest(f, others)
            rank = 1 + (~weakest[a]).astype(np.int64)
            clean = formulas.clean_corridor(f, others, y)
            below = f <= y + TOLERANCE
            names = ("first", "second")
            clean_words, clean_order = words(clean[a], clean[b], names)
            below_words, below_order = words(below[a], below[b], names)
            columns = {
                "first": a,
                "second": b,
                "term": label_of(material, at),
                "focal": material.conjuncts[at][own],
                "pair_rank": rank,
                "clean": clean_words,
                "consistent": below_words,
                "covered_once": once[a],
                "uncovered": uncovered[b],
                "score": score,
            }
            keys = [rank, clean_order, below_order, ~once[a], ~uncovered[b], score]
            parts.append(singles.best_rows(material, columns, keys, n))
    return singles.together(parts)


def typical_deviant(material: CaseMaterial, positions: list[int], n: int) -> pd.DataFrame:
    """Return pairs of a typical case of a term and one deviant in kind (sufficiency) or for relevance."""
    y, parts = material.known.outcome, []
    for at in positions:
        x = membership(material, at)
        a, b = crossed(
            np.flatnonzero(singles.is_typical(material, at)), np.flatnonzero(inside(x) & outside(y))
        )
        score = formulas.alike_in_x(both(x, a, b), both(y, a, b))
        once = singles.covered_once(material, at)[a]
        columns = {
            "first": a,
            "second": b,
            "term": label_of(material, at),
            "covered_once": once,
            "score": score,
        }
        keys = [score] if material.relation == "sufficiency" else [~once, score]
        parts.append(singles.best_rows(material, columns, keys, n))
    return singles.together(parts)


def coverage_irrelevant(material: CaseMaterial, n: int) -> pd.DataFrame:
    """Return pairs of one row: a case deviant for coverage and an irrelevant one."""
    y, row, x = material.known.outcome, material.row_memberships, material.known.solution
    out = outside(x) & material.assigned
    a, b = _in_the_same(
        singles.row_groups(material, np.arange(len(y))),
        np.flatnonzero(out & inside(y)),
        np.flatnonzero(out & outside(y)),
    )
    score = formulas.alike_in_x(both(row, a, b), both(y, a, b))
    consistent = (row <= y + TOLERANCE)[a]
    columns = {
        "first": a,
        "second": b,
        "row": singles.rows_at(material, a),
        "configuration": singles.configurations(material, a),
        "consistent": consistent,
        "score": score,
    }
    groups = singles.row_groups(material, a)
    return singles.best_rows(material, columns, [~consistent, score], n, groups)


def _in_the_same(groups: Ints, first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Return every pair of a first and a second case of the same group."""
    shared = np.intersect1d(groups[first], groups[second])
    parts = [(first[groups[first] == one], second[groups[second] == one]) for one in shared.tolist()]
    check_size(sum(len(a) * len(b) for a, b in parts))
    empty = np.zeros(0, dtype=np.int64)
    pairs = [crossed(a, b) for a, b in parts]
    return (
        np.concatenate([empty, *(a for a, _ in pairs)]),
        np.concatenate([empty, *(b for _, b in pairs)]),
    )


def typical_deviant_necessity(material: CaseMaterial, positions: list[int], n: int) -> pd.DataFrame:
    """Return pairs that differ in what is necessary and agree in all other conditions and in the outcome."""
    y, parts = material.known.outcome, []
    for at in positions:
        x = membership(material, at)
        own = set(material.used[at] if at >= 0 else [name for term in material.used for name in term])
        beside = [place for place, name in enumerate(material.conditions) if name not in own]
        kept = material.corners[:, beside]
        groups = (
            np.unique(kept, axis=0, return_inverse=True)[1].reshape(-1)
            if beside
            else np.zeros(len(y), np.int64)
        )
        first = np.flatnonzero(singles.is_typical(material, at) & material.assigned)
        second = np.flatnonzero(outside(x) & inside(y) & material.assigned)
        a, b = _in_the_same(groups, first, second)
        score = formulas.alike_in_y(both(x, a, b), both(y, a, b))
        once = singles.covered_once(material, at)[a]
        uncovered = outside(material.known.solution)[b]
        columns = {
            "first": a,
            "second": b,
            "term": label_of(material, at),
            "alike_in": [
                "*".join(
                    f"{material.conditions[place]}{{{corner}}}"
                    for place, corner in zip(beside, own_row, strict=True)
                )
                for own_row in kept[a].tolist()
            ],
            "covered_once": once,
            "uncovered": uncovered,
            "score": score,
        }
        found = singles.best_rows(material, columns, [~once, ~uncovered, score], n, groups[a])
        parts.append(found)
    return singles.together(parts)


def typical_irrelevant_necessity(material: CaseMaterial, positions: list[int], n: int) -> pd.DataFrame:
    """Return pairs of a typical case and one with neither the outcome nor what is necessary for it.

    The second case agrees with necessity: its membership in the term is at least that in the outcome.
    """
    y, parts = material.known.outcome, []
    for at in positions:
        x = membership(material, at)
        a, b = crossed(
            np.flatnonzero(singles.is_typical(material, at)),
            np.flatnonzero(outside(x) & outside(y) & (x >= y - TOLERANCE)),
        )
        score = formulas.typical_and_irrelevant(both(x, a, b), both(y, a, b))
        once = singles.covered_once(material, at)[a]
        uncovered = outside(material.known.solution)[b]
        columns = {
            "first": a,
            "second": b,
            "term": label_of(material, at),
            "covered_once": once,
            "uncovered": uncovered,
            "score": score,
        }
        parts.append(singles.best_rows(material, columns, [~once, ~uncovered, score], n))
    return singles.together(parts)
