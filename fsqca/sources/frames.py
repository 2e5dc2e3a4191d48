"""Frames of polars and of other libraries, lazy or not, through narwhals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fsqca._checks import import_extra
from fsqca.errors import ArgumentTypeError, DataError
from fsqca.sources.source import Chunk, ChunkedSource, Columns, arrow_chunk


class FrameSource(ChunkedSource):
    """A frame that narwhals knows: eager ones in slices, lazy ones as their engine streams them."""

    def __init__(self, frame: Any, label: str) -> None:
        """Take a narwhals DataFrame or LazyFrame."""
        import_extra("pyarrow", "frames", f"Taking {label}")
        self.frame = frame
        self.label = label
        narwhals: Any = import_extra("narwhals", "frames", f"Taking {label}")
        self.lazy = isinstance(frame, narwhals.LazyFrame)
        native = frame.to_native()
        if self.lazy and not hasattr(native, "collect_batches") and not hasattr(native, "to_pyarrow_batches"):
            raise ArgumentTypeError(
                f"data is {label}, which cannot be taken in pieces. Collect it, or write it to Parquet and "
                "pass the path of the file."
            )
        try:
            schema = frame.collect_schema()
        except Exception as error:
            # A lazy frame looks at its file, or at its plan, only now.
            raise unreadable(label, error) from error
        self.kinds = {
            name: "" if kind.is_numeric() or kind == narwhals.Boolean else str(kind)
            for name, kind in schema.items()
        }

    def chunks(self, columns: Columns, rows: int) -> Iterator[Chunk]:
        """Yield chunks of the columns asked for."""
        selected = self.frame.select(list(columns))
        if not self.lazy:
            for start in range(0, len(selected), rows):
                yield arrow_chunk(selected[start : start + rows].to_arrow(), columns)
            return
        native = selected.to_native()
        if hasattr(native, "collect_batches"):
            for piece in native.collect_batches(chunk_size=rows, maintain_order=True):
                yield arrow_chunk(piece.to_arrow(), columns)
            return
        for batch in native.to_pyarrow_batches(chunk_size=rows):
            yield arrow_chunk(batch, columns)


def unreadable(label: str, error: Exception) -> DataError:
    """Return the error for a lazy frame whose columns cannot even be named."""
    first = (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")
    return DataError(
        f"{label} cannot be read ({type(error).__name__}: {first}). Look at the file that it scans and at "
        "the columns that it asks for."
    )
