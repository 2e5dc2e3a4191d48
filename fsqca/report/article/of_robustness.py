"""Article tables of the robustness protocol, sensitivity regions, tied models and maps of cut-offs."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from fsqca._checks import left_out_note
from fsqca.cutoffs.result import CutoffMap
from fsqca.report.article.of_resampling import settings_of
from fsqca.report.article.parts import Part, attribute, register_parts
from fsqca.robustness.anchor_map import AnchorMap
from fsqca.robustness.assessment import RobustnessAssessment
from fsqca.robustness.model_robustness import ModelRobustness
from fsqca.robustness.region_result import SensitivityRegions
from fsqca.robustness.tied_models import AmbiguityAcross

_PARAMETERS = (
    "RF_cov, RF_cons: robustness fit in coverage and consistency; RF_SC: set coincidence with the minimum "
    "and the maximum of the test set (TS); RCR: shares of robust typical and deviant cases; RCC_rank: 1 no "
    "shaky and no possible case, 2 possible ones only, 3 shaky ones only, 4 both."
)
_MEMBERS = (
    "Memberships in the initial solution, in what all test solutions share, and in what any of them covers."
)
_CASES: dict[object, str] = {"min_test": "minTS", "max_test": "maxTS"}
_MODELS: dict[object, str] = {"n_models": "Number of models", "models": "Models"}
_TESTS = "Shaky: cases of the initial model that the test solution loses; possible: cases that it gains."


def _assessed(result: RobustnessAssessment) -> Iterator[str]:
    own = result.settings
    if own.outcome:
        yield f"Outcome: {own.outcome}."
    yield from result.advice
    if result.dropped:
        yield left_out_note(result.dropped)


_PARTS = {
    "parameters": Part(attribute("table"), "Robustness parameters", _PARAMETERS),
    "tests": Part(attribute("tests"), "The initial solution against each test solution", _TESTS),
    "cases": Part(attribute("cases"), "Robust, shaky and possible cases", _MEMBERS, names=_CASES),
}
register_parts(RobustnessAssessment, _PARTS, head=lambda result: result._caption, notes=_assessed)
register_parts(
    ModelRobustness,
    {**_PARTS, "fit": Part(attribute("fit"), "Fit of the initial model, the robust core and the test set")},
    head=lambda result: result._caption,
    notes=lambda result: result.notes,
)


def _regions(result: SensitivityRegions) -> pd.DataFrame:
    several = len(result.solutions) > 1
    columns: dict[str, list[object]] = (
        {"solution": [one.solution for one in result.regions]} if several else {}
    )
    columns |= {
        "parameter": [one.parameter for one in result.regions],
        "today": [f"{one.today:.6g}" for one in result.regions],
        "same": [one.interval for one in result.regions],
        "below": [one.below.text for one in result.regions],
        "above": [one.above.text for one in result.regions],
    }
    return pd.DataFrame(columns)


register_parts(
    SensitivityRegions,
    {
        "intervals": Part(
            _regions,
            "Ranges of anchors and cut-offs in which the models stay the same",
            names={"today": "Chosen", "same": "Same models"},
            leave_out=("below", "above"),
        ),
        "changes": Part(
            _regions,
            "What ends the ranges in which the models stay the same",
            names={"today": "Chosen", "same": "Same models"},
        ),
    },
    head=lambda result: result._title(),
    notes=lambda result: [
        *result.notes,
        *(note for one in result.solutions for note in settings_of(one)),
    ],
)
register_parts(
    AmbiguityAcross,
    {
        "solutions": Part(attribute("table"), "Tied models of solutions"),
        "terms": Part(
            attribute("terms"),
            "Terms in tied models",
            "Solutions in which some model, or every model, has the term.",
        ),
    },
    head=lambda result: result._caption,
    notes=lambda _: (),
)
register_parts(
    AnchorMap,
    {"solutions": Part(attribute("table"), "Solutions by two anchors", names=_MODELS)},
    head=lambda result: result._title(),
    notes=lambda result: [*result.notes, *settings_of(result.solution)],
)
register_parts(
    CutoffMap,
    {
        "solutions": Part(
            attribute("table"),
            "Solutions by consistency, PRI and frequency cut-off",
            names=_MODELS,
        )
    },
    head=lambda result: result._caption(),
    notes=lambda result: result._all_notes(),
)
