"""What all figures share: the style, the grid of panels, and the import of matplotlib when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache, wraps
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, ParamSpec, TypeAlias, TypeVar

from fsqca._checks import check_number, import_extra, listed
from fsqca.errors import ArgumentError
from fsqca.plots._fonts import check_letters, families

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

P = ParamSpec("P")
R = TypeVar("R")

#: Colours of Okabe and Ito (2008), which readers with any kind of colour blindness tell apart; their greys
#: differ too.
BLUE, SKY, VERMILLION, ORANGE, GREEN = "#0072B2", "#56B4E9", "#D55E00", "#E69F00", "#009E73"
INK, GREY, PALE = "#222222", "#767676", "#D0D0D0"

Width: TypeAlias = Literal["column", "page"] | float

#: Sizes of a journal: 8 points for text, figures 88 mm (one column) or 180 mm (two columns) wide.
COLUMN_WIDTH, PAGE_WIDTH = 3.46, 7.08
WIDTHS: Final = {"column": COLUMN_WIDTH, "page": PAGE_WIDTH}
STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
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
        # A figure that is drawn by another one of ours is looked at when that one is done.
        outermost = not _inside.get()
        token = _inside.set(True)
        style = {**STYLE, "font.family": list(families())}
        try:
            with matplotlib.rc_context(
                {**matplotlib.rcParamsDefault, **style, "backend": matplotlib.rcParams["backend"]}
            ):
                result = function(*args, **kwargs)
        finally:
            _inside.reset(token)
        if outermost:
            check_letters(result)
        return result

    return wrapper


_inside: ContextVar[bool] = ContextVar("_inside", default=False)


def inches_of(width: Width) -> float:
    """Return the width of a figure in inches.

    Parameters
    ----------
    width : "column", "page" or float
        One column of a journal (8.8 cm), a page (18 cm), or centimetres.

    Raises
    ------
    ArgumentError
        If it is no such word, or not between 4 and 60 cm.

    Examples
    --------
    >>> round(inches_of("column"), 2), round(inches_of(18), 2)
    (3.46, 7.09)
    """
    if isinstance(width, str):
        if width not in WIDTHS:
            raise ArgumentError(
                f'width is {width!r}, but it must be "column", "page" or a number of centimetres.'
            )
        return WIDTHS[width]
    centimetres = check_number("width", width)
    if not 4 <= centimetres <= 60:
        raise ArgumentError(f"width is {centimetres:g}, but it must be between 4 and 60 centimetres.")
    return centimetres / 2.54


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


_FORMATS: Final = {".png": "png", ".svg": "svg", ".pdf": "pdf", ".tif": "tiff", ".tiff": "tiff"}


def save_figure(
    figure: Figure, path: str | Path, *, dpi: int = 600, grey: bool = False, overwrite: bool = False
) -> Path:
    """Write a figure into a file in the format that its name says, and return its path.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    path : str or Path
        Ends in ``.pdf`` or ``.svg`` (vectors, in which letters stay letters), ``.png`` or ``.tiff``.
    dpi : int, default 600
        Dots per inch of an image.
    grey : bool, default False
        Whether an image is written in shades of grey, to see how a figure looks in print without colours.
    overwrite : bool, default False
        Whether a file of that name may be replaced.

    Returns
    -------
    Path
        Absolute. The file is written whole or not at all, and is the same for the same figure.

    Raises
    ------
    ArgumentError
        If the ending is none of these, `grey` is asked for with vectors, or the folder cannot be written
        into.
    OutputExistsError
        If there is a file of that name and `overwrite` is False.

    Examples
    --------
    >>> import tempfile, pandas as pd
    >>> from fsqca.plots import save_figure, xy_plot
    >>> figure = xy_plot(pd.DataFrame({"A": [0.9, 0.2], "Y": [0.8, 0.4]}), "A => Y")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_figure(figure, f"{folder}/xy.pdf").name
    'xy.pdf'
    """
    from fsqca.report.writing import write_new

    matplotlib = import_extra("matplotlib", "plots", "save_figure()")
    suffix = Path(path).suffix.lower()
    if suffix not in _FORMATS:
        raise ArgumentError(
            f"path ends in {suffix!r}, but it must end in one of {listed(_FORMATS)}: {str(path)!r}."
        )
    kind = _FORMATS[suffix]
    if grey and kind not in ("png", "tiff"):
        raise ArgumentError(f"grey is for images (.png, .tiff), and path ends in {suffix!r}.")
    metadata: dict[str, None] | None = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
    buffer = BytesIO()
    with matplotlib.rc_context({**STYLE, "font.family": list(families()), **EDITABLE}):
        base: Any = import_module("matplotlib.figure").Figure
        base.savefig(figure, buffer, format=kind, dpi=dpi, metadata=metadata)
    content = _greyed(buffer.getvalue(), kind, dpi) if grey else buffer.getvalue()
    return write_new(path, content, overwrite=overwrite)


def _greyed(content: bytes, kind: str, dpi: int) -> bytes:
    """Return an image in shades of grey."""
    image: Any = import_module("PIL.Image")
    buffer = BytesIO()
    image.open(BytesIO(content)).convert("L").save(buffer, format=kind.upper(), dpi=(dpi, dpi))
    return buffer.getvalue()


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
    with matplotlib.rc_context({**STYLE, "font.family": list(families())}):
        # Not the figure's own savefig: letters are drawn as curves, which look alike on every machine.
        base: Any = import_module("matplotlib.figure").Figure
        base.savefig(figure, buffer, format=kind, dpi=dpi, metadata=metadata)
    return buffer.getvalue()
