"""The XY plot: membership in a condition against membership in the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from fsqca._checks import counted, listed
from fsqca._display import number_text
from fsqca._types import CaseId, Floats, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, UnknownNameError
from fsqca.expressions.evaluation import disjunction, sets_of
from fsqca.fit import Fit, fit_terms, pof, read_relation
from fsqca.fit.kinds import KINDS, case_kinds
from fsqca.minimization.models import Model
from fsqca.plots._case_labels import AREA, HIGH, LARGEST, LOW, write_labels
from fsqca.plots._figures import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    SKY,
    VERMILLION,
    Width,
    figure_of,
    inches_of,
    new_figure,
    styled,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    Words: TypeAlias = npt.NDArray[np.str_]

#: Kind of case -> marker, colour, whether the marker is filled.
MARKERS = {
    "typical": ("o", BLUE, True),
    "deviant in degree": ("^", SKY, True),
    "deviant in kind": ("X", VERMILLION, True),
    "not covered": ("s", ORANGE, False),
    "irrelevant": ("o", GREY, False),
    "ambiguous": ("D", GREEN, False),
}
#: More cases deviant in kind than this are not named, and no more cases at all can be.
MAX_LABELS, MOST_LABELS = 12, 80


@dataclass(frozen=True, slots=True)
class _Points:
    x: Floats
    y: Floats
    cases: Sequence[CaseId]
    relation: Literal["sufficiency", "necessity"]
    fit: Fit
    left: str
    right: str


@styled
def xy_plot(
    source: object,
    relation: str | None = None,
    *,
    term: str | int | None = None,
    label: Sequence[CaseId] | Literal["deviant", "all"] | None = None,
    width: Width = "column",
    title: str | None = None,
    legend: bool = True,
    axes: Axes | None = None,
    missing: Missing = "raise",
) -> Figure:
    """Return a plot of memberships in a condition, a term or a model against those in the outcome.

    Parameters
    ----------
    source : DataFrame, Calibrated or Model
        The data, or a model, which is plotted with the cases of its truth table.
    relation : str, optional
        ``"TF*AD => DSO"`` (sufficient) or ``"TF <= DSO"`` (necessary). Needed with data, not allowed with a
        model.
    term : str or int, optional
        With a model: one of its terms, or its position from 0. Default: the model as a whole.
    label : sequence of case ids, "deviant" or "all", optional
        Cases to write beside their markers: those named, those deviant in kind (at most 12, the most deviant
        ones), or all. At most 80 can be named. No id lies on another one or, where there is room, on a
        marker; a line leads to its marker where it stands apart.
    width : "column", "page" or float, default "column"
        Of a new figure: one column of a journal, a page, or centimetres.
    title : str, optional
    legend : bool, default True
        Whether to explain the markers below the plot.
    axes : matplotlib.axes.Axes, optional
        Where to draw. Default: a new figure, one column of a journal wide.
    missing : {"raise", "drop"}, default "raise"
        With data: what to do with cases with a missing value in a column that the relation uses.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    ArgumentError
        If there is no relation to plot, or the model has no such term.
    DataError
        If the model's truth table has no data behind it.

    Notes
    -----
    Cases above the diagonal agree with sufficiency, cases below it with necessity. Markers show the kinds of
    :func:`fsqca.plots.case_kinds`. Where several cases of a kind lie at the same place, one marker stands for
    them, its area in proportion to their number (up to nine times that of a single case); so nothing is
    hidden and nothing is moved. Above the plot: consistency and coverage, with PRI for sufficiency and RoN
    for necessity.

    References
    ----------
    Schneider, C. Q., & Rohlfing, I. (2013). Combining QCA and process tracing in set-theoretic multi-method
    research. Sociological Methods & Research, 42(4), 559-597.

    Examples
    --------
    >>> import pandas as pd
    >>> from fsqca.plots import xy_plot
    >>> data = pd.DataFrame({"A": [0.9, 0.7, 0.2], "B": [0.1, 0.8, 0.6], "Y": [0.8, 0.9, 0.4]})
    >>> figure = xy_plot(data, "A*B => Y")
    >>> figure.axes[0].get_xlabel()
    'A*B'
    """
    points = _points(source, relation, term, missing)
    inches = inches_of(width)
    figure = new_figure(inches, inches + 0.35) if axes is None else figure_of(axes)
    panel = figure.subplots() if axes is None else axes
    panel.plot([0, 1], [0, 1], color=INK, linewidth=0.8, zorder=1, gid="diagonal")
    panel.axhline(0.5, color=GREY, linewidth=0.6, linestyle=(0, (4, 3)), zorder=1)
    panel.axvline(0.5, color=GREY, linewidth=0.6, linestyle=(0, (4, 3)), zorder=1)
    kinds = case_kinds(points.x, points.y, points.relation)
    for kind in reversed(KINDS):
        _scatter(panel, points.x[kinds == kind], points.y[kinds == kind], kind)
    _corner(panel, points)
    chosen = _chosen(points, kinds, label)
    panel.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal")
    ticks = [0, 0.25, 0.5, 0.75, 1]
    panel.set_xticks(ticks, ["0", "0.25", "0.5", "0.75", "1"])
    panel.set_yticks(ticks, ["0", "0.25", "0.5", "0.75", "1"])
    panel.set_xlabel(_wrapped(points.left))
    panel.set_ylabel(_wrapped(points.right))
    if title:
        panel.set_title(title, loc="left", pad=24)
    if legend:
        _legend(figure, panel, kinds, alone=axes is None)
    if chosen:
        write_labels(figure, panel, points.x, points.y, [str(case) for case in points.cases], chosen)
    return figure


def _points(source: object, relation: str | None, term: str | int | None, missing: Missing) -> _Points:
    if isinstance(source, Model):
        if relation is not None:
            raise ArgumentError(
                "relation is given together with a model, which has one of its own: leave it out, or pass "
                "data."
            )
        return _points_of_model(source, term)
    if relation is None:
        raise ArgumentError(
            'relation is missing: with data, say what to plot, for example "A*B => Y" or "A <= Y".'
        )
    if term is not None:
        raise ArgumentError("term is only for a model: with data, write the term into the relation.")
    if hasattr(source, "models"):
        raise ArgumentTypeError(
            "source is a solution: pass one of its .models, or .model where there is only one."
        )
    left, right, kind = read_relation(relation)
    names = tuple(dict.fromkeys((*left.used, *right.used)))
    sets = sets_of(source, names, missing=missing)
    return _Points(
        disjunction(left.evaluate_terms(sets)),
        disjunction(right.evaluate_terms(sets)),
        list(sets.cases),
        kind,
        pof(source, relation, missing=missing),
        str(left),
        str(right),
    )


def _points_of_model(model: Model, term: str | int | None) -> _Points:
    evidence = model.truth_table.evidence
    if evidence is None:
        raise DataError("The model's truth table has no data behind it, so there are no cases to plot.")
    memberships, texts = model.memberships(), [str(one) for one in model.terms]
    outcome = model.truth_table.settings.outcome
    cases = list(evidence.sets.cases)
    if term is None:
        if model.fit is None:  # pragma: no cover - there is evidence
            raise DataError("The model has no fit.")
        x, left, fit = disjunction(memberships), str(model.expression), model.fit
    else:
        position = _position(model, term, texts)
        x, left = memberships[:, position], texts[position]
        fit = fit_terms(memberships[:, [position]], evidence.outcome, (left,), f"{left} => {outcome}")
    return _Points(x, evidence.outcome, cases, "sufficiency", fit, left, outcome)


def _position(model: Model, term: str | int, texts: list[str]) -> int:
    if isinstance(term, int):
        if not 0 <= term < len(texts):
            raise ArgumentError(
                f"term is {term}, but {model.name} has {counted(len(texts), 'term')}: 0 to {len(texts) - 1}."
            )
        return term
    from fsqca.expressions import as_expression

    wanted = as_expression(term)
    for position, own in enumerate(model.terms):
        if own == wanted:
            return position
    raise UnknownNameError(f"{model.name} has no term {str(wanted)!r}. Its terms: {listed(texts, 30)}.")


def _wrapped(text: str, width: int = 40, most: int = 3) -> str:
    """Return an expression on a few lines, broken between terms."""
    lines = wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines[:most]) + (" ..." if len(lines) > most else "")


def _scatter(panel: Axes, x: Floats, y: Floats, kind: str) -> None:
    """Draw the cases of one kind, one marker for all at the same place."""
    if len(x) == 0:
        return
    places, number = np.unique(np.column_stack([x, y]).round(9), axis=0, return_counts=True)
    marker, colour, filled = MARKERS[kind]
    panel.scatter(
        places[:, 0],
        places[:, 1],
        s=(1.5 if marker == "X" else 1.0) * AREA * np.minimum(number, LARGEST),
        marker=marker,
        facecolors=colour if filled else "none",
        edgecolors="white" if filled else colour,
        linewidths=0.4 if filled else 0.8,
        alpha=0.85 if filled else 0.8,
        zorder=3 if kind.startswith("deviant in kind") else 2,
        label=kind,
        gid=kind,
        clip_on=False,
    )


def _corner(panel: Axes, points: _Points) -> None:
    """Write the fit into the corner above the plot, where it hides no case."""
    values = points.fit.values[-1]
    names = (
        ("Consistency", "PRI", "coverage")
        if points.relation == "sufficiency"
        else ("Consistency", "coverage", "RoN")
    )
    texts = [f"{name} {number_text(value)}" for name, value in zip(names, values[:3].tolist(), strict=True)]
    text = f"{', '.join(texts[:2])}\n{texts[2]}, n = {points.fit.n_cases}"
    panel.text(
        0.0,
        1.02,
        text,
        transform=panel.transAxes,
        ha="left",
        va="bottom",
        fontsize=6.5,
        linespacing=1.25,
        gid="fit",
    )


def _chosen(points: _Points, kinds: Words, label: Sequence[CaseId] | str | None) -> list[int]:
    """Return the positions of the cases to name."""
    if label is None:
        return []
    if isinstance(label, str) and label not in ("deviant", "all"):
        raise ArgumentError(f'label is {label!r}, but it must be "deviant", "all" or a list of case ids.')
    if label == "deviant":
        deviant = np.flatnonzero(kinds == "deviant in kind")
        order = np.argsort(-np.abs(points.x - points.y)[deviant], kind="stable")
        return [int(position) for position in deviant[order][:MAX_LABELS]]
    if label == "all":
        chosen = list(range(len(points.cases)))
    else:
        where = {case: position for position, case in enumerate(points.cases)}
        unknown = [case for case in label if case not in where]
        if unknown:
            raise UnknownNameError(f"label names cases that are not plotted: {listed(unknown)}.")
        chosen = [where[case] for case in dict.fromkeys(label)]
    if len(chosen) > MOST_LABELS:
        raise ArgumentError(
            f"label names {len(chosen)} cases; at most {MOST_LABELS} can be told apart. Name fewer, or take "
            'label="deviant".'
        )
    return chosen


def marker_handle(kind: str, label: str) -> Line2D:
    """Return the entry of a legend for one kind of case."""
    from matplotlib.lines import Line2D

    marker, colour, filled = MARKERS[kind]
    face = colour if filled else "none"
    return Line2D(
        [], [], linestyle="none", marker=marker, markersize=5, color=colour, markerfacecolor=face, label=label
    )


def _legend(figure: Figure, panel: Axes, kinds: Words, *, alone: bool) -> None:
    """Explain the markers, each with its number of cases, below the plot."""
    counts = {kind: int((kinds == kind).sum()) for kind in KINDS}
    handles = [marker_handle(kind, f"{kind} ({number})") for kind, number in counts.items() if number]
    if alone:
        figure.legend(
            handles=handles, loc="outside lower center", ncols=2, handletextpad=0.2, columnspacing=1.2
        )
    else:
        panel.legend(
            handles=handles,
            loc="upper center",
            bbox_to_anchor=(0.5, -0.17),
            ncols=2,
            handletextpad=0.2,
            columnspacing=1.0,
        )
