"""The cases of the rows of a truth table: frequencies, contradictions, limited diversity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._checks import counted
from fsqca.errors import ArgumentError
from fsqca.plots._figures import (
    BLUE,
    COLUMN_WIDTH,
    INK,
    PAGE_WIDTH,
    PALE,
    VERMILLION,
    new_figure,
    styled,
)
from fsqca.plots._rows import NAMED_ROWS, checked_table
from fsqca.truth_table.observed_rows import observed_rows
from fsqca.truth_table.scanning import Kept
from fsqca.truth_table.settings import Evidence
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
    frame = checked_table(table).insight().frequencies
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
        if not len(kept):
            share = ": no row is kept"
        else:
            # Of some weighted tables that were scanned or read back the number of all cases is not known.
            share = "" if np.isnan(kept.iloc[0]) else f": {kept.iloc[0]:.0%} of cases"
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
def contradictions_plot(table: TruthTable) -> Figure:
    """Return the cases of each row by whether they have the outcome.

    Parameters
    ----------
    table : TruthTable
        Made from data; where they were scanned in pieces, with ``cases=``.

    Returns
    -------
    matplotlib.figure.Figure
        One bar per row, by code and consistency as the table is printed. A bar of both kinds is a
        contradictory row; cases without the outcome in a row coded 1 are deviant for consistency.

    Raises
    ------
    ArgumentError
        If the table does not know the outcomes of its cases, or has more than 60 rows.
    """
    table = observed_rows(checked_table(table))
    evidence: Evidence | Kept | None = table.evidence
    if table.scan is not None:
        evidence = table.scan.need_kept("The outcomes of the cases")
    elif evidence is None:
        raise ArgumentError(
            "The truth table has no data behind it, so the outcomes of its cases are not known."
            + (" JSON does not keep them." if table.case_ids is not None else "")
        )
    if len(table.numbers) > NAMED_ROWS:
        raise ArgumentError(
            f"The truth table has {len(table.numbers)} rows; at most {NAMED_ROWS} can be told apart in a "
            "figure. Look at table.insight().contradictions."
        )
    if not len(table.numbers):
        raise ArgumentError("The truth table has no row.")
    rank = ["1", "C", "0", "?"]
    order = sorted(
        range(len(table.numbers)), key=lambda i: (rank.index(str(table.codes[i])), -table.consistency[i], i)
    )
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
    names = [f"{table.numbers[i]}  coded {table.codes[i]}" for i in order]
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
    insight = checked_table(table).insight()
    frame = insight.largest
    if len(frame) != len(observed_rows(table).numbers) or not len(frame):
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


def _whole(axis: Any) -> None:
    """Let an axis have ticks at whole numbers only."""
    axis.get_major_locator().set_params(integer=True)
