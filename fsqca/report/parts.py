"""What a page is made of: text, headings, notes, tables, figures and charts, each as escaped HTML."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from fsqca._display import number_text
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.report.charts import ConfigurationChart

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Dots per inch of the images that :func:`fsqca.plots.render` makes.
PNG_DPI = 200
_NUMBER = ' class="number"'
#: Cells with more letters than this may be broken into lines; all others stay on one.
LONG = 34


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
    """

    frame: pd.DataFrame
    caption: str
    notes: tuple[str, ...] = ()
    digits: int = 3
    folded: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.frame, pd.DataFrame):
            raise ArgumentTypeError(f"frame must be a pandas DataFrame, not {type(self.frame).__name__}.")
        if not self.caption:
            raise ArgumentError("caption is empty: say what the table shows.")

    def to_html(self) -> str:
        """Return it as escaped HTML."""
        notes = "".join(Note(note).to_html() for note in self.notes)
        table = (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{_escaped(self.caption)}">'
            f'<table class="data"><caption><span>{_escaped(self.caption)}</span></caption>'
            f"{self._head()}{self._body()}</table></div>"
        )
        if self.folded:
            summary = f"Show the table: {self.caption}"
            table = f"<details><summary>{_escaped(summary)}</summary>{table}</details>"
        return f'<div class="part">{table}{notes}</div>'

    @property
    def _index(self) -> list[list[Any]]:
        """The index as columns, none where it only counts the rows."""
        index = self.frame.index
        if isinstance(index, pd.RangeIndex) and index.name is None:
            return []
        return [index.get_level_values(level).tolist() for level in range(index.nlevels)]

    def _head(self) -> str:
        labels: list[Any] = list(self.frame.columns)
        columns = [name if isinstance(name, tuple) else (name,) for name in labels]
        depth = max(map(len, columns), default=1)
        numbers = [_is_number(self.frame.iloc[:, position]) for position in range(self.frame.shape[1])]
        names = ["" if name is None else str(name) for name in self.frame.index.names][: len(self._index)]
        span = f' rowspan="{depth}"' if depth > 1 else ""
        corner = "".join(
            f'<th scope="col"{span}>{_escaped(_words(name))}</th>' if name else f"<td{span}></td>"
            for name in names
        )
        rows = []
        for level in range(depth - 1):
            cells = "".join(
                f'<th scope="colgroup" colspan="{len(list(members))}">{_escaped(_words(str(head[-1])))}</th>'
                for head, members in groupby(columns, key=lambda name: name[: level + 1])
            )
            rows.append(f"<tr>{corner if level == 0 else ''}{cells}</tr>")
        cells = "".join(
            f'<th scope="col"{_NUMBER * number}>{_escaped(_words(str(name[-1])))}</th>'
            for name, number in zip(columns, numbers, strict=True)
        )
        rows.append(f"<tr>{corner if depth == 1 else ''}{cells}</tr>")
        return f"<thead>{''.join(rows)}</thead>"

    def _body(self) -> str:
        numbers = [_is_number(self.frame.iloc[:, position]) for position in range(self.frame.shape[1])]
        columns = [self.frame.iloc[:, position].tolist() for position in range(self.frame.shape[1])]
        heads = self._row_heads()
        rows = []
        for at in range(len(self.frame)):
            cells = heads[at]
            for values, is_number in zip(columns, numbers, strict=True):
                text = _cell_text(values[at], self.digits)
                kind = _NUMBER if is_number else (' class="long"' if len(text) > LONG else "")
                cells += f"<td{kind}>{_escaped(text)}</td>"
            rows.append(f"<tr>{cells}</tr>")
        return f"<tbody>{''.join(rows)}</tbody>"

    def _row_heads(self) -> list[str]:
        """Return the heads of each row; an outer level stands once, beside all rows that it holds."""
        levels = self._index
        heads = [""] * len(self.frame)
        for depth, level in enumerate(levels):
            start = 0
            while start < len(level):
                stop = start + 1
                if depth < len(levels) - 1:
                    while stop < len(level) and all(
                        outer[stop] == outer[start] for outer in levels[: depth + 1]
                    ):
                        stop += 1
                span = f'scope="rowgroup" rowspan="{stop - start}"' if stop - start > 1 else 'scope="row"'
                heads[start] += f"<th {span}>{_escaped(number_text(level[start]))}</th>"
                start = stop
        return heads


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

    def to_html(self) -> str:
        """Return it as HTML with the drawing inside."""
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
        return (
            f'<figure><div class="scroll" role="region" tabindex="0" aria-label="{_escaped(self.caption)}">'
            f'<img src="data:{media};base64,{data}" width="{width}" style="--width:{width}px" '
            f'alt="{_escaped(self.alt)}"></div><figcaption>{_escaped(self.caption)}</figcaption></figure>'
        )


@dataclass(frozen=True, slots=True)
class Chart:
    """A configuration chart with a caption."""

    chart: ConfigurationChart
    caption: str

    def to_html(self) -> str:
        """Return it as escaped HTML."""
        from fsqca.report.html_chart import chart_html

        return f'<div class="part">{chart_html(self.chart, self.caption)}</div>'


Part: TypeAlias = Text | Heading | Note | Table | Picture | Chart


def _is_number(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column.dtype)) and not pd.api.types.is_bool_dtype(column.dtype)


def _cell_text(value: object, digits: int) -> str:
    if value is pd.NA:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number_text(value, digits)


def _words(name: str) -> str:
    """Return a column name as words."""
    known = {"pri": "PRI", "ron": "RoN", "n": "n", "sd": "SD", "out": "code"}
    return known.get(name, name.replace("_", " ").replace("pri ", "PRI "))


def _escaped(text: str) -> str:
    return html.escape(text, quote=True)


__all__ = ["Chart", "Heading", "Note", "Part", "Picture", "Table", "Text"]
