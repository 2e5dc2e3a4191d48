"""Commands for single steps, on a study file or straight on data: calibrate, table, minimize."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fsqca.cli.options import FILE, Talk, force, listed_names, open_study, talk, write_one

if TYPE_CHECKING:
    from fsqca.study import Study
    from fsqca.study.running import Prepared

F = TypeVar("F", bound=Callable[..., Any])

_ANALYSIS = (
    click.option("--outcome", help='The outcome, such as Y or "~Y".'),
    click.option("--conditions", help="The conditions, with commas between them."),
    click.option("--group", help="Only the analysis of this group."),
    click.option("--cases", help="For a data file: the column of the case names."),
    click.option("--consistency", type=float, help="Least consistency of a positive row."),
    click.option("--pri", type=float, help="Least PRI of a positive row."),
    click.option("--frequency", type=int, help="Least number of cases of a row."),
    click.option("--contradiction", type=float, help='Lower consistency cut-off: rows from here up are "C".'),
    click.option(
        "--crossover",
        type=click.Choice(["unassigned", "raise", "above", "below", "drop"]),
        help="What to do with memberships of exactly 0.5.",
    ),
    click.option("-o", "--output", type=FILE, help="Write the table as a CSV file, too."),
)


def analysis_options(function: F) -> F:
    """Add the options that say what is analysed."""
    for option in reversed(_ANALYSIS):
        function = option(function)
    return function


@click.command()
@click.argument("source", metavar="STUDY_OR_DATA", type=FILE)
@click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="NAME=OUT,CROSSOVER,IN",
    help="For a data file: a set by the direct method; as NAME:COLUMN=... where its column has another name.",
)
@click.option("--cases", help="For a data file: the column of the case names.")
@click.option(
    "--missing",
    type=click.Choice(["raise", "drop"]),
    help="For a data file: what to do with cases without a value.",
)
@click.option("-o", "--output", type=FILE, help="Write the memberships as a CSV file.")
@force
@talk
def calibrate(
    source: Path,
    sets: tuple[str, ...],
    cases: str | None,
    missing: str | None,
    output: Path | None,
    force: bool,
    **talking: bool,
) -> int:
    """Calibrate the sets of a study, or of a data file, and print how they look."""
    from fsqca.calibration import diagnose
    from fsqca.study.summary import as_json

    said = Talk(**talking)
    if _is_study(source):
        if sets or cases or missing:
            raise click.UsageError("--set, --cases and --missing are for data files. Change the study file.")
        from fsqca.study.running import prepare

        ready = prepare(open_study(source))
        calibrated, memberships = ready.calibrated, ready.memberships
    else:
        calibrated = _calibrated(source, sets, cases, missing)
        memberships = calibrated.data
    if output is not None:
        write_one(output, memberships.to_csv(), force=force)
    diagnosis = diagnose(memberships) if calibrated is None else calibrated.diagnose()
    shown = "The data hold memberships already." if calibrated is None else str(calibrated)
    said.result(
        f"{shown}\n\n{diagnosis}",
        lambda: as_json(
            {
                "calibration": {} if calibrated is None else calibrated.table.to_dict("index"),
                "diagnosis": diagnosis.table.to_dict("index"),
                "memberships": memberships.to_dict("index"),
            }
        ),
    )
    if output is not None:
        said.note(f"\nThe memberships are in {output.absolute()}")
    return 0


@click.command()
@click.argument("source", metavar="STUDY_OR_DATA", type=FILE)
@analysis_options
@force
@talk
def table(source: Path, output: Path | None, group: str | None, force: bool, **given: Any) -> int:
    """Build the truth tables of a study, or of a data file of memberships."""
    import pandas as pd

    from fsqca.study.summary import as_json
    from fsqca.study.tables import csv_text

    said = Talk(**{name: given.pop(name) for name in ("as_json", "quiet", "verbose")})
    tables = _tables(source, group, given)
    frame = pd.concat({key: one.table for key, one in tables.items()}, names=["outcome", "group"])
    if output is not None:
        write_one(output, csv_text(frame), force=force)
    heads = {key: f"{key[1]}, {key[0]}\n{one}" for key, one in tables.items()}
    said.result("\n\n".join(heads.values()), lambda: as_json(frame.reset_index().to_dict("records")))
    if output is not None:
        said.note(f"\nThe truth table is in {output.absolute()}")
    return 0


@click.command()
@click.argument("source", metavar="STUDY_OR_DATA", type=FILE)
@analysis_options
@click.option(
    "--solution",
    type=click.Choice(["conservative", "intermediate", "parsimonious"]),
    multiple=True,
    help="Only this kind of solution; may be given more than once.",
)
@click.option("--expect", multiple=True, help='A directional expectation, such as A or "~B"; more than once.')
@click.option("--ties", type=click.Choice(["minimum", "irredundant"]), help="Which tied models to list.")
@force
@talk
def minimize(
    source: Path,
    output: Path | None,
    group: str | None,
    solution: tuple[str, ...],
    expect: tuple[str, ...],
    ties: str | None,
    force: bool,
    **given: Any,
) -> int:
    """Minimize the truth tables of a study, or of a data file of memberships."""
    import pandas as pd

    from fsqca.study import Expectation
    from fsqca.study.running import solved
    from fsqca.study.summary import as_json
    from fsqca.study.tables import csv_text

    said = Talk(**{name: given.pop(name) for name in ("as_json", "quiet", "verbose")})
    study = _study(source, given)
    options = study.solutions
    options = replace(options, types=solution or options.types, ties=ties or options.ties)
    if expect:
        outcome = study.outcomes[0]
        study = replace(
            study, expectations=tuple(Expectation(expect=each, outcome=outcome) for each in expect)
        )
    study = replace(study, solutions=options)
    tables = _tables_of(study, group)
    bars = False if said.quiet or said.as_json else None
    found = {key: solved(study, one, *key, progress=bars) for key, one in tables.items()}
    frame = pd.concat({key: one.table for key, one in found.items()}, names=["outcome", "group"])
    frame = frame[frame["solution"].isin(options.types)].reset_index(["outcome", "group"])
    if output is not None:
        write_one(output, csv_text(frame, index=False), force=force)
    texts = [
        f"{name}, {outcome}\n" + "\n\n".join(str(getattr(one, kind)) for kind in options.types)
        for (outcome, name), one in found.items()
    ]
    said.result("\n\n".join(texts), lambda: as_json(frame.to_dict("records")))
    if output is not None:
        said.note(f"\nThe models are in {output.absolute()}")
    return 0


def _is_study(path: Path) -> bool:
    return path.suffix.lower() == ".toml"


def _tables(source: Path, group: str | None, given: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return _tables_of(_study(source, given), group)


def _tables_of(study: Study, group: str | None) -> dict[tuple[str, str], Any]:
    """Return the truth tables of a study by outcome and group."""
    from fsqca.study.running import prepare, tabulated

    ready: Prepared = prepare(study)
    if group is not None and group not in ready.groups:
        from fsqca._checks import unknown_names

        raise click.UsageError(str(unknown_names("group", [group], list(ready.groups), "the study")))
    names = list(ready.groups) if group is None else [group]
    return {
        (outcome, name): tabulated(study, ready.groups[name], outcome, name)
        for outcome in study.outcomes
        for name in names
    }


def _study(source: Path, given: dict[str, Any]) -> Study:
    """Return the study of a study file or of a data file, changed by what the command line says."""
    from fsqca.study import Problem, StudyError

    try:
        return _changed(source, given)
    except StudyError as error:
        if any(problem.line is not None for problem in error.problems):
            raise
        said = [str(Problem(problem.path, problem.message)) for problem in error.problems]
        raise click.UsageError("\n".join(said)) from None


def _for(study: Study, outcome: str | None, conditions: list[str] | None) -> Study:
    """Return the study for an outcome and conditions, with their expectations and exclusions."""
    from fsqca.expressions import parse
    from fsqca.study.study import same_outcome

    if outcome is None and not conditions:
        return study
    own = study.analysis.outcome
    target = own if outcome is None else outcome
    names = study.analysis.conditions if conditions is None else tuple(conditions)
    expectations = [replace(each, outcome=each.outcome or own) for each in study.expectations]

    def fits(text: object) -> bool:
        return not isinstance(text, str) or set(parse(text).used) <= set(names)

    return replace(
        study,
        analysis=replace(
            study.analysis,
            outcome=target,
            conditions=names,
            negated=study.analysis.negated and outcome is None,
        ),
        expectations=tuple(
            each
            for each in expectations
            if fits(each.expect) and (outcome is None or same_outcome(each.outcome or own, target))
        ),
        untenable=tuple(
            each
            for each in study.untenable
            if fits(each.exclude) and (outcome is None or same_outcome(each.outcome or target, target))
        ),
    )


def _changed(source: Path, given: dict[str, Any]) -> Study:
    from fsqca._checks import listed
    from fsqca.expressions import parse
    from fsqca.study import AnalysisSection, DataSection, Study
    from fsqca.study.new import look_at

    cuts = {
        name: given[name]
        for name in ("consistency", "pri", "frequency", "contradiction", "crossover")
        if given[name] is not None
    }
    conditions = listed_names(given["conditions"])
    if not _is_study(source):
        if given["outcome"] is None:
            raise click.UsageError("For a data file, name the outcome: --outcome Y.")
        seen = look_at(source, cases=given["cases"])
        if conditions is None and seen.constructs:
            raise click.UsageError(
                f"{source.name} holds answers to items of {listed(list(seen.constructs))}, not memberships. "
                f"Make a study file, which scores and calibrates them: fsqca new {source}; or name columns "
                "of memberships with --conditions."
            )
        used = parse(given["outcome"]).used
        named = conditions or [name for name in seen.sets if name not in used]
        analysis = AnalysisSection(outcome=given["outcome"], conditions=tuple(named))
        study = Study(
            title=source.name,
            data=DataSection(file=str(source.absolute()), cases=seen.cases),
            analysis=analysis,
        )
    else:
        study = open_study(source)
        if given["cases"] is not None:
            raise click.UsageError("--cases is for data files. Change the study file.")
        study = _for(study, given["outcome"], conditions)
    if cuts:
        # What the command line says holds for every group.
        study = replace(study, cutoffs=replace(study.cutoffs, **cuts, by_group=_rest(study, cuts)))
    return study


def _rest(study: Study, cuts: dict[str, Any]) -> dict[str, Any]:
    own = {name: None for name in cuts if name != "crossover"}
    return {name: replace(each, **own) for name, each in study.cutoffs.by_group.items()}


def _calibrated(source: Path, sets: tuple[str, ...], cases: str | None, missing: str | None) -> Any:
    import fsqca as fq

    if not sets:
        raise click.UsageError("For a data file, say how a set is made: --set NAME=2,4,6.")
    specs = {}
    for each in sets:
        head, equals, anchors = each.partition("=")
        name, colon, column = head.partition(":")
        parts = [part.strip() for part in anchors.split(",")]
        try:
            numbers = [float(part) for part in parts]
        except ValueError:
            numbers = []
        if not equals or not name or len(numbers) != 3:
            raise click.UsageError(
                f"--set {each!r} is not of the form NAME=OUT,CROSSOVER,IN, such as TF=2,4,6."
            )
        specs[name] = (column if colon else name, fq.Direct(*numbers))
    return fq.calibrate(fq.read(source, cases=cases), specs, missing="drop" if missing == "drop" else "raise")
