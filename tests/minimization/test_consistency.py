"""Implicants and models that must reach a consistency or a coverage in the data."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.minimization import minimized as minimized_module
from fsqca.minimization.consistent import consistent_implicants

TINY = 1e-9


def data(seed: int, n: int = 30, k: int = 4, levels: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    if levels == 2:
        values = rng.random((n, k)).round(2)
        values[values == 0.5] = 0.51
    else:
        values = rng.integers(0, levels, (n, k)).astype(float)
    frame = pd.DataFrame(values, columns=list("ABCDEF"[:k]))
    drive = values[:, 0] / (levels - 1) if levels > 2 else np.maximum(values[:, 0], 1 - values[:, 1])
    frame["Y"] = np.clip(0.75 * drive + 0.25 * rng.random(n), 0, 1).round(2)
    return frame


def consistency(frame: pd.DataFrame, cube: dict[str, int], levels: int) -> float:
    x = np.ones(len(frame))
    for name, value in cube.items():
        own = frame[name].to_numpy()
        if levels == 2:
            x = np.minimum(x, own if value else 1 - own)
        else:
            x = np.minimum(x, (own == value).astype(float))
    y = frame["Y"].to_numpy()
    return float(np.minimum(x, y).sum() / x.sum()) if x.sum() else -1.0


def brute_force(frame: pd.DataFrame, table: fq.TruthTable, cut: float, levels: int) -> set[str]:
    """Return the shortest conjunctions of literals of a positive row that reach the cut-off."""
    names = list(table.conditions)
    rows = [tuple(table.table.loc[row, names]) for row in table.table.index[table.table["out"] == "1"]]
    passing: set[frozenset[tuple[str, int]]] = set()
    for size in range(1, len(names) + 1):
        for row in rows:
            for chosen in itertools.combinations(range(len(names)), size):
                cube = frozenset((names[i], int(row[i])) for i in chosen)
                if any(part < cube for part in passing):
                    continue
                if consistency(frame, dict(cube), levels) >= cut - TINY:
                    passing.add(cube)
    shown = set()
    for cube in passing:
        parts = []
        for name in names:
            for own, value in cube:
                if own == name:
                    n_levels = table.level_counts[names.index(name)]
                    parts.append(f"{name}{{{value}}}" if n_levels > 2 else (name if value else f"~{name}"))
        shown.add("*".join(parts))
    return shown


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from([0.7, 0.8, 0.9, 0.95]), st.sampled_from([2, 3]))
def test_parsimonious_implicants_are_the_shortest_consistent_conjunctions(seed, cut, levels):
    frame = data(seed, levels=levels, k=4 if levels == 2 else 3)
    table = fq.build_truth_table(frame, "Y", consistency=0.8)
    if "1" not in set(table.table["out"]):
        return
    solution = fq.minimize(table, "parsimonious", implicant_consistency=cut)
    assert set(map(str, solution.prime_implicants)) == brute_force(frame, table, cut, levels)
    for model in solution.models:
        assert all(fit >= cut - TINY for fit in model.fit.table["consistency"].iloc[:-1])


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from(["conservative", "intermediate"]))
def test_other_kinds_keep_the_prime_implicants_that_reach_it(seed, kind):
    table = fq.build_truth_table(data(seed), "Y", consistency=0.8)
    expected = {"A": "+", "B": "-"} if kind == "intermediate" else None
    plain = fq.minimize(table, kind, expectations=expected)
    solution = fq.minimize(table, kind, expectations=expected, implicant_consistency=0.85)
    for term in solution.prime_implicants:
        assert fq.pof(table_data(table), f"{term} => Y").table["consistency"].iloc[0] >= 0.85 - TINY
    if kind == "conservative":
        reached = {
            str(term)
            for term in plain.prime_implicants
            if fq.pof(table_data(table), f"{term} => Y").table["consistency"].iloc[0] >= 0.85 - TINY
        }
        assert set(map(str, solution.prime_implicants)) == reached
    if not solution.models and plain.models:
        assert solution.n_models_exact
        assert "no implicant with a consistency of at least 0.85" in solution.advice[0]


def table_data(table: fq.TruthTable) -> pd.DataFrame:
    evidence = table.evidence
    assert evidence is not None
    frame = pd.DataFrame(evidence.sets.values, columns=list(table.conditions))
    return frame.assign(Y=evidence.outcome)


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from(["conservative", "parsimonious"]), st.integers(1, 3))
def test_models_are_those_of_all_that_reach_consistency_and_coverage(seed, kind, max_models):
    table = fq.build_truth_table(data(seed, n=14), "Y", consistency=0.75)
    plain = fq.minimize(table, kind, max_models=10**5)
    if not plain.models:
        return
    fits = [model.fit.table.loc["solution"] for model in plain.models]
    consistencies = sorted(fit["consistency"] for fit in fits)
    cut = min(1.0, float(consistencies[len(fits) // 2]))
    coverage = min(1.0, float(np.median([fit["raw_coverage"] for fit in fits])))
    expected = [
        str(model.expression)
        for model, fit in zip(plain.models, fits, strict=True)
        if fit["consistency"] >= cut - TINY and fit["raw_coverage"] >= coverage - TINY
    ]
    solution = fq.minimize(table, kind, model_consistency=cut, model_coverage=coverage, max_models=max_models)
    assert solution.n_models == len(expected)
    assert solution.n_models_exact
    assert [str(model.expression) for model in solution.models] == expected[:max_models]
    left = plain.n_models - len(expected)
    if left:
        assert any(sentence.startswith(f"{left} model") for sentence in solution.advice)


def test_no_model_left_is_a_result_that_says_why():
    table = fq.build_truth_table(data(1), "Y", consistency=0.8)
    solution = fq.minimize(table, "parsimonious", model_consistency=1.0, model_coverage=1.0)
    assert solution.models == ()
    assert solution.n_models == 0
    assert solution.advice[-1] == "No model is left; lower model_consistency or model_coverage."


def test_rows_without_a_consistent_implicant_are_named():
    frame = data(3)
    table = fq.build_truth_table(frame, "Y", consistency=0.7)
    solution = fq.minimize(table, "parsimonious", implicant_consistency=1.0)
    assert solution.models == ()
    rows = [row for row, column in solution.chart.items() if not column.any()]
    assert rows
    assert re.match(
        r"Rows? [\d, ]+.* covered by no implicant with a consistency of at least 1, so the solution has no "
        r"model\. Lower implicant_consistency, or raise the consistency cut-off of the truth table\.$",
        solution.advice[0],
    )
    assert str(rows[0]) in solution.advice[0]
    assert "no model" in str(solution)


def test_a_table_without_data_is_refused():
    rows = pd.DataFrame({"A": [1, 0], "B": [1, 1], "out": ["1", "0"]})
    table = fq.TruthTable.from_frame(rows, ["A", "B"])
    with pytest.raises(
        fq.FsqcaError,
        match=r"^model_coverage asks for fit in data, but this truth table has no data behind it\. Build it "
        r"from data with build_truth_table\(\), or leave model_coverage out\.$",
    ):
        fq.minimize(table, model_coverage=0.5)


@pytest.mark.parametrize("name", ["implicant_consistency", "model_consistency", "model_coverage"])
@pytest.mark.parametrize("value", [-0.1, 1.5, 80, float("nan"), "high", None])
def test_values_outside_0_to_1_are_refused(name, value):
    table = fq.build_truth_table(data(1), "Y")
    with pytest.raises(fq.FsqcaError, match=name):
        fq.minimize(table, **{name: value})


def test_time_that_is_up_leaves_a_valid_statement():
    table = fq.build_truth_table(data(5, n=200, k=6), "Y", consistency=0.8)
    solution = fq.minimize(table, "parsimonious", implicant_consistency=0.9, time_limit=1e-9)
    assert not solution.complete
    assert not solution.all_prime_implicants


def test_rows_left_uncovered_by_a_limit_are_not_said_to_have_no_implicant():
    table = fq.build_truth_table(data(3), "Y", consistency=0.8)
    kinds = {"parsimonious": {"time_limit": 1e-9}, "conservative": {"max_implicants": 1}}
    found = 0
    for kind, limit in kinds.items():
        for cut in (0.8, 0.85, 0.9, 0.95):
            every = fq.minimize(table, kind, implicant_consistency=cut)
            some = fq.minimize(table, kind, implicant_consistency=cut, **limit)
            if some.models or some.all_prime_implicants:
                continue
            found += 1
            assert not some.n_models_exact
            assert "none of the implicants that were made, so no model was found." in some.advice[0]
            assert "Whether there is a model is not known." in some.advice
            if every.models:
                assert some.bounds[0] <= every.bounds[0] <= some.bounds[1]
            assert "that was made covers" in str(some.implicant_chart)
    assert found > 1


@pytest.mark.parametrize("seed", range(12))
def test_bounds_hold_where_time_is_up_among_consistent_conjunctions(seed, monkeypatch):
    table = fq.build_truth_table(data(seed, n=25), "Y", consistency=0.85)
    every = fq.minimize(table, "parsimonious", implicant_consistency=0.8)

    def unfinished(*arguments):
        return consistent_implicants(*arguments)[0], False

    monkeypatch.setattr(minimized_module, "consistent_implicants", unfinished)
    some = fq.minimize(table, "parsimonious", implicant_consistency=0.8)
    if every.models:
        assert some.bounds[0] <= every.bounds[0] <= some.bounds[1]
        assert some.bounds[0] == 1


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_intermediate_models_come_from_the_constrained_models_that_are_named(seed):
    frame = data(seed)
    table = fq.build_truth_table(frame, "Y", consistency=0.75)
    wanted = {"implicant_consistency": 0.8}
    solutions = fq.solve(table, {"A": "+", "B": "-", "C": "+"}, **wanted)
    names = {model.name for model in (*solutions.conservative, *solutions.parsimonious)}
    for model in solutions.intermediate:
        assert all(name in names for pair in model.origins for name in pair)
        # Rows that speak against the outcome are neither covered nor counterfactuals.
        negative = set(table.table.index[table.table["out"] == "0"])
        assert not negative & set(model.simplifying_assumptions.index)
        assert not negative & set(model.easy.index)


def test_rows_to_avoid_in_a_consistent_term_are_named_and_are_no_assumptions():
    for seed in range(40):
        frame = data(seed)
        table = fq.build_truth_table(frame, "Y", consistency=0.85)
        solution = fq.minimize(table, "parsimonious", implicant_consistency=0.75)
        negative = set(table.table.index[table.table["out"] == "0"])
        for term in solution.prime_implicants:
            explained = solution.explain(term)
            member = term.evaluate(table.complete()[list(table.conditions)])
            inside = set(member.index[member == 1])
            against = sorted(inside & negative)
            said = [sentence for sentence in explained.sentences if "not positive" in sentence]
            assert bool(said) == bool(against)
            left = len(inside - negative - set(table.table.index[table.table["out"] == "1"]))
            number = f"{left} simplifying assumption{'' if left == 1 else 's'}" if left else "no assumption"
            assert f"It rests on {number}." in explained.sentences


def test_a_table_that_was_scanned_says_why_it_has_no_fit(tmp_path):
    frame = data(3)
    path = tmp_path / "synthetic.csv"
    frame.to_csv(path, index=False)
    table = fq.build_truth_table(path, "Y", consistency=0.75)
    with pytest.raises(fq.errors.ArgumentError) as caught:
        fq.minimize(table, implicant_consistency=0.8)
    assert str(caught.value) == (
        "implicant_consistency asks for fit in data, but memberships of cases were not kept when the data "
        "were scanned in pieces. Read them into a data frame, for example with fsqca.read(), or leave "
        "implicant_consistency out."
    )
