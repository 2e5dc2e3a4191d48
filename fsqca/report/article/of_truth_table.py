"""The article table of a truth table, and of the counterfactuals behind solutions."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from fsqca._checks import check_choice, check_count, counted
from fsqca.report.article.cells import UNDEFINED, Cell, Row, aligned, cell
from fsqca.report.article.results import check_title, register_table
from fsqca.report.article.settings import sentence, table_notes
from fsqca.report.article.table import ArticleTable
from fsqca.truth_table.table import TruthTable

CODES = {
    "1": "1: sufficient for the outcome",
    "0": "0: not sufficient",
    "C": "C: contradictory",
    "?": "?: logical remainder",
}
_ORDER = {"1": 0, "C": 1, "0": 2, "?": 3}


@register_table
def of_truth_table(
    result: TruthTable,
    *,
    cases: int = 5,
    remainders: bool = False,
    order: Literal["code", "row"] = "code",
    title: str | None = None,
) -> ArticleTable:
    """Return the rows of a truth table with their codes, numbers and cases."""
    cases = check_count("cases", cases, least=0)
    check_choice("order", order, ("code", "row"))
    frame = result.complete() if remainders else result.observed
    if order == "code":
        frame = frame.assign(_code=[_ORDER[code] for code in frame["out"]])
        frame = frame.sort_values(
            ["_code", "consistency", "n"], ascending=[True, False, False], kind="stable"
        )
    known = [name for name in ("n", "consistency", "pri") if frame[name].notna().any()]
    with_cases = bool(cases) and any(len(ids) for ids in frame["cases"])
    marked = "edited" in frame.columns
    outcome = result.settings.outcome or "Outcome"
    names = {
        "n": "N" if result.settings.weights is None else "N (weighted)",
        "consistency": "Consistency",
        "pri": "PRI",
    }
    head = [Cell("Row"), *map(Cell, result.conditions), Cell(outcome), *(Cell(names[name]) for name in known)]
    head += [Cell("Cases")] * with_cases
    body = []
    for number, line in zip(frame.index.tolist(), frame.to_dict("records"), strict=True):
        mark = "*" if marked and line["edited"] else ""
        cells = [
            cell(number),
            *(cell(line[name]) for name in result.conditions),
            Cell(f"{line['out']}{mark}"),
        ]
        cells += [cell(line[name], 2 if name == "n" else 3) for name in known]
        cells += [Cell(some(line["cases"], cases))] * with_cases
        body.append(Row(tuple(cells)))
    align = aligned(
        ("left", 1), ("center", len(result.conditions) + 1), ("right", len(known)), ("left", with_cases)
    )
    used = [code for code in CODES if code in set(frame["out"])]
    notes = [f"{'; '.join(_code_words(code, result) for code in used)}."] if used else []
    n_observed = len(result.observed)
    notes.append(
        f"{counted(n_observed, 'configuration')} of {result.n_configurations} "
        f"{'was' if n_observed == 1 else 'were'} observed."
    )
    notes += table_notes(result)
    if marked:
        notes.append("*: coded by hand.")
    if any("-" in set(map(str, frame[name])) for name in result.conditions):
        notes.append("-: the condition is not defined in these cases.")
    if with_cases and any(len(ids) > cases for ids in frame["cases"]):
        notes.append(f"At most {counted(cases, 'case')} of a row {'is' if cases == 1 else 'are'} named.")
    default = f"Truth table for {result.settings.outcome}" if result.settings.outcome else "Truth table"
    return ArticleTable(check_title(title, default), (tuple(head),), tuple(body), align, tuple(notes))


def _code_words(code: str, table: TruthTable) -> str:
    if code == "?" and table.settings.coding.frequency > 1 and table.sums is not None:
        return f"{CODES[code]} (fewer than {table.settings.coding.frequency} cases)"
    return CODES[code]


def some(ids: tuple[object, ...], most: int) -> str:
    """Return the first case ids, and how many there are in all where not all are named.

    Examples
    --------
    >>> some(("a", "b", "c"), 2), some(("a",), 2)
    ('a, b, ... (3)', 'a')
    """
    text = ", ".join(map(str, ids[:most]))
    return text if len(ids) <= most else f"{text}, ... ({len(ids)})"


def counterfactual_table(
    parts: dict[str, pd.DataFrame], conditions: tuple[str, ...], title: str, notes: list[str]
) -> ArticleTable:
    """Return logical remainders with the uses that solutions make of them.

    Parameters
    ----------
    parts : dict of str to DataFrame
        Header of a column -> the rows that are marked in it.
    conditions : tuple of str
    title : str
    notes : list of str
    """
    rows = (
        pd.concat([frame for frame in parts.values() if len(frame)])
        if any(map(len, parts.values()))
        else None
    )
    head = (Cell("Row"), *map(Cell, conditions), *map(Cell, parts))
    body: list[Row] = []
    if rows is not None:
        rows = rows[~rows.index.duplicated()].sort_index()
        marked = {name: set(frame.index.tolist()) for name, frame in parts.items()}
        for number, line in zip(rows.index.tolist(), rows[list(conditions)].to_numpy().tolist(), strict=True):
            uses = [Cell("yes" if number in own else "") for own in marked.values()]
            body.append(Row((cell(number), *map(cell, line), *uses)))
    align = aligned(("left", 1), ("center", len(conditions) + len(parts)))
    if not body:
        notes = ["There is none: the solutions make no assumption about logical remainders.", *notes]
        body = [Row((Cell(UNDEFINED, span=1 + len(conditions) + len(parts)),))]
    return ArticleTable(title, (head,), tuple(body), align, tuple(map(sentence, notes)))


__all__ = ["CODES", "counterfactual_table", "of_truth_table", "some"]
