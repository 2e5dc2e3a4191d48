"""The search for sufficient conjunctions: rules by hand, against brute force, and what is refused."""

from __future__ import annotations

import pickle
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca import metrics
from fsqca.errors import ArgumentError, TooLargeError, UnknownNameError
from fsqca.expressions import parse
from fsqca.subsets import find_sufficient
from tests.strategies import crisp_frames, fuzzy_frames

DATA = pd.DataFrame(
    {"A": [0.9, 0.2, 0.7, 0.1], "B": [0.1, 0.8, 0.6, 0.3], "Y": [0.8, 0.8, 0.5, 0.2]}, index=list("wxyz")
)
CONDITIONS = ("A", "B", "C")


def test_conjunctions_are_listed_only_where_no_part_passes() -> None:
    found = find_sufficient(DATA, "Y", consistency=0.85)
    assert list(found.table.index) == ["B", "A*~B"]
    assert list(found.table.columns) == ["consistency", "pri", "raw_coverage"]
    assert found.table.loc["A*~B"].tolist() == pytest.approx([1.5 / 1.6, 0.6 / 0.7, 1.5 / 2.3])
    assert found.depth == 2
    assert list(find_sufficient(DATA, "Y", consistency=0.85, depth=1).table.index) == ["B"]


def test_passing_means_consistency_pri_and_coverage_together() -> None:
    found = find_sufficient(DATA, "Y", consistency=0.85, pri=0.8)
    assert list(found.table.index) == ["A*~B", "~A*B"]  # B fails on PRI
    assert list(find_sufficient(DATA, "Y", consistency=0.85, coverage=0.69).table.index) == ["B"]


def test_values_of_multi_value_conditions_are_looked_at_one_by_one() -> None:
    data = pd.DataFrame({"R": [0, 1, 2, 2], "A": [0, 1, 0, 1], "Y": [0, 1, 0, 1]})
    found = find_sufficient(data, "Y", consistency=1.0)
    assert list(found.table.index) == ["R{1}", "A"]
    assert found.expressions[0] == parse("R{1}")


def test_nothing_found_is_a_result_that_says_so() -> None:
    found = find_sufficient(DATA, "Y", consistency=1.0, coverage=0.9)
    assert len(found.table) == 0
    assert found.notes == ("Nothing reaches the cut-offs. The most consistent condition is B with 0.889.",)


def test_the_result_prints_as_the_table_of_an_article() -> None:
    found = find_sufficient(DATA, "Y", consistency=0.85, weights=[1, 1, 2, 1])
    assert str(found).startswith(
        "Sufficient conjunctions for Y, 4 cases with weights: "
        "consistency >= 0.85, PRI >= 0, coverage >= 0\n\n"
    )
    assert str(found).endswith("Cases are weighted: weights from 1 to 2, sum 5.")
    assert repr(find_sufficient(DATA, "Y", consistency=0.85)) == (
        "<Sufficiency for Y: 2 conjunctions found among 2 conditions, depth 2, 4 cases>"
    )
    assert "PRI" in found._repr_html_()
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(found)).table, found.table)


@pytest.mark.parametrize("find", [find_sufficient, fq.find_necessary])
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"depth": 3},
            ArgumentError,
            (
                "depth is 3, but there are 2 conditions, and a combination holds each of them at most once. "
                "Take a depth of at most 2."
            ),
        ),
        ({"depth": 0}, ArgumentError, "depth is 0, but it must be at least 1."),
        (
            {"consistency": 1.5},
            ArgumentError,
            "consistency is 1.5, but it must be between 0 and 1.",
        ),
        (
            {"coverage": -0.1},
            ArgumentError,
            "coverage is -0.1, but it must be between 0 and 1.",
        ),
        (
            {"conditions": ["A", "Y"]},
            ArgumentError,
            (
                "conditions has 'Y', which the outcome 'Y' uses. "
                "A set cannot be a condition of its own; leave it out of conditions."
            ),
        ),
        (
            {"conditions": ["Q"]},
            UnknownNameError,
            "There is no set 'Q' in data. Available: 'A', 'B', 'Y'.",
        ),
    ],
)
def test_what_cannot_be_looked_for_is_refused(find, arguments, error, message) -> None:
    with pytest.raises(error) as caught:
        find(DATA, "Y", **arguments)
    assert str(caught.value) == message


def test_searches_beyond_reason_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsqca.subsets.levelwise.MOST_CANDIDATES", 3)
    with pytest.raises(TooLargeError) as caught:
        find_sufficient(DATA, "Y", consistency=1.0)
    assert str(caught.value) == (
        "There are 4 combinations of 2 conditions to look at, more than 3. "
        "Take a smaller depth or fewer conditions."
    )


@pytest.mark.parametrize("limit", [1, 3])
def test_small_blocks_give_the_same_result(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    rng = np.random.default_rng(2)
    data = pd.DataFrame(rng.random((20, 6)).round(2), columns=[*"ABCDE", "Y"])
    expected = find_sufficient(data, "Y"), fq.find_necessary(data, "Y", depth=4)
    monkeypatch.setattr("fsqca.subsets.levelwise.MOST_IN_BLOCK", limit)
    monkeypatch.setattr("fsqca.subsets.levelwise.MOST_NUMBERS", limit * 20)
    again = find_sufficient(data, "Y"), fq.find_necessary(data, "Y", depth=4)
    assert len(expected[0].table) > 3
    assert len(expected[1].table) > 3
    for one, other in zip(expected, again, strict=True):
        pd.testing.assert_frame_equal(one.table, other.table)


def test_keys_of_many_conditions_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    from fsqca.subsets import levelwise

    members = np.array([[0, 3, 7], [0, 3, 8], [1, 2, 300]])
    short, long = levelwise._keys(members, 301), levelwise._keys(members, 2**30)
    assert np.argsort(short).tolist() == np.argsort(long).tolist() == [0, 1, 2]
    known = np.sort(levelwise._keys(np.array([[0, 3], [0, 7], [3, 7], [0, 8]]), 2**40))
    assert levelwise._all_parts_known(members, known, 2**40).tolist() == [True, False, False]


# ---- brute force


def brute_force(data: pd.DataFrame, cuts: tuple[float, float, float], depth: int) -> set:
    """Everything from the definitions: all conjunctions, evaluated as expressions."""

    def passes(part: tuple[str, ...]) -> bool:
        x, y = parse("*".join(part)).evaluate(data), data["Y"]
        functions = (metrics.sufficiency_consistency, metrics.pri, metrics.sufficiency_coverage)
        numbers = [function(x, y) for function in functions]
        asked = [(n, c) for n, c in zip(numbers[1:], cuts[1:], strict=True) if c > 0]
        return all(number >= cut - 1e-9 for number, cut in ((numbers[0], cuts[0]), *asked))

    passing = {
        frozenset(part)
        for size in range(1, depth + 1)
        for names in combinations(CONDITIONS, size)
        for signs in product(("", "~"), repeat=size)
        if passes(part := tuple(sign + name for sign, name in zip(signs, names, strict=True)))
    }
    return {part for part in passing if not any(other < part for other in passing)}


cut = st.sampled_from([0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
positive = st.sampled_from([0.3, 0.5, 0.7, 0.8, 0.9, 1.0])


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(fuzzy_frames((*CONDITIONS, "Y"), 6), crisp_frames((*CONDITIONS, "Y"), 8)),
    st.tuples(positive, cut, cut),
    st.integers(1, 3),
)
def test_the_search_finds_what_brute_force_finds(data: pd.DataFrame, cuts: tuple, depth: int) -> None:
    found = find_sufficient(data, "Y", consistency=cuts[0], pri=cuts[1], coverage=cuts[2], depth=depth)
    assert {frozenset(label.split("*")) for label in found.labels} == brute_force(data, cuts, depth)
    for label, row in zip(found.labels, found.values, strict=True):
        fit = fq.pof(data, f"{label} => Y").table.iloc[-1]
        assert row == pytest.approx(fit[["consistency", "pri", "raw_coverage"]].to_numpy(float), nan_ok=True)


@settings(max_examples=30, deadline=None)
@given(fuzzy_frames((*CONDITIONS, "Y"), 6), st.data())
def test_whole_weights_are_cases_repeated(data: pd.DataFrame, draw: st.DataObject) -> None:
    counts = draw.draw(st.lists(st.integers(1, 3), min_size=len(data), max_size=len(data)))
    again = data.loc[np.repeat(data.index, counts)].reset_index(drop=True)
    weighted, repeated = find_sufficient(data, "Y", weights=counts), find_sufficient(again, "Y")
    assert weighted.labels == repeated.labels
    assert weighted.values == pytest.approx(repeated.values, nan_ok=True)


def test_a_search_of_a_consistency_of_0_lists_what_shares_nothing_with_the_outcome_too() -> None:
    data = pd.DataFrame({"A": [1, 0], "Y": [0, 1]})
    assert list(find_sufficient(data, "Y", consistency=0.0).table.index) == ["A", "~A"]


def test_undefined_numbers_of_what_is_found_have_a_reason() -> None:
    data = pd.DataFrame({"A": [1, 0], "B": [0, 1], "Y": [0, 0], "w": [1, 1]})
    found = find_sufficient(data, "Y", ["A"], consistency=0.0)
    assert found.table["raw_coverage"].isna().all()
    assert found.notes == ("Coverage is undefined: no case has a membership above 0 in Y.",)
    unseen = find_sufficient(data.assign(Y=[0, 1]), "Y", ["A"], consistency=0.0, weights=[1, 0])
    assert unseen.notes == (
        "Coverage is undefined: no case with a weight above 0 has a membership above 0 in Y.",
        "Cases are weighted: weights from 0 to 1, sum 1.",
    )
    half = find_sufficient(pd.DataFrame({"A": [0.2, 0.3], "Y": [0.5, 0.5]}), "Y", depth=1)
    assert np.isnan(half.table.loc["A", "pri"])
    assert half.notes == (
        "PRI is undefined for 'A': all membership in it lies in Y and in its negation alike.",
    )
