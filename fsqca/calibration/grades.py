"""Grades instead of curves: thresholds that cut, and memberships assigned value by value."""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from fsqca._checks import check_number, counted, listed
from fsqca._types import ArrayLike, Floats
from fsqca.calibration import curves
from fsqca.calibration.calibrator import (
    Calibrator,
    anchors_text,
    as_numbers,
    as_series,
    check_why,
    number_text,
)
from fsqca.calibration.plain import as_plain
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Crisp(Calibrator):
    """A calibrator by thresholds: the value is the number of thresholds that a case reaches.

    One threshold gives a crisp set (0, 1), several give a multi-value set (0, 1, 2, ...). A raw value equal
    to a threshold reaches it.

    Parameters
    ----------
    *thresholds : float
        At least one; they are sorted. One that is given twice counts twice, so that a value of the set is
        skipped. They need not lie within the range of the data: a threshold that no case reaches is a
        finding, which :meth:`Calibrated.diagnose` reports.
    why : str, default ""
        The reason for the thresholds (keyword only).

    Raises
    ------
    ArgumentError
        If there is no threshold, or one is not a finite number.

    Examples
    --------
    >>> from fsqca.calibration import Crisp
    >>> Crisp(3)([1, 3, 5])
    array([0., 1., 1.])
    >>> Crisp(4, 2)([1, 3, 5])
    array([0., 1., 2.])
    """

    thresholds: tuple[float, ...]
    why: str
    name = "crisp"

    def __init__(self, *thresholds: float, why: str = "") -> None:
        if not thresholds:
            raise ArgumentError("Crisp needs at least one threshold, for example Crisp(3).")
        if np.ndim(thresholds[0]) > 0:
            raise ArgumentTypeError(f"Crisp takes its thresholds one by one: Crisp(*{thresholds[0]!r}).")
        values = tuple(check_number(f"Crisp threshold {i}", value) for i, value in enumerate(thresholds, 1))
        object.__setattr__(self, "thresholds", tuple(sorted(values)))
        object.__setattr__(self, "why", check_why(why))

    def __repr__(self) -> str:
        return f"Crisp({', '.join(map(number_text, self.thresholds))}, why={self.why!r})"

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the number of thresholds reached, shape (n_cases,), as floats; NaN stays NaN."""
        return curves.steps(as_numbers(raw), np.asarray(self.thresholds))

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Crisp:
        """Return the calibrator with these settings, as :meth:`to_settings` gives them."""
        given = dict(settings)
        thresholds = cast("Sequence[float]", given.pop("thresholds", ()))
        return cls(*thresholds, **cast("dict[str, str]", given))

    def describe(self) -> str:
        """Return the thresholds as text."""
        return anchors_text(self.thresholds)


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Lookup(Calibrator):
    """A calibrator by qualitative assignment: each raw value, text or number, has its membership.

    Parameters
    ----------
    memberships : dict
        Raw value to membership: numbers in [0, 1], or whole numbers 0, 1, 2, ... for a multi-value set.
    why : str, default ""
        The reason for the assignment.

    Raises
    ------
    ArgumentError
        If it is empty or a membership is not allowed.
    DataError
        When called, if a raw value is not listed; the message says which, and in how many cases.

    Examples
    --------
    >>> from fsqca.calibration import Lookup
    >>> Lookup({"low": 0.0, "rather high": 0.67, "high": 1.0})(["high", "low", "rather high"])
    array([1.  , 0.  , 0.67])
    """

    pairs: tuple[tuple[object, float], ...]
    why: str
    name = "lookup"
    takes_text = True

    def __init__(self, memberships: Mapping[object, float] | Mapping[str, float], why: str = "") -> None:
        if not isinstance(memberships, Mapping):
            raise ArgumentTypeError(
                "Lookup takes a dict of raw value to membership, such as {'low': 0, 'high': 1}, "
                f"not {memberships!r}."
            )
        if not memberships:
            raise ArgumentError(
                "Lookup is empty: give each raw value its membership, such as {'low': 0, 'high': 1}."
            )
        pairs = tuple(
            (key, check_number(f"The membership of {key!r} in Lookup", value))
            for key, value in memberships.items()
        )
        if any(pd.isna(cast("str", key)) for key, _ in pairs if not isinstance(key, tuple)):
            raise ArgumentError(
                "Lookup cannot assign a membership to a missing value. Fill missing values in beforehand."
            )
        fractional = any(value != int(value) for _, value in pairs)
        wrong = [key for key, value in pairs if value < 0 or (fractional and value > 1)]
        if wrong:
            raise ArgumentError(
                f"Lookup gives {listed(wrong)} a membership outside the allowed range: memberships must lie "
                "between 0 and 1, or all be whole numbers 0, 1, 2, ... for a multi-value set."
            )
        object.__setattr__(self, "pairs", pairs)
        object.__setattr__(self, "why", check_why(why))

    @property
    def memberships(self) -> dict[object, float]:
        """Raw value to membership, as a new dict."""
        return dict(self.pairs)

    def __repr__(self) -> str:
        return f"Lookup({self.memberships!r}, why={self.why!r})"

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the membership of each raw value, shape (n_cases,); a missing value stays NaN."""
        codes, values = pd.factorize(as_series(raw).astype(object))
        table = self.memberships
        unlisted = [
            (value, int((codes == code).sum())) for code, value in enumerate(values) if value not in table
        ]
        if unlisted:
            shown = ", ".join(f"{_plain(value)!r} ({counted(n, 'case')})" for value, n in unlisted[:5])
            more = f" and {len(unlisted) - 5} more" if len(unlisted) > 5 else ""
            verb = "has" if len(unlisted) == 1 else "have"
            raise DataError(
                f"{counted(len(unlisted), 'raw value')} {verb} no membership in Lookup: {shown}{more}. "
                f"Listed: {listed(table, 10)}. Add what is missing to the Lookup, or correct the data."
            )
        found = np.array([table[value] for value in values] + [np.nan])
        result: Floats = found[codes]
        return result

    def to_settings(self) -> dict[str, object]:
        """Return the assignment as a list of pairs, because a raw value need not be a text."""
        pairs = as_plain("memberships", self.method, self.pairs)
        return {"memberships": pairs} | ({"why": self.why} if self.why else {})

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Lookup:
        """Return the calibrator with these settings, as :meth:`to_settings` gives them."""
        given = dict(settings)
        pairs = given.pop("memberships", {})
        table = pairs if isinstance(pairs, Mapping) else dict(cast("list[tuple[object, float]]", pairs))
        if len(table) < len(cast("list[object]", pairs)):
            keys = [key for key, _ in cast("list[tuple[object, float]]", pairs)]
            twice = [key for place, key in enumerate(keys) if key in keys[:place]]
            raise ArgumentError(f"Lookup has two memberships for {listed(twice)}. Give each raw value one.")
        return cls(table, **cast("dict[str, str]", given))

    def describe(self) -> str:
        """Return the assignment as text."""
        return ", ".join(f"{_plain(key)} = {number_text(value)}" for key, value in self.pairs)


def _plain(value: object) -> object:
    """Return whole floats as ints, so that a 3 in a column of floats reads 3."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, numbers.Real):
        number = float(value)
        return int(number) if number.is_integer() else number
    return value
