"""Retention: exact against all perturbations one by one, and whole messages."""

from __future__ import annotations

import pickle
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError, DataError
from tests.strategies import crisp_frames


def codes(frame: pd.DataFrame, consistency: float, frequency: int) -> dict:
    """Return the code of every configuration that is not a remainder."""
    groups = frame.groupby(["A", "B"])["Y"].agg(["mean", "size"])
    groups = groups[groups["size"] >= frequency]
    return (groups["mean"] >= consistency - 1e-9).to_dict()


def perturbed(frame: pd.DataFrame, which: list[int], kind: str) -> pd.DataFrame:
    if kind == "deletion":
        return frame.drop(index=frame.index[which])
    changed = frame.copy()
    changed.iloc[which, changed.columns.get_loc("Y")] = 1 - changed["Y"].iloc[which]
    return changed


@settings(max_examples=60)
@given(
    crisp_frames(names=("A", "B", "Y"), most=7),
    st.sampled_from(["corruption", "deletion"]),
    st.sampled_from([1.0, 0.75, 0.5]),
    st.integers(1, 2),
    st.data(),
)
def test_it_is_the_share_of_all_perturbations_that_change_no_row(frame, kind, consistency, frequency, draw):
    number = draw.draw(st.integers(0, len(frame)))
    before = codes(frame, consistency, frequency)
    kept = [
        codes(perturbed(frame, list(which), kind), consistency, frequency) == before
        for which in combinations(range(len(frame)), number)
    ]
    options = {"perturbation": kind, "consistency": consistency, "frequency": frequency}
    found = fq.retention(frame, "Y", **options, perturbed=number)
    assert found.probability == pytest.approx(np.mean(kept))
    independent = fq.retention(frame, "Y", **options, probability=0.2)
    n = len(frame)
    mixture = sum(
        fq.retention(frame, "Y", **options, perturbed=k).probability
        * len(list(combinations(range(n), k)))
        * 0.2**k
        * 0.8 ** (n - k)
        for k in range(n + 1)
    )
    assert independent.probability == pytest.approx(mixture)
    assert independent.probability == pytest.approx(independent.table["retention"].prod())


def test_the_verdict_names_the_weakest_row():
    data = pd.DataFrame({"A": [1, 1, 1, 1, 0], "Y": [1, 1, 1, 1, 0]})
    found = fq.retention(data, "Y", perturbation="deletion", perturbed=1)
    assert found.verdict == (
        "With 1 case deleted, every row of the truth table keeps its code with a probability of 0.800. "
        "The weakest "
        "is row 1 (~A), which keeps its code with 0.800."
    )
    assert found.table["retention"].tolist() == [0.8, 1.0]
    assert repr(found) == "<Retention 0.800: 1 case deleted, 5 cases>"
    assert str(found).startswith(found.verdict)
    assert "keeps its code" in found._repr_html_()
    assert pickle.loads(pickle.dumps(found)).probability == 0.8
    other = fq.retention(data, "Y", probability=0.1)
    assert repr(other).startswith("<Retention 0.")
    assert "the outcome of each case reversed with probability 0.1" in other.verdict


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        (
            {},
            ArgumentError,
            (
                "Neither perturbed nor probability is given. Give one: perturbed=1 for a fixed number of "
                "cases, or "
                "probability=0.1 for each case by itself."
            ),
        ),
        (
            {"perturbed": 1, "probability": 0.1},
            ArgumentError,
            (
                "Both perturbed and probability are given. Give one: perturbed=1 for a fixed number of "
                "cases, or probability=0.1 for each case by itself."
            ),
        ),
        ({"perturbed": 9}, ArgumentError, "perturbed is 9, but there are only 2 cases."),
        (
            {"perturbed": 1, "perturbation": "noise"},
            ArgumentError,
            "perturbation is 'noise', but it must be one of 'corruption', 'deletion'.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_whole_sentences(options, kind, message):
    with pytest.raises(kind) as error:
        fq.retention(pd.DataFrame({"A": [1, 0], "Y": [1, 0]}), "Y", **options)
    assert str(error.value) == message


def test_fuzzy_sets_are_refused():
    with pytest.raises(DataError) as error:
        fq.retention(pd.DataFrame({"A": [0.9, 0.1], "Y": [1, 0]}), "Y", perturbed=1)
    assert str(error.value) == (
        "retention() counts cases, so it takes crisp sets only; fuzzy: 'A'. Calibrate with Crisp(...) "
        "to use it."
    )
