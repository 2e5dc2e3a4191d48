"""Scores of constructs: what counts as an answer, what is lost, and what is refused."""

import pickle
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsqca.datasets import digital_service, digital_service_constructs, digital_service_reverse_items
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, UnknownNameError
from fsqca.survey import alphas_if_deleted, cronbach_alpha, describe, feldt_interval, score_constructs

NAN = np.nan
CONSTRUCTS = {"A": ["A1", "A2", "A3", "A4"], "B": ["B1", "B2"]}


@pytest.fixture
def answers():
    return pd.DataFrame(
        {
            "A1": [1, 3, 5, 7, 2, NAN],
            "A2": [2, 3, 6, 7, NAN, NAN],
            "A3": [7, 6, 2, 1, NAN, NAN],
            "A4": [1, 2, 6, 6, 4, 5],
            "B1": [4, 2, 6, 7, 3, 1],
            "B2": [5, 1, 6, 6, NAN, 2],
            "team": list("xxyyxy"),
        },
        index=["a", "b", "c", "d", "e", "f"],
    )


def test_a_score_is_the_mean_of_the_answers_given(answers):
    scores = score_constructs(answers, CONSTRUCTS)
    assert scores.data["B"].tolist() == [4.5, 1.5, 6.0, 6.5, 3.0, 1.5]
    assert scores.data.index.tolist() == answers.index.tolist()
    assert scores.data.columns.tolist() == ["A", "B"]


def test_half_of_the_items_is_enough_and_less_is_not(answers):
    scores = score_constructs(answers, CONSTRUCTS)
    assert scores.data.loc["e", "A"] == 3.0
    assert np.isnan(scores.data.loc["f", "A"])


def test_a_reverse_worded_item_counts_low_plus_high_minus_the_answer(answers):
    scores = score_constructs(answers, CONSTRUCTS, reverse=["A3"])
    assert scores.data.loc["a", "A"] == (1 + 2 + 1 + 1) / 4
    assert scores.items.loc["A3", "mean"] == 8 - answers["A3"].mean()
    other_scale = score_constructs(answers, CONSTRUCTS, reverse="A3", scale=(0, 10))
    assert other_scale.data.loc["a", "A"] == (1 + 2 + 3 + 1) / 4


@pytest.mark.parametrize(
    ("min_answered", "expected"),
    [(0.2, [1.0, 1.0, 1.0, 1.0]), (0.6, [1.0, 1.0, NAN, NAN]), (0.61, [1.0, NAN, NAN, NAN]), (1, [NAN] * 4)],
)
def test_the_share_of_items_to_be_answered_is_compared_with_tolerance(min_answered, expected):
    given_answers = [4, 3, 2, 1]
    frame = pd.DataFrame(
        [[1.0] * given + [NAN] * (5 - given) for given in given_answers], columns=list("abcde")
    )
    scores = score_constructs(frame, {"K": list("abcde")}, min_answered=min_answered)
    np.testing.assert_array_equal(scores.data["K"], expected)


def test_a_case_without_any_answer_has_no_score_however_small_the_share():
    frame = pd.DataFrame({"a": [1.0, NAN], "b": [7.0, NAN]})
    scores = score_constructs(frame, {"K": ["a", "b"]}, min_answered=1e-12)
    np.testing.assert_array_equal(scores.data["K"], [4.0, NAN])


def test_the_missing_answers_and_the_lost_scores_are_counted_and_named(answers):
    missing = score_constructs(answers, CONSTRUCTS).missing
    assert missing.loc["A"].tolist() == [24, 5, 2, 1, ("f",)]
    assert missing.loc["B"].tolist() == [12, 1, 1, 0, ()]
    assert missing.columns.tolist() == ["answers", "missing", "incomplete", "lost", "lost_cases"]


def test_reliability_is_that_of_the_cases_with_complete_answers(answers):
    scores = score_constructs(answers, CONSTRUCTS, reverse=["A3"], confidence=0.9)
    complete = answers.loc[["a", "b", "c", "d"], CONSTRUCTS["A"]].assign(A3=lambda frame: 8 - frame["A3"])
    alpha = cronbach_alpha(complete)
    low, high = feldt_interval(alpha, 4, 4, confidence=0.9)
    row = scores.reliability.loc["A"]
    assert row[["n_items", "n"]].tolist() == [4, 4]
    assert row[["alpha", "alpha_low", "alpha_high"]].tolist() == [alpha, low, high]
    pairs = complete.corr().to_numpy()[np.triu_indices(4, 1)]
    assert row["mean_correlation"] == pytest.approx(pairs.mean())
    assert (
        scores.items.loc[CONSTRUCTS["A"], "alpha_if_deleted"].tolist() == alphas_if_deleted(complete).tolist()
    )


def test_items_are_described_with_the_answers_given(answers):
    row = score_constructs(answers, CONSTRUCTS, reverse=["A3"]).items.loc["A2"]
    assert row[["construct", "reversed", "n", "missing"]].tolist() == ["A", False, 4, 2]
    assert row["mean"] == 4.5
    assert row["sd"] == pytest.approx(answers["A2"].std())


def test_descriptives_are_those_of_pandas(answers):
    scores = score_constructs(answers, CONSTRUCTS)
    expected = scores.data.agg(["count", "mean", "std", "min", "median", "max"]).T
    found = scores.descriptives
    assert found["missing"].tolist() == [1, 0]
    np.testing.assert_allclose(found[["n", "mean", "sd", "min", "median", "max"]], expected)


def test_descriptives_by_group_are_those_of_the_cases_in_the_group(answers):
    scores = score_constructs(answers, CONSTRUCTS)
    found = scores.by_group(answers["team"])
    assert found.index.tolist() == [("A", "x"), ("A", "y"), ("B", "x"), ("B", "y")]
    assert found.index.names == ["construct", "group"]
    assert found.loc[("A", "y"), "missing"] == 1
    for team in "xy":
        expected = scores.data[answers["team"] == team]
        np.testing.assert_allclose(found.xs(team, level="group")["mean"], expected.mean())


def test_groups_are_matched_by_case_id_not_by_position(answers):
    scores = score_constructs(answers, CONSTRUCTS)
    shuffled = answers["team"].iloc[::-1]
    pd.testing.assert_frame_equal(scores.by_group(shuffled), scores.by_group(answers["team"]))


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "float32", "int8"])
def test_answers_may_be_of_any_numeric_type(dtype):
    plain = pd.DataFrame({"a": [1, 2, 7], "b": [2, 2, 6]})
    expected = score_constructs(plain, {"K": ["a", "b"]}).data
    pd.testing.assert_frame_equal(score_constructs(plain.astype(dtype), {"K": ["a", "b"]}).data, expected)


def test_missing_values_of_nullable_types_are_missing_answers():
    frame = pd.DataFrame({"a": [1, None, 7], "b": [2, 2, None]}, dtype="Int64")
    scores = score_constructs(frame, {"K": ["a", "b"]}, min_answered=1)
    np.testing.assert_array_equal(scores.data["K"], [1.5, NAN, NAN])


def test_the_data_and_the_mapping_are_not_changed(answers):
    before, mapping = answers.copy(deep=True), {name: list(items) for name, items in CONSTRUCTS.items()}
    score_constructs(answers, mapping, reverse=["A3"])
    pd.testing.assert_frame_equal(answers, before)
    assert mapping == CONSTRUCTS


@given(st.permutations(["A1", "A2", "A3", "A4"]))
def test_the_order_of_items_does_not_matter_to_scores_and_alpha(order):
    data = digital_service().rename(columns=lambda name: name.replace("TF", "A"))
    usual = score_constructs(data, {"A": ["A1", "A2", "A3", "A4"]})
    other = score_constructs(data, {"A": order})
    pd.testing.assert_frame_equal(usual.data, other.data)
    pd.testing.assert_frame_equal(usual.reliability, other.reliability)


def test_turning_all_items_turns_the_scores_and_keeps_alpha(answers):
    items = CONSTRUCTS["B"]
    usual = score_constructs(answers, {"B": items})
    turned = score_constructs(answers, {"B": items}, reverse=items)
    np.testing.assert_allclose(turned.data, 8 - usual.data)
    np.testing.assert_allclose(turned.reliability, usual.reliability)


def test_the_synthetic_survey_has_alphas_as_surveys_have_them():
    scores = score_constructs(
        digital_service(), digital_service_constructs(), reverse=digital_service_reverse_items()
    )
    assert scores.reliability["alpha"].between(0.80, 0.92).all()
    assert (scores.items["item_total_correlation"] > 0.5).all()
    assert scores.notes == ()
    assert scores.missing["lost"].sum() == 3


def test_the_shape_of_items_and_scores_is_described(answers):
    scores = score_constructs(answers, CONSTRUCTS, reverse=["A3"])
    expected = describe(8 - answers["A3"], 1, 7)
    for name in ("min", "max", "skewness", "kurtosis", "floor", "ceiling"):
        assert scores.items.loc["A3", name] == expected[name]
        assert scores.descriptives.loc["B", name] == describe(scores.data["B"], 1, 7)[name]
    assert scores.items.loc["A3", ["floor", "ceiling"]].tolist() == [0.25, 0.25]


def test_constructs_may_have_scales_of_their_own(answers):
    answers = answers.assign(B1=[0, 10, 3, 5, 6, 2], B2=[0, 9, 4, 5, NAN, 3])
    scores = score_constructs(answers, CONSTRUCTS, reverse=["A3", "B2"], scale={"A": (1, 7), "B": (0, 10)})
    assert scores.data.loc["a", "B"] == (0 + 10 - 0) / 2
    assert scores.data.loc["a", "A"] == (1 + 2 + 1 + 1) / 4
    assert scores.scale is None
    assert scores.scales == (("A", (1.0, 7.0)), ("B", (0.0, 10.0)))
    text = str(scores)
    assert "Score: mean of the items answered, scales A 1 to 7, B 0 to 10, where at least 50 %" in text
    assert "Reversed: A3, B2 (lowest + highest - answer)." in text


def test_a_note_on_an_unused_end_of_a_scale_names_the_construct(answers):
    scores = score_constructs(answers, {"B": ["B1", "B2"]}, scale={"B": (0, 10)})
    assert scores.notes == (
        "B: the answers run from 1 to 7, the scale from 0 to 10. Make sure that the scale is right.",
    )


def test_the_answers_behind_the_scores_are_kept_turned(answers):
    scores = score_constructs(answers, CONSTRUCTS, reverse=["A3"])
    assert scores.answers.columns.tolist() == [*CONSTRUCTS["A"], *CONSTRUCTS["B"]]
    np.testing.assert_array_equal(scores.answers["A3"], 8 - answers["A3"])


def test_truth_values_are_answers_on_a_scale_from_0_to_1():
    frame = pd.DataFrame({"a": [True, False, True], "b": [True, True, False]})
    scores = score_constructs(frame, {"K": ["a", "b"]}, scale=(0, 1))
    assert scores.data["K"].tolist() == [1.0, 0.5, 0.5]


# What could not be computed, or looks odd


def test_an_item_that_was_not_turned_draws_a_note(answers):
    scores = score_constructs(answers, {"A": CONSTRUCTS["A"]})
    (note,) = scores.notes
    assert note == (
        "A: A3 speaks against the other items (negative item-total correlation). "
        "If worded the other way round, name it in reverse."
    )


def test_one_item_has_a_score_but_no_reliability_and_the_note_says_so():
    scores = score_constructs(pd.DataFrame({"a": [1, 4, 7]}), {"K": ["a"]})
    assert scores.data["K"].tolist() == [1.0, 4.0, 7.0]
    assert scores.reliability.loc["K", ["n_items", "n"]].tolist() == [1, 3]
    assert scores.reliability.loc["K", ["alpha", "alpha_low", "alpha_high", "mean_correlation"]].isna().all()
    assert scores.notes == ("K has one item, so it has no reliability.",)


def test_too_few_complete_cases_give_no_reliability_and_the_note_says_so():
    frame = pd.DataFrame({"a": [1, 4, NAN], "b": [2, NAN, 7]})
    scores = score_constructs(frame, {"K": ["a", "b"]})
    assert np.isnan(scores.reliability.loc["K", "alpha"])
    assert scores.notes == ("K has 1 case with complete answers, so it has no reliability.",)


def test_constant_items_give_nan_with_the_reason():
    frame = pd.DataFrame({"a": [1, 1, 1], "b": [7, 7, 7]})
    scores = score_constructs(frame, {"K": ["a", "b"]})
    assert np.isnan(scores.reliability.loc["K", "alpha"])
    assert scores.notes == (
        "K: the sum of the items is the same in all complete cases, so alpha is undefined.",
        "K: all complete cases give the same answer to a, b, so the correlations are undefined.",
    )


def test_answers_that_leave_an_end_of_the_scale_unused_draw_a_note():
    frame = pd.DataFrame({"a": [1, 3, 5], "b": [2, 3, 5]})
    assert score_constructs(frame, {"K": ["a", "b"]}).notes == (
        "The answers run from 1 to 5, the scale from 1 to 7. Make sure that the scale is right.",
    )
    assert score_constructs(frame, {"K": ["a", "b"]}, scale=(1, 5)).notes == ()


def test_a_construct_that_nobody_answered_is_nan_throughout():
    frame = pd.DataFrame({"a": [NAN, NAN], "b": [NAN, NAN], "c": [1, 7]})
    scores = score_constructs(frame, {"K": ["a", "b"], "L": ["c"]})
    assert scores.data["K"].isna().all()
    assert scores.descriptives.loc["K", ["n", "missing"]].tolist() == [0, 2]
    assert scores.descriptives.loc["K", ["mean", "sd", "min", "median", "max"]].isna().all()
    assert scores.items.loc["a", ["mean", "sd"]].isna().all()


# Printing


def test_repr_is_one_line_with_the_sizes(answers):
    scores = score_constructs(answers, CONSTRUCTS)
    assert repr(scores) == "<ConstructScores: 2 constructs of 6 items, 6 cases, 1 score lost>"


def test_str_holds_the_tables_of_an_article_and_what_was_lost(answers):
    text = str(score_constructs(answers, CONSTRUCTS, reverse=["A3"]))
    assert text == (
        "ConstructScores: 2 constructs of 6 items, 6 cases, 1 score lost\n"
        "\n"
        "Reliability (Cronbach's alpha with 95 % interval, cases with complete answers)\n"
        "          n_items  n  alpha alpha_low alpha_high mean_correlation\n"
        "construct                                                        \n"
        "A               4  4  0.992     0.957      0.999            0.975\n"
        "B               2  5  0.957     0.582      0.995            0.920\n"
        "\n"
        "Scores\n"
        "           n missing   mean     sd    min median    max skewness kurtosis  floor ceiling\n"
        "construct                                                                               \n"
        "A          5       1  3.850  2.309  1.250  3.000  6.750    0.359   -2.137  0.000   0.000\n"
        "B          6       0  3.833  2.183  1.500  3.750  6.500    0.099   -2.166  0.000   0.000\n"
        "\n"
        "Score: mean of the items answered, scale 1 to 7, where at least 50 % of the items are answered.\n"
        "Reversed: A3 (8 - answer).\n"
        "Answers missing: 6 of 36 (16.7%).\n"
        "No score of A for 1 case: 'f'."
    )


def test_notes_are_printed(answers):
    assert str(score_constructs(answers, CONSTRUCTS)).endswith("name it in reverse.")


def test_html_is_escaped():
    frame = pd.DataFrame({"a": [1, 7], "b": [2, 6]})
    html = score_constructs(frame, {"<b>K</b>": ["a", "b"]})._repr_html_()
    assert "<b>K</b>" not in html
    assert "&lt;b&gt;K&lt;/b&gt;" in html
    assert html.count("<table") == 2


def test_table_has_reliability_and_descriptives_side_by_side(answers):
    assert score_constructs(answers, CONSTRUCTS).table.columns.tolist() == [
        *(
            "n_items",
            "alpha",
            "alpha_low",
            "alpha_high",
            "n",
            "missing",
            "mean",
            "sd",
            "min",
            "median",
            "max",
        ),
        *("skewness", "kurtosis", "floor", "ceiling"),
    ]


def test_scores_can_be_pickled_and_keep_their_settings(answers):
    scores = score_constructs(answers, CONSTRUCTS, reverse=["A3"], min_answered=0.75)
    again = pickle.loads(pickle.dumps(scores))
    pd.testing.assert_frame_equal(again.data, scores.data)
    assert again.constructs == (("A", ("A1", "A2", "A3", "A4")), ("B", ("B1", "B2")))
    assert (again.reverse, again.scale, again.min_answered) == (("A3",), (1.0, 7.0), 0.75)


def test_scores_are_frozen(answers):
    with pytest.raises(AttributeError):
        score_constructs(answers, CONSTRUCTS).scale = (1.0, 5.0)


# Bad input


def refused(error, data, constructs=CONSTRUCTS, **options):
    with pytest.raises(error) as caught:
        score_constructs(data, constructs, **options)
    return str(caught.value)


def test_an_answer_outside_the_scale_is_refused_with_item_value_and_case(answers):
    answers.loc["c", "A2"] = 9
    assert refused(DataError, answers) == (
        "Item 'A2' in data has the answer 9 (in case 'c'), but the scale runs from 1 to 7. "
        "Correct the answers, set codes for no answer to NaN, "
        "or pass the scale that was used: scale=(low, high)."
    )


def test_many_answers_outside_the_scale_are_counted_and_other_items_named():
    frame = pd.DataFrame({"A1": [0, 8, 9, 10, 11, 99], "A2": [0] * 6}, index=list("abcdef"))
    assert refused(DataError, frame, {"A": ["A1", "A2"]}) == (
        "Item 'A1' in data has the answers 0, 8, 9, 10, 11 and 1 more (in cases 'a', 'b', 'c', 'd', 'e' "
        "and 1 more), but the scale runs from 1 to 7. The same is wrong with 'A2'. Correct the answers, "
        "set codes for no answer to NaN, "
        "or pass the scale that was used: scale=(low, high)."
    )


def test_an_answer_outside_the_scale_of_its_construct_is_refused(answers):
    assert refused(DataError, answers, scale={"A": (1, 7), "B": (1, 6)}) == (
        "Item 'B1' in data has the answer 7 (in case 'd'), but the scale runs from 1 to 6. "
        "Correct the answers, set codes for no answer to NaN, or pass the scale that was used: "
        "scale={construct: (low, high)}."
    )


def test_an_infinite_answer_is_outside_every_scale(answers):
    answers.loc["a", "A1"] = np.inf
    assert refused(DataError, answers).startswith("Item 'A1' in data has the answer inf (in case 'a'), but")


def test_an_item_that_is_no_column_is_refused_with_the_columns(answers):
    assert refused(UnknownNameError, answers, {"A": ["A2", "A11"]}) == (
        "There is no item 'A11' in data. Available: 'A1', 'A2', 'A3', 'A4', 'B1', 'B2', 'team'. "
        "Did you mean 'A1'?"
    )


def test_an_item_in_two_constructs_is_refused(answers):
    assert refused(ArgumentError, answers, {"A": ["A1", "A2"], "B": ["B1", "A2"]}) == (
        "Item 'A2' is in two constructs, 'A' and 'B'. Give each item to one construct, once."
    )


def test_an_item_twice_in_a_construct_is_refused(answers):
    assert refused(ArgumentError, answers, {"A": ["A1", "A1"]}) == (
        "Item 'A1' is in construct 'A' twice. Give each item to one construct, once."
    )


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(
            ["1", "3", "5", "7", "2", "1"],
            "Item 'A1' in data is not numeric: 'A1' holds the texts '1', '3', '5', '7', '2'. "
            "Turn them into numbers: pandas.to_numeric(data['A1']).",
            id="numbers as text",
        ),
        pytest.param(
            ["1 - disagree", "5 - agree", None, "7", "1 - disagree", "5 - agree"],
            "Item 'A1' in data is not numeric: 'A1' holds the texts '1 - disagree', '5 - agree', '7'. They "
            "begin with "
            r"their code: keep the numbers with data['A1'].str.extract(r'^\s*(-?\d+)')[0].astype(float).",
            id="code and label",
        ),
        pytest.param(
            ["agree", "rather", None, "disagree", "agree", "99"],
            "Item 'A1' in data is not numeric: 'A1' holds the texts 'agree', 'rather', 'disagree', '99'. Give"
            " each answer its number, for example data['A1'].map({'agree': 1, ...}), and set texts that are "
            "no answer to NaN.",
            id="labels",
        ),
        pytest.param(
            [pd.Timestamp("2020-05-01")] * 6,
            "Item 'A1' in data is not numeric ('datetime64[us]'). "
            "Turn answers into numbers first, for example with pandas.to_numeric.",
            id="dates",
        ),
    ],
)
def test_an_item_that_is_not_of_numbers_is_refused_with_a_way_out(answers, texts, expected):
    found = refused(DataError, answers.assign(A1=texts))
    assert re.sub(r"datetime64\[.s\]", "datetime64[us]", found) == expected


def test_the_way_out_for_codes_with_labels_leads_to_numbers(answers):
    texts = answers.assign(A1=["1 - no", " 5 - yes", None, "7", "1 - no", "5 - yes"])
    numbers = texts["A1"].str.extract(r"^\s*(-?\d+)")[0].astype(float)
    assert score_constructs(texts.assign(A1=numbers), CONSTRUCTS).items.loc["A1", "n"] == 5


def test_a_reverse_item_in_no_construct_is_refused(answers):
    assert refused(ArgumentError, answers, {"B": ["B1", "B2"]}, reverse=["A3"]) == (
        "reverse names the item 'A3', which is in no construct. Items of the constructs: 'B1', 'B2'."
    )


@pytest.mark.parametrize(
    ("share", "message"),
    [
        (0, "min_answered is 0, but it must be greater than 0 and at most 1."),
        (-0.1, "min_answered is -0.1, but it must be greater than 0 and at most 1."),
        (50, "min_answered is 50, but it must be greater than 0 and at most 1. Did you mean 0.5?"),
    ],
)
def test_a_share_outside_its_range_is_refused(answers, share, message):
    assert refused(ArgumentError, answers, min_answered=share) == message


def test_no_constructs_are_refused(answers):
    assert refused(ArgumentError, answers, {}) == (
        'constructs is empty. Name at least one construct with its items: {"TF": ["TF1", "TF2"]}.'
    )


def test_a_construct_without_items_is_refused(answers):
    assert refused(ArgumentError, answers, {"A": []}) == (
        "Construct 'A' has no items. Name them, or leave the construct out."
    )


def test_a_text_in_place_of_a_list_of_items_is_refused(answers):
    assert refused(ArgumentTypeError, answers, {"A": "A1"}) == (
        "The items of construct 'A' must be a sequence of column names, not 'A1'. "
        "For a single item write ['A1']."
    )


def test_constructs_that_are_no_mapping_are_refused(answers):
    assert refused(ArgumentTypeError, answers, ["A1", "A2"]) == (
        "constructs must be a mapping from each construct to its items, such as "
        '{"TF": ["TF1", "TF2"]}, not list.'
    )


@pytest.mark.parametrize(
    ("scale", "error", "message"),
    [
        ((7, 1), ArgumentError, "scale is (7, 1), but the lowest answer must be below the highest."),
        (7, ArgumentTypeError, "scale must be the lowest and the highest answer, such as (1, 7), not 7."),
        ((1, "7"), ArgumentTypeError, "scale[1] must be a number, not '7'."),
        (
            {"A": (1, 7)},
            ArgumentError,
            (
                "scale says nothing of 'B'. Give each construct its lowest and highest answer, or one pair "
                "for all."
            ),
        ),
        (
            {"A": (1, 7), "B": (5, 1)},
            ArgumentError,
            "scale['B'] is (5, 1), but the lowest answer must be below the highest.",
        ),
        (
            {"A": (1, 7), "B": (1, 7), "C": (1, 7)},
            UnknownNameError,
            "There is no construct 'C' in constructs (scale). Available: 'A', 'B'.",
        ),
    ],
)
def test_a_scale_that_is_none_is_refused(answers, scale, error, message):
    assert refused(error, answers, scale=scale) == message


def test_duplicate_case_ids_are_refused(answers):
    answers.index = ["a", "b", "c", "d", "e", "a"]
    assert refused(DataError, answers) == (
        "data has duplicate case ids: 'a'. Give each case an id of its own, for example with "
        "data.reset_index(drop=True)."
    )


def test_groups_must_be_a_series_with_case_ids(answers):
    with pytest.raises(ArgumentTypeError) as caught:
        score_constructs(answers, CONSTRUCTS).by_group("team")
    assert str(caught.value) == (
        "groups must be a pandas Series with the case ids as its index, such as data['function'], not str."
    )


def test_a_case_without_a_group_is_refused(answers):
    with pytest.raises(DataError) as caught:
        score_constructs(answers, CONSTRUCTS).by_group(answers["team"].drop("b"))
    assert str(caught.value) == "1 case has no group: 'b'. Give each case of the scores a group."


def test_groups_with_duplicate_case_ids_are_refused(answers):
    with pytest.raises(DataError) as caught:
        score_constructs(answers, CONSTRUCTS).by_group(pd.concat([answers["team"], answers["team"].iloc[:1]]))
    assert str(caught.value) == "groups has duplicate case ids: 'a'."


def test_items_may_be_columns_whose_names_are_numbers():
    answers = pd.DataFrame([[4, 1, 7, 7], [4, 5, 3, 1], [4, 2, 6, 5], [4, 7, 2, 3], [4, 6, 1, 4]])
    scores = score_constructs(answers, {"A": [0, 1, 2], 7: [3]}, reverse=[3])
    assert scores.notes[0] == (
        "A: all complete cases give the same answer to 0, so the correlations are undefined."
    )
    assert scores.notes[1] == (
        "A: 1, 2 speak against the other items (negative item-total correlation). If worded the other way "
        "round, name them in reverse."
    )
    assert "Reversed: 3 (8 - answer)." in str(scores)
    assert "A has no omega" in " ".join(scores.validity().notes)


@pytest.mark.parametrize("reverse", [None, 5, {"A": ["A1"]}])
def test_reverse_must_be_names_of_items(reverse):
    answers = pd.DataFrame({"A1": [1, 2], "A2": [2, 3]})
    with pytest.raises(ArgumentTypeError) as raised:
        score_constructs(answers, {"A": ["A1", "A2"]}, reverse=reverse)
    assert str(raised.value) == (
        f"reverse must be the items worded the other way round, such as ['TF3'], not {reverse!r}. Leave it "
        "out where there are none."
    )


def test_an_item_must_be_a_name():
    with pytest.raises(ArgumentTypeError) as raised:
        score_constructs(pd.DataFrame({"A1": [1, 2]}), {"A": [["A1"]]})
    assert str(raised.value) == "The items of construct 'A' must be names of columns, not ['A1']."
