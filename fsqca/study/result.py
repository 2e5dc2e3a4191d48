"""The result of a study: all that was found, by outcome and group, with its settings and provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from fsqca._checks import counted, left_out_note
from fsqca._display import html_heading, html_notes
from fsqca.study.provenance import Provenance

if TYPE_CHECKING:
    from fsqca.calibration import Calibrated, Diagnosis
    from fsqca.fit import Fit
    from fsqca.minimization import Solutions
    from fsqca.necessity import Necessity
    from fsqca.reading import StudyData
    from fsqca.report import Checklist, ConfigurationChart, Page
    from fsqca.study.study import Study
    from fsqca.survey import ConstructScores
    from fsqca.truth_table import TruthTable

#: Outcome -> kind of solution -> (group it comes from, group it is evaluated in) -> its fit.
Across: TypeAlias = "dict[str, dict[str, dict[tuple[str, str], Fit]]]"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class StudyResult:
    """What a study found; made by :meth:`Study.run`.

    Attributes
    ----------
    study : Study
        The settings; also as `settings`.
    data : StudyData
        The data as read, after the filters.
    scores : ConstructScores or None
    calibrated : Calibrated or None
        None where the data hold memberships.
    diagnosis : dict of str to Diagnosis
        By analysis.
    groups : dict of str to DataFrame
        The memberships of every analysis: each group, and all cases together.
    single_groups : tuple of str
        The analyses but the pooled one; the pooled one where there is no other.
    necessity, truth_tables, solutions : dict of str to dict of str to Necessity, TruthTable, Solutions
        By outcome, then by analysis.
    charts : dict of str to ConfigurationChart
        By outcome, the groups side by side.
    across : dict
        By outcome, kind of solution, and pair of groups: the fit of the solution of the first in the second.
    robustness : dict of str to DataFrame
        What the robustness steps gave, under the names of files.
    robustness_results : dict of str to dict of str to object
        The results behind, by step, then by group: ``robustness_results["sensitivity"]["All cases"]`` is
        what :func:`fsqca.robustness.find_regions` returns. Of ``"comparison"`` they are ``"comparison"``
        and, where it was asked for, ``"test"``; a step that gives frames only, such as ``"sweep"``, has none.
    notes : tuple of str
        What a reader should know: notes on data and scores, warnings.
    provenance : Provenance or None
    """

    study: Study
    data: StudyData
    scores: ConstructScores | None
    calibrated: Calibrated | None
    diagnosis: dict[str, Diagnosis]
    groups: dict[str, pd.DataFrame]
    single_groups: tuple[str, ...]
    necessity: dict[str, dict[str, Necessity]]
    truth_tables: dict[str, dict[str, TruthTable]]
    solutions: dict[str, dict[str, Solutions]]
    charts: dict[str, ConfigurationChart]
    across: Across
    robustness: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    robustness_results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    provenance: Provenance | None = None

    @property
    def settings(self) -> Study:
        """The settings: the study."""
        return self.study

    @property
    def table(self) -> pd.DataFrame:
        """Every model with its fit: columns ``outcome``, ``group``, and those of ``Solutions.table``."""
        parts = [
            found.table[found.table["solution"].isin(self.study.solutions.types)].assign(
                outcome=outcome, group=name
            )
            for outcome, by_group in self.solutions.items()
            for name, found in by_group.items()
        ]
        together = pd.concat(parts, ignore_index=True)
        first = ["outcome", "group"]
        return together[[*first, *together.columns.drop(first)]]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return every table of the result under the name of its file."""
        from fsqca.study.tables import result_tables

        return result_tables(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings, the provenance and all results as plain data, NaN as None."""
        from fsqca.study.summary import result_summary

        return result_summary(self)

    def write(self, folder: str | Path | None = None, *, force: bool = False) -> Path:
        """Write tables (CSV), results (JSON) and the study file into a folder, whole or not at all.

        Parameters
        ----------
        folder : str or Path, optional
            Default: that of the study, :attr:`Study.output_path`.
        force : bool, default False
            Whether files in a folder that is not empty may be replaced; others stay.

        Returns
        -------
        Path
            The folder, absolute.

        Raises
        ------
        OutputExistsError
            If the folder is not empty and `force` is False.
        """
        from fsqca.report import write_folder
        from fsqca.study.tables import result_files

        target = self.study.output_path if folder is None else Path(folder)
        return write_folder(target, result_files(self, target), force=force)

    def page(self) -> Page:
        """Return the result as a page for a browser; see :func:`fsqca.report.study_report`."""
        from fsqca.report import study_report

        return study_report(self)

    def report(self, path: str | Path, *, unit: str = "case", force: bool = False) -> Path:
        """Write the report of the study, a page (.html) or a Word document (.docx), and return its path.

        Parameters
        ----------
        path : str or Path
        unit : str, default "case"
            What a case is called, such as "respondent" or "firm".
        force : bool, default False
            Whether a file of that name may be replaced.

        See Also
        --------
        fsqca.report.write_report : what is raised.
        """
        from fsqca.report import write_report

        return write_report(self, path, unit=unit, force=force)

    def checklist(self) -> Checklist:
        """Return the study held against published standards of reporting.

        Each item is present, missing or not applicable, with the reason, the source that asks for it, and the
        line that adds what is missing.
        """
        from fsqca.report import check_standards

        return check_standards(self)

    def __repr__(self) -> str:
        outcomes = ", ".join(self.solutions)
        return (
            f"<StudyResult {self.study.title!r}: {outcomes}; {counted(len(self.data.data), 'case')}, "
            f"{counted(len(self.groups), 'analysis', 'analyses')}>"
        )

    def __str__(self) -> str:
        return self.to_text()

    def to_text(self, *, of_cases: bool = True) -> str:
        """Return the main results as text.

        Parameters
        ----------
        of_cases : bool, default True
            Whether notes may name single cases; otherwise notes are left out.
        """
        from fsqca import report

        lines = [self.study.title, *self.heads(of_cases=of_cases)]
        for outcome, found in self.necessity.items():
            lines += ["", f"Necessity for {outcome}"]
            lines += [f"  {name}: {report.describe_necessity(each)}" for name, each in found.items()]
        for outcome, by_group in self.solutions.items():
            lines += ["", f"Recipes for {outcome}"]
            lines += [f"  {name}: {report.describe_solutions(each)}" for name, each in by_group.items()]
        for chart in self.charts.values():
            lines += ["", str(chart)]
        if self.notes and of_cases:
            lines += ["", *(f"Note: {note}" for note in self.notes)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        charts = "".join(chart._repr_html_() for chart in self.charts.values())
        notes = [*self.heads(), *(f"Note: {note}" for note in self.notes)]
        return f"{html_heading(self.study.title)}{charts}{html_notes(notes)}"

    def heads(self, *, of_cases: bool = True) -> list[str]:
        """Return what was analysed, in a sentence or two."""
        n = [f"{name} {len(part)}" for name, part in self.groups.items()]
        whole = counted(len(self.data.data), "case")
        lines = [f"{whole} in {self.data.settings.source}; analysed: {', '.join(n)}."]
        if self.calibrated is not None and self.calibrated.dropped:
            left = counted(len(self.calibrated.dropped), "case")
            note = (
                left_out_note(self.calibrated.dropped)
                if of_cases
                else f"Left out for missing values: {left}."
            )
            lines.append(note)
        return lines
