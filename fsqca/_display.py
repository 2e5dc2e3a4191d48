"""How a result looks in a terminal and in a notebook: one text table, one HTML table, escaped and limited."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

import pandas as pd

from fsqca._html_table import Look, table_inside

#: Rows of a frame that a terminal or a notebook shows before it says how many were left out of the view.
MAX_ROWS = 60

_NAME = re.compile(r"[^\W\d]\w*")

#: Styles of cells, written into each of them: a notebook has a style sheet of its own, and some viewers drop
#: ours. Colours are those of the text around the table, so that light and dark pages both show it.
_LEFT, _RIGHT = "text-align:left", "text-align:right"
_LINE = "border-bottom:1px solid;vertical-align:bottom"
STYLES: Final = Look(
    number=f' style="{_RIGHT}"',
    text=f' style="{_LEFT};white-space:nowrap"',
    long=f' style="{_LEFT};white-space:normal;min-width:16em"',
    number_head=f' style="{_RIGHT};{_LINE}"',
    text_head=f' style="{_LEFT};{_LINE}"',
    group_head=f' style="text-align:center;{_LINE}"',
    row_head=f' style="{_LEFT};white-space:nowrap"',
    row_group=f' style="{_LEFT};white-space:nowrap;vertical-align:top"',
)


def number_text(value: object, digits: int = 3) -> str:
    """Return a value as it stands in a printed table: floats with `digits` decimals, NaN as '-'.

    Examples
    --------
    >>> number_text(0.8999), number_text(float("nan")), number_text(12), number_text(("a", "b"))
    ('0.900', '-', '12', 'a, b')
    """
    if isinstance(value, float):
        return "-" if value != value else f"{value:.{digits}f}"
    if isinstance(value, (tuple, list)):
        return ", ".join(str(item) for item in value)
    if value is None:
        return ""
    return str(value)


def told_apart(labels: Iterable[str], own: Iterable[str]) -> list[str]:
    """Return labels of terms, with the names in backticks where a table has a row of its own by that name.

    A set may be called "solution". As an expression the label means the same with backticks.

    Examples
    --------
    >>> told_apart(["A", "solution", "T*S"], ["solution", "T*S"])
    ['A', '`solution`', '`T`*`S`']
    """
    taken = set(own)
    return [_NAME.sub(r"`\g<0>`", label) if label in taken else label for label in labels]


def shorten(text: str, width: int = 48) -> str:
    """Return the text cut to `width` characters, the cut marked."""
    return text if len(text) <= width else text[: width - 4].rstrip(", ") + " ..."


def _cells(frame: pd.DataFrame, digits: int, width: int) -> pd.DataFrame:
    data = {
        position: [shorten(number_text(value, digits), width) for value in frame.iloc[:, position].tolist()]
        for position in range(frame.shape[1])
    }
    cells = pd.DataFrame(data, index=frame.index, dtype=object)
    cells.columns = frame.columns
    return cells


def text_table(frame: pd.DataFrame, *, digits: int = 3, max_rows: int = MAX_ROWS, width: int = 48) -> str:
    """Return the frame as plain text; rows beyond `max_rows` are counted, not shown."""
    if len(frame) == 0:
        return "(no rows)"
    shown = _cells(frame.iloc[:max_rows], digits, width)
    text = shown.to_string()
    left = len(frame) - max_rows
    return f"{text}\n... and {left} more rows (see .table)" if left > 0 else text


def html_table(
    frame: pd.DataFrame,
    *,
    caption: str = "",
    notes: Iterable[str] = (),
    digits: int = 3,
    max_rows: int = MAX_ROWS,
    width: int = 80,
) -> str:
    """Return the frame as an escaped HTML table with a caption above and notes below.

    A table wider than its place scrolls in a box of its own.
    """
    inside = table_inside(
        frame.iloc[:max_rows], lambda value: shorten(number_text(value, digits), width), look=STYLES
    )
    body = (
        '<div style="overflow-x:auto;max-width:100%"><table class="fsqca-table" cellpadding="4" '
        f'style="border-collapse:collapse;margin:.3em 0">{inside}</table></div>'
    )
    left = len(frame) - max_rows
    all_notes = list(notes) + ([f"... and {left} more rows (see .table)"] if left > 0 else [])
    head = html_heading(caption) if caption else ""
    return f'<div class="fsqca-result">{head}{body}{html_notes(all_notes)}</div>'


def html_heading(text: str) -> str:
    """Return an escaped caption."""
    return f'<div class="fsqca-caption" style="margin-top:.6em"><strong>{html.escape(text)}</strong></div>'


def html_notes(notes: Iterable[str]) -> str:
    """Return escaped notes, a line each."""
    return "".join(f'<div class="fsqca-note">{html.escape(note)}</div>' for note in notes)
