"""The indirect method: qualitative grades first, then memberships predicted from the raw scores.

References
----------
Ragin, C. C. (2008). *Redesigning social inquiry: Fuzzy sets and beyond*. University of Chicago Press, ch. 5.

Papke, L. E., & Wooldridge, J. M. (1996). Econometric methods for fractional response variables with an
application to 401(k) plan participation rates. *Journal of Applied Econometrics*, 11(6), 619-632.

Ferrari, S. L. P., & Cribari-Neto, F. (2004). Beta regression for modelling rates and proportions. *Journal of
Applied Statistics*, 31(7), 799-815.

Smithson, M., & Verkuilen, J. (2006). A better lemon squeezer? Maximum-likelihood regression with
beta-distributed dependent variables. *Psychological Methods*, 11(1), 54-71.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from fsqca._checks import check_choice, check_fraction, check_number, counted, import_extra, listed
from fsqca._types import ArrayLike, Floats
from fsqca.calibration import curves
from fsqca.calibration.calibrator import (
    Calibrator,
    anchors_text,
    as_numbers,
    as_series,
    check_why,
    number_text,
    warn_of_calibration,
)
from fsqca.calibration.direct import Direct, log_odds_of
from fsqca.calibration.logit import fractional_logit, separated_by_line
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError

By: TypeAlias = Literal["threshold", "value", "case"]
Model: TypeAlias = Literal["logit", "beta"]

#: Degree of membership at the outer anchors that an indirect calibration resolves to.
IDM: Final = 0.95


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Indirect(Calibrator):
    """A calibrator by the indirect method: you grade, and a regression turns raw scores into memberships.

    You say how far cases belong to the set in a few qualitative grades, such as 0, 0.2, 0.4, 0.6, 0.8 and 1.
    A fractional logit regression of the grades on the raw scores then predicts a membership for each raw
    score. The regression is a logistic curve, so that `fit` resolves to a :class:`Direct` with concrete
    anchors, which the table shows.

    Parameters
    ----------
    points : sequence of float, or dict of float to float
        With ``by="threshold"``: the cut-points between the grades, in raw units, strictly rising. With
        ``by="value"``: the raw values that have a grade. With ``by="case"``: the raw score of each graded
        case. A dict gives raw values and their grades at once.
    grades : sequence of float in [0, 1]
        With ``by="threshold"`` one more than cut-points: a case that reaches the first cut-point has the
        second grade, and so on. Otherwise as many as points; two Series must have the same index.
    by : "threshold", "value" or "case", default "threshold"
        How the grades are given. Grades by threshold or by value must rise or fall with the raw scores
        throughout; grades by case are judgements, and may cross.
    model : "logit" or "beta", default "logit"
        The regression: a fractional logit (Papke & Wooldridge 1996), or a beta regression with a logit link
        and constant precision (Ferrari & Cribari-Neto 2004), which needs statsmodels (extra "statistics").
    why : str, default ""
        The reason for the grades (keyword only).

    Raises
    ------
    ArgumentError
        If grades lie outside [0, 1], are all equal, are not as many as needed, or change direction; or if
        cut-points are not strictly rising.
    DataError
        From `fit`: if a raw value has no grade, if raw values or grades do not vary, or if the grades are
        separated perfectly, so that the regression has no finite estimate.
    MissingExtraError
        From `fit`, for the beta regression without statsmodels.

    Warns
    -----
    CalibrationWarning
        From `fit`: where the crossover lies outside the raw scores.

    Notes
    -----
    The log-odds of membership are a + b x, where a and b maximize the sum over cases of g ln m + (1 - g) ln(1
    - m), with g the grade and m the membership. The crossover is -a / b, and the outer anchors lie where m is
    0.05 and 0.95. Every case counts once, so that the curve depends on how the cases are spread; with
    ``by="case"`` it is learnt from the cases given and from no others.

    A beta distribution has no mass at 0 and 1. Where there are grades of 0 or 1, all grades g are replaced by
    (g (n - 1) + 0.5) / n, with n the number of cases (Smithson & Verkuilen 2006).

    References
    ----------
    Ragin, C. C. (2008). *Redesigning social inquiry: Fuzzy sets and beyond*. University of Chicago Press, ch.
    5.

    Examples
    --------
    >>> from fsqca.calibration import Indirect
    >>> income = [300, 900, 1400, 2600, 3500, 4200, 6100, 8800]
    >>> rich = Indirect([1000, 2000, 4000, 8000], [0, 0.2, 0.4, 0.8, 1])
    >>> rich(income).round(2)
    array([0.05, 0.08, 0.13, 0.3 , 0.49, 0.65, 0.91, 0.99])
    >>> [round(anchor) for anchor in rich.fit(income).anchors]
    [286, 3537, 6788]
    """

    points: tuple[float, ...]
    grades: tuple[float, ...]
    by: By
    model: Model
    why: str
    name = "indirect"

    def __init__(
        self,
        points: Mapping[float, float] | Sequence[float] | pd.Series,
        grades: Sequence[float] | pd.Series | None = None,
        *,
        by: By = "threshold",
        model: Model = "logit",
        why: str = "",
    ) -> None:
        if isinstance(points, Mapping):
            if grades is not None:
                raise ArgumentError(
                    "Indirect is given a dict of raw value to grade and grades besides; give one of them."
                )
            given: Mapping[float, float] = points
            points, grades, by = list(given), list(given.values()), "value"
        elif grades is None:
            raise ArgumentError(
                "Indirect needs grades, such as Indirect([10, 20], [0, 0.5, 1]) with cut-points "
                "or Indirect({1: 0, 2: 0.5, 3: 1}) with a grade for each raw value."
            )
        check_choice("by", by, ("threshold", "value", "case"))
        check_choice("model", model, ("logit", "beta"))
        if isinstance(points, pd.Series) and isinstance(grades, pd.Series) and by == "case":
            _check_same_cases(points, grades)
        raw = _numbers("raw score" if by == "case" else by, points)
        graded = tuple(
            check_fraction(f"Indirect grade {i}", value) for i, value in enumerate(_list(grades), 1)
        )
        _check_numbers_match(raw, graded, by)
        if by == "threshold":
            check_rising("Indirect", raw)
        if by == "value":
            order = sorted(range(len(raw)), key=raw.__getitem__)
            raw, graded = tuple(raw[i] for i in order), tuple(graded[i] for i in order)
            twice = [value for value, following in pairwise(raw) if value == following]
            if twice:
                raise ArgumentError(f"Indirect has two grades for the raw value {number_text(twice[0])}.")
        if len(set(graded)) == 1:
            raise ArgumentError(
                f"Every grade of Indirect is {number_text(graded[0])}, but grades must differ; "
                "give at least two, such as 0 and 1."
            )
        if by != "case":
            _check_direction(graded)
        object.__setattr__(self, "points", raw)
        object.__setattr__(self, "grades", graded)
        object.__setattr__(self, "by", by)
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "why", check_why(why))

    def __repr__(self) -> str:
        return (
            f"Indirect({list(self.points)!r}, {list(self.grades)!r}, by={self.by!r}, model={self.model!r}, "
            f"why={self.why!r})"
        )

    def fit(self, raw: ArrayLike) -> Direct:
        """Return the direct method with the anchors that the regression on these cases gives."""
        numbers = as_numbers(raw)
        numbers = numbers[~np.isnan(numbers)]
        if self.by == "case":
            numbers, grades = np.asarray(self.points), np.asarray(self.grades)
        elif self.by == "value":
            grades = self._grades_by_value(numbers)
        else:
            reached = curves.steps(numbers, np.asarray(self.points)).astype(np.int64)
            grades = np.asarray(self.grades)[reached]
        check_variation("Indirect", numbers, grades)
        centre, spread = float(numbers.mean()), float(numbers.std())
        standard = (numbers - centre) / spread
        fitted = _logit(standard, grades) if self.model == "logit" else _beta(standard, grades)
        constant, slope = float(fitted[0]), float(fitted[1])
        if abs(slope) < 1e-9:
            raise DataError(
                "Indirect has no curve: the grades neither rise nor fall with the raw scores "
                f"({counted(len(numbers), 'case')}). Check that grades and raw scores belong to the same "
                "cases."
            )
        crossover = centre - constant / slope * spread
        width = log_odds_of(IDM) / slope * spread
        anchors = (crossover - width, crossover, crossover + width)
        try:
            direct = Direct(*anchors, idm=IDM, why=self.why)
        except ArgumentError as error:
            raise DataError(
                f"Indirect has no curve: its anchors {anchors_text(anchors)} cannot be told apart "
                "or computed with. Rescale the raw values."
            ) from error
        low, high = float(numbers.min()), float(numbers.max())
        if not low <= crossover <= high:
            warn_of_calibration(
                f"The crossover that Indirect finds, {number_text(crossover)}, lies outside the raw "
                f"scores, {number_text(low)} to {number_text(high)}, so that all "
                f"{counted(len(numbers), 'case')} are on one side of it. Check that grades and raw scores "
                "belong together, and that there are grades on both sides of 0.5."
            )
        return direct

    def _grades_by_value(self, numbers: Floats) -> Floats:
        table = dict(zip(self.points, self.grades, strict=True))
        unlisted = [value for value in np.unique(numbers).tolist() if value not in table]
        if unlisted:
            raise DataError(
                f"Indirect has no grade for {counted(len(unlisted), 'raw value')}: {listed(unlisted)}. "
                "Grade every raw value that occurs, or give cut-points."
            )
        result: Floats = np.array([table[value] for value in numbers.tolist()])
        return result

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the memberships of raw values by the curve that their own grades give, shape (n_cases,)."""
        return self.fit(raw)(raw)

    def describe(self) -> str:
        """Return the grades as text."""
        if self.by == "case":
            text = f"grades of {counted(len(self.points), 'case')}"
        elif self.by == "value":
            text = ", ".join(
                f"{number_text(value)} = {number_text(grade)}"
                for value, grade in zip(self.points, self.grades, strict=True)
            )
        else:
            text = f"grades {anchors_text(self.grades)} from {anchors_text(self.points)}"
        return text + (", beta regression" if self.model == "beta" else "")


def _list(values: object) -> list[object]:
    if isinstance(values, str) or np.ndim(values) != 1:  # type: ignore[arg-type]
        raise ArgumentTypeError(f"Indirect takes points and grades as sequences of numbers, not {values!r}.")
    return as_series(values).tolist()  # type: ignore[arg-type]


def _numbers(what: str, values: object) -> tuple[float, ...]:
    return tuple(check_number(f"Indirect {what} {i}", value) for i, value in enumerate(_list(values), 1))


def _check_same_cases(points: pd.Series, grades: pd.Series) -> None:
    if not points.index.equals(grades.index):
        raise DataError(
            "Indirect is given raw scores and grades of different cases, or in another order: "
            f"{listed(points.index)} and {listed(grades.index)}. Take both from one data frame."
        )


def _check_numbers_match(points: Sequence[float], grades: Sequence[float], by: str) -> None:
    wanted = len(points) + 1 if by == "threshold" else len(points)
    if not points or len(grades) != wanted:
        needs = {
            "threshold": "one more grade than cut-points, and at least one cut-point",
            "value": "one grade for each raw value, and at least two",
            "case": "one grade for each case, and at least two",
        }[by]
        noun = {"threshold": "cut-point", "value": "raw value", "case": "case"}[by]
        raise ArgumentError(
            f"Indirect is given {counted(len(points), noun)} and {counted(len(grades), 'grade')}, "
            f"but it needs {needs}."
        )


def check_rising(kind: str, thresholds: Sequence[float]) -> None:
    """Raise if the thresholds are not strictly rising."""
    if any(first >= second for first, second in pairwise(thresholds)):
        raise ArgumentError(
            f"The thresholds of {kind} are {anchors_text(thresholds)}, but they must be strictly rising."
        )


def _check_direction(grades: Sequence[float]) -> None:
    steps = np.diff(grades)
    if (steps > 0).any() and (steps < 0).any():
        raise ArgumentError(
            f"The grades of Indirect are {anchors_text(grades)} from low to high raw values, but they must "
            "rise throughout, or fall throughout, because the curve does. Assign such memberships with "
            "Lookup({...}), or describe a middle range with Bell(...)."
        )


def check_variation(kind: str, numbers: Floats, grades: Floats) -> None:
    """Raise if the raw values or the grades of the cases do not vary."""
    if not numbers.size:
        raise DataError(f"{kind} has nothing to learn from: there are no raw values.")
    if numbers.min() == numbers.max():
        raise DataError(
            f"{kind} has no curve: all {len(numbers)} raw values are {number_text(float(numbers[0]))}. "
            "A set without variation cannot be calibrated by regression; use Direct(...)."
        )
    if grades.min() == grades.max():
        raise DataError(
            f"{kind} has no curve: all {len(grades)} cases have the grade {number_text(float(grades[0]))}. "
            "Choose thresholds within the data, from "
            f"{number_text(float(numbers.min()))} to {number_text(float(numbers.max()))}."
        )


def _logit(standard: Floats, grades: Floats) -> Floats:
    design = np.column_stack([np.ones_like(standard), standard])
    if separated_by_line(standard, grades):
        fractional = int(((grades > 0) & (grades < 1)).sum())
        raise DataError(
            "Indirect has no curve: the grades are separated perfectly, because one raw score divides all "
            f"cases with grade 0 from all with grade 1 ({counted(fractional, 'case')} with a grade between), "
            "and the slope of the regression is infinite. Use more grades between 0 and 1, model='beta', "
            "or Crisp(threshold) if the difference is one in kind."
        )
    fit = fractional_logit(design, grades)
    if not fit.converged:
        raise DataError(
            "Indirect has no curve: the fractional logit regression did not converge in 100 iterations. "
            "Use more grades between 0 and 1, or choose anchors with Direct(...)."
        )
    return fit.coefficients


def _beta(standard: Floats, grades: Floats) -> Floats:
    from scipy.optimize import root

    module = import_extra("statsmodels.othermod.betareg", "statistics", "A beta regression")
    n = len(grades)
    if grades.min() == 0 or grades.max() == 1:
        grades = (grades * (n - 1) + 0.5) / n
    design = np.column_stack([np.ones_like(standard), standard])
    model = module.BetaModel(grades, design)
    line = np.linalg.lstsq(design, np.log(grades / (1 - grades)), rcond=None)[0]
    start = np.array([*line, 1.0])
    with warnings.catch_warnings():
        # Whether the maximum was found is asked below, of the gradient.
        warnings.simplefilter("ignore")
        found = model.fit(start_params=start, disp=0, maxiter=2000, skip_hessian=True).params
        if not _flat(model.score(found), n):
            # A simplex moves each parameter by a share of its size, so that none may start at 0.
            away = np.where(np.abs(start) < 0.1, 0.1, start)
            near = model.fit(start_params=away, method="nm", disp=0, maxiter=20_000, skip_hessian=True).params
            found = root(model.score, near).x
        if not _flat(model.score(found), n):
            raise DataError(
                f"Indirect has no curve: the beta regression of {counted(n, 'case')} did not converge. "
                "Use model='logit', take logarithms of very skewed raw scores, or choose anchors with "
                "Direct(...)."
            )
    coefficients: Floats = np.asarray(found, dtype=np.float64)[:2]
    return coefficients


def _flat(gradient: Floats, n: int) -> bool:
    """Return whether the gradient of a log-likelihood of n cases is 0 but for rounding."""
    return bool(np.isfinite(gradient).all() and np.abs(gradient).max() < 1e-6 * n)
