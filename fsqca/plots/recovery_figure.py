"""How well a hypothesised solution is found: curves over the number of cases."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np

from fsqca._checks import check_choice, check_fraction, listed
from fsqca._types import Floats
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots._figures import (
    BLUE,
    COLUMN_WIDTH,
    GREEN,
    INK,
    ORANGE,
    SKY,
    VERMILLION,
    new_figure,
    styled,
)
from fsqca.plots._labels import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from fsqca.robustness import PowerAnalysis, RecoveryStudy

#: Curves that can be told apart in one figure.
MOST_CURVES = 8
_COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, INK, SKY)
_LINES: tuple[object, ...] = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (5, 1.5, 1, 1.5)))
_MARKS = ("o", "s", "^", "D", "v", "P")
#: What may vary besides the number of cases.
_BY = ("noise", "blur", "skew", "limited_diversity", "correlation")


@styled
def power_plot(
    plan: PowerAnalysis,
    *,
    quantities: Sequence[str] | None = None,
    power: float = 0.8,
    title: str | None = None,
) -> Figure:
    """Return the power by number of cases, with the error of the simulation.

    Parameters
    ----------
    plan : PowerAnalysis
        The result of :func:`fsqca.robustness.power`.
    quantities : sequence of str, optional
        Of ``plan.study.quantities``. Default: exact, correct and the single terms. At most 8.
    power : float in (0, 1), default 0.8
        Where a dashed line is drawn.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        One curve per quantity; bands are 95 % intervals of Wilson.

    Examples
    --------
    >>> from fsqca.plots import power_plot
    >>> from fsqca.robustness import power
    >>> plan = power("A*B", n=(30, 60), conditions=["A", "B", "C"], n_simulations=50, seed=1)
    >>> len(power_plot(plan).axes[0].get_lines())
    4
    """
    from fsqca.robustness import PowerAnalysis

    if not isinstance(plan, PowerAnalysis):
        raise ArgumentTypeError(f"plan must be the result of power(), not {type(plan).__name__}.")
    line = check_fraction("power", power, inclusive=False)
    known = plan.study.quantities
    terms = [name for name in known if name.startswith("term ")]
    if quantities is None:
        chosen = ["exact", "correct", *terms][:MOST_CURVES]
    else:
        if isinstance(quantities, str):
            raise ArgumentTypeError(f"quantities must be a list of names, not {quantities!r}.")
        chosen = [check_choice("quantities", name, known) for name in quantities]
    _check_number(chosen)
    table = plan.table
    figure = new_figure(COLUMN_WIDTH, 3.0)
    axes = figure.subplots()
    axes.axhline(line, color=INK, linewidth=0.7, linestyle=(0, (4, 3)), gid="power")
    curves = []
    for name in chosen:
        own = table[table["quantity"] == name].sort_values("n")
        curves.append((name, own[["n", "power", "low", "high"]].to_numpy(dtype=np.float64)))
    _draw(axes, curves)
    axes.set(ylabel="power")
    return _finished(figure, axes, title)


@styled
def recovery_plot(
    study: RecoveryStudy, *, quantity: str = "exact", by: str | None = None, title: str | None = None
) -> Figure:
    """Return the rate of recovery by number of cases, one curve for each value of a difficulty.

    Parameters
    ----------
    study : RecoveryStudy
        The result of :func:`fsqca.robustness.recovery_study`.
    quantity : str, default "exact"
        One of ``study.quantities``.
    by : {"noise", "blur", "skew", "limited_diversity", "correlation"}, optional
        What tells the curves apart. Default: the one that varies.
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
        Bands are 95 % intervals of Wilson.

    Raises
    ------
    ArgumentError
        If something else varies too, or there are more than 8 curves.
    """
    from fsqca.robustness import RecoveryStudy

    if not isinstance(study, RecoveryStudy):
        raise ArgumentTypeError(f"study must be the result of recovery_study(), not {type(study).__name__}.")
    check_choice("quantity", quantity, study.quantities)
    varied = [name for name in _BY if len(set(map(str, study.designs[name]))) > 1]
    if by is None:
        if len(varied) > 1:
            raise ArgumentError(
                f"{listed(varied)} vary, but curves can show one of them. Draw a study of one, with the "
                f"others at one value."
            )
        by = varied[0] if varied else "noise"
    check_choice("by", by, _BY)
    others = [name for name in varied if name != by]
    if others:
        raise ArgumentError(
            f"{listed(others)} vary too, but curves can show one of them. Draw a study of {by!r} alone."
        )
    table = study.table
    table = table[table["quantity"] == quantity]
    curves = []
    for value in dict.fromkeys(table[by].tolist()):
        own = table[table[by] == value].sort_values("n")
        label = f"{by.replace('_', ' ')} {value:g}" if isinstance(value, float) else f"{by} {value}"
        curves.append((label, own[["n", "rate", "low", "high"]].to_numpy(dtype=np.float64)))
    _check_number([label for label, _ in curves])
    figure = new_figure(COLUMN_WIDTH, 3.0)
    axes = figure.subplots()
    _draw(axes, curves)
    axes.set(ylabel=wrapped(f"share of studies: {quantity}", 2.2, 8, lines=2))
    return _finished(figure, axes, title)


def _check_number(curves: Sequence[str]) -> None:
    if not curves:
        raise ArgumentError("There is nothing to draw: name at least one quantity.")
    if len(curves) > MOST_CURVES:
        raise ArgumentError(
            f"There are {len(curves)} curves to draw, but at most {MOST_CURVES} can be told apart."
        )


def _draw(axes: Axes, curves: Sequence[tuple[str, Floats]]) -> None:
    styles = zip(cycle(_COLOURS), cycle(_LINES), cycle(_MARKS), strict=False)
    for (label, points), (colour, line, mark) in zip(curves, styles, strict=False):
        n, value, low, high = points.T
        axes.fill_between(n, low, high, color=colour, alpha=0.12, linewidth=0)
        axes.plot(
            n, value, color=colour, linestyle=line, marker=mark, markersize=3.8, label=label, clip_on=False
        )
    sizes = sorted({float(n) for _, points in curves for n in points[:, 0]})
    if len(sizes) > 1 and sizes[-1] / sizes[0] >= 4:
        axes.set_xscale("log")
        axes.minorticks_off()
    axes.set_xticks(sizes, [f"{size:g}" for size in sizes])
    axes.set(xlabel="cases", ylim=(0, 1.0))


def _finished(figure: Figure, axes: Axes, title: str | None) -> Figure:
    if title is not None:
        axes.set_title(title, loc="left")
    figure.legend(loc="outside lower center", ncols=2, columnspacing=1.0, handlelength=3.2)
    return figure
