"""Fit side by side: the same terms in several groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from fsqca._display import told_apart
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import parse
from fsqca.fit import COLUMNS, Fit
from fsqca.plots._figures import BLUE, GREEN, GREY, INK, PAGE_WIDTH, PALE, VERMILLION, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARKS = (("o", BLUE), ("s", VERMILLION), ("^", GREEN), ("D", INK), ("v", GREY))
_WORDS = {"pri": "PRI", "ron": "RoN", "raw_coverage": "raw coverage", "unique_coverage": "unique coverage"}


@styled
def fit_plot(fits: Mapping[str, Fit], *, title: str | None = None) -> Figure:
    """Return a figure that shows the fit of terms in several groups side by side.

    Parameters
    ----------
    fits : mapping of str to Fit
        The fit in each group (at most five), as :func:`fsqca.pof`, ``Model.fit`` and ``Solution.fit_on`` give
        it; all of sufficiency or all of necessity. A term that a group does not have gets no marker there.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        One panel per parameter of fit; one line per term, and one for the solution; one marker per group.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> from fsqca.plots import fit_plot
    >>> data = pd.DataFrame({"A": [0.9, 0.7, 0.2], "B": [0.1, 0.8, 0.6], "Y": [0.8, 0.9, 0.4]})
    >>> fit = fq.pof(data, "A + B => Y")
    >>> len(fit_plot({"all cases": fit}).axes)
    3
    """
    if not isinstance(fits, Mapping) or not all(isinstance(fit, Fit) for fit in fits.values()):
        raise ArgumentTypeError(
            'fits must be a mapping of names to Fit, such as {"operations": fq.pof(data, "A => Y")}.'
        )
    if not 1 <= len(fits) <= len(_MARKS):
        raise ArgumentError(f"fits has {len(fits)} groups, but it must have 1 to {len(_MARKS)}.")
    kinds = {fit.kind for fit in fits.values()}
    if len(kinds) > 1:
        raise ArgumentError("fits mixes sufficiency and necessity: plot one of them at a time.")
    columns = [name for name in COLUMNS[kinds.pop()] if name != "unique_coverage"]
    # The same term may be written in another order elsewhere; as expressions the two are equal.
    names = {parse(label): label for fit in reversed(list(fits.values())) for label in reversed(fit.labels)}
    names = dict(zip(names, told_apart(names.values(), ["solution"]), strict=True))
    terms = [*dict.fromkeys(names[parse(label)] for fit in fits.values() for label in fit.labels), "solution"]
    figure = new_figure(PAGE_WIDTH, 1.1 + 0.3 * len(terms))
    grid = figure.subplots(1, len(columns), sharey=True, squeeze=False)[0]
    offsets = np.linspace(-0.2, 0.2, len(fits)) if len(fits) > 1 else np.zeros(1)
    for column, panel in zip(columns, grid, strict=True):
        for line in range(len(terms)):
            panel.axhline(line, color=PALE, linewidth=0.5, zorder=1)
        for (name, fit), (marker, colour), offset in zip(fits.items(), _MARKS, offsets, strict=False):
            values = fit.table[column].tolist()
            labels = [*(names[parse(label)] for label in fit.labels), "solution"]
            x, y = values, [terms.index(label) + offset for label in labels]
            panel.scatter(x, y, marker=marker, s=20, color=colour, label=name, zorder=3, gid=name)
        panel.set(xlim=(0, 1.02), ylim=(len(terms) - 0.5, -0.5))
        panel.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
        panel.set_title(_WORDS.get(column, column))
        panel.set_yticks(range(len(terms)), terms)
    handles, texts = grid[0].get_legend_handles_labels()
    if len(fits) > 1:
        across = int(PAGE_WIDTH / (0.062 * max(map(len, texts)) + 0.4))
        figure.legend(handles, texts, loc="outside lower center", ncols=max(1, min(len(fits), across)))
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=8.5)
    return figure
