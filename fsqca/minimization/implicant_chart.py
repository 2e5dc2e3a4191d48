"""The prime implicant chart as an object: what must be taken, what another does better, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed
from fsqca._frames import kept_frame
from fsqca._types import Bools
from fsqca.expressions import parse
from fsqca.minimization.chart_classes import classes_of, covering_classes
from fsqca.minimization.cover_bounds import not_dominated

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from fsqca.minimization.solution import Solution

#: Implicants and rows that are printed.
_SHOWN_IMPLICANTS = 40
_SHOWN_ROWS = 40


@dataclass(frozen=True, eq=False, repr=False)
class ImplicantChart:
    """Which prime implicant covers which positive row, and what follows.

    Made by :attr:`fsqca.Solution.implicant_chart`.

    Attributes
    ----------
    terms : tuple of str
        The prime implicants, in the documented order.
    rows : tuple of int
        Numbers of the positive rows.
    covers : ndarray of bool, shape (n_terms, n_rows)
    caption : str
    all_known : bool
        Whether these are all prime implicants there are. Where they are not, none is known to be essential.
    several_pairs : bool
        Whether they are those of several pairs of models of an intermediate solution, each of which has its
        own chart.

    References
    ----------
    McCluskey, E. J. (1956). Minimization of Boolean functions. Bell System Technical Journal, 35(6),
    1417-1444.

    Examples
    --------
    >>> import fsqca as fq
    >>> rows = pd.DataFrame(
    ...     {"A": [0, 0, 1, 1], "B": [0, 1, 0, 1], "C": [1, 0, 0, 1], "out": ["0", "1", "1", "1"]}
    ... )
    >>> solution = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B", "C"]), "parsimonious")
    >>> print(solution.implicant_chart)
    Parsimonious solution: 3 prime implicants, 3 positive rows
        3 5 8
    A   - x x
    B   x - x
    ~C  x x -
    No prime implicant is essential.
    Cyclic core: 3 prime implicants, 3 rows.
    """

    terms: tuple[str, ...]
    rows: tuple[int, ...]
    covers: Bools
    caption: str
    all_known: bool = True
    several_pairs: bool = False

    @property
    @kept_frame
    def frame(self) -> pd.DataFrame:
        """Boolean, prime implicants x row numbers."""
        return pd.DataFrame(
            self.covers,
            index=pd.Index(self.terms, name="prime implicant", dtype=object),
            columns=pd.Index(list(self.rows), name="row", dtype=None if self.rows else object),
        )

    @property
    def row_counts(self) -> pd.Series[int]:
        """How many positive rows each prime implicant covers."""
        return pd.Series(self.covers.sum(axis=1), index=pd.Index(self.terms, dtype=object), name="rows")

    @property
    def column_counts(self) -> pd.Series[int]:
        """How many prime implicants cover each positive row."""
        return pd.Series(self.covers.sum(axis=0), index=list(self.rows), name="prime implicants")

    @cached_property
    def _alone(self) -> Bools:
        """Which rows only one prime implicant covers, as far as that is known."""
        result: Bools = self.covers.sum(axis=0) == 1
        return result if self.all_known else np.zeros_like(result)

    @property
    def uncovered_rows(self) -> tuple[int, ...]:
        """Rows that no prime implicant covers, where implicants have to be consistent enough."""
        return tuple(self.rows[i] for i in np.flatnonzero(~self.covers.any(axis=0)))

    @property
    def essential(self) -> tuple[str, ...]:
        """Prime implicants that alone cover a row: every model has them."""
        return tuple(self.terms[i] for i in np.flatnonzero(self.covers[:, self._alone].any(axis=1)))

    @property
    def essential_rows(self) -> tuple[int, ...]:
        """Rows that only one prime implicant covers."""
        return tuple(self.rows[i] for i in np.flatnonzero(self._alone))

    @cached_property
    def equivalent(self) -> tuple[tuple[str, ...], ...]:
        """Groups of prime implicants that cover the same positive rows: alternatives to one another."""
        return tuple(
            tuple(self.terms[i] for i in group)
            for group in classes_of(self.covers).values()
            if len(group) > 1
        )

    @cached_property
    def dominated(self) -> dict[str, str]:
        """Prime implicants whose rows another covers, and more: each with one such other.

        They can still be part of a tied model, and are never left out while models are looked for.
        """
        classes = classes_of(self.covers)
        widest = not_dominated(list(classes))
        found: dict[str, str] = {}
        kept = set(widest)
        for mask, group in classes.items():
            if mask not in kept:
                over = next(other for other in widest if mask & ~other == 0)
                for i in group:
                    found[self.terms[i]] = self.terms[classes[over][0]]
        return found

    @cached_property
    def dominated_rows(self) -> dict[int, int]:
        """Rows covered as a matter of course: each with a row whose every prime implicant covers it too.

        Of rows that have the same prime implicants, the first is kept.
        """
        masks = _packed(self.covers.T)
        sizes = self.covers.sum(axis=0)
        found: dict[int, int] = {}
        order = sorted(np.flatnonzero(sizes).tolist(), key=lambda i: (sizes[i], i))
        for place, i in enumerate(order):
            for j in order[:place]:
                if self.rows[j] not in found and masks[j] & ~masks[i] == 0:
                    found[self.rows[i]] = self.rows[j]
                    break
        return found

    @cached_property
    def _core(self) -> tuple[list[int], list[int]]:
        """Positions of prime implicants and rows that are left when all that is sure has been taken."""
        rows = sum(1 << int(i) for i in np.flatnonzero(self.covers.any(axis=0)))
        classes = classes_of(self.covers)
        while True:
            before = (rows, len(classes))
            merged: dict[int, tuple[int, ...]] = {}
            for mask, group in classes.items():
                if mask & rows:
                    merged[mask & rows] = merged.get(mask & rows, ()) + group
            classes = {mask: merged[mask] for mask in sorted(not_dominated(list(merged)))}
            covering = covering_classes(rows, classes)
            masks = list(classes)
            for over in set(covering.values()):
                if over & (over - 1) == 0:
                    rows &= ~masks[over.bit_length() - 1]
            kept: list[int] = []
            for row, over in sorted(covering.items(), key=lambda item: (item[1].bit_count(), item[0])):
                if rows >> row & 1:
                    if any(over & covering[other] == covering[other] for other in kept):
                        rows &= ~(1 << row)
                    else:
                        kept.append(row)
            if before == (rows, len(classes)):
                break
        left = sorted(group[0] for mask, group in classes.items() if mask & rows)
        return left, [i for i in range(len(self.rows)) if rows >> i & 1]

    @property
    @kept_frame
    def cyclic_core(self) -> pd.DataFrame:
        """What is left to choose among when essential, dominated and equivalent implicants are set aside.

        Boolean, prime implicants x rows, one implicant for each group of equivalent ones; empty where these
        rules alone solve the chart.
        """
        terms, rows = self._core
        return pd.DataFrame(
            self.covers[np.ix_(terms, rows)],
            index=pd.Index([self.terms[i] for i in terms], name="prime implicant", dtype=object),
            columns=pd.Index([self.rows[i] for i in rows], name="row", dtype=None if rows else object),
        )

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per prime implicant.

        Columns ``term``, ``literals``, ``rows`` (how many it covers), ``alone`` (rows that only it covers),
        ``essential``, ``dominated_by`` (a prime implicant, or "") and ``core`` (whether it is in the cyclic
        core).
        """
        alone = self.covers[:, self._alone].sum(axis=1)
        core = set(self._core[0])
        return pd.DataFrame(
            {
                "term": list(self.terms),
                "literals": [sum(map(len, parse(term).literal_terms)) for term in self.terms],
                "rows": self.covers.sum(axis=1),
                "alone": alone,
                "essential": alone > 0,
                "dominated_by": [self.dominated.get(term, "") for term in self.terms],
                "core": [i in core for i in range(len(self.terms))],
            }
        )

    def plot(self) -> Figure:
        """Return a matplotlib figure of the chart; see :func:`fsqca.plots.implicant_chart_plot`."""
        from fsqca.plots import implicant_chart_plot

        return implicant_chart_plot(self)

    def _notes(self) -> list[str]:
        more, wide = len(self.terms) - _SHOWN_IMPLICANTS, len(self.rows) - _SHOWN_ROWS
        notes = []
        if more > 0 or wide > 0:
            notes.append(
                f"Not shown: {counted(max(more, 0), 'prime implicant')}, {counted(max(wide, 0), 'row')}; "
                ".frame has all."
            )
        if self.several_pairs:
            notes.append(
                "These are the prime implicants of several pairs of a conservative and a parsimonious model "
                "together; the models of a pair are made of its own."
            )
        essential = self.essential
        if self.all_known:
            notes.append(
                f"Essential: {', '.join(essential)}." if essential else "No prime implicant is essential."
            )
        else:
            notes.append(
                "There may be other prime implicants, so which are essential, and what the fewest terms are, "
                "is not known."
            )
        if self.dominated:
            notes.append(f"{counted(len(self.dominated), 'prime implicant')} dominated by another.")
        if uncovered := self.uncovered_rows:
            rows = "row" if len(uncovered) == 1 else "rows"
            notes.append(
                f"No prime implicant covers {rows} {listed(uncovered, 20)}, so there is no model."
                if self.all_known
                else f"No prime implicant that was made covers {rows} {listed(uncovered, 20)}."
            )
            return notes
        terms, left = self._core
        notes.append(
            f"Cyclic core: {counted(len(terms), 'prime implicant')}, {counted(len(left), 'row')}."
            if left
            else "No cyclic core: the rules of the chart alone give a minimum model."
            if self.all_known and not self.several_pairs
            else "No cyclic core."
        )
        return notes

    def _shown(self, mark: str, blank: str) -> pd.DataFrame:
        part = self.covers[:_SHOWN_IMPLICANTS, :_SHOWN_ROWS]
        return pd.DataFrame(
            np.where(part, mark, blank),
            index=pd.Index(self.terms[:_SHOWN_IMPLICANTS], dtype=object),
            columns=pd.Index([str(row) for row in self.rows[:_SHOWN_ROWS]], dtype=object),
        )

    def __repr__(self) -> str:
        return (
            f"<ImplicantChart: {counted(len(self.terms), 'prime implicant')}, "
            f"{counted(len(self.rows), 'positive row')}, {len(self.essential)} essential>"
        )

    def __str__(self) -> str:
        frame = self._shown("x", "-")
        wide = max((len(term) for term in frame.index), default=0)
        lines = [" " * wide + "  " + " ".join(frame.columns)]
        for term, line in zip(frame.index, frame.to_numpy(), strict=True):
            cells = (mark.rjust(len(name)) for mark, name in zip(line, frame.columns, strict=True))
            lines.append(f"{term.ljust(wide)}  {' '.join(cells)}")
        return "\n".join([self.caption, *lines, *self._notes()])

    def _repr_html_(self) -> str:
        table = _display.html_table(self._shown("\u25cf", "\u00b7"), caption=self.caption)
        return f'<div style="overflow-x:auto">{table}</div>' + _display.html_notes(self._notes())


def _packed(lines: Bools) -> list[int]:
    """Return each line as a bit mask."""
    packed = np.packbits(lines, axis=1, bitorder="little")
    return [int.from_bytes(line.tobytes(), "little") for line in packed]


def implicant_chart_of(solution: Solution) -> ImplicantChart:
    """Return the chart of a solution's prime implicants."""
    frame = solution.chart
    terms = tuple(str(term) for term in frame.index)
    rows = tuple(int(row) for row in frame.columns)
    outcome = solution.truth_table.settings.outcome
    caption = (
        f"{solution.kind.capitalize()} solution{f' for {outcome}' if outcome else ''}: "
        f"{counted(len(terms), 'prime implicant')}, {counted(len(rows), 'positive row')}"
    )
    covers = frame.to_numpy(dtype=bool).reshape(len(terms), len(rows))
    pairs = {own.between.tobytes() for model in solution.models for own in model.derivations}
    return ImplicantChart(terms, rows, covers, caption, solution._all_known, len(pairs) > 1)
