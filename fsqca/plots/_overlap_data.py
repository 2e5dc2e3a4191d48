"""Which cases are in which terms: what the figures of overlap are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fsqca._checks import listed
from fsqca._frames import as_frame
from fsqca._types import Bools, Floats
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.minimization.models import Model


@dataclass(frozen=True, slots=True)
class Overlap:
    """Sets and the cases in them.

    Attributes
    ----------
    names : tuple of str
    inside : ndarray of bool, shape (n_cases, n_sets)
        Whether the membership is above 0.5.
    halves : int
        Cases with a membership of exactly 0.5 in some set, which count as outside of it.
    outcome : ndarray of float, shape (n_cases,), or None
        Membership in the outcome.
    outcome_name : str
    """

    names: tuple[str, ...]
    inside: Bools
    halves: int
    outcome: Floats | None
    outcome_name: str

    def counts(self) -> dict[tuple[bool, ...], tuple[int, int]]:
        """Return for each combination of sets that has a case: cases, and those of them with the outcome."""
        rows, at, number = np.unique(self.inside, axis=0, return_inverse=True, return_counts=True)
        with_outcome = np.zeros(len(rows), dtype=int)
        if self.outcome is not None:
            with_outcome = np.bincount(at.ravel(), weights=self.outcome > 0.5, minlength=len(rows)).astype(
                int
            )
        return {
            tuple(row): (int(n), int(own))
            for row, n, own in zip(rows.tolist(), number.tolist(), with_outcome.tolist(), strict=True)
        }


def overlap_of(source: object, outcome: str | None, most: int, what: str) -> Overlap:
    """Return the overlap of the terms of a model, or of the columns of a frame.

    Parameters
    ----------
    source : Model, DataFrame or Calibrated
    outcome : str or None
        With a frame: the column of the outcome.
    most : int
        How many sets can be drawn.
    what : str
        What is drawn, for the message.
    """
    if isinstance(source, Model):
        if outcome is not None:
            raise ArgumentError("outcome is only for data: a model has an outcome of its own. Leave it out.")
        if source.truth_table.evidence is None:
            raise DataError("The model's truth table has no data behind it, so there are no cases to count.")
        names = tuple(map(str, source.terms))
        y: Floats | None = source.truth_table.evidence.outcome
        word = source.truth_table.settings.outcome
        values = source.memberships()
    else:
        if hasattr(source, "models"):
            raise ArgumentTypeError(
                "source is a solution: pass one of its .models, or .model where there is only one."
            )
        frame = as_frame(source)
        names, values, y, word = _from_frame(frame, outcome)
    if len(names) < 2:
        raise ArgumentError(f"source has {len(names)} set, so there is no overlap to draw.")
    if len(names) > most:
        raise ArgumentError(
            f"source has {len(names)} sets; at most {most} can be told apart in {what}. "
            + (
                "Draw fewer, or use upset_plot()."
                if most < 10
                else "Draw fewer: a DataFrame with some of them will do."
            )
        )
    halves = int((np.abs(values - 0.5) < 1e-9).any(axis=1).sum())
    return Overlap(names, values > 0.5 + 1e-9, halves, y, word)


def _from_frame(
    frame: pd.DataFrame, outcome: str | None
) -> tuple[tuple[str, ...], Floats, Floats | None, str]:
    if outcome is not None and outcome not in frame.columns:
        raise ArgumentError(f"outcome is {outcome!r}, but the columns are {listed(frame.columns, 30)}.")
    sets = [name for name in frame.columns if outcome is None or name != outcome]
    for name in frame.columns:
        column = frame[name]
        if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_complex_dtype(column):
            raise DataError(f"The column {name!r} does not hold memberships in [0, 1].")
        values = column.to_numpy(dtype=float, na_value=np.nan)
        bad = ~((values >= 0) & (values <= 1))
        if bad.any():
            raise DataError(
                f"The column {name!r} has {int(bad.sum())} values that are missing or not in [0, 1], in "
                f"cases {listed(frame.index[bad])}."
            )
    y = None if outcome is None else frame[outcome].to_numpy(dtype=float)
    return tuple(map(str, sets)), frame[sets].to_numpy(dtype=float), y, str(outcome or "")


def halves_note(overlap: Overlap) -> str:
    """Return how many cases count as outside of a set because their membership in it is exactly 0.5."""
    if not overlap.halves:
        return ""
    verb = "case has a membership" if overlap.halves == 1 else "cases have memberships"
    return f"{overlap.halves} {verb} of exactly 0.5 in a set: outside of it."


def combination(key: Sequence[bool], names: Sequence[str]) -> str:
    """Return the sets of a combination as text."""
    return " and ".join(name for name, inside in zip(names, key, strict=True) if inside) or "none"


__all__ = ["Overlap", "combination", "halves_note", "overlap_of"]
