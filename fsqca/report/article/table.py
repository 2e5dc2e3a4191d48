"""The table of an article: one model, written as Word, LaTeX, HTML, Markdown, text and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from fsqca._checks import counted
from fsqca.errors import ArgumentError
from fsqca.report.article.cells import Align, Cell, Row, Sign, clean


@dataclass(frozen=True, slots=True, repr=False)
class ArticleTable:
    """A table as an article shows it. Made by :func:`fsqca.report.article_table` or :func:`from_frame`.

    Attributes
    ----------
    title : str
        What the table shows, without a number.
    head : tuple of tuple of Cell
        The rows of the header; spans within each add up to the number of columns.
    body : tuple of Row
        Rows, and headings of groups of rows.
    align : tuple of {"left", "right", "center"}
        One per column.
    notes : tuple of str
        Sentences below the table: what the signs mean, and the settings that made the numbers.
    legend : tuple of Sign
        The signs of a configuration chart that are explained below the table.
    blank : str
        What an empty cell of a configuration chart means, "" where there is nothing to say.
    stub : int
        How many first columns name the row.
    bold : str
        What bold numbers mean, "" where there are none.
    """

    title: str
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[Row, ...]
    align: tuple[Align, ...]
    notes: tuple[str, ...] = ()
    legend: tuple[Sign, ...] = ()
    blank: str = ""
    stub: int = 1
    bold: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", clean(self.title).strip())
        object.__setattr__(self, "notes", tuple(clean(note) for note in self.notes))
        if not self.title:
            raise ArgumentError("title is empty: say what the table shows.")
        if not self.align:
            raise ArgumentError("The table has no columns.")
        for row in (*self.head, *(one.cells for one in self.body)):
            width = sum(one.span for one in row)
            if width != len(self.align):
                raise ArgumentError(
                    f"A row of the table {self.title!r} covers {counted(width, 'column')}, but the table has "
                    f"{len(self.align)}."
                )

    @property
    def n_columns(self) -> int:
        """The number of columns."""
        return len(self.align)

    @property
    def n_rows(self) -> int:
        """The number of rows of the body, headings not counted."""
        return sum(not row.heading for row in self.body)

    @property
    def note_lines(self) -> tuple[str, ...]:
        """The notes with the legend in front, as plain text."""
        parts = [f"{sign.text} {sign.words}" for sign in self.legend]
        if self.blank:
            parts.append(f"blank: {self.blank}")
        return (*([f"{'; '.join(parts)}."] if parts else []), *self.notes)

    @property
    def marked_notes(self) -> tuple[str, ...]:
        """The notes, with what bold numbers mean in front, for formats that show them."""
        return (*([f"Bold: {self.bold}."] if self.bold else []), *self.notes)

    @property
    def marked_lines(self) -> tuple[str, ...]:
        """As :attr:`note_lines`, for formats that show bold numbers."""
        return replace(self, notes=self.marked_notes).note_lines

    @property
    def table(self) -> pd.DataFrame:
        """The cells as a frame: numbers as numbers.

        The headings of groups of rows stand in a first column ``group``. The names of
        columns with headers of several rows are joined by ": ".
        """
        names = column_names(self.head, self.n_columns)
        grouped = any(row.heading for row in self.body)
        rows: list[list[object]] = []
        group = ""
        for row in self.body:
            if row.heading:
                group = row.cells[0].text
                continue
            values: list[object] = [group] if grouped else []
            for one in row.cells:
                values += [one.text if one.value is None else one.value] + [""] * (one.span - 1)
            rows.append(values)
        return pd.DataFrame(rows, columns=pd.Index((["group"] if grouped else []) + names, dtype=object))

    def with_title(self, title: str) -> ArticleTable:
        """Return the same table under another title."""
        return replace(self, title=title)

    def with_notes(self, *notes: str) -> ArticleTable:
        """Return the same table with further notes below it."""
        return replace(self, notes=(*self.notes, *notes))

    # ------------------------------------------------------------------ formats

    def to_text(self) -> str:
        """Return the table as plain text."""
        from fsqca.report.article.plain import table_text

        return table_text(self)

    def to_markdown(self) -> str:
        """Return the table as Markdown: a pipe table with the title above and the notes below."""
        from fsqca.report.article.plain import table_markdown

        return table_markdown(self)

    def to_html(self) -> str:
        """Return the table as a fragment of HTML with a caption, headers with scope, and the notes below."""
        from fsqca.report.article.markup import table_html

        return table_html(self)

    def to_latex(self, *, label: str = "") -> str:
        r"""Return the table as a fragment of LaTeX in the style of booktabs.

        Parameters
        ----------
        label : str, optional
            The name for ``\ref``, such as ``"tab:necessity"``.

        Returns
        -------
        str
            To be read by ``\input``. Its first lines are a comment with the packages that it needs; the signs
            of a configuration chart are macros that it defines unless you did.
        """
        from fsqca.report.article.latex import table_latex

        return table_latex(self, label=label)

    def to_csv(self) -> str:
        """Return the table as CSV: title, header, body, notes. No text runs as a formula."""
        from fsqca.report.article.sheets import tables_csv

        return tables_csv([self])

    def to_docx(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the table as a Word document (needs the extra "word") and return its path.

        Parameters
        ----------
        path : str or Path
            A name that ends in ``.docx``.
        overwrite : bool, default False
            Whether a file of that name may be replaced.
        """
        from fsqca.report.article.documents import check_suffix, write_tables

        return write_tables(check_suffix(path, ".docx"), [self], overwrite=overwrite)

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the table in the format that the name of the file says, and return its path.

        Parameters
        ----------
        path : str or Path
            Ends in ``.docx``, ``.tex``, ``.html``, ``.md``, ``.csv``, ``.xlsx`` or ``.txt``.
        overwrite : bool, default False
            Whether a file of that name may be replaced.

        Returns
        -------
        Path
            Absolute. The file is written whole or not at all.

        Raises
        ------
        ArgumentError
            If the ending is none of these, or the folder cannot be written into.
        OutputExistsError
            If there is a file of that name and `overwrite` is False.
        MissingExtraError
            If python-docx (.docx) or openpyxl (.xlsx) is not installed.
        """
        from fsqca.report.article.documents import write_tables

        return write_tables(path, [self], overwrite=overwrite)

    def __repr__(self) -> str:
        notes = counted(len(self.note_lines), "note")
        size = f"{counted(self.n_rows, 'row')}, {counted(self.n_columns, 'column')}"
        return f"<ArticleTable {self.title!r}: {size}, {notes}>"

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()


def column_names(head: tuple[tuple[Cell, ...], ...], n_columns: int) -> list[str]:
    """Return one name per column, made of all that stands above it; names that repeat are numbered."""
    above: list[list[str]] = [[] for _ in range(n_columns)]
    for row in head:
        for place, one in places(row):
            for column in range(place, place + one.span):
                if one.text:
                    above[column].append(one.text)
    names: list[str] = []
    for parts in above:
        name = ": ".join(parts)
        number = 2
        while name in names:
            name = f"{': '.join(parts)} ({number})"
            number += 1
        names.append(name)
    return names


def places(cells: tuple[Cell, ...]) -> Iterator[tuple[int, Cell]]:
    """Return the cells of a row, each with its first column."""
    at = 0
    for one in cells:
        yield at, one
        at += one.span


__all__ = ["ArticleTable", "column_names", "places"]
