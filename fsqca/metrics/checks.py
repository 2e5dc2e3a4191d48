"""What the public array functions accept: memberships in [0, 1], one weight per case."""

from __future__ import annotations

import numbers

import numpy as np

from fsqca._checks import counted, listed
from fsqca._types import ArrayLike, Bools, Floats
from fsqca.errors import ArgumentError, ArgumentTypeError

#: The largest weight lies between these, or weighted sums overflow or lose digits.
SMALLEST, LARGEST = 1e-200, 1e200


def _memberships(name: str, values: ArrayLike, shapes: tuple[int, ...]) -> Floats:
    """Return a checked float array, or raise with the argument, the offending values and where they are."""
    array = np.asarray(values)
    if array.dtype.kind not in "biufO":
        raise ArgumentTypeError(f"{name} must hold numbers, not {_kind(array)}.")
    if array.dtype.kind == "O":
        strange = [item for item in array.ravel().tolist() if not isinstance(item, numbers.Real)]
        if strange:
            raise ArgumentTypeError(f"{name} must hold numbers only, but it has {listed(strange, 3)}.")
    if array.ndim not in shapes:
        allowed = " or ".join("(n,)" if ndim == 1 else "(n, m)" for ndim in shapes)
        raise ArgumentError(f"{name} has shape {array.shape}, but it must be {allowed}.")
    if array.shape[0] == 0:
        raise ArgumentError(f"{name} is empty: there is no case to take a parameter of fit over.")
    result = array.astype(np.float64)
    _refuse(name, result, np.isnan(result), "missing (NaN)", "Leave these cases out in x and y alike.")
    _refuse(
        name,
        result,
        ~((result >= 0.0) & (result <= 1.0)),
        "outside [0, 1]",
        "Turn raw scores into memberships with calibrate().",
    )
    return result


def _kind(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> str:
    return (
        f"text such as {array.ravel()[0].item()!r}"
        if array.dtype.kind in "US" and array.size
        else str(array.dtype)
    )


def _refuse(name: str, array: Floats, bad: Bools, what: str, hint: str) -> None:
    if not bad.any():
        return
    positions = [
        place[0] if len(place) == 1 else place for place in (tuple(map(int, i)) for i in np.argwhere(bad))
    ]
    number = len(positions)
    examples = "" if np.isnan(array[bad]).all() else f": {listed(array[bad].tolist(), 3)}"
    raise ArgumentError(
        f"{name} has {counted(number, 'value')} that {'is' if number == 1 else 'are'} {what}{examples} "
        f"(position {listed(positions, 3)}). {hint}"
    )


def check_weights(weights: ArrayLike | None, n_cases: int) -> Floats | None:
    """Return one weight per case as floats, None where there are none, or raise.

    Weights must be finite and not negative, and their sum must be above 0. They need not add up to anything:
    every parameter of fit is a quotient of weighted sums.
    """
    if weights is None:
        return None
    array = np.asarray(weights)
    if array.dtype.kind not in "biufO":
        raise ArgumentTypeError(f"weights must hold numbers, not {_kind(array)}.")
    if array.dtype.kind == "O":
        strange = [item for item in array.ravel().tolist() if not isinstance(item, numbers.Real)]
        if strange:
            raise ArgumentTypeError(f"weights must hold numbers only, but it has {listed(strange, 3)}.")
    if array.ndim != 1:
        raise ArgumentError(f"weights has shape {array.shape}, but it must be (n,): one weight per case.")
    if len(array) != n_cases:
        raise ArgumentError(
            f"weights has {counted(len(array), 'value')}, but there {'is' if n_cases == 1 else 'are'} "
            f"{counted(n_cases, 'case')}: give one weight per case."
        )
    result = array.astype(np.float64)
    hint = "Give such cases a weight of 0 or more, or leave them out."
    _refuse("weights", result, np.isnan(result), "missing (NaN)", hint)
    _refuse("weights", result, np.isinf(result), "infinite", hint)
    _refuse("weights", result, result < 0.0, "negative", hint)
    if not result.any():
        raise ArgumentError("weights are 0 in every case, so there is nothing to sum over.")
    largest = float(result.max())
    if not SMALLEST <= largest <= LARGEST:
        raise ArgumentError(
            f"weights has {largest:g} as its largest value, but it must be between {SMALLEST:g} and "
            f"{LARGEST:g}: sums beyond are not exact. "
            "Only proportions matter, so multiply all weights by one number."
        )
    return result


def checked(
    x: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None
) -> tuple[Floats, Floats, Floats | None]:
    """Return x, y and the weights as floats, or raise."""
    left, right = _memberships("x", x, (1, 2)), _memberships("y", y, (1,))
    if len(left) != len(right):
        raise ArgumentError(
            f"x has {counted(len(left), 'case')} and y has {counted(len(right), 'case')}, "
            "but they must be the same cases."
        )
    return left, right, check_weights(weights, len(right))
