"""QCA in two steps: remote conditions make contexts, within which proximate conditions work.

References
----------
Schneider, C. Q., & Wagemann, C. (2006). Reducing complexity in Qualitative Comparative Analysis (QCA): Remote
and proximate factors and the consolidation of democracy. European Journal of Political Research, 45(5),
751-786.

Schneider, C. Q. (2019). Two-step QCA revisited: The necessity of context conditions. Quality & Quantity,
53(3), 1109-1126.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fsqca._checks import check_choice, counted, listed, unknown_names
from fsqca._frames import as_frame, calibration_of, take_sets
from fsqca._types import ArrayLike, Missing
from fsqca.designs.contexts import (
    Context,
    as_list,
    frame_of,
    given_contexts,
    make_contexts,
    memberships,
    with_contexts,
)
from fsqca.designs.result import FirstStep, Protocol, SecondStep, TwoStep, TwoStepSettings
from fsqca.designs.weights import own_weights_of, weighted
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression, as_expression
from fsqca.expressions.columns import expression_or_column
from fsqca.minimization.analysis import SolveOptions, solve
from fsqca.minimization.enhanced import EnhancedOptions, enhanced_standard_analysis
from fsqca.minimization.solver import minimize
from fsqca.necessity import Necessity, find_necessary
from fsqca.truth_table.building import table_of
from fsqca.truth_table.conditions import condition_names

if TYPE_CHECKING:
    from fsqca.minimization.expectations import ExpectationsLike

TABLE_OPTIONS = ("consistency", "pri", "frequency", "contradiction", "crossover")
NECESSITY_OPTIONS = ("consistency", "coverage", "ron", "depth")
#: What each step takes, by protocol.
OPTIONS = {
    ("2019", "first"): NECESSITY_OPTIONS,
    ("2019", "second"): (*TABLE_OPTIONS, "impossible", *EnhancedOptions.__annotations__),
    ("2006", "first"): (*TABLE_OPTIONS, *SolveOptions.__annotations__),
    ("2006", "second"): (*TABLE_OPTIONS, *SolveOptions.__annotations__),
}
#: Where the first step differs from the defaults of the functions that it calls.
FIRST_DEFAULTS: dict[str, dict[str, Any]] = {
    "2019": {"consistency": 0.9, "ron": 0.5, "depth": 2},
    "2006": {"consistency": 0.7},
}


def two_step(
    data: object,
    outcome: str | Expression,
    remote: Sequence[str],
    proximate: Sequence[str],
    *,
    protocol: Protocol = "2019",
    expectations: ExpectationsLike | None = None,
    first: Mapping[str, object] | None = None,
    second: Mapping[str, object] | None = None,
    contexts: str | Expression | Sequence[str | Expression] | None = None,
    together: bool | None = None,
    weights: ArrayLike | str | None = None,
    missing: Missing = "raise",
) -> TwoStep:
    """Return a QCA in two steps: remote conditions first, then proximate ones within the contexts found.

    Parameters
    ----------
    data : DataFrame or Calibrated
        Memberships: rows are cases, columns are sets.
    outcome : str or Expression
    remote, proximate : sequence of str
        The conditions of the first and of the second step: structural and stable ones, and those close to the
        outcome.
    protocol : {"2019", "2006"}, default "2019"
        "2019" (Schneider 2019): step 1 asks which remote conditions, and disjunctions of them, are necessary.
        Step 2 analyses sufficiency with these contexts and the proximate conditions, by the Enhanced Standard
        Analysis: no remainder that contradicts the necessity of a context is used.
        "2006" (Schneider & Wagemann 2006): step 1 is the parsimonious solution over the remote conditions at
        a low consistency. Each of its terms is an outcome-enabling context, which enters step 2 as one set
        beside the proximate conditions.
    expectations : mapping or sequence of expressions, optional
        Directional expectations for step 2, over its conditions. Each context is expected to contribute when
        present unless something else is said of it.
    first : mapping, optional
        Options of step 1. "2019": `consistency` (default 0.9), `coverage`, `ron` (default 0.5), `depth`
        (default 2, or 1 where there is one remote condition) of :func:`fsqca.find_necessary`. "2006":
        `consistency` (default 0.7), `pri`, `frequency`, `contradiction`, `crossover` of
        :func:`fsqca.build_truth_table`, and those of :func:`fsqca.solve`.
    second : mapping, optional
        Options of step 2: those of :func:`fsqca.build_truth_table` as above (`consistency` is 0.8), and those
        of :func:`fsqca.enhanced_standard_analysis` ("2019") or :func:`fsqca.solve` ("2006").
    contexts : expression or sequence of expressions, optional
        Contexts that enter step 2 on theoretical grounds, instead of all that step 1 finds.
    together : bool, optional
        Whether all contexts enter one second truth table, or each has its own. Default: together under
        "2019", as each is necessary; apart under "2006", as they are alternatives.
    weights : str or array_like of float >= 0, shape (n_cases,), optional
        How much each case counts in both steps: a column of the data, a Series with the case ids as index, or
        one number per case in the order of the data. Cases of weight 0 are left out. ``n`` of a truth table
        is then a sum of weights, see :func:`fsqca.build_truth_table`. Default: every case counts once.
    missing : {"raise", "drop"}, default "raise"
        What to do with cases that have a missing value in a column used; both steps have the same cases.

    Returns
    -------
    TwoStep
        ``.first``, ``.contexts``, ``.second`` (tables and solutions), ``.table`` (all paths), ``.uncovered``
        (cases with the outcome that no context covers). No context is a result with advice.

    Raises
    ------
    ArgumentError
        If remote and proximate conditions overlap, the outcome or the column of the weights is among them,
        weights are missing, negative, all 0 or not one per case, or an option is not one of those of its
        step.
    UnknownNameError
        If the data have no such column.

    Notes
    -----
    The membership in a context is that in its expression: the minimum over a conjunction, the maximum over a
    disjunction. A single remote condition enters step 2 as it is; a combination as a set of its own, called
    ``context_1``, ``context_2``, .... The cut-offs of the first step are ours: 0.5 for RoN keeps trivial
    conditions out, and 0.7 is a low consistency.

    Step 1 of "2019" finds conjunctions as well; one whose parts are all necessary by themselves adds nothing
    and does not enter step 2. A disjunction is a SUIN candidate: it needs a meaning of its own, so name
    those that have one in `contexts`.

    References
    ----------
    Schneider, C. Q., & Wagemann, C. (2006). Reducing complexity in Qualitative Comparative Analysis (QCA):
    Remote and proximate factors and the consolidation of democracy. European Journal of Political Research,
    45(5), 751-786.

    Schneider, C. Q. (2019). Two-step QCA revisited: The necessity of context conditions. Quality & Quantity,
    53(3), 1109-1126.

    Examples
    --------
    Synthetic data: the outcome needs a context, A or B, and P in it.

    >>> data = pd.DataFrame(
    ...     {"A": [1, 0, 1, 0, 1, 0], "B": [0, 1, 0, 0, 0, 0], "P": [1, 1, 0, 1, 0, 0], "Y": [1, 1] + 4 * [0]}
    ... )
    >>> result = two_step(data, "Y", remote=["A", "B"], proximate=["P"])
    >>> result
    <TwoStep 2019 for Y: 1 context, 1 second table>
    >>> result.table.loc[0, ["term", "path"]].tolist()
    ['context_1*P', 'A*P + B*P']
    """
    check_choice("protocol", protocol, ("2019", "2006"))
    if together is not None and not isinstance(together, bool):
        raise ArgumentTypeError(f"together must be True, False or None, not {together!r}.")
    one, two = _options(first, "first", protocol), _options(second, "second", protocol)
    frame, target, far, near, dropped, least = _door(data, outcome, remote, proximate, missing)
    if "depth" in one and "depth" not in (first or {}):
        one["depth"] = min(one["depth"], len(far))
    own_weights, frame, left_out = own_weights_of(data, weights, frame)
    named = None if contexts is None else given_contexts(contexts, far)
    step_one, found, findings = (_necessary if protocol == "2019" else _enabling)(
        *weighted(frame, own_weights), target, far, one, least
    )
    if named is not None:
        findings = _not_found(named, found)
    findings += left_out
    own = make_contexts(
        found if named is None else named, [*frame.columns, *([weights] if isinstance(weights, str) else [])]
    )
    _check_expectations(expectations, own, near)
    all_in_one = protocol == "2019" if together is None else together
    groups = [own] if all_in_one and own else [(each,) for each in own]
    memberships_ = memberships(own, frame)
    return TwoStep(
        settings=TwoStepSettings(
            str(target),
            tuple(far),
            tuple(near),
            protocol,
            tuple(one.items()),
            tuple(two.items()),
            None if named is None else tuple(map(str, named)),
            all_in_one,
            missing,
            None if weights is None else weights if isinstance(weights, str) else "an array",
        ),
        first=step_one,
        contexts=own,
        second=tuple(
            _second(frame, own_weights, least, target, group, near, protocol, expectations, two)
            for group in groups
        ),
        cases=frame.index,
        memberships=memberships_,
        outcome=np.asarray(target.evaluate(frame), dtype=np.float64),
        dropped=dropped,
        calibration=calibration_of(data),
        findings=tuple(findings),
        weights=None if own_weights is None else np.asarray(own_weights, dtype=np.float64),
    )


def _door(
    data: object, outcome: object, remote: object, proximate: object, missing: Missing
) -> tuple[pd.DataFrame, Expression, list[str], list[str], tuple[Any, ...], dict[str, int]]:
    """Return the columns that are used, without cases to drop, the names, and how many values sets have."""
    frame = as_frame(data)
    if not isinstance(outcome, str | Expression):
        raise ArgumentTypeError(
            f'outcome must be a column name or an expression such as "Y" or "~Y", not {outcome!r}.'
        )
    target = expression_or_column(outcome, frame.columns, "outcome")
    if not target.used:
        raise ArgumentError(f"outcome is {str(target)!r}, which names no column of the data.")
    lists: dict[str, list[str]] = {}
    for argument, given in (("remote", remote), ("proximate", proximate)):
        if isinstance(given, str) or not isinstance(given, Sequence | pd.Index):
            raise ArgumentTypeError(
                f'{argument} must be a list of column names such as ["A", "B"], not {given!r}.'
            )
        if not len(given):
            raise ArgumentError(f"{argument} is empty: name at least one condition.")
        lists[argument] = condition_names(given)
        own = [name for name in lists[argument] if name in target.used]
        if own:
            raise ArgumentError(
                f"{argument} has {listed(own)}, which the outcome {str(target)!r} uses. A set cannot explain "
                "itself: take it out of the conditions."
            )
        unknown = [name for name in lists[argument] if name not in frame.columns]
        if unknown:
            raise unknown_names(f"{argument} condition", unknown, list(frame.columns), "data")
    far, near = lists["remote"], lists["proximate"]
    both = [name for name in far if name in near]
    if both:
        raise ArgumentError(
            f"{listed(both)} {'is' if len(both) == 1 else 'are'} among the remote and the proximate "
            "conditions. Decide by theory which of the two each condition is."
        )
    unknown = [name for name in target.used if name not in frame.columns]
    if unknown:
        raise unknown_names("outcome", unknown, list(frame.columns), "data")
    names = [*far, *near, *target.used]
    sets = take_sets(frame, names, missing=missing, kind="condition")
    least = dict(zip(sets.names, sets.levels, strict=True))
    return frame.loc[sets.cases, names], target, far, near, sets.dropped, least


def _options(given: object, argument: str, protocol: str) -> dict[str, Any]:
    """Return the options of a step with the defaults that apply, or say which it does not have."""
    if given is not None and not isinstance(given, Mapping):
        raise ArgumentTypeError(
            f'{argument} must be a mapping of options such as {{"consistency": 0.8}}, not {given!r}.'
        )
    allowed = OPTIONS[protocol, argument]
    unknown = [name for name in given or {} if name not in allowed]
    if unknown:
        raise ArgumentError(
            f'{argument} has no option {listed(unknown)} under protocol "{protocol}". It takes '
            f"{listed(allowed, 30)}."
        )
    return {**(FIRST_DEFAULTS[protocol] if argument == "first" else {}), **(given or {})}


def _necessary(
    frame: pd.DataFrame,
    weights: pd.Series[float] | str | None,
    target: Expression,
    remote: list[str],
    options: dict[str, Any],
    least: dict[str, int],
) -> tuple[FirstStep, list[Expression], list[str]]:
    """Return step 1 of the protocol of 2019: what is necessary."""
    found = find_necessary(frame, target, remote, weights=weights, **options)
    contexts = _worth_taking(found)
    findings = (
        [] if contexts else [_no_context("no remote condition or disjunction is necessary", *found.notes)]
    )
    number = found.kinds.count("disjunction")
    if number > 1:
        findings.append(
            f"{number} disjunctions of remote conditions are SUIN candidates. "
            "Name those that have a meaning of their own in contexts=."
        )
    return FirstStep(necessity=found), contexts, findings


def _worth_taking(found: Necessity) -> list[Expression]:
    """Return the necessary expressions without conjunctions whose literals are all necessary themselves."""
    single = {
        expression.literal_terms[0][0]
        for expression, kind in zip(found.expressions, found.kinds, strict=True)
        if kind == "condition"
    }
    return [
        expression
        for expression, kind in zip(found.expressions, found.kinds, strict=True)
        if kind != "conjunction" or not single.issuperset(expression.literal_terms[0])
    ]


def _enabling(
    frame: pd.DataFrame,
    weights: pd.Series[float] | str | None,
    target: Expression,
    remote: list[str],
    options: dict[str, Any],
    least: dict[str, int],
) -> tuple[FirstStep, list[Expression], list[str]]:
    """Return step 1 of the protocol of 2006: the terms of the parsimonious solution."""
    table = table_of(frame, target, remote, weights=weights, least=least, **_some(options, TABLE_OPTIONS))
    solution = minimize(table, "parsimonious", **_some(options, SolveOptions.__annotations__))
    contexts: list[Expression] = []
    for model in solution.models:
        contexts += [term for term in model.terms if term not in contexts]
    findings = []
    if contexts and not contexts[0].used:
        contexts = []
        findings.append(
            _no_context("no row of the remote conditions contradicts the outcome", *solution.advice)
        )
    elif not contexts:
        findings.append(_no_context("step 1 has no solution", *solution.advice))
    if len(solution.models) > 1 or not solution.complete:
        listed_ = "" if solution.complete else ", of which not all are listed"
        findings.append(
            f"Step 1 has {'' if solution.n_models_exact else 'at least '}"
            f"{counted(solution.n_models, 'tied model')}{listed_}; the contexts are the terms of all that "
            "are listed. Choose among them with contexts=."
        )
    return FirstStep(table=table, solution=solution), contexts, findings


def _no_context(why: str, *more: str) -> str:
    return " ".join([f"There is no context, and so no second step: {why}.", *more])


def _not_found(named: list[Expression], found: list[Expression]) -> list[str]:
    """Return what step 1 does not say of the contexts that were named."""
    beyond = [str(each) for each in named if each not in found]
    if not beyond:
        return []
    what = "a context" if len(beyond) == 1 else "contexts"
    return [f"Named as {what}, but not found in step 1 with its cut-offs: {listed(beyond)}."]


def _check_expectations(
    expectations: ExpectationsLike | None, contexts: Sequence[Context], proximate: Sequence[str]
) -> None:
    """Raise if expectations name what no second table has."""
    if expectations is None or not contexts:
        return
    known = [*dict.fromkeys(one.column for one in contexts), *proximate]
    if isinstance(expectations, Mapping):
        named = list(expectations)
    elif isinstance(expectations, str | Expression | Sequence):
        named = [name for item in as_list(expectations) for name in as_expression(item).used]
    else:
        raise ArgumentTypeError(
            'expectations must be a mapping such as {"A": "+", "B": "-"} or expressions such as '
            f'("A", "A*~B"), not {type(expectations).__name__}.'
        )
    unknown = [name for name in dict.fromkeys(named) if name not in known]
    if unknown:
        raise unknown_names("condition", unknown, known, "the second step (in expectations)")


def _second(
    frame: pd.DataFrame,
    weights: pd.Series[float] | None,
    least: dict[str, int],
    target: Expression,
    contexts: tuple[Context, ...],
    proximate: list[str],
    protocol: Protocol,
    expectations: ExpectationsLike | None,
    options: dict[str, Any],
) -> SecondStep:
    """Return step 2 for one context, or for several together."""
    own = frame_of(contexts, frame)
    used = [name for name in (*proximate, *target.used) if name not in own.columns]
    sets, by = weighted(own.join(frame[used]), weights)
    table = table_of(
        sets, target, [*own.columns, *proximate], weights=by, least=least, **_some(options, TABLE_OPTIONS)
    )
    directions = with_contexts(expectations, contexts, proximate)
    if protocol == "2006":
        return SecondStep(
            contexts, table, solve(table, directions, **_some(options, SolveOptions.__annotations__))
        )
    analysis = enhanced_standard_analysis(
        table,
        directions,
        necessary=[one.present for one in contexts],
        **_some(options, ("impossible", *EnhancedOptions.__annotations__)),
    )
    return SecondStep(contexts, table, analysis.solutions, analysis)


def _some(options: Mapping[str, Any], names: Sequence[str] | Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name in names}
