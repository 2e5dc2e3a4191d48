"""What commands share: options, studies from files, and how results are printed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fsqca.cli.terminal import say, say_error
from fsqca.errors import OutputExistsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fsqca.study import Study

F = TypeVar("F", bound=Callable[..., Any])

#: Endings of data files, which are given by mistake where a study file belongs.
DATA = (".csv", ".tsv", ".xlsx", ".xls", ".sav", ".dta", ".parquet")
FILE = click.Path(path_type=Path)


def talk(function: F) -> F:
    """Add the options that say how much is printed."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Print every step."),
        click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors."),
        click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
    ):
        function = option(function)
    return function


def force(function: F) -> F:
    """Add the option that allows files to be replaced."""
    return click.option("--force", is_flag=True, help="Replace files that exist.")(function)


@dataclass(frozen=True, slots=True)
class Talk:
    """How much is printed."""

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False

    def __post_init__(self) -> None:
        if self.quiet and self.verbose:
            raise click.UsageError("--quiet and --verbose exclude each other.")

    def result(self, text: object, plain: Callable[[], Any]) -> None:
        """Print a result, as text or as JSON."""
        if self.as_json:
            say(json.dumps(plain(), indent=1, ensure_ascii=False))
        elif not self.quiet:
            say(str(text))

    def note(self, text: str) -> None:
        """Print something beside the result: where files are. With JSON it goes to the standard error."""
        if self.quiet:
            return
        if self.as_json:
            say_error(text, head="")
        else:
            say(text)

    @contextmanager
    def steps(self) -> Iterator[Callable[[str, int, int], None] | bool | None]:
        """Give what a run tells its steps to: lines where all is to be said, else a bar, or nothing."""
        if not self.verbose:
            yield False if self.quiet or self.as_json else None
            return
        start = time.perf_counter()

        def tell(step: str, done: int, total: int) -> None:
            say_error(f"{time.perf_counter() - start:6.1f} s  {done}/{total}  {step}", head="")

        yield tell


def open_study(path: Path) -> Study:
    """Return the study of a file; a file that cannot be opened is a wrong use of the command."""
    from fsqca.errors import ArgumentError
    from fsqca.study import Study, StudyError

    if path.suffix.lower() in DATA and path.is_file():
        raise click.UsageError(
            f"{path.name} is a data file, not a study file. To make a study file from it: fsqca new {path}"
        )
    if path.suffix.lower() == ".zip" and path.is_file():
        raise click.UsageError(
            f"{path.name} is a ZIP file, not a study file. To verify a bundle: fsqca run --verify {path}"
        )
    try:
        return Study.from_toml(path)
    except StudyError:
        raise
    except ArgumentError as error:
        raise click.UsageError(str(error)) from None


def listed_names(text: str | None) -> list[str] | None:
    """Return names that were given with commas between them."""
    if text is None:
        return None
    return [name.strip() for name in text.split(",") if name.strip()]


def write_one(path: Path, content: str, *, force: bool) -> Path:
    """Write one file, whole or not at all; one that exists only with --force."""
    from fsqca.report.writing import write_file

    check_file(path, force=force)
    return write_file(path, content)


def check_file(path: Path, *, force: bool) -> None:
    """Refuse a file that exists, unless --force allows it."""
    if path.is_dir():
        raise click.UsageError(f"{str(path)!r} is a folder. Name a file.")
    if path.exists() and not force:
        raise OutputExistsError(
            f"There is a file {str(path)!r} already. Nothing was written. Choose another name, or allow it "
            "to be replaced with --force."
        )
