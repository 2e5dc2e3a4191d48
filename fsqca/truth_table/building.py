"""From data to a truth table."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import caller_level, check_choice, counted, listed, unknown_names
from fsqca._frames import Sets, take_sets
from fsqca._types import Bools, CaseId, Floats, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError, CrossoverWarning, DataError, ExpressionError
from fsqca.sources import source_of
from fsqca.truth_table.coding import Coding, code_rows
from fsqca.truth_table.conditions import check_conditions, condition_names
from fsqca.truth_table.defined import (
    own_patterns,
    pattern_sums,
    positions_of,
    read_defined,
    take_defined_sets,
    write_out,
)
from fsqca.truth_table.opening import open_frame
from fsqca.truth_table.settings import CROSSOVER_STEP, Crossover, Evidence, TableSettings
from fsqca.truth_table.sums import assign_corners, configuration_sums, observed_corners, row_numbers
from fsqca.truth_table.table import TruthTable

if TYPE_CHECKING:
    from fsqca.expressions import Expression


def build_truth_table(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str] | None = None,
    *,
    consistency: float = 0.8,
    pri: float = 0.0,
    frequency: int = 1,
    contradiction: float | None = None,
    crossover: Crossover = "unassigned",
    missing: Missing = "raise",
    defined: Mapping[str, str | Expression] | None = None,
    weights: object = None,
    cases: str | None = None,
    calibrators: object = None,
) -> TruthTable:
    """Return the truth table of an outcome over conditions.

    Parameters
    ----------
    data : DataFrame, Calibrated, or a source that is scanned in pieces
        Memberships: rows are cases (the index holds case ids), columns are sets. Fuzzy and crisp sets are
        floats in [0, 1]; multi-value conditions hold the integers 0, 1, 2, .... Sources are the path of a
        Parquet file, of a folder of them, or of a CSV file; frames and lazy frames of polars; tables and
        datasets of pyarrow; relations of DuckDB; data frames of Dask and PySpark. They are scanned twice, in
        chunks, and only sums are kept.
    outcome : str or Expression
        The outcome, for example ``"Y"``, ``"~Y"``, ``"Y{1,2}"`` or any expression; a column is found with and
        without backticks.
    conditions : sequence of str, optional
        The conditions, in the order of the row numbers. Default: all columns that are not in the outcome.
    consistency : float in [0, 1], default 0.8
        Least consistency of a row coded "1".
    pri : float in [0, 1], default 0.0
        Least PRI of a row coded "1"; 0 asks nothing.
    frequency : int >= 1, default 1
        Least number of cases of a row that is not a remainder ("?").
    contradiction : float in [0, 1], optional
        Lower consistency cut-off: rows from here up to `consistency` are coded "C".
    crossover : {"unassigned", "raise", "above", "below", "drop"}, default "unassigned"
        What to do with memberships of exactly 0.5 in a condition. "unassigned": the case belongs to no
        configuration but enters every sum, and a warning names the cases; "raise": refuse them; "above",
        "below": move them by 0.001 (Fiss 2011); "drop": leave the cases out.
    missing : {"raise", "drop"}, default "raise"
        What to do with cases that have a missing value in a column used. A multi-value condition keeps the
        values that only cases left out hold: row numbers do not depend on them.
    defined : mapping, optional
        Conditions that are not defined everywhere, such as an order of two events, each with the expression
        over the other conditions where it is: ``{"A_before_B": "A*B"}`` (temporal QCA). It is defined for the
        cases with a membership above 0.5 there. Elsewhere its value is a don't-care, and may be missing (NaN
        or "-"); a value given there is ignored, and a warning names the cases. The columns used of a source
        are read into memory then, and the table is as that of a frame.
    weights : str, or array_like of shape (n_cases,), optional
        A weight per case, at least 0, such as a survey weight: a column (for a source that is scanned only a
        column), a Series with the case ids, or an array. It enters ``n`` and every sum, so that a case of
        weight 2 counts as two cases do; cases of weight 0 are left out. ``n`` is then the sum of weights, and
        `frequency` is compared with it: scale weights to a mean of 1 where it is to mean cases.
    cases : str, optional
        Column of the case ids. Default: the index of a frame; none for a source that is scanned, whose rows
        then tell the number of their cases and not which they are.
    calibrators : dict of str to calibrator, or Calibrated, optional
        How sets are made of raw columns, as in :func:`fsqca.calibrate`; in chunks where data are scanned.
        There they must not learn from the data: give fixed anchors, or the `Calibrated` of a sample.

    Returns
    -------
    TruthTable

    Raises
    ------
    UnknownNameError
        If the data have no such column.
    DataError
        If a column is not numeric or not calibrated, or values are missing, or cases lie on the crossover and
        ``crossover="raise"``.
    ArgumentError
        If a cut-off is outside its range or the outcome is among the conditions.

    Notes
    -----
    A case belongs to the one configuration in which its membership, the minimum over the conditions, exceeds
    0.5. Consistency and PRI of a row use the memberships of all cases in its configuration, not only of those
    that belong to it. Cut-offs are compared with a tolerance of 1e-9.

    A configuration in which a condition is not defined has no literal of it. It stands for every value, and
    is written out as one row for each, with the same cases, consistency, PRI and code;
    :attr:`TruthTable.observed` has it as one row with "-". The membership of a case, in a row as in a term of
    a solution, is the minimum over the literals that are defined for the case.

    References
    ----------
    Ragin, C. C., & Strand, S. I. (2008). Using Qualitative Comparative Analysis to study causal order:
    Comment on Caren and Panofsky (2005). Sociological Methods & Research, 36(4), 431-441.

    Ragin, C. C. (2008). Redesigning Social Inquiry. University of Chicago Press, ch. 7.

    Schneider, C. Q., & Wagemann, C. (2012). Set-Theoretic Methods for the Social Sciences. Cambridge
    University Press.

    Fiss, P. C. (2011). Building better causal theories. Academy of Management Journal, 54(2), 393-420.

    Examples
    --------
    >>> import fsqca as fq
    >>> data = pd.DataFrame({"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.7, 0.3, 0.2]})
    >>> table = fq.build_truth_table(data, "Y")
    >>> table.table[["A", "B", "out", "n"]]
         A  B out  n
    row
    1    0  0   0  1
    2    0  1   0  1
    3    1  0   1  1
    4    1  1   1  1
    """
    return table_of(
        data,
        outcome,
        conditions,
        consistency=consistency,
        pri=pri,
        frequency=frequency,
        contradiction=contradiction,
        crossover=crossover,
        missing=missing,
        defined=defined,
        weights=weights,
        cases=cases,
        calibrators=calibrators,
    )


def table_of(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str] | None = None,
    *,
    consistency: float = 0.8,
    pri: float = 0.0,
    frequency: int = 1,
    contradiction: float | None = None,
    crossover: Crossover = "unassigned",
    missing: Missing = "raise",
    defined: Mapping[str, str | Expression] | None = None,
    weights: object = None,
    cases: str | None = None,
    calibrators: object = None,
    least: Mapping[str, int] | None = None,
) -> TruthTable:
    """Return the truth table; see :func:`build_truth_table`.

    `least` says how many values sets have at least, for a frame from which cases were taken before.
    """
    coding = Coding(consistency=consistency, pri=pri, frequency=frequency, contradiction=contradiction)
    check_choice("crossover", crossover, ("unassigned", "raise", "above", "below", "drop"))
    check_choice("missing", missing, ("raise", "drop"))
    if cases is not None and not isinstance(cases, str):
        raise ArgumentTypeError(f"cases must be the name of a column, not {cases!r}.")
    source = source_of(data)
    if source is not None and defined is not None:
        from fsqca.truth_table.source_tables import read_used

        data = read_used(source, outcome, conditions, weights, cases, calibrators)
    elif source is not None:
        from fsqca.truth_table.source_tables import table_of_source

        return table_of_source(
            source,
            outcome,
            conditions,
            coding=coding,
            crossover=crossover,
            missing=missing,
            weights=weights,
            cases=cases,
            calibrators=calibrators,
        )
    opened = open_frame(data, weights, cases, calibrators, missing)
    frame = opened.frame
    target, names = named(outcome, conditions, opened.sets, opened.beside, all_sets=list(frame.columns))
    domains = read_defined(defined, names)
    together = (
        take_defined_sets(frame, names, target.used, domains, crossover, missing)
        if domains
        else take_sets(frame, [*names, *target.used], missing=missing, kind="condition", least=least)
    )
    check_outcome(target, together)
    y = target.evaluate_terms(_columns(together, target.used)).max(axis=1)
    sets = _columns(together, names)
    sets, y, touched = _apply_crossover(sets, y, crossover)
    if domains:
        corners, patterns, on_crossover = own_patterns(sets.values, names, sets.levels, domains)
    else:
        corners, on_crossover = assign_corners(sets.values, sets.levels)
    if touched and crossover == "unassigned":
        warnings.warn(
            f"{counted(len(touched), 'case')} with a membership of exactly 0.5 in a condition "
            f"{'belongs' if len(touched) == 1 else 'belong'} "
            f"to no configuration: {listed(touched)}. They still enter every sum. "
            'Choose crossover="above", "below", "drop" or "raise", or change the calibration.',
            CrossoverWarning,
            stacklevel=caller_level(),
        )
    if domains:
        distinct = write_out(patterns[~on_crossover], sets.levels)
        own = positions_of(corners[~on_crossover], distinct, sets.levels)
    else:
        distinct, own = observed_corners(corners[~on_crossover], sets.levels)
    position = np.full(len(y), -1, dtype=np.int64)
    position[~on_crossover] = own
    own_weights = opened.weights_of(sets.cases)
    sums = (
        pattern_sums(sets.values, y, distinct, names, sets.levels, domains, own_weights)
        if domains
        else configuration_sums(sets.values, y, distinct, sets.levels, own_weights)
    )
    fit, pri_values = sums.consistency(), sums.pri()
    weighted = None if weights is None else weights if isinstance(weights, str) else "an array"
    calibration = opened.calibration
    return TruthTable(
        settings=TableSettings(
            outcome=str(target),
            conditions=tuple(names),
            coding=coding,
            crossover=crossover,
            missing=missing,
            defined=tuple((name, str(where)) for name, where in domains.items()),
            weights=weighted,
        ),
        level_counts=sets.levels,
        numbers=tuple(int(number) for number in row_numbers(distinct, sets.levels)),
        corners=distinct,
        n=sums.n.astype(np.float64),
        consistency=fit,
        pri=pri_values,
        codes=code_rows(sums.n, fit, pri_values, coding),
        sums=sums,
        evidence=Evidence(sets, y, position, own_weights, opened.weightless),
        outcome=target,
        crossover_cases=touched,
        dropped=opened.dropped + together.dropped,
        calibration=calibration if isinstance(calibration, pd.DataFrame) else None,
    )


def named(
    outcome: object,
    conditions: Sequence[str] | None,
    sets: Sequence[str],
    beside: Sequence[str],
    *,
    all_sets: Sequence[str],
) -> tuple[Expression, list[str]]:
    """Return the outcome and the conditions, or say what is wrong with them.

    `sets` are conditions where none are named; `beside` are the columns of weights and of case ids.
    """
    target = _target(outcome, all_sets)
    names = (
        [name for name in sets if name not in target.used]
        if conditions is None
        else condition_names(conditions)
    )
    if not names:
        raise ArgumentError(
            f"There is no condition left beside the outcome {str(target)!r}: the data have no other column."
        )
    both = [name for name in names if name in target.used]
    if both:
        raise ArgumentError(
            f"The outcome {str(target)!r} uses {listed(both)}, which "
            f"{'is' if len(both) == 1 else 'are'} also among the conditions. "
            "A set cannot explain itself: take it out of the conditions."
        )
    own = [name for name in (*names, *target.used) if name in beside]
    if own:
        raise ArgumentError(
            f"{listed(own)} {'is' if len(own) == 1 else 'are'} given as weights or cases, and also used "
            "as a set. Take it out of the conditions and the outcome."
        )
    check_conditions(names)
    unknown = [name for name in names if name not in all_sets]
    if unknown:
        raise unknown_names("condition", unknown, list(all_sets), "data")
    return target, names


def _target(outcome: object, columns: Sequence[str]) -> Expression:
    """Return the outcome as an expression whose sets the data have, or say what is wrong with it."""
    from fsqca.expressions import Expression
    from fsqca.expressions.columns import expression_or_column

    if not isinstance(outcome, str | Expression):
        raise ArgumentTypeError(
            f'outcome must be a column name or an expression such as "Y", "~Y" or "Y{{1}}", not {outcome!r}.'
        )
    target = expression_or_column(outcome, columns, "outcome")
    if not target.used:
        raise ArgumentError(f"outcome is {str(target)!r}, which names no column of the data.")
    unknown = [name for name in target.used if name not in columns]
    if unknown:
        raise unknown_names("outcome", unknown, list(columns), "data")
    return target


def check_outcome(target: Expression, sets: Sets) -> None:
    """Raise if the outcome is a bare set with more than two values, which may be a raw score."""
    for term in target.literal_terms:
        for literal in term:
            n_levels = sets.levels[sets.names.index(literal.name)]
            if literal.bare and n_levels > 2:
                highest = replace(literal, values=(n_levels - 1,), braces=True)
                raise ExpressionError(
                    f"The outcome {str(target)!r} is not one set: the column {literal.name!r} holds whole "
                    f"numbers up to {n_levels - 1}. Write which of them is meant, for example "
                    f"{str(highest)!r}, or turn raw scores into memberships with calibrate()."
                )


def _columns(sets: Sets, names: Sequence[str]) -> Sets:
    """Return some columns of checked sets, in the order asked for."""
    at = [sets.names.index(name) for name in names]
    return Sets(
        tuple(names),
        sets.values[:, at],
        sets.cases,
        tuple(sets.fuzzy[i] for i in at),
        tuple(sets.levels[i] for i in at),
        sets.dropped,
    )


def _apply_crossover(sets: Sets, y: Floats, rule: Crossover) -> tuple[Sets, Floats, tuple[CaseId, ...]]:
    """Return sets and outcome after the rule for memberships of exactly 0.5, and the cases it touched."""
    exact: Bools = (sets.values == 0.5) & (np.asarray(sets.levels) == 2)
    cases = np.asarray(exact.any(axis=1), dtype=bool)
    if not cases.any():
        return sets, y, ()
    touched = tuple(sets.cases[cases])
    if rule == "raise":
        columns = [name for name, some in zip(sets.names, exact.T, strict=True) if some.any()]
        raise DataError(
            f"{counted(len(touched), 'case')} {'has' if len(touched) == 1 else 'have'} a membership of "
            f"exactly 0.5 in {listed(columns)}: "
            f'{listed(touched)}. Change the calibration, or choose crossover="unassigned", "above", '
            '"below" or "drop".'
        )
    if rule == "drop":
        if cases.all():
            raise DataError("No case is left: every case has a membership of exactly 0.5 in a condition.")
        return replace(sets, values=sets.values[~cases], cases=sets.cases[~cases]), y[~cases], touched
    if rule in ("above", "below"):
        step = CROSSOVER_STEP if rule == "above" else -CROSSOVER_STEP
        return replace(sets, values=np.where(exact, 0.5 + step, sets.values)), y, touched
    return sets, y, touched
