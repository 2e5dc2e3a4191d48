"""A whole calibration in one figure: for each set raw scores, curve, anchors, and memberships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fsqca.calibration import Calibrated
from fsqca.plots._figures import (
    BLUE,
    COLUMN_WIDTH,
    GREY,
    INK,
    PAGE_WIDTH,
    VERMILLION,
    fixed_figure,
    styled,
)
from fsqca.plots._labels import short_number, short_ticks, text_width, wrapped
from fsqca.plots._raw_scores import (
    MEMBERSHIP_BINS,
    RawScores,
    binned_memberships,
    chosen_sets,
    histogram,
    raw_scores,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Bars of raw scores: light enough for the anchors to be seen on them, dark enough for print.
BAR: Final = "#B4B4B4"
TITLE, SMALL, TICK = 8.5, 6.5, 6.5
#: Sizes in inches, so that nothing overlaps whatever the names are.
LEFT, RIGHT, BELOW, GAP = 0.43, 0.06, 0.40, 0.04
SIDE_BARS, LEGEND = 0.44, 0.22
#: Heights of the curve and of the bars above it by the number of sets side by side; twenty fit on a page.
HEIGHTS: Final = {1: (1.5, 0.42), 2: (1.5, 0.42), 3: (1.05, 0.34), 4: (0.78, 0.26)}
#: Categories that have a label each at the axis.
MOST_LABELS: Final = 6


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where the panels of a set stand: lower left corner, width, heights of curve and bars, in inches."""

    x: float
    y: float
    width: float
    height: float
    top: float

    @property
    def main_width(self) -> float:
        return self.width - LEFT - RIGHT - GAP - SIDE_BARS


@styled
def calibration_panel(calibrated: Calibrated, sets: Sequence[str] | None = None) -> Figure:
    """Return one figure of a whole calibration, made to go into an article.

    Parameters
    ----------
    calibrated : Calibrated
        What :func:`fsqca.calibrate` returns.
    sets : sequence of str, optional
        Default: all sets.

    Returns
    -------
    matplotlib.figure.Figure
        For each set, in the order given: below at the left memberships against raw scores, with the curve
        (line), the cases (dots, larger where there are more), and the anchors (vertical lines, the crossover
        dashed); above it how many cases have which raw score; at the right how many have which membership, in
        bins of 0.05; in the corner the share above 0.5 and the number at exactly 0.5, which are marked in a
        colour, shape and hatching of their own. Under the name stands the method with its anchors.

        Where a calibration cannot be evaluated between the scores that occur (a table of grades, a function
        of one's own that refuses other values), there are dots and no line. An anchor that lies further
        beyond the scores than their range is named at the edge. Among more than 400 different pairs of score
        and membership, dots that lie on each other are drawn as one.

        180 mm wide (90 mm for one set). ``figure.savefig("calibration.pdf")`` and ``.svg`` keep text as text.

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
    >>> from fsqca.plots import calibration_panel
    >>> scores = pd.DataFrame({"A": [1.5, 3.0, 4.5, 6.0], "B": [10, 20, 30, 40]})
    >>> sets = fq.calibrate(scores, {"A": fq.Direct(2, 4, 6), "B": fq.Crisp(25)})
    >>> len(calibration_panel(sets).axes)  # curve, raw scores and memberships of each
    6
    """
    calibrated, names = chosen_sets(calibrated, sets)
    shown = [raw_scores(calibrated, name) for name in names]
    across = _across(len(shown))
    width = PAGE_WIDTH if across > 1 else COLUMN_WIDTH
    cell_width = width / across
    heads = [_head(one, cell_width) for one in shown]
    down = -(-len(shown) // across)
    rows = [heads[row * across : (row + 1) * across] for row in range(down)]
    # Each row is as high as its longest heading needs.
    head_heights = [max(_head_height(*head) for head in row) for row in rows]
    entries = _entries(shown)
    n_cases = len(calibrated.data)
    legend_height = LEGEND * (-(-len(entries) // (4 if across > 1 else 2)))
    curve_height, bars_height = HEIGHTS[across]
    height = sum(head_heights) + down * (bars_height + GAP + curve_height + BELOW) + legend_height
    figure = fixed_figure(width, height)
    top = height
    for row, head_height in enumerate(head_heights):
        y = top - head_height - bars_height - GAP - curve_height
        for place in range(row * across, min(len(shown), (row + 1) * across)):
            cell = _Cell((place % across) * cell_width, y, cell_width, curve_height, bars_height)
            _draw(figure, shown[place], cell, heads[place], first=place % across == 0)
        top = y - BELOW
    _legend(figure, entries, n_cases, 4 if across > 1 else 2)
    return figure


def _across(number: int) -> int:
    """Return how many sets stand side by side."""
    return {1: 1, 2: 2, 4: 2}.get(number, 3 if number <= 9 else 4)


def _head(shown: RawScores, width: float) -> tuple[str, str]:
    """Return the name, and the method with its anchors, both wrapped."""
    room = width - 0.2
    return wrapped(shown.name, room, TITLE, 3), wrapped(shown.described, room, SMALL)


def _head_height(name: str, method: str) -> float:
    return 0.08 + 0.135 * (name.count("\n") + 1) + 0.105 * (method.count("\n") + 1) + 0.04


def _axes(figure: Figure, x: float, y: float, width: float, height: float, **shared: Any) -> Axes:
    """Return axes at a place in inches."""
    w, h = figure.get_size_inches()
    return figure.add_axes((x / w, y / h, width / w, height / h), **shared)


def _draw(figure: Figure, shown: RawScores, cell: _Cell, head: tuple[str, str], *, first: bool) -> None:
    x, y = cell.x + LEFT, cell.y
    main = _axes(figure, x, y, cell.main_width, cell.height)
    above = _axes(figure, x, y + cell.height + GAP, cell.main_width, cell.top, sharex=main)
    side = _axes(figure, x + cell.main_width + GAP, y, SIDE_BARS, cell.height, sharey=main)
    for axes, what in ((main, "curve"), (above, "raw scores"), (side, "memberships")):
        axes.set_gid(f"{what} of {shown.name}")
    draw_memberships(main, shown, label_width=cell.main_width)
    main.set_ylabel("membership" if first else "", labelpad=2, fontsize=7)
    left, widths, counts = histogram(shown.values)
    above.bar(left, counts, width=widths, align="edge", color=BAR, edgecolor="white", linewidth=0.3)
    draw_anchors(above, shown)
    _membership_bars(side, shown)
    for axes in (above, side):
        axes.tick_params(labelbottom=False, labelleft=False, length=0)
        axes.set_facecolor("none")
    above.spines["left"].set_visible(False)
    side.spines["bottom"].set_visible(False)
    above.set_ylim(0, 1.05 * counts.max())
    above.set_yticks([])
    side.set_xticks([])
    side.text(
        0.02,
        1 + GAP / cell.height + 0.03,
        _corner(shown),
        transform=side.transAxes,
        fontsize=6,
        linespacing=1.15,
        va="bottom",
        gid="shares",
    )
    w, h = figure.get_size_inches()
    base = y + cell.height + GAP + cell.top + 0.05
    name, method = head
    figure.text(
        (cell.x + 0.06) / w, base / h, method, fontsize=SMALL, color=GREY, va="bottom", linespacing=1.15
    )
    base += 0.105 * (method.count("\n") + 1) + 0.02
    figure.text((cell.x + 0.06) / w, base / h, name, fontsize=TITLE, va="bottom", linespacing=1.1, gid="name")


def draw_memberships(axes: Axes, shown: RawScores, *, label_width: float) -> None:
    """Draw memberships against raw scores: curve, anchors, cases."""
    draw_anchors(axes, shown)
    curve = shown.curve()
    if curve is not None:
        axes.plot(*curve, color=INK, linewidth=1.0, zorder=3, gid="curve")
    if not shown.levels:
        axes.axhline(0.5, color=GREY, linewidth=0.6, linestyle=(0, (4, 3)), zorder=1)
    places, counts = shown.places()
    area = 3 + 19 * counts / counts.max() if counts.max() > 1 else np.full(len(counts), 9.0)
    half = (places[:, 1] == 0.5) & (shown.levels == 0)
    edge = "white" if len(places) <= 60 else "none"
    for mask, colour, marker, gid, larger in (
        (~half, BLUE, "o", "cases", 1.0),
        (half, VERMILLION, "D", "cases at 0.5", 1.3),
    ):
        if mask.any():
            axes.scatter(
                places[mask, 0],
                places[mask, 1],
                s=larger * area[mask],
                color=colour,
                marker=marker,
                edgecolor=edge,
                linewidth=0.3,
                zorder=5 if marker == "D" else 4,
                gid=gid,
            )
    top = max(1.0, float(shown.memberships.max()))
    axes.set_xlim(*shown.limits)
    margin = 0.35 if shown.levels > 2 else 0.07 if shown.levels else 0.05
    axes.set_ylim(-margin, top + margin)
    ticks = list(range(int(top) + 1)) if shown.levels else [0, 0.5, 1]
    ticks = ticks if len(ticks) <= 6 else ticks[:: -(-len(ticks) // 5)]
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.tick_params(labelsize=TICK, length=2, pad=1.5)
    _raw_axis(axes, shown, label_width)
    draw_far_anchors(axes, shown)


def draw_anchors(axes: Axes, shown: RawScores) -> None:
    """Draw the anchors as lines: crossovers and thresholds dashed, the others dotted."""
    for name, place in shown.near_anchors.items():
        dashed = name.startswith(("crossover", "threshold"))
        axes.axvline(
            place,
            color=INK if dashed else GREY,
            linewidth=0.7 if dashed else 0.8,
            linestyle=(0, (4, 2)) if dashed else (0, (1, 1.5)),
            zorder=2,
            gid=f"anchor {short_number(place)}",
        )


def draw_far_anchors(axes: Axes, shown: RawScores) -> None:
    """Name anchors that lie too far away to be drawn."""
    near = shown.near_anchors
    far = [place for name, place in shown.anchors.items() if name not in near]
    for right in (False, True):
        own = [short_number(place) for place in far if (place > shown.values.max()) == right]
        if own:
            text = f"{' / '.join(own)} →" if right else f"← {' / '.join(own)}"
            axes.text(
                0.98 if right else 0.02,
                0.04 if right else 0.96,
                text,
                transform=axes.transAxes,
                fontsize=6,
                ha="right" if right else "left",
                va="bottom" if right else "top",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.85},
                zorder=6,
                gid="far anchors",
            )


def _raw_axis(axes: Axes, shown: RawScores, width: float) -> None:
    """Set the ticks of raw scores, as many as fit, and the label."""
    label = shown.column if shown.column != shown.name else "raw score"
    if not shown.labels:
        from matplotlib.ticker import MaxNLocator

        for bins in (5, 4, 3, 2, 1):
            locator = MaxNLocator(bins, steps=[1, 2, 2.5, 5, 10])
            low, high = shown.limits
            ticks = [tick for tick in locator.tick_values(low, high) if low <= tick <= high]
            if sum(text_width(text, TICK) + 0.06 for text in short_ticks(ticks)) <= width:
                break
        axes.set_xticks(ticks, short_ticks(ticks))
    else:
        number = len(shown.labels)
        room = width / number - 0.05
        if all(text_width(text, TICK) <= room for text in shown.labels):
            axes.set_xticks(range(number), shown.labels)
        elif number <= MOST_LABELS:
            texts = [wrapped(text, 0.42, 6.0, 1) for text in shown.labels]
            axes.set_xticks(range(number), texts, fontsize=6, rotation=35, ha="right", rotation_mode="anchor")
            # Leaning labels take the place of the name of the column.
            label = ""
        else:
            axes.set_xticks([])
            label = f"{label}: {number} values"
    axes.set_xlabel(wrapped(label, width + SIDE_BARS, SMALL, 1), labelpad=2, fontsize=SMALL)


def _membership_bars(axes: Axes, shown: RawScores) -> None:
    """Draw how many cases have which membership, as bars that lie."""
    values = shown.memberships
    style: dict[str, Any] = {"edgecolor": "white", "linewidth": 0.3}
    if shown.levels:
        counts = np.bincount(values.astype(np.int64), minlength=shown.levels)
        high = 0.1 if shown.levels == 2 else 0.5
        axes.barh(range(shown.levels), counts, height=high, color=BLUE, **style)
        most = counts.max()
    else:
        left, counts, middle, half = binned_memberships(values)
        axes.barh(left, counts, height=1 / MEMBERSHIP_BINS, align="edge", color=BLUE, **style)
        if half:
            axes.barh(
                [0.5],
                [half],
                left=[counts[middle]],
                height=1 / MEMBERSHIP_BINS,
                align="edge",
                color=VERMILLION,
                hatch="//////",
                **style,
            )
        most = max(counts.max(), counts[middle] + half)
        axes.axhline(0.5, color=GREY, linewidth=0.6, linestyle=(0, (4, 3)), zorder=0)
    axes.set_xlim(0, 1.05 * most)


def _corner(shown: RawScores) -> str:
    """Return the numbers in the corner between the two histograms."""
    values = shown.memberships
    if shown.levels > 2:
        return f"{shown.levels} values"
    lines = [f"{(values > 0.5).mean():.0%} > 0.5"]
    half = int((values == 0.5).sum())
    return "\n".join([*lines, f"{half} at 0.5"] if half else lines)


def _entries(shown: Sequence[RawScores]) -> list[str]:
    """Return what the legend explains: only what is drawn."""
    entries = ["curve"] if any(one.curve() is not None for one in shown) else []
    entries += ["cases"]
    if any(one.levels == 0 and (one.memberships == 0.5).any() for one in shown):
        entries.append("cases at 0.5")
    if any(one.near_anchors for one in shown):
        entries.append("anchors")
    return entries


def _legend(figure: Figure, entries: list[str], n_cases: int, columns: int) -> None:
    from matplotlib.lines import Line2D

    no_line: dict[str, Any] = {"linestyle": "none", "markeredgecolor": "white", "markeredgewidth": 0.3}
    handles = {
        "curve": Line2D([], [], color=INK, linewidth=1.0, label="calibration curve"),
        "cases": Line2D(
            [], [], color=BLUE, marker="o", markersize=4, label=f"cases (n = {n_cases})", **no_line
        ),
        "cases at 0.5": Line2D(
            [], [], color=VERMILLION, marker="D", markersize=4, label="cases at exactly 0.5", **no_line
        ),
        "anchors": Line2D(
            [], [], color=INK, linewidth=0.8, linestyle=(0, (4, 2)), label="anchors (crossover dashed)"
        ),
    }
    figure.legend(
        handles=[handles[entry] for entry in entries],
        loc="lower center",
        ncols=columns,
        fontsize=SMALL,
        handlelength=2,
        columnspacing=1.5,
        borderaxespad=0.2,
        borderpad=0.1,
    )
