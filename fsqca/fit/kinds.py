"""Kinds of cases: which cases are typical of a relation, and which deviate from it, and how.

References
----------
Schneider, C. Q., & Rohlfing, I. (2013). Combining QCA and process tracing in set-theoretic multi-method
research. Sociological Methods & Research, 42(4), 559-597.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from fsqca._checks import check_choice
from fsqca._types import ArrayLike
from fsqca.errors import ArgumentError

#: Memberships that should be equal may differ by rounding.
TOLERANCE = 1e-9
KINDS = ("typical", "deviant in degree", "deviant in kind", "not covered", "irrelevant", "ambiguous")


def case_kinds(
    x: ArrayLike, y: ArrayLike, relation: Literal["sufficiency", "necessity"] = "sufficiency"
) -> npt.NDArray[np.str_]:
    """Return the kind of each case with respect to a relation, as words.

    Parameters
    ----------
    x, y : array_like, shape (n_cases,)
        Memberships in [0, 1] in the condition (a term, an expression) and in the outcome.
    relation : {"sufficiency", "necessity"}
        Whether x is meant to be sufficient or necessary for y.

    Returns
    -------
    ndarray of str, shape (n_cases,)
        - "typical": both above 0.5, and x <= y (sufficiency) or x >= y (necessity);
        - "deviant in degree": both above 0.5, on the other side of the diagonal;
        - "deviant in kind": x above and y below 0.5 (sufficiency), or y above and x below 0.5 (necessity);
        - "not covered": y above and x below 0.5 (sufficiency only);
        - "irrelevant": the outcome is absent and nothing contradicts the relation;
        - "ambiguous": x or y is exactly 0.5.

    Raises
    ------
    ArgumentError
        If the arrays differ in length or hold something that is not a membership.

    Examples
    --------
    >>> case_kinds([0.6, 0.9, 0.8, 0.1, 0.2], [0.8, 0.7, 0.3, 0.9, 0.1]).tolist()
    ['typical', 'deviant in degree', 'deviant in kind', 'not covered', 'irrelevant']
    """
    check_choice("relation", relation, ("sufficiency", "necessity"))
    own, out = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if own.ndim != 1 or own.shape != out.shape:
        raise ArgumentError(
            f"x and y must be of one dimension and of the same length, not of shapes {own.shape} and "
            f"{out.shape}."
        )
    for name, values in (("x", own), ("y", out)):
        if not ((values >= 0) & (values <= 1)).all():
            raise ArgumentError(f"{name} must hold memberships between 0 and 1.")
    ambiguous = (np.abs(own - 0.5) <= TOLERANCE) | (np.abs(out - 0.5) <= TOLERANCE)
    inside, present = own > 0.5, out > 0.5
    if relation == "sufficiency":
        beside = own <= out + TOLERANCE
        deviant, rest = inside & ~present, np.where(present, "not covered", "irrelevant")
    else:
        beside = own >= out - TOLERANCE
        deviant, rest = ~inside & present, np.full(own.shape, "irrelevant")
    both = inside & present
    conditions = [ambiguous, both & beside, both, deviant]
    return np.select(
        conditions, ["ambiguous", "typical", "deviant in degree", "deviant in kind"], default=rest
    )
