"""How wide the columns of an article table are, which texts run over lines, which tables lie across."""

from __future__ import annotations

import math
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
LETTER, SPACE = 0.152, 0.48
#: A text longer than this may run over several lines.
SHORT: Final = 24
#: A column is not made narrower than a text of this length, where there is room at all.
_LEAST = 14


def letters(text: str) -> float:
    """Return the length of a text in letters of average width; letters of East Asia are wider."""
    return sum(_width(one) for one in text)


def _width(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 2.0
    if letter in "●⊗":
        return 3.0  # drawn large
    if letter in "~+=<>≥≤−–":
        return 1.2
    if letter in "mwMW":
        return 1.75
    if letter.isupper():
        return 1.3 if letter in "EFIJLPSTZ" else 1.5
    return 0.7 if letter in "iljt.,:; '" else 1.0


def head_lines(text: str, room: float) -> list[str]:
    """Return a header on several lines, broken at spaces, where it is longer than `room` letters.

    Examples
    --------
    >>> head_lines("Mean inter-item correlation", 12), head_lines("PRI", 12)
    (['Mean inter-item', 'correlation'], ['PRI'])
    """
    words = text.split(" ")
    room = max([room, *map(letters, words)])
    lines = [words[0]]
    for word in words[1:]:
        if letters(f"{lines[-1]} {word}") <= room + 3:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def head_room(table: ArticleTable) -> list[float]:
    """Return for each column how many letters a line of its header may have."""
    found = [12.0] * table.n_columns
    for row in table.body:
        for at, one in places(row.cells):
            if one.span == 1:
                found[at] = max(found[at], letters(cell_text(one)))
    return found


def _longest(table: ArticleTable) -> list[float]:
    """Return the longest text of each column, headers broken into lines."""
    found = [2.0] * table.n_columns
    room = head_room(table)
    for cells in table.head:
        for at, one in places(cells):
            if one.span == 1:
                found[at] = max([found[at], *map(letters, head_lines(one.text, room[at]))])
    for row in table.body:
        for at, one in places(row.cells):
            if one.span == 1:
                found[at] = max(found[at], letters(cell_text(one)))
    return found


def wrapped_columns(table: ArticleTable) -> list[int]:
    """Return the columns whose texts may run over several lines: left-aligned ones with long texts."""
    return [at for at, longest in enumerate(_longest(table)) if table.align[at] == "left" and longest > SHORT]


def _natural(table: ArticleTable, limit: float) -> list[float]:
    """Return the widths in centimetres, no wrapped column wider than a text of `limit` letters."""
    wraps = set(wrapped_columns(table))
    return [
        LETTER * (min(longest, limit) if at in wraps else longest) + SPACE
        for at, longest in enumerate(_longest(table))
    ]


def is_wide(table: ArticleTable, slack: float = 1.0) -> bool:
    """Return whether the table needs a page that lies across; `slack` is how much it may be squeezed."""
    return sum(_natural(table, 30)) > PORTRAIT_WIDTH * slack


def n_lines(table: ArticleTable, widths: list[float]) -> int:
    """Return how many lines of text the table takes in columns of these widths, at a guess."""
    lines = len(table.head)
    for row in table.body:
        tallest = 1
        for at, one in places(row.cells):
            room = sum(widths[at : at + one.span]) - SPACE + 0.1
            tallest = max(tallest, math.ceil(letters(cell_text(one)) * LETTER / max(room, LETTER)))
        lines += tallest
    return lines


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


__all__ = [
    "LANDSCAPE_WIDTH",
    "PORTRAIT_WIDTH",
    "column_widths",
    "is_wide",
    "letters",
    "n_lines",
    "wrapped_columns",
]
