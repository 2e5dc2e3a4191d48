"""What :func:`fsqca.find_sufficient` returns: conjunctions with their fit, and how they print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._checks import counted, listed, missing_notes, weight_notes
from fsqca._display import html_table, text_table
from fsqca._types import Floats, Missing
from fsqca.expressions import Expression, parse

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("consistency", "pri", "raw_coverage")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sufficiency:
    """Conjunctions that are sufficient for an outcome, none with a part that is.

    Attributes
    ----------
    outcome : str
        The outcome, an expression.
    conditions : tuple of str
        The conditions that were looked at.
    labels : tuple of str
        The conjunctions, shorter ones first.
    values : ndarray of float, shape (n_rows, 3)
        What `table` holds.
    consistency, pri, coverage : float
        The cut-offs.
    depth : int
        The largest number of conditions in a conjunction.
    n_cases : int
        The number of cases behind the numbers.
    best : tuple of (str, float) or None
        The most consistent single condition, None where every consistency is undefined.
    missing : "raise" or "drop"
        What was to happen to cases with a missing value.
    dropped : tuple
        The cases left out because a value was missing.
    calibration : DataFrame or None
        The table of the calibration, where the data came from :func:`fsqca.calibrate`.
    weights : ndarray of float, shape (n_cases,), or None
        How much each case counts; None where every case counts once.
    """

    outcome: str
    conditions: tuple[str, ...]
    labels: tuple[str, ...]
    values: Floats
    consistency: float
    pri: float
    coverage: float
    depth: int
    n_cases: int
    best: tuple[str, float] | None
    missing: Missing
    dropped: tuple[Any, ...]
    calibration: pd.DataFrame | None = None
    weights: Floats | None = None

    @property
    def table(self) -> pd.DataFrame:
        """Return the conjunctions: index the expression; columns ``consistency, pri, raw_coverage``."""
        import pandas as pd

        index = pd.Index(list(self.labels), name="expression")
        return pd.DataFrame(self.values.copy(), index=index, columns=list(COLUMNS))

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Return the expressions in `table`."""
        return tuple(parse(label, self.conditions) for label in self.labels)

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what a reader should know: nothing found, undefined numbers, cases weighted or left out."""
        notes: list[str] = []
        if not self.labels:
            note = "Nothing reaches the cut-offs."
            if self.best is not None:
                note += f" The most consistent condition is {self.best[0]} with {self.best[1]:.3f}."
            notes.append(note)
        undefined = np.isnan(self.values)
        ambivalent = [row for row, is_bad in zip(self.labels, undefined[:, 1], strict=True) if is_bad]
        if ambivalent:
            notes.append(
                f"PRI is undefined for {listed(ambivalent, 10)}: all membership in it lies in {self.outcome} "
                "and in its negation alike."
            )
        if undefined[:, 2].any():
            who = "no case"
            if self.weights is not None and not self.weights.all():
                who = "no case with a weight above 0"
            notes.append(f"Coverage is undefined: {who} has a membership above 0 in {self.outcome}.")
        notes += weight_notes(self.weights)
        notes += missing_notes(self.dropped)
        return tuple(notes)

    def __repr__(self) -> str:
        found, looked = counted(len(self.labels), "conjunction"), counted(len(self.conditions), "condition")
        return (
            f"<Sufficiency for {self.outcome}: {found} found among {looked}, depth {self.depth}, "
            f"{counted(self.n_cases, 'case')}>"
        )

    def __str__(self) -> str:
        parts = [self._head, text_table(self._shown), "\n".join(self.notes)]
        return "\n\n".join(part for part in parts if part)

    def _repr_html_(self) -> str:
        return html_table(self._shown, caption=self._head, notes=self.notes)

    @property
    def _head(self) -> str:
        return (
            f"Sufficient conjunctions for {self.outcome}, {counted(self.n_cases, 'case')}"
            f"{' with weights' if self.weights is not None else ''}: "
            f"consistency >= {self.consistency:g}, PRI >= {self.pri:g}, coverage >= {self.coverage:g}"
        )

    @property
    def _shown(self) -> pd.DataFrame:
        names = {"pri": "PRI", "raw_coverage": "raw coverage"}
        return self.table.rename(columns=names).rename_axis(index=None)
