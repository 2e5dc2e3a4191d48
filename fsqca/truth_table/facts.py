"""What is known of the cases behind a truth table: in memory, scanned, or read back from JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fsqca.errors import DataError

if TYPE_CHECKING:
    from fsqca.truth_table.table import TruthTable


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts of the cases behind a truth table.

    Attributes
    ----------
    n_cases : int
        Cases that enter the sums.
    in_outcome, out_of_outcome : bool
        Whether any case is above, and below, 0.5 in the outcome.
    constant : tuple of str
        Conditions that have the same value in all cases.
    n_crossover, n_missing, n_weightless : int
        Cases with a membership of exactly 0.5 in a condition; cases left out for a missing value, or for a
        weight of 0.
    """

    n_cases: int
    in_outcome: bool
    out_of_outcome: bool
    constant: tuple[str, ...]
    n_crossover: int
    n_missing: int
    n_weightless: int

    def negate(self) -> Facts:
        """Return the same for the negated outcome."""
        return replace(self, in_outcome=self.out_of_outcome, out_of_outcome=self.in_outcome)


def facts_of(table: TruthTable) -> Facts | None:
    """Return what is known of the cases behind a table, None where nothing is."""
    scan, evidence = table.scan, table.evidence
    if scan is not None:
        return Facts(
            scan.n_cases,
            scan.in_outcome > 0,
            scan.out_of_outcome > 0,
            scan.constant,
            scan.n_crossover,
            scan.n_missing,
            scan.n_weightless,
        )
    if evidence is None:
        return table.facts
    y, values = evidence.outcome, evidence.sets.values
    constant = tuple(
        name
        for j, name in enumerate(table.conditions)
        if len(y) > 1 and bool((values[:, j] == values[0, j]).all())
    )
    return Facts(
        len(y),
        bool((y > 0.5).any()),
        bool((y < 0.5).any()),
        constant,
        len(table.crossover_cases),
        len(table.dropped),
        len(evidence.weightless),
    )


def facts_as_json(table: TruthTable) -> dict[str, object] | None:
    """Return the facts as JSON has them."""
    facts = facts_of(table)
    if facts is None:
        return None
    return {name: getattr(facts, name) for name in Facts.__dataclass_fields__} | {
        "constant": list(facts.constant)
    }


def read_facts(given: object, names: tuple[str, ...]) -> Facts | None:
    """Return the facts in JSON, None in a text of an fsqca that did not write them."""
    if given is None:
        return None
    if not isinstance(given, dict) or set(given) != set(Facts.__dataclass_fields__):
        raise DataError(f"facts must be null or an object with {', '.join(Facts.__dataclass_fields__)}.")
    for name in ("n_cases", "n_crossover", "n_missing", "n_weightless"):
        if isinstance(given[name], bool) or not isinstance(given[name], int) or given[name] < 0:
            raise DataError(f"{name} must be a whole number of at least 0, not {given[name]!r}.")
    for name in ("in_outcome", "out_of_outcome"):
        if not isinstance(given[name], bool):
            raise DataError(f"{name} must be true or false, not {given[name]!r}.")
    if not isinstance(given["constant"], list) or not set(given["constant"]) <= set(names):
        raise DataError(f"constant must be a list of conditions, not {given['constant']!r}.")
    return Facts(**(given | {"constant": tuple(given["constant"])}))
