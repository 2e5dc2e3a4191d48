"""Read data: one function for files of every usual kind and for frames of any make."""

from __future__ import annotations

import os
from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from fsqca._checks import check_choice, counted, import_extra, listed, unknown_names
from fsqca._frames import as_frame
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.reading import codes as missing_values
from fsqca.reading.cells import MissingCount, type_columns
from fsqca.reading.codes import MissingCodes
from fsqca.reading.frames import LARGEST, frame_of, unrounded
from fsqca.reading.labelled import read_labelled
from fsqca.reading.study_data import ReadSettings, StudyData
from fsqca.reading.suspicions import undeclared_notes
from fsqca.reading.text_files import RawTable, read_text
from fsqca.reading.worksheets import read_sheet

#: Ending of a file -> its kind.
KINDS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".dat": "csv",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".sav": "sav",
    ".zsav": "sav",
    ".dta": "dta",
    ".parquet": "parquet",
    ".pq": "parquet",
}


def read(
    source: object,
    *,
    cases: str | None = None,
    group: str | None = None,
    missing_codes: MissingCodes | None = None,
    sheet: str | None = None,
    separator: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
) -> StudyData:
    """Return the data of a file or a frame, with labels, and with every missing value counted by its reason.

    The result can be handed to every function of fsqca that takes data.

    Parameters
    ----------
    source : str, path or data frame
        A file: CSV (``.csv``, ``.txt``, ``.tsv``, ``.tab``, ``.dat``), Excel (``.xlsx``, ``.xlsm``), SPSS
        (``.sav``, ``.zsav``), Stata (``.dta``) or Parquet (``.parquet``); or a frame of pandas, polars,
        pyarrow or another library that narwhals knows. It is not changed.
    cases : str, optional
        Column that names the cases; it becomes the index. Names are text where the column is text: a case
        ``"NA"`` is a case. Without it the cases of a file are numbered 1, 2, 3, ..., a first column without
        a name is taken as the case names (spreadsheets and R write such files), and a frame keeps its index.
    group : str, optional
        Column that says which group a case belongs to. It stays in the data.
    missing_codes : mapping, sequence, number or text, optional
        Values that stand for no answer: ``{"*": [-99], "q1": [8, 9]}``, where ``"*"`` means all columns but
        the case names. A sequence, or one value, holds for all columns.
    sheet : str, optional
        Sheet of an Excel file; needed where several have values.
    separator, decimal : str, optional
        Sign between the columns, and decimal mark (``"."`` or ``","``), of a text file. Found by default;
        where they cannot be known, the error says so.
    encoding : str, optional
        Encoding of a text, SPSS or Stata file. A text file is read as UTF-8, or UTF-16 where it says so.

    Returns
    -------
    StudyData
        With ``data``, ``labels``, ``value_labels``, ``missing``, ``notes`` and ``settings``.

    Raises
    ------
    ArgumentError
        If a file does not exist, is of a kind that is not known, or an option does not belong to its kind.
    ArgumentTypeError
        If an argument is of the wrong type.
    UnknownNameError
        If a column or sheet does not exist.
    DataError
        If a file cannot be read without guessing, or case names are missing or not unique.
    MissingExtraError
        If the library for this kind of file is not installed.

    Notes
    -----
    Text files and worksheets: a blank cell, or ``-`` alone, is a missing value (fs/QCA uses both). In a
    column of numbers ``NA``, ``N/A``, ``NaN``, ``NULL`` and ``.`` are missing too; in a column of text they
    are text. Spaces around a cell are dropped. Numbers with leading zeros, and whole numbers of more than 15
    digits, stay text.

    Values that an SPSS or Stata file declares missing are missing here, and are counted in ``missing`` under
    their code and label.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"firm": ["NA", "Brno", "Cork"], "q1": [5, -99, 7], "q2": [8, 2, 1]})
    >>> study = read(answers, cases="firm", missing_codes={"*": [-99], "q2": [8]})
    >>> study
    <StudyData: 3 cases, 2 columns, 2 missing values>
    >>> study.missing[["column", "code", "n"]].values.tolist()
    [['q1', -99, 1], ['q2', 8, 1]]
    >>> study.data.index.tolist()
    ['NA', 'Brno', 'Cork']
    """
    codes = missing_values.check_codes(missing_codes)
    for argument, value in (("cases", cases), ("group", group), ("sheet", sheet), ("encoding", encoding)):
        if value is not None and not isinstance(value, str):
            raise ArgumentTypeError(f"{argument} must be a name, not {value!r}.")
    if decimal is not None:
        check_choice("decimal", decimal, (".", ","))
    if separator is not None and (
        not isinstance(separator, str) or len(separator) != 1 or separator in '"\r\n'
    ):
        raise ArgumentError(f"separator is {separator!r}, but it must be one sign, such as ';'.")
    options = {"sheet": sheet, "separator": separator, "decimal": decimal, "encoding": encoding}
    if isinstance(source, (str, os.PathLike)):
        path = Path(source).expanduser()
        kind = _kind(path)
        settings = ReadSettings(path.name, kind, cases, group, tuple(codes.items()), **options)
        _check_options(kind, options)
        if kind in ("csv", "excel"):
            return _from_cells(path, settings, codes)
        if kind == "parquet":
            return _finish(_parquet(path), settings, codes)
        read_in = read_labelled(path, kind, encoding)
        return _finish(
            read_in.data, settings, codes, read_in.labels, read_in.value_labels, list(read_in.missing)
        )
    frame = frame_of(source)
    _check_options("frame", options)
    module = type(source).__module__.split(".")[0]
    settings = ReadSettings(
        f"a {module} {type(source).__name__}", "frame", cases, group, tuple(codes.items())
    )
    return _finish(frame, settings, codes)


def _kind(path: Path) -> str:
    if not path.is_file():
        parent = path.parent if path.parent.is_dir() else None
        near = (
            sorted(each.name for each in parent.iterdir() if each.suffix.lower() in KINDS) if parent else []
        )
        there = f" Files there that can be read: {listed(near, 10)}." if near else ""
        raise ArgumentError(f"There is no file {str(path)!r}.{there}")
    kind = KINDS.get(path.suffix.lower())
    if path.suffix.lower() == ".xls":
        raise ArgumentError(
            f"{path.name!r} is a workbook of Excel 2003 or older. Save it as .xlsx or as CSV UTF-8."
        )
    if kind is None:
        raise ArgumentError(
            f"{path.name!r} ends with {path.suffix!r}, which is none of the known endings: "
            f"{listed(KINDS, 20)}. Rename the file, or read it yourself and pass the frame."
        )
    return kind


def _check_options(kind: str, options: dict[str, str | None]) -> None:
    """Raise if an option is given that says nothing about this kind of source."""
    takes = {
        "csv": ("separator", "decimal", "encoding"),
        "excel": ("sheet", "decimal"),
        "sav": ("encoding",),
        "dta": ("encoding",),
    }.get(kind, ())
    extra = [name for name, value in options.items() if value is not None and name not in takes]
    if extra:
        what = {"csv": "a text file", "excel": "an Excel file", "sav": "an SPSS file", "dta": "a Stata file"}
        source = what.get(kind, "a Parquet file" if kind == "parquet" else "a frame")
        raise ArgumentError(f"{extra[0]} has no meaning for {source}. Leave it out.")


def _parquet(path: Path) -> pd.DataFrame:
    try:
        table = import_extra("pyarrow.parquet", "parquet", "Reading a Parquet file").read_table(path)
        frame: pd.DataFrame = table.to_pandas()
    except (OSError, ValueError) as error:
        first = str(error).splitlines()[0].rstrip(".")
        raise DataError(f"{path.name!r} cannot be read as Parquet: {first}.") from None
    kinds = import_extra("pyarrow.types", "parquet", "Reading a Parquet file")
    for field in table.schema:
        if field.name in frame.columns and (kinds.is_integer(field.type) or kinds.is_boolean(field.type)):
            column = table.column(field.name)
            if column.null_count > 0:
                frame[field.name] = unrounded(frame[field.name], column.to_pylist)
    return frame


def _from_cells(path: Path, settings: ReadSettings, codes: dict[str, tuple[Any, ...]]) -> StudyData:
    """Return the data of a text file or worksheet, its cells typed here."""
    table: RawTable
    if settings.kind == "csv":
        table, separator, encoding = read_text(path, settings.separator, settings.encoding)
        settings = replace(settings, separator=separator, encoding=encoding)
    else:
        table, sheet = read_sheet(path, settings.sheet)
        settings = replace(settings, sheet=sheet)
    notes = list(table.notes)
    header = list(table.header)
    cases = settings.cases
    unnamed = header[0] == ""
    if unnamed and cases is None:
        cases = ""
        notes.append("The first column has no name and was taken as the case names.")
    elif unnamed:
        header[0] = _free_name("unnamed", header)
        notes.append(f"The first column has no name and is called {header[0]!r}.")
    missing_values.check_columns_of_codes(codes, [name for name in header if name])
    made = type_columns(
        dict(zip(header, table.columns, strict=True)),
        names_of_cases=cases,
        text_codes=missing_values.text_codes(codes, header),
        decimal=settings.decimal,
        where=repr(path.name),
        semicolons=settings.separator == ";",
    )
    settings = replace(settings, decimal=made.decimal)
    frame = pd.DataFrame(made.data)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return _finish(
        frame, replace(settings, cases=cases), codes, {}, {}, list(made.missing), notes + list(made.notes)
    )


def _free_name(name: str, taken: list[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _finish(
    frame: pd.DataFrame,
    settings: ReadSettings,
    codes: dict[str, tuple[Any, ...]],
    labels: dict[str, str] | None = None,
    value_labels: dict[str, dict[Any, str]] | None = None,
    missing: list[MissingCount] | None = None,
    notes: list[str] | None = None,
) -> StudyData:
    """Return the result: cases named, codes taken out, everything missing counted."""
    labels, value_labels = labels or {}, value_labels or {}
    if len(frame) == 0 or frame.shape[1] == 0:
        raise DataError(f"{settings.source} has no {'cases (rows)' if len(frame) == 0 else 'columns'}.")
    if not frame.columns.is_unique:
        twice = list(dict.fromkeys(frame.columns[frame.columns.duplicated()]))
        raise DataError(f"{settings.source} has duplicate columns: {listed(twice)}. Rename or drop them.")
    missing_values.check_columns_of_codes(codes, list(frame.columns))
    for argument, name in (("cases", settings.cases), ("group", settings.group)):
        if name is not None and name not in frame.columns:
            error = unknown_names(
                "column", [name], [each for each in frame.columns if each != ""], settings.source
            )
            raise type(error)(f"{argument}: {error}")
    if settings.cases is not None and settings.cases == settings.group:
        raise ArgumentError(
            f"cases and group are both {settings.cases!r}. A case has a name of its own; a group has several "
            "cases."
        )
    if settings.cases is not None:
        frame = _with_cases(frame, settings.cases, settings.source)
    elif settings.kind != "frame" and isinstance(frame.index, pd.RangeIndex):
        frame.index = pd.RangeIndex(1, len(frame) + 1)
    frame, found = missing_values.take_out(frame, codes, value_labels)
    as_frame(frame, settings.source)
    counts = [*(missing or []), *found]
    all_notes = [
        *(notes or []),
        *_case_notes(frame, settings),
        *missing_values.unused_notes(codes, counts),
        *undeclared_notes(frame, value_labels),
    ]
    return StudyData.of(
        frame, labels=labels, value_labels=value_labels, missing=counts, notes=all_notes, settings=settings
    )


def _with_cases(frame: pd.DataFrame, name: str, source: str) -> pd.DataFrame:
    """Return the frame with a column as its index; ids must be there and unique."""
    ids = frame[name]
    what = f"The column of case names, {name!r}," if name else "The first column"
    blank = ids.isna() | (ids.astype(str).str.strip() == "")
    if blank.any():
        rows = [place + 1 for place, absent in enumerate(blank.tolist()) if absent]
        raise DataError(
            f"{what} of {source} is empty in {counted(len(rows), 'row')} (data row {listed(rows)}). "
            "Give each case a name."
        )
    odd = [value for value in ids.tolist() if not isinstance(value, Hashable)]
    if odd:
        raise DataError(
            f"{what} of {source} has {listed(odd, 3)}, which cannot name a case. Take texts or numbers as "
            "case names."
        )
    if not ids.is_unique:
        twice = list(dict.fromkeys(ids[ids.duplicated()]))
        raise DataError(
            f"{what} of {source} has names that stand for several rows: {listed(twice)}. Give each row a name"
            " of its own; where rows are respondents, read them without cases= and use aggregate() to come "
            "to cases."
        )
    whole = pd.api.types.is_float_dtype(ids.dtype) and bool(
        ((ids == ids.round()) & (ids.abs() <= LARGEST)).all()
    )
    index = pd.Index(ids.astype("int64") if whole else ids, name=name or None)
    rest = frame.drop(columns=name)
    rest.index = index
    if rest.shape[1] == 0:
        raise DataError(f"{source} has no column but the case names.")
    return rest


def _case_notes(frame: pd.DataFrame, settings: ReadSettings) -> list[str]:
    """Return what is worth saying of groups, and of a first column that looks like case names."""
    if settings.group is not None and frame[settings.group].isna().any():
        without = frame.index[frame[settings.group].isna()]
        verb = "has" if len(without) == 1 else "have"
        return [f"{counted(len(without), 'case')} {verb} no group: {listed(without)}."]
    if settings.cases is not None or settings.kind == "frame" or len(frame) < 2 or frame.shape[1] < 2:
        return []
    name = frame.columns[0]
    first = frame[name]
    text = not pd.api.types.is_numeric_dtype(first.dtype)
    if text and first.is_unique and name != settings.group and not first.isna().any():
        return [f"Column {name!r} is different in every row. If it names the cases, pass cases={name!r}."]
    return []
