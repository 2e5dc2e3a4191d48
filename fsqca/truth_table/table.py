"""The truth table: configurations with their cases, parameters of fit and codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed, unknown_names
from fsqca._frames import as_frame, kept_frame
from fsqca._types import CaseId, Floats, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, TooLargeError
from fsqca.truth_table.advice import advise
from fsqca.truth_table.coding import CODES, NEAR, REMAINDER, Coding, code_rows, near_cut_offs
from fsqca.truth_table.conditions import condition_names
from fsqca.truth_table.defined import UNDEFINED, blank_out, first_alike, pattern_sums
from fsqca.truth_table.facts import Facts, facts_of
from fsqca.truth_table.given import DONT_CARE, code_of, given_corners, given_levels, optional_numbers, spread
from fsqca.truth_table.history import (
    Change,
    edit_marks,
    edited,
    history_frame,
    history_notes,
    kept_on_top,
    undone,
)
from fsqca.truth_table.scan import Scan, case_ids, deviant_of, negated_sums
from fsqca.truth_table.settings import Evidence, TableSettings
from fsqca.truth_table.sums import (
    ConfigurationSums,
    all_corners,
    configuration_sums,
    corners_of_rows,
    row_numbers,
)

if TYPE_CHECKING:
    from fsqca.cutoffs import CutoffMap
    from fsqca.expressions import Expression
    from fsqca.fit import Fit
    from fsqca.minimization.analysis import SolveOptions
    from fsqca.minimization.expectations import ExpectationsLike
    from fsqca.minimization.models import Model
    from fsqca.minimization.settings import Kind
    from fsqca.truth_table.insight import TableInsight
    from fsqca.truth_table.nearest import NearestCutOffs
    from fsqca.truth_table.why import RowReason

#: More configurations than this are not listed by `TruthTable.complete()`.
MAX_COMPLETE_ROWS = 1 << 20


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
    changes : tuple of Change
        Changes of codes by hand, the oldest first; see :meth:`edit`.
    case_ids : tuple of tuple or None
        Ids of the cases of each row, of a table that knows them though it has no data behind it.
    scan : Scan or None
        What is kept of a source that was scanned in pieces; `evidence` is None then.
    facts : Facts or None
        Counts of the cases behind a table that was read back from JSON.

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
    changes: tuple[Change, ...] = ()
    case_ids: tuple[tuple[CaseId, ...], ...] | None = None
    scan: Scan | None = None
    facts: Facts | None = None

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
        ``cases`` (tuple of case ids) and ``near`` (cut-offs within 0.005 of the row's value). Where codes
        were changed by hand also ``edited``, such as ``"0 -> 1"``, "" for the other rows.
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
        whole = self.settings.weights is None and not np.isnan(n).any()
        columns["n"] = n.astype(np.int64) if whole else n
        columns["consistency"] = consistency
        columns["pri"] = pri
        columns["cases"] = pd.Series(list(cases), dtype=object).to_numpy()
        # A table without data was coded elsewhere, by cut-offs that are not known here.
        near = (
            near_cut_offs(consistency, pri, self.settings.coding) if self.sums is not None else [""] * len(n)
        )
        columns["near"] = np.asarray(near, dtype=object)
        marks = edit_marks(self)
        if marks:
            columns["edited"] = [marks.get(number, "") for number in numbers]
        return pd.DataFrame(columns, index=pd.Index(list(numbers), name="row"))

    @cached_property
    def _cases(self) -> list[tuple[CaseId, ...]]:
        if self.scan is not None and self.scan.kept is not None:
            kept = self.scan.kept
            return cases_by_row(kept.position, case_ids(kept.ids), len(self.numbers))
        if self.evidence is None:
            return [()] * len(self.numbers) if self.case_ids is None else list(self.case_ids)
        own = cases_by_row(self.evidence.position, self.evidence.sets.cases, len(self.numbers))
        return [own[head] for head in self._heads] if self.settings.defined else own

    @cached_property
    def _patterns(self) -> Ints:
        """The configurations with -1 for each condition that is not defined there."""
        return blank_out(self.corners, self.conditions, self.level_counts, self._domains)

    @cached_property
    def _domains(self) -> dict[str, Expression]:
        from fsqca.expressions import parse

        return {name: parse(where) for name, where in self.settings.defined}

    @cached_property
    def _heads(self) -> list[int]:
        """For each row the position of the first one that stands for the same observed configuration."""
        return [int(head) for head in first_alike(self._patterns)]

    @property
    @kept_frame
    def observed(self) -> pd.DataFrame:
        """The configurations as the cases have them: ``"-"`` where a condition is not defined.

        As :attr:`table`, but a configuration that stands for several rows is one row, with the number of the
        first; ``rows`` holds the numbers of all. :meth:`from_frame` takes it.
        """
        frame = self._table.copy()
        frame["rows"] = pd.Series([(number,) for number in self.numbers], index=frame.index, dtype=object)
        if not self.settings.defined:
            return frame
        members: dict[int, list[int]] = {}
        for position, head in enumerate(self._heads):
            members.setdefault(head, []).append(self.numbers[position])
        kept = list(members)
        frame = frame.iloc[kept].copy()
        for column, name in enumerate(self.conditions):
            own = self._patterns[kept, column]
            if (own == UNDEFINED).any():
                cells = [DONT_CARE if value == UNDEFINED else int(value) for value in own]
                frame[name] = pd.Series(cells, index=frame.index, dtype=object)
        frame["rows"] = pd.Series([tuple(members[head]) for head in kept], index=frame.index, dtype=object)
        return frame

    def cases(self, row: int) -> tuple[CaseId, ...]:
        """Return the ids of the cases in a configuration, none for one that was not observed.

        Parameters
        ----------
        row : int
            Row number, 1 to the number of configurations.

        Raises
        ------
        ArgumentError
            If there is no such row, or the data were scanned in pieces without ``cases=``.
        """
        if self.scan is not None:
            self.scan.need_kept("The ids of the cases")
        elif self.settings.source is not None and not any(self._cases) and self.numbers:
            raise ArgumentError(
                f"The ids of the cases are not in this table, because they were not kept when "
                f'{self.settings.source} was scanned. Build the table with cases="column of the ids" to keep '
                "them."
            )
        (number,) = self._check_rows([row], "row")
        return self._cases[self.numbers.index(number)] if number in self.numbers else ()

    @property
    @kept_frame
    def deviant_cases(self) -> pd.DataFrame:
        """Deviant cases for consistency: above 0.5 in a configuration, below 0.5 in the outcome.

        Columns ``row``, ``case``, ``membership`` (in the configuration) and ``outcome``; a case with an
        outcome of exactly 0.5 is not deviant (Schneider & Rohlfing 2013). Empty for a table without the
        memberships of its cases, as one read back from JSON, whose notes say so.
        """
        columns = ["row", "case", "membership", "outcome"]
        if self.scan is not None:
            return deviant_of(self)
        if self.evidence is None:
            return pd.DataFrame(columns=columns)
        sets, y, position = self.evidence.sets, self.evidence.outcome, self.evidence.position
        deviant = np.flatnonzero((position >= 0) & (y < 0.5))
        deviant = deviant[np.argsort(position[deviant], kind="stable")]
        corners = self.corners[position[deviant]]
        two_valued = np.asarray(self.level_counts) == 2
        own = sets.values[deviant]
        literal = np.where(two_valued, np.where(corners == 1, own, 1.0 - own), 1.0)
        literal[np.isnan(own)] = 1.0  # not defined for the case
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
        return tuple(advise(self))

    # ------------------------------------------------------------------ why it says so

    def why(self, row: int) -> RowReason:
        """Return why a row has its code: the rule and the distances, the cases, and what would change it.

        Parameters
        ----------
        row : int
            Row number, 1 to the number of configurations.

        Examples
        --------
        >>> import fsqca as fq
        >>> data = pd.DataFrame({"A": [0.9, 0.8, 0.2], "Y": [0.7, 0.6, 0.3]}, index=["Ash", "Elm", "Fir"])
        >>> reason = fq.build_truth_table(data, "Y", consistency=0.9).why(2)
        >>> reason.sentences[0]
        'Its consistency of 0.789 misses the cut-off of 0.9 by 0.111.'
        >>> reason.cases[["case", "inconsistency", "share"]].round(3).values.tolist()
        [['Ash', 0.2, 0.5], ['Elm', 0.2, 0.5], ['Fir', 0.0, 0.0]]
        """
        from fsqca.truth_table.why import why_row

        return why_row(self, row)

    def nearest_cutoffs(self) -> NearestCutOffs:
        """Return the nearest cut-offs at which some row would be positive, where none is.

        Every combination of frequency, consistency and PRI of which no other one is nearer to today's in one
        and as near in the others, with the rows that would be positive; a table with a positive row has a
        model. A what-if, not advice.

        Raises
        ------
        DataError
            If the table was made by :meth:`from_frame` and cannot be coded again.

        Examples
        --------
        >>> import fsqca as fq
        >>> data = pd.DataFrame({"A": [0.9, 0.8, 0.2], "Y": [0.7, 0.6, 0.3]})
        >>> nearest = fq.build_truth_table(data, "Y", consistency=0.95).nearest_cutoffs()
        >>> nearest.table[["frequency", "consistency", "pri", "rows"]].round(3).values.tolist()
        [[1, 0.789, 0.0, (2,)]]
        """
        from fsqca.truth_table.nearest import nearest_cutoffs

        return nearest_cutoffs(self)

    def map_cutoffs(
        self,
        solution: Kind = "parsimonious",
        *,
        expectations: ExpectationsLike | None = None,
        frequency: tuple[int, int] | None = None,
        consistency: tuple[float, float] | None = None,
        pri: tuple[float, float] | None = None,
        max_codings: int = 1000,
        **options: Unpack[SolveOptions],
    ) -> CutoffMap:
        """Return every coding of the table over all cut-offs, and the solution of each.

        See :func:`fsqca.cutoffs.map_cutoffs`, which has the parameters.
        """
        from fsqca.cutoffs import map_cutoffs

        return map_cutoffs(
            self,
            solution,
            expectations=expectations,
            frequency=frequency,
            consistency=consistency,
            pri=pri,
            max_codings=max_codings,
            **options,
        )

    def insight(self, data: object = None, *, near: float = NEAR) -> TableInsight:
        """Return what stands out in the table, as tidy frames with notes in plain words.

        How many cases each frequency cut-off keeps, the gaps in consistency and PRI, rows near a cut-off,
        rows consistent for the outcome and its negation, contradictory rows and what separates their cases,
        deviant cases, and limited diversity.

        Parameters
        ----------
        data : DataFrame or Calibrated, optional
            Further columns of the same cases, which may separate the cases of contradictory rows.
        near : float in [0, 1], default 0.005
            How near to a cut-off a row's value is "near".
        """
        from fsqca.truth_table.insight import insight_of

        return insight_of(self, data, near)

    # ------------------------------------------------------------------ other tables from this one

    def negate(self) -> TruthTable:
        """Return the truth table of the negated outcome: same cases, conditions and cut-offs.

        Codes that were changed by hand for this outcome say nothing of the negated one: they are kept in
        :attr:`history`, not applied.

        Raises
        ------
        ArgumentError
            If the table has no data behind it.

        Examples
        --------
        >>> import fsqca as fq
        >>> data = pd.DataFrame({"A": [0.9, 0.8, 0.2], "B": [0.7, 0.1, 0.9], "Y": [0.9, 0.7, 0.3]})
        >>> fq.build_truth_table(data, "Y").negate()
        <TruthTable ~Y: 3 of 4 rows (1 coded 1, 2 coded 0, 0 coded C, 0 coded ?)>
        """
        if self.outcome is None or self.sums is None:
            raise ArgumentError(
                "This truth table has no data behind it, so what its rows say of the negated outcome is not "
                "known. Make that table with TruthTable.from_frame() too."
            )
        sums = negated_sums(self.sums)
        consistency, pri = sums.consistency(), sums.pri()
        outcome = self.outcome.negate()
        settings = replace(self.settings, outcome=str(outcome))
        return replace(
            self,
            settings=settings,
            consistency=consistency,
            pri=pri,
            codes=kept_on_top(
                code_rows(sums.n, consistency, pri, settings.coding), replace(self, settings=settings)
            ),
            sums=sums,
            evidence=None
            if self.evidence is None
            else replace(self.evidence, outcome=1.0 - self.evidence.outcome),
            outcome=outcome,
            scan=None if self.scan is None else self.scan.negate(),
            facts=None if self.facts is None else self.facts.negate(),
        )

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

        Notes
        -----
        Rows whose code was changed by hand (:meth:`edit`) keep the code that they were given.
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
            codes=kept_on_top(code_rows(self.n, self.consistency, self.pri, coding), self),
        )

    def edit(self, row: int, code: str | int, *, why: str) -> TruthTable:
        """Return the same table with the code of one observed row changed by hand.

        The row is marked wherever the table is shown, and keeps its code when the table is coded again. Rows
        that stand for the same observed configuration (:attr:`observed`) are changed together.

        Parameters
        ----------
        row : int
            Row number.
        code : {"1", "0", "C", "?"}
            The new code.
        why : str
            The reason, which is kept in :attr:`history`.

        Returns
        -------
        TruthTable

        Raises
        ------
        ArgumentError
            If there is no such row or code, the row was not observed, has this code already, or `why` is
            empty.

        Examples
        --------
        >>> rows = pd.DataFrame({"A": [0, 1], "B": [1, 1], "out": ["0", "1"]})
        >>> table = TruthTable.from_frame(rows, ["A", "B"])
        >>> changed = table.edit(2, "?", why="Its only case was misreported; see the interview.")
        >>> changed.table["edited"].to_dict()
        {2: '0 -> ?', 4: ''}
        >>> changed.undo().table["out"].to_dict()
        {2: '0', 4: '1'}
        """
        return edited(self, row, code, why)

    def undo(self, row: int | None = None) -> TruthTable:
        """Return the table without its last change by hand, or without the last one of a row.

        Raises
        ------
        ArgumentError
            If there is no such change.
        """
        return undone(self, row)

    @property
    def history(self) -> pd.DataFrame:
        """The changes by hand, the oldest first.

        Index ``change`` (1, 2, ...); columns ``row``, ``before``, ``after``, ``why``, ``outcome`` (for which
        it was made) and ``applied`` (False for a change that was made for another outcome).
        """
        return history_frame(self)

    def to_json(self) -> str:
        """Return the table as JSON text: configurations, codes, numbers, settings, case ids and history.

        The memberships of the cases are not in it, so a table that is read back has no fit; it can be coded
        again and minimized. :mod:`fsqca.truth_table.json_text` documents the format.

        Examples
        --------
        >>> rows = pd.DataFrame({"A": [0, 1], "out": ["0", "1"]})
        >>> TruthTable.from_json(TruthTable.from_frame(rows, ["A"]).to_json())
        <TruthTable without data: 2 of 2 rows (1 coded 1, 1 coded 0, 0 coded C, 0 coded ?)>
        """
        from fsqca.truth_table.json_text import write_json

        return write_json(self)

    @classmethod
    def from_json(cls, text: str) -> TruthTable:
        """Return the truth table that :meth:`to_json` wrote.

        Raises
        ------
        DataError
            If the text is not JSON, not a truth table, damaged, or of a newer version of the format.
        """
        from fsqca.truth_table.json_text import read_json

        return read_json(text)

    def complete(self) -> pd.DataFrame:
        """Return the table of all configurations, the logical remainders included.

        Returns
        -------
        DataFrame
            As :attr:`table`. Unobserved configurations have ``out`` "?", n 0 and no cases; their consistency
            and PRI are those of the partial memberships of the cases, NaN where no case has any. Data that
            were scanned in pieces are scanned once more.

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
        sums = self._sums_of(corners)
        if sums is not None:
            consistency, pri = sums.consistency(), sums.pri()
        codes = np.full(total, REMAINDER)
        n[at], consistency[at], pri[at], codes[at] = self.n, self.consistency, self.pri, self.codes
        cases: list[tuple[CaseId, ...]] = [()] * total
        for position, own in zip(at.tolist(), self._cases, strict=True):
            cases[position] = own
        return self._frame(range(1, total + 1), corners, n, consistency, pri, codes, cases)

    def _sums_of(self, corners: Ints) -> ConfigurationSums | None:
        """Return the sums of any configurations, None for a table without data."""
        if self.scan is not None:
            return self.scan.sums(corners)
        if self.evidence is None:
            return None
        own = self.evidence
        values, levels = own.sets.values, self.level_counts
        if not self.settings.defined:
            return configuration_sums(values, own.outcome, corners, levels, own.weights)
        return pattern_sums(values, own.outcome, corners, self.conditions, levels, self._domains, own.weights)

    def fit_of(self, model: Model | Expression | str) -> Fit:
        """Return the fit of a model or expression for the outcome of this table, in the data behind it.

        Data that were scanned in pieces are scanned once more; weights enter every sum.

        Parameters
        ----------
        model : Model, Expression or str
            In conditions of the table, such as ``solution.model`` or ``"A*~B + C"``.

        Returns
        -------
        Fit
            As ``Model.fit``.

        Raises
        ------
        ArgumentError
            If the table has no data behind it, or the expression uses other sets.

        Examples
        --------
        >>> import fsqca as fq
        >>> data = pd.DataFrame({"A": [0.9, 0.8, 0.2], "B": [0.7, 0.1, 0.9], "Y": [0.9, 0.7, 0.3]})
        >>> fq.build_truth_table(data, "Y").fit_of("A")
        <Fit A => Y: 1 term, 3 cases, consistency 0.947, coverage 0.947>
        """
        from fsqca.truth_table.table_fit import fit_of

        return fit_of(self, model)

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
            ``consistency``, ``pri``. Fractions in ``n`` are sums of weights. A don't-care cell ``"-"`` of a
            condition means any value: the row stands for every such configuration, and its ``n``,
            ``consistency`` and ``pri``, which are those of all of them together, become NaN. A code ``"-"``
            means that the row may be covered and need not be: a remainder.
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
        names = condition_names(conditions)
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
        checked = spread(checked, names, out, levels)
        corners = given_corners(checked, names)
        counts = given_levels(names, [max(2, int(column.max()) + 1) for column in corners.T], levels)
        codes = np.array([code_of(value, out) for value in checked[out]], dtype="<U1")
        numbers = [int(number) for number in row_numbers(corners, counts)]
        twice = sorted(number for number, times in Counter(numbers).items() if times > 1)
        if twice:
            shown = [
                dict(zip(names, corners[numbers.index(number)].tolist(), strict=True)) for number in twice[:3]
            ]
            raise DataError(f"frame has more than one row for the same configuration: {listed(shown, 3)}.")
        order = np.argsort(np.array(numbers, dtype=object), kind="stable")
        optional = {name: optional_numbers(checked, name)[order] for name in ("n", "consistency", "pri")}
        n = optional["n"][~np.isnan(optional["n"])]
        weights = None if (n == np.floor(n)).all() else "an array"
        return cls(
            settings=TableSettings("", tuple(names), Coding(), weights=weights),
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
        known = facts_of(self)
        cases = "" if known is None else f"{counted(known.n_cases, 'case')}, "
        return (
            f"Truth table{outcome}: conditions {', '.join(self.conditions)}; "
            f"{cases}{len(self.numbers)} of {self.n_configurations} configurations observed"
        )

    def _notes(self) -> list[str]:
        notes = [f"Cut-offs: {self.settings.coding.describe()}."] if self.sums is not None else []
        notes += [
            f'{name} is defined only where {where}; a row with "{DONT_CARE}" stands for every value of it.'
            for name, where in self.settings.defined
        ]
        return notes + history_notes(self) + list(self.advice)

    def _shown(self) -> pd.DataFrame:
        """The table as it is printed: by code (positive rows first), then by consistency."""
        rank = {"1": 0, "C": 1, "0": 2, "?": 3}
        frame, codes, fit, numbers = self._table, self.codes, self.consistency, list(self.numbers)
        if self.settings.defined:
            frame = self.observed
            at = [numbers.index(number) for number in frame.index]
            codes, fit, numbers = codes[at], fit[at], list(frame.index)
            frame.index = pd.Index([row_label(own) for own in frame.pop("rows")])
        order = sorted(
            range(len(frame)),
            key=lambda i: (
                rank[str(codes[i])],
                -np.nan_to_num(fit[i], nan=-1.0),
                numbers[i],
            ),
        )
        shown = frame.iloc[order]
        empty = [name for name in ("cases", "near") if not any(len(value) for value in shown[name])]
        # The name of the index goes into the corner, so that the head takes one line.
        return shown.drop(columns=empty).rename(columns={"pri": "PRI"}).rename_axis(index=None, columns="row")

    def __repr__(self) -> str:
        counts = ", ".join(f"{int((self.codes == code).sum())} coded {code}" for code in CODES)
        what = self.settings.outcome or "without data"
        return f"<TruthTable {what}: {len(self.numbers)} of {self.n_configurations} rows ({counts})>"

    def __str__(self) -> str:
        return "\n".join([self._caption(), _display.text_table(self._shown()), *self._notes()])

    def _repr_html_(self) -> str:
        return _display.html_table(self._shown(), caption=self._caption(), notes=self._notes())


def row_label(numbers: Sequence[int], most: int = 4) -> str:
    """Return the numbers of the rows that one observed configuration stands for."""
    shown = ", ".join(map(str, numbers[:most]))
    return shown if len(numbers) <= most else f"{shown}, ... ({len(numbers)})"


def cases_by_row(position: Ints, cases: pd.Index[Any], n_rows: int) -> list[tuple[CaseId, ...]]:
    """Return the ids of the cases in each row, in the order of the data."""
    order = np.argsort(position, kind="stable")
    bounds = np.searchsorted(position[order], np.arange(n_rows + 1))
    # As objects: dates in nanoseconds would come out of an array of their own as integers.
    ids = cases.astype(object).to_numpy()[order]
    return [tuple(ids[bounds[row] : bounds[row + 1]].tolist()) for row in range(n_rows)]
