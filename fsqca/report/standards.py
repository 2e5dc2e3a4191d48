"""A study held against published standards of reporting: what is there, what is missing, and what adds it.

The items are paraphrased: they say in our words what the sources ask for. Each is judged by what the study
holds; what a study file cannot know, such as why these cases were chosen, has to be judged by its author.

References
----------
Schneider, C. Q., & Wagemann, C. (2010). Standards of good practice in Qualitative Comparative Analysis (QCA)
and fuzzy-sets. Comparative Sociology, 9(3).

Greckhamer, T., Furnari, S., Fiss, P. C., & Aguilera, R. V. (2018). Studying configurations with Qualitative
Comparative Analysis: Best practices in strategy and organization research. Strategic Organization, 16(4).

Rubinson, C., Gerrits, L., Rutten, R., & Greckhamer, T. (2019). Avoiding common errors in QCA: A short guide
for new practitioners. COMPASSS.

Pappas, I. O., & Woodside, A. G. (2021). Fuzzy-set Qualitative Comparative Analysis (fsQCA): Guidelines for
research practice in Information Systems and marketing. International Journal of Information Management, 58.

Oana, I.-E., & Schneider, C. Q. (2024). A robustness test protocol for applied QCA: Theory and R software
application. Sociological Methods & Research, 53(1).

Baumgartner, M., & Thiem, A. (2017). Model ambiguities in configurational comparative research. Sociological
Methods & Research, 46(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from fsqca._display import html_table, text_table
from fsqca.report.standard_items import ITEMS, SOURCES, Status

if TYPE_CHECKING:
    from fsqca.report.article import ArticleTable
    from fsqca.study.result import StudyResult
    from fsqca.study.study import Study


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing that reporting standards ask for.

    Attributes
    ----------
    item : str
        What is asked for, in our words.
    status : {"present", "missing", "not applicable"}
    reason : str
        What the study says about it.
    add : str
        One line for the study file or for Python that adds what is missing, "" where nothing is.
    sources : tuple of str
        Who asks for it, as in `Checklist.references`.
    """

    item: str
    status: Status
    reason: str
    add: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Checklist:
    """A study held against published standards of reporting. Made by :meth:`StudyResult.checklist`.

    Attributes
    ----------
    title : str
        The title of the study.
    items : tuple of ChecklistItem
        In the order of an article.
    settings : Study
        The study.

    Notes
    -----
    "present" says that the study holds and reports something, not that it is well chosen: that an anchor has
    a reason does not make it a good one.
    """

    title: str
    items: tuple[ChecklistItem, ...]
    settings: Study

    @property
    def table(self) -> pd.DataFrame:
        """One row per item: ``item``, ``status``, ``reason``, ``add`` and ``sources``."""
        rows = [(one.item, one.status, one.reason, one.add, "; ".join(one.sources)) for one in self.items]
        names = pd.Index(["item", "status", "reason", "add", "sources"])
        return pd.DataFrame(rows, columns=names, index=pd.RangeIndex(1, len(rows) + 1, name="no."))

    @property
    def missing(self) -> pd.DataFrame:
        """The rows of `table` whose status is "missing"."""
        table = self.table
        return table[table["status"] == "missing"]

    @property
    def counts(self) -> dict[str, int]:
        """How many items have each status."""
        kinds: tuple[Status, ...] = ("present", "missing", "not applicable")
        return {kind: sum(one.status == kind for one in self.items) for kind in kinds}

    @property
    def summary(self) -> str:
        """The counts as a sentence, with what they do not mean."""
        counts = self.counts
        return (
            f"Items that published standards ask for: {len(self.items)}; present: {counts['present']}, "
            f"missing: {counts['missing']}, not applicable: {counts['not applicable']}. That an item is "
            "present says that the study reports it, not that the choice was a good one."
        )

    @property
    def references(self) -> tuple[str, ...]:
        """The sources in full."""
        return tuple(SOURCES.values())

    def article(self) -> ArticleTable:
        """Return the checklist as the table of an article's appendix."""
        from fsqca.report.article import from_frame

        return from_frame(
            self.table.drop(columns="add"),
            title="The study against published standards of reporting",
            notes=self.references,
        )

    def __repr__(self) -> str:
        counts = ", ".join(f"{number} {kind}" for kind, number in self.counts.items())
        return f"<Checklist {self.title!r}: {counts}>"

    def __str__(self) -> str:
        marks = {"present": "[x]", "missing": "[ ]", "not applicable": "[-]"}
        lines = [f"Checklist: {self.title}", self.summary, ""]
        for one in self.items:
            lines.append(f"{marks[one.status]} {one.item}")
            lines.append(f"    {one.reason} ({'; '.join(one.sources)})")
            if one.add:
                lines.append(f"    To add it: {one.add}")
        return "\n".join([*lines, "", *self.references])

    def to_text(self) -> str:
        """Return the checklist as text."""
        return str(self)

    def to_html(self) -> str:
        """Return the checklist as an escaped HTML table."""
        return html_table(
            self.table,
            caption=f"Checklist: {self.title}",
            notes=[self.summary, *self.references],
            width=400,
            max_rows=100,
        )

    def _repr_html_(self) -> str:
        return self.to_html()

    def short(self) -> str:
        """Return items with their status as a small table of text."""
        return text_table(self.table[["status", "item"]], width=90, max_rows=100)


def check_standards(result: StudyResult) -> Checklist:
    """Return a study held against published standards of reporting.

    Parameters
    ----------
    result : StudyResult
        What :meth:`fsqca.study.Study.run` returns.

    Returns
    -------
    Checklist
    """
    items = []
    for item, sources, judge in ITEMS:
        verdict = judge(result)
        items.append(ChecklistItem(item, verdict.status, verdict.reason, verdict.add, sources))
    return Checklist(result.study.title, tuple(items), result.study)


__all__ = ["ITEMS", "SOURCES", "Checklist", "ChecklistItem", "check_standards"]
