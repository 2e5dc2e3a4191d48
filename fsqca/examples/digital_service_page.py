"""The page of the example, and its summary. Whatever the text says of results is made from the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from fsqca import report
from fsqca._checks import counted
from fsqca.examples import digital_service_questionnaire as questionnaire
from fsqca.examples import digital_service_sections as sections
from fsqca.examples.digital_service_calibration import anchors_text, other_anchors
from fsqca.examples.digital_service_files import NEGATED, file_part
from fsqca.examples.digital_service_orientation import OUTCOME, Analysis
from fsqca.report import Page, Section
from fsqca.report.chapters import Material, chapters
from fsqca.report.chapters.closing import checklist_section
from fsqca.report.chapters.measured import reliability_section
from fsqca.report.parts import Part

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NOTICE = (
    (
        "All data on this page are synthetic: 534 invented respondents whose answers were made by a "
        "documented function from one seed."
    ),
    (
        "The example is in the style of a published study and is not a replication of it. The items, the "
        "response scale, the anchors, the cut-offs, the truth tables and the data of that study are not "
        "public. What is shown here is a method and a piece of software at work; it is no finding about "
        "firms."
    ),
)


def summary(analysis: Analysis) -> str:
    """Return the main results as text for a terminal."""
    lines = [
        (
            "Digital service orientation: synthetic data in the style of a published study, not a "
            "replication of it."
        ),
        (
            f"{len(analysis.study.data)} respondents, {len(analysis.sets.data)} with all scores "
            f"({counted(len(analysis.sets.dropped), 'case')} left out)."
        ),
        "",
    ]
    for name, necessity in analysis.necessity[OUTCOME].items():
        lines.append(f"{name}: {report.describe_necessity(necessity)}")
    lines.append("")
    for outcome, found in analysis.solutions.items():
        lines.append(f"Recipes for {outcome}")
        lines += [f"  {name}: {report.describe_solutions(solutions)}" for name, solutions in found.items()]
        lines.append("")
    lines += [str(analysis.charts[OUTCOME]), "", sections.planted_sentence(analysis), ""]
    for name, frame in analysis.sweeps.items():
        described = report.describe_sweep(frame, analysis.truth_tables[OUTCOME][name])
        lines.append(f"Sweep of the cut-offs, {name.lower()}: {described}")
    return "\n".join(lines)


def analysis_page(analysis: Analysis, drawn: Mapping[str, Figure | bytes]) -> Page:
    """Return the page of the example: the report of its study, and what only an example can say."""
    a = analysis
    figures = {
        "calibration": drawn["calibration"],
        "necessity": drawn["xy_necessity"],
        "across": drawn["fit_across_functions"],
        **{f"cases of {name}": drawn[f"xy_{file_part(name)}"] for name in a.groups},
    }
    # The checks of robustness stand in sections of the example's own, each claim beside its number.
    sweep = {"sweep": a.result.robustness["sweep"]}
    shown = replace(a.result, robustness=sweep, robustness_results={})
    material = Material(shown, "respondent", figures)
    made = chapters(material)
    constructs = reliability_section(material, constructs=questionnaire.constructs_table(a))
    assert constructs is not None
    made["constructs"] = constructs
    made["calibration"] = _extended(made["calibration"], other_anchors(a), before=(anchors_text(a),))
    made["solutions"] = _extended(made["solutions"], (sections.chart_picture(a, OUTCOME, drawn),))
    made["negation"] = _extended(made["negation"], (sections.chart_picture(a, NEGATED, drawn),))
    made["groups"] = _extended(made["groups"], a.comparison.section(drawn).parts)
    own = (*a.robustness.section(drawn).parts, *a.chance.section(drawn).parts)
    made["robustness"] = _extended(made["robustness"], own)
    made["checklist"] = checklist_section(replace(material, result=a.result))
    return Page(
        title="Digital service orientation in two functions: an example of fuzzy-set QCA",
        subtitle=f"{len(a.study.data)} respondents of a synthetic survey, in the style of a published study",
        notice=NOTICE,
        sections=(
            sections.about_section(),
            sections.findings_section(a),
            *made.values(),
            sections.limits_section(a),
        ),
        footer=(f"The study whose style the data follow: {sections.STUDY}.",),
        numbered=True,
    )


def _extended(
    section: Section, parts: tuple[Part | str, ...], before: tuple[Part | str, ...] = ()
) -> Section:
    """Return a chapter of the report with what the example adds."""
    return replace(section, parts=(*before, *section.parts, *parts))


__all__ = ["analysis_page", "summary"]
