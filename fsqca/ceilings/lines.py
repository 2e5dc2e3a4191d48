"""Ceiling lines over a scatter of cases, and the empty zone above them (Dul 2016).

CE-FDH, ceiling envelopment with a free disposal hull, is a step function: the highest outcome among the cases
with at most this much of the condition. Its steps begin at the peers, the cases that no other case surpasses
with as little of the condition. CR-FDH, ceiling regression, is the least-squares line through the peers.

All functions work on many outcomes at once, rows of an array (m, n), for the sake of the permutation test.

References
----------
Dul, J. (2016). Necessary condition analysis (NCA): Logic and methodology of "necessary but not sufficient"
causality. Organizational Research Methods, 19(1), 10-52.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fsqca._types import Bools, Floats, Ints
from fsqca.metrics.additive import ratio


@dataclass(frozen=True, slots=True)
class Scope:
    """The rectangle of possible values: those observed, or those that theory allows."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float

    @property
    def area(self) -> float:
        """Return width times height."""
        return (self.x_high - self.x_low) * (self.y_high - self.y_low)


@dataclass(frozen=True, slots=True)
class Steps:
    """The CE-FDH of m outcomes over the same values of a condition.

    Attributes
    ----------
    x : ndarray of float, shape (u,)
        The distinct values of the condition, ascending.
    heights : ndarray of float, shape (m, u)
        The ceiling from each of these values to the next.
    peers : ndarray of bool, shape (m, u)
        Where a step begins.
    """

    x: Floats
    heights: Floats
    peers: Bools


def order_of(x: Floats) -> tuple[Floats, Ints, Ints]:
    """Return the distinct values of x ascending, the cases in this order, and where each value begins."""
    order = np.argsort(x, kind="stable")
    values, starts = np.unique(x[order], return_index=True)
    return values, order.astype(np.int64), starts.astype(np.int64)


def steps_of(values: Floats, starts: Ints, outcomes: Floats) -> Steps:
    """Return the CE-FDH of outcomes (m, n), whose cases stand in the order of :func:`order_of`."""
    highest = np.maximum.reduceat(outcomes, starts, axis=1)
    heights = np.maximum.accumulate(highest, axis=1)
    peers = np.ones(heights.shape, dtype=bool)
    peers[:, 1:] = heights[:, 1:] > heights[:, :-1]
    return Steps(values, heights, peers)


def zone_above_steps(steps: Steps, scope: Scope) -> Floats:
    """Return the area above the CE-FDH within the scope, shape (m,)."""
    widths = np.diff(np.append(steps.x, scope.x_high))
    before = (steps.x[0] - scope.x_low) * (scope.y_high - scope.y_low)
    zone: Floats = before + (scope.y_high - steps.heights) @ widths
    return zone


def regression_lines(steps: Steps) -> tuple[Floats, Floats]:
    """Return intercepts and slopes of the CR-FDH, shape (m,) each, NaN where there is a single peer."""
    weight = steps.peers.astype(np.float64)
    number = weight.sum(axis=1)
    mean_x, mean_y = (weight @ steps.x) / number, (weight * steps.heights).sum(axis=1) / number
    from_x = steps.x - mean_x[:, np.newaxis]
    from_y = steps.heights - mean_y[:, np.newaxis]
    slopes = ratio((weight * from_x * from_y).sum(axis=1), (weight * from_x**2).sum(axis=1))
    slopes[number < 2] = np.nan
    return mean_y - slopes * mean_x, slopes


def zone_above_lines(intercepts: Floats, slopes: Floats, scope: Scope) -> Floats:
    """Return the area above rising lines within the scope, shape (m,), NaN where there is no line."""
    height = scope.y_high - scope.y_low
    # The line rises into the scope at `enters` and out of it at `leaves`; before it, all height is empty.
    enters = np.clip((scope.y_low - intercepts) / slopes, scope.x_low, scope.x_high)
    leaves = np.clip((scope.y_high - intercepts) / slopes, scope.x_low, scope.x_high)
    middle = intercepts + slopes * (enters + leaves) / 2.0
    zone: Floats = (enters - scope.x_low) * height + (leaves - enters) * (scope.y_high - middle)
    return zone


def effect_sizes(steps: Steps, scope: Scope) -> tuple[Floats, Floats]:
    """Return the effect sizes d of CE-FDH and CR-FDH, shape (m,) each: the empty zone as a part of the scope.

    A single peer makes no line. Where it leaves no empty zone either, d of CR-FDH is 0; otherwise it is NaN.
    """
    if not scope.area > 0.0:
        undefined = np.full(len(steps.heights), np.nan)
        return undefined, undefined.copy()
    by_steps = np.clip(zone_above_steps(steps, scope) / scope.area, 0.0, 1.0)
    by_lines = np.clip(zone_above_lines(*regression_lines(steps), scope) / scope.area, 0.0, 1.0)
    by_lines = np.where(np.isnan(by_lines) & (by_steps <= 1e-12), 0.0, by_lines)
    return by_steps, by_lines
