"""Article tables of theories, causal chains, retention, NCA and sufficient subsets."""

from __future__ import annotations

import pandas as pd

from fsqca._checks import left_out_note
from fsqca.ceilings.result import NecessaryConditionAnalysis
from fsqca.report.article.parts import Part, attribute, register_parts
from fsqca.subsets.result import Sufficiency
from fsqca.theory.chain import CausalChain
from fsqca.theory.evaluation import TheoryEvaluation
from fsqca.theory.model_evaluation import ModelEvaluation
from fsqca.theory.perturbation import Retention

_AREAS = "Kinds of cases as in Schneider and Wagemann (2012): theory T and solution S, present or absent (~)."


def _effects(result: NecessaryConditionAnalysis) -> pd.DataFrame:
    frame = result.table.reset_index()
    return frame if result.permutations else frame.drop(columns="p")


def _needs(result: NecessaryConditionAnalysis) -> pd.DataFrame:
    return result._needs.rename_axis(index=str(result.outcome))


register_parts(
    NecessaryConditionAnalysis,
    {
        "effects": Part(
            _effects, "Necessary Condition Analysis: effect sizes", leave_out=("intercept", "slope")
        ),
        "bottleneck": Part(
            _needs,
            "Bottleneck table",
            "Levels of outcome and conditions in percent of their range, CE-FDH. NN: not necessary; "
            "NA: not reachable within the range.",
        ),
    },
    head=lambda result: f"Outcome: {result.outcome}, N = {len(result.y)} cases",
    notes=lambda result: [*result.notes, *([left_out_note(result.dropped)] if result.dropped else [])],
)
register_parts(
    Sufficiency,
    {"conjunctions": Part(attribute("table"), "Sufficient conjunctions", leave_out=())},
    head=lambda result: result._head,
    notes=lambda result: result.notes,
)
register_parts(
    TheoryEvaluation,
    {
        "areas": Part(attribute("table"), "Theory and solution", _AREAS),
        "cases": Part(attribute("cases"), "Cases by theory and solution", _AREAS),
    },
    head=lambda result: result._caption,
    notes=lambda result: result._notes(),
)
register_parts(
    ModelEvaluation,
    {
        "areas": Part(attribute("table"), "Theory and model", _AREAS),
        "cases": Part(attribute("cases"), "Cases by theory and model", _AREAS),
    },
    head=lambda result: result._head,
    notes=lambda result: [*result.verdict, *result.notes],
)
register_parts(
    CausalChain,
    {"chain": Part(attribute("table"), "Causal chain", names={"terms": "Number of terms"})},
    head=lambda result: result._caption,
    notes=lambda result: result.notes,
)
register_parts(
    Retention,
    {"rows": Part(attribute("table"), "Retention of the configurations")},
    head=lambda result: result.verdict,
    notes=lambda result: result._notes(),
)
