"""One model of the initial solution held against a test set: numbers, cases, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed
from fsqca._frames import kept_frame, lock_arrays
from fsqca._types import Floats
from fsqca.expressions import Expression
from fsqca.robustness.alternatives import Alternative
from fsqca.robustness.case_types import (
    POSSIBLE,
    RANKS,
    ROBUST,
    SHAKY,
    TOLERANCE,
    UNDECIDED,
    Numbers,
    coincidence,
    numbers_of,
    statuses,
)
from fsqca.robustness.paragraphs import core_text

#: Columns of the table of numbers.
PARAMETERS = ("rf_cov", "rf_cons", "rf_sc_min", "rf_sc_max", "rcr_typical", "rcr_deviant", "rcc_rank")
#: Their names in print.
PRINTED = {
    "rf_cov": "RF_cov",
    "rf_cons": "RF_cons",
    "rf_sc_min": "RF_SC_minTS",
    "rf_sc_max": "RF_SC_maxTS",
    "rcr_typical": "RCR typical",
    "rcr_deviant": "RCR deviant",
    "rcc_rank": "RCC rank",
}
SETS = ("initial", "robust core", "minTS", "maxTS")


@dataclass(frozen=True, eq=False, repr=False)
class ModelRobustness:
    """How robust one model is against a test set.

    Attributes
    ----------
    name : str
        The model, such as ``"P1"``.
    expression : Expression
    outcome : str
    alternatives : tuple of Alternative
        The test set: every model of every test solution.
    core : Expression or None
        What the model has in common with all of them, simplified as crisp sets; None where it is too large to
        write out. The memberships in the core are the minimum over the solutions, which in fuzzy sets can
        differ from the memberships in this text.
    numbers : Numbers
    initial, lowest, highest, membership : ndarray of float in [0, 1], shape (n_cases,)
        Memberships in the model, in minTS, in maxTS, and in the outcome.
    case_ids : tuple
    weights : ndarray of float or None
    """

    name: str
    expression: Expression
    outcome: str
    alternatives: tuple[Alternative, ...]
    core: Expression | None
    numbers: Numbers
    initial: Floats
    lowest: Floats
    highest: Floats
    membership: Floats
    case_ids: tuple[Any, ...]
    weights: Floats | None = None

    def __post_init__(self) -> None:
        lock_arrays(self)

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """The numbers of the protocol: one row, index ``model``.

        Columns ``rf_cov``, ``rf_cons``, ``rf_sc_min``, ``rf_sc_max``, ``rcr_typical``, ``rcr_deviant``,
        ``rcc_rank``.
        """
        values = [getattr(self.numbers, name) for name in PARAMETERS]
        index = pd.Index([self.name], name="model", dtype=object)
        frame = pd.DataFrame([values], index=index, columns=list(PARAMETERS))
        return frame.astype({"rcc_rank": int})

    @property
    @kept_frame
    def fit(self) -> pd.DataFrame:
        """Consistency, PRI and raw coverage of the initial solution, the robust core, minTS and maxTS."""
        return pd.DataFrame(
            self.numbers.fits,
            index=pd.Index(SETS, name="set"),
            columns=["consistency", "pri", "raw_coverage"],
        )

    @property
    @kept_frame
    def cases(self) -> pd.DataFrame:
        """One row per case.

        Columns ``case``, ``initial``, ``min_test``, ``max_test`` (memberships), ``outcome``, ``status``
        ("robust", "shaky", "possible", "outside", "undecided") and ``kind``: "typical" above 0.5 in the
        outcome, "deviant" below, "ambiguous" at 0.5, for cases in the initial solution or a test solution;
        "" for the others.
        """
        words = statuses(self.initial, self.lowest, self.highest)
        kinds = np.where(
            self.membership > 0.5 + TOLERANCE,
            "typical",
            np.where(self.membership < 0.5 - TOLERANCE, "deviant", "ambiguous"),
        ).astype(object)
        kinds[np.maximum(self.initial, self.highest) <= 0.5 + TOLERANCE] = ""
        return pd.DataFrame(
            {
                "case": list(self.case_ids),
                "initial": self.initial,
                "min_test": self.lowest,
                "max_test": self.highest,
                "outcome": self.membership,
                "status": words,
                "kind": kinds,
            }
        )

    @property
    @kept_frame
    def tests(self) -> pd.DataFrame:
        """One row per test solution, each held against the model by itself, the least alike first.

        Columns ``test``, ``model``, ``expression``, ``same`` (whether it has the terms of the initial model),
        ``set_coincidence``, ``rcc_rank``, ``shaky`` and ``possible`` (numbers of cases).
        """
        rows = []
        for own in self.alternatives:
            words = statuses(self.initial, own.memberships, own.memberships)
            shaky, possible = int((words == SHAKY).sum()), int((words == POSSIBLE).sum())
            rows.append(
                {
                    "test": own.test,
                    "model": own.model,
                    "expression": str(own.expression),
                    "same": own.expression == self.expression,
                    "set_coincidence": coincidence(self.initial, own.memberships, self.weights),
                    "rcc_rank": 1 + int(possible > 0) + 2 * int(shaky > 0),
                    "shaky": shaky,
                    "possible": possible,
                }
            )
        frame = pd.DataFrame(rows)
        return frame.sort_values(
            ["rcc_rank", "set_coincidence", "test", "model"], ascending=[False, True, True, True]
        ).reset_index(drop=True)

    def _named(self, status: str, kind: str | None = None) -> tuple[Any, ...]:
        frame = self.cases
        chosen = frame["status"] == status
        if kind is not None:
            chosen &= frame["kind"] == kind
        return tuple(frame.loc[chosen, "case"])

    @property
    def shaky(self) -> tuple[Any, ...]:
        """The cases in the model that some test solution loses."""
        return self._named(SHAKY)

    @property
    def possible(self) -> tuple[Any, ...]:
        """The cases that are not in the model, but in some test solution."""
        return self._named(POSSIBLE)

    @property
    def notes(self) -> tuple[str, ...]:
        """Why a number is undefined, which tests have no model, and which cases are undecided."""
        notes = []
        fits = self.numbers.fits
        empty = list(dict.fromkeys(own.test for own in self.alternatives if not own.expression.literal_terms))
        if empty:
            notes.append(
                f"No model under {listed(empty)}: nothing is sufficient there, so minTS and the robust "
                "core are empty."
            )
        if np.isnan(self.numbers.rf_cov):
            notes.append("RF_cov is undefined: the initial solution covers nothing of the outcome.")
        if np.isnan(self.numbers.rf_cons):
            why = (
                "no case has a membership in the robust core"
                if np.isnan(fits[1, 0])
                else "its consistency is 0"
            )
            notes.append(f"RF_cons is undefined: {why}.")
        for value, name, where in (
            (self.numbers.rf_sc_min, "RF_SC_minTS", "minTS"),
            (self.numbers.rf_sc_max, "RF_SC_maxTS", "maxTS"),
        ):
            if np.isnan(value):
                notes.append(f"{name} is undefined: no case has a membership in the model or in {where}.")
        for value, kind, side in (
            (self.numbers.rcr_typical, "typical", "above"),
            (self.numbers.rcr_deviant, "deviant", "below"),
        ):
            if np.isnan(value):
                notes.append(
                    f"RCR {kind} is undefined: no case {side} 0.5 in {self.outcome} is in the model or in "
                    "a test solution."
                )
        undecided = self._named(UNDECIDED)
        if undecided:
            notes.append(
                f"{counted(len(undecided), 'case')} with a deciding membership of exactly 0.5 "
                f"{'is' if len(undecided) == 1 else 'are'} neither robust nor shaky nor possible: "
                f"{listed(undecided, 10)}."
            )
        if self.core is None:
            notes.append("The robust core has too many terms to be written out; its memberships are exact.")
        return tuple(notes)

    def paragraph(self) -> str:
        """Return the numbers in words, for a report."""
        from fsqca.robustness.paragraphs import model_paragraph

        return model_paragraph(self)

    @property
    def _caption(self) -> str:
        return (
            f"Robustness of {self.name}: {self.expression} => {self.outcome}, "
            f"{counted(len(self.alternatives), 'test solution')}, {counted(len(self.case_ids), 'case')}"
        )

    @property
    def _core_line(self) -> str:
        return f"Robust core: {core_text(self)}"

    def _shown_cases(self) -> list[str]:
        lines = []
        for status in (SHAKY, POSSIBLE):
            for kind in ("typical", "deviant", "ambiguous"):
                found = self._named(status, kind)
                if found:
                    lines.append(
                        f"{status.capitalize()} {kind}: {counted(len(found), 'case')} ({listed(found, 10)})"
                    )
        rank = self.numbers.rcc_rank
        return [*lines, f"RCC rank {rank} of 1 to 4: {RANKS[rank]}."]

    def __repr__(self) -> str:
        return (
            f"<ModelRobustness {self.name}: {counted(len(self.alternatives), 'test solution')}, RCC rank "
            f"{self.numbers.rcc_rank}, {counted(len(self.shaky), 'shaky case')}, "
            f"{counted(len(self.possible), 'possible case')}>"
        )

    def __str__(self) -> str:
        shown = self.table.rename(columns=PRINTED).rename_axis(index=None)
        fit = self.fit.rename_axis(index=None).rename(columns={"pri": "PRI", "raw_coverage": "raw coverage"})
        return "\n".join(
            [
                self._caption,
                self._core_line,
                _display.text_table(shown),
                "",
                _display.text_table(fit),
                "",
                *self._shown_cases(),
                *self.notes,
            ]
        )

    def _repr_html_(self) -> str:
        shown = self.table.rename(columns=PRINTED).rename_axis(index=None)
        fit = self.fit.rename_axis(index=None).rename(columns={"pri": "PRI", "raw_coverage": "raw coverage"})
        return _display.html_table(
            shown, caption=self._caption, notes=[self._core_line]
        ) + _display.html_table(fit, notes=[*self._shown_cases(), *self.notes])

    def n_of(self, status: str, kind: str | None = None) -> int:
        """Return the number of cases of a status, and kind if one is given."""
        return len(self._named(status, kind))


def assess_model(
    name: str,
    expression: Expression,
    memberships: Floats,
    alternatives: Sequence[Alternative],
    core: Expression | None,
    outcome: str,
    membership: Floats,
    cases: tuple[Any, ...],
    weights: Floats | None,
) -> ModelRobustness:
    """Return one model held against a test set."""
    columns = np.column_stack([own.memberships for own in alternatives])
    lowest, highest = columns.min(axis=1), columns.max(axis=1)
    numbers = numbers_of(memberships, lowest, highest, membership, weights)
    return ModelRobustness(
        name,
        expression,
        outcome,
        tuple(alternatives),
        core,
        numbers,
        memberships,
        lowest,
        highest,
        membership,
        cases,
        weights,
    )


__all__ = ["PARAMETERS", "PRINTED", "ROBUST", "ModelRobustness", "assess_model"]
