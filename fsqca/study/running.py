"""From a study to its result: the steps in their order."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, cast

import pandas as pd

import fsqca as fq
from fsqca import report
from fsqca.errors import FsqcaError, FsqcaWarning
from fsqca.study.data import OpenedData, open_data
from fsqca.study.problems import Problem
from fsqca.study.provenance import provenance_of
from fsqca.study.result import Across, StudyResult
from fsqca.study.robustness_steps import do_step, wanted_steps

if TYPE_CHECKING:
    from fsqca.study.study import Progress, Study


#: What messages for Python say, where a study file says it in another way.
_MISSING = 'pass missing="drop"'


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Scores and memberships of a study, before anything is analysed.

    Attributes
    ----------
    opened : OpenedData
    scores : ConstructScores or None
    calibrated : Calibrated or None
    memberships : DataFrame
    groups : dict of str to DataFrame
        Memberships by analysis, the pooled one last.
    """

    opened: OpenedData
    scores: fq.ConstructScores | None
    calibrated: fq.Calibrated | None
    memberships: pd.DataFrame
    groups: dict[str, pd.DataFrame]


def prepare(study: Study) -> Prepared:
    """Return the scores and memberships of a study, by group."""
    opened = open_data(study)
    data = opened.study_data
    scores = None
    frame = data.data
    if study.constructs is not None:
        own = study.constructs
        ends = {name: own.scales.get(name, own.scale) for name in own.items}
        with _about(study, "constructs"):
            scores = fq.score_constructs(
                data,
                own.items,
                reverse=own.reverse,
                scale=ends if own.scales else own.scale,
                min_answered=own.min_answered,
            )
        beside = [name for name in frame.columns if name not in scores.data.columns]
        frame = pd.concat([scores.data, frame[beside]], axis=1)
    calibrated, memberships = _calibrated(study, frame)
    groups: dict[str, pd.DataFrame] = {}
    if opened.groups is not None:
        of_case = opened.groups.loc[memberships.index]
        groups = {name: memberships.loc[(of_case == name).to_numpy()] for name in opened.group_names}
        empty = [name for name, part in groups.items() if len(part) == 0]
        if empty:
            said = f"No case of the group {empty[0]!r} has a membership in every set."
            raise study.raised([Problem(("data", "group"), said)])
    if opened.pooled:
        groups[opened.pooled] = memberships
    return Prepared(opened, scores, calibrated, memberships, groups)


def _calibrated(study: Study, frame: pd.DataFrame) -> tuple[fq.Calibrated | None, pd.DataFrame]:
    own = study.calibration
    if own is None:
        from fsqca.expressions import parse

        names = [*study.analysis.conditions, *parse(study.analysis.outcome).used]
        return None, frame[names]
    if not own.sets:
        return None, frame[list(own.as_is)]
    specs = {name: (own.column_of(name), calibrator) for name, calibrator in own.sets.items()}
    with _about(study, "calibration", "sets"):
        calibrated = fq.calibrate(
            frame,
            specs,
            missing=cast("Literal['raise', 'drop']", own.missing),
            strict=own.strict,
            snap=own.snap,
        )
    if not own.as_is:
        return calibrated, calibrated.data
    return calibrated, calibrated.data.join(frame[list(own.as_is)])


def checked(study: Study) -> tuple[OpenedData, tuple[str, ...]]:
    """Return the data of a study and notes on them; raise where a run would find that they do not fit."""
    with _noted() as notes:
        ready = prepare(study)
    values = ready.memberships[list(study.analysis.conditions)]
    # With values of several levels the number of rows is known only with the truth table.
    if bool((values.max() <= 1).all()):
        outside = list(_no_such_rows(study, 2 ** values.shape[1]))
        if outside:
            raise study.raised(outside)
    found = dict.fromkeys([*ready.opened.notes, *(ready.scores.notes if ready.scores else ()), *notes])
    return ready.opened, tuple(found)


def _no_such_rows(study: Study, n_configurations: int) -> Iterator[Problem]:
    """Yield the numbers of rows that a truth table does not have."""
    for place, each in enumerate(study.untenable):
        if isinstance(each.exclude, int) and each.exclude > n_configurations:
            yield Problem(
                ("untenable", place, "exclude"),
                f"There is no row {each.exclude}: the rows are numbered 1 to {n_configurations}.",
            )


def run_study(study: Study, progress: Progress | bool | None = None) -> StudyResult:
    """Return the result of a study; see :meth:`Study.run`."""
    with _noted() as notes, _steps(study, progress) as done:
        done("data and calibration")
        ready = prepare(study)
        result = analyse(study, ready, done)
        said: list[str] = []
        for step, place in wanted_steps(study).items():
            done(f"robustness: {step}")
            with _about(study, *place):
                made = do_step(step, result)
            said += made.notes
            result = replace(
                result,
                robustness={**result.robustness, **made.frames},
                robustness_results={**result.robustness_results, step: dict(made.results)},
            )
    found = dict.fromkeys([*ready.opened.notes, *(ready.scores.notes if ready.scores else ()), *notes, *said])
    return replace(
        result,
        notes=tuple(found),
        provenance=provenance_of(study, ready.opened),
    )


def analyse(study: Study, ready: Prepared, done: _Steps) -> StudyResult:
    """Return the result but for robustness, notes and provenance."""
    done.total += len(study.outcomes) * len(ready.groups)
    necessity: dict[str, dict[str, fq.Necessity]] = {}
    truth_tables: dict[str, dict[str, fq.TruthTable]] = {}
    solutions: dict[str, dict[str, fq.Solutions]] = {}
    for outcome in study.outcomes:
        necessity[outcome], truth_tables[outcome], solutions[outcome] = {}, {}, {}
        for name, data in ready.groups.items():
            done(f"{outcome}, {name}")
            necessity[outcome][name] = necessary(study, data, outcome)
            truth_tables[outcome][name] = tabulated(study, data, outcome, name)
            solutions[outcome][name] = solved(study, truth_tables[outcome][name], outcome, name)
    single = ready.opened.group_names or tuple(ready.groups)
    charts = {
        outcome: report.configuration_charts({name: found[name] for name in single})
        for outcome, found in solutions.items()
    }
    return StudyResult(
        study=study,
        data=ready.opened.study_data,
        scores=ready.scores,
        calibrated=ready.calibrated,
        diagnosis={
            name: ready.calibrated.diagnose()
            if ready.calibrated is not None and part is ready.calibrated.data
            else fq.calibration.diagnose(part)
            for name, part in ready.groups.items()
        },
        groups=ready.groups,
        single_groups=single,
        necessity=necessity,
        truth_tables=truth_tables,
        solutions=solutions,
        charts=charts,
        across=across(study, solutions, {name: ready.groups[name] for name in single}),
    )


def necessary(study: Study, data: pd.DataFrame, outcome: str) -> fq.Necessity:
    """Return the search for necessary conditions of one analysis."""
    own = study.necessity
    with _about(study, "necessity"):
        return fq.find_necessary(
            data,
            outcome,
            study.analysis.conditions,
            consistency=own.consistency,
            coverage=own.coverage,
            ron=own.ron,
            depth=own.depth,
            trivial=own.trivial,
            missing=cast("Literal['raise', 'drop']", study.analysis.missing),
        )


def tabulated(study: Study, data: pd.DataFrame, outcome: str, group: str) -> fq.TruthTable:
    """Return the truth table of one analysis."""
    with _about(study, "analysis"), _of_group(study, group):
        return fq.build_truth_table(
            data,
            outcome,
            study.analysis.conditions,
            missing=cast("Literal['raise', 'drop']", study.analysis.missing),
            **study.cutoffs.of(group),
        )


def solved(
    study: Study, table: fq.TruthTable, outcome: str, group: str, *, progress: bool | None = False
) -> fq.Solutions:
    """Return the solutions of one analysis; `progress` as in :func:`fsqca.minimize`."""
    own = study.solutions
    outside = list(_no_such_rows(study, table.n_configurations))
    if outside:
        raise study.raised(outside)
    with _about(study, "solutions"), _of_group(study, group):
        return fq.solve(
            table,
            study.expectations_of(outcome),
            exclude=study.untenable_for(outcome, group),
            include=("C",) if own.include_contradictions else (),
            ties=cast("Literal['minimum', 'irredundant']", own.ties),
            max_models=own.max_models,
            progress=progress,
        )


def across(
    study: Study, solutions: dict[str, dict[str, fq.Solutions]], groups: dict[str, pd.DataFrame]
) -> Across:
    """Return the fit of every group's solution in the data of every group."""
    if len(groups) < 2:
        return {}
    return {
        outcome: {
            kind: {
                (source, target): getattr(found[source], kind).fit_on(
                    groups[target], missing=study.analysis.missing
                )
                for source in groups
                for target in groups
                if getattr(found[source], kind).models
            }
            for kind in study.solutions.types
        }
        for outcome, found in solutions.items()
    }


@contextmanager
def _about(study: Study, *path: str) -> Iterator[None]:
    """Say which part of the study file an error is about, and on which line."""
    try:
        yield
    except FsqcaError as error:
        message = str(error)
        place: tuple[str, ...] = path
        if path[:2] == ("calibration", "sets") and study.calibration is not None:
            named = [name for name in study.calibration.sets if message.startswith(f"Set {name!r}")]
            place = (*path, *named[:1])
        if _MISSING in message:
            section = "calibration" if path[0] == "calibration" else "analysis"
            message = message.replace(_MISSING, f'write missing = "drop" in [{section}]')
            place = (section, "missing")
        raise study.raised([Problem(place, message)]) from error


@contextmanager
def _of_group(study: Study, group: str) -> Iterator[None]:
    """Say in front of warnings of fsqca which group they are about, where there are groups."""
    if study.data.group is None:
        yield
        return
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for each in caught:
        own = issubclass(each.category, FsqcaWarning)
        message = f"{group}: {each.message}" if own else each.message
        warnings.warn_explicit(message, each.category, each.filename, each.lineno)


@contextmanager
def _noted() -> Iterator[list[str]]:
    """Collect the warnings of fsqca as notes for the result; others are passed on."""
    notes: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield notes
        finally:
            own = [each for each in caught if issubclass(each.category, FsqcaWarning)]
            others = [each for each in caught if not issubclass(each.category, FsqcaWarning)]
            notes += [str(each.message) for each in own]
    for each in others:
        warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)


@contextmanager
def _steps(study: Study, progress: Progress | bool | None) -> Iterator[_Steps]:
    """Give what is told which step begins."""
    steps = _Steps(1 + len(wanted_steps(study)), progress if callable(progress) else None)
    if callable(progress):
        yield steps
        progress("done", steps.done, steps.done)
        return
    from tqdm import tqdm

    # None lets the bar find out by itself whether somebody sees it.
    hidden = None if progress is None else not progress
    with tqdm(
        desc=study.title[:40], delay=0 if progress else 2, disable=hidden, leave=False, unit=" steps"
    ) as bar:
        steps.bar = bar
        yield steps


class _Steps:
    """Counts the steps of a run and tells them to whoever watches."""

    def __init__(self, total: int, watcher: Progress | None) -> None:
        self.total, self.done, self.watcher, self.bar = total, 0, watcher, cast("Any", None)

    def __call__(self, step: str) -> None:
        if self.watcher is not None:
            self.watcher(step, self.done, self.total)
        if self.bar is not None:
            self.bar.total = self.total
            self.bar.set_postfix_str(step[:60], refresh=False)
            self.bar.update()
        self.done += 1
