"""Parameters of fit of a relation between an expression and an outcome, term by term and as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from fsqca._checks import counted, listed
from fsqca._display import html_table, text_table
from fsqca._frames import calibration_of
from fsqca._types import Floats, Missing
from fsqca.errors import ArgumentTypeError, ExpressionError
from fsqca.expressions import Expression, parse
from fsqca.expressions.evaluation import disjunction, sets_of
from fsqca.metrics import pri_of_sums, ratio, sums

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["sufficiency", "necessity"]

COLUMNS: dict[Kind, tuple[str, ...]] = {
    "sufficiency": ("consistency", "pri", "raw_coverage", "unique_coverage"),
    "necessity": ("consistency", "coverage", "ron"),
}
#: The name of the last row, which is about the expression as a whole.
SOLUTION = "solution"

_ARROWS: dict[str, Kind] = {"=>": "sufficiency", "->": "sufficiency", "<=": "necessity", "<-": "necessity"}
_ARROW = re.compile(r"`(?:[^`]|``)*`|(<=>|<->|=>|->|<=|<-)")


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

    @property
    def table(self) -> pd.DataFrame:
        """Return one row per term and a last row ``"solution"``, also for a single term.

        Columns for sufficiency: ``consistency``, ``pri``, ``raw_coverage``, ``unique_coverage`` (NaN for the
        solution); for necessity: ``consistency``, ``coverage``, ``ron``. All in [0, 1], undefined is NaN.
        """
        import pandas as pd

        index = pd.Index([*self.labels, SOLUTION], name="term")
        return pd.DataFrame(self.values.copy(), index=index, columns=list(COLUMNS[self.kind]))

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
        head = f"{self.relation}\n{self.kind}, {counted(self.n_cases, 'case')}"
        return "\n\n".join(part for part in (head, text_table(self._shown), "\n".join(self.notes)) if part)

    def _repr_html_(self) -> str:
        caption = f"{self.relation} ({self.kind}, {counted(self.n_cases, 'case')})"
        return html_table(self._shown, caption=caption, notes=self.notes)

    @property
    def _shown(self) -> pd.DataFrame:
        words = {"pri": "PRI", "ron": "RoN"}
        frame = self.table.rename(columns=lambda name: words.get(name, name.replace("_", " ")))
        return frame.rename_axis(index=None)

    @property
    def _solution_coverage(self) -> float:
        return float(self.values[-1, 2 if self.kind == "sufficiency" else 1])


def pof(data: object, relation: str, *, missing: Missing = "raise") -> Fit:
    """Return the parameters of fit of a relation of sufficiency or necessity.

    Parameters
    ----------
    data : DataFrame or Calibrated
        Cases x sets: fuzzy and crisp memberships in [0, 1], multi-value sets as whole numbers 0, 1, 2, ....
    relation : str
        ``"A*~B + C => Y"`` (the left side is sufficient for the right) or ``"A + ~B <= Y"`` (the left side is
        necessary for the right); ``->`` and ``<-`` are the same arrows. Both sides are expressions, see
        :func:`fsqca.parse`; the outcome is always on the right.
    missing : {"raise", "drop"}, default "raise"
        What to do where a case has a missing value in a column that the relation uses: stop, or leave the
        case out and say so in the result.

    Returns
    -------
    Fit
        ``.table`` has one row per term and a last row ``"solution"``.

    Raises
    ------
    ExpressionError
        If the relation has no arrow or more than one, or a side is not an expression or does not fit its
        columns.
    UnknownNameError
        If a set is not a column of the data.
    DataError
        If a column is not numeric, not calibrated, or has a missing value.

    Notes
    -----
    With x the membership in a term (a minimum) or in the whole left side (a maximum) and y that in the
    outcome:

    - sufficiency: consistency ``sum min(x, y) / sum x``; PRI ``(sum min(x, y) - b) / (sum x - b)`` with
      ``b = sum min(x, y, 1 - y)``; raw coverage ``sum min(x, y) / sum y``; unique coverage, the part of the
      raw coverage that no other term has: ``(sum min(x, y) - sum min(x, y, o)) / sum y`` with o the largest
      membership in the other terms. Of a single term it equals the raw coverage. It is not defined for the
      solution.
    - necessity: consistency ``sum min(x, y) / sum y``; coverage ``sum min(x, y) / sum x``; relevance of
    necessity
      (RoN) ``sum (1 - x) / sum (1 - min(x, y))``.

    A ratio 0/0 is NaN, and ``.notes`` says why. A term written twice is one term.

    References
    ----------
    Ragin, C. C. (2006). Set relations in social research: Evaluating their consistency and coverage.
    Political Analysis, 14(3), 291-310.

    Schneider, C. Q., & Wagemann, C. (2012). Set-theoretic methods for the social sciences. Cambridge
    University Press.

    Examples
    --------
    Synthetic memberships of four cases:

    >>> import pandas as pd
    >>> data = pd.DataFrame({"A": [0.9, 0.7, 0.2, 0.1], "B": [0.1, 0.8, 0.6, 0.3], "Y": [0.8, 0.9, 0.4, 0.2]})
    >>> print(pof(data, "A*B + A*~B => Y"))
    A*B + A*~B => Y
    sufficiency, 4 cases
    <BLANKLINE>
             consistency    PRI raw coverage unique coverage
    A*B            1.000  1.000        0.478           0.217
    A*~B           0.929  0.875        0.565           0.304
    solution       0.947  0.923        0.783               -
    >>> pof(data, "A <= Y").table.loc["A"].round(3).to_dict()
    {'consistency': 0.783, 'coverage': 0.947, 'ron': 0.955}
    """
    return fit_relation(data, *_read(relation), missing=missing)


def fit_relation(
    data: object,
    left: Expression,
    right: Expression,
    kind: Kind = "sufficiency",
    *,
    missing: Missing = "raise",
) -> Fit:
    """Return the fit of a relation between expressions; see :func:`pof`."""
    names = tuple(dict.fromkeys((*left.used, *right.used)))
    sets = sets_of(data, names, missing=missing)
    return fit_terms(
        left.evaluate_terms(sets),
        disjunction(right.evaluate_terms(sets)),
        tuple(map(str, left.terms)),
        f"{left} {'=>' if kind == 'sufficiency' else '<='} {right}",
        kind,
        missing=missing,
        dropped=sets.dropped,
        shared=tuple(name for name in left.used if name in right.used),
        calibration=calibration_of(data),
    )


def fit_terms(
    memberships: Floats,
    outcome: Floats,
    labels: Sequence[str],
    relation: str,
    kind: Kind = "sufficiency",
    *,
    missing: Missing = "raise",
    dropped: tuple[Any, ...] = (),
    shared: tuple[str, ...] = (),
    calibration: pd.DataFrame | None = None,
) -> Fit:
    """Return the fit of terms whose memberships (n_cases, n_terms) are known and checked already.

    Minimization comes in here, for one model after the other, without going back to frames.
    """
    whole = disjunction(memberships)
    columns = np.column_stack((memberships, whole))
    sum_x, sum_xy, sum_both = sums(columns, outcome)
    sum_y = float(outcome.sum())
    if kind == "sufficiency":
        unique = np.append(ratio(_unique_overlap(memberships, outcome), sum_y), np.nan)
        values = [ratio(sum_xy, sum_x), pri_of_sums(sum_x, sum_xy, sum_both), ratio(sum_xy, sum_y), unique]
    else:
        overlap = np.minimum(columns, outcome[:, np.newaxis])
        relevance = ratio((1.0 - columns).sum(axis=0), (1.0 - overlap).sum(axis=0))
        values = [ratio(sum_xy, sum_y), ratio(sum_xy, sum_x), relevance]
    return Fit(
        relation,
        kind,
        tuple(labels),
        np.column_stack(values),
        len(outcome),
        missing,
        dropped,
        shared,
        calibration,
    )


def _unique_overlap(memberships: Floats, outcome: Floats) -> Floats:
    """Return for each term the part of its overlap with the outcome that no other term has, over all cases.

    Within a case only the term with the largest overlap has such a part: what it has beyond the second
    largest.
    """
    n_terms = memberships.shape[1]
    if n_terms == 0:
        return np.zeros(0)
    overlap = np.minimum(memberships, outcome[:, np.newaxis])
    top = overlap.argmax(axis=1)
    cases = np.arange(len(overlap))
    largest = overlap[cases, top]
    overlap[cases, top] = 0.0
    beyond: Floats = largest - overlap.max(axis=1)
    return np.bincount(top, weights=beyond, minlength=n_terms).astype(np.float64)


def _read(relation: object) -> tuple[Expression, Expression, Kind]:
    """Return left side, right side and kind of a relation in text."""
    if not isinstance(relation, str):
        raise ArgumentTypeError(f'relation must be a string such as "A*~B + C => Y", not {relation!r}.')
    arrows = [match for match in _ARROW.finditer(relation) if match.group(1)]
    line = "".join(" " if sign.isspace() else sign for sign in relation)
    if not arrows:
        raise ExpressionError(
            f"The relation has no arrow:\n    {line}\n"
            'Write "A*~B + C => Y" for sufficiency or "A + ~B <= Y" for necessity, '
            "with the outcome on the right."
        )
    double = next((match for match in arrows if match.group(1) not in _ARROWS), None)
    if len(arrows) > 1 or double:
        wrong = double or arrows[1]
        what = "one arrow in both directions" if double else f"{len(arrows)} arrows"
        raise ExpressionError(
            f"The relation has {what}:\n    {line}\n    {' ' * wrong.start()}{'^' * len(wrong.group(1))}\n"
            "Ask for one relation at a time: => for sufficiency, <= for necessity."
        )
    arrow = arrows[0]
    sides = relation[: arrow.start()], relation[arrow.end() :]
    for side, where in zip(sides, ("left", "right"), strict=True):
        if not side.strip():
            raise ExpressionError(
                f"The relation has nothing on the {where} of its arrow:\n    {line}\n"
                'The left side is the condition, the right side the outcome: "A*~B + C => Y".'
            )
    return parse(sides[0]), parse(sides[1]), _ARROWS[arrow.group(1)]


def _notes(fit: Fit) -> list[str]:
    undefined = dict(zip(COLUMNS[fit.kind], np.isnan(fit.values).T, strict=True))
    rows = (*fit.labels, SOLUTION)
    arrows = [match.end() for match in _ARROW.finditer(fit.relation) if match.group(1)]
    outcome = fit.relation[arrows[-1] :].strip()

    def named(bad: Any) -> str:
        return listed([row for row, is_bad in zip(rows, bad, strict=True) if is_bad], 10)

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
            f"{quotient} {verb} undefined for {named(empty)}: no case has a membership above 0 in it."
        )
    if ambivalent.any():
        notes.append(
            f"PRI is undefined for {named(ambivalent)}: all membership in it lies in {outcome} and in its "
            "negation alike."
        )
    if no_outcome.any():
        word = "Coverage" if fit.kind == "sufficiency" else "Consistency"
        notes.append(f"{word} is undefined: no case has a membership above 0 in the outcome {outcome}.")
    if fit.kind == "necessity" and undefined["ron"].any():
        full = named(undefined["ron"])
        notes.append(f"RoN is undefined for {full}: every case is a full member of it and of {outcome}.")
    if fit.shared:
        stands = "stands" if len(fit.shared) == 1 else "stand"
        notes.append(
            f"{listed(fit.shared, 10)} {stands} on both sides of the arrow: "
            "part of the fit is true by definition."
        )
    if fit.dropped:
        left_out = counted(len(fit.dropped), "case")
        notes.append(f"{left_out} with missing values left out: {listed(fit.dropped, 10)}.")
    return notes


__all__ = ["Fit", "Kind", "fit_terms", "pof"]
