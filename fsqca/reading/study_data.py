"""Data that were read: the frame with its labels, and what is missing and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

import pandas as pd

from fsqca._checks import counted, unknown_names
from fsqca._display import html_table, text_table
from fsqca.errors import ArgumentError
from fsqca.reading.cells import MissingCount

#: A column of text with at most this many values shows them in the codebook.
SHOWN_VALUES = 6


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How data were read.

    Attributes
    ----------
    source : str
        Name of the file, or the kind of frame.
    kind : str
        ``"csv"``, ``"excel"``, ``"sav"``, ``"dta"``, ``"parquet"`` or ``"frame"``.
    cases, group : str or None
        Column of the case names (``""``: a first column without a name) and of the groups.
    missing_codes : tuple of (str, tuple)
        Codes for each column, ``"*"`` for all.
    sheet, separator, decimal, encoding : str or None
        As given or found; None where they do not apply.
    """

    source: str
    kind: str
    cases: str | None = None
    group: str | None = None
    missing_codes: tuple[tuple[str, tuple[float | str, ...]], ...] = ()
    sheet: str | None = None
    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StudyData:
    """Data with their labels and missing values; made by `read`, taken wherever data are taken.

    Attributes
    ----------
    data : pandas.DataFrame
        Cases in rows, the index holds their names or numbers. Missing values are NaN.
    labels : dict of str to str
        Variable labels, of the columns that have one.
    value_labels : dict of str to dict
        Value labels of a column: value to label.
    missing : pandas.DataFrame
        One row per column and code: ``column``, ``code`` as it stood in the source, its ``label``, who
        ``declared`` it ("missing_codes"; "file: declared" by SPSS or Stata; "file: blank or -"; "file: no
        number", such as NA in a column of numbers; "empty"), and how often it occurs, ``n``.
    notes : tuple of str
        What looks odd and what to do about it.
    settings : ReadSettings
    """

    data: pd.DataFrame
    labels: Mapping[str, str]
    value_labels: Mapping[str, Mapping[Any, str]]
    missing: pd.DataFrame
    notes: tuple[str, ...]
    settings: ReadSettings

    @classmethod
    def of(
        cls,
        data: pd.DataFrame,
        *,
        labels: Mapping[str, str],
        value_labels: Mapping[str, Mapping[Any, str]],
        missing: Sequence[MissingCount],
        notes: Sequence[str],
        settings: ReadSettings,
    ) -> StudyData:
        """Return the result; what is missing without a code is counted as empty."""
        known: dict[Any, int] = {}
        for each in missing:
            known[each.column] = known.get(each.column, 0) + each.n
        rows = [each for each in missing if each.column in data.columns]
        for name in data.columns:
            empty = int(data[name].isna().sum()) - known.get(name, 0)
            if empty > 0:
                rows.append(MissingCount(name, "", "", "empty", empty))
        order = {name: place for place, name in enumerate(data.columns)}
        rows.sort(key=lambda each: order[each.column])
        frame = pd.DataFrame(
            [astuple(each) for each in rows], columns=["column", "code", "label", "declared", "n"]
        ).astype({"column": object, "code": object, "n": "int64"})
        return cls(
            data, dict(labels), {k: dict(v) for k, v in value_labels.items()}, frame, tuple(notes), settings
        )

    @property
    def group(self) -> str | None:
        """The column that holds the groups, None where none was named."""
        return self.settings.group

    @property
    def groups(self) -> pd.Series[Any]:
        """The group of every case, in words where its values have labels.

        Raises
        ------
        ArgumentError
            If no group was named in `read`.
        """
        if self.group is None:
            raise ArgumentError(
                "These data have no groups. Name the column when reading: read(..., group=...)."
            )
        return self.labelled(self.group)

    def labelled(self, column: str) -> pd.Series[Any]:
        """Return a column with its values replaced by their labels; values without a label stay.

        Parameters
        ----------
        column : str
            A column of the data.

        Returns
        -------
        pandas.Series
            With the case names as its index.

        Raises
        ------
        UnknownNameError
            If there is no such column.
        """
        if column not in self.data.columns:
            raise unknown_names("column", [column], list(self.data.columns), self.settings.source)
        words = self.value_labels.get(column, {})
        values = self.data[column]
        return values.astype(object).map(lambda value: words.get(value, value)) if words else values.copy()

    @property
    def table(self) -> pd.DataFrame:
        """The codebook: one row per column, with ``label``, ``type``, ``n``, ``missing`` and ``values``."""
        rows = [
            {
                "label": self.labels.get(name, ""),
                "type": _type(self.data[name]),
                "n": int(self.data[name].notna().sum()),
                "missing": int(self.data[name].isna().sum()),
                "values": _values(self.data[name], self.value_labels.get(name, {})),
            }
            for name in self.data.columns
        ]
        return pd.DataFrame(rows, index=pd.Index(self.data.columns, name="column"))

    def __repr__(self) -> str:
        group = f", group {self.group!r}" if self.group is not None else ""
        return (
            f"<StudyData: {counted(len(self.data), 'case')}, {counted(self.data.shape[1], 'column')}{group}, "
            f"{counted(int(self.missing['n'].sum()), 'missing value')}>"
        )

    def __str__(self) -> str:
        head = f"{repr(self)[1:-1]} (from {self.settings.source})"
        parts = [head, "", text_table(_without_empty_labels(self.table))]
        if len(self.missing) > 0:
            parts += ["", "Missing values", text_table(self._missing_by_code())]
        if self.notes:
            parts += ["", *(f"Note: {note}" for note in self.notes)]
        return "\n".join(parts)

    def _repr_html_(self) -> str:
        notes = [f"Note: {note}" for note in self.notes]
        first = html_table(_without_empty_labels(self.table), caption=repr(self)[1:-1], notes=notes)
        return first + (
            html_table(self._missing_by_code(), caption="Missing values") if len(self.missing) else ""
        )

    def _missing_by_code(self) -> pd.DataFrame:
        """Return what is missing, one row per code, its columns counted together."""
        columns = ["declared", "code", "label"]
        frame = self.missing.assign(code=self.missing["code"].map(str))
        parts = frame.groupby(columns, sort=False)
        table = pd.DataFrame({"n": parts["n"].sum(), "columns": [tuple(part) for _, part in parts["column"]]})
        return _without_empty_labels(table.reset_index().set_index("declared"))


def _without_empty_labels(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table without its column of labels where nothing has one."""
    return table if (table["label"] != "").any() else table.drop(columns="label")


def _type(column: pd.Series[Any]) -> str:
    if pd.api.types.is_bool_dtype(column.dtype):
        return "truth value"
    if pd.api.types.is_numeric_dtype(column.dtype):
        return "number"
    return "date" if pd.api.types.is_datetime64_any_dtype(column.dtype) else "text"


def _values(column: pd.Series[Any], labels: Mapping[Any, str]) -> str:
    """Return the values of a column in a few words: labels, a range, or the texts."""
    if labels:
        return ", ".join(f"{value} = {label}" for value, label in labels.items())
    given = column.dropna()
    if len(given) == 0:
        return ""
    if _type(column) == "number":
        low, high = given.min(), given.max()
        return f"{low:g}" if low == high else f"{low:g} to {high:g}"
    if _type(column) == "date":
        return f"{given.min():%Y-%m-%d} to {given.max():%Y-%m-%d}"
    kinds = list(dict.fromkeys(str(value) for value in given))
    if len(kinds) > SHOWN_VALUES:
        return f"{len(kinds)} different"
    return ", ".join(kinds)
