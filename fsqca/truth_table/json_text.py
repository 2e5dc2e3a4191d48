"""Truth tables as JSON text: what an appendix or an archive keeps, without the memberships of the cases.

The text is one object:

===================  ===================================================================================
``format``           ``"fsqca truth table"``
``version``          1
``outcome``          the outcome as an expression, "" where it is not known
``conditions``       names, in the order of the row numbers
``levels``           number of values of each condition
``cut_offs``         ``consistency``, ``pri``, ``frequency``, ``contradiction`` (null for none)
``crossover``        what was done with memberships of exactly 0.5, or null
``missing``          what was done with missing values, or null
``defined``          conditions that are not defined everywhere: pairs of name and expression
``weights``          column of the weights, ``"an array"``, or null where every case counts once
``source``           what was scanned in pieces, or null
``facts``            counts of the cases: ``n_cases``, ``in_outcome``, ``out_of_outcome``, ``constant``,
                     ``n_crossover``, ``n_missing``, ``n_weightless``; null or absent where not known
``crossover_cases``  ids of cases with a membership of exactly 0.5
``dropped``          ids of cases left out because a value was missing
``rows``             one object per observed row: ``configuration`` (a value per condition), ``code`` (after
                     changes by hand), ``n``, ``consistency``, ``pri`` (null for undefined or unknown),
                     ``cases`` (ids), and ``sums`` (``m``, ``my``, ``mn``, ``myn``; null without data)
``changes``          changes of codes by hand: ``row``, ``before``, ``after``, ``why``, ``outcome``
===================  ===================================================================================

Numbers are written so that they are read back as the same floating-point numbers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pandas as pd

from fsqca._checks import check_choice, listed
from fsqca._types import CaseId, Floats, Missing
from fsqca.errors import ArgumentTypeError, DataError, FsqcaError
from fsqca.truth_table.coding import CODES, Coding
from fsqca.truth_table.defined import read_defined
from fsqca.truth_table.facts import facts_as_json, read_facts
from fsqca.truth_table.history import Change, kept_on_top, unedited_codes
from fsqca.truth_table.settings import Crossover, TableSettings
from fsqca.truth_table.sums import ConfigurationSums
from fsqca.truth_table.table import TruthTable

FORMAT, VERSION = "fsqca truth table", 1
_SUMS = ("m", "my", "mn", "myn")
#: Consistency and PRI that differ from those of the sums by no more than this are the same.
SAME = 1e-9
CHANGED = "The text was changed outside fsqca; edit() changes a code and keeps the reason."
_CHANGE = ("row", "before", "after", "why", "outcome")
_KEYS = {
    "outcome": str,
    "conditions": list,
    "levels": list,
    "cut_offs": dict,
    "crossover_cases": list,
    "dropped": list,
    "rows": list,
    "changes": list,
}


def write_json(table: TruthTable) -> str:
    """Return a truth table as JSON text."""
    coding, sums = table.settings.coding, table.sums
    rows = []
    for i, own in enumerate(table._cases):
        rows.append(
            {
                "configuration": table.corners[i].tolist(),
                "code": str(table.codes[i]),
                "n": _number(table.n[i], whole=True),
                "consistency": _number(table.consistency[i]),
                "pri": _number(table.pri[i]),
                "cases": [_id(case) for case in own],
                "sums": None if sums is None else {name: _number(getattr(sums, name)[i]) for name in _SUMS},
            }
        )
    content = {
        "format": FORMAT,
        "version": VERSION,
        "outcome": table.settings.outcome,
        "conditions": list(table.conditions),
        "levels": list(table.level_counts),
        "cut_offs": {name: getattr(coding, name) for name in Coding.__dataclass_fields__},
        "crossover": table.settings.crossover,
        "missing": table.settings.missing,
        "defined": [list(pair) for pair in table.settings.defined],
        "weights": table.settings.weights,
        "source": table.settings.source,
        "facts": facts_as_json(table),
        "crossover_cases": [_id(case) for case in table.crossover_cases],
        "dropped": [_id(case) for case in table.dropped],
        "rows": rows,
        "changes": [{name: getattr(change, name) for name in _CHANGE} for change in table.changes],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)


def read_json(text: object) -> TruthTable:
    """Return the truth table in JSON text."""
    if not isinstance(text, str | bytes):
        raise ArgumentTypeError(
            f"text must be JSON text as to_json() gives it, not {type(text).__name__}. "
            'Read a file with Path("table.json").read_text(encoding="utf-8").'
        )
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"The text is not JSON, or only a part of it: {error}.") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise DataError(
            f"The JSON is not a truth table of fsqca: its format is not {FORMAT!r}. "
            "TruthTable.to_json() writes such a text; TruthTable.from_frame() reads other tables."
        )
    version = content.get("version")
    if isinstance(version, int) and version > VERSION:
        raise DataError(
            f"The truth table was written in version {version} of the format, and this fsqca reads "
            f"versions up to {VERSION}. Update fsqca to read it."
        )
    if version != VERSION:
        raise DataError(f"The truth table has the version {version!r}, but it must be {VERSION}.")
    for key, kind in _KEYS.items():
        if not isinstance(content.get(key), kind):
            words = {str: "a text", list: "a list", dict: "an object"}
            raise DataError(f"The truth table needs {key!r}, which must be {words[kind]}.")
    try:
        return _table(content)
    except FsqcaError as error:
        raise DataError(f"The truth table in the JSON is not a valid one: {error}") from error
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as error:
        raise DataError(
            "The truth table in the JSON is damaged: a row, a cut-off or a change has a missing or wrong "
            f"entry ({type(error).__name__}: {error})."
        ) from error


def _table(content: dict[str, Any]) -> TruthTable:
    from fsqca.expressions import parse

    names, levels, rows = content["conditions"], content["levels"], content["rows"]
    if len(levels) != len(names):
        raise DataError(f"it has {len(names)} conditions, but {len(levels)} numbers of values.")
    corners = [row["configuration"] for row in rows]
    wrong = [corner for corner in corners if not isinstance(corner, list) or len(corner) != len(names)]
    if wrong:
        raise DataError(f"a configuration must have {len(names)} values, but one is {wrong[0]!r}.")
    # from_frame knows what conditions, configurations, codes and numbers may be.
    frame = pd.DataFrame(corners, columns=names) if rows else pd.DataFrame({name: [] for name in names})
    for key in ("weights", "source"):
        if not isinstance(content.get(key), str | None):
            raise DataError(f"{key} must be a text or null, not {content[key]!r}.")
    weighted = content.get("weights") is not None
    known = ("consistency", "pri") if weighted else ("n", "consistency", "pri")
    numbers = {key: [_read_number(row[key]) for row in rows] for key in known}
    plain = (
        TruthTable.from_frame(
            frame.assign(out=[row["code"] for row in rows], **numbers),
            names,
            levels=dict(zip(names, levels, strict=True)),
        )
        if rows
        else _empty(names, levels)
    )
    # Rows stand in row order in the file; if somebody sorted them, they are brought back into it.
    order = _order(plain, corners)
    if weighted:
        summed = any(row["sums"] is not None for row in rows)
        plain = replace(plain, n=_sums_of_weights([rows[i]["n"] for i in order], summed))
    given = [row["sums"] for row in rows]
    with_sums = bool(rows) and all(one is not None for one in given)
    cut_offs = content["cut_offs"]
    for key, choices in (("crossover", get_args(Crossover)), ("missing", get_args(Missing))):
        if content.get(key) is not None:
            check_choice(key, content[key], choices)
    outcome = content["outcome"]
    table = TruthTable(
        settings=TableSettings(
            outcome,
            tuple(names),
            Coding(**{name: cut_offs[name] for name in Coding.__dataclass_fields__}),
            content.get("crossover"),
            content.get("missing"),
            _defined(content.get("defined", []), names),
            content.get("weights"),
            content.get("source"),
        ),
        level_counts=plain.level_counts,
        numbers=plain.numbers,
        corners=plain.corners,
        n=plain.n,
        consistency=plain.consistency,
        pri=plain.pri,
        codes=plain.codes,
        sums=_sums(plain, [given[i] for i in order]) if with_sums else None,
        outcome=parse(outcome) if outcome else None,
        crossover_cases=tuple(content["crossover_cases"]),
        dropped=tuple(content["dropped"]),
        changes=tuple(_change(item, plain) for item in content["changes"]),
        case_ids=tuple(tuple(rows[i]["cases"]) for i in order),
        facts=read_facts(content.get("facts"), tuple(names)),
    )
    _check_codes(table)
    return table


def _empty(names: Sequence[str], levels: Sequence[int]) -> TruthTable:
    """Return a table in which no configuration is observed."""
    nothing = np.empty(0)
    return TruthTable(
        settings=TableSettings("", tuple(names), Coding()),
        level_counts=tuple(int(number) for number in levels),
        numbers=(),
        corners=np.empty((0, len(names)), dtype=np.int64),
        n=nothing,
        consistency=nothing,
        pri=nothing,
        codes=np.empty(0, dtype="<U1"),
    )


def _order(table: TruthTable, corners: list[list[int]]) -> list[int]:
    place = {tuple(corner): position for position, corner in enumerate(corners)}
    return [place[tuple(corner)] for corner in table.corners.tolist()]


def _sums(table: TruthTable, given: list[dict[str, Any]]) -> ConfigurationSums:
    columns: list[Floats] = [np.array([_read_number(one[name]) for one in given]) for name in _SUMS]
    if any((~np.isfinite(column)).any() or (column < 0).any() for column in columns):
        raise DataError("a sum must be a number of at least 0.")
    # Numbers of cases are whole, sums of weights need not be.
    n = table.n.astype(np.int64) if (table.n == np.floor(table.n)).all() else table.n
    sums = ConfigurationSums(table.corners, n, *columns)
    for word, own, told in (
        ("consistency", sums.consistency(), table.consistency),
        ("PRI", sums.pri(), table.pri),
    ):
        # Codes come from the sums as soon as a cut-off moves, so the two must not say different things.
        # Null is also what stands for a number that is not known.
        differs = ~np.isclose(own, told, rtol=0.0, atol=SAME, equal_nan=True)
        wrong = np.flatnonzero(differs & ~np.isnan(told))
        if len(wrong):
            first = int(wrong[0])
            raise DataError(
                f"the {word} of row {table.numbers[first]} is {told[first]:g}, but its sums give "
                f"{own[first]:g}. {CHANGED}"
            )
    return sums


def _check_codes(table: TruthTable) -> None:
    """Raise if a code is not what the cut-offs and the changes by hand make of the sums."""
    if table.sums is None:
        return
    codes = kept_on_top(unedited_codes(table), table)
    wrong = np.flatnonzero(codes != table.codes)
    if len(wrong):
        first = int(wrong[0])
        raise DataError(
            f"row {table.numbers[first]} is coded {str(table.codes[first])!r}, but its cut-offs and changes "
            f"by hand give {str(codes[first])!r}. {CHANGED}"
        )


def _sums_of_weights(given: list[object], summed: bool) -> Floats:
    n = np.array([_read_number(value) for value in given], dtype=np.float64)
    # A table given as a frame may have rows without a number, or without cases.
    wrong = n[~(n > 0) | np.isinf(n)] if summed else n[(n < 0) | np.isinf(n)]
    if len(wrong):
        raise DataError(f"n, the sum of weights of a row, is {wrong[0]:g}, but it must be a number above 0.")
    return n


def _defined(given: list[tuple[str, str]], names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    domains = read_defined(dict(given), names)
    return tuple((name, str(where)) for name, where in domains.items())


def _change(item: dict[str, Any], table: TruthTable) -> Change:
    change = Change(*(item[name] for name in _CHANGE))
    if change.row not in table.numbers:
        raise DataError(f"a change names row {change.row!r}, which is not in the table.")
    wrong = [code for code in (change.before, change.after) if code not in CODES]
    if wrong:
        raise DataError(f"a change names the code {wrong[0]!r}, but a code is one of {listed(CODES)}.")
    if not (isinstance(change.why, str) and change.why.strip() and isinstance(change.outcome, str)):
        raise DataError(f"the change of row {change.row} has no reason, or no outcome.")
    return change


def _number(value: float, *, whole: bool = False) -> float | int | None:
    if np.isnan(value):
        return None
    return int(value) if whole and float(value).is_integer() else float(value)


def _read_number(value: object) -> float:
    if value is None:
        return float("nan")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    return float(value)


def _id(case: CaseId) -> str | int:
    """Return a case id as JSON has it: text and whole numbers as they are, anything else as text."""
    plain = case.item() if isinstance(case, np.generic) else case
    return plain if isinstance(plain, str | int) and not isinstance(plain, bool) else str(case)
