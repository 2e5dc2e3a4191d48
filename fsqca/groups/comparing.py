"""Analyse every group and all of them together, under common or own settings."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Unpack

import pandas as pd

from fsqca._checks import check_choice, listed, unknown_names
from fsqca._frames import case_weights
from fsqca._types import Missing
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, FsqcaWarning, UnknownNameError
from fsqca.expressions import Expression, as_expression
from fsqca.groups.labels import POOLED, Grouped, grouped
from fsqca.groups.result import ComparisonSettings, GroupAnalysis, GroupComparison
from fsqca.minimization.analysis import SolveOptions, solve
from fsqca.minimization.expectations import ExpectationsLike, read_expectations
from fsqca.minimization.settings import Kind
from fsqca.truth_table.building import build_truth_table
from fsqca.truth_table.settings import Crossover
from fsqca.truth_table.sums import row_numbers
from fsqca.truth_table.table import TruthTable

#: What may differ from group to group.
OWN_SETTINGS = ("consistency", "pri", "frequency", "contradiction", "expectations", "negated_expectations")


def compare_groups(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str] | None = None,
    *,
    by: object = None,
    expectations: ExpectationsLike | None = None,
    negated_expectations: ExpectationsLike | None = None,
    solution: Kind | None = None,
    consistency: float = 0.8,
    pri: float = 0.0,
    frequency: int = 1,
    contradiction: float | None = None,
    crossover: Crossover = "unassigned",
    missing: Missing = "raise",
    weights: object = None,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    **options: Unpack[SolveOptions],
) -> GroupComparison:
    """Return the analyses of several groups, and of all cases together, held against each other.

    Parameters
    ----------
    data : DataFrame, Calibrated or StudyData, or mapping of group names to such
        Memberships: rows are cases, columns are sets. A mapping holds groups that were calibrated apart.
    outcome : str or Expression
        The outcome; its negation is analysed as well.
    conditions : sequence of str, optional
        Default: all other columns.
    by : str, Series or array
        The groups: a column of the data, a level of its index, or one label per case.
        Left out for a mapping, and for :func:`fsqca.read` data with a group column.
        Groups are in the order of their categories, else sorted.
    expectations, negated_expectations : mapping or sequence of expressions, optional
        Directional expectations for the outcome and for its negation, as for :func:`fsqca.solve`.
    solution : {"conservative", "intermediate", "parsimonious"}, optional
        Which solution the comparison is about; :meth:`GroupComparison.focus` looks at another. Default:
        "intermediate" where expectations are given for the outcome, for all or for some group, else
        "parsimonious".
    consistency, pri, frequency, contradiction, crossover, missing
        As for :func:`fsqca.build_truth_table`, for every group. ``missing="drop"`` also drops cases without
        a label.
    weights : str, Series or array, optional
        A weight per case. A column of this name is no condition.
    settings : mapping of group name to mapping, optional
        What differs in a group or in ``"pooled"``, such as
        ``{"pooled": {"frequency": 5}, "Sales": {"consistency": 0.85}}``; keys are `consistency`, `pri`,
        `frequency`, `contradiction`, `expectations`, `negated_expectations`.
    **options
        Further options of :func:`fsqca.solve`, such as `exclude`.

    Returns
    -------
    GroupComparison
        A group that cannot be analysed, such as one without any complete case, is there with the reason.
        A condition has the values that it has in any group: one that no case of a group has is a remainder
        there.

    Raises
    ------
    ArgumentError, ArgumentTypeError, DataError, UnknownNameError
        If there are fewer than two groups, a case has no label, or an argument is not right for all cases
        together.

    Examples
    --------
    >>> import fsqca as fq
    >>> data = pd.DataFrame(
    ...     {
    ...         "A": [0.9, 0.8, 0.2, 0.1, 0.9, 0.7, 0.3, 0.2],
    ...         "B": [0.7, 0.1, 0.9, 0.3, 0.8, 0.2, 0.6, 0.1],
    ...         "Y": [0.9, 0.9, 0.3, 0.2, 0.9, 0.2, 0.3, 0.1],
    ...         "unit": ["east"] * 4 + ["west"] * 4,
    ...     }
    ... )
    >>> comparison = compare_groups(data, "Y", ["A", "B"], by="unit")
    >>> comparison
    <GroupComparison for Y: 2 groups, 8 cases, parsimonious solutions>
    >>> comparison.terms[["group", "term", "relation"]].to_records(index=False).tolist()
    [('east', 'A', 'nested'), ('west', 'A*B', 'nested')]
    """
    if missing not in ("raise", "drop"):
        check_choice("missing", missing, ("raise", "drop"))
    parts = grouped(data, by, missing)
    if solution is not None:
        check_choice("solution", solution, ("conservative", "intermediate", "parsimonious"))
    target = as_expression(outcome)
    names = _conditions(parts, target, conditions, weights)
    common: dict[str, Any] = {
        "consistency": consistency,
        "pri": pri,
        "frequency": frequency,
        "contradiction": contradiction,
        "expectations": expectations,
        "negated_expectations": negated_expectations,
    }
    own = _own_settings(settings, list(parts.frames), common)
    all_weights = _weights(parts.pooled, weights)
    shared: dict[str, Any] = {"crossover": crossover, "missing": missing}
    pooled = _analysis(POOLED, parts.pooled, target, names, own[POOLED], shared, all_weights, options)
    whole = pooled.tables[str(target)]
    levels = whole.level_counts
    for name in settings or ():
        _check_own(str(name), own[str(name)], whole)
    analyses = {}
    for name, frame in parts.frames.items():
        own_weights = None if all_weights is None else all_weights.loc[frame.index]
        try:
            with warnings.catch_warnings():
                # What is warned of here was said for all cases together.
                warnings.simplefilter("ignore", FsqcaWarning)
                analyses[name] = _analysis(
                    name, frame, target, names, own[name], shared, own_weights, options, levels
                )
        except (DataError, ArgumentError) as error:
            analyses[name] = GroupAnalysis(name, len(frame), {}, {}, str(error))
    expected = any(each["expectations"] is not None for each in own.values())
    kind: Kind = solution or ("intermediate" if expected else "parsimonious")
    made = ComparisonSettings(
        outcome=str(target),
        conditions=tuple(names),
        by=parts.by,
        crossover=crossover,
        missing=missing,
        weights=None if weights is None else weights if isinstance(weights, str) else "an array",
        own={
            name: tuple((key, value) for key, value in given.items() if "expectations" not in key)
            for name, given in own.items()
        },
    )
    first = pooled.table(str(target))
    assert first is not None
    return GroupComparison(
        settings=made,
        outcome=first.settings.outcome,
        kind=kind,
        analyses=analyses,
        pooled=pooled,
        unlabelled=parts.dropped,
    )


def _conditions(
    parts: Grouped, outcome: Expression, conditions: Sequence[str] | None, weights: object
) -> list[str]:
    if conditions is not None:
        return _checked_names(list(conditions) if not isinstance(conditions, str) else [conditions])
    column = weights.name if isinstance(weights, pd.Series) else weights
    beside = {*outcome.used, *parts.beside, *([column] if isinstance(column, str) else [])}
    return _checked_names([str(name) for name in parts.pooled.columns if name not in beside])


def _checked_names(names: list[str]) -> list[str]:
    taken = [name for name in names if name in ("group", "row", "kind", "why")]
    if taken:
        raise ArgumentError(
            f"A condition cannot be named {listed(taken)} here, because comparisons of groups have a column "
            "of their own by that name. Rename it, for example with data.rename(columns=str.upper)."
        )
    return names


def _weights(pooled: pd.DataFrame, weights: object) -> pd.Series | None:
    if weights is None:
        return None
    checked = case_weights(pooled, weights, pooled.index)  # type: ignore[arg-type]
    return pd.Series(checked, index=pooled.index)


def _own_settings(
    settings: Mapping[str, Mapping[str, Any]] | None, groups: list[str], common: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return the settings of every group and of all together."""
    made = {name: dict(common) for name in (*groups, POOLED)}
    if settings is None:
        return made
    if not isinstance(settings, Mapping):
        raise ArgumentTypeError(
            "settings must map group names to what differs there, such as "
            f'{{"{groups[0]}": {{"frequency": 3}}}}, not {type(settings).__name__}.'
        )
    unknown = [name for name in settings if str(name) not in made]
    if unknown:
        raise unknown_names("group", unknown, [*groups, POOLED], "settings")
    for name, own in settings.items():
        if not isinstance(own, Mapping):
            raise ArgumentTypeError(
                f'settings[{name!r}] must be a mapping such as {{"frequency": 3}}, not {type(own).__name__}.'
            )
        wrong = [key for key in own if key not in OWN_SETTINGS]
        if wrong:
            raise ArgumentError(
                f"settings[{name!r}] has {listed(wrong)}, but what may differ between groups is "
                f"{listed(OWN_SETTINGS, 10)}."
            )
        made[str(name)].update(own)
    return made


def _check_own(name: str, own: Mapping[str, Any], table: TruthTable) -> None:
    """Raise where the settings of one group are wrong: a mistake is no finding about the group."""
    try:
        table.recode(**{key: own[key] for key in ("consistency", "pri", "frequency", "contradiction")})
        for key in ("expectations", "negated_expectations"):
            if own[key] is not None:
                read_expectations(own[key], table.conditions, table.level_counts)
    except (ArgumentError, ArgumentTypeError, UnknownNameError) as error:
        raise type(error)(f"settings[{name!r}]: {error}") from error


def _analysis(
    name: str,
    frame: pd.DataFrame,
    outcome: Expression,
    conditions: list[str],
    own: Mapping[str, Any],
    shared: Mapping[str, Any],
    weights: pd.Series | None,
    options: SolveOptions,
    levels: tuple[int, ...] | None = None,
) -> GroupAnalysis:
    cut_offs = {key: own[key] for key in ("consistency", "pri", "frequency", "contradiction")}
    table = build_truth_table(frame, outcome, conditions, weights=weights, **cut_offs, **shared)
    if levels is not None:
        table = _with_levels(table, levels)
    tables = {False: table, True: table.negate()}
    solutions = {
        False: solve(tables[False], own["expectations"], **options),
        True: solve(tables[True], own["negated_expectations"], **options),
    }
    return GroupAnalysis(
        name,
        len(frame),
        {each.settings.outcome: each for each in tables.values()},
        {tables[negated].settings.outcome: found for negated, found in solutions.items()},
        "",
    )


def _with_levels(table: TruthTable, levels: tuple[int, ...]) -> TruthTable:
    """Return a group's table over the values that a condition has in any group.

    A value that no case of the group has is a remainder there, and rows have the same number everywhere.
    """
    if levels == table.level_counts or table.evidence is None:
        return table
    numbers = tuple(int(number) for number in row_numbers(table.corners, levels))
    evidence = replace(table.evidence, sets=replace(table.evidence.sets, levels=levels))
    return replace(table, level_counts=levels, numbers=numbers, evidence=evidence)
