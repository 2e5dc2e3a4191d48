"""Cells of an article table: texts made safe, numbers kept as numbers, signs of configurations."""

from __future__ import annotations

import math
import numbers
import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from fsqca.errors import ArgumentError

Align: TypeAlias = Literal["left", "right", "center"]
SignKind: TypeAlias = Literal["core", "ambiguous core", "peripheral"]

#: What stands for a value that is undefined.
UNDEFINED: Final = "–"
#: What stands for a character that has no place in a text: no format could show it, and Word refuses it.
REPLACED: Final = "\ufffd"

#: Breaks of lines and pages; they become a space.
_BREAKS = re.compile(r"\r\n|[\t\n\v\f\r\x85\u2028\u2029]")
#: Control characters, halves of pairs, non-characters, and marks that turn the text after them around.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def clean(text: object) -> str:
    r"""Return a text that every format can hold: breaks become spaces, unfit characters are marked.

    Examples
    --------
    >>> clean("two\nlines"), clean("bell\x07") == "bell\ufffd"
    ('two lines', True)
    """
    return _UNFIT.sub(REPLACED, _BREAKS.sub(" ", str(text)))


@dataclass(frozen=True, slots=True)
class Sign:
    """The sign of a condition in a configuration chart.

    Attributes
    ----------
    kind : {"core", "ambiguous core", "peripheral"}
    present : bool
        Whether the condition is present; True for a value of a multi-value condition.
    value : str
        The value of a multi-value condition, "n" in a legend, "" for other conditions.
    """

    kind: SignKind
    present: bool
    value: str = ""

    @property
    def large(self) -> bool:
        """Whether the sign is a large one."""
        return self.kind != "peripheral"

    @property
    def glyph(self) -> str:
        """The circle alone, to be drawn large or small."""
        return "●" if self.present else "⊗"

    @property
    def after(self) -> str:
        """What follows the circle: the value, and a question mark where the core is ambiguous."""
        return self.value + "?" * (self.kind == "ambiguous core")

    @property
    def text(self) -> str:
        """The sign in plain text, where small circles are other characters."""
        small = "•" if self.present else "×"
        return (self.glyph if self.large else small) + self.after

    @property
    def words(self) -> str:
        """The sign in words."""
        state = f"value {self.value}" if self.value else ("present" if self.present else "absent")
        return f"{self.kind} condition, {state}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of an article table.

    Attributes
    ----------
    text : str
        What is shown. Characters that no format can hold are replaced.
    value : int, float or None
        The number behind the text, for spreadsheets; None for text.
    span : int >= 1
        How many columns it covers.
    sign : Sign or None
        The sign of a configuration chart, shown in place of the text.
    bold : bool
    """

    text: str
    value: float | None = None
    span: int = 1
    sign: Sign | None = None
    bold: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))
        if self.span < 1:
            raise ArgumentError(f"span is {self.span}, but it must be at least 1.")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the body of an article table.

    Attributes
    ----------
    cells : tuple of Cell
        Their spans add up to the number of columns. A heading has one cell.
    heading : bool
        Whether the row names the group of rows below it.
    rule : bool
        Whether a thin line stands above it.
    """

    cells: tuple[Cell, ...]
    heading: bool = False
    rule: bool = False


def aligned(*parts: tuple[Align, int]) -> tuple[Align, ...]:
    """Return the alignments of columns from pairs of an alignment and a number of columns.

    Examples
    --------
    >>> aligned(("left", 1), ("right", 2))
    ('left', 'right', 'right')
    """
    return tuple(align for align, number in parts for _ in range(number))


def cell(value: object, digits: int = 3, *, span: int = 1, bold: bool = False) -> Cell:
    """Return a value as a cell: floats rounded, undefined values as a dash, tuples as lists.

    Examples
    --------
    >>> cell(0.8996).text, cell(float("nan")).text, cell(12).text, cell(("a", "b")).text
    ('0.900', '–', '12', 'a, b')
    """
    if isinstance(value, Cell):
        return value
    if value is None:
        return Cell("", span=span, bold=bold)
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        value = value.item()
    if isinstance(value, bool):
        return Cell("yes" if value else "no", span=span, bold=bold)
    if isinstance(value, numbers.Integral):
        return Cell(_signed(str(int(value))), int(value), span, bold=bold)
    if isinstance(value, numbers.Real):
        number = float(value)
        if math.isnan(number):
            return Cell(UNDEFINED, span=span, bold=bold)
        if math.isinf(number):
            return Cell(_signed("∞" if number > 0 else "-∞"), span=span, bold=bold)
        return Cell(_signed(f"{number:.{digits}f}"), number, span, bold=bold)
    if isinstance(value, (tuple, list)):
        return Cell(", ".join(map(str, value)), span=span, bold=bold)
    if type(value).__name__ in ("NAType", "NaTType"):
        return Cell(UNDEFINED, span=span, bold=bold)
    return Cell(str(value), span=span, bold=bold)


def _signed(text: str) -> str:
    """Return a number with the sign of a negative one as long as a plus; -0.000 is 0.000."""
    if text.startswith("-") and not text.strip("-0."):
        text = text[1:]
    return text.replace("-", "−")


__all__ = ["REPLACED", "UNDEFINED", "Align", "Cell", "Row", "Sign", "SignKind", "aligned", "cell", "clean"]
