"""The tables and figures of the example, each under the name of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from fsqca import plots, report
from fsqca.calibration import diagnose
from fsqca.examples.digital_service_orientation import OUTCOME, POOLED, Analysis

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NEGATED = f"~{OUTCOME}"


def analysis_tables(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Return every table of the example under the name of its file."""
    a = analysis
    diagnoses = {
        name: a.sets.diagnose() if name == POOLED else diagnose(data) for name, data in a.groups.items()
    }
    made = {
        "items": a.scores.items,
        "missing_answers": a.scores.missing,
        "codebook": a.study.table,
        "missing_values": a.study.missing.set_index(["column", "code"]),
        "scores": a.scores.data,
        "reliability": a.validity.reliability,
        "loadings": a.validity.loadings,
        "htmt": a.validity.htmt,
        "fornell_larcker": a.validity.fornell_larcker,
        "pairs_of_constructs": a.validity.pairs,
        "single_factor_check": pd.DataFrame(
            {
                "first_factor_share": [a.validity.first_factor_share],
                "n": [a.validity.first_factor_n],
                "n_items": [len(a.validity.loadings)],
            },
            index=pd.Index(["Harman"], name="check"),
        ),
        "descriptives_by_function": a.scores.by_group(),
        "calibration": a.sets.table,
        "memberships": a.sets.data,
        "diagnosis": pd.concat({name: one.table for name, one in diagnoses.items()}, names=["group"]),
        "diagnosis_findings": pd.concat(
            {name: one.findings.set_index(["set", "kind"]) for name, one in diagnoses.items()},
            names=["group"],
        ),
        "other_anchors": a.other_anchors.table,
        "solutions_across_functions": report.compare_fits(a.across),
    }
    for outcome, short in ((OUTCOME, "dso"), (NEGATED, "not_dso")):
        made[f"necessity_{short}"] = pd.concat(
            {name: one.all_conditions for name, one in a.necessity[outcome].items()},
            names=["group", "condition"],
        )
        for name, table in a.truth_tables[outcome].items():
            made[f"truth_table_{short}_{file_part(name)}"] = table.table
        made[f"solutions_{short}"] = pd.concat(
            {
                name: one.table.set_index(["solution", "model", "term"])
                for name, one in a.solutions[outcome].items()
            },
            names=["group"],
        )
        made[f"cases_{short}"] = pd.concat(
            {
                name: one.parsimonious.models[0].cases.set_index(["term", "case"])
                for name, one in a.solutions[outcome].items()
            },
            names=["group"],
        )
        made[f"deviant_cases_{short}"] = pd.concat(
            {
                name: table.deviant_cases.set_index(["row", "case"])
                for name, table in a.truth_tables[outcome].items()
            },
            names=["group"],
        )
        made[f"configuration_chart_{short}"] = a.charts[outcome].table.set_index(
            ["group", "column", "condition"]
        )
    return made | dict(a.result.robustness)


def file_part(name: str) -> str:
    """Return a group's name as part of the name of a file."""
    return name.lower().replace(" ", "_")


def analysis_figures(analysis: Analysis) -> dict[str, Figure]:
    """Return every figure of the example under the name of its file."""
    a = analysis
    made = {
        "calibration": plots.calibration_panel(a.sets),
        "xy_necessity": plots.xy_by_group(a.groups, f"TF <= {OUTCOME}"),
        "configuration_chart_dso": a.charts[OUTCOME].plot(),
        "configuration_chart_not_dso": a.charts[NEGATED].plot(),
        "fit_across_functions": plots.fit_plot(a.across),
    }
    for name, solutions in a.solutions[OUTCOME].items():
        made[f"xy_{file_part(name)}"] = plots.xy_by_term(solutions.parsimonious.models[0])
    return made | a.comparison.figures() | a.robustness.figures() | a.chance.figures()


__all__ = ["analysis_figures", "analysis_tables", "file_part"]
