"""The UpSet plot: how many cases are in which combination of terms.

References
----------
Lex, A., Gehlenborg, N., Strobelt, H., Vuillemot, R., & Pfister, H. (2014). UpSet: Visualization of
intersecting sets. IEEE Transactions on Visualization and Computer Graphics, 20(12), 1983-1992.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fsqca._checks import check_count, counted
from fsqca.plots._figures import BLUE, GREY, INK, PALE, VERMILLION, Width, inches_of, new_figure, styled
from fsqca.plots._labels import text_width, wrapped
from fsqca.plots._overlap_data import Overlap, combination, halves_note, overlap_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Sets that can be told apart in a figure.
MOST_SETS = 30


@styled
def upset_plot(
    source: object, *, outcome: str | None = None, most: int = 20, width: Width = "page"
) -> Figure:
    """Return how many cases are in which combination of the terms of a model.

    Parameters
    ----------
    source : Model, DataFrame or Calibrated
        A model, of which the terms are the sets; or memberships, of which the columns are.
    outcome : str, optional
        With memberships: the column of the outcome, which is not one of the sets.
    most : int >= 1, default 20
        How many combinations to show: those with the most cases. Where there are more, the figure says how
        many, and how many cases they have.
    width : "column", "page" or float, default "page"
        One column of a journal, a page, or centimetres.

    Returns
    -------
    matplotlib.figure.Figure
        Above, a bar per combination: its cases, dark where they have the outcome (membership above 0.5),
        hatched where not. Below, the sets of the combination. On the right, the cases of each set. Every case
        is in one combination: that of all sets in which its membership is above 0.5. The last bar, apart from
        the others, is the cases in no set.

    Raises
    ------
    ArgumentError
        If there are fewer than 2 or more than 30 sets.
    DataError
        If the model has no data behind it, or a column does not hold memberships.

    Examples
    --------
    >>> import pandas as pd
    >>> from fsqca.plots import upset_plot
    >>> sets = pd.DataFrame({"A": [0.9, 0.8, 0.1], "B": [0.7, 0.2, 0.3]})
    >>> figure = upset_plot(sets)
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['1', '1', '1']
    """
    most = check_count("most", most)
    inches = inches_of(width)
    overlap = overlap_of(source, outcome, MOST_SETS, "an UpSet plot")
    counts = overlap.counts()
    some = sorted(
        (key for key in counts if any(key)),
        key=lambda key: (-counts[key][0], sum(key), [not one for one in key]),
    )
    shown = some[:most]
    nowhere = tuple([False] * len(overlap.names))
    keys = [*shown, *([nowhere] if nowhere in counts else [])]
    places = [float(at) + (0.6 if key == nowhere and shown else 0.0) for at, key in enumerate(keys)]
    room = min(2.2, 0.4 * inches, 0.1 + max(text_width(name, 7) for name in overlap.names))
    labels = [wrapped(name, room, 7, lines=2) for name in overlap.names]
    line = 0.26 if any("\n" in label for label in labels) else 0.185
    notes = [text for text in (_left_out(some[most:], counts), halves_note(overlap)) if text]
    below = line * len(labels)
    figure = new_figure(inches, 1.9 + below + 0.3 + 0.14 * len(notes))
    bars, corner, matrix, sizes = figure.subplots(
        2,
        2,
        height_ratios=[1.45, below + 0.1],
        width_ratios=[4.2, 1.0 if inches > 5 else 1.25],
        gridspec_kw={"hspace": 0.02},
    ).ravel()
    corner.set_axis_off()
    _bars(bars, overlap, keys, places)
    _matrix(matrix, keys, places, labels)
    _sizes(sizes, overlap)
    limits = (-0.6, (places[-1] if places else 0.0) + 0.6)
    bars.set_xlim(limits)
    matrix.set_xlim(limits)
    if overlap.outcome is not None:
        handles, texts = bars.get_legend_handles_labels()
        texts = [wrapped(text, inches - 0.5, 7) for text in texts]
        widths = [max(text_width(line, 7) for line in text.split("\n")) for text in texts]
        figure.legend(
            handles,
            texts,
            loc="outside upper right",
            ncols=2 if sum(widths) + 0.5 * len(widths) <= inches else 1,
            handlelength=1.4,
            borderaxespad=0.1,
        )
    if notes:
        figure.supxlabel("\n".join(notes), fontsize=6.5, x=0.01, ha="left")
    return figure


def _left_out(keys: list[tuple[bool, ...]], counts: dict[tuple[bool, ...], tuple[int, int]]) -> str:
    if not keys:
        return ""
    number = sum(counts[key][0] for key in keys)
    return f"Not shown: {counted(len(keys), 'further combination')} with {counted(number, 'case')}."


def _bars(axes: Axes, overlap: Overlap, keys: list[tuple[bool, ...]], places: list[float]) -> None:
    from matplotlib.ticker import MaxNLocator

    counts = overlap.counts()
    whole = np.array([counts[key][0] for key in keys])
    own = np.array([counts[key][1] for key in keys])
    if overlap.outcome is None:
        axes.bar(places, whole, width=0.62, color=BLUE, gid="cases")
    else:
        name = overlap.outcome_name
        axes.bar(places, own, width=0.62, color=BLUE, label=f"above 0.5 in {name}", gid="with the outcome")
        rest = whole > own
        # Without bars a legend would show the colour of others.
        if rest.any():
            axes.bar(
                np.array(places)[rest],
                (whole - own)[rest],
                bottom=own[rest],
                width=0.62,
                facecolor="white",
                edgecolor=VERMILLION,
                hatch="////",
                linewidth=0.8,
                label=f"0.5 or below in {name}",
                gid="without the outcome",
            )
    for place, number, key in zip(places, whole.tolist(), keys, strict=True):
        axes.text(
            place,
            number,
            str(number),
            ha="center",
            va="bottom",
            fontsize=6.5,
            gid=combination(key, overlap.names),
        )
    axes.set_ylabel("cases")
    axes.set_ylim(0, max(1, *whole.tolist()) * 1.12 if len(whole) else 1)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.tick_params(axis="x", bottom=False, labelbottom=False)


def _matrix(axes: Axes, keys: list[tuple[bool, ...]], places: list[float], labels: list[str]) -> None:
    for row in range(0, len(labels), 2):
        axes.axhspan(row - 0.5, row + 0.5, color=PALE, alpha=0.35, linewidth=0, zorder=0)
    for place, key in zip(places, keys, strict=True):
        rows = np.arange(len(labels))
        inside = np.array(key, dtype=bool)
        axes.scatter([place] * int((~inside).sum()), rows[~inside], s=13, color=PALE, zorder=2, linewidth=0)
        axes.scatter([place] * int(inside.sum()), rows[inside], s=22, color=INK, zorder=3, linewidth=0)
        if inside.sum() > 1:
            axes.plot(
                [place] * 2, [rows[inside].min(), rows[inside].max()], color=INK, linewidth=1.2, zorder=3
            )
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xticks(
        [places[-1]] if keys and not any(keys[-1]) else [], ["none"] if keys and not any(keys[-1]) else []
    )
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _sizes(axes: Axes, overlap: Overlap) -> None:
    number = overlap.inside.sum(axis=0)
    axes.barh(range(len(number)), number, height=0.6, color=GREY, gid="cases of a set")
    for row, size in enumerate(number.tolist()):
        axes.text(size, row, f" {size}", ha="left", va="center", fontsize=6.5)
    axes.set_ylim(len(number) - 0.5, -0.5)
    axes.set_xlim(0, max(1, int(number.max())) * 1.35)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel("cases", fontsize=7)
    axes.spines["bottom"].set_visible(False)


__all__ = ["upset_plot"]
