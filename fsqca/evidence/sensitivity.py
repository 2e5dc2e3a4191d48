"""What changes where doubtful cells are coded otherwise: each alone, and all combinations."""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fsqca._checks import check_count, counted, unknown_names
from fsqca._display import html_table, text_table
from fsqca._frames import frames_copied
from fsqca.errors import ArgumentTypeError, DataError, FsqcaWarning, TooLargeError
from fsqca.expressions import as_expression
from fsqca.minimization import minimize
from fsqca.minimization.analysis import SolveOptions
from fsqca.robustness.rerun import ModelSet, Rerun
from fsqca.truth_table.building import build_truth_table
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    from fsqca.evidence.coding import Codings

TABLE_OPTIONS = ("consistency", "pri", "frequency", "contradiction", "crossover")


@frames_copied("table", "combinations")
@dataclass(frozen=True, eq=False, repr=False)
class RecodingSensitivity:
    """What doubtful cells do to rows and models.

    Made by :meth:`Codings.sensitivity`.

    Attributes
    ----------
    outcome : str
    conditions : tuple of str
    coder : str
    cases : tuple
        The cases analysed.
    models : tuple of str
        The models with the scores as they are.
    table : DataFrame
        One row per cell and other score: index ``case`` and ``set``; columns ``score``, ``other``, ``row``
        and ``other_row`` (the configuration of the case, None where it is in none), ``codes_changed`` (rows
        coded differently), ``models`` (with the other score, in words), ``same`` (whether they are the same).
    combinations : DataFrame
        All combinations of scores together: one row per set of models, columns ``models``, ``n``, ``share``.
    n_combinations : int
    filled : bool
        Whether cells without evidence took every level.
    """

    outcome: str
    conditions: tuple[str, ...]
    coder: str
    cases: tuple[Any, ...]
    models: tuple[str, ...]
    table: pd.DataFrame
    combinations: pd.DataFrame
    n_combinations: int
    filled: bool

    @property
    def share_same(self) -> float:
        """Share of the combinations with the models of the scores as they are; NaN with filled cells."""
        if self.filled:
            return float("nan")
        same = self.combinations["models"] == _words(self.models)
        return float(self.combinations.loc[same, "share"].sum())

    @property
    def notes(self) -> tuple[str, ...]:
        """What was done and what came out."""
        first = (
            f"{counted(len(self.cases), 'case')} analysed; {counted(len(self.table), 'recoding')} of single "
            f"cells, {counted(self.n_combinations, 'combination')} of all."
        )
        notes = [first]
        if self.filled:
            notes.append(
                "Cells without evidence took every level of their rubric, so that what they could change is "
                "bounded; none of these scores is a finding."
            )
        else:
            notes.append(f"The same models in {self.share_same:.0%} of the combinations.")
        return tuple(notes)

    def __repr__(self) -> str:
        return (
            f"<RecodingSensitivity for {self.outcome}: {counted(len(self.cases), 'case')}, "
            f"{counted(self.n_combinations, 'combination')}, "
            f"{counted(len(self.combinations), 'set')} of models>"
        )

    @property
    def _head(self) -> str:
        return f"Recoding of doubtful cells for {self.outcome} ({self.coder}); now {_words(self.models)}"

    def __str__(self) -> str:
        parts = [self._head]
        if len(self.table):
            parts.append(text_table(self.table.reset_index(), digits=2))
        parts += ["All combinations", text_table(self.combinations, digits=2), "\n".join(self.notes)]
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        first = html_table(self.table.reset_index(), caption=self._head, digits=2) if len(self.table) else ""
        return first + html_table(self.combinations, caption="All combinations", notes=self.notes, digits=2)


def recode(
    codings: Codings,
    outcome: str,
    conditions: list[str],
    coder: str,
    fill: bool,
    most: int,
    options: dict[str, Any],
) -> RecodingSensitivity:
    """Return what other scores of doubtful cells change; see :meth:`Codings.sensitivity`."""
    most = check_count("max_combinations", most)
    if not isinstance(fill, bool):
        raise ArgumentTypeError(f"fill must be True or False, not {fill!r}.")
    names = [*conditions, *as_expression(outcome).used]
    allowed = [*TABLE_OPTIONS, "solution", "expectations", *SolveOptions.__annotations__]
    unknown = [name for name in options if name not in allowed]
    if unknown:
        raise unknown_names("option", unknown, allowed, "sensitivity()")
    coverage = codings.coverage(outcome, conditions, coder)
    data = codings.data(coder)[names]
    if not fill:
        data = data.loc[coverage["complete"].to_numpy()]
    else:
        # A case with no score at all says nothing, whatever is filled in.
        data = data.loc[data.notna().any(axis=1)]
    if data.empty:
        raise DataError(
            f"No case has a score on all of {', '.join(names)}, so there is nothing to analyse; coverage() "
            "shows what is lacking."
        )
    choices = _choices(codings, coder, data, fill)
    number = int(np.prod([len(values) for values in choices.values()], dtype=object)) if choices else 1
    if number > most:
        raise TooLargeError(
            f"The doubtful cells can be scored in {number} ways together; at most {most} are looked at. "
            "Raise max_combinations, or analyse fewer sets."
        )
    solver = _Solver(outcome, conditions, options)
    base = None if fill else solver(data)
    rows = [
        _single(solver, data, base, case, name, value)
        for (case, name), values in choices.items()
        for value in values[1:]
        if base is not None
    ]
    seen: Counter[str] = Counter()
    for combination in itertools.product(*choices.values()):
        changed = data.copy()
        for (case, name), value in zip(choices, combination, strict=True):
            changed.loc[case, name] = value
        seen[_words(solver(changed)[1])] += 1
    together = pd.DataFrame(
        [(text, count, count / number) for text, count in seen.most_common()],
        columns=pd.Index(["models", "n", "share"]),
    )
    columns = ["case", "set", "score", "other", "row", "other_row", "codes_changed", "models", "same"]
    table = pd.DataFrame(rows, columns=pd.Index(columns), dtype=object).set_index(["case", "set"])
    table = table.astype({"score": "float64", "other": "float64", "same": bool})
    return RecodingSensitivity(
        outcome,
        tuple(conditions),
        coder,
        tuple(data.index),
        () if base is None else base[1],
        table,
        together,
        number,
        fill,
    )


def _choices(
    codings: Codings, coder: str, data: pd.DataFrame, fill: bool
) -> dict[tuple[Any, str], list[float]]:
    """Return the scores that each open cell can take, its own first."""
    made: dict[tuple[Any, str], list[float]] = {}
    own = codings.cells[codings.cells["coder"] == coder].set_index(["case", "set"])
    for case in data.index:
        for name in data.columns:
            value = data.loc[case, name]
            if pd.isna(value):
                made[case, name] = list(codings.rubrics[name].levels)
                continue
            cell = own.loc[(case, name)]
            levels = list(codings.rubrics[name].levels)
            others = list(cell["alternatives"])
            if not others and cell["doubtful"]:
                # In doubt without saying between what: the neighbouring levels.
                at = int(np.argmin([abs(level - value) for level in levels]))
                others = [levels[i] for i in (at - 1, at + 1) if 0 <= i < len(levels)]
            if others:
                made[case, name] = [float(value), *(other for other in others if other != value)]
    return made


class _Solver:
    """Builds a truth table and its models, and remembers them."""

    def __init__(self, outcome: str, conditions: list[str], options: dict[str, Any]) -> None:
        self.outcome = outcome
        self.conditions = conditions
        own = dict(options)
        self.kind = own.pop("solution", "parsimonious")
        self.table_options = {name: own.pop(name) for name in TABLE_OPTIONS if name in own}
        self.options = own
        self._rerun: Rerun | None = None

    def __call__(self, data: pd.DataFrame) -> tuple[TruthTable, tuple[str, ...]]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FsqcaWarning)
            table = build_truth_table(data, self.outcome, self.conditions, **self.table_options)
            if self._rerun is None:
                self._rerun = Rerun(minimize(table, self.kind, **self.options))
            found: ModelSet = self._rerun.models(table.corners, table.codes)
        return table, tuple(sorted(str(model.expression) for model in found.solution.models))


def _single(
    solver: _Solver,
    data: pd.DataFrame,
    base: tuple[TruthTable, tuple[str, ...]],
    case: object,
    name: str,
    value: float,
) -> tuple[object, ...]:
    changed = data.copy()
    changed.loc[case, name] = value
    table, models = solver(changed)
    before = dict(zip(base[0].numbers, base[0].codes.tolist(), strict=True))
    after = dict(zip(table.numbers, table.codes.tolist(), strict=True))
    apart = sorted(row for row in {*before, *after} if before.get(row, "?") != after.get(row, "?"))
    return (
        case,
        name,
        float(dict(zip(data.index, data[name].tolist(), strict=True))[case]),
        value,
        _row(base[0], case),
        _row(table, case),
        tuple(apart),
        _words(models),
        models == base[1],
    )


def _row(table: TruthTable, case: object) -> int | None:
    return next((number for number in table.numbers if case in table.cases(number)), None)


def _words(models: Sequence[str]) -> str:
    return " or ".join(models) if models else "no model"


__all__ = ["RecodingSensitivity", "recode"]
