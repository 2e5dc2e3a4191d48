"""The sections of a study: which data, how they become sets, what is analysed, by which cut-offs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fsqca.study import checks
from fsqca.study.problems import Problem
from fsqca.study.section import Section, setting, table, tables
from fsqca.study.sections_robustness import KINDS, ComparisonSection


@dataclass(frozen=True, kw_only=True)
class FilterSection(Section):
    """Which cases stay: those whose value in a column is one of some, or lies in a range.

    Parameters
    ----------
    column : str
    keep, leave_out : tuple of text or number, optional
        Values of the cases that stay, or that go.
    least, most : float, optional
        The lowest and the highest value of the cases that stay.
    why : str, optional
        The reason.
    """

    column: str = setting(checks.text)
    keep: tuple[Any, ...] | None = setting(checks.optional(checks.one_or_many(checks.cell, least=1)), None)
    leave_out: tuple[Any, ...] | None = setting(
        checks.optional(checks.one_or_many(checks.cell, least=1)), None
    )
    least: float | None = setting(checks.optional(checks.number), None)
    most: float | None = setting(checks.optional(checks.number), None)
    why: str = setting(checks.any_text, "")

    def contradictions(self) -> list[Problem]:
        """Return a problem where the filter asks for nothing."""
        if self.keep is None and self.leave_out is None and self.least is None and self.most is None:
            return [
                Problem(
                    (), f"The filter of {self.column!r} says nothing. Give it keep, leave_out, least or most."
                )
            ]
        return []


@dataclass(frozen=True, kw_only=True)
class DataSection(Section):
    """The data file and how it is read; see :func:`fsqca.read`.

    Parameters
    ----------
    file : str
        Path of the file, relative to the folder of the study file.
    cases, group : str, optional
        Column of the case names, and of the groups.
    sheet, separator, decimal, encoding : str, optional
    missing_codes : dict of str to tuple
        Values that stand for no answer, by column; ``"*"`` for all columns.
    filters : tuple of FilterSection
        A case stays where it passes all of them.
    """

    file: str = setting(checks.text)
    cases: str | None = setting(checks.optional(checks.text), None)
    group: str | None = setting(checks.optional(checks.text), None)
    sheet: str | None = setting(checks.optional(checks.text), None)
    separator: str | None = setting(checks.optional(checks.any_text), None)
    decimal: str | None = setting(checks.optional(checks.choice(".", ",")), None)
    encoding: str | None = setting(checks.optional(checks.text), None)
    missing_codes: dict[str, tuple[Any, ...]] = field(
        default_factory=dict, metadata={"check": checks.mapping(checks.one_or_many(checks.cell))}
    )
    filters: tuple[FilterSection, ...] = tables(FilterSection)

    @classmethod
    def missing_hint(cls, name: str) -> str:
        """Return what to do where a key is missing."""
        return 'Name the data: file = "survey.csv".' if name == "file" else super().missing_hint(name)


@dataclass(frozen=True, kw_only=True)
class ConstructsSection(Section):
    """Constructs that several items measure; see :func:`fsqca.score_constructs`.

    Parameters
    ----------
    items : dict of str to tuple of str
    reverse : tuple of str
        Items worded the other way round.
    scale : tuple of two floats, default (1, 7)
        Lowest and highest answer.
    scales : dict of str to tuple of two floats
        Other scales, by construct.
    min_answered : float in (0, 1], default 0.5
        Share of the items that must be answered for a score.
    """

    items: dict[str, tuple[str, ...]] = setting(checks.mapping(checks.many(checks.text, least=1)))
    reverse: tuple[str, ...] = setting(checks.many(checks.text), ())
    scale: tuple[float, float] = setting(checks.scale, (1.0, 7.0))
    scales: dict[str, tuple[float, float]] = field(
        default_factory=dict, metadata={"check": checks.mapping(checks.scale)}
    )
    min_answered: float = setting(checks.fraction, 0.5)

    def contradictions(self) -> list[Problem]:
        """Return items in two constructs, and names that belong to nothing."""
        problems = []
        owner: dict[str, str] = {}
        for construct, items in self.items.items():
            for place, item in enumerate(items):
                if item in owner:
                    problems.append(
                        Problem(
                            ("items", construct, place),
                            f"Item {item!r} is in two constructs, {owner[item]!r} and {construct!r}. "
                            "Give each item to one construct, once.",
                        )
                    )
                owner.setdefault(item, construct)
        for place, item in enumerate(self.reverse):
            if item not in owner:
                problems.append(Problem(("reverse", place), _absent("item", item, owner, "the constructs")))
        problems += [
            Problem(("scales", name), _absent("construct", name, self.items, "[constructs.items]"))
            for name in self.scales
            if name not in self.items
        ]
        if self.min_answered == 0:
            problems.append(Problem(("min_answered",), "min_answered is 0, but it must be greater than 0."))
        return problems


@dataclass(frozen=True, kw_only=True)
class AnalysisSection(Section):
    """What is explained by what.

    Parameters
    ----------
    outcome : str
        A set or an expression.
    conditions : tuple of str
        In the order of the row numbers.
    negated : bool, default False
        Whether the negation of the outcome is analysed too.
    missing : {"raise", "drop"}
        What to do with cases that lack a membership which the calibration does not make.
    """

    outcome: str = setting(checks.expression)
    conditions: tuple[str, ...] = setting(checks.many(checks.text, least=1))
    negated: bool = setting(checks.flag, False)
    missing: str = setting(checks.choice("raise", "drop"), "raise")

    def contradictions(self) -> list[Problem]:
        """Return the outcome where it stands among the conditions."""
        from fsqca.expressions import parse

        used = parse(self.outcome).used
        if not used:
            return [Problem(("outcome",), f"outcome is {self.outcome!r}, which names no set.")]
        return [
            Problem(
                ("conditions", place),
                f"The outcome {self.outcome!r} uses {name!r}, which is also among the conditions. A set "
                "cannot explain itself: take it out of the conditions.",
            )
            for place, name in enumerate(self.conditions)
            if name in used
        ]


@dataclass(frozen=True, kw_only=True)
class GroupsSection(Section):
    """How the groups are called, and whether all cases are analysed together as well.

    Parameters
    ----------
    pooled : str, default "All cases"
        Name of the analysis of all cases; "" leaves it out where there are groups.
    names : dict of str to str
        Names for results, by the value in the group column. Default: the value.
    comparison : ComparisonSection, optional
        The groups held against each other.
    """

    pooled: str = setting(checks.any_text, "All cases")
    names: dict[str, str] = field(default_factory=dict, metadata={"check": checks.mapping(checks.text)})
    comparison: ComparisonSection | None = table(ComparisonSection, None)


@dataclass(frozen=True, kw_only=True)
class Expectation(Section):
    """A directional expectation with its reason.

    Parameters
    ----------
    expect : str
        An expression: ``"A"`` is expected to contribute when present, ``"~A"`` when absent, ``"A*~B"`` only
        together, ``"D{1,2}"`` with these values.
    outcome : str, optional
        The outcome or its negation. Default: the outcome.
    why : str, optional
        The reason.
    """

    expect: str = setting(checks.expression)
    outcome: str | None = setting(checks.optional(checks.expression), None)
    why: str = setting(checks.any_text, "")


@dataclass(frozen=True, kw_only=True)
class Untenable(Section):
    """Remainders that no solution may use, with the reason.

    Parameters
    ----------
    exclude : str or int
        An expression (all remainders in it), or the number of a row.
    outcome : str, optional
        The outcome or its negation. Default: both.
    group : str, optional
        The group as results show it. Default: all.
    why : str, optional
        The reason.
    """

    exclude: str | int = setting(checks.row_or_expression)
    outcome: str | None = setting(checks.optional(checks.expression), None)
    group: str | None = setting(checks.optional(checks.text), None)
    why: str = setting(checks.any_text, "")


@dataclass(frozen=True, kw_only=True)
class SolutionsSection(Section):
    """Which solutions are reported, and how they are made; see :func:`fsqca.minimize`.

    Parameters
    ----------
    types : tuple of {"conservative", "intermediate", "parsimonious"}
        Those that are reported.
    include_contradictions : bool, default False
    ties : {"minimum", "irredundant"}
    max_models : int >= 1, default 1000
    """

    types: tuple[str, ...] = setting(checks.many(checks.choice(*KINDS), least=1), KINDS)
    include_contradictions: bool = setting(checks.flag, False)
    ties: str = setting(checks.choice("minimum", "irredundant"), "minimum")
    max_models: int = setting(checks.count(1), 1000)


@dataclass(frozen=True, kw_only=True)
class NecessitySection(Section):
    """The search for necessary conditions; see :func:`fsqca.find_necessary`."""

    consistency: float = setting(checks.fraction, 0.9)
    coverage: float = setting(checks.fraction, 0.0)
    ron: float = setting(checks.fraction, 0.0)
    depth: int = setting(checks.count(1), 1)
    trivial: float = setting(checks.fraction, 0.5)


@dataclass(frozen=True, kw_only=True)
class OutputSection(Section):
    """What is written.

    Parameters
    ----------
    folder : str, optional
        Where to, relative to the folder of the study file. Default: the name of the study file with
        "_results".
    memberships : bool, default True
        Whether the tables of single cases are written: scores, memberships, cases of terms.
    """

    folder: str | None = setting(checks.optional(checks.text), None)
    memberships: bool = setting(checks.flag, True)


def _absent(kind: str, name: str, available: Mapping[str, Any] | tuple[str, ...], where: str) -> str:
    """Return what to say of a name that does not exist."""
    from fsqca._checks import unknown_names
    from fsqca.study.problems import shown

    return str(unknown_names(kind, [shown(name)], list(available), where))
