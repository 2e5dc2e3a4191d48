"""The cells of a cut-off, against the comparison that coding makes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsqca.truth_table.coding import Coding, code_rows
from fsqca.truth_table.cutoff_values import fraction_axis, frequency_axis

fractions = st.lists(
    st.one_of(st.sampled_from([0.0, 1.0, 0.8, 0.8 + 5e-10, 1 - 5e-10, np.nan]), st.floats(0, 1)),
    min_size=1,
    max_size=8,
)


def differ(values):
    """Whether no two values differ by rounding only, which count as one value."""
    known = np.unique([v for v in values if not np.isnan(v)])
    return not ((np.diff(known) > 0) & (np.diff(known) < 1e-11)).any()


@given(fractions.filter(differ), st.floats(0, 1))
def test_a_row_passes_the_cells_up_to_its_rank_as_coding_says(values, other):
    array = np.array(values)
    axis = fraction_axis(array)
    n, none = np.full(len(array), 5.0), np.full(len(array), np.nan)
    points = [other, *axis.cut_offs(), *axis.acts, *np.nextafter(axis.acts, 2), *array[~np.isnan(array)]]
    for cut_off in points:
        if 0 <= cut_off <= 1:
            passes = code_rows(n, array, none, Coding(consistency=float(cut_off))) == "1"
            assert (passes == (axis.rank >= axis.cell_of(cut_off))).all()


@given(fractions.filter(differ), st.floats(0, 1))
def test_an_undefined_pri_passes_a_cut_off_of_0_only(values, other):
    array = np.array(values)
    axis = fraction_axis(array, undefined_passes=True)
    n, ones = np.full(len(array), 5.0), np.ones(len(array))
    for cut_off in (0.0, other, *axis.cut_offs()):
        if cut_off == 0 or cut_off > 1e-8:
            passes = code_rows(n, ones, array, Coding(consistency=0.5, pri=float(cut_off))) == "1"
            assert (passes == (axis.rank >= axis.cell_of(cut_off))).all()


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.integers(1, 12))
def test_a_row_passes_the_frequencies_up_to_its_number_of_cases(n, cut_off):
    axis = frequency_axis(np.array(n, dtype=float))
    assert ((np.array(n) >= cut_off) == (axis.rank >= axis.cell_of(cut_off))).all()


@given(fractions)
def test_the_cells_fill_the_axis_without_a_gap(values):
    axis = fraction_axis(np.array(values))
    bounds = axis.bounds
    assert (bounds[0, 0], bounds[-1, 1]) == (0, 1)
    assert (bounds[1:, 0] == bounds[:-1, 1]).all()
    assert [axis.cell_of(point) for point in axis.cut_offs()] == list(range(axis.n_cells))


def test_values_that_differ_by_rounding_are_one():
    assert fraction_axis(np.array([0.3, 0.1 + 0.2, 0.7])).n_cells == 3


def test_a_lower_cut_off_is_where_the_axis_begins():
    axis = fraction_axis(np.array([0.5, 0.7, 0.9]), low=0.7)
    assert axis.rank.tolist() == [-1, -1, 0]
    assert [axis.text(cell) for cell in range(axis.n_cells)] == ["(0.7, 0.9]", "(0.9, 1]"]


@pytest.mark.parametrize(
    ("n", "texts"),
    [([2, 2, 5], ["1 to 2", "3 to 5", "6 or more"]), ([1], ["1", "2 or more"]), ([], ["1 or more"])],
)
def test_frequencies_are_named_by_the_whole_numbers_in_them(n, texts):
    axis = frequency_axis(np.array(n, dtype=float))
    assert [axis.text(cell) for cell in range(axis.n_cells)] == texts
    assert all(axis.cell_of(cut_off) == cell for cell, cut_off in enumerate(axis.cut_offs()))


def test_numbers_of_cases_with_a_fraction_pass_the_whole_numbers_below():
    axis = frequency_axis(np.array([2.7, 0.4]))
    assert axis.rank.tolist() == [0, -1]
    assert axis.text(0) == "1 to 2"
