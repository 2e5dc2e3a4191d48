"""The models of many coded runs, each distinct table minimized once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from fsqca._types import Bools, Ints
from fsqca.minimization.cubes import FREE
from fsqca.minimization.expectations import Expectations
from fsqca.minimization.settings import MAX_IMPLICANTS
from fsqca.robustness.rerun import Cube, ModelKey, ModelSet, Rerun
from fsqca.robustness.small_tables import MAX_CUBES, SmallModels, SmallTables
from fsqca.truth_table.coding import CODES, CONTRADICTION, NEGATIVE, POSITIVE, REMAINDER
from fsqca.truth_table.sums import row_numbers

#: Pairs of models of one table that are taken here at most.
_MOST_PAIRS = 400

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
    _expectations: Expectations | None = field(default=None, init=False)
    _weakened: dict[tuple[int, int], int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        table, settings = self.rerun.table, self.rerun.solution.settings
        self._small = SmallTables.over(table.level_counts) if self._plain() else None
        if settings.solution == "intermediate":
            self._expectations = self.rerun.expectations

    @property
    def today(self) -> Found:
        """The models of the initial solution."""
        return Found.of(self.rerun.today)

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
            return [self._alone(corners, kind) for kind in kinds]
        positive = np.zeros((len(kinds), small.covers.shape[1]), dtype=bool)
        negative = np.zeros_like(positive)
        at = row_numbers(corners, self.rerun.table.level_counts).astype(np.int64) - 1
        positive[:, at] = kinds == _ONE
        negative[:, at] = kinds == _ZERO
        most = self.rerun.solution.settings.max_models
        if self._expectations is not None:
            own = self._intermediate(small, self._expectations, positive, negative)
            return [
                self._alone(corners, kind) if one is None else self._found(small, one)
                for kind, one in zip(kinds, own, strict=True)
            ]
        avoid = ~positive if self.rerun.solution.kind == "conservative" else negative
        return [self._found(small, one) for one in small.models(positive, avoid, most)]

    def _alone(self, corners: Ints, kind: Ints) -> Found:
        return Found.of(self.rerun.models(corners, np.asarray(CODES)[kind]))

    def _found(self, small: SmallTables, one: SmallModels) -> Found:
        models, number, exact = one
        cubes = small.tuples
        return Found(frozenset(frozenset(cubes[i] for i in model) for model in models), number, exact)

    def _intermediate(
        self, small: SmallTables, expectations: Expectations, positive: Bools, negative: Bools
    ) -> list[SmallModels | None]:
        """Return the models of each table by pairs of a conservative and a parsimonious model.

        None where there are too many models for all pairs: then minimize() says what is known.
        """
        most = self.rerun.solution.settings.max_models
        conservative = small.models(positive, ~positive, most)
        parsimonious = small.models(positive, negative, most)
        tables: list[int] = []
        masks: list[Bools] = []
        unknown = set()
        for table, (first, second) in enumerate(zip(conservative, parsimonious, strict=True)):
            parts = (first, second)
            if (
                any(not exact or number > len(models) for models, number, exact in parts)
                or len(first[0]) * len(second[0]) > _MOST_PAIRS
            ):
                unknown.add(table)
            else:
                for terms in first[0]:
                    for cores in second[0]:
                        made = {self._between(small, expectations, t, c) for t in terms for c in cores} - {-1}
                        inside = (small.covers[sorted(made)] > 0).any(axis=0) | positive[table]
                        tables.append(table)
                        masks.append(~inside)
        found: list[SmallModels | None] = [
            None if table in unknown else ([], 0, True) for table in range(len(positive))
        ]
        if not tables:
            return found
        together: dict[int, set[tuple[int, ...]]] = {}
        for table, (models, number, exact) in zip(
            tables, small.models(positive[tables], np.array(masks), most), strict=True
        ):
            together.setdefault(table, set()).update(models)
            if not exact or number > len(models):
                unknown.add(table)
        for table, models_of in together.items():
            too_many = table in unknown or len(models_of) > most
            found[table] = None if too_many else (sorted(models_of), len(models_of), True)
        return found

    def _between(self, small: SmallTables, expectations: Expectations, term: int, core: int) -> int:
        """Return a conservative term without what expectations let drop, -1 where it is not in the core."""
        key = (term, core)
        if key not in self._weakened:
            own, other = small.cubes[term], small.cubes[core]
            inside = bool(((other == FREE) | (other == own)).all())
            self._weakened[key] = (
                small.place[tuple(expectations.weaken(own.tolist(), other.tolist()))] if inside else -1
            )
        return self._weakened[key]
