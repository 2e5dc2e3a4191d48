"""Which cluster each case is in: labels from a column, a Series or an array, checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed, unknown_names
from fsqca._types import Bools, Ints
from fsqca.errors import ArgumentError, DataError, UnknownNameError


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The clusters of cases.

    Attributes
    ----------
    name : str
        Of the column or Series; "clusters" or "units" where there is none.
    names : tuple of str
        The clusters, in order.
    codes : ndarray of int, shape (n_cases,)
        The position of each case's cluster in `names`.
    sizes : ndarray of int, shape (n_clusters,)
    """

    name: str
    names: tuple[str, ...]
    codes: Ints
    sizes: Ints


def label_series(
    given: object, frame: pd.DataFrame | None, cases: pd.Index[Any], argument: str
) -> pd.Series[Any]:
    """Return labels as a Series over the cases, missing ones as they are."""
    if isinstance(given, str):
        if frame is None:
            raise ArgumentError(
                f"{argument} is the column {given!r}, but there are no data with columns: pass a Series of "
                "labels with the case ids as index."
            )
        if given not in frame.columns:
            error = unknown_names("column", [given], list(frame.columns), "data")
            raise UnknownNameError(
                f"{error} Labels that are not in data are passed as a Series with the case ids as index."
            )
        own: pd.Series[Any] = frame.loc[cases, given]
        return own
    if isinstance(given, pd.Series):
        if not given.index.is_unique:
            raise ArgumentError(f"{argument} has the same case id more than once in its index.")
        without = cases[~cases.isin(given.index)]
        if len(without):
            raise ArgumentError(
                f"{argument} has no label for {counted(len(without), 'case')}: {listed(without)}. Its index "
                f"must hold the case ids; pass {argument}.to_numpy() to go by position."
            )
        return given.reindex(cases)
    values = list(given) if isinstance(given, Iterable) else None
    everyone = cases if frame is None else frame.index
    if values is None or len(values) != len(everyone):
        found = "no sequence" if values is None else f"{counted(len(values), 'label')} for "
        found += "" if values is None else counted(len(everyone), "case")
        raise ArgumentError(
            f"{argument} holds {found}. Pass a column name, a Series with the case ids as index, or one "
            "label per case."
        )
    return pd.Series(values, index=everyone).loc[cases]


def missing_labels(series: pd.Series[Any]) -> Bools:
    """Return which cases have no label."""
    empty = series.isna().to_numpy()
    return np.asarray(empty, dtype=bool)


def check_complete(series: pd.Series[Any], argument: str) -> None:
    """Raise where a case has no label."""
    empty = missing_labels(series)
    if empty.any():
        cases = series.index[empty]
        raise DataError(
            f"{argument} has no label for {counted(len(cases), 'case')}: {listed(cases)}. Fill them in, or "
            'pass missing="drop" to leave these cases out.'
        )


def read_labels(series: pd.Series[Any], argument: str) -> Labels:
    """Return the clusters in order: that of their categories, else sorted, else as they first appear."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        order: list[Any] = [one for one in series.cat.categories if (series == one).any()]
    else:
        order = series.unique().tolist()
        try:
            order = sorted(order)
        except TypeError:
            order = list(order)
    place = {label: at for at, label in enumerate(order)}
    codes = np.array([place[label] for label in series.tolist()], dtype=np.int64)
    texts = tuple(_text(label) for label in order)
    if len(set(texts)) < len(texts):
        twice = [text for text in dict.fromkeys(texts) if texts.count(text) > 1]
        raise DataError(f"{argument} has different labels that read the same: {listed(twice)}. Rename them.")
    if len(order) < 2:
        raise ArgumentError(
            f"{argument} has a single label, {listed(order)}: there is nothing to compare. "
            "Use pof() for the fit over all cases."
        )
    name = str(series.name) if series.name is not None else argument
    return Labels(name, texts, codes, np.bincount(codes, minlength=len(order)).astype(np.int64))


def _text(label: object) -> str:
    if isinstance(label, float) and label.is_integer():
        return str(int(label))
    return str(label)


def check_panel(clusters: Labels, units: Labels, cases: pd.Index[Any]) -> None:
    """Raise where a unit is twice in a cluster, or never in two of them."""
    both = pd.Series(clusters.codes * len(units.names) + units.codes, index=cases)
    twice = cases[both.duplicated(keep=False).to_numpy()]
    if len(twice):
        at = int(np.flatnonzero(cases == twice[0])[0])
        raise DataError(
            f"{counted(len(twice), 'case')} share their unit and their cluster with another, for example "
            f"unit {units.names[units.codes[at]]!r} in {clusters.names[clusters.codes[at]]!r}: "
            f"{listed(twice)}. In a panel each unit stands once in each cluster (period): give units that "
            "do, or leave units out."
        )
    number = np.bincount(units.codes)
    if number.max() < 2:
        raise ArgumentError(
            "units has a unit of its own for every case, so nothing lies within units: leave units out."
        )
