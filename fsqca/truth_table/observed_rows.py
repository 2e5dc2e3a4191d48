"""A truth table with one row for each configuration that the cases have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fsqca.truth_table.sums import ConfigurationSums
from fsqca.truth_table.table import TruthTable


def observed_rows(table: TruthTable) -> TruthTable:
    """Return the table with one row, the first, for each observed configuration.

    Where conditions are not defined everywhere, a configuration is written out as several rows with the same
    cases, which must not be counted twice.
    """
    if not table.settings.defined:
        return table
    heads = sorted(set(table._heads))
    sums, evidence = table.sums, table.evidence
    if sums is not None:
        parts = (sums.m, sums.my, sums.mn, sums.myn)
        sums = ConfigurationSums(sums.corners[heads], sums.n[heads], *(part[heads] for part in parts))
    if evidence is not None:
        inside = evidence.position >= 0
        position = np.full(len(evidence.position), -1, dtype=np.int64)
        own = np.asarray(table._heads, dtype=np.int64)[evidence.position[inside]]
        position[inside] = np.searchsorted(heads, own)
        evidence = replace(evidence, position=position)
    return replace(
        table,
        numbers=tuple(table.numbers[head] for head in heads),
        corners=table.corners[heads],
        n=table.n[heads],
        consistency=table.consistency[heads],
        pri=table.pri[heads],
        codes=table.codes[heads],
        sums=sums,
        evidence=evidence,
        case_ids=None if table.case_ids is None else tuple(table.case_ids[head] for head in heads),
    )
