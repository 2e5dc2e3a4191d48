"""Other truth tables of the same sums: of the negated outcome, and with other cut-offs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from fsqca.errors import ArgumentError, DataError
from fsqca.truth_table.coding import Coding, code_rows
from fsqca.truth_table.history import kept_on_top
from fsqca.truth_table.scan import negated_sums

if TYPE_CHECKING:
    from fsqca.truth_table.table import TruthTable


def negated(table: TruthTable) -> TruthTable:
    """Return the truth table of the negated outcome; see `TruthTable.negate`."""
    if table.outcome is None or table.sums is None:
        raise ArgumentError(
            "This truth table has no data behind it, so what its rows say of the negated outcome is not "
            "known. Make that table with TruthTable.from_frame() too."
        )
    sums = negated_sums(table.sums)
    consistency, pri = sums.consistency(), sums.pri()
    outcome = table.outcome.negate()
    settings = replace(table.settings, outcome=str(outcome))
    return replace(
        table,
        settings=settings,
        consistency=consistency,
        pri=pri,
        codes=kept_on_top(
            code_rows(sums.n, consistency, pri, settings.coding), replace(table, settings=settings)
        ),
        sums=sums,
        evidence=None
        if table.evidence is None
        else replace(table.evidence, outcome=1.0 - table.evidence.outcome),
        outcome=outcome,
        scan=None if table.scan is None else table.scan.negate(),
        facts=None if table.facts is None else table.facts.negate(),
    )


def recoded(
    table: TruthTable,
    consistency: float | None,
    pri: float | None,
    frequency: int | None,
    contradiction: float | Literal["keep"] | None,
) -> TruthTable:
    """Return the table coded with other cut-offs; see `TruthTable.recode`."""
    if table.sums is None:
        raise DataError(
            "This truth table has no data behind it, so its rows cannot be coded again: "
            "change the column `out` of the frame and call TruthTable.from_frame."
        )
    old = table.settings.coding
    coding = Coding(
        consistency=old.consistency if consistency is None else consistency,
        pri=old.pri if pri is None else pri,
        frequency=old.frequency if frequency is None else frequency,
        contradiction=old.contradiction if contradiction == "keep" else contradiction,
    )
    return replace(
        table,
        settings=replace(table.settings, coding=coding),
        codes=kept_on_top(code_rows(table.n, table.consistency, table.pri, coding), table),
    )
