"""Article tables as a Word document: real tables that can be edited, in the style of three lines."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from fsqca._checks import import_extra
from fsqca.errors import ArgumentError
from fsqca.report.article.cells import clean
from fsqca.report.article.layout import LANDSCAPE_WIDTH, PORTRAIT_WIDTH, column_widths, is_wide, n_lines
from fsqca.report.article.table import places

if TYPE_CHECKING:
    from fsqca.report.article.cells import Cell, Row, Sign
    from fsqca.report.article.table import ArticleTable

FONT: Final = "Times New Roman"
#: A font of Windows that has the circles; other systems put another one in its place.
SIGN_FONT: Final = "Segoe UI Symbol"
#: Points.
TEXT_SIZE, NOTE_SIZE = 9.0, 8.0
LARGE_SIGN, SMALL_SIGN = 13.0, 7.0
#: Widths of lines in eighths of a point.
_STRONG, _THIN = 12, 6
#: Word opens tables of at most 63 columns.
MOST_COLUMNS: Final = 63
#: A table of at most so many lines stays on one page, with its notes.
MOST_TOGETHER: Final = 36
#: The date that Word documents made of the same results share, so that they are the same files.
_DATE = (1980, 1, 1, 0, 0, 0)


def document(tables: Sequence[ArticleTable], *, numbered: bool = False) -> bytes:
    """Return tables as the content of a Word document, the wide ones on pages that lie across."""
    import_extra("docx", "word", "Writing a Word document")
    for table in tables:
        _check_width(table)
    writer = WordWriter(tables[0].title)
    for number, table in enumerate(tables):
        wide = is_wide(table)
        if not writer.turn(wide=wide) and number:
            writer.made.add_paragraph()
        writer.table(table, str(number + 1) if numbered else "", wide=wide)
    buffer = io.BytesIO()
    writer.made.save(buffer)
    return dated(buffer.getvalue())


class WordWriter:
    """A Word document in the making, which turns its pages where a table is wide.

    Parameters
    ----------
    title : str
        The title among the properties of the document.
    """

    def __init__(self, title: str) -> None:
        docx = import_extra("docx", "word", "Writing a Word document")
        self.made = docx.Document()
        self._across: bool | None = None
        _style(self.made, title)

    def turn(self, *, wide: bool) -> bool:
        """Begin a new page where the pages so far lie in another way; return whether one was begun."""
        before, self._across = self._across, wide
        if before is None:
            _turn(self.made.sections[0], wide)
            return False
        if wide == before:
            return False
        _turn(self.made.add_section(), wide)
        return True

    def table(self, table: ArticleTable, number: str, *, wide: bool) -> None:
        """Add a table with its caption and notes, as wide as pages that stand or lie across."""
        _check_width(table)
        self.caption(table.title, number)
        _table(self.made, table, LANDSCAPE_WIDTH if wide else PORTRAIT_WIDTH)
        _notes(self.made, table)

    def caption(self, title: str, number: str, *, kind: str = "Table", below: bool = False) -> None:
        """Add the caption of a table or of a figure."""
        _caption(self.made, title, number, kind=kind, below=below)

    def run(
        self, paragraph: Any, text: str, size: float, *, bold: bool = False, italic: bool = False
    ) -> None:
        """Add text to a paragraph, in the font of the document for every script."""
        _run(paragraph, text, size, bold=bold, italic=italic)


def _check_width(table: ArticleTable) -> None:
    if table.n_columns > MOST_COLUMNS:
        raise ArgumentError(
            f"The table {table.title!r} has {table.n_columns} columns, but Word takes at most "
            f"{MOST_COLUMNS}. Nothing was written. Make several tables, or save it as .html or .xlsx."
        )


def dated(content: bytes) -> bytes:
    """Return the file without the time at which it was made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(entry))
    return buffer.getvalue()


def _style(made: Any, title: str) -> None:
    from docx.shared import Pt

    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(TEXT_SIZE)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.space_before = Pt(0)
    _headings(made)
    made.core_properties.author = ""
    made.core_properties.comments = ""
    made.core_properties.title = title[:255]


def _headings(made: Any) -> None:
    """Set titles and headings in the font of the text, in black."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, size, before in (
        ("Title", 18, 0),
        ("Subtitle", 11, 0),
        ("Heading 1", 14, 18),
        ("Heading 2", 11, 12),
    ):
        style = made.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(6)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            del fonts.attrib[key]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)


def _turn(section: Any, wide: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Cm(29.7), Cm(21.0)) if wide else (Cm(21.0), Cm(29.7))
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)


def _caption(made: Any, title: str, number: str, *, kind: str = "Table", below: bool = False) -> None:
    """Write the title; its number counts on when tables are put together in one document."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = made.add_paragraph()
    paragraph.paragraph_format.keep_with_next = not below
    paragraph.paragraph_format.space_after = Pt(4)
    if number:
        # Tables of an appendix, such as A1, count by themselves.
        letter, digits = number.rstrip("0123456789"), number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        _run(paragraph, f"{kind} {letter}", 10, bold=True)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), rf" SEQ {kind}{letter} \* ARABIC ")
        field.append(_run(paragraph, digits, 10, bold=True)._r)
        paragraph._p.append(field)
        _run(paragraph, ". ", 10, bold=True)
    _run(paragraph, clean(title), 10, bold=not number, italic=bool(number))


def _table(made: Any, table: ArticleTable, room: float) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Cm

    rows = [*table.head, *(row.cells for row in table.body)]
    made_table = made.add_table(rows=len(rows), cols=table.n_columns)
    made_table.alignment = WD_TABLE_ALIGNMENT.LEFT
    made_table.autofit = False
    widths = column_widths(table, room)
    for column, width in zip(made_table.columns, widths, strict=True):
        column.width = Cm(width)
    n_head, last = len(table.head), len(rows) - 1
    together = n_lines(table, widths) <= MOST_TOGETHER
    # Asking the table for a cell again and again counts all its cells each time.
    grid = made_table._cells
    for number, cells in enumerate(rows):
        line = None if number < n_head else table.body[number - n_head]
        _keep_row(made_table.rows[number], head=number < n_head)
        for at, one in places(cells):
            place = number * table.n_columns + at
            target = grid[place]
            if one.span > 1:
                target = target.merge(grid[place + one.span - 1])
            target.width = Cm(sum(widths[at : at + one.span]))
            _cell(target, one, line, table, at)
            if together or number < n_head:
                target.paragraphs[0].paragraph_format.keep_with_next = True
            _borders(
                target,
                top=_STRONG
                if number == 0
                else _THIN
                if line is not None and line.rule and number > n_head
                else 0,
                bottom=_STRONG
                if number == last
                else _THIN
                if number == n_head - 1 or _spanner(one, line)
                else 0,
            )


def _spanner(one: Cell, line: Row | None) -> bool:
    return line is None and one.span > 1 and bool(one.text)


def _keep_row(row: Any, *, head: bool) -> None:
    """Keep a row on one page, and repeat the header on every page."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _cell(target: Any, one: Cell, line: Row | None, table: ArticleTable, at: int) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    align = "center" if one.span > 1 and (line is None or at) else table.align[at]
    paragraph = target.paragraphs[0]
    for extra in target.paragraphs[1:]:  # a merged cell keeps the paragraphs of all its parts
        extra._p.getparent().remove(extra._p)
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
    signs = any(cell.sign for cell in line.cells) if line is not None else False
    target.vertical_alignment = (
        WD_ALIGN_VERTICAL.BOTTOM
        if line is None
        else WD_ALIGN_VERTICAL.CENTER
        if signs
        else WD_ALIGN_VERTICAL.TOP
    )
    if line is not None and line.heading:
        paragraph.paragraph_format.keep_with_next = True
    if one.sign is not None:
        _sign(paragraph, one.sign, 1.0)
    elif one.text:
        _run(paragraph, one.text, TEXT_SIZE, bold=one.bold, italic=line is not None and line.heading)


def _borders(target: Any, *, top: int, bottom: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if not top and not bottom:
        return
    borders = OxmlElement("w:tcBorders")
    for side, width in (("top", top), ("bottom", bottom)):
        if width:
            edge = OxmlElement(f"w:{side}")
            for key, value in (("val", "single"), ("sz", str(width)), ("space", "0"), ("color", "auto")):
                edge.set(qn(f"w:{key}"), value)
            borders.append(edge)
    properties = target._tc.get_or_add_tcPr()
    # The order of the parts of a cell is fixed: lines stand after width and span, before the alignment.
    alignment = properties.find(qn("w:vAlign"))
    if alignment is None:
        properties.append(borders)
    else:
        alignment.addprevious(borders)


def _notes(made: Any, table: ArticleTable) -> None:
    """Write the notes as one paragraph beneath the table."""
    from docx.shared import Pt

    if not table.legend and not table.blank and not table.marked_notes:
        return
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(4)
    paragraph.paragraph_format.keep_together = True
    _run(paragraph, "Note. ", NOTE_SIZE, italic=True)
    for position, sign in enumerate(table.legend):
        _run(paragraph, "; " if position else "", NOTE_SIZE)
        _sign(paragraph, sign, 0.8)
        _run(paragraph, f"\u00a0{sign.words}", NOTE_SIZE)
    if table.blank:
        _run(paragraph, f"{'; ' if table.legend else ''}blank: {table.blank}", NOTE_SIZE)
    if table.legend or table.blank:
        _run(paragraph, ". ", NOTE_SIZE)
    _run(paragraph, " ".join(table.marked_notes), NOTE_SIZE)


def _sign(paragraph: Any, sign: Sign, scale: float) -> None:
    run = _run(paragraph, sign.glyph, (LARGE_SIGN if sign.large else SMALL_SIGN) * scale, font=SIGN_FONT)
    if not sign.large:
        # A small sign stands in the middle of the line, as a large one does.
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        raised = OxmlElement("w:position")
        raised.set(qn("w:val"), str(round(3 * scale)))
        size = run._r.get_or_add_rPr().find(qn("w:sz"))
        size.addprevious(raised)
    if sign.after:
        _run(paragraph, sign.after, TEXT_SIZE * scale)


def _run(
    paragraph: Any, text: str, size: float, *, bold: bool = False, italic: bool = False, font: str = FONT
) -> Any:
    """Add text in a font that is named for every script, so that circles are not set in another."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), font
    run.bold, run.italic = bold or None, italic or None
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:cs"), font)
    if font != FONT:
        fonts.set(qn("w:eastAsia"), font)
    properties = run._r.get_or_add_rPr()
    # Letters of Arabic, Hebrew and others have a size of their own.
    own = OxmlElement("w:szCs")
    own.set(qn("w:val"), str(round(2 * size)))
    properties.append(own)
    if _right_to_left(text):
        properties.append(OxmlElement("w:rtl"))
    return run


def _right_to_left(text: str) -> bool:
    """Return whether the first letter with a direction runs from right to left."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


__all__ = ["WordWriter", "dated", "document"]
