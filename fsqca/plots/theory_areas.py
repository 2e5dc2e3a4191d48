"""A theory held against a model as a figure: the four areas and how many cases are in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fsqca._checks import counted, listed
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots._figures import BLUE, GREY, INK, PAGE_WIDTH, PALE, VERMILLION, fixed_figure, styled
from fsqca.plots._labels import text_width, wrapped
from fsqca.theory.areas import AREAS, KINDS
from fsqca.theory.evaluation import TheoryEvaluation
from fsqca.theory.model_evaluation import ModelEvaluation

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WORDS = {"T*S": "supported", "~T*S": "extended", "T*~S": "delimited", "~T*~S": "outside"}
#: Sizes in inches.
_BOX, _LEFT, _TOP, _BOTTOM, _GAP = 1.32, 0.62, 0.62, 0.34, 0.07


@styled
def theory_plot(evaluation: TheoryEvaluation | ModelEvaluation, model: str | None = None) -> Figure:
    """Return the four areas between a theory and a model, with their cases.

    Parameters
    ----------
    evaluation : TheoryEvaluation or ModelEvaluation
        What :func:`fsqca.evaluate_theory` returns, or one of its models.
    model : str, optional
        The name of the model, such as ``"P1"``, where there are several.

    Returns
    -------
    matplotlib.figure.Figure
        Theory across, model down. The bar in each area shows its cases, those with the outcome filled, all
        bars to one scale.

    Raises
    ------
    ArgumentError
        If there is no such model, or several and none is named.
    """
    own = _chosen(evaluation, model)
    figure = fixed_figure(PAGE_WIDTH, _TOP + 2 * _BOX + _GAP + _BOTTOM)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, PAGE_WIDTH), ylim=(_TOP + 2 * _BOX + _GAP + _BOTTOM, 0))
    axes.set_axis_off()
    width = (PAGE_WIDTH - _LEFT - 0.1 - _GAP) / 2
    table, kinds = own.table, own.cases["kind"].value_counts()
    totals = dict(zip(AREAS, table["cases"].tolist()[-4:], strict=True))
    most = max(1, *totals.values())
    heads = (f"expected by the theory T: {own.theory}", "not expected by the theory")
    for column, text in enumerate(heads):
        x = _LEFT + column * (width + _GAP)
        axes.text(
            x,
            _TOP - 0.1,
            wrapped(text, 0.86 * width, 8, 2),
            va="bottom",
            fontsize=8,
            fontweight="bold",
            gid="head",
        )
    sides = ("in the results S" if own.name == "S" else f"in the model S ({own.name})", "not in S")
    for row, text in enumerate(sides):
        y = _TOP + row * (_BOX + _GAP) + _BOX / 2
        axes.text(
            0.3,
            y,
            wrapped(text, _BOX, 8, 2),
            rotation=90,
            ha="center",
            va="center",
            fontsize=8,
            fontweight="bold",
            multialignment="center",
        )
    for position, area in enumerate(AREAS):
        x = _LEFT + (position % 2) * (width + _GAP)
        y = _TOP + (position // 2) * (_BOX + _GAP)
        counts = [int(kinds.get(kind, 0)) for kind in KINDS[area]]
        _draw_area(axes, (x, y, width), own, area, counts, totals[area], most)
    _draw_legend(axes, own)
    return figure


def _chosen(evaluation: object, model: str | None) -> ModelEvaluation:
    if isinstance(evaluation, ModelEvaluation):
        return evaluation
    if not isinstance(evaluation, TheoryEvaluation):
        raise ArgumentTypeError(
            "evaluation must be a TheoryEvaluation, made by evaluate_theory(), not "
            f"{type(evaluation).__name__}."
        )
    names = [own.name for own in evaluation.models]
    if model is None:
        if len(names) == 1:
            return evaluation.models[0]
        raise ArgumentError(
            f"The theory was held against {counted(len(names), 'model')}"
            + (f" ({listed(names, 10)}): name the one to draw, model={names[0]!r}." if names else ".")
        )
    if model not in names:
        raise ArgumentError(f"There is no model {model!r} in the evaluation. Models: {listed(names, 20)}.")
    return evaluation.models[names.index(model)]


def _draw_area(
    axes: Axes,
    place: tuple[float, float, float],
    own: ModelEvaluation,
    area: str,
    counts: list[int],
    total: int,
    most: int,
) -> None:
    from matplotlib.patches import Rectangle

    x, y, width = place
    empty = own.written[area] == "0"
    axes.add_patch(
        Rectangle(
            (x, y), width, _BOX, facecolor="#F7F7F7" if empty else "white", edgecolor=PALE, linewidth=0.8
        )
    )
    inner = width - 0.2
    head = f"{area}  {_WORDS[area]}"
    axes.text(x + 0.1, y + 0.17, head, va="center", fontsize=8, fontweight="bold")
    fit = own.table.loc[area]
    numbers = (
        ""
        if total == 0
        else f"consistency {_text(fit['consistency'])}, coverage {_text(fit['raw_coverage'])}"
    )
    if text_width(head, 8.5) + text_width(numbers, 7) < inner:
        axes.text(x + width - 0.1, y + 0.17, numbers, va="center", ha="right", fontsize=7, color=GREY)
    text = "no configuration" if empty else own.written[area]
    axes.text(
        x + 0.1,
        y + 0.31,
        wrapped(text, 0.96 * inner, 7.5, 2),
        va="top",
        fontsize=7.5,
        color=GREY if empty else INK,
        linespacing=1.25,
    )
    start = x + 0.1
    ambiguous = total - sum(counts)
    for number, face, edge in (
        (counts[0], BLUE, BLUE),
        (counts[1], "white", VERMILLION),
        (ambiguous, PALE, GREY),
    ):
        if number:
            length = inner * number / most
            axes.add_patch(
                Rectangle(
                    (start, y + 0.67), length, 0.12, facecolor=face, edgecolor=edge, linewidth=0.9, gid=area
                )
            )
            start += length
    lines = [f"{number} {kind}" for number, kind in zip(counts, KINDS[area], strict=True)]
    for line, (text, number, colour) in enumerate(zip(lines, counts, (BLUE, VERMILLION), strict=True)):
        axes.text(
            x + 0.1,
            y + 0.95 + 0.17 * line,
            text,
            va="center",
            fontsize=7.5,
            color=colour if number else GREY,
            gid=f"{area} count",
        )
    if ambiguous:
        axes.text(x + width - 0.1, y + 1.12, f"{ambiguous} ambiguous", va="center", ha="right", fontsize=7.5)


def _text(value: object) -> str:
    number = float(str(value))
    return "-" if number != number else f"{number:.2f}"


def _draw_legend(axes: Axes, own: ModelEvaluation) -> None:
    from matplotlib.patches import Rectangle

    y = _TOP + 2 * _BOX + _GAP + 0.18
    x = _LEFT
    n_none = int((own.cases["area"] == "").sum())
    for face, edge, text in (
        (BLUE, BLUE, f"case with {own.outcome} (above 0.5)"),
        ("white", VERMILLION, "case without it"),
    ):
        axes.add_patch(Rectangle((x, y - 0.05), 0.16, 0.1, facecolor=face, edgecolor=edge, linewidth=0.9))
        shown = wrapped(text, 2.6, 7, 1)
        axes.text(x + 0.22, y, shown, va="center", fontsize=7)
        x += 0.45 + text_width(shown, 7)
    if n_none:
        text = f"{counted(n_none, 'case')} in no area (exactly 0.5)"
        axes.text(PAGE_WIDTH - 0.1, y, text, va="center", ha="right", fontsize=7, color=GREY)
