"""Patterns across the two functions of the example: terms with the same core, and a test of differences.

All that the text says of results is made from the results of the study. Patterns have numbers, no names: the
study whose style the data follow gives names to patterns of its own, which are not those of synthetic data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import fsqca as fq
from fsqca._checks import counted
from fsqca.groups import GroupComparison, GroupTest
from fsqca.report import Heading, Note, Picture, Section, Table
from fsqca.report.sentences import and_list

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from fsqca.study import StudyResult


@dataclass(frozen=True, slots=True, repr=False)
class ExampleGroups:
    """The two functions held against each other.

    Attributes
    ----------
    comparison : GroupComparison
    test : GroupTest
        With shuffled labels.
    planted : str
        The recipes that were planted into both functions.
    """

    comparison: GroupComparison
    test: GroupTest
    planted: str

    def __repr__(self) -> str:
        return f"<ExampleGroups: {', '.join(self.comparison.groups)}>"

    def patterns_sentence(self) -> str:
        """Return how many patterns there are, and in how many of the functions."""
        patterns = self.comparison.patterns
        functions = len(self.comparison.usable)
        shared = patterns[patterns["n_groups"] == functions]
        others = patterns[patterns["n_groups"] < functions]
        found = (
            f"{counted(len(shared), 'pattern')} {'is' if len(shared) == 1 else 'are'} in both functions: "
            f"{and_list([f'{label} with the core {core}' for label, core in shared['core'].items()])}."
            if len(shared)
            else "No pattern is in both functions."
        )
        rest = (
            f" {and_list([f'{label} ({core})' for label, core in others['core'].items()])} "
            f"{'is' if len(others) == 1 else 'are'} in one function only."
            if len(others)
            else " No pattern is in one function only."
        )
        return found + rest

    def planted_sentence(self) -> str:
        """Return whether the patterns are the planted recipes, and whether the test finds a difference."""
        planted = {str(term) for term in fq.parse(self.planted).terms}
        patterns = self.comparison.patterns
        shared = set(patterns["core"][patterns["n_groups"] == len(self.comparison.usable)])
        same = (
            "The patterns in both functions are the planted recipes, which were the same for both."
            if shared == planted == set(patterns["core"])
            else f"The planted recipes were the same for both functions; of {len(planted)} of them "
            f"{len(shared & planted)} are patterns in both."
        )
        solutions = self.test.solutions
        apart = solutions.index[solutions["p_family"] < 0.05].tolist()
        told = (
            f"The test tells the functions apart in {and_list([str(one) for one in apart])}, which is a "
            "false alarm."
            if apart
            else "That the test finds no difference between the solutions (least adjusted p "
            f"{solutions['p_family'].min():.3f}) is right here, because none was planted."
        )
        return f"{same} {told}"

    def rows_sentence(self) -> str:
        """Return which rows the functions code differently, and how."""
        apart = self.comparison.rows_apart
        if not len(apart):
            return "No row is coded differently in the two functions."
        kinds = apart["kind"].value_counts()
        number = f"{counted(len(apart), 'row')} {'differs' if len(apart) == 1 else 'differ'} in code"
        if len(kinds) == 1:
            return (
                f"{number}: {kinds.index[0]}{' in a function' if kinds.index[0] == 'too few cases' else ''}."
            )
        return f"{number}: {and_list([f'{size} “{kind}”' for kind, size in kinds.items()])}."

    def figures(self) -> dict[str, Figure]:
        """Return every figure under the name of its file."""
        from fsqca.plots import group_difference_plot, group_rows_plot

        return {
            "rows_by_function": group_rows_plot(self.comparison),
            "differences_of_functions": group_difference_plot(self.test),
        }

    def section(self, figures: Mapping[str, Figure | bytes]) -> Section:
        """Return the section of the page."""
        across = self.comparison.cross_fit
        whole = across[across["term"] == "solution"].drop(columns="term")
        whole = whole.assign(gained=whole["gained"].map(len), lost=whole["lost"].map(len))
        terms = self.test.terms
        return Section(
            "Patterns across the functions",
            (
                (
                    "A pattern gathers the terms of the functions that have the same core conditions. The "
                    "numbers P1, P2, ... are labels of ours; no pattern of the study is meant by them."
                ),
                self.patterns_sentence(),
                Table(
                    self.comparison.patterns.drop(columns="name"),
                    f"Patterns of the {self.comparison.kind} solutions",
                ),
                Table(
                    whole.set_index(["source", "target"]),
                    "Each solution in the data of each function; gained and lost: cases with the outcome "
                    "that it covers and the function’s own solution does not, and the reverse",
                    folded=True,
                ),
                self.rows_sentence(),
                Picture(
                    figures["rows_by_function"],
                    "Consistency and code of every row in both functions, with its number of cases.",
                    f"Heat map of rows by function. {self.rows_sentence()}",
                ),
                Table(
                    self.comparison.rows_apart.drop(columns="cases"),
                    "Rows coded differently, and why",
                    folded=True,
                ),
                Heading("Is it more than chance?"),
                (
                    "If it did not matter in which function a respondent works, the labels could be "
                    f"shuffled. They were, {self.test.n_done} times, and the analysis was repeated each time."
                ),
                self.test.verdict,
                Table(
                    self.test.solutions, "What differs between whole solutions, and what shuffled labels give"
                ),
                Picture(
                    figures["differences_of_functions"],
                    "Differences of the functions in consistency and coverage of each term, with "
                    f"{self.test.settings.level:.0%} intervals.",
                    "Differences of terms: "
                    + "; ".join(
                        f"{term}, {measure} {value:+.3f}"
                        for term, measure, value in zip(
                            terms["term"], terms["measure"], terms["difference"], strict=True
                        )
                    )
                    + ".",
                ),
                self.planted_sentence(),
                Note(
                    "That no difference is found does not show that there is none: with some 260 respondents "
                    "in each function small ones would be missed."
                ),
            ),
        )


def groups_of(result: StudyResult, planted: str) -> ExampleGroups:
    """Return what a study found of its groups.

    Parameters
    ----------
    result : StudyResult
        Of a study that asks for a comparison with a test.
    planted : str
    """
    found = result.robustness_results["comparison"]
    return ExampleGroups(found["comparison"], found["test"], planted)


__all__ = ["ExampleGroups", "groups_of"]
