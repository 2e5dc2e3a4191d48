"""The article tables of solutions: terms with fit and cases, and the counterfactuals behind them."""

from __future__ import annotations

from collections.abc import Iterable

from fsqca._checks import check_count, counted
from fsqca._types import CaseId
from fsqca.minimization.analysis import Solutions
from fsqca.minimization.models import Model
from fsqca.minimization.solution import Solution
from fsqca.report.article.cells import Cell, Row, aligned, cell
from fsqca.report.article.of_truth_table import counterfactual_table, some
from fsqca.report.article.results import check_title, check_what, register_table
from fsqca.report.article.settings import advice_of, solution_notes, table_notes
from fsqca.report.article.table import ArticleTable

WHAT = ("terms", "counterfactuals")
_FIT = ("Consistency", "PRI", "Raw coverage", "Unique coverage")


@register_table
def of_solution(
    result: Solution,
    *,
    what: str = "terms",
    cases: int = 0,
    models: int | None = None,
    title: str | None = None,
) -> ArticleTable:
    """Return the terms of every model of a solution, or the counterfactuals behind them."""
    if check_what(what, WHAT) == "counterfactuals":
        if result.kind == "intermediate":
            parts = {"Easy": result.easy, "Difficult": result.difficult}
            words = "Easy counterfactuals are used in the intermediate solution, difficult ones are not."
        else:
            parts = {"Assumed": result.simplifying_assumptions}
            words = "Logical remainders that the solution takes for sufficient (simplifying assumptions)."
        name = check_title(title, f"Counterfactuals: {result.kind} solution{_for(result)}")
        return counterfactual_table(parts, result.truth_table.conditions, name, [words, *_notes(result)])
    found = _shown(result, models)
    groups = [(f"Model {model.name}" if len(result.models) > 1 else "", model) for model in found]
    return _terms(
        groups, (result,), cases, check_title(title, f"{result.kind.capitalize()} solution{_for(result)}")
    )


@register_table
def of_solutions(
    result: Solutions,
    *,
    what: str = "terms",
    cases: int = 0,
    models: int | None = None,
    title: str | None = None,
) -> ArticleTable:
    """Return the terms of the three solutions one below the other, or the counterfactuals behind them."""
    three = (result.conservative, result.intermediate, result.parsimonious)
    if check_what(what, WHAT) == "counterfactuals":
        parts = {
            "Simplifying assumption (parsimonious)": result.parsimonious.simplifying_assumptions,
            "Easy": result.intermediate.easy,
            "Difficult": result.intermediate.difficult,
        }
        words = [
            (
                "Easy: in line with the directional expectations, used in the intermediate solution. "
                "Difficult: used in the parsimonious solution alone."
            ),
            *_notes(*three),
        ]
        name = check_title(title, f"Simplifying assumptions and counterfactuals{_for(three[0])}")
        return counterfactual_table(parts, result.truth_table.conditions, name, words)
    groups = []
    for one in three:
        for model in _shown(one, models):
            more = f", model {model.name}" if len(one.models) > 1 else ""
            groups.append((f"{one.kind.capitalize()} solution{more}", model))
    return _terms(groups, three, cases, check_title(title, f"Sufficient configurations{_for(three[0])}"))


@register_table
def of_model(result: Model, *, cases: int = 0, title: str | None = None) -> ArticleTable:
    """Return the terms of one model."""
    outcome = result.truth_table.settings.outcome
    name = check_title(title, f"Model {result.name}" + (f" for {outcome}" if outcome else ""))
    return _terms([("", result)], (), cases, name, table_notes(result.truth_table))


def _shown(solution: Solution, models: int | None) -> tuple[Model, ...]:
    """Return the models to show."""
    return solution.models if models is None else solution.models[: check_count("models", models)]


def _for(solution: Solution) -> str:
    outcome = solution.truth_table.settings.outcome
    return f" for {outcome}" if outcome else ""


def _notes(*solutions: Solution) -> list[str]:
    return [*table_notes(solutions[0].truth_table), *solution_notes(*solutions), *advice_of(*solutions)]


def _terms(
    groups: list[tuple[str, Model]],
    solutions: tuple[Solution, ...],
    cases: int,
    title: str,
    notes: list[str] | None = None,
) -> ArticleTable:
    cases = check_count("cases", cases, least=0)
    with_fit = any(model.fit is not None for _, model in groups)
    with_cases = bool(cases) and with_fit
    names = ["Configuration", *(_FIT if with_fit else ()), *["Cases with the outcome"] * with_cases]
    body: list[Row] = []
    for heading, model in groups:
        if heading:
            body.append(Row((Cell(heading, span=len(names)),), heading=True))
        present = _present(model) if with_cases else {}
        values = None if model.fit is None else model.fit.values.tolist()
        for position, term in enumerate(map(str, model.terms)):
            cells = [Cell(term), *(map(cell, values[position]) if values is not None else ())]
            cells += [Cell(some(tuple(present.get(term, ())), cases))] * with_cases
            body.append(Row(tuple(cells)))
        if values is not None:
            cells = [Cell("Solution"), *map(cell, values[-1][:3]), Cell(""), *[Cell("")] * with_cases]
            body.append(Row(tuple(cells), rule=True))
    for one in solutions:
        if not one.models:
            text = f"{one.kind.capitalize()} solution: no model"
            body.append(Row((Cell(text, span=len(names)),), heading=True))
    align = aligned(("left", 1), ("right", 4 * with_fit), ("left", with_cases))
    left = [_left_out(one, groups) for one in solutions]
    own = _notes(*solutions) if notes is None else notes
    return ArticleTable(title, (tuple(map(Cell, names)),), tuple(body), align, (*filter(None, left), *own))


def _left_out(solution: Solution, groups: list[tuple[str, Model]]) -> str:
    """Return how many models of a solution the table shows, where it does not show all there are."""
    shown = {id(model) for _, model in groups}
    number = sum(id(model) in shown for model in solution.models)
    if number >= solution.n_models or not number:
        return ""
    least = "" if solution.n_models_exact else "at least "
    total = f"{least}{counted(solution.n_models, 'model')}"
    return f"The table shows {number} of {total} of the {solution.kind} solution."


def _present(model: Model) -> dict[str, Iterable[CaseId]]:
    """Return the cases of each term that have the outcome."""
    frame = model.cases
    frame = frame[frame["outcome"] > 0.5]
    return {str(term): own["case"].tolist() for term, own in frame.groupby("term", sort=False)}


__all__ = ["of_model", "of_solution", "of_solutions"]
