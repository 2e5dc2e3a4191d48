"""Calibrators by name: built-in, registered, or from the entry points of installed packages."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from inspect import signature
from typing import Final

from fsqca._checks import listed, unknown_names
from fsqca.calibration.bells import Bell, PiecewiseBell
from fsqca.calibration.calibrator import Calibrator, Function
from fsqca.calibration.direct import Direct, Quantiles
from fsqca.calibration.grades import Crisp, Lookup
from fsqca.calibration.indirect import Indirect
from fsqca.calibration.indirect_polynomial import IndirectPolynomial, LogitPolynomial
from fsqca.calibration.piecewise import Piecewise
from fsqca.calibration.ranks import Empirical, Ranks
from fsqca.calibration.thresholds import ClusterThresholds, LargestGap
from fsqca.errors import ArgumentError, ArgumentTypeError, FsqcaError

#: The entry point group by which another installed package offers calibrators.
GROUP: Final = "fsqca.calibrators"

_registered: dict[str, type[Calibrator]] = {
    cls.name: cls
    for cls in (
        Direct, Quantiles, Piecewise, Bell, PiecewiseBell, Crisp, Lookup, Ranks, Empirical,
        Indirect, IndirectPolynomial, LogitPolynomial, ClusterThresholds, LargestGap, Function,
    )
}  # fmt: skip


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


def name_of(cls: type[Calibrator]) -> str:
    """Return the name under which :func:`by_name` finds a calibrator class, or raise.

    Examples
    --------
    >>> from fsqca.calibration import Crisp
    >>> name_of(Crisp)
    'crisp'
    """
    if _registered.get(cls.name) is cls:
        return cls.name
    place = f"{cls.__module__}:{cls.__qualname__}"
    for name, known in _registered.items():
        if known is cls:
            return name
    for name, offers in _offers().items():
        if name not in _registered and any(offer.value.replace(" ", "") == place for offer in offers):
            return name
    raise ArgumentError(
        f"The calibrator {cls.__name__} has no name that a study file can use. Give it one with "
        f"fsqca.calibration.register({cls.name!r}, {cls.__name__}), or offer it through the entry point "
        f"group {GROUP}."
    )


def from_dict(plain: Mapping[str, object]) -> Calibrator:
    """Return the calibrator that :meth:`Calibrator.to_dict` wrote as plain data.

    Parameters
    ----------
    plain : dict
        ``"method"``, the name of the calibrator, and its settings.

    Raises
    ------
    UnknownNameError
        If there is no calibrator of that name.
    ArgumentError, ArgumentTypeError
        If the name is missing, or the calibrator does not take these settings.

    Examples
    --------
    >>> from fsqca.calibration import from_dict
    >>> from_dict({"method": "crisp", "thresholds": [250], "why": "EU definition of large firms"})
    Crisp(250, why='EU definition of large firms')
    """
    if not isinstance(plain, Mapping):
        raise ArgumentTypeError(
            "A calibrator is read from a dict such as {'method': 'direct', 'full_out': 2, 'crossover': 4, "
            f"'full_in': 6}}, not {plain!r}."
        )
    settings = dict(plain)
    name = settings.pop("method", None)
    if not isinstance(name, str):
        raise ArgumentError(
            f"The calibrator {dict(plain)!r} has no method. Name it: {{'method': 'direct', ...}}; "
            f"available: {listed(available(), 30)}."
        )
    cls = by_name(name)
    try:
        return cls.from_settings(settings)
    except FsqcaError:
        raise
    except Exception as error:
        raise ArgumentError(
            f"The calibrator {name!r} cannot be made of the settings {listed(settings, 20) or 'none'}: "
            f"{error}. {cls.__name__}{signature(cls)} says what it takes."
        ) from error


def _offers() -> dict[str, list[EntryPoint]]:
    """Return the entry points of the group by name, each value once."""
    offers: dict[str, list[EntryPoint]] = {}
    for entry in entry_points(group=GROUP):
        same_name = offers.setdefault(entry.name, [])
        if entry.value not in [other.value for other in same_name]:
            same_name.append(entry)
    return offers
