"""The second example: from evidence on eight companies to sets. Illustrative; no finding about firms."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from fsqca import datasets, report
from fsqca._checks import counted
from fsqca.evidence import Agreement, Codings, RecodingSensitivity
from fsqca.report import Note, Page, Section, Table

OUTCOME = "ADV"
CONDITIONS = ("NET", "DIG", "CLI", "STR")
#: The pair of levers shown in the sensitivity analysis: no pair has more cases with all scores.
PAIR = ("CLI", "STR")
WORDS = {
    "NET": "network capabilities",
    "DIG": "digital systems",
    "CLI": "service climate",
    "STR": "organizational structure",
    "ADV": "advanced services (the outcome)",
}
NOTICE = (
    (
        "This page is illustrative and not a finding. The facts about eight companies are paraphrased "
        "from a work-in-progress paper on servitization by small and medium-sized manufacturers in "
        "Flanders (2015). The rubrics and the codings were written for this example."
    ),
    "None of the companies offers a product-service system in regular business.",
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EightCompanies:
    """What the example comes to.

    Attributes
    ----------
    facts : DataFrame
    codings : Codings
    agreement : Agreement
    complete : DataFrame
        Cases with all scores, for every choice of levers: index ``conditions``, one column per coding.
    sensitivity : dict of str to RecodingSensitivity
        By coding, for network capabilities and service climate.
    """

    facts: pd.DataFrame
    codings: Codings
    agreement: Agreement
    complete: pd.DataFrame
    sensitivity: dict[str, RecodingSensitivity]

    def __repr__(self) -> str:
        return f"<EightCompanies: {counted(len(self.facts), 'company', 'companies')}, illustrative>"

    def __str__(self) -> str:
        return "\n\n".join([NOTICE[0], str(self.codings), str(self.agreement), *conclusions(self)])


def analyse() -> EightCompanies:
    """Return the example: codings, their agreement, what can be analysed, and what doubtful cells change."""
    codings = datasets.eight_companies_codings()
    choices = [
        names
        for number in range(1, len(CONDITIONS) + 1)
        for names in itertools.combinations(CONDITIONS, number)
    ]
    complete = pd.DataFrame(
        {
            coder: [int(codings.coverage(OUTCOME, names, coder)["complete"].sum()) for names in choices]
            for coder in codings.coders
        },
        index=pd.Index([", ".join(names) for names in choices], name="conditions"),
    )
    sensitivity = {
        coder: codings.sensitivity(OUTCOME, PAIR, coder=coder, consistency=0.8) for coder in codings.coders
    }
    return EightCompanies(datasets.eight_companies(), codings, codings.agreement(), complete, sensitivity)


def conclusions(result: EightCompanies) -> list[str]:
    """Return what follows, in sentences made from the numbers."""
    whole = result.agreement.table.loc["all"]
    cells = result.codings.data(result.codings.coders[0]).size
    none = [
        int((result.codings.status(coder) == "no evidence").to_numpy().sum())
        for coder in result.codings.coders
    ]
    most = int(result.complete.to_numpy()[-1].max())
    two = result.complete.loc[", ".join(PAIR)]
    apart = result.agreement.disagreements
    models = {model for own in result.sensitivity.values() for model in own.models}
    if models == {"1"}:
        follows = (
            'Among them no configuration speaks against the outcome, so the parsimonious solution is "1": it '
            "says that nothing contradicts, not that nothing is needed."
        )
    else:
        each = [
            f"{' or '.join(own.models) or 'none'} in the {coder}" for coder, own in result.sensitivity.items()
        ]
        follows = f"Their parsimonious models are {' and '.join(each)}: so few cases decide nothing."
    sides = ", ".join(f"{case} on {name}" for case, name in apart.index[apart["kind"] == "side"])
    return [
        (
            f"Of {cells} cells, {none[0]} carry no score in the first reading and {none[1]} in the second. "
            "No evidence is not absence: an interview that did not touch a lever does not show that it is "
            "lacking."
        ),
        (
            f"Where both readings give a score they agree in {whole['same_score']:.0f} of "
            f"{whole['scored_by_all']:.0f} cells (Krippendorff's alpha {whole['alpha']:.2f}); they put a "
            f"company on different sides of 0.5 for {sides}."
        ),
        (
            f"{_companies(most)} a score on all four levers and on the outcome, so these data do not carry "
            "a truth table of the four levers. Eight cases could show at most 8 of its 16 configurations in "
            "any case."
        ),
        (
            f"With two levers, {' and '.join(WORDS[name] for name in PAIR)}, {two.iloc[0]} and {two.iloc[1]} "
            f"companies remain. {follows}"
        ),
        "What would be needed is a second round of interviews that asks every company about every lever.",
    ]


def _companies(number: int) -> str:
    if number > 1:
        return f"{number} of the companies have"
    return "One company has" if number else "No company has"


def page(result: EightCompanies) -> Page:
    """Return the page of the example."""
    said = conclusions(result)
    facts = result.facts
    rubrics = [
        part
        for name, rubric in result.codings.rubrics.items()
        for part in (
            Table(
                rubric.table.rename_axis("membership"),
                f"{name}, {WORDS[name]}: {rubric.question}",
                notes=(f"No evidence: {rubric.no_evidence}",),
                digits=2,
            ),
        )
    ]
    scores = [
        Table(result.codings.marked(coder), f"Scores, {coder}", digits=2) for coder in result.codings.coders
    ]
    cells = result.codings.cells[
        ["coder", "case", "set", "score", "evidence", "reason", "alternatives"]
    ].copy()
    cells["alternatives"] = [", ".join(f"{value:g}" for value in each) for each in cells["alternatives"]]
    sections = (
        Section("The companies", (Table(facts, "Eight companies and what is known of them"),)),
        Section(
            "The rubrics",
            (
                (
                    "A rubric says before scoring what counts as which membership. The outcome is scored "
                    "from its own evidence, never from the levers. 0.5 is not a level: it would put a "
                    "company in no configuration."
                ),
                *rubrics,
            ),
        ),
        Section(
            "The scores",
            (
                (
                    "A question mark is a score in doubt, with the alternatives named below. A cell without "
                    "evidence holds no membership."
                ),
                said[0],
                *scores,
                Table(
                    cells.set_index("coder"), "Every cell with its evidence and reason", digits=2, folded=True
                ),
            ),
        ),
        Section(
            "Two readings",
            (
                said[1],
                Table(result.agreement.table, "Agreement of the two readings", digits=2),
                Table(result.agreement.disagreements.reset_index(), "Cells in which they differ", digits=2),
                Note("Krippendorff's alpha on an interval scale; with so few cells per set it is unstable."),
            ),
        ),
        Section(
            "What can be analysed",
            (
                said[2],
                Table(result.complete, "Companies with a score on all sets, by choice of levers"),
                said[3],
                *(
                    Table(
                        each.table.reset_index(),
                        f"Recoding of doubtful cells, {coder}: {', '.join(PAIR)} and {OUTCOME}",
                        notes=each.notes,
                        digits=2,
                    )
                    for coder, each in result.sensitivity.items()
                ),
                said[4],
            ),
        ),
    )
    return Page(
        "Eight companies: from evidence to sets",
        sections,
        subtitle="Qualitative calibration with a written rubric. Illustrative, not a finding.",
        notice=NOTICE,
    )


def run(output: str | Path = "eight_companies_output", *, force: bool = False) -> Path:
    """Run the example, write its page and tables, and return the page's path.

    Parameters
    ----------
    output : str or Path, default "eight_companies_output"
    force : bool, default False
        Whether files in a folder that is not empty may be replaced.
    """
    from fsqca.report.writing import check_folder

    folder = check_folder(output, force=force)
    result = analyse()
    contents: dict[str, str | bytes] = {
        "report.html": page(result).to_html(),
        "tables/facts.csv": result.facts.to_csv(),
        "tables/codings.csv": result.codings.cells.to_csv(index=False),
        "tables/agreement.csv": result.agreement.table.to_csv(),
        "tables/disagreements.csv": result.agreement.disagreements.to_csv(),
        "tables/complete.csv": result.complete.to_csv(),
    }
    report.write_folder(folder, contents, force=force)
    return folder / "report.html"


__all__ = ["EightCompanies", "analyse", "conclusions", "page", "run"]
