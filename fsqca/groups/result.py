"""What :func:`fsqca.compare_groups` returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import check_choice, counted, listed, unknown_names
from fsqca._frames import kept_frame
from fsqca._types import CaseId, Ints, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression, as_expression
from fsqca.groups.across import cross_fit, row_frame, rows_apart
from fsqca.groups.frames import core_text, pair_frame, pattern_frame, term_frame
from fsqca.groups.labels import POOLED
from fsqca.groups.pool import Pool, pool
from fsqca.groups.terms import Cube, GroupTerm, Pattern, group_terms, patterns_of
from fsqca.minimization.analysis import Solutions
from fsqca.minimization.settings import Kind
from fsqca.minimization.solution import Solution
from fsqca.minimization.translation import expression_of
from fsqca.truth_table.settings import Crossover
from fsqca.truth_table.sums import observed_corners
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    from fsqca.groups.tested import GroupTest
    from fsqca.report.charts import ConfigurationChart


@dataclass(frozen=True, slots=True)
class ComparisonSettings:
    """The settings of a comparison.

    Attributes
    ----------
    outcome : str
    conditions : tuple of str
    by : str
        Where the groups come from.
    crossover, missing
        As for :func:`fsqca.build_truth_table`.
    weights : str or None
    own : dict of str to tuple of pairs
        The cut-offs of every group and of "pooled".
    """

    outcome: str
    conditions: tuple[str, ...]
    by: str
    crossover: Crossover
    missing: Missing
    weights: str | None
    own: Mapping[str, tuple[tuple[str, Any], ...]]


@dataclass(frozen=True, slots=True, eq=False)
class GroupAnalysis:
    """The analysis of one group.

    Attributes
    ----------
    name : str
    n_cases : int
        Cases with this label.
    tables : dict of str to TruthTable
        By outcome: the outcome and its negation.
    solutions : dict of str to Solutions
    reason : str
        Why the group could not be analysed, "" where it was.
    """

    name: str
    n_cases: int
    tables: Mapping[str, TruthTable]
    solutions: Mapping[str, Solutions]
    reason: str

    def table(self, outcome: str) -> TruthTable | None:
        """Return the truth table of an outcome, None where the group could not be analysed."""
        return self.tables.get(outcome) if outcome in self.tables else self.tables.get(_again(outcome))


def _again(outcome: str) -> str:
    return str(as_expression(outcome))


@dataclass(frozen=True, eq=False, repr=False)
class GroupComparison:
    """The analyses of several groups, held against each other.

    Made by :func:`compare_groups`. It is about one outcome and one solution; :attr:`negation` and
    :meth:`focus` turn to the others.

    Attributes
    ----------
    settings : ComparisonSettings
    outcome : str
        The outcome that the comparison is about.
    kind : {"conservative", "intermediate", "parsimonious"}
        The solution that it is about.
    analyses : dict of str to GroupAnalysis
        By group.
    pooled : GroupAnalysis
        All cases together.
    unlabelled : tuple
        Cases left out because they have no label.
    names : dict of str to str
        What the researcher called the patterns, by label.
    """

    settings: ComparisonSettings
    outcome: str
    kind: Kind
    analyses: Mapping[str, GroupAnalysis]
    pooled: GroupAnalysis
    unlabelled: tuple[CaseId, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    # ---- what it is about -------------------------------------------------------------------------------

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, also those that could not be analysed."""
        return tuple(self.analyses)

    @property
    def usable(self) -> tuple[str, ...]:
        """The groups that could be analysed."""
        return tuple(name for name, analysis in self.analyses.items() if not analysis.reason)

    @property
    def tables(self) -> dict[str, TruthTable]:
        """The truth table of each group that could be analysed."""
        return {name: self.analyses[name].tables[self.outcome] for name in self.usable}

    @property
    def solutions(self) -> dict[str, Solution]:
        """The solution of each group that could be analysed, and of "pooled"."""
        found = {name: self.analyses[name].solutions[self.outcome] for name in self.usable}
        found[POOLED] = self.pooled.solutions[self.outcome]
        return {name: getattr(each, self.kind) for name, each in found.items()}

    @property
    def negation(self) -> GroupComparison:
        """The same comparison for the negated outcome."""
        (other,) = [outcome for outcome in self.pooled.tables if outcome != self.outcome]
        return replace(self, outcome=other, names={})

    def focus(self, solution: Kind) -> GroupComparison:
        """Return the same comparison for another solution.

        Parameters
        ----------
        solution : {"conservative", "intermediate", "parsimonious"}
        """
        check_choice("solution", solution, ("conservative", "intermediate", "parsimonious"))
        return replace(self, kind=solution, names={})

    def named(self, names: Mapping[str, str]) -> GroupComparison:
        """Return the comparison with names for its patterns.

        Parameters
        ----------
        names : mapping of str to str
            From a label such as "P1", or a core such as "A*B", to a name.
        """
        if not isinstance(names, Mapping):
            raise ArgumentTypeError(
                f'names must map patterns to names, such as {{"P1": "nimble"}}, not {type(names).__name__}.'
            )
        labels = {pattern.label: pattern.label for pattern in self._patterns}
        cores = {
            core_text(self, pattern): pattern.label for pattern in self._patterns if core_text(self, pattern)
        }
        made: dict[str, str] = {}
        for key, name in names.items():
            label = labels.get(key) or cores.get(key) or cores.get(self._canonical(key))
            if label is None:
                raise unknown_names("pattern", [key], [*labels, *cores], "the comparison")
            if not isinstance(name, str) or not name:
                raise ArgumentTypeError(f"names[{key!r}] must be a text that is not empty, not {name!r}.")
            made[label] = name
        return replace(self, names={**self.names, **made})

    def _canonical(self, text: object) -> str:
        try:
            return str(as_expression(text, self.settings.conditions))  # type: ignore[arg-type]
        except Exception:
            return ""

    # ---- arrays behind ----------------------------------------------------------------------------------

    @cached_property
    def pool(self) -> Pool:
        """The cases of all groups as arrays, each group as it was calibrated."""
        if not self.usable:
            raise ArgumentError("No group could be analysed; the reasons stand in notes.")
        return pool(self.tables)

    @cached_property
    def pooled_corners(self) -> Ints:
        """The configurations that a group has a case in, in row order."""
        together = np.concatenate([table.corners for table in self.tables.values()])
        distinct, _ = observed_corners(together, self.pool.levels)
        return distinct

    @cached_property
    def group_terms(self) -> tuple[GroupTerm, ...]:
        """The terms of every group, in the order of the groups."""
        return tuple(
            term
            for name in self.usable
            for term in group_terms(name, self.analyses[name].solutions[self.outcome], self.kind)
        )

    @cached_property
    def pooled_terms(self) -> tuple[Cube, ...]:
        """The terms of the pooled solution."""
        found = group_terms(POOLED, self.pooled.solutions[self.outcome], self.kind)
        return tuple(term.cube for term in found)

    @cached_property
    def _patterns(self) -> tuple[Pattern, ...]:
        return patterns_of(self.group_terms, self.usable)

    def expression(self, cube: Sequence[int]) -> Expression:
        """Return a term, given as values, as an expression."""
        return expression_of([list(cube)], self.settings.conditions, self.pool.levels)

    # ---- frames -----------------------------------------------------------------------------------------

    @property
    def table(self) -> pd.DataFrame:
        """One row per group and model: the solution and its fit in the group's own data.

        Index ``group``; columns ``n`` (cases), ``model``, ``expression``, ``consistency``, ``pri``,
        ``coverage``, ``reason`` (why there is no model, "" where there is one). The last rows are "pooled".
        """
        rows: list[tuple[object, ...]] = []
        for name, analysis in [*self.analyses.items(), (POOLED, self.pooled)]:
            found = self.solutions.get(name)
            if found is None or not found.models:
                why = analysis.reason if found is None else found.advice[0]
                rows.append((name, analysis.n_cases, "", "", np.nan, np.nan, np.nan, why))
                continue
            for model in found.models:
                fit = (np.nan,) * 3 if model.fit is None else tuple(model.fit.values[-1, :3].tolist())
                rows.append((name, analysis.n_cases, model.name, str(model.expression), *fit, ""))
        names = ["group", "n", "model", "expression", "consistency", "pri", "coverage", "reason"]
        return pd.DataFrame(rows, columns=pd.Index(names)).set_index("group")

    @property
    @kept_frame
    def terms(self) -> pd.DataFrame:
        """One row per group and term, with how it stands to the terms of the other groups.

        Columns ``group``, ``term``, ``models`` ("all", or "some" where tied models disagree), ``core``,
        ``pattern``, ``relation`` ("identical", "nested", "overlapping" or "unique": the nearest to any term
        of another group), ``alike`` (those terms, as group: term), ``consistency``, ``pri``,
        ``raw_coverage`` in the group's own data.
        """
        return term_frame(self, self._patterns)

    @property
    @kept_frame
    def pairs(self) -> pd.DataFrame:
        """One row per pair of terms of two groups.

        Columns ``group_a``, ``term_a``, ``group_b``, ``term_b``, ``relation``, ``both`` (cases of both groups
        with a membership above 0.5 in both terms), ``overlap`` (sum of min over sum of max, over the cases of
        both groups).
        """
        return pair_frame(self)

    @property
    def patterns(self) -> pd.DataFrame:
        """Terms with the same core conditions, gathered across groups; those in most groups first.

        Index ``pattern`` ("P1", ...); columns ``name`` (given by the researcher with :meth:`named`, else ""),
        ``core``, ``n_groups``, one column per group with its terms, ``within`` (patterns whose core is a part
        of this one's). A group whose name is that of another column gets the column "name (group)". A term
        without core conditions is a pattern of its own. For the parsimonious solution
        every condition is core, so only identical terms are gathered.
        """
        return pattern_frame(self, self._patterns)

    @property
    @kept_frame
    def cross_fit(self) -> pd.DataFrame:
        """Each group's models and terms in the data of each group, and of all together.

        Columns ``source`` (whose solution), ``target`` (in whose data), ``model``, ``term`` ("solution" for
        the model as a whole), ``consistency``, ``pri``, ``coverage`` (raw), and for whole models in another
        group ``gained`` and ``lost``: the target's cases with the outcome that this model covers and no model
        of the target's own does, and those that a model of its own covers and this one does not.
        """
        return cross_fit(self.pool, self.solutions, (*self.usable, POOLED))

    @property
    @kept_frame
    def rows(self) -> pd.DataFrame:
        """Every row of every group's truth table, numbered alike.

        Columns ``row``, ``group``, the conditions, ``n``, ``consistency``, ``pri``, ``out``.
        """
        return row_frame(self.tables, self.pool.levels)

    @property
    @kept_frame
    def rows_apart(self) -> pd.DataFrame:
        """The rows that groups code differently.

        Index ``row``; columns the conditions, the code in each group (a group whose name is that of another
        column gets the column "name (group)"), ``kind`` ("coded differently", or "too
        few cases" where some group has it as a remainder only), ``cases`` (those that make the difference:
        the fewest cases that make up half of the inconsistency in a group that does not pass, or the cases of
        a row that has too few) and ``why``.
        """
        return rows_apart(self.tables, self.pool.levels)

    # ---- further steps ----------------------------------------------------------------------------------

    def test(
        self,
        n_permutations: int = 10_000,
        *,
        n_bootstrap: int = 2000,
        level: float = 0.95,
        seed: int | np.random.SeedSequence | None = None,
        resolve: bool = True,
        progress: bool | None = None,
    ) -> GroupTest:
        """Return a test of the differences between groups, by shuffled labels.

        Parameters
        ----------
        n_permutations : int >= 1, default 10 000
        n_bootstrap : int >= 0, default 2000
            Resamples within groups for the intervals of the differences; 0 for none.
        level : float in (0, 1), default 0.95
            Of the intervals.
        seed : int or SeedSequence, optional
            Makes the result repeatable; without it one is drawn and recorded.
        resolve : bool, default True
            Whether every shuffle is coded and minimized anew, as the test of whole solutions needs.
        progress : bool, optional
            Whether to show a bar. Default: where somebody sees it, from two seconds on.

        Returns
        -------
        GroupTest

        Notes
        -----
        If labels do not matter, every way to deal them out is as likely as the one observed. A p-value is
        (1 + b) / (1 + m): b of m shuffles show a difference at least as large. With two groups the
        differences are between them; with more, between each group and all others together. Family-wise
        p-values are by the step-down maximum of Westfall & Young (1993), differences measured in units of
        their spread under shuffling. Tied models count equally. Cases that were calibrated apart keep their
        memberships. Ctrl-C returns what is done, marked as partial.

        What is tested is whether labels matter, not why. Groups that differ in their conditions alone, such
        as larger firms in one, can differ in consistency and coverage though the same recipes hold.

        References
        ----------
        Westfall, P. H., & Young, S. S. (1993). Resampling-Based Multiple Testing. Wiley.
        """
        from fsqca.groups.differences import run_test

        return run_test(self, n_permutations, n_bootstrap, level, seed, resolve, progress)

    def chart(
        self, *, pooled: bool = False, align: Literal["core", "term", "none"] = "core"
    ) -> ConfigurationChart:
        """Return the configuration charts of the groups side by side, shared patterns aligned.

        Parameters
        ----------
        pooled : bool, default False
            Whether to add the chart of all cases together.
        align : {"core", "term", "none"}, default "core"
            Which configurations share a number across groups; see :func:`fsqca.report.combine_charts`.
        """
        from fsqca.report import combine_charts

        found = {name: self.analyses[name].solutions[self.outcome] for name in self.usable}
        if pooled:
            found[POOLED] = self.pooled.solutions[self.outcome]
        return combine_charts({name: solutions.chart() for name, solutions in found.items()}, align=align)

    # ---- how it looks -----------------------------------------------------------------------------------

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know: groups without an analysis, cut-offs that differ, tied models."""
        notes = [
            f"{name} ({counted(analysis.n_cases, 'case')}) could not be analysed: {analysis.reason}"
            for name, analysis in self.analyses.items()
            if analysis.reason
        ]
        for name, found in self.solutions.items():
            notes += [f"{name}: {text}" for text in found.advice]
        own = {name: self.settings.own[name] for name in (*self.groups, POOLED)}
        if len(set(own.values())) == 1:
            notes.append(f"Cut-offs in every group: {_cut_offs(next(iter(own.values())))}.")
        else:
            notes += [f"Cut-offs, {name}: {_cut_offs(values)}." for name, values in own.items()]
        for name, table in self.tables.items():
            if table.dropped:
                notes.append(
                    f"{name}: left out because a membership is missing: "
                    f"{counted(len(table.dropped), 'case')} ({listed(table.dropped)})."
                )
            if table.crossover_cases:
                notes.append(
                    f"{name}: {counted(len(table.crossover_cases), 'case')} with a membership of exactly 0.5 "
                    f"in a condition ({listed(table.crossover_cases)}), treated as "
                    f"crossover={self.settings.crossover!r} says."
                )
        if len(self.usable) < len(self.groups) and self.usable:
            notes.append(
                'The fit in "pooled" beside that in each group is over the groups that could be analysed; '
                "the pooled solution is that of all cases."
            )
        if self.unlabelled:
            notes.append(
                f"Left out because they have no label: {counted(len(self.unlabelled), 'case')} "
                f"({listed(self.unlabelled)})."
            )
        return tuple(notes)

    @property
    def _head(self) -> str:
        n = sum(analysis.n_cases for analysis in self.analyses.values())
        return (
            f"{counted(len(self.groups), 'group')} compared for {self.outcome}, {counted(n, 'case')}, "
            f"{self.kind} solutions"
        )

    def _blocks(self) -> list[tuple[str, pd.DataFrame]]:
        models = self.table.drop(columns="reason").rename_axis(index=None)
        blocks = [("Models in their own group", models.rename(columns={"pri": "PRI"}))]
        if not self.usable:
            return blocks
        across = self.cross_fit
        across = across[across["term"] == "solution"].drop(columns="term").copy()
        for name in ("gained", "lost"):
            across[name] = [len(cases) for cases in across[name]]
        apart = self.rows_apart.drop(columns=["cases", "why"])
        return [
            *blocks,
            ("Patterns across groups", self.patterns.rename_axis(index=None)),
            (
                "Each solution in the data of each group",
                across.set_index("source").rename_axis(index=None).rename(columns={"pri": "PRI"}),
            ),
            ("Rows coded differently", apart),
        ]

    def __repr__(self) -> str:
        n = sum(analysis.n_cases for analysis in self.analyses.values())
        return (
            f"<GroupComparison for {self.outcome}: {counted(len(self.groups), 'group')}, "
            f"{counted(n, 'case')}, {self.kind} solutions>"
        )

    def __str__(self) -> str:
        parts = [self._head]
        parts += [f"{title}\n{_display.text_table(frame)}" for title, frame in self._blocks()]
        return "\n\n".join([*parts, "\n".join(self.notes)])

    def _repr_html_(self) -> str:
        blocks = "".join(_display.html_table(frame, caption=title) for title, frame in self._blocks())
        return _display.html_heading(self._head) + blocks + _display.html_notes(self.notes)


def _cut_offs(values: tuple[tuple[str, Any], ...]) -> str:
    words = {"pri": "PRI"}
    return ", ".join(f"{words.get(name, name)} {value:g}" for name, value in values if value is not None)
