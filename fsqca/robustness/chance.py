"""Could chance have given this solution? The outcome is shuffled over the cases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import counted
from fsqca._types import Floats, Ints
from fsqca.minimization.limits import Limits
from fsqca.minimization.models import term_memberships
from fsqca.minimization.solution import Solution
from fsqca.robustness.adjusting import at_least, false_discovery, holm, joint_p, p_values, step_down, wilson
from fsqca.robustness.blocks import run_blocks
from fsqca.robustness.chance_checks import check_groups, check_solution, check_variation, evidence_of
from fsqca.robustness.chance_result import COLUMNS, PermutationTest
from fsqca.robustness.found import Finder
from fsqca.robustness.rerun import Rerun
from fsqca.robustness.run_checks import check_draws
from fsqca.robustness.shuffling import BLOCK, Shuffle, Shuffled, best, fits, memberships_of, overlaps
from fsqca.truth_table.coding import TOLERANCE, code_rows
from fsqca.truth_table.settings import Evidence

#: How the lines of `PermutationTest.whole` are called.
WHOLE = ("a solution", "one as consistent", "one as covering", "one as consistent and as covering")


def permutation_test(
    solution: Solution,
    *,
    n_permutations: int = 1000,
    seed: object = None,
    groups: object = None,
    data: object = None,
    n_jobs: int = 1,
    progress: bool | None = None,
) -> PermutationTest:
    """Return how often a shuffled outcome does as well as the observed one.

    The outcome is shuffled over the cases. The conditions stay, and with them the configurations, their
    numbers of cases and all that connects the conditions with each other. Every shuffle goes through the same
    cut-offs and the same minimization.

    Parameters
    ----------
    solution : Solution
        The result of :func:`fsqca.minimize` for data.
    n_permutations : int, at least 1, default 1000
        The smallest p value that can come out is 1 / (n_permutations + 1).
    seed : int, numpy.random.Generator or numpy.random.SeedSequence
        Needed, so that the numbers can be had again.
    groups : str, Series or sequence, optional
        Groups within which the outcome is shuffled, such as countries: what differs between groups is then
        kept. A column of `data`, a Series indexed by case ids, or one value per case of the truth table.
    data : DataFrame, optional
        Where `groups` is the name of a column: the data that have it, indexed by case ids.
    n_jobs : int, default 1
        Processes to work in, -1 for one per core; more than one needs joblib. The numbers are the same.
    progress : bool, optional
        Whether to show a bar; None shows it from two seconds on where there is somebody to see it.

    Returns
    -------
    PermutationTest
        Ctrl-C returns what is done, marked as such.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If an argument is out of its range, the truth table has no cases behind it, or a minimization asked
        for consistency or coverage in the data.
    DataError
        If there is nothing to shuffle: one case, an outcome that is the same for all cases, or groups of one
        case each.

    Notes
    -----
    *P values* are (b + 1) / (m + 1), where b of m shuffles reach the observed value (Phipson & Smyth 2010).
    They are valid where the outcome of cases could be exchanged if there were no association (within
    `groups`, where they are given).

    *Rows.* Each row with enough cases is tested for being more consistent than shuffled outcomes make it. As
    many rows are tested at once, p values are corrected: Westfall and Young (1993, step-down, with the
    smallest p value, from the same shuffles) and Holm (1979) bound the chance of a single false claim,
    Benjamini and Hochberg (1995) and Benjamini and Yekutieli (2001) the share of false ones among the claims.

    *Terms and models* have two p values. ``p`` holds only for one that was named before the data were seen;
    for one that the analysis found, it is small far too often. ``p_search`` compares the product of its
    consistency and coverage with the largest product among the terms (models) that each shuffle finds by the
    same analysis, and is valid for those found.

    *Solution.* The share of shuffles with a solution as consistent and as covering is no p value: few points
    of a cloud have others above them on both axes, so it is small too often by chance. The p value is the
    share of arrangements for which this share is smaller than for the observed one, or the same with at least
    as large a product of consistency and coverage. Where an arrangement has several models, the one with the
    largest product stands for it.

    Codes that were changed by hand are not changed in shuffles.

    References
    ----------
    .. [1] Braumoeller, B. F. (2015). Guarding against false positives in qualitative comparative analysis.
       Political Analysis, 23(4), 471-487.
    .. [2] Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero: Calculating exact
       p-values when permutations are randomly drawn. Statistical Applications in Genetics and Molecular
       Biology, 9(1), 39.
    .. [3] Westfall, P. H., & Young, S. S. (1993). Resampling-based multiple testing. Wiley.

    Examples
    --------
    >>> import fsqca as fq
    >>> from fsqca.robustness import permutation_test, simulate_data
    >>> data = simulate_data("A*B", 40, conditions=["A", "B", "C"], seed=1)
    >>> solution = fq.minimize(fq.build_truth_table(data, "Y"), "parsimonious")
    >>> test = permutation_test(solution, n_permutations=200, seed=1)
    >>> test
    <PermutationTest Y: 40 cases, 200 shuffles, 8 rows, 1 term, p of the solution 0.005>
    >>> test.whole["count"].to_dict()["one as consistent and as covering"]
    0
    """
    check_solution(solution)
    total, start, jobs = check_draws("n_permutations", n_permutations, seed, n_jobs, progress)
    evidence = evidence_of(solution.truth_table)
    own_groups = check_groups(groups, data, evidence)
    check_variation(evidence.outcome, own_groups, solution.truth_table.settings.outcome)
    work, tested = _work(solution, evidence, own_groups)
    with Limits(progress=progress) as limits:
        blocks = run_blocks(
            work,
            total,
            np.random.SeedSequence(start),
            limits,
            size=BLOCK,
            stage="Shuffling the outcome",
            n_jobs=jobs,
        )
    today = work.run(evidence.outcome[None, :])
    parts = blocks.parts
    shuffled = Shuffled(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("rows", "terms", "models", "solutions", "as_good", "products")
        )
    )
    observed = _observed(work, solution)
    table = solution.truth_table
    amount = _amount(evidence.outcome, evidence.weights)
    rows = _claims(shuffled.rows, today.rows[0], pd.Index([table.numbers[i] for i in tested], name="row"))
    sizes = work.rows.sum(axis=1) if evidence.weights is None else work.rows @ evidence.weights
    rows["coverage"] = rows["consistency"] * sizes / amount
    rows.insert(0, "out", table.codes[tested].astype(object))
    n = table.n[tested]
    rows.insert(0, "n", n.astype(np.int64) if table.settings.weights is None else n)
    labels = [str(work.finder.rerun.expression(cube)) for cube in _cubes(work.finder.rerun)]
    terms = _fits(shuffled.terms, today.terms[0], pd.Index(labels, name="term", dtype=object))
    terms["as_good"] = shuffled.as_good.mean(axis=0)
    terms["p_search"] = _searched(shuffled.products, today.terms[0])
    names = pd.Index([model.name for model in solution.models], name="model", dtype=object)
    models = _fits(shuffled.models, today.models[0], names)
    models["p_search"] = _searched(shuffled.solutions.prod(axis=1), today.models[0])
    models.insert(0, "expression", [str(model.expression) for model in solution.models])
    return PermutationTest(
        solution=solution,
        n_permutations=blocks.n_done,
        n_wanted=total,
        seed=start,
        n_groups=None if own_groups is None else int(own_groups.max()) + 1,
        n_cases=len(evidence.outcome),
        row_shuffles=shuffled.rows,
        solution_shuffles=shuffled.solutions,
        observed=observed,
        notes=_notes(solution, evidence, blocks.n_done, total, len(tested)),
        _rows=rows,
        _terms=terms,
        _models=models,
        _whole=_whole(shuffled.solutions, observed),
    )


def _cubes(rerun: Rerun) -> list[tuple[int, ...]]:
    """Return the observed terms in the order of the models."""
    found: dict[tuple[int, ...], None] = {}
    for model in rerun.solution.models:
        found |= dict.fromkeys(tuple(cube) for cube in model.cubes.tolist())
    return list(found)


def _work(solution: Solution, evidence: Evidence, groups: Ints | None) -> tuple[Shuffle, list[int]]:
    """Return the work of a block, and the positions of the rows with enough cases."""
    table, rerun = solution.truth_table, Rerun(solution)
    coding, n_cases = table.settings.coding, len(evidence.outcome)
    tested = np.flatnonzero(table.n >= coding.frequency - TOLERANCE)
    # A condition that is not defined for a configuration asks nothing of it.
    patterns = table._patterns if table.settings.defined else table.corners
    cubes = _cubes(rerun)
    terms = term_memberships(
        table, np.array(cubes, dtype=np.int64).reshape(len(cubes), len(table.conditions))
    )
    whole = [model.memberships().max(axis=1) for model in solution.models]
    work = Shuffle(
        finder=Finder(rerun),
        rows=np.ascontiguousarray(term_memberships(table, patterns[tested]).T),
        corners=table.corners[tested],
        n=table.n[tested],
        coding=coding,
        terms=np.ascontiguousarray(terms.T),
        models=np.array(whole).reshape(len(whole), n_cases),
        observed=np.empty((len(cubes), 2)),
        outcome=evidence.outcome,
        weights=evidence.weights,
        groups=groups,
    )
    return replace(work, observed=work.run(evidence.outcome[None, :]).terms[0]), tested.tolist()


def _observed(work: Shuffle, solution: Solution) -> Floats:
    """Return consistency and coverage of the observed solution, chosen as in a shuffle."""
    if not solution.models:
        return np.full(2, np.nan)
    _, whole = memberships_of(work.finder.rerun, work.finder.rerun.today)
    outcome, weights = work.outcome[None, :], work.weights
    sizes = np.array([_amount(own, weights) for own in whole])
    amount = np.array([_amount(work.outcome, weights)])
    chosen: Floats = best(fits(overlaps(whole, outcome, weights), sizes, amount))[0]
    return chosen


def _amount(memberships: Floats, weights: Floats | None) -> float:
    return float(memberships.sum() if weights is None else memberships @ weights)


def _claims(shuffled: Floats, observed: Floats, index: pd.Index[Any]) -> pd.DataFrame:
    """Return consistency with its p values, the columns `COLUMNS`; coverage is filled in by the caller."""
    p = p_values(shuffled, observed)
    some = shuffled.shape[1] > 0
    return pd.DataFrame(
        {
            "consistency": observed,
            "coverage": np.full(len(observed), np.nan),
            "shuffled_mean": shuffled.mean(axis=0) if some else observed,
            "shuffled_95": np.quantile(shuffled, 0.95, axis=0) if some else observed,
            "p": p,
            "p_westfall_young": step_down(shuffled, observed),
            "p_holm": holm(p),
            "p_bh": false_discovery(p, "bh"),
            "p_by": false_discovery(p, "by"),
        },
        index=index,
        columns=list(COLUMNS),
    )


def _searched(products: Floats, observed: Floats) -> Floats:
    """Return how often the best that a shuffle finds reaches the product of consistency and coverage."""
    return p_values(np.repeat(products[:, None], len(observed), axis=1), observed.prod(axis=1))


def _fits(shuffled: Floats, observed: Floats, index: pd.Index[Any]) -> pd.DataFrame:
    frame = _claims(shuffled[:, :, 0], observed[:, 0], index)
    frame["coverage"] = observed[:, 1]
    frame.insert(5, "p_coverage", p_values(shuffled[:, :, 1], observed[:, 1]))
    return frame


def _whole(shuffled: Floats, observed: Floats) -> pd.DataFrame:
    """Return how often shuffles have a solution, and how good a one."""
    total = len(shuffled)
    some = int((~np.isnan(shuffled[:, 0])).sum())
    counts: list[int | None] = [some]
    p = [(some + 1) / (total + 1)]
    if np.isnan(observed).any():
        counts += [None] * 3
        p = [np.nan] * 4
    else:
        each = at_least(shuffled, observed)
        both, joint = joint_p(shuffled, observed)
        counts += [*(int(count) for count in each), both]
        p += [*p_values(shuffled, observed).tolist(), joint]
    bounds = [(np.nan, np.nan) if count is None else wilson(count, total) for count in counts]
    return pd.DataFrame(
        {
            "count": pd.array(counts, dtype="Int64"),
            "share": [np.nan if count is None else count / total for count in counts],
            "low": [low for low, _ in bounds],
            "high": [high for _, high in bounds],
            "p": p,
        },
        index=pd.Index(list(WHOLE), name="shuffled outcomes with"),
    )


def _notes(solution: Solution, evidence: Evidence, done: int, wanted: int, tested: int) -> tuple[str, ...]:
    table, notes = solution.truth_table, []
    if done < wanted:
        notes.append(f"Interrupted after {done} of {wanted} shuffles; the numbers are those of {done}.")
    if not solution.models:
        notes.append(
            "There is no solution to test: p values of the solution are undefined. "
            + " ".join(solution.advice)
        )
    elif len(solution.models) > 1:
        notes.append(
            f"There are {len(solution.models)} models; the one with the largest product of consistency and "
            "coverage stands for the solution, as it does in every shuffle."
        )
    least = max(tested, 1) / (done + 1)
    if least > 0.05:
        notes.append(
            f"With {done} shuffles no p value is below {1 / (done + 1):.2g}, and none that is corrected by "
            f"Holm for {counted(tested, 'row')} below {min(1.0, least):.2g}. Take more shuffles."
        )
    if not tested:
        notes.append("No row has enough cases, so that there are no rows to test.")
    fresh = code_rows(table.n, table.consistency, table.pri, table.settings.coding)
    if table.changes and (fresh != table.codes).any():
        notes.append(
            "Codes were changed by hand, which shuffles do not repeat: the p value of the solution compares "
            "unlike things and is a guide only."
        )
    if evidence.weights is not None:
        notes.append("Weights stay with the conditions of a case while its outcome is shuffled.")
    if not solution.complete:
        notes.append("Not all models are listed; numbers of the solution are of those that are.")
    return tuple(notes)
