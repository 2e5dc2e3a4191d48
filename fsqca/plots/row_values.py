"""The values of the rows of a truth table: gaps around the cut-offs, and simultaneous subset rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fsqca.errors import ArgumentError
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
from fsqca.plots._rows import NAMED_ROWS, checked_table
from fsqca.truth_table.observed_rows import observed_rows
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
#: Gaps that are marked in each panel.
_MARKED_GAPS = 3


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
    insight = checked_table(table).insight()
    frame = observed_rows(table).table
    frame = frame[(frame["out"] != "?") & frame["consistency"].notna()]
    if not len(frame):
        raise ArgumentError("The truth table has no row with a consistency that is not a remainder.")
    named = len(frame) <= NAMED_ROWS
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
    table = observed_rows(checked_table(table))
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


def _lower(measure: str) -> str:
    """Return the name of the second cut-off that acts on a measure, "" for none."""
    return "contradiction" if measure == "consistency" else ""


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
