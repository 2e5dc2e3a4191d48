"""Piecewise power curves: exactly 0 and 1 beyond the outer anchors, straight lines by default.

References
----------
Thiem, A. (2014). Membership function sensitivity of descriptive statistics in fuzzy-set relations.
*International Journal of Social Research Methodology*, 17(6), 625-642.

Dusa, A. (2019). *QCA with R: A comprehensive resource*. Springer, ch. 4.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fsqca._types import ArrayLike, Floats
from fsqca.calibration import curves
from fsqca.calibration.calibrator import (
    Calibrator,
    anchors_text,
    as_numbers,
    check_anchors,
    check_power,
    check_why,
)
from fsqca.calibration.direct import ANCHORS


def powers_text(below: float, above: float) -> str:
    """Return what the table adds to the anchors where the curves are not straight."""
    return "" if below == above == 1.0 else f" (below {below:g}, above {above:g})"


@dataclass(frozen=True, slots=True)
class Piecewise(Calibrator):
    """A calibrator by two power curves through three anchors; straight lines by default.

    Parameters
    ----------
    full_out : float
        Raw value up to which the membership is exactly 0.
    crossover : float
        Raw value whose membership is exactly 0.5.
    full_in : float
        Raw value from which on the membership is exactly 1. Where it lies below `full_out`, the set falls.
    below, above : float greater than 0, default 1.0
        Powers of the curve below and above the crossover in membership (keyword only).
    why : str, default ""
        The reason for the anchors (keyword only).

    Raises
    ------
    ArgumentError
        If the anchors are not strictly ordered or a power is not greater than 0.

    Notes
    -----
    With t the share of the way from `full_out` to the crossover: 0.5 t ** below. With s the share of the way
    from `full_in` back to the crossover: 1 - 0.5 s ** above.

    References
    ----------
    Thiem, A. (2014). Membership function sensitivity of descriptive statistics in fuzzy-set relations.
    *International Journal of Social Research Methodology*, 17(6), 625-642.

    Examples
    --------
    >>> from fsqca.calibration import Piecewise
    >>> Piecewise(2, 4, 6)([1, 2, 3, 4, 5, 6, 7])
    array([0.  , 0.  , 0.25, 0.5 , 0.75, 1.  , 1.  ])
    """

    full_out: float
    crossover: float
    full_in: float
    below: float = field(default=1.0, kw_only=True)
    above: float = field(default=1.0, kw_only=True)
    why: str = field(default="", kw_only=True)
    name = "piecewise"

    def __post_init__(self) -> None:
        anchors = check_anchors("Piecewise", ANCHORS, (self.full_out, self.crossover, self.full_in))
        for anchor, value in zip(ANCHORS, anchors, strict=True):
            object.__setattr__(self, anchor, value)
        for power in ("below", "above"):
            object.__setattr__(self, power, check_power(power, getattr(self, power)))
        check_why(self.why)

    @property
    def anchors(self) -> tuple[float, float, float]:
        """The anchors: full non-membership, crossover, full membership."""
        return (self.full_out, self.crossover, self.full_in)

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the memberships of raw values, shape (n_cases,); NaN stays NaN."""
        return curves.power(as_numbers(raw), *self.anchors, self.below, self.above)

    def describe(self) -> str:
        """Return the anchors as text, with the powers where they are not 1."""
        return anchors_text(self.anchors) + powers_text(self.below, self.above)
