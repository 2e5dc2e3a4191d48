"""Several XY plots in one figure: the terms of a model, or one relation in several groups of cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fsqca._types import Missing
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.fit.kinds import KINDS
from fsqca.minimization.models import Model
from fsqca.plots._figures import panels, styled
from fsqca.plots.xy import MARKERS, marker_handle, xy_plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH, _HEIGHT = 2.45, 2.62


@styled
def xy_by_term(model: Model, *, whole: bool = True) -> Figure:
    """Return XY plots of every term of a model, and of the model as a whole.

    Parameters
    ----------
    model : Model
        A model of a table made from data.
    whole : bool, default True
        Whether the last panel is the model as a whole. A model of one term has one panel.

    Returns
    -------
    matplotlib.figure.Figure
        One panel per term, drawn as by :func:`fsqca.plots.xy_plot`.
    """
    if not isinstance(model, Model):
        raise ArgumentTypeError(
            f"model must be a Model, one of the .models of a solution, not {type(model).__name__}."
        )
    number = len(model)
    total = number + (whole and number > 1)
    figure, grid = panels(total, _WIDTH, _HEIGHT, most=2 if total == 4 else 3)
    for position, panel in enumerate(grid):
        if position < number:
            xy_plot(model, term=position, axes=panel, legend=False)
        else:
            xy_plot(model, axes=panel, legend=False)
            panel.set_xlabel(f"{model.name}, all terms together")
    _legend(figure, grid)
    return figure


@styled
def xy_by_group(
    groups: Mapping[str, object], relation: str | None = None, *, missing: Missing = "raise"
) -> Figure:
    """Return XY plots of one relation in several groups of cases, or of one model per group.

    Parameters
    ----------
    groups : mapping of str to DataFrame, Calibrated or Model
        The title of each panel, and what is plotted there.
    relation : str, optional
        ``"TF*AD => DSO"`` or ``"TF <= DSO"``; needed with data, not allowed with models.
    missing : {"raise", "drop"}, default "raise"

    Returns
    -------
    matplotlib.figure.Figure
        One panel per group, drawn as by :func:`fsqca.plots.xy_plot`.
    """
    if not isinstance(groups, Mapping):
        raise ArgumentTypeError(
            f'groups must be a mapping such as {{"all cases": data}}, not {type(groups).__name__}.'
        )
    if not groups:
        raise ArgumentError("groups is empty: name at least one group of cases.")
    figure, grid = panels(len(groups), _WIDTH, _HEIGHT + 0.5)
    for (title, source), panel in zip(groups.items(), grid, strict=True):
        xy_plot(source, relation, title=str(title), axes=panel, legend=False, missing=missing)
    _legend(figure, grid)
    return figure


def _legend(figure: Figure, grid: list[Axes]) -> None:
    """Explain the markers that some panel has, once for all."""
    drawn = {artist.get_gid() for panel in grid for artist in panel.collections}
    handles = [marker_handle(kind, kind) for kind in KINDS if kind in drawn and kind in MARKERS]
    across = figure.get_figwidth() > 6
    figure.legend(
        handles=handles, loc="outside lower center", ncols=len(handles) if across else 3, handletextpad=0.2
    )
