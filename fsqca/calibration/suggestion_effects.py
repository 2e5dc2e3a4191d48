"""What suggested anchors do to a truth table: rows, codes, consistencies, and the cases that move."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from fsqca._checks import counted, listed
from fsqca._display import html_table, text_table
from fsqca._frames import as_frame
from fsqca._types import CaseId, Floats
from fsqca.calibration.anchors import SIX, THREE, named_anchors
from fsqca.calibration.direct import Direct
from fsqca.errors import ArgumentError, CrossoverWarning, DataError

if TYPE_CHECKING:
    from fsqca.calibration.suggestions import AnchorSuggestions
    from fsqca.truth_table import TruthTable

COLUMNS: Final = (
    "reference", "above_half", "rows", "rows_1", "rows_recoded", "consistency_change", "cases_moved",
    "unassigned",
)  # fmt: skip
ROW_COLUMNS: Final = (
    "n", "consistency", "out", "n_reference", "consistency_reference", "out_reference",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnchorEffects:
    """What suggested anchors do to a truth table; see :meth:`AnchorSuggestions.effects`.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per set and suggestion, index `set`, `suggestion`; columns

        - `reference`: what it is compared with: ``"as calibrated"``, or the first suggestion of a variable
          that has not been calibrated; its own row comes first;
        - `above_half`: share of cases with a membership above 0.5 in the set;
        - `rows`: number of rows with cases; `rows_1`: of them coded "1";
        - `rows_recoded`: rows whose code differs, among those with cases in both tables;
        - `consistency_change`: the largest change in consistency in these rows, with its sign (NaN where
          there is none);
        - `cases_moved`: cases that are in another row, or came into one, or belong to none any more;
        - `unassigned`: cases in no row.
    rows : pandas.DataFrame
        The rows behind it: columns `set`, `suggestion`, `row`, `n`, `consistency`, `out`, and the last three
        of the reference; NaN and "" where the row has no case.
    moved : pandas.DataFrame
        One row per case that moved: columns `set`, `suggestion`, `case`, `from_row`, `to_row` (missing where
        the case belongs to no row).
    outcome : str
    conditions : tuple of str
    rule : str
        The cut-offs, in words.
    crossover : str
    skipped : dict of str to str
        Sets and variables that are not compared, and why.
    """

    table: pd.DataFrame
    rows: pd.DataFrame
    moved: pd.DataFrame
    outcome: str
    conditions: tuple[str, ...]
    rule: str
    crossover: str
    skipped: dict[str, str]

    def _title(self) -> str:
        return f"Suggested anchors and the truth table of {self.outcome} ({', '.join(self.conditions)})"

    def _notes(self) -> list[str]:
        notes = [f"Cut-offs: {self.rule}. One set is changed at a time, the others stay as they are."]
        if self._one_reference():
            notes.append(f"Compared with: {self.table['reference'].iloc[0]}.")
        notes += [f"Not compared: {name}, because {reason}." for name, reason in self.skipped.items()]
        return notes

    def __repr__(self) -> str:
        sets = counted(self.table.index.get_level_values("set").nunique(), "set")
        return f"AnchorEffects({self.outcome}; {sets}, {counted(len(self.table), 'row')})"

    def __str__(self) -> str:
        return "\n".join([self._title(), text_table(self._shown()), *self._notes()])

    def _one_reference(self) -> bool:
        return len(set(self.table["reference"])) == 1

    def _shown(self) -> pd.DataFrame:
        return self.table.drop(columns="reference") if self._one_reference() else self.table

    def _repr_html_(self) -> str:
        return html_table(self._shown(), caption=self._title(), notes=self._notes())


def anchor_effects(
    suggestions: AnchorSuggestions,
    sets: object,
    outcome: str,
    conditions: Sequence[str] | None,
    **options: Any,
) -> AnchorEffects:
    """Return what each suggestion does to the truth table; see :meth:`AnchorSuggestions.effects`."""
    frame = as_frame(sets, "sets")
    columns = {name: name for name in frame.columns} | getattr(getattr(sets, "settings", None), "columns", {})
    calibrators = getattr(sets, "calibrators", {})
    base, reference = frame.copy(), dict.fromkeys(frame.columns, "as calibrated")
    skipped: dict[str, str] = {}
    for variable in suggestions.raw.columns:
        if variable in columns.values():
            continue
        if variable in columns:
            skipped[variable] = f"the set of that name is made of {columns[variable]!r}"
        elif suggestions.names(variable):
            first = suggestions.names(variable)[0]
            base[variable] = _memberships(suggestions, variable, first, frame.index, falling=False)
            columns[variable], reference[variable] = variable, first
    whole = _table(base, outcome, conditions, options)
    used = [*whole.conditions, *(name for name in base.columns if name in _names(whole))]
    rows: list[tuple[object, ...]] = []
    details, moved = [], []
    for name in used:
        if columns[name] not in suggestions.raw.columns:
            continue
        calibrator = calibrators.get(name)
        anchors = named_anchors(calibrator) if calibrator is not None else {}
        if tuple(anchors) == SIX or base[name].max() > 1:
            kind = "a bell" if tuple(anchors) == SIX else "a multi-value set"
            skipped[name] = f"three anchors cannot stand in for {kind}"
            continue
        falling = tuple(anchors) == THREE and anchors["full_out"] > anchors["full_in"]
        rows.append((name, reference[name], *_compare(base[name], reference[name], whole, whole, [])))
        for suggestion in suggestions.names(columns[name]):
            if suggestion == reference[name]:
                continue
            values = _memberships(suggestions, columns[name], suggestion, base.index, falling=falling)
            other = _table(base.assign(**{name: values}), outcome, whole.conditions, options)
            own: list[tuple[object, ...]] = []
            numbers = _compare(pd.Series(values), reference[name], other, whole, own)
            rows.append((name, suggestion, *numbers))
            moved += [(name, suggestion, *one) for one in own]
            details.append(pd.concat({(name, suggestion): _both(other, whole)}, names=["set", "suggestion"]))
    if not details:
        reasons = "".join(f" {name}: {reason}." for name, reason in skipped.items())
        raise ArgumentError(
            f"No suggestion belongs to a set of this analysis. Variables with suggestions: "
            f"{listed(suggestions.raw.columns, 10)}; sets of the analysis: {listed(used, 10)}.{reasons}"
        )
    index = pd.MultiIndex.from_tuples([row[:2] for row in rows], names=["set", "suggestion"])
    places = pd.DataFrame(moved, columns=pd.Index(["set", "suggestion", "case", "from_row", "to_row"]))
    return AnchorEffects(
        pd.DataFrame([row[2:] for row in rows], index=index, columns=pd.Index(COLUMNS)),
        pd.concat(details).reset_index(),
        places.astype({"from_row": "Int64", "to_row": "Int64"}),
        str(outcome),
        whole.conditions,
        whole.settings.coding.describe(),
        str(whole.settings.crossover),
        skipped,
    )


def _memberships(
    suggestions: AnchorSuggestions, variable: CaseId, name: str, cases: pd.Index[Any], *, falling: bool
) -> Floats:
    """Return the memberships of these cases by a suggestion."""
    absent = cases.difference(suggestions.raw.index, sort=False)
    if len(absent):
        raise DataError(
            f"{counted(len(absent), 'case')} of sets {'has' if len(absent) == 1 else 'have'} no raw values "
            f"among the suggestions: {listed(absent)}. Make both from the same data."
        )
    raw = suggestions.raw.loc[cases, variable].to_numpy(dtype=np.float64)
    calibrator: Direct = suggestions.calibrator(variable, name, falling=falling)
    return calibrator(raw)


def _table(
    data: pd.DataFrame, outcome: str, conditions: Sequence[str] | None, options: dict[str, Any]
) -> TruthTable:
    from fsqca.truth_table import build_truth_table

    with warnings.catch_warnings():
        # They are counted instead, in `unassigned`.
        warnings.simplefilter("ignore", CrossoverWarning)
        return build_truth_table(data, outcome, conditions, **options)


def _names(table: TruthTable) -> tuple[str, ...]:
    """Return the sets in the outcome."""
    return () if table.outcome is None else tuple(table.outcome.names)


def _places(table: TruthTable) -> dict[CaseId, int]:
    """Return the row of each case that has one."""
    return {case: row for row in table.numbers for case in table.cases(row)}


def _compare(
    memberships: pd.Series,
    reference: str,
    table: TruthTable,
    whole: TruthTable,
    moved: list[tuple[object, ...]],
) -> tuple[object, ...]:
    """Return the numbers of a row of the table; cases that moved are added to `moved`."""
    now, before = _places(table), _places(whole)
    cases = dict.fromkeys([*before, *now])
    moved += [(case, before.get(case), now.get(case)) for case in cases if before.get(case) != now.get(case)]
    both = _both(table, whole)
    common = both[(both["n"] > 0) & (both["n_reference"] > 0)]
    change = (common["consistency"] - common["consistency_reference"]).dropna()
    return (
        reference,
        float((memberships > 0.5).mean()),
        len(table.numbers),
        int((table.table["out"] == "1").sum()),
        int((common["out"] != common["out_reference"]).sum()),
        float(change.iloc[int(change.abs().argmax())]) if len(change) else np.nan,
        len(moved),
        len(memberships) - len(now),
    )


def _both(table: TruthTable, whole: TruthTable) -> pd.DataFrame:
    """Return the rows of two tables side by side."""
    columns = ["n", "consistency", "out"]
    both = table.table[columns].join(whole.table[columns].add_suffix("_reference"), how="outer")
    both[["out", "out_reference"]] = both[["out", "out_reference"]].fillna("")
    both[["n", "n_reference"]] = both[["n", "n_reference"]].fillna(0).astype(int)
    return both[list(ROW_COLUMNS)].rename_axis("row")
