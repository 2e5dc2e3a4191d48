"""Head and body of an HTML table, escaped: numbers to the right below their headers, text to the left."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import pandas as pd

#: Cells with more letters than this may be broken into lines; all others stay on one.
LONG: Final = 34


@dataclass(frozen=True, slots=True)
class Look:
    """Attributes of the cells of a table: classes where a page has a style sheet, else styles.

    Attributes
    ----------
    number, text, long : str
        Of cells that hold numbers, short text and long text.
    number_head, text_head, group_head : str
        Of the headers of such columns, and of a header of several columns.
    row_head, row_group : str
        Of the cells of the index: beside one row, and beside several.
    """

    number: str = ""
    text: str = ""
    long: str = ""
    number_head: str = ""
    text_head: str = ""
    group_head: str = ""
    row_head: str = ""
    row_group: str = ""


def table_inside(
    frame: pd.DataFrame,
    cell: Callable[[object], str],
    *,
    look: Look,
    name: Callable[[str], str] = str,
) -> str:
    """Return head and body of a table; what stands around them is up to the caller.

    Parameters
    ----------
    frame : pandas.DataFrame
        Index levels become the first columns; an index without a name that only counts the rows is left out.
    cell : callable
        From a value to its text.
    look : Look
    name : callable
        From the name of a column to its header.

    Examples
    --------
    >>> table_inside(pd.DataFrame({"n": [2]}, index=["a<b"]), str, look=Look(number=' class="number"'))
    ... # doctest: +ELLIPSIS
    '<thead>...<tbody><tr><th scope="row">a&lt;b</th><td class="number">2</td></tr></tbody>'
    """
    index = _index_levels(frame)
    numbers = [is_number(frame.iloc[:, place].tolist()) for place in range(frame.shape[1])]
    head = _head(frame, len(index), numbers, look, name)
    return f"<thead>{head}</thead><tbody>{_body(frame, index, numbers, cell, look)}</tbody>"


def is_number(values: list[Any]) -> bool:
    """Return whether a column holds numbers and otherwise only empty cells.

    Examples
    --------
    >>> is_number([1, "", 0.5]), is_number([True, False]), is_number(["", None]), is_number([1, "a"])
    (True, False, False, False)
    """
    given = [value for value in values if value is not None and value is not pd.NA and value != ""]
    return bool(given) and all(pd.api.types.is_number(value) and not _is_truth(value) for value in given)


def _is_truth(value: object) -> bool:
    return pd.api.types.is_bool(value)


def _index_levels(frame: pd.DataFrame) -> list[list[Any]]:
    """Return the index as columns, none where it only counts the rows."""
    index = frame.index
    if isinstance(index, pd.RangeIndex) and index.name is None:
        return []
    return [index.get_level_values(level).tolist() for level in range(index.nlevels)]


def _head(
    frame: pd.DataFrame, n_levels: int, numbers: list[bool], look: Look, name: Callable[[str], str]
) -> str:
    labels: list[Any] = list(frame.columns)
    columns = [label if isinstance(label, tuple) else (label,) for label in labels]
    depth = max(map(len, columns), default=1)
    names = ["" if one is None else str(one) for one in frame.index.names][:n_levels]
    span = f' rowspan="{depth}"' if depth > 1 else ""
    corner = "".join(
        f'<th scope="col"{span}{look.text_head}>{_escaped(name(one))}</th>'
        if one
        else f"<td{span}{look.text_head}></td>"
        for one in names
    )
    rows = []
    for level in range(depth - 1):
        heads = groupby(columns, key=lambda label: label[: level + 1])
        cells = "".join(
            f'<th scope="colgroup" colspan="{len(list(members))}"{look.group_head}>'
            f"{_escaped(name(str(head[-1])))}</th>"
            for head, members in heads
        )
        rows.append(f"<tr>{corner if level == 0 else ''}{cells}</tr>")
    kinds = [look.number_head if number else look.text_head for number in numbers]
    cells = "".join(
        f'<th scope="col"{kind}>{_escaped(name(str(label[-1])))}</th>'
        for label, kind in zip(columns, kinds, strict=True)
    )
    rows.append(f"<tr>{corner if depth == 1 else ''}{cells}</tr>")
    return "".join(rows)


def _body(
    frame: pd.DataFrame,
    index: list[list[Any]],
    numbers: list[bool],
    cell: Callable[[object], str],
    look: Look,
) -> str:
    columns = [frame.iloc[:, place].tolist() for place in range(frame.shape[1])]
    heads = _row_heads(index, len(frame), cell, look)
    rows = []
    for at in range(len(frame)):
        cells = heads[at]
        for values, number in zip(columns, numbers, strict=True):
            text = cell(values[at])
            kind = look.number if number else look.long if len(text) > LONG else look.text
            cells += f"<td{kind}>{_escaped(text)}</td>"
        rows.append(f"<tr>{cells}</tr>")
    return "".join(rows)


def _row_heads(levels: list[list[Any]], n_rows: int, cell: Callable[[object], str], look: Look) -> list[str]:
    """Return the heads of each row; an outer level stands once, beside all rows that it holds."""
    heads = [""] * n_rows
    for depth, level in enumerate(levels):
        start = 0
        while start < n_rows:
            stop = start + 1
            if depth < len(levels) - 1:
                while stop < n_rows and all(outer[stop] == outer[start] for outer in levels[: depth + 1]):
                    stop += 1
            span = f'scope="row"{look.row_head}'
            if stop - start > 1:
                span = f'scope="rowgroup" rowspan="{stop - start}"{look.row_group}'
            heads[start] += f"<th {span}>{_escaped(cell(level[start]))}</th>"
            start = stop
    return heads


def _escaped(text: str) -> str:
    return html.escape(text, quote=True)
