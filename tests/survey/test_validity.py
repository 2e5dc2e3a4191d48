"""Reliability and validity of scored constructs: the tables, what is said of them, and what is undefined."""

import pickle

import numpy as np
import pandas as pd
import pytest

from fsqca.datasets import digital_service, digital_service_constructs, digital_service_reverse_items
from fsqca.survey import first_factor_share, htmt, one_factor, score_constructs
from tests.survey.test_one_factor import answers_with, population

NAN = np.nan
WEAK = (
    "This check is weak: a share below one half does not show that there is no common method variance, and a "
    "share above it may come from constructs that belong together."
)


def frame_of(answers, names):
    return pd.DataFrame(answers, columns=names)


def two_constructs(between=0.5, loading=0.8, items=3):
    """Return correlations of two constructs with as many items each and equal loadings."""
    size = 2 * items
    correlations = np.full((size, size), loading**2)
    correlations[:items, items:] = correlations[items:, :items] = between * loading**2
    np.fill_diagonal(correlations, 1)
    return correlations


def scored(correlations, constructs, **options):
    names = [item for items in constructs.values() for item in items]
    return score_constructs(
        frame_of(answers_with(correlations), names), constructs, scale=(-9, 19), **options
    )


SIX = {"A": ["A1", "A2", "A3"], "B": ["B1", "B2", "B3"]}


@pytest.fixture(scope="module")
def survey():
    return score_constructs(
        digital_service(), digital_service_constructs(), reverse=digital_service_reverse_items()
    )


def test_reliability_is_that_of_the_cases_with_complete_answers(survey):
    found = survey.validity().reliability
    for name, items in survey.constructs:
        complete = survey.answers[list(items)].dropna()
        model = one_factor(complete)
        assert found.loc[name, ["n_items", "n"]].tolist() == [len(items), len(complete)]
        assert found.loc[name, "alpha"] == survey.reliability.loc[name, "alpha"]
        assert found.loc[name, "omega"] == pytest.approx(model.omega)
        assert found.loc[name, "composite_reliability"] == pytest.approx(model.composite_reliability)
        assert found.loc[name, "ave"] == pytest.approx(model.ave)


def test_loadings_are_there_for_every_item(survey):
    found = survey.validity().loadings
    assert found.index.tolist() == survey.items.index.tolist()
    assert found["loading"].between(0.6, 0.95).all()
    np.testing.assert_allclose(found["error_variance"], 1 - found["loading"] ** 2)
    assert not found["heywood"].any()


def test_pairs_are_of_the_cases_with_complete_answers_to_both(survey):
    pairs = survey.validity().pairs
    assert len(pairs) == 15
    items = dict(survey.constructs)
    both = survey.answers[[*items["TF"], *items["DSO"]]].dropna()
    left, right = both[list(items["TF"])], both[list(items["DSO"])]
    row = pairs.loc[("TF", "DSO")]
    assert row["n"] == len(both)
    assert row["htmt"] == pytest.approx(htmt(left, right))
    assert row["htmt_absolute"] == pytest.approx(htmt(left, right, absolute=True))
    assert row["correlation"] == pytest.approx(survey.data["TF"].corr(survey.data["DSO"]))


def test_matrices_hold_the_pairs_below_the_diagonal(survey):
    validity = survey.validity()
    lower = np.tril(np.ones((6, 6), dtype=bool), -1)
    assert (validity.htmt.notna().to_numpy() == lower).all()
    assert validity.htmt.loc["DSO", "TF"] == validity.pairs.loc[("TF", "DSO"), "htmt"]
    assert validity.fornell_larcker.loc["DSO", "TF"] == validity.pairs.loc[("TF", "DSO"), "correlation"]
    np.testing.assert_allclose(np.diag(validity.fornell_larcker) ** 2, validity.reliability["ave"].to_numpy())


def test_the_first_factor_is_that_of_all_items(survey):
    validity = survey.validity()
    complete = survey.answers.dropna()
    assert validity.first_factor_n == len(complete)
    assert validity.first_factor_share == pytest.approx(first_factor_share(complete))


def test_the_synthetic_survey_has_constructs_that_are_told_apart(survey):
    validity = survey.validity()
    assert validity.notes == ()
    assert (validity.pairs["fornell_larcker"] == "met").all()


# What is said


def test_constructs_that_are_hard_to_tell_apart_are_named():
    validity = scored(two_constructs(between=0.95, loading=0.7), SIX).validity()
    assert validity.notes == (
        "HTMT of A and B is 0.950 in size, above 0.90: hard to tell apart.",
        (
            "Fornell-Larcker is not met by A and B: their squared correlation 0.497 is not below the lower "
            "AVE 0.490."
        ),
    )


def test_a_negative_ratio_is_judged_by_its_size():
    validity = scored(two_constructs(between=-0.88), SIX).validity()
    assert validity.htmt.loc["B", "A"] == pytest.approx(-0.88)
    assert validity.notes == ("HTMT of A and B is 0.880 in size, above 0.85: hard to tell apart.",)


def test_negative_correlations_that_cancel_out_are_said():
    correlations = two_constructs(between=0.4)
    correlations[:3, 5] *= -1
    correlations[5, :3] *= -1
    correlations[3:5, 5] = correlations[5, 3:5] = 0.2
    validity = scored(correlations, SIX).validity()
    assert len(validity.notes) == 1
    assert validity.notes[0].startswith("HTMT of A and B is 0.1")
    assert validity.notes[0].endswith(
        "with absolute correlations, since some correlations of their items are negative and cancel out. "
        "Report the second."
    )


def test_an_item_that_was_not_turned_has_a_negative_loading_and_is_named():
    answers = answers_with(population([0.8, 0.7, 0.6, 0.7])) * [1, 1, 1, -1] + [0, 0, 0, 8]
    scores = score_constructs(frame_of(answers, list("abcd")), {"K": list("abcd")}, scale=(-9, 19))
    assert scores.validity().notes == (
        "K: d has a negative loading. If worded the other way round, name it in reverse.",
    )


def test_a_heywood_case_is_named_and_shown():
    correlations = np.array([[1, 0.9, 0.8], [0.9, 1, 0.5], [0.8, 0.5, 1]])
    validity = scored(correlations, {"K": ["a", "b", "c"]}).validity()
    assert validity.reliability.loc["K", ["omega", "composite_reliability", "ave"]].isna().all()
    assert validity.reliability.loc["K", "alpha"] > 0.8
    assert validity.loadings["heywood"].tolist() == [True, False, False]
    assert validity.notes == (
        (
            "K: Heywood case. The one-factor model gives a no error variance, which no real item has, so "
            "omega, composite reliability and AVE are not reported. Look for two items that say nearly the "
            "same, for few cases, or for more than one factor."
        ),
    )
    assert "a            K   1.000          0.000     yes" in str(validity)


def test_two_items_have_a_spearman_brown_reliability_and_nothing_else():
    validity = scored(np.array([[1, 0.6], [0.6, 1]]), {"K": ["a", "b"]}).validity()
    assert validity.notes == (
        (
            "K has no omega, composite reliability and AVE: two items do not determine a one-factor model. "
            "Their correlation is 0.600, which gives a Spearman-Brown reliability of 0.750."
        ),
    )
    negative = scored(np.array([[1, -0.6], [-0.6, 1]]), {"K": ["a", "b"]}).validity()
    assert negative.notes[0].endswith("Their correlation is -0.600.")


def test_one_item_and_constant_items_are_nan_with_the_reason():
    frame = pd.DataFrame(
        {"a": [1, 4, 7, 2, 5], "b": [3, 3, 3, 3, 3], "c": [1, 2, 5, 3, 4], "d": [2, 2, 6, 3, 5]}
    )
    validity = score_constructs(frame, {"K": ["a"], "L": ["b", "c", "d"]}).validity()
    assert validity.reliability[["omega", "composite_reliability", "ave"]].isna().all(axis=None)
    assert validity.pairs.loc[("K", "L"), "fornell_larcker"] == ""
    assert validity.notes == (
        "K has no omega, composite reliability and AVE: one item does not determine a one-factor model.",
        "L has no omega, composite reliability and AVE: an item has the same answer in all complete cases.",
        (
            "The share of the first unrotated factor is undefined: an item has the same answer in all "
            "complete cases."
        ),
        (
            "HTMT is undefined for K and L: a construct with one item, a constant item, too few complete "
            "cases, or no positive correlation within a construct (K: one item)."
        ),
    )


def test_a_construct_that_nobody_answered_is_nan_throughout():
    frame = pd.DataFrame({"a": [NAN] * 5, "b": [NAN] * 5, "c": [1, 7, 2, 3, 4], "d": [1, 6, 2, 2, 5]})
    validity = score_constructs(frame, {"K": ["a", "b"], "L": ["c", "d"]}).validity()
    assert validity.pairs.loc[("K", "L"), "n"] == 0
    assert validity.pairs.loc[("K", "L"), ["correlation", "htmt", "htmt_absolute"]].isna().all()
    assert validity.notes[0] == (
        "K has no omega, composite reliability and AVE: two items do not determine a one-factor model."
    )
    assert validity.notes[2] == (
        "The share of the first unrotated factor is undefined: 0 cases have complete answers to all items."
    )


def test_a_single_item_has_no_share_of_a_first_factor():
    validity = score_constructs(pd.DataFrame({"a": [1, 4, 7]}), {"K": ["a"]}).validity()
    assert validity.notes[-1] == "The share of the first unrotated factor is undefined: there is one item."
    assert len(validity.pairs) == 0
    assert "Heterotrait" not in str(validity)


# Printing


def test_repr_is_one_line_with_the_sizes(survey):
    assert repr(survey.validity()) == "<ConstructValidity: 6 constructs of 25 items, 0 notes>"


def test_str_holds_the_tables_of_an_article():
    validity = scored(two_constructs(between=0.5), SIX).validity()
    assert str(validity) == (
        "ConstructValidity: 2 constructs of 6 items, 0 notes\n"
        "\n"
        "Reliability (alpha with 95 % interval; one-factor model of each construct)\n"
        "          n_items   n  alpha alpha_low alpha_high  omega composite_reliability    ave\n"
        "construct                                                                            \n"
        "A               3  60  0.842     0.758      0.901  0.842                 0.842  0.640\n"
        "B               3  60  0.842     0.758      0.901  0.842                 0.842  0.640\n"
        "\n"
        "Loadings (standardised)\n"
        "     construct loading error_variance\n"
        "item                                 \n"
        "A1           A   0.800          0.360\n"
        "A2           A   0.800          0.360\n"
        "A3           A   0.800          0.360\n"
        "B1           B   0.800          0.360\n"
        "B2           B   0.800          0.360\n"
        "B3           B   0.800          0.360\n"
        "\n"
        "Heterotrait-monotrait ratios\n"
        "               A B\n"
        "construct         \n"
        "A                 \n"
        "B          0.500  \n"
        "\n"
        "Fornell-Larcker: square root of AVE, correlations below\n"
        "               A      B\n"
        "construct              \n"
        "A          0.800       \n"
        "B          0.421  0.800\n"
        "\n"
        "First unrotated factor of all items (Harman): 54.0% of their variance, "
        "60 cases with complete answers.\n" + WEAK
    )


def test_html_is_escaped_and_holds_all_tables():
    validity = scored(two_constructs(), {"<b>A</b>": ["a", "b", "c"], "B": ["d", "e", "f"]}).validity()
    html = validity._repr_html_()
    assert "<b>A</b>" not in html
    assert html.count("<table") == 4
    assert html.count("This check is weak") == 1


def test_it_is_frozen_can_be_pickled_and_keeps_its_settings():
    scores = scored(two_constructs(), SIX, reverse=["A2"], min_answered=0.75, confidence=0.9)
    validity = scores.validity()
    again = pickle.loads(pickle.dumps(validity))
    pd.testing.assert_frame_equal(again.table, validity.reliability)
    assert (again.constructs, again.reverse, again.confidence) == (scores.constructs, ("A2",), 0.9)
    assert (again.scales, again.min_answered) == (scores.scales, 0.75)
    with pytest.raises(AttributeError):
        validity.notes = ()
