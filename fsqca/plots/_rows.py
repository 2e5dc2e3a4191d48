"""What the figures of truth tables share."""

from __future__ import annotations

from fsqca.errors import ArgumentTypeError
from fsqca.truth_table.table import TruthTable

#: Rows whose names can be told apart on a page; more are drawn without names.
NAMED_ROWS = 60


def checked_table(table: object) -> TruthTable:
    """Return the table, or say that it is none."""
    if not isinstance(table, TruthTable):
        raise ArgumentTypeError(
            f"table must be a TruthTable, such as build_truth_table() returns, not {type(table).__name__}."
        )
    return table
