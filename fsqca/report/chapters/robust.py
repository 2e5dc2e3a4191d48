"""The chapter on robustness: every step that a study asked for, in words and in tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from fsqca import report
from fsqca._checks import counted
from fsqca.report.chapters.material import Material
from fsqca.report.of_cases import without_cases
from fsqca.report.page import Section
from fsqca.report.parts import Heading, Note, Part, Table, Text

#: A table with more rows is in the files of the study only.
MOST_ROWS = 400
#: A longer list of cases is neither printed nor in documents.
MOST_PRINTED = 100
#: Parameters of fit as words, where they are the labels of rows.
_MEASURES = {"pri": "PRI", "raw_coverage": "raw coverage", "unique_coverage": "unique coverage"}
_SHARES = (
    "In some, in all: shares in which the term is in at least one, or in every one, of the models found "
    "equally good."
)
_ALONE = (
    "Found: the share in which the model is among those found. Alone: the share in which it is the only one."
)
_CODES = "Coded 1, 0, C, ?: the share in which the row has this code."


@dataclass(frozen=True, slots=True)
class _Step:
    """A step: its heading, why it is taken, its tables with their captions, and the notes under them."""

    heading: str
    why: str
    tables: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)


#: The steps of a study, in the order of the chapter.
_STEPS = {
    "sensitivity": _Step(
        "How far every decision can move",
        "Each cut-off and each anchor is moved while all others stay, up to where the set of models changes.",
        {
            "sensitivity": "Ranges in which the models stay the same",
            "sensitivity_changes": "What changes beyond each end",
        },
        {
            "sensitivity": (
                "Today: the value in the study. Lower, upper: the ends of the range; closed: the end itself "
                "belongs to it. Proved: no value within was passed over; otherwise values were sampled."
            ),
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
        {
            "protocol": (
                "RF_cov: coverage of the robust core as a share of that of the model. RF_cons: consistency "
                "of the model as a share of that of the core. RF_SC: how far the model coincides with what "
                "all test solutions share (minTS) and with what any of them covers (maxTS). RCR: share of "
                "the typical and of the deviant cases that are robust. RCC_rank: "
                "1 is best, 4 worst."
            ),
            "protocol_cases": (
                "Robust: in the model and in every test solution. Shaky: in the model, not in some test "
                "solution. Possible: in some test solution, not in the model."
            ),
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
            "resampling_failures": "Resamples that failed",
        },
        {
            "resampling_terms": _SHARES,
            "resampling_models": _ALONE,
            "resampling_rows": _CODES,
            "resampling_fit": (
                "Low, high: ends of the percentile interval. BCa: of the bias-corrected and accelerated one."
            ),
            "resampling_cases": (
                "Same absent, same present: share of the resamples without and with the case that give the "
                "same models. Difference: the first less the second."
            ),
        },
    ),
    "leave_one_out": _Step(
        "One case left out",
        "Each case is left out in turn.",
        {
            "leave_one_out_cases": "Cases by their influence",
            "leave_one_out_terms": "How often each term is found",
            "leave_one_out_models": "How often each model is found",
            "leave_one_out_rows": "How often each row has each code",
            "leave_one_out_fit": "Parameters of fit without each case",
            "leave_one_out_failures": "Cases without which the analysis failed",
        },
        {
            "leave_one_out_cases": (
                "Gone, new: terms that are in no model, or in a model, only without the case. Change: the "
                "largest change of a parameter of fit of the model in the study."
            ),
            "leave_one_out_terms": _SHARES,
            "leave_one_out_models": _ALONE,
            "leave_one_out_rows": _CODES,
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
        {
            "permutation": (
                "p: the share of shuffles, the observed outcome among them, that are at least as consistent. "
                "The next four adjust it for the number of tests; all hold for terms named before the "
                "data were seen. Search counted: the share of shuffles whose own solution has a term with at "
                "least this product of consistency and coverage."
            ),
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
        {
            "validation": (
                "The fit in all cases is that of the study. Inside, outside: means in the cases that "
                "gave a solution and in the others. Optimism: the difference of the two."
            ),
            "validation_terms": _SHARES,
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
        {
            "measurement_error_terms": (
                "Share: of the draws in which the term is in some model. Certain: of those in which it is in "
                "every model."
            ),
            "measurement_error_models": (
                "Share: of the draws in which the model is among those found. Alone: it is the only one."
            ),
            "measurement_error_rows": f"{_CODES} Kept: the share in which it has that of the analysis.",
            "measurement_error_cases": (
                "Moved: the share of draws in which the case is in another row. Outcome changed: in which it "
                "is on the other side of the outcome."
            ),
        },
    ),
}


#: Steps whose words name cases.
_NAMING = ("leave_one_out", "protocol")


def robustness_section(m: Material) -> Section:
    """Return the chapter on robustness: whatever steps the result holds."""
    frames = dict(m.result.robustness)
    if not m.of_cases:
        frames = without_cases(frames)
    parts: list[Part | str] = []
    if "sweep" in frames:
        parts += _sweep(m, frames.pop("sweep"))
    for name, step in _STEPS.items():
        own = {key: frames.pop(key) for key in list(frames) if key == name or key.startswith(f"{name}_")}
        if own or name in m.result.robustness_results:
            parts += _step(m, name, step, own)
    for name, frame in frames.items():
        if not name.startswith("group"):
            shown = frame if m.of_cases else _unnamed(m, frame)
            if shown is not None:
                parts += _table(m, shown, _caption(name), folded=len(frame) > 20)
    if not parts:
        parts.append(
            "No test of robustness is part of this study, so nothing can be said about how the solutions "
            "depend on its decisions. A table [robustness.sweep] in the study file asks for other cut-offs."
        )
    return Section("Robustness", tuple(parts))


def not_done(m: Material) -> dict[str, list[str]]:
    """Return the notes of the result on steps that could not be done for a group, by step."""
    return {
        name: [note for note in m.result.notes if note.startswith(f"{name}, ")]
        for name in (*_STEPS, "sweep", "comparison")
    }


def _step(m: Material, name: str, step: _Step, frames: dict[str, pd.DataFrame]) -> list[Part | str]:
    parts: list[Part | str] = [Heading(step.heading), step.why]
    said = {
        group: _words(m, name, one)
        for group, one in m.result.robustness_results.get(name, {}).items()
        if hasattr(one, "paragraph") and (m.of_cases or name not in _NAMING)
    }
    said, last = _said_once(said)
    parts += [Text(text) for text in m.said(said)]
    if last:
        parts.append(Text(last))
    missed = [note.removeprefix(f"{name}, ") for note in not_done(m)[name]]
    parts += [Note(f"{note[:1].upper()}{note[1:]}") for note in m.notes(missed)]
    ordered = {key: frames[key] for key in step.tables if key in frames}
    for key, frame in {**ordered, **frames}.items():
        if len(frame) == 0:
            continue
        first = key == next(iter(ordered), key)
        notes = (step.notes[key],) if key in step.notes else ()
        caption = step.tables.get(key, _caption(key))
        parts += _table(m, frame, caption, notes, folded=not first or len(frame) > 40)
    return parts


def _words(m: Material, name: str, result: Any) -> str:
    """Return the paragraph of a result; ranges that stand above in this chapter are not said again."""
    text = str(result.paragraph())
    ranges = getattr(result, "regions", None)
    if name == "protocol" and ranges is not None and "sensitivity" in m.result.robustness_results:
        text = " ".join(text.replace(ranges.paragraph(), "").split())
    return text


def _said_once(texts: dict[str, str]) -> tuple[dict[str, str], str]:
    """Return texts without the sentences that all of them end with, and these sentences."""
    if len(texts) < 2:
        return texts, ""
    split = {name: text.split(". ") for name, text in texts.items()}
    shared: list[str] = []
    while all(len(own) > 1 for own in split.values()) and len({own[-1] for own in split.values()}) == 1:
        shared.insert(0, next(iter(split.values()))[-1])
        split = {name: own[:-1] for name, own in split.items()}
    if not shared:
        return texts, ""
    return {name: f"{'. '.join(own)}." for name, own in split.items()}, ". ".join(shared)


def _caption(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _unnamed(m: Material, frame: pd.DataFrame) -> pd.DataFrame | None:
    """Return the table of a step of somebody's own without what could name a case; None if its rows do."""
    if any("case" in str(level) for level in frame.index.names):
        return None
    if any(m.names_a_case(str(label)) for label in frame.index):
        return None
    kept = [
        place
        for place, column in enumerate(frame.columns)
        if "case" not in str(column) and not any(m.names_a_case(str(value)) for value in frame.iloc[:, place])
    ]
    return frame.iloc[:, kept]


def _table(
    m: Material, frame: pd.DataFrame, caption: str, notes: tuple[str, ...] = (), *, folded: bool
) -> list[Part | str]:
    if len(frame) > MOST_ROWS:
        rows = counted(len(frame), "row")
        return [Note(f"{caption}: {rows}, too many for a page. The table is among the files of the study.")]
    shown = frame
    for level in ("measure", "parameter"):
        if level in frame.index.names:
            shown = shown.rename(index=_MEASURES, level=level if frame.index.nlevels > 1 else None)
    names = frame.index.names
    if m.single and "group" in names and len(names) > 1:
        shown = shown.droplevel("group")
    listed = any(str(level) == "case" for level in names)
    search = "Find a case" if listed else ""
    printed = not listed or len(shown) <= MOST_PRINTED
    return [Table(shown, caption, notes, folded=folded, search=search, printed=printed, own=m.conditions)]


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
                ("Same: the models are those of the analysis. Among: those of the analysis are among them.",),
                folded=True,
                search="Find a model",
            )
            for group, part in by_group.items()
        ),
        Note(
            "That a model stays the same says that it does not depend on these cut-offs, not that it is true."
        ),
    ]


__all__ = ["not_done", "robustness_section"]
