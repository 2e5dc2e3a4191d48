"""The packaged synthetic survey is what the generator writes, and its code book describes it."""

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

import fsqca.datasets.simulation as simulation
from fsqca.datasets import (
    describe_digital_service,
    digital_service,
    digital_service_constructs,
    digital_service_reverse_items,
    simulate_digital_service,
)
from fsqca.errors import ArgumentError, ArgumentTypeError

ITEMS = [item for items in digital_service_constructs().values() for item in items]


def test_the_packaged_data_are_what_the_generator_gives_with_its_default_seed():
    pd.testing.assert_frame_equal(digital_service(), simulate_digital_service())


def test_the_packaged_file_is_what_the_generator_writes():
    written = simulate_digital_service().to_csv(float_format="%.0f", lineterminator="\n")
    packaged = (files("fsqca.datasets") / "digital_service_synthetic.csv").read_text(encoding="utf-8")
    assert packaged.splitlines() == written.splitlines()


def test_the_raw_stream_is_the_one_the_data_were_made_from():
    # The first numbers of the first three streams, so that a change of numpy's raw stream would name itself.
    first = [simulation._uniform(359, stream, 1, 1)[0, 0].hex() for stream in range(3)]
    assert first == ["0x1.c7a2ba5dfe941p-2", "0x1.f6528a1cb9e70p-1", "0x1.bbdf802238ffcp-1"]


def test_there_are_534_respondents_of_two_functions():
    data = digital_service()
    assert data["function"].value_counts().to_dict() == {"service operations": 270, "service sales": 264}
    assert data.index.tolist() == [f"R{number:03d}" for number in range(1, 535)]
    assert data.index.name == "respondent"


def test_columns_are_backgrounds_and_twenty_five_items_as_floats():
    data = digital_service()
    assert data.columns.tolist() == ["function", "region", "role", "tenure", "age_group", *ITEMS]
    assert len(ITEMS) == 25
    assert set(data[ITEMS].dtypes) == {np.dtype("float64")}


def test_answers_are_whole_numbers_from_1_to_7_or_missing():
    answers = digital_service()[ITEMS].to_numpy()
    assert set(np.unique(answers[~np.isnan(answers)])) == {1, 2, 3, 4, 5, 6, 7}
    assert 0.01 < np.isnan(answers).mean() < 0.03


def test_nobody_has_been_with_the_company_since_before_the_age_of_21():
    data = simulate_digital_service(seed=3)
    oldest = data["age_group"].map({"under 30": 29, "30-39": 39, "40-49": 49, "50 and over": 64})
    assert (data["tenure"] >= 0).all()
    assert (data["tenure"] <= oldest - 20).all()


def test_the_same_seed_gives_the_same_answers_and_another_seed_others():
    pd.testing.assert_frame_equal(simulate_digital_service(seed=7), simulate_digital_service(seed=7))
    assert not simulate_digital_service(seed=7).equals(simulate_digital_service(seed=8))


def test_more_respondents_leave_the_answers_of_the_others_as_they_were():
    few = simulate_digital_service(seed=5, n_operations=20, n_sales=30)
    more = simulate_digital_service(seed=5, n_operations=25, n_sales=31)
    for function, count in (("service operations", 20), ("service sales", 30)):
        before = few[few["function"] == function].reset_index(drop=True)
        after = more[more["function"] == function].head(count).reset_index(drop=True)
        pd.testing.assert_frame_equal(before, after)


def test_a_planted_difference_touches_the_outcome_of_service_sales_only():
    same, other = simulate_digital_service(seed=5), simulate_digital_service(seed=5, difference=1.0)
    outcome = list(digital_service_constructs()["DSO"])
    pd.testing.assert_frame_equal(same.drop(columns=outcome), other.drop(columns=outcome))
    sales = same["function"] == "service sales"
    pd.testing.assert_frame_equal(same[~sales], other[~sales])
    change = (other[outcome].mean(axis=1) - same[outcome].mean(axis=1))[sales]
    assert (change < -1).mean() > 0.05
    # Who is no longer on a path may be high for other reasons.
    assert (change > 1).mean() < 0.03
    half = simulate_digital_service(seed=5, difference=0.5)[outcome].mean(axis=1)
    changed = [(frame != same[outcome].mean(axis=1)).sum() for frame in (half, other[outcome].mean(axis=1))]
    assert 0 < changed[0] < changed[1]


def test_ids_are_wide_enough_for_all_respondents():
    data = simulate_digital_service(n_operations=700, n_sales=400)
    assert (data.index[0], data.index[-1]) == ("R0001", "R1100")


def test_less_noise_brings_items_closer_together():
    spread = {}
    for noise in (0.0, 1.0):
        data = simulate_digital_service(seed=1, noise=noise)
        spread[noise] = data[["TF1", "TF2", "TF3", "TF4"]].std(axis=1).mean()
    assert spread[0.0] < 0.4 < spread[1.0]


def test_the_reverse_worded_item_runs_against_the_others():
    data = digital_service()
    assert digital_service_reverse_items() == ("CF3",)
    assert data["CF3"].corr(data["CF1"]) < -0.4
    assert data["CF2"].corr(data["CF1"]) > 0.4


def test_changing_the_returned_frame_or_mapping_changes_nothing_packaged():
    data = digital_service()
    data.loc["R001", "TF1"] = -1
    digital_service_constructs()["TF"] = ()
    assert digital_service().loc["R001", "TF1"] == 7
    assert digital_service_constructs()["TF"] == ("TF1", "TF2", "TF3", "TF4")


def test_the_code_book_has_a_row_for_every_column_in_order():
    book = describe_digital_service()
    assert book.index.tolist() == digital_service().columns.tolist()
    assert book["synthetic"].all()
    assert book.index[book["reversed"]].tolist() == ["CF3"]
    assert set(book.loc[ITEMS, "wording_by"]) == {"ours"}
    assert book.loc[ITEMS, "wording"].is_unique


def test_the_code_book_lists_the_values_that_occur():
    book, data = describe_digital_service(), digital_service()
    for column in ("function", "region", "age_group"):
        assert set(book.loc[column, "scale"].split("; ")) == set(data[column])


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"seed": -1}, ArgumentError, "seed is -1, but it must be at least 0."),
        ({"n_operations": 0}, ArgumentError, "n_operations is 0, but it must be at least 1."),
        ({"n_sales": 2.5}, ArgumentTypeError, "n_sales must be a whole number, not 2.5."),
        ({"noise": -0.5}, ArgumentError, "noise is -0.5, but it must be at least 0."),
        ({"difference": 1.5}, ArgumentError, "difference is 1.5, but it must be between 0 and 1."),
        ({"noise": "much"}, ArgumentTypeError, "noise must be a number, not 'much'."),
    ],
)
def test_bad_settings_are_refused(arguments, error, message):
    with pytest.raises(error) as caught:
        simulate_digital_service(**arguments)
    assert str(caught.value) == message
