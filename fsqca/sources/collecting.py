"""Columns of a source as a frame in memory, for the few analyses that need every case at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fsqca.errors import DataError
from fsqca.sources.source import Chunk, Source


@dataclass(frozen=True)
class Pieces:
    """Chunks in their order."""

    chunks: tuple[Chunk, ...]

    def __add__(self, other: Pieces) -> Pieces:
        """Return the chunks of both parts."""
        return Pieces(self.chunks + other.chunks)


def _keep(chunk: Chunk) -> Pieces:
    return Pieces(({name: column.copy() for name, column in chunk.items()},))


def frame_of_source(source: Source, names: Sequence[str], ids: str | None = None) -> pd.DataFrame:
    """Return some columns of all rows; the column of the ids keeps its values as they are."""
    columns = {name: not source.kinds[name] and name != ids for name in names}
    pieces = source.scan(columns, _keep)
    if pieces is None:
        raise DataError(f"data ({source.label}) have no cases (rows).")
    return pd.DataFrame({name: np.concatenate([chunk[name] for chunk in pieces.chunks]) for name in columns})


__all__ = ["frame_of_source"]
