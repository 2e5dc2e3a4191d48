"""Commands on study files: check, run, verify, report, export to R, bundle."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from fsqca.cli.options import FILE, Talk, check_file, force, open_study, talk
from fsqca.cli.terminal import say


@click.command()
@click.argument("study", type=FILE)
@click.option(
    "--checklist", is_flag=True, help="Run the study, too, and hold it against published reporting standards."
)
@talk
def check(study: Path, checklist: bool, **talking: bool) -> int:
    """Check a study file and whether it fits its data, which are scored and calibrated; nothing is analysed.

    Everything that is wrong is said at once, with its line. With --checklist the study is run as well: which
    items of published reporting standards are present, which are missing, and what adds them.
    """
    from fsqca.study import StudyError
    from fsqca.study.summary import as_json

    said = Talk(**talking)
    try:
        plan = open_study(study).check()
    except StudyError as error:
        if not said.as_json:
            raise
        problems = [{**asdict(problem), "path": list(problem.path)} for problem in error.problems]
        said.result("", lambda: {"ok": False, "problems": problems})
        return 1
    made = None
    if checklist:
        with said.steps() as progress:
            made = plan.study.run(progress=progress).checklist()
    items = {} if made is None else {"checklist": made.table.to_dict("records")}
    said.result(
        plan if made is None else f"{plan}\n\n{made}",
        lambda: as_json(
            {
                "ok": True,
                "n_cases": plan.n_cases,
                "groups": dict(plan.groups),
                "settings": plan.study.to_plain(defaults=True),
                "notes": plan.notes,
                **items,
            }
        ),
    )
    return 0


@click.command()
@click.argument("study", type=FILE)
@click.option("-o", "--output", type=FILE, help="Folder for the results. Default: what the study file says.")
@click.option("--no-files", is_flag=True, help="Print the results and write nothing.")
@click.option(
    "--report",
    "reports",
    type=FILE,
    multiple=True,
    help="Also write the report: a page (.html) or a Word document (.docx). May be given twice.",
)
@click.option("--verify", is_flag=True, help="STUDY is a bundle: run it again and say what differs.")
@click.option("--data", type=FILE, help="With --verify: the data file, where the bundle does not hold it.")
@force
@talk
def run(
    study: Path,
    output: Path | None,
    no_files: bool,
    reports: tuple[Path, ...],
    verify: bool,
    data: Path | None,
    force: bool,
    **talking: bool,
) -> int:
    """Run a study, print its results, and write tables (CSV), results (JSON) and the study file.

    With --verify, run the study of a bundle again and compare: exit code 0 where the results are identical,
    1 where they differ.
    """
    said = Talk(**talking)
    if verify:
        return _verify(study, data, said, written=output is not None or force or no_files or bool(reports))
    if data is not None:
        raise click.UsageError("--data belongs to --verify. A study file names its data itself.")
    if no_files and (output is not None or (force and not reports)):
        raise click.UsageError("--no-files excludes --output and --force.")
    from fsqca.report.of_study import check_report_path
    from fsqca.report.writing import check_folder

    opened = open_study(study)
    folder = output or opened.output_path
    if not no_files:
        check_folder(folder, force=force)
    for path in reports:
        check_report_path(path, force=force)
    with said.steps() as progress:
        result = opened.run(progress=progress)
    written = None if no_files else result.write(folder, force=force)
    made = [result.report(path, force=force) for path in reports]
    said.result(result, result.to_dict)
    if written is not None:
        said.note(f"\nTables (CSV), results (JSON) and the study file are in {written}")
    for path in made:
        said.note(f"The report is in {path}")
    return 0


def _verify(path: Path, data: Path | None, said: Talk, *, written: bool) -> int:
    from fsqca.study import verify_bundle
    from fsqca.study.summary import as_json

    if written:
        raise click.UsageError(
            "--verify writes nothing, so it takes no --output, --report, --force or --no-files."
        )
    with said.steps() as progress:
        verification = verify_bundle(path, data=data, progress=progress)
    said.result(
        verification,
        lambda: as_json(
            {
                "same": verification.same,
                "n_values": verification.n_values,
                "tolerance": verification.tolerance,
                "differences": verification.table.reset_index().to_dict("records"),
                "notes": verification.notes,
            }
        ),
    )
    return 0 if verification.same else 1


@click.command()
@click.argument("study", type=FILE)
@click.option(
    "-o",
    "--output",
    type=FILE,
    help="The report: a page (.html) or a Word document (.docx). Default: the name of the study file with "
    ".html.",
)
@click.option("--unit", default="case", show_default=True, help="What a case is called, such as respondent.")
@force
@talk
def report(study: Path, output: Path | None, unit: str, force: bool, **talking: bool) -> int:
    """Run a study and write its report: a page for a browser that loads nothing, or a Word document."""
    from fsqca.report.of_study import check_report_path, write_report

    said = Talk(**talking)
    opened = open_study(study)
    target = output or study.with_suffix(".html")
    if target.is_dir():
        check_file(target, force=force)
    check_report_path(target, force=force)
    with said.steps() as progress:
        result = opened.run(progress=progress)
    written = write_report(result, target, unit=unit, force=force)
    where = "Open in a browser" if written.suffix.lower() == ".html" else "The report is in"
    said.result(f"{where}: {written}", lambda: {"report": str(written)})
    return 0


@click.command(name="export-r")
@click.argument("study", type=FILE)
@click.option("-o", "--output", type=FILE, help="Folder. Default: the name of the study file with _r.")
@click.option("--script", is_flag=True, help="Print the script and write nothing.")
@force
@talk
def export_r(study: Path, output: Path | None, script: bool, force: bool, **talking: bool) -> int:
    """Write the analysis as a script for the R packages QCA and SetMethods, with its data."""
    said = Talk(**talking)
    opened = open_study(study)
    if script:
        if output is not None or force:
            raise click.UsageError("--script writes nothing, so it takes no --output and no --force.")
        say(opened.to_r().rstrip("\n"))
        return 0
    folder = opened.write_r(output or study.with_name(f"{study.stem}_r"), force=force)
    said.result(f"analysis.R and its data are in {folder}", lambda: {"folder": str(folder)})
    return 0


@click.command()
@click.argument("study", type=FILE)
@click.option(
    "-o", "--output", type=FILE, help="The ZIP file. Default: the name of the study file with .zip."
)
@click.option("--no-data", is_flag=True, help="Leave out the data and all tables of single cases.")
@force
@talk
def bundle(study: Path, output: Path | None, no_data: bool, force: bool, **talking: bool) -> int:
    """Run a study and write all that a replication needs into one ZIP file.

    It holds the study file, the data, the results and a script; `fsqca run --verify` compares.
    """
    said = Talk(**talking)
    opened = open_study(study)
    target = output or study.with_suffix(".zip")
    with said.steps() as progress:
        written = opened.bundle(target, include_data=not no_data, force=force, progress=progress)
    said.result(
        f"All that a replication needs is in {written}\nTo compare: fsqca run --verify {written.name}",
        lambda: {"bundle": str(written), "data": not no_data},
    )
    return 0
