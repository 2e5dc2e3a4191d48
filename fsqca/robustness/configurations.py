"""Are named configurations more consistent than chance makes them? The setting of Braumoeller (2015)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fsqca._checks import check_choice, check_count, counted, listed
from fsqca._display import html_table, text_table
from fsqca._types import Floats, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.expressions import Expression, parse
from fsqca.expressions.evaluation import sets_of
from fsqca.metrics import ratio
from fsqca.minimization.limits import Limits
from fsqca.robustness.adjusting import Adjustment, bonferroni, holm, p_values
from fsqca.robustness.blocks import run_blocks
from fsqca.robustness.run_checks import check_draws
from fsqca.robustness.shuffling import BLOCK, overlaps, shuffles

#: A membership above that in the outcome by less than this is no counterexample, but rounding.
ROUNDING = 1e-9


@dataclass(frozen=True)
class _Shuffle:
    """A block of shuffles: counterexamples and consistency, shape (n_shuffles, n_configurations, 2)."""

    memberships: Floats
    outcome: Floats

    def __call__(self, random: np.random.Generator, number: int) -> Floats:
        return self.run(self.outcome[shuffles(random, number, len(self.outcome))])

    def run(self, outcomes: Floats) -> Floats:
        against = np.stack([(own > outcomes + ROUNDING).sum(axis=1) for own in self.memberships], axis=1)
        consistency = ratio(overlaps(self.memberships, outcomes, None), self.memberships.sum(axis=1))
        return np.stack([against.astype(np.float64), consistency], axis=2)


@dataclass(frozen=True, eq=False, repr=False)
class ConfigurationTest:
    """Named configurations against the null of an unrelated outcome.

    Attributes
    ----------
    outcome : str
    n_cases, n_permutations, n_wanted, seed : int
    n_tests : int
        Configurations that were looked at in the whole analysis.
    adjust : {"holm", "bonferroni"}
    dropped : tuple
        Ids of cases left out because a value was missing.
    """

    outcome: str
    n_cases: int
    n_permutations: int
    n_wanted: int
    seed: int
    n_tests: int
    adjust: Adjustment
    dropped: tuple[object, ...]
    _table: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """One line per configuration; index ``configuration``.

        ``counterexamples``, the cases with a larger membership in the configuration than in the outcome,
        with the bounds ``counterexamples_low`` and ``counterexamples_high`` between which 95 % of the
        shuffles lie, the p value of so few or fewer, and ``counterexamples_p_adjusted``; the same for
        ``consistency``, where the p value is that of so much or more.
        """
        return self._table.copy()

    @property
    def partial(self) -> bool:
        """Whether the run was interrupted."""
        return self.n_permutations < self.n_wanted

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        method = {"holm": "Holm", "bonferroni": "Bonferroni"}[self.adjust]
        notes = [f"P values adjusted by {method} for {counted(self.n_tests, 'configuration')} looked at."]
        undefined = [str(name) for name, value in self._table["consistency"].items() if np.isnan(value)]
        if undefined:
            notes.append(f"No case has a membership above 0 in {', '.join(undefined)}: undefined.")
        if self.dropped:
            notes.append(f"{counted(len(self.dropped), 'case')} left out for missing values.")
        if self.partial:
            notes.append(f"Interrupted after {self.n_permutations} of {self.n_wanted} shuffles.")
        return tuple(notes)

    def paragraph(self) -> str:
        """Return the result in sentences for an article."""
        adjusted = self._table["consistency_p_adjusted"]
        below = [str(name) for name, value in adjusted.items() if value <= 0.05]
        found = ", ".join(below) if below else "none"
        return (
            f"Each of {counted(len(self._table), 'configuration')} was compared with {self.n_permutations} "
            f"shuffles of the outcome over {self.n_cases} cases (seed {self.seed}). {' '.join(self.notes)} "
            f"More consistent than shuffled outcomes make it at an adjusted level of 5 %: {found}."
        )

    def __repr__(self) -> str:
        return (
            f"<ConfigurationTest {self.outcome}: {counted(len(self._table), 'configuration')} of "
            f"{self.n_tests} looked at, {counted(self.n_cases, 'case')}, "
            f"{counted(self.n_permutations, 'shuffle')}{' (interrupted)' if self.partial else ''}>"
        )

    def __str__(self) -> str:
        parts = [self._head]
        for name in ("counterexamples", "consistency"):
            parts += [name.capitalize(), text_table(self._part(name))]
        return "\n\n".join([*parts, "\n".join(self.notes)])

    def _repr_html_(self) -> str:
        first = html_table(self._part("counterexamples"), caption=f"{self._head}. Counterexamples")
        return first + html_table(self._part("consistency"), caption="Consistency", notes=self.notes)

    @property
    def _head(self) -> str:
        return (
            f"Configurations for {self.outcome}: {counted(self.n_permutations, 'shuffle')}, "
            f"{counted(self.n_cases, 'case')}, seed {self.seed}"
        )

    def _part(self, name: str) -> pd.DataFrame:
        columns = [name, f"{name}_low", f"{name}_high", f"{name}_p", f"{name}_p_adjusted"]
        frame = self._table[columns].rename_axis(index=None)
        frame.columns = ["observed", "2.5 %", "97.5 %", "p", "p adjusted"]
        return frame


def configuration_test(
    data: object,
    outcome: str | Expression,
    configurations: str | Expression | Iterable[str | Expression],
    *,
    n_tests: int | None = None,
    adjust: Adjustment = "holm",
    n_permutations: int = 10_000,
    seed: object = None,
    missing: Missing = "raise",
    n_jobs: int = 1,
    progress: bool | None = None,
) -> ConfigurationTest:
    """Return whether named configurations have fewer counterexamples than an unrelated outcome gives.

    Parameters
    ----------
    data : DataFrame or Calibrated
    outcome : str or Expression
    configurations : str, Expression or iterable of them
        Such as ``["A*B", "~C"]``; any expression is taken.
    n_tests : int, optional
        Configurations that the analysis looked at: usually the rows of the truth table that had enough cases.
        Default: those given, which is too few where they were chosen by their consistency.
    adjust : {"holm", "bonferroni"}, default "holm"
        How p values take `n_tests` into account.
    n_permutations : int, at least 1, default 10000
    seed : int, numpy.random.Generator or numpy.random.SeedSequence
        Needed, so that the numbers can be had again.
    missing : {"raise", "drop"}, default "raise"
    n_jobs, progress
        As in :func:`permutation_test`.

    Returns
    -------
    ConfigurationTest

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If an argument is out of its range, or `n_tests` is smaller than the number of configurations.
    DataError
        If the outcome is the same for all cases, or there is one case.

    Notes
    -----
    This is the setting of Braumoeller (2015): the outcome is shuffled, the counterexamples and the
    consistency of each configuration are compared with those in the shuffles, and the number of
    configurations that were looked at is taken into account. Two things are ours: p values count the observed
    arrangement, (b + 1) / (m + 1), so that none is 0; and a counterexample is a case with a larger membership
    in the configuration than in the outcome. Configurations that were looked at and are not listed count as
    less significant than all listed ones.

    References
    ----------
    .. [1] Braumoeller, B. F. (2015). Guarding against false positives in qualitative comparative analysis.
       Political Analysis, 23(4), 471-487.

    Examples
    --------
    >>> from fsqca.robustness import configuration_test, simulate_data
    >>> data = simulate_data("A*B", 30, conditions=["A", "B", "C"], seed=1)
    >>> test = configuration_test(data, "Y", ["A*B", "C"], n_tests=8, n_permutations=500, seed=1)
    >>> test.table[["counterexamples", "consistency", "consistency_p_adjusted"]].round(3)
                   counterexamples  consistency  consistency_p_adjusted
    configuration
    A*B                          0        1.000                   0.016
    C                           20        0.304                   1.000
    """
    given = [configurations] if isinstance(configurations, str | Expression) else configurations
    if not isinstance(given, Iterable):
        raise ArgumentTypeError(
            f'configurations must be expressions such as ["A*B", "~C"], not {configurations!r}.'
        )
    expressions = [parse(one) for one in given]
    if not expressions:
        raise ArgumentError("configurations is empty: give at least one expression.")
    check_choice("adjust", adjust, ("holm", "bonferroni"))
    tests = len(expressions) if n_tests is None else check_count("n_tests", n_tests)
    if tests < len(expressions):
        raise ArgumentError(
            f"n_tests is {tests}, but {counted(len(expressions), 'configuration')} are tested: it is the "
            "number that the whole analysis looked at, at least those given."
        )
    total, start, jobs = check_draws("n_permutations", n_permutations, seed, n_jobs, progress)
    target = parse(outcome)
    names = list(dict.fromkeys([*target.used, *(name for own in expressions for name in own.used)]))
    for expression in expressions:
        shared = [name for name in expression.used if name in target.used]
        if shared:
            raise ArgumentError(
                f"The configuration {str(expression)!r} uses {listed(shared)}, which the outcome "
                f"{str(target)!r} uses too. A set cannot explain itself: take it out of the configuration."
            )
    sets = sets_of(data, names, missing=missing)
    y = target.evaluate_terms(sets).max(axis=1)
    if len(y) < 2:
        raise DataError("There is one case only, so there is nothing to shuffle.")
    if y.min() == y.max():
        raise DataError(
            f"The outcome {target} is {y[0]:g} for all {len(y)} cases, so shuffling it changes nothing."
        )
    memberships = np.stack([own.evaluate_terms(sets).max(axis=1) for own in expressions])
    work = _Shuffle(memberships, y)
    with Limits(progress=progress) as limits:
        blocks = run_blocks(
            work,
            total,
            np.random.SeedSequence(start),
            limits,
            size=BLOCK,
            stage="Shuffling the outcome",
            n_jobs=jobs,
        )
    shuffled, observed = np.concatenate(blocks.parts), work.run(y[None, :])[0]
    adjusted = holm if adjust == "holm" else bonferroni
    columns: dict[str, object] = {}
    for place, (name, sign) in enumerate((("counterexamples", -1.0), ("consistency", 1.0))):
        own, values = shuffled[:, :, place], observed[:, place]
        # A configuration without members has no counterexample, which is no evidence.
        own_p = np.where(np.isnan(observed[:, 1]), np.nan, p_values(sign * own, sign * values))
        low, high = np.quantile(own, (0.025, 0.975), axis=0)
        columns[name] = values.astype(np.int64) if place == 0 else values
        columns |= {f"{name}_low": low, f"{name}_high": high, f"{name}_p": own_p}
        columns[f"{name}_p_adjusted"] = adjusted(own_p, tests)
    index = pd.Index([str(own) for own in expressions], name="configuration", dtype=object)
    return ConfigurationTest(
        outcome=str(target),
        n_cases=len(y),
        n_permutations=blocks.n_done,
        n_wanted=total,
        seed=start,
        n_tests=tests,
        adjust=adjust,
        dropped=sets.dropped,
        _table=pd.DataFrame(columns, index=index),
    )
