"""The chapter on robustness: every step that a study asked for, in words and in tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from fsqca import report
from fsqca._checks import counted
from fsqca.report.chapters.material import Material
from fsqca.report.page import Section
from fsqca.report.parts import Heading, Note, Part, Table, Text

#: A table with more rows is in the files of the study only.
MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class _Step:
    """A step: its heading, why it is taken, and its tables with their captions."""

    heading: str
    why: str
    tables: Mapping[str, str]


#: The steps of a study, in the order of the chapter.
_STEPS = {
    "sensitivity": _Step(
        "How far every decision can move",
        "Each cut-off and each anchor is moved while all others stay, up to where the set of models changes.",
        {
            "sensitivity": "Ranges in which the models stay the same",
            "sensitivity_changes": "What changes beyond each end",
        },
    ),
    "protocol": _Step(
        "Test solutions",
        "The solution is held against solutions under other decisions (Oana & Schneider 2024).",
        {
            "protocol": "Robustness of the solution against the test set",
            "protocol_tests": "The test solutions",
            "protocol_cases": "Cases: robust, shaky and possible",
        },
    ),
    "resampling": _Step(
        "Other cases",
        "Would other cases of the same kind have given the same solution? Cases are drawn again with "
        "replacement, and the whole analysis is repeated.",
        {
            "resampling_terms": "How often each term is found",
            "resampling_models": "How often each model is found",
            "resampling_rows": "How often each row has each code",
            "resampling_fit": "Intervals of the parameters of fit",
            "resampling_cases": "Cases by their influence",
        },
    ),
    "leave_one_out": _Step(
        "One case left out",
        "Each case is left out in turn.",
        {
            "leave_one_out_cases": "Cases by their influence",
            "leave_one_out_terms": "How often each term is found",
        },
    ),
    "permutation": _Step(
        "Chance",
        "The outcome is shuffled over the cases, which breaks every relation to the conditions, and the "
        "analysis is repeated.",
        {
            "permutation_solutions": "Whole solutions against shuffled outcomes",
            "permutation": "Rows and terms against shuffled outcomes",
        },
    ),
    "validation": _Step(
        "Cases that did not give the solution",
        "The solution is found in one part of the cases and evaluated in the other, the calibration frozen.",
        {
            "validation": "Fit inside and outside the cases that gave the solution",
            "validation_terms": "How often each term is found",
            "validation_parts": "Every part",
        },
    ),
    "measurement_error": _Step(
        "Error of measurement",
        "Scores are drawn again within their reliability, and the analysis is repeated.",
        {
            "measurement_error_terms": "How often each term is found",
            "measurement_error_models": "How often each model is found",
            "measurement_error_fit": "Intervals of the fit",
            "measurement_error_rows": "How often each row has each code",
            "measurement_error_cases": "Cases, the least settled first",
        },
    ),
}


def robustness_section(m: Material) -> Section:
    """Return the chapter on robustness: whatever steps the result holds."""
    frames = dict(m.result.robustness)
    parts: list[Part | str] = []
    if "sweep" in frames:
        parts += _sweep(m, frames.pop("sweep"))
    for name, step in _STEPS.items():
        own = {key: frames.pop(key) for key in list(frames) if key == name or key.startswith(f"{name}_")}
        if own or name in m.result.robustness_results:
            parts += _step(m, name, step, own)
    for name, frame in frames.items():
        if not name.startswith("group"):
            parts += _table(m, frame, name.replace("_", " ").capitalize(), folded=len(frame) > 20)
    if not parts:
        parts.append(
            "No test of robustness is part of this study, so nothing can be said about how the solutions "
            "depend on its decisions. A table [robustness.sweep] in the study file asks for other cut-offs."
        )
    return Section("Robustness", tuple(parts))


def _step(m: Material, name: str, step: _Step, frames: dict[str, pd.DataFrame]) -> list[Part | str]:
    parts: list[Part | str] = [Heading(step.heading), step.why]
    said = {
        group: one.paragraph()
        for group, one in m.result.robustness_results.get(name, {}).items()
        # Words on ranges, resamples and test solutions name cases.
        if hasattr(one, "paragraph") and (m.of_cases or name in ("permutation", "validation"))
    }
    parts += [Text(text) for text in m.said(said)]
    ordered = {key: frames[key] for key in step.tables if key in frames}
    for key, frame in {**ordered, **frames}.items():
        caption = step.tables.get(key, key.replace("_", " ").capitalize())
        first = key == next(iter(ordered), key)
        parts += _table(m, frame, caption, folded=not first or len(frame) > 40)
    return parts


def _table(m: Material, frame: pd.DataFrame, caption: str, *, folded: bool) -> list[Part | str]:
    shown = frame
    if not m.of_cases:
        if any("case" in str(level) for level in frame.index.names):
            return []
        shown = frame.drop(columns=[column for column in frame.columns if "case" in str(column)])
    if len(shown) > MOST_ROWS:
        rows = counted(len(shown), "row")
        return [Note(f"{caption}: {rows}, too many for a page. The table is among the files of the study.")]
    return [Table(shown, caption, folded=folded)]


def _sweep(m: Material, frame: pd.DataFrame) -> list[Part | str]:
    by_group = {
        str(group): part.droplevel("group").rename_axis(None)
        for group, part in frame.groupby(level="group", sort=False)
    }
    described = {
        group: report.describe_sweep(part, m.result.truth_tables[m.outcome][group])
        for group, part in by_group.items()
    }
    return [
        Heading("Other cut-offs"),
        (
            "Cut-offs are decisions. The truth tables are coded again with other values of "
            "consistency, PRI and "
            "frequency, in every combination, and the parsimonious solution is compared with that of the "
            "analysis."
        ),
        *(Text(text) for text in m.said(described)),
        *(
            Table(
                part,
                f"Sweep of the cut-offs: parsimonious models{m.of(group)}",
                folded=True,
                search="Find a model",
            )
            for group, part in by_group.items()
        ),
        Note(
            "That a model stays the same says that it does not depend on these cut-offs, not that it is true."
        ),
    ]


__all__ = ["robustness_section"]
