"""Which conditions, and which combinations of conditions, are necessary for an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, overload

import numpy as np

from fsqca._checks import check_fraction
from fsqca._frames import calibration_of
from fsqca._types import ArrayLike, Floats, Missing
from fsqca.errors import ArgumentTypeError
from fsqca.expressions import Expression
from fsqca.necessity.maximal_conjunctions import maximal_conjunctions
from fsqca.necessity.minimal_disjunctions import minimal_disjunctions
from fsqca.necessity.numbers import necessity_numbers
from fsqca.necessity.pair import NecessityPair
from fsqca.necessity.result import TRIVIAL_RON, Necessity
from fsqca.subsets.conditions import Search, check_depth, open_search
from fsqca.subsets.cutoffs import passes

_SIGNS = {"condition": "", "conjunction": "*", "disjunction": " + "}


@overload
def find_necessary(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str] | str | None = None,
    *,
    consistency: float = 0.9,
    coverage: float = 0.0,
    ron: float = 0.0,
    depth: int = 1,
    negated: Literal[False] = False,
    trivial: float = TRIVIAL_RON,
    weights: ArrayLike | str | None = None,
    missing: Missing = "raise",
) -> Necessity: ...


@overload
def find_necessary(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str] | str | None = None,
    *,
    consistency: float = 0.9,
    coverage: float = 0.0,
    ron: float = 0.0,
    depth: int = 1,
    negated: Literal[True],
    trivial: float = TRIVIAL_RON,
    weights: ArrayLike | str | None = None,
    missing: Missing = "raise",
) -> NecessityPair: ...


@overload
def find_necessary(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str] | str | None = None,
    *,
    consistency: float = 0.9,
    coverage: float = 0.0,
    ron: float = 0.0,
    depth: int = 1,
    negated: bool = False,
    trivial: float = TRIVIAL_RON,
    weights: ArrayLike | str | None = None,
    missing: Missing = "raise",
) -> Necessity | NecessityPair: ...


def find_necessary(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str] | str | None = None,
    *,
    consistency: float = 0.9,
    coverage: float = 0.0,
    ron: float = 0.0,
    depth: int = 1,
    negated: bool = False,
    trivial: float = TRIVIAL_RON,
    weights: ArrayLike | str | None = None,
    missing: Missing = "raise",
) -> Necessity | NecessityPair:
    """Return the conditions, and for depth > 1 the combinations, that are necessary for an outcome.

    Parameters
    ----------
    data : DataFrame or Calibrated
        Cases x sets: fuzzy and crisp memberships in [0, 1], multi-value sets as whole numbers 0, 1, 2, ....
    outcome : str or Expression
        The outcome; any expression, such as ``"~Y"``, or a column as it is called.
    conditions : sequence of str, optional
        The columns to look at, with or without backticks. Default: all columns that the outcome does not use;
        they must be numeric.
    consistency : float in [0, 1], default 0.9
        The least consistency of necessity.
    coverage : float in [0, 1], default 0.0
        The least coverage of necessity.
    ron : float in [0, 1], default 0.0
        The least relevance of necessity. A low RoN means that a condition is trivial: present nearly
        everywhere.
    depth : int >= 1, default 1
        The largest number of conditions in a combination, at most the number of conditions.
    negated : bool, default False
        Whether to look at the negation of the outcome too, with the same settings.
    trivial : float in [0, 1], default 0.5
        A RoN below this is called trivial. It is a word in the result, not a cut-off.
    weights : str or array_like of float >= 0, shape (n_cases,), optional
        How much each case counts: a column of the data (which is then no condition unless named), a Series
        with the case ids as index, or one number per case in the order of the data. Default: every case
        counts once.
    missing : {"raise", "drop"}, default "raise"
        What to do where a case has a missing value in the outcome or a condition: stop, or leave the case out
        and say so in the result.

    Returns
    -------
    Necessity, or NecessityPair where `negated`
        ``.table`` holds what reaches all three cut-offs: single conditions; for ``depth > 1`` also
        conjunctions that are not part of a longer one listed, and disjunctions of which no part passes (SUIN
        candidates). ``.all_conditions`` holds every single condition and its negation, ``.verdicts`` says
        what is trivial. A pair has one such result for ``.outcome`` and one for ``.negated``.

    Raises
    ------
    ArgumentError
        If the outcome is among the conditions, a cut-off is outside [0, 1], the depth is larger than the
        number of conditions, or weights are missing, negative, all 0 or not one per case.
    ArgumentTypeError
        If `negated` is neither True nor False, or weights are not numbers.
    UnknownNameError
        If a condition or a set of the outcome is not a column of the data.
    DataError
        If a column is not numeric, not calibrated, or has a missing value.
    TooLargeError
        If there are too many combinations to look at; take a smaller depth or fewer conditions.

    Notes
    -----
    With x the membership in a condition or combination and y that in the outcome:

    - consistency ``sum min(x, y) / sum y``
    - coverage ``sum min(x, y) / sum x``
    - RoN ``sum (1 - x) / sum (1 - min(x, y))``

    "Passes" means all three together, each compared with a tolerance of 1e-9. An undefined number does not
    pass, but coverage and RoN do not matter where their cut-off is 0.

    A combination has at most one literal of each condition, and single values of multi-value conditions. A
    conjunction is never more consistent than its parts, but it can pass on coverage or RoN where they fail,
    so the search goes by consistency and the other cut-offs are applied afterwards. A disjunction becomes
    more consistent with every part, which is why it needs a theoretical meaning of its own: what is listed is
    a candidate.

    :func:`fsqca.coherence` with ``necessary=`` checks sufficient terms and counterfactuals against what is
    claimed to be necessary.

    References
    ----------
    Ragin, C. C. (2006). Set relations in social research: Evaluating their consistency and coverage.
    Political Analysis, 14(3), 291-310.

    Schneider, C. Q., & Wagemann, C. (2012). Set-theoretic methods for the social sciences. Cambridge
    University Press.

    Mahoney, J., Kimball, E., & Koivu, K. L. (2009). The logic of historical explanation in the social
    sciences. Comparative Political Studies, 42(1), 114-146.

    Examples
    --------
    Synthetic memberships of four cases:

    >>> import pandas as pd
    >>> data = pd.DataFrame({"A": [0.9, 0.2, 0.7, 0.1], "B": [0.1, 0.8, 0.6, 0.3], "Y": [0.8, 0.8, 0.5, 0.2]})
    >>> print(find_necessary(data, "Y", depth=2, ron=0.6))
    Necessity for Y, 4 cases: consistency >= 0.9, coverage >= 0, RoN >= 0.6
    <BLANKLINE>
       consistency coverage    RoN passes trivial
    A        0.696    0.842  0.875
    ~A       0.609    0.667  0.731
    B        0.696    0.889  0.917
    ~B       0.696    0.727  0.750
    <BLANKLINE>
    Combinations that pass
    <BLANKLINE>
          consistency coverage    RoN            kind
    A + B       1.000    0.852  0.765  SUIN candidate
    """
    cuts = (
        check_fraction("consistency", consistency),
        check_fraction("coverage", coverage),
        check_fraction("ron", ron),
    )
    below = check_fraction("trivial", trivial)
    if not isinstance(negated, (bool, np.bool_)):
        raise ArgumentTypeError(f"negated must be True or False, not {negated!r}.")
    search = open_search(data, outcome, conditions, weights, missing)
    number = check_depth(depth, search.names)
    searches = [search]
    if negated:
        searches.append(replace(search, outcome=~search.outcome, y=1.0 - search.y))
    results = []
    for one in searches:
        single, found = _found(one, cuts, number)
        results.append(
            Necessity(
                outcome=str(one.outcome),
                conditions=one.names,
                labels=tuple(one.label(members, _SIGNS[kind]) for members, kind, _ in found),
                kinds=tuple(kind for _, kind, _ in found),
                values=np.array([numbers for *_, numbers in found]).reshape(-1, 3),
                single_labels=tuple(map(str, one.literals)),
                single_values=single,
                consistency=cuts[0],
                coverage=cuts[1],
                ron=cuts[2],
                depth=number,
                n_cases=len(one.y),
                missing=missing,
                dropped=one.dropped,
                calibration=calibration_of(data),
                trivial=below,
                weights=one.weights,
            )
        )
    return NecessityPair(*results) if negated else results[0]


def _found(
    search: Search, cuts: tuple[float, float, float], depth: int
) -> tuple[Floats, list[tuple[tuple[int, ...], str, Floats]]]:
    """Return the numbers of the literals, and what passes: members, kind and numbers."""
    everything = np.arange(len(search.literals))[:, np.newaxis]
    single = necessity_numbers(search, everything, np.minimum)
    found: list[tuple[tuple[int, ...], str, Floats]] = [
        ((position,), "condition", single[position])
        for position in np.flatnonzero(passes(single, cuts)).tolist()
    ]
    if depth > 1:
        for kind, look in (("conjunction", maximal_conjunctions), ("disjunction", minimal_disjunctions)):
            found += [(members, kind, numbers) for members, numbers in look(search, single, cuts, depth)]
    return single, found
