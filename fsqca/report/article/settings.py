"""The settings of results as sentences for the notes below a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fsqca._checks import counted, left_out_note, listed

if TYPE_CHECKING:
    from fsqca.minimization.solution import Solution
    from fsqca.truth_table.table import TruthTable

_CROSSOVER = {
    "unassigned": "cases with a membership of exactly 0.5 in a condition belong to no configuration",
    "raise": "no case has a membership of exactly 0.5 in a condition",
    "above": "memberships of exactly 0.5 in a condition were raised to 0.501",
    "below": "memberships of exactly 0.5 in a condition were lowered to 0.499",
    "drop": "cases with a membership of exactly 0.5 in a condition were left out",
}
TIES = {
    "minimum": "models with the fewest prime implicants",
    "irredundant": "all irredundant models",
}


def sentence(text: str) -> str:
    """Return text that begins with a capital and ends with a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def table_notes(table: TruthTable) -> list[str]:
    """Return the settings of a truth table: cases, weights, cut-offs, crossover, what was left out."""
    settings = table.settings
    if table.sums is None:
        notes = ["The truth table was given without data."]
        if table.changes:
            notes += change_notes(table)
        return notes
    coding = settings.coding
    cuts = f"Cut-offs: consistency ≥ {coding.consistency:g}, "
    cuts += f"PRI ≥ {coding.pri:g}, " if coding.pri else "none for PRI, "
    cuts += f"frequency ≥ {coding.frequency:g}"
    if coding.contradiction is not None:
        cuts += f"; contradictions from a consistency of {coding.contradiction:g}"
    notes = [_cases(table), f"{cuts}."]
    if settings.crossover is not None:
        rule = _CROSSOVER[settings.crossover]
        if table.crossover_cases:
            rule += f": {counted(len(table.crossover_cases), 'case')} ({listed(table.crossover_cases)})"
        notes.append(sentence(f"crossover: {rule}"))
    notes += [f"{name} is defined only where {where}." for name, where in settings.defined]
    if table.dropped:
        notes.append(left_out_note(table.dropped))
    return notes + change_notes(table)


def _cases(table: TruthTable) -> str:
    if table.evidence is not None:
        text = f"N = {len(table.evidence.outcome)} cases"
    elif table.scan is not None:
        text = f"N = {table.n.sum():g} cases in the rows of the truth table"
    else:
        text = f"N = {table.n.sum():g} in the rows of the truth table"
    if table.settings.weights is not None:
        total = (
            ""
            if table.evidence is None or table.evidence.weights is None
            else (f", sum {table.evidence.weights.sum():g}")
        )
        text += f", weighted by {table.settings.weights}{total}"
    return f"{text}."


def change_notes(table: TruthTable) -> list[str]:
    """Return the codes that were changed by hand, with their reasons."""
    return [
        sentence(f"row {one.row} was changed by hand from {one.before} to {one.after}: {one.why}")
        for one in table.changes
        if one.outcome == table.settings.outcome
    ]


def solution_notes(*solutions: Solution) -> list[str]:
    """Return how solutions of one truth table were made: expectations, exclusions, ties."""
    first = solutions[0].settings
    notes = []
    intermediate = [one for one in solutions if one.kind == "intermediate"]
    if intermediate:
        given = intermediate[0].settings.expectations
        notes.append(
            f"Directional expectations: {'; '.join(given)}."
            if given
            else "There were no directional expectations."
        )
    for word, items in (("Excluded", first.exclude), ("Assumed to be positive", first.assume)):
        rows = [str(item) for item in items if isinstance(item, int)]
        terms = [str(item) for item in items if not isinstance(item, int)]
        parts = ([f"rows {', '.join(rows)}"] if rows else []) + (
            [f"remainders in {', '.join(terms)}"] if terms else []
        )
        if parts:
            notes.append(f"{word}: {'; '.join(parts)}.")
    if "C" in first.include:
        notes.append("Contradictory rows could be covered.")
    for name, least in (
        ("implicant consistency", first.implicant_consistency),
        ("model consistency", first.model_consistency),
        ("model coverage", first.model_coverage),
    ):
        if least:
            notes.append(f"Least {name}: {least:g}.")
    if first.row_dominance:
        notes.append("Dominated prime implicants were left out before models were looked for.")
    numbers = "; ".join(
        f"{one.kind} {'' if one.n_models_exact else 'at least '}{counted(one.n_models, 'model')}"
        for one in solutions
    )
    notes.append(sentence(f"{TIES[first.ties]}: {numbers}"))
    return notes


def advice_of(*solutions: Solution) -> list[str]:
    """Return what the solutions themselves tell a reader, each once."""
    return list(dict.fromkeys(sentence(text) for one in solutions for text in one.advice))


def weights_note(low: float, high: float, whole: float) -> str:
    """Return the note that cases are weighted."""
    return f"Cases are weighted: weights from {low:g} to {high:g}, sum {whole:g}."


__all__ = ["TIES", "advice_of", "change_notes", "sentence", "solution_notes", "table_notes", "weights_note"]
