"""What implicants and models have to reach in the data, where the caller asks for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fsqca import metrics
from fsqca._types import Bools, Floats, Ints
from fsqca.errors import ArgumentError
from fsqca.minimization.models import term_memberships
from fsqca.minimization.settings import SolutionSettings
from fsqca.truth_table.coding import TOLERANCE
from fsqca.truth_table.table import TruthTable

#: Memberships held at once.
_CELLS = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Demands:
    """Cut-offs for implicants and models, and the data in which they count.

    Attributes
    ----------
    table : TruthTable
        With data behind it.
    implicant_consistency, model_consistency, model_coverage : float
        0 asks for nothing.
    """

    table: TruthTable
    implicant_consistency: float
    model_consistency: float
    model_coverage: float

    @property
    def of_models(self) -> bool:
        """Whether anything is asked of models."""
        return self.model_consistency > 0 or self.model_coverage > 0

    @property
    def outcome(self) -> Floats:
        """The cases' memberships in the outcome."""
        evidence = self.table.evidence
        assert evidence is not None
        return evidence.outcome

    @property
    def weights(self) -> Floats | None:
        """The weights of the cases, None where each counts once."""
        evidence = self.table.evidence
        assert evidence is not None
        return evidence.weights

    @property
    def values(self) -> Floats:
        """The cases' memberships in the conditions."""
        evidence = self.table.evidence
        assert evidence is not None
        return evidence.sets.values

    def implicants(self, cubes: Ints) -> Bools:
        """Return which implicants reach the consistency."""
        result = np.ones(len(cubes), dtype=bool)
        if self.implicant_consistency <= 0:
            return result
        step = max(1, _CELLS // max(1, len(self.outcome)))
        for start in range(0, len(cubes), step):
            x = term_memberships(self.table, cubes[start : start + step])
            reached = np.atleast_1d(metrics.sufficiency_consistency(x, self.outcome, weights=self.weights))
            # An implicant without any membership has no consistency, and so reaches none.
            result[start : start + step] = reached >= self.implicant_consistency - TOLERANCE
        return result

    def models(self, cubes: Ints, models: tuple[tuple[int, ...], ...]) -> list[tuple[int, ...]]:
        """Return the models that reach consistency and coverage."""
        used = sorted({position for model in models for position in model})
        column = {position: i for i, position in enumerate(used)}
        x = term_memberships(self.table, cubes[used])
        kept = []
        for model in models:
            whole = x[:, [column[position] for position in model]].max(axis=1)
            consistency = metrics.sufficiency_consistency(whole, self.outcome, weights=self.weights)
            coverage = metrics.sufficiency_coverage(whole, self.outcome, weights=self.weights)
            if (
                consistency >= self.model_consistency - TOLERANCE
                and coverage >= self.model_coverage - TOLERANCE
            ):
                kept.append(model)
        return kept


def demands_of(table: TruthTable, settings: SolutionSettings) -> Demands | None:
    """Return what is asked of implicants and models, None for nothing.

    Raises
    ------
    ArgumentError
        If something is asked for and the table has no data behind it.
    """
    asked = {
        name: getattr(settings, name)
        for name in ("implicant_consistency", "model_consistency", "model_coverage")
    }
    if not any(asked.values()):
        return None
    if table.evidence is None:
        name = next(name for name, value in asked.items() if value)
        if table.scan is not None:
            raise ArgumentError(
                f"{name} asks for fit in data, but memberships of cases were not kept when the data were "
                "scanned in pieces. Read them into a data frame, for example with fsqca.read(), or leave "
                f"{name} out."
            )
        raise ArgumentError(
            f"{name} asks for fit in data, but this truth table has no data behind it. Build it from data "
            f"with build_truth_table(), or leave {name} out."
        )
    return Demands(table, **asked)
