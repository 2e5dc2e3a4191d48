"""Data of every make give the truth table that a pandas frame gives."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, CrossoverWarning, UncalibratedWarning
from fsqca.sources import source_of
from tests.bad_input.helpers import message
from tests.truth_table.engines import LIGHT, SOURCES
from tests.truth_table.frames import crossover_allowed, random_frame

pytestmark = [
    pytest.mark.usefixtures("small_chunks"),
    # PySpark says so of itself and of its own connections.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
CONDITIONS = list("ABCD")


def frame_of_all_kinds(n_cases: int = 2500) -> pd.DataFrame:
    """Return synthetic data with ties at 0.5, a multi-value set, weights and missing values."""
    frame = random_frame(11, ("ties", 3, "crisp", "fuzzy"), n_cases)
    rng = np.random.default_rng(5)
    frame["w"] = rng.choice([0.0, 0.5, 1.0, 2.25], n_cases)
    frame["id"] = [f"case {i:05d}" for i in range(n_cases)]
    frame.index = pd.Index(frame["id"], name=None)
    frame.loc[frame.index[[3, 700, 2400]], "B"] = np.nan
    frame["text"] = "not a set"
    return frame


FRAME = frame_of_all_kinds()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("sources") / "synthetic.parquet"
    FRAME.to_parquet(written, index=False)
    return written


def assert_same(table: fq.TruthTable, expected: fq.TruthTable, *, ids: bool) -> None:
    one, other = table.table, expected.table
    if not ids:
        assert not any(one["cases"])
        one, other = one.drop(columns="cases"), other.drop(columns="cases")
    pd.testing.assert_frame_equal(one, other, rtol=0, atol=1e-9)
    for part in ("m", "my", "mn", "myn", "n"):
        np.testing.assert_allclose(
            getattr(table.sums, part), getattr(expected.sums, part), rtol=1e-9, atol=1e-9
        )


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_gives_the_table_of_the_frame(source, path):
    with crossover_allowed():
        expected = fq.build_truth_table(FRAME, "Y", CONDITIONS, missing="drop")
        table = fq.build_truth_table(SOURCES[source](path), "Y", CONDITIONS, missing="drop")
        assert_same(table, expected, ids=False)
        weighted = fq.build_truth_table(
            SOURCES[source](path), "~Y", CONDITIONS, missing="drop", weights="w", cases="id", frequency=20
        )
        expected = fq.build_truth_table(FRAME, "~Y", CONDITIONS, missing="drop", weights="w", frequency=20)
    assert_same(weighted, expected, ids=True)
    pd.testing.assert_frame_equal(weighted.deviant_cases, expected.deviant_cases)
    assert weighted.cases(24) == expected.cases(24)
    assert weighted.scan.n_missing + weighted.scan.n_weightless <= 2500
    assert [note for note in weighted.advice if "0.5 in a condition" in note] == [
        (
            f"{len(expected.crossover_cases)} cases with a membership of exactly 0.5 in a condition "
            "(they belong to no configuration but enter every sum)."
        )
    ]


@pytest.mark.parametrize("rule", ["unassigned", "above", "below", "drop"])
@pytest.mark.parametrize("source", ["a Parquet path", "a DuckDB relation"])
def test_memberships_of_exactly_a_half_follow_the_same_rules(source, rule, path):
    with crossover_allowed():
        options = {"missing": "drop", "crossover": rule}
        table = fq.build_truth_table(SOURCES[source](path), "Y", CONDITIONS, **options)
        assert_same(table, fq.build_truth_table(FRAME, "Y", CONDITIONS, **options), ids=False)


@pytest.mark.parametrize("outcome", ["Y", "~Y", "A*~D", "B{1,2}", "Y + D", "~B{0}"])
def test_outcomes_may_be_any_expression(outcome, path):
    conditions = [name for name in [*CONDITIONS, "Y"] if name not in fq.parse(outcome).used]
    with crossover_allowed():
        expected = fq.build_truth_table(FRAME, outcome, conditions, missing="drop")
        table = fq.build_truth_table(path, outcome, conditions, missing="drop")
        assert_same(table, expected, ids=False)
        assert_same(table.negate(), expected.negate(), ids=False)
    pd.testing.assert_frame_equal(
        table.complete().drop(columns="cases"), expected.complete().drop(columns="cases"), rtol=0, atol=1e-9
    )
    pd.testing.assert_frame_equal(
        table.recode(pri=0.7).table.iloc[:, :7], expected.recode(pri=0.7).table.iloc[:, :7]
    )


def test_the_warning_tells_the_number_of_cases_where_they_have_no_names(path):
    with pytest.warns(CrossoverWarning) as warned:
        table = fq.build_truth_table(path, "Y", ["A"], missing="drop")
    assert warned[0].filename == __file__
    number = int((FRAME["A"] == 0.5).sum())
    assert str(warned[0].message) == (
        f"{number} cases with a membership of exactly 0.5 in a condition belong to no configuration. "
        "They still "
        'enter every sum. Choose crossover="above", "below", "drop" or "raise", or change the calibration.'
    )
    assert table.advice[-1] == (
        "Scanned in pieces from 'synthetic.parquet': memberships of cases were not kept, nor which "
        "cases are in a "
        "row."
    )


def test_what_was_not_kept_is_refused_and_the_fit_is_scanned_for(path):
    sets = ["C", "D"]
    expected = fq.build_truth_table(FRAME, "Y", sets)
    table = fq.build_truth_table(path, "Y", sets)
    text = (
        "The ids of the cases were not kept when 'synthetic.parquet' was scanned. Build the table with "
        'cases="column of the ids" to keep them.'
    )
    assert message(ArgumentError, lambda: table.cases(1)) == text
    assert message(ArgumentError, lambda: table.deviant_cases) == text
    model = fq.minimize(expected.recode(consistency=0.5)).model
    assert fq.minimize(table.recode(consistency=0.5)).model.fit is None
    fit = table.fit_of(model)
    pd.testing.assert_frame_equal(fit.table, model.fit.table, rtol=0, atol=1e-9)
    assert repr(fit) == repr(model.fit)
    pd.testing.assert_frame_equal(expected.fit_of(model).table, model.fit.table, rtol=0, atol=1e-9)


@pytest.mark.parametrize("source", LIGHT)
def test_all_other_columns_are_conditions_but_those_of_weights_and_ids(source, path):
    made = SOURCES[source](path)
    text = message(fq.FsqcaError, lambda: fq.build_truth_table(made, "Y", weights="w", cases="id"))
    assert text.startswith("Column 'text' in data is not numeric (")


def test_a_saved_table_of_an_engine_says_that_its_data_are_not_there(path):
    table = fq.build_truth_table(SOURCES["a DuckDB relation"](path), "Y", ["C", "D"])
    again = pickle.loads(pickle.dumps(table))
    pd.testing.assert_frame_equal(again.table, table.table)
    assert message(ArgumentError, again.complete) == (
        "The data (a DuckDB relation) did not travel with the saved truth table, and this needs "
        "another scan of "
        "them. Build the table again with build_truth_table()."
    )
    of_file = pickle.loads(pickle.dumps(fq.build_truth_table(path, "Y", ["C", "D"])))
    assert len(of_file.complete()) == 4


def test_raw_scores_are_warned_of_as_in_a_frame(tmp_path):
    frame = random_frame(3, ("fuzzy", 9), 300)
    frame.to_parquet(tmp_path / "scores.parquet")
    with pytest.warns(UncalibratedWarning) as of_file:
        fq.build_truth_table(tmp_path / "scores.parquet", "Y", ["A", "B"])
    with pytest.warns(UncalibratedWarning) as of_frame:
        fq.build_truth_table(frame, "Y", ["A", "B"])
    assert [str(each.message) for each in of_file] == [str(each.message) for each in of_frame]


class Held:
    """The most memory that pyarrow held in any chunk."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __add__(self, other: Held) -> Held:
        return Held(max(self.size, other.size))


def test_a_parquet_file_is_never_held_as_a_whole(tmp_path):
    values = np.random.default_rng(0).random((2_000_000, 2))
    table = pa.table({"A": values[:, 0], "Y": values[:, 1]})
    pq.write_table(table, tmp_path / "large.parquet", row_group_size=50_000)
    del table, values
    size = (tmp_path / "large.parquet").stat().st_size
    before = pa.total_allocated_bytes()
    for source in (tmp_path / "large.parquet", ds.dataset(tmp_path / "large.parquet")):
        held = source_of(source).scan({"A": True, "Y": True}, lambda chunk: Held(pa.total_allocated_bytes()))
        assert held.size - before < size / 2


@pytest.mark.parametrize("source", LIGHT)
def test_ids_stay_what_they_are(source, tmp_path):
    frame = random_frame(2, ("fuzzy", "crisp"), 600).reset_index(drop=True).assign(id=np.arange(600) * 3)
    frame.to_parquet(tmp_path / "numbered.parquet")
    table = fq.build_truth_table(SOURCES[source](tmp_path / "numbered.parquet"), "Y", ["A", "B"], cases="id")
    expected = fq.build_truth_table(frame, "Y", ["A", "B"], cases="id")
    pd.testing.assert_frame_equal(table.table, expected.table)
    assert all(type(case) is int for row in table.table["cases"] for case in row)


def test_truth_values_decimals_and_whole_numbers_are_numbers():
    import duckdb

    relation = duckdb.sql(
        "select range % 3 > 0 as A, (range % 10) / 10.0 :: decimal(4, 2) as B, range % 3 as C, "
        "((range + 3) % 9) / 8.0 as Y from range(90) where range % 10 <> 5"
    )
    frame = relation.df().astype(float)
    with crossover_allowed():
        assert_same(fq.build_truth_table(relation, "Y"), fq.build_truth_table(frame, "Y"), ids=False)
