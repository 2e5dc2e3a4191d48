"""What all repeated runs are told: seed, workers, progress, groups; and what cannot be asked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from fsqca._checks import check_count, counted, listed, unknown_names
from fsqca._frames import as_frame
from fsqca._types import Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.minimization.settings import SolutionSettings


def read_seed(seed: object, *, needed: bool = False) -> int:
    """Return a whole number that stands for the seed and gives the same numbers when it is passed again.

    Parameters
    ----------
    seed : int, numpy.random.Generator, numpy.random.SeedSequence or None
        None: a new one, unless it is `needed`.
    needed : bool, default False
        Whether None is refused.
    """
    if seed is None:
        if needed:
            raise ArgumentError(
                "seed is missing: random draws need one, so that the numbers can be had again. Pass any "
                "whole number, for example seed=1."
            )
        entropy = np.random.SeedSequence().entropy
        assert isinstance(entropy, int)
        return entropy
    if isinstance(seed, np.random.Generator):
        return int.from_bytes(seed.bytes(16), "little")
    if isinstance(seed, np.random.SeedSequence):
        return int.from_bytes(seed.generate_state(4).astype("<u4").tobytes(), "little")
    if isinstance(seed, bool | np.bool_) or not isinstance(seed, int | np.integer):
        or_none = "" if needed else " or None"
        raise ArgumentTypeError(
            f"seed must be a whole number, a numpy.random.Generator{',' if or_none else ' or'} a "
            f"numpy.random.SeedSequence{or_none}, not {seed!r}."
        )
    if seed < 0:
        raise ArgumentError(f"seed is {int(seed)}, but it must be at least 0.")
    return int(seed)


def check_jobs(n_jobs: object) -> int:
    """Return the number of workers, or raise."""
    if isinstance(n_jobs, bool | np.bool_) or not isinstance(n_jobs, int | np.integer):
        raise ArgumentTypeError(f"n_jobs must be a whole number, not {n_jobs!r}.")
    if n_jobs < 1 and n_jobs != -1:
        raise ArgumentError(f"n_jobs is {n_jobs}, but it must be at least 1, or -1 for all processors.")
    return int(n_jobs)


def check_progress(progress: object) -> None:
    """Raise unless it is True, False or None."""
    if progress is not None and not isinstance(progress, bool):
        raise ArgumentTypeError(f"progress must be True, False or None, not {progress!r}.")


def check_draws(
    name: str, number: object, seed: object, n_jobs: object, progress: object
) -> tuple[int, int, int]:
    """Return the checked number of draws, the seed, which is needed, and the number of workers."""
    check_progress(progress)
    return check_count(name, number), read_seed(seed, needed=True), check_jobs(n_jobs)


def asked_of_data(settings: SolutionSettings) -> list[str]:
    """Return the options of a minimization that looked beyond the codes of rows, at the data."""
    names = ("implicant_consistency", "model_consistency", "model_coverage")
    return [name for name in names if getattr(settings, name) > 0]


def read_groups(groups: object, data: object, cases: pd.Index) -> dict[str, Ints]:
    """Return the positions of the cases of each group, {} where no groups are given.

    Parameters
    ----------
    groups : str, Series or sequence, optional
        A column of `data`, a Series indexed by case ids, or one value per case.
    data : DataFrame, optional
    cases : Index
        The ids of the cases.
    """
    if groups is None:
        return {}
    if isinstance(groups, str):
        if data is None:
            raise ArgumentError(
                f"groups is {groups!r}, the name of a column, but a truth table keeps only its sets. Pass "
                "the data that have the column as data=, or pass the column itself, such as "
                f"groups=data[{groups!r}]."
            )
        frame = as_frame(data)
        if groups not in frame.columns:
            raise unknown_names("column", [groups], list(frame.columns), "data (in groups)")
        groups = frame[groups]
    values = _values(groups, cases)
    absent = values.isna()
    if absent.any():
        raise DataError(
            f"groups is missing for {counted(int(absent.sum()), 'case')}: {listed(cases[absent])}. Give "
            "every case a group, or leave these cases out of the truth table."
        )
    codes, labels = pd.factorize(values, sort=False)
    names = [str(label) for label in labels]
    # Two groups such as 1 and "1" are two.
    often = Counter(names)
    names = [
        repr(label) if often[name] > 1 else name for label, name in zip(list(labels), names, strict=True)
    ]
    return {name: np.flatnonzero(codes == number) for number, name in enumerate(names)}


def _values(groups: object, cases: pd.Index) -> pd.Series:
    """Return the group of each case."""
    if isinstance(groups, pd.Series):
        if not groups.index.is_unique:
            raise ArgumentError("groups has the same case id more than once in its index.")
        without = cases[~cases.isin(groups.index)]
        if len(without):
            raise ArgumentError(
                f"groups has no value for {counted(len(without), 'case')}: {listed(without)}. "
                "Its index must hold the case ids; pass groups.to_numpy() to go by position."
            )
        return groups.reindex(cases)
    if isinstance(groups, bytes) or not isinstance(groups, Sequence | np.ndarray | pd.Index | pd.Categorical):
        raise ArgumentTypeError(
            "groups must be the name of a column, a Series or one value per case, not "
            f"{type(groups).__name__}."
        )
    if len(groups) != len(cases):
        raise ArgumentError(
            f"groups has {counted(len(groups), 'value')}, but there are {counted(len(cases), 'case')}: "
            "give one value per case."
        )
    return pd.Series(list(groups), index=cases)
