"""The direct method: three anchors and a logistic curve, with the anchors given or taken from quantiles.

References
----------
Ragin, C. C. (2008). *Redesigning social inquiry: Fuzzy sets and beyond*. University of Chicago Press, ch. 5.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from fsqca._checks import check_fraction
from fsqca._types import ArrayLike, Floats
from fsqca.calibration import curves
from fsqca.calibration.calibrator import (
    Calibrator,
    anchors_text,
    as_numbers,
    check_anchors,
    check_idm,
    check_why,
)
from fsqca.errors import ArgumentError, DataError

#: The membership whose log-odds are 3, Ragin's (2008) value at full membership.
RAGIN_IDM: Final = 1.0 / (1.0 + math.exp(-3.0))

ANCHORS: Final = ("full_out", "crossover", "full_in")


def log_odds_of(idm: float) -> float:
    """Return ln(idm / (1 - idm)); exactly 3 for Ragin's membership."""
    return 3.0 if idm == RAGIN_IDM else math.log(idm / (1.0 - idm))


def idm_text(idm: float) -> str:
    """Return what the table adds to the anchors where `idm` is not the default."""
    if idm == 0.95:
        return ""
    return " (log-odds 3)" if idm == RAGIN_IDM else f" (idm {idm:g})"


@dataclass(frozen=True, slots=True)
class Direct(Calibrator):
    """A calibrator by the direct method: a logistic curve through three anchors.

    Parameters
    ----------
    full_out : float
        Raw value of full non-membership; its membership is ``1 - idm``.
    crossover : float
        Raw value of maximum ambiguity; its membership is 0.5.
    full_in : float
        Raw value of full membership; its membership is `idm`. Where it lies below `full_out`, the set falls.
    idm : float in (0.5, 1), default 0.95
        Degree of membership at `full_in` (keyword only).
    why : str, default ""
        The reason for the anchors (keyword only).

    Raises
    ------
    ArgumentError
        If the anchors are not strictly ordered or `idm` is not in (0.5, 1).

    Notes
    -----
    With L = ln(idm / (1 - idm)), the log-odds of membership are L (x - crossover) / (full_in - crossover) on
    the side of full membership, and L (x - crossover) / (crossover - full_out) on the other. Memberships
    approach 0 and 1 but are not snapped to them. :meth:`ragin` uses L = 3 exactly.

    References
    ----------
    Ragin, C. C. (2008). *Redesigning social inquiry: Fuzzy sets and beyond*. University of Chicago Press, ch.
    5.

    Examples
    --------
    >>> from fsqca.calibration import Direct
    >>> Direct(2, 4, 6)([2, 3, 4, 5, 6]).round(3)
    array([0.05 , 0.187, 0.5  , 0.813, 0.95 ])
    >>> Direct(6, 4, 2)([2, 3, 4, 5, 6]).round(3)
    array([0.95 , 0.813, 0.5  , 0.187, 0.05 ])
    """

    full_out: float
    crossover: float
    full_in: float
    idm: float = field(default=0.95, kw_only=True)
    why: str = field(default="", kw_only=True)
    name = "direct"

    def __post_init__(self) -> None:
        anchors = check_anchors("Direct", ANCHORS, (self.full_out, self.crossover, self.full_in))
        for anchor, value in zip(ANCHORS, anchors, strict=True):
            object.__setattr__(self, anchor, value)
        object.__setattr__(self, "idm", check_idm(self.idm))
        check_why(self.why)

    @classmethod
    def ragin(cls, full_out: float, crossover: float, full_in: float, why: str = "") -> Direct:
        """Return the direct method with log-odds of exactly -3, 0 and 3 at the anchors, as in fs/QCA.

        Parameters
        ----------
        full_out, crossover, full_in : float
            Anchors in raw units, strictly ordered.
        why : str, default ""

        Examples
        --------
        >>> from fsqca.calibration import Direct
        >>> Direct.ragin(2, 4, 6)([2, 4, 6]).round(4)
        array([0.0474, 0.5   , 0.9526])
        """
        return cls(full_out, crossover, full_in, idm=RAGIN_IDM, why=why)

    @property
    def anchors(self) -> tuple[float, float, float]:
        """The anchors: full non-membership, crossover, full membership."""
        return (self.full_out, self.crossover, self.full_in)

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the memberships of raw values, shape (n_cases,); NaN stays NaN."""
        return curves.logistic(as_numbers(raw), *self.anchors, log_odds_of(self.idm))

    def describe(self) -> str:
        """Return the anchors as text, with `idm` where it is not 0.95."""
        return anchors_text(self.anchors) + idm_text(self.idm)


@dataclass(frozen=True, slots=True)
class Quantiles(Calibrator):
    """A calibrator that takes the anchors of the direct method from quantiles of the data it sees.

    Quantiles describe the sample, not the concept: with them "high" means "high among these cases". Prefer
    anchors with a substantive reason, and report that quantiles were used where there is none.

    Parameters
    ----------
    full_out, crossover, full_in : float in (0, 1)
        Probabilities, strictly ordered, for example ``Quantiles(0.1, 0.5, 0.9)``.
    idm : float in (0.5, 1), default 0.95
        Degree of membership at full membership (keyword only).
    why : str, default ""
        The reason (keyword only).

    Raises
    ------
    ArgumentError
        If a probability is not in (0, 1) or they are not strictly ordered.
    DataError
        From `fit`, if equal raw values make the anchors equal.

    Notes
    -----
    Quantiles are interpolated linearly between order statistics (Hyndman & Fan's type 7).

    Examples
    --------
    >>> from fsqca.calibration import Quantiles
    >>> Quantiles(0.25, 0.5, 0.75).fit([1, 2, 3, 4, 5])
    Direct(full_out=2.0, crossover=3.0, full_in=4.0, idm=0.95, why='')
    """

    full_out: float
    crossover: float
    full_in: float
    idm: float = field(default=0.95, kw_only=True)
    why: str = field(default="", kw_only=True)
    name = "quantiles"

    def __post_init__(self) -> None:
        for anchor in ANCHORS:
            value = check_fraction(f"Quantiles {anchor}", getattr(self, anchor), inclusive=False)
            object.__setattr__(self, anchor, value)
        check_anchors("Quantiles", ANCHORS, self.probabilities)
        object.__setattr__(self, "idm", check_idm(self.idm))
        check_why(self.why)

    @property
    def probabilities(self) -> tuple[float, float, float]:
        """The probabilities: full non-membership, crossover, full membership."""
        return (self.full_out, self.crossover, self.full_in)

    def fit(self, raw: ArrayLike) -> Direct:
        """Return the direct method with the quantiles of the raw values as anchors."""
        numbers = as_numbers(raw)
        numbers = numbers[~np.isnan(numbers)]
        if not numbers.size:
            raise DataError("Quantiles cannot be taken: there are no raw values.")
        anchors = [float(value) for value in np.quantile(numbers, self.probabilities)]
        try:
            return Direct(*anchors, idm=self.idm, why=self.why)
        except ArgumentError as error:
            raise DataError(
                f"The quantiles {anchors_text(self.probabilities)} of the raw values are "
                f"{anchors_text(anchors)}, which are not strictly ordered, "
                "because too many raw values are equal. "
                "Choose the anchors by their meaning with Direct(...), or take other quantiles."
            ) from error

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the memberships of raw values with anchors from their own quantiles, shape (n_cases,)."""
        return self.fit(raw)(raw)

    def describe(self) -> str:
        """Return the probabilities as text, with `idm` where it is not 0.95."""
        return anchors_text(self.probabilities) + idm_text(self.idm)
