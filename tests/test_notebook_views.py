"""What a notebook shows of every public result: escaped, limited in size, readable on light and on dark."""

from __future__ import annotations

import ast
import functools
import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca import cases, clusters, cutoffs, groups, robustness
from fsqca.calibration import suggest_anchors
from fsqca.datasets import eight_companies_codings, eight_companies_rubrics
from fsqca.report import article_table
from fsqca.study import Study
from tests.study.helpers import DATA, TEXT, write_study

PACKAGE = Path(fq.__file__).parent
#: Names that would do harm where they are not escaped.
A, Y, CASE, GROUP = "A<b>", "Y<i>", "<img src=x>", "<u>east</u>"
#: Letters that a view may have at most; a notebook holds dozens of them.
MOST = 200_000
N = 300


@functools.cache
def raw():
    random = np.random.default_rng(11)
    frame = pd.DataFrame(
        random.integers(1, 8, (N, 4)).astype(float),
        columns=[A, "B", "C", Y],
        index=[f"{CASE}{i}" for i in range(N)],
    )
    frame[Y] = np.clip(0.7 * frame[[A, "B"]].min(axis=1) + 0.4 * frame["C"], 1, 7).round(2)
    return frame


@functools.cache
def sets():
    return fq.calibrate(raw(), {name: fq.Direct(2, 4.1, 6, why=f"<s>{name}</s>") for name in raw()})


@functools.cache
def table():
    return fq.build_truth_table(sets(), Y, frequency=2)


@functools.cache
def solutions():
    return fq.solve(table(), {"B": "+"})


@functools.cache
def found():
    return solutions().parsimonious


@functools.cache
def scores():
    frame = raw().copy()
    for name in ("B", "C"):
        frame[f"{name}2"] = np.clip(frame[name] + np.resize([0, 1, -1], N), 1, 7)
    items = {A: ["B", "B2"], "Z": ["C", "C2"]}
    return fq.score_constructs(frame, items, scale=(1, 7))


def labels():
    return pd.Series(np.resize([GROUP, "west"], N), index=raw().index)


@functools.cache
def comparison():
    return groups.compare_groups(sets(), f"`{Y}`", by=labels())


@functools.cache
def study_result(folder):
    text = TEXT.replace('"Twelve firms"', f'"{CASE} firms"')
    return Study.from_toml(write_study(Path(folder), text, DATA.replace("\nA,", f"\n{CASE},"))).run(
        progress=False
    )


def two_step():
    return fq.two_step(sets(), Y, [A], ["B", "C"], contexts=f"`{A}`")


def aggregated():
    return fq.aggregate(raw().assign(unit=labels().to_numpy()), by="unit")


def recovered():
    return robustness.recovery_study("A*B", 30, n_simulations=5, seed=1, progress=False)


def calibrations():
    own = {name: fq.Direct(2, 4.1, 6, why="w") for name in raw()}
    other = {name: fq.Direct(1.5, 4.1, 6.5, why="w") for name in raw()}
    return groups.compare_calibrations(raw(), own, f"`{Y}`", by=labels(), own={GROUP: other})


def bundle(folder):
    from fsqca.study import verify_bundle

    return verify_bundle(study_result(folder).study.bundle(Path(folder) / "a.zip", force=True))


#: Class -> how an example of it is made; `folder` is one for files.
EXAMPLES = {
    "Aggregated": lambda _: aggregated(),
    "Agreement": lambda _: eight_companies_codings().agreement(),
    "Ambiguity": lambda _: found().ambiguity,
    "AmbiguityAcross": lambda _: robustness.ambiguity_of(found()),
    "AnchorEffects": lambda _: suggest_anchors(raw()).effects(sets(), Y, [A, "B", "C"]),
    "AnchorMap": lambda _: robustness.map_anchors(found(), sets(), f"{A} crossover", "B crossover", lines=3),
    "AnchorSuggestions": lambda _: suggest_anchors(raw()),
    "ArticleTable": lambda _: article_table(solutions()),
    "Calibrated": lambda _: sets(),
    "CalibrationChoice": lambda _: calibrations(),
    "CaseReport": lambda _: cases.case_report(f"{CASE}1", solutions(), sets()),
    "CaseSelection": lambda _: cases.select_cases(found().models[0]),
    "CausalChain": lambda _: fq.find_causal_chain(sets().data.iloc[:40].round(), consistency=0.7),
    "Checklist": lambda folder: study_result(folder).checklist(),
    "ClusterDiagnosis": lambda _: clusters.diagnose_clusters(found(), clusters=labels(), permutations=9),
    "Codings": lambda _: eight_companies_codings(),
    "Coherence": lambda _: fq.coherence(found(), fq.minimize(table().negate())),
    "ConfigurationChart": lambda _: solutions().chart(),
    "ConfigurationTest": lambda _: robustness.configuration_test(
        sets(), f"`{Y}`", ["B", "C"], n_permutations=20, seed=1, progress=False
    ),
    "ConstructScores": lambda _: scores(),
    "ConstructValidity": lambda _: scores().validity(),
    "CutoffMap": lambda _: cutoffs.map_cutoffs(table()),
    "Diagnosis": lambda _: sets().diagnose(),
    "EnhancedAnalysis": lambda _: fq.enhanced_standard_analysis(table(), {"B": "+"}),
    "ErrorPropagation": lambda _: robustness.propagate_error(
        found(), sets(), reliability=dict.fromkeys(raw(), 0.9), n_draws=5, seed=1, progress=False
    ),
    "Explanation": lambda _: found().explain(str(found().models[0].terms[0])),
    "FirstStep": lambda _: two_step().first,
    "Fit": lambda _: found().fit,
    "GroupComparison": lambda _: comparison(),
    "GroupTest": lambda _: comparison().test(20, n_bootstrap=5, seed=1, progress=False),
    "ImplicantChart": lambda _: found().implicant_chart,
    "Model": lambda _: found().models[0],
    "ModelEvaluation": lambda _: fq.evaluate_theory("B", found()).models[0],
    "ModelRobustness": lambda _: robustness.assess_robustness(found(), consistency=0.75).models[0],
    "NearestCutOffs": lambda _: fq.build_truth_table(sets(), Y, frequency=N).nearest_cutoffs(),
    "Necessity": lambda _: fq.find_necessary(sets(), Y, consistency=0.5),
    "NecessaryConditionAnalysis": lambda _: fq.nca(sets(), Y),
    "NecessityPair": lambda _: fq.necessity.find_necessary(sets(), Y, negated=True),
    "PermutationTest": lambda _: robustness.permutation_test(
        found(), n_permutations=20, seed=1, progress=False
    ),
    "PowerAnalysis": lambda _: robustness.power("A*B", 30, n_simulations=5, seed=1, progress=False),
    "RandomSolutions": lambda _: robustness.random_solutions(found(), n_draws=10, seed=1, progress=False),
    "RecodingSensitivity": lambda _: eight_companies_codings().sensitivity(
        "ADV", ["NET", "CLI"], coder="first reading"
    ),
    "RecoveryStudy": lambda _: recovered(),
    "Resampling": lambda _: robustness.bootstrap(found(), 10, seed=1, progress=False),
    "Retention": lambda _: fq.retention(sets().data.round(), Y, probability=0.1),
    "RobustnessAssessment": lambda _: robustness.assess_robustness(found(), consistency=0.75),
    "RowReason": lambda _: table().why(8),
    "Rubric": lambda _: next(iter(eight_companies_rubrics().values())),
    "SecondStep": lambda _: two_step().second[0],
    "SensitivityRegions": lambda _: robustness.find_regions(found()),
    "Solution": lambda _: found(),
    "Solutions": lambda _: solutions(),
    "Study": lambda folder: study_result(folder).study,
    "StudyData": lambda _: fq.read(raw()),
    "StudyPlan": lambda folder: study_result(folder).study.check(),
    "StudyResult": lambda folder: study_result(folder),
    "Sufficiency": lambda _: fq.find_sufficient(sets(), Y, consistency=0.8),
    "TableInsight": lambda _: table().insight(),
    "TheoryEvaluation": lambda _: fq.evaluate_theory("B", found()),
    "TruthTable": lambda _: table(),
    "TwoStep": lambda _: two_step(),
    "Validation": lambda _: robustness.validate(found(), folds=3, repeats=2, seed=1, progress=False),
    "Provenance": lambda folder: study_result(folder).provenance,
    "Verification": bundle,
}


def classes_with_views():
    """Return the names of all classes that a notebook shows as HTML."""
    names = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and any(
                isinstance(part, ast.FunctionDef) and part.name == "_repr_html_" for part in node.body
            ):
                names.add(node.name)
    return names


def test_every_class_with_a_view_has_an_example_here():
    assert classes_with_views() == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_view_is_escaped_limited_and_without_colours_of_its_own(name, tmp_path_factory):
    folder = str(tmp_path_factory.getbasetemp())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        example = EXAMPLES[name](folder)
        markup = example._repr_html_()
    classes = [one.__name__ for one in type(example).__mro__]
    assert name in classes
    assert len(markup) < MOST
    assert not re.search(r"<(b|i|u|s|img|script)\b", markup)
    # Text takes the colour of the notebook, and so does its ground: both change in the dark.
    colours = re.findall(r"(?:color|background|fill|stroke)\s*[:=]\s*\"?([^;\"]+)", markup)
    assert set(colours) <= {"currentColor", "none", "inherit", "transparent"}, set(colours)
    assert "<table" in markup
