"""The nearest cut-offs with a positive row, against every combination of the rows' values."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import DataError
from fsqca.truth_table.nearest import WHAT_IF
from tests.strategies import fuzzy_frames
from tests.truth_table.frames import crossover_allowed, random_frame


def built(data, **options):
    with crossover_allowed():
        return fq.build_truth_table(data, "Y", **options)


def brute_force(table):
    """Return the Pareto-nearest combinations with a positive row, tried one by one with recode()."""
    today = table.settings.coding
    axes = [
        {today.frequency, *(int(n) for n in table.n if n < today.frequency)},
        {today.consistency, *(v for v in table.consistency if v < today.consistency)},
        {today.pri, 0.0, *(v for v in table.pri if 0 <= v < today.pri)},
    ]
    found = [
        point
        for point in itertools.product(*axes)
        if (table.recode(frequency=point[0], consistency=point[1], pri=point[2]).codes == "1").any()
    ]
    # Values that differ by rounding are the same cut-off.
    rounded = {(f, round(c, 7), round(p, 7)) for f, c, p in found}
    return {
        one
        for one in rounded
        if not any(other != one and all(a >= b for a, b in zip(other, one, strict=True)) for other in rounded)
    }


@given(
    fuzzy_frames(names=("A", "B", "Y")),
    st.sampled_from([0.6, 0.9, 1.0]),
    st.sampled_from([0.0, 0.5, 0.9, 1.0]),
    st.integers(1, 8),
)
def test_they_are_the_pareto_nearest_of_all_combinations(data, consistency, pri, frequency):
    table = built(data, consistency=consistency, pri=pri, frequency=frequency)
    nearest = table.nearest_cutoffs()
    if (table.codes == "1").any():
        assert nearest.table.empty
        assert set(nearest.positive_rows) == set(table.table.query("out == '1'").index)
        return
    shown = {
        (line.frequency, round(line.consistency, 7), round(line.pri, 7))
        for line in nearest.table.itertuples()
    }
    assert shown == brute_force(table)
    for line in nearest.table.itertuples():
        coded = table.recode(frequency=line.frequency, consistency=line.consistency, pri=line.pri)
        assert tuple(coded.table.query("out == '1'").index) == line.rows
        assert line.positive == len(line.rows) > 0
        assert line.frequency_by == table.settings.coding.frequency - line.frequency


def test_what_they_are_is_said_in_plain_words():
    table = built(random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30), consistency=0.99, pri=0.9, frequency=5)
    nearest = table.nearest_cutoffs()
    assert nearest.table["rows"].tolist() == [(6,), (7,)]
    assert str(nearest).splitlines()[-1] == WHAT_IF
    assert repr(nearest) == "<NearestCutOffs: 2 combinations>"
    assert str(pickle.loads(pickle.dumps(nearest))) == str(nearest)
    assert WHAT_IF in nearest._repr_html_()


def test_a_lower_cut_off_in_the_way_is_named():
    table = built(
        pd.DataFrame({"A": [0.9, 0.8, 0.2], "Y": [0.7, 0.5, 0.3]}), consistency=0.95, contradiction=0.9
    )
    nearest = table.nearest_cutoffs()
    assert nearest.table["contradiction"].isna().all()
    assert nearest.notes[0] == (
        "Where contradiction is '-', today's lower cut-off would have to be lower or go."
    )


def test_rows_coded_by_hand_are_not_moved_by_cut_offs():
    data = random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30)
    table = built(data, consistency=0.99).edit(7, "C", why="a contradiction in the archive")
    assert all(7 not in rows for rows in table.nearest_cutoffs().table["rows"])


def test_a_table_with_a_positive_row_needs_none():
    table = built(random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30), consistency=0.95)
    assert table.nearest_cutoffs().notes == (
        (
            "2 rows are positive at today's cut-offs (consistency >= 0.95, PRI >= 0, frequency >= 1), so "
            "nothing was looked for."
        ),
    )


def test_where_nothing_helps_it_says_so():
    data = pd.DataFrame({"A": [0.5, 0.5], "Y": [0.2, 0.9]})
    nearest = built(data).nearest_cutoffs()
    assert nearest.notes == ("No cut-offs would make a row positive.",)
    assert "No cut-offs" in nearest._repr_html_()
    assert np.array_equal(nearest.table.shape, (0, 10))


def test_a_table_that_cannot_be_coded_again_is_refused():
    table = fq.TruthTable.from_frame(pd.DataFrame({"A": [0, 1], "out": ["0", "0"]}), ["A"])
    with pytest.raises(DataError) as error:
        table.nearest_cutoffs()
    assert str(error.value) == (
        "This truth table has no sums behind it, so it cannot be coded with other cut-offs: make it with "
        "build_truth_table()."
    )
