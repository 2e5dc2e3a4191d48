"""Which cases to study: the kinds of all cases, the best single ones, and the best pairs.

References
----------
Schneider, C. Q., & Rohlfing, I. (2013). Combining QCA and process tracing in set-theoretic multi-method
research. Sociological Methods & Research, 42(4), 559-597.

Schneider, C. Q., & Rohlfing, I. (2019). Set-theoretic multimethod research: The role of test corridors and
conjunctions for case selection. Swiss Political Science Review, 25(3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fsqca._checks import check_choice, check_count, counted, left_out_note, listed
from fsqca._display import html_notes, html_table, text_table
from fsqca._frames import kept_frame
from fsqca._types import Missing
from fsqca.cases import pairs as _pairs
from fsqca.cases import singles as _singles
from fsqca.cases.material import CaseMaterial, conjunct_positions, term_positions
from fsqca.errors import ArgumentError, UnknownNameError
from fsqca.expressions import Expression
from fsqca.fit.cases import case_frame
from fsqca.fit.kinds import TOLERANCE
from fsqca.fit.relation import Kind

#: What `best` can be asked for.
SINGLE_KINDS: dict[Kind, tuple[str, ...]] = {
    "sufficiency": ("typical", "deviant consistency", "deviant coverage", "irrelevant"),
    "necessity": ("typical", "deviant consistency", "deviant relevance", "irrelevant"),
}
#: What `pairs` can be asked for.
PAIR_KINDS: dict[Kind, tuple[str, ...]] = {
    "sufficiency": (
        "typical-typical",
        "typical-irrelevant",
        "typical-deviant consistency",
        "deviant coverage-irrelevant",
    ),
    "necessity": ("typical-irrelevant", "typical-deviant consistency", "typical-deviant relevance"),
}
#: Kinds that are about single terms and their conjuncts, for which `focal` has a meaning.
_FOCAL = ("typical", "typical-typical", "typical-irrelevant")
RELEVANCE = "deviant for relevance"


@dataclass(frozen=True, slots=True)
class CaseSettings:
    """What was asked.

    Attributes
    ----------
    expression, outcome : str
    relation : {"sufficiency", "necessity"}
    model : str
        The name of the model, "" where an expression was given.
    conditions : tuple of str
        The conditions whose rows tell cases apart.
    missing : {"raise", "drop"}
    """

    expression: str
    outcome: str
    relation: Kind
    model: str
    conditions: tuple[str, ...]
    missing: Missing


@dataclass(frozen=True, eq=False, repr=False)
class CaseSelection:
    """The kinds of all cases, and which of them serve a case study best.

    Made by :func:`fsqca.cases.select_cases`.

    Attributes
    ----------
    settings : CaseSettings
    material : CaseMaterial
        The memberships behind it, as arrays.
    """

    settings: CaseSettings
    material: CaseMaterial

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per term and case, the solution last.

        Columns ``case``, ``term``, ``membership`` and ``outcome`` in [0, 1], ``kind``, and ``unique``:
        whether the case has a membership above 0.5 in exactly one term. Kinds are those of
        :attr:`fsqca.Fit.cases`; for necessity, cases that have the condition without the outcome are
        ``"deviant for relevance"`` and not irrelevant.
        """
        frame = case_frame(self.material.known, self.material.labels, self.settings.relation)
        if self.settings.relation == "necessity":
            without = (frame["kind"] == "irrelevant") & (frame["membership"] > 0.5 + TOLERANCE)
            frame.loc[without, "kind"] = RELEVANCE
        return frame

    @property
    @kept_frame
    def typical(self) -> pd.DataFrame:
        """The rows of `table` of typical cases."""
        return self._of_kind("typical")

    @property
    @kept_frame
    def deviant_consistency(self) -> pd.DataFrame:
        """The rows of `table` of cases deviant for consistency, in kind and in degree."""
        return self._of_kind("deviant for consistency in kind", "deviant for consistency in degree")

    @property
    @kept_frame
    def deviant_coverage(self) -> pd.DataFrame:
        """The cases deviant for coverage: with the outcome, in no term. Empty for necessity."""
        found = self._of_kind("deviant for coverage")
        return found[found["term"] == _singles.SOLUTION].reset_index(drop=True)

    @property
    @kept_frame
    def deviant_relevance(self) -> pd.DataFrame:
        """The rows of `table` of cases deviant for relevance. Empty for sufficiency."""
        return self._of_kind(RELEVANCE)

    @property
    @kept_frame
    def irrelevant(self) -> pd.DataFrame:
        """The individually irrelevant cases: neither the outcome nor any of the terms."""
        found = self._of_kind("irrelevant")
        return found[found["term"] == _singles.SOLUTION].reset_index(drop=True)

    @property
    @kept_frame
    def uniquely_covered(self) -> pd.DataFrame:
        """The typical cases of exactly one term, with that term.

        Columns of `table`. Where ``unique`` is False, the case is also a member of another term, without
        being typical of it.
        """
        found = self._of_kind("typical")
        found = found[found["term"] != _singles.SOLUTION]
        return found[~found["case"].duplicated(keep=False)].reset_index(drop=True)

    def _of_kind(self, *kinds: str) -> pd.DataFrame:
        table = self.table
        return table[table["kind"].isin(kinds)].reset_index(drop=True)

    def best(
        self,
        kind: str = "typical",
        term: str | Expression | int | None = None,
        *,
        focal: str | Expression | bool | None = None,
        n: int = 5,
    ) -> pd.DataFrame:
        """Return the best cases for a study within single cases, best first.

        Parameters
        ----------
        kind : str
            For sufficiency ``"typical"``, ``"deviant consistency"``, ``"deviant coverage"`` or
            ``"irrelevant"``; for necessity ``"typical"``, ``"deviant consistency"``,
            ``"deviant relevance"`` or ``"irrelevant"``.
        term : str, Expression or int, optional
            One term, or its position from 0; for necessity also ``"solution"``. Default: every term.
        focal : str, Expression or True, optional
            With ``"typical"`` of sufficiency: the conjunct that the study is about, such as ``"~B"``; True
            for every conjunct in turn.
        n : int >= 1, default 5
            Ranks that are shown for each term (conjunct, row). Cases that tie share a rank and are all shown,
            so there may be more than n.

        Returns
        -------
        DataFrame
            Columns ``case``, ``term``, memberships, ``score`` (lower is better) and ``rank``.

        Raises
        ------
        ArgumentError
            If there is no such kind or term, or focal has no meaning for the kind.

        Notes
        -----
        With x the membership in the term, y in the outcome, w in the truth table row of the case, f in the
        focal conjunct, and c the smallest membership in the other conjuncts:

        - typical: ``2|y - x| + (1 - x)``; cases typical of this term alone come first (`typical_of` is 1;
          `member_of` counts the terms with a membership above 0.5, a stricter view). For necessity cases
          that are members of this term alone come first.
        - typical for a focal conjunct: ``2|y - f| + |f - x| + (1 - f)``. First come cases in which it is the
          weakest conjunct (f <= c), then those with a clean test corridor (c is not between f and y), then
          those with f <= y, then those typical of this term alone.
        - deviant for consistency in kind, and for relevance: ``(1 - (x - y)) + (1 - x)``.
        - deviant for coverage: ``1 - w`` among the cases of a row, those with w <= y first.
        - deviant for the consistency of necessity: ``1 - (y - x)`` among the cases of a row, those first that
          are members of no term, then those with w <= y.
        - irrelevant: nothing ranks these cases by themselves; see :meth:`pairs`.
        """
        relation = self.settings.relation
        check_choice("kind", kind, SINGLE_KINDS[relation])
        check_count("n", n)
        own, material = self._positions(term), self.material
        if focal is not None and focal is not False:
            self._check_focal(kind, focal, own)
            return _singles.typical_by_conjunct(material, own, None if focal is True else focal, n)
        if kind == "typical":
            return _singles.typical(material, own, n)
        if kind == "deviant relevance" or (kind == "deviant consistency" and relation == "sufficiency"):
            return _singles.deviant_consistency(material, own, n)
        if kind == "deviant consistency":
            return _singles.deviant_necessity(material, own, n)
        self._check_whole(kind, term)
        if kind == "deviant coverage":
            return _singles.deviant_coverage(material, n)
        return _singles.irrelevant(material)

    def pairs(
        self,
        kind: str = "typical-irrelevant",
        term: str | Expression | int | None = None,
        *,
        focal: str | Expression | None = None,
        n: int = 5,
    ) -> pd.DataFrame:
        """Return the best pairs of cases for a comparison, best first.

        Parameters
        ----------
        kind : str
            For sufficiency ``"typical-typical"`` and ``"typical-irrelevant"`` (both for each conjunct of each
            term), ``"typical-deviant consistency"`` (for each term) or ``"deviant coverage-irrelevant"`` (for
            each truth table row); for necessity ``"typical-irrelevant"``, ``"typical-deviant consistency"``
            or ``"typical-deviant relevance"``.
        term : str, Expression or int, optional
            One term, or its position from 0; for necessity also ``"solution"``. Default: every term.
        focal : str or Expression, optional
            For sufficiency: one conjunct, such as ``"~B"``. Default: every conjunct in turn.
        n : int >= 1, default 5
            Ranks that are shown for each term (conjunct, row). Pairs that tie share a rank and are all shown.

        Returns
        -------
        DataFrame
            Columns ``first`` and ``second``, the cases in the order of the words of `kind`; ``term``,
            ``focal`` or ``row``; what goes before the score; ``score`` (lower is better) and ``rank``.

        Raises
        ------
        ArgumentError
            If there is no such kind or term, or focal has no meaning for the kind.
        TooLargeError
            If there are more than 20 million pairs.

        Notes
        -----
        With 1 and 2 the first and the second case, and x, y, w, f, c as in :meth:`best`:

        - typical-typical: ``(0.5 - (f1 - f2)) + (0.5 - (y1 - y2)) + |c1 - c2| + 2|y1 - f1| + 2|y2 - f2|``,
          the more typical case of the term first.
        - typical-irrelevant: ``(1 - (f1 - f2)) + (1 - (y1 - y2)) + |c1 - c2| + 2|y1 - f1| + |y2 - f2|``; the
          second case lacks the outcome and, of the term, only the focal conjunct. For necessity f is the
          membership in the term, there is no c, and the second case has its f at least at its y.
        - typical-deviant consistency, and for necessity typical-deviant relevance:
          ``|x1 - x2| + (1 - (y1 - y2)) + (1 - x1) + (1 - x2)``.
        - deviant coverage-irrelevant: the same with w in place of x, within a row.
        - for necessity, typical-deviant consistency: ``(1 - (x1 - x2)) + |y1 - y2|`` among cases that agree
          in all conditions outside the term.

        ``pair_rank`` goes first where there is a focal conjunct: whether it is the weakest conjunct in both
        cases, in the first, in the second, or in neither (1 to 4; of an irrelevant case it always is). Then
        come ``clean`` and ``consistent`` (for which of the two cases the corridor is clean and f <= y),
        ``covered_once`` (typical of this term alone; for necessity a member of it alone),
        ``uncovered`` (a member of no term), and the score.
        """
        relation = self.settings.relation
        check_choice("kind", kind, PAIR_KINDS[relation])
        check_count("n", n)
        own, material = self._positions(term), self.material
        if focal is not None:
            self._check_focal(kind, focal, own)
        if relation == "necessity":
            if kind == "typical-irrelevant":
                return _pairs.typical_irrelevant_necessity(material, own, n)
            if kind == "typical-deviant consistency":
                return _pairs.typical_deviant_necessity(material, own, n)
            return _pairs.typical_deviant(material, own, n)
        if kind == "typical-typical":
            return _pairs.typical_typical(material, own, focal, n)
        if kind == "typical-irrelevant":
            return _pairs.typical_irrelevant(material, own, focal, n)
        if kind == "typical-deviant consistency":
            return _pairs.typical_deviant(material, own, n)
        self._check_whole(kind, term)
        return _pairs.coverage_irrelevant(material, n)

    def _positions(self, term: object) -> list[int]:
        necessity = self.settings.relation == "necessity"
        if necessity and isinstance(term, str) and term == _singles.SOLUTION:
            return [-1]
        found = term_positions(self.material, term)
        return [*found, -1] if necessity and term is None and len(found) > 1 else found

    def _check_focal(self, kind: str, focal: object, own: Sequence[int]) -> None:
        if kind not in _FOCAL or self.settings.relation == "necessity":
            raise ArgumentError(
                f"focal has no meaning for {kind!r} of {self.settings.relation}. For sufficiency it goes "
                f"with {listed(_FOCAL)}."
            )
        if focal is True or any(conjunct_positions(self.material, at, focal) for at in own):
            return
        texts = [name for at in own for name in self.material.conjuncts[at]]
        raise UnknownNameError(
            f"There is no conjunct {str(focal)!r} in these terms. Their conjuncts: "
            f"{listed(dict.fromkeys(texts), 30)}."
        )

    def _check_whole(self, kind: str, term: object) -> None:
        if term is not None:
            raise ArgumentError(
                f"term has no meaning for {kind!r}: such a case is a member of none of the terms."
            )

    @property
    @kept_frame
    def counts(self) -> pd.DataFrame:
        """Number of cases of each kind (rows), for each term and for the solution (columns)."""
        table = self.table
        rows = list(dict.fromkeys(table["term"]))
        kinds = [kind for kind in _order_of_kinds() if (table["kind"] == kind).any()]
        numbers = pd.crosstab(table["kind"], table["term"]).reindex(index=kinds, columns=rows, fill_value=0)
        return numbers.rename_axis(index=None, columns=None)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know: cases in no row, cases left out."""
        material = self.material
        notes = []
        known = material.known
        none = [
            case for case, is_in in zip(known.cases, material.assigned.tolist(), strict=True) if not is_in
        ]
        if none:
            notes.append(
                f"{counted(len(none), 'case')} with a membership of exactly 0.5 in a condition "
                f"{'is' if len(none) == 1 else 'are'} in no truth table row, and so in no choice within "
                f"rows: {listed(none)}."
            )
        if material.dropped:
            notes.append(left_out_note(material.dropped))
        return tuple(notes)

    def _caption(self) -> str:
        name = f"{self.settings.model}: " if self.settings.model else ""
        arrow = "=>" if self.settings.relation == "sufficiency" else "<="
        return f"{name}{self.settings.expression} {arrow} {self.settings.outcome}"

    def __repr__(self) -> str:
        material = self.material
        return (
            f"<CaseSelection {self._caption()}: {counted(len(material.labels), 'term')}, "
            f"{counted(len(material.known.cases), 'case')}>"
        )

    def __str__(self) -> str:
        parts = [f"Cases for case studies\n{self._caption()}", text_table(self.counts)]
        for title, frame in self._shown():
            parts.append(f"{title}\n{text_table(frame, width=40)}")
        return "\n\n".join([*parts, *self.notes])

    def _repr_html_(self) -> str:
        tables = [html_table(self.counts, caption=f"Cases for case studies: {self._caption()}")]
        tables += [html_table(frame, caption=title) for title, frame in self._shown()]
        if self.notes:
            tables.append(html_notes(self.notes))
        return "".join(tables)

    def _shown(self) -> list[tuple[str, pd.DataFrame]]:
        """Return the best three of each kind, the columns that a reader needs."""
        found = []
        hidden = {"member_of"} if self.settings.relation == "sufficiency" else {"typical_of"}
        for kind in SINGLE_KINDS[self.settings.relation][:-1]:
            frame = self.best(kind, n=3)
            if len(frame):
                columns = [name for name in _SHOWN if name in frame.columns and name not in hidden]
                shown = frame[columns].rename(columns=lambda name: name.replace("_", " "))
                for name in shown.select_dtypes(bool):
                    shown[name] = np.where(shown[name], "yes", "no")
                order = _ORDER[self.settings.relation, kind]
                found.append((f"Best cases, {kind}: {order}", shown.set_index(list(shown.columns[:2]))))
        return found


_SHOWN = (
    *("term", "row", "configuration", "rank", "case", "membership", "row_membership", "outcome"),
    *("typical_of", "member_of", "uncovered", "consistent", "score"),
)
#: What goes before the score.
_ORDER = {
    ("sufficiency", "typical"): "those typical of one term only, then lower scores",
    ("sufficiency", "deviant consistency"): "lower scores first",
    ("sufficiency", "deviant coverage"): "by row, consistent ones, then lower scores",
    ("necessity", "typical"): "members of one term only, then lower scores",
    ("necessity", "deviant consistency"): "by row, those in no term, consistent ones, then lower scores",
    ("necessity", "deviant relevance"): "lower scores first",
}


def _order_of_kinds() -> tuple[str, ...]:
    return (
        "typical",
        "deviant for consistency in degree",
        "deviant for consistency in kind",
        "deviant for coverage",
        "covered by another term",
        RELEVANCE,
        "irrelevant",
        "ambiguous",
    )
