"""Anchors read off the data, side by side: suggestions, each of which needs a substantive reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from fsqca._checks import counted, left_out_note, listed, unknown_names
from fsqca._display import html_table, text_table
from fsqca._types import CaseId, Floats
from fsqca.calibration.anchor_rules import Anchors
from fsqca.calibration.calibrator import NO_REASON, anchors_text, check_why
from fsqca.calibration.direct import Direct
from fsqca.errors import DataError

if TYPE_CHECKING:
    from fsqca.calibration.suggestion_effects import AnchorEffects

COLUMNS: Final = (
    "full_out", "crossover", "full_in", "above_half", "at_half", "correlation", "note", "why",
)  # fmt: skip
#: A suggestion that leaves less or more than these shares of the cases above 0.5 is noted as skewed.
SKEWED: Final = (0.2, 0.8)
NEEDED: Final = (
    "These are suggestions from numbers alone. An anchor needs a substantive reason: what the value means."
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnchorSuggestions:
    """Anchors read off the data, as returned by :func:`fsqca.calibration.suggest_anchors`.

    Attributes
    ----------
    raw : pandas.DataFrame, shape (n_cases, n_variables)
        The raw values.
    anchors : dict of (str, str) to tuple of three floats, or None
        Full non-membership, crossover and full membership of each variable and suggestion; None where the
        rule gives none.
    notes : dict of (str, str) to str
        Why there are none.
    others : dict of (str, str) to tuple of three floats
        Anchors by the same rule that would do as well, where distances between clusters are equal.
    idm : float
        Degree of membership at full membership.
    scale : dict of str to tuple of two ints
        The response scale of each variable that has one.
    quantiles : tuple of tuples of three floats
    dropped : tuple
        Ids of the cases left out because a raw value was missing.
    """

    raw: pd.DataFrame
    anchors: dict[tuple[CaseId, str], Anchors | None]
    notes: dict[tuple[CaseId, str], str]
    others: dict[tuple[CaseId, str], Anchors]
    idm: float
    scale: dict[CaseId, tuple[int, int]]
    quantiles: tuple[Anchors, ...]
    dropped: tuple[CaseId, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per variable and suggestion: index `variable`, `suggestion`.

        Columns `full_out`, `crossover`, `full_in` (raw units, NaN where the rule gives none), `above_half`
        (share of cases with a membership above 0.5), `at_half` (number of cases at exactly 0.5),
        `correlation` (the lowest correlation of its memberships with those of another suggestion for the same
        variable), `note`, and `why`: what stands as the reason until you give one.
        """
        lowest = self.correlations.groupby(["variable", "suggestion"], sort=False)["correlation"].min()
        rows: list[tuple[object, ...]] = []
        for (variable, name), anchors in self.anchors.items():
            if anchors is None:
                rows.append((np.nan,) * 4 + (None, np.nan, self.notes[variable, name], ""))
                continue
            values = self._memberships(variable, anchors)
            share = float((values > 0.5).mean())
            other = self.others.get((variable, name))
            also = f"{_rounded(other)} would do as well, because distances are equal" if other else ""
            note = "; ".join(filter(None, [_skewed(share), also]))
            own = lowest.get((variable, name), np.nan)
            rows.append((*anchors, share, int((values == 0.5).sum()), own, note, unreasoned(name)))
        index = pd.MultiIndex.from_tuples(list(self.anchors), names=["variable", "suggestion"])
        frame = pd.DataFrame(rows, index=index, columns=pd.Index(COLUMNS))
        return frame.astype({"at_half": "Int64"})

    @property
    def correlations(self) -> pd.DataFrame:
        """Pearson correlations of the memberships by two suggestions: one row per ordered pair.

        Columns `variable`, `suggestion`, `other`, `correlation`; NaN where memberships do not vary.
        """
        rows = []
        for variable in self.raw.columns:
            names = self.names(variable)
            values = [self._memberships(variable, self._three(variable, name)) for name in names]
            for i, name in enumerate(names):
                rows += [
                    (variable, name, other, _correlation(values[i], values[j]))
                    for j, other in enumerate(names)
                    if i != j
                ]
        return pd.DataFrame(rows, columns=pd.Index(["variable", "suggestion", "other", "correlation"]))

    def names(self, variable: CaseId) -> tuple[str, ...]:
        """Return the names of the suggestions for a variable that have anchors."""
        self._check_variable(variable)
        return tuple(name for (own, name), found in self.anchors.items() if own == variable and found)

    def calibrator(
        self, variable: CaseId, suggestion: str, why: str = "", *, falling: bool = False
    ) -> Direct:
        """Return the direct method with the anchors of a suggestion.

        Parameters
        ----------
        variable : str
        suggestion : str
            A name in `table`, such as ``"clusters"``.
        why : str, default ""
            Your substantive reason for these anchors. Without one, the table of the calibration says that
            they were suggested, and that a reason is missing.
        falling : bool, default False
            Whether low raw values are in the set.

        Raises
        ------
        UnknownNameError
            If there is no such variable or suggestion.
        DataError
            If the rule gives no anchors for this variable.
        """
        anchors = self._three(variable, suggestion)
        reason = check_why(why).strip()
        text = f"{reason} (anchors suggested by {suggestion})" if reason else unreasoned(suggestion)
        return Direct(*(anchors[::-1] if falling else anchors), idm=self.idm, why=text)

    def effects(
        self,
        sets: object,
        outcome: str,
        conditions: Sequence[str] | None = None,
        *,
        consistency: float = 0.8,
        pri: float = 0.0,
        frequency: int = 1,
        crossover: str = "unassigned",
    ) -> AnchorEffects:
        """Return what each suggestion, put in place of one set, does to the truth table.

        Parameters
        ----------
        sets : Calibrated or DataFrame
            The calibration of all sets, or of the other ones. A set made of one of the variables here is
            compared with its suggestions, one set at a time, and everything else stays as it is. A variable
            that no set is made of is taken as a set of its own name, and compared with its first suggestion.
        outcome : str
            The outcome, such as ``"Y"`` or ``"~Y"``.
        conditions : sequence of str, optional
            Default: all sets that are not in the outcome.
        consistency, pri, frequency, crossover
            As in :func:`fsqca.build_truth_table`. Cases at exactly 0.5 are counted, without a warning.

        Returns
        -------
        AnchorEffects

        Raises
        ------
        ArgumentError
            If no suggestion belongs to a set of this analysis.
        DataError
            If `sets` has cases that have no raw value here.

        Examples
        --------
        >>> import pandas as pd, fsqca as fq
        >>> from fsqca.calibration import suggest_anchors
        >>> scores = pd.DataFrame({"A": [1, 2, 3, 5, 6, 9], "Y": [2, 1, 6, 5, 6, 7]}, index=list("uvwxyz"))
        >>> sets = fq.calibrate(scores, {"A": fq.Direct(2, 4, 6), "Y": fq.Direct(2, 4, 6)})
        >>> effects = suggest_anchors(scores, ["A"], quantiles=[(0.1, 0.4, 0.9)]).effects(sets, "Y")
        >>> effects.table.loc["A", ["rows", "rows_1", "cases_moved"]]
                                   rows  rows_1  cases_moved
        suggestion
        as calibrated                 2       1            0
        quantiles 0.1 / 0.4 / 0.9     2       1            1
        clusters                      2       1            0
        """
        from fsqca.calibration.suggestion_effects import anchor_effects

        return anchor_effects(
            self,
            sets,
            outcome,
            conditions,
            consistency=consistency,
            pri=pri,
            frequency=frequency,
            crossover=crossover,
        )

    def _three(self, variable: CaseId, suggestion: str) -> Anchors:
        self._check_variable(variable)
        names = [name for own, name in self.anchors if own == variable]
        if suggestion not in names:
            raise unknown_names("suggestion", [suggestion], names, f"those for {variable!r}")
        anchors = self.anchors[variable, suggestion]
        if anchors is None:
            raise DataError(
                f"There are no anchors by {suggestion} for {variable!r}: {self.notes[variable, suggestion]}. "
                f"Those that have some: {listed(self.names(variable), 10) or 'none'}."
            )
        return anchors

    def _check_variable(self, variable: CaseId) -> None:
        if variable not in self.raw.columns:
            raise unknown_names("variable", [variable], list(self.raw.columns), "these suggestions")

    def _memberships(self, variable: CaseId, anchors: Anchors) -> Floats:
        return Direct(*anchors, idm=self.idm)(self.raw[variable].to_numpy(dtype=np.float64))

    def _title(self) -> str:
        variables = counted(self.raw.shape[1], "variable")
        return f"Suggested anchors for {variables}, {counted(len(self.raw), 'case')}"

    def _notes(self) -> list[str]:
        notes = []
        for name, reason in dict.fromkeys((name, reason) for (_, name), reason in self.notes.items()):
            own = [
                variable for (variable, other), one in self.notes.items() if (other, one) == (name, reason)
            ]
            notes.append(f"No anchors by {name} for {listed(own, 10)}: {reason}.")
        also = [f"{_rounded(three)} for {variable!r}" for (variable, _), three in self.others.items()]
        if also:
            more = f" and {len(also) - 10} more" if len(also) > 10 else ""
            notes.append(
                f"Distances are equal, so that other clusters would do as well: {', '.join(also[:10])}{more}."
            )
        notes.append(NEEDED)
        if len(self.scale) < self.raw.shape[1]:
            notes.append("Labels of a response scale are suggested where it is given: scale=(1, 7).")
        if self.dropped:
            notes.append(left_out_note(self.dropped))
        return notes

    def _shown(self) -> pd.DataFrame:
        """Return the table as it is printed: anchors in one column, nothing that would say nothing."""
        table = self.table.drop(columns="why")
        given = self.anchors.values()
        anchors = ["-" if found is None else _rounded(found) for found in given]
        shown = table.drop(columns=["full_out", "crossover", "full_in"])
        counts = [None if pd.isna(value) else int(value) for value in table["at_half"]]
        shown["at_half"] = pd.Series(counts, index=shown.index, dtype=object)
        shown.insert(0, "anchors", anchors)
        # Why there are no anchors, and which others would do as well, stands in the notes.
        shown["note"] = [_skewed(share) for share in table["above_half"]]
        return shown if (shown["note"] != "").any() else shown.drop(columns="note")

    def __repr__(self) -> str:
        found = sum(anchors is not None for anchors in self.anchors.values())
        sizes = f"{counted(self.raw.shape[1], 'variable')}, {counted(len(self.raw), 'case')}"
        return f"AnchorSuggestions({sizes}; {counted(found, 'suggestion')})"

    def __str__(self) -> str:
        return "\n".join([self._title(), text_table(self._shown(), width=70), *self._notes()])

    def _repr_html_(self) -> str:
        return html_table(self._shown(), caption=self._title(), notes=self._notes())


def unreasoned(suggestion: str) -> str:
    """Return what stands as the reason of anchors that were taken without one."""
    return f"suggested by {suggestion}{NO_REASON}"


def _skewed(share: float) -> str:
    """Return that a share of cases above 0.5 is very low or very high, in words; nothing for NaN."""
    return f"skewed: {share:.0%} of the cases above 0.5" if share < SKEWED[0] or share > SKEWED[1] else ""


def _rounded(anchors: Anchors) -> str:
    return anchors_text([float(f"{anchor:.5g}") for anchor in anchors])


def _correlation(first: Floats, second: Floats) -> float:
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])
