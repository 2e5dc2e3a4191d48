"""The last chapters: the checklist, and settings, versions, fingerprints and references."""

from __future__ import annotations

from fsqca.report.chapters.material import Material
from fsqca.report.page import Section
from fsqca.report.parts import Heading, Note, Part, Table
from fsqca.report.standards import check_standards

#: What the texts of the chapters refer to.
REFERENCES = (
    (
        "Fiss, P. C. (2011). Building better causal theories: A fuzzy set approach to typologies in "
        "organization research. Academy of Management Journal, 54(2), 393-420."
    ),
    (
        "Oana, I.-E., & Schneider, C. Q. (2024). A robustness test protocol for applied QCA: Theory and "
        "R software application. Sociological Methods & Research, 53(1), 57-88."
    ),
    "Ragin, C. C. (2008). Redesigning Social Inquiry: Fuzzy Sets and Beyond. University of Chicago Press.",
    (
        "Schneider, C. Q., & Rohlfing, I. (2013). Combining QCA and process tracing in set-theoretic "
        "multi-method research. Sociological Methods & Research, 42(4), 559-597."
    ),
    (
        "Schneider, C. Q., & Wagemann, C. (2012). Set-Theoretic Methods for the Social Sciences: A Guide to "
        "Qualitative Comparative Analysis. Cambridge University Press."
    ),
)


def checklist_section(m: Material) -> Section:
    """Return the chapter that holds the study against published standards of reporting."""
    made = check_standards(m.result)
    return Section(
        "Checklist",
        (
            made.summary,
            Table(
                made.table.drop(columns=["add"]),
                "The study against published standards of reporting, item by item",
            ),
            *(
                [Table(made.missing[["item", "add"]], "What would add what is missing", folded=True)]
                if len(made.missing)
                else []
            ),
            *(Note(source) for source in made.references),
        ),
    )


def settings_section(m: Material) -> Section:
    """Return the chapter on how to run the study again."""
    result = m.result
    parts: list[Part | str] = [
        "The study file below holds every decision; with the same data it gives the same result.",
        Table(result.study.table, "The settings of the study", folded=True),
    ]
    if result.provenance is not None:
        parts.append(Table(result.provenance.table, "Versions and fingerprints"))
    parts += [Heading("References"), *REFERENCES]
    return Section("Settings, versions and references", tuple(parts))


__all__ = ["REFERENCES", "checklist_section", "settings_section"]
