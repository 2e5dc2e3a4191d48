"""What stands out in a truth table, as figures: frequencies, gaps, contradictions, limited diversity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fsqca._checks import counted
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots._figures import (
    BLUE,
    COLUMN_WIDTH,
    GREY,
    INK,
    PAGE_WIDTH,
    PALE,
    SKY,
    VERMILLION,
    new_figure,
    styled,
)
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Code -> marker, fill and words: filled, open and crossed shapes are told apart in grey.
_CODES = {
    "1": ("s", BLUE, "coded 1"),
    "C": ("^", SKY, "coded C"),
    "0": ("o", "white", "coded 0"),
    "?": ("x", GREY, "remainder"),
}
#: Rows whose names can be told apart on a page; more are drawn without names.
_NAMED_ROWS = 60
#: Gaps that are marked in each panel.
_MARKED_GAPS = 3


@styled
def frequency_plot(table: TruthTable) -> Figure:
    """Return the share of cases and of rows that every frequency cut-off keeps.

    Parameters
    ----------
    table : TruthTable

    Returns
    -------
    matplotlib.figure.Figure
        Two lines of steps; today's cut-off is marked.

    Raises
    ------
    ArgumentError
        If the table does not know how many cases its rows have.
    """
    frame = _checked(table).insight().frequencies
    if not len(frame):
        raise ArgumentError("The truth table does not know how many cases its rows have.")
    figure = new_figure(COLUMN_WIDTH, 2.5)
    axes = figure.add_subplot()
    x = np.repeat([0.5, *(frame["frequency_to"] + 0.5)], 2)[1:-1]
    for column, style, colour, width, label in (
        ("share_of_cases", "-", BLUE, 1.8, "cases"),
        ("share_of_rows", "--", INK, 1.1, "observed rows"),
    ):
        axes.plot(
            x, np.repeat(frame[column], 2), style, color=colour, linewidth=width, label=label, gid=column
        )
    now = table.settings.coding.frequency
    if table.sums is not None:
        axes.axvline(now, color=INK, linewidth=0.9, linestyle=":", gid="today")
        kept = frame.loc[frame["today"], "share_of_cases"]
        share = f": {kept.iloc[0]:.0%} of cases" if len(kept) else ": no row is kept"
        right = now > frame["frequency_to"].max() / 2
        axes.annotate(
            f"today, {now}{share}",
            (now, 1.02),
            xytext=(-3 if right else 3, 0),
            textcoords="offset points",
            ha="right" if right else "left",
            va="bottom",
            fontsize=7,
        )
    axes.set(xlim=(0.5, max(float(frame["frequency_to"].max()), now) + 0.6), ylim=(0, 1.12))
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    _whole(axes.xaxis)
    axes.grid(axis="y", color=PALE, linewidth=0.4)
    axes.set_xlabel("frequency cut-off")
    axes.set_ylabel("share kept")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


@styled
def cutoff_gaps_plot(table: TruthTable) -> Figure:
    """Return the sorted consistency and PRI of the rows, with the largest gaps and today's cut-offs.

    Parameters
    ----------
    table : TruthTable

    Returns
    -------
    matplotlib.figure.Figure
        A panel each; one marker per row, by code; bands with their width mark the three largest gaps, and a
        ring the rows near a cut-off. Remainders are left out.

    Raises
    ------
    ArgumentError
        If no row that is not a remainder has a consistency.
    """
    insight = _checked(table).insight()
    frame = table.table
    frame = frame[(frame["out"] != "?") & frame["consistency"].notna()]
    if not len(frame):
        raise ArgumentError("The truth table has no row with a consistency that is not a remainder.")
    named = len(frame) <= _NAMED_ROWS
    figure = new_figure(PAGE_WIDTH, min(9.0, 1.2 + (0.16 if named else 0.05) * len(frame)))
    for axes, measure, word in zip(
        figure.subplots(1, 2), ("consistency", "pri"), ("consistency", "PRI"), strict=True
    ):
        own = frame[frame[measure].notna()].sort_values(measure, ascending=False, kind="stable")
        near = insight.near.loc[insight.near["cut_off"].isin([measure, _lower(measure)]), "row"]
        _dots(axes, own, measure, set(near), named)
        gaps = insight.gaps[(insight.gaps["measure"] == measure) & (insight.gaps["rank"] <= _MARKED_GAPS)]
        for above, below, gap in gaps[["above", "below", "gap"]].to_numpy(dtype=np.float64).tolist():
            axes.axvspan(below, above, facecolor=PALE, edgecolor="white", alpha=0.6, zorder=0, gid="gap")
            axes.annotate(
                f"{gap:.3f}",
                ((below + above) / 2, -0.9),
                ha="center",
                va="center",
                fontsize=6,
                rotation=90 if gap < 0.06 else 0,
                annotation_clip=False,
            )
        cut_offs = [getattr(table.settings.coding, name) for name in (measure, _lower(measure)) if name]
        for cut_off, style in zip(cut_offs, ("--", ":"), strict=False):
            if cut_off and table.sums is not None:
                axes.axvline(cut_off, color=INK, linewidth=1, linestyle=style, zorder=1, gid="today")
        axes.set_ylim(len(own) - 0.4, -1.7)
        axes.set_xlabel(word)
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=5)
    return figure


@styled
def simultaneous_plot(table: TruthTable) -> Figure:
    """Return the consistency of each row for the outcome and for its negation.

    Parameters
    ----------
    table : TruthTable
        Made from data.

    Returns
    -------
    matplotlib.figure.Figure
        Rows in the shaded corner are consistent for both: simultaneous subset rows, which are named.
    """
    _checked(table)
    sums = table.sums
    if sums is None:
        raise ArgumentError(
            "The truth table has no sums behind it, so what its rows say of the negated outcome is not known."
        )
    both = table.insight().simultaneous
    side = COLUMN_WIDTH if len(both) <= 8 else COLUMN_WIDTH * 1.4
    figure = new_figure(side, side)
    axes = figure.add_subplot()
    cut_off = table.settings.coding.consistency
    for add in (axes.axvline, axes.axhline):
        add(cut_off, color=INK, linewidth=0.9, linestyle="--", zorder=1)
    with np.errstate(invalid="ignore"):
        x, y = table.consistency, np.where(sums.m > 0, sums.mn / np.where(sums.m > 0, sums.m, 1), np.nan)
    values = [cut_off, *x[~np.isnan(x)], *y[~np.isnan(y)]]
    low = max(0.0, float(np.floor(min(values) * 10) / 10) - 0.02)
    corner = [cut_off, 1.02, 1.02, cut_off], [cut_off, cut_off, 1.02, 1.02]
    axes.fill(*corner, facecolor=PALE, alpha=0.7, linewidth=0, zorder=0)
    for code, (marker, face, label) in _CODES.items():
        own = table.codes == code
        if own.any():
            edge: dict[str, Any] = {} if marker == "x" else {"edgecolor": INK}
            axes.scatter(
                x[own],
                y[own],
                s=26,
                marker=marker,
                color=face,
                linewidth=0.8,
                label=label,
                gid=label,
                zorder=3,
                **edge,
            )
    points = dict(zip(table.numbers, zip(x.tolist(), y.tolist(), strict=True), strict=True))
    _name_points(
        axes, {row: points[row] for row in both.index}, list(points.values()), side * 60 / (1.02 - low)
    )
    axes.set(xlim=(low, 1.02), ylim=(low, 1.02), aspect="equal")
    outcome = table.settings.outcome or "the outcome"
    axes.set_xlabel(f"consistency for {outcome}")
    axes.set_ylabel("consistency for its negation")
    figure.legend(loc="outside lower center", ncols=4)
    return figure


@styled
def contradictions_plot(table: TruthTable) -> Figure:
    """Return the cases of each row by whether they have the outcome.

    Parameters
    ----------
    table : TruthTable
        Made from data.

    Returns
    -------
    matplotlib.figure.Figure
        One bar per row, by code and consistency as the table is printed. A bar of both kinds is a
        contradictory row; cases without the outcome in a row coded 1 are deviant for consistency.

    Raises
    ------
    ArgumentError
        If the table has no data behind it, or more than 60 rows.
    """
    evidence = _checked(table).evidence
    if evidence is None:
        raise ArgumentError(
            "The truth table has no data behind it, so the outcomes of its cases are not known."
        )
    if len(table.numbers) > _NAMED_ROWS:
        raise ArgumentError(
            f"The truth table has {len(table.numbers)} rows; at most {_NAMED_ROWS} can be told apart in a "
            "figure. Look at table.insight().contradictions."
        )
    if not len(table.numbers):
        raise ArgumentError("The truth table has no row.")
    shown = list(table._shown().index)
    order = [table.numbers.index(row) for row in shown]
    inside = evidence.position >= 0
    y, position = evidence.outcome[inside], evidence.position[inside]
    figure = new_figure(COLUMN_WIDTH * 1.25, 1.0 + 0.18 * len(order))
    axes = figure.add_subplot()
    left = np.zeros(len(order))
    for label, which, face, hatch in (
        ("with the outcome", y > 0.5, BLUE, ""),
        ("undecided (0.5)", y == 0.5, PALE, ""),
        ("without the outcome", y < 0.5, "white", "//////"),
    ):
        number = np.bincount(position[which], minlength=len(order))[order]
        if number.any():
            axes.barh(
                range(len(order)),
                number,
                0.7,
                left=left,
                facecolor=face,
                edgecolor=INK if face != "white" else VERMILLION,
                hatch=hatch,
                linewidth=0.6,
                label=label,
                gid=label,
            )
        left = left + number
    names = [f"{row}  coded {table.codes[at]}" for row, at in zip(shown, order, strict=True)]
    axes.set_yticks(range(len(order)), names)
    axes.set_ylim(len(order) - 0.4, -0.6)
    _whole(axes.xaxis)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("cases")
    axes.set_ylabel("row")
    figure.legend(loc="outside lower center", ncols=3)
    return figure


@styled
def diversity_plot(table: TruthTable) -> Figure:
    """Return how the cases are spread over the configurations.

    Parameters
    ----------
    table : TruthTable

    Returns
    -------
    matplotlib.figure.Figure
        Left the cases of each observed row, the largest first, with the frequency cut-off; right the share of
        cases in the largest rows together.

    Raises
    ------
    ArgumentError
        If the table does not know how many cases its rows have.
    """
    insight = _checked(table).insight()
    frame = insight.largest
    if len(frame) != len(table.numbers) or not len(frame):
        raise ArgumentError("The truth table does not know how many cases its rows have.")
    figure = new_figure(PAGE_WIDTH, 2.5)
    bars, line = figure.subplots(1, 2, width_ratios=(3, 2))
    x = np.arange(1, len(frame) + 1)
    kept = (frame["code"] != "?").to_numpy()
    for which, face, hatch, label in (
        (kept, BLUE, "", "in the analysis"),
        (~kept, "white", "//////", "too few cases: remainder"),
    ):
        if which.any():
            bars.bar(
                x[which],
                frame["n"][which],
                0.75,
                facecolor=face,
                edgecolor=INK,
                hatch=hatch,
                linewidth=0.4,
                label=label,
                gid=label,
            )
    if table.sums is not None and table.settings.coding.frequency > 1:
        bars.axhline(table.settings.coding.frequency, color=INK, linewidth=0.9, linestyle="--", gid="today")
    if len(frame) <= 40:
        bars.set_xticks(x, [str(row) for row in frame["row"]], rotation=90 if len(frame) > 16 else 0)
    bars.set_xlabel("row, by number of cases")
    bars.set_ylabel("cases")
    _whole(bars.yaxis)
    half = int(insight.diversity["value"]["rows that hold half of the cases"])
    line.plot([0, *x], [0.0, *frame["cumulated"]], color=BLUE, marker="o", markersize=2.5, gid="cumulated")
    line.plot([half, half, 0], [0, 0.5, 0.5], color=INK, linewidth=0.8, linestyle=":")
    line.annotate(
        f"{counted(half, 'row')} {'holds' if half == 1 else 'hold'} half of the cases",
        (half, 0.5),
        xytext=(5, -4),
        textcoords="offset points",
        va="top",
        fontsize=7,
    )
    line.set(xlim=(0, len(frame) + 0.3), ylim=(0, 1.02))
    line.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    _whole(line.xaxis)
    line.set_xlabel("rows, the largest first")
    line.set_ylabel("share of cases")
    figure.suptitle(
        f"{len(table.numbers)} of {table.n_configurations} configurations observed",
        x=0.01,
        ha="left",
        fontsize=8.5,
    )
    figure.legend(*bars.get_legend_handles_labels(), loc="outside lower left", ncols=2)
    return figure


def _checked(table: object) -> TruthTable:
    if not isinstance(table, TruthTable):
        raise ArgumentTypeError(
            f"table must be a TruthTable, such as build_truth_table() returns, not {type(table).__name__}."
        )
    return table


def _name_points(
    axes: Axes,
    named: dict[int, tuple[float, float]],
    all_points: list[tuple[float, float]],
    scale: float,
) -> None:
    """Write row numbers beside their points, where there is room, with a line where it is not near.

    `scale` is about how many typographic points a unit of the axes is long.
    """
    taken = [(px * scale, py * scale, 6.0, 6.0) for px, py in all_points]
    for row, (px, py) in sorted(named.items(), key=lambda item: item[1]):
        width = 4.4 * len(str(row))
        spots = [
            (radius * np.cos(angle), radius * np.sin(angle))
            for radius in (8, 15, 24, 34, 46, 60, 80)
            for angle in np.arange(0.5, 16.5) * np.pi / 8
        ]
        clear = [
            not any(
                abs(px * scale + dx - tx) < (width + tw) / 2 and abs(py * scale + dy - ty) < (7 + th) / 2
                for tx, ty, tw, th in taken
            )
            for dx, dy in spots
        ]
        dx, dy = spots[clear.index(True)] if any(clear) else spots[0]
        taken.append((px * scale + dx, py * scale + dy, width, 7.0))
        axes.annotate(
            str(row),
            (px, py),
            xytext=(dx, dy),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=7,
            arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.4}
            if np.hypot(dx, dy) > 10
            else None,
        )


def _whole(axis: Any) -> None:
    """Let an axis have ticks at whole numbers only."""
    axis.get_major_locator().set_params(integer=True)


def _lower(measure: str) -> str:
    """Return the name of the second cut-off that acts on a measure, "" for none."""
    return "contradiction" if measure == "consistency" else ""


def _dots(axes: Axes, own: pd.DataFrame, measure: str, near: set[int], named: bool) -> None:
    """Draw one marker per row at its value, the highest on top."""
    y = np.arange(len(own))
    x, codes = own[measure].to_numpy(), own["out"].to_numpy()
    axes.hlines(y, 0, 1, color=PALE, linewidth=0.3, zorder=0)
    size = 22 if named else 9
    for code, (marker, face, label) in _CODES.items():
        which = codes == code
        if which.any():
            axes.scatter(
                x[which],
                y[which],
                s=size,
                marker=marker,
                facecolor=face,
                edgecolor=INK,
                linewidth=0.7,
                label=label,
                gid=label,
                zorder=3,
            )
    ringed = np.array([row in near for row in own.index])
    if ringed.any():
        axes.scatter(
            x[ringed],
            y[ringed],
            s=size * 4,
            marker="o",
            facecolor="none",
            edgecolor=VERMILLION,
            linewidth=1,
            label="near a cut-off",
            gid="near",
            zorder=4,
        )
    if named:
        axes.set_yticks(y, [str(row) for row in own.index])
    else:
        axes.set_yticks([])
    axes.tick_params(axis="y", length=0)
    low = float(np.floor(x.min() * 10) / 10) if len(x) else 0.0
    axes.set_xlim(max(0.0, low - 0.02), 1.02)
    axes.set_ylabel("row")
