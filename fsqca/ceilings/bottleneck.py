"""How much of a condition a level of the outcome needs, read off a ceiling line."""

from __future__ import annotations

import numpy as np

from fsqca._types import Floats
from fsqca.ceilings.lines import Scope

#: Levels that should be equal may differ by rounding.
ROUNDING = 1e-9


def needed_by_steps(peers_x: Floats, peers_y: Floats, scope: Scope, levels: Floats) -> Floats:
    """Return the least x of a case that the CE-FDH allows at each level of the outcome; see `_coded`."""
    small = ROUNDING * (scope.y_high - scope.y_low)
    place = np.searchsorted(peers_y, levels - small)
    reached = place < len(peers_y)
    needed = np.where(reached, peers_x[np.minimum(place, len(peers_y) - 1)], np.inf)
    return _coded(needed, scope, levels)


def needed_by_line(intercept: float, slope: float, scope: Scope, levels: Floats) -> Floats:
    """Return the x at which the CR-FDH reaches each level of the outcome; see `_coded`."""
    if np.isnan(slope):
        return np.full(levels.shape, np.nan)
    return _coded((levels - intercept) / slope, scope, levels)


def _coded(needed: Floats, scope: Scope, levels: Floats) -> Floats:
    """Return NaN where nothing is needed, infinity where no x within the scope is enough."""
    width, height = scope.x_high - scope.x_low, scope.y_high - scope.y_low
    beyond = needed > scope.x_high + ROUNDING * width
    nothing = (needed <= scope.x_low + ROUNDING * width) | (levels <= scope.y_low + ROUNDING * height)
    return np.where(nothing, np.nan, np.where(beyond, np.inf, needed))
