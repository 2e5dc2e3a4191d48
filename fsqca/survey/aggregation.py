"""From respondents to cases: one value per case, with how well its respondents agree."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from fsqca._checks import caller_level, check_choice, check_count, counted, listed, unknown_names
from fsqca._frames import as_frame, numeric_columns
from fsqca._types import Bools, Floats, Ints
from fsqca.errors import AggregationWarning, ArgumentError, ArgumentTypeError, DataError, UnknownNameError
from fsqca.reading import StudyData
from fsqca.survey.aggregated import (
    Aggregated,
    lost_values,
    not_alike,
    rule_note,
    undefined_agreement,
    who_is_left,
)
from fsqca.survey.agreement import intraclass, within_group_agreement
from fsqca.survey.scores import ConstructScores

#: Usual cut-off for rwg(j); a convention, not a test.
AGREES = 0.70

AGREEMENT = (
    "cases", "respondents", "per_case", "icc1", "icc2", "f", "p", "rwg_mean", "rwg_median", "rwg_share",
)  # fmt: skip


def aggregate(
    data: object,
    by: str | pd.Series[Any] | None = None,
    columns: Sequence[str] | None = None,
    *,
    rule: Literal["mean", "median"] = "mean",
    min_respondents: int = 1,
) -> Aggregated:
    """Return one value per case from several respondents, with ICC(1), ICC(2) and rwg(j).

    Parameters
    ----------
    data : ConstructScores, StudyData or pandas.DataFrame
        Respondents in rows. For `ConstructScores` within-group agreement is computed too.
    by : str or pandas.Series, optional
        The case of each respondent: a column of the data, or a Series with the respondents as its index. Not
        needed where the data were read with a group.
    columns : sequence of str, optional
        Numeric columns to bring to the cases; by default all but `by`.
    rule : str
        ``"mean"`` or ``"median"`` of the respondents who have a value.
    min_respondents : int
        Respondents with a value that a case needs; with fewer it has NaN.

    Returns
    -------
    Aggregated

    Raises
    ------
    ArgumentError
        If no column says which case a respondent belongs to, or an option is out of its range.
    ArgumentTypeError
        If `by` is neither a name nor a Series.
    DataError
        If a column is not numeric, a column has infinite values, or no respondent has a case.
    UnknownNameError
        If a column does not exist.

    Warns
    -----
    AggregationWarning
        If respondents have no case, cases have one respondent or lose a value, or respondents of a case are
        no more alike than respondents of different cases (ICC(1) is not positive).

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame(
    ...     {"firm": ["Alba", "Alba", "Brno", "Brno", "Cork", "Cork"], "skill": [1, 2, 4, 5, 6, 7]}
    ... )
    >>> firms = aggregate(answers, "firm")
    >>> firms
    <Aggregated: 6 respondents in 3 cases, 1 column, mean>
    >>> firms.data["skill"].to_dict()
    {'Alba': 1.5, 'Brno': 4.5, 'Cork': 6.5}
    >>> firms.agreement[["icc1", "icc2"]].round(3).values.tolist()
    [[0.924, 0.961]]
    """
    frame = as_frame(data)
    check_choice("rule", rule, ("mean", "median"))
    min_respondents = check_count("min_respondents", min_respondents)
    members, name = _members(data, frame, by)
    chosen = _chosen(frame, columns, name)
    values = np.column_stack([_column(frame, column) for column in chosen])
    without = members.isna().to_numpy()
    if without.all():
        raise DataError("No respondent has a case. Make sure that the ids of by are those of the data.")
    left_out = tuple(frame.index[without].tolist())
    values, members = values[~without], members[~without]
    codes, ids = pd.factorize(members, sort=True)
    sizes = np.bincount(codes, minlength=len(ids))
    given: Bools = ~np.isnan(values)
    counts = np.column_stack([np.bincount(codes, weights=column, minlength=len(ids)) for column in given.T])
    parts = pd.DataFrame(values).groupby(codes)
    made = (parts.mean() if rule == "mean" else parts.median()).to_numpy(dtype=np.float64, copy=True)
    made[counts < min_respondents] = np.nan
    index = pd.Index(ids, name=name)
    cases = pd.DataFrame({"respondents": sizes}, index=index)
    rwg = _within_groups(data, chosen, codes, ~without, len(ids))
    rows, remarks = [], []
    for place, column in enumerate(chosen):
        some = given[:, place]
        found = intraclass(values[some, place], codes[some])
        agreement = rwg.get(column, (np.full(len(ids), np.nan), ""))[0]
        if column in rwg:
            cases[f"rwg_{column}"] = agreement
            remarks += [rwg[column][1]] if rwg[column][1] else []
        known = agreement[~np.isnan(agreement)]
        nan = float("nan")
        rows.append(
            {
                "cases": int((counts[:, place] > 0).sum()),
                "respondents": int(some.sum()),
                "per_case": float(some.sum() / max(1, (counts[:, place] > 0).sum())),
                "icc1": found.icc1,
                "icc2": found.icc2,
                "f": found.f,
                "p": found.p,
                "rwg_mean": float(known.mean()) if len(known) else nan,
                "rwg_median": float(np.median(known)) if len(known) else nan,
                "rwg_share": float((known >= AGREES - 1e-9).mean()) if len(known) else nan,
            }
        )
    table = pd.DataFrame(rows, columns=list(AGREEMENT), index=pd.Index(chosen, name="column"))
    warned = [
        *who_is_left(left_out, index, sizes),
        *lost_values(chosen, made, index, min_respondents),
        *not_alike(table),
    ]
    notes = (rule_note(rule, min_respondents), *warned, *undefined_agreement(table), *remarks)
    if warned:
        warnings.warn(" ".join(warned), AggregationWarning, stacklevel=caller_level())
    return Aggregated(
        data=pd.DataFrame(made, index=index, columns=chosen),
        agreement=table,
        cases=cases,
        left_out=left_out,
        notes=notes,
        columns=tuple(chosen),
        rule=rule,
        min_respondents=min_respondents,
    )


def _members(
    data: object, frame: pd.DataFrame, by: str | pd.Series[Any] | None
) -> tuple[pd.Series[Any], str | None]:
    """Return the case of every respondent, and the name of the column that says it."""
    if by is None:
        if isinstance(data, StudyData) and data.group is not None:
            return data.groups, data.group
        if isinstance(data, ConstructScores) and data.groups is not None:
            return data.groups, str(data.groups.name)
        raise ArgumentError(
            "by is not given, so there is nothing that says which case a respondent belongs to. Name a "
            "column, pass a Series, or read the data with group=."
        )
    if isinstance(by, pd.Series):
        if not by.index.is_unique:
            twice = list(dict.fromkeys(by.index[by.index.duplicated()]))
            raise DataError(f"by has duplicate ids of respondents: {listed(twice)}.")
        return by.reindex(frame.index), None if by.name is None else str(by.name)
    if not isinstance(by, str):
        raise ArgumentTypeError(
            "by must be the name of a column or a pandas Series with the respondents as its index, not "
            f"{type(by).__name__}."
        )
    if by not in frame.columns:
        way = (
            f" Scores have no other columns: pass the Series, data[{by!r}]."
            if isinstance(data, ConstructScores)
            else ""
        )
        error = unknown_names("column", [by], list(frame.columns), "data (in by)")
        raise UnknownNameError(f"{error}{way}")
    return frame[by], by


def _chosen(frame: pd.DataFrame, columns: Sequence[str] | None, by: str | None) -> list[str]:
    if isinstance(columns, str):
        columns = [columns]
    chosen = [name for name in frame.columns if name != by] if columns is None else list(columns)
    if not chosen:
        raise ArgumentError("There is no column to aggregate.")
    if len(set(chosen)) < len(chosen):
        raise ArgumentError("columns names a column twice. Name each once.")
    return chosen


def _column(frame: pd.DataFrame, name: str) -> Floats:
    """Return a numeric column with NaN where there is no value; text and infinities are refused."""
    if name in frame.columns and not pd.api.types.is_numeric_dtype(frame[name].dtype):
        raise DataError(
            f"Column {name!r} in data is not numeric ({str(frame[name].dtype)!r}), so it cannot be "
            "aggregated. Name the columns that can: columns=[...]."
        )
    if name in frame.columns and frame[name].isna().all():
        return np.full(len(frame), np.nan)
    values, kept, _ = numeric_columns(frame, [name], missing="drop")
    full = np.full(len(frame), np.nan)
    full[frame.index.get_indexer(kept)] = values[:, 0]
    return full


def _within_groups(
    data: object, chosen: Sequence[str], codes: Ints, has_case: Bools, n_cases: int
) -> dict[str, tuple[Floats, str]]:
    """Return rwg(j) of each construct and case, and a remark, where the data are scores of constructs."""
    if not isinstance(data, ConstructScores):
        return {}
    scales, items_of = dict(data.scales), dict(data.constructs)
    result = {}
    for name in chosen:
        low, high = scales[name]
        block = data.answers[list(items_of[name])].to_numpy()[has_case]
        complete = ~np.isnan(block).any(axis=1)
        found = np.full(n_cases, np.nan)
        answered = block[complete]
        if (answered != np.round(answered)).any() or not float(high - low).is_integer():
            result[name] = (found, f"{name} has no rwg(j): its answers are not whole numbers.")
            continue
        points = int(high - low) + 1
        member = codes[complete]
        for case in np.unique(member).tolist():
            found[case] = within_group_agreement(answered[member == case], points)
        zero = int((found == 0.0).sum())
        remark = (
            f"{name}: rwg(j) of {counted(zero, 'case')} is set to 0, since the respondents differ more than "
            "random answers would."
            if zero
            else ""
        )
        result[name] = (found, remark)
    return result
