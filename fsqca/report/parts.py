"""What a page is made of: text, headings, notes, tables, figures and charts, each as escaped HTML."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from fsqca._display import number_text
from fsqca._html_table import Look, table_inside
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.report.charts import ConfigurationChart

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from fsqca.report.article.table import ArticleTable

#: Dots per inch of the images that :func:`fsqca.plots.render` makes.
PNG_DPI = 200
#: Width in pixels of what a phone shows without being moved.
PHONE = 400
#: What the style sheet of the page knows.
CLASSES = Look(number=' class="number"', long=' class="long"', number_head=' class="number"')


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph.

    Parameters
    ----------
    text : str
        Plain text; it is escaped.
    """

    text: str

    def to_html(self) -> str:
        """Return it as escaped HTML."""
        return f"<p>{_escaped(self.text)}</p>"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: str

    def to_html(self) -> str:
        """Return it as escaped HTML."""
        return f"<h3>{_escaped(self.text)}</h3>"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in small print."""

    text: str

    def to_html(self) -> str:
        """Return it as escaped HTML."""
        return f'<p class="note">{_escaped(self.text)}</p>'


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, in a box that scrolls by itself where it is wider than the page.

    Parameters
    ----------
    frame : DataFrame
        Index levels become the first columns; an index without a name that only counts the rows is left out.
    caption : str
        What the table shows; needed, because readers who jump from table to table hear it first.
    notes : tuple of str
    digits : int, default 3
        Decimals of floats. NaN is shown as "-".
    folded : bool, default False
        Whether the reader has to open it: for long tables.
    search : str, default ""
        The label of a field that looks for rows, such as "Find a case"; "" for none.
    article : ArticleTable, optional
        The same table as an article prints it, for documents. Default: made of the frame.
    printed : bool, default True
        Whether it is printed and stands in documents; False for lists of hundreds of cases.
    own : tuple of str
        Columns with names of the study, such as those of sets, which stay as they are; others become words.
    """

    frame: pd.DataFrame
    caption: str
    notes: tuple[str, ...] = ()
    digits: int = 3
    folded: bool = False
    search: str = ""
    article: ArticleTable | None = None
    printed: bool = True
    own: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.frame, pd.DataFrame):
            raise ArgumentTypeError(f"frame must be a pandas DataFrame, not {type(self.frame).__name__}.")
        if not self.caption:
            raise ArgumentError("caption is empty: say what the table shows.")

    def to_html(self, number: str = "") -> str:
        """Return it as escaped HTML; a number stands before the caption."""
        notes = "".join(Note(note).to_html() for note in self.notes)
        caption = _numbered("Table", number, self.caption)
        wanted = f' data-search="{_escaped(self.search)}"' if self.search else ""
        table = (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{_escaped(caption)}">'
            f'<table class="data"{wanted}><caption><span>{_escaped(caption)}</span></caption>'
            f"{self._inside()}</table></div>"
        )
        if self.folded:
            summary = f"Show the table: {caption}" if not number else f"Show {caption}"
            table = f"<details><summary>{_escaped(summary)}</summary>{table}{notes}</details>"
            notes = ""
        unprinted = "" if self.printed else " unprinted"
        return f'<div class="part{unprinted}">{table}{notes}</div>'

    def _inside(self) -> str:
        return table_inside(
            self.frame,
            lambda value: _cell_text(value, self.digits),
            look=CLASSES,
            name=lambda name: name if name in self.own else _words(name),
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure, set into the page.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or bytes
        A figure becomes a vector drawing; bytes are a PNG image as :func:`fsqca.plots.render` gives it,
        smaller where there are hundreds of markers.
    caption : str
    alt : str
        The figure in words, for those who cannot see it.
    """

    figure: Figure | bytes
    caption: str
    alt: str

    def __post_init__(self) -> None:
        if not self.caption or not self.alt:
            raise ArgumentError(
                "caption and alt must both be given: one says what the figure shows, the other replaces it."
            )
        if isinstance(self.figure, bytes) and not self.figure.startswith(b"\x89PNG"):
            raise ArgumentError(
                "figure holds bytes that are not a PNG image; make them with fsqca.plots.render(figure, "
                '"png").'
            )

    def to_html(self, number: str = "") -> str:
        """Return it as HTML with the drawing inside; a number stands before the caption."""
        caption = _numbered("Figure", number, self.caption)
        if isinstance(self.figure, bytes):
            # The width in pixels stands in the first block of the file.
            media, content, inches = (
                "image/png",
                self.figure,
                int.from_bytes(self.figure[16:20], "big") / PNG_DPI,
            )
        else:
            from fsqca.plots import render

            media, content, inches = "image/svg+xml", render(self.figure, "svg"), self.figure.get_figwidth()
        data = base64.b64encode(content).decode("ascii")
        # One inch of paper is drawn a little larger on a screen, where nobody comes nearer to read.
        width = round(inches * 118)
        wide, hint = "", ""
        if width > PHONE:
            wide, hint = ' class="wide"', '<p class="hint">Swipe sideways to see the whole figure.</p>'
        return (
            f"<figure{wide}>{hint}"
            f'<div class="scroll" role="region" tabindex="0" aria-label="{_escaped(caption)}">'
            f'<img src="data:{media};base64,{data}" width="{width}" style="--width:{width}px" '
            f'alt="{_escaped(self.alt)}"></div><figcaption>{_escaped(caption)}</figcaption></figure>'
        )


@dataclass(frozen=True, slots=True)
class Chart:
    """A configuration chart with a caption."""

    chart: ConfigurationChart
    caption: str

    def to_html(self, number: str = "") -> str:
        """Return it as escaped HTML; a number stands before the caption."""
        from fsqca.report.html_chart import chart_html

        caption = _numbered("Table", number, self.caption)
        return f'<div class="part">{chart_html(self.chart, caption)}</div>'


Part: TypeAlias = Text | Heading | Note | Table | Picture | Chart


def _numbered(kind: str, number: str, caption: str) -> str:
    return f"{kind} {number}. {caption}" if number else caption


def _cell_text(value: object, digits: int) -> str:
    if value is pd.NA:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number_text(value, digits)


def _words(name: str) -> str:
    """Return a column name as words."""
    known = {"pri": "PRI", "ron": "RoN", "n": "n", "sd": "SD", "out": "code", "sha256": "SHA-256"}
    if name in known:
        return known[name]
    from fsqca.report.article.frames import WORDS

    # Names of tests and of measures of robustness, which only their literature spells out.
    if name.startswith(("p_", "rf_", "rcr_", "rcc_", "bca_")) and name in WORDS:
        return WORDS[name]
    return " ".join({"pri": "PRI", "sd": "SD", "se": "SE"}.get(part, part) for part in name.split("_"))


def _escaped(text: str) -> str:
    return html.escape(text, quote=True)


__all__ = ["Chart", "Heading", "Note", "Part", "Picture", "Table", "Text"]
