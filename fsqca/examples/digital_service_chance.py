"""Other respondents, and chance: the bootstrap, the chance test and the validation of the example.

All that the text says of results is made from the results of the study.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

import fsqca as fq
from fsqca.report import Heading, Note, Picture, Section, Table
from fsqca.robustness import PermutationTest, Resampling, Validation

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from fsqca.study import StudyResult


@dataclass(frozen=True, slots=True, repr=False)
class ExampleChance:
    """What becomes of the parsimonious solutions with other respondents, and of a shuffled outcome.

    Attributes
    ----------
    drawn : dict of str to Resampling
        The bootstrap, by group.
    shuffled : dict of str to PermutationTest
    validated : dict of str to Validation
    planted : str
        The recipes that were planted into the synthetic data.
    """

    drawn: dict[str, Resampling]
    shuffled: dict[str, PermutationTest]
    validated: dict[str, Validation]
    planted: str

    def __repr__(self) -> str:
        return f"<ExampleChance: {', '.join(self.drawn)}>"

    @property
    def retention(self) -> pd.DataFrame:
        """The share of resamples that have each planted term, and the most frequent other one, by group."""
        planted = [str(term) for term in fq.parse(self.planted).terms]
        rows = {}
        for name, own in self.drawn.items():
            shares = own.terms["in_some"]
            others = shares.drop(planted, errors="ignore")
            rows[name] = {
                **{term: float(shares.get(term, 0.0)) for term in planted},
                "most frequent other": str(others.idxmax()) if len(others) else "",
                "its share": float(others.max()) if len(others) else 0.0,
                "the same models": own.same,
            }
        return pd.DataFrame(rows).T.rename_axis("group")

    def planted_sentence(self) -> str:
        """Return how the planted terms do against other terms, other respondents and chance."""
        planted = [str(term) for term in fq.parse(self.planted).terms]
        least: list[tuple[float, str, str]] = []
        most: list[tuple[float, str, str]] = []
        for name, own in self.drawn.items():
            shares = dict(zip(map(str, own.terms.index), own.terms["in_some"].tolist(), strict=True))
            least += [(shares.get(term, 0.0), term, name.lower()) for term in planted]
            most += [(share, term, name.lower()) for term, share in shares.items() if term not in planted]
        low, term, group = min(least)
        high, other, where = max(most, default=(0.0, "none", "any group"))
        p = max(test.p for test in self.shuffled.values())
        optimism = max(own.table["optimism"].to_dict()["consistency"] for own in self.validated.values())
        return (
            f"Each planted term is found again in at least {_percent(low)} of the resamples (least often "
            f"{term} in {group}), a term that was not planted in at most {_percent(high)} ({other} in "
            f"{where}). No group’s solution has a p value above {p:.4f}, and the consistency in "
            f"respondents that the solution was not made from is lower by {optimism:.3f} at most."
        )

    def figures(self) -> dict[str, Figure]:
        """Return every figure under the name of its file: those of the last group, the pooled data."""
        from fsqca.plots import chance_plot, term_retention_plot

        last = list(self.drawn)[-1]
        return {
            "bootstrap_terms": term_retention_plot(self.drawn[last]),
            "chance": chance_plot(self.shuffled[last]),
        }

    def section(self, figures: Mapping[str, Figure | bytes]) -> Section:
        """Return the section of the page."""
        last = list(self.drawn)[-1]
        validation = pd.concat({name: own.table for name, own in self.validated.items()}, names=["group"])
        shares = ", ".join(f"{term} {_percent(value)}" for term, value in self._shares(last).items())
        return Section(
            "Other respondents, and chance",
            (
                (
                    "Would other respondents of the same kind have given the same recipes? The bootstrap "
                    "draws as many respondents again, with replacement and within functions, and repeats the "
                    "whole analysis."
                ),
                *(f"{name}: {own.paragraph()}" for name, own in self.drawn.items()),
                Picture(
                    figures["bootstrap_terms"],
                    f"{last}: the share of resamples in which each term is found.",
                    f"Share of the resamples of {last.lower()}: {shares}.",
                ),
                Table(self.retention, "The planted terms in the resamples, and the most frequent other term"),
                Heading("Could chance have done as well?"),
                (
                    "The outcome is shuffled over the respondents, which breaks every relation to the "
                    "conditions, and the analysis is repeated."
                ),
                *(f"{name}: {own.paragraph()}" for name, own in self.shuffled.items()),
                Picture(
                    figures["chance"],
                    f"{last}: consistency and coverage of the solutions of shuffled outcomes, and of the "
                    "observed one.",
                    f"Scatter of solutions of shuffled outcomes of {last.lower()}; p = "
                    f"{self.shuffled[last].p:.4f}.",
                ),
                Heading("Recipes of some respondents in the others"),
                *(f"{name}: {own.paragraph()}" for name, own in self.validated.items()),
                Table(
                    validation[["all_cases", "inside", "outside", "optimism"]],
                    "Fit in the respondents that gave the solution and in the others",
                ),
                self.planted_sentence(),
                Note(
                    "The respondents are synthetic, and every one was made by the same rule. Resampling says "
                    "how much the solution depends on which respondents there are; it says nothing of "
                    "respondents of another kind."
                ),
            ),
        )

    def _shares(self, group: str) -> dict[str, float]:
        shares = self.drawn[group].terms["in_some"]
        return {str(term): float(share) for term, share in shares.head(6).items()}


def chance_of(result: StudyResult, planted: str) -> ExampleChance:
    """Return what a study found with other respondents and shuffled outcomes.

    Parameters
    ----------
    result : StudyResult
        Of a study that asks for resamples, permutations and validation.
    planted : str
    """
    found = result.robustness_results
    return ExampleChance(
        dict(found["resampling"]), dict(found["permutation"]), dict(found["validation"]), planted
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


__all__ = ["ExampleChance", "chance_of"]
