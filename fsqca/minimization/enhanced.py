"""The Enhanced Standard Analysis: solutions that rest on no untenable assumption.

References
----------
Schneider, C. Q., & Wagemann, C. (2013). Doing justice to logical remainders in QCA: Moving beyond the
Standard Analysis. Political Research Quarterly, 66(1), 211-220.

Schneider, C. Q., & Wagemann, C. (2012). Set-Theoretic Methods for the Social Sciences. Cambridge University
Press, ch. 8.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, Unpack

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed
from fsqca._frames import kept_frame
from fsqca._types import Ints
from fsqca.errors import ArgumentTypeError
from fsqca.expressions import Expression
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.analysis import Solutions, solve
from fsqca.minimization.contradictions import (
    Coherence,
    check_same,
    coherence,
    read_claims,
    shared_assumptions,
    sufficient_for_both,
)
from fsqca.minimization.models import rows_frame
from fsqca.minimization.problem import Excludable, Problem, read_rows
from fsqca.minimization.settings import Ties
from fsqca.minimization.solution import Solution
from fsqca.minimization.solver import minimize
from fsqca.minimization.translation import cubes_of, expression_of
from fsqca.truth_table.coding import POSITIVE, REMAINDER
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    from fsqca.minimization.expectations import ExpectationsLike

#: Reasons why a row is taken out.
NECESSITY = "contradicts necessity"
IMPOSSIBLE = "impossible"
SIMULTANEOUS = "simultaneous subset relation"
CONTRADICTORY = "contradictory simplifying assumption"


class EnhancedOptions(TypedDict, total=False):
    """Options of :func:`enhanced_standard_analysis`, passed to :func:`fsqca.minimize`."""

    include: str | Iterable[str]
    ties: Ties
    max_models: int
    time_limit: float | None
    max_implicants: int
    progress: bool | None
    assume: Excludable | Iterable[Excludable]


@dataclass(frozen=True, slots=True, eq=False)
class Exclusion:
    """Rows taken out for one reason, as conjunctions that do not overlap.

    Attributes
    ----------
    reason : str
    detail : str
        The claim or expression behind it, "" for none.
    round : int
        0 for what was given or observed; contradictory assumptions are looked for in rounds 1, 2, ....
    cubes : ndarray of int, shape (n, k)
    """

    reason: str
    detail: str
    round: int
    cubes: Ints


@dataclass(frozen=True, eq=False, repr=False)
class EnhancedAnalysis:
    """Solutions without untenable assumptions, and what was taken out for which reason.

    Made by :func:`fsqca.enhanced_standard_analysis`.

    Attributes
    ----------
    solutions : Solutions
        The enhanced conservative, intermediate and parsimonious solutions.
    standard : Solutions
        The same without any exclusion.
    negated : Solution or None
        The enhanced parsimonious solution for the negated outcome.
    coherence : Coherence or None
        Of the enhanced parsimonious solutions for the outcome and its negation.
    exclusions : tuple of Exclusion
    advice : tuple of str
    """

    solutions: Solutions
    standard: Solutions
    negated: Solution | None
    coherence: Coherence | None
    exclusions: tuple[Exclusion, ...]
    advice: tuple[str, ...]

    @property
    def _problem(self) -> Problem:
        return self.standard.conservative.problem

    @property
    @kept_frame
    def excluded(self) -> pd.DataFrame:
        """Rows taken out: index the row number; the conditions, ``reason``, ``detail`` and ``round``.

        A row taken out for several reasons stands once for each.
        """
        parts = [
            rows_frame(own.cubes, self._problem).assign(reason=own.reason, detail=own.detail, round=own.round)
            for own in self.exclusions
        ]
        if parts:
            return pd.concat(parts)
        columns = [*self._problem.names, "reason", "detail", "round"]
        return pd.DataFrame(columns=columns, index=pd.Index([], name="row"))

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per reason: ``reason``, ``detail``, ``round`` and ``rows``, how many were taken out."""
        rows = [
            (own.reason, own.detail, own.round, _cubes.size(own.cubes, self._problem.levels))
            for own in self.exclusions
        ]
        return pd.DataFrame(rows, columns=["reason", "detail", "round", "rows"])

    def __repr__(self) -> str:
        total = int(self.table["rows"].sum()) if self.exclusions else 0
        return f"<EnhancedAnalysis: {counted(total, 'exclusion')}, {self.solutions!r}>"

    def __str__(self) -> str:
        shown = self.table.set_index("reason").rename_axis(None)
        head = _display.text_table(shown) if len(shown) else "Nothing had to be taken out."
        return "\n".join(["Enhanced Standard Analysis", head, *self.advice, "", str(self.solutions)])

    def _repr_html_(self) -> str:
        shown = self.table.set_index("reason").rename_axis(None)
        caption = "Enhanced Standard Analysis: rows taken out"
        head = (
            _display.html_table(shown, caption=caption)
            if len(shown)
            else _display.html_heading(caption) + _display.html_notes(["Nothing had to be taken out."])
        )
        return head + _display.html_notes(self.advice) + self.solutions._repr_html_()


def enhanced_standard_analysis(
    table: TruthTable,
    expectations: ExpectationsLike | None = None,
    *,
    necessary: str | Expression | Iterable[str | Expression] = (),
    impossible: str | Expression | Iterable[str | Expression] = (),
    negated: TruthTable | None = None,
    **options: Unpack[EnhancedOptions],
) -> EnhancedAnalysis:
    """Return solutions that rest on no untenable assumption.

    Parameters
    ----------
    table : TruthTable
    expectations : mapping or sequence of expressions, optional
        Directional expectations for the intermediate solution.
    necessary : str, Expression or sequence of them, optional
        What is necessary for the outcome, each a claim of its own, such as ``"A"`` or ``"B + ~C"``:
        remainders outside it are taken out, as they cannot be sufficient for the outcome.
    impossible : str, Expression or sequence of them, optional
        Configurations that cannot exist: remainders in them are taken out.
    negated : TruthTable, optional
        The truth table of the negated outcome. Default: :meth:`TruthTable.negate`, with the same cut-offs.
    **options
        `include`, `ties`, `max_models`, `time_limit` (for each minimization), `max_implicants`, `progress`,
        `assume` of :func:`fsqca.minimize`. What is assumed to be sufficient for the outcome is not used for
        its negation.

    Returns
    -------
    EnhancedAnalysis

    Notes
    -----
    Taken out (coded "0") are: remainders outside a claim of necessity, and impossible ones; rows coded "1"
    for the outcome and for its negation; and remainders that the parsimonious solutions of both use.
    Solutions without these may use others together, so the last step is repeated until none is left.
    Intermediate solutions use only remainders that parsimonious ones use. Observed rows are never taken out
    on a claim: those that speak against it are named in the advice.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> data = pd.DataFrame(
    ...     {"A": [1, 1, 0, 0], "B": [1, 1, 0, 0], "C": [1, 0, 1, 0], "Y": [1, 1, 0, 0]}
    ... )
    >>> analysis = fq.enhanced_standard_analysis(fq.build_truth_table(data, "Y"), necessary="A")
    >>> analysis.table
                                     reason detail  round  rows
    0                 contradicts necessity      A      0     2
    1  contradictory simplifying assumption             1     2
    >>> str(analysis.solutions.parsimonious.model.expression)
    'A*B'
    """
    if not isinstance(table, TruthTable):
        raise ArgumentTypeError(f"table must be a TruthTable, not {type(table).__name__}.")
    unknown = [name for name in options if name not in EnhancedOptions.__annotations__]
    if unknown:
        raise ArgumentTypeError(
            f"enhanced_standard_analysis() has no option {listed(unknown)}. It takes "
            f"{listed(EnhancedOptions.__annotations__, 10)}."
        )
    advice: list[str] = []
    if negated is None:
        if table.outcome is not None and table.sums is not None:
            negated = table.negate()
        else:
            advice.append(
                "The table has no data behind it and negated= was not given, so contradictions with the "
                "solution for the negated outcome were not looked for."
            )
    elif not isinstance(negated, TruthTable):
        raise ArgumentTypeError(f"negated must be a TruthTable, not {type(negated).__name__}.")
    else:
        check_same(table, negated)
    claims = read_claims(necessary, "necessary")
    exclusions = [
        *_against_claims(table, claims, advice),
        *_never_there(table, read_claims(impossible, "impossible")),
    ]
    both: list[int] = []
    final: Solution | None = None
    if negated is not None:
        both = sufficient_for_both(table, negated)
        if both:
            corners = table.corners[[table.numbers.index(row) for row in both]]
            exclusions.append(Exclusion(SIMULTANEOUS, "", 0, corners))
        final = _without_contradictions(table, negated, exclusions, both, options)
    barred: list[int | str | Expression] = [*both, *_as_expressions(exclusions, table)]
    solutions = solve(table, expectations, exclude=barred, **options)
    report = None if final is None else coherence(solutions.parsimonious, final, necessary=claims)
    if report is not None and not all(one.complete for one in (report.solution, report.negated)):
        advice.append(
            "Not all parsimonious models are listed; contradictions were looked for among those listed. "
            "Raise max_models to look at all."
        )
    standard = solve(table, expectations, **options)
    return EnhancedAnalysis(solutions, standard, final, report, tuple(exclusions), tuple(advice))


def _against_claims(table: TruthTable, claims: list[Expression], advice: list[str]) -> list[Exclusion]:
    """Return the remainders outside what is necessary, and tell of positive rows that are."""
    found = []
    for claim in claims:
        inside = cubes_of(claim, table.conditions, table.level_counts, "necessary")
        outside = _cubes.complement(inside, table.level_counts)
        positive = np.flatnonzero(table.codes == POSITIVE)
        hit = _cubes.matches(outside, table.corners[positive]).any(axis=0)
        wrong = [table.numbers[position] for position in positive[hit]]
        if wrong:
            advice.append(
                f"{claim} is claimed to be necessary, but the data speak against it: "
                f"{'row' if len(wrong) == 1 else 'rows'} {listed(wrong, 20)} without it "
                f"{'is' if len(wrong) == 1 else 'are'} coded 1. Observed rows stay as they are."
            )
        found.append(Exclusion(NECESSITY, str(claim), 0, _remainders(outside, table)))
    return [own for own in found if len(own.cubes)]


def _never_there(table: TruthTable, expressions: list[Expression]) -> list[Exclusion]:
    found = []
    for expression in expressions:
        cubes = cubes_of(expression, table.conditions, table.level_counts, "impossible")
        found.append(Exclusion(IMPOSSIBLE, str(expression), 0, _remainders(cubes, table)))
    return [own for own in found if len(own.cubes)]


def _remainders(cubes: Ints, table: TruthTable) -> Ints:
    return _cubes.subtract(cubes, table.corners[table.codes != REMAINDER], table.level_counts)


def _without_contradictions(
    table: TruthTable,
    negated: TruthTable,
    exclusions: list[Exclusion],
    both: list[int],
    options: EnhancedOptions,
) -> Solution:
    """Take out what both parsimonious solutions use, until nothing is left; return the negated solution.

    Each round takes at least one remainder out, so it ends. A claim that something is necessary for the
    outcome says nothing of its negation, so it does not bar remainders there; impossible ones are barred.
    """
    rows, expressions = read_rows(options.get("assume", ()), table, "assume")
    elsewhere = options.copy()
    elsewhere.pop("assume", None)
    number = 0
    while True:
        number += 1
        own = minimize(table, "parsimonious", exclude=[*both, *_as_expressions(exclusions, table)], **options)
        barred = _as_expressions([one for one in exclusions if one.reason != NECESSITY], negated)
        other = minimize(negated, "parsimonious", exclude=[*both, *rows, *expressions, *barred], **elsewhere)
        shared = shared_assumptions(own, other)
        if not len(shared):
            return other
        exclusions.append(Exclusion(CONTRADICTORY, "", number, shared))


def _as_expressions(exclusions: list[Exclusion], table: TruthTable) -> list[Expression]:
    """Return what is taken out among the remainders, as expressions."""
    return [
        expression_of(own.cubes.tolist(), table.conditions, table.level_counts)
        for own in exclusions
        if own.reason != SIMULTANEOUS
    ]
