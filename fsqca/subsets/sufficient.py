"""Which conjunctions of conditions are sufficient for an outcome, by the data alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fsqca._checks import check_fraction
from fsqca._frames import calibration_of
from fsqca._types import ArrayLike, Missing
from fsqca.expressions import Expression
from fsqca.subsets.conditions import check_depth, open_search
from fsqca.subsets.minimal_conjunctions import minimal_conjunctions, sufficiency_numbers
from fsqca.subsets.result import Sufficiency


def find_sufficient(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str] | str | None = None,
    *,
    consistency: float = 0.9,
    pri: float = 0.0,
    coverage: float = 0.0,
    depth: int | None = None,
    weights: ArrayLike | str | None = None,
    missing: Missing = "raise",
) -> Sufficiency:
    """Return the conjunctions that are sufficient for an outcome while no part of them is.

    Parameters
    ----------
    data : DataFrame or Calibrated
        Cases x sets: fuzzy and crisp memberships in [0, 1], multi-value sets as whole numbers 0, 1, 2, ....
    outcome : str or Expression
        The outcome; any expression, such as ``"~Y"``.
    conditions : sequence of str, optional
        The columns to look at. Default: all columns that the outcome does not use; they must be numeric.
    consistency : float in [0, 1], default 0.9
        The least consistency of sufficiency.
    pri : float in [0, 1], default 0.0
        The least PRI.
    coverage : float in [0, 1], default 0.0
        The least raw coverage.
    depth : int >= 1, optional
        The largest number of conditions in a conjunction. Default: all of them.
    weights : str or array_like of float >= 0, shape (n_cases,), optional
        How much each case counts: a column of the data (which is then no condition unless named), a Series
        with the case ids as index, or one number per case in the order of the data. Default: every case
        counts once.
    missing : {"raise", "drop"}, default "raise"
        What to do where a case has a missing value in the outcome or a condition: stop, or leave the case out
        and say so in the result.

    Returns
    -------
    Sufficiency
        ``.table`` holds the conjunctions that reach all three cut-offs and of which no part does.

    Raises
    ------
    ArgumentError
        If the outcome is among the conditions, a cut-off is outside [0, 1], the depth is larger than the
        number of conditions, or weights are missing, negative, all 0 or not one per case.
    UnknownNameError
        If a condition or a set of the outcome is not a column of the data.
    DataError
        If a column is not numeric, not calibrated, or has a missing value.
    TooLargeError
        If there are too many conjunctions to look at; take a smaller depth or a higher coverage.

    Notes
    -----
    With x the membership in a conjunction and y that in the outcome:

    - consistency ``sum min(x, y) / sum x``
    - PRI ``(sum min(x, y) - b) / (sum x - b)`` with ``b = sum min(x, y, 1 - y)``
    - raw coverage ``sum min(x, y) / sum y``

    "Passes" means all three together, each compared with a tolerance of 1e-9. An undefined number does not
    pass, but PRI and coverage do not matter where their cut-off is 0.

    This is a look at subset relations in the data, not a solution. No truth table is made: a conjunction can
    pass that covers a configuration which, taken alone, is inconsistent, and remainders are not told from
    observed configurations. Use :func:`fsqca.minimize` for an analysis of sufficiency.

    References
    ----------
    Ragin, C. C. (2008). Redesigning social inquiry: Fuzzy sets and beyond. University of Chicago Press.

    Examples
    --------
    Synthetic memberships of four cases:

    >>> import pandas as pd
    >>> data = pd.DataFrame({"A": [0.9, 0.2, 0.7, 0.1], "B": [0.1, 0.8, 0.6, 0.3], "Y": [0.8, 0.8, 0.5, 0.2]})
    >>> print(find_sufficient(data, "Y", consistency=0.85))
    Sufficient conjunctions for Y, 4 cases: consistency >= 0.85, PRI >= 0, coverage >= 0
    <BLANKLINE>
         consistency    PRI raw coverage
    B          0.889  0.750        0.696
    A*~B       0.938  0.857        0.652
    """
    cuts = (
        check_fraction("consistency", consistency),
        check_fraction("pri", pri),
        check_fraction("coverage", coverage),
    )
    search = open_search(data, outcome, conditions, weights, missing)
    number = len(search.names) if depth is None else check_depth(depth, search.names)
    found = list(minimal_conjunctions(search, cuts, number))
    single = sufficiency_numbers(search, np.arange(len(search.literals))[:, np.newaxis])[:, 0]
    best = None if np.isnan(single).all() else int(np.nanargmax(single))
    return Sufficiency(
        outcome=str(search.outcome),
        conditions=search.names,
        labels=tuple(search.label(members, "*") for members, _ in found),
        values=np.array([numbers for _, numbers in found]).reshape(-1, 3),
        consistency=cuts[0],
        pri=cuts[1],
        coverage=cuts[2],
        depth=number,
        n_cases=len(search.y),
        best=None if best is None else (str(search.literals[best]), float(single[best])),
        missing=missing,
        dropped=search.dropped,
        calibration=calibration_of(data),
        weights=search.weights,
    )
