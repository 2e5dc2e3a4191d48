"""Checks of single settings: each takes a name and a value, and returns the value as it is kept, or raises.

They are the same for a study file and for a study written in Python; a setting is checked the same way twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from fsqca._checks import check_choice, check_count, check_fraction, check_number, listed
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.study.problems import shown

Check: TypeAlias = Callable[[str, object], Any]


def text(name: str, value: object) -> str:
    """A text that is not empty."""
    if not isinstance(value, str):
        raise ArgumentTypeError(f"{name} must be a text in quotes, not {value!r}.")
    if not value.strip():
        raise ArgumentError(f"{name} is empty. Give it a text, or leave the key out.")
    return value


def any_text(name: str, value: object) -> str:
    """A text, which may be empty."""
    return "" if value == "" else text(name, value)


def flag(name: str, value: object) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise ArgumentTypeError(f"{name} must be true or false, without quotes, not {value!r}.")
    return value


def fraction(name: str, value: object) -> float:
    """A number in [0, 1]."""
    _no_text(name, value)
    return check_fraction(name, value)


def inside(name: str, value: object) -> float:
    """A number between 0 and 1, neither of them."""
    _no_text(name, value)
    return check_fraction(name, value, inclusive=False)


def workers(name: str, value: object) -> int:
    """A number of workers: at least 1, or -1 for all processors."""
    _no_text(name, value)
    if value == -1:
        return -1
    if value == 0 and not isinstance(value, bool):
        raise ArgumentError(f"{name} is 0, but it must be at least 1, or -1 for all processors.")
    return check_count(name, value)


def number(name: str, value: object) -> float:
    """A finite number."""
    _no_text(name, value)
    return check_number(name, value)


def count(least: int) -> Check:
    """A whole number of at least `least`."""

    def check(name: str, value: object) -> int:
        _no_text(name, value)
        return check_count(name, value, least=least)

    return check


def _no_text(name: str, value: object) -> None:
    if isinstance(value, str):
        raise ArgumentTypeError(f"{name} must be a number without quotes, not the text {shown(value)!r}.")


def choice(*allowed: str) -> Check:
    """One of several words."""

    def check(name: str, value: object) -> str:
        return check_choice(name, value, allowed)

    return check


def optional(check: Check) -> Check:
    """None, or what the other check takes."""

    def checked(name: str, value: object) -> Any:
        return None if value is None else check(name, value)

    return checked


def many(check: Check, *, least: int = 0, once: bool = True) -> Check:
    """A list of what the other check takes, kept as a tuple; nothing in it twice."""

    def checked(name: str, value: object) -> tuple[Any, ...]:
        if isinstance(value, str) or not isinstance(value, Iterable) or isinstance(value, Mapping):
            raise ArgumentTypeError(
                f"{name} must be a list in square brackets, such as {_as_list(value)}, not {value!r}."
            )
        items = tuple(check(f"{name}[{place}]", item) for place, item in enumerate(value, start=1))
        if len(items) < least:
            raise ArgumentError(f"{name} must hold at least {least}, but holds {len(items)}.")
        twice = [item for item in dict.fromkeys(items) if items.count(item) > 1] if once else []
        if twice:
            raise ArgumentError(
                f"{name} lists {listed([shown(str(item)) for item in twice])} more than once. "
                "Leave one of them."
            )
        return items

    return checked


def _as_list(value: object) -> str:
    """Return how a value is written as a list: names with commas between them become several."""
    if not isinstance(value, str):
        return f"[{value!r}]"
    parts = [part.strip() for part in value.split(",") if part.strip()]
    return f"[{', '.join(map(repr, parts))}]"


def one_or_many(check: Check, *, least: int = 0) -> Check:
    """One value, or a list of them; kept as a tuple."""
    several = many(check, least=least)

    def checked(name: str, value: object) -> Any:
        alone = isinstance(value, (str, int, float))
        return several(name, [value] if alone else value)

    return checked


def mapping(check: Check) -> Check:
    """A table of name to what the other check takes."""

    def checked(name: str, value: object) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise ArgumentTypeError(f"{name} must be a table of names and values, not {value!r}.")
        wrong = [key for key in value if not isinstance(key, str) or not key]
        if wrong:
            raise ArgumentTypeError(f"{name} must have texts as its keys, not {listed(wrong)}.")
        return {key: check(f"{name}.{shown(key)}", item) for key, item in value.items()}

    return checked


def scale(name: str, value: object) -> tuple[float, float]:
    """The lowest and the highest answer."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise ArgumentTypeError(
            f"{name} must be the lowest and the highest answer, such as [1, 7], not {value!r}."
        )
    ends = tuple(number(name, end) for end in value)
    if len(ends) != 2 or not ends[0] < ends[1]:
        raise ArgumentError(
            f"{name} is {list(ends)!r}, but it must be the lowest and the highest answer, such as [1, 7]."
        )
    return ends[0], ends[1]


def cell(name: str, value: object) -> str | float | int | bool:
    """A value that a cell of data can hold."""
    if not isinstance(value, (str, int, float, bool)):
        raise ArgumentTypeError(f"{name} must be a text or a number, not {value!r}.")
    return value


def expression(name: str, value: object) -> str:
    """A set expression, kept as text."""
    from fsqca.expressions import parse

    written = text(name, value if isinstance(value, (str, int, float, bool)) else str(value))
    parse(written)
    return written


def row_or_expression(name: str, value: object) -> str | int:
    """The number of a row of the truth table, or a set expression."""
    if isinstance(value, int) and not isinstance(value, bool):
        return check_count(name, value)
    return expression(name, value)
