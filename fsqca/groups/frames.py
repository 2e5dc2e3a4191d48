"""Frames of a comparison: terms, pairs of terms, and patterns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca.groups.across import column_names, fit_values
from fsqca.groups.terms import RELATIONS, Cube, Pattern, relation
from fsqca.minimization import cubes as _cubes

if TYPE_CHECKING:
    from fsqca.groups.result import GroupComparison


def term_frame(comparison: GroupComparison, patterns_found: Sequence[Pattern]) -> pd.DataFrame:
    """Return one row per group and term; see :attr:`GroupComparison.terms`."""
    patterns = {
        (name, term.cube): pattern.label
        for pattern in patterns_found
        for name, own in pattern.terms.items()
        for term in own
    }
    rows: list[tuple[object, ...]] = []
    for term in comparison.group_terms:
        others = [other for other in comparison.group_terms if other.group != term.group]
        standing = [(relation(term.cube, other.cube), other) for other in others]
        nearest = min((RELATIONS.index(word) for word, _ in standing), default=len(RELATIONS) - 1)
        word = RELATIONS[nearest]
        alike = [
            f"{other.group}: {comparison.expression(other.cube)}"
            for each, other in standing
            if each == word and word != "unique"
        ]
        mask = comparison.pool.of(term.group)
        weights = None if comparison.pool.weights is None else comparison.pool.weights[mask]
        x = comparison.pool.memberships(np.array([term.cube]))[mask]
        values = fit_values(x, comparison.pool.y[mask], weights)[0]
        rows.append(
            (
                term.group,
                str(comparison.expression(term.cube)),
                "all" if term.everywhere else "some",
                "" if coreless(term.core) else str(comparison.expression(term.core)),
                patterns[term.group, term.cube],
                word,
                "; ".join(alike),
                *values.tolist(),
            )
        )
    names = ["group", "term", "models", "core", "pattern", "relation", "alike"]
    names += ["consistency", "pri", "raw_coverage"]
    return pd.DataFrame(rows, columns=pd.Index(names))


def pair_frame(comparison: GroupComparison) -> pd.DataFrame:
    """Return one row per pair of terms of two groups; see :attr:`GroupComparison.pairs`."""
    cubes = {term.cube: position for position, term in enumerate(comparison.group_terms)}
    order = list(cubes)
    x = (
        comparison.pool.memberships(np.array(order, dtype=np.int64).reshape(len(order), -1))
        if order
        else None
    )
    at = {cube: position for position, cube in enumerate(order)}
    weights = np.ones(len(comparison.pool.y)) if comparison.pool.weights is None else comparison.pool.weights
    rows: list[tuple[object, ...]] = []
    for number, one in enumerate(comparison.group_terms):
        for other in comparison.group_terms[number + 1 :]:
            if one.group == other.group or x is None:
                continue
            mask = comparison.pool.of(one.group) | comparison.pool.of(other.group)
            a, b, w = x[mask, at[one.cube]], x[mask, at[other.cube]], weights[mask]
            together = float(w @ np.maximum(a, b))
            rows.append(
                (
                    one.group,
                    str(comparison.expression(one.cube)),
                    other.group,
                    str(comparison.expression(other.cube)),
                    relation(one.cube, other.cube),
                    int(((a > 0.5) & (b > 0.5)).sum()),
                    float(w @ np.minimum(a, b)) / together if together > 0 else np.nan,
                )
            )
    names = ["group_a", "term_a", "group_b", "term_b", "relation", "both", "overlap"]
    return pd.DataFrame(rows, columns=pd.Index(names))


def pattern_frame(comparison: GroupComparison, patterns_found: Sequence[Pattern]) -> pd.DataFrame:
    """Return one row per pattern; see :attr:`GroupComparison.patterns`."""
    rows = []
    heads = column_names(comparison.usable, ("pattern", "name", "core", "n_groups", "within"))
    for pattern in patterns_found:
        own = {
            heads[name]: ", ".join(
                str(comparison.expression(term.cube)) for term in pattern.terms.get(name, ())
            )
            for name in comparison.usable
        }
        rows.append(
            {
                "pattern": pattern.label,
                "name": comparison.names.get(pattern.label, ""),
                "core": core_text(comparison, pattern),
                "n_groups": len(pattern.terms),
                **own,
                "within": ", ".join(pattern.within),
            }
        )
    columns = ["pattern", "name", "core", "n_groups", *heads.values(), "within"]
    return pd.DataFrame(rows, columns=pd.Index(columns)).set_index("pattern")


def core_text(comparison: GroupComparison, pattern: Pattern) -> str:
    """Return the core conditions of a pattern as an expression, "" where there are none."""
    return "" if coreless(pattern.core) else str(comparison.expression(pattern.core))


def coreless(core: Cube) -> bool:
    """Return whether a term has no core condition."""
    return all(value == _cubes.FREE for value in core)
