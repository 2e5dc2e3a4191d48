"""Configuration charts of several outcomes or groups side by side, like configurations numbered alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import Literal

from fsqca._checks import check_choice, listed
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.report.charts import ChartCell, ChartColumn, ChartModel, ConfigurationChart, letters_of

Core = tuple[tuple[str, int | None], ...]


def combine_charts(
    charts: Mapping[str, ConfigurationChart], *, align: Literal["core", "term", "none"] = "core"
) -> ConfigurationChart:
    """Return configuration charts of several outcomes or groups as one, side by side.

    Parameters
    ----------
    charts : mapping of str to ConfigurationChart
        For example ``{"Operations": chart, "Sales": other}``; each from ``solutions.chart()``.
    align : {"core", "term", "none"}, default "core"
        How configurations are numbered across the charts. ``"core"``: those with the same core conditions
        share a number, and differ by a letter where their terms differ (neutral permutations). ``"term"``:
        the same term has the same number. ``"none"``: each chart keeps its numbers.

    Returns
    -------
    ConfigurationChart
        The rows are the conditions of all charts; within a model, configurations stand in the order of their
        numbers.

    Raises
    ------
    ArgumentTypeError
        If `charts` is no mapping to charts.
    ArgumentError
        If `charts` is empty, or names repeat when they are joined with those of groups.

    Notes
    -----
    Numbers are given first to configurations that several charts share, in the order in which they appear, so
    that what the charts have in common stands first in each of them. A configuration whose core conditions
    are ambiguous counts these among its core conditions. A configuration without a core condition shares a
    number only with the same term.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> rows = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "out": list("1100")})
    >>> one = fq.solve(fq.TruthTable.from_frame(rows, ["A", "B"])).chart()
    >>> rows = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "out": list("1110")})
    >>> two = fq.solve(fq.TruthTable.from_frame(rows, ["A", "B"])).chart()
    >>> both = combine_charts({"Sales": one, "Service": two})
    >>> [(column.group, column.label, column.term) for column in both.columns]
    [('Sales', '1', 'A'), ('Service', '1', 'A'), ('Service', '2', 'B')]
    """
    check_choice("align", align, ("core", "term", "none"))
    if not isinstance(charts, Mapping):
        raise ArgumentTypeError(
            'charts must be a mapping of names to charts, such as {"Sales": chart}, not '
            f"{type(charts).__name__}."
        )
    if not charts:
        raise ArgumentError("charts is empty: name at least one chart.")
    for name, chart in charts.items():
        if not isinstance(chart, ConfigurationChart):
            raise ArgumentTypeError(
                f"charts[{name!r}] must be a ConfigurationChart, made by solutions.chart(), not "
                f"{type(chart).__name__}."
            )
    conditions = tuple(dict.fromkeys(name for chart in charts.values() for name in chart.conditions))
    columns: list[ChartColumn] = []
    models: list[ChartModel] = []
    groups: list[str] = []
    notes: list[str] = []
    for name, chart in charts.items():
        groups += [_joined(str(name), inner) for inner in chart.groups]
        columns += [_widened(column, str(name), conditions) for column in chart.columns]
        models += [replace(model, group=_joined(str(name), model.group)) for model in chart.models]
        absent = [one for one in conditions if one not in chart.conditions]
        if absent:
            verb = "is" if len(absent) == 1 else "are"
            notes.append(f"{name}: {', '.join(absent)} {verb} not among the conditions.")
        notes += [f"{name}: {note}" for note in chart.notes]
    if len(set(groups)) < len(groups):
        twice = list(dict.fromkeys(name for name in groups if groups.count(name) > 1))
        raise ArgumentError(f"charts has groups of the same name: {listed(twice)}. Choose other names.")
    if align != "none":
        labels = _labels(columns, by_term=align == "term")
        columns = _ordered([replace(column, label=labels[_key(column)][1]) for column in columns], labels)
        if len(charts) > 1:
            notes.insert(0, _explanation(columns, by_term=align == "term"))
    settings = tuple(
        (_joined(str(name), inner), own) for name, chart in charts.items() for inner, own in chart.settings
    )
    return ConfigurationChart(
        conditions, tuple(columns), tuple(models), tuple(groups), tuple(notes), settings
    )


def _joined(name: str, inner: str) -> str:
    return f"{name}: {inner}" if inner else name


def _widened(column: ChartColumn, name: str, conditions: tuple[str, ...]) -> ChartColumn:
    own = {cell.condition: cell for cell in column.cells}
    cells = tuple(own.get(condition, ChartCell(condition, None, "")) for condition in conditions)
    return replace(column, group=_joined(name, column.group), cells=cells)


def _term(column: ChartColumn) -> Core:
    return tuple((cell.condition, cell.value) for cell in column.cells if cell.value is not None)


def _core(column: ChartColumn) -> Core:
    return tuple(
        (cell.condition, cell.value) for cell in column.cells if cell.role in ("core", "ambiguous core")
    )


def _key(column: ChartColumn) -> tuple[Core, Core]:
    """Return core and term: what tells configurations apart across charts."""
    return _core(column), _term(column)


def _labels(columns: list[ChartColumn], *, by_term: bool) -> dict[tuple[Core, Core], tuple[int, str]]:
    """Return for each core and term its place and its label."""
    found: dict[Core, dict[tuple[Core, Core], None]] = {}
    inside: dict[Core, set[str]] = {}
    for column in columns:
        family = _term(column) if by_term else _core(column) or _term(column)
        found.setdefault(family, {})[_key(column)] = None
        inside.setdefault(family, set()).add(column.group)
    order = sorted(found, key=lambda family: len(inside[family]) == 1)
    labels: dict[tuple[Core, Core], tuple[int, str]] = {}
    for number, family in enumerate(order, start=1):
        terms = list(dict.fromkeys(term for _, term in found[family]))
        for key in found[family]:
            letter = letters_of(terms.index(key[1])) if len(terms) > 1 else ""
            labels[key] = (number * 10_000 + terms.index(key[1]), f"{number}{letter}")
    return labels


def _ordered(
    columns: list[ChartColumn], labels: dict[tuple[Core, Core], tuple[int, str]]
) -> list[ChartColumn]:
    """Return the columns of each model in the order of their labels."""
    done: list[ChartColumn] = []
    for _, members in groupby(columns, key=lambda column: (column.group, column.model)):
        done += sorted(members, key=lambda column: labels[_key(column)][0])
    return done


def _explanation(columns: list[ChartColumn], *, by_term: bool) -> str:
    shared: dict[str, set[str]] = {}
    for column in columns:
        shared.setdefault(column.label.rstrip("abcdefghijklmnopqrstuvwxyz"), set()).add(column.group)
    if all(len(groups) == 1 for groups in shared.values()):
        return "No two groups share " + (
            "a configuration." if by_term else "the core conditions of a configuration."
        )
    if by_term:
        return "Configurations with the same number are the same term."
    return (
        "Configurations with the same number have the same core conditions; with the same letter too, or "
        "none, they are the same term."
    )


__all__ = ["combine_charts"]
