"""Calibrate the columns of a frame: raw columns in, checked memberships out."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable, Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from fsqca import errors
from fsqca._checks import caller_level, check_number, counted, listed, unknown_names
from fsqca._frames import MANY_LEVELS, as_frame, numeric_columns
from fsqca._types import Floats, Missing
from fsqca.calibration.calibrated import Calibrated, CalibrationSettings
from fsqca.calibration.calibrator import CURRENT_SET, Calibrator, Function, is_reason
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, FsqcaError, UncalibratedWarning

#: What a set can be given as: a calibrator or a function, alone or behind the name of its raw column.
Spec: TypeAlias = Callable[..., object] | tuple[Hashable, Callable[..., object]]


def calibrate(
    data: object,
    calibrators: Mapping[str, Spec],
    *,
    missing: Missing = "raise",
    snap: float | None = None,
    strict: bool = False,
) -> Calibrated:
    """Return the calibrated sets of a data frame of raw scores.

    Parameters
    ----------
    data : pandas.DataFrame
        Rows are cases (the index holds their ids), columns are raw scores. It is not changed.
    calibrators : dict of str to calibrator
        The name of each set and how it is made: a calibrator such as ``Direct(2, 4, 6)``, or any callable
        from an array to as many memberships. The raw column has the name of the set; ``("column", Direct(2,
        4, 6))`` names another one.
    missing : "raise" or "drop", default "raise"
        What to do with cases that lack a raw value: stop and name them, or leave them out and list them in
        `dropped`.
    snap : float in (0, 0.5), optional
        Set memberships below `snap` to 0 and above ``1 - snap`` to 1. Nothing is snapped by default;
        ``snap=1e-4`` does as the R package QCA.
    strict : bool, default False
        Refuse calibrators without a reason (`why`), and name all sets that lack one. That anchors were
        suggested by :func:`fsqca.calibration.suggest_anchors` is no reason.

    Returns
    -------
    Calibrated
        With the memberships in `data`.

    Raises
    ------
    UnknownNameError
        If a raw column does not exist.
    DataError
        If raw values are missing, infinite, text where numbers are needed, or not listed in a
        :class:`Lookup`; if the data are empty or hold a column or a case id twice; or if a callable fails or
        returns something that is not a membership.
    ArgumentError, ArgumentTypeError
        If a calibrator is not callable or a setting is not allowed, or `strict` and a reason is missing.

    Notes
    -----
    Memberships are checked whoever computed them: as many as cases, finite, and either all in [0, 1] (fuzzy)
    or all whole numbers 0, 1, 2, ... (crisp or multi-value).

    References
    ----------
    Ragin, C. C. (2008). *Redesigning social inquiry: Fuzzy sets and beyond*. University of Chicago Press, ch.
    4-5.

    Examples
    --------
    >>> import pandas as pd, fsqca as fq
    >>> scores = pd.DataFrame({"TF": [1.5, 4.5, 6.0], "size": [10, 250, 80]}, index=["a", "b", "c"])
    >>> sets = fq.calibrate(scores, {
    ...     "TF": fq.Direct(2, 4, 6, why="points of the response scale"),
    ...     "LARGE": ("size", fq.Crisp(100)),
    ... })
    >>> sets.data.round(3)
          TF  LARGE
    a  0.025    0.0
    b  0.676    1.0
    c  0.950    0.0
    """
    given, columns = read_specs(calibrators)
    settings = CalibrationSettings(given, columns, missing, check_snap(snap), strict)
    if strict:
        _check_reasons(given)
    return run(data, settings)


def run(
    data: object, settings: CalibrationSettings, learnt: Mapping[str, Calibrator] | None = None
) -> Calibrated:
    """Return the sets by these settings, with calibrators that have learnt already, or that learn now."""
    frame = as_frame(data)
    given, columns = settings.given, settings.columns
    missing, snap = settings.missing, settings.snap
    needed = list(dict.fromkeys(columns.values()))
    unknown = [name for name in needed if name not in frame.columns]
    if unknown:
        error = unknown_names("column", unknown, list(frame.columns), "data")
        raise errors.UnknownNameError(
            f"{error} Where the set has another name than its raw column, "
            'write {"SET": ("column", Direct(...))}.'
        )
    texts = {
        columns[name]
        for name, calibrator in given.items()
        if calibrator.takes_text and not pd.api.types.is_numeric_dtype(frame[columns[name]].dtype)
    }
    numeric_only = {columns[name] for name, calibrator in given.items() if not calibrator.takes_text}
    # A column of text takes part in the search for missing values through a stand-in of 0 and NaN.
    stand_in = pd.DataFrame(
        {
            name: np.where(frame[name].isna(), np.nan, 0.0) if name in texts - numeric_only else frame[name]
            for name in needed
        },
        index=frame.index,
    )
    values, cases, dropped = numeric_columns(stand_in, needed, missing=missing)
    raw = frame.loc[:, needed] if not dropped else frame.loc[:, needed].iloc[frame.index.get_indexer(cases)]

    resolved: dict[str, Calibrator] = {}
    memberships: dict[str, Floats] = {}
    for name, calibrator in given.items():
        column = columns[name]
        scores = raw[column].to_numpy(dtype=object) if column in texts else values[:, needed.index(column)]
        resolved[name], memberships[name] = memberships_of(
            name, calibrator, scores, raw.index, snap, learnt[name] if learnt else None
        )
    return Calibrated(
        data=pd.DataFrame(memberships, index=raw.index),
        raw=raw.copy(),
        calibrators=resolved,
        dropped=dropped,
        settings=settings,
    )


def memberships_of(
    name: str,
    calibrator: Calibrator,
    scores: npt.NDArray[np.generic],
    cases: pd.Index,
    snap: float | None,
    learnt: Calibrator | None = None,
) -> tuple[Calibrator, Floats]:
    """Return the calibrator of a set after it learnt from raw scores, and their checked memberships."""
    fitted, result = _apply(name, calibrator, scores, learnt)
    return fitted, snapped(_checked(name, calibrator, result, cases), snap)


def _check_reasons(given: Mapping[str, Calibrator]) -> None:
    without = [name for name, calibrator in given.items() if not is_reason(calibrator.why)]
    if without:
        verb = "has" if len(without) == 1 else "have"
        raise ArgumentError(
            "strict=True asks for the reason of every calibration, but "
            f"{counted(len(without), 'set')} {verb} none: {listed(without, len(without))}. "
            'Give it as why, such as Direct(2, 4, 6, why="points of the response scale"), '
            'and for a function as Function(your_function, why="...").'
        )


def read_specs(calibrators: object) -> tuple[dict[str, Calibrator], dict[str, Hashable]]:
    """Return the calibrator and the raw column of each set."""
    if not isinstance(calibrators, Mapping):
        raise ArgumentTypeError(
            'calibrators must be a dict of set name to calibrator, such as {"A": Direct(2, 4, 6)}, '
            f"not {calibrators!r}."
        )
    if not calibrators:
        raise ArgumentError('calibrators is empty; name at least one set, such as {"A": Direct(2, 4, 6)}.')
    given: dict[str, Calibrator] = {}
    columns: dict[str, Hashable] = {}
    for name, spec in calibrators.items():
        if not isinstance(name, str) or not name:
            raise ArgumentTypeError(
                f"The name of a set must be a text, not {name!r}. Name the raw column separately: "
                f'{{"SET": ({name!r}, Direct(...))}}.'
            )
        column: Hashable = name
        calibrator = spec
        if isinstance(spec, tuple):
            if len(spec) != 2:
                raise ArgumentTypeError(
                    f"Set {name!r} is given as a tuple of {len(spec)}, but it must be "
                    '(raw column, calibrator), such as ("score", Direct(2, 4, 6)).'
                )
            column, calibrator = spec
        if isinstance(calibrator, type) and issubclass(calibrator, Calibrator):
            raise ArgumentTypeError(
                f"Set {name!r} is given the class {calibrator.__name__}; "
                f"give it a calibrator with its settings: {calibrator.__name__}(...)."
            )
        if not callable(calibrator):
            raise ArgumentTypeError(
                f"Set {name!r} is given {calibrator!r}, which is not a calibrator. "
                "Give it one, such as Direct(2, 4, 6), or any function from an array to memberships."
            )
        given[name] = calibrator if isinstance(calibrator, Calibrator) else Function(calibrator)
        columns[name] = column
    return given, columns


def check_snap(snap: object) -> float | None:
    """Return the distance from 0 and 1 within which memberships are set to them, or raise."""
    if snap is None:
        return None
    number = check_number("snap", snap)
    if not 0 < number < 0.5:
        raise ArgumentError(f"snap is {number:g}, but it must be greater than 0 and less than 0.5, or None.")
    return number


def applied(
    name: str, calibrator: Calibrator, scores: Floats, cases: pd.Index, snap: float | None = None
) -> Floats:
    """Return the checked memberships of scores by a calibrator that has learnt what it needs."""
    _, result = _apply(name, calibrator, scores, calibrator)
    return snapped(_checked(name, calibrator, result, cases), snap)


def snapped(memberships: Floats, snap: float | None) -> Floats:
    """Return memberships with those near 0 and 1 set to them; values of multi-value sets stay."""
    if snap is None or memberships.max() > 1:
        return memberships
    result: Floats = np.where(memberships < snap, 0.0, np.where(memberships > 1 - snap, 1.0, memberships))
    return result


def _apply(
    name: str, calibrator: Calibrator, scores: npt.NDArray[np.generic], learnt: Calibrator | None
) -> tuple[Calibrator, object]:
    """Return the calibrator that has learnt and what it returns; an error says which set it was."""
    token = CURRENT_SET.set(name)
    try:
        # Copies, because a function may sort or overwrite what it is given.
        fitted = calibrator.fit(scores.copy()) if learnt is None else learnt
        if isinstance(fitted, Calibrator):
            return fitted, fitted(scores.copy())
    except Exception as error:
        if isinstance(error, FsqcaError) and type(error).__module__ == errors.__name__:
            raise type(error)(f"Set {name!r}: {error}") from error
        raise DataError(
            f"Set {name!r}: the calibrator {calibrator.method!r} failed with {type(error).__name__}: {error}."
        ) from error
    finally:
        CURRENT_SET.reset(token)
    raise DataError(
        f"Set {name!r}: fit() of the calibrator {calibrator.method!r} returned {type(fitted).__name__}, "
        "but it must return a Calibrator (itself, or one that has learnt from the data)."
    )


def _check_order(who: str, result: object) -> None:
    """Raise if a Series holds the positions of the cases in another order: a function has sorted them."""
    if not isinstance(result, pd.Series) or not pd.api.types.is_integer_dtype(result.index.dtype):
        return
    places = result.index.to_numpy()
    own = np.arange(len(places))
    if not np.array_equal(places, own) and np.array_equal(np.sort(places), own):
        raise DataError(
            f"{who} the cases in another order: its Series has the index {listed(places)}. Memberships must "
            "be in the order of the raw values: return it with sort_index()."
        )


def _checked(name: str, calibrator: Calibrator, result: object, cases: pd.Index) -> Floats:
    """Return the memberships as floats, or raise if they are none."""
    who = f"Set {name!r}: the calibrator {calibrator.method!r} returned"
    _check_order(who, result)
    try:
        array = np.asarray(result)
    except ValueError:
        raise DataError(
            f"{who} values of different lengths, but it must return one membership for each of the "
            f"{counted(len(cases), 'case')}."
        ) from None
    if array.ndim != 1 or len(array) != len(cases):
        shape = "None" if result is None else _shape_text(array)
        raise DataError(
            f"{who} {shape}, but it must return one membership for each of the {counted(len(cases), 'case')}."
        )
    must = "but memberships must be numbers between 0 and 1, or 0, 1, 2, ... for a multi-value set."
    texts = [value for value in array.tolist() if isinstance(value, str)]
    if texts:
        raise DataError(f"{who} text, for example {texts[0]!r}, {must}")
    try:
        if array.dtype.kind not in "biufO":
            raise TypeError(array.dtype)
        memberships = pd.Series(array).to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise DataError(f"{who} values of type {array.dtype}, {must}") from error
    undefined = ~np.isfinite(memberships)
    if undefined.any():
        what = "NaN" if np.isnan(memberships[undefined]).all() else "values that are not finite"
        raise DataError(
            f"{who} {what} for {counted(int(undefined.sum()), 'case')} ({listed(cases[undefined])}), {must}"
        )
    fractional = bool((memberships != np.floor(memberships)).any())
    outside = (memberships < 0) | (memberships > 1) if fractional else memberships < 0
    if outside.any():
        # A membership of 1.0000000000000002 must not be shown as 1.
        worst = ", ".join(
            f"{value:g}" if float(f"{value:g}") not in (0, 1) else repr(value)
            for value in memberships[outside][:3].tolist()
        )
        more = " ..." if int(outside.sum()) > 3 else ""
        raise DataError(
            f"{who} {worst}{more} for {counted(int(outside.sum()), 'case')} "
            f"({listed(cases[outside])}), {must}"
        )
    if not fractional and memberships.max() >= MANY_LEVELS:
        warnings.warn(
            f"{who} whole numbers up to {memberships.max():g}, which are read as a multi-value set. "
            "If they are raw scores, turn them into memberships.",
            UncalibratedWarning,
            stacklevel=caller_level(),
        )
    checked: Floats = np.array(memberships, dtype=np.float64)
    return checked


def _shape_text(array: np.ndarray) -> str:
    if array.ndim == 0:
        return f"a single value ({array.item()!r})"
    if array.ndim == 1:
        return counted(len(array), "value")
    return f"an array of shape {array.shape}"
