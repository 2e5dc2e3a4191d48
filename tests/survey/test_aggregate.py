"""From respondents to cases: the rule, who is left out, how well respondents agree, and what is refused."""

import pickle

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import AggregationWarning, ArgumentError, ArgumentTypeError, DataError, UnknownNameError
from fsqca.survey import intraclass, within_group_agreement
from tests.bad_input.helpers import message

NAN = np.nan


@pytest.fixture
def answers():
    return pd.DataFrame(
        {
            "firm": ["Alba", "Alba", "Alba", "Brno", "Brno", "Cork", "Cork"],
            "K1": [1, 2, 1, 4, 5, 7, 6],
            "K2": [2, 2, 1, 5, 4, 6, 6],
            "L1": [3, 4, NAN, 5, 5, 1, 2],
        },
        index=[f"R{number}" for number in range(1, 8)],
    )


CONSTRUCTS = {"K": ["K1", "K2"], "L": ["L1"]}


def test_a_case_has_the_mean_of_its_respondents_who_have_a_value(answers):
    firms = fq.aggregate(answers, "firm")
    expected = answers.groupby("firm").mean()
    pd.testing.assert_frame_equal(firms.data, expected, check_dtype=False)
    assert firms.notes == (
        "The value of a case is the mean of its respondents who have a value, where there is at least 1.",
    )


def test_the_median_can_be_taken(answers):
    firms = fq.aggregate(answers, "firm", rule="median")
    pd.testing.assert_frame_equal(firms.data, answers.groupby("firm").median(), check_dtype=False)
    assert firms.rule == "median"


def test_agreement_is_that_of_the_respondents_with_a_value(answers):
    firms = fq.aggregate(answers, "firm")
    some = answers["L1"].notna()
    found = intraclass(answers["L1"][some], answers["firm"][some])
    row = firms.agreement.loc["L1"]
    assert row[["cases", "respondents", "per_case"]].tolist() == [3, 6, 2]
    assert row[["icc1", "icc2", "f", "p"]].tolist() == [found.icc1, found.icc2, found.f, found.p]
    assert row[["rwg_mean", "rwg_median", "rwg_share"]].isna().all()


def test_scores_of_constructs_come_with_within_group_agreement(answers):
    scores = fq.score_constructs(answers, CONSTRUCTS)
    firms = fq.aggregate(scores, answers["firm"])
    expected = [
        within_group_agreement(answers.loc[answers["firm"] == firm, ["K1", "K2"]], 7)
        for firm in ("Alba", "Brno", "Cork")
    ]
    assert firms.cases["rwg_K"].tolist() == expected
    assert firms.agreement.loc["K", "rwg_mean"] == pytest.approx(np.mean(expected))
    assert firms.agreement.loc["K", "rwg_median"] == pytest.approx(np.median(expected))
    assert firms.agreement.loc["K", "rwg_share"] == 1.0
    assert firms.cases["respondents"].tolist() == [3, 2, 2]


def test_respondents_are_matched_by_id_not_by_position(answers):
    scores = fq.score_constructs(answers, CONSTRUCTS)
    shuffled = answers["firm"].iloc[::-1]
    pd.testing.assert_frame_equal(
        fq.aggregate(scores, shuffled).data, fq.aggregate(scores, answers["firm"]).data
    )


def test_a_group_that_was_read_says_the_case(answers):
    study = fq.read(answers, group="firm")
    pd.testing.assert_frame_equal(fq.aggregate(study).data, fq.aggregate(answers, "firm").data)
    scores = fq.score_constructs(study, CONSTRUCTS)
    pd.testing.assert_frame_equal(fq.aggregate(scores).data, fq.aggregate(scores, answers["firm"]).data)


def test_cases_can_be_calibrated(answers):
    firms = fq.aggregate(answers, "firm", ["K1"])
    sets = fq.calibrate(firms, {"K1": fq.Direct(2, 4, 6)})
    assert sets.data.index.tolist() == ["Alba", "Brno", "Cork"]


def test_the_order_of_respondents_does_not_matter(answers):
    one, other = fq.aggregate(answers, "firm"), fq.aggregate(answers.iloc[::-1], "firm")
    pd.testing.assert_frame_equal(one.data, other.data)
    pd.testing.assert_frame_equal(one.agreement, other.agreement)


def test_the_data_are_not_changed(answers):
    before = answers.copy(deep=True)
    fq.aggregate(answers, "firm")
    pd.testing.assert_frame_equal(answers, before)


# What is counted and warned of


def warned(*arguments, **options):
    """Return the result and the text of its only warning."""
    with pytest.warns(AggregationWarning) as caught:
        result = fq.aggregate(*arguments, **options)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    return result, str(caught[0].message)


def test_respondents_without_a_case_are_left_out_and_named(answers):
    firms, text = warned(answers.assign(firm=answers["firm"].mask(answers.index == "R1")), "firm")
    assert text == "1 respondent has no case and was left out: 'R1'."
    assert firms.left_out == ("R1",)
    assert firms.cases["respondents"].tolist() == [2, 2, 2]
    assert firms.notes[1] == text


def test_cases_of_one_respondent_are_named(answers):
    firms, text = warned(answers.drop(["R2", "R3"]), "firm")
    assert text == "1 case rests on one respondent: 'Alba'."
    assert firms.data.loc["Alba", "K1"] == 1


def test_cases_with_too_few_respondents_have_no_value_and_are_named(answers):
    firms, text = warned(answers, "firm", min_respondents=3)
    assert firms.data["K1"].isna().tolist() == [False, True, True]
    assert firms.data["L1"].isna().all()
    assert text == (
        "No K1 for 2 cases with fewer than 3 respondents who have a value: 'Brno', 'Cork'. "
        "No K2 for 2 cases with fewer than 3 respondents who have a value: 'Brno', 'Cork'. "
        "No L1 for 3 cases with fewer than 3 respondents who have a value: 'Alba', 'Brno', 'Cork'."
    )


def test_respondents_who_are_no_more_alike_within_a_case_are_said():
    frame = pd.DataFrame({"firm": list("aabb"), "q": [1, 3, 1, 3]})
    firms, text = warned(frame, "firm")
    assert text == (
        "ICC(1) of q is not positive: respondents of a case are no more alike than respondents of "
        "different cases, so the value of a case says little about it."
    )
    assert firms.agreement.loc["q", "icc1"] == -1


def test_an_undefined_icc_is_a_note():
    frame = pd.DataFrame({"firm": list("aabb"), "q": [3, 3, 3, 3]})
    assert fq.aggregate(frame, "firm").notes[1:] == (
        (
            "ICC of q is undefined: it needs two cases, a case with two respondents, and values that are not "
            "all the same."
        ),
    )


def test_agreement_below_chance_is_set_to_zero_and_said():
    frame = pd.DataFrame({"firm": list("aabbcc"), "q": [1, 7, 7, 7, 1, 1], "r": [1, 7, 7, 7, 1, 1]})
    scores = fq.score_constructs(frame, {"K": ["q", "r"]})
    firms = fq.aggregate(scores, frame["firm"])
    assert firms.cases["rwg_K"].tolist() == [0.0, 1.0, 1.0]
    assert firms.notes[-1] == (
        "K: rwg(j) of 1 case is set to 0, since the respondents differ more than random answers would."
    )


def test_answers_that_are_not_whole_numbers_have_no_rwg():
    frame = pd.DataFrame({"firm": list("aabb"), "q": [1, 1.5, 6.5, 7]})
    firms = fq.aggregate(fq.score_constructs(frame, {"K": ["q"]}), frame["firm"])
    assert firms.agreement["rwg_mean"].isna().all()
    assert firms.notes[-1] == "K has no rwg(j): its answers are not whole numbers."


def test_a_column_without_any_value_is_nan_throughout(answers):
    firms, text = warned(answers.assign(L1=NAN), "firm")
    assert firms.data["L1"].isna().all()
    assert firms.agreement.loc["L1", ["cases", "respondents"]].tolist() == [0, 0]
    assert text == "No L1 for 3 cases with fewer than 1 respondent who has a value: 'Alba', 'Brno', 'Cork'."


# Printing


def test_repr_is_one_line_with_the_sizes(answers):
    assert repr(fq.aggregate(answers, "firm")) == "<Aggregated: 7 respondents in 3 cases, 3 columns, mean>"


def test_str_is_the_table_of_agreement_with_the_rule(answers):
    assert str(fq.aggregate(answers, "firm", ["K1"])) == (
        "Aggregated: 7 respondents in 3 cases, 1 column, mean\n"
        "\n"
        "Agreement of respondents within cases\n"
        "       cases respondents per_case   icc1   icc2       f      p\n"
        "column                                                        \n"
        "K1         3           7    2.333  0.945  0.975  40.514  0.002\n"
        "\n"
        "The value of a case is the mean of its respondents who have a value, where there is at least 1."
    )


def test_html_is_escaped(answers):
    html = fq.aggregate(answers.rename(columns={"K1": "<b>"}), "firm")._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_it_is_frozen_can_be_pickled_and_keeps_its_settings(answers):
    firms = fq.aggregate(answers, "firm", ["K1", "K2"], rule="median", min_respondents=2)
    again = pickle.loads(pickle.dumps(firms))
    pd.testing.assert_frame_equal(again.table, firms.agreement)
    assert (again.columns, again.rule, again.min_respondents) == (("K1", "K2"), "median", 2)
    with pytest.raises(AttributeError):
        firms.rule = "mean"


# Bad input


@pytest.mark.parametrize(
    ("error", "arguments", "expected"),
    [
        (
            ArgumentError,
            (),
            (
                "by is not given, so there is nothing that says which case a respondent belongs to. Name a "
                "column, pass a Series, or read the data with group=."
            ),
        ),
        (
            UnknownNameError,
            ("company",),
            ("There is no column 'company' in data (in by). Available: 'firm', 'K1', 'K2', 'L1'."),
        ),
        (
            ArgumentTypeError,
            (3,),
            "by must be the name of a column or a pandas Series with the respondents as its index, not int.",
        ),
        (
            UnknownNameError,
            ("firm", ["K3"]),
            "There is no column 'K3' in data. Available: 'firm', 'K1', 'K2', 'L1'.",
        ),
        (ArgumentError, ("firm", []), "There is no column to aggregate."),
        (ArgumentError, ("firm", ["K1", "K1"]), "columns names a column twice. Name each once."),
        (
            DataError,
            ("K1",),
            (
                "Column 'firm' in data is not numeric ('str'), so it cannot be aggregated. "
                "Name the columns that can: columns=[...]."
            ),
        ),
        (
            DataError,
            (pd.Series(["a"], index=["R99"]),),
            "No respondent has a case. Make sure that the ids of by are those of the data.",
        ),
        (
            DataError,
            (pd.Series(["a", "b"], index=["R1", "R1"]),),
            "by has duplicate ids of respondents: 'R1'.",
        ),
    ],
)
def test_what_cannot_be_aggregated_is_refused(answers, error, arguments, expected):
    series = arguments and isinstance(arguments[0], pd.Series)
    data = answers.drop(columns="firm") if series else answers
    found = message(error, lambda: fq.aggregate(data, *arguments))
    assert found.replace("('object')", "('str')") == expected


def test_a_column_is_not_looked_for_in_scores(answers):
    scores = fq.score_constructs(answers, CONSTRUCTS)
    assert message(UnknownNameError, lambda: fq.aggregate(scores, "firm")) == (
        "There is no column 'firm' in data (in by). Available: 'K', 'L'. Scores have no other columns: pass "
        "the Series, data['firm']."
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"rule": "sum"}, "rule is 'sum', but it must be one of 'mean', 'median'."),
        ({"min_respondents": 0}, "min_respondents is 0, but it must be at least 1."),
    ],
)
def test_options_out_of_range_are_refused(answers, options, expected):
    assert message(ArgumentError, lambda: fq.aggregate(answers, "firm", **options)) == expected


def test_infinite_values_are_refused(answers):
    assert message(DataError, lambda: fq.aggregate(answers.assign(L1=np.inf), "firm")) == (
        "Column 'L1' in data has infinite values, in cases 'R1', 'R2', 'R3', 'R4', 'R5' and 2 more."
    )


def test_icc2_of_cases_with_the_same_mean_is_undefined_with_the_reason():
    answers = pd.DataFrame({"firm": list("aabb"), "x": [1.0, 3.0, 1.0, 3.0]})
    with pytest.warns(AggregationWarning):
        firms = fq.aggregate(answers, "firm")
    assert firms.agreement["icc1"].tolist() == [-1.0]
    assert np.isnan(firms.agreement.loc["x", "icc2"])
    assert firms.notes[-1] == (
        "ICC(2) of x is undefined: all cases have the same mean, so there is no variance between cases that "
        "could be reliable."
    )
