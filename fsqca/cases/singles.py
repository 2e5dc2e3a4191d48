"""The best single cases for a case study within them: typical cases, and cases that deviate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fsqca._types import Bools, Floats, Ints
from fsqca.cases import formulas
from fsqca.cases.material import UNDEFINED, CaseMaterial, conjunct_positions
from fsqca.fit.kinds import TOLERANCE, case_kinds

if TYPE_CHECKING:
    import pandas as pd

    Columns = dict[str, object]

#: The label of the disjunction of all terms.
SOLUTION = "solution"


def inside(x: Floats) -> Bools:
    """Return which memberships exceed 0.5."""
    result: Bools = x > 0.5 + TOLERANCE
    return result


def outside(x: Floats) -> Bools:
    """Return which memberships are below 0.5."""
    result: Bools = x < 0.5 - TOLERANCE
    return result


def membership(material: CaseMaterial, at: int) -> Floats:
    """Return the memberships in a term, or in the solution at position -1."""
    return material.known.solution if at < 0 else material.known.terms[:, at]


def label_of(material: CaseMaterial, at: int) -> str:
    """Return the label of a term, or of the solution at position -1."""
    return SOLUTION if at < 0 else material.labels[at]


def is_typical(material: CaseMaterial, at: int) -> Bools:
    """Return which cases are typical of a term."""
    kinds = case_kinds(membership(material, at), material.known.outcome, material.relation)
    return np.asarray(kinds == "typical")


def typical_of(material: CaseMaterial) -> Ints:
    """Return of how many terms each case is typical."""
    number: Ints = np.sum([is_typical(material, at) for at in range(len(material.labels))], axis=0)
    return number


def member_of(material: CaseMaterial) -> Ints:
    """Return in how many terms each case has a membership above 0.5."""
    number: Ints = inside(material.known.terms).sum(axis=1)
    return number


def covered_once(material: CaseMaterial, at: int) -> Bools:
    """Return which cases a single term accounts for; for the solution, every case.

    For sufficiency they are typical of exactly one term; for necessity they are members of exactly one.
    """
    if at < 0:
        return np.ones(len(material.known.outcome), dtype=bool)
    number = typical_of(material) if material.relation == "sufficiency" else member_of(material)
    return np.asarray(number == 1)


def typical(material: CaseMaterial, positions: list[int], n: int) -> pd.DataFrame:
    """Return the typical cases of each term, best first: those typical of this term alone come first."""
    parts = []
    y = material.known.outcome
    for at in positions:
        x = membership(material, at)
        where = np.flatnonzero(is_typical(material, at))
        once = covered_once(material, at)[where]
        score = formulas.typical(x[where], y[where])
        columns = {
            "case": where,
            "term": label_of(material, at),
            "membership": x[where],
            "outcome": y[where],
            "typical_of": typical_of(material)[where],
            "member_of": member_of(material)[where],
            "score": score,
        }
        parts.append(best_rows(material, columns, [~once, score], n))
    return together(parts)


def typical_by_conjunct(material: CaseMaterial, positions: list[int], focal: object, n: int) -> pd.DataFrame:
    """Return the typical cases of each term for the study of each of its conjuncts, best first."""
    parts = []
    y = material.known.outcome
    for at in positions:
        x = membership(material, at)
        where = np.flatnonzero(is_typical(material, at))
        once = covered_once(material, at)[where]
        for own in conjunct_positions(material, at, focal):
            f, others = conjunct(material, at, own)
            score = formulas.typical_of_conjunct(f[where], x[where], y[where])
            weakest = is_weakest(f, others)[where]
            clean = formulas.clean_corridor(f, others, y)[where]
            below = (f <= y + TOLERANCE)[where]
            columns = {
                "case": where,
                "term": label_of(material, at),
                "focal": material.conjuncts[at][own],
                "focal_membership": f[where],
                "others": others[where],
                "membership": x[where],
                "outcome": y[where],
                "weakest": weakest,
                "clean": clean,
                "consistent": below,
                "typical_of": typical_of(material)[where],
                "member_of": member_of(material)[where],
                "score": score,
            }
            keys = [~weakest, ~clean, ~below, ~once, score]
            parts.append(best_rows(material, columns, keys, n))
    return together(parts)


def conjunct(material: CaseMaterial, at: int, own: int) -> tuple[Floats, Floats]:
    """Return memberships in a conjunct, and in the others of its term taken together (1 without others)."""
    memberships = material.conjunct_memberships[at]
    others: Floats = np.delete(memberships, own, axis=1).min(axis=1, initial=1.0)
    return memberships[:, own], others


def is_weakest(focal: Floats, others: Floats) -> Bools:
    """Return where the focal conjunct sets the membership in the term: no other is lower."""
    result: Bools = focal <= others + TOLERANCE
    return result


def deviant_consistency(material: CaseMaterial, positions: list[int], n: int) -> pd.DataFrame:
    """Return the cases that deviate in kind for the consistency of sufficiency, best first."""
    parts = []
    y = material.known.outcome
    for at in positions:
        x = membership(material, at)
        where = np.flatnonzero(inside(x) & outside(y))
        score = formulas.deviant_for_consistency(x[where], y[where])
        columns = {
            "case": where,
            "term": label_of(material, at),
            "membership": x[where],
            "outcome": y[where],
            "score": score,
        }
        parts.append(best_rows(material, columns, [score], n))
    return together(parts)


def deviant_necessity(material: CaseMaterial, positions: list[int], n: int) -> pd.DataFrame:
    """Return the cases that have the outcome and not what should be necessary, best first in each row."""
    parts = []
    y, row = material.known.outcome, material.row_memberships
    for at in positions:
        x = membership(material, at)
        where = np.flatnonzero(outside(x) & inside(y) & material.assigned)
        score = formulas.deviant_for_necessity(x[where], y[where])
        uncovered = outside(material.known.solution)[where]
        consistent = (row <= y + TOLERANCE)[where]
        columns = {
            "case": where,
            "term": label_of(material, at),
            "row": rows_at(material, where),
            "configuration": configurations(material, where),
            "membership": x[where],
            "row_membership": row[where],
            "outcome": y[where],
            "uncovered": uncovered,
            "consistent": consistent,
            "score": score,
        }
        keys = [~uncovered, ~consistent, score]
        parts.append(best_rows(material, columns, keys, n, groups=row_groups(material, where)))
    return together(parts)


def deviant_coverage(material: CaseMaterial, n: int) -> pd.DataFrame:
    """Return the cases that have the outcome and are in no term, best first in each row."""
    y, row, x = material.known.outcome, material.row_memberships, material.known.solution
    where = np.flatnonzero(outside(x) & inside(y) & material.assigned)
    score = formulas.deviant_for_coverage(row[where])
    consistent = (row <= y + TOLERANCE)[where]
    columns = {
        "case": where,
        "row": rows_at(material, where),
        "configuration": configurations(material, where),
        "membership": x[where],
        "row_membership": row[where],
        "outcome": y[where],
        "consistent": consistent,
        "score": score,
    }
    return best_rows(material, columns, [~consistent, score], n, groups=row_groups(material, where))


def irrelevant(material: CaseMaterial) -> pd.DataFrame:
    """Return the cases with neither the outcome nor any term, row by row; nothing ranks them."""
    y, row, x = material.known.outcome, material.row_memberships, material.known.solution
    where = np.flatnonzero(outside(x) & outside(y))
    groups = row_groups(material, where)
    where = where[np.argsort(groups, kind="stable")]
    columns: Columns = {
        "case": where,
        "row": rows_at(material, where),
        "configuration": configurations(material, where),
        "membership": x[where],
        "row_membership": np.where(material.assigned[where], row[where], np.nan),
        "outcome": y[where],
    }
    return named(material, columns)


def rows_at(material: CaseMaterial, where: Ints) -> list[int]:
    """Return the row numbers of these cases, 0 for a case in no row."""
    return [material.rows[at] if material.assigned[at] else 0 for at in where.tolist()]


def configurations(material: CaseMaterial, where: Ints) -> list[str]:
    """Return the configurations of these cases, such as ``"1 0 1"``; "" for a case in no row."""
    texts = [corner_text(corner) for corner in material.corners[where].tolist()]
    return [text if material.assigned[at] else "" for text, at in zip(texts, where.tolist(), strict=True)]


def corner_text(corner: Sequence[int]) -> str:
    """Return a configuration as text, a condition that is not defined as "-"."""
    return " ".join("-" if value == UNDEFINED else str(value) for value in corner)


def row_groups(material: CaseMaterial, where: Ints) -> Ints:
    """Return for each case a small number of its row, in the order of the rows."""
    own = rows_at(material, where)
    place = {number: at for at, number in enumerate(sorted(set(own)))}
    return np.array([place[number] for number in own], dtype=np.int64)


def best_rows(
    material: CaseMaterial,
    columns: Columns,
    keys: Sequence[npt.NDArray[Any]],
    n: int,
    groups: Ints | None = None,
) -> pd.DataFrame:
    """Return the rows of rank n or better, best first, with their ranks; ties are all there."""
    order, rank = formulas.ranks(keys, groups)
    kept = order[rank[order] <= n]
    frame = named(material, {**columns, "rank": rank})
    return frame.iloc[kept].reset_index(drop=True)


def named(material: CaseMaterial, columns: Columns) -> pd.DataFrame:
    """Return a frame of these columns, positions of cases turned into their ids."""
    import pandas as pd

    ids = material.known.cases
    size = len(next(value for value in columns.values() if not isinstance(value, str)))  # type: ignore[arg-type]
    data: dict[str, object] = {}
    for name, values in columns.items():
        if isinstance(values, np.ndarray) and name in ("case", "first", "second"):
            values = [ids[at] for at in values.tolist()]
        data[name] = [values] * size if isinstance(values, str) else values
    return pd.DataFrame(data)


def together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the frames below each other; an empty frame where there is none."""
    import pandas as pd

    if not parts:
        return pd.DataFrame(columns=["case", "rank"])
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
