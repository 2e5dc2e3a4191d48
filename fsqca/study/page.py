"""The result of a study as a page for a browser. The one place that decides which report a study gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from fsqca import report
from fsqca.report import Chart, Heading, Note, Page, Section, Table, Text
from fsqca.study.of_cases import without_cases

if TYPE_CHECKING:
    from fsqca.study.result import StudyResult


def study_page(result: StudyResult) -> Page:
    """Return the page of a result: data, calibration, necessity, truth tables, solutions, provenance."""
    sections = [_data(result)]
    if result.calibrated is not None:
        sections.append(_calibration(result))
    sections += [_outcome(result, outcome) for outcome in result.study.outcomes]
    crossed = _across(result)
    if crossed is not None:
        sections.append(crossed)
    if result.robustness:
        of_cases = result.study.output.memberships
        frames = result.robustness if of_cases else without_cases(result.robustness)
        tables = tuple(Table(frame, name, folded=True) for name, frame in frames.items())
        sections.append(Section("Robustness", tables))
    sections.append(_settings(result))
    return Page(
        title=result.study.title,
        sections=tuple(sections),
        notice=(result.study.description,) if result.study.description else (),
    )


def _data(result: StudyResult) -> Section:
    of_cases = result.study.output.memberships
    parts: list[Text | Note | Table | str] = [*result.heads(of_cases=of_cases)]
    parts += [Note(note) for note in result.notes if of_cases]
    if result.scores is not None:
        parts.append(Table(result.scores.table, "Constructs: reliability and scores"))
    parts.append(Table(result.data.table, "The codebook", folded=True))
    return Section("Data", tuple(parts))


def _calibration(result: StudyResult) -> Section:
    assert result.calibrated is not None
    table = result.calibrated.table
    return Section(
        "Calibration",
        (
            Table(table, "How raw values became memberships, and why"),
            *(Table(one.table, f"Diagnosis, {name}", folded=True) for name, one in result.diagnosis.items()),
        ),
    )


def _outcome(result: StudyResult, outcome: str) -> Section:
    parts: list[Heading | Text | Table | Chart | str] = [Heading("Necessity")]
    parts += [f"{name}: {report.describe_necessity(one)}" for name, one in result.necessity[outcome].items()]
    necessity = pd.concat(
        {name: one.all_conditions for name, one in result.necessity[outcome].items()},
        names=["group", "condition"],
    )
    parts += [Table(necessity, "Every condition and its negation", folded=True), Heading("Truth tables")]
    parts += [
        Table(_without_cases(result, table.table), f"{name}: {table.settings.coding.describe()}", folded=True)
        for name, table in result.truth_tables[outcome].items()
    ]
    parts.append(Heading("Solutions"))
    parts += [f"{name}: {report.describe_solutions(one)}" for name, one in result.solutions[outcome].items()]
    parts.append(Chart(result.charts[outcome], f"Recipes for {outcome}"))
    own = result.table[result.table["outcome"] == outcome].drop(columns="outcome")
    if not result.study.output.memberships:
        own = own.drop(columns=[name for name in own.columns if name == "cases"])
    parts.append(Table(own, "All models with their fit", folded=True))
    return Section(f"Sufficiency and necessity for {outcome}", tuple(parts))


def _across(result: StudyResult) -> Section | None:
    fits = {
        f"{outcome}, {kind}: from {source}, in {target}": fit
        for outcome, kinds in result.across.items()
        for kind, pairs in kinds.items()
        for (source, target), fit in pairs.items()
    }
    if not fits:
        return None
    frame = report.compare_fits(fits)
    whole = frame[frame.index.get_level_values("term") == "solution"].droplevel("term")
    return Section("Each group's solution in the others", (Table(whole, "Fit of whole solutions"),))


def _settings(result: StudyResult) -> Section:
    parts = [Table(result.study.table, "The settings of the study", folded=True)]
    if result.provenance is not None:
        parts.append(Table(result.provenance.table, "Versions and fingerprints"))
    return Section("How to run it again", tuple(parts))


def _without_cases(result: StudyResult, table: pd.DataFrame) -> pd.DataFrame:
    return table if result.study.output.memberships else table.drop(columns="cases", errors="ignore")
