"""Settings as plain data: what a study file can hold, and functions by the place where they are defined."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from importlib import import_module
from typing import cast

import numpy as np

from fsqca.errors import ArgumentError, ArgumentTypeError


def as_plain(setting: str, method: str, value: object) -> object:
    """Return a setting as texts, numbers, booleans, None, and lists and dicts of them, or raise.

    Examples
    --------
    >>> as_plain("anchors", "direct", (np.float64(2.0), 4, "six"))
    [2.0, 4, 'six']
    """
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, (list, tuple)):
        return [as_plain(setting, method, item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: as_plain(setting, method, item) for key, item in value.items()}
    raise ArgumentTypeError(
        f"The calibrator {method!r} cannot be written as plain data: its setting {setting!r} is {value!r}. "
        "A study file holds texts, finite numbers, True, False, None, and lists and dicts of them (with "
        "texts as keys). Override to_settings() and from_settings() to write it in another way."
    )


def plain_fields(calibrator: object) -> dict[str, object]:
    """Return the fields of a dataclass as plain data, without those that have their default."""
    method = str(getattr(calibrator, "method", type(calibrator).__name__))
    if isinstance(calibrator, type) or not is_dataclass(calibrator):
        if getattr(calibrator, "__dict__", {}):
            raise ArgumentTypeError(
                f"The calibrator {method!r} cannot be written as plain data, because it is not a dataclass. "
                "Make it a frozen dataclass with its settings as fields, or override to_settings() and "
                "from_settings()."
            )
        return {}
    settings = {}
    for field in fields(calibrator):
        value = getattr(calibrator, field.name)
        default = field.default if field.default_factory is MISSING else field.default_factory()
        if default is not MISSING and type(value) is type(default) and value == default:
            continue
        # A custom constructor leaves its fields without defaults; an empty reason says nothing.
        if field.name == "why" and value == "":
            continue
        settings[field.name] = as_plain(field.name, method, value)
    return settings


def path_of(function: object) -> str:
    """Return where a function is defined, as ``"module:name"``, or raise if it cannot be found there again.

    Examples
    --------
    >>> path_of(math.sqrt)
    'math:sqrt'
    """
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "")
    what = "A lambda" if name.endswith("<lambda>") else f"The function {name or function!r}"
    found: object = None
    if isinstance(module, str) and module != "__main__" and "<" not in name:
        found = import_module(module)
        for part in name.split("."):
            found = getattr(found, part, None)
    if found is not function or not name:
        raise ArgumentTypeError(
            f"{what} cannot be written as plain data, because it has no place from which it could be "
            "imported again. Define it with a name in a module of its own, or make it a subclass of "
            "fsqca.calibration.Calibrator and register it."
        )
    return f"{module}:{name}"


def function_at(path: object) -> Callable[..., object]:
    """Return the function at ``"module:name"``, or raise.

    Examples
    --------
    >>> function_at("math:sqrt")(4)
    2.0
    """
    module, colon, name = path.partition(":") if isinstance(path, str) else ("", "", "")
    if not (module and colon and name):
        raise ArgumentError(
            f"The setting 'function' must be a text such as \"my_module:my_function\", not {path!r}."
        )
    try:
        found: object = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise ArgumentError(f"The function {path!r} cannot be imported: {error}.") from error
    if not callable(found):
        raise ArgumentTypeError(f"{path!r} is not a function, but {found!r}.")
    return cast("Callable[..., object]", found)
