"""Do groups differ by more than chance? Shuffled labels and resampled cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from fsqca._checks import check_count, check_fraction, listed
from fsqca._types import Floats, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.groups.permuting import (
    SINGLE,
    Contributions,
    Resolver,
    bootstrap_sums,
    contrasts,
    contributions,
    family_wise,
    group_sums,
    p_values,
    row_values,
    shuffled,
    term_values,
)
from fsqca.groups.pool import Pool
from fsqca.groups.terms import Cube, distinct_cubes
from fsqca.groups.tested import MEASURES, DifferenceSettings, GroupTest, Side
from fsqca.minimization.limits import Limits
from fsqca.robustness.rerun import Rerun
from fsqca.truth_table.sums import row_numbers

if TYPE_CHECKING:
    from fsqca.groups.result import GroupComparison


def run_test(
    comparison: GroupComparison,
    n_permutations: int,
    n_bootstrap: int,
    level: float,
    seed: int | np.random.SeedSequence | None,
    resolve: bool,
    progress: bool | None,
) -> GroupTest:
    """Return the test of a comparison; see :meth:`GroupComparison.test`."""
    n_permutations = check_count("n_permutations", n_permutations)
    n_bootstrap = check_count("n_bootstrap", n_bootstrap, least=0)
    level = check_fraction("level", level, inclusive=False)
    if not isinstance(resolve, bool):
        raise ArgumentTypeError(f"resolve must be True or False, not {resolve!r}.")
    root = _root(seed)
    if len(comparison.usable) < 2:
        raise DataError(
            "Fewer than two groups could be analysed, so there is nothing to test. The reasons stand in "
            "comparison.notes."
        )
    own = next(iter(comparison.solutions.values())).settings
    asked = [
        name
        for name in ("implicant_consistency", "model_consistency", "model_coverage")
        if getattr(own, name) > 0
    ]
    if asked and resolve:
        raise ArgumentError(
            f"The solutions were made with {listed(asked)}, which {'asks' if len(asked) == 1 else 'ask'} "
            "something of the data beyond the rows of the truth table and cannot be asked again of each "
            f"shuffle. Compare the groups without {'it' if len(asked) == 1 else 'them'}, or test rows and "
            "terms only with resolve=False."
        )
    pool = comparison.pool
    sizes = np.bincount(pool.group, minlength=len(pool.groups))
    if (sizes < 2).any():
        alone = pool.groups[int(np.argmin(sizes))]
        raise DataError(
            f"Group {alone!r} has one case only. A test needs at least two cases in every group: leave the "
            "group out, or join it with another."
        )
    corners = comparison.pooled_corners
    pooled = set(comparison.pooled_terms)
    cubes = distinct_cubes(comparison.group_terms, len(pool.levels))
    every = np.unique(
        np.array([*map(tuple, cubes.tolist()), *pooled], dtype=np.int64).reshape(-1, len(pool.levels)), axis=0
    )
    parts = contributions(pool, corners, every)
    first, second = root.spawn(2)
    with Limits(progress=progress) as limits:
        found = _permute(comparison, pool, parts, n_permutations, first, resolve, limits)
        wanted = 0 if found.interrupted else n_bootstrap
        spread, resampled, stopped = _resample(pool, parts, wanted, second, limits)
    found.interrupted |= stopped
    settings = DifferenceSettings(
        outcome=comparison.outcome,
        solution=comparison.kind,
        groups=pool.groups,
        sizes=tuple(sizes.tolist()),
        n_permutations=n_permutations,
        n_bootstrap=n_bootstrap,
        level=level,
        # One number makes it again only where the sequence was not spawned from another.
        seed=root.entropy if isinstance(root.entropy, int) and not root.spawn_key else None,
        resolve=resolve,
    )
    return _result(comparison, pool, parts, every, pooled, found, spread, resampled, settings)


def _root(seed: object) -> np.random.SeedSequence:
    """Return the root of all random numbers."""
    if isinstance(seed, np.random.SeedSequence):
        return np.random.SeedSequence(seed.entropy, spawn_key=seed.spawn_key)
    if seed is None:
        return np.random.SeedSequence()
    if isinstance(seed, bool | np.bool_) or not isinstance(seed, int | np.integer):
        raise ArgumentTypeError(
            f"seed must be a whole number, a numpy SeedSequence or None, not {type(seed).__name__}."
        )
    if seed < 0:
        raise ArgumentError(f"seed is {int(seed)}, but it must be at least 0.")
    return np.random.SeedSequence(int(seed))


@dataclass(slots=True)
class _Permuted:
    rows: list[Floats] = field(default_factory=list)
    terms: list[Floats] = field(default_factory=list)
    whole: list[Floats] = field(default_factory=list)
    observed_rows: Floats = field(default_factory=lambda: np.empty(0))
    observed_terms: Floats = field(default_factory=lambda: np.empty(0))
    observed_whole: Floats = field(default_factory=lambda: np.full(len(MEASURES), np.nan))
    n_solutions: int = 0
    done: int = 0
    interrupted: bool = False


def _values(parts: Contributions, row_sums: Floats, term_sums: Floats) -> tuple[Floats, Floats]:
    """Return the differences of rows (..., contrasts, rows) and of terms (..., contrasts, 2 * terms)."""
    left, right = contrasts(row_sums)
    rows = row_values(left, parts.n_rows)[1] - row_values(right, parts.n_rows)[1]
    left, right = contrasts(term_sums)
    pairs = [term_values(side, parts.n_terms) for side in (left, right)]
    terms = np.concatenate([pairs[0][i] - pairs[1][i] for i in range(2)], axis=-1)
    return rows, terms


def _permute(
    comparison: GroupComparison,
    pool: Pool,
    parts: Contributions,
    number: int,
    seed: np.random.SeedSequence,
    resolve: bool,
    limits: Limits,
) -> _Permuted:
    made = _Permuted()
    n_groups = len(pool.groups)
    resolver = Resolver(pool, [Rerun(comparison.solutions[name]) for name in pool.groups], parts.corners)

    def step(labels: Ints) -> tuple[Floats, Floats, Floats]:
        row_sums = group_sums(labels, n_groups, parts.rows)
        rows, terms = _values(parts, row_sums, group_sums(labels, n_groups, parts.terms))
        if not resolve:
            return rows, terms, np.full((len(labels), len(MEASURES)), np.nan)
        return rows, terms, resolver.transfer(labels, resolver.positions(row_sums))

    rows, terms, whole = step(pool.group[None, :])
    made.observed_rows, made.observed_terms, made.observed_whole = rows[0], terms[0], whole[0]
    try:
        for labels in shuffled(pool.group, number, seed):
            rows, terms, whole = step(labels)
            made.rows.append(np.abs(rows).astype(np.float32))  # SINGLE is the tolerance that this needs
            made.terms.append(np.abs(terms).astype(np.float32))
            made.whole.append(whole)
            made.done += len(labels)
            limits.show("Shuffling labels", made.done / number)
    except KeyboardInterrupt:
        if not made.done:
            raise
        made.interrupted = True
    made.n_solutions = resolver.n_solutions
    return made


def _resample(
    pool: Pool, parts: Contributions, number: int, seed: np.random.SeedSequence, limits: Limits
) -> tuple[tuple[Floats, Floats] | None, int, bool]:
    """Return the differences of rows and terms in resampled cases, how many, and whether it was stopped."""
    if number == 0:
        return None, 0, False
    n_groups = len(pool.groups)
    together = np.concatenate([parts.rows, parts.terms], axis=1)
    rows, terms = [], []
    cut = parts.rows.shape[1]
    done = 0
    stopped = False
    try:
        for sums in bootstrap_sums(pool.group, number, seed, together, n_groups):
            own_rows, own_terms = _values(parts, sums[..., :cut], sums[..., cut:])
            rows.append(own_rows)
            terms.append(own_terms)
            done += len(sums)
            limits.show("Resampling cases", done / number)
    except KeyboardInterrupt:
        # The shuffles are done: they are not thrown away.
        stopped = True
    return (np.concatenate(rows), np.concatenate(terms)) if rows else None, done, stopped


def _result(
    comparison: GroupComparison,
    pool: Pool,
    parts: Contributions,
    cubes: Ints,
    pooled: set[Cube],
    found: _Permuted,
    spread: tuple[Floats, Floats] | None,
    n_resampled: int,
    settings: DifferenceSettings,
) -> GroupTest:
    null_rows, null_terms = np.concatenate(found.rows), np.concatenate(found.terms)
    null_whole = np.concatenate(found.whole)
    labels = tuple(str(comparison.expression(cube)) for cube in cubes.tolist())
    n_contrasts = len(found.observed_rows)
    sides = tuple(
        (pool.groups[0], pool.groups[1]) if len(pool.groups) == 2 else (name, "the other groups")
        for name in pool.groups[:n_contrasts]
    )
    tail = (1.0 - settings.level) / 2.0
    rows = _side(found.observed_rows, null_rows, None if spread is None else spread[0], tail)
    terms = _side(found.observed_terms, null_terms, None if spread is None else spread[1], tail)
    return GroupTest(
        settings=settings,
        sides=sides,
        row_numbers=tuple(int(number) for number in row_numbers(parts.corners, pool.levels)),
        rows_side=rows,
        term_labels=labels,
        basis=tuple("pooled" if tuple(cube) in pooled else "groups" for cube in cubes.tolist()),
        term_side=terms,
        whole=found.observed_whole,
        whole_p=p_values(found.observed_whole, null_whole),
        whole_null=null_whole,
        n_solutions=found.n_solutions,
        n_done=found.done,
        n_resampled=n_resampled,
        interrupted=found.interrupted,
    )


def _side(observed: Floats, null: Floats, spread: Floats | None, tail: float) -> Side:
    """Return differences, (contrasts, m), with their p-values and intervals."""
    size = np.abs(observed)
    p = p_values(size, null, SINGLE)
    family = family_wise(size.ravel(), null.reshape(len(null), -1).astype(np.float64), SINGLE).reshape(
        size.shape
    )
    low = high = np.full(observed.shape, np.nan)
    if spread is not None:
        known = ~np.isnan(spread).all(axis=0)
        low, high = low.copy(), high.copy()
        if known.any():
            low[known], high[known] = np.nanquantile(spread[:, known], [tail, 1.0 - tail], axis=0)
    return Side(observed, low, high, p, family)
