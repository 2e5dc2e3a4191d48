"""The article table of a configuration chart: signs of core and peripheral conditions, fit below them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from fsqca.report.article.cells import Cell, Row, Sign, aligned, cell
from fsqca.report.article.results import check_title, register_table
from fsqca.report.article.table import ArticleTable
from fsqca.report.charts import FIT_ROWS, MODEL_FIT_ROWS, ConfigurationChart
from fsqca.report.text_chart import legend_cells

if TYPE_CHECKING:
    from fsqca.report.charts import ChartCell, ChartColumn


@register_table
def of_chart(result: ConfigurationChart, *, title: str | None = None) -> ArticleTable:
    """Return the configurations as columns of signs, with their fit and that of the models."""
    columns = result.columns
    name = check_title(title, result.title)
    if not columns:
        row = Row((Cell("No configuration"),))
        return ArticleTable(name, ((Cell("Condition"),),), (row,), ("left",), _notes(result))
    head: list[tuple[Cell, ...]] = []
    if any(column.group for column in columns):
        head.append((Cell(""), *_spans(columns, by_model=False)))
    if _several_models(columns):
        head.append((Cell(""), *_spans(columns, by_model=True)))
    head.append((Cell("Condition"), *(Cell(column.label) for column in columns)))
    body = [
        Row((Cell(condition), *(_sign(column.cells[position]) for column in columns)))
        for position, condition in enumerate(result.conditions)
    ]
    if any(column.fit is not None for column in columns):
        for position, label in enumerate(FIT_ROWS):
            cells = [Cell("") if one.fit is None else cell(one.fit[position]) for one in columns]
            body.append(Row((Cell(label[0].upper() + label[1:]), *cells), rule=position == 0))
        models = {(model.group, model.name): model for model in result.models}
        for position, label in enumerate(MODEL_FIT_ROWS):
            cells = []
            for key, members in groupby(columns, key=lambda column: (column.group, column.model)):
                fit, span = models[key].fit, len(list(members))
                cells.append(Cell("", span=span) if fit is None else cell(fit[position], span=span))
            body.append(Row((Cell(label[0].upper() + label[1:]), *cells), rule=position == 0))
    legend = tuple(
        Sign(one.kind, one.present, "n") if one.value else one
        for one in (_made(own) for own in legend_cells(columns))
        if one is not None
    )
    blank = "either" if any(not own.role for column in columns for own in column.cells) else ""
    align = aligned(("left", 1), ("center", len(columns)))
    return ArticleTable(name, tuple(head), tuple(body), align, _notes(result), legend, blank)


def _notes(chart: ConfigurationChart) -> tuple[str, ...]:
    """Return the notes of a chart and its settings: those that all groups share once, others by group."""
    every = [set(own) for _, own in chart.settings]
    shared = set.intersection(*every) if every else set()
    groups = [group for group, _ in chart.settings if group]
    notes = _said_once(chart.notes, groups)
    notes += [line for line in (chart.settings[0][1] if chart.settings else ()) if line in shared]
    own_lines: dict[str, list[str]] = {}
    for group, own in chart.settings:
        left = " ".join(line for line in own if line not in shared)
        if left:
            own_lines.setdefault(left, []).append(group)
    notes += [f"{'; '.join(who)}: {left}" if any(who) else left for left, who in own_lines.items()]
    return tuple(notes)


def _said_once(notes: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Return notes that begin with the name of a group, each text once with the groups that it is about."""
    about: dict[str, list[str]] = {}
    for note in notes:
        found = [group for group in groups if note.startswith(f"{group}: ")]
        group = max(found, key=len, default="")
        about.setdefault(note.removeprefix(f"{group}: ") if group else note, []).append(group)
    return [
        text if not any(who) or set(who) == set(groups) else f"{'; '.join(who)}: {text}"
        for text, who in about.items()
    ]


def _several_models(columns: tuple[ChartColumn, ...]) -> bool:
    """Return whether some group has several models, so that their names say something."""
    pairs = {(column.group, column.model) for column in columns}
    return len(pairs) > len({group for group, _ in pairs})


def _spans(columns: tuple[ChartColumn, ...], *, by_model: bool) -> list[Cell]:
    made = []
    for key, members in groupby(columns, key=lambda column: (column.group, column.model if by_model else "")):
        made.append(Cell(key[1] if by_model else key[0], span=len(list(members))))
    return made


def _made(own: ChartCell) -> Sign | None:
    if not own.role:
        return None
    if own.many_valued:
        return Sign(own.role, True, str(own.value))
    return Sign(own.role, bool(own.value))


def _sign(own: ChartCell) -> Cell:
    sign = _made(own)
    return Cell("") if sign is None else Cell("", sign=sign)


__all__ = ["of_chart"]
