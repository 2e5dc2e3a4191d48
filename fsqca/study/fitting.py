"""Whether the sections of a study fit together: names that exist, steps that can be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from fsqca._checks import listed, unknown_names
from fsqca.errors import FsqcaError
from fsqca.study.lines import Path
from fsqca.study.problems import Problem, shown
from fsqca.study.robustness_steps import available_steps, wanted_steps
from fsqca.study.sections_robustness import BY_ITEMS

if TYPE_CHECKING:
    from fsqca.study.study import Study


def contradictions(study: Study) -> list[Problem]:
    """Return in what the sections of a study do not fit together."""
    return [
        *_sets(study),
        *_conditions_named(study),
        *_outcomes_named(study),
        *_groups(study),
        *_steps(study),
        *_measured(study),
    ]


def _sets(study: Study) -> Iterable[Problem]:
    """Yield conditions and outcomes that are not calibrated, where something is."""
    from fsqca.expressions import parse

    if study.calibration is None:
        return
    known = [*study.calibration.sets, *study.calibration.as_is]
    used: list[tuple[Path, str]] = [
        (("analysis", "conditions", place), name) for place, name in enumerate(study.analysis.conditions)
    ]
    used += [(("analysis", "outcome"), name) for name in parse(study.analysis.outcome).used]
    for path, name in used:
        if name not in known:
            error = unknown_names("calibrated set", [shown(name)], known, "[calibration]")
            yield Problem(
                path,
                f"{error} Calibrate it in [calibration.sets.{shown(name)}], or name it in as_is where the "
                "data hold its memberships.",
            )


def _conditions_named(study: Study) -> Iterable[Problem]:
    """Yield expectations and untenable assumptions that name something other than conditions."""
    from fsqca.expressions import parse

    written: list[tuple[Path, str]] = [
        (("expectations", place, "expect"), each.expect) for place, each in enumerate(study.expectations)
    ]
    written += [
        (("untenable", place, "exclude"), each.exclude)
        for place, each in enumerate(study.untenable)
        if isinstance(each.exclude, str)
    ]
    conditions = study.analysis.conditions
    for path, text in written:
        used = parse(text).used
        unknown = [shown(name) for name in used if name not in conditions]
        if unknown:
            yield Problem(path, str(unknown_names("condition", unknown, conditions, "analysis.conditions")))
        elif not used:
            yield Problem(path, f"{text!r} names no condition. Available: {listed(conditions, 30)}.")


def _outcomes_named(study: Study) -> Iterable[Problem]:
    """Yield outcomes named elsewhere that are not analysed."""
    from fsqca.study.study import same_outcome

    analysed = study.outcomes
    entries: Sequence[tuple[str, Sequence[object]]] = (
        ("expectations", study.expectations),
        ("untenable", study.untenable),
    )
    for section, own in entries:
        for place, each in enumerate(own):
            outcome = getattr(each, "outcome", None)
            if outcome is not None and not any(same_outcome(outcome, other) for other in analysed):
                hint = "" if study.analysis.negated else " To analyse the negation too: negated = true."
                yield Problem(
                    (section, place, "outcome"),
                    f"The outcome {shown(outcome)!r} is not analysed; analysed: {listed(analysed)}.{hint}",
                )
    seen: dict[tuple[str, str], int] = {}
    for place, expectation in enumerate(study.expectations):
        key = (expectation.outcome or study.analysis.outcome, expectation.expect)
        if key in seen:
            yield Problem(
                ("expectations", place, "expect"),
                f"{expectation.expect!r} is expected for {key[0]!r} twice. Leave one of them.",
            )
        seen[key] = place


def _groups(study: Study) -> Iterable[Problem]:
    """Yield settings by group where there are no groups."""
    if study.data.group is not None:
        names = list(study.groups.names.values())
        for value, name in study.groups.names.items():
            if names.count(name) > 1 or name == study.groups.pooled:
                yield Problem(
                    ("groups", "names", value), f"The name {name!r} is given to more than one analysis."
                )
        return
    used: list[Path] = []
    if study.groups.names:
        used.append(("groups", "names"))
    if not study.groups.pooled:
        used.append(("groups", "pooled"))
    if study.groups.comparison is not None:
        used.append(("groups", "comparison"))
    used += [("cutoffs", "by_group", name) for name in study.cutoffs.by_group if name != study.groups.pooled]
    if study.robustness is not None:
        used += [
            ("robustness", "test_sets", place, "by_group", name)
            for place, each in enumerate(study.robustness.test_sets)
            for name in each.by_group
            if name != study.groups.pooled
        ]
    used += [
        ("untenable", place, "group")
        for place, each in enumerate(study.untenable)
        if each.group not in (None, study.groups.pooled)
    ]
    for path in used:
        yield Problem(
            path, "This is about groups, but the data have none. Name the column: group = ... in [data]."
        )


def _steps(study: Study) -> Iterable[Problem]:
    """Yield robustness steps that are asked for and cannot be done, and test sets that say nothing."""
    from fsqca.calibration import from_dict

    steps = available_steps()
    for step, own in wanted_steps(study).items():
        if step not in steps:
            yield Problem(
                own,
                f"{own[-1]} asks for the step {step!r}, which this version of fsqca cannot do. Available: "
                f"{listed(steps, 20)}. Leave the key out.",
            )
    if study.robustness is None:
        return
    for place, test_set in enumerate(study.robustness.test_sets):
        path: Path = ("robustness", "test_sets", place)
        cuts = (test_set.consistency, test_set.pri, test_set.frequency)
        if all(cut is None for cut in cuts) and not (test_set.calibration or test_set.by_group):
            yield Problem(
                path, f"The test set {test_set.name!r} changes nothing. Give it a cut-off or a calibration."
            )
        for name, plain in test_set.calibration.items():
            if study.calibration is None or name not in study.calibration.sets:
                known = () if study.calibration is None else tuple(study.calibration.sets)
                error = unknown_names("calibrated set", [shown(name)], known, "[calibration]")
                yield Problem((*path, "calibration", name), str(error))
                continue
            try:
                from_dict(plain)
            except FsqcaError as error:
                yield Problem((*path, "calibration", name), str(error))


def _measured(study: Study) -> Iterable[Problem]:
    """Yield what is missing for error of measurement: scores with reliabilities, or the answers to items."""
    own = None if study.robustness is None else study.robustness.measurement_error
    if own is None:
        return
    path: Path = ("robustness", "measurement_error")
    if study.calibration is None or not study.calibration.sets:
        yield Problem(
            path, "Error of measurement is in raw scores, but the data hold memberships. Leave it out."
        )
        return
    constructs = () if study.constructs is None else tuple(study.constructs.items)
    scores = tuple(dict.fromkeys(study.calibration.column_of(name) for name in _used(study)))
    absent = [name for name in scores if name not in (*constructs, *own.reliability)]
    if own.error in BY_ITEMS:
        absent = [name for name in scores if name not in constructs]
        if absent:
            yield Problem(
                (*path, "error"),
                f"The error {own.error!r} needs the answers to items, but {listed(map(shown, absent))} "
                f"{'is no construct' if len(absent) == 1 else 'are no constructs'}. Choose an error that "
                'goes by reliabilities, such as "true_score".',
            )
    elif absent:
        yield Problem(
            path,
            f"There is no reliability of {listed(map(shown, absent))}. Give one for every raw score that is "
            "no construct, reliability = { ... }; 1 for a score that is measured without error.",
        )
    for name in own.reliability:
        if name not in scores:
            error = unknown_names("raw score", [shown(name)], scores, "the sets of the analysis")
            yield Problem((*path, "reliability", name), str(error))


def _used(study: Study) -> list[str]:
    """Return the calibrated sets that the analysis uses."""
    from fsqca.expressions import parse

    assert study.calibration is not None
    names = dict.fromkeys([*study.analysis.conditions, *parse(study.analysis.outcome).used])
    return [name for name in names if name in study.calibration.sets]
