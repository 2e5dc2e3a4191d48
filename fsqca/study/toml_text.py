"""Study files as text: read into plain data with the lines of everything, and written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from fsqca._checks import listed
from fsqca.errors import ArgumentError, ArgumentTypeError, FsqcaError
from fsqca.study import lines
from fsqca.study.problems import Problem, StudyError

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
#: No study file is larger; a data file given in its place often is.
MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a study file, where it was, and the lines of what is in it.

    Attributes
    ----------
    name : str
        The name of the file, "the text" where there was none.
    text : str
    path : Path or None
    lines : dict of tuple to int
    """

    name: str
    text: str
    path: Path | None
    lines: Mapping[lines.Path, int]


def read_toml(given: object) -> tuple[dict[str, Any], Source]:
    """Return what a study file or text holds, and its source; what is no TOML is refused with its line."""
    path, text = _opened(given)
    name = "The text" if path is None else path.name
    if text.startswith("\ufeff"):
        text = text[1:]
    try:
        plain = tomllib.loads(text)
        index = lines.line_index(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError([_syntax(str(error), text)], name) from None
    except RecursionError:
        raise StudyError([Problem((), "Its tables or lists are nested too deeply.")], name) from None
    return plain, Source(name, text, path, index)


def write_toml(plain: Mapping[str, Any]) -> str:
    """Return plain data as TOML.

    Examples
    --------
    >>> print(write_toml({"title": "A study", "data": {"file": "a.csv"}}), end="")
    title = "A study"
    <BLANKLINE>
    [data]
    file = "a.csv"
    """
    import tomlkit

    _refuse_none(plain, ())
    return tomlkit.dumps(plain)


def _refuse_none(value: object, path: lines.Path) -> None:
    if value is None:
        raise ArgumentTypeError(
            f"{'.'.join(map(str, path))} is None, which TOML cannot hold. Leave the setting out, or override "
            "to_settings() and from_settings() of the calibrator."
        )
    if isinstance(value, Mapping):
        for key, each in value.items():
            _refuse_none(each, (*path, key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            _refuse_none(each, (*path, place))


def _opened(given: object) -> tuple[Path | None, str]:
    if isinstance(given, str) and ("\n" in given or not given.strip()):
        return None, given
    if not isinstance(given, (str, Path)):
        raise ArgumentTypeError(
            f"A study is read from the path of a study file, or from its text, not from {given!r}."
        )
    path = Path(given).expanduser()
    try:
        return path, _text_of(path)
    except FsqcaError:
        raise
    except OSError as error:
        raise ArgumentError(
            f"The study file {str(path)[:200]!r} cannot be read: {error.strerror or error}."
        ) from None
    except ValueError as error:
        raise ArgumentError(f"{str(path)[:200]!r} is not the path of a study file: {error}.") from None


def _text_of(path: Path) -> str:
    if path.is_dir():
        raise ArgumentError(
            f"{str(path)!r} is a folder, not a study file.{_nearby(path, '')} Name the file in it."
        )
    if not path.is_file():
        raise ArgumentError(
            f"There is no study file {str(path)!r}.{_nearby(path.parent, path.name)} "
            "To make one from a data file: fsqca new DATA."
        )
    if path.stat().st_size > MOST_BYTES:
        raise ArgumentError(_no_study(path))
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        if path.suffix.lower() != ".toml":
            raise ArgumentError(_no_study(path)) from None
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise StudyError(
            [
                Problem(
                    (), "There is a letter that is not UTF-8. Save the file with the encoding UTF-8.", line
                )
            ],
            path.name,
        ) from None


def _no_study(path: Path) -> str:
    return (
        f"{path.name!r} is no study file. Study files are texts and end with .toml; to make one from a data "
        f"file: fsqca new {path.name}"
    )


def _nearby(folder: Path, name: str) -> str:
    """Return the study files of a folder in words, the one with the nearest name first."""
    try:
        found = sorted(each.name for each in folder.iterdir() if each.suffix.lower() == ".toml")
    except OSError:
        return f" There is no folder {str(folder)!r}." if not folder.is_dir() else ""
    near = get_close_matches(name, found, n=1)
    if near:
        return f" Did you mean {near[0]!r}?"
    return f" Study files there: {listed(found, 10)}." if found else ""


def _syntax(message: str, text: str) -> Problem:
    """Return the problem that a parser has with a text, with the line and what stands there."""
    found = _AT.search(message)
    what = message[: found.start()] if found else message
    rows = text.splitlines() or [""]
    line = int(found[1]) if found and found[1] else len(rows)
    row = rows[min(line, len(rows)) - 1].strip()
    shown = f" It reads: {row[:80]}" if row else ""
    column = f", column {found[2]}" if found and found[2] else ""
    return Problem((), f"This is not TOML ({what[:200]}{column}).{shown}", line)
