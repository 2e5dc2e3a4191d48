"""A first study file for a data file: what can be seen is filled in, the rest is left to the researcher."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import check_choice, counted, listed, unknown_names
from fsqca.errors import ArgumentError
from fsqca.reading import StudyData, read

#: A column of numbers with at most this many whole values looks like an answer on a scale.
MOST_POINTS = 11
_ITEM = re.compile(r"(.*\D)_?(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be seen in a data file.

    Attributes
    ----------
    data : StudyData
    cases : str or None
        The column that names the cases.
    groups : tuple of str
        Columns that could be groups: few values, text.
    constructs : dict of str to tuple of str
        Columns that look like items of one construct, such as TF1, TF2, TF3.
    sets : tuple of str
        What can be a condition or an outcome: constructs and other columns of numbers.
    calibrated : bool
        Whether all of these hold memberships already.
    """

    data: StudyData
    cases: str | None
    groups: tuple[str, ...]
    constructs: dict[str, tuple[str, ...]]
    sets: tuple[str, ...]
    calibrated: bool


def look_at(path: str | Path, *, cases: str | None = None, sheet: str | None = None) -> Seen:
    """Return what can be seen in a data file."""
    if Path(path).is_dir():
        raise ArgumentError(f"{str(path)!r} is a folder, not a data file. Name the file in it.")
    data = read(path, cases=cases, sheet=sheet)
    if cases is None and data.settings.cases is None:
        first = data.data.columns[0]
        column = data.data[first]
        text = not pd.api.types.is_numeric_dtype(column.dtype)
        if text and column.is_unique and not column.isna().any() and data.data.shape[1] > 1:
            return look_at(path, cases=str(first), sheet=sheet)
    frame = data.data
    numbers = [str(name) for name in frame.columns if _is_numbers(frame[name])]
    texts = [str(name) for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name].dtype)]
    groups = tuple(name for name in texts if 2 <= frame[name].nunique() <= 12)
    constructs = _constructs(frame, numbers)
    items = {item for own in constructs.values() for item in own}
    sets = (*constructs, *(name for name in numbers if name not in items))
    calibrated = not constructs and all(_is_membership(frame[name]) for name in sets)
    return Seen(data, data.settings.cases or cases, groups, constructs, sets, calibrated)


def study_text_for(
    path: str | Path,
    *,
    outcome: str | None = None,
    conditions: Sequence[str] | None = None,
    cases: str | None = None,
    group: str | None = None,
    sheet: str | None = None,
    title: str | None = None,
    reason: str = "",
    folder: str | Path | None = None,
) -> str:
    """Return the text of a first study file for a data file, with comments that say what is to be done.

    Parameters
    ----------
    path : str or Path
        The data file.
    outcome : str, optional
        Default: the last construct, or the last column of numbers; a comment says so.
    conditions : sequence of str, optional
        Default: all other constructs, or columns of numbers.
    cases, group : str, optional
        Column of the case names (default: a first column of unique texts), and of the groups.
    sheet : str, optional
        Sheet of an Excel file.
    title : str, optional
    reason : str, default ""
        The reason for the anchors of all sets. Without one a run asks for it.
    folder : str or Path, optional
        Where the study file will be; the data are named from there. Default: the folder of the data.

    Returns
    -------
    str

    Raises
    ------
    UnknownNameError, ArgumentError, DataError
        If the data cannot be read, a column does not exist, or nothing can be an outcome with conditions.
    """
    seen = look_at(path, cases=cases, sheet=sheet)
    where = Path(path).name
    if group is not None and group not in seen.data.data.columns:
        raise unknown_names("column", [group], [str(name) for name in seen.data.data.columns], where)
    sets = [name for name in seen.sets if name != group]
    if len(sets) < 2:
        raise ArgumentError(
            f"{where} has {counted(len(sets), 'column')} of numbers that could be a set "
            f"({listed(sets) or 'none'}), but an analysis needs an outcome and at least one condition."
        )
    # Where there are constructs, other columns of numbers are mostly background.
    first = list(seen.constructs) if len(seen.constructs) > 1 else sets
    chosen = first[-1] if outcome is None else check_choice("outcome", outcome, sets)
    kept = [name for name in first if name != chosen] if conditions is None else list(conditions)
    for name in kept:
        check_choice("conditions", name, sets)
    base = Path(path).absolute().parent if folder is None else Path(folder).absolute()
    file = Path(os.path.relpath(Path(path).absolute(), base)).as_posix()
    lines = [
        "# A study file of fsqca. What it says decides the results; docs/study_files.md explains every key.",
        "#     fsqca check FILE    does it fit the data?",
        "#     fsqca run FILE      the whole analysis",
        "",
        f"title = {toml(title or f'Study of {chosen}')}",
        "",
        *_data_lines(seen, file, cases=seen.cases, group=group, sheet=sheet),
        *_construct_lines(seen, [*kept, chosen]),
        *_calibration_lines(seen, [*kept, chosen], reason),
        *_analysis_lines(seen, chosen, kept, guessed=outcome is None, grouped=group is not None),
    ]
    return "\n".join(lines) + "\n"


def toml(value: Any) -> str:
    """Return a value as it stands in a TOML file.

    Examples
    --------
    >>> print(toml("a study"), toml(["a", 2.5]))
    "a study" ["a", 2.5]
    """
    import tomlkit

    text: str = tomlkit.item(value).as_string()
    return text


def key(name: str) -> str:
    """Return a name as a key of TOML, in quotes where it needs them.

    Examples
    --------
    >>> key("TF"), key("service sales")
    ('TF', '"service sales"')
    """
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml(name)


def _data_lines(
    seen: Seen, file: str, *, cases: str | None, group: str | None, sheet: str | None
) -> list[str]:
    lines = [
        "# The data: one row per case. Paths are relative to this file.",
        "[data]",
        f"file = {toml(file)}",
    ]
    if cases:
        lines.append(f"cases = {toml(cases)}")
    if group:
        lines.append(f"group = {toml(group)}")
    elif seen.groups:
        lines.append(f"# group = {toml(seen.groups[0])}  # to analyse groups apart")
    if sheet:
        lines.append(f"sheet = {toml(sheet)}")
    lines += ['# missing_codes = { "*" = [-99] }  # values that stand for no answer', ""]
    return lines


def _construct_lines(seen: Seen, used: Sequence[str]) -> list[str]:
    own = {name: items for name, items in seen.constructs.items() if name in used}
    if not own:
        return []
    low, high = _scale(seen.data.data, [item for items in own.values() for item in items])
    return [
        "# Constructs: a score is the mean of the items, where at least min_answered of them are answered.",
        "[constructs]",
        f"scale = [{low:g}, {high:g}]  # the lowest and the highest answer found; is the scale wider?",
        "min_answered = 0.5",
        "reverse = []  # items worded the other way round",
        "",
        "[constructs.items]",
        *(f"{key(name)} = {toml(list(items))}" for name, items in own.items()),
        "",
    ]


def _calibration_lines(seen: Seen, used: Sequence[str], reason: str) -> list[str]:
    if seen.calibrated:
        return ["# The data hold memberships between 0 and 1, so there is no [calibration].", ""]
    lines = [
        "# Calibration: anchors need a reason, from theory or from the meaning of the scale. Those below are",
        "# only a start: points of the scale, or percentiles 10, 50 and 90 of the data. Change them,",
        "# and write why; a set without a reason is refused (strict = false allows it).",
        "[calibration]",
        'missing = "drop"  # leave out cases without a score',
    ]
    as_is = [name for name in used if name not in seen.constructs and _is_membership(seen.data.data[name])]
    if as_is:
        lines.append(f"as_is = {toml(as_is)}  # memberships already")
    lines.append("")
    for name in used:
        if name in as_is:
            continue
        low, middle, high = _anchors(seen, name)
        lines += [
            f"[calibration.sets.{key(name)}]",
            'method = "direct"',
            f"full_out = {low:g}",
            f"crossover = {middle:g}",
            f"full_in = {high:g}",
            f"why = {toml(reason)}",
            "",
        ]
    return lines


def _analysis_lines(
    seen: Seen, outcome: str, conditions: Sequence[str], *, guessed: bool, grouped: bool
) -> list[str]:
    note = "  # taken because it is the last one; change it if that is wrong" if guessed else ""
    lines = [
        "[analysis]",
        f"outcome = {toml(_written(outcome))}{note}",
        f"conditions = {toml(list(conditions))}",
        "negated = true  # analyse the absence of the outcome too",
        "",
        "# Cut-offs of the truth table. frequency: the least number of cases of a row.",
        "[cutoffs]",
        "consistency = 0.8",
        "pri = 0.5",
        "frequency = 1",
        '# contradiction = 0.7  # rows from here up to consistency are contradictions, "C"',
        'crossover = "unassigned"  # memberships of exactly 0.5: "above", "below", "drop", "raise"',
        "",
    ]
    if grouped:
        lines += [
            "[groups]",
            'pooled = "All cases"  # all cases together, too; "" leaves this out',
            "",
            '# [cutoffs.by_group."All cases"]',
            "# frequency = 5",
            "",
        ]
    lines += [
        "# Directional expectations with reasons, for the intermediate solution: take out the signs #.",
        "",
    ]
    for name in conditions:
        lines += ["# [[expectations]]", f"# expect = {toml(_written(name))}", '# why = ""', ""]
    lines += [
        "# Untenable assumptions: remainders that no solution may use.",
        "# [[untenable]]",
        f"# exclude = {toml('*'.join(_written(name) for name in conditions[:2]))}",
        '# why = ""',
        "",
        "# Other cut-offs to try.",
        "# [robustness.sweep]",
        "# consistency = [0.75, 0.8, 0.85]",
        "",
        *_robustness_lines(seen, [*conditions, outcome], grouped=grouped),
        "[output]",
        "memberships = true  # false: no table says anything of single cases",
    ]
    return lines


def _robustness_lines(seen: Seen, used: Sequence[str], *, grouped: bool) -> list[str]:
    """Return the further steps of a robustness analysis, all of them commented out."""
    lines = [
        "# Does the solution hold? Each line asks for one step; take out the signs # of those you want.",
        "# [robustness]",
        "# sensitivity = true  # how far each cut-off and anchor can move while the solution stays",
        "# n_resamples = 2000  # the cases drawn again (bootstrap), within groups",
        "# leave_one_out = true  # without each case in turn",
        "# permutations = 1000  # could chance have done as well? the outcome shuffled",
        "# seed = 1  # of whatever is drawn",
        "",
        "# How well does the solution of a part of the cases fit the others?",
        "# [robustness.validation]",
        "# folds = 5",
        "# repeats = 20",
        "",
    ]
    if not seen.calibrated:
        frame = seen.data.data
        single = [name for name in used if name not in seen.constructs and not _is_membership(frame[name])]
        values = ", ".join(f"{key(name)} = 1" for name in single)
        lines += [
            "# Error of measurement: scores drawn again. Constructs have their Cronbach's alpha.",
            "# [robustness.measurement_error]",
            "# n_draws = 1000",
            '# error = "true_score"  # "joint" keeps the relations between the scores',
            *([f"# reliability = {{ {values} }}  # 1: without error; write yours"] if single else []),
            "",
        ]
    lines += [
        "# Other settings that could be defended, for the robustness test protocol: one table each.",
        "# [[robustness.test_sets]]",
        '# name = "stricter"',
        "# pri = 0.6",
        "",
    ]
    if grouped:
        lines += [
            "# The groups held against each other, with a test by shuffled labels.",
            "# [groups.comparison]",
            "# permutations = 2000",
            "",
        ]
    return lines


def _written(name: str) -> str:
    """Return a set as it stands in an expression."""
    from fsqca.expressions.literal import Literal

    return str(Literal(name))


def _is_numbers(column: pd.Series[Any]) -> bool:
    numeric = pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)
    return bool(numeric) and len(column.dropna().unique()) > 1


def _is_membership(column: pd.Series[Any]) -> bool:
    values = column.dropna()
    return bool(values.between(0, 1).all())


def _constructs(frame: pd.DataFrame, numbers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return columns that look like items of one construct: a name with numbers, answers on one scale."""
    found: dict[str, list[str]] = {}
    for name in numbers:
        match = _ITEM.fullmatch(name)
        values = frame[name].dropna()
        if match and bool((values == values.round()).all()) and values.nunique() <= MOST_POINTS:
            found.setdefault(match[1].rstrip("_ ."), []).append(name)
    taken = {str(name) for name in frame.columns}
    return {
        name: tuple(items) for name, items in found.items() if name and len(items) > 1 and name not in taken
    }


def _scale(frame: pd.DataFrame, items: Sequence[str]) -> tuple[float, float]:
    values = frame[list(items)].to_numpy(dtype=np.float64)
    return float(np.nanmin(values)), float(np.nanmax(values))


def _anchors(seen: Seen, name: str) -> tuple[float, float, float]:
    """Return three anchors to start from."""
    items: Mapping[str, tuple[str, ...]] = seen.constructs
    if name in items:
        low, high = _scale(seen.data.data, [item for own in items.values() for item in own])
        step = min(1.0, (high - low) / 4)
        return low + step, (low + high) / 2, high - step
    values = seen.data.data[name].dropna().to_numpy(dtype=np.float64)
    low, middle, high = (float(f"{point:.4g}") for point in np.quantile(values, [0.1, 0.5, 0.9]))
    if not low < middle < high:
        low, high = float(values.min()), float(values.max())
        middle = (low + high) / 2
    return low, middle, high


__all__ = ["Seen", "key", "look_at", "study_text_for", "toml"]
