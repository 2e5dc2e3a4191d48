"""Calibration curves: the raw scores, the curve that turns them into memberships, and the anchors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca.calibration import Calibrated
from fsqca.plots._figures import BLUE, GREY, INK, PALE, panels, styled
from fsqca.plots._labels import short_number, short_ticks, text_width, wrapped
from fsqca.plots._raw_scores import RawScores, chosen_sets, histogram, raw_scores
from fsqca.plots.calibration_panel import draw_far_anchors

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Width of a panel that its title and its labels may fill, in inches.
ROOM = 1.75
#: Size of a title in points.
TITLE = 7.5
#: Grades that have a label each.
MOST_LABELS = 8


@styled
def calibration_plot(calibrated: Calibrated, sets: Sequence[str] | None = None) -> Figure:
    """Return a figure with the raw scores of each set, the calibration curve over them, and the anchors.

    Parameters
    ----------
    calibrated : Calibrated
        What :func:`fsqca.calibrate` returns.
    sets : sequence of str, optional
        Default: all sets.

    Returns
    -------
    matplotlib.figure.Figure
        One panel per set. Bars: number of cases by raw score. Line: membership, on the axis at the right.
        Dots: the memberships that cases have. Dotted lines: the anchors. Where a calibration cannot be
        evaluated between the raw scores that occur (a table of grades, a function of one's own that refuses
        other values), there are dots and no line.

    Raises
    ------
    ArgumentTypeError
        If `calibrated` is not what calibrate() returns.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> from fsqca.plots import calibration_plot
    >>> sets = fq.calibrate(pd.DataFrame({"A": [1.5, 3.0, 4.5, 6.0]}), {"A": fq.Direct(2, 4, 6)})
    >>> len(calibration_plot(sets).axes)  # the bars, and the curve over them
    2
    """
    calibrated, names = chosen_sets(calibrated, sets)
    figure, grid = panels(len(names), height=2.1)
    for position, (name, panel) in enumerate(zip(names, grid, strict=True)):
        _panel(
            panel,
            raw_scores(calibrated, name),
            left=position % 3 == 0,
            right=position % 3 == 2 or position == len(names) - 1,
        )
    return figure


def _panel(panel: Axes, shown: RawScores, *, left: bool, right: bool) -> None:
    from matplotlib.ticker import MaxNLocator

    curve = panel.twinx()
    curve.spines["right"].set_visible(True)
    places, _ = shown.places()
    if shown.labels:
        number = len(shown.labels)
        counts = np.bincount(shown.values.astype(np.int64), minlength=number)
        panel.bar(range(number), counts, width=0.7, color=PALE, gid="raw")
        if number <= MOST_LABELS:
            texts = [wrapped(text, max(ROOM / number, 0.5), 7, 1) for text in shown.labels]
            leaning: dict[str, Any] = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"}
            panel.set_xticks(range(number), texts, **(leaning if number > 3 else {}))
        else:
            panel.set_xticks([])
        curve.plot(places[:, 0], places[:, 1], "o", markersize=4, color=BLUE, gid="cases")
    else:
        starts, widths, heights = histogram(shown.values)
        panel.bar(starts, heights, width=widths, align="edge", color=PALE, edgecolor="white", linewidth=0.4)
        line = shown.curve()
        if line is not None:
            curve.plot(*line, color=INK, zorder=4, gid="curve")
        edge = "white" if len(places) <= 60 else "none"
        style: dict[str, Any] = {"edgecolor": edge, "linewidth": 0.3, "zorder": 5, "gid": "cases"}
        curve.scatter(places[:, 0], places[:, 1], s=7, color=BLUE, **style)
        panel.set_xlim(*shown.limits)
        panel.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        ticks = [tick for tick in panel.get_xticks().tolist() if shown.limits[0] <= tick <= shown.limits[1]]
        while len(ticks) > 2 and sum(text_width(text, 7) + 0.06 for text in short_ticks(ticks)) > ROOM:
            ticks = ticks[::2]
        panel.set_xticks(ticks, short_ticks(ticks))
        for place in shown.near_anchors.values():
            style = {"color": GREY, "linewidth": 0.8, "linestyle": ":", "zorder": 3}
            curve.axvline(place, gid=f"anchor {short_number(place)}", **style)
        draw_far_anchors(curve, shown)
    top = max(1.0, float(shown.memberships.max()))
    curve.set_ylim(-0.03 * top, 1.05 * top)
    curve.set_yticks(
        [0, 0.5, 1] if top == 1 else range(int(top) + 1), ["0", "0.5", "1"] if top == 1 else None
    )
    panel.set_zorder(1)
    curve.set_zorder(2)
    own = "" if shown.column == shown.name else f" from {shown.column}"
    title = f"{wrapped(shown.name + own, ROOM, TITLE)}\n{wrapped(shown.described, ROOM, TITLE)}"
    panel.set_title(title, loc="left", fontsize=TITLE)
    panel.set_ylabel("cases" if left else "")
    curve.set_ylabel("membership" if right else "")
    several = f" ({len(shown.labels)} values)" if len(shown.labels) > MOST_LABELS else ""
    panel.set_xlabel(f"raw score{several}")
