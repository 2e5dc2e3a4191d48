"""The truth table: configurations with their cases, parameters of fit and codes."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from fsqca import _display
from fsqca._checks import caller_level, check_choice, counted, listed, unknown_names
from fsqca._frames import MOST_LEVELS, Sets, as_frame, check_text_names, take_sets
from fsqca._types import Bools, CaseId, Floats, Ints, Missing
from fsqca.errors import (
    ArgumentError,
    ArgumentTypeError,
    CrossoverWarning,
    DataError,
    ExpressionError,
    TooLargeError,
)
from fsqca.truth_table.coding import POSITIVE, REMAINDER, Coding, code_rows, near_cut_offs
from fsqca.truth_table.sums import (
    ConfigurationSums,
    all_corners,
    assign_corners,
    configuration_sums,
    corners_of_rows,
    observed_corners,
    row_numbers,
)

if TYPE_CHECKING:
    from fsqca.expressions import Expression

Crossover: TypeAlias = Literal["unassigned", "raise", "above", "below", "drop"]

#: How far "above" and "below" move a membership of exactly 0.5 (Fiss 2011).
CROSSOVER_STEP = 0.001
#: More configurations than this are not listed by `TruthTable.complete()`.
MAX_COMPLETE_ROWS = 1 << 20
_CODES = ("1", "0", "C", "?")
#: Columns of a truth table besides those of the conditions.
_COLUMNS = ("out", "n", "consistency", "pri", "cases", "near")


@dataclass(frozen=True, slots=True)
class TableSettings:
    """The settings that made a truth table.

    Attributes
    ----------
    outcome : str
        The outcome as an expression, "" for a table that has no data behind it.
    conditions : tuple of str
    coding : Coding
        The cut-offs.
    crossover : {"unassigned", "raise", "above", "below", "drop"} or None
        What was done with memberships of exactly 0.5.
    missing : {"raise", "drop"} or None
        What was done with missing values.
    """

    outcome: str
    conditions: tuple[str, ...]
    coding: Coding
    crossover: Crossover | None = None
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The cases behind a truth table, as arrays.

    Attributes
    ----------
    sets : Sets
        Memberships in the conditions, after the crossover rule.
    outcome : ndarray of float, shape (n_cases,)
        Membership in the outcome.
    position : ndarray of int, shape (n_cases,)
        Position of each case's row in the table, -1 for a case that belongs to no configuration.
    """

    sets: Sets
    outcome: Floats
    position: Ints


@dataclass(frozen=True, eq=False)
class TruthTable:
    """Configurations of conditions, each with its cases, consistency, PRI and code.

    Made by :func:`build_truth_table` from data, or by :meth:`from_frame` from a table without data.

    Attributes
    ----------
    settings : TableSettings
        The settings that made it.
    numbers : tuple of int
        Row numbers: 1 + the mixed-radix number of the configuration, the first condition most significant.
    corners : ndarray of int, shape (n_rows, n_conditions)
        The observed configurations.
    n, consistency, pri : ndarray of float, shape (n_rows,)
        Number of cases and parameters of fit; NaN where a table has no data behind it.
    codes : ndarray of str, shape (n_rows,)
        "1" positive, "0" negative, "C" contradiction, "?" remainder (fewer cases than the frequency cut-off).
    crossover_cases : tuple
        Ids of cases with a membership of exactly 0.5 in a condition.
    dropped : tuple
        Ids of cases left out because a value was missing.
    calibration : DataFrame or None
        The table of the calibration, where the data came from :func:`fsqca.calibrate`.

    Examples
    --------
    >>> import fsqca as fq
    >>> data = pd.DataFrame(
    ...     {"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.7, 0.3, 0.2]},
    ...     index=["Ash", "Elm", "Fir", "Oak"],
    ... )
    >>> table = fq.build_truth_table(data, "Y")
    >>> table
    <TruthTable Y: 4 of 4 rows (2 coded 1, 2 coded 0, 0 coded C, 0 coded ?)>
    >>> table.cases(4)
    ('Ash',)
    >>> table.recode(pri=0.9).table["out"].to_dict()
    {1: '0', 2: '0', 3: '0', 4: '1'}
    """

    settings: TableSettings
    level_counts: tuple[int, ...]
    numbers: tuple[int, ...]
    corners: Ints
    n: Floats
    consistency: Floats
    pri: Floats
    codes: npt.NDArray[np.str_]
    sums: ConfigurationSums | None = None
    evidence: Evidence | None = None
    outcome: Expression | None = None
    crossover_cases: tuple[CaseId, ...] = ()
    dropped: tuple[CaseId, ...] = ()
    calibration: pd.DataFrame | None = None

    # ------------------------------------------------------------------ what it says

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions, in the order of the row numbers."""
        return self.settings.conditions

    @property
    def levels(self) -> dict[str, int]:
        """Number of values of each condition: 2 for fuzzy and crisp sets, more for multi-value sets."""
        return dict(zip(self.conditions, self.level_counts, strict=True))

    @property
    def n_configurations(self) -> int:
        """Number of configurations that are logically possible, observed or not."""
        total = 1
        for n_levels in self.level_counts:
            total *= n_levels
        return total

    @property
    def table(self) -> pd.DataFrame:
        """One row per observed configuration.

        Index ``row`` (the row number); columns: the conditions, ``out``, ``n``, ``consistency``, ``pri``,
        ``cases`` (tuple of case ids) and ``near`` (cut-offs within 0.005 of the row's value).
        """
        # A copy, so that what a user writes into it does not look like part of the result.
        return self._table.copy()

    @cached_property
    def _table(self) -> pd.DataFrame:
        return self._frame(
            self.numbers, self.corners, self.n, self.consistency, self.pri, self.codes, self._cases
        )

    def _frame(
        self,
        numbers: Sequence[int],
        corners: Ints,
        n: Floats,
        consistency: Floats,
        pri: Floats,
        codes: npt.NDArray[np.str_],
        cases: Sequence[tuple[CaseId, ...]],
    ) -> pd.DataFrame:
        columns: dict[str, object] = {name: corners[:, j] for j, name in enumerate(self.conditions)}
        columns["out"] = np.asarray(codes, dtype=object)
        columns["n"] = n.astype(np.int64) if not np.isnan(n).any() else n
        columns["consistency"] = consistency
        columns["pri"] = pri
        columns["cases"] = pd.Series(list(cases), dtype=object).to_numpy()
        # A table without data was coded elsewhere, by cut-offs that are not known here.
        near = (
            near_cut_offs(consistency, pri, self.settings.coding) if self.sums is not None else [""] * len(n)
        )
        columns["near"] = np.asarray(near, dtype=object)
        return pd.DataFrame(columns, index=pd.Index(list(numbers), name="row"))

    @cached_property
    def _cases(self) -> list[tuple[CaseId, ...]]:
        if self.evidence is None:
            return [()] * len(self.numbers)
        return _cases_by_row(self.evidence.position, self.evidence.sets.cases, len(self.numbers))

    def cases(self, row: int) -> tuple[CaseId, ...]:
        """Return the ids of the cases in a configuration, none for one that was not observed.

        Parameters
        ----------
        row : int
            Row number, 1 to the number of configurations.
        """
        (number,) = self._check_rows([row], "row")
        return self._cases[self.numbers.index(number)] if number in self.numbers else ()

    @cached_property
    def deviant_cases(self) -> pd.DataFrame:
        """Deviant cases for consistency: above 0.5 in a configuration, below 0.5 in the outcome.

        Columns ``row``, ``case``, ``membership`` (in the configuration) and ``outcome``; a case with an
        outcome of exactly 0.5 is not deviant (Schneider & Rohlfing 2013).
        """
        columns = ["row", "case", "membership", "outcome"]
        if self.evidence is None:
            return pd.DataFrame(columns=columns)
        sets, y, position = self.evidence.sets, self.evidence.outcome, self.evidence.position
        deviant = np.flatnonzero((position >= 0) & (y < 0.5))
        deviant = deviant[np.argsort(position[deviant], kind="stable")]
        corners = self.corners[position[deviant]]
        two_valued = np.asarray(self.level_counts) == 2
        own = sets.values[deviant]
        literal = np.where(two_valued, np.where(corners == 1, own, 1.0 - own), 1.0)
        numbers = np.asarray(self.numbers, dtype=object)[position[deviant]]
        return pd.DataFrame(
            {
                "row": [int(number) for number in numbers],
                "case": list(sets.cases[deviant]),
                "membership": literal.min(axis=1) if len(deviant) else np.empty(0),
                "outcome": y[deviant],
            },
            columns=columns,
        )

    @cached_property
    def advice(self) -> tuple[str, ...]:
        """Sentences about what stands out: constant sets, no positive row, cases on the crossover, ..."""
        return tuple(self._advise())

    def _advise(self) -> list[str]:
        notes: list[str] = []
        counts = {code: int((self.codes == code).sum()) for code in _CODES}
        if counts[POSITIVE] == 0:
            text = "No configuration is sufficient for the outcome (no row is coded 1)."
            eligible = (self.codes != REMAINDER) & ~np.isnan(self.consistency)
            if eligible.any():
                best = int(np.flatnonzero(eligible)[np.argmax(self.consistency[eligible])])
                pri = "undefined" if np.isnan(self.pri[best]) else f"{self.pri[best]:.3f}"
                text += (
                    f" The highest consistency is {self.consistency[best]:.3f} in row {self.numbers[best]}"
                    f" (PRI {pri}); cut-offs: {self.settings.coding.describe()}."
                    " Look at other conditions and at the calibration before lowering a cut-off."
                )
            elif counts[REMAINDER]:
                text += f" No row has at least {counted(self.settings.coding.frequency, 'case')}."
            elif self.evidence is not None and not len(self.numbers):
                text += " No case belongs to a configuration."
            notes.append(text)
        elif counts["0"] == 0 and counts["C"] == 0:
            notes.append(
                "No row is coded 0: nothing in the data contradicts sufficiency, so the parsimonious "
                'solution is "1" (every configuration) and says nothing.'
            )
        if self.evidence is None:
            return notes
        y = self.evidence.outcome
        if len(y) == 1:
            notes.append(
                "There is only one case: one configuration is observed and every other is a remainder."
            )
        if not (y > 0.5).any():
            notes.append("The outcome is present (membership above 0.5) in no case.")
        elif not (y < 0.5).any():
            notes.append(
                "The outcome is present (membership above 0.5) in every case: every configuration "
                "looks sufficient."
            )
        values = self.evidence.sets.values
        constant = [
            name
            for j, name in enumerate(self.conditions)
            if len(y) > 1 and bool((values[:, j] == values[0, j]).all())
        ]
        if constant:
            notes.append(
                f"Constant in all cases, so nothing can be learnt from them: {listed(constant, 10)}."
            )
        if self.crossover_cases:
            done = {
                "unassigned": "they belong to no configuration but enter every sum",
                "above": f"0.5 was moved to {0.5 + CROSSOVER_STEP:g}",
                "below": f"0.5 was moved to {0.5 - CROSSOVER_STEP:g}",
                "drop": "they were left out",
            }[self.settings.crossover or "unassigned"]
            notes.append(
                f"{counted(len(self.crossover_cases), 'case')} with a membership of exactly 0.5 in a "
                f"condition ({done}): "
                f"{listed(self.crossover_cases)}."
            )
        if self.dropped:
            notes.append(
                f"{counted(len(self.dropped), 'case')} left out because of missing values: "
                f"{listed(self.dropped)}."
            )
        return notes

    # ------------------------------------------------------------------ other tables from this one

    def recode(
        self,
        *,
        consistency: float | None = None,
        pri: float | None = None,
        frequency: int | None = None,
        contradiction: float | Literal["keep"] | None = "keep",
    ) -> TruthTable:
        """Return the same table coded with other cut-offs; the data are not touched.

        Parameters
        ----------
        consistency, pri : float in [0, 1], optional
            New cut-offs; those not given stay as they are.
        frequency : int >= 1, optional
        contradiction : float in [0, 1] or None, optional
            New lower cut-off; None takes it away.

        Returns
        -------
        TruthTable

        Raises
        ------
        DataError
            If the table was made by :meth:`from_frame` and has no numbers to code from.
        """
        if self.sums is None:
            raise DataError(
                "This truth table has no data behind it, so its rows cannot be coded again: "
                "change the column `out` of the frame and call TruthTable.from_frame."
            )
        old = self.settings.coding
        coding = Coding(
            consistency=old.consistency if consistency is None else consistency,
            pri=old.pri if pri is None else pri,
            frequency=old.frequency if frequency is None else frequency,
            contradiction=old.contradiction if contradiction == "keep" else contradiction,
        )
        return replace(
            self,
            settings=replace(self.settings, coding=coding),
            codes=code_rows(self.n, self.consistency, self.pri, coding),
        )

    def complete(self) -> pd.DataFrame:
        """Return the table of all configurations, the logical remainders included.

        Returns
        -------
        DataFrame
            As :attr:`table`. Unobserved configurations have ``out`` "?", n 0 and no cases; their consistency
            and PRI are those of the partial memberships of the cases, NaN where no case has any.

        Raises
        ------
        TooLargeError
            If there are more than 2**20 configurations.
        """
        if self.n_configurations > MAX_COMPLETE_ROWS:
            raise TooLargeError(
                f"The complete truth table has {self.n_configurations} rows; at most "
                f"{MAX_COMPLETE_ROWS} are listed. "
                "Minimization does not need them: logical remainders are never enumerated."
            )
        corners = all_corners(self.level_counts)
        at = np.asarray(self.numbers, dtype=np.int64) - 1
        total = len(corners)
        n, consistency, pri = np.zeros(total), np.full(total, np.nan), np.full(total, np.nan)
        if self.evidence is not None:
            sums = configuration_sums(
                self.evidence.sets.values, self.evidence.outcome, corners, self.level_counts
            )
            consistency, pri = sums.consistency(), sums.pri()
        codes = np.full(total, REMAINDER)
        n[at], consistency[at], pri[at], codes[at] = self.n, self.consistency, self.pri, self.codes
        cases: list[tuple[CaseId, ...]] = [()] * total
        for position, own in zip(at.tolist(), self._cases, strict=True):
            cases[position] = own
        return self._frame(range(1, total + 1), corners, n, consistency, pri, codes, cases)

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        conditions: Sequence[str],
        out: str = "out",
        *,
        levels: Mapping[str, int] | None = None,
    ) -> TruthTable:
        """Return a truth table from a frame that already holds configurations and codes.

        Parameters
        ----------
        frame : DataFrame
            One row per observed configuration: whole numbers 0, 1, 2, ... in the columns of the conditions, a
            code ("1", "0", "C" or "?"; 1 and 0 may be numbers) in the column `out`, and optionally ``n``,
            ``consistency``, ``pri``.
        conditions : sequence of str
            Columns of the conditions, in the order of the row numbers.
        out : str, default "out"
            Column of the codes.
        levels : mapping, optional
            Condition -> number of values, where the table does not show them all. Default: highest value seen
            + 1, at least 2.

        Returns
        -------
        TruthTable
            Without data behind it: ``n``, ``consistency`` and ``pri`` are NaN unless the frame has them, and
            models made from it have no fit.

        Examples
        --------
        >>> frame = pd.DataFrame({"A": [0, 0, 1, 1], "B": [0, 1, 0, 1], "out": ["0", "0", "1", "1"]})
        >>> table = TruthTable.from_frame(frame, ["A", "B"])
        >>> table.table["out"].to_dict()
        {1: '0', 2: '0', 3: '1', 4: '1'}
        """
        names = _condition_names(conditions)
        if not isinstance(frame, pd.DataFrame):
            raise ArgumentTypeError(f"frame must be a pandas DataFrame, not {type(frame).__name__}.")
        if not isinstance(out, str):
            raise ArgumentTypeError(
                f'out must be the name of the column of the codes, such as "out", not {out!r}.'
            )
        if out in names:
            raise ArgumentError(f"out is {out!r}, which is also one of the conditions.")
        checked = as_frame(frame.reset_index(drop=True), "frame")
        if out not in checked.columns:
            raise unknown_names("column", [out], list(checked.columns), "frame")
        corners = _given_corners(checked, names)
        counts = _given_levels(names, [max(2, int(column.max()) + 1) for column in corners.T], levels)
        codes = np.array([_code(value, out) for value in checked[out]], dtype="<U1")
        numbers = [int(number) for number in row_numbers(corners, counts)]
        twice = sorted(number for number, times in Counter(numbers).items() if times > 1)
        if twice:
            shown = [
                dict(zip(names, corners[numbers.index(number)].tolist(), strict=True)) for number in twice[:3]
            ]
            raise DataError(f"frame has more than one row for the same configuration: {listed(shown, 3)}.")
        order = np.argsort(np.array(numbers, dtype=object), kind="stable")
        optional = {name: _optional_numbers(checked, name)[order] for name in ("n", "consistency", "pri")}
        return cls(
            settings=TableSettings("", tuple(names), Coding()),
            level_counts=counts,
            numbers=tuple(numbers[i] for i in order),
            corners=corners[order],
            n=optional["n"],
            consistency=optional["consistency"],
            pri=optional["pri"],
            codes=codes[order],
        )

    def _check_rows(self, rows: Iterable[object], argument: str) -> list[int]:
        """Return row numbers as a list, or raise."""
        if not np.iterable(rows):
            raise ArgumentTypeError(f"{argument} must be a list of row numbers such as [1, 8], not {rows!r}.")
        numbers: list[int] = []
        for row in rows:
            if isinstance(row, bool) or not isinstance(row, int | np.integer):
                raise ArgumentTypeError(f"{argument} must hold row numbers such as 1 or 8, not {row!r}.")
            numbers.append(int(row))
        outside = [row for row in numbers if not 1 <= row <= self.n_configurations]
        if outside:
            raise ArgumentError(
                f"{argument} names rows that do not exist: {listed(outside)}. Rows are numbered 1 to "
                f"{self.n_configurations}."
            )
        return numbers

    def configurations(self, rows: Sequence[int]) -> pd.DataFrame:
        """Return the configurations with these row numbers: index ``row``, columns the conditions."""
        numbers = self._check_rows(rows, "rows")
        corners = corners_of_rows(numbers, self.level_counts)
        return pd.DataFrame(
            corners,
            columns=list(self.conditions),
            index=pd.Index(numbers, name="row", dtype=object if not numbers else None),
        )

    # ------------------------------------------------------------------ how it looks

    def _caption(self) -> str:
        outcome = f" for {self.settings.outcome}" if self.settings.outcome else ""
        cases = "" if self.evidence is None else f"{counted(len(self.evidence.outcome), 'case')}, "
        return (
            f"Truth table{outcome}: conditions {', '.join(self.conditions)}; "
            f"{cases}{len(self.numbers)} of {self.n_configurations} configurations observed"
        )

    def _notes(self) -> list[str]:
        notes = [f"Cut-offs: {self.settings.coding.describe()}."] if self.sums is not None else []
        return notes + list(self.advice)

    def _shown(self) -> pd.DataFrame:
        """The table as it is printed: by code (positive rows first), then by consistency."""
        rank = {"1": 0, "C": 1, "0": 2, "?": 3}
        frame = self._table
        order = sorted(
            range(len(frame)),
            key=lambda i: (
                rank[str(self.codes[i])],
                -np.nan_to_num(self.consistency[i], nan=-1.0),
                self.numbers[i],
            ),
        )
        shown = frame.iloc[order]
        empty = [name for name in ("cases", "near") if not any(len(value) for value in shown[name])]
        # The name of the index goes into the corner, so that the head takes one line.
        return shown.drop(columns=empty).rename(columns={"pri": "PRI"}).rename_axis(index=None, columns="row")

    def __repr__(self) -> str:
        counts = ", ".join(f"{int((self.codes == code).sum())} coded {code}" for code in _CODES)
        what = self.settings.outcome or "without data"
        return f"<TruthTable {what}: {len(self.numbers)} of {self.n_configurations} rows ({counts})>"

    def __str__(self) -> str:
        return "\n".join([self._caption(), _display.text_table(self._shown()), *self._notes()])

    def _repr_html_(self) -> str:
        return _display.html_table(self._shown(), caption=self._caption(), notes=self._notes())


def build_truth_table(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str] | None = None,
    *,
    consistency: float = 0.8,
    pri: float = 0.0,
    frequency: int = 1,
    contradiction: float | None = None,
    crossover: Crossover = "unassigned",
    missing: Missing = "raise",
) -> TruthTable:
    """Return the truth table of an outcome over conditions.

    Parameters
    ----------
    data : DataFrame or Calibrated
        Memberships: rows are cases (the index holds case ids), columns are sets. Fuzzy and crisp sets are
        floats in [0, 1]; multi-value conditions hold the integers 0, 1, 2, ....
    outcome : str or Expression
        The outcome, for example ``"Y"``, ``"~Y"``, ``"Y{1,2}"`` or any expression.
    conditions : sequence of str, optional
        The conditions, in the order of the row numbers. Default: all columns that are not in the outcome.
    consistency : float in [0, 1], default 0.8
        Least consistency of a row coded "1".
    pri : float in [0, 1], default 0.0
        Least PRI of a row coded "1"; 0 asks nothing.
    frequency : int >= 1, default 1
        Least number of cases of a row that is not a remainder ("?").
    contradiction : float in [0, 1], optional
        Lower consistency cut-off: rows from here up to `consistency` are coded "C".
    crossover : {"unassigned", "raise", "above", "below", "drop"}, default "unassigned"
        What to do with memberships of exactly 0.5 in a condition. "unassigned": the case belongs to no
        configuration but enters every sum, and a warning names the cases; "raise": refuse them; "above",
        "below": move them by 0.001 (Fiss 2011); "drop": leave the cases out.
    missing : {"raise", "drop"}, default "raise"
        What to do with cases that have a missing value in a column used.

    Returns
    -------
    TruthTable

    Raises
    ------
    UnknownNameError
        If the data have no such column.
    DataError
        If a column is not numeric or not calibrated, or values are missing, or cases lie on the crossover and
        ``crossover="raise"``.
    ArgumentError
        If a cut-off is outside its range or the outcome is among the conditions.

    Notes
    -----
    A case belongs to the one configuration in which its membership, the minimum over the conditions, exceeds
    0.5. Consistency and PRI of a row use the memberships of all cases in its configuration, not only of those
    that belong to it. Cut-offs are compared with a tolerance of 1e-9.

    References
    ----------
    Ragin, C. C. (2008). Redesigning Social Inquiry. University of Chicago Press, ch. 7.

    Schneider, C. Q., & Wagemann, C. (2012). Set-Theoretic Methods for the Social Sciences. Cambridge
    University Press.

    Fiss, P. C. (2011). Building better causal theories. Academy of Management Journal, 54(2), 393-420.

    Examples
    --------
    >>> import fsqca as fq
    >>> data = pd.DataFrame({"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.7, 0.3, 0.2]})
    >>> table = fq.build_truth_table(data, "Y")
    >>> table.table[["A", "B", "out", "n"]]
         A  B out  n
    row
    1    0  0   0  1
    2    0  1   0  1
    3    1  0   1  1
    4    1  1   1  1
    """
    coding = Coding(consistency=consistency, pri=pri, frequency=frequency, contradiction=contradiction)
    check_choice("crossover", crossover, ("unassigned", "raise", "above", "below", "drop"))
    frame = as_frame(data)
    target = _target(outcome, frame)
    names = (
        [name for name in frame.columns if name not in target.used]
        if conditions is None
        else _condition_names(conditions)
    )
    if not names:
        raise ArgumentError(
            f"There is no condition left beside the outcome {str(target)!r}: the data have no other column."
        )
    both = [name for name in names if name in target.used]
    if both:
        raise ArgumentError(
            f"The outcome {str(target)!r} uses {listed(both)}, which "
            f"{'is' if len(both) == 1 else 'are'} also among the conditions. "
            "A set cannot explain itself: take it out of the conditions."
        )
    _check_text(names)
    together = take_sets(frame, [*names, *target.used], missing=missing, kind="condition")
    _check_outcome(target, together)
    y = target.evaluate_terms(_columns(together, target.used)).max(axis=1)
    sets = _columns(together, names)
    sets, y, touched = _apply_crossover(sets, y, crossover)
    corners, on_crossover = assign_corners(sets.values, sets.levels)
    if touched and crossover == "unassigned":
        warnings.warn(
            f"{counted(len(touched), 'case')} with a membership of exactly 0.5 in a condition "
            f"{'belongs' if len(touched) == 1 else 'belong'} "
            f"to no configuration: {listed(touched)}. They still enter every sum. "
            'Choose crossover="above", "below", "drop" or "raise", or change the calibration.',
            CrossoverWarning,
            stacklevel=caller_level(),
        )
    distinct, own = observed_corners(corners[~on_crossover], sets.levels)
    position = np.full(len(y), -1, dtype=np.int64)
    position[~on_crossover] = own
    sums = configuration_sums(sets.values, y, distinct, sets.levels)
    fit, pri_values = sums.consistency(), sums.pri()
    calibration = getattr(data, "table", None)
    return TruthTable(
        settings=TableSettings(str(target), tuple(names), coding, crossover, missing),
        level_counts=sets.levels,
        numbers=tuple(int(number) for number in row_numbers(distinct, sets.levels)),
        corners=distinct,
        n=sums.n.astype(np.float64),
        consistency=fit,
        pri=pri_values,
        codes=code_rows(sums.n, fit, pri_values, coding),
        sums=sums,
        evidence=Evidence(sets, y, position),
        outcome=target,
        crossover_cases=touched,
        dropped=together.dropped,
        calibration=calibration if isinstance(calibration, pd.DataFrame) else None,
    )


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _condition_names(conditions: object) -> list[str]:
    """Return the conditions as a list, or say what is wrong with them."""
    if isinstance(conditions, str) or not isinstance(
        conditions, Sequence | pd.Index | np.ndarray | pd.Series
    ):
        shown = repr(conditions) if isinstance(conditions, str) else type(conditions).__name__
        raise ArgumentTypeError(f'conditions must be a list of column names such as ["A", "B"], not {shown}.')
    names = list(conditions)
    if not names:
        raise ArgumentError("conditions is empty: name at least one condition.")
    _check_text(names)
    twice = sorted({str(name) for name in names if names.count(name) > 1})
    if twice:
        raise ArgumentError(f"conditions names {listed(twice)} more than once.")
    return names


def _check_text(names: Sequence[object]) -> None:
    """Raise if a condition has a name that an expression cannot hold."""
    check_text_names(names)
    own = [name for name in names if name in _COLUMNS]
    if own:
        raise DataError(
            f"A condition cannot be named {listed(own)}, because a truth table has a column of its own by "
            "that name. Rename it, for example with data.rename(columns=str.upper)."
        )
    if "" in names:
        raise DataError("A column used as a condition has an empty name. Rename it, or leave it out.")


def _target(outcome: object, frame: pd.DataFrame) -> Expression:
    """Return the outcome as an expression whose sets the data have, or say what is wrong with it."""
    from fsqca.expressions import Expression, as_expression

    if not isinstance(outcome, str | Expression):
        raise ArgumentTypeError(
            f'outcome must be a column name or an expression such as "Y", "~Y" or "Y{{1}}", not {outcome!r}.'
        )
    target = as_expression(outcome)
    if not target.used:
        raise ArgumentError(f"outcome is {str(target)!r}, which names no column of the data.")
    unknown = [name for name in target.used if name not in frame.columns]
    if unknown:
        raise unknown_names("outcome", unknown, list(frame.columns), "data")
    return target


def _check_outcome(target: Expression, sets: Sets) -> None:
    """Raise if the outcome is a bare set with more than two values, which may be a raw score."""
    for term in target.literal_terms:
        for literal in term:
            n_levels = sets.levels[sets.names.index(literal.name)]
            if literal.bare and n_levels > 2:
                highest = replace(literal, values=(n_levels - 1,), braces=True)
                raise ExpressionError(
                    f"The outcome {str(target)!r} is not one set: the column {literal.name!r} holds whole "
                    f"numbers up to {n_levels - 1}. Write which of them is meant, for example "
                    f"{str(highest)!r}, or turn raw scores into memberships with calibrate()."
                )


def _columns(sets: Sets, names: Sequence[str]) -> Sets:
    """Return some columns of checked sets, in the order asked for."""
    at = [sets.names.index(name) for name in names]
    return Sets(
        tuple(names),
        sets.values[:, at],
        sets.cases,
        tuple(sets.fuzzy[i] for i in at),
        tuple(sets.levels[i] for i in at),
        sets.dropped,
    )


def _apply_crossover(sets: Sets, y: Floats, rule: Crossover) -> tuple[Sets, Floats, tuple[CaseId, ...]]:
    """Return sets and outcome after the rule for memberships of exactly 0.5, and the cases it touched."""
    exact: Bools = (sets.values == 0.5) & (np.asarray(sets.levels) == 2)
    cases = np.asarray(exact.any(axis=1), dtype=bool)
    if not cases.any():
        return sets, y, ()
    touched = tuple(sets.cases[cases])
    if rule == "raise":
        columns = [name for name, some in zip(sets.names, exact.T, strict=True) if some.any()]
        raise DataError(
            f"{counted(len(touched), 'case')} {'has' if len(touched) == 1 else 'have'} a membership of "
            f"exactly 0.5 in {listed(columns)}: "
            f'{listed(touched)}. Change the calibration, or choose crossover="unassigned", "above", '
            '"below" or "drop".'
        )
    if rule == "drop":
        if cases.all():
            raise DataError("No case is left: every case has a membership of exactly 0.5 in a condition.")
        return replace(sets, values=sets.values[~cases], cases=sets.cases[~cases]), y[~cases], touched
    if rule in ("above", "below"):
        step = CROSSOVER_STEP if rule == "above" else -CROSSOVER_STEP
        return replace(sets, values=np.where(exact, 0.5 + step, sets.values)), y, touched
    return sets, y, touched


def _cases_by_row(position: Ints, cases: pd.Index[Any], n_rows: int) -> list[tuple[CaseId, ...]]:
    """Return the ids of the cases in each row, in the order of the data."""
    order = np.argsort(position, kind="stable")
    bounds = np.searchsorted(position[order], np.arange(n_rows + 1))
    # As objects: dates in nanoseconds would come out of an array of their own as integers.
    ids = cases.astype(object).to_numpy()[order]
    return [tuple(ids[bounds[row] : bounds[row + 1]].tolist()) for row in range(n_rows)]


def _given_levels(
    names: Sequence[str], seen: Sequence[int], given: Mapping[str, int] | None
) -> tuple[int, ...]:
    """Return the number of values of each condition: as given, else as seen."""
    if given is None:
        return tuple(seen)
    if not isinstance(given, Mapping):
        raise ArgumentTypeError(
            f'levels must be a mapping of condition to number of values such as {{"A": 3}}, not {given!r}.'
        )
    unknown = [name for name in given if name not in names]
    if unknown:
        raise unknown_names("condition", unknown, names, "the truth table (in levels)")
    for name, shown in zip(names, seen, strict=True):
        number = given.get(name, shown)
        if not _is_whole(number):
            raise ArgumentTypeError(f"levels[{name!r}] must be a whole number, not {number!r}.")
        if number < 2:
            raise ArgumentError(f"levels[{name!r}] is {number!r}, but a condition has at least 2 values.")
        if number < shown:
            raise ArgumentError(
                f"levels[{name!r}] is {number}, but the table holds the value {shown - 1}, which needs "
                f"{shown} values."
            )
    return tuple(int(given.get(name, shown)) for name, shown in zip(names, seen, strict=True))


def _given_corners(frame: pd.DataFrame, names: Sequence[str]) -> Ints:
    """Return the configurations that a frame spells out, shape (n_rows, n_conditions)."""
    unknown = [name for name in names if name not in frame.columns]
    if unknown:
        raise unknown_names("condition", unknown, list(frame.columns), "frame")
    columns: list[Floats] = []
    for name in names:
        dtype = frame[name].dtype
        if not pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_complex_dtype(dtype):
            raise DataError(
                f"Condition {name!r} in frame is not numeric ({str(dtype)!r}), "
                "but a configuration holds whole numbers 0, 1, 2, ...."
            )
        column = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        # The comparisons are all False for NaN.
        wrong = column[~((column >= 0) & (column == np.floor(column)) & np.isfinite(column))]
        if len(wrong):
            raise DataError(
                f"Condition {name!r} in frame holds {', '.join(f'{value:g}' for value in wrong[:3])}, "
                "but a configuration holds whole numbers 0, 1, 2, .... "
                "To make a truth table from data, call build_truth_table()."
            )
        if column.max() >= MOST_LEVELS:
            raise DataError(
                f"Condition {name!r} in frame holds {column.max():.15g}, "
                f"but a condition has at most {MOST_LEVELS} values."
            )
        columns.append(column)
    return np.column_stack(columns).astype(np.int64)


def _code(value: object, column: str) -> str:
    text = (
        str(int(value))
        if isinstance(value, int | float | np.integer | np.floating) and value in (0, 1)
        else str(value)
    )
    if text not in _CODES:
        raise DataError(f"{column} holds {value!r}, but a code is one of '1', '0', 'C', '?'.")
    return text


def _optional_numbers(frame: pd.DataFrame, name: str) -> Floats:
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    try:
        numbers = pd.to_numeric(frame[name]).to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise DataError(
            f"Column {name!r} in frame must hold numbers, or NaN where they are unknown."
        ) from None
    outside = (
        (numbers < 0) | (numbers > 1) if name != "n" else (numbers < 0) | ~(numbers == np.floor(numbers))
    )
    outside &= ~np.isnan(numbers)
    if outside.any():
        allowed = "whole numbers of cases" if name == "n" else "between 0 and 1"
        raise DataError(
            f"Column {name!r} in frame holds {numbers[outside][0]:g}, but its values must be {allowed}."
        )
    return numbers
