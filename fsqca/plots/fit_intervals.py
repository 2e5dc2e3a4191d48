"""Intervals of the parameters of fit over resamples, and how much hangs on single cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fsqca._checks import check_count, listed
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots._figures import BLUE, COLUMN_WIDTH, GREY, PAGE_WIDTH, PALE, VERMILLION, new_figure, styled
from fsqca.plots._labels import wrapped
from fsqca.robustness.resampling_result import Resampling

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ROOM = 1.35
_WORDS = {"consistency": "consistency", "pri": "PRI", "raw_coverage": "raw coverage"}


@styled
def fit_intervals_plot(
    resampling: Resampling, *, model: str | None = None, title: str | None = None
) -> Figure:
    """Return a figure of the fit of a model's terms over resamples.

    Parameters
    ----------
    resampling : Resampling
        From :func:`fsqca.robustness.leave_one_out`, :func:`fsqca.robustness.bootstrap` or
        :func:`fsqca.robustness.subsample`.
    model : str, optional
        Name of an initial model, such as ``"P1"``. Default: the first.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        One panel per parameter; for each term and the solution the value in the data and its percentile
        interval (of leave-one-out the range), and below the interval of the solutions found again.

    Examples
    --------
    >>> import numpy as np, pandas as pd, fsqca as fq
    >>> from fsqca.plots import fit_intervals_plot
    >>> from fsqca.robustness import bootstrap
    >>> rng = np.random.default_rng(1)
    >>> data = pd.DataFrame(rng.random((60, 2)), columns=["A", "B"])
    >>> data["Y"] = np.clip(np.minimum(data["A"], data["B"]) + 0.2, 0, 1)
    >>> found = bootstrap(fq.minimize(fq.build_truth_table(data, "Y", pri=0.5)), 50, seed=7)
    >>> len(fit_intervals_plot(found).axes)
    3
    """
    _check(resampling)
    fit = resampling.fit
    own = fit[fit["solution"] == "initial"]
    names = list(dict.fromkeys(own["model"]))
    if not names:
        raise ArgumentError("The initial solution has no model, so there is no fit to draw.")
    name = names[0] if model is None else model
    if name not in names:
        raise ArgumentError(f"model is {model!r}, but it must be one of {listed(names, 20)}.")
    again = fit[fit["model"] == "mean of the tied models"].assign(term="re-found")
    terms = [*dict.fromkeys(own.loc[own["model"] == name, "term"]), "re-found"]
    figure = new_figure(PAGE_WIDTH, 0.75 + 0.24 * len(terms))
    grid = figure.subplots(1, len(_WORDS), sharey=True, squeeze=False)[0]
    for (measure, words), panel in zip(_WORDS.items(), grid, strict=True):
        lines = own[(own["model"] == name) & (own["measure"] == measure)].set_index("term")
        more = again[again["measure"] == measure].set_index("term")
        for place, term in enumerate(terms):
            line = more.loc[term] if term == "re-found" else lines.loc[term]
            colour, marker = (VERMILLION, "s") if term == "re-found" else (BLUE, "o")
            panel.plot([line["low"], line["high"]], [place, place], color=colour, gid=f"interval {term}")
            panel.plot(line["value"], place, marker, color=colour, markersize=4, gid=f"value {term}")
        panel.set_title(words)
        panel.set_yticks(range(len(terms)), [wrapped(term, _ROOM, 7) for term in terms])
        panel.tick_params(axis="y", length=0)
        panel.set_ylim(len(terms) - 0.5, -0.5)
        panel.grid(axis="x", color=PALE, linewidth=0.5)
        panel.axhline(len(terms) - 2.5, color=PALE, linewidth=0.6)
        panel.axhline(len(terms) - 1.5, color=PALE, linewidth=0.6)
        panel.set_axisbelow(True)
        low, high = panel.get_xlim()
        if high - low < 0.05:  # a range of hundredths must not look like one of tenths
            middle = (low + high) / 2
            panel.set_xlim(middle - 0.025, middle + 0.025)
    settings = resampling.settings
    what = (
        "range without single cases"
        if settings.method == "leave-one-out"
        else f"middle {settings.level:.0%} of the resamples"
    )
    figure.supxlabel(f"marker: in the data; line: {what}", fontsize=7, color=GREY)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=8.5)
    return figure


@styled
def influence_plot(resampling: Resampling, *, most: int = 15, title: str | None = None) -> Figure:
    """Return a figure of the most influential cases of leave-one-out.

    Parameters
    ----------
    resampling : Resampling
        From :func:`fsqca.robustness.leave_one_out`.
    most : int >= 1, default 15
        How many cases to show; what is left out is said below.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        For each case the largest change of a parameter of fit of the initial solution without it; filled, and
        with the terms gone and new, where the models change.

    Raises
    ------
    ArgumentError
        If the result is not one of leave-one-out.

    Examples
    --------
    >>> import pandas as pd, fsqca as fq
    >>> from fsqca.plots import influence_plot
    >>> from fsqca.robustness import leave_one_out
    >>> data = pd.DataFrame({"A": [0.9, 0.8, 0.2], "B": [0.7, 0.1, 0.9], "Y": [0.9, 0.7, 0.3]})
    >>> found = leave_one_out(fq.minimize(fq.build_truth_table(data, "Y")))
    >>> len(influence_plot(found).axes[0].get_yticklabels())
    3
    """
    _check(resampling)
    if resampling.settings.method != "leave-one-out":
        raise ArgumentError(
            f"resampling is a {resampling.settings.method}; the influence of single cases is drawn from "
            "leave_one_out()."
        )
    cases = resampling.cases
    shown = cases.head(check_count("most", most))
    figure = new_figure(COLUMN_WIDTH, 0.9 + 0.2 * len(shown))
    panel = figure.subplots()
    change, changed = shown["change"].to_numpy(dtype=float), shown["models_changed"].to_numpy(dtype=bool)
    places = np.arange(len(shown))
    for mask, filled, words in ((changed, True, "models change"), (~changed, False, "models stay")):
        if mask.any():
            panel.hlines(places[mask], 0, change[mask], color=BLUE if filled else GREY, linewidth=0.9)
            panel.plot(
                change[mask], places[mask], "o", markersize=4.5, color=BLUE if filled else GREY,
                markerfacecolor=BLUE if filled else "white", label=words, gid=words,
            )  # fmt: skip
    widest = max(float(change.max(initial=0.0)), 1e-3)
    panel.set_xlim(0, widest * (2.1 if changed.any() else 1.15))
    for place in places[changed]:
        line = shown.iloc[place]
        parts = [f"- {line['gone']}" if line["gone"] else "", f"+ {line['new']}" if line["new"] else ""]
        text = "  ".join(filter(None, parts)) or "other combinations"
        panel.annotate(
            wrapped(text, 1.15, 6, lines=1), (change[place], place), (5, 0), textcoords="offset points",
            va="center", fontsize=6,
        )  # fmt: skip
    panel.set_yticks(places, [wrapped(str(case), 0.9, 7, lines=1) for case in shown.index])
    panel.set_ylim(len(shown) - 0.5, -0.5)
    panel.tick_params(axis="y", length=0)
    left = len(cases) - len(shown)
    more = f"\n{left} less influential cases are not shown" if left else ""
    panel.set_xlabel(f"largest change of a parameter of fit{more}")
    panel.grid(axis="x", color=PALE, linewidth=0.5)
    panel.set_axisbelow(True)
    handles, labels = panel.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=8.5)
    return figure


def _check(resampling: object) -> None:
    if not isinstance(resampling, Resampling):
        raise ArgumentTypeError(
            "resampling must be the result of leave_one_out(), bootstrap() or subsample(), not "
            f"{type(resampling).__name__}."
        )
