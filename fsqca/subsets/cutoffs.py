"""Cut-offs: which numbers reach them."""

from __future__ import annotations

from collections.abc import Sequence

from fsqca._types import Bools, Floats

#: Comparisons with a cut-off carry this tolerance.
TOLERANCE = 1e-9


def reaches(values: Floats, cut: float) -> Bools:
    """Return which values reach a cut-off; an undefined one does not."""
    result: Bools = values >= cut - TOLERANCE
    return result


def passes(values: Floats, cuts: Sequence[float]) -> Bools:
    """Return which rows (n, m) reach all cut-offs, the first one being that of consistency.

    Where the cut-off of another column is 0 it was not asked for, and the number may be undefined.
    """
    result = reaches(values[:, 0], cuts[0])
    for column, cut in zip(values.T[1:], cuts[1:], strict=True):
        if cut > 0.0:
            result = result & reaches(column, cut)
    return result
