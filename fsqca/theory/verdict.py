"""The verdict on a theory in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from fsqca._checks import counted
from fsqca.theory.areas import KINDS

#: Cases in an area: all, with the outcome, without it.
Counts: TypeAlias = tuple[int, int, int]

#: The first word of an area's sentence, what it says, and what it says where no configuration is in the area.
_WORDS = {
    "T*S": (
        "Supported",
        "theory and results agree on {}",
        "no configuration is in both: the results do not support the theory",
    ),
    "~T*S": (
        "Extended",
        "the results add {}, which the theory does not expect",
        "no configuration: the results stay within the theory",
    ),
    "T*~S": (
        "Delimited",
        "the theory expects the outcome in {}, the results do not",
        "no configuration: the theory stays within the results",
    ),
    "~T*~S": (
        "Outside",
        "neither theory nor results expect the outcome in {}",
        "no configuration: one or the other expects the outcome everywhere",
    ),
}


def area_sentence(area: str, expression: str, counts: Counts, outcome: str) -> str:
    """Return what an area says of the theory and how many cases are in it."""
    word, full, empty = _WORDS[area]
    number, present, absent = counts
    said = empty if expression == "0" else full.format(expression)
    if number == 0:
        return f"{word} ({area}): {said}" + ("." if expression == "0" else ": no case.")
    with_name, without_name = KINDS[area]
    halves = number - present - absent
    half = f", {halves} with exactly 0.5 in {outcome} (ambiguous)" if halves else ""
    return (
        f"{word} ({area}): {said}: {counted(number, 'case')}, {present} with {outcome} ({with_name}) and "
        f"{absent} without ({without_name}){half}."
    )


def summary_sentence(
    present: int, theory: int, solution: int, counts: Mapping[str, Counts], outcome: str
) -> str:
    """Return how many of the cases with the outcome theory and results cover, each and together."""
    if present == 0:
        return f"No case has {outcome}, so there is nothing to cover."
    return (
        f"Of {counted(present, 'case')} with {outcome} the theory covers {theory} and the results "
        f"{solution}; {counts['T*S'][1]} {'is' if counts['T*S'][1] == 1 else 'are'} covered by both and "
        f"{counts['~T*~S'][1]} by neither."
    )
