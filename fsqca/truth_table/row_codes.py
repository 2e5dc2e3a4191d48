"""How far a row is from each cut-off, and its code along each of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from fsqca._types import Floats
from fsqca.truth_table.coding import POSITIVE, REMAINDER, TOLERANCE, Coding, code_rows
from fsqca.truth_table.cutoff_values import CutOffAxis, fraction_axis, frequency_axis


def nothing_about_cut_offs() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both frames without a line, for a row that no cut-off acts on."""
    return (
        pd.DataFrame(columns=["cut_off", "at", "value", "distance", "passes"]),
        pd.DataFrame(columns=["cut_off", "interval", "above", "to", "code", "today"]),
    )


def distances_of(n: float, consistency: float, pri: float, coding: Coding) -> pd.DataFrame:
    """Return how far the values of a row are from each cut-off."""
    lines: list[tuple[str, float, float, float, bool]] = [
        ("frequency", coding.frequency, n, n - coding.frequency, n >= coding.frequency - TOLERANCE)
    ]
    fractions = [("consistency", coding.consistency, consistency), ("pri", coding.pri, pri)]
    if coding.contradiction is not None:
        fractions.append(("contradiction", coding.contradiction, consistency))
    for name, at, value in fractions:
        passes = bool(value >= at - TOLERANCE) or (name == "pri" and at == 0)
        lines.append((name, at, value, value - at, passes))
    return pd.DataFrame(lines, columns=["cut_off", "at", "value", "distance", "passes"])


def codes_along(n: float, consistency: float, pri: float, coding: Coding) -> pd.DataFrame:
    """Return the codes of one row along each cut-off, the others as they are."""
    row = (np.array([n]), np.array([consistency]), np.array([pri]))
    axes: list[tuple[str, CutOffAxis]] = [
        ("frequency", frequency_axis(row[0])),
        ("consistency", fraction_axis(row[1], low=coding.contradiction)),
        ("pri", fraction_axis(row[2], undefined_passes=True)),
    ]
    lines: list[tuple[str, str, float, float, str, bool]] = []
    for name, axis in axes:
        codes = []
        for cut_off in axis.cut_offs().tolist():
            value = int(cut_off) if name == "frequency" else min(float(cut_off), 1.0)
            codes.append(str(code_rows(*row, _with(coding, name, value))[0]))
        today = axis.cell_of(getattr(coding, name))
        lines += _merged(name, axis, codes, today)
    lines += _along_contradiction(row, coding)
    return pd.DataFrame(lines, columns=["cut_off", "interval", "above", "to", "code", "today"])


def _with(coding: Coding, name: str, value: float) -> Coding:
    if name == "consistency":
        return replace(coding, consistency=value)
    return replace(coding, pri=value) if name == "pri" else replace(coding, frequency=int(value))


def _merged(
    name: str, axis: CutOffAxis, codes: list[str], today: int
) -> list[tuple[str, str, float, float, str, bool]]:
    lines = []
    start = 0
    for cell in range(1, len(codes) + 1):
        if cell == len(codes) or codes[cell] != codes[start]:
            ends = axis.bounds
            lines.append(
                (
                    name,
                    axis.span(start, cell - 1),
                    float(ends[start][0]),
                    float(ends[cell - 1][1]),
                    codes[start],
                    start <= today < cell,
                )
            )
            start = cell
    return lines


def _along_contradiction(
    row: tuple[Floats, Floats, Floats], coding: Coding
) -> list[tuple[str, str, float, float, str, bool]]:
    """Return the codes of one row along the lower cut-off, which lies below the consistency cut-off."""
    value, top = float(row[1][0]), coding.consistency
    without = str(code_rows(*row, replace(coding, contradiction=None))[0])
    none = ("contradiction", "none", float("nan"), float("nan"), without, coding.contradiction is None)
    if without in (REMAINDER, POSITIVE) or np.isnan(value) or value >= top - TOLERANCE:
        return [none]
    now = coding.contradiction
    reached = now is not None and value >= now - TOLERANCE
    lines = [none, ("contradiction", f"[0, {value:.6g}]", 0.0, value, "C", reached)]
    if value < top - 2 * TOLERANCE:
        above = ("contradiction", f"({value:.6g}, {top:.6g})", value, top, without)
        lines.append((*above, now is not None and not reached))
    return lines
