"""Ceiling lines over the cases of a Necessary Condition Analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fsqca._checks import unknown_names
from fsqca.ceilings import NecessaryConditionAnalysis
from fsqca.ceilings.result import Ceiling, p_text
from fsqca.errors import ArgumentTypeError
from fsqca.plots._figures import BLUE, GREY, INK, SKY, VERMILLION, panels, styled
from fsqca.plots._labels import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@styled
def nca_plot(
    analysis: NecessaryConditionAnalysis, condition: str | None = None, *, title: str | None = None
) -> Figure:
    """Return scatter plots with the ceiling lines CE-FDH and CR-FDH and the empty zone.

    Parameters
    ----------
    analysis : NecessaryConditionAnalysis
        The result of :func:`fsqca.nca`.
    condition : str, optional
        One of its conditions. Default: a panel for each.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        The shaded area is the zone above CE-FDH, where no case is. Above each panel: the effect sizes d, with
        p where there was a permutation test.

    Raises
    ------
    UnknownNameError
        If the analysis has no such condition.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> from fsqca.plots import nca_plot
    >>> data = pd.DataFrame({"X": [1, 2, 3, 4, 5], "Y": [1, 3, 2, 5, 4]})
    >>> figure = nca_plot(fq.nca(data, "Y"))
    >>> figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()
    ('X', 'Y')
    """
    if not isinstance(analysis, NecessaryConditionAnalysis):
        raise ArgumentTypeError(f"analysis must be the result of nca(), not {type(analysis).__name__}.")
    if condition is not None and condition not in analysis.conditions:
        raise unknown_names("condition", [condition], analysis.conditions, "the analysis")
    chosen = [one for one in analysis.ceilings if condition in (None, one.condition)]
    figure, grid = panels(len(chosen), 2.45, 2.5 if len(chosen) > 1 else 3.2)
    for panel, one in zip(grid, chosen, strict=True):
        _draw(panel, one, analysis)
    handles, texts = grid[0].get_legend_handles_labels()
    for panel in grid[1:]:
        for handle, text in zip(*panel.get_legend_handles_labels(), strict=True):
            if text not in texts:
                handles.append(handle)
                texts.append(text)
    figure.legend(handles, texts, loc="outside lower center", ncols=4, columnspacing=1.2, handletextpad=0.5)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=8.5)
    return figure


def _draw(panel: Axes, one: Ceiling, analysis: NecessaryConditionAnalysis) -> None:
    scope = one.scope
    # The steps: over the scope's left edge, up at every peer, to its right edge.
    x = np.concatenate([[scope.x_low], one.peers_x, [scope.x_high]])
    y = np.concatenate([[scope.y_low], one.peers_y, [one.peers_y[-1]]])
    panel.fill_between(x, y, scope.y_high, step="post", color=SKY, alpha=0.18, linewidth=0, gid="empty zone")
    panel.step(x, y, where="post", color=BLUE, linewidth=1.1, zorder=2, label="CE-FDH", gid="CE-FDH")
    if not np.isnan(one.slope):
        ends = np.clip(
            [(edge - one.intercept) / one.slope for edge in (scope.y_low, scope.y_high)],
            scope.x_low,
            scope.x_high,
        )
        heights = one.height(ends, "CR-FDH")
        style = (0, (5, 2))
        panel.plot(
            ends, heights, color=VERMILLION, linewidth=1.1, linestyle=style, label="CR-FDH", gid="CR-FDH"
        )
    panel.scatter(
        one.x, analysis.y, s=9, facecolors="none", edgecolors=GREY, linewidths=0.6, label="cases", gid="cases"
    )
    panel.scatter(one.peers_x, one.peers_y, s=11, color=INK, zorder=3, label="peers", gid="peers")
    pad_x, pad_y = 0.04 * (scope.x_high - scope.x_low or 1.0), 0.04 * (scope.y_high - scope.y_low or 1.0)
    panel.set(
        xlim=(scope.x_low - pad_x, scope.x_high + pad_x), ylim=(scope.y_low - pad_y, scope.y_high + pad_y)
    )
    panel.set_xlabel(wrapped(one.condition, 2.0, 8))
    panel.set_ylabel(wrapped(analysis.outcome, 2.0, 8))
    panel.set_title("\n".join(_lines(one)), loc="left", fontsize=6.5, linespacing=1.25)


def _lines(one: Ceiling) -> list[str]:
    """Return the effect sizes in words."""
    lines = []
    for name, effect, p in zip(("CE-FDH", "CR-FDH"), one.effect, one.p, strict=True):
        text = "undefined" if np.isnan(effect) else f"{effect:.3f}"
        lines.append(f"{name}: d = {text}" + ("" if np.isnan(p) else f", p {p_text(p)}"))
    return lines
