"""The synthetic survey by function: the planted structure, and a variant with a planted difference."""

from __future__ import annotations

import pandas as pd
import pytest

import fsqca as fq
from fsqca import datasets
from fsqca.groups import GroupComparison, compare_groups

CONDITIONS = ["TF", "AD", "AG", "RB"]
PATHS = {"TF*AD*AG", "TF*AD*RB", "TF*AG*RB"}


def by_function(answers: pd.DataFrame, frequency: int = 3) -> GroupComparison:
    """Return service operations and service sales compared under common anchors."""
    scores = fq.score_constructs(
        answers,
        datasets.digital_service_constructs(),
        reverse=datasets.digital_service_reverse_items(),
        scale=(1, 7),
    )
    sets = fq.calibrate(scores.data, dict.fromkeys(scores.data, fq.Direct(2, 4, 6)), missing="drop")
    return compare_groups(
        sets,
        "DSO",
        CONDITIONS,
        by=answers["function"].reindex(sets.data.index),
        expectations=dict.fromkeys(CONDITIONS, "+"),
        pri=0.5,
        frequency=frequency,
        crossover="above",
    )


@pytest.fixture(scope="module")
def packaged() -> GroupComparison:
    return by_function(datasets.digital_service())


@pytest.fixture(scope="module")
def different() -> GroupComparison:
    return by_function(datasets.simulate_digital_service(difference=1.0))


def test_both_functions_have_the_planted_paths(packaged: GroupComparison) -> None:
    assert packaged.groups == ("service operations", "service sales")
    for name in packaged.groups:
        assert {str(term) for term in packaged.solutions[name].model.terms} == PATHS
    assert set(packaged.terms["relation"]) == {"identical"}
    assert packaged.patterns["n_groups"].tolist() == [2, 2, 2]


def test_the_test_finds_no_difference_between_functions(packaged: GroupComparison) -> None:
    test = packaged.test(499, n_bootstrap=200, seed=1, progress=False)
    assert test.solutions["value"].tolist() == [0.0, 0.0, 0.0]
    assert test.solutions["p_family"].min() > 0.05
    assert set(test.basis) == {"pooled"}
    assert test.terms["p_family"].min() > 0.05
    assert test.rows["p_family"].min() > 0.05
    assert test.verdict.count("shown to differ") == 3
    assert "with the family-wise error rate" not in test.verdict


def test_a_planted_difference_comes_out_and_is_found(different: GroupComparison) -> None:
    assert {str(term) for term in different.solutions["service operations"].model.terms} == PATHS
    assert {str(term) for term in different.solutions["service sales"].model.terms} == {"TF*AD*AG"}
    terms = different.terms.set_index(["group", "term"])["relation"]
    assert terms["service sales", "TF*AD*AG"] == "identical"
    assert terms["service operations", "TF*AD*RB"] == "overlapping"
    test = different.test(499, n_bootstrap=200, seed=1, progress=False)
    assert test.solutions.loc["consistency lost", "p_family"] < 0.05
    assert test.rows["p_family"].min() < 0.05
    assert test.verdict.startswith("The solutions of the groups differ by more than shuffled labels explain")
    # The term of both functions is as consistent in both, and covers more of what is left in sales.
    assert ": TF*AD*AG (coverage)." in test.verdict
    lower = test.terms.query("measure == 'consistency' and term in ('TF*AD*RB', 'TF*AG*RB')")
    assert (lower["difference"] > 0.1).all()
    assert (lower["low"] > 0).all()
    apart = different.rows_apart.query("kind == 'coded differently'")
    assert (apart["RB"] == 1).all()
    assert (apart["service operations"] == "1").all()


def test_the_larger_a_planted_difference_the_more_it_shows() -> None:
    lost = [
        by_function(datasets.simulate_digital_service(seed=11, difference=share))
        .test(1, n_bootstrap=0, seed=1, resolve=False, progress=False)
        .terms.query("term == 'TF*AG*RB' and measure == 'consistency'")["difference"]
        .tolist()
        for share in (0.0, 0.5, 1.0)
    ]
    assert lost[0] < lost[1] < lost[2]
