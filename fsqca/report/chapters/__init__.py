"""The chapters of the report of a study, in the order of an article's method and results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fsqca.report.chapters.across import groups_section
from fsqca.report.chapters.cases import cases_section
from fsqca.report.chapters.closing import checklist_section, settings_section
from fsqca.report.chapters.material import Material
from fsqca.report.chapters.measured import data_section, descriptives_section, reliability_section
from fsqca.report.chapters.robust import robustness_section
from fsqca.report.chapters.rows import negation_section, solutions_section, truth_tables_section
from fsqca.report.chapters.sets import calibration_section, necessity_section
from fsqca.report.page import Section

#: Name -> the function that makes the chapter, in their order; one that has nothing to say gives None.
CHAPTERS: Final[dict[str, Callable[[Material], Section | None]]] = {
    "data": data_section,
    "constructs": reliability_section,
    "descriptives": descriptives_section,
    "calibration": calibration_section,
    "necessity": necessity_section,
    "truth tables": truth_tables_section,
    "solutions": solutions_section,
    "cases": cases_section,
    "groups": groups_section,
    "negation": negation_section,
    "robustness": robustness_section,
    "checklist": checklist_section,
    "settings": settings_section,
}


def chapters(material: Material) -> dict[str, Section]:
    """Return the chapters by name, in their order; those that have nothing to say are left out."""
    made = {name: make(material) for name, make in CHAPTERS.items()}
    return {name: section for name, section in made.items() if section is not None}


__all__ = ["CHAPTERS", "Material", "chapters"]
