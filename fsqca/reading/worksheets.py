"""Excel workbooks: which sheet, and cells whose formula was never computed."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from fsqca._checks import import_extra, listed
from fsqca.errors import ArgumentError, DataError, UnknownNameError
from fsqca.reading.text_files import RawTable, empty_rows_note, table_of_rows


def read_sheet(path: Path, sheet: str | None) -> tuple[RawTable, str]:
    """Return the table of a worksheet and the name of the sheet."""
    openpyxl = import_extra("openpyxl", "excel", "Reading an Excel file")
    raw = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl cannot keep (colours, validation) is not data
        try:
            book = openpyxl.load_workbook(BytesIO(raw), read_only=True, data_only=True)
            formulas = openpyxl.load_workbook(BytesIO(raw), read_only=True, data_only=False)
        except (BadZipFile, KeyError, ValueError, OSError):
            raise DataError(
                f"{path.name!r} is no Excel workbook that can be read, or it has a password. Open it in Excel"
                " and save it as .xlsx without one."
            ) from None
        try:
            name = _sheet_name(book, sheet, path.name)
            where = f"sheet {name!r} of {path.name!r}"
            _check_formulas(book[name], formulas[name], where)
            rows, empty = _rows(book[name], where)
            table = table_of_rows(rows, where, range(1, 1))
            notes = (*table.notes, *empty_rows_note(empty, "row"))
            return RawTable(table.header, table.columns, notes), name
        finally:
            book.close()
            formulas.close()


def _sheet_name(book: Any, sheet: str | None, file: str) -> str:
    names = [each.title for each in book.worksheets]
    if sheet is not None:
        if sheet not in names:
            raise UnknownNameError(
                f"There is no sheet {sheet!r} in {file!r}. Available: {listed(names, 30)}."
            )
        return sheet
    filled = [
        each.title
        for each in book.worksheets
        if any(any(cell is not None for cell in row) for row in each.iter_rows(values_only=True))
    ]
    if not filled:
        raise DataError(f"{file!r} has no sheet with values.")
    if len(filled) > 1:
        raise ArgumentError(
            f"{file!r} has several sheets: {listed(filled, 30)}. Name one: sheet={filled[0]!r}."
        )
    return str(filled[0])


def _rows(sheet: Any, where: str) -> tuple[list[list[object]], list[int]]:
    """Return the rows that have a value, without the empty columns to the right of the last value.

    Also the numbers of the empty rows between them.
    """
    every = [list(row) for row in sheet.iter_rows(values_only=True)]
    filled = [place for place, row in enumerate(every) if any(cell is not None for cell in row)]
    rows = [every[place] for place in filled]
    if not rows:
        raise DataError(f"{where[0].upper()}{where[1:]} has no values.")
    width = max(1 + max(place for place, cell in enumerate(row) if cell is not None) for row in rows)
    empty = sorted(set(range(filled[0], filled[-1])) - set(filled))
    return [(row + [None] * width)[:width] for row in rows], [place + 1 for place in empty]


def _check_formulas(values: Any, formulas: Any, where: str) -> None:
    """Raise where a formula has no computed value: the cell would be read as missing."""
    pairs = zip(values.iter_rows(values_only=True), formulas.iter_rows(), strict=False)
    empty = [
        cell.coordinate
        for row, cells in pairs
        for value, cell in zip(row, cells, strict=False)
        if value is None and isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    if empty:
        raise DataError(
            f"{where[0].upper()}{where[1:]} has formulas that were never computed, in cells {listed(empty)}. "
            "Open the file in Excel and save it, or replace the formulas by their values."
        )
