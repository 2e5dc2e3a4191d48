"""Raw scores against memberships: what a calibration does to each case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fsqca.calibration import Calibrated
from fsqca.plots._figures import panels, styled
from fsqca.plots._labels import wrapped
from fsqca.plots._raw_scores import chosen_sets, raw_scores
from fsqca.plots.calibration_panel import draw_memberships

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Width in inches that a title and the labels of an axis may fill; size of a title in points.
ROOM, TITLE = 1.85, 7.5


@styled
def raw_membership_plot(calibrated: Calibrated, sets: Sequence[str] | None = None) -> Figure:
    """Return a figure of memberships against raw scores, one panel per set.

    Parameters
    ----------
    calibrated : Calibrated
        What :func:`fsqca.calibrate` returns.
    sets : sequence of str, optional
        Default: all sets.

    Returns
    -------
    matplotlib.figure.Figure
        A dot where cases are, larger where there are more; a diamond of another colour where the membership
        is exactly 0.5; the calibration curve and the anchors (the crossover dashed).

    Raises
    ------
    ArgumentTypeError
        If `calibrated` is not what calibrate() returns.
    UnknownNameError
        If there is no such set.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> from fsqca.plots import raw_membership_plot
    >>> sets = fq.calibrate(pd.DataFrame({"A": [1.5, 3.0, 4.0, 6.0]}), {"A": fq.Direct(2, 4, 6)})
    >>> [artist.get_gid() for artist in raw_membership_plot(sets).axes[0].collections]
    ['cases', 'cases at 0.5']
    """
    calibrated, names = chosen_sets(calibrated, sets)
    figure, grid = panels(len(names), height=2.1)
    for position, (name, panel) in enumerate(zip(names, grid, strict=True)):
        shown = raw_scores(calibrated, name)
        draw_memberships(panel, shown, label_width=ROOM)
        title = f"{wrapped(name, ROOM, TITLE)}\n{wrapped(shown.described, ROOM, TITLE)}"
        panel.set_title(title, loc="left", fontsize=TITLE)
        panel.set_ylabel("membership" if position % 3 == 0 else "")
    return figure
