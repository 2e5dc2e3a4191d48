"""Why an implicant, a row or a model is in a solution, or is not: which of the three is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression, as_expression
from fsqca.minimization.explanation import Explanation
from fsqca.minimization.models import Model
from fsqca.minimization.why_implicant import why_implicant
from fsqca.minimization.why_model import why_model
from fsqca.minimization.why_row import why_row

if TYPE_CHECKING:
    from fsqca.minimization.solution import Solution


def explain(solution: Solution, what: object) -> Explanation:
    """Return why something is in a solution or is not; see :meth:`fsqca.Solution.explain`."""
    if isinstance(what, Model):
        for model in solution.models:
            if model.name == what.name and np.array_equal(model.cubes, what.cubes):
                return why_model(solution, model)
        raise ArgumentError(
            f"what is the model {what.name}, which is not one of this {solution.kind} solution. Explain it "
            "in the solution that it is from."
        )
    if isinstance(what, int | np.integer) and not isinstance(what, bool):
        return why_row(solution, int(what))
    if isinstance(what, str):
        for model in solution.models:
            if model.name == what and what not in solution.problem.names:
                return why_model(solution, model)
    if isinstance(what, str | Expression):
        return why_implicant(solution, as_expression(what))
    raise ArgumentTypeError(
        f'what must be a term such as "A*~B", a row number, a model or its name such as "P1", not {what!r}.'
    )
