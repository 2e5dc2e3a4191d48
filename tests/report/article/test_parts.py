"""Tables of robustness, groups, clusters, cases, evidence, theory and NCA: every part in every format."""

from __future__ import annotations

import subprocess
import sys
import warnings
from functools import cache

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca import clusters, groups, robustness
from fsqca.cases import case_report, select_cases
from fsqca.errors import ArgumentError
from fsqca.evidence import Rubric, code_evidence
from fsqca.report import article_table, from_frame


@cache
def data():
    rng = np.random.default_rng(4)
    raw = pd.DataFrame(
        rng.uniform(1, 7, (60, 3)), columns=["A", "B", "D"], index=[f"c{i}" for i in range(60)]
    )
    raw["Y"] = np.clip(np.minimum(raw["A"], raw["B"]) + rng.normal(0, 0.5, 60), 1, 7)
    return raw


@cache
def sets():
    return fq.calibrate(data(), {name: fq.Direct(2, 4, 6, why="scale") for name in data()})


@cache
def solution():
    table = fq.build_truth_table(sets(), "Y", consistency=0.8, pri=0.5)
    return fq.solve(table, {"A": "+"}).intermediate


def labelled(frame):
    return frame.assign(region=["N", "S"] * 30)


@cache
def results():
    own, memberships = solution(), sets().data
    compared = groups.compare_groups(labelled(memberships), "Y", ["A", "B", "D"], by="region", pri=0.5)
    quantiles = {name: fq.Quantiles(0.1, 0.5, 0.9, why="ranks") for name in data()}
    rows = pd.DataFrame(
        {
            "case": ["Ash", "Elm"],
            "set": ["P", "P"],
            "score": [1.0, 0.0],
            "evidence": ["=SUM(A1)", "page <2>"],
            "reason": ["many_partners", "none"],
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {
            "leave one out": robustness.leave_one_out(own),
            "bootstrap": robustness.bootstrap(own, 10, seed=1),
            "validation": robustness.validate(own, folds=3, repeats=2, seed=1),
            "permutation": robustness.permutation_test(own, n_permutations=20, seed=1),
            "configurations": robustness.configuration_test(
                memberships, "Y", ["A*B", "D"], n_permutations=20, seed=1
            ),
            "random": robustness.random_solutions(own, n_draws=20, seed=1),
            "error": robustness.propagate_error(
                own, sets(), reliability=dict.fromkeys(data(), 0.85), n_draws=10, seed=1
            ),
            "recovery": robustness.recovery_study("A*B", (50,), n_simulations=3, seed=1),
            "power": robustness.power("A*B", (50,), n_simulations=3, seed=1),
            "protocol": robustness.assess_robustness(own, consistency=(0.75, 0.85)),
            "one model": robustness.assess_robustness(own, consistency=0.75).models[0],
            "regions": robustness.find_regions(own, sets()),
            "tied": robustness.ambiguity_of({"own": own}),
            "anchors": robustness.map_anchors(own, sets(), "A crossover", "Y crossover", lines=3),
            "cut-offs": own.truth_table.map_cutoffs(),
            "groups": compared,
            "group test": compared.test(20, n_bootstrap=20, seed=1),
            "own anchors": groups.compare_calibrations(
                labelled(data()), quantiles, "Y", ["A", "B"], by="region"
            ),
            "clusters": clusters.diagnose_clusters(
                "A*B => Y", labelled(memberships), clusters="region", permutations=9
            ),
            "cases": select_cases(own),
            "influence": case_report("c1", own).influence,
            "codings": code_evidence(rows, [Rubric("P", {0: "none", 1: "many"})]),
            "rubric": Rubric("P", {0: "none", 1: "many"}),
            "theory": fq.evaluate_theory("A", own),
            "theory, one model": fq.evaluate_theory("A", own).models[0],
            "chain": fq.find_causal_chain(memberships.round(), "A, B, D < Y", consistency=0.8),
            "retention": fq.retention(memberships.round(), "Y", ["A", "B"], consistency=0.7, perturbed=1),
            "nca": fq.nca(memberships, "Y", ["A", "B"], permutations=20, seed=1),
            "sufficient": fq.find_sufficient(memberships, "Y"),
        }


NAMES = (
    *("leave one out", "bootstrap", "validation", "permutation", "configurations", "random", "error"),
    *("recovery", "power", "protocol", "one model", "regions", "tied", "anchors", "cut-offs", "groups"),
    *("group test", "own anchors", "clusters", "cases", "influence", "codings", "rubric", "theory"),
    *("theory, one model", "chain", "retention", "nca", "sufficient"),
)


def parts(result):
    with pytest.raises(ArgumentError, match="what is") as refused:
        article_table(result, what="?")
    return str(refused.value).partition("one of ")[2].strip(".").replace("'", "").split(", ")


def test_every_result_of_the_list_is_made():
    assert tuple(results()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_part_of_a_result_is_a_table_in_every_format(name, tmp_path):
    result = results()[name]
    for what in parts(result):
        made = article_table(result, what=what)
        assert made.title
        assert made.notes
        for row in (*made.head[-1],):
            assert "_" not in row.text.removeprefix("RF_").removeprefix("RCR_").removeprefix("RCC_").replace(
                "SC_", ""
            )
        for suffix in (".docx", ".tex", ".html", ".md", ".csv", ".xlsx", ".txt"):
            assert made.save(tmp_path / f"{what}{suffix}").stat().st_size > 0
        assert article_table(result, what=what, title="Mine").title == "Mine"


@pytest.mark.parametrize("name", ["bootstrap", "permutation", "error", "validation", "regions"])
def test_tables_of_robustness_say_the_cut_offs_of_the_solution(name):
    notes = article_table(results()[name]).notes
    assert "Cut-offs: consistency ≥ 0.8, PRI ≥ 0.5, frequency ≥ 1." in notes
    assert "Directional expectations: A present." in notes


def test_the_seed_of_random_numbers_stands_below_the_table():
    for name in ("bootstrap", "permutation", "group test", "nca", "clusters", "validation", "power"):
        assert any("eed" in note for note in article_table(results()[name]).notes), name


def test_terms_against_chance_show_no_correction_that_holds_only_for_terms_named_beforehand():
    made = article_table(results()["permutation"], what="terms")
    heads = [one.text for one in made.head[-1]]
    assert heads[-2:] == ["As good", "p, search counted"]
    assert "p, if named" in heads
    assert not {"p, Holm", "p, Benjamini-Hochberg"} & set(heads)


def test_numbers_of_a_table_are_those_of_the_result():
    fit = results()["bootstrap"].fit
    shown = article_table(results()["bootstrap"], what="fit").table
    assert shown["Lower"].tolist() == fit["low"].tolist()
    assert shown["Measure"].tolist()[:3] == ["Consistency", "PRI", "Raw coverage"]


def test_a_p_value_below_a_thousandth_is_not_shown_as_zero():
    frame = pd.DataFrame({"p": [0.0004, 0.001, 0.25, np.nan]}, index=list("abcd"))
    made = from_frame(frame, title="Test", formats={"p": "p"})
    assert [row.cells[1].text for row in made.body] == ["<0.001", "0.001", "0.250", "–"]
    assert made.table["p"].tolist()[0] == 0.0004


def test_names_of_measures_within_a_name_are_written_as_everywhere():
    frame = pd.DataFrame({"inside_pri": [0.5], "jackknife_se": [0.1], "raw_coverage": [0.2]}, index=["a"])
    made = from_frame(frame, title="Test")
    assert [one.text for one in made.head[0]][1:] == ["Inside PRI", "Jackknife SE", "Raw coverage"]


def test_the_modules_of_later_results_are_not_imported_with_the_report():
    code = (
        "import sys, fsqca.report; "
        "print([name for name in sys.modules if name.startswith('fsqca.robustness.re')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
