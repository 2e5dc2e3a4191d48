"""A page on one case: its answers, scores, memberships, row, recipes, roles, and what it carries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import listed
from fsqca._display import html_heading, html_notes, html_table, text_table
from fsqca._frames import as_frame, frames_copied
from fsqca._types import CaseId
from fsqca.calibration import Calibrated
from fsqca.cases.influence import CaseInfluence, influence_of
from fsqca.cases.material import behind, row_memberships
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from fsqca.fit.cases import case_frame
from fsqca.minimization.analysis import Solutions
from fsqca.minimization.solution import Solution
from fsqca.reading import StudyData
from fsqca.survey import ConstructScores
from fsqca.truth_table.table import TruthTable

#: Cases of the same row that a printed page names.
_NAMED = 12


@frames_copied("answers", "scores", "memberships", "row", "roles")
@dataclass(frozen=True, eq=False, repr=False)
class CaseReport:
    """All that is known of one case. Made by :func:`fsqca.cases.case_report`.

    Attributes
    ----------
    case : object
        The case id.
    answers : DataFrame or None
        Index the column: ``answer`` (its label where it has one), and before it ``question``, the label of
        the column, where the data have labels.
    scores : DataFrame or None
        Index the construct: ``score``, and over all cases ``mean`` and ``share_below``, the share of cases
        with a lower score.
    memberships : DataFrame or None
        Index the set: ``raw`` (where it was calibrated from one column) and ``membership``.
    row : DataFrame or None
        One row: the configuration that the case is in, with its ``membership`` there, ``out``, ``n``,
        ``consistency`` and ``pri``. Empty where the case is in none.
    neighbours : tuple
        The other cases of that row.
    roles : DataFrame or None
        One row per solution, model and term, ``"solution"`` last: ``membership``, ``outcome``, ``kind`` (see
        :attr:`fsqca.Fit.cases`) and ``unique``.
    influence : CaseInfluence or None
        What changes when the case leaves.
    notes : tuple of str
        Where the case is not found, and what could not be said.
    """

    case: Any
    answers: pd.DataFrame | None = None
    scores: pd.DataFrame | None = None
    memberships: pd.DataFrame | None = None
    row: pd.DataFrame | None = None
    neighbours: tuple[Any, ...] = ()
    roles: pd.DataFrame | None = None
    influence: CaseInfluence | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def recipes(self) -> pd.DataFrame:
        """The terms in which the case has a membership above 0.5: rows of `roles`."""
        if self.roles is None:
            return pd.DataFrame(
                columns=["solution", "model", "term", "membership", "outcome", "kind", "unique"]
            )
        inside = (self.roles["membership"] > 0.5 + 1e-9) & (self.roles["term"] != "solution")
        return self.roles[inside].reset_index(drop=True)

    def _parts(self) -> list[tuple[str, pd.DataFrame, tuple[str, ...]]]:
        """Return titles, tables and the notes below them."""
        parts: list[tuple[str, pd.DataFrame, tuple[str, ...]]] = []
        if self.answers is not None:
            parts.append(("Answers", self.answers, ()))
        if self.scores is not None:
            parts.append(("Scores", self.scores.rename(columns={"share_below": "share below"}), ()))
        if self.memberships is not None:
            parts.append(("Memberships", self.memberships, ()))
        if self.row is not None:
            parts.append(
                (
                    "Truth table row",
                    self.row.rename(columns={"pri": "PRI"}),
                    (self._neighbours(),) if len(self.row) else (),
                )
            )
        if self.roles is not None:
            shown = self.roles.assign(unique=np.where(self.roles["unique"], "yes", "no"))
            parts.append(("Role in the solutions", shown.set_index(["solution", "model", "term"]), ()))
        return parts

    def _neighbours(self) -> str:
        if not self.neighbours:
            return "No other case is in this row."
        verb = "case is" if len(self.neighbours) == 1 else "cases are"
        return f"{len(self.neighbours)} other {verb} in this row: {listed(self.neighbours, _NAMED)}."

    def __repr__(self) -> str:
        known = [title.lower() for title, _, _ in self._parts()]
        known += [] if self.influence is None else ["influence"]
        return f"<CaseReport {self.case!r}: {', '.join(known)}>"

    def __str__(self) -> str:
        parts = [f"Case {self.case}"]
        for title, frame, notes in self._parts():
            parts.append("\n".join([title, text_table(frame, width=60), *notes]))
        if self.influence is not None:
            lines = [*self.influence.sentences, *self.influence.notes]
            parts.append("\n".join(["Without this case", *lines]))
        return "\n\n".join([*parts, *self.notes])

    def _repr_html_(self) -> str:
        parts = [html_heading(f"Case {self.case}")]
        parts += [html_table(frame, caption=title, notes=notes) for title, frame, notes in self._parts()]
        if self.influence is not None:
            parts.append(html_heading("Without this case"))
            parts.append(html_notes([*self.influence.sentences, *self.influence.notes]))
        if self.notes:
            parts.append(html_notes(self.notes))
        return f'<div class="fsqca-result">{"".join(parts)}</div>'


def case_report(
    case: CaseId,
    *sources: object,
    influence: bool = True,
) -> CaseReport:
    """Return all that is known of one case.

    Parameters
    ----------
    case : object
        The case id, as it stands in the index of the data.
    *sources : StudyData, DataFrame, ConstructScores, Calibrated, TruthTable, Solution or Solutions
        Whatever there is, in any order: raw answers (``read()``, or a frame), scores
        (``score_constructs()``), memberships (``calibrate()``), the truth table and solutions. The table
        behind a solution need not be given.
    influence : bool, default True
        Whether to compute what changes when the case leaves. Needs a truth table that holds its cases;
        solutions are minimized again with their own settings.

    Returns
    -------
    CaseReport

    Raises
    ------
    UnknownNameError
        If no source has such a case.
    ArgumentError
        If nothing is given, two sources of the same kind, or solutions of different truth tables.
    ArgumentTypeError
        If a source is none of these.

    Notes
    -----
    Leaving a case out is exact: its part is subtracted from the sums of every row of the truth table, rows
    without a case left are no longer observed, and the rest is coded and minimized anew. Anchors of
    calibration stay what they are, also those that were found in the data.

    A case that changes a result when it leaves is not a wrong case. It says how much the result rests on it.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> from fsqca.cases import case_report
    >>> data = pd.DataFrame(
    ...     {"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.7, 0.3, 0.2]},
    ...     index=["Ash", "Elm", "Fir", "Oak"],
    ... )
    >>> solution = fq.minimize(fq.build_truth_table(data, "Y"), "conservative")
    >>> page = case_report("Elm", solution)
    >>> page
    <CaseReport 'Elm': memberships, truth table row, role in the solutions, influence>
    >>> for sentence in page.influence.sentences:
    ...     print(sentence)
    Row 3 (1 0) goes from 1 to unobserved: n from 1 to 0, consistency from 0.923 to undefined.
    The conservative models change: 1 term lost (A); 1 term gained (A*B).
    """
    if not sources:
        raise ArgumentError(
            "Nothing is known of the case: pass answers, scores, memberships, a truth table or solutions."
        )
    given = _sorted(sources)
    table = given.table
    seen: list[str] = []
    absent: list[str] = []

    def has(index: pd.Index[Any], what: str) -> bool:
        found = bool((index == case).any())
        (seen if found else absent).append(what)
        return found

    answers = scores = memberships = row = roles = None
    neighbours: tuple[Any, ...] = ()
    if given.answers is not None and has(as_frame(given.answers).index, "the answers"):
        answers = _answers(case, given.answers)
    if given.scores is not None and has(given.scores.data.index, "the scores"):
        scores = _scores(case, given.scores)
    if given.calibrated is not None and has(given.calibrated.data.index, "the memberships"):
        memberships = _memberships(case, given.calibrated)
    notes: list[str] = []
    change = None
    if table is not None and table.evidence is None:
        notes.append("The truth table does not hold its cases, so it says nothing of this one.")
    elif (
        table is not None and table.evidence is not None and has(table.evidence.sets.cases, "the truth table")
    ):
        if memberships is None:
            memberships = _memberships_of(case, table)
        row, neighbours = _row(case, table)
        roles = _roles(case, given.solutions) if given.solutions else None
        if influence and len(table.evidence.outcome) > 1:
            change = influence_of(case, table, given.solutions)
    if not seen:
        raise UnknownNameError(f"There is no case {case!r} in {' or '.join(absent)}." if absent else notes[0])
    for what in absent:
        reason = _reason(case, what, given)
        notes.append(f"The case is not in {what}{reason}.")
    if row is not None and len(row) == 0:
        notes.append(
            "The case has a membership of exactly 0.5 in a condition, so it is in no row of the truth table."
        )
    return CaseReport(case, answers, scores, memberships, row, neighbours, roles, change, tuple(notes))


@dataclass(slots=True)
class _Given:
    answers: object = None
    scores: ConstructScores | None = None
    calibrated: Calibrated | None = None
    table: TruthTable | None = None
    solutions: tuple[Solution, ...] = ()


def _sorted(sources: Iterable[object]) -> _Given:
    given = _Given()
    tables: list[TruthTable] = []
    solutions: list[Solution] = []
    for source in sources:
        if isinstance(source, Solution):
            solutions.append(source)
        elif isinstance(source, Solutions):
            solutions += [source.conservative, source.intermediate, source.parsimonious]
        elif isinstance(source, TruthTable):
            tables.append(source)
        else:
            name = _kind_of(source)
            if getattr(given, name) is not None:
                raise ArgumentError(f"There are two sources of {name}: pass one of them.")
            setattr(given, name, source)
    tables += [one.truth_table for one in solutions]
    different = {id(one): one for one in tables}
    if len(different) > 1:
        raise ArgumentError(
            f"The sources come from {len(different)} different truth tables. Make one page for each: "
            f"{listed([one.settings.outcome for one in different.values()])}."
        )
    given.table = tables[0] if tables else None
    given.solutions = tuple(solutions)
    return given


def _kind_of(source: object) -> str:
    if isinstance(source, ConstructScores):
        return "scores"
    if isinstance(source, Calibrated):
        return "calibrated"
    if isinstance(source, StudyData | pd.DataFrame):
        return "answers"
    raise ArgumentTypeError(
        "A source must be a StudyData, DataFrame, ConstructScores, Calibrated, TruthTable, Solution or "
        f"Solutions, not {type(source).__name__}."
    )


def _answers(case: CaseId, source: object) -> pd.DataFrame:
    frame = as_frame(source)
    labels: Any = source.labels if isinstance(source, StudyData) else {}
    values = []
    for column in frame.columns:
        own = source.labelled(column) if isinstance(source, StudyData) else frame[column]
        value = own.loc[case]
        missing = pd.isna(value)
        whole = isinstance(value, float) and not missing and float(value).is_integer()
        values.append("-" if missing else str(int(value)) if whole else str(value))
    names = pd.Index([str(column) for column in frame.columns], name="column")
    questions = {"question": [labels.get(column, "") for column in frame.columns]} if labels else {}
    return pd.DataFrame({**questions, "answer": values}, index=names)


def _scores(case: CaseId, scores: ConstructScores) -> pd.DataFrame:
    data = scores.data
    own: Any = data.loc[case].astype(float)
    known = own.notna().to_numpy()
    # A share among those that have a score; undefined where the case has none.
    below = np.where(known, (data < own).sum() / data.notna().sum(), np.nan)
    return pd.DataFrame({"score": own, "mean": data.mean(), "share_below": below}).rename_axis("construct")


def _memberships(case: CaseId, calibrated: Calibrated) -> pd.DataFrame:
    own = calibrated.data.loc[case].astype(float)
    columns = calibrated.settings.columns
    given = calibrated.raw.loc[case].to_dict()
    raw = [float(given.get(columns.get(name), np.nan)) for name in calibrated.data.columns]
    return pd.DataFrame({"raw": raw, "membership": own.to_numpy()}, index=pd.Index(own.index, name="set"))


def _memberships_of(case: CaseId, table: TruthTable) -> pd.DataFrame:
    own = table.evidence
    if own is None:  # pragma: no cover - asked before
        raise ArgumentError("The truth table does not hold its cases.")
    at = int(np.flatnonzero(own.sets.cases == case)[0])
    names = [*own.sets.names, table.settings.outcome]
    values = [*own.sets.values[at].tolist(), float(own.outcome[at])]
    return pd.DataFrame({"membership": values}, index=pd.Index(names, name="set"))


def _row(case: CaseId, table: TruthTable) -> tuple[pd.DataFrame, tuple[Any, ...]]:
    own = table.evidence
    if own is None:  # pragma: no cover - asked before
        raise ArgumentError("The truth table does not hold its cases.")
    at = int(np.flatnonzero(own.sets.cases == case)[0])
    where = int(own.position[at])
    columns = [*table.conditions, "membership", "out", "n", "consistency", "pri"]
    if where < 0:
        return pd.DataFrame(columns=columns, index=pd.Index([], name="row")), ()
    undefined = np.isnan(own.sets.values[at])
    corner = [
        "-" if bad else value for bad, value in zip(undefined, table.corners[where].tolist(), strict=True)
    ]
    n = float(table.n[where])
    values: list[object] = [
        *corner,
        float(row_memberships(own.sets.values[[at]], table.corners[[where]], table.level_counts)[0]),
        str(table.codes[where]),
        int(n) if n.is_integer() else n,
        float(table.consistency[where]),
        float(table.pri[where]),
    ]
    frame = pd.DataFrame([values], columns=columns, index=pd.Index([table.numbers[where]], name="row"))
    same = np.flatnonzero(own.position == where)
    others = tuple(own.sets.cases[one] for one in same.tolist() if one != at)
    return frame, others


def _roles(case: CaseId, solutions: tuple[Solution, ...]) -> pd.DataFrame:
    parts = []
    for solution in solutions:
        for model in solution.models:
            material = behind(model)
            frame = case_frame(material.known, material.labels, "sufficiency")
            frame = frame[[own == case for own in frame["case"].tolist()]].drop(columns="case")
            parts.append(frame.assign(solution=solution.kind, model=model.name))
    columns = ["solution", "model", "term", "membership", "outcome", "kind", "unique"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _reason(case: CaseId, what: str, given: _Given) -> str:
    dropped: tuple[Any, ...] = ()
    if what == "the memberships" and given.calibrated is not None:
        dropped = given.calibrated.dropped
    if what == "the truth table" and given.table is not None:
        dropped = given.table.dropped
    return ": a value was missing" if case in dropped else ""
