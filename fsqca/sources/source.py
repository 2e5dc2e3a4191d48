"""What every source of data can do: name its columns, and run a task over all rows in bounded chunks.

A task turns a chunk into a part, and parts add up: nothing else of the data is ever held. Where an engine has
workers of its own (Dask, Spark) the task goes to them and only parts come back.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, Protocol, Self, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from fsqca._checks import listed
from fsqca.errors import ArgumentError, DataError, FsqcaError

#: Columns of some rows: floats, NaN where a value is missing, or objects for text and case ids.
Chunk: TypeAlias = dict[str, npt.NDArray[Any]]
#: The columns that are read, and whether each is wanted as floats.
Columns: TypeAlias = Mapping[str, bool]
#: Values held at once, about 16 MB of floats.
CHUNK_CELLS = 1 << 21
#: Rows held at once however many columns there are.
LEAST_ROWS = 1024


class Part(Protocol):
    """What a task makes of a chunk; parts of two chunks add up to the part of both."""

    def __add__(self, other: Any, /) -> Self: ...


P = TypeVar("P", bound=Part)


class Source(ABC):
    """Data that can be scanned as often as needed.

    Attributes
    ----------
    label : str
        What it is, as messages say it: ``"'survey.parquet'"``, ``"a polars LazyFrame"``.
    kinds : dict of str to str
        Every column, with ``""`` where it holds numbers (truth values count), else the name of its type.
    portable : bool
        Whether it can be pickled and scanned elsewhere.
    """

    label: str
    kinds: dict[str, str]
    portable: bool = True

    @abstractmethod
    def scan(self, columns: Columns, task: Callable[[Chunk], P]) -> P | None:
        """Return the sum of what `task` makes of every chunk of these columns, None where there is no row.

        Raises
        ------
        DataError
            If the data cannot be read to the end, or change while they are read.
        """

    def failed(self, error: Exception) -> DataError:
        """Return the error for data that an engine could not read to the end."""
        first = (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")
        return DataError(
            f"{self.label} could not be read to the end ({type(error).__name__}: {first}). Nothing was made "
            "of the part that was read. Look at the data, or write them again."
        )


class ChunkedSource(Source):
    """A source whose chunks come to this process, one at a time."""

    @abstractmethod
    def chunks(self, columns: Columns, rows: int) -> Iterator[Chunk]:
        """Yield chunks of at most about `rows` rows."""

    def scan(self, columns: Columns, task: Callable[[Chunk], P]) -> P | None:
        """Return the sum over all chunks; see :meth:`Source.scan`."""
        return summed(self._read(columns), task)

    def _read(self, columns: Columns) -> Iterator[Chunk]:
        chunks = self.chunks(columns, chunk_rows(len(columns)))
        while True:
            # Only what the engine raises is caught here, not what the task raises.
            try:
                chunk = next(chunks)
            except StopIteration:
                return
            except FsqcaError:
                raise
            except Exception as error:
                raise self.failed(error) from error
            yield chunk


class Gone(Source):
    """Stands for a source that could not travel with a pickled result."""

    def __init__(self, source: Source) -> None:
        self.label = source.label
        self.kinds = dict(source.kinds)

    def scan(self, columns: Columns, task: Callable[[Chunk], Any]) -> Any:
        """Refuse, as the data are not here."""
        raise ArgumentError(
            f"The data ({self.label}) did not travel with the saved truth table, and this needs another scan "
            "of them. Build the table again with build_truth_table()."
        )


class Added(Generic[P]):
    """Adds parts up as they come."""

    def __init__(self) -> None:
        self.total: P | None = None

    def take(self, part: P | None) -> None:
        """Add a part; None is nothing."""
        if part is not None:
            self.total = part if self.total is None else self.total + part


def summed(chunks: Iterable[Chunk], task: Callable[[Chunk], P]) -> P | None:
    """Return the sum of what a task makes of the chunks that have rows."""
    added: Added[P] = Added()
    for chunk in chunks:
        if n_rows(chunk):
            added.take(task(chunk))
    return added.total


def n_rows(chunk: Chunk) -> int:
    """Return how many rows a chunk has."""
    return len(next(iter(chunk.values())))


def chunk_rows(n_columns: int) -> int:
    """Return how many rows of so many columns are held at once."""
    return max(LEAST_ROWS, CHUNK_CELLS // max(1, n_columns))


def arrow_chunk(batch: Any, columns: Columns) -> Chunk:
    """Return some columns of a pyarrow RecordBatch or Table as arrays."""
    import pyarrow as pa

    chunk: Chunk = {}
    for name, is_number in columns.items():
        column = batch.column(name)
        if is_number:
            kind = pa.int8() if pa.types.is_boolean(column.type) else None
            whole = column.cast(kind) if kind is not None else column
            chunk[name] = np.asarray(
                whole.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
                if isinstance(whole, pa.Array)
                else whole.cast(pa.float64(), safe=False).to_numpy(),
                dtype=np.float64,
            )
        else:
            values = np.empty(len(column), dtype=object)
            values[:] = column.to_pylist()
            chunk[name] = values
    return chunk


def pandas_chunk(frame: Any, columns: Columns) -> Chunk:
    """Return some columns of a pandas frame as arrays."""
    return {
        name: frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        if is_number
        else frame[name].astype(object).to_numpy()
        for name, is_number in columns.items()
    }


def check_unique(names: Sequence[str], label: str) -> None:
    """Raise if a source has two columns of the same name."""
    twice = [name for name in dict.fromkeys(names) if list(names).count(name) > 1]
    if twice:
        raise DataError(f"{label} has duplicate columns: {listed(twice)}. Rename or drop them.")
