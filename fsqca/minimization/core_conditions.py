"""Which literals of an intermediate model are core: also in a parsimonious term that contains their term."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fsqca._types import Bools, Ints
from fsqca.minimization import cubes as _cubes

if TYPE_CHECKING:
    from fsqca.minimization.models import Model


def core_literals(model: Model) -> tuple[Bools, Bools, Bools]:
    """Return which literals of an intermediate model are in a parsimonious term that contains their term.

    Returns
    -------
    always, ever : ndarray of bool, shape (n_terms, n_conditions)
        Whether that holds for every, and for some parsimonious model that the model was derived from.
    alone : ndarray of bool, shape (n_terms,)
        Whether there is no parsimonious term that contains the term, in any of them.
    """
    used = model.cubes != _cubes.FREE
    always, ever = used.copy(), np.zeros_like(used)
    alone = np.ones(len(used), dtype=bool)
    distinct: dict[bytes, Ints] = {own.core.tobytes(): own.core for own in model.derivations}
    for core in distinct.values():
        inside = _cubes.matches(core, model.cubes)
        shared = (inside.T.astype(np.int64) @ (core != _cubes.FREE).astype(np.int64)) > 0
        always &= shared
        ever |= shared & used
        alone &= ~inside.any(axis=0)
    if not distinct:
        always[:] = False
    return always, ever, alone
