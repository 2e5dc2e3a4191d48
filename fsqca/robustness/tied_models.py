"""Model ambiguity over several solutions: tied models, and the terms that do not depend on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from fsqca import _display
from fsqca._checks import counted
from fsqca._frames import kept_frame
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.minimization.solution import Solution

#: Terms that are printed.
_SHOWN = 12


@dataclass(frozen=True, eq=False, repr=False)
class AmbiguityAcross:
    """How ambiguous several solutions are.

    Made by :func:`fsqca.robustness.ambiguity_of`.

    Attributes
    ----------
    solutions : tuple of (str, Solution)
        Each with its name.

    Examples
    --------
    >>> import fsqca as fq
    >>> rows = pd.DataFrame(
    ...     {"A": [0, 0, 1, 1], "B": [0, 1, 0, 1], "C": [1, 0, 0, 1], "out": ["0", "1", "1", "1"]}
    ... )
    >>> one = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B", "C"]), "parsimonious")
    >>> other = fq.minimize(one.truth_table, "conservative")
    >>> print(ambiguity_of({"parsimonious": one, "conservative": other}))
    2 solutions, 1 with tied models
    <BLANKLINE>
                  models exact  terms  in all models  share in all
    parsimonious       3   yes      3              0         0.000
    conservative       1   yes      3              3         1.000
    <BLANKLINE>
             in some model of  in every model of
    A*B*C                   1                  1
    A*~B*~C                 1                  1
    ~A*B*~C                 1                  1
    A                       1                  0
    B                       1                  0
    ~C                      1                  0
    """

    solutions: tuple[tuple[str, Solution], ...]

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per solution, index ``solution``.

        Columns ``models`` (number of tied models), ``exact`` (whether it is exact), ``terms`` (in some
        model), ``in_all`` (in every model) and ``share_in_all``, NaN where there is no model. Where not all
        models are listed, terms are those of the models that :attr:`Solution.ambiguity` describes.
        """
        rows = []
        for _, solution in self.solutions:
            terms = solution.ambiguity.table
            certain = int((terms["role"] == "all").sum())
            rows.append(
                {
                    "models": solution.n_models,
                    "exact": solution.n_models_exact,
                    "terms": len(terms),
                    "in_all": certain,
                    "share_in_all": certain / len(terms) if len(terms) else float("nan"),
                }
            )
        index = pd.Index([name for name, _ in self.solutions], name="solution", dtype=object)
        return pd.DataFrame(rows, index=index)

    @property
    @kept_frame
    def terms(self) -> pd.DataFrame:
        """One row per term; index ``term``, columns ``some`` and ``every``.

        In how many solutions the term is in some model, and in every model; the most frequent first.
        """
        some: dict[str, int] = {}
        every: dict[str, int] = {}
        for _, solution in self.solutions:
            frame = solution.ambiguity.table
            for term, role in zip(frame["term"], frame["role"], strict=True):
                some[term] = some.get(term, 0) + 1
                every[term] = every.get(term, 0) + (role == "all")
        frame = pd.DataFrame(
            {"some": list(some.values()), "every": [every[term] for term in some]},
            index=pd.Index(list(some), name="term", dtype=object),
        )
        ordered = frame.reset_index().sort_values(["every", "some", "term"], ascending=[False, False, True])
        return ordered.set_index("term")

    @property
    def in_every_model(self) -> tuple[str, ...]:
        """The terms that are in every model of every solution."""
        frame = self.terms
        return tuple(frame.index[frame["every"] == len(self.solutions)])

    @property
    def _caption(self) -> str:
        tied = sum(solution.n_models > 1 for _, solution in self.solutions)
        return f"{counted(len(self.solutions), 'solution')}, {tied} with tied models"

    def _shown(self) -> list[pd.DataFrame]:
        names = {"in_all": "in all models", "share_in_all": "share in all"}
        table = self.table.rename(columns=names).rename_axis(index=None)
        table["exact"] = ["yes" if flag else "at least" for flag in table["exact"]]
        names = {"some": "in some model of", "every": "in every model of"}
        return [table, self.terms.head(_SHOWN).rename(columns=names).rename_axis(index=None)]

    def _notes(self) -> list[str]:
        left = len(self.terms) - _SHOWN
        return [f"{counted(left, 'more term')} in .terms."] if left > 0 else []

    def __repr__(self) -> str:
        return (
            f"<AmbiguityAcross: {self._caption}, {counted(len(self.in_every_model), 'term')} in every model>"
        )

    def __str__(self) -> str:
        tables = "\n\n".join(_display.text_table(frame) for frame in self._shown())
        return "\n".join([self._caption, "", tables, *self._notes()])

    def _repr_html_(self) -> str:
        tables = "".join(_display.html_table(frame) for frame in self._shown())
        return _display.html_heading(self._caption) + tables + _display.html_notes(self._notes())


def ambiguity_of(solutions: Mapping[str, Solution] | Iterable[Solution] | Solution) -> AmbiguityAcross:
    """Return how ambiguous several solutions are: tied models, and the terms that are in all of them.

    Parameters
    ----------
    solutions : mapping of str to Solution, or iterable of Solution
        Such as those of other settings. Without names they are "solution 1", "solution 2", ....

    Returns
    -------
    AmbiguityAcross

    Raises
    ------
    ArgumentError
        If there is no solution.
    ArgumentTypeError
        If something is no solution.
    """
    if isinstance(solutions, Solution):
        solutions = [solutions]
    if not isinstance(solutions, Iterable):
        raise ArgumentTypeError(
            f"solutions must be a list or a dict of Solutions, not {type(solutions).__name__}."
        )
    named: list[tuple[str, object]] = (
        [(str(name), own) for name, own in solutions.items()]
        if isinstance(solutions, Mapping)
        else [(f"solution {position}", own) for position, own in enumerate(solutions, start=1)]
    )
    if not named:
        raise ArgumentError("solutions is empty: give at least one Solution.")
    found: list[tuple[str, Solution]] = []
    for name, own in named:
        if not isinstance(own, Solution):
            raise ArgumentTypeError(f"{name} must be a Solution, not {type(own).__name__}.")
        found.append((name, own))
    return AmbiguityAcross(tuple(found))
