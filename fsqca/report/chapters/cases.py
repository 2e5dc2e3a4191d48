"""The chapter on cases: typical and deviant ones by recipe, and every case with its row and recipes."""

from __future__ import annotations

import pandas as pd

from fsqca import report
from fsqca._checks import counted
from fsqca.minimization.models import Model
from fsqca.report.article import from_frame
from fsqca.report.chapters.material import Material
from fsqca.report.page import Section
from fsqca.report.parts import Heading, Note, Part, Table

#: Tied models whose cases a page shows; those of all models are in the files of the result.
SHOWN_MODELS = 3


def cases_section(m: Material) -> Section:
    """Return the chapter on typical and deviant cases."""
    parts: list[Part | str] = [
        (
            "A case is in a recipe with a membership above 0.5. It is typical where its outcome is "
            "present and at least as high as its membership in the recipe, deviant in degree where it is "
            "present but lower, and deviant in kind where the outcome is absent (Schneider & Rohlfing "
            "2013). In the plots one marker stands for all cases of a kind at the same place, the larger "
            f"the more. The recipes are those of the {m.kind} solution."
        ),
        *case_counts(m, m.outcome),
    ]
    if m.of_cases:
        parts += _every_case(m)
    else:
        parts.append(
            Note("The study does not allow single cases to be shown (memberships = false in [output]).")
        )
    return Section("Cases: typical and deviant", tuple(parts))


def case_counts(m: Material, outcome: str, *, folded: bool = False) -> list[Part | str]:
    """Return the cases by recipe for every analysis: how many of which kind, with examples."""
    parts: list[Part | str] = []
    for name in m.result.solutions[outcome]:
        solution = m.solution(outcome, name)
        if not m.single:
            parts.append(Heading(f"Cases of the recipes for {outcome}{m.of(name)}"))
        if not solution.models:
            parts.append(f"There is no model, so no case is in a recipe for {outcome}.")
            continue
        for model in solution.models[:SHOWN_MODELS]:
            parts += _of_model(m, model, outcome, name, folded=folded, tied=len(solution.models) > 1)
        if len(solution.models) > SHOWN_MODELS:
            parts.append(
                Note(
                    f"{len(solution.models)} models tie; the cases of the first {SHOWN_MODELS} are shown. "
                    "Those of all are in the tables that the study writes."
                )
            )
        if outcome == m.outcome:
            model = solution.models[0]
            parts += m.picture(
                f"cases of {name}",
                f"{name}: memberships in each recipe and in the model against those in {outcome}.",
                f"XY plots for {name}: "
                + "; ".join(
                    f"{term}, {counted(int(row['cases']), 'case')}"
                    for term, row in report.cases_by_term(model).iterrows()
                )
                + ".",
            )
    return parts


def _of_model(
    m: Material, model: Model, outcome: str, name: str, *, folded: bool, tied: bool
) -> list[Part | str]:
    cases = report.cases_by_term(model, examples=3)
    total = cases.iloc[-1].to_dict()
    which = f" of model {model.name}" if tied else ""
    examples = {"most_typical": "Most typical", "most_deviant": "Most deviant"}
    if not m.of_cases:
        cases = cases.drop(columns=list(examples))
    caption = f"Cases by recipe for {outcome}{which}{m.of(name)}" + (
        ": with examples of typical and deviant cases" if m.of_cases else ""
    )
    printed = cases.assign(
        **{one: [", ".join(map(str, ids[:1])) for ids in cases[one]] for one in examples if one in cases}
    )
    heads = {
        "deviant_in_degree": "In degree",
        "deviant_in_kind": "In kind",
        "ambiguous": "At 0.5",
        **examples,
    }
    article = from_frame(
        printed,
        title=caption,
        names={one: head for one, head in heads.items() if one in printed},
        notes=[
            (
                "In degree, in kind: deviant in degree and in kind. At 0.5: ambiguous. Only here: in no "
                "other recipe."
            )
        ],
    )
    return [
        f"{counted(total['cases'], 'case')} {'is' if total['cases'] == 1 else 'are'} in at least one "
        f"recipe{which}: {total['typical']} typical, {total['deviant_in_degree']} deviant in degree, "
        f"{total['deviant_in_kind']} deviant in kind"
        + (f", {total['ambiguous']} ambiguous" if total["ambiguous"] else "")
        + f".{_uncovered(model)}",
        Table(cases, caption, folded=folded, article=article),
    ]


def _uncovered(model: Model) -> str:
    """Return how many cases with the outcome are in no recipe: deviant for coverage."""
    evidence = model.truth_table.evidence
    if evidence is None:
        return ""
    with_outcome = int((evidence.outcome > 0.5).sum())
    cases = model.cases
    covered = cases.loc[cases["outcome"] > 0.5, "case"].nunique()
    return (
        f" Of {counted(with_outcome, 'case')} with the outcome, {with_outcome - covered} "
        f"{'is' if with_outcome - covered == 1 else 'are'} in no recipe."
    )


def _every_case(m: Material) -> list[Part | str]:
    frame = every_case(m)
    return [
        Heading("Every case"),
        Table(
            frame,
            f"Every case: its membership in {m.outcome}, its truth table row and the recipes it is in",
            (
                "Row “-”: the case is on the crossover in some condition and belongs to no row.",
                *(
                    ("Where models tie, the recipes are those of the first model.",)
                    if any(m.solution(m.outcome, name).n_models > 1 for name in m.result.single_groups)
                    else ()
                ),
            ),
            folded=True,
            search="Find a case",
            printed=len(frame) <= 100,
        ),
    ]


def every_case(m: Material) -> pd.DataFrame:
    """Return every case with its outcome, row, recipes and kinds, each in its own group."""
    parts = []
    for name in m.result.single_groups:
        table = m.result.truth_tables[m.outcome][name]
        row_of = {case: number for number, cases in table.observed["cases"].items() for case in cases}
        codes = table.observed["out"].to_dict()
        solution = m.solution(m.outcome, name)
        recipes: dict[object, list[str]] = {}
        kinds: dict[object, list[str]] = {}
        if solution.models:
            own = solution.models[0].cases
            for case, term, kind in zip(own["case"], own["term"], own["kind"], strict=True):
                recipes.setdefault(case, []).append(str(term))
                kinds.setdefault(case, []).append(str(kind))
        evidence = table.evidence
        ids = [] if evidence is None else list(evidence.sets.cases)
        parts.append(
            pd.DataFrame(
                {
                    "case": [str(case) for case in ids],
                    "group": name,
                    "outcome": [] if evidence is None else evidence.outcome.tolist(),
                    "row": pd.Series([row_of.get(case) for case in ids], dtype="Int64"),
                    "out": [str(codes.get(row_of.get(case), "")) for case in ids],
                    "recipes": [", ".join(recipes.get(case, [])) for case in ids],
                    "kind": [", ".join(dict.fromkeys(kinds.get(case, []))) for case in ids],
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True).set_index("case")
    return frame.drop(columns="group") if len(m.result.single_groups) == 1 else frame


__all__ = ["case_counts", "cases_section", "every_case"]
