"""Conditions that are defined only in some cases, such as an order of two events (temporal QCA).

"E before A" has a meaning only where both E and A are there. Elsewhere its value is a don't-care: the case's
configuration has no value of it, and stands for every value (Ragin & Strand 2008). Such a configuration is
written out as one row for every value, so that a minimization has to cover, or to avoid, all of them.

References
----------
Caren, N., & Panofsky, A. (2005). TQCA: A technique for adding temporality to Qualitative Comparative
Analysis. Sociological Methods & Research, 34(2), 147-172.

Ragin, C. C., & Strand, S. I. (2008). Using Qualitative Comparative Analysis to study causal order: Comment on
Caren and Panofsky (2005). Sociological Methods & Research, 36(4), 431-441.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import caller_level, counted, listed, unknown_names
from fsqca._frames import Sets, check_text_names, numeric_columns, take_sets
from fsqca._types import Bools, Floats, Ints, Missing
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, TooLargeError, UndefinedValueWarning
from fsqca.truth_table.given import DONT_CARE, MOST_SPREAD
from fsqca.truth_table.settings import CROSSOVER_STEP, Crossover
from fsqca.truth_table.sums import (
    ConfigurationSums,
    assign_corners,
    literal_memberships,
    observed_corners,
    row_numbers,
)

if TYPE_CHECKING:
    from fsqca.expressions import Expression

#: In a configuration: this condition is not defined there.
UNDEFINED = -1


def read_defined(defined: object, names: Sequence[str]) -> dict[str, Expression]:
    """Return where each condition is defined, checked: condition -> expression over the other conditions."""
    from fsqca.expressions import Expression, as_expression

    if defined is None:
        return {}
    if not isinstance(defined, Mapping):
        raise ArgumentTypeError(
            "defined must be a mapping of condition to the expression where it is defined, such as "
            f'{{"A_before_B": "A*B"}}, not {defined!r}.'
        )
    check_text_names(defined)
    unknown = [name for name in defined if name not in names]
    if unknown:
        raise unknown_names("condition", unknown, list(names), "the conditions (in defined)")
    found: dict[str, Expression] = {}
    for name, where in defined.items():
        if not isinstance(where, str | Expression):
            raise ArgumentTypeError(
                f'defined[{name!r}] must be an expression over the other conditions such as "A*B", '
                f"not {where!r}."
            )
        expression = as_expression(where)
        if not expression.used:
            raise ArgumentError(f"defined[{name!r}] is {str(expression)!r}, which names no condition.")
        itself = [used for used in expression.used if used in defined]
        if itself:
            raise ArgumentError(
                f"defined[{name!r}] is {str(expression)!r}, which uses {listed(itself)}. Where a condition "
                "is defined can depend only on conditions that are defined everywhere."
            )
        outside = [used for used in expression.used if used not in names]
        if outside:
            raise ArgumentError(
                f"defined[{name!r}] is {str(expression)!r}, which uses {listed(outside)}, not among the "
                f"conditions. Take {'it' if len(outside) == 1 else 'them'} into the conditions, so that each "
                f"row shows whether {name!r} is defined there."
            )
        found[name] = expression
    return found


def take_defined_sets(
    frame: pd.DataFrame,
    names: Sequence[str],
    others: Sequence[str],
    defined: Mapping[str, Expression],
    crossover: Crossover,
    missing: Missing,
) -> Sets:
    """Return checked memberships, NaN exactly where a condition is not defined.

    Parameters
    ----------
    frame : DataFrame
    names, others : sequence of str
        The conditions, and the sets of the outcome.
    defined : mapping
        Condition -> expression; it is defined where the membership in the expression exceeds 0.5. Where it is
        exactly 0.5 the case belongs to no configuration, and a value may be given and need not be.
    crossover, missing
        As for :func:`fsqca.build_truth_table`.
    """
    always = [name for name in dict.fromkeys([*names, *others]) if name not in defined]
    base = take_sets(frame, always, missing=missing, kind="condition")
    unknown = [name for name in defined if name not in frame.columns]
    if unknown:
        raise unknown_names("condition", unknown, list(frame.columns), "data")
    moved = base.values
    if crossover in ("above", "below"):
        step = CROSSOVER_STEP if crossover == "above" else -CROSSOVER_STEP
        exact: Bools = (moved == 0.5) & (np.asarray(base.levels) == 2)
        moved = np.where(exact, 0.5 + step, moved)
    seen = Sets(base.names, moved, base.cases, base.fuzzy, base.levels, base.dropped)
    own = frame.loc[base.cases]
    keep = np.ones(len(base.cases), dtype=bool)
    ignored = np.zeros(len(base.cases), dtype=bool)
    columns = {}
    for name, expression in defined.items():
        where = expression.evaluate_terms(seen).max(axis=1, initial=0.0)
        column = _numbers(own[name])
        if not pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_complex_dtype(column.dtype):
            numeric_columns(own, [name], kind="condition")  # refuses it
        absent = column.isna().to_numpy()
        lost = absent & (where > 0.5)
        if lost.any() and missing == "raise":
            cases = base.cases[lost]
            raise DataError(
                f"{counted(len(cases), 'case')} of data {'has' if len(cases) == 1 else 'have'} a missing "
                f"value in {name!r} where it is defined ({expression}): {listed(cases)}. Fill "
                f'{"it" if len(cases) == 1 else "them"} in, or pass missing="drop" to leave '
                f"{'this case' if len(cases) == 1 else 'these cases'} out."
            )
        keep &= ~lost
        beyond = ~absent & (where < 0.5)
        if beyond.any():
            ignored |= beyond
            cases = base.cases[beyond]
            warnings.warn(
                f"{counted(len(cases), 'case')} {'has' if len(cases) == 1 else 'have'} a value in {name!r} "
                f"where it is not defined (outside {expression}): {listed(cases)}. "
                f"{'It is' if len(cases) == 1 else 'They are'} ignored, as a missing value would be.",
                UndefinedValueWarning,
                stacklevel=caller_level(),
            )
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        columns[name] = np.where(beyond, np.nan, values)
    if not keep.any():
        raise DataError(
            f"No case of data is left after dropping those with a missing value in {listed(defined)} where "
            "it is defined."
        )
    # With the cases that are left out, so that a multi-value set keeps the values that only these hold.
    conditional = pd.DataFrame(columns, index=base.cases)
    checked = take_sets(conditional.fillna(0.0), list(defined), kind="condition")
    blank = conditional.isna().to_numpy()[keep]
    return _together(base, keep, checked, blank, [*names, *others], list(frame.index))


def _together(
    base: Sets, keep: Bools, checked: Sets, blank: Bools, order: Sequence[str], cases: Sequence[object]
) -> Sets:
    """Return the sets defined everywhere and those that are not, in the order asked for."""
    parts = {name: (base.values[keep, i], base.fuzzy[i], base.levels[i]) for i, name in enumerate(base.names)}
    for i, name in enumerate(checked.names):
        values = np.where(blank[:, i], np.nan, checked.values[keep, i])
        parts[name] = (values, checked.fuzzy[i], checked.levels[i])
    dropped = {*base.dropped, *base.cases[~keep]}
    return Sets(
        tuple(order),
        np.column_stack([parts[name][0] for name in order]),
        base.cases[keep],
        tuple(parts[name][1] for name in order),
        tuple(parts[name][2] for name in order),
        tuple(case for case in cases if case in dropped),
    )


def _numbers(column: pd.Series) -> pd.Series:
    """Return a column with "-" as missing; what is no number stays, to be refused with the others."""
    if not pd.api.types.is_object_dtype(column.dtype) and not pd.api.types.is_string_dtype(column.dtype):
        return column
    cells = column.mask(column == DONT_CARE)
    try:
        return pd.to_numeric(cells)
    except (TypeError, ValueError):
        return cells


# ------------------------------------------------------------------ configurations


def blank_out(
    corners: Ints, names: Sequence[str], levels: Sequence[int], defined: Mapping[str, Expression]
) -> Ints:
    """Return configurations with -1 for each condition that is not defined there."""
    from fsqca.expressions.levels import check_literal

    patterns = corners.copy()
    position = {name: i for i, name in enumerate(names)}
    for name, expression in defined.items():
        holds = np.zeros(len(corners), dtype=bool)
        for term in expression.literal_terms:
            inside = np.ones(len(corners), dtype=bool)
            for literal in term:
                column = position[literal.name]
                check_literal(literal, levels[column], f" (in defined[{name!r}])")
                inside &= np.isin(corners[:, column], literal.values) != literal.negated
            holds |= inside
        patterns[~holds, position[name]] = UNDEFINED
    return patterns


def own_patterns(
    values: Floats, names: Sequence[str], levels: Sequence[int], defined: Mapping[str, Expression]
) -> tuple[Ints, Ints, Bools]:
    """Return for each case its corner (0 where not defined), its configuration, and whether it has none."""
    corners, on_crossover = assign_corners(np.where(np.isnan(values), 0.0, values), levels)
    return corners, blank_out(corners, names, levels, defined), on_crossover


def write_out(patterns: Ints, levels: Sequence[int]) -> Ints:
    """Return every configuration that some pattern stands for, in row order."""
    distinct = np.unique(patterns, axis=0)
    sizes = [int(np.prod(np.where(row == UNDEFINED, levels, 1).astype(object))) for row in distinct]
    if sum(sizes) > MOST_SPREAD:
        raise TooLargeError(
            f"The rows in which conditions are not defined stand for {sum(sizes)} configurations; at most "
            f"{MOST_SPREAD} are written out. Use fewer conditions that are not defined everywhere."
        )
    corners = [
        corner
        for row in distinct.tolist()
        for corner in product(
            *(range(n) if v == UNDEFINED else (v,) for v, n in zip(row, levels, strict=True))
        )
    ]
    return observed_corners(np.array(corners, dtype=np.int64).reshape(-1, len(levels)), levels)[0]


def positions_of(corners: Ints, among: Ints, levels: Sequence[int]) -> Ints:
    """Return where each configuration stands among others that are in row order."""
    found = np.searchsorted(row_numbers(among, levels), row_numbers(corners, levels))
    return np.asarray(found, dtype=np.int64)


def first_alike(patterns: Ints) -> Ints:
    """Return for each row the position of the first row with the same pattern."""
    if not len(patterns):
        return np.empty(0, dtype=np.int64)
    _, first, inverse = np.unique(patterns, axis=0, return_index=True, return_inverse=True)
    return np.asarray(first[inverse.reshape(-1)], dtype=np.int64)


def pattern_sums(
    values: Floats,
    outcome: Floats,
    corners: Ints,
    names: Sequence[str],
    levels: Sequence[int],
    defined: Mapping[str, Expression],
    weights: Floats | None = None,
) -> ConfigurationSums:
    """Return the sums of configurations, each as the pattern that it belongs to; see `ConfigurationSums`.

    The membership of a case in a pattern is the minimum over the literals that the pattern has and that are
    defined for the case.
    """
    patterns = blank_out(corners, names, levels, defined)
    heads = first_alike(patterns)
    _, own, on_crossover = own_patterns(values, names, levels, defined)
    literals = [literal_memberships(column, n) for column, n in zip(values.T, levels, strict=True)]
    n = np.zeros(len(corners))
    ones = np.ones(len(outcome)) if weights is None else weights
    totals = np.zeros((4, len(corners)))
    for head in np.unique(heads).tolist():
        membership = np.ones(len(outcome))
        for column in np.flatnonzero(patterns[head] != UNDEFINED).tolist():
            membership = np.minimum(membership, literals[column][patterns[head, column]])
        n[head] = ones[(own == patterns[head]).all(axis=1) & ~on_crossover].sum()
        totals[:, head] = (
            membership @ ones,
            np.minimum(membership, outcome) @ ones,
            np.minimum(membership, 1.0 - outcome) @ ones,
            np.minimum(np.minimum(membership, outcome), 1.0 - outcome) @ ones,
        )
    counts: Ints | Floats = n[heads].astype(np.int64) if weights is None else n[heads]
    return ConfigurationSums(corners, counts, *totals[:, heads])
