"""The truth table: configurations with their cases, parameters of fit and codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from fsqca import _display
from fsqca._frames import kept_frame
from fsqca._types import CaseId, Floats, Ints
from fsqca.errors import ArgumentError
from fsqca.truth_table.advice import advise
from fsqca.truth_table.coding import CODES, NEAR
from fsqca.truth_table.defined import blank_out, first_alike, pattern_sums
from fsqca.truth_table.facts import Facts
from fsqca.truth_table.given_frame import table_of_frame
from fsqca.truth_table.history import (
    Change,
    edited,
    history_frame,
    undone,
)
from fsqca.truth_table.recoding import negated, recoded
from fsqca.truth_table.row_frames import (
    cases_by_row,
    checked_rows,
    complete_frame,
    configuration_frame,
    deviant_frame,
    observed_frame,
    row_frame,
)
from fsqca.truth_table.scan import Scan, case_ids
from fsqca.truth_table.settings import Evidence, TableSettings
from fsqca.truth_table.showing import caption, printed_notes, shown
from fsqca.truth_table.sums import (
    ConfigurationSums,
    configuration_sums,
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
        return row_frame(
            self, self.numbers, self.corners, self.n, self.consistency, self.pri, self.codes, self._cases
        )

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
        return observed_frame(self)

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
        return deviant_frame(self)

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
        return negated(self)

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
        return recoded(self, consistency, pri, frequency, contradiction)

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
        return complete_frame(self)

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
        return table_of_frame(cls, frame, conditions, out, levels)

    def _check_rows(self, rows: Iterable[object], argument: str) -> list[int]:
        """Return row numbers as a list, or raise."""
        return checked_rows(self, rows, argument)

    def configurations(self, rows: Sequence[int]) -> pd.DataFrame:
        """Return the configurations with these row numbers: index ``row``, columns the conditions."""
        return configuration_frame(self, rows)

    # ------------------------------------------------------------------ how it looks

    def __repr__(self) -> str:
        counts = ", ".join(f"{int((self.codes == code).sum())} coded {code}" for code in CODES)
        what = self.settings.outcome or "without data"
        return f"<TruthTable {what}: {len(self.numbers)} of {self.n_configurations} rows ({counts})>"

    def __str__(self) -> str:
        return "\n".join([caption(self), _display.text_table(shown(self)), *printed_notes(self)])

    def _repr_html_(self) -> str:
        return _display.html_table(shown(self), caption=caption(self), notes=printed_notes(self))
