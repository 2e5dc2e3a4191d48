"""Each group's solution and terms in the data of every other group, and rows coded differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed
from fsqca._types import Bools, Floats, Ints
from fsqca.groups.pool import Pool
from fsqca.metrics.additive import pri_of_sums, ratio, sums, total
from fsqca.minimization.solution import Solution
from fsqca.truth_table.coding import CONTRADICTION, NEGATIVE, POSITIVE, REMAINDER, TOLERANCE
from fsqca.truth_table.sums import row_numbers
from fsqca.truth_table.table import TruthTable

FIT = ("consistency", "pri", "coverage")


def fit_values(x: Floats, y: Floats, weights: Floats | None) -> Floats:
    """Return consistency, PRI and coverage of memberships (n_cases, m), shape (m, 3)."""
    sum_x, sum_xy, sum_both = sums(x, y, weights)
    whole = total(y, weights)
    return np.stack(
        [ratio(sum_xy, sum_x), pri_of_sums(sum_x, sum_xy, sum_both), ratio(sum_xy, whole)], axis=1
    )


def cross_fit(pool: Pool, solutions: Mapping[str, Solution], targets: tuple[str, ...]) -> pd.DataFrame:
    """Return the fit of each group's models and terms in each group; see GroupComparison.cross_fit."""
    covered = {
        name: pool.memberships(np.concatenate([model.cubes for model in found.models])).max(axis=1) > 0.5
        if found.models
        else np.zeros(len(pool.y), dtype=bool)
        for name, found in solutions.items()
    }
    rows: list[tuple[object, ...]] = []
    for source, found in solutions.items():
        for model in found.models:
            terms = pool.memberships(model.cubes)
            x = np.column_stack((terms, terms.max(axis=1, initial=0.0)))
            labels = [*map(str, model.terms), "solution"]
            inside = x[:, -1] > 0.5
            for target in targets:
                mask = pool.of(target)
                values = fit_values(
                    x[mask], pool.y[mask], None if pool.weights is None else pool.weights[mask]
                )
                for position, label in enumerate(labels):
                    gained: tuple[object, ...] = ()
                    lost: tuple[object, ...] = ()
                    if label == "solution" and target in covered and target != source:
                        with_outcome = mask & (pool.y > 0.5)
                        gained = tuple(pool.cases[with_outcome & inside & ~covered[target]].tolist())
                        lost = tuple(pool.cases[with_outcome & ~inside & covered[target]].tolist())
                    rows.append((source, target, model.name, label, *values[position], gained, lost))
    names = ["source", "target", "model", "term", *FIT, "gained", "lost"]
    return pd.DataFrame(rows, columns=pd.Index(names))


def column_names(groups: Sequence[str], taken: Sequence[str]) -> dict[str, str]:
    """Return the column of each group in a frame that has other columns too.

    Examples
    --------
    >>> column_names(["east", "A"], ["A", "B", "kind"])
    {'east': 'east', 'A': 'A (group)'}
    """
    others = {*taken, *groups}
    made = {}
    for name in groups:
        column = name
        while column in taken or (column != name and column in others):
            column = f"{column} (group)"
        others.add(column)
        made[name] = column
    return made


def row_frame(tables: Mapping[str, TruthTable], levels: tuple[int, ...]) -> pd.DataFrame:
    """Return every row of every group's truth table, one below the other, numbered alike in all groups."""
    parts = []
    for name, table in tables.items():
        frame = pd.DataFrame(table.corners, columns=list(table.conditions))
        frame.insert(0, "group", name)
        frame.insert(0, "row", [int(number) for number in row_numbers(table.corners, levels)])
        frame["n"], frame["consistency"], frame["pri"] = table.n, table.consistency, table.pri
        frame["out"] = table.codes
        parts.append(frame)
    order = {name: position for position, name in enumerate(tables)}
    together = pd.concat(parts, ignore_index=True)
    by = together.assign(order=together["group"].map(order)).sort_values(["row", "order"], kind="stable")
    return by.drop(columns="order").reset_index(drop=True)


def rows_apart(tables: Mapping[str, TruthTable], levels: tuple[int, ...]) -> pd.DataFrame:
    """Return the rows that groups code differently: one row for each, with the reason and the cases."""
    names = list(tables)
    heads = column_names(names, ("row", *next(iter(tables.values())).conditions, "kind", "cases", "why"))
    frame = row_frame(tables, levels)
    found: list[dict[str, object]] = []
    conditions = list(next(iter(tables.values())).conditions)
    for number, part in frame.groupby("row", sort=True):
        by_group = part.set_index("group")
        codes = {name: str(by_group["out"].get(name, REMAINDER)) for name in names}
        if len(set(codes.values())) < 2:
            continue
        corner = np.asarray(part[conditions].iloc[0].tolist(), dtype=np.int64)
        seen = {code for code in codes.values() if code != REMAINDER}
        reasons: list[str] = []
        cases: list[object] = []
        for name in names:
            text, own = _why(tables[name], corner, name, codes[name])
            reasons += [text]
            cases += own
        found.append(
            {
                "row": number,
                **dict(zip(conditions, corner.tolist(), strict=True)),
                **{heads[name]: code for name, code in codes.items()},
                "kind": "coded differently" if len(seen) > 1 else "too few cases",
                "cases": tuple(cases),
                "why": " ".join(reasons),
            }
        )
    columns = ["row", *conditions, *heads.values(), "kind", "cases", "why"]
    return pd.DataFrame(found, columns=pd.Index(columns)).set_index("row")


def _why(table: TruthTable, corner: Ints, name: str, code: str) -> tuple[str, list[object]]:
    """Return in words why a group codes a row as it does, and the cases that make the difference."""
    at = np.flatnonzero((table.corners == corner).all(axis=1))
    if len(at) == 0:
        return f"{name}: no case.", []
    row = int(at[0])
    n, fit, pri = float(table.n[row]), float(table.consistency[row]), float(table.pri[row])
    coding = table.settings.coding
    own = list(table.cases(table.numbers[row]))
    if code == REMAINDER:
        return f"{name}: {n:g} of {coding.frequency} cases.", own
    if code == POSITIVE:
        return f"{name}: positive with consistency {fit:.3f}.", []
    short = (
        f"PRI {pri:.3f} below {coding.pri:g}"
        if fit >= coding.consistency - TOLERANCE
        else f"consistency {fit:.3f} below {coding.consistency:g}"
    )
    back = _holding_back(table, corner)
    word = "contradictory" if code == CONTRADICTION else "negative"
    assert code in (NEGATIVE, CONTRADICTION)
    against = f", most held back by {counted(len(back), 'case')} ({listed(back, 5)})" if back else ""
    return f"{name}: {word}, {short}{against}.", back


def _holding_back(table: TruthTable, corner: Ints) -> list[object]:
    """Return the fewest cases that make up at least half of a row's inconsistency, the heaviest first."""
    evidence = table.evidence
    if evidence is None:
        return []
    from fsqca.minimization.models import term_memberships

    m = term_memberships(table, corner[None, :])[:, 0]
    lacking: Floats = m - np.minimum(m, evidence.outcome)
    if evidence.weights is not None:
        lacking = lacking * evidence.weights
    order = np.argsort(-lacking, kind="stable")
    reached = np.cumsum(lacking[order])
    if not reached[-1] > 0:
        return []
    number = int(np.searchsorted(reached, reached[-1] / 2)) + 1
    inside: Bools = lacking[order[:number]] > 0
    return list(evidence.sets.cases[order[:number][inside]].tolist())
