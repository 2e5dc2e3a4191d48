"""Rows whose cases disagree on the outcome, and what further columns tell those cases apart."""

from __future__ import annotations

import itertools
from math import comb

import numpy as np
import pandas as pd

from fsqca._checks import listed
from fsqca._frames import as_frame
from fsqca._types import Bools, CaseId, Floats
from fsqca.errors import DataError
from fsqca.truth_table.table import TruthTable


def contradictory_rows(table: TruthTable) -> pd.DataFrame:
    """Return the rows that hold cases with and cases without the outcome.

    Index the row number; ``code``, ``n``, ``with_outcome``, ``without_outcome`` (tuples of case ids),
    ``undecided`` (an outcome of exactly 0.5), ``consistency``, ``pri``.
    """
    columns = ["code", "n", "with_outcome", "without_outcome", "undecided", "consistency", "pri"]
    lines, numbers = [], []
    for position, number in enumerate(table.numbers):
        y, ids = _own_cases(table, position)
        present = tuple(case for case, value in zip(ids, y, strict=True) if value > 0.5)
        absent = tuple(case for case, value in zip(ids, y, strict=True) if value < 0.5)
        if present and absent:
            undecided = tuple(case for case, value in zip(ids, y, strict=True) if value == 0.5)
            fit = (table.consistency[position], table.pri[position])
            lines.append((str(table.codes[position]), len(ids), present, absent, undecided, *fit))
            numbers.append(number)
    return pd.DataFrame(
        lines, columns=columns, index=pd.Index(numbers, name="row", dtype=object)
    ).infer_objects()


def deviant_by_row(table: TruthTable) -> pd.DataFrame:
    """Return the rows with deviant cases for consistency: in the row, without the outcome.

    Index the row number; ``code``, ``n``, ``deviant`` (how many), ``share`` (of the row's cases) and
    ``cases``.
    """
    lines, numbers = [], []
    known = table.scan is None or table.scan.kept is not None
    deviant = table.deviant_cases if known else pd.DataFrame({"row": [], "case": []})
    for row in sorted(set(deviant["row"])):
        own = deviant[deviant["row"] == row]
        position = table.numbers.index(row)
        n = len(_own_cases(table, position)[1])
        lines.append((str(table.codes[position]), n, len(own), len(own) / n, tuple(own["case"])))
        numbers.append(row)
    columns = ["code", "n", "deviant", "share", "cases"]
    return pd.DataFrame(
        lines, columns=columns, index=pd.Index(numbers, name="row", dtype=object)
    ).infer_objects()


def separating_columns(table: TruthTable, data: object) -> pd.DataFrame:
    """Return how well each further column separates the cases of each contradictory row.

    ``row``, ``column``, ``separates`` (whether no case is on the wrong side), ``misplaced`` (the fewest cases
    on the wrong side), ``rule`` (for the cases with the outcome), ``missing`` (cases without a value) and
    ``by_chance`` (for a numeric column that separates: in what share of the ways to deal the outcome over
    these cases it would separate them, either way round; else NaN).
    """
    frame = as_frame(data)
    if table.scan is not None:
        cases = table.scan.need_kept("The ids of the cases").ids.tolist()
    elif table.evidence is not None:
        cases = table.evidence.sets.cases.tolist()
    else:
        raise DataError(
            "This truth table has no data behind it, so its cases cannot be looked up in data. "
            "Make it with build_truth_table()."
        )
    unknown = [case for case in cases if case not in frame.index]
    if unknown:
        raise DataError(
            f"data has no row for {len(unknown)} of the cases of the truth table: {listed(unknown)}. "
            "Both need the same case ids in their index."
        )
    used = {*table.conditions, *(table.outcome.used if table.outcome is not None else ())}
    columns = [name for name in frame.columns if name not in used]
    lines = []
    for row, one in contradictory_rows(table).iterrows():
        ids = [*one["with_outcome"], *one["without_outcome"]]
        present = np.arange(len(ids)) < len(one["with_outcome"])
        for name in columns:
            values = frame.loc[ids, name]
            known = values.notna().to_numpy()
            found = _separation(values[known], present[known])
            lines.append((row, name, *found[:3], int((~known).sum()), found[3]))
    names = ["row", "column", "separates", "misplaced", "rule", "missing", "by_chance"]
    frame = pd.DataFrame(lines, columns=names)
    return frame.sort_values(["row", "misplaced", "missing"], kind="stable").reset_index(drop=True)


def _own_cases(table: TruthTable, position: int) -> tuple[Floats, list[CaseId]]:
    if table.scan is not None and table.scan.kept is not None:
        kept = table.scan.kept
        own = kept.position == position
        return kept.outcome[own], kept.ids[own].tolist()
    if table.evidence is None:
        return np.empty(0), []
    own = table.evidence.position == position
    return table.evidence.outcome[own], list(table.evidence.sets.cases[own])


def _separation(values: pd.Series, present: Bools) -> tuple[bool, int, str, float]:
    """Return whether a column separates two groups, how many it misplaces, the rule, and chance."""
    few = int(min(present.sum(), (~present).sum()))
    if few == 0:
        return False, few, "", np.nan
    if pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype):
        return _by_number(values.to_numpy(dtype=np.float64), present)
    labels = values.astype(str).to_numpy()
    misplaced, chosen = 0, []
    for label in sorted(set(labels)):
        has = labels == label
        yes, no = int((has & present).sum()), int((has & ~present).sum())
        misplaced += min(yes, no)
        if yes > no:
            chosen.append(label)
    return misplaced == 0, misplaced, f"is {' or '.join(chosen)}" if chosen else "", np.nan


def _by_number(values: Floats, present: Bools) -> tuple[bool, int, str, float]:
    distinct = np.unique(values)
    best: tuple[int, str] = (int(min(present.sum(), (~present).sum())), "")
    for low, high in itertools.pairwise(distinct):
        above = values >= high
        for sign, chosen in ((">", above), ("<", ~above)):
            misplaced = int((chosen != present).sum())
            if misplaced < best[0]:
                best = (misplaced, f"{sign} {(low + high) / 2:.6g}")
    if best[0] or not best[1]:
        return False, *best, np.nan
    # With ties across places fewer orders separate; with distinct values two of all ways do.
    chance = 2 / comb(len(present), int(present.sum())) if len(distinct) == len(values) else np.nan
    return True, *best, min(chance, 1.0)
