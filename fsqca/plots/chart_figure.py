"""The configuration chart as a figure: circles drawn as shapes, so that no font is needed for them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from fsqca._display import number_text
from fsqca.errors import ArgumentTypeError
from fsqca.plots._figures import INK, new_figure, styled
from fsqca.plots._labels import wrapped
from fsqca.report.charts import (
    FIT_ROWS,
    MAX_COLUMNS,
    MODEL_FIT_ROWS,
    ChartCell,
    ConfigurationChart,
)
from fsqca.report.text_chart import legend_cells, legend_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Sizes in inches.
_CELL, _FIT_CELL, _LINE, _FIT_LINE = 0.42, 0.46, 0.3, 0.19
#: A name of a condition that is longer runs over two lines; one of a group is cut, and the cut is marked.
_NAME, _GROUP = 2.4, 3.0
_RADIUS = {"core": 0.105, "ambiguous core": 0.105, "peripheral": 0.058}


@styled
def chart_plot(chart: ConfigurationChart, *, title: str | None = None) -> Figure:
    """Return a configuration chart as a figure.

    Parameters
    ----------
    chart : ConfigurationChart
        What ``solutions.chart()`` or :func:`fsqca.report.configuration_charts` returns.
    title : str, optional
        Default: none, because articles write it into the caption.

    Returns
    -------
    matplotlib.figure.Figure
        Large circles are core, small ones peripheral; filled ones present, crossed ones absent; a number is
        the value of a multi-value condition; a dashed ring is ambiguous. A chart without configurations shows
        its notes.
    """
    if not isinstance(chart, ConfigurationChart):
        raise ArgumentTypeError(
            f"chart must be a ConfigurationChart, made by solutions.chart(), not {type(chart).__name__}."
        )
    columns = chart.columns[:MAX_COLUMNS]
    if not columns:
        return _empty(chart)
    with_fit = any(column.fit is not None for column in columns)
    grouped = any(column.group for column in columns)
    cell = _FIT_CELL if with_fit else _CELL
    labels = [wrapped(condition, _NAME, 8, lines=2) for condition in chart.conditions]
    names = [
        *(line for label in labels for line in label.split("\n")),
        *(FIT_ROWS + MODEL_FIT_ROWS if with_fit else ()),
    ]
    left = 0.2 + 0.068 * max(map(len, names))
    heads = [max(len(text) * 0.072 - cell * n, 0.0) for text, n in _heads(columns)]
    width = max(left + cell * len(columns) + sum(heads) + 0.15, 3.2)
    # Columns of a group with a long name stand further apart.
    step = _steps(columns, cell)
    x = [left + sum(step[:i]) + step[i] / 2 for i in range(len(columns))]
    width = max(left + sum(step) + 0.15, 3.2)
    legend = legend_cells(columns)
    blank = any(not own.role for column in columns for own in column.cells)
    across = max(1, int((width - 0.1) // 2.0))
    legend_lines = -(-(len(legend) + blank) // across)
    height = 0.15 + 0.22 * (2 + grouped) + _LINE * len(chart.conditions) + 0.2 + 0.21 * legend_lines
    height += (_FIT_LINE * 7 + 0.24) * with_fit + (0.25 if title else 0.0)
    figure = new_figure(width, height)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    y = 0.18
    if title:
        axes.text(0.1, y, title, va="center", fontsize=8.5, fontweight="bold")
        y += 0.25
    right = x[-1] + step[-1] / 2
    axes.plot([0.1, right], [y - 0.12] * 2, color=INK, linewidth=0.9)
    if grouped:
        y = _spans(axes, columns, x, step, y, by="group")
    y = _spans(axes, columns, x, step, y, by="model")
    for column, middle in zip(columns, x, strict=True):
        axes.text(middle, y, column.label, ha="center", va="center")
    y += 0.14
    axes.plot([0.1, right], [y] * 2, color=INK, linewidth=0.6)
    y += 0.18
    for position, condition in enumerate(chart.conditions):
        axes.text(0.12, y, labels[position], va="center", linespacing=1.0, gid=condition)
        for column, middle in zip(columns, x, strict=True):
            _sign(axes, middle, y, column.cells[position])
        y += _LINE
    y -= 0.1
    if with_fit:
        y = _fit(axes, chart, x, step, y, right)
    axes.plot([0.1, right], [y] * 2, color=INK, linewidth=0.9)
    y += 0.2
    for position, own in enumerate(legend):
        place = 0.22 + 2.0 * (position % across), y + 0.21 * (position // across)
        _sign(axes, *place, own, scale=0.75, letter=True)
        axes.text(place[0] + 0.14, place[1], legend_words(own), va="center", fontsize=7)
    if blank:
        position = len(legend)
        axes.text(
            0.12 + 2.0 * (position % across),
            y + 0.21 * (position // across),
            "blank: either",
            va="center",
            fontsize=7,
        )
    return figure


def _heads(columns: tuple) -> list[tuple[str, int]]:  # type: ignore[type-arg]
    return [(key, len(list(members))) for key, members in groupby(columns, key=lambda column: column.group)]


def _head(name: str) -> str:
    return wrapped(name, _GROUP, 8, lines=1) if name else ""


def _steps(columns: tuple, cell: float) -> list[float]:  # type: ignore[type-arg]
    """Return the width of each column: wide enough for the name of its group, with a gap between groups."""
    steps: list[float] = []
    for name, number in _heads(columns):
        steps += [max(cell, (0.075 * len(_head(name)) + 0.15) / number)] * number
    return steps


def _spans(axes: Axes, columns: tuple, x: list[float], step: list[float], y: float, *, by: str) -> float:  # type: ignore[type-arg]
    """Write the names of groups or models over their columns and return where the next line is."""

    def key(position: int) -> tuple[str, ...]:
        column = columns[position]
        return (column.group,) if by == "group" else (column.group, column.model)

    for name, members in groupby(range(len(columns)), key=key):
        positions = list(members)
        left, right = x[positions[0]] - step[positions[0]] / 2, x[positions[-1]] + step[positions[-1]] / 2
        weight = "bold" if by == "group" else "normal"
        axes.text((left + right) / 2, y, _head(name[-1]), ha="center", va="center", fontweight=weight)
        axes.plot([left + 0.06, right - 0.06], [y + 0.105] * 2, color=INK, linewidth=0.5)
    return y + 0.22


def _fit(
    axes: Axes, chart: ConfigurationChart, x: list[float], step: list[float], y: float, right: float
) -> float:
    columns = chart.columns[:MAX_COLUMNS]
    axes.plot([0.1, right], [y] * 2, color=INK, linewidth=0.6)
    y += 0.13
    for position, name in enumerate(FIT_ROWS):
        axes.text(0.12, y, name.capitalize() if name.islower() else name, va="center")
        for column, middle in zip(columns, x, strict=True):
            if column.fit is not None:
                axes.text(middle, y, number_text(column.fit[position]), ha="center", va="center", fontsize=7)
        y += _FIT_LINE
    y += 0.02
    axes.plot([0.1, right], [y - 0.06] * 2, color=INK, linewidth=0.4)
    models = {(model.group, model.name): model for model in chart.models}
    for position, name in enumerate(MODEL_FIT_ROWS):
        axes.text(0.12, y + 0.05, name.capitalize() if name.islower() else f"S{name[1:]}", va="center")
        for key, members in groupby(range(len(columns)), key=lambda i: (columns[i].group, columns[i].model)):
            positions = list(members)
            fit = models[key].fit
            if fit is not None:
                middle = (
                    x[positions[0]] - step[positions[0]] / 2 + x[positions[-1]] + step[positions[-1]] / 2
                ) / 2
                axes.text(middle, y + 0.05, number_text(fit[position]), ha="center", va="center", fontsize=7)
        y += _FIT_LINE
    return y


def _sign(
    axes: Axes, x: float, y: float, cell: ChartCell, *, scale: float = 1.0, letter: bool = False
) -> None:
    """Draw a circle as a shape."""
    from matplotlib.patches import Circle

    if not cell.role:
        return
    radius = _RADIUS[cell.role] * scale
    unsure = cell.role == "ambiguous core"
    filled = bool(cell.value) and not cell.many_valued
    gid = ("legend " if letter else "") + cell.words
    circle = Circle(
        (x, y),
        radius,
        facecolor=("0.6" if unsure else INK) if filled else "none",
        edgecolor=INK,
        linewidth=1.8 if cell.many_valued and cell.role == "core" else 0.9,
        linestyle=(0, (2.5, 1.5)) if unsure else "solid",
        gid=gid,
    )
    axes.add_patch(circle)
    if cell.many_valued:
        size = (7.5 if cell.role != "peripheral" else 5.5) * scale
        weight = "bold" if cell.role != "peripheral" else "normal"
        axes.text(
            x,
            y,
            "n" if letter else str(cell.value),
            ha="center",
            va="center_baseline",
            fontsize=size,
            fontweight=weight,
        )
    elif not cell.value:
        arm = radius * 0.7071
        axes.plot([x - arm, x + arm], [y - arm, y + arm], color=INK, linewidth=0.9, solid_capstyle="butt")
        axes.plot([x - arm, x + arm], [y + arm, y - arm], color=INK, linewidth=0.9, solid_capstyle="butt")


def _empty(chart: ConfigurationChart) -> Figure:
    """Return a figure that says why there is nothing to draw."""
    from textwrap import fill

    text = fill(" ".join([f"{chart.title}: no configuration.", *chart.notes]), 70)
    figure = new_figure(4.6, 0.5 + 0.16 * (1 + text.count("\n")))
    figure.text(0.03, 0.9, text, va="top")
    return figure
