"""Theories against R: modelFit(), causalChain() and retention() of QCA, theory.fit() of SetMethods."""

from __future__ import annotations

import re
from itertools import combinations
from math import comb

import numpy as np
import pytest

import fsqca as fq
from fsqca.expressions import equivalent
from fsqca.theory.areas import AREAS
from tests.conformance import corpus
from tests.conformance.solutions import MANY
from tests.conformance.terms import (
    as_list,
    build,
    close,
    expected_warnings,
    literals,
    model_sets,
    outcome_of,
    term_set,
)

#: R's names of the areas, theory and model the other way round.
R_AREAS = {
    "T*S": "model*theory",
    "~T*S": "model*~theory",
    "T*~S": "~model*theory",
    "~T*~S": "~model*~theory",
}
#: SetMethods prints three significant digits (format(digits = 3) of a whole table).
PRINTED = 1e-3


def of(topic: str, function: str) -> list:
    """Return the cases of one function; where the classic data are absent, their placeholder."""
    return [
        parameter
        for parameter in corpus.cases(topic)
        if parameter.values[0].get("absent") or parameter.values[0]["args"]["fn"] == function
    ]


# ---- modelFit()


@pytest.mark.parametrize("case", of("theory_other", "modelFit"))
def test_model_fit(case: dict) -> None:
    corpus.require(case)
    args = case["args"]
    options: dict = {"max_models": MANY}
    kind = "conservative" if args["include"] != "?" else "parsimonious"
    if args["dir_exp"]:
        kind, options["expectations"] = "intermediate", tuple(as_list(args["dir_exp"]))
    solution = fq.minimize(build(case), kind, **options)
    if "error" in case["expected"]:
        assert case["expected"]["error"] == "The result is an empty set."
        own = fq.evaluate_theory(args["theory"], solution).model
        assert "0" in {str(area) for area in own.areas.values()}
        corpus.ran("theory: modelFit", "deliberate difference: R stops where an area is empty")
        return
    theirs = {term_set(re.split(r" \+ ", one["model"])): one for one in case["expected"]["models"]}
    found = fq.evaluate_theory(args["theory"], solution)
    assert {term_set(own.expression.terms) for own in found.models} == set(theirs)
    notes: set[str] = set()
    for own in found.models:
        compare_model(own, theirs[term_set(own.expression.terms)], corpus.frame(case), case["args"], notes)
    corpus.ran("theory: modelFit", "; ".join(["equal to R", *sorted(notes)]))


def compare_model(own, expected: dict, data, args: dict, notes: set[str]) -> None:
    rows = {row["term"]: row for row in expected["rows"]}
    table = own.table
    for label, row in rows.items():
        if label in R_AREAS.values():
            continue
        ours = {"model": "solution"}.get(label, label)
        if ours not in table.index:
            ours = next(text for text in table.index if literals(text) == literals(label))
        check_fit(table.loc[ours], row)
    for area in AREAS:
        text = expected["intersections"][R_AREAS[area]]
        written = from_r(text, args["conditions"])
        assert equivalent(written, own.areas[area])
        row = rows[R_AREAS[area]]
        if row["covS"] == "NA":
            # No case has any membership in it: it covers nothing.
            assert own.simplified.loc[area, "raw_coverage"] == 0
            assert np.isnan(own.simplified.loc[area, ["consistency", "pri"]].astype(float)).all()
            notes.add("coverage 0 where R has NA")
        elif written == own.areas[area]:
            check_fit(own.simplified.loc[area], row)
        else:
            # Another of the shortest forms: the fit of R's own text is that of pof().
            check_fit(fq.pof(data, f"{written} => {outcome_of(args)}").table.iloc[-1], row)
            notes.add("another shortest form")
    if (own.simplified["difference"] > 1e-9).any():
        assert not (data[args["conditions"]].isin([0, 1])).all(axis=None)
        notes.add("texts agree, areas are intersected here")


def check_fit(ours, row: dict) -> None:
    for name, column in (("inclS", "consistency"), ("PRI", "pri"), ("covS", "raw_coverage")):
        assert close(ours[column], row[name], zeroed=1e-5), (name, ours[column], row[name])


def from_r(text: str, names: list[str]) -> fq.Expression:
    """Return an expression of R, which leaves the * out between names of one letter."""
    if text == "-":
        return fq.parse("0")
    if all(len(name) == 1 for name in names) and "{" not in text:
        text = " + ".join("*".join(re.findall(r"~?\w", term)) for term in text.split("+"))
    return fq.parse(text)


# ---- theory.fit() and theory.evaluation() of SetMethods


def minimized_in(call: str, data) -> fq.Solution:
    """Return the solution of the first minimize() in a call of R."""
    names = re.findall(r'"([^"]+)"', re.search(r"conditions = c\(([^)]*)\)", call)[1])
    outcome = re.search(r'outcome = "([^"]+)"', call)[1]
    cut = float(re.search(r"incl.cut = ([\d.]+)", call)[1])
    with expected_warnings():
        table = fq.build_truth_table(data, outcome, names, consistency=cut)
    expectations = re.search(r"dir.exp = c\(([^)]*)\)", call)
    if expectations:
        given = tuple(re.findall(r'"([^"]+)"', expectations[1]))
        return fq.minimize(table, "intermediate", expectations=given, max_models=MANY)
    return fq.minimize(table, "parsimonious" if 'include = "?"' in call else "conservative", max_models=MANY)


@pytest.mark.parametrize("case", of("setmethods_theory", "theory.fit"))
def test_theory_fit(case: dict) -> None:
    corpus.require(case)
    data, args = corpus.frame(case), case["args"]
    solution = minimized_in(case["call"], data)
    wanted = term_set(as_list(args["model"]))
    [model] = [model for model in solution.models if term_set(model.terms) == wanted]
    own = fq.evaluate_theory(args["theory"], model).model
    if "error" in case["expected"]:
        corpus.ran("theory: theory.fit", "deliberate difference: R stops (consH = TRUE), computed here")
        assert own.table.loc[list(AREAS), "cases"].sum() <= len(data)
        return
    result = case["expected"]["result"]
    names = {"Sol.Formula": "solution", "Theory": "theory", "Outcome": "outcome"}

    def ours(label: str) -> str:
        label = names.get(label, label)
        if label in own.memberships.columns:
            return label
        return next(text for text in own.table.index if literals(text) == literals(label))

    for label, numbers in zip(result["fit"]["row_names"], result["fit"]["data"], strict=True):
        columns = {"Cons.Suf": "consistency", "Cov.Suf": "raw_coverage", "PRI": "pri"}
        for column, number in zip(result["fit"]["columns"], numbers, strict=True):
            assert own.table.loc[ours(label), columns[column]] == pytest.approx(
                corpus.number(number), abs=PRINTED
            )
    columns = [ours(label) for label in result["data"]["columns"]]
    assert np.allclose(own.memberships[columns].to_numpy(), np.array(result["data"]["data"]), atol=1e-9)
    assert list(own.memberships.index) == result["data"]["row_names"]
    corpus.ran("theory: theory.fit", "equal to R (its three digits; memberships to 1e-9)")


@pytest.mark.parametrize("case", of("setmethods", "theory.evaluation"))
def test_theory_evaluation(case: dict) -> None:
    corpus.require(case)
    data = corpus.frame(case)
    assert "error" in case["expected"]
    found = fq.evaluate_theory(case["args"]["theory"], minimized_in(case["call"], data))
    assert len(found) >= 1
    for own in found:
        assert list(own.cases["case"]) == list(data.index)
        both = own.memberships[["theory", "solution"]].min(axis=1)
        assert np.allclose(own.memberships["T*S"], both)
    corpus.ran("theory: theory.evaluation", "deliberate difference: R stops with an error, computed here")


# ---- causalChain()


@pytest.mark.parametrize("case", of("theory_other", "causalChain"))
def test_causal_chain(case: dict) -> None:
    corpus.require(case)
    args, data = case["args"], corpus.frame(case)
    names = case["data"].get("columns") or list(data.columns)
    options: dict = {"max_models": MANY}
    note = "equal to R"
    if args.get("pi.cons") or args.get("sol.cons"):
        options |= {
            "method": "coincidence",
            "consistency": args["pi.cons"],
            "model_consistency": args["sol.cons"],
            "model_coverage": args.get("sol.cov", 1.0),
        }
    elif "sol.cov" in args:
        note = "equal to R but for sol.cov, which R does not apply without sol.cons"
    with expected_warnings():
        chain = fq.find_causal_chain(data, args.get("ordering"), names=names, **options)
    outcomes = {own["outcome"].replace("[", "{").replace("]", "}"): own for own in renamed(case)}
    assert list(chain.outcome_table.index) != []
    assert set(chain.outcome_table.index) == set(outcomes)
    for own in chain:
        expected = outcomes[str(own.outcome)]
        assert own.complete
        models = expected.get("models", [])
        assert {term_set(model.terms) for model in own.models} == model_sets(models)
        assert len(own.models) == expected["n_models"]
        assert bool(own.why_none) == (not own.models)
        fits = {term_set(model.terms): fit for model, fit in zip(own.models, own.fits, strict=True)}
        for model, numbers in zip(models, expected.get("fit", []), strict=True):
            check_fit(fits[term_set(model)].table.iloc[-1], numbers)
    if "sol.cov" in args and "method" not in options:
        dropped = fq.find_causal_chain(
            data, args["ordering"], names=names, model_coverage=args["sol.cov"], max_models=MANY
        )
        kept = chain.table[chain.table["coverage"] >= args["sol.cov"] - 1e-9]
        assert dropped.table[["outcome", "expression"]].to_numpy().tolist() == (
            kept[["outcome", "expression"]].to_numpy().tolist()
        )
    corpus.ran("theory: causalChain", note)


def renamed(case: dict) -> list[dict]:
    return [{"outcome": name, **own} for name, own in case["expected"]["outcomes"].items()]


# ---- retention()


@pytest.mark.parametrize("case", of("theory_other", "retention"))
def test_retention(case: dict) -> None:
    corpus.require(case)
    args, data = case["args"], corpus.frame(case)
    conditions = args["conditions"].split(",")
    dependent = args["dependent"]
    ours = fq.retention(
        data,
        args["outcome"],
        conditions,
        perturbation=args["type"],
        consistency=args["incl.cut"],
        frequency=args["n.cut"],
        **({"perturbed": args["n.pert"]} if dependent else {"probability": args["p.pert"]}),
    )
    theirs = case["expected"]["value"]
    if dependent and args["type"] == "deletion":
        # R asks of positive rows only that they stay positive, and nothing of the others.
        assert theirs == pytest.approx(positive_rows_stay(data, args, conditions), abs=1e-9)
        if not close(ours.probability, theirs):
            assert ours.probability < theirs
            corpus.ran("theory: retention", "deliberate difference: R looks at positive rows only")
            return
    assert ours.probability == pytest.approx(theirs, abs=1e-9)
    corpus.ran("theory: retention", "equal to R")


def positive_rows_stay(data, args: dict, conditions: list[str]) -> float:
    """Return the share of deletions after which every positive row is still positive, one by one."""
    rows = [tuple(row) for row in data[conditions].itertuples(index=False)]
    y = data[args["outcome"]].tolist()

    def positive(without: tuple[int, ...]) -> set:
        groups: dict[tuple, list[float]] = {}
        for position, row in enumerate(rows):
            if position not in without:
                groups.setdefault(row, []).append(y[position])
        return {
            row
            for row, own in groups.items()
            if len(own) >= args["n.cut"] and sum(own) / len(own) >= args["incl.cut"] - 1e-9
        }

    before = positive(())
    number = args["n.pert"]
    kept = sum(before <= positive(lost) for lost in combinations(range(len(rows)), number))
    return kept / comb(len(rows), number)


def test_no_case_is_lost() -> None:
    functions = [case["args"]["fn"] for case in corpus.synthetic_cases("theory_other")]
    assert functions.count("retention") == 40
    assert len(corpus.synthetic_cases("setmethods_theory")) == 8
