"""Article tables of comparisons of groups and of clusters."""

from __future__ import annotations

from fsqca.clusters.result import ClusterDiagnosis
from fsqca.groups.calibrations import CalibrationChoice
from fsqca.groups.result import GroupComparison
from fsqca.groups.tested import GroupTest
from fsqca.report.article.parts import Part, attribute, register_parts

_INTERVAL = "Lower and upper: bootstrap interval of the difference. p, family-wise: corrected for all tests."

register_parts(
    GroupComparison,
    {
        "models": Part(attribute("table"), "Models of the groups"),
        "terms": Part(
            attribute("terms"),
            "Terms of the groups",
            "Relation: to the terms of other groups; core: conditions that the parsimonious solution keeps.",
        ),
        "patterns": Part(attribute("patterns"), "Patterns across groups"),
        "cross_fit": Part(
            attribute("cross_fit"),
            "The solution of each group in the data of each group",
            "Gained and lost: cases with the outcome that the solution covers, or no longer covers, compared "
            "with the solution of the group itself.",
            names={"source": "Solution of", "target": "In the data of"},
        ),
        "rows": Part(attribute("rows_apart"), "Rows of the truth table that groups code differently"),
        "all_rows": Part(attribute("rows"), "Truth tables of the groups"),
    },
    head=lambda result: result._head,
    notes=lambda result: result.notes,
)
register_parts(
    GroupTest,
    {
        "solutions": Part(attribute("solutions"), "Differences between the solutions of groups, tested"),
        "terms": Part(
            attribute("terms"), "Differences between groups in the fit of terms, tested", _INTERVAL
        ),
        "rows": Part(
            attribute("rows"), "Differences between groups in the consistency of rows, tested", _INTERVAL
        ),
    },
    head=lambda result: result._head,
    notes=lambda result: [result.verdict, *result.notes],
)
register_parts(
    CalibrationChoice,
    {
        "models": Part(attribute("table"), "Common anchors against own anchors of the groups"),
        "rows": Part(attribute("rows"), "Rows coded differently under common and own anchors"),
    },
    head=lambda _: "",
    notes=lambda result: result.notes,
)
register_parts(
    ClusterDiagnosis,
    {
        "pooled": Part(
            attribute("table"), "Fit of all cases together and its distance from clusters and units"
        ),
        "between": Part(attribute("between"), "Fit by cluster"),
        "within": Part(attribute("within"), "Fit by unit"),
    },
    head=lambda result: f"Cluster diagnosis of {result._caption()}: {result._counted()}",
    notes=lambda result: result.notes,
)
