"""The four areas between a theory and a solution, and what a case in each of them is called.

References
----------
Ragin, C. C. (1987). The Comparative Method. University of California Press.

Schneider, C. Q., & Wagemann, C. (2012). Set-Theoretic Methods for the Social Sciences. Cambridge University
Press, ch. 11.

Oana, I.-E., & Schneider, C. Q. (2018). SetMethods: An add-on R package for advanced QCA. The R Journal,
10(1), 507-533.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fsqca._types import Floats

#: The areas, in the order of the columns of :func:`area_memberships`.
AREAS = ("T*S", "~T*S", "T*~S", "~T*~S")
#: What an area means for the theory.
MEANINGS = {
    "T*S": "supported: theory and results agree",
    "~T*S": "extended: results go beyond the theory",
    "T*~S": "delimited: the theory goes beyond the results",
    "~T*~S": "outside: expected by neither",
}
#: What a case with the outcome, and a case without it, is called in each area.
KINDS = {
    "T*S": ("covered most likely", "inconsistent most likely"),
    "~T*S": ("covered least likely", "inconsistent least likely"),
    "T*~S": ("uncovered most likely", "consistent most likely"),
    "~T*~S": ("uncovered least likely", "consistent least likely"),
}
#: A case in no area, and a case in an area whose membership in the outcome is exactly 0.5.
NO_AREA, AMBIGUOUS = "in no area", "ambiguous"
#: Memberships that differ by less than this from 0.5 are at the crossover.
TOLERANCE = 1e-9


def area_memberships(theory: Floats, solution: Floats) -> Floats:
    """Return the memberships in T*S, ~T*S, T*~S and ~T*~S, shape (n_cases, 4).

    Parameters
    ----------
    theory, solution : ndarray of float in [0, 1], shape (n_cases,)

    Examples
    --------
    >>> area_memberships(np.array([0.9, 0.5]), np.array([0.75, 0.25])).round(2).tolist()
    [[0.75, 0.1, 0.25, 0.1], [0.25, 0.25, 0.5, 0.5]]
    """
    parts = [np.minimum(t, s) for s in (solution, 1.0 - solution) for t in (theory, 1.0 - theory)]
    return np.column_stack(parts)


def assign_areas(areas: Floats) -> npt.NDArray[np.int64]:
    """Return the position of the area in which each case's membership exceeds 0.5, -1 for none.

    At most one does: it needs the theory on one side of 0.5 and the solution on one side of it.
    """
    inside = areas > 0.5 + TOLERANCE
    return np.where(inside.any(axis=1), inside.argmax(axis=1), -1).astype(np.int64)


def case_kinds(position: npt.NDArray[np.int64], outcome: Floats) -> list[str]:
    """Return what each case is called, from its area and its membership in the outcome."""
    kinds = []
    for area, y in zip(position.tolist(), outcome.tolist(), strict=True):
        if area < 0:
            kinds.append(NO_AREA)
        elif abs(y - 0.5) <= TOLERANCE:
            kinds.append(AMBIGUOUS)
        else:
            kinds.append(KINDS[AREAS[area]][0 if y > 0.5 else 1])
    return kinds
