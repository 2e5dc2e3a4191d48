"""Names of cases in an XY plot: beside their markers, none on another one."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from fsqca._types import Floats
from fsqca.plots._figures import GREY
from fsqca.plots._labels import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Area of the marker of one case, in square points; it grows with the number of cases at a place, up to this
#: many times.
AREA, LARGEST = 18.0, 9.0
#: Points of the letters of a case id, and the height of its line.
_SIZE, _LINE_HEIGHT = 6.0, 7.6
#: How far the axes go.
LOW, HIGH = -0.04, 1.04
_Box: TypeAlias = tuple[float, float, float, float]


def write_labels(
    figure: Figure,
    panel: Axes,
    x_values: Floats,
    y_values: Floats,
    names: Sequence[str],
    chosen: Sequence[int],
) -> None:
    """Write case ids beside their markers, those in the thick of it first."""
    from matplotlib.patheffects import withStroke

    # The size of the panel is known when everything else has its place.
    figure.draw_without_rendering()
    inches = panel.get_window_extent().width / figure.dpi
    unit = (HIGH - LOW) / inches
    places, number = np.unique(np.column_stack([x_values, y_values]).round(9), axis=0, return_counts=True)
    radius = np.sqrt(AREA * np.minimum(number, LARGEST)) / 2 / 72 * unit * 1.05
    markers = [
        (x - r, y - r, x + r, y + r) for (x, y), r in zip(places.tolist(), radius.tolist(), strict=True)
    ]
    # Cases at the same place share one text.
    together: dict[tuple[float, float], list[str]] = {}
    for position in chosen:
        key = (round(float(x_values[position]), 9), round(float(y_values[position]), 9))
        together.setdefault(key, []).append(names[position])
    near = {key: sum(abs(key[0] - x) + abs(key[1] - y) < 0.15 for x, y in together) for key in together}
    taken: list[_Box] = []
    for key in sorted(together, key=lambda one: -near[one]):
        text = fill(", ".join(together[key]), 24, break_long_words=True)
        lines = text.split("\n")
        width = (max(text_width(line, _SIZE) for line in lines) + 0.02) * unit
        height = _LINE_HEIGHT * len(lines) / 72 * unit
        box = _place(*key, width, height, taken, markers)
        taken.append(box)
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        away = max(abs(middle[0] - key[0]) - width / 2, abs(middle[1] - key[1]) - height / 2)
        lead = {"arrowstyle": "-", "color": GREY, "linewidth": 0.4, "shrinkA": 0, "shrinkB": 2}
        written = panel.annotate(
            text,
            key,
            xytext=middle,
            fontsize=_SIZE,
            linespacing=1.05,
            ha="center",
            va="center",
            zorder=6,
            gid=f"case {', '.join(together[key])}",
            path_effects=[withStroke(linewidth=1.4, foreground="white")],
            arrowprops=lead if away > 0.045 else None,
        )
        # It lies inside the panel and asks for no room of its own.
        written.set_in_layout(False)


def _place(x: float, y: float, width: float, height: float, taken: list[_Box], markers: list[_Box]) -> _Box:
    """Return a box for a label: on no other label and, if possible, on no marker and near to its own."""
    best: tuple[float, _Box] | None = None
    for away in (0.022, 0.04, 0.07, 0.11, 0.16, 0.22, 0.3, 0.4):
        for right, up in _SIDES:
            middle_x, middle_y = x + right * (away + width / 2), y + up * (away + height / 2)
            box = (middle_x - width / 2, middle_y - height / 2, middle_x + width / 2, middle_y + height / 2)
            outside = max(LOW - min(box[:2]), max(box[2:]) - HIGH, 0.0)
            cost = away + 0.02 * (right != 0 and up != 0) + 10 * outside
            cost += 1000 * _covered(box, taken) + 60 * _covered(box, markers)
            if best is None or cost < best[0] - 1e-12:
                best = (cost, box)
        if best is not None and best[0] < away + 0.03:
            break
    assert best is not None
    return best[1]


_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))


def _covered(box: _Box, others: list[_Box]) -> float:
    """Return the area of a box that others cover."""
    return sum(
        max(0.0, min(box[2], b[2]) - max(box[0], b[0])) * max(0.0, min(box[3], b[3]) - max(box[1], b[1]))
        for b in others
    )


__all__ = ["AREA", "HIGH", "LARGEST", "LOW", "write_labels"]
