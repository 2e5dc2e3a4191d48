"""What hypothesis draws: anchors, raw scores and calibrators."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from fsqca.calibration import Bell, Direct, Piecewise, PiecewiseBell

values = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False).map(lambda value: round(value, 3))
raw_scores = st.lists(values, min_size=1, max_size=30).map(lambda scores: np.array(scores, dtype=float))
idm = st.floats(min_value=0.51, max_value=0.999)
powers = st.floats(min_value=0.2, max_value=5.0)


def ordered(number: int) -> st.SearchStrategy[list[float]]:
    """Return strictly rising numbers."""
    return st.lists(values, min_size=number, max_size=number, unique=True).map(sorted)


three = st.tuples(ordered(3), st.booleans()).map(lambda drawn: drawn[0][::-1] if drawn[1] else drawn[0])
direct = st.builds(lambda anchors, idm: Direct(*anchors, idm=idm), three, idm)
piecewise = st.builds(
    lambda anchors, below, above: Piecewise(*anchors, below=below, above=above), three, powers, powers
)


def _six(anchors: list[float], inverted: bool) -> list[float]:
    out1, cross1, in1, in2, cross2, out2 = anchors
    return [in1, cross1, out1, out2, cross2, in2] if inverted else anchors


six = st.builds(_six, ordered(6), st.booleans())
bell = st.builds(lambda anchors, idm: Bell(*anchors, idm=idm), six, idm)
piecewise_bell = st.builds(
    lambda anchors, below, above: PiecewiseBell(*anchors, below=below, above=above), six, powers, powers
)
curves = direct | piecewise
calibrators = curves | bell | piecewise_bell
