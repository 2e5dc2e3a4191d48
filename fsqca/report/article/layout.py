"""How wide the columns of an article table are, which texts run over lines, which tables lie across."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from fsqca.report.article.plain import cell_text
from fsqca.report.article.table import places

if TYPE_CHECKING:
    from fsqca.report.article.table import ArticleTable

#: Width of the text of a page in centimetres, A4 with margins of 2.5 cm, upright and across.
PORTRAIT_WIDTH: Final = 16.0
LANDSCAPE_WIDTH: Final = 24.7
#: Width in centimetres of a letter of 9 points on average, and of the space around a cell.
LETTER, SPACE = 0.165, 0.42
#: A text longer than this may run over several lines.
SHORT: Final = 24
#: A column is not made narrower than a text of this length, where there is room at all.
_LEAST = 14


def letters(text: str) -> float:
    """Return the length of a text in letters of average width; letters of East Asia are wider."""
    return sum(1.75 if unicodedata.east_asian_width(one) in "WF" else 1.0 for one in text)


def _longest(table: ArticleTable) -> list[tuple[float, float]]:
    """Return the longest text of each column, and the longest part of one that stays on a line."""
    found = [(2.0, 2.0)] * table.n_columns
    for cells in (*table.head, *(row.cells for row in table.body)):
        for at, one in places(cells):
            if one.span == 1:
                text = cell_text(one)
                whole = letters(text)
                word = max((letters(part) for part in text.replace("*", "* ").split(" ")), default=0.0)
                found[at] = (max(found[at][0], whole), max(found[at][1], min(word, whole)))
    return found


def wrapped_columns(table: ArticleTable) -> list[int]:
    """Return the columns whose texts may run over several lines: left-aligned ones with long texts."""
    return [
        at for at, (longest, _) in enumerate(_longest(table)) if table.align[at] == "left" and longest > SHORT
    ]


def _natural(table: ArticleTable, limit: float) -> list[float]:
    """Return the widths in centimetres, no wrapped column wider than a text of `limit` letters."""
    wraps = set(wrapped_columns(table))
    return [
        LETTER * (min(longest, limit) if at in wraps else longest) + SPACE
        for at, (longest, _) in enumerate(_longest(table))
    ]


def is_wide(table: ArticleTable) -> bool:
    """Return whether the table needs a page that lies across."""
    return sum(_natural(table, 30)) > PORTRAIT_WIDTH


def column_widths(table: ArticleTable, room: float) -> list[float]:
    """Return the width of each column in centimetres, together at most `room`."""
    widths = _natural(table, 400)
    excess = sum(widths) - room
    if excess <= 0:
        return widths
    # Columns with long texts give way, the widest first; then all do.
    wraps = wrapped_columns(table)
    least = LETTER * _LEAST + SPACE
    fixed = sum(width for at, width in enumerate(widths) if at not in wraps)
    left = room - fixed
    if wraps and left >= least * len(wraps):
        limit = _level([widths[at] for at in wraps], left)
        return [min(width, limit) if at in wraps else width for at, width in enumerate(widths)]
    widths = [least if at in wraps else width for at, width in enumerate(widths)]
    return [width * room / sum(widths) for width in widths]


def _level(widths: list[float], room: float) -> float:
    """Return the width to which the widest are cut so that together they take `room`."""
    left, ordered = room, sorted(widths)
    for number, width in enumerate(ordered):
        share = left / (len(ordered) - number)
        if width > share:
            return share
        left -= width
    return max(widths)


__all__ = ["LANDSCAPE_WIDTH", "PORTRAIT_WIDTH", "column_widths", "is_wide", "letters", "wrapped_columns"]
