"""Runs that say nothing: a side of the outcome has no case left, or a condition is constant. Numpy only."""

from __future__ import annotations

import numpy as np

from fsqca._types import Bools, Floats

#: A failed run: its position in the block, the reason in a few words, and the whole message.
Failure = tuple[int, str, str]


def _sides(present: Bools, members: Bools, others: Bools) -> list[Failure]:
    """Return the runs without a case on one side of the outcome."""
    words = (
        ("no case has the outcome", "No case has a membership above 0.5 in the outcome."),
        ("no case lacks the outcome", "No case has a membership below 0.5 in the outcome."),
    )
    return [
        (int(run), *own)
        for side, own in zip((members, others), words, strict=True)
        for run in np.flatnonzero(~(present & side).any(axis=1))
    ]


def missing_sides(present: Bools, values: Floats, outcome: Floats, names: tuple[str, ...]) -> list[Failure]:
    """Return the runs in which a side of the outcome or the variation of a condition is lost.

    Parameters
    ----------
    present : ndarray of bool, shape (n_runs, n_cases)
    values : ndarray of float, shape (n_cases, n_conditions)
    outcome : ndarray of float, shape (n_cases,)
    names : tuple of str
        The conditions.
    """
    members, others = outcome > 0.5, outcome < 0.5
    # What the data as a whole do not have is not lost in a resample.
    found = _sides(present, members | ~members.any(), others | ~others.any())
    already = {run for run, _, _ in found}
    share = present.astype(np.float64)
    number = share.sum(axis=1)
    for name, column in zip(names, values.T, strict=True):
        if np.isnan(column).any() or (column == column[0]).all():
            continue
        mean = share @ column / number
        spread = share @ (column * column) / number - mean * mean
        for run in np.flatnonzero(spread <= 1e-6):
            own = column[present[run]]
            if (own == own[0]).all() and run not in already:
                already.add(int(run))
                found.append(_constant(int(run), name, float(own[0])))
    return found


def learnt_sides(
    values: Floats, outcome: Floats, present: Bools, names: tuple[str, ...], varies: Bools
) -> list[Failure]:
    """Return the same where every run has memberships of its own, (n_runs, n_cases, n_conditions).

    `varies` says of each condition and, last, of having and of lacking the outcome whether the whole data do.
    """
    members, others = outcome > 0.5, outcome < 0.5
    found = _sides(present, members | ~varies[-2], others | ~varies[-1])
    already = {run for run, _, _ in found}
    low = np.where(present[:, :, None], values, np.inf).min(axis=1)
    high = np.where(present[:, :, None], values, -np.inf).max(axis=1)
    for run, place in np.argwhere((low == high) & varies[:-2]):
        if run not in already:
            already.add(int(run))
            found.append(_constant(int(run), names[place], float(low[run, place])))
    return found


def _constant(run: int, name: str, value: float) -> Failure:
    return run, f"condition {name!r} is constant", f"Every case has the same value in {name!r}: {value:g}."
