"""Files of SPSS and Stata: variable labels, value labels and declared missing values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from fsqca._checks import import_extra
from fsqca.errors import DataError
from fsqca.reading.cells import MissingCount


@dataclass(frozen=True, slots=True)
class Labelled:
    """A frame with what the file says of its columns."""

    data: pd.DataFrame
    labels: dict[str, str]
    value_labels: dict[str, dict[Any, str]]
    missing: tuple[MissingCount, ...]


def read_labelled(path: Path, kind: str, encoding: str | None) -> Labelled:
    """Return the data of a ``.sav``, ``.zsav`` or ``.dta`` file; declared missing values are NaN and counted.

    The file is read twice: for the values, with declared missing values as NaN, and for their codes.
    """
    purpose = f"Reading {'a Stata' if kind == 'dta' else 'an SPSS'} file"
    pyreadstat = import_extra("pyreadstat", kind_extra(kind), purpose)
    reader = pyreadstat.read_dta if kind == "dta" else pyreadstat.read_sav
    try:
        data, meta = reader(str(path), encoding=encoding, dates_as_pandas_datetime=True)
        coded, _ = reader(str(path), encoding=encoding, user_missing=True)
    except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
        raise DataError(
            f"{path.name!r} cannot be read: {str(error).rstrip('.')}. Make sure that the file is whole and "
            "that its ending is right; for letters that look wrong pass encoding='cp1252'."
        ) from None
    if len(data.columns) == 0 or len(data) == 0:
        raise DataError(f"{path.name!r} has no {'columns' if len(data.columns) == 0 else 'rows'}.")
    value_labels = {
        name: {_plain(value): str(label) for value, label in labels.items()}
        for name, labels in meta.variable_value_labels.items()
    }
    labels = {name: str(label) for name, label in meta.column_names_to_labels.items() if label}
    missing: list[MissingCount] = []
    for name in data.columns:
        blank = (
            data[name].map(lambda value: isinstance(value, str) and not value.strip()).to_numpy(dtype=bool)
        )
        if blank.any():
            missing.append(MissingCount(name, "", "", "file: blank or -", int(blank.sum())))
            data[name] = data[name].mask(blank)
            coded[name] = coded[name].mask(blank)
        missing += _declared(name, data[name], coded[name], value_labels.get(name, {}), kind)
        filled = data[name].dropna()
        if data[name].dtype == object and all(isinstance(v, (int, float)) for v in filled.tolist()):
            data[name] = pd.to_numeric(data[name])
    return Labelled(data, labels, value_labels, tuple(missing))


def kind_extra(kind: str) -> str:
    """Return the extra that a kind of file needs."""
    return {"sav": "spss", "dta": "stata"}[kind]


def _declared(
    name: str, values: pd.Series[Any], coded: pd.Series[Any], labels: dict[Any, str], kind: str
) -> list[MissingCount]:
    """Return which codes the file itself declares missing, and how often each occurs."""
    absent = values.isna().to_numpy()
    codes: Counter[object] = Counter()
    for code in coded[absent].tolist():
        if kind == "dta" and not isinstance(code, str):
            continue  # Stata's own missing value; the second reading does not show it reliably
        if code is not None and code == code:
            codes[_plain(code)] += 1
    return [
        MissingCount(name, f".{code}" if kind == "dta" else code, labels.get(code, ""), "file: declared", n)
        for code, n in sorted(codes.items(), key=lambda pair: str(pair[0]))
    ]


def _plain(value: object) -> object:
    """Return whole floats as ints: SPSS holds every number as a float, and a code should read 8, not 8.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
