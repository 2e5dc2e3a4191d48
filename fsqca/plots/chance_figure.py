"""What chance gives beside what was observed: solutions of shuffled outcomes, and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots._figures import BLUE, COLUMN_WIDTH, GREY, INK, PALE, VERMILLION, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from fsqca.robustness import PermutationTest

#: More rows than this do not fit a page.
MOST_ROWS = 64


@styled
def chance_plot(test: PermutationTest, *, title: str | None = None) -> Figure:
    """Return the consistency and coverage of solutions of shuffled outcomes, with the observed one.

    Parameters
    ----------
    test : PermutationTest
        The result of :func:`fsqca.robustness.permutation_test`.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        One dot per shuffle that gives a solution; a diamond for the observed solution, with lines beyond
        which a shuffle is as consistent and as covering. Shuffles without a solution are counted in the
        caption of the axis.

    Examples
    --------
    >>> import fsqca as fq
    >>> from fsqca.plots import chance_plot
    >>> from fsqca.robustness import permutation_test, simulate_data
    >>> data = simulate_data("A*B", 40, conditions=["A", "B", "C"], seed=1)
    >>> solution = fq.minimize(fq.build_truth_table(data, "Y"), "parsimonious")
    >>> figure = chance_plot(permutation_test(solution, n_permutations=100, seed=1))
    >>> figure.axes[0].get_xlabel()
    'consistency of the solution'
    """
    _check(test)
    shuffled, observed = test.solution_shuffles, test.observed
    some = shuffled[~np.isnan(shuffled[:, 0])]
    figure = new_figure(COLUMN_WIDTH, 3.1)
    axes = figure.subplots()
    if len(some):
        axes.scatter(
            some[:, 0],
            some[:, 1],
            s=9,
            facecolors=GREY,
            edgecolors="none",
            alpha=max(0.25, min(0.7, 150 / len(some))),
            gid="shuffles",
            label=f"{len(some)} shuffles with a solution",
            rasterized=len(some) > 5000,
        )
    if not np.isnan(observed).any():
        axes.axvline(observed[0], color=INK, linewidth=0.6, linestyle=(0, (4, 3)))
        axes.axhline(observed[1], color=INK, linewidth=0.6, linestyle=(0, (4, 3)))
        axes.scatter(
            observed[:1],
            observed[1:],
            s=42,
            marker="D",
            facecolors=VERMILLION,
            edgecolors=INK,
            linewidths=0.8,
            zorder=4,
            gid="observed",
            label=f"observed, p = {test.p:.3f}" if test.p >= 0.001 else f"observed, p = {test.p:.4f}",
            clip_on=False,
        )
    axes.set(xlabel="consistency of the solution", ylabel="coverage of the solution")
    values = some if np.isnan(observed).any() else np.vstack([some, observed])
    if len(values):
        low = np.floor(10 * (values.min(axis=0) - 0.02)) / 10
        axes.set(xlim=(max(0.0, low[0]), 1.01), ylim=(max(0.0, low[1]), 1.02))
    without = len(shuffled) - len(some)
    line = f"{without} of {len(shuffled)} shuffles gave no solution"
    axes.set_title(title if title is not None else line, loc="left")
    if axes.get_legend_handles_labels()[0]:
        legend = figure.legend(loc="outside lower center", ncols=2, handletextpad=0.2, columnspacing=1.0)
        for handle in legend.legend_handles:
            if handle is not None:
                handle.set_alpha(1.0)
    return figure


@styled
def row_chance_plot(test: PermutationTest, *, title: str | None = None) -> Figure:
    """Return the consistency of rows beside what shuffled outcomes give.

    Parameters
    ----------
    test : PermutationTest
        The result of :func:`fsqca.robustness.permutation_test`.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        One line per row with enough cases, the most consistent on top: a bar over the middle 90 % of the
        shuffles, the observed consistency (filled where the Westfall-Young p value is at most 0.05), and that
        p value. The dashed line is the consistency cut-off.

    Raises
    ------
    ArgumentError
        If there is no row, or more than 64 rows.
    """
    _check(test)
    rows = test.rows
    if not len(rows):
        raise ArgumentError("No row has enough cases, so there is nothing to draw.")
    if len(rows) > MOST_ROWS:
        raise ArgumentError(
            f"There are {len(rows)} rows to draw, but at most {MOST_ROWS} fit. Raise the frequency cut-off."
        )
    order = np.argsort(-rows["consistency"].to_numpy(), kind="stable")
    rows, shuffled = rows.iloc[order], test.row_shuffles[:, order]
    low, high = np.nanquantile(shuffled, (0.05, 0.95), axis=0)
    places = np.arange(len(rows))
    figure = new_figure(COLUMN_WIDTH, 1.25 + 0.17 * len(rows))
    axes = figure.subplots()
    axes.hlines(places, low, high, color=PALE, linewidth=5, label="middle 90 % of shuffles", zorder=1)
    cut = test.solution.truth_table.settings.coding.consistency
    axes.axvline(cut, color=INK, linewidth=0.7, linestyle=(0, (4, 3)), label="cut-off", gid="cut-off")
    sure = rows["p_westfall_young"].to_numpy() <= 0.05
    for chosen, face, label in (
        (sure, BLUE, "observed, p at most 0.05"),
        (~sure, "white", "observed, p above"),
    ):
        if chosen.any():
            axes.scatter(
                rows["consistency"].to_numpy()[chosen],
                places[chosen],
                s=20,
                facecolors=face,
                edgecolors=BLUE,
                linewidths=0.9,
                zorder=3,
                label=label,
                gid=label,
                clip_on=False,
            )
    for place, p in zip(places.tolist(), rows["p_westfall_young"].tolist(), strict=True):
        text = "-" if np.isnan(p) else f"{p:.3f}"
        axes.text(1.02, place, text, transform=axes.get_yaxis_transform(), va="center", fontsize=6.5)
    axes.text(
        1.02, -1.0, "p", transform=axes.get_yaxis_transform(), va="center", fontsize=6.5, style="italic"
    )
    labels = [
        f"{number} ({out})" for number, out in zip(rows.index.tolist(), rows["out"].tolist(), strict=True)
    ]
    axes.set_yticks(places, labels, fontsize=6.5)
    axes.tick_params(axis="y", length=0)
    lowest = min(float(np.nanmin(low)), float(rows["consistency"].min()))
    axes.set(
        ylim=(len(rows) - 0.5, -0.6),
        xlim=(max(0.0, np.floor(10 * lowest) / 10), 1.0),
        xlabel="consistency",
        ylabel="row (code)",
    )
    if title is not None:
        axes.set_title(title, loc="left", pad=12)
    figure.legend(loc="outside lower center", ncols=2, columnspacing=1.0)
    return figure


def _check(test: object) -> None:
    from fsqca.robustness import PermutationTest

    if not isinstance(test, PermutationTest):
        raise ArgumentTypeError(f"test must be the result of permutation_test(), not {type(test).__name__}.")
