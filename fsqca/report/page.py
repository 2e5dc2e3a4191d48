"""A page of HTML that stands alone: text, tables, figures and charts, with nothing to load from elsewhere."""

from __future__ import annotations

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
        environment.filters["markup"] = lambda part: jinja2.utils.markupsafe.Markup(part.to_html())
        source = (files("fsqca.report") / "templates" / "page.html.jinja").read_text(encoding="utf-8")
        text: str = environment.from_string(source).render(page=self, version=__version__)
        return text


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
