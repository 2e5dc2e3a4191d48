"""The house keeps its order: no import circles, and arrows that go down only."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "fsqca"

#: What each part may import when it is itself imported; what it needs later it imports where it is used.
FORBIDDEN = {
    "metrics": {"pandas", "fsqca.expressions", "fsqca.truth_table", "fsqca.minimization"},
    "cases": {"fsqca.plots", "fsqca.report", "fsqca.examples", "fsqca.clusters"},
    "cases.formulas": {"pandas", "fsqca.minimization", "fsqca.expressions", "fsqca.truth_table"},
    "ceilings": {"fsqca.truth_table", "fsqca.minimization", "fsqca.plots", "fsqca.report"},
    "ceilings.bottleneck": {"pandas", "fsqca.expressions"},
    "ceilings.lines": {"pandas", "fsqca.expressions"},
    "ceilings.permutation": {"pandas", "fsqca.expressions"},
    "evidence": {"fsqca.plots", "fsqca.report", "fsqca.examples"},
    "evidence.agreement": {"fsqca.truth_table", "fsqca.minimization"},
    "fit": {"fsqca.truth_table", "fsqca.minimization", "fsqca.plots", "fsqca.report"},
    "necessity": {"fsqca.truth_table", "fsqca.minimization", "fsqca.plots", "fsqca.report"},
    "subsets": {"fsqca.truth_table", "fsqca.minimization", "fsqca.necessity", "fsqca.plots", "fsqca.report"},
    "subsets.levelwise": {"pandas", "fsqca.expressions"},
    "truth_table.sums": {"pandas", "fsqca.minimization", "fsqca.expressions"},
    "truth_table.coding": {"pandas", "fsqca.minimization"},
    "truth_table.cutoff_values": {"pandas", "fsqca.minimization", "fsqca.expressions"},
    "clusters": {"fsqca.plots", "fsqca.report", "fsqca.examples", "fsqca.survey"},
    "clusters.permutation": {"pandas", "fsqca.minimization", "fsqca.truth_table"},
    "clusters.sums": {"pandas", "fsqca.minimization", "fsqca.truth_table"},
    "cutoffs.cells": {"pandas", "fsqca.minimization", "fsqca.expressions"},
    "cutoffs": {"fsqca.plots", "fsqca.report", "fsqca.examples", "fsqca.survey"},
    "groups": {"fsqca.plots", "fsqca.report", "fsqca.examples", "fsqca.survey"},
    "groups.permuting": {"pandas"},
    "minimization.hitting_sets": {"pandas", "fsqca.truth_table", "fsqca.expressions"},
    "minimization.cubes": {"pandas", "fsqca.truth_table", "fsqca.expressions"},
    "minimization.primes": {"pandas", "fsqca.truth_table", "fsqca.expressions"},
    "minimization.chart_classes": {"pandas", "fsqca.truth_table", "fsqca.expressions"},
    "minimization.cover_bounds": {"pandas", "fsqca.truth_table", "fsqca.expressions"},
    "minimization.cover_search": {"pandas", "fsqca.truth_table", "fsqca.expressions"},
    "minimization.covers": {"pandas", "fsqca.truth_table", "fsqca.expressions"},
    "calibration.curves": {"pandas"},
    "calibration.anchor_rules": {"pandas"},
    "calibration.findings": {"pandas"},
    "truth_table": {"fsqca.minimization", "fsqca.plots", "fsqca.report", "fsqca.examples"},
    "minimization": {"fsqca.plots", "fsqca.report", "fsqca.examples", "fsqca.survey", "fsqca.theory"},
    "calibration": {"fsqca.truth_table", "fsqca.minimization", "fsqca.expressions", "fsqca.report"},
    "expressions": {"fsqca.truth_table", "fsqca.minimization"},
    "robustness.small_tables": {"pandas", "fsqca.expressions"},
    "survey": {"fsqca.report", "fsqca.plots", "fsqca.minimization"},
    "survey.agreement": {"pandas", "fsqca.reading"},
    "survey.discriminant": {"pandas", "fsqca.reading"},
    "survey.one_factor": {"pandas", "fsqca.reading"},
    "survey.reliability": {"pandas", "fsqca.reading"},
    "reading": {"fsqca.report", "fsqca.plots", "fsqca.survey", "fsqca.calibration", "fsqca.truth_table"},
    "designs": {"fsqca.plots", "fsqca.report", "fsqca.examples", "fsqca.survey"},
    "theory": {"fsqca.plots", "fsqca.report", "fsqca.examples", "fsqca.survey"},
    "robustness": {"fsqca.plots", "fsqca.report", "fsqca.examples"},
    "robustness.case_types": {"pandas", "fsqca.truth_table", "fsqca.minimization", "fsqca.expressions"},
    "robustness.error_models": {"pandas", "fsqca.truth_table", "fsqca.minimization", "fsqca.expressions"},
    "theory.areas": {"pandas", "fsqca.minimization", "fsqca.expressions"},
    "theory.coincidence": {"pandas", "fsqca.minimization", "fsqca.expressions"},
    "robustness.adjusting": {"pandas", "fsqca.minimization", "fsqca.expressions"},
    "robustness.blocks": {"pandas", "fsqca.expressions"},
    "robustness.shuffling": {"pandas", "fsqca.expressions"},
    "robustness.moving_table": {"pandas", "fsqca.minimization", "fsqca.expressions", "fsqca.calibration"},
    "robustness.pieces": {"pandas", "fsqca.minimization", "fsqca.expressions", "fsqca.calibration"},
    "sources": {"fsqca.truth_table", "fsqca.minimization", "fsqca.report", "fsqca.plots", "fsqca.survey"},
    "sources.source": {"fsqca.expressions", "fsqca.calibration", "fsqca.reading"},
    "plots": {"fsqca.examples"},
    "report": {"fsqca.examples", "fsqca.cli", "fsqca.study"},
    "report.chapters": {"fsqca.plots", "fsqca.examples", "fsqca.cli", "fsqca.study"},
    "report.article": {"fsqca.plots", "fsqca.examples", "fsqca.cli"},
    "report.article.cells": {"pandas", "fsqca.minimization", "fsqca.truth_table"},
    "report.article.table": {"fsqca.minimization", "fsqca.truth_table", "fsqca.report.charts"},
    "report.article.latex": {"pandas", "fsqca.minimization", "fsqca.truth_table"},
    "report.page_word": {"pandas", "docx", "fsqca.minimization", "fsqca.truth_table"},
    "report.standard_items": {"pandas", "fsqca.plots", "fsqca.minimization", "fsqca.truth_table"},
    "report.standards": {"fsqca.plots", "fsqca.minimization", "fsqca.truth_table"},
    "report.article.word": {"pandas", "docx", "fsqca.minimization", "fsqca.truth_table"},
    "study": {"fsqca.examples", "fsqca.cli"},
    "study.lines": {"pandas", "fsqca.reading", "fsqca.calibration"},
    "cli": {"pandas", "fsqca.examples", "fsqca.study", "fsqca.report"},
}


def modules() -> dict[str, ast.Module]:
    """Return the modules of the package by dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()


def imported(tree: ast.Module) -> set[str]:
    """Return what is imported at import time: not in functions, not for type checkers only."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module != "__future__":
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                names.add(whole if whole in MODULES else node.module)
    return names


def test_no_modules_import_each_other_in_a_circle():
    graph = {name: imported(tree) & set(MODULES) - {name} for name, tree in MODULES.items()}
    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("part", FORBIDDEN)
def test_arrows_go_down_only(part):
    whole = f"fsqca.{part}"
    for name, tree in MODULES.items():
        if name != whole and not name.startswith(f"{whole}."):
            continue
        for wanted in imported(tree):
            for forbidden in FORBIDDEN[part]:
                assert not f"{wanted}.".startswith(f"{forbidden}."), f"{name} -> {wanted}"
