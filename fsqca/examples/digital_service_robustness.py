"""How robust the example's recipes are: the robustness test protocol, and error of measurement.

All that the text says of results is made from the results. The module takes the objects of the analysis and
knows nothing of how they were made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

import fsqca as fq
from fsqca.expressions import equivalent
from fsqca.report import Heading, Note, Picture, Section, Table
from fsqca.report.parts import Part
from fsqca.report.sentences import and_list
from fsqca.robustness import ErrorPropagation, RobustnessAssessment, assess_robustness, propagate_error
from fsqca.robustness.measurement_words import LIMITS
from fsqca.robustness.model_robustness import PRINTED
from fsqca.robustness.paragraphs import limits_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Other settings that could be defended, each tried by itself; and two more cases than today in every row.
CONSISTENCY, PRI, MORE_CASES = (0.75, 0.85), (0.4, 0.6), 2
#: Other anchors for all sets. The crossover stays: the middle of the scale means "neither nor".
ANCHORS = {"anchors 2.5 / 4 / 5.5": (2.5, 4, 5.5), "anchors 1.5 / 4 / 6.5": (1.5, 4, 6.5)}
N_DRAWS, SEED = 200, 534


@dataclass(frozen=True, slots=True, repr=False)
class ExampleRobustness:
    """The robustness of the parsimonious solutions, group by group.

    Attributes
    ----------
    assessments : dict of str to RobustnessAssessment
    errors : dict of str to ErrorPropagation
    planted : str
        The recipes that were planted into the synthetic data.
    """

    assessments: dict[str, RobustnessAssessment]
    errors: dict[str, ErrorPropagation]
    planted: str

    def __repr__(self) -> str:
        return f"<ExampleRobustness: {', '.join(self.assessments)}>"

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table under the name of its file."""
        found, errors = self.assessments, self.errors
        return {
            "robustness": pd.concat({name: own.table for name, own in found.items()}, names=["group"]),
            "robustness_tests": pd.concat(
                {name: own.tests.set_index(["initial", "test", "model"]) for name, own in found.items()},
                names=["group"],
            ),
            "robustness_cases": pd.concat(
                {name: own.cases.set_index(["model", "case"]) for name, own in found.items()}, names=["group"]
            ),
            "measurement_error_terms": pd.concat(
                {name: own.terms.set_index("term") for name, own in errors.items()}, names=["group"]
            ),
            "measurement_error_rows": pd.concat(
                {name: own.rows for name, own in errors.items()}, names=["group"]
            ),
            "measurement_error_fit": pd.concat(
                {name: own.fit for name, own in errors.items()}, names=["group"]
            ),
            "measurement_error_cases": pd.concat(
                {name: own.cases.set_index("case") for name, own in errors.items()}, names=["group"]
            ),
        }

    def figures(self) -> dict[str, Figure]:
        """Return every figure under the name of its file."""
        from fsqca.plots import robustness_plot

        return {
            f"robustness_{name.lower().replace(' ', '_')}": robustness_plot(own.models[0])
            for name, own in self.assessments.items()
        }

    def planted_sentence(self) -> str:
        """Return where the planted recipes are the robust core, and how often their terms are found."""
        cores = [
            name.lower()
            for name, own in self.assessments.items()
            if own.models[0].core is not None and equivalent(own.models[0].core, self.planted)
        ]
        others = [name.lower() for name in self.assessments if name.lower() not in cores]
        if not others:
            text = f"The planted recipes, {self.planted}, are the robust core in {and_list(cores)}."
        elif not cores:
            text = f"The planted recipes, {self.planted}, are the robust core of no group."
        else:
            text = (
                f"The planted recipes, {self.planted}, are the robust core in {and_list(cores)}, but not "
                f"in {and_list(others)}."
            )
        terms = [str(term) for term in fq.parse(self.planted).terms]
        least = min(
            (float(own.terms.set_index("term")["share"].to_dict().get(term, 0.0)), term, name.lower())
            for name, own in self.errors.items()
            for term in terms
        )
        return (
            f"{text} With error of measurement, each planted term is found again in at least "
            f"{100 * least[0]:.1f} % of the draws; least often {least[1]} in {least[2]}."
        )

    def section(self, drawn: Mapping[str, Figure | bytes]) -> Section:
        """Return the section of the page."""
        parts: list[str | Part] = []
        for name, own in self.assessments.items():
            model = own.models[0]
            shown = own.tests.drop(columns="initial").set_index("test")
            parts += [
                Heading(name),
                own.paragraph(limits=False),
                Table(
                    shown, f"Test solutions, {name.lower()}: each by itself against the model", folded=True
                ),
                Picture(
                    drawn[f"robustness_{name.lower().replace(' ', '_')}"],
                    f"{name}: memberships in the model and in the test set.",
                    f"Plot of the cases of {name.lower()}: {model.n_of('robust')} robust, "
                    f"{len(model.shaky)} shaky, "
                    f"{len(model.possible)} possible.",
                ),
            ]
        tests = and_list(
            [
                f"consistency {and_list([f'{one:g}' for one in CONSISTENCY])}",
                f"PRI {and_list([f'{one:g}' for one in PRI])}",
                f"a frequency of 1 and of {MORE_CASES} more than in the analysis",
                and_list(list(ANCHORS)),
            ]
        )
        numbers = pd.concat({name: own.table for name, own in self.assessments.items()}, names=["group"])
        terms = pd.concat(
            {
                name: own.terms.head(6).set_index("term")[["share", "certain"]]
                for name, own in self.errors.items()
            },
            names=["group"],
        )
        return Section(
            "How robust the recipes are",
            (
                (
                    "Other decisions than those of the analysis can be defended. The robustness test "
                    "protocol (Oana & Schneider 2024) makes the solution again under each of them and "
                    "asks what stays. A case is robust where the model and all test solutions have it, "
                    "shaky where the model has it and some test solution does not, and possible where "
                    f"only some test solution has it. Tried one at a time: {tests}."
                ),
                Table(numbers.rename(columns=PRINTED), "Robustness of the parsimonious models"),
                *parts,
                Note(limits_text(len(self.assessments))),
                Heading("Error of measurement"),
                (
                    "Scores of questionnaires hold error. Cronbach's alpha says how much, so true scores "
                    "that go with the observed ones can be drawn, calibrated with the same anchors, and "
                    f"analysed again, {N_DRAWS} times in each group."
                ),
                *(f"{name}: {own.paragraph(limits=False)}" for name, own in self.errors.items()),
                Table(
                    terms, "Terms found again with error of measurement, the six most frequent of each group"
                ),
                self.planted_sentence(),
                Note(
                    f"{LIMITS} The draws suppose normal scores with independent errors of the same size "
                    "for everybody, which answers on a scale of seven points meet only roughly."
                ),
            ),
        )


def robustness_of(
    solutions: Mapping[str, fq.Solutions],
    sets: fq.Calibrated,
    scores: fq.ConstructScores,
    planted: str,
    n_draws: int = N_DRAWS,
) -> ExampleRobustness:
    """Return the robustness of the parsimonious solution of every group.

    Parameters
    ----------
    solutions : dict of str to Solutions
        By group.
    sets : Calibrated
        Of all respondents.
    scores : ConstructScores
        With the reliabilities.
    planted : str
        The recipes that were planted into the data.
    n_draws : int
    """
    calibrations = {
        name: {one: fq.Direct(*anchors) for one in sets.calibrators} for name, anchors in ANCHORS.items()
    }
    assessments, errors = {}, {}
    for name, group in solutions.items():
        solution = group.parsimonious
        frequency = solution.truth_table.settings.coding.frequency
        assessments[name] = assess_robustness(
            solution,
            consistency=CONSISTENCY,
            pri=PRI,
            frequency=(1, frequency + MORE_CASES),
            calibrations=calibrations,
            data=sets,
        )
        errors[name] = propagate_error(
            solution,
            sets,
            reliability=scores.reliability["alpha"],
            error="joint",
            n_draws=n_draws,
            seed=SEED,
            progress=False,
        )
    return ExampleRobustness(assessments, errors, planted)


__all__ = ["ExampleRobustness", "robustness_of"]
