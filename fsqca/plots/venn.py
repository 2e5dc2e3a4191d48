"""The Venn diagram of up to five terms: every combination has a region, with its number of cases.

The regions say nothing by their size: circles or ellipses in proportion to numbers exist for few data, and
what looks in proportion without being so misleads.

References
----------
Grünbaum, B. (1975). Venn diagrams and independent families of sets. Mathematics Magazine, 48(1), 12-23.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._types import Bools, Floats
from fsqca.plots._figures import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    SKY,
    VERMILLION,
    Width,
    fixed_figure,
    inches_of,
    styled,
)
from fsqca.plots._labels import wrapped
from fsqca.plots._overlap_data import combination, halves_note, overlap_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_SETS = 5
#: The drawing itself is at most this wide, in inches.
LARGEST = 4.6
_COLOURS = (BLUE, ORANGE, GREEN, VERMILLION, SKY)
#: Lines that tell the sets apart without colour.
_LINES: tuple[Any, ...] = (
    "solid",
    (0, (5, 1.5)),
    (0, (1.2, 1.2)),
    (0, (6, 1.5, 1.2, 1.5)),
    (0, (3, 1, 1, 1, 1, 1)),
)
#: Points to a side at which the plane is looked at to find the middle of each region.
_RASTER = 420


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse: its middle, half its length and width, and how far it is turned, in radians."""

    x: float
    y: float
    long: float
    short: float
    turned: float

    def holds(self, x: Floats, y: Floats) -> Bools:
        """Return which points lie inside."""
        cos, sin = np.cos(self.turned), np.sin(self.turned)
        along, across = (x - self.x) * cos + (y - self.y) * sin, (y - self.y) * cos - (x - self.x) * sin
        inside: Bools = (along / self.long) ** 2 + (across / self.short) ** 2 <= 1
        return inside


def ellipses(number: int) -> tuple[Ellipse, ...]:
    """Return the ellipses of a Venn diagram of 2 to 5 sets: every combination has a region."""
    if number == 2:
        return Ellipse(-0.36, 0, 0.66, 0.66, 0), Ellipse(0.36, 0, 0.66, 0.66, 0)
    if number == 3:
        angles = np.pi / 2 + np.array([1, 0, 2]) * 2 * np.pi / 3
        return tuple(
            Ellipse(0.38 * np.cos(angle), 0.38 * np.sin(angle), 0.62, 0.62, 0) for angle in angles.tolist()
        )
    if number == 4:
        return (
            Ellipse(-0.38, -0.12, 0.9, 0.5, np.pi - 0.87),
            Ellipse(-0.1, 0.13, 0.9, 0.5, np.pi - 0.87),
            Ellipse(0.1, 0.13, 0.9, 0.5, 0.87),
            Ellipse(0.38, -0.12, 0.9, 0.5, 0.87),
        )
    steps = np.pi / 2 - np.arange(5) * 2 * np.pi / 5
    return tuple(
        Ellipse(0.2876 * np.cos(step), 0.2876 * np.sin(step), 0.8668, 0.4397, step + 0.2283)
        for step in steps.tolist()
    )


@styled
def venn_plot(source: object, *, outcome: str | None = None, width: Width = "column") -> Figure:
    """Return a Venn diagram of up to five terms of a model, with the number of cases in each region.

    Parameters
    ----------
    source : Model, DataFrame or Calibrated
        A model, of which the terms are the sets; or memberships, of which the columns are.
    outcome : str, optional
        With memberships: the column of the outcome, which is not one of the sets.
    width : "column", "page" or float, default "column"
        One column of a journal, a page, or centimetres.

    Returns
    -------
    matplotlib.figure.Figure
        In each region the cases with a membership above 0.5 in exactly these sets; with an outcome, those of
        them with a membership above 0.5 in it come first: "12/15" is 15 cases, 12 of them with the outcome.
        Regions without a case have no number. The corner says how many cases are in no set.

    Raises
    ------
    ArgumentError
        If there are fewer than 2 or more than 5 sets; :func:`upset_plot` draws up to 30.
    DataError
        If the model has no data behind it, or a column does not hold memberships.

    Examples
    --------
    >>> import pandas as pd
    >>> from fsqca.plots import venn_plot
    >>> sets = pd.DataFrame({"A": [0.9, 0.8, 0.1], "B": [0.7, 0.2, 0.3], "Y": [0.9, 0.3, 0.1]})
    >>> figure = venn_plot(sets, outcome="Y")
    >>> {text.get_gid(): text.get_text() for text in figure.axes[0].texts}
    {'A': '0/1', 'A and B': '1/1', 'none': '0/1'}
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Ellipse as Patch

    inches = inches_of(width)
    overlap = overlap_of(source, outcome, MOST_SETS, "a Venn diagram")
    shapes = ellipses(len(overlap.names))
    counts = overlap.counts()
    edge = 0.03
    left, right, low, high = _frame(shapes)
    labels = [wrapped(name, inches - 0.6, 7, lines=2) for name in overlap.names]
    outside = counts.get(tuple([False] * len(shapes)), (0, 0))
    notes = [_reading(overlap.outcome_name if overlap.outcome is not None else "", bool(outside[0]))]
    notes += [halves_note(overlap)] if overlap.halves else []
    note = "\n".join(wrapped(text, inches - 0.12, 6.5, lines=4) for text in notes)
    rows = sum(1 + label.count("\n") for label in labels)
    drawn = min(inches, LARGEST) * (high - low) / (right - left)
    key_height, note_height = 0.155 * rows + 0.08, 0.125 * (1 + note.count("\n")) + 0.06
    height = drawn + key_height + note_height
    # All places are known here, so nothing can come to lie on something else.
    figure = fixed_figure(inches, height)
    axes = figure.add_axes((0, (key_height + note_height) / height, 1, drawn / height))
    handles = []
    size_of = {4: 6.5, 5: 6.0}.get(len(shapes), 8.0)
    for name, label, shape, colour, line in zip(
        overlap.names, labels, shapes, _COLOURS, _LINES, strict=False
    ):
        common = {"angle": float(np.degrees(shape.turned)), "zorder": 1}
        middle, size = (shape.x, shape.y), (2 * shape.long, 2 * shape.short)
        axes.add_patch(Patch(middle, *size, facecolor=colour, alpha=0.16, linewidth=0, **common))
        axes.add_patch(
            Patch(
                middle,
                *size,
                facecolor="none",
                edgecolor=colour,
                linewidth=1.4,
                linestyle=line,
                gid=name,
                **common,
            )
        )
        handles.append(Line2D([], [], color=colour, linewidth=1.4, linestyle=line, label=label))
    for key, (x, y) in middles(shapes).items():
        number, own = counts.get(key, (0, 0))
        if number:
            text = str(number) if overlap.outcome is None else f"{own}/{number}"
            axes.text(
                x,
                y,
                text,
                ha="center",
                va="center",
                fontsize=size_of,
                gid=combination(key, overlap.names),
            )
    axes.set(xlim=(left - edge, right + edge), ylim=(low - edge, high + edge), aspect="equal")
    axes.set_axis_off()
    if outside[0]:
        text = str(outside[0]) if overlap.outcome is None else f"{outside[1]}/{outside[0]}"
        axes.text(right, low, text, ha="right", va="bottom", fontsize=size_of, color=INK, gid="none")
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.0, (key_height + note_height) / height),
        handlelength=2.8,
        borderaxespad=0.1,
        labelspacing=0.25,
    )
    figure.text(0.06 / inches, note_height / height, note, fontsize=6.5, va="top", color=GREY)
    return figure


def _reading(outcome: str, elsewhere: bool) -> str:
    what = f"Cases with {outcome} above 0.5 / all cases" if outcome else "Numbers of cases"
    corner = "; bottom right: in none of the sets" if elsewhere else ""
    return f"{what} with a membership above 0.5 in exactly these sets{corner}."


def _frame(shapes: tuple[Ellipse, ...]) -> tuple[float, float, float, float]:
    """Return the least and the largest x and y of ellipses."""
    ends = []
    for one in shapes:
        wide = np.hypot(one.long * np.cos(one.turned), one.short * np.sin(one.turned))
        tall = np.hypot(one.long * np.sin(one.turned), one.short * np.cos(one.turned))
        ends.append((one.x - wide, one.x + wide, one.y - tall, one.y + tall))
    left, right, low, high = np.array(ends).T
    return float(left.min()), float(right.max()), float(low.min()), float(high.max())


def middles(shapes: tuple[Ellipse, ...]) -> dict[tuple[bool, ...], tuple[float, float]]:
    """Return for each region, a combination of sets, the point that is farthest from its edges."""
    from scipy import ndimage

    left, right, low, high = _frame(shapes)
    x, y = np.meshgrid(np.linspace(left, right, _RASTER), np.linspace(low, high, _RASTER))
    inside = [shape.holds(x, y) for shape in shapes]
    found = {}
    for key in product((False, True), repeat=len(shapes)):
        if not any(key):
            continue
        region = np.logical_and.reduce([own == wanted for own, wanted in zip(inside, key, strict=True)])
        depth = ndimage.distance_transform_edt(np.pad(region, 1))[1:-1, 1:-1]
        spot = np.unravel_index(int(np.argmax(depth)), depth.shape)
        if depth[spot] > 0:
            found[key] = (float(x[spot]), float(y[spot]))
    return found


__all__ = ["ellipses", "middles", "venn_plot"]
