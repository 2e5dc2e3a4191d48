"""Which case is in which group, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed, unknown_names
from fsqca._frames import as_frame
from fsqca._types import CaseId, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, UnknownNameError

#: The name of all groups taken together.
POOLED = "pooled"


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Data by group.

    Attributes
    ----------
    frames : dict of str to DataFrame
        The cases of each group, in the order of the groups.
    pooled : DataFrame
        All cases, in the order of the data.
    by : str
        Where the groups come from, in words.
    beside : tuple of str
        Columns of the data that hold labels and are no sets.
    dropped : tuple
        Cases left out because they have no label.
    """

    frames: dict[str, pd.DataFrame]
    pooled: pd.DataFrame
    by: str
    beside: tuple[str, ...]
    dropped: tuple[CaseId, ...]


def grouped(data: object, by: object, missing: Missing) -> Grouped:
    """Return the data by group.

    Parameters
    ----------
    data : DataFrame, Calibrated, StudyData, or mapping of group names to such
    by : column name, name of an index level, Series, array or StudyData groups
        Labels; None for a mapping.
    missing : {"raise", "drop"}
        What to do with cases without a label.
    """
    if isinstance(data, Mapping):
        return _from_mapping(data, by)
    frame = as_frame(data)
    labels, where, beside = _labels(data, frame, by)
    without = labels.isna().to_numpy()
    if without.any() and missing == "raise":
        ids = frame.index[without].tolist()
        raise DataError(
            f"by has no label for {counted(len(ids), 'case')}: {listed(ids)}. Give each a group, or leave "
            'these cases out with missing="drop".'
        )
    kept, own = frame.loc[~without], labels[~without]
    names = _in_order(own)
    if len(names) < 2:
        only = f": all cases are in {names[0][0]!r}" if names else ""
        raise ArgumentError(
            f"by makes {counted(len(names), 'group')}{only}. There is nothing to compare: name a column with "
            "at least two labels, or use build_truth_table() and solve()."
        )
    texts = [text for text, _ in names]
    twice = sorted({text for text in texts if texts.count(text) > 1})
    if twice:
        raise ArgumentError(f"by has different labels that read alike as text: {listed(twice)}. Rename them.")
    _check_names(texts)
    frames = {text: kept.loc[(own == label).to_numpy()] for text, label in names}
    return Grouped(frames, kept, where, beside, tuple(frame.index[without].tolist()))


def _labels(data: object, frame: pd.DataFrame, by: object) -> tuple[pd.Series, str, tuple[str, ...]]:
    """Return one label per case, where they come from in words, and the columns that hold them."""
    if by is None:
        if getattr(data, "group", None) is not None:
            by = data.groups  # type: ignore[attr-defined]
        else:
            raise ArgumentTypeError(
                "by is missing: name the column that holds the groups, or give one label per case as a "
                "Series or an array."
            )
    if isinstance(by, str):
        if by in frame.columns:
            return frame[by], f"column {by!r}", (by,)
        if by in frame.index.names:
            return pd.Series(frame.index.get_level_values(by), index=frame.index), f"index {by!r}", ()
        error = unknown_names("column", [by], list(map(str, frame.columns)), "data")
        if hasattr(data, "calibrators"):
            raise UnknownNameError(
                f"{error} Calibrated sets hold no other columns: pass the labels as a Series, such as "
                f"by=raw[{by!r}]."
            )
        raise error
    if isinstance(by, pd.Series):
        if not by.index.is_unique:
            raise ArgumentError("by has the same case id more than once in its index.")
        without = frame.index[~frame.index.isin(by.index)]
        if len(without):
            raise ArgumentError(
                f"by has no entry for {counted(len(without), 'case')} of data: {listed(without.tolist())}. "
                "Its index must hold the case ids; pass by.to_numpy() to go by position."
            )
        column = (str(by.name),) if by.name in frame.columns else ()
        return by.reindex(frame.index), f"labels {by.name!r}" if by.name else "labels", column
    if isinstance(by, list | tuple | np.ndarray | pd.Index | pd.Categorical):
        if len(by) != len(frame):
            raise ArgumentError(
                f"by has {counted(len(by), 'label')}, but data have {counted(len(frame), 'case')}."
            )
        return pd.Series(by, index=frame.index), "labels", ()
    raise ArgumentTypeError(
        "by must be a column name, or one label per case as a Series, a list or an array, not "
        f"{type(by).__name__}."
    )


def _in_order(labels: pd.Series) -> list[tuple[str, object]]:
    """Return the labels as text and as they are: in the order of their categories, else sorted."""
    if isinstance(labels.dtype, pd.CategoricalDtype):
        present = set(labels.unique())
        found = [label for label in labels.cat.categories if label in present]
    else:
        unique = labels.unique().tolist()
        try:
            found = sorted(unique)
        except TypeError:
            found = sorted(unique, key=str)
    return [(_text(label), label) for label in found]


def _text(label: object) -> str:
    """Return a label as text: whole numbers without the .0 that a missing label elsewhere gives them."""
    if isinstance(label, float) and label.is_integer():
        return str(int(label))
    return str(label)


def _check_names(names: list[str]) -> None:
    if POOLED in names:
        raise ArgumentError(
            f"A group is named {POOLED!r}, the name of all groups together here. Rename the group."
        )
    if "" in names:
        raise ArgumentError("A group has an empty name. Rename it, or set its label to missing.")


def _from_mapping(data: Mapping[object, object], by: object) -> Grouped:
    if by is not None:
        raise ArgumentError(
            "data is a mapping of groups already, so by must not be given: it names the groups of one frame."
        )
    if len(data) < 2:
        raise ArgumentError(
            f"data has {counted(len(data), 'group')}. There is nothing to compare: give at least two groups."
        )
    frames = {str(name): as_frame(part, f"data[{name!r}]") for name, part in data.items()}
    if len(frames) < len(data):
        raise ArgumentError("data has groups whose names read alike as text. Rename them.")
    _check_names(list(frames))
    first, *others = frames
    columns = list(frames[first].columns)
    for name in others:
        lacking = [column for column in columns if column not in frames[name].columns]
        if lacking:
            raise unknown_names("column", lacking, list(map(str, frames[name].columns)), f"data[{name!r}]")
    pooled = pd.concat([frame[columns] for frame in frames.values()])
    if not pooled.index.is_unique:
        twice = list(dict.fromkeys(pooled.index[pooled.index.duplicated()].tolist()))
        raise DataError(
            f"The groups share case ids: {listed(twice)}. Give each case an id of its own across groups."
        )
    return Grouped(frames, pooled, "a mapping of groups", (), ())
