"""A study: everything that decides its results, as frozen settings that a file can hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fsqca._checks import counted
from fsqca._display import html_table, text_table
from fsqca.study import checks
from fsqca.study.calibration import CalibrationSection, method_name
from fsqca.study.problems import Problem, StudyError, located
from fsqca.study.section import Section, setting, table, tables
from fsqca.study.sections import (
    AnalysisSection,
    ConstructsSection,
    DataSection,
    Expectation,
    GroupsSection,
    NecessitySection,
    OutputSection,
    SolutionsSection,
    Untenable,
)
from fsqca.study.sections_cutoffs import CutoffsSection
from fsqca.study.sections_robustness import RobustnessSection
from fsqca.study.toml_text import Source, read_toml, write_toml

if TYPE_CHECKING:
    import pandas as pd

    from fsqca.study.result import StudyResult

#: What is told of a run: the step, how many are done, and how many there are.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True, repr=False)
class Study(Section):
    """A study, from data file to results: made from a study file, or in Python.

    Every section checks itself when it is made, and the study checks that they fit together; all that is
    wrong is said at once. Two studies are equal where their settings are.

    Parameters
    ----------
    title : str
    description : str, default ""
    data : DataSection
    constructs : ConstructsSection, optional
    calibration : CalibrationSection, optional
        None: the data hold memberships.
    analysis : AnalysisSection
    cutoffs : CutoffsSection
    groups : GroupsSection
    expectations : tuple of Expectation
    untenable : tuple of Untenable
    solutions : SolutionsSection
    necessity : NecessitySection
    robustness : RobustnessSection, optional
    output : OutputSection
    folder : Path
        The folder that paths in the study are relative to; no part of what the study says.
    source : Source or None
        The text that the study was read from; no part of what it says.

    Raises
    ------
    StudyError
        With everything that is wrong.

    Examples
    --------
    >>> study = Study.from_toml('''
    ... title = "Six firms"
    ... [data]
    ... file = "firms.csv"
    ... [analysis]
    ... outcome = "success"
    ... conditions = ["skill", "trust"]
    ... ''')
    >>> study
    <Study 'Six firms': success by 2 conditions, from firms.csv>
    >>> Study.from_toml(study.to_toml()) == study
    True
    """

    title: str = setting(checks.text)
    description: str = setting(checks.any_text, "")
    data: DataSection = table(DataSection)
    constructs: ConstructsSection | None = table(ConstructsSection, None)
    calibration: CalibrationSection | None = table(CalibrationSection, None)
    analysis: AnalysisSection = table(AnalysisSection)
    cutoffs: CutoffsSection = table(CutoffsSection, CutoffsSection())
    groups: GroupsSection = table(GroupsSection, GroupsSection())
    expectations: tuple[Expectation, ...] = tables(Expectation)
    untenable: tuple[Untenable, ...] = tables(Untenable)
    solutions: SolutionsSection = table(SolutionsSection, SolutionsSection())
    necessity: NecessitySection = table(NecessitySection, NecessitySection())
    robustness: RobustnessSection | None = table(RobustnessSection, None)
    output: OutputSection = table(OutputSection, OutputSection())
    folder: Path = field(default=Path(), compare=False, metadata={"unwritten": True})
    source: Source | None = field(default=None, compare=False, metadata={"unwritten": True})

    @classmethod
    def from_toml(cls, path_or_text: str | Path) -> Study:
        """Return the study of a study file, or of its text.

        Parameters
        ----------
        path_or_text : str or Path
            A path; or a text, which has more than one line.

        Raises
        ------
        StudyError
            With everything that is wrong with it, each with its line.
        ArgumentError
            If the file cannot be read.
        """
        plain, source = read_toml(path_or_text)
        folder = Path() if source.path is None else source.path.absolute().parent
        problems: list[Problem] = []
        study = cls.from_plain(plain, (), problems)
        if study is None or problems:
            raise StudyError(located(problems, source.lines), source.name)
        return replace(study, folder=folder, source=source)

    @classmethod
    def missing_hint(cls, name: str) -> str:
        """Return what to do where a key or a table is missing."""
        return {
            "title": 'Give the study a title at the top: title = "..."',
            "data": 'Name the data: a table [data] with file = "survey.csv".',
            "analysis": "Say what is explained by what: a table [analysis] with outcome and conditions.",
        }.get(name, super().missing_hint(name))

    def to_toml(self) -> str:
        """Return the study as the text of a study file, which reads back to an equal study.

        Raises
        ------
        ArgumentError, ArgumentTypeError
            If a calibrator has no name that a study file can use, or settings that it cannot hold.
        """
        return write_toml(self.to_plain())

    def check(self) -> StudyPlan:
        """Read, score and calibrate the data and return what a run would do; nothing is analysed yet.

        Returns
        -------
        StudyPlan

        Raises
        ------
        StudyError
            With everything in which study and data do not fit together.
        """
        from fsqca.study.running import checked

        opened, notes = checked(self)
        return StudyPlan(self, len(opened.study_data.data), tuple(opened.group_sizes.items()), notes)

    def run(self, *, progress: Progress | bool | None = None) -> StudyResult:
        """Run the study: data, scores, calibration, necessity, truth tables, solutions.

        Parameters
        ----------
        progress : callable, bool, optional
            A function of the step, the number of steps done and of all steps; or whether to show a bar.
            Default: a bar in a terminal, on work that takes longer.

        Returns
        -------
        StudyResult

        Raises
        ------
        StudyError
            If study and data do not fit together; with everything that does not, each with its line.
        FsqcaError
            As the functions that are called.
        """
        from fsqca.study.running import run_study

        return run_study(self, progress)

    def bundle(
        self,
        path: str | Path,
        *,
        include_data: bool = True,
        force: bool = False,
        progress: Progress | bool | None = None,
    ) -> Path:
        """Run the study and write what a replication needs into a ZIP file; see :func:`write_bundle`."""
        from fsqca.study.bundle import write_bundle

        return write_bundle(self, path, include_data=include_data, force=force, progress=progress)

    def to_r(self) -> str:
        """Return the analysis as a script for the R packages QCA and SetMethods; see :func:`r_script`."""
        from fsqca.study.r_script import r_script

        return r_script(self)

    def write_r(self, folder: str | Path, *, force: bool = False) -> Path:
        """Write the script for R with the data that it reads into a folder, and return the folder.

        Parameters
        ----------
        folder : str or Path
        force : bool, default False
            Whether files in a folder that is not empty may be replaced.
        """
        from fsqca.report import write_folder
        from fsqca.study.r_script import r_files

        return write_folder(folder, r_files(self), force=force)

    @property
    def data_path(self) -> Path:
        """The path of the data file."""
        return self.folder / Path(self.data.file).expanduser()

    @property
    def output_path(self) -> Path:
        """The folder for results."""
        if self.output.folder is not None:
            return self.folder / Path(self.output.folder).expanduser()
        path = None if self.source is None else self.source.path
        return self.folder / f"{path.stem if path else 'study'}_results"

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcome, and its negation where that is analysed too."""
        own = self.analysis.outcome
        return (own, negation(own)) if self.analysis.negated else (own,)

    def expectations_of(self, outcome: str) -> dict[str, str] | tuple[str, ...]:
        """Return the directional expectations of an outcome as :func:`fsqca.minimize` takes them."""
        from fsqca.expressions import parse

        own = [
            parse(each.expect)
            for each in self.expectations
            if same_outcome(each.outcome or self.analysis.outcome, outcome)
        ]
        plain = {
            (name if str(each) == name else str(each)[1:]): "+" if str(each) == name else "-"
            for each in own
            for name in each.used
            if str(each) in (name, f"~{name}")
        }
        return plain if len(plain) == len(own) else tuple(str(each) for each in own)

    def untenable_for(self, outcome: str, group: str) -> tuple[str | int, ...]:
        """Return the rows and expressions that solutions of an outcome in a group may not use."""
        return tuple(
            each.exclude
            for each in self.untenable
            if (each.outcome is None or same_outcome(each.outcome, outcome)) and each.group in (None, group)
        )

    def raised(self, problems: list[Problem]) -> StudyError:
        """Return the error for problems of this study, with their lines."""
        if self.source is None:
            return StudyError(problems)
        return StudyError(located(problems, self.source.lines), self.source.name)

    @property
    def table(self) -> pd.DataFrame:
        """The settings: index ``setting``, one column ``value``; those that have their default too."""
        import pandas as pd

        rows = _flat(self.to_plain() | {"cutoffs": _with_defaults(self.cutoffs)})
        return pd.DataFrame(
            {"value": list(rows.values())}, index=pd.Index(list(rows), name="setting"), dtype=object
        )

    def contradictions(self) -> list[Problem]:
        """Return in what the sections do not fit together."""
        from fsqca.study.fitting import contradictions

        return contradictions(self)

    def __repr__(self) -> str:
        return (
            f"<Study {self.title!r}: {self.analysis.outcome} by "
            f"{counted(len(self.analysis.conditions), 'condition')}, from {self.data.file}>"
        )

    def __str__(self) -> str:
        return f"{self.title}\n\n{text_table(self.table, width=90, max_rows=200)}"

    def _repr_html_(self) -> str:
        return html_table(self.table, caption=self.title, width=200, max_rows=200)


@dataclass(frozen=True, slots=True, repr=False)
class StudyPlan:
    """What a run of a study would do: made by :meth:`Study.check`.

    Attributes
    ----------
    study : Study
    n_cases : int
        Cases that the filters leave.
    groups : tuple of (str, int)
        Each analysis with its number of cases, before any is left out for missing values.
    notes : tuple of str
        What a reader should know of the data.
    """

    study: Study
    n_cases: int
    groups: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per analysis: index ``group``; ``n`` and the cut-offs."""
        import pandas as pd

        rows = [{"n": n, **self.study.cutoffs.of(name)} for name, n in self.groups]
        return pd.DataFrame(rows, index=pd.Index([name for name, _ in self.groups], name="group")).dropna(
            axis=1, how="all"
        )

    def __repr__(self) -> str:
        analyses = counted(len(self.groups), "analysis", "analyses")
        return f"<StudyPlan: {counted(self.n_cases, 'case')}, {analyses}>"

    def __str__(self) -> str:
        study = self.study
        sets = [] if study.calibration is None else study.calibration.sets.items()
        methods = ", ".join(f"{name} {method_name(each)}" for name, each in sets) or "none, as in the data"
        lines = [
            f"{study.title}: study and data fit together.",
            "",
            f"Outcome: {', '.join(study.outcomes)}. Conditions: {', '.join(study.analysis.conditions)}.",
            f"Calibration: {methods}.",
            "",
            text_table(self.table),
        ]
        return "\n".join([*lines, *(["", *(f"Note: {note}" for note in self.notes)] if self.notes else [])])

    def _repr_html_(self) -> str:
        return html_table(self.table, caption=f"{self.study.title}: a run would do this", notes=self.notes)


def negation(outcome: str) -> str:
    """Return the negation of an outcome as text.

    Examples
    --------
    >>> negation("Y"), negation("~Y"), negation("Y{1}")
    ('~Y', 'Y', '~Y{1}')
    """
    from fsqca.expressions import parse

    return str(~parse(outcome))


def same_outcome(one: str, other: str) -> bool:
    """Return whether two texts are the same outcome."""
    from fsqca.expressions import parse

    return one == other or parse(one) == parse(other)


def _with_defaults(cutoffs: CutoffsSection) -> dict[str, Any]:
    return cutoffs.of("") | {name: value for name, value in cutoffs.to_plain().items() if name == "by_group"}


def _flat(plain: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Return nested settings with dotted names."""
    rows: dict[str, Any] = {}
    for key, value in plain.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            rows |= _flat(value, f"{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for place, each in enumerate(value, start=1):
                rows |= _flat(each, f"{name}[{place}].")
        else:
            rows[name] = ", ".join(map(str, value)) if isinstance(value, list) else value
    return rows


__all__ = ["Progress", "Study", "StudyPlan", "negation", "same_outcome"]
