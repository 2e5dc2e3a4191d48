"""The calibration of a study: a calibrator with its reason for every set, by the names of the registry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from inspect import Parameter, signature
from typing import Any, Self

from fsqca._checks import listed
from fsqca.calibration import Calibrator, Function, available, by_name
from fsqca.calibration.registry import from_dict, name_of
from fsqca.errors import FsqcaError
from fsqca.study import checks
from fsqca.study.lines import Path
from fsqca.study.problems import Problem
from fsqca.study.section import Section, setting, unknown_key


@dataclass(frozen=True, kw_only=True)
class CalibrationSection(Section):
    """How raw values become memberships; see :func:`fsqca.calibrate`.

    Parameters
    ----------
    sets : dict of str to Calibrator
        The calibrator of each set, with its reason in `why`; in a study file ``method`` is its name.
    columns : dict of str to str
        The raw column of each set that has another name than its column.
    as_is : tuple of str
        Columns of the data that hold memberships already.
    missing : {"raise", "drop"}
    strict : bool, default True
        Whether every set must have a reason.
    snap : float in (0, 0.5), optional
    """

    sets: dict[str, Calibrator] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    as_is: tuple[str, ...] = setting(checks.many(checks.text), ())
    missing: str = setting(checks.choice("raise", "drop"), "raise")
    strict: bool = setting(checks.flag, True)
    snap: float | None = setting(checks.optional(checks.number), None)

    def contradictions(self) -> list[Problem]:
        """Return sets without a reason, and names that are given twice."""
        given: Mapping[str, object] = self.sets
        from fsqca.calibration.apply import check_snap
        from fsqca.calibration.calibrator import is_reason

        problems = []
        for name, calibrator in given.items():
            if not isinstance(calibrator, Calibrator):
                problems.append(
                    Problem(
                        ("sets", name),
                        f"Set {name!r} is given {calibrator!r}, which is not a calibrator. Give it one, such "
                        'as Direct(2, 4, 6, why="...").',
                    )
                )
            elif self.strict and not is_reason(calibrator.why):
                problems.append(
                    Problem(
                        ("sets", name),
                        f"Set {name!r} has no reason for its anchors. Write it as why, such as "
                        'why = "points of the response scale", or set strict = false.',
                    )
                )
        problems += [
            Problem(("as_is", place), f"{name!r} is calibrated, and also taken as it is. Leave one of them.")
            for place, name in enumerate(self.as_is)
            if name in self.sets
        ]
        problems += [
            Problem(("columns", name), f"There is no set {name!r} to take the column {column!r}.")
            for name, column in self.columns.items()
            if name not in self.sets
        ]
        if not self.sets and not self.as_is and self.strict:
            problems.append(
                Problem(
                    (),
                    "No set is calibrated. Describe each in a table of its own, such as "
                    "[calibration.sets.A]; leave [calibration] out where the data hold memberships already.",
                )
            )
        try:
            check_snap(self.snap)
        except FsqcaError as error:
            problems.append(Problem(("snap",), str(error)))
        return problems

    def column_of(self, name: str) -> str:
        """Return the raw column of a set."""
        return self.columns.get(name, name)

    @classmethod
    def from_plain(cls, plain: object, path: Path, problems: list[Problem]) -> Self | None:
        """Return the section of a table in a study file; where something is wrong, add problems."""
        if not isinstance(plain, Mapping) or not isinstance(plain.get("sets", {}), Mapping):
            return super().from_plain(plain if not isinstance(plain, Mapping) else None, path, problems)
        before = len(problems)
        sets, columns = {}, {}
        for name, own in plain.get("sets", {}).items():
            made = _calibrator(own, (*path, "sets", name), problems)
            if made is not None:
                sets[name], column = made
                if column is not None and column != name:
                    columns[name] = column
        allowed = [each.name for each in fields(cls) if each.name != "columns"]
        rest = {key: value for key, value in plain.items() if key not in ("sets", "columns")}
        if "columns" in plain:
            problems.append(
                Problem(
                    (*path, "columns"),
                    "Write the raw column of a set into its own table, as column. "
                    + unknown_key("columns", allowed),
                )
            )
        failed = len(problems) > before
        made_of = super().from_plain(
            {**rest, "sets": sets, "columns": columns, **({"strict": False} if failed else {})},
            path,
            problems,
        )
        return None if failed else made_of

    def to_plain(self, *, defaults: bool = False) -> dict[str, Any]:
        """Return the settings as plain data, with or without those that have their default."""
        plain = super().to_plain(defaults=defaults)
        plain.pop("sets", None)
        plain.pop("columns", None)
        plain["sets"] = {}
        for name, calibrator in self.sets.items():
            own = calibrator.to_dict()
            beside = {"column": self.columns[name]} if name in self.columns else {}
            # Whole floats are written as 2, not 2.0, where it is known that it makes no difference.
            built_in = type(calibrator).__module__.startswith("fsqca.")
            plain["sets"][name] = {
                key: _whole(value) if built_in else value
                for key, value in {"method": own.pop("method"), **beside, **own}.items()
            }
        return plain


def offered_by(calibrators: Mapping[str, Calibrator]) -> dict[str, str]:
    """Return where each calibrator comes from that is not part of fsqca: its package and version."""
    from importlib.metadata import packages_distributions, version

    found = {}
    for calibrator in calibrators.values():
        module = type(calibrator).__module__
        if isinstance(calibrator, Function):
            module = getattr(calibrator.function, "__module__", "") or ""
        top = module.split(".")[0]
        if top == "fsqca":
            continue
        packages = packages_distributions().get(top, [])
        found[method_name(calibrator)] = (
            f"{packages[0]} {version(packages[0])}" if packages else f"the module {module}"
        )
    return found


def method_name(calibrator: Calibrator) -> str:
    """Return the name of a calibrator in study files, or the name of its method where it has none."""
    if isinstance(calibrator, Function):
        return calibrator.method
    try:
        return name_of(type(calibrator))
    except FsqcaError:
        return calibrator.method


def _calibrator(plain: object, path: Path, problems: list[Problem]) -> tuple[Calibrator, str | None] | None:
    """Return the calibrator of a table and its raw column."""
    if not isinstance(plain, Mapping):
        problems.append(
            Problem(
                path,
                'A set is described by a table, such as { method = "direct", full_out = 2, crossover = 4, '
                f'full_in = 6, why = "..." }}, not {plain!r}.',
            )
        )
        return None
    settings = dict(plain)
    column = settings.pop("column", None)
    if column is not None and (not isinstance(column, str) or not column):
        problems.append(Problem((*path, "column"), f"column must be the name of a column, not {column!r}."))
        return None
    method = settings.get("method")
    if not isinstance(method, str):
        what = "has no method" if method is None else f"has the method {method!r}, which is no text"
        said = f'The set {what}. Write for example method = "direct"; available: {listed(available(), 30)}.'
        problems.append(Problem(path if method is None else (*path, "method"), said))
        return None
    try:
        kind = by_name(method)
    except FsqcaError as error:
        problems.append(Problem((*path, "method"), str(error)))
        return None
    unknown = _unknown_settings(kind, settings)
    if unknown:
        problems += [Problem((*path, key), words) for key, words in unknown.items()]
        return None
    absent = _absent_settings(kind, settings)
    if absent:
        said = f"The method {method!r} needs {listed(absent)}. Write {absent[0]} = ... into this table."
        problems.append(Problem(path, said))
        return None
    try:
        return from_dict(settings), column
    except FsqcaError as error:
        problems.append(Problem(_blamed(path, settings, str(error)), str(error)))
        return None


def _unknown_settings(kind: type[Calibrator], settings: Mapping[str, Any]) -> dict[str, str]:
    """Return settings that the calibrator does not take, with what to say of each."""
    if "from_settings" in kind.__dict__:
        return {}
    parameters = signature(kind).parameters.values()
    if any(each.kind in (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL) for each in parameters):
        return {}
    allowed = ["method", "column", *(each.name for each in parameters)]
    return {key: unknown_key(key, allowed) for key in settings if key not in allowed}


def _absent_settings(kind: type[Calibrator], settings: Mapping[str, Any]) -> list[str]:
    """Return settings that the calibrator needs and does not have."""
    if "from_settings" in kind.__dict__:
        return []
    return [
        each.name
        for each in signature(kind).parameters.values()
        if each.default is Parameter.empty
        and each.kind not in (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL)
        and each.name not in settings
    ]


def _blamed(path: Path, settings: Mapping[str, Any], message: str) -> Path:
    """Return the path of the one setting that a message begins with, else that of the set."""
    for key in settings:
        if re.match(rf"(\w+:? )?{re.escape(key)}\b", message):
            return (*path, key)
    return path


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return [_whole(each) for each in value] if isinstance(value, list) else value
