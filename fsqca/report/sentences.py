"""Results in words, for the text around tables.

Each sentence is made from a result and says no more than that result shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from fsqca._checks import counted
from fsqca._display import number_text
from fsqca.minimization.analysis import Solutions
from fsqca.minimization.solution import Solution
from fsqca.necessity import COLUMNS, Necessity
from fsqca.truth_table.coding import TOLERANCE
from fsqca.truth_table.table import TruthTable


def and_list(items: Sequence[str]) -> str:
    """Return items as a list in words.

    Examples
    --------
    >>> and_list(["A", "B", "C"]), and_list(["A"])
    ('A, B and C', 'A')
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def describe_necessity(necessity: Necessity) -> str:
    """Return which single conditions reach the cut-offs of necessity, with their numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> import fsqca as fq
    >>> data = pd.DataFrame({"A": [0.9, 0.2, 0.7], "Y": [0.8, 0.1, 0.7]})
    >>> describe_necessity(fq.find_necessary(data, "Y"))
    'For Y, A reaches the cut-off (consistency 1.000, coverage 0.889, RoN 0.857).'
    """
    frame = necessity.all_conditions
    passed = frame[frame["passes"]]
    cut_offs = "cut-off" if necessity.coverage == 0 and necessity.ron == 0 else "cut-offs"
    if len(passed) == 0:
        if frame["consistency"].isna().all():
            return f"For {necessity.outcome}, necessity is undefined, because no case is a member of it."
        best = str(frame["consistency"].idxmax())
        return (
            f"For {necessity.outcome}, no single condition reaches the {cut_offs}; the most consistent is "
            f"{best} ({number_text(float(frame['consistency'].max()))})."
        )
    texts = []
    for label, row in passed.iterrows():
        trivial = ", but trivial" if row["trivial"] else ""
        consistency, coverage, ron = (number_text(float(row[name])) for name in COLUMNS)
        texts.append(f"{label} (consistency {consistency}, coverage {coverage}, RoN {ron}{trivial})")
    verb = "reaches" if len(texts) == 1 else "reach"
    # One name stands before the verb, its numbers behind it.
    if len(texts) == 1:
        name, numbers = texts[0].split(" (", 1)
        return f"For {necessity.outcome}, {name} {verb} the {cut_offs} ({numbers}."
    return f"For {necessity.outcome}, {and_list(texts)} {verb} the {cut_offs}."


def describe_solution(solution: Solution) -> str:
    """Return the models of a solution with the fit of each, in words."""
    if not solution.models:
        return f"The {solution.kind} solution has no model. {' '.join(solution.advice)}"
    if solution.n_models == 1:
        return f"The {solution.kind} solution has one model, {_model_text(solution, 0)}."
    least = "" if solution.n_models_exact else "at least "
    shown = "; ".join(_model_text(solution, position) for position in range(min(3, len(solution.models))))
    more = "; and others" if solution.n_models > 3 else ""
    return f"The {solution.kind} solution has {least}{solution.n_models} tied models: {shown}{more}."


def _model_text(solution: Solution, position: int) -> str:
    model = solution.models[position]
    if model.fit is None:
        return str(model.expression)
    consistency, pri, coverage = model.fit.values[-1, :3].tolist()
    return (
        f"{model.expression} (consistency {number_text(consistency)}, PRI {number_text(pri)}, coverage "
        f"{number_text(coverage)})"
    )


def describe_solutions(solutions: Solutions) -> str:
    """Return what the three solutions are, saying once what they have in common."""
    three = (solutions.conservative, solutions.intermediate, solutions.parsimonious)
    if not any(one.models for one in three) and len({one.advice for one in three}) == 1:
        return f"None of the three solutions has a model. {' '.join(three[0].advice)}"
    if all(one.n_models == 1 and len(one.models) == 1 for one in three):
        if len({one.models[0].expression for one in three}) == 1:
            same = _model_text(three[0], 0)
            return f"The conservative, intermediate and parsimonious solutions are the same model: {same}."
        if three[1].models[0].expression == three[2].models[0].expression:
            return (
                f"{describe_solution(three[0])} The intermediate and the parsimonious solution are the same "
                f"model: {_model_text(three[2], 0)}."
            )
        if three[0].models[0].expression == three[1].models[0].expression:
            return (
                f"The conservative and the intermediate solution are the same model: "
                f"{_model_text(three[0], 0)}. {describe_solution(three[2])}"
            )
    return " ".join(describe_solution(one) for one in three)


def compare_solutions(groups: Mapping[str, Solution]) -> str:
    """Return whether the models of several groups are the same, in words; who has none is said apart."""
    without = [name for name, solution in groups.items() if not solution.models]
    if without and len(without) < len(groups):
        verb = "has" if len(without) == 1 else "have"
        none = f"{and_list(without)} {verb} no {next(iter(groups.values())).kind} model."
        own = {name: solution for name, solution in groups.items() if solution.models}
        return none if len(own) == 1 else f"{none} {compare_solutions(own)}"
    if without:
        return f"There is no {next(iter(groups.values())).kind} model in {and_list(list(groups))}."
    models = {
        name: frozenset(model.expression for model in solution.models) for name, solution in groups.items()
    }
    kinds = and_list(list(dict.fromkeys(solution.kind for solution in groups.values())))
    names = list(models)
    if len(set(models.values())) == 1:
        what = "model is" if len(next(iter(models.values()))) == 1 else "models are"
        return f"The {kinds} {what} the same in {and_list(names)}."
    common = frozenset.intersection(
        *(frozenset(term for one in solution.models for term in one.terms) for solution in groups.values())
    )
    shared = (
        f" Terms found in all of them: {and_list(sorted(map(str, common)))}."
        if common
        else " No term is found in all of them."
    )
    return f"The {kinds} models of {and_list(names)} are not all the same.{shared}"


def describe_sweep(sweep: pd.DataFrame, table: TruthTable) -> str:
    """Return how often the models stayed in a sweep of the cut-offs, and which cut-off alone changes them.

    Parameters
    ----------
    sweep : DataFrame
        What :func:`fsqca.report.sweep_cut_offs` returns.
    table : TruthTable
        The table that was swept.
    """
    same, among = int(sweep["same"].sum()), int((sweep["among"] & ~sweep["same"]).sum())
    total = counted(len(sweep), "combination")
    if "n_models" in sweep and (sweep["n_models"] == 0).all():
        return f"None of {total} of cut-offs gives a model." if len(sweep) > 1 else "There is no model."
    if same == len(sweep) == 1:
        return "The only combination of cut-offs gives the same models."
    if same == len(sweep):
        return f"All {total} of cut-offs give the same models."
    more = f", and {among} more give them among tied models" if among else ""
    text = f"Of {total} of cut-offs, {same} give the same models as those of the analysis{more}."
    own = table.settings.coding
    cuts = {"consistency": own.consistency, "pri": own.pri, "frequency": own.frequency}
    alone = []
    for name in cuts:
        others = [(sweep[other] - value).abs() < TOLERANCE for other, value in cuts.items() if other != name]
        line = sweep[others[0] & others[1]]
        changed = [f"{value:g}" for value in line.loc[~line["same"], name]]
        if changed:
            alone.append(f"{'PRI' if name == 'pri' else name} at {and_list(changed)}")
    if alone:
        text += f" Changing one cut-off at a time, they change with {', and with '.join(alone)}."
    else:
        text += " Changing one cut-off at a time does not change them."
    return text


__all__ = [
    "and_list",
    "compare_solutions",
    "describe_necessity",
    "describe_solution",
    "describe_solutions",
    "describe_sweep",
]
