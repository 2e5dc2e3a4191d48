"""Small chunks, so that small data are taken in several pieces, and engines that are stopped at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.truth_table.engines import stop_engines


@pytest.fixture(scope="session", autouse=True)
def engines() -> Iterator[None]:
    yield
    stop_engines()


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsqca.sources.source.CHUNK_CELLS", 1)
    monkeypatch.setattr("fsqca.sources.source.LEAST_ROWS", 256)
