"""Tables that an article needs beside those that results print themselves, and sweeps of the cut-offs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np
import pandas as pd

from fsqca._checks import check_count
from fsqca._display import told_apart
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.fit import Fit
from fsqca.minimization.expectations import ExpectationsLike
from fsqca.minimization.models import Model
from fsqca.minimization.settings import Kind
from fsqca.minimization.solution import Solution
from fsqca.minimization.solver import minimize
from fsqca.truth_table.table import TruthTable

_KINDS = ("typical", "deviant in degree", "deviant in kind", "ambiguous")


def cases_by_term(model: Model, *, examples: int = 5) -> pd.DataFrame:
    """Return how many cases of which kind each term has, with examples.

    Parameters
    ----------
    model : Model
        A model of a table made from data.
    examples : int >= 1, default 5
        How many case ids to list: those with the highest membership in the term.

    Returns
    -------
    DataFrame
        Index ``term`` (and a last row "solution"); ``cases`` with a membership above 0.5, of these
        ``typical``, ``deviant_in_degree``, ``deviant_in_kind`` and ``ambiguous`` (see ``Model.cases``),
        ``only_here`` (in no other term), and the ids ``most_typical`` and ``most_deviant`` (in kind, the
        lowest outcome first). In the last row every case counts once: in the term of which it has the highest
        membership.

    Raises
    ------
    DataError
        If the model's truth table has no data behind it.
    """
    if not isinstance(model, Model):
        raise ArgumentTypeError(
            f"model must be a Model, one of the .models of a solution, not {type(model).__name__}."
        )
    if model.truth_table.evidence is None:
        raise DataError("The model's truth table has no data behind it, so it has no cases.")
    examples = check_count("examples", examples)
    cases = model.cases
    once = cases.sort_values("membership", ascending=False, kind="stable").drop_duplicates("case")
    shared = set(cases.loc[cases["case"].duplicated(keep=False), "case"])
    rows = []
    terms = [*map(str, model.terms)]
    for term in [*terms, None]:
        own = once if term is None else cases[cases["term"] == term]
        counts = {kind.replace(" ", "_"): int((own["kind"] == kind).sum()) for kind in _KINDS}
        typical = own[own["kind"] == "typical"].sort_values("membership", ascending=False, kind="stable")
        deviant = own[own["kind"] == "deviant in kind"].sort_values("outcome", kind="stable")
        only = np.nan if term is None else int((~own["case"].isin(shared)).sum())
        rows.append(
            {
                "cases": len(own),
                **counts,
                "only_here": only,
                "most_typical": tuple(typical["case"].iloc[:examples]),
                "most_deviant": tuple(deviant["case"].iloc[:examples]),
            }
        )
    labels = [*told_apart(terms, ["solution"]), "solution"]
    frame = pd.DataFrame(rows, index=pd.Index(labels, name="term", dtype=object))
    frame["only_here"] = frame["only_here"].astype("Int64")
    return frame


def compare_fits(fits: Mapping[str, Fit]) -> pd.DataFrame:
    """Return the fit of the same or of other terms in several groups, one row per group and term.

    Parameters
    ----------
    fits : mapping of str to Fit

    Returns
    -------
    DataFrame
        Index ``group`` and ``term``; the columns of ``Fit.table`` and ``n``, the number of cases.
    """
    if not fits:
        raise ArgumentError("fits is empty: name at least one group.")
    return pd.concat(
        {name: fit.table.assign(n=fit.n_cases) for name, fit in fits.items()}, names=["group", "term"]
    )


def sweep_cut_offs(
    table: TruthTable,
    *,
    consistency: Iterable[float] | None = None,
    pri: Iterable[float] | None = None,
    frequency: Iterable[int] | None = None,
    solution: Kind = "parsimonious",
    expectations: ExpectationsLike | None = None,
) -> pd.DataFrame:
    """Return what becomes of a solution when the cut-offs of its truth table change.

    Parameters
    ----------
    table : TruthTable
        A table made from data; its own cut-offs are the standard of comparison.
    consistency, pri, frequency : iterables of numbers, optional
        The cut-offs to try; every combination is. Default: the table's own.
    solution : {"parsimonious", "conservative", "intermediate"}
    expectations : mapping or sequence of expressions, optional
        As for :func:`fsqca.minimize`; needed for "intermediate".

    Returns
    -------
    DataFrame
        One row per combination: ``consistency``, ``pri``, ``frequency`` (the cut-offs), ``positive_rows``,
        ``n_models``, ``same`` (whether the models are those with the table's own cut-offs, and no others),
        ``among`` (whether those are among the models), ``solution_consistency`` and ``solution_coverage`` (of
        all models together, NaN without a model), and ``models`` (as text).

    Notes
    -----
    The data are not looked at again: ``table.recode`` changes the codes. A difference says that a result
    depends on a cut-off, not which of the two is right.
    """
    if not isinstance(table, TruthTable):
        raise ArgumentTypeError(f"table must be a TruthTable, not {type(table).__name__}.")
    own = table.settings.coding
    values = [
        list(given) if given is not None else [default]
        for given, default in ((consistency, own.consistency), (pri, own.pri), (frequency, own.frequency))
    ]
    if not all(values):
        raise ArgumentError("consistency, pri and frequency must each hold at least one cut-off.")
    solved: dict[bytes, Solution] = {}

    def solve_as(coded: TruthTable) -> Solution:
        key = coded.codes.tobytes()
        if key not in solved:
            solved[key] = minimize(coded, solution, expectations=expectations)
        return solved[key]

    standard = {model.expression for model in solve_as(table).models}
    rows = []
    for cuts in product(*values):
        coded = table.recode(consistency=cuts[0], pri=cuts[1], frequency=int(cuts[2]))
        found = solve_as(coded)
        models = {model.expression for model in found.models}
        fit = None if found.fit is None or not models else found.fit.values[-1]
        rows.append(
            {
                "consistency": float(cuts[0]),
                "pri": float(cuts[1]),
                "frequency": int(cuts[2]),
                "positive_rows": int((coded.codes == "1").sum()),
                "n_models": found.n_models,
                "same": models == standard,
                "among": standard <= models,
                "solution_consistency": np.nan if fit is None else float(fit[0]),
                "solution_coverage": np.nan if fit is None else float(fit[2]),
                "models": "; ".join(str(model.expression) for model in found.models[:5])
                + ("; ..." if len(found.models) > 5 else ""),
            }
        )
    return pd.DataFrame(rows)


__all__ = ["cases_by_term", "compare_fits", "sweep_cut_offs"]
