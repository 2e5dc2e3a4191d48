"""Groups side by side: consistency of rows, fit across groups, and differences with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.groups.result import GroupComparison
from fsqca.groups.tested import GroupTest
from fsqca.plots._figures import (
    BLUE,
    COLUMN_WIDTH,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAGE_WIDTH,
    VERMILLION,
    new_figure,
    styled,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Marker and colour of a target group; with more groups only the own group is told from the others.
_MARKS = (
    *(("o", BLUE), ("s", VERMILLION), ("^", GREEN), ("D", ORANGE), ("v", INK), ("P", GREY)),
    *(("X", BLUE), ("<", VERMILLION), (">", GREEN), ("h", ORANGE), ("*", INK), ("p", GREY)),
)
#: Contrasts side by side.
MOST_PANELS = 6
#: Rows and groups that a heat map holds legibly.
MOST_ROWS, MOST_GROUPS = 128, 60


@styled
def group_rows_plot(comparison: GroupComparison, *, title: str | None = None) -> Figure:
    """Return a heat map of the consistency of every configuration in every group.

    Parameters
    ----------
    comparison : GroupComparison
        What :func:`fsqca.compare_groups` returns.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        One column per group, one line per configuration that some group has cases in; darker is more
        consistent. The code stands in the cell, with the number of cases; a cell without a case is empty. A
        bar at the left marks rows that groups code differently.

    Raises
    ------
    ArgumentTypeError
        If `comparison` is no GroupComparison.
    ArgumentError
        If there are more than 128 rows or 60 groups.
    """
    if not isinstance(comparison, GroupComparison):
        raise ArgumentTypeError(
            f"comparison must be what compare_groups() returns, not {type(comparison).__name__}."
        )
    frame = comparison.rows
    groups = list(comparison.usable)
    numbers = sorted(frame["row"].unique().tolist())
    if len(numbers) > MOST_ROWS or len(groups) > MOST_GROUPS:
        raise ArgumentError(
            f"There are {len(numbers)} rows and {len(groups)} groups; a figure holds {MOST_ROWS} and "
            f"{MOST_GROUPS} legibly. Use comparison.rows."
        )
    conditions = list(comparison.settings.conditions)
    values = np.full((len(numbers), len(groups)), np.nan)
    texts: dict[tuple[int, int], str] = {}
    corners: dict[int, str] = {}
    for record in frame.to_dict("records"):
        at = (numbers.index(record["row"]), groups.index(record["group"]))
        corners[at[0]] = " ".join(str(int(record[name])) for name in conditions)
        if record["n"] > 0:
            values[at] = record["consistency"]
            texts[at] = f"{record['out']} ({record['n']:g})"
    height = 1.0 + 0.17 * len(numbers)
    figure = new_figure(min(PAGE_WIDTH, max(COLUMN_WIDTH, 1.6 + 0.8 * len(groups))), height)
    panel = figure.subplots()
    lowest = np.floor(10 * np.nanmin(values)) / 10 if texts else 0.0
    image = panel.imshow(values, aspect="auto", cmap="Greys", vmin=lowest, vmax=1.0)
    for (row, column), text in texts.items():
        dark = values[row, column] > lowest + 0.55 * (1.0 - lowest)
        panel.text(column, row, text, ha="center", va="center", fontsize=6, color="white" if dark else INK)
    apart = set(comparison.rows_apart.index[comparison.rows_apart["kind"] == "coded differently"].tolist())
    for row, number in enumerate(numbers):
        if number in apart:
            panel.plot([-0.5, -0.5], [row - 0.45, row + 0.45], color=VERMILLION, linewidth=4, clip_on=False)
    panel.set_xticks(range(len(groups)), [_wrapped(name) for name in groups])
    if len(groups) > 6:
        panel.tick_params(axis="x", labelrotation=90)
    panel.set_yticks(range(len(numbers)), [f"{n}:  {corners[i]}" for i, n in enumerate(numbers)])
    panel.tick_params(length=0)
    for side in ("left", "bottom"):
        panel.spines[side].set_visible(False)
    panel.set_ylabel(f"row: {' '.join(conditions)}" if len(" ".join(conditions)) < 50 else "row")
    bar = figure.colorbar(image, ax=panel, shrink=0.6, aspect=30)
    bar.set_label("consistency")
    bar.outline.set_linewidth(0.4)
    if apart:
        panel.set_xlabel("bar at the left: coded differently", fontsize=6.5)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=8.5)
    return figure


def _wrapped(name: str, width: int = 14) -> str:
    from textwrap import fill

    return fill(name, width)


@styled
def group_fit_plot(comparison: GroupComparison, *, title: str | None = None) -> Figure:
    """Return a figure of the fit of each group's solution in each group: dumbbells.

    Parameters
    ----------
    comparison : GroupComparison
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        One panel for consistency, PRI and coverage; one line per group's solution (the first model where
        models tie), one marker per group that it is evaluated in. The filled marker is its own group. With
        more than 12 groups the others are strokes of one kind; `GroupComparison.cross_fit` tells them apart.
    """
    if not isinstance(comparison, GroupComparison):
        raise ArgumentTypeError(
            f"comparison must be what compare_groups() returns, not {type(comparison).__name__}."
        )
    frame = comparison.cross_fit
    whole = frame[frame["term"] == "solution"].drop_duplicates(["source", "target"])
    groups = [name for name in comparison.usable if comparison.solutions[name].models]
    targets = list(comparison.usable)
    few = len(targets) <= len(_MARKS)
    figure = new_figure(PAGE_WIDTH, 1.2 + 0.32 * max(1, len(groups)))
    grid = figure.subplots(1, 3, sharey=True)
    for panel, (column, word) in zip(
        grid, (("consistency", "consistency"), ("pri", "PRI"), ("coverage", "coverage")), strict=True
    ):
        for line, source in enumerate(groups):
            own = whole[whole["source"] == source].set_index("target")[column]
            seen = own.reindex(targets).dropna()
            if len(seen):
                panel.plot([seen.min(), seen.max()], [line, line], color=GREY, linewidth=1.4, zorder=1)
            for position, target in enumerate(targets):
                filled = target == source
                marker, colour = _MARKS[position] if few else ("o", BLUE) if filled else ("|", INK)
                panel.scatter(
                    [own.get(target, np.nan)],
                    [line],
                    marker=marker,
                    s=30,
                    c="white" if marker != "|" and not filled else colour,
                    edgecolors=None if marker == "|" else colour,
                    linewidths=1.0,
                    zorder=3 if filled else 2,
                )
        panel.set(xlim=(-0.02, 1.02), ylim=(len(groups) - 0.5, -0.5))
        panel.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
        panel.set_title(word)
        panel.set_yticks(range(len(groups)), [_wrapped(name, 22) for name in groups])
    grid[0].set_ylabel("solution of")
    if few:
        _target_legend(figure, [(f"in {name}", *_MARKS[at]) for at, name in enumerate(targets)])
    else:
        _target_legend(figure, [("in its own group", "o", BLUE), ("in another group", "|", INK)])
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=8.5)
    return figure


def _target_legend(figure: Figure, marks: list[tuple[str, str, str]]) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], linestyle="none", marker=marker, markersize=5, color=colour, label=label)
        for label, marker, colour in marks
    ]
    across = max(1, int(PAGE_WIDTH / (0.065 * max(len(label) for label, _, _ in marks) + 0.45)))
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(marks), across))


@styled
def group_difference_plot(test: GroupTest, *, what: str = "terms", title: str | None = None) -> Figure:
    """Return a figure of differences between groups with their bootstrap intervals.

    Parameters
    ----------
    test : GroupTest
        What :meth:`GroupComparison.test` returns.
    what : {"terms", "rows"}, default "terms"
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        One panel per contrast; differences whose family-wise p-value is below 0.05 are filled. With more
        than six contrasts, the six with the smallest p-values are shown, and the figure says so.
    """
    if not isinstance(test, GroupTest):
        raise ArgumentTypeError(
            f"test must be what GroupComparison.test() returns, not {type(test).__name__}."
        )
    if what not in ("terms", "rows"):
        raise ArgumentError(f'what is {what!r}, but it must be "terms" or "rows".')
    frame = test.terms if what == "terms" else test.rows
    least = frame.groupby("first", sort=False)["p_family"].min()
    order = sorted(range(len(test.sides)), key=lambda at: least.fillna(2.0).get(test.sides[at][0], 2.0))
    contrasts = [test.sides[at] for at in sorted(order[:MOST_PANELS])]
    lines = len(frame) // max(1, len(test.sides))
    figure = new_figure(
        PAGE_WIDTH if len(contrasts) > 1 or what == "terms" else COLUMN_WIDTH, 1.1 + 0.17 * max(lines, 3)
    )
    grid: Any = figure.subplots(1, len(contrasts), sharey=True, sharex=True, squeeze=False)[0]
    for panel, (first, second) in zip(grid, contrasts, strict=True):
        own = frame[(frame["first"] == first) & (frame["second"] == second)]
        labels = (
            [f"{term}, {measure}" for term, measure in zip(own["term"], own["measure"], strict=True)]
            if what == "terms"
            else [f"row {number}" for number in own["row"]]
        )
        _differences(panel, own["difference"], own["low"], own["high"], own["p_family"], labels)
        narrow = max(9, 66 // len(contrasts))
        panel.set_title(f"{_wrapped(first, narrow)}\nminus\n{_wrapped(second, narrow)}", fontsize=7.5)
        panel.set_xlabel(
            "difference"
            if what == "terms"
            else "difference\nin consistency"
            if len(contrasts) > 3
            else "difference in consistency"
        )
    said = "filled: family-wise p < 0.05"
    if len(contrasts) < len(test.sides):
        said += f"; {len(contrasts)} of {len(test.sides)} contrasts, those with the smallest p"
    figure.supxlabel(said, fontsize=6.5)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=8.5)
    return figure


def _differences(panel: Axes, value: Any, low: Any, high: Any, p: Any, labels: list[str]) -> None:
    panel.axvline(0.0, color=GREY, linewidth=0.6, zorder=1)
    for line, (d, a, b, level) in enumerate(zip(value, low, high, p, strict=True)):
        if not np.isnan(a):
            panel.plot([a, b], [line, line], color=BLUE, linewidth=1.2, zorder=2)
        filled = level < 0.05
        panel.scatter(
            [d],
            [line],
            s=22,
            facecolors=BLUE if filled else "white",
            edgecolors=BLUE,
            linewidths=1.0,
            zorder=3,
        )
    panel.set_yticks(range(len(labels)), labels)
    panel.set_ylim(len(labels) - 0.5, -0.5)
