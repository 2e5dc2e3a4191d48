"""The configuration chart as plain text, for any terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from fsqca._display import number_text
from fsqca.report.charts import FIT_ROWS, MAX_COLUMNS, MODEL_FIT_ROWS

if TYPE_CHECKING:
    from fsqca.report.charts import ChartCell, ChartColumn, ChartModel, ConfigurationChart

#: Lines longer than this are broken into blocks of columns.
WIDTH = 110
_CIRCLES = {
    ("core", "present"): "●",
    ("core", "absent"): "⊗",
    ("peripheral", "present"): "•",
    ("peripheral", "absent"): "×",
}
_ASCII = {
    ("core", "present"): "[+]",
    ("core", "absent"): "[-]",
    ("peripheral", "present"): "+",
    ("peripheral", "absent"): "-",
}


def chart_text(chart: ConfigurationChart, *, ascii_only: bool | None = None) -> str:
    """Return a configuration chart as plain text; see :meth:`ConfigurationChart.to_text`."""
    ascii_only = not _terminal_shows_circles() if ascii_only is None else ascii_only
    shown = chart.columns[:MAX_COLUMNS]
    blocks = [_block(chart, part, ascii_only) for part in _parts(chart, shown, ascii_only)]
    legend = _legend(shown, ascii_only)
    notes = list(chart.notes)
    if len(shown) < len(chart.columns):
        notes.append(f"... and {len(chart.columns) - len(shown)} more configurations (see .table)")
    parts = [chart.title, *blocks, *([legend] if legend else []), *(["\n".join(notes)] if notes else [])]
    return "\n\n".join(parts)


def sign(cell: ChartCell, ascii_only: bool) -> str:
    """Return the sign of a cell."""
    if not cell.role:
        return ""
    unsure = cell.role == "ambiguous core"
    role = "core" if unsure else cell.role
    if cell.many_valued:
        if ascii_only:
            text = f"[{cell.value}]" if role == "core" else str(cell.value)
        else:
            text = f"{_CIRCLES[role, 'present']}{cell.value}"
    else:
        text = (_ASCII if ascii_only else _CIRCLES)[role, cell.state]
    return text + "?" * unsure


def _terminal_shows_circles() -> bool:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        "".join(_CIRCLES.values()).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def legend_cells(columns: Sequence[ChartColumn]) -> list[ChartCell]:
    """Return one cell for each sign in these columns, in the order of a legend.

    The values of multi-value conditions share a sign.
    """
    found: dict[tuple[str, str], ChartCell] = {}
    for column in columns:
        for cell in column.cells:
            if cell.role:
                found.setdefault((cell.role, "value" if cell.many_valued else cell.state), cell)
    roles, states = ["core", "ambiguous core", "peripheral"], ["present", "absent", "value"]
    return [found[key] for role in roles for state in states if (key := (role, state)) in found]


def legend_words(cell: ChartCell) -> str:
    """Return what the sign of a cell means."""
    return f"{cell.role} condition, {'value n' if cell.many_valued else cell.state}"


def _legend(columns: tuple[ChartColumn, ...], ascii_only: bool) -> str:
    """Return what the signs in these columns mean."""
    texts = []
    for cell in legend_cells(columns):
        mark = sign(cell, ascii_only)
        texts.append(
            f"{mark.replace(str(cell.value), 'n') if cell.many_valued else mark} {legend_words(cell)}"
        )
    if any(not cell.role for column in columns for cell in column.cells):
        texts.append("blank: either")
    lines, line = [], ""
    for text in texts:
        if line and len(line) + 4 + len(text) > WIDTH:
            lines.append(line)
            line = ""
        line = f"{line}    {text}" if line else text
    return "\n".join([*lines, line]) if line else ""


def _row_names(chart: ConfigurationChart, columns: tuple[ChartColumn, ...]) -> list[str]:
    with_fit = any(column.fit is not None for column in columns)
    return [*chart.conditions, *(FIT_ROWS + MODEL_FIT_ROWS if with_fit else ())]


def _parts(
    chart: ConfigurationChart, columns: tuple[ChartColumn, ...], ascii_only: bool
) -> list[tuple[ChartColumn, ...]]:
    """Return the columns in blocks that fit on a line."""
    if not columns:
        return []
    label = max(map(len, _row_names(chart, columns)))
    parts: list[list[ChartColumn]] = [[]]
    used = label
    for column in columns:
        width = _width(column, ascii_only) + 2
        if parts[-1] and used + width > WIDTH:
            parts.append([])
            used = label
        parts[-1].append(column)
        used += width
    return [tuple(part) for part in parts]


def _width(column: ChartColumn, ascii_only: bool) -> int:
    signs = max((len(sign(cell, ascii_only)) for cell in column.cells), default=1)
    return max(5 if column.fit is not None else 3, len(column.label), signs)


def _block(chart: ConfigurationChart, columns: tuple[ChartColumn, ...], ascii_only: bool) -> str:
    """Return some columns with their heads, signs and fit."""
    widths = [_width(column, ascii_only) for column in columns]
    models = {(model.group, model.name): model for model in chart.models}
    spans = _spans(columns)
    for start, stop, text in [*spans["group"], *spans["model"]]:
        # A head that is wider than its columns widens the last of them.
        lack = len(text) - (sum(widths[start:stop]) + 2 * (stop - start - 1))
        widths[stop - 1] += max(0, lack)
    label = max(2, *map(len, _row_names(chart, columns)))

    def line(name: str, cells: list[str]) -> str:
        parts = [text.center(width) for text, width in zip(cells, widths, strict=True)]
        return "  ".join([name.ljust(label), *parts]).rstrip()

    def spanned(name: str, texts: list[tuple[int, int, str]]) -> str:
        parts = [text.center(sum(widths[start:stop]) + 2 * (stop - start - 1)) for start, stop, text in texts]
        return "  ".join([name.ljust(label), *parts]).rstrip()

    lines = [spanned("", spans["group"])] if any(column.group for column in columns) else []
    lines += [spanned("", spans["model"]), line("", [column.label for column in columns])]
    lines.append("  ".join(["-" * label, *("-" * width for width in widths)]))
    for position, condition in enumerate(chart.conditions):
        lines.append(line(condition, [sign(column.cells[position], ascii_only) for column in columns]))
    if any(column.fit is not None for column in columns):
        lines.append("")
        for position, name in enumerate(FIT_ROWS):
            lines.append(line(name, [_number(column.fit, position) for column in columns]))
        lines.append("")
        for position, name in enumerate(MODEL_FIT_ROWS):
            texts = [
                (start, stop, _number(_model_of(models, columns[start]).fit, position))
                for start, stop, _ in spans["model"]
            ]
            lines.append(spanned(name, texts))
    return "\n".join(lines)


def _model_of(models: dict[tuple[str, str], ChartModel], column: ChartColumn) -> ChartModel:
    return models[column.group, column.model]


def _number(fit: tuple[float, ...] | None, position: int) -> str:
    return "" if fit is None else number_text(fit[position])


def _spans(columns: tuple[ChartColumn, ...]) -> dict[str, list[tuple[int, int, str]]]:
    """Return first and last column (exclusive) and text of each group and of each model."""
    found: dict[str, list[tuple[int, int, str]]] = {"group": [], "model": []}
    numbered = list(enumerate(columns))
    for kind, key in (
        ("group", lambda item: (item[1].group,)),
        ("model", lambda item: (item[1].group, item[1].model)),
    ):
        for name, members in groupby(numbered, key=key):
            positions = [position for position, _ in members]
            found[kind].append((positions[0], positions[-1] + 1, name[-1]))
    return found
