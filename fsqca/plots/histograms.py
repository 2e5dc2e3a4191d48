"""Histograms of memberships: how the cases spread over a set, and how many sit on the crossover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._frames import as_frame, take_sets
from fsqca._types import Missing
from fsqca.plots._figures import BLUE, GREY, VERMILLION, panels, styled
from fsqca.plots._labels import wrapped
from fsqca.plots._raw_scores import MEMBERSHIP_BINS, binned_memberships

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Width in inches that a title may fill, and its size in points.
ROOM, TITLE = 1.85, 7.5


@styled
def membership_histograms(
    data: object, sets: Sequence[str] | None = None, *, missing: Missing = "raise"
) -> Figure:
    """Return histograms of memberships, one panel per set.

    Parameters
    ----------
    data : DataFrame or Calibrated
        Memberships in [0, 1], or whole numbers for multi-value sets.
    sets : sequence of str, optional
        Default: all columns.
    missing : {"raise", "drop"}, default "raise"

    Returns
    -------
    matplotlib.figure.Figure
        Above each panel: the share of cases with a membership above 0.5, and the number of exactly 0.5, which
        belong to no configuration. Memberships of exactly 0.5 have a bar of their own colour on top of the
        bin from 0.5 to 0.55.

    Examples
    --------
    >>> import pandas as pd
    >>> from fsqca.plots import membership_histograms
    >>> len(membership_histograms(pd.DataFrame({"A": [0.1, 0.5, 0.9], "B": [0.0, 1.0, 1.0]})).axes)
    2
    """
    frame = as_frame(data)
    names = list(frame.columns) if sets is None else list(sets)
    checked = take_sets(frame, names, missing=missing)
    figure, grid = panels(len(names))
    for position, (name, panel) in enumerate(zip(names, grid, strict=True)):
        values = checked.values[:, position]
        levels = checked.levels[position]
        if not checked.fuzzy[position]:
            counts = np.bincount(values.astype(np.int64), minlength=levels)
            panel.bar(range(levels), counts, width=0.6, color=BLUE, edgecolor="white", linewidth=0.4)
            panel.set_xticks(range(levels))
            panel.set_title(_title(str(name), "crisp" if levels == 2 else f"{levels} values"), loc="left")
        else:
            left, counts, middle, half = binned_memberships(values)
            style: dict[str, Any] = {
                "width": 1 / MEMBERSHIP_BINS,
                "align": "edge",
                "edgecolor": "white",
                "linewidth": 0.4,
            }
            panel.bar(left, counts, color=BLUE, **style)
            if half:
                panel.bar([0.5], [half], bottom=[counts[middle]], color=VERMILLION, hatch="////", **style)
            panel.axvline(0.5, color=GREY, linewidth=0.7, linestyle=(0, (4, 3)))
            panel.set(xlim=(-0.02, 1.02))
            panel.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
            at_half = f", {half} at 0.5" if half else ""
            shares = f"{(values > 0.5).mean():.0%} above 0.5{at_half}"
            panel.set_title(_title(str(name), shares), loc="left", fontsize=7.5)
        panel.set_xlabel("membership" if position >= len(names) - 3 else "")
        panel.set_ylabel("cases" if position % 3 == 0 else "")
    return figure


def _title(name: str, numbers: str) -> str:
    """Return name and numbers in one line where they fit, else the name in up to two lines above them."""
    line = f"{name}   ({numbers})"
    if "\n" not in wrapped(line, ROOM, TITLE):
        return line
    return f"{wrapped(name, ROOM, TITLE)}\n({numbers})"
