"""Digital service orientation of 534 respondents: a fuzzy-set analysis from questionnaire to report.

The data are synthetic, made in the style of a published study (Sklyar, Sörhammar, Kowalkowski & Tronvoll
2025); this is not a replication. :func:`analyse` is the whole analysis and reads like a script; :func:`run`
also writes tables, figures and a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

import fsqca as fq
from fsqca import datasets, report
from fsqca._checks import counted, import_extra
from fsqca.calibration import AnchorEffects, suggest_anchors
from fsqca.examples.digital_service_robustness import ExampleRobustness, robustness_of
from fsqca.survey import ConstructValidity

OUTCOME = "DSO"
CONDITIONS = ("TF", "AD", "AG", "RB", "CF")
#: What was planted into the data. A real study does not know this; it is here so that the page can say
#: whether it was found.
PLANTED = "TF*AD*AG + TF*AD*RB + TF*AG*RB"
POOLED = "Pooled data"

#: The lowest and the highest answer.
SCALE = (1, 7)
ANCHORS = "2 = clear disagreement with the items, 4 = neither agreement nor disagreement, 6 = clear agreement"
#: More of each condition is expected to help, and less of it to hinder.
EXPECTATIONS = {OUTCOME: dict.fromkeys(CONDITIONS, "+"), f"~{OUTCOME}": dict.fromkeys(CONDITIONS, "-")}


@dataclass(frozen=True, slots=True, repr=False)
class Analysis:
    """Everything that the analysis found, group by group.

    Attributes
    ----------
    study : StudyData
        The synthetic survey, as it was read.
    scores : ConstructScores
    validity : ConstructValidity
        Whether the items measure the constructs.
    sets : Calibrated
        Memberships of all respondents who have a score in every construct.
    groups : dict of str to DataFrame
        The memberships of each function, and of both together.
    necessity, truth_tables, solutions : dict of str to dict of str to Necessity, TruthTable, Solutions
        By outcome (``"DSO"``, ``"~DSO"``), then by group.
    charts : dict of str to ConfigurationChart
        By outcome, both functions side by side.
    across : dict of str to Fit
        The parsimonious solution of each function, in each function.
    sweeps : dict of str to DataFrame
        By group.
    other_anchors : AnchorEffects
        What anchors read off the numbers would do to the pooled truth table.
    robustness : ExampleRobustness
        The robustness of the parsimonious solutions, group by group.
    """

    study: fq.StudyData
    scores: fq.ConstructScores
    validity: ConstructValidity
    sets: fq.Calibrated
    groups: dict[str, pd.DataFrame]
    necessity: dict[str, dict[str, fq.Necessity]]
    truth_tables: dict[str, dict[str, fq.TruthTable]]
    solutions: dict[str, dict[str, fq.Solutions]]
    charts: dict[str, report.ConfigurationChart]
    across: dict[str, fq.Fit]
    sweeps: dict[str, pd.DataFrame]
    other_anchors: AnchorEffects
    robustness: ExampleRobustness

    @property
    def functions(self) -> tuple[str, ...]:
        """The groups that are functions of the firm, without the pooled one."""
        return tuple(name for name in self.groups if name != POOLED)

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


def analyse() -> Analysis:
    """Return the whole analysis, from answers to solutions."""
    # Answers: a file with one row per respondent. A blank cell is no answer.
    study = fq.read(datasets.digital_service_file(), cases="respondent", group="function")

    # Construct scores: the mean of the items, where at least half of them are answered. An answer outside the
    # scale would stop the analysis.
    scores = fq.score_constructs(
        study,
        datasets.digital_service_constructs(),
        reverse=datasets.digital_service_reverse_items(),
        scale=SCALE,
        min_answered=0.5,
    )
    validity = scores.validity()

    # Calibration: the anchors are points of the response scale, so they hold for everybody alike. A set
    # without a reason would stop the analysis.
    sets = fq.calibrate(
        scores.data,
        {name: fq.Direct(2, 4, 6, why=ANCHORS) for name in (*CONDITIONS, OUTCOME)},
        missing="drop",
        strict=True,
    )
    groups = {name.capitalize(): part for name, part in sets.data.groupby(study.groups)} | {POOLED: sets.data}
    frequency = {name: 5 if name == POOLED else 3 for name in groups}

    # Necessity, truth tables and solutions, for the outcome and for its negation.
    necessity: dict[str, dict[str, fq.Necessity]] = {}
    truth_tables: dict[str, dict[str, fq.TruthTable]] = {}
    solutions: dict[str, dict[str, fq.Solutions]] = {}
    for outcome, expectations in EXPECTATIONS.items():
        necessity[outcome] = {
            name: fq.find_necessary(data, outcome, CONDITIONS) for name, data in groups.items()
        }
        truth_tables[outcome] = {
            name: fq.build_truth_table(
                data,
                outcome,
                CONDITIONS,
                consistency=0.80,
                pri=0.50,
                frequency=frequency[name],
                crossover="above",
            )
            for name, data in groups.items()
        }
        solutions[outcome] = {
            name: fq.solve(table, expectations) for name, table in truth_tables[outcome].items()
        }

    # The two functions side by side, and the solution of each in the data of the other.
    functions = [name for name in groups if name != POOLED]
    charts = {
        outcome: report.configuration_charts({name: found[name] for name in functions})
        for outcome, found in solutions.items()
    }
    across = {
        f"From {source.lower()}, in {target.lower()}": solutions[OUTCOME][source].parsimonious.fit_on(
            groups[target]
        )
        for source in functions
        for target in functions
    }

    # Do the recipes depend on the cut-offs?
    sweeps = {
        name: report.sweep_cut_offs(
            table, consistency=(0.75, 0.80, 0.85), pri=(0.40, 0.50, 0.60), frequency=(1, 3, 5, 8)
        )
        for name, table in truth_tables[OUTCOME].items()
    }

    # Do they depend on the anchors? Suggestions for comparison: the reasons above speak for the anchors used.
    suggestions = suggest_anchors(
        scores.data, scale=SCALE, quantiles=[(0.1, 0.5, 0.9), (0.25, 0.5, 0.75)], missing="drop"
    )
    other_anchors = suggestions.effects(
        sets, OUTCOME, CONDITIONS, consistency=0.80, pri=0.50, frequency=frequency[POOLED], crossover="above"
    )

    # Do they depend on the cases' error of measurement, and what stays under all other decisions together?
    robustness = robustness_of(solutions[OUTCOME], sets, scores, PLANTED)
    return Analysis(
        study,
        scores,
        validity,
        sets,
        groups,
        necessity,
        truth_tables,
        solutions,
        charts,
        across,
        sweeps,
        other_anchors,
        robustness,
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


__all__ = ["Analysis", "ExampleResult", "analyse", "run"]
