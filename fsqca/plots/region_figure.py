"""How far each parameter can move, as a figure: one bar per parameter, on the scale of its set."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fsqca.errors import ArgumentTypeError
from fsqca.minimization.settings import Kind
from fsqca.plots._figures import COLUMN_WIDTH, INK, PALE, new_figure, styled
from fsqca.robustness.region_result import CUT_OFFS, Region, SensitivityRegions

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Fill of the bars; a grey that also tells in print.
_FILL = "#5B8DB8"


@styled
def region_plot(regions: SensitivityRegions, solution: Kind | None = None) -> Figure:
    """Return the sensitivity regions: a bar per parameter, a panel per scale.

    Parameters
    ----------
    regions : SensitivityRegions
        From :func:`fsqca.robustness.find_regions`.
    solution : {"conservative", "intermediate", "parsimonious"}, optional
        Needed where the regions are those of several solutions.

    Returns
    -------
    matplotlib.figure.Figure
        As wide as one column. A bar is the interval in which every tied model stays, and the line in it
        today's value. Where a bar ends in an arrow, no change was met as far as was looked; a short line at
        its end means that the anchors would cross there. The pale ground of a set is the range of its raw
        scores; sets with the same range have the same axis.
    """
    if not isinstance(regions, SensitivityRegions):
        raise ArgumentTypeError(f"regions must be what find_regions() returns, not {type(regions).__name__}.")
    own = regions._of(solution)
    kind = own[0].solution
    fractions = [one for one in own if not one.set and one.parameter != CUT_OFFS["frequency"]]
    frequency = [one for one in own if one.parameter == CUT_OFFS["frequency"]]
    groups = [fractions, frequency]
    groups += [[one for one in own if one.set == name] for name in dict.fromkeys(o.set for o in own if o.set)]
    groups = [group for group in groups if group]
    heights = [len(group) + 1.25 for group in groups]
    figure = new_figure(COLUMN_WIDTH, 0.45 + 0.165 * sum(heights))
    grid = figure.subplots(len(groups), 1, squeeze=False, height_ratios=heights).ravel().tolist()
    for axes, group in zip(grid, groups, strict=True):
        alike = [one for one in own if one.set and one.span == group[0].span] if group[0].set else group
        _panel(axes, group, _view(alike))
    figure.align_ylabels(grid)
    outcome = regions.solutions[0].truth_table.settings.outcome
    title = f"Same models: {kind} solution for {outcome}"
    figure.suptitle(title, x=0.01, ha="left", fontsize=8.5)
    return figure


def _panel(axes: Axes, group: list[Region], view: tuple[float, float]) -> None:
    low, high = view
    margin = 0.03 * (high - low)
    if group[0].set:
        axes.axvspan(*group[0].span, color="#EFEFEF", linewidth=0, zorder=0, gid="range of scores")
    for place, one in enumerate(group):
        left, right = max(one.lower, low), min(one.upper, high)
        axes.barh(
            place, right - left, left=left, height=0.6, color=_FILL, linewidth=0, zorder=2, gid="interval"
        )
        for at, end, step in ((left, one.below.kind, -1), (right, one.above.kind, 1)):
            if end == "search" or (end == "possible" and math.isinf(one.upper) and step == 1):
                axes.plot(
                    at + step * 0.35 * margin,
                    place,
                    marker="<" if step < 0 else ">",
                    color=_FILL,
                    markersize=4,
                    markeredgewidth=0,
                    zorder=2,
                    clip_on=False,
                )
            elif end == "anchors":
                axes.plot([at, at], [place - 0.42, place + 0.42], color=INK, linewidth=0.6, zorder=3)
        if right - left < 0.012 * (high - low):
            axes.plot((left + right) / 2, place, marker="o", color=_FILL, markersize=4, zorder=2)
        axes.plot(
            [one.today] * 2,
            [place - 0.3, place + 0.3],
            color="white",
            linewidth=2.6,
            zorder=4,
            solid_capstyle="butt",
        )
        axes.plot(
            [one.today] * 2,
            [place - 0.42, place + 0.42],
            color=INK,
            linewidth=1.3,
            zorder=5,
            solid_capstyle="butt",
            gid="today",
        )
    names = [
        one.parameter[len(one.set) + 1 :].replace("_", " ") if one.set else one.parameter.split(" ")[0]
        for one in group
    ]
    axes.set_yticks(range(len(group)), names)
    axes.set(xlim=(low - margin, high + margin), ylim=(len(group) - 0.4, -0.6))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=PALE, linewidth=0.4, zorder=1)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", labelsize=6, pad=1.5, length=2)
    label = group[0].set or ("cases" if group[0].parameter == CUT_OFFS["frequency"] else "cut-off")
    axes.set_ylabel(label, rotation=0, ha="right", va="center", fontweight="bold")


def _view(group: list[Region]) -> tuple[float, float]:
    if not group[0].set:
        one = group[0]
        if one.parameter == CUT_OFFS["frequency"]:
            top = max(one.span[1], one.today)
            # Far beyond the interval there is nothing to see.
            end = 2.0 * one.upper if math.isfinite(one.upper) else top
            return 0.0, max(min(top, end), one.today + 1, 5.0)
        return 0.0, 1.0
    ends = [value for one in group for value in (one.lower, one.upper, one.today, *one.span)]
    low, high = min(ends), max(ends)
    return (low, high) if high > low else (low - 1, high + 1)
