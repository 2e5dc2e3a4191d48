"""Which source of data something is: a path, a lazy frame, a dataset, a relation, or a frame of an engine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from fsqca._checks import import_extra, listed
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.sources.source import Source

#: Endings of files that are scanned in pieces.
PARQUET = (".parquet", ".pq")
TEXT = (".csv", ".txt", ".tsv", ".tab", ".dat")
#: Libraries whose objects are taken, beside paths.
LIBRARIES = ("polars", "pyarrow", "duckdb", "dask", "pyspark", "narwhals", "ibis", "modin", "cudf")


def source_of(data: object, argument: str = "data") -> Source | None:
    """Return the source that `data` is, or None for what is held in memory as a pandas frame, or is no data.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If a path does not exist or has an ending that is not known, or an object can be read only once or not
        in pieces.
    DataError
        If a file cannot be read.
    MissingExtraError
        If the library for this source is not installed.
    """
    if isinstance(data, (str, os.PathLike)):
        return _file(Path(data).expanduser(), argument)
    library = type(data).__module__.split(".")[0].lstrip("_")
    if library not in LIBRARIES:
        # The relation of DuckDB is named by an inner module in some versions.
        library = "duckdb" if type(data).__name__ == "DuckDBPyRelation" else library
    if library not in LIBRARIES:
        return None
    name = type(data).__name__
    label = f"a {'Dask' if library == 'dask' else library} {name}"
    if library == "dask" and hasattr(data, "to_delayed") and hasattr(data, "columns"):
        from fsqca.sources.engines import DaskSource

        return DaskSource(data, label)
    if library == "pyspark" and hasattr(data, "mapInArrow"):
        from fsqca.sources.engines import SparkSource

        return SparkSource(data, label)
    if library == "duckdb" and hasattr(data, "project"):
        from fsqca.sources.arrow import DuckDBSource

        return DuckDBSource(data, "a DuckDB relation")
    if library == "pyarrow" and hasattr(data, "schema"):
        return _arrow(data, label, argument)
    return _frame(data, label, argument)


def _file(path: Path, argument: str) -> Source:
    if not path.exists():
        raise ArgumentError(
            f"{argument} is the path {str(path)!r}, but there is no such file. Folder: "
            f"{str(path.parent.resolve())!r}."
        )
    ending = path.suffix.lower()
    if path.is_dir() or ending in PARQUET:
        from fsqca.sources.arrow import ParquetSource

        return ParquetSource(path)
    if ending in TEXT:
        from fsqca.sources.text_files import TextSource

        return TextSource(path)
    raise ArgumentError(
        f"{argument} is the path {path.name!r}, but files that are taken in pieces end with "
        f"{listed(PARQUET + TEXT, 10)}. Read any other with fsqca.read(), and pass what it returns."
    )


def _arrow(data: Any, label: str, argument: str) -> Source:
    import pyarrow as pa

    from fsqca.sources.arrow import ArrowSource

    if isinstance(data, pa.RecordBatchReader):
        raise ArgumentTypeError(
            f"{argument} is {label}, which can be read only once, and a truth table needs two scans. Pass a "
            "pyarrow Dataset or Table, or the path of a Parquet file."
        )
    table = pa.Table.from_batches([data]) if isinstance(data, pa.RecordBatch) else data
    return ArrowSource(table, label)


def _frame(data: Any, label: str, argument: str) -> Source:
    from fsqca.sources.frames import FrameSource

    narwhals: Any = import_extra("narwhals", "frames", f"Taking {label}")
    try:
        frame = narwhals.from_native(data)
    except TypeError:
        raise ArgumentTypeError(
            f"{argument} must be a data frame, a lazy frame, or the path of a Parquet or CSV file, not "
            f"{label}."
        ) from None
    return FrameSource(frame, label)
