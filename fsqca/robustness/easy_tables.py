"""The intermediate models of many small truth tables over the same conditions at once.

As :func:`fsqca.minimize` derives them, term by term, for every pair of a conservative and a parsimonious
model (Ragin & Sonnett 2005); the models of all tables and of all pairs are found together.

References
----------
Ragin, C. C., & Sonnett, J. (2005). Between complexity and parsimony: Limited diversity, counterfactual
cases, and comparative analysis. In S. Kropp & M. Minkenberg (Eds.), Vergleichen in der Politikwissenschaft
(pp. 180-197). VS Verlag.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from fsqca._types import Bools
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.expectations import Expectations
from fsqca.minimization.intermediate import MAX_PAIRS
from fsqca.robustness.small_tables import SmallModels, SmallTables

#: Models as sets of positions of cubes; None where not every model is known.
EasyModels = set[tuple[int, ...]] | None


@dataclass(eq=False)
class EasyTables:
    """Every conjunction over a few conditions, and what expectations make of each.

    Attributes
    ----------
    small : SmallTables
    expectations : Expectations
    """

    small: SmallTables
    expectations: Expectations
    _place: dict[tuple[int, ...], int] = field(init=False)
    _weakened: dict[tuple[int, int], int] = field(default_factory=dict)
    _covers: Bools = field(init=False)

    def __post_init__(self) -> None:
        self._place = {tuple(cube): at for at, cube in enumerate(self.small.cubes.tolist())}
        self._covers = self.small.covers > 0

    def models(self, positive: Bools, avoid: Bools, max_models: int) -> list[EasyModels]:
        """Return the models of each table: the same as those of :func:`fsqca.minimize`.

        Parameters
        ----------
        positive, avoid : ndarray of bool, shape (n_tables, n_configurations)
        max_models : int
        """
        conservative = self.small.models(positive, ~positive, max_models)
        parsimonious = self.small.models(positive, avoid, max_models)
        found: list[EasyModels] = []
        tables: list[int] = []
        within: list[Bools] = []
        for table, (first, second) in enumerate(zip(conservative, parsimonious, strict=True)):
            if not (_complete(first) and _complete(second)) or len(first[0]) * len(second[0]) > MAX_PAIRS:
                found.append(None)
                continue
            found.append(set())
            for rows in self._between(positive[table], first[0], second[0]):
                tables.append(table)
                within.append(rows)
        if not tables:
            return found
        solved = self.small.models(positive[tables], ~np.array(within), max_models)
        for table, own in zip(tables, solved, strict=True):
            so_far = found[table]
            if not _complete(own):
                found[table] = None
            elif so_far is not None:
                so_far.update(own[0])
        # What does not fit into max_models is left to minimize(), which knows what to list.
        return [None if models is not None and len(models) > max_models else models for models in found]

    def _between(
        self, positive: Bools, first: Sequence[tuple[int, ...]], second: Sequence[tuple[int, ...]]
    ) -> list[Bools]:
        """Return what the models of each pair may cover, each distinct set of configurations once."""
        distinct: dict[bytes, Bools] = {}
        for terms in first:
            for cores in second:
                easy = {self._weaker(term, core) for term in terms for core in cores} - {-1}
                rows = positive | self._covers[sorted(easy)].any(axis=0)
                distinct.setdefault(rows.tobytes(), rows)
        return list(distinct.values())

    def _weaker(self, term: int, core: int) -> int:
        """Return the position of a weakened term, -1 where it does not lie in the core."""
        key = term, core
        if key not in self._weakened:
            own, other = self.small.cubes[term], self.small.cubes[core]
            inside = bool(((other == _cubes.FREE) | (other == own)).all())
            self._weakened[key] = (
                self._place[self.expectations.weaken(own.tolist(), other.tolist())] if inside else -1
            )
        return self._weakened[key]


def _complete(models: SmallModels) -> bool:
    return models[2] and models[1] == len(models[0])
