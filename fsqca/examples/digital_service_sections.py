"""The sections of the example's page. Whatever the text says of results is made from the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fsqca import report
from fsqca._checks import counted
from fsqca.datasets.simulation import DEFAULT_SEED
from fsqca.examples.digital_service_orientation import CONDITIONS, OUTCOME, PLANTED, Analysis
from fsqca.examples.digital_service_questionnaire import NAMES
from fsqca.expressions import equivalent
from fsqca.report import Chart, Note, Picture, Section, Text
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


def _chart_words(a: Analysis, outcome: str) -> str:
    terms = a.charts[outcome].table.drop_duplicates(["group", "model", "column"])
    return (
        "; ".join(f"{group}: {', '.join(part['term'])}" for group, part in terms.groupby("group", sort=False))
        + "."
    )


def chart_picture(a: Analysis, outcome: str, drawn: Mapping[str, Figure | bytes]) -> Picture:
    """Return the configuration chart of an outcome as a figure for an article."""
    short = "dso" if outcome == OUTCOME else "not_dso"
    return Picture(
        drawn[f"configuration_chart_{short}"],
        f"Configuration chart of the intermediate solutions for {outcome}, as a figure for an article.",
        f"Configuration chart: {_chart_words(a, outcome)}",
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
