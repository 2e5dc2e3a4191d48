"""The map of cut-offs as a figure: which solution holds where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._checks import check_fraction, counted
from fsqca._types import Bools, Floats, Ints
from fsqca.cutoffs.result import CutoffMap
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots._figures import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAGE_WIDTH,
    SKY,
    VERMILLION,
    new_figure,
    styled,
)
from fsqca.plots._labels import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Panels that fit on a page.
_MOST_PANELS = 6
#: Fills of today's solution and of the others by area. Each named area also bears its name.
_FILLS = (BLUE, SKY, ORANGE, GREEN, VERMILLION, GREY)
#: Patterns over these fills, which tell them apart in print without colours.
_HATCHES = ("", "", "....", "////", "\\\\\\\\", "xxxx")
_OTHERS, _NO_MODEL, _UNKNOWN = "#E8E8E8", "white", "#BBBBBB"
#: Points to a side at which a panel is looked at to find places for names.
_RASTER = 90


@styled
def cutoff_map_plot(
    cutoffs: CutoffMap,
    *,
    consistency: tuple[float, float] | None = None,
    pri: tuple[float, float] | None = None,
) -> Figure:
    """Return the map of cut-offs: consistency x PRI, a panel per range of frequency, an area per solution.

    Parameters
    ----------
    cutoffs : CutoffMap
        From :meth:`fsqca.TruthTable.map_cutoffs`.
    consistency, pri : tuple of float, optional
        The part that is shown. Default: consistency from 0.5, or from below today's where that is lower, and
        all of PRI.

    Returns
    -------
    matplotlib.figure.Figure
        Today's cut-offs are marked by a cross, and today's solution is the darkest area. At most six ranges
        of frequency are shown, those around today's; the title says where there are more.

    Raises
    ------
    ArgumentError
        If nothing was minimized, or a range is empty.
    """
    if not isinstance(cutoffs, CutoffMap):
        raise ArgumentTypeError(
            f"cutoffs must be a CutoffMap, such as map_cutoffs() returns, not {type(cutoffs).__name__}."
        )
    if not cutoffs.solutions:
        raise ArgumentError("No coding was minimized, so there is no solution to show. Raise max_codings.")
    least = max(0.0, min(0.5, cutoffs.truth_table.settings.coding.consistency - 0.1))
    view = []
    for name, given, default in (("consistency", consistency, (least, 1.0)), ("pri", pri, (0.0, 1.0))):
        ends = default if given is None else given
        low, high = (check_fraction(f"{name}[{i}]", value) for i, value in enumerate(ends))
        if low >= high:
            raise ArgumentError(f"{name} is {ends!r}, but the second value must be above the first.")
        view.append((low, high))
    panels = _panels(cutoffs)
    across = min(3, len(panels))
    down = -(-len(panels) // across)
    shares = _shares(cutoffs, panels, view)
    named = _named(cutoffs, shares)
    figure = new_figure(PAGE_WIDTH * (1 if across > 1 else 0.6), 0.9 + 2.1 * down + 0.15 * len(named))
    grid = figure.subplots(down, across, squeeze=False, sharex=True, sharey=True).ravel().tolist()
    for axes in grid[len(panels) :]:
        axes.set_axis_off()
    for axes, frequency in zip(grid, panels, strict=False):
        _draw(axes, cutoffs, frequency, named)
        axes.set(xlim=view[0], ylim=view[1])
        axes.set_title(f"frequency {cutoffs.space.span(0, frequency, frequency)}", loc="left")
        _name_areas(axes, cutoffs, frequency, named, view)
    for k, axes in enumerate(grid[: len(panels)]):
        if k + across >= len(panels):
            axes.set_xlabel("consistency cut-off")
            axes.tick_params(labelbottom=True)
        if k % across == 0:
            axes.set_ylabel("PRI cut-off")
    _legend(figure, cutoffs, named, shares)
    left = cutoffs.space.coding_of.shape[0] - len(panels)
    more = f" ({counted(left, 'further range')} of frequency not shown)" if left else ""
    outcome = f" for {cutoffs.truth_table.settings.outcome}" if cutoffs.truth_table.settings.outcome else ""
    figure.suptitle(
        f"{cutoffs.kind.capitalize()} solution{outcome} by cut-offs{more}", x=0.01, ha="left", fontsize=8.5
    )
    return figure


def _panels(cutoffs: CutoffMap) -> list[int]:
    """Return the ranges of frequency to show: those around today's, the one that keeps no row last."""
    number = cutoffs.space.coding_of.shape[0]
    # Where no row is kept there is nothing to see.
    ends = cutoffs.space.bounds(0)
    shown = [f for f in range(number) if np.isfinite(ends[f][1])] or list(range(number))
    centre = shown[0] if cutoffs.today is None else cutoffs.today[0]
    nearest = sorted(shown, key=lambda f: (abs(f - centre), f))[:_MOST_PANELS]
    return sorted(nearest)


def _shares(cutoffs: CutoffMap, panels: list[int], view: list[tuple[float, float]]) -> Floats:
    """Return the area of each solution in what is shown, shape (n_solutions,)."""
    inside = cutoffs.solution_in[panels]
    widths = []
    for axis, (low, high) in zip((1, 2), view, strict=True):
        ends = np.clip(cutoffs.space.bounds(axis), low, high)
        widths.append(ends[:, 1] - ends[:, 0])
    area = np.broadcast_to(widths[0][:, None] * widths[1][None, :], inside.shape)
    known = inside >= 0
    shares = np.bincount(inside[known], weights=area[known], minlength=cutoffs.n_solutions)
    return shares.astype(np.float64)


def _named(cutoffs: CutoffMap, shares: Floats) -> list[int]:
    """Return the solutions with a fill of their own: today's, and the largest others that have a model."""
    now = None if cutoffs.today is None else int(cutoffs.solution_in[cutoffs.today])
    order = np.argsort(-shares, kind="stable").tolist()
    others = [k for k in order if k != now and shares[k] > 0 and cutoffs.solutions[k].models]
    first = [now] if now is not None and now >= 0 and cutoffs.solutions[now].models else []
    return [*first, *others[: len(_FILLS) - 1]]


def _fills(cutoffs: CutoffMap, named: list[int]) -> list[str]:
    """Return the fill of each solution, and last that of cells that were not minimized."""
    now = None if cutoffs.today is None else int(cutoffs.solution_in[cutoffs.today])
    fills = [_OTHERS if one.models else _NO_MODEL for one in cutoffs.solutions]
    free = list(_FILLS[1:])
    for k in named:
        fills[k] = _FILLS[0] if k == now else free.pop(0)
    return [*fills, _UNKNOWN]


def _hatches(cutoffs: CutoffMap, named: list[int]) -> dict[int, str]:
    """Return the pattern of each named solution."""
    pattern = dict(zip(_FILLS, _HATCHES, strict=True))
    fills = _fills(cutoffs, named)
    return {k: pattern[fills[k]] for k in named}


def _hatch(axes: Axes, area: Bools, x: Floats, y: Floats, pattern: str) -> None:
    """Draw a pattern over an area of cells."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if not pattern or not area.any():
        return
    cells = [
        Path([(x[j], y[i]), (x[j + 1], y[i]), (x[j + 1], y[i + 1]), (x[j], y[i + 1]), (x[j], y[i])])
        for i, j in np.argwhere(area).tolist()
    ]
    whole = Path.make_compound_path(*cells)
    axes.add_patch(
        PathPatch(whole, facecolor="none", edgecolor="white", linewidth=0, hatch=pattern, gid="pattern")
    )


def _edges(cutoffs: CutoffMap, axis: int) -> Floats:
    ends = cutoffs.space.bounds(axis)
    return np.array([ends[0][0], *ends[:, 1]])


def _draw(axes: Axes, cutoffs: CutoffMap, frequency: int, named: list[int]) -> None:
    from matplotlib.collections import LineCollection
    from matplotlib.colors import ListedColormap

    plane: Ints = cutoffs.solution_in[frequency].T
    x, y = _edges(cutoffs, 1), _edges(cutoffs, 2)
    fills = _fills(cutoffs, named)
    index = np.where(plane < 0, len(fills) - 1, plane)
    axes.pcolormesh(
        x,
        y,
        index,
        cmap=ListedColormap(fills),
        vmin=-0.5,
        vmax=len(fills) - 0.5,
        rasterized=True,
        gid="solutions",
        edgecolors="face",
        linewidth=0.3,
    )
    for k in named:
        _hatch(axes, plane == k, x, y, _hatches(cutoffs, named)[k])
    lines = [
        ((x[j + 1], y[i]), (x[j + 1], y[i + 1]))
        for i, j in np.argwhere(index[:, 1:] != index[:, :-1]).tolist()
    ]
    lines += [
        ((x[j], y[i + 1]), (x[j + 1], y[i + 1])) for i, j in np.argwhere(index[1:] != index[:-1]).tolist()
    ]
    axes.add_collection(
        LineCollection(lines, colors=INK, linewidths=0.5, capstyle="projecting", gid="borders")
    )
    today = cutoffs.truth_table.settings.coding
    if cutoffs.today is not None and cutoffs.today[0] == frequency:
        for colour, width in (("white", 3.2), (INK, 1.4)):
            axes.plot(
                today.consistency,
                today.pri,
                marker="+",
                markersize=9,
                markeredgewidth=width,
                color=colour,
                linestyle="none",
                clip_on=False,
                zorder=6,
                gid="today",
            )


def _name_areas(
    axes: Axes, cutoffs: CutoffMap, frequency: int, named: list[int], view: list[tuple[float, float]]
) -> None:
    """Write the name of each named solution where its area is widest."""
    plane = cutoffs.solution_in[frequency].T
    places = []
    for axis, (low, high) in zip((1, 2), view, strict=True):
        points = low + (np.arange(_RASTER) + 0.5) / _RASTER * (high - low)
        ends = cutoffs.space.bounds(axis)
        cells = np.searchsorted(ends[:, 1], points)
        places.append(
            (points, np.minimum(cells, len(ends) - 1), (points > ends[0, 0]) & (points < ends[-1, 1]))
        )
    raster = plane[places[1][1][:, None], places[0][1][None, :]]
    raster = np.where(np.logical_and.outer(places[1][2], places[0][2]), raster, -1)
    no_model = [k for k, one in enumerate(cutoffs.solutions) if not one.models]
    texts = [(raster == k, f"S{k + 1}") for k in named]
    if no_model:
        texts.append((np.isin(raster, no_model), "no model"))
    for area, text in texts:
        spot = _widest(area, 3 if text != "no model" else 8)
        if spot is not None:
            axes.text(
                places[0][0][spot[1]],
                places[1][0][spot[0]],
                text,
                ha="center",
                va="center",
                fontsize=6.5,
                color=INK,
                bbox={
                    "boxstyle": "square,pad=0.15",
                    "facecolor": "white",
                    "edgecolor": "none",
                    "alpha": 0.85,
                },
                zorder=5,
            )


def _widest(area: Bools, least: int) -> tuple[int, int] | None:
    """Return a point as far from the border of an area as possible, None where it is narrow."""
    left = np.pad(area, 1)
    depth = 0
    while left.any():
        last = left
        left = left.copy()
        for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
            left &= np.roll(last, step, axis)
        depth += 1
    if depth < least:
        return None
    points = np.argwhere(last)
    middle = points[np.argmin(((points - points.mean(axis=0)) ** 2).sum(axis=1))]
    return int(middle[0]) - 1, int(middle[1]) - 1


def _legend(figure: Figure, cutoffs: CutoffMap, named: list[int], shares: Floats) -> None:
    from matplotlib.patches import Patch

    fills = _fills(cutoffs, named)
    now = None if cutoffs.today is None else int(cutoffs.solution_in[cutoffs.today])
    patterns = _hatches(cutoffs, named)
    handles: list[Any] = []
    labels: list[str] = []
    for k in named:
        one = cutoffs.solutions[k]
        more = len(one.models) - 1
        text = f"S{k + 1}{' (today)' if k == now else ''}: {one.models[0].expression}"
        text += f"  or {counted(more, 'other model')}" if more else ""
        label = wrapped(text, PAGE_WIDTH - 0.8, 7, lines=1)
        # The pattern has the colour of the edge, so the edge is drawn apart from it.
        handles.append(
            (
                Patch(facecolor=fills[k], edgecolor="white", linewidth=0, hatch=patterns[k]),
                Patch(facecolor="none", edgecolor=INK, linewidth=0.5),
            )
        )
        labels.append(label)
    others = [
        k
        for k in range(cutoffs.n_solutions)
        if k not in named and cutoffs.solutions[k].models and shares[k] > 0
    ]
    if others:
        labels.append(counted(len(others), "other solution"))
        handles.append(Patch(facecolor=_OTHERS, edgecolor=INK, linewidth=0.5))
    if not cutoffs.complete:
        labels.append("not minimized")
        handles.append(Patch(facecolor=_UNKNOWN, edgecolor=INK, linewidth=0.5))
    figure.legend(handles, labels, loc="outside lower left", ncols=1, alignment="left")
