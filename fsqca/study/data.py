"""The data of a study: read, filtered, split into groups, and held against what the study asks of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from fsqca._checks import counted, listed, unknown_names
from fsqca.errors import DataError, FsqcaError
from fsqca.reading import StudyData, read
from fsqca.study.lines import Path
from fsqca.study.problems import Problem, shown
from fsqca.study.sections import FilterSection

if TYPE_CHECKING:
    from fsqca.study.study import Study

#: What an error of `read` begins with -> the key that it is about.
_ARGUMENTS = ("cases", "group", "sheet", "separator", "decimal", "encoding", "missing_codes")


@dataclass(frozen=True, slots=True, eq=False)
class OpenedData:
    """The data of a study, filtered.

    Attributes
    ----------
    study_data : StudyData
    groups : Series or None
        The name of each case's group as results show it; missing for a case that has none.
    group_names : tuple of str
        In the order of results, without the pooled one.
    pooled : str
        Name of the analysis of all cases, "" for none.
    used : tuple of str
        The columns that the study uses, in the order of the data.
    notes : tuple of str
    """

    study_data: StudyData
    groups: pd.Series[Any] | None
    group_names: tuple[str, ...]
    pooled: str
    used: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def group_sizes(self) -> dict[str, int]:
        """The number of cases of every analysis."""
        sizes = {}
        if self.groups is not None:
            counts = self.groups.value_counts()
            sizes = {name: int(counts[name]) for name in self.group_names}
        return sizes | ({self.pooled: len(self.study_data.data)} if self.pooled else {})


def open_data(study: Study) -> OpenedData:
    """Return the data of a study, or raise with everything in which they do not fit it."""
    whole = _read(study)
    problems = list(_columns(study, whole))
    if problems:
        raise study.raised(problems)
    kept, notes = _filtered(study, whole)
    groups, names = _named_groups(study, kept)
    pooled = study.groups.pooled
    problems = list(_unknown_groups(study, names))
    if problems:
        raise study.raised(problems)
    if groups is not None and groups.isna().any():
        without = kept.data.index[groups.isna().to_numpy()]
        where = f"counted in {pooled!r} only" if pooled else "left out"
        notes.append(f"{counted(len(without), 'case')} without a group, {where}: {listed(without)}.")
    return OpenedData(kept, groups, names, pooled, _used(study, whole), (*whole.notes, *notes))


def _read(study: Study) -> StudyData:
    path = study.data_path
    own = study.data
    try:
        if path.is_dir():
            raise DataError(f"{str(path)!r} is a folder, not a data file. Name the file in it.")
        return read(
            path,
            cases=own.cases,
            group=own.group,
            missing_codes=own.missing_codes or None,
            sheet=own.sheet,
            separator=own.separator,
            decimal=own.decimal,
            encoding=own.encoding,
        )
    except FsqcaError as error:
        place = _argument(str(error))
        raise study.raised([Problem(place, str(error).removeprefix(f"{place[-1]}: "))]) from error
    except OSError as error:
        said = f"The data file {str(path)[:200]!r} cannot be read: {error.strerror or error}."
        raise study.raised([Problem(("data", "file"), said)]) from error


def _argument(message: str) -> Path:
    """Return the key that an error of `read` is about: the one it begins with, else the file."""
    if "(missing_codes)" in message:
        return ("data", "missing_codes")
    if message.startswith("The column of case names"):
        return ("data", "cases")
    head = message.split(maxsplit=1)[0].rstrip(":") if message else ""
    return ("data", head if head in _ARGUMENTS else "file")


def _columns(study: Study, data: StudyData) -> Iterator[Problem]:
    """Yield columns that are named and do not exist."""
    from fsqca.expressions import parse

    columns = [str(name) for name in data.data.columns]
    scores: list[str] = []
    if study.constructs is not None:
        scores = list(study.constructs.items)
        for construct, items in study.constructs.items.items():
            for place, item in enumerate(items):
                if item not in columns:
                    yield _no_column(("constructs", "items", construct, place), item, columns, data)
            if construct in columns and items != (construct,):
                yield Problem(
                    ("constructs", "items", construct),
                    f"The construct {construct!r} has the name of a column of the data. Give it another "
                    "name.",
                )
    for place, each in enumerate(study.data.filters):
        if each.column not in columns:
            yield _no_column(("data", "filters", place, "column"), each.column, columns, data)
    available = [*scores, *(name for name in columns if name not in scores)]
    calibration = study.calibration
    if calibration is None:
        wanted: list[tuple[Path, str]] = [
            (("analysis", "conditions", place), name) for place, name in enumerate(study.analysis.conditions)
        ]
        wanted += [(("analysis", "outcome"), name) for name in parse(study.analysis.outcome).used]
    else:
        wanted = [
            (
                ("calibration", "sets", name, *(("column",) if name in calibration.columns else ())),
                calibration.column_of(name),
            )
            for name in calibration.sets
        ]
        wanted += [(("calibration", "as_is", place), name) for place, name in enumerate(calibration.as_is)]
    for path, name in wanted:
        if name not in available:
            yield _no_column(path, name, available, data)


def _no_column(path: Path, name: str, available: list[str], data: StudyData) -> Problem:
    where = f"{data.settings.source} or the constructs" if path[0] == "calibration" else data.settings.source
    return Problem(
        path, str(unknown_names("column", [shown(name)], [shown(each) for each in available], where))
    )


def _filtered(study: Study, data: StudyData) -> tuple[StudyData, list[str]]:
    """Return the data of the cases that pass every filter, and what was left out."""
    notes = []
    frame = data.data
    for place, each in enumerate(study.data.filters):
        try:
            stays = _passes(data.labelled(each.column).loc[frame.index], frame[each.column], each)
        except TypeError:
            said = (
                f"Column {each.column!r} is not numeric, so it has no least and most. Use keep or leave_out."
            )
            raise study.raised([Problem(("data", "filters", place), said)]) from None
        gone = int((~stays).sum())
        frame = frame.loc[stays]
        why = f" ({each.why})" if each.why else ""
        notes.append(f"Filter of {each.column}: {counted(gone, 'case')} left out{why}.")
        if len(frame) == 0:
            said = f"No case passes the filter of {each.column!r}."
            raise study.raised([Problem(("data", "filters", place), said)])
    return (replace(data, data=frame) if study.data.filters else data), notes


def _passes(words: pd.Series[Any], values: pd.Series[Any], rule: FilterSection) -> pd.Series[bool]:
    """Return for each case whether it passes a filter; a missing value passes only `leave_out`."""
    stays = pd.Series(True, index=values.index)
    if rule.keep is not None:
        stays &= values.isin(rule.keep) | words.isin(rule.keep)
    if rule.leave_out is not None:
        stays &= ~(values.isin(rule.leave_out) | words.isin(rule.leave_out))
    if rule.least is not None or rule.most is not None:
        if not pd.api.types.is_numeric_dtype(values.dtype):
            raise TypeError
        stays &= values >= rule.least if rule.least is not None else values.notna()
        stays &= values <= rule.most if rule.most is not None else values.notna()
    return stays.astype(bool)


def _named_groups(study: Study, data: StudyData) -> tuple[pd.Series[Any] | None, tuple[str, ...]]:
    """Return the group of every case by the name that results show, and the names, sorted by value."""
    if study.data.group is None:
        return None, ()
    values = data.groups
    texts = {value: _text(value) for value in values.dropna().unique().tolist()}
    order = sorted(texts, key=lambda value: (str(type(value)), value))
    unknown = [each for each in study.groups.names if each not in texts.values()]
    if unknown:
        raise study.raised(
            [
                Problem(
                    ("groups", "names", name),
                    str(unknown_names("group", [shown(name)], list(texts.values()), f"{study.data.group!r}")),
                )
                for name in unknown
            ]
        )
    names = {value: study.groups.names.get(text, text) for value, text in texts.items()}
    shown_names = tuple(names[value] for value in order)
    twice = [name for name in shown_names if shown_names.count(name) > 1 or name == study.groups.pooled]
    if twice:
        said = (
            f"More than one analysis would be called {twice[0]!r}. Give the groups other names in "
            "[groups.names], or the analysis of all cases with pooled in [groups]."
        )
        raise study.raised([Problem(("data", "group"), said)])
    return values.astype(object).map(lambda value: names.get(value)), shown_names


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _unknown_groups(study: Study, names: tuple[str, ...]) -> Iterator[Problem]:
    """Yield settings for groups that are not there."""
    available = [*names, *([study.groups.pooled] if study.groups.pooled else [])]
    wanted: list[tuple[Path, str]] = [
        (("cutoffs", "by_group", name), name) for name in study.cutoffs.by_group
    ]
    if study.robustness is not None:
        wanted += [
            (("robustness", "test_sets", place, "by_group", name), name)
            for place, test_set in enumerate(study.robustness.test_sets)
            for name in test_set.by_group
        ]
    wanted += [
        (("untenable", place, "group"), each.group)
        for place, each in enumerate(study.untenable)
        if each.group is not None
    ]
    for path, name in wanted:
        if name not in available:
            yield Problem(path, str(unknown_names("group", [shown(name)], available, "the study")))


def _used(study: Study, data: StudyData) -> tuple[str, ...]:
    """Return the columns that decide the results, in the order of the data."""
    from fsqca.expressions import parse

    used = {each.column for each in study.data.filters} | {study.data.group}
    if study.constructs is not None:
        used |= {item for items in study.constructs.items.values() for item in items}
    if study.calibration is None:
        used |= {*study.analysis.conditions, *parse(study.analysis.outcome).used}
    else:
        used |= {study.calibration.column_of(name) for name in study.calibration.sets}
        used |= set(study.calibration.as_is)
    return tuple(str(name) for name in data.data.columns if name in used)


__all__ = ["OpenedData", "open_data"]
