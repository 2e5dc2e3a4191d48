"""Digital service orientation of 534 respondents: a fuzzy-set analysis from questionnaire to report.

The data are synthetic, made in the style of a published study (Sklyar, Sörhammar, Kowalkowski & Tronvoll
2025); this is not a replication. The study file ``digital_service.toml`` beside this module is the whole
analysis: data, scores, anchors with reasons, cut-offs, expectations, robustness. :func:`analyse` runs it;
:func:`run` also writes tables, figures and a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import fsqca as fq
from fsqca import report
from fsqca._checks import counted, import_extra
from fsqca.calibration import AnchorEffects, suggest_anchors
from fsqca.examples.digital_service_chance import ExampleChance, chance_of
from fsqca.examples.digital_service_groups import ExampleGroups, groups_of
from fsqca.examples.digital_service_robustness import ExampleRobustness, robustness_of
from fsqca.study import Study, StudyResult
from fsqca.survey import ConstructValidity

if TYPE_CHECKING:
    from fsqca.fit import Fit

OUTCOME = "DSO"
CONDITIONS = ("TF", "AD", "AG", "RB", "CF")
#: What was planted into the data. A real study does not know this; it is here so that the page can say
#: whether it was found.
PLANTED = "TF*AD*AG + TF*AD*RB + TF*AG*RB"
POOLED = "Pooled data"


@dataclass(frozen=True, slots=True, repr=False)
class Analysis:
    """Everything that the analysis found: the result of the study, and what the page adds to it.

    Attributes
    ----------
    result : StudyResult
        What the study file gives, by outcome and group.
    validity : ConstructValidity
        Whether the items measure the constructs.
    other_anchors : AnchorEffects
        What anchors read off the numbers would do to the pooled truth table.
    robustness : ExampleRobustness
        The robustness of the parsimonious solutions, group by group.
    chance : ExampleChance
        The same with other respondents, and with shuffled outcomes.
    comparison : ExampleGroups
        The two functions held against each other.
    """

    result: StudyResult
    validity: ConstructValidity
    other_anchors: AnchorEffects
    robustness: ExampleRobustness
    chance: ExampleChance
    comparison: ExampleGroups

    @property
    def study(self) -> fq.StudyData:
        """The synthetic survey, as it was read."""
        return self.result.data

    @property
    def scores(self) -> fq.ConstructScores:
        """The scores of the constructs."""
        assert self.result.scores is not None
        return self.result.scores

    @property
    def sets(self) -> fq.Calibrated:
        """Memberships of all respondents who have a score in every construct."""
        assert self.result.calibrated is not None
        return self.result.calibrated

    @property
    def reason(self) -> str:
        """The reason for the anchors."""
        return self.sets.calibrators[OUTCOME].why

    @property
    def groups(self) -> dict[str, pd.DataFrame]:
        """The memberships of each function, and of both together."""
        return self.result.groups

    @property
    def necessity(self) -> dict[str, dict[str, fq.Necessity]]:
        """By outcome (``"DSO"``, ``"~DSO"``), then by group."""
        return self.result.necessity

    @property
    def truth_tables(self) -> dict[str, dict[str, fq.TruthTable]]:
        """By outcome, then by group."""
        return self.result.truth_tables

    @property
    def solutions(self) -> dict[str, dict[str, fq.Solutions]]:
        """By outcome, then by group."""
        return self.result.solutions

    @property
    def charts(self) -> dict[str, report.ConfigurationChart]:
        """By outcome, both functions side by side."""
        return self.result.charts

    @property
    def across(self) -> dict[str, Fit]:
        """The parsimonious solution of each function, in each function."""
        fits = self.result.across[OUTCOME]["parsimonious"]
        return {f"From {source.lower()}, in {target.lower()}": fit for (source, target), fit in fits.items()}

    @property
    def sweeps(self) -> dict[str, pd.DataFrame]:
        """Other cut-offs, by group."""
        together = self.result.robustness["sweep"]
        by_group = together.groupby(level="group", sort=False)
        return {str(name): part.droplevel("group").rename_axis(None) for name, part in by_group}

    @property
    def functions(self) -> tuple[str, ...]:
        """The groups that are functions of the firm, without the pooled one."""
        return self.result.single_groups

    def __repr__(self) -> str:
        return (
            f"<Analysis of {OUTCOME}: {counted(len(self.study.data), 'respondent')}, {len(self.sets.data)} "
            f"with all scores, {counted(len(self.groups), 'group')}>"
        )


@dataclass(frozen=True, slots=True, repr=False)
class ExampleResult:
    """What a run gives back.

    Attributes
    ----------
    analysis : Analysis
    folder : Path
        Where the files are.
    files : tuple of str
        Their names.
    page : Path
        The page to open in a browser.
    """

    analysis: Analysis
    folder: Path
    files: tuple[str, ...]
    page: Path

    def __repr__(self) -> str:
        return f"<ExampleResult: {counted(len(self.files), 'file')}; open {self.page}>"

    def __str__(self) -> str:
        from fsqca.examples.digital_service_page import summary

        return summary(self.analysis)


def study_file() -> Path:
    """Return the path of the example's study file."""
    return Path(str(files("fsqca.examples") / "digital_service.toml"))


def analyse() -> Analysis:
    """Return the whole analysis, from answers to solutions."""
    study = Study.from_toml(study_file())
    result = study.run(progress=False)
    assert result.scores is not None
    assert result.calibrated is not None
    assert study.constructs is not None

    # Do the recipes depend on the anchors? Suggestions for comparison: the reasons in the study file speak
    # for the anchors used.
    low, high = study.constructs.scale
    suggestions = suggest_anchors(
        result.scores.data,
        scale=(int(low), int(high)),
        quantiles=[(0.1, 0.5, 0.9), (0.25, 0.5, 0.75)],
        missing="drop",
    )
    other_anchors = suggestions.effects(result.calibrated, OUTCOME, CONDITIONS, **study.cutoffs.of(POOLED))
    return Analysis(
        result,
        result.scores.validity(),
        other_anchors,
        robustness_of(result, PLANTED),
        chance_of(result, PLANTED),
        groups_of(result, PLANTED),
    )


def run(output: str | Path = "digital_service_output", *, force: bool = False) -> ExampleResult:
    """Run the example and write its tables, figures and page.

    Parameters
    ----------
    output : str or Path, default "digital_service_output"
        The folder to write into; it is made.
    force : bool, default False
        Whether files in a folder that is not empty may be replaced.

    Returns
    -------
    ExampleResult
        ``print(result)`` gives a summary; ``result.page`` is the page to open in a browser.

    Raises
    ------
    OutputExistsError
        If the folder is not empty and `force` is False.
    MissingExtraError
        If matplotlib, jinja2 or statsmodels is not installed.
    """
    from fsqca.examples.digital_service_files import analysis_figures, analysis_tables
    from fsqca.examples.digital_service_page import analysis_page
    from fsqca.plots import render
    from fsqca.report.writing import check_folder

    folder = check_folder(output, force=force)
    # Asked for before anything is computed, and under the extra that brings all of them.
    for module in ("matplotlib", "jinja2", "statsmodels"):
        import_extra(module, "example", "The example")
    analysis = analyse()
    drawn = analysis_figures(analysis)
    images = {name: render(figure, "png") for name, figure in drawn.items()}
    # Charts go into the page as drawings; figures with hundreds of bars and markers as images, which are
    # smaller.
    shown = drawn | {
        name: image for name, image in images.items() if not name.startswith("configuration_chart")
    }
    contents: dict[str, str | bytes] = {"report.html": analysis_page(analysis, shown).to_html()}
    contents |= {f"tables/{name}.csv": frame.to_csv() for name, frame in analysis_tables(analysis).items()}
    contents |= {f"figures/{name}.png": image for name, image in images.items()}
    contents["figures/calibration.pdf"] = render(drawn["calibration"], "pdf")
    report.write_folder(folder, contents, force=force)
    return ExampleResult(analysis, folder, tuple(contents), folder / "report.html")


__all__ = ["Analysis", "ExampleResult", "analyse", "run", "study_file"]
