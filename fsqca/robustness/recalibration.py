"""Anchors learnt again: the calibrators that learn from data learn from every run's own cases."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from fsqca._checks import counted, listed
from fsqca._frames import Sets
from fsqca._types import Bools, Floats, Ints
from fsqca.calibration.apply import memberships_of, snapped
from fsqca.calibration.calibrated import Calibrated
from fsqca.calibration.calibrator import Calibrator, Function
from fsqca.calibration.curves import sigmoid
from fsqca.calibration.direct import Quantiles, log_odds_of
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, FsqcaError
from fsqca.robustness.lost_variation import Failure
from fsqca.truth_table.settings import CROSSOVER_STEP
from fsqca.truth_table.table import TruthTable


@dataclass(frozen=True, slots=True, eq=False)
class LearntRuns:
    """Memberships of the cases drawn, by run.

    Attributes
    ----------
    values : ndarray of float, shape (n_runs, n_drawn, n_conditions)
    outcome : ndarray of float, shape (n_runs, n_drawn)
    weights : ndarray of float, shape (n_runs, n_drawn), or None
    failures : list of Failure
        Runs that could not be calibrated; what they hold above means nothing.
    warned : int
        Runs in which a calibrator warned.
    """

    values: Floats
    outcome: Floats
    weights: Floats | None
    failures: list[Failure]
    warned: int


@dataclass(frozen=True, slots=True, eq=False)
class Recalibration:
    """How the sets of a truth table are made anew from the raw scores of any of the cases.

    Attributes
    ----------
    table : TruthTable
    cases : Index
        Every case that was calibrated, in the truth table or not: all of them are drawn from, as all of them
        were learnt from.
    given : dict of str to Calibrator
        The calibrators before they learnt, of the sets that learn.
    raw : dict of str to ndarray
        Their raw scores.
    fixed : dict of str to ndarray of float
        Memberships of the other sets.
    outcome : ndarray of float or None
        Memberships in the outcome, where none of its sets learns.
    weights : ndarray of float
        Weights of the cases; 0 for those that are not in the truth table.
    snap : float or None
    """

    table: TruthTable
    cases: pd.Index
    given: Mapping[str, Calibrator]
    raw: Mapping[str, npt.NDArray[np.generic]]
    fixed: Mapping[str, Floats]
    outcome: Floats | None
    weights: Floats
    snap: float | None

    def runs(self, drawn: Ints) -> LearntRuns:
        """Return the memberships of the cases drawn (n_runs, n_drawn), calibrated run by run."""
        failures: list[Failure] = []
        failed = np.zeros(len(drawn), dtype=bool)
        warned = np.zeros(len(drawn), dtype=bool)
        sets: dict[str, Floats] = {name: values[drawn] for name, values in self.fixed.items()}
        for name, calibrator in self.given.items():
            scores = self.raw[name][drawn]
            if type(calibrator) is Quantiles:
                sets[name], ordered = quantile_memberships(calibrator, scores.astype(np.float64), self.snap)
                slow = np.flatnonzero(~ordered)  # once more, one by one, for the words of the error
            else:
                sets[name], slow = np.zeros(drawn.shape), np.arange(len(drawn))
            for run in slow[~failed[slow]]:
                try:
                    with warnings.catch_warnings(record=True) as heard:
                        warnings.simplefilter("always")
                        index = pd.RangeIndex(drawn.shape[1])
                        _, sets[name][run] = memberships_of(name, calibrator, scores[run], index, self.snap)
                    warned[run] |= bool(heard)
                except FsqcaError as error:
                    failed[run] = True
                    failures.append((int(run), f"set {name!r} cannot be calibrated", str(error)))
        weights = None if (self.weights == 1.0).all() else self.weights[drawn]
        return self.ruled(sets, weights, drawn, failures, failed, int(warned.sum()))

    def ruled(
        self,
        sets: Mapping[str, Floats],
        weights: Floats | None,
        drawn: Ints,
        failures: list[Failure],
        failed: Bools,
        warned: int,
    ) -> LearntRuns:
        """Return conditions and outcome after the truth table's rule for memberships of exactly 0.5."""
        table = self.table
        outcome = self.outcome[drawn] if self.outcome is not None else self._outcome(sets)
        values = np.stack([sets[name] for name in table.conditions], axis=2)
        two_valued = np.asarray(table.level_counts) == 2
        for place, (name, n_levels) in enumerate(zip(table.conditions, table.level_counts, strict=True)):
            highest = values[:, :, place].max(axis=1)
            for run in np.flatnonzero((highest > (1 if n_levels == 2 else n_levels - 1)) & ~failed):
                failed[run] = True
                words = f"set {name!r} has the value {highest[run]:g}, which the truth table does not know"
                failures.append(
                    (int(run), f"set {name!r} has other values", words[0].upper() + words[1:] + ".")
                )
        rule = table.settings.crossover
        exact: Bools = (values == 0.5) & two_valued
        if exact.any():
            if rule in ("above", "below"):
                values[exact] = 0.5 + (CROSSOVER_STEP if rule == "above" else -CROSSOVER_STEP)
            elif rule in ("drop", "raise"):
                touched: Bools = np.asarray(exact.any(axis=2))
                if rule == "drop":
                    weights = np.ones(drawn.shape) if weights is None else weights
                    weights = np.where(touched, 0.0, weights)
                else:
                    counted_in = touched if weights is None else touched & (weights > 0)
                    for run in np.flatnonzero(counted_in.any(axis=1) & ~failed):
                        number = counted(int(counted_in[run].sum()), "case")
                        failures.append(
                            (int(run), "memberships of exactly 0.5", f"Memberships of exactly 0.5: {number}.")
                        )
        return LearntRuns(values, outcome, weights, failures, warned)

    def frozen(self, train: Ints, test: Ints) -> tuple[LearntRuns, LearntRuns]:
        """Return both parts calibrated by what the first one teaches; failures stand in the first.

        Parameters
        ----------
        train, test : ndarray of int
            Positions of cases.
        """
        parts = (train, test)
        sets: list[dict[str, Floats]] = [
            {name: values[part][None, :] for name, values in self.fixed.items()} for part in parts
        ]
        failures: list[Failure] = []
        warned = 0
        for name, calibrator in self.given.items():
            learnt: Calibrator | None = None
            for own, part in zip(sets, parts, strict=True):
                try:
                    with warnings.catch_warnings(record=True) as heard:
                        warnings.simplefilter("always")
                        learnt, found = memberships_of(
                            name, calibrator, self.raw[name][part], self.cases[part], self.snap, learnt
                        )
                    warned |= bool(heard)
                except FsqcaError as error:
                    found = np.zeros(len(part))
                    failures.append((0, f"set {name!r} cannot be calibrated", str(error)))
                own[name] = found[None, :]
        first, second = (
            self.ruled(
                own,
                None if (self.weights == 1.0).all() else self.weights[part][None, :],
                part[None, :],
                failures if number == 0 else [],
                np.full(1, bool(failures)),
                warned,
            )
            for number, (own, part) in enumerate(zip(sets, parts, strict=True))
        )
        return first, second

    def _outcome(self, sets: Mapping[str, Floats]) -> Floats:
        target = self.table.outcome
        assert target is not None
        shape = next(iter(sets.values())).shape
        columns = np.column_stack([sets[name].ravel() for name in target.used])
        levels = tuple(max(2, int(column.max(initial=0)) + 1) for column in columns.T)
        together = Sets(
            tuple(target.used),
            columns,
            pd.RangeIndex(len(columns)),
            tuple(n == 2 for n in levels),
            levels,
            (),
        )
        result: Floats = target.evaluate_terms(together).max(axis=1).reshape(shape)
        return result


def quantile_memberships(calibrator: Quantiles, scores: Floats, snap: float | None) -> tuple[Floats, Bools]:
    """Return memberships with anchors from each run's quantiles, and which runs have anchors in order.

    Parameters
    ----------
    calibrator : Quantiles
    scores : ndarray of float, shape (n_runs, n_cases)
    snap : float or None
    """
    out, cross, full = np.quantile(scores, calibrator.probabilities, axis=1)[:, :, None]
    direction = 1.0 if calibrator.full_in > calibrator.full_out else -1.0
    ordered = ((cross - out) * direction > 0) & ((full - cross) * direction > 0)
    with np.errstate(all="ignore"):
        deviation = (scores - cross) * direction
        spread = np.where(deviation >= 0, np.abs(full - cross), np.abs(cross - out))
        found = sigmoid(deviation / spread * log_odds_of(calibrator.idm))
    sound = ordered[:, 0] & np.isfinite(full - out)[:, 0]
    found[~sound] = 0.0
    return snapped(found, snap), sound


def learns(calibrator: Calibrator) -> bool:
    """Return whether memberships may depend on the other cases: a calibrator that learns, or any function."""
    own = type(calibrator)
    known = own.__module__.startswith("fsqca.calibration.")
    return isinstance(calibrator, Function) or not known or own.fit is not Calibrator.fit


def recalibration_of(table: TruthTable, calibrated: object) -> Recalibration | None:
    """Return how the sets of a table are learnt again, None where nothing is learnt from the data."""
    evidence = table.evidence
    assert evidence is not None
    assert table.outcome is not None
    if not isinstance(calibrated, Calibrated):
        raise ArgumentTypeError(
            f"calibrated must be the result of calibrate(), not {type(calibrated).__name__}: it keeps the "
            "raw scores and the calibrators from which anchors are learnt again."
        )
    made = calibrated.settings.given
    used = dict.fromkeys((*table.conditions, *table.outcome.used))
    given = {name: made[name] for name in used if name in made and learns(made[name])}
    if not given:
        if not any(name in made for name in used):
            raise ArgumentError(
                f"calibrated holds {listed(made, 10)}, none of which is a condition or in the outcome of the "
                "truth table."
            )
        return None
    if table.settings.defined:
        raise ArgumentError(
            "calibrated cannot be given where conditions are not defined everywhere "
            f"({listed(name for name, _ in table.settings.defined)}): anchors are not learnt again there. "
            "Leave it out; resamples then keep the calibration."
        )
    cases = calibrated.data.index
    own = evidence.sets.cases
    place = cases.get_indexer(own)
    if (place < 0).any():
        raise DataError(
            f"calibrated does not hold {counted(int((place < 0).sum()), 'case')} of the truth table: "
            f"{listed(own[place < 0])}. Pass the calibration that the truth table was made of."
        )
    weights = np.zeros(len(cases))
    weights[place] = 1.0 if evidence.weights is None else evidence.weights
    if table.settings.crossover == "drop" and table.crossover_cases:
        if evidence.weights is not None:
            raise ArgumentError(
                'calibrated cannot be given with weights and crossover="drop": the weights of the cases that '
                "were dropped are not known, and with other anchors they stay. Choose "
                'crossover="unassigned", "above" or "below".'
            )
        weights[cases.get_indexer(pd.Index(table.crossover_cases))] = 1.0
    outcome_given = [name for name in table.outcome.used if name in made]
    outcome: Floats | None = None
    if not outcome_given:
        outcome = np.zeros(len(cases))
        outcome[place] = evidence.outcome
    elif len(outcome_given) < len(table.outcome.used):
        others = [name for name in table.outcome.used if name not in made]
        raise ArgumentError(
            f"calibrated holds a part of the outcome only: {listed(others)} "
            f"{'is' if len(others) == 1 else 'are'} not in it. Calibrate all sets of the outcome together."
        )
    fixed: dict[str, Floats] = {}
    for name in used:
        if name in given:
            continue
        if name in made:
            fixed[name] = calibrated.data[name].to_numpy(dtype=np.float64)
        elif name in table.conditions:
            fixed[name] = np.zeros(len(cases))
            fixed[name][place] = evidence.sets.column(name)
    columns = calibrated.settings.columns
    raw = {name: _scores(calibrated.raw.loc[:, columns[name]]) for name in given}
    result = Recalibration(table, cases, given, raw, fixed, outcome, weights, calibrated.settings.snap)
    _check_same(result, place)
    return result


def _scores(column: pd.Series) -> npt.NDArray[np.generic]:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    return column.to_numpy(dtype=object)


def _check_same(recalibration: Recalibration, place: Ints) -> None:
    """Raise if learning from all cases does not give the memberships of the truth table."""
    table, evidence = recalibration.table, recalibration.table.evidence
    assert evidence is not None
    again = recalibration.runs(np.arange(len(recalibration.cases))[None, :])
    if again.failures:
        raise DataError(again.failures[0][2])
    pairs = [
        (f"set {name!r}", again.values[0, place, position], evidence.sets.values[:, position])
        for position, name in enumerate(table.conditions)
    ]
    pairs.append((f"outcome {table.settings.outcome!r}", again.outcome[0, place], evidence.outcome))
    for what, ours, theirs in pairs:
        different = np.abs(ours - theirs) > 1e-9
        if different.any():
            first = int(np.flatnonzero(different)[0])
            raise DataError(
                f"calibrated does not give the memberships of the truth table: in the {what} "
                f"{counted(int(different.sum()), 'case')} differ{'s' if different.sum() == 1 else ''}, "
                f"such as {listed([evidence.sets.cases[first]])} with {ours[first]:.3f} and "
                f"{theirs[first]:.3f}. Pass the calibration that the truth table was made of."
            )
