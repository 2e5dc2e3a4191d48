"""What can be shuffled: solutions with cases behind them, groups, and outcomes that differ."""

from __future__ import annotations

import numpy as np

from fsqca._checks import counted, listed
from fsqca._types import Floats, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.minimization.solution import Solution
from fsqca.robustness.run_checks import asked_of_data, read_groups
from fsqca.truth_table.settings import Evidence
from fsqca.truth_table.table import TruthTable


def evidence_of(table: TruthTable) -> Evidence:
    """Return the cases behind a table, or raise where it has none."""
    if table.evidence is None:
        if table.scan is not None:
            reason = (
                f"because the data were scanned in pieces ({table.settings.source}): build it from data in "
                "memory"
            )
        elif table.sums is not None:
            reason = (
                "because it was restored from a file, which keeps sums and not cases: build it anew from the "
                "data"
            )
        else:
            reason = "because it was not made from data"
        raise ArgumentError(
            f"The truth table has no cases behind it whose outcome could be shuffled, {reason}."
        )
    return table.evidence


def check_solution(solution: object) -> None:
    """Raise unless it is a solution that shuffles can repeat."""
    if not isinstance(solution, Solution):
        more = (
            " Of the result of solve() pass one, such as .parsimonious." if hasattr(solution, "chart") else ""
        )
        raise ArgumentTypeError(
            f"solution must be the result of minimize(), not {type(solution).__name__}.{more}"
        )
    asked = asked_of_data(solution.settings)
    if asked:
        raise ArgumentError(
            f"The solution was minimized with {listed(asked)}. That looks at the data during minimization, "
            "which shuffles cannot repeat: test a solution without."
        )


def check_groups(groups: object, data: object, evidence: Evidence) -> Ints | None:
    """Return the groups as numbers from 0 on, one per case."""
    members = read_groups(groups, data, evidence.sets.cases)
    if not members:
        return None
    numbers = np.empty(len(evidence.outcome), dtype=np.int64)
    for number, own in enumerate(members.values()):
        numbers[own] = number
    return numbers


def check_variation(outcome: Floats, groups: Ints | None, name: str) -> None:
    """Raise if every shuffle is the same."""
    if len(outcome) < 2:
        raise DataError("There is one case only, so there is nothing to shuffle.")
    if outcome.min() == outcome.max():
        raise DataError(
            f"The outcome {name} is {outcome[0]:g} for all {len(outcome)} cases, so shuffling it changes "
            "nothing."
        )
    if groups is not None and not any(
        outcome[groups == group].min() < outcome[groups == group].max() for group in np.unique(groups)
    ):
        raise DataError(
            f"Within every one of the {counted(int(groups.max()) + 1, 'group')} all cases have the same "
            f"outcome {name}, so shuffling it there changes nothing. Take larger groups."
        )
