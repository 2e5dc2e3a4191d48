"""A model: one combination of terms that covers every positive row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._frames import kept_frame
from fsqca._types import ArrayLike, CaseId, Floats, Ints, Missing
from fsqca.errors import ArgumentError, TooLargeError
from fsqca.expressions import Expression, as_expression
from fsqca.fit import COLUMNS, SOLUTION, Fit, fit_relation, fit_terms
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.problem import Problem
from fsqca.minimization.translation import expression_of
from fsqca.truth_table.sums import literal_memberships, row_numbers
from fsqca.truth_table.table import TruthTable

#: Tables of counterfactual rows are not made beyond this number of rows.
MAX_ROWS = 10**6


@dataclass(frozen=True, slots=True, eq=False)
class Derivation:
    """Where an intermediate model comes from: a pair of models and the terms between them.

    Attributes
    ----------
    conservative, parsimonious : str
        Names of the two models, such as ``"C1"`` and ``"P2"``.
    between : ndarray of int, shape (n, k)
        The conservative terms without the literals that expectations allow to drop.
    core : ndarray of int, shape (m, k)
        The terms of the parsimonious model.
    """

    conservative: str
    parsimonious: str
    between: Ints
    core: Ints


@dataclass(frozen=True, eq=False, repr=False)
class Model:
    """One model of a solution: terms that together cover every positive row.

    Attributes
    ----------
    name : str
        ``"C1"``, ``"I1"`` or ``"P1"``: the kind of solution and the position of the model in it.
    origins : tuple of pairs of str
        For an intermediate model every pair of a conservative and a parsimonious model that gives it, such as
        ``(("C1", "P1"), ("C1", "P2"))``; empty for the other kinds.

    Examples
    --------
    >>> import fsqca as fq
    >>> data = pd.DataFrame(
    ...     {"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.7, 0.3, 0.2]},
    ...     index=["Ash", "Elm", "Fir", "Oak"],
    ... )
    >>> model = fq.minimize(fq.build_truth_table(data, "Y"), "parsimonious").model
    >>> model
    <Model P1: A>
    >>> model.cases
      term case  membership  outcome               kind
    0    A  Ash         0.9      0.9            typical
    1    A  Elm         0.8      0.7  deviant in degree
    """

    name: str
    cubes: Ints
    truth_table: TruthTable
    problem: Problem
    derivations: tuple[Derivation, ...] = field(default=())

    @property
    def origins(self) -> tuple[tuple[str, str], ...]:
        """Every pair of a conservative and a parsimonious model that gives this intermediate model."""
        return tuple((own.conservative, own.parsimonious) for own in self.derivations)

    @cached_property
    def expression(self) -> Expression:
        """The model as an expression: the disjunction of its terms."""
        return expression_of(self.cubes.tolist(), self.problem.names, self.problem.levels)

    @property
    def terms(self) -> tuple[Expression, ...]:
        """The terms, each as an expression, in the documented order."""
        return self.expression.terms

    @cached_property
    def fit(self) -> Fit | None:
        """Consistency, PRI, raw and unique coverage of terms and model; None for a table without data."""
        evidence = self.truth_table.evidence
        if evidence is None:
            return None
        return fit_terms(
            self.memberships(),
            evidence.outcome,
            tuple(map(str, self.terms)),
            f"{self.expression} => {self.truth_table.settings.outcome}",
            missing=self.truth_table.settings.missing or "raise",
            dropped=self.truth_table.dropped,
            calibration=self.truth_table.calibration,
            weights=evidence.weights,
        )

    @property
    def table(self) -> pd.DataFrame:
        """One row per term and a last row ``"solution"``: the table of :attr:`fit`, NaN without data."""
        if self.fit is not None:
            return self.fit.table
        index = pd.Index([*_display.told_apart(map(str, self.terms), [SOLUTION]), SOLUTION], name="term")
        return pd.DataFrame(np.nan, index=index, columns=list(COLUMNS["sufficiency"]))

    def memberships(self) -> Floats:
        """Return the memberships of the table's cases in each term, shape (n_cases, n_terms)."""
        return term_memberships(self.truth_table, self.cubes)

    def fit_on(
        self,
        data: object,
        outcome: str | Expression | None = None,
        *,
        weights: ArrayLike | str | None = None,
        missing: Missing = "raise",
    ) -> Fit:
        """Return the fit of the same terms in other data.

        Parameters
        ----------
        data : DataFrame or Calibrated
            Memberships in the conditions and the outcome.
        outcome : str or Expression, optional
            Default: the outcome of the truth table.
        weights : str or array_like of float >= 0, shape (n_cases,), optional
            How much each case of `data` counts, as in :func:`fsqca.pof`. Default: every case counts once,
            also where the truth table is weighted.
        missing : {"raise", "drop"}, default "raise"
            What to do with cases that have a missing value in a column used.

        Returns
        -------
        Fit
        """
        return fit_in_other_data(self.expression, self.truth_table, data, outcome, missing, weights)

    @property
    @kept_frame
    def cases(self) -> pd.DataFrame:
        """Cases with a membership above 0.5 in a term.

        Columns ``term``, ``case``, ``membership``, ``outcome`` and ``kind``: "typical" (membership in the
        outcome above 0.5 and at least that in the term), "deviant in degree" (above 0.5, but below that in
        the term), "deviant in kind" (below 0.5), "ambiguous" (exactly 0.5) (Schneider & Rohlfing 2013).
        """
        columns = ["term", "case", "membership", "outcome", "kind"]
        evidence = self.truth_table.evidence
        if evidence is None:
            return pd.DataFrame(columns=columns)
        x, y = self.memberships(), evidence.outcome
        term, case = np.nonzero(x.T > 0.5)
        own, out = x[case, term], y[case]
        kind = np.select(
            [out == 0.5, out < 0.5, own <= out + 1e-9],
            ["ambiguous", "deviant in kind", "typical"],
            default="deviant in degree",
        )
        labels = np.array([str(one) for one in self.terms], dtype=object)
        data = {
            "term": labels[term] if len(term) else [],
            "case": list(evidence.sets.cases[case]),
            "membership": own,
            "outcome": out,
            "kind": kind.astype(object),
        }
        return pd.DataFrame(data, columns=columns)

    @property
    @kept_frame
    def simplifying_assumptions(self) -> pd.DataFrame:
        """Rows covered beyond the positive ones: remainders, and contradictions where they were included."""
        return rows_frame(
            _cubes.subtract(self.cubes, self.problem.evident, self.problem.levels), self.problem
        )

    @property
    @kept_frame
    def easy(self) -> pd.DataFrame:
        """Easy counterfactuals: assumptions in line with the expectations, over all pairs of origin."""
        return rows_frame(easy_cubes(self.derivations, self.problem), self.problem)

    @property
    @kept_frame
    def difficult(self) -> pd.DataFrame:
        """Difficult counterfactuals: assumptions that no expectation supports, over all pairs of origin."""
        return rows_frame(difficult_cubes(self.derivations, self.problem), self.problem)

    def __len__(self) -> int:
        return len(self.cubes)

    def __repr__(self) -> str:
        return f"<Model {self.name}: {self.expression}>"

    @property
    def _head(self) -> str:
        outcome = f" => {self.truth_table.settings.outcome}" if self.truth_table.settings.outcome else ""
        return f"{self.name}: {self.expression}{outcome}"

    def __str__(self) -> str:
        return f"{self._head}\n{_display.text_table(self.shown())}"

    def _repr_html_(self) -> str:
        return _display.html_table(self.shown(), caption=self._head)

    def shown(self) -> pd.DataFrame:
        """Return the terms as they are printed: with fit and cases, or with rows where there are no data."""
        if self.fit is None:
            frame = pd.DataFrame(index=pd.Index([str(term) for term in self.terms], dtype=object))
            frame["rows"] = [
                ", ".join(str(row) for row, hit in zip(self.problem.positive_rows, line, strict=True) if hit)
                for line in _cubes.matches(self.cubes, self.problem.positive)
            ]
            return frame
        words = {"pri": "PRI"}
        frame = self.fit.table.rename_axis(index=None)
        frame = frame.rename(columns=lambda name: words.get(name, name.replace("_", " ")))
        present = self.cases[self.cases["outcome"] > 0.5]
        own: dict[str, list[CaseId]] = {str(term): [] for term in self.terms}
        for term, case in zip(present["term"], present["case"], strict=True):
            own[term].append(case)
        frame["cases with the outcome"] = [*(_some(cases) for cases in own.values()), ""]
        return frame


def _some(cases: Sequence[CaseId], width: int = 48) -> str:
    """Return the cases, or as many as fit and how many there are in all."""
    names = [str(case) for case in cases]
    text = ", ".join(names)
    if len(text) <= width:
        return text
    end = f", ... ({len(names)})"
    shown = names[0]
    for name in names[1:]:
        if len(shown) + len(name) + 2 + len(end) > width:
            break
        shown += f", {name}"
    return shown + end


def term_memberships(table: TruthTable, cubes: Ints) -> Floats:
    """Return the memberships of a table's cases in cubes, shape (n_cases, n_cubes)."""
    evidence = table.evidence
    if evidence is None:
        raise ArgumentError("This truth table has no data behind it, so cases have no memberships.")
    return cube_memberships(evidence.sets.values, cubes, table.level_counts)


def cube_memberships(values: Floats, cubes: Ints, levels: Sequence[int]) -> Floats:
    """Return the memberships of cases (n_cases, n_conditions) in cubes, shape (n_cases, n_cubes)."""
    result = np.ones((len(values), len(cubes)))
    for column, n_levels in enumerate(levels):
        used = np.flatnonzero(cubes[:, column] != _cubes.FREE)
        if len(used):
            literals = literal_memberships(values[:, column], n_levels)
            result[:, used] = np.minimum(result[:, used], literals[cubes[used, column]].T)
    return result


def fit_in_other_data(
    expression: Expression,
    table: TruthTable,
    data: object,
    outcome: str | Expression | None,
    missing: Missing = "raise",
    weights: ArrayLike | str | None = None,
) -> Fit:
    """Return the fit of an expression in other data, for the outcome of a table unless another is given."""
    target = table.outcome if outcome is None else as_expression(outcome)
    if target is None:
        raise ArgumentError(
            "outcome is not known, because the truth table has no data behind it: "
            'name it, for example outcome="Y".'
        )
    return fit_relation(data, expression, target, weights=weights, missing=missing)


def easy_cubes(derivations: Sequence[Derivation], problem: Problem) -> Ints:
    """Return the easy counterfactuals of several pairs as cubes that do not overlap."""
    cubes = [own.between for own in derivations]
    together = (
        np.unique(np.concatenate(cubes), axis=0)
        if cubes
        else np.empty((0, len(problem.names)), dtype=np.int64)
    )
    return _cubes.subtract(together, np.concatenate([problem.positive, problem.avoid]), problem.levels)


def difficult_cubes(derivations: Sequence[Derivation], problem: Problem) -> Ints:
    """Return what a pair's parsimonious model assumes and its weakened terms do not, as disjoint cubes."""
    seen: list[Ints] = []
    done: set[tuple[bytes, bytes]] = set()
    for own in derivations:
        key = (own.between.tobytes(), own.core.tobytes())
        if key not in done:
            done.add(key)
            gone = np.concatenate([problem.positive, easy_cubes([own], problem)])
            seen.append(_cubes.subtract(own.core, gone, problem.levels))
    together = np.concatenate(seen) if seen else np.empty((0, len(problem.names)), dtype=np.int64)
    return _cubes.subtract(np.unique(together, axis=0), together[:0], problem.levels)


def rows_frame(cubes: Ints, problem: Problem) -> pd.DataFrame:
    """Return the configurations in disjoint cubes: index the row number, columns the conditions."""
    number = _cubes.size(cubes, problem.levels)
    if number > MAX_ROWS:
        raise TooLargeError(
            f"There are {number} such rows; at most {MAX_ROWS} are listed. "
            "Exclude impossible remainders with exclude=..., or use fewer conditions."
        )
    corners = _cubes.configurations(cubes, problem.levels)
    numbers = row_numbers(corners, problem.levels)
    order = np.argsort(numbers, kind="stable")
    index = pd.Index(
        [int(value) for value in numbers[order]],
        name="row",
        dtype=object if numbers.dtype == object else "int64",
    )
    return pd.DataFrame(corners[order], columns=list(problem.names), index=index)
