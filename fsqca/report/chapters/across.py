"""The chapter on groups: what holds in one of them and elsewhere."""

from __future__ import annotations

from typing import Any

import pandas as pd

from fsqca import report
from fsqca._checks import counted
from fsqca._display import number_text
from fsqca.groups import ComparisonSettings, GroupAnalysis, GroupComparison, GroupTest
from fsqca.groups.labels import POOLED
from fsqca.report.chapters.material import Material
from fsqca.report.page import Section
from fsqca.report.parts import Heading, Part, Table
from fsqca.report.sentences import and_list

#: Pairs of groups that can be told apart in a figure and read in a sentence; more are in the table only.
MOST_PAIRS = 5


def groups_section(m: Material) -> Section | None:
    """Return the chapter on groups, None where there are none."""
    names = m.result.single_groups
    if len(names) < 2:
        return None
    parts: list[Part | str] = [
        (
            "Do the recipes found in one group hold in the others? The terms of each solution are "
            "evaluated in the data of every group, without another search."
        )
    ]
    for outcome in m.result.study.outcomes:
        parts += _crossed(m, outcome)
    comparison = comparison_of(m)
    if comparison is not None:
        parts += _compared(m, comparison)
    test = m.result.robustness_results.get("comparison", {}).get("test")
    if isinstance(test, GroupTest):
        parts += _tested(test)
    return Section("Groups compared", tuple(parts))


def _crossed(m: Material, outcome: str) -> list[Part | str]:
    parts: list[Part | str] = []
    for kind, pairs in m.result.across.get(outcome, {}).items():
        if kind != m.kind or not pairs:
            continue
        fits = {f"From {source}, in {target}": fit for (source, target), fit in pairs.items()}
        whole = {name: pd.Series(fit.table.loc["solution"]) for name, fit in fits.items()}
        texts = _whole_fits(whole)
        parts += [
            f"The {kind} solutions for {outcome} as a whole: {texts}.",
            Table(
                report.compare_fits(fits),
                f"Fit of each group’s {kind} solution for {outcome} in every group",
                (
                    (
                        "Evaluated in the memberships as calibrated; where a truth table takes "
                        "memberships of 0.5 as another value, numbers may differ from those above in the "
                        "third decimal."
                    ),
                ),
                folded=outcome != m.outcome,
            ),
        ]
        if outcome == m.outcome:
            parts += m.picture(
                "across",
                "The same numbers as a figure.",
                f"Dot plots of consistency, PRI and raw coverage. {texts}.",
            )
    return parts


def _whole_fits(whole: dict[str, pd.Series]) -> str:
    """Return the fit of each whole solution in each group; of many, the lowest and the highest."""
    if len(whole) <= MOST_PAIRS:
        return "; ".join(
            f"{_lower(name)}: consistency {number_text(row['consistency'])}, coverage "
            f"{number_text(row['raw_coverage'])}"
            for name, row in whole.items()
        )
    said = []
    for column, word in (("consistency", "consistency"), ("raw_coverage", "coverage")):
        values = pd.Series({name: row[column] for name, row in whole.items()}).dropna()
        if len(values) == 0:
            said.append(f"{word} is undefined in every group")
            continue
        low, high = str(values.idxmin()), str(values.idxmax())
        said.append(
            f"{word} between {number_text(float(values.min()))} ({_lower(low)}) and "
            f"{number_text(float(values.max()))} ({_lower(high)})"
        )
    return f"of {len(whole)} pairs of a solution and a group, {'; '.join(said)}"


def _lower(name: str) -> str:
    return f"{name[:1].lower()}{name[1:]}"


def comparison_of(m: Material) -> GroupComparison | None:
    """Return the analyses of the study as a comparison of groups; None without an analysis of all cases."""
    result = m.result
    pooled = [name for name in result.groups if name not in result.single_groups]
    if not pooled:
        return None

    def analysis(name: str, label: str) -> GroupAnalysis:
        tables = {outcome: by[name] for outcome, by in result.truth_tables.items()}
        return GroupAnalysis(
            label,
            len(result.groups[name]),
            {table.settings.outcome: table for table in tables.values()},
            {tables[outcome].settings.outcome: by[name] for outcome, by in result.solutions.items()},
            "",
        )

    study = result.study
    own: dict[str, tuple[tuple[str, Any], ...]] = {
        (POOLED if name == pooled[0] else name): tuple(
            (key, value) for key, value in study.cutoffs.of(name).items() if key != "crossover"
        )
        for name in result.groups
    }
    settings = ComparisonSettings(
        outcome=m.outcome,
        conditions=tuple(study.analysis.conditions),
        by=study.data.group or "",
        crossover=study.cutoffs.crossover,  # type: ignore[arg-type]
        missing=study.analysis.missing,  # type: ignore[arg-type]
        weights=None,
        own=own,
    )
    return GroupComparison(
        settings=settings,
        outcome=result.truth_tables[m.outcome][pooled[0]].settings.outcome,
        kind=m.kind,  # type: ignore[arg-type]
        analyses={name: analysis(name, name) for name in result.single_groups},
        pooled=analysis(pooled[0], POOLED),
    )


def _compared(m: Material, comparison: GroupComparison) -> list[Part | str]:
    patterns = comparison.patterns.drop(columns=["name"])
    apart = comparison.rows_apart
    shown = apart if m.of_cases else apart.drop(columns=["cases", "why"])
    parts: list[Part | str] = [
        Heading("Patterns across groups"),
        _pattern_words(comparison),
    ]
    if len(patterns):
        parts.append(
            Table(
                patterns.drop(columns=[] if (patterns["within"] != "").any() else ["within"]),
                f"Terms with the same core conditions, across groups ({m.outcome})",
                own=_own(m),
            )
        )
        terms = comparison.terms.set_index(["group", "term"]).rename(columns={"models": "in_models"})
        parts.append(Table(terms, f"Each term and the terms of other groups ({m.outcome})", folded=True))
    if len(apart):
        kinds = apart["kind"].value_counts().to_dict()
        words = and_list([f"{n} {kind}" for kind, n in kinds.items()])
        parts += [
            f"Truth table rows that groups do not code alike: {words}.",
            Table(shown, f"Rows that groups do not code alike ({m.outcome})", folded=True, own=_own(m)),
        ]
    else:
        parts.append("All groups code every row alike.")
    return parts


def _own(m: Material) -> tuple[str, ...]:
    """Return the names of sets and groups, which stand in tables as they are."""
    return (*m.conditions, *map(str, m.result.groups))


def _pattern_words(comparison: GroupComparison) -> str:
    counts = comparison.terms["relation"].value_counts().to_dict()
    if not counts:
        return "No group has a model, so there is no pattern to compare."
    words = {
        "identical": "identical to a term of another group",
        "nested": "nested in one, or around it",
        "overlapping": "overlapping with one",
        "unique": "unlike any",
    }
    said = [f"{n} {words.get(str(kind), str(kind))}" for kind, n in counts.items()]
    total = sum(counts.values())
    first = next(iter(counts.values()))
    said[0] = f"{first} {'is' if first == 1 else 'are'} {said[0].split(' ', 1)[1]}"
    return (
        f"Of {counted(total, 'term')} of the groups’ {comparison.kind} solutions, {and_list(said)}. A "
        "pattern gathers terms with the same core conditions."
    )


def _tested(test: GroupTest) -> list[Part | str]:
    """Return what a test of the groups says: its verdict, and its numbers."""
    return [
        Heading("Is there more of a difference than chance gives?"),
        test.verdict,
        Table(test.solutions, "Whole solutions: what is lost when they cross groups", test.notes),
        Table(test.terms.set_index("term"), "Differences of terms between groups", folded=True),
        Table(test.rows.set_index("row"), "Differences in the consistency of rows", folded=True),
    ]


__all__ = ["comparison_of", "groups_section"]
