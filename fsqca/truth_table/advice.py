"""What stands out in a truth table, in words: no positive row, constant sets, cases on the crossover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from fsqca._checks import counted, listed
from fsqca.truth_table.coding import CODES, POSITIVE, REMAINDER
from fsqca.truth_table.facts import Facts, facts_of
from fsqca.truth_table.history import last_codes
from fsqca.truth_table.settings import CROSSOVER_STEP

if TYPE_CHECKING:
    from fsqca.truth_table.table import TruthTable


def advise(table: TruthTable) -> list[str]:
    """Return sentences about what a truth table says and does not say."""
    notes: list[str] = []
    counts = {code: int((table.codes == code).sum()) for code in CODES}
    if counts[POSITIVE] == 0:
        text = "No configuration is sufficient for the outcome (no row is coded 1)."
        # What was coded by hand is not moved by a cut-off.
        by_hand = np.isin(np.asarray(table.numbers, dtype=object), list(last_codes(table)))
        coded = (table.codes != REMAINDER) & ~np.isnan(table.consistency)
        eligible = coded & ~by_hand
        if eligible.any():
            best = int(np.flatnonzero(eligible)[np.argmax(table.consistency[eligible])])
            pri = "undefined" if np.isnan(table.pri[best]) else f"{table.pri[best]:.3f}"
            text += (
                f" The highest consistency is {table.consistency[best]:.3f} in row {table.numbers[best]}"
                f" (PRI {pri}); cut-offs: {table.settings.coding.describe()}."
                " Look at other conditions and at the calibration before lowering a cut-off."
            )
        elif coded.any():
            text += (
                " All rows that are not remainders were coded by hand, so no consistency or PRI cut-off "
                "makes one positive."
            )
        elif counts[REMAINDER]:
            text += f" No row has at least {counted(table.settings.coding.frequency, 'case')}."
        elif facts_of(table) is not None and not len(table.numbers):
            text += " No case belongs to a configuration."
        notes.append(text)
    elif counts["0"] == 0 and counts["C"] == 0:
        notes.append(
            "No row is coded 0: nothing in the data contradicts sufficiency, so the parsimonious "
            'solution is "1" (every configuration) and says nothing.'
        )
    facts = facts_of(table)
    if facts is not None:
        notes += _case_notes(facts)
    n_crossover = len(table.crossover_cases) if facts is None else facts.n_crossover
    if n_crossover:
        done = {
            "unassigned": "they belong to no configuration but enter every sum",
            "above": f"0.5 was moved to {0.5 + CROSSOVER_STEP:g}",
            "below": f"0.5 was moved to {0.5 - CROSSOVER_STEP:g}",
            "drop": "they were left out",
        }[table.settings.crossover or "unassigned"]
        notes.append(
            f"{counted(n_crossover, 'case')} with a membership of exactly 0.5 in a "
            f"condition ({done}){_named(table.crossover_cases)}."
        )
    n_missing = len(table.dropped) if facts is None else facts.n_missing
    if n_missing:
        notes.append(
            f"{counted(n_missing, 'case')} left out because of missing values{_named(table.dropped)}."
        )
    notes += _weight_notes(table)
    if facts is not None and facts.n_weightless:
        weightless = table.evidence.weightless if table.evidence is not None else ()
        notes.append(f"{counted(facts.n_weightless, 'case')} of weight 0 left out{_named(weightless)}.")
    if table.scan is not None:
        ids = "" if table.scan.kept is not None else ", nor which cases are in a row"
        notes.append(
            f"Scanned in pieces from {table.scan.source.label}: memberships of cases were not kept{ids}."
        )
    elif table.evidence is None and table.case_ids is not None and table.sums is not None:
        notes.append(
            "Read back without the memberships of the cases: deviant_cases is empty because they are not "
            "known, and models have no fit."
        )
    return notes


def _case_notes(facts: Facts) -> list[str]:
    """Return what stands out in the number of cases, the outcome and the conditions."""
    notes: list[str] = []
    if facts.n_cases == 1:
        notes.append("There is only one case: one configuration is observed and every other is a remainder.")
    if not facts.in_outcome:
        notes.append("The outcome is present (membership above 0.5) in no case.")
    elif not facts.out_of_outcome:
        notes.append(
            "The outcome is present (membership above 0.5) in every case: every configuration "
            "looks sufficient."
        )
    if facts.constant:
        notes.append(
            f"Constant in all cases, so nothing can be learnt from them: {listed(facts.constant, 10)}."
        )
    return notes


def _weight_notes(table: TruthTable) -> list[str]:
    """Return that cases are weighted, and where the weighted fit is where it can be found."""
    weights = table.settings.weights
    if weights is None:
        return []
    if table.sums is None and len(table.numbers):
        return ["n is a sum of weights: not all of its values are whole numbers."]
    by = "an array of weights" if weights == "an array" else repr(weights)
    known = table.evidence is not None or table.scan is not None
    return [
        f"Weighted by {by}: n is the sum of the weights of the cases, and the frequency cut-off is compared "
        "with it." + (" fit_of() gives the weighted fit of a model." if known else "")
    ]


def _named(cases: Sequence[object]) -> str:
    """Return the cases as the end of a sentence, nothing where their ids are not known."""
    return f": {listed(cases)}" if cases else ""
