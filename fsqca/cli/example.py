"""The command that runs the worked example."""

from __future__ import annotations

from pathlib import Path

import click

from fsqca.cli.options import Talk, force, talk

DEFAULT_FOLDER = "digital_service_output"


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    default=DEFAULT_FOLDER,
    show_default=True,
    help="Folder for the results.",
)
@force
@talk
def example(output: str, force: bool, **talking: bool) -> int:
    """Run the worked example on synthetic data and write tables, figures and a page.

    A fuzzy-set analysis of 534 synthetic respondents, from questionnaire to report.
    """
    from fsqca.examples.digital_service_orientation import run

    said = Talk(**talking)
    result = run(output, force=force)
    kinds = {kind: sum(name.endswith(kind) for name in result.files) for kind in (".csv", ".png")}
    said.result(
        f"{result}\n\n{kinds['.csv']} tables (CSV), {kinds['.png']} figures (PNG) and a page are in "
        f"{result.folder}\n"
        f"Open in a browser: {result.page}",
        lambda: {
            "folder": str(Path(result.folder)),
            "page": str(result.page),
            "files": list(result.files),
        },
    )
    return 0
