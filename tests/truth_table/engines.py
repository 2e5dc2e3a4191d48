"""Sources of every make for the same synthetic data, and engines that are started once for all tests."""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
#: Engines that tests could not be run with, and why; printed at the end of the run.
NOT_TESTED: dict[str, str] = {}


def need(engine: str, *modules: str, java: bool = False) -> None:
    """Skip the test where an engine is not installed, and have it said at the end of the run."""
    absent = [name for name in modules if importlib.util.find_spec(name) is None]
    if java and shutil.which("java") is None:
        absent.append("java")
    if absent:
        NOT_TESTED[engine] = f"{', '.join(absent)} not installed"
        pytest.skip(f"{engine} not tested: {NOT_TESTED[engine]}")


def polars_frame(path: Path) -> Any:
    import polars as pl

    return pl.read_parquet(path)


def polars_lazy(path: Path) -> Any:
    import polars as pl

    return pl.scan_parquet(path)


def arrow_table(path: Path) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(path)


def arrow_dataset(path: Path) -> Any:
    import pyarrow.dataset as ds

    return ds.dataset(path)


def csv_path(path: Path) -> Any:
    pd.read_parquet(path).to_csv(path.with_suffix(".csv"), index=False)
    return path.with_suffix(".csv")


def german_csv(path: Path) -> Any:
    written = path.with_suffix(".txt")
    pd.read_parquet(path).to_csv(written, index=False, sep=";", decimal=",", encoding="utf-16")
    return str(written)


def parquet_folder(path: Path) -> Any:
    folder = path.with_suffix("")
    folder.mkdir(exist_ok=True)
    frame = pd.read_parquet(path)
    for part, start in enumerate(range(0, len(frame), 700)):
        frame.iloc[start : start + 700].to_parquet(folder / f"part_{part}.parquet")
    return folder


def duckdb_relation(path: Path) -> Any:
    need("DuckDB", "duckdb")
    import duckdb

    return duckdb.connect().read_parquet(str(path))


def dask_frame(path: Path) -> Any:
    need("Dask", "dask", "dask.dataframe", "distributed")
    _dask_cluster()
    import dask.dataframe as dd

    return dd.from_pandas(pd.read_parquet(path), npartitions=20)


def spark_frame(path: Path) -> Any:
    need("PySpark", "pyspark", java=True)
    return _spark_session().read.parquet(str(path)).repartitionByRange(5, "id")


#: Name of a source -> how it is made of a Parquet file.
SOURCES: dict[str, Callable[[Path], Any]] = {
    "a Parquet path": lambda path: path,
    "a folder of Parquet files": parquet_folder,
    "a CSV path": csv_path,
    "a CSV path with semicolons and decimal commas": german_csv,
    "a polars frame": polars_frame,
    "a polars lazy frame": polars_lazy,
    "a pyarrow table": arrow_table,
    "a pyarrow dataset": arrow_dataset,
    "a DuckDB relation": duckdb_relation,
    "a Dask frame": dask_frame,
    "a Spark frame": spark_frame,
}
#: Those that need no start of workers.
LIGHT = [name for name in SOURCES if name not in ("a Dask frame", "a Spark frame")]


@functools.cache
def _dask_cluster() -> Any:
    from distributed import Client, LocalCluster

    cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0")
    return Client(cluster)


@functools.cache
def _spark_session() -> Any:
    # The workers are processes of their own and must find the package.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(
        os.pathsep
    )
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    return session


def stop_engines() -> None:
    """Stop the engines that were started."""
    if _dask_cluster.cache_info().currsize:
        client = _dask_cluster()
        client.cluster.close()
        client.close()
        _dask_cluster.cache_clear()
    if _spark_session.cache_info().currsize:
        _spark_session().stop()
        _spark_session.cache_clear()
