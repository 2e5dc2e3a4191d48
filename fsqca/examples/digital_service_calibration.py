"""The section of the example's page on calibration: anchors with reasons, figure, diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from fsqca._checks import counted
from fsqca.calibration import Diagnosis, diagnose
from fsqca.calibration.advice import ADVICE, HEADINGS, WHY
from fsqca.examples.digital_service_orientation import OUTCOME, POOLED, Analysis
from fsqca.report import Heading, Note, Picture, Section, Table, Text
from fsqca.report.sentences import and_list

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def calibration_section(a: Analysis, drawn: Mapping[str, Figure | bytes]) -> Section:
    """Return the section on the calibration."""
    ties = pd.DataFrame(
        {name: diagnose(data).table["at_half"] for name, data in a.groups.items()}
    ).rename_axis("set")
    own = a.truth_tables[OUTCOME][POOLED].crossover_cases
    diagnosis = a.sets.diagnose()
    columns = ["above_half", "floor", "ceiling", "at_half", "distinct", "largest_tie"]
    return Section(
        "Calibration",
        (
            (
                "Scores become memberships by the direct method (Ragin 2008). The anchors are points of the "
                "response scale and therefore have a meaning of their own: they do not come from the "
                "sample, and they are the same in both functions, so the pooled calibration is done once "
                f"and then split. The reason: {a.reason}."
            ),
            Table(
                _anchors(a),
                "Anchors (full non-membership / crossover / full membership) and their reason",
            ),
            (
                f"{counted(len(a.sets.dropped), 'respondent')} without a score in some construct "
                f"({and_list(list(map(str, a.sets.dropped)))}) cannot be calibrated and are left out of "
                f"everything that follows, which leaves {len(a.sets.data)}."
            ),
            Picture(
                drawn["calibration"],
                "For each set: memberships against scores, with the calibration curve, the cases (larger "
                "dots are more cases) and the anchors; above, the distribution of scores; at the right, that "
                "of memberships. Hatched: exactly 0.5.",
                "Six groups of panels, one per set, each with a histogram of scores from 1 to 7, an S-shaped "
                "curve through 0.05 at 2, 0.5 at 4 and 0.95 at 6, and a histogram of memberships. "
                + _shares(diagnosis),
            ),
            Heading("Diagnosis"),
            (
                "What may trouble an analysis is looked for in every set: skewness, ceilings and floors, "
                "memberships of exactly 0.5, ties, nearly empty sides of the crossover, and anchors beyond "
                f"the scores. {_found(diagnosis)}"
            ),
            *_findings(diagnosis),
            Table(
                diagnosis.table[columns],
                "The numbers: share above 0.5, at most 0.05 (floor), at least 0.95 (ceiling); cases at "
                "exactly 0.5; different memberships; most cases with the same one",
            ),
            Heading("On the crossover"),
            (
                "On a scale with a midpoint, memberships of exactly 0.5 happen often: "
                f"{counted(len(own), 'respondent')} have one in at least one condition. They are counted as "
                "just inside: 0.5 is taken as 0.501 in the conditions (Fiss 2011). The rule is stated with "
                "the truth tables."
            ),
            Table(ties, "Memberships of exactly 0.5"),
            Heading("Other anchors"),
            _other_anchors(a),
            Table(
                a.other_anchors.table.drop(columns="reference"),
                "What other anchors for one set do to the pooled truth table: share above 0.5; rows with "
                "cases, coded 1, recoded; largest change in consistency; cases that change their row, or "
                "have none",
                folded=True,
            ),
            Note(
                "To calibrate in a way of your own, write a function or a small class; docs/example.md "
                "shows one from end to end."
            ),
        ),
    )


def _anchors(a: Analysis) -> pd.DataFrame:
    """Return the anchors with their reason, sets that are calibrated alike in one row."""
    alike = a.sets.table.groupby(["method", "anchors", "why"], sort=False)
    rows = {", ".join(map(str, own.index)): key for key, own in alike}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["method", "anchors", "why"])
    return frame.rename_axis("sets")


def _other_anchors(a: Analysis) -> str:
    """Return which sets depend most on their anchors."""
    table = a.other_anchors.table
    other = table.drop(index=["as calibrated", "scale labels", "scale ends"], level="suggestion")
    moved = other["cases_moved"].groupby(level="set", sort=False).max()
    recoded = other["rows_recoded"].groupby(level="set", sort=False).max()
    ends = int(table.xs("scale ends", level="suggestion")["rows_recoded"].max())
    return (
        "Anchors can also be read off the numbers: quantiles, clusters of scores. Such anchors describe the "
        "sample and carry no reason, so they are shown for comparison and not used. Put in place of one set "
        f"at a time, they move up to {counted(int(moved.max()), 'respondent')} to another row of the pooled "
        f"truth table (most for {moved.idxmax()}) and recode up to {counted(int(recoded.max()), 'row')} "
        f"(most for {recoded.idxmax()}). The ends of the scale as outer anchors, 1 / 4 / 7, leave the "
        f"crossover where it is, so that nobody moves; they recode "
        f"{counted(ends, 'row') if ends else 'no row'}."
    )


def _shares(diagnosis: Diagnosis) -> str:
    above = diagnosis.table["above_half"]
    return f"Shares above 0.5: {', '.join(f'{name} {share:.0%}' for name, share in above.items())}."


def _found(diagnosis: Diagnosis) -> str:
    """Return what was looked for and not found, in words."""
    found = set(diagnosis.findings["kind"])
    absent = [heading.lower() for kind, heading in HEADINGS.items() if kind not in found]
    if len(absent) == len(HEADINGS):
        return "Nothing stands out."
    return f"Not found: {', '.join(absent)}." if absent else ""


def _findings(diagnosis: Diagnosis) -> list[Text]:
    """Return each kind of finding as a text: where, why it matters, what can be done."""
    texts = []
    for kind in dict.fromkeys(diagnosis.findings["kind"]):
        own = diagnosis.findings[diagnosis.findings["kind"] == kind]
        if kind == "crossover":
            counts = [f"{name} {counted(n, 'case')}" for name, n in zip(own["set"], own["n"], strict=True)]
            where = f"At exactly 0.5: {and_list(counts)}"
        else:
            where = "; ".join(
                f"{name}: {words}" for name, words in zip(own["set"], own["finding"], strict=True)
            )
        texts.append(Text(f"{HEADINGS[kind]}. {where}. {WHY[kind]} {ADVICE[kind]}"))
    return texts
