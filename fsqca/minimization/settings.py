"""The settings that made a solution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["conservative", "intermediate", "parsimonious"]
Ties: TypeAlias = Literal["minimum", "irredundant"]

#: Prime implicants that are made at most unless more are asked for: some 400 MB at 32 conditions.
MAX_IMPLICANTS = 500_000


@dataclass(frozen=True, slots=True)
class SolutionSettings:
    """The settings that made a solution.

    Attributes
    ----------
    solution : {"conservative", "intermediate", "parsimonious"}
    expectations : tuple of str
        Directional expectations in words, for intermediate solutions.
    exclude : tuple
        Row numbers and expressions (as text) that were coded "0".
    include : tuple of str
        ``("C",)`` where contradictions could be covered.
    ties : {"minimum", "irredundant"}
    max_models : int
    row_dominance : bool
    assume : tuple
        Row numbers and expressions (as text) whose remainders were coded "1".
    implicant_consistency, model_consistency, model_coverage : float
        What every prime implicant and every model had to reach in the data; 0 for nothing.
    time_limit : float or None
        Seconds after which the search was to stop.
    max_implicants : int
        Prime implicants that were to be made at most.
    """

    solution: Kind
    expectations: tuple[str, ...] = ()
    exclude: tuple[int | str, ...] = ()
    include: tuple[str, ...] = ()
    ties: Ties = "minimum"
    max_models: int = 1000
    row_dominance: bool = False
    assume: tuple[int | str, ...] = ()
    implicant_consistency: float = 0.0
    model_consistency: float = 0.0
    model_coverage: float = 0.0
    time_limit: float | None = None
    max_implicants: int = MAX_IMPLICANTS
