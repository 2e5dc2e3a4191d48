"""What stands out in a truth table: tidy frames, checked against coding again and counting by hand."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from tests.strategies import fuzzy_frames
from tests.truth_table.frames import crossover_allowed, random_frame


def built(data, **options):
    with crossover_allowed():
        return fq.build_truth_table(data, "Y", **options)


@pytest.fixture
def table():
    data = random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30)
    return built(data, consistency=0.85, pri=0.6, frequency=2)


@given(fuzzy_frames(names=("A", "B", "Y")), st.integers(1, 4))
@settings(max_examples=30)
def test_every_frequency_cut_off_keeps_the_rows_and_cases_that_it_says(data, frequency):
    table = built(data, frequency=frequency)
    frame = table.insight().frequencies
    for line in frame.itertuples():
        for cut_off in (line.frequency_from, line.frequency_to):
            coded = table.recode(frequency=int(cut_off))
            kept = coded.table.query("out != '?'")
            assert (line.rows, line.cases) == (len(kept), kept["n"].sum())
            assert line.share_of_cases == pytest.approx(kept["n"].sum() / len(data))
        assert line.today == (line.frequency_from <= frequency <= line.frequency_to)
    if len(frame):
        assert frame["frequency_from"].tolist() == [1, *(frame["frequency_to"][:-1] + 1)]
        assert (table.recode(frequency=int(frame["frequency_to"].max()) + 1).codes == "?").all()


@given(fuzzy_frames(names=("A", "B", "Y")), st.sampled_from([0.5, 0.8, 0.9]), st.sampled_from([0.0, 0.4]))
@settings(max_examples=30)
def test_a_cut_off_within_a_gap_changes_no_code(data, consistency, pri):
    table = built(data, consistency=consistency, pri=pri)
    frame = table.insight().gaps
    for line in frame.itertuples():
        assert line.gap == pytest.approx(line.above - line.below)
        values = table.consistency if line.measure == "consistency" else table.pri
        assert not ((values > line.below + 1e-9) & (values < line.above - 1e-9)).any()
        assert all(values[table.numbers.index(row)] == pytest.approx(line.above) for row in line.rows_above)
        cut_off = consistency if line.measure == "consistency" else pri
        if line.today:
            middle = table.recode(**{line.measure: (line.above + line.below) / 2})
            if line.gap > 1e-8 and cut_off > 0:
                assert middle.codes.tolist() == table.codes.tolist()
    for _, own in frame.groupby("measure"):
        assert sorted(own["rank"]) == list(range(1, len(own) + 1))
        assert own.sort_values("rank")["gap"].is_monotonic_decreasing


@given(
    fuzzy_frames(names=("A", "B", "Y")),
    st.sampled_from([0.5, 0.8]),
    st.sampled_from([0.0, 0.5]),
    st.booleans(),
)
@settings(max_examples=30)
def test_rows_near_a_cut_off_are_those_marked_in_the_table(data, consistency, pri, lower):
    table = built(data, consistency=consistency, pri=pri, contradiction=0.45 if lower else None)
    near = table.insight().near
    marked = {(row, name) for row, text in table.table["near"].items() for name in text.split(", ") if text}
    assert {(line.row, line.cut_off) for line in near.itertuples()} == marked
    for line in near.itertuples():
        assert line.code == table.table.loc[line.row, "out"]
        assert line.distance == pytest.approx(line.value - line.at)


def test_a_row_near_a_cut_off_has_the_code_that_moving_it_would_give(table):
    near = table.insight(near=0.02).near
    assert near[["row", "cut_off", "code", "code_otherwise"]].values.tolist() == [
        [3, "consistency", "0", "0"]
    ]
    moved = table.recode(pri=0, contradiction=0.8).insight(near=0.02).near
    lines = moved.set_index(["row", "cut_off"])["code_otherwise"].to_dict()
    assert lines == {(3, "consistency"): "1", (2, "contradiction"): "0"}


@given(fuzzy_frames(names=("A", "B", "Y")), st.sampled_from([0.5, 0.8]), st.sampled_from([0.0, 0.5]))
@settings(max_examples=30)
def test_simultaneous_subset_rows_are_consistent_in_both_tables(data, consistency, pri):
    table = built(data, consistency=consistency, pri=pri, frequency=2)
    frame, own, other = table.insight().simultaneous, table.table, table.negate().table
    passes = (own["consistency"] >= consistency - 1e-9) & (other["consistency"] >= consistency - 1e-9)
    assert set(frame.index) == set(own.index[passes & (own["n"] >= 2)])
    for row, line in frame.iterrows():
        assert line["negated_consistency"] == pytest.approx(other.loc[row, "consistency"])
        assert line["negated_pri"] == pytest.approx(other.loc[row, "pri"], nan_ok=True)
        assert (line["code"], line["negated_code"]) == (own.loc[row, "out"], other.loc[row, "out"])
        assert line["told_apart"] == ((line["code"], line["negated_code"]) != ("1", "1"))


def test_contradictory_rows_list_their_cases_by_outcome(table):
    frame = table.insight().contradictions
    assert frame.index.tolist() == [2, 4, 6, 8]
    assert frame.loc[6, "with_outcome"] == ("case 1", "case 2", "case 16", "case 25")
    assert frame.loc[6, "without_outcome"] == ("case 22",)
    y = random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30)["Y"]
    for row, line in frame.iterrows():
        assert (y[list(line["with_outcome"])] > 0.5).all()
        assert (y[list(line["without_outcome"])] < 0.5).all()
        together = {*line["with_outcome"], *line["without_outcome"], *line["undecided"]}
        assert together == set(table.cases(row))


def test_deviant_cases_are_counted_by_row(table):
    frame = table.insight().deviant
    expected = table.deviant_cases.groupby("row")["case"].apply(tuple).to_dict()
    assert frame["cases"].to_dict() == expected
    assert frame.loc[6, ["code", "n", "deviant", "share"]].tolist() == ["1", 5, 1, 0.2]


def separated(**columns):
    data = pd.DataFrame(
        {"A": [0.9, 0.8, 0.9, 0.7, 0.1], "Y": [0.9, 0.8, 0.2, 0.1, 0.1], **columns}, index=list("abcde")
    )
    return built(data[["A", "Y"]]).insight(data).separating.set_index("column")


def test_columns_that_separate_the_cases_of_a_row_are_found():
    frame = separated(
        size=[5, 4, 1, 2, 9],
        age=[1, 3, 2, 4, 0],
        region=["N", "S", "E", "E", "N"],
        kind=["x", "y", "x", "y", "x"],
        same=[1, 1, 1, 1, 2],
    )
    assert frame.loc["size", ["separates", "misplaced", "rule"]].tolist() == [True, 0, "> 3"]
    assert frame.loc["size", "by_chance"] == pytest.approx(2 / 6)
    assert frame.loc["age", ["separates", "misplaced", "rule"]].tolist() == [False, 1, "< 1.5"]
    assert frame.loc["region", ["separates", "rule"]].tolist() == [True, "is N or S"]
    assert frame.loc["kind", ["separates", "misplaced"]].tolist() == [False, 2]
    assert frame.loc["same", ["separates", "misplaced", "rule"]].tolist() == [False, 2, ""]


def test_a_separating_column_may_lack_values_and_this_is_counted():
    frame = separated(size=[5, np.nan, 1, 2, 9], empty=[np.nan] * 5)
    assert frame.loc["size", ["separates", "missing"]].tolist() == [True, 1]
    assert frame.loc["size", "by_chance"] == pytest.approx(2 / 3)
    assert frame.loc["empty", ["separates", "missing"]].tolist() == [False, 4]


def test_data_of_other_cases_are_refused(table):
    with pytest.raises(DataError) as error:
        table.insight(pd.DataFrame({"size": [1.0]}, index=["case 0"]))
    assert str(error.value) == (
        "data has no row for 29 of the cases of the truth table: 'case 1', 'case 2', 'case 3', 'case 4', "
        "'case 5' and 24 more. Both need the same case ids in their index."
    )
    with pytest.raises(ArgumentTypeError, match="data must be a pandas DataFrame"):
        table.insight([1, 2])
    with pytest.raises(ArgumentError, match="near is 5, but it must be between 0 and 1"):
        table.insight(near=5)


def test_limited_diversity_is_counted():
    data = pd.DataFrame({"A": [0.9, 0.8, 0.9, 0.2], "B": [0.9, 0.7, 0.8, 0.1], "Y": [1.0, 1.0, 0.4, 0.2]})
    insight = built(data, frequency=2).insight()
    assert insight.diversity["value"].to_dict() == {
        "possible configurations": 4,
        "observed configurations": 2,
        "share observed": 0.5,
        "rows that are not remainders": 1,
        "share that are not remainders": 0.25,
        "logical remainders without a case": 2,
        "remainders with too few cases": 1,
        "cases in a row": 4,
        "share of cases in the largest row": 0.75,
        "rows that hold half of the cases": 1,
    }
    assert insight.largest.values.tolist() == [[4, 3, 0.75, 0.75, "1"], [1, 1, 0.25, 1.0, "?"]]


def test_the_notes_say_it_in_plain_words(table):
    data = random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30)
    rng = np.random.default_rng(1)
    insight = table.insight(data.assign(size=rng.normal(size=30).round(2)))
    assert insight.notes == (
        "The frequency cut-off of 2 keeps 8 rows and 100% of the cases.",
        (
            "The largest gap in consistency lies between 0.847 (row 3) and 0.917 (row 8); today's cut-off "
            "lies in it."
        ),
        (
            "The largest gap in PRI lies between 0.305 (row 3) and 0.540 (row 8); today's cut-off of 0.6 "
            "lies in gap 2 by size, of 0.222."
        ),
        "1 row is consistent for the outcome and for its negation: 8. The PRI cut-off tells them apart.",
        "4 rows hold cases with and cases without the outcome: 2, 4, 6, 8; coded 1: 6.",
        (
            "1 further column was looked at; 1 column separates the cases of some row without an error. With "
            "few cases many columns do so by chance: see by_chance, and ask whether theory speaks for it."
        ),
        "8 of 8 possible configurations were observed (100%); 3 rows hold half of the cases.",
    )
    other = table.recode(pri=0, consistency=0.99, frequency=9).insight()
    assert other.notes[0] == "The frequency cut-off keeps no row."
    left = table.recode(pri=0).insight()
    assert left.notes[3:5] == (
        "1 row would be coded otherwise if a cut-off moved by 0.005: 3.",
        (
            "1 row is consistent for the outcome and for its negation: 8. The PRI cut-off does not tell them "
            "apart in row 8."
        ),
    )


def test_a_table_without_data_says_what_is_not_known():
    rows = pd.DataFrame({"A": [0, 1], "n": [3, 4], "consistency": [0.5, 0.9], "out": ["0", "1"]})
    insight = fq.TruthTable.from_frame(rows, ["A"]).insight()
    assert insight.notes[:2] == (
        "The table has no sums behind it, so nothing is said about its cut-offs.",
        "The table has no data behind it, so nothing is said about its cases.",
    )
    assert insight.frequencies["cases"].tolist() == [7, 4]
    assert insight.gaps["gap"].tolist() == pytest.approx([0.4])
    assert all(frame.empty for frame in (insight.near, insight.simultaneous, insight.contradictions))
    bare = fq.TruthTable.from_frame(rows[["A", "out"]], ["A"]).insight()
    assert bare.frequencies.empty
    assert np.isnan(bare.diversity.loc["cases in a row", "value"])
    with pytest.raises(DataError) as error:
        fq.TruthTable.from_frame(rows, ["A"]).insight(rows)
    assert str(error.value) == (
        "This truth table has no data behind it, so its cases cannot be looked up in data. Make it with "
        "build_truth_table()."
    )


def test_an_insight_prints_is_escaped_and_survives_pickling(table):
    insight = table.insight()
    assert repr(insight) == (
        "<TableInsight for Y: 1 value near a cut-off, 1 simultaneous subset row, 4 contradictory rows>"
    )
    again = pickle.loads(pickle.dumps(insight))
    assert str(again) == str(insight)
    assert insight.table.set_index("what")["lines"].to_dict()["contradictions"] == 4
    data = random_frame(7, ("fuzzy", "fuzzy"), 30)
    data.index = [f"<b>{i}</b>" for i in range(30)]
    assert "<b>1" not in built(data).insight()._repr_html_()


@given(fuzzy_frames(names=("A", "B", "Y"), most=4), st.sampled_from([1, 3]))
@settings(max_examples=30)
def test_every_table_has_an_insight(data, frequency):
    insight = built(data, frequency=frequency).insight(data.assign(more=1.0))
    assert insight.notes
    assert str(insight)
    assert insight._repr_html_()


@pytest.mark.parametrize("weights", [None, "w"])
def test_a_scanned_table_that_knows_its_cases_says_what_one_in_memory_says(weights):
    data = random_frame(3, ("fuzzy", 3, "crisp"), 40).assign(w=np.linspace(0.1, 2.0, 40).round(2))
    own, source = data, pa.Table.from_pandas(data.rename_axis("id").reset_index(), preserve_index=False)
    further = pd.DataFrame({"size": np.arange(40)}, index=data.index)
    if weights is None:
        own, source = own.drop(columns="w"), source.drop_columns("w")
    in_memory = fq.build_truth_table(own, "Y", weights=weights, pri=0.3)
    scanned = fq.build_truth_table(source, "Y", weights=weights, pri=0.3, cases="id")
    for one, other in ((in_memory, scanned), (in_memory.negate(), scanned.negate())):
        expected, found = one.insight(further), other.insight(further)
        assert len(expected.contradictions)
        assert len(expected.deviant)
        assert found.notes == expected.notes
        for name, frame in expected.frames.items():
            pd.testing.assert_frame_equal(found.frames[name], frame)


def test_a_scanned_table_without_case_ids_says_what_its_sums_say():
    data = random_frame(3, ("ties", 3, "crisp"), 40)
    source = pa.Table.from_pandas(data, preserve_index=False)
    with crossover_allowed():
        insight, expected = (fq.build_truth_table(given, "Y").insight() for given in (source, data))
        table = fq.build_truth_table(source, "Y")
    for name in ("frequencies", "gaps", "near", "simultaneous", "diversity", "largest"):
        pd.testing.assert_frame_equal(insight.frames[name], expected.frames[name])
    assert not len(insight.contradictions)
    assert not len(insight.deviant)
    assert "Limited diversity" in str(insight)
    assert insight.notes[0] == (
        "Which cases are in a row was not kept when a pyarrow Table was scanned, so nothing is said about "
        'them. Build the table with cases="column of the ids" to keep them.'
    )
    with pytest.raises(ArgumentError, match="The ids of the cases were not kept when a pyarrow Table was"):
        table.insight(data)


def test_a_table_that_is_read_back_knows_the_share_of_cases_where_it_can_be_known():
    data = random_frame(3, ("ties", "crisp"), 40).assign(w=np.linspace(0.1, 2.0, 40).round(2))
    source = pa.Table.from_pandas(data, preserve_index=False)
    for taken, weights, known in ((data, None, True), (data, "w", False), (source, None, False)):
        with crossover_allowed():
            table = fq.build_truth_table(taken, "Y", ["A", "B"], weights=weights)
        again = fq.TruthTable.from_json(table.to_json())
        expected = table.insight().frequencies["share_of_cases"].to_numpy()
        found = again.insight()
        if known:
            np.testing.assert_allclose(found.frequencies["share_of_cases"], expected)
        else:
            assert found.frequencies["share_of_cases"].isna().all()
            assert "The frequency cut-off of 1 keeps 4 rows." in found.notes


def test_nothing_is_said_of_further_columns_where_there_are_none():
    data = pd.DataFrame({"A": [0.9, 0.8, 0.7, 0.1], "Y": [0.9, 0.2, 0.8, 0.1]})
    table = fq.build_truth_table(data, "Y")
    assert len(table.insight(data).contradictions) == 1
    assert not any("further column" in note for note in table.insight(data).notes)
    more = data.assign(age=[3, 9, 4, 5])
    assert any(note.startswith("1 further column was looked at") for note in table.insight(more).notes)
