"""Cut-offs: codes, the mark for rows near a cut-off, and coding again without the data."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError
from tests.truth_table.frames import crossover_allowed, random_frame

CASES = 50


def consistent(*shares: float) -> pd.DataFrame:
    """Return crisp data with one configuration per share of cases that have the outcome (in fiftieths)."""
    rows = [
        (i // 2, i % 2, float(case < round(share * CASES)))
        for i, share in enumerate(shares)
        for case in range(CASES)
    ]
    return pd.DataFrame(rows, columns=["A", "B", "Y"])


def codes(data: pd.DataFrame, **cut_offs: float) -> list[str]:
    return fq.build_truth_table(data, "Y", **cut_offs).table["out"].tolist()


def near(data: pd.DataFrame, **cut_offs: float) -> list[str]:
    return fq.build_truth_table(data, "Y", **cut_offs).table["near"].tolist()


def test_a_value_equal_to_the_cut_off_passes():
    assert codes(consistent(0.8, 0.78, 0.82), consistency=0.8) == ["1", "0", "1"]


def test_a_value_short_of_the_cut_off_by_rounding_passes_and_by_more_fails():
    assert codes(consistent(0.8), consistency=0.8 + 0.9e-9) == ["1"]
    assert codes(consistent(0.8), consistency=0.8 + 1.1e-9) == ["0"]
    assert codes(consistent(0.8), consistency=0.9, contradiction=0.8 + 0.9e-9) == ["C"]
    assert codes(consistent(0.8), consistency=0.9, contradiction=0.8 + 1.1e-9) == ["0"]
    assert codes(consistent(0.8), pri=0.8 + 0.9e-9, consistency=0.5) == ["1"]
    assert codes(consistent(0.8), pri=0.8 + 1.1e-9, consistency=0.5) == ["0"]


def test_a_row_that_passes_consistency_and_fails_pri_is_negative_and_no_contradiction():
    assert codes(consistent(0.8, 0.7), consistency=0.75, pri=0.9, contradiction=0.5) == ["0", "C"]


def test_rows_with_too_few_cases_are_remainders_and_keep_their_numbers():
    data = pd.concat(
        [consistent(0.8, 1.0), pd.DataFrame({"A": [1], "B": [1], "Y": [1.0]})], ignore_index=True
    )
    table = fq.build_truth_table(data, "Y", frequency=2).table
    assert table["out"].to_dict() == {1: "1", 2: "1", 4: "?"}
    assert table.loc[4, ["n", "consistency", "pri"]].tolist() == [1, 1.0, 1.0]


def test_rows_are_marked_near_the_cut_offs_they_depend_on():
    data = consistent(0.8, 0.9, 0.7, 0.2)
    assert near(data, consistency=0.8) == ["consistency", "", "", ""]
    assert near(data, consistency=0.904, contradiction=0.696) == ["", "consistency", "contradiction", ""]
    assert near(data, consistency=0.5, pri=0.796) == ["pri", "", "", ""]
    assert near(data, consistency=0.8, pri=0.8) == ["consistency, pri", "", "", ""]
    assert near(data, consistency=0.805) == ["consistency", "", "", ""]
    assert near(data, consistency=0.806) == ["", "", "", ""]


def test_no_row_is_near_a_pri_cut_off_that_asks_nothing():
    assert near(consistent(0.0), pri=0.0) == [""]


SETTINGS = [
    dict(zip(("consistency", "pri", "frequency", "contradiction"), values, strict=True))
    for values in itertools.product((0.7, 0.9), (0.0, 0.5), (1, 3), (None, 0.6))
]


@pytest.mark.parametrize("kinds", [("fuzzy", "fuzzy", "fuzzy"), ("ties", 3, "crisp")])
def test_coding_again_equals_building_again_for_all_settings(kinds):
    data = random_frame(8, kinds, 60)
    with crossover_allowed():
        built = {i: fq.build_truth_table(data, "Y", **options) for i, options in enumerate(SETTINGS)}
    for first, second in itertools.product(SETTINGS, repeat=2):
        again = built[SETTINGS.index(first)].recode(**second)
        wanted = built[SETTINGS.index(second)]
        pd.testing.assert_frame_equal(again.table, wanted.table)
        assert again.settings == wanted.settings


def test_cut_offs_that_are_not_given_again_stay():
    data = random_frame(8, ("fuzzy", "fuzzy"), 60)
    table = fq.build_truth_table(data, "Y", consistency=0.9, pri=0.4, frequency=2, contradiction=0.6)
    assert table.recode().table["out"].to_dict() == table.table["out"].to_dict()
    wanted = fq.build_truth_table(data, "Y", consistency=0.9, pri=0.4, frequency=4, contradiction=0.6)
    assert table.recode(frequency=4).table["out"].to_dict() == wanted.table["out"].to_dict()


def test_coding_again_leaves_the_first_table_as_it_was():
    table = fq.build_truth_table(consistent(0.8), "Y")
    assert table.recode(consistency=0.9).table["out"].tolist() == ["0"]
    assert table.table["out"].tolist() == ["1"]


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 6), st.integers(0, 5))
def test_a_stricter_cut_off_never_makes_a_row_positive(low, high, frequency, seed):
    low, high = sorted((low, high))
    table = fq.build_truth_table(random_frame(seed, ("fuzzy", "fuzzy", "fuzzy"), 40), "Y")

    def positive(**cut_offs: float) -> set[int]:
        out = table.recode(**cut_offs).table["out"]
        return set(out.index[out == "1"])

    assert positive(consistency=high) <= positive(consistency=low)
    assert positive(consistency=0.5, pri=high) <= positive(consistency=0.5, pri=low)
    assert positive(frequency=frequency + 1) <= positive(frequency=frequency)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"consistency": 80}, "consistency is 80, but it must be between 0 and 1. Did you mean 0.8?"),
        ({"pri": -0.1}, "pri is -0.1, but it must be between 0 and 1."),
        ({"frequency": 0}, "frequency is 0, but it must be at least 1."),
        (
            {"contradiction": 0.9},
            (
                "contradiction is 0.9, but it must be lower than the consistency cut-off (0.8): "
                'rows between the two are coded "C".'
            ),
        ),
    ],
)
def test_a_cut_off_outside_its_range_is_refused(options, message):
    data = consistent(0.8)
    with pytest.raises(ArgumentError) as error:
        fq.build_truth_table(data, "Y", **options)
    assert str(error.value) == message
    with pytest.raises(ArgumentError) as error:
        fq.build_truth_table(data, "Y").recode(**options)
    assert str(error.value) == message
