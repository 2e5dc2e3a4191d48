"""What changes when a case leaves: codes of rows and models, from the sums, without going back to the data.

Everything that a truth table says comes from sums over cases. Leaving a case out subtracts its own part; what
is left is coded by the same cut-offs and minimized with the same settings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import counted
from fsqca._frames import Sets, frames_copied
from fsqca._types import CaseId, Floats
from fsqca.errors import DataError, UnknownNameError
from fsqca.expressions import as_expression
from fsqca.minimization import minimize
from fsqca.minimization.settings import SolutionSettings
from fsqca.minimization.solution import Solution
from fsqca.truth_table.coding import code_rows
from fsqca.truth_table.history import kept_on_top
from fsqca.truth_table.settings import Evidence
from fsqca.truth_table.sums import ConfigurationSums
from fsqca.truth_table.table import TruthTable

#: What is left of a sum that is so small, relative to it, is rounding and counts as 0.
ROUNDING = 1e-12


@frames_copied("rows", "models")
@dataclass(frozen=True, eq=False)
class CaseInfluence:
    """What changes when a case leaves.

    Attributes
    ----------
    case : object
        The case id.
    rows : DataFrame
        Index ``row``: the rows whose code changes; columns ``configuration``, ``code`` and ``code_without``
        ("" for a row that is no longer observed), ``n``, ``n_without``, ``consistency``,
        ``consistency_without``, ``pri``, ``pri_without``.
    models : DataFrame
        One row per solution and term that is gained or lost: ``solution``, ``term``, ``change`` ("lost",
        "gained") and ``models``: the names of those that have it. ``"recombined"``: the same terms make other
        models.
    unchanged : tuple of str
        The kinds of solution whose models stay exactly what they are.
    table : TruthTable
        The table without the case.
    solutions : tuple of Solution
        The solutions without the case.
    notes : tuple of str
    """

    case: Any
    rows: pd.DataFrame
    models: pd.DataFrame
    unchanged: tuple[str, ...]
    table: TruthTable
    solutions: tuple[Solution, ...]
    notes: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say in words what changes."""
        found = []
        if len(self.rows) == 0:
            found.append("No row changes its code.")
        for number, row in self.rows.iterrows():
            after = row["code_without"]
            to = f"from {row['code']} to {after}" if after else f"from {row['code']} to unobserved"
            n = "" if row["n"] == row["n_without"] else f"n from {row['n']:g} to {row['n_without']:g}, "
            found.append(
                f"Row {number} ({row['configuration']}) goes {to}: {n}consistency from "
                f"{_number(row['consistency'])} to {_number(row['consistency_without'])}."
            )
        found += [f"The {kind} models stay what they are." for kind in self.unchanged]
        for kind in dict.fromkeys(self.models["solution"].tolist()):
            own = self.models[self.models["solution"] == kind]
            parts = []
            if (own["change"] == "recombined").any():
                parts.append("the same terms make other models")
            for change in ("lost", "gained"):
                terms = own.loc[own["change"] == change, "term"].tolist()
                if terms:
                    parts.append(f"{counted(len(terms), 'term')} {change} ({', '.join(map(str, terms[:5]))})")
            found.append(f"The {kind} models change: {'; '.join(parts)}.")
        return tuple(found)


def _number(value: float) -> str:
    return "undefined" if np.isnan(value) else f"{value:.3f}"


def table_without(table: TruthTable, case: CaseId) -> TruthTable:
    """Return a truth table without one of its cases, from its sums.

    Parameters
    ----------
    table : TruthTable
        With the cases behind it.
    case : object
        The case id.

    Returns
    -------
    TruthTable
        What :func:`fsqca.build_truth_table` makes of the data without the case; but the number of values of a
        condition stays, also where only this case has the highest one.

    Raises
    ------
    DataError
        If the table does not hold its cases, or has no other case.
    UnknownNameError
        If there is no such case.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> data = pd.DataFrame(
    ...     {"A": [0.9, 0.8, 0.2], "Y": [0.9, 0.3, 0.1]}, index=["Ash", "Elm", "Oak"]
    ... )
    >>> table = fq.build_truth_table(data, "Y")
    >>> table.table["out"].to_dict(), table_without(table, "Elm").table["out"].to_dict()
    ({1: '0', 2: '0'}, {1: '0', 2: '1'})
    """
    own = table.evidence
    if own is None or table.sums is None:
        raise DataError(
            "The truth table does not hold its cases, so what changes without one of them cannot be computed."
        )
    where = np.flatnonzero(own.sets.cases == case)
    if len(where) == 0:
        raise UnknownNameError(f"There is no case {case!r} behind the truth table.")
    if len(own.outcome) == 1:
        raise DataError(f"Case {case!r} is the only one behind the truth table: nothing is left without it.")
    at = int(where[0])
    part = replace(table, evidence=_taken(own, np.array([at])))._sums_of(table.corners)
    if part is None:  # pragma: no cover - there is evidence
        raise DataError("The truth table does not hold its cases.")
    whole = table.sums
    sums = ConfigurationSums(
        table.corners,
        _less(np.asarray(whole.n, float), np.asarray(part.n, float)),
        *(_less(a, b) for a, b in ((whole.m, part.m), (whole.my, part.my))),
        *(_less(a, b) for a, b in ((whole.mn, part.mn), (whole.myn, part.myn))),
    )
    kept = np.flatnonzero(sums.n > 0)
    left = ConfigurationSums(
        table.corners[kept], *(getattr(sums, name)[kept] for name in ("n", "m", "my", "mn", "myn"))
    )
    place = np.full(len(table.numbers) + 1, -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    evidence = _taken(own, np.delete(np.arange(len(own.outcome)), at))
    consistency, pri = left.consistency(), left.pri()
    result = replace(
        table,
        numbers=tuple(table.numbers[row] for row in kept.tolist()),
        corners=table.corners[kept],
        n=left.n.astype(np.float64),
        consistency=consistency,
        pri=pri,
        codes=code_rows(left.n, consistency, pri, table.settings.coding),
        sums=left,
        evidence=replace(evidence, position=place[evidence.position]),
        crossover_cases=tuple(one for one in table.crossover_cases if one != case),
        case_ids=None,
    )
    return replace(result, codes=kept_on_top(result.codes, result))


def _less(whole: Floats, part: Floats) -> Floats:
    rest = whole - part
    return np.where(np.abs(rest) <= ROUNDING * np.abs(whole), 0.0, rest)


def _taken(own: Evidence, where: np.ndarray) -> Evidence:
    sets = own.sets
    return Evidence(
        Sets(sets.names, sets.values[where], sets.cases[where], sets.fuzzy, sets.levels, sets.dropped),
        own.outcome[where],
        own.position[where],
        None if own.weights is None else own.weights[where],
        own.weightless,
    )


def influence_of(case: CaseId, table: TruthTable, solutions: Sequence[Solution]) -> CaseInfluence:
    """Return which codes and which models change when a case leaves."""
    without = table_without(table, case)
    rows = _changed_rows(table, without)
    again = tuple(minimized_again(solution, without) for solution in solutions)
    notes, parts, unchanged = [], [], []
    for before, after in zip(solutions, again, strict=True):
        kind = before.kind
        if not (before.complete and after.complete):
            notes.append(
                f"Not all {kind} models are listed, so what is lost and gained is said of those that are."
            )
        old, new = _models(before), _models(after)
        if old == new:
            unchanged.append(kind)
            continue
        terms_before, terms_after = _terms(before), _terms(after)
        for terms, others, change in (
            (terms_before, terms_after, "lost"),
            (terms_after, terms_before, "gained"),
        ):
            parts += [
                {"solution": kind, "term": text, "change": change, "models": models}
                for key, (text, models) in terms.items()
                if key not in others
            ]
        if terms_before.keys() == terms_after.keys():
            parts.append(
                {
                    "solution": kind,
                    "term": "(same terms)",
                    "change": "recombined",
                    "models": f"{before.n_models} before, {after.n_models} after",
                }
            )
    models = pd.DataFrame(parts, columns=["solution", "term", "change", "models"])
    return CaseInfluence(case, rows, models, tuple(unchanged), without, again, tuple(notes))


def _models(solution: Solution) -> set[object]:
    return {model.expression.key for model in solution.models}


def _terms(solution: Solution) -> dict[object, tuple[str, str]]:
    """Return the terms of all models, each with the names of its models."""
    found: dict[object, tuple[str, list[str]]] = {}
    for model in solution.models:
        for term in model.terms:
            found.setdefault(term.key, (str(term), []))[1].append(model.name)
    return {key: (text, ", ".join(names)) for key, (text, names) in found.items()}


def _changed_rows(table: TruthTable, without: TruthTable) -> pd.DataFrame:
    columns = ["configuration", "code", "code_without", "n", "n_without", "consistency"]
    columns += ["consistency_without", "pri", "pri_without"]
    after = {number: at for at, number in enumerate(without.numbers)}
    found: dict[int, list[object]] = {}
    for at, number in enumerate(table.numbers):
        new = after.get(number)
        code = "" if new is None else str(without.codes[new])
        if code == str(table.codes[at]):
            continue
        text = " ".join(map(str, table.corners[at].tolist()))
        nan = float("nan")
        own: list[object] = [text, str(table.codes[at]), code]
        for before, later in (
            (table.n, without.n),
            (table.consistency, without.consistency),
            (table.pri, without.pri),
        ):
            own += [
                float(before[at]),
                (0.0 if before is table.n else nan) if new is None else float(later[new]),
            ]
        found[number] = own
    return pd.DataFrame.from_dict(found, orient="index", columns=columns).rename_axis("row")


def minimized_again(solution: Solution, table: TruthTable) -> Solution:
    """Return the solution of another table of the same conditions, with the settings of the first."""
    own = solution.settings
    return minimize(
        table,
        own.solution,
        expectations=_expectations(own, table) if own.solution == "intermediate" else None,
        exclude=own.exclude,
        include=own.include,
        ties=own.ties,
        max_models=own.max_models,
        row_dominance=own.row_dominance,
        time_limit=own.time_limit,
        max_implicants=own.max_implicants,
        implicant_consistency=own.implicant_consistency,
        model_consistency=own.model_consistency,
        model_coverage=own.model_coverage,
        assume=own.assume,
        progress=False,
    )


def _expectations(own: SolutionSettings, table: TruthTable) -> Any:
    """Return the expectations that the settings hold in words."""
    signs = {"present": "+", "absent": "-", "none": None}
    found: dict[str, Any] = {}
    for text in own.expectations:
        name, _, word = text.rpartition(" ")
        if name in table.conditions and word in signs:
            found[name] = signs[word]
            continue
        braces = re.fullmatch(r"(.*)\{(\d+(?:,\d+)*)\}", text)
        if braces and braces[1] in table.conditions and braces[1] not in found:
            found[braces[1]] = tuple(int(value) for value in braces[2].split(","))
            continue
        # A sequence of expressions was given; expressions are joined, so each stands for itself.
        return [as_expression(one) for one in own.expectations]
    return found
