"""The command line: ``python -m fsqca example`` runs the worked example."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from fsqca._version import __version__
from fsqca.errors import FsqcaError

DEFAULT_FOLDER = "digital_service_output"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 1 where something failed, 2 where the command was not right.

    Parameters
    ----------
    arguments : sequence of str, optional
        Default: those of the command line.
    """
    options = _parser().parse_args(arguments)
    from fsqca.report.writing import OutputExistsError

    try:
        _print(str(_example(options.output, options.force)))
    except OutputExistsError as error:
        _print(f"Error: {error}", error=True)
        return 2
    except (FsqcaError, OSError) as error:
        _print(f"Error: {error}", error=True)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m fsqca", description="Fuzzy-set Qualitative Comparative Analysis (QCA)."
    )
    parser.add_argument("--version", action="version", version=f"fsqca {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    example = commands.add_parser(
        "example",
        help="run the worked example on synthetic data and write tables, figures and a page",
        description="Run the worked example: a fuzzy-set analysis of 534 synthetic respondents, from "
        "questionnaire to report.",
    )
    example.add_argument(
        "--output",
        metavar="FOLDER",
        default=DEFAULT_FOLDER,
        help="folder for the results (default: %(default)s)",
    )
    example.add_argument("--force", action="store_true", help="replace files in a folder that is not empty")
    return parser


def _example(output: str, force: bool) -> str:
    from fsqca.examples.digital_service_orientation import run

    result = run(output, force=force)
    kinds = {kind: sum(name.endswith(kind) for name in result.files) for kind in (".csv", ".png")}
    return (
        f"{result}\n\n{kinds['.csv']} tables (CSV), {kinds['.png']} figures (PNG) and a page are in "
        f"{result.folder}\n"
        f"Open in a browser: {result.page}"
    )


def _print(text: str, *, error: bool = False) -> None:
    """Print text; what the terminal cannot show is replaced, so that a letter never stops a run."""
    stream = sys.stderr if error else sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    print(text.encode(encoding, errors="replace").decode(encoding), file=stream)
