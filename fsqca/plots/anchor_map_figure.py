"""Two anchors moved together, as a figure: which solution holds where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fsqca._checks import counted
from fsqca._types import Floats
from fsqca.errors import ArgumentTypeError
from fsqca.plots._figures import (
    BLUE,
    COLUMN_WIDTH,
    GREEN,
    INK,
    ORANGE,
    SKY,
    VERMILLION,
    new_figure,
    styled,
)
from fsqca.plots._labels import wrapped
from fsqca.robustness.anchor_map import AnchorMap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Fills of today's solution and of the largest others; hatches tell them apart in grey.
_FILLS = ((BLUE, ""), (SKY, "////"), (ORANGE, ""), (GREEN, "xxxx"), (VERMILLION, "...."))
_OTHERS, _NO_TABLE = "#E8E8E8", "white"


@styled
def anchor_map_plot(anchors: AnchorMap) -> Figure:
    """Return the map of two anchors: the first across, the second upwards, an area per solution.

    Parameters
    ----------
    anchors : AnchorMap
        From :func:`fsqca.robustness.map_anchors`.

    Returns
    -------
    matplotlib.figure.Figure
        As wide as one column. Each line that was looked at, marked by a tick at the right, is drawn as a band
        up to half the way to its neighbours; ends across are exact, and steps between bands are not. Today's
        values are marked by a cross. White: there is no truth table, as where anchors would cross.
    """
    if not isinstance(anchors, AnchorMap):
        raise ArgumentTypeError(f"anchors must be what map_anchors() returns, not {type(anchors).__name__}.")
    share = anchors.table["share"].to_numpy()
    others = [k for k in np.argsort(-share, kind="stable").tolist() if k != 0 and share[k] > 0]
    named = [0, *others[: len(_FILLS) - 1]]
    left = len(others) - (len(named) - 1)
    figure = new_figure(COLUMN_WIDTH, 2.9 + 0.16 * (len(named) + 2))
    axes = figure.subplots()
    _bands(axes, anchors, named)
    for colour, width in (("white", 3.2), (INK, 1.4)):
        axes.plot(
            *anchors.today,
            marker="+",
            markersize=9,
            markeredgewidth=width,
            color=colour,
            linestyle="none",
            zorder=6,
            gid="today",
        )
    axes.set(
        xlim=anchors.ranges[0],
        ylim=anchors.ranges[1],
        xlabel=anchors.first.replace("_", " "),
        ylabel=anchors.second.replace("_", " "),
    )
    ends = axes.secondary_yaxis("right")
    ends.set_yticks(list(anchors.lines), [""] * len(anchors.lines))
    ends.tick_params(length=2, width=0.4)
    ends.spines["right"].set_visible(False)
    _legend(figure, anchors, named, left)
    kind, outcome = anchors.solution.kind, anchors.solution.truth_table.settings.outcome
    figure.suptitle(f"{kind.capitalize()} solution for {outcome}", x=0.01, ha="left", fontsize=8.5)
    return figure


def _edges(lines: Floats, ends: tuple[float, float]) -> Floats:
    middle = (lines[1:] + lines[:-1]) / 2
    edges: Floats = np.array([ends[0], *middle, ends[1]])
    return edges


def _bands(axes: Axes, anchors: AnchorMap, named: list[int]) -> None:
    lines = np.array(anchors.lines)
    edges = _edges(lines, anchors.ranges[1])
    place = {value: i for i, value in enumerate(lines.tolist())}
    for strip in anchors.strips:
        i = place[strip.second]
        if strip.solution < 0:
            colour, hatch = _NO_TABLE, ""
        elif strip.solution in named:
            colour, hatch = _FILLS[named.index(strip.solution)]
        else:
            colour, hatch = _OTHERS, ""
        axes.broken_barh(
            [(strip.low, strip.high - strip.low)],
            (edges[i], edges[i + 1] - edges[i]),
            facecolor=colour,
            hatch=hatch,
            edgecolor="#FFFFFF90" if hatch else colour,
            linewidth=0.1,
            zorder=2,
            gid=f"solution {strip.solution + 1}",
        )
        if strip.high < anchors.ranges[0][1]:
            axes.plot([strip.high] * 2, edges[[i, i + 1]], color=INK, linewidth=0.4, zorder=3)


def _legend(figure: Figure, anchors: AnchorMap, named: list[int], left: int) -> None:
    from matplotlib.patches import Patch

    handles = []
    for (colour, hatch), k in zip(_FILLS, named, strict=False):
        models = anchors.model_sets[k].solution.models
        text = str(models[0].expression) if models else "no model"
        more = f"  or {counted(len(models) - 1, 'other model')}" if len(models) > 1 else ""
        label = f"S{k + 1}{' (today)' if k == 0 else ''}: {text}{more}"
        handles.append(
            Patch(
                facecolor=colour,
                hatch=hatch,
                edgecolor="#FFFFFF90" if hatch else colour,
                linewidth=0.2,
                label=wrapped(label, COLUMN_WIDTH - 0.6, 7, lines=1),
            )
        )
    if left > 0:
        label = counted(left, "other solution")
        handles.append(Patch(facecolor=_OTHERS, edgecolor=INK, linewidth=0.3, label=label))
    figure.legend(handles=handles, loc="outside lower left", ncols=1, alignment="left")
