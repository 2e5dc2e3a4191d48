"""Parameters of fit: consistency, PRI, coverage and relevance of necessity, from arrays of memberships.

With x the memberships in a condition, term or solution and y those in the outcome, and all sums over cases:

=============================================== ========================================================
sufficiency consistency = necessity coverage    sum min(x, y) / sum x
sufficiency coverage = necessity consistency    sum min(x, y) / sum y
PRI                                             (sum min(x, y) - b) / (sum x - b), b = sum min(x, y, 1 - y)
relevance of necessity (RoN)                    sum (1 - x) / sum (1 - min(x, y))
=============================================== ========================================================

With weights every sum is a weighted one, so that a case of weight 3 counts as three cases.

Further measures, each with its formula and source in its docstring: :func:`haesebrouck_consistency`,
:func:`product`, :func:`symmetric_consistency`, :func:`set_coincidence`,
:func:`contrapositive_consistency`, :func:`contrapositive_coverage`,
:func:`prevalence_adjusted_consistency`, :func:`antecedent_adjusted_coverage`,
:func:`antecedent_adjusted_contrapositive_consistency` and
:func:`prevalence_adjusted_contrapositive_coverage`.

The public functions check what they are given. `ratio`, `pri_of_sums` and `sums` do not: they serve modules
that work on memberships already checked.
"""

from fsqca.metrics.additive import ROUNDING as ROUNDING
from fsqca.metrics.additive import pri_of_sums as pri_of_sums
from fsqca.metrics.additive import ratio as ratio
from fsqca.metrics.additive import sums as sums
from fsqca.metrics.adjusted import (
    antecedent_adjusted_contrapositive_consistency,
    antecedent_adjusted_coverage,
    prevalence_adjusted_consistency,
    prevalence_adjusted_contrapositive_coverage,
)
from fsqca.metrics.further import (
    contrapositive_consistency,
    contrapositive_coverage,
    haesebrouck_consistency,
    product,
    set_coincidence,
    symmetric_consistency,
)
from fsqca.metrics.parameters import (
    necessity_consistency,
    necessity_coverage,
    pri,
    ron,
    sufficiency_consistency,
    sufficiency_coverage,
)

__all__ = [
    "antecedent_adjusted_contrapositive_consistency",
    "antecedent_adjusted_coverage",
    "contrapositive_consistency",
    "contrapositive_coverage",
    "haesebrouck_consistency",
    "necessity_consistency",
    "necessity_coverage",
    "prevalence_adjusted_consistency",
    "prevalence_adjusted_contrapositive_coverage",
    "pri",
    "product",
    "ron",
    "set_coincidence",
    "sufficiency_consistency",
    "sufficiency_coverage",
    "symmetric_consistency",
]
