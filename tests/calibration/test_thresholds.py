"""Thresholds found in the data: by clusters, by gaps, and what is said where they are arbitrary."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import cut_tree
from scipy.cluster.hierarchy import linkage as scipy_linkage

from fsqca.calibration import ClusterThresholds, Crisp, LargestGap, calibrate, find_thresholds
from fsqca.calibration.thresholds import LINKAGES
from fsqca.errors import ArgumentError, ArgumentTypeError, CalibrationWarning, DataError, TooLargeError

SCORES = [30, 1, 12, 2, 33, 3, 11, 14]


@pytest.mark.parametrize("linkage", LINKAGES)
def test_plain_clusters_are_found_whatever_the_linkage(linkage):
    assert find_thresholds(SCORES, 2, linkage=linkage) == (7.0, 22.0)


def test_linkages_differ_where_clusters_are_not_plain():
    # {0, 1} and {3}: 3 is 2 from the nearest and 3 from the farthest; 5.5 is 2.5 from 3.
    scores = [0, 1, 3, 5.5]
    assert find_thresholds(scores, linkage="single") == (4.25,)
    assert find_thresholds(scores, linkage="complete") == (2.0,)


def test_the_largest_gaps_are_halved():
    assert find_thresholds(SCORES, method="gap") == (22.0,)
    assert find_thresholds(SCORES, 2, method="gap") == (7.0, 22.0)


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=30), st.integers(1, 4), st.sampled_from(LINKAGES))
@pytest.mark.filterwarnings("ignore::fsqca.errors.CalibrationWarning")
def test_there_are_as_many_thresholds_as_asked_for_and_each_lies_in_a_gap(scores, n, linkage):
    if len(set(scores)) <= n:
        with pytest.raises(DataError):
            find_thresholds(scores, n, linkage=linkage)
        return
    found = find_thresholds(scores, n, linkage=linkage)
    assert len(found) == n
    assert list(found) == sorted(set(found))
    assert min(scores) < found[0]
    assert found[-1] < max(scores)
    assert not set(found) & set(scores)
    assert len(set(Crisp(*found)(scores))) == n + 1


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=30), st.randoms())
@pytest.mark.filterwarnings("ignore::fsqca.errors.CalibrationWarning")
def test_the_order_of_cases_does_not_matter(scores, random):
    if len(set(scores)) < 2:
        return
    shuffled = list(scores)
    random.shuffle(shuffled)
    assert find_thresholds(shuffled) == find_thresholds(scores)


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=30), st.integers(1, 3))
def test_the_gaps_chosen_are_larger_than_all_others(scores, n):
    gaps = sorted(np.diff(np.unique(scores)).tolist(), reverse=True)
    if len(gaps) < n or (len(gaps) > n and gaps[n - 1] == gaps[n]):
        with pytest.raises(DataError):
            find_thresholds(scores, n, method="gap")
        return
    found = find_thresholds(scores, n, method="gap")
    values = np.unique(scores)
    chosen = [values[values > cut].min() - values[values < cut].max() for cut in found]
    assert sorted(chosen, reverse=True) == gaps[:n]


def test_missing_scores_are_left_out():
    assert find_thresholds([1, np.nan, 2, 9]) == find_thresholds([1, 2, 9]) == (5.5,)


def test_equal_distances_are_reported_with_both_results():
    with pytest.warns(CalibrationWarning) as caught:
        found = find_thresholds([1, 2, 3, 4, 5, 6, 7], 2)
    assert found == (2.5, 4.5)
    assert [str(warning.message) for warning in caught] == [
        (
            "Clustering into 3 groups gives 2.5 / 4.5; 3.5 / 5.5 would do as well, because distances "
            "are equal: "
            "which pair of clusters is joined first decides. Choose thresholds by their meaning."
        )
    ]
    assert caught[0].filename == __file__


@pytest.mark.filterwarnings("ignore::fsqca.errors.CalibrationWarning")
@pytest.mark.parametrize("linkage", LINKAGES)
@pytest.mark.parametrize(
    ("scores", "n", "thresholds"),
    [
        # {1, 2}, then {3, 4} against 5: the lowest pair first.
        ([1, 2, 3, 4, 5], 3, (2.5, 3.5, 4.5)),
        ([1, 2, 3, 4, 5], 2, (2.5, 4.5)),
    ],
)
def test_of_equally_near_pairs_the_lowest_is_joined_first(scores, n, thresholds, linkage):
    if linkage == "single" and n == 2:
        thresholds = (3.5, 4.5)  # once 1 and 2 are joined, 3 is as near to them as 4 is to 3
    assert find_thresholds(scores, n, linkage=linkage) == thresholds


@given(st.lists(st.integers(-300, 300), min_size=4, max_size=25, unique=True), st.integers(1, 3))
@pytest.mark.parametrize("linkage", LINKAGES)
def test_without_equal_distances_thresholds_are_those_of_scipy(linkage, scores, n):
    values = np.sort(np.array(scores, dtype=float))
    joined = scipy_linkage(values[:, None], linkage)
    assume(np.diff(np.sort(joined[:, 2])).min(initial=1) > 1e-6)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = find_thresholds(values, n, linkage=linkage)
    if caught:  # equal distances further down
        return
    groups = cut_tree(joined, n_clusters=[n + 1])[:, 0]
    places = np.flatnonzero(np.diff(groups) != 0)
    assert found == tuple((values[places] + values[places + 1]) / 2)


def test_distances_that_are_equal_but_for_rounding_are_reported_too():
    # 0.3 - 0.2 is less than 0.2 - 0.1 in floating point.
    with pytest.warns(CalibrationWarning, match="distances are equal"):
        assert find_thresholds([0.1, 0.2, 0.3]) == find_thresholds([0.1, 0.2, 0.3])


def test_calibrators_resolve_to_thresholds_that_the_table_shows():
    frame = pd.DataFrame({"score": SCORES})
    sets = calibrate(
        frame,
        {
            "C": ("score", ClusterThresholds(2, why="no outside standard")),
            "W": ("score", ClusterThresholds(linkage="ward")),
            "G": ("score", LargestGap(why="no outside standard")),
        },
    )
    assert sets.calibrators["C"] == Crisp(7, 22, why="no outside standard")
    assert sets.calibrators["G"] == Crisp(22, why="no outside standard")
    assert sets.table["anchors"].tolist() == [
        "7 / 22 (cluster_thresholds 2, complete linkage)",
        "22 (cluster_thresholds 1, ward linkage)",
        "22 (largest_gap 1)",
    ]
    assert sets.data["C"].tolist() == [2, 0, 1, 0, 2, 0, 1, 1]


def test_thresholds_are_kept_for_other_cases():
    sets = calibrate(pd.DataFrame({"A": SCORES}), {"A": LargestGap()})
    assert sets.apply(pd.DataFrame({"A": [21, 22, 1000]})).data["A"].tolist() == [0, 1, 1]


BAD = [
    (lambda: find_thresholds([5, 5, 5]), DataError,
     "1 threshold cannot be found: all 3 raw scores are 5."),
    (lambda: find_thresholds([5]), DataError,
     "1 threshold cannot be found: the only raw score is 5."),
    (lambda: find_thresholds([]), DataError,
     "1 threshold cannot be found: there are no raw scores."),
    (lambda: find_thresholds([1, 2, 2, 3], 3), DataError,
     "3 thresholds cannot be found: there are only 3 different raw scores. Ask for at most 2."),
    (lambda: find_thresholds([1, 2, 3, 9], 2, method="gap"), DataError,
     ("The largest gaps do not give 2 thresholds: 2 gaps of 1 are equally large (at 1.5, 2.5). Ask "
     "for another "
     "number, or choose among them with Crisp(...).")),
    (lambda: find_thresholds([0.1, 0.2, 0.3], method="gap"), DataError,
     ("The largest gaps do not give 1 threshold: 2 gaps of 0.1 are equally large (at 0.15, 0.25). Ask "
     "for another "
     "number, or choose among them with Crisp(...).")),
    (lambda: find_thresholds(range(5_001)), TooLargeError,
     ("5,001 raw scores are too many to cluster, because the distances between all pairs are needed; "
     "the limit is "
     '5,000. Cluster a sample of the cases, or use method="gap".')),
    (lambda: find_thresholds([1, float("inf")]), DataError,
     "The raw values must be finite, but 1 of 2 are infinite."),
    (lambda: find_thresholds(["a", "b"]), DataError,
     "The raw values must be numbers, but there are others: 'a', 'b'. Calibrate text with Lookup({...})."),
    (lambda: find_thresholds(SCORES, 0), ArgumentError, "n is 0, but it must be at least 1."),
    (lambda: find_thresholds(SCORES, 1.5), ArgumentTypeError, "n must be a whole number, not 1.5."),
    (lambda: find_thresholds(SCORES, method="gaps"), ArgumentError,
     "method is 'gaps', but it must be one of 'cluster', 'gap'. Did you mean 'gap'?"),
    (lambda: ClusterThresholds(linkage="centroid"), ArgumentError,
     "linkage is 'centroid', but it must be one of 'complete', 'average', 'single', 'weighted', 'ward'."),
    (lambda: LargestGap(0), ArgumentError, "n is 0, but it must be at least 1."),
]  # fmt: skip


@pytest.mark.parametrize(("make", "error", "message"), BAD, ids=[bad[2][:50] for bad in BAD])
def test_what_cannot_be_found_or_meant_is_refused(make, error, message):
    with pytest.raises(error) as raised:
        make()
    assert str(raised.value) == message
