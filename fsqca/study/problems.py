"""What is wrong with a study: every problem at once, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fsqca._checks import counted
from fsqca.errors import ArgumentError
from fsqca.study.lines import Path, nearest_line

#: Characters of a name that a message shows; longer ones are cut in the middle.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a study.

    Attributes
    ----------
    path : tuple of str and int
        Where: the keys from the top of the study file, positions in arrays from 0.
    message : str
        What is wrong, what is allowed, and what to do.
    line : int or None
        The line of the study file, None where there is no file.
    """

    path: Path
    message: str
    line: int | None = None

    def __str__(self) -> str:
        place = place_text(self.path)
        if self.line is None:
            # In Python the message names the argument already.
            named = bool(self.path) and self.message.startswith(str(self.path[-1]))
            return f"{place}: {self.message}" if place and not named else self.message
        return f"line {self.line}{f' ({place})' if place else ''}: {self.message}"


class StudyError(ArgumentError):
    """A study cannot be read or run as it stands; `problems` has everything that is wrong with it.

    Attributes
    ----------
    problems : tuple of Problem
    source : str
        The name of the study file, "" where there is none.
    """

    def __init__(self, problems: Sequence[Problem], source: str = "") -> None:
        self.problems = tuple(problems)
        self.source = source
        super().__init__(self._text())

    def __reduce__(self) -> tuple[type[StudyError], tuple[tuple[Problem, ...], str]]:
        return type(self), (self.problems, self.source)

    def _text(self) -> str:
        what = self.source or "The study"
        if len(self.problems) == 1:
            own = self.problems[0]
            return f"{what}{', ' if own.line is not None else ': '}{own}"
        lines = [f"{what} has {counted(len(self.problems), 'problem')}:"]
        return "\n".join([*lines, *(f"  {problem}" for problem in self.problems)])


def place_text(path: Path) -> str:
    """Return a path as text, positions counted from 1.

    Examples
    --------
    >>> place_text(("untenable", 0, "exclude")), place_text(("cutoffs", "pri"))
    ('untenable[1].exclude', 'cutoffs.pri')
    """
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if text else ''}{shown(part)}"
    return text


def shown(name: str) -> str:
    """Return a name for a message: a long one is cut in the middle.

    Examples
    --------
    >>> shown("technology foresight"), len(shown("x" * 100_000))
    ('technology foresight', 60)
    """
    if len(name) <= SHOWN:
        return name
    return f"{name[: SHOWN - 20]} ... {name[-15:]}"


def located(problems: Iterable[Problem], lines: Mapping[Path, int]) -> list[Problem]:
    """Return the problems with their lines, in the order of the file, each once."""
    index = dict(lines)
    placed = [
        problem if problem.line is not None else replace(problem, line=nearest_line(index, problem.path))
        for problem in dict.fromkeys(problems)
    ]
    return sorted(placed, key=lambda problem: problem.line or 0)
