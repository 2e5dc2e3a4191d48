"""An article table as plain text and as Markdown."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from fsqca.report.article.table import column_names, places

if TYPE_CHECKING:
    from fsqca.report.article.cells import Align, Cell
    from fsqca.report.article.table import ArticleTable

#: Characters that Markdown would read as marks.
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~$"} | {"&": "&amp;"})


def cell_text(one: Cell) -> str:
    """Return what a cell shows in plain text."""
    return one.text if one.sign is None else one.sign.text


def table_text(table: ArticleTable) -> str:
    """Return the table as plain text, columns aligned."""
    rows = [*table.head, *(row.cells for row in table.body)]
    widths = [0] * table.n_columns
    for spans in (False, True):
        for row in rows:
            for at, one in places(row):
                # A heading may stick out; a cell over several columns widens the last of them.
                if (one.span > 1) is spans and one.span < table.n_columns:
                    have = sum(widths[at : at + one.span]) + 2 * (one.span - 1)
                    widths[at + one.span - 1] += max(0, _width(cell_text(one)) - have)
    whole = sum(widths) + 2 * (len(widths) - 1)

    def line(cells: tuple[Cell, ...], head: bool) -> str:
        parts = []
        for at, one in places(cells):
            room = sum(widths[at : at + one.span]) + 2 * (one.span - 1)
            align: Align = "center" if one.span > 1 and (head or at) else table.align[at]
            parts.append(_set(cell_text(one), room, align))
        return "  ".join(parts).rstrip()

    lines = [table.title, "─" * whole, *(line(row, True) for row in table.head), "─" * whole]
    for own in table.body:
        if own.rule:
            lines.append("─" * whole)
        lines.append(own.cells[0].text if own.heading else line(own.cells, False))
    lines.append("─" * whole)
    notes = [f"{'Note. ' if i == 0 else ''}{note}" for i, note in enumerate(table.note_lines)]
    return "\n".join([*lines, *notes])


def _width(text: str) -> int:
    """Return how many places of a terminal a text takes: wide letters take two, marks none."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


def _set(text: str, room: int, align: Align) -> str:
    left = max(0, room - _width(text))
    before = {"left": 0, "right": left, "center": left // 2}[align]
    return " " * before + text + " " * (left - before)


def table_markdown(table: ArticleTable) -> str:
    """Return the table as Markdown. Headers of several rows become one row; headings are bold."""
    rules = {"left": ":---", "right": "---:", "center": ":---:"}
    names = [_markdown(name) for name in column_names(table.head, table.n_columns)]
    lines = [f"**{_markdown(table.title)}**", ""]
    lines += [_piped(names), _piped([rules[align] for align in table.align])]
    for row in table.body:
        cells: list[str] = []
        for one in row.cells:
            text = _markdown(cell_text(one))
            bold = (row.heading or one.bold) and text
            cells += [f"**{text}**" if bold else text] + [""] * (one.span - 1)
        lines.append(_piped(cells))
    notes = [f"{'*Note.* ' if i == 0 else ''}{_markdown(note)}" for i, note in enumerate(table.marked_lines)]
    return "\n".join([*lines, *([""] if notes else []), "  \n".join(notes)]).rstrip() + "\n"


def _markdown(text: str) -> str:
    return text.translate(_MARKS)


def _piped(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


__all__ = ["cell_text", "table_markdown", "table_text"]
