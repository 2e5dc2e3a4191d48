"""The sections of the example's page. Whatever the text says of results is made from the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

import fsqca as fq
from fsqca import report
from fsqca._checks import counted
from fsqca.datasets.simulation import DEFAULT_SEED
from fsqca.examples.digital_service_files import NEGATED, file_part
from fsqca.examples.digital_service_orientation import CONDITIONS, OUTCOME, PLANTED, Analysis
from fsqca.examples.digital_service_questionnaire import NAMES
from fsqca.expressions import equivalent
from fsqca.report import Chart, Heading, Note, Picture, Section, Table, Text
from fsqca.report.parts import Part
from fsqca.report.sentences import and_list

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STUDY = (
    "Sklyar, A., Sörhammar, D., Kowalkowski, C. and Tronvoll, B. (2025), “Digital service orientation: "
    "unlocking servitization in service operations and service sales”, International Journal of Operations "
    "& Production Management"
)


def planted_sentence(analysis: Analysis) -> str:
    """Return whether the recipes that were planted into the data are those that were found."""
    found = {name: one.parsimonious for name, one in analysis.solutions[OUTCOME].items()}
    right = [
        name
        for name, one in found.items()
        if one.n_models == 1 and equivalent(one.models[0].expression, PLANTED)
    ]
    if len(right) == len(found):
        return (
            f"The recipes that were planted into the data, {PLANTED}, are the only parsimonious model in "
            f"{_lower(right)}."
        )
    wrong = [name for name in found if name not in right]
    start = (
        f"The planted recipes, {PLANTED}, are the only parsimonious model in {_lower(right)}" if right else ""
    )
    rest = f"they are not in {_lower(wrong)}."
    return (
        f"{start}; {rest}"
        if start
        else f"The planted recipes, {PLANTED}, were not found as the only parsimonious model of any group."
    )


def _lower(names: list[str]) -> str:
    return and_list([name.lower() for name in names])


def about_section() -> Section:
    """Return the section on what the example is."""
    conditions = and_list([f"{NAMES[name]} ({name})" for name in CONDITIONS])
    return Section(
        "What this is",
        (
            (
                "The question: which combinations of routine elements are sufficient for digital service "
                f"orientation (DSO), and is any single one necessary? The conditions are {conditions}. "
                "Respondents work in service operations or in service sales, and each function is analysed "
                "by itself, and both together (the pooled data)."
            ),
            (
                "A fuzzy-set analysis goes from answers to scores, from scores to memberships in sets, from "
                "memberships to a truth table, and from the truth table to recipes: combinations of "
                "conditions that are sufficient for the outcome. A*B reads “A and B”, A + B reads “A or B”, "
                "and ~A reads “not A”."
            ),
            (
                f"The data follow the style of this study: {STUDY}. Taken over are the number of "
                "respondents, the two functions, the names of the constructs and the general shape of the "
                "findings that its abstract reports. Everything else is ours. The study gives names to "
                "patterns; no such name is used here, and the numbers of recipes on this page are our own "
                "labels."
            ),
        ),
    )


def findings_section(a: Analysis) -> Section:
    """Return the section on the main results."""
    parsimonious = {name.lower(): one.parsimonious for name, one in a.solutions[OUTCOME].items()}
    necessity = " ".join(
        f"{name}: {report.describe_necessity(one)}" for name, one in a.necessity[OUTCOME].items()
    )
    parts: list[str | Part] = [
        Text(f"{name}: {report.describe_solutions(one)}") for name, one in a.solutions[OUTCOME].items()
    ]
    return Section(
        "The main results",
        (
            *parts,
            Text(report.compare_solutions(parsimonious)),
            Text(f"Necessity. {necessity}"),
            Text(planted_sentence(a)),
            Chart(a.charts[OUTCOME], f"Recipes for {OUTCOME} in the two functions, with their fit"),
            Note(
                "Each column is one recipe. A condition is core if it is also "
                "in the parsimonious recipe that contains this one, and "
                "peripheral if it is only in the intermediate one (Fiss 2011). " + _core_sentence(a, OUTCOME)
            ),
        ),
    )


def _core_sentence(a: Analysis, outcome: str) -> str:
    roles = a.charts[outcome].table["role"]
    used = roles[roles != ""]
    if len(used) == 0:
        return "There is no recipe."
    if (used == "core").all():
        return "Here all conditions in the recipes are core."
    return f"Here {int((used == 'core').sum())} of {counted(len(used), 'entry', 'entries')} are core."


def necessity_section(a: Analysis, drawn: Mapping[str, Figure | bytes]) -> Section:
    """Return the section on necessary conditions."""
    parts: list[str | Part] = []
    for outcome in (OUTCOME, NEGATED):
        found = a.necessity[outcome]
        parts += [" ".join(f"{name}: {report.describe_necessity(one)}" for name, one in found.items())]
        wide = pd.concat(
            {name: one.all_conditions[["consistency", "coverage", "ron"]] for name, one in found.items()},
            axis=1,
        )
        parts.append(
            Table(wide.rename_axis("condition"), f"Necessity for {outcome}: every condition and its negation")
        )
    return Section(
        "Necessary conditions",
        (
            (
                "A condition is necessary where the outcome does not occur without it. Besides consistency "
                "and coverage, RoN (relevance of necessity, Schneider & Wagemann 2012) tells whether a "
                "condition is more than trivially necessary: it is low where the condition is nearly always "
                "present. The cut-off of consistency is 0.9."
            ),
            *parts,
            Picture(
                drawn["xy_necessity"],
                f"TF as a necessary condition for {OUTCOME}: cases below the diagonal agree with it.",
                f"XY plots of membership in TF against {OUTCOME}, by group. Consistency of necessity: "
                + ", ".join(
                    f"{name} {one.all_conditions['consistency'].to_dict()['TF']:.3f}"
                    for name, one in a.necessity[OUTCOME].items()
                )
                + ".",
            ),
        ),
    )


def truth_tables_section(a: Analysis) -> Section:
    """Return the section on the truth tables."""
    parts: list[str | Part] = []
    for name, table in a.truth_tables[OUTCOME].items():
        codes = table.table["out"].value_counts()
        near = table.table[[len(one) > 0 for one in table.table["near"]]]
        close = (
            f" Near a cut-off: {and_list([f'row {row}' for row in near.index])}."
            if len(near)
            else " No row is near a cut-off."
        )
        parts.append(
            Table(
                _printed(table),
                f"Truth table for {OUTCOME}, {name.lower()}",
                (
                    (
                        f"Cut-offs: {table.settings.coding.describe()}; memberships of 0.5 taken as 0.501. "
                        f"{len(table.numbers)} of {table.n_configurations} configurations observed: "
                        f"{int(codes.get('1', 0))} coded 1, {int(codes.get('0', 0))} coded 0, "
                        f"{counted(int(codes.get('?', 0)), 'remainder')} with too few cases.{close}"
                    ),
                ),
            )
        )
    return Section(
        "Truth tables",
        (
            (
                "Each row is a configuration of the five conditions with the cases that belong to it. A row "
                "is coded 1 (sufficient) where it has enough cases and both its consistency and its PRI "
                "reach the cut-offs: consistency 0.80, PRI 0.50, at least 3 cases in a function and 5 "
                "pooled. PRI is low where a row is a subset of the outcome and of its negation alike."
            ),
            *parts,
            Note(
                "The cases of every row, and the truth tables for the negated outcome, are in the folder "
                "tables."
            ),
        ),
    )


def _printed(table: fq.TruthTable) -> pd.DataFrame:
    """Return a truth table as an article prints it: positive rows first, cases left out."""
    rank = {"1": 0, "C": 1, "0": 2, "?": 3}
    frame = table.table.drop(columns=["cases"]).assign(rank=table.table["out"].map(rank))
    ordered = frame.sort_values(["rank", "consistency"], ascending=[True, False]).drop(columns="rank")
    ordered = ordered if any(len(one) > 0 for one in ordered["near"]) else ordered.drop(columns="near")
    return pd.DataFrame(ordered)


def _solution_table(a: Analysis, outcome: str) -> pd.DataFrame:
    tables: pd.DataFrame = pd.concat(
        {
            name: one.table.set_index(["solution", "model", "term"])
            for name, one in a.solutions[outcome].items()
        },
        names=["group"],
    )
    return tables


def solutions_section(a: Analysis, drawn: Mapping[str, Figure | bytes]) -> Section:
    """Return the section on the three solutions."""
    texts = [f"{name}: {report.describe_solutions(one)}" for name, one in a.solutions[OUTCOME].items()]
    return Section(
        "Sufficient conditions: the three solutions",
        (
            (
                "The conservative solution uses no configuration without cases (logical remainders); the "
                "parsimonious one uses all that make it simpler; the intermediate one only those that agree "
                "with expectations: here, that each of the five conditions helps when present. All models "
                "that fit a truth table equally well are reported."
            ),
            *texts,
            Table(
                _solution_table(a, OUTCOME),
                f"All models of all solutions for {OUTCOME}, with fit; “solution” is the model as a whole",
            ),
            Picture(
                drawn["configuration_chart_dso"],
                f"Configuration chart of the intermediate solutions for {OUTCOME}, as a figure for an "
                "article.",
                f"Configuration chart: {_chart_words(a, OUTCOME)}",
            ),
        ),
    )


def _chart_words(a: Analysis, outcome: str) -> str:
    terms = a.charts[outcome].table.drop_duplicates(["group", "model", "column"])
    return (
        "; ".join(f"{group}: {', '.join(part['term'])}" for group, part in terms.groupby("group", sort=False))
        + "."
    )


def cases_section(a: Analysis, drawn: Mapping[str, Figure | bytes]) -> Section:
    """Return the section on typical and deviant cases."""
    parts: list[str | Part] = []
    for name, solutions in a.solutions[OUTCOME].items():
        model = solutions.parsimonious.models[0]
        cases = report.cases_by_term(model, examples=3)
        total = cases.loc["solution"]
        parts += [
            Heading(name),
            (
                f"{total['cases']} cases are in at least one recipe: {total['typical']} typical, "
                f"{total['deviant_in_degree']} deviant in degree, {total['deviant_in_kind']} deviant in kind."
            ),
            Table(cases, f"Cases by recipe, {name.lower()}: with examples of typical and deviant cases"),
            Picture(
                drawn[f"xy_{file_part(name)}"],
                f"{name}: memberships in each recipe and in the model against those in {OUTCOME}.",
                f"XY plots for {name.lower()}: "
                + "; ".join(f"{term}, {row['cases']} cases" for term, row in cases.iterrows())
                + ".",
            ),
        ]
    return Section(
        "Cases: typical and deviant",
        (
            (
                "A case is in a recipe with a membership above 0.5. It is typical where its outcome is "
                "present and at least as high as its membership in the recipe, deviant in degree where it "
                "is present but lower, and deviant in kind where the outcome is absent (Schneider & "
                "Rohlfing 2013). In the plots one marker stands for all cases of a kind at the same place, "
                "the larger the more."
            ),
            *parts,
        ),
    )


def across_section(a: Analysis, drawn: Mapping[str, Figure | bytes]) -> Section:
    """Return the section on the solution of one function in the other."""
    solution = {name: fit.table.loc["solution"] for name, fit in a.across.items()}
    texts = "; ".join(
        f"{name.lower()}: consistency {row['consistency']:.3f}, coverage {row['raw_coverage']:.3f}"
        for name, row in solution.items()
    )
    return Section(
        "The solution of one function in the other",
        (
            (
                "Do the recipes found in one function hold in the other? Its terms are evaluated in the "
                f"data of the other, without another search. The parsimonious solutions as a whole: {texts}."
            ),
            report.compare_solutions(
                {name.lower(): a.solutions[OUTCOME][name].parsimonious for name in a.functions}
            ),
            Table(
                report.compare_fits(a.across),
                "Fit of each function’s parsimonious solution in both functions",
                (
                    (
                        "Evaluated in the memberships as calibrated; a truth table takes memberships of 0.5 "
                        "as 0.501, so numbers may differ from those above in the third decimal."
                    ),
                ),
            ),
            Picture(
                drawn["fit_across_functions"],
                "The same numbers as a figure.",
                f"Dot plots of consistency, PRI and raw coverage. {texts}.",
            ),
        ),
    )


def negation_section(a: Analysis, drawn: Mapping[str, Figure | bytes]) -> Section:
    """Return the section on the absence of the outcome."""
    texts = [f"{name}: {report.describe_solutions(one)}" for name, one in a.solutions[NEGATED].items()]
    return Section(
        "The absence of the outcome",
        (
            (
                "In set-theoretic analysis the absence of an outcome has an explanation of its own, so it "
                "has its own truth table. The cut-offs are the same; the expectation is that the absence of "
                "each condition contributes."
            ),
            *texts,
            report.compare_solutions(
                {name.lower(): one.parsimonious for name, one in a.solutions[NEGATED].items()}
            ),
            Chart(a.charts[NEGATED], f"Recipes for {NEGATED} in the two functions"),
            Table(_solution_table(a, NEGATED), f"All models of all solutions for {NEGATED}", folded=True),
            Picture(
                drawn["configuration_chart_not_dso"],
                f"Configuration chart for {NEGATED}, as a figure for an article.",
                f"Configuration chart: {_chart_words(a, NEGATED)}",
            ),
        ),
    )


def sweep_section(a: Analysis) -> Section:
    """Return the section on other cut-offs."""
    texts = [
        f"{name}: {report.describe_sweep(frame, a.truth_tables[OUTCOME][name])}"
        for name, frame in a.sweeps.items()
    ]
    tables = [
        Table(frame, f"Sweep of the cut-offs, {name.lower()}: parsimonious models", folded=True)
        for name, frame in a.sweeps.items()
    ]
    return Section(
        "Other cut-offs",
        (
            (
                "Cut-offs are decisions. The truth tables are coded again with other values of consistency, "
                "PRI and frequency, in every combination, and the parsimonious solution is compared with "
                "that of the analysis."
            ),
            *texts,
            *tables,
            Note(
                "That a model stays the same says that it does not depend on these cut-offs, not that it is "
                "true."
            ),
        ),
    )


def limits_section(a: Analysis) -> Section:
    """Return the section on what the example shows and what it does not."""
    return Section(
        "What this shows, and what it does not",
        (
            (
                "It shows the method and the software: how answers become scores, scores memberships, "
                "memberships truth tables and truth tables recipes, and that recipes which are in the data "
                f"are found. {planted_sentence(a)} Customer focus was planted in no recipe."
            ),
            (
                f"The seed of the data ({DEFAULT_SEED}) is chosen, not drawn: the data were kept because "
                "with them the truth tables come out as planted. docs/data_digital_service.md says how "
                "often that happens with fresh seeds, which is much less than always. A survey of your own "
                "will be less tidy."
            ),
            (
                "It shows nothing about firms. That technology foresight matters here, that both functions "
                "have the same recipes and that customer focus has none was decided when the data were "
                "made. No number on this page is evidence for or against the study whose style the data "
                "follow."
            ),
        ),
    )
