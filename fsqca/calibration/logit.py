"""The fractional logit regression: grades in [0, 1] on raw scores, by maximum quasi-likelihood.

References
----------
Papke, L. E., & Wooldridge, J. M. (1996). Econometric methods for fractional response variables with an
application to 401(k) plan participation rates. *Journal of Applied Econometrics*, 11(6), 619-632.

Albert, A., & Anderson, J. A. (1984). On the existence of maximum likelihood estimates in logistic regression
models. *Biometrika*, 71(1), 1-10.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fsqca._types import Floats
from fsqca.calibration.curves import sigmoid

#: Fitted memberships are kept this far from 0 and 1, so that their log-odds stay finite.
EDGE = float(np.finfo(np.float64).eps)
#: A deviance may rise by this share for rounding; a step that makes it rise by more is halved, so often.
RISE, HALVINGS = 1e-8, 30


@dataclass(frozen=True, slots=True)
class LogitFit:
    """What a fractional logit regression found.

    Attributes
    ----------
    coefficients : ndarray of float, shape (n_columns,)
        In the units of the design.
    memberships : ndarray of float, shape (n_cases,)
        Fitted values.
    converged : bool
        Whether the deviance had settled before the last iteration allowed.
    """

    coefficients: Floats
    memberships: Floats
    converged: bool


def fractional_logit(
    design: Floats, grades: Floats, *, tolerance: float = 1e-12, max_iterations: int = 100
) -> LogitFit:
    """Return the regression of grades on a design, by iteratively reweighted least squares.

    Parameters
    ----------
    design : ndarray of float, shape (n_cases, n_columns)
        Of full column rank, the constant included.
    grades : ndarray of float in [0, 1], shape (n_cases,)
    tolerance : float
        The iteration ends where the deviance D changes by less than ``tolerance * (|D| + 0.1)``.
    max_iterations : int

    Notes
    -----
    The estimate is finite only where :func:`separated` is False; otherwise the iteration runs towards
    memberships of 0 and 1 until it is stopped.

    Examples
    --------
    >>> raw = np.array([1.0, 2.0, 3.0, 4.0])
    >>> fit = fractional_logit(np.column_stack([np.ones(4), raw]), np.array([0.0, 0.4, 0.6, 1.0]))
    >>> fit.memberships.round(3), fit.converged
    (array([0.045, 0.265, 0.735, 0.955]), True)
    """
    from scipy.linalg import lstsq

    # An orthonormal basis of the columns, because powers of raw scores differ by many orders of magnitude.
    scale = np.abs(design).max(axis=0)
    basis, triangle = np.linalg.qr(design / scale)
    memberships = (grades + 0.5) / 2.0
    log_odds = np.log(memberships / (1.0 - memberships))
    deviance, converged = _deviance(grades, memberships), False
    solution: Floats | None = None
    for _ in range(max_iterations):
        variance = memberships * (1.0 - memberships)
        weight = np.sqrt(variance)
        target = log_odds + (grades - memberships) / variance
        step = lstsq(
            basis * weight[:, None], target * weight, cond=1e-16, lapack_driver="gelsy", check_finite=False
        )[0]
        before, halvings = deviance, 0
        while True:
            log_odds = basis @ step
            memberships = np.clip(sigmoid(log_odds), EDGE, 1.0 - EDGE)
            deviance = _deviance(grades, memberships)
            # Halve a step that leads away from the maximum; the first one has nowhere to go back to.
            if solution is None or deviance <= before + RISE * (before + 0.1) or halvings == HALVINGS:
                break
            step, halvings = (step + solution) / 2.0, halvings + 1
        solution = step
        if abs(deviance - before) < tolerance * (abs(deviance) + 0.1):
            converged = True
            break
    assert solution is not None  # max_iterations is at least 1
    coefficients: Floats = np.linalg.solve(triangle, solution) / scale
    return LogitFit(coefficients, memberships, converged)


def _deviance(grades: Floats, memberships: Floats) -> float:
    """Return twice the distance of the quasi-log-likelihood from that of a perfect fit."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where(grades > 0, grades * np.log(grades / memberships), 0.0)
        outside = np.where(grades < 1, (1 - grades) * np.log((1 - grades) / (1 - memberships)), 0.0)
    return 2.0 * float(np.sum(inside + outside))


def separated(design: Floats, grades: Floats) -> bool:
    """Return whether no finite estimate exists, because a combination of the columns separates the grades.

    That is so where some combination is at least 0 for every case with a grade above 0, at most 0 for every
    case with a grade below 1 (so exactly 0 for those in between), and not 0 for all (Albert & Anderson 1984).

    Parameters
    ----------
    design : ndarray of float, shape (n_cases, n_columns)
    grades : ndarray of float in [0, 1], shape (n_cases,)

    Examples
    --------
    >>> line = np.column_stack([np.ones(4), [1.0, 2.0, 3.0, 4.0]])
    >>> separated(line, np.array([0.0, 0.0, 0.4, 1.0])), separated(line, np.array([0.0, 0.4, 0.6, 1.0]))
    (True, False)
    """
    from scipy.optimize import linprog

    rows = np.unique(np.column_stack([design, grades]), axis=0)
    basis = np.linalg.qr(rows[:, :-1] / np.abs(rows[:, :-1]).max(axis=0))[0]
    basis /= np.abs(basis).max(axis=1, keepdims=True)
    full, none = rows[:, -1] == 1, rows[:, -1] == 0
    signed = np.vstack([basis[full], -basis[none]])
    between = basis[~full & ~none]
    if not len(signed):
        return False
    found = linprog(
        -signed.sum(axis=0),
        A_ub=-signed,
        b_ub=np.zeros(len(signed)),
        A_eq=between if len(between) else None,
        b_eq=np.zeros(len(between)) if len(between) else None,
        bounds=[(-1.0, 1.0)] * basis.shape[1],
        method="highs",
    )
    return bool(found.success and found.fun is not None and found.fun < -1e-7)


def separated_by_line(raw: Floats, grades: Floats) -> bool:
    """Return the same as :func:`separated` for a constant and raw values that differ, without a search.

    Examples
    --------
    >>> raw = np.array([1.0, 2.0, 3.0, 4.0])
    >>> separated_by_line(raw, np.array([0.0, 0.0, 0.4, 1.0]))
    True
    """
    up, down = raw[grades > 0], raw[grades < 1]
    if not up.size or not down.size:
        return True
    return bool(up.min() >= down.max() or up.max() <= down.min())
