"""What all figures share: the style, the grid of panels, and the import of matplotlib when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from fsqca._checks import import_extra

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

P = ParamSpec("P")
R = TypeVar("R")

#: Colours of Okabe and Ito (2008), which readers with any kind of colour blindness tell apart; their greys
#: differ too.
BLUE, SKY, VERMILLION, ORANGE, GREEN = "#0072B2", "#56B4E9", "#D55E00", "#E69F00", "#009E73"
INK, GREY, PALE = "#222222", "#767676", "#D0D0D0"

#: Sizes of a journal: 8 points for text, figures 90 mm (one column) or 180 mm (two columns) wide.
COLUMN_WIDTH, PAGE_WIDTH = 3.54, 7.09
STYLE: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.labelsize": 8,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "lines.linewidth": 1.2,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    # Text of names is text: a dollar sign in a name does not start a formula.
    "text.parse_math": False,
    # The same figure gives the same file, and its letters need no font on the reader's machine.
    "svg.hashsalt": "fsqca",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
}

#: Fonts of files for an article: text as text, not as drawn curves.
EDITABLE: Any = {"svg.fonttype": "none", "pdf.fonttype": 42, "ps.fonttype": 42}


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function draw in our style, whatever the user's own settings are, and leave those alone."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        matplotlib = import_extra("matplotlib", "plots", f"{function.__name__}()")
        with matplotlib.rc_context(
            {**matplotlib.rcParamsDefault, **STYLE, "backend": matplotlib.rcParams["backend"]}
        ):
            return function(*args, **kwargs)

    return wrapper


@lru_cache(maxsize=1)
def _figure_class() -> type[Figure]:
    from matplotlib.figure import Figure

    class NotebookFigure(Figure):
        """A figure that a notebook shows although pyplot does not know it."""

        def _repr_png_(self) -> bytes:
            return render(self, "png")

        def savefig(self, *args: Any, **kwargs: Any) -> None:
            """Save the figure as matplotlib does; in PDF and SVG, letters stay letters that can be edited."""
            import matplotlib

            with matplotlib.rc_context(EDITABLE):
                super().savefig(*args, **kwargs)

    return NotebookFigure


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of that size in inches."""
    return _figure_class()(figsize=(width, height), layout="constrained")


def fixed_figure(width: float, height: float) -> Figure:
    """Return an empty figure of that size in inches, in which whoever draws sets the places."""
    return _figure_class()(figsize=(width, height))


def panels(number: int, width: float = 2.3, height: float = 1.9, most: int = 3) -> tuple[Figure, list[Axes]]:
    """Return a figure with a grid of panels, at most `most` side by side."""
    across = min(number, most)
    down = -(-number // across)
    figure = new_figure(max(COLUMN_WIDTH, width * across), height * down)
    grid = figure.subplots(down, across, squeeze=False).ravel().tolist()
    for axes in grid[number:]:
        axes.set_axis_off()
    return figure, grid[:number]


def figure_of(axes: Axes) -> Figure:
    """Return the figure that axes belong to, also where they stand in a part of it."""
    figure: Any = axes.figure
    while getattr(figure, "figure", figure) is not figure:
        figure = figure.figure
    whole: Figure = figure
    return whole


def render(figure: Figure, kind: str, *, dpi: int = 200) -> bytes:
    """Return a figure as the content of a file.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    kind : {"png", "svg", "pdf"}
    dpi : int, default 200
        Dots per inch of an image.

    Returns
    -------
    bytes
        The same for the same figure: no date is written into the file.
    """
    matplotlib = import_extra("matplotlib", "plots", "Rendering a figure")
    metadata: dict[str, None] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
    buffer = BytesIO()
    with matplotlib.rc_context(STYLE):
        # Not the figure's own savefig: letters are drawn as curves, which look alike on every machine.
        base: Any = import_module("matplotlib.figure").Figure
        base.savefig(figure, buffer, format=kind, dpi=dpi, metadata=metadata)
    return buffer.getvalue()
