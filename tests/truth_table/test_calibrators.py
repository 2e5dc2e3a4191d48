"""Sets made of raw columns on the way, in memory and in pieces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.calibration import Piecewise, Ranks
from fsqca.errors import ArgumentError, DataError, UnknownNameError
from tests.bad_input.helpers import message
from tests.truth_table.engines import SOURCES

pytestmark = [
    pytest.mark.usefixtures("small_chunks"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def raw_scores(n_cases: int = 2000) -> pd.DataFrame:
    rng = np.random.default_rng(8)
    return pd.DataFrame(
        {
            "trust": rng.normal(4, 1.5, n_cases),
            "size": rng.integers(1, 500, n_cases),
            "kind": rng.choice(["public", "private", "other"], n_cases),
            "result": rng.normal(50, 15, n_cases),
            "ready": rng.random(n_cases).round(3) * 0.49,
            "id": np.arange(n_cases),
        }
    )


RAW = raw_scores()
CALIBRATORS = {
    "TRUST": ("trust", fq.Direct(2, 4, 6, why="points of the scale")),
    "LARGE": ("size", fq.Crisp(100)),
    "PUBLIC": ("kind", fq.Lookup({"public": 1.0, "private": 0.0, "other": 0.3})),
    "RESULT": ("result", Piecewise(30, 50, 70)),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    RAW.to_parquet(tmp_path / "raw.parquet", index=False)
    return tmp_path / "raw.parquet"


def numbers(table: fq.TruthTable) -> pd.DataFrame:
    return table.table.drop(columns="cases")


@pytest.mark.parametrize(
    "source", ["a Parquet path", "a polars lazy frame", "a DuckDB relation", "a Dask frame", "a Spark frame"]
)
def test_calibrators_are_applied_in_pieces_as_to_the_whole(source, path):
    sets = fq.calibrate(RAW, CALIBRATORS)
    expected = fq.build_truth_table(sets, "RESULT")
    table = fq.build_truth_table(SOURCES[source](path), "RESULT", calibrators=CALIBRATORS)
    assert table.conditions == ("TRUST", "LARGE", "PUBLIC")
    pd.testing.assert_frame_equal(numbers(table), numbers(expected), rtol=0, atol=1e-9)
    pd.testing.assert_frame_equal(table.calibration, sets.table)


def test_a_frame_in_memory_takes_calibrators_too():
    expected = fq.build_truth_table(fq.calibrate(RAW, CALIBRATORS), "RESULT")
    table = fq.build_truth_table(RAW, "RESULT", calibrators=CALIBRATORS)
    pd.testing.assert_frame_equal(table.table, expected.table)
    pd.testing.assert_frame_equal(table.calibration, expected.calibration)


@pytest.mark.parametrize("data", ["path", "frame"])
def test_columns_that_are_sets_already_are_taken_beside_calibrated_ones(data, path):
    table = fq.build_truth_table(
        path if data == "path" else RAW, "RESULT", ["TRUST", "ready"], calibrators=CALIBRATORS
    )
    by_hand = fq.calibrate(RAW, CALIBRATORS).data.assign(ready=RAW["ready"])
    expected = fq.build_truth_table(by_hand, "RESULT", ["TRUST", "ready"])
    pd.testing.assert_frame_equal(numbers(table), numbers(expected), rtol=0, atol=1e-9)


def test_what_learns_from_the_data_is_refused_and_learns_from_a_sample(path):
    learning = {**CALIBRATORS, "TRUST": ("trust", fq.Quantiles(0.1, 0.5, 0.9)), "SIZE": ("size", Ranks())}
    found = message(ArgumentError, lambda: fq.build_truth_table(path, "RESULT", calibrators=learning))
    assert found == (
        "calibrators of 'TRUST', 'SIZE' learn from the data, which are taken in pieces here, and no "
        "piece is all of "
        "them. Let them learn from a sample that fits into memory, sets = calibrate(sample, {...}), and pass "
        "calibrators=sets; or give fixed anchors, such as Direct(2, 4, 6)."
    )
    sets = fq.calibrate(RAW[:500], learning)
    table = fq.build_truth_table(path, "RESULT", calibrators=sets)
    expected = fq.build_truth_table(sets.apply(RAW), "RESULT")
    pd.testing.assert_frame_equal(numbers(table), numbers(expected), rtol=0, atol=1e-9)
    in_memory = fq.build_truth_table(RAW, "RESULT", calibrators=sets)
    pd.testing.assert_frame_equal(in_memory.table, expected.table)


def test_a_function_that_looks_at_all_cases_together_is_refused(path):
    functions = {**CALIBRATORS, "SIZE": ("size", lambda raw: raw / raw.max())}
    found = message(ArgumentError, lambda: fq.build_truth_table(path, "RESULT", calibrators=functions))
    assert found == (
        "The calibrator of 'SIZE' gives a case another membership where other cases are beside it. "
        "Data that are "
        "taken in pieces need calibrators that look at one case at a time; give it fixed anchors, or "
        "let it learn "
        "from a sample with calibrate() and pass what that returns."
    )
    alone = {**CALIBRATORS, "SIZE": ("size", lambda raw: raw / 501)}
    table = fq.build_truth_table(path, "RESULT", calibrators=alone)
    expected = fq.build_truth_table(RAW, "RESULT", calibrators=alone)
    pd.testing.assert_frame_equal(numbers(table), numbers(expected), rtol=0, atol=1e-9)


def test_missing_raw_values_are_refused_or_dropped(tmp_path):
    raw = RAW.copy()
    raw.loc[[3, 1500], "trust"] = np.nan
    raw.loc[7, "kind"] = None
    raw.to_parquet(tmp_path / "raw.parquet")
    found = message(
        DataError, lambda: fq.build_truth_table(tmp_path / "raw.parquet", "RESULT", calibrators=CALIBRATORS)
    )
    assert found == (
        "3 cases of data have missing values in 'trust', 'kind'. Fill them in, or pass "
        'missing="drop" to leave '
        "these cases out."
    )
    options = {"calibrators": CALIBRATORS, "missing": "drop"}
    table = fq.build_truth_table(tmp_path / "raw.parquet", "RESULT", **options)
    assert table.scan.n_missing == 3
    expected = fq.build_truth_table(raw, "RESULT", **options)
    assert expected.dropped == (3, 7, 1500)
    pd.testing.assert_frame_equal(numbers(table), numbers(expected), rtol=0, atol=1e-9)


def test_raw_columns_that_do_not_exist_and_text_are_refused(path):
    other = {**CALIBRATORS, "A": ("trusts", fq.Direct(2, 4, 6))}
    assert message(UnknownNameError, lambda: fq.build_truth_table(path, "RESULT", calibrators=other)) == (
        "There is no column 'trusts' in data (in calibrators). Available: 'trust', 'size', 'kind', 'result', "
        "'ready', 'id'. Did you mean 'trust'?"
    )
    text = {**CALIBRATORS, "A": ("kind", fq.Direct(2, 4, 6))}
    assert message(DataError, lambda: fq.build_truth_table(path, "RESULT", calibrators=text)).startswith(
        "Column 'kind' in data is not numeric ("
    )


def test_a_value_that_a_lookup_does_not_know_is_refused_from_any_source(path):
    unknown = {**CALIBRATORS, "PUBLIC": ("kind", fq.Lookup({"public": 1.0, "private": 0.0}))}
    for source in ("a Parquet path", "a Dask frame", "a Spark frame"):
        made = SOURCES[source](path)
        found = message(
            DataError, lambda made=made: fq.build_truth_table(made, "RESULT", calibrators=unknown)
        )
        assert found.startswith("Set 'PUBLIC': ")
