"""Text files of columns (CSV): the encoding, the separator, the header, and lines that do not fit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fsqca._checks import counted, listed
from fsqca.errors import ArgumentError, DataError

#: Tried where the separator is not given. fs/QCA writes commas; Excel writes semicolons in many countries.
SEPARATORS = (",", ";", "\t")
_HINT = re.compile(r'"?sep=(.)"?\s*')


@dataclass(frozen=True, slots=True)
class RawTable:
    """A header and rows of cells, not yet typed.

    Attributes
    ----------
    header : tuple of str
        Names of the columns; the first may be empty: the column then holds the case names.
    columns : tuple of lists
        The cells of each column.
    notes : tuple of str
    """

    header: tuple[str, ...]
    columns: tuple[list[object], ...]
    notes: tuple[str, ...]


def read_text(path: Path, separator: str | None, encoding: str | None) -> tuple[RawTable, str, str]:
    """Return the table of a text file, its separator and its encoding."""
    where = repr(path.name)
    text, encoding = _decoded(path.read_bytes(), encoding, where)
    text = text.removeprefix("\ufeff")  # the mark at the start that says which encoding it is, and no name
    if "\0" in text:
        raise DataError(f"{where} is no text file: it holds zero bytes. Name the file with its right ending.")
    hint = _HINT.match(text)
    if hint and text[hint.end() - 1 : hint.end()] in "\r\n":
        text, separator = text[hint.end() :], separator or hint.group(1)
    if not text.strip():
        raise DataError(f"{where} is empty.")
    if separator is None:
        separator, lines = _find_separator(text, where)
    else:
        lines = _parsed(text, separator, where)
    filled = [(line, row) for line, row in lines if any(row)]
    table = table_of_rows([row for _, row in filled], where, [line for line, _ in filled], separator)
    empty = [line for line, row in lines if not any(row) and line > filled[0][0]]
    notes = [*table.notes, *empty_rows_note(empty, "line"), *_other_separators(table.header, separator)]
    return RawTable(table.header, table.columns, tuple(notes)), separator, encoding


def empty_rows_note(rows: Sequence[int], noun: str) -> list[str]:
    """Return a note on rows that were left out because no cell has a value."""
    if not rows:
        return []
    verb = "was" if len(rows) == 1 else "were"
    places = f"{noun if len(rows) == 1 else noun + 's'} {listed(rows)}"
    return [f"{counted(len(rows), 'row')} without a value {verb} left out ({places})."]


def _other_separators(header: Sequence[str], separator: str) -> list[str]:
    """Return a note on a file of one column whose name holds another separator."""
    others = [sign for sign in SEPARATORS if sign != separator and sign in header[0]]
    if len(header) > 1 or not others:
        return []
    return [
        (
            f"With the separator {separator!r} there is one column, {header[0]!r}. If its name is a row of "
            f"names, pass separator={others[0]!r}."
        )
    ]


def _decoded(raw: bytes, encoding: str | None, where: str) -> tuple[str, str]:
    if encoding is None:
        encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding), encoding
    except LookupError:
        raise ArgumentError(
            f"encoding is {encoding!r}, which Python does not know. Try 'utf-8' or 'cp1252'."
        ) from None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError(
            f"{where} is not written in {encoding.removesuffix('-sig')}: line {line} has a byte that this "
            "encoding does not have. Files of Excel on Windows are often encoding='cp1252'; pass the "
            "encoding, or save the file as CSV UTF-8."
        ) from None


def _parsed(text: str, separator: str, where: str) -> list[tuple[int, list[str]]]:
    """Return the lines that are not blank, each with its number (of the last line of the row)."""
    spaces = separator == " "  # a run of spaces then counts as one
    lines = io.StringIO("\n".join(line.strip() for line in text.splitlines()) if spaces else text, newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=spaces)
    rows = []
    try:
        for row in reader:
            cells = list(map(str.strip, row))
            if len(cells) > 1 or any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise DataError(
            f"Line {reader.line_num} of {where} cannot be read: {error}. Look for a quotation mark that is "
            "not closed, or that stands inside a cell."
        ) from None
    return rows


def _find_separator(text: str, where: str) -> tuple[str, list[tuple[int, list[str]]]]:
    """Return the one separator that gives every line as many fields as the header, and the lines."""
    fits, widths, found = [], {}, {}
    first = text.lstrip().splitlines()[0]
    candidates = [separator for separator in SEPARATORS if separator in first]
    for separator in candidates:
        try:
            found[separator] = _parsed(text, separator, where)
        except DataError:
            if len(candidates) == 1:
                raise
            continue
        rows = [(line, row) for line, row in found[separator] if any(row)]
        widths[separator] = len(rows[0][1])
        if widths[separator] > 1 and all(len(row) == widths[separator] for _, row in rows):
            fits.append(separator)
    if len(fits) > 1:
        ways = " or ".join(f"{separator!r} ({widths[separator]} columns)" for separator in fits)
        raise DataError(
            f"The columns of {where} may be separated by {ways}. Pass the right one: separator=..."
        )
    if fits:
        return fits[0], found[fits[0]]
    if not widths:
        _check_spaces(text, where)
        return ",", _parsed(text, ",", where)
    widest = max(widths, key=lambda separator: widths[separator])
    return widest, found[widest]


def _check_spaces(text: str, where: str) -> None:
    """Raise if a file without a separator has columns of numbers between spaces, as some old files have."""
    rows = [line.split() for line in text.splitlines() if line.strip()]
    width = len(rows[0])
    even = width > 1 and all(len(row) == width for row in rows)
    if even and any(_looks_like_number(cell) for row in rows[1:] for cell in row):
        raise DataError(
            f"The columns of {where} seem to be separated by spaces ({width} columns). If they are, pass "
            "separator=' '."
        )


def table_of_rows(
    rows: Sequence[Sequence[object]], where: str, lines: Sequence[int], separator: str | None = None
) -> RawTable:
    """Return header and columns of rows of equal length, or raise with the line that does not fit."""
    header = ["" if name is None else str(name).strip() for name in rows[0]]
    ragged = [place for place, row in enumerate(rows) if len(row) != len(header)]
    if ragged:
        every = len(ragged) == len(rows) - 1 and len({len(row) for row in rows[1:]}) == 1
        line = "Every line" if every else f"Line {lines[ragged[0]]}"
        raise DataError(
            f"{line} of {where} has {counted(len(rows[ragged[0]]), 'field')}, but the header has "
            f"{len(header)} (separator {separator!r}). If the numbers have a decimal comma, save the file "
            "with ';' between the columns. If the first column has no name, give it one. Text that holds "
            "the separator must be in quotation marks."
        )
    columns: list[list[object]] = [list(column) for column in zip(*rows[1:], strict=True)]
    if not columns:
        raise DataError(f"{where} has names of columns but no rows below them.")
    notes = []
    blank = [
        place
        for place, name in enumerate(header)
        if name == "" and all(cell is None or cell == "" for cell in columns[place])
    ]
    if blank:
        notes.append(f"{counted(len(blank), 'column')} without a name and without a value left out.")
        header = [name for place, name in enumerate(header) if place not in blank]
        columns = [column for place, column in enumerate(columns) if place not in blank]
    nameless = [place + 1 for place, name in enumerate(header) if name == "" and place > 0]
    if nameless:
        raise DataError(
            f"{'Column' if len(nameless) == 1 else 'Columns'} {listed(nameless)} of {where} "
            f"{'has' if len(nameless) == 1 else 'have'} no name. Every column but the first, which may hold "
            "the case names, must have one in the first row."
        )
    twice = [name for name in dict.fromkeys(header) if header.count(name) > 1]
    if twice:
        raise DataError(f"{where} has several columns of the same name: {listed(twice)}. Rename them.")
    if all(_looks_like_number(name) for name in header if name):
        raise DataError(
            f"The first row of {where} holds only numbers ({listed(header, 3)}). It must hold the names of "
            "the columns."
        )
    return RawTable(tuple(header), tuple(columns), tuple(notes))


def _looks_like_number(name: str) -> bool:
    return re.fullmatch(r"[+-]?\d+([.,]\d+)?", name) is not None
