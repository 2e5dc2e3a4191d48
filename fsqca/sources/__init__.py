"""Data that need not fit into memory: files, lazy frames and engines, scanned in bounded chunks."""

from fsqca.sources.recognition import source_of
from fsqca.sources.source import Chunk, ChunkedSource, Part, Source

__all__ = ["Chunk", "ChunkedSource", "Part", "Source", "source_of"]
