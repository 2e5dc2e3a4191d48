"""Scores with their evidence and reason, cell by cell and coder by coder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed, unknown_names
from fsqca._frames import as_frame, frames_copied
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.evidence.agreement import Agreement, agreement_of
from fsqca.evidence.rubric import Rubric
from fsqca.expressions import Expression, as_expression

if TYPE_CHECKING:
    from fsqca.evidence.sensitivity import RecodingSensitivity

COLUMNS = ("case", "set", "score", "evidence", "reason")
OPTIONAL = ("coder", "doubtful", "alternatives")
#: A score may differ from a level of the rubric by this much: files hold rounded numbers.
NEAR = 1e-9
ONLY = "coder"


@frames_copied("cells")
@dataclass(frozen=True, eq=False, repr=False)
class Codings:
    """Scores of cases on sets, each with its evidence and the reason.

    Made by :func:`code_evidence`. A cell is *scored*, or *no evidence* (the evidence does not carry a score),
    or *not coded* (nobody looked). No evidence is not absence, and is never turned into 0.

    Attributes
    ----------
    cells : DataFrame
        One row per coder, case and set: columns ``coder``, ``case``, ``set``, ``score`` (NaN for no
        evidence), ``evidence``, ``reason``, ``doubtful``, ``alternatives`` (other scores that could be
        defended, as a tuple).
    rubrics : dict of str to Rubric
    cases, sets, coders : tuple
    """

    cells: pd.DataFrame
    rubrics: Mapping[str, Rubric]
    cases: tuple[Any, ...]
    sets: tuple[str, ...]
    coders: tuple[str, ...]

    def data(self, coder: str | None = None) -> pd.DataFrame:
        """Return the memberships, cases by sets, NaN where there is no evidence or nothing was coded.

        Parameters
        ----------
        coder : str, optional
            Needed where there is more than one.
        """
        return self._wide("score", self._coder(coder))

    def status(self, coder: str | None = None) -> pd.DataFrame:
        """Return what every cell is: "scored", "doubtful", "no evidence" or "not coded"."""
        own = self.cells[self.cells["coder"] == self._coder(coder)]
        words = np.where(own["score"].isna(), "no evidence", np.where(own["doubtful"], "doubtful", "scored"))
        wide = own.assign(word=words).set_index(["case", "set"])["word"].unstack("set")  # noqa: PD010
        made = wide.reindex(index=list(self.cases), columns=list(self.sets)).fillna("not coded")
        return made.rename_axis(columns=None)

    def cell(self, case: object, name: str, coder: str | None = None) -> pd.Series:
        """Return everything about one cell.

        Raises
        ------
        UnknownNameError
            If there is no such case or set.
        ArgumentError
            If the cell was not coded.
        """
        if case not in self.cases:
            raise unknown_names("case", [case], list(self.cases), "the codings")
        if name not in self.sets:
            raise unknown_names("set", [name], list(self.sets), "the codings")
        own = self.cells[
            (self.cells["coder"] == self._coder(coder))
            & (self.cells["case"] == case)
            & (self.cells["set"] == name)
        ]
        if own.empty:
            raise ArgumentError(f"{case!r} was not coded on {name!r}.")
        return own.iloc[0]

    def _coder(self, coder: str | None) -> str:
        if coder is None:
            if len(self.coders) > 1:
                raise ArgumentError(
                    f"There are {len(self.coders)} codings: name one with coder ({listed(self.coders)})."
                )
            return self.coders[0]
        if coder not in self.coders:
            raise unknown_names("coder", [coder], list(self.coders), "the codings")
        return coder

    def _wide(self, what: str, coder: str) -> pd.DataFrame:
        own = self.cells[self.cells["coder"] == coder]
        wide = own.set_index(["case", "set"])[what].unstack("set")  # noqa: PD010
        made = wide.reindex(index=list(self.cases), columns=list(self.sets)).astype("float64")
        return made.rename_axis(columns=None)

    def agreement(self, coders: Sequence[str] | None = None) -> Agreement:
        """Return how far the codings agree.

        Parameters
        ----------
        coders : sequence of str, optional
            Default: all. At least two.
        """
        chosen = list(self.coders if coders is None else coders)
        unknown = [name for name in chosen if name not in self.coders]
        if unknown:
            raise unknown_names("coder", unknown, list(self.coders), "the codings")
        if len(set(chosen)) < 2:
            raise ArgumentError("Agreement needs at least two codings.")
        coded = {name: self.status(name) != "not coded" for name in chosen}
        return agreement_of({name: self.data(name) for name in chosen}, coded)

    def coverage(
        self, outcome: str | Expression, conditions: Sequence[str], coder: str | None = None
    ) -> pd.DataFrame:
        """Return which cases can be analysed, and what keeps the others out.

        Index ``case``; columns ``complete``, ``lacking`` (the sets without a score).
        """
        if isinstance(conditions, str):
            raise ArgumentError(
                f"conditions must be a sequence of names, not the string {conditions!r}: write "
                f"[{conditions!r}]."
            )
        names = [*conditions, *as_expression(outcome).used]
        unknown = [name for name in names if name not in self.sets]
        if unknown:
            raise unknown_names("set", unknown, list(self.sets), "the codings")
        data = self.data(coder)[names]
        lacking = [tuple(name for name in names if pd.isna(row[name])) for _, row in data.iterrows()]
        index = pd.Index(list(self.cases), name="case")
        return pd.DataFrame({"complete": [not each for each in lacking], "lacking": lacking}, index=index)

    def sensitivity(
        self,
        outcome: str | Expression,
        conditions: Sequence[str],
        *,
        coder: str | None = None,
        fill: bool = False,
        max_combinations: int = 20_000,
        **options: Any,
    ) -> RecodingSensitivity:
        """Return what changes where doubtful cells are coded otherwise.

        Parameters
        ----------
        outcome, conditions
            As for :func:`fsqca.build_truth_table`.
        coder : str, optional
        fill : bool, default False
            Whether cells without evidence may take every level of their rubric too. Without it, cases that
            lack a score stay out.
        max_combinations : int, default 20 000
            Combinations of recodings that are looked at; with more there is an error that says how many.
        **options
            Cut-offs of :func:`fsqca.build_truth_table`, and ``solution``, ``expectations`` and other options
            of :func:`fsqca.minimize`.
        """
        from fsqca.evidence.sensitivity import recode

        # Looks at the names too.
        self.coverage(outcome, conditions, self._coder(coder))
        return recode(
            self, str(outcome), list(conditions), self._coder(coder), fill, max_combinations, options
        )

    @property
    def table(self) -> pd.DataFrame:
        """The scores of all coders: index ``case``, columns by coder and set."""
        return pd.concat({name: self.data(name) for name in self.coders}, axis=1)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know: cells without evidence, without coding, in doubt."""
        notes = []
        for name in self.coders:
            words = self.status(name).to_numpy().ravel().tolist()
            parts = [
                f"{words.count(word)} {word}"
                for word in ("scored", "doubtful", "no evidence", "not coded")
                if words.count(word)
            ]
            notes.append(f"{name}: {counted(len(words), 'cell')}: {', '.join(parts)}.")
        notes.append("No evidence is not absence: such cells hold no membership.")
        return tuple(notes)

    def __repr__(self) -> str:
        return (
            f"<Codings: {counted(len(self.cases), 'case')}, {counted(len(self.sets), 'set')}, "
            f"{counted(len(self.coders), 'coder')}>"
        )

    def __str__(self) -> str:
        parts = [f"{name}\n{_display.text_table(self.marked(name))}" for name in self.coders]
        return "\n\n".join([repr(self)[1:-1], *parts, "\n".join(self.notes)])

    def marked(self, coder: str) -> pd.DataFrame:
        """Return the scores of one coder as text, doubtful ones with a question mark."""
        scores, status = self.data(coder), self.status(coder)
        marked = scores.astype(object)
        for case in scores.index:
            for name in scores.columns:
                word = status.loc[case, name]
                value = scores.loc[case, name]
                marked.loc[case, name] = (
                    f"{value:g}" if word == "scored" else f"{value:g}?" if word == "doubtful" else word
                )
        return marked.rename_axis(index=None)

    def _repr_html_(self) -> str:
        blocks = "".join(_display.html_table(self.marked(name), caption=name) for name in self.coders)
        return _display.html_heading(repr(self)[1:-1]) + blocks + _display.html_notes(self.notes)


def code_evidence(
    codings: object, rubrics: Mapping[str, Rubric] | Sequence[Rubric], *, cases: Sequence[Any] | None = None
) -> Codings:
    """Return scores given to evidence, checked against a rubric.

    Parameters
    ----------
    codings : DataFrame
        One row per cell: columns ``case``, ``set``, ``score`` (a level of the rubric; blank for "no
        evidence"), ``evidence`` (what was found, quoted or paraphrased; may be blank where there is no
        score) and ``reason`` (why it counts as that level, or why it carries no score). Optional ``coder``,
        ``doubtful`` (true or false) and ``alternatives`` (other scores that could be defended, separated by
        semicolons).
    rubrics : mapping of str to Rubric, or sequence of Rubric
    cases : sequence, optional
        All cases, also those without a row. Default: those in the codings.

    Returns
    -------
    Codings

    Raises
    ------
    DataError
        If a column is missing, a cell is coded twice by one coder, a score is not a level of the rubric, a
        score has no evidence or a cell no reason, or a set has no rubric. The cells are named.

    Examples
    --------
    >>> rubric = Rubric("NET", {0: "no partners", 0.33: "few", 0.67: "several", 1: "service partners"})
    >>> rows = pd.DataFrame(
    ...     {
    ...         "case": ["Alpha", "Beta"],
    ...         "set": ["NET", "NET"],
    ...         "score": [0.67, None],
    ...         "evidence": ["works with two institutes", ""],
    ...         "reason": ["several, none for services", "the interview did not touch partners"],
    ...     }
    ... )
    >>> codings = code_evidence(rows, [rubric])
    >>> codings
    <Codings: 2 cases, 1 set, 1 coder>
    >>> codings.status()["NET"].to_dict()
    {'Alpha': 'scored', 'Beta': 'no evidence'}
    """
    if isinstance(codings, pd.DataFrame):
        # Codings of several coders are often put below each other; their index means nothing.
        codings = codings.reset_index(drop=True)
    frame = as_frame(codings, "codings")
    lacking = [name for name in COLUMNS if name not in frame.columns]
    if lacking:
        raise unknown_names("column", lacking, list(map(str, frame.columns)), "codings")
    known = _rubrics(rubrics)
    cells = frame.reset_index(drop=True)[[*COLUMNS, *(name for name in OPTIONAL if name in frame.columns)]]
    for name, default in (("coder", ONLY), ("doubtful", False), ("alternatives", None)):
        if name not in cells.columns:
            cells[name] = default
    for name in ("evidence", "reason"):
        cells[name] = cells[name].fillna("").astype(str).str.strip()
    cells["doubtful"] = [_flag(value) for value in cells["doubtful"]]
    cells["score"] = [_number(value, "score") for value in cells["score"]]
    cells["alternatives"] = [_numbers(value) for value in cells["alternatives"]]
    for name in ("case", "set", "coder"):
        empty = np.flatnonzero(cells[name].isna().to_numpy())
        if len(empty):
            raise DataError(
                f"codings has no {name} in {counted(len(empty), 'row')} (position {listed(empty.tolist())}). "
                "Every row is about one cell: name its case, its set and its coder."
            )
    cells["coder"] = cells["coder"].astype(str)
    _check_cells(cells, known)
    cells["score"] = [_level(v, known[name]) for v, name in zip(cells["score"], cells["set"], strict=True)]
    cells["alternatives"] = [
        tuple(_level(each, known[name]) for each in own)
        for own, name in zip(cells["alternatives"], cells["set"], strict=True)
    ]
    coders = tuple(str(name) for name in cells["coder"].unique())
    found = list(dict.fromkeys(cells["case"].tolist()))
    if cases is None:
        cases = found
    else:
        twice = sorted({str(case) for case in cases if list(cases).count(case) > 1})
        if twice:
            raise ArgumentError(f"cases names {listed(twice)} more than once.")
        strange = [case for case in found if case not in list(cases)]
        if strange:
            raise unknown_names("case", strange, list(cases), "cases")
    sets = tuple(name for name in known if name in set(cells["set"]))
    columns = ["coder", *COLUMNS, "doubtful", "alternatives"]
    return Codings(cells[columns], {name: known[name] for name in sets}, tuple(cases), sets, coders)


def _rubrics(rubrics: object) -> dict[str, Rubric]:
    given = list(rubrics.values()) if isinstance(rubrics, Mapping) else rubrics
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise ArgumentTypeError("rubrics must be a mapping of sets to Rubric, or a sequence of Rubric.")
    wrong = [each for each in given if not isinstance(each, Rubric)]
    if wrong:
        raise ArgumentTypeError(f"rubrics must hold Rubric, not {type(wrong[0]).__name__}.")
    names = [each.name for each in given]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ArgumentError(f"rubrics has {listed(twice)} more than once.")
    return {each.name: each for each in given}


def _flag(value: object) -> bool:
    if value is None or (isinstance(value, float) and np.isnan(value)) or value == "":
        return False
    if isinstance(value, bool | np.bool_):
        return bool(value)
    word = str(value).strip().lower()
    if word in ("true", "yes", "1", "1.0", "x"):
        return True
    if word in ("false", "no", "0", "0.0"):
        return False
    raise DataError(f"doubtful holds {value!r}, but it must be true or false.")


def _number(value: object, name: str) -> float:
    if value is None or value == "" or (isinstance(value, float) and np.isnan(value)) or value is pd.NA:
        return float("nan")
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise DataError(
            f"{name} holds {value!r}, which is not a number. Leave it blank where there is no evidence."
        ) from None


def _numbers(value: object) -> tuple[float, ...]:
    if isinstance(value, tuple | list):
        return tuple(_number(each, "alternatives") for each in value)
    if value is None or value == "" or (isinstance(value, float) and np.isnan(value)) or value is pd.NA:
        return ()
    return tuple(_number(each.strip(), "alternatives") for each in str(value).split(";") if each.strip())


def _level(value: float, rubric: Rubric) -> float:
    """Return the level of the rubric that a score stands for: scores that mean the same are the same."""
    return value if np.isnan(value) else min(rubric.levels, key=lambda level: abs(level - value))


def _check_cells(cells: pd.DataFrame, rubrics: Mapping[str, Rubric]) -> None:
    unknown = [name for name in dict.fromkeys(cells["set"].tolist()) if name not in rubrics]
    if unknown:
        raise DataError(f"There is no rubric for {listed(unknown)}. Rubrics: {listed(rubrics, 20)}.")
    keys = cells[["coder", "case", "set"]]
    twice = keys[keys.duplicated()]
    if len(twice):
        raise DataError(f"Coded more than once by the same coder: {_named(twice)}.")
    for record in cells.to_dict("records"):
        where = f"{record['case']!r} on {record['set']!r}"
        levels = list(rubrics[record["set"]].levels)
        for value, word in (
            (record["score"], "score"),
            *((v, "alternative") for v in record["alternatives"]),
        ):
            if not np.isnan(value) and not any(abs(value - level) < NEAR for level in levels):
                raise DataError(
                    f"The {word} {value:g} of {where} is no level of its rubric ({listed(levels, 10)})."
                )
        if not np.isnan(record["score"]) and not record["evidence"]:
            raise DataError(
                f"The score of {where} has no evidence. Write what was found, or leave the score blank."
            )
        if not record["reason"]:
            raise DataError(f"The cell {where} has no reason. Say why it has this score, or why it has none.")
        if any(np.isnan(value) for value in record["alternatives"]):
            raise DataError(f"The alternatives of {where} hold a blank; they must be levels of its rubric.")
        if record["alternatives"] and np.isnan(record["score"]):
            raise DataError(f"The cell {where} has alternatives, but no score that they would replace.")


def _named(frame: pd.DataFrame) -> str:
    return listed([f"{case} on {name}" for case, name in zip(frame["case"], frame["set"], strict=True)])
