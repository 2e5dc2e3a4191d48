"""The result of a minimization: all tied models, prime implicants, chart and counterfactuals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted
from fsqca._frames import kept_frame
from fsqca._types import ArrayLike, Bools, Ints, Missing
from fsqca.errors import ModelAmbiguityError
from fsqca.fit import Fit, fit_terms
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.covers import Covers, Product, occurrences
from fsqca.minimization.models import (
    Derivation,
    Model,
    difficult_cubes,
    easy_cubes,
    fit_in_other_data,
    rows_frame,
    term_memberships,
)
from fsqca.minimization.problem import Problem
from fsqca.minimization.settings import Kind, SolutionSettings
from fsqca.minimization.translation import expression_of
from fsqca.truth_table.history import history_notes
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    from fsqca.expressions import Expression
    from fsqca.minimization.ambiguity import Ambiguity
    from fsqca.minimization.explanation import Explanation
    from fsqca.minimization.implicant_chart import ImplicantChart

#: Models that a printed solution spells out.
_SHOWN_MODELS = 5


@dataclass(frozen=True, eq=False, repr=False)
class Solution:
    """The models of a truth table under one treatment of the logical remainders.

    Made by :func:`fsqca.minimize`.

    Attributes
    ----------
    settings : SolutionSettings
    truth_table : TruthTable
        The truth table that was minimized.
    models : tuple of Model
        Every tied model, or the first `max_models` found; ordered by number of terms, then by their terms.
    n_models : int
        Number of models, the least number known where `n_models_exact` is False.
    n_models_exact : bool
    bounds : tuple of int
        Proved lower and upper bound of the number of terms of a minimum model.
    advice : tuple of str
        What a reader should know: no positive row, tied models, a list that is not complete, and why.
    all_prime_implicants : bool
        Whether every prime implicant was made; False where `max_implicants` or the time limit was met.
    products : tuple
        The models as products: each a tuple of groups of positions in `prime_implicants`, of which one is
        taken from each group. Products can stand for more models than are listed. Empty for intermediate
        solutions.

    Examples
    --------
    >>> import fsqca as fq
    >>> rows = pd.DataFrame(
    ...     {"A": [0, 0, 1, 1], "B": [0, 1, 0, 1], "C": [1, 0, 0, 1], "out": ["0", "1", "1", "1"]}
    ... )
    >>> solution = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B", "C"]), "parsimonious")
    >>> [str(model.expression) for model in solution.models]
    ['A + B', 'A + ~C', 'B + ~C']
    >>> solution.chart
    row                  3      5      8
    prime implicant
    A                False   True   True
    B                 True  False   True
    ~C                True   True  False
    """

    settings: SolutionSettings
    truth_table: TruthTable
    problem: Problem
    models: tuple[Model, ...]
    n_models: int
    n_models_exact: bool
    bounds: tuple[int, int]
    advice: tuple[str, ...]
    implicant_cubes: Ints
    essential_cubes: Ints
    all_prime_implicants: bool = True
    products: tuple[Product, ...] = ()

    @property
    def kind(self) -> Kind:
        """Which solution it is: "conservative", "intermediate" or "parsimonious"."""
        return self.settings.solution

    @property
    def _all_known(self) -> bool:
        """Whether `prime_implicants` are all there are; intermediate ones come from every pair of models."""
        return self.all_prime_implicants and (self.kind != "intermediate" or self.n_models_exact)

    @property
    def complete(self) -> bool:
        """Whether every model is listed in `models`."""
        return self.n_models_exact and self.n_models == len(self.models)

    @property
    def model(self) -> Model:
        """The only model.

        Raises
        ------
        ModelAmbiguityError
            If there are several models, or none, or if it is not known whether there are more.
        """
        if self.complete and len(self.models) == 1:
            return self.models[0]
        if not self.models:
            none = "has no model" if self.n_models_exact else "lists no model"
            raise ModelAmbiguityError(f"The {self.kind} solution {none}. {' '.join(self.advice)}")
        if self.n_models == 1:
            raise ModelAmbiguityError(
                f"The {self.kind} solution has at least 1 model; whether there are more is not known, as "
                "not all of them were looked for. Raise max_models, or take the one listed from .models and "
                "say so."
            )
        more = "" if self.n_models_exact else "at least "
        raise ModelAmbiguityError(
            f"The {self.kind} solution has {more}{self.n_models} tied models, not one. "
            "They fit the truth table equally well: look at all of .models before choosing, and "
            "report how many there are."
        )

    @cached_property
    def prime_implicants(self) -> tuple[Expression, ...]:
        """Every prime implicant that covers a positive row, each as an expression of one term."""
        return tuple(self._expression(cube) for cube in self.implicant_cubes.tolist())

    @cached_property
    def essential(self) -> tuple[Expression, ...]:
        """Prime implicants in every model.

        Where not all models are listed: those that alone cover a row, and are therefore proved to be in every
        model.
        """
        return tuple(self._expression(cube) for cube in self.essential_cubes.tolist())

    def _expression(self, cube: list[int]) -> Expression:
        return expression_of([cube], self.problem.names, self.problem.levels)

    @property
    @kept_frame
    def chart(self) -> pd.DataFrame:
        """Which prime implicant covers which positive row: boolean, prime implicants x row numbers."""
        return pd.DataFrame(
            self._chart,
            index=pd.Index([str(one) for one in self.prime_implicants], name="prime implicant", dtype=object),
            columns=pd.Index(
                list(self.problem.positive_rows),
                name="row",
                dtype=object if not self.problem.positive_rows else None,
            ),
        )

    def explain(self, what: str | int | Expression | Model) -> Explanation:
        """Return why an implicant, a row or a model is in the solution, or is not.

        Parameters
        ----------
        what : str, Expression, int or Model
            A term such as ``"A*~B"``: the rows that it covers, for each literal a row that bars dropping it,
            and the assumptions it rests on. A row number: why it has its code, and what covers it in which
            models. A model or its name, such as ``"P1"``: what each term alone covers, and why no smaller
            model exists.

        Returns
        -------
        Explanation
            Sentences, and the frames behind them.

        Raises
        ------
        ArgumentError
            If there is no such row, or the text is not one term.

        Examples
        --------
        >>> import fsqca as fq
        >>> rows = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "out": list("1100")})
        >>> solution = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B"]), "parsimonious")
        >>> solution.explain("A")["blocks"]
          literal  row configuration      code
        0       A    1         ~A*~B  negative
        """
        from fsqca.minimization.explain import explain

        return explain(self, what)

    @cached_property
    def ambiguity(self) -> Ambiguity:
        """How the tied models differ: terms in all, terms in some, and alternatives, in a few lines."""
        from fsqca.minimization.ambiguity import ambiguity_of

        return ambiguity_of(self)

    @cached_property
    def implicant_chart(self) -> ImplicantChart:
        """The prime implicant chart with what solves it: essential, dominated, and the cyclic core."""
        from fsqca.minimization.implicant_chart import implicant_chart_of

        return implicant_chart_of(self)

    @cached_property
    def occurrences(self) -> Ints | None:
        """In how many minimum models each prime implicant is, listed or not; None where it is not known."""
        if self.complete:
            position = {tuple(cube): i for i, cube in enumerate(self.implicant_cubes.tolist())}
            result = np.zeros(len(self.implicant_cubes), dtype=np.int64)
            for model in self.models:
                result[[position[tuple(cube)] for cube in model.cubes.tolist()]] += 1
            return result
        if not self.products or self.settings.ties != "minimum":
            return None
        covers = Covers((), self.n_models, self.n_models_exact, *self.bounds, self.products)
        return occurrences(self._chart, covers)

    @property
    def _chart(self) -> Bools:
        return _cubes.matches(self.implicant_cubes, self.problem.positive)

    # ------------------------------------------------------------------ counterfactuals

    @property
    @kept_frame
    def simplifying_assumptions(self) -> pd.DataFrame:
        """Rows that some model covers beyond the positive ones: index row number, columns the conditions."""
        return rows_frame(
            _cubes.subtract(self._terms, self.problem.evident, self.problem.levels), self.problem
        )

    @property
    @kept_frame
    def easy(self) -> pd.DataFrame:
        """Easy counterfactuals of an intermediate solution, over all pairs of models."""
        return rows_frame(easy_cubes(self._derivations, self.problem), self.problem)

    @property
    @kept_frame
    def difficult(self) -> pd.DataFrame:
        """Difficult counterfactuals of an intermediate solution, over all pairs of models."""
        return rows_frame(difficult_cubes(self._derivations, self.problem), self.problem)

    @property
    def _derivations(self) -> list[Derivation]:
        return [own for model in self.models for own in model.derivations]

    @cached_property
    def _terms(self) -> Ints:
        """The distinct terms of all models, in the documented order, shape (n, k)."""
        if not self.models:
            return np.empty((0, len(self.problem.names)), dtype=np.int64)
        distinct = np.unique(np.concatenate([model.cubes for model in self.models]), axis=0)
        ordered: Ints = distinct[_cubes.order(distinct)]
        return ordered

    # ------------------------------------------------------------------ fit

    @cached_property
    def fit(self) -> Fit | None:
        """The fit of the terms of all models together; None for a table without data."""
        evidence = self.truth_table.evidence
        if evidence is None:
            return None
        expression = expression_of(self._terms.tolist(), self.problem.names, self.problem.levels)
        return fit_terms(
            term_memberships(self.truth_table, self._terms),
            evidence.outcome,
            tuple(map(str, expression.terms)),
            f"{expression} => {self.truth_table.settings.outcome}",
            missing=self.truth_table.settings.missing or "raise",
            dropped=self.truth_table.dropped,
            calibration=self.truth_table.calibration,
            weights=evidence.weights,
        )

    def fit_on(
        self,
        data: object,
        outcome: str | Expression | None = None,
        *,
        weights: ArrayLike | str | None = None,
        missing: Missing = "raise",
    ) -> Fit:
        """Return the fit in other data of the terms of all models together.

        Parameters
        ----------
        data : DataFrame or Calibrated
        outcome : str or Expression, optional
            Default: the outcome of the truth table.
        weights : str or array_like of float >= 0, shape (n_cases,), optional
            How much each case of `data` counts, as in :func:`fsqca.pof`. Default: every case counts once,
            also where the truth table is weighted.
        missing : {"raise", "drop"}, default "raise"
            What to do with cases that have a missing value in a column used.
        """
        expression = expression_of(self._terms.tolist(), self.problem.names, self.problem.levels)
        return fit_in_other_data(expression, self.truth_table, data, outcome, missing, weights)

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per term of every model and one, "solution", for the model as a whole.

        Columns ``model``, ``term``, ``consistency``, ``pri``, ``raw_coverage``, ``unique_coverage``; NaN
        without data.
        """
        columns = ["model", "term", "consistency", "pri", "raw_coverage", "unique_coverage"]
        rows: list[list[object]] = []
        for model in self.models:
            labels = [*_display.told_apart(map(str, model.terms), ["solution"]), "solution"]
            values = np.full((len(labels), 4), np.nan) if model.fit is None else model.fit.values
            rows.extend(
                [model.name, label, *line] for label, line in zip(labels, values.tolist(), strict=True)
            )
        return pd.DataFrame(rows, columns=columns)

    # ------------------------------------------------------------------ how it looks

    def __iter__(self) -> Iterator[Model]:
        return iter(self.models)

    def __len__(self) -> int:
        return len(self.models)

    def __repr__(self) -> str:
        number = (
            counted(self.n_models, "model")
            if self.n_models_exact
            else f"at least {counted(self.n_models, 'model')}"
        )
        outcome = f" for {self.truth_table.settings.outcome}" if self.truth_table.settings.outcome else ""
        return (
            f"<Solution {self.kind}{outcome}: {number}, "
            f"{counted(len(self.implicant_cubes), 'prime implicant')}, "
            f"{counted(len(self.problem.positive_rows), 'positive row')}>"
        )

    def _caption(self) -> str:
        outcome = f" for {self.truth_table.settings.outcome}" if self.truth_table.settings.outcome else ""
        if not self.models:
            none = "no model" if self.n_models_exact else "no model found"
            return f"{self.kind.capitalize()} solution{outcome}: {none}"
        number = (
            counted(self.n_models, "model")
            if self.n_models_exact
            else f"at least {counted(self.n_models, 'model')}"
        )
        return f"{self.kind.capitalize()} solution{outcome}: {number}"

    def _notes(self) -> list[str]:
        notes = list(self.advice)
        left = len(self.models) - _SHOWN_MODELS
        if left > 0:
            notes.append(
                f"{counted(left, 'more model')} in .models and .table; .ambiguity shows how they differ."
            )
        if self.settings.expectations:
            notes.append(f"Expectations: {', '.join(self.settings.expectations)}.")
        rows = [str(item) for item in self.settings.exclude if isinstance(item, int)]
        if rows:
            notes.append(f"Excluded {'row' if len(rows) == 1 else 'rows'}: {', '.join(rows)}.")
        remainders = [str(item) for item in self.settings.exclude if not isinstance(item, int)]
        if remainders:
            notes.append(f"Excluded remainders: {', '.join(remainders)}.")
        if len(self.problem.assumed):
            notes.append(
                f"{counted(len(self.problem.assumed), 'remainder')} assumed to be sufficient (coded 1)."
            )
        if self.settings.include:
            notes.append("Contradictory rows (C) could be covered.")
        if self.settings.ties == "irredundant":
            notes.append("Models are irredundant; they need not have the fewest terms.")
        if self.settings.row_dominance:
            notes.append("Prime implicants dominated by another were set aside (row dominance).")
        return [*notes, *history_notes(self.truth_table)]

    def __str__(self) -> str:
        parts = [self._caption()]
        for model in self.models[:_SHOWN_MODELS]:
            pairs = ", ".join(f"{c} with {p}" for c, p in model.origins[:4])
            more = " ..." if len(model.origins) > 4 else ""
            origin = f"  (from {pairs}{more})" if model.origins else ""
            parts.append(f"{model.name}: {model.expression}{origin}")
            parts.append(_display.text_table(model.shown()))
        return "\n".join(parts + self._notes())

    def _repr_html_(self) -> str:
        tables = "".join(
            _display.html_table(model.shown(), caption=f"{model.name}: {model.expression}")
            for model in self.models[:_SHOWN_MODELS]
        )
        return _display.html_heading(self._caption()) + tables + _display.html_notes(self._notes())
