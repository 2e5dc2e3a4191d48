"""A page of HTML that stands alone: text, tables, figures and charts, with nothing to load from elsewhere.

One short script of our own sorts tables and looks for rows. The page says by its fingerprint that no other
may run, so that nothing in a name or a text can. Without the script everything is there and can be read.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from fsqca._checks import import_extra
from fsqca._version import __version__
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.report.parts import Chart, Heading, Note, Part, Picture, Table, Text
from fsqca.report.writing import write_file

_PARTS = (Chart, Heading, Note, Picture, Table, Text)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a page.

    Parameters
    ----------
    title : str
    parts : tuple of Text, Heading, Note, Table, Picture or Chart
        A str is taken as a Text.
    """

    title: str
    parts: tuple[Part | str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.title, str) or not self.title.strip():
            raise ArgumentError("title of a section is empty.")
        given: object = self.parts
        if isinstance(given, str):
            raise ArgumentTypeError("parts must be a tuple of parts, not one text: write (text,).")
        made = tuple(Text(part) if isinstance(part, str) else part for part in self.parts)
        for part in made:
            if not isinstance(part, _PARTS):
                raise ArgumentTypeError(
                    f"parts holds {type(part).__name__}; allowed are str, Text, Heading, Note, Table, "
                    "Picture and Chart."
                )
        object.__setattr__(self, "parts", made)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of HTML.

    Parameters
    ----------
    title : str
    sections : tuple of Section
    subtitle : str, default ""
    notice : tuple of str
        What every reader must know, set off below the title.
    footer : tuple of str
    language : str, default "en"
    numbered : bool, default False
        Whether captions begin with "Table 1." and "Figure 1.".

    Examples
    --------
    >>> from fsqca.report import Page, Section
    >>> page = Page("Results", (Section("Data", ("534 <synthetic> respondents.",)),))
    >>> "534 &lt;synthetic&gt; respondents." in page.to_html()
    True
    """

    title: str
    sections: tuple[Section, ...] = ()
    subtitle: str = ""
    notice: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    language: str = "en"
    numbered: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.title, str) or not self.title.strip():
            raise ArgumentError("title of the page is empty.")
        for name in ("sections", "notice", "footer"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise ArgumentTypeError(f"{name} must be a tuple, not one text: write ({value!r},).")
            object.__setattr__(self, name, tuple(value))
        wrong = [section for section in self.sections if not isinstance(section, Section)]
        if wrong:
            raise ArgumentTypeError(f"sections must hold Section, not {type(wrong[0]).__name__}.")

    def to_html(self) -> str:
        """Return the page as a document that loads nothing (needs the extra "report")."""
        jinja2 = import_extra("jinja2", "report", "A report page")
        environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        safe = jinja2.utils.markupsafe.Markup
        script = _template("page.js")
        digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
        text: str = environment.from_string(_template("page.html.jinja")).render(
            page=self,
            sections=[(section.title, list(map(safe, parts))) for section, parts in self._markup()],
            version=__version__,
            script=safe(script),
            digest=safe(digest),
        )
        return text

    def to_docx(self) -> bytes:
        """Return the page as a Word document (needs the extra "word", and "plots" for figures)."""
        from fsqca.report.page_word import page_document

        return page_document(self)

    def numbers(self) -> list[list[str]]:
        """Return the number of every part, "" for texts.

        Tables and charts are counted apart from figures; folded tables are numbered "A1" and so on, as the
        tables of an appendix, which is where a document has them.
        """
        counts = {"table": 0, "figure": 0, "folded": 0}
        numbers: list[list[str]] = []
        for section in self.sections:
            numbers.append([])
            for part in section.parts:
                kind = _kind(part)
                if kind and self.numbered:
                    counts[kind] += 1
                    numbers[-1].append(f"{'A' if kind == 'folded' else ''}{counts[kind]}")
                else:
                    numbers[-1].append("")
        return numbers

    def _markup(self) -> Iterator[tuple[Section, list[str]]]:
        for section, numbers in zip(self.sections, self.numbers(), strict=True):
            yield (
                section,
                [
                    part.to_html(number) if isinstance(part, (Table, Chart, Picture)) else _plain(part)
                    for part, number in zip(section.parts, numbers, strict=True)
                ],
            )


def _kind(part: Part | str) -> str:
    if isinstance(part, Table):
        return "folded" if part.folded else "table"
    return "table" if isinstance(part, Chart) else "figure" if isinstance(part, Picture) else ""


def _plain(part: Part | str) -> str:
    return Text(part).to_html() if isinstance(part, str) else part.to_html()


def _template(name: str) -> str:
    return (files("fsqca.report") / "templates" / name).read_text(encoding="utf-8")


def write_page(path: str | Path, page: Page) -> Path:
    """Write a page to a file, whole or not at all, and return the file's path.

    Parameters
    ----------
    path : str or Path
        The file; one that exists is replaced.
    page : Page

    Returns
    -------
    Path
        Absolute.

    Raises
    ------
    MissingExtraError
        If jinja2 (or, for figures, matplotlib) is not installed.
    """
    if not isinstance(page, Page):
        raise ArgumentTypeError(f"page must be a Page, not {type(page).__name__}.")
    return write_file(path, page.to_html())


__all__ = ["Page", "Section", "write_page"]
