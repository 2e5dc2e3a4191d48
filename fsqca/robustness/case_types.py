"""Robust, shaky and possible cases, and the numbers of the robustness test protocol, from memberships.

Arrays only. With I the membership in the initial solution, T_min and T_max the smallest and the largest
membership in any test solution, and Y that in the outcome.

References
----------
Oana, I.-E., & Schneider, C. Q. (2024). A robustness test protocol for applied QCA: Theory and R software
application. Sociological Methods & Research, 53(1), 57-88.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fsqca._types import Floats
from fsqca.metrics.additive import pri_of_sums, ratio, sums, total

#: Memberships that differ by less than this from 0.5 are at the crossover.
TOLERANCE = 1e-9
ROBUST, SHAKY, POSSIBLE, OUTSIDE, UNDECIDED = "robust", "shaky", "possible", "outside", "undecided"
#: What the robustness case rank means.
RANKS = {
    1: "no shaky and no possible cases",
    2: "possible cases, but no shaky ones",
    3: "shaky cases, but no possible ones",
    4: "shaky and possible cases",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of the protocol for one model.

    Attributes
    ----------
    rf_cov, rf_cons, rf_sc_min, rf_sc_max : float
        Fit-oriented robustness.
    rcr_typical, rcr_deviant : float
        Case-oriented robustness: shares of robust cases.
    rcc_rank : int
        1 to 4.
    fits : ndarray of float, shape (4, 3)
        Consistency, PRI and coverage of the initial solution, the robust core, minTS and maxTS.
    """

    rf_cov: float
    rf_cons: float
    rf_sc_min: float
    rf_sc_max: float
    rcr_typical: float
    rcr_deviant: float
    rcc_rank: int
    fits: Floats


def statuses(initial: Floats, lowest: Floats, highest: Floats) -> npt.NDArray[np.object_]:
    """Return whether each case is robust, shaky, possible, outside or undecided.

    Parameters
    ----------
    initial, lowest, highest : ndarray of float in [0, 1], shape (n_cases,)
        Memberships in the initial solution, in all test solutions (minTS) and in any of them (maxTS).

    Notes
    -----
    Robust: I and T_min above 0.5. Shaky: I above and T_min below 0.5. Possible: I below and T_max above 0.5.
    Outside: I and T_max below 0.5. Undecided: the membership that decides is exactly 0.5.

    Examples
    --------
    >>> I, low, high = np.array([[0.8, 0.8, 0.2, 0.2], [0.7, 0.1, 0.1, 0.1], [0.9, 0.9, 0.6, 0.5]])
    >>> statuses(I, low, high).tolist()
    ['robust', 'shaky', 'possible', 'undecided']
    """
    inside, without = _above(initial), _below(initial)
    words = np.select(
        [
            inside & _above(lowest),
            inside & _below(lowest),
            without & _above(highest),
            without & _below(highest),
        ],
        [ROBUST, SHAKY, POSSIBLE, OUTSIDE],
        UNDECIDED,
    )
    return words.astype(object)


def numbers_of(
    initial: Floats, lowest: Floats, highest: Floats, outcome: Floats, weights: Floats | None = None
) -> Numbers:
    """Return the numbers of the protocol.

    Parameters
    ----------
    initial, lowest, highest, outcome : ndarray of float in [0, 1], shape (n_cases,)
    weights : ndarray of float, shape (n_cases,), optional
        Weights of the cases in the parameters of fit. Ratios of cases count every case once.
    """
    core = np.minimum(initial, lowest)
    columns = np.column_stack((initial, core, lowest, highest))
    sum_x, sum_xy, sum_both = sums(columns, outcome, weights)
    consistency = ratio(sum_xy, sum_x)
    coverage = ratio(sum_xy, float(total(outcome, weights)))
    fits = np.column_stack((consistency, pri_of_sums(sum_x, sum_xy, sum_both), coverage))
    words = statuses(initial, lowest, highest)
    together = _above(np.maximum(initial, highest))
    shares = []
    for kind in (_above(outcome), _below(outcome)):
        among = int((together & kind).sum())
        shares.append(float(((words == ROBUST) & kind).sum() / among) if among else float("nan"))
    rank = 1 + int((words == POSSIBLE).any()) + 2 * int((words == SHAKY).any())
    return Numbers(
        float(ratio(coverage[1], coverage[0])),
        float(ratio(consistency[0], consistency[1])),
        coincidence(initial, lowest, weights),
        coincidence(initial, highest, weights),
        shares[0],
        shares[1],
        rank,
        fits,
    )


def coincidence(one: Floats, other: Floats, weights: Floats | None = None) -> float:
    """Return sum min(a, b) / sum max(a, b), NaN where both sets are empty."""
    both = float(total(np.minimum(one, other), weights))
    return float(ratio(both, float(total(np.maximum(one, other), weights))))


def _above(values: Floats) -> npt.NDArray[np.bool_]:
    result: npt.NDArray[np.bool_] = values > 0.5 + TOLERANCE
    return result


def _below(values: Floats) -> npt.NDArray[np.bool_]:
    result: npt.NDArray[np.bool_] = values < 0.5 - TOLERANCE
    return result
