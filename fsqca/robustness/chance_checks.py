"""What can be shuffled: solutions with cases behind them, groups, and outcomes that differ."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed
from fsqca._types import Floats, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.minimization.solution import Solution
from fsqca.truth_table.settings import Evidence
from fsqca.truth_table.table import TruthTable


def evidence_of(table: TruthTable) -> Evidence:
    """Return the cases behind a table, or raise where it has none."""
    if table.evidence is None:
        reason = (
            f"because the data were scanned in pieces ({table.settings.source}): build it from data in memory"
            if table.scan is not None
            else "because it was not made from data"
        )
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
    settings = solution.settings
    asked = [
        name
        for name in ("implicant_consistency", "model_consistency", "model_coverage")
        if getattr(settings, name) > 0
    ]
    if asked:
        raise ArgumentError(
            f"The solution was minimized with {listed(asked)}. That looks at the data during minimization, "
            "which shuffles cannot repeat: test a solution without."
        )


def check_groups(groups: object, evidence: Evidence) -> Ints | None:
    """Return the groups as numbers from 0 on, one per case."""
    if groups is None:
        return None
    cases = evidence.sets.cases
    if isinstance(groups, str):
        raise ArgumentTypeError(
            f"groups must hold one value per case, not the name {groups!r}: pass the column itself, such as "
            f"data[{groups!r}]."
        )
    if isinstance(groups, pd.Series):
        without = cases[~cases.isin(groups.index)]
        if len(without):
            raise ArgumentError(
                f"groups has no value for {counted(len(without), 'case')}: {listed(without)}. Its index must "
                "hold the case ids."
            )
        if not groups.index.is_unique:
            raise ArgumentError("groups has the same case id more than once in its index.")
        values = groups.loc[cases]
    else:
        if not hasattr(groups, "__len__") or not hasattr(groups, "__iter__"):
            raise ArgumentTypeError(f"groups must hold one value per case, not {groups!r}.")
        values = pd.Series(list(groups), dtype=object)
        if len(values) != len(cases):
            raise ArgumentError(
                f"groups has {counted(len(values), 'value')}, but the truth table has "
                f"{counted(len(cases), 'case')}."
            )
    if values.isna().any():
        absent = [case for case, no in zip(cases, values.isna(), strict=True) if no]
        raise ArgumentError(f"groups is missing for {counted(len(absent), 'case')}: {listed(absent)}.")
    codes, _ = pd.factorize(values)
    return codes.astype(np.int64)


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
