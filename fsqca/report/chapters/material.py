"""What the chapters of a report are made of: a study's result, its figures, and what its cases are called."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from fsqca.errors import FsqcaError, FsqcaWarning
from fsqca.report.article import ArticleTable, article_table
from fsqca.report.charts import ConfigurationChart
from fsqca.report.parts import Chart, Picture, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from fsqca.minimization import Solution, Solutions
    from fsqca.study.result import StudyResult
    from fsqca.survey import ConstructValidity

#: A list of case names in parentheses, as notes have it.
_NAMED = re.compile(r"(\bcases?) \([^()]*\)")


@dataclass(frozen=True, eq=False)
class Material:
    """What the chapters of a report are made of.

    Parameters
    ----------
    result : StudyResult
    unit : str, default "case"
        What a case is called, such as "respondent".
    drawn : mapping of str to Figure or bytes
        Figures by name: "calibration", "necessity", "across", "cases of GROUP". Those that are not there are
        left out.
    """

    result: StudyResult
    unit: str = "case"
    drawn: Mapping[str, Figure | bytes] = field(default_factory=dict)

    @property
    def of_cases(self) -> bool:
        """Whether the study allows single cases to be named."""
        return self.result.study.output.memberships

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions, whose names stand in tables as they are."""
        return tuple(self.result.study.analysis.conditions)

    @property
    def outcome(self) -> str:
        """The outcome."""
        return self.result.study.outcomes[0]

    @property
    def negated(self) -> str | None:
        """The negated outcome, None where it is not analysed."""
        outcomes = self.result.study.outcomes
        return outcomes[1] if len(outcomes) > 1 else None

    @property
    def single(self) -> bool:
        """Whether there is one analysis only."""
        return len(self.result.groups) == 1

    @property
    def kind(self) -> str:
        """The solution whose cases are looked at: the intermediate one where it is reported."""
        types = self.result.study.solutions.types
        return "intermediate" if "intermediate" in types else types[-1]

    def solution(self, outcome: str, group: str) -> Solution:
        """Return the solution whose cases are looked at."""
        found: Solution = getattr(self.result.solutions[outcome][group], self.kind)
        return found

    def said(self, texts: Mapping[str, str]) -> list[str]:
        """Return a text per analysis, each with its name in front where there are several."""
        return list(texts.values()) if self.single else [f"{name}: {text}" for name, text in texts.items()]

    def of(self, group: str) -> str:
        """Return an analysis as the end of a caption, "" where there is no other."""
        return "" if self.single else f", {group}"

    @cached_property
    def _validity(self) -> tuple[ConstructValidity | None, str]:
        scores = self.result.scores
        if scores is None:
            return None, "The study has no constructs."
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FsqcaWarning)
                return scores.validity(), ""
        except FsqcaError as error:
            return None, str(error)

    @property
    def validity(self) -> ConstructValidity | None:
        """Reliability and validity of the constructs, None where they cannot be computed."""
        return self._validity[0]

    @property
    def no_validity(self) -> str:
        """Why there is no validity."""
        return self._validity[1]

    def article(self, result: object, **options: Any) -> ArticleTable:
        """Return the article table of a result, without names of cases where none may be named."""
        made = article_table(result, **options)
        return made if self.of_cases else replace(made, notes=tuple(self.unnamed(made.notes)))

    def as_table(self, result: object, caption: str, *, folded: bool = False, **options: Any) -> Table:
        """Return the article table of a result as part of a page."""
        made = self.article(result, title=caption, **options)
        return Table(made.table, caption, made.note_lines, folded=folded, article=made)

    def chart(self, outcome: str, caption: str) -> Chart:
        """Return the configuration chart of an outcome."""
        chart: ConfigurationChart = self.result.charts[outcome]
        if not self.of_cases:
            chart = replace(
                chart,
                notes=tuple(self.unnamed(chart.notes)),
                settings=tuple((name, tuple(self.unnamed(own))) for name, own in chart.settings),
            )
        return Chart(chart, caption)

    def unnamed(self, notes: tuple[str, ...] | list[str]) -> list[str]:
        """Return notes without the names of cases; a note that still holds one is left out."""
        cut = [_NAMED.sub(r"\1", note) for note in notes]
        return [note for note in cut if not self.names_a_case(note)]

    def names_a_case(self, text: str) -> bool:
        """Return whether a text holds the name of a case as a word of its own."""
        return self._names is not None and self._names.search(text) is not None

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        """The names of cases that could be told from other text: numbers only in quotation marks."""
        names = sorted(map(str, self.result.data.data.index), key=len, reverse=True)
        told = [re.escape(name) for name in names if name and not name.isdigit()]
        quoted = [f"'{name}'" for name in names if name.isdigit()]
        found = [*([rf"(?<!\w)(?:{'|'.join(told)})(?!\w)"] if told else []), *quoted]
        return re.compile("|".join(found)) if found else None

    def notes(self, notes: tuple[str, ...] | list[str]) -> tuple[str, ...]:
        """Return notes that may be shown."""
        return tuple(notes) if self.of_cases else tuple(self.unnamed(list(notes)))

    def picture(self, name: str, caption: str, alt: str) -> list[Picture]:
        """Return a figure where it was drawn."""
        return [Picture(self.drawn[name], caption, alt)] if name in self.drawn else []

    def solutions(self, outcome: str) -> dict[str, Solutions]:
        """Return the solutions of an outcome by analysis."""
        return self.result.solutions[outcome]


def stacked(frames: Mapping[str, pd.DataFrame], *names: str) -> pd.DataFrame:
    """Return frames one below the other, their name as the first level; a single one stays as it is."""
    if len(frames) == 1:
        return next(iter(frames.values()))
    return pd.concat(frames, names=list(names))


__all__ = ["Material", "stacked"]
