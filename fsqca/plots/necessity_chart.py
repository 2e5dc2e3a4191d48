"""The candidates of an analysis of necessity: consistency, coverage and RoN side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fsqca._checks import check_choice
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.necessity import COLUMNS, Necessity
from fsqca.plots._figures import BLUE, GREY, INK, PAGE_WIDTH, PALE, VERMILLION, new_figure, styled
from fsqca.plots._labels import wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: More rows than this do not fit a page.
MOST_ROWS = 60
_TITLES = {"consistency": "consistency", "coverage": "coverage", "ron": "RoN"}
#: Kind of marker -> colour, whether it is filled, explanation.
_MARKS = {
    "relevant": (BLUE, True, "passes"),
    "trivial": (VERMILLION, False, "passes, trivial (low RoN)"),
    "below": (GREY, False, "does not pass"),
}


@styled
def necessity_plot(necessity: Necessity, *, rows: str = "all", title: str | None = None) -> Figure:
    """Return a chart of the consistency, coverage and relevance of necessity of candidates.

    Parameters
    ----------
    necessity : Necessity
        The result of :func:`fsqca.find_necessary`; of a pair, its ``.outcome`` or ``.negated``.
    rows : {"all", "passing"}, default "all"
        Every single condition and whatever else passes, or only what passes. At most 60 rows.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        Three panels, one row per expression. Dashed lines are the cut-offs, the dotted one in the panel of
        RoN is the value below which a condition is called trivial. An undefined number has no marker.

    Raises
    ------
    ArgumentError
        If there is nothing to draw, or more than 60 rows.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> from fsqca.plots import necessity_plot
    >>> data = pd.DataFrame({"A": [0.9, 0.7, 0.2], "B": [0.1, 0.8, 0.6], "Y": [0.8, 0.9, 0.4]})
    >>> figure = necessity_plot(fq.find_necessary(data, "Y", depth=2))
    >>> [panel.get_title() for panel in figure.axes]
    ['consistency', 'coverage', 'RoN']
    """
    if not isinstance(necessity, Necessity):
        raise ArgumentTypeError(
            f"necessity must be the result of find_necessary(), not {type(necessity).__name__}. "
            "Of a pair pass .outcome or .negated."
        )
    check_choice("rows", rows, ("all", "passing"))
    labels, values, marks = _drawn(necessity, rows)
    if not labels:
        raise ArgumentError('Nothing passes, so there is nothing to draw. Pass rows="all".')
    if len(labels) > MOST_ROWS:
        raise ArgumentError(
            f"There are {len(labels)} expressions to draw, but at most {MOST_ROWS} fit. Raise a cut-off, "
            'lower the depth, or pass rows="passing".'
        )
    texts = [wrapped(label, 2.2, 7, lines=4) for label in labels]
    # All rows are as high as the longest label needs.
    lines = max(text.count("\n") + 1 for text in texts)
    figure = new_figure(PAGE_WIDTH, 1.25 + len(labels) * max(0.2, 0.13 * lines + 0.05))
    grid = figure.subplots(1, 3, sharey=True, squeeze=False)[0]
    cuts = (necessity.consistency, necessity.coverage, necessity.ron)
    for column, (name, panel, cut) in enumerate(zip(COLUMNS, grid, cuts, strict=True)):
        for line in range(len(labels)):
            panel.axhline(line, color=PALE, linewidth=0.5, zorder=1)
        if cut > 0.0:
            panel.axvline(
                cut, color=INK, linewidth=0.7, linestyle=(0, (4, 3)), label="cut-off", gid="cut-off"
            )
        if name == "ron":
            style = (0, (1, 2))
            panel.axvline(
                necessity.trivial,
                color=VERMILLION,
                linewidth=0.8,
                linestyle=style,
                label="trivial below",
                gid="trivial below",
            )
        for mark, (colour, filled, text) in _MARKS.items():
            here = [position for position, own in enumerate(marks) if own == mark]
            if here:
                panel.scatter(
                    values[here, column],
                    here,
                    s=20,
                    facecolors=colour if filled else "white",
                    edgecolors=colour,
                    linewidths=0.9,
                    zorder=3,
                    label=text,
                    gid=mark,
                    clip_on=False,
                )
        panel.set(xlim=(0, 1.02), ylim=(len(labels) - 0.5, -0.5))
        panel.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
        panel.set_title(_TITLES[name])
        panel.set_yticks(range(len(labels)), texts)
        panel.tick_params(axis="y", length=0)
    entries = {
        text: handle
        for panel in grid
        for handle, text in zip(*panel.get_legend_handles_labels(), strict=True)
    }
    figure.legend(
        list(entries.values()), list(entries), loc="outside lower center", ncols=5, columnspacing=1.2
    )
    heading = f"Necessity for {necessity.outcome}" if title is None else title
    if heading:
        figure.suptitle(heading, x=0.01, ha="left", fontsize=8.5)
    return figure


def _drawn(necessity: Necessity, rows: str) -> tuple[list[str], np.ndarray, list[str]]:
    """Return the labels, the numbers (n, 3) and the kind of marker of each row."""
    passing = necessity.verdicts
    found = dict(zip(passing.index.tolist(), passing["verdict"].tolist(), strict=True))
    labels = list(necessity.single_labels) if rows == "all" else []
    labels += [label for label in necessity.labels if label not in set(labels)]
    numbers = dict(zip(necessity.single_labels, necessity.single_values, strict=True))
    numbers |= dict(zip(necessity.labels, necessity.values, strict=True))
    marks = [
        "below" if label not in found else "trivial" if found[label] == "trivial" else "relevant"
        for label in labels
    ]
    return labels, np.array([numbers[label] for label in labels]).reshape(-1, 3), marks
