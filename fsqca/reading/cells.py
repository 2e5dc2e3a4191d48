"""Cells of a text file or a worksheet: what is a number, what is missing, what is text.

A decimal comma is recognised or refused; it never makes a column of numbers a column of text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isinf
from typing import Any

import pandas as pd

from fsqca._checks import counted, listed
from fsqca.errors import DataError

#: Stand for no answer in every column but that of the case names.
BLANKS = ("", "-")
#: Stand for no answer where the other cells of the column are numbers; in a text, NA is a word.
NOT_A_NUMBER = ("na", "n/a", "#n/a", "nan", "null", ".")
#: A float holds whole numbers up to this many digits exactly.
EXACT_DIGITS = 15

_WHOLE = re.compile(r"[+-]?\d+")
_POINT = re.compile(r"[+-]?(\d+\.\d*|\.\d+|\d+(?=[eE]))([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}(\1\d{3})*")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:,\d{3})+\.\d+|(?:\.\d{3}){2,}|(?:,\d{3}){2,})")
_WITH_SIGN = re.compile(r"[€$£]?\s*[+−-]?\d[\d.,'’\s]*[%€$£]?")
_SIGN = re.compile(r"[€$£%−'’\s]")
_TRUTH = {"true": True, "false": False}
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MissingCount:
    """How often one code stood for no answer in one column."""

    column: Any
    code: object
    label: str
    declared: str
    n: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns made of cells, with what was missing and what is worth saying."""

    data: dict[str, pd.Series[Any]]
    missing: tuple[MissingCount, ...]
    notes: tuple[str, ...]
    decimal: str


def type_columns(
    cells: Mapping[str, Sequence[object]],
    *,
    names_of_cases: str | None,
    text_codes: Mapping[str, Iterable[str]],
    decimal: str | None,
    where: str,
    semicolons: bool = False,
) -> Columns:
    """Return the cells as columns of numbers, text, truth values or dates."""
    missing: list[MissingCount] = []
    cleaned = {}
    for name, column in cells.items():
        values = _each(_stripped, column)
        if name != names_of_cases:
            values, found = _without_blanks(name, values, set(text_codes.get(name, ())))
            missing += found
        cleaned[name] = values
    number_like = [name for name in cleaned if name != names_of_cases and _is_number_like(cleaned[name])]
    mark = _decimal_mark({name: cleaned[name] for name in number_like}, decimal, where, semicolons)
    data, notes = {}, []
    for name, values in cleaned.items():
        if name == names_of_cases:
            data[name] = _case_names(values)
        elif name in number_like:
            data[name], found, more = _numbers(name, values, mark)
            missing += found
            notes += more
        else:
            data[name] = _words(values)
            notes += _mixed_note(name, values)
    return Columns(data, tuple(missing), tuple(notes), mark)


def _each(change: Callable[[object], object], values: Sequence[object]) -> list[object]:
    """Return the change of every value, made once for each text where all values are texts or None."""
    if not _only_texts(values):
        return [change(value) for value in values]
    changed = {value: change(value) for value in dict.fromkeys(values)}
    return list(map(changed.__getitem__, values))


def _only_texts(values: Sequence[object]) -> bool:
    return set(map(type, values)) <= {str, type(None)}


def _stripped(cell: object) -> object:
    return cell.strip() if isinstance(cell, str) else cell


def _without_blanks(
    name: str, values: list[object], codes: set[str]
) -> tuple[list[object], list[MissingCount]]:
    """Return the values with None for blanks and codes, and how many of each there were."""
    absent = {*BLANKS, *codes}
    kept = _each(lambda value: None if isinstance(value, str) and value in absent else value, values)
    gone = (value for value, left in zip(values, kept, strict=True) if left is None)
    counts = Counter("" if value is None else str(value) for value in gone)
    found = [
        MissingCount(name, text, "", "missing_codes" if text in codes else "file: blank or -", n)
        for text, n in counts.items()
    ]
    return kept, found


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        kinds = (_WHOLE, _POINT, _COMMA, _GROUPED, _INFINITE)
        return any(kind.fullmatch(value) for kind in kinds)
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _distinct(values: Sequence[object]) -> list[object]:
    """Return each value once; True and 1 are two values."""
    if _only_texts(values):
        return list(dict.fromkeys(values))
    return [value for _, value in dict.fromkeys((type(value), value) for value in values)]


def _is_number_like(values: Sequence[object]) -> bool:
    """Whether every cell is a number or a word for a missing one, and at least one is a number."""
    some = False
    for value in _distinct(values):
        if value is None or (isinstance(value, str) and value.lower() in NOT_A_NUMBER):
            continue
        if not _is_number(value):
            return False
        some = True
    return some


def _decimal_mark(
    columns: Mapping[str, Sequence[object]], decimal: str | None, where: str, semicolons: bool
) -> str:
    """Return the decimal mark of the columns of numbers, or raise where it cannot be known."""
    texts = {name: [v for v in _distinct(values) if isinstance(v, str)] for name, values in columns.items()}
    for name, values in texts.items():
        grouped = [v for v in values if _GROUPED.fullmatch(v)]
        if grouped:
            raise DataError(
                f"Column {name!r} in {where} has numbers with thousands separators, for example "
                f"{listed(grouped, 3)}. Save the numbers without them."
            )
    comma = {name: [v for v in values if _COMMA.fullmatch(v)] for name, values in texts.items()}
    point = {name: [v for v in values if _POINT.fullmatch(v) and "." in v] for name, values in texts.items()}
    commas, points = _flat(comma), _flat(point)
    if decimal is not None:
        wrong, mark = (points, "point") if decimal == "," else (commas, "comma")
        if wrong:
            name, value = wrong[0]
            raise DataError(
                f"Column {name!r} in {where} has numbers with a {mark}, for example {value!r}, but decimal is"
                f" {decimal!r}. Correct the numbers, or pass the decimal mark that was used."
            )
        return decimal
    if commas and points:
        (first, with_comma), (second, with_point) = commas[0], points[0]
        raise DataError(
            f"Some numbers in {where} have a decimal comma and others a decimal point: {with_comma!r} in "
            f"column {first!r}, {with_point!r} in column {second!r}. Write all of them in one way."
        )
    unsure = commas or (points if semicolons else [])
    if unsure and all(_THOUSANDS.fullmatch(value) for _, value in unsure):
        name, value = unsure[0]
        mark = "comma" if commas else "point"
        raise DataError(
            f"Column {name!r} in {where} has numbers such as {value!r}: the {mark} may be a decimal mark or a"
            " thousands separator. Pass decimal=',' or decimal='.' to say which mark decimals have, and save "
            "the numbers without thousands separators."
        )
    return "," if commas else "."


def _flat(found: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in found.items() for value in values]


def _numbers(
    name: str, values: Sequence[object], mark: str
) -> tuple[pd.Series[Any], list[MissingCount], list[str]]:
    """Return a column of numbers; as text where a number would lose digits."""
    texts = [value for value in values if isinstance(value, str)]
    wholes = [value for value in dict.fromkeys(texts) if _WHOLE.fullmatch(value)]
    padded = [value for value in wholes if len(value.lstrip("+-")) > 1 and value.lstrip("+-").startswith("0")]
    long = [value for value in wholes if len(value.lstrip("+-")) > EXACT_DIGITS]
    huge = [
        text
        for text in dict.fromkeys(texts)
        if (_POINT.fullmatch(text) or _COMMA.fullmatch(text)) and isinf(float(text.replace(mark, ".")))
    ]
    if huge:
        return (
            pd.Series(values),
            [],
            [
                (
                    f"Column {name!r} is kept as text: some numbers are too large to compute with, for "
                    f"example {huge[0]!r}."
                )
            ],
        )
    if padded or long:
        reason = (
            f"some numbers start with 0, for example {padded[0]!r}"
            if padded
            else f"some numbers have more than {EXACT_DIGITS} digits, for example {long[0]!r}"
        )
        return pd.Series(values), [], [f"Column {name!r} is kept as text: {reason}."]
    words = {text for text in dict.fromkeys(texts) if text.lower() in NOT_A_NUMBER}
    counts = Counter(text for text in texts if text in words) if words else Counter()
    numbers = _each(lambda value: _number(value, words, mark), values)
    found = [MissingCount(name, text, "", "file: no number", n) for text, n in counts.items()]
    stored = len(texts) - counts.total() if len(texts) < _filled(values) else 0
    verb = "was" if stored == 1 else "were"
    notes = [f"Column {name!r}: {counted(stored, 'number')} stored as text {verb} read."] if stored else []
    return pd.Series(numbers), found, notes


def _number(value: object, words: set[str], mark: str) -> object:
    """Return the number that a cell holds, NaN where it holds none."""
    if value is None or value in words:
        return float("nan")
    if not isinstance(value, str):
        return value
    return int(value) if _WHOLE.fullmatch(value) else float(value.replace(mark, "."))


def _words(values: Sequence[object]) -> pd.Series[Any]:
    """Return a column that is not of numbers: truth values where all cells are, else as it stands."""
    filled = [value for value in values if value is not None]
    if not filled:
        return pd.Series(values, dtype=float)
    if all(isinstance(value, str) and value.lower() in _TRUTH for value in filled):
        truths = [_TRUTH[value.lower()] if isinstance(value, str) else None for value in values]
        return pd.Series(truths, dtype="bool" if len(filled) == len(values) else "boolean")
    return pd.Series(values)


def _filled(values: Sequence[object]) -> int:
    return sum(value is not None for value in values)


def _case_names(values: Sequence[object]) -> pd.Series[Any]:
    """Return case names: whole numbers where all are, else text as it stands."""
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) == len(values) and all(
        _WHOLE.fullmatch(text) and str(int(text)) == text and len(text) <= EXACT_DIGITS for text in texts
    ):
        return pd.Series([int(text) for text in texts])
    if texts:
        return pd.Series([None if value is None else str(value) for value in values], dtype=object)
    return pd.Series(values)


def _mixed_note(name: str, values: Sequence[object]) -> list[str]:
    """Return a note on a column of text that holds numbers in disguise, or is mostly numbers."""
    filled = [value for value in values if value is not None]
    signs = [value for value in filled if isinstance(value, str) and _WITH_SIGN.fullmatch(value)]
    if filled and len(signs) == len(filled) and any(_SIGN.search(value) for value in signs):
        return [
            (
                f"Column {name!r} is text: its numbers are written with a sign or with spaces, for example "
                f"{listed(dict.fromkeys(signs), 3)}. Save them as plain numbers."
            )
        ]
    other = [value for value in filled if not _is_number(value)]
    if not filled or len(other) * 2 >= len(filled) or isinstance(filled[0], (bool, date, datetime)):
        return []
    kinds = list(dict.fromkeys(other))
    return [
        (
            f"Column {name!r} is text: {len(other)} of {len(filled)} cells "
            f"{'is no number' if len(other) == 1 else 'are no numbers'} ({listed(kinds)}). "
            f"If they stand for no answer, pass missing_codes={{{name!r}: [{listed(kinds, 3)}]}}."
        )
    ]
