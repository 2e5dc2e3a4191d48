"""Article tables written to files, the format told by the ending of the name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from fsqca._checks import counted, listed
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.report.article.latex import table_latex
from fsqca.report.article.markup import escaped, table_html
from fsqca.report.article.plain import table_markdown, table_text
from fsqca.report.article.results import article_table
from fsqca.report.article.sheets import tables_csv, tables_xlsx
from fsqca.report.article.table import ArticleTable
from fsqca.report.article.word import document
from fsqca.report.writing import write_new

SUFFIXES = (".docx", ".tex", ".html", ".md", ".csv", ".xlsx", ".txt")


def write_tables(
    path: str | Path, tables: Iterable[object], *, numbered: bool | None = None, overwrite: bool = False
) -> Path:
    """Write tables into one file, in the format that its name says, and return its path.

    Parameters
    ----------
    path : str or Path
        Ends in ``.docx`` (Word), ``.tex`` (LaTeX), ``.html``, ``.md`` (Markdown), ``.csv``, ``.xlsx`` (Excel,
        a sheet per table) or ``.txt``.
    tables : iterable of ArticleTable or results
        A result is made a table by :func:`fsqca.report.article_table`.
    numbered : bool, optional
        Whether titles begin with "Table 1." and so on. Default: where there are several. LaTeX numbers
        tables itself.
    overwrite : bool, default False
        Whether a file of that name may be replaced.

    Returns
    -------
    Path
        Absolute. The file is written whole or not at all.

    Raises
    ------
    ArgumentError
        If the ending is none of these, there is no table, or the folder cannot be written into.
    OutputExistsError
        If there is a file of that name and `overwrite` is False.
    MissingExtraError
        If python-docx (.docx) or openpyxl (.xlsx) is not installed.

    Examples
    --------
    >>> import tempfile, pandas as pd
    >>> from fsqca.report import from_frame, write_tables
    >>> table = from_frame(pd.DataFrame({"n": [3, 4]}, index=["a", "b"]), title="Cases")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_tables(f"{folder}/cases.md", [table]).name
    'cases.md'
    """
    suffix = _suffix(path)
    made = _tables(tables)
    number = len(made) > 1 if numbered is None else numbered
    return write_new(path, _content(suffix, made, number), overwrite=overwrite)


def _tables(tables: object) -> list[ArticleTable]:
    if isinstance(tables, (str, bytes)) or not isinstance(tables, Iterable):
        raise ArgumentTypeError(
            f"tables must be a list of tables or results, such as [table], not {type(tables).__name__}."
        )
    made = [one if isinstance(one, ArticleTable) else article_table(one) for one in tables]
    if not made:
        raise ArgumentError("tables is empty: name at least one table.")
    return made


def _suffix(path: str | Path) -> str:
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise ArgumentError(
            f"path ends in {suffix!r}, but it must end in one of {listed(SUFFIXES, 10)}: {str(path)!r}."
        )
    return suffix


def check_suffix(path: str | Path, suffix: str) -> str | Path:
    """Return the path if it has this ending, or raise."""
    if Path(path).suffix.lower() != suffix:
        raise ArgumentError(f"path must end in {suffix!r}, not {Path(path).suffix!r}: {str(path)!r}.")
    return path


def _content(suffix: str, tables: Sequence[ArticleTable], numbered: bool) -> str | bytes:
    if suffix == ".docx":
        return document(tables, numbered=numbered)
    if suffix == ".tex":
        return "\n".join(map(table_latex, tables))
    if numbered:
        tables = [one.with_title(f"Table {i}. {one.title}") for i, one in enumerate(tables, start=1)]
    if suffix == ".xlsx":
        return tables_xlsx(tables)
    if suffix == ".csv":
        # The mark at the start tells spreadsheet programs that the letters are UTF-8.
        return "\ufeff" + tables_csv(tables)
    if suffix == ".md":
        return "\n".join(map(table_markdown, tables))
    if suffix == ".txt":
        return "\n\n".join(map(table_text, tables)) + "\n"
    title = tables[0].title if len(tables) == 1 else counted(len(tables), "table")
    body = "\n".join(map(table_html, tables))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f"<title>{escaped(title)}</title></head>\n"
        f"<body style=\"font-family:'Times New Roman',Times,serif;margin:2em\">\n{body}\n</body>\n</html>\n"
    )


__all__ = ["SUFFIXES", "check_suffix", "write_tables"]
