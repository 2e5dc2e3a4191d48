"""Raw scores beside memberships: what the figures of a calibration are drawn from."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from fsqca._checks import unknown_names
from fsqca._types import Floats, Ints
from fsqca.calibration import Calibrated
from fsqca.calibration.anchors import named_anchors
from fsqca.calibration.calibrator import Calibrator
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.plots._labels import short_numbers

#: Points of a curve.
GRID: Final = 400
#: Different raw scores up to which each has a bar of its own; beyond, they are binned.
FEW: Final = 15
BINS: Final = 25
#: Bins of memberships.
MEMBERSHIP_BINS: Final = 20
#: Places of cases up to which each has a dot of its own; beyond, dots on top of each other are drawn as one.
MOST_DOTS: Final = 400
#: An anchor further away than this share of the observed range is named at the edge and not drawn.
FAR: Final = 1.0


@dataclass(frozen=True, slots=True)
class RawScores:
    """One set: its raw scores as places on an axis, and the memberships there.

    Attributes
    ----------
    name, column, method, settings : str
        Of the set, of its raw column, and of its calibration as in the table of an article.
    values, memberships : ndarray of float, shape (n_cases,)
        Raw scores (for text: positions on the axis), memberships.
    labels : tuple of str
        The texts in the order of their positions; empty for numbers.
    calibrator : Calibrator
    anchors : dict of str to float
    """

    name: str
    column: str
    method: str
    settings: str
    values: Floats
    memberships: Floats
    labels: tuple[str, ...]
    calibrator: Calibrator
    anchors: dict[str, float]

    @property
    def levels(self) -> int:
        """Number of values of a crisp (2) or multi-value set; 0 for a fuzzy one."""
        own = self.memberships
        return 0 if (own != np.floor(own)).any() else max(2, int(own.max()) + 1)

    @property
    def described(self) -> str:
        """The method with its anchors, in numbers as short as an axis has them."""
        settings = short_numbers(self.settings)
        # A slash stays with the number before it.
        settings = settings.replace(" / ", "\u00a0/ ").replace(" = ", "\u00a0=\u00a0")
        return f"{self.method}: {settings}" if settings else self.method

    @property
    def near_anchors(self) -> dict[str, float]:
        """The anchors that are drawn."""
        low, high = float(self.values.min()), float(self.values.max())
        room = FAR * ((high - low) or 1.0)
        return {name: place for name, place in self.anchors.items() if low - room <= place <= high + room}

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of the axis of raw scores: all scores and the anchors that are drawn, with a margin."""
        if self.labels:
            return -0.6, len(self.labels) - 0.4
        places = [float(self.values.min()), float(self.values.max()), *self.near_anchors.values()]
        margin = 0.05 * ((max(places) - min(places)) or 2.0)
        starts, widths, _ = histogram(self.values)
        # Whole bars: few of them are wide.
        margin = max(margin, 0.6 * float(widths[0]) if len(starts) <= FEW else 0.0)
        return min(places) - margin, max(places) + margin

    def places(self) -> tuple[Floats, Ints]:
        """Return the different pairs of raw score and membership, shape (m, 2), and their cases."""
        pairs = np.column_stack([self.values, self.memberships])
        distinct, counts = np.unique(pairs, axis=0, return_counts=True)
        if len(distinct) <= MOST_DOTS:
            return distinct, counts
        width = float(np.ptp(distinct[:, 0])) or 1.0
        cells = np.round(
            np.column_stack([200 * distinct[:, 0] / width, 100 * distinct[:, 1] / distinct[:, 1].max()])
        )
        # Cases at exactly 0.5 keep a dot of their own.
        cells = np.column_stack([cells, distinct[:, 1] == 0.5])
        _, first, own = np.unique(cells, axis=0, return_index=True, return_inverse=True)
        return distinct[first], np.bincount(own.ravel(), weights=counts).astype(np.int64)

    def curve(self) -> tuple[Floats, Floats] | None:
        """Return the curve, with NaN where it has no value; None where it is not what the cases got.

        A table of grades has no values between those listed; a function of one's own may depend on all
        values at once.
        """
        if self.labels:
            return None
        # Some calibrations refuse the margins, such as a logarithm values below 0.
        for low, high in (self.limits, (float(self.values.min()), float(self.values.max()))):
            try:
                return self._curve(low, high)
            except Exception:
                # A function of one's own may do anything with values that it has not seen.
                continue
        return None

    def _curve(self, low: float, high: float) -> tuple[Floats, Floats] | None:
        pairs = np.unique(np.column_stack([self.values, self.memberships]), axis=0)
        grid = np.linspace(low, high, GRID)
        # A step shows as a step where the points on either side of it are close.
        near = [place + side for place in self.anchors.values() for side in (-1e-9, 1e-9)]
        grid = np.unique(np.concatenate([grid, [x for x in near if grid[0] < x < grid[-1]]]))
        every = np.concatenate([pairs[:, 0], grid])
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            result = np.asarray(self.calibrator(every), dtype=np.float64)
        if result.shape != every.shape or not np.isfinite(result[: len(pairs)]).all():
            return None
        if np.abs(result[: len(pairs)] - pairs[:, 1]).max() > 1e-4:
            return None
        line = result[len(pairs) :]
        top = max(1.0, float(self.memberships.max()))
        with np.errstate(invalid="ignore"):
            line[~((line >= 0) & (line <= top))] = np.nan
        return grid, line


def raw_scores(calibrated: Calibrated, name: str) -> RawScores:
    """Return the raw scores of a set with its memberships."""
    column = calibrated.settings.columns[name]
    raw: Any = calibrated.raw[column]
    memberships = calibrated.data[name].to_numpy(dtype=np.float64)
    labels: tuple[str, ...] = ()
    if pd.api.types.is_numeric_dtype(raw.dtype):
        values = raw.to_numpy(dtype=np.float64)
    else:
        texts = pd.Series([str(value) for value in raw.tolist()])
        by_text = pd.Series(memberships).groupby(texts).min()
        labels = tuple(sorted(by_text.index, key=lambda text: (by_text[text], text)))
        position = {text: float(i) for i, text in enumerate(labels)}
        values = texts.map(position).to_numpy(dtype=np.float64)
    method, settings = calibrated.table.loc[name, ["method", "anchors"]]
    calibrator = calibrated.calibrators[name]
    anchors = {} if labels else named_anchors(calibrator)
    return RawScores(
        name, str(column), str(method), str(settings), values, memberships, labels, calibrator, anchors
    )


def chosen_sets(calibrated: object, sets: Sequence[str] | None) -> tuple[Calibrated, list[str]]:
    """Return the calibration and the names of the sets to draw, or raise."""
    if not isinstance(calibrated, Calibrated):
        raise ArgumentTypeError(
            f"calibrated must be what calibrate() returns, not {type(calibrated).__name__}."
        )
    if isinstance(sets, str):
        raise ArgumentTypeError(f"sets must be a list of names, not one text: write [{sets!r}].")
    names = list(calibrated.calibrators) if sets is None else list(sets)
    unknown = [name for name in names if name not in calibrated.calibrators]
    if unknown:
        raise unknown_names("set", unknown, list(calibrated.calibrators), "the calibration")
    if not names:
        raise ArgumentError("sets is empty: name at least one set.")
    return calibrated, names


def histogram(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return left edges, widths and numbers of cases: a bar per score where there are few, else bins.

    Scores that lie on a lattice, such as means of four items, have a bin for each of its points.
    """
    distinct, number = np.unique(values, return_counts=True)
    if len(distinct) <= FEW:
        gap = float(np.diff(distinct).min()) if len(distinct) > 1 else 1.0
        width = 0.9 * gap
        return distinct - width / 2, np.full(len(distinct), width), number.astype(np.float64)
    low, high = float(distinct[0]), float(distinct[-1])
    bins = _lattice(distinct, number) or BINS
    # The outermost bars are centred on the lowest and the highest score.
    half = (high - low) / (2 * (bins - 1))
    counts, edges = np.histogram(values, np.linspace(low - half, high + half, bins + 1))
    return edges[:-1], np.diff(edges), counts.astype(np.float64)


def binned_memberships(values: Floats) -> tuple[Floats, Ints, int, int]:
    """Return left edges and cases of bins of fuzzy memberships, and of those at exactly 0.5: bin and number.

    The cases at exactly 0.5 are in no bin; the bin named is the one that they stand beside.
    """
    edges = np.linspace(0, 1, MEMBERSHIP_BINS + 1)
    half = values == 0.5
    counts, _ = np.histogram(values[~half], edges)
    return edges[:-1], counts.astype(np.int64), MEMBERSHIP_BINS // 2, int(half.sum())


def _lattice(distinct: Floats, number: Ints) -> int:
    """Return how many points the lattice has on which at least 90 % of the cases lie; 0 if there is none."""
    common = distinct[number >= max(2, number.sum() / 200)]
    if len(common) <= FEW:
        return 0
    step = float(np.median(np.diff(common)))
    places = (distinct - distinct[0]) / step
    on = np.abs(places - np.round(places)) < 1e-6
    points = round(float(places[-1])) + 1
    return points if points <= 2 * BINS and on[-1] and number[on].sum() >= 0.9 * number.sum() else 0
