"""A page as a Word document: the same text, tables and figures under the same numbers."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final

from fsqca._checks import import_extra
from fsqca._version import __version__
from fsqca.report.article import ArticleTable, article_table, from_frame
from fsqca.report.article.cells import clean
from fsqca.report.article.layout import is_wide
from fsqca.report.article.word import MOST_COLUMNS, WordWriter, dated
from fsqca.report.page import Page
from fsqca.report.parts import Chart, Heading, Note, Part, Picture, Table, Text

#: Width of a figure at most, and its height on upright pages and on those that lie across, in centimetres.
WIDTH: Final = 16.0
HEIGHT: Final = 20.0
HEIGHT_ACROSS: Final = 13.5
#: How much wider than an upright page a table may be before its chapter lies across: it is squeezed.
SLACK: Final = 1.06
#: Rows of a table at most; longer ones are left out, and the document says so.
MOST_ROWS: Final = 400


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
    made.begin(wide=False)
    made.title(page)
    appendix: list[tuple[Table, str]] = []
    for number, (section, numbers) in enumerate(zip(page.sections, page.numbers(), strict=True), start=1):
        parts = [
            (Text(part) if isinstance(part, str) else part, own)
            for part, own in zip(section.parts, numbers, strict=True)
        ]
        # A chapter lies across as a whole where one of its tables has to, so that no page is nearly empty.
        made.begin(wide=any(_wide(part) for part, _ in parts))
        made.heading(f"{number}. {section.title}", 1)
        for part, own in parts:
            if isinstance(part, Table) and part.folded:
                appendix.append((part, own))
                made.paragraph(_elsewhere(part, own), small=True)
            else:
                made.part(part, own)
    if appendix:
        made.begin(wide=True)
        made.heading("Appendix: further tables", 1)
        for table, own in appendix:
            made.part(table, own)
    for text in (*page.footer, f"Made with fsqca {__version__}."):
        made.paragraph(text, small=True)
    return made.content()


def _wide(part: Part) -> bool:
    if isinstance(part, Chart):
        return is_wide(_article(part), SLACK)
    return isinstance(part, Table) and part.printed and not part.folded and is_wide(_article(part), SLACK)


def _elsewhere(part: Table, number: str) -> str:
    return f"{f'Table {number}. ' if number else ''}{part.caption}: in the appendix."


@dataclass(slots=True)
class _Document:
    """The document in the making."""

    writer: WordWriter
    wide: bool = False

    def begin(self, *, wide: bool) -> None:
        """Begin a chapter, on pages that lie across where it has wide tables."""
        self.wide = wide
        self.writer.turn(wide=wide)

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
        self.made.add_heading(clean(text), level)

    def paragraph(self, text: str, *, small: bool = False, italic: bool = False) -> None:
        from docx.shared import Pt

        paragraph = self.made.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(6)
        self.writer.run(paragraph, clean(text), 8.0 if small else 10.0, italic=italic)

    def part(self, part: Part, number: str) -> None:
        if isinstance(part, Text):
            self.paragraph(part.text)
        elif isinstance(part, Heading):
            self.heading(part.text, 2)
        elif isinstance(part, Note):
            self.paragraph(part.text, small=True)
        elif isinstance(part, Picture):
            self.picture(part, number)
        elif isinstance(part, Table) and not part.printed:
            self.left_out(part.caption, number, f"{len(part.frame)} rows: too long for print.")
        else:
            made = _article(part)
            if made.n_columns > MOST_COLUMNS:
                said = f"{made.n_columns} columns: more than the {MOST_COLUMNS} that Word takes."
                self.left_out(made.title, number, said)
            elif made.n_rows > MOST_ROWS:
                self.left_out(made.title, number, f"{made.n_rows} rows: too long for print.")
            else:
                self.writer.table(made, number, wide=self.wide)
                self.paragraph("", small=True)

    def left_out(self, caption: str, number: str, why: str) -> None:
        """Say where a table is that the document does not hold."""
        self.writer.caption(caption, number)
        self.paragraph(
            f"{why} The whole table is on the page of the report (.html) and in the tables that the study "
            "writes.",
            small=True,
        )

    def picture(self, part: Picture, number: str) -> None:
        from docx.shared import Cm, Pt

        image, width, height = _image(part)
        tall = HEIGHT_ACROSS if self.wide else HEIGHT
        scale = min(1.0, WIDTH / width, tall / height)
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


__all__ = ["page_document"]
