"""Argument checks shared by all modules: how to say what is wrong.

Nothing here knows anything of QCA, and nothing here imports pandas.
"""

from __future__ import annotations

import math
import numbers
import os
import sys
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from importlib import import_module
from types import FrameType, ModuleType
from typing import TYPE_CHECKING

from fsqca.errors import ArgumentError, ArgumentTypeError, MissingExtraError, UnknownNameError

if TYPE_CHECKING:
    from fsqca._types import Floats


def listed(items: Iterable[object], limit: int = 5) -> str:
    """Return the items as readable text, the first `limit` of them in full.

    Examples
    --------
    >>> listed(["A", "B"])
    "'A', 'B'"
    >>> listed(range(8), limit=3)
    '0, 1, 2 and 5 more'
    """
    all_items = list(items)
    shown = ", ".join(repr(_plain(item)) for item in all_items[:limit])
    more = len(all_items) - limit
    return f"{shown} and {more} more" if more > 0 else shown


def _plain(item: object) -> object:
    """Return numpy scalars as Python scalars, so that messages read `3`, not `np.int64(3)`."""
    return item.item() if hasattr(item, "item") and getattr(item, "ndim", 1) == 0 else item


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return the number with its noun.

    Examples
    --------
    >>> counted(1, "case"), counted(3, "case")
    ('1 case', '3 cases')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def left_out_note(dropped: Sequence[object]) -> str:
    """Return how many cases were left out for missing values, and which.

    Examples
    --------
    >>> left_out_note(["R027", "R034"])
    "Left out for missing values: 2 cases ('R027', 'R034')."
    """
    return f"Left out for missing values: {counted(len(dropped), 'case')} ({listed(dropped)})."


def missing_notes(dropped: Sequence[object]) -> list[str]:
    """Return that cases were left out of a result because a value was missing, nothing where none was.

    Examples
    --------
    >>> missing_notes(["a", "b"]), missing_notes([])
    (["2 cases with missing values left out: 'a', 'b'."], [])
    """
    if not len(dropped):
        return []
    return [f"{counted(len(dropped), 'case')} with missing values left out: {listed(dropped, 10)}."]


def weight_notes(weights: Floats | None) -> list[str]:
    """Return that the cases of a result are weighted, nothing where they are not."""
    if weights is None:
        return []
    low, high, whole = weights.min(), weights.max(), weights.sum()
    return [f"Cases are weighted: weights from {low:g} to {high:g}, sum {whole:g}."]


def check_fraction(name: str, value: object, *, inclusive: bool = True) -> float:
    """Return `value` as a float, or raise if it is not a number in [0, 1] (or (0, 1))."""
    number = check_number(name, value)
    inside = 0.0 <= number <= 1.0 if inclusive else 0.0 < number < 1.0
    if not inside:
        allowed = "between 0 and 1" if inclusive else "greater than 0 and less than 1"
        # 80 is a percentage; 1.0000001 is a rounding error, which must not be shown as 1.
        hint = f" Did you mean {number / 100:g}?" if 2.0 <= number <= 100.0 else ""
        shown = f"{number:g}" if float(f"{number:g}") == number else repr(number)
        raise ArgumentError(f"{name} is {shown}, but it must be {allowed}.{hint}")
    return number


def check_number(name: str, value: object) -> float:
    """Return `value` as a finite float, or raise."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise ArgumentTypeError(f"{name} must be a number, not {_plain(value)!r}.")
    try:
        number = float(value)
    except OverflowError:
        raise ArgumentError(f"{name} is a number too large to compute with.") from None
    if not math.isfinite(number):
        raise ArgumentError(f"{name} is {number}, but it must be a finite number.")
    return number


def check_count(name: str, value: object, *, least: int = 1) -> int:
    """Return `value` as an int of at least `least`, or raise."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not float(value).is_integer():
        raise ArgumentTypeError(f"{name} must be a whole number, not {_plain(value)!r}.")
    number = int(value) if isinstance(value, numbers.Integral) else int(float(value))
    if number < least:
        raise ArgumentError(f"{name} is {number}, but it must be at least {least}.")
    return number


def check_choice(name: str, value: object, choices: Sequence[str]) -> str:
    """Return `value` if it is one of `choices`, or raise with the allowed words."""
    if not isinstance(value, str) or value not in choices:
        near = get_close_matches(value, choices, n=1) if isinstance(value, str) else []
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ArgumentError(f"{name} is {value!r}, but it must be one of {listed(choices, 20)}.{hint}")
    return value


def unknown_names(
    kind: str, unknown: Sequence[object], available: Sequence[object], where: str
) -> UnknownNameError:
    """Return the error for names that do not exist, with the available ones and the nearest match.

    Examples
    --------
    >>> print(unknown_names("condition", ["TFF"], ["TF", "AD"], "the data"))
    There is no condition 'TFF' in the data. Available: 'TF', 'AD'. Did you mean 'TF'?
    """
    plural = "" if len(unknown) == 1 else "s"
    verb = "is" if len(unknown) == 1 else "are"
    texts = [str(name) for name in available]
    near = get_close_matches(str(unknown[0]), texts, n=1) if unknown else []
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return UnknownNameError(
        f"There {verb} no {kind}{plural} {listed(unknown, 10)} in {where}. "
        f"Available: {listed(available, 30)}.{hint}"
    )


def caller_level() -> int:
    """Return the `stacklevel` with which a warning points at the first line of code outside this package."""
    package = os.path.dirname(__file__) + os.sep
    frame: FrameType | None = sys._getframe(1)
    level = 1
    while frame is not None and frame.f_back is not None and frame.f_code.co_filename.startswith(package):
        frame = frame.f_back
        level += 1
    return level


def import_extra(module: str, extra: str, purpose: str) -> ModuleType:
    """Return an optional module, or raise with the line that installs it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"{purpose} needs {module.split('.')[0]}, which is not installed. "
            f'Install it with: python -m pip install "fsqca[{extra}]"'
        ) from error
