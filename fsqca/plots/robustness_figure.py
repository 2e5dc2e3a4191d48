"""A solution held against its test set as a figure: robust, shaky and possible cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from fsqca._checks import listed
from fsqca._types import Floats
from fsqca.errors import ArgumentError, ArgumentTypeError, ModelAmbiguityError, UnknownNameError
from fsqca.plots._case_labels import AREA, LARGEST, write_labels
from fsqca.plots._figures import (
    BLUE,
    COLUMN_WIDTH,
    GREEN,
    GREY,
    INK,
    PALE,
    VERMILLION,
    figure_of,
    fixed_figure,
    styled,
)
from fsqca.plots._labels import wrapped
from fsqca.robustness.assessment import RobustnessAssessment
from fsqca.robustness.model_robustness import ModelRobustness

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Kind of case -> marker, colour, whether it is filled; the same as in an XY plot.
_MARKERS = {
    "typical": ("o", BLUE, True),
    "deviant": ("X", VERMILLION, True),
    "ambiguous": ("D", GREEN, False),
    "": ("o", PALE, False),
}
_WORDS = {
    "typical": "with the outcome (typical)",
    "deviant": "without it (deviant)",
    "ambiguous": "outcome of exactly 0.5",
    "": "in no solution",
}
#: Where the name of each area stands, in parts of the axes.
_AREAS: dict[str, tuple[float, float, Literal["left", "right"], Literal["top", "bottom"]]] = {
    "robust": (0.985, 1.02, "right", "bottom"),
    "shaky": (0.985, -0.1, "right", "top"),
    "possible": (0.015, 1.02, "left", "bottom"),
    "outside": (0.015, -0.1, "left", "top"),
}
#: More case ids than this are not written into the figure unless they are asked for, and none beyond so many
#: cases.
MAX_LABELS, FEW_CASES = 12, 60
#: Sizes in inches.
_SIDE, _LEFT, _BOTTOM, _TOP = 2.9, 0.52, 1.2, 0.3


@styled
def robustness_plot(
    assessment: RobustnessAssessment | ModelRobustness,
    model: str | None = None,
    *,
    label: Sequence[Any] | None = None,
    ranges: bool | None = None,
) -> Figure:
    """Return the cases by their memberships in the initial solution and in the test set.

    Parameters
    ----------
    assessment : RobustnessAssessment or ModelRobustness
        What :func:`fsqca.robustness.assess_robustness` returns, or one of its models.
    model : str, optional
        The name of the model, where there are several.
    label : sequence of case ids, optional
        Cases to name. Default: shaky and possible cases, the furthest from the crossover first, at most 12;
        none where there are more than 60 cases and more than 12 to name.
    ranges : bool, optional
        Whether a line shows for each case how far its memberships in the test solutions lie apart. Default:
        where there are at most 60 cases.

    Returns
    -------
    matplotlib.figure.Figure
        One column of a journal wide. Across: membership in the initial solution. Up: for cases in it the
        smallest membership in a test solution (minTS), for the others the largest (maxTS). The four areas are
        robust, shaky, possible and outside, each with its number of cases.

    Raises
    ------
    ModelAmbiguityError
        If there are several models and none is named.
    ArgumentError, ArgumentTypeError, UnknownNameError
        If there is no such model, no assessment, or no such case.

    References
    ----------
    Oana, I.-E., & Schneider, C. Q. (2024). A robustness test protocol for applied QCA: Theory and R software
    application. Sociological Methods & Research, 53(1), 57-88.
    """
    own = _chosen(assessment, model)
    cases = own.cases
    x = own.initial
    y = np.where(x > 0.5, own.lowest, own.highest)
    figure = fixed_figure(COLUMN_WIDTH, _SIDE + _BOTTOM + _TOP)
    width, height = COLUMN_WIDTH, _SIDE + _BOTTOM + _TOP
    axes = figure.add_axes((_LEFT / width, _BOTTOM / height, _SIDE / width, _SIDE / height))
    axes.axhline(0.5, color=GREY, linewidth=0.6, linestyle=(0, (4, 3)), zorder=1)
    axes.axvline(0.5, color=GREY, linewidth=0.6, linestyle=(0, (4, 3)), zorder=1)
    if len(x) <= FEW_CASES if ranges is None else ranges:
        axes.vlines(x, own.lowest, own.highest, color=PALE, linewidth=0.8, zorder=1.5, gid="ranges")
    kinds = cases["kind"].to_numpy(dtype=object)
    for kind in reversed(_MARKERS):
        _draw(axes, x[kinds == kind], y[kinds == kind], kind)
    statuses = cases["status"].to_numpy(dtype=object)
    for status, (across, up, side, base) in _AREAS.items():
        # Names stand outside the range of memberships, where they hide no case.
        axes.text(
            across,
            up,
            f"{status} {int((statuses == status).sum())}",
            transform=axes.transAxes,
            ha=side,
            va=base,
            fontsize=7.5,
            fontweight="bold",
            gid=f"area {status}",
        )
    ticks = [0, 0.25, 0.5, 0.75, 1]
    axes.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.04))
    axes.set_xticks(ticks, ["0", "0.25", "0.5", "0.75", "1"])
    axes.set_yticks(ticks, ["0", "0.25", "0.5", "0.75", "1"])
    axes.set_xlabel(wrapped(f"{own.name}: {own.expression}", _SIDE, 7.5, 2), labelpad=21, fontsize=7.5)
    axes.set_ylabel("test set: minTS where the case is in the model, else maxTS", fontsize=7)
    _name(axes, own, x, y, statuses, label)
    _legend(figure, kinds, int((statuses == "undecided").sum()))
    return figure


def _chosen(assessment: object, model: str | None) -> ModelRobustness:
    if isinstance(assessment, ModelRobustness):
        return assessment
    if not isinstance(assessment, RobustnessAssessment):
        raise ArgumentTypeError(
            "assessment must be a RobustnessAssessment, made by assess_robustness(), not "
            f"{type(assessment).__name__}."
        )
    names = [own.name for own in assessment.models]
    if model is None:
        if len(names) == 1:
            return assessment.models[0]
        raise ModelAmbiguityError(
            f"{len(names)} tied models were assessed ({listed(names, 10)}): name the one to draw, "
            f"model={names[0]!r}."
        )
    if model not in names:
        raise ArgumentError(f"There is no model {model!r} in the assessment. Models: {listed(names, 20)}.")
    return assessment.models[names.index(model)]


def _draw(axes: Axes, x: Floats, y: Floats, kind: str) -> None:
    """Draw the cases of one kind, one marker for all at the same place, its area by their number."""
    if len(x) == 0:
        return
    places, number = np.unique(np.column_stack([x, y]).round(9), axis=0, return_counts=True)
    marker, colour, filled = _MARKERS[kind]
    axes.scatter(
        places[:, 0],
        places[:, 1],
        s=(1.5 if marker == "X" else 1.0) * AREA * np.minimum(number, LARGEST),
        marker=marker,
        facecolors=colour if filled else "none",
        edgecolors="white" if filled else colour,
        linewidths=0.4 if filled else 0.8,
        alpha=0.85,
        zorder=3 if kind == "deviant" else 2,
        gid=kind or "none",
        clip_on=False,
    )


def _name(
    axes: Axes,
    own: ModelRobustness,
    x: Floats,
    y: Floats,
    statuses: np.ndarray[Any, Any],
    label: Sequence[Any] | None,
) -> None:
    if label is None:
        moved = np.flatnonzero((statuses == "shaky") | (statuses == "possible"))
        away = np.abs(x - 0.5) + np.abs(y - 0.5)
        most = MAX_LABELS if len(x) <= FEW_CASES or len(moved) <= MAX_LABELS else 0
        chosen = moved[np.argsort(-away[moved], kind="stable")][:most].tolist()
    else:
        where = {case: position for position, case in enumerate(own.case_ids)}
        unknown = [case for case in label if case not in where]
        if unknown:
            raise UnknownNameError(f"label names cases that are not plotted: {listed(unknown)}.")
        chosen = [where[case] for case in label]
    write_labels(figure_of(axes), axes, x, y, [str(case) for case in own.case_ids], chosen)


def _legend(figure: Figure, kinds: np.ndarray[Any, Any], undecided: int) -> None:
    from matplotlib.lines import Line2D

    handles = []
    for kind, (marker, colour, filled) in _MARKERS.items():
        number = int((kinds == kind).sum())
        if number:
            handles.append(
                Line2D(
                    [],
                    [],
                    linestyle="none",
                    marker=marker,
                    markersize=5,
                    color=colour if kind else GREY,
                    markerfacecolor=colour if filled else "none",
                    markeredgecolor=colour if kind else GREY,
                    label=f"{_WORDS[kind]}: {number}",
                )
            )
    figure.legend(
        handles=handles, loc="lower center", ncols=2, handletextpad=0.2, columnspacing=1.2, borderaxespad=0.2
    )
    if undecided:
        figure.text(
            0.99,
            0.995,
            f"undecided {undecided}",
            ha="right",
            va="top",
            fontsize=6.5,
            color=INK,
            gid="undecided",
        )
