"""R's variant of the indirect method: a fractional polynomial of the raw scores.

References
----------
Dusa, A. (2019). *QCA with R: A comprehensive resource*. Springer, ch. 4.

Royston, P., & Altman, D. G. (1994). Regression using fractional polynomials of continuous covariates:
Parsimonious parametric modelling. *Journal of the Royal Statistical Society, Series C*, 43(3), 429-467.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

import numpy as np

from fsqca._checks import check_number, counted
from fsqca._types import ArrayLike, Floats
from fsqca.calibration import curves
from fsqca.calibration.calibrator import (
    Calibrator,
    anchors_text,
    as_numbers,
    check_why,
    number_text,
    warn_of_calibration,
)
from fsqca.calibration.indirect import check_rising, check_variation
from fsqca.calibration.logit import fractional_logit, separated
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError

#: The terms of the polynomial, in this order.
TERMS: Final = ("", "ln x", "sqrt x", "x", "x^2")
#: What a raw value of 0 is replaced by, because it has no logarithm.
ZERO: Final = 1e-5
#: Decimals to which memberships, and before the regression grades, are rounded.
MEMBERSHIP_DIGITS, GRADE_DIGITS = 6, 3
#: When the regression stops, which matters where it has no finite estimate.
TOLERANCE, MAX_ITERATIONS = 1e-8, 25


def polynomial(raw: Floats) -> Floats:
    """Return the terms 1, ln x, sqrt x, x, x^2 of raw values, shape (n, 5); 0 counts as 0.00001.

    Examples
    --------
    >>> polynomial(np.array([1.0, 4.0])).round(3)
    array([[ 1.   ,  0.   ,  1.   ,  1.   ,  1.   ],
           [ 1.   ,  1.386,  2.   ,  4.   , 16.   ]])
    """
    x = np.where(raw == 0, ZERO, raw)
    return np.column_stack([np.ones_like(x), np.log(x), np.sqrt(x), x, x * x])


@dataclass(frozen=True, slots=True)
class LogitPolynomial(Calibrator):
    """The curve that :class:`IndirectPolynomial` has learnt: log-odds as a polynomial of the raw score.

    Parameters
    ----------
    coefficients : sequence of float, 1 to 5
        Of 1, ln x, sqrt x, x and x^2, in this order.
    why : str, default ""

    Raises
    ------
    ArgumentError
        If there are no coefficients, or more than five.
    DataError
        When called with a negative raw value.

    Notes
    -----
    Memberships are rounded to six decimals, as in R.

    Examples
    --------
    >>> from fsqca.calibration import LogitPolynomial
    >>> LogitPolynomial((-2.0, 0.0, 0.0, 1.0))([0, 2, 4])
    array([0.119204, 0.5     , 0.880797])
    """

    coefficients: tuple[float, ...]
    why: str = field(default="", kw_only=True)
    name = "logit_polynomial"

    def __post_init__(self) -> None:
        if np.ndim(self.coefficients) != 1:
            raise ArgumentTypeError(
                "The coefficients of LogitPolynomial must be a sequence of numbers, "
                f"not {self.coefficients!r}."
            )
        values = tuple(
            check_number(f"LogitPolynomial coefficient {i}", value)
            for i, value in enumerate(self.coefficients, 1)
        )
        if not 1 <= len(values) <= len(TERMS):
            raise ArgumentError(
                f"LogitPolynomial is given {counted(len(values), 'coefficient')}, but it takes 1 to "
                f"{len(TERMS)}: of 1, ln x, sqrt x, x and x^2."
            )
        object.__setattr__(self, "coefficients", values)
        check_why(self.why)

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the memberships of raw values, shape (n_cases,); NaN stays NaN."""
        numbers = _without_negative("LogitPolynomial", as_numbers(raw))
        terms = polynomial(numbers)[:, : len(self.coefficients)]
        with np.errstate(over="ignore"):
            log_odds = terms @ np.asarray(self.coefficients)
        return curves.sigmoid(log_odds).round(MEMBERSHIP_DIGITS)

    def describe(self) -> str:
        """Return the log-odds as text, coefficients to four digits."""
        parts = [f"{value:.4g} {term}".strip() for value, term in zip(self.coefficients, TERMS, strict=False)]
        return "log-odds " + " + ".join(parts).replace("+ -", "- ")


@dataclass(frozen=True, slots=True, init=False, repr=False)
class IndirectPolynomial(Calibrator):
    """A calibrator by the indirect method of R: thresholds, and a regression on four terms of the raw score.

    It is here so that published results can be repeated. Its curve can bend: a higher raw score may get a
    lower membership, which draws a warning. Prefer :class:`Indirect`, whose curve only rises or only falls.

    Parameters
    ----------
    *thresholds : float
        At least one, strictly rising, in raw units.
    why : str, default ""
        The reason for the thresholds (keyword only).

    Raises
    ------
    ArgumentError
        If thresholds are missing or not strictly rising.
    DataError
        From `fit`: if a raw value is negative, or raw values or grades do not vary.

    Warns
    -----
    CalibrationWarning
        From `fit`: where the regression has no finite estimate, because the grades are separated perfectly;
        where it was stopped after 25 iterations; and where memberships fall as raw scores rise.

    Notes
    -----
    With m thresholds, the grade of a case is k / m, rounded to three decimals, with k the number of
    thresholds below its raw score; a raw score equal to a threshold is not above it. The log-odds of
    membership are b0 + b1 ln x + b2 sqrt x + b3 x + b4 x^2, estimated by a fractional logit regression on the
    grades; with fewer than five different raw values, the last terms are left out. A raw score of 0 counts as
    0.00001. Memberships are rounded to six decimals. ``calibrate(..., snap=1e-4)`` then does as R.

    Where the grades are separated perfectly, memberships run towards 0 and 1 until the iteration is stopped,
    by the rule of R, so that they agree with R's.

    References
    ----------
    Dusa, A. (2019). *QCA with R: A comprehensive resource*. Springer, ch. 4.

    Examples
    --------
    >>> from fsqca.calibration import IndirectPolynomial
    >>> IndirectPolynomial(2, 4, 6)([1, 1.5, 2.5, 2.2, 3.8, 4.4, 3.9, 5.2, 6.5, 7.1, 5.9, 6.2]).round(2)
    array([0.  , 0.01, 0.37, 0.27, 0.41, 0.45, 0.42, 0.64, 0.97, 1.  , 0.86, 0.93])
    """

    thresholds: tuple[float, ...]
    why: str
    name = "indirect_polynomial"

    def __init__(self, *thresholds: float, why: str = "") -> None:
        if not thresholds:
            raise ArgumentError(
                "IndirectPolynomial needs at least one threshold, for example IndirectPolynomial(2, 4, 6)."
            )
        if np.ndim(thresholds[0]) > 0:
            raise ArgumentTypeError(
                f"IndirectPolynomial takes its thresholds one by one: IndirectPolynomial(*{thresholds[0]!r})."
            )
        values = tuple(
            check_number(f"IndirectPolynomial threshold {i}", value) for i, value in enumerate(thresholds, 1)
        )
        check_rising("IndirectPolynomial", values)
        object.__setattr__(self, "thresholds", values)
        object.__setattr__(self, "why", check_why(why))

    def __repr__(self) -> str:
        return f"IndirectPolynomial({', '.join(map(number_text, self.thresholds))}, why={self.why!r})"

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> IndirectPolynomial:
        """Return the calibrator with these settings, as :meth:`to_settings` gives them."""
        given = dict(settings)
        thresholds = cast("Sequence[float]", given.pop("thresholds", ()))
        return cls(*thresholds, **cast("dict[str, str]", given))

    def fit(self, raw: ArrayLike) -> LogitPolynomial:
        """Return the curve that the regression on these cases gives."""
        numbers = as_numbers(raw)
        numbers = _without_negative("IndirectPolynomial", numbers[~np.isnan(numbers)])
        above = np.searchsorted(np.asarray(self.thresholds), numbers, side="left")
        grades = (above / len(self.thresholds)).round(GRADE_DIGITS)
        check_variation("IndirectPolynomial", numbers, grades)
        distinct = np.unique(np.where(numbers == 0, ZERO, numbers))
        design = polynomial(numbers)[:, : min(len(TERMS), len(distinct))]
        found = fractional_logit(design, grades, tolerance=TOLERANCE, max_iterations=MAX_ITERATIONS)
        curve = LogitPolynomial(tuple(found.coefficients.tolist()), why=self.why)
        self._warn(design, grades, found.converged, falls=bool((np.diff(curve(distinct)) < 0).any()))
        return curve

    def _warn(self, design: Floats, grades: Floats, converged: bool, *, falls: bool) -> None:
        findings = []
        if separated(design, grades):
            findings.append(
                "the grades are separated perfectly, so that the regression has no finite estimate and the "
                "memberships of these cases depend on when it was stopped"
            )
        if not converged:
            findings.append(f"the regression was stopped after {MAX_ITERATIONS} iterations")
        if falls:
            findings.append("some memberships fall where raw scores rise")
        if findings:
            warn_of_calibration(
                f"IndirectPolynomial({anchors_text(self.thresholds)}): {'; '.join(findings)}. "
                "Indirect(...) has a curve that only rises or only falls."
            )

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the memberships of raw values by the curve that they give themselves, shape (n_cases,)."""
        return self.fit(raw)(raw)

    def describe(self) -> str:
        """Return the thresholds as text."""
        return anchors_text(self.thresholds)


def _without_negative(kind: str, numbers: Floats) -> Floats:
    negative = numbers[numbers < 0]
    if negative.size:
        raise DataError(
            f"{kind} cannot take {counted(int(negative.size), 'raw value')} below 0, for example "
            f"{number_text(float(negative[0]))}, because it uses logarithms and square roots. "
            "Use Indirect(...), which takes any number, or measure from another zero."
        )
    return numbers
