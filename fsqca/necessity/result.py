"""What :func:`fsqca.find_necessary` returns: numbers, verdicts, and how they print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._checks import counted, listed, missing_notes, weight_notes
from fsqca._display import html_table, text_table
from fsqca._types import Bools, Floats, Missing
from fsqca.expressions import Expression, parse
from fsqca.subsets.cutoffs import TOLERANCE, passes, reaches

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("consistency", "coverage", "ron")
#: A consistent condition whose RoN is below this is called trivial: a rule of thumb, not a cut-off.
TRIVIAL_RON = 0.5


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Necessity:
    """Conditions and combinations that are necessary for an outcome.

    Attributes
    ----------
    outcome : str
        The outcome, an expression.
    conditions : tuple of str
        The conditions that were looked at.
    labels, kinds : tuple of str
        The expressions in `table`, and for each ``"condition"``, ``"conjunction"`` or ``"disjunction"``.
    values : ndarray of float, shape (n_rows, 3)
        What `table` holds.
    single_labels : tuple of str
        Every condition and its negation, or every value of a multi-value condition.
    single_values : ndarray of float, shape (n_single, 3)
        Their consistency, coverage and RoN.
    consistency, coverage, ron : float
        The cut-offs.
    depth : int
        The largest number of conditions in a combination.
    n_cases : int
        The number of cases behind the numbers.
    missing : "raise" or "drop"
        What was to happen to cases with a missing value.
    dropped : tuple
        The cases left out because a value was missing.
    calibration : DataFrame or None
        The table of the calibration, where the data came from :func:`fsqca.calibrate`.
    trivial : float
        A RoN below this is called trivial.
    weights : ndarray of float, shape (n_cases,), or None
        How much each case counts; None where every case counts once.
    """

    outcome: str
    conditions: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    values: Floats
    single_labels: tuple[str, ...]
    single_values: Floats
    consistency: float
    coverage: float
    ron: float
    depth: int
    n_cases: int
    missing: Missing
    dropped: tuple[Any, ...]
    calibration: pd.DataFrame | None = None
    trivial: float = TRIVIAL_RON
    weights: Floats | None = None

    @property
    def table(self) -> pd.DataFrame:
        """Return what passes every cut-off: index the expression; columns ``consistency, coverage, ron``.

        First single conditions, then conjunctions, then disjunctions (SUIN candidates).
        """
        return _frame(self.labels, self.values)

    @property
    def all_conditions(self) -> pd.DataFrame:
        """Return every single condition and its negation, whether it passes or not, as articles print it.

        Columns ``consistency, coverage, ron``; ``passes``: it reaches every cut-off; ``trivial``: it reaches
        the cut-off of consistency, but its RoN is below `trivial` (0.5 unless set), so that it is necessary
        mainly by being nearly always present.
        """
        frame = _frame(self.single_labels, self.single_values)
        consistent = reaches(self.single_values[:, 0], self.consistency)
        frame["passes"] = passes(self.single_values, (self.consistency, self.coverage, self.ron))
        frame["trivial"] = consistent & self._is_trivial(self.single_values)
        return frame

    @property
    def verdicts(self) -> pd.DataFrame:
        """Return what passes every cut-off with its kind and a verdict on triviality.

        Index the expression; columns ``kind`` (``"condition"``, ``"conjunction"`` or ``"disjunction"``),
        ``consistency, coverage, ron``, and ``verdict``: ``"relevant"``; ``"trivial"`` where RoN is below
        `trivial` (0.5 unless set): the expression is necessary mainly by being nearly always present;
        ``"undefined"`` where RoN is, because every case is a full member of the expression and of the
        outcome. Triviality is judged by RoN and not by coverage, which is high also where condition and
        outcome are both nearly constant.
        """
        frame = self.table
        frame.insert(0, "kind", list(self.kinds))
        frame["verdict"] = self._verdicts
        return frame

    def _is_trivial(self, values: Floats) -> Bools:
        trivial: Bools = values[:, 2] < self.trivial - TOLERANCE
        return trivial

    @property
    def _verdicts(self) -> list[str]:
        undefined = np.isnan(self.values[:, 2])
        words = np.select([undefined, self._is_trivial(self.values)], ["undefined", "trivial"], "relevant")
        return [str(word) for word in words.tolist()]

    @property
    def suin(self) -> pd.DataFrame:
        """Return the rows of `table` that are disjunctions: SUIN candidates, none with a part that passes."""
        return self.table.loc[[kind == "disjunction" for kind in self.kinds]]

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Return the expressions in `table`."""
        return tuple(parse(label, self.conditions) for label in self.labels)

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what a reader should know: nothing found, undefined numbers, dropped cases."""
        nobody, everybody = "no case", "every case"
        if self.weights is not None and not self.weights.all():
            nobody, everybody = "no case with a weight above 0", "every case with a weight above 0"
        notes: list[str] = []
        if np.isnan(self.single_values[:, 0]).all():
            notes.append(f"Consistency is undefined: {nobody} has a membership above 0 in {self.outcome}.")
        elif not self.labels:
            best = int(np.nanargmax(self.single_values[:, 0]))
            notes.append(
                f"Nothing reaches the cut-offs. The most consistent condition is {self.single_labels[best]} "
                f"with {self.single_values[best, 0]:.3f}."
            )
        labels, values = self.single_labels + self.labels, np.vstack((self.single_values, self.values))
        for column, name, reason in (
            (1, "Coverage", f"{nobody} has a membership above 0 in it"),
            (2, "RoN", f"{everybody} is a full member of it and of {self.outcome}"),
        ):
            bad = [label for label, value in zip(labels, values[:, column], strict=True) if np.isnan(value)]
            if bad:
                notes.append(f"{name} is undefined for {listed(dict.fromkeys(bad), 10)}: {reason}.")
        notes += weight_notes(self.weights)
        notes += missing_notes(self.dropped)
        return tuple(notes)

    def __repr__(self) -> str:
        found, looked = counted(len(self.labels), "expression"), counted(len(self.conditions), "condition")
        return (
            f"<Necessity for {self.outcome}: {found} found among {looked}, depth {self.depth}, "
            f"{counted(self.n_cases, 'case')}>"
        )

    def __str__(self) -> str:
        parts = [self._head, text_table(self._shown)]
        found = self._combinations
        if len(found):
            parts += ["Combinations that pass", text_table(found)]
        return "\n\n".join([*parts, *(["\n".join(self.notes)] if self.notes else [])])

    def _repr_html_(self) -> str:
        found = self._combinations
        more = html_table(found, caption="Combinations that pass") if len(found) else ""
        return html_table(self._shown, caption=self._head, notes=self.notes) + more

    @property
    def _head(self) -> str:
        return (
            f"Necessity for {self.outcome}, {counted(self.n_cases, 'case')}"
            f"{' with weights' if self.weights is not None else ''}: "
            f"consistency >= {self.consistency:g}, coverage >= {self.coverage:g}, RoN >= {self.ron:g}"
        )

    @property
    def _shown(self) -> pd.DataFrame:
        frame = self.all_conditions.rename(columns={"ron": "RoN"}).rename_axis(index=None)
        for name in ("passes", "trivial"):
            frame[name] = ["yes" if flag else "" for flag in frame[name]]
        return frame

    @property
    def _combinations(self) -> pd.DataFrame:
        frame = self.table.rename(columns={"ron": "RoN"}).rename_axis(index=None)
        frame["kind"] = ["SUIN candidate" if kind == "disjunction" else kind for kind in self.kinds]
        if "trivial" in self._verdicts:
            frame["trivial"] = ["yes" if verdict == "trivial" else "" for verdict in self._verdicts]
        return frame.loc[frame["kind"] != "condition"]


def _frame(labels: Sequence[str], values: Floats) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(values.copy(), index=pd.Index(list(labels), name="expression"), columns=list(COLUMNS))
