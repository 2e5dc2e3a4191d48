"""What the steps of a study on robustness do: one call of the library for every group.

Each step is about one solution of the outcome, not of its negation. Random numbers of every step and group
begin with the seed of the study, so that a step gives what the same call of the library gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pandas as pd

import fsqca as fq
from fsqca import robustness
from fsqca.calibration import from_dict
from fsqca.errors import ArgumentError, DataError, FsqcaError
from fsqca.report import sweep_cut_offs
from fsqca.study.robustness_steps import StepResult
from fsqca.study.sections_cutoffs import OwnCutoffs
from fsqca.study.sections_robustness import BY_ITEMS, RobustnessSection, TestSet

if TYPE_CHECKING:
    from fsqca.study.result import StudyResult
    from fsqca.study.study import Study

T = TypeVar("T")

#: What a case that belongs to no group is in, where cases are drawn within groups.
_NO_GROUP = "no group"


def asked(result: StudyResult) -> RobustnessSection:
    """Return the settings of robustness of a study."""
    return result.study.robustness or RobustnessSection()


def solutions_of(result: StudyResult) -> dict[str, fq.Solution]:
    """Return the solution that the steps are about, by group."""
    found = result.solutions[result.study.analysis.outcome]
    return {name: getattr(own, asked(result).solution) for name, own in found.items()}


def by_group(
    result: StudyResult, step: str, function: Callable[[str, fq.Solution], T], *, models: bool = False
) -> tuple[dict[str, T], tuple[str, ...]]:
    """Return what a function makes of the solution of every group, and notes on groups where it cannot.

    A group whose data do not allow the step, such as one with too few cases, gets a note; where that is true
    of all of them, or a setting is wrong, there is an error.

    Parameters
    ----------
    models : bool
        Whether the step needs a model.
    """
    made: dict[str, T] = {}
    notes: list[str] = []
    failed: DataError | None = None
    for name, solution in solutions_of(result).items():
        if models and not solution.models:
            notes.append(f"{step}, {name}: not done, because there is no {solution.kind} model.")
            continue
        try:
            made[name] = function(name, solution)
        except DataError as error:
            notes.append(f"{step}, {name}: not done. {error}")
            failed = DataError(f"{name}: {error}")
        except FsqcaError as error:
            raise ArgumentError(f"{name}: {error}") from error
    if failed is not None and not made:
        raise failed
    return made, tuple(notes)


def together(results: Mapping[str, Any], frame: Callable[[Any], pd.DataFrame], *keys: str) -> pd.DataFrame:
    """Return the frames of all groups below each other, with the group and some columns as the index."""
    parts = {name: frame(own) for name, own in results.items()}
    if keys:
        parts = {name: part.set_index(list(keys)) for name, part in parts.items()}
    if not parts:
        return pd.DataFrame()
    # An empty frame has columns of no type, and would turn counts of the others into numbers with decimals.
    parts = {name: part for name, part in parts.items() if len(part)} or parts
    names = next(iter(parts.values())).index.names
    return pd.concat(parts, names=["group", *(name or "number" for name in names)])


def step_result(
    frames: dict[str, pd.DataFrame], found: Mapping[str, Any], notes: tuple[str, ...]
) -> StepResult:
    """Return what a step gives; no frame where no group could be done."""
    return StepResult(frames if found else {}, found, notes)


def strata(result: StudyResult, group: str) -> pd.Series[Any] | None:
    """Return the groups within which cases are drawn: those of all cases, for the analysis of all."""
    if result.study.data.group is None or group in result.single_groups:
        return None
    return every_group(result)


def every_group(result: StudyResult) -> pd.Series[Any]:
    """Return the group of every case as text."""
    labels = result.data.groups.astype(object)
    return labels.where(labels.notna(), _NO_GROUP).map(str)


def sweep(result: StudyResult) -> StepResult:
    """Return what becomes of the parsimonious solution of the outcome with other cut-offs, by group."""
    own = asked(result).sweep
    if own is None:
        return StepResult({})
    frames = {
        name: sweep_cut_offs(
            table,
            consistency=own.consistency or None,
            pri=own.pri or None,
            frequency=own.frequency or None,
        )
        for name, table in result.truth_tables[result.study.analysis.outcome].items()
    }
    return StepResult({"sweep": pd.concat(frames, names=["group", "combination"])})


def sensitivity(result: StudyResult) -> StepResult:
    """Return how far each cut-off and each anchor can move while the solution stays."""
    found, notes = by_group(
        result, "sensitivity", lambda _, solution: robustness.find_regions(solution, result.calibrated)
    )
    frames = {
        "sensitivity": together(found, lambda own: own.table, "parameter"),
        "sensitivity_changes": together(found, lambda own: own.changes, "parameter", "end"),
    }
    return step_result(frames, found, notes)


def resampling(result: StudyResult) -> StepResult:
    """Return what becomes of the solution when the cases are drawn again, within groups."""
    own = asked(result)

    def drawn(name: str, solution: fq.Solution) -> robustness.Resampling:
        learnt = relearnt(result, solution)
        return robustness.bootstrap(
            solution,
            own.n_resamples,
            groups=strata(result, name) if learnt is None else _all_strata(result),
            calibrated=learnt,
            seed=own.seed,
            n_jobs=own.n_jobs,
            progress=False,
        )

    return _resampled("resampling", *by_group(result, "resampling", drawn))


def leave_one_out(result: StudyResult) -> StepResult:
    """Return what becomes of the solution without each case."""
    n_jobs = asked(result).n_jobs

    def left(_: str, solution: fq.Solution) -> robustness.Resampling:
        return robustness.leave_one_out(
            solution, calibrated=relearnt(result, solution), n_jobs=n_jobs, progress=False
        )

    return _resampled("leave_one_out", *by_group(result, "leave_one_out", left))


def relearnt(result: StudyResult, solution: fq.Solution) -> fq.Calibrated | None:
    """Return the calibration where sets of the solution may learn from the data, which they then do anew."""
    from fsqca.robustness.recalibration import learns

    if result.calibrated is None or solution.truth_table.outcome is None:
        return None
    table = solution.truth_table
    given = result.calibrated.settings.given
    used = (*table.conditions, *solution.truth_table.outcome.used)
    return result.calibrated if any(name in given and learns(given[name]) for name in used) else None


def _all_strata(result: StudyResult) -> pd.Series[Any] | None:
    """Return the group of every case, where all cases are drawn because all of them teach the anchors."""
    return None if result.study.data.group is None else every_group(result)


def _resampled(step: str, found: dict[str, robustness.Resampling], notes: tuple[str, ...]) -> StepResult:
    frames = {
        f"{step}_terms": together(found, lambda own: own.terms),
        f"{step}_models": together(found, lambda own: own.models),
        f"{step}_rows": together(found, lambda own: own.rows),
        f"{step}_fit": together(found, lambda own: own.fit, "solution", "model", "term", "measure"),
        f"{step}_cases": together(found, lambda own: own.cases),
    }
    failed = {name: own for name, own in found.items() if len(own.failures)}
    if failed:
        frames[f"{step}_failures"] = together(failed, lambda own: own.failures)
    return step_result(frames, found, notes)


def permutation(result: StudyResult) -> StepResult:
    """Return how often a shuffled outcome does as well; of all cases, shuffled within groups."""
    own = asked(result)

    def shuffled(name: str, solution: fq.Solution) -> robustness.PermutationTest:
        return robustness.permutation_test(
            solution,
            n_permutations=own.permutations,
            seed=own.seed,
            groups=strata(result, name),
            n_jobs=own.n_jobs,
            progress=False,
        )

    found, notes = by_group(result, "permutation", shuffled)
    frames = {
        "permutation": together(found, lambda one: one.table, "kind", "name"),
        "permutation_solutions": together(found, lambda one: one.whole),
    }
    return step_result(frames, found, notes)


def validation(result: StudyResult) -> StepResult:
    """Return how well solutions of one part of the cases fit in the other."""
    own = asked(result).validation
    if own is None:
        return StepResult({})

    def validated(name: str, solution: fq.Solution) -> robustness.Validation:
        learnt = relearnt(result, solution)
        return robustness.validate(
            solution,
            cast("Any", own.method),
            folds=own.folds,
            repeats=own.repeats,
            share=own.share,
            groups=strata(result, name) if learnt is None else _all_strata(result),
            calibrated=learnt,
            seed=asked(result).seed,
            progress=False,
        )

    found, notes = by_group(result, "validation", validated)
    frames = {
        "validation": together(found, lambda one: one.table),
        "validation_parts": together(found, lambda one: one.folds, "repeat", "part"),
        "validation_terms": together(found, lambda one: one.terms),
    }
    return step_result(frames, found, notes)


def measurement_error(result: StudyResult) -> StepResult:
    """Return what remains of the solution when scores are drawn again with their error."""
    own = asked(result).measurement_error
    if own is None or result.calibrated is None:
        return StepResult({})
    sets = result.calibrated
    by_items = own.error in BY_ITEMS
    alpha: dict[str, float] = {}
    if result.scores is not None:
        alpha = {str(name): value for name, value in result.scores.reliability["alpha"].items()}

    def propagated(_: str, solution: fq.Solution) -> robustness.ErrorPropagation:
        return robustness.propagate_error(
            solution,
            sets,
            reliability=None if by_items else {**alpha, **own.reliability},
            items=result.scores if by_items else None,
            error=cast("Any", own.error),
            share=own.share,
            n_draws=own.n_draws,
            seed=asked(result).seed,
            progress=False,
        )

    found, notes = by_group(result, "measurement_error", propagated, models=True)
    frames = {
        "measurement_error_terms": together(found, lambda one: one.terms, "term"),
        "measurement_error_models": together(found, lambda one: one.models, "model"),
        "measurement_error_rows": together(found, lambda one: one.rows),
        "measurement_error_fit": together(found, lambda one: one.fit),
        "measurement_error_cases": together(found, lambda one: one.cases, "case"),
    }
    return step_result(frames, found, notes)


def protocol(result: StudyResult) -> StepResult:
    """Return the solution held against those of the test sets."""
    own = asked(result)
    regions: Mapping[str, Any] = result.robustness_results.get("sensitivity", {})
    made = [(each, *_under(result.study, result, each)) for each in own.test_sets]

    def assessed(name: str, solution: fq.Solution) -> robustness.RobustnessAssessment:
        tests = {each.name: _test_solution(name, study, data[name], own) for each, study, data in made}
        return robustness.assess_robustness(solution, tests, regions=regions.get(name))

    found, notes = by_group(result, "protocol", assessed, models=True)
    frames = {
        "protocol": together(found, lambda one: one.table.rename_axis("model")),
        "protocol_tests": together(found, lambda one: one.tests, "initial", "test", "model"),
        "protocol_cases": together(found, lambda one: one.cases, "model", "case"),
    }
    return step_result(frames, found, notes)


def _under(study: Study, result: StudyResult, test: TestSet) -> tuple[Study, dict[str, pd.DataFrame]]:
    """Return the study under a test set, and the memberships of every group."""
    cuts = {
        name: getattr(test, name)
        for name in ("consistency", "pri", "frequency")
        if getattr(test, name) is not None
    }
    groups = {name: replace(own, **cuts) for name, own in study.cutoffs.by_group.items()}
    for name, other in test.by_group.items():
        given = {key: value for key, value in vars(other).items() if value is not None}
        groups[name] = replace(groups.get(name, OwnCutoffs()), **given)
    study = replace(study, cutoffs=replace(study.cutoffs, **cuts, by_group=groups))
    if not test.calibration or study.calibration is None or result.calibrated is None:
        return study, result.groups
    others = {name: from_dict(plain) for name, plain in test.calibration.items()}
    before = result.calibrated
    specs: dict[str, Any] = {
        name: (before.settings.columns[name], others.get(name, before.settings.given[name]))
        for name in before.calibrators
    }
    try:
        after = fq.calibrate(before.raw, specs, missing="drop", snap=before.settings.snap).data
    except FsqcaError as error:
        raise ArgumentError(f"Test set {test.name!r}: {error}") from error
    return study, {
        name: part.assign(**{one: after[one].reindex(part.index) for one in others})
        for name, part in result.groups.items()
    }


def _test_solution(name: str, study: Study, data: pd.DataFrame, own: RobustnessSection) -> fq.Solution:
    from fsqca.study.running import solved, tabulated

    outcome = study.analysis.outcome
    solutions = solved(study, tabulated(study, data, outcome, name), outcome, name)
    solution: fq.Solution = getattr(solutions, own.solution)
    return solution


__all__: Sequence[str] = (
    "leave_one_out",
    "measurement_error",
    "permutation",
    "protocol",
    "resampling",
    "sensitivity",
    "sweep",
    "validation",
)
