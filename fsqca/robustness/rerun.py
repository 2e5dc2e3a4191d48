"""Solve the same problem again under other codes, once for every distinct table.

Whatever is varied (cut-offs, anchors, cases, labels), the end is the same: rows with codes go in, models come
out. Thousands of runs meet few distinct tables, so each is minimized once and remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from fsqca._types import Floats, Ints
from fsqca.expressions import Expression, as_expression
from fsqca.minimization import minimize
from fsqca.minimization.analysis import SolveOptions
from fsqca.minimization.expectations import Expectations, read_expectations
from fsqca.minimization.settings import SolutionSettings
from fsqca.minimization.solution import Solution
from fsqca.minimization.translation import expression_of
from fsqca.truth_table.coding import CONTRADICTION, NEGATIVE, REMAINDER
from fsqca.truth_table.sums import row_numbers
from fsqca.truth_table.table import TruthTable

#: One term as its values, -1 for a condition that is not in it; a model is the set of its terms.
Cube: TypeAlias = tuple[int, ...]
ModelKey: TypeAlias = frozenset[Cube]


@dataclass(frozen=True, eq=False, slots=True)
class ModelSet:
    """All tied models of one coded table.

    Two model sets are equal where they hold the same models; it does not matter how they came about.

    Attributes
    ----------
    solution : Solution
        The first solution met with these models.
    models : frozenset
        Each model as the set of its terms, each term as its values, -1 for a condition not in it.
    n_models : int
        Number of models, also of those not listed; the least number known where it is not exact.
    """

    solution: Solution
    models: frozenset[ModelKey]
    n_models: int

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ModelSet):
            return NotImplemented
        return self.models == other.models and self.n_models == other.n_models

    def __hash__(self) -> int:
        return hash((self.models, self.n_models))

    @property
    def terms(self) -> frozenset[Cube]:
        """The terms that are in at least one model."""
        return frozenset().union(*self.models)

    @property
    def certain_terms(self) -> frozenset[Cube]:
        """The terms that are in every model listed."""
        first, *others = self.models or [frozenset()]
        return first.intersection(*others)


@dataclass(frozen=True, eq=False)
class Rerun:
    """An analysis that can be done again with other codes.

    Attributes
    ----------
    solution : Solution
        What is done again: its kind, expectations, exclusions, ties and limits stay.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> rows = pd.DataFrame({"A": [0, 0, 1, 1], "B": [0, 1, 0, 1], "out": ["0", "0", "0", "1"]})
    >>> rerun = Rerun(fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B"]), "parsimonious"))
    >>> [str(rerun.expression(cube)) for cube in rerun.today.terms]
    ['A*B']
    >>> changed = rerun.models(rerun.table.corners, np.array(["0", "0", "1", "1"]))
    >>> [str(rerun.expression(cube)) for cube in changed.terms]
    ['A']
    """

    solution: Solution
    _known: dict[bytes, ModelSet] = field(default_factory=dict, repr=False)

    @property
    def table(self) -> TruthTable:
        """The truth table that was minimized."""
        return self.solution.truth_table

    @cached_property
    def today(self) -> ModelSet:
        """The models of the solution itself."""
        return model_set(self.solution)

    @property
    def n_minimized(self) -> int:
        """How many distinct tables were minimized so far."""
        return len(self._known)

    def models(self, corners: Ints, codes: npt.NDArray[np.str_]) -> ModelSet:
        """Return the models of rows with these codes.

        Parameters
        ----------
        corners : ndarray of int, shape (n_rows, n_conditions)
            Distinct configurations, in any order; those not listed are remainders.
        codes : ndarray of str, shape (n_rows,)
            "1", "0", "C" or "?".
        """
        shown = codes != REMAINDER
        if not self.solution.settings.include:
            codes = np.where(codes == CONTRADICTION, NEGATIVE, codes)
        numbers = row_numbers(corners[shown], self.table.level_counts)
        order = np.argsort(numbers, kind="stable")
        rows, kept = corners[shown][order], codes[shown][order].astype("<U1")
        key = rows.astype(np.int16).tobytes() + b"|" + kept.tobytes()
        if key not in self._known:
            self._known[key] = model_set(self.solve(coded_table(self.table, rows, kept)))
        return self._known[key]

    @cached_property
    def expectations(self) -> Expectations:
        """The directional expectations, as integers."""
        texts = _read_once(self.solution.settings, self.table.conditions)
        return read_expectations(texts, self.table.conditions, self.table.level_counts)

    def solve(self, table: TruthTable) -> Solution:
        """Return the solution of another table under the settings of this one."""
        return solve_again(self.solution.settings, table)

    def expression(self, cube: Sequence[int]) -> Expression:
        """Return a term as an expression."""
        return expression_of([list(cube)], self.table.conditions, self.table.level_counts)


def model_set(solution: Solution) -> ModelSet:
    """Return the models of a solution in a form that can be compared."""
    models = frozenset(frozenset(tuple(cube) for cube in model.cubes.tolist()) for model in solution.models)
    return ModelSet(solution, models, solution.n_models)


def coded_table(table: TruthTable, corners: Ints, codes: npt.NDArray[np.str_]) -> TruthTable:
    """Return a table with other rows and codes and no data behind it, in ascending row number."""
    nothing: Floats = np.full(len(corners), np.nan)
    numbers = tuple(int(number) for number in row_numbers(corners, table.level_counts))
    return replace(
        table,
        numbers=numbers,
        corners=corners,
        n=nothing,
        consistency=nothing,
        pri=nothing,
        codes=codes,
        sums=None,
        evidence=None,
        changes=(),
        case_ids=None,
        scan=None,
        crossover_cases=(),
        dropped=(),
    )


def solve_again(settings: SolutionSettings, table: TruthTable) -> Solution:
    """Return the solution of a table under the settings of an earlier solution."""
    return minimize(
        table,
        settings.solution,
        expectations=_read_once(settings, table.conditions) if settings.solution == "intermediate" else None,
        **options_again(settings),
    )


def options_again(settings: SolutionSettings) -> SolveOptions:
    """Return the options of an earlier solution."""
    return SolveOptions(
        exclude=settings.exclude,
        include=settings.include,
        ties=settings.ties,
        max_models=settings.max_models,
        row_dominance=settings.row_dominance,
        time_limit=settings.time_limit,
        max_implicants=settings.max_implicants,
        implicant_consistency=settings.implicant_consistency,
        model_consistency=settings.model_consistency,
        model_coverage=settings.model_coverage,
        assume=settings.assume,
        progress=False,
    )


@lru_cache(maxsize=64)
def _read_once(settings: SolutionSettings, conditions: tuple[str, ...]) -> tuple[Expression, ...]:
    """Return the expectations read: thousands of runs share them."""
    return tuple(as_expression(text) for text in expectations_again(settings, conditions))


def expectations_again(settings: SolutionSettings, conditions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the directional expectations of an earlier solution as expressions."""
    found = []
    for text in settings.expectations:
        for name in conditions:
            if text == f"{name} present":
                found.append(_named(name))
            elif text == f"{name} absent":
                found.append(f"~{_named(name)}")
            elif text == f"{name} none":
                pass
            elif text.startswith(f"{name}{{") and not name.isidentifier():
                found.append(_named(name) + text[len(name) :])
            else:
                continue
            break
        else:
            found.append(text)
    return tuple(found)


def _named(name: str) -> str:
    return name if name.isidentifier() else f"`{name}`"
