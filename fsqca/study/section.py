"""What the sections of a study file share: fields that check themselves, and tables that fill them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from difflib import get_close_matches
from typing import Any, Self, TypeVar, cast

from fsqca._checks import listed
from fsqca.errors import FsqcaError
from fsqca.study.checks import Check
from fsqca.study.lines import Path
from fsqca.study.problems import Problem, StudyError, shown

S = TypeVar("S", bound="Section")


def setting(check: Check, default: Any = MISSING) -> Any:
    """Return a field whose value is checked by `check`; without a default it must be given."""
    return field(default=default, metadata={"check": check})


def table(kind: type[Section], default: Any = MISSING) -> Any:
    """Return a field that holds a section of its own."""
    return field(default=default, metadata={"section": kind, "shape": "one"})


def tables(kind: type[Section]) -> Any:
    """Return a field that holds a tuple of sections: an array of tables."""
    return field(default=(), metadata={"section": kind, "shape": "list"})


def tables_by_name(kind: type[Section]) -> Any:
    """Return a field that holds sections by name."""
    return field(default_factory=dict, metadata={"section": kind, "shape": "dict"})


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a study: frozen settings that check themselves."""

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        for own in fields(self):
            value = _checked(own, getattr(self, own.name), (own.name,), problems)
            object.__setattr__(self, own.name, value)
        if not problems:
            problems += self.contradictions()
        if problems:
            raise StudyError(problems, type(self).__name__)

    def contradictions(self) -> list[Problem]:
        """Return what is wrong with the settings together, each of them being right."""
        return []

    @classmethod
    def from_plain(cls, plain: object, path: Path, problems: list[Problem]) -> Self | None:
        """Return the section of a table in a study file; where something is wrong, add problems."""
        if not isinstance(plain, Mapping):
            example = f"[{'.'.join(str(part) for part in path)}]"
            problems.append(Problem(path, f"This must be a table, such as {example}, not {plain!r}."))
            return None
        own = {each.name: each for each in written_fields(cls)}
        before = len(problems)
        problems += [Problem((*path, key), unknown_key(key, own)) for key in plain if key not in own]
        values: dict[str, Any] = {}
        for name, each in own.items():
            if name in plain:
                values[name] = _checked(each, plain[name], (*path, name), problems)
            elif each.default is MISSING and each.default_factory is MISSING:
                problems.append(Problem(path, f"The key {name!r} is missing. {cls.missing_hint(name)}"))
        if len(problems) > before:
            return None
        try:
            return cls(**values)
        except StudyError as error:
            problems += [Problem((*path, *problem.path), problem.message) for problem in error.problems]
            return None

    @classmethod
    def missing_hint(cls, name: str) -> str:
        """Return what to do where a key is missing."""
        return f"Write {name} = ..."

    def to_plain(self, *, defaults: bool = False) -> dict[str, Any]:
        """Return the settings as plain data, with or without those that have their default."""
        plain: dict[str, Any] = {}
        for own in written_fields(self):
            value = getattr(self, own.name)
            default = own.default if own.default_factory is MISSING else own.default_factory()
            usual = type(value) is type(default) and value == default
            if value is None or (usual and not defaults):
                continue
            plain[own.name] = _plain(value, defaults)
        return plain


def written_fields(section: Section | type[Section]) -> list[Field[Any]]:
    """Return the fields that a study file has; those that say where it came from are not among them."""
    return [own for own in fields(section) if not own.metadata.get("unwritten")]


def unknown_key(key: str, allowed: Iterable[str]) -> str:
    """Return what to say of a key that does not exist.

    Examples
    --------
    >>> unknown_key("consistancy", ["consistency", "pri"])
    "There is no key 'consistancy' here. Did you mean 'consistency'? Allowed: 'consistency', 'pri'."
    """
    names = list(allowed)
    near = get_close_matches(key[:200], names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"There is no key {shown(key)!r} here.{hint} Allowed: {listed(names, 40)}."


def _checked(own: Field[Any], value: object, path: Path, problems: list[Problem]) -> Any:
    """Return the value of a field as it is kept; where it is wrong, add a problem."""
    kind = cast("type[Section] | None", own.metadata.get("section"))
    if kind is not None:
        return _sections(kind, own.metadata["shape"], value, path, problems)
    check = cast("Check | None", own.metadata.get("check"))
    if check is None:
        return value
    try:
        return check(own.name, value)
    except FsqcaError as error:
        problems.append(Problem(_place(path, own.name, str(error)), str(error)))
        return value


def _place(path: Path, name: str, message: str) -> Path:
    """Return the path of the element of a list that a message is about, such as ``items[3]``."""
    head = f"{name}["
    if not message.startswith(head):
        return path
    number = message[len(head) :].partition("]")[0]
    return (*path, int(number) - 1) if number.isdecimal() else path


def _sections(kind: type[S], shape: str, value: Any, path: Path, problems: list[Problem]) -> Any:
    if shape == "one":
        return _one(kind, value, path, problems)
    if shape == "dict":
        if not isinstance(value, Mapping):
            problems.append(Problem(path, f"This must hold a table for each name, not {value!r}."))
            return value
        return {str(key): _one(kind, each, (*path, str(key)), problems) for key, each in value.items()}
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        head = ".".join(str(part) for part in path)
        problems.append(Problem(path, f"This must be an array of tables: write [[{head}]] above each."))
        return value
    return tuple(_one(kind, each, (*path, place), problems) for place, each in enumerate(value))


def _one(kind: type[S], value: object, path: Path, problems: list[Problem]) -> S | None:
    if value is None or isinstance(value, kind):
        return value
    return kind.from_plain(value, path, problems)


def _plain(value: Any, defaults: bool = False) -> Any:
    if isinstance(value, Section):
        return value.to_plain(defaults=defaults)
    if isinstance(value, Mapping):
        return {key: _plain(each, defaults) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(each, defaults) for each in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
