"""How robust the example's recipes are: cut-offs, anchors and error of measurement.

All that the text says of results is made from the results of the study, which asks for them in its file.
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
from fsqca.robustness import ErrorPropagation, RobustnessAssessment, SensitivityRegions
from fsqca.robustness.measurement_words import LIMITS
from fsqca.robustness.model_robustness import PRINTED
from fsqca.robustness.paragraphs import limits_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from fsqca.study import StudyResult


@dataclass(frozen=True, slots=True, repr=False)
class ExampleRobustness:
    """The robustness of the parsimonious solutions, group by group.

    Attributes
    ----------
    assessments : dict of str to RobustnessAssessment
    regions : dict of str to SensitivityRegions
    errors : dict of str to ErrorPropagation
    planted : str
        The recipes that were planted into the synthetic data.
    """

    assessments: dict[str, RobustnessAssessment]
    regions: dict[str, SensitivityRegions]
    errors: dict[str, ErrorPropagation]
    planted: str

    def __repr__(self) -> str:
        return f"<ExampleRobustness: {', '.join(self.assessments)}>"

    def figures(self) -> dict[str, Figure]:
        """Return every figure under the name of its file."""
        from fsqca.plots import region_plot, robustness_plot

        last = list(self.regions)[-1]
        made = {
            f"robustness_{name.lower().replace(' ', '_')}": robustness_plot(own.models[0])
            for name, own in self.assessments.items()
        }
        return {**made, "regions": region_plot(self.regions[last])}

    def region_frame(self) -> pd.DataFrame:
        """Return how far every parameter can move in each group, as intervals."""
        return pd.DataFrame(
            {name: {one.parameter: one.interval for one in own.regions} for name, own in self.regions.items()}
        ).rename_axis("parameter")

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
        first = next(iter(self.assessments.values()))
        tests = and_list(list(dict.fromkeys(own.test for own in first.alternatives)))
        draws = next(iter(self.errors.values())).n_draws
        last = list(self.regions)[-1]
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
                Heading("How far cut-offs and anchors can move"),
                (
                    "The test solutions are a few points. How far can each cut-off and each anchor move by "
                    "itself before the model changes? The intervals are exact for the cut-offs and, up to "
                    "1e-7 of the range of the scores, for the anchors of the direct method. They stand with "
                    "each group above."
                ),
                Picture(
                    drawn["regions"],
                    f"{last}: the interval of every cut-off and anchor in which the model stays; the line is "
                    "today’s value.",
                    f"Bars of intervals, {last.lower()}. {self.regions[last].paragraph()}",
                ),
                Table(self.region_frame(), "The intervals of all groups", folded=True),
                Heading("Error of measurement"),
                (
                    "Scores of questionnaires hold error. Cronbach's alpha says how much, so true scores "
                    "that go with the observed ones can be drawn, calibrated with the same anchors, and "
                    f"analysed again, {draws} times in each group."
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


def robustness_of(result: StudyResult, planted: str) -> ExampleRobustness:
    """Return what a study found of the robustness of its solutions.

    Parameters
    ----------
    result : StudyResult
        Of a study that asks for sensitivity, measurement error and test sets.
    planted : str
        The recipes that were planted into the data.
    """
    found = result.robustness_results
    return ExampleRobustness(
        dict(found["protocol"]), dict(found["sensitivity"]), dict(found["measurement_error"]), planted
    )


__all__ = ["ExampleRobustness", "robustness_of"]
