"""An article table as a fragment of HTML, for a page or to be pasted into a text program."""

from __future__ import annotations

import html
from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING

from fsqca.report.article.table import places

if TYPE_CHECKING:
    from fsqca.report.article.cells import Cell, Row, Sign
    from fsqca.report.article.table import ArticleTable

_STRONG, _THIN = "1.5px solid currentColor", "0.75px solid currentColor"
#: Fonts that have the circles, for the signs alone.
SIGN_FONTS = "'Segoe UI Symbol','Apple Symbols','DejaVu Sans','Noto Sans Symbols2',sans-serif"


def table_html(table: ArticleTable) -> str:
    """Return the table as HTML that needs no style sheet: every cell has its style."""
    head = "".join(_head_row(table, number) for number in range(len(table.head)))
    groups = [list(members) for _, members in groupby(enumerate(table.body), key=_grouping(table.body))]
    bodies = "".join(
        f"<tbody>{''.join(_body_row(table, row, at) for at, row in members)}</tbody>" for members in groups
    )
    notes = "".join(
        '<div class="fsqca-note" style="font-size:0.85em;overflow-wrap:anywhere">'
        f"{'<em>Note.</em> ' if i == 0 else ''}{note}</div>"
        for i, note in enumerate(_notes(table))
    )
    return (
        '<div class="fsqca-article-table" style="margin:0 0 1.5em">'
        '<div style="overflow-x:auto;max-width:100%" role="region" '
        f'tabindex="0" aria-label="{escaped(table.title)}">'
        f'<table style="border-collapse:collapse;border-top:{_STRONG};border-bottom:{_STRONG}">'
        f'<caption style="text-align:left;padding-bottom:0.3em;font-weight:bold">'
        f'<span style="display:inline-block;width:max-content;max-width:36em">{_isolated(table.title)}</span>'
        f"</caption><thead>{head}</thead>{bodies}</table></div>{notes}</div>"
    )


def _grouping(body: tuple[Row, ...]) -> Callable[[tuple[int, Row]], int]:
    """Return a key that changes where a heading begins a group."""
    numbers, number = [], 0
    for row in body:
        number += row.heading
        numbers.append(number)
    return lambda item: numbers[item[0]]


def _head_row(table: ArticleTable, number: int) -> str:
    cells = []
    last = number == len(table.head) - 1
    for at, one in places(table.head[number]):
        align = "center" if one.span > 1 else table.align[at]
        line = f";border-bottom:{_THIN}" if last or (one.span > 1 and one.text) else ""
        style = (
            f'style="text-align:{align};vertical-align:bottom;padding:0.2em 0.6em;font-weight:normal{line}"'
        )
        if not one.text and one.sign is None:
            cells.append(f"<td{_span(one)} {style}></td>")
        else:
            scope = "colgroup" if one.span > 1 else "col"
            cells.append(f'<th scope="{scope}"{_span(one)} {style}>{_inside(one)}</th>')
    return f"<tr>{''.join(cells)}</tr>"


def _body_row(table: ArticleTable, row: Row, position: int) -> str:
    line = f";border-top:{_THIN}" if row.rule and position else ""
    if row.heading:
        one = row.cells[0]
        return (
            f'<tr><th scope="rowgroup"{_span(one)} style="text-align:left;font-weight:normal;'
            f'font-style:italic;padding:0.4em 0.6em 0.1em{line}">{_inside(one)}</th></tr>'
        )
    cells = []
    middle = "middle" if any(one.sign for one in row.cells) else "top"
    for at, one in places(row.cells):
        align = "center" if one.span > 1 and at else table.align[at]
        style = f"text-align:{align};vertical-align:{middle};padding:0.15em 0.6em{line}"
        style += ";overflow-wrap:anywhere;min-width:10em" if len(one.text) > 34 else ""
        weight = f";font-weight:{'bold' if one.bold else 'normal'}"
        if at < table.stub and one.text:
            cells.append(f'<th scope="row"{_span(one)} style="{style}{weight}">{_inside(one)}</th>')
        else:
            bold = weight if one.bold else ""
            cells.append(f'<td{_span(one)} style="{style}{bold}">{_inside(one, table.blank)}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _span(one: Cell) -> str:
    return f' colspan="{one.span}"' if one.span > 1 else ""


def _inside(one: Cell, blank: str = "") -> str:
    if one.sign is not None:
        return sign_html(one.sign)
    if not one.text and blank:
        hidden = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
        return f'<span style="{hidden}">{escaped(blank)}</span>'
    return _isolated(one.text)


def sign_html(sign: Sign) -> str:
    """Return a sign as a character with its meaning for those who cannot see it."""
    size = "1.5em" if sign.large else "0.8em"
    after = f'<span style="font-size:0.9rem">{escaped(sign.after)}</span>' if sign.after else ""
    return (
        f'<span role="img" aria-label="{escaped(sign.words)}" title="{escaped(sign.words)}" '
        f'style="white-space:nowrap"><span style="font-family:{SIGN_FONTS};font-size:{size};line-height:1;'
        f'vertical-align:middle">{sign.glyph}</span>{after}</span>'
    )


def _notes(table: ArticleTable) -> list[str]:
    parts = [f"{sign_html(sign)} {escaped(sign.words)}" for sign in table.legend]
    if table.blank:
        parts.append(f"blank: {escaped(table.blank)}")
    return [*([f"{'; '.join(parts)}."] if parts else []), *map(_isolated, table.marked_notes)]


def _isolated(text: str) -> str:
    """Return escaped text; one in letters that run from right to left does not turn its surroundings."""
    return escaped(text) if text.isascii() else f"<bdi>{escaped(text)}</bdi>"


def escaped(text: str) -> str:
    """Return text in which nothing is markup."""
    return html.escape(text, quote=True)


__all__ = ["escaped", "sign_html", "table_html"]
