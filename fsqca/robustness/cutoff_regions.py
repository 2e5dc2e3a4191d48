"""How far each cut-off can move while the models stay: read off the map of cut-offs, which is exact."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fsqca.cutoffs import CutoffMap, map_cutoffs
from fsqca.cutoffs.cells import AXES
from fsqca.errors import FsqcaError
from fsqca.robustness.changes import RegionEnd, models_end
from fsqca.robustness.rerun import Rerun, expectations_again, model_set, options_again
from fsqca.truth_table.coding import NEGATIVE, TOLERANCE, Coding, code_rows
from fsqca.truth_table.history import last_codes
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    from fsqca.minimization.solution import Solution

#: Codings along one cut-off: never more than rows + 1.
_ALL = 1_000_000
CONTRADICTION_CUT = "contradiction"


@dataclass(frozen=True, slots=True)
class CutoffReach:
    """How far one cut-off can move.

    Attributes
    ----------
    name : {"consistency", "pri", "frequency", "contradiction"}
    today, lower, upper : float
    lower_in, upper_in : bool
        Whether the ends themselves belong to it.
    below, above : RegionEnd
    span : tuple of float
        The lowest and the highest cut-off that there is; of the frequency, 1 and the largest row.
    """

    name: str
    today: float
    lower: float
    upper: float
    lower_in: bool
    upper_in: bool
    below: RegionEnd
    above: RegionEnd
    span: tuple[float, float]


def joint_map(solution: Solution, max_codings: int = 1000, **ranges: Any) -> CutoffMap:
    """Return the map of cut-offs of a solution, under the settings that made it."""
    settings, table = solution.settings, solution.truth_table
    expectations = (
        expectations_again(settings, table.conditions) if settings.solution == "intermediate" else None
    )
    return map_cutoffs(
        table,
        settings.solution,
        expectations=expectations,
        max_codings=max_codings,
        **options_again(settings),
        **ranges,
    )


def cutoff_reaches(rerun: Rerun) -> list[CutoffReach]:
    """Return how far each cut-off can move alone; the lower one of contradictions where it is set."""
    coding = rerun.table.settings.coding
    found = [_along(rerun, axis) for axis in (1, 2, 0)]
    if coding.contradiction is not None:
        found.append(_along_contradiction(rerun))
    return found


def _along(rerun: Rerun, axis: int) -> CutoffReach:
    table = rerun.table
    coding = table.settings.coding
    fixed: dict[str, Any] = {name: (getattr(coding, name),) * 2 for i, name in enumerate(AXES) if i != axis}
    line = joint_map(rerun.solution, _ALL, **fixed)
    assert line.today is not None
    at = line.today[axis]
    codings = np.moveaxis(line.space.coding_of, axis, 0).reshape(-1)
    holds = [model_set(line.solutions[line.solution_of[one]]) == rerun.today for one in codings]
    first = last = at
    while first > 0 and holds[first - 1]:
        first -= 1
    while last < len(holds) - 1 and holds[last + 1]:
        last += 1
    bounds = line.space.bounds(axis)
    lower, upper = float(bounds[first][0]), float(bounds[last][1])

    def end(inside: int, outside: int, name: str) -> RegionEnd:
        if not 0 <= outside < len(codings):
            return RegionEnd("possible")
        before, after = (line.space.codes(int(codings[cell])) for cell in (inside, outside))
        models = model_set(line.solutions[line.solution_of[codings[outside]]])
        return models_end(rerun, rerun.today, models, *_changed(table, before, after, name))

    name = AXES[axis]
    below, above = end(first, first - 1, name), end(last, last + 1, name)
    if name == "frequency":
        largest = float(np.floor(table.n + TOLERANCE).max(initial=1.0))
        low = lower + 1
        return CutoffReach(
            name, coding.frequency, low, upper, True, np.isfinite(upper).item(), below, above, (1.0, largest)
        )
    span = (line.space.axes[axis].low, 1.0)
    lower_in = first == 0 and not line.space.axes[axis].open_low
    return CutoffReach(name, getattr(coding, name), lower, upper, lower_in, True, below, above, span)


def _changed(
    table: TruthTable, before: npt.NDArray[np.str_], after: npt.NDArray[np.str_], name: str
) -> tuple[list[tuple[int, str, str]], list[str]]:
    """Return the rows whose code differs, each with its value on the axis."""
    rows, reasons = [], []
    values = {"frequency": table.n, "pri": table.pri}.get(name, table.consistency)
    word = {"frequency": "n", "pri": "PRI"}.get(name, "consistency")
    for i in np.flatnonzero(before != after).tolist():
        rows.append((table.numbers[i], str(before[i]), str(after[i])))
        value = f"{values[i]:g}" if name == "frequency" else f"{values[i]:.3f}"
        reasons.append(f"{word} {value}")
    return rows, reasons


def _along_contradiction(rerun: Rerun) -> CutoffReach:
    """Return how far the lower cut-off can move: it acts on negative rows that do not reach the upper one."""
    table = rerun.table
    coding = table.settings.coding
    today, top = coding.contradiction, coding.consistency
    assert today is not None
    by_hand = {table.numbers.index(row): code for row, code in last_codes(table).items()}

    def codes(value: float) -> npt.NDArray[np.str_]:
        result = code_rows(table.n, table.consistency, table.pri, _lower(coding, value))
        for row, code in by_hand.items():
            result[row] = code
        return result

    free = code_rows(table.n, table.consistency, table.pri, replace(coding, contradiction=None)) == NEGATIVE
    free &= table.consistency < top - 2 * TOLERANCE
    marks = np.unique(table.consistency[free])
    marks = marks[(marks > 0) & (marks < top)]
    # Cells (a, b] between the values of rows; the last one ends below the consistency cut-off.
    ends = [0.0, *marks.tolist(), top]
    at = int(np.searchsorted(marks + TOLERANCE, today, side="left"))
    cells = [
        ends[j + 1] if j < len(marks) else (max(ends[j] + 2 * TOLERANCE, today)) for j in range(len(ends) - 1)
    ]
    cells[at] = today
    kept = [codes(value) for value in cells]
    holds = [_same(rerun, one) for one in kept]
    first = last = at
    while first > 0 and holds[first - 1]:
        first -= 1
    while last < len(cells) - 1 and holds[last + 1]:
        last += 1

    def end(inside: int, outside: int) -> RegionEnd:
        if not 0 <= outside < len(cells):
            return RegionEnd("possible")
        try:
            models = rerun.models(table.corners, kept[outside])
        except FsqcaError as error:
            return RegionEnd("refused", detail=str(error))
        changes = _changed(table, kept[inside], kept[outside], CONTRADICTION_CUT)
        return models_end(rerun, rerun.today, models, *changes)

    return CutoffReach(
        CONTRADICTION_CUT,
        today,
        ends[first],
        ends[last + 1],
        first == 0,
        last < len(cells) - 1,
        end(first, first - 1),
        end(last, last + 1),
        (0.0, top),
    )


def _lower(coding: Coding, value: float) -> Coding:
    return replace(coding, contradiction=value)


def _same(rerun: Rerun, codes: npt.NDArray[np.str_]) -> bool:
    try:
        return rerun.models(rerun.table.corners, codes) == rerun.today
    except FsqcaError:
        return False


__all__ = ["CONTRADICTION_CUT", "CutoffReach", "cutoff_reaches", "joint_map"]
