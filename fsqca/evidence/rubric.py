"""A written rubric: which evidence counts as which membership."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from fsqca._checks import check_fraction, listed
from fsqca._display import html_table, text_table
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError


@dataclass(frozen=True, eq=False, repr=False)
class Rubric:
    """What counts as which membership in one set.

    Parameters
    ----------
    name : str
        The set.
    levels : mapping of float to str
        Membership in [0, 1] to what counts as it. At least two levels, none of them 0.5, and one on each
        side of it: 0.5 says neither in nor out, which a rubric should decide.
    question : str, default ""
        What is asked of the evidence.
    no_evidence : str, default ""
        What is to be done where the evidence does not carry a score.

    Examples
    --------
    >>> rubric = Rubric("NET", {0: "no partners", 0.33: "partners, not for services", 1: "service partners"})
    >>> rubric
    <Rubric NET: 3 levels (0, 0.33, 1)>
    """

    name: str
    levels: Mapping[float, str]
    question: str = ""
    no_evidence: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise ArgumentError("name of a rubric is empty: name the set.")
        if not isinstance(self.levels, Mapping):
            raise ArgumentTypeError(
                f'levels of {self.name!r} must map memberships to texts, such as {{0: "none", 1: "full"}}, '
                f"not {type(self.levels).__name__}."
            )
        made: dict[float, str] = {}
        for value, text in self.levels.items():
            number = check_fraction(f"a level of {self.name!r}", value)
            if number == 0.5:
                raise ArgumentError(
                    f"{self.name!r} has the level 0.5, which is neither in the set nor out of it. A case "
                    "there belongs to no configuration: choose a level above or below."
                )
            if not isinstance(text, str) or not text.strip():
                raise ArgumentError(f"Level {number:g} of {self.name!r} has no text: write what counts.")
            made[number] = text
        ordered = dict(sorted(made.items()))
        if not any(value < 0.5 for value in ordered) or not any(value > 0.5 for value in ordered):
            raise ArgumentError(
                f"{self.name!r} has the levels {listed(ordered)}: one must be below 0.5 and one above."
            )
        object.__setattr__(self, "levels", ordered)

    @property
    def table(self) -> pd.DataFrame:
        """Index ``membership``; column ``counts_as``."""
        index = pd.Index(list(self.levels), name="membership", dtype="float64")
        return pd.DataFrame({"counts_as": list(self.levels.values())}, index=index)

    def __repr__(self) -> str:
        shown = ", ".join(f"{value:g}" for value in self.levels)
        return f"<Rubric {self.name}: {len(self.levels)} levels ({shown})>"

    def __str__(self) -> str:
        head = f"{self.name}: {self.question}" if self.question else self.name
        parts = [head, text_table(self.table.rename_axis(index=None), digits=2, width=100)]
        return "\n".join([*parts, *([f"No evidence: {self.no_evidence}"] if self.no_evidence else [])])

    def _repr_html_(self) -> str:
        head = f"{self.name}: {self.question}" if self.question else self.name
        notes = [f"No evidence: {self.no_evidence}"] if self.no_evidence else []
        return html_table(self.table.reset_index(), caption=head, notes=notes, digits=2, width=200)


def read_rubrics(source: str | Path) -> dict[str, Rubric]:
    """Return the rubrics of a TOML file, by set.

    Parameters
    ----------
    source : str or Path
        A file with one table per set: ``question``, ``no_evidence`` (both may be left out), and a table
        ``levels`` of memberships (as keys in quotes) to texts.

    Returns
    -------
    dict of str to Rubric

    Raises
    ------
    DataError
        If the file is not there, is not TOML, or a set has no levels.
    """
    path = Path(source)
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{str(path)!r} cannot be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{str(path)!r} is not a TOML file: {error}.") from error
    made: dict[str, Rubric] = {}
    for name, table in given.items():
        if not isinstance(table, dict) or not isinstance(table.get("levels"), dict):
            raise DataError(f"{str(path)!r}: {name!r} has no table of levels, such as [{name}.levels].")
        unknown = [key for key in table if key not in ("question", "no_evidence", "levels")]
        if unknown:
            raise DataError(
                f"{str(path)!r}: {name!r} has {listed(unknown)}; allowed: question, no_evidence, levels."
            )
        levels: dict[float, str] = {}
        for key, text in table["levels"].items():
            try:
                levels[float(key)] = text
            except ValueError:
                raise DataError(f"{str(path)!r}: the level {key!r} of {name!r} is not a number.") from None
        made[name] = Rubric(name, levels, table.get("question", ""), table.get("no_evidence", ""))
    if not made:
        raise DataError(f"{str(path)!r} holds no rubric.")
    return made
