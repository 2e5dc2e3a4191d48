"""An answer in sentences with the frames behind it, and the words in which rows and terms are spoken of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._frames import kept_frame
from fsqca._types import Ints
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.translation import expression_of
from fsqca.truth_table.coding import NEGATIVE, POSITIVE, REMAINDER
from fsqca.truth_table.sums import row_numbers

if TYPE_CHECKING:
    from fsqca.minimization.solution import Solution


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """An answer in sentences, with the frames behind it.

    Made by :meth:`fsqca.Solution.explain`.

    Attributes
    ----------
    subject : str
        What is explained.
    sentences : tuple of str
    frames : dict of str to DataFrame
        For an implicant ``"rows"`` (the positive rows that it covers) and ``"blocks"`` (for each literal a
        row that bars dropping it); for a row ``"implicants"`` (what covers it, in which models); for a model
        ``"terms"`` (the rows that only each term covers) and ``"bound"`` (the rows that prove its size).
    """

    subject: str
    sentences: tuple[str, ...]
    frames: dict[str, pd.DataFrame]

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """The frames below one another, with a first column ``what`` that names them."""
        parts = [frame.reset_index(drop=True).assign(what=name) for name, frame in self.frames.items()]
        together = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"what": []})
        return together[["what", *together.columns.drop("what")]]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name].copy()

    def __repr__(self) -> str:
        return f"<Explanation of {self.subject}: {self.sentences[0]}>"

    def __str__(self) -> str:
        parts = [self.subject, *self.sentences]
        for name, frame in self.frames.items():
            if len(frame):
                parts += [
                    "",
                    f"{name}:",
                    _display.text_table(frame.set_index(frame.columns[0]).rename_axis(None)),
                ]
        return "\n".join(parts)

    def _repr_html_(self) -> str:
        tables = "".join(
            _display.html_table(frame.set_index(frame.columns[0]).rename_axis(None), caption=name)
            for name, frame in self.frames.items()
            if len(frame)
        )
        return _display.html_heading(self.subject) + _display.html_notes(self.sentences) + tables


def avoided(solution: Solution) -> Ints:
    """Return rows and cubes that no implicant of the solution may cover."""
    problem = solution.problem
    return problem.outside() if solution.kind == "conservative" else problem.avoid


def only_consistent(solution: Solution) -> bool:
    """Return whether implicants only have to be consistent, and may cover rows that are avoided otherwise."""
    return solution.settings.implicant_consistency > 0 and solution.kind == "parsimonious"


def text_of(solution: Solution, cube: Ints) -> str:
    """Return a cube as the term that it is."""
    return str(expression_of([cube.tolist()], solution.problem.names, solution.problem.levels))


def why_avoided(solution: Solution, cube: Ints) -> tuple[int, str]:
    """Return a row of a cube to avoid, and what it is."""
    table = solution.truth_table
    corner = np.where(cube == _cubes.FREE, 0, cube)[None]
    row = int(row_numbers(corner, solution.problem.levels)[0])
    code = str(table.codes[table.numbers.index(row)]) if row in table.numbers else REMAINDER
    if code == REMAINDER:
        excluded = _cubes.matches(solution.problem.avoid, corner).any()
        return row, "excluded remainder" if excluded else "remainder"
    return row, {NEGATIVE: "negative", POSITIVE: "excluded"}.get(code, "contradiction")


def models_with(solution: Solution, cube: Ints) -> list[str]:
    """Return the names of the listed models that have a term."""
    return [model.name for model in solution.models if (model.cubes == cube).all(axis=1).any()]


def named(names: Iterable[str], limit: int = 10) -> str:
    """Return names as readable text, the first `limit` of them in full."""
    every = list(names)
    more = f" and {len(every) - limit} more" if len(every) > limit else ""
    return ", ".join(every[:limit]) + more
