"""How often random data give a solution at all, by cut-offs: the setting of Gibson and Vann (2016)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from fsqca._checks import check_choice, check_count, check_fraction, counted
from fsqca._display import html_table, text_table
from fsqca._frames import lock_arrays
from fsqca._types import Floats, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.minimization.limits import Limits
from fsqca.minimization.solution import Solution
from fsqca.robustness.adjusting import wilson
from fsqca.robustness.blocks import run_blocks
from fsqca.robustness.chance_checks import evidence_of
from fsqca.robustness.run_checks import check_draws
from fsqca.truth_table.coding import TOLERANCE
from fsqca.truth_table.sums import assign_corners, configuration_sums, observed_corners
from fsqca.truth_table.table import TruthTable

Resample: TypeAlias = Literal["all", "outcome"]
#: Draws that are done together, with a random stream of their own.
BLOCK = 100
#: Cut-offs looked at unless others are given, beside that of the table.
CONSISTENCIES = tuple(round(0.70 + 0.05 * step, 2) for step in range(7))


@dataclass(frozen=True)
class _Draw:
    """A block of draws: the largest consistency of a row that has enough cases, by frequency cut-off."""

    values: Floats
    outcome: Floats
    levels: tuple[int, ...]
    frequencies: Ints
    pri: float
    resample: Resample

    def __call__(self, random: np.random.Generator, number: int) -> Floats:
        return np.stack([self._once(random) for _ in range(number)])

    def _once(self, random: np.random.Generator) -> Floats:
        n_cases, n_conditions = self.values.shape
        values, y = self.values, self.outcome[random.integers(0, n_cases, n_cases)]
        if self.resample == "all":
            drawn = random.integers(0, n_cases, (n_cases, n_conditions))
            values = np.take_along_axis(values, drawn, axis=0)
        own, on_crossover = assign_corners(values, self.levels)
        corners, _ = observed_corners(own[~on_crossover], self.levels)
        sums = configuration_sums(values, y, corners, self.levels)
        consistency = sums.consistency()
        if self.pri > 0:
            consistency = np.where(sums.pri() >= self.pri - TOLERANCE, consistency, np.nan)
        enough = np.where(sums.n[None, :] >= self.frequencies[:, None], consistency, -1.0)
        largest: Floats = np.nan_to_num(enough, nan=-1.0).max(axis=1, initial=-1.0)
        return largest


@dataclass(frozen=True, eq=False, repr=False)
class RandomSolutions:
    """How often random data give a solution, by consistency and frequency cut-off.

    Attributes
    ----------
    truth_table : TruthTable
        The table whose data were drawn from.
    n_draws, n_wanted, seed : int
    resample : {"all", "outcome"}
    pri : float
        The PRI cut-off, the same everywhere.
    largest : ndarray of float, shape (n_draws, n_frequencies)
        The largest consistency of a row with enough cases and enough PRI; -1 where there is none.
    frequencies : tuple of int
    consistencies : tuple of float
    """

    truth_table: TruthTable
    n_draws: int
    n_wanted: int
    seed: int
    resample: Resample
    pri: float
    largest: Floats
    frequencies: tuple[int, ...]
    consistencies: tuple[float, ...]

    def __post_init__(self) -> None:
        lock_arrays(self)

    @property
    def table(self) -> pd.DataFrame:
        """One line per frequency and consistency cut-off.

        Columns ``frequency, consistency``; ``rate``, the share of the draws with a positive row; ``low`` and
        ``high``, the 95 % interval of Wilson; ``p``, (b + 1) / (m + 1); ``today``: the cut-offs of the table.
        """
        coding = self.truth_table.settings.coding
        rows = []
        for place, frequency in enumerate(self.frequencies):
            for consistency in self.consistencies:
                count = int((self.largest[:, place] >= consistency - TOLERANCE).sum())
                low, high = wilson(count, self.n_draws)
                today = frequency == coding.frequency and abs(consistency - coding.consistency) < TOLERANCE
                p = (count + 1) / (self.n_draws + 1)
                rows.append((frequency, consistency, count / self.n_draws, low, high, p, today))
        return pd.DataFrame(rows, columns=["frequency", "consistency", "rate", "low", "high", "p", "today"])

    @property
    def rate(self) -> float:
        """The share of the draws with a solution at the cut-offs of the table."""
        table = self.table
        return float(table.loc[table["today"], "rate"].iloc[0])

    def recommended(self, level: float = 0.05) -> pd.DataFrame:
        """Return for each frequency the lowest consistency cut-off looked at that keeps random data out.

        Parameters
        ----------
        level : float in (0, 1), default 0.05
            The p value that must not be exceeded.

        Returns
        -------
        DataFrame
            Index ``frequency``; ``consistency``, NaN where none that was looked at does, ``p`` and ``high``.
        """
        most = check_fraction("level", level, inclusive=False)
        table = self.table
        rows = []
        for frequency in self.frequencies:
            own = table[(table["frequency"] == frequency) & (table["p"] <= most)]
            first = own.iloc[0] if len(own) else None
            rows.append(
                (np.nan, np.nan, np.nan)
                if first is None
                else (float(first["consistency"]), float(first["p"]), float(first["high"]))
            )
        index = pd.Index(list(self.frequencies), name="frequency")
        return pd.DataFrame(rows, index=index, columns=["consistency", "p", "high"])

    @property
    def partial(self) -> bool:
        """Whether the run was interrupted."""
        return self.n_draws < self.n_wanted

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        what = "Every column was" if self.resample == "all" else "The outcome was"
        drawn = (
            f"{what} drawn anew with replacement, independently of the others; a solution is a table with a "
            "positive row."
        )
        coding = self.truth_table.settings.coding
        notes = [drawn, f"PRI >= {self.pri:g} everywhere. Cut-offs of the table: {coding.describe()}."]
        if self.partial:
            notes.append(f"Interrupted after {self.n_draws} of {self.n_wanted} draws.")
        return tuple(notes)

    def paragraph(self) -> str:
        """Return the result in sentences for an article."""
        table = self.table
        today = table[table["today"]].iloc[0]
        what = "all conditions and the outcome" if self.resample == "all" else "the outcome"
        return (
            f"In {self.n_draws} random data sets of {len(evidence_of(self.truth_table).outcome)} cases, in "
            f"which {what} were drawn anew from their own values (seed {self.seed}), "
            f"{100 * today['rate']:.1f} % had a positive row at the cut-offs "
            f"{self.truth_table.settings.coding.describe()} (95 % interval {100 * today['low']:.1f} to "
            f"{100 * today['high']:.1f} %). This is a property of the cut-offs and the number of cases; it "
            "does not say whether the solution found is due to chance."
        )

    def __repr__(self) -> str:
        return (
            f"<RandomSolutions {self.truth_table.settings.outcome}: {counted(self.n_draws, 'draw')}"
            f"{' (interrupted)' if self.partial else ''}, {self.rate:.3f} with a solution>"
        )

    def __str__(self) -> str:
        return "\n\n".join([self._head, text_table(self._wide), "\n".join(self.notes)])

    def _repr_html_(self) -> str:
        return html_table(self._wide, caption=self._head, notes=self.notes)

    @property
    def _head(self) -> str:
        return (
            f"Share of random data with a solution for {self.truth_table.settings.outcome}, by frequency and "
            f"consistency cut-off: {counted(self.n_draws, 'draw')}, seed {self.seed}"
        )

    @property
    def _wide(self) -> pd.DataFrame:
        wide = self.table.pivot_table(index="frequency", columns="consistency", values="rate")
        wide.columns = pd.Index([f"{value:g}" for value in wide.columns])
        wide.index = pd.Index([f"frequency {value}" for value in wide.index])
        return wide


def random_solutions(
    solution: Solution | TruthTable,
    *,
    consistency: Iterable[float] | None = None,
    frequency: Iterable[int] | None = None,
    resample: Resample = "all",
    n_draws: int = 2000,
    seed: object = None,
    n_jobs: int = 1,
    progress: bool | None = None,
) -> RandomSolutions:
    """Return how often random data of the same kind give a solution at all, by cut-offs.

    Parameters
    ----------
    solution : Solution or TruthTable
        Made from data.
    consistency : iterable of float in [0, 1], optional
        Cut-offs to look at. Default: 0.70, 0.75, ..., 1.00. That of the table is added.
    frequency : iterable of int, optional
        Default: 1 to 5. That of the table is added.
    resample : {"all", "outcome"}, default "all"
        Whether every column is drawn anew with replacement, or the outcome only, so that configurations and
        their numbers of cases stay.
    n_draws : int, at least 1, default 2000
    seed : int, numpy.random.Generator or numpy.random.SeedSequence
        Needed, so that the numbers can be had again.
    n_jobs, progress
        As in :func:`permutation_test`.

    Returns
    -------
    RandomSolutions

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If an argument is out of its range, there are no cases behind the table, or cases have weights or
        conditions that are not defined everywhere.

    Notes
    -----
    This is the question of Gibson and Vann (2016), who draw data at random with the numbers of the
    application and count how often they give a result. Ours looks at all cut-offs in the same draws, and
    calls a table with a positive row a solution. A low rate says that the cut-offs keep random data out; it
    is not the p value of a solution, for which see :func:`permutation_test`.

    References
    ----------
    .. [1] Gibson, C. B., & Vann, B., Jr. (2016). The bootstrapped robustness assessment for qualitative
       comparative analysis. arXiv:1606.05000.

    Examples
    --------
    >>> import fsqca as fq
    >>> from fsqca.robustness import random_solutions, simulate_data
    >>> data = simulate_data("A*B", 60, conditions=["A", "B", "C"], seed=1)
    >>> table = fq.build_truth_table(data, "Y", consistency=0.6)
    >>> random_solutions(table, n_draws=200, seed=1)
    <RandomSolutions Y: 200 draws, 0.355 with a solution>
    """
    if not isinstance(solution, Solution | TruthTable):
        raise ArgumentTypeError(
            "solution must be the result of minimize() or build_truth_table(), not "
            f"{type(solution).__name__}."
        )
    table = solution.truth_table if isinstance(solution, Solution) else solution
    evidence = evidence_of(table)
    if evidence.weights is not None:
        raise ArgumentError("Random data with weights are not drawn: build the truth table without weights.")
    if table.settings.defined:
        raise ArgumentError(
            "Random data are not drawn where conditions are not defined everywhere: build the truth table "
            "without them."
        )
    check_choice("resample", resample, ("all", "outcome"))
    coding = table.settings.coding
    levels = [check_fraction("consistency", one) for one in _given("consistency", consistency, CONSISTENCIES)]
    counts = [check_count("frequency", one) for one in _given("frequency", frequency, range(1, 6))]
    consistencies = tuple(sorted({*levels, coding.consistency}))
    frequencies = tuple(sorted({*counts, coding.frequency}))
    total, start, jobs = check_draws("n_draws", n_draws, seed, n_jobs, progress)
    work = _Draw(
        evidence.sets.values,
        evidence.outcome,
        table.level_counts,
        np.array(frequencies),
        coding.pri,
        resample,
    )
    with Limits(progress=progress) as limits:
        blocks = run_blocks(
            work,
            total,
            np.random.SeedSequence(start),
            limits,
            size=BLOCK,
            stage="Drawing random data",
            n_jobs=jobs,
        )
    return RandomSolutions(
        truth_table=table,
        n_draws=blocks.n_done,
        n_wanted=total,
        seed=start,
        resample=resample,
        pri=coding.pri,
        largest=np.concatenate(blocks.parts),
        frequencies=frequencies,
        consistencies=consistencies,
    )


def _given(argument: str, values: object, default: Iterable[object]) -> list[object]:
    if values is None:
        return list(default)
    if isinstance(values, str) or not isinstance(values, Iterable):
        return [values]
    return list(values)
