"""What stands out in a truth table, in words: no positive row, constant sets, cases on the crossover."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fsqca._checks import counted, listed
from fsqca.truth_table.coding import CODES, POSITIVE, REMAINDER
from fsqca.truth_table.settings import CROSSOVER_STEP

if TYPE_CHECKING:
    from fsqca.truth_table.table import TruthTable


def advise(table: TruthTable) -> list[str]:
    """Return sentences about what a truth table says and does not say."""
    notes: list[str] = []
    counts = {code: int((table.codes == code).sum()) for code in CODES}
    if counts[POSITIVE] == 0:
        text = "No configuration is sufficient for the outcome (no row is coded 1)."
        eligible = (table.codes != REMAINDER) & ~np.isnan(table.consistency)
        if eligible.any():
            best = int(np.flatnonzero(eligible)[np.argmax(table.consistency[eligible])])
            pri = "undefined" if np.isnan(table.pri[best]) else f"{table.pri[best]:.3f}"
            text += (
                f" The highest consistency is {table.consistency[best]:.3f} in row {table.numbers[best]}"
                f" (PRI {pri}); cut-offs: {table.settings.coding.describe()}."
                " Look at other conditions and at the calibration before lowering a cut-off."
            )
        elif counts[REMAINDER]:
            text += f" No row has at least {counted(table.settings.coding.frequency, 'case')}."
        elif table.evidence is not None and not len(table.numbers):
            text += " No case belongs to a configuration."
        notes.append(text)
    elif counts["0"] == 0 and counts["C"] == 0:
        notes.append(
            "No row is coded 0: nothing in the data contradicts sufficiency, so the parsimonious "
            'solution is "1" (every configuration) and says nothing.'
        )
    if table.evidence is None:
        return notes
    y = table.evidence.outcome
    if len(y) == 1:
        notes.append("There is only one case: one configuration is observed and every other is a remainder.")
    if not (y > 0.5).any():
        notes.append("The outcome is present (membership above 0.5) in no case.")
    elif not (y < 0.5).any():
        notes.append(
            "The outcome is present (membership above 0.5) in every case: every configuration "
            "looks sufficient."
        )
    values = table.evidence.sets.values
    constant = [
        name
        for j, name in enumerate(table.conditions)
        if len(y) > 1 and bool((values[:, j] == values[0, j]).all())
    ]
    if constant:
        notes.append(f"Constant in all cases, so nothing can be learnt from them: {listed(constant, 10)}.")
    if table.crossover_cases:
        done = {
            "unassigned": "they belong to no configuration but enter every sum",
            "above": f"0.5 was moved to {0.5 + CROSSOVER_STEP:g}",
            "below": f"0.5 was moved to {0.5 - CROSSOVER_STEP:g}",
            "drop": "they were left out",
        }[table.settings.crossover or "unassigned"]
        notes.append(
            f"{counted(len(table.crossover_cases), 'case')} with a membership of exactly 0.5 in a "
            f"condition ({done}): "
            f"{listed(table.crossover_cases)}."
        )
    if table.dropped:
        notes.append(
            f"{counted(len(table.dropped), 'case')} left out because of missing values: "
            f"{listed(table.dropped)}."
        )
    return notes
