"""Engines with workers of their own, Dask and Spark: the task goes to them, only sums come back.

The workers run the same code, so fsqca must be installed there.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, TypeVar

import pandas as pd

from fsqca.errors import FsqcaError
from fsqca.sources.source import (
    Added,
    Chunk,
    Columns,
    Part,
    Source,
    arrow_chunk,
    check_unique,
    chunk_rows,
    pandas_chunk,
    summed,
)

P = TypeVar("P", bound=Part)

#: Parts that are added up together on the workers before they travel on.
FAN_IN = 16
#: With more partitions than this, Spark adds parts up on its workers first.
MANY_PARTITIONS = 256


class DaskSource(Source):
    """A Dask data frame."""

    def __init__(self, frame: Any, label: str) -> None:
        self.frame = frame
        self.label = label
        check_unique(list(frame.columns), label)
        self.kinds = {
            name: ""
            if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_complex_dtype(kind)
            else str(kind)
            for name, kind in frame.dtypes.items()
        }

    def scan(self, columns: Columns, task: Callable[[Chunk], P]) -> P | None:
        """Return the sum over all partitions, added up on the workers; see :meth:`Source.scan`."""
        dask: Any = import_module("dask")
        work = dask.delayed(_Partition(task, dict(columns)), traverse=False)
        add = dask.delayed(_added)
        parts = [work(part) for part in self.frame[list(columns)].to_delayed()]
        while len(parts) > 1:
            parts = [add(parts[start : start + FAN_IN]) for start in range(0, len(parts), FAN_IN)]
        if not parts:
            return None
        total: P | None
        try:
            (total,) = dask.compute(parts[0])
        except FsqcaError:
            raise
        except Exception as error:
            raise self.failed(error) from error
        return total


class SparkSource(Source):
    """A PySpark data frame."""

    portable = False

    def __init__(self, frame: Any, label: str) -> None:
        from pyspark.sql.types import BooleanType, NumericType

        self.frame = frame
        self.label = label
        check_unique(list(frame.columns), label)
        self.kinds = {
            field.name: ""
            if isinstance(field.dataType, (NumericType, BooleanType))
            else field.dataType.simpleString()
            for field in frame.schema.fields
        }

    def scan(self, columns: Columns, task: Callable[[Chunk], P]) -> P | None:
        """Return the sum over all partitions; see :meth:`Source.scan`."""
        quoted = ["`" + name.replace("`", "``") + "`" for name in columns]
        added: Added[P] = Added()
        try:
            mapped = self.frame.select(*quoted).mapInArrow(_Batches(task, dict(columns)), "part binary")
            if hasattr(mapped, "rdd") and mapped.rdd.getNumPartitions() > MANY_PARTITIONS:
                mapped = mapped.repartition(FAN_IN).mapInArrow(_add_batches, "part binary")
            rows = mapped.collect()
        except Exception as error:
            raise self.failed(error) from error
        for row in rows:
            part = pickle.loads(row["part"])
            if isinstance(part, FsqcaError):
                raise part
            added.take(part)
        return added.total


class _Partition:
    """Runs a task over one pandas partition, in chunks."""

    def __init__(self, task: Callable[[Chunk], Any], columns: Columns) -> None:
        self.task = task
        self.columns = columns

    def __call__(self, frame: pd.DataFrame) -> Any:
        rows = chunk_rows(len(self.columns))
        chunks = (
            pandas_chunk(frame.iloc[start : start + rows], self.columns)
            for start in range(0, len(frame), rows)
        )
        return summed(chunks, self.task)


class _Batches:
    """Runs a task over the Arrow batches of one Spark partition; yields the pickled part, or error."""

    def __init__(self, task: Callable[[Chunk], Any], columns: Columns) -> None:
        self.task = task
        self.columns = columns

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        part: Any
        try:
            part = summed((arrow_chunk(batch, self.columns) for batch in batches), self.task)
        except FsqcaError as error:
            part = error  # Spark would turn it into a text
        yield _binary(part)


def _add_batches(batches: Iterator[Any]) -> Iterator[Any]:
    """Yield the sum of pickled parts; an error passes."""
    parts = [pickle.loads(value) for batch in batches for value in batch.column("part").to_pylist()]
    errors = [part for part in parts if isinstance(part, FsqcaError)]
    yield _binary(errors[0] if errors else _added(parts))


def _binary(part: object) -> Any:
    import pyarrow as pa

    return pa.RecordBatch.from_pydict({"part": pa.array([pickle.dumps(part)], pa.binary())})


def _added(parts: Sequence[Any]) -> Any:
    added: Added[Any] = Added()
    for part in parts:
        added.take(part)
    return added.total
