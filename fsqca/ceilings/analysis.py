"""Necessary Condition Analysis of each condition for an outcome, from a frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._checks import check_count, check_number, listed, unknown_names
from fsqca._frames import as_frame, check_text_names, numeric_columns, take_sets
from fsqca._types import Floats, Missing
from fsqca.ceilings.lines import Scope, effect_sizes, order_of, regression_lines, steps_of
from fsqca.ceilings.permutation import permutation_p
from fsqca.ceilings.result import Ceiling, NecessaryConditionAnalysis
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression, Literal, parse
from fsqca.expressions.columns import column_name, column_of, expression_or_column
from fsqca.expressions.evaluation import disjunction

if TYPE_CHECKING:
    import pandas as pd

#: A case counts as on a ceiling line if it is above it by no more than this part of the range.
ROUNDING = 1e-9


def nca(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str | Expression] | str | None = None,
    *,
    scope: Mapping[str, tuple[float, float]] | None = None,
    permutations: int = 0,
    seed: int | None = None,
    missing: Missing = "raise",
) -> NecessaryConditionAnalysis:
    r"""Return a Necessary Condition Analysis: how empty is the corner of much outcome and little condition.

    Parameters
    ----------
    data : DataFrame or Calibrated
        Cases x columns: memberships, or raw scores of any range. Whole numbers are scores, in their order:
        where a multi-value set has no order, name its values, ``"M{1}"``.
    outcome : str or Expression
        A column, with or without backticks, or an expression of sets such as ``"~Y"``.
    conditions : sequence of str or Expression, optional
        Columns or expressions, each analysed by itself. Default: all columns that the outcome does not use.
        For low levels of a condition that are necessary take its negation, ``"~A"``.
    scope : mapping of str to (low, high), optional
        The range that theory allows for a condition or the outcome, such as ``{"A": (0, 1)}``. Default: the
        observed range.
    permutations : int >= 0, default 0
        The number of shuffled samples for a p value; 0 for no test. 10 000 are usual.
    seed : int, optional
        The seed of the shuffling; needed with permutations, so that the p value can be had again.
    missing : {"raise", "drop"}, default "raise"
        What to do where a case has a missing value in a column that is used.

    Returns
    -------
    NecessaryConditionAnalysis
        ``.table`` has the effect size d of each condition by two ceiling lines, with accuracy and p;
        ``.bottleneck()`` says how much of each condition levels of the outcome need.

    Raises
    ------
    ArgumentError
        If the outcome is among the conditions, a scope does not hold its data, or a seed is missing.
    UnknownNameError
        If a name is not a column of the data.
    DataError
        If a column is not numeric or has a missing value.

    Notes
    -----
    A ceiling line separates the cases from the empty corner of much outcome and little condition. CE-FDH is a
    step function with no case above it; CR-FDH is the least-squares line through its steps, and cases may lie
    above it. The effect size is the empty zone C above the line as a part of the scope S:

    .. math:: d = C / S, \quad S = (x_{max} - x_{min}) (y_{max} - y_{min})

    The p value is (1 + b) / (1 + n), where b of n samples with shuffled outcome have an effect size of at
    least d: the observed sample is counted among the shuffled ones, so p is never 0. The plain share b / n
    differs from it by at most 1 / (1 + n).

    A condition can be necessary here and not in :func:`fsqca.find_necessary`, and the other way round: there
    the line is the diagonal and inconsistent cases weigh by how far they lie from it; here the line follows
    the data, and one case in the corner is enough to move it. The two answer "necessary in kind" and
    "necessary in degree" (Vis & Dul 2018).

    References
    ----------
    Dul, J. (2016). Necessary condition analysis (NCA): Logic and methodology of "necessary but not
    sufficient" causality. Organizational Research Methods, 19(1), 10-52.

    Dul, J., van der Laan, E., & Kuik, R. (2020). A statistical significance test for necessary condition
    analysis. Organizational Research Methods, 23(2), 385-395.

    Vis, B., & Dul, J. (2018). Analyzing relationships of necessity not just in kind but also in degree:
    Complementing fsQCA with NCA. Sociological Methods & Research, 47(4), 872-899.

    Examples
    --------
    Five synthetic cases; the peers are (1, 1), (2, 3) and (4, 5):

    >>> import pandas as pd
    >>> data = pd.DataFrame({"X": [1, 2, 3, 4, 5], "Y": [1, 3, 2, 5, 4]})
    >>> result = nca(data, "Y")
    >>> result.table["effect_size"].round(4).to_dict()
    {('X', 'CE-FDH'): 0.5, ('X', 'CR-FDH'): 0.3353}
    >>> result.bottleneck(unit="actual", levels=[1, 3, 5])
           X
    Y
    1.0  NaN
    3.0  2.0
    5.0  4.0
    """
    shuffles = check_count("permutations", permutations, least=0)
    if shuffles and seed is None:
        raise ArgumentError(
            "seed is missing: a permutation test needs one, so that its p values can be had again. "
            "Pass any whole number, for example seed=1."
        )
    start = None if seed is None else check_count("seed", seed, least=0)
    frame = as_frame(data)
    target = _side(frame, outcome, "outcome")
    sides = [_side(frame, one, "conditions") for one in _conditions(frame, target, conditions)]
    twice = [name for name, _ in sides if [other for other, _ in sides].count(name) > 1]
    if twice:
        raise ArgumentError(f"conditions has {listed(dict.fromkeys(twice))} more than once. Name each once.")
    for name, used in sides:
        if set(used) & set(target[1]):
            raise ArgumentError(
                f"conditions has {name!r}, which uses a set of the outcome {target[0]!r}. "
                "Leave it out: it is related to the outcome by definition."
            )
    names = list(dict.fromkeys((*target[1], *(used for _, own in sides for used in own))))
    values, cases, dropped = numeric_columns(frame, names, missing=missing)
    y = _values(frame, cases, target[0], names, values)
    ranges = _ranges(scope, [target[0], *(name for name, _ in sides)])
    ceilings = []
    for name, _ in sides:
        x = _values(frame, cases, name, names, values)
        rectangle = Scope(*_range(name, x, ranges), *_range(target[0], y, ranges))
        ceilings.append(_ceiling(name, x, y, rectangle, shuffles, start))
    return NecessaryConditionAnalysis(
        outcome=target[0],
        conditions=tuple(name for name, _ in sides),
        ceilings=tuple(ceilings),
        y=y,
        permutations=shuffles,
        seed=start if shuffles else None,
        cases=tuple(cases),
        missing=missing,
        dropped=dropped,
    )


def _ceiling(name: str, x: Floats, y: Floats, scope: Scope, shuffles: int, seed: int | None) -> Ceiling:
    values, order, starts = order_of(x)
    steps = steps_of(values, starts, y[order][np.newaxis])
    by_steps, by_lines = effect_sizes(steps, scope)
    effect = float(by_steps[0]), float(by_lines[0])
    intercepts, slopes = regression_lines(steps)
    intercept, slope = float(intercepts[0]), float(slopes[0])
    above = y - (intercept + slope * x) > ROUNDING * (scope.y_high - scope.y_low)
    line = float("nan") if np.isnan(slope) else float(1.0 - above.mean())
    nothing = float("nan"), float("nan")
    p = nothing
    if shuffles and seed is not None:
        p = permutation_p(x, y, scope, effect, shuffles, seed)
    peers = steps.peers[0]
    # No case lies above CE-FDH: its accuracy is 1 by construction.
    return Ceiling(
        name, x, scope, values[peers], steps.heights[0][peers], intercept, slope, effect, (1.0, line), p
    )


def _side(frame: pd.DataFrame, given: object, argument: str) -> tuple[str, tuple[str, ...]]:
    """Return the name of a condition or outcome and the columns that it uses."""
    expression = expression_or_column(given, frame.columns, argument)
    if not expression.used:
        raise ArgumentError(f"{str(expression)!r} names no column of the data.")
    unknown = [name for name in expression.used if name not in frame.columns]
    if unknown:
        raise unknown_names("column", unknown, list(frame.columns), "data")
    # A column is called what it is called in the data; it may hold raw scores, an expression may not.
    return column_of(expression) or str(expression), expression.used


def _conditions(frame: pd.DataFrame, target: tuple[str, tuple[str, ...]], conditions: object) -> list[object]:
    if conditions is None:
        names = [name for name in frame.columns if name not in target[1]]
        check_text_names(names)
        if not names:
            raise ArgumentError(
                f"data has no columns besides those of the outcome {target[0]}, so there is no condition."
            )
        # As literals, so that a name is that column whatever else it might say.
        return [parse(str(Literal(name))) for name in names]
    if isinstance(conditions, (str, Expression)):
        return [conditions]
    if not isinstance(conditions, Iterable):
        raise ArgumentTypeError(
            f'conditions must be a list of column names such as ["A", "B"], not {conditions!r}.'
        )
    several = list(conditions)
    if not several:
        raise ArgumentError(
            "conditions is empty. Name at least one column, or leave it out to take all others."
        )
    return several


def _values(
    frame: pd.DataFrame, kept: pd.Index[Any], name: str, names: Sequence[str], values: Floats
) -> Floats:
    """Return a column as it is, or the memberships in an expression."""
    if name in names:
        column: Floats = values[:, list(names).index(name)]
        return column
    expression = parse(name)
    # Of all cases, so that a multi-value set keeps the values that only cases left out hold.
    sets = take_sets(frame, expression.used, missing="drop")
    memberships = disjunction(expression.evaluate_terms(sets))
    return memberships[sets.cases.get_indexer(kept)]


def _ranges(scope: object, known: Sequence[str]) -> dict[str, tuple[float, float]]:
    if scope is None:
        return {}
    if not isinstance(scope, Mapping):
        raise ArgumentTypeError(f'scope must be a mapping such as {{"A": (0, 1)}}, not {scope!r}.')
    scope = {column_name(name, known): pair for name, pair in scope.items()}
    unknown = [name for name in scope if name not in known]
    if unknown:
        raise unknown_names("condition or outcome", unknown, known, "this analysis")
    ranges = {}
    for name, pair in scope.items():
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise ArgumentTypeError(f"scope of {name!r} must be a pair (low, high), not {pair!r}.")
        low, high = (check_number(f"scope of {name!r}", end) for end in pair)
        if not low < high:
            raise ArgumentError(f"scope of {name!r} is ({low:g}, {high:g}), but low must be below high.")
        ranges[name] = (low, high)
    return ranges


def _range(name: str, values: Floats, ranges: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    observed = float(values.min()), float(values.max())
    if name not in ranges:
        return observed
    low, high = ranges[name]
    if observed[0] < low or observed[1] > high:
        raise ArgumentError(
            f"scope of {name!r} is ({low:g}, {high:g}), but its values run from {observed[0]:g} to "
            f"{observed[1]:g}. The scope must hold every case."
        )
    return low, high
