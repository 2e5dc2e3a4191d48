"""Article tables of cases chosen for study and of evidence coded into sets."""

from __future__ import annotations

import pandas as pd

from fsqca.cases.influence import CaseInfluence
from fsqca.cases.selection import CaseSelection
from fsqca.evidence.coding import Codings
from fsqca.evidence.rubric import Rubric
from fsqca.report.article.parts import Part, attribute, register_parts


def _coded(result: Codings) -> pd.DataFrame:
    frame = result.cells[["coder", "case", "set", "score", "evidence", "reason"]].copy()
    return frame.drop(columns="coder") if len(result.coders) == 1 else frame


register_parts(
    CaseSelection,
    {
        "cases": Part(
            attribute("table"),
            "Kinds of cases",
            "Membership: in the term; kinds as in Schneider and Rohlfing (2013).",
        ),
        "counts": Part(attribute("counts"), "Numbers of cases by kind"),
    },
    head=lambda result: result._caption(),
    notes=lambda result: result.notes,
)
register_parts(
    CaseInfluence,
    {
        "rows": Part(attribute("rows"), "Rows of the truth table without the case"),
        "models": Part(attribute("models"), "Models without the case"),
    },
    head=lambda result: f"Without the case {result.case}",
    notes=lambda result: [*result.sentences, *result.notes],
)
register_parts(
    Codings,
    {
        "scores": Part(
            _coded,
            "Scores with evidence and reasons",
            "–: the evidence does not carry a score; that is not absence.",
        ),
        "table": Part(attribute("table"), "Codings"),
    },
    head=lambda result: repr(result)[1:-1],
    notes=lambda result: result.notes,
)
register_parts(
    Rubric,
    {"scores": Part(lambda result: result.table.reset_index(), "Rubric")},
    head=lambda result: f"{result.name}: {result.question}" if result.question else f"Set: {result.name}",
    notes=lambda result: [f"No evidence: {result.no_evidence}"] if result.no_evidence else [],
)
