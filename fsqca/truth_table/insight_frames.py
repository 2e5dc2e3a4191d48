"""What stands out in a truth table, as tidy frames: frequencies, gaps, rows near a cut-off, diversity."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fsqca._types import Floats
from fsqca.metrics import pri_of_sums, ratio
from fsqca.truth_table.coding import REMAINDER, TOLERANCE, code_rows
from fsqca.truth_table.cutoff_values import SAME, frequency_axis
from fsqca.truth_table.history import unedited_codes
from fsqca.truth_table.table import TruthTable
from fsqca.truth_table.weights import whole_or_sum


def n_cases(table: TruthTable) -> float:
    """Return the number of cases in the analysis, or the sum of their weights; NaN where it is not known."""
    evidence, scan, settings = table.evidence, table.scan, table.settings
    if evidence is not None:
        return float(len(evidence.outcome) if evidence.weights is None else evidence.weights.sum())
    if settings.crossover != "unassigned":
        return float(table.n.sum())
    # Cases with a membership of exactly 0.5 are in the analysis and in no row.
    if scan is None and settings.source is not None:
        return np.nan
    outside = len(table.crossover_cases) if scan is None else scan.n_crossover
    if outside and settings.weights is not None:
        return np.nan
    return float(table.n.sum()) + outside


def frequencies(table: TruthTable) -> pd.DataFrame:
    """Return the rows and cases kept at every frequency cut-off.

    One line per range of cut-offs that keep the same rows: ``frequency_from``, ``frequency_to``, ``rows``,
    ``share_of_rows`` (of those observed), ``cases``, ``share_of_cases`` (of all in the analysis) and
    ``today``.
    """
    columns = ["frequency_from", "frequency_to", "rows", "share_of_rows", "cases", "share_of_cases", "today"]
    if np.isnan(table.n).any() or not len(table.n):
        return pd.DataFrame(columns=columns)
    axis = frequency_axis(table.n)
    now = table.settings.coding.frequency if table.sums is not None else None
    total = n_cases(table)
    lines = []
    low = 1
    for high in axis.values.astype(int).tolist():
        kept = table.n >= high - TOLERANCE
        lines.append(
            (
                low,
                high,
                int(kept.sum()),
                float(kept.mean()),
                whole_or_sum(table.n[kept].sum()),
                float(table.n[kept].sum()) / total if total else np.nan,
                now is not None and low <= now <= high,
            )
        )
        low = high + 1
    return pd.DataFrame(lines, columns=columns)


def gaps(table: TruthTable) -> pd.DataFrame:
    """Return the gaps between neighbouring values of consistency and of PRI.

    One line per gap, from the highest values down: ``measure``, ``above`` and ``below`` (the two values),
    ``gap``, ``rank`` (1: the largest of its measure), ``rows_above`` and ``rows_below`` (the rows that have
    these values) and ``today`` (whether the present cut-off lies in the gap). Remainders are left out.
    """
    columns = ["measure", "above", "below", "gap", "rank", "rows_above", "rows_below", "today"]
    parts = []
    coding = table.settings.coding
    kept = table.codes != REMAINDER
    for measure, all_values, cut_off in (
        ("consistency", table.consistency, coding.consistency),
        ("pri", table.pri, coding.pri),
    ):
        own = np.flatnonzero(kept & ~np.isnan(all_values))
        own = own[np.argsort(-all_values[own], kind="stable")]
        values = all_values[own]
        if len(own) < 2:
            continue
        starts = np.flatnonzero(np.concatenate([[True], -np.diff(values) > SAME]))
        groups = [
            tuple(sorted(table.numbers[i] for i in own[a:b]))
            for a, b in zip(starts, [*starts[1:], len(own)], strict=True)
        ]
        distinct = values[starts]
        size = distinct[:-1] - distinct[1:]
        rank = np.empty(len(size), dtype=np.int64)
        rank[np.argsort(-size, kind="stable")] = np.arange(1, len(size) + 1)
        passed = distinct >= cut_off - TOLERANCE
        parts.append(
            pd.DataFrame(
                {
                    "measure": measure,
                    "above": distinct[:-1],
                    "below": distinct[1:],
                    "gap": size,
                    "rank": rank,
                    "rows_above": groups[:-1],
                    "rows_below": groups[1:],
                    "today": (passed[:-1] & ~passed[1:]) if table.sums is not None else False,
                },
                columns=columns,
            )
        )
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def near_rows(table: TruthTable, near: float) -> pd.DataFrame:
    """Return the rows whose value lies near a cut-off.

    ``row``, ``cut_off``, ``at`` (the cut-off), ``value``, ``distance`` (value - cut-off), ``code`` (by the
    cut-offs) and ``code_otherwise`` (on the other side of this cut-off).
    """
    columns = ["row", "cut_off", "at", "value", "distance", "code", "code_otherwise"]
    if table.sums is None:
        return pd.DataFrame(columns=columns)
    coding, codes = table.settings.coding, unedited_codes(table)
    fractions = [("consistency", coding.consistency, table.consistency)]
    if coding.pri > 0:
        fractions.append(("pri", coding.pri, table.pri))
    if coding.contradiction is not None:
        fractions.append(("contradiction", coding.contradiction, table.consistency))
    lines = []
    for name, at, values in fractions:
        for i in np.flatnonzero(np.abs(values - at) <= near + TOLERANCE):
            # The row as it were with a value on the other side, which needs no valid cut-off there.
            other = at - 2 * TOLERANCE if values[i] >= at - TOLERANCE else at
            consistency = np.array([table.consistency[i] if name == "pri" else other])
            pri = np.array([other if name == "pri" else table.pri[i]])
            otherwise = code_rows(table.n[i : i + 1], consistency, pri, coding)[0]
            value = float(values[i])
            lines.append((table.numbers[i], name, at, value, value - at, str(codes[i]), str(otherwise)))
    frame = pd.DataFrame(lines, columns=columns)
    return frame.iloc[np.argsort(frame["distance"].abs().to_numpy(), kind="stable")].reset_index(drop=True)


def simultaneous_subsets(table: TruthTable) -> pd.DataFrame:
    """Return the rows that are consistent for the outcome and for its negation.

    Index the row number; ``n``, ``consistency``, ``pri``, ``negated_consistency``, ``negated_pri``, ``code``,
    ``negated_code`` (by the same cut-offs) and ``told_apart`` (whether the PRI cut-off leaves it positive for
    at most one of the two). Remainders are left out.
    """
    columns = ["n", "consistency", "pri", "negated_consistency", "negated_pri", "code", "negated_code"]
    sums = table.sums
    if sums is None:
        return pd.DataFrame(columns=[*columns, "told_apart"], index=pd.Index([], name="row"))
    coding = table.settings.coding
    consistency, pri = ratio(sums.mn, sums.m), pri_of_sums(sums.m, sums.mn, sums.myn)
    least = coding.consistency - TOLERANCE
    both = (table.n >= coding.frequency - TOLERANCE) & (table.consistency >= least) & (consistency >= least)
    own, negated = unedited_codes(table), code_rows(table.n, consistency, pri, coding)
    values: list[Floats] = [table.n, table.consistency, table.pri, consistency, pri]
    frame = pd.DataFrame(dict(zip(columns, values, strict=False)))
    frame["code"], frame["negated_code"] = own.astype(object), negated.astype(object)
    frame["told_apart"] = ~((own == "1") & (negated == "1"))
    frame.index = pd.Index(list(table.numbers), name="row")
    return frame[both]


def diversity(table: TruthTable, whole: TruthTable) -> pd.DataFrame:
    """Return how much of what is possible was observed: index ``what``, column ``value``.

    `whole` is the table before rows of the same observed configuration were put together: configurations are
    counted in it, cases in `table`.
    """
    n = table.n[~np.isnan(table.n)]
    known = len(n) == len(table.n) and len(n) > 0
    total = float(n.sum())
    ordered = np.sort(n)[::-1]
    observed = len(whole.numbers)
    too_few = int((unedited_codes(whole) == REMAINDER).sum())
    kept = observed - too_few
    half = int(np.searchsorted(np.cumsum(ordered), total / 2 - TOLERANCE)) + 1 if known and total else np.nan
    possible = table.n_configurations
    values = {
        "possible configurations": possible,
        "observed configurations": observed,
        "share observed": observed / possible,
        "rows that are not remainders": kept,
        "share that are not remainders": kept / possible,
        "logical remainders without a case": possible - observed,
        "remainders with too few cases": too_few,
        "cases in a row": total if known else np.nan,
        "share of cases in the largest row": ordered[0] / total if known and total else np.nan,
        "rows that hold half of the cases": half,
    }
    return pd.DataFrame({"value": pd.Series([float(value) for value in values.values()])}).set_axis(
        pd.Index(list(values), name="what")
    )


def largest_rows(table: TruthTable) -> pd.DataFrame:
    """Return the rows by number of cases: ``row``, ``n``, ``share``, ``cumulated``, ``code``."""
    order = [i for i in np.argsort(-table.n, kind="stable") if not np.isnan(table.n[i])]
    n = table.n[order]
    share = ratio(n, n.sum())
    return pd.DataFrame(
        {
            "row": [table.numbers[i] for i in order],
            "n": [whole_or_sum(value) for value in n],
            "share": share,
            "cumulated": share.cumsum(),
            "code": table.codes[order].astype(object),
        }
    )
