"""Results that consist of several frames: one table for each, chosen by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from fsqca.report.article.frames import P_VALUE, from_frame, words
from fsqca.report.article.results import check_title, check_what, register_table
from fsqca.report.article.settings import sentence
from fsqca.report.article.table import ArticleTable


@dataclass(frozen=True, slots=True)
class Part:
    """One frame of a result.

    Attributes
    ----------
    frame : callable
        From the result to the frame.
    title : str
        What the table shows; the setting of the result stands in its first note.
    note : str
        What a reader must know of the columns.
    names : mapping
        Headers of columns that are not called as everywhere.
    leave_out : tuple of str
        Columns that an article does not need; they stay in the frame.
    formats : mapping
        As for :func:`fsqca.report.from_frame`. Columns of p values need none.
    groups : str or None
        A column whose values become headings.
    """

    frame: Callable[[Any], pd.DataFrame]
    title: str
    note: str = ""
    names: Mapping[object, str] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    formats: Mapping[object, int | str] = field(default_factory=dict)
    groups: str | None = None


def attribute(name: str) -> Callable[[Any], pd.DataFrame]:
    """Return what takes a frame of a result by its name."""

    def take(result: Any) -> pd.DataFrame:
        frame: pd.DataFrame = getattr(result, name)
        return frame

    return take


def register_parts(
    kind: type[Any],
    parts: Mapping[str, Part],
    *,
    head: Callable[[Any], str],
    notes: Callable[[Any], Iterable[str]],
) -> None:
    """Register the tables of a kind of result: the first part is shown unless another is asked for.

    Parameters
    ----------
    kind : type
    parts : mapping of str to Part
        By what is written as ``what``.
    head : callable
        From the result to what it is and how it was made, the first note; "" for none.
    notes : callable
        From the result to the other notes: what it says itself, and the settings.
    """
    choices = tuple(parts)

    def table(result: Any, *, what: str = choices[0], title: str | None = None) -> ArticleTable:
        return parts_table(
            result, parts[check_what(what, choices)], title=title, head=head(result), notes=notes(result)
        )

    register_table(kind, table)


def parts_table(
    result: Any, part: Part, *, title: str | None, head: str, notes: Iterable[str]
) -> ArticleTable:
    """Return the table of one part of a result."""
    frame = part.frame(result)
    frame = frame.drop(columns=[name for name in part.leave_out if name in frame.columns])
    frame = frame.copy()
    for name in _texts(frame):
        frame[name] = pd.Series([_shown(name, one) for one in frame[name]], frame.index, dtype=object)
    if frame.index.name in _WORDED:
        frame.index = pd.Index([words(one) for one in frame.index], name=frame.index.name, dtype=object)
    formats = _formats(frame) | {name: form for name, form in part.formats.items() if name in frame.columns}
    said = [head, part.note, *notes]
    return from_frame(
        frame,
        title=check_title(title, part.title),
        notes=list(dict.fromkeys(_note(note) for note in said if note)),
        formats=formats,
        names={name: shown for name, shown in part.names.items() if name in frame.columns},
        groups=part.groups,
    )


def _formats(frame: pd.DataFrame) -> dict[object, int | str]:
    """Return the formats that names of columns tell: p values, and numbers of cases."""
    formats: dict[object, int | str] = {name: P_VALUE for name in frame.columns if is_p_value(name)}
    for name in frame.columns:
        if str(name) == "n" or str(name).startswith("n_"):
            numbers = pd.to_numeric(frame[name], errors="coerce").dropna()
            if bool((numbers == numbers.round()).all()):
                formats[name] = 0
    return formats


#: Columns whose values are names of measures, which the literature writes in its own way.
_WORDED = ("measure", "parameter")


def _texts(frame: pd.DataFrame) -> list[object]:
    """Return the columns whose values are written otherwise: names of measures, and sets."""
    return [
        name
        for name in frame.columns
        if name in _WORDED or frame[name].map(lambda one: isinstance(one, (set, frozenset))).any()
    ]


def _shown(column: object, value: object) -> object:
    if isinstance(value, (set, frozenset)):
        return ", ".join(sorted(map(str, value)))
    return words(value) if column in _WORDED else value


def _note(text: str) -> str:
    """Return a note as a sentence; a p value keeps its small letter."""
    whole = sentence(text.replace(">=", "≥"))
    return f"p{whole[1:]}" if re.match(r"P(:| values?\b|,)", whole) else whole


def is_p_value(name: object) -> bool:
    """Return whether a column holds p values, by its name.

    Examples
    --------
    >>> is_p_value("p"), is_p_value("p_holm"), is_p_value("coverage_p"), is_p_value("pri")
    (True, True, True, False)
    """
    text = str(name)
    return text == "p" or text.startswith("p_") or text.endswith(("_p", "_p_adjusted"))


__all__ = ["Part", "attribute", "is_p_value", "parts_table", "register_parts"]
