"""The chapters on sufficiency: truth tables with what decided rows, solutions, the negated outcome."""

from __future__ import annotations

import pandas as pd

from fsqca import report
from fsqca._checks import counted
from fsqca.report.article import from_frame
from fsqca.report.chapters.cases import case_counts
from fsqca.report.chapters.material import Material
from fsqca.report.page import Section
from fsqca.report.parts import Heading, Note, Part, Table, Text
from fsqca.report.sentences import and_list
from fsqca.truth_table.table import TruthTable

#: Rows from which a table of models is folded.
LONG = 60
#: The order of codes in a printed truth table.
_RANK = {"1": 0, "C": 1, "0": 2, "?": 3}


def truth_tables_section(m: Material) -> Section:
    """Return the chapter on the truth tables of the outcome."""
    k = len(m.result.study.analysis.conditions)
    return Section(
        "Truth tables",
        (
            (
                f"Each row is a configuration of the {counted(k, 'condition')} with the cases that belong "
                "to it. A row is coded 1 (sufficient) where it has enough cases and both its consistency "
                "and its PRI reach the cut-offs. PRI is low where a row is a subset of the outcome and "
                "of its negation alike."
            ),
            *_tables(m, m.outcome),
        ),
    )


def _tables(m: Material, outcome: str, *, folded: bool = False) -> list[Part | str]:
    parts: list[Part | str] = []
    for name, table in m.result.truth_tables[outcome].items():
        caption = f"Truth table for {outcome}{m.of(name)}"
        article = m.article(table, title=caption, cases=3 if m.of_cases else 0)
        notes = (_coded(table),)
        parts.append(Table(_printed(table), caption, notes, folded=folded, article=article, own=m.conditions))
        decided = f"What decided each row{m.of(name)} ({outcome})"
        short = from_frame(_reasons(m, table, whole=False), title=decided)
        parts.append(Table(_reasons(m, table), decided, folded=True, article=short))
        if m.of_cases and any(len(one) for one in table.observed["cases"]):
            listed = table.observed[["out", "cases"]]
            parts.append(
                Table(
                    listed.assign(n=[len(one) for one in listed["cases"]])[["out", "n", "cases"]],
                    f"The cases of every row{m.of(name)} ({outcome})",
                    folded=True,
                    search="Find a case",
                    printed=listed["cases"].map(len).sum() <= 100,
                )
            )
    return parts


def _coded(table: TruthTable) -> str:
    codes = table.observed["out"].value_counts()
    near = [row for row, cuts in table.observed["near"].items() if len(cuts) > 0]
    close = (
        f" Near a cut-off: {'row' if len(near) == 1 else 'rows'} {and_list(list(map(str, near)))}."
        if len(near)
        else " No row is near a cut-off."
    )
    rule = {"above": "0.501", "below": "0.499"}.get(table.settings.crossover or "")
    half = f"; memberships of 0.5 taken as {rule}" if rule else ""
    contradictory = int(codes.get("C", 0))
    return (
        f"Cut-offs: {table.settings.coding.describe()}{half}. {len(table.numbers)} of "
        f"{table.n_configurations} configurations observed: {int(codes.get('1', 0))} coded 1, "
        f"{int(codes.get('0', 0))} coded 0, "
        + (f"{contradictory} coded C (contradictory), " if contradictory else "")
        + f"{counted(int(codes.get('?', 0)), 'remainder')} with too few cases.{close}"
    )


def _printed(table: TruthTable) -> pd.DataFrame:
    """Return a truth table as an article prints it: positive rows first, cases left out."""
    frame = table.table.drop(columns=["cases"], errors="ignore")
    frame = frame.assign(rank=frame["out"].map(_RANK))
    ordered = frame.sort_values(["rank", "consistency"], ascending=[True, False]).drop(columns="rank")
    if "near" in ordered and not any(len(one) > 0 for one in ordered["near"]):
        ordered = ordered.drop(columns="near")
    elif "near" in ordered:
        ordered["near"] = [
            ", ".join("PRI" if cut == "pri" else cut for cut in one) for one in ordered["near"]
        ]
    return pd.DataFrame(ordered)


def _reasons(m: Material, table: TruthTable, *, whole: bool = True) -> pd.DataFrame:
    """Return which rule decided the code of every observed row and, if wanted, who holds it back."""
    rows = []
    for number in table.observed.index.tolist():
        why = table.why(int(number))
        sentences = why.sentences if m.of_cases and whole else m.notes(why.sentences[:1])
        rows.append((int(number), why.configuration, why.code, " ".join(sentences)))
    frame = pd.DataFrame(rows, columns=pd.Index(["row", "configuration", "out", "reason"]))
    return frame.set_index("row")


def solutions_section(m: Material) -> Section:
    """Return the chapter on the three solutions."""
    return Section("Sufficient conditions: the three solutions", tuple(_solutions(m, m.outcome)))


def _expected(m: Material, outcome: str) -> str:
    own = m.result.study.expectations_of(outcome)
    texts = (
        [f"{name} present" if sign == "+" else f"{name} absent" for name, sign in own.items()]
        if isinstance(own, dict)
        else list(map(str, own))
    )
    return f"Expected to contribute: {and_list(texts)}." if texts else "There are no expectations here."


def _solutions(m: Material, outcome: str, *, folded: bool = False) -> list[Part | str]:
    found = m.solutions(outcome)
    parts: list[Part | str] = []
    if not folded:
        parts.append(
            "The conservative solution uses no configuration without cases (logical remainders); the "
            "parsimonious one uses all that make it simpler; the intermediate one only those that agree "
            "with directional expectations. All models that fit a truth table equally well are reported. "
            "A*B reads “A and B”, A + B reads “A or B”, and ~A reads “not A”."
        )
    parts.append(_expected(m, outcome))
    reasons = _expectation_reasons(m, outcome)
    if len(reasons):
        parts.append(
            Table(reasons, f"Directional expectations for {outcome} and their reasons", folded=folded)
        )
    parts += [
        Text(text) for text in m.said({name: report.describe_solutions(one) for name, one in found.items()})
    ]
    if not m.single:
        named = {name: getattr(one, m.kind) for name, one in found.items()}
        parts.append(report.compare_solutions(named))
    parts += [
        m.chart(outcome, f"Recipes for {outcome}: intermediate solution, with its fit"),
        Note(
            "Each column is one recipe. A condition is core if it is also in the parsimonious recipe that "
            "contains this one, and peripheral if it is only in the intermediate one (Fiss 2011). "
            f"{_core_sentence(m, outcome)}"
        ),
        Heading("All models and their fit"),
    ]
    for name, one in found.items():
        caption = f"All models of the solutions for {outcome}{m.of(name)}; “solution” is the model as a whole"
        frame = one.table[one.table["solution"].isin(m.result.study.solutions.types)]
        if len(frame) == 0:
            parts.append(f"{'There' if m.single else f'{name}: there'} is no model, so there is no fit.")
            continue
        frame = frame.set_index(["solution", "model", "term"])
        frame = frame.drop(columns=[column for column in ("cases",) if column in frame])
        article = m.article(one, title=f"Sufficient configurations for {outcome}{m.of(name)}")
        parts.append(Table(frame, caption, folded=folded or len(frame) > LONG, article=article))
        least = [kind for kind in m.result.study.solutions.types if not getattr(one, kind).complete]
        if least:
            parts.append(
                Note(f"{name}: not all models of the solution ({', '.join(least)}) could be listed.")
            )
    parts += _counterfactuals(m, outcome, folded=folded)
    return parts


def _expectation_reasons(m: Material, outcome: str) -> pd.DataFrame:
    from fsqca.expressions import parse

    own = [
        (each.expect, each.why)
        for each in m.result.study.expectations
        if parse(each.outcome or m.outcome) == parse(outcome)
    ]
    frame = pd.DataFrame(own, columns=pd.Index(["expected", "reason"])).set_index("expected")
    return frame if (frame["reason"] != "").any() else frame.iloc[:0]


def _core_sentence(m: Material, outcome: str) -> str:
    roles = m.result.charts[outcome].table["role"]
    used = roles[roles != ""]
    if len(used) == 0:
        return "There is no recipe."
    if (used == "core").all():
        return "Here all conditions in the recipes are core."
    return f"Here {int((used == 'core').sum())} of {counted(len(used), 'entry', 'entries')} are core."


def _counterfactuals(m: Material, outcome: str, *, folded: bool) -> list[Part | str]:
    parts: list[Part | str] = [Heading("Counterfactuals")]
    without = []
    for name, one in m.solutions(outcome).items():
        if len(one.parsimonious.simplifying_assumptions) == 0 and len(one.intermediate.easy) == 0:
            without.append(name)
            continue
        easy, difficult = len(one.intermediate.easy), len(one.intermediate.difficult)
        parts.append(
            f"{'The' if m.single else f'{name}: the'} parsimonious solution takes "
            f"{counted(len(one.parsimonious.simplifying_assumptions), 'logical remainder')} for sufficient; "
            f"{easy} of the counterfactuals {'is' if easy == 1 else 'are'} easy (in line with the "
            f"expectations), {difficult} difficult."
        )
        caption = f"Simplifying assumptions and counterfactuals for {outcome}{m.of(name)}"
        parts.append(m.as_table(one, caption, what="counterfactuals", folded=folded))
    if without:
        where = "" if m.single else f" of {and_list(without)}"
        parts.append(f"No logical remainder is taken for sufficient in any solution{where}.")
    return parts


def negation_section(m: Material) -> Section:
    """Return the chapter on the negated outcome."""
    if m.negated is None:
        return Section(
            "The negated outcome",
            (
                (
                    "The negated outcome was not analysed. What explains an outcome says nothing of what "
                    "explains its absence, so that is an analysis of its own: negated = true in "
                    "[analysis]."
                ),
            ),
        )
    return Section(
        "The negated outcome",
        (
            (
                "In set-theoretic analysis the absence of an outcome has an explanation of its own, so "
                "it has its own truth table. The cut-offs are the same."
            ),
            *_solutions(m, m.negated, folded=True),
            *case_counts(m, m.negated, folded=True),
            Heading("Truth tables"),
            *_tables(m, m.negated, folded=True),
        ),
    )


__all__ = ["negation_section", "solutions_section", "truth_tables_section"]
