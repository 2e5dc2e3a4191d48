"""A page as a Word document: the same text, tables and figures under the same numbers."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final

from fsqca._checks import import_extra
from fsqca._version import __version__
from fsqca.report.article import ArticleTable, article_table, from_frame
from fsqca.report.article.cells import clean
from fsqca.report.article.word import FONT, WordWriter, dated
from fsqca.report.page import Page
from fsqca.report.parts import Chart, Heading, Note, Part, Picture, Table, Text

#: Width of the text and height of a figure at most, in centimetres.
WIDTH: Final = 16.0
HEIGHT: Final = 20.0


def page_document(page: Page) -> bytes:
    """Return a page as the content of a Word document (needs the extra "word").

    Parameters
    ----------
    page : Page

    Returns
    -------
    bytes

    Raises
    ------
    MissingExtraError
        If python-docx (or, for figures that are not images yet, matplotlib) is not installed.
    """
    import_extra("docx", "word", "Writing a Word document")
    made = _Document(WordWriter(page.title))
    made.title(page)
    for number, (section, numbers) in enumerate(zip(page.sections, page.numbers(), strict=True), start=1):
        made.heading(f"{number}. {section.title}", 1)
        for part, own in zip(section.parts, numbers, strict=True):
            made.part(Text(part) if isinstance(part, str) else part, own)
    for text in (*page.footer, f"Made with fsqca {__version__}."):
        made.paragraph(text, small=True)
    return made.content()


@dataclass(frozen=True, slots=True)
class _Document:
    writer: WordWriter

    @property
    def made(self) -> Any:
        return self.writer.made

    def title(self, page: Page) -> None:
        self.made.add_paragraph(clean(page.title), style="Title")
        if page.subtitle:
            self.made.add_paragraph(clean(page.subtitle), style="Subtitle")
        for text in page.notice:
            self.paragraph(text, italic=True)

    def heading(self, text: str, level: int) -> None:
        self.writer.turn(wide=False)
        self.made.add_heading(clean(text), level)

    def paragraph(self, text: str, *, small: bool = False, italic: bool = False) -> None:
        from docx.shared import Pt

        self.writer.turn(wide=False)
        paragraph = self.made.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(6)
        self.writer.run(paragraph, clean(text), 8.0 if small else 10.0, italic=italic)

    def part(self, part: Part, number: int | None) -> None:
        if isinstance(part, Text):
            self.paragraph(part.text)
        elif isinstance(part, Heading):
            self.heading(part.text, 2)
        elif isinstance(part, Note):
            self.paragraph(part.text, small=True)
        elif isinstance(part, Picture):
            self.picture(part, number)
        elif isinstance(part, Table) and not part.printed:
            self.writer.caption(part.caption, number)
            rows = len(part.frame)
            self.paragraph(
                f"{rows} rows: too long for print. They are on the page of the report (.html) and in the tables "
                "that the study writes.",
                small=True,
            )
        else:
            self.writer.table(_article(part), number)
            self.paragraph("", small=True)

    def picture(self, part: Picture, number: int | None) -> None:
        from docx.shared import Cm, Pt

        self.writer.turn(wide=False)
        image, width, height = _image(part)
        scale = min(1.0, WIDTH / width, HEIGHT / height)
        shown = self.made.add_picture(io.BytesIO(image), width=Cm(width * scale))
        shown._inline.docPr.set("descr", clean(part.alt))
        self.made.paragraphs[-1].paragraph_format.keep_with_next = True
        self.writer.caption(part.caption, number, kind="Figure", below=True)
        self.made.paragraphs[-1].paragraph_format.space_after = Pt(10)

    def content(self) -> bytes:
        buffer = io.BytesIO()
        self.made.save(buffer)
        return dated(buffer.getvalue())


def _article(part: Table | Chart) -> ArticleTable:
    if isinstance(part, Chart):
        return article_table(part.chart, title=part.caption)
    if part.article is not None:
        return part.article.with_title(part.caption)
    frame = part.frame
    # Cells that hold several values are listed, as on the page.
    for place, name in enumerate(frame.columns):
        values = frame.iloc[:, place].tolist()
        if any(isinstance(value, (tuple, list)) for value in values):
            frame = frame.copy()
            frame[name] = [
                ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else value for value in values
            ]
    return from_frame(frame, title=part.caption, notes=part.notes, digits=part.digits)


def _image(part: Picture) -> tuple[bytes, float, float]:
    """Return a figure as a PNG image with its width and height in centimetres."""
    from fsqca.report.parts import PNG_DPI

    if isinstance(part.figure, bytes):
        image = part.figure
    else:
        from fsqca.plots import render

        image = render(part.figure, "png")
    # Width and height in pixels stand in the first block of the file.
    pixels = [int.from_bytes(image[at : at + 4], "big") for at in (16, 20)]
    width, height = (2.54 * number / PNG_DPI for number in pixels)
    return image, width, height


__all__ = ["FONT", "page_document"]
