"""Codes changed by hand: each with its reason, listed, and taken back when asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from fsqca._checks import counted, listed
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.truth_table.coding import CODES, code_rows

if TYPE_CHECKING:
    from fsqca.truth_table.table import TruthTable

Codes = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a code by hand.

    Attributes
    ----------
    row : int
        Row number.
    before, after : {"1", "0", "C", "?"}
        The code that the row had, and the one that it was given.
    why : str
        The reason.
    outcome : str
        The outcome of the table that was changed. A change for Y says nothing of ~Y.
    """

    row: int
    before: str
    after: str
    why: str
    outcome: str = ""


def edited(table: TruthTable, row: int, code: object, why: object) -> TruthTable:
    """Return the table with one code changed."""
    (number,) = table._check_rows([row], "row")
    if number not in table.numbers:
        raise ArgumentError(
            f"Row {number} was not observed, so it has no code to change. "
            f"To treat it as negative or positive, minimize with exclude=[{number}] or assume=[{number}]."
        )
    text = str(code) if isinstance(code, int | np.integer) and not isinstance(code, bool) else code
    if not isinstance(text, str) or text not in CODES:
        raise ArgumentError(f"code is {code!r}, but it must be one of {listed(CODES)}.")
    if not isinstance(why, str):
        raise ArgumentTypeError(f"why must be a sentence, not {why!r}.")
    if not why.strip():
        raise ArgumentError(
            "why is empty. A code that is changed by hand needs its reason, which is kept in .history."
        )
    before = str(table.codes[table.numbers.index(number)])
    if before == text:
        raise ArgumentError(f"Row {number} is coded {text!r} already, so there is nothing to change.")
    change = Change(number, before, text, why.strip(), table.settings.outcome)
    codes = recoded(table, dict.fromkeys(rows_alike(table, number), text))
    return replace(table, codes=codes, changes=(*table.changes, change))


def undone(table: TruthTable, row: int | None) -> TruthTable:
    """Return the table without its last change, or without the last change of one row."""
    own = _applied(table)
    if row is not None:
        (number,) = table._check_rows([row], "row")
        alike = rows_alike(table, number)
        own = [change for change in own if change.row in alike]
        if not own:
            raise ArgumentError(f"Row {number} was not changed by hand, so there is nothing to undo.")
    elif not own:
        raise ArgumentError("No row was changed by hand, so there is nothing to undo.")
    last = own[-1]
    left = tuple(change for change in table.changes if change is not last)
    codes = kept_on_top(unedited_codes(table), replace(table, changes=left))
    return replace(table, codes=codes, changes=left)


def unedited_codes(table: TruthTable) -> Codes:
    """Return the codes without the changes by hand: those of the cut-offs, or of the frame given."""
    if table.sums is not None:
        return code_rows(table.n, table.consistency, table.pri, table.settings.coding)
    first = {
        row: change.before for change in reversed(_applied(table)) for row in rows_alike(table, change.row)
    }
    return recoded(table, first)


def kept_on_top(codes: Codes, table: TruthTable) -> Codes:
    """Return codes with the changes of a table by hand on top of them."""
    if not table.changes:
        return codes
    return recoded(replace(table, codes=codes), last_codes(table))


def last_codes(table: TruthTable) -> dict[int, str]:
    """Return row number -> the code that it was given last by hand."""
    return {row: change.after for change in _applied(table) for row in rows_alike(table, change.row)}


def rows_alike(table: TruthTable, number: int) -> list[int]:
    """Return the rows that stand for the same observed configuration as a row, itself among them."""
    if not table.settings.defined or number not in table.numbers:
        return [number]
    own = table._heads[table.numbers.index(number)]
    return [row for row, head in zip(table.numbers, table._heads, strict=True) if head == own]


def recoded(table: TruthTable, codes: dict[int, str]) -> Codes:
    """Return a copy of the codes of a table with those of some rows replaced."""
    result = table.codes.copy()
    for position, number in enumerate(table.numbers):
        if number in codes:
            result[position] = codes[number]
    return result


def edit_marks(table: TruthTable) -> dict[int, str]:
    """Return row number -> how its code was changed by hand, such as ``"0 -> 1"``."""
    last = last_codes(table)
    if not last:
        return {}
    codes = unedited_codes(table)
    return {
        number: f"{codes[position]} -> {last[number]}"
        for position, number in enumerate(table.numbers)
        if number in last
    }


def history_frame(table: TruthTable) -> pd.DataFrame:
    """Return the changes by hand, one line each, the oldest first."""
    columns = ["row", "before", "after", "why", "outcome", "applied"]
    own = set(map(id, _applied(table)))
    lines = [
        (change.row, change.before, change.after, change.why, change.outcome, id(change) in own)
        for change in table.changes
    ]
    return pd.DataFrame(lines, columns=columns, index=pd.RangeIndex(1, len(lines) + 1, name="change"))


def history_notes(table: TruthTable) -> list[str]:
    """Return what a reader should know about changes by hand."""
    notes: list[str] = []
    marks = edit_marks(table)
    if marks:
        notes.append(
            f"{counted(len(marks), 'row')} coded by hand, whatever the cut-offs say: "
            + "; ".join(f"row {row} ({mark})" for row, mark in list(marks.items())[:10])
            + (f"; and {len(marks) - 10} more" if len(marks) > 10 else "")
            + ". The reasons are in .history."
        )
    others = [change for change in table.changes if change.outcome != table.settings.outcome]
    if others:
        outcomes = listed(dict.fromkeys(change.outcome for change in others))
        notes.append(
            f"{counted(len(others), 'change')} by hand made for {outcomes} "
            f"{'is' if len(others) == 1 else 'are'} not applied to {table.settings.outcome!r}."
        )
    return notes


def _applied(table: TruthTable) -> list[Change]:
    """Return the changes that were made for the outcome of the table."""
    return [change for change in table.changes if change.outcome == table.settings.outcome]
