"""A calibration for mean scores on a response scale from 1 to a number of points."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fsqca import Calibrator
from fsqca.errors import ArgumentError, DataError


@dataclass(frozen=True)
class Likert(Calibrator):
    """Memberships that rise evenly from the lowest label (0) to the highest (1); the middle one has 0.5.

    Parameters
    ----------
    points : int, optional
        Number of points of the scale. Default: the highest score in the data, rounded up.
    why : str, default ""
        The reason, as it stands in the table of an article.
    """

    points: int | None = None
    why: str = ""
    name = "likert"

    def __post_init__(self) -> None:
        if self.points is not None and self.points < 2:
            raise ArgumentError(f"points is {self.points}, but a response scale has at least 2 points.")

    def fit(self, raw: npt.ArrayLike) -> Likert:
        """Return the calibrator with its number of points learnt, if none was given."""
        scores = np.asarray(raw, dtype=np.float64)
        points = int(np.ceil(np.nanmax(scores))) if self.points is None else self.points
        outside = scores[(scores < 1) | (scores > points)]
        if outside.size:
            raise DataError(
                f"A score is {outside[0]:g}, but the response scale runs from 1 to {points}. "
                "Correct the data, or give another number of points."
            )
        return replace(self, points=points)

    def __call__(self, raw: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the memberships, as many as raw values; NaN stays NaN."""
        points = self.points or self.fit(raw).points
        return np.clip((np.asarray(raw, dtype=np.float64) - 1) / (points - 1), 0.0, 1.0)

    def describe(self) -> str:
        """Return what stands in the column of anchors."""
        return "1 to the highest score" if self.points is None else f"1 to {self.points}"
