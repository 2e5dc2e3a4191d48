"""The models of many coded runs, each distinct table minimized once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from fsqca._types import Bools, Ints
from fsqca.minimization.settings import MAX_IMPLICANTS
from fsqca.robustness.easy_tables import EasyTables
from fsqca.robustness.rerun import Cube, ModelKey, ModelSet, Rerun
from fsqca.robustness.small_tables import MAX_CUBES, SmallTables
from fsqca.truth_table.coding import CODES, CONTRADICTION, NEGATIVE, POSITIVE, REMAINDER
from fsqca.truth_table.sums import row_numbers

_ONE, _ZERO, _BOTH, _NOTHING = (CODES.index(code) for code in (POSITIVE, NEGATIVE, CONTRADICTION, REMAINDER))


@dataclass(frozen=True, slots=True)
class Found:
    """All tied models of one coded table, without the solution that they came with.

    Attributes
    ----------
    models : frozenset
        Each model as the set of its terms, see :class:`fsqca.robustness.rerun.ModelSet`.
    n_models : int
    exact : bool
        Whether the number of models is.
    """

    models: frozenset[ModelKey]
    n_models: int
    exact: bool

    @classmethod
    def of(cls, models: ModelSet) -> Found:
        """Return a model set without its solution."""
        return cls(models.models, models.n_models, models.solution.n_models_exact)

    @property
    def complete(self) -> bool:
        """Whether every model is listed."""
        return self.exact and self.n_models == len(self.models)

    @property
    def terms(self) -> frozenset[Cube]:
        """The terms that are in at least one model."""
        return frozenset().union(*self.models)

    @property
    def certain_terms(self) -> frozenset[Cube]:
        """The terms that are in every model listed."""
        first, *others = self.models or [frozenset()]
        return first.intersection(*others)


@dataclass(eq=False)
class Finder:
    """Finds the models of coded runs and remembers them.

    Attributes
    ----------
    rerun : Rerun
    """

    rerun: Rerun
    _known: dict[bytes, Found] = field(default_factory=dict)
    _small: SmallTables | None = field(init=False)
    _easy: EasyTables | None = None
    _cubes: list[Cube] = field(init=False)

    def __post_init__(self) -> None:
        self._small = SmallTables.over(self.rerun.table.level_counts) if self._plain() else None
        self._cubes = [] if self._small is None else [tuple(cube) for cube in self._small.cubes.tolist()]

    @property
    def today(self) -> Found:
        """The models of the initial solution."""
        return Found.of(self.rerun.today)

    @property
    def n_distinct(self) -> int:
        """How many distinct tables were met so far."""
        return len(self._known)

    def _plain(self) -> bool:
        """Return whether models are minimum covers by prime implicants, and nothing else was asked."""
        settings = self.rerun.solution.settings
        asked = settings.implicant_consistency, settings.model_consistency, settings.model_coverage
        return (
            settings.ties == "minimum"
            and not any(asked)
            and not (settings.exclude or settings.include or settings.assume or settings.row_dominance)
            and settings.time_limit is None
            and settings.max_implicants >= min(MAX_CUBES, MAX_IMPLICANTS)
        )

    def models_of(self, corners: Ints, codes: Ints) -> tuple[list[Found], Ints]:
        """Return the distinct models of runs, and which of them each run has.

        Parameters
        ----------
        corners : ndarray of int, shape (n_rows, n_conditions)
        codes : ndarray of int, shape (n_runs, n_rows)
            Positions in `CODES`; a run with a negative code has no models.

        Returns
        -------
        found : list of Found
        which : ndarray of int, shape (n_runs,)
            Position in `found`, or -1.
        """
        failed: Bools = np.asarray((codes < 0).any(axis=1))
        if not len(corners):
            nothing = Found(frozenset(), 0, True)
            return [nothing], np.where(failed, -1, 0)
        codes = codes.astype(np.int8)
        settings = self.rerun.solution.settings
        if not settings.include:
            codes = np.where(codes == _BOTH, np.int8(_ZERO), codes)
        if self._small is not None and settings.solution == "conservative":
            # Whatever is not positive is avoided, whether there are cases or not.
            codes = np.where((codes == _ZERO) & ~failed[:, None], np.int8(_NOTHING), codes)
        kinds, which = np.unique(codes, axis=0, return_inverse=True)
        names = [corners.tobytes() + kind.tobytes() for kind in kinds]
        new = [at for at, name in enumerate(names) if name not in self._known and (kinds[at] >= 0).all()]
        if new:
            for at, found in zip(new, self._minimized(corners, kinds[new]), strict=True):
                self._known[names[at]] = found
        numbers: dict[Found, int] = {}
        place = np.full(len(kinds), -1, dtype=np.int64)
        for at, name in enumerate(names):
            if name in self._known:
                place[at] = numbers.setdefault(self._known[name], len(numbers))
        return list(numbers), place[which.reshape(-1)]

    def _minimized(self, corners: Ints, kinds: Ints) -> list[Found]:
        small = self._small
        if small is None:
            texts = np.asarray(CODES)
            return [Found.of(self.rerun.models(corners, texts[kind])) for kind in kinds]
        positive = np.zeros((len(kinds), small.covers.shape[1]), dtype=bool)
        avoid = np.zeros_like(positive)
        at = row_numbers(corners, self.rerun.table.level_counts).astype(np.int64) - 1
        positive[:, at] = kinds == _ONE
        most = self.rerun.solution.settings.max_models
        if self.rerun.solution.kind == "intermediate":
            avoid[:, at] = kinds == _ZERO
            return self._intermediate(small, corners, kinds, positive, avoid)
        if self.rerun.solution.kind == "conservative":
            avoid = ~positive
        else:
            avoid[:, at] = kinds == _ZERO
        return [
            self._found(models, number, exact)
            for models, number, exact in small.models(positive, avoid, most)
        ]

    def _found(self, models: Iterable[Sequence[int]], number: int, exact: bool) -> Found:
        cubes = self._cubes
        return Found(frozenset(frozenset(cubes[i] for i in model) for model in models), number, exact)

    def _intermediate(
        self, small: SmallTables, corners: Ints, kinds: Ints, positive: Bools, avoid: Bools
    ) -> list[Found]:
        """Return the intermediate models; tables of which not every model is known go to minimize()."""
        if self._easy is None:
            self._easy = EasyTables(small, self.rerun.expectations)
        texts = np.asarray(CODES)
        found = []
        for kind, models in zip(
            kinds,
            self._easy.models(positive, avoid, self.rerun.solution.settings.max_models),
            strict=True,
        ):
            if models is None:
                found.append(Found.of(self.rerun.models(corners, texts[kind])))
            else:
                found.append(self._found(models, len(models), True))
        return found
