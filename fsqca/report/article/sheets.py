"""Article tables as CSV and Excel: numbers stay numbers, and no text runs as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fsqca._checks import import_extra
from fsqca.errors import ArgumentError
from fsqca.report.article.plain import cell_text
from fsqca.report.article.table import places

if TYPE_CHECKING:
    from fsqca.report.article.cells import Cell
    from fsqca.report.article.table import ArticleTable

#: Letters with which spreadsheet programs take a text for a formula, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
#: The longest text that a cell of Excel holds; a longer one would be cut.
MAX_TEXT = 32_767
_UNFIT_SHEET = re.compile(r"[\[\]:*?/\\']")


def harmless(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula: an apostrophe stands before it.

    Examples
    --------
    >>> harmless("=cmd|' /C calc'!A0"), harmless("-A"), harmless("-0.5"), harmless("~A")
    ("'=cmd|' /C calc'!A0", "'-A", '-0.5', '~A')
    """
    if text.lstrip(" ").startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def tables_csv(tables: Sequence[ArticleTable]) -> str:
    """Return tables as CSV, one below the other, each with its title above and its notes below."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        writer.writerow([harmless(table.title)])
        for row in (*table.head, *(one.cells for one in table.body)):
            values: list[object] = []
            for one in row:
                values += [_plain(one), *[""] * (one.span - 1)]
            writer.writerow(values)
        for note in table.note_lines:
            writer.writerow([harmless(note)])
    return buffer.getvalue()


def _plain(one: Cell) -> object:
    if one.value is None:
        return harmless(cell_text(one))
    # The number that is shown, with a plain minus.
    return one.text.replace("−", "-")


def tables_xlsx(tables: Sequence[ArticleTable]) -> bytes:
    """Return tables as the content of an Excel file, one per sheet."""
    openpyxl = import_extra("openpyxl", "excel", "Writing an Excel file")
    book = openpyxl.Workbook()
    book.remove(book.active)
    names: list[str] = []
    for table in tables:
        name = _sheet_name(table.title, names)
        names.append(name)
        _fill(book.create_sheet(name), table)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet_name(title: str, taken: list[str]) -> str:
    """Return a name for a sheet: at most 31 letters, none that Excel refuses, none twice."""
    base = _UNFIT_SHEET.sub(" ", title).strip()[:31].strip() or "Table"
    name, number = base, 2
    while name.lower() in (one.lower() for one in taken):
        end = f" {number}"
        name = base[: 31 - len(end)] + end
        number += 1
    return name


def _fill(sheet: Any, table: ArticleTable) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    strong, thin = Side(style="medium"), Side(style="thin")
    _put(sheet, 1, 1, table.title).font = Font(bold=True)
    at = 2
    first = at
    for number, row in enumerate(table.head):
        last = number == len(table.head) - 1
        for place, one in places(row):
            written = _write(sheet, at, place + 1, one)
            align = "center" if one.span > 1 else table.align[place]
            written.alignment = Alignment(horizontal=align, vertical="bottom", wrap_text=True)
            for column in range(place + 1, place + one.span + 1):
                below = thin if last or (one.span > 1 and one.text) else None
                sheet.cell(at, column).border = Border(top=strong if number == 0 else None, bottom=below)
        at += 1
    for number, line in enumerate(table.body):
        last = number == len(table.body) - 1
        for place, one in places(line.cells):
            written = _write(sheet, at, place + 1, one)
            align = "center" if one.span > 1 and place else table.align[place]
            written.alignment = Alignment(horizontal=align, vertical="top", wrap_text=len(one.text) > 40)
            written.font = Font(bold=one.bold, italic=line.heading)
            for column in range(place + 1, place + one.span + 1):
                sheet.cell(at, column).border = Border(
                    top=thin if line.rule else None, bottom=strong if last else None
                )
        at += 1
    for note in table.marked_lines:
        _put(sheet, at, 1, note)
        at += 1
    for column in range(table.n_columns):
        widths = [
            len(cell_text(one))
            for row in (*table.head, *(line.cells for line in table.body))
            for place, one in places(row)
            if place == column and one.span == 1
        ]
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(60, max([6, *widths]) + 2)
    sheet.freeze_panes = f"{get_column_letter(table.stub + 1)}{first + len(table.head)}"


def _write(sheet: Any, row: int, column: int, one: Cell) -> Any:
    if one.value is None:
        written = _put(sheet, row, column, cell_text(one))
    else:
        written = sheet.cell(row, column, one.value)
        decimals = len(one.text.partition(".")[2])
        written.number_format = f"0.{'0' * decimals}" if decimals else "0"
    if one.span > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + one.span - 1)
    return written


def _put(sheet: Any, row: int, column: int, text: str) -> Any:
    """Write a text as a text, whatever it begins with."""
    if len(text) > MAX_TEXT:
        raise ArgumentError(
            f"A cell of the table has {len(text)} letters, but a cell of Excel holds at most {MAX_TEXT}: "
            f"{text[:40]!r}.... Nothing was written. Save it as .docx, .html, .md or .csv."
        )
    written = sheet.cell(row, column)
    if text:
        written.value = text
        written.data_type = "s"
        written.quotePrefix = text.startswith(_FORMULA)
    return written


__all__ = ["harmless", "tables_csv", "tables_xlsx"]
