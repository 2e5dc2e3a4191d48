"""Article tables of resampling, validation, chance, measurement error, recovery and power."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fsqca.minimization.solution import Solution
from fsqca.report.article.parts import Part, attribute, register_parts
from fsqca.report.article.settings import solution_notes, table_notes
from fsqca.robustness.chance_result import PermutationTest
from fsqca.robustness.configurations import ConfigurationTest
from fsqca.robustness.measurement_result import ErrorPropagation
from fsqca.robustness.prediction_result import Validation
from fsqca.robustness.random_data import RandomSolutions
from fsqca.robustness.recovery_result import PowerAnalysis, RecoveryStudy
from fsqca.robustness.resampling_result import Resampling

_SHARES = "Shares of the resamples in which some model, or every tied model, has the term."
_DRAWS = "Shares of the draws in which some model, or every tied model, has the term."
_P = "p: share of shuffles, the observed data counted, with a value at least as high."
_CLAIM: dict[object, str] = {"false claim": "False claim"}
_FIT_LEFT = ("solution", "n")


def settings_of(solution: Solution) -> list[str]:
    """Return the settings of a solution as notes."""
    return [*table_notes(solution.truth_table), *solution_notes(solution)]


def _notes(result: Any) -> Iterator[str]:
    yield from result.notes
    yield from settings_of(result.solution)


def _said(result: Any) -> list[str]:
    return list(result.notes)


def _remarks(result: ErrorPropagation) -> Iterator[str]:
    yield f"The same models in {100 * result.same:.1f} % of the draws."
    yield from result.notes
    yield from settings_of(result.solution)


register_parts(
    Resampling,
    {
        "terms": Part(attribute("terms"), "Terms in resamples", _SHARES, leave_out=("n_some", "n_all")),
        "models": Part(
            attribute("models"),
            "Models in resamples",
            "Found: share of the resamples with this model; alone: without a tied one.",
            leave_out=("n_found", "n_alone"),
        ),
        "fit": Part(
            attribute("fit"),
            "Parameters of fit in resamples",
            "Lower and upper: the interval of the resamples; BCa: bias-corrected and accelerated.",
            leave_out=_FIT_LEFT,
        ),
        "rows": Part(attribute("rows"), "Codes of the rows of the truth table in resamples"),
        "cases": Part(attribute("cases"), "Cases and the result"),
    },
    head=lambda result: result._head(),
    notes=_notes,
)
register_parts(
    Validation,
    {
        "fit": Part(
            attribute("table"),
            "Fit inside and outside the cases that gave the solution",
            "Optimism: the mean of inside minus outside.",
        ),
        "terms": Part(attribute("terms"), "Terms in the parts of the data", _SHARES),
    },
    head=lambda result: result._head(),
    notes=_notes,
)
register_parts(
    PermutationTest,
    {
        "whole": Part(attribute("whole"), "Shuffled outcomes with a solution like the observed one"),
        "terms": Part(
            attribute("terms"),
            "Terms against shuffled outcomes",
            f"{_P} It holds for a term named before the data were seen; with the search counted, for one "
            "found in them.",
            names={"p": "p, if named"},
            # Corrections that hold for terms named beforehand would be taken for more.
            leave_out=("p_coverage", "p_westfall_young", "p_holm", "p_bh", "p_by"),
        ),
        "rows": Part(attribute("rows"), "Rows of the truth table against shuffled outcomes", _P),
        "models": Part(attribute("models"), "Models against shuffled outcomes", _P),
    },
    head=lambda result: result._head,
    notes=_notes,
)
register_parts(
    ConfigurationTest,
    {
        name: Part(
            lambda result, name=name: result._part(name).rename_axis(index="configuration"),  # type: ignore[misc]
            f"{words} of named configurations against shuffled outcomes",
            _P if name == "consistency" else "p: share of shuffles with as few counterexamples.",
        )
        for name, words in (("consistency", "Consistency"), ("counterexamples", "Counterexamples"))
    },
    head=lambda result: result._head,
    notes=_said,
)
register_parts(
    RandomSolutions,
    {
        "rates": Part(
            lambda result: result._wide,
            "Share of random data with a solution, by frequency and consistency cut-off",
        ),
        "table": Part(attribute("table"), "Share of random data with a solution"),
    },
    head=lambda result: result._head,
    notes=lambda result: [*result.notes, *table_notes(result.truth_table)],
)
register_parts(
    ErrorPropagation,
    {
        "terms": Part(
            attribute("terms"),
            "Terms under measurement error",
            _DRAWS,
            names={"share": "In some model", "certain": "In all models"},
        ),
        "models": Part(attribute("models"), "Models under measurement error"),
        "fit": Part(attribute("fit"), "Parameters of fit under measurement error"),
        "rows": Part(attribute("rows"), "Codes of the rows of the truth table under measurement error"),
        "cases": Part(attribute("cases"), "Cases under measurement error"),
    },
    head=lambda result: result._caption,
    notes=_remarks,
)
register_parts(
    RecoveryStudy,
    {
        "rates": Part(lambda result: result._printed, "Recovery of a known solution", names=_CLAIM),
        "table": Part(attribute("table"), "Recovery of a known solution, with intervals"),
    },
    head=lambda result: result._head,
    notes=_said,
)
register_parts(
    PowerAnalysis,
    {
        "rates": Part(lambda result: result.study._printed, "Power by the number of cases", names=_CLAIM),
        "table": Part(attribute("table"), "Power by the number of cases, with intervals"),
    },
    head=lambda result: result._head,
    notes=_said,
)
