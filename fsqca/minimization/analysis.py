"""What an article needs: the three solutions of a truth table together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, Unpack

import pandas as pd

from fsqca._checks import listed
from fsqca.errors import ArgumentTypeError
from fsqca.minimization.expectations import ExpectationsLike
from fsqca.minimization.problem import Excludable
from fsqca.minimization.settings import Ties
from fsqca.minimization.solution import Solution
from fsqca.minimization.solver import minimize
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fsqca.report.charts import ConfigurationChart


class SolveOptions(TypedDict, total=False):
    """Options of :func:`solve`, passed to :func:`fsqca.minimize`."""

    exclude: Excludable | Iterable[Excludable]
    include: str | Iterable[str]
    ties: Ties
    max_models: int
    row_dominance: bool
    time_limit: float | None
    max_implicants: int
    progress: bool | None
    implicant_consistency: float
    model_consistency: float
    model_coverage: float
    assume: Excludable | Iterable[Excludable]


@dataclass(frozen=True, eq=False, repr=False)
class Solutions:
    """The conservative, intermediate and parsimonious solutions of one truth table.

    Attributes
    ----------
    conservative, intermediate, parsimonious : Solution

    Examples
    --------
    >>> import fsqca as fq
    >>> data = pd.DataFrame(
    ...     {"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.7, 0.3, 0.2]}
    ... )
    >>> solutions = fq.solve(fq.build_truth_table(data, "Y"), {"A": "+"})
    >>> solutions
    <Solutions for Y: 1 conservative, 1 intermediate, 1 parsimonious>
    >>> solutions.table.loc[0, ["solution", "model", "term"]].tolist()
    ['conservative', 'C1', 'A']
    """

    conservative: Solution
    intermediate: Solution
    parsimonious: Solution

    @property
    def truth_table(self) -> TruthTable:
        """The truth table that was minimized."""
        return self.conservative.truth_table

    @property
    def table(self) -> pd.DataFrame:
        """The tables of the three solutions, one below the other, with a first column ``solution``."""
        parts = [
            one.table.assign(solution=one.kind)
            for one in (self.conservative, self.intermediate, self.parsimonious)
        ]
        together = pd.concat(parts, ignore_index=True)
        return together[["solution", *together.columns.drop("solution")]]

    def chart(self, *, models: int | None = None) -> ConfigurationChart:
        """Return the configuration chart: core and peripheral, present and absent conditions (Fiss 2011).

        Parameters
        ----------
        models : int, optional
            How many intermediate models to show at most. Default: all.

        Returns
        -------
        ConfigurationChart
            Prints as text, renders as HTML, and draws itself with ``.plot()``.
        """
        from fsqca.report.charts import configuration_chart

        return configuration_chart(self, models=models)

    def __repr__(self) -> str:
        outcome = f" for {self.truth_table.settings.outcome}" if self.truth_table.settings.outcome else ""
        numbers = ", ".join(
            f"{one.n_models}{'' if one.n_models_exact else '+'} {one.kind}"
            for one in (self.conservative, self.intermediate, self.parsimonious)
        )
        return f"<Solutions{outcome}: {numbers}>"

    def __str__(self) -> str:
        return "\n\n".join(str(one) for one in (self.conservative, self.intermediate, self.parsimonious))

    def _repr_html_(self) -> str:
        return "".join(one._repr_html_() for one in (self.conservative, self.intermediate, self.parsimonious))


def solve(
    table: TruthTable, expectations: ExpectationsLike | None = None, **options: Unpack[SolveOptions]
) -> Solutions:
    """Return the conservative, intermediate and parsimonious solutions of a truth table.

    Parameters
    ----------
    table : TruthTable
    expectations : mapping or sequence of expressions, optional
        Directional expectations for the intermediate solution, as for :func:`fsqca.minimize`. None or ``{}``:
        no expectation, and the intermediate models are the conservative ones.
    **options
        `exclude`, `include`, `ties`, `max_models`, `row_dominance`, `time_limit` (for each of the three),
        `max_implicants`, `progress`, `implicant_consistency`, `model_consistency`, `model_coverage`,
        `assume` of
        :func:`fsqca.minimize`.

    Returns
    -------
    Solutions

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "Y": [1, 1, 0, 0]})
    >>> solutions = fq.solve(fq.build_truth_table(data, "Y"), {"A": "+"})
    >>> str(solutions.intermediate.model.expression)
    'A'
    """
    unknown = [name for name in options if name not in SolveOptions.__annotations__]
    if unknown:
        raise ArgumentTypeError(
            f"solve() has no option {listed(unknown)}. It takes {listed(SolveOptions.__annotations__, 20)}; "
            "for one of the three solutions call minimize()."
        )
    return Solutions(
        conservative=minimize(table, "conservative", **options),
        intermediate=minimize(
            table, "intermediate", expectations={} if expectations is None else expectations, **options
        ),
        parsimonious=minimize(table, "parsimonious", **options),
    )
