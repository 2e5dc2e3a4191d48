"""The sections of the example's page on the questionnaire: answers, missing ones, reliability, validity."""

from __future__ import annotations

import pandas as pd

from fsqca import datasets
from fsqca._checks import counted
from fsqca.examples.digital_service_orientation import Analysis
from fsqca.report import Heading, Note, Section, Table, Text
from fsqca.report.sentences import and_list
from fsqca.survey.validity import HTMT_STRICT, WEAK_CHECK, ConstructValidity, lower_triangle

NAMES = {
    "TF": "technology foresight",
    "AD": "adaptability",
    "AG": "agility",
    "RB": "rule-bending",
    "CF": "customer focus",
    "DSO": "digital service orientation",
}


def data_section(a: Analysis) -> Section:
    """Return the section on the data: what was read, what is missing, the scores."""
    missing = a.scores.missing
    answers, gone, lost = (int(missing[name].sum()) for name in ("answers", "missing", "lost"))
    book = datasets.describe_digital_service()
    constructs = pd.DataFrame(
        {
            "name": [NAMES[name] for name, _ in a.scores.constructs],
            "items": [len(items) for _, items in a.scores.constructs],
            "reversed": [
                ", ".join(item for item in items if item in a.scores.reverse)
                for _, items in a.scores.constructs
            ],
            "first item": [str(book.loc[items[0], "wording"]) for _, items in a.scores.constructs],
        },
        index=pd.Index([name for name, _ in a.scores.constructs], name="construct"),
    )
    return Section(
        "Data and missing answers",
        (
            (
                f"The survey is read from the file {a.study.settings.source}: "
                f"{counted(len(a.study.data), 'respondent')}, {counted(a.study.data.shape[1], 'column')}, "
                f"and the groups in the column “{a.study.group}”. {_declared(a)}"
                + (" Nothing else looks odd." if not a.study.notes else "")
            ),
            *(Note(note) for note in a.study.notes),
            Table(constructs, "The constructs, each measured on a scale from 1 to 7"),
            (
                f"Of {answers} answers, {gone} are missing ({gone / answers:.1%}). A score is the mean of "
                "the items answered, where at least half of them are answered; "
                f"{counted(lost, 'score')} could not be made for that reason. "
                f"{and_list(list(a.scores.reverse))} is worded the other way round and was turned. All "
                "answers lie within the scale."
            ),
            *(Note(note) for note in a.scores.notes),
            Table(
                missing.drop(columns="lost_cases"),
                "Missing answers: asked, missing, respondents with some answer missing, scores lost",
            ),
            Table(
                a.scores.by_group().drop(columns=["missing"]),
                "Scores by function, in points of the scale; floor and ceiling: shares at its ends",
                digits=2,
            ),
            Table(a.scores.items, "The items", digits=2, folded=True),
            Table(a.study.table, "The codebook: every column of the file", folded=True),
        ),
    )


def _declared(a: Analysis) -> str:
    """Return in words what stands for a missing value in the file."""
    kinds = a.study.missing.groupby("declared", sort=False)["n"].sum().to_dict()
    if not kinds:
        return "No value is missing."
    words = {"file: blank or -": "cells that are blank or hold a hyphen", "file: no number": "no numbers"}
    parts = [
        f"{counted(n, 'missing value')} ({words.get(str(declared), str(declared))})"
        for declared, n in kinds.items()
    ]
    return f"It has {and_list(parts)}."


def validity_section(a: Analysis) -> Section:
    """Return the section on reliability and validity, with the tables of an article."""
    validity = a.validity
    return Section(
        "Reliability and validity",
        (
            _reliability_words(validity),
            Table(
                reliability_table(a),
                "Reliability (alpha with its "
                f"{100 * validity.confidence:g} % interval; omega, composite reliability (CR) and average "
                "variance extracted (AVE) from a one-factor model of each construct)",
                (
                    (
                        "Alpha: Cronbach (1951), interval by Feldt (1965). Omega: McDonald (1999). CR and "
                        "AVE: Fornell & Larcker (1981). "
                        "n: respondents with complete answers to the construct."
                    ),
                ),
            ),
            Table(validity.loadings.drop(columns="heywood"), "Loadings (standardised)", folded=True),
            Heading("Do the constructs differ from each other?"),
            _discriminant_words(validity),
            Table(
                lower_triangle(validity.htmt, diagonal=False),
                "Heterotrait-monotrait ratios (Henseler, Ringle & Sarstedt 2015)",
            ),
            Table(
                lower_triangle(validity.fornell_larcker, diagonal=True),
                "Fornell-Larcker: square root of AVE on the diagonal, correlations of the scores below it",
            ),
            *(Note(note) for note in validity.notes),
            Heading("One method for everything"),
            Text(
                "All answers come from the same respondents at the same time. A single-factor check (Harman; "
                f"see Podsakoff et al. 2003) gives {validity.first_factor_share:.1%} of the variance of all "
                f"{len(validity.loadings)} items to their first unrotated component "
                f"({counted(validity.first_factor_n, 'respondent')} with complete answers). {WEAK_CHECK} "
                "Separate sources, separate times of measurement and marker variables say more; a study "
                "should plan for them before it collects answers."
            ),
        ),
    )


def reliability_table(a: Analysis) -> pd.DataFrame:
    """Return the reliability table of an article: one row per construct."""
    return pd.DataFrame(a.validity.reliability.rename(columns={"composite_reliability": "CR", "ave": "AVE"}))


def _reliability_words(validity: ConstructValidity) -> str:
    table = validity.reliability
    parts = [
        f"{name} between {table[column].min():.2f} ({table[column].idxmin()}) and "
        f"{table[column].max():.2f} ({table[column].idxmax()})"
        for column, name in (
            ("alpha", "Cronbach’s alpha"),
            ("omega", "omega"),
            ("composite_reliability", "composite reliability"),
            ("ave", "AVE"),
        )
    ]
    loading = validity.loadings["loading"]
    return (
        f"How well the items of a construct go together: {and_list(parts)}. The lowest loading is "
        f"{loading.min():.2f} ({loading.idxmin()})."
    )


def _discriminant_words(validity: ConstructValidity) -> str:
    pairs = validity.pairs
    first, second = pairs.index[int(pairs["htmt"].argmax())]
    above = int((pairs["htmt"] > HTMT_STRICT).sum())
    met = int((pairs["fornell_larcker"] == "met").sum())
    ratio = (
        f"none of the {len(pairs)} ratios is above {HTMT_STRICT}"
        if not above
        else f"{above} of the {len(pairs)} ratios are above {HTMT_STRICT}"
    )
    everywhere = "all pairs" if met == len(pairs) else f"{met} of {len(pairs)} pairs"
    return (
        "Two constructs that correlate too highly cannot be told apart, and then a combination of both says "
        f"little. The highest heterotrait-monotrait ratio is {pairs['htmt'].max():.2f} ({first} and "
        f"{second}); {ratio}. The Fornell-Larcker comparison is met by {everywhere}: the lower AVE is above "
        "the squared correlation of the scores."
    )


__all__ = ["NAMES", "data_section", "reliability_table", "validity_section"]
