"""A cluster diagnosis as a figure: consistency and coverage of every cluster beside the pooled values."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from fsqca._checks import check_choice, counted, listed
from fsqca.clusters import ClusterDiagnosis
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from fsqca.expressions import parse
from fsqca.plots._figures import BLUE, INK, PAGE_WIDTH, PALE, VERMILLION, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Clusters (units) and panels that fit on a page.
MOST_LINES, MOST_PANELS = 60, 12
#: Measure -> marker, colour, whether it is filled, line of the pooled value.
_LOOK: dict[str, tuple[str, str, bool, Any]] = {
    "consistency": ("o", BLUE, True, "-"),
    "coverage": ("s", VERMILLION, False, (0, (4, 2))),
}


@styled
def cluster_plot(
    diagnosis: ClusterDiagnosis,
    *,
    terms: Sequence[str] | str | None = None,
    by: Literal["clusters", "units"] = "clusters",
    title: str | None = None,
) -> Figure:
    """Return a figure of consistency and coverage in each cluster, with lines at the pooled values.

    Parameters
    ----------
    diagnosis : ClusterDiagnosis
    terms : str or sequence of str, optional
        Terms to show, or ``"solution"``. Default: all, the solution last.
    by : {"clusters", "units"}, default "clusters"
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        One panel per term, one line per cluster with its number of cases: a filled circle for consistency, an
        open square for coverage; a solid and a dashed vertical line for the pooled values. A star beside a
        marker: this cluster differs from all cases together (family-wise p below 0.05). A cross at the left
        edge: undefined.

    Raises
    ------
    ArgumentError
        If there are more than 60 clusters or 12 terms, or units are asked for and there are none.
    UnknownNameError
        If the diagnosis has no such term.

    Examples
    --------
    >>> import pandas as pd
    >>> from fsqca.clusters import diagnose_clusters
    >>> from fsqca.plots import cluster_plot
    >>> data = pd.DataFrame({"A": [0.9, 0.7, 0.2], "Y": [0.8, 0.9, 0.4], "g": ["u", "u", "v"]})
    >>> len(cluster_plot(diagnose_clusters("A => Y", data, clusters="g")).axes)
    1
    """
    if not isinstance(diagnosis, ClusterDiagnosis):
        raise ArgumentTypeError(
            f"diagnosis must be the result of diagnose_clusters(), not {type(diagnosis).__name__}."
        )
    check_choice("by", by, ("clusters", "units"))
    labels = diagnosis.clusters if by == "clusters" else diagnosis.units
    fits = diagnosis.cluster_fits if by == "clusters" else diagnosis.unit_fits
    test = diagnosis.cluster_test if by == "clusters" else diagnosis.unit_test
    if labels is None or fits is None:
        raise ArgumentError('by is "units", but the diagnosis has none: pass units to diagnose_clusters().')
    rows = _rows(diagnosis, terms)
    if len(labels.names) > MOST_LINES:
        raise ArgumentError(
            f"There are {len(labels.names)} {by}, and a figure holds at most {MOST_LINES}. Look at .between "
            "and .within instead."
        )
    number = len(diagnosis.labels)
    across = min(len(rows), 3)
    down = -(-len(rows) // across)
    height = 0.19 * len(labels.names) + 0.75
    figure = new_figure(PAGE_WIDTH * (0.25 + 0.25 * across), max(1.9, height) * down + 0.35)
    grid = figure.subplots(down, across, sharey=True, squeeze=False).ravel()
    for panel in grid[len(rows) :]:
        panel.set_axis_off()
    for row, panel in zip(rows, grid, strict=False):
        for at, measure in enumerate(("consistency", "coverage")):
            place = row + at * number
            p = None if test is None else test.cluster[place]
            _draw(panel, measure, fits[place], float(diagnosis.pooled[place]), p)
        _frame(panel, labels.names, labels.sizes.tolist(), diagnosis.labels[row])
    _legend(figure, grid[0], tested=test is not None, undefined=bool(np.isnan(fits).any()))
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=8.5)
    return figure


def _rows(diagnosis: ClusterDiagnosis, terms: Sequence[str] | str | None) -> list[int]:
    labels = list(diagnosis.labels)
    if terms is None:
        # Of a single term the solution is the same once more.
        rows = list(range(len(labels) if len(labels) > 2 else 1))
    else:
        rows = []
        for term in [terms] if isinstance(terms, str) else terms:
            found = [at for at, label in enumerate(labels) if label == term]
            found = found or [at for at, label in enumerate(labels[:-1]) if parse(label) == parse(term)]
            if not found:
                raise UnknownNameError(f"There is no term {term!r}. The terms: {listed(labels, 30)}.")
            rows += found[:1]
    if not 1 <= len(rows) <= MOST_PANELS:
        raise ArgumentError(
            f"There are {counted(len(rows), 'term')} to show, but a figure shows 1 to {MOST_PANELS}: choose "
            "with terms=[...]."
        )
    return rows


def _draw(panel: Axes, measure: str, values: np.ndarray, pooled: float, p: np.ndarray | None) -> None:
    marker, colour, filled, line = _LOOK[measure]
    lift = -0.16 if measure == "consistency" else 0.16
    places = np.arange(len(values)) + lift
    known = ~np.isnan(values)
    if not np.isnan(pooled):
        panel.axvline(pooled, color=colour, linewidth=0.9, linestyle=line, zorder=1, gid=f"pooled {measure}")
    panel.scatter(
        values[known],
        places[known],
        marker=marker,
        s=18,
        facecolors=colour if filled else "white",
        edgecolors=colour,
        linewidths=0.9,
        zorder=3,
        gid=measure,
        clip_on=False,
    )
    panel.scatter(
        np.zeros(int((~known).sum())),
        places[~known],
        marker="x",
        s=14,
        color=colour,
        linewidths=0.9,
        zorder=3,
        gid=f"undefined {measure}",
        clip_on=False,
    )
    if p is None:
        return
    for value, place, own in zip(values.tolist(), places.tolist(), p.tolist(), strict=True):
        if own < 0.05:
            # Beside the marker, on the side away from the pooled value, where no line runs through it.
            panel.annotate(
                "*",
                (value, place),
                xytext=(5 if value >= pooled else -5, -1.5),
                textcoords="offset points",
                ha="left" if value >= pooled else "right",
                va="center",
                fontsize=9,
                color=INK,
                gid=f"differs {measure}",
                annotation_clip=False,
            )


def _frame(panel: Axes, names: Sequence[str], sizes: Sequence[int], label: str) -> None:
    for line in range(len(names)):
        panel.axhline(line, color=PALE, linewidth=0.5, zorder=0)
    panel.set(xlim=(-0.02, 1.02), ylim=(len(names) - 0.4, -0.6))
    panel.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    texts = [f"{name} ({size})" for name, size in zip(names, sizes, strict=True)]
    panel.set_yticks(range(len(names)), texts)
    panel.tick_params(axis="y", length=0)
    lines = wrap(label, 32, break_long_words=False, break_on_hyphens=False)
    panel.set_title("\n".join(lines[:3]) + (" ..." if len(lines) > 3 else ""), loc="left")


def _legend(figure: Figure, panel: Axes, *, tested: bool, undefined: bool) -> None:
    from matplotlib.lines import Line2D

    handles = []
    for measure, (marker, colour, filled, line) in _LOOK.items():
        handles.append(
            Line2D(
                [],
                [],
                linestyle=line,
                color=colour,
                marker=marker,
                markersize=4.5,
                linewidth=0.9,
                markerfacecolor=colour if filled else "white",
                label=f"{measure} (line: pooled)",
            )
        )
    if tested:
        handles.append(
            Line2D(
                [], [], linestyle="none", marker=(6, 2, 0), markersize=5, color=INK, label="differs, p < 0.05"
            )
        )
    if undefined:
        handles.append(Line2D([], [], linestyle="none", marker="x", color=INK, label="undefined"))
    ncols = min(len(handles), max(1, int(figure.get_figwidth() / 1.6)))
    figure.legend(handles=handles, loc="outside lower center", ncols=ncols, columnspacing=1.2)
