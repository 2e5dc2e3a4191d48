"""How far two or more codings of the same evidence agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from fsqca._display import html_table, text_table
from fsqca._frames import frames_copied
from fsqca._types import Bools, Floats
from fsqca.errors import ArgumentError


def krippendorff_alpha(values: npt.ArrayLike) -> float:
    r"""Return Krippendorff's alpha for values on an interval scale.

    Parameters
    ----------
    values : array_like of float, shape (n_coders, n_units)
        One row per coder; NaN where a coder gives no value.

    Returns
    -------
    float
        1 for perfect agreement, 0 for what chance gives, below 0 for less; NaN where it is undefined: no
        unit with two values, or all values the same.

    Raises
    ------
    ArgumentError
        If the values are not two-dimensional.

    Notes
    -----
    .. math:: \alpha = 1 - \frac{D_o}{D_e}

    with the observed disagreement the mean squared difference of the values within units, each unit weighted
    by 1 / (m_u - 1) for its m_u values, and the expected one the mean squared difference of all values that
    can be paired. Units with fewer than two values are left out.

    References
    ----------
    Krippendorff, K. (2004). Content Analysis: An Introduction to Its Methodology (2nd ed.). Sage.

    Examples
    --------
    >>> round(krippendorff_alpha([[0, 0.33, 0.67, 1], [0, 0.33, 1, 1]]), 3)
    0.928
    """
    table: Floats = np.asarray(values, dtype=np.float64)
    if table.ndim != 2:
        raise ArgumentError(f"values must be two-dimensional, coders by units, not {table.ndim}-dimensional.")
    number = (~np.isnan(table)).sum(axis=0)
    units = table[:, number > 1]
    if units.shape[1] == 0:
        return float("nan")
    observed = 0.0
    for unit in units.T:
        known = unit[~np.isnan(unit)]
        squares = (known[:, None] - known[None, :]) ** 2
        observed += squares.sum() / (len(known) - 1)
    pairable = units[~np.isnan(units)]
    n = len(pairable)
    expected = ((pairable[:, None] - pairable[None, :]) ** 2).sum() / (n - 1)
    return float(1.0 - observed / expected) if expected > 0 else float("nan")


@frames_copied("table", "disagreements")
@dataclass(frozen=True, eq=False, repr=False)
class Agreement:
    """Agreement of codings, set by set.

    Made by :meth:`Codings.agreement`.

    Attributes
    ----------
    coders : tuple of str
    table : DataFrame
        Index ``set`` and a last row ``all``; columns ``cells``; ``coded_by_all`` (every coder looked at the
        cell: one that a coder did not code is no disagreement); ``scored_by_all`` (every coder gives a
        score); ``same_score``; ``same_side`` (all scores on one side of 0.5); ``evidence_differs`` (some
        coders give a score, others find no evidence for one); ``same_share`` (of the cells scored by all);
        ``alpha`` (Krippendorff, interval scale).
    disagreements : DataFrame
        One row per cell in which the coders differ: index ``case`` and ``set``, one column per coder (NaN for
        no evidence, and for a cell that a coder did not code), ``kind`` ("side", "degree" or "evidence").
    """

    coders: tuple[str, ...]
    table: pd.DataFrame
    disagreements: pd.DataFrame

    def __repr__(self) -> str:
        whole = self.table.loc["all"]
        return (
            f"<Agreement of {len(self.coders)} coders: {whole['same_score']:.0f} of "
            f"{whole['scored_by_all']:.0f} cells scored by all the same>"
        )

    @property
    def _head(self) -> str:
        return f"Agreement of {' and '.join(self.coders)}"

    def __str__(self) -> str:
        shown = self.disagreements.reset_index()
        parts = [self._head, text_table(self.table.rename_axis(index=None), digits=2)]
        if len(shown):
            parts += ["Cells in which they differ", text_table(shown, digits=2)]
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        shown = self.disagreements.reset_index()
        more = html_table(shown, caption="Cells in which they differ", digits=2) if len(shown) else ""
        return html_table(self.table.rename_axis(index=None), caption=self._head, digits=2) + more


def agreement_of(scores: dict[str, pd.DataFrame], coded: dict[str, pd.DataFrame]) -> Agreement:
    """Return the agreement of several frames of scores, cases by sets, NaN for no evidence.

    `coded` says which cells were coded at all.
    """
    coders = tuple(scores)
    first = scores[coders[0]]
    rows: list[tuple[object, ...]] = []
    apart: list[tuple[object, ...]] = []
    stacked = np.stack([frame.to_numpy(np.float64) for frame in scores.values()])
    seen = np.stack([coded[name].to_numpy(bool) for name in coders])
    for position, name in enumerate(first.columns):
        rows.append(_counts(stacked[:, :, position], seen[:, :, position]))
        for at, case in enumerate(first.index):
            values = stacked[:, at, position]
            # A coder who did not look has no opinion that could differ.
            kind = _kind(values[seen[:, at, position]])
            if kind:
                apart.append((case, name, *values.tolist(), kind))
    rows.append(_counts(stacked.reshape(len(coders), -1), seen.reshape(len(coders), -1)))
    columns = [
        "cells",
        "coded_by_all",
        "scored_by_all",
        "same_score",
        "same_side",
        "evidence_differs",
        "same_share",
        "alpha",
    ]
    table = pd.DataFrame(rows, columns=pd.Index(columns), index=pd.Index([*first.columns, "all"], name="set"))
    frame = pd.DataFrame(apart, columns=pd.Index(["case", "set", *coders, "kind"]))
    return Agreement(coders, table, frame.set_index(["case", "set"]))


def _counts(values: Floats, coded: Bools) -> tuple[object, ...]:
    known = ~np.isnan(values)
    looked = coded.all(axis=0)
    everybody = known.all(axis=0)
    own = values[:, everybody]
    same = int((own == own[:1]).all(axis=0).sum())
    side = int(((own > 0.5) == (own[:1] > 0.5)).all(axis=0).sum())
    differs = int((known.any(axis=0) & (coded & ~known).any(axis=0)).sum())
    total = int(everybody.sum())
    share = same / total if total else float("nan")
    return values.shape[1], int(looked.sum()), total, same, side, differs, share, krippendorff_alpha(values)


def _kind(values: Floats) -> str:
    """Return how coders differ about one cell, "" where they do not."""
    known = ~np.isnan(values)
    if len(values) < 2 or not known.any():
        return ""
    if not known.all():
        return "evidence"
    if (values == values[0]).all():
        return ""
    return "degree" if ((values > 0.5) == (values[0] > 0.5)).all() else "side"
