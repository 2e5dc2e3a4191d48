"""Fit in the cases that gave a solution and in the others, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots._figures import BLUE, COLUMN_WIDTH, GREY, INK, PALE, VERMILLION, new_figure, styled
from fsqca.robustness.prediction_result import Validation

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WORDS = {"consistency": "consistency", "pri": "PRI", "raw_coverage": "coverage"}


@styled
def validation_plot(validation: Validation, *, title: str | None = None) -> Figure:
    """Return a figure of the fit inside and outside the cases that gave the solutions.

    Parameters
    ----------
    validation : Validation
        From :func:`fsqca.robustness.validate`.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        For each parameter of fit a dot for each part, inside and outside, and a bar at their means.

    Raises
    ------
    ArgumentError
        If no part has a solution.

    Examples
    --------
    >>> import numpy as np, pandas as pd, fsqca as fq
    >>> from fsqca.plots import validation_plot
    >>> from fsqca.robustness import validate
    >>> rng = np.random.default_rng(1)
    >>> data = pd.DataFrame(rng.random((80, 2)), columns=["A", "B"])
    >>> data["Y"] = np.clip(np.minimum(data["A"], data["B"]) + rng.normal(0.1, 0.1, 80), 0, 1)
    >>> found = validate(fq.minimize(fq.build_truth_table(data, "Y", pri=0.5)), seed=1)
    >>> [text.get_text() for text in validation_plot(found).axes[0].get_xticklabels()]
    ['consistency', 'PRI', 'coverage']
    """
    if not isinstance(validation, Validation):
        raise ArgumentTypeError(
            f"validation must be the result of validate(), not {type(validation).__name__}."
        )
    folds, table = validation.folds, validation.table
    means = {side: table[side].to_numpy(dtype=float) for side in ("inside", "outside")}
    if not (table["n"] > 0).any():
        raise ArgumentError("No part has a solution whose fit is defined, so there is nothing to draw.")
    figure = new_figure(COLUMN_WIDTH, 2.7)
    panel = figure.subplots()
    rng = np.random.default_rng(0)  # where dots stand side by side; says nothing
    for place, measure in enumerate(_WORDS):
        for side, shift, colour, marker in (
            ("inside", -0.19, BLUE, "o"),
            ("outside", 0.19, VERMILLION, "^"),
        ):
            values = folds[f"{side}_{measure}"].to_numpy(dtype=float)
            values = values[~np.isnan(values)]
            x = place + shift + rng.uniform(-0.11, 0.11, len(values))
            panel.plot(
                x, values, marker, color=colour, markersize=2.6, alpha=0.45, markeredgewidth=0,
                label=f"{side} the cases that gave it" if place == 0 else None, gid=f"{side} {measure}",
            )  # fmt: skip
            mean = float(means[side][place])
            panel.plot(
                [place + shift - 0.16, place + shift + 0.16], [mean, mean], color=INK, linewidth=1.6,
                label="mean of the parts" if (place, side) == (2, "outside") else None,
                gid=f"mean {side} {measure}",
            )  # fmt: skip
    panel.set_xticks(range(len(_WORDS)), list(_WORDS.values()))
    panel.tick_params(axis="x", length=0)
    panel.set_xlim(-0.5, len(_WORDS) - 0.5)
    low, _ = panel.get_ylim()
    panel.set_ylim(max(-0.02, min(low, 0.5)), 1.01)
    panel.set_ylabel("parameter of fit")
    panel.grid(axis="y", color=PALE, linewidth=0.5)
    panel.set_axisbelow(True)
    handles, labels = panel.get_legend_handles_labels()
    legend = figure.legend(handles, labels, loc="outside lower center", ncols=1)
    for handle in legend.legend_handles:
        if handle is not None:
            handle.set_alpha(1)
    settings = validation.settings
    how = f"{settings.folds} folds" if settings.folds else f"{settings.share:.0%} solved"
    panel.set_title(f"{how}, {settings.n_done} parts", loc="right", fontsize=7, color=GREY)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=8.5)
    return figure
