"""Parquet files and folders, and tables, datasets and relations that hand over Arrow batches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fsqca._checks import import_extra
from fsqca.errors import DataError
from fsqca.sources.source import Chunk, ChunkedSource, Columns, arrow_chunk, check_unique


class ArrowSource(ChunkedSource):
    """A pyarrow Table or Dataset."""

    def __init__(self, dataset: Any, label: str) -> None:
        self.dataset = dataset
        self.label = label
        self.kinds = arrow_kinds(dataset.schema, label)

    def chunks(self, columns: Columns, rows: int) -> Iterator[Chunk]:
        """Yield chunks of the columns asked for; no other column is read."""
        import pyarrow as pa

        if isinstance(self.dataset, pa.Table):
            for batch in self.dataset.select(list(columns)).to_batches(max_chunksize=rows):
                yield arrow_chunk(batch, columns)
            return
        yield from dataset_chunks(self.dataset, columns, rows)


class ParquetSource(ChunkedSource):
    """A Parquet file, or a folder of Parquet files."""

    def __init__(self, path: Path) -> None:
        import_extra("pyarrow", "parquet", "Reading a Parquet file")
        self.path = path
        self.label = repr(path.name)
        self.stamp = stamp_of(path)
        self.kinds = arrow_kinds(self._open().schema, self.label)

    def chunks(self, columns: Columns, rows: int) -> Iterator[Chunk]:
        """Yield chunks of the columns asked for; no other column is read."""
        check_stamp(self.path, self.stamp, self.label)
        yield from dataset_chunks(self._open(), columns, rows)
        check_stamp(self.path, self.stamp, self.label)

    def _open(self) -> Any:
        dataset: Any = import_extra("pyarrow.dataset", "parquet", "Reading a Parquet file")
        try:
            opened = dataset.dataset(str(self.path), format="parquet")
            # The ends of files are read now, so that one that was cut short is found before anything else.
            for fragment in opened.get_fragments():
                fragment.ensure_complete_metadata()
        except (OSError, ValueError) as error:
            first = str(error).splitlines()[0].rstrip(".")
            raise DataError(f"{self.label} cannot be read as Parquet: {first}.") from None
        if not opened.files:
            raise DataError(f"The folder {self.label} holds no Parquet file. Name another one, or a file.")
        return opened


class DuckDBSource(ChunkedSource):
    """A DuckDB relation: a table, a view or a query."""

    portable = False

    def __init__(self, relation: Any, label: str) -> None:
        import_extra("pyarrow", "frames", "Taking a DuckDB relation")
        self.relation = relation
        self.label = label
        check_unique(relation.columns, label)
        words = {name: str(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}
        self.kinds = {name: "" if _is_sql_number(word) else word for name, word in words.items()}

    def chunks(self, columns: Columns, rows: int) -> Iterator[Chunk]:
        """Yield chunks as the engine streams its result."""
        quoted = ", ".join('"' + name.replace('"', '""') + '"' for name in columns)
        selected = self.relation.project(quoted)
        make = getattr(selected, "to_arrow_reader", None) or selected.fetch_arrow_reader
        for batch in make(rows):
            yield arrow_chunk(batch, columns)


def dataset_chunks(dataset: Any, columns: Columns, rows: int) -> Iterator[Chunk]:
    """Yield chunks of a pyarrow Dataset; little is read ahead, so that memory stays bounded."""
    import pyarrow.dataset as ds

    options: dict[str, Any] = {}
    if isinstance(getattr(dataset, "format", None), ds.ParquetFileFormat):
        # Buffered ahead, the bytes of a whole file would stay in memory until its end.
        options["fragment_scan_options"] = ds.ParquetFragmentScanOptions(
            pre_buffer=False, use_buffered_stream=True
        )
    batches = dataset.to_batches(
        columns=list(columns), batch_size=rows, batch_readahead=2, fragment_readahead=1, **options
    )
    for batch in batches:
        yield arrow_chunk(batch, columns)


def arrow_kinds(schema: Any, label: str) -> dict[str, str]:
    """Return the columns of an Arrow schema, with ``""`` for numbers and truth values."""
    import pyarrow.types as kinds

    check_unique(schema.names, label)
    tests = (kinds.is_integer, kinds.is_floating, kinds.is_decimal, kinds.is_boolean)
    return {
        field.name: "" if any(test(field.type) for test in tests) else str(field.type) for field in schema
    }


def _is_sql_number(word: str) -> bool:
    first = word.split("(")[0].upper()
    whole = {f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")}
    other = {"INTEGER", "UINTEGER", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN"}
    return first in whole | other and not word.endswith("]")


def stamp_of(path: Path) -> tuple[tuple[str, int, int], ...]:
    """Return size and time of change of a file, or of all files in a folder."""
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    found = [(str(each), each.stat()) for each in files]
    return tuple((name, about.st_size, about.st_mtime_ns) for name, about in found)


def check_stamp(path: Path, stamp: tuple[tuple[str, int, int], ...], label: str) -> None:
    """Raise if a file is no longer what it was when it was opened."""
    if not path.exists() or stamp_of(path) != stamp:
        raise DataError(
            f"{label} changed while it was read. Nothing was made of it. Wait until it is written, then "
            "build the table again."
        )
