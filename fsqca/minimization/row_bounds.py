"""How many implicants a model needs at least, from the rows alone: no implicant has to be known.

No implicant covers two positive rows if the smallest conjunction that holds both already covers a row to
avoid. Rows of which no two can be covered together need an implicant each. The bound holds whatever the
implicants are, so it is there also where there are too many of them to be made.

Worst case: p^2 q comparisons for p positive rows and q to avoid; the set of rows is grown greedily, as the
largest one is itself hard to find.
"""

from __future__ import annotations

import numpy as np

from fsqca._types import Bools, Ints
from fsqca.minimization.cubes import FREE


def apart(positive: Ints, avoid: Ints) -> Bools:
    """Return which positive rows no implicant covers together, shape (p, p).

    Parameters
    ----------
    positive : ndarray of int, shape (p, k)
    avoid : ndarray of int, shape (q, k)
        Rows and cubes to avoid.

    Examples
    --------
    >>> apart(np.array([[0, 0], [1, 1]]), np.array([[0, 1]])).tolist()
    [[False, True], [True, False]]
    """
    result = np.zeros((len(positive), len(positive)), dtype=bool)
    if len(avoid) == 0:
        return result
    for position, row in enumerate(positive):
        differs = ((avoid != row) & (avoid != FREE)).astype(np.float32)
        shared = (positive == row).astype(np.float32)
        # A row to avoid is in the conjunction of what two rows share unless it differs from that somewhere.
        result[position] = ((shared @ differs.T) == 0).any(axis=1)
    return result


def rows_apart(positive: Ints, avoid: Ints) -> list[int]:
    """Return positions of positive rows of which no two can be covered together: as many terms are needed."""
    blocked = apart(positive, avoid)
    best: list[int] = []
    order = np.argsort(-blocked.sum(axis=1), kind="stable")
    for first in order[:20].tolist():
        chosen = [first]
        free = blocked[first].copy()
        while free.any():
            # The row that leaves most rows to choose from.
            left = np.where(free, (blocked & free).sum(axis=1), -1)
            row = int(np.argmax(left))
            chosen.append(row)
            free &= blocked[row]
        if len(chosen) > len(best):
            best = chosen
    return sorted(best)
