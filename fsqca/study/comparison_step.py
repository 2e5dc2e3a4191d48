"""The step of a study that holds its groups against each other: the analyses that were made, compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from fsqca.errors import ArgumentError
from fsqca.groups.labels import POOLED
from fsqca.groups.result import ComparisonSettings, GroupAnalysis, GroupComparison
from fsqca.study.robustness_steps import StepResult
from fsqca.study.sections_robustness import RobustnessSection
from fsqca.study.study import negation

if TYPE_CHECKING:
    from fsqca.study.result import StudyResult

_CUTOFFS = ("consistency", "pri", "frequency", "contradiction")


def comparison(result: StudyResult) -> StepResult:
    """Return the comparison of the groups, and its test where the study asks for one."""
    own = result.study.groups.comparison
    if own is None:
        return StepResult({})
    found = comparison_of(result)
    frames = {
        "groups": found.table.reset_index().set_index(["group", "model"]),
        "group_terms": found.terms.set_index(["group", "term"]),
        "group_patterns": found.patterns,
        "group_fit_across": found.cross_fit.set_index(["source", "target", "model", "term"]),
        "group_rows_apart": found.rows_apart,
    }
    results: dict[str, Any] = {"comparison": found}
    if own.permutations:
        seed = (result.study.robustness or RobustnessSection()).seed
        test = found.test(own.permutations, n_bootstrap=own.n_resamples, seed=seed, progress=False)
        results["test"] = test
        frames["group_test"] = test.table
        frames["group_test_solutions"] = test.solutions
    return StepResult(frames, results)


def comparison_of(result: StudyResult) -> GroupComparison:
    """Return the groups of a study held against each other, for the outcome; nothing is solved twice."""
    study = result.study
    names = result.single_groups
    if len(names) < 2:
        raise ArgumentError(f"There is one group only, {names[0]!r}, so there is nothing to compare.")
    if POOLED in names:
        raise ArgumentError(
            f"A group is called {POOLED!r}, the name of all groups together in a comparison. Give it another "
            "name in [groups.names]."
        )
    of_group = {case: name for name in names for case in result.groups[name].index}
    every = pd.concat([result.groups[name] for name in names])
    order = [case for case in result.data.data.index if case in of_group]
    every = every.loc[order]
    outcome = study.analysis.outcome
    pooled = study.groups.pooled
    same = pooled in result.groups and len(result.groups[pooled]) == len(every)
    expected = study.expectations_of(outcome)
    kind = study.groups.comparison and study.groups.comparison.solution
    made = {name: _analysis(result, name, name, result.groups[name], made=True) for name in names}
    whole = _analysis(result, POOLED, pooled, every, made=same)
    first = whole.table(str(outcome)) or next(iter(whole.tables.values()))
    cutoffs = {name: study.cutoffs.of(name) for name in names} | {POOLED: study.cutoffs.of(pooled)}
    return GroupComparison(
        settings=ComparisonSettings(
            outcome=first.settings.outcome,
            conditions=tuple(study.analysis.conditions),
            by=f"column {study.data.group!r}",
            crossover=cast("Any", study.cutoffs.crossover),
            missing=cast("Any", study.analysis.missing),
            weights=None,
            own={name: tuple((key, cuts.get(key)) for key in _CUTOFFS) for name, cuts in cutoffs.items()},
        ),
        outcome=first.settings.outcome,
        kind=cast("Any", kind or ("intermediate" if expected else "parsimonious")),
        analyses=made,
        pooled=whole,
        unlabelled=tuple(case for case in result.groups.get(pooled, every).index if case not in of_group),
    )


def _analysis(result: StudyResult, name: str, group: str, data: pd.DataFrame, *, made: bool) -> GroupAnalysis:
    """Return the analysis of a group for the outcome and its negation: that of the study where it is made."""
    from fsqca.study.running import solved, tabulated

    study = result.study
    outcome = study.analysis.outcome
    tables, solutions = {}, {}
    for own in (outcome, negation(outcome)):
        if made and own in result.solutions:
            table, found = result.truth_tables[own][group], result.solutions[own][group]
        else:
            table = tabulated(study, data, own, group)
            found = solved(study, table, own, group)
        tables[table.settings.outcome] = table
        solutions[table.settings.outcome] = found
    return GroupAnalysis(name, len(data), tables, solutions, "")


__all__ = ["comparison", "comparison_of"]
