"""What every calibrator is: settings that can be called on raw values, with a name, anchors and a reason."""

from __future__ import annotations

import functools
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from itertools import pairwise
from typing import Final, cast

import numpy as np
import pandas as pd

from fsqca._checks import caller_level, check_number, listed
from fsqca._types import ArrayLike, Floats
from fsqca.calibration.plain import as_plain, function_at, path_of, plain_fields
from fsqca.errors import ArgumentError, ArgumentTypeError, CalibrationWarning, DataError


class Calibrator(ABC):
    """A calibration: call it on raw values to get memberships. Subclass it to write your own.

    A subclass has a `name` (default: the name of the class), implements ``__call__``, and may override `fit`
    if it learns something from the data before it can be applied. Make it a frozen dataclass, with its
    settings as fields and ``why: str = ""`` as the last one; then they appear in :attr:`Calibrated.table`.

    Attributes
    ----------
    name : str
        How tables and study files call this kind of calibration.
    takes_text : bool
        Whether raw values may be text; default False, and columns of text are refused before they get here.
    why : str
        The reason for the anchors, as it stands in the table of an article.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> from fsqca.calibration import Calibrator
    >>> @dataclass(frozen=True)
    ... class ShareOfMaximum(Calibrator):
    ...     maximum: float | None = None
    ...     why: str = ""
    ...     name = "share of maximum"
    ...
    ...     def fit(self, raw):
    ...         return self if self.maximum else ShareOfMaximum(float(max(raw)), why=self.why)
    ...
    ...     def __call__(self, raw):
    ...         return np.asarray(raw) / self.fit(raw).maximum
    >>> ShareOfMaximum()([1, 2, 4])
    array([0.25, 0.5 , 1.  ])
    """

    __slots__ = ()
    name: str = ""
    takes_text: bool = False
    why: str = ""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if "name" not in cls.__dict__:
            cls.name = cls.__name__

    @property
    def method(self) -> str:
        """The name of the method as it stands in the table."""
        return self.name

    def fit(self, raw: ArrayLike) -> Calibrator:
        """Return a calibrator that has learnt what it needs from the raw values; by default itself.

        Parameters
        ----------
        raw : array_like, shape (n_cases,)
            The raw values of all cases that are calibrated.
        """
        return self

    @abstractmethod
    def __call__(self, raw: ArrayLike) -> Floats:
        """Return the memberships of raw values, same length; NaN stays NaN.

        Parameters
        ----------
        raw : array_like, shape (n_cases,)
        """

    def describe(self) -> str:
        """Return the anchors or other settings as readable text, as they stand in the table."""
        settings: object = self
        if isinstance(settings, type) or not is_dataclass(settings):
            return ""
        shown = {
            field.name: getattr(self, field.name)
            for field in fields(settings)
            if field.repr and field.name != "why"
        }
        return ", ".join(
            f"{name}={_setting_text(value)}" for name, value in shown.items() if value is not None
        )

    def to_dict(self) -> dict[str, object]:
        """Return the name and the settings as plain data, for a study file; see :func:`from_dict`.

        Returns
        -------
        dict
            ``"method"``, the name under which the calibrator is known, and its settings: texts, numbers,
            booleans, None, and lists and dicts of them. Settings that have their default are left out.

        Raises
        ------
        ArgumentError
            If the calibrator has no name that a study file can use.
        ArgumentTypeError
            If a setting is not plain data, such as a lambda.

        Examples
        --------
        >>> from fsqca.calibration import Direct, from_dict
        >>> plain = Direct(2, 4, 6, why="points of the scale").to_dict()
        >>> plain
        {'method': 'direct', 'full_out': 2.0, 'crossover': 4.0, 'full_in': 6.0, 'why': 'points of the scale'}
        >>> from_dict(plain) == Direct(2, 4, 6, why="points of the scale")
        True
        """
        from fsqca.calibration.registry import name_of

        return {"method": name_of(type(self)), **self.to_settings()}

    def to_settings(self) -> dict[str, object]:
        """Return the settings as plain data: by default the fields of the dataclass without their defaults.

        Override it together with :meth:`from_settings` where the fields are not what the constructor takes.
        """
        return plain_fields(self)

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Calibrator:
        """Return a calibrator with these settings, by default ``cls(**settings)`` with tuples for lists."""
        return cls(**{name: _tuples(value) for name, value in settings.items()})


#: The set that is being calibrated, so that a warning can name it.
CURRENT_SET: Final[ContextVar[str | None]] = ContextVar("CURRENT_SET", default=None)


def warn_of_calibration(message: str) -> None:
    """Issue a :class:`CalibrationWarning` that names the set and points at the caller of the package."""
    name = CURRENT_SET.get()
    whose = "" if name is None else f"Set {name!r}: "
    warnings.warn(whose + message, CalibrationWarning, stacklevel=caller_level())


def _setting_text(value: object) -> str:
    return number_text(float(value)) if isinstance(value, (int, float)) else str(value)


@dataclass(frozen=True, slots=True)
class Function(Calibrator):
    """A calibrator made of any callable from an array to memberships.

    :func:`fsqca.calibrate` wraps plain functions in it by itself; write it out to give the reason.

    Parameters
    ----------
    function : callable
        Takes an array of shape (n_cases,), floats (or objects, for a column of text), and returns as many
        memberships.
    why : str, default ""

    Examples
    --------
    >>> from fsqca.calibration import Function
    >>> def share(percent):
    ...     return percent / 100
    >>> Function(share, why="already a share")(np.array([20.0, 70.0]))
    array([0.2, 0.7])
    """

    function: Callable[..., object]
    why: str = ""
    name = "function"
    takes_text = True

    def __post_init__(self) -> None:
        if not callable(self.function):
            raise ArgumentTypeError(f"function must be callable, not {self.function!r}.")
        check_why(self.why)

    @property
    def method(self) -> str:
        """The name of the function."""
        function = self.function
        while isinstance(function, functools.partial):
            function = function.func
        name = getattr(function, "__name__", type(function).__name__)
        return "lambda" if name == "<lambda>" else str(name)

    def describe(self) -> str:
        """Return the arguments that a functools.partial has bound, otherwise nothing."""
        if not isinstance(self.function, functools.partial):
            return ""
        parts = [_setting_text(value) for value in self.function.args]
        parts += [f"{name}={_setting_text(value)}" for name, value in self.function.keywords.items()]
        return ", ".join(parts)

    def __call__(self, raw: ArrayLike) -> Floats:
        """Return whatever the function returns; :func:`fsqca.calibrate` checks it."""
        return cast("Floats", self.function(raw))

    def to_settings(self) -> dict[str, object]:
        """Return where the function is defined, ``"module:name"``, and the arguments that are bound to it."""
        given = self.function
        partial = given if isinstance(given, functools.partial) else functools.partial(given)
        settings: dict[str, object] = {"function": path_of(partial.func)}
        if partial.args:
            settings["arguments"] = as_plain("arguments", self.method, partial.args)
        if partial.keywords:
            settings["keywords"] = as_plain("keywords", self.method, partial.keywords)
        return settings | ({"why": self.why} if self.why else {})

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Function:
        """Return the calibrator of the function at ``"module:name"``, which is imported now."""
        given = dict(settings)
        function = function_at(given.pop("function", None))
        arguments, keywords = given.pop("arguments", ()), given.pop("keywords", {})
        if arguments or keywords:
            function = functools.partial(
                function, *cast("list[object]", arguments), **cast("dict[str, object]", keywords)
            )
        return cls(function, **given)  # type: ignore[arg-type]


def _tuples(value: object) -> object:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def number_text(value: float) -> str:
    """Return a number as it stands in a table of anchors: up to 12 digits, no trailing zeros.

    Examples
    --------
    >>> number_text(2.0), number_text(0.1 + 0.2), number_text(21291.5)
    ('2', '0.3', '21291.5')
    """
    return f"{value:.12g}"


def anchors_text(anchors: Sequence[float]) -> str:
    """Return anchors as text, separated by slashes.

    Examples
    --------
    >>> anchors_text([2, 4, 6.5])
    '2 / 4 / 6.5'
    """
    return " / ".join(number_text(anchor) for anchor in anchors)


def check_why(why: object) -> str:
    """Return `why` if it is text, or raise."""
    if not isinstance(why, str):
        raise ArgumentTypeError(f"why must be a text, the reason for the anchors, not {why!r}.")
    return why


#: How the text ends that stands in place of a reason where anchors were suggested and taken as they are.
NO_REASON: Final = "; give a substantive reason"


def is_reason(why: str) -> bool:
    """Return whether a text gives a reason: it is not empty, and more than that anchors were suggested.

    Examples
    --------
    >>> is_reason("points of the scale"), is_reason(" "), is_reason("suggested by clusters" + NO_REASON)
    (True, False, False)
    """
    return bool(why.strip()) and not why.endswith(NO_REASON)


def check_anchors(kind: str, names: Sequence[str], values: Sequence[object]) -> tuple[float, ...]:
    """Return three anchors as floats, or raise if they are not strictly ordered (rising or falling)."""
    anchors = tuple(check_number(f"{kind} {name}", value) for name, value in zip(names, values, strict=True))
    pairs = list(pairwise(anchors))
    if not all(first < second for first, second in pairs) and not all(
        first > second for first, second in pairs
    ):
        raise ArgumentError(
            f"The anchors of {kind} are {anchors_text(anchors)} ({', '.join(names)}), "
            f"but they must be strictly ordered: {' < '.join(names)} for a rising set, "
            f"or {' > '.join(names)} for a falling one. Give each anchor a value of its own, in order."
        )
    check_span(kind, anchors)
    return anchors


def check_span(kind: str, anchors: Sequence[float]) -> None:
    """Raise if the distance between the outer anchors is too large for a float."""
    with np.errstate(over="ignore"):
        span = float(np.float64(max(anchors)) - np.float64(min(anchors)))
    if not np.isfinite(span):
        raise ArgumentError(
            f"The anchors of {kind} are {anchors_text(anchors)}, "
            "but their distance is too large to compute with. Rescale the raw values."
        )


def check_idm(value: object) -> float:
    """Return the degree of membership at full membership, a number in (0.5, 1), or raise."""
    number = check_number("idm", value)
    if not 0.5 < number < 1.0:
        raise ArgumentError(
            f"idm is {number:g}, but the degree of membership at the anchor of full membership "
            "must be greater than 0.5 and less than 1."
        )
    return number


def check_power(name: str, value: object) -> float:
    """Return the power of a curve, a number greater than 0, or raise."""
    number = check_number(name, value)
    if number <= 0:
        raise ArgumentError(
            f"{name} is {number:g}, but the power of the curve must be greater than 0 (1 is straight)."
        )
    return number


def as_series(raw: ArrayLike) -> pd.Series:
    """Return raw values as a Series, or raise if they do not form one dimension."""
    if isinstance(raw, np.ma.MaskedArray):
        raw = pd.Series(raw.tolist())  # what is masked is missing
    dimensions = np.ndim(raw)
    if dimensions != 1:
        raise ArgumentTypeError(
            "The raw values must be a one-dimensional array, list or Series, "
            f"but they have {dimensions} dimensions. "
            + ("Put a single value in a list: [5]." if dimensions == 0 else "Calibrate one column at a time.")
        )
    return raw if isinstance(raw, pd.Series) else pd.Series(np.asarray(raw))


def as_numbers(raw: ArrayLike) -> Floats:
    """Return raw values as floats of shape (n,), missing as NaN, or raise if they are text or infinite."""
    series = as_series(raw)
    if series.dtype.kind not in "biufO":  # neither booleans, integers, floats nor objects
        raise DataError(f"The raw values must be numbers, not {series.dtype}.")
    try:
        if not pd.api.types.is_numeric_dtype(series.dtype):
            texts = [
                value
                for value in pd.unique(series.dropna())
                if not np.isscalar(value) or isinstance(value, str)
            ]
            if texts:
                raise DataError(
                    f"The raw values must be numbers, but there are others: {listed(texts)}. "
                    "Calibrate text with Lookup({...})."
                )
        numbers = series.to_numpy(dtype=np.float64, na_value=np.nan)
    except OverflowError as error:
        raise DataError("The raw values have a number that is too large to compute with.") from error
    except (TypeError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"The raw values must be numbers, not {series.dtype}.") from error
    infinite = np.isinf(numbers)
    if infinite.any():
        raise DataError(
            f"The raw values must be finite, but {int(infinite.sum())} of {numbers.size} are infinite."
        )
    result: Floats = numbers
    return result
