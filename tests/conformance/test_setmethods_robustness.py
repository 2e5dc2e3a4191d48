"""The robustness protocol against SetMethods 4.1: rob.fit(), rob.corefit(), rob.singletest(), rob.cases().

With one test solution the numbers agree. With several, minTS and maxTS of SetMethods are those of the first
and the last test solution only, which is checked here, and ours are those of all of them. SetMethods divides
numbers that were rounded to three digits, and rounds again.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

import fsqca as fq
from fsqca.robustness import RobustnessAssessment, assess_robustness
from tests.conformance import corpus
from tests.conformance.terms import expected_warnings, term_set

ROUNDED, TWICE_ROUNDED = 0.002, 0.005


def of(function: str) -> list:
    return [
        parameter
        for parameter in corpus.cases("setmethods")
        if parameter.values[0].get("absent") or parameter.values[0]["args"]["fn"] == function
    ]


def solutions_of(case: dict) -> list[fq.Solution]:
    """Return the solutions of the calls of minimize() in a case, the initial one first."""
    data = corpus.frame(case)
    found = []
    for call in re.findall(r"minimize\(data, (.*?show\.cases = TRUE)\)", case["call"]):
        outcome = re.search(r'outcome = "([^"]+)"', call)[1]
        names = re.findall(r'"([^"]+)"', re.search(r"conditions = c\(([^)]*)\)", call)[1])
        cut, frequency = re.search(r"incl\.cut = ([\d.]+), n\.cut = (\d+)", call).groups()
        with expected_warnings():
            table = fq.build_truth_table(
                data, outcome, names, consistency=float(cut), frequency=int(frequency)
            )
        found.append(fq.minimize(table, "parsimonious" if 'include = "?"' in call else "conservative"))
    return found


def assessed(case: dict) -> RobustnessAssessment:
    """Return the assessment of the models that SetMethods takes: the first one of each solution."""
    initial, *tests = solutions_of(case)
    return assess_robustness(initial.models[0], [test.models[0] for test in tests])


def memberships_of(own: RobustnessAssessment) -> tuple[np.ndarray, np.ndarray]:
    tests = np.column_stack([one.memberships for one in own.alternatives])
    return own.model.initial, tests


@pytest.mark.parametrize("case", of("rob.fit"))
def test_rob_fit(case: dict) -> None:
    corpus.require(case)
    own = assessed(case)
    [theirs] = case["expected"]["result"]["data"]
    ours = own.table.loc[own.model.name, ["rf_cov", "rf_cons", "rf_sc_min", "rf_sc_max"]].astype(float)
    if len(own.alternatives) == 1:
        assert np.allclose(ours, theirs, atol=TWICE_ROUNDED)
        corpus.ran("robustness: rob.fit", "equal to SetMethods as rounded (one test solution)")
        return
    initial, tests = memberships_of(own)
    assert np.allclose(ours[:2], theirs[:2], atol=TWICE_ROUNDED)

    def alike(columns: np.ndarray, extreme: str) -> float:
        other = getattr(columns, extreme)(axis=1)
        return float(np.minimum(initial, other).sum() / np.maximum(initial, other).sum())

    ends = tests[:, [0, -1]]
    assert np.allclose([alike(ends, "min"), alike(ends, "max")], theirs[2:], atol=TWICE_ROUNDED)
    assert np.allclose([alike(tests, "min"), alike(tests, "max")], ours[2:], atol=1e-12)
    same = np.allclose(ours[2:], theirs[2:], atol=TWICE_ROUNDED)
    note = "by chance equal" if same else "deliberate difference"
    corpus.ran("robustness: rob.fit", f"{note}: SetMethods uses the first and the last of several tests")


@pytest.mark.parametrize("case", of("rob.corefit"))
def test_rob_corefit(case: dict) -> None:
    corpus.require(case)
    core = assessed(case).model.fit.loc["robust core"]
    for name, column in (("Cons.Suf", "consistency"), ("Cov.Suf", "raw_coverage"), ("PRI", "pri")):
        assert core[column] == pytest.approx(case["expected"]["result"][name], abs=ROUNDED)
    corpus.ran("robustness: rob.corefit", "equal to SetMethods as rounded")


@pytest.mark.parametrize("case", of("rob.singletest"))
def test_rob_singletest(case: dict) -> None:
    corpus.require(case)
    own = assessed(case)
    rows = {term_set(row["expression"].split(" + ")): row for _, row in own.tests.iterrows()}
    assert len(rows) == len(case["expected"]["result"]["data"])
    for text, rank, coincidence in case["expected"]["result"]["data"]:
        row = rows[term_set(text.split("+"))]
        assert row["rcc_rank"] == rank
        assert row["set_coincidence"] == pytest.approx(coincidence, abs=TWICE_ROUNDED)
    ranks = [rank for _, rank, _ in case["expected"]["result"]["data"]]
    assert own.tests["rcc_rank"].tolist() == ranks
    corpus.ran("robustness: rob.singletest", "equal to SetMethods as rounded")


@pytest.mark.parametrize("case", of("rob.cases"))
def test_rob_cases(case: dict) -> None:
    corpus.require(case)
    assert case["expected"]["error"] == "Incorrect expression, some set names do not have brackets."
    own = assessed(case)
    initial, tests = memberships_of(own)
    frame = own.cases.set_index("case")
    shaky = np.minimum(initial, 1 - tests.min(axis=1)) > 0.5
    possible = np.minimum(1 - initial, tests.max(axis=1)) > 0.5
    assert own.model.shaky == tuple(frame.index[shaky])
    assert own.model.possible == tuple(frame.index[possible])
    corpus.ran(
        "robustness: rob.cases", "deliberate difference: SetMethods stops with an error, computed here"
    )


@pytest.mark.parametrize("case", of("pimdata"))
def test_memberships_are_those_of_pimdata(case: dict) -> None:
    corpus.require(case)
    result = case["expected"]["result"]
    data = corpus.frame(case)
    columns = list(zip(*result["data"], strict=True))
    for label, theirs in zip(result["columns"], columns, strict=True):
        if label in ("solution_formula", "out"):
            continue
        assert np.allclose(fq.parse(label).evaluate(data), np.array(theirs, dtype=float), atol=1e-9)
    whole = fq.parse(" + ".join(result["columns"][:-2])).evaluate(data)
    assert np.allclose(whole, np.array(columns[-2], dtype=float), atol=1e-9)
    corpus.ran("robustness: pimdata", "equal to SetMethods")
