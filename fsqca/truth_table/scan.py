"""What a truth table keeps of a source that was scanned: counts, and the source for further scans."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fsqca._checks import counted
from fsqca._types import CaseId, Ints
from fsqca.errors import ArgumentError, DataError
from fsqca.sources import Source
from fsqca.sources.source import Gone
from fsqca.truth_table.scanning import AddUp, Kept, Prepare, Totals
from fsqca.truth_table.sums import ConfigurationSums

if TYPE_CHECKING:
    from fsqca.truth_table.table import TruthTable


@dataclass(frozen=True, eq=False)
class Scan:
    """The data behind a truth table that were scanned in pieces.

    Attributes
    ----------
    source : Source
        For further scans.
    prepare : Prepare
        How sets are made of a chunk.
    n_rows, n_cases : int
        Rows of the source, and cases that enter the sums.
    n_missing, n_weightless, n_crossover : int
        Cases left out for a missing value or a weight of 0; cases with a membership of exactly 0.5 in a
        condition.
    in_outcome, out_of_outcome : int
        Cases above and below 0.5 in the outcome.
    constant : tuple of str
        Conditions that have the same value in all cases.
    kept : Kept or None
        The cases with their ids, where ``cases=`` named their column.
    """

    source: Source
    prepare: Prepare
    n_rows: int
    n_cases: int
    n_missing: int
    n_weightless: int
    n_crossover: int
    in_outcome: int
    out_of_outcome: int
    constant: tuple[str, ...]
    kept: Kept | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind a connection to an engine, which cannot be pickled."""
        state = dict(vars(self))
        if not self.source.portable:
            state["source"] = Gone(self.source)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)

    def sums(self, corners: Ints) -> ConfigurationSums:
        """Return the sums of other configurations, by another scan."""
        return self.totals(corners).sums

    def totals(self, corners: Ints) -> Totals:
        """Return what another scan adds up; it must find as many rows as the first one."""
        prepare = replace(self.prepare, reader=replace(self.prepare.reader, cases=None))
        totals = self.source.scan(prepare.reader.needed(self.source), AddUp(prepare, corners))
        check_same(self.source, self.n_rows, 0 if totals is None else totals.rows)
        assert totals is not None
        return totals

    def need_kept(self, what: str) -> Kept:
        """Return the cases, or raise if their ids were not asked for."""
        if self.kept is None:
            raise ArgumentError(
                f"{what} were not kept when {self.source.label} was scanned. Build the table with "
                'cases="column of the ids" to keep them.'
            )
        return self.kept

    def negate(self) -> Scan:
        """Return the same for the negated outcome."""
        kept = self.kept
        return replace(
            self,
            prepare=replace(self.prepare, outcome=self.prepare.outcome.negate()),
            in_outcome=self.out_of_outcome,
            out_of_outcome=self.in_outcome,
            kept=None if kept is None else replace(kept, outcome=1.0 - kept.outcome),
        )


def negated_sums(sums: ConfigurationSums) -> ConfigurationSums:
    """Return the sums for the negated outcome: those with the outcome and with its negation change places."""
    return replace(sums, my=sums.mn, mn=sums.my)


def check_same(source: Source, first: int, now: int) -> None:
    """Raise if a scan met another number of rows than the first one."""
    if first != now:
        raise DataError(
            f"{source.label} changed while it was read: the first scan met {counted(first, 'row')}, the "
            f"next one {now}. Nothing was made of it. Wait until the data are written, then build the "
            "table again; a query with a random sample must be written to a file first."
        )


def deviant_of(table: TruthTable) -> pd.DataFrame:
    """Return the deviant cases of a table that was scanned; see `TruthTable.deviant_cases`."""
    assert table.scan is not None
    kept = table.scan.need_kept("The ids of the cases")
    deviant = np.flatnonzero((kept.position >= 0) & (kept.outcome < 0.5))
    deviant = deviant[np.argsort(kept.position[deviant], kind="stable")]
    return pd.DataFrame(
        {
            "row": [table.numbers[place] for place in kept.position[deviant].tolist()],
            "case": list(kept.ids[deviant]),
            "membership": kept.membership[deviant],
            "outcome": kept.outcome[deviant],
        },
        columns=["row", "case", "membership", "outcome"],
    )


def case_ids(values: Any) -> pd.Index[Any]:
    """Return ids as an index, whatever they are."""
    ids: list[CaseId] = list(values)
    return pd.Index(ids, dtype=object)


__all__ = ["Scan", "case_ids", "check_same", "deviant_of", "negated_sums"]
