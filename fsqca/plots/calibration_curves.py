"""Calibration curves: the raw scores, the curve that turns them into memberships, and the anchors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fsqca._checks import unknown_names
from fsqca._types import Floats
from fsqca.calibration import Calibrated
from fsqca.calibration.calibrator import Calibrator, number_text
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots._figures import BLUE, GREY, INK, PALE, panels, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ANCHORS = (
    ("full_out", "crossover", "full_in"),
    ("out1", "crossover1", "in1", "in2", "crossover2", "out2"),
)
GRID = 400


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
    if not isinstance(calibrated, Calibrated):
        raise ArgumentTypeError(
            f"calibrated must be what calibrate() returns, not {type(calibrated).__name__}."
        )
    names = list(calibrated.calibrators) if sets is None else list(sets)
    unknown = [name for name in names if name not in calibrated.calibrators]
    if unknown:
        raise unknown_names("set", unknown, list(calibrated.calibrators), "the calibration")
    if not names:
        raise ArgumentError("sets is empty: name at least one set.")
    figure, grid = panels(len(names), height=2.1)
    for position, (name, panel) in enumerate(zip(names, grid, strict=True)):
        _panel(
            panel,
            calibrated,
            name,
            left=position % 3 == 0,
            right=position % 3 == 2 or position == len(names) - 1,
        )
    return figure


def _panel(panel: Axes, calibrated: Calibrated, name: str, *, left: bool, right: bool) -> None:
    column = calibrated.settings.columns[name]
    calibrator = calibrated.calibrators[name]
    raw: Any = calibrated.raw[column]
    memberships = calibrated.data[name].to_numpy(dtype=np.float64)
    curve = panel.twinx()
    curve.spines["right"].set_visible(True)
    if pd.api.types.is_numeric_dtype(raw.dtype):
        values = raw.to_numpy(dtype=np.float64)
        _bars(panel, values)
        places = np.unique(np.column_stack([values, memberships]), axis=0)
        line = _line(calibrator, places)
        if line is not None:
            curve.plot(*line, color=INK, zorder=4, gid="curve")
        curve.scatter(
            places[:, 0],
            places[:, 1],
            s=7,
            color=BLUE,
            edgecolor="white",
            linewidth=0.3,
            zorder=5,
            gid="cases",
        )
        _anchors(curve, calibrator)
    else:
        texts = [str(value) for value in raw.tolist()]
        order = sorted(set(texts), key=lambda text: (memberships[texts.index(text)], text))
        panel.bar(range(len(order)), [texts.count(text) for text in order], width=0.7, color=PALE)
        panel.set_xticks(range(len(order)), order, rotation=30 if len(order) > 3 else 0)
        curve.plot(
            range(len(order)),
            [memberships[texts.index(text)] for text in order],
            "o",
            markersize=4,
            color=BLUE,
            gid="cases",
        )
    top = max(1.0, float(memberships.max()))
    curve.set_ylim(-0.03 * top, 1.05 * top)
    curve.set_yticks(
        [0, 0.5, 1] if top == 1 else range(int(top) + 1), ["0", "0.5", "1"] if top == 1 else None
    )
    panel.set_zorder(1)
    curve.set_zorder(2)
    own = "" if str(column) == name else f" from {column}"
    panel.set_title(f"{name}{own}   ({calibrator.method})", loc="left")
    panel.set_ylabel("cases" if left else "")
    curve.set_ylabel("membership" if right else "")
    panel.set_xlabel("raw score")


def _bars(panel: Axes, values: Floats) -> None:
    """Draw how many cases have which raw score: a bar for each where there are few, else bins."""
    distinct, number = np.unique(values, return_counts=True)
    if len(distinct) <= 15:
        gap = float(np.diff(distinct).min()) if len(distinct) > 1 else 1.0
        panel.bar(distinct, number, width=0.9 * gap, color=PALE, gid="raw")
    else:
        # The outermost bars are centred on the lowest and the highest score.
        half = float(distinct[-1] - distinct[0]) / 48
        edges = np.linspace(distinct[0] - half, distinct[-1] + half, 26)
        panel.hist(values, bins=edges.tolist(), color=PALE, edgecolor="white", linewidth=0.4)


def _line(calibrator: Calibrator, places: Floats) -> tuple[Floats, Floats] | None:
    """Return the curve through the range of raw scores; None where it is not what the cases got."""
    low, high = float(places[0, 0]), float(places[-1, 0])
    margin = 0.03 * (high - low)
    grid = np.linspace(low - margin, high + margin, GRID)
    every = np.concatenate([places[:, 0], grid])
    try:
        # A function of one's own may do anything with values that it has not seen.
        result = np.asarray(calibrator(every), dtype=np.float64)
    except Exception:
        return None
    if result.shape != every.shape or not np.isfinite(result).all():
        return None
    if np.abs(result[: len(places)] - places[:, 1]).max() > 1e-4 or (result < 0).any():
        return None
    return grid, result[len(places) :]


def _anchors(curve: Axes, calibrator: Calibrator) -> None:
    """Draw the anchors as dotted lines with their values."""
    settings: Any = calibrator
    found = next((names for names in _ANCHORS if all(hasattr(settings, name) for name in names)), ())
    anchors = [float(getattr(settings, name)) for name in found] or [
        float(value) for value in getattr(settings, "thresholds", ())
    ]
    for anchor in anchors:
        curve.axvline(
            anchor, color=GREY, linewidth=0.8, linestyle=":", zorder=3, gid=f"anchor {number_text(anchor)}"
        )
