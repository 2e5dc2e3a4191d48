"""Bell-shaped sets: a middle range belongs to the set (or, inverted, does not).

References
----------
Thiem, A. (2014). Membership function sensitivity of descriptive statistics in fuzzy-set relations.
*International Journal of Social Research Methodology*, 17(6), 625-642.

Dusa, A. (2019). *QCA with R: A comprehensive resource*. Springer, ch. 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from fsqca._checks import check_number
from fsqca._types import ArrayLike, Floats
from fsqca.calibration import curves
from fsqca.calibration.calibrator import (
    Calibrator,
    anchors_text,
    as_numbers,
    check_idm,
    check_power,
    check_span,
    check_why,
)
from fsqca.calibration.direct import idm_text, log_odds_of
from fsqca.calibration.piecewise import powers_text
from fsqca.errors import ArgumentError

ANCHORS: Final = ("out1", "crossover1", "in1", "in2", "crossover2", "out2")


def check_bell(kind: str, values: Sequence[object]) -> tuple[float, ...]:
    """Return the six anchors as floats, or raise if they form neither a bell nor an inverted bell."""
    anchors = tuple(
        check_number(f"{kind} {name}", value) for name, value in zip(ANCHORS, values, strict=True)
    )
    out1, cross1, in1, in2, cross2, out2 = anchors
    upright = out1 < cross1 < in1 <= in2 < cross2 < out2
    inverted = in1 < cross1 < out1 <= out2 < cross2 < in2
    if not upright and not inverted:
        raise ArgumentError(
            f"The anchors of {kind} are {anchors_text(anchors)} ({', '.join(ANCHORS)}), "
            "but they must be ordered: out1 < crossover1 < in1 <= in2 < crossover2 < out2 for a bell, or "
            "in1 < crossover1 < out1 <= out2 < crossover2 < in2 for an inverted bell."
        )
    check_span(kind, anchors)
    return anchors


@dataclass(frozen=True, slots=True)
class Bell(Calibrator):
    """A calibrator by two logistic curves: a rising and a falling :class:`Direct` joined.

    Parameters
    ----------
    out1, crossover1, in1 : float
        Anchors of the left side: full non-membership, crossover, full membership.
    in2, crossover2, out2 : float
        Anchors of the right side: full membership, crossover, full non-membership. The bell is inverted where
        ``in1 < crossover1 < out1 <= out2 < crossover2 < in2``.
    idm : float in (0.5, 1), default 0.95
        Degree of membership at full membership (keyword only).
    why : str, default ""
        The reason for the anchors (keyword only).

    Raises
    ------
    ArgumentError
        If the anchors are not ordered as a bell or an inverted bell, or `idm` is not in (0.5, 1).

    Notes
    -----
    The membership is the smaller of the two sides, and for an inverted bell the larger. Between `in1` and
    `in2` it is at least `idm`, but not 1.

    Examples
    --------
    >>> from fsqca.calibration import Bell
    >>> Bell(1, 2, 3, 5, 6, 7)([1, 2, 3, 4, 5, 6, 7]).round(3)
    array([0.05 , 0.5  , 0.95 , 0.997, 0.95 , 0.5  , 0.05 ])
    """

    out1: float
    crossover1: float
    in1: float
    in2: float
    crossover2: float
    out2: float
    idm: float = field(default=0.95, kw_only=True)
    why: str = field(default="", kw_only=True)
    name = "bell"

    def __post_init__(self) -> None:
        for anchor, value in zip(ANCHORS, check_bell("Bell", self.anchors), strict=True):
            object.__setattr__(self, anchor, value)
        object.__setattr__(self, "idm", check_idm(self.idm))
        check_why(self.why)

    @property
    def anchors(self) -> tuple[float, ...]:
        """The six anchors in the order of the arguments."""
        return (self.out1, self.crossover1, self.in1, self.in2, self.crossover2, self.out2)

    @property
    def inverted(self) -> bool:
        """Whether the middle range is outside the set."""
        return self.in1 < self.out1

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the memberships of raw values, shape (n_cases,); NaN stays NaN."""
        numbers, log_odds = as_numbers(raw), log_odds_of(self.idm)
        return curves.bell(
            curves.logistic(numbers, self.out1, self.crossover1, self.in1, log_odds),
            curves.logistic(numbers, self.out2, self.crossover2, self.in2, log_odds),
            self.inverted,
        )

    def describe(self) -> str:
        """Return the anchors as text, with `idm` where it is not 0.95; an inverted bell is marked."""
        return anchors_text(self.anchors) + (" (inverted)" if self.inverted else "") + idm_text(self.idm)


@dataclass(frozen=True, slots=True)
class PiecewiseBell(Calibrator):
    """A calibrator by two piecewise power curves: exactly 1 in the middle range, exactly 0 outside.

    Parameters
    ----------
    out1, crossover1, in1 : float
        Anchors of the left side: full non-membership, crossover, full membership.
    in2, crossover2, out2 : float
        Anchors of the right side: full membership, crossover, full non-membership. The bell is inverted where
        ``in1 < crossover1 < out1 <= out2 < crossover2 < in2``.
    below, above : float greater than 0, default 1.0
        Powers of the curves below and above the crossover in membership (keyword only).
    why : str, default ""
        The reason for the anchors (keyword only).

    Raises
    ------
    ArgumentError
        If the anchors are not ordered as a bell or an inverted bell, or a power is not greater than 0.

    Notes
    -----
    The membership is the smaller of the two sides, each a :class:`Piecewise`, and for an inverted bell the
    larger.

    Examples
    --------
    >>> from fsqca.calibration import PiecewiseBell
    >>> PiecewiseBell(1, 3, 5, 6, 8, 10)([1, 2, 3, 5, 6, 7, 9, 10])
    array([0.  , 0.25, 0.5 , 1.  , 1.  , 0.75, 0.25, 0.  ])
    """

    out1: float
    crossover1: float
    in1: float
    in2: float
    crossover2: float
    out2: float
    below: float = field(default=1.0, kw_only=True)
    above: float = field(default=1.0, kw_only=True)
    why: str = field(default="", kw_only=True)
    name = "piecewise_bell"

    def __post_init__(self) -> None:
        for anchor, value in zip(ANCHORS, check_bell("PiecewiseBell", self.anchors), strict=True):
            object.__setattr__(self, anchor, value)
        for power in ("below", "above"):
            object.__setattr__(self, power, check_power(power, getattr(self, power)))
        check_why(self.why)

    @property
    def anchors(self) -> tuple[float, ...]:
        """The six anchors in the order of the arguments."""
        return (self.out1, self.crossover1, self.in1, self.in2, self.crossover2, self.out2)

    @property
    def inverted(self) -> bool:
        """Whether the middle range is outside the set."""
        return self.in1 < self.out1

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the memberships of raw values, shape (n_cases,); NaN stays NaN."""
        numbers = as_numbers(raw)
        return curves.bell(
            curves.power(numbers, self.out1, self.crossover1, self.in1, self.below, self.above),
            curves.power(numbers, self.out2, self.crossover2, self.in2, self.below, self.above),
            self.inverted,
        )

    def describe(self) -> str:
        """Return the anchors as text, with the powers where they are not 1; an inverted bell is marked."""
        return (
            anchors_text(self.anchors)
            + (" (inverted)" if self.inverted else "")
            + powers_text(self.below, self.above)
        )
