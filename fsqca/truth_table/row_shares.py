"""What each case takes from the consistency and from the PRI of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._types import Floats, Ints
from fsqca.metrics import pri_of_sums, ratio
from fsqca.truth_table.defined import UNDEFINED, blank_out
from fsqca.truth_table.sums import literal_memberships

if TYPE_CHECKING:
    from fsqca.truth_table.table import TruthTable


def pattern_of(table: TruthTable, corner: Ints) -> Ints:
    """Return a configuration with -1 for each condition that is not defined there."""
    pattern: Ints = blank_out(corner[None], table.conditions, table.level_counts, table._domains)[0]
    return pattern


def row_memberships(table: TruthTable, corner: Ints) -> Floats:
    """Return the memberships of all cases in one configuration, shape (n_cases,)."""
    if table.evidence is None:
        return np.empty(0)
    values = table.evidence.sets.values
    result: Floats = np.ones(len(values))
    pattern = pattern_of(table, corner)
    for j, levels in enumerate(table.level_counts):
        if pattern[j] != UNDEFINED:
            np.minimum(result, literal_memberships(values[:, j], levels)[int(pattern[j])], out=result)
    return result


def case_shares(table: TruthTable, corner: Ints) -> tuple[pd.DataFrame, Floats | None]:
    """Return the cases with a membership in a configuration, and the sums m, my, myn over all."""
    columns = [
        "case",
        "membership",
        "outcome",
        "in_row",
        "inconsistency",
        "share",
        "consistency_loss",
        "pri_loss",
        "consistency_without",
        "pri_without",
    ]
    if table.evidence is None:
        return pd.DataFrame(columns=columns), None
    evidence = table.evidence
    whole = table._sums_of(corner)
    assert whole is not None
    sums = np.array([whole.m[0], whole.my[0], whole.myn[0]])
    m, y = row_memberships(table, corner[0]), evidence.outcome
    own = np.flatnonzero(m > 0)
    m, y = m[own], y[own]
    weight = np.ones(len(own)) if evidence.weights is None else evidence.weights[own]
    my = np.minimum(m, y)
    parts = [weight * part for part in (m, my, np.minimum(my, 1.0 - y))]
    lost = parts[0] - parts[1]
    order = np.lexsort((np.arange(len(own)), -m, -lost))
    left = [np.maximum(total - part, 0.0) for total, part in zip(sums, parts, strict=True)]
    # A remnant of rounding is nothing: the only case of a row leaves no membership behind.
    left[0] = np.where(left[0] <= 1e-12 * sums[0], 0.0, left[0])
    frame = pd.DataFrame(
        {
            "case": list(evidence.sets.cases[own]),
            "membership": m,
            "outcome": y,
            "in_row": m > 0.5,
            "inconsistency": lost,
            "share": ratio(lost, lost.sum()),
            "consistency_loss": ratio(lost, sums[0]),
            "pri_loss": ratio(lost, sums[0] - sums[2] if sums[0] - sums[2] > 1e-12 * sums[0] else 0.0),
            "consistency_without": ratio(left[1], left[0]),
            "pri_without": pri_of_sums(left[0], left[1], left[2]),
        },
        columns=columns,
    )
    return frame.iloc[order].reset_index(drop=True), sums
