"""What :func:`fsqca.pof` returns: parameters of fit, term by term and as a whole, and how they print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fsqca._checks import counted, listed, missing_notes, weight_notes
from fsqca._display import html_table, text_table, told_apart
from fsqca._types import Floats, Missing
from fsqca.errors import DataError
from fsqca.fit.cases import CaseMemberships, case_frame, membership_frame
from fsqca.fit.relation import ARROW, Kind

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: dict[Kind, tuple[str, ...]] = {
    "sufficiency": ("consistency", "pri", "raw_coverage", "unique_coverage"),
    "necessity": ("consistency", "coverage", "ron"),
}
#: The name of the last row, which is about the expression as a whole.
SOLUTION = "solution"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Fit:
    """How well data fit a relation of sufficiency or necessity.

    Attributes
    ----------
    relation : str
        The relation in canonical form, ``"A*~B + C => Y"``.
    kind : "sufficiency" or "necessity"
    labels : tuple of str
        The terms, in the order of the rows.
    values : ndarray of float, shape (n_terms + 1, n_columns)
        What `table` holds.
    n_cases : int
        The number of cases behind the numbers.
    missing : "raise" or "drop"
        What was to happen to cases with a missing value.
    dropped : tuple
        The cases left out because a value was missing in a column that the relation uses.
    shared : tuple of str
        Sets that stand on both sides of the arrow.
    calibration : DataFrame or None
        The table of the calibration, where the data came from :func:`fsqca.calibrate`.
    measures : tuple of str
        The further measures, the last columns of `table`.
    weights : ndarray of float, shape (n_cases,), or None
        How much each case counts; None where every case counts once.
    evidence : CaseMemberships or None
        The memberships behind the numbers, for `memberships` and `cases`.
    """

    relation: str
    kind: Kind
    labels: tuple[str, ...]
    values: Floats
    n_cases: int
    missing: Missing = "raise"
    dropped: tuple[Any, ...] = ()
    shared: tuple[str, ...] = ()
    calibration: pd.DataFrame | None = None
    measures: tuple[str, ...] = ()
    weights: Floats | None = None
    evidence: CaseMemberships | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns of `table`."""
        return (*COLUMNS[self.kind], *self.measures)

    @property
    def table(self) -> pd.DataFrame:
        """Return one row per term and a last row ``"solution"``, also for a single term.

        Columns for sufficiency: ``consistency``, ``pri``, ``raw_coverage``, ``unique_coverage`` (NaN for the
        solution); for necessity: ``consistency``, ``coverage``, ``ron``. All in [0, 1], undefined is NaN.
        A set that is itself called "solution" stands in backticks, here as in `memberships` and `cases`.
        Further measures follow in the order in which they were asked for.
        """
        import pandas as pd

        index = pd.Index([*self._rows, SOLUTION], name="term")
        return pd.DataFrame(self.values.copy(), index=index, columns=list(self.columns))

    @property
    def outcome(self) -> str:
        """Return the right side of the relation."""
        arrows = [match.end() for match in ARROW.finditer(self.relation) if match.group(1)]
        return self.relation[arrows[-1] :].strip()

    @property
    def memberships(self) -> pd.DataFrame:
        """Return the membership of each case in each term, in the solution and in the outcome.

        Index the case ids; columns the terms, ``"solution"`` and the outcome; all in [0, 1].

        Raises
        ------
        DataError
            If the fit does not know its cases, as that of a model made by :func:`fsqca.minimize`: there,
            ``model.fit_on(data)`` knows them.
        """
        (outcome,) = told_apart([self.outcome], [SOLUTION])
        return membership_frame(self._known_cases, self._rows, outcome)

    @property
    def cases(self) -> pd.DataFrame:
        """Return the kind of each case with respect to each term and to the solution, tidy.

        Returns
        -------
        DataFrame
            One row per term and case, the solution last; columns ``case``, ``term``, ``membership`` and
            ``outcome`` in [0, 1], ``kind``, and ``unique``: whether the case has a membership above 0.5 in
            exactly one term (in a row of a term: in this one).

        Raises
        ------
        DataError
            If the fit does not know its cases, as that of a model made by :func:`fsqca.minimize`: there,
            ``model.fit_on(data)`` knows them.

        Notes
        -----
        With x the membership in the term or solution and y that in the outcome, for sufficiency:

        - ``"typical"``: x and y above 0.5, and x <= y
        - ``"deviant for consistency in degree"``: x and y above 0.5, and x > y
        - ``"deviant for consistency in kind"``: x above and y below 0.5
        - ``"deviant for coverage"``: y above and x below 0.5; of a term, ``"covered by another term"`` where
          the membership in the solution is above 0.5
        - ``"irrelevant"``: x and y below 0.5
        - ``"ambiguous"``: x or y is exactly 0.5

        For necessity, "typical" and "in degree" change sides, the deviant case in kind has y above and x
        below 0.5, and whatever else has no outcome is irrelevant.

        References
        ----------
        Schneider, C. Q., & Wagemann, C. (2012). Set-theoretic methods for the social sciences. Cambridge
        University Press.

        Schneider, C. Q., & Rohlfing, I. (2013). Combining QCA and process tracing in set-theoretic
        multi-method research. Sociological Methods & Research, 42(4), 559-597.
        """
        return case_frame(self._known_cases, self._rows, self.kind)

    @property
    def _rows(self) -> list[str]:
        return told_apart(self.labels, [SOLUTION])

    @property
    def _known_cases(self) -> CaseMemberships:
        if self.evidence is None:
            raise DataError(
                "This fit does not know its cases. Take that of pof(data, relation), or of "
                "model.fit_on(data)."
            )
        return self.evidence

    @property
    def notes(self) -> tuple[str, ...]:
        """Return why numbers are undefined, which cases were dropped, and what else a reader should know."""
        return tuple(_notes(self))

    def __repr__(self) -> str:
        first = COLUMNS[self.kind][0]
        return (
            f"<Fit {self.relation}: {counted(len(self.labels), 'term')}, {counted(self.n_cases, 'case')}, "
            f"{first} {self.values[-1, 0]:.3f}, coverage {self._solution_coverage:.3f}>"
        )

    def __str__(self) -> str:
        head = f"{self.relation}\n{self.kind}, {self._counted}"
        return "\n\n".join(part for part in (head, text_table(self._shown), "\n".join(self.notes)) if part)

    def _repr_html_(self) -> str:
        caption = f"{self.relation} ({self.kind}, {self._counted})"
        return html_table(self._shown, caption=caption, notes=self.notes)

    @property
    def _counted(self) -> str:
        weighted = " with weights" if self.weights is not None else ""
        return f"{counted(self.n_cases, 'case')}{weighted}"

    @property
    def _shown(self) -> pd.DataFrame:
        words = {"pri": "PRI", "ron": "RoN"}
        frame = self.table.rename(columns=lambda name: words.get(name, name.replace("_", " ")))
        return frame.rename_axis(index=None)

    @property
    def _solution_coverage(self) -> float:
        return float(self.values[-1, 2 if self.kind == "sufficiency" else 1])


def _notes(fit: Fit) -> list[str]:
    undefined = dict(zip(fit.columns, np.isnan(fit.values).T, strict=True))
    rows = (*fit._rows, SOLUTION)
    outcome = fit.outcome

    def named(bad: Any) -> str:
        return listed([row for row, is_bad in zip(rows, bad, strict=True) if is_bad], 10)

    nobody, everybody = "no case", "every case"
    if fit.weights is not None and not fit.weights.all():
        nobody, everybody = "no case with a weight above 0", "every case with a weight above 0"
    notes: list[str] = []
    if fit.kind == "sufficiency":
        empty, no_outcome = undefined["consistency"], undefined["raw_coverage"]
        ambivalent = undefined["pri"] & ~empty
        quotient = "Consistency and PRI"
    else:
        empty, no_outcome = undefined["coverage"], undefined["consistency"]
        ambivalent = np.zeros_like(empty)
        quotient = "Coverage"
    if empty.any():
        verb = "are" if " and " in quotient else "is"
        notes.append(
            f"{quotient} {verb} undefined for {named(empty)}: {nobody} has a membership above 0 in it."
        )
    if ambivalent.any():
        notes.append(
            f"PRI is undefined for {named(ambivalent)}: all membership in it lies in {outcome} and in its "
            "negation alike."
        )
    if no_outcome.any():
        word = "Coverage" if fit.kind == "sufficiency" else "Consistency"
        notes.append(f"{word} is undefined: {nobody} has a membership above 0 in the outcome {outcome}.")
    if fit.kind == "necessity" and undefined["ron"].any():
        full = named(undefined["ron"])
        notes.append(f"RoN is undefined for {full}: {everybody} is a full member of it and of {outcome}.")
    notes += [
        f"The measure {measure} is undefined for {named(undefined[measure])}."
        for measure in fit.measures
        if undefined[measure].any()
    ]
    notes += weight_notes(fit.weights)
    if fit.shared:
        stands = "stands" if len(fit.shared) == 1 else "stand"
        notes.append(
            f"{listed(fit.shared, 10)} {stands} on both sides of the arrow: "
            "part of the fit is true by definition."
        )
    return notes + missing_notes(fit.dropped)
