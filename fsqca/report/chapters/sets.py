"""The chapters on sets: calibration with reasons and diagnosis, and necessary conditions."""

from __future__ import annotations

import pandas as pd

from fsqca import report
from fsqca._checks import counted
from fsqca.calibration.advice import ADVICE, HEADINGS, WHY
from fsqca.calibration.diagnosis import Diagnosis
from fsqca.report.chapters.material import Material, stacked
from fsqca.report.page import Section
from fsqca.report.parts import Heading, Part, Table, Text
from fsqca.report.sentences import and_list

_CROSSOVER = {
    "unassigned": "They belong to no row of a truth table.",
    "raise": "The study does not allow any.",
    "above": "They are counted as just inside: 0.5 is taken as 0.501 in the conditions (Fiss 2011).",
    "below": "They are counted as just outside: 0.5 is taken as 0.499 in the conditions.",
    "drop": "They are left out of the truth tables.",
}
_NUMBERS = ["above_half", "floor", "ceiling", "at_half", "distinct", "largest_tie"]


def calibration_section(m: Material) -> Section:
    """Return the chapter on calibration: anchors, reasons, figure, diagnosis, cases at the crossover."""
    sets = m.result.calibrated
    parts: list[Part | str] = []
    if sets is None:
        parts.append(
            "The data hold set memberships already, so the study does not say how they were made: the "
            "anchors and their reasons have to be reported from elsewhere."
        )
    else:
        alike = sets.table.groupby(["method", "anchors", "why"], sort=False)
        rows = {", ".join(map(str, own.index)): key for key, own in alike}
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=["method", "anchors", "why"])
        reasons = int((sets.table["why"] == "").sum())
        parts += [
            "Raw values become memberships by the calibrations below, each with its anchors and the reason "
            "for them."
            + (
                f" {counted(reasons, 'set')} {'has' if reasons == 1 else 'have'} no reason."
                if reasons
                else ""
            ),
            Table(
                frame.rename_axis("sets"),
                "Calibration: method, anchors and their reason; sets that are calibrated alike in one row",
            ),
        ]
        parts += m.picture(
            "calibration",
            "For each set: memberships against raw values, with the calibration curve, the cases (larger "
            "dots are more cases) and the anchors; above, the distribution of raw values; at the right, "
            "that of memberships. Hatched: exactly 0.5.",
            f"{counted(len(sets.table), 'group')} of panels, one per set, each with a histogram of raw "
            f"values, the calibration curve and a histogram of memberships. {_shares(m)}",
        )
    parts += _diagnosed(m)
    parts += _crossover(m)
    return Section("Calibration", tuple(parts))


def _whole(m: Material) -> Diagnosis:
    return list(m.result.diagnosis.values())[-1]


def _shares(m: Material) -> str:
    above = _whole(m).table["above_half"].dropna()  # undefined for sets of several values
    return f"Shares above 0.5: {', '.join(f'{name} {share:.0%}' for name, share in above.items())}."


def _diagnosed(m: Material) -> list[Part | str]:
    diagnosis = _whole(m)
    found = set(diagnosis.findings["kind"])
    absent = [heading.lower() for kind, heading in HEADINGS.items() if kind not in found]
    said = (
        "Nothing stands out."
        if len(absent) == len(HEADINGS)
        else f"Not found: {', '.join(absent)}."
        if absent
        else ""
    )
    numbers = {name: one.table[_NUMBERS] for name, one in m.result.diagnosis.items()}
    return [
        Heading("Diagnosis"),
        "What may trouble an analysis is looked for in every set: skewness, ceilings and floors, memberships "
        "of exactly 0.5, ties, nearly empty sides of the crossover, and anchors beyond the raw values. "
        f"{said}".rstrip(),
        *_findings(diagnosis),
        Table(
            stacked(numbers, "group", "set"),
            "Diagnosis of the sets: share above 0.5, at most 0.05 (floor), at least 0.95 (ceiling); cases at "
            "exactly 0.5; different memberships; most cases with the same one",
        ),
    ]


def _findings(diagnosis: Diagnosis) -> list[Part | str]:
    """Return each kind of finding as a text: where, why it matters, what can be done."""
    texts: list[Part | str] = []
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


def _crossover(m: Material) -> list[Part | str]:
    tables = m.result.truth_tables[m.outcome]
    counts = {name: len(one.crossover_cases) for name, one in tables.items()}
    rule = m.result.study.cutoffs.crossover
    if not any(counts.values()):
        text = "No case has a membership of exactly 0.5 in a condition."
    else:
        numbers = [f"{'' if m.single else f'{name} '}{counted(n, m.unit)}" for name, n in counts.items()]
        text = (
            f"With a membership of exactly 0.5 in at least one condition: {and_list(numbers)}. "
            f"{_CROSSOVER[rule]}"
        )
    return [Heading("On the crossover"), text]


def necessity_section(m: Material) -> Section:
    """Return the chapter on necessary conditions, for the outcome and its negation."""
    own = m.result.study.necessity
    cuts = [f"The cut-off of consistency is {own.consistency:g}."]
    cuts += [
        f"The cut-off of {name} is {cut:g}."
        for name, cut in (("coverage", own.coverage), ("RoN", own.ron))
        if cut
    ]
    parts: list[Part | str] = [
        (
            "A condition is necessary where the outcome does not occur without it. Besides consistency "
            "and coverage, RoN (relevance of necessity, Schneider & Wagemann 2012) tells whether a "
            "condition is more than trivially necessary: it is low where the condition is nearly always "
            f"present. {' '.join(cuts)}"
        )
    ]
    for outcome in m.result.study.outcomes:
        found = m.result.necessity[outcome]
        parts.append(" ".join(m.said({name: report.describe_necessity(one) for name, one in found.items()})))
        frames = {name: one.all_conditions[["consistency", "coverage", "ron"]] for name, one in found.items()}
        wide = next(iter(frames.values())) if m.single else pd.concat(frames, axis=1)
        caption = f"Necessity for {outcome}: every condition and its negation"
        # That nothing passes is said above, with the most consistent condition.
        notes = dict.fromkeys(
            note if m.single else f"{name}: {note}"
            for name, one in found.items()
            for note in one.notes
            if not note.startswith("Nothing reaches the cut-offs.")
        )
        parts.append(Table(wide.rename_axis("condition"), caption, m.notes(list(notes))))
        if own.depth > 1:
            parts += _combinations(m, outcome)
    if m.negated is None:
        parts.append("The negated outcome is not analysed in this study.")
    conditions = list(_passing(m))
    if conditions:
        parts += m.picture(
            "necessity",
            f"{conditions[0]} as a necessary condition for {m.outcome}: cases below the diagonal agree "
            "with it.",
            f"XY plots of membership in {conditions[0]} against {m.outcome}, by group. Consistency of "
            "necessity: "
            + ", ".join(
                f"{name} {one.all_conditions['consistency'].to_dict()[conditions[0]]:.3f}"
                for name, one in m.result.necessity[m.outcome].items()
            )
            + ".",
        )
    return Section("Necessary conditions", tuple(parts))


def _combinations(m: Material, outcome: str) -> list[Part | str]:
    frames = {name: one.verdicts for name, one in m.result.necessity[outcome].items() if len(one.verdicts)}
    if not frames:
        return [f"No combination of conditions passes the cut-offs of necessity for {outcome}."]
    return [
        Table(
            pd.concat(frames, names=["group", "expression"]),
            f"Necessity for {outcome}: combinations of conditions that pass",
            folded=True,
        )
    ]


def _passing(m: Material) -> list[str]:
    """Return the conditions that pass the cut-offs of necessity somewhere."""
    found = m.result.necessity[m.outcome].values()
    passed = dict.fromkeys(
        str(label) for one in found for label in one.all_conditions.index[one.all_conditions["passes"]]
    )
    return list(passed)


def necessity_to_draw(m: Material) -> str | None:
    """Return the condition whose necessity is drawn: the first that passes the cut-offs."""
    passed = _passing(m)
    return passed[0] if passed else None


__all__ = ["calibration_section", "necessity_section", "necessity_to_draw"]
