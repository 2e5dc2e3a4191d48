"""The map of codings and solutions over all cut-offs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import check_count, check_fraction, counted
from fsqca._frames import kept_frame
from fsqca._types import Bools, Floats, Ints
from fsqca.cutoffs.cells import AXES, ORDER, Cell, CellSpace, Span, largest_box, runs_around
from fsqca.errors import ArgumentError
from fsqca.minimization.settings import Kind
from fsqca.minimization.solution import Solution
from fsqca.truth_table.history import last_codes
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Solutions that a printed map spells out, and models of each.
_SHOWN, _SHOWN_MODELS = 10, 3


@dataclass(frozen=True, eq=False, repr=False)
class CutoffMap:
    """Every coding of a truth table over all cut-offs, and the solution of each.

    Made by :meth:`fsqca.TruthTable.map_cutoffs`.

    Attributes
    ----------
    truth_table : TruthTable
        Whose cut-offs are "today's".
    kind : {"conservative", "intermediate", "parsimonious"}
    space : CellSpace
        The cells, as arrays.
    today : tuple of int or None
        The cell of today's cut-offs, None where it is outside the ranges looked at.
    solutions : tuple of Solution
        The distinct solutions, "S1", "S2", ...: those nearest to today's cut-offs first. Each as it was
        minimized in the nearest cell that has it. Two solutions are the same where they have the same models.
    solution_of : ndarray of int, shape (n_codings,)
        Position of each coding's solution in `solutions`, -1 where it was not minimized.
    n_problems : int
        Distinct pairs of positive and negative rows.
    max_codings : int
        How many of them were to be minimized at most.
    """

    truth_table: TruthTable
    kind: Kind
    space: CellSpace
    today: Cell | None
    solutions: tuple[Solution, ...]
    solution_of: Ints
    n_problems: int
    max_codings: int

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return int(self.space.coding_of.size)

    @property
    def n_codings(self) -> int:
        """Number of distinct codings."""
        return len(self.space.codings)

    @property
    def n_solutions(self) -> int:
        """Number of distinct solutions among the codings that were minimized."""
        return len(self.solutions)

    @property
    def complete(self) -> bool:
        """Whether every coding was minimized."""
        return bool((self.solution_of >= 0).all())

    @property
    def solution_in(self) -> Ints:
        """The solution in each cell, -1 for not minimized, shape (n_frequency, n_consistency, n_pri)."""
        result: Ints = self.solution_of[self.space.coding_of]
        return result

    # ------------------------------------------------------------------ frames

    @property
    @kept_frame
    def cells(self) -> pd.DataFrame:
        """One line per cell.

        ``frequency_from``, ``frequency_to``, ``consistency_above``, ``consistency_to``, ``pri_above``,
        ``pri_to`` (above the first, up to the second; the first cell of an axis holds its lower end too),
        ``coding`` (1, 2, ...), ``solution`` ("S1", ..., None where not minimized), ``positive`` (how many
        rows are) and ``today``.
        """
        places = np.indices(self.space.coding_of.shape).reshape(3, -1)
        columns: dict[str, object] = {}
        for axis, name in enumerate(AXES):
            ends = self.space.bounds(axis)[places[axis]]
            low = ends[:, 0]
            if name == "frequency":
                low = low + 1
            columns[f"{name}_{'from' if name == 'frequency' else 'above'}"] = low
            columns[f"{name}_to"] = ends[:, 1]
        coding = self.space.coding_of.ravel()
        columns["coding"] = coding + 1
        columns["solution"] = self._names(self.solution_of[coding])
        columns["positive"] = (self.space.codings == ORDER.index("1")).sum(axis=1)[coding]
        columns["today"] = np.zeros(len(coding), dtype=bool)
        frame = pd.DataFrame(columns)
        if self.today is not None:
            frame.loc[int(np.ravel_multi_index(self.today, self.space.coding_of.shape)), "today"] = True
        return frame

    @property
    @kept_frame
    def codings(self) -> pd.DataFrame:
        """One line per coding.

        Index ``coding``; ``solution``, ``cells`` (how many), ``positive``, ``negative``, ``contradictory``,
        ``remainders`` (tuples of row numbers) and ``today``.
        """
        numbers = self.truth_table.numbers
        cells = np.bincount(self.space.coding_of.ravel(), minlength=self.n_codings)
        frame = pd.DataFrame({"solution": self._names(self.solution_of), "cells": cells})
        for name, code in (("positive", "1"), ("negative", "0"), ("contradictory", "C"), ("remainders", "?")):
            has = self.space.codings == ORDER.index(code)
            frame[name] = [tuple(numbers[i] for i in np.flatnonzero(line)) for line in has]
        now = -1 if self.today is None else self.space.coding_of[self.today]
        frame["today"] = np.arange(self.n_codings) == now
        return frame.set_axis(pd.RangeIndex(1, self.n_codings + 1, name="coding"))

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One line per distinct solution.

        Index ``solution`` ("S1", ...); ``n_models``, ``models`` (tuple of expressions as text, those
        listed), ``codings`` and ``cells`` (how many have it), ``share`` (of the area of the map:
        consistency x PRI, the
        mean over the ranges of frequency), ``today``.
        """
        inside = self.solution_in
        area = self._widths(1)[:, None] * self._widths(2)[None, :]
        lines = []
        for position, one in enumerate(self.solutions):
            has = inside == position
            lines.append(
                (
                    one.n_models,
                    tuple(str(model.expression) for model in one.models),
                    int((self.solution_of == position).sum()),
                    int(has.sum()),
                    float((has * area).sum() / (area.sum() * len(has))) if area.sum() else np.nan,
                    self.today is not None and bool(has[self.today]),
                )
            )
        return pd.DataFrame(
            lines,
            columns=["n_models", "models", "codings", "cells", "share", "today"],
            index=pd.Index(self._names(np.arange(self.n_solutions)), name="solution", dtype=object),
        )

    @property
    @kept_frame
    def region(self) -> pd.DataFrame:
        """The cells in which today's solution holds, connected or not: columns as :attr:`cells`."""
        return self.cells[self._region("solution").ravel()].reset_index(drop=True)

    @property
    @kept_frame
    def ranges(self) -> pd.DataFrame:
        """How far each cut-off can move alone, the others as they are today.

        ``what`` ("coding": every code stays; "solution": every model stays), ``cut_off``, ``today``,
        ``interval``, ``above`` and ``to`` (above the first, up to the second; an interval that begins at the
        lowest cut-off there is holds it).
        """
        makers: dict[str, Callable[[Bools, Cell], list[Span]]] = {"coding": runs_around}
        if self.today is not None and self.solution_in[self.today] >= 0:
            makers["solution"] = runs_around
        return self._intervals(makers)

    @property
    @kept_frame
    def box(self) -> pd.DataFrame:
        """The largest box around today's cut-offs in which today's solution holds: columns as :attr:`ranges`.

        Largest by volume: consistency x PRI x number of frequency cut-offs, the open range above the largest
        number of cases counted as one.
        """

        def box(region: Bools, cell: Cell) -> list[Span]:
            return largest_box(region, cell, (self._widths(0), self._widths(1), self._widths(2)))

        return self._intervals({"solution": box})

    def at(
        self, *, consistency: float | None = None, pri: float | None = None, frequency: int | None = None
    ) -> pd.Series:
        """Return the cell at some cut-offs, today's where none are given: a line of :attr:`cells`.

        Raises
        ------
        ArgumentError
            If the cut-offs lie outside the ranges that were looked at.
        """
        coding = self.truth_table.settings.coding
        point = (
            coding.frequency if frequency is None else check_count("frequency", frequency),
            coding.consistency if consistency is None else check_fraction("consistency", consistency),
            coding.pri if pri is None else check_fraction("pri", pri),
        )
        cell = self.space.cell_of(point)
        if cell is None or (coding.contradiction is not None and point[1] <= coding.contradiction):
            raise ArgumentError(
                f"frequency {point[0]}, consistency {point[1]:g} and PRI {point[2]:g} are outside the map: "
                + "; ".join(
                    f"{name} {self.space.span(axis, 0, self.space.coding_of.shape[axis] - 1)}"
                    for axis, name in enumerate(AXES)
                )
                + "."
            )
        return self.cells.iloc[int(np.ravel_multi_index(cell, self.space.coding_of.shape))]

    def plot(self) -> Figure:
        """Return the map as a figure, see :func:`fsqca.plots.cutoff_map_plot`."""
        from fsqca.plots import cutoff_map_plot

        return cutoff_map_plot(self)

    # ------------------------------------------------------------------ how it looks

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        notes = [
            (
                f"{counted(self.n_cells, 'cell')} of cut-offs, {counted(self.n_codings, 'distinct coding')}, "
                f"{counted(self.n_solutions, 'distinct solution')}."
            )
        ]
        if not self.complete:
            left = int((self.solution_of < 0).sum())
            notes.append(
                f"{counted(left, 'coding')} of {self.n_codings} {'was' if left == 1 else 'were'} not "
                f"minimized: there are {self.n_problems} distinct pairs of positive and negative rows, and "
                f"max_codings is {self.max_codings}. Raise it, or narrow the cut-offs."
            )
        if self.today is None:
            notes.append("Today's cut-offs lie outside the ranges looked at.")
        elif self.solution_of[self.space.coding_of[self.today]] >= 0:
            own = self.ranges.query("what == 'solution'")
            names = [name.replace("pri", "PRI") for name in map(str, own["cut_off"])]
            texts = [f"{name} {text}" for name, text in zip(names, own["interval"].tolist(), strict=True)]
            notes.append(f"Moved alone, these cut-offs keep today's solution: {'; '.join(texts)}.")
        short = sum(not one.complete for one in self.solutions)
        if short:
            notes.append(
                f"{counted(short, 'solution')} {'lists' if short == 1 else 'list'} not all of "
                f"{'its' if short == 1 else 'their'} models; such solutions were compared by those listed."
            )
        contradiction = self.truth_table.settings.coding.contradiction
        if contradiction is not None:
            notes.append(f"The lower cut-off for contradictions stays at {contradiction:g}.")
        by_hand = last_codes(self.truth_table)
        if by_hand:
            notes.append(
                f"{counted(len(by_hand), 'row')} coded by hand "
                f"{'keeps its code' if len(by_hand) == 1 else 'keep their codes'} everywhere."
            )
        return tuple(notes)

    def __repr__(self) -> str:
        outcome = f" for {self.truth_table.settings.outcome}" if self.truth_table.settings.outcome else ""
        return (
            f"<CutoffMap {self.kind}{outcome}: {counted(self.n_cells, 'cell')}, "
            f"{counted(self.n_codings, 'coding')}, {counted(self.n_solutions, 'solution')}>"
        )

    def _caption(self) -> str:
        outcome = f" for {self.truth_table.settings.outcome}" if self.truth_table.settings.outcome else ""
        today = self.truth_table.settings.coding.describe()
        return f"Cut-offs and the {self.kind} solution{outcome}; today: {today}"

    def _shown(self) -> pd.DataFrame:
        frame = self.table
        if not len(frame):
            return frame
        frame["models"] = [
            "; ".join(models[:_SHOWN_MODELS]) + (" ..." if len(models) > _SHOWN_MODELS else "")
            if models
            else "(no model)"
            for models in frame["models"]
        ]
        frame["today"] = ["*" if today else "" for today in frame["today"]]
        return frame.head(_SHOWN).rename_axis(None)

    def _all_notes(self) -> list[str]:
        left = self.n_solutions - _SHOWN
        return [*([f"{counted(left, 'more solution')} in .table."] if left > 0 else []), *self.notes]

    def __str__(self) -> str:
        body = [_display.text_table(self._shown(), width=60)] if self.solutions else []
        return "\n".join([self._caption(), *body, *self._all_notes()])

    def _repr_html_(self) -> str:
        if not self.solutions:
            return _display.html_heading(self._caption()) + _display.html_notes(self._all_notes())
        return _display.html_table(self._shown(), caption=self._caption(), notes=self._all_notes(), width=120)

    # ------------------------------------------------------------------ inside

    def _names(self, positions: Ints) -> list[str | None]:
        return [None if position < 0 else f"S{position + 1}" for position in positions.tolist()]

    def _widths(self, axis: int) -> Floats:
        """Return the width of each cell on an axis; of frequency the number of cut-offs, open ones as one."""
        width = np.diff(self.space.bounds(axis), axis=1)[:, 0]
        return np.where(np.isinf(width), 1.0, width)

    def _region(self, what: str) -> Bools:
        """Return the cells that have today's coding or solution."""
        if self.today is None:
            raise ArgumentError(
                "Today's cut-offs lie outside the ranges looked at, so there is no region around them."
            )
        inside = self.space.coding_of if what == "coding" else self.solution_in
        now = inside[self.today]
        if now < 0:
            raise ArgumentError(
                "Today's coding was not minimized, so no solution is known. Raise max_codings."
            )
        return np.asarray(inside == now)

    def _intervals(self, makers: dict[str, Callable[[Bools, Cell], list[Span]]]) -> pd.DataFrame:
        coding = self.truth_table.settings.coding
        lines = []
        for what, make in makers.items():
            region, cell = self._region(what), self.today
            assert cell is not None
            for axis, (first, last) in enumerate(make(region, cell)):
                ends = self.space.bounds(axis)
                name = AXES[axis]
                lines.append(
                    (
                        what,
                        name,
                        getattr(coding, name),
                        self.space.span(axis, first, last),
                        float(ends[first][0]),
                        float(ends[last][1]),
                    )
                )
        columns = ["what", "cut_off", "today", "interval", "above", "to"]
        return pd.DataFrame(lines, columns=columns)
