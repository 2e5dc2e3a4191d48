"""The minimum models of many small truth tables over the same conditions at once.

Thousands of resamples meet thousands of distinct tables. Where there are few configurations, every
conjunction can be written down once, and which of them are prime is decided for all tables together, by
matrix products. Most tables have one model, made of essential prime implicants; the others go to the search
for covers that :func:`fsqca.minimize` uses. Numpy only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod

import numpy as np

from fsqca._types import Bools, Floats, Ints
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.covers import Covers, minimum_covers
from fsqca.truth_table.sums import all_corners

#: Conjunctions that are written down at most: those of six conditions with two values.
MAX_CUBES = 3**6

#: Models as sets of positions of cubes, how many there are, and whether that number is exact.
SmallModels = tuple[list[tuple[int, ...]], int, bool]


@dataclass(frozen=True, slots=True, eq=False)
class SmallTables:
    """Every conjunction over a few conditions, ready for many tables.

    Attributes
    ----------
    cubes : ndarray of int, shape (n_cubes, k)
        In the order in which solutions list them.
    covers : ndarray of float, shape (n_cubes, n_configurations)
        1 where the conjunction covers the configuration.
    parents : ndarray of int, shape (n_cubes, k)
        The conjunction without each condition; its own position where it does not have the condition.
    place : dict
        The position of each conjunction.
    tuples : list
        The conjunctions as tuples.
    """

    cubes: Ints
    covers: Floats
    parents: Ints
    place: dict[tuple[int, ...], int]
    tuples: list[tuple[int, ...]]
    _remembered: dict[tuple[int, tuple[int, ...], bytes], Covers] = field(default_factory=dict, repr=False)

    @classmethod
    def over(cls, levels: Sequence[int]) -> SmallTables | None:
        """Return the conjunctions over conditions with so many values, None where there are too many."""
        if prod(int(n) + 1 for n in levels) > MAX_CUBES:
            return None
        every = np.array(list(product(*(range(-1, int(n)) for n in levels))), dtype=np.int64)
        cubes = every[_cubes.order(every)]
        covers = _cubes.matches(cubes, all_corners(levels)).astype(np.float64)
        place = {tuple(cube): position for position, cube in enumerate(cubes.tolist())}
        parents = np.empty(cubes.shape, dtype=np.int64)
        for column in range(cubes.shape[1]):
            without = cubes.copy()
            without[:, column] = _cubes.FREE
            parents[:, column] = [place[tuple(cube)] for cube in without.tolist()]
        return cls(cubes, covers, parents, place, list(place))

    def primes(self, positive: Bools, avoid: Bools) -> Bools:
        """Return which conjunctions are prime implicants that cover a positive row, (n_tables, n_cubes).

        Parameters
        ----------
        positive, avoid : ndarray of bool, shape (n_tables, n_configurations)
        """
        sound = avoid @ self.covers.T == 0
        larger = np.zeros_like(sound)
        for column, parent in enumerate(self.parents.T):
            own = self.cubes[:, column] != _cubes.FREE
            larger[:, own] |= sound[:, parent[own]]
        result: Bools = sound & ~larger & (positive @ self.covers.T > 0)
        return result

    def models(self, positive: Bools, avoid: Bools, max_models: int) -> list[SmallModels]:
        """Return the minimum models of each table: the same as those of :func:`fsqca.minimize`."""
        prime = self.primes(positive, avoid)
        alone = positive & (prime @ self.covers == 1)
        essential = prime & (alone @ self.covers.T > 0)
        solved = ~(positive & (essential @ self.covers == 0)).any(axis=1)
        found: list[SmallModels] = []
        for table in range(len(positive)):
            if not positive[table].any():
                found.append(([], 0, True))
            elif solved[table]:
                found.append(([tuple(np.flatnonzero(essential[table]).tolist())], 1, True))
            else:
                found.append(
                    self._covered(positive[table], prime[table], essential[table], max_models)
                    or self._searched(positive[table], prime[table], max_models)
                )
        return found

    def _searched(self, positive: Bools, prime: Bools, max_models: int) -> SmallModels:
        """Return the models of one table, searched for in its whole chart."""
        own = np.flatnonzero(prime)
        covers = minimum_covers(self.covers[np.ix_(own, np.flatnonzero(positive))] > 0, max_models)
        models = [tuple(own[list(model)].tolist()) for model in covers.models]
        return models, covers.n_models, covers.exact

    def _covered(
        self, positive: Bools, prime: Bools, essential: Bools, max_models: int
    ) -> SmallModels | None:
        """Return the models as essential implicants and covers of the rest; None where not all are known.

        What is left is the same chart again and again, so its covers are remembered.
        """
        sure = np.flatnonzero(essential)
        rest = np.flatnonzero(positive & ~(self.covers[sure] > 0).any(axis=0))
        others = np.flatnonzero(prime & ~essential)
        chart = self.covers[np.ix_(others, rest)] > 0
        used = chart.any(axis=1)
        others, chart = others[used], chart[used]
        key = (max_models, chart.shape, np.packbits(chart).tobytes())
        if key not in self._remembered:
            self._remembered[key] = minimum_covers(chart, max_models)
        covers = self._remembered[key]
        if not covers.exact or covers.n_models > len(covers.models):
            return None
        models = [tuple(sorted([*sure.tolist(), *others[list(model)].tolist()])) for model in covers.models]
        return models, covers.n_models, True
