"""The command that writes a first study file for a data file, asking what it cannot see."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fsqca.cli.options import FILE, Talk, listed_names, talk, write_one
from fsqca.cli.terminal import say, say_error
from fsqca.errors import FsqcaError

if TYPE_CHECKING:
    from fsqca.study.new import Seen


@click.command()
@click.argument("data", type=FILE)
@click.option(
    "-o", "--output", type=FILE, help='The study file, "-" to print it. Default: the name of DATA with .toml.'
)
@click.option("--outcome", help="The outcome.")
@click.option("--conditions", help="The conditions, with commas between them.")
@click.option("--cases", help="The column of the case names.")
@click.option("--group", help="The column of the groups.")
@click.option("--sheet", help="The sheet of an Excel file.")
@click.option("--title", help="The title of the study.")
@click.option("--reason", default="", help="The reason for the anchors of all sets.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.option("--force", is_flag=True, help="Replace a study file that exists.")
@talk
def new(
    data: Path,
    output: Path | None,
    outcome: str | None,
    conditions: str | None,
    cases: str | None,
    group: str | None,
    sheet: str | None,
    title: str | None,
    reason: str,
    yes: bool,
    force: bool,
    **talking: bool,
) -> int:
    """Write a first study file for a data file, with comments that say what is to be done.

    In a terminal it asks for the outcome, the conditions and the group, unless they are given or --yes is.
    """
    from fsqca.study.new import look_at, study_text_for

    said = Talk(**talking)
    target = output or data.with_suffix(".toml")
    printed = str(target) == "-"
    kept = listed_names(conditions)
    try:
        seen = look_at(data, cases=cases, sheet=sheet)
        if not yes and not said.quiet and not said.as_json and sys.stdin.isatty():
            title = title or click.prompt("Title", default=data.stem)
            outcome = outcome or _ask(seen, "Outcome", list(seen.sets))
            kept = kept or _ask_many(seen, [name for name in seen.sets if name != outcome])
            if group is None and seen.groups:
                answer = _ask(seen, "Group column", [*seen.groups, "none"])
                group = None if answer == "none" else answer
        text = study_text_for(
            data,
            outcome=outcome,
            conditions=kept,
            cases=cases,
            group=group,
            sheet=sheet,
            title=title,
            reason=reason,
            folder=Path() if printed else target.absolute().parent,
        )
    except FsqcaError as error:
        raise click.UsageError(str(error)) from None
    if printed:
        say(text.rstrip("\n"))
        return 0
    written = write_one(target, text, force=force)
    said.result(
        f"{written}\nNext: read it, {'' if reason else 'write the reasons for the anchors, '}"
        f"then: fsqca check {target}",
        lambda: {"study": str(written)},
    )
    return 0


def _ask(seen: Seen, what: str, choices: list[str]) -> str:
    say_error(f"{what}: {', '.join(choices)}", head="")
    answer: str = click.prompt(
        what, type=click.Choice(choices), default=choices[-1], show_choices=False, err=True
    )
    return answer


def _ask_many(seen: Seen, choices: list[str]) -> list[str]:
    while True:
        answer = click.prompt("Conditions, with commas", default=", ".join(choices), err=True)
        names = listed_names(answer) or []
        unknown = [name for name in names if name not in choices]
        if names and not unknown:
            return names
        say_error(f"Not among the columns of numbers: {', '.join(unknown) or 'nothing was named'}.", head="")
