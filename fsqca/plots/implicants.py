"""The prime implicant chart as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fsqca.errors import ArgumentError
from fsqca.minimization.implicant_chart import ImplicantChart
from fsqca.plots._figures import BLUE, GREY, INK, PALE, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Prime implicants and rows that can be told apart on a page.
MOST_TERMS, MOST_ROWS = 80, 120


@styled
def implicant_chart_plot(chart: ImplicantChart) -> Figure:
    """Return the prime implicant chart: a mark where a prime implicant covers a positive row.

    Essential prime implicants are marked by filled squares and bold names, rows that only one covers by a
    darker column; dominated prime implicants have grey names.

    Parameters
    ----------
    chart : ImplicantChart
        From :attr:`fsqca.Solution.implicant_chart`.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ArgumentError
        If there are more than 80 prime implicants or 120 rows, or none.
    """
    n_terms, n_rows = chart.covers.shape
    if n_terms == 0 or n_rows == 0:
        raise ArgumentError("The chart has no prime implicant, so there is nothing to draw.")
    if n_terms > MOST_TERMS or n_rows > MOST_ROWS:
        raise ArgumentError(
            f"The chart has {n_terms} prime implicants and {n_rows} rows; at most {MOST_TERMS} and "
            f"{MOST_ROWS} can be told apart in a figure. Look at .cyclic_core, .table or .frame."
        )
    longest = max(len(term) for term in chart.terms)
    figure = new_figure(max(3.0, 0.9 + 0.062 * longest + 0.19 * n_rows), max(1.4, 0.75 + 0.175 * n_terms))
    axes = figure.add_subplot()
    essential, dominated = set(chart.essential), chart.dominated
    for row in chart.essential_rows:
        axes.axvspan(chart.rows.index(row) - 0.5, chart.rows.index(row) + 0.5, color=PALE, alpha=0.55, lw=0)
    axes.hlines(np.arange(n_terms), -0.5, n_rows - 0.5, color=PALE, linewidth=0.4, zorder=1)
    filled = np.array([term in essential for term in chart.terms])
    for marker, face, chosen, label in (
        ("s", BLUE, filled, "essential prime implicant"),
        ("o", "white", ~filled, "other prime implicant"),
    ):
        y, x = np.nonzero(chart.covers & chosen[:, None])
        if len(x):
            axes.scatter(
                x,
                y,
                s=22,
                marker=marker,
                facecolor=face,
                edgecolor=INK,
                linewidth=0.7,
                label=label,
                zorder=2,
            )
    axes.set_xticks(np.arange(n_rows), [str(row) for row in chart.rows], rotation=90)
    axes.set_yticks(np.arange(n_terms), list(chart.terms))
    for tick, name in zip(axes.get_yticklabels(), chart.terms, strict=True):
        tick.set_fontweight("bold" if name in essential else "normal")
        tick.set_color(GREY if name in dominated else INK)
    axes.set_xlim(-0.5, n_rows - 0.5)
    axes.set_ylim(n_terms - 0.5, -0.5)
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel("positive row of the truth table")
    axes.xaxis.set_label_position("top")
    if essential:
        figure.legend(loc="outside lower left", ncols=2)
    return figure
