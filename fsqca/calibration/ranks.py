"""Calibrators that follow the empirical distribution of the data they see.

References
----------
Cheli, B., & Lemmi, A. (1995). A "totally" fuzzy and relative approach to the multidimensional analysis of
poverty. *Economic Notes*, 24(1), 115-134.

Dusa, A. (2019). *QCA with R: A comprehensive resource*. Springer, ch. 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np

from fsqca._checks import check_number, counted
from fsqca._types import ArrayLike, Floats
from fsqca.calibration import curves
from fsqca.calibration.calibrator import (
    Calibrator,
    anchors_text,
    as_numbers,
    check_anchors,
    check_why,
    number_text,
)
from fsqca.calibration.direct import ANCHORS
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError


def _check_seen(kind: str, seen: object, distinct: int) -> tuple[float, ...] | None:
    """Return the values that a calibrator has learnt, sorted, or raise if they are none."""
    if seen is None:
        return None
    if isinstance(seen, str) or np.ndim(seen) != 1:  # type: ignore[arg-type]
        raise ArgumentTypeError(
            f"{kind} seen must be the values learnt by fit(), a sequence of numbers, not {seen!r}."
        )
    learnt = cast("Sequence[object]", seen)
    values = tuple(check_number(f"{kind} seen[{i}]", value) for i, value in enumerate(learnt))
    if len(set(values)) < distinct:
        raise ArgumentError(
            f"{kind} seen holds {counted(len(set(values)), 'different value')}, but it must hold at least "
            f"{distinct}. Leave it out, and let fit() learn it."
        )
    return tuple(sorted(values))


def _sorted_values(raw: ArrayLike) -> Floats:
    numbers = as_numbers(raw)
    result: Floats = np.sort(numbers[~np.isnan(numbers)])
    return result


@dataclass(frozen=True, slots=True)
class Ranks(Calibrator):
    """A calibrator by relative rank: the "totally fuzzy and relative" method.

    The lowest value present has membership 0, the highest 1; in between, memberships follow the share of
    cases at or below a value. It suits ordered categories without anchors of their own, and says nothing
    about them beyond this sample.

    Parameters
    ----------
    why : str, default ""
        The reason for the method.
    seen : tuple of float, keyword only
        The sorted values learnt by `fit`; leave it out.

    Raises
    ------
    DataError
        From `fit`, if all raw values are equal.

    Notes
    -----
    max(0, (E(x) - E(min)) / (1 - E(min))), with E the empirical distribution function of the values seen.

    References
    ----------
    Cheli, B., & Lemmi, A. (1995). A "totally" fuzzy and relative approach to the multidimensional analysis of
    poverty. *Economic Notes*, 24(1), 115-134.

    Examples
    --------
    >>> from fsqca.calibration import Ranks
    >>> Ranks()([1, 2, 2, 5, 9])
    array([0.  , 0.5 , 0.5 , 0.75, 1.  ])
    """

    why: str = ""
    seen: tuple[float, ...] | None = field(default=None, kw_only=True, repr=False)
    name = "ranks"

    def __post_init__(self) -> None:
        object.__setattr__(self, "seen", _check_seen("Ranks", self.seen, 2))
        check_why(self.why)

    def fit(self, raw: ArrayLike) -> Ranks:
        """Return the calibrator with the distribution of the raw values learnt, or itself if it has one."""
        if self.seen is not None:
            return self
        values = _sorted_values(raw)
        if not values.size:
            raise DataError("Ranks cannot be taken: there are no raw values.")
        if values[0] == values[-1]:
            raise DataError(
                f"Ranks cannot be taken: all raw values are {number_text(float(values[0]))}. "
                "A set without variation cannot be calibrated by rank; leave it out, or use Direct(...)."
            )
        return replace(self, seen=tuple(values.tolist()))

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the memberships of raw values, relative to the values seen, or else to themselves."""
        seen = self.fit(raw).seen
        return curves.relative(as_numbers(raw), np.asarray(seen))

    def describe(self) -> str:
        """Return the range of the values seen."""
        return "" if self.seen is None else f"{number_text(self.seen[0])} to {number_text(self.seen[-1])}"


@dataclass(frozen=True, slots=True)
class Empirical(Calibrator):
    """A calibrator by three anchors and the empirical distribution of the values between them.

    Exactly 0 beyond full non-membership, exactly 1 beyond full membership, 0.5 at the crossover; in between,
    memberships follow the share of cases, counted among the cases between the outer anchors.

    Parameters
    ----------
    full_out, crossover, full_in : float
        Anchors in raw units, strictly ordered, rising or falling.
    why : str, default ""
        The reason for the anchors (keyword only).
    seen : tuple of float, keyword only
        The sorted values between the outer anchors, learnt by `fit`; leave it out.

    Raises
    ------
    ArgumentError
        If the anchors are not strictly ordered.
    DataError
        When a fitted calibrator is called on a new value on a side of the crossover where it has seen none.

    Notes
    -----
    With F the empirical distribution function of the values between the outer anchors (both included) and
    rising anchors: F(x) / F(crossover) / 2 below the crossover, 1 - (1 - F(x)) / (1 - F(crossover)) / 2 above
    it; mirrored where they fall. Only differences between memberships on one side of the crossover are
    relative to the sample; the anchors are not.

    References
    ----------
    Dusa, A. (2019). *QCA with R: A comprehensive resource*. Springer, ch. 4.

    Examples
    --------
    >>> from fsqca.calibration import Empirical
    >>> Empirical(1, 3, 5)([0, 2, 3, 4, 5, 9])
    array([0.  , 0.25, 0.5 , 0.75, 1.  , 1.  ])
    """

    full_out: float
    crossover: float
    full_in: float
    why: str = field(default="", kw_only=True)
    seen: tuple[float, ...] | None = field(default=None, kw_only=True, repr=False)
    name = "empirical"

    def __post_init__(self) -> None:
        anchors = check_anchors("Empirical", ANCHORS, self.anchors)
        for anchor, value in zip(ANCHORS, anchors, strict=True):
            object.__setattr__(self, anchor, value)
        object.__setattr__(self, "seen", _check_seen("Empirical", self.seen, 0))
        check_why(self.why)

    @property
    def anchors(self) -> tuple[float, float, float]:
        """The anchors: full non-membership, crossover, full membership."""
        return (self.full_out, self.crossover, self.full_in)

    def fit(self, raw: ArrayLike) -> Empirical:
        """Return the calibrator with the values between the anchors learnt, or itself if it has them."""
        if self.seen is not None:
            return self
        values = _sorted_values(raw)
        inside = (values >= min(self.anchors)) & (values <= max(self.anchors))
        return replace(self, seen=tuple(values[inside].tolist()))

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the memberships of raw values, relative to the values seen, or else to themselves."""
        numbers = as_numbers(raw)
        result = curves.empirical(numbers, *self.anchors, np.asarray(self.fit(raw).seen, dtype=np.float64))
        undefined = np.isnan(result) & ~np.isnan(numbers)
        if undefined.any():
            raise DataError(
                f"Empirical has no membership for {counted(int(undefined.sum()), 'raw value')}, for example "
                f"{number_text(float(numbers[undefined][0]))}: it has seen no values on that side of the "
                f"crossover {number_text(self.crossover)}. "
                "Fit it on data with values there, or use Piecewise(...)."
            )
        return result

    def describe(self) -> str:
        """Return the anchors as text."""
        return anchors_text(self.anchors)
