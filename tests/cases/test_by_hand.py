"""Scores of cases and pairs computed again, one by one, from the formulas in the documentation."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from fsqca.cases import CaseSelection, case_report, select_cases

RELATION = "A*~B + C => Y"


def sample(seed: int, n: int = 40) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 21, size=(n, 4)) / 20
    values[values == 0.5] = 0.55
    return pd.DataFrame(values, columns=list("ABCY"), index=[f"case {at}" for at in range(n)])


def known(data: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return memberships by case: conjuncts, terms, solution and outcome."""
    made = {}
    for case, one in data.iterrows():
        own = {"A": one["A"], "~B": 1 - one["B"], "C": one["C"], "y": one["Y"]}
        own["A*~B"] = min(own["A"], own["~B"])
        own["solution"] = max(own["A*~B"], own["C"])
        made[str(case)] = own
    return made


@pytest.fixture(params=range(3))
def data(request: pytest.FixtureRequest) -> pd.DataFrame:
    return sample(request.param)


@pytest.fixture
def chosen(data: pd.DataFrame) -> CaseSelection:
    return select_cases(RELATION, data)


def scores(frame: pd.DataFrame, *keys: str) -> dict[tuple[object, ...], float]:
    return {tuple(row[key] for key in keys): row["score"] for row in frame.to_dict("records")}


def close(found: dict[tuple[object, ...], float], expected: dict[tuple[object, ...], float]) -> None:
    assert found.keys() == expected.keys()
    assert len(found) > 0
    for key, value in expected.items():
        assert found[key] == pytest.approx(value), key


def test_typical_and_deviant_cases(data: pd.DataFrame, chosen: CaseSelection) -> None:
    cases = known(data)
    typical, deviant = {}, {}
    for term, (case, own) in itertools.product(("A*~B", "C"), cases.items()):
        x, y = own[term], own["y"]
        if x > 0.5 and y > 0.5 and y >= x - 1e-9:
            typical[case, term] = 2 * abs(y - x) + (1 - x)
        if x > 0.5 > y:
            deviant[case, term] = (1 - (x - y)) + (1 - x)
    close(scores(chosen.best("typical", n=99), "case", "term"), typical)
    close(scores(chosen.best("deviant consistency", n=99), "case", "term"), deviant)


def test_cases_deviant_for_coverage_are_compared_in_their_row(
    data: pd.DataFrame, chosen: CaseSelection
) -> None:
    expected = {}
    for case, own in known(data).items():
        if own["solution"] < 0.5 < own["y"]:
            row = min(max(value, 1 - value) for value in (own["A"], own["~B"], own["C"]))
            expected[case,] = 1 - row
    close(scores(chosen.best("deviant coverage", n=99), "case"), expected)


def test_pairs(data: pd.DataFrame, chosen: CaseSelection) -> None:
    cases = known(data)
    conjuncts = {"A*~B": ("A", "~B"), "C": ("C",)}
    alike, irrelevant, deviant, coverage = {}, {}, {}, {}
    for term, parts in conjuncts.items():
        typical = [
            case
            for case, own in cases.items()
            if own[term] > 0.5 and own["y"] > 0.5 and own["y"] >= own[term] - 1e-9
        ]
        for first, second in itertools.permutations(cases, 2):
            one, two = cases[first], cases[second]
            y1, y2, x1, x2 = one["y"], two["y"], one[term], two[term]
            if first in typical and x2 > 0.5 > y2:
                deviant[first, second, term] = abs(x1 - x2) + (1 - (y1 - y2)) + (1 - x1) + (1 - x2)
            for focal in parts:
                others = [part for part in parts if part != focal]
                f1, f2 = one[focal], two[focal]
                c1, c2 = (min([own[part] for part in others], default=1.0) for own in (one, two))
                if first in typical and second in typical:
                    alike[first, second, focal] = (
                        (0.5 - (f1 - f2))
                        + (0.5 - (y1 - y2))
                        + abs(c1 - c2)
                        + 2 * abs(y1 - f1)
                        + 2 * abs(y2 - f2)
                    )
                if first in typical and f2 < 0.5 and c2 > 0.5 and y2 < 0.5:
                    irrelevant[first, second, focal] = (
                        (1 - (f1 - f2)) + (1 - (y1 - y2)) + abs(c1 - c2) + 2 * abs(y1 - f1) + abs(y2 - f2)
                    )
    for first, second in itertools.permutations(cases, 2):
        one, two = cases[first], cases[second]
        rows = [tuple(own[name] > 0.5 for name in ("A", "~B", "C")) for own in (one, two)]
        if max(one["solution"], two["solution"]) < 0.5 and rows[0] == rows[1] and one["y"] > 0.5 > two["y"]:
            w1, w2 = (min(max(v, 1 - v) for v in (own["A"], own["~B"], own["C"])) for own in (one, two))
            coverage[first, second] = abs(w1 - w2) + (1 - (one["y"] - two["y"])) + (1 - w1) + (1 - w2)
    n = 100_000
    close(scores(chosen.pairs("typical-deviant consistency", n=n), "first", "second", "term"), deviant)
    close(scores(chosen.pairs("typical-irrelevant", n=n), "first", "second", "focal"), irrelevant)
    close(scores(chosen.pairs("deviant coverage-irrelevant", n=n), "first", "second"), coverage)
    found = scores(chosen.pairs("typical-typical", n=n), "first", "second", "focal")
    # Each pair stands there once, the more typical case first.
    assert {frozenset(key[:2]) | {key[2]} for key in found} == {
        frozenset(key[:2]) | {key[2]} for key in alike
    }
    assert len(found) == len(alike) / 2
    for key, value in found.items():
        assert value == pytest.approx(alike[key])


def test_no_pair_of_a_better_rank_is_left_out(chosen: CaseSelection) -> None:
    everything = chosen.pairs("typical-irrelevant", n=100_000)
    few = chosen.pairs("typical-irrelevant", n=2)
    best = everything[everything["rank"] <= 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(few, best)


def test_frames_of_a_case_page_can_be_changed_without_harm(data: pd.DataFrame) -> None:
    page = case_report("case 3", data)
    before, changed = page.answers, page.answers
    assert before is not None
    assert changed is not None
    changed["answer"] = "changed"
    pd.testing.assert_frame_equal(page.answers, before)
