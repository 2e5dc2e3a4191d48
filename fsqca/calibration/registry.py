"""Calibrators by name: built-in, registered, or from the entry points of installed packages."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Final

from fsqca._checks import unknown_names
from fsqca.calibration.bells import Bell, PiecewiseBell
from fsqca.calibration.calibrator import Calibrator
from fsqca.calibration.direct import Direct, Quantiles
from fsqca.calibration.grades import Crisp, Lookup
from fsqca.calibration.piecewise import Piecewise
from fsqca.calibration.ranks import Empirical, Ranks
from fsqca.errors import ArgumentError, ArgumentTypeError

#: The entry point group by which another installed package offers calibrators.
GROUP: Final = "fsqca.calibrators"

_registered: dict[str, type[Calibrator]] = {
    cls.name: cls
    for cls in (Direct, Quantiles, Piecewise, Bell, PiecewiseBell, Crisp, Lookup, Ranks, Empirical)
}


def register(name: str, cls: type[Calibrator]) -> None:
    """Make a calibrator available by name, for example in a study file.

    Parameters
    ----------
    name : str
        A name that is not taken yet.
    cls : type
        A subclass of :class:`Calibrator`.

    Raises
    ------
    ArgumentError
        If the name is empty or belongs to another calibrator.
    ArgumentTypeError
        If `cls` is not a subclass of :class:`Calibrator`.

    Examples
    --------
    >>> from fsqca.calibration import Direct, by_name, register
    >>> register("logistic", Direct)
    >>> by_name("logistic")(2, 4, 6).describe()
    '2 / 4 / 6'
    """
    if not isinstance(name, str) or not name.strip():
        raise ArgumentError(f"The name of a calibrator must be a text that is not empty, not {name!r}.")
    if not isinstance(cls, type) or not issubclass(cls, Calibrator):
        raise ArgumentTypeError(
            f"{name!r} cannot be registered: cls must be a subclass of fsqca.calibration.Calibrator, "
            f"not {cls!r}."
        )
    known = _registered.get(name)
    if known is not None and known is not cls:
        raise ArgumentError(
            f"The name {name!r} already belongs to the calibrator {known.__name__}. "
            f"Register {cls.__name__} under another name."
        )
    _registered[name] = cls


def by_name(name: str) -> type[Calibrator]:
    """Return the calibrator class of that name.

    Looks among the built-in and the registered ones first, then among the entry points ``fsqca.calibrators``
    of installed packages, which are loaded only now.

    Parameters
    ----------
    name : str

    Raises
    ------
    UnknownNameError
        If there is none; the message lists those there are.
    ArgumentError
        If an entry point of that name cannot be loaded, is no :class:`Calibrator`, or two packages offer the
        name.

    Examples
    --------
    >>> from fsqca.calibration import by_name
    >>> by_name("crisp").__name__
    'Crisp'
    """
    if name in _registered:
        return _registered[name]
    offers = _offers().get(name, [])
    if not offers:
        raise unknown_names("calibrator", [name], available(), "fsqca or the installed packages")
    if len(offers) > 1:
        raise ArgumentError(
            f"The calibrator {name!r} is offered by more than one installed package: "
            f"{', '.join(sorted(offer.value for offer in offers))}. "
            "Import the one you want and use it directly."
        )
    try:
        cls = offers[0].load()
    except Exception as error:
        raise ArgumentError(
            f"The calibrator {name!r} ({offers[0].value}, entry point group {GROUP}) "
            f"cannot be loaded: {error}."
        ) from error
    register(name, cls)
    return _registered[name]


def available() -> tuple[str, ...]:
    """Return the names of all calibrators, those of installed packages included, without loading them.

    Examples
    --------
    >>> from fsqca.calibration import available
    >>> "direct" in available()
    True
    """
    return tuple(dict.fromkeys([*_registered, *sorted(_offers())]))


def _offers() -> dict[str, list[EntryPoint]]:
    """Return the entry points of the group by name, each value once."""
    offers: dict[str, list[EntryPoint]] = {}
    for entry in entry_points(group=GROUP):
        same_name = offers.setdefault(entry.name, [])
        if entry.value not in [other.value for other in same_name]:
            same_name.append(entry)
    return offers
