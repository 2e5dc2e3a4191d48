"""The fit of an expression in the data behind a truth table, from sums, and by a scan where needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import listed
from fsqca._frames import Sets
from fsqca._types import Floats
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.metrics import pri_of_sums, ratio
from fsqca.sources import Chunk
from fsqca.truth_table.scan import check_same
from fsqca.truth_table.scanning import Prepare

if TYPE_CHECKING:
    from fsqca.expressions import Expression
    from fsqca.fit import Fit
    from fsqca.truth_table.table import TruthTable


@dataclass(frozen=True, eq=False)
class FitSums:
    """Sums of the memberships x in terms, and in all of them together (the last entry), over cases.

    Attributes
    ----------
    rows, n_cases : int
    x, xy, xyn : ndarray of float, shape (n_terms + 1,)
        Sums of x, min(x, y) and min(x, y, 1 - y).
    y : float
        Sum of y, the membership in the outcome.
    own : ndarray of float, shape (n_terms,)
        Sum of the part of min(x, y) that a term has beyond every other.
    """

    rows: int
    n_cases: int
    x: Floats
    xy: Floats
    xyn: Floats
    y: float
    own: Floats

    def __add__(self, other: FitSums) -> FitSums:
        """Return the sums over both sets of cases."""
        return FitSums(
            self.rows + other.rows,
            self.n_cases + other.n_cases,
            self.x + other.x,
            self.xy + other.xy,
            self.xyn + other.xyn,
            self.y + other.y,
            self.own + other.own,
        )


@dataclass(frozen=True)
class FitScan:
    """A scan that adds up what the fit of an expression needs."""

    prepare: Prepare
    expression: Expression

    def __call__(self, chunk: Chunk) -> FitSums:
        """Return the sums of a chunk."""
        conditions, y, weights, _ = self.prepare(chunk)
        number = self.prepare.n_conditions
        names = self.prepare.reader.sets[:number]
        sets = Sets(
            names,
            conditions,
            pd.RangeIndex(len(conditions)),
            self.prepare.fuzzy[:number],
            self.prepare.levels[:number],
            (),
        )
        found = fit_sums(self.expression.evaluate_terms(sets), y, weights)
        return replace(found, rows=len(next(iter(chunk.values()))))


def fit_sums(terms: Floats, y: Floats, weights: Floats | None) -> FitSums:
    """Return the sums of memberships in terms (n_cases, n_terms) and the outcome (n_cases,)."""
    w = np.ones(len(y)) if weights is None else weights
    whole = terms.max(axis=1, initial=0.0)
    x = np.column_stack((terms, whole))
    overlap = np.minimum(x, y[:, None])
    both = np.minimum(overlap, 1.0 - y[:, None])
    n_terms = terms.shape[1]
    own: Floats = np.zeros(n_terms)
    if n_terms and len(y):
        # Within a case only the term with the largest overlap has a part that no other has.
        alone = overlap[:, :n_terms].copy()
        top = alone.argmax(axis=1)
        cases = np.arange(len(y))
        largest = alone[cases, top]
        alone[cases, top] = 0.0
        own = np.bincount(top, weights=w * (largest - alone.max(axis=1)), minlength=n_terms).astype(
            np.float64
        )
    return FitSums(len(y), len(y), w @ x, w @ overlap, w @ both, float(w @ y), own)


def fit_of(table: TruthTable, model: object) -> Fit:
    """Return the fit of an expression; see :meth:`TruthTable.fit_of`."""
    from fsqca.expressions import Expression, as_expression
    from fsqca.fit import Fit
    from fsqca.fit.fitting import fit_terms

    expression = getattr(model, "expression", model)
    if not isinstance(expression, str | Expression):
        raise ArgumentTypeError(
            f'model must be a model, an expression or a text such as "A*~B + C", not {type(model).__name__}.'
        )
    expression = as_expression(expression)
    unknown = [name for name in expression.used if name not in table.conditions]
    if unknown:
        raise ArgumentError(
            f"model uses {listed(unknown)}, which {'is' if len(unknown) == 1 else 'are'} not among the "
            f"conditions of the truth table: {listed(table.conditions, 20)}."
        )
    if table.scan is not None:
        prepare = replace(table.scan.prepare, reader=replace(table.scan.prepare.reader, cases=None))
        found = table.scan.source.scan(prepare.reader.needed(table.scan.source), FitScan(prepare, expression))
        check_same(table.scan.source, table.scan.n_rows, 0 if found is None else found.rows)
        assert found is not None
    elif table.evidence is not None:
        return fit_terms(
            expression.evaluate_terms(table.evidence.sets),
            table.evidence.outcome,
            tuple(map(str, expression.terms)),
            f"{expression} => {table.settings.outcome}",
            missing=table.settings.missing or "raise",
            dropped=table.dropped,
            calibration=table.calibration,
            weights=table.evidence.weights,
        )
    else:
        raise ArgumentError("This truth table has no data behind it, so nothing has a fit in them.")
    columns = [
        ratio(found.xy, found.x),
        pri_of_sums(found.x, found.xy, found.xyn),
        ratio(found.xy, found.y),
        np.append(ratio(found.own, found.y), np.nan),
    ]
    return Fit(
        relation=f"{expression} => {table.settings.outcome}",
        kind="sufficiency",
        labels=tuple(map(str, expression.terms)),
        values=np.column_stack(columns),
        n_cases=found.n_cases,
        missing=table.settings.missing or "raise",
        dropped=table.dropped,
        calibration=table.calibration,
    )
