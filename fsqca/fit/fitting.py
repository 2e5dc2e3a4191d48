"""Parameters of fit of a relation between an expression and an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._frames import calibration_of, case_weights
from fsqca._types import ArrayLike, Floats, Missing
from fsqca.expressions import Expression
from fsqca.expressions.evaluation import disjunction, sets_of
from fsqca.fit.cases import CaseMemberships
from fsqca.fit.measures import Measure, chosen_measures, measured
from fsqca.fit.relation import Kind, read_relation
from fsqca.fit.result import COLUMNS, SOLUTION, Fit
from fsqca.metrics.additive import pri_of_sums, ratio, ron_of, sums, total

if TYPE_CHECKING:
    import pandas as pd


def pof(
    data: object,
    relation: str,
    *,
    measures: str | Measure | Sequence[str | Measure] | Mapping[str, str | Measure] | None = None,
    weights: ArrayLike | str | None = None,
    missing: Missing = "raise",
) -> Fit:
    """Return the parameters of fit of a relation of sufficiency or necessity.

    Parameters
    ----------
    data : DataFrame or Calibrated
        Cases x sets: fuzzy and crisp memberships in [0, 1], multi-value sets as whole numbers 0, 1, 2, ....
    relation : str
        ``"A*~B + C => Y"`` (the left side is sufficient for the right) or ``"A + ~B <= Y"`` (the left side is
        necessary for the right); ``->`` and ``<-`` are the same arrows. Both sides are expressions, see
        :func:`fsqca.parse`; the outcome is always on the right.
    measures : str, callable, sequence or mapping of these, optional
        Further columns of the table. By name, for sufficiency: ``"haesebrouck_consistency"``, ``"product"``,
        ``"symmetric_consistency"``, ``"set_coincidence"``, ``"contrapositive_consistency"``,
        ``"contrapositive_coverage"``, ``"prevalence_adjusted_consistency"``,
        ``"antecedent_adjusted_coverage"``, ``"antecedent_adjusted_contrapositive_consistency"``,
        ``"prevalence_adjusted_contrapositive_coverage"``; for necessity the last seven (formulas and sources
        in :mod:`fsqca.metrics`). Or a function of your own: ``function(x, y)`` takes memberships of shape
        (n_cases,) and returns one number; with weights it is called as ``function(x, y, weights=w)``. A
        mapping names the columns: ``{"jaccard": "set_coincidence", "mine": function}``.
    weights : str or array_like of float >= 0, shape (n_cases,), optional
        How much each case counts: a column of the data, a Series with the case ids as index, or one number
        per case in the order of the data. Only their proportions matter. Default: every case counts once.
    missing : {"raise", "drop"}, default "raise"
        What to do where a case has a missing value in a column that the relation uses: stop, or leave the
        case out and say so in the result. A missing weight is refused in any case.

    Returns
    -------
    Fit
        ``.table`` has one row per term and a last row ``"solution"``; ``.cases`` says of each case whether it
        is typical or deviates, and how; ``.memberships`` holds the memberships.

    Raises
    ------
    ExpressionError
        If the relation has no arrow or more than one, or a side is not an expression or does not fit its
        columns.
    UnknownNameError
        If a set is not a column of the data, or there is no measure of that name.
    ArgumentError
        If a measure returns anything but one number, or weights are missing, negative, all 0, or not one per
        case.
    DataError
        If a column is not numeric, not calibrated, or has a missing value.

    Notes
    -----
    With x the membership in a term (a minimum) or in the whole left side (a maximum) and y that in the
    outcome:

    - sufficiency: consistency ``sum min(x, y) / sum x``; PRI ``(sum min(x, y) - b) / (sum x - b)`` with
      ``b = sum min(x, y, 1 - y)``; raw coverage ``sum min(x, y) / sum y``; unique coverage, the part of the
      raw coverage that no other term has: ``(sum min(x, y) - sum min(x, y, o)) / sum y`` with o the largest
      membership in the other terms. Of a single term it equals the raw coverage. It is not defined for the
      solution.
    - necessity: consistency ``sum min(x, y) / sum y``; coverage ``sum min(x, y) / sum x``; relevance
      of necessity (RoN) ``sum (1 - x) / sum (1 - min(x, y))``.

    A ratio 0/0 is NaN, and ``.notes`` says why. A term written twice is one term.

    References
    ----------
    Ragin, C. C. (2006). Set relations in social research: Evaluating their consistency and coverage.
    Political Analysis, 14(3), 291-310.

    Schneider, C. Q., & Wagemann, C. (2012). Set-theoretic methods for the social sciences. Cambridge
    University Press.

    Examples
    --------
    Synthetic memberships of four cases:

    >>> import pandas as pd
    >>> data = pd.DataFrame({"A": [0.9, 0.7, 0.2, 0.1], "B": [0.1, 0.8, 0.6, 0.3], "Y": [0.8, 0.9, 0.4, 0.2]})
    >>> print(pof(data, "A*B + A*~B => Y"))
    A*B + A*~B => Y
    sufficiency, 4 cases
    <BLANKLINE>
             consistency    PRI raw coverage unique coverage
    A*B            1.000  1.000        0.478           0.217
    A*~B           0.929  0.875        0.565           0.304
    solution       0.947  0.923        0.783               -
    >>> pof(data, "A <= Y").table.loc["A"].round(3).to_dict()
    {'consistency': 0.783, 'coverage': 0.947, 'ron': 0.955}

    A measure by name and one of your own, and the cases behind the numbers:

    >>> def largest_excess(x, y):
    ...     return float((x - y).max())
    >>> fit = pof(data, "A => Y", measures=["haesebrouck_consistency", largest_excess])
    >>> fit.table.iloc[:, -2:].round(3).loc["A"].to_dict()
    {'haesebrouck_consistency': 0.857, 'largest_excess': 0.1}
    >>> fit.cases.query("term == 'solution'")[["case", "kind"]].values.tolist()
    [[0, 'deviant for consistency in degree'], [1, 'typical'], [2, 'irrelevant'], [3, 'irrelevant']]
    """
    return fit_relation(data, *read_relation(relation), measures=measures, weights=weights, missing=missing)


def fit_relation(
    data: object,
    left: Expression,
    right: Expression,
    kind: Kind = "sufficiency",
    *,
    measures: object = None,
    weights: ArrayLike | str | None = None,
    missing: Missing = "raise",
) -> Fit:
    """Return the fit of a relation between expressions; see :func:`pof`."""
    functions = chosen_measures(measures, kind, COLUMNS[kind])
    names = tuple(dict.fromkeys((*left.used, *right.used)))
    sets = sets_of(data, names, missing=missing)
    terms, outcome = left.evaluate_terms(sets), disjunction(right.evaluate_terms(sets))
    return fit_terms(
        terms,
        outcome,
        tuple(map(str, left.terms)),
        f"{left} {'=>' if kind == 'sufficiency' else '<='} {right}",
        kind,
        missing=missing,
        dropped=sets.dropped,
        shared=tuple(name for name in left.used if name in right.used),
        calibration=calibration_of(data),
        measures=functions,
        weights=case_weights(data, weights, sets.cases),
        evidence=CaseMemberships(tuple(sets.cases), terms, outcome),
    )


def fit_terms(
    memberships: Floats,
    outcome: Floats,
    labels: Sequence[str],
    relation: str,
    kind: Kind = "sufficiency",
    *,
    missing: Missing = "raise",
    dropped: tuple[Any, ...] = (),
    shared: tuple[str, ...] = (),
    calibration: pd.DataFrame | None = None,
    measures: Mapping[str, Measure] | None = None,
    weights: Floats | None = None,
    evidence: CaseMemberships | None = None,
) -> Fit:
    """Return the fit of terms whose memberships (n_cases, n_terms) are known and checked already.

    Minimization comes in here, for one model after the other, without going back to frames.
    """
    whole = disjunction(memberships)
    columns = np.column_stack((memberships, whole))
    sum_x, sum_xy, sum_both = sums(columns, outcome, weights)
    sum_y = float(total(outcome, weights))
    if kind == "sufficiency":
        unique = np.append(ratio(_unique_overlap(memberships, outcome, weights), sum_y), np.nan)
        values = [ratio(sum_xy, sum_x), pri_of_sums(sum_x, sum_xy, sum_both), ratio(sum_xy, sum_y), unique]
    else:
        values = [ratio(sum_xy, sum_y), ratio(sum_xy, sum_x), ron_of(columns, outcome, weights)]
    further = measured(measures or {}, columns, outcome, (*labels, SOLUTION), weights)
    return Fit(
        relation,
        kind,
        tuple(labels),
        np.column_stack((*values, further)),
        len(outcome),
        missing,
        dropped,
        shared,
        calibration,
        tuple(measures or ()),
        weights,
        evidence,
    )


def _unique_overlap(memberships: Floats, outcome: Floats, weights: Floats | None = None) -> Floats:
    """Return for each term the part of its overlap with the outcome that no other term has, over all cases.

    Within a case only the term with the largest overlap has such a part: what it has beyond the second
    largest.
    """
    n_terms = memberships.shape[1]
    if n_terms == 0:
        return np.zeros(0)
    overlap = np.minimum(memberships, outcome[:, np.newaxis])
    top = overlap.argmax(axis=1)
    cases = np.arange(len(overlap))
    largest = overlap[cases, top]
    overlap[cases, top] = 0.0
    beyond: Floats = largest - overlap.max(axis=1)
    if weights is not None:
        beyond = beyond * weights
    return np.bincount(top, weights=beyond, minlength=n_terms).astype(np.float64)
