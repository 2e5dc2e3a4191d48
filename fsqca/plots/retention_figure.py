"""How often terms and codes stay when cases are drawn again: retention of terms, and codes by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fsqca._checks import check_count
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots._figures import BLUE, COLUMN_WIDTH, INK, PALE, SKY, VERMILLION, new_figure, styled
from fsqca.plots._labels import wrapped
from fsqca.robustness.resampling_result import Resampling

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Room for the names of terms, in inches.
_ROOM = 1.25
#: Codes with their colour and hatching; their greys differ too.
_CODES = (
    ("coded_1", "coded 1", INK, ""),
    ("coded_C", "coded C", VERMILLION, "xxxx"),
    ("coded_0", "coded 0", SKY, "////"),
    ("coded_?", "coded ?", "#F2F2F2", ""),
    ("failed", "failed", "white", "...."),
)


@styled
def term_retention_plot(resampling: Resampling, *, most: int = 15, title: str | None = None) -> Figure:
    """Return a figure that shows in which share of the resamples each term is found.

    Parameters
    ----------
    resampling : Resampling
        From :func:`fsqca.robustness.leave_one_out`, :func:`fsqca.robustness.bootstrap` or
        :func:`fsqca.robustness.subsample`.
    most : int >= 1, default 15
        How many terms to show: the initial ones first, then the most frequent others. What is left out is
        said below.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        A bar for each term: dark where it is in all tied models, light where it is in some of them.

    Examples
    --------
    >>> import numpy as np, pandas as pd, fsqca as fq
    >>> from fsqca.plots import term_retention_plot
    >>> from fsqca.robustness import bootstrap
    >>> rng = np.random.default_rng(1)
    >>> data = pd.DataFrame(rng.random((60, 2)), columns=["A", "B"])
    >>> data["Y"] = np.clip(np.minimum(data["A"], data["B"]) + 0.2, 0, 1)
    >>> found = bootstrap(fq.minimize(fq.build_truth_table(data, "Y", pri=0.5)), 50, seed=7)
    >>> [text.get_text() for text in term_retention_plot(found).axes[0].get_yticklabels()]
    ['A*B', 'B']
    """
    _check(resampling)
    terms = resampling.terms
    shown = terms.head(check_count("most", most))
    if not len(shown):
        raise ArgumentError("No term was found in any resample, so there is nothing to draw.")
    figure = new_figure(COLUMN_WIDTH, 0.85 + 0.19 * len(shown))
    panel = figure.subplots()
    places = range(len(shown))
    every, some = shown["in_all"].to_numpy(), shown["in_some"].to_numpy()
    style: dict[str, Any] = {"height": 0.66, "edgecolor": INK, "linewidth": 0.4}
    panel.barh(places, every, color=BLUE, label="in all tied models", gid="in all", **style)
    if (some > every).any():
        panel.barh(
            places, some - every, left=every, color=SKY, hatch="////", label="in some of them",
            gid="in some", **style,
        )  # fmt: skip
    _percent_axis(panel)
    panel.set_yticks(places, [wrapped(str(term), _ROOM, 7) for term in shown.index])
    for label, initial in zip(panel.get_yticklabels(), shown["initial"], strict=True):
        label.set_fontweight("bold" if initial else "normal")
    panel.set_ylim(len(shown) - 0.5, -0.5)
    left = len(terms) - len(shown)
    more = f"\n{left} less frequent terms are not shown" if left else ""
    panel.set_xlabel(f"share of resamples (initial terms in bold){more}")
    handles, labels = panel.get_legend_handles_labels()
    if len(handles) > 1:
        figure.legend(handles, labels, loc="outside lower center", ncols=2)
    _title(figure, title)
    return figure


@styled
def row_codes_plot(resampling: Resampling, *, most: int = 32, title: str | None = None) -> Figure:
    """Return a figure that shows in which share of the resamples each row has each code.

    Parameters
    ----------
    resampling : Resampling
    most : int >= 1, default 32
        How many rows to show, those that change their code most often; what is left out is said below.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        A stacked bar for each row, in the order of the initial codes and, within these, of constancy. Codes
        differ in hatching and in grey.

    Examples
    --------
    >>> import numpy as np, pandas as pd, fsqca as fq
    >>> from fsqca.plots import row_codes_plot
    >>> from fsqca.robustness import bootstrap
    >>> rng = np.random.default_rng(1)
    >>> data = pd.DataFrame(rng.random((60, 2)), columns=["A", "B"])
    >>> data["Y"] = np.clip(np.minimum(data["A"], data["B"]) + 0.2, 0, 1)
    >>> found = bootstrap(fq.minimize(fq.build_truth_table(data, "Y", pri=0.5)), 50, seed=7)
    >>> len(row_codes_plot(found).axes[0].get_yticklabels())
    4
    """
    _check(resampling)
    rows = resampling.rows
    number = check_count("most", most)
    kept = rows.sort_values("changed", ascending=False, kind="stable").head(number)
    order = {"1": 0, "C": 1, "0": 2, "?": 3}
    shown = kept.iloc[
        sorted(range(len(kept)), key=lambda i: (order[kept["out"].iloc[i]], kept["changed"].iloc[i]))
    ]
    figure = new_figure(COLUMN_WIDTH, 0.95 + 0.16 * len(shown))
    panel = figure.subplots()
    places = range(len(shown))
    start = shown["failed"].to_numpy() * 0.0
    for column, label, colour, hatch in _CODES:
        own = shown[column].to_numpy()
        if (own > 0).any():
            panel.barh(
                places, own, left=start, color=colour, hatch=hatch, label=label, gid=column,
                height=0.74, edgecolor="#555555", linewidth=0.3,
            )  # fmt: skip
        start = start + own
    _percent_axis(panel)
    texts = [f"{row} ({code})" for row, code in zip(shown.index, shown["out"], strict=True)]
    panel.set_yticks(places, texts)
    panel.set_ylim(len(shown) - 0.5, -0.5)
    panel.set_ylabel("row (initial code)")
    left = len(rows) - len(shown)
    more = f"\n{left} rows that change less often are not shown" if left else ""
    panel.set_xlabel(f"share of resamples{more}")
    handles, labels = panel.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(4, len(labels)), handlelength=1.6)
    _title(figure, title)
    return figure


def _percent_axis(panel: Axes) -> None:
    panel.set_xlim(0, 1)
    panel.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    panel.grid(axis="x", color=PALE, linewidth=0.5)
    panel.set_axisbelow(True)
    panel.tick_params(axis="y", length=0)


def _title(figure: Figure, title: str | None) -> None:
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=8.5)


def _check(resampling: object) -> None:
    if not isinstance(resampling, Resampling):
        raise ArgumentTypeError(
            "resampling must be the result of leave_one_out(), bootstrap() or subsample(), not "
            f"{type(resampling).__name__}."
        )
