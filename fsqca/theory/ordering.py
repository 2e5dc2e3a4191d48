"""The causal ordering: which sets may come before which."""

from __future__ import annotations

from collections.abc import Sequence

from fsqca._checks import listed, unknown_names
from fsqca.errors import ArgumentError, ArgumentTypeError

#: What an ordering is written as.
Ordering = str | Sequence[str | Sequence[str]]

_EXAMPLE = '"A, B < C < Y" or [["A", "B"], ["C"], ["Y"]]'


def read_ordering(ordering: object, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the levels of an ordering, from first to last; sets that it does not name come first.

    Raises
    ------
    ArgumentTypeError, ArgumentError, UnknownNameError
        If it is not an ordering, a level is empty, a set stands in it twice, or is unknown.
    """
    if ordering is None:
        return (tuple(names),)
    levels = [_level(part, names) for part in _parts(ordering)]
    if any(not level for level in levels):
        raise ArgumentError(
            f"ordering is {ordering!r}, which has a level without a set. Write for example {_EXAMPLE}."
        )
    named = [name for level in levels for name in level]
    unknown = [name for name in dict.fromkeys(named) if name not in names]
    if unknown:
        raise unknown_names("set", unknown, names, "the data (in ordering)")
    twice = [name for name in dict.fromkeys(named) if named.count(name) > 1]
    if twice:
        raise ArgumentError(
            f"ordering has {listed(twice)} more than once. A set has one place in it: write for example "
            f"{_EXAMPLE}."
        )
    first = tuple(name for name in names if name not in named)
    found = [tuple(level) for level in levels]
    return (first, *found) if first else tuple(found)


def _parts(ordering: object) -> list[object]:
    if isinstance(ordering, str):
        return list(ordering.split("<"))
    if isinstance(ordering, Sequence) and not isinstance(ordering, bytes):
        return list(ordering)
    raise ArgumentTypeError(f"ordering must be written as {_EXAMPLE}, not {ordering!r}.")


def _level(part: object, names: Sequence[str]) -> list[str]:
    if isinstance(part, str):
        if part in names:
            return [part]
        return [name.strip() for name in part.split(",") if name.strip()]
    if isinstance(part, Sequence) and all(isinstance(name, str) for name in part):
        return [str(name) for name in part]
    raise ArgumentTypeError(f"ordering must be written as {_EXAMPLE}; one of its levels is {part!r}.")
