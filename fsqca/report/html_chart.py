"""The configuration chart as HTML: circles drawn as vectors, each with a text alternative."""

from __future__ import annotations

import html
from itertools import groupby
from typing import TYPE_CHECKING

from fsqca._display import html_notes, number_text
from fsqca.report.charts import FIT_ROWS, MAX_COLUMNS, MODEL_FIT_ROWS, ChartCell
from fsqca.report.text_chart import legend_cells, legend_words

if TYPE_CHECKING:
    from fsqca.report.charts import ChartColumn, ConfigurationChart

_SIZE = 24
_RADIUS = {"core": 9.5, "ambiguous core": 9.5, "peripheral": 5.5}
_CELL = "text-align:center;padding:0.15em 0.5em"
_RULE = "border-top:1px solid currentColor"


def chart_html(chart: ConfigurationChart, caption: str | None = None) -> str:
    """Return a configuration chart as HTML, with its title as the caption unless another is given."""
    title = _escaped(caption or chart.title)
    columns = chart.columns[:MAX_COLUMNS]
    notes = list(chart.notes)
    if len(columns) < len(chart.columns):
        notes.append(f"... and {len(chart.columns) - len(columns)} more configurations (see .table)")
    if not columns:
        return f'<div class="fsqca-chart"><p><strong>{title}</strong></p>{html_notes(notes)}</div>'
    body = "".join([_head(columns), "<tbody>", _signs(chart, columns), _fits(chart, columns), "</tbody>"])
    return (
        '<div class="fsqca-chart"><div class="fsqca-scroll" role="region" tabindex="0" '
        'style="overflow-x:auto;position:relative" '
        f'aria-label="{title}"><table class="fsqca-table" style="border-collapse:collapse;border-bottom:1px '
        f'solid currentColor">'
        f"<caption "
        f'style="text-align:left"><span><strong>{title}</strong></span></caption>{body}</table></div>'
        f"{_legend(columns)}{html_notes(notes)}</div>"
    )


def sign_svg(cell: ChartCell, *, letter: bool = False) -> str:
    """Return the sign of a cell as inline SVG with a text alternative, in the colour of the text around it.

    With `letter`, a value of a multi-value condition is shown as "n", as in the legend.
    """
    middle, radius = _SIZE / 2, _RADIUS[cell.role]
    words = _escaped(legend_words(cell) if letter else cell.words)
    unsure = cell.role == "ambiguous core"
    # The ring of an ambiguous core condition is broken.
    ring = ' stroke-dasharray="3 2"' if unsure else ""
    common = f'cx="{middle:g}" cy="{middle:g}" r="{radius:g}" stroke="currentColor" stroke-width="1.5"{ring}'
    if cell.many_valued:
        size, weight = (12, "bold") if cell.role != "peripheral" else (9, "normal")
        width = 3 if cell.role == "core" else 1.5
        circle = common.replace('stroke-width="1.5"', f'stroke-width="{width:g}"')
        drawn = (
            f'<circle {circle} fill="none"/><text x="{middle:g}" y="{middle + size * 0.36:g}" '
            f'font-size="{size}" '
            f'font-weight="{weight}" text-anchor="middle" '
            f'fill="currentColor">{"n" if letter else cell.value}</text>'
        )
    elif cell.value:
        fill = 'fill="currentColor" fill-opacity="0.45"' if unsure else 'fill="currentColor"'
        drawn = f"<circle {common} {fill}/>"
    else:
        arm = radius * 0.7071
        low, high = f"{middle - arm:.2f}", f"{middle + arm:.2f}"
        drawn = (
            f'<circle {common} fill="none"/><path d="M{low} {low}L{high} {high}M{low} {high}L{high} {low}" '
            'stroke="currentColor" stroke-width="1.5" fill="none"/>'
        )
    return (
        f'<svg role="img" aria-label="{words}" width="{_SIZE}" height="{_SIZE}" viewBox="0 0 {_SIZE} '
        f'{_SIZE}" '
        f'style="vertical-align:middle"><title>{words}</title>{drawn}</svg>'
    )


def _head(columns: tuple[ChartColumn, ...]) -> str:
    rows = []
    if any(column.group for column in columns):
        cells = "".join(
            f'<th scope="colgroup" colspan="{len(list(members))}" '
            f'style="{_CELL};{_RULE}">{_escaped(group)}</th>'
            for group, members in groupby(columns, key=lambda column: column.group)
        )
        rows.append(f"<tr><td></td>{cells}</tr>")
    cells = "".join(
        f'<th scope="colgroup" colspan="{len(list(members))}" style="{_CELL}">{_escaped(key[1])}</th>'
        for key, members in groupby(columns, key=lambda column: (column.group, column.model))
    )
    rows.append(f"<tr><td></td>{cells}</tr>")
    cells = "".join(
        f'<th scope="col" style="{_CELL}" title="{_escaped(column.term)}">{_escaped(column.label)}</th>'
        for column in columns
    )
    rows.append(f'<tr><th scope="col" style="text-align:left">Condition</th>{cells}</tr>')
    return f"<thead>{''.join(rows)}</thead>"


def _signs(chart: ConfigurationChart, columns: tuple[ChartColumn, ...]) -> str:
    rows = []
    for position, condition in enumerate(chart.conditions):
        rule = f";{_RULE}" if position == 0 else ""
        cells = []
        for column in columns:
            cell = column.cells[position]
            inside = sign_svg(cell) if cell.role else _unseen("either")
            cells.append(f'<td style="{_CELL}{rule}">{inside}</td>')
        rows.append(
            f'<tr><th scope="row" '
            f'style="text-align:left{rule}">{_escaped(condition)}</th>{"".join(cells)}</tr>'
        )
    return "".join(rows)


def _unseen(words: str) -> str:
    """Return words that are read aloud and not shown."""
    style = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"
    return f'<span style="{style}">{words}</span>'


def _fits(chart: ConfigurationChart, columns: tuple[ChartColumn, ...]) -> str:
    if all(column.fit is None for column in columns):
        return ""
    rows = []
    for position, name in enumerate(FIT_ROWS):
        rule = f";{_RULE}" if position == 0 else ""
        cells = "".join(
            f'<td style="{_CELL}{rule}">{_number(column.fit, position)}</td>' for column in columns
        )
        rows.append(
            f'<tr><th scope="row" style="text-align:left;font-weight:normal{rule}">{name}</th>{cells}</tr>'
        )
    models = {(model.group, model.name): model for model in chart.models}
    for position, name in enumerate(MODEL_FIT_ROWS):
        rule = f";{_RULE}" if position == 0 else ""
        cells = ""
        for key, members in groupby(columns, key=lambda column: (column.group, column.model)):
            fit = models[key].fit
            cells += f'<td colspan="{len(list(members))}" style="{_CELL}{rule}">{_number(fit, position)}</td>'
        rows.append(
            f'<tr><th scope="row" style="text-align:left;font-weight:normal{rule}">{name}</th>{cells}</tr>'
        )
    return "".join(rows)


def _number(fit: tuple[float, ...] | None, position: int) -> str:
    return "" if fit is None else number_text(fit[position])


def _legend(columns: tuple[ChartColumn, ...]) -> str:
    """Return what the signs in these columns mean."""
    texts = [
        f'<span style="white-space:nowrap;margin-right:1em">{sign_svg(cell, letter=True)} '
        f"{legend_words(cell)}</span>"
        for cell in legend_cells(columns)
    ]
    if any(not cell.role for column in columns for cell in column.cells):
        texts.append('<span style="white-space:nowrap">blank: either</span>')
    return f'<p class="fsqca-legend">{" ".join(texts)}</p>'


def _escaped(text: str) -> str:
    return html.escape(text, quote=True)
