"""A truth table together with the raw scores and calibrators behind it, so that an anchor can be moved."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed
from fsqca._frames import Sets
from fsqca._types import CaseId, Floats
from fsqca.calibration.apply import snapped
from fsqca.calibration.calibrated import Calibrated
from fsqca.errors import ArgumentError, DataError
from fsqca.expressions import Expression
from fsqca.robustness.anchor_parameters import AnchorParameter, anchor_parameters
from fsqca.robustness.moving_table import MovingTable, RefusedError
from fsqca.truth_table.history import last_codes
from fsqca.truth_table.settings import CROSSOVER_STEP
from fsqca.truth_table.table import TruthTable

#: Memberships that differ by no more than this are the same.
SAME = 1e-9


@dataclass(frozen=True, eq=False)
class CalibratedTable:
    """A truth table and what its sets were made of.

    Attributes
    ----------
    table : TruthTable
    calibrated : Calibrated
    cases : pandas.Index
        The cases, with those that the crossover rule "drop" left out at the end.
    values : ndarray of float, shape (n_cases, n_conditions)
    outcome : ndarray of float, shape (n_cases,)
    weights : ndarray of float or None
    places : ndarray of int, shape (n_cases,)
        Position of each case in the calibration.
    """

    table: TruthTable
    calibrated: Calibrated
    cases: pd.Index
    values: Floats
    outcome: Floats
    weights: Floats | None
    places: np.ndarray

    @property
    def sets(self) -> tuple[str, ...]:
        """The conditions, and the sets of the outcome, that were calibrated here."""
        return tuple(name for name in used_sets(self.table) if name in self.calibrated.calibrators)

    def parameters(self, name: str) -> tuple[AnchorParameter, ...]:
        """Return what can be moved of a set."""
        if not pd.api.types.is_numeric_dtype(self.raw(name).dtype):
            return ()
        return anchor_parameters(name, self.calibrated.calibrators[name])

    def raw(self, name: str) -> pd.Series:
        """Return the raw scores of a set, of all cases that were calibrated."""
        column: Hashable = self.calibrated.settings.columns[name]
        scores: pd.Series = self.calibrated.raw[column]
        return scores

    def scores(self, name: str) -> Floats:
        """Return the raw scores of a set, of the cases of the table."""
        scores: Floats = self.raw(name).to_numpy(dtype=np.float64)[self.places]
        return scores

    def memberships(self, parameter: AnchorParameter) -> Callable[[float], Floats]:
        """Return the function from a value of a parameter to the memberships of the cases in its set."""
        whole = self.raw(parameter.set).to_numpy(dtype=np.float64)
        snap = self.calibrated.settings.snap
        if parameter.proved:
            # A curve of ours takes each score by itself, so each distinct score is enough.
            scores, back = np.unique(whole[self.places], return_inverse=True)
        else:
            scores, back = whole, self.places

        def curve(value: float) -> Floats:
            try:
                # A calibrator of one's own may divide by zero where its numbers meet; NaN is refused below.
                with np.errstate(all="ignore"):
                    found = np.asarray(parameter.moved(value)(scores.copy()), dtype=np.float64)
            except Exception as error:
                raise RefusedError(f"the calibrator refuses {value:.6g}: {error}") from error
            if found.shape != scores.shape or not np.isfinite(found).all():
                raise RefusedError(f"the calibrator gives no membership for some case at {value:.6g}")
            if found.min() < 0 or (found.max() > 1 and (found != np.floor(found)).any()):
                raise RefusedError(f"the calibrator gives values outside [0, 1] at {value:.6g}")
            result: Floats = snapped(found, snap)[back]
            return result

        return _remembered(curve)

    def moving(self, parameter: AnchorParameter) -> MovingTable:
        """Return the truth table as a function of a parameter."""
        table, name = self.table, parameter.set
        curve = self.memberships(parameter)
        column = table.conditions.index(name) if name in table.conditions else None
        spread = None
        if column is None:
            curve, spread = self._outcome_of(name, curve)
        crossover = table.settings.crossover
        assert crossover is not None
        return MovingTable(
            curve,
            self.values,
            self.outcome,
            self.weights,
            table.level_counts,
            column,
            table.settings.coding,
            crossover,
            last_codes(table),
            spread,
        )

    def _outcome_of(
        self, name: str, curve: Callable[[float], Floats]
    ) -> tuple[Callable[[float], Floats], Callable[[float, float], Floats] | None]:
        """Return the membership in the outcome as a function, and how far it may leave its end values."""
        target = self.table.outcome
        assert target is not None
        sets = outcome_sets(target, self.calibrated, self.places)
        at = sets.names.index(name)

        def outcome(value: float) -> Floats:
            values = sets.values.copy()
            values[:, at] = curve(value)
            result: Floats = target.evaluate_terms(replace(sets, values=values)).max(axis=1)
            return result

        def spread(low: float, high: float) -> Floats:
            # min, max and 1 - x move no further than what they are made of.
            change = np.abs(curve(high) - curve(low))
            room: Floats = change if sets.levels[at] == 2 else (change > 0).astype(np.float64)
            return room

        literals = {literal for term in target.literal_terms for literal in term if literal.name == name}
        simple = len(literals) == 1 and (len(next(iter(literals)).values) == 1 or sets.levels[at] > 2)
        return _remembered(outcome), None if simple else spread


def used_sets(table: TruthTable) -> tuple[str, ...]:
    """Return the conditions and the sets of the outcome of a table."""
    target = table.outcome
    return (*table.conditions, *(() if target is None else target.used))


def outcome_sets(target: Expression, calibrated: Calibrated, places: np.ndarray) -> Sets:
    """Return the sets that an outcome is made of, which were all calibrated."""
    from fsqca._frames import take_sets

    names = list(dict.fromkeys(target.used))
    sets = take_sets(calibrated.data, names, missing="raise", kind="condition")
    return replace(sets, values=sets.values[places], cases=sets.cases[places])


def calibrated_table(table: TruthTable, calibrated: Calibrated) -> CalibratedTable:
    """Return a table with its raw scores, or say why they do not belong together.

    Raises
    ------
    ArgumentError
        If the memberships of the table are not those of the calibration.
    DataError
        If the table has no cases behind it.
    """
    if table.evidence is None or table.outcome is None:
        kind = "was scanned in pieces" if table.scan is not None else "has no data behind it"
        raise DataError(
            f"This truth table {kind}, so no anchor can be moved: build it with "
            "build_truth_table() from data in memory."
        )
    if table.settings.defined:
        raise ArgumentError(
            f"Conditions of this truth table are not defined everywhere "
            f"({listed(name for name, _ in table.settings.defined)}). Anchors of such tables cannot be "
            "moved; leave calibrated= out to look at the cut-offs alone."
        )
    evidence = table.evidence
    cases, values, outcome = evidence.sets.cases, evidence.sets.values, evidence.outcome
    own = [name for name in used_sets(table) if name in calibrated.data.columns]
    if not own:
        raise ArgumentError(
            f"calibrated holds no set of this truth table: it has {listed(calibrated.data.columns)}, the "
            f"table {listed(used_sets(table))}."
        )
    lost = _lost(table, calibrated)
    if len(lost):
        values = np.vstack([values, calibrated.data.loc[lost, list(table.conditions)].to_numpy()])
        cases = cases.append(lost)
    places = calibrated.data.index.get_indexer(cases)
    if (places < 0).any():
        missing = cases[places < 0]
        raise ArgumentError(
            f"calibrated lacks {counted(len(missing), 'case')} of the truth table: {listed(missing)}. "
            "Pass the calibration that the table was built from."
        )
    _check_same(table, calibrated, places[: len(evidence.sets.cases)])
    target = table.outcome
    if len(lost):
        sets = outcome_sets(target, calibrated, places)
        outcome = target.evaluate_terms(sets).max(axis=1)
    return CalibratedTable(table, calibrated, cases, values, outcome, evidence.weights, places)


def _lost(table: TruthTable, calibrated: Calibrated) -> pd.Index:
    """Return the cases that crossover="drop" left out and that an anchor may bring back."""
    if table.settings.crossover != "drop" or not table.crossover_cases:
        return pd.Index([], dtype=object)
    absent = [name for name in used_sets(table) if name not in calibrated.data.columns]
    if absent or table.settings.weights is not None:
        verb = "was" if len(absent) == 1 else "were"
        what = f"{listed(absent)} {verb} not calibrated here" if absent else "the table has weights"
        one = len(table.crossover_cases) == 1
        them = "it" if one else "them"
        raise ArgumentError(
            f"The table left out {counted(len(table.crossover_cases), 'case')} on the crossover "
            f"(crossover='drop'). {'It comes' if one else 'They come'} back when an anchor moves, "
            f"but {what}, so nothing is known of {them}. Build the table with "
            "crossover='above', 'below' or 'unassigned'."
        )
    lost: pd.Index = pd.Index(list(table.crossover_cases), dtype=object)
    return lost


def _check_same(table: TruthTable, calibrated: Calibrated, places: np.ndarray) -> None:
    """Raise if the memberships in the table are not those of the calibration."""
    evidence = table.evidence
    assert evidence is not None
    assert table.outcome is not None
    step = {"above": CROSSOVER_STEP, "below": -CROSSOVER_STEP}.get(table.settings.crossover or "", 0.0)
    pairs: list[tuple[str, Floats, Floats]] = []
    for j, name in enumerate(table.conditions):
        if name in calibrated.data.columns:
            made = calibrated.data[name].to_numpy(dtype=np.float64)[places]
            if table.level_counts[j] == 2:
                made = np.where(made == 0.5, 0.5 + step, made)
            pairs.append((name, made, evidence.sets.values[:, j]))
    if all(name in calibrated.data.columns for name in table.outcome.used):
        sets = outcome_sets(table.outcome, calibrated, places)
        made = table.outcome.evaluate_terms(sets).max(axis=1)
        pairs.append((str(table.outcome), made, evidence.outcome))
    for name, made, given in pairs:
        other = np.abs(made - given) > SAME
        if other.any():
            ids: list[CaseId] = list(evidence.sets.cases[other])
            raise ArgumentError(
                f"The memberships in {name!r} in the truth table are not those of calibrated for "
                f"{counted(len(ids), 'case')}: {listed(ids)}. Pass the calibration that the "
                "table was built from."
            )


def _remembered(function: Callable[[float], Floats], most: int = 64) -> Callable[[float], Floats]:
    """Return a function that remembers the last values it was asked for."""
    known: dict[float, Floats] = {}

    def ask(value: float) -> Floats:
        if value not in known:
            if len(known) >= most:
                known.pop(next(iter(known)))
            known[value] = function(value)
        return known[value]

    return ask
