"""Whether the solutions for an outcome and for its negation, and claims of necessity, go together.

References
----------
Schneider, C. Q., & Wagemann, C. (2012). Set-Theoretic Methods for the Social Sciences. Cambridge University
Press, ch. 8 (contradictory simplifying assumptions, simultaneous subset relations, incoherent
counterfactuals).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed
from fsqca._frames import kept_frame
from fsqca._types import Ints
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression, as_expression
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.models import rows_frame
from fsqca.minimization.solution import Solution
from fsqca.minimization.translation import cubes_of, expression_of
from fsqca.truth_table.coding import POSITIVE
from fsqca.truth_table.sums import row_numbers
from fsqca.truth_table.table import TruthTable


@dataclass(frozen=True, eq=False, repr=False)
class Coherence:
    """Whether a solution, the solution for the negated outcome, and claims of necessity go together.

    Made by :func:`fsqca.coherence`.

    Attributes
    ----------
    solution, negated : Solution
        The solutions for the outcome and for its negation.
    necessary : tuple of Expression
        What is claimed to be necessary for the outcome.

    Examples
    --------
    >>> import fsqca as fq
    >>> data = pd.DataFrame(
    ...     {"A": [1, 1, 0, 0], "B": [1, 1, 0, 0], "C": [1, 0, 1, 0], "Y": [1, 1, 0, 0]}
    ... )
    >>> table = fq.build_truth_table(data, "Y")
    >>> fq.coherence(fq.minimize(table, "parsimonious"), fq.minimize(table.negate(), "parsimonious"))
    <Coherence of parsimonious solutions: 0 rows sufficient for both, 4 remainders used by both>
    """

    solution: Solution
    negated: Solution
    necessary: tuple[Expression, ...] = ()

    @property
    @kept_frame
    def sufficient_for_both(self) -> pd.DataFrame:
        """Rows coded "1" for the outcome and for its negation: simultaneous subset relations.

        Index the row number; columns the conditions, ``n``, and ``consistency`` and ``pri`` in each table.
        """
        rows = sufficient_for_both(self.solution.truth_table, self.negated.truth_table)
        names = list(self.solution.truth_table.conditions)
        own = self.solution.truth_table.table.loc[rows]
        other = self.negated.truth_table.table.loc[rows]
        return own[[*names, "n", "consistency", "pri"]].assign(
            negated_consistency=other["consistency"], negated_pri=other["pri"]
        )

    @cached_property
    def shared_cubes(self) -> Ints:
        """Remainders that both solutions use, as conjunctions that do not overlap, shape (n, k)."""
        return shared_assumptions(self.solution, self.negated)

    @cached_property
    def n_shared(self) -> int:
        """How many remainders both solutions use: contradictory simplifying assumptions."""
        return _cubes.size(self.shared_cubes, self.solution.problem.levels)

    @property
    @kept_frame
    def used_by_both(self) -> pd.DataFrame:
        """Remainders that both solutions use: index the row number, columns the conditions."""
        return rows_frame(self.shared_cubes, self.solution.problem)

    @property
    @kept_frame
    def pairs(self) -> pd.DataFrame:
        """One row per pair of models: ``model``, ``negated_model``, ``used_by_both`` (how many)."""
        levels = self.solution.problem.levels
        own = [(model.name, _assumed(model.cubes, self.solution)) for model in self.solution.models]
        other = [(model.name, _assumed(model.cubes, self.negated)) for model in self.negated.models]
        rows = [
            (name, against, _cubes.size(_common(cubes, others, levels), levels))
            for name, cubes in own
            for against, others in other
        ]
        return pd.DataFrame(rows, columns=["model", "negated_model", "used_by_both"])

    @property
    @kept_frame
    def necessity_conflicts(self) -> pd.DataFrame:
        """Terms that contradict a claim of necessity.

        A term says that its configurations are sufficient; where some lie outside what is necessary, they
        cannot be. Columns ``claim``, ``term``, ``observed`` (positive rows of the term outside the claim) and
        ``remainders`` (how many assumptions of the term lie outside it).
        """
        problem = self.solution.problem
        rows: list[tuple[str, str, tuple[int, ...], int]] = []
        for claim in self.necessary:
            inside = cubes_of(claim, problem.names, problem.levels, "necessary")
            for cube in self.solution._terms:
                outside = _cubes.subtract(cube[None], inside, problem.levels)
                if not len(outside):
                    continue
                positive = self.solution.problem.evident
                seen = positive[_cubes.matches(outside, positive).any(axis=0)]
                left = _cubes.size(_cubes.subtract(outside, positive, problem.levels), problem.levels)
                term = str(expression_of([cube.tolist()], problem.names, problem.levels))
                numbers = tuple(int(row) for row in row_numbers(seen, problem.levels))
                rows.append((str(claim), term, numbers, left))
        return pd.DataFrame(rows, columns=["claim", "term", "observed", "remainders"])

    @property
    def coherent(self) -> bool:
        """Whether nothing contradicts anything."""
        return not self.n_shared and self.sufficient_for_both.empty and self.necessity_conflicts.empty

    @property
    def verdict(self) -> tuple[str, ...]:
        """What was found, in words."""
        both, conflicts = self.sufficient_for_both, self.necessity_conflicts
        found = []
        if len(both):
            found.append(
                f"{counted(len(both), 'row')} coded 1 for the outcome and for its negation: "
                f"{listed(both.index, 20)}. A PRI cut-off, or a higher consistency cut-off, tells them apart."
            )
        if self.n_shared:
            found.append(
                f"{counted(self.n_shared, 'remainder')} used by both solutions, though what is not there "
                "cannot be sufficient for an outcome and for its absence: "
                "enhanced_standard_analysis() takes such remainders out."
            )
        for claim, part in conflicts.groupby("claim", sort=False):
            hold = "holds" if len(part) == 1 else "hold"
            found.append(
                f"{claim} is claimed to be necessary, but {counted(len(part), 'term')} of the solution "
                f"{hold} configurations without it: {listed(part['term'], 10)}."
            )
        if not all(one.complete for one in (self.solution, self.negated)):
            found.append("Not all models are listed, and what was compared is the models listed.")
        if found:
            return tuple(found)
        claims = ", and none of them contradicts a claim of necessity" if self.necessary else ""
        return (f"The solutions share no row and no remainder{claims}.",)

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per kind of contradiction: ``contradiction`` and ``number``."""
        rows = [
            ("rows sufficient for both", len(self.sufficient_for_both)),
            ("remainders used by both", self.n_shared),
            ("terms against a claim of necessity", len(self.necessity_conflicts)),
        ]
        return pd.DataFrame(rows, columns=["contradiction", "number"])

    def __repr__(self) -> str:
        kinds = dict.fromkeys((self.solution.kind, self.negated.kind))
        rows, shared = counted(len(self.sufficient_for_both), "row"), counted(self.n_shared, "remainder")
        of = " and ".join(kinds)
        return f"<Coherence of {of} solutions: {rows} sufficient for both, {shared} used by both>"

    def _caption(self) -> str:
        return f"Coherence of the {self.solution.kind} solution and that for the negated outcome"

    def __str__(self) -> str:
        shown = self.table.set_index("contradiction").rename_axis(None)
        return "\n".join([self._caption(), _display.text_table(shown), *self.verdict])

    def _repr_html_(self) -> str:
        shown = self.table.set_index("contradiction").rename_axis(None)
        return _display.html_table(shown, caption=self._caption()) + _display.html_notes(self.verdict)


def coherence(
    solution: Solution,
    negated: Solution,
    *,
    necessary: str | Expression | Iterable[str | Expression] = (),
) -> Coherence:
    """Return what a solution and the solution for the negated outcome contradict each other in.

    Parameters
    ----------
    solution : Solution
        For the outcome.
    negated : Solution
        For the negated outcome, over the same conditions; :meth:`TruthTable.negate` makes its table.
    necessary : str, Expression or sequence of them, optional
        What is claimed to be necessary for the outcome: each is a claim of its own.

    Returns
    -------
    Coherence
        With rows sufficient for both, remainders used by both, and terms against claims of necessity.

    Raises
    ------
    ArgumentError
        If the two solutions are not over the same conditions, or are of the same outcome.

    Notes
    -----
    The assumptions of all models that are listed count, in each solution together.
    """
    for name, one in (("solution", solution), ("negated", negated)):
        if not isinstance(one, Solution):
            raise ArgumentTypeError(
                f"{name} must be one Solution, such as minimize(...) or solve(...).intermediate, not "
                f"{type(one).__name__}."
            )
    check_same(solution.truth_table, negated.truth_table)
    claims = read_claims(necessary, "necessary")
    for claim in claims:
        cubes_of(claim, solution.problem.names, solution.problem.levels, "necessary")
    return Coherence(solution, negated, tuple(claims))


def check_same(table: TruthTable, negated: TruthTable) -> None:
    """Raise unless two truth tables are over the same conditions, and of two outcomes as far as is known."""
    if (table.conditions, table.level_counts) != (negated.conditions, negated.level_counts):
        raise ArgumentError(
            "negated is not over the same conditions: "
            f"{listed(negated.conditions, 10)} instead of {listed(table.conditions, 10)}. "
            "table.negate() gives the table of the negated outcome."
        )
    outcome = table.settings.outcome
    if outcome and outcome == negated.settings.outcome:
        raise ArgumentError(
            f"negated is of the same outcome, {outcome}. "
            "table.negate() gives the table of the negated outcome."
        )


def read_claims(given: object, argument: str) -> list[Expression]:
    """Return expressions given as one or as several."""
    items: Sequence[object]
    if isinstance(given, str | Expression):
        items = [given]
    elif isinstance(given, Iterable):
        items = list(given)
    else:
        raise ArgumentTypeError(
            f'{argument} must be an expression such as "A + ~B", or several, not {given!r}.'
        )
    for item in items:
        if not isinstance(item, str | Expression):
            raise ArgumentTypeError(f'{argument} must hold expressions such as "A + ~B", not {item!r}.')
    return [as_expression(item) for item in items]  # type: ignore[arg-type]


def sufficient_for_both(table: TruthTable, negated: TruthTable) -> list[int]:
    """Return the numbers of rows coded "1" in both tables."""
    own = {row for row, code in zip(table.numbers, table.codes, strict=True) if code == POSITIVE}
    other = {row for row, code in zip(negated.numbers, negated.codes, strict=True) if code == POSITIVE}
    return sorted(own & other)


def shared_assumptions(solution: Solution, negated: Solution) -> Ints:
    """Return remainders that models of both solutions use, as cubes that do not overlap."""
    levels = solution.problem.levels
    return _common(_assumed(solution._terms, solution), _assumed(negated._terms, negated), levels)


def _assumed(terms: Ints, solution: Solution) -> Ints:
    """Return what terms cover beyond the rows observed, as cubes that do not overlap."""
    observed = solution.truth_table.corners[solution.truth_table.codes != "?"]
    return _cubes.subtract(terms, observed, solution.problem.levels)


def _common(cubes: Ints, others: Ints, levels: Sequence[int]) -> Ints:
    """Return what two lists of cubes have in common, as cubes that do not overlap."""
    found: list[Ints] = []
    for cube in cubes:
        meets = ((others == cube) | (others == _cubes.FREE) | (cube == _cubes.FREE)).all(axis=1)
        if meets.any():
            found.append(np.where(others[meets] == _cubes.FREE, cube, others[meets]))
    if not found:
        return np.empty((0, len(levels)), dtype=np.int64)
    together = np.unique(np.concatenate(found), axis=0)
    return _cubes.subtract(together, together[:0], levels)
